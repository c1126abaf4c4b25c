//! The forward sweep inside one loop.
//!
//! Value is *poured* in from nothing to all of it, in proportion. While it is
//! poured, everything in the loop grows in proportion too, until a use of
//! equipment has its full value; from then on it takes no more, and what it
//! leaves goes to the next use or to the rest. So a loop with `w` uses is at most
//! `2w + 1` linear systems, and where value is conserved none needs a subtraction.

#![expect(
    clippy::indexing_slicing,
    reason = "places are of the graph, members are counted from the first place of the loop, streams from zero"
)]

use crate::elimination::{self, Endless, Exit, Row};
use crate::graph::{Graph, Kind};
use crate::measure::Solved;
use crate::refusal::SweepRefused;
use crate::straight::{Forward, takes};
use crate::wide::Wide;
use std::collections::VecDeque;
use std::ops::Range;

/// The slots of all flows into the members of a loop.
pub(crate) fn slots(graph: &Graph, members: &Range<u32>) -> Range<usize> {
    graph.slots_of(members.start).start..graph.slots_of(members.end - 1).end
}

/// Tells a cycle of members by the numbers of their nodes.
pub(crate) fn without_exit(graph: &Graph, members: &Range<u32>, endless: Endless) -> SweepRefused {
    let node = |member| graph.node[(members.start + member) as usize];
    let nodes = endless.0.into_iter().map(node).collect();
    SweepRefused::LoopWithoutExit { nodes }
}

/// Values the members of a loop and what flows from them.
///
/// What leaves a node that passes on all it has adds up to its value exactly.
pub(crate) fn solve(sweep: &mut Forward<'_>, members: Range<u32>) -> Result<Solved, SweepRefused> {
    mark_valued(sweep, &members)?;
    pass_constants(sweep, &members);
    let mut pour = Pour::new(sweep, &members)?;
    pour.run()
        .map_err(|endless| without_exit(sweep.graph, &members, endless))?;
    let solved = pour.solved(sweep);
    round(sweep, &pour, &solved)?;
    Ok(solved)
}

/// Marks every place that something of value comes to from a member.
fn mark_valued(sweep: &mut Forward<'_>, members: &Range<u32>) -> Result<(), SweepRefused> {
    let graph = sweep.graph;
    for place in members.clone() {
        if sweep.gathered(place)? > 0 {
            sweep.mark(place);
        }
    }
    let mut waiting: Vec<u32> = members.clone().collect();
    while let Some(place) = waiting.pop() {
        for out in &graph.outs[graph.outs_of(place)] {
            let taker = graph.taker(out.slot);
            if sweep.carries(place, out) && !sweep.is_valued(taker) {
                sweep.mark(taker);
                if members.contains(&taker) {
                    waiting.push(taker);
                }
            }
        }
    }
    Ok(())
}

/// Passes what does not depend on the value of its origin.
fn pass_constants(sweep: &mut Forward<'_>, members: &Range<u32>) {
    let graph = sweep.graph;
    for place in members.clone() {
        for out in &graph.outs[graph.outs_of(place)] {
            if is_constant(sweep, place, out.kind) {
                sweep.slot[out.slot as usize] = out.amount;
            }
        }
    }
}

fn is_constant(sweep: &Forward<'_>, place: u32, kind: Kind) -> bool {
    kind == Kind::Royalty || (kind == Kind::Wear && !sweep.is_valued(place))
}

/// A flow from a member that grows with its value.
struct Stream {
    /// The member it leaves.
    from: usize,
    /// The member it reaches, if it stays in the loop.
    to: Option<u32>,
    kind: Kind,
    slot: u32,
    /// What it takes of each unit that passes its origin now.
    slope: Wide,
    /// What it has passed.
    passed: Wide,
    /// What it can still pass, for wear.
    room: Wide,
    /// What it passes once it has no room.
    full: u64,
}

struct Member {
    entering: Wide,
    /// One, and the percentages that lead here.
    factor: Wide,
    streams: Range<usize>,
    /// The part of each unit that wear and rest share.
    left: Wide,
    /// The stream that takes this part now; nobody if it stays here.
    receiver: Option<usize>,
    /// What entered, percentages apart.
    base: Wide,
}

impl Member {
    fn passing(&self) -> Wide {
        self.base.times(self.factor)
    }
}

struct Pour<'a> {
    graph: &'a Graph,
    places: Range<u32>,
    members: Vec<Member>,
    streams: Vec<Stream>,
}

impl<'a> Pour<'a> {
    fn new(sweep: &Forward<'a>, places: &Range<u32>) -> Result<Self, SweepRefused> {
        let mut pour = Self {
            graph: sweep.graph,
            places: places.clone(),
            members: Vec::with_capacity(places.len()),
            streams: Vec::new(),
        };
        for place in places.clone() {
            let entering = Wide::from(sweep.gathered(place)?);
            pour.add_member(sweep, place, entering);
        }
        for member in 0..pour.members.len() {
            let streams = pour.members[member].streams.clone();
            pour.hand_over(member, streams.start);
        }
        for percent in percents(pour.graph, places) {
            let factor = &mut pour.members[(percent.to - places.start) as usize].factor;
            let more = Wide::ratio(percent.ratio.numerator, percent.ratio.denominator);
            *factor = factor.plus(more);
        }
        Ok(pour)
    }

    fn add_member(&mut self, sweep: &Forward<'_>, place: u32, entering: Wide) {
        let graph = self.graph;
        let whole = graph.whole[place as usize];
        let mut left = whole;
        let start = self.streams.len();
        for out in &graph.outs[graph.outs_of(place)] {
            if out.kind == Kind::Percent || is_constant(sweep, place, out.kind) {
                continue;
            }
            let (slope, room) = match out.kind {
                Kind::Part | Kind::LastPart => {
                    left = left.saturating_sub(out.amount);
                    (Wide::ratio(out.amount, whole), 0)
                }
                Kind::Copy => {
                    let ratio = graph.ratios[out.amount as usize];
                    (Wide::ratio(ratio.numerator, ratio.denominator), 0)
                }
                _ => (Wide::ZERO, out.amount),
            };
            let taker = graph.taker(out.slot);
            self.streams.push(Stream {
                from: self.members.len(),
                to: self
                    .places
                    .contains(&taker)
                    .then(|| taker - self.places.start),
                kind: out.kind,
                slot: out.slot,
                slope,
                passed: Wide::ZERO,
                room: Wide::from(room),
                full: room,
            });
        }
        self.members.push(Member {
            entering,
            factor: Wide::ONE,
            streams: start..self.streams.len(),
            left: Wide::ratio(left, whole),
            receiver: None,
            base: Wide::ZERO,
        });
    }

    /// Gives what parts leave to the first wear with room, or the rest, from this stream on.
    fn hand_over(&mut self, member: usize, from: usize) {
        let end = self.members[member].streams.end;
        let receiver = (from..end).find(|&stream| {
            let stream = &self.streams[stream];
            stream.kind == Kind::Rest || (stream.kind == Kind::Wear && !stream.room.is_zero())
        });
        self.members[member].receiver = receiver;
        if let Some(stream) = receiver {
            self.streams[stream].slope = self.members[member].left;
        }
    }

    fn run(&mut self) -> Result<(), Endless> {
        let entering: Vec<Wide> = self.members.iter().map(|all| all.entering).collect();
        let mut left = Wide::ONE;
        while left >= Wide::TRACE {
            let rows = self.rows();
            match elimination::visits(&rows, &entering) {
                Ok(rates) => {
                    let step = self.first_fill(&rates).map_or(left, |time| time.min(left));
                    self.advance(&rates, step);
                    left = left.minus(step);
                }
                Err(endless) => self.fill(&rows, endless)?,
            }
        }
        Ok(())
    }

    /// Lets value go round where nothing leaves, until a use of equipment is full and
    /// opens a way out: the least that enters does that, so it takes no pouring.
    fn fill(&mut self, rows: &[Row], endless: Endless) -> Result<(), Endless> {
        let Some(rates) = elimination::circulation(rows, &endless) else {
            return Err(endless);
        };
        let time = self.first_fill(&rates).ok_or(endless)?;
        self.advance(&rates, time);
        Ok(())
    }

    fn rows(&self) -> Vec<Row> {
        self.members.iter().map(|member| self.row(member)).collect()
    }

    fn row(&self, member: &Member) -> Row {
        let streams = &self.streams[member.streams.clone()];
        let onward = streams
            .iter()
            .filter_map(|stream| Some((stream.to?, stream.slope.times(member.factor))))
            .collect();
        let grows = streams.iter().any(|stream| {
            stream.kind == Kind::Copy && stream.to.is_some() && !stream.slope.is_zero()
        });
        if grows || member.factor > Wide::ONE {
            let exit = Exit::Complement;
            return Row { onward, exit };
        }
        let stays = match member.receiver {
            Some(_) => Wide::ZERO,
            None => member.left,
        };
        let leaves = streams
            .iter()
            .filter(|stream| stream.to.is_none() && takes(stream.kind));
        let exit = leaves.fold(stays, |sum, stream| sum.plus(stream.slope));
        Row {
            onward,
            exit: Exit::Known(exit),
        }
    }

    /// When the wear of this member is full, if it goes on at this rate.
    fn time_to_fill(&self, member: &Member, rate: Wide) -> Option<Wide> {
        let stream = &self.streams[member.receiver?];
        let rate = rate.times(member.factor).times(stream.slope);
        (stream.kind == Kind::Wear && !rate.is_zero()).then(|| stream.room.over(rate))
    }

    /// When the first wear is full, if all goes on at these rates.
    fn first_fill(&self, rates: &[Wide]) -> Option<Wide> {
        let members = self.members.iter().zip(rates);
        members
            .filter_map(|(member, &rate)| self.time_to_fill(member, rate))
            .min()
    }

    fn advance(&mut self, rates: &[Wide], step: Wide) {
        for (at, &rate) in rates.iter().enumerate() {
            let fills = self.time_to_fill(&self.members[at], rate);
            let member = &mut self.members[at];
            member.base = member.base.plus(rate.times(step));
            let passing = rate.times(member.factor).times(step);
            for stream in &mut self.streams[member.streams.clone()] {
                let passed = passing.times(stream.slope);
                stream.passed = stream.passed.plus(passed);
                stream.room = stream.room.minus(passed);
            }
            if let (Some(time), Some(stream)) = (fills, self.members[at].receiver)
                && time <= step
            {
                let full = &mut self.streams[stream];
                full.passed = Wide::from(full.full);
                full.room = Wide::ZERO;
                full.slope = Wide::ZERO;
                self.hand_over(at, stream + 1);
            }
        }
    }

    fn solved(&self, sweep: &Forward<'_>) -> Solved {
        let slots = slots(self.graph, &self.places);
        let constants = &sweep.slot[slots.clone()];
        let mut slot: Vec<Wide> = constants.iter().map(|&value| value.into()).collect();
        for stream in self.streams.iter().filter(|stream| stream.to.is_some()) {
            slot[stream.slot as usize - slots.start] = stream.passed;
        }
        for percent in percents(self.graph, &self.places) {
            let ratio = Wide::ratio(percent.ratio.numerator, percent.ratio.denominator);
            let base = self.members[(percent.to - self.places.start) as usize].base;
            slot[percent.slot as usize - slots.start] = base.times(ratio);
        }
        let place = self.members.iter().map(Member::passing).collect();
        Solved { place, slot }
    }

    /// For each member the stream that takes what rounding leaves, and the members in
    /// such an order that this stream leads to an earlier one, or out of the loop.
    fn ways_out(&self) -> (Vec<Option<usize>>, Vec<usize>) {
        let mut into: Vec<Vec<usize>> = self.members.iter().map(|_| Vec::new()).collect();
        let mut way_out = vec![None; self.members.len()];
        let mut is_found = vec![false; self.members.len()];
        let mut order = Vec::new();
        for (index, stream) in self.streams.iter().enumerate() {
            if !takes(stream.kind) || stream.slope.is_zero() || stream.passed.is_zero() {
                continue;
            }
            match stream.to {
                Some(to) => into[to as usize].push(index),
                None => way_out[stream.from] = Some(index),
            }
        }
        for (at, member) in self.members.iter().enumerate() {
            let stays = member.receiver.is_none() && !member.left.is_zero();
            if stays {
                way_out[at] = None;
            }
            if way_out[at].is_some() || stays {
                is_found[at] = true;
                order.push(at);
            }
        }
        let mut waiting = VecDeque::from(order.clone());
        while let Some(at) = waiting.pop_front() {
            for &stream in &into[at] {
                let from = self.streams[stream].from;
                if !std::mem::replace(&mut is_found[from], true) {
                    way_out[from] = Some(stream);
                    order.push(from);
                    waiting.push_back(from);
                }
            }
        }
        order.extend((0..self.members.len()).filter(|&at| !is_found[at]));
        (way_out, order)
    }
}

fn percents<'a>(
    graph: &'a Graph,
    places: &Range<u32>,
) -> impl Iterator<Item = &'a crate::graph::Percent> {
    let start = graph
        .percents
        .partition_point(|percent| percent.to < places.start);
    let end = graph
        .percents
        .partition_point(|percent| percent.to < places.end);
    graph.percents[start..end].iter()
}

/// Rounds a loop so that at every member what enters and what leaves still agree.
///
/// All flows are rounded to the nearest unit but one a member, its way out; these are
/// a tree, and take from its leaves to its roots what is over.
fn round(sweep: &mut Forward<'_>, pour: &Pour<'_>, solved: &Solved) -> Result<(), SweepRefused> {
    let (way_out, mut order) = pour.ways_out();
    order.reverse();
    for (index, stream) in pour.streams.iter().enumerate() {
        let place = pour.places.start + stream.from as u32;
        let is_way_out = way_out[stream.from] == Some(index);
        sweep.slot[stream.slot as usize] = if is_way_out {
            0
        } else {
            stream
                .passed
                .nearest()
                .ok_or_else(|| sweep.graph.overflow(place))?
        };
    }
    let first = slots(sweep.graph, &pour.places).start;
    for percent in percents(sweep.graph, &pour.places) {
        let passed = solved.slot[percent.slot as usize - first].nearest();
        sweep.slot[percent.slot as usize] =
            passed.ok_or_else(|| sweep.graph.overflow(percent.to))?;
    }
    for at in order {
        close(sweep, pour, at, way_out[at])?;
    }
    Ok(())
}

/// Values a member at what enters it, and passes what rounding left to its way out.
fn close(
    sweep: &mut Forward<'_>,
    pour: &Pour<'_>,
    member: usize,
    way_out: Option<usize>,
) -> Result<(), SweepRefused> {
    let place = pour.places.start + member as u32;
    let entered = sweep.gathered(place)?;
    let taken = pour.streams[pour.members[member].streams.clone()]
        .iter()
        .filter(|stream| takes(stream.kind))
        .try_fold(0_u64, |sum, stream| {
            sum.checked_add(sweep.slot[stream.slot as usize])
        })
        .ok_or_else(|| sweep.graph.overflow(place))?;
    // A member worth fewer units than it has flows may be rounded up.
    let value = entered.max(taken);
    sweep.place[place as usize] = value;
    if let Some(stream) = way_out {
        sweep.slot[pour.streams[stream].slot as usize] = value - taken;
    }
    Ok(())
}
