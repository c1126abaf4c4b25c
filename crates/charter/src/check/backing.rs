//! G12: nothing stands behind itself.

use quantity::Ratio;

use super::money_machine::Edge;
use super::scope::{Holder, Scope};
use super::words::Words;
use crate::diagnostic::Diagnostic;
use crate::graph::components;
use crate::model::{Base, Model, UnitId};
use crate::report::{Guarantee, Report, Subject, Verdict};

const G: Guarantee = Guarantee::Backing;

/// Follows what stands behind each unit.
pub fn check(model: &Model, report: &mut Report) {
    let edges = edges(model);
    let mut follows = vec![Vec::new(); model.units.len()];
    for edge in &edges {
        if let Some(list) = follows.get_mut(edge.from.at()) {
            list.push(edge.to.at());
        }
    }
    let circle = components(&follows).into_iter().find(|group| {
        group.len() > 1 || group.iter().any(|it| follows.get(*it).is_some_and(|to| to.contains(it)))
    });
    let at = |unit: UnitId| model.units.get(unit.at()).map(|it| it.at).unwrap_or_default();
    let Some(circle) = circle else {
        for edge in &edges {
            let sentence = format!(
                "{} stands behind `{}`, and not the other way round",
                Words::of(model).unit(edge.to),
                Words::of(model).unit(edge.from)
            );
            report.find(G, Verdict::Proven, Subject::Unit(edge.from), at(edge.from), sentence);
        }
        return;
    };
    let inside: Vec<Edge> = edges
        .iter()
        .copied()
        .filter(|it| circle.contains(&it.from.at()) && circle.contains(&it.to.at()))
        .collect();
    let first = inside.first().map_or(UnitId(0), |it| it.from);
    if is_over(circle.len(), &inside) {
        let sentence = "the units stand behind each other, but each time with more than what is issued, so nothing can grow out of itself";
        report.find(G, Verdict::Proven, Subject::Unit(first), at(first), sentence);
        return;
    }
    let words = Words::of(model);
    let names: Vec<&str> =
        inside.iter().map(|it| words.unit(it.from)).chain([words.unit(first)]).collect();
    let message = format!(
        "units stand behind each other: {}; so both can be issued without end out of nothing",
        names.join(" -> ")
    );
    let error = Diagnostic::error("backing_circular", at(first), message);
    let error =
        inside.iter().skip(1).fold(error, |error, it| error.and(at(it.from), "and this one"));
    report.broken(
        G,
        Subject::Unit(first),
        error.hint("let something else stand behind one of them, or more than one for one"),
    );
}

/// What stands behind what; the factor is how many of the issued one the backing one allows.
fn edges(model: &Model) -> Vec<Edge> {
    let mut found = Vec::new();
    for (unit, id) in super::numbered(&model.units) {
        let Some((figure, _)) = &unit.backing else { continue };
        let low = Scope::about(model, Holder::Anyone).bound(&figure.expr).low;
        let allowed = low.and_then(|it| Ratio::ONE.checked_div(it)).filter(|it| *it > Ratio::ZERO);
        for (base, power) in &figure.dimension.0 {
            if let (Base::Unit(behind), 1) = (base, power) {
                let factor = allowed.unwrap_or(Ratio::from_integer(2));
                found.push(Edge { from: UnitId(id), to: *behind, factor, trade: found.len() });
            }
        }
    }
    found
}

/// Whether the way round needs more than it issues: one of a unit comes to less than one of itself.
///
/// A unit has one backing, so that units which stand behind each other make a single circle.
fn is_over(circle: usize, edges: &[Edge]) -> bool {
    let mut factors = edges.iter().map(|it| it.factor);
    let product = factors.try_fold(Ratio::ONE, |product, it| product.checked_mul(it));
    edges.len() == circle && product.is_some_and(|it| it < Ratio::ONE)
}
