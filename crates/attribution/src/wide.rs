//! Numbers of 128 significant bits, zero or positive.
//!
//! Loops are solved with these. Every operation is right to one part in 2^126,
//! and nothing in a loop is ever subtracted from something nearly equal, so
//! errors only add up: after `k` operations at most `k` parts in 2^126.

use ethnum::U256;

/// `mantissa` × 2^`exponent`; the top bit of the mantissa is set, or all of it is zero.
///
/// The order of the fields makes the derived order the order of the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wide {
    exponent: i64,
    mantissa: u128,
}

impl Wide {
    /// Nothing.
    pub(crate) const ZERO: Self = Self { exponent: i64::MIN, mantissa: 0 };

    /// The whole.
    pub(crate) const ONE: Self = Self { exponent: -127, mantissa: 1 << 127 };

    /// 2^-100: what is less than this of a whole is taken for a rounding error.
    pub(crate) const TRACE: Self = Self { exponent: -227, mantissa: 1 << 127 };

    /// 2^-64: two amounts this close, against their size, may be the same.
    pub(crate) const BRINK: Self = Self { exponent: -191, mantissa: 1 << 127 };

    fn normal(mantissa: u128, exponent: i64) -> Self {
        if mantissa == 0 {
            return Self::ZERO;
        }
        let shift = mantissa.leading_zeros();
        Self { exponent: exponent - i64::from(shift), mantissa: mantissa << shift }
    }

    /// `numerator / denominator`; nothing if the denominator is zero.
    pub(crate) fn ratio(numerator: u64, denominator: u64) -> Self {
        Self::from(numerator).over(Self::from(denominator))
    }

    /// Whether there is nothing.
    pub(crate) fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// The sum.
    pub(crate) fn plus(self, other: Self) -> Self {
        let (high, low) = if self >= other { (self, other) } else { (other, self) };
        if low.is_zero() || high.exponent - low.exponent >= 128 {
            return high;
        }
        let aligned = low.mantissa >> (high.exponent - low.exponent);
        match high.mantissa.overflowing_add(aligned) {
            (mantissa, false) => Self { mantissa, ..high },
            (mantissa, true) => {
                Self { exponent: high.exponent + 1, mantissa: (mantissa >> 1) | (1 << 127) }
            }
        }
    }

    /// The difference; nothing where it would be negative.
    pub(crate) fn minus(self, other: Self) -> Self {
        if other >= self {
            return Self::ZERO;
        }
        let distance = self.exponent.saturating_sub(other.exponent);
        if other.is_zero() || distance >= 128 {
            return self;
        }
        Self::normal(self.mantissa - (other.mantissa >> distance), self.exponent)
    }

    /// The product.
    pub(crate) fn times(self, other: Self) -> Self {
        if self.is_zero() || other.is_zero() {
            return Self::ZERO;
        }
        let product = U256::from(self.mantissa) * U256::from(other.mantissa);
        let (high, low) = product.into_words();
        let exponent = self.exponent + other.exponent;
        if high >> 127 == 1 {
            return Self { exponent: exponent + 128, mantissa: high };
        }
        Self { exponent: exponent + 127, mantissa: (high << 1) | (low >> 127) }
    }

    /// The quotient; nothing if `other` is nothing.
    pub(crate) fn over(self, other: Self) -> Self {
        if self.is_zero() || other.is_zero() {
            return Self::ZERO;
        }
        let shift: u32 = if self.mantissa >= other.mantissa { 127 } else { 128 };
        let quotient = (U256::from(self.mantissa) << shift) / U256::from(other.mantissa);
        Self {
            exponent: self.exponent - other.exponent - i64::from(shift),
            mantissa: quotient.as_u128(),
        }
    }

    /// The greatest whole number not above, if a `u64` holds it.
    pub(crate) fn floor(self) -> Option<u64> {
        match self.exponent {
            i64::MIN..=-128 => Some(0),
            places @ -127..=-64 => u64::try_from(self.mantissa >> -places).ok(),
            _ => None,
        }
    }

    /// The nearest whole number, if a `u64` holds it; halves go up.
    pub(crate) fn nearest(self) -> Option<u64> {
        self.plus(Self::ratio(1, 2)).floor()
    }
}

impl From<u64> for Wide {
    fn from(whole: u64) -> Self {
        Self::normal(u128::from(whole), 0)
    }
}

impl From<u128> for Wide {
    fn from(whole: u128) -> Self {
        Self::normal(whole, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::Wide;
    use proptest::prelude::*;

    #[test]
    fn thirds_round_back_to_the_whole() {
        let third = Wide::ratio(1, 3);
        assert_eq!(third.times(Wide::from(3_u64)).nearest(), Some(1));
        assert_eq!(third.times(Wide::from(3_u64)).floor(), Some(0));
        assert!(Wide::ONE.minus(third.times(Wide::from(3_u64))) < Wide::TRACE);
        assert_eq!(Wide::ONE, Wide::from(1_u64));
    }

    #[test]
    fn the_largest_whole_number_fits_and_the_next_does_not() {
        let most = Wide::from(u64::MAX);
        assert_eq!(most.floor(), Some(u64::MAX));
        assert_eq!(most.plus(Wide::ONE).floor(), None);
        assert_eq!(Wide::ZERO.floor(), Some(0));
    }

    proptest! {
        #[test]
        fn agrees_with_whole_numbers(a in any::<u64>(), b in any::<u32>(), c in 1_u64..) {
            let (wide, other) = (Wide::from(a), Wide::from(u64::from(b)));
            prop_assert_eq!(wide.plus(other).floor(), a.checked_add(u64::from(b)));
            prop_assert_eq!(wide.minus(other).floor(), Some(a.saturating_sub(u64::from(b))));
            prop_assert_eq!(wide.cmp(&other), a.cmp(&u64::from(b)));
            let product = u128::from(a) * u128::from(b);
            prop_assert_eq!(wide.times(other), Wide::from(product));
            // A quotient of two u64 that is not whole is further than 2^-64 from one.
            prop_assert_eq!(Wide::ratio(a, c).floor(), Some(a / c));
        }
    }
}
