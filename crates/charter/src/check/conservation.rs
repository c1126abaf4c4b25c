//! G1: nothing appears or vanishes but by its issuer; and G2: figures of different units are never mixed up.

use super::walk::actions;
use super::words::{Words, list};
use crate::diagnostic::Diagnostic;
use crate::model::{ActionKind, Issuer, Model, Rule, RuleId, Source, Unit, UnitId};
use crate::report::{Guarantee, Report, Subject, Verdict};
use crate::tree::Kind;

/// Says of each unit who can make more or less of it.
pub fn check(model: &Model, report: &mut Report) {
    for (unit, id) in super::numbered(&model.units) {
        let id = UnitId(id);
        if unit.kind == Kind::Metric {
            continue;
        }
        match zero_shift(model, unit, id) {
            Some((rule, error)) => {
                report.broken(Guarantee::Conservation, Subject::Rule(rule), error)
            }
            None => {
                let (about, sentence) = (Subject::Unit(id), told(model, unit, id));
                report.find(Guarantee::Conservation, Verdict::Proven, about, unit.at, sentence);
            }
        }
    }
    let at = model.units.first().map(|it| it.at).unwrap_or_default();
    let sentence =
        "every figure was resolved with what it counts, and nothing converts but through a rate";
    report.find(Guarantee::Units, Verdict::Proven, Subject::Charter, at, sentence);
}

/// Mutual credit that a rule makes out of nothing.
fn zero_shift(model: &Model, unit: &Unit, id: UnitId) -> Option<(RuleId, Diagnostic)> {
    if unit.kind != Kind::MutualCredit {
        return None;
    }
    let issues = |rule: &Rule| {
        actions(rule).find(|it| {
            matches!(&it.kind, ActionKind::Move { amount, from: Source::Issuer, .. } if amount.unit == id)
        }).map(|it| it.at)
    };
    let (rule, at, number) = super::numbered(&model.rules)
        .find_map(|(rule, number)| Some((rule, issues(rule)?, number)))?;
    let message = format!(
        "rule `{}` makes `{}` out of nothing, but in mutual credit one member's plus is another's minus",
        rule.name, unit.name
    );
    let error = Diagnostic::error("credit_from_nothing", at, message)
        .and(unit.at, "mutual credit")
        .hint("send it from a pool that may go below zero (`lowest balance …`), so that everybody sees who owes it");
    Some((RuleId(number), error))
}

fn told(model: &Model, unit: &Unit, id: UnitId) -> String {
    let name = &unit.name;
    let by = |such: &dyn Fn(&ActionKind) -> bool| -> Vec<String> {
        let rules = model.rules.iter().filter(|rule| actions(rule).any(|it| such(&it.kind)));
        rules.map(|it| format!("rule \"{}\"", it.name)).collect()
    };
    let comes_out =
        |rate: &crate::model::RateId| model.rates.get(rate.at()).is_some_and(|it| it.to == id);
    let issued = by(&|it| match it {
        ActionKind::Move { amount, from: Source::Issuer, .. } => amount.unit == id,
        ActionKind::Convert { rate, .. } => comes_out(rate),
        _ => false,
    });
    let retired = by(&|it| match it {
        ActionKind::Retire { amount, .. } | ActionKind::Convert { amount, .. } => amount.unit == id,
        _ => false,
    });
    let words = Words::of(model);
    let by_hand = match &unit.issuer {
        Issuer::Rules => None,
        Issuer::Outside => Some("the world outside, when money arrives".to_owned()),
        Issuer::Pool(pool) => Some(format!("`{}`", words.pool(*pool))),
        Issuer::Each(role) => Some(format!("each `{}`", words.role(*role))),
    };
    let issued: Vec<String> = issued.into_iter().chain(by_hand).collect();
    let more = match (issued.as_slice(), unit.kind) {
        ([], Kind::MutualCredit) => {
            "it is made by paying, one member's plus being another's minus".to_owned()
        }
        ([], _) => "nobody issues it".to_owned(),
        _ => format!("it is issued by {}", list(&issued)),
    };
    let less = if retired.is_empty() {
        String::new()
    } else {
        format!(", and taken back by {}", list(&retired))
    };
    format!(
        "all `{name}` add up to zero with its issuer, since amounts are only moved; {more}{less}"
    )
}
