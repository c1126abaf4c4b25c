//! Where a resource came from and where it went, as a graph.

use std::collections::BTreeMap;

use commons::agent::AgentIx;
use commons::event::EventIx;
use commons::provenance::{Step, Thing, trace, track};
use commons::resource::ResourceIx;
use commons::state::State;

/// In which direction a resource is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To what it came from.
    Came,
    /// To where it went.
    Went,
}

/// What events join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// A resource, a process, or one side of an exchange.
    Thing(Thing),
    /// Where the way ends: who gave work or goods, or who got them.
    Agent(AgentIx),
}

/// An event, in the direction in which value went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The node it comes from, counted from 0.
    pub from: usize,
    /// The node it goes to, counted from 0.
    pub to: usize,
    /// The event.
    pub event: EventIx,
}

/// Things, each once, and the events between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    /// The things; the first is the resource that was asked for.
    pub nodes: Vec<Node>,
    /// The events, the nearest first.
    pub edges: Vec<Edge>,
}

/// The events that a resource came from or went on in, and what they join.
#[must_use]
pub fn graph(state: &State, resource: ResourceIx, way: Way) -> Graph {
    let steps = match way {
        Way::Came => trace(state, resource),
        Way::Went => track(state, resource),
    };
    let start = Node::Thing(Thing::Resource(resource));
    let mut graph = Graph { nodes: vec![start], edges: Vec::new() };
    let mut places = BTreeMap::from([(start, 0)]);
    for step in &steps {
        let before = step.after.and_then(|after| steps.get(after)).and_then(|it| it.thing);
        let near = before.and_then(|it| places.get(&Node::Thing(it))).copied().unwrap_or(0);
        let node = node(state, step, way);
        let far = *places.entry(node).or_insert_with(|| {
            graph.nodes.push(node);
            graph.nodes.len() - 1
        });
        let (from, to) = match way {
            Way::Came => (far, near),
            Way::Went => (near, far),
        };
        graph.edges.push(Edge { from, to, event: step.event });
    }
    graph
}

fn node(state: &State, step: &Step, way: Way) -> Node {
    let event = state.events.at(step.event);
    match (step.thing, way) {
        (Some(thing), _) => Node::Thing(thing),
        (None, Way::Came) => Node::Agent(event.provider),
        (None, Way::Went) => Node::Agent(event.receiver),
    }
}
