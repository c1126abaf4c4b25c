//! Nodes, what flows between them, and what enters: built once, kept as flat arrays.

#![expect(
    clippy::indexing_slicing,
    reason = "build checks every node once; places, slots and starts are made from them by counting"
)]

use crate::order::{self, Order};
use crate::refusal::{GraphRefused, SweepRefused};
use std::ops::Range;

/// A state of a resource, a process, or an exchange; numbered from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node(pub u32);

/// Something contributed; sources and bonuses share one numbering from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source(pub u32);

/// A flow between two nodes; numbered from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Flow(pub u32);

/// How much of its origin's value a flow passes, and whether it takes it away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passing {
    /// Consumption: takes this fraction of the value away. All parts of a node
    /// together take at most the whole.
    Part {
        /// The quantity consumed.
        numerator: u64,
        /// The quantity there was.
        denominator: u64,
    },
    /// The next state of the same resource: takes what parts and wear leave.
    Rest,
    /// Use of equipment that wears out: takes this value away, or what parts and
    /// earlier wear leave. If the origin was never valued, the full value enters
    /// all the same and its credit is stranded here.
    Wear {
        /// What the use is worth.
        value: u64,
    },
    /// Passes this fraction of the value and takes nothing away.
    Copy {
        /// How many times the value,
        numerator: u64,
        /// divided by this.
        denominator: u64,
    },
    /// Use for ever, or citation by amount: adds exactly this value and takes nothing
    /// away. If the origin is worth nothing, the credit is stranded here.
    Royalty {
        /// What the use is worth.
        value: u64,
    },
    /// Citation by percentage: adds this fraction of all else that enters the end,
    /// other percentages apart, and takes nothing away. If the origin is worth
    /// nothing, the credit is stranded here.
    Percent {
        /// How many times what else enters the end,
        numerator: u64,
        /// divided by this.
        denominator: u64,
    },
}

/// Collects nodes, sources and flows; adding never fails, [`Builder::build`] checks all.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    nodes: usize,
    entered: usize,
    sources: Vec<Entry>,
    bonuses: Vec<Entry>,
    flows: Vec<Arc>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    node: u32,
    source: u32,
    value: u64,
}

#[derive(Clone, Copy, Debug)]
struct Arc {
    from: u32,
    to: u32,
    passing: Passing,
}

/// A number for the next of `count` things. Numbers past 32 bits are refused by `build`.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Builder {
    /// A graph of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a node. Sweeps are fastest if most flows go to nodes added later.
    pub fn add_node(&mut self) -> Node {
        self.nodes += 1;
        Node(number(self.nodes - 1))
    }

    /// A contribution of this value enters here.
    pub fn source(&mut self, node: Node, value: u64) -> Source {
        let source = self.next_source();
        self.sources.push(Entry { node: node.0, source: source.0, value });
        source
    }

    /// A contribution that counts for shares, but not for the value of anything.
    pub fn bonus(&mut self, node: Node, value: u64) -> Source {
        let source = self.next_source();
        self.bonuses.push(Entry { node: node.0, source: source.0, value });
        source
    }

    fn next_source(&mut self) -> Source {
        self.entered += 1;
        Source(number(self.entered - 1))
    }

    /// Value flows from one node to another, or back to itself.
    pub fn flow(&mut self, from: Node, to: Node, passing: Passing) -> Flow {
        self.flows.push(Arc { from: from.0, to: to.0, passing });
        Flow(number(self.flows.len() - 1))
    }

    /// Checks everything and lays it out for sweeps, in linear time.
    ///
    /// # Errors
    /// The first of [`GraphRefused`], in its order, that applies to a source, a flow or a node.
    pub fn build(self) -> Result<Graph, GraphRefused> {
        self.check_size()?;
        self.check_ends()?;
        let wholes = self.wholes()?;
        let order = self.order();
        Ok(Graph::lay_out(&self, &order, &wholes))
    }

    fn check_size(&self) -> Result<(), GraphRefused> {
        let most = u32::MAX as usize;
        if self.nodes >= most || self.entered >= most || self.flows.len() >= most {
            return Err(GraphRefused::TooLarge);
        }
        Ok(())
    }

    fn check_ends(&self) -> Result<(), GraphRefused> {
        let entered = self.sources.iter().chain(&self.bonuses);
        let ends = self.flows.iter().flat_map(|arc| [arc.from, arc.to]);
        let mut all = entered.map(|entry| entry.node).chain(ends);
        match all.find(|&node| node as usize >= self.nodes) {
            Some(node) => Err(GraphRefused::UnknownNode { node }),
            None => Ok(()),
        }
    }

    /// Checks what is consumed, and finds for each node the quantity that its parts are counted in.
    fn wholes(&self) -> Result<Vec<Whole>, GraphRefused> {
        let mut wholes = vec![Whole::default(); self.nodes];
        for (flow, arc) in (0..).zip(&self.flows) {
            let whole = &mut wholes[arc.from as usize];
            match arc.passing {
                Passing::Part { denominator: 0, .. }
                | Passing::Copy { denominator: 0, .. }
                | Passing::Percent { denominator: 0, .. } => {
                    return Err(GraphRefused::ZeroDenominator { flow });
                }
                Passing::Part { denominator, .. } => {
                    whole.quantity = common_multiple(whole.quantity, denominator)
                        .ok_or(GraphRefused::UnlikeParts { node: arc.from })?;
                }
                Passing::Rest if whole.has_rest => {
                    return Err(GraphRefused::TwoRests { node: arc.from });
                }
                Passing::Rest => whole.has_rest = true,
                _ => {}
            }
        }
        for (flow, arc) in (0..).zip(&self.flows) {
            if let Passing::Part { numerator, denominator } = arc.passing {
                let node = arc.from;
                wholes[node as usize]
                    .take(flow, numerator, denominator)
                    .ok_or(GraphRefused::PartsExceedWhole { node })?;
            }
        }
        Ok(wholes)
    }

    fn order(&self) -> Order {
        if self.flows.iter().all(|arc| arc.from < arc.to) {
            return order::as_numbered(number(self.nodes));
        }
        let mut index = Index::new(self.nodes, self.flows.iter().map(|arc| arc.from));
        let mut heads = vec![0; self.flows.len()];
        for arc in &self.flows {
            heads[index.next(arc.from)] = arc.to;
        }
        order::find(&index.starts(), &heads)
    }
}

/// What the parts of one node take together.
#[derive(Clone, Copy, Debug, Default)]
struct Whole {
    /// The common denominator; zero if there are no parts.
    quantity: u64,
    taken: u64,
    largest: u64,
    largest_flow: u32,
    has_rest: bool,
}

impl Whole {
    fn take(&mut self, flow: u32, numerator: u64, denominator: u64) -> Option<()> {
        let part = numerator.checked_mul(self.quantity / denominator)?;
        self.taken = self.taken.checked_add(part)?;
        if part > self.largest {
            self.largest = part;
            self.largest_flow = flow;
        }
        (self.taken <= self.quantity).then_some(())
    }

    /// The parts take everything, and this is the largest of them, the first among equals.
    fn is_closed_by(&self, flow: u32) -> bool {
        self.taken == self.quantity && self.largest_flow == flow
    }
}

fn common_multiple(a: u64, b: u64) -> Option<u64> {
    if a == 0 || a == b {
        return Some(b);
    }
    let (mut divisor, mut rest) = (a, b);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    (a / divisor).checked_mul(b)
}

/// Sorts things into groups by counting them, keeping their order.
struct Index {
    /// Where the next thing of each group goes.
    next: Vec<u32>,
}

impl Index {
    fn new(groups: usize, of: impl Iterator<Item = u32>) -> Self {
        let mut next = vec![0; groups + 1];
        for group in of {
            next[group as usize] += 1;
        }
        let mut start = 0;
        for count in &mut next {
            start += std::mem::replace(count, start);
        }
        Self { next }
    }

    fn next(&mut self, group: u32) -> usize {
        let next = &mut self.next[group as usize];
        *next += 1;
        *next as usize - 1
    }

    /// Where each group starts, once every thing has been placed; one more ends the last.
    fn starts(mut self) -> Vec<u32> {
        // After placing, each entry stands at the end of its group, which is the next one's start.
        self.next.rotate_right(1);
        self.next[0] = 0;
        self.next
    }
}

/// The kinds of [`Passing`], in the order in which they take value away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// `amount` of `whole`.
    Part,
    /// A part of a node that is consumed entirely: takes what the other parts leave,
    /// so that nothing is lost to rounding.
    LastPart,
    /// `amount` of value.
    Wear,
    Rest,
    /// `ratios[amount]`.
    Copy,
    /// `amount` of value.
    Royalty,
    /// Passed when the end is reached, see [`Percent`].
    Percent,
}

/// A flow as seen from its origin.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Out {
    pub(crate) amount: u64,
    /// Where what it passes is kept: the flows into one place have neighbouring slots.
    pub(crate) slot: u32,
    pub(crate) kind: Kind,
}

/// A fraction that may be more than one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ratio {
    pub(crate) numerator: u64,
    pub(crate) denominator: u64,
}

/// A percentage as seen from its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Percent {
    pub(crate) to: u32,
    pub(crate) slot: u32,
    pub(crate) ratio: Ratio,
}

/// What enters each place from outside.
#[derive(Clone, Debug)]
pub(crate) struct Entries {
    /// Empty if nothing enters anywhere.
    starts: Vec<u32>,
    pub(crate) value: Vec<u64>,
    pub(crate) source: Vec<u32>,
}

impl Entries {
    fn new(entries: &[Entry], place: &[u32]) -> Self {
        let mut sorted = Self {
            starts: Vec::new(),
            value: vec![0; entries.len()],
            source: vec![0; entries.len()],
        };
        if entries.is_empty() {
            return sorted;
        }
        let places = entries.iter().map(|entry| place[entry.node as usize]);
        let mut index = Index::new(place.len(), places);
        for entry in entries {
            let at = index.next(place[entry.node as usize]);
            sorted.value[at] = entry.value;
            sorted.source[at] = entry.source;
        }
        sorted.starts = index.starts();
        sorted
    }

    /// Which entries enter this place.
    pub(crate) fn at(&self, place: u32) -> Range<usize> {
        if self.starts.is_empty() {
            return 0..0;
        }
        self.starts[place as usize] as usize..self.starts[place as usize + 1] as usize
    }
}

/// A checked graph: immutable, and laid out so that a sweep reads memory in order.
///
/// Nodes are kept at *places*: flows lead to later places, but for loops. What
/// a flow passes is kept in its *slot*; the flows into one place have neighbouring slots.
#[derive(Clone, Debug)]
pub struct Graph {
    pub(crate) place: Vec<u32>,
    pub(crate) node: Vec<u32>,
    pub(crate) loops: Vec<Range<u32>>,
    out_starts: Vec<u32>,
    pub(crate) outs: Vec<Out>,
    in_starts: Vec<u32>,
    /// The place that a slot is filled from.
    pub(crate) giver: Vec<u32>,
    pub(crate) flow: Vec<u32>,
    pub(crate) slot: Vec<u32>,
    /// The denominator of a place's parts; one if it has none.
    pub(crate) whole: Vec<u64>,
    pub(crate) ratios: Vec<Ratio>,
    /// By the place they lead to.
    pub(crate) percents: Vec<Percent>,
    pub(crate) sources: Entries,
    pub(crate) bonuses: Entries,
}

impl Graph {
    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.node.len()
    }

    /// How many flows there are.
    pub fn flows(&self) -> usize {
        self.flow.len()
    }

    /// How many sources and bonuses there are.
    pub fn sources(&self) -> usize {
        self.sources.value.len() + self.bonuses.value.len()
    }

    /// Tells that the value at a place does not fit.
    pub(crate) fn overflow(&self, place: u32) -> SweepRefused {
        let node = self.node[place as usize];
        SweepRefused::ValueOverflow { node }
    }

    /// Tells a cycle, of members of a loop, by the numbers of their nodes.
    pub(crate) fn without_exit(&self, members: &Range<u32>, cycle: Vec<u32>) -> SweepRefused {
        let node = |member| self.node[(members.start + member) as usize];
        let nodes = cycle.into_iter().map(node).collect();
        SweepRefused::LoopWithoutExit { nodes }
    }

    pub(crate) fn outs_of(&self, place: u32) -> Range<usize> {
        self.out_starts[place as usize] as usize..self.out_starts[place as usize + 1] as usize
    }

    pub(crate) fn slots_of(&self, place: u32) -> Range<usize> {
        self.in_starts[place as usize] as usize..self.in_starts[place as usize + 1] as usize
    }

    /// The slots of all flows into a run of places.
    pub(crate) fn slots_within(&self, places: &Range<u32>) -> Range<usize> {
        self.in_starts[places.start as usize] as usize..self.in_starts[places.end as usize] as usize
    }

    /// The percentages that lead to a run of places.
    pub(crate) fn percents_of(&self, places: &Range<u32>) -> &[Percent] {
        let start = self.percents.partition_point(|percent| percent.to < places.start);
        let end = self.percents.partition_point(|percent| percent.to < places.end);
        &self.percents[start..end]
    }

    /// The place that a slot belongs to.
    pub(crate) fn taker(&self, slot: u32) -> u32 {
        number(self.in_starts.partition_point(|&start| start <= slot)) - 1
    }

    fn lay_out(builder: &Builder, order: &Order, wholes: &[Whole]) -> Self {
        let place = &order.place;
        let mut node = vec![0; place.len()];
        let mut whole = vec![1; place.len()];
        for (from, &at) in (0..).zip(place) {
            node[at as usize] = from;
            whole[at as usize] = wholes[from as usize].quantity.max(1);
        }
        let mut graph = Self {
            place: place.clone(),
            node,
            loops: order.loops.clone(),
            out_starts: Vec::new(),
            outs: Vec::new(),
            in_starts: Vec::new(),
            giver: Vec::new(),
            flow: Vec::new(),
            slot: Vec::new(),
            whole,
            ratios: Vec::new(),
            percents: Vec::new(),
            sources: Entries::new(&builder.sources, place),
            bonuses: Entries::new(&builder.bonuses, place),
        };
        graph.lay_ins(&builder.flows);
        graph.lay_outs(&builder.flows, wholes);
        graph
    }

    fn lay_ins(&mut self, flows: &[Arc]) {
        let places = flows.iter().map(|arc| self.place[arc.to as usize]);
        let mut index = Index::new(self.place.len(), places);
        self.giver = vec![0; flows.len()];
        self.flow = vec![0; flows.len()];
        self.slot = vec![0; flows.len()];
        for (flow, arc) in (0..).zip(flows) {
            let slot = index.next(self.place[arc.to as usize]);
            self.giver[slot] = self.place[arc.from as usize];
            self.flow[slot] = flow;
            self.slot[flow as usize] = number(slot);
        }
        self.in_starts = index.starts();
    }

    fn lay_outs(&mut self, flows: &[Arc], wholes: &[Whole]) {
        let places = flows.iter().map(|arc| self.place[arc.from as usize]);
        let mut index = Index::new(self.place.len(), places);
        let nothing = Out { amount: 0, slot: 0, kind: Kind::Rest };
        self.outs = vec![nothing; flows.len()];
        for (flow, arc) in (0..).zip(flows) {
            let at = index.next(self.place[arc.from as usize]);
            self.outs[at] = self.out(flow, arc, &wholes[arc.from as usize]);
        }
        self.out_starts = index.starts();
        for place in 0..number(self.place.len()) {
            let outs = self.outs_of(place);
            if !self.outs[outs.clone()].is_sorted_by_key(|out| out.kind) {
                self.outs[outs].sort_by_key(|out| out.kind);
            }
        }
        self.percents.sort_by_key(|percent| percent.slot);
    }

    fn out(&mut self, flow: u32, arc: &Arc, whole: &Whole) -> Out {
        let slot = self.slot[flow as usize];
        let (kind, amount) = match arc.passing {
            Passing::Part { numerator, denominator } => {
                let kind = if whole.is_closed_by(flow) { Kind::LastPart } else { Kind::Part };
                (kind, numerator * (whole.quantity / denominator))
            }
            Passing::Rest => (Kind::Rest, 0),
            Passing::Wear { value } => (Kind::Wear, value),
            Passing::Copy { numerator, denominator } => {
                self.ratios.push(Ratio { numerator, denominator });
                (Kind::Copy, self.ratios.len() as u64 - 1)
            }
            Passing::Royalty { value } => (Kind::Royalty, value),
            Passing::Percent { numerator, denominator } => {
                let ratio = Ratio { numerator, denominator };
                let to = self.place[arc.to as usize];
                self.percents.push(Percent { to, slot, ratio });
                (Kind::Percent, 0)
            }
        };
        Out { amount, slot, kind }
    }
}

#[cfg(test)]
mod tests {
    use super::{Builder, GraphRefused, Node, Passing};

    fn refused(passings: &[Passing]) -> GraphRefused {
        let mut builder = Builder::new();
        let from = builder.add_node();
        for &passing in passings {
            let to = builder.add_node();
            builder.flow(from, to, passing);
        }
        builder.build().unwrap_err()
    }

    fn part(numerator: u64, denominator: u64) -> Passing {
        Passing::Part { numerator, denominator }
    }

    #[test]
    fn more_than_the_whole_is_refused() {
        let refusal = refused(&[part(1, 2), part(1, 3), part(1, 5)]);
        assert_eq!(refusal, GraphRefused::PartsExceedWhole { node: 0 });
        assert!(refusal.to_string().starts_with("parts_exceed_whole: "));
    }

    #[test]
    fn quantities_without_a_common_unit_are_refused() {
        let refusal = refused(&[part(1, u64::MAX), part(1, u64::MAX - 1)]);
        assert_eq!(refusal, GraphRefused::UnlikeParts { node: 0 });
    }

    #[test]
    fn two_rests_are_refused() {
        let refusal = refused(&[Passing::Rest, Passing::Rest]);
        assert_eq!(refusal, GraphRefused::TwoRests { node: 0 });
    }

    #[test]
    fn a_part_of_nothing_is_refused() {
        let refusal = refused(&[Passing::Rest, part(0, 0)]);
        assert_eq!(refusal, GraphRefused::ZeroDenominator { flow: 1 });
    }

    #[test]
    fn a_node_that_was_not_added_is_refused() {
        let mut builder = Builder::new();
        builder.source(Node(7), 1);
        let refusal = builder.build().unwrap_err();
        assert_eq!(refusal, GraphRefused::UnknownNode { node: 7 });
    }
}
