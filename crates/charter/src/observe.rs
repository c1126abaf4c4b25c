//! What a rule can ask a commons, and the indices by which a charter is known.
//!
//! Names are gone here: a unit, a pool, a role is its place in the list of its sort.

use crate::civil::Span as Stretch;

/// Declares the index of something in its list.
macro_rules! index {
    ($($(#[$meta:meta])* $name:ident),* $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u16);
        impl $name {
            /// The place in the list.
            #[must_use]
            pub fn at(self) -> usize {
                usize::from(self.0)
            }
        }
    )*};
}
index! {
    /// A unit of the charter.
    UnitId,
    /// A pool of the charter.
    PoolId,
    /// A role of the charter.
    RoleId,
    /// A rate of the charter.
    RateId,
    /// A measure of the charter.
    MeasureId,
    /// A table of the charter.
    TableId,
    /// A class of claims of the charter.
    ClaimId,
    /// A waterfall of the charter.
    WaterfallId,
    /// An equation of the charter.
    EquationId,
    /// A rule of the charter.
    RuleId,
    /// A decision of the charter.
    DecisionId,
    /// A cap, unique in the charter.
    CapId,
    /// Where a rule keeps a party of its event.
    PartySlot,
    /// Where a rule keeps a number; the first is the amount of its event.
    NumberSlot,
}

/// Somebody that a figure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// A party of the frame.
    Party(PartySlot),
    /// A pool.
    Pool(PoolId),
}

/// Something that the commons knows. Each is answered in constant time (a sum over a window, in the logarithm of its days).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Observe {
    /// What somebody has of a unit, decay applied, holds not counted.
    Balance(Who, UnitId),
    /// What came to somebody, in a window of days up to now or ever.
    Income(Who, UnitId, Option<Stretch>),
    /// What went from somebody.
    Spending(Who, UnitId, Option<Stretch>),
    /// How long somebody has been a member, in milliseconds.
    Age(Who),
    /// How long ago a unit was last issued to somebody, or since they are a member.
    SinceIssue(Who, UnitId),
    /// What is out: the issuer's minus, with its sign turned, decay applied.
    Supply(UnitId),
    /// How many are in a role.
    Number(RoleId),
    /// What is still owed to somebody, or to all.
    Owed(ClaimId, Option<Who>),
    /// What was paid to somebody, or to all.
    Paid(ClaimId, Option<Who>),
    /// The share of somebody by an equation, in 10⁻¹⁵.
    Share(EquationId, Who),
    /// A figure of the count of a decision.
    Tally(Tally),
}

/// A figure of the count of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tally {
    /// Weight of those in favour.
    Yes,
    /// Weight of those against.
    No,
    /// The part of all weight that was cast, in 10⁻¹⁵.
    Turnout,
    /// Weight that has built up with time.
    Conviction,
    /// All weight there is.
    Electorate,
}
