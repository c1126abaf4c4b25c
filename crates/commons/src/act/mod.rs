//! Acts: what agents want to happen. One file each: the wish, its refusals in order, `decide`, `apply`.

mod check;
mod charge;
mod flow;
mod agent;
mod found;
mod key;
mod unit;
mod kind;
mod resource;
mod process;
mod agreement;
mod record;
mod describe;
mod claim;
mod stock;
mod log;
mod review;
mod equation;
mod distribute;
mod pay;
mod receive;
mod report;
mod request;
mod demand;
mod hold;
mod decision;
mod role;
mod payout;
mod catch_up;
mod assign;
mod reverse;
mod rehearsal;
mod adopt;

pub use adopt::{AdoptCharter, Adopted, NewPool};
pub use agent::AddAgent;
pub use agreement::AddAgreement;
pub use assign::AssignClaim;
pub use catch_up::CatchUp;
pub use claim::AddClaim;
pub use decision::RecordDecision;
pub use demand::{Answer, Demand, Word};
pub use describe::Describe;
pub use distribute::{Distribute, Shared, SharedPart};
pub use equation::SetEquation;
pub use found::Found;
pub use hold::{Hold, SettleHold};
pub use key::{AddKey, RevokeKey};
pub use kind::{AddProcessSpecification, AddResourceSpecification};
pub use log::{EventEffects, LogEvent, NewResource};
pub use pay::{Detail, Pay};
pub use payout::{PayOut, PayoutLine};
pub use process::{AddProcess, FinishProcess};
pub use receive::Receive;
pub use record::{AddRecord, ReviseRecord, WithdrawRecord};
pub use rehearsal::{Failed, check_charter, rehearse};
pub use report::Report;
pub use request::Request;
pub use resource::AddResource;
pub use reverse::{Reverse, Reversed};
pub use review::ReviewEvent;
pub use role::ChangeRole;
pub use stock::{Containment, ResourceChange};
pub use unit::AddUnit;

use charge::Desk;
use thiserror::Error;

use crate::account::Whole;
use crate::agent::AgentIx;
use crate::cascade;
use crate::change::{Change, Flowed};
use crate::codec::choice;
use crate::name::{ActId, Handle, Moment};
use crate::refusal::Refused;
use crate::state::State;
use crate::unit::{Measure, Quantity};

choice! {
    /// A wish, as it is signed.
    pub enum Act {
        /// Found the commons.
        1 => Found(Box<Found>),
        /// Add an agent.
        2 => AddAgent(Box<AddAgent>),
        /// Let an agent sign with a key.
        3 => AddKey(AddKey),
        /// Let an agent no longer sign with a key.
        4 => RevokeKey(RevokeKey),
        /// Add a unit.
        5 => AddUnit(AddUnit),
        /// Add a kind of resource or of work.
        6 => AddResourceSpecification(Box<AddResourceSpecification>),
        /// Add a kind of process.
        7 => AddProcessSpecification(AddProcessSpecification),
        /// Add a resource.
        8 => AddResource(Box<AddResource>),
        /// Add a process.
        9 => AddProcess(Box<AddProcess>),
        /// Finish a process.
        10 => FinishProcess(FinishProcess),
        /// Add an agreement.
        11 => AddAgreement(AddAgreement),
        /// Keep a record of the planning layer.
        12 => AddRecord(AddRecord),
        /// State a claim.
        13 => AddClaim(Box<AddClaim>),
        /// Log an economic event.
        14 => LogEvent(Box<LogEvent>),
        /// Accept or contest a log.
        15 => ReviewEvent(ReviewEvent),
        /// Set the equation.
        16 => SetEquation(Box<SetEquation>),
        /// Record an income and share it.
        17 => Distribute(Distribute),
        /// Take an event or a distribution back.
        18 => Reverse(Reverse),
        /// Adopt a charter.
        19 => AdoptCharter(Box<AdoptCharter>),
        /// Pay somebody.
        20 => Pay(Box<Pay>),
        /// Receive money from outside.
        21 => Receive(Box<Receive>),
        /// Report a figure.
        22 => Report(Box<Report>),
        /// Make a request that the charter names.
        23 => Request(Box<Request>),
        /// Ask somebody to pay.
        24 => Demand(Box<Demand>),
        /// Answer what waits for one's word.
        25 => Answer(Answer),
        /// Set an amount aside.
        26 => Hold(Box<Hold>),
        /// Commit or cancel a hold.
        27 => SettleHold(SettleHold),
        /// Write down a decision that passed.
        28 => RecordDecision(Box<RecordDecision>),
        /// Give or take a role.
        29 => ChangeRole(ChangeRole),
        /// Pay out by the bank.
        30 => PayOut(Box<PayOut>),
        /// Do what fell due.
        31 => CatchUp(CatchUp),
        /// Pass a claim on.
        32 => AssignClaim(Box<AssignClaim>),
        /// Describe a thing anew.
        33 => Describe(Box<Describe>),
        /// Revise a record of the planning layer.
        34 => ReviseRecord(ReviseRecord),
        /// Withdraw a record of the planning layer.
        35 => WithdrawRecord(WithdrawRecord),
    }
}

choice! {
    /// What an accepted act does. Replay folds this and never asks the rules again.
    pub enum Effects {
        /// Just what the act says.
        1 => Plain(Whole),
        /// Changes of resources and claims.
        2 => Event(EventEffects),
        /// Shares and postings.
        3 => Distribution(Shared),
        /// The mirror of an event or of a distribution.
        4 => Reversal(Reversed),
        /// All that a payment or another flow set in motion.
        5 => Flow(Flowed),
        /// What a charter brought with it.
        6 => Adoption(Box<Adopted>),
    }
}

impl Effects {
    /// Just what the act says.
    pub const PLAIN: Self = Self::Plain(Whole {});
}

/// Who wants an act, and when and where in the journal it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Envelope {
    /// The index of its entry.
    pub entry: u64,
    /// When the book stamped it.
    pub at: Moment,
    /// The id its author gave it.
    pub act: ActId,
    /// The key it is signed with.
    pub key: [u8; 32],
}

/// Why an entry cannot be folded: the journal does not follow from its own beginning.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unfoldable {
    /// It refers to something that no earlier entry made.
    #[error("entry_unfoldable: entry {entry} refers to {what}, which no earlier entry made")]
    Dangling {
        /// The entry.
        entry: u64,
        /// What it refers to.
        what: String,
    },
    /// Its postings make or lose something.
    #[error(
        "entry_unbalanced: the postings of entry {entry} do not sum to zero; do not trust this copy, compare it with another"
    )]
    Unbalanced {
        /// The entry.
        entry: u64,
    },
    /// The effects are not those of such an act.
    #[error("effects_differ: the effects of entry {entry} are not of the kind that its act has")]
    WrongEffects {
        /// The entry.
        entry: u64,
    },
}

/// Finds what an entry refers to while it is folded.
fn found<T>(entry: u64, what: &dyn std::fmt::Display, row: Option<T>) -> Result<T, Unfoldable> {
    row.ok_or_else(|| Unfoldable::Dangling { entry, what: what.to_string() })
}

/// The same for a handle that may be unsaid.
fn found_if_said<T>(
    entry: u64,
    handle: Option<&Handle>,
    find: impl FnOnce(&Handle) -> Option<T>,
) -> Result<Option<T>, Unfoldable> {
    handle.map(|handle| found(entry, &say(handle), find(handle))).transpose()
}

/// A quantity that an entry may state, in the unit it names.
fn quantity_if_said(
    state: &State,
    entry: u64,
    measure: Option<&Measure>,
) -> Result<Option<Quantity>, Unfoldable> {
    let quantity = |measure: &Measure| {
        let unit = found(entry, &measure.unit, state.unit(&measure.unit))?;
        Ok(Quantity { minor: measure.minor, unit })
    };
    measure.map(quantity).transpose()
}

/// Checks a wish against the state and answers with what it does.
///
/// # Errors
/// [`Refused`], the first that applies, in the order that each act's file states.
pub fn decide(state: &State, envelope: &Envelope, act: &Act) -> Result<Effects, Refused> {
    if let Act::Found(wish) = act {
        return found::decide(state, &envelope.key, wish);
    }
    state.itself.ok_or(Refused::Unfounded)?;
    let author = state.signer(&envelope.key).ok_or(Refused::AuthorUnknown)?;
    decide_as(state, envelope, author, act)
}

fn decide_as(
    state: &State,
    envelope: &Envelope,
    author: AgentIx,
    act: &Act,
) -> Result<Effects, Refused> {
    let plain = |checked: Result<(), Refused>| checked.map(|()| Effects::PLAIN);
    match act {
        Act::Found(wish) => found::decide(state, &envelope.key, wish),
        Act::AddAgent(wish) => plain(agent::decide(state, wish)),
        Act::AddKey(wish) => plain(key::decide_add(state, author, wish)),
        Act::RevokeKey(wish) => plain(key::decide_revoke(state, author, wish)),
        Act::AddUnit(wish) => plain(unit::decide(state, wish)),
        Act::AddResourceSpecification(wish) => plain(kind::decide_resource(state, wish)),
        Act::AddProcessSpecification(wish) => plain(kind::decide_process(state, wish)),
        Act::AddResource(wish) => plain(resource::decide(state, wish)),
        Act::AddProcess(wish) => plain(process::decide(state, wish)),
        Act::FinishProcess(wish) => plain(process::decide_finish(state, wish)),
        Act::AddAgreement(wish) => plain(agreement::decide(state, wish)),
        Act::AddRecord(wish) => plain(record::decide(state, wish)),
        Act::ReviseRecord(wish) => plain(record::decide_revise(state, wish)),
        Act::WithdrawRecord(wish) => plain(record::decide_withdraw(state, wish)),
        Act::Describe(wish) => plain(describe::decide(state, author, wish)),
        Act::AddClaim(wish) => plain(claim::decide(state, wish)),
        Act::LogEvent(wish) => log::decide(state, envelope, wish).map(Effects::Event),
        Act::ReviewEvent(wish) => plain(review::decide(state, envelope, author, wish)),
        Act::SetEquation(wish) => plain(equation::decide(state, envelope.at, wish)),
        Act::Distribute(wish) => {
            distribute::decide(state, envelope, author, wish).map(Effects::Distribution)
        }
        Act::Reverse(wish) => reverse::decide(state, envelope, author, wish),
        Act::AdoptCharter(wish) => {
            let adopted = adopt::decide(state, envelope, author, wish)?;
            Ok(Effects::Adoption(Box::new(adopted)))
        }
        by_rules => {
            let rules = check::charter(state)?;
            decide_by_rules(Desk { state, envelope, rules, author }, by_rules)
        }
    }
}

/// Decides the acts that a charter rules.
fn decide_by_rules(desk: Desk<'_>, act: &Act) -> Result<Effects, Refused> {
    let flowed = match act {
        Act::Pay(wish) => pay::decide(desk, wish)?,
        Act::Receive(wish) => receive::decide(desk, wish)?,
        Act::Report(wish) => return report::decide(desk, wish),
        Act::Request(wish) => request::decide(desk, wish)?,
        Act::Demand(wish) => return demand::decide(desk, wish).map(|()| Effects::PLAIN),
        Act::Answer(wish) => demand::decide_answer(desk, wish)?,
        Act::Hold(wish) => hold::decide(desk, wish)?,
        Act::SettleHold(wish) => hold::decide_settle(desk, wish)?,
        Act::RecordDecision(wish) => decision::decide(desk, wish)?,
        Act::ChangeRole(wish) => role::decide(desk, wish)?,
        Act::PayOut(wish) => payout::decide(desk, wish)?,
        Act::AssignClaim(wish) => assign::decide(desk, wish)?,
        _ => catch_up::decide(desk)?,
    };
    Ok(Effects::Flow(flowed))
}

/// Folds an accepted act into the state.
///
/// # Errors
/// [`Unfoldable`] when the entry does not follow from those before it; the state is
/// then of no further use.
pub fn apply(
    state: &mut State,
    envelope: &Envelope,
    act: &Act,
    effects: &Effects,
) -> Result<(), Unfoldable> {
    let entry = envelope.entry;
    match (act, effects) {
        (Act::LogEvent(wish), Effects::Event(effects)) => {
            log::apply(state, envelope, wish, effects)?;
        }
        (Act::Distribute(wish), Effects::Distribution(shared)) => {
            distribute::apply(state, envelope, wish, shared)?;
        }
        (Act::Reverse(wish), Effects::Reversal(reversed)) => {
            reverse::apply(state, envelope, wish, reversed)?;
        }
        (Act::AdoptCharter(wish), Effects::Adoption(adopted)) => {
            adopt::apply(state, envelope, wish, adopted)?;
        }
        (Act::Reverse(wish), Effects::Flow(flowed)) => {
            reverse::apply_flow(state, envelope, wish, flowed)?;
        }
        (act, Effects::Flow(flowed)) => apply_flow(state, envelope, act, flowed)?,
        (act, Effects::Plain(_)) => apply_plain(state, envelope, act)?,
        _ => return Err(Unfoldable::WrongEffects { entry }),
    }
    state.money.joined.resize(state.agents.len(), envelope.at);
    state.note_made_by(envelope.act);
    state.entries = entry + 1;
    state.latest = Some(envelope.at);
    state.acts.insert(envelope.act, entry);
    Ok(())
}

/// Folds what a flow did, and what its act keeps beside it.
fn apply_flow(
    state: &mut State,
    envelope: &Envelope,
    act: &Act,
    flowed: &Flowed,
) -> Result<(), Unfoldable> {
    let entry = envelope.entry;
    fold(state, envelope, &flowed.changes)?;
    match act {
        Act::Pay(wish) => pay::apply(state, envelope, wish)?,
        Act::Receive(wish) => receive::apply(state, entry, wish),
        Act::Answer(wish) => demand::apply_answer(state, entry, wish)?,
        Act::RecordDecision(wish) => decision::apply(state, envelope, wish),
        Act::PayOut(wish) => payout::apply(state, entry, wish),
        Act::Report(_)
        | Act::Request(_)
        | Act::Hold(_)
        | Act::SettleHold(_)
        | Act::ChangeRole(_)
        | Act::CatchUp(_)
        | Act::AssignClaim(_) => {}
        _ => return Err(Unfoldable::WrongEffects { entry }),
    }
    let reference = match act {
        Act::Receive(wish) => Some(&*wish.reference),
        Act::PayOut(wish) => Some(&*wish.reference),
        _ => None,
    };
    reverse::keep(state, entry, None, reference, flowed);
    Ok(())
}

/// Folds the changes of a flow.
fn fold(state: &mut State, envelope: &Envelope, changes: &[Change]) -> Result<(), Unfoldable> {
    let flowed = Flowed { changes: changes.to_vec() };
    let folded = cascade::apply(state, envelope.occasion(), &flowed);
    folded.map_err(|dangling| Unfoldable::Dangling { entry: envelope.entry, what: dangling.what })
}

fn apply_plain(state: &mut State, envelope: &Envelope, act: &Act) -> Result<(), Unfoldable> {
    let entry = envelope.entry;
    match act {
        Act::Found(wish) => found::apply(state, entry, wish),
        Act::AddAgent(wish) => {
            agent::apply(state, wish);
        }
        Act::AddKey(wish) => key::apply_add(state, entry, wish)?,
        Act::RevokeKey(wish) => key::apply_revoke(state, entry, wish)?,
        Act::AddUnit(wish) => unit::apply(state, entry, wish)?,
        Act::AddResourceSpecification(wish) => kind::apply_resource(state, entry, wish)?,
        Act::AddProcessSpecification(wish) => kind::apply_process(state, wish),
        Act::AddResource(wish) => resource::apply(state, entry, wish)?,
        Act::AddProcess(wish) => process::apply(state, entry, wish)?,
        Act::FinishProcess(wish) => process::apply_finish(state, entry, wish)?,
        Act::AddAgreement(wish) => agreement::apply(state, wish),
        Act::AddRecord(wish) => record::apply(state, envelope, wish),
        Act::ReviseRecord(wish) => record::apply_revise(state, envelope, wish)?,
        Act::WithdrawRecord(wish) => record::apply_withdraw(state, entry, wish)?,
        Act::Describe(wish) => describe::apply(state, envelope, wish)?,
        Act::AddClaim(wish) => claim::apply(state, entry, wish)?,
        Act::ReviewEvent(wish) => review::apply(state, envelope, wish)?,
        Act::SetEquation(wish) => equation::apply(state, entry, wish),
        Act::Report(wish) => report::apply_waiting(state, envelope, wish)?,
        Act::Demand(wish) => demand::apply(state, envelope, wish)?,
        _ => return Err(Unfoldable::WrongEffects { entry }),
    }
    Ok(())
}

impl Act {
    /// The key that the act lets somebody sign with, if it does.
    #[must_use]
    pub fn new_key(&self) -> Option<[u8; 32]> {
        match self {
            Self::Found(wish) => Some(wish.founder_key),
            Self::AddAgent(wish) => wish.key,
            Self::AddKey(wish) => Some(wish.key),
            _ => None,
        }
    }

    /// What the act does, in a word or two.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Found(_) => "found",
            Self::AddAgent(_) => "agent",
            Self::AddKey(_) => "key",
            Self::RevokeKey(_) => "revoke",
            Self::AddUnit(_) => "unit",
            Self::AddResourceSpecification(_) => "kind",
            Self::AddProcessSpecification(_) => "process kind",
            Self::AddResource(_) => "resource",
            Self::AddProcess(_) => "process",
            Self::FinishProcess(_) => "finish",
            Self::AddAgreement(_) => "agreement",
            Self::AddRecord(_) => "record",
            Self::AddClaim(_) => "claim",
            Self::LogEvent(event) => event.action.word(),
            Self::ReviewEvent(review) => review.verdict.word(),
            Self::SetEquation(_) => "equation",
            Self::Distribute(_) => "distribute",
            Self::Reverse(_) => "reverse",
            Self::AdoptCharter(_) => "charter",
            Self::Pay(_) => "pay",
            Self::Receive(_) => "receive",
            Self::Report(_) => "report",
            Self::Request(_) => "request",
            Self::Demand(_) => "demand",
            Self::Answer(_) => "answer",
            Self::Hold(_) => "hold",
            Self::SettleHold(_) => "settle",
            Self::RecordDecision(_) => "decision",
            Self::ChangeRole(_) => "role",
            Self::PayOut(_) => "payout",
            Self::CatchUp(_) => "catch up",
            Self::AssignClaim(_) => "assign",
            Self::Describe(_) => "describe",
            Self::ReviseRecord(_) => "revise",
            Self::WithdrawRecord(_) => "withdraw",
        }
    }
}

/// The handle of something that an entry made, for messages.
fn say(handle: &Handle) -> String {
    format!("`{handle}`")
}
