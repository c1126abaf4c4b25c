//! Splitting an amount tier by tier.

use charter::model::{Destination, Narrowing, NumberSlot, Place, Portion, Tier, WaterfallId};
use quantity::Ratio;

use super::caps::Which;
use super::perform::Firing;
use super::work::{Cascade, fails};
use crate::account::Account;
use crate::refusal::Refused;
use crate::unit::UnitIx;
use crate::waterfall::{self, Overflow, Takes, TierNow, allot};

impl Cascade<'_> {
    /// Pours an amount through a waterfall, whose figures see the amount and its details.
    pub fn pour_through(
        &mut self,
        firing: &mut Firing<'_>,
        from: Account,
        (unit, minor): (UnitIx, i128),
        through: WaterfallId,
        details: &[NumberSlot],
    ) -> Result<(), Refused> {
        let Some(waterfall) = firing.rules.model.waterfalls.get(through.at()) else {
            return Ok(());
        };
        let of = |slot: &NumberSlot| firing.frame.numbers.get(slot.at()).copied();
        let details = details.iter().map(|slot| of(slot).unwrap_or(Ratio::ZERO));
        let numbers = [Ratio::from_integer(minor)].into_iter().chain(details).collect();
        let before = std::mem::replace(&mut firing.frame.numbers, numbers);
        let poured = self.pour(firing, from, (unit, minor), &waterfall.tiers);
        firing.frame.numbers = before;
        poured
    }

    /// Allots an amount to tiers as they stand now, and brings each its part. What is left stays.
    pub fn pour(
        &mut self,
        firing: &mut Firing<'_>,
        from: Account,
        (unit, minor): (UnitIx, i128),
        tiers: &[Tier],
    ) -> Result<(), Refused> {
        if minor <= 0 {
            return Ok(());
        }
        let now: Vec<TierNow> = (0..)
            .zip(tiers)
            .map(|(place, tier)| self.tier_now(firing, place, tier))
            .collect::<Result<_, _>>()?;
        let allotted = allot(minor, &now).map_err(|_| {
            firing.fails("its tiers take more than all of the amount, or less than nothing")
        })?;
        for (tier, part) in tiers.iter().zip(allotted.tiers) {
            self.deliver(firing, from, &tier.to, (unit, part.given), &tier.caps)?;
            if let (Some(place), true) = (self.overflow_of(firing, &tier.to), part.overflow > 0) {
                let to = self.place(firing, place)?;
                self.send(firing, (from, to), unit, part.overflow)?;
            }
        }
        Ok(())
    }

    fn tier_now(&self, firing: &Firing<'_>, place: usize, tier: &Tier) -> Result<TierNow, Refused> {
        let view = self.view_by(firing.rules);
        let holds = match &tier.when {
            Some(test) => test.holds(&firing.rules.model, &view, &firing.frame),
            None => Ok(true),
        };
        let holds = holds.map_err(|fault| fails(firing.rule, fault))?;
        let payee = self.single(firing, &tier.to);
        let together = self.room(firing, &tier.caps, Which::Together, None)?;
        let each = match payee {
            Some(payee) => self.room(firing, &tier.caps, Which::EachPayee, Some(payee))?,
            None => None,
        };
        Ok(TierNow {
            portion: if holds { self.portion(firing, &tier.portion)? } else { none(&tier.portion) },
            cap: together.into_iter().chain(each).min(),
            takes: self.takes(firing, place, &tier.to)?,
            overflow: match self.overflow_of(firing, &tier.to) {
                Some(_) => Overflow::Elsewhere,
                None => Overflow::Falls,
            },
        })
    }

    fn portion(
        &self,
        firing: &Firing<'_>,
        portion: &Portion,
    ) -> Result<waterfall::Portion, Refused> {
        Ok(match portion {
            Portion::OfAll(figure) => waterfall::Portion::OfAll(self.value(firing, figure)?),
            Portion::OfNet(figure) => waterfall::Portion::OfNet(self.value(firing, figure)?),
            Portion::OfRest(figure) => waterfall::Portion::OfRest(self.value(firing, figure)?),
            Portion::First(figure) => {
                let (view, model) = (self.view_by(firing.rules), &firing.rules.model);
                let most = figure.whole(model, &view, &firing.frame, Narrowing::DOWN);
                let most = most.map_err(|fault| fails(firing.rule, fault))?;
                waterfall::Portion::First(most.max(0))
            }
            Portion::Rest => waterfall::Portion::Rest,
        })
    }

    fn takes(&self, firing: &Firing<'_>, place: usize, to: &Destination) -> Result<Takes, Refused> {
        match to {
            Destination::Claim(claim) => Ok(match self.class_takes(firing, *claim)? {
                Some(open) => Takes::UpTo { of: claim.at(), open },
                None => Takes::All,
            }),
            Destination::Among { role, slot, weight } => {
                let weights = self.weights(firing, *role, *slot, weight.as_ref())?;
                let nobody = Takes::UpTo { of: usize::from(u16::MAX) + 1 + place, open: 0 };
                Ok(if weights.is_empty() { nobody } else { Takes::All })
            }
            Destination::Place(_) | Destination::By { .. } => Ok(Takes::All),
        }
    }

    fn overflow_of(&self, firing: &Firing<'_>, to: &Destination) -> Option<Place> {
        match to {
            Destination::Claim(claim) => firing.rules.model.claims.get(claim.at())?.overflow,
            _ => None,
        }
    }
}

/// Nothing, among the same neighbours.
const fn none(portion: &Portion) -> waterfall::Portion {
    match portion {
        Portion::OfAll(_) => waterfall::Portion::OfAll(Ratio::ZERO),
        Portion::OfNet(_) => waterfall::Portion::OfNet(Ratio::ZERO),
        Portion::OfRest(_) => waterfall::Portion::OfRest(Ratio::ZERO),
        Portion::First(_) | Portion::Rest => waterfall::Portion::First(0),
    }
}
