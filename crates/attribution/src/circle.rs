//! The forward sweep inside one loop.

#![expect(
    clippy::indexing_slicing,
    reason = "places are of the graph, members are counted from the first place of the loop, streams from zero"
)]

use crate::measure::Solved;
use crate::pour::{Member, Pour, is_constant};
use crate::refusal::SweepRefused;
use crate::straight::{Forward, takes};
use crate::wide::Wide;
use std::collections::VecDeque;
use std::ops::Range;

/// Values the members of a loop and what flows from them.
///
/// What leaves a node that passes on all it has adds up to its value exactly.
pub(crate) fn solve(sweep: &mut Forward<'_>, members: Range<u32>) -> Result<Solved, SweepRefused> {
    mark_valued(sweep, &members)?;
    pass_constants(sweep, &members);
    let mut pour = Pour::new(sweep, &members)?;
    pour.run().map_err(|endless| sweep.graph.without_exit(&members, endless.0))?;
    let solved = unrounded(sweep, &pour);
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

fn unrounded(sweep: &Forward<'_>, pour: &Pour<'_>) -> Solved {
    let slots = pour.graph.slots_within(&pour.places);
    let constants = &sweep.slot[slots.clone()];
    let mut slot: Vec<Wide> = constants.iter().map(|&value| value.into()).collect();
    for stream in pour.streams.iter().filter(|stream| stream.to.is_some()) {
        slot[stream.slot as usize - slots.start] = stream.passed;
    }
    for percent in pour.graph.percents_of(&pour.places) {
        let ratio = Wide::ratio(percent.ratio.numerator, percent.ratio.denominator);
        let base = pour.members[(percent.to - pour.places.start) as usize].base;
        slot[percent.slot as usize - slots.start] = base.times(ratio);
    }
    let place = pour.members.iter().map(Member::passing).collect();
    Solved { place, slot }
}

/// For each member the stream that takes what rounding leaves, and the members in
/// such an order that this stream leads to an earlier one, or out of the loop.
fn ways_out(pour: &Pour<'_>) -> (Vec<Option<usize>>, Vec<usize>) {
    let mut into: Vec<Vec<usize>> = pour.members.iter().map(|_| Vec::new()).collect();
    let mut way_out = vec![None; pour.members.len()];
    let mut is_found = vec![false; pour.members.len()];
    let mut order = Vec::new();
    for (index, stream) in pour.streams.iter().enumerate() {
        if !takes(stream.kind) || stream.slope.is_zero() || stream.passed.is_zero() {
            continue;
        }
        match stream.to {
            Some(to) => into[to as usize].push(index),
            None => way_out[stream.from] = Some(index),
        }
    }
    for (at, member) in pour.members.iter().enumerate() {
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
            let from = pour.streams[stream].from;
            if !std::mem::replace(&mut is_found[from], true) {
                way_out[from] = Some(stream);
                order.push(from);
                waiting.push_back(from);
            }
        }
    }
    order.extend((0..pour.members.len()).filter(|&at| !is_found[at]));
    (way_out, order)
}

/// Rounds a loop so that at every member what enters and what leaves still agree.
///
/// All flows are rounded to the nearest unit but one a member, its way out; these are
/// a tree, and take from its leaves to its roots what is over.
fn round(sweep: &mut Forward<'_>, pour: &Pour<'_>, solved: &Solved) -> Result<(), SweepRefused> {
    let (way_out, mut order) = ways_out(pour);
    order.reverse();
    for (index, stream) in pour.streams.iter().enumerate() {
        let place = pour.places.start + stream.from as u32;
        let is_way_out = way_out[stream.from] == Some(index);
        sweep.slot[stream.slot as usize] = if is_way_out {
            0
        } else {
            stream.passed.nearest().ok_or_else(|| sweep.graph.overflow(place))?
        };
    }
    let first = sweep.graph.slots_within(&pour.places).start;
    for percent in sweep.graph.percents_of(&pour.places) {
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
        .try_fold(0_u64, |sum, stream| sum.checked_add(sweep.slot[stream.slot as usize]))
        .ok_or_else(|| sweep.graph.overflow(place))?;
    // A member worth fewer units than it has flows may be rounded up.
    let value = entered.max(taken);
    sweep.place[place as usize] = value;
    if let Some(stream) = way_out {
        sweep.slot[pour.streams[stream].slot as usize] = value - taken;
    }
    Ok(())
}
