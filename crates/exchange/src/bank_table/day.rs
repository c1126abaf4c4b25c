//! Dates as banks write them, told apart by the dates themselves.

use jiff::civil::Date;

/// What comes first in a date that does not begin with its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// `31/01/2026`.
    DayFirst,
    /// `01/31/2026`.
    MonthFirst,
}

/// A date, as far as a cell tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// There is one way to read it.
    Date(Date),
    /// Two numbers, then the year; in which order is told by another cell.
    Open(i8, i8, i16),
}

/// Reads a date, with or without a time after it; `None` if it is none.
///
/// One that begins with its year needs no order, and one with points begins with its day;
/// only these may have a year of two digits, in this century.
pub(super) fn tell(cell: &str) -> Option<Told> {
    let (date, time) = cell.trim().split_once([' ', 'T']).unwrap_or((cell.trim(), ":"));
    if !time.contains(':') {
        return None;
    }
    if date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit()) {
        let (year, rest) = date.split_at(4);
        let (month, day) = rest.split_at(2);
        return Some(Told::Date(whole(year, month, day)?));
    }
    let mark = date.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let mut parts = date.split(mark);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    match (first.len(), third.len(), mark) {
        _ if parts.next().is_some() => None,
        (4, 1 | 2, _) => Some(Told::Date(whole(first, second, third)?)),
        (1 | 2, 4, '.') => Some(Told::Date(whole(third, second, first)?)),
        (1 | 2, 2, '.') => Some(Told::Date(whole(&format!("20{third}"), second, first)?)),
        (1 | 2, 4, _) => Some(Told::Open(number(first)?, number(second)?, number(third)?)),
        _ => None,
    }
}

/// The order that a date with an open order can only have; `None` if both are possible.
pub(super) fn order(first: i8, second: i8) -> Option<DateOrder> {
    match (first > 12, second > 12) {
        (true, false) => Some(DateOrder::DayFirst),
        (false, true) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// The date of two numbers and a year.
pub(super) fn date(order: DateOrder, first: i8, second: i8, year: i16) -> Option<Date> {
    let (month, day) = match order {
        DateOrder::DayFirst => (second, first),
        DateOrder::MonthFirst => (first, second),
    };
    Date::new(year, month, day).ok()
}

fn whole(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(number(year)?, number(month)?, number(day)?).ok()
}

fn number<N: std::str::FromStr>(digits: &str) -> Option<N> {
    let only_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    only_digits.then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as on;

    #[test]
    fn a_date_is_told_where_there_is_one_way_to_read_it() {
        let expected = Some(Told::Date(on(2026, 1, 31)));
        for cell in [
            "2026-01-31",
            "2026/1/31",
            "20260131",
            "31.01.2026",
            "31.1.26",
            " 2026-01-31T10:00:00Z ",
            "31.01.2026 10:00",
        ] {
            assert_eq!(tell(cell), expected, "{cell}");
        }
        assert_eq!(tell("03/04/2026"), Some(Told::Open(3, 4, 2026)));
        assert_eq!(tell("3-4-2026"), Some(Told::Open(3, 4, 2026)));
        for cell in [
            "",
            "-",
            "31.02.2026",
            "2026-13-01",
            "03/04/26",
            "1.2.3.2026",
            "+1.02.2026",
            "31.01.2026 x",
            "31 janvier 2026",
            "1/2/20260",
            "2026é01é31",
        ] {
            assert_eq!(tell(cell), None, "{cell}");
        }
    }

    #[test]
    fn an_order_is_told_by_what_can_be_no_month() {
        assert_eq!(order(31, 1), Some(DateOrder::DayFirst));
        assert_eq!(order(1, 31), Some(DateOrder::MonthFirst));
        assert_eq!((order(12, 12), order(13, 13)), (None, None));
        assert_eq!(date(DateOrder::MonthFirst, 1, 31, 2026), Some(on(2026, 1, 31)));
        assert_eq!(date(DateOrder::MonthFirst, 31, 1, 2026), None);
    }
}
