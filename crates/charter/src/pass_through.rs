//! Pools that pass on fixed parts of what arrives, in a circle: solved exactly, not run.
//!
//! Of what enters at a pool, `t = e + Mᵀ t` arrives at each in all, where `M` holds the
//! parts passed on within the circle. It has one solution without anything growing beyond
//! bounds exactly if from every pool of the circle some way leads out of it: to a pool that
//! keeps a part, or to one outside.

use quantity::{Ratio, Rounding};
use thiserror::Error;

use crate::model::{PoolId, RuleId, UnitId};

/// A part of what arrives at a pool, passed on to another by a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The rule that passes it on.
    pub rule: RuleId,
    /// Where it arrived.
    pub from: PoolId,
    /// Where it goes.
    pub to: PoolId,
    /// Which part: 1/2 of what arrived.
    pub part: Ratio,
}

/// Why a circle has no solution. Checked in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PassThroughRefused {
    /// A pool passes on more than arrives, or a part below zero.
    #[error("pass_through_too_much: a pool passes on more than what arrives")]
    TooMuch(PoolId),
    /// From here on all goes round for ever.
    #[error(
        "pass_through_no_exit: what arrives goes round for ever, no pool of the circle keeps any of it"
    )]
    NoExit(PoolId),
    /// The fractions are too long for 128 bits.
    #[error("pass_through_too_fine: the parts have too many digits to be solved exactly")]
    TooFine,
}

/// A circle, solved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassThrough {
    /// The unit that goes round.
    pub unit: UnitId,
    /// The pools of the circle, in order of their numbers.
    pub pools: Vec<PoolId>,
    /// The parts that are passed on, as they were given.
    pub parts: Vec<Part>,
    /// For what enters at each of `pools`: how much arrives at each of them in all.
    arrives: Vec<Vec<Ratio>>,
}

impl PassThrough {
    /// Solves a circle of `pools`; parts that lead out of it may be among `parts`.
    ///
    /// # Errors
    /// [`PassThroughRefused`].
    pub fn solve(
        unit: UnitId,
        pools: &[PoolId],
        parts: &[Part],
    ) -> Result<Self, PassThroughRefused> {
        let mut pools = pools.to_vec();
        pools.sort_unstable();
        pools.dedup();
        for &pool in &pools {
            let kept = kept(pool, parts).ok_or(PassThroughRefused::TooFine)?;
            let shrinks = |it: &Part| it.from == pool && it.part.is_negative();
            if kept.is_negative() || parts.iter().any(shrinks) {
                return Err(PassThroughRefused::TooMuch(pool));
            }
        }
        if let Some(stuck) = without_exit(&pools, parts) {
            return Err(PassThroughRefused::NoExit(stuck));
        }
        let arrives = invert(&pools, parts).ok_or(PassThroughRefused::TooFine)?;
        Ok(Self { unit, pools, parts: parts.to_vec(), arrives })
    }

    /// How much arrives in all at `pool` of each one that enters at `entry`; zero outside the circle.
    #[must_use]
    pub fn arrives(&self, entry: PoolId, pool: PoolId) -> Ratio {
        let at = |it: PoolId| self.pools.binary_search(&it).ok();
        let found = at(entry).and_then(|row| Some(*self.arrives.get(row)?.get(at(pool)?)?));
        found.unwrap_or(Ratio::ZERO)
    }

    /// Which part of what enters at `entry` ends where: first the pools of the circle, then those outside.
    ///
    /// The parts add up to one. `None` beyond 128 bits.
    #[must_use]
    pub fn ends(&self, entry: PoolId) -> Option<Vec<(PoolId, Ratio)>> {
        let mut ends = Vec::new();
        for &pool in &self.pools {
            let part = self.arrives(entry, pool).checked_mul(kept(pool, &self.parts)?)?;
            ends.push((pool, part));
        }
        for part in self.parts.iter().filter(|it| !self.pools.contains(&it.to)) {
            let more = self.arrives(entry, part.from).checked_mul(part.part)?;
            match ends.iter_mut().find(|it| it.0 == part.to) {
                Some(end) => end.1 = end.1.checked_add(more)?,
                None => ends.push((part.to, more)),
            }
        }
        Some(ends)
    }

    /// Where an amount that enters at `entry` ends, to the last unit: parts are cut by telescoping.
    ///
    /// `None` beyond 128 bits.
    #[must_use]
    pub fn settle(&self, entry: PoolId, amount: i128) -> Option<Vec<(PoolId, i128)>> {
        let (mut sum, mut cut, mut settled) = (Ratio::ZERO, 0, Vec::new());
        for (pool, part) in self.ends(entry)? {
            sum = sum.checked_add(part)?;
            let next = sum.apply(amount, Rounding::Floor)?;
            settled.push((pool, next - cut));
            cut = next;
        }
        Some(settled)
    }

    /// The moves that bring an amount from `entry` to where it ends, each before those that go on from there.
    ///
    /// It goes by the parts of the circle, to each pool in the fewest steps; what would come
    /// back to where it was is not moved. So a part is used once at most, by its place in `parts`,
    /// and what ends where is as [`settle`](Self::settle) says. `None` beyond 128 bits.
    #[must_use]
    pub fn moves(&self, entry: PoolId, amount: i128) -> Option<Vec<(usize, i128)>> {
        let ways = self.ways(entry);
        let mut through: Vec<(PoolId, i128)> = self.settle(entry, amount)?;
        let mut moves = Vec::with_capacity(ways.len());
        for &(part, from, to) in ways.iter().rev() {
            let ends = through.iter().find(|it| it.0 == to).map_or(0, |it| it.1);
            moves.push((part, ends));
            match through.iter_mut().find(|it| it.0 == from) {
                Some(more) => more.1 = more.1.checked_add(ends)?,
                None => through.push((from, ends)),
            }
        }
        moves.reverse();
        moves.retain(|it| it.1 > 0);
        Some(moves)
    }

    /// The parts by which each pool is first come to, in the order in which that is.
    fn ways(&self, entry: PoolId) -> Vec<(usize, PoolId, PoolId)> {
        let (mut seen, mut ways, mut at) = (vec![entry], Vec::new(), 0);
        while let Some(&from) = seen.get(at) {
            at += 1;
            for (number, part) in self.parts.iter().enumerate() {
                let goes = part.from == from && part.part != Ratio::ZERO;
                if goes && !seen.contains(&part.to) {
                    seen.push(part.to);
                    ways.push((number, from, part.to));
                }
            }
        }
        ways
    }
}

/// The part of what arrives that a pool does not pass on.
fn kept(pool: PoolId, parts: &[Part]) -> Option<Ratio> {
    let mut passed = parts.iter().filter(|it| it.from == pool);
    passed.try_fold(Ratio::ONE, |left, it| left.checked_sub(it.part))
}

/// A pool of the circle from which no way leads out.
fn without_exit(pools: &[PoolId], parts: &[Part]) -> Option<PoolId> {
    let exits = |pool: PoolId| {
        kept(pool, parts) != Some(Ratio::ZERO)
            || parts
                .iter()
                .any(|it| it.from == pool && it.part != Ratio::ZERO && !pools.contains(&it.to))
    };
    let mut leads_out: Vec<PoolId> = pools.iter().copied().filter(|&it| exits(it)).collect();
    for _ in pools {
        for part in parts.iter().filter(|it| it.part != Ratio::ZERO) {
            if leads_out.contains(&part.to) && !leads_out.contains(&part.from) {
                leads_out.push(part.from);
            }
        }
    }
    pools.iter().copied().find(|it| !leads_out.contains(it))
}

/// Inverts `I − M`: row by row what arrives where for one that enters. Gauss and Jordan, exact.
fn invert(pools: &[PoolId], parts: &[Part]) -> Option<Vec<Vec<Ratio>>> {
    let size = pools.len();
    let unit = |row: usize, column: usize| if row == column { Ratio::ONE } else { Ratio::ZERO };
    let mut rows: Vec<Vec<Ratio>> = Vec::new();
    for (row, &from) in pools.iter().enumerate() {
        let mut line: Vec<Ratio> = (0..size).map(|column| unit(row, column)).collect();
        for part in parts.iter().filter(|it| it.from == from) {
            if let Ok(to) = pools.binary_search(&part.to) {
                let cell = line.get_mut(to)?;
                *cell = cell.checked_sub(part.part)?;
            }
        }
        line.extend((0..size).map(|column| unit(row, column)));
        rows.push(line);
    }
    for step in 0..size {
        let pivot = (step..size).find(|&it| cell(&rows, it, step) != Some(Ratio::ZERO))?;
        rows.swap(step, pivot);
        let by = cell(&rows, step, step)?;
        let line = rows.get_mut(step)?;
        for cell in line.iter_mut() {
            *cell = cell.checked_div(by)?;
        }
        let line = line.clone();
        for row in (0..size).filter(|&row| row != step) {
            clear(rows.get_mut(row)?, &line, step)?;
        }
    }
    Some(rows.into_iter().map(|line| line.into_iter().skip(size).collect()).collect())
}

fn cell(rows: &[Vec<Ratio>], row: usize, column: usize) -> Option<Ratio> {
    rows.get(row)?.get(column).copied()
}

/// Takes so many times `line` from `row` that its cell at `column` is zero.
fn clear(row: &mut [Ratio], line: &[Ratio], column: usize) -> Option<()> {
    let times = *row.get(column)?;
    for (cell, by) in row.iter_mut().zip(line) {
        *cell = cell.checked_sub(times.checked_mul(*by)?)?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn part(from: u16, to: u16, percent: i128) -> Part {
        let part = Ratio::new(percent, 100).unwrap();
        Part { rule: RuleId(from), from: PoolId(from), to: PoolId(to), part }
    }

    fn solve(pools: u16, parts: &[Part]) -> Result<PassThrough, PassThroughRefused> {
        let pools: Vec<PoolId> = (0..pools).map(PoolId).collect();
        PassThrough::solve(UnitId(0), &pools, parts)
    }

    #[test]
    fn half_there_and_four_fifths_back_leaves_five_sixths() {
        let circle = solve(2, &[part(0, 1, 50), part(1, 0, 80)]).unwrap();
        let ends = circle.ends(PoolId(0)).unwrap();
        assert_eq!(ends[0].1, Ratio::new(5, 6).unwrap());
        assert_eq!(ends[1].1, Ratio::new(1, 6).unwrap());
        let cents = circle.settle(PoolId(0), 10_000).unwrap();
        assert_eq!(cents, [(PoolId(0), 8_333), (PoolId(1), 1_667)]);
    }

    #[test]
    fn what_would_come_back_does_not_move() {
        let circle = solve(2, &[part(0, 1, 50), part(1, 0, 80)]).unwrap();
        assert_eq!(circle.moves(PoolId(0), 10_000).unwrap(), [(0, 1_667)]);
        assert_eq!(circle.moves(PoolId(1), 10_000).unwrap(), [(1, 6_666)]);
        let out = solve(2, &[part(0, 1, 100), part(1, 0, 90), part(1, 7, 10)]).unwrap();
        assert_eq!(out.moves(PoolId(0), 10_000).unwrap(), [(0, 10_000), (2, 10_000)]);
    }

    #[test]
    fn all_of_it_round_for_ever_is_refused() {
        let round = [part(0, 1, 100), part(1, 0, 100)];
        assert_eq!(solve(2, &round), Err(PassThroughRefused::NoExit(PoolId(0))));
        assert_eq!(solve(1, &[part(0, 0, 100)]), Err(PassThroughRefused::NoExit(PoolId(0))));
        let out = [part(0, 1, 100), part(1, 0, 90), part(1, 7, 10)];
        let ends = solve(2, &out).unwrap().ends(PoolId(0)).unwrap();
        assert_eq!(
            ends,
            [(PoolId(0), Ratio::ZERO), (PoolId(1), Ratio::ZERO), (PoolId(7), Ratio::ONE)]
        );
        let more = [part(0, 1, 70), part(0, 1, 40)];
        assert_eq!(solve(2, &more), Err(PassThroughRefused::TooMuch(PoolId(0))));
    }

    /// What a long run leaves: 2,000 rounds, in 10⁻¹⁸.
    fn long_run(pools: u16, parts: &[Part], entry: u16) -> Vec<i128> {
        let outside = usize::from(pools);
        let mut moving = vec![0_i128; outside];
        let mut rests = vec![0_i128; outside + 1];
        moving[usize::from(entry)] = 10_i128.pow(18);
        for _ in 0..2_000 {
            let mut next = vec![0; outside];
            for (pool, amount) in moving.iter().enumerate() {
                let mut left = *amount;
                for part in parts.iter().filter(|it| it.from.at() == pool) {
                    let sent = part.part.apply(*amount, Rounding::Down).unwrap();
                    left -= sent;
                    match next.get_mut(part.to.at()) {
                        Some(there) => *there += sent,
                        None => rests[outside] += sent,
                    }
                }
                rests[pool] += left;
            }
            moving = next;
        }
        rests
    }

    /// Where the moves bring an amount, each from what has come there before.
    fn moved(circle: &PassThrough, entry: u16, amount: i128) -> Vec<(PoolId, i128)> {
        let mut has: Vec<(PoolId, i128)> =
            circle.ends(PoolId(entry)).unwrap().iter().map(|it| (it.0, 0)).collect();
        let at = |has: &Vec<(PoolId, i128)>, pool| has.iter().position(|it| it.0 == pool).unwrap();
        let entered = at(&has, PoolId(entry));
        has[entered].1 = amount;
        for (part, minor) in circle.moves(PoolId(entry), amount).unwrap() {
            let Part { from, to, .. } = circle.parts[part];
            let (from, to) = (at(&has, from), at(&has, to));
            has[from].1 -= minor;
            has[to].1 += minor;
            assert!(minor > 0 && has[from].1 >= 0);
        }
        has
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn a_solved_circle_ends_as_a_long_run_does(
            weights in proptest::collection::vec(proptest::collection::vec(0_i128..24, 5), 4),
        ) {
            // Row by row percentages to pools 0 to 3 and to one outside; at most 96 + 24 in a row.
            let mut parts = Vec::new();
            for (from, row) in weights.iter().enumerate() {
                for (to, percent) in row.iter().enumerate() {
                    parts.push(part(from as u16, to as u16, *percent));
                }
            }
            let over = weights.iter().any(|row| row.iter().sum::<i128>() > 100);
            match solve(4, &parts) {
                Err(refused) => prop_assert!(over, "{refused}"),
                Ok(circle) => for entry in 0..4 {
                    prop_assert!(!over);
                    let ends = circle.ends(PoolId(entry)).unwrap();
                    let run = long_run(4, &parts, entry);
                    let mut sum = Ratio::ZERO;
                    for (pool, part) in ends {
                        sum = sum.checked_add(part).unwrap();
                        let exact = part.apply(10_i128.pow(18), Rounding::HalfEven).unwrap();
                        let off = (exact - run[pool.at()]).abs();
                        prop_assert!(off < 1_000_000, "{off} at {}", pool.0);
                    }
                    prop_assert_eq!(sum, Ratio::ONE);
                    let cents = circle.settle(PoolId(entry), 12_345).unwrap();
                    prop_assert_eq!(cents.iter().map(|it| it.1).sum::<i128>(), 12_345);
                    prop_assert_eq!(moved(&circle, entry, 12_345), cents);
                },
            }
        }
    }
}
