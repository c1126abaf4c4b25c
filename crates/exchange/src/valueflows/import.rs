//! Taking a document in: node by node, in its order, against a copy of the state.

use super::identity;
use crate::document::{Document, Node};
use commons::act::{self, Act, Envelope, Unfoldable};
use commons::name::{ActId, Handle, Moment};
use commons::refusal::Refused;
use commons::state::State;
use quantity::NumberRefused;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use thiserror::Error;

/// The acts that take a document in, and what a person should know about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// What is new, in an order in which each act is allowed; those that were taken in before are left out.
    pub acts: Vec<(ActId, Act)>,
    /// What was assumed, left out, or comes out otherwise than the document says.
    pub notes: Vec<Note>,
}

/// Something to know about what was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Note {
    /// An event takes from a resource whose stock the document does not state.
    #[error("opening_assumed: line {line}: `{resource}` is taken to have had {quantity} before")]
    OpeningAssumed {
        /// Counted from 1.
        line: usize,
        /// The resource.
        resource: Handle,
        /// What had to be there.
        quantity: String,
    },
    /// After the events so far a resource is otherwise than the document says.
    #[error(
        "state_differs: line {line}: {what} of `{resource}` is stated as {stated} and comes to {reached}"
    )]
    StateDiffers {
        /// Counted from 1.
        line: usize,
        /// The resource.
        resource: Handle,
        /// Which of its properties.
        what: &'static str,
        /// As the document has it.
        stated: String,
        /// As the events have it.
        reached: String,
    },
    /// An event stands on the side of a process that its action cannot.
    #[error("side_changed: line {line}: `{action}` is taken as the other side of its process")]
    SideChanged {
        /// Counted from 1.
        line: usize,
        /// The action.
        action: String,
    },
    /// A second thing has the identifier of another.
    #[error(
        "identifier_repeated: line {line}: `{iri}` names something else already; it is kept as `{kept}`"
    )]
    IdentifierRepeated {
        /// Counted from 1.
        line: usize,
        /// The identifier.
        iri: String,
        /// What it is kept by.
        kept: String,
    },
    /// A node is of no class that is taken in.
    #[error("left_out: line {line}: `{what}` is not taken in")]
    LeftOut {
        /// Counted from 1.
        line: usize,
        /// What it is.
        what: String,
    },
}

/// Why a document is not taken in. Nothing of it is.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ImportRefused {
    /// An act is not allowed.
    #[error("{refused} (line {line} of the document)")]
    Act {
        /// Counted from 1.
        line: usize,
        /// Why.
        refused: Refused,
    },
    /// A quantity is not exact in its unit.
    #[error("{refused} (line {line} of the document)")]
    Number {
        /// Counted from 1.
        line: usize,
        /// Why.
        refused: NumberRefused,
    },
    /// An event has no action, or one that ValueFlows does not have.
    #[error("action_unknown: line {line}: there is no action `{text}`; see `subak help log`")]
    ActionUnknown {
        /// Counted from 1.
        line: usize,
        /// The action as written.
        text: String,
    },
    /// A standing that is none of contribution, gift and paid.
    #[error(
        "standing_unknown: line {line}: `{text}` is no standing; write `contribution`, `gift` or `paid`"
    )]
    StandingUnknown {
        /// Counted from 1.
        line: usize,
        /// The standing as written.
        text: String,
    },
    /// A name from the document cannot be one here.
    #[error(
        "name_unusable: line {line}: `{text}` cannot be a name here; use letters, digits and `-`"
    )]
    NameUnusable {
        /// Counted from 1.
        line: usize,
        /// The name as written.
        text: String,
    },
    /// The copy of the state did not take an act that it had allowed.
    #[error(transparent)]
    Unfoldable(#[from] Unfoldable),
}

/// Works out the acts that take a document into `commons`, as `author` would sign them at `now`.
///
/// Resources are taken as they first stand in the document; where they stand again, after
/// events, what is stated is compared with what the events made of them. What the document
/// refers to and does not describe is added by its identifier.
pub fn import(
    document: &Document,
    state: &State,
    commons: [u8; 16],
    author: [u8; 32],
    now: Moment,
) -> Result<Import, ImportRefused> {
    let mut taking = Taking::new(document, state, commons, author, now);
    for index in 0..document.nodes.len() {
        taking.node(index)?;
    }
    Ok(Import { acts: taking.acts, notes: taking.notes })
}

pub(super) struct Taking<'a> {
    pub(super) document: &'a Document,
    pub(super) by_id: BTreeMap<&'a str, Vec<usize>>,
    pub(super) state: State,
    pub(super) known: BTreeMap<(&'static str, String), Handle>,
    pub(super) adding: BTreeSet<String>,
    pub(super) added: BTreeSet<String>,
    pub(super) touched: BTreeSet<String>,
    pub(super) opened: BTreeSet<String>,
    pub(super) events: BTreeMap<String, ActId>,
    pub(super) logged: BTreeMap<String, usize>,
    pub(super) hosts: BTreeSet<&'a str>,
    pub(super) of_kind: BTreeMap<&'a str, VecDeque<(usize, &'a str)>>,
    pub(super) numbers: BTreeMap<(&'static str, String), u32>,
    pub(super) seen: BTreeMap<(&'static str, String), Vec<usize>>,
    pub(super) notes: Vec<Note>,
    pub(super) earliest: Option<Moment>,
    acts: Vec<(ActId, Act)>,
    pub(super) commons: [u8; 16],
    author: [u8; 32],
    now: Moment,
}

impl<'a> Taking<'a> {
    fn new(
        document: &'a Document,
        state: &State,
        commons: [u8; 16],
        author: [u8; 32],
        now: Moment,
    ) -> Self {
        let mut by_id: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, node) in document.nodes.iter().enumerate() {
            by_id.entry(&node.id).or_default().push(index);
        }
        let (events, logged) = logged(state);
        let times = ["hasBeginning", "hasPointInTime", "hasEnd"];
        let dated = document.nodes.iter().filter(|node| node.node_type == "EconomicEvent");
        let earliest = dated.filter_map(|node| times.iter().find_map(|time| node.time(time))).min();
        Taking {
            document,
            by_id,
            state: state.clone(),
            known: known(state),
            adding: BTreeSet::new(),
            added: BTreeSet::new(),
            touched: BTreeSet::new(),
            opened: BTreeSet::new(),
            events,
            logged,
            hosts: hosts(document),
            of_kind: of_kind(document),
            numbers: BTreeMap::new(),
            seen: BTreeMap::new(),
            notes: Vec::new(),
            earliest: earliest.map(Moment),
            acts: Vec::new(),
            commons,
            author,
            now,
        }
    }

    fn node(&mut self, index: usize) -> Result<(), ImportRefused> {
        let Some(node) = self.document.nodes.get(index) else {
            return Ok(());
        };
        match node.node_type.as_str() {
            "EconomicEvent" => self.event(node, index),
            "EconomicResource" => self.resource_stands(node),
            "Claim" => self.claim(node, index),
            "Person" | "Organization" | "EcologicalAgent" | "Agent" => {
                self.agent(&node.id).map(drop)
            }
            "ResourceSpecification" => self.kind(&node.id).map(drop),
            "ProcessSpecification" => self.process_kind(&node.id).map(drop),
            "Process" => self.process(&node.id).map(drop),
            "Agreement" => self.agreement(&node.id).map(drop),
            "Unit" => self.unit_node(node),
            other => self.record(node, index, other),
        }
    }

    pub(super) fn act_of(&self, class: &str, iri: &str, time: usize) -> ActId {
        identity::act_of(self.commons, class, iri, time)
    }

    /// The first node that describes something as one of these classes.
    pub(super) fn described(&self, id: &str, classes: &[&str]) -> Option<&'a Node> {
        let places = self.by_id.get(id)?;
        let mut nodes = places.iter().filter_map(|&place| self.document.nodes.get(place));
        nodes.find(|node| classes.contains(&node.node_type.as_str()))
    }

    /// How often a node with this identifier and other content came before; `None` for the same again.
    pub(super) fn time(&mut self, class: &'static str, node: &Node, index: usize) -> Option<usize> {
        let seen = self.seen.entry((class, node.id.clone())).or_default();
        let nodes = &self.document.nodes;
        let same = |&other: &usize| {
            nodes.get(other).is_some_and(|other| {
                other.properties == node.properties && other.node_type == node.node_type
            })
        };
        if seen.iter().any(same) {
            return None;
        }
        seen.push(index);
        Some(seen.len() - 1)
    }

    /// Does an act on the copy of the state, unless it was done before.
    pub(super) fn perform(
        &mut self,
        id: ActId,
        line: usize,
        act: Act,
    ) -> Result<(), ImportRefused> {
        self.attempt(id, act)?.map_err(|refused| ImportRefused::Act { line, refused })
    }

    /// Does an act on the copy of the state and tells whether it is allowed.
    pub(super) fn attempt(
        &mut self,
        id: ActId,
        act: Act,
    ) -> Result<Result<(), Refused>, ImportRefused> {
        if self.state.entry_of(id).is_some() {
            return Ok(Ok(()));
        }
        let envelope =
            Envelope { entry: self.state.entries, at: self.now, act: id, key: self.author };
        match act::decide(&self.state, &envelope, &act) {
            Err(refused) => return Ok(Err(refused)),
            Ok(effects) => act::apply(&mut self.state, &envelope, &act, &effects)?,
        }
        self.acts.push((id, act));
        Ok(Ok(()))
    }

    pub(super) fn add(
        &mut self,
        class: &'static str,
        iri: &str,
        line: usize,
        handle: Handle,
        act: Act,
    ) -> Result<Handle, ImportRefused> {
        self.perform(self.act_of(class, iri, 0), line, act)?;
        if class == "resource" {
            self.added.insert(iri.to_owned());
        }
        self.known.insert((class, iri.to_owned()), handle.clone());
        Ok(handle)
    }
}

/// The addresses of agents that others may stand under.
fn hosts(document: &Document) -> BTreeSet<&str> {
    let roles = ["provider", "receiver", "primaryAccountable"];
    let agents = document.nodes.iter().flat_map(|node| roles.map(|role| node.id_of(role)));
    agents.flatten().filter(|agent| agent.ends_with('/')).collect()
}

/// The resources that the document describes, by kind.
fn of_kind(document: &Document) -> BTreeMap<&str, VecDeque<(usize, &str)>> {
    let mut of_kind: BTreeMap<&str, VecDeque<(usize, &str)>> = BTreeMap::new();
    for (place, node) in document.nodes.iter().enumerate() {
        if let Some(kind) = node.id_of("conformsTo")
            && node.node_type == "EconomicResource"
        {
            of_kind.entry(kind).or_default().push_back((place, &node.id));
        }
    }
    of_kind
}

/// The events that are here by their identifier elsewhere: the act of the first, and how many there are.
fn logged(state: &State) -> (BTreeMap<String, ActId>, BTreeMap<String, usize>) {
    let (mut first, mut times) = (BTreeMap::new(), BTreeMap::new());
    for (_, event) in state.events.iter() {
        if let Some(iri) = event.rest.as_deref().and_then(|rest| rest.iri.as_ref()) {
            first.entry(iri.clone()).or_insert(event.act);
            *times.entry(iri.clone()).or_default() += 1;
        }
    }
    (first, times)
}

/// Everything the state knows by an identifier from elsewhere.
fn known(state: &State) -> BTreeMap<(&'static str, String), Handle> {
    let mut known = BTreeMap::new();
    let mut add = |class, iri: &Option<String>, handle: &Handle| {
        if let Some(iri) = iri {
            known.insert((class, iri.clone()), handle.clone());
        }
    };
    state.agents.iter().for_each(|(_, row)| add("agent", &row.iri, &row.handle));
    state.specifications.iter().for_each(|(_, row)| add("kind", &row.iri, &row.handle));
    state.process_specifications.iter().for_each(|(_, row)| add("stage", &row.iri, &row.handle));
    state.processes.iter().for_each(|(_, row)| add("process", &row.iri, &row.handle));
    state.agreements.iter().for_each(|(_, row)| add("agreement", &row.iri, &row.handle));
    state.resources.iter().for_each(|(_, row)| add("resource", &row.iri, &row.handle));
    known
}
