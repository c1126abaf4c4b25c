//! Lengths of time, and the words for them.

use quantity::Ratio;

use super::Resolver;
use crate::civil::{Period, Span as Stretch};
use crate::diagnostic::Diagnostic;
use crate::model::Named;
use crate::place::{Span, Word};
use crate::tree::{Expr, ExprKind};

const MS_PER_MINUTE: i128 = 60_000;

/// The period a word names, singular or plural.
pub(super) fn period_named(text: &str) -> Option<Period> {
    Some(match text.strip_suffix('s').unwrap_or(text) {
        "minute" => Period::Minute,
        "hour" => Period::Hour,
        "day" => Period::Day,
        "week" => Period::Week,
        "month" => Period::Month,
        "quarter" => Period::Quarter,
        "year" => Period::Year,
        _ => return None,
    })
}

/// Whether a word is one of time.
pub(super) fn is_time(text: &str) -> bool {
    exact_ms(text).is_some() || period_named(text).is_some()
}

/// The milliseconds of a word for a length that is always the same.
pub(super) fn exact_ms(text: &str) -> Option<i128> {
    match text {
        "second" | "seconds" => Some(1000),
        _ => match period_named(text)? {
            Period::Month | Period::Quarter | Period::Year => None,
            period => Some(i128::from(minutes(period)) * MS_PER_MINUTE),
        },
    }
}

/// The minutes of a period, where a year has 365 days and a month is 1/12 of a year.
pub(super) fn minutes(period: Period) -> u64 {
    match period {
        Period::Minute => 1,
        Period::Hour => 60,
        Period::Day => 1440,
        Period::Week => 10_080,
        Period::Month => 43_800,
        Period::Quarter => 131_400,
        Period::Year => 525_600,
        Period::Days(days) => u64::from(days) * 1440,
    }
}

/// The milliseconds of a stretch, by the same rule.
pub(super) fn stretch_ms(stretch: Stretch) -> i128 {
    i128::from(stretch.count) * i128::from(minutes(stretch.period)) * MS_PER_MINUTE
}

impl Resolver<'_> {
    /// A length of time as it is written: `3 month`, or a setting that is one.
    pub(super) fn stretch(&mut self, expr: &Expr) -> Option<Stretch> {
        let found = match &expr.kind {
            ExprKind::Quantity(count, word) => stretch_of(*count, word),
            ExprKind::Name(word) => match self.find(&word.text) {
                Some(Named::Setting(index)) => self.setting_stretch(index),
                _ => period_named(&word.text).map(|period| Stretch { count: 1, period }),
            },
            _ => None,
        };
        if found.is_none() {
            self.stretch_needed(expr.at);
        }
        found
    }

    fn stretch_needed(&mut self, at: Span) {
        let message = "a length of time is needed here, in whole minutes, hours, days, weeks, months, quarters or years";
        self.report(Diagnostic::error("stretch_needed", at, message).hint("write it as `3 day`"));
    }
}

/// A whole count of a period.
pub(super) fn stretch_of(count: Ratio, word: &Word) -> Option<Stretch> {
    let period = period_named(&word.text)?;
    let count = u32::try_from(count.numerator()).ok().filter(|_| count.denominator() == 1)?;
    Some(Stretch { count, period })
}
