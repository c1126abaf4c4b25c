//! Mutations: what is said becomes acts, the caller signs and writes them, and the answer is read from what came of it.

mod refused;
mod said;
mod create;
mod event;
mod record;
mod change;

pub use refused::WriteRefused;

use super::id::Class;
use super::index::find_link;
use super::record::kept;
use super::refused::AskRefused;
use super::row::{Row, Told};
use super::{Field, View};
use crate::engine::{Answer, Args, Changing, FieldError, World};
use commons::act::Act;
use commons::description::Described;
use commons::state::Named;
use said::Said;
use std::sync::Arc;

/// A commons that can be written.
pub trait Submit {
    /// Lends the commons as it is now.
    ///
    /// # Errors
    /// If it cannot be read.
    fn view<T>(&self, ask: impl FnOnce(View<'_>) -> T) -> Result<T, FieldError>;

    /// Signs and writes acts, all or none; answers with their entries once they are safe.
    ///
    /// # Errors
    /// The refusal, its stable name first.
    fn submit(&mut self, acts: Vec<Act>) -> Result<Vec<u64>, FieldError>;

    /// The entries of the mutation that comes next, if it was sent before under the key that is sent with it now.
    ///
    /// Asked once before each mutation, also before one that comes to no act, so that they can be counted.
    /// One that was sent before is not planned again: it is answered with what came of it.
    fn repeated(&mut self) -> Option<Vec<u64>> {
        None
    }
}

/// What a mutation comes to.
pub(super) struct Plan {
    acts: Vec<Act>,
    then: Then,
}

/// How the answer is found, once the acts are written.
pub(super) enum Then {
    /// By its class and identifier.
    One(Class, String),
    /// The event of the first entry, with the resource it made.
    Event,
    /// By the word and identifier of a link.
    Link(&'static str, String),
    /// It is gone.
    Gone,
}

/// What a mutation does to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mutation {
    verb: Verb,
    type_name: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Create,
    Update,
    Delete,
}

const TYPES: &[&str] = &[
    "Person",
    "Organization",
    "EcologicalAgent",
    "Unit",
    "ResourceSpecification",
    "ProcessSpecification",
    "EconomicResource",
    "EconomicEvent",
    "Process",
    "Agreement",
    "Claim",
    "Settlement",
    "Fulfillment",
    "Satisfaction",
    "ProposedIntent",
    "ProposedTo",
    "Appreciation",
    "Scenario",
    "ScenarioDefinition",
    "Commitment",
    "Intent",
    "Plan",
    "Proposal",
    "ProposalList",
    "Recipe",
    "RecipeFlow",
    "RecipeProcess",
    "RecipeExchange",
    "SpatialThing",
    "AgentRelationship",
    "AgentRelationshipRole",
    "AgreementBundle",
    "BatchLotRecord",
    "ProductBatch",
];

/// What a field of `Mutation` does.
pub(super) fn field(name: &str) -> Option<Mutation> {
    let verbs = [("create", Verb::Create), ("update", Verb::Update), ("delete", Verb::Delete)];
    let (verb, rest) = match name {
        "proposeIntent" => (Verb::Create, "ProposedIntent"),
        "proposeTo" => (Verb::Create, "ProposedTo"),
        other => verbs.iter().find_map(|(word, verb)| Some((*verb, other.strip_prefix(word)?)))?,
    };
    let type_name = TYPES.iter().find(|known| **known == rest)?;
    Some(Mutation { verb, type_name })
}

impl Mutation {
    /// The acts that a mutation comes to.
    fn plan(self, view: &View<'_>, args: &Args) -> Result<Plan, WriteRefused> {
        if view.asker.is_none() {
            return Err(WriteRefused::NotAMember);
        }
        // What is said stands in the first argument that is an object, or in the arguments themselves.
        let object = args.all().values().find_map(|value| value.as_object().cloned());
        let said = Said::new(view, self.type_name, object.map_or_else(|| args.clone(), Args::from));
        let plan = match (self.verb, kept(self.type_name)) {
            (Verb::Create, Some((class, tables))) => record::add(&said, class, &tables)?,
            (Verb::Update, Some((class, tables))) => record::revise(&said, class, &tables)?,
            (Verb::Delete, Some((class, _))) => record::withdraw(&said, class)?,
            (Verb::Create, None) if self.type_name == "EconomicEvent" => {
                event::log(&said, args.object("newInventoriedResource"))?
            }
            (Verb::Create, None) => create::add(&said)?,
            (Verb::Update, None) => change::describe(&said)?,
            (Verb::Delete, None) => change::take_back(&said)?,
        };
        said.all_was_read()?;
        Ok(plan)
    }
}

/// A commons for one request that may change it.
pub struct Desk<S> {
    commons: S,
}

impl<S: Submit> Desk<S> {
    /// A desk over a commons.
    pub fn new(commons: S) -> Self {
        Self { commons }
    }

    /// The commons again.
    pub fn into_inner(self) -> S {
        self.commons
    }

    fn done(&mut self, field: Field, args: &Args) -> Result<Told, FieldError> {
        let Field::Write(mutation) = field else { return Ok(Answer::Null) };
        if let Some(entries) = self.commons.repeated() {
            return self.commons.view(|view| again(&view, mutation, &entries));
        }
        let plan = self.commons.view(|view| mutation.plan(&view, args))?;
        let plan = plan.map_err(FieldError::new)?;
        let entries = match plan.acts.is_empty() {
            true => Vec::new(),
            false => self.commons.submit(plan.acts)?,
        };
        self.commons.view(|view| written(&view, &plan.then, &entries))
    }
}

/// What came of a mutation that was sent before.
fn again(view: &View<'_>, mutation: Mutation, entries: &[u64]) -> Told {
    if mutation.verb == Verb::Delete {
        return Answer::leaf(true);
    }
    let Some(&entry) = entries.first() else { return unread() };
    let Ok((_, act)) = view.reading.entry(entry) else { return unread() };
    match (made_by(view, entry, &act), mutation.type_name) {
        // A link has no act of its own: it is the last of the record that was revised.
        (Some(Row::Record(iri)), "Satisfaction" | "ProposedIntent" | "ProposedTo") => {
            let link = super::record::last_link(view, mutation.type_name, &iri);
            answered(view, link.map(Row::Link), &Then::Gone)
        }
        (row @ Some(Row::Event(_)), _) => answered(view, row, &Then::Event),
        (row, _) => answered(view, row, &Then::Gone),
    }
}

fn unread() -> Told {
    Answer::failed(AskRefused::WrittenUnread)
}

/// What an act of an entry made, or said anew.
fn made_by(view: &View<'_>, entry: u64, act: &Act) -> Option<Row> {
    let state = view.state();
    let record =
        |iri: &str| state.records.get_key_value(iri).map(|it| Row::Record(it.0.as_str().into()));
    match act {
        Act::AddAgent(it) => state.agent(&it.handle).map(Row::Agent),
        Act::AddUnit(it) => state.unit(&it.code).map(Row::Unit),
        Act::AddResourceSpecification(it) => state.specification(&it.handle).map(Row::Kind),
        Act::AddProcessSpecification(it) => state.process_specification(&it.handle).map(Row::Stage),
        Act::AddResource(it) => state.resource(&it.handle).map(Row::Resource),
        Act::AddProcess(it) => state.process(&it.handle).map(Row::Process),
        Act::FinishProcess(it) => state.process(&it.process).map(Row::Process),
        Act::AddAgreement(it) => state.agreement(&it.handle).map(Row::Agreement),
        Act::AddClaim(it) => state.claim(&it.iri).map(Row::Claim),
        Act::AddRecord(it) => record(&it.iri),
        Act::ReviseRecord(it) => record(&it.iri),
        Act::LogEvent(_) => state.event_of_entry(entry).map(Row::Event),
        Act::Describe(it) => match &it.thing {
            Described::Named(handle) => match state.named(handle)? {
                Named::Agent(ix) => Some(Row::Agent(ix)),
                Named::Resource(ix) => Some(Row::Resource(ix)),
                Named::Process(ix) => Some(Row::Process(ix)),
                Named::Agreement(ix) => Some(Row::Agreement(ix)),
                Named::Pool(_) => None,
            },
            Described::Kind(handle) => state.specification(handle).map(Row::Kind),
            Described::ProcessKind(handle) => state.process_specification(handle).map(Row::Stage),
            Described::Unit(code) => state.unit(code).map(Row::Unit),
            Described::Event(act) => state.event_of_act(*act).map(Row::Event),
        },
        _ => None,
    }
}

/// What came of it.
fn written(view: &View<'_>, then: &Then, entries: &[u64]) -> Told {
    let row = match then {
        Then::Gone => return Answer::leaf(true),
        Then::One(class, id) => view.find(*class, id),
        Then::Link(word, id) => find_link(view.state(), view.index, word, id),
        Then::Event => {
            entries.first().and_then(|it| view.state().event_of_entry(*it)).map(Row::Event)
        }
    };
    answered(view, row, then)
}

fn answered(view: &View<'_>, row: Option<Row>, then: &Then) -> Told {
    let Some(row) = row else { return unread() };
    let resource = match (then, &row) {
        (Then::Event, Row::Event(ix)) => event::touched(view, *ix),
        _ => None,
    };
    Answer::Node(Row::Written(Arc::new((row, resource))))
}

impl<S: Submit> World for Desk<S> {
    type Node = Row;
    type Field = Field;

    fn root(&self) -> Row {
        Row::Root
    }

    fn type_name<'a>(&'a self, row: &'a Row) -> &'a str {
        // Of a commons that can no longer be read nothing is asked further.
        self.commons.view(|view| row.type_name(view.state())).unwrap_or_default()
    }

    fn resolve(&self, field: Field, args: &Args, rows: &[Row]) -> Result<Vec<Told>, FieldError> {
        self.commons.view(|view| view.resolve(field, args, rows))?
    }
}

impl<S: Submit> Changing for Desk<S> {
    fn change(&mut self, field: Field, args: &Args) -> Told {
        self.done(field, args).unwrap_or_else(Answer::Failed)
    }
}
