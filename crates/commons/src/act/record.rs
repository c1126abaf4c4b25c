//! Keeping, revising and withdrawing a record of the planning layer.

use super::{Envelope, Unfoldable, check, found};
use crate::codec::record;
use crate::name::ActId;
use crate::plan::{PlanRecord, RecordClass, Stated};
use crate::refusal::Refused;
use crate::state::State;
use crate::unrevised::Unrevised;

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

record! {
    /// What a record states from now on.
    pub struct ReviseRecord {
        /// The record.
        pub iri: String,
        /// The act that kept or revised it last, as the author knows it.
        pub revises: ActId,
        /// All its properties, by their ValueFlows names; one that is left out is stated no more.
        pub properties: Vec<(String, Stated)>,
    }
}

record! {
    /// A record that counts no more.
    pub struct WithdrawRecord {
        /// The record.
        pub iri: String,
        /// The act that kept or revised it last, as the author knows it.
        pub revises: ActId,
    }
}

/// Refuses, in this order: an empty or overlong identifier, one in use, one that was withdrawn and is of another class.
pub(super) fn decide(state: &State, wish: &AddRecord) -> Result<(), Refused> {
    if wish.iri.is_empty() {
        return Err(Refused::TextEmpty { what: "the identifier" });
    }
    check::within("the identifier", &wish.iri, 2_000)?;
    if state.records.contains_key(&wish.iri) {
        return Err(Refused::RecordTaken { iri: wish.iri.clone() });
    }
    match state.withdrawn.get(&wish.iri) {
        Some(class) if *class != wish.class => {
            Err(Unrevised::RecordWithdrawn { iri: wish.iri.clone(), class: class.word() }.into())
        }
        _ => Ok(()),
    }
}

/// Refuses, in this order: an unknown record; one that changed since the author looked.
pub(super) fn decide_revise(state: &State, wish: &ReviseRecord) -> Result<(), Refused> {
    decide_since(state, &wish.iri, wish.revises)
}

/// Refuses, in this order: an unknown record; one that changed since the author looked.
pub(super) fn decide_withdraw(state: &State, wish: &WithdrawRecord) -> Result<(), Refused> {
    decide_since(state, &wish.iri, wish.revises)
}

fn decide_since(state: &State, iri: &str, known: ActId) -> Result<(), Refused> {
    let unknown = || Unrevised::RecordUnknown { iri: iri.to_owned() };
    let last = state.records.get(iri).ok_or_else(unknown)?.revision;
    if last == known {
        return Ok(());
    }
    let entry = state.entry_of(last).unwrap_or_default();
    Err(Unrevised::RecordChanged { iri: iri.to_owned(), entry }.into())
}

pub(super) fn apply(state: &mut State, envelope: &Envelope, wish: &AddRecord) {
    let row = PlanRecord {
        class: wish.class,
        iri: wish.iri.clone(),
        properties: wish.properties.clone(),
        revision: envelope.act,
    };
    state.withdrawn.remove(&wish.iri);
    state.records.insert(wish.iri.clone(), row);
}

pub(super) fn apply_revise(
    state: &mut State,
    envelope: &Envelope,
    wish: &ReviseRecord,
) -> Result<(), Unfoldable> {
    let row = found(envelope.entry, &wish.iri, state.records.get_mut(&wish.iri))?;
    row.properties.clone_from(&wish.properties);
    row.revision = envelope.act;
    Ok(())
}

/// What refers to it by its identifier stays as it was stated, and leads nowhere.
pub(super) fn apply_withdraw(
    state: &mut State,
    entry: u64,
    wish: &WithdrawRecord,
) -> Result<(), Unfoldable> {
    let row = found(entry, &wish.iri, state.records.remove(&wish.iri))?;
    state.withdrawn.insert(row.iri, row.class);
    Ok(())
}
