//! Multiplying before dividing, with the rounding named.

use ethnum::U256;

/// Which whole number stands for one between two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// Toward zero: 1.9 is 1 and −1.9 is −1.
    Down,
    /// Toward less: 1.9 is 1 and −1.1 is −2.
    Floor,
    /// Away from zero: 1.1 is 2 and −1.1 is −2.
    Up,
    /// To the nearest; a half goes away from zero: 2.5 is 3 and −2.5 is −3.
    HalfUp,
    /// To the nearest; a half goes to the even one: 2.5 is 2 and 3.5 is 4.
    HalfEven,
}

/// Gives `a × b ÷ c`, rounded once, as if the product had no limit.
///
/// `None` if `c` is zero or the result is beyond an `i128`.
pub fn mul_div(a: i128, b: i128, c: i128, rounding: Rounding) -> Option<i128> {
    if c == 0 {
        return None;
    }
    let (quotient, rest) = divide(a.unsigned_abs(), b.unsigned_abs(), c.unsigned_abs())?;
    let is_negative = ((a < 0) != (b < 0)) != (c < 0);
    // Twice the rest against the divisor, without the doubling.
    let half = rest.cmp(&(c.unsigned_abs() - rest));
    let is_away = match rounding {
        Rounding::Down => false,
        Rounding::Floor => is_negative,
        Rounding::Up => true,
        Rounding::HalfUp => half.is_ge(),
        Rounding::HalfEven => half.is_gt() || (half.is_eq() && quotient % 2 == 1),
    };
    let magnitude = quotient.checked_add(u128::from(rest != 0 && is_away))?;
    if is_negative { 0_i128.checked_sub_unsigned(magnitude) } else { magnitude.try_into().ok() }
}

/// `a × b ÷ c` cut, and what is left; 256 bits only where 128 do not hold the product. `None` if it does
/// not fit; `c` is above zero.
pub(crate) fn divide(a: u128, b: u128, c: u128) -> Option<(u128, u128)> {
    if let (Ok(a), Ok(b), Ok(c)) = (u64::try_from(a), u64::try_from(b), u64::try_from(c))
        && let Some(product) = a.checked_mul(b)
    {
        return Some(((product / c).into(), (product % c).into()));
    }
    if let Some(product) = a.checked_mul(b) {
        return Some((product / c, product % c));
    }
    let (product, divisor) = (U256::from(a) * U256::from(b), U256::from(c));
    let quotient = u128::try_from(product / divisor).ok()?;
    // Less than the divisor.
    Some((quotient, (product % divisor).as_u128()))
}

/// Rounds to a multiple: 52 minutes are 60 in started quarter hours.
///
/// `None` if the multiple is not above zero or the result is beyond an `i128`.
pub fn round_to(amount: i128, multiple: i128, rounding: Rounding) -> Option<i128> {
    if multiple <= 0 {
        return None;
    }
    mul_div(amount, 1, multiple, rounding)?.checked_mul(multiple)
}

/// Gives the square root, rounded down; `None` below zero.
pub fn isqrt(square: i128) -> Option<i128> {
    square.checked_isqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigInt;
    use num_rational::BigRational;
    use proptest::prelude::*;

    fn model(a: i128, b: i128, c: i128, rounding: Rounding) -> BigInt {
        let exact = BigRational::new(BigInt::from(a) * b, BigInt::from(c));
        let below = exact.floor().to_integer();
        let above = exact.ceil().to_integer();
        let half = BigRational::new(1.into(), 2.into());
        let zero = BigRational::from_integer(0.into());
        let to_zero = exact.trunc().to_integer();
        let from_zero = &below + &above - &to_zero;
        let off = &exact - exact.floor();
        match rounding {
            Rounding::Down => to_zero,
            Rounding::Floor => below,
            Rounding::Up => from_zero,
            Rounding::HalfUp | Rounding::HalfEven if off < half => below,
            Rounding::HalfUp | Rounding::HalfEven if off > half => above,
            Rounding::HalfUp if exact < zero => below,
            Rounding::HalfUp => above,
            Rounding::HalfEven if &below % 2 == BigInt::from(0) => below,
            Rounding::HalfEven => above,
        }
    }

    const ALL: [Rounding; 5] =
        [Rounding::Down, Rounding::Floor, Rounding::Up, Rounding::HalfUp, Rounding::HalfEven];

    #[test]
    fn a_product_beyond_128_bits_divides_back() {
        assert_eq!(mul_div(i128::MAX, i128::MAX, i128::MAX, Rounding::Down), Some(i128::MAX));
        assert_eq!(mul_div(i128::MIN, i128::MIN, i128::MIN, Rounding::Up), Some(i128::MIN));
        assert_eq!(mul_div(i128::MIN, -1, 1, Rounding::Down), None);
        assert_eq!(mul_div(1, 1, 0, Rounding::Down), None);
    }

    #[test]
    fn halves_go_where_they_are_named() {
        let halves = |rounding| [5, 7, -5, -7].map(|a| mul_div(a, 1, 2, rounding).unwrap());
        assert_eq!(halves(Rounding::Down), [2, 3, -2, -3]);
        assert_eq!(halves(Rounding::Floor), [2, 3, -3, -4]);
        assert_eq!(halves(Rounding::Up), [3, 4, -3, -4]);
        assert_eq!(halves(Rounding::HalfUp), [3, 4, -3, -4]);
        assert_eq!(halves(Rounding::HalfEven), [2, 4, -2, -4]);
    }

    #[test]
    fn quarter_hours_are_started_or_nearest() {
        let up = [0, 1, 15, 52, 70, -52].map(|minutes| round_to(minutes, 15, Rounding::Up));
        assert_eq!(up, [0, 15, 15, 60, 75, -60].map(Some));
        let near = [52, 53, 70].map(|minutes| round_to(minutes, 15, Rounding::HalfEven));
        assert_eq!(near, [45, 60, 75].map(Some));
        assert_eq!(round_to(1, 0, Rounding::Up), None);
        assert_eq!(round_to(1, -15, Rounding::Up), None);
        assert_eq!(round_to(i128::MAX, 15, Rounding::Up), None);
    }

    #[test]
    fn square_roots_are_cut() {
        assert_eq!([0, 1, 15, 16, 17].map(isqrt), [0, 1, 3, 4, 4].map(Some));
        assert_eq!(isqrt(-1), None);
        let most = isqrt(i128::MAX).unwrap();
        assert!(most * most < i128::MAX && (most + 1).checked_mul(most + 1).is_none());
    }

    proptest! {
        #[test]
        fn small_numbers_round_as_defined(a in -50_i128..50, b in -9_i128..9, c in 1_i128..13, flip: bool) {
            let c = if flip { -c } else { c };
            for rounding in ALL {
                let got = BigInt::from(mul_div(a, b, c, rounding).unwrap());
                prop_assert_eq!(got, model(a, b, c, rounding));
            }
        }

        #[test]
        fn large_numbers_round_as_defined(a: i128, b: i128, c: i128) {
            prop_assume!(c != 0);
            for rounding in ALL {
                let expected = i128::try_from(model(a, b, c, rounding)).ok();
                prop_assert_eq!(mul_div(a, b, c, rounding), expected);
            }
        }
    }
}
