//! Getting an amount to its destination: one place, a class of claims, a group, contributors, or tier by tier.

use charter::model::{Cap, ClaimId, Destination, EquationId, Figure, PartySlot, RoleId};
use quantity::{Ratio, Share, split_fairly};

use super::caps::Which;
use super::matching::sit;
use super::perform::Firing;
use super::work::{Cascade, Happening, What, fails};
use crate::account::Account;
use crate::agent::AgentIx;
use crate::facts::party_of;
use crate::name::Handle;
use crate::refusal::Refused;
use crate::staged::day_of;
use crate::unit::UnitIx;

impl Cascade<'_> {
    /// The one account that a destination is, if it is one.
    pub fn single(&self, firing: &Firing<'_>, to: &Destination) -> Option<Account> {
        match to {
            Destination::Place(place) => self.place(firing, *place).ok(),
            _ => None,
        }
    }

    /// Brings an amount to its destination as far as caps let it; gives what moved.
    pub fn deliver(
        &mut self,
        firing: &mut Firing<'_>,
        from: Account,
        to: &Destination,
        (unit, minor): (UnitIx, i128),
        caps: &[Cap],
    ) -> Result<i128, Refused> {
        let room = self.room(firing, caps, Which::Together, None)?;
        let minor = room.map_or(minor, |room| minor.min(room));
        if minor <= 0 {
            return Ok(0);
        }
        let moved = match to {
            Destination::Place(place) => {
                let to = self.place(firing, *place)?;
                self.pay_each(firing, from, unit, &[(to, minor)], caps)?
            }
            Destination::Claim(claim) => self.pay_class(firing, from, (unit, minor), *claim)?,
            Destination::Among { role, slot, weight } => {
                let weights = self.weights(firing, *role, *slot, weight.as_ref())?;
                let source = firing.source();
                let shares = self.shared(firing, &source, (unit, minor), &weights)?;
                self.pay_each(firing, from, unit, &shares, caps)?
            }
            Destination::By { equation, on } => {
                let shares = self.shares(firing, *equation, on.as_deref())?;
                let source = self.equation_source(firing, *equation);
                let shares = self.split(firing, &source, (unit, minor), &shares)?;
                self.pay_each(firing, from, unit, &shares, caps)?
            }
        };
        self.use_up(firing, caps, Which::Together, None, moved);
        Ok(moved)
    }

    fn pay_each(
        &mut self,
        firing: &mut Firing<'_>,
        from: Account,
        unit: UnitIx,
        payees: &[(Account, i128)],
        caps: &[Cap],
    ) -> Result<i128, Refused> {
        let mut all = 0;
        for (to, minor) in payees {
            let room = self.room(firing, caps, Which::EachPayee, Some(*to))?;
            let minor = room.map_or(*minor, |room| room.min(*minor));
            let moved = self.send(firing, (from, *to), unit, minor)?;
            self.use_up(firing, caps, Which::EachPayee, Some(*to), moved);
            all += moved;
        }
        Ok(all)
    }

    /// Everyone in a role with their weight; none below zero.
    pub fn weights(
        &self,
        firing: &Firing<'_>,
        role: RoleId,
        slot: PartySlot,
        weight: Option<&Figure>,
    ) -> Result<Vec<(AgentIx, Ratio)>, Refused> {
        let view = self.view_by(firing.rules);
        let members = view.members(role).map_err(|fault| fails(firing.rule, fault))?;
        let mut frame = firing.frame.clone();
        let mut weights = Vec::with_capacity(members.len());
        for member in members {
            sit(&mut frame, slot, party_of(member));
            let weight = match weight {
                Some(figure) => figure.value(&firing.rules.model, &view, &frame),
                None => Ok(Ratio::ONE),
            };
            let weight = weight.map_err(|fault| fails(firing.rule, fault))?;
            if weight > Ratio::ZERO {
                weights.push((member, weight));
            }
        }
        Ok(weights)
    }

    /// Splits an amount by weights, fairly over time.
    fn shared(
        &mut self,
        firing: &Firing<'_>,
        source: &str,
        lot: (UnitIx, i128),
        weights: &[(AgentIx, Ratio)],
    ) -> Result<Vec<(Account, i128)>, Refused> {
        let numbers: Vec<Ratio> = weights.iter().map(|(_, weight)| *weight).collect();
        let Some(shares) = Share::of(&whole_weights(&numbers)) else { return Ok(Vec::new()) };
        let shares: Vec<_> = weights.iter().map(|(agent, _)| *agent).zip(shares).collect();
        self.split(firing, source, lot, &shares)
    }

    fn split(
        &mut self,
        firing: &Firing<'_>,
        source: &str,
        (unit, minor): (UnitIx, i128),
        shares: &[(AgentIx, Share)],
    ) -> Result<Vec<(Account, i128)>, Refused> {
        if shares.is_empty() {
            return Ok(Vec::new());
        }
        let whom = |(agent, _): &(AgentIx, Share)| Account::Agent(*agent);
        let parts: Vec<Share> = shares.iter().map(|(_, share)| *share).collect();
        let carried: Vec<i128> =
            shares.iter().map(|share| self.staged.carried(source, unit, whom(share))).collect();
        let fair = split_fairly(minor, &parts, &carried)
            .ok_or_else(|| firing.fails("the shares are too large to be counted"))?;
        for (share, carried) in shares.iter().zip(fair.carried) {
            self.staged.carry(source, unit, whom(share), carried);
        }
        Ok(shares.iter().map(whom).zip(fair.amounts).collect())
    }

    fn equation_source(&self, firing: &Firing<'_>, equation: EquationId) -> String {
        let row = firing.rules.model.equations.get(equation.at());
        row.map_or_else(String::new, |row| format!("equation {}", row.name))
    }

    /// The shares of contributors by an equation.
    fn shares(
        &self,
        firing: &Firing<'_>,
        equation: EquationId,
        on: Option<&str>,
    ) -> Result<Vec<(AgentIx, Share)>, Refused> {
        let on = on.map(Handle::new).transpose().map_err(|it| firing.fails(&it.to_string()))?;
        let shares = self.staged.shares(firing.rules, equation, on.as_ref());
        let why = |refused: Refused| firing.fails(&refused.to_string());
        Ok(shares.map_err(why)?.ranked().to_vec())
    }

    /// Pays a class of claims; gives what it and the place for its overflow took.
    fn pay_class(
        &mut self,
        firing: &mut Firing<'_>,
        from: Account,
        (unit, minor): (UnitIx, i128),
        id: ClaimId,
    ) -> Result<i128, Refused> {
        let rules = firing.rules;
        let (Some(claim), Some(class)) = (rules.model.claims.get(id.at()), rules.class(id)) else {
            return Ok(0);
        };
        let open = self.class_takes(firing, id)?;
        let amount = open.map_or(minor, |open| open.min(minor));
        let paid = self.staged.class(class).filter(|_| amount > 0);
        let paid = paid.map(|class| class.pay(claim.lasts, claim.tranche, amount));
        let mut taken = 0;
        if let Some(paid) = paid {
            let paid =
                paid.ok_or_else(|| firing.fails("the claims are too large to be counted"))?;
            taken = amount - paid.overflow;
            let payees: Vec<(Account, i128)> =
                paid.to.iter().map(|(agent, minor)| (Account::Agent(*agent), *minor)).collect();
            for (to, minor) in payees {
                self.send(firing, (from, to), unit, minor)?;
            }
            self.staged.note_paid(class, &paid.to, Some(firing.cause));
            for (holder, open) in paid.forgone {
                self.staged.owe(class, holder, -open, Some(firing.cause));
            }
            self.use_up(firing, &claim.caps, Which::Together, None, taken);
            if paid.pays_off {
                self.paid_off(&claim.releases, class);
            }
        }
        let Some(place) = claim.overflow else { return Ok(taken) };
        let to = self.place(firing, place)?;
        Ok(taken + self.send(firing, (from, to), unit, minor - taken)?)
    }

    /// How much a class takes at this moment; `None` if it takes without end.
    pub fn class_takes(&self, firing: &Firing<'_>, id: ClaimId) -> Result<Option<i128>, Refused> {
        let rules = firing.rules;
        let (Some(claim), Some(class)) = (rules.model.claims.get(id.at()), rules.class(id)) else {
            return Ok(Some(0));
        };
        let is_early = claim.not_before.is_some_and(|day| day_of(self.staged.clock.at) < day);
        let Some(class) = self.staged.class(class).filter(|_| !is_early) else {
            return Ok(Some(0));
        };
        let room = self.room(firing, &claim.caps, Which::Together, None)?;
        Ok(match (class.takes(claim.lasts), room) {
            (Some(open), Some(room)) => Some(open.min(room)),
            (open, room) => open.or(room),
        })
    }

    fn paid_off(&mut self, releases: &[Box<str>], class: &Handle) {
        for thing in releases.iter().filter_map(|thing| Handle::new(thing).ok()) {
            self.staged.release(&thing, class);
        }
        self.line.push_back(Happening {
            what: What::PaidOff(class.clone()),
            told: None,
            circle: None,
        });
    }
}

/// Weights as whole numbers in the same proportion; to twelve digits of the largest if they are too fine for that.
fn whole_weights(weights: &[Ratio]) -> Vec<u128> {
    let common = weights.iter().try_fold(1_i128, |common, weight| {
        let divisor = gcd(common.unsigned_abs(), weight.denominator().unsigned_abs());
        common.checked_div(i128::try_from(divisor).ok()?)?.checked_mul(weight.denominator())
    });
    let scaled = |common: i128| -> Option<Vec<u128>> {
        let whole = |weight: &Ratio| {
            weight.numerator().checked_mul(common / weight.denominator()).map(i128::unsigned_abs)
        };
        weights.iter().map(whole).collect()
    };
    common.and_then(scaled).unwrap_or_else(|| {
        let largest = weights.iter().copied().max().unwrap_or(Ratio::ONE);
        let part = |weight: &Ratio| {
            let part = weight.checked_div(largest)?;
            part.apply(1_000_000_000_000, quantity::Rounding::Down).map(i128::unsigned_abs)
        };
        weights.iter().map(|weight| part(weight).unwrap_or_default()).collect()
    })
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}
