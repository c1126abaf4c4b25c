//! Stating a claim.

use super::{Unfoldable, check, found_if_said, quantity_if_said};
use crate::action::Action;
use crate::claim::Claim;
use crate::codec::record;
use crate::name::{ActId, Handle, Moment};
use crate::refusal::Refused;
use crate::state::State;
use crate::unit::Measure;

record! {
    /// A claim to state.
    pub struct AddClaim {
        /// Its identifier, unique among claims.
        pub iri: String,
        /// What is demanded.
        pub action: Action,
        /// Who owes.
        pub provider: Option<Handle>,
        /// Who is owed.
        pub receiver: Option<Handle>,
        /// What kind of resource is owed.
        pub kind: Option<Handle>,
        /// Classifications of what is owed.
        pub classified_as: Vec<String>,
        /// How much is owed.
        pub quantity: Option<Measure>,
        /// How much effort is owed.
        pub effort: Option<Measure>,
        /// The act that logged the event that set it off.
        pub triggered_by: Option<ActId>,
        /// When it was made.
        pub created: Option<Moment>,
        /// When it is due.
        pub due: Option<Moment>,
        /// Anything worth knowing.
        pub note: Option<String>,
        /// Whether nothing more is expected.
        pub finished: bool,
    }
}

impl AddClaim {
    /// An open claim with nothing said about it but its identifier and what is demanded.
    #[must_use]
    pub fn new(iri: impl Into<String>, action: Action) -> Self {
        Self {
            iri: iri.into(),
            action,
            provider: None,
            receiver: None,
            kind: None,
            classified_as: Vec::new(),
            quantity: None,
            effort: None,
            triggered_by: None,
            created: None,
            due: None,
            note: None,
            finished: false,
        }
    }
}

/// Refuses, in this order: an identifier in use, unknown agents, kind or units, no amount above zero, an unknown event.
pub(super) fn decide(state: &State, wish: &AddClaim) -> Result<(), Refused> {
    if state.claim(&wish.iri).is_some() {
        return Err(Refused::RecordTaken { iri: wish.iri.clone() });
    }
    for handle in wish.provider.iter().chain(&wish.receiver) {
        check::agent(state, handle)?;
    }
    wish.kind.iter().try_for_each(|kind| check::kind(state, kind))?;
    if wish.quantity.is_none() && wish.effort.is_none() {
        return Err(Refused::QuantityMissing {
            action: wish.action,
            what: "an amount that is owed",
        });
    }
    for measure in wish.quantity.iter().chain(&wish.effort) {
        let quantity = check::quantity(state, measure)?;
        if quantity.minor <= 0 {
            return Err(Refused::QuantityNotPositive { quantity: state.say(quantity) });
        }
    }
    match wish.triggered_by {
        Some(act) if state.event_of_act(act).is_none() => Err(Refused::EventUnknown),
        _ => Ok(()),
    }
}

pub(super) fn apply(state: &mut State, entry: u64, wish: &AddClaim) -> Result<(), Unfoldable> {
    let agent = |handle: &Option<Handle>| {
        found_if_said(entry, handle.as_ref(), |handle| state.agent(handle))
    };
    let measure = |measure: &Option<Measure>| quantity_if_said(state, entry, measure.as_ref());
    let kind = wish.kind.as_ref();
    let row = Claim {
        iri: wish.iri.clone(),
        action: wish.action,
        provider: agent(&wish.provider)?,
        receiver: agent(&wish.receiver)?,
        specification: found_if_said(entry, kind, |kind| state.specification(kind))?,
        classified_as: wish.classified_as.clone(),
        quantity: measure(&wish.quantity)?,
        effort: measure(&wish.effort)?,
        triggered_by: wish.triggered_by.and_then(|act| state.event_of_act(act)),
        created: wish.created,
        due: wish.due,
        note: wish.note.clone(),
        finished: wish.finished,
        settled: 0,
    };
    let claim = state.claims.add(row);
    state.claim_iris.insert(wish.iri.clone(), claim);
    Ok(())
}
