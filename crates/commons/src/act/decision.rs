//! Writing down the outcome of a decision.

use super::charge::Desk;
use super::demand::told;
use super::{Detail, Envelope, check};
use crate::cascade::Start;
use crate::change::Flowed;
use crate::codec::record;
use crate::money::Decided;
use crate::name::Handle;
use crate::refusal::Refused;
use crate::state::State;

record! {
    /// A decision that passed, as it was taken together.
    pub struct RecordDecision {
        /// Which.
        pub decision: Handle,
        /// Whom or what it is about.
        pub about: Option<Handle>,
        /// The amounts it states.
        pub details: Vec<Detail>,
        /// The minutes: who was asked, how it was counted.
        pub note: Option<String>,
    }
}

impl RecordDecision {
    /// A decision that passed, with nothing said about it.
    #[must_use]
    pub fn new(decision: Handle) -> Self {
        Self { decision, about: None, details: Vec::new(), note: None }
    }
}

/// Refuses, in this order: overlong minutes; a decision that the charter does not declare; somebody who does not
/// record it; an unknown agent or pool; further amounts that it does not have, or that are missing; and what the
/// charter says against what it sets off.
pub(super) fn decide(desk: Desk<'_>, wish: &RecordDecision) -> Result<Flowed, Refused> {
    check::note(wish.note.as_ref())?;
    let id = desk.rules.decision_id(&wish.decision).ok_or_else(|| {
        let known = check::list(desk.rules.decisions.iter().map(Handle::as_str));
        Refused::DecisionUndeclared { decision: wish.decision.clone(), known }
    })?;
    let declared = desk.rules.model.decisions.get(id.at());
    desk.in_charge(declared.and_then(|it| it.recorded_by), "record this decision")?;
    let about = desk.about(wish.about.as_ref())?;
    let wanted = declared.map_or(&[][..], |it| &it.details);
    let told = desk.told_of(&wish.details, &wanted.iter().collect::<Vec<_>>())?;
    for (name, unit) in wanted {
        let missing = told.iter().all(|(that, _)| that.as_str() != &**name);
        if let Some(unit) = desk.rules.unit(*unit).filter(|_| missing) {
            let (rule, name) = (wish.decision.to_string(), name.to_string());
            let unit = desk.state.units.at(unit).code.clone();
            return Err(Refused::DetailMissing { rule, name, unit });
        }
    }
    desk.run(&Start::Passes { decision: wish.decision.clone(), about, told })
}

pub(super) fn apply(state: &mut State, envelope: &Envelope, wish: &RecordDecision) {
    state.money.decided.push(Decided {
        act: envelope.act,
        entry: envelope.entry,
        decision: wish.decision.clone(),
        about: wish.about.clone(),
        details: told(&wish.details),
        used: None,
    });
}
