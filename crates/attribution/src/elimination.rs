//! Solves a loop: how much passes through each node, when what enters goes
//! round until it leaves.
//!
//! Node after node is taken out of the graph, and the ways through it become
//! direct ways between its neighbours (Grassmann, Taksar and Heyman 1985, here
//! for sparse rows). The part of a node that comes back to it is never found by
//! subtracting from one, but from what leaves it, so that the result is right to
//! a few parts in 2^126 for each operation, however little leaves the loop.

#![expect(
    clippy::indexing_slicing,
    reason = "every index is a row of the system, made by the caller from 0..rows.len()"
)]

use crate::wide::Wide;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What leaves the loop from a node, for each unit that passes through it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Exit {
    /// Known, and together with what goes onward it makes one.
    Known(Wide),
    /// What goes onward may be more than one (copies add value): the part that
    /// comes back is subtracted from one.
    Complement,
}

/// Where a unit that passes through a node goes next.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Nodes and the part of the unit that reaches each; a node may appear twice.
    pub(crate) onward: Vec<(u32, Wide)>,
    /// What leaves the loop here.
    pub(crate) exit: Exit,
}

/// A cycle, in order, that nothing leaves.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Endless(pub(crate) Vec<u32>);

/// How much passes through each node when `entering` enters, to a few parts in
/// 2^126 for each operation, or a cycle in which it grows without end.
///
/// Solves `x[j] = entering[j] + Σ x[i] × onward(i, j)`. What nothing reaches is zero,
/// whether or not it has an exit.
pub(crate) fn visits(rows: &[Row], entering: &[Wide]) -> Result<Vec<Wide>, Endless> {
    let mut system = System::new(rows, entering);
    while let Some((_, node)) = system.queue.pop_first() {
        system.take_out(node)?;
    }
    Ok(system.put_back())
}

/// How much goes round, in proportion, where `endless` was found: everywhere that its
/// nodes lead to. `None` if more comes back than went out, so that there is no proportion.
pub(crate) fn circulation(rows: &[Row], endless: &Endless) -> Option<Vec<Wide>> {
    let start = *endless.0.first()?;
    let mut entering = vec![Wide::ZERO; rows.len()];
    entering[start as usize] = Wide::ONE;
    if reached(rows, &entering)
        .iter()
        .any(|&node| matches!(rows[node as usize].exit, Exit::Complement))
    {
        return None;
    }
    // One round ends where it started.
    let cut: Vec<Row> = rows.iter().map(|row| row.cut(start)).collect();
    visits(&cut, &entering).ok()
}

impl Row {
    /// The same, but what reaches `end` leaves.
    fn cut(&self, end: u32) -> Self {
        let (back, onward): (Vec<_>, Vec<_>) =
            self.onward.iter().partition(|&&(next, _)| next == end);
        let exit = match self.exit {
            Exit::Known(exit) => {
                Exit::Known(back.iter().fold(exit, |sum, &(_, part)| sum.plus(part)))
            }
            Exit::Complement => Exit::Complement,
        };
        Self { onward, exit }
    }
}

/// A node that was taken out: enough to compute it from those that came after.
struct Taken {
    node: u32,
    pivot: Wide,
    entering: Wide,
    from: Vec<(u32, Wide)>,
}

struct System<'a> {
    rows: &'a [Row],
    entering: Vec<Wide>,
    exit: Vec<Exit>,
    onward: Vec<BTreeMap<u32, Wide>>,
    back: Vec<BTreeSet<u32>>,
    taken: Vec<Taken>,
    /// Nodes still there, those that make the fewest new ways first.
    queue: BTreeSet<(usize, u32)>,
}

impl<'a> System<'a> {
    fn new(rows: &'a [Row], entering: &[Wide]) -> Self {
        let mut system = Self {
            rows,
            entering: entering.to_vec(),
            exit: rows.iter().map(|row| row.exit).collect(),
            onward: vec![BTreeMap::new(); rows.len()],
            back: vec![BTreeSet::new(); rows.len()],
            taken: Vec::new(),
            queue: BTreeSet::new(),
        };
        let reached = reached(rows, entering);
        for &node in &reached {
            for &(next, part) in &rows[node as usize].onward {
                system.add_way(node, next, part);
            }
        }
        for &node in &reached {
            system.queue.insert((system.cost(node), node));
        }
        system
    }

    fn add_way(&mut self, from: u32, to: u32, part: Wide) {
        if !part.is_zero() {
            let way = self.onward[from as usize].entry(to).or_insert(Wide::ZERO);
            *way = way.plus(part);
            self.back[to as usize].insert(from);
        }
    }

    fn cost(&self, node: u32) -> usize {
        self.onward[node as usize].len() * self.back[node as usize].len()
    }

    fn take_out(&mut self, node: u32) -> Result<(), Endless> {
        let at = node as usize;
        let mut onward = std::mem::take(&mut self.onward[at]);
        let mut back = std::mem::take(&mut self.back[at]);
        let round = onward.remove(&node).unwrap_or(Wide::ZERO);
        back.remove(&node);
        let pivot = match self.exit[at] {
            Exit::Known(exit) => onward.values().fold(exit, |sum, &part| sum.plus(part)),
            Exit::Complement => Wide::ONE.minus(round),
        };
        if pivot < Wide::TRACE && (pivot.is_zero() || matches!(self.exit[at], Exit::Complement)) {
            return Err(self.endless(node));
        }
        let costs = self.dequeue(onward.keys().chain(&back));
        let entering = self.entering[at];
        for (&next, &part) in &onward {
            let arriving = entering.over(pivot).times(part);
            self.entering[next as usize] = self.entering[next as usize].plus(arriving);
            self.back[next as usize].remove(&node);
        }
        let from = back
            .into_iter()
            .map(|before| (before, self.bypass(before, node, pivot, &onward)))
            .collect();
        self.taken.push(Taken { node, pivot, entering, from });
        for node in costs {
            self.queue.insert((self.cost(node), node));
        }
        Ok(())
    }

    /// Takes the neighbours of a node out of the queue, since their costs will change.
    fn dequeue<'b>(&mut self, nodes: impl Iterator<Item = &'b u32>) -> BTreeSet<u32> {
        let nodes: BTreeSet<u32> = nodes.copied().collect();
        for &node in &nodes {
            self.queue.remove(&(self.cost(node), node));
        }
        nodes
    }

    /// Leads what went from `before` to `node` straight on, and returns how much that was.
    fn bypass(
        &mut self,
        before: u32,
        node: u32,
        pivot: Wide,
        onward: &BTreeMap<u32, Wide>,
    ) -> Wide {
        let way = self.onward[before as usize].remove(&node).unwrap_or(Wide::ZERO);
        let through = way.over(pivot);
        for (&next, &part) in onward {
            self.add_way(before, next, through.times(part));
        }
        self.exit[before as usize] = match (self.exit[before as usize], self.exit[node as usize]) {
            (Exit::Known(here), Exit::Known(there)) => Exit::Known(here.plus(through.times(there))),
            _ => Exit::Complement,
        };
        way
    }

    fn put_back(self) -> Vec<Wide> {
        let mut passing = vec![Wide::ZERO; self.rows.len()];
        for taken in self.taken.iter().rev() {
            let arriving = taken.from.iter().fold(taken.entering, |sum, &(from, way)| {
                sum.plus(way.times(passing[from as usize]))
            });
            passing[taken.node as usize] = arriving.over(taken.pivot);
        }
        passing
    }

    /// The shortest cycle through `node` and nodes that were taken out before it.
    fn endless(&self, node: u32) -> Endless {
        let taken: BTreeSet<u32> = self.taken.iter().map(|taken| taken.node).collect();
        let mut before: BTreeMap<u32, u32> = BTreeMap::new();
        let mut waiting = VecDeque::from([node]);
        while let Some(at) = waiting.pop_front() {
            for &(next, part) in &self.rows[at as usize].onward {
                if next == node && !part.is_zero() {
                    return Endless(path(&before, node, at));
                }
                let unseen = taken.contains(&next) && !before.contains_key(&next);
                if unseen && !part.is_zero() {
                    before.insert(next, at);
                    waiting.push_back(next);
                }
            }
        }
        Endless(vec![node])
    }
}

/// The nodes from `start` to `end`, found by going back.
fn path(before: &BTreeMap<u32, u32>, start: u32, end: u32) -> Vec<u32> {
    let mut nodes = vec![end];
    let mut at = end;
    while at != start {
        let Some(&earlier) = before.get(&at) else {
            break;
        };
        at = earlier;
        nodes.push(at);
    }
    nodes.reverse();
    nodes
}

/// The nodes that anything reaches.
fn reached(rows: &[Row], entering: &[Wide]) -> BTreeSet<u32> {
    let mut reached: BTreeSet<u32> =
        (0..).zip(entering).filter(|(_, amount)| !amount.is_zero()).map(|(node, _)| node).collect();
    let mut waiting: Vec<u32> = reached.iter().copied().collect();
    while let Some(node) = waiting.pop() {
        for &(next, part) in &rows[node as usize].onward {
            if !part.is_zero() && reached.insert(next) {
                waiting.push(next);
            }
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::{Endless, Exit, Row, visits};
    use crate::wide::Wide;

    fn ring(exit: u64, of: u64) -> Vec<Row> {
        let row = |next, part, exit| Row { onward: vec![(next, part)], exit: Exit::Known(exit) };
        vec![
            row(1, Wide::ONE, Wide::ZERO),
            row(2, Wide::ONE, Wide::ZERO),
            row(0, Wide::ratio(of - exit, of), Wide::ratio(exit, of)),
        ]
    }

    #[test]
    fn a_ring_that_leaks_a_billionth_carries_a_billion() {
        let entering = [Wide::ONE, Wide::ZERO, Wide::ZERO];
        let passing = visits(&ring(1, 1_000_000_000), &entering).unwrap();
        assert!(passing.iter().all(|all| all.nearest() == Some(1_000_000_000)));
    }

    #[test]
    fn a_ring_that_leaks_nothing_is_named_in_order() {
        let entering = [Wide::ZERO, Wide::ONE, Wide::ZERO];
        let Endless(mut cycle) = visits(&ring(0, 1), &entering).unwrap_err();
        let first = cycle.iter().position(|&node| node == 0).unwrap();
        cycle.rotate_left(first);
        assert_eq!(cycle, [0, 1, 2]);
    }

    #[test]
    fn a_ring_that_nothing_enters_is_zero() {
        let passing = visits(&ring(0, 1), &[Wide::ZERO; 3]).unwrap();
        assert_eq!(passing, [Wide::ZERO; 3]);
    }
}
