//! What makes a row of a table the same row when it is met again.

use std::collections::HashMap;

use commons::act::LogEvent;
use commons::action::Action;
use commons::event::{Event, Standing};
use commons::name::{ActId, Handle};
use commons::state::State;

use super::identity::Ids;

/// What a row says, as it is logged.
struct Said<'a> {
    action: Action,
    standing: Standing,
    at: [u8; 8],
    agent: &'a str,
    minor: [u8; 16],
    unit: &'a str,
    place: &'a str,
    role: &'a str,
    note: &'a str,
}

/// Gives rows their ids, by what they say and how many before them said the same.
#[derive(Default)]
pub(super) struct Sayings(HashMap<ActId, u64>);

impl Sayings {
    /// The id of the next row that says this.
    pub(super) fn next(&mut self, ids: &Ids, event: &LogEvent) -> ActId {
        let said = Said::wished(event).id(ids);
        let before = self.0.entry(said).or_default();
        *before += 1;
        nth(ids, said, *before)
    }

    /// Whether an event is the next row that says what it does, taken in earlier.
    pub(super) fn is_next(&mut self, ids: &Ids, state: &State, event: &Event) -> bool {
        let said = Said::logged(state, event).id(ids);
        let before = self.0.entry(said).or_default();
        let is_next = nth(ids, said, *before + 1) == event.act;
        *before += u64::from(is_next);
        is_next
    }
}

fn nth(ids: &Ids, said: ActId, number: u64) -> ActId {
    ids.of(&[b"row", &said.0, &number.to_be_bytes()])
}

impl<'a> Said<'a> {
    fn wished(event: &'a LogEvent) -> Self {
        let measure = event.effort.as_ref().or(event.quantity.as_ref());
        let process = event.input_of.as_ref().or(event.output_of.as_ref());
        let handle = |handle: Option<&'a Handle>| handle.map_or("", Handle::as_str);
        Self {
            action: event.action,
            standing: event.standing,
            at: event.at.map_or(0, |at| at.0).to_be_bytes(),
            agent: handle(event.provider.as_ref()),
            minor: measure.map_or(0, |measure| measure.minor).to_be_bytes(),
            unit: measure.map_or("", |measure| measure.unit.as_str()),
            place: handle(event.resource.as_ref().or(process)),
            role: handle(event.role.as_ref()),
            note: event.note.as_deref().unwrap_or_default(),
        }
    }

    fn logged(state: &'a State, event: &'a Event) -> Self {
        let measure = event.effort.or(event.quantity);
        let process = event.input_of.or(event.output_of);
        let resource = event.resource.map(|ix| &state.resources.at(ix).handle);
        let place = resource.or_else(|| Some(&state.processes.at(process?).handle));
        Self {
            action: event.action,
            standing: event.standing,
            at: event.at.0.to_be_bytes(),
            agent: state.agents.at(event.provider).handle.as_str(),
            minor: measure.map_or(0, |measure| measure.minor).to_be_bytes(),
            unit: measure.map_or("", |measure| state.units.at(measure.unit).code.as_str()),
            place: place.map_or("", Handle::as_str),
            role: event.role().map_or("", Handle::as_str),
            note: event.note().unwrap_or_default(),
        }
    }

    fn id(&self, ids: &Ids) -> ActId {
        ids.of(&[
            b"says",
            self.action.word().as_bytes(),
            self.standing.word().as_bytes(),
            &self.at,
            self.agent.as_bytes(),
            &self.minor,
            self.unit.as_bytes(),
            self.place.as_bytes(),
            self.role.as_bytes(),
            self.note.as_bytes(),
        ])
    }
}
