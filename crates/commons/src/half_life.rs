//! Half-lives: what time leaves of the worth of what was given.
//!
//! `halves each 2 year` lets a worth count × (1/2)^(age ÷ half-life). The age is counted in
//! whole civil days, and the half-life in days too: a year is 365 of them, a month a twelfth of a
//! year, a quarter three months. So all that was given on one day fades alike, and what is as
//! old as the half-life counts exactly half.

use charter::civil::{Period, Span};
use quantity::{Factor, Ratio, format_trimmed};

/// The minutes of a day: in minutes every half-life is a whole number.
const DAY: u64 = 24 * 60;

/// In which time a worth comes to count half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HalfLife {
    minutes: u64,
    /// What a minute leaves.
    minute: Factor,
}

/// What a time leaves of a worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    halvings: u64,
    factor: Factor,
}

impl HalfLife {
    /// The half-life of so many periods; `None` if they are none.
    #[must_use]
    pub fn of(span: Span) -> Option<Self> {
        let minutes = u64::from(span.count) * minutes(span.period);
        let half = Ratio::new(1, 2)?;
        Some(Self { minutes, minute: Factor::root(half, minutes)? })
    }

    /// What so many days leave.
    ///
    /// After whole half-lives it is exact; in between below the true part of a half by less than
    /// 2⁻²²⁰ of it, for half-lives of up to a thousand years.
    #[must_use]
    pub fn after(&self, days: u64) -> Left {
        let age = days.saturating_mul(DAY);
        let rest = age.checked_rem(self.minutes).unwrap_or_default();
        Left {
            halvings: age.checked_div(self.minutes).unwrap_or_default(),
            factor: self.minute.power(rest),
        }
    }
}

impl Left {
    /// What is left of a worth that is not below zero, rounded down.
    #[must_use]
    pub fn of(self, worth: i128) -> i128 {
        let halvings = u32::try_from(self.halvings).unwrap_or(u32::MAX);
        self.factor.of(worth).checked_shr(halvings).unwrap_or_default()
    }

    /// What is left in percent, with at most four decimals, rounded down: `70.7106%`.
    #[must_use]
    pub fn percent(self) -> String {
        format!("{}%", format_trimmed(self.of(1_000_000), 4))
    }
}

const fn minutes(period: Period) -> u64 {
    match period {
        Period::Minute => 1,
        Period::Hour => 60,
        Period::Day => DAY,
        Period::Week => 7 * DAY,
        Period::Month => 365 * DAY / 12,
        Period::Quarter => 365 * DAY / 4,
        Period::Year => 365 * DAY,
        Period::Days(days) => days as u64 * DAY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigInt;
    use num_rational::BigRational;
    use proptest::prelude::*;

    fn half_life(count: u32, period: Period) -> HalfLife {
        HalfLife::of(Span { count, period }).unwrap()
    }

    #[test]
    fn a_half_life_leaves_half() {
        let all = [
            (2, Period::Year, 730),
            (1, Period::Quarter, 0),
            (12, Period::Month, 365),
            (3, Period::Week, 21),
            (5, Period::Day, 5),
            (48, Period::Hour, 2),
            (1440, Period::Minute, 1),
        ];
        for (count, period, days) in all {
            let half_life = half_life(count, period);
            assert_eq!(half_life.after(0).of(1_001), 1_001);
            if days > 0 {
                assert_eq!(half_life.after(days).of(1_001), 500, "{count} {period:?}");
                assert_eq!(half_life.after(3 * days).of(1_001), 125, "{count} {period:?}");
                assert_eq!(half_life.after(200 * days).of(i128::MAX), 0, "{count} {period:?}");
            }
        }
        assert_eq!(half_life(1, Period::Year).after(u64::MAX).of(i128::MAX), 0);
        assert_eq!(HalfLife::of(Span { count: 0, period: Period::Year }), None);
    }

    #[test]
    fn half_of_the_time_leaves_the_root_of_a_half() {
        assert_eq!(half_life(2, Period::Year).after(365).percent(), "70.7106%");
        assert_eq!(half_life(1, Period::Year).after(365).percent(), "50%");
        assert_eq!(half_life(1, Period::Year).after(730).percent(), "25%");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// (left ÷ worth)^(half-life) is (1/2)^age, but for the rounding of `left`.
        #[test]
        fn what_is_left_is_the_power_of_a_half(life in 1_u32..40, age in 0_u32..200, worth in 1_i128..1_000_000_000_000) {
            let left = half_life(life, Period::Day).after(age.into()).of(worth);
            let power = |of: i128| BigInt::from(of).pow(life);
            let exact = BigRational::new(power(worth), BigInt::from(2).pow(age));
            let at_most = BigRational::from_integer(power(left));
            let more = BigRational::from_integer(power(left + 1));
            // A root is not reached, so a whole result may be told as one less.
            prop_assert!(at_most <= exact && exact <= more, "{left}");
        }
    }
}
