//! Records of the planning layer: which properties each class has, what they hold, and what refers to them.

use super::Field;
use super::id::Class;
use super::index::said;
use super::refused::AskRefused;
use super::row::{Link, Row, Told, maybe, text};
use super::view::View;
use crate::engine::Answer;
use commons::action::Action;
use commons::event::{EventIx, EventRest};
use commons::plan::{Figure, PlanRecord, RecordClass, Stated};
use commons::process::ProcessIx;
use exchange::document::local_name;
use exchange::valueflows::identity::tail;
use std::sync::Arc;

/// What a property holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A text.
    Text,
    /// A name that is always told: else another name of the record, or the end of its identifier.
    Name,
    /// Several texts.
    Texts,
    /// Yes or no.
    Flag,
    /// A moment.
    Time,
    /// A number.
    Number,
    /// So much of something.
    Measure,
    /// How long.
    Duration,
    /// An action.
    Action,
    /// Something of this commons.
    One(Class),
    /// An agent; the commons itself where none is said.
    AgentAlways,
    /// A kind; the unspecified one where none is said.
    KindAlways,
    /// Several agents.
    Agents,
    /// Scopes.
    Scopes,
    /// A place.
    Place,
    /// Another record.
    Record(RecordClass),
    /// Other records.
    Records(RecordClass),
    /// Links, said by the identifiers of what they lead to and told otherwise.
    Links,
}

/// A field of a record: its name in the schema, the property behind it, and what that holds.
pub type Property = (&'static str, &'static str, Holds);

macro_rules! properties {
    ($($field:ident $(= $property:literal)? : $holds:expr),* $(,)?) => {
        &[$((stringify!($field), properties!(@ $field $($property)?), $holds)),*]
    };
    (@ $field:ident $property:literal) => { $property };
    (@ $field:ident) => { stringify!($field) };
}

use Holds::{
    Action as Act, AgentAlways, Agents, Duration, Flag, KindAlways, Links, Measure, Name, Number,
    One, Place, Record, Records, Scopes, Text, Texts, Time,
};

const PROMISED: &[Property] = properties! {
    action: Act, resourceConformsTo: One(Class::Kind), resourceInventoriedAs: One(Class::Resource),
    resourceClassifiedAs: Texts, resourceQuantity: Measure, effortQuantity: Measure,
    hasBeginning: Time, hasEnd: Time, hasPointInTime: Time, due: Time, finished: Flag, note: Text,
    agreedIn: Text, inScopeOf: Scopes, atLocation: Place, plannedWithin: Record(RecordClass::Plan),
    stage: One(Class::Stage), state: Text, inputOf: One(Class::Process), outputOf: One(Class::Process),
};
const COMMITMENT: &[Property] = properties! {
    provider: AgentAlways, receiver: AgentAlways, created: Time, clauseOf: One(Class::Agreement),
    reciprocalClauseOf: One(Class::Agreement), independentDemandOf: Record(RecordClass::Plan), satisfies: Links,
};
const INTENT: &[Property] = properties! {
    name: Text, provider: One(Class::Agent), receiver: One(Class::Agent), availableQuantity: Measure,
    minimumQuantity: Measure, image: Text, imageList: Texts,
};
const PLAN: &[Property] = properties! { name: Name, created: Time, due: Time, note: Text };
const PROPOSAL: &[Property] = properties! {
    name: Text, hasBeginning: Time, hasEnd: Time, unitBased: Flag, created: Time, note: Text, purpose: Text,
    publishes: Links, reciprocal: Records(RecordClass::Intent), proposedTo: Agents,
    listedIn: Records(RecordClass::ProposalList), inScopeOf: Scopes, eligibleLocation: Place,
};
const PROPOSAL_LIST: &[Property] = properties! {
    name: Text, created: Time, note: Text, proposedTo: Agents, lists: Records(RecordClass::Proposal),
};
const RECIPE: &[Property] = properties! {
    name: Text, note: Text, primaryOutput: One(Class::Kind), recipeIncludes: Records(RecordClass::RecipeProcess),
};
const RECIPE_FLOW: &[Property] = properties! {
    action: Act, resourceQuantity: Measure, effortQuantity: Measure, resourceConformsTo: KindAlways,
    resourceClassifiedAs: Texts, recipeInputOf: Record(RecordClass::RecipeProcess),
    recipeOutputOf: Record(RecordClass::RecipeProcess), recipeClauseOf: Record(RecordClass::RecipeExchange),
    recipeReciprocalClauseOf: Record(RecordClass::RecipeExchange), stage: One(Class::Stage), state: Text, note: Text,
};
const RECIPE_PROCESS: &[Property] = properties! {
    name: Name, hasDuration: Duration, processClassifiedAs: Texts, processConformsTo: One(Class::Stage),
    image: Text, note: Text,
};
const RECIPE_EXCHANGE: &[Property] = properties! { name: Name, note: Text };
const SPATIAL_THING: &[Property] = properties! {
    name: Name, mappableAddress: Text, lat: Number, long: Number, alt: Number, note: Text,
};
const AGENT_RELATIONSHIP: &[Property] = properties! {
    subject: One(Class::Agent), object: One(Class::Agent),
    relationship: Record(RecordClass::AgentRelationshipRole), inScopeOf: Scopes, note: Text,
};
const AGENT_RELATIONSHIP_ROLE: &[Property] = properties! {
    roleLabel = "label": Name, inverseRoleLabel: Text, note: Text,
};
const AGREEMENT_BUNDLE: &[Property] = properties! { name: Text, created: Time, note: Text };
const BATCH_LOT_RECORD: &[Property] = properties! { batchLotCode: Text, expirationDate: Time };
const PRODUCT_BATCH: &[Property] = properties! {
    batchNumber = "batchLotCode": Name, expiryDate = "expirationDate": Time, productionDate: Time,
};

/// The properties of a type of the schema that is kept as records, and their class.
pub(super) fn kept(type_name: &str) -> Option<(RecordClass, [&'static [Property]; 2])> {
    use RecordClass as R;
    Some(match type_name {
        "Commitment" => (R::Commitment, [PROMISED, COMMITMENT]),
        "Intent" => (R::Intent, [PROMISED, INTENT]),
        "Plan" => (R::Plan, [PLAN, &[]]),
        "Proposal" => (R::Proposal, [PROPOSAL, &[]]),
        "ProposalList" => (R::ProposalList, [PROPOSAL_LIST, &[]]),
        "Recipe" => (R::Recipe, [RECIPE, &[]]),
        "RecipeFlow" => (R::RecipeFlow, [RECIPE_FLOW, &[]]),
        "RecipeProcess" => (R::RecipeProcess, [RECIPE_PROCESS, &[]]),
        "RecipeExchange" => (R::RecipeExchange, [RECIPE_EXCHANGE, &[]]),
        "SpatialThing" => (R::SpatialThing, [SPATIAL_THING, &[]]),
        "AgentRelationship" => (R::AgentRelationship, [AGENT_RELATIONSHIP, &[]]),
        "AgentRelationshipRole" => (R::AgentRelationshipRole, [AGENT_RELATIONSHIP_ROLE, &[]]),
        "AgreementBundle" => (R::AgreementBundle, [AGREEMENT_BUNDLE, &[]]),
        "BatchLotRecord" => (R::BatchLotRecord, [BATCH_LOT_RECORD, &[]]),
        "ProductBatch" => (R::BatchLotRecord, [PRODUCT_BATCH, &[]]),
        _ => return None,
    })
}

/// What a record states of a property.
pub(super) fn stated<'a>(row: &'a PlanRecord, property: &str) -> Option<&'a Stated> {
    row.properties.iter().find(|(name, _)| name == property).map(|(_, stated)| stated)
}

/// What a record refers to by a property.
pub(super) fn texts_of<'a>(row: &'a PlanRecord, property: &str) -> &'a [String] {
    stated(row, property).map(said).unwrap_or_default()
}

/// The one text of a property.
pub(super) fn text_of<'a>(row: &'a PlanRecord, property: &str) -> Option<&'a str> {
    texts_of(row, property).first().map(String::as_str)
}

/// Whether a record says yes to a property.
pub(super) fn flag_of(row: &PlanRecord, property: &str) -> Option<bool> {
    match stated(row, property)? {
        Stated::Flag(flag) => Some(*flag),
        _ => None,
    }
}

/// The action of a record.
pub(super) fn action_of(row: &PlanRecord) -> Option<Action> {
    Action::named(local_name(text_of(row, "action")?))
}

/// What a property of a record comes to.
pub(super) fn told(
    view: &View<'_>,
    row: &PlanRecord,
    property: &'static str,
    holds: Holds,
) -> Told {
    let one = || text_of(row, property);
    let all = || texts_of(row, property);
    let agent = |id: &String| view.find(Class::Agent, id);
    match holds {
        Text | Number => maybe(one()),
        Name => {
            let other = ["name", "label", "mappableAddress", "note"];
            let said = one().or_else(|| other.iter().find_map(|name| text_of(row, name)));
            said.map_or_else(|| Answer::leaf(tail(&row.iri)), text)
        }
        Texts => super::row::texts(all()),
        Flag if property == "finished" => Answer::leaf(flag_of(row, property).unwrap_or(false)),
        Flag => Answer::maybe(flag_of(row, property)),
        Time => maybe(one()),
        Measure => match stated(row, property) {
            Some(Stated::Figure(figure)) => Answer::Node(figured(view, figure)),
            _ => Answer::Null,
        },
        Duration => match stated(row, property) {
            Some(Stated::Figure(figure)) => lasting(figure),
            _ => Answer::Null,
        },
        Act => match (action_of(row), one()) {
            (Some(action), _) => Answer::Node(Row::Action(action)),
            (None, Some(word)) => Answer::Node(Row::Word(local_name(word).into())),
            (None, None) => Answer::Null,
        },
        One(class) => Answer::node(one().and_then(|id| view.find(class, id))),
        AgentAlways => match one() {
            None => Answer::node(view.state().itself.map(Row::Agent)),
            Some(id) => match view.find(Class::Agent, id) {
                Some(agent) => Answer::Node(agent),
                None => Answer::failed(AskRefused::AgentElsewhere {
                    property,
                    id: row.iri.clone(),
                    agent: id.to_owned(),
                }),
            },
        },
        KindAlways => {
            let said = one().and_then(|id| view.find(Class::Kind, id));
            Answer::Node(said.unwrap_or(Row::Unspecified))
        }
        Agents => list(all().iter().filter_map(agent)),
        Scopes => {
            let scope = |row: &Row| row.type_name(view.state()) != "EcologicalAgent";
            list(all().iter().filter_map(agent).filter(scope))
        }
        Place => Answer::node(one().map(|id| view.place(id))),
        Record(class) => Answer::node(one().and_then(|id| view.record(class, id))),
        Records(class) => list(all().iter().filter_map(|id| view.record(class, id))),
        Links => Answer::Null,
    }
}

/// Several rows; nothing if there are none.
pub(super) fn list(rows: impl IntoIterator<Item = Row>) -> Told {
    Answer::nodes(rows)
}

/// A quantity as a record states it, its unit found if there is one of that name.
fn figured(view: &View<'_>, figure: &Figure) -> Row {
    let unit = figure.unit.as_deref().and_then(|unit| view.find(Class::Unit, unit));
    Row::small([("hasNumericalValue", text(&figure.number)), ("hasUnit", Answer::node(unit))])
}

/// The units that durations are counted in.
pub(super) const TIME_UNITS: [&str; 7] =
    ["year", "month", "week", "day", "hour", "minute", "second"];

fn lasting(figure: &Figure) -> Told {
    let said = figure.unit.as_deref().map(|unit| local_name(unit).trim_end_matches('s'));
    let unit = TIME_UNITS.into_iter().find(|unit| said == Some(unit));
    match unit {
        Some(unit) => Answer::Node(Row::small([
            ("numericDuration", text(&figure.number)),
            ("unitType", text(unit)),
        ])),
        None => Answer::Null,
    }
}

/// How a field of a record is answered.
pub(super) fn field(type_name: &str, name: &str) -> Option<Field> {
    let (_, tables) = kept(type_name)?;
    let mut properties = tables.into_iter().flatten();
    match properties.find(|(field, _, holds)| *field == name && *holds != Links) {
        Some((_, property, holds)) => Some(Field::Property(property, *holds)),
        None => linked(type_name, name),
    }
}

/// The records that refer to a record by a property.
fn back(view: &View<'_>, iri: &str, property: &'static str) -> Vec<Row> {
    view.referring(property, iri).iter().map(|iri| Row::Record(Arc::clone(iri))).collect()
}

/// Links from and to records, by the type and the field.
fn linked(type_name: &str, name: &str) -> Option<Field> {
    match type_name {
        "Commitment" => promise(name),
        "Intent" => intent(name),
        "Proposal" => proposal(name),
        "RecipeProcess" => Some(Field::Record(match name {
            "hasRecipeInput" => |view, _, iri, _| list(back(view, iri, "recipeInputOf")),
            "hasRecipeOutput" => |view, _, iri, _| list(back(view, iri, "recipeOutputOf")),
            _ => return None,
        })),
        "RecipeExchange" => Some(Field::Record(match name {
            "recipeStipulates" => |view, _, iri, _| list(back(view, iri, "recipeClauseOf")),
            "recipeStipulatesReciprocal" => {
                |view, _, iri, _| list(back(view, iri, "recipeReciprocalClauseOf"))
            }
            _ => return None,
        })),
        "AgentRelationshipRole" if name == "agentRelationships" => {
            Some(Field::Record(|view, args, iri, _| {
                super::page::page_of(args, &back(view, iri, "relationship"))
            }))
        }
        "AgreementBundle" if name == "bundles" => Some(Field::Record(|view, _, iri, _| {
            let found = view.index.agreements_in.get(iri);
            list(found.into_iter().flatten().map(|ix| Row::Agreement(*ix)))
        })),
        _ => None,
    }
}

fn promise(name: &str) -> Option<Field> {
    Some(Field::Record(match name {
        "deletable" => {
            |view, _, iri, _| Answer::leaf(!view.index.events.fulfills.contains_key(iri))
        }
        "involvedAgents" => |view, _, _, row| {
            let agent = |property| Some(text_of(row, property)).map(|id| view.agent_or_itself(id));
            let mut agents: Vec<Row> =
                ["provider", "receiver"].into_iter().filter_map(agent).flatten().collect();
            agents.dedup();
            list(agents)
        },
        "fulfilledBy" => |view, _, iri, _| {
            let found = view.index.events.fulfills.get(iri).into_iter().flatten();
            list(found.map(|(event, at)| Row::Link(Link::Fulfillment(*event, *at))))
        },
        "satisfies" => |view, _, iri, row| {
            let known = |id: &&String| view.record(RecordClass::Intent, id).is_some();
            let all = (0..).zip(texts_of(row, "satisfies")).filter(|(_, id)| known(id));
            list(all.map(|(at, _)| Row::Link(Link::SatisfiedByCommitment(iri.into(), at))))
        },
        _ => return None,
    }))
}

fn intent(name: &str) -> Option<Field> {
    Some(Field::Record(match name {
        "deletable" => |view, _, iri, _| {
            Answer::leaf(satisfied_by(view, iri).is_empty() && published_in(view, iri).is_empty())
        },
        "publishedIn" => |view, _, iri, _| list(published_in(view, iri)),
        "satisfiedBy" => |view, _, iri, _| list(satisfied_by(view, iri)),
        _ => return None,
    }))
}

/// What satisfies an intent: events first.
fn satisfied_by(view: &View<'_>, iri: &str) -> Vec<Row> {
    let events = view.index.events.satisfies.get(iri).into_iter().flatten();
    let events = events.map(|(event, at)| Row::Link(Link::SatisfiedByEvent(*event, *at)));
    let promise = |promise: &Arc<str>| {
        let row = view.state().records.get(&**promise)?;
        let (at, _) = (0..).zip(texts_of(row, "satisfies")).find(|(_, id)| *id == iri)?;
        Some(Row::Link(Link::SatisfiedByCommitment(Arc::clone(promise), at)))
    };
    events.chain(view.referring("satisfies", iri).iter().filter_map(promise)).collect()
}

/// The places of an intent in proposals.
fn published_in(view: &View<'_>, iri: &str) -> Vec<Row> {
    let mut proposals: Vec<&Arc<str>> = view.referring("publishes", iri).iter().collect();
    proposals.extend(view.referring("reciprocal", iri));
    proposals.sort();
    proposals.dedup();
    let places = |proposal: &Arc<str>| {
        let row = view.state().records.get(&**proposal);
        let all = row.into_iter().flat_map(published).enumerate();
        let places = all.filter(|(_, (id, _))| *id == iri).map(|(at, _)| at);
        places.map(|at| proposed(proposal, at)).collect::<Vec<_>>()
    };
    proposals.into_iter().flat_map(places).collect()
}

fn proposed(proposal: &Arc<str>, at: usize) -> Row {
    Row::Link(Link::ProposedIntent(Arc::clone(proposal), u16::try_from(at).unwrap_or(u16::MAX)))
}

/// The intents of a proposal, and whether each stands on the other side.
pub(super) fn published(row: &PlanRecord) -> Vec<(&String, bool)> {
    let side = |property, other| texts_of(row, property).iter().map(move |id| (id, other));
    side("publishes", false).chain(side("reciprocal", true)).collect()
}

fn proposal(name: &str) -> Option<Field> {
    Some(Field::Record(match name {
        "publishes" => |view, _, iri, row| {
            let known = |id: &str| view.record(RecordClass::Intent, id).is_some();
            let all = published(row).into_iter().enumerate().filter(|(_, (id, _))| known(id));
            list(all.map(|(at, _)| proposed(&iri.into(), at)))
        },
        "publishedTo" => |view, _, iri, row| {
            let known = |id: &&String| view.find(Class::Agent, id).is_some();
            let all = (0..).zip(texts_of(row, "proposedTo")).filter(|(_, id)| known(id));
            list(all.map(|(at, _)| Row::Link(Link::ProposedTo(iri.into(), at))))
        },
        "primaryIntents" => |view, _, _, row| {
            list(
                texts_of(row, "publishes")
                    .iter()
                    .filter_map(|id| view.record(RecordClass::Intent, id)),
            )
        },
        "reciprocalIntents" => |view, _, _, row| {
            list(
                texts_of(row, "reciprocal")
                    .iter()
                    .filter_map(|id| view.record(RecordClass::Intent, id)),
            )
        },
        _ => return None,
    }))
}

/// How a field of a link is answered.
pub(super) fn link_field(type_name: &str, name: &str) -> Option<Field> {
    let links = ["Fulfillment", "Satisfaction", "Settlement", "ProposedIntent", "ProposedTo"];
    links.contains(&type_name).then_some(())?;
    Some(Field::Link(match name {
        "fulfilledBy" | "settledBy" | "satisfiedBy" | "publishedIn" | "proposed" => {
            |view, link| Answer::node(from(view, link))
        }
        "fulfills" | "settles" | "satisfies" | "publishes" | "proposedTo" => {
            |view, link| Answer::node(target(view, link).and_then(|id| leads_to(view, link, &id)))
        }
        "reciprocal" => |view, link| match link {
            Link::ProposedIntent(iri, at) => {
                let row = view.state().records.get(&**iri);
                let side = row.and_then(|row| published(row).get(usize::from(*at)).map(|it| it.1));
                Answer::maybe(side)
            }
            _ => Answer::Null,
        },
        "resourceQuantity" => |view, link| amounts(view, link, "resourceQuantity"),
        "effortQuantity" => |view, link| amounts(view, link, "effortQuantity"),
        "note" => |_, _| Answer::Null,
        _ => return None,
    }))
}

/// What a link leads from.
fn from(view: &View<'_>, link: &Link) -> Option<Row> {
    Some(match link {
        Link::Fulfillment(ix, _) | Link::Settlement(ix, _) | Link::SatisfiedByEvent(ix, _) => {
            Row::Event(*ix)
        }
        Link::SatisfiedByCommitment(iri, _)
        | Link::ProposedIntent(iri, _)
        | Link::ProposedTo(iri, _) => {
            Row::Record(view.state().records.get_key_value(&**iri)?.0.as_str().into())
        }
    })
}

/// The identifier that a link leads to.
fn target(view: &View<'_>, link: &Link) -> Option<String> {
    let state = view.state();
    let rest = |ix| state.events.at(ix).rest.as_deref();
    let record = |iri: &Arc<str>| state.records.get(&**iri);
    match link {
        Link::Fulfillment(ix, at) => rest(*ix)?.fulfills.get(usize::from(*at)).cloned(),
        Link::Settlement(ix, at) => rest(*ix)?.settles.get(usize::from(*at)).cloned(),
        Link::SatisfiedByEvent(ix, at) => rest(*ix)?.satisfies.get(usize::from(*at)).cloned(),
        Link::SatisfiedByCommitment(iri, at) => {
            texts_of(record(iri)?, "satisfies").get(usize::from(*at)).cloned()
        }
        Link::ProposedIntent(iri, at) => {
            published(record(iri)?).get(usize::from(*at)).map(|it| it.0.clone())
        }
        Link::ProposedTo(iri, at) => {
            texts_of(record(iri)?, "proposedTo").get(usize::from(*at)).cloned()
        }
    }
}

fn leads_to(view: &View<'_>, link: &Link, id: &str) -> Option<Row> {
    match link {
        Link::Fulfillment(..) => view.record(RecordClass::Commitment, id),
        Link::Settlement(..) => view.find(Class::Claim, id),
        Link::ProposedTo(..) => view.find(Class::Agent, id),
        _ => view.record(RecordClass::Intent, id),
    }
}

/// The last link of a type that leads from a record.
pub(super) fn last_link(view: &View<'_>, type_name: &str, iri: &Arc<str>) -> Option<Link> {
    let row = view.state().records.get(&**iri)?;
    let count = match type_name {
        "Satisfaction" => texts_of(row, "satisfies").len(),
        "ProposedTo" => texts_of(row, "proposedTo").len(),
        _ => published(row).len(),
    };
    let last = u16::try_from(count.checked_sub(1)?).ok()?;
    Some(match type_name {
        "Satisfaction" => Link::SatisfiedByCommitment(Arc::clone(iri), last),
        "ProposedTo" => Link::ProposedTo(Arc::clone(iri), last),
        _ => Link::ProposedIntent(Arc::clone(iri), last),
    })
}

/// Whether what a link leads to is there.
pub(super) fn leads_somewhere(view: &View<'_>, link: &Link) -> bool {
    target(view, link).and_then(|id| leads_to(view, link, &id)).is_some()
}

/// A link is not quantified by itself: where an event has one such link only, it counts as much as the event.
fn amounts(view: &View<'_>, link: &Link, property: &'static str) -> Told {
    let event = |ix: EventIx, links: fn(&EventRest) -> &Vec<String>| {
        let row = view.state().events.at(ix);
        let alone = row.rest.as_deref().is_some_and(|rest| links(rest).len() == 1);
        let amount = if property == "effortQuantity" { row.effort } else { row.quantity };
        super::row::measure(amount.filter(|_| alone))
    };
    match link {
        Link::Fulfillment(ix, _) => event(*ix, |rest| &rest.fulfills),
        Link::Settlement(ix, _) => event(*ix, |rest| &rest.settles),
        Link::SatisfiedByEvent(ix, _) => event(*ix, |rest| &rest.satisfies),
        Link::SatisfiedByCommitment(iri, _) => {
            let row = view.state().records.get(&**iri);
            row.map_or(Answer::Null, |row| told(view, row, property, Measure))
        }
        Link::ProposedIntent(..) | Link::ProposedTo(..) => Answer::Null,
    }
}

/// The processes of a plan.
pub(super) fn processes<'a>(view: &View<'a>, iri: &str) -> &'a [ProcessIx] {
    view.index.processes_of_plan.get(iri).map_or(&[], Vec::as_slice)
}

/// The records of a class that refer to a plan.
pub(super) fn of_plan(
    view: &View<'_>,
    iri: &str,
    property: &'static str,
    class: RecordClass,
) -> Vec<Row> {
    view.referring(property, iri).iter().filter_map(|iri| view.record(class, iri)).collect()
}

/// Whether there is something in a plan, and all its processes and promises are finished.
pub(super) fn is_finished(view: &View<'_>, iri: &str) -> bool {
    let state = view.state();
    let processes = processes(view, iri);
    let promises = of_plan(view, iri, "plannedWithin", RecordClass::Commitment);
    let done = |row: &Row| match row {
        Row::Record(iri) => {
            state.records.get(&**iri).and_then(|row| flag_of(row, "finished")) == Some(true)
        }
        _ => false,
    };
    !(processes.is_empty() && promises.is_empty())
        && processes.iter().all(|ix| state.processes.at(*ix).finished)
        && promises.iter().all(done)
}
