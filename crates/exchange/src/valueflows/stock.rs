//! Resources: as they first stand, and as they stand again.

use super::identity::{foreign, own_iri};
use super::import::{ImportRefused, Note, Taking};
use super::nouns::{line, named, reference, text, texts};
use crate::document::{Measure as Written, Node};
use commons::act::{Act, AddResource, LogEvent};
use commons::action::Action;
use commons::name::{ActId, Handle};
use commons::resource::Resource;
use commons::unit::{Measure, Quantity};

impl Taking<'_> {
    /// The resource with an identifier, added without stock if it is not there yet.
    pub(super) fn resource(&mut self, iri: &str) -> Result<Handle, ImportRefused> {
        let found = |taking: &Self, handle: &Handle| taking.state.resource(handle).is_some();
        if let Some(handle) = self.known_as("resource", iri, found) {
            return Ok(handle);
        }
        let node = self.described(iri, &["EconomicResource"]);
        let kind = reference(node, "conformsTo").map(|iri| self.kind(&iri)).transpose()?;
        let otherwise = kind.as_ref().map(Handle::as_str).unwrap_or_default();
        let handle = self.new_handle("resource", iri, node, otherwise)?;
        let owner = self.owner(iri, node)?;
        let stage = reference(node, "stage").map(|iri| self.process_kind(&iri)).transpose()?;
        let contained_in = self.container(iri, node)?;
        let name = match (node.and_then(|node| node.text("name")), &kind) {
            (None, Some(kind)) => self.kind_name(kind),
            _ => named(iri, node, &handle),
        };
        let wish = AddResource {
            handle: handle.clone(),
            name,
            note: text(node, "note"),
            image: text(node, "image"),
            kind,
            classified_as: texts(node, "classifiedAs"),
            tracking: text(node, "trackingIdentifier"),
            unit: None,
            accountable: owner,
            stage,
            state: text(node, "state"),
            location: reference(node, "currentLocation"),
            contained_in,
            iri: foreign(iri),
        };
        self.add("resource", iri, line(node), handle, Act::AddResource(Box::new(wish)))
    }

    fn kind_name(&self, kind: &Handle) -> String {
        let row = self.state.specification(kind).map(|ix| self.state.specifications.at(ix));
        row.map_or_else(|| kind.to_string(), |row| row.name.clone())
    }

    fn container(
        &mut self,
        iri: &str,
        node: Option<&Node>,
    ) -> Result<Option<Handle>, ImportRefused> {
        let Some(container) = reference(node, "containedIn") else {
            return Ok(None);
        };
        // What is inside itself, by however many steps, is inside nothing.
        if !self.adding.insert(iri.to_owned()) || self.adding.contains(&container) {
            return Ok(None);
        }
        let handle = self.resource(&container)?;
        self.adding.remove(iri);
        Ok(Some(handle))
    }

    /// Who answers for a resource: whom it names, or else whose address its own begins with.
    fn owner(&mut self, iri: &str, node: Option<&Node>) -> Result<Option<Handle>, ImportRefused> {
        let stated = reference(node, "primaryAccountable");
        let host = || {
            let ends = iri.match_indices('/').map(|(at, _)| at).rev();
            let mut hosts = ends.filter_map(|at| iri.get(..=at));
            hosts.find(|host| self.hosts.contains(host)).map(str::to_owned)
        };
        let owner = stated.or_else(host);
        owner.map(|iri| self.agent(&iri)).transpose()
    }

    /// A resource as the document states it: how it begins, or how it should be by now.
    ///
    /// One that was here before the import has its story in the journal, and nothing is compared.
    pub(super) fn resource_stands(&mut self, node: &Node) -> Result<(), ImportRefused> {
        let iri = &node.id;
        let handle = self.resource(iri)?;
        if !self.added.contains(iri) {
            return Ok(());
        }
        let is_first = !self.touched.contains(iri) && self.opened.insert(iri.clone());
        let stated = node.measure("accountingQuantity").or(node.measure("onhandQuantity"));
        if let Some(stated) = stated.filter(|_| is_first) {
            let quantity = self.measure(stated, node.line)?;
            if quantity.minor > 0 {
                self.open(node.line, self.act_of("opening", iri, 0), &handle, quantity)?;
            }
        }
        self.compare(node, &handle)
    }

    pub(super) fn row(&self, handle: &Handle) -> Option<&Resource> {
        self.state.resource(handle).map(|ix| self.state.resources.at(ix))
    }

    /// States what is there before the first event.
    fn open(
        &mut self,
        line: usize,
        id: ActId,
        handle: &Handle,
        quantity: Measure,
    ) -> Result<(), ImportRefused> {
        let accountable = self.row(handle).and_then(|row| row.accountable);
        let owner = accountable.map(|agent| self.state.agents.at(agent).handle.clone());
        let mut wish = LogEvent::new(Action::Raise);
        wish.provider.clone_from(&owner);
        wish.receiver = owner;
        wish.at = self.earliest;
        wish.resource = Some(handle.clone());
        wish.quantity = Some(quantity);
        wish.note = Some("there when the document begins".to_owned());
        self.perform(id, line, Act::LogEvent(Box::new(wish)))
    }

    /// States that what an event takes was there, where the document says nothing of it.
    pub(super) fn assume(
        &mut self,
        line: usize,
        iri: &str,
        handle: &Handle,
        missing: Measure,
    ) -> Result<(), ImportRefused> {
        let quantity = self
            .state
            .unit(&missing.unit)
            .map(|unit| self.state.say(Quantity { minor: missing.minor, unit }));
        self.notes.push(Note::OpeningAssumed {
            line,
            resource: handle.clone(),
            quantity: quantity.unwrap_or_default(),
        });
        let times = self.seen.entry(("assumed", iri.to_owned())).or_default();
        times.push(line);
        let time = times.len();
        let id = self.act_of("assumed", iri, time);
        self.open(line, id, handle, missing)
    }

    /// Notes what the events made otherwise than the document says.
    fn compare(&mut self, node: &Node, handle: &Handle) -> Result<(), ImportRefused> {
        for what in ["accountingQuantity", "onhandQuantity"] {
            let Some(stated) = node.measure(what) else {
                continue;
            };
            let measure = self.measure(stated, node.line)?;
            let reached = self.row(handle).map_or(0, |row| match what {
                "accountingQuantity" => row.accounting,
                _ => row.onhand,
            });
            if reached != measure.minor {
                let reached = self.say(reached, &measure);
                self.differs(node, handle, what, say_written(stated), reached);
            }
        }
        let Some(row) = self.row(handle) else {
            return Ok(());
        };
        let stage = row.stage.map(|stage| self.state.process_specifications.at(stage));
        let stage =
            stage.map(|stage| stage.iri.clone().unwrap_or_else(|| own_iri("stage", &stage.handle)));
        let container = row.contained_in.map(|container| self.state.resources.at(container));
        let container = container
            .map(|row| row.iri.clone().unwrap_or_else(|| own_iri("resource", &row.handle)));
        let state = row.state.clone();
        let stated = |property| node.id_of(property).or(node.text(property)).map(str::to_owned);
        let said = |property| node.get(property).is_some();
        for (what, reached) in [("stage", stage), ("containedIn", container), ("state", state)] {
            let stated = stated(what);
            if said(what) && stated != reached {
                let say = |text: Option<String>| {
                    text.map_or_else(|| "none".to_owned(), |text| format!("`{text}`"))
                };
                self.differs(node, handle, what, say(stated), say(reached));
            }
        }
        Ok(())
    }

    fn say(&self, minor: i128, like: &Measure) -> String {
        let unit = self.state.unit(&like.unit);
        unit.map_or_else(String::new, |unit| self.state.say(Quantity { minor, unit }))
    }

    fn differs(
        &mut self,
        node: &Node,
        handle: &Handle,
        what: &'static str,
        stated: String,
        reached: String,
    ) {
        self.notes.push(Note::StateDiffers {
            line: node.line,
            resource: handle.clone(),
            what,
            stated,
            reached,
        });
    }

    /// The resource of a lot that an agent answers for.
    pub(super) fn of_lot(&self, tracking: &str, owner: &Handle) -> Option<Handle> {
        let owner = self.state.agent(owner)?;
        let mut rows = self.state.resources.iter().map(|(_, row)| row);
        let row = rows.find(|row| {
            row.tracking.as_deref() == Some(tracking) && row.accountable == Some(owner)
        })?;
        Some(row.handle.clone())
    }

    /// The resource that an event makes without naming it: the next of its kind that the document describes.
    pub(super) fn made_by(&mut self, index: usize, kind: &str) -> Option<String> {
        let described = self.of_kind.get_mut(kind)?;
        while let Some((place, id)) = described.pop_front() {
            if place > index && !self.known.contains_key(&("resource", id.to_owned())) {
                return Some(id.to_owned());
            }
        }
        None
    }
}

fn say_written(measure: &Written) -> String {
    format!("{} {}", measure.number, measure.unit)
}
