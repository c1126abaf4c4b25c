//! A commons as one request sees it.

use super::id::Class;
use super::index::{Index, find};
use super::row::Row;
use commons::agent::AgentIx;
use commons::name::Moment;
use commons::plan::RecordClass;
use commons::state::State;
use commons::visibility::{Thing, Viewer, sees};
use inquiry::reading::Reading;
use std::sync::Arc;

/// A commons as one request sees it: the state and its journal, the look-ups over it, who asks, and when.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The state and the journal.
    pub reading: Reading<'a>,
    /// The identifier of the commons.
    pub commons: [u8; 16],
    /// The look-ups over the state.
    pub index: &'a Index,
    /// Who asks.
    pub asker: Option<AgentIx>,
    /// When.
    pub now: Moment,
}

impl<'a> View<'a> {
    pub(super) fn state(&self) -> &'a State {
        self.reading.state
    }

    /// Whether who asks may see something.
    pub(super) fn sees(&self, thing: Thing<'_>) -> bool {
        let viewer = self.asker.map_or(Viewer::Anyone, Viewer::Member);
        sees(self.state(), self.now, viewer, thing)
    }

    /// What an identifier means, as one of a class; nothing for what who asks may not see.
    pub(super) fn find(&self, class: Class, id: &str) -> Option<Row> {
        let found = find(self.state(), self.index, class, id);
        found.filter(|row| match row {
            Row::Claim(claim) => self.sees(Thing::Claim(*claim)),
            _ => true,
        })
    }

    /// The record of a class with an identifier.
    pub(super) fn record(&self, class: RecordClass, iri: &str) -> Option<Row> {
        let (iri, row) = self.state().records.get_key_value(iri)?;
        (row.class == class).then(|| Row::Record(iri.as_str().into()))
    }

    /// The records that refer to something by a property, in the order of their identifiers.
    pub(super) fn referring(&self, property: &'static str, id: &str) -> &'a [Arc<str>] {
        self.index.referring.get(&(property, id.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// The place with an identifier, or one that is only named.
    pub(super) fn place(&self, id: &str) -> Row {
        self.record(RecordClass::SpatialThing, id).unwrap_or_else(|| Row::Place(id.into()))
    }

    /// The agent with an identifier; the commons itself where none is said.
    pub(super) fn agent_or_itself(&self, id: Option<&str>) -> Option<Row> {
        let said = id.and_then(|id| self.find(Class::Agent, id));
        said.or_else(|| self.state().itself.map(Row::Agent))
    }

    /// All records of a class.
    pub(super) fn records(&self, class: RecordClass) -> &'a [Arc<str>] {
        self.index.records.get(&class).map_or(&[], Vec::as_slice)
    }
}
