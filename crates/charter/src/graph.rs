//! Graphs of numbered nodes, and what goes round in circles in them.

/// Finds the groups of nodes that reach each other, those that lead nowhere else first.
///
/// `follows` holds for each node where it leads. A node that is in no circle is a group of its
/// own. Nodes within a group are in their order, and equal graphs give equal groups.
/// Tarjan, "Depth-first search and linear graph algorithms" (1972), without recursion.
#[must_use]
pub fn components(follows: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut search = Search::new(follows);
    for start in 0..follows.len() {
        search.visit(start);
    }
    search.found
}

struct Search<'a> {
    follows: &'a [Vec<usize>],
    /// When a node was first seen, and the earliest node on the path that it leads back to.
    seen: Vec<Option<(usize, usize)>>,
    /// Nodes that are seen and in no group yet.
    open: Vec<usize>,
    is_open: Vec<bool>,
    /// The path: nodes, each with how many of its edges are followed.
    path: Vec<(usize, usize)>,
    clock: usize,
    found: Vec<Vec<usize>>,
}

impl<'a> Search<'a> {
    fn new(follows: &'a [Vec<usize>]) -> Self {
        let nodes = follows.len();
        Self {
            follows,
            seen: vec![None; nodes],
            open: Vec::new(),
            is_open: vec![false; nodes],
            path: Vec::new(),
            clock: 0,
            found: Vec::new(),
        }
    }

    fn visit(&mut self, start: usize) {
        if self.seen_at(start).is_some() {
            return;
        }
        self.enter(start);
        while let Some(&(node, followed)) = self.path.last() {
            match self.follows.get(node).and_then(|next| next.get(followed)) {
                Some(&next) => self.follow(node, next),
                None => self.leave(node),
            }
        }
    }

    fn seen_at(&self, node: usize) -> Option<(usize, usize)> {
        self.seen.get(node).copied().flatten()
    }

    fn enter(&mut self, node: usize) {
        set(&mut self.seen, node, Some((self.clock, self.clock)));
        self.clock += 1;
        self.open.push(node);
        set(&mut self.is_open, node, true);
        self.path.push((node, 0));
    }

    fn follow(&mut self, node: usize, next: usize) {
        if let Some(last) = self.path.last_mut() {
            last.1 += 1;
        }
        match self.seen_at(next) {
            None if next < self.follows.len() => self.enter(next),
            Some((at, _)) if self.is_open.get(next) == Some(&true) => self.lower(node, at),
            _ => {}
        }
    }

    fn lower(&mut self, node: usize, to: usize) {
        if let Some(Some((_, low))) = self.seen.get_mut(node) {
            *low = to.min(*low);
        }
    }

    fn leave(&mut self, node: usize) {
        self.path.pop();
        let Some((at, low)) = self.seen_at(node) else { return };
        if let Some(&(before, _)) = self.path.last() {
            self.lower(before, low);
        }
        if at != low {
            return;
        }
        let from = self.open.iter().rposition(|&open| open == node).unwrap_or(0);
        let mut group = self.open.split_off(from);
        for &member in &group {
            set(&mut self.is_open, member, false);
        }
        group.sort_unstable();
        self.found.push(group);
    }
}

fn set<T>(list: &mut [T], at: usize, value: T) {
    if let Some(place) = list.get_mut(at) {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reaches(follows: &[Vec<usize>]) -> Vec<Vec<bool>> {
        let nodes = follows.len();
        let mut reach = vec![vec![false; nodes]; nodes];
        for (from, next) in follows.iter().enumerate() {
            reach[from][from] = true;
            next.iter().for_each(|&to| reach[from][to] = true);
        }
        for middle in 0..nodes {
            for from in 0..nodes {
                for to in 0..nodes {
                    reach[from][to] |= reach[from][middle] && reach[middle][to];
                }
            }
        }
        reach
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn groups_are_those_that_reach_each_other(
            follows in (1_usize..9).prop_flat_map(|n| prop::collection::vec(prop::collection::vec(0..n, 0..4), n))
        ) {
            let groups = components(&follows);
            let reach = reaches(&follows);
            let place = |node| groups.iter().position(|group| group.contains(&node)).unwrap();
            prop_assert_eq!(groups.iter().map(Vec::len).sum::<usize>(), follows.len());
            for (a, from_a) in reach.iter().enumerate() {
                for (b, from_b) in reach.iter().enumerate() {
                    prop_assert_eq!(place(a) == place(b), from_a[b] && from_b[a]);
                    prop_assert!(!from_a[b] || place(b) <= place(a));
                }
            }
        }
    }

    #[test]
    fn a_long_chain_needs_no_deep_stack() {
        let follows: Vec<Vec<usize>> = (0..100_000).map(|n| vec![(n + 1) % 100_000]).collect();
        assert_eq!(components(&follows).len(), 1);
    }
}
