//! Exact fractions: rates, percentages, prices.

use crate::decimal::{NumberRefused, parse_any_decimal};
use crate::rounding::{Rounding, mul_div};
use ethnum::{I256, U256};
use std::cmp::Ordering;
use std::fmt;

/// A fraction in lowest terms with a denominator above zero, so equal values are equal fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

impl Ratio {
    /// Nothing.
    pub const ZERO: Ratio = Ratio::from_integer(0);
    /// The whole.
    pub const ONE: Ratio = Ratio::from_integer(1);

    /// Reduces `numerator ÷ denominator`; `None` if the denominator is zero or the result too large.
    pub fn new(numerator: i128, denominator: i128) -> Option<Ratio> {
        reduce(I256::from(numerator), I256::from(denominator))
    }

    /// Takes a whole number as it is.
    pub const fn from_integer(whole: i128) -> Ratio {
        Ratio { numerator: whole, denominator: 1 }
    }

    /// Reads `1.5`, `3/4` or `10%`, exactly.
    pub fn parse(text: &str) -> Result<Ratio, NumberRefused> {
        let unreadable = || NumberRefused::Unreadable { text: text.chars().take(40).collect() };
        if let Some(percent) = text.trim().strip_suffix('%') {
            let hundred = Ratio::from_integer(100);
            return decimal(percent)?.checked_div(hundred).ok_or_else(unreadable);
        }
        match text.split_once('/') {
            Some((above, below)) => {
                decimal(above)?.checked_div(decimal(below)?).ok_or_else(unreadable)
            }
            None => decimal(text),
        }
    }

    /// The part above the line, which carries the sign.
    pub const fn numerator(self) -> i128 {
        self.numerator
    }

    /// The part below the line, always above zero.
    pub const fn denominator(self) -> i128 {
        self.denominator
    }

    /// Whether this is below zero.
    pub const fn is_negative(self) -> bool {
        self.numerator < 0
    }

    /// Adds exactly; `None` if the sum does not fit.
    pub fn checked_add(self, other: Ratio) -> Option<Ratio> {
        if let Some((above, below, common)) = self.small(other) {
            return Some(lowest(above + below, common));
        }
        reduce(self.crossed(other) + other.crossed(self), self.common(other))
    }

    /// Subtracts exactly; `None` if the difference does not fit.
    pub fn checked_sub(self, other: Ratio) -> Option<Ratio> {
        if let Some((above, below, common)) = self.small(other) {
            return Some(lowest(above - below, common));
        }
        reduce(self.crossed(other) - other.crossed(self), self.common(other))
    }

    /// Multiplies exactly; `None` if the product does not fit.
    pub fn checked_mul(self, other: Ratio) -> Option<Ratio> {
        let above = I256::from(self.numerator) * I256::from(other.numerator);
        reduce(above, self.common(other))
    }

    /// Divides exactly; `None` if `other` is zero or the quotient does not fit.
    pub fn checked_div(self, other: Ratio) -> Option<Ratio> {
        reduce(self.crossed(other), other.crossed(self))
    }

    /// Takes this part of an amount, rounded once; `None` if it does not fit.
    pub fn apply(self, amount: i128, rounding: Rounding) -> Option<i128> {
        mul_div(amount, self.numerator, self.denominator, rounding)
    }

    /// Both crossed products and the common denominator, if 64 bits hold all that is multiplied: then 128 hold
    /// the sum of two products, as denominators are above zero.
    fn small(self, other: Ratio) -> Option<(i128, i128, i128)> {
        let halved = |it: Ratio| {
            let above = i64::try_from(it.numerator).ok()?;
            Some((i128::from(above), i128::from(i64::try_from(it.denominator).ok()?)))
        };
        let ((a, b), (c, d)) = (halved(self)?, halved(other)?);
        Some((a * d, c * b, b * d))
    }

    fn crossed(self, other: Ratio) -> I256 {
        I256::from(self.numerator) * I256::from(other.denominator)
    }

    fn common(self, other: Ratio) -> I256 {
        I256::from(self.denominator) * I256::from(other.denominator)
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Ratio) -> Ordering {
        match self.small(*other) {
            Some((above, below, _)) => above.cmp(&below),
            None => self.crossed(*other).cmp(&other.crossed(*self)),
        }
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator == 1 {
            return write!(f, "{}", self.numerator);
        }
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

fn decimal(text: &str) -> Result<Ratio, NumberRefused> {
    let (mantissa, decimals) = parse_any_decimal(text)?;
    10_i128
        .checked_pow(u32::from(decimals))
        .and_then(|scale| Ratio::new(mantissa, scale))
        .ok_or(NumberRefused::TooFine { text: text.chars().take(40).collect(), decimals: 38 })
}

/// The fraction in lowest terms; the denominator is above zero.
fn lowest(numerator: i128, denominator: i128) -> Ratio {
    let divisor = small_common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs());
    // It divides the denominator.
    let divisor = divisor.cast_signed();
    Ratio { numerator: numerator / divisor, denominator: denominator / divisor }
}

fn reduce(numerator: I256, denominator: I256) -> Option<Ratio> {
    if denominator == 0 {
        return None;
    }
    let divisor = greatest_common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs());
    let sign = I256::from(if denominator < 0 { -1 } else { 1 });
    // The divisor is at most |denominator|, which is at most 2²⁵⁴.
    let divisor = divisor.as_i256() * sign;
    Some(Ratio {
        numerator: i128::try_from(numerator / divisor).ok()?,
        denominator: i128::try_from(denominator / divisor).ok()?,
    })
}

fn greatest_common_divisor(mut a: U256, mut b: U256) -> U256 {
    while b != 0 {
        if let (Ok(a), Ok(b)) = (u128::try_from(a), u128::try_from(b)) {
            return small_common_divisor(a, b).into();
        }
        (a, b) = (b, a % b);
    }
    a
}

/// The same for the sizes that rates have, several times faster.
fn small_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return smallest_common_divisor(a, b).into();
        }
        (a, b) = (b, a % b);
    }
    a
}

fn smallest_common_divisor(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_rational::BigRational;
    use proptest::prelude::*;

    fn ratio(text: &str) -> Ratio {
        Ratio::parse(text).unwrap()
    }

    fn big(ratio: Ratio) -> BigRational {
        BigRational::new(ratio.numerator.into(), ratio.denominator.into())
    }

    fn small(exact: &BigRational) -> Option<Ratio> {
        let numerator = i128::try_from(exact.numer()).ok()?;
        Some(Ratio { numerator, denominator: i128::try_from(exact.denom()).ok()? })
    }

    #[test]
    fn fractions_decimals_and_percentages_are_read() {
        assert_eq!(ratio("1.5"), Ratio::new(3, 2).unwrap());
        assert_eq!(ratio("3/4"), ratio("75%"));
        assert_eq!(ratio("10%").to_string(), "1/10");
        assert_eq!(ratio("12.5 %"), ratio("1/8"));
        assert_eq!(ratio("-6/4").to_string(), "-3/2");
        assert_eq!(ratio("6/-3").to_string(), "-2");
        assert_eq!(ratio("0/5"), Ratio::ZERO);
        for wrong in ["", "1/0", "%", "1//2", "a", "1/2/3", "10%%"] {
            assert!(Ratio::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_ends_of_the_range_hold() {
        assert_eq!(Ratio::new(1, 0), None);
        assert_eq!(Ratio::new(i128::MIN, -1), None);
        assert_eq!(Ratio::new(i128::MIN, i128::MIN), Some(Ratio::ONE));
        let tiny = Ratio::new(1, i128::MAX).unwrap();
        assert_eq!(tiny.checked_mul(tiny), None);
        assert!(tiny > Ratio::ZERO && !tiny.is_negative());
        assert_eq!(Ratio::ONE.checked_div(Ratio::ZERO), None);
        assert_eq!(ratio("1/3").apply(100, Rounding::Down), Some(33));
        assert_eq!(ratio("-1/3").apply(100, Rounding::Floor), Some(-34));
    }

    proptest! {
        #[test]
        fn arithmetic_is_exact(a: i128, b: i128, c: i128, d: i128, shift in 0_u32..127) {
            let (a, b, c, d) = (a >> shift, b >> shift, c >> shift, d >> shift);
            let (Some(x), Some(y)) = (Ratio::new(a, b), Ratio::new(c, d)) else { return Ok(()) };
            prop_assert_eq!(x.checked_add(y), small(&(big(x) + big(y))));
            prop_assert_eq!(x.checked_sub(y), small(&(big(x) - big(y))));
            prop_assert_eq!(x.checked_mul(y), small(&(big(x) * big(y))));
            if y != Ratio::ZERO {
                prop_assert_eq!(x.checked_div(y), small(&(big(x) / big(y))));
            }
            prop_assert_eq!(x.cmp(&y), big(x).cmp(&big(y)));
            prop_assert_eq!(ratio(&x.to_string()), x);
        }
    }

    #[test]
    fn sums_at_the_edge_of_64_bits_are_exact() {
        let (least, most) = (i128::from(i64::MIN), i128::from(i64::MAX));
        let above = [least - 1, least, least + 1, -1, 0, 1, most, most + 1];
        let below = [1, 2, most - 1, most, most + 1];
        let all = || above.iter().flat_map(|above| below.iter().map(move |below| (*above, *below)));
        let big = |it: Ratio| BigRational::new(it.numerator().into(), it.denominator().into());
        for (a, b) in all() {
            for (c, d) in all() {
                let (one, other) = (Ratio::new(a, b).unwrap(), Ratio::new(c, d).unwrap());
                assert_eq!(one.cmp(&other), big(one).cmp(&big(other)), "{one:?} {other:?}");
                let sum = one.checked_add(other);
                assert!(
                    sum.is_none_or(|sum| big(sum) == big(one) + big(other)),
                    "{one:?} {other:?}"
                );
                let rest = one.checked_sub(other);
                assert!(
                    rest.is_none_or(|rest| big(rest) == big(one) - big(other)),
                    "{one:?} {other:?}"
                );
                let fits = i128::try_from((big(one) + big(other)).numer().clone()).is_ok();
                let fits = fits && i128::try_from((big(one) + big(other)).denom().clone()).is_ok();
                assert_eq!(sum.is_some(), fits, "{one:?} {other:?}");
            }
        }
    }
}
