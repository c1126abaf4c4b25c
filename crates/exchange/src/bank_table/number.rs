//! Numbers with a decimal comma or a decimal point, told apart by the numbers themselves.

use crate::bank::read_amount;

/// What stands before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalMark {
    /// As in `1234.50`.
    Point,
    /// As in `1234,50`.
    Comma,
}

/// What a number tells of its decimal mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tells {
    /// It has neither comma nor point, or is no number.
    Nothing,
    /// It may have thousands or decimals: `1,234`.
    Either,
    /// It can be read in one way only.
    Mark(DecimalMark),
}

impl DecimalMark {
    const fn letter(self) -> char {
        match self {
            DecimalMark::Point => '.',
            DecimalMark::Comma => ',',
        }
    }
}

/// What a cell tells of its decimal mark.
///
/// Of two kinds the last is the mark; one that is repeated parts thousands; one that stands
/// once is the mark unless three digits follow and one to three stand before it.
pub(super) fn tells(cell: &str, currency: &str) -> Tells {
    let (_, digits) = sign(cell, currency);
    let (commas, points) = (digits.matches(',').count(), digits.matches('.').count());
    match (commas, points) {
        (0, 0) => Tells::Nothing,
        (0, 1) => single(digits, DecimalMark::Point),
        (1, 0) => single(digits, DecimalMark::Comma),
        (0, _) => Tells::Mark(DecimalMark::Comma),
        (_, 0) => Tells::Mark(DecimalMark::Point),
        _ if digits.rfind(',') > digits.rfind('.') => Tells::Mark(DecimalMark::Comma),
        _ => Tells::Mark(DecimalMark::Point),
    }
}

fn single(digits: &str, mark: DecimalMark) -> Tells {
    let (before, after) = digits.split_once(mark.letter()).unwrap_or_default();
    let thousands = after.len() == 3
        && (1..=3).contains(&before.len())
        && !before.starts_with('0')
        && before.bytes().all(|byte| byte.is_ascii_digit());
    if thousands { Tells::Either } else { Tells::Mark(mark) }
}

/// Reads a number as minor units; `None` if it is none, or not written as the mark asks.
pub(super) fn read(cell: &str, mark: DecimalMark, currency: &str, decimals: u8) -> Option<i128> {
    let (negative, digits) = sign(cell, currency);
    let (whole, fraction) = digits.split_once(mark.letter()).unwrap_or((digits, ""));
    let plain = format!("{}.{fraction}", without_groups(whole)?);
    let minor = read_amount(&plain, decimals)?;
    Some(if negative { -minor } else { minor })
}

/// The sign, before or after the digits, and the digits with what parts them.
fn sign<'a>(cell: &'a str, currency: &str) -> (bool, &'a str) {
    let mut bare = cell.trim();
    let symbols = if currency == "EUR" { ["€", currency] } else { [currency; 2] };
    for symbol in symbols.into_iter().filter(|symbol| !symbol.is_empty()) {
        bare = bare.strip_prefix(symbol).or(bare.strip_suffix(symbol)).unwrap_or(bare).trim();
    }
    let minus = ['-', '\u{2212}'];
    let negative = bare.strip_prefix(minus).or(bare.strip_suffix(minus));
    let positive = || bare.strip_prefix('+').or(bare.strip_suffix('+')).unwrap_or(bare);
    (negative.is_some(), negative.unwrap_or_else(positive).trim())
}

/// Digits in groups of three, all parted alike, or not parted at all.
fn without_groups(whole: &str) -> Option<String> {
    let parts = |c: char| matches!(c, '.' | ',' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}');
    let Some(part) = whole.chars().find(|c| parts(*c)) else { return Some(whole.to_owned()) };
    let mut groups = whole.split(part);
    let first = groups.next().filter(|first| (1..=3).contains(&first.len()))?;
    let mut plain = first.to_owned();
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        plain.push_str(group);
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const POINT: Tells = Tells::Mark(DecimalMark::Point);
    const COMMA: Tells = Tells::Mark(DecimalMark::Comma);

    #[test]
    fn a_number_tells_its_mark_only_if_there_is_one_way_to_read_it() {
        for (cell, expected) in [
            ("", Tells::Nothing),
            ("1234", Tells::Nothing),
            ("1'234", Tells::Nothing),
            ("1,234", Tells::Either),
            ("-123.456", Tells::Either),
            ("EUR 1.234", Tells::Either),
            ("0,500", COMMA),
            ("1234.567", POINT),
            ("1'234.567", POINT),
            ("12.5", POINT),
            ("12,50 €", COMMA),
            ("1,234.567", POINT),
            ("1.234,5", COMMA),
            ("1.234.567", COMMA),
            ("1,234,567", POINT),
        ] {
            assert_eq!(tells(cell, "EUR"), expected, "{cell}");
        }
    }

    #[test]
    fn what_is_not_written_as_the_mark_asks_is_none() {
        let point = |cell| read(cell, DecimalMark::Point, "EUR", 2);
        let comma = |cell| read(cell, DecimalMark::Comma, "EUR", 2);
        assert_eq!(point("1,234.5"), Some(123_450));
        assert_eq!(point("1,234"), Some(123_400));
        assert_eq!(comma("1,230"), Some(123));
        assert_eq!(comma("1.234,50-"), Some(-123_450));
        assert_eq!(comma("\u{2212}1\u{202f}234,50 EUR"), Some(-123_450));
        assert_eq!(point("+.5"), Some(50));
        for cell in [
            "",
            "-",
            "12,34",
            "1,2345",
            "1,234,56.7",
            "1 234,567.00",
            "1.2.3",
            "--1",
            "1e3",
            "(1)",
            "1.234",
        ] {
            assert_eq!(point(cell), None, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_with_groups_is_read(
            minor in -10_i128.pow(15)..10_i128.pow(15),
            mark in prop_oneof![Just(DecimalMark::Point), Just(DecimalMark::Comma)],
            group in prop_oneof![Just(""), Just("'"), Just("\u{a0}"), Just("other")],
        ) {
            let other = if mark == DecimalMark::Point { "," } else { "." };
            let group = if group == "other" { other } else { group };
            let digits = (minor.abs() / 100).to_string();
            let chunks: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|chunk| std::str::from_utf8(chunk).unwrap()).collect();
            let sign = if minor < 0 { "-" } else { "" };
            let cell = format!("{sign}{}{}{:02}", chunks.join(group), mark.letter(), minor.abs() % 100);
            prop_assert_eq!(read(&cell, mark, "CHF", 2), Some(minor));
            prop_assert_eq!(tells(&cell, "CHF"), Tells::Mark(mark));
        }
    }
}
