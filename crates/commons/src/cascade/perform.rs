//! What the actions of a rule do.

use charter::civil::{Span, plus_ms};
use charter::machine::{Fault, Frame, Party};
use charter::model::{
    Action, ActionKind, Amount, ClaimId, DecisionId, Figure, Narrowing, PartySlot, Place, RoleId,
    Rule, RuleId, Source, UnitId,
};
use quantity::{Ratio, Rounding};

use super::work::{Cascade, Happening, What, fails};
use crate::account::{Account, AccountName, Whole};
use crate::agent::AgentIx;
use crate::change::{Cause, Change, Continuation, Deferred, Opened, Then};
use crate::in_force::InForce;
use crate::name::Moment;
use crate::obstacle::Obstacle;
use crate::refusal::Refused;
use crate::staged::{Lot, MOST_MINOR, Standing};
use crate::unit::UnitIx;

/// A rule while it does what it says.
pub(super) struct Firing<'r> {
    pub rules: &'r InForce,
    pub rule: &'r Rule,
    pub cause: Cause,
    pub frame: Frame,
    /// What was set aside for it.
    pub aside: Option<Held>,
    /// The way to the present action.
    pub path: Vec<u32>,
}

/// What was set aside, from whom, and how much of it is left in what moves.
#[derive(Clone, Copy)]
pub(super) struct Held {
    pub from: Account,
    pub unit: UnitIx,
    pub left: i128,
}

/// One minor unit, in what is carried.
const CARRIED_UNIT: i128 = 1_000_000_000_000_000;

impl<'r> Firing<'r> {
    pub fn new(rules: &'r InForce, id: RuleId, rule: &'r Rule, frame: Frame) -> Self {
        let cause = Cause { charter: rules.entry, rule: id.0.into() };
        Self { rules, rule, cause, frame, aside: None, path: Vec::new() }
    }

    /// From which source fractions are carried.
    pub fn source(&self) -> String {
        format!("rule {}", self.rule.name)
    }

    /// Whose it is that comes from an account, if it was set aside.
    pub fn holder(&self, from: Account) -> Option<Account> {
        self.aside.filter(|_| from == Account::Held).map(|it| it.from)
    }

    pub fn fails(&self, why: &str) -> Refused {
        Obstacle::RuleFails { rule: self.rule.name.to_string(), why: why.to_owned() }.into()
    }

    pub fn unit(&self, unit: UnitId) -> Result<UnitIx, Refused> {
        self.rules.unit(unit).ok_or_else(|| fails(self.rule, Fault::Unknown))
    }
}

impl<'a> Cascade<'a> {
    /// Does one action of a rule.
    pub fn perform(&mut self, firing: &mut Firing<'_>, action: &Action) -> Result<(), Refused> {
        match &action.kind {
            ActionKind::Move { amount, from, to, caps } => {
                let from = self.source(firing, *from)?;
                let whom = self.single(firing, to).unwrap_or(from);
                let minor = self.amount(firing, amount, whom)?;
                self.deliver(firing, from, to, (firing.unit(amount.unit)?, minor), caps)?;
                Ok(())
            }
            ActionKind::Retire { amount, from } => {
                let from = self.place(firing, *from)?;
                let minor = self.amount(firing, amount, from)?;
                self.retire(firing, from, firing.unit(amount.unit)?, minor)
            }
            ActionKind::Split { amount, from, tiers } => {
                let from = self.place(firing, *from)?;
                let minor = self.amount(firing, amount, from)?;
                self.pour(firing, from, (firing.unit(amount.unit)?, minor), tiers)
            }
            ActionKind::Pour { amount, from, through, details } => {
                let from = self.place(firing, *from)?;
                let minor = self.amount(firing, amount, from)?;
                self.pour_through(
                    firing,
                    from,
                    (firing.unit(amount.unit)?, minor),
                    *through,
                    details,
                )
            }
            ActionKind::Convert { amount, from, rate, to, caps } => {
                let (from, to) = (self.place(firing, *from)?, self.place(firing, *to)?);
                let minor = self.amount(firing, amount, from)?;
                self.convert(firing, (from, to), minor, *rate, caps)
            }
            ActionKind::Hold { amount, from, span, .. } => {
                let from = self.place(firing, *from)?;
                let minor = self.amount(firing, amount, from)?;
                self.set_aside(firing, from, (firing.unit(amount.unit)?, minor), *span)
            }
            ActionKind::After { span, .. } => {
                let numbers = firing.frame.numbers.clone();
                self.defer(firing, *span, None, numbers)
            }
            ActionKind::Owe { amount, to, claim } => self.owe(firing, amount, *to, *claim),
            ActionKind::Grant(role, slot) => self.set_role(firing, *role, *slot, Standing::In),
            ActionKind::Revoke(role, slot) => self.set_role(firing, *role, *slot, Standing::Out),
            ActionKind::Open(decision, about) => self.open(firing, *decision, *about),
            ActionKind::Refuse(text) => {
                let rule = firing.rule.name.to_string();
                Err(Obstacle::RuleRefuses { rule, text: text.to_string() }.into())
            }
            ActionKind::Let(slot, figure) => {
                let value = self.value(firing, figure)?;
                if let Some(number) = firing.frame.numbers.get_mut(slot.at()) {
                    *number = value;
                }
                Ok(())
            }
        }
    }

    /// The exact value of a figure, as the rule sees it.
    pub fn value(&self, firing: &Firing<'_>, figure: &Figure) -> Result<Ratio, Refused> {
        let view = self.view_by(firing.rules);
        let value = figure.value(&firing.rules.model, &view, &firing.frame);
        value.map_err(|fault| fails(firing.rule, fault))
    }

    /// An amount in minor units, made whole as the rule says; `whom` is for whom fractions are carried.
    pub fn amount(
        &mut self,
        firing: &Firing<'_>,
        amount: &Amount,
        whom: Account,
    ) -> Result<i128, Refused> {
        if amount.rounding == Narrowing::Fair {
            let value = self.value(firing, &amount.figure)?;
            let source = firing.source();
            return self.fairly(firing, &source, value, firing.unit(amount.unit)?, whom);
        }
        let view = self.view_by(firing.rules);
        let (model, frame) = (&firing.rules.model, &firing.frame);
        let whole = amount.figure.whole(model, &view, frame, amount.rounding);
        whole.map_err(|fault| fails(firing.rule, fault))
    }

    /// Rounds down with what was carried before, and carries the rest.
    pub fn fairly(
        &mut self,
        firing: &Firing<'_>,
        source: &str,
        value: Ratio,
        unit: UnitIx,
        whom: Account,
    ) -> Result<i128, Refused> {
        let overflow = || fails(firing.rule, Fault::Overflow);
        let whole = value.numerator().div_euclid(value.denominator());
        let rest = value.checked_sub(Ratio::from_integer(whole)).ok_or_else(overflow)?;
        // Up, so that three thirds are one and not one but for a hair.
        let parts = rest.apply(CARRIED_UNIT, Rounding::Up).ok_or_else(overflow)?;
        let due = parts + self.staged.carried(source, unit, whom);
        self.staged.carry(source, unit, whom, due.rem_euclid(CARRIED_UNIT));
        whole.checked_add(due.div_euclid(CARRIED_UNIT)).ok_or_else(overflow)
    }

    /// The account of a place.
    pub fn place(&self, firing: &Firing<'_>, place: Place) -> Result<Account, Refused> {
        let view = self.view_by(firing.rules);
        let party = |slot: PartySlot| firing.frame.parties.get(slot.at()).copied();
        let account = match place {
            Place::Party(slot) => party(slot).and_then(|party| view.account(party)),
            Place::Pool(pool) => firing.rules.pool(pool).map(Account::Pool),
            Place::Bank(slot) => party(slot).and_then(|it| view.account(it)).map(|it| match it {
                Account::Agent(agent) => Account::Payable(agent),
                _ => Account::Outside,
            }),
            Place::Outside => Some(Account::Outside),
            Place::Held => Some(Account::Held),
        };
        account.ok_or_else(|| fails(firing.rule, Fault::Unknown))
    }

    fn source(&self, firing: &Firing<'_>, source: Source) -> Result<Account, Refused> {
        match source {
            Source::Place(place) => self.place(firing, place),
            Source::Issuer => Ok(Account::Issuer),
        }
    }

    /// Moves an amount to one account and lets rules follow; gives what moved, which is nothing if the
    /// amount is zero or less, or goes to where it is.
    pub fn send(
        &mut self,
        firing: &mut Firing<'_>,
        (from, to): (Account, Account),
        unit: UnitIx,
        minor: i128,
    ) -> Result<i128, Refused> {
        if minor <= 0 || from == to {
            return Ok(0);
        }
        let Some(lot) = self.lot(firing, from, unit, minor)? else { return Ok(0) };
        let spender = firing.holder(from);
        self.shift((from, to), lot, Some(firing.cause), spender)?;
        let (from, minor) = (spender.unwrap_or(from), lot.counts);
        if from != Account::Issuer {
            self.line.push_back(Happening {
                what: What::Paid { unit, from, to, minor },
                told: None,
                circle: None,
            });
        }
        Ok(minor)
    }

    /// So much on its way; of what is set aside, no more than is left there.
    pub fn lot(
        &self,
        firing: &mut Firing<'_>,
        from: Account,
        unit: UnitIx,
        minor: i128,
    ) -> Result<Option<Lot>, Refused> {
        let lot = self.staged.lot(unit, minor)?;
        let Some(aside) = firing.aside.as_mut().filter(|_| from == Account::Held) else {
            return if from == Account::Held { Ok(None) } else { Ok(Some(lot)) };
        };
        if aside.unit != unit || aside.left <= 0 {
            return Ok(None);
        }
        let parts = lot.parts.min(aside.left);
        aside.left -= parts;
        let counts = if parts == lot.parts { minor } else { self.staged.counts(unit, parts) };
        Ok(Some(Lot { unit, parts, counts }))
    }

    fn retire(
        &mut self,
        firing: &mut Firing<'_>,
        from: Account,
        unit: UnitIx,
        minor: i128,
    ) -> Result<(), Refused> {
        if minor <= 0 {
            return Ok(());
        }
        let Some(lot) = self.lot(firing, from, unit, minor)? else { return Ok(()) };
        self.shift((from, Account::Issuer), lot, Some(firing.cause), firing.holder(from))
    }

    fn set_aside(
        &mut self,
        firing: &Firing<'_>,
        from: Account,
        (unit, minor): (UnitIx, i128),
        span: Span,
    ) -> Result<(), Refused> {
        if minor <= 0 {
            return Ok(());
        }
        let lot = self.staged.lot(unit, minor)?;
        self.shift((from, Account::Held), lot, Some(firing.cause), None)?;
        let mut numbers = firing.frame.numbers.clone();
        if let Some(first) = numbers.first_mut() {
            *first = Ratio::from_integer(minor);
        }
        self.defer(firing, span, Some((from, lot)), numbers)
    }

    /// Lets the action inside the present one wait for its time.
    fn defer(
        &mut self,
        firing: &Firing<'_>,
        span: Span,
        held: Option<(Account, Lot)>,
        numbers: Vec<Ratio>,
    ) -> Result<(), Refused> {
        let due = plus_ms(self.staged.clock.at.0, span).map(Moment);
        let due = due.ok_or_else(|| fails(firing.rule, Fault::Overflow))?;
        let mut action = firing.path.clone();
        action.push(0);
        let view = self.view_by(firing.rules);
        let name = |party: &Party| match view.account(*party) {
            Some(account) => self.staged.state.account_name(account),
            None => AccountName::Outside(Whole {}),
        };
        let parties = firing.frame.parties.iter().map(name).collect();
        let then = Then::Rule(Continuation { action, parties, numbers });
        let held = held.map(|(from, lot)| self.aside(from, lot));
        self.staged.defer(Deferred { due, held, then, cause: Some(firing.cause) });
        Ok(())
    }

    fn owe(
        &mut self,
        firing: &Firing<'_>,
        amount: &Amount,
        to: PartySlot,
        claim: ClaimId,
    ) -> Result<(), Refused> {
        let Some(holder) = self.agent(firing, to) else {
            return Err(firing.fails("only agents are owed something"));
        };
        let minor = self.amount(firing, amount, Account::Agent(holder))?;
        if minor > MOST_MINOR {
            return Err(fails(firing.rule, Fault::Overflow));
        }
        if let Some(class) = firing.rules.class(claim).filter(|_| minor > 0) {
            self.staged.owe(class, holder, minor, Some(firing.cause));
        }
        Ok(())
    }

    fn set_role(
        &mut self,
        firing: &Firing<'_>,
        role: RoleId,
        slot: PartySlot,
        standing: Standing,
    ) -> Result<(), Refused> {
        if let (Some(agent), Some(role)) = (self.agent(firing, slot), firing.rules.role(role)) {
            self.staged.set_role(role, agent, standing, Some(firing.cause));
        }
        Ok(())
    }

    fn open(
        &mut self,
        firing: &Firing<'_>,
        decision: DecisionId,
        about: Option<PartySlot>,
    ) -> Result<(), Refused> {
        let about = about.and_then(|slot| self.agent(firing, slot));
        let about = about.map(|agent| self.staged.state.agents.at(agent).handle.clone());
        if let Some(decision) = firing.rules.decision(decision).cloned() {
            let cause = Some(firing.cause);
            self.staged.changes.push(Change::Opened(Opened { decision, about, cause }));
        }
        Ok(())
    }

    /// The agent in a slot.
    fn agent(&self, firing: &Firing<'_>, slot: PartySlot) -> Option<AgentIx> {
        let party = *firing.frame.parties.get(slot.at())?;
        match self.view_by(firing.rules).account(party)? {
            Account::Agent(agent) => Some(agent),
            _ => None,
        }
    }
}
