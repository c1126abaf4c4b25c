//! Who is where: what the state has no look-up for, built once for each head of the journal.

use super::id::{self, Class};
use super::row::{Link, Row};
use commons::agent::AgentIx;
use commons::agreement::AgreementIx;
use commons::claim::ClaimIx;
use commons::event::{Event, EventIx};
use commons::lookup::Lookup;
use commons::name::{Code, Handle};
use commons::plan::{RecordClass, Stated};
use commons::process::ProcessIx;
use commons::provenance::Ways;
use commons::resource::ResourceIx;
use commons::specification::{ProcessSpecificationIx, SpecificationIx};
use commons::state::{Held, State};
use exchange::valueflows::identity::{own, read_act};
use std::collections::{BTreeMap, HashMap};
use std::mem::take;
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockWriteGuard};

/// Properties that refer to something, and as what.
pub(super) const REFERENCES: &[(&str, Option<Class>)] = &[
    ("provider", Some(Class::Agent)),
    ("receiver", Some(Class::Agent)),
    ("inScopeOf", Some(Class::Agent)),
    ("proposedTo", Some(Class::Agent)),
    ("subject", Some(Class::Agent)),
    ("object", Some(Class::Agent)),
    ("resourceConformsTo", Some(Class::Kind)),
    ("resourceInventoriedAs", Some(Class::Resource)),
    ("clauseOf", Some(Class::Agreement)),
    ("reciprocalClauseOf", Some(Class::Agreement)),
    ("inputOf", Some(Class::Process)),
    ("outputOf", Some(Class::Process)),
    ("stage", Some(Class::Stage)),
    ("processConformsTo", Some(Class::Stage)),
    ("plannedWithin", None),
    ("independentDemandOf", None),
    ("satisfies", None),
    ("publishes", None),
    ("reciprocal", None),
    ("listedIn", None),
    ("atLocation", None),
    ("relationship", None),
    ("recipeInputOf", None),
    ("recipeOutputOf", None),
    ("recipeClauseOf", None),
    ("recipeReciprocalClauseOf", None),
];

/// Look-ups over a state.
#[derive(Debug, Clone, Default)]
pub struct Index {
    pub(super) events: Events,
    pub(super) iris: HashMap<(Class, String), Row>,
    pub(super) resources_of: Lookup<AgentIx, Vec<ResourceIx>>,
    pub(super) resources_like: Lookup<SpecificationIx, Vec<ResourceIx>>,
    pub(super) resources_at: Lookup<ProcessSpecificationIx, Vec<ResourceIx>>,
    pub(super) resources_in: Lookup<ResourceIx, Vec<ResourceIx>>,
    pub(super) processes_like: Lookup<ProcessSpecificationIx, Vec<ProcessIx>>,
    pub(super) processes_in: Lookup<AgentIx, Vec<ProcessIx>>,
    pub(super) processes_of_plan: HashMap<String, Vec<ProcessIx>>,
    pub(super) agreements_in: HashMap<String, Vec<AgreementIx>>,
    pub(super) claims_by: Lookup<AgentIx, Vec<ClaimIx>>,
    pub(super) claims_to: Lookup<AgentIx, Vec<ClaimIx>>,
    pub(super) claims_like: Lookup<SpecificationIx, Vec<ClaimIx>>,
    pub(super) people_at: HashMap<String, Vec<AgentIx>>,
    pub(super) things_at: HashMap<String, Vec<ResourceIx>>,
    pub(super) lots: HashMap<String, Arc<str>>,
    back: OnceLock<Ways>,
    forth: OnceLock<Ways>,
    pub(super) records: BTreeMap<RecordClass, Vec<Arc<str>>>,
    /// Records by a property and what it refers to.
    pub(super) referring: HashMap<(&'static str, String), Vec<Arc<str>>>,
}

/// Look-ups over events. Events are only ever added, so these are only ever continued.
#[derive(Debug, Clone, Default)]
pub(super) struct Events {
    seen: usize,
    pub(super) by: Lookup<AgentIx, Vec<EventIx>>,
    pub(super) to: Lookup<AgentIx, Vec<EventIx>>,
    pub(super) with: Lookup<AgentIx, Vec<EventIx>>,
    pub(super) of: Lookup<ResourceIx, Vec<EventIx>>,
    pub(super) into: Lookup<ResourceIx, Vec<EventIx>>,
    pub(super) inputs: Lookup<ProcessIx, Vec<EventIx>>,
    pub(super) outputs: Lookup<ProcessIx, Vec<EventIx>>,
    pub(super) like: Lookup<SpecificationIx, Vec<EventIx>>,
    pub(super) under: Lookup<AgreementIx, Vec<EventIx>>,
    pub(super) iris: HashMap<String, EventIx>,
    pub(super) fulfills: HashMap<String, Vec<(EventIx, u16)>>,
    pub(super) satisfies: HashMap<String, Vec<(EventIx, u16)>>,
    pub(super) settles: HashMap<String, Vec<(EventIx, u16)>>,
    pub(super) at: HashMap<String, Vec<EventIx>>,
    /// Every fulfilment, satisfaction and settlement, in the order of events.
    pub(super) links: [Vec<(EventIx, u16)>; 3],
}

impl Events {
    fn go_on(&mut self, state: &State) {
        for place in self.seen..state.events.len() {
            if let Some(ix) = state.events.ix(place) {
                self.add(ix, state.events.at(ix));
            }
        }
        self.seen = state.events.len();
    }

    fn add(&mut self, ix: EventIx, row: &Event) {
        self.by.entry(row.provider).or_default().push(ix);
        self.to.entry(row.receiver).or_default().push(ix);
        self.with.entry(row.provider).or_default().push(ix);
        if row.receiver != row.provider {
            self.with.entry(row.receiver).or_default().push(ix);
        }
        for resource in [row.resource, row.to_resource].into_iter().flatten() {
            self.of.entry(resource).or_default().push(ix);
        }
        if let Some(resource) = row.to_resource {
            self.into.entry(resource).or_default().push(ix);
        }
        if let Some(process) = row.input_of {
            self.inputs.entry(process).or_default().push(ix);
        }
        if let Some(process) = row.output_of {
            self.outputs.entry(process).or_default().push(ix);
        }
        if let Some(kind) = row.specification {
            self.like.entry(kind).or_default().push(ix);
        }
        if let Some((agreement, _)) = row.agreement {
            self.under.entry(agreement).or_default().push(ix);
        }
        self.add_rest(ix, row);
    }

    fn add_rest(&mut self, ix: EventIx, row: &Event) {
        let Some(rest) = row.rest.as_deref() else { return };
        if let Some(iri) = &rest.iri {
            self.iris.entry(iri.clone()).or_insert(ix);
        }
        if let Some(place) = &rest.to_location {
            self.at.entry(place.clone()).or_default().push(ix);
        }
        let columns = [
            (&rest.fulfills, &mut self.fulfills),
            (&rest.satisfies, &mut self.satisfies),
            (&rest.settles, &mut self.settles),
        ];
        for ((iris, column), all) in columns.into_iter().zip(&mut self.links) {
            for (place, iri) in (0..).zip(iris) {
                column.entry(iri.clone()).or_default().push((ix, place));
                all.push((ix, place));
            }
        }
    }
}

impl Index {
    /// The look-ups of a state, beginning with what is known of its events.
    fn new(state: &State, mut events: Events) -> Self {
        events.go_on(state);
        let mut index = Self { events, ..Self::default() };
        index.nouns(state);
        index.resources(state);
        index.flows(state);
        index.planning(state);
        index
    }

    fn iri(&mut self, class: Class, iri: Option<&String>, row: Row) {
        if let Some(iri) = iri {
            self.iris.entry((class, iri.clone())).or_insert(row);
        }
    }

    fn nouns(&mut self, state: &State) {
        for (ix, row) in state.agents.iter() {
            self.iri(Class::Agent, row.iri.as_ref(), Row::Agent(ix));
            if let Some(place) = &row.location {
                self.people_at.entry(place.clone()).or_default().push(ix);
            }
        }
        for (ix, row) in state.units.iter() {
            self.iri(Class::Unit, row.iri.as_ref(), Row::Unit(ix));
        }
        for (ix, row) in state.specifications.iter() {
            self.iri(Class::Kind, row.iri.as_ref(), Row::Kind(ix));
        }
        for (ix, row) in state.process_specifications.iter() {
            self.iri(Class::Stage, row.iri.as_ref(), Row::Stage(ix));
        }
        for (ix, row) in state.agreements.iter() {
            self.iri(Class::Agreement, row.iri.as_ref(), Row::Agreement(ix));
            if let Some(bundle) = &row.bundled_in {
                self.agreements_in.entry(bundle.clone()).or_default().push(ix);
            }
        }
    }

    fn resources(&mut self, state: &State) {
        for (ix, row) in state.resources.iter() {
            self.iri(Class::Resource, row.iri.as_ref(), Row::Resource(ix));
            if let Some(agent) = row.accountable {
                self.resources_of.entry(agent).or_default().push(ix);
            }
            if let Some(kind) = row.specification {
                self.resources_like.entry(kind).or_default().push(ix);
            }
            if let Some(stage) = row.stage {
                self.resources_at.entry(stage).or_default().push(ix);
            }
            if let Some(container) = row.contained_in {
                self.resources_in.entry(container).or_default().push(ix);
            }
            if let Some(place) = &row.location {
                self.things_at.entry(place.clone()).or_default().push(ix);
            }
        }
    }

    fn flows(&mut self, state: &State) {
        for (ix, row) in state.processes.iter() {
            self.iri(Class::Process, row.iri.as_ref(), Row::Process(ix));
            if let Some(stage) = row.based_on {
                self.processes_like.entry(stage).or_default().push(ix);
            }
            if let Some(scope) = row.in_scope_of {
                self.processes_in.entry(scope).or_default().push(ix);
            }
            if let Some(plan) = &row.planned_within {
                self.processes_of_plan.entry(plan.clone()).or_default().push(ix);
            }
        }
        for (ix, row) in state.claims.iter() {
            if let Some(agent) = row.provider {
                self.claims_by.entry(agent).or_default().push(ix);
            }
            if let Some(agent) = row.receiver {
                self.claims_to.entry(agent).or_default().push(ix);
            }
            if let Some(kind) = row.specification {
                self.claims_like.entry(kind).or_default().push(ix);
            }
        }
    }

    fn planning(&mut self, state: &State) {
        for (iri, row) in &state.records {
            let iri: Arc<str> = iri.as_str().into();
            self.records.entry(row.class).or_default().push(Arc::clone(&iri));
            for (name, stated) in &row.properties {
                if let ("batchLotCode", Stated::Text(code)) = (name.as_str(), stated) {
                    self.lots.insert(code.clone(), Arc::clone(&iri));
                }
                let Some((property, class)) =
                    REFERENCES.iter().find(|(property, _)| property == name)
                else {
                    continue;
                };
                for target in said(stated) {
                    let target = self.same(state, *class, target);
                    let all = self.referring.entry((property, target)).or_default();
                    if all.last() != Some(&iri) {
                        all.push(Arc::clone(&iri));
                    }
                }
            }
        }
    }

    /// The ways to what things came from, laid out when they are first asked for.
    pub(super) fn back(&self, state: &State) -> &Ways {
        self.back.get_or_init(|| Ways::back(state))
    }

    /// The ways to where things went, laid out when they are first asked for.
    pub(super) fn forth(&self, state: &State) -> &Ways {
        self.forth.get_or_init(|| Ways::forth(state))
    }

    /// The identifier that something is told by, of one by which it may be meant.
    fn same(&self, state: &State, class: Option<Class>, target: &str) -> String {
        let row = class.and_then(|class| find(state, self, class, target));
        row.map_or_else(|| target.to_owned(), |row| id::of(state, &row))
    }
}

/// What an identifier means, as one of a class: what it is told by, or a bare name.
pub(super) fn find(state: &State, index: &Index, class: Class, id: &str) -> Option<Row> {
    if let Some(row) = index.iris.get(&(class, id.to_owned())) {
        return Some(row.clone());
    }
    let name = own(id, class.word()).unwrap_or(id);
    let handle = || Handle::new(name).ok();
    match class {
        Class::Agent => state.agent(&handle()?).map(Row::Agent),
        Class::Unit => {
            let code = Code::new(name).ok();
            let exact = code.and_then(|code| state.unit(&code));
            exact.or_else(|| state.unit_like(name)).map(Row::Unit)
        }
        Class::Kind => state.specification(&handle()?).map(Row::Kind),
        Class::Stage => state.process_specification(&handle()?).map(Row::Stage),
        Class::Resource => state.resource(&handle()?).map(Row::Resource),
        Class::Process => state.process(&handle()?).map(Row::Process),
        Class::Agreement => state.agreement(&handle()?).map(Row::Agreement),
        Class::Claim => state.claim(id).map(Row::Claim),
        Class::Event => {
            let known = index.events.iris.get(id).copied();
            known.or_else(|| state.event_of_act(read_act(name)?)).map(Row::Event)
        }
        Class::Distribution => match state.held(name.parse().ok()?)? {
            Held::Distribution(ix) => Some(Row::Distribution(ix)),
            Held::Event(_) => None,
        },
        Class::Record => {
            state.records.get_key_value(id).map(|(iri, _)| Row::Record(iri.as_str().into()))
        }
    }
}

/// The link with an identifier.
pub(super) fn find_link(state: &State, index: &Index, word: &str, id: &str) -> Option<Row> {
    let (place, of) = own(id, word)?.split_once(':')?;
    let place: u16 = place.parse().ok()?;
    let event = || match find(state, index, Class::Event, of) {
        Some(Row::Event(ix)) => Some(ix),
        _ => None,
    };
    let record = || state.records.get_key_value(of).map(|(iri, _)| Arc::<str>::from(iri.as_str()));
    let link = match word {
        "fulfillment" => Link::Fulfillment(event()?, place),
        "settlement" => Link::Settlement(event()?, place),
        "satisfaction" => match event() {
            Some(event) => Link::SatisfiedByEvent(event, place),
            None => Link::SatisfiedByCommitment(record()?, place),
        },
        "proposed-intent" => Link::ProposedIntent(record()?, place),
        _ => Link::ProposedTo(record()?, place),
    };
    Some(Row::Link(link))
}

/// The texts of a property.
pub(super) fn said(stated: &Stated) -> &[String] {
    match stated {
        Stated::Text(text) => std::slice::from_ref(text),
        Stated::Texts(texts) => texts,
        _ => &[],
    }
}

/// The look-ups of a state that grows, continued when it did and somebody asks.
#[derive(Debug, Default)]
pub struct Indexes(RwLock<Kept>);

#[derive(Debug, Default)]
struct Kept {
    entries: u64,
    index: Index,
}

impl Indexes {
    /// Lends the look-ups of a state. Many ask at once; one brings them up to date. Whoever asks holds on to the state
    /// meanwhile, so that it does not grow.
    pub fn lend<T>(&self, state: &State, ask: impl FnOnce(&Index) -> T) -> T {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if kept.entries == state.entries {
            return ask(&kept.index);
        }
        drop(kept);
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.entries != state.entries {
            // A state that is behind is another one, or an earlier one.
            let grown = kept.entries < state.entries;
            let events = if grown { take(&mut kept.index.events) } else { Events::default() };
            *kept = Kept { entries: state.entries, index: Index::new(state, events) };
        }
        ask(&RwLockWriteGuard::downgrade(kept).index)
    }
}
