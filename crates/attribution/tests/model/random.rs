//! Random graphs, small and full of what makes trouble.

use crate::exact::Plan;
use attribution::Passing;
use proptest::collection::vec;
use proptest::prelude::*;

/// Which flows a random graph has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Flavour {
    /// Everything, but flows only lead to higher nodes.
    NoLoops,
    /// Loops, with all that conserves value.
    Conserving,
    /// Loops, with copies and percentages but no wear.
    Growing,
}

type RawFlow = (usize, usize, u8, u64);

/// A random plan; amounts are large against the error of any sweep over so few nodes.
pub fn plans(flavour: Flavour) -> impl Strategy<Value = Plan> {
    (2_usize..9).prop_flat_map(move |nodes| {
        let amount = prop_oneof![8 => 1_000_000_000_u64..1_000_000_000_000, 1 => Just(0)];
        let sources = vec((0..nodes, amount.clone()), 1..6);
        let bonuses = prop_oneof![2 => vec((0..nodes, amount.clone()), 0..1), 1 => vec((0..nodes, amount), 1..3)];
        let flows = vec((0..nodes, 0..nodes, 0_u8..12, any::<u64>()), 1..18);
        let wholes = vec(1_u64..8, nodes);
        (sources, bonuses, flows, wholes).prop_map(move |(sources, bonuses, flows, wholes)| Plan {
            nodes,
            sources,
            bonuses,
            flows: lawful(flavour, &flows, &wholes),
        })
    })
}

/// Leaves out flows that a graph with these flows before them would refuse.
fn lawful(flavour: Flavour, flows: &[RawFlow], wholes: &[u64]) -> Vec<(usize, usize, Passing)> {
    let mut left = wholes.to_vec();
    let mut has_rest = vec![false; wholes.len()];
    let mut lawful = Vec::new();
    for &(a, b, kind, amount) in flows {
        let (from, to) = match flavour {
            Flavour::NoLoops if a == b => continue,
            Flavour::NoLoops => (a.min(b), a.max(b)),
            _ => (a, b),
        };
        let passing = match kind {
            0..=4 => {
                let numerator = (amount % wholes[from] + 1).min(left[from]);
                left[from] -= numerator;
                let times = amount / 16 % 3 + 1;
                Passing::Part { numerator: numerator * times, denominator: wholes[from] * times }
            }
            5 | 6 if has_rest[from] => continue,
            5 | 6 => {
                has_rest[from] = true;
                Passing::Rest
            }
            7 | 8 if flavour == Flavour::Growing => continue,
            7 | 8 => Passing::Wear { value: amount % 1_000_000_000_000 },
            9 => Passing::Royalty { value: amount % 1_000_000_000_000 },
            _ if flavour == Flavour::Conserving => continue,
            10 => Passing::Copy { numerator: amount % 4, denominator: amount / 16 % 3 + 1 },
            _ => Passing::Percent { numerator: amount % 30, denominator: 100 },
        };
        lawful.push((from, to, passing));
    }
    lawful
}
