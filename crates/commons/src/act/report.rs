//! Reporting a figure: hours of service, meals, revenue.

use charter::model::{PartySlot, Rule, Side, Trigger};
use charter::tree::Kind;

use super::charge::Desk;
use super::demand::told;
use super::{Detail, Effects, Envelope, Unfoldable, check, found, say};
use crate::account::Account;
use crate::agent::AgentIx;
use crate::cascade::Start;
use crate::codec::record;
use crate::money::{InForce, Pending, PendingKind};
use crate::name::Handle;
use crate::refusal::Refused;
use crate::state::State;
use crate::unit::{Measure, UnitIx};

record! {
    /// A figure that the author reports.
    pub struct Report {
        /// How much, of a unit of kind metric.
        pub amount: Measure,
        /// For or about whom.
        pub about: Option<Handle>,
        /// Further amounts that a rule of the charter asks for.
        pub details: Vec<Detail>,
        /// Anything worth knowing.
        pub note: Option<String>,
    }
}

impl Report {
    /// A report about nobody, with nothing said about it but how much.
    #[must_use]
    pub fn new(amount: Measure) -> Self {
        Self { amount, about: None, details: Vec::new(), note: None }
    }
}

/// Refuses, in this order: an overlong note; a unit that the charter does not declare, a figure of zero or less; a
/// unit that is no metric; an unknown agent or pool; further amounts that no rule wants; and what the charter says
/// against it, or nobody who could confirm it. A report that somebody must confirm waits for their word and does
/// nothing yet.
pub(super) fn decide(desk: Desk<'_>, wish: &Report) -> Result<Effects, Refused> {
    check::note(wish.note.as_ref())?;
    let amount = check::amount(desk.state, desk.rules, &wish.amount)?;
    decide_metric(desk.rules, amount.unit, wish)?;
    let about = desk.about(wish.about.as_ref())?;
    let by = desk.author;
    let rules = set_off(desk, amount.unit, by, about)?;
    let told = desk.told(&wish.details, &rules)?;
    if !awaits(&rules) {
        return desk.run(&Start::Report { amount, by, about, told }).map(Effects::Flow);
    }
    match about {
        Some(Account::Agent(_)) => Ok(Effects::PLAIN),
        _ => Err(Refused::NothingConfirms),
    }
}

fn decide_metric(rules: &InForce, unit: UnitIx, wish: &Report) -> Result<(), Refused> {
    let row = rules.unit_id(unit).and_then(|id| rules.model.units.get(id.at()));
    match row.map_or(Kind::Metric, |row| row.kind) {
        Kind::Metric => Ok(()),
        other => {
            Err(Refused::NotAMetric { code: wish.amount.unit.clone(), kind: kind_word(other) })
        }
    }
}

/// What a kind is called, with its article.
const fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Money => "money",
        Kind::MutualCredit => "mutual credit",
        Kind::Voucher => "a voucher",
        Kind::Claim => "a claim",
        Kind::Standing => "standing",
        Kind::Vote => "a vote",
        Kind::Thanks => "thanks",
        Kind::Metric => "a metric",
    }
}

fn is_report(desk: Desk<'_>, unit: UnitIx, trigger: &Trigger) -> Option<(Side, Option<Side>)> {
    match trigger {
        Trigger::Report { unit: id, by, about, .. } if desk.is_unit(*id, unit) => {
            Some((*by, *about))
        }
        _ => None,
    }
}

/// The rules that a report of this unit sets off.
pub(super) fn set_off<'a>(
    desk: Desk<'a>,
    unit: UnitIx,
    by: AgentIx,
    about: Option<Account>,
) -> Result<Vec<&'a Rule>, Refused> {
    desk.set_off(by, about, |trigger| is_report(desk, unit, trigger))
}

/// Whether one of these rules wants the word of whom a report is about. The reporter's own word is given with the
/// report.
fn awaits(rules: &[&Rule]) -> bool {
    rules.iter().any(|rule| match &rule.trigger {
        Trigger::Report { by, confirmed: Some(slot), .. } => slot_of(*by) != Some(*slot),
        _ => false,
    })
}

const fn slot_of(side: Side) -> Option<PartySlot> {
    match side {
        Side::Slot(slot) | Side::Role(_, slot) => Some(slot),
        Side::Anyone | Side::Pool(_) | Side::Outside => None,
    }
}

/// Lets a report wait for the word of whom it is about.
pub(super) fn apply_waiting(
    state: &mut State,
    envelope: &Envelope,
    wish: &Report,
) -> Result<(), Unfoldable> {
    let entry = envelope.entry;
    let about = found(entry, &"whom it is about", wish.about.as_ref())?;
    let pending = Pending {
        act: envelope.act,
        entry,
        by: found(entry, &"its author", state.signer(&envelope.key))?,
        word_of: found(entry, &say(about), state.agent(about))?,
        kind: PendingKind::Report,
        amount: wish.amount.clone(),
        other: wish.about.clone(),
        details: told(&wish.details),
        until: None,
        answered: None,
    };
    state.money.pending.insert(envelope.act, pending);
    Ok(())
}
