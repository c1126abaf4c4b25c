//! The flow of value: from events to a graph that can be swept.
//!
//! Events are taken in the order of time. Each resource is a chain of states: what
//! comes in enters its present state, and once something was drawn from a state the
//! next thing that comes in opens another. A process is one node, whenever its inputs
//! were logged. What is drawn before it is there (a late log) is drawn as soon as
//! something comes in.

use std::collections::BTreeMap;

use attribution::{Builder, Flow, Graph, Node, Passing, Values};

use crate::action::Action;
use crate::agreement::{AgreementIx, Side};
use crate::equation::{Equation, Equipment};
use crate::event::{Event, EventIx, Standing};
use crate::process::ProcessIx;
use crate::refusal::Refused;
use crate::resource::ResourceIx;
use crate::state::State;
use crate::unit::{Quantity, UnitIx, UnitKind};
use crate::worth::{Horizon, PRECISION, Pricing};

/// What a node of the graph stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A state of a resource.
    Resource(ResourceIx),
    /// A process.
    Process(ProcessIx),
    /// What was given on one side of an exchange.
    Exchange(AgreementIx, Side),
    /// What an event gave away, or an event that belongs to nothing.
    Event(EventIx),
}

/// A contribution: an event, what it is worth, and where it enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entering {
    /// The event.
    pub event: EventIx,
    /// Its worth in 10⁻¹² minor value units.
    pub worth: i128,
    /// The node it enters.
    pub node: Node,
    /// Whether it counts for value and shares, or for shares only.
    pub counts: Counts,
}

/// What a contribution counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// For what things are worth, and for shares.
    Value,
    /// For what things are worth only: a gift, or what was paid for.
    Gift,
    /// For shares only: having made something, beside what went into it.
    Share,
}

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
    /// Uses and citations that may have no owner but their provider, by flow.
    pub credits: BTreeMap<u32, Credit>,
    places: Vec<Place>,
    /// The state of the same resource before, by node.
    before: Vec<Option<Node>>,
    /// The present state of each resource, and the quantity its value is for.
    stocks: BTreeMap<ResourceIx, (Node, u64)>,
    processes: BTreeMap<ProcessIx, Node>,
    exchanges: BTreeMap<(AgreementIx, Side), Node>,
    /// Graph units are 10⁻¹² minor value units, shifted left (plus) or right (minus).
    shift: i32,
}

/// A use or a citation: if nothing is known to have gone into what was used, its provider is credited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credit {
    /// The event.
    pub event: EventIx,
    /// What was used or cited.
    pub from: Node,
}

/// One flow, before values are scaled.
#[derive(Clone, Copy)]
enum Planned {
    As(Passing),
    Wear(i128),
    Royalty(i128),
}

/// The present state of a resource while the graph is built.
struct Stock {
    node: Node,
    /// What was in the state when it was first drawn from.
    quantity: u64,
    left: u64,
    use_of: Use,
    /// What was drawn before it was there, and where it went.
    backlog: Vec<(Node, u64)>,
}

/// How a state was drawn from so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Open,
    Referred,
    Drawn,
    Worn,
}

struct Draft<'a> {
    state: &'a State,
    equipment: Equipment,
    pricing: Pricing<'a>,
    places: Vec<Place>,
    before: Vec<Option<Node>>,
    flows: Vec<(Node, Node, Planned)>,
    entering: Vec<Entering>,
    credits: BTreeMap<u32, Credit>,
    stocks: BTreeMap<ResourceIx, Stock>,
    processes: BTreeMap<ProcessIx, Node>,
    outputs: BTreeMap<ProcessIx, Vec<Output>>,
    exchanges: BTreeMap<(AgreementIx, Side), Node>,
    arrivals: BTreeMap<(AgreementIx, Side), Vec<Output>>,
    two_sided: BTreeMap<AgreementIx, u8>,
}

/// Something that came out of a process or arrived in an exchange.
struct Output {
    node: Node,
    event: EventIx,
    declared: Option<u64>,
}

/// Builds the graph of value and sweeps it forwards.
///
/// # Errors
/// [`Refused::ValueOverflow`] or [`Refused::LoopWithoutExit`].
pub fn value(state: &State, equation: &Equation, horizon: Horizon) -> Result<Valuation, Refused> {
    let mut draft = Draft::new(state, equation, horizon)?;
    let mut order: Vec<EventIx> = Vec::with_capacity(state.events.len());
    for (ix, event) in state.events.iter() {
        let in_time = horizon.until.is_none_or(|until| event.at <= until);
        if in_time && event.corrects.is_none() {
            order.push(ix);
            draft.note_side(event);
        }
    }
    // Equal times keep the order of the journal. Journals are nearly in order already.
    order.sort_by_key(|ix| state.events.at(*ix).at);
    for ix in order {
        draft.take(ix)?;
    }
    draft.share_outputs();
    draft.share_arrivals();
    draft.finish()
}

impl<'a> Draft<'a> {
    fn new(state: &'a State, equation: &'a Equation, horizon: Horizon) -> Result<Self, Refused> {
        Ok(Self {
            state,
            equipment: equation.equipment,
            pricing: Pricing::new(state, equation, horizon)?,
            places: Vec::new(),
            before: Vec::new(),
            flows: Vec::new(),
            entering: Vec::new(),
            credits: BTreeMap::new(),
            stocks: BTreeMap::new(),
            processes: BTreeMap::new(),
            outputs: BTreeMap::new(),
            exchanges: BTreeMap::new(),
            arrivals: BTreeMap::new(),
            two_sided: BTreeMap::new(),
        })
    }

    /// Notes on which side of its exchange an event stands, so that both are known beforehand.
    fn note_side(&mut self, event: &Event) {
        if let Some((agreement, side)) = event.agreement {
            *self.two_sided.entry(agreement).or_default() |= side as u8;
        }
    }

    fn node(&mut self, place: Place) -> Node {
        let node = Node(self.places.len() as u32);
        self.places.push(place);
        self.before.push(None);
        node
    }

    fn flow(&mut self, from: Node, to: Node, passing: Planned) -> u32 {
        self.flows.push((from, to, passing));
        (self.flows.len() - 1) as u32
    }

    fn process(&mut self, process: ProcessIx) -> Node {
        if let Some(node) = self.processes.get(&process) {
            return *node;
        }
        let node = self.node(Place::Process(process));
        self.processes.insert(process, node);
        node
    }

    fn exchange(&mut self, agreement: AgreementIx, side: Side) -> Node {
        if let Some(node) = self.exchanges.get(&(agreement, side)) {
            return *node;
        }
        let node = self.node(Place::Exchange(agreement, side));
        self.exchanges.insert((agreement, side), node);
        node
    }

    /// A contribution enters, if it counts.
    fn enter(
        &mut self,
        ix: EventIx,
        node: Node,
        worth: i128,
        counts: Counts,
    ) -> Result<(), Refused> {
        let event = self.state.events.at(ix);
        let counts = match (event.standing, counts) {
            (Standing::Contribution, counts) => counts,
            (Standing::Gift | Standing::Paid, Counts::Share) => return Ok(()),
            (Standing::Gift | Standing::Paid, _) => Counts::Gift,
        };
        if worth > 0 && self.pricing.counts(ix, event) {
            let worth = match counts {
                Counts::Gift => worth,
                Counts::Value | Counts::Share => self.pricing.modulated(ix, worth)?,
            };
            self.entering.push(Entering { event: ix, worth, node, counts });
        }
        Ok(())
    }

    fn minor(&self, ix: EventIx) -> Result<u64, Refused> {
        let net = self.state.net(ix, |event| event.quantity).unwrap_or_default().max(0);
        u64::try_from(net).map_err(|_| Refused::ValueOverflow)
    }

    fn take(&mut self, ix: EventIx) -> Result<(), Refused> {
        let event = self.state.events.at(ix);
        match event.action {
            Action::Work => self.take_work(ix, event),
            Action::Use => self.take_use(ix, event),
            Action::Cite => self.take_citation(ix, event),
            Action::Consume | Action::Accept | Action::Pickup | Action::Combine => {
                self.take_input(ix, event)
            }
            Action::Produce | Action::Modify | Action::Dropoff | Action::Separate => {
                self.take_output(ix, event)
            }
            Action::Raise => self.take_raise(ix, event),
            Action::Lower => self.take_lower(ix, event),
            Action::DeliverService => self.take_service(ix, event),
            Action::Copy => self.take_copy(ix, event),
            Action::Transfer | Action::TransferAllRights | Action::Move => {
                self.take_transfer(ix, event)
            }
            Action::TransferCustody => Ok(()),
        }
    }

    /// Where the effort or material of an event goes: a process, a side of an exchange, or a resource.
    fn end(&mut self, ix: EventIx, event: &Event) -> Node {
        if let Some(process) = event.input_of {
            return self.process(process);
        }
        if let Some((agreement, side)) = event.agreement {
            return self.exchange(agreement, side);
        }
        self.node(Place::Event(ix))
    }

    fn take_work(&mut self, ix: EventIx, event: &Event) -> Result<(), Refused> {
        let node = match (event.input_of, event.resource) {
            (None, Some(resource)) => self.inflow(resource, 0),
            _ => self.end(ix, event),
        };
        let worth = self.pricing.work(ix)?;
        self.enter(ix, node, worth, Counts::Value)
    }

    fn take_use(&mut self, ix: EventIx, event: &Event) -> Result<(), Refused> {
        let worth = self.pricing.usage(ix)?;
        let to = self.end(ix, event);
        let owned = event.resource.filter(|_| event.standing == Standing::Contribution);
        let Some(resource) = owned else {
            return self.enter(ix, to, worth, Counts::Value);
        };
        if worth > 0 && self.pricing.counts(ix, event) {
            let (from, planned) = match self.equipment {
                Equipment::Depreciates => (self.worn(resource), Planned::Wear(worth)),
                Equipment::Forever => (self.referred(resource), Planned::Royalty(worth)),
            };
            let flow = self.flow(from, to, planned);
            self.credits.insert(flow, Credit { event: ix, from });
        }
        Ok(())
    }

    fn take_citation(&mut self, ix: EventIx, event: &Event) -> Result<(), Refused> {
        if !self.pricing.counts(ix, event) {
            return Ok(());
        }
        let to = self.end(ix, event);
        let planned = match self.percentage(ix, event)? {
            Some(passing) => Planned::As(passing),
            None => Planned::Royalty(self.pricing.citation(ix)?),
        };
        if event.standing != Standing::Contribution {
            return match planned {
                Planned::Royalty(worth) => self.enter(ix, to, worth, Counts::Gift),
                _ => Ok(()),
            };
        }
        let from = match event.resource {
            Some(resource) => self.referred(resource),
            // What is cited and not counted here: its provider is credited.
            None => self.node(Place::Event(ix)),
        };
        let flow = self.flow(from, to, planned);
        self.credits.insert(flow, Credit { event: ix, from });
        Ok(())
    }

    fn percentage(&self, ix: EventIx, event: &Event) -> Result<Option<Passing>, Refused> {
        let Some(Quantity { unit, .. }) = event.quantity else {
            return Ok(None);
        };
        let row = self.state.units.at(unit);
        if row.kind != UnitKind::Percent {
            return Ok(None);
        }
        let numerator = self.minor(ix)?;
        let denominator = 10u64.checked_pow(u32::from(row.decimals) + 2);
        let denominator = denominator.ok_or(Refused::ValueOverflow)?;
        Ok(Some(Passing::Percent { numerator, denominator }))
    }

    fn take_input(&mut self, ix: EventIx, event: &Event) -> Result<(), Refused> {
        let to = self.end(ix, event);
        match event.resource {
            Some(resource) => {
                let quantity = self.minor(ix)?;
                self.draw(resource, quantity, to);
                Ok(())
            }
            None => {
                let worth = self.pricing.material(ix)?;
                self.enter(ix, to, worth, Counts::Value)
            }
        }
    }

    fn take_output(&mut self, ix: EventIx, event: &Event) -> Result<(), Refused> {
        let node = match event.to_resource.or(event.resource) {
            Some(resource) => {
                let quantity = self.minor(ix)?;
                self.inflow(resource, quantity)
            }
            None => self.node(Place::Event(ix)),
        };
        if let Some(process) = event.output_of {
            self.process(process);
            let output = Output { node, event: ix, declared: event.weight() };
            self.outputs.entry(process).or_default().push(output);
        }
        let worth = self.pricing.production(ix)?;
        let counts = if event.output_of.is_some() { Counts::Share } else { Counts::Value };
        self.enter(ix, node, worth, counts)
    }

    fn take_raise(&mut self, ix: EventIx, event: &Event) -> Result<(), Refused> {
        let Some(resource) = event.resource else {
            return Ok(());
        };
        let quantity = self.minor(ix)?;
        let node = self.inflow(resource, quantity);
        let worth = self.pricing.material(ix)?;
        self.enter(ix, node, worth, Counts::Value)
    }

    fn take_lower(&mut self, ix: EventIx, event: &Event) -> Result<(), Refused> {
        let Some(resource) = event.resource else {
            return Ok(());
        };
        let lost = self.node(Place::Event(ix));
        let quantity = self.minor(ix)?;
        self.draw(resource, quantity, lost);
        Ok(())
    }

    fn take_service(&mut self, ix: EventIx, event: &Event) -> Result<(), Refused> {
        let Some(process) = event.output_of else {
            let to = self.end(ix, event);
            let worth = self.pricing.material(ix)?;
            return self.enter(ix, to, worth, Counts::Value);
        };
        let node = self.node(Place::Event(ix));
        self.process(process);
        let output = Output { node, event: ix, declared: event.weight() };
        self.outputs.entry(process).or_default().push(output);
        if let Some(next) = event.input_of {
            let next = self.process(next);
            self.flow(node, next, Planned::As(Passing::Rest));
        }
        Ok(())
    }

    fn take_copy(&mut self, ix: EventIx, event: &Event) -> Result<(), Refused> {
        let (Some(from), Some(to)) = (event.resource, event.to_resource) else {
            return Ok(());
        };
        let quantity = self.minor(ix)?;
        let from_node = self.referred(from);
        let whole = self.stocks.get(&from).map_or(0, |stock| stock.quantity);
        let to = self.inflow(to, quantity);
        let (numerator, denominator) = if whole == 0 { (1, 1) } else { (quantity, whole) };
        self.flow(from_node, to, Planned::As(Passing::Copy { numerator, denominator }));
        Ok(())
    }

    fn take_transfer(&mut self, ix: EventIx, event: &Event) -> Result<(), Refused> {
        let exchange =
            event.agreement.filter(|(agreement, _)| self.two_sided.get(agreement) == Some(&3));
        let quantity = self.minor(ix)?;
        if let Some((agreement, side)) = exchange {
            return self.take_exchanged(ix, event, agreement, side, quantity);
        }
        match (event.resource, event.to_resource) {
            (Some(from), Some(to)) => {
                let to = self.inflow(to, quantity);
                self.draw(from, quantity, to);
            }
            (Some(from), None) => {
                let away = self.node(Place::Event(ix));
                self.draw(from, quantity, away);
            }
            (None, to) => {
                let node = match to {
                    Some(to) => self.inflow(to, quantity),
                    None => self.end(ix, event),
                };
                let worth = self.pricing.material(ix)?;
                self.enter(ix, node, worth, Counts::Value)?;
            }
        }
        Ok(())
    }

    /// What is given for something: it goes to its side of the exchange, and what arrives
    /// carries the value of what was given on the other.
    fn take_exchanged(
        &mut self,
        ix: EventIx,
        event: &Event,
        agreement: AgreementIx,
        side: Side,
        quantity: u64,
    ) -> Result<(), Refused> {
        let given = self.exchange(agreement, side);
        if let Some(from) = event.resource {
            self.draw(from, quantity, given);
        } else if event.to_resource.is_none() {
            let worth = self.pricing.material(ix)?;
            self.enter(ix, given, worth, Counts::Value)?;
        }
        if let Some(to) = event.to_resource {
            let node = self.inflow(to, quantity);
            let declared = event.value.map(|value| u64::try_from(value.minor).unwrap_or(u64::MAX));
            let arrival = Output { node, event: ix, declared };
            self.arrivals.entry((agreement, side)).or_default().push(arrival);
        }
        Ok(())
    }

    fn share_outputs(&mut self) {
        for (process, outputs) in std::mem::take(&mut self.outputs) {
            let from = self.process(process);
            self.share(from, &outputs);
        }
    }

    fn share_arrivals(&mut self) {
        for ((agreement, side), arrivals) in std::mem::take(&mut self.arrivals) {
            let other = match side {
                Side::Primary => Side::Reciprocal,
                Side::Reciprocal => Side::Primary,
            };
            let from = self.exchange(agreement, other);
            self.share(from, &arrivals);
        }
    }

    /// Passes a node's value on to what came out of it: by declared weights if any is declared
    /// (what declares none then gets none), or else by quantity.
    fn share(&mut self, from: Node, outputs: &[Output]) {
        let declared: u128 =
            outputs.iter().filter_map(|output| output.declared).map(u128::from).sum();
        let weights: Vec<u128> = outputs
            .iter()
            .map(|output| match declared {
                0 => self.comparable(output.event),
                _ => output.declared.unwrap_or(0).into(),
            })
            .collect();
        let whole: u128 = weights.iter().sum();
        // Fractions of 64 bits: beyond that the last digits are dropped.
        let drop = 128 - (whole.leading_zeros().max(65));
        let drop = drop.saturating_sub(63);
        let weights: Vec<u64> = weights.iter().map(|weight| (weight >> drop) as u64).collect();
        let denominator: u64 = weights.iter().sum();
        if denominator == 0 {
            return;
        }
        for (output, numerator) in outputs.iter().zip(weights) {
            self.flow(from, output.node, Planned::As(Passing::Part { numerator, denominator }));
        }
    }

    /// The quantity of an output in 10⁻⁹ of its unit, so that pieces and kilograms compare as figures.
    fn comparable(&self, ix: EventIx) -> u128 {
        let Some(quantity) = self.state.events.at(ix).quantity else {
            return 1_000_000_000;
        };
        let net =
            self.state.net(ix, |event| event.quantity).unwrap_or_default().max(0).unsigned_abs();
        let decimals = self.state.units.at(quantity.unit).decimals;
        match decimals {
            0..=9 => net.saturating_mul(10u128.pow(u32::from(9 - decimals))),
            more => net / 10u128.pow(u32::from(more - 9)),
        }
    }
}

/// States of resources.
impl Draft<'_> {
    fn stock(&mut self, resource: ResourceIx) -> &mut Stock {
        if !self.stocks.contains_key(&resource) {
            let node = self.node(Place::Resource(resource));
            let stock =
                Stock { node, quantity: 0, left: 0, use_of: Use::Open, backlog: Vec::new() };
            self.stocks.insert(resource, stock);
        }
        self.stocks.get_mut(&resource).unwrap_or_else(|| unreachable!("it was just put there"))
    }

    /// Opens the next state of a resource: it begins with what is left of the present one.
    fn open(&mut self, resource: ResourceIx) {
        let next = self.node(Place::Resource(resource));
        let stock = self.stock(resource);
        let last = std::mem::replace(&mut stock.node, next);
        stock.quantity = stock.left;
        stock.use_of = Use::Open;
        if let Some(before) = self.before.get_mut(next.0 as usize) {
            *before = Some(last);
        }
        self.flow(last, next, Planned::As(Passing::Rest));
    }

    /// Something comes in; answers the state it enters.
    fn inflow(&mut self, resource: ResourceIx, quantity: u64) -> Node {
        if self.stock(resource).use_of != Use::Open {
            self.open(resource);
        }
        let stock = self.stock(resource);
        stock.quantity = stock.quantity.saturating_add(quantity);
        stock.left = stock.left.saturating_add(quantity);
        let node = stock.node;
        if quantity > 0 {
            for (to, waiting) in std::mem::take(&mut self.stock(resource).backlog) {
                self.draw(resource, waiting, to);
            }
        }
        node
    }

    fn draw(&mut self, resource: ResourceIx, quantity: u64, to: Node) {
        if self.stock(resource).use_of == Use::Worn {
            self.open(resource);
        }
        let stock = self.stock(resource);
        let now = quantity.min(stock.left);
        if quantity > now {
            stock.backlog.push((to, quantity - now));
        }
        if now > 0 {
            stock.left -= now;
            stock.use_of = Use::Drawn;
            let (from, denominator) = (stock.node, stock.quantity);
            self.flow(from, to, Planned::As(Passing::Part { numerator: now, denominator }));
        }
    }

    /// The state that equipment is used in.
    fn worn(&mut self, resource: ResourceIx) -> Node {
        if self.stock(resource).use_of == Use::Drawn {
            self.open(resource);
        }
        let stock = self.stock(resource);
        stock.use_of = Use::Worn;
        stock.node
    }

    /// Ends with what is left of equipment, not with what it was before it was used.
    fn open_worn(&mut self) {
        let worn = self.stocks.iter().filter(|(_, stock)| stock.use_of == Use::Worn);
        let worn: Vec<ResourceIx> = worn.map(|(resource, _)| *resource).collect();
        for resource in worn {
            self.open(resource);
        }
    }

    /// The state that something refers to without taking from it.
    fn referred(&mut self, resource: ResourceIx) -> Node {
        let stock = self.stock(resource);
        if stock.use_of == Use::Open {
            stock.use_of = Use::Referred;
        }
        stock.node
    }
}

/// From the plan to the graph.
impl Draft<'_> {
    fn finish(mut self) -> Result<Valuation, Refused> {
        self.open_worn();
        let worths = self.entering.iter().map(|entering| entering.worth);
        let amounts = self.flows.iter().map(|(_, _, planned)| match planned {
            Planned::Wear(worth) | Planned::Royalty(worth) => *worth,
            Planned::As(_) => 0,
        });
        let total: i128 = worths.chain(amounts).sum();
        // The sum of all that enters fits 60 bits; citations may multiply it, so there is room to step down.
        let mut shift = 60 - (128 - total.max(1).leading_zeros() as i32);
        loop {
            match self.sweep(shift) {
                Err(attribution::SweepRefused::ValueOverflow { .. }) if shift > -100 => shift -= 10,
                Err(refused) => return Err(self.refuse(refused)),
                Ok((graph, values)) if self.look_back(&graph, &values) => {}
                Ok((graph, values)) => return self.valuation(graph, values, shift),
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
        let scaled = |worth| u64::try_from(scale(worth, shift)).unwrap_or(u64::MAX);
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

    fn refuse(&self, refused: attribution::SweepRefused) -> Refused {
        refuse(self.state, &self.places, refused)
    }

    fn valuation(self, graph: Graph, values: Values, shift: i32) -> Result<Valuation, Refused> {
        Ok(Valuation {
            unit: self.pricing.unit(),
            graph,
            values,
            entering: self.entering,
            credits: self.credits,
            places: self.places,
            before: self.before,
            stocks: self
                .stocks
                .into_iter()
                .map(|(r, stock)| (r, (stock.node, stock.quantity)))
                .collect(),
            processes: self.processes,
            exchanges: self.exchanges,
            shift,
        })
    }
}

fn scale(worth: i128, shift: i32) -> i128 {
    if shift >= 0 { worth << shift } else { worth >> -shift }
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
        (parts + PRECISION / 2).div_euclid(PRECISION)
    }

    /// The last state of a resource that anything went into.
    #[must_use]
    pub fn resource(&self, resource: ResourceIx) -> Option<Node> {
        let (mut node, _) = *self.stocks.get(&resource)?;
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
        self.processes.get(&process).copied()
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
        u64::try_from(scale(worth, self.shift)).unwrap_or(u64::MAX)
    }

    /// The value of one whole unit of what a resource is now, in minor value units, rounded to
    /// the nearest; `None` while nothing was counted of it.
    #[must_use]
    pub fn unit_value(&self, state: &State, resource: ResourceIx) -> Option<i128> {
        let (node, quantity) = *self.stocks.get(&resource)?;
        let value = i128::from(self.graph.value(&self.values, node)?);
        let one =
            10i128.pow(u32::from(state.units.at(state.resources.at(resource).unit?).decimals));
        let whole = Some(i128::from(quantity)).filter(|quantity| *quantity > 0)?;
        let units = quantity::mul_div(value, one, whole, quantity::Rounding::HalfUp)?;
        u128::try_from(units).ok().map(|units| self.minor(units))
    }

    /// A flow's number, for looking up [`Valuation::credits`].
    #[must_use]
    pub fn credit(&self, flow: Flow) -> Option<Credit> {
        self.credits.get(&flow.0).copied()
    }
}
