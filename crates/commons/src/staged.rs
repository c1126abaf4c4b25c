//! A staged view: the state, with the changes made so far by a cascade that may still be refused.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::hash::Hash;
use std::rc::Rc;

use charter::civil::{Day, Span};
use charter::model::EquationId;
use quantity::Factor;

use crate::account::{Account, AccountName};
use crate::agent::AgentIx;
use crate::change::{
    CapName, CapUsed, Carried, Cause, Change, ClaimGrew, ClaimPaid, Deferred, Ended, Ending, Faded,
    Moved, Released, RoleChanged,
};
use crate::claim_class::Class;
use crate::contributors::Contributors;
use crate::equation::Equation;
use crate::in_force::InForce;
use crate::lookup::Lookup;
use crate::money::Waiting;
use crate::name::{ActId, Handle, Moment};
use crate::obstacle::Obstacle;
use crate::refusal::Refused;
use crate::series::{Flow, Window};
use crate::state::State;
use crate::unit::{Quantity, UnitIx};

/// The most minor units that move or are owed at once. Sums over any history of these fit an `i128`.
pub const MOST_MINOR: i128 = 1 << 100;

/// Before everything that ever falls due.
const EARLIEST: (Moment, u64) = (Moment(i64::MIN), 0);

/// What time it is while rules run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The moment.
    pub at: Moment,
    /// In which day and period that is: at the close of a period, its last moment.
    pub within: Moment,
}

impl Clock {
    /// A moment of an act.
    #[must_use]
    pub fn at(at: Moment) -> Self {
        Self { at, within: at }
    }

    /// The close of a period: the first moment after it.
    #[must_use]
    pub fn close(at: Moment) -> Self {
        Self { at, within: Moment(at.0.saturating_sub(1)) }
    }
}

impl Clock {
    /// The days up to now that a window of such a length holds.
    #[must_use]
    pub fn window(self, span: Option<Span>) -> Window {
        Window::of(span, day_of(self.within))
    }
}

/// The civil day of a moment.
#[must_use]
pub fn day_of(at: Moment) -> Day {
    Day::at_ms(at.0).unwrap_or(Day(if at.0 < 0 { i32::MIN } else { i32::MAX }))
}

/// What is different from the state, and how to go back to the last mark.
#[derive(Debug)]
struct Layer<K, V> {
    over: Lookup<K, V>,
    /// What was there before each change since the mark; `None` without a mark.
    undo: Option<Vec<(K, Option<V>)>>,
}

impl<K: Eq + Hash + Clone, V: Clone> Layer<K, V> {
    fn new() -> Self {
        Self { over: Lookup::default(), undo: None }
    }

    fn get(&self, key: &K) -> Option<&V> {
        self.over.get(key)
    }

    fn set(&mut self, key: K, value: V) {
        match &mut self.undo {
            None => drop(self.over.insert(key, value)),
            Some(undo) => {
                let before = self.over.insert(key.clone(), value);
                undo.push((key, before));
            }
        }
    }

    /// What is there, to change; begins with what `first` gives.
    fn change(&mut self, key: K, first: impl FnOnce() -> V) -> &mut V {
        if let Some(undo) = &mut self.undo {
            undo.push((key.clone(), self.over.get(&key).cloned()));
        }
        self.over.entry(key).or_insert_with(first)
    }

    fn mark(&mut self) {
        self.undo = Some(Vec::new());
    }

    fn keep(&mut self) {
        self.undo = None;
    }

    fn go_back(&mut self) {
        for (key, before) in self.undo.take().unwrap_or_default().into_iter().rev() {
            match before {
                Some(before) => drop(self.over.insert(key, before)),
                None => drop(self.over.remove(&key)),
            }
        }
    }
}

/// An account as it stands in a staged view.
#[derive(Debug, Clone)]
struct Stood {
    minor: i128,
    /// What it was when the present event began, and which event that is.
    before: i128,
    event: u32,
    /// What moved on the last day on which something moved here, and on days before.
    day: Day,
    flow: Flow,
    earlier: Vec<(Day, Flow)>,
    issued: Option<Moment>,
}

/// The state, with the changes made so far.
#[derive(Debug)]
pub struct Staged<'a> {
    /// The state before.
    pub state: &'a State,
    /// What time it is.
    pub clock: Clock,
    /// The changes so far.
    pub changes: Vec<Change>,
    /// The act that does all this, and its entry.
    act: (ActId, u64),
    accounts: Layer<(UnitIx, Account), Stood>,
    claims: Layer<Handle, Class>,
    roles: Layer<(Handle, AgentIx), bool>,
    caps: Layer<(CapName, Option<Account>), (Moment, i128)>,
    carried: Layer<(String, UnitIx, Account), i128>,
    released: Layer<Handle, ()>,
    ended: Layer<u64, Ending>,
    waiting: Vec<Waiting>,
    /// When what came to wait falls due, and its number.
    due: BTreeSet<(Moment, u64)>,
    /// Whatever falls due before this has ended.
    ended_before: Cell<(Moment, u64)>,
    /// How many changes and waiting things there were at the mark, and what had ended.
    marked: (usize, usize, (Moment, u64)),
    event: u32,
    touched: Vec<(UnitIx, Account)>,
    factors: RefCell<Vec<(UnitIx, Moment, Factor)>>,
    shares: RefCell<Vec<(SharesOf, Rc<Contributors>)>>,
}

/// The shares at which moment, by which charter's equation, of what.
type SharesOf = (Moment, u64, EquationId, Option<Handle>);

/// Whether an agent is in a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// They are.
    In,
    /// They are not.
    Out,
}

impl Standing {
    /// In words of effects.
    #[must_use]
    pub const fn of(changed: &RoleChanged) -> Self {
        if changed.holds { Self::In } else { Self::Out }
    }
}

/// An amount on its way, in what moves: minor units, or parts of base for a unit that fades.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lot {
    /// The unit.
    pub unit: UnitIx,
    /// What moves.
    pub parts: i128,
    /// What it counts now, in minor units.
    pub counts: i128,
}

impl<'a> Staged<'a> {
    /// The state as it is.
    #[must_use]
    pub fn new(state: &'a State, clock: Clock, act: ActId, entry: u64) -> Self {
        Self {
            state,
            clock,
            changes: Vec::new(),
            act: (act, entry),
            accounts: Layer::new(),
            claims: Layer::new(),
            roles: Layer::new(),
            caps: Layer::new(),
            carried: Layer::new(),
            released: Layer::new(),
            ended: Layer::new(),
            waiting: Vec::new(),
            due: BTreeSet::new(),
            ended_before: Cell::new(EARLIEST),
            marked: (0, 0, EARLIEST),
            event: 0,
            touched: Vec::new(),
            factors: RefCell::new(Vec::new()),
            shares: RefCell::new(Vec::new()),
        }
    }

    /// Remembers where it stands, until it goes back there or keeps what came since.
    pub fn mark(&mut self) {
        self.marked = (self.changes.len(), self.waiting.len(), self.ended_before.get());
        self.accounts.mark();
        self.claims.mark();
        self.roles.mark();
        self.caps.mark();
        self.carried.mark();
        self.released.mark();
        self.ended.mark();
    }

    /// Forgets the mark.
    pub fn keep(&mut self) {
        self.accounts.keep();
        self.claims.keep();
        self.roles.keep();
        self.caps.keep();
        self.carried.keep();
        self.released.keep();
        self.ended.keep();
    }

    /// Forgets everything since the mark.
    pub fn go_back(&mut self) {
        self.changes.truncate(self.marked.0);
        let first = self.state.money.waiting.len() + self.marked.1;
        for (number, row) in (first as u64..).zip(self.waiting.drain(self.marked.1..)) {
            self.due.remove(&(row.deferred.due, number));
        }
        self.ended_before.set(self.marked.2);
        self.accounts.go_back();
        self.claims.go_back();
        self.roles.go_back();
        self.caps.go_back();
        self.carried.go_back();
        self.released.go_back();
        self.ended.go_back();
    }

    /// Begins an event: from here on [`Staged::touched`] compares.
    pub fn begin(&mut self) {
        self.event += 1;
        self.touched.clear();
    }

    /// The accounts that the present event touched, with what stood there when it began, in what moves.
    pub fn touched(&self) -> impl Iterator<Item = (UnitIx, Account, i128)> {
        self.touched.iter().filter_map(|key| {
            let stood = self.accounts.get(key).filter(|stood| stood.event == self.event)?;
            Some((key.0, key.1, stood.before))
        })
    }

    /// What a part of base counts now, for a unit that fades.
    #[must_use]
    pub fn factor(&self, unit: UnitIx) -> Option<Factor> {
        if self.state.money.fading.is_empty() {
            return None;
        }
        let fading = self.state.money.fading.get(&unit)?;
        let mut factors = self.factors.borrow_mut();
        let known = factors.iter().find(|row| row.0 == unit && row.1 == self.clock.at);
        if let Some((_, _, factor)) = known {
            return Some(*factor);
        }
        let factor = fading.at(self.clock.at);
        factors.retain(|row| row.0 != unit);
        factors.push((unit, self.clock.at, factor));
        Some(factor)
    }

    /// What so much of what moves counts now, in minor units.
    #[must_use]
    pub fn counts(&self, unit: UnitIx, parts: i128) -> i128 {
        self.factor(unit).map_or(parts, |factor| factor.nominal(parts))
    }

    /// So many minor units, on their way.
    ///
    /// # Errors
    /// [`Obstacle::Uncountable`] for more than [`MOST_MINOR`], or if so little is left of the unit that no
    /// account holds so much.
    pub fn lot(&self, unit: UnitIx, minor: i128) -> Result<Lot, Refused> {
        let parts = match self.factor(unit) {
            None => Some(minor),
            Some(factor) => factor.base(minor),
        };
        let parts = parts.filter(|_| minor.saturating_abs() <= MOST_MINOR);
        let uncountable =
            || Obstacle::Uncountable { what: self.state.say(Quantity { minor, unit }) };
        Ok(Lot { unit, parts: parts.ok_or_else(uncountable)?, counts: minor })
    }

    /// What stands in an account, in what moves.
    #[must_use]
    pub fn parts(&self, account: Account, unit: UnitIx) -> i128 {
        match self.accounts.get(&(unit, account)) {
            Some(stood) => stood.minor,
            None => self.state.accounts.balance(account, unit),
        }
    }

    /// The agents and pools that ever had some of a unit, in order.
    #[must_use]
    pub fn holders(&self, unit: UnitIx) -> Vec<Account> {
        let before = self.state.accounts.iter().map(|(unit, account, _)| (unit, account));
        let all = before.chain(self.accounts.over.keys().copied());
        let has = |(that, account): (UnitIx, Account)| {
            let holds = matches!(account, Account::Agent(_) | Account::Pool(_));
            (that == unit && holds).then_some(account)
        };
        let mut holders: Vec<Account> = all.filter_map(has).collect();
        holders.sort_unstable();
        holders.dedup();
        holders
    }

    /// What an account shows now, in minor units.
    #[must_use]
    pub fn balance(&self, account: Account, unit: UnitIx) -> i128 {
        self.counts(unit, self.parts(account, unit))
    }

    /// What came to and went from an account in a window.
    #[must_use]
    pub fn flow(&self, account: Account, unit: UnitIx, window: Window) -> Flow {
        let before = self.state.money.series.window(account, unit, window);
        let Some(stood) = self.accounts.get(&(unit, account)) else { return before };
        let days = stood.earlier.iter().copied().chain([(stood.day, stood.flow)]);
        days.filter(|(day, _)| window.holds(*day)).fold(before, |sum, (_, flow)| sum.plus(flow))
    }

    /// When a unit was last issued to an account.
    #[must_use]
    pub fn issued(&self, account: Account, unit: UnitIx) -> Option<Moment> {
        let staged = self.accounts.get(&(unit, account)).and_then(|stood| stood.issued);
        staged.or_else(|| self.state.money.series.issued(account, unit))
    }

    fn post(&mut self, account: Account, unit: UnitIx, parts: i128, flow: Flow) -> Option<()> {
        let (key, today, state) = ((unit, account), day_of(self.clock.at), self.state);
        let stood = self.accounts.change(key, || Stood {
            minor: state.accounts.balance(account, unit),
            before: 0,
            event: 0,
            day: today,
            flow: Flow::default(),
            earlier: Vec::new(),
            issued: None,
        });
        if stood.event != self.event {
            (stood.event, stood.before) = (self.event, stood.minor);
            self.touched.push(key);
        }
        if stood.day < today {
            stood.earlier.push((stood.day, stood.flow));
            (stood.day, stood.flow) = (today, Flow::default());
        }
        stood.minor = stood.minor.checked_add(parts)?;
        stood.flow = stood.flow.plus(flow);
        Some(())
    }

    /// Moves an amount above zero from one account to another.
    ///
    /// What goes to where amounts are held aside is spent only when it leaves there: by `spender`, unless
    /// it goes back to them.
    ///
    /// # Errors
    /// [`Obstacle::Uncountable`].
    pub fn shift(
        &mut self,
        (from, to): (Account, Account),
        lot: Lot,
        cause: Option<Cause>,
        spender: Option<Account>,
    ) -> Result<(), Refused> {
        let (spender, payee) = flows(from, to, spender);
        let spent =
            |who| Flow { income: 0, spending: if spender == Some(who) { lot.counts } else { 0 } };
        let came =
            |who| Flow { income: if payee == Some(who) { lot.counts } else { 0 }, spending: 0 };
        let posted = self.post(from, lot.unit, -lot.parts, spent(from));
        let posted = posted.and_then(|()| self.post(to, lot.unit, lot.parts, came(to)));
        posted.ok_or_else(|| Obstacle::Uncountable { what: self.say_account(to) })?;
        if let Some(spender) = spender.filter(|spender| *spender != from) {
            let _ = self.post(spender, lot.unit, 0, spent(spender));
        }
        if from == Account::Issuer {
            self.note_issue(to, lot.unit);
        }
        let moved = self.moved((from, to), lot, cause);
        self.changes.push(Change::Moved(moved));
        Ok(())
    }

    fn moved(&self, (from, to): (Account, Account), lot: Lot, cause: Option<Cause>) -> Moved {
        Moved {
            from: self.state.account_name(from),
            to: self.state.account_name(to),
            minor: lot.parts,
            unit: self.state.units.at(lot.unit).code.clone(),
            cause,
        }
    }

    fn note_issue(&mut self, to: Account, unit: UnitIx) {
        // It was posted to just before, so that there is a way back already.
        if let Some(stood) = self.accounts.over.get_mut(&(unit, to)) {
            stood.issued = Some(self.clock.at);
        }
    }

    /// Issues what a unit lost to where that goes. It came there, but nobody spent it.
    ///
    /// # Errors
    /// [`Obstacle::Uncountable`].
    pub fn fade(&mut self, to: Account, lot: Lot) -> Result<(), Refused> {
        let came = Flow { income: lot.counts, spending: 0 };
        let posted = self.post(Account::Issuer, lot.unit, -lot.parts, Flow::default());
        let posted = posted.and_then(|()| self.post(to, lot.unit, lot.parts, came));
        posted.ok_or_else(|| Obstacle::Uncountable { what: self.say_account(to) })?;
        let moved = self.moved((Account::Issuer, to), lot, None);
        self.changes.push(Change::Faded(Faded { moved, lost: lot.counts }));
        Ok(())
    }

    /// The shares of contributors by an equation of a charter, worked out once for each moment.
    ///
    /// # Errors
    /// What [`Contributors::at`] refuses; [`Refused::CharterNameUnfit`] if it names what the commons cannot know.
    pub fn shares(
        &self,
        rules: &InForce,
        id: EquationId,
        on: Option<&Handle>,
    ) -> Result<Rc<Contributors>, Refused> {
        let of = (self.clock.at, rules.entry, id, on.cloned());
        if let Some((_, shares)) = self.shares.borrow().iter().find(|(that, _)| *that == of) {
            return Ok(shares.clone());
        }
        let row = rules.model.equations.get(id.at());
        let unfit = |name| Refused::CharterNameUnfit { name, kind: "a part of an equation" };
        let equation = row.map(Equation::of_charter).transpose().map_err(unfit)?;
        let shares = match equation {
            Some(equation) => Contributors::at(self.state, &equation, on, self.clock.at)?,
            None => Contributors::default(),
        };
        let shares = Rc::new(shares);
        let mut known = self.shares.borrow_mut();
        known.retain(|((at, ..), _)| *at == self.clock.at);
        known.push((of, shares.clone()));
        Ok(shares)
    }

    /// What is owed in a class, if anything ever was.
    #[must_use]
    pub fn class(&self, class: &Handle) -> Option<&Class> {
        self.claims.get(class).or_else(|| self.state.money.owing.class(class))
    }

    fn class_mut(&mut self, class: &Handle) -> &mut Class {
        let state = self.state;
        let before = || state.money.owing.class(class).cloned().unwrap_or_default();
        self.claims.change(class.clone(), before)
    }

    /// Owes somebody more in a class.
    pub fn owe(&mut self, class: &Handle, holder: AgentIx, minor: i128, cause: Option<Cause>) {
        self.class_mut(class).grow(holder, minor);
        let (class, holder) = (class.clone(), self.state.agents.at(holder).handle.clone());
        self.changes.push(Change::ClaimGrew(ClaimGrew { class, holder, minor, cause }));
    }

    /// Notes what holders of a class were paid, in one step.
    pub fn note_paid(&mut self, class: &Handle, paid: &[(AgentIx, i128)], cause: Option<Cause>) {
        let state = self.state;
        let now = self.class_mut(class);
        paid.iter().for_each(|(holder, minor)| now.note_paid(*holder, *minor));
        let change = |&(holder, minor): &(AgentIx, i128)| {
            let (class, holder) = (class.clone(), state.agents.at(holder).handle.clone());
            Change::ClaimPaid(ClaimPaid { class, holder, minor, cause })
        };
        self.changes.extend(paid.iter().map(change));
    }

    /// Whether an agent was given a role.
    #[must_use]
    pub fn holds_role(&self, role: &Handle, agent: AgentIx) -> bool {
        let key = (role.clone(), agent);
        let given = || self.state.money.roles.get(role).is_some_and(|all| all.contains(&agent));
        self.roles.get(&key).copied().unwrap_or_else(given)
    }

    /// Who was given a role, in the order of agents.
    #[must_use]
    pub fn role(&self, role: &Handle) -> Vec<AgentIx> {
        let before = self.state.money.roles.get(role).into_iter().flatten().copied();
        let mut all: Vec<AgentIx> = before.collect();
        let staged = self.roles.over.keys().filter(|key| key.0 == *role).map(|key| key.1);
        all.extend(staged);
        all.sort_unstable();
        all.dedup();
        all.retain(|agent| self.holds_role(role, *agent));
        all
    }

    /// Lets an agent into a role, or out of it, if that changes anything.
    pub fn set_role(
        &mut self,
        role: &Handle,
        agent: AgentIx,
        standing: Standing,
        cause: Option<Cause>,
    ) {
        let holds = standing == Standing::In;
        if self.holds_role(role, agent) == holds {
            return;
        }
        self.roles.set((role.clone(), agent), holds);
        let (role, agent) = (role.clone(), self.state.agents.at(agent).handle.clone());
        self.changes.push(Change::RoleChanged(RoleChanged { role, agent, holds, cause }));
    }

    /// How much of a cap is used in the period that began `since`.
    #[must_use]
    pub fn cap_used(&self, cap: &CapName, whom: Option<Account>, since: Moment) -> i128 {
        let key = (cap.clone(), whom);
        let used = self.caps.get(&key).or_else(|| self.state.money.caps.get(&key));
        used.filter(|(counted, _)| *counted == since).map_or(0, |(_, minor)| *minor)
    }

    /// Uses up some of a cap.
    pub fn use_cap(&mut self, cap: &CapName, whom: Option<Account>, since: Moment, minor: i128) {
        let used = self.cap_used(cap, whom, since).saturating_add(minor);
        self.caps.set((cap.clone(), whom), (since, used));
        let whom = whom.map(|account| self.state.account_name(account));
        self.changes.push(Change::CapUsed(CapUsed { cap: cap.clone(), whom, since, minor }));
    }

    /// What is carried for an account below a minor unit, in 10⁻¹⁵ of it.
    #[must_use]
    pub fn carried(&self, source: &str, unit: UnitIx, whom: Account) -> i128 {
        let key = (source.to_owned(), unit, whom);
        let carried = self.carried.get(&key).or_else(|| self.state.money.carried.get(&key));
        carried.copied().unwrap_or_default()
    }

    /// Changes what is carried for an account to so much.
    pub fn carry(&mut self, source: &str, unit: UnitIx, whom: Account, parts: i128) {
        let more = parts - self.carried(source, unit, whom);
        if more == 0 {
            return;
        }
        self.carried.set((source.to_owned(), unit, whom), parts);
        self.changes.push(Change::Carried(Carried {
            source: source.to_owned(),
            unit: self.state.units.at(unit).code.clone(),
            whom: self.state.account_name(whom),
            parts: more,
        }));
    }

    /// Whether a thing is common.
    #[must_use]
    pub fn is_common(&self, thing: &Handle) -> bool {
        self.released.get(thing).is_some() || self.state.money.released.contains_key(thing)
    }

    /// Makes a thing common, if it is not.
    pub fn release(&mut self, thing: &Handle, class: &Handle) {
        if !self.is_common(thing) {
            self.released.set(thing.clone(), ());
            let (thing, class) = (thing.clone(), class.clone());
            self.changes.push(Change::Released(Released { thing, class, common: true }));
        }
    }

    /// Lets something wait for its time, and gives its number.
    pub fn defer(&mut self, deferred: Deferred) -> u64 {
        let number = (self.state.money.waiting.len() + self.waiting.len()) as u64;
        let of = (self.act.0, u32::try_from(self.waiting.len()).unwrap_or(u32::MAX));
        let key = (deferred.due, number);
        self.due.insert(key);
        self.ended_before.set(self.ended_before.get().min(key));
        self.changes.push(Change::Deferred(deferred.clone()));
        self.waiting.push(Waiting { of, entry: self.act.1, deferred, ended: None });
        number
    }

    /// Something that waits or did.
    #[must_use]
    pub fn waiting(&self, number: u64) -> Option<&Waiting> {
        let place = usize::try_from(number).ok()?;
        let before = &self.state.money.waiting;
        before.get(place).or_else(|| self.waiting.get(place.checked_sub(before.len())?))
    }

    /// Whether something waits still.
    #[must_use]
    pub fn waits(&self, number: u64) -> bool {
        let ended = self.waiting(number).is_none_or(|waiting| waiting.ended.is_some());
        !ended && self.ended.get(&number).is_none()
    }

    /// The first that falls due, not after a moment: when, and its number.
    #[must_use]
    pub fn first_due(&self, until: Moment) -> Option<(Moment, u64)> {
        let first = |due: &BTreeSet<(Moment, u64)>| {
            due.range(self.ended_before.get()..).find(|(_, number)| self.waits(*number)).copied()
        };
        let first = first(&self.state.money.due).into_iter().chain(first(&self.due)).min()?;
        self.ended_before.set(first);
        Some(first).filter(|(due, _)| *due <= until)
    }

    /// Ends something that waits.
    pub fn end(&mut self, number: u64, how: Ending) {
        self.ended.set(number, how);
        self.changes.push(Change::Ended(Ended { deferred: number, how }));
    }

    /// An account for a message: `` `ana` ``, the world outside.
    #[must_use]
    pub fn say_account(&self, account: Account) -> String {
        match self.state.account_name(account) {
            AccountName::Agent(handle)
            | AccountName::Pool(handle)
            | AccountName::Payable(handle) => {
                format!("`{handle}`")
            }
            AccountName::Outside(_) => "the world outside".to_owned(),
            AccountName::Undistributed(_) => "what is not yet shared".to_owned(),
            AccountName::Issuer(_) => "the issuer".to_owned(),
            AccountName::Held(_) => "what is set aside".to_owned(),
        }
    }
}

/// Who spent and who got what moved: setting aside is neither, and `spender` is whose it was while it was held.
#[must_use]
pub fn flows(
    from: Account,
    to: Account,
    spender: Option<Account>,
) -> (Option<Account>, Option<Account>) {
    match (from, to) {
        (_, Account::Held) => (None, None),
        (Account::Held, to) if spender == Some(to) => (None, None),
        (Account::Held, to) => (spender, Some(to)),
        (from, to) => (Some(from), Some(to)),
    }
}
