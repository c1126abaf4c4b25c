//! G3: no amount is below zero, so no payment pulls.

use quantity::Ratio;

use super::interval::Interval;
use super::scope::Scope;
use super::walk::{amounts, scopes};
use super::words::Words;
use crate::diagnostic::Diagnostic;
use crate::model::{Amount, Model, Rate, Rule};
use crate::place::Span;
use crate::report::{Guarantee, Report, Subject, Verdict};

const G: Guarantee = Guarantee::Positive;

/// Looks at every amount that a rule moves, and at every rate.
pub fn check(model: &Model, report: &mut Report) {
    for (rule, id) in super::numbered(&model.rules) {
        rule_is_positive(model, rule, Subject::Rule(crate::model::RuleId(id)), report);
    }
    for (rate, id) in super::numbered(&model.rates) {
        rate_is_positive(model, rate, Subject::Rate(crate::model::RateId(id)), report);
    }
}

fn rule_is_positive(model: &Model, rule: &Rule, about: Subject, report: &mut Report) {
    let mut doubts: Vec<(Span, String)> = Vec::new();
    let mut least: Option<String> = None;
    let mut moves = false;
    for (scope, action) in scopes(model, rule) {
        for amount in amounts(action) {
            moves = true;
            let exact = scope.bound(&amount.figure.expr);
            let whole = exact.narrowed(amount.rounding);
            if whole.is_at_most(Ratio::ZERO) {
                report.broken(G, about, never(model, rule, amount, exact));
                return;
            }
            if !exact.is_at_least(Ratio::ZERO) {
                doubts.push((amount.figure.at, may_be(model, amount, exact)));
            } else if let Some(low) = whole.low.filter(|it| *it > Ratio::ZERO) {
                least = Some(Words::of(model).amount(low, amount.unit));
            }
        }
    }
    let (verdict, sentence) = match (doubts.as_slice(), least) {
        _ if !moves => return,
        ([(_, doubt), ..], _) => {
            (Verdict::Guarded, format!("{doubt}; then it moves nothing, it never pulls"))
        }
        ([], Some(least)) => (
            Verdict::Proven,
            format!("no amount is below zero, whatever happens; one is {least} or more"),
        ),
        ([], None) => (
            Verdict::Proven,
            "no amount is below zero, whatever happens; what rounds to nothing moves nothing"
                .to_owned(),
        ),
    };
    report.find(G, verdict, about, doubts.first().map_or(rule.at, |it| it.0), sentence);
}

fn may_be(model: &Model, amount: &Amount, exact: Interval) -> String {
    let words = Words::of(model);
    match exact.low {
        Some(low) => format!("an amount may be as low as {}", words.amount(low, amount.unit)),
        None => "an amount may be zero or less".to_owned(),
    }
}

fn never(model: &Model, rule: &Rule, amount: &Amount, exact: Interval) -> Diagnostic {
    let words = Words::of(model);
    let name = &rule.name;
    let message = match exact.only() {
        Some(only) => format!(
            "rule `{name}` moves {}, which is not above zero",
            words.amount(only, amount.unit)
        ),
        None => format!(
            "rule `{name}` moves an amount that is never above zero: at most {}",
            exact.high.map_or_else(String::new, |it| words.amount(it, amount.unit))
        ),
    };
    Diagnostic::error("amount_not_positive", amount.figure.at, message)
        .hint("write an amount above zero; to move it the other way, exchange the two places")
}

fn rate_is_positive(model: &Model, rate: &Rate, about: Subject, report: &mut Report) {
    let factor = Scope::about(model, super::scope::Holder::Anyone).bound(&rate.factor.expr);
    let name = &rate.name;
    if factor.is_at_most(Ratio::ZERO) {
        let words = Words::of(model);
        let message = format!(
            "rate `{name}` gives nothing for {}: whoever converts loses it all",
            words.unit(rate.from)
        );
        let error = Diagnostic::error("rate_not_positive", rate.factor.at, message).hint(format!(
            "write how many {} one {} gives",
            words.unit(rate.to),
            words.unit(rate.from)
        ));
        report.broken(G, about, error);
    } else if factor.low.is_some_and(|it| it > Ratio::ZERO) {
        report.find(G, Verdict::Proven, about, rate.at, format!("`{name}` is always above zero"));
    } else {
        let sentence = format!("`{name}` may be zero or less; then nothing is converted");
        report.find(G, Verdict::Guarded, about, rate.at, sentence);
    }
}
