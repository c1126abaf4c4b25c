//! What the book says came and went at the custodian, compared with a statement.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use book::{Book, Entry};
use commons::account::Account;
use commons::act::Act;
use commons::name::{Code, Moment};
use commons::state::State;
use commons::unit::{Measure, UnitIx};
use exchange::bank::{BankEntry, Statement};
use exchange::reconcile::{BookLine, Group, Reconciliation, reconcile};
use jiff::civil::Date;

use crate::commands::payout::end_to_end;
use crate::past::booked;
use crate::refusal::Refused;
use crate::{date, telling};

/// The day of a moment.
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
    /// The line that this one takes back.
    mirrors: Option<String>,
}

impl Custody {
    /// Reads it from the journal.
    ///
    /// # Errors
    /// A damaged journal.
    pub fn of(book: &Book, unit: UnitIx) -> Result<Self, Refused> {
        let mut custody = Self { lines: Vec::new(), origins: BTreeMap::new() };
        let state = book.state();
        let stopped = book.read(0, |entry, act| match custody.add(state, unit, entry, act) {
            Ok(()) => ControlFlow::Continue(()),
            Err(refused) => ControlFlow::Break(refused),
        })?;
        stopped.map_or(Ok(custody), Err)
    }

    /// The lines of an entry: those its act names, and the rest that its rules moved.
    fn add(
        &mut self,
        state: &State,
        unit: UnitIx,
        entry: &Entry,
        act: &Act,
    ) -> Result<(), Refused> {
        let sides = booked(state, entry)?.into_iter();
        let outside = sides.filter(|side| side.account == Account::Outside && side.unit == unit);
        let mut rest = -outside.map(|side| side.minor).sum::<i128>();
        let text = telling::act(state, entry.index, act);
        let date = day_of(Moment(entry.at_ms));
        for (minor, reference, mirrors) in self.named(state, &state.units.at(unit).code, act) {
            rest -= minor;
            let id = match mirrors.as_ref().and_then(|id: &String| id.split_once(", ")) {
                Some((_, part)) => format!("entry {}, {part}", entry.index),
                None => match act {
                    Act::PayOut(_) => format!("entry {}, `{reference}`", entry.index),
                    _ => format!("entry {}", entry.index),
                },
            };
            let references = vec![reference];
            self.push(
                entry.index,
                mirrors,
                BookLine { id, date, minor, references, text: text.clone() },
            );
        }
        if rest != 0 {
            let id = format!("entry {}, by rules", entry.index);
            self.push(
                entry.index,
                None,
                BookLine { id, date, minor: rest, references: Vec::new(), text },
            );
        }
        Ok(())
    }

    fn push(&mut self, entry: u64, mirrors: Option<String>, line: BookLine) {
        self.origins.insert(line.id.clone(), Origin { entry, mirrors });
        self.lines.push(line);
    }

    /// What an act says itself: how much, by which reference, and what it takes back.
    fn named(&self, state: &State, code: &Code, act: &Act) -> Vec<(i128, String, Option<String>)> {
        let of = |amount: &Measure| (amount.unit == *code).then_some(amount.minor);
        match act {
            Act::Receive(wish) => of(&wish.amount)
                .map(|minor| (minor, wish.reference.clone(), None))
                .into_iter()
                .collect(),
            Act::Distribute(wish) => {
                let reference = wish.reference.clone().unwrap_or_default();
                of(&wish.income).map(|minor| (minor, reference, None)).into_iter().collect()
            }
            Act::PayOut(wish) => (1..)
                .zip(&wish.lines)
                .filter_map(|(place, line)| {
                    let minor = of(&line.amount)?;
                    Some((-minor, end_to_end(&wish.reference, place), None))
                })
                .collect(),
            Act::Reverse(wish) => {
                let entry = state.entry_of(wish.act);
                let is_of = |line: &&BookLine| {
                    !line.references.is_empty()
                        && self.origins.get(&line.id).map(|origin| origin.entry) == entry
                };
                let mirror = |line: &BookLine| {
                    let reference = line.references.first().cloned().unwrap_or_default();
                    (-line.minor, reference, Some(line.id.clone()))
                };
                self.lines.iter().filter(is_of).map(mirror).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Compares a statement with it; without what was booked, taken back, and never at the bank.
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
