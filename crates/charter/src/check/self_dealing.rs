//! G17: it is told who can decide on payments to themselves.

use super::walk::{actions, amount, tiers};
use super::words::{Words, list};
use crate::model::{
    ActionKind, Destination, Model, Place, Pool, RoleHow, RoleId, Rule, RuleId, Source, Trigger,
};
use crate::report::{Guarantee, Report, Subject, Verdict};

const G: Guarantee = Guarantee::SelfDealing;

/// Looks at keepers, at those who write decisions down, and at those who grant roles.
pub fn check(model: &Model, report: &mut Report) {
    let before = report.findings.len();
    let words = Words::of(model);
    for (_, id) in super::numbered(&model.roles) {
        let role = RoleId(id);
        let kept: Vec<&Pool> = model.pools.iter().filter(|it| it.keeper == Some(role)).collect();
        if let Some(first) = kept.first() {
            let names: Vec<String> = kept.iter().map(|it| format!("`{}`", it.name)).collect();
            let keeper = words.role(role);
            let sentence =
                format!("whoever is `{keeper}` can pay themselves out of {}", list(&names));
            report.find(G, Verdict::NotChecked, Subject::Role(role), first.at, sentence);
        }
    }
    for (rule, id) in super::numbered(&model.rules) {
        decided(model, rule, Subject::Rule(RuleId(id)), report);
    }
    for (role, id) in super::numbered(&model.roles) {
        if let RoleHow::Granted { by, .. } = &role.how {
            let paid = paid_in(model, RoleId(id));
            if !paid.is_empty() {
                let sentence = format!(
                    "whoever is `{}` can grant themselves `{}`, which {}",
                    words.role(*by),
                    role.name,
                    match paid.as_slice() {
                        [one] => format!("{one} pays"),
                        many => format!("{} pay", list(many)),
                    }
                );
                report.find(G, Verdict::NotChecked, Subject::Role(RoleId(id)), role.at, sentence);
            }
        }
    }
    if report.findings.len() == before && !model.rules.is_empty() {
        let at = model.rules.first().map(|it| it.at).unwrap_or_default();
        report.find(
            G,
            Verdict::Proven,
            Subject::Charter,
            at,
            "nobody decides on payments to themselves",
        );
    }
}

/// A decision that pays the one it is about, as written down by somebody who may be the one.
fn decided(model: &Model, rule: &Rule, about: Subject, report: &mut Report) {
    let Trigger::Passes { decision, about: Some(slot) } = &rule.trigger else { return };
    let Some(decision) = model.decisions.get(decision.at()) else { return };
    let pays = actions(rule)
        .any(|it| paid(model, it).any(|to| *to == Destination::Place(Place::Party(*slot))));
    if pays {
        let recorder = decision.recorded_by.map_or("founder", |it| Words::of(model).role(it));
        let sentence = format!(
            "whoever is `{recorder}` writes down what `{}` decided, and rule \"{}\" then pays the one it is about, who may be they",
            decision.name, rule.name
        );
        report.find(G, Verdict::NotChecked, about, rule.at, sentence);
    }
}

fn paid<'a>(
    model: &'a Model,
    action: &'a crate::model::Action,
) -> impl Iterator<Item = &'a Destination> {
    let own = match &action.kind {
        ActionKind::Move { to, .. } => Some(to),
        _ => None,
    };
    own.into_iter().chain(tiers(model, action).iter().map(|it| &it.to))
}

/// The rules that pay those of a role out of a pool, or issue to them.
fn paid_in(model: &Model, role: RoleId) -> Vec<String> {
    let pays = |rule: &&Rule| {
        let each = match &rule.trigger {
            Trigger::Every { each: Some((it, slot)), .. } if *it == role => Some(*slot),
            _ => None,
        };
        actions(rule).filter(|it| amount(it).is_some()).any(|action| {
            let from_own = matches!(
                &action.kind,
                ActionKind::Move { from: Source::Place(Place::Party(_)), .. }
            );
            !from_own
                && paid(model, action).any(|to| match to {
                    Destination::Among { role: it, .. } => *it == role,
                    Destination::Place(Place::Party(slot)) => each == Some(*slot),
                    _ => false,
                })
        })
    };
    model.rules.iter().filter(pays).map(|it| format!("rule \"{}\"", it.name)).collect()
}
