//! A commons of a few people under a charter, without the acts around it.

use std::sync::Arc;

use charter::charter::Charter;
use charter::civil::Day;
use quantity::{Factor, Ratio};

use super::super::*;
use crate::agent::{Agent, AgentKind};
use crate::change::RoleChanged;
use crate::in_force::InForce;
use crate::money::{Adoption, Fading};
use crate::name::Code;
use crate::pool::Pool;
use crate::staged::{Clock, Staged};
use crate::state::Named;
use crate::unit::{Unit, UnitKind};

pub(super) const HOUR_MS: i64 = 3_600_000;
pub(super) const DAY_MS: i64 = 24 * HOUR_MS;

pub(super) fn handle(text: &str) -> Handle {
    Handle::new(text).unwrap()
}

pub(super) fn day(text: &str) -> Moment {
    Moment(Day::parse(text).unwrap().start_ms())
}

/// A commons of a few people under a charter, without the acts around it.
pub(super) struct World {
    pub(super) state: State,
    pub(super) at: Moment,
}

impl World {
    /// Everybody joined and the charter was adopted on 1 January 2026.
    pub(super) fn new(text: &str, people: &[&str]) -> Self {
        let mut world = Self { state: State::default(), at: day("2026-01-01") };
        world.state.itself = Some(world.agent("hub", AgentKind::Organization));
        for person in people {
            world.agent(person, AgentKind::Person);
        }
        world.adopt(text);
        world
    }

    pub(super) fn agent(&mut self, name: &str, kind: AgentKind) -> AgentIx {
        let state = &mut self.state;
        let agent = state.agents.add(Agent {
            handle: handle(name),
            kind,
            name: name.to_owned(),
            note: None,
            image: None,
            location: None,
            classified_as: Vec::new(),
            iri: None,
            known_as: Vec::new(),
            keys: Vec::new(),
        });
        state.handles.insert(handle(name), Named::Agent(agent));
        state.money.joined.push(self.at);
        agent
    }

    pub(super) fn adopt(&mut self, text: &str) {
        let read = Charter::read(text).unwrap_or_else(|wrong| panic!("{wrong:?}"));
        let model = read.model().clone();
        let state = &mut self.state;
        let mut units = Vec::new();
        for unit in &model.units {
            let code = Code::new(&unit.name).unwrap();
            let ix = state.unit(&code).unwrap_or_else(|| {
                let ix = state.units.add(Unit {
                    code: code.clone(),
                    label: unit.label.to_string(),
                    kind: UnitKind::Currency,
                    decimals: unit.decimals,
                    base: None,
                    iri: None,
                });
                state.codes.insert(code, ix);
                ix
            });
            if let Some(decay) = &unit.decay {
                let kept = Ratio::ONE.checked_sub(decay.part).unwrap();
                let step = Factor::root(kept, decay.steps).unwrap();
                let fading =
                    Fading { since: self.at, from: Factor::ONE, step, applied: decay.applied };
                state.money.fading.entry(ix).or_insert(fading);
            }
            units.push(ix);
        }
        let mut pools = Vec::new();
        for pool in &model.pools {
            let name = handle(&pool.name);
            pools.push(state.pool(&name).unwrap_or_else(|| {
                let ix = state.pools.add(Pool { handle: name.clone(), name: name.to_string() });
                state.handles.insert(name, Named::Pool(ix));
                ix
            }));
        }
        let rules = InForce::new(self.state.entries, model, units, pools).unwrap();
        self.state.money.charters.push(Adoption {
            entry: self.state.entries,
            at: self.at,
            text: text.into(),
            rules: Some(Arc::new(rules)),
        });
        self.state.entries += 1;
    }

    pub(super) fn account(&self, name: &str) -> Account {
        match self.state.named(&handle(name)) {
            Some(Named::Agent(agent)) => Account::Agent(agent),
            Some(Named::Pool(pool)) => Account::Pool(pool),
            _ if name == "outside" => Account::Outside,
            _ => panic!("nobody is called {name}"),
        }
    }

    pub(super) fn unit(&self, code: &str) -> UnitIx {
        self.state.unit(&Code::new(code).unwrap()).unwrap()
    }

    pub(super) fn occasion(&self) -> Occasion {
        let mut act = [0; 16];
        act[..8].copy_from_slice(&self.state.entries.to_le_bytes());
        Occasion { entry: self.state.entries, at: self.at, act: ActId(act) }
    }

    pub(super) fn go(&mut self, start: &Start) -> Result<Flowed, Refused> {
        let occasion = self.occasion();
        let flowed = run(&self.state, occasion, start)?;
        apply(&mut self.state, occasion, &flowed).unwrap();
        self.state.entries += 1;
        assert!(self.state.accounts.sums().values().all(|sum| *sum == 0));
        Ok(flowed)
    }

    pub(super) fn pay(
        &mut self,
        from: &str,
        to: &str,
        minor: i128,
        unit: &str,
    ) -> Result<Flowed, Refused> {
        let payment = self.payment(from, to, minor, unit);
        self.go(&Start::Payments(vec![payment], Vec::new()))
    }

    pub(super) fn payment(&self, from: &str, to: &str, minor: i128, unit: &str) -> Payment {
        let (from, to) = (self.account(from), self.account(to));
        Payment { from, to, unit: self.unit(unit), minor }
    }

    pub(super) fn request(
        &mut self,
        name: &str,
        by: &str,
        amount: Option<(i128, &str)>,
    ) -> Result<Flowed, Refused> {
        let by = self.state.agent(&handle(by)).unwrap();
        let amount = amount.map(|(minor, unit)| Quantity { minor, unit: self.unit(unit) });
        let name = handle(name);
        self.go(&Start::Request { name, amount, by, about: None, told: Vec::new() })
    }

    pub(super) fn give_role(&mut self, role: &str, agent: &str) {
        let (role, agent) = (handle(role), handle(agent));
        let change = RoleChanged { role, agent, holds: true, cause: None };
        self.go(&Start::Changes(vec![Change::RoleChanged(change)])).unwrap();
    }

    pub(super) fn wait(&mut self, days: i64) {
        self.at.0 += days * DAY_MS;
    }

    pub(super) fn catch_up(&mut self) -> Flowed {
        self.go(&Start::Nothing).unwrap()
    }

    pub(super) fn staged(&self) -> Staged<'_> {
        Staged::new(&self.state, Clock::at(self.at), ActId([0; 16]), self.state.entries)
    }

    pub(super) fn has(&self, name: &str, unit: &str) -> i128 {
        self.staged().balance(self.account(name), self.unit(unit))
    }
}

pub(super) fn name_of(refused: &Refused) -> String {
    refused.to_string().split(':').next().unwrap().to_owned()
}

pub(super) const MONEY: &str = "charter \"Test\" for \"tests\" promises \"nothing\"\n\
    unit EUR \"Euro\" kind money counted in EUR to 2 decimals issued by outside passes freely\n";
