//! Why an act is refused.
//!
//! Every refusal has a stable name, says what and where, and what to do. Within an
//! act they are checked in the order of its `decide`; the first failure is told.

use thiserror::Error;

use crate::action::Action;
use crate::name::{Code, Handle};

/// Why an act is refused. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refused {
    /// The commons has no founding act yet.
    #[error("commons_unfounded: the first act of a commons must found it")]
    Unfounded,
    /// The commons was founded before.
    #[error("commons_founded: this commons was founded already; it is called `{name}`")]
    AlreadyFounded {
        /// Its name.
        name: String,
    },
    /// The founding act is not signed by the founder.
    #[error(
        "founder_differs: a commons is founded by the key that signs the act; sign it with the founder's key"
    )]
    FounderDiffers,
    /// No agent signs with this key.
    #[error(
        "author_unknown: no agent of this commons signs with this key; ask a member to add it to your agent"
    )]
    AuthorUnknown,
    /// The commons has no charter, so no rule says what may be done.
    #[error(
        "charter_missing: this commons has no charter yet; write one with `subak charter new` and adopt it with `subak charter adopt`"
    )]
    CharterMissing,
    /// A text is empty.
    #[error("text_empty: {what} is empty; give it a text")]
    TextEmpty {
        /// Which one.
        what: &'static str,
    },
    /// A text is too long for what it is.
    #[error("text_too_long: {what} has {length} bytes; shorten it to {most}")]
    TextTooLong {
        /// Which one.
        what: &'static str,
        /// How long it is.
        length: usize,
        /// How long it may be.
        most: usize,
    },
    /// The handle is in use.
    #[error("name_taken: `{handle}` is the name of {kind} already; choose another")]
    NameTaken {
        /// The handle.
        handle: Handle,
        /// What bears it, with an article.
        kind: &'static str,
    },
    /// The unit's code is in use.
    #[error("unit_taken: there is a unit `{code}` already; use it, or choose another code")]
    UnitTaken {
        /// The code.
        code: Code,
    },
    /// The record's identifier is in use.
    #[error("record_taken: there is a record `{iri}` already")]
    RecordTaken {
        /// The identifier.
        iri: String,
    },
    /// A key is in use by an agent.
    #[error("key_taken: this key signs for `{agent}` already; make a new one")]
    KeyTaken {
        /// Who uses it.
        agent: Handle,
    },
    /// The agent does not have this key.
    #[error("key_unknown: `{agent}` does not sign with this key; nothing to revoke")]
    KeyUnknown {
        /// Whose it should be.
        agent: Handle,
    },
    /// Only the agent may change the agent's keys.
    #[error("not_your_key: only `{agent}` may change the keys of `{agent}`, once there is one")]
    NotYourKey {
        /// Whose keys.
        agent: Handle,
    },
    /// The last key of an agent cannot be revoked.
    #[error("last_key: this is the only key of `{agent}`; add another before revoking it")]
    LastKey {
        /// Whose key.
        agent: Handle,
    },
    /// A unit has too many decimals.
    #[error("too_many_decimals: `{code}` has {decimals} digits after the point; the most is 18")]
    TooManyDecimals {
        /// The unit.
        code: Code,
        /// How many.
        decimals: u8,
    },
    /// A factor is not above zero.
    #[error("factor_not_positive: the factor of `{code}` is not above zero")]
    FactorNotPositive {
        /// The unit or rate.
        code: Code,
    },
    /// There is no such agent.
    #[error("agent_unknown: there is no agent `{handle}`; add it with `subak agent add {handle}`")]
    AgentUnknown {
        /// The handle.
        handle: Handle,
    },
    /// There is no such resource.
    #[error(
        "resource_unknown: there is no resource `{handle}`; add it with `subak resource add {handle}`"
    )]
    ResourceUnknown {
        /// The handle.
        handle: Handle,
    },
    /// There is no such process.
    #[error(
        "process_unknown: there is no process `{handle}`; add it with `subak process add {handle}`"
    )]
    ProcessUnknown {
        /// The handle.
        handle: Handle,
    },
    /// There is no such agreement.
    #[error(
        "agreement_unknown: there is no agreement `{handle}`; add it with `subak agreement add {handle}`"
    )]
    AgreementUnknown {
        /// The handle.
        handle: Handle,
    },
    /// There is no such specification.
    #[error("kind_unknown: there is no kind `{handle}`; add it with `subak kind add {handle}`")]
    KindUnknown {
        /// The handle.
        handle: Handle,
    },
    /// There is no such unit.
    #[error(
        "unit_unknown: there is no unit `{code}`; see `subak unit list`, or add it with `subak unit add {code}`"
    )]
    UnitUnknown {
        /// The code.
        code: Code,
    },
    /// There is no such claim.
    #[error("claim_unknown: there is no claim `{iri}`")]
    ClaimUnknown {
        /// The identifier.
        iri: String,
    },
    /// There is no such target.
    #[error(
        "target_unknown: `{handle}` is no resource, process, agent or agreement of this commons"
    )]
    TargetUnknown {
        /// The handle.
        handle: Handle,
    },
    /// The event that is referred to does not exist.
    #[error("event_unknown: no entry of this commons logged that event; see `subak journal`")]
    EventUnknown,
    /// The action stands on the other side of a process.
    #[error("wrong_side: `{}` cannot be {side} of a process", action.word())]
    WrongSide {
        /// The action.
        action: Action,
        /// The side that was asked for.
        side: &'static str,
    },
    /// The event says neither how much nor how long.
    #[error("quantity_missing: `{}` needs {what}; say how much", action.word())]
    QuantityMissing {
        /// The action.
        action: Action,
        /// Which quantity.
        what: &'static str,
    },
    /// The event says which resource, but its action needs one that it names.
    #[error("resource_missing: `{}` needs {what}", action.word())]
    ResourceMissing {
        /// The action.
        action: Action,
        /// Which one.
        what: &'static str,
    },
    /// A quantity that is no correction is zero or less.
    #[error(
        "quantity_not_positive: {quantity} is not above zero; to take something back, reverse or correct its entry"
    )]
    QuantityNotPositive {
        /// The quantity.
        quantity: String,
    },
    /// A quantity is beyond what the program counts.
    #[error("quantity_too_large: {quantity} is more than the program can count; use a larger unit")]
    QuantityTooLarge {
        /// The quantity.
        quantity: String,
    },
    /// A value is below zero.
    #[error("value_negative: a value of {value} is below zero")]
    ValueNegative {
        /// The value.
        value: String,
    },
    /// The resource is counted in another unit.
    #[error("unit_mismatch: `{resource}` is counted in {counted}, not in {given}")]
    UnitMismatch {
        /// The resource.
        resource: Handle,
        /// Its unit.
        counted: Code,
        /// The unit of the event.
        given: Code,
    },
    /// A quantity cannot be converted into the resource's unit without rounding.
    #[error(
        "unit_inexact: {quantity} cannot be said exactly in {counted}, the unit of `{resource}`"
    )]
    UnitInexact {
        /// The resource.
        resource: Handle,
        /// The quantity.
        quantity: String,
        /// The resource's unit.
        counted: Code,
    },
    /// There is less of the resource than the event takes.
    #[error("not_enough: there is {there} of `{resource}`, and this takes {asked}")]
    NotEnough {
        /// The resource.
        resource: Handle,
        /// What is there.
        there: String,
        /// What is asked.
        asked: String,
    },
    /// The two resources of the event are one.
    #[error("same_resource: `{resource}` cannot go to itself; name another resource to receive it")]
    SameResource {
        /// The resource.
        resource: Handle,
    },
    /// The action may not make a resource.
    #[error("cannot_create: `{}` cannot make a new resource; add it first", action.word())]
    CannotCreate {
        /// The action.
        action: Action,
    },
    /// The event is dated after it is logged.
    #[error("event_in_future: an event cannot have happened after it is logged; check its date")]
    InFuture,
    /// The event ends before it begins.
    #[error("ends_before_begins: it ends before it begins; check its dates")]
    EndsBeforeBegins,
    /// A correction is not like what it corrects.
    #[error(
        "correction_differs: a correction must have the action, the agents, the resources, the process and the units of entry {entry}, which it corrects"
    )]
    CorrectionDiffers {
        /// The entry of the event that is corrected.
        entry: u64,
    },
    /// A correction takes away more than there was.
    #[error("correction_too_large: of entry {entry} {left} is left to correct")]
    CorrectionTooLarge {
        /// The entry of the event that is corrected.
        entry: u64,
        /// What is left.
        left: String,
    },
    /// A correction of a correction.
    #[error(
        "corrects_correction: entry {entry} is itself a correction; correct the event behind it"
    )]
    CorrectsCorrection {
        /// The entry of the correction.
        entry: u64,
    },
    /// A claim would be paid more than it asks.
    #[error("claim_overpaid: of the claim `{iri}` {open} is open, not {asked}")]
    ClaimOverpaid {
        /// The claim.
        iri: String,
        /// What is open.
        open: String,
        /// What would be paid.
        asked: String,
    },
    /// The provider judges their own log.
    #[error("own_review: `{agent}` cannot judge what `{agent}` provided; ask another member")]
    OwnReview {
        /// The agent.
        agent: Handle,
    },
    /// The time to contest has passed.
    #[error(
        "contest_too_late: entry {entry} could be contested for {days} days after it was logged; reverse it by agreement instead"
    )]
    ContestTooLate {
        /// The entry.
        entry: u64,
        /// How many days.
        days: u32,
    },
    /// A quality mark is below zero.
    #[error(
        "quality_negative: a quality below zero makes no sense; 1 is as agreed, 0 counts for nothing"
    )]
    QualityNegative,
    /// An equation's rate is below zero.
    #[error("rate_negative: the rate per `{per}` is below zero")]
    RateNegative {
        /// Per what.
        per: Code,
    },
    /// The income is zero or less.
    #[error("income_not_positive: an income of {income} cannot be shared; it must be above zero")]
    IncomeNotPositive {
        /// The income.
        income: String,
    },
    /// Nobody contributed to the target.
    #[error(
        "nothing_contributed: no contribution that counts went into {target}; see `subak equity`, or log what went into it"
    )]
    NothingContributed {
        /// The target in words.
        target: String,
    },
    /// Value goes around and never leaves.
    #[error(
        "loop_without_exit: value goes in a circle that it never leaves: {path}; correct one of its events"
    )]
    LoopWithoutExit {
        /// The circle, drawn.
        path: String,
    },
    /// One event is worth more than can be counted.
    #[error(
        "worth_too_large: entry {entry} is worth more than can be counted, so that nothing can be shared; contest or reverse it"
    )]
    WorthTooLarge {
        /// The entry of the event.
        entry: u64,
    },
    /// Value grows beyond what can be counted.
    #[error(
        "value_overflow: values grow beyond counting; look for citations that feed on each other"
    )]
    ValueOverflow,
    /// The entry is neither an event nor a distribution.
    #[error(
        "not_reversible: entry {entry} is neither an event nor a distribution; nothing to reverse"
    )]
    NotReversible {
        /// The entry.
        entry: u64,
    },
    /// The entry was reversed before.
    #[error("already_reversed: entry {entry} was reversed before, by entry {by}")]
    AlreadyReversed {
        /// The entry.
        entry: u64,
        /// The reversal.
        by: u64,
    },
    /// The entry is a reversal.
    #[error("is_reversal: entry {entry} is a reversal itself; log the event again instead")]
    IsReversal {
        /// The entry.
        entry: u64,
    },
}
