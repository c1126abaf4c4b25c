//! Paying off what is owed, in many small payments, to the last cent and never above a cap.

use crate::apportion::split;
use crate::rounding::divide;

/// Who of those who are owed something comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Among {
    /// All at once, each in proportion to their cap.
    ///
    /// At every moment everyone has less than one minor unit more or less than their cap's part of
    /// all that was paid.
    ProRata,
    /// All at once and the same to each until their cap is reached; who has had less comes first.
    Equally,
    /// One after another, each up to their cap.
    InOrder,
}

/// One payment to claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payout {
    /// What each claim gets, in minor units, in the order of the claims; never below zero.
    pub amounts: Vec<i128>,
    /// What is left because every claim is paid.
    pub overflow: i128,
}

/// Pays an amount to claims, of which each is at most `caps` in all and has had `paid` before.
///
/// What goes out and the overflow are the amount, exactly; no claim gets more than its cap, and
/// once all is paid each has had exactly its cap, however the payments were cut. Nobody ever
/// gives anything back. All in minor units. `None` if the amount is below zero, the lengths
/// differ, somebody has had less than nothing or more than their cap, or the caps do not sum to an `i128`.
pub fn pay_claims(amount: i128, caps: &[i128], paid: &[i128], among: Among) -> Option<Payout> {
    let is_sound = |(&cap, &paid): (&i128, &i128)| 0 <= paid && paid <= cap;
    if amount < 0 || caps.len() != paid.len() || !caps.iter().zip(paid).all(is_sound) {
        return None;
    }
    let whole = caps.iter().try_fold(0_i128, |sum, &cap| sum.checked_add(cap))?;
    let paid_before: i128 = paid.iter().sum();
    let paying = amount.min(whole - paid_before);
    let amounts = match among {
        Among::ProRata => pro_rata(paying, caps, paid, paid_before + paying)?,
        Among::Equally => equally(caps, paid, paid_before + paying),
        Among::InOrder => in_order(paying, caps, paid),
    };
    Some(Payout { amounts, overflow: amount - paying })
}

/// Pays everyone the whole units of their part of `reached`, all that will have been paid, and the
/// units left over to those whose next unit falls due soonest, earlier ones first.
///
/// Unit j of a claim may be paid once more than j − 1 units are its part, and falls due when j are.
/// Taking the earliest due is optimal for such jobs on one machine, and there is a schedule
/// because the exact parts are one (Baruah and others 1996, *proportionate progress*), so
/// nobody is ever a unit ahead or behind. The *largest deficit* is not enough: caps
/// 24, 15, 1, 1, 24 and 7 paid unit by unit come to a moment where two are due at once.
fn pro_rata(paying: i128, caps: &[i128], paid: &[i128], reached: i128) -> Option<Vec<i128>> {
    if paying == 0 {
        return Some(vec![0; caps.len()]);
    }
    let whole = caps.iter().sum::<i128>().unsigned_abs();
    let claims: Vec<Claim> = caps
        .iter()
        .zip(paid)
        .map(|(&cap, &paid)| Claim::new(cap, paid, reached, whole))
        .collect::<Option<_>>()?;
    let behind: Vec<u128> = claims.iter().map(|claim| claim.behind).collect();
    let due = i128::try_from(behind.iter().sum::<u128>()).ok()?;
    if due > paying {
        // Only if somebody is ahead who was not paid by this rule.
        return split(paying, &behind);
    }
    let mut amounts: Vec<i128> = behind.iter().map(|&behind| behind.cast_signed()).collect();
    let next = |(index, claim): (usize, &Claim)| Some((claim.next_due(whole)?, index));
    let mut soonest: Vec<(u128, usize)> = claims.iter().enumerate().filter_map(next).collect();
    // There are enough: everyone's part rounded up, or what they have, is at least all that is paid.
    let left = usize::try_from(paying - due).ok()?;
    if left < soonest.len() {
        soonest.select_nth_unstable(left);
    }
    for &(_, index) in soonest.iter().take(left) {
        *amounts.get_mut(index)? += 1;
    }
    Some(amounts)
}

/// Where one claim stands before a payment.
struct Claim {
    cap: u128,
    /// The whole units that are its part.
    due: u128,
    /// How many of those it has not had.
    behind: u128,
    /// Whether its part is more than the units due, and it has had none beyond them.
    may_have_more: bool,
}

impl Claim {
    fn new(cap: i128, paid: i128, reached: i128, whole: u128) -> Option<Claim> {
        let (cap, paid) = (cap.unsigned_abs(), paid.unsigned_abs());
        let (due, rest) = divide(reached.unsigned_abs(), cap, whole)?;
        let may_have_more = rest > 0 && paid <= due;
        Some(Claim { cap, due, behind: due.saturating_sub(paid), may_have_more })
    }

    /// When the unit after those due falls due itself: how much must then have been paid to all.
    fn next_due(&self, whole: u128) -> Option<u128> {
        if !self.may_have_more {
            return None;
        }
        let (units, rest) = divide(self.due + 1, whole, self.cap)?;
        Some(units + u128::from(rest > 0))
    }
}

/// Raises the lowest to the highest level that all that will have been paid allows.
fn equally(caps: &[i128], paid: &[i128], reached: i128) -> Vec<i128> {
    let at = |level: i128, cap: i128, paid: i128| level.max(paid).min(cap);
    let needed = |level: i128| -> i128 {
        caps.iter().zip(paid).map(|(&cap, &paid)| at(level, cap, paid)).sum()
    };
    let (mut level, mut too_high) = (0, caps.iter().max().map_or(1, |most| most.saturating_add(1)));
    while too_high - level > 1 {
        let middle = level + (too_high - level) / 2;
        if needed(middle) <= reached { level = middle } else { too_high = middle }
    }
    let mut left = reached - needed(level);
    let amount = |(&cap, &paid): (&i128, &i128)| {
        let more = i128::from(left > 0 && paid <= level && level < cap);
        left -= more;
        at(level, cap, paid) + more - paid
    };
    caps.iter().zip(paid).map(amount).collect()
}

fn in_order(paying: i128, caps: &[i128], paid: &[i128]) -> Vec<i128> {
    let mut left = paying;
    let amount = |(&cap, &paid): (&i128, &i128)| {
        let amount = left.min(cap - paid);
        left -= amount;
        amount
    };
    caps.iter().zip(paid).map(amount).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_rational::BigRational;
    use proptest::prelude::*;
    use std::cmp::Reverse;

    fn part(cap: i128, reached: i128, whole: i128) -> BigRational {
        BigRational::new((cap).into(), whole.into()) * num_bigint::BigInt::from(reached)
    }

    fn whole_number(number: i128) -> BigRational {
        BigRational::from_integer(number.into())
    }

    /// Proportionate progress in so many words: the units due, then those due soonest, one by one.
    fn model(amount: i128, caps: &[i128], paid: &[i128]) -> Vec<i128> {
        let whole: i128 = caps.iter().sum();
        let reached = paid.iter().sum::<i128>() + amount;
        let is_released = |i: usize, had: i128| part(caps[i], reached, whole) > whole_number(had);
        let due_at = |i: usize, had: i128| (part(whole, had + 1, caps[i])).ceil().to_integer();
        let mut had = paid.to_vec();
        for _ in 0..amount {
            let (next, _) = (0..caps.len())
                .filter(|&i| is_released(i, had[i]))
                .map(|i| (i, due_at(i, had[i])))
                .min_by_key(|(i, due)| (due.clone(), *i))
                .unwrap();
            had[next] += 1;
        }
        had.iter().zip(paid).map(|(had, paid)| had - paid).collect()
    }

    /// Pays one after another, checking after each what must always hold; gives what each has had.
    fn pay_all(payments: &[i128], caps: &[i128], among: Among) -> Vec<i128> {
        let mut paid = vec![0; caps.len()];
        let whole: i128 = caps.iter().sum();
        let mut open = whole;
        for &payment in payments {
            let Payout { amounts, overflow } = pay_claims(payment, caps, &paid, among).unwrap();
            assert_eq!(amounts.iter().sum::<i128>(), payment.min(open));
            assert_eq!(overflow, (payment - open).max(0));
            open -= payment - overflow;
            for (i, amount) in amounts.iter().enumerate() {
                assert!(*amount >= 0, "nobody gives money back");
                paid[i] += amount;
                assert!(paid[i] <= caps[i], "never above a cap");
                if among == Among::ProRata && whole > 0 {
                    let off = whole_number(paid[i]) - part(caps[i], whole - open, whole);
                    assert!(off > whole_number(-1) && off < whole_number(1), "{off}");
                }
            }
        }
        paid
    }

    #[test]
    fn micropayments_starve_nobody() {
        let caps = [43_636; 11];
        let paid = pay_all(&[7; 2_000], &caps, Among::ProRata);
        assert!(paid.iter().all(|&paid| paid == 1_272 || paid == 1_273), "{paid:?}");
        for caps in [
            [3_000, 1_000, 500, 300].as_slice(),
            &[1_500, 1_500, 900, 500, 500, 200],
            // Here the largest deficit has two units due at once.
            &[24, 15, 1, 1, 24, 7],
        ] {
            let payments = vec![1; usize::try_from(caps.iter().sum::<i128>()).unwrap()];
            assert_eq!(pay_all(&payments, caps, Among::ProRata), caps);
        }
    }

    #[test]
    fn the_last_payment_overflows() {
        let owners = split(480_000, &[1; 11]).unwrap();
        let paid = pay_all(&[1_320; 363], &owners, Among::ProRata);
        assert_eq!(paid.iter().sum::<i128>(), 479_160);
        let last = pay_claims(1_320, &owners, &paid, Among::ProRata).unwrap();
        assert_eq!((last.amounts.iter().sum::<i128>(), last.overflow), (840, 480));
    }

    #[test]
    fn heads_are_paid_alike_until_they_are_full() {
        let pay =
            |amount, paid| pay_claims(amount, &[10, 2, 10, 10], paid, Among::Equally).unwrap();
        assert_eq!(pay(14, &[0; 4]).amounts, [4, 2, 4, 4]);
        assert_eq!(pay(9, &[0; 4]).amounts, [3, 2, 2, 2]);
        assert_eq!(pay(3, &[5, 0, 2, 1]).amounts, [0, 2, 0, 1]);
        assert_eq!(pay(40, &[0; 4]), Payout { amounts: vec![10, 2, 10, 10], overflow: 8 });
    }

    #[test]
    fn first_come_is_first_served() {
        let pay = |amount, paid| pay_claims(amount, &[10, 2, 10], paid, Among::InOrder).unwrap();
        assert_eq!(pay(11, &[0; 3]).amounts, [10, 1, 0]);
        assert_eq!(pay(11, &[9, 0, 0]).amounts, [1, 2, 8]);
        assert_eq!(pay(30, &[0; 3]).overflow, 8);
    }

    #[test]
    fn what_cannot_be_is_not_paid() {
        for among in [Among::ProRata, Among::Equally, Among::InOrder] {
            let pay = |amount, caps: &[i128], paid: &[i128]| pay_claims(amount, caps, paid, among);
            assert_eq!(pay(-1, &[1], &[0]), None);
            assert_eq!(pay(1, &[1], &[]), None);
            assert_eq!(pay(1, &[1], &[2]), None);
            assert_eq!(pay(1, &[1], &[-1]), None);
            assert_eq!(pay(1, &[i128::MAX, 1], &[0, 0]), None);
            assert_eq!(pay(7, &[], &[]), Some(Payout { amounts: vec![], overflow: 7 }));
            assert_eq!(pay(7, &[0], &[0]), Some(Payout { amounts: vec![0], overflow: 7 }));
            let all = pay(i128::MAX, &[i128::MAX - 1, 1], &[0, 0]).unwrap();
            assert_eq!(all.amounts, [i128::MAX - 1, 1]);
        }
    }

    #[test]
    fn who_was_paid_ahead_waits_for_the_others() {
        let behind = pay_claims(4, &[100, 100, 100], &[50, 0, 10], Among::ProRata).unwrap();
        assert_eq!(behind.amounts, [0, 3, 1]);
    }

    fn caps() -> impl Strategy<Value = Vec<i128>> {
        let cap = prop_oneof![0..4_i128, 0..40_i128, 0..1_000_000_i128, Just(1_i128 << 100)];
        prop::collection::vec(cap, 1..14)
    }

    fn among() -> impl Strategy<Value = Among> {
        prop_oneof![Just(Among::ProRata), Just(Among::Equally), Just(Among::InOrder)]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn every_cut_of_the_whole_ends_at_the_caps(
            caps in caps(),
            among in among(),
            cuts in prop::collection::vec(prop_oneof![0..9_i128, 0..100_000_i128, Just(1_i128 << 98)], 0..40),
        ) {
            let payments = [cuts, vec![caps.iter().sum()]].concat();
            prop_assert_eq!(pay_all(&payments, &caps, among), caps);
        }

        #[test]
        fn units_go_where_they_fall_due_first(
            caps in prop::collection::vec(0..40_i128, 1..10),
            payments in prop::collection::vec(1..9_i128, 1..60),
        ) {
            let mut paid = vec![0; caps.len()];
            for payment in payments {
                let payment = payment.min(caps.iter().sum::<i128>() - paid.iter().sum::<i128>());
                let amounts = pay_claims(payment, &caps, &paid, Among::ProRata).unwrap().amounts;
                prop_assert_eq!(&amounts, &model(payment, &caps, &paid));
                paid.iter_mut().zip(amounts).for_each(|(paid, amount)| *paid += amount);
            }
        }

        /// Claims may change hands or caps: whatever was paid before, no payment is lost or too large.
        #[test]
        fn any_history_can_be_paid_off(
            history in prop::collection::vec((0..60_i128, 0..60_i128), 1..12),
            payment in 0..200_i128,
            among in among(),
        ) {
            let caps: Vec<i128> = history.iter().map(|&(open, paid)| open + paid).collect();
            let paid: Vec<i128> = history.iter().map(|&(_, paid)| paid).collect();
            let payout = pay_claims(payment, &caps, &paid, among).unwrap();
            prop_assert_eq!(payout.amounts.iter().sum::<i128>() + payout.overflow, payment);
            let open = history.iter().map(|&(open, _)| open);
            prop_assert!(payout.amounts.iter().zip(open).all(|(&a, open)| 0 <= a && a <= open));
        }

        #[test]
        fn heads_are_raised_from_the_lowest(
            history in prop::collection::vec((0..20_i128, 0..20_i128), 1..9),
            payment in 0..100_i128,
        ) {
            let caps: Vec<i128> = history.iter().map(|&(open, paid)| open + paid).collect();
            let paid: Vec<i128> = history.iter().map(|&(_, paid)| paid).collect();
            let mut had = paid.clone();
            for _ in 0..payment {
                let open = (0..had.len()).filter(|&i| had[i] < caps[i]);
                let Some(lowest) = open.max_by_key(|&i| (Reverse(had[i]), Reverse(i))) else { break };
                had[lowest] += 1;
            }
            let amounts = pay_claims(payment, &caps, &paid, Among::Equally).unwrap().amounts;
            let sums: Vec<i128> = amounts.iter().zip(&paid).map(|(a, paid)| a + paid).collect();
            prop_assert_eq!(sums, had);
        }
    }
}
