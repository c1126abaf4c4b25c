//! G8: nobody is debited who did not agree.

use quantity::Ratio;

use super::flows::rounded;
use super::scope::Scope;
use super::walk::{Share, amount, scopes, share};
use super::words::Words;
use crate::diagnostic::Diagnostic;
use crate::model::{
    Action, ActionKind, Model, PartySlot, Place, RoleId, Rule, RuleId, Side, Source, Trigger,
    UnitId, Who,
};
use crate::place::Span;
use crate::report::{Guarantee, Report, Subject, Verdict};

const G: Guarantee = Guarantee::Consent;

/// How somebody agreed to be debited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Consent {
    /// Their own payment, report or request set the rule off.
    Signed,
    /// They confirmed the report.
    Confirmed,
    /// It is cut from what they are just paid.
    FromReceived,
    /// They took a role whose rules say so.
    Accepted(RoleId),
    /// A decision that the charter declares.
    Decided,
}

/// Looks at each debit of a party of an event.
pub fn check(model: &Model, report: &mut Report) {
    for (rule, id) in super::numbered(&model.rules) {
        let about = Subject::Rule(RuleId(id));
        let debits = debits(model, rule);
        let mut slots: Vec<PartySlot> = debits.iter().map(|it| it.slot).collect();
        slots.sort_unstable();
        slots.dedup();
        for slot in slots {
            let of: Vec<&Debit<'_>> = debits.iter().filter(|it| it.slot == slot).collect();
            party(model, rule, about, slot, &of, report);
        }
        if debits.is_empty() && moves(rule) {
            let sentence = "it debits pools and issuers only, nobody in person";
            report.find(G, Verdict::Proven, about, rule.at, sentence);
        }
    }
}

fn moves(rule: &Rule) -> bool {
    super::walk::actions(rule).any(|it| amount(it).is_some())
}

/// An amount taken from a party of the event.
struct Debit<'a> {
    slot: PartySlot,
    share: Share,
    scope: Scope<'a>,
    action: &'a Action,
}

fn debits<'a>(model: &'a Model, rule: &'a Rule) -> Vec<Debit<'a>> {
    let mut found = Vec::new();
    for (scope, action) in scopes(model, rule) {
        if let (Some(slot), Some(amount)) = (debited(action), amount(action)) {
            let share = share(&scope, rule, &amount.figure.expr);
            found.push(Debit { slot, share, scope, action });
        }
    }
    found
}

/// Who is debited by an action, if it is a party of the event.
fn debited(action: &Action) -> Option<PartySlot> {
    let place = match &action.kind {
        ActionKind::Move { from: Source::Place(from), .. }
        | ActionKind::Retire { from, .. }
        | ActionKind::Split { from, .. }
        | ActionKind::Pour { from, .. }
        | ActionKind::Convert { from, .. }
        | ActionKind::Hold { from, .. } => *from,
        _ => return None,
    };
    match place {
        Place::Party(slot) | Place::Bank(slot) => Some(slot),
        _ => None,
    }
}

fn party(
    model: &Model,
    rule: &Rule,
    about: Subject,
    slot: PartySlot,
    debits: &[&Debit<'_>],
    report: &mut Report,
) {
    let words = Words::rule(model, &rule.parties);
    let name = words.who(Who::Party(slot));
    let at = debits.first().map_or(rule.at, |it| it.action.at);
    match consent(rule, slot, debits) {
        Some(how) => {
            let sentence = told(rule, how, name, words, debits);
            report.find(G, Verdict::Proven, about, at, sentence);
        }
        None => report.broken(G, about, refused(rule, name, at)),
    }
}

fn is(side: &Side, slot: PartySlot) -> bool {
    matches!(side, Side::Slot(it) | Side::Role(_, it) if *it == slot)
}

fn consent(rule: &Rule, slot: PartySlot, debits: &[&Debit<'_>]) -> Option<Consent> {
    match &rule.trigger {
        Trigger::Transfer { from, .. } if is(from, slot) => Some(Consent::Signed),
        Trigger::Transfer { to, unit, .. } if is(to, slot) => {
            within(debits, *unit).then_some(Consent::FromReceived)
        }
        Trigger::Report { confirmed: Some(it), .. } if *it == slot => Some(Consent::Confirmed),
        Trigger::Report { by, .. } | Trigger::Request { by, .. } if is(by, slot) => {
            Some(Consent::Signed)
        }
        Trigger::Every { each: Some((role, it)), .. } if *it == slot => {
            Some(Consent::Accepted(*role))
        }
        Trigger::Passes { about: Some(it), .. } if *it == slot => Some(Consent::Decided),
        _ => None,
    }
}

/// Whether debits never come to more than the amount of the event, a unit of which they take, however they are rounded.
fn within(debits: &[&Debit<'_>], unit: UnitId) -> bool {
    let part = |it: &&Debit<'_>| {
        let amount = amount(it.action).filter(|it| it.unit == unit)?;
        rounded(it.share.most()?.max(Ratio::ZERO), amount.rounding)
    };
    let sum = debits.iter().try_fold(Ratio::ZERO, |sum, it| sum.checked_add(part(it)?));
    sum.is_some_and(|it| it <= Ratio::ONE)
}

/// The unit of the amount of an event.
fn unit_of(trigger: &Trigger) -> Option<UnitId> {
    match trigger {
        Trigger::Transfer { unit, .. } | Trigger::Report { unit, .. } => Some(*unit),
        Trigger::Request { unit, .. } => *unit,
        _ => None,
    }
}

fn told(rule: &Rule, how: Consent, name: &str, words: Words<'_>, debits: &[&Debit<'_>]) -> String {
    let named = unit_of(&rule.trigger).is_some_and(|it| within(debits, it));
    let zero = debits.iter().all(|it| {
        amount(it.action).is_some_and(|of| it.scope.bound(&of.figure.expr).is_at_least(Ratio::ZERO))
    });
    let much = match (named, zero) {
        (true, _) => "no more than the amount they named",
        (false, true) => "an amount that the rule works out",
        (false, false) => "an amount that the rule works out; below zero it moves nothing",
    };
    match how {
        Consent::Signed => match &rule.trigger {
            Trigger::Transfer { .. } => {
                format!("`{name}` is debited when they pay, or a rule does for them, {much}")
            }
            _ => format!("`{name}` is debited by what they themselves set off, {much}"),
        },
        Consent::Confirmed => format!("`{name}` is debited only after they confirmed the report"),
        Consent::FromReceived => {
            format!(
                "`{name}` is debited a part of what they are just paid, by a rule accepted on joining"
            )
        }
        Consent::Accepted(role) => format!(
            "`{name}` is debited by a standing rule that everyone accepts who becomes `{}`",
            words.role(role)
        ),
        Consent::Decided => {
            format!(
                "`{name}` is debited by a decision that the charter declares, accepted on joining"
            )
        }
    }
}

fn refused(rule: &Rule, name: &str, at: Span) -> Diagnostic {
    let (who, hint) = match &rule.trigger {
        Trigger::Report { confirmed: None, .. } => (
            "somebody else reports",
            format!(
                "write `confirmed by {name}` behind the report, or take the amount from whoever reports"
            ),
        ),
        Trigger::Report { .. } => (
            "somebody else reports and confirms",
            format!("write `confirmed by {name}`, or take the amount from somebody who agreed"),
        ),
        Trigger::Request { .. } => (
            "somebody else asks for it",
            format!("let `{name}` make the request, or let it be a report `confirmed by {name}`"),
        ),
        Trigger::Transfer { .. } => (
            "somebody else pays",
            format!(
                "take no more from `{name}` than a part of `amount`, or take it from whoever pays"
            ),
        ),
        _ => (
            "nobody asked them",
            format!("take the amount from a pool, or let `{name}` ask for it"),
        ),
    };
    let message =
        format!("rule `{}` debits `{name}` when {who}: `{name}` did not agree", rule.name);
    Diagnostic::error("consent_missing", at, message).hint(hint)
}
