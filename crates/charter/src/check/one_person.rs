//! G16: payments per head go to people, each once.

use super::scope::mentions;
use super::walk::{actions, amount, tiers};
use super::words::Words;
use crate::diagnostic::Diagnostic;
use crate::model::{
    Action, ActionKind, Condition, DecisionId, Destination, Expr, Model, Observe, RoleHow, RoleId,
    Rule, RuleId, Trigger, Who,
};
use crate::place::Span;
use crate::report::{Guarantee, Report, Subject, Verdict};

const G: Guarantee = Guarantee::OnePerson;

/// Looks at what is paid, or weighed, by the head.
pub fn check(model: &Model, report: &mut Report) {
    for (rule, id) in super::numbered(&model.rules) {
        let about = Subject::Rule(RuleId(id));
        for (role, at) in heads(model, rule) {
            per_head(model, about, role, at, "pays by the head", report);
        }
    }
    for (decision, id) in super::numbered(&model.decisions) {
        let rooted = mentions(&decision.weighs.expr, &|it| matches!(it, Expr::SquareRoot(_)));
        if rooted {
            let about = Subject::Decision(DecisionId(id));
            per_head(
                model,
                about,
                decision.asks,
                decision.weighs.at,
                "weighs by the square root",
                report,
            );
        }
    }
}

fn per_head(
    model: &Model,
    about: Subject,
    role: RoleId,
    at: Span,
    what: &str,
    report: &mut Report,
) {
    let words = Words::of(model);
    let name = words.role(role);
    if is_one_person(model, role, 8) {
        let sentence = format!("it {what}, and nobody is `{name}` twice");
        return report.find(G, Verdict::Proven, about, at, sentence);
    }
    let whose = model.roles.get(role.at()).map(|it| &it.how);
    let why = match whose {
        Some(RoleHow::Open) => "anyone can take the role, as often as they have accounts",
        Some(RoleHow::Granted { .. }) => "nobody sees to it that no person has the role twice",
        Some(RoleHow::Organisation) => "one person may have several organisations",
        Some(RoleHow::Member) => {
            "one person may be several members: themselves, and groups they made"
        }
        _ => "whoever meets the condition with several accounts counts several times",
    };
    let message = format!("it {what} of `{name}`, but {why}");
    let hint = match whose {
        Some(RoleHow::Granted { .. }) => {
            "write `one per person` in the role, and let those who grant it check that".to_owned()
        }
        _ => "use `person`, or a role with `granted by … one per person`".to_owned(),
    };
    report
        .diagnostics
        .push(Diagnostic::warning("heads_not_people", at, message.clone()).hint(hint));
    report.find(G, Verdict::NotChecked, about, at, message);
}

/// The roles that a rule pays by the head.
fn heads(model: &Model, rule: &Rule) -> Vec<(RoleId, Span)> {
    let mut found = Vec::new();
    if let Trigger::Every { each: Some((role, slot)), .. } = &rule.trigger {
        let paid = actions(rule).find(|it| {
            pays(it, &|to| *to == Destination::Place(crate::model::Place::Party(*slot)))
                && amount(it)
                    .is_some_and(|it| !is_about(model, &it.figure.expr, Who::Party(*slot), 8))
        });
        found.extend(paid.map(|it| (*role, it.at)));
    }
    for action in actions(rule) {
        let own = match &action.kind {
            ActionKind::Move { to, .. } => Some((to, action.at)),
            _ => None,
        };
        let all = own.into_iter().chain(tiers(model, action).iter().map(|it| (&it.to, it.at)));
        for (to, at) in all {
            if let Destination::Among { role, weight, slot } = to
                && weight.as_ref().is_none_or(|it| !is_about(model, &it.expr, Who::Party(*slot), 8))
            {
                found.push((*role, at));
            }
        }
        let divided = amount(action).filter(|it| mentions(&it.figure.expr, &divides));
        if let Some(role) = divided.and_then(|it| counted(&it.figure.expr)) {
            found.push((role, action.at));
        }
    }
    found.dedup();
    found
}

fn pays(action: &Action, such: &dyn Fn(&Destination) -> bool) -> bool {
    matches!(&action.kind, ActionKind::Move { to, .. } if such(to))
}

fn divides(expr: &Expr) -> bool {
    matches!(expr, Expr::Binary(crate::tree::Operator::Over, _, by) if counted(by).is_some())
}

/// The role whose heads a figure counts.
fn counted(expr: &Expr) -> Option<RoleId> {
    match expr {
        Expr::Observe(Observe::Number(role)) => Some(*role),
        Expr::Binary(_, a, b) | Expr::Smaller(a, b) | Expr::Larger(a, b) => {
            counted(a).or_else(|| counted(b))
        }
        Expr::SquareRoot(a) => counted(a),
        _ => None,
    }
}

/// Whether a figure follows what somebody has or did, so that a second account gains nothing by being one.
fn is_about(model: &Model, expr: &Expr, who: Who, depth: u8) -> bool {
    let of = |it: &Who| *it == who;
    mentions(expr, &|it| match it {
        Expr::Observe(
            Observe::Balance(it, _)
            | Observe::Income(it, ..)
            | Observe::Spending(it, ..)
            | Observe::Share(_, it),
        ) => of(it),
        Expr::Observe(Observe::Owed(_, it) | Observe::Paid(_, it)) => it.as_ref().is_some_and(of),
        Expr::Measure(measure, it) if of(it) => {
            let first = Who::Party(crate::model::PartySlot(0));
            let inner = model.measures.get(measure.at()).zip(depth.checked_sub(1));
            inner.is_some_and(|(it, depth)| is_about(model, &it.figure.expr, first, depth))
        }
        _ => false,
    })
}

/// Whether no person can be in a role twice.
fn is_one_person(model: &Model, role: RoleId, depth: u8) -> bool {
    match (model.roles.get(role.at()).map(|it| &it.how), depth.checked_sub(1)) {
        (Some(RoleHow::Person | RoleHow::Founder), _) => true,
        (Some(RoleHow::Granted { one_per_person, .. }), _) => *one_per_person,
        (Some(RoleHow::Meets(test)), Some(depth)) => needs_person(model, &test.condition, depth),
        _ => false,
    }
}

fn needs_person(model: &Model, condition: &Condition, depth: u8) -> bool {
    match condition {
        Condition::IsA(_, role) => is_one_person(model, *role, depth),
        Condition::And(all) => all.iter().any(|it| needs_person(model, it, depth)),
        Condition::Or(any) => {
            !any.is_empty() && any.iter().all(|it| needs_person(model, it, depth))
        }
        _ => false,
    }
}
