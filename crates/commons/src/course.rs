//! The course of value: what flows from where to where, event by event.
//!
//! Events are taken in the order of time. Each resource is a chain of states: what
//! comes in enters its present state, and once something was drawn from a state the
//! next thing that comes in opens another. A process is one node, whenever its inputs
//! were logged. What is drawn before it is there (a late log) is drawn as soon as
//! something comes in.

use std::collections::BTreeMap;

use attribution::{Node, Passing};
use quantity::{Ratio, Rounding, mul_div};

use crate::action::Action;
use crate::agreement::{AgreementIx, Side};
use crate::equation::{Equation, Equipment};
use crate::event::{Event, EventIx, Standing};
use crate::place::{Counts, Credit, Entering, Place};
use crate::process::ProcessIx;
use crate::refusal::Refused;
use crate::resource::ResourceIx;
use crate::state::State;
use crate::unit::{Quantity, UnitIx, UnitKind};
use crate::worth::{Horizon, PRECISION, Pricing};

/// One flow, before values are scaled.
#[derive(Clone, Copy)]
pub(crate) enum Planned {
    As(Passing),
    Wear(i128),
    Royalty(i128),
}

/// The present state of a resource while the graph is built.
struct Stock {
    node: Node,
    /// What was in the state when it was first drawn from.
    quantity: u128,
    left: u128,
    use_of: Use,
    /// What was drawn before it was there, and where it went.
    backlog: Vec<(Node, u128)>,
}

impl Stock {
    fn at(node: Node) -> Self {
        Self { node, quantity: 0, left: 0, use_of: Use::Open, backlog: Vec::new() }
    }

    fn is_worn(&self) -> bool {
        self.use_of == Use::Worn
    }
}

/// How a state was drawn from so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Open,
    Referred,
    Drawn,
    Worn,
}

/// What flows from where to where, before anything is weighed.
pub(crate) struct Course {
    /// The unit of value.
    pub(crate) unit: UnitIx,
    /// What each node stands for.
    pub(crate) places: Vec<Place>,
    /// The state of the same resource before, by node.
    pub(crate) before: Vec<Option<Node>>,
    pub(crate) flows: Vec<(Node, Node, Planned)>,
    pub(crate) entering: Vec<Entering>,
    /// Uses and citations, by flow, in ascending order.
    pub(crate) credits: Vec<(u32, Credit)>,
    /// The present state of each resource, and the quantity its value is for.
    pub(crate) stocks: Vec<Option<(Node, u128)>>,
    pub(crate) processes: Vec<Option<Node>>,
    pub(crate) exchanges: BTreeMap<(AgreementIx, Side), Node>,
}

struct Draft<'a> {
    state: &'a State,
    equipment: Equipment,
    pricing: Pricing<'a>,
    course: Course,
    stocks: Vec<Option<Stock>>,
    /// What came out of each process.
    outputs: Vec<Vec<Output>>,
    arrivals: BTreeMap<(AgreementIx, Side), Vec<Output>>,
    two_sided: BTreeMap<AgreementIx, u8>,
}

/// Something that came out of a process or arrived in an exchange.
struct Output {
    node: Node,
    event: EventIx,
    declared: Option<u64>,
}

impl Course {
    /// Follows the events that had happened by the horizon.
    pub(crate) fn of(
        state: &State,
        equation: &Equation,
        horizon: Horizon,
    ) -> Result<Self, Refused> {
        let mut draft = Draft::new(state, equation, horizon)?;
        let mut order: Vec<EventIx> = Vec::with_capacity(state.events.len());
        for (ix, event) in state.events.iter() {
            let in_time = horizon.until.is_none_or(|until| event.at <= until);
            if in_time && event.corrects.is_none() && !state.is_taken_back(ix) {
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
        draft.open_worn();
        Ok(draft.finish())
    }
}

impl<'a> Draft<'a> {
    fn new(state: &'a State, equation: &'a Equation, horizon: Horizon) -> Result<Self, Refused> {
        let pricing = Pricing::new(state, equation, horizon)?;
        let course = Course {
            unit: pricing.unit(),
            places: Vec::new(),
            before: Vec::new(),
            flows: Vec::new(),
            entering: Vec::new(),
            credits: Vec::new(),
            stocks: Vec::new(),
            processes: vec![None; state.processes.len()],
            exchanges: BTreeMap::new(),
        };
        Ok(Self {
            state,
            equipment: equation.equipment,
            pricing,
            course,
            stocks: state.resources.iter().map(|_| None).collect(),
            outputs: state.processes.iter().map(|_| Vec::new()).collect(),
            arrivals: BTreeMap::new(),
            two_sided: BTreeMap::new(),
        })
    }

    fn finish(mut self) -> Course {
        let present = |stock: Option<Stock>| stock.map(|stock| (stock.node, stock.quantity));
        self.course.stocks = self.stocks.into_iter().map(present).collect();
        self.course
    }

    /// Notes on which side of its exchange an event stands, so that both are known beforehand.
    fn note_side(&mut self, event: &Event) {
        if let Some((agreement, side)) = event.agreement {
            *self.two_sided.entry(agreement).or_default() |= side as u8;
        }
    }

    fn node(&mut self, place: Place) -> Node {
        let node = Node(self.course.places.len() as u32);
        self.course.places.push(place);
        self.course.before.push(None);
        node
    }

    fn flow(&mut self, from: Node, to: Node, passing: Planned) {
        self.course.flows.push((from, to, passing));
    }

    /// A use or a citation of `from`.
    fn refer(&mut self, event: EventIx, from: Node, to: Node, passing: Planned) {
        let flow = self.course.flows.len() as u32;
        self.flow(from, to, passing);
        self.course.credits.push((flow, Credit { event, from }));
    }

    fn process(&mut self, process: ProcessIx) -> Node {
        if let Some(Some(node)) = self.course.processes.get(process.place()) {
            return *node;
        }
        let node = self.node(Place::Process(process));
        if let Some(row) = self.course.processes.get_mut(process.place()) {
            *row = Some(node);
        }
        node
    }

    fn exchange(&mut self, agreement: AgreementIx, side: Side) -> Node {
        if let Some(node) = self.course.exchanges.get(&(agreement, side)) {
            return *node;
        }
        let node = self.node(Place::Exchange(agreement, side));
        self.course.exchanges.insert((agreement, side), node);
        node
    }

    /// What an event is worth; nothing if it does not count.
    fn worth(
        &self,
        ix: EventIx,
        of: impl Fn(&Pricing<'a>, EventIx) -> Result<i128, Refused>,
    ) -> Result<i128, Refused> {
        let event = self.state.events.at(ix);
        if self.pricing.counts(ix, event) { countable(event, of(&self.pricing, ix)) } else { Ok(0) }
    }

    /// A contribution enters, if it is worth something.
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
        if worth > 0 {
            let worth = match counts {
                Counts::Gift => worth,
                Counts::Value | Counts::Share => {
                    countable(event, self.pricing.modulated(ix, worth))?
                }
            };
            self.course.entering.push(Entering { event: ix, worth, node, counts });
        }
        Ok(())
    }

    /// What is left of an event's quantity, in minor units of the resource it is about.
    fn minor(&self, ix: EventIx, resource: ResourceIx) -> u128 {
        let Some(given) = self.state.events.at(ix).quantity else {
            return 0;
        };
        let net = self.state.net(ix, |event| event.quantity).unwrap_or_default();
        let minor = match self.state.resources.at(resource).unit {
            Some(counted) if counted != given.unit => self
                .state
                .minor_conversion(given.unit, counted)
                .and_then(|factor| factor.apply(net, Rounding::Floor)),
            _ => Some(net),
        };
        minor.and_then(|minor| u128::try_from(minor).ok()).unwrap_or_default()
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

    /// The exchange in which work or a service was paid: it carries the value of what was given for it.
    fn bought(&self, event: &Event) -> Option<(AgreementIx, Side)> {
        let exchange = event.agreement.filter(|(agreement, _)| self.is_two_sided(*agreement));
        exchange.filter(|_| event.standing == Standing::Paid && event.input_of.is_some())
    }

    fn is_two_sided(&self, agreement: AgreementIx) -> bool {
        self.two_sided.get(&agreement) == Some(&3)
    }

    fn take_work(&mut self, ix: EventIx, event: &Event) -> Result<(), Refused> {
        let node = match (event.input_of, event.resource) {
            (None, Some(resource)) => self.inflow(resource, 0),
            _ => self.end(ix, event),
        };
        if let Some(exchange) = self.bought(event) {
            self.arrive(ix, node, exchange);
            return Ok(());
        }
        let worth = self.worth(ix, Pricing::work)?;
        self.enter(ix, node, worth, Counts::Value)
    }

    fn take_use(&mut self, ix: EventIx, event: &Event) -> Result<(), Refused> {
        let worth = self.worth(ix, Pricing::usage)?;
        let to = self.end(ix, event);
        let owned = event.resource.filter(|_| event.standing == Standing::Contribution);
        let Some(resource) = owned else {
            return self.enter(ix, to, worth, Counts::Value);
        };
        if worth > 0 {
            let (from, planned) = match self.equipment {
                Equipment::Depreciates => (self.worn(resource), Planned::Wear(worth)),
                Equipment::Forever => (self.referred(resource), Planned::Royalty(worth)),
            };
            self.refer(ix, from, to, planned);
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
            None => Planned::Royalty(countable(event, self.pricing.citation(ix))?),
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
        self.refer(ix, from, to, planned);
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
        let numerator =
            u64::try_from(self.state.net(ix, |event| event.quantity).unwrap_or(0).max(0));
        let too_large = || Refused::WorthTooLarge { entry: event.entry };
        let numerator = numerator.map_err(|_| too_large())?;
        let denominator = 10u64.checked_pow(u32::from(row.decimals) + 2).ok_or_else(too_large)?;
        Ok(Some(Passing::Percent { numerator, denominator }))
    }

    fn take_input(&mut self, ix: EventIx, event: &Event) -> Result<(), Refused> {
        let to = self.end(ix, event);
        match event.resource {
            Some(resource) => {
                self.leave(ix, resource, to);
                Ok(())
            }
            None => {
                let worth = self.worth(ix, Pricing::material)?;
                self.enter(ix, to, worth, Counts::Value)
            }
        }
    }

    fn take_output(&mut self, ix: EventIx, event: &Event) -> Result<(), Refused> {
        let node = match event.to_resource.or(event.resource) {
            Some(resource) => self.come(ix, resource),
            None => self.node(Place::Event(ix)),
        };
        if let Some(process) = event.output_of {
            let output = Output { node, event: ix, declared: event.weight() };
            self.put_out(process, output);
        }
        let worth = self.worth(ix, Pricing::production)?;
        let counts = if event.output_of.is_some() { Counts::Share } else { Counts::Value };
        self.enter(ix, node, worth, counts)
    }

    fn put_out(&mut self, process: ProcessIx, output: Output) {
        self.process(process);
        if let Some(outputs) = self.outputs.get_mut(process.place()) {
            outputs.push(output);
        }
    }

    fn take_raise(&mut self, ix: EventIx, event: &Event) -> Result<(), Refused> {
        let Some(resource) = event.resource else {
            return Ok(());
        };
        let node = self.come(ix, resource);
        let worth = self.worth(ix, Pricing::material)?;
        self.enter(ix, node, worth, Counts::Value)
    }

    fn take_lower(&mut self, ix: EventIx, event: &Event) -> Result<(), Refused> {
        let Some(resource) = event.resource else {
            return Ok(());
        };
        let lost = self.node(Place::Event(ix));
        self.leave(ix, resource, lost);
        Ok(())
    }

    fn take_service(&mut self, ix: EventIx, event: &Event) -> Result<(), Refused> {
        let Some(process) = event.output_of else {
            let to = self.end(ix, event);
            let worth = self.worth(ix, Pricing::material)?;
            return self.enter(ix, to, worth, Counts::Value);
        };
        let node = self.node(Place::Event(ix));
        let output = Output { node, event: ix, declared: event.weight() };
        self.put_out(process, output);
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
        let quantity = self.minor(ix, from);
        let from_node = self.referred(from);
        let whole = self.stock(from).quantity;
        let to = self.come(ix, to);
        let (numerator, denominator) = match whole {
            0 => (1, 1),
            whole => in_63_bits(quantity, whole),
        };
        self.flow(from_node, to, Planned::As(Passing::Copy { numerator, denominator }));
        Ok(())
    }

    fn take_transfer(&mut self, ix: EventIx, event: &Event) -> Result<(), Refused> {
        let exchange = event.agreement.filter(|(agreement, _)| self.is_two_sided(*agreement));
        if let Some((agreement, side)) = exchange {
            return self.take_exchanged(ix, event, agreement, side);
        }
        match (event.resource, event.to_resource) {
            (Some(from), Some(to)) => {
                let to = self.come(ix, to);
                self.leave(ix, from, to);
            }
            (Some(from), None) => {
                let away = self.node(Place::Event(ix));
                self.leave(ix, from, away);
            }
            (None, to) => {
                let node = match to {
                    Some(to) => self.come(ix, to),
                    None => self.end(ix, event),
                };
                let worth = self.worth(ix, Pricing::material)?;
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
    ) -> Result<(), Refused> {
        let given = self.exchange(agreement, side);
        if let Some(from) = event.resource {
            self.leave(ix, from, given);
        } else if event.to_resource.is_none() {
            let worth = self.worth(ix, Pricing::material)?;
            self.enter(ix, given, worth, Counts::Value)?;
        }
        if let Some(to) = event.to_resource {
            let node = self.come(ix, to);
            self.arrive(ix, node, (agreement, side));
        }
        Ok(())
    }

    /// Something arrives that was given for something else.
    fn arrive(&mut self, ix: EventIx, node: Node, exchange: (AgreementIx, Side)) {
        let value = self.state.net(ix, |event| event.value);
        let declared = value.map(|value| u64::try_from(value.max(0)).unwrap_or(u64::MAX));
        self.arrivals.entry(exchange).or_default().push(Output { node, event: ix, declared });
    }

    fn share_outputs(&mut self) {
        for (place, outputs) in std::mem::take(&mut self.outputs).into_iter().enumerate() {
            if let Some(Some(from)) = self.course.processes.get(place).copied() {
                self.share(from, &outputs);
            }
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
        let whole = weights.iter().fold(0u128, |sum, weight| sum.saturating_add(*weight));
        let weights: Vec<u64> = weights.iter().map(|w| in_63_bits(*w, whole).0).collect();
        let denominator: u64 = weights.iter().sum();
        if denominator == 0 {
            return;
        }
        for (output, numerator) in outputs.iter().zip(weights) {
            self.flow(from, output.node, Planned::As(Passing::Part { numerator, denominator }));
        }
    }

    /// The quantity or effort of an output in 10⁻⁹ of its unit or of what that is a part of, so
    /// that kilograms compare with grams by weight, and with pieces as figures.
    fn comparable(&self, ix: EventIx) -> u128 {
        let measure = |event: &Event| event.quantity.or(event.effort);
        let Some(Quantity { unit, .. }) = measure(self.state.events.at(ix)) else {
            return 1_000_000_000;
        };
        let net = self.state.net(ix, measure).unwrap_or_default();
        let row = self.state.units.at(unit);
        let factor = row.base.map_or(Ratio::ONE, |(_, factor)| factor);
        let billionths = 1_000_000_000i128.checked_mul(factor.numerator());
        let parts = 10i128.pow(u32::from(row.decimals)).checked_mul(factor.denominator());
        let scaled = billionths.zip(parts).and_then(|(b, p)| mul_div(net, b, p, Rounding::Floor));
        scaled.and_then(|scaled| u128::try_from(scaled).ok()).unwrap_or_default()
    }
}

/// A fraction whose denominator fits 63 bits: beyond that the last digits of both are dropped.
fn in_63_bits(numerator: u128, denominator: u128) -> (u64, u64) {
    let drop = (128 - denominator.leading_zeros()).saturating_sub(63);
    ((numerator >> drop) as u64, (denominator >> drop) as u64)
}

/// States of resources.
impl Draft<'_> {
    #[expect(clippy::indexing_slicing, reason = "there is a place for every resource")]
    fn stock(&mut self, resource: ResourceIx) -> &mut Stock {
        let place = resource.place();
        let node = match &self.stocks[place] {
            Some(stock) => stock.node,
            None => self.node(Place::Resource(resource)),
        };
        self.stocks[place].get_or_insert_with(|| Stock::at(node))
    }

    /// Opens the next state of a resource: it begins with what is left of the present one.
    fn open(&mut self, resource: ResourceIx) {
        let next = self.node(Place::Resource(resource));
        let stock = self.stock(resource);
        let last = std::mem::replace(&mut stock.node, next);
        stock.quantity = stock.left;
        stock.use_of = Use::Open;
        if let Some(before) = self.course.before.get_mut(next.0 as usize) {
            *before = Some(last);
        }
        self.flow(last, next, Planned::As(Passing::Rest));
    }

    /// What an event brings comes in; answers the state it enters.
    fn come(&mut self, ix: EventIx, resource: ResourceIx) -> Node {
        let quantity = self.minor(ix, resource);
        self.inflow(resource, quantity)
    }

    /// What an event takes leaves for `to`.
    fn leave(&mut self, ix: EventIx, resource: ResourceIx, to: Node) {
        let quantity = self.minor(ix, resource);
        self.draw(resource, quantity, to);
    }

    /// Something comes in; answers the state it enters.
    fn inflow(&mut self, resource: ResourceIx, quantity: u128) -> Node {
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

    fn draw(&mut self, resource: ResourceIx, quantity: u128, to: Node) {
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
            let from = stock.node;
            let (numerator, denominator) = in_63_bits(now, stock.quantity);
            self.flow(from, to, Planned::As(Passing::Part { numerator, denominator }));
        }
    }

    /// The state that equipment is used in.
    fn worn(&mut self, resource: ResourceIx) -> Node {
        let stock = self.stock(resource);
        stock.use_of = Use::Worn;
        stock.node
    }

    /// Ends with what is left of equipment, not with what it was before it was used.
    fn open_worn(&mut self) {
        for (resource, _) in self.state.resources.iter() {
            let stock = self.stocks.get(resource.place());
            if stock.is_some_and(|stock| stock.as_ref().is_some_and(Stock::is_worn)) {
                self.open(resource);
            }
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

/// The most that one event may be worth: 10¹⁸ minor value units. Sums of a hundred million
/// such worths still fit 128 bits.
const MOST_WORTH: i128 = PRECISION * 1_000_000_000_000_000_000;

/// Names the event whose worth is beyond counting, so that it can be contested or reversed.
fn countable(event: &Event, worth: Result<i128, Refused>) -> Result<i128, Refused> {
    match worth {
        Ok(worth) if worth <= MOST_WORTH => Ok(worth),
        Ok(_) | Err(Refused::ValueOverflow) => Err(Refused::WorthTooLarge { entry: event.entry }),
        Err(refused) => Err(refused),
    }
}
