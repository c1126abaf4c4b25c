//! The state of a commons: the fold of its entries.

use std::collections::{BTreeMap, HashMap};

use quantity::Ratio;

use crate::account::{Account, AccountName, Accounts, Whole};
use crate::agent::{Agent, AgentIx};
use crate::agreement::{Agreement, AgreementIx};
use crate::change::{Change, Deferred};
use crate::claim::{Claim, ClaimIx};
use crate::contribution::Review;
use crate::description::{Described, Revisions};
use crate::distribution::{Carries, Distribution, DistributionIx};
use crate::equation::Equation;
use crate::event::{Event, EventIx};
use crate::money::Money;
use crate::name::{ActId, Code, Handle, Moment};
use crate::plan::{PlanRecord, RecordClass};
use crate::pool::{Pool, PoolIx};
use crate::process::{Process, ProcessIx};
use crate::resource::{Resource, ResourceIx};
use crate::specification::{
    ProcessSpecification, ProcessSpecificationIx, ResourceSpecification, SpecificationIx,
};
use crate::table::Table;
use crate::unit::{Measure, Quantity, Unit, UnitIx};

/// What a handle refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// An agent.
    Agent(AgentIx),
    /// A resource.
    Resource(ResourceIx),
    /// A process.
    Process(ProcessIx),
    /// An agreement.
    Agreement(AgreementIx),
    /// A pool.
    Pool(PoolIx),
}

impl Named {
    /// The word for what it is.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Agent(_) => "agent",
            Self::Resource(_) => "resource",
            Self::Process(_) => "process",
            Self::Agreement(_) => "agreement",
            Self::Pool(_) => "pool",
        }
    }
}

/// What an entry holds, for looking it up by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// An economic event.
    Event(EventIx),
    /// A distribution.
    Distribution(DistributionIx),
}

/// Everything a commons knows, at one entry of its journal.
///
/// Equal journals give equal states, bit for bit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// What the commons is called.
    pub name: String,
    /// The agent that the commons itself is, once founded.
    pub itself: Option<AgentIx>,
    /// How many entries were folded.
    pub entries: u64,
    /// When the last entry was stamped.
    pub latest: Option<Moment>,
    /// Agents.
    pub agents: Table<Agent>,
    /// Units.
    pub units: Table<Unit>,
    /// Kinds of resources and of work.
    pub specifications: Table<ResourceSpecification>,
    /// Kinds of processes.
    pub process_specifications: Table<ProcessSpecification>,
    /// Resources.
    pub resources: Table<Resource>,
    /// Processes.
    pub processes: Table<Process>,
    /// Agreements.
    pub agreements: Table<Agreement>,
    /// Pools.
    pub pools: Table<Pool>,
    /// Claims.
    pub claims: Table<Claim>,
    /// Records of the planning layer, by their identifiers.
    pub records: BTreeMap<String, PlanRecord>,
    /// Of which class records were that were withdrawn.
    pub withdrawn: BTreeMap<String, RecordClass>,
    /// Economic events, in the order of their entries.
    pub events: Table<Event>,
    /// Distributions, in the order of their entries.
    pub distributions: Table<Distribution>,
    /// The last word on events that were accepted or contested.
    pub reviews: BTreeMap<EventIx, Review>,
    /// Events that correct or reverse an earlier one.
    pub corrections: BTreeMap<EventIx, Vec<EventIx>>,
    /// The equation in force.
    pub equation: Option<Equation>,
    /// The entry that set it.
    pub equation_entry: u64,
    /// What is credited to whom.
    pub accounts: Accounts,
    /// Fractions of minor units still owed or paid ahead.
    pub carries: Carries,
    /// What is kept for the rules of the charter.
    pub money: Money,
    pub(crate) revisions: Revisions,
    pub(crate) handles: HashMap<Handle, Named>,
    pub(crate) codes: BTreeMap<Code, UnitIx>,
    pub(crate) specification_handles: HashMap<Handle, SpecificationIx>,
    pub(crate) process_specification_handles: HashMap<Handle, ProcessSpecificationIx>,
    pub(crate) claim_iris: BTreeMap<String, ClaimIx>,
    pub(crate) keys: BTreeMap<[u8; 32], AgentIx>,
    pub(crate) acts: HashMap<ActId, u64>,
    pub(crate) packed: BTreeMap<ProcessIx, Vec<ResourceIx>>,
    pub(crate) taken_in: BTreeMap<ProcessIx, ResourceIx>,
}

impl State {
    /// What a handle refers to.
    #[must_use]
    pub fn named(&self, handle: &Handle) -> Option<Named> {
        self.handles.get(handle).copied()
    }

    /// The agent with a handle.
    #[must_use]
    pub fn agent(&self, handle: &Handle) -> Option<AgentIx> {
        match self.named(handle) {
            Some(Named::Agent(agent)) => Some(agent),
            _ => None,
        }
    }

    /// Who founded the commons: its second agent, after itself.
    #[must_use]
    pub fn founder(&self) -> Option<AgentIx> {
        self.agents.ix(1)
    }

    /// The resource with a handle.
    #[must_use]
    pub fn resource(&self, handle: &Handle) -> Option<ResourceIx> {
        match self.named(handle) {
            Some(Named::Resource(resource)) => Some(resource),
            _ => None,
        }
    }

    /// The process with a handle.
    #[must_use]
    pub fn process(&self, handle: &Handle) -> Option<ProcessIx> {
        match self.named(handle) {
            Some(Named::Process(process)) => Some(process),
            _ => None,
        }
    }

    /// The agreement with a handle.
    #[must_use]
    pub fn agreement(&self, handle: &Handle) -> Option<AgreementIx> {
        match self.named(handle) {
            Some(Named::Agreement(agreement)) => Some(agreement),
            _ => None,
        }
    }

    /// The pool with a handle.
    #[must_use]
    pub fn pool(&self, handle: &Handle) -> Option<PoolIx> {
        match self.named(handle) {
            Some(Named::Pool(pool)) => Some(pool),
            _ => None,
        }
    }

    /// The account that an effect names.
    #[must_use]
    pub fn account(&self, name: &AccountName) -> Option<Account> {
        match name {
            AccountName::Outside(_) => Some(Account::Outside),
            AccountName::Undistributed(_) => Some(Account::Undistributed),
            AccountName::Agent(agent) => self.agent(agent).map(Account::Agent),
            AccountName::Pool(pool) => self.pool(pool).map(Account::Pool),
            AccountName::Issuer(_) => Some(Account::Issuer),
            AccountName::Held(_) => Some(Account::Held),
            AccountName::Payable(agent) => self.agent(agent).map(Account::Payable),
        }
    }

    /// An account as an effect names it.
    #[must_use]
    pub fn account_name(&self, account: Account) -> AccountName {
        let agent = |agent| self.agents.at(agent).handle.clone();
        match account {
            Account::Outside => AccountName::Outside(Whole {}),
            Account::Undistributed => AccountName::Undistributed(Whole {}),
            Account::Agent(ix) => AccountName::Agent(agent(ix)),
            Account::Pool(pool) => AccountName::Pool(self.pools.at(pool).handle.clone()),
            Account::Issuer => AccountName::Issuer(Whole {}),
            Account::Held => AccountName::Held(Whole {}),
            Account::Payable(ix) => AccountName::Payable(agent(ix)),
        }
    }

    /// Turns what an entry moved or set aside before its unit began to fade into what moves now.
    ///
    /// `None` if the unit is not known or the amount is beyond counting.
    pub fn keep_as_now(&self, entry: u64, change: &mut Change) -> Option<()> {
        let (minor, unit): (&mut i128, &Code) = match change {
            Change::Moved(it) => (&mut it.minor, &it.unit),
            Change::Deferred(Deferred { held: Some(aside), .. }) => (&mut aside.minor, &aside.unit),
            _ => return Some(()),
        };
        *minor = self.money.parts(entry, self.unit(unit)?, *minor)?;
        Some(())
    }

    /// The unit with exactly this code.
    #[must_use]
    pub fn unit(&self, code: &Code) -> Option<UnitIx> {
        self.codes.get(code).copied()
    }

    /// The unit somebody may mean: by code, label or plural, whatever the case.
    #[must_use]
    pub fn unit_like(&self, text: &str) -> Option<UnitIx> {
        let says = |word: &str| {
            word.eq_ignore_ascii_case(text)
                || text.strip_suffix('s').is_some_and(|stem| word.eq_ignore_ascii_case(stem))
        };
        let exact = self.units.iter().find(|(_, unit)| unit.code.as_str() == text);
        let like = || self.units.iter().find(|(_, u)| says(u.code.as_str()) || says(&u.label));
        exact.or_else(like).map(|(ix, _)| ix)
    }

    /// The resource specification with a handle.
    #[must_use]
    pub fn specification(&self, handle: &Handle) -> Option<SpecificationIx> {
        self.specification_handles.get(handle).copied()
    }

    /// The process specification with a handle.
    #[must_use]
    pub fn process_specification(&self, handle: &Handle) -> Option<ProcessSpecificationIx> {
        self.process_specification_handles.get(handle).copied()
    }

    /// The claim with an identifier.
    #[must_use]
    pub fn claim(&self, iri: &str) -> Option<ClaimIx> {
        self.claim_iris.get(iri).copied()
    }

    /// The agent who signs with a key now.
    #[must_use]
    pub fn signer(&self, key: &[u8; 32]) -> Option<AgentIx> {
        self.keys.get(key).copied()
    }

    /// The entry that an act became, if it was accepted.
    #[must_use]
    pub fn entry_of(&self, act: ActId) -> Option<u64> {
        self.acts.get(&act).copied()
    }

    /// The act that made a thing or described it last; of an event, the act that logged it.
    ///
    /// `None` if there is no such thing, and for a pool, which the charter describes.
    #[must_use]
    pub fn revision(&self, thing: &Described) -> Option<ActId> {
        let all = &self.revisions;
        let (column, place) = match thing {
            Described::Named(handle) => match self.named(handle)? {
                Named::Agent(agent) => (&all.agents, agent.place()),
                Named::Resource(resource) => (&all.resources, resource.place()),
                Named::Process(process) => (&all.processes, process.place()),
                Named::Agreement(agreement) => (&all.agreements, agreement.place()),
                Named::Pool(_) => return None,
            },
            Described::Kind(kind) => (&all.specifications, self.specification(kind)?.place()),
            Described::ProcessKind(kind) => {
                (&all.process_specifications, self.process_specification(kind)?.place())
            }
            Described::Unit(code) => (&all.units, self.unit(code)?.place()),
            Described::Event(act) => return self.event_of_act(*act).map(|_| *act),
        };
        column.get(place).copied()
    }

    /// Notes which act made the rows that are new.
    pub(crate) fn note_made_by(&mut self, act: ActId) {
        let all = &mut self.revisions;
        all.agents.resize(self.agents.len(), act);
        all.resources.resize(self.resources.len(), act);
        all.processes.resize(self.processes.len(), act);
        all.agreements.resize(self.agreements.len(), act);
        all.specifications.resize(self.specifications.len(), act);
        all.process_specifications.resize(self.process_specifications.len(), act);
        all.units.resize(self.units.len(), act);
    }

    /// The event or distribution that an entry holds.
    #[must_use]
    pub fn held(&self, entry: u64) -> Option<Held> {
        self.event_of_entry(entry).map(Held::Event).or_else(|| {
            self.distributions.search_by_key(&entry, |row| row.entry).map(Held::Distribution)
        })
    }

    /// The event that an entry holds.
    #[must_use]
    pub fn event_of_entry(&self, entry: u64) -> Option<EventIx> {
        self.events.search_by_key(&entry, |event| event.entry)
    }

    /// The event that an act logged.
    #[must_use]
    pub fn event_of_act(&self, act: ActId) -> Option<EventIx> {
        self.event_of_entry(self.entry_of(act)?)
    }

    /// A quantity in figures and its unit: `3.5 hour`.
    #[must_use]
    pub fn say(&self, quantity: Quantity) -> String {
        self.units.at(quantity.unit).say(quantity.minor)
    }

    /// A measure of the state as an act states it.
    #[must_use]
    pub fn measure(&self, quantity: Quantity) -> Measure {
        Measure { minor: quantity.minor, unit: self.units.at(quantity.unit).code.clone() }
    }

    /// Whether an event was corrected until nothing is left of it, or reversed.
    #[must_use]
    pub fn is_taken_back(&self, event: EventIx) -> bool {
        let gone = |of: fn(&Event) -> Option<Quantity>| self.net(event, of).unwrap_or(0) == 0;
        self.corrections.contains_key(&event)
            && gone(|event| event.quantity)
            && gone(|event| event.effort)
            && gone(|event| event.value)
    }

    /// The unit that a unit is a multiple of, and how many of that it is.
    #[must_use]
    pub fn base(&self, unit: UnitIx) -> (UnitIx, Ratio) {
        self.units.at(unit).base.unwrap_or((unit, Ratio::ONE))
    }

    /// How many of one unit another is; `None` if they count different things.
    #[must_use]
    pub fn conversion(&self, from: UnitIx, to: UnitIx) -> Option<Ratio> {
        let (from, to) = (self.base(from), self.base(to));
        if from.0 == to.0 { from.1.checked_div(to.1) } else { None }
    }

    /// How many minor units of one unit a minor unit of another is.
    #[must_use]
    pub fn minor_conversion(&self, from: UnitIx, to: UnitIx) -> Option<Ratio> {
        let minors = |unit| Ratio::from_integer(10i128.pow(self.units.at(unit).decimals.into()));
        let factor = self.conversion(from, to)?;
        factor.checked_mul(minors(to))?.checked_div(minors(from))
    }

    /// What remains of an event's quantity or effort after its corrections, in minor units.
    #[must_use]
    pub fn net(&self, event: EventIx, of: impl Fn(&Event) -> Option<Quantity>) -> Option<i128> {
        let own = of(self.events.at(event))?.minor;
        let corrections = self.corrections.get(&event).into_iter().flatten();
        let changed: i128 =
            corrections.filter_map(|ix| of(self.events.at(*ix))).map(|q| q.minor).sum();
        Some(own + changed)
    }
}
