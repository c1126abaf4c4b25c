//! The backward sweep: whose contributions a deliverable is made of.

#![expect(
    clippy::indexing_slicing,
    reason = "places, slots and sources come from the graph, and these arrays have one element for each"
)]

use crate::elimination::{self, Exit, Row};
use crate::forward::Values;
use crate::graph::{Entries, Flow, Graph, Node};
use crate::measure::{Measure, Solved};
use crate::refusal::SweepRefused;
use crate::straight::share;
use crate::wide::Wide;
use std::ops::Range;

/// The weight to give to a whole deliverable: the shares of it are then fractions of this.
pub const FULL_WEIGHT: u64 = 1 << 62;

/// Where the weight of the targets came to rest. Its sum is the sum of the targets', exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weights {
    /// What each source and bonus gets, in the order of adding.
    pub sources: Vec<u64>,
    /// What has no owner: the weight of value that was used of something never
    /// valued. By flow, in the order of adding; none is zero.
    pub stranded: Vec<(Flow, u64)>,
    /// What passed through each place.
    arrived: Vec<u64>,
}

/// One of the things a place is made of.
#[derive(Clone, Copy)]
enum Origin {
    Source(u32),
    /// The slot of a flow.
    Slot(u32),
}

impl Graph {
    /// Divides the weight of each target among all that contributed to it, in linear time.
    ///
    /// Many targets are one sweep. Weight is divided to the last unit: see the crate's
    /// documentation for the rounding and its bound.
    ///
    /// # Errors
    /// [`SweepRefused::WeightOverflow`], [`SweepRefused::UnknownTarget`],
    /// [`SweepRefused::NothingContributed`] if a target with weight is worth nothing, or
    /// [`SweepRefused::LoopWithoutExit`] if contributions to it are only made of one another.
    ///
    /// ```
    /// use attribution::{Builder, FULL_WEIGHT, Passing};
    ///
    /// let mut builder = Builder::new();
    /// let (timber, table) = (builder.add_node(), builder.add_node());
    /// builder.source(timber, 100);
    /// builder.source(table, 10);
    /// builder.flow(timber, table, Passing::Part { numerator: 3, denominator: 10 });
    /// let graph = builder.build()?;
    /// let values = graph.forward()?;
    /// assert_eq!(graph.value(&values, table), Some(40));
    /// let weights = graph.backward(&values, &[(table, FULL_WEIGHT)])?;
    /// assert_eq!(weights.sources, [FULL_WEIGHT / 4 * 3, FULL_WEIGHT / 4]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn backward(
        &self,
        values: &Values,
        targets: &[(Node, u64)],
    ) -> Result<Weights, SweepRefused> {
        let credit = values.credit();
        let mut backward = Backward {
            graph: self,
            worth: &values.worth,
            credit,
            weights: Weights {
                sources: vec![0; self.sources()],
                stranded: Vec::new(),
                arrived: vec![0; self.nodes()],
            },
        };
        backward.aim(targets)?;
        let mut end = self.nodes() as u32;
        for (index, members) in self.loops.iter().enumerate().rev() {
            for place in (members.end..end).rev() {
                backward.visit(place);
            }
            backward.solve(index, members)?;
            end = members.start;
        }
        for place in (0..end).rev() {
            backward.visit(place);
        }
        let mut weights = backward.weights;
        weights.stranded.sort_unstable();
        Ok(weights)
    }
}

impl Graph {
    /// The weight that passed through a flow, from its end to its origin: why a share is
    /// what it is. `None` if the graph has no such flow.
    ///
    /// Exact outside loops; inside, to the nearest unit. What goes round several times
    /// counts each time, so it may be more than the weight of all targets; at most `u64::MAX`.
    pub fn through(&self, values: &Values, weights: &Weights, flow: Flow) -> Option<u64> {
        let slot = *self.slot.get(flow.0 as usize)?;
        let place = self.taker(slot);
        let weight = *weights.arrived.get(place as usize)?;
        let credit = values.credit();
        let index = self.loops.partition_point(|members| members.end <= place);
        let members = self.loops.get(index);
        if let Some(members) = members.filter(|members| members.contains(&place)) {
            let circle = Circle {
                graph: self,
                credit,
                members,
                worth: values.worth.solved.get(index)?,
                solved: credit.solved.get(index)?,
            };
            let part = circle.amount(slot).over(circle.whole(place));
            return Some(part.times(Wide::from(weight)).nearest().unwrap_or(u64::MAX));
        }
        let mut through = 0;
        let whole = *credit.place.get(place as usize)?;
        if weight > 0 {
            split(origins(self, credit, place), weight, whole, |origin, part| {
                if matches!(origin, Origin::Slot(of) if of == slot) {
                    through = part;
                }
            });
        }
        Some(through)
    }
}

struct Backward<'a> {
    graph: &'a Graph,
    worth: &'a Measure,
    credit: &'a Measure,
    weights: Weights,
}

impl Backward<'_> {
    fn aim(&mut self, targets: &[(Node, u64)]) -> Result<(), SweepRefused> {
        let mut all = targets.iter().map(|&(_, weight)| weight);
        all.try_fold(0_u64, u64::checked_add).ok_or(SweepRefused::WeightOverflow)?;
        for &(Node(node), weight) in targets {
            let unknown = SweepRefused::UnknownTarget { node };
            let place = *self.graph.place.get(node as usize).ok_or(unknown)?;
            if weight > 0 && self.credit.place[place as usize] == 0 {
                return Err(SweepRefused::NothingContributed { node });
            }
            self.weights.arrived[place as usize] += weight;
        }
        Ok(())
    }

    /// Divides what arrived at a place among all that it is made of.
    fn visit(&mut self, place: u32) {
        let weight = self.weights.arrived[place as usize];
        if weight > 0 {
            let whole = self.credit.place[place as usize];
            let origins = origins(self.graph, self.credit, place);
            split(origins, weight, whole, |origin, part| self.give(origin, part));
        }
    }

    fn give(&mut self, origin: Origin, weight: u64) {
        match origin {
            Origin::Source(source) => self.weights.sources[source as usize] += weight,
            Origin::Slot(slot) if self.is_stranded(slot) => {
                if weight > 0 {
                    let flow = Flow(self.graph.flow[slot as usize]);
                    self.weights.stranded.push((flow, weight));
                }
            }
            Origin::Slot(slot) => {
                let giver = self.graph.giver[slot as usize];
                self.weights.arrived[giver as usize] += weight;
            }
        }
    }

    /// Whether a slot was filled by an origin that is worth nothing itself.
    fn is_stranded(&self, slot: u32) -> bool {
        let giver = self.graph.giver[slot as usize];
        self.worth.place[giver as usize] == 0 && self.worth.slot[slot as usize] > 0
    }

    /// Divides what arrived at the members of a loop among all that entered it.
    fn solve(&mut self, index: usize, members: &Range<u32>) -> Result<(), SweepRefused> {
        let arrived = &self.weights.arrived[members.start as usize..members.end as usize];
        if arrived.iter().all(|&weight| weight == 0) {
            return Ok(());
        }
        let graph = self.graph;
        let circle = Circle {
            graph,
            credit: self.credit,
            members,
            worth: &self.worth.solved[index],
            solved: &self.credit.solved[index],
        };
        let entering: Vec<Wide> = arrived.iter().map(|&weight| weight.into()).collect();
        let total: u64 = arrived.iter().sum();
        let rows: Vec<Row> = members.clone().map(|place| circle.row(place)).collect();
        let passing = elimination::visits(&rows, &entering).map_err(|mut endless| {
            endless.0.reverse();
            graph.without_exit(members, endless.0)
        })?;
        let leaving = leaving(&rows, &passing, total);
        for ((place, passing), leaving) in members.clone().zip(&passing).zip(leaving) {
            self.weights.arrived[place as usize] = passing.nearest().unwrap_or(u64::MAX);
            let origins = circle.outside(place);
            let whole = origins.clone().map(|(_, amount)| amount).sum();
            split(origins, leaving, whole, |origin, part| self.give(origin, part));
        }
        Ok(())
    }
}

/// What leaves the loop at each member: `total` exactly. All are rounded down but the
/// first of the largest, which takes what is over.
fn leaving(rows: &[Row], passing: &[Wide], total: u64) -> Vec<u64> {
    let exits = rows.iter().zip(passing).map(|(row, passing)| match row.exit {
        Exit::Known(exit) => passing.times(exit).floor().unwrap_or(total),
        Exit::Complement => 0,
    });
    let mut leaving: Vec<u64> = exits.collect();
    let given: u64 = leaving.iter().sum();
    if let Some(largest) = leaving.iter_mut().rev().max_by_key(|weight| **weight) {
        *largest += total - given;
    }
    leaving
}

/// All that a place is made of, with the credit of each.
fn origins<'a>(
    graph: &'a Graph,
    credit: &'a Measure,
    place: u32,
) -> impl Iterator<Item = (Origin, u64)> + Clone + 'a {
    let entries = |entries: &'a Entries| {
        entries.at(place).map(|at| {
            let source = Origin::Source(entries.source[at]);
            (source, entries.value[at])
        })
    };
    let slots = graph.slots_of(place);
    let slots = slots.map(|slot| (Origin::Slot(slot as u32), credit.slot[slot]));
    entries(&graph.sources).chain(entries(&graph.bonuses)).chain(slots)
}

/// Divides weight among origins that add up to `whole`, to the last unit. All parts are
/// rounded down but the first of the largest, which takes what is over.
fn split(
    origins: impl Iterator<Item = (Origin, u64)> + Clone,
    weight: u64,
    whole: u64,
    mut give: impl FnMut(Origin, u64),
) {
    let mut largest = None;
    let mut most = 0;
    origins.clone().enumerate().for_each(|(at, (origin, amount))| {
        if amount > most {
            most = amount;
            largest = Some((at, origin));
        }
    });
    let Some((largest, taker)) = largest else {
        return;
    };
    let mut left = weight;
    if most < whole {
        origins.enumerate().for_each(|(at, (origin, amount))| {
            if at != largest && amount > 0 {
                let part = share(weight, amount, whole);
                left -= part;
                give(origin, part);
            }
        });
    }
    give(taker, left);
}

/// A loop as weight goes through it.
struct Circle<'a> {
    graph: &'a Graph,
    credit: &'a Measure,
    members: &'a Range<u32>,
    worth: &'a Solved,
    solved: &'a Solved,
}

impl<'a> Circle<'a> {
    /// Whether a slot is filled by a member that has credit to draw on.
    fn is_inside(&self, slot: u32) -> bool {
        let giver = self.graph.giver[slot as usize];
        if !self.members.contains(&giver) {
            return false;
        }
        let member = (giver - self.members.start) as usize;
        // A member that is worth nothing passes bonuses by quantity, and nothing else of its own.
        !self.worth.place[member].is_zero() || self.worth_of(slot).is_zero()
    }

    fn worth_of(&self, slot: u32) -> Wide {
        self.worth.slot[slot as usize - self.graph.slots_within(self.members).start]
    }

    /// What entered the loop here.
    fn outside(&self, place: u32) -> impl Iterator<Item = (Origin, u64)> + Clone {
        origins(self.graph, self.credit, place).filter(|(origin, _)| match origin {
            Origin::Source(_) => true,
            Origin::Slot(slot) => !self.is_inside(*slot),
        })
    }

    /// What entered the loop here, in all.
    fn entered(&self, place: u32) -> Wide {
        let entered: u64 = self.outside(place).map(|(_, amount)| amount).sum();
        Wide::from(entered)
    }

    /// The credit of a slot.
    fn amount(&self, slot: u32) -> Wide {
        if self.is_inside(slot) {
            let first = self.graph.slots_within(self.members).start;
            self.solved.slot[slot as usize - first]
        } else {
            Wide::from(self.credit.slot[slot as usize])
        }
    }

    /// The givers of the slots that are filled inside the loop, with their credit.
    fn inside(&self, place: u32) -> impl Iterator<Item = (u32, Wide)> {
        let slots = self.graph.slots_of(place).map(|slot| slot as u32);
        slots.filter(|&slot| self.is_inside(slot)).map(|slot| {
            let giver = self.graph.giver[slot as usize] - self.members.start;
            (giver, self.amount(slot))
        })
    }

    /// The credit of a place, before it was rounded.
    fn whole(&self, place: u32) -> Wide {
        self.inside(place).fold(self.entered(place), |sum, (_, amount)| sum.plus(amount))
    }

    fn row(&self, place: u32) -> Row {
        let whole = self.whole(place);
        let part = |(giver, amount): (u32, Wide)| (giver, amount.over(whole));
        Row {
            onward: self.inside(place).map(part).collect(),
            exit: Exit::Known(self.entered(place).over(whole)),
        }
    }
}
