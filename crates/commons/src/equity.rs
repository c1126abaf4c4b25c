//! Equity: who holds which share of a deliverable, a project or the whole commons.
//!
//! Where a charter says `upstream 10% to toolkit`, a tenth of whatever is asked goes to those who
//! contributed to `toolkit`, by their shares in it alone, and the rest to those of the target itself. That is the
//! same as sharing the tenth by the equation again, upstream and all, without end: let *u* be what
//! goes upstream in all, *p* the part to each thing and *own* its shares without any upstream. The contributors of
//! all upstream together then hold *c* = Σ *p* × ((1 − *u*) × *own* + *c*), which is Σ *p* × *own*. So what is upstream of
//! itself counts once. A part with nobody to go to (nothing was contributed there, or the name is none of a resource, a
//! process, an agreement, a project or a group) stays with the rest.

use std::collections::BTreeMap;

use attribution::{FULL_WEIGHT, Node};
use quantity::{Ratio, Rounding, Share, split};

use crate::agent::{AgentIx, AgentKind};
use crate::agreement::AgreementIx;
use crate::equation::Equation;
use crate::event::EventIx;
use crate::name::Handle;
use crate::place::{Counts, Entering, Place};
use crate::process::ProcessIx;
use crate::refusal::Refused;
use crate::resource::ResourceIx;
use crate::state::{Named, State};
use crate::unit::UnitIx;
use crate::valuation::{Valuation, value};
use crate::worth::{Horizon, PRECISION, nearest_minor};

/// What shares are asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Everything that was contributed to the commons.
    Whole,
    /// What a resource is made of.
    Resource(ResourceIx),
    /// What went into a process.
    Process(ProcessIx),
    /// What was given in an exchange.
    Agreement(AgreementIx),
    /// What was contributed within the scope of a project or group.
    Project(AgentIx),
}

/// The shares of one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equity {
    /// What was asked.
    pub target: Target,
    /// The unit of value.
    pub unit: UnitIx,
    /// What the target is worth, in minor value units.
    pub value: i128,
    /// Who holds how much, largest first; the earlier member first among equals.
    pub holders: Vec<Holder>,
    /// Which contributions make up the shares, in the order of the journal.
    pub credits: Vec<Credited>,
    /// Which parts of the shares went upstream, to whose contributors.
    pub upstream: Vec<(Ratio, Target)>,
}

/// One agent's share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// Who.
    pub agent: AgentIx,
    /// How much of the whole.
    pub share: Share,
    /// The weight behind the share; a share is an agent's weight in all weight.
    pub weight: u128,
}

/// What one contribution counts in the shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credited {
    /// The event.
    pub event: EventIx,
    /// Who is credited.
    pub agent: AgentIx,
    /// Its weight, in the same measure as the holders'.
    pub weight: u64,
    /// The thing upstream that it was given to; `None` for what counts in the target itself.
    pub upstream: Option<Target>,
}

/// The target that a handle means: an agent is meant as a project.
///
/// # Errors
/// [`Refused::TargetUnknown`].
pub fn target(state: &State, handle: Option<&Handle>) -> Result<Target, Refused> {
    let Some(handle) = handle else {
        return Ok(Target::Whole);
    };
    match state.named(handle) {
        Some(Named::Resource(resource)) => Ok(Target::Resource(resource)),
        Some(Named::Process(process)) => Ok(Target::Process(process)),
        Some(Named::Agreement(agreement)) => Ok(Target::Agreement(agreement)),
        Some(Named::Agent(agent)) if state.itself == Some(agent) => Ok(Target::Whole),
        Some(Named::Agent(agent)) if state.agents.at(agent).kind != AgentKind::Person => {
            Ok(Target::Project(agent))
        }
        _ => Err(Refused::TargetUnknown { handle: handle.clone() }),
    }
}

/// The shares of a target under an equation.
///
/// # Errors
/// [`Refused::NothingContributed`], [`Refused::LoopWithoutExit`] or [`Refused::ValueOverflow`].
pub fn equity(
    state: &State,
    equation: &Equation,
    target: Target,
    horizon: Horizon,
) -> Result<Equity, Refused> {
    let valuation = value(state, equation, horizon)?;
    equity_of(state, &valuation, target)
}

/// The shares of a target, from a graph that was swept forwards already.
///
/// # Errors
/// As [`equity`].
pub fn equity_of(state: &State, valuation: &Valuation, target: Target) -> Result<Equity, Refused> {
    let own = credits(state, valuation, target)?;
    let value = worth(valuation, target, &own);
    let streams = streams(state, valuation)?;
    let upstream = streams.iter().map(|stream| (stream.part, stream.to)).collect();
    let credits = if streams.is_empty() { own } else { joined(own, streams) };
    let nothing = || Refused::NothingContributed { target: say(state, target) };
    let holders = holders(&credits).ok_or_else(nothing)?;
    Ok(Equity { target, unit: valuation.unit, value, holders, credits, upstream })
}

/// What counts in a target by itself.
fn credits(state: &State, valuation: &Valuation, target: Target) -> Result<Vec<Credited>, Refused> {
    let nothing = || Refused::NothingContributed { target: say(state, target) };
    let credits = match target {
        Target::Whole => at_face_value(state, valuation, |_| true),
        Target::Project(project) => {
            at_face_value(state, valuation, |place| in_scope(state, project, place))
        }
        Target::Resource(resource) => {
            let node = valuation.resource(resource).ok_or_else(nothing)?;
            swept(state, valuation, &[node])?
        }
        Target::Process(process) => {
            let node = valuation.process(process).ok_or_else(nothing)?;
            swept(state, valuation, &[node])?
        }
        Target::Agreement(agreement) => {
            let nodes: Vec<Node> = valuation.agreement(agreement).collect();
            swept(state, valuation, &nodes)?
        }
    };
    if credits.iter().all(|credit| credit.weight == 0) { Err(nothing()) } else { Ok(credits) }
}

/// A part that goes upstream, and the contributions it goes to.
struct Stream {
    part: Ratio,
    to: Target,
    credits: Vec<Credited>,
}

/// What goes upstream, as far as somebody contributed there.
fn streams(state: &State, valuation: &Valuation) -> Result<Vec<Stream>, Refused> {
    let mut streams = Vec::new();
    for (part, handle) in &valuation.upstream {
        let found = target(state, Some(handle));
        match found.and_then(|to| Ok((to, credits(state, valuation, to)?))) {
            Ok((to, credits)) => streams.push(Stream { part: *part, to, credits }),
            Err(Refused::TargetUnknown { .. } | Refused::NothingContributed { .. }) => {}
            Err(refused) => return Err(refused),
        }
    }
    Ok(streams)
}

/// All contributions, those upstream with their part of all weight, in the order of the journal.
fn joined(mut own: Vec<Credited>, streams: Vec<Stream>) -> Vec<Credited> {
    let mut left = FULL_WEIGHT;
    let mut all = Vec::new();
    for Stream { part, to, mut credits } in streams {
        let weight = part.apply(FULL_WEIGHT.into(), Rounding::Floor);
        let weight = weight.and_then(|it| u64::try_from(it).ok()).unwrap_or(left).min(left);
        left -= weight;
        reweigh(&mut credits, weight);
        all.extend(credits.into_iter().map(|it| Credited { upstream: Some(to), ..it }));
    }
    reweigh(&mut own, left);
    own.append(&mut all);
    own.retain(|credit| credit.weight > 0);
    own.sort_by_key(|credit| credit.event);
    own
}

/// Has contributions weigh so much together, in the same proportions.
fn reweigh(credits: &mut [Credited], weight: u64) {
    let weights: Vec<u128> = credits.iter().map(|credit| credit.weight.into()).collect();
    let parts = split(weight.into(), &weights).unwrap_or_default();
    for (credit, part) in credits.iter_mut().zip(parts) {
        // No more than all of it.
        credit.weight = u64::try_from(part).unwrap_or_default();
    }
}

/// The target in words, for messages.
#[must_use]
pub fn say(state: &State, target: Target) -> String {
    match target {
        Target::Whole => "the commons".to_owned(),
        Target::Resource(resource) => format!("`{}`", state.resources.at(resource).handle),
        Target::Process(process) => format!("`{}`", state.processes.at(process).handle),
        Target::Agreement(agreement) => format!("`{}`", state.agreements.at(agreement).handle),
        Target::Project(agent) => format!("`{}`", state.agents.at(agent).handle),
    }
}

fn in_scope(state: &State, project: AgentIx, place: Place) -> bool {
    match place {
        Place::Process(process) => state.processes.at(process).in_scope_of == Some(project),
        Place::Resource(resource) => state.resources.at(resource).accountable == Some(project),
        Place::Event(event) => {
            let event = state.events.at(event);
            [event.provider, event.receiver].contains(&project)
        }
        Place::Exchange(..) => false,
    }
}

/// What an event weighs is its provider's.
fn credited(state: &State, event: EventIx, weight: u64) -> Credited {
    Credited { event, agent: state.events.at(event).provider, weight, upstream: None }
}

/// Every contribution at its own worth, wherever it went since.
fn at_face_value(
    state: &State,
    valuation: &Valuation,
    within: impl Fn(Place) -> bool,
) -> Vec<Credited> {
    let inside = |node| valuation.place(node).is_some_and(&within);
    let shares = |entering: &&Entering| entering.counts != Counts::Gift && inside(entering.node);
    let mut credits: Vec<Credited> = valuation
        .entering
        .iter()
        .filter(shares)
        .map(|entering| credited(state, entering.event, valuation.scaled(entering.worth)))
        .collect();
    // What was used or cited without anything being known to have gone into it is its provider's.
    for (flow, credit) in &valuation.credits {
        let unowned = valuation.graph.credited(&valuation.values, credit.from) == Some(0);
        let passed =
            valuation.graph.passed(&valuation.values, attribution::Flow(*flow)).unwrap_or(0);
        if unowned && passed > 0 && inside(credit.from) {
            credits.push(credited(state, credit.event, passed));
        }
    }
    credits.sort_by_key(|credit| credit.event);
    credits
}

/// What contributions weigh in the targets, by one sweep backwards.
fn swept(state: &State, valuation: &Valuation, nodes: &[Node]) -> Result<Vec<Credited>, Refused> {
    let worth = |node: &Node| valuation.graph.credited(&valuation.values, *node).unwrap_or(0);
    let total: u128 = nodes.iter().map(|node| u128::from(worth(node))).sum();
    let targets: Vec<(Node, u64)> = match nodes {
        [node] => vec![(*node, FULL_WEIGHT)],
        nodes => nodes
            .iter()
            .map(|node| {
                let weight = u128::from(FULL_WEIGHT) * u128::from(worth(node)) / total.max(1);
                (*node, u64::try_from(weight).unwrap_or(FULL_WEIGHT))
            })
            .collect(),
    };
    let weights = valuation
        .graph
        .backward(&valuation.values, &targets)
        .map_err(|refused| valuation.refuse(state, refused))?;
    let mut credits: Vec<Credited> = valuation
        .entering
        .iter()
        .zip(&weights.sources)
        .filter(|(entering, weight)| **weight > 0 && entering.counts != Counts::Gift)
        .map(|(entering, weight)| credited(state, entering.event, *weight))
        .collect();
    for (flow, weight) in &weights.stranded {
        if let Some(credit) = valuation.credit(*flow) {
            credits.push(credited(state, credit.event, *weight));
        }
    }
    credits.sort_by_key(|credit| credit.event);
    Ok(credits)
}

/// What each contribution adds by itself, in minor value units rounded to the nearest: what enters with
/// it, after modulators, and what a use or a citation passes on.
#[must_use]
pub fn worths(valuation: &Valuation) -> BTreeMap<EventIx, i128> {
    let mut worths: BTreeMap<EventIx, i128> = BTreeMap::new();
    for entering in &valuation.entering {
        *worths.entry(entering.event).or_default() += entering.worth;
    }
    for (flow, credit) in &valuation.credits {
        let flow = attribution::Flow(*flow);
        let passed = valuation.graph.passed(&valuation.values, flow).unwrap_or(0);
        *worths.entry(credit.event).or_default() += valuation.minor(passed.into()) * PRECISION;
    }
    worths.into_iter().map(|(event, worth)| (event, nearest_minor(worth))).collect()
}

fn holders(credits: &[Credited]) -> Option<Vec<Holder>> {
    let mut weights: BTreeMap<AgentIx, u128> = BTreeMap::new();
    for credit in credits {
        *weights.entry(credit.agent).or_default() += u128::from(credit.weight);
    }
    let mut agents: Vec<(AgentIx, u128)> = weights.into_iter().collect();
    // The sort is stable, so among equals the earlier member stays first.
    agents.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    let shares = Share::of(&agents.iter().map(|(_, weight)| *weight).collect::<Vec<_>>())?;
    let holder = |((agent, weight), share): (&(AgentIx, u128), Share)| Holder {
        agent: *agent,
        share,
        weight: *weight,
    };
    Some(agents.iter().zip(shares).map(holder).collect())
}

/// What a target is worth: what its nodes are, or the sum of what was contributed.
fn worth(valuation: &Valuation, target: Target, credits: &[Credited]) -> i128 {
    let value =
        |node: Node| u128::from(valuation.graph.value(&valuation.values, node).unwrap_or(0));
    let units = match target {
        Target::Whole | Target::Project(_) => credits.iter().map(|c| u128::from(c.weight)).sum(),
        Target::Resource(resource) => valuation.resource(resource).map_or(0, value),
        Target::Process(process) => valuation.process(process).map_or(0, value),
        Target::Agreement(agreement) => valuation.agreement(agreement).map(value).sum(),
    };
    valuation.minor(units)
}
