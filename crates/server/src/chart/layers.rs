//! Where the nodes and arrows of a graph go: in layers, from top to bottom (after Sugiyama, Tagawa and Toda).
//!
//! Arrows that close a circle are turned around while things are placed. An arrow over several layers holds a place
//! in each, so that nothing stands in its way.
#![expect(
    clippy::indexing_slicing,
    reason = "every index is a place in `items` or in `layers`, handed out in this file"
)]

use std::collections::BTreeMap;

/// Between neighbours of a layer.
const BESIDE: f64 = 28.0;

/// Between layers: room for what stands at arrows.
const BETWEEN: f64 = 52.0;

/// What an arrow takes of the layers it passes.
const LANE: f64 = 12.0;

/// How often the order and the places are improved; more changes nothing that is seen.
const ROUNDS: usize = 12;

/// Something placed: a node, or an arrow on its way through a layer. `x` is its middle, `top` its upper side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Item {
    pub x: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
    layer: usize,
}

/// A graph with a place for everything.
#[derive(Debug)]
pub(super) struct Layers {
    /// The nodes in the order given, then the lanes of arrows.
    pub items: Vec<Item>,
    /// For each arrow given the items it runs through, from top to bottom.
    pub ways: Vec<Vec<usize>>,
    pub width: f64,
    pub height: f64,
}

/// Places nodes of these sizes with arrows between them, by their indices; an arrow to itself has no way.
pub(super) fn layers(sizes: &[(f64, f64)], arrows: &[(usize, usize)]) -> Layers {
    let down = downwards(sizes.len(), arrows);
    let ranks = ranks(sizes.len(), &down);
    let mut items: Vec<Item> = sizes
        .iter()
        .zip(&ranks)
        .map(|(&(width, height), &layer)| Item { x: 0.0, top: 0.0, width, height, layer })
        .collect();
    let ways: Vec<Vec<usize>> = down.iter().map(|&arrow| way(arrow, &mut items)).collect();
    let mut rows = vec![Vec::new(); ranks.iter().max().map_or(0, |last| last + 1)];
    for (at, item) in items.iter().enumerate() {
        rows[item.layer].push(at);
    }
    let near = neighbours(items.len(), &ways);
    put_in_order(&mut rows, &near);
    put_in_place(&mut items, &rows, &near);
    stack(&mut items, &rows);
    let left = items.iter().map(|item| item.x - item.width / 2.0).fold(f64::INFINITY, f64::min);
    for item in &mut items {
        item.x += 4.0 - left;
    }
    let width = items.iter().map(|item| item.x + item.width / 2.0).fold(0.0, f64::max) + 4.0;
    let height = items.iter().map(|item| item.top + item.height).fold(0.0, f64::max) + 4.0;
    Layers { items, ways, width, height }
}

/// The arrows, those turned around that would close a circle of the ones before them.
fn downwards(nodes: usize, arrows: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut next = vec![Vec::new(); nodes];
    arrows
        .iter()
        .map(|&(from, to)| {
            let (upper, lower) = if reaches(&next, to, from) { (to, from) } else { (from, to) };
            if upper != lower {
                next[upper].push(lower);
            }
            (upper, lower)
        })
        .collect()
}

/// Whether one can go from `start` to `goal`.
fn reaches(next: &[Vec<usize>], start: usize, goal: usize) -> bool {
    let mut seen = vec![false; next.len()];
    let mut open = vec![start];
    while let Some(here) = open.pop() {
        if here == goal {
            return true;
        }
        if !std::mem::replace(&mut seen[here], true) {
            open.extend(&next[here]);
        }
    }
    false
}

/// The layer of each node: under all it comes from; what comes from nothing stands just above what it leads to.
fn ranks(nodes: usize, down: &[(usize, usize)]) -> Vec<usize> {
    let mut ranks = vec![0_usize; nodes];
    // Without circles the longest way has fewer steps than there are nodes.
    for _ in 0..nodes {
        let before = ranks.clone();
        for &(upper, lower) in down.iter().filter(|(upper, lower)| upper != lower) {
            ranks[lower] = ranks[lower].max(ranks[upper] + 1);
        }
        if before == ranks {
            break;
        }
    }
    for node in 0..nodes {
        if down.iter().all(|&(_, lower)| lower != node) {
            let nearest = down
                .iter()
                .filter(|(upper, _)| *upper == node)
                .map(|&(_, lower)| ranks[lower])
                .min();
            ranks[node] = nearest.map_or(0, |below| below.saturating_sub(1));
        }
    }
    ranks
}

/// The items that an arrow runs through, with a lane in each layer it passes.
fn way((upper, lower): (usize, usize), items: &mut Vec<Item>) -> Vec<usize> {
    if upper == lower {
        return Vec::new();
    }
    let mut way = vec![upper];
    for layer in items[upper].layer + 1..items[lower].layer {
        way.push(items.len());
        items.push(Item { x: 0.0, top: 0.0, width: LANE, height: 0.0, layer });
    }
    way.push(lower);
    way
}

/// What each item is connected with: above, and below.
fn neighbours(items: usize, ways: &[Vec<usize>]) -> [Vec<Vec<usize>>; 2] {
    let mut near = [vec![Vec::new(); items], vec![Vec::new(); items]];
    for way in ways {
        for pair in way.windows(2) {
            near[0][pair[1]].push(pair[0]);
            near[1][pair[0]].push(pair[1]);
        }
    }
    near
}

/// Rows from the first to the last, or back.
fn order_of(rows: usize, round: usize) -> Vec<usize> {
    if round.is_multiple_of(2) { (0..rows).collect() } else { (0..rows).rev().collect() }
}

/// Sorts each row by the middle of what it is connected with, so that fewer arrows cross.
fn put_in_order(rows: &mut [Vec<usize>], near: &[Vec<Vec<usize>>; 2]) {
    let mut place: BTreeMap<usize, f64> = BTreeMap::new();
    let note = |row: &[usize], place: &mut BTreeMap<usize, f64>| {
        place.extend(row.iter().zip(0_u32..).map(|(&item, at)| (item, f64::from(at))));
    };
    for row in rows.iter() {
        note(row, &mut place);
    }
    for round in 0..ROUNDS {
        for at in order_of(rows.len(), round) {
            let wish = |item: &usize| {
                middle(near[round % 2][*item].iter().filter_map(|other| place.get(other).copied()))
                    .or_else(|| place.get(item).copied())
                    .unwrap_or(0.0)
            };
            rows[at].sort_by(|one, other| wish(one).total_cmp(&wish(other)));
            note(&rows[at], &mut place);
        }
    }
}

/// The mean; none of nothing.
fn middle(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    (count > 0.0).then(|| sum / count)
}

/// Moves each item to the middle of what it is connected with, as far as its neighbours let it.
fn put_in_place(items: &mut [Item], rows: &[Vec<usize>], near: &[Vec<Vec<usize>>; 2]) {
    for round in 0..ROUNDS {
        for at in order_of(rows.len(), round) {
            let wishes: Vec<f64> = rows[at]
                .iter()
                .map(|&item| {
                    let side = &near[round % 2][item];
                    let other = &near[(round + 1) % 2][item];
                    let asked = if side.is_empty() { other } else { side };
                    middle(asked.iter().map(|&other| items[other].x)).unwrap_or(items[item].x)
                })
                .collect();
            let apart: Vec<f64> = rows[at]
                .windows(2)
                .map(|pair| (items[pair[0]].width + items[pair[1]].width) / 2.0 + BESIDE)
                .collect();
            for (&item, x) in rows[at].iter().zip(settled(&wishes, &apart)) {
                items[item].x = x;
            }
        }
    }
}

/// Places near the wishes, in their order and at least so far apart: the mean of pushing right and of pushing left.
fn settled(wishes: &[f64], apart: &[f64]) -> Vec<f64> {
    let mut right = wishes.to_vec();
    for at in 1..right.len() {
        right[at] = right[at].max(right[at - 1] + apart[at - 1]);
    }
    let mut left = wishes.to_vec();
    for at in (1..left.len()).rev() {
        left[at - 1] = left[at - 1].min(left[at] - apart[at - 1]);
    }
    right.iter().zip(&left).map(|(right, left)| f64::midpoint(*right, *left)).collect()
}

/// Puts the rows under one another; what is less high stands in the middle of its row, lanes take all of it.
fn stack(items: &mut [Item], rows: &[Vec<usize>]) {
    let mut top = 4.0;
    for row in rows {
        let height = row.iter().map(|&item| items[item].height).fold(0.0, f64::max);
        for &item in row {
            if items[item].height == 0.0 {
                items[item].height = height;
            }
            items[item].top = top + (height - items[item].height) / 2.0;
        }
        top += height + BETWEEN;
    }
}
