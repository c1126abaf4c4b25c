//! The values inside a loop, before they are rounded.
//!
//! Equipment passes what its use is worth, or what is left of it: so a loop is not one linear
//! system, but one for each way in which its equipment is full or worn out.
//!
//! Mostly nothing is worn out, or little. So the first guess is that all uses have their full
//! value, and what turns out to lack value is limited, for a few rounds. A guess that the
//! solution agrees with, and not just on the brink, is right: where value is conserved there is no
//! other. (What enters moves two solutions no further apart, and near this one closer.)
//!
//! Otherwise value is *poured* in from nothing to all of it, in proportion. While it is
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
use crate::refusal::SweepRefused;
use crate::straight::{Forward, takes};
use crate::wide::Wide;
use std::ops::Range;

/// How often a guess is made from the one before.
const ROUNDS: usize = 16;

/// Whether a flow passes the same whatever its origin is worth.
pub(crate) fn is_constant(sweep: &Forward<'_>, place: u32, kind: Kind) -> bool {
    kind == Kind::Royalty || (kind == Kind::Wear && !sweep.is_valued(place))
}

/// A flow from a member that grows with its value.
pub(crate) struct Stream {
    /// The member it leaves.
    pub(crate) from: usize,
    /// The member it reaches, if it stays in the loop.
    pub(crate) to: Option<u32>,
    pub(crate) kind: Kind,
    pub(crate) slot: u32,
    /// What it takes of each unit that passes its origin now.
    pub(crate) slope: Wide,
    /// What it has passed.
    pub(crate) passed: Wide,
    /// What it can still pass, for wear.
    room: Wide,
    /// What it passes once it has no room.
    full: u64,
}

pub(crate) struct Member {
    entering: Wide,
    /// One, and the percentages that lead here.
    factor: Wide,
    pub(crate) streams: Range<usize>,
    /// The part of each unit that wear and rest share.
    pub(crate) left: Wide,
    /// The stream that takes this part now; nobody if it stays here.
    pub(crate) receiver: Option<usize>,
    /// What entered, percentages apart.
    pub(crate) base: Wide,
}

impl Member {
    /// What passes through.
    pub(crate) fn passing(&self) -> Wide {
        self.base.times(self.factor)
    }
}

pub(crate) struct Pour<'a> {
    pub(crate) graph: &'a Graph,
    pub(crate) places: Range<u32>,
    pub(crate) members: Vec<Member>,
    pub(crate) streams: Vec<Stream>,
}

impl<'a> Pour<'a> {
    /// Nothing poured yet.
    pub(crate) fn new(sweep: &Forward<'a>, places: &Range<u32>) -> Result<Self, SweepRefused> {
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
        for percent in pour.graph.percents_of(places) {
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
                to: self.places.contains(&taker).then(|| taker - self.places.start),
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
        self.receive(member, receiver);
    }

    /// Finds what passes through every member and every stream.
    pub(crate) fn run(&mut self) -> Result<(), Endless> {
        let conserves = |row: &Row| matches!(row.exit, Exit::Known(_));
        if self.rows().iter().all(conserves) && self.guess() {
            return Ok(());
        }
        for member in 0..self.members.len() {
            self.hand_over(member, self.members[member].streams.start);
        }
        self.pour()
    }

    /// Whether the guess that all wear is full, or one that it leads to, is right.
    fn guess(&mut self) -> bool {
        let mut full: Vec<Option<usize>> = self.members.iter().map(|all| self.rest(all)).collect();
        for _ in 0..ROUNDS {
            for (member, &receiver) in full.iter().enumerate() {
                self.receive(member, receiver);
            }
            let rows = self.rows();
            let (more, less) = self.given_and_taken();
            let (Ok(more), Ok(less)) =
                (elimination::visits(&rows, &more), elimination::visits(&rows, &less))
            else {
                return false;
            };
            for (member, (more, less)) in self.members.iter_mut().zip(more.iter().zip(&less)) {
                member.base = more.minus(*less);
            }
            let next: Vec<Option<usize>> =
                self.members.iter().map(|all| self.lacking(all)).collect();
            if next == full {
                return self.settle();
            }
            full = next;
        }
        false
    }

    /// The stream that takes what full wear leaves.
    fn rest(&self, member: &Member) -> Option<usize> {
        let mut streams = member.streams.clone();
        streams.find(|&stream| self.streams[stream].kind == Kind::Rest)
    }

    fn wears(&self, member: &Member) -> impl Iterator<Item = usize> {
        let streams = member.streams.clone();
        streams.filter(|&stream| self.streams[stream].kind == Kind::Wear)
    }

    /// The first wear that has not its full value, or the rest.
    fn lacking(&self, member: &Member) -> Option<usize> {
        let mut left = member.passing().times(member.left);
        for wear in self.wears(member) {
            let full = Wide::from(self.streams[wear].full);
            if left < full {
                return Some(wear);
            }
            left = left.minus(full);
        }
        self.rest(member)
    }

    /// Makes this stream the one that takes what parts, and the wear before it, leave.
    fn receive(&mut self, member: usize, receiver: Option<usize>) {
        let left = self.members[member].left;
        for stream in self.members[member].streams.clone() {
            let is_receiver = receiver == Some(stream);
            let stream = &mut self.streams[stream];
            if matches!(stream.kind, Kind::Wear | Kind::Rest) {
                stream.slope = if is_receiver { left } else { Wide::ZERO };
            }
        }
        self.members[member].receiver = receiver;
    }

    /// The wear of a member that is full: what comes before its receiver.
    fn full_wear(&self, member: &Member) -> impl Iterator<Item = usize> {
        let end = member.receiver.unwrap_or(member.streams.end);
        self.wears(member).filter(move |&wear| wear < end)
    }

    fn full_value(&self, member: &Member) -> Wide {
        let full = self.full_wear(member).map(|wear| Wide::from(self.streams[wear].full));
        full.fold(Wide::ZERO, Wide::plus)
    }

    /// What enters every member at least, and what its slopes give it too much: full wear
    /// goes where it is used, and not to the receiver.
    fn given_and_taken(&self) -> (Vec<Wide>, Vec<Wide>) {
        let mut given: Vec<Wide> = self.members.iter().map(|all| all.entering).collect();
        let mut taken = vec![Wide::ZERO; given.len()];
        for member in &self.members {
            for wear in self.full_wear(member) {
                if let Some(to) = self.streams[wear].to {
                    let full = Wide::from(self.streams[wear].full);
                    given[to as usize] = given[to as usize].plus(full);
                }
            }
            if let Some(to) = member.receiver.and_then(|stream| self.streams[stream].to) {
                taken[to as usize] = taken[to as usize].plus(self.full_value(member));
            }
        }
        (given, taken)
    }

    /// Passes everything as guessed; `false` if a member is on the brink of another guess.
    fn settle(&mut self) -> bool {
        for at in 0..self.members.len() {
            let member = &self.members[at];
            let (passing, full) = (member.passing(), self.full_value(member));
            let left = passing.times(member.left);
            let brink = left.times(Wide::BRINK);
            let received = left.minus(full);
            let room = member.receiver.map_or(Wide::ZERO, |stream| self.streams[stream].room);
            let may_fill = !room.is_zero() && received.plus(brink) >= room;
            if !full.is_zero() && received <= brink || may_fill {
                return false;
            }
            let (streams, receiver) = (member.streams.clone(), member.receiver);
            let end = receiver.unwrap_or(streams.end);
            for index in streams {
                let stream = &mut self.streams[index];
                stream.passed = match stream.kind {
                    _ if receiver == Some(index) => received,
                    Kind::Wear if index < end => Wide::from(stream.full),
                    _ => passing.times(stream.slope),
                };
            }
        }
        true
    }

    fn pour(&mut self) -> Result<(), Endless> {
        for member in &mut self.members {
            member.base = Wide::ZERO;
        }
        for stream in &mut self.streams {
            stream.passed = Wide::ZERO;
        }
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
        let leaves = streams.iter().filter(|stream| stream.to.is_none() && takes(stream.kind));
        let exit = leaves.fold(stays, |sum, stream| sum.plus(stream.slope));
        Row { onward, exit: Exit::Known(exit) }
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
        members.filter_map(|(member, &rate)| self.time_to_fill(member, rate)).min()
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
}
