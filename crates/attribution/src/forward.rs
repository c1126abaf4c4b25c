//! The forward sweep: what everything is worth.

use crate::circle;
use crate::credit;
use crate::graph::{Flow, Graph, Node};
use crate::measure::Measure;
use crate::refusal::SweepRefused;
use crate::straight::Forward;

/// What everything in a graph is worth.
#[derive(Clone, Debug)]
pub struct Values {
    pub(crate) worth: Measure,
    /// With bonuses; absent if there are none, since then it is the same.
    pub(crate) credit: Option<Measure>,
}

impl Values {
    /// The measure that shares are in proportion to.
    pub(crate) fn credit(&self) -> &Measure {
        self.credit.as_ref().unwrap_or(&self.worth)
    }
}

impl Graph {
    /// Finds what every node is worth and what every flow passes, in linear time.
    ///
    /// See the crate's documentation for the rounding and its bound.
    ///
    /// # Errors
    /// [`SweepRefused::ValueOverflow`], or [`SweepRefused::LoopWithoutExit`] if value enters a loop
    /// that it cannot leave, or that copies and percentages bring back at least as much as went
    /// out (even if equipment in it would wear out at some point).
    pub fn forward(&self) -> Result<Values, SweepRefused> {
        let worth = sweep(self)?;
        let credit =
            if self.bonuses.value.is_empty() { None } else { Some(credit::sweep(self, &worth)?) };
        Ok(Values { worth, credit })
    }

    /// What a node is worth, without bonuses. `None` if the graph has no such node.
    pub fn value(&self, values: &Values, node: Node) -> Option<u64> {
        let place = *self.place.get(node.0 as usize)?;
        values.worth.place.get(place as usize).copied()
    }

    /// What a node is worth, bonuses included: what shares of it add up to.
    pub fn credited(&self, values: &Values, node: Node) -> Option<u64> {
        let place = *self.place.get(node.0 as usize)?;
        values.credit().place.get(place as usize).copied()
    }

    /// The value that a flow passes, without bonuses. `None` if the graph has no such flow.
    pub fn passed(&self, values: &Values, flow: Flow) -> Option<u64> {
        let slot = *self.slot.get(flow.0 as usize)?;
        values.worth.slot.get(slot as usize).copied()
    }
}

fn sweep(graph: &Graph) -> Result<Measure, SweepRefused> {
    let mut forward = Forward::new(graph);
    let mut solved = Vec::with_capacity(graph.loops.len());
    let mut next = 0;
    for members in &graph.loops {
        for place in next..members.start {
            forward.visit(place)?;
        }
        solved.push(circle::solve(&mut forward, members.clone())?);
        next = members.end;
    }
    for place in next..graph.nodes() as u32 {
        forward.visit(place)?;
    }
    Ok(Measure { place: forward.place, slot: forward.slot, solved })
}
