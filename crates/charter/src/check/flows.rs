//! What somebody gives and gets when a rule runs: the trades that a charter offers.

use std::collections::BTreeSet;

use quantity::{Ratio, Rounding};

use super::interval::Interval;
use super::scope::{Holder, Scope};
use super::walk::{Share, later, share};
use crate::model::{
    Action, ActionKind, Amount, Cap, Destination, Model, Narrowing, PartySlot, Place, Portion,
    Rate, Rule, Side, Source, Tier, Trigger, UnitId,
};
use crate::place::Span;

/// Giving one unit gets another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trade {
    /// What goes in.
    pub gives: UnitId,
    /// What comes out.
    pub gets: UnitId,
    /// Minor units that come out for one that goes in, but for rounding; `None` without bound.
    pub factor: Option<Ratio>,
    /// Whether just so much comes out, not less.
    pub exact: bool,
    /// Whether it comes to whoever gives, not to a group they may be in.
    pub direct: bool,
    /// Minor units that come out for one that goes in, for any amount however it is rounded; `None` without bound.
    pub most: Option<Ratio>,
    /// Where.
    pub at: Span,
}

/// Something given or got: how it follows the amount of the event.
struct Flow {
    slot: PartySlot,
    unit: UnitId,
    /// The part of the amount, at most.
    part: Option<Ratio>,
    exact: bool,
    direct: bool,
    /// The part of the amount for any amount, however it is rounded.
    most: Option<Ratio>,
    at: Span,
}

/// The trades that a rule offers to one party of its event.
pub fn trades(model: &Model, rule: &Rule) -> Vec<Trade> {
    let mut book = Book { model, rule, given: Vec::new(), got: Vec::new(), trades: Vec::new() };
    if let Trigger::Transfer { unit, from: Side::Slot(slot) | Side::Role(_, slot), .. } =
        &rule.trigger
    {
        let one = Some(Ratio::ONE);
        book.given.push(Flow {
            slot: *slot,
            unit: *unit,
            part: one,
            exact: true,
            direct: true,
            most: one,
            at: rule.at,
        });
    }
    let mut scope = Scope::rule(model, rule);
    for action in &rule.actions {
        book.action(&scope, action, Share::Exactly(Ratio::ONE));
        scope.pass(action);
    }
    book.close()
}

struct Book<'a> {
    model: &'a Model,
    rule: &'a Rule,
    given: Vec<Flow>,
    got: Vec<Flow>,
    trades: Vec<Trade>,
}

impl Book<'_> {
    fn action(&mut self, scope: &Scope<'_>, action: &Action, of: Share) {
        match &action.kind {
            ActionKind::Move { amount, from, to, caps } => {
                let share = self.share(scope, amount, of);
                if let Source::Place(from) = from {
                    self.give(*from, amount, share, caps, action.at);
                }
                let share = if caps.is_empty() { share } else { loosened(share) };
                self.get_all(to, amount.unit, share, amount.rounding, action.at);
            }
            ActionKind::Retire { amount, from } => {
                let share = self.share(scope, amount, of);
                self.give(*from, amount, share, &[], action.at);
            }
            ActionKind::Split { amount, from, tiers } => {
                let share = self.share(scope, amount, of);
                self.give(*from, amount, share, &[], action.at);
                self.tiers(scope, amount, share, tiers, action.at);
            }
            ActionKind::Pour { amount, from, through, .. } => {
                let share = self.share(scope, amount, of);
                self.give(*from, amount, share, &[], action.at);
                let tiers = self.model.waterfalls.get(through.at()).map(|it| it.tiers.clone());
                self.tiers(scope, amount, loosened(share), &tiers.unwrap_or_default(), action.at);
            }
            ActionKind::Convert { amount, from, rate, to, .. } => {
                if let Some(rate) = self.model.rates.get(rate.at()) {
                    let share = self.share(scope, amount, of);
                    self.convert((amount, share), *from, rate, *to, action.at);
                }
            }
            ActionKind::Hold { amount, from, .. } => {
                let share = self.share(scope, amount, of);
                self.give(*from, amount, share, &[], action.at);
                if let Some(then) = later(action) {
                    self.action(scope, then, share);
                }
            }
            ActionKind::After { then, .. } => self.action(scope, then, of),
            _ => {}
        }
    }

    fn share(&self, scope: &Scope<'_>, amount: &Amount, of: Share) -> Share {
        let share = share(scope, self.rule, &amount.figure.expr);
        let product = share.most().zip(of.most()).and_then(|(a, b)| a.checked_mul(b));
        match (share, of, product) {
            (Share::Exactly(_), Share::Exactly(_), Some(part)) => Share::Exactly(part),
            (_, _, Some(part)) if !part.is_negative() => Share::AtMost(part),
            _ => Share::Free,
        }
    }

    fn give(&mut self, from: Place, amount: &Amount, share: Share, caps: &[Cap], at: Span) {
        let Place::Party(slot) = from else { return };
        let exact = caps.is_empty() && matches!(share, Share::Exactly(_));
        // A part of the amount may round to nothing; the amount itself does not.
        let most = share.most().filter(|it| exact && it.denominator() == 1);
        let (unit, part) = (amount.unit, share.most());
        self.given.push(Flow { slot, unit, part, exact, direct: true, most, at });
    }

    fn get(&mut self, to: Place, unit: UnitId, share: Share, rounding: Narrowing, at: Span) {
        let (Place::Party(slot) | Place::Bank(slot)) = to else { return };
        let exact = matches!(share, Share::Exactly(_));
        let most = share.most().and_then(|it| rounded(it, rounding));
        self.got.push(Flow { slot, unit, part: share.most(), exact, direct: true, most, at });
    }

    fn get_all(
        &mut self,
        to: &Destination,
        unit: UnitId,
        share: Share,
        rounding: Narrowing,
        at: Span,
    ) {
        match to {
            Destination::Place(place) => self.get(*place, unit, share, rounding, at),
            // Whoever set it off may be the only one of the group.
            _ => {
                let slots: Vec<PartySlot> = self.given.iter().map(|it| it.slot).collect();
                for slot in slots {
                    self.get(Place::Party(slot), unit, loosened(share), rounding, at);
                    if let Some(got) = self.got.last_mut() {
                        got.direct = false;
                    }
                }
            }
        }
    }

    fn tiers(
        &mut self,
        scope: &Scope<'_>,
        amount: &Amount,
        share: Share,
        tiers: &[Tier],
        at: Span,
    ) {
        let part = |tier: &Tier| match &tier.portion {
            Portion::OfAll(part) if tier.caps.is_empty() && tier.when.is_none() => {
                scope.bound(&part.expr).only()?.checked_mul(share.most()?)
            }
            _ => None,
        };
        let up = Narrowing::To(Rounding::Up, 1);
        let parts: Option<Vec<Ratio>> = tiers.iter().map(part).collect();
        for (tier, part) in tiers.iter().zip(parts.iter().flatten()) {
            let part = match share {
                Share::Exactly(_) => Share::Exactly(*part),
                _ => Share::AtMost(*part),
            };
            // Parts that are cut by telescoping may be lifted to the next unit.
            self.get_all(&tier.to, amount.unit, part, up, at);
        }
        if parts.is_none() {
            self.some_of(amount, share, tiers, at);
        }
    }

    /// Tiers whose parts are not known: nobody gets more than the whole of them.
    fn some_of(&mut self, amount: &Amount, share: Share, tiers: &[Tier], at: Span) {
        let direct = |it: &Tier| match it.to {
            Destination::Place(Place::Party(slot) | Place::Bank(slot)) => Some(slot),
            _ => None,
        };
        let groups = tiers.iter().any(|it| !matches!(it.to, Destination::Place(_)));
        let named: BTreeSet<PartySlot> = tiers.iter().filter_map(direct).collect();
        let givers = self.given.iter().map(|it| it.slot).filter(|_| groups);
        let slots: BTreeSet<PartySlot> = givers.chain(named.iter().copied()).collect();
        for slot in slots {
            self.get(Place::Party(slot), amount.unit, loosened(share), amount.rounding, at);
            if let Some(got) = self.got.last_mut() {
                got.direct = named.contains(&slot);
            }
        }
    }

    fn convert(
        &mut self,
        (amount, share): (&Amount, Share),
        from: Place,
        rate: &Rate,
        to: Place,
        at: Span,
    ) {
        let factor = Scope::about(self.model, Holder::Anyone).bound(&rate.factor.expr);
        let most = factor.high.and_then(|it| rounded(it, rate.rounding));
        if let (Share::Exactly(part), Some(high)) = (share, factor.high) {
            self.give(from, amount, share, &[], at);
            let got = part.checked_mul(high);
            let share = match (got, factor.only()) {
                (Some(got), Some(_)) => Share::Exactly(got),
                (Some(got), None) => Share::AtMost(got),
                (None, _) => Share::Free,
            };
            self.get(to, rate.to, share, rate.rounding, at);
            return;
        }
        let (gives, gets, exact) = (amount.unit, rate.to, factor.only().is_some());
        self.trades.push(Trade { gives, gets, factor: factor.high, exact, direct: true, most, at });
    }

    /// Sets what each party gives against what they get.
    fn close(mut self) -> Vec<Trade> {
        let mut slots: Vec<PartySlot> = self.got.iter().map(|it| it.slot).collect();
        slots.sort_unstable();
        slots.dedup();
        for slot in slots {
            let of = |flows: &[Flow]| -> Vec<UnitId> {
                let units = flows.iter().filter(|it| it.slot == slot).map(|it| it.unit);
                units.collect::<BTreeSet<_>>().into_iter().collect()
            };
            for gives in of(&self.given) {
                for gets in of(&self.got) {
                    let trade = self.trade(slot, gives, gets);
                    self.trades.extend(trade);
                }
            }
        }
        self.trades
    }

    fn trade(&self, slot: PartySlot, gives: UnitId, gets: UnitId) -> Option<Trade> {
        let of = |flows: &'_ [Flow], unit| -> Vec<usize> {
            let such = flows.iter().enumerate();
            such.filter(|(_, it)| it.slot == slot && it.unit == unit).map(|(at, _)| at).collect()
        };
        let (given, got) = (of(&self.given, gives), of(&self.got, gets));
        let given: Vec<&Flow> = given.iter().filter_map(|it| self.given.get(*it)).collect();
        let got: Vec<&Flow> = got.iter().filter_map(|it| self.got.get(*it)).collect();
        let sure = sum(given.iter().filter(|it| it.exact).map(|it| it.part));
        let kept = sum(given.iter().filter_map(|it| it.most).map(Some));
        let part = sum(got.iter().map(|it| it.part));
        let most = sum(got.iter().map(|it| it.most));
        let over =
            |a: Option<Ratio>, b: Option<Ratio>| a?.checked_div(b.filter(|it| *it > Ratio::ZERO)?);
        let exact = given.iter().chain(&got).all(|it| it.exact)
            && self.given.iter().all(|it| it.slot != slot || it.unit == gives);
        let at = got.first()?.at;
        let (factor, most) = (over(part, sure), over(most, kept));
        let direct = got.iter().any(|it| it.direct);
        Some(Trade { gives, gets, factor, exact, direct, most, at })
    }
}

/// The sum, if each has a bound.
fn sum(mut parts: impl Iterator<Item = Option<Ratio>>) -> Option<Ratio> {
    parts.try_fold(Ratio::ZERO, |sum, it| sum.checked_add(it?))
}

fn loosened(share: Share) -> Share {
    share.most().filter(|it| !it.is_negative()).map_or(Share::Free, Share::AtMost)
}

/// The most that comes out for one minor unit, for any whole amount, when it is rounded so.
pub fn rounded(factor: Ratio, rounding: Narrowing) -> Option<Ratio> {
    match rounding {
        Narrowing::Fair | Narrowing::To(Rounding::Down | Rounding::Floor, _) => Some(factor),
        Narrowing::To(..) => {
            Interval::point(factor)
                .narrowed(match rounding {
                    Narrowing::To(_, multiple) => Narrowing::To(Rounding::Up, multiple),
                    Narrowing::Fair => Narrowing::Fair,
                })
                .high
        }
    }
}
