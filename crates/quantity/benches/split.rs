//! Prints how long it takes to share among 100,000 and to fade, round and share one amount.

use quantity::{Among, BASE_PARTS, Factor, Ratio, Rounding};
use std::hint::black_box;
use std::time::Instant;

const REPEATS: u32 = 200_000;

fn main() {
    let weights: Vec<u128> = (1..=100_000).map(|n: u128| n * n % 9_973 + 1).collect();
    let shares = quantity::Share::of(&weights).unwrap_or_default();
    let caps: Vec<i128> = weights.iter().map(|&weight| weight.cast_signed() * 100).collect();
    let nothing = vec![0; shares.len()];
    once("split, 100,000 weights", || quantity::split(black_box(12_345_678), &weights));
    once("split_fairly, 100,000 payees", || {
        quantity::split_fairly(black_box(12_345_678), &shares, &nothing)
    });
    for among in [Among::ProRata, Among::Equally, Among::InOrder] {
        once(&format!("pay_claims {among:?}, 100,000 claims"), || {
            quantity::pay_claims(black_box(12_345_678), &caps, &nothing, among)
        });
    }
    one_amount();
}

fn one_amount() {
    let percent = |percent| Ratio::new(percent, 100).unwrap_or(Ratio::ONE);
    let parts = [percent(60), percent(25), percent(15)];
    each("mul_div, small", || quantity::mul_div(black_box(12_345), 17, 100, Rounding::HalfEven));
    each("mul_div, 2¹²⁰", || {
        quantity::mul_div(black_box(1 << 120), 17, (1 << 90) + 1, Rounding::HalfEven)
    });
    each("telescope, three parts", || quantity::telescope(black_box(12_345), &parts));
    let minute = Factor::root(percent(98), 40_320).unwrap_or(Factor::ONE);
    once("Factor::root, 525,600 steps", || Factor::root(black_box(percent(98)), 525_600));
    each("Factor::power, a century of minutes", || minute.power(black_box(52_560_000)));
    let year = minute.power(525_600);
    each("Factor::nominal", || year.nominal(black_box(12_345 * BASE_PARTS)));
    each("Factor::base", || year.base(black_box(12_345)));
}

fn once<T>(what: &str, run: impl Fn() -> T) {
    let started = Instant::now();
    black_box(run());
    println!("{what}: {:?}", started.elapsed());
}

fn each<T>(what: &str, run: impl Fn() -> T) {
    let started = Instant::now();
    for _ in 0..REPEATS {
        black_box(run());
    }
    println!("{what}: {:?}", started.elapsed() / REPEATS);
}
