//! What the book says came and went at the custodian, compared with a statement.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use book::Entry;
use commons::account::Account;
use commons::act::{Act, PayoutLine};
use commons::name::{Code, Moment};
use commons::state::State;
use commons::unit::{Measure, UnitIx};
use exchange::bank::{BankEntry, Statement};
use exchange::reconcile::{BookLine, Group, Reconciliation, reconcile};
use jiff::civil::Date;

use crate::Refused;
use crate::date;
use crate::past::booked;
use crate::payout::end_to_end;
use crate::reading::Reading;

/// The day of a moment.
#[must_use]
pub fn day_of(moment: Moment) -> Date {
    date::say_day(moment).parse().unwrap_or(Date::ZERO)
}

/// The days that a statement is about.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// The first.
    pub from: Date,
    /// The last.
    pub to: Date,
}

/// What the book says came and went at the custodian.
pub struct Custody {
    lines: Vec<BookLine>,
    /// Of each line, by its id.
    origins: BTreeMap<String, Origin>,
}

struct Origin {
    entry: u64,
    /// Which of the lines of the entry it is, as it is said behind the entry.
    name: String,
    /// The line that this one takes back.
    mirrors: Option<String>,
}

/// A line before it has its day.
struct Part {
    name: String,
    minor: i128,
    references: Vec<String>,
    mirrors: Option<String>,
}

impl Custody {
    /// Reads it from the journal; `said` describes an act.
    ///
    /// # Errors
    /// A damaged journal.
    pub fn of(
        reading: Reading<'_>,
        unit: UnitIx,
        said: impl Fn(&Entry, &Act) -> String,
    ) -> Result<Self, Refused> {
        let mut custody = Self { lines: Vec::new(), origins: BTreeMap::new() };
        reading.read::<()>(0, |entry, act| {
            custody.add(reading.state, unit, (entry, act), &said)?;
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(custody)
    }

    /// The lines of an entry: those its act names, and the rest that its rules moved.
    fn add(
        &mut self,
        state: &State,
        unit: UnitIx,
        (entry, act): (&Entry, &Act),
        said: impl Fn(&Entry, &Act) -> String,
    ) -> Result<(), Refused> {
        let sides = booked(state, entry)?.into_iter();
        let outside = sides.filter(|side| side.account == Account::Outside && side.unit == unit);
        let whole = -outside.map(|side| side.minor).sum::<i128>();
        let mut parts = self.named(state, &state.units.at(unit).code, act);
        let minor = whole - parts.iter().map(|part| part.minor).sum::<i128>();
        if minor != 0 {
            let name = ", by rules".to_owned();
            parts.push(Part { name, minor, references: Vec::new(), mirrors: None });
        }
        let (index, date) = (entry.index, day_of(Moment(entry.at_ms)));
        for Part { name, minor, references, mirrors } in parts {
            let (id, text) = (format!("entry {index}{name}"), said(entry, act));
            self.origins.insert(id.clone(), Origin { entry: index, name, mirrors });
            self.lines.push(BookLine { id, date, minor, references, text });
        }
        Ok(())
    }

    /// What an act says itself: how much, by which reference, and what it takes back.
    fn named(&self, state: &State, code: &Code, act: &Act) -> Vec<Part> {
        let part = |name, amount: &Measure, sign: i128, reference: Option<String>| {
            let references = reference.into_iter().collect();
            let minor = sign * amount.minor;
            (amount.unit == *code).then_some(Part { name, minor, references, mirrors: None })
        };
        let whole = |amount, reference| part(String::new(), amount, 1, reference);
        match act {
            Act::Receive(wish) => {
                whole(&wish.amount, Some(wish.reference.clone())).into_iter().collect()
            }
            Act::Distribute(wish) => {
                whole(&wish.income, wish.reference.clone()).into_iter().collect()
            }
            Act::PayOut(wish) => {
                let payment = |(place, line): (usize, &PayoutLine)| {
                    let id = end_to_end(&wish.reference, place);
                    part(format!(", `{id}`"), &line.amount, -1, Some(id))
                };
                (1..).zip(&wish.lines).filter_map(payment).collect()
            }
            Act::Reverse(wish) => {
                state.entry_of(wish.act).map_or_else(Vec::new, |entry| self.mirrored(entry))
            }
            _ => Vec::new(),
        }
    }

    /// The lines of an entry, with the opposite sign.
    fn mirrored(&self, entry: u64) -> Vec<Part> {
        let mirror = |line: &BookLine| {
            let origin = self.origins.get(&line.id).filter(|origin| origin.entry == entry)?;
            Some(Part {
                name: origin.name.clone(),
                minor: -line.minor,
                references: line.references.clone(),
                mirrors: Some(line.id.clone()),
            })
        };
        self.lines.iter().filter_map(mirror).collect()
    }

    /// Compares a statement with it; without what was booked, taken back, and never at the bank.
    #[must_use]
    pub fn compare<'a>(
        &'a self,
        statement: &'a Statement,
        window: Window,
        days: u32,
    ) -> Reconciliation<'a> {
        let mut found = reconcile(statement, &self.lines, 0, days);
        found.missing = self.without_cancelled(found.missing);
        let groups = std::mem::take(&mut found.differing);
        found.differing = self.still_grouped(groups, &mut found.unknown);
        let groups = std::mem::take(&mut found.candidates);
        found.candidates = self.still_grouped(groups, &mut found.unknown);
        found.missing.retain(|line| (window.from..=window.to).contains(&line.date));
        // What the bank has is there, even if it was typed in later.
        let matched: BTreeSet<&str> =
            found.matched.iter().map(|pair| pair.line.id.as_str()).collect();
        let counts =
            |line: &&BookLine| line.date <= window.to || matched.contains(line.id.as_str());
        found.book_closing = self.lines.iter().filter(counts).map(|line| line.minor).sum();
        found
    }

    /// The entry of the journal that a line is of.
    #[must_use]
    pub fn entry(&self, line: &BookLine) -> Option<u64> {
        self.origins.get(&line.id).map(|origin| origin.entry)
    }

    /// Without lines that were taken back, with what took them back: the bank never knew of either.
    fn without_cancelled<'a>(&self, lines: Vec<&'a BookLine>) -> Vec<&'a BookLine> {
        let there: BTreeSet<&str> = lines.iter().map(|line| line.id.as_str()).collect();
        let mirrored = |line: &BookLine| self.origins.get(&line.id)?.mirrors.as_deref();
        let cancelled: BTreeSet<&str> = lines
            .iter()
            .filter_map(|line| Some([line.id.as_str(), mirrored(line)?]))
            .filter(|[_, of]| there.contains(of))
            .flatten()
            .collect();
        lines.into_iter().filter(|line| !cancelled.contains(line.id.as_str())).collect()
    }

    /// The groups that still have lines; the entries of others are unknown.
    fn still_grouped<'a>(
        &self,
        groups: Vec<Group<'a>>,
        unknown: &mut Vec<&'a BankEntry>,
    ) -> Vec<Group<'a>> {
        let mut still = Vec::new();
        for Group { entries, lines } in groups {
            let lines = self.without_cancelled(lines);
            if lines.is_empty() {
                unknown.extend(entries);
            } else {
                still.push(Group { entries, lines });
            }
        }
        still
    }
}
