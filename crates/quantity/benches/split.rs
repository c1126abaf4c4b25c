//! Prints how long a split over 100,000 weights takes.

use std::hint::black_box;
use std::time::Instant;

fn main() {
    let weights: Vec<u128> = (1..=100_000).map(|n: u128| n * n % 9_973 + 1).collect();
    let shares = quantity::Share::of(&weights).unwrap_or_default();
    let carried = vec![0; shares.len()];
    let started = Instant::now();
    black_box(quantity::split(black_box(123_456_789), &weights));
    println!("split, 100,000 weights: {:?}", started.elapsed());
    let started = Instant::now();
    black_box(quantity::split_fairly(black_box(123_456_789), &shares, &carried));
    println!("split_fairly, 100,000 payees: {:?}", started.elapsed());
}
