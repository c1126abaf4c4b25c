//! The forward sweep once more, bonuses included, by the coefficients of the first.

#![expect(
    clippy::indexing_slicing,
    reason = "places, slots and sources come from the graph, and these arrays have one element for each"
)]

use crate::elimination::{self, Exit, Row};
use crate::graph::{Graph, Kind, Out, Ratio};
use crate::measure::{Measure, Solved};
use crate::refusal::SweepRefused;
use crate::straight::{scale, share, takes};
use crate::wide::Wide;
use std::ops::Range;

/// Finds what every node would be worth if bonuses counted, and what every flow
/// passes of that: as much of it as it passes of the value, or by quantity where
/// there is no value.
pub(crate) fn sweep(graph: &Graph, worth: &Measure) -> Result<Measure, SweepRefused> {
    let mut credit =
        Credit { graph, worth, place: vec![0; graph.nodes()], slot: vec![0; graph.flows()] };
    let mut solved = Vec::with_capacity(graph.loops.len());
    let mut next = 0;
    for (members, values) in graph.loops.iter().zip(&worth.solved) {
        for place in next..members.start {
            credit.visit(place)?;
        }
        solved.push(credit.solve(members, values)?);
        next = members.end;
    }
    for place in next..graph.nodes() as u32 {
        credit.visit(place)?;
    }
    Ok(Measure { place: credit.place, slot: credit.slot, solved })
}

struct Credit<'a> {
    graph: &'a Graph,
    worth: &'a Measure,
    place: Vec<u64>,
    slot: Vec<u64>,
}

impl Credit<'_> {
    fn gathered(&self, place: u32) -> Result<u64, SweepRefused> {
        let graph = self.graph;
        let sources = &graph.sources.value[graph.sources.at(place)];
        let bonuses = &graph.bonuses.value[graph.bonuses.at(place)];
        let flows = &self.slot[graph.slots_of(place)];
        let mut all = sources.iter().chain(bonuses).chain(flows);
        all.try_fold(0_u64, |sum, &value| sum.checked_add(value))
            .ok_or_else(|| graph.overflow(place))
    }

    fn visit(&mut self, place: u32) -> Result<(), SweepRefused> {
        let credit = self.gathered(place)?;
        self.place[place as usize] = credit;
        let value = self.worth.place[place as usize];
        let (mut value_left, mut left) = (value, credit);
        for out in &self.graph.outs[self.graph.outs_of(place)] {
            let worth = self.worth.slot[out.slot as usize];
            let is_last = takes(out.kind) && worth > 0 && worth == value_left;
            let passed = if value == 0 {
                self.by_quantity(place, out, credit, left)
            } else if is_last {
                Some(left)
            } else {
                let ratio = Ratio { numerator: credit, denominator: value };
                scale(worth, ratio)
            };
            let passed = passed.ok_or_else(|| self.graph.overflow(place))?;
            // Wear of what is worth nothing is stranded: it takes nothing away.
            if takes(out.kind) && (value > 0 || out.kind != Kind::Wear) {
                value_left = value_left.saturating_sub(worth);
                left = left.saturating_sub(passed);
            }
            self.slot[out.slot as usize] = passed;
        }
        Ok(())
    }

    /// What a flow passes of the credit of a place that is worth nothing.
    fn by_quantity(&self, place: u32, out: &Out, credit: u64, left: u64) -> Option<u64> {
        match out.kind {
            Kind::Part => {
                let whole = self.graph.whole[place as usize];
                Some(share(credit, out.amount, whole))
            }
            Kind::LastPart | Kind::Rest => Some(left),
            Kind::Copy => scale(credit, self.graph.ratios[out.amount as usize]),
            Kind::Wear | Kind::Royalty | Kind::Percent => Some(self.worth.slot[out.slot as usize]),
        }
    }

    fn solve(&mut self, members: &Range<u32>, values: &Solved) -> Result<Solved, SweepRefused> {
        self.pass_stranded(members, values);
        let mut entering = Vec::with_capacity(members.len());
        let mut rows = Vec::with_capacity(members.len());
        for place in members.clone() {
            entering.push(Wide::from(self.gathered(place)?));
            rows.push(self.row(members, values, place));
        }
        let place = elimination::visits(&rows, &entering)
            .map_err(|endless| self.graph.without_exit(members, endless.0))?;
        let slot = self.pass(members, values, &place)?;
        Ok(Solved { place, slot })
    }

    /// Passes what has no credit to draw on: it enters the loop like a source.
    fn pass_stranded(&mut self, members: &Range<u32>, values: &Solved) {
        for place in members.clone() {
            for out in &self.graph.outs[self.graph.outs_of(place)] {
                if self.slope(members, values, place, out).is_none() {
                    self.slot[out.slot as usize] = self.worth.slot[out.slot as usize];
                }
            }
        }
    }

    /// What a flow passes of each unit of credit; `None` if it is stranded.
    fn slope(&self, members: &Range<u32>, values: &Solved, place: u32, out: &Out) -> Option<Wide> {
        let value = values.place[(place - members.start) as usize];
        if value.is_zero() {
            return self.slope_by_quantity(place, out);
        }
        let slots = self.graph.slots_within(members);
        let inside = slots.contains(&(out.slot as usize));
        let passed = if inside {
            values.slot[out.slot as usize - slots.start]
        } else {
            Wide::from(self.worth.slot[out.slot as usize])
        };
        Some(passed.over(value))
    }

    fn slope_by_quantity(&self, place: u32, out: &Out) -> Option<Wide> {
        let whole = self.graph.whole[place as usize];
        match out.kind {
            Kind::Part | Kind::LastPart => Some(Wide::ratio(out.amount, whole)),
            Kind::Rest => {
                let outs = self.graph.outs[self.graph.outs_of(place)].iter();
                let parts = outs.filter(|out| matches!(out.kind, Kind::Part | Kind::LastPart));
                let taken: u64 = parts.map(|part| part.amount).sum();
                Some(Wide::ratio(whole - taken, whole))
            }
            Kind::Copy => {
                let ratio = self.graph.ratios[out.amount as usize];
                Some(Wide::ratio(ratio.numerator, ratio.denominator))
            }
            Kind::Wear | Kind::Royalty | Kind::Percent => None,
        }
    }

    fn row(&self, members: &Range<u32>, values: &Solved, place: u32) -> Row {
        let outs = &self.graph.outs[self.graph.outs_of(place)];
        let onward = outs.iter().filter_map(|out| {
            let taker = self.graph.taker(out.slot);
            let slope = self.slope(members, values, place, out)?;
            members.contains(&taker).then(|| (taker - members.start, slope))
        });
        Row { onward: onward.collect(), exit: Exit::Complement }
    }

    /// Rounds the members' credit, passes it on, and returns the flows into them before rounding.
    fn pass(
        &mut self,
        members: &Range<u32>,
        values: &Solved,
        credit: &[Wide],
    ) -> Result<Vec<Wide>, SweepRefused> {
        let graph = self.graph;
        let slots = graph.slots_within(members);
        let mut inside: Vec<Wide> =
            self.slot[slots.clone()].iter().map(|&stranded| stranded.into()).collect();
        for (place, &credit) in members.clone().zip(credit) {
            let overflow = || graph.overflow(place);
            self.place[place as usize] = credit.nearest().ok_or_else(overflow)?;
            for out in &graph.outs[graph.outs_of(place)] {
                if let Some(slope) = self.slope(members, values, place, out) {
                    let passed = credit.times(slope);
                    self.slot[out.slot as usize] = passed.nearest().ok_or_else(overflow)?;
                    if slots.contains(&(out.slot as usize)) {
                        inside[out.slot as usize - slots.start] = passed;
                    }
                }
            }
        }
        Ok(inside)
    }
}
