//! What must hold of every commons after every act, added up slowly from all changes that ever were.

use std::collections::{BTreeMap, BTreeSet};

use charter::civil::{Day, Period, Span};
use charter::machine::Facts;
use charter::model::{
    Action, ActionKind, Base, Cap, Destination, Expr, Figure, Limit, Observe, PartySlot, Per,
    Place, PoolId, Rule, Source, UnitId, Who,
};
use charter::tree::Lasts;
use commons::account::{Account, AccountName};
use commons::act::Act;
use commons::change::{Change, Deferred};
use commons::facts::{View, party_of};
use commons::name::{Code, Handle, Moment};
use commons::staged::{Clock, Staged};
use commons::state::State;

use super::desk::{Desk, Flows, Record, act_id};
use super::dice::Dice;

/// Everything that must hold whatever the charter says.
pub fn check(desk: &Desk, before: &State, seed: u64) {
    balances(desk);
    held(desk);
    claims(desk);
    roles(desk);
    caps(desk);
    figures(desk, seed);
    limits(desk, before);
}

/// Balances are the sums of all moves, and each unit sums to zero.
fn balances(desk: &Desk) {
    let mut sums: BTreeMap<(Code, Account), i128> = BTreeMap::new();
    for (entry, moved) in desk.records.iter().filter_map(|it| Some((it.entry, it.change.moved()?)))
    {
        assert!(moved.minor > 0, "an amount of {} moved", moved.minor);
        assert_ne!(moved.from, moved.to, "an amount moved to where it was");
        let unit = desk.state.unit(&moved.unit).unwrap();
        let parts = desk.state.money.parts(entry, unit, moved.minor).unwrap();
        *sums.entry((moved.unit.clone(), desk.account(&moved.from))).or_default() -= parts;
        *sums.entry((moved.unit.clone(), desk.account(&moved.to))).or_default() += parts;
    }
    for ((code, account), minor) in &sums {
        let unit = desk.state.unit(code).unwrap();
        let says = desk.state.accounts.balance(*account, unit);
        assert_eq!(says, *minor, "{account:?} has {says} {code}, and its moves come to {minor}");
    }
    for (unit, sum) in desk.state.accounts.sums() {
        assert_eq!(sum, 0, "{} does not sum to zero", desk.state.units.at(unit).code);
    }
    for (unit, account, minor) in desk.state.accounts.iter() {
        let code = &desk.state.units.at(unit).code;
        assert!(
            minor == 0 || sums.contains_key(&(code.clone(), account)),
            "{account:?} has {code}"
        );
        let aside = matches!(account, Account::Held | Account::Payable(_));
        assert!(!aside || minor >= 0, "{account:?} stands at {minor} {code}");
    }
}

/// What is set aside is what the open holds set aside.
fn held(desk: &Desk) {
    let mut open: Vec<Option<(u64, &Deferred)>> = Vec::new();
    for record in &desk.records {
        match &record.change {
            Change::Deferred(deferred) => open.push(Some((record.entry, deferred))),
            Change::Ended(ended) => {
                let place = usize::try_from(ended.deferred).unwrap();
                assert!(open[place].take().is_some(), "something deferred ended twice");
            }
            _ => {}
        }
    }
    let mut sums: BTreeMap<&Code, i128> = BTreeMap::new();
    for (entry, deferred) in open.iter().flatten() {
        if let Some(aside) = &deferred.held {
            let unit = desk.state.unit(&aside.unit).unwrap();
            let parts = desk.state.money.parts(*entry, unit, aside.minor).unwrap();
            *sums.entry(&aside.unit).or_default() += parts;
        }
    }
    for (unit, row) in desk.state.units.iter() {
        let says = desk.state.accounts.balance(Account::Held, unit);
        let holds = sums.get(&row.code).copied().unwrap_or_default();
        assert_eq!(says, holds, "what is held of {} is not what holds hold", row.code);
    }
    let due: BTreeSet<u64> = desk.state.money.due.iter().map(|(_, number)| *number).collect();
    let waits: BTreeSet<u64> =
        (0..).zip(&open).filter(|(_, it)| it.is_some()).map(|it| it.0).collect();
    assert_eq!(due, waits);
}

/// Claims are what grew and what was paid; nobody was paid more than they are owed.
fn claims(desk: &Desk) {
    let mut sums: BTreeMap<(&Handle, &Handle), (i128, i128)> = BTreeMap::new();
    for record in &desk.records {
        match &record.change {
            Change::ClaimGrew(it) => sums.entry((&it.class, &it.holder)).or_default().0 += it.minor,
            Change::ClaimPaid(it) => sums.entry((&it.class, &it.holder)).or_default().1 += it.minor,
            _ => {}
        }
    }
    for ((class, holder), (cap, paid)) in sums {
        let agent = desk.state.agent(holder).unwrap();
        let owed = desk.state.money.owing.class(class).unwrap().of(agent).unwrap();
        assert_eq!((owed.cap, owed.paid), (cap, paid), "{class} of {holder}");
        assert!(cap >= 0 && paid >= 0, "{class} of {holder}: {paid} of {cap}");
        let weight = was_ever_a_weight(desk, class);
        assert!(weight || paid <= cap, "{class} of {holder}: {paid} of {cap}");
    }
}

fn was_ever_a_weight(desk: &Desk, class: &Handle) -> bool {
    let charters = desk.state.money.charters.iter().filter_map(|it| it.rules.as_ref());
    let mut classes = charters.flat_map(|it| &it.model.claims);
    classes.any(|it| *it.name == *class.as_str() && it.lasts == Lasts::Forever)
}

fn roles(desk: &Desk) {
    let mut roles: BTreeMap<&Handle, BTreeSet<&Handle>> = BTreeMap::new();
    for record in &desk.records {
        if let Change::RoleChanged(it) = &record.change {
            let all = roles.entry(&it.role).or_default();
            let changed = if it.holds { all.insert(&it.agent) } else { all.remove(&it.agent) };
            assert!(changed, "{} changed nothing in {}", it.agent, it.role);
        }
    }
    for (role, all) in &desk.state.money.roles {
        let says = all.iter().map(|it| &desk.state.agents.at(*it).handle);
        assert_eq!(says.collect::<BTreeSet<_>>(), roles[role], "who is in {role}");
    }
}

/// No cap was ever passed: of rules that do one thing only, from what they moved.
fn caps(desk: &Desk) {
    for adoption in &desk.state.money.charters {
        let Some(rules) = &adoption.rules else { continue };
        for (number, rule) in (0..).zip(&rules.model.rules) {
            let [Action { kind: ActionKind::Move { from, to, caps, amount }, .. }] =
                &rule.actions[..]
            else {
                continue;
            };
            let moves: Vec<(&Record, i128)> = moves_of(desk, adoption.entry, number);
            for cap in caps {
                cap_holds(desk, rule, (from, to, amount.unit), cap, &moves);
            }
        }
    }
}

/// What a rule moved, with a minus for what was taken back.
fn moves_of(desk: &Desk, charter: u64, rule: u32) -> Vec<(&Record, i128)> {
    let by_it = desk.records.iter().filter(|record| {
        let cause = record.change.moved().and_then(|it| it.cause);
        cause.is_some_and(|it| (it.charter, it.rule) == (charter, rule))
    });
    let back = |it: &Record| matches!(desk.entries[&it.entry].act, Act::Reverse(_)) && it.own;
    by_it.map(|it| (it, if back(it) { -it.counts } else { it.counts })).collect()
}

fn cap_holds(
    desk: &Desk,
    rule: &Rule,
    (from, to, _): (&Source, &Destination, UnitId),
    cap: &Cap,
    moves: &[(&Record, i128)],
) {
    let Expr::Constant(most) = cap.most.expr else { return };
    let most = most.numerator().div_euclid(most.denominator());
    let is_slot = |place: &Place, slot: PartySlot| *place == Place::Party(slot);
    // For whom a move counts: those whom the cap does not tell apart count together.
    let whom = |record: &Record, back: bool| -> Option<Option<AccountName>> {
        let moved = record.change.moved().unwrap();
        let (payer, payee) = if back { (&moved.to, &moved.from) } else { (&moved.from, &moved.to) };
        match (cap.per, from, to) {
            (None, ..) => Some(None),
            (Some(Per::Payee), ..) => Some(Some(payee.clone())),
            (Some(Per::Party(slot)), _, Destination::Place(place)) if is_slot(place, slot) => {
                Some(Some(payee.clone()))
            }
            (Some(Per::Party(slot)), Source::Place(place), _) if is_slot(place, slot) => {
                Some(Some(payer.clone()))
            }
            _ => None,
        }
    };
    if cap.per.is_none() && cap.each.is_none() {
        let single = matches!(to, Destination::Place(_));
        for (record, minor) in moves.iter().filter(|_| single) {
            assert!(
                *minor <= most,
                "rule {} moved {minor} at once, at most {most}: entry {}",
                rule.name,
                record.entry
            );
        }
        return;
    }
    let mut sums: BTreeMap<(Option<Account>, i64), i128> = BTreeMap::new();
    // What is taken back is given back to its own period, which may be over; it is left out here, both times.
    let reversed = |record: &Record| {
        let entries = desk.entries.values();
        let acts = entries.filter_map(|it| match &it.act {
            Act::Reverse(it) => Some(it.act),
            _ => None,
        });
        acts.into_iter().any(|act| act == act_id(record.entry))
    };
    for (record, minor) in moves.iter().filter(|(_, minor)| *minor > 0) {
        if record.own && reversed(record) {
            continue;
        }
        let Some(whom) = whom(record, false) else { return };
        let since = cap.each.map_or(0, |each: Period| each.start_ms(record.within.0).unwrap());
        let account = whom.as_ref().map(|it| desk.account(it));
        let sum = sums.entry((account, since)).or_default();
        *sum += minor;
        assert!(
            *sum <= most,
            "rule {} moved {sum} for {whom:?} since {since}, at most {most}",
            rule.name
        );
    }
}

/// What the commons answers is what adding up all changes gives.
fn figures(desk: &Desk, seed: u64) {
    let Some(rules) = desk.state.money.in_force() else { return };
    let dice = &mut Dice::new(seed ^ 0xf16);
    let staged =
        Staged::new(&desk.state, Clock::at(desk.now), act_id(u64::MAX), desk.state.entries);
    let view = View { staged: &staged, rules };
    let spans = [
        None,
        Some(Span { count: 1, period: Period::Day }),
        Some(Span { count: 1, period: Period::Month }),
        Some(Span { count: 3, period: Period::Month }),
        Some(Span { count: 7, period: Period::Day }),
    ];
    let span = *dice.pick(&spans);
    for (number, unit) in (0..).zip(&rules.model.units) {
        let (id, code) = (UnitId(number), Code::new(&unit.name).unwrap());
        for (place, name, who, party) in everybody(desk, &rules.model) {
            let parties = [party];
            let says = |what: Observe| view.observe(&what, &parties);
            let slow = Slow { desk, name: &name, code: &code };
            assert_eq!(
                says(Observe::Balance(who, id)),
                Some(slow.balance()),
                "balance of {name:?} in {code}"
            );
            assert_eq!(
                says(Observe::Income(who, id, span)),
                Some(slow.flow(span, |it| &it.1)),
                "income of {name:?} in {code} over {span:?}"
            );
            assert_eq!(
                says(Observe::Spending(who, id, span)),
                Some(slow.flow(span, |it| &it.0)),
                "spending of {name:?} in {code} over {span:?}"
            );
            assert_eq!(
                says(Observe::SinceIssue(who, id)),
                Some(slow.since_issue(place)),
                "time since {code} was issued to {name:?}"
            );
        }
        let slow = |name| Slow { desk, name, code: &code }.balance();
        let out = slow(&AccountName::Issuer(commons::account::Whole {}))
            + slow(&AccountName::Outside(commons::account::Whole {}));
        let says = view.observe(&Observe::Supply(id), &[]).unwrap();
        assert!((says + out).abs() <= 1, "supply of {code} is {says}, not {}", -out);
    }
}

/// Agents and pools of the charter: place of an agent, name, how figures name it.
fn everybody(
    desk: &Desk,
    model: &charter::model::Model,
) -> Vec<(Option<usize>, AccountName, Who, charter::machine::Party)> {
    let slot = Who::Party(PartySlot(0));
    let agents = desk.state.agents.iter().map(|(agent, row)| {
        (Some(agent.place()), AccountName::Agent(row.handle.clone()), slot, party_of(agent))
    });
    let pools = (0..).zip(&model.pools).map(|(number, pool)| {
        let name = AccountName::Pool(Handle::new(&pool.name).unwrap());
        let id = PoolId(number);
        (None, name, Who::Pool(id), charter::machine::Party::Pool(id))
    });
    agents.chain(pools).collect()
}

struct Slow<'a> {
    desk: &'a Desk,
    name: &'a AccountName,
    code: &'a Code,
}

impl Slow<'_> {
    fn moves(&self) -> impl Iterator<Item = &Record> {
        let of_unit = |it: &&Record| it.change.moved().is_some_and(|it| it.unit == *self.code);
        self.desk.records.iter().filter(of_unit)
    }

    fn parts(&self) -> i128 {
        let unit = self.desk.state.unit(self.code).unwrap();
        let part = |record: &Record| {
            let moved = record.change.moved().unwrap();
            let minor = self.desk.state.money.parts(record.entry, unit, moved.minor).unwrap();
            let came = if moved.to == *self.name { minor } else { 0 };
            came - if moved.from == *self.name { minor } else { 0 }
        };
        self.moves().map(part).sum()
    }

    fn balance(&self) -> i128 {
        self.desk.nominal(self.code, self.parts(), self.desk.now)
    }

    fn flow(&self, span: Option<Span>, side: fn(&Flows) -> &Option<AccountName>) -> i128 {
        let today = Day::at_ms(self.desk.now.0).unwrap();
        let tomorrow = Day(today.0 + 1);
        let first = span.map(|span| tomorrow.minus(span).unwrap());
        let counts = |record: &&Record| {
            let day = Day::at_ms(record.at.0).unwrap();
            side(&record.flows).as_ref() == Some(self.name)
                && first.is_none_or(|first| day >= first)
        };
        self.moves().filter(counts).map(|record| record.counts).sum()
    }

    fn since_issue(&self, place: Option<usize>) -> i128 {
        let issued = self.moves().filter(|record| {
            let moved = record.change.moved().unwrap();
            let by_issuer = matches!(moved.from, AccountName::Issuer(_));
            by_issuer && moved.to == *self.name && !matches!(record.change, Change::Faded(_))
        });
        let first = self.desk.state.money.charters[0].at;
        let joined = place.map_or(first, |place| self.desk.joined[place]);
        let since = issued.last().map_or(joined, |record| record.at);
        i128::from(self.desk.now.0) - i128::from(since.0)
    }
}

/// Whoever got less by the event of this entry is within their limit, as it is now; and likewise upwards.
fn limits(desk: &Desk, before: &State) {
    let Some(rules) = desk.state.money.in_force() else { return };
    if before.money.charters.len() != desk.state.money.charters.len() {
        return;
    }
    let entry = desk.state.entries - 1;
    let mut changes: BTreeMap<(Account, Code), i128> = BTreeMap::new();
    for record in desk.records.iter().filter(|it| it.entry == entry && it.own) {
        let Some(moved) = record.change.moved() else { continue };
        *changes.entry((desk.account(&moved.from), moved.unit.clone())).or_default() -= moved.minor;
        *changes.entry((desk.account(&moved.to), moved.unit.clone())).or_default() += moved.minor;
    }
    for ((account, code), change) in changes {
        let Some(id) = rules.model.units.iter().position(|it| *it.name == *code.as_str()) else {
            continue;
        };
        let id = UnitId(u16::try_from(id).unwrap());
        let name = desk.state.account_name(account);
        let has = Slow { desk, name: &name, code: &code }.balance();
        if change < 0 {
            let Some(lowest) = lowest(desk, account, id) else { continue };
            assert!(has >= lowest, "{name:?} went down to {has} {code}, below {lowest}");
        }
        if let (true, Some(Limit::Figure(figure))) =
            (change > 0, &rules.model.units[id.at()].highest)
            && matches!(account, Account::Agent(_))
        {
            let highest = value(desk, figure, account);
            assert!(has <= highest, "{name:?} went up to {has} {code}, above {highest}");
        }
    }
}

/// How far an account may go down; `None` if without end.
fn lowest(desk: &Desk, account: Account, unit: UnitId) -> Option<i128> {
    let rules = desk.state.money.in_force()?;
    match account {
        Account::Outside | Account::Issuer => None,
        Account::Pool(pool) => {
            let id = rules.pools.iter().position(|that| *that == pool)?;
            let figure = rules.model.pools[id].lowest.as_ref();
            let of_unit = |it: &&Figure| it.dimension.0 == [(Base::Unit(unit), 1)];
            Some(figure.filter(of_unit).map_or(0, |figure| value(desk, figure, account)))
        }
        Account::Agent(agent) => Some(match &rules.model.units[unit.at()].lowest {
            None => 0,
            Some(Limit::Figure(figure)) => value(desk, figure, account),
            Some(Limit::Table(table)) => {
                let rows = &rules.model.tables[table.at()].rows;
                let staged = Staged::new(&desk.state, Clock::at(desk.now), act_id(u64::MAX), 0);
                let view = View { staged: &staged, rules };
                let frame = frame(party_of(agent));
                let holds = |it: &&(charter::model::Test, Figure)| {
                    it.0.holds(&rules.model, &view, &frame).unwrap()
                };
                let row = rows.iter().find(holds).unwrap();
                value(desk, &row.1, account)
            }
        }),
        _ => Some(0),
    }
}

fn value(desk: &Desk, figure: &Figure, account: Account) -> i128 {
    let rules = desk.state.money.in_force().unwrap();
    let staged = Staged::new(&desk.state, Clock::at(desk.now), act_id(u64::MAX), 0);
    let view = View { staged: &staged, rules };
    let parties = view.party(account).into_iter().collect();
    let frame = charter::machine::Frame { parties, numbers: Vec::new() };
    let exact = figure.value(&rules.model, &view, &frame).unwrap();
    // Down means towards zero.
    exact.numerator() / exact.denominator()
}

fn frame(party: charter::machine::Party) -> charter::machine::Frame {
    charter::machine::Frame { parties: vec![party], numbers: Vec::new() }
}

/// The moment that a number of milliseconds means, for telling.
pub fn told(at: Moment) -> String {
    Day::at_ms(at.0).map_or_else(String::new, |day| day.to_string())
}
