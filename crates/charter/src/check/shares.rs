//! G6: shares add up, and what is left has a place to go.

use quantity::Ratio;

use super::interval::Interval;
use super::scope::Scope;
use super::walk::scopes;
use super::words::{Words, percent};
use crate::diagnostic::Diagnostic;
use crate::model::{
    ActionKind, Destination, Model, Place, Portion, RuleId, Source, Tier, WaterfallId,
};
use crate::place::Span;
use crate::report::{Guarantee, Report, Subject, Verdict};

const G: Guarantee = Guarantee::Shares;

/// Looks at every split and waterfall, and at payments to oneself.
pub fn check(model: &Model, report: &mut Report) {
    for (rule, id) in super::numbered(&model.rules) {
        let about = Subject::Rule(RuleId(id));
        let words = Words::rule(model, &rule.parties);
        for (scope, action) in scopes(model, rule) {
            if let ActionKind::Split { from, tiers, .. } = &action.kind {
                let split = Split { model, scope, words, from: Some(*from), at: action.at };
                split.check(tiers, about, report);
            }
            to_oneself(words, action, about, report);
        }
    }
    for (waterfall, id) in super::numbered(&model.waterfalls) {
        let scope = Scope::waterfall(model, waterfall.details.len());
        let words = Words::of(model);
        let split = Split { model, scope, words, from: None, at: waterfall.at };
        split.check(&waterfall.tiers, Subject::Waterfall(WaterfallId(id)), report);
    }
}

fn to_oneself(
    words: Words<'_>,
    action: &crate::model::Action,
    about: Subject,
    report: &mut Report,
) {
    let ActionKind::Move { from: Source::Place(from), to: Destination::Place(to), .. } =
        &action.kind
    else {
        return;
    };
    if from == to {
        let message = format!("`{}` sends to itself, which moves nothing", words.place(*from));
        let error = Diagnostic::error("send_to_itself", action.at, message)
            .hint("name the place it should go to, or leave the action out");
        report.broken(G, about, error);
    }
}

/// A row of tiers, and what is known there.
struct Split<'a> {
    model: &'a Model,
    scope: Scope<'a>,
    words: Words<'a>,
    from: Option<Place>,
    at: Span,
}

impl Split<'_> {
    fn check(&self, tiers: &[Tier], about: Subject, report: &mut Report) {
        let before = report.diagnostics.len();
        let wrong = self.over(tiers).or_else(|| self.order(tiers)).or_else(|| self.itself(tiers));
        if let Some(error) = wrong.or_else(|| self.left(tiers)) {
            return report.broken(G, about, error);
        }
        report.diagnostics.extend(self.warnings(tiers));
        let (verdict, sentence) = self.finding(tiers);
        let at = report
            .diagnostics
            .get(before)
            .and_then(|it| it.places.first())
            .map_or(self.at, |it| it.at);
        report.find(G, verdict, about, at, sentence);
    }

    /// The sums of parts that share a base, each with where its last one stands.
    fn sums(&self, tiers: &[Tier]) -> Vec<(Interval, &'static str, Span)> {
        let zero = Interval::point(Ratio::ZERO);
        let (mut all, mut found) = ((zero, "the whole", self.at), Vec::new());
        let mut net: Option<(Interval, &'static str, Span)> = None;
        for tier in tiers {
            match &tier.portion {
                Portion::OfAll(part) => {
                    all = (all.0.plus(self.scope.bound(&part.expr)), all.1, tier.at);
                }
                Portion::OfNet(part) => {
                    let so_far = net.take().map_or(zero, |it| it.0);
                    net = Some((so_far.plus(self.scope.bound(&part.expr)), "the net", tier.at));
                    continue;
                }
                Portion::OfRest(part) => {
                    found.push((self.scope.bound(&part.expr), "the rest", tier.at));
                }
                Portion::First(_) | Portion::Rest => {}
            }
            found.extend(net.take());
        }
        found.extend(net);
        found.push(all);
        found
    }

    fn over(&self, tiers: &[Tier]) -> Option<Diagnostic> {
        let below = tiers.iter().find(|it| {
            part(it).is_some_and(|it| {
                self.scope.bound(&it.expr).high.is_some_and(|it| it.is_negative())
            })
        });
        if let Some(tier) = below {
            let error =
                Diagnostic::error("share_negative", tier.at, "a share below zero takes nothing");
            return Some(error.hint("write a share above zero"));
        }
        let over = |(sum, ..): &(Interval, &str, Span)| sum.low.is_some_and(|it| it > Ratio::ONE);
        let (sum, of, at) = self.sums(tiers).into_iter().find(over)?;
        let sum = sum.low.map_or_else(String::new, |it| percent(it, 6));
        let message = format!("the shares of {of} come to {sum}, which is more than there is");
        Some(
            Diagnostic::error("shares_over_whole", at, message)
                .hint("lower them until they come to 100% or less"),
        )
    }

    fn order(&self, tiers: &[Tier]) -> Option<Diagnostic> {
        let at = tiers
            .iter()
            .position(|it| matches!(it.portion, Portion::Rest) && self.takes_all(it))?;
        let (rest, after) = (tiers.get(at)?, tiers.get(at + 1)?);
        let error = Diagnostic::error(
            "rest_not_last",
            rest.at,
            "`the rest` leaves nothing to what stands below it",
        );
        Some(error.and(after.at, "never reached").hint("write `the rest` last"))
    }

    /// Whether a tier takes all that its portion says, whatever happens.
    fn takes_all(&self, tier: &Tier) -> bool {
        let overflows = match &tier.to {
            Destination::Claim(id) => {
                self.model.claims.get(id.at()).is_some_and(|it| it.overflow.is_some())
            }
            _ => true,
        };
        tier.caps.is_empty() && tier.when.is_none() && overflows
    }

    fn itself(&self, tiers: &[Tier]) -> Option<Diagnostic> {
        let from = self.from?;
        let goes_back = |it: &Tier| it.to == Destination::Place(from);
        if tiers.is_empty() || !tiers.iter().all(goes_back) {
            return None;
        }
        let message = format!(
            "all of the split goes back to `{}`, where it came from",
            self.words.place(from)
        );
        Some(
            Diagnostic::error("split_to_itself", self.at, message)
                .hint("let a tier pay somebody else, or leave the split out"),
        )
    }

    /// Parts without a place for what they leave.
    fn left(&self, tiers: &[Tier]) -> Option<Diagnostic> {
        if self.is_complete(tiers) || tiers.iter().any(|it| matches!(it.portion, Portion::Rest)) {
            return None;
        }
        let one = Interval::point(Ratio::ONE);
        if self.sums(tiers).iter().any(|it| it.0 == one) {
            return None;
        }
        let last = tiers.last()?;
        let known = tiers.iter().all(|it| matches!(it.portion, Portion::OfAll(_)));
        let sum = self.sums(tiers).last().and_then(|it| it.0.only()).filter(|_| known);
        let message = match sum {
            Some(sum) => format!(
                "the shares come to {}, and nothing says where the other {} goes",
                percent(sum, 6),
                percent(Ratio::ONE.checked_sub(sum)?, 6)
            ),
            None => "nothing says where what these tiers leave goes".to_owned(),
        };
        let hint = match self.from {
            Some(from) => format!(
                "end with `| the rest to …`; to `{}` if it should stay there",
                self.words.place(from)
            ),
            None => "end with `| the rest to …`".to_owned(),
        };
        Some(Diagnostic::error("shares_leave_rest", last.at, message).hint(hint))
    }

    /// Whether every unit of the amount has a place to go.
    fn is_complete(&self, tiers: &[Tier]) -> bool {
        let Some(last) = tiers.last() else { return false };
        let whole = |it: &Option<(Interval, &str, Span)>| {
            it.as_ref().is_some_and(|it| it.0.only() == Some(Ratio::ONE))
        };
        let sums = self.sums(tiers);
        let all_plain = tiers.iter().all(|it| matches!(it.portion, Portion::OfAll(_)));
        match &last.portion {
            Portion::Rest => self.takes_all(last),
            Portion::OfAll(_) => {
                all_plain
                    && whole(&sums.last().copied())
                    && tiers.iter().all(|it| self.takes_all(it))
            }
            Portion::OfRest(part) => {
                self.takes_all(last) && self.scope.bound(&part.expr).only() == Some(Ratio::ONE)
            }
            Portion::OfNet(_) => {
                let net = sums.iter().rev().find(|it| it.1 == "the net").copied();
                let row =
                    tiers.iter().rev().take_while(|it| matches!(it.portion, Portion::OfNet(_)));
                whole(&net) && row.into_iter().all(|it| self.takes_all(it))
            }
            Portion::First(_) => false,
        }
    }

    fn warnings(&self, tiers: &[Tier]) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut sum = Interval::point(Ratio::ZERO);
        for tier in tiers {
            if sum.only() == Some(Ratio::ONE) {
                let message = "the tiers above take all there is, so nothing is left for this one";
                found.push(
                    Diagnostic::warning("tier_never_reached", tier.at, message)
                        .hint("leave it out, or lower the shares above"),
                );
                break;
            }
            match &tier.portion {
                Portion::OfAll(part) if self.takes_all(tier) => {
                    sum = sum.plus(self.scope.bound(&part.expr));
                }
                _ => sum = Interval::ANY,
            }
        }
        let cut = tiers.iter().rev().find(|it| !self.takes_all(it));
        if let (false, Some(cut)) = (self.is_complete(tiers), cut) {
            let stays = self
                .from
                .map_or("where it was".to_owned(), |it| format!("with `{}`", self.words.place(it)));
            let message = format!("what this tier does not take stays {stays}");
            found.push(
                Diagnostic::warning("overflow_stays", cut.at, message)
                    .hint("end with `| the rest to …` to say where it should go"),
            );
        }
        found
    }

    fn finding(&self, tiers: &[Tier]) -> (Verdict, String) {
        let high = self.sums(tiers).into_iter().find(|it| !it.0.is_at_most(Ratio::ONE));
        if let Some((_, of, _)) = high {
            return (
                Verdict::Guarded,
                format!(
                    "the shares of {of} may come to more than 100%; then each takes no more than what is left"
                ),
            );
        }
        let first = tiers.iter().position(|it| !matches!(it.portion, Portion::OfAll(_)));
        let after = first.and_then(|first| tiers.get(first..)).unwrap_or_default();
        if after.iter().any(|it| matches!(it.portion, Portion::OfAll(_))) {
            return (Verdict::Guarded, "a share of the whole stands below tiers that may have left less; then it takes no more than what is left".to_owned());
        }
        if self.is_complete(tiers) {
            let sentence = "the shares add up, and every unit of the amount has a place to go";
            let unless = if may_be_nobody(tiers) {
                "; what is for a group in which nobody is stays where it was"
            } else {
                ""
            };
            (Verdict::Proven, format!("{sentence}{unless}"))
        } else {
            (
                Verdict::Proven,
                "the shares never come to more than there is; what is not taken stays where it was"
                    .to_owned(),
            )
        }
    }
}

/// Whether a part may be for a group in which nobody is, so that no tier takes it.
fn may_be_nobody(tiers: &[Tier]) -> bool {
    // What nobody of a group takes falls to the rest; what contributors would get waits for them.
    let rest = tiers.last().is_some_and(|last| {
        last.portion == Portion::Rest && !matches!(last.to, Destination::Among { .. })
    });
    tiers.iter().any(|it| match it.to {
        Destination::Among { .. } => !rest,
        Destination::By { .. } => true,
        Destination::Place(_) | Destination::Claim(_) => false,
    })
}

fn part(tier: &Tier) -> Option<&crate::model::Figure> {
    match &tier.portion {
        Portion::OfAll(it) | Portion::OfNet(it) | Portion::OfRest(it) | Portion::First(it) => {
            Some(it)
        }
        Portion::Rest => None,
    }
}
