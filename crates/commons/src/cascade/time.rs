//! What falls due: in the order of time, each thing at its own moment.
//!
//! At one moment comes first what closes a period: what units lost in it, then units that end, then rules of
//! periods in the order in which they fire, for each agent in the order in which they joined. For all of that,
//! and for what it sets off, windows of days end with the period that closes and caps count in it; balances are
//! those of the moment. Then comes what belongs to the period that begins: what was deferred, oldest first, then
//! rules of that date. So no moment counts in a period once a later one has been counted in, which is why it is
//! enough that a cap knows how much was used in one period.

use charter::civil::{Day, closes_between};
use charter::machine::Party;
use charter::model::{Rule, RuleId, Trigger};

use super::matching::{blank, sit};
use super::perform::{Firing, Held};
use super::work::Cascade;
use crate::account::{Account, AccountName};
use crate::change::{CaughtUp, Cause, Change, Continuation, Ending, Missed, Then};
use crate::facts::party_of;
use crate::in_force::InForce;
use crate::name::Moment;
use crate::obstacle::Obstacle;
use crate::refusal::Refused;
use crate::staged::{Clock, Lot};

/// So many changes of one entry are enough of what fell due.
const ENOUGH_CHANGES: usize = 100_000;

/// So many moments of one entry are enough.
const ENOUGH_MOMENTS: usize = 100_000;

/// Whether what fell due may be done in several entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Portions {
    /// All at once, or not at all.
    Whole,
    /// As much as is enough for one entry.
    Several,
}

impl<'a> Cascade<'a> {
    /// Does all that fell due until a moment.
    pub fn catch_up(&mut self, until: Moment, portions: Portions) -> Result<(), Refused> {
        let money = &self.staged.state.money;
        let adopted = money.charters.last().map_or(until, |adoption| adoption.at);
        let mut since = money.caught_up.map_or(adopted, |caught_up| caught_up.max(adopted));
        let (mut marked, mut moments) = (None, 0);
        while let Some(at) = self.next_due(since, until) {
            moments += 1;
            if self.staged.changes.len() > ENOUGH_CHANGES || moments > ENOUGH_MOMENTS {
                match portions {
                    Portions::Whole => return Err(Obstacle::CatchUpFirst.into()),
                    Portions::Several => break,
                }
            }
            let before = self.staged.changes.len();
            self.fall_due(since, at);
            since = at;
            marked = Some(at);
            if self.staged.changes.len() > before {
                self.staged.changes.push(Change::CaughtUp(CaughtUp { until: at }));
                marked = None;
            }
        }
        if let Some(until) = marked {
            self.staged.changes.push(Change::CaughtUp(CaughtUp { until }));
        }
        Ok(())
    }

    /// The first moment after one and not after another at which something falls due.
    fn next_due(&self, since: Moment, until: Moment) -> Option<Moment> {
        let closes = self.rules.periods().iter();
        let closes = closes.filter_map(|period| closes_between(*period, since.0, until.0).next());
        let days = self.rules.days().iter().map(|day| day.start_ms());
        let days = days.filter(|day| since.0 < *day && *day <= until.0);
        let deferred = self.staged.first_due(until).map(|(due, _)| due.max(since).0);
        closes.chain(days).chain(deferred).min().map(Moment)
    }

    fn fall_due(&mut self, since: Moment, at: Moment) {
        self.staged.clock = Clock::close(at);
        for place in 0..self.rules.units.len() {
            self.fade(place, since, at);
            self.end_unit(place, at);
        }
        let rules = self.rules;
        let on_time = || rules.on_time().iter().filter_map(|id| Some((*id, rules.rule(*id)?)));
        for (id, rule) in on_time() {
            self.close(id, rule, since, at);
        }
        self.staged.clock = Clock::at(at);
        while let Some((_, number)) = self.staged.first_due(at) {
            self.come_due(number);
        }
        for (id, rule) in on_time() {
            // What is deferred until now may bring a moment back that has been.
            let comes = |day: Day| since < at && day.start_ms() == at.0;
            if matches!(rule.trigger, Trigger::Date(day) if comes(day)) {
                self.scheduled_for(id, rule, None);
            }
        }
    }

    /// Does something as an event of its own, or nothing of it.
    fn attempt(
        &mut self,
        event: impl FnOnce(&mut Self) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        self.staged.mark();
        self.begin();
        let done = event(self).and_then(|()| self.settle());
        match done {
            Ok(()) => self.staged.keep(),
            Err(_) => self.staged.go_back(),
        }
        done
    }

    /// Issues what a unit lost since it was last issued so, if this is a close of its period.
    fn fade(&mut self, place: usize, since: Moment, at: Moment) {
        let rules = self.rules;
        let row = rules.model.units.get(place).zip(rules.units.get(place));
        let Some((decay, unit)) = row.and_then(|(row, unit)| Some((row.decay.as_ref()?, *unit)))
        else {
            return;
        };
        let closes = closes_between(decay.each, since.0, at.0).any(|close| close == at.0);
        let to = decay.into.and_then(|place| self.fixed(place));
        let Some(to) = to.filter(|_| closes) else { return };
        let issued = self.staged.flow(Account::Issuer, unit, self.staged.clock.window(None));
        let there = self.staged.balance(Account::Issuer, unit).saturating_neg();
        let lost = issued.spending - issued.income - there;
        if lost > 0 {
            // Where the pot cannot have it, it stays lost.
            let _ = self.attempt(|it| {
                let lot = it.staged.lot(unit, lost)?;
                it.staged.fade(to, lot)
            });
        }
    }

    /// The account of a place that does not depend on an event.
    fn fixed(&self, place: charter::model::Place) -> Option<Account> {
        match place {
            charter::model::Place::Pool(pool) => self.rules.pool(pool).map(Account::Pool),
            charter::model::Place::Outside => Some(Account::Outside),
            _ => None,
        }
    }

    /// Moves what is left of a unit that ends to where the charter says. Debts stay.
    fn end_unit(&mut self, place: usize, at: Moment) {
        let rules = self.rules;
        let row = rules.model.units.get(place).zip(rules.units.get(place));
        let Some(((day, to), unit)) = row.and_then(|(row, unit)| Some((row.ends?, *unit))) else {
            return;
        };
        let Some(to) = self.fixed(to).filter(|_| day.start_ms() == at.0) else { return };
        let _ = self.attempt(|it| {
            for from in it.staged.holders(unit) {
                let parts = it.staged.parts(from, unit);
                if from != to && parts > 0 {
                    let lot = Lot { unit, parts, counts: it.staged.counts(unit, parts) };
                    it.staged.shift((from, to), lot, None, None)?;
                }
            }
            Ok(())
        });
    }

    /// What was deferred happens, or what was set aside for it goes back.
    fn come_due(&mut self, number: u64) {
        let Some(deferred) = self.staged.waiting(number).map(|row| row.deferred.clone()) else {
            return;
        };
        let held = deferred.held.as_ref().and_then(|aside| {
            let (from, unit) = self.found(aside).ok()?;
            Some(Held { from, unit, left: aside.minor })
        });
        let done = match (&deferred.then, deferred.cause) {
            (Then::Rule(continuation), Some(cause)) => {
                self.attempt(|it| it.go_on(number, cause, continuation, held))
            }
            _ => Err(Refused::HoldUnknown),
        };
        if let Err(why) = done {
            let is_rule = matches!(deferred.then, Then::Rule(_));
            let how = if is_rule { Ending::Failed } else { Ending::Expired };
            self.begin();
            if let Some(cause) = deferred.cause.filter(|_| is_rule) {
                self.miss(cause, None, &why);
            }
            self.staged.end(number, how);
            if let Some(Held { from, unit, left }) = held {
                // Whoever had it could have it; only counting could end here.
                let _ = self.give_back(from, unit, left);
            }
        }
    }

    /// Goes on with a rule under the charter that it was begun with.
    fn go_on(
        &mut self,
        number: u64,
        cause: Cause,
        continuation: &Continuation,
        held: Option<Held>,
    ) -> Result<(), Refused> {
        let state = self.staged.state;
        let rules: &'a InForce =
            state.money.adopted_by(cause.charter).ok_or(Refused::CharterNotUnderstood)?;
        let id = RuleId(u16::try_from(cause.rule).unwrap_or(u16::MAX));
        let rule = rules.rule(id).ok_or(Refused::CharterNotUnderstood)?;
        let action = action_at(rule, &continuation.action).ok_or(Refused::CharterNotUnderstood)?;
        let mut frame = blank(rule);
        frame.numbers.clone_from(&continuation.numbers);
        frame.parties = continuation.parties.iter().map(|name| self.party(rules, name)).collect();
        self.staged.end(number, Ending::Done);
        let mut firing = Firing::new(rules, id, rule, frame);
        (firing.path, firing.aside) = (continuation.action.clone(), held);
        self.perform(&mut firing, action)?;
        match firing.aside {
            Some(Held { from, unit, left }) => self.give_back(from, unit, left),
            None => Ok(()),
        }
    }

    fn party(&self, rules: &InForce, name: &AccountName) -> Party {
        let account = self.staged.state.account(name);
        account.and_then(|it| self.view_by(rules).party(it)).unwrap_or(Party::Outside)
    }

    /// Fires a rule of a period that closes now.
    fn close(&mut self, id: RuleId, rule: &'a Rule, since: Moment, at: Moment) {
        let Trigger::Every { period, each } = &rule.trigger else { return };
        if !closes_between(*period, since.0, at.0).any(|close| close == at.0) {
            return;
        }
        let Some((role, slot)) = each else { return self.scheduled_for(id, rule, None) };
        match self.view().members(*role) {
            Ok(members) => {
                for member in members {
                    self.scheduled_for(id, rule, Some((*slot, member)));
                }
            }
            Err(fault) => {
                let cause = Cause { charter: self.rules.entry, rule: id.0.into() };
                self.miss(cause, None, &super::work::fails(rule, fault));
            }
        }
    }

    fn scheduled_for(
        &mut self,
        id: RuleId,
        rule: &'a Rule,
        whom: Option<(charter::model::PartySlot, crate::agent::AgentIx)>,
    ) {
        let rules = self.rules;
        let mut frame = blank(rule);
        if let Some((slot, member)) = whom {
            sit(&mut frame, slot, party_of(member));
        }
        let done = self.attempt(|it| {
            let view = it.view();
            let holds = match &rule.when {
                Some(test) => test.holds(&rules.model, &view, &frame),
                None => Ok(true),
            };
            if holds.map_err(|fault| super::work::fails(rule, fault))? {
                it.fire(rules, id, frame)?;
            }
            Ok(())
        });
        if let Err(why) = done {
            let cause = Cause { charter: rules.entry, rule: id.0.into() };
            self.miss(cause, whom.map(|(_, member)| Account::Agent(member)), &why);
        }
    }

    fn miss(&mut self, cause: Cause, whom: Option<Account>, why: &Refused) {
        let whom = whom.map(|whom| self.staged.state.account_name(whom));
        self.staged.changes.push(Change::Missed(Missed { cause, whom, why: why.to_string() }));
    }
}

/// The action at the end of a way through a rule.
fn action_at<'r>(rule: &'r Rule, way: &[u32]) -> Option<&'r charter::model::Action> {
    use charter::model::ActionKind::{After, Hold};
    let (first, inside) = way.split_first()?;
    let mut action = rule.actions.get(usize::try_from(*first).ok()?)?;
    for _ in inside {
        let (Hold { then, .. } | After { then, .. }) = &action.kind else { return None };
        action = then;
    }
    Some(action)
}
