//! Converting: what goes in to the issuer of one unit, and what a rate makes of it.

use charter::model::{Cap, Issuer, Narrowing, Rate, RateId, UnitId};
use quantity::{Ratio, Rounding};

use super::caps::Which;
use super::limits::is_in;
use super::perform::Firing;
use super::work::Cascade;
use crate::account::Account;
use crate::refusal::Refused;
use crate::unit::UnitIx;

impl Cascade<'_> {
    /// Takes an amount in and gives out what a rate makes of it, as far as caps on either side let it.
    ///
    /// A unit from outside comes out of the pool that stands behind the other unit, and goes in to it.
    /// Neither side is a payment that sets off rules. If nothing would come out, nothing goes in.
    pub fn convert(
        &mut self,
        firing: &mut Firing<'_>,
        (from, to): (Account, Account),
        minor: i128,
        rate: RateId,
        caps: &[Cap],
    ) -> Result<(), Refused> {
        let Some(rate) = firing.rules.model.rates.get(rate.at()) else { return Ok(()) };
        let (given, got) = (firing.unit(rate.from)?, firing.unit(rate.to)?);
        let factor = self.value(firing, &rate.factor)?;
        let caps: Vec<Cap> = caps.iter().chain(&rate.caps).cloned().collect();
        let (into, out) = (self.of_unit(firing, &caps, given), self.of_unit(firing, &caps, got));
        let mut minor = self.clipped(firing, &into, from, minor)?;
        let mut comes = self.comes_out(firing, rate, factor, minor, to)?;
        let most = self.clipped(firing, &out, to, comes)?;
        if most < comes {
            // As much goes in as makes just what the caps let out.
            let needed = Ratio::ONE.checked_div(factor).and_then(|it| it.apply(most, Rounding::Up));
            minor = needed.map_or(minor, |needed| needed.min(minor));
            comes = most;
        }
        if minor <= 0 || comes <= 0 {
            return Ok(());
        }
        let behind =
            (self.behind(firing, rate.from, rate.to)?, self.behind(firing, rate.to, rate.from)?);
        if from == behind.0 || behind.1 == to {
            // A side that stays where it is has not changed hands.
            return Ok(());
        }
        self.pass(firing, (from, behind.0), given, minor)?;
        self.pass(firing, (behind.1, to), got, comes)?;
        self.use_all(firing, &into, from, minor);
        self.use_all(firing, &out, to, comes);
        Ok(())
    }

    fn comes_out(
        &mut self,
        firing: &Firing<'_>,
        rate: &Rate,
        factor: Ratio,
        minor: i128,
        to: Account,
    ) -> Result<i128, Refused> {
        let overflow = || firing.fails("what comes out is beyond counting");
        let Narrowing::To(rounding, size) = rate.rounding else {
            let exact = factor.checked_mul(Ratio::from_integer(minor)).ok_or_else(overflow)?;
            let source = format!("rate {}", rate.name);
            return self.fairly(firing, &source, exact, firing.unit(rate.to)?, to);
        };
        let steps = factor.checked_div(Ratio::from_integer(size)).ok_or_else(overflow)?;
        let steps = steps.apply(minor, rounding).ok_or_else(overflow)?;
        steps.checked_mul(size).ok_or_else(overflow)
    }

    /// Where a unit comes from and goes to when it is changed for another.
    fn behind(&self, firing: &Firing<'_>, unit: UnitId, other: UnitId) -> Result<Account, Refused> {
        let units = &firing.rules.model.units;
        let row = |unit: UnitId| units.get(unit.at());
        if row(unit).map(|row| &row.issuer) != Some(&Issuer::Outside) {
            return Ok(Account::Issuer);
        }
        let backing = row(other).and_then(|row| row.backing.as_ref());
        let pool = backing.and_then(|(_, pool)| firing.rules.pool(*pool));
        pool.map(Account::Pool).ok_or_else(|| {
            firing.fails("no pool stands behind what is changed for money from outside")
        })
    }

    /// Moves one side, which sets off no rule.
    fn pass(
        &mut self,
        firing: &mut Firing<'_>,
        (from, to): (Account, Account),
        unit: UnitIx,
        minor: i128,
    ) -> Result<(), Refused> {
        let Some(lot) = self.lot(firing, from, unit, minor)? else { return Ok(()) };
        self.shift((from, to), lot, Some(firing.cause), firing.holder(from))
    }

    fn of_unit(&self, firing: &Firing<'_>, caps: &[Cap], unit: UnitIx) -> Vec<Cap> {
        let view = self.view_by(firing.rules);
        caps.iter().filter(|cap| is_in(view, &cap.most, unit)).cloned().collect()
    }

    fn clipped(
        &self,
        firing: &Firing<'_>,
        caps: &[Cap],
        payee: Account,
        minor: i128,
    ) -> Result<i128, Refused> {
        let together = self.room(firing, caps, Which::Together, None)?;
        let each = self.room(firing, caps, Which::EachPayee, Some(payee))?;
        Ok(together.into_iter().chain(each).fold(minor, i128::min))
    }

    fn use_all(&mut self, firing: &Firing<'_>, caps: &[Cap], payee: Account, minor: i128) {
        self.use_up(firing, caps, Which::Together, None, minor);
        self.use_up(firing, caps, Which::EachPayee, Some(payee), minor);
    }
}
