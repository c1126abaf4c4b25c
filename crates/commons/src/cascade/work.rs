//! The line of events, and what begins it.

use std::collections::VecDeque;

use charter::machine::Fault;
use charter::model::{Rule, RuleId};

use super::{MOST_CHANGES, Occasion, Payment, Start, Told};
use crate::account::Account;
use crate::agent::AgentIx;
use crate::change::{Aside, Change, Deferred, Ending, HeldFor, Then};
use crate::facts::View;
use crate::in_force::InForce;
use crate::name::{Handle, Moment};
use crate::obstacle::Obstacle;
use crate::refusal::Refused;
use crate::staged::{Clock, Lot, Staged, Standing};
use crate::state::State;
use crate::unit::{Quantity, UnitIx};

/// A cascade on its way.
pub(super) struct Cascade<'a> {
    pub staged: Staged<'a>,
    pub rules: &'a InForce,
    pub line: VecDeque<Happening<'a>>,
    /// The thresholds that the present event reached already.
    pub reached: Vec<RuleId>,
    /// The rules that the present request would set off, if their conditions held.
    pub declined: Vec<&'a str>,
    pub occasion: Occasion,
}

/// Something that may set off rules.
pub(super) struct Happening<'a> {
    pub what: What<'a>,
    /// What was told beside it; `None` if a rule made it happen.
    pub told: Option<&'a [Told]>,
    /// The circle of pools in which it is a step that was solved.
    pub circle: Option<usize>,
}

pub(super) enum What<'a> {
    Paid { unit: UnitIx, from: Account, to: Account, minor: i128 },
    Reported { amount: Quantity, by: AgentIx, about: Option<Account> },
    Requested { name: &'a Handle, amount: Option<Quantity>, by: AgentIx, about: Option<Account> },
    Passed { decision: &'a Handle, about: Option<Account> },
    PaidOff(Handle),
}

impl<'a> Cascade<'a> {
    pub fn new(state: &'a State, rules: &'a InForce, occasion: Occasion) -> Self {
        let clock = Clock::at(occasion.at);
        Self {
            staged: Staged::new(state, clock, occasion.act, occasion.entry),
            rules,
            line: VecDeque::new(),
            reached: Vec::new(),
            declined: Vec::new(),
            occasion,
        }
    }

    pub fn finish(self) -> Vec<Change> {
        self.staged.changes
    }

    /// What the charter in force sees.
    pub fn view(&self) -> View<'_> {
        self.view_by(self.rules)
    }

    /// What a version of the charter sees.
    pub fn view_by<'b>(&'b self, rules: &'b InForce) -> View<'b> {
        View { staged: &self.staged, rules }
    }

    /// Begins an event.
    pub fn begin(&mut self) {
        self.staged.begin();
        self.line.clear();
        self.reached.clear();
        self.declined.clear();
    }

    /// Lets the event take its course until nothing follows any more, and checks what it led to.
    pub fn settle(&mut self) -> Result<(), Refused> {
        while let Some(happening) = self.line.pop_front() {
            self.react(&happening)?;
            if self.staged.changes.len() > MOST_CHANGES {
                return Err(Obstacle::TooLong { most: MOST_CHANGES }.into());
            }
        }
        self.within_limits()?;
        self.laws_hold()
    }

    /// What the act itself sets off.
    pub fn start(&mut self, start: &'a Start) -> Result<(), Refused> {
        self.staged.clock = Clock::at(self.occasion.at);
        self.begin();
        match start {
            Start::Nothing => return Ok(()),
            Start::Payments(payments, told) => {
                self.move_all(payments)?;
                self.payments_happen(payments, told);
            }
            Start::PaidOut(payments) => self.move_all(payments)?,
            Start::Report { amount, by, about, told } => {
                let what = What::Reported { amount: *amount, by: *by, about: *about };
                self.line.push_back(Happening { what, told: Some(told), circle: None });
            }
            Start::Request { name, amount, by, about, told } => {
                let what = What::Requested { name, amount: *amount, by: *by, about: *about };
                self.line.push_back(Happening { what, told: Some(told), circle: None });
            }
            Start::Passes { decision, about, told } => {
                let what = What::Passed { decision, about: *about };
                self.line.push_back(Happening { what, told: Some(told), circle: None });
            }
            Start::Hold { payment, until, held_for } => self.hold(*payment, *until, held_for)?,
            Start::Settle { deferred, commit } => self.settle_hold(*deferred, *commit)?,
            Start::Changes(changes) => self.make(changes),
        }
        let before = self.staged.changes.len();
        self.settle()?;
        match start {
            Start::Request { name, .. } if self.staged.changes.len() == before => {
                Err(self.in_vain(name))
            }
            _ => Ok(()),
        }
    }

    fn in_vain(&self, name: &Handle) -> Refused {
        let rules: Vec<String> = self.declined.iter().map(|rule| format!("\"{rule}\"")).collect();
        let why = match rules.as_slice() {
            [] => "there is nothing that it would move or change".to_owned(),
            [rule] => format!("the condition of the rule {rule} does not hold"),
            _ => format!("the conditions of the rules {} do not hold", rules.join(", ")),
        };
        Obstacle::RequestInVain { name: name.clone(), why }.into()
    }

    /// Moves what is paid; each payer must be able to before any rule runs.
    fn move_all(&mut self, payments: &[Payment]) -> Result<(), Refused> {
        for Payment { from, to, unit, minor } in payments.iter().copied() {
            let lot = self.staged.lot(unit, minor)?;
            self.shift((from, to), lot, None, None)?;
        }
        self.payers_can()
    }

    fn payments_happen(&mut self, payments: &[Payment], told: &'a [Told]) {
        for Payment { from, to, unit, minor } in payments.iter().copied() {
            let what = What::Paid { unit, from, to, minor };
            self.line.push_back(Happening { what, told: Some(told), circle: None });
        }
    }

    /// Moves an amount; whether the payee may have it is checked here, whether the payer does in the end.
    pub fn shift(
        &mut self,
        (from, to): (Account, Account),
        lot: Lot,
        cause: Option<crate::change::Cause>,
        spender: Option<Account>,
    ) -> Result<(), Refused> {
        self.may_hold(to, lot.unit)?;
        self.staged.shift((from, to), lot, cause, spender)
    }

    fn hold(&mut self, payment: Payment, until: Moment, held_for: &HeldFor) -> Result<(), Refused> {
        let lot = self.staged.lot(payment.unit, payment.minor)?;
        self.shift((payment.from, Account::Held), lot, None, None)?;
        let held = Some(self.aside(payment.from, lot));
        let then = Then::Expire(held_for.clone());
        self.staged.defer(Deferred { due: until, held, then, cause: None });
        Ok(())
    }

    /// An amount set aside, in the words of effects.
    pub fn aside(&self, from: Account, lot: Lot) -> Aside {
        let state = self.staged.state;
        Aside {
            from: state.account_name(from),
            minor: lot.parts,
            unit: state.units.at(lot.unit).code.clone(),
        }
    }

    fn settle_hold(&mut self, number: u64, commit: Option<i128>) -> Result<(), Refused> {
        if !self.staged.waits(number) {
            return Err(self.settled(number));
        }
        let deferred = self.staged.waiting(number).map(|row| row.deferred.clone());
        let Some(Deferred { held: Some(aside), then: Then::Expire(held_for), .. }) = deferred
        else {
            return Err(Refused::HoldUnknown);
        };
        let (from, unit) = self.found(&aside)?;
        let how = if commit.is_some() { Ending::Committed } else { Ending::Cancelled };
        self.staged.end(number, how);
        let mut left = aside.minor;
        if let Some(minor) = commit {
            let to = self.staged.state.account(&held_for.to).ok_or(Refused::HoldUnknown)?;
            let lot = self.staged.lot(unit, minor)?;
            if lot.parts > left {
                let say = |minor| self.staged.state.say(Quantity { minor, unit });
                let held = say(self.staged.counts(unit, left));
                return Err(Refused::HoldExceeded { held, asked: say(minor) });
            }
            left -= lot.parts;
            self.shift((Account::Held, to), lot, None, Some(from))?;
            let what = What::Paid { unit, from, to, minor };
            self.line.push_back(Happening { what, told: Some(&[]), circle: None });
        }
        self.give_back(from, unit, left)
    }

    fn settled(&self, number: u64) -> Refused {
        match self.staged.waiting(number) {
            Some(_) => Refused::HoldSettled { how: "settled or expired" },
            None => Refused::HoldUnknown,
        }
    }

    /// From whom something was set aside, and its unit.
    pub fn found(&self, aside: &Aside) -> Result<(Account, UnitIx), Refused> {
        let state = self.staged.state;
        let found = state.account(&aside.from).zip(state.unit(&aside.unit));
        found.ok_or(Refused::HoldUnknown)
    }

    /// Gives what is left of something set aside back to whom it came from.
    pub fn give_back(&mut self, from: Account, unit: UnitIx, parts: i128) -> Result<(), Refused> {
        if parts <= 0 {
            return Ok(());
        }
        let lot = Lot { unit, parts, counts: self.staged.counts(unit, parts) };
        self.staged.shift((Account::Held, from), lot, None, Some(from))
    }

    /// Changes that the act makes by itself; those that move amounts are not for this.
    fn make(&mut self, changes: &[Change]) {
        let state = self.staged.state;
        for change in changes {
            match change {
                Change::RoleChanged(it) => {
                    if let Some(agent) = state.agent(&it.agent) {
                        self.staged.set_role(&it.role, agent, Standing::of(it), it.cause);
                    }
                }
                Change::ClaimGrew(it) => {
                    if let Some(holder) = state.agent(&it.holder) {
                        self.staged.owe(&it.class, holder, it.minor, it.cause);
                    }
                }
                other => self.staged.changes.push(other.clone()),
            }
        }
    }
}

/// Says that a rule has no answer.
pub(super) fn fails(rule: &Rule, fault: Fault) -> Refused {
    Obstacle::RuleFails { rule: rule.name.to_string(), why: fault.to_string() }.into()
}
