//! Exact numbers in hand: fractions that are reduced only when they must be.

use std::cmp::Ordering;

use quantity::{Ratio, Rounding, isqrt, mul_div};

/// A fraction, perhaps not in lowest terms, with a denominator above zero.
///
/// Whole numbers of 64 bits take the short way through every operation. What does not fit is
/// taken the long way, in 256 bits and lowest terms, so that a result is `None` only if the
/// exact value does not fit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Number {
    above: i128,
    below: i128,
}

impl Number {
    pub(crate) const ZERO: Self = Self::whole(0);

    pub(crate) const fn whole(whole: i128) -> Self {
        Self { above: whole, below: 1 }
    }

    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        let quick = || {
            if self.below == other.below {
                return Some(Self {
                    above: self.above.checked_add(other.above)?,
                    below: self.below,
                });
            }
            let (mine, theirs) = self.crossed(other)?;
            Some(Self { above: mine.checked_add(theirs)?, below: times(self.below, other.below)? })
        };
        quick().or_else(|| self.long(other, Ratio::checked_add))
    }

    pub(crate) fn minus(self, other: Self) -> Option<Self> {
        let quick = || {
            if self.below == other.below {
                return Some(Self {
                    above: self.above.checked_sub(other.above)?,
                    below: self.below,
                });
            }
            let (mine, theirs) = self.crossed(other)?;
            Some(Self { above: mine.checked_sub(theirs)?, below: times(self.below, other.below)? })
        };
        quick().or_else(|| self.long(other, Ratio::checked_sub))
    }

    pub(crate) fn times(self, other: Self) -> Option<Self> {
        let quick = || {
            let above = times(self.above, other.above)?;
            Some(Self { above, below: times(self.below, other.below)? })
        };
        quick().or_else(|| self.long(other, Ratio::checked_mul))
    }

    /// The quotient; the other must not be zero.
    pub(crate) fn over(self, other: Self) -> Option<Self> {
        let quick = || {
            let (above, below) = self.crossed(other)?;
            match below.signum() {
                1 => Some(Self { above, below }),
                -1 => Some(Self { above: above.checked_neg()?, below: below.checked_neg()? }),
                _ => None,
            }
        };
        quick().or_else(|| self.long(other, Ratio::checked_div))
    }

    pub(crate) fn is_zero(self) -> bool {
        self.above == 0
    }

    pub(crate) fn compare(self, other: Self) -> Ordering {
        if self.below == other.below {
            return self.above.cmp(&other.above);
        }
        match self.crossed(other) {
            Some((mine, theirs)) => mine.cmp(&theirs),
            None => self.ratio().cmp(&other.ratio()),
        }
    }

    /// The square root, rounded down; `None` below zero.
    pub(crate) fn square_root(self) -> Option<Self> {
        isqrt(self.above.div_euclid(self.below)).map(Self::whole)
    }

    /// Rounded to a multiple of a size above zero; `None` if the result, or the denominator in
    /// lowest terms times the size, does not fit.
    pub(crate) fn round(self, size: i128, rounding: Rounding) -> Option<i128> {
        if size == 1 && self.below == 1 {
            return Some(self.above);
        }
        let Some(step) = times(self.below, size) else {
            let lowest = Self::from(self.ratio());
            let step = times(lowest.below, size)?;
            return times(mul_div(lowest.above, 1, step, rounding)?, size);
        };
        times(mul_div(self.above, 1, step, rounding)?, size)
    }

    /// In lowest terms, which always fit.
    pub(crate) fn ratio(self) -> Ratio {
        match self.below {
            1 => Ratio::from_integer(self.above),
            _ => Ratio::new(self.above, self.below).unwrap_or(Ratio::ZERO),
        }
    }

    /// Both above one line: mine and theirs.
    fn crossed(self, other: Self) -> Option<(i128, i128)> {
        Some((times(self.above, other.below)?, times(other.above, self.below)?))
    }

    fn long(self, other: Self, by: fn(Ratio, Ratio) -> Option<Ratio>) -> Option<Self> {
        by(self.ratio(), other.ratio()).map(Self::from)
    }
}

impl From<Ratio> for Number {
    fn from(ratio: Ratio) -> Self {
        Self { above: ratio.numerator(), below: ratio.denominator() }
    }
}

/// The product; quick if both fit in 64 bits, where no product is beyond 128.
fn times(a: i128, b: i128) -> Option<i128> {
    match (i64::try_from(a), i64::try_from(b)) {
        (Ok(a), Ok(b)) => Some(i128::from(a).wrapping_mul(i128::from(b))),
        _ => a.checked_mul(b),
    }
}
