//! What numbers count: powers of units and of time.

use std::collections::BTreeMap;

use crate::model::{Base, Dimension, Model};
use crate::observe::UnitId;

impl Dimension {
    /// Counts nothing: a plain number, a percentage.
    #[must_use]
    pub fn plain() -> Self {
        Self::default()
    }

    /// Counts a unit.
    #[must_use]
    pub fn of(unit: UnitId) -> Self {
        Self(vec![(Base::Unit(unit), 1)])
    }

    /// Counts milliseconds.
    #[must_use]
    pub fn time() -> Self {
        Self(vec![(Base::Time, 1)])
    }

    /// Whether it counts nothing.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.0.is_empty()
    }

    /// The unit, if it counts one unit and nothing else.
    #[must_use]
    pub fn unit(&self) -> Option<UnitId> {
        match self.0.as_slice() {
            [(Base::Unit(unit), 1)] => Some(*unit),
            _ => None,
        }
    }

    /// What a product counts; `None` if a power is beyond 8 bits.
    #[must_use]
    pub fn times(&self, other: &Self) -> Option<Self> {
        self.with(other, i8::checked_add)
    }

    /// What a quotient counts; `None` if a power is beyond 8 bits.
    #[must_use]
    pub fn over(&self, other: &Self) -> Option<Self> {
        self.with(other, i8::checked_sub)
    }

    /// What the square root counts; `None` if a power is odd.
    #[must_use]
    pub fn root(&self) -> Option<Self> {
        let halves =
            self.0.iter().map(|&(base, power)| (power % 2 == 0).then_some((base, power / 2)));
        halves.collect::<Option<_>>().map(Self)
    }

    fn with(&self, other: &Self, join: fn(i8, i8) -> Option<i8>) -> Option<Self> {
        let mut powers: BTreeMap<Base, i8> = self.0.iter().copied().collect();
        for &(base, power) in &other.0 {
            let known = powers.entry(base).or_default();
            *known = join(*known, power)?;
        }
        powers.retain(|_, power| *power != 0);
        Some(Self(powers.into_iter().collect()))
    }

    /// What it counts, in words: `veg per eur`, `a plain number`, `a length of time`.
    #[must_use]
    pub fn describe(&self, model: &Model) -> String {
        let named = |above: bool| -> Vec<String> {
            let side = self.0.iter().filter(|&&(_, power)| (power > 0) == above);
            side.map(|&(base, power)| word(model, base, power)).collect()
        };
        let (above, below) = (named(true).join(" times "), named(false).join(" and "));
        match (above.as_str(), below.as_str()) {
            ("", "") => "a plain number".into(),
            ("time", "") => "a length of time".into(),
            (above, "") => above.into(),
            ("", below) => format!("a number per {below}"),
            (above, below) => format!("{above} per {below}"),
        }
    }
}

fn word(model: &Model, base: Base, power: i8) -> String {
    let name = match base {
        Base::Time => "time",
        Base::Unit(unit) => model.units.get(unit.at()).map_or("?", |unit| &unit.name),
    };
    match power.unsigned_abs() {
        1 => name.into(),
        2 => format!("{name} squared"),
        power => format!("{name} to the power of {power}"),
    }
}
