//! G11: no round of conversions ends with more than it began with.
//!
//! Bellman and Ford, with products of exact fractions: if after as many rounds as there are units
//! some product still grows, a circle multiplies.

use quantity::Ratio;

use super::flows::{Trade, trades};
use super::walk::actions;
use super::words::{Words, plain};
use crate::diagnostic::Diagnostic;
use crate::model::{
    ActionKind, Destination, Model, Place, Rule, RuleId, Side, Source, Trigger, UnitId,
};
use crate::place::Span;
use crate::report::{Guarantee, Report, Subject, Verdict};
use crate::tree::Kind;

const G: Guarantee = Guarantee::NoMoneyMachine;

/// Looks for a way round the units that ends with more.
pub fn check(model: &Model, report: &mut Report) {
    for (rule, id) in super::numbered(&model.rules) {
        if let Some((unit, at)) = earned_by_paying(model, rule) {
            let unit = Words::of(model).unit(unit);
            let message = format!(
                "two who pay each other back and forth get `{unit}` each time by rule \"{}\"",
                rule.name
            );
            report.diagnostics.push(
                Diagnostic::warning("earned_by_paying", at, message.clone()).hint(
                    "cap it (`at most … per … each month`), or let it follow from what people do",
                ),
            );
            report.find(G, Verdict::NotChecked, Subject::Rule(RuleId(id)), at, message);
        }
    }
    let trades: Vec<Trade> = model.rules.iter().flat_map(|it| trades(model, it)).collect();
    if trades.is_empty() {
        return;
    }
    let at = trades.first().map_or(Span::default(), |it| it.at);
    let units = model.units.len();
    let edges = |factor: &dyn Fn(&Trade) -> Option<Ratio>| -> Vec<Edge> {
        let edge = |(index, it): (usize, &Trade)| {
            Some(Edge { from: it.gives, to: it.gets, factor: factor(it)?, trade: index })
        };
        trades.iter().enumerate().filter_map(edge).collect()
    };
    let exact = edges(&|it| it.factor.filter(|_| it.exact));
    if let Round::Gains(round) = gain(units, &exact) {
        return report.broken(G, Subject::Charter, machine(model, &round, &trades));
    }
    let bounded = edges(&|it| it.most);
    let open = edges(&|it| it.most.is_none().then_some(Ratio::ONE));
    let (verdict, sentence) = match gain(units, &bounded) {
        _ if closes(units, &edges(&|_| Some(Ratio::ONE)), &open) => (
            Verdict::NotChecked,
            "there is a way round on which what comes out does not follow what goes in; nobody checked whether it gains".to_owned(),
        ),
        Round::Gains(_) => (
            Verdict::NotChecked,
            "there is a way round that may gain, by rounding or because a rate is not fixed; nobody checked whether it does".to_owned(),
        ),
        Round::TooFine => (Verdict::NotChecked, "the rates have too many digits to be multiplied exactly".to_owned()),
        Round::Loses => (Verdict::Proven, "no way round the conversions ends with more than it began with, rounding included".to_owned()),
    };
    report.find(G, verdict, Subject::Charter, at, sentence);
}

/// A unit that a rule issues without a cap whenever one agent pays another.
fn earned_by_paying(model: &Model, rule: &Rule) -> Option<(UnitId, Span)> {
    let Trigger::Transfer { from, to, .. } = &rule.trigger else { return None };
    let pays = |side: &Side| matches!(side, Side::Anyone | Side::Slot(_) | Side::Role(..));
    if !pays(from) || !pays(to) {
        return None;
    }
    actions(rule).find_map(|it| match &it.kind {
        ActionKind::Move { amount, from: Source::Issuer, caps, to } if caps.is_empty() => {
            let counts =
                model.units.get(amount.unit.at()).is_some_and(|it| it.kind != Kind::Thanks);
            (counts && !matches!(to, Destination::Place(Place::Pool(_))))
                .then_some((amount.unit, it.at))
        }
        _ => None,
    })
}

/// A trade as an arrow between units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// What goes in.
    pub from: UnitId,
    /// What comes out.
    pub to: UnitId,
    /// How much of it for one.
    pub factor: Ratio,
    /// Which trade, by its place in a list.
    pub trade: usize,
}

/// What going round comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Round {
    /// These arrows, one after the other, end with more.
    Gains(Vec<Edge>),
    /// No way round ends with more.
    Loses,
    /// A product is beyond 128 bits.
    TooFine,
}

/// Looks for a circle whose product is above one.
pub fn gain(units: usize, edges: &[Edge]) -> Round {
    let mut worth = vec![(Ratio::ONE, None::<Edge>); units];
    for round in 0..=units {
        let mut grown = None;
        for edge in edges {
            let (Some(from), Some(to)) = (worth.get(edge.from.at()), worth.get(edge.to.at()))
            else {
                continue;
            };
            let Some(product) = from.0.checked_mul(edge.factor) else { return Round::TooFine };
            if product > to.0 {
                grown = Some(edge.to);
                if let Some(place) = worth.get_mut(edge.to.at()) {
                    *place = (product, Some(*edge));
                }
            }
        }
        match grown {
            None => return Round::Loses,
            Some(unit) if round == units => return traced(unit, &worth),
            Some(_) => {}
        }
    }
    Round::Loses
}

/// Goes back from a unit whose worth still grows until the way closes.
fn traced(unit: UnitId, worth: &[(Ratio, Option<Edge>)]) -> Round {
    let before = |unit: UnitId| worth.get(unit.at()).and_then(|it| it.1);
    let mut start = unit;
    for _ in worth {
        match before(start) {
            Some(edge) => start = edge.from,
            None => return Round::TooFine,
        }
    }
    let (mut round, mut at) = (Vec::new(), start);
    while let Some(edge) = before(at) {
        round.push(edge);
        at = edge.from;
        if at == start || round.len() > worth.len() {
            break;
        }
    }
    round.reverse();
    Round::Gains(round)
}

/// Whether one of some arrows lies on a circle.
fn closes(units: usize, all: &[Edge], some: &[Edge]) -> bool {
    let reaches = |from: UnitId, to: UnitId| {
        let mut seen = vec![from];
        for _ in 0..units {
            for edge in all {
                if seen.contains(&edge.from) && !seen.contains(&edge.to) {
                    seen.push(edge.to);
                }
            }
        }
        seen.contains(&to)
    };
    some.iter().any(|it| reaches(it.to, it.from))
}

/// The product of a way; `None` beyond 128 bits.
fn product(round: &[Edge]) -> Option<Ratio> {
    round.iter().try_fold(Ratio::ONE, |product, it| product.checked_mul(it.factor))
}

fn machine(model: &Model, round: &[Edge], trades: &[Trade]) -> Diagnostic {
    let words = Words::of(model);
    let hundred = Ratio::from_integer(100);
    let after = product(round).and_then(|it| it.checked_mul(hundred));
    let unit = round.first().map_or("", |it| words.unit(it.from));
    let way: Vec<&str> = round.iter().map(|it| words.unit(it.from)).chain([unit]).collect();
    let message = format!(
        "a money machine: 100 {unit} become {} {unit} by going round {}",
        after.map_or_else(|| "more".to_owned(), plain),
        way.join(" -> ")
    );
    let mut places = round.iter().filter_map(|it| trades.get(it.trade)).map(|it| it.at);
    let at = places.next().unwrap_or_default();
    let error = Diagnostic::error("money_machine", at, message);
    places
        .fold(error, |error, at| error.and(at, "and on from here"))
        .hint("lower one of the rates, or take a fee, until the product of all is 1 or less")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The largest product of a simple circle, by trying them all.
    fn best(units: u16, edges: &[Edge]) -> Option<Ratio> {
        fn walk(path: &mut Vec<UnitId>, product: Ratio, edges: &[Edge], best: &mut Option<Ratio>) {
            let last = *path.last().unwrap();
            for edge in edges.iter().filter(|it| it.from == last) {
                let product = product.checked_mul(edge.factor).unwrap();
                if edge.to == path[0] {
                    *best = Some(best.map_or(product, |it: Ratio| it.max(product)));
                } else if !path.contains(&edge.to) {
                    path.push(edge.to);
                    walk(path, product, edges, best);
                    path.pop();
                }
            }
        }
        let mut found = None;
        for unit in 0..units {
            walk(&mut vec![UnitId(unit)], Ratio::ONE, edges, &mut found);
        }
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]
        #[test]
        fn a_machine_is_found_just_when_a_circle_gains(
            drawn in proptest::collection::vec((0_u16..5, 0_u16..5, 1_i128..8, 4_i128..9), 0..9),
        ) {
            let edges: Vec<Edge> = drawn.iter().enumerate().map(|(trade, (from, to, above, below))| Edge {
                from: UnitId(*from), to: UnitId(*to), factor: Ratio::new(*above, *below).unwrap(), trade,
            }).collect();
            let gains = best(5, &edges).is_some_and(|it| it > Ratio::ONE);
            match gain(5, &edges) {
                Round::Gains(round) => {
                    prop_assert!(gains);
                    prop_assert!(product(&round).unwrap() > Ratio::ONE);
                    let next = round.iter().cycle().skip(1);
                    prop_assert!(round.iter().zip(next).all(|(a, b)| a.to == b.from));
                }
                Round::Loses => prop_assert!(!gains),
                Round::TooFine => prop_assert!(false),
            }
        }
    }
}
