//! Rows: whatever the schema has a type for, as a small key into the state.

use super::shares::Shares;
use crate::engine::Answer;
use commons::action::Action;
use commons::agent::{AgentIx, AgentKind};
use commons::agreement::AgreementIx;
use commons::claim::ClaimIx;
use commons::distribution::DistributionIx;
use commons::event::EventIx;
use commons::plan::RecordClass;
use commons::process::ProcessIx;
use commons::resource::ResourceIx;
use commons::specification::{ProcessSpecificationIx, SpecificationIx};
use commons::state::State;
use commons::table::Ix;
use commons::unit::{Quantity, UnitIx};
use std::sync::Arc;

/// What a field of a row comes to.
pub type Told = Answer<Row>;

/// Something that the schema has a type for.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// Where every operation begins.
    Root,
    /// An agent.
    Agent(AgentIx),
    /// A unit.
    Unit(UnitIx),
    /// A kind of resource or of work.
    Kind(SpecificationIx),
    /// A kind of process.
    Stage(ProcessSpecificationIx),
    /// A resource.
    Resource(ResourceIx),
    /// A process.
    Process(ProcessIx),
    /// An agreement.
    Agreement(AgreementIx),
    /// A claim.
    Claim(ClaimIx),
    /// An event.
    Event(EventIx),
    /// A distribution.
    Distribution(DistributionIx),
    /// A record of the planning layer, by its identifier.
    Record(Arc<str>),
    /// A link that vf-graphql has as a record of its own.
    Link(Link),
    /// An action.
    Action(Action),
    /// A word where an action is expected: the state of a resource.
    Word(Arc<str>),
    /// So much of a unit.
    Measure(Quantity),
    /// A place that is only named.
    Place(Arc<str>),
    /// The kind of what nobody said the kind of.
    Unspecified,
    /// A page of a list.
    Page(Arc<Page>),
    /// A row of a page.
    Edge(Arc<Page>, usize),
    /// Where a page stands.
    PageInfo(Arc<Page>),
    /// What is known of the changes of a row.
    Meta(Arc<Row>),
    /// What a row is now.
    Revision(Arc<Row>),
    /// What was written, and the resource it made.
    Written(Arc<(Row, Option<Row>)>),
    /// The charter in force.
    Charter,
    /// Shares of something.
    Equity(Arc<Shares>),
    /// One credit of shares.
    Contribution(Arc<Shares>, usize),
    /// An entry of the journal, by its number.
    Entry(u64),
    /// Something small whose fields were told with it.
    Small(Arc<[(&'static str, Told)]>),
}

/// A link that vf-graphql has as a record of its own: between which two, and the how-manieth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// An event keeps a promise.
    Fulfillment(EventIx, u16),
    /// An event pays a claim.
    Settlement(EventIx, u16),
    /// An event satisfies an intent.
    SatisfiedByEvent(EventIx, u16),
    /// A promise satisfies an intent.
    SatisfiedByCommitment(Arc<str>, u16),
    /// An intent is in a proposal; those of the other side count on behind those of the first.
    ProposedIntent(Arc<str>, u16),
    /// A proposal is made to somebody.
    ProposedTo(Arc<str>, u16),
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Row>,
    /// How many there are in all.
    pub total: usize,
    /// Whether rows stand before it.
    pub has_previous: bool,
    /// Whether rows stand behind it.
    pub has_next: bool,
}

impl Row {
    /// A row whose fields are told with it.
    pub fn small<const N: usize>(fields: [(&'static str, Told); N]) -> Self {
        Self::Small(Arc::new(fields))
    }

    /// What the row sorts by, and is found again by in its list.
    pub fn key(&self) -> String {
        fn place<T>(ix: Ix<T>) -> String {
            format!("{:08x}", ix.place())
        }
        fn text(text: &str) -> String {
            text.bytes().map(|byte| format!("{byte:02x}")).collect()
        }
        match self {
            Self::Agent(ix) => place(*ix),
            Self::Unit(ix) => place(*ix),
            Self::Kind(ix) => place(*ix),
            Self::Stage(ix) => place(*ix),
            Self::Resource(ix) => place(*ix),
            Self::Process(ix) => place(*ix),
            Self::Agreement(ix) => place(*ix),
            Self::Claim(ix) => place(*ix),
            Self::Event(ix) => place(*ix),
            Self::Distribution(ix) => place(*ix),
            Self::Record(iri) => text(iri),
            Self::Link(link) => match link {
                Link::Fulfillment(event, at) | Link::Settlement(event, at) => {
                    format!("{}{at:04x}", place(*event))
                }
                // Events first, whose keys begin with a nought; then promises.
                Link::SatisfiedByEvent(event, at) => format!("0{}{at:04x}", place(*event)),
                Link::SatisfiedByCommitment(iri, at) => format!("1{}00{at:04x}", text(iri)),
                Link::ProposedIntent(iri, at) | Link::ProposedTo(iri, at) => {
                    format!("{}00{at:04x}", text(iri))
                }
            },
            Self::Contribution(shares, at) => match shares.credit(*at) {
                Some(credit) => {
                    format!("{}{:04x}", place(credit.event), shares.among_its_event(*at))
                }
                None => String::new(),
            },
            Self::Entry(entry) => format!("{entry:016x}"),
            _ => String::new(),
        }
    }

    /// The object type of the row, where the schema leaves it open.
    pub fn type_name(&self, state: &State) -> &'static str {
        match self {
            Self::Agent(ix) => match state.agents.at(*ix).kind {
                AgentKind::Person => "Person",
                AgentKind::Organization => "Organization",
                AgentKind::EcologicalAgent => "EcologicalAgent",
            },
            Self::Event(_) => "EconomicEvent",
            Self::Resource(_) => "EconomicResource",
            Self::Process(_) => "Process",
            Self::Agreement(_) => "Agreement",
            Self::Record(iri) => match state.records.get(&**iri).map(|row| row.class) {
                Some(RecordClass::Commitment) => "Commitment",
                _ => "Intent",
            },
            _ => "Query",
        }
    }
}

/// A text.
pub(super) fn text(text: &str) -> Told {
    Answer::leaf(text)
}

/// A text where there is one.
pub(super) fn maybe(text: Option<&str>) -> Told {
    Answer::maybe(text)
}

/// Several texts; nothing if there are none.
pub(super) fn texts(texts: &[String]) -> Told {
    match texts {
        [] => Answer::Null,
        texts => Answer::List(texts.iter().map(|it| Answer::leaf(it.as_str())).collect()),
    }
}

/// A moment as ISO 8601.
pub(super) fn moment(at: Option<commons::name::Moment>) -> Told {
    Answer::maybe(at.and_then(|at| exchange::moment::write_moment(at.0)))
}

/// So much of a unit.
pub(super) fn measure(quantity: Option<Quantity>) -> Told {
    Answer::node(quantity.map(Row::Measure))
}
