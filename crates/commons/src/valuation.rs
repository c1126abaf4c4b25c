//! Valuation: what everything is worth under an equation.
//!
//! The course of value becomes a graph; one sweep forwards finds what each node of it is worth.

use std::collections::BTreeMap;

use attribution::{Builder, Flow, Graph, Node, Passing, Values};
use quantity::Ratio;

use crate::agreement::{AgreementIx, Side};
use crate::course::{Course, Planned};
use crate::equation::Equation;
use crate::name::Handle;
use crate::place::{Counts, Credit, Entering, Place};
use crate::process::ProcessIx;
use crate::refusal::Refused;
use crate::resource::ResourceIx;
use crate::state::State;
use crate::unit::UnitIx;
use crate::worth::{Horizon, nearest_minor};

/// The graph of a commons under an equation, swept forwards.
pub struct Valuation {
    /// The unit of value.
    pub unit: UnitIx,
    /// The graph.
    pub graph: Graph,
    /// What every node is worth.
    pub values: Values,
    /// Contributions, by source of the graph.
    pub entering: Vec<Entering>,
    /// Uses and citations that may have no owner but their provider, by flow, in ascending order.
    pub credits: Vec<(u32, Credit)>,
    places: Vec<Place>,
    /// The state of the same resource before, by node.
    before: Vec<Option<Node>>,
    /// The present state of each resource, and the quantity its value is for.
    stocks: Vec<Option<(Node, u128)>>,
    processes: Vec<Option<Node>>,
    exchanges: BTreeMap<(AgreementIx, Side), Node>,
    /// Parts of all shares that go to the contributors of what everything builds on.
    pub upstream: Vec<(Ratio, Handle)>,
    /// Graph units are 10⁻¹² minor value units, shifted left (plus) or right (minus).
    shift: i32,
}

/// Builds the graph of value and sweeps it forwards.
///
/// # Errors
/// [`Refused::ValueOverflow`] or [`Refused::LoopWithoutExit`].
pub fn value(state: &State, equation: &Equation, horizon: Horizon) -> Result<Valuation, Refused> {
    let mut valuation = Course::of(state, equation, horizon)?.weigh(state)?;
    valuation.upstream.clone_from(&equation.reach.upstream);
    Ok(valuation)
}

/// From the course to the graph.
impl Course {
    fn weigh(mut self, state: &State) -> Result<Valuation, Refused> {
        let worths = self.entering.iter().map(|entering| entering.worth);
        let amounts = self.flows.iter().map(|(_, _, planned)| match planned {
            Planned::Wear(worth) | Planned::Royalty(worth) => *worth,
            Planned::As(_) => 0,
        });
        let total = worths.chain(amounts).try_fold(0i128, i128::checked_add);
        let total = total.ok_or(Refused::ValueOverflow)?;
        // The sum of all that enters fits 60 bits; citations may multiply it, so there is room to step
        // down. With less than 20 bits left shares would be guesses.
        let mut shift = 60 - (128 - total.max(1).leading_zeros() as i32);
        let coarsest = shift - 40;
        loop {
            match self.sweep(shift) {
                Err(attribution::SweepRefused::ValueOverflow { .. }) if shift > coarsest => {
                    shift -= 10;
                }
                Err(refused) => return Err(refuse(state, &self.places, refused)),
                Ok((graph, values)) if self.look_back(&graph, &values) => {}
                Ok((graph, values)) => return Ok(self.valuation(graph, values, shift)),
            }
        }
    }

    /// Has citations of what is worth nothing any more cite what it was, and answers whether
    /// there were any.
    fn look_back(&mut self, graph: &Graph, values: &Values) -> bool {
        let worth = |node: Node| graph.value(values, node).unwrap_or(0);
        let before = |node: &Node| self.before.get(node.0 as usize).copied().flatten();
        let mut changed = false;
        for (flow, credit) in &mut self.credits {
            if worth(credit.from) > 0 {
                continue;
            }
            let mut states = std::iter::successors(before(&credit.from), before);
            let Some(once) = states.find(|node| worth(*node) > 0) else { continue };
            let Some((from, _, planned)) = self.flows.get_mut(*flow as usize) else { continue };
            if !matches!(planned, Planned::Wear(_)) {
                (*from, credit.from) = (once, once);
                changed = true;
            }
        }
        changed
    }

    fn sweep(&self, shift: i32) -> Result<(Graph, Values), attribution::SweepRefused> {
        let scaled = |worth| scaled(worth, shift);
        let mut builder = Builder::new();
        for _ in &self.places {
            builder.add_node();
        }
        for entering in &self.entering {
            match entering.counts {
                Counts::Value | Counts::Gift => {
                    builder.source(entering.node, scaled(entering.worth))
                }
                Counts::Share => builder.bonus(entering.node, scaled(entering.worth)),
            };
        }
        for (from, to, planned) in &self.flows {
            let passing = match *planned {
                Planned::As(passing) => passing,
                Planned::Wear(worth) => Passing::Wear { value: scaled(worth) },
                Planned::Royalty(worth) => Passing::Royalty { value: scaled(worth) },
            };
            builder.flow(*from, *to, passing);
        }
        // Whatever the builder refuses, this room has made sure of: parts have one denominator and do not exceed it.
        let graph =
            builder.build().map_err(|_| attribution::SweepRefused::ValueOverflow { node: 0 })?;
        let values = graph.forward()?;
        Ok((graph, values))
    }

    fn valuation(self, graph: Graph, values: Values, shift: i32) -> Valuation {
        Valuation {
            unit: self.unit,
            graph,
            values,
            entering: self.entering,
            credits: self.credits,
            places: self.places,
            before: self.before,
            stocks: self.stocks,
            processes: self.processes,
            exchanges: self.exchanges,
            upstream: Vec::new(),
            shift,
        }
    }
}

/// A worth in graph units; the most there is of them for one beyond.
fn scaled(worth: i128, shift: i32) -> u64 {
    let units = if shift >= 0 { worth << shift } else { worth >> -shift };
    u64::try_from(units).unwrap_or(u64::MAX)
}

/// Says in names what a sweep refuses in numbers.
fn refuse(state: &State, places: &[Place], refused: attribution::SweepRefused) -> Refused {
    let name = |node: u32| match places.get(node as usize) {
        Some(Place::Resource(resource)) => state.resources.at(*resource).handle.to_string(),
        Some(Place::Process(process)) => state.processes.at(*process).handle.to_string(),
        Some(Place::Exchange(agreement, _)) => state.agreements.at(*agreement).handle.to_string(),
        Some(Place::Event(event)) => format!("entry {}", state.events.at(*event).entry),
        None => String::new(),
    };
    match refused {
        attribution::SweepRefused::LoopWithoutExit { nodes } => {
            let mut names: Vec<String> = nodes.iter().map(|node| name(*node)).collect();
            names.dedup();
            names.extend(names.first().cloned());
            Refused::LoopWithoutExit { path: names.join(" → ") }
        }
        attribution::SweepRefused::NothingContributed { node } => {
            Refused::NothingContributed { target: format!("`{}`", name(node)) }
        }
        _ => Refused::ValueOverflow,
    }
}

impl Valuation {
    /// What a graph's units are in minor value units: the value shifted back, rounded to the nearest.
    #[must_use]
    pub fn minor(&self, units: u128) -> i128 {
        let units = i128::try_from(units).unwrap_or(i128::MAX);
        let parts = if self.shift >= 0 { units >> self.shift } else { units << -self.shift };
        nearest_minor(parts)
    }

    /// The last state of a resource that anything went into.
    #[must_use]
    pub fn resource(&self, resource: ResourceIx) -> Option<Node> {
        let (mut node, _) = (*self.stocks.get(resource.place())?)?;
        while self.graph.credited(&self.values, node).unwrap_or(0) == 0 {
            let before = self.before.get(node.0 as usize).copied().flatten();
            let Some(before) = before else { break };
            node = before;
        }
        Some(node)
    }

    /// The node of a process.
    #[must_use]
    pub fn process(&self, process: ProcessIx) -> Option<Node> {
        self.processes.get(process.place()).copied().flatten()
    }

    /// The nodes of an exchange.
    pub fn agreement(&self, agreement: AgreementIx) -> impl Iterator<Item = Node> {
        [Side::Primary, Side::Reciprocal]
            .into_iter()
            .filter_map(move |side| self.exchanges.get(&(agreement, side)).copied())
    }

    /// What a node stands for.
    #[must_use]
    pub fn place(&self, node: Node) -> Option<Place> {
        self.places.get(node.0 as usize).copied()
    }

    /// Says in names what a sweep refuses in numbers.
    #[must_use]
    pub fn refuse(&self, state: &State, refused: attribution::SweepRefused) -> Refused {
        refuse(state, &self.places, refused)
    }

    /// A worth in graph units.
    #[must_use]
    pub fn scaled(&self, worth: i128) -> u64 {
        scaled(worth, self.shift)
    }

    /// The value of one whole unit of what a resource is now, in minor value units, rounded to
    /// the nearest; `None` while nothing was counted of it.
    #[must_use]
    pub fn unit_value(&self, state: &State, resource: ResourceIx) -> Option<i128> {
        let (node, quantity) = (*self.stocks.get(resource.place())?)?;
        let value = i128::from(self.graph.value(&self.values, node)?);
        let one =
            10i128.pow(u32::from(state.units.at(state.resources.at(resource).unit?).decimals));
        let whole = i128::try_from(quantity).ok().filter(|quantity| *quantity > 0)?;
        let units = quantity::mul_div(value, one, whole, quantity::Rounding::HalfUp)?;
        u128::try_from(units).ok().map(|units| self.minor(units))
    }

    /// The use or citation that a flow is, if it is one.
    #[must_use]
    pub fn credit(&self, flow: Flow) -> Option<Credit> {
        let found = self.credits.binary_search_by_key(&flow.0, |(flow, _)| *flow).ok()?;
        self.credits.get(found).map(|(_, credit)| *credit)
    }
}
