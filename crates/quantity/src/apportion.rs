//! Sharing a whole among many, to the last unit.

use crate::decimal::{format_decimal, format_trimmed};
use crate::rounding::{Rounding, mul_div};
use ethnum::U256;
use std::cmp::Reverse;
use std::fmt;

/// Splits `total` in proportion to `weights`, to the last unit.
///
/// Shares are rounded toward zero; the units left over go one each to the largest
/// remainders, earlier weights first (Hamilton's method). A total below zero is the mirror
/// of the one above, so that a reversal takes back what was given. `None` if all weights
/// are zero: with no claim there is nobody to pay.
pub fn split(total: i128, weights: &[u128]) -> Option<Vec<i128>> {
    let magnitudes = hamilton(total.unsigned_abs(), weights)?;
    let signed = |magnitude: u128| {
        if total < 0 {
            0_i128.checked_sub_unsigned(magnitude)
        } else {
            i128::try_from(magnitude).ok()
        }
    };
    magnitudes.into_iter().map(signed).collect()
}

fn hamilton(total: u128, weights: &[u128]) -> Option<Vec<u128>> {
    let whole: U256 = weights.iter().map(|&weight| U256::from(weight)).sum();
    if whole == 0 {
        return None;
    }
    let (mut parts, rests): (Vec<u128>, Vec<U256>) =
        weights.iter().map(|&weight| divide(total, weight, whole)).unzip();
    // Each part is at most total × weight ÷ whole, so their sum is at most the total.
    let left = usize::try_from(total - parts.iter().sum::<u128>()).ok()?;
    let mut order: Vec<(Reverse<U256>, usize)> = rests.into_iter().map(Reverse).zip(0..).collect();
    if left < order.len() {
        order.select_nth_unstable(left);
    }
    for &(_, index) in order.iter().take(left) {
        *parts.get_mut(index)? += 1;
    }
    Some(parts)
}

/// `total × weight ÷ whole` and what is left; 256 bits only where 128 do not hold the product.
fn divide(total: u128, weight: u128, whole: U256) -> (u128, U256) {
    if let (Some(product), Ok(whole)) = (total.checked_mul(weight), u128::try_from(whole)) {
        return (product / whole, U256::from(product % whole));
    }
    let product = U256::from(total) * U256::from(weight);
    // At most the total, because no weight is above the whole.
    ((product / whole).as_u128(), product % whole)
}

/// A part of a whole, in steps of 10⁻¹⁵.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Share(u64);

impl Share {
    /// How many parts the whole has.
    pub const WHOLE: u64 = 1_000_000_000_000_000;

    /// The decimals in which a share is exact.
    const DECIMALS: u8 = 15;

    /// Takes parts of [`Share::WHOLE`]; `None` if there are more than the whole.
    pub fn from_parts(parts: u64) -> Option<Share> {
        (parts <= Share::WHOLE).then_some(Share(parts))
    }

    /// The shares that weights give, summing to the whole exactly; `None` if all are zero.
    pub fn of(weights: &[u128]) -> Option<Vec<Share>> {
        let parts = hamilton(u128::from(Share::WHOLE), weights)?;
        let share = |part| u64::try_from(part).ok().and_then(Share::from_parts);
        parts.into_iter().map(share).collect()
    }

    /// This share as parts of [`Share::WHOLE`].
    pub const fn parts(self) -> u64 {
        self.0
    }

    /// This share as a percentage to the nearest of so many decimals: `75.0`. At most 13 are given.
    pub fn percent(self, decimals: u8) -> String {
        let shown = decimals.min(Share::DECIMALS - 2);
        let scale = 10_i128.pow(u32::from(Share::DECIMALS - 2 - shown));
        let rounded = mul_div(i128::from(self.0), 1, scale, Rounding::HalfUp);
        format_decimal(rounded.unwrap_or_default(), shown)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&format_trimmed(i128::from(self.0), Share::DECIMALS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigInt;
    use num_rational::BigRational;
    use proptest::prelude::*;

    /// Hamilton's method in so many words, one unit at a time.
    fn model(total: i128, weights: &[u128]) -> Vec<i128> {
        let whole: BigInt = weights.iter().map(|&weight| BigInt::from(weight)).sum();
        let exact = |weight: u128| {
            let magnitude = BigInt::from(total.unsigned_abs());
            BigRational::new(magnitude * weight, whole.clone())
        };
        let mut parts: Vec<BigInt> =
            weights.iter().map(|&weight| exact(weight).floor().to_integer()).collect();
        let mut rests: Vec<BigRational> = weights.iter().map(|&w| exact(w).fract()).collect();
        while parts.iter().sum::<BigInt>() < BigInt::from(total.unsigned_abs()) {
            let mut best = 0;
            for index in 1..rests.len() {
                if rests[index] > rests[best] {
                    best = index;
                }
            }
            parts[best] += 1;
            rests[best] = BigRational::from_integer((-1).into());
        }
        let sign = if total < 0 { -1 } else { 1 };
        parts.into_iter().map(|part| i128::try_from(part * sign).unwrap()).collect()
    }

    #[test]
    fn the_nrp_case_splits_to_the_cent() {
        let weights = [75, 70, 30, 20];
        assert_eq!(split(100_000, &weights), Some(vec![38_462, 35_897, 15_385, 10_256]));
        assert_eq!(split(10_000, &weights), Some(vec![3_846, 3_590, 1_538, 1_026]));
        // NRP paid 0.02/0.01/0/0: it rounds each and gives the difference to the largest payee.
        assert_eq!(split(3, &weights), Some(vec![1, 1, 1, 0]));
        assert_eq!(split(9_750, &weights), Some(vec![3_750, 3_500, 1_500, 1_000]));
    }

    #[test]
    fn what_is_left_over_goes_to_the_earlier() {
        assert_eq!(split(5, &[1; 7]), Some(vec![1, 1, 1, 1, 1, 0, 0]));
        assert_eq!(split(-5, &[1; 7]), Some(vec![-1, -1, -1, -1, -1, 0, 0]));
        assert_eq!(split(10_000, &[1; 7]), Some(vec![1429, 1429, 1429, 1429, 1428, 1428, 1428]));
        let printer = split(400_000, &[1; 11]).unwrap();
        assert_eq!(printer, [[36_364; 7].as_slice(), &[36_363; 4]].concat());
        let dollar = split(100, &[1; 200]).unwrap();
        assert_eq!(dollar, [[1; 100], [0; 100]].concat());
    }

    /// Eleven owners of a machine for 4,000.00 are owed a fifth more; three rules give three sums.
    #[test]
    fn the_caps_of_a_machine_depend_on_the_rule() {
        let owners = split(400_000, &[1; 11]).unwrap();
        let premium = crate::Ratio::parse("120%").unwrap();
        let never_above: Vec<i128> =
            owners.iter().map(|&owner| premium.apply(owner, Rounding::Down).unwrap()).collect();
        assert_eq!(never_above, [[43_636; 7].as_slice(), &[43_635; 4]].concat());
        assert_eq!(never_above.iter().sum::<i128>(), 479_992);
        let weights: Vec<u128> = owners.iter().map(|owner| owner.unsigned_abs()).collect();
        let by_contribution = split(480_000, &weights).unwrap();
        assert_eq!(by_contribution, [[43_637; 7].as_slice(), &[43_636], &[43_635; 3]].concat());
        let equal = split(480_000, &[1; 11]).unwrap();
        assert_eq!(equal, [[43_637; 4].as_slice(), &[43_636; 7]].concat());
    }

    #[test]
    fn nobody_is_paid_without_a_claim() {
        assert_eq!(split(1, &[]), None);
        assert_eq!(split(1, &[0, 0]), None);
        assert_eq!(split(7, &[0, 1, 0]), Some(vec![0, 7, 0]));
        assert_eq!(split(0, &[1, 2]), Some(vec![0, 0]));
    }

    #[test]
    fn the_ends_of_the_range_hold() {
        assert_eq!(split(i128::MIN, &[u128::MAX]), Some(vec![i128::MIN]));
        let halves = split(i128::MAX, &[u128::MAX, u128::MAX]).unwrap();
        assert_eq!(halves, [i128::MAX / 2 + 1, i128::MAX / 2]);
    }

    #[test]
    fn shares_are_written_in_short_and_in_percent() {
        let shares = Share::of(&[75, 25]).unwrap();
        assert_eq!(shares[0].to_string(), "0.75");
        assert_eq!(shares[0].percent(1), "75.0");
        assert_eq!(shares[1].percent(0), "25");
        let thirds = Share::of(&[1, 1, 1]).unwrap();
        assert_eq!(thirds[0].to_string(), "0.333333333333334");
        assert_eq!(thirds[1].percent(2), "33.33");
        assert_eq!(thirds[1].percent(99), "33.3333333333333");
        assert_eq!(Share::of(&[2, 1]).unwrap()[0].percent(1), "66.7");
        assert_eq!(Share::of(&[5]).unwrap()[0].to_string(), "1");
        assert_eq!(Share::of(&[0]), None);
        assert_eq!(Share::from_parts(Share::WHOLE + 1), None);
    }

    fn weights() -> impl Strategy<Value = Vec<u128>> {
        let weight = prop_oneof![0..5_u128, 0..1_000_000_u128, any::<u128>()];
        prop::collection::vec(weight, 1..20)
    }

    proptest! {
        #[test]
        fn splitting_is_hamiltons_method(
            total in prop_oneof![-50..50_i128, any::<i128>()],
            weights in weights(),
        ) {
            prop_assume!(weights.iter().any(|&weight| weight > 0));
            let parts = split(total, &weights).unwrap();
            prop_assert_eq!(&parts, &model(total, &weights));
            prop_assert_eq!(parts.iter().sum::<i128>(), total);
        }

        #[test]
        fn shares_sum_to_the_whole(weights in weights()) {
            prop_assume!(weights.iter().any(|&weight| weight > 0));
            let shares = Share::of(&weights).unwrap();
            prop_assert_eq!(shares.iter().map(|share| share.parts()).sum::<u64>(), Share::WHOLE);
        }
    }
}
