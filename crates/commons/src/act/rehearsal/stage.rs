//! A commons for one example.

use charter::civil::Day;
use charter::machine::Facts;
use charter::model::{Base, Model, Observe, RoleId, UnitId};
use charter::place::Word;
use charter::resolve::constant;
use charter::tree::{Example, ExampleStep, Expr, StepKind};
use quantity::Ratio;

use super::super::adopt::{self, AdoptCharter};
use super::super::{Act, AddAgent, CatchUp, Detail, Effects, Envelope, Found, apply, decide};
use super::Stop;
use crate::account::Account;
use crate::agent::{AgentIx, AgentKind};
use crate::change::{Change, Flowed};
use crate::facts::{View, party_of};
use crate::money::InForce;
use crate::name::{ActId, Code, Handle, Moment};
use crate::refusal::Refused;
use crate::staged::{Clock, Staged};
use crate::state::State;
use crate::unit::{Measure, Quantity};

/// 1 January 2026, a Thursday.
const BEGINNING: Day = Day(20_454);

pub(super) struct Stage<'a> {
    pub state: State,
    pub model: &'a Model,
    pub now: Moment,
    founder: AgentIx,
}

impl<'a> Stage<'a> {
    /// A commons that has just adopted the charter.
    pub fn new(text: &str, model: &'a Model, example: &Example) -> Result<Self, Refused> {
        let now = Moment(BEGINNING.start_ms());
        let mut state = State::default();
        let founder = example.steps.iter().find_map(|step| first_person(model, step));
        let founder = handle(founder.map_or("founder@example", |word| &word.text))?;
        let found = Found {
            name: "Example".to_owned(),
            handle: handle("commons@example")?,
            founder_name: founder.to_string(),
            founder,
            founder_key: key(1),
            unit: code("unit-of-example")?,
            decimals: 2,
        };
        let envelope = envelope(&state, now, key(1));
        let act = Act::Found(Box::new(found));
        let effects = decide(&state, &envelope, &act)?;
        fold(&mut state, &envelope, &act, &effects)?;
        let envelope = self::envelope(&state, now, key(1));
        let adopted = adopt::brought(&state, model)?;
        let wish = AdoptCharter::new(text);
        adopt::put_in_force(&mut state, &envelope, &wish, &adopted, Some(model))
            .map_err(|_| Refused::CharterNotUnderstood)?;
        state.entries += 1;
        let founder = state.founder().ok_or(Refused::Unfounded)?;
        Ok(Self { state, model, now, founder })
    }

    /// The charter in force.
    pub fn rules(&self) -> Result<&InForce, Stop> {
        let rules = self.state.money.in_force().map(AsRef::as_ref);
        rules.ok_or(Stop::Refused(Refused::CharterNotUnderstood))
    }

    /// Asks the engine.
    pub fn ask<T>(&self, question: impl FnOnce(View<'_>) -> Option<T>) -> Result<T, Stop> {
        let act = ActId([0; 16]);
        let staged = Staged::new(&self.state, Clock::at(self.now), act, self.state.entries);
        let answer = question(View { staged: &staged, rules: self.rules()? });
        answer.ok_or_else(|| Stop::Differs("this has no answer".to_owned()))
    }

    /// Makes an act of somebody.
    pub fn act(&mut self, author: AgentIx, act: Act) -> Result<ActId, Stop> {
        let key = self.state.agents.at(author).keys.first().copied().unwrap_or_default();
        let envelope = envelope(&self.state, self.now, key);
        let effects = decide(&self.state, &envelope, &act)?;
        fold(&mut self.state, &envelope, &act, &effects)?;
        Ok(envelope.act)
    }

    /// Does something outside the rules.
    pub fn force(&mut self, change: Change) -> Result<(), Stop> {
        let envelope = envelope(&self.state, self.now, key(1));
        let effects = Effects::Flow(Flowed { changes: vec![change] });
        Ok(fold(&mut self.state, &envelope, &Act::CatchUp(CatchUp {}), &effects)?)
    }

    /// Lets time pass until a moment, and does what falls due.
    pub fn pass_until(&mut self, until: Moment) -> Result<(), Stop> {
        if until < self.now {
            return Err(Stop::Differs("that day is over".to_owned()));
        }
        self.now = until;
        let mut caught_up = None;
        while self.state.money.caught_up < Some(until) && self.state.money.caught_up != caught_up {
            caught_up = self.state.money.caught_up;
            self.act(self.founder, Act::CatchUp(CatchUp {}))?;
        }
        Ok(())
    }

    /// The agent of a name, who joins if it is new.
    pub fn person(&mut self, name: &Word) -> Result<AgentIx, Stop> {
        let handle = handle(&name.text)?;
        if let Some(agent) = self.state.agent(&handle) {
            return Ok(agent);
        }
        let number = self.state.agents.len() as u64;
        let person = AddAgent {
            key: Some(key(number)),
            ..AddAgent::new(handle.clone(), AgentKind::Person, handle.as_str())
        };
        self.act(self.founder, Act::AddAgent(Box::new(person)))?;
        let joined = self.state.agent(&handle);
        joined.ok_or_else(|| Stop::Differs(format!("`{handle}` cannot join")))
    }

    /// The account of a pool, or of a person who joins if they are new.
    pub fn account(&mut self, name: &Word) -> Result<Account, Stop> {
        match self.state.pool(&handle(&name.text)?) {
            Some(pool) => Ok(Account::Pool(pool)),
            None => self.person(name).map(Account::Agent),
        }
    }

    /// The handle of a pool or person, who joins if they are new.
    pub fn named(&mut self, name: &Word) -> Result<Handle, Stop> {
        self.account(name)?;
        Ok(handle(&name.text)?)
    }

    /// Somebody in a role, the founder if nobody is.
    pub fn one_of(&self, role: Option<RoleId>) -> Result<AgentIx, Stop> {
        let Some(role) = role else { return Ok(self.founder) };
        let members = self.ask(|view| view.members(role).ok())?;
        Ok(members.first().copied().unwrap_or(self.founder))
    }

    /// Whoever looks after the money outside.
    pub fn custodian(&self) -> Result<AgentIx, Stop> {
        self.one_of(self.role("custodian"))
    }

    /// A role, in the singular or plural.
    pub fn role(&self, name: &str) -> Option<RoleId> {
        let is = |known: &str| {
            known == name
                || name.strip_suffix('s') == Some(known)
                || known.strip_suffix('s') == Some(name)
        };
        let name = if name == "people" { "person" } else { name };
        let place = self.model.roles.iter().position(|role| *role.name == *name);
        let place = place.or_else(|| self.model.roles.iter().position(|role| is(&role.name)))?;
        u16::try_from(place).ok().map(RoleId)
    }

    /// Whether an agent is in a role.
    pub fn is_a(&self, agent: AgentIx, role: RoleId) -> Result<bool, Stop> {
        self.ask(|view| view.is_a(party_of(agent), role).ok())
    }

    /// What is out of a unit.
    pub fn supply(&self, unit: UnitId) -> Result<i128, Stop> {
        self.ask(|view| view.observe(&Observe::Supply(unit), &[]))
    }

    /// What an account shows.
    pub fn balance(&self, account: Account, unit: crate::unit::UnitIx) -> Result<i128, Stop> {
        self.ask(|view| Some(view.staged.balance(account, unit)))
    }

    /// A figure, and what it counts.
    pub fn figure(&self, expr: &Expr) -> Result<(Ratio, Option<Base>), Stop> {
        let (ratio, dimension) = constant(self.model, expr).map_err(|told| {
            Stop::Differs(told.into_iter().next().map_or_else(String::new, |first| first.message))
        })?;
        match dimension.0.as_slice() {
            [] => Ok((ratio, None)),
            [(base, 1)] => Ok((ratio, Some(*base))),
            _ => Err(Stop::Differs("this is no amount".to_owned())),
        }
    }

    /// An amount of a unit.
    pub fn amount(&self, expr: &Expr) -> Result<(UnitId, Quantity), Stop> {
        let (ratio, base) = self.figure(expr)?;
        let Some(Base::Unit(id)) = base else {
            return Err(Stop::Differs("this is no amount of a unit".to_owned()));
        };
        let unit = self.rules()?.unit(id);
        match (unit, ratio.denominator()) {
            (Some(unit), 1) => Ok((id, Quantity { minor: ratio.numerator(), unit })),
            _ => Err(Stop::Differs("this has more decimals than its unit".to_owned())),
        }
    }

    /// An amount, as an act states it.
    pub fn measure(&self, expr: &Expr) -> Result<Measure, Stop> {
        let (_, quantity) = self.amount(expr)?;
        Ok(self.state.measure(quantity))
    }

    /// Further amounts, as an act states them.
    pub fn details(&self, with: &[(Word, Expr)]) -> Result<Vec<Detail>, Stop> {
        let detail = |(name, expr): &(Word, Expr)| {
            Ok(Detail { name: handle(&name.text)?, amount: self.measure(expr)? })
        };
        with.iter().map(detail).collect()
    }
}

/// The first name in a step that is a person's.
fn first_person<'s>(model: &Model, step: &'s ExampleStep) -> Option<&'s Word> {
    let mut names: Vec<&Word> = Vec::new();
    match &step.kind {
        StepKind::Given(all) => names.extend(all),
        StepKind::GivenHas(name, _)
        | StepKind::Answers(name, _)
        | StepKind::Becomes(name, _)
        | StepKind::Has(name, _)
        | StepKind::Owed(name, _, _)
        | StepKind::Is(name, _, _)
        | StepKind::Share(name, _, _)
        | StepKind::Works { by: name, .. } => names.push(name),
        StepKind::Pays { from, to, .. } => names.extend([from, to]),
        StepKind::Reports { by, about, .. } | StepKind::Requests { by, about, .. } => {
            names.push(by);
            names.extend(about);
        }
        StepKind::Passes { about, .. } => names.extend(about),
        StepKind::Repeat(_, step) => return first_person(model, step),
        StepKind::GivenSetting(..)
        | StepKind::After(_)
        | StepKind::On(..)
        | StepKind::Released(_)
        | StepKind::Supply(..) => {}
    }
    let is_person =
        |name: &&Word| &*name.text != "outside" && !model.names.contains_key(&name.text);
    names.into_iter().find(is_person)
}

fn envelope(state: &State, at: Moment, key: [u8; 32]) -> Envelope {
    let act = ActId(u128::from(state.entries + 1).to_be_bytes());
    Envelope { entry: state.entries, at, act, key }
}

fn fold(
    state: &mut State,
    envelope: &Envelope,
    act: &Act,
    effects: &Effects,
) -> Result<(), Refused> {
    apply(state, envelope, act, effects).map_err(|_| Refused::CharterNotUnderstood)
}

/// The key of the agent of a number: nothing is signed here.
fn key(number: u64) -> [u8; 32] {
    let mut key = [0; 32];
    key.iter_mut().zip(number.to_le_bytes()).for_each(|(to, from)| *to = from);
    key
}

pub(super) fn handle(name: &str) -> Result<Handle, Refused> {
    Handle::new(name)
        .map_err(|_| Refused::CharterNameUnfit { name: name.to_owned(), kind: "somebody" })
}

fn code(name: &str) -> Result<Code, Refused> {
    Code::new(name).map_err(|_| Refused::CharterNameUnfit { name: name.to_owned(), kind: "a unit" })
}
