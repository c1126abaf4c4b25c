//! Which rule sets off which at once: the order of rules that follows from it, and its circles.

use crate::check::feeds::{When, follows, payments};
pub use crate::check::termination::circles;
use crate::graph::components;
use crate::model::Model;

/// Gives for each rule the length of the longest way to it: what feeds a rule has a smaller number.
///
/// Rules of one circle share a number. There may be an edge too many, never one too few: a party
/// whose role is not known may be anyone.
#[must_use]
pub fn strata(model: &Model) -> Vec<u16> {
    let made: Vec<_> = model.rules.iter().map(|rule| payments(model, rule)).collect();
    let follows = follows(model, &made, |payment| payment.when == When::AtOnce);
    let mut strata = vec![0_u16; follows.len()];
    // Groups come with those that lead nowhere first.
    for group in components(&follows).iter().rev() {
        let own = group.iter().filter_map(|&rule| strata.get(rule)).max().copied().unwrap_or(0);
        for &rule in group {
            raise(&mut strata, rule, own);
            for &next in follows.get(rule).into_iter().flatten() {
                let next_own = if group.contains(&next) { own } else { own.saturating_add(1) };
                raise(&mut strata, next, next_own);
            }
        }
    }
    strata
}

fn raise(strata: &mut [u16], rule: usize, least: u16) {
    if let Some(stratum) = strata.get_mut(rule) {
        *stratum = least.max(*stratum);
    }
}
