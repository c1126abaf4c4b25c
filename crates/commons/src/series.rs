//! Series: what came to and went from each account, day by day, summed up so that any window is two look-ups.
//!
//! Amounts are what they counted when they moved, also of units that fade. Days are civil days, UTC.

use charter::civil::{Day, Span};

use crate::account::Account;
use crate::lookup::Lookup;
use crate::name::Moment;
use crate::unit::UnitIx;

/// What came and what went, in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flow {
    /// What came.
    pub income: i128,
    /// What went.
    pub spending: i128,
}

impl Flow {
    /// Both together, or the most that can be counted.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            income: self.income.saturating_add(other.income),
            spending: self.spending.saturating_add(other.spending),
        }
    }

    const fn minus(self, other: Self) -> Self {
        Self {
            income: self.income.saturating_sub(other.income),
            spending: self.spending.saturating_sub(other.spending),
        }
    }
}

/// A window of days, the last one included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first day; from the beginning, if none.
    pub from: Option<Day>,
    /// The last day.
    pub through: Day,
}

impl Window {
    /// The days up to and with `through`, so that the day after the last is as far from the first as `span` says.
    ///
    /// Three months through 15 May begin on 16 February, and a month through 30 June is June.
    #[must_use]
    pub fn of(span: Option<Span>, through: Day) -> Self {
        let next = Day(through.0.saturating_add(1));
        let from = span.map(|span| next.minus(span).unwrap_or(Day(i32::MIN)));
        Self { from, through }
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && day <= self.through
    }
}

/// Income and spending of each account, and when units were last issued to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Series(Lookup<(UnitIx, Account), Row>);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Row {
    /// On each day on which something moved, all that moved until its end.
    until: Vec<(Day, Flow)>,
    issued: Option<Moment>,
}

impl Series {
    /// Adds what moved on a day. Days come in order; an earlier one counts as the last.
    pub fn add(&mut self, account: Account, unit: UnitIx, day: Day, flow: Flow) {
        let until = &mut self.0.entry((unit, account)).or_default().until;
        match until.last_mut() {
            Some((last, sum)) if day <= *last => *sum = sum.plus(flow),
            last => {
                let before = last.map(|(_, sum)| *sum).unwrap_or_default();
                until.push((day, before.plus(flow)));
            }
        }
    }

    /// Keeps that units were issued to an account.
    pub fn issue(&mut self, account: Account, unit: UnitIx, at: Moment) {
        self.0.entry((unit, account)).or_default().issued = Some(at);
    }

    /// What came to and went from an account in a window.
    #[must_use]
    pub fn window(&self, account: Account, unit: UnitIx, window: Window) -> Flow {
        let Some(row) = self.0.get(&(unit, account)) else { return Flow::default() };
        let before = window.from.map(|from| row.until_before(from)).unwrap_or_default();
        row.until_before(Day(window.through.0.saturating_add(1))).minus(before)
    }

    /// When units were last issued to an account.
    #[must_use]
    pub fn issued(&self, account: Account, unit: UnitIx) -> Option<Moment> {
        self.0.get(&(unit, account))?.issued
    }
}

impl Row {
    fn until_before(&self, day: Day) -> Flow {
        let count = match self.until.last() {
            // What is asked is mostly everything.
            Some((last, _)) if *last < day => self.until.len(),
            _ => self.until.partition_point(|(that, _)| *that < day),
        };
        let last = count.checked_sub(1).and_then(|place| self.until.get(place));
        last.map(|(_, sum)| *sum).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use charter::civil::Period;
    use proptest::prelude::*;

    use super::*;
    use crate::table::Table;

    #[test]
    fn a_window_of_months_ends_with_today() {
        let day = |text| Day::parse(text).unwrap();
        let window = |months, through| {
            let span = Span { count: months, period: Period::Month };
            Window::of(Some(span), day(through)).from.unwrap().to_string()
        };
        assert_eq!(window(3, "2026-05-15"), "2026-02-16");
        assert_eq!(window(1, "2026-06-30"), "2026-06-01");
        assert_eq!(window(1, "2026-02-28"), "2026-02-01");
        assert_eq!(window(12, "2026-12-31"), "2026-01-01");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn windows_are_the_sums_of_their_days(
            steps in prop::collection::vec((0..4_i32, 0..100_i128, 0..100_i128), 0..40),
            from in prop::option::of(-2..80_i32),
            through in -2..80_i32,
        ) {
            let mut units = Table::default();
            let unit = units.add(crate::unit::Unit {
                code: crate::name::Code::new("eur").unwrap(), label: String::new(),
                kind: crate::unit::UnitKind::Currency, decimals: 2, base: None, iri: None,
            });
            let (mut series, mut all, mut day) = (Series::default(), Vec::new(), 0);
            for (later, income, spending) in steps {
                day += later;
                let flow = Flow { income, spending };
                series.add(Account::Issuer, unit, Day(day), flow);
                all.push((Day(day), flow));
            }
            let window = Window { from: from.map(Day), through: Day(through) };
            let model = all.iter().filter(|(day, _)| window.holds(*day));
            let model = model.fold(Flow::default(), |sum, (_, flow)| sum.plus(*flow));
            let empty = from.is_some_and(|from| from > through);
            prop_assert!(empty || series.window(Account::Issuer, unit, window) == model);
        }
    }
}
