//! Which rules an event sets off, and what they see of it.

use charter::machine::{Fault, Frame, Party};
use charter::model::{PartySlot, Rule, RuleId, Side, Trigger, UnitId};
use quantity::Ratio;

use super::Told;
use super::perform::Firing;
use super::work::{Cascade, Happening, What, fails};
use crate::account::Account;
use crate::facts::View;
use crate::in_force::{InForce, refuses};
use crate::obstacle::Obstacle;
use crate::refusal::Refused;
use crate::unit::UnitIx;

impl<'a> Cascade<'a> {
    /// Fires the rules that an event sets off.
    pub fn react(&mut self, happening: &Happening<'a>) -> Result<(), Refused> {
        let rules = self.rules;
        let candidates = match happening.what {
            What::Paid { unit, .. } => {
                rules.unit_id(unit).map_or(&[][..], |unit| rules.on_transfer(unit))
            }
            _ => rules.in_order(),
        };
        // What goes on within a circle is solved where it comes in.
        let mut gone_round: Vec<usize> = happening.circle.into_iter().collect();
        for id in candidates {
            let Some(rule) = rules.rule(*id) else { continue };
            let circle = rules.circle_of(*id);
            if circle.is_some_and(|(number, _)| gone_round.contains(&number)) {
                continue;
            }
            let Some(frame) = self.set_off(*id, rule, happening)? else { continue };
            match circle {
                Some(circle) => {
                    gone_round.push(circle.0);
                    self.pass_round(circle, happening)?;
                }
                None => self.fire(rules, *id, frame)?,
            }
        }
        Ok(())
    }

    /// What a rule sees of an event, if it is set off by it.
    fn set_off(
        &mut self,
        id: RuleId,
        rule: &'a Rule,
        happening: &Happening<'_>,
    ) -> Result<Option<Frame>, Refused> {
        let fails = |fault| fails(rule, fault);
        let mut frame = blank(rule);
        if !seated(self.view(), rule, &happening.what, &mut frame).map_err(fails)? {
            return Ok(None);
        }
        if let Trigger::Reached { level, .. } = &rule.trigger {
            if self.reached.contains(&id) || !self.is_reached(rule, level, &frame)? {
                return Ok(None);
            }
            self.reached.push(id);
        }
        fill_told(self.view(), rule, happening.told, &mut frame)?;
        let holds = match &rule.when {
            Some(test) => test.holds(&self.rules.model, &self.view(), &frame).map_err(fails)?,
            None => true,
        };
        if !holds && matches!(happening.what, What::Requested { .. }) && !refuses(rule) {
            self.declined.push(&rule.name);
        }
        Ok(holds.then_some(frame))
    }

    fn is_reached(
        &self,
        rule: &Rule,
        level: &charter::model::Figure,
        frame: &Frame,
    ) -> Result<bool, Refused> {
        let Trigger::Reached { unit, pool, .. } = rule.trigger else { return Ok(false) };
        let (rules, view) = (self.rules, self.view());
        let level = level.value(&rules.model, &view, frame).map_err(|fault| fails(rule, fault))?;
        let there = rules.pool(pool).zip(rules.unit(unit));
        let there = there.map_or(0, |(pool, unit)| self.staged.balance(Account::Pool(pool), unit));
        Ok(Ratio::from_integer(there) >= level)
    }

    /// Does what a rule says.
    pub fn fire(&mut self, rules: &'a InForce, id: RuleId, frame: Frame) -> Result<(), Refused> {
        let Some(rule) = rules.rule(id) else { return Ok(()) };
        let mut firing = Firing::new(rules, id, rule, frame);
        for (place, action) in (0..).zip(&rule.actions) {
            firing.path = vec![place];
            self.perform(&mut firing, action)?;
        }
        Ok(())
    }
}

/// An empty frame of a rule.
pub(super) fn blank(rule: &Rule) -> Frame {
    let numbers = usize::from(rule.numbers).max(1 + rule.details.len());
    Frame { parties: vec![Party::Outside; rule.parties.len()], numbers: vec![Ratio::ZERO; numbers] }
}

/// Puts the parties and the amount of an event in their slots, if it is what the trigger wants.
fn seated(view: View<'_>, rule: &Rule, what: &What<'_>, frame: &mut Frame) -> Result<bool, Fault> {
    let is_unit = |id: &UnitId, unit: UnitIx| view.rules.unit(*id) == Some(unit);
    match (&rule.trigger, what) {
        (
            Trigger::Transfer { unit, from, to },
            What::Paid { unit: paid, from: payer, to: payee, minor },
        ) if is_unit(unit, *paid) => {
            set_amount(frame, *minor);
            Ok(seat(view, *from, *payer, frame)? && seat(view, *to, *payee, frame)?)
        }
        (Trigger::Reached { unit, pool, .. }, What::Paid { unit: paid, to, minor, .. })
            if is_unit(unit, *paid) =>
        {
            set_amount(frame, *minor);
            Ok(view.rules.pool(*pool).map(Account::Pool) == Some(*to))
        }
        (
            Trigger::Report { unit, by, about, .. },
            What::Reported { amount, by: who, about: whom },
        ) if is_unit(unit, amount.unit) => {
            set_amount(frame, amount.minor);
            Ok(seat(view, *by, Account::Agent(*who), frame)?
                && seat_about(view, *about, *whom, frame)?)
        }
        (
            Trigger::Request { name, unit, by, about },
            What::Requested { name: asked, amount, by: who, about: whom },
        ) if **name == *asked.as_str() => {
            set_amount(frame, amount.map_or(0, |amount| amount.minor));
            let fits = match (unit, amount) {
                (Some(unit), Some(amount)) => is_unit(unit, amount.unit),
                (None, None) => true,
                _ => false,
            };
            Ok(fits
                && seat(view, *by, Account::Agent(*who), frame)?
                && seat_about(view, *about, *whom, frame)?)
        }
        (Trigger::Passes { decision, about }, What::Passed { decision: passed, about: whom })
            if view.rules.decision(*decision) == Some(*passed) =>
        {
            Ok(match (about, whom) {
                (None, _) => true,
                (Some(slot), Some(whom)) => {
                    view.party(*whom).is_some_and(|it| sit(frame, *slot, it))
                }
                (Some(_), None) => false,
            })
        }
        (Trigger::Paid(claim), What::PaidOff(class)) => Ok(view.rules.class(*claim) == Some(class)),
        _ => Ok(false),
    }
}

fn set_amount(frame: &mut Frame, minor: i128) {
    if let Some(amount) = frame.numbers.first_mut() {
        *amount = Ratio::from_integer(minor);
    }
}

/// Puts somebody in a slot.
pub(super) fn sit(frame: &mut Frame, slot: PartySlot, party: Party) -> bool {
    if frame.parties.len() <= slot.at() {
        frame.parties.resize(slot.at() + 1, Party::Outside);
    }
    match frame.parties.get_mut(slot.at()) {
        Some(seat) => {
            *seat = party;
            true
        }
        None => false,
    }
}

fn seat(view: View<'_>, side: Side, account: Account, frame: &mut Frame) -> Result<bool, Fault> {
    let Some(party) = view.party(account) else { return Ok(matches!(side, Side::Anyone)) };
    Ok(match side {
        Side::Anyone => true,
        Side::Slot(slot) => sit(frame, slot, party),
        Side::Role(role, slot) => view.is_a(party, role)? && sit(frame, slot, party),
        Side::Pool(pool) => party == Party::Pool(pool),
        Side::Outside => party == Party::Outside,
    })
}

fn seat_about(
    view: View<'_>,
    side: Option<Side>,
    whom: Option<Account>,
    frame: &mut Frame,
) -> Result<bool, Fault> {
    match (side, whom) {
        (None, _) => Ok(true),
        (Some(side), Some(whom)) => seat(view, side, whom, frame),
        (Some(_), None) => Ok(false),
    }
}

/// Puts what was told beside an event in the slots of the rule's details.
fn fill_told(
    view: View<'_>,
    rule: &Rule,
    told: Option<&[Told]>,
    frame: &mut Frame,
) -> Result<(), Refused> {
    for ((name, unit), slot) in rule.details.iter().zip(frame.numbers.iter_mut().skip(1)) {
        let unit = view.rules.unit(*unit);
        let Some(told) = told else {
            let why =
                format!("it wants to know `{name}`, which a payment made by a rule does not tell");
            return Err(Obstacle::RuleFails { rule: rule.name.to_string(), why }.into());
        };
        let fits = |(that, amount): &&Told| that.as_str() == &**name && Some(amount.unit) == unit;
        match (told.iter().find(fits), unit) {
            (Some((_, amount)), _) => *slot = Ratio::from_integer(amount.minor),
            (None, Some(unit)) => {
                return Err(Refused::DetailMissing {
                    rule: rule.name.to_string(),
                    name: name.to_string(),
                    unit: view.staged.state.units.at(unit).code.clone(),
                });
            }
            (None, None) => {}
        }
    }
    Ok(())
}

/// A frame of one party and no numbers, as limits, roles and measures have it.
pub(super) fn about(party: Party) -> Frame {
    Frame { parties: vec![party], numbers: Vec::new() }
}
