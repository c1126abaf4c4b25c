//! Keeping a record of the planning layer.

use super::check;
use crate::codec::record;
use crate::plan::{PlanRecord, RecordClass, Stated};
use crate::refusal::Refused;
use crate::state::State;

record! {
    /// An intent, commitment, plan, proposal or recipe to keep.
    pub struct AddRecord {
        /// Its class.
        pub class: RecordClass,
        /// Its identifier, unique among records.
        pub iri: String,
        /// Its properties, by their ValueFlows names, in the order they were stated.
        pub properties: Vec<(String, Stated)>,
    }
}

/// Refuses, in this order: an empty or overlong identifier, one in use.
pub(super) fn decide(state: &State, wish: &AddRecord) -> Result<(), Refused> {
    if wish.iri.is_empty() {
        return Err(Refused::TextEmpty { what: "the identifier" });
    }
    check::within("the identifier", &wish.iri, 2_000)?;
    if state.record_iris.contains_key(&wish.iri) {
        return Err(Refused::RecordTaken { iri: wish.iri.clone() });
    }
    Ok(())
}

pub(super) fn apply(state: &mut State, wish: &AddRecord) {
    let row = PlanRecord {
        class: wish.class,
        iri: wish.iri.clone(),
        properties: wish.properties.clone(),
    };
    let record = state.records.add(row);
    state.record_iris.insert(wish.iri.clone(), record);
}
