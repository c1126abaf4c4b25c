//! Sharing many small amounts over time, so that nobody's cents are always rounded away.

use crate::apportion::Share;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How many steps of a carry make one minor unit.
const UNIT: i128 = Share::WHOLE as i128;

/// Beyond this a carry is a mistake: greedy sharing among n payees drifts no further than about ln n units.
const CARRY_LIMIT: i128 = 1_000 * UNIT;

/// One payment shared, and what it leaves behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fair {
    /// What each is paid, in minor units, never below zero; sums to the total.
    pub amounts: Vec<i128>,
    /// What each is still owed (above zero) or was paid ahead (below), in 10⁻¹⁵ minor units.
    pub carried: Vec<i128>,
}

/// Splits `total` by `shares` so that over many payments everyone stays within about a unit of their due.
///
/// Each is due what is carried plus their share of the total. Everyone is paid the whole
/// units of it; the rest goes one by one to who is then owed most, earlier ones first. If
/// the whole units exceed the total, because some were paid ahead before, they are taken
/// back one by one from who is then owed least, later ones first, and never below zero.
/// This is the *cumulative largest deficit*: unlike the largest remainder of each payment it
/// lets no one starve, and unlike the one of the running total it never asks for money back.
///
/// `carried` stands in 10⁻¹⁵ minor units, as the payment before returned it; zeros to begin
/// with. Who has neither a share nor something owed gets nothing. `None` if the total is
/// below zero, the lengths differ, the shares are not a whole, a carry is beyond 1,000 units,
/// or an amount does not fit.
pub fn split_fairly(total: i128, shares: &[Share], carried: &[i128]) -> Option<Fair> {
    let whole: u128 = shares.iter().map(|share| u128::from(share.parts())).sum();
    let carry_is_sound = |carry: &i128| carry.unsigned_abs() <= CARRY_LIMIT.unsigned_abs();
    if total < 0
        || shares.len() != carried.len()
        || whole != u128::from(Share::WHOLE)
        || !carried.iter().all(carry_is_sound)
    {
        return None;
    }
    let mut claims: Vec<Claim> = shares
        .iter()
        .zip(carried)
        .map(|(&share, &carry)| Claim::new(total, share, carry))
        .collect::<Option<_>>()?;
    let paid = claims.iter().try_fold(0_i128, |sum, claim| sum.checked_add(claim.paid))?;
    if paid <= total {
        give(&mut claims, total - paid)?;
    } else {
        take_back(&mut claims, paid - total)?;
    }
    Some(Fair {
        amounts: claims.iter().map(|claim| claim.paid).collect(),
        carried: claims.iter().map(|claim| claim.deficit).collect(),
    })
}

/// What one payee gets, and how much less that is than their due.
struct Claim {
    paid: i128,
    deficit: i128,
    is_entitled: bool,
}

impl Claim {
    fn new(total: i128, share: Share, carry: i128) -> Option<Claim> {
        let parts = i128::from(share.parts());
        // total × parts may need more than 128 bits: the whole units of it are taken apart first.
        let (units, rest) = (total / UNIT, total % UNIT);
        let fine = carry + rest * parts;
        let whole_units = (units * parts).checked_add(fine.div_euclid(UNIT))?;
        let paid = whole_units.max(0);
        // Below zero only by less than a carry can be, so the product fits.
        let deficit = (whole_units - paid) * UNIT + fine.rem_euclid(UNIT);
        Some(Claim { paid, deficit, is_entitled: parts > 0 || carry > 0 })
    }

    fn pay(&mut self, units: i128) {
        self.paid += units;
        self.deficit -= units * UNIT;
    }
}

fn give(claims: &mut [Claim], units: i128) -> Option<()> {
    let mut by_deficit: BinaryHeap<(i128, Reverse<usize>)> = claims
        .iter()
        .enumerate()
        .filter(|(_, claim)| claim.is_entitled)
        .map(|(index, claim)| (claim.deficit, Reverse(index)))
        .collect();
    for _ in 0..units {
        let (_, Reverse(index)) = by_deficit.pop()?;
        let claim = claims.get_mut(index)?;
        claim.pay(1);
        by_deficit.push((claim.deficit, Reverse(index)));
    }
    Some(())
}

fn take_back(claims: &mut [Claim], units: i128) -> Option<()> {
    let mut by_surplus: BinaryHeap<(Reverse<i128>, usize)> = claims
        .iter()
        .enumerate()
        .filter(|(_, claim)| claim.paid > 0)
        .map(|(index, claim)| (Reverse(claim.deficit), index))
        .collect();
    for _ in 0..units {
        let (_, index) = by_surplus.pop()?;
        let claim = claims.get_mut(index)?;
        claim.pay(-1);
        if claim.paid > 0 {
            by_surplus.push((Reverse(claim.deficit), index));
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigInt;
    use num_rational::BigRational;
    use proptest::prelude::*;

    /// The rule in so many words: `(amounts, carried)` in exact units.
    fn model(total: i128, shares: &[Share], carried: &[i128]) -> (Vec<BigInt>, Vec<BigRational>) {
        let fraction = |n: i128| BigRational::new(n.into(), UNIT.into());
        let count = |n: &BigInt| BigRational::from_integer(n.clone());
        let due: Vec<BigRational> = shares
            .iter()
            .zip(carried)
            .map(|(share, &carry)| {
                fraction(carry) + fraction(share.parts().into()) * count(&total.into())
            })
            .collect();
        let mut paid: Vec<BigInt> =
            due.iter().map(|due| due.floor().to_integer().max(0.into())).collect();
        let deficit = |i: usize, paid: &[BigInt]| &due[i] - count(&paid[i]);
        let entitled: Vec<usize> =
            (0..due.len()).filter(|&i| shares[i].parts() > 0 || carried[i] > 0).collect();
        while paid.iter().sum::<BigInt>() < total.into() {
            let most = entitled.iter().map(|&i| deficit(i, &paid)).max().unwrap();
            let first = entitled.iter().find(|&&i| deficit(i, &paid) == most).unwrap();
            paid[*first] += 1;
        }
        while paid.iter().sum::<BigInt>() > total.into() {
            let some: Vec<usize> = (0..due.len()).filter(|&i| paid[i] > 0.into()).collect();
            let least = some.iter().map(|&i| deficit(i, &paid)).min().unwrap();
            let last = some.iter().rfind(|&&i| deficit(i, &paid) == least).unwrap();
            paid[*last] -= 1;
        }
        let left = (0..due.len()).map(|i| deficit(i, &paid)).collect();
        (paid, left)
    }

    /// Pays one after another and gives what each got in all, and the largest carry ever seen.
    fn pay_all(totals: &[i128], shares: &[Share]) -> (Vec<i128>, i128) {
        let (mut sums, mut carried) = (vec![0; shares.len()], vec![0; shares.len()]);
        let mut worst = 0;
        for &total in totals {
            let fair = split_fairly(total, shares, &carried).unwrap();
            assert_eq!(fair.amounts.iter().sum::<i128>(), total);
            assert_eq!(fair.carried.iter().sum::<i128>(), 0);
            for (sum, amount) in sums.iter_mut().zip(&fair.amounts) {
                assert!(*amount >= 0, "nobody gives money back");
                *sum += amount;
            }
            carried = fair.carried;
            worst = carried.iter().map(|carry| carry.abs()).max().unwrap().max(worst);
        }
        (sums, worst)
    }

    #[test]
    fn eleven_owners_of_micropayments_get_the_same() {
        let shares = Share::of(&[1; 11]).unwrap();
        let (sums, worst) = pay_all(&[7; 2000], &shares);
        assert!(sums.iter().all(|&sum| sum == 1272 || sum == 1273), "{sums:?}");
        assert!(worst < UNIT);
        let once = split_fairly(7, &shares, &[0; 11]).unwrap();
        assert_eq!(once.amounts, [1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
    }

    #[test]
    fn growing_totals_never_ask_for_money_back() {
        let weights = [1500, 1500, 900, 500, 500, 200];
        let (sums, worst) = pay_all(&[1; 5100], &Share::of(&weights).unwrap());
        assert_eq!(sums, [1500, 1500, 900, 500, 500, 200]);
        assert!(worst < UNIT);
        let (sums, worst) = pay_all(&[1; 4800], &Share::of(&[3000, 1000, 500, 300]).unwrap());
        assert_eq!(sums, [3000, 1000, 500, 300]);
        assert!(worst < UNIT);
    }

    #[test]
    fn equal_people_differ_by_a_cent_at_most() {
        for (total, people) in [(100, 200), (5, 7), (10_000, 7), (400_000, 11)] {
            let shares = Share::of(&vec![1; people]).unwrap();
            let amounts = split_fairly(total, &shares, &vec![0; people]).unwrap().amounts;
            let (least, most) = (amounts.iter().min().unwrap(), amounts.iter().max().unwrap());
            assert!(*least >= 0 && most - least <= 1, "{total} over {people}: {amounts:?}");
            let poor = amounts.iter().filter(|&amount| amount == least).count();
            let expected = people - usize::try_from(total).unwrap() % people;
            assert_eq!(poor, expected);
        }
    }

    #[test]
    fn a_first_payment_is_the_largest_remainder() {
        let shares = Share::of(&[75, 70, 30, 20]).unwrap();
        let first = |total| split_fairly(total, &shares, &[0; 4]).unwrap().amounts;
        assert_eq!(first(100_000), [38_462, 35_897, 15_385, 10_256]);
        assert_eq!(first(10_000), [3_846, 3_590, 1_538, 1_026]);
        assert_eq!(first(3), [1, 1, 1, 0]);
        assert_eq!(first(9_750), [3_750, 3_500, 1_500, 1_000]);
    }

    #[test]
    fn who_was_paid_ahead_waits() {
        let shares = Share::of(&[1, 1, 1]).unwrap();
        let ahead = [-UNIT * 9 / 10, -UNIT * 9 / 10, UNIT * 18 / 10];
        assert_eq!(split_fairly(2, &shares, &ahead).unwrap().amounts, [0, 0, 2]);
        // Floors 0, 0, 2 of a total of 1: one is taken back.
        assert_eq!(split_fairly(1, &shares, &ahead).unwrap().amounts, [0, 0, 1]);
    }

    #[test]
    fn nobody_is_paid_without_a_claim() {
        let shares = Share::of(&[1, 1, 0]).unwrap();
        let ahead = [-UNIT * 9 / 10, -UNIT * 9 / 10, 0];
        assert_eq!(split_fairly(1, &shares, &ahead).unwrap().amounts, [1, 0, 0]);
    }

    #[test]
    fn what_cannot_be_shared_is_refused() {
        let halves = Share::of(&[1, 1]).unwrap();
        assert_eq!(split_fairly(-1, &halves, &[0, 0]), None);
        assert_eq!(split_fairly(1, &halves, &[0]), None);
        assert_eq!(split_fairly(1, &halves[..1], &[0]), None);
        assert_eq!(split_fairly(1, &[], &[]), None);
        assert_eq!(split_fairly(1, &halves, &[i128::MIN, 0]), None);
    }

    #[test]
    fn the_largest_total_is_shared() {
        let shares = Share::of(&[1, 1]).unwrap();
        let fair = split_fairly(i128::MAX, &shares, &[0, 0]).unwrap();
        assert_eq!(fair.amounts, [i128::MAX / 2 + 1, i128::MAX / 2]);
        let alone = Share::of(&[1]).unwrap();
        assert_eq!(split_fairly(i128::MAX, &alone, &[UNIT]), None);
        assert_eq!(split_fairly(i128::MAX, &shares, &[UNIT * 2; 2]), None);
        let ahead = split_fairly(i128::MAX, &shares, &[-UNIT, UNIT]).unwrap();
        assert_eq!(ahead.amounts, [i128::MAX / 2, i128::MAX / 2 + 1]);
    }

    fn payment() -> impl Strategy<Value = (i128, Vec<u128>)> {
        let weights = prop::collection::vec(0..200_u128, 6);
        (prop_oneof![0..9_i128, 0..1_000_000_i128], weights)
            .prop_filter("somebody has a claim", |(_, weights)| weights.iter().sum::<u128>() > 0)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// Six payees with weights that change at every payment, some absent (weight zero) at times.
        #[test]
        fn changing_weights_keep_everyone_near_their_due(
            payments in prop::collection::vec(payment(), 1..60),
        ) {
            let mut carried = vec![0; 6];
            for (total, weights) in payments {
                let shares = Share::of(&weights).unwrap();
                let fair = split_fairly(total, &shares, &carried).unwrap();
                let (amounts, left) = model(total, &shares, &carried);
                prop_assert!(fair.amounts.iter().map(|&amount| BigInt::from(amount)).eq(amounts));
                let fraction = |&carry: &i128| BigRational::new(carry.into(), UNIT.into());
                prop_assert!(fair.carried.iter().map(fraction).eq(left));
                prop_assert_eq!(fair.amounts.iter().sum::<i128>(), total);
                prop_assert_eq!(fair.carried.iter().sum::<i128>(), 0);
                carried = fair.carried;
                let worst = carried.iter().map(|carry| carry.abs()).max().unwrap();
                prop_assert!(worst < 2 * UNIT, "{worst} off");
            }
        }

        #[test]
        fn any_carry_follows_the_rule(
            total in 0..20_i128,
            people in prop::collection::vec((0..4_u128, -3 * UNIT..3 * UNIT), 1..6),
        ) {
            let (weights, carried): (Vec<u128>, Vec<i128>) = people.into_iter().unzip();
            let Some(shares) = Share::of(&weights) else { return Ok(()) };
            let fair = split_fairly(total, &shares, &carried).unwrap();
            let (amounts, _) = model(total, &shares, &carried);
            prop_assert!(fair.amounts.iter().map(|&amount| BigInt::from(amount)).eq(amounts));
        }
    }
}
