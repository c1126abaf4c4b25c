//! Civil days and periods, exact, without a clock or a time zone.
//!
//! The calendar is the Gregorian one, also before it began. Every day has 24 hours of 60 minutes
//! and begins at midnight UTC. Moments are milliseconds since 1970-01-01.
//!
//! ```
//! use charter::civil::{Day, Period, Span, closes_between};
//!
//! let signed = Day::parse("2026-01-31").unwrap();
//! let month = Span { count: 1, period: Period::Month };
//! assert_eq!(signed.plus(month).unwrap().to_string(), "2026-02-28");
//!
//! let now_ms = Day::parse("2026-04-01").unwrap().start_ms();
//! let closes: Vec<String> = closes_between(Period::Month, signed.start_ms(), now_ms)
//!     .map(|close_ms| Day::at_ms(close_ms).unwrap().to_string())
//!     .collect();
//! assert_eq!(closes, ["2026-02-01", "2026-03-01", "2026-04-01"]);
//! ```

use std::fmt;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// 1969-12-29, the Monday of the week in which days begin to be counted.
const FIRST_MONDAY: i64 = -3;

/// A civil day, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// Gives the day on which a moment lies; `None` more than five million years away.
    pub fn at_ms(ms: i64) -> Option<Day> {
        i32::try_from(ms.div_euclid(DAY_MS)).ok().map(Day)
    }

    /// Gives the first millisecond of this day.
    pub const fn start_ms(self) -> i64 {
        self.0 as i64 * DAY_MS
    }

    /// Gives the day of a year, a month from 1 and a day from 1; `None` if there is no such day.
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Option<Day> {
        if !(1..=12).contains(&month) {
            return None;
        }
        let (month, day) = (Month(i64::from(year) * 12 + i64::from(month) - 1), i64::from(day));
        let is_in_month = (1..=month.days()).contains(&day);
        is_in_month.then(|| i32::try_from(month.first_day() + day - 1).ok().map(Day))?
    }

    /// Gives the year, the month from 1 and the day from 1.
    pub fn ymd(self) -> (i32, u8, u8) {
        let (month, day) = month_of(self.0.into());
        let small = |number: i64| u8::try_from(number).unwrap_or_default();
        // 2³¹ days are less than six million years.
        (i32::try_from(month.year()).unwrap_or_default(), small(month.of_year()), small(day))
    }

    /// Reads `2026-03-31` and nothing else; `None` if there is no such day.
    pub fn parse(text: &str) -> Option<Day> {
        let is_laid_out = text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        if text.len() != 10 || !is_laid_out {
            return None;
        }
        let (year, rest) = text.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        Day::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// Gives the day on which the moment lies that is so long after this day begins, as [`plus_ms`].
    pub fn plus(self, span: Span) -> Option<Day> {
        plus_ms(self.start_ms(), span).and_then(Day::at_ms)
    }

    /// Gives the day on which the moment lies that is so long before this day begins, as [`minus_ms`].
    pub fn minus(self, span: Span) -> Option<Day> {
        minus_ms(self.start_ms(), span).and_then(Day::at_ms)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// A stretch of time that recurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// A civil day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// Three calendar months.
    Quarter,
    /// A calendar year.
    Year,
    /// So many days, counted from 1970-01-01: `28-days`.
    Days(u16),
}

impl Period {
    /// Numbers the period in which a moment lies, so that the difference of two numbers is how
    /// many periods closed from one to the other.
    ///
    /// `None` at the ends of time, and for periods of no days.
    pub fn number(self, ms: i64) -> Option<i64> {
        match self.length() {
            Length::Ms { each, from } => ms.checked_sub(from)?.checked_div_euclid(each),
            Length::Months(each) => Some(month_of(ms.div_euclid(DAY_MS)).0.0.div_euclid(each)),
        }
    }

    /// Gives the first millisecond of the period in which a moment lies; `None` as for
    /// [`Period::number`].
    pub fn start_ms(self, ms: i64) -> Option<i64> {
        self.number(ms).and_then(|number| self.first_ms(number))
    }

    fn first_ms(self, number: i64) -> Option<i64> {
        match self.length() {
            Length::Ms { each, from } => number.checked_mul(each)?.checked_add(from),
            Length::Months(each) => {
                Month(number.checked_mul(each)?).first_day().checked_mul(DAY_MS)
            }
        }
    }

    const fn length(self) -> Length {
        match self {
            Period::Minute => Length::Ms { each: MINUTE_MS, from: 0 },
            Period::Hour => Length::Ms { each: HOUR_MS, from: 0 },
            Period::Day => Length::Ms { each: DAY_MS, from: 0 },
            Period::Week => Length::Ms { each: 7 * DAY_MS, from: FIRST_MONDAY * DAY_MS },
            Period::Days(days) => Length::Ms { each: days as i64 * DAY_MS, from: 0 },
            Period::Month => Length::Months(1),
            Period::Quarter => Length::Months(3),
            Period::Year => Length::Months(12),
        }
    }
}

/// How long a period is, and from where it is counted.
enum Length {
    Ms { each: i64, from: i64 },
    Months(i64),
}

/// A length of time: so many periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// How many.
    pub count: u32,
    /// Of which period.
    pub period: Period,
}

/// Gives the moment that is so long after another; `None` at the ends of time.
///
/// Months, quarters and years go by the calendar and keep the time of day. A day that the
/// month does not have is its last: 31 January and a month is 28 or 29 February. So two
/// months are not a month twice; count what recurs from its first day.
pub fn plus_ms(ms: i64, span: Span) -> Option<i64> {
    moved_ms(ms, span.period, i64::from(span.count))
}

/// Gives the moment that is so long before another, by the rules of [`plus_ms`].
pub fn minus_ms(ms: i64, span: Span) -> Option<i64> {
    moved_ms(ms, span.period, -i64::from(span.count))
}

fn moved_ms(ms: i64, period: Period, count: i64) -> Option<i64> {
    match period.length() {
        Length::Ms { each, .. } => ms.checked_add(count.checked_mul(each)?),
        Length::Months(each) => {
            let (month, day) = month_of(ms.div_euclid(DAY_MS));
            let month = Month(month.0 + count * each);
            let moved = month.first_day() + day.min(month.days()) - 1;
            moved.checked_mul(DAY_MS)?.checked_add(ms.rem_euclid(DAY_MS))
        }
    }
}

/// Gives the closes of a period after one moment and not after another, in order.
///
/// A close is the first millisecond of the next period. Nothing is computed ahead, so that a gap
/// of years costs only the closes that are asked for; [`Period::number`] counts them at once.
pub fn closes_between(
    period: Period,
    after_ms: i64,
    until_ms: i64,
) -> impl DoubleEndedIterator<Item = i64> {
    let numbers = period.number(after_ms).zip(period.number(until_ms));
    numbers
        .into_iter()
        .flat_map(|(after, until)| after + 1..=until)
        .filter_map(move |number| period.first_ms(number))
}

/// A calendar month, counted from January of the year 0.
#[derive(Clone, Copy)]
struct Month(i64);

impl Month {
    const fn year(self) -> i64 {
        self.0.div_euclid(12)
    }

    /// From 1 to 12.
    const fn of_year(self) -> i64 {
        self.0.rem_euclid(12) + 1
    }

    /// The day on which it begins, counted from 1970-01-01.
    ///
    /// Years begin in March here, so that a leap day is the last of its year (Howard Hinnant,
    /// *chrono-compatible low-level date algorithms*).
    const fn first_day(self) -> i64 {
        let from_march = self.0 - 2;
        let (year, month) = (from_march.div_euclid(12), from_march.rem_euclid(12));
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        year * 365 + leap_days + (153 * month + 2) / 5 - MARCH_OF_YEAR_0
    }

    const fn days(self) -> i64 {
        Month(self.0 + 1).first_day() - self.first_day()
    }
}

/// How many days lie between 0000-03-01 and 1970-01-01.
const MARCH_OF_YEAR_0: i64 = 719_468;

/// The month in which a day lies, counted from 1970-01-01, and the day of that month from 1.
fn month_of(day: i64) -> (Month, i64) {
    // 4,800 months are 146,097 days. Six days on, the guess is right or a month late, on each of them.
    let guess = Month(((day + MARCH_OF_YEAR_0 + 6) * 4_800).div_euclid(146_097) + 2);
    let month = if guess.first_day() <= day { guess } else { Month(guess.0 - 1) };
    (month, day - month.first_day() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::{Date, Weekday};
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn span(count: u32, period: Period) -> Span {
        Span { count, period }
    }

    /// The same day in jiff, which goes from the year -9999 to 9999.
    fn date(day: Day) -> Date {
        Date::constant(1970, 1, 1).checked_add(day.0.days()).unwrap()
    }

    fn ymd(date: Date) -> (i32, u8, u8) {
        let small = |number: i8| u8::try_from(number).unwrap();
        (date.year().into(), small(date.month()), small(date.day()))
    }

    const PERIODS: [Period; 9] = [
        Period::Minute,
        Period::Hour,
        Period::Day,
        Period::Week,
        Period::Month,
        Period::Quarter,
        Period::Year,
        Period::Days(28),
        Period::Days(1),
    ];

    /// Whether a period of days or more begins on a day.
    fn begins(period: Period, day: Day) -> bool {
        let date = date(day);
        match period {
            Period::Minute | Period::Hour | Period::Day => true,
            Period::Week => date.weekday() == Weekday::Monday,
            Period::Month => date.day() == 1,
            Period::Quarter => date.day() == 1 && [1, 4, 7, 10].contains(&date.month()),
            Period::Year => date.day_of_year() == 1,
            Period::Days(days) => day.0 % i32::from(days) == 0,
        }
    }

    #[test]
    fn days_are_read_and_written() {
        assert_eq!(day("1970-01-01"), Day(0));
        assert_eq!(day("2026-11-21").to_string(), "2026-11-21");
        assert_eq!(day("0000-03-01"), Day(-719_468));
        assert_eq!(
            day("0000-01-01").minus(span(1, Period::Day)).unwrap().to_string(),
            "-001-12-31"
        );
        for wrong in [
            "",
            "2026-1-01",
            "2026-01-1",
            "2026-13-01",
            "2026-00-10",
            "2026-02-29",
            "2026-02-00",
            "+026-02-01",
            "2026-02-01 ",
            "2026/02/01",
            "20260201",
            "2026-0२",
            "12026-01-01",
            "2026-01--1",
        ] {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_day_of_four_centuries_is_the_one_of_jiff() {
        let mut date = Date::constant(1800, 1, 1);
        for day in (day("1800-01-01").0..day("2200-01-01").0).map(Day) {
            assert_eq!(day.ymd(), ymd(date));
            date = date.tomorrow().unwrap();
        }
    }

    #[test]
    fn a_month_after_the_last_is_the_last() {
        let plus = |from, count, period| day(from).plus(span(count, period)).unwrap().to_string();
        assert_eq!(plus("2026-01-31", 1, Period::Month), "2026-02-28");
        assert_eq!(plus("2024-01-31", 1, Period::Month), "2024-02-29");
        assert_eq!(plus("2026-01-31", 2, Period::Month), "2026-03-31");
        assert_eq!(plus("2025-11-30", 1, Period::Quarter), "2026-02-28");
        assert_eq!(plus("2024-02-29", 1, Period::Year), "2025-02-28");
        assert_eq!(plus("2026-01-31", 2, Period::Days(28)), "2026-03-28");
        assert_eq!(plus("2026-01-31", 25, Period::Hour), "2026-02-01");
        assert_eq!(day("2026-03-31").minus(span(1, Period::Month)), Some(day("2026-02-28")));
        assert_eq!(day("2026-03-31").minus(span(1, Period::Minute)), Some(day("2026-03-30")));
        let noon_ms = day("2026-01-31").start_ms() + 12 * HOUR_MS;
        let in_a_month_ms = day("2026-02-28").start_ms() + 12 * HOUR_MS;
        assert_eq!(plus_ms(noon_ms, span(1, Period::Month)), Some(in_a_month_ms));
    }

    #[test]
    fn closes_are_the_first_moments_of_periods() {
        let after_ms = day("2026-01-01").start_ms();
        let closes = |period, until_ms| {
            let closes = closes_between(period, after_ms, until_ms);
            closes.map(|ms| Day::at_ms(ms).unwrap().to_string()).collect::<Vec<_>>()
        };
        let until_ms = day("2026-07-01").start_ms();
        assert_eq!(closes(Period::Quarter, until_ms), ["2026-04-01", "2026-07-01"]);
        assert_eq!(closes(Period::Quarter, until_ms - 1), ["2026-04-01"]);
        assert_eq!(closes(Period::Week, after_ms + 12 * DAY_MS), ["2026-01-05", "2026-01-12"]);
        assert_eq!(closes(Period::Days(28), after_ms + 28 * DAY_MS), ["2026-01-15"]);
        assert_eq!(closes(Period::Minute, after_ms).len(), 0);
        assert_eq!(closes(Period::Day, after_ms - DAY_MS).len(), 0);
        let first = closes_between(Period::Minute, i64::MIN / 2, i64::MAX / 2).next();
        assert_eq!(first.unwrap().rem_euclid(MINUTE_MS), 0);
    }

    #[test]
    fn the_ends_of_time_hold() {
        let far = span(u32::MAX, Period::Year);
        assert_eq!(plus_ms(i64::MAX, far), None);
        assert_eq!(minus_ms(i64::MIN, far), None);
        assert_eq!(plus_ms(i64::MAX, span(1, Period::Minute)), None);
        assert_eq!(Day::at_ms(i64::MAX), None);
        assert_eq!(Day(i32::MAX).plus(span(1, Period::Day)), None);
        assert_eq!(Day::from_ymd(i32::MAX, 1, 1), None);
        for end in [Day(i32::MIN), Day(i32::MAX)] {
            let (year, month, day) = end.ymd();
            assert_eq!(Day::from_ymd(year, month, day), Some(end));
        }
        for ms in [i64::MIN, i64::MAX] {
            for period in PERIODS {
                assert!(period.start_ms(ms).is_none_or(|start_ms| start_ms <= ms));
            }
        }
        assert_eq!(Period::Days(0).number(5), None);
        assert_eq!(closes_between(Period::Days(0), 0, DAY_MS).next(), None);
        assert_eq!(closes_between(Period::Year, i64::MIN, i64::MIN + 1).next(), None);
    }

    proptest! {
        #[test]
        fn days_are_those_of_jiff(number in -4_300_000..2_900_000_i32) {
            let day = Day(number);
            let (year, month, of_month) = ymd(date(day));
            prop_assert_eq!(day.ymd(), (year, month, of_month));
            prop_assert_eq!(Day::from_ymd(year, month, of_month), Some(day));
            if year >= 0 {
                prop_assert_eq!(day.to_string(), date(day).to_string());
                prop_assert_eq!(Day::parse(&day.to_string()), Some(day));
            }
        }

        #[test]
        fn spans_are_those_of_jiff(number in -2_000_000..2_000_000_i32, count in 0..500_u32, time_ms in 0..DAY_MS) {
            let from = date(Day(number));
            for (period, length) in [
                (Period::Day, i64::from(count).days()),
                (Period::Week, i64::from(count).weeks()),
                (Period::Month, i64::from(count).months()),
                (Period::Quarter, (3 * i64::from(count)).months()),
                (Period::Year, i64::from(count).years()),
                (Period::Days(28), (28 * i64::from(count)).days()),
            ] {
                let span = span(count, period);
                let (later, earlier) = (from.checked_add(length), from.checked_sub(length));
                prop_assert_eq!(Day(number).plus(span).unwrap().ymd(), ymd(later.unwrap()));
                prop_assert_eq!(Day(number).minus(span).unwrap().ymd(), ymd(earlier.unwrap()));
                let moved_ms = plus_ms(Day(number).start_ms() + time_ms, span).unwrap();
                prop_assert_eq!(moved_ms.rem_euclid(DAY_MS), time_ms);
                prop_assert_eq!(Day::at_ms(moved_ms), Day(number).plus(span));
            }
        }

        #[test]
        fn closes_of_days_or_more_are_where_jiff_begins_them(
            number in -1_000_000..1_000_000_i32,
            time_ms in 0..DAY_MS,
            gap_ms in 0..1_500 * DAY_MS,
        ) {
            let after_ms = Day(number).start_ms() + time_ms;
            let until_ms = after_ms + gap_ms;
            let last = Day::at_ms(until_ms).unwrap().0;
            for period in PERIODS.into_iter().skip(2) {
                let days = (number + 1..=last).map(Day).filter(|&day| begins(period, day));
                let expected: Vec<i64> = days.map(Day::start_ms).collect();
                let closes: Vec<i64> = closes_between(period, after_ms, until_ms).collect();
                prop_assert_eq!(&closes, &expected, "{:?}", period);
                let closed = period.number(until_ms).unwrap() - period.number(after_ms).unwrap();
                prop_assert_eq!(closed, i64::try_from(closes.len()).unwrap());
            }
        }

        #[test]
        fn closes_within_a_day_are_round(after_ms in -DAY_MS..DAY_MS, gap_ms in 0..DAY_MS / 4) {
            for (period, each) in [(Period::Minute, MINUTE_MS), (Period::Hour, HOUR_MS)] {
                let minutes = (-2 * 1_440..2 * 1_440).map(|minute| minute * MINUTE_MS);
                let closes: Vec<i64> = minutes
                    .filter(|ms| ms % each == 0 && after_ms < *ms && *ms <= after_ms + gap_ms)
                    .collect();
                let found: Vec<i64> = closes_between(period, after_ms, after_ms + gap_ms).collect();
                prop_assert_eq!(found, closes);
            }
        }
    }
}
