//! Money that fades: amounts that shrink by themselves, without anybody being debited.
//!
//! An account holds *base parts*, which nothing but a payment ever changes. What it shows is
//! its base times the [`Factor`] of the day, so that looking often or seldom makes no
//! difference and the bases of a unit sum to zero for ever. A debit per touch does not have
//! this property: 10.00 at 7 % a year, rounded down each day, is 6.35 after a year and not
//! 9.30; rounded to the nearest, it is 10.00 still.
//!
//! ```
//! use quantity::{Factor, Ratio};
//!
//! // 7 % each year, applied each day; 10.00 to begin with.
//! let day = Factor::root(Ratio::new(93, 100).unwrap(), 365).unwrap();
//! let base = Factor::ONE.base(1_000).unwrap();
//! assert_eq!(day.power(365).nominal(base), 930);
//! assert_eq!(day.power(730).nominal(base), 864);
//! ```

use crate::decimal::format_trimmed;
use crate::ratio::Ratio;
use ethnum::U256;

/// How many decimal digits a base carries below a minor unit.
pub const BASE_DIGITS: u32 = 9;

/// How many base parts are one minor unit while nothing has faded.
pub const BASE_PARTS: i128 = 10_i128.pow(BASE_DIGITS);

/// What may be missing to a minor unit for it to count as there: a thousandth.
const FORGIVEN: u128 = BASE_PARTS.unsigned_abs() / 1_000;

/// The bits after the point of a factor.
const FRACTION_BITS: u32 = 254;

/// What is left of one after some time: a fraction from 0 to 1 with 254 binary digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Factor(U256);

impl Factor {
    /// Nothing has faded yet.
    pub const ONE: Factor = Factor(U256::from_words(1 << (FRACTION_BITS - 128), 0));

    /// Gives the factor of one step if `kept` is what so many steps leave.
    ///
    /// 6 % each year applied each day is `root(94/100, 365)`; 2 % each 28 days applied each
    /// minute is `root(98/100, 40_320)`; 2 % each quarter at its end is `root(98/100, 1)`. It
    /// is the largest factor whose [power](Factor::power) is not above `kept`: less than 2⁻²⁵⁴
    /// below the true root, or less than 2⁻²⁵⁴ ÷ `kept` above it. `None` if `kept` is not
    /// above zero and at most one, or if there are no steps.
    pub fn root(kept: Ratio, steps: u64) -> Option<Factor> {
        if kept <= Ratio::ZERO || kept > Ratio::ONE || steps == 0 {
            return None;
        }
        let kept = Factor::floor(kept);
        if kept == Factor::ONE {
            return Some(kept);
        }
        let grown = |root: U256, bit| root | (U256::ONE << bit);
        let is_within = |root: U256| Factor(root).power(steps) <= kept;
        let root = (0..FRACTION_BITS).rev().fold(U256::ZERO, |root, bit| {
            if is_within(grown(root, bit)) { grown(root, bit) } else { root }
        });
        Some(Factor(root))
    }

    /// Gives what so many steps leave, in about 2 log₂ steps multiplications.
    ///
    /// Never above the true power, and below it by less than 2 × steps × 2⁻²⁵⁴: a product
    /// has the errors of both its factors, neither of which is above one, and is itself cut
    /// by less than one unit of the last place. For a century of minutes that is 2⁻²²⁶.
    /// Zero once less than 2⁻²⁵⁴ is left.
    #[must_use]
    pub fn power(self, steps: u64) -> Factor {
        let (mut power, mut square, mut left) = (Factor::ONE, self, steps);
        while left > 0 {
            if left & 1 == 1 {
                power = power.times(square);
            }
            square = square.times(square);
            left >>= 1;
        }
        power
    }

    /// Gives what base parts are worth now, in whole minor units; a debt is the mirror of a balance.
    ///
    /// The rest below a minor unit is not shown, unless it is a whole one but for a thousandth:
    /// else a payment of 5.00 out of 10.00 received would leave 4.99 whenever both bases were
    /// rounded. So an account that pays all it shows may be a thousandth of a minor unit
    /// short, and shows 0.00; it cannot pay again before that is made up for.
    pub fn nominal(self, base: i128) -> i128 {
        let units = (self.worth(base.unsigned_abs()) + FORGIVEN) / BASE_PARTS.unsigned_abs();
        // At most 2¹²⁷ ÷ 10⁹.
        base.signum() * i128::try_from(units).unwrap_or_default()
    }

    /// Gives what is left of so many parts, whole ones only; what is below zero is the mirror of what is above.
    #[must_use]
    pub fn of(self, parts: i128) -> i128 {
        // No more than there was.
        parts.signum() * i128::try_from(self.worth(parts.unsigned_abs())).unwrap_or_default()
    }

    /// Gives the fewest base parts that are worth at least so many minor units now; a debt is
    /// the mirror of a balance.
    ///
    /// `nominal(base(n)) == n`. Moving `base(n)` from one account to another moves at most one
    /// base part more than `n` is worth, so that a thousandth of a minor unit holds the rounding
    /// of at least a million payments. `None` if it does not fit, as when nothing is left of the unit:
    /// with two decimals and a factor of 10⁻³ an account holds up to 10²⁴.
    pub fn base(self, nominal: i128) -> Option<i128> {
        let worth = nominal.checked_mul(BASE_PARTS)?.unsigned_abs();
        if worth == 0 {
            return Some(0);
        }
        let zeros = self.0.leading_zeros();
        let shift = zeros + FRACTION_BITS - 128;
        let dividend = U256::from(worth);
        if dividend.leading_zeros() < shift {
            return None;
        }
        // The leading 128 bits of the factor make the quotient too small by less than one, and so
        // does cutting it: the base is one or two more.
        let above = ((self.0 << zeros) >> 128) + 1_u128;
        let cut = u128::try_from((dividend << shift) / above).ok()?;
        let one_more = cut.checked_add(1)?;
        let base = one_more.checked_add(u128::from(self.worth(one_more) < worth))?;
        let base = i128::try_from(base).ok()?;
        Some(nominal.signum() * base)
    }

    /// Says what is lost, in percent to the nearest of at most so many decimals: `7.763`. At most 13 are given.
    pub fn lost_percent(self, decimals: u8) -> String {
        let shown = decimals.min(13);
        let scale = 10_u128.pow(2 + u32::from(shown));
        let lost = (Factor::ONE.0 - self.0) >> 127;
        let rounded =
            (lost * scale + (U256::ONE << (FRACTION_BITS - 128))) >> (FRACTION_BITS - 127);
        format_trimmed(i128::try_from(rounded).unwrap_or_default(), shown)
    }

    /// The largest factor that is not above a ratio between zero and one.
    fn floor(ratio: Ratio) -> Factor {
        let half = FRACTION_BITS / 2;
        let above = U256::from(ratio.numerator().unsigned_abs()) << half;
        let below = U256::from(ratio.denominator().unsigned_abs());
        let rest = (above % below) << half;
        Factor(((above / below) << half) | (rest / below))
    }

    /// `⌊parts × factor⌋`.
    fn worth(self, parts: u128) -> u128 {
        // Both have a bit to spare, and together they make up for the two bits of the shift.
        high(U256::from(parts) << 1, self.0 << 1).as_u128()
    }

    /// Gives what is left after both, cut to the last place.
    #[must_use]
    pub fn times(self, other: Factor) -> Factor {
        Factor(high(self.0 << 1, other.0 << 1))
    }
}

/// The upper 256 of the 512 bits of a product.
fn high(a: U256, b: U256) -> U256 {
    let ((a_high, a_low), (b_high, b_low)) = (a.into_words(), b.into_words());
    let (_, carry) = a_low.carrying_mul(b_low, 0);
    let (middle, upper) = a_high.carrying_mul(b_low, carry);
    let (_, more) = a_low.carrying_mul(b_high, middle);
    let (low, high) = a_high.carrying_mul_add(b_high, upper, more);
    U256::from_words(high, low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rounding::{Rounding, mul_div};
    use num_bigint::BigInt;
    use num_rational::BigRational;
    use proptest::prelude::*;

    const CENTURY: u64 = 100;

    fn ratio(text: &str) -> Ratio {
        Ratio::parse(text).unwrap()
    }

    fn big(ratio: Ratio) -> BigRational {
        BigRational::new(ratio.numerator().into(), ratio.denominator().into())
    }

    fn digits(number: U256) -> BigInt {
        let (high, low) = number.into_words();
        (BigInt::from(high) << 128) + low
    }

    fn exact(factor: Factor) -> BigRational {
        BigRational::new(digits(factor.0), BigInt::from(1) << FRACTION_BITS)
    }

    /// 2 to the power of minus so much.
    fn tiny(bits: u32) -> BigRational {
        BigRational::new(1.into(), BigInt::from(1) << bits)
    }

    fn years(factor: Factor, steps_per_year: u64) -> (BigRational, BigRational) {
        let once = exact(factor.power(steps_per_year));
        (once, exact(factor.power(CENTURY * steps_per_year)))
    }

    #[test]
    fn two_percent_a_quarter_is_not_eight_percent_a_year() {
        let quarter = Factor::root(ratio("98%"), 1).unwrap();
        assert_eq!(quarter.power(4).nominal(100_000 * BASE_PARTS), 92_236);
        assert_eq!(quarter.power(4).lost_percent(3), "7.763");
        assert_eq!(quarter.power(4).lost_percent(9), "7.763184");
        assert_eq!(quarter.lost_percent(4), "2");
    }

    #[test]
    fn sarafu_loses_its_two_percent_in_28_days() {
        let minute = Factor::root(ratio("98%"), 40_320).unwrap();
        let base = Factor::ONE.base(1_000_000_000).unwrap();
        assert_eq!(minute.power(40_320).nominal(base), 980_000_000);
        assert_eq!(minute.power(2 * 40_320).nominal(base), 960_400_000);
        assert_eq!(minute.power(40_320).lost_percent(2), "2");
        assert_eq!(minute.power(30 * 24 * 60).lost_percent(2), "2.14");
    }

    /// Ten accounts of 1,000; each month what all have lost goes to the two that trade.
    #[test]
    fn what_fades_may_come_back_to_those_who_trade() {
        let minute = Factor::root(ratio("98%"), 40_320).unwrap();
        let mut bases = [Factor::ONE.base(100_000).unwrap(); 10];
        let mut shown = Vec::new();
        for month in 1..=2 {
            let (before, now) = (minute.power((month - 1) * 40_320), minute.power(month * 40_320));
            let supply =
                |factor: Factor| -> i128 { bases.iter().map(|&base| factor.nominal(base)).sum() };
            let lost = supply(before) - supply(now);
            assert_eq!(lost, 20_000);
            for (base, amount) in bases.iter_mut().zip(crate::split(lost, &[1, 1]).unwrap()) {
                *base += now.base(amount).unwrap();
            }
            shown.push([now.nominal(bases[0]), now.nominal(bases[9])]);
        }
        assert_eq!(shown, [[108_000, 98_000], [115_840, 96_040]]);
    }

    #[test]
    fn circles_constants_are_computed() {
        let kept = Ratio::new(93_i128.pow(4), 10_i128.pow(8)).unwrap();
        let day = Factor::root(kept, 1_461).unwrap();
        let contract = (exact(day) / tiny(64)).round().to_integer();
        assert_eq!(contract, 18_443_079_296_116_538_654_i128.into());
        let ceiling = BigRational::from_integer(240.into()) / (tiny(0) - exact(day));
        assert_eq!(ceiling.round().to_integer(), 1_208_046.into());
    }

    #[test]
    fn looking_does_not_wear_an_account() {
        let day = Factor::root(ratio("93%"), 365).unwrap();
        let base = Factor::ONE.base(1_000).unwrap();
        assert_eq!(day.power(365).nominal(base), 930);
        let rate = ratio("0.99980119");
        let touched = |rounding| {
            (0..365).fold(1_000, |left, _| {
                mul_div(left, rate.numerator(), rate.denominator(), rounding).unwrap()
            })
        };
        assert_eq!(touched(Rounding::HalfEven), 1_000);
        assert_eq!(touched(Rounding::Down), 635);
    }

    #[test]
    fn a_century_of_steps_stays_exact() {
        for (kept, steps) in [("93%", 365), ("94%", 8_760), ("98%", 525_600)] {
            let step = Factor::root(ratio(kept), steps).unwrap();
            let (year, century) = years(step, steps);
            let true_year = big(ratio(kept));
            let true_century = true_year.pow(100);
            assert!(year <= true_year && century <= true_century);
            assert!((&true_year - &year) / &true_year < tiny(230), "{kept}");
            assert!((&true_century - &century) / &true_century < tiny(220), "{kept}");
        }
    }

    #[test]
    fn what_is_no_fraction_has_no_root() {
        for (kept, steps) in [("0", 1), ("-1/2", 3), ("1.01", 3), ("1/2", 0)] {
            assert_eq!(Factor::root(ratio(kept), steps), None, "{kept} {steps}");
        }
        assert_eq!(Factor::root(Ratio::ONE, 7), Some(Factor::ONE));
        assert_eq!(Factor::root(ratio("1/4"), 2), Factor::root(ratio("1/2"), 1));
    }

    #[test]
    fn the_ends_of_the_range_hold() {
        let half = Factor::root(ratio("1/2"), 1).unwrap();
        let nothing = half.power(u64::MAX);
        assert_eq!((nothing.nominal(i128::MAX), nothing.base(0)), (0, Some(0)));
        assert_eq!(nothing.base(1), None);
        assert_eq!(nothing.lost_percent(2), "100");
        let whole = i128::MAX / BASE_PARTS;
        assert_eq!(Factor::ONE.nominal(i128::MIN), -whole);
        assert_eq!(Factor::ONE.nominal(i128::MAX), whole);
        assert_eq!(Factor::ONE.base(whole), Some(whole * BASE_PARTS));
        assert_eq!(Factor::ONE.base(whole + 1), None);
        assert_eq!(half.base(whole), None);
        assert_eq!(half.power(90).base(-3), (-3 * BASE_PARTS).checked_mul(1 << 90));
    }

    fn factor() -> impl Strategy<Value = Factor> {
        let kept = (1..=1_000_000_i128).prop_map(|parts| Ratio::new(parts, 1_000_000).unwrap());
        (kept, 1..50_u64).prop_map(|(kept, steps)| Factor::root(kept, steps).unwrap())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_upper_half_of_a_product_is_exact(a: [u128; 2], b: [u128; 2], shift in 0_u32..256) {
            let (a, b) = (U256::from_words(a[0], a[1]), U256::from_words(b[0], b[1]) >> shift);
            prop_assert_eq!(digits(high(a, b)), (digits(a) * digits(b)) >> 256);
        }

        #[test]
        fn a_root_is_the_largest_that_fits(parts in 1..1_000_000_i128, steps in 1..60_u64) {
            let kept = Ratio::new(parts, 1_000_000).unwrap();
            let root = Factor::root(kept, steps).unwrap();
            let power = |root| exact(root).pow(i32::try_from(steps).unwrap());
            prop_assert!(power(root) < big(kept) + tiny(FRACTION_BITS) * BigInt::from(steps));
            prop_assert!(power(Factor(root.0 + 1_u128)) > big(kept));
        }

        #[test]
        fn a_power_is_short_by_less_than_its_bound(factor in factor(), steps in 1..90_u64) {
            let short = exact(factor).pow(i32::try_from(steps).unwrap()) - exact(factor.power(steps));
            prop_assert!(short >= tiny(0) - tiny(0));
            prop_assert!(short < tiny(FRACTION_BITS) * BigInt::from(2 * steps));
        }

        #[test]
        fn a_nominal_is_the_exact_one(factor in factor(), base: i128, shift in 0_u32..127) {
            let base = base >> shift;
            let parts = (exact(factor) * BigInt::from(base.unsigned_abs())).floor();
            let units = ((parts + BigInt::from(FORGIVEN)) / BigInt::from(BASE_PARTS)).floor();
            let expected = units.to_integer() * BigInt::from(base.signum());
            prop_assert_eq!(BigInt::from(factor.nominal(base)), expected);
        }

        #[test]
        fn what_is_left_is_exact(factor in factor(), parts: i128, shift in 0_u32..127) {
            let parts = (parts >> shift).max(-i128::MAX);
            let left = (exact(factor) * BigInt::from(parts)).trunc().to_integer();
            prop_assert_eq!(BigInt::from(factor.of(parts)), left);
        }

        #[test]
        fn a_base_is_the_smallest_worth_it(
            factor in factor(),
            near: i128,
            shift in prop_oneof![Just(0), 0_u32..127],
            more in -3..4_i128,
        ) {
            let nominal = factor.nominal(near >> shift) + more;
            let worth = BigRational::from_integer(BigInt::from(nominal.unsigned_abs()) * BASE_PARTS);
            let fewest = (worth / exact(factor)).ceil().to_integer() * BigInt::from(nominal.signum());
            let base = factor.base(nominal);
            prop_assert_eq!(base, i128::try_from(fewest).ok());
            if let Some(base) = base {
                prop_assert_eq!(factor.nominal(base), nominal);
            }
        }

        /// What comes in and goes out on one day adds up as if there were no bases.
        #[test]
        fn a_day_of_payments_adds_up(
            factor in factor(),
            payments in prop::collection::vec((any::<bool>(), 1..1_000_000_i128), 1..50),
        ) {
            let (mut base, mut shown) = (0, 0);
            for (comes_in, amount) in payments {
                let signed = if comes_in { amount } else { -amount };
                base += factor.base(signed).unwrap();
                shown += signed;
                prop_assert_eq!(factor.nominal(base), shown);
            }
        }
    }
}
