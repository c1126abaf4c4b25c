//! Decimal numbers in and out of text, digit for digit.

use thiserror::Error;

/// Why a text is not taken as a number. Checked in this order; the first failure is told.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NumberRefused {
    /// There is nothing to read.
    #[error("number_missing: a number is expected here and there is none; write one, as `12.50`")]
    Missing,
    /// A comma, underscore, space or apostrophe stands between digits.
    #[error(
        "number_grouped: `{text}` has `{separator}` between its digits; write it without, \
         and with a point before the decimals, as `1000.50`"
    )]
    Grouped {
        /// The number as it was written.
        text: String,
        /// The character to leave out.
        separator: char,
    },
    /// Something that is neither a digit, a sign in front nor one point.
    #[error("number_unreadable: `{text}` is not a decimal number; write digits, as `-12.50`")]
    Unreadable {
        /// The number as it was written.
        text: String,
    },
    /// More decimals than the unit has.
    #[error("number_too_fine: `{text}` has more than {decimals} decimals; round it first")]
    TooFine {
        /// The number as it was written.
        text: String,
        /// The decimals that would have been exact.
        decimals: u8,
    },
    /// More than an amount can hold.
    #[error("number_too_large: `{text}` is beyond what an amount can hold (38 digits)")]
    TooLarge {
        /// The number as it was written.
        text: String,
    },
}

/// The digits of a number on either side of its point, checked to be digits.
struct Digits<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
}

/// Reads a decimal number as minor units, exactly or not at all.
///
/// `"12.5"` with two decimals is `1250`. Digits after the point beyond `decimals` are
/// refused unless they are zeros; so are exponents and separators between thousands.
pub fn parse_decimal(text: &str, decimals: u8) -> Result<i128, NumberRefused> {
    let digits = read_digits(text)?;
    let fraction = digits.fraction.trim_end_matches('0');
    if fraction.len() > usize::from(decimals) {
        return Err(NumberRefused::TooFine { text: shorten(text), decimals });
    }
    gather(&digits, fraction, decimals)
        .ok_or_else(|| NumberRefused::TooLarge { text: shorten(text) })
}

/// Reads a decimal number of any precision as `(mantissa, decimals)`, exactly.
///
/// Zeros at the end of the fraction are left out: `"3.50"` is `(35, 1)` and `"3.00"` is `(3, 0)`.
pub fn parse_any_decimal(text: &str) -> Result<(i128, u8), NumberRefused> {
    let digits = read_digits(text)?;
    let fraction = digits.fraction.trim_end_matches('0');
    let decimals = u8::try_from(fraction.len())
        .map_err(|_| NumberRefused::TooFine { text: shorten(text), decimals: u8::MAX })?;
    let mantissa = gather(&digits, fraction, decimals)
        .ok_or_else(|| NumberRefused::TooLarge { text: shorten(text) })?;
    Ok((mantissa, decimals))
}

/// Writes minor units with all their decimals: `75000` with two is `750.00`.
pub fn format_decimal(minor: i128, decimals: u8) -> String {
    let places = usize::from(decimals);
    let digits = format!("{:0>width$}", minor.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let sign = if minor < 0 { "-" } else { "" };
    let point = if places == 0 { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

/// Writes minor units without zeros at the end of the fraction: `350` with two decimals is `3.5`.
pub fn format_trimmed(minor: i128, decimals: u8) -> String {
    let full = format_decimal(minor, decimals);
    if !full.contains('.') {
        return full;
    }
    full.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn read_digits(text: &str) -> Result<Digits<'_>, NumberRefused> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(NumberRefused::Missing);
    }
    let negative = trimmed.starts_with('-');
    let unsigned = trimmed.strip_prefix(['-', '+']).unwrap_or(trimmed);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits(whole) && is_digits(fraction) && !(whole.is_empty() && fraction.is_empty()) {
        return Ok(Digits { negative, whole, fraction });
    }
    Err(match separator(unsigned) {
        Some(separator) => NumberRefused::Grouped { text: shorten(text), separator },
        None => NumberRefused::Unreadable { text: shorten(text) },
    })
}

/// The grouping character of a text that would be a number without it.
fn separator(unsigned: &str) -> Option<char> {
    let groups = |c: char| matches!(c, ',' | '_' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}');
    let found = unsigned.chars().find(|&c| groups(c))?;
    unsigned.chars().all(|c| c.is_ascii_digit() || c == '.' || groups(c)).then_some(found)
}

fn gather(digits: &Digits<'_>, fraction: &str, decimals: u8) -> Option<i128> {
    let zeros = usize::from(decimals).checked_sub(fraction.len())?;
    let all = digits.whole.bytes().chain(fraction.bytes());
    let magnitude =
        all.chain(std::iter::repeat_n(b'0', zeros)).try_fold(0_i128, |sum, digit| {
            // Gathered below zero, where the range is one larger.
            sum.checked_mul(10)?.checked_sub(i128::from(digit - b'0'))
        })?;
    if digits.negative { Some(magnitude) } else { magnitude.checked_neg() }
}

/// A refusal quotes what it refuses, but not a megabyte of it.
fn shorten(text: &str) -> String {
    const SHOWN: usize = 40;
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    text.chars().take(SHOWN).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(refused: &NumberRefused) -> String {
        let sentence = refused.to_string();
        sentence.split(':').next().unwrap().to_owned()
    }

    #[test]
    fn amounts_are_read_to_the_last_digit() {
        let cases = [
            ("1000.00", 2, 100_000),
            ("-3", 2, -300),
            ("+3", 0, 3),
            (".5", 2, 50),
            ("5.", 1, 50),
            ("0.10000", 1, 1),
            (" 7 ", 0, 7),
            ("-0", 3, 0),
            ("00012", 0, 12),
            ("170141183460469231731687303715884105727", 0, i128::MAX),
            ("-1701411834604692317316873037158841057.28", 2, i128::MIN),
            ("0", 255, 0),
        ];
        for (text, decimals, minor) in cases {
            assert_eq!(parse_decimal(text, decimals), Ok(minor), "{text}");
        }
    }

    #[test]
    fn what_is_not_exact_is_refused_by_name() {
        let cases = [
            ("", 2, "number_missing"),
            ("  ", 2, "number_missing"),
            ("1_000", 2, "number_grouped"),
            ("1,000.00", 2, "number_grouped"),
            ("1,5", 2, "number_grouped"),
            ("1 000", 2, "number_grouped"),
            ("1e3", 2, "number_unreadable"),
            ("-", 2, "number_unreadable"),
            (".", 2, "number_unreadable"),
            ("--1", 2, "number_unreadable"),
            ("1.2.3", 2, "number_unreadable"),
            ("١", 2, "number_unreadable"),
            ("0x10", 2, "number_unreadable"),
            ("NaN", 2, "number_unreadable"),
            ("1.005", 2, "number_too_fine"),
            ("1.1", 0, "number_too_fine"),
            ("170141183460469231731687303715884105728", 0, "number_too_large"),
            ("1", 39, "number_too_large"),
        ];
        for (text, decimals, refusal) in cases {
            let refused = parse_decimal(text, decimals).unwrap_err();
            assert_eq!(name(&refused), refusal, "{text}");
        }
    }

    #[test]
    fn a_long_text_is_quoted_in_short() {
        let refused = parse_decimal(&"x".repeat(1_000_000), 2).unwrap_err();
        assert!(refused.to_string().len() < 200);
    }

    #[test]
    fn any_precision_is_kept_and_zeros_trimmed() {
        assert_eq!(parse_any_decimal("3.50"), Ok((35, 1)));
        assert_eq!(parse_any_decimal("3.00"), Ok((3, 0)));
        assert_eq!(parse_any_decimal("300"), Ok((300, 0)));
        assert_eq!(parse_any_decimal("-.125"), Ok((-125, 3)));
        let fine = format!("0.{}1", "0".repeat(300));
        assert_eq!(name(&parse_any_decimal(&fine).unwrap_err()), "number_too_fine");
        assert_eq!(name(&parse_any_decimal("1e5").unwrap_err()), "number_unreadable");
    }

    #[test]
    fn amounts_are_written_with_their_decimals() {
        assert_eq!(format_decimal(75_000, 2), "750.00");
        assert_eq!(format_decimal(-5, 2), "-0.05");
        assert_eq!(format_decimal(0, 0), "0");
        assert_eq!(format_decimal(7, 3), "0.007");
        assert_eq!(format_trimmed(350, 2), "3.5");
        assert_eq!(format_trimmed(300, 2), "3");
        assert_eq!(format_trimmed(300, 0), "300");
        assert_eq!(format_trimmed(-1, 2), "-0.01");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(minor: i128, decimals: u8) {
            prop_assert_eq!(parse_decimal(&format_decimal(minor, decimals), decimals), Ok(minor));
            let (mantissa, places) = parse_any_decimal(&format_trimmed(minor, decimals)).unwrap();
            prop_assert_eq!(format_trimmed(mantissa, places), format_trimmed(minor, decimals));
        }
    }
}
