//! A map by place whose copies share what they do not change: a copy costs nothing, a change the way to it.

use std::sync::Arc;

/// How many bits of a place choose the branch at each fork.
const BITS: u32 = 4;
const FAN: usize = 1 << BITS;

/// Values by their place, in order.
#[derive(Debug, Clone)]
pub(super) struct Shared<T> {
    root: Arc<Node<T>>,
    /// How many forks lie above each leaf.
    height: u32,
}

/// Leaves and branches are as long as the last that is there.
#[derive(Debug, Clone)]
enum Node<T> {
    Leaf(Vec<Option<T>>),
    Fork(Vec<Option<Arc<Node<T>>>>),
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self { root: Arc::new(Node::Leaf(Vec::new())), height: 0 }
    }
}

impl<T> Node<T> {
    const fn empty(height: u32) -> Self {
        if height == 0 { Self::Leaf(Vec::new()) } else { Self::Fork(Vec::new()) }
    }
}

impl<T> Shared<T> {
    /// What is at a place.
    pub fn get(&self, place: usize) -> Option<&T> {
        self.leaf(place)?.get(place % FAN)?.as_ref()
    }

    /// All that is there among the first `end` places, in order.
    pub fn iter(&self, end: usize) -> impl Iterator<Item = &T> + Clone {
        let leaves = (0..end).step_by(FAN).filter_map(|first| self.leaf(first));
        leaves.flatten().flatten()
    }

    fn leaf(&self, place: usize) -> Option<&[Option<T>]> {
        if !self.reaches(place) {
            return None;
        }
        let (mut node, mut height) = (&*self.root, self.height);
        loop {
            match node {
                Node::Leaf(values) => return Some(values),
                Node::Fork(nodes) => node = nodes.get(branch(place, height))?.as_deref()?,
            }
            height -= 1;
        }
    }

    const fn reaches(&self, place: usize) -> bool {
        place >> (BITS * (self.height + 1)) == 0
    }
}

impl<T: Clone> Shared<T> {
    /// Puts a value at a place.
    pub fn put(&mut self, place: usize, value: T) {
        while !self.reaches(place) {
            self.root = Arc::new(Node::Fork(vec![Some(self.root.clone())]));
            self.height += 1;
        }
        put(&mut self.root, self.height, place, value);
    }

    /// Changes everything that is there.
    pub fn change_all(&mut self, change: &mut impl FnMut(&mut T)) {
        change_all(&mut self.root, change);
    }
}

fn put<T: Clone>(node: &mut Arc<Node<T>>, height: u32, place: usize, value: T) {
    match Arc::make_mut(node) {
        Node::Leaf(values) => {
            if let Some(slot) = slot(values, place % FAN) {
                *slot = Some(value);
            }
        }
        Node::Fork(nodes) => {
            if let Some(slot) = slot(nodes, branch(place, height)) {
                let below = height - 1;
                let node = slot.get_or_insert_with(|| Arc::new(Node::empty(below)));
                put(node, below, place, value);
            }
        }
    }
}

fn change_all<T: Clone>(node: &mut Arc<Node<T>>, change: &mut impl FnMut(&mut T)) {
    match Arc::make_mut(node) {
        Node::Leaf(values) => values.iter_mut().flatten().for_each(change),
        Node::Fork(nodes) => {
            nodes.iter_mut().flatten().for_each(|node| change_all(node, change));
        }
    }
}

fn slot<S>(slots: &mut Vec<Option<S>>, at: usize) -> Option<&mut Option<S>> {
    if slots.len() <= at {
        slots.resize_with(at + 1, || None);
    }
    slots.get_mut(at)
}

const fn branch(place: usize, height: u32) -> usize {
    (place >> (BITS * height)) % FAN
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn copies_do_not_see_what_comes_later(
            steps in prop::collection::vec((0..5_000_usize, 0..100_u32, any::<bool>()), 0..200),
        ) {
            let (mut shared, mut model) = (Shared::default(), BTreeMap::new());
            let mut copies = Vec::new();
            for (place, value, copied) in steps {
                if copied {
                    copies.push((shared.clone(), model.clone()));
                }
                if value == 0 {
                    shared.change_all(&mut |value| *value += 1);
                    model.values_mut().for_each(|value| *value += 1);
                }
                shared.put(place, value);
                model.insert(place, value);
            }
            copies.push((shared, model));
            for (shared, model) in copies {
                prop_assert!(shared.iter(5_000).eq(model.values()));
                prop_assert!((0..5_000).all(|place| shared.get(place) == model.get(&place)));
                prop_assert_eq!(shared.get(usize::from(u16::MAX)), None);
            }
        }
    }
}
