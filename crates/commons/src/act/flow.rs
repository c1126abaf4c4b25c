//! What the acts share that move money: a charter in force, an author, and a cascade to start.

use charter::model::{Rule, Side, Trigger, UnitId};

use super::charge::Desk;
use super::{Detail, Envelope, check};
use crate::account::Account;
use crate::agent::AgentIx;
use crate::cascade::{self, Occasion, Payment, Start, Told};
use crate::change::Flowed;
use crate::money::{Pending, PendingKind, Waiting};
use crate::name::{ActId, Handle};
use crate::refusal::Refused;
use crate::unit::{Quantity, UnitIx};

impl Envelope {
    /// When and by which act a cascade happens.
    pub(super) fn occasion(&self) -> Occasion {
        Occasion { entry: self.entry, at: self.at, act: self.act }
    }
}

impl<'a> Desk<'a> {
    /// Does what fell due, and then this.
    pub fn run(&self, start: &Start) -> Result<Flowed, Refused> {
        cascade::run(self.state, self.envelope.occasion(), start)
    }

    /// A payment by hand, with what was told beside it.
    pub fn pass(
        &self,
        from: Account,
        to: Account,
        amount: Quantity,
        details: &[Detail],
    ) -> Result<Flowed, Refused> {
        self.may_pass(amount.unit, from, to)?;
        self.transfer(from, to, amount, details)
    }

    /// A payment that happened outside or passes by hand, with what was told beside it.
    pub fn transfer(
        &self,
        from: Account,
        to: Account,
        amount: Quantity,
        details: &[Detail],
    ) -> Result<Flowed, Refused> {
        let Quantity { minor, unit } = amount;
        let told = match details {
            [] => Vec::new(),
            details => self.told(details, &self.set_off_by_payment(from, to, unit)?)?,
        };
        self.run(&Start::Payments(vec![Payment { from, to, unit, minor }], told))
    }

    /// Whether a unit passes by hand from one to another.
    pub fn may_pass(&self, unit: UnitIx, from: Account, to: Account) -> Result<(), Refused> {
        cascade::may_pass(self.state, self.envelope.occasion(), self.rules, from, to, unit)
    }

    /// Further amounts, of which one of these rules wants each.
    pub fn told(&self, details: &[Detail], rules: &[&Rule]) -> Result<Vec<Told>, Refused> {
        let wanted: Vec<&(Box<str>, UnitId)> =
            rules.iter().flat_map(|rule| &rule.details).collect();
        self.told_of(details, &wanted)
    }

    /// Further amounts, each of which is wanted: named once, in the right unit and not below zero.
    pub fn told_of(
        &self,
        details: &[Detail],
        wanted: &[&(Box<str>, UnitId)],
    ) -> Result<Vec<Told>, Refused> {
        let mut told: Vec<Told> = Vec::with_capacity(details.len());
        for Detail { name, amount } in details {
            let of_name = wanted.iter().filter(|(that, _)| **that == *name.as_str());
            let mut units = of_name.filter_map(|(_, unit)| self.rules.unit(*unit));
            let first = units.next().ok_or(Refused::DetailUnknown { name: name.clone() })?;
            let amount = check::quantity(self.state, amount)?;
            let is_wanted = first == amount.unit || units.any(|unit| unit == amount.unit);
            let is_first = told.iter().all(|(that, _)| that != name);
            if !is_wanted || !is_first || amount.minor < 0 {
                let unit = self.state.units.at(first).code.clone();
                return Err(Refused::DetailUnfit { name: name.clone(), unit });
            }
            told.push((name.clone(), amount));
        }
        Ok(told)
    }

    /// Whether a unit of the charter is a unit of the commons.
    pub fn is_unit(&self, id: UnitId, unit: UnitIx) -> bool {
        self.rules.unit(id) == Some(unit)
    }

    /// The rules that a report or request sets off, as far as that is known before it happens.
    pub fn set_off(
        &self,
        by: AgentIx,
        about: Option<Account>,
        sides: impl Fn(&Trigger) -> Option<(Side, Option<Side>)>,
    ) -> Result<Vec<&'a Rule>, Refused> {
        let mut rules = Vec::new();
        for rule in &self.rules.model.rules {
            let Some((by_whom, about_whom)) = sides(&rule.trigger) else { continue };
            let fits_about = match (about_whom, about) {
                (None, _) => true,
                (Some(side), Some(about)) => self.fits(side, about)?,
                (Some(_), None) => false,
            };
            if fits_about && self.fits(by_whom, Account::Agent(by))? {
                rules.push(rule);
            }
        }
        Ok(rules)
    }

    /// The rules that a payment sets off, as far as that is known before it happens.
    fn set_off_by_payment(
        &self,
        from: Account,
        to: Account,
        unit: UnitIx,
    ) -> Result<Vec<&Rule>, Refused> {
        let mut rules = Vec::new();
        for rule in &self.rules.model.rules {
            let fits = match &rule.trigger {
                Trigger::Transfer { unit: id, from: payer, to: payee } => {
                    self.is_unit(*id, unit) && self.fits(*payer, from)? && self.fits(*payee, to)?
                }
                Trigger::Reached { unit: id, pool, .. } => {
                    self.is_unit(*id, unit) && self.fits(Side::Pool(*pool), to)?
                }
                _ => false,
            };
            if fits {
                rules.push(rule);
            }
        }
        Ok(rules)
    }

    fn fits(&self, side: Side, account: Account) -> Result<bool, Refused> {
        Ok(match (side, account) {
            (Side::Anyone | Side::Slot(_), _) => true,
            (Side::Role(role, _), Account::Agent(agent)) => self.is_a(agent, role)?,
            (Side::Pool(pool), account) => {
                self.rules.pool(pool).map(Account::Pool) == Some(account)
            }
            (Side::Outside, account) => account == Account::Outside,
            (Side::Role(..), _) => false,
        })
    }

    /// What waits for the author's word.
    pub fn waiting_for_author(&self, act: ActId, kind: PendingKind) -> Result<&Pending, Refused> {
        let pending = self.state.money.pending.get(&act).filter(|pending| pending.kind == kind);
        let pending = pending.ok_or(Refused::NothingWaits)?;
        if pending.word_of != self.author {
            let agent = self.state.agents.at(pending.word_of).handle.clone();
            return Err(Refused::NotYourWord { agent });
        }
        if let Some(entry) = pending.answered {
            return Err(Refused::AlreadyAnswered { entry });
        }
        match pending.until.filter(|until| *until < self.envelope.at) {
            Some(until) => Err(Refused::AnswerTooLate { until: check::day(until) }),
            None => Ok(pending),
        }
    }

    /// What an act set aside, and its place among all that was ever deferred.
    pub fn set_aside(&self, act: ActId, nth: u32) -> Result<(u64, &Waiting), Refused> {
        let rows = (0..).zip(&self.state.money.waiting);
        rows.into_iter().find(|(_, row)| row.of == (act, nth)).ok_or(Refused::HoldUnknown)
    }

    /// The agent or pool that a handle names, if one is named.
    pub fn about(&self, about: Option<&Handle>) -> Result<Option<Account>, Refused> {
        about.map(|about| check::holder(self.state, about)).transpose()
    }
}
