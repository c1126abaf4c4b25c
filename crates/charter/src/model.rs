//! The model: what a charter means, resolved and typed. Checks reason about it, money obeys it.
//!
//! Names became indices, figures became expressions over exact numbers with dimensions, and every figure carries the code
//! that evaluates it. All amounts are in minor units of their unit, all lengths of time in milliseconds; literals were
//! scaled when they were resolved, so that evaluation never looks at decimals.

mod equation;

use std::collections::BTreeMap;

use quantity::Ratio;

use crate::civil::{Day, Period, Span as Stretch};
pub use crate::figure::{Base, Condition, Dimension, Expr, Figure, Narrowing, Test};
pub use crate::observe::{
    CapId, ClaimId, DecisionId, EquationId, MeasureId, NumberSlot, Observe, PartySlot, PoolId,
    RateId, RoleId, RuleId, TableId, Tally, UnitId, WaterfallId, Who,
};
use crate::place::Span;
use crate::tree::{Kind, Lasts, Tranche};
pub use equation::{Equation, StepFrom, Steps, Worth};

/// What a name of the charter means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A setting, by its place in the list.
    Setting(u16),
    /// A unit.
    Unit(UnitId),
    /// A pool.
    Pool(PoolId),
    /// A role.
    Role(RoleId),
    /// A rate.
    Rate(RateId),
    /// A measure.
    Measure(MeasureId),
    /// A table.
    Table(TableId),
    /// A class of claims.
    Claim(ClaimId),
    /// A waterfall.
    Waterfall(WaterfallId),
    /// An equation.
    Equation(EquationId),
    /// A decision.
    Decision(DecisionId),
}

/// A charter, understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Model {
    /// What it is called.
    pub name: String,
    /// Who it is for.
    pub audience: String,
    /// What it promises.
    pub promise: String,
    /// Figures the community chose.
    pub settings: Vec<Setting>,
    /// Units.
    pub units: Vec<Unit>,
    /// Pools.
    pub pools: Vec<Pool>,
    /// Roles. The first ones are Subak's own: see [`RoleHow`].
    pub roles: Vec<Role>,
    /// Rates.
    pub rates: Vec<Rate>,
    /// Measures.
    pub measures: Vec<Measure>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Classes of claims.
    pub claims: Vec<Claim>,
    /// Waterfalls.
    pub waterfalls: Vec<Waterfall>,
    /// Equations.
    pub equations: Vec<Equation>,
    /// Rules, as written.
    pub rules: Vec<Rule>,
    /// Laws.
    pub laws: Vec<Law>,
    /// Decisions.
    pub decisions: Vec<Decision>,
    /// What changes need.
    pub changes: Vec<Change>,
    /// Stories that must come out; their steps stay as written.
    pub examples: Vec<crate::tree::Example>,
    /// How many caps there are.
    pub caps: u16,
    /// What each name means.
    pub names: BTreeMap<Box<str>, Named>,
}

/// A figure the community chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub name: Box<str>,
    /// The figure.
    pub value: Figure,
    /// The question it answers.
    pub question: Option<Box<str>>,
    /// Where it stands.
    pub at: Span,
}

/// A unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its code in the commons.
    pub name: Box<str>,
    /// The name in words.
    pub label: Box<str>,
    /// What it is for.
    pub kind: Kind,
    /// What it is counted in, when that is something else than itself.
    pub base: Option<Box<str>>,
    /// Digits after the point.
    pub decimals: u8,
    /// Who issues it.
    pub issuer: Issuer,
    /// What stands behind one minor unit: how much of which pool's unit.
    pub backing: Option<(Figure, PoolId)>,
    /// How far an agent's balance may go down; to zero, if unsaid.
    pub lowest: Option<Limit>,
    /// How far an agent's balance may go up.
    pub highest: Option<Limit>,
    /// How it loses with time.
    pub decay: Option<Decay>,
    /// Who may pass it on.
    pub passes: Passes,
    /// Who sees balances: a role of the charter, or `everyone`, `members`, `holder`.
    pub seen: Box<str>,
    /// When it ends, and where what is left goes.
    pub ends: Option<(Day, Place)>,
    /// Where it stands.
    pub at: Span,
}

/// Who issues a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Issuer {
    /// Nobody in particular: rules, or members by paying (mutual credit).
    Rules,
    /// It comes from outside: money of the country.
    Outside,
    /// The keepers of a pool.
    Pool(PoolId),
    /// Each of a role for themselves.
    Each(RoleId),
}

/// A limit of a balance, for the holder in the first party slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// A figure.
    Figure(Figure),
    /// What a table gives for the holder.
    Table(TableId),
}

/// How a unit loses with time: a balance of base `b` counts `b × Γ`, where Γ falls by one step factor a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decay {
    /// The part that goes in each period.
    pub part: Ratio,
    /// The period.
    pub each: Period,
    /// The steps in which it goes.
    pub applied: Period,
    /// How many steps make a period: minutes, days; a year has 365 days, a month 1/12 of them.
    pub steps: u64,
    /// How long after the unit begins the decay begins.
    pub after: Option<Stretch>,
    /// Where what is lost in a period goes at its close; `None` takes it out of the world.
    pub into: Option<Place>,
    /// Where it stands.
    pub at: Span,
}

/// Who may pass a unit on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passes {
    /// Whoever holds it, to anyone.
    Freely,
    /// Nobody.
    Never,
    /// Members, to members and pools.
    WithinMembers,
    /// Only rules.
    ByRuleOnly,
    /// One role to another, either way.
    Between(RoleId, RoleId),
}

/// A common purse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// Its name, which is its handle in the commons.
    pub name: Box<str>,
    /// The name in words.
    pub label: Box<str>,
    /// The units it may hold; any, if empty.
    pub holds: Vec<UnitId>,
    /// The role that may pay out of it by hand.
    pub keeper: Option<RoleId>,
    /// How far it may go below zero; not at all, if unsaid.
    pub lowest: Option<Figure>,
    /// Where it stands.
    pub at: Span,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: Box<str>,
    /// The name in words.
    pub label: Box<str>,
    /// How one comes into it.
    pub how: RoleHow,
    /// Where it stands.
    pub at: Span,
}

/// How one comes into a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoleHow {
    /// Subak's own: everyone who is an agent of the commons (`member`).
    Member,
    /// Subak's own: agents that are human beings (`person`).
    Person,
    /// Subak's own: agents that are groups (`organisation`).
    Organisation,
    /// Subak's own: who founded the commons (`founder`).
    Founder,
    /// Whoever meets the condition, as the first party.
    Meets(Test),
    /// Whoever one of that role grants it.
    Granted {
        /// The role that grants.
        by: RoleId,
        /// Whether they see to it that no person has it twice.
        one_per_person: bool,
    },
    /// Whoever wants.
    Open,
}

/// A price of one unit in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// Its name.
    pub name: Box<str>,
    /// What goes in.
    pub from: UnitId,
    /// What comes out.
    pub to: UnitId,
    /// Minor units that come out for one minor unit that goes in.
    pub factor: Figure,
    /// How what comes out is rounded.
    pub rounding: Narrowing,
    /// Caps, counted in what goes in or comes out, as their unit says.
    pub caps: Vec<Cap>,
    /// Where it stands.
    pub at: Span,
}

/// A figure about a member or pool, who is the first party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Its name.
    pub name: Box<str>,
    /// What it is.
    pub figure: Figure,
    /// Where it stands.
    pub at: Span,
}

/// A figure by cases, about a member or pool, who is the first party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: Box<str>,
    /// What its figures count.
    pub dimension: Dimension,
    /// The rows; the first that fits counts.
    pub rows: Vec<(Test, Figure)>,
    /// Where it stands.
    pub at: Span,
}

/// A class of claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its name.
    pub name: Box<str>,
    /// The name in words.
    pub label: Box<str>,
    /// What is owed.
    pub unit: UnitId,
    /// How long a claim takes part.
    pub lasts: Lasts,
    /// How a payment is shared.
    pub tranche: Tranche,
    /// Before which day nothing is paid.
    pub not_before: Option<Day>,
    /// How much is paid at most, and in which time.
    pub caps: Vec<Cap>,
    /// Whether members may pass a claim on.
    pub passes: Passes,
    /// Where what it does not take goes; to the tiers that follow, if unsaid.
    pub overflow: Option<Place>,
    /// What becomes common with the last payment.
    pub releases: Vec<Box<str>>,
    /// Where it stands.
    pub at: Span,
}

/// A named split, with the further amounts it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waterfall {
    /// Its name.
    pub name: Box<str>,
    /// The name in words.
    pub label: Box<str>,
    /// The unit of the amount.
    pub unit: UnitId,
    /// Names and units of further amounts; the first is number slot 1.
    pub details: Vec<(Box<str>, UnitId)>,
    /// The tiers. Their number slots: 0 is the amount poured, 1… the details.
    pub tiers: Vec<Tier>,
    /// Where it stands.
    pub at: Span,
}

/// A tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// How much it takes.
    pub portion: Portion,
    /// Who gets it.
    pub to: Destination,
    /// At most.
    pub caps: Vec<Cap>,
    /// Only when this holds.
    pub when: Option<Test>,
    /// Where it stands.
    pub at: Span,
}

/// How much a tier takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Portion {
    /// A part of the whole. Neighbouring ones are cut by telescoping, so that they lose nothing together.
    OfAll(Figure),
    /// A part of what the tiers above this row of net parts left; neighbouring ones are telescoped too.
    OfNet(Figure),
    /// A part of what all tiers above left.
    OfRest(Figure),
    /// As much as is left, up to this.
    First(Figure),
    /// All that is left.
    Rest,
}

/// Who gets an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// One place.
    Place(Place),
    /// The holders of a class of claims.
    Claim(ClaimId),
    /// Those of a role, by a weight with each as the party in the slot; equally without.
    Among {
        /// The role.
        role: RoleId,
        /// Where each stands while the weight is taken.
        slot: PartySlot,
        /// The weight.
        weight: Option<Figure>,
    },
    /// Contributors, by the shares of an equation.
    By {
        /// The equation.
        equation: EquationId,
        /// To what; the whole commons if unsaid.
        on: Option<Box<str>>,
    },
}

/// A place that holds amounts, as a rule names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A party of the event.
    Party(PartySlot),
    /// A pool.
    Pool(PoolId),
    /// What is to be paid out to a party of the event.
    Bank(PartySlot),
    /// The world outside.
    Outside,
    /// The hold that the action ends.
    Held,
}

/// The most that may go somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cap {
    /// Which cap it is.
    pub id: CapId,
    /// How much.
    pub most: Figure,
    /// For each of whom it is counted.
    pub per: Option<Per>,
    /// In which period it is counted anew.
    pub each: Option<Period>,
    /// Where it stands.
    pub at: Span,
}

/// For each of whom a cap is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// A party of the event.
    Party(PartySlot),
    /// Each who is paid.
    Payee,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What it is called.
    pub name: Box<str>,
    /// What sets it off.
    pub trigger: Trigger,
    /// Names and units of further amounts of the event; the first is number slot 1.
    pub details: Vec<(Box<str>, UnitId)>,
    /// The names of the parties of the event, by slot, for messages.
    pub parties: Vec<Box<str>>,
    /// Only when this holds.
    pub when: Option<Test>,
    /// What it does.
    pub actions: Vec<Action>,
    /// Where in the order of rules it fires: rules that others feed come later.
    pub stratum: u16,
    /// How many numbers its frame holds.
    pub numbers: u16,
    /// Where it stands.
    pub at: Span,
}

/// What sets a rule off. Parties are in the slots named here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    /// A payment.
    Transfer {
        /// Of which unit.
        unit: UnitId,
        /// By whom.
        from: Side,
        /// To whom.
        to: Side,
    },
    /// A figure reported.
    Report {
        /// The unit.
        unit: UnitId,
        /// By whom.
        by: Side,
        /// About whom.
        about: Option<Side>,
        /// Who must agree first.
        confirmed: Option<PartySlot>,
    },
    /// A wish that the charter names.
    Request {
        /// What it is called.
        name: Box<str>,
        /// The unit of its amount.
        unit: Option<UnitId>,
        /// By whom.
        by: Side,
        /// About whom.
        about: Option<Side>,
    },
    /// The close of a period, once for each of a role.
    Every {
        /// The period.
        period: Period,
        /// The role, and the slot of each.
        each: Option<(RoleId, PartySlot)>,
    },
    /// A payment into a pool that leaves it with so much or more.
    Reached {
        /// How much.
        level: Figure,
        /// The unit.
        unit: UnitId,
        /// The pool.
        pool: PoolId,
    },
    /// A decision passed.
    Passes {
        /// Which.
        decision: DecisionId,
        /// The slot of whom it is about.
        about: Option<PartySlot>,
    },
    /// The last of a class of claims was paid.
    Paid(ClaimId),
    /// A day begins.
    Date(Day),
}

/// A party of an event, as a trigger wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Anyone; unnamed.
    Anyone,
    /// Anyone, kept in a slot.
    Slot(PartySlot),
    /// One of a role, kept in a slot.
    Role(RoleId, PartySlot),
    /// This pool.
    Pool(PoolId),
    /// The world outside.
    Outside,
}

/// What a rule does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What.
    pub kind: ActionKind,
    /// Where it stands.
    pub at: Span,
}

/// What a rule does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionKind {
    /// Moves an amount.
    Move {
        /// How much.
        amount: Amount,
        /// From where.
        from: Source,
        /// To whom.
        to: Destination,
        /// At most.
        caps: Vec<Cap>,
    },
    /// Moves an amount back to the issuer of its unit.
    Retire {
        /// How much.
        amount: Amount,
        /// From where.
        from: Place,
    },
    /// Moves an amount tier by tier.
    Split {
        /// How much.
        amount: Amount,
        /// From where.
        from: Place,
        /// The tiers.
        tiers: Vec<Tier>,
    },
    /// Moves an amount through a waterfall.
    Pour {
        /// How much.
        amount: Amount,
        /// From where.
        from: Place,
        /// The waterfall.
        through: WaterfallId,
        /// The number slots that hold its details, in their order.
        details: Vec<NumberSlot>,
    },
    /// Takes an amount in to the issuer of its unit, and issues what a rate gives for it.
    Convert {
        /// How much goes in.
        amount: Amount,
        /// From where.
        from: Place,
        /// The rate.
        rate: RateId,
        /// Where what comes out goes.
        to: Place,
        /// At most.
        caps: Vec<Cap>,
    },
    /// Sets an amount aside, and does something with it later.
    Hold {
        /// How much.
        amount: Amount,
        /// From where.
        from: Place,
        /// How long.
        span: Stretch,
        /// What then; [`Place::Held`] is where it lies, number slot 0 is how much.
        then: Box<Action>,
    },
    /// Does something later.
    After {
        /// How long.
        span: Stretch,
        /// What.
        then: Box<Action>,
    },
    /// Adds to what somebody is owed.
    Owe {
        /// How much.
        amount: Amount,
        /// To whom.
        to: PartySlot,
        /// In which class.
        claim: ClaimId,
    },
    /// Gives a role.
    Grant(RoleId, PartySlot),
    /// Takes a role.
    Revoke(RoleId, PartySlot),
    /// Opens a decision about somebody.
    Open(DecisionId, Option<PartySlot>),
    /// Refuses the whole event.
    Refuse(Box<str>),
    /// Keeps a figure in a slot, unrounded.
    Let(NumberSlot, Figure),
}

/// Where an amount comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A place.
    Place(Place),
    /// The issuer of its unit.
    Issuer,
}

/// An amount that a rule moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// How much, in minor units of `unit`.
    pub figure: Figure,
    /// How it is made whole.
    pub rounding: Narrowing,
    /// The unit.
    pub unit: UnitId,
}

/// Something that must hold after every entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Law {
    /// What it is called.
    pub name: Box<str>,
    /// What must hold.
    pub holds: Test,
    /// Where it stands.
    pub at: Span,
}

/// How something is decided together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its name.
    pub name: Box<str>,
    /// Who is asked.
    pub asks: RoleId,
    /// The weight of each, as the first party.
    pub weighs: Figure,
    /// When it passes.
    pub passes: Option<Test>,
    /// How long it is open.
    pub open: Option<Stretch>,
    /// In which time conviction builds by half.
    pub builds: Option<Stretch>,
    /// Names and units of amounts that a proposal states.
    pub details: Vec<(Box<str>, UnitId)>,
    /// Who writes its outcome down; the founder, if unsaid.
    pub recorded_by: Option<RoleId>,
    /// Who sees it: a role of the charter, or `everyone`, `members`, `holder`.
    pub seen: Box<str>,
    /// Where it stands.
    pub at: Span,
}

/// What it takes to change a part of the charter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// `everything`; or a name and perhaps a clause; or `rule` and its words.
    pub path: Vec<Box<str>>,
    /// The decision it needs.
    pub needs: DecisionId,
    /// Where it stands.
    pub at: Span,
}
