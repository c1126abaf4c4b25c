//! Where something came from and where it went, as a graph one can walk.

use std::collections::{BTreeMap, BTreeSet};

use commons::equity::Target;
use commons::event::EventIx;
use commons::provenance::Thing;
use commons::unit::Quantity;
use inquiry::provenance::{Graph, Node, Way, graph};
use maud::{Markup, html};

use super::contributions::{given_to, newest};
use super::said;
use crate::chart;
use crate::page;
use crate::site::Here;

/// Nodes that are drawn, and how many are when more are asked for.
const NEAR: usize = 60;
const FAR: usize = 240;
/// How many of the last events around a process or an agreement are drawn.
const LAST: usize = 500;
/// With more events than this in the commons, a way is only drawn when it is asked for.
const LARGE: usize = 20_000;

/// The ways from and to something.
#[must_use]
pub fn figure(here: &Here<'_>, target: Target) -> Markup {
    let Some(path) = said::named(here, target).0.map(|handle| format!("/work/{handle}")) else {
        return html! {};
    };
    let far = here.visit.asked("way") == Some("far");
    if here.state.events.len() > LARGE && here.visit.asked("way").is_none() {
        return html! { p { a.button.quiet href=(format!("{path}?way=near#way")) { (here.say("work-way-draw")) } } };
    }
    let ways = match target {
        Target::Resource(resource) => Ways::of(&[
            graph(here.state, resource, Way::Came),
            graph(here.state, resource, Way::Went),
        ]),
        _ => Ways::around(here, target),
    };
    if ways.arrows.is_empty() {
        return html! { p.soft { (here.say("work-way-none")) } };
    }
    let all = ways.nodes.len();
    let drawn = all.min(if far { FAR } else { NEAR });
    let told = [("count", drawn.into()), ("all", all.into())];
    html! {
        (ways.drawing(here, drawn))
        p.soft { (here.say("work-way-walk")) }
        @if drawn < all {
            p {
                (here.words.say_with("work-way-cut", &told)) " "
                @if !far { a href=(format!("{path}?way=far#way")) { (here.say("work-way-more")) } }
            }
        }
    }
}

/// Nodes, the nearest first, and what went from one to another, by their places.
struct Ways {
    nodes: Vec<Node>,
    arrows: BTreeMap<(usize, usize), Vec<EventIx>>,
}

impl Ways {
    const fn none() -> Self {
        Self { nodes: Vec::new(), arrows: BTreeMap::new() }
    }

    /// Several graphs as one, taking their nodes in turns.
    fn of(graphs: &[Graph]) -> Self {
        let mut ways = Self::none();
        let mut places = BTreeMap::new();
        let longest = graphs.iter().map(|graph| graph.nodes.len()).max().unwrap_or(0);
        for nth in 0..longest {
            for node in graphs.iter().filter_map(|graph| graph.nodes.get(nth)) {
                ways.place(&mut places, *node);
            }
        }
        let mut seen = BTreeSet::new();
        for graph in graphs {
            for edge in &graph.edges {
                let node =
                    |at: usize| graph.nodes.get(at).and_then(|node| places.get(node)).copied();
                let new = seen.insert((edge.event, edge.from, edge.to));
                if let (Some(from), Some(to), true) = (node(edge.from), node(edge.to), new) {
                    ways.arrows.entry((from, to)).or_default().push(edge.event);
                }
            }
        }
        ways
    }

    /// What went into a process or an agreement and came out of it, one step each way.
    fn around(here: &Here<'_>, target: Target) -> Self {
        let state = here.state;
        let sheet = newest(state, None, LAST, |ix, event| {
            given_to(state, event, target) && !state.is_taken_back(ix)
        });
        let mut ways = Self::none();
        let mut places = BTreeMap::new();
        for ix in sheet.events {
            let event = state.events.at(ix);
            let resource = event.resource.map(|it| Node::Thing(Thing::Resource(it)));
            let (giver, taker) = (Node::Agent(event.provider), Node::Agent(event.receiver));
            let steps = match target {
                Target::Process(it) => {
                    let itself = Node::Thing(Thing::Process(it));
                    let made = event.to_resource.map(|it| Node::Thing(Thing::Resource(it)));
                    let into = event.input_of == Some(it);
                    let out = event.output_of == Some(it);
                    [
                        into.then_some((resource.unwrap_or(giver), itself)),
                        out.then_some((itself, made.or(resource).unwrap_or(taker))),
                    ]
                }
                _ => [Some((giver, taker)), None],
            };
            for (from, to) in steps.into_iter().flatten() {
                let pair = (ways.place(&mut places, from), ways.place(&mut places, to));
                ways.arrows.entry(pair).or_default().push(ix);
            }
        }
        ways
    }

    fn place(&mut self, places: &mut BTreeMap<Node, usize>, node: Node) -> usize {
        *places.entry(node).or_insert_with(|| {
            self.nodes.push(node);
            self.nodes.len() - 1
        })
    }

    fn drawing(&self, here: &Here<'_>, most: usize) -> Markup {
        let nodes: Vec<chart::Node> = self
            .nodes
            .iter()
            .take(most)
            .enumerate()
            .map(|(at, node)| drawn(here, at, *node))
            .collect();
        let edges: Vec<chart::Edge> = self
            .arrows
            .iter()
            .filter(|((from, to), _)| *from < most && *to < most)
            .map(|((from, to), events)| chart::Edge {
                from: from.to_string(),
                to: to.to_string(),
                label: much(here, events),
            })
            .collect();
        let heads =
            [here.say("work-way-what"), here.say("work-way-kind"), here.say("work-way-leads")];
        let [what, kind, leads] = heads.each_ref().map(String::as_str);
        chart::graph(
            &page::wording(here),
            &here.say("work-way"),
            [what, kind, leads],
            &nodes,
            &edges,
        )
    }
}

fn drawn(here: &Here<'_>, at: usize, node: Node) -> chart::Node {
    let (kind, key) = match node {
        Node::Thing(Thing::Resource(_)) => (chart::Kind::Resource, "work-is-resource"),
        Node::Thing(Thing::Process(_)) => (chart::Kind::Process, "work-is-project"),
        Node::Thing(Thing::Exchange(..)) => (chart::Kind::Event, "work-is-agreement"),
        Node::Agent(_) => (chart::Kind::Agent, "work-is-agent"),
    };
    let target = match node {
        Node::Thing(Thing::Resource(it)) => Some(Target::Resource(it)),
        Node::Thing(Thing::Process(it)) => Some(Target::Process(it)),
        Node::Thing(Thing::Exchange(it, _)) => Some(Target::Agreement(it)),
        Node::Agent(_) => None,
    };
    let (label, href) = match (node, target) {
        (Node::Agent(ix), _) => {
            (said::agent(here, ix), format!("/people/{}", here.state.agents.at(ix).handle))
        }
        (_, target) => {
            let target = target.unwrap_or(Target::Whole);
            (said::named(here, target).1, said::address(here, target))
        }
    };
    chart::Node {
        id: at.to_string(),
        label,
        figure: None,
        kind,
        kind_said: here.say(key),
        href: Some(href),
    }
}

/// How much went there in all, if that can be told in one figure; else by how many entries.
fn much(here: &Here<'_>, events: &[EventIx]) -> String {
    let state = here.state;
    let amounts = events.iter().map(|ix| {
        let event = state.events.at(*ix);
        let net = |of: fn(&commons::event::Event) -> Option<Quantity>| {
            Some(Quantity { minor: state.net(*ix, of)?, unit: of(event)?.unit })
        };
        net(|event| event.effort).or_else(|| net(|event| event.quantity))
    });
    let sum = amounts.collect::<Option<Vec<Quantity>>>().and_then(|amounts| {
        let unit = amounts.first()?.unit;
        let same = amounts.iter().all(|amount| amount.unit == unit);
        let minor = amounts.iter().try_fold(0i128, |sum, it| sum.checked_add(it.minor))?;
        same.then_some(Quantity { minor, unit })
    });
    match sum {
        Some(sum) => said::quantity(here, sum),
        None => here.words.say_with("work-entries", &[("count", events.len().into())]),
    }
}
