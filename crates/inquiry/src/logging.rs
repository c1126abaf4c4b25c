//! What somebody did, from names and quantities as people type them to the act that logs it.

use commons::act::{Act, LogEvent, NewResource};
use commons::action::{Action, Creates, EventQuantity, ProcessSide};
use commons::agent::AgentKind;
use commons::agreement::Side;
use commons::event::Standing;
use commons::name::Handle;
use commons::state::{Named, State};
use commons::unit::UnitIx;

use crate::amount::{self, Amount, Counts};
use crate::names::{self, fresh_named};
use crate::{Refused, date};

/// What somebody did, as it was typed. Without a word on it, a part is not said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// What was done.
    pub action: Action,
    /// On which terms.
    pub standing: Standing,
    /// How much; for work and use an effort, unless `effort` says that.
    pub quantity: Option<String>,
    /// Who did or gave it; for work else whoever signs, else the commons itself.
    pub by: Option<String>,
    /// Who got it; else the commons itself.
    pub to: Option<String>,
    /// As what they did it.
    pub role: Option<String>,
    /// The process, resource or project it was done on.
    pub on: Option<String>,
    /// The process it was part of, where `on` names something else.
    pub process: Option<String>,
    /// The resource: what was used, cited, consumed, moved, made.
    pub from: Option<String>,
    /// The resource it went into.
    pub into: Option<String>,
    /// The name of a new resource that this makes.
    pub new: Option<String>,
    /// The serial or lot number of the new resource.
    pub tracking: Option<String>,
    /// The kind of resource or of work.
    pub kind: Option<String>,
    /// How long something was used, beside its quantity.
    pub effort: Option<String>,
    /// What it is worth by agreement.
    pub value: Option<String>,
    /// Its share among the outputs of its process.
    pub weight: Option<u64>,
    /// When it happened or ended; else now.
    pub at: Option<String>,
    /// When it began.
    pub began: Option<String>,
    /// Where it took the resource.
    pub place: Option<String>,
    /// The condition it left the resource in.
    pub state: Option<String>,
    /// The agreement it belongs to, and on which side.
    pub agreement: Option<(String, Side)>,
    /// The claims it settles, by their identifiers.
    pub settles: Vec<String>,
    /// Anything worth knowing.
    pub note: Option<String>,
}

impl Wish {
    /// A wish that says nothing but what was done.
    #[must_use]
    pub const fn new(action: Action) -> Self {
        Self {
            action,
            standing: Standing::Contribution,
            quantity: None,
            by: None,
            to: None,
            role: None,
            on: None,
            process: None,
            from: None,
            into: None,
            new: None,
            tracking: None,
            kind: None,
            effort: None,
            value: None,
            weight: None,
            at: None,
            began: None,
            place: None,
            state: None,
            agreement: None,
            settles: Vec::new(),
            note: None,
        }
    }

    /// The event, and before it the currencies it needs; `me` is who signs.
    ///
    /// # Errors
    /// A name, a quantity or a date that cannot be read, in the order in which they are typed.
    pub fn acts(&self, state: &State, me: Option<&Handle>) -> Result<Vec<Act>, Refused> {
        let mut event = LogEvent::new(self.action);
        self.fill_who(state, me, &mut event)?;
        self.fill_what(state, &mut event)?;
        let mut acts = self.fill_how_much(state, &mut event)?;
        self.fill_circumstances(state, &mut event)?;
        acts.push(Act::LogEvent(Box::new(event)));
        Ok(acts)
    }

    fn fill_who(
        &self,
        state: &State,
        me: Option<&Handle>,
        event: &mut LogEvent,
    ) -> Result<(), Refused> {
        event.provider = match &self.by {
            Some(name) => Some(names::agent(state, name)?),
            None if event.action == Action::Work => me.cloned(),
            None => None,
        };
        event.receiver = self.to.as_ref().map(|name| names::agent(state, name)).transpose()?;
        event.role = self.role.as_ref().map(|role| names::handle(role)).transpose()?;
        event.standing = self.standing;
        Ok(())
    }

    fn fill_what(&self, state: &State, event: &mut LogEvent) -> Result<(), Refused> {
        let resource = |name: &Option<String>| {
            name.as_ref().map(|name| names::resource(state, name)).transpose()
        };
        event.resource = resource(&self.from)?.map(|(handle, _)| handle);
        let into = resource(&self.into)?.map(|(handle, _)| handle);
        let goes_on = event.action.behaviour().creates == Creates::ToResource;
        match into {
            // What is made or brought back has one resource, however people say it.
            Some(into) if !goes_on && event.resource.is_none() => event.resource = Some(into),
            into => event.to_resource = into,
        }
        if let Some(process) = &self.process {
            put_process(event, names::process(state, process)?);
        }
        if let Some(on) = &self.on {
            put_on(state, event, on)?;
        }
        event.kind = self.kind.as_ref().map(|kind| names::kind(state, kind)).transpose()?;
        if let Some(name) = &self.new {
            let handle = fresh_named(state, None, name)?;
            event.creates = Some(NewResource {
                tracking: self.tracking.clone(),
                ..NewResource::new(handle, name)
            });
        }
        Ok(())
    }

    fn fill_how_much(&self, state: &State, event: &mut LogEvent) -> Result<Vec<Act>, Refused> {
        let mut first = Vec::new();
        let mut take = |amount: Amount| {
            first.extend(amount.first());
            amount.measure
        };
        if let Some(text) = &self.quantity {
            let is_effort = event.action.behaviour().quantity != EventQuantity::Resource
                && self.effort.is_none();
            let counts = if is_effort { Counts::Effort } else { Counts::Things };
            let amount = amount::amount(state, text, counts, usual(state, event, counts))?;
            match counts {
                Counts::Effort => event.effort = Some(take(amount)),
                Counts::Things => event.quantity = Some(take(amount)),
            }
        }
        if let Some(text) = &self.effort {
            let usual = usual(state, event, Counts::Effort);
            event.effort = Some(take(amount::amount(state, text, Counts::Effort, usual)?));
        }
        if let Some(text) = &self.value {
            let unit = state.equation.as_ref().and_then(|equation| state.unit(&equation.unit));
            event.value = Some(take(amount::amount(state, text, Counts::Things, unit)?));
        }
        event.weight = self.weight;
        first.dedup();
        Ok(first)
    }

    fn fill_circumstances(&self, state: &State, event: &mut LogEvent) -> Result<(), Refused> {
        let moment =
            |text: &Option<String>| text.as_ref().map(|text| date::moment(text)).transpose();
        event.at = moment(&self.at)?;
        event.began = moment(&self.began)?;
        event.to_location.clone_from(&self.place);
        event.state.clone_from(&self.state);
        if let Some((name, side)) = &self.agreement {
            event.agreement = Some((names::agreement(state, name)?, *side));
        }
        event.settles.clone_from(&self.settles);
        event.note.clone_from(&self.note);
        Ok(())
    }
}

/// The process stands on the side that the action has.
fn put_process(event: &mut LogEvent, process: Handle) {
    match event.action.behaviour().side {
        ProcessSide::Output => event.output_of = Some(process),
        ProcessSide::Input | ProcessSide::Either | ProcessSide::Neither => {
            event.input_of = Some(process);
        }
    }
}

/// What something was done on tells by what it is where it belongs.
fn put_on(state: &State, event: &mut LogEvent, name: &str) -> Result<(), Refused> {
    let (handle, named) = names::any(state, name)?;
    match named {
        Named::Process(_) => put_process(event, handle),
        Named::Resource(_) if event.resource.is_none() => event.resource = Some(handle),
        Named::Agent(agent)
            if state.agents.at(agent).kind != AgentKind::Person && event.receiver.is_none() =>
        {
            event.receiver = Some(handle);
        }
        other => {
            let name = handle.to_string();
            let is = names::article(other);
            return Err(Refused::NameUnfit { name, is, needed: "a process" });
        }
    }
    Ok(())
}

/// The unit that is meant when none is written.
fn usual(state: &State, event: &LogEvent, counts: Counts) -> Option<UnitIx> {
    let resource = event.resource.as_ref().or(event.to_resource.as_ref());
    let resource =
        resource.and_then(|handle| state.resource(handle)).map(|ix| state.resources.at(ix));
    let kind = event.kind.as_ref().and_then(|kind| state.specification(kind));
    let kind = kind.or_else(|| resource?.specification).map(|kind| state.specifications.at(kind));
    match counts {
        Counts::Effort => {
            kind.and_then(|kind| kind.unit_of_effort).or_else(|| state.unit_like("hour"))
        }
        Counts::Things => resource
            .and_then(|row| row.unit)
            .or_else(|| kind.and_then(|kind| kind.unit))
            .or_else(|| state.unit_like("one")),
    }
}
