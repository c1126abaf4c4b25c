//! The checks: what a charter guarantees, decided before anything moves.
//!
//! What is called *proven* holds for every event that the ledger takes: amounts of events are one minor unit
//! or more, and their details not below zero. Limits of balances are no proof, as they are looked at when an
//! event is over, not between its rules. In doubt a guarantee is called guarded, or not checked.

mod interval;
mod scope;
mod walk;
mod words;
mod linear;
mod search;
pub(crate) mod feeds;
mod flows;
mod conservation;
mod positive;
mod cost;
pub(crate) mod termination;
mod tables;
mod shares;
mod consent;
mod kinds;
mod money_machine;
mod backing;
mod decay;
mod one_person;
mod self_dealing;
mod laws;
mod later;

use crate::model::Model;
use crate::report::Report;
use crate::tree::Tree;

/// Finds out what a charter guarantees.
///
/// Findings stand by guarantee, and in the order of the charter. Time grows with the rules times the payments
/// they make; tables and figures that would take too long are said to be guarded or not checked.
#[must_use]
pub fn check(tree: &Tree, model: &Model) -> Report {
    let mut report = Report::default();
    conservation::check(model, &mut report);
    positive::check(model, &mut report);
    termination::check(model, &mut report);
    tables::check(tree, model, &mut report);
    shares::check(model, &mut report);
    consent::check(model, &mut report);
    kinds::check(model, &mut report);
    money_machine::check(model, &mut report);
    backing::check(model, &mut report);
    decay::check(model, &mut report);
    one_person::check(model, &mut report);
    self_dealing::check(model, &mut report);
    laws::check(model, &mut report);
    later::check(model, &mut report);
    report.findings.sort_by_key(|it| it.guarantee);
    report
}

/// Things with their place in their list.
fn numbered<T>(list: &[T]) -> impl Iterator<Item = (&T, u16)> {
    list.iter().zip(0..=u16::MAX)
}
