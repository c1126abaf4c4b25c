//! Civil days and periods, exact, without a clock or a time zone.

/// A civil day, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

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

/// A length of time: so many periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// How many.
    pub count: u32,
    /// Of which period.
    pub period: Period,
}
