//! Sharing an amount by fixed parts of it, exact by construction.

use crate::ratio::Ratio;
use crate::rounding::Rounding;

/// Takes these parts of `total`, one after another, so that together they are exact.
///
/// After each part, what has been given in all is what the parts so far make of the total,
/// cut toward zero: 309 at 60, 25 and 15 % is 185, 77 and 47. So parts that make a whole give
/// the whole, none is off by a unit or more, and a total below zero is the mirror of the one
/// above. What the parts leave of the total is not given. `None` if a part is below zero,
/// together they are above one, or their sum does not fit a [`Ratio`].
pub fn telescope(total: i128, parts: &[Ratio]) -> Option<Vec<i128>> {
    telescope_small(total, parts).or_else(|| telescope_any(total, parts))
}

/// The same for a total and parts of everyday size, whose sum needs no lowest terms; else `None`.
fn telescope_small(total: i128, parts: &[Ratio]) -> Option<Vec<i128>> {
    const MOST: i128 = 1 << 62;
    let total = Some(total).filter(|total| (-MOST..=MOST).contains(total))?;
    let (mut above, mut below, mut given) = (0_i128, 1_i128, 0);
    let amount = |part: &Ratio| {
        let (numerator, denominator) = (part.numerator(), part.denominator());
        if !(0..=denominator).contains(&numerator) || denominator > MOST {
            return None;
        }
        // Each factor is at most 2⁶², so neither a product nor the sum of two leaves 128 bits.
        above = above * denominator + numerator * below;
        below *= denominator;
        if above > below || below > MOST {
            return None;
        }
        let before = given;
        given = total * above / below;
        Some(given - before)
    };
    parts.iter().map(amount).collect()
}

fn telescope_any(total: i128, parts: &[Ratio]) -> Option<Vec<i128>> {
    let (mut reached, mut given) = (Ratio::ZERO, 0);
    let amount = |&part: &Ratio| {
        reached =
            reached.checked_add(part).filter(|&sum| !part.is_negative() && sum <= Ratio::ONE)?;
        let before = given;
        given = reached.apply(total, Rounding::Down)?;
        // Both lie between zero and the total.
        Some(given - before)
    };
    parts.iter().map(amount).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigInt;
    use num_rational::BigRational;
    use proptest::prelude::*;

    fn ratios(texts: &[&str]) -> Vec<Ratio> {
        texts.iter().map(|text| Ratio::parse(text).unwrap()).collect()
    }

    #[test]
    fn parts_of_a_whole_make_the_whole() {
        let parts = ratios(&["60%", "25%", "15%"]);
        assert_eq!(telescope(309, &parts), Some(vec![185, 77, 47]));
        assert_eq!(telescope(-309, &parts), Some(vec![-185, -77, -47]));
        assert_eq!(telescope(1, &ratios(&["1/3", "1/3", "1/3"])), Some(vec![0, 0, 1]));
        assert_eq!(telescope(2_200, &ratios(&["20%", "20%", "60%"])), Some(vec![440, 440, 1_320]));
        assert_eq!(telescope(i128::MIN, &[Ratio::ONE]), Some(vec![i128::MIN]));
        assert_eq!(telescope(99, &ratios(&["0", "5%"])), Some(vec![0, 4]));
        assert_eq!(telescope(99, &[]), Some(vec![]));
    }

    #[test]
    fn more_than_the_whole_is_nothing() {
        assert_eq!(telescope(9, &ratios(&["60%", "41%"])), None);
        assert_eq!(telescope(9, &ratios(&["60%", "-1%"])), None);
    }

    proptest! {
        #[test]
        fn each_part_ends_where_the_exact_sum_is_cut(
            total in prop_oneof![-500..500_i128, any::<i128>()],
            weights in prop::collection::vec(0..1_000_i128, 1..9),
            rest in 1..50_i128,
        ) {
            let whole = weights.iter().sum::<i128>() + rest;
            let parts: Vec<Ratio> =
                weights.iter().map(|&weight| Ratio::new(weight, whole).unwrap()).collect();
            let mut reached = BigRational::from_integer(0.into());
            let mut given = BigInt::from(0);
            let amounts = telescope(total, &parts).unwrap();
            prop_assert_eq!(Some(amounts.clone()), telescope_any(total, &parts));
            for (amount, part) in amounts.into_iter().zip(parts) {
                reached += BigRational::new(part.numerator().into(), part.denominator().into());
                given += amount;
                prop_assert_eq!(&given, &(&reached * BigInt::from(total)).trunc().to_integer());
            }
        }
    }
}
