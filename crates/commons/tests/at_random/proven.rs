//! What the checker called proven, held against every state that a history comes to and against all that moved.

use std::collections::BTreeMap;

use charter::civil::Period;
use charter::machine::{Frame, Party};
use charter::model::{
    Action, ActionKind, Amount, Condition, Destination, Model, NumberSlot, PartySlot, Place,
    PoolId, Portion, RoleId, Rule, RuleId, Side, Tier, Trigger, UnitId,
};
use charter::report::{Bound, Finding, Guarantee, Many, Subject, Verdict};
use commons::account::{Account, AccountName};
use commons::act::{Act, Word};
use commons::agent::AgentIx;
use commons::change::{Cause, Change, Moved};
use commons::facts::{View, party_of};
use commons::money::InForce;
use commons::name::{Code, Handle, Moment};
use commons::staged::{Clock, Staged};
use commons::state::State;
use quantity::Ratio;

use super::desk::{Desk, Record, act_id};
use super::dice::Dice;

/// Looks at the state as it is, and at what the last entry did.
pub fn check(desk: &Desk, before: &State, seed: u64) {
    let Some(rules) = desk.state.money.in_force() else { return };
    let staged =
        Staged::new(&desk.state, Clock::at(desk.now), act_id(u64::MAX), desk.state.entries);
    let probe = Probe { desk, rules, view: View { staged: &staged, rules } };
    probe.tables();
    probe.laws();
    probe.decay();
    let dice = &mut Dice::new(seed ^ 0x9a0);
    for (number, rule) in (0..).zip(&rules.model.rules) {
        for _ in 0..3 {
            let Some(frame) = probe.frame(dice, rule) else { continue };
            probe.rule(RuleId(number), rule, frame);
        }
    }
    let grew = desk.state.entries > before.entries;
    if grew && desk.state.money.charters.len() == before.money.charters.len() {
        let entry = Last { desk, before, rules, act: &desk.entries[&before.entries].act };
        entry.issues_as_named();
        entry.costs_as_bounded();
        entry.debits_as_agreed();
        entry.splits_all();
        entry.honours_stay();
    }
}

fn proven(desk: &Desk, guarantee: Guarantee, about: Subject) -> Option<&Finding> {
    let mut all = desk.report.of(guarantee).filter(|it| it.about == about);
    let first = all.next()?;
    let proven = first.verdict == Verdict::Proven && all.all(|it| it.verdict == Verdict::Proven);
    proven.then_some(first)
}

/// A refusal that proofs rule out.
pub fn refusal(desk: &Desk, why: &str) {
    let Some(model) = desk.model() else { return };
    let all_tables = desk.report.verdict(Guarantee::Tables) == Some(Verdict::Proven);
    let no_row = why.contains("no row of the table fits");
    assert!(!(no_row && all_tables), "G5: {why}");
    assert!(!why.starts_with("cascade_too_long"), "G4: {why}");
    let too_much = why.contains("its tiers take more than all");
    for (number, rule) in (0..).zip(&model.rules) {
        let told = too_much && why.contains(&format!("\"{}\"", rule.name));
        let pours = rule.actions.iter().any(|it| matches!(it.kind, ActionKind::Pour { .. }));
        let split = proven(desk, Guarantee::Shares, Subject::Rule(RuleId(number))).is_some();
        assert!(!told || !split || pours, "G6: {why}");
    }
}

/// What was proven of a rule.
#[derive(Clone, Copy)]
struct Proofs {
    positive: bool,
    shares: bool,
}

struct Probe<'a> {
    desk: &'a Desk,
    rules: &'a InForce,
    view: View<'a>,
}

impl Probe<'_> {
    fn model(&self) -> &Model {
        &self.rules.model
    }

    fn agents(&self) -> Vec<Party> {
        self.desk.state.agents.iter().map(|(agent, _)| party_of(agent)).collect()
    }

    fn everybody(&self) -> Vec<Party> {
        let pools = (0..self.model().pools.len()).map(|at| Party::Pool(PoolId(at as u16)));
        self.agents().into_iter().chain(pools).chain([Party::Outside]).collect()
    }

    /// G5: just one row fits, whoever is asked about.
    fn tables(&self) {
        for (number, table) in (0..).zip(&self.model().tables) {
            let about = Subject::Table(charter::model::TableId(number));
            if proven(self.desk, Guarantee::Tables, about).is_none() {
                continue;
            }
            for party in self.everybody() {
                let frame = Frame { parties: vec![party], numbers: Vec::new() };
                let otherwise =
                    table.rows.last().is_some_and(|it| it.0.condition == Condition::Always);
                let plain = table.rows.len() - usize::from(otherwise);
                let fits = table.rows[..plain]
                    .iter()
                    .map(|(test, _)| test.holds(self.model(), &self.view, &frame));
                let Ok(fits) = fits.collect::<Result<Vec<bool>, _>>() else { continue };
                let count = fits.iter().filter(|it| **it).count();
                assert!(count <= 1, "G5: {count} rows of {} fit {party:?}", table.name);
                assert!(count == 1 || otherwise, "G5: no row of {} fits {party:?}", table.name);
            }
        }
    }

    /// G18: laws that were proven hold, whatever happens.
    fn laws(&self) {
        for (number, law) in (0..).zip(&self.model().laws) {
            if proven(self.desk, Guarantee::Laws, Subject::Law(number)).is_some() {
                let holds = law.holds.holds(self.model(), &self.view, &Frame::default());
                assert!(holds != Ok(false), "G18: {}", law.name);
            }
        }
    }

    /// G13: what is said to be lost is what accounts lose, and a whole period loses the part that was written.
    fn decay(&self) {
        for (number, unit) in (0..).zip(&self.model().units) {
            let finding = proven(self.desk, Guarantee::Decay, Subject::Unit(UnitId(number)));
            let (Some(finding), Some(decay)) = (finding, &unit.decay) else { continue };
            let code = Code::new(&unit.name).unwrap();
            let fading = &self.desk.state.money.fading[&self.desk.state.unit(&code).unwrap()];
            let after = |minutes: i64| {
                fading.at(Moment(fading.since.0 + minutes * 60_000)).nominal(10_i128.pow(36))
            };
            let had = after(0);
            if had < 10_i128.pow(18) {
                continue;
            }
            let stretches = [
                (" in 30 days", 30),
                (" in a year of 365 days", 365),
                (" lost and not", 365),
                (" in a leap year", 366),
            ];
            for (words, days) in stretches {
                let Some((said, _)) = finding.sentence.split_once(words) else { continue };
                let said = thousandths(said.rsplit(' ').next().unwrap());
                let lost = (had - after(days * 1_440)) * 100_000 / had;
                assert!((said - lost).abs() <= 1, "G13: {lost} of 100000, but {finding:?}");
            }
            let minutes = match decay.each {
                Period::Year => 365 * 1_440,
                Period::Month => 43_800,
                Period::Week => 7 * 1_440,
                Period::Days(days) => i64::from(days) * 1_440,
                _ => 1_440,
            };
            if minutes % 1_440 == 0 || decay.applied == Period::Hour {
                let (part, whole) = (decay.part.numerator(), decay.part.denominator());
                let off = (had - after(minutes)) * whole - had * part;
                assert!(off.abs() <= had / 10_i128.pow(12) * whole, "G13: {code} lost {off} more");
            }
        }
    }

    /// An event that could set a rule off now, as far as its parties go.
    fn frame(&self, dice: &mut Dice, rule: &Rule) -> Option<Frame> {
        let numbers = usize::from(rule.numbers).max(1 + rule.details.len());
        let mut frame = Frame {
            parties: vec![Party::Outside; rule.parties.len()],
            numbers: vec![Ratio::ZERO; numbers],
        };
        let (sides, least): (Vec<(Side, bool)>, i128) = match &rule.trigger {
            Trigger::Transfer { from, to, .. } => (vec![(*from, true), (*to, true)], 1),
            Trigger::Report { by, about, .. } => {
                ([(*by, false)].into_iter().chain(about.map(|it| (it, true))).collect(), 1)
            }
            Trigger::Request { unit, by, about, .. } => {
                let about = about.map(|it| (it, true));
                ([(*by, false)].into_iter().chain(about).collect(), i128::from(unit.is_some()))
            }
            Trigger::Every { each: Some((role, slot)), .. } => {
                (vec![(Side::Role(*role, *slot), false)], 0)
            }
            Trigger::Passes { about: Some(slot), .. } => (vec![(Side::Slot(*slot), true)], 0),
            _ => (Vec::new(), 0),
        };
        for side in sides {
            self.seat(dice, side, &mut frame)?;
        }
        let most = *dice.pick(&[2, 10, 1_000, 100_000]);
        let reached = matches!(rule.trigger, Trigger::Reached { .. });
        if least == 1 || reached {
            frame.numbers[0] = Ratio::from_integer(1 + dice.below(most) as i128);
        }
        for detail in frame.numbers.iter_mut().skip(1).take(rule.details.len()) {
            *detail = Ratio::from_integer(dice.below(most) as i128);
        }
        Some(frame)
    }

    fn seat(&self, dice: &mut Dice, (side, pools): (Side, bool), frame: &mut Frame) -> Option<()> {
        let (slot, party): (PartySlot, Party) = match side {
            Side::Slot(slot) => {
                (slot, *dice.pick(&if pools { self.everybody() } else { self.agents() }))
            }
            Side::Role(role, slot) => {
                let members = self.view.members(role).ok()?;
                (slot, party_of(dice.pick_any(&members)?))
            }
            _ => return Some(()),
        };
        *frame.parties.get_mut(slot.at())? = party;
        Some(())
    }

    /// G3 and G6 of a rule whose condition holds now, and G5 of one that was said never to.
    fn rule(&self, id: RuleId, rule: &Rule, mut frame: Frame) {
        let holds = rule.when.as_ref().map(|when| when.holds(self.model(), &self.view, &frame));
        if !matches!(holds, None | Some(Ok(true))) {
            return;
        }
        let about = Subject::Rule(id);
        let never = proven(self.desk, Guarantee::Tables, about);
        assert!(never.is_none(), "G5: rule {} never holds, but does for {frame:?}", rule.name);
        let positive = proven(self.desk, Guarantee::Positive, about).is_some();
        let proofs =
            Proofs { positive, shares: proven(self.desk, Guarantee::Shares, about).is_some() };
        for action in &rule.actions {
            self.action(rule, action, &mut frame, proofs);
        }
    }

    fn action(&self, rule: &Rule, action: &Action, frame: &mut Frame, proofs: Proofs) {
        let value = |figure: &charter::model::Figure, frame: &Frame| {
            figure.value(self.model(), &self.view, frame)
        };
        if let ActionKind::Let(NumberSlot(slot), figure) = &action.kind {
            if let Ok(value) = value(figure, frame) {
                frame.numbers[usize::from(*slot)] = value;
            }
            return;
        }
        if let Some(Amount { figure, .. }) = amount(action)
            && let Ok(value) = value(figure, frame)
        {
            assert!(
                !proofs.positive || !value.is_negative(),
                "G3: rule {} would move {value:?} for {frame:?}",
                rule.name
            );
        }
        if let ActionKind::Split { tiers, .. } = &action.kind {
            self.tiers(rule, tiers, frame, proofs);
        }
        if let ActionKind::Hold { then, .. } | ActionKind::After { then, .. } = &action.kind {
            self.action(rule, then, &mut frame.clone(), proofs);
        }
    }

    /// G6: shares of the whole never come to more than it.
    fn tiers(&self, rule: &Rule, tiers: &[Tier], frame: &Frame, proofs: Proofs) {
        let mut sum = Ratio::ZERO;
        for tier in tiers {
            if let Portion::OfAll(part) = &tier.portion
                && let Ok(part) = part.value(self.model(), &self.view, frame)
            {
                sum = sum.checked_add(part).unwrap();
            }
        }
        assert!(
            !proofs.shares || sum <= Ratio::ONE,
            "G6: shares of rule {} come to {sum:?}",
            rule.name
        );
    }
}

/// A percentage in thousandths of a percent: `0.514%`.
fn thousandths(percent: &str) -> i128 {
    let number = percent.strip_suffix('%').unwrap();
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    format!("{whole}{part:0<3}").parse().unwrap()
}

fn amount(action: &Action) -> Option<&Amount> {
    match &action.kind {
        ActionKind::Move { amount, .. }
        | ActionKind::Retire { amount, .. }
        | ActionKind::Split { amount, .. }
        | ActionKind::Pour { amount, .. }
        | ActionKind::Convert { amount, .. }
        | ActionKind::Hold { amount, .. }
        | ActionKind::Owe { amount, .. } => Some(amount),
        _ => None,
    }
}

/// The last entry, under a charter that did not change with it.
struct Last<'a> {
    desk: &'a Desk,
    before: &'a State,
    rules: &'a InForce,
    act: &'a Act,
}

impl<'a> Last<'a> {
    fn records(&self) -> impl Iterator<Item = &'a Record> {
        let entry = self.before.entries;
        self.desk.records.iter().filter(move |record| record.entry == entry)
    }

    fn is_reversal(&self) -> bool {
        matches!(self.act, Act::Reverse(_))
    }

    /// The rule of the charter in force that made a move.
    fn rule(&self, cause: Option<Cause>) -> Option<(RuleId, &'a Rule)> {
        let cause = cause.filter(|it| it.charter == self.rules.entry)?;
        let id = RuleId(u16::try_from(cause.rule).ok()?);
        Some((id, self.rules.rule(id)?))
    }

    /// G1: what a unit's issuer gives and takes is by the rules that the finding names.
    fn issues_as_named(&self) {
        for record in self.records().filter(|_| !self.is_reversal()) {
            let (Change::Moved(moved), Some(id)) = (&record.change, self.unit(record)) else {
                continue;
            };
            let by_issuer = matches!(moved.from, AccountName::Issuer(_));
            let to_issuer = matches!(moved.to, AccountName::Issuer(_));
            let Some(finding) = proven(self.desk, Guarantee::Conservation, Subject::Unit(id))
            else {
                continue;
            };
            if (by_issuer || to_issuer)
                && moved.cause.is_none_or(|it| it.charter == self.rules.entry)
            {
                let rule =
                    self.rule(moved.cause).map(|(_, rule)| format!("rule \"{}\"", rule.name));
                let (more, less) =
                    finding.sentence.split_once("taken back by").unwrap_or((&finding.sentence, ""));
                let named = rule.is_some_and(|it| {
                    if by_issuer { more.contains(&it) } else { less.contains(&it) }
                });
                assert!(named, "G1: {moved:?}, but {}", finding.sentence);
            }
        }
    }

    fn unit(&self, record: &Record) -> Option<UnitId> {
        let moved = record.change.moved()?;
        self.rules.unit_id(self.desk.state.unit(&moved.unit)?)
    }

    /// G4: no more moves than the bounds of the rules that the act may set off.
    fn costs_as_bounded(&self) {
        if self.is_reversal() {
            return;
        }
        let own = self.records().filter(|it| it.own);
        let moves =
            own.filter(|it| it.change.moved().is_some_and(|it| it.cause.is_some())).count() as u64;
        if moves == 0 {
            return;
        }
        let mut most = 0;
        for cost in &self.desk.report.cost {
            let rule = self.rules.rule(cost.rule).unwrap();
            if self.may_set_off(&rule.trigger) {
                most += self.size(&cost.cascade);
            }
        }
        assert!(moves <= most, "G4: {moves} moves, at most {most}");
    }

    fn may_set_off(&self, trigger: &Trigger) -> bool {
        match (self.act, trigger) {
            (Act::Report(_), Trigger::Report { .. }) => true,
            (Act::Request(it), Trigger::Request { name, .. }) => **name == *it.name.as_str(),
            (Act::RecordDecision(_), Trigger::Passes { .. }) => true,
            (Act::Answer(it), Trigger::Report { .. }) => it.word == Word::Accept,
            (Act::Report(_) | Act::Request(_) | Act::RecordDecision(_) | Act::PayOut(_), _) => {
                false
            }
            (_, Trigger::Transfer { unit, .. } | Trigger::Reached { unit, .. }) => {
                let unit = self.rules.unit(*unit);
                self.records().any(|it| {
                    let moved = it.change.moved().filter(|_| it.own);
                    moved.is_some_and(|it| {
                        it.cause.is_none() && self.desk.state.unit(&it.unit) == unit
                    })
                })
            }
            _ => false,
        }
    }

    fn size(&self, bound: &Bound) -> u64 {
        let many = |many: &Many| -> u64 {
            let count = match many {
                Many::Role(role) => self.members(*role),
                Many::Holders(claim) => {
                    let class = self
                        .rules
                        .class(*claim)
                        .and_then(|it| self.desk.state.money.owing.class(it));
                    class.map_or(0, |it| it.owed().count())
                }
                Many::Contributors(_) => self.desk.state.agents.len(),
            };
            count as u64
        };
        bound.0.iter().map(|(sizes, number)| number * sizes.iter().map(many).product::<u64>()).sum()
    }

    /// The most that may have been in a role while the entry happened.
    fn members(&self, role: RoleId) -> usize {
        let changed = self.records().any(|it| matches!(it.change, Change::RoleChanged(_)));
        let conditional =
            matches!(self.rules.model.roles[role.at()].how, charter::model::RoleHow::Meets(_));
        if changed || conditional {
            return self.desk.state.agents.len();
        }
        let staged = Staged::new(&self.desk.state, Clock::at(self.desk.now), act_id(u64::MAX), 0);
        View { staged: &staged, rules: self.rules }.members(role).unwrap().len()
    }

    /// G8: whoever is debited by a rule did it themselves, confirmed or accepted it, or gives of what they are paid.
    fn debits_as_agreed(&self) {
        let mut paid: BTreeMap<(Handle, String), i128> = BTreeMap::new();
        let mut debited: Vec<Handle> = Vec::new();
        for record in self.records().filter(|it| it.own && !self.is_reversal()) {
            let Change::Moved(moved) = &record.change else { continue };
            if let AccountName::Agent(who) = &moved.from
                && let Some((id, rule)) = self.rule(moved.cause)
                && proven(self.desk, Guarantee::Consent, Subject::Rule(id)).is_some()
            {
                let had =
                    paid.get(&(who.clone(), moved.unit.to_string())).copied().unwrap_or_default();
                let from_paid = had >= moved.minor || debited.contains(who);
                assert!(from_paid || self.agreed(who), "G8: rule {} took {moved:?}", rule.name);
                debited.push(who.clone());
            }
            self.pays(moved, &mut paid);
        }
    }

    fn pays(&self, moved: &Moved, paid: &mut BTreeMap<(Handle, String), i128>) {
        if let AccountName::Agent(who) = &moved.to {
            *paid.entry((who.clone(), moved.unit.to_string())).or_default() += moved.minor;
        }
    }

    /// Whether somebody did, confirmed or reported what this entry is about, or it was decided about them.
    fn agreed(&self, who: &Handle) -> bool {
        let author = self.desk.state.agents.ix(self.desk.entries[&self.before.entries].author);
        let is = |agent: AgentIx| self.desk.state.agents.at(agent).handle == *who;
        author.is_some_and(is)
            || match self.act {
                Act::Answer(it) => is(self.desk.state.money.pending[&it.to].by),
                Act::RecordDecision(it) => it.about.as_ref() == Some(who),
                _ => false,
            }
    }

    /// G6: where every unit of an amount has a place to go, none is left.
    fn splits_all(&self) {
        let (Act::Pay(_) | Act::Receive(_), false) = (self.act, self.is_reversal()) else { return };
        let mut own = self.records().filter(|it| it.own && it.change.moved().is_some());
        let Some(first) = own.next() else { return };
        let payment = first.change.moved().unwrap();
        let deferring = self.records().any(|it| matches!(it.change, Change::Deferred(_)));
        for (number, rule) in (0..).zip(&self.rules.model.rules) {
            let [
                Action {
                    kind: ActionKind::Split { amount, from: Place::Pool(from), tiers }, ..
                },
            ] = &rule.actions[..]
            else {
                continue;
            };
            let id = RuleId(number);
            let all = proven(self.desk, Guarantee::Shares, Subject::Rule(id)).is_some_and(|it| {
                it.sentence.ends_with("every unit of the amount has a place to go")
            });
            // What goes to where it is, or overflows to there, stays.
            let stays = |to: &Destination| match to {
                Destination::Claim(claim) => {
                    self.rules.model.claims[claim.at()].overflow == Some(Place::Pool(*from))
                }
                to => *to == Destination::Place(Place::Pool(*from)),
            };
            let itself = tiers.iter().any(|it| stays(&it.to));
            let whole = amount.figure.expr == charter::model::Expr::Slot(NumberSlot(0));
            let Trigger::Transfer { to: Side::Pool(to), from: Side::Slot(_), unit } = rule.trigger
            else {
                continue;
            };
            let to = self.rules.pool(to).map(Account::Pool);
            let fed = self.records().filter(|it| {
                let moved = it.change.moved().filter(|_| it.own);
                moved.is_some_and(|it| {
                    self.desk.state.account(&it.to) == to
                        && self.desk.state.unit(&it.unit) == self.rules.unit(unit)
                })
            });
            if !all || itself || !whole || deferring || fed.count() != 1 || amount.unit != unit {
                continue;
            }
            let by_it = self.records().filter(|it| {
                it.own
                    && it
                        .change
                        .moved()
                        .is_some_and(|it| it.cause.is_some_and(|it| it.rule == u32::from(id.0)))
            });
            let sum: i128 = by_it.map(|it| it.counts).sum();
            let fed = self.desk.account(&payment.to) == to.unwrap()
                && self.desk.state.unit(&payment.unit) == self.rules.unit(unit);
            if fed && (sum > 0 || rule.when.is_none()) {
                assert_eq!(sum, first.counts, "G6: rule {} split so much", rule.name);
            }
        }
    }

    /// G9: nobody passes on what is not for sale.
    fn honours_stay(&self) {
        let all = self.desk.report.verdict(Guarantee::Kinds) == Some(Verdict::Proven);
        for record in self.records().filter(|_| all && !self.is_reversal()) {
            let (Change::Moved(moved), Some(id)) = (&record.change, self.unit(record)) else {
                continue;
            };
            use charter::tree::Kind::{Standing, Thanks, Vote};
            let honour = matches!(self.rules.model.units[id.at()].kind, Standing | Vote | Thanks);
            let by_hand = moved.cause.is_none() && record.own;
            let aside = matches!(moved.from, AccountName::Held(_));
            assert!(!honour || !by_hand || aside, "G9: {moved:?}");
        }
    }
}
