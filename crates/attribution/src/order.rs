//! Orders nodes so that value only flows onward, but for loops, which stay together.

#![expect(
    clippy::indexing_slicing,
    reason = "heads are nodes, nodes are below starts.len() - 1, and starts[node]..starts[node + 1] lies in heads"
)]

use std::ops::Range;

/// Where each node stands, and which runs of places are loops.
#[derive(Debug)]
pub(crate) struct Order {
    /// The place of each node; a flow that is not in a loop goes to a later place.
    pub(crate) place: Vec<u32>,
    /// Places that flow into one another, or one place that flows into itself; ascending.
    pub(crate) loops: Vec<Range<u32>>,
}

/// The order of nodes whose flows all go to higher numbers: as they are.
pub(crate) fn as_numbered(nodes: u32) -> Order {
    Order { place: (0..nodes).collect(), loops: Vec::new() }
}

/// Finds the order by strongly connected components (Tarjan 1972), without recursion.
///
/// The flows of node `v` lead to `heads[starts[v]..starts[v + 1]]`. Neighbours in
/// number stay near each other, since sweeps over memory in order are fast.
pub(crate) fn find(starts: &[u32], heads: &[u32]) -> Order {
    let nodes = starts.len() - 1;
    let mut search = Search {
        starts,
        heads,
        found: vec![UNSEEN; nodes],
        lowest: vec![0; nodes],
        seen: 0,
        path: Vec::new(),
        open: Vec::new(),
        place: vec![UNSEEN; nodes],
        unplaced: narrow(nodes),
        loops: Vec::new(),
    };
    for root in (0..narrow(nodes)).rev() {
        if search.found[root as usize] == UNSEEN {
            search.explore(root);
        }
    }
    search.loops.reverse();
    Order { place: search.place, loops: search.loops }
}

const UNSEEN: u32 = u32::MAX;

fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

struct Search<'a> {
    starts: &'a [u32],
    heads: &'a [u32],
    found: Vec<u32>,
    lowest: Vec<u32>,
    seen: u32,
    /// The nodes from the root to here, each with its next flow.
    path: Vec<(u32, u32)>,
    /// Nodes whose component is not complete yet.
    open: Vec<u32>,
    place: Vec<u32>,
    /// Components are completed last first, so places are given from the end.
    unplaced: u32,
    loops: Vec<Range<u32>>,
}

impl Search<'_> {
    fn explore(&mut self, root: u32) {
        self.enter(root);
        while let Some((node, flow)) = self.path.pop() {
            if flow < self.starts[node as usize + 1] {
                self.path.push((node, flow + 1));
                self.follow(node, self.heads[flow as usize]);
            } else {
                self.leave(node);
            }
        }
    }

    fn enter(&mut self, node: u32) {
        self.found[node as usize] = self.seen;
        self.lowest[node as usize] = self.seen;
        self.seen += 1;
        self.open.push(node);
        self.path.push((node, self.starts[node as usize]));
    }

    fn follow(&mut self, node: u32, head: u32) {
        if self.found[head as usize] == UNSEEN {
            self.enter(head);
        } else if self.place[head as usize] == UNSEEN {
            self.lower(node, self.found[head as usize]);
        }
    }

    fn lower(&mut self, node: u32, to: u32) {
        let lowest = &mut self.lowest[node as usize];
        *lowest = to.min(*lowest);
    }

    fn leave(&mut self, node: u32) {
        if let Some(&(parent, _)) = self.path.last() {
            self.lower(parent, self.lowest[node as usize]);
        }
        if self.lowest[node as usize] == self.found[node as usize] {
            self.complete(node);
        }
    }

    fn complete(&mut self, first: u32) {
        let Some(start) = self.open.iter().rposition(|&node| node == first) else {
            return;
        };
        let mut members = self.open.split_off(start);
        members.sort_unstable();
        let end = self.unplaced;
        self.unplaced -= narrow(members.len());
        for (place, &node) in (self.unplaced..end).zip(&members) {
            self.place[node as usize] = place;
        }
        if members.len() > 1 || self.flows_into_itself(first) {
            self.loops.push(self.unplaced..end);
        }
    }

    fn flows_into_itself(&self, node: u32) -> bool {
        let flows = self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize;
        self.heads[flows].contains(&node)
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn a_loop_stands_between_what_comes_before_and_after() {
        // 3 -> 1 <-> 2 -> 0, and 4 flows into itself.
        let order = find(&[0, 0, 1, 3, 4, 5], &[2, 1, 0, 1, 4]);
        assert_eq!(order.place, [3, 1, 2, 0, 4]);
        assert_eq!(order.loops, [1..3, 4..5]);
    }

    #[test]
    fn a_million_in_a_chain_need_no_deep_stack() {
        let last = 1_000_000;
        let starts: Vec<u32> = (0..=last).chain([last]).collect();
        let heads: Vec<u32> = (1..=last).collect();
        let order = find(&starts, &heads);
        assert_eq!(order.place, (0..=last).collect::<Vec<u32>>());
        assert_eq!(order.loops, []);
    }
}
