//! Intervals of exact numbers: what a figure can be at least and at most.

use quantity::{Ratio, Rounding};

use crate::model::Narrowing;

/// The numbers from `low` to `high`, both included; without a bound there is no end.
///
/// Every operation gives an interval that holds all results; where a bound is beyond 128 bits it is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Interval {
    /// The least.
    pub low: Option<Ratio>,
    /// The most.
    pub high: Option<Ratio>,
}

impl Interval {
    /// Any number.
    pub const ANY: Self = Self { low: None, high: None };

    /// Just this number.
    pub const fn point(at: Ratio) -> Self {
        Self { low: Some(at), high: Some(at) }
    }

    /// This and more.
    pub const fn from(low: Ratio) -> Self {
        Self { low: Some(low), high: None }
    }

    /// The only number it holds.
    pub fn only(self) -> Option<Ratio> {
        self.low.filter(|_| self.low == self.high)
    }

    /// Whether nothing in it is less than `least`.
    pub fn is_at_least(self, least: Ratio) -> bool {
        self.low.is_some_and(|low| low >= least)
    }

    /// Whether nothing in it is more than `most`.
    pub fn is_at_most(self, most: Ratio) -> bool {
        self.high.is_some_and(|high| high <= most)
    }

    /// Whether it holds the number.
    #[cfg(test)]
    pub fn holds(self, number: Ratio) -> bool {
        self.low.is_none_or(|low| low <= number) && self.high.is_none_or(|high| number <= high)
    }

    /// What is in both.
    pub fn meet(self, other: Self) -> Self {
        Self { low: self.low.max(other.low), high: least(self.high, other.high) }
    }

    /// All that is in either, and what lies between.
    pub fn join(self, other: Self) -> Self {
        Self {
            low: self.low.zip(other.low).map(|(a, b)| a.min(b)),
            high: most(self.high, other.high),
        }
    }

    /// Sums.
    pub fn plus(self, other: Self) -> Self {
        let add = |a: Option<Ratio>, b: Option<Ratio>| a?.checked_add(b?);
        Self { low: add(self.low, other.low), high: add(self.high, other.high) }
    }

    /// With the sign turned.
    pub fn negated(self) -> Self {
        let turn = |it: Option<Ratio>| Ratio::ZERO.checked_sub(it?);
        Self { low: turn(self.high), high: turn(self.low) }
    }

    /// Products.
    pub fn times(self, other: Self) -> Self {
        let ends = |it: Self| [End::low(it.low), End::high(it.high)];
        let mut found: Option<(End, End)> = None;
        for a in ends(self) {
            for b in ends(other) {
                let (least, most) = a.times(b);
                let so_far = found.unwrap_or((least, most));
                found = Some((so_far.0.min(least), so_far.1.max(most)));
            }
        }
        let (low, high) = found.unwrap_or((End::Below, End::Above));
        Self { low: low.number(), high: high.number() }
    }

    /// Quotients; any number if the divisor may be zero.
    pub fn over(self, other: Self) -> Self {
        let positive = other.low.is_some_and(|low| low > Ratio::ZERO);
        let negative = other.high.is_some_and(|high| high < Ratio::ZERO);
        if !positive && !negative {
            return Self::ANY;
        }
        let invert = |it: Option<Ratio>| match it {
            Some(it) => Ratio::ONE.checked_div(it),
            None => Some(Ratio::ZERO),
        };
        self.times(Self { low: invert(other.high), high: invert(other.low) })
    }

    /// The smaller of one of each.
    pub fn smaller(self, other: Self) -> Self {
        let low = self.low.zip(other.low).map(|(a, b)| a.min(b));
        Self { low, high: least(self.high, other.high) }
    }

    /// The larger of one of each.
    pub fn larger(self, other: Self) -> Self {
        Self { low: self.low.max(other.low), high: most(self.high, other.high) }
    }

    /// Square roots, rounded down to whole numbers; of what is below zero there is none.
    pub fn root(self) -> Self {
        let whole = |it: Ratio| {
            let floor = it.apply(1, Rounding::Floor)?;
            floor.max(0).checked_isqrt().map(Ratio::from_integer)
        };
        let low = self.low.and_then(whole).unwrap_or(Ratio::ZERO);
        Self { low: Some(low), high: self.high.and_then(whole) }
    }

    /// Made whole as an amount is.
    pub fn narrowed(self, narrowing: Narrowing) -> Self {
        let whole = |it: Ratio| match narrowing {
            Narrowing::To(rounding, multiple) => {
                let times = it.checked_div(Ratio::from_integer(multiple))?.apply(1, rounding)?;
                times.checked_mul(multiple).map(Ratio::from_integer)
            }
            Narrowing::Fair => it.apply(1, Rounding::Floor).map(Ratio::from_integer),
        };
        // What is carried may lift a fair amount to the next whole number.
        let above = |it: Ratio| match narrowing {
            Narrowing::To(..) => whole(it),
            Narrowing::Fair => whole(it)?.checked_add(Ratio::ONE),
        };
        Self { low: self.low.and_then(whole), high: self.high.and_then(above) }
    }
}

fn least(a: Option<Ratio>, b: Option<Ratio>) -> Option<Ratio> {
    a.zip(b).map(|(a, b)| a.min(b)).or(a).or(b)
}

fn most(a: Option<Ratio>, b: Option<Ratio>) -> Option<Ratio> {
    a.zip(b).map(|(a, b)| a.max(b))
}

/// An end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Below,
    At(Ratio),
    Above,
}

impl End {
    fn low(bound: Option<Ratio>) -> Self {
        bound.map_or(Self::Below, Self::At)
    }

    fn high(bound: Option<Ratio>) -> Self {
        bound.map_or(Self::Above, Self::At)
    }

    fn sign(self) -> i8 {
        match self {
            Self::Below => -1,
            Self::Above => 1,
            Self::At(it) => i8::from(it > Ratio::ZERO) - i8::from(it < Ratio::ZERO),
        }
    }

    /// The product, between two ends if it is beyond 128 bits.
    /// Nothing times endless is nothing, as no number in an interval is endless.
    fn times(self, other: Self) -> (Self, Self) {
        let zero = Self::At(Ratio::ZERO);
        let sign = self.sign() * other.sign();
        if let (Self::At(a), Self::At(b)) = (self, other) {
            return match (a.checked_mul(b), sign) {
                (Some(product), _) => (Self::At(product), Self::At(product)),
                (None, 1) => (zero, Self::Above),
                (None, _) => (Self::Below, zero),
            };
        }
        match sign {
            0 => (zero, zero),
            1 => (Self::Above, Self::Above),
            _ => (Self::Below, Self::Below),
        }
    }

    fn number(self) -> Option<Ratio> {
        match self {
            Self::At(it) => Some(it),
            Self::Below | Self::Above => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number() -> impl Strategy<Value = Ratio> {
        (-40_i128..40, 1_i128..7).prop_map(|(a, b)| Ratio::new(a, b).unwrap())
    }

    /// An interval and a number in it.
    fn around() -> impl Strategy<Value = (Interval, Ratio)> {
        (number(), number(), number(), 0..4).prop_map(|(a, b, c, open)| {
            let mut sorted = [a, b, c];
            sorted.sort();
            let low = Some(sorted[0]).filter(|_| open & 1 == 0);
            let high = Some(sorted[2]).filter(|_| open & 2 == 0);
            (Interval { low, high }, sorted[1])
        })
    }

    proptest! {
        #[test]
        fn results_are_always_inside((a, x) in around(), (b, y) in around()) {
            prop_assert!(a.plus(b).holds(x.checked_add(y).unwrap()));
            prop_assert!(a.plus(b.negated()).holds(x.checked_sub(y).unwrap()));
            prop_assert!(a.times(b).holds(x.checked_mul(y).unwrap()));
            prop_assert!(a.smaller(b).holds(x.min(y)));
            prop_assert!(a.larger(b).holds(x.max(y)));
            prop_assert!(a.join(b).holds(x) && a.join(b).holds(y));
            prop_assert!(!a.meet(b).holds(x) || b.holds(x));
            if let Some(quotient) = x.checked_div(y) {
                prop_assert!(a.over(b).holds(quotient));
            }
            if !x.is_negative() {
                let root = x.apply(1, Rounding::Floor).unwrap().isqrt();
                prop_assert!(a.root().holds(Ratio::from_integer(root)));
            }
            for rounding in [Rounding::Down, Rounding::Up, Rounding::HalfEven] {
                let whole = x.apply(1, rounding).unwrap();
                let narrowed = a.narrowed(Narrowing::To(rounding, 1));
                prop_assert!(narrowed.holds(Ratio::from_integer(whole)));
            }
        }

        #[test]
        fn bounds_are_as_close_as_they_can_be((a, x) in around(), (b, y) in around()) {
            let corners = |i: Interval, x| [i.low.unwrap_or(x), i.high.unwrap_or(x)];
            let (xs, ys) = (corners(a, x), corners(b, y));
            let (a, b) = (Interval { low: Some(xs[0].min(x)), high: Some(xs[1].max(x)) }, Interval { low: Some(ys[0].min(y)), high: Some(ys[1].max(y)) });
            let products: Vec<Ratio> =
                xs.iter().flat_map(|x| ys.iter().map(|y| x.checked_mul(*y).unwrap())).collect();
            prop_assert_eq!(a.times(b).low, products.iter().min().copied());
            prop_assert_eq!(a.times(b).high, products.iter().max().copied());
        }
    }
}
