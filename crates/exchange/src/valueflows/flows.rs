//! Economic events and claims.

use super::identity::foreign;
use super::import::{ImportRefused, Note, Taking};
use super::nouns::{moment, reference, text, texts};
use crate::document::{Node, local_name};
use commons::act::{Act, AddClaim, LogEvent};
use commons::action::{Action, ProcessSide, QuantityEffect};
use commons::agreement::Side;
use commons::event::Standing;
use commons::name::Handle;
use commons::refusal::Refused;
use commons::unit::Measure;

impl Taking<'_> {
    pub(super) fn event(&mut self, node: &Node, index: usize) -> Result<(), ImportRefused> {
        if node.get("distribution").is_some() {
            let what = "a payment of a distribution".to_owned();
            self.notes.push(Note::LeftOut { line: node.line, what });
            return Ok(());
        }
        let Some(time) = self.time("event", node, index) else {
            return Ok(());
        };
        if self.logged.get(&node.id).is_some_and(|&times| time < times) {
            return Ok(());
        }
        let id = self.act_of("event", &node.id, time);
        self.events.entry(node.id.clone()).or_insert(id);
        let wish = self.wish(node, index)?;
        for property in ["resourceInventoriedAs", "toResourceInventoriedAs"] {
            self.touched.extend(reference(Some(node), property));
        }
        let act = Act::LogEvent(Box::new(wish.clone()));
        match self.attempt(id, act.clone())? {
            Err(Refused::NotEnough { .. }) if self.lacks_opening(node) => {
                let missing = self.missing(&wish);
                if let (Some((handle, missing)), Some(iri)) =
                    (missing, reference(Some(node), "resourceInventoriedAs"))
                {
                    self.assume(node.line, &iri, &handle, missing)?;
                }
                self.perform(id, node.line, act)
            }
            Err(refused) => Err(ImportRefused::Act { line: node.line, refused }),
            Ok(()) => Ok(()),
        }
    }

    /// Whether the document says nothing of what there was of the event's resource.
    fn lacks_opening(&self, node: &Node) -> bool {
        node.id_of("resourceInventoriedAs").is_some_and(|iri| !self.opened.contains(iri))
    }

    /// How much more of its resource an event takes than is there.
    fn missing(&self, wish: &LogEvent) -> Option<(Handle, Measure)> {
        let handle = wish.resource.clone()?;
        let row = self.row(&handle)?;
        let asked = wish.quantity.clone()?;
        let behaviour = wish.action.behaviour();
        let takes = |effect| {
            matches!(effect, QuantityEffect::Decrement | QuantityEffect::DecrementIncrement)
        };
        let accounting = Some(row.accounting).filter(|_| takes(behaviour.accounting));
        let onhand = Some(row.onhand).filter(|_| takes(behaviour.onhand));
        let there = accounting.into_iter().chain(onhand).min()?;
        let minor = asked.minor.checked_sub(there).filter(|minor| *minor > 0)?;
        Some((handle, Measure { minor, unit: asked.unit }))
    }

    fn wish(&mut self, node: &Node, index: usize) -> Result<LogEvent, ImportRefused> {
        let action = action(node)?;
        let some = Some(node);
        let mut wish = LogEvent::new(action);
        wish.standing = standing(node)?;
        wish.provider = reference(some, "provider").map(|iri| self.agent(&iri)).transpose()?;
        wish.receiver = reference(some, "receiver").map(|iri| self.agent(&iri)).transpose()?;
        wish.began = moment(some, "hasBeginning");
        wish.at = moment(some, "hasPointInTime").or(moment(some, "hasEnd")).or(wish.began);
        self.sides(node, &mut wish)?;
        wish.kind = reference(some, "resourceConformsTo").map(|iri| self.kind(&iri)).transpose()?;
        self.resources(node, index, &mut wish)?;
        wish.classified_as = texts(some, "resourceClassifiedAs");
        wish.quantity = self.measure_of(node, "resourceQuantity")?;
        wish.effort = self.measure_of(node, "effortQuantity")?;
        wish.value = self.measure_of(node, "value")?;
        wish.role = node.text("role").and_then(Handle::from_name);
        wish.weight = node.text("weight").and_then(|text| text.parse().ok());
        wish.agreement = self.exchange(node)?;
        wish.corrects = node.id_of("corrects").and_then(|iri| self.event_act(iri));
        wish.fulfills = node.ids("fulfills").to_vec();
        wish.satisfies = node.ids("satisfies").to_vec();
        wish.settles = self.settled(node);
        wish.state = text(some, "state");
        wish.to_location = reference(some, "toLocation");
        wish.image = text(some, "image");
        wish.note = text(some, "note");
        wish.iri = foreign(&node.id);
        Ok(wish)
    }

    /// Puts an event on the side of its process that its action has.
    fn sides(&mut self, node: &Node, wish: &mut LogEvent) -> Result<(), ImportRefused> {
        let mut input = reference(Some(node), "inputOf");
        let mut output = reference(Some(node), "outputOf");
        let is_turned = match wish.action.behaviour().side {
            ProcessSide::Input => input.is_none() && output.is_some(),
            ProcessSide::Output => output.is_none() && input.is_some(),
            ProcessSide::Either | ProcessSide::Neither => false,
        };
        if is_turned {
            std::mem::swap(&mut input, &mut output);
            self.notes
                .push(Note::SideChanged { line: node.line, action: wish.action.word().to_owned() });
        }
        wish.input_of = input.map(|iri| self.process(&iri)).transpose()?;
        wish.output_of = output.map(|iri| self.process(&iri)).transpose()?;
        Ok(())
    }

    /// Finds an event's resources: those it names, or else those of its lot (S6), or else the one it makes.
    fn resources(
        &mut self,
        node: &Node,
        index: usize,
        wish: &mut LogEvent,
    ) -> Result<(), ImportRefused> {
        let some = Some(node);
        wish.resource =
            reference(some, "resourceInventoriedAs").map(|iri| self.resource(&iri)).transpose()?;
        wish.to_resource = reference(some, "toResourceInventoriedAs")
            .map(|iri| self.resource(&iri))
            .transpose()?;
        if wish.resource.is_some() || wish.to_resource.is_some() {
            return Ok(());
        }
        if let Some(lot) = node.text("trackingIdentifier") {
            wish.resource = wish.provider.as_ref().and_then(|owner| self.of_lot(lot, owner));
            wish.to_resource = wish.receiver.as_ref().and_then(|owner| self.of_lot(lot, owner));
        }
        if wish.action == Action::Produce
            && let Some(made) =
                node.id_of("resourceConformsTo").and_then(|kind| self.made_by(index, kind))
        {
            wish.resource = Some(self.resource(&made)?);
            self.touched.insert(made);
        }
        Ok(())
    }

    fn exchange(&mut self, node: &Node) -> Result<Option<(Handle, Side)>, ImportRefused> {
        let sides =
            [("realizationOf", Side::Primary), ("reciprocalRealizationOf", Side::Reciprocal)];
        for (property, side) in sides {
            if let Some(iri) = node.id_of(property) {
                return Ok(Some((self.agreement(iri)?, side)));
            }
        }
        Ok(None)
    }

    /// The claims an event settles that are known; others are only referred to.
    fn settled(&mut self, node: &Node) -> Vec<String> {
        let (known, unknown): (Vec<String>, Vec<String>) =
            node.ids("settles").iter().cloned().partition(|iri| self.state.claim(iri).is_some());
        for iri in unknown {
            let what = format!("settling {iri}");
            self.notes.push(Note::LeftOut { line: node.line, what });
        }
        known
    }

    pub(super) fn event_act(&self, iri: &str) -> Option<commons::name::ActId> {
        self.events.get(iri).copied().or_else(|| {
            let id = self.act_of("event", iri, 0);
            self.state.entry_of(id).map(|_| id)
        })
    }

    pub(super) fn claim(&mut self, node: &Node, index: usize) -> Result<(), ImportRefused> {
        if self.time("claim", node, index) != Some(0) || self.state.claim(&node.id).is_some() {
            return Ok(());
        }
        let action = action(node)?;
        let some = Some(node);
        let wish = AddClaim {
            iri: node.id.clone(),
            action,
            provider: reference(some, "provider").map(|iri| self.agent(&iri)).transpose()?,
            receiver: reference(some, "receiver").map(|iri| self.agent(&iri)).transpose()?,
            kind: reference(some, "resourceConformsTo").map(|iri| self.kind(&iri)).transpose()?,
            classified_as: texts(some, "resourceClassifiedAs"),
            quantity: self.measure_of(node, "resourceQuantity")?,
            effort: self.measure_of(node, "effortQuantity")?,
            triggered_by: node.id_of("triggeredBy").and_then(|iri| self.event_act(iri)),
            created: moment(some, "created"),
            due: moment(some, "due"),
            note: text(some, "note"),
            finished: super::nouns::flag(node, "finished").unwrap_or(false),
        };
        self.perform(self.act_of("claim", &node.id, 0), node.line, Act::AddClaim(Box::new(wish)))
    }
}

fn action(node: &Node) -> Result<Action, ImportRefused> {
    let text = node.text("action").or(node.id_of("action")).unwrap_or_default();
    Action::named(local_name(text))
        .ok_or_else(|| ImportRefused::ActionUnknown { line: node.line, text: text.to_owned() })
}

fn standing(node: &Node) -> Result<Standing, ImportRefused> {
    let Some(text) = node.text("standing") else {
        return Ok(Standing::Contribution);
    };
    Standing::from_word(text)
        .ok_or_else(|| ImportRefused::StandingUnknown { line: node.line, text: text.to_owned() })
}
