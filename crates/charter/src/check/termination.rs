//! G4: every event comes to an end, within a known cost.
//!
//! Three shapes end: rules that do not set each other off in a circle; circles that go on in a later
//! entry, one step each; and circles of pools that pass on fixed parts, which are solved.

use std::collections::BTreeSet;

use super::cost;
use super::feeds::{Payment, When, follows, payments, sets_off};
use super::scope::Scope;
use super::walk::{Share, share};
use crate::diagnostic::Diagnostic;
use crate::graph::components;
use crate::model::{
    Action, ActionKind, Amount, Destination, Model, Narrowing, Place, PoolId, Portion, Rule,
    RuleId, Side, Source, Trigger, UnitId,
};
use crate::pass_through::{Part, PassThrough, PassThroughRefused};
use crate::place::Span;
use crate::report::{Bound, Guarantee, Report, RuleCost, Subject, Verdict};

const G: Guarantee = Guarantee::Termination;

/// Looks at which rule sets off which, and counts what each can cost.
pub fn check(model: &Model, report: &mut Report) {
    let flow = Flow::new(model);
    let (mut ends, mut cascades) = (true, vec![Bound::default(); model.rules.len()]);
    for group in components(&flow.at_once) {
        let circle = flow.is_circle(&flow.at_once, &group);
        let solved = !circle || flow.solve(&group, report);
        ends &= solved;
        flow.count(&group, &mut cascades);
    }
    for group in components(&flow.in_all) {
        if flow.is_circle(&flow.in_all, &group) && !flow.is_circle(&flow.at_once, &group) {
            ends &= flow.later(&group, report);
        }
    }
    if !model.rules.is_empty() && ends {
        let at = model.rules.first().map_or(Span::default(), |it| it.at);
        report.find(G, Verdict::Proven, Subject::Charter, at, flow.sentence());
    }
    for ((rule, id), cascade) in super::numbered(&model.rules).zip(cascades) {
        let Some(payments) = flow.payments.get(usize::from(id)) else { continue };
        report.cost.push(RuleCost {
            rule: RuleId(id),
            moves: cost::moves(payments, rule),
            instructions: cost::instructions(model, rule, payments),
            cascade,
        });
    }
}

/// The circles of pools that pass on fixed parts, solved. Others do not pass.
#[must_use]
pub fn circles(model: &Model) -> Vec<PassThrough> {
    let flow = Flow::new(model);
    let groups = components(&flow.at_once).into_iter();
    let circles = groups.filter(|group| flow.is_circle(&flow.at_once, group));
    circles.filter_map(|group| flow.solved(&group)?.ok()).collect()
}

/// Which rule sets off which.
struct Flow<'a> {
    model: &'a Model,
    payments: Vec<Vec<Payment>>,
    at_once: Vec<Vec<usize>>,
    in_all: Vec<Vec<usize>>,
}

impl<'a> Flow<'a> {
    fn new(model: &'a Model) -> Self {
        let payments: Vec<Vec<Payment>> =
            model.rules.iter().map(|it| payments(model, it)).collect();
        let at_once = follows(model, &payments, |it| it.when == When::AtOnce);
        let in_all = follows(model, &payments, |_| true);
        Self { model, payments, at_once, in_all }
    }

    fn is_circle(&self, edges: &[Vec<usize>], group: &[usize]) -> bool {
        let itself = |it: &usize| edges.get(*it).is_some_and(|follows| follows.contains(it));
        group.len() > 1 || group.iter().any(itself)
    }

    fn rule(&self, index: usize) -> Option<&'a Rule> {
        self.model.rules.get(index)
    }

    /// Amounts moved at once, for a group whose followers are counted.
    fn count(&self, group: &[usize], cascades: &mut [Bound]) {
        let of = |index: usize| {
            let follows = |payment: &Payment| -> Vec<&Bound> {
                let fed = self.model.rules.iter().enumerate().zip(cascades.iter());
                fed.filter(|((other, rule), _)| {
                    !group.contains(other) && sets_off(self.model, payment, rule)
                })
                .map(|(_, bound)| bound)
                .collect()
            };
            let made = self.payments.get(index).zip(self.rule(index));
            made.map_or(Bound::default(), |(it, rule)| cost::cascade(rule, it, follows))
        };
        // A circle is solved, not run: each of its payments is made once.
        let sum = group.iter().fold(Bound::default(), |sum, it| sum.plus(&of(*it)));
        for index in group {
            if let Some(place) = cascades.get_mut(*index) {
                *place = sum.clone();
            }
        }
    }

    fn sentence(&self) -> String {
        let deepest = self.depth();
        match deepest {
            0 | 1 => "no rule sets off another at once, so every event ends after one".to_owned(),
            _ => format!(
                "no chain of rules that set each other off at once is longer than {deepest}"
            ),
        }
    }

    /// The longest chain of groups of rules.
    fn depth(&self) -> usize {
        let mut depth = vec![0_usize; self.at_once.len()];
        for group in components(&self.at_once) {
            let follows = group.iter().filter_map(|it| self.at_once.get(*it)).flatten();
            let below = follows.filter(|it| !group.contains(it)).filter_map(|it| depth.get(*it));
            let deep = below.max().copied().unwrap_or(0).saturating_add(group.len());
            for index in &group {
                if let Some(place) = depth.get_mut(*index) {
                    *place = deep;
                }
            }
        }
        depth.into_iter().max().unwrap_or(0)
    }

    /// Solves a circle of fixed parts, or refuses it. Whether it ends.
    fn solve(&self, group: &[usize], report: &mut Report) -> bool {
        let about = group.first().map_or(Subject::Charter, |it| subject(*it));
        match self.solved(group) {
            Some(Ok(circle)) => {
                let at =
                    group.first().and_then(|it| self.rule(*it)).map_or(Span::default(), |it| it.at);
                report.find(G, Verdict::Proven, about, at, self.told(&circle));
                report.pass_through.push(circle);
                true
            }
            Some(Err(refused)) => {
                report.broken(G, about, self.refused(group, refused));
                false
            }
            None => {
                let error = self.drawn(
                    "trigger_cycle",
                    "these rules set each other off for ever",
                    &self.at_once,
                    group,
                );
                report.broken(G, about, error.hint("let one of them act later (`after 1 day …`), name the payer or payee that it is for, or let each pool pass on a fixed part of `amount` and keep the rest"));
                false
            }
        }
    }

    fn solved(&self, group: &[usize]) -> Option<Result<PassThrough, PassThroughRefused>> {
        let (unit, parts) = self.parts(group)?;
        let pools: BTreeSet<PoolId> = parts.iter().map(|it| it.from).collect();
        Some(PassThrough::solve(unit, &Vec::from_iter(pools), &parts))
    }

    fn refused(&self, group: &[usize], refused: PassThroughRefused) -> Diagnostic {
        let (code, why, hint) = match refused {
            PassThroughRefused::TooMuch(_) => (
                "pass_through_too_much",
                "a pool passes on more than what arrives",
                "let the parts that a pool passes on come to less than 100%",
            ),
            PassThroughRefused::NoExit(_) => (
                "pass_through_no_exit",
                "what arrives goes round for ever, as no pool keeps any of it",
                "let one of the pools pass on less than 100%",
            ),
            PassThroughRefused::TooFine => (
                "pass_through_too_fine",
                "the parts have too many digits to be solved exactly",
                "write the parts with fewer digits",
            ),
        };
        self.drawn(code, why, &self.at_once, group).hint(hint)
    }

    /// An error that draws the circle.
    fn drawn(
        &self,
        code: &'static str,
        why: &str,
        edges: &[Vec<usize>],
        group: &[usize],
    ) -> Diagnostic {
        let round = round(edges, group);
        let name = |it: &usize| {
            self.rule(*it).map_or_else(String::new, |rule| format!("rule \"{}\"", rule.name))
        };
        let drawn: Vec<String> = round.iter().chain(round.first()).map(name).collect();
        let mut rules = round.iter().filter_map(|it| self.rule(*it));
        let at = rules.next().map_or(Span::default(), |it| it.at);
        let error = Diagnostic::error(code, at, format!("{why}: {}", drawn.join(" -> ")));
        rules.fold(error, |error, it| error.and(it.at, "and this one"))
    }

    fn told(&self, circle: &PassThrough) -> String {
        let words = super::words::Words::of(self.model);
        let entry = circle.pools.first().copied().unwrap_or(PoolId(0));
        let ends = circle.ends(entry).unwrap_or_default();
        let ends: Vec<String> = ends
            .iter()
            .map(|(pool, part)| {
                format!("{} in `{}`", super::words::percent(*part, 2), words.pool(*pool))
            })
            .collect();
        format!(
            "the pools pass parts to each other in a circle that ends: of what enters at `{}`, {} stays, to the last unit",
            words.pool(entry),
            super::words::list(&ends)
        )
    }

    /// A circle that goes on later: it ends each time if it does not grow.
    fn later(&self, group: &[usize], report: &mut Report) -> bool {
        let about = group.first().map_or(Subject::Charter, |it| subject(*it));
        let steady = group.iter().all(|it| self.feeds_within(*it, group) == Bound::fixed(1));
        if !steady {
            let error = self.drawn(
                "trigger_cycle_grows",
                "these rules set each other off later, more of them each time",
                &self.in_all,
                group,
            );
            report.broken(
                G,
                about,
                error.hint("let each of them set off one other at most, or use `on every …`"),
            );
            return false;
        }
        let at = group.first().and_then(|it| self.rule(*it)).map_or(Span::default(), |it| it.at);
        let sentence = "it sets itself off again, but only in a later entry, once each time";
        report.find(G, Verdict::Proven, about, at, sentence);
        true
    }

    fn feeds_within(&self, index: usize, group: &[usize]) -> Bound {
        let made = self.payments.get(index).map_or(&[][..], Vec::as_slice);
        let mut sum = Bound::default();
        for payment in made {
            for rule in group.iter().filter_map(|it| self.rule(*it)) {
                if sets_off(self.model, payment, rule) {
                    sum = sum.plus(&payment.count);
                }
            }
        }
        sum
    }

    /// The fixed parts that a circle passes on; `None` if it does anything else.
    fn parts(&self, group: &[usize]) -> Option<(UnitId, Vec<Part>)> {
        let (mut parts, mut unit) = (Vec::new(), None);
        for index in group {
            let rule = self.rule(*index)?;
            let Trigger::Transfer {
                unit: of,
                from: Side::Anyone | Side::Slot(_),
                to: Side::Pool(pool),
            } = &rule.trigger
            else {
                return None;
            };
            if rule.when.is_some() || *unit.get_or_insert(*of) != *of {
                return None;
            }
            let id = RuleId(u16::try_from(*index).ok()?);
            let scope = Scope::rule(self.model, rule);
            for action in &rule.actions {
                passed(&scope, rule, action, (id, *pool), &mut parts)?;
            }
        }
        parts.retain(|it: &Part| it.from != it.to);
        Some((unit?, parts))
    }
}

fn subject(index: usize) -> Subject {
    u16::try_from(index).map_or(Subject::Charter, |it| Subject::Rule(RuleId(it)))
}

/// The parts that an action passes on; `None` if it does anything else.
fn passed(
    scope: &Scope<'_>,
    rule: &Rule,
    action: &Action,
    (id, pool): (RuleId, PoolId),
    parts: &mut Vec<Part>,
) -> Option<()> {
    let part = |to: &Destination, part| match to {
        Destination::Place(Place::Pool(to)) => Some(Part { rule: id, from: pool, to: *to, part }),
        _ => None,
    };
    match &action.kind {
        ActionKind::Let(..) => {}
        ActionKind::Move { amount, from: Source::Place(Place::Pool(from)), to, caps }
            if *from == pool && caps.is_empty() && is_fine(amount) =>
        {
            let Share::Exactly(of) = share(scope, rule, &amount.figure.expr) else { return None };
            parts.push(part(to, of)?);
        }
        ActionKind::Split { amount, from: Place::Pool(from), tiers }
            if *from == pool && is_fine(amount) =>
        {
            let Share::Exactly(all) = share(scope, rule, &amount.figure.expr) else { return None };
            let (mut left, mut net) = (all, None);
            for tier in tiers {
                net = net.filter(|_| matches!(tier.portion, Portion::OfNet(_)));
                let of = match &tier.portion {
                    _ if !tier.caps.is_empty() || tier.when.is_some() => return None,
                    Portion::OfAll(of) => all.checked_mul(scope.bound(&of.expr).only()?)?,
                    Portion::OfNet(of) => {
                        net.get_or_insert(left).checked_mul(scope.bound(&of.expr).only()?)?
                    }
                    Portion::OfRest(of) => left.checked_mul(scope.bound(&of.expr).only()?)?,
                    Portion::Rest => left,
                    Portion::First(_) => return None,
                };
                left = left.checked_sub(of)?;
                parts.push(part(&tier.to, of)?);
            }
        }
        _ => return None,
    }
    Some(())
}

/// Whether an amount is counted to the minor unit: parts of a circle are cut together, however each is rounded.
fn is_fine(amount: &Amount) -> bool {
    matches!(amount.rounding, Narrowing::Fair | Narrowing::To(_, 1))
}

/// A shortest circle through the first of a group.
fn round(edges: &[Vec<usize>], group: &[usize]) -> Vec<usize> {
    let inside = |it: &usize| group.contains(it);
    let follows = |it: usize| edges.get(it).into_iter().flatten().copied().filter(inside);
    let mut best: Option<Vec<usize>> = None;
    for &start in group {
        let mut before: Vec<(usize, Option<usize>)> = vec![(start, None)];
        let mut at = 0;
        while let Some(&(node, _)) = before.get(at) {
            if follows(node).any(|it| it == start) {
                let mut path = vec![node];
                let mut step = before.get(at).and_then(|it| it.1);
                while let Some((node, earlier)) = step.and_then(|it| before.get(it)) {
                    path.push(*node);
                    step = *earlier;
                }
                path.reverse();
                if best.as_ref().is_none_or(|it| path.len() < it.len()) {
                    best = Some(path);
                }
                break;
            }
            for next in follows(node) {
                if before.iter().all(|(it, _)| *it != next) {
                    before.push((next, Some(at)));
                }
            }
            at += 1;
        }
    }
    best.unwrap_or_default()
}
