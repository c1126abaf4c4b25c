//! Why an act is refused.
//!
//! Every refusal has a stable name, says what and where, and what to do. Within an
//! act they are checked in the order of its `decide`; the first failure is told.

use thiserror::Error;

use crate::action::Action;
use crate::name::{Code, Handle};
use crate::objection::Objection;
use crate::obstacle::Obstacle;
use crate::unrevised::Unrevised;

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
    /// The same text is in force already.
    #[error("charter_unchanged: this charter is in force already, to the letter; nothing to adopt")]
    CharterUnchanged,
    /// This program does not understand the charter in force.
    #[error(
        "charter_not_understood: this program does not understand the charter in force; use a newer one"
    )]
    CharterNotUnderstood,
    /// A name of the charter cannot be a handle or a code.
    #[error(
        "charter_name_unfit: `{name}` cannot be the name of {kind} in a commons; use at most 64 lower-case letters, digits and `_`"
    )]
    CharterNameUnfit {
        /// The name.
        name: String,
        /// What it names, with an article.
        kind: &'static str,
    },
    /// The charter holds the equation.
    #[error(
        "equation_in_charter: the charter in force holds the equation; change it with `subak charter amend`"
    )]
    EquationInCharter,
    /// A payment to oneself.
    #[error("same_account: `{name}` cannot pay `{name}`; name another")]
    SameAccount {
        /// Who.
        name: Handle,
    },
    /// There is no agent or pool of that name.
    #[error(
        "payee_unknown: `{handle}` is no agent or pool of this commons; add an agent with `subak agent add {handle}`"
    )]
    PayeeUnknown {
        /// The handle.
        handle: Handle,
    },
    /// There is no such pool.
    #[error("pool_unknown: the charter declares no pool `{handle}`; see `subak pool`")]
    PoolUnknown {
        /// The handle.
        handle: Handle,
    },
    /// The charter does not declare the unit.
    #[error("unit_undeclared: the charter declares no unit `{code}`; it has {known}")]
    UnitUndeclared {
        /// The unit.
        code: Code,
        /// The units it has.
        known: String,
    },
    /// The author does not keep the pool.
    #[error("not_keeper: only {keepers} can pay out of `{pool}`")]
    NotKeeper {
        /// The pool.
        pool: Handle,
        /// Who may.
        keepers: String,
    },
    /// A rule asks for a further amount.
    #[error(
        "detail_missing: \"{rule}\" wants to know `{name}` in {unit}; say it with `--with {name}=…`"
    )]
    DetailMissing {
        /// Which rule or decision.
        rule: String,
        /// The detail.
        name: String,
        /// Its unit.
        unit: Code,
    },
    /// No rule asks for a further amount that is told.
    #[error("detail_unknown: nothing that this sets off wants to know `{name}`; leave it out")]
    DetailUnknown {
        /// The detail.
        name: Handle,
    },
    /// A further amount is told twice, below zero, or in another unit than the rule wants.
    #[error("detail_unfit: `{name}` must be told once, in {unit}, and not below zero")]
    DetailUnfit {
        /// The detail.
        name: Handle,
        /// Its unit.
        unit: Code,
    },
    /// The unit does not come in from outside or go out.
    #[error(
        "not_from_outside: `{code}` is not issued by outside; it cannot come in or be paid out"
    )]
    NotFromOutside {
        /// The unit.
        code: Code,
    },
    /// A payment was booked before.
    #[error("reference_taken: the payment `{reference}` was booked before, in entry {entry}")]
    ReferenceTaken {
        /// The reference.
        reference: String,
        /// The entry.
        entry: u64,
    },
    /// Only some may do it.
    #[error("not_in_charge: only {who} may {what}; ask them")]
    NotInCharge {
        /// Who may: `` `founder` ``.
        who: String,
        /// What.
        what: &'static str,
    },
    /// Only units of kind metric are reported.
    #[error("not_a_metric: `{code}` is {kind} and not a metric; only metrics are reported")]
    NotAMetric {
        /// The unit.
        code: Code,
        /// Its kind.
        kind: &'static str,
    },
    /// No rule has such a request.
    #[error("request_unknown: the charter knows no request `{name}` {how}; it has {known}")]
    RequestUnknown {
        /// The request.
        name: Handle,
        /// How it was made: with which unit.
        how: String,
        /// The requests it has.
        known: String,
    },
    /// A report needs the word of somebody who is not named.
    #[error("nothing_confirms: such a report must be confirmed; say about whom it is, by `--for`")]
    NothingConfirms,
    /// Nothing waits for an answer under that id.
    #[error("nothing_waits: that act neither asks nor reports anything that waits for a word")]
    NothingWaits,
    /// Somebody else's word is waited for.
    #[error("not_your_word: `{agent}` is asked, and nobody else can answer")]
    NotYourWord {
        /// Whose word is waited for.
        agent: Handle,
    },
    /// It was answered before.
    #[error("already_answered: this was answered before, in entry {entry}")]
    AlreadyAnswered {
        /// The entry that answered.
        entry: u64,
    },
    /// The time to answer is over.
    #[error("answer_too_late: this could be answered until {until}; ask to be asked again")]
    AnswerTooLate {
        /// The day.
        until: String,
    },
    /// A payment is not what the demand asks for.
    #[error(
        "demand_differs: entry {entry} asks for {asked}; pay just that, or leave the demand out"
    )]
    DemandDiffers {
        /// The entry of the demand.
        entry: u64,
        /// What it asks for.
        asked: String,
    },
    /// The act set nothing aside.
    #[error("hold_unknown: that act set no such amount aside; see `subak hold list`")]
    HoldUnknown,
    /// A hold has ended.
    #[error("hold_settled: this hold was {how} already; nothing is set aside any more")]
    HoldSettled {
        /// How it ended.
        how: &'static str,
    },
    /// A hold that only a rule ends.
    #[error("hold_of_rule: a rule set this aside and says what becomes of it on {due}")]
    HoldOfRule {
        /// The day.
        due: String,
    },
    /// Less is set aside.
    #[error("hold_exceeded: {held} is set aside, not {asked}")]
    HoldExceeded {
        /// What is set aside.
        held: String,
        /// What was asked.
        asked: String,
    },
    /// A moment that must lie ahead does not.
    #[error("not_ahead: {what} must lie ahead; choose a later day")]
    NotAhead {
        /// Which moment.
        what: &'static str,
    },
    /// The charter declares no such decision.
    #[error("decision_undeclared: the charter declares no decision `{decision}`; it has {known}")]
    DecisionUndeclared {
        /// The decision.
        decision: Handle,
        /// The decisions it has.
        known: String,
    },
    /// The charter declares no such role.
    #[error("role_unknown: the charter declares no role `{role}`; it has {known}")]
    RoleUnknown {
        /// The role.
        role: Handle,
        /// The roles it has.
        known: String,
    },
    /// A role that nobody gives.
    #[error(
        "role_by_condition: whoever meets its condition is in `{role}`; nobody gives or takes it"
    )]
    RoleByCondition {
        /// The role.
        role: Handle,
    },
    /// Nothing would change.
    #[error("role_unchanged: `{agent}` is {now} `{role}` already")]
    RoleUnchanged {
        /// The role.
        role: Handle,
        /// Who.
        agent: Handle,
        /// Where they are: in it, or out of it.
        now: &'static str,
    },
    /// A batch of payments is empty.
    #[error("payout_empty: a batch needs at least one payment; say whom to pay")]
    PayoutEmpty,
    /// A batch pays somebody twice.
    #[error("paid_twice: `{agent}` stands twice in the batch with {unit}; add the two up")]
    PaidTwice {
        /// Who.
        agent: Handle,
        /// In which unit.
        unit: Code,
    },
    /// The charter declares no such class of claims.
    #[error("class_unknown: the charter declares no class of claims `{class}`; it has {known}")]
    ClassUnknown {
        /// The class.
        class: Handle,
        /// The classes it has.
        known: String,
    },
    /// Claims of a class stay with whom they are owed.
    #[error("claim_stays: what is owed by `{class}` does not pass to `{to}`: {why}")]
    ClaimStays {
        /// The class.
        class: Handle,
        /// To whom.
        to: Handle,
        /// Why not.
        why: &'static str,
    },
    /// Less is owed.
    #[error("owed_less: `{agent}` is owed {owed} by `{class}`, not {asked}")]
    OwedLess {
        /// Who.
        agent: Handle,
        /// The class.
        class: Handle,
        /// What is owed.
        owed: String,
        /// What was asked.
        asked: String,
    },
    /// Something stands against adopting a charter.
    #[error(transparent)]
    Objection(#[from] Objection),
    /// What is said of a thing stays as it is.
    #[error(transparent)]
    Unrevised(#[from] Unrevised),
    /// Limits, pools, rules or laws stand against the flow.
    #[error(transparent)]
    Obstacle(#[from] Obstacle),
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
