//! The forward sweep where there are no loops.

#![expect(
    clippy::indexing_slicing,
    reason = "places, slots and sources come from the graph, and these arrays have one element for each"
)]

use crate::graph::{Graph, Kind, Out, Ratio};
use crate::refusal::SweepRefused;

/// `value × numerator / denominator`, rounded down; `None` if it does not fit.
pub(crate) fn scale(value: u64, ratio: Ratio) -> Option<u64> {
    if ratio.numerator == ratio.denominator {
        return Some(value);
    }
    match value.checked_mul(ratio.numerator) {
        Some(product) => Some(product / ratio.denominator),
        None => {
            let product = u128::from(value) * u128::from(ratio.numerator);
            u64::try_from(product / u128::from(ratio.denominator)).ok()
        }
    }
}

/// `value × part / whole`, rounded down, for `part ≤ whole`: always fits.
pub(crate) fn share(value: u64, part: u64, whole: u64) -> u64 {
    if part == whole {
        return value;
    }
    match value.checked_mul(part) {
        Some(product) => product / whole,
        None => {
            let product = u128::from(value) * u128::from(part);
            (product / u128::from(whole)) as u64
        }
    }
}

/// A forward sweep under way: places are visited in order.
pub(crate) struct Forward<'a> {
    pub(crate) graph: &'a Graph,
    pub(crate) place: Vec<u64>,
    pub(crate) slot: Vec<u64>,
    /// Places that something of value came to, though it is worth nothing now. A
    /// place that is worth something needs no mark.
    marked: Vec<bool>,
    /// How many percentages have been passed.
    percents: usize,
}

impl<'a> Forward<'a> {
    pub(crate) fn new(graph: &'a Graph) -> Self {
        Self {
            graph,
            place: vec![0; graph.nodes()],
            slot: vec![0; graph.flows()],
            marked: vec![false; graph.nodes()],
            percents: 0,
        }
    }

    /// Values a place and passes its value on.
    pub(crate) fn visit(&mut self, place: u32) -> Result<(), SweepRefused> {
        let base = self.gathered(place)?;
        let value = self.with_percents(place, base)?;
        self.place[place as usize] = value;
        self.spread(place, value)
    }

    /// What enters a place, percentages apart.
    pub(crate) fn gathered(&self, place: u32) -> Result<u64, SweepRefused> {
        let sources = &self.graph.sources.value[self.graph.sources.at(place)];
        let flows = &self.slot[self.graph.slots_of(place)];
        let mut all = sources.iter().chain(flows);
        all.try_fold(0_u64, |sum, &value| sum.checked_add(value))
            .ok_or_else(|| self.graph.overflow(place))
    }

    fn with_percents(&mut self, place: u32, base: u64) -> Result<u64, SweepRefused> {
        let mut value = base;
        while let Some(percent) = self.graph.percents.get(self.percents) {
            if percent.to > place {
                break;
            }
            self.percents += 1;
            // A loop passes its own percentages, and leaves them behind here.
            if percent.to == place {
                let passed = scale(base, percent.ratio);
                let sum = passed.and_then(|passed| value.checked_add(passed));
                let sum = sum.ok_or_else(|| self.graph.overflow(place))?;
                self.slot[percent.slot as usize] = sum - value;
                value = sum;
            }
        }
        Ok(value)
    }

    /// Whether anything of value ever came to a place.
    pub(crate) fn is_valued(&self, place: u32) -> bool {
        self.place[place as usize] > 0 || self.marked[place as usize]
    }

    /// Notes that something of value came to a place, even if it is worth nothing now.
    pub(crate) fn mark(&mut self, place: u32) {
        self.marked[place as usize] = true;
    }

    /// Passes the value of a place on.
    fn spread(&mut self, place: u32, value: u64) -> Result<(), SweepRefused> {
        let whole = self.graph.whole[place as usize];
        let mut left = value;
        for out in &self.graph.outs[self.graph.outs_of(place)] {
            let passed = match out.kind {
                Kind::Part => share(value, out.amount, whole),
                Kind::LastPart | Kind::Rest => left,
                Kind::Wear if self.is_valued(place) => out.amount.min(left),
                Kind::Copy => scale(value, self.graph.ratios[out.amount as usize])
                    .ok_or_else(|| self.graph.overflow(place))?,
                Kind::Wear | Kind::Royalty => out.amount,
                Kind::Percent => continue,
            };
            if takes(out.kind) {
                left = left.saturating_sub(passed);
            }
            self.slot[out.slot as usize] = passed;
            if passed == 0 && self.carries(place, out) {
                self.mark(self.graph.taker(out.slot));
            }
        }
        Ok(())
    }

    /// Whether a flow brings something of value to its end, rounding and wear apart.
    pub(crate) fn carries(&self, place: u32, out: &Out) -> bool {
        match out.kind {
            Kind::Part | Kind::LastPart => out.amount > 0 && self.is_valued(place),
            Kind::Rest => self.is_valued(place),
            Kind::Copy => {
                self.graph.ratios[out.amount as usize].numerator > 0 && self.is_valued(place)
            }
            Kind::Wear | Kind::Royalty => out.amount > 0,
            Kind::Percent => false,
        }
    }
}

/// Whether a flow takes from its origin what it passes.
pub(crate) fn takes(kind: Kind) -> bool {
    matches!(kind, Kind::Part | Kind::LastPart | Kind::Wear | Kind::Rest)
}
