//! Adding a unit.

use super::{Unfoldable, check, found};
use crate::codec::record;
use crate::name::Code;
use crate::refusal::Refused;
use crate::state::State;
use crate::unit::{Conversion, Unit, UnitKind};

record! {
    /// A unit to add.
    pub struct AddUnit {
        /// The unique code.
        pub code: Code,
        /// The name in words.
        pub label: String,
        /// What it counts.
        pub kind: UnitKind,
        /// How many digits stand after the point.
        pub decimals: u8,
        /// What it is a multiple of.
        pub base: Option<Conversion>,
        /// The identifier it has elsewhere.
        pub iri: Option<String>,
    }
}

impl AddUnit {
    /// A unit that is no multiple of another and has no identifier elsewhere.
    #[must_use]
    pub fn new(code: Code, label: impl Into<String>, kind: UnitKind, decimals: u8) -> Self {
        Self { code, label: label.into(), kind, decimals, base: None, iri: None }
    }
}

/// Refuses, in this order: a bad label, a code in use, too many decimals, an unknown base, a factor of zero or less.
pub(super) fn decide(state: &State, wish: &AddUnit) -> Result<(), Refused> {
    check::name(&wish.label)?;
    let code = || wish.code.clone();
    if state.unit(&wish.code).is_some() {
        return Err(Refused::UnitTaken { code: code() });
    }
    if wish.decimals > Unit::MOST_DECIMALS {
        return Err(Refused::TooManyDecimals { code: code(), decimals: wish.decimals });
    }
    let Some(base) = &wish.base else {
        return Ok(());
    };
    check::unit(state, &base.of)?;
    if base.factor.numerator() <= 0 {
        return Err(Refused::FactorNotPositive { code: code() });
    }
    Ok(())
}

pub(super) fn apply(state: &mut State, entry: u64, wish: &AddUnit) -> Result<(), Unfoldable> {
    let base = match &wish.base {
        None => None,
        Some(base) => Some((found(entry, &base.of, state.unit(&base.of))?, base.factor)),
    };
    let unit = state.units.add(Unit {
        code: wish.code.clone(),
        label: wish.label.clone(),
        kind: wish.kind,
        decimals: wish.decimals,
        base,
        iri: wish.iri.clone(),
    });
    state.codes.insert(wish.code.clone(), unit);
    Ok(())
}
