//! Founding a commons: its name, its first member, the unit it counts value in.

use super::agent::{self, AddAgent};
use super::{Effects, check};
use crate::agent::AgentKind;
use crate::codec::record;
use crate::equation::Equation;
use crate::name::{Code, Handle};
use crate::refusal::Refused;
use crate::state::State;
use crate::unit::{FOUNDING, Unit, UnitKind};

record! {
    /// The first act of every commons.
    pub struct Found {
        /// What the commons is called.
        pub name: String,
        /// The handle of the commons itself, which is an agent too.
        pub handle: Handle,
        /// The handle of the founder.
        pub founder: Handle,
        /// The name of the founder.
        pub founder_name: String,
        /// The key the founder signs with.
        pub founder_key: [u8; 32],
        /// The unit that value is counted in, such as `CAD` or `point`.
        pub unit: Code,
        /// How many digits that unit has after the point.
        pub decimals: u8,
    }
}

/// Refuses, in this order: a second founding, another's signature, bad names, one handle for two agents, a bad unit.
pub(super) fn decide(state: &State, key: &[u8; 32], wish: &Found) -> Result<Effects, Refused> {
    if state.itself.is_some() {
        return Err(Refused::AlreadyFounded { name: state.name.clone() });
    }
    if *key != wish.founder_key {
        return Err(Refused::FounderDiffers);
    }
    check::name(&wish.name)?;
    check::name(&wish.founder_name)?;
    if wish.handle == wish.founder {
        return Err(Refused::NameTaken { handle: wish.handle.clone(), kind: "the commons itself" });
    }
    if FOUNDING.iter().any(|unit| unit.code == wish.unit.as_str()) {
        return Err(Refused::UnitTaken { code: wish.unit.clone() });
    }
    if wish.decimals > Unit::MOST_DECIMALS {
        return Err(Refused::TooManyDecimals { code: wish.unit.clone(), decimals: wish.decimals });
    }
    Ok(Effects::PLAIN)
}

pub(super) fn apply(state: &mut State, entry: u64, wish: &Found) {
    state.name.clone_from(&wish.name);
    let itself = AddAgent::new(wish.handle.clone(), AgentKind::Organization, &wish.name);
    state.itself = Some(agent::apply(state, &itself));
    let founder = AddAgent {
        key: Some(wish.founder_key),
        ..AddAgent::new(wish.founder.clone(), AgentKind::Person, &wish.founder_name)
    };
    agent::apply(state, &founder);
    for unit in FOUNDING {
        let base = unit.part_of.and_then(|(whole, parts)| {
            let whole = state.unit(&Code::new(whole).ok()?)?;
            Some((whole, quantity::Ratio::new(1, parts)?))
        });
        if let Ok(code) = Code::new(unit.code) {
            add_unit(state, code, unit.label, unit.kind, unit.decimals, base);
        }
    }
    add_unit(state, wish.unit.clone(), wish.unit.as_str(), UnitKind::Currency, wish.decimals, None);
    state.equation = Some(Equation::founding(wish.unit.clone()));
    state.equation_entry = entry;
}

fn add_unit(
    state: &mut State,
    code: Code,
    label: &str,
    kind: UnitKind,
    decimals: u8,
    base: Option<(crate::unit::UnitIx, quantity::Ratio)>,
) {
    let row = Unit { code: code.clone(), label: label.to_owned(), kind, decimals, base, iri: None };
    let unit = state.units.add(row);
    state.codes.insert(code, unit);
}
