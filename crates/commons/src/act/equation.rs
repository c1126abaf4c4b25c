//! Setting the equation.

use super::check;
use crate::codec::record;
use crate::equation::{Equation, Rate, Reach};
use crate::name::Moment;
use crate::refusal::Refused;
use crate::state::State;
use crate::worth::{Horizon, Pricing};

record! {
    /// The equation that is in force from now on.
    pub struct SetEquation {
        /// The equation.
        pub equation: Equation,
    }
}

/// Refuses, in this order: an equation beside that of the charter, a bad name, an unknown unit, a rate below zero,
/// an unknown agent or resource in a rate, a factor below zero, a rate beyond what can be counted.
pub(super) fn decide(state: &State, now: Moment, wish: &SetEquation) -> Result<(), Refused> {
    if state.money.in_force().is_some_and(|rules| !rules.model.equations.is_empty()) {
        return Err(Refused::EquationInCharter);
    }
    let equation = &wish.equation;
    check::name(&equation.name)?;
    check::unit(state, &equation.unit)?;
    let kinds = [
        &equation.work,
        &equation.material,
        &equation.usage,
        &equation.production,
        &equation.citation,
    ];
    for rate in kinds.into_iter().flatten() {
        decide_rate(state, rate)?;
    }
    for handle in &equation.filter.without {
        check::agent(state, handle)?;
    }
    let negative =
        equation.modulators.iter().flat_map(|m| &m.steps).any(|s| s.factor.is_negative());
    if negative {
        return Err(Refused::FactorNotPositive { code: equation.unit.clone() });
    }
    let horizon = Horizon { until: None, now };
    Pricing::new(state, equation, horizon).map(|_| ())
}

fn decide_rate(state: &State, rate: &Rate) -> Result<(), Refused> {
    check::unit(state, &rate.per)?;
    if rate.value.is_negative() {
        return Err(Refused::RateNegative { per: rate.per.clone() });
    }
    rate.agent.iter().try_for_each(|agent| check::agent(state, agent).map(|_| ()))?;
    rate.kind.iter().try_for_each(|kind| check::kind(state, kind))?;
    rate.resource.iter().try_for_each(|resource| check::resource(state, resource).map(|_| ()))
}

pub(super) fn apply(state: &mut State, entry: u64, wish: &SetEquation) {
    state.equation = Some(Equation { reach: Reach::default(), ..wish.equation.clone() });
    state.equation_entry = entry;
}
