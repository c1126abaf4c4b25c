//! Units, and quantities counted in them.

use quantity::{Ratio, format_trimmed};

use crate::codec::{record, words};
use crate::name::Code;
use crate::table::Ix;

words! {
    /// What a unit counts.
    pub enum UnitKind {
        /// Money and everything that is passed on like money.
        1 "currency" => Currency,
        /// Time spent: work, use of a machine.
        2 "time" => Time,
        /// Things and stuff: pieces, kilograms, litres, metres.
        3 "amount" => Amount,
        /// Hundredths of something else, for citations.
        4 "percent" => Percent,
        /// Days, commits or lines of a history.
        5 "measure" => Measure,
    }
}

record! {
    /// So much of a unit, as an act states it.
    pub struct Measure {
        /// Whole minor units: 7500 for 75.00 in a unit of two decimals.
        pub minor: i128,
        /// The unit.
        pub unit: Code,
    }
}

record! {
    /// How a unit relates to another of the same kind: one minute is 1/60 hour.
    pub struct Conversion {
        /// The other unit.
        pub of: Code,
        /// How many of the other unit one of this unit is. More than zero.
        pub factor: Ratio,
    }
}

/// A reference to a unit of this commons.
pub type UnitIx = Ix<Unit>;

/// Something to count in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The unique code people write.
    pub code: Code,
    /// The name in words.
    pub label: String,
    /// What it counts.
    pub kind: UnitKind,
    /// How many digits stand after the point, at most 18.
    pub decimals: u8,
    /// The unit it is a multiple of, and how many of that it is.
    pub base: Option<(UnitIx, Ratio)>,
    /// The identifier the unit has elsewhere, such as an OM2 unit.
    pub iri: Option<String>,
}

/// So much of a unit, in the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    /// Whole minor units.
    pub minor: i128,
    /// The unit.
    pub unit: UnitIx,
}

impl Unit {
    /// The most digits after the point that a unit may have.
    pub const MOST_DECIMALS: u8 = 18;

    /// An amount of this unit in figures and its code: `3.5 hour`.
    #[must_use]
    pub fn say(&self, minor: i128) -> String {
        let figures = match self.kind {
            UnitKind::Currency => quantity::format_decimal(minor, self.decimals),
            _ => format_trimmed(minor, self.decimals),
        };
        format!("{figures} {}", self.code)
    }
}

/// A unit that every commons starts with.
pub struct FoundingUnit {
    /// Its code.
    pub code: &'static str,
    /// Its name in words.
    pub label: &'static str,
    /// What it counts.
    pub kind: UnitKind,
    /// Its digits after the point.
    pub decimals: u8,
    /// The unit it is a part of, and how many of it make one of that.
    pub part_of: Option<(&'static str, i128)>,
}

const fn founding(
    code: &'static str,
    label: &'static str,
    kind: UnitKind,
    decimals: u8,
) -> FoundingUnit {
    FoundingUnit { code, label, kind, decimals, part_of: None }
}

const fn part(
    code: &'static str,
    label: &'static str,
    kind: UnitKind,
    decimals: u8,
    part_of: (&'static str, i128),
) -> FoundingUnit {
    FoundingUnit { code, label, kind, decimals, part_of: Some(part_of) }
}

/// The units that every commons starts with; a part stands behind its whole.
pub const FOUNDING: &[FoundingUnit] = &[
    founding("one", "one", UnitKind::Amount, 6),
    founding("percent", "percent", UnitKind::Percent, 6),
    founding("hour", "hour", UnitKind::Time, 6),
    part("minute", "minute", UnitKind::Time, 3, ("hour", 60)),
    part("second", "second", UnitKind::Time, 3, ("hour", 3600)),
    founding("kg", "kilogram", UnitKind::Amount, 9),
    part("g", "gram", UnitKind::Amount, 6, ("kg", 1000)),
    founding("m", "metre", UnitKind::Amount, 6),
    founding("litre", "litre", UnitKind::Amount, 6),
    founding("day", "day of activity", UnitKind::Measure, 6),
    founding("commit", "commit", UnitKind::Measure, 9),
    founding("line", "line changed", UnitKind::Measure, 9),
];
