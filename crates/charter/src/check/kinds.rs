//! G9: reputation, votes and thanks are not for sale.

use super::flows::{Trade, trades};
use super::scope::mentions;
use super::walk::{actions, amount};
use super::words::Words;
use crate::diagnostic::Diagnostic;
use crate::model::{
    ActionKind, DecisionId, Expr, Model, Observe, Passes, Rate, RateId, RuleId, Unit, UnitId,
};
use crate::report::{Guarantee, Report, Subject, Verdict};
use crate::tree::Kind;

const G: Guarantee = Guarantee::Kinds;

/// Looks at what units of which kind are passed on, converted, or earned by paying.
pub fn check(model: &Model, report: &mut Report) {
    let before = report.findings.len();
    for (unit, id) in super::numbered(&model.units) {
        passing(unit, Subject::Unit(UnitId(id)), report);
    }
    for (rate, id) in super::numbered(&model.rates) {
        rated(model, rate, Subject::Rate(RateId(id)), report);
    }
    for (rule, id) in super::numbered(&model.rules) {
        let about = Subject::Rule(RuleId(id));
        for trade in trades(model, rule).into_iter().filter(|it| it.direct) {
            traded(model, &rule.name, &trade, about, report);
        }
        for action in actions(rule) {
            if matches!(action.kind, ActionKind::Owe { .. }) {
                continue;
            }
            let unit = amount(action).map(|it| it.unit);
            if let Some(unit) = unit.and_then(|it| model.units.get(it.at()))
                && unit.kind == Kind::Metric
            {
                let message = format!(
                    "rule `{}` moves `{}`, a figure that is only reported",
                    rule.name, unit.name
                );
                let error = Diagnostic::error("metric_moved", action.at, message)
                    .hint("move an amount of another unit, worked out from `amount`");
                report.broken(G, about, error);
            }
        }
    }
    if report.findings.len() == before && model.units.iter().any(is_honour) {
        let at = model.units.iter().find(|it| is_honour(it)).map(|it| it.at).unwrap_or_default();
        let sentence = "reputation, votes and thanks are neither converted nor paid for, and their holders cannot sell them";
        report.find(G, Verdict::Proven, Subject::Charter, at, sentence);
    }
    weights(model, report);
}

fn is_honour(unit: &Unit) -> bool {
    matches!(unit.kind, Kind::Standing | Kind::Vote | Kind::Thanks)
}

fn is_money(unit: &Unit) -> bool {
    matches!(unit.kind, Kind::Money | Kind::MutualCredit)
}

/// Whether it can be worth something to have.
fn is_worth(unit: &Unit) -> bool {
    is_money(unit) || matches!(unit.kind, Kind::Voucher | Kind::Claim)
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Money => "money",
        Kind::MutualCredit => "mutual credit",
        Kind::Voucher => "a voucher",
        Kind::Claim => "a claim",
        Kind::Standing => "standing",
        Kind::Vote => "a vote",
        Kind::Thanks => "thanks",
        Kind::Metric => "a reported figure",
    }
}

fn passing(unit: &Unit, about: Subject, report: &mut Report) {
    let by_hand =
        matches!(unit.passes, Passes::Freely | Passes::WithinMembers | Passes::Between(..));
    let name = &unit.name;
    if by_hand && matches!(unit.kind, Kind::Standing | Kind::Vote | Kind::Metric) {
        let message = format!(
            "`{name}` is {}, and its holders may pass it on: so it can be bought and sold",
            kind(unit.kind)
        );
        let error = Diagnostic::error("kind_passes", unit.at, message)
            .hint("write `passes never` or `passes by-rule-only`");
        report.broken(G, about, error);
    } else if by_hand && unit.kind == Kind::Thanks {
        let message =
            format!("`{name}` is thanks, and whoever gets it may pass it on as if it were money");
        report.diagnostics.push(
            Diagnostic::warning("thanks_pass", unit.at, message)
                .hint("write `passes by-rule-only`, and let a rule give what each may give"),
        );
        report.find(
            G,
            Verdict::NotChecked,
            about,
            unit.at,
            format!("`{name}` can be given again by whoever got it"),
        );
    }
}

fn rated(model: &Model, rate: &Rate, about: Subject, report: &mut Report) {
    let sides = [rate.from, rate.to].map(|it| model.units.get(it.at()));
    let wrong = sides.into_iter().flatten().find(|it| is_honour(it));
    if let Some(unit) = wrong {
        let message = format!(
            "rate `{}` converts `{}`, which is {}: it is not for sale",
            rate.name,
            unit.name,
            kind(unit.kind)
        );
        let error = Diagnostic::error("kind_converted", rate.at, message)
            .and(unit.at, format!("{} is {}", unit.name, kind(unit.kind)))
            .hint("convert money and vouchers only; let a rule look at it in a condition instead");
        report.broken(G, about, error);
    }
}

fn traded(model: &Model, rule: &str, trade: &Trade, about: Subject, report: &mut Report) {
    let (Some(paid), Some(got)) =
        (model.units.get(trade.gives.at()), model.units.get(trade.gets.at()))
    else {
        return;
    };
    let bought = is_worth(paid) && matches!(got.kind, Kind::Standing | Kind::Vote);
    let sold = is_honour(paid) && is_worth(got);
    if !bought && !sold {
        return;
    }
    let message = format!(
        "rule `{rule}` gives `{}` to whoever pays `{}`: so {} is {}",
        got.name,
        paid.name,
        if bought { kind(got.kind) } else { kind(paid.kind) },
        if bought { "bought" } else { "sold" },
    );
    let error = Diagnostic::error("kind_traded", trade.at, message)
        .hint("let it follow from what people do (`on report of …`), or from a decision");
    report.broken(G, about, error);
}

/// Where money has a say in a decision, it is told.
fn weights(model: &Model, report: &mut Report) {
    let words = Words::of(model);
    for (decision, id) in super::numbered(&model.decisions) {
        let money = |expr: &Expr| match expr {
            Expr::Observe(
                Observe::Balance(_, unit)
                | Observe::Income(_, unit, _)
                | Observe::Spending(_, unit, _),
            ) => model.units.get(unit.at()).is_some_and(is_money),
            Expr::Measure(measure, _) => model.measures.get(measure.at()).is_some_and(|it| {
                mentions(&it.figure.expr, &|inner| match inner {
                    Expr::Observe(Observe::Balance(_, unit)) => {
                        model.units.get(unit.at()).is_some_and(is_money)
                    }
                    _ => false,
                })
            }),
            _ => false,
        };
        if mentions(&decision.weighs.expr, &money) {
            let sentence = format!(
                "in `{}` of {} money has weight, as the charter declares openly",
                decision.name,
                words.role(decision.asks)
            );
            let about = Subject::Decision(DecisionId(id));
            report.find(G, Verdict::Proven, about, decision.weighs.at, sentence);
        }
    }
}
