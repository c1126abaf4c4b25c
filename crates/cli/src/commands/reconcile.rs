//! `subak reconcile`: what the bank says against what the book says. Nothing is written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::PathBuf;

use book::{Book, Entry, now};
use clap::{Args, ValueEnum};
use commons::account::Account;
use commons::act::Act;
use commons::name::{Code, Moment};
use commons::state::State;
use commons::unit::{Measure, UnitIx};
use exchange::bank::{BankEntry, Statement};
use exchange::bank_table::{DateOrder, DecimalMark, TableOptions, read_bank_table};
use exchange::camt::read_camt;
use exchange::reconcile::{BookLine, Group, Pair, Reconciliation, Why, reconcile};
use jiff::civil::Date;
use quantity::{format_decimal, parse_decimal};
use serde_json::{Value, json};
use thiserror::Error;

use super::payout::{end_to_end, outside_unit};
use crate::bank_details::shortened;
use crate::here::Here;
use crate::past::booked;
use crate::refusal::Refused;
use crate::screen::{BOLD, Table, styled};
use crate::{amount, date, telling};

/// Compare a bank's statement with what the book says came and went; writes nothing
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  subak reconcile statement.xml
  subak reconcile january.xml february.xml --days 3
  subak reconcile statement.csv --opening 0 --decimal-mark comma --dates day-first

Ends with 0 only when everything agrees. See docs/bank.md.")]
pub struct Reconcile {
    /// The bank's statements, in their order: camt.053 or CSV
    #[arg(required = true, value_name = "STATEMENT")]
    statements: Vec<PathBuf>,
    /// The unit; else the only one from outside
    #[arg(long)]
    unit: Option<String>,
    /// The account, where a file has several; or how to call that of a table
    #[arg(long, value_name = "NUMBER")]
    account: Option<String>,
    /// How many days apart the same may be booked, where no reference tells
    #[arg(long, default_value_t = 5)]
    days: u32,
    /// The first day; else that of the first entry, or the beginning if the statement opens with nothing
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// The last day; else that of the last entry
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    #[command(flatten)]
    table: TableSaid,
}

/// What a table does not say of itself.
#[derive(Debug, Args)]
#[command(next_help_heading = "Of a table")]
struct TableSaid {
    /// What stands before the decimals
    #[arg(long, value_enum)]
    decimal_mark: Option<Mark>,
    /// What comes first in 03/04/2026
    #[arg(long, value_enum)]
    dates: Option<Order>,
    /// The balance before the first entry
    #[arg(long, value_name = "AMOUNT")]
    opening: Option<String>,
    /// The balance after the last entry
    #[arg(long, value_name = "AMOUNT")]
    closing: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Mark {
    /// As in 1234.50
    Point,
    /// As in 1234,50
    Comma,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Order {
    /// 31/01/2026
    DayFirst,
    /// 01/31/2026
    MonthFirst,
}

/// Why a comparison is not made, or does not end well.
#[derive(Debug, Error)]
pub enum ReconcileRefused {
    /// No statement is of the unit or the account.
    #[error("statement_unfit: no statement is of {wanted}; there are {found}")]
    Unfit {
        /// What was asked for.
        wanted: String,
        /// What the files have.
        found: String,
    },
    /// The bank and the book differ.
    #[error("reconcile_differs: the bank and the book do not agree: {what}")]
    Differs {
        /// In what, in a few words.
        what: String,
    },
}

impl From<ReconcileRefused> for Refused {
    fn from(refused: ReconcileRefused) -> Self {
        Self::Foreign(Box::new(refused))
    }
}

impl Reconcile {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let book = here.read()?;
        let state = book.state();
        let unit = outside_unit(state, self.unit.as_deref())?;
        let statement = self.statement(state, unit)?;
        let window = self.window(&statement)?;
        let custody = Custody::of(&book, unit)?;
        let found = custody.compare(&statement, window, self.days);
        let report =
            Report { state, unit, statement: &statement, window, custody: &custody, found };
        if here.global.json {
            here.screen.json(&report.json())?;
        } else {
            report.tell(here)?;
        }
        report.verdict()
    }

    /// All statements as one.
    fn statement(&self, state: &State, unit: UnitIx) -> Result<Statement, Refused> {
        let row = state.units.at(unit);
        let mut parts: Vec<Statement> = Vec::new();
        for (place, _) in self.statements.iter().enumerate() {
            let read = self.read(place, row.code.as_str(), row.decimals, parts.last())?;
            parts.extend(read);
        }
        let said =
            |part: &Statement| format!("`{}` in {}", shortened(&part.account), part.currency);
        let found: Vec<String> = parts.iter().map(said).collect();
        let account = self.account.as_deref().map(bare);
        let fits = |part: &Statement| {
            part.currency == row.code.as_str()
                && account.as_ref().is_none_or(|account| *account == bare(&part.account))
        };
        let mut fitting = parts.into_iter().filter(fits);
        let Some(first) = fitting.next() else {
            let account = self.account.as_ref().map(|account| format!("`{account}` in "));
            let wanted = format!("{}{}", account.unwrap_or_default(), row.code);
            return Err(ReconcileRefused::Unfit { wanted, found: found.join(", ") }.into());
        };
        fitting.try_fold(first, Statement::join).map_err(foreign)
    }

    /// What one of the files says; a table goes on where the one before it ends.
    fn read(
        &self,
        place: usize,
        currency: &str,
        decimals: u8,
        before: Option<&Statement>,
    ) -> Result<Vec<Statement>, Refused> {
        let Some(path) = self.statements.get(place) else { return Ok(Vec::new()) };
        let unreadable = |error| Refused::unreadable(path, error);
        let mut file = BufReader::new(File::open(path).map_err(unreadable)?);
        let start = file.fill_buf().map_err(unreadable)?;
        let start = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start);
        if start.trim_ascii_start().starts_with(b"<") {
            return read_camt(file, decimals).map_err(foreign);
        }
        let said = |text: &Option<String>| {
            text.as_ref().map(|text| parse_decimal(text.trim(), decimals)).transpose()
        };
        let is_last = place + 1 == self.statements.len();
        let account = self.account.as_ref().or(before.map(|before| &before.account));
        let options = TableOptions {
            account: account.cloned().unwrap_or_default(),
            currency: currency.to_owned(),
            decimals,
            decimal_mark: self.table.decimal_mark.map(|mark| match mark {
                Mark::Point => DecimalMark::Point,
                Mark::Comma => DecimalMark::Comma,
            }),
            date_order: self.table.dates.map(|order| match order {
                Order::DayFirst => DateOrder::DayFirst,
                Order::MonthFirst => DateOrder::MonthFirst,
            }),
            opening: before.map(|before| before.closing).or(said(&self.table.opening)?),
            closing: said(&self.table.closing)?.filter(|_| is_last),
        };
        read_bank_table(file, &options).map(|statement| vec![statement]).map_err(foreign)
    }

    fn window(&self, statement: &Statement) -> Result<Window, Refused> {
        let days = || statement.entries.iter().map(|entry| entry.booked);
        let first = days().min().filter(|_| statement.opening != 0);
        let from = self.from.as_deref().map(date::day).transpose()?;
        let to = self.to.as_deref().map(date::day).transpose()?;
        let last = to.or(days().max()).unwrap_or_else(|| day_of(now()));
        Ok(Window { from: from.or(first).unwrap_or(Date::MIN), to: last })
    }
}

fn foreign(error: impl std::error::Error + 'static) -> Refused {
    Refused::Foreign(Box::new(error))
}

/// The number of an account without its spaces.
fn bare(number: &str) -> String {
    number.chars().filter(|letter| !letter.is_whitespace()).collect()
}

fn day_of(moment: Moment) -> Date {
    date::say_day(moment).parse().unwrap_or(Date::ZERO)
}

/// The days that a statement is about.
#[derive(Debug, Clone, Copy)]
struct Window {
    from: Date,
    to: Date,
}

/// What the book says came and went at the custodian.
struct Custody {
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
    fn of(book: &Book, unit: UnitIx) -> Result<Self, Refused> {
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

    fn compare<'a>(
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

/// What was found, and what it is told with.
struct Report<'a> {
    state: &'a State,
    unit: UnitIx,
    statement: &'a Statement,
    window: Window,
    custody: &'a Custody,
    found: Reconciliation<'a>,
}

impl Report<'_> {
    fn figures(&self, minor: i128) -> String {
        format_decimal(minor, self.state.units.at(self.unit).decimals)
    }

    fn say(&self, minor: i128) -> String {
        amount::say(self.state, minor, self.unit)
    }

    /// From when to when, in words.
    fn period(&self) -> String {
        let Window { from, to } = self.window;
        if from == Date::MIN { format!("until {to}") } else { format!("{from} to {to}") }
    }

    /// What does not agree, in a few words.
    fn verdict(&self) -> Result<(), Refused> {
        let found = &self.found;
        let counted = |count: usize, word: &str| (count > 0).then(|| format!("{count} {word}"));
        let apart = found.bank_closing - found.book_closing;
        let parts = [
            counted(found.differing.len(), "differing"),
            counted(found.candidates.len(), "not clear"),
            counted(found.missing.len(), "missing at the bank"),
            counted(found.unknown.len(), "unknown to the book"),
            (apart != 0).then(|| format!("{} apart at the end", self.say(apart.abs()))),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() {
            return Ok(());
        }
        Err(ReconcileRefused::Differs { what: parts.join(", ") }.into())
    }

    fn tell(&self, here: &mut Here) -> Result<(), Refused> {
        let account = Some(&self.statement.account).filter(|account| !account.is_empty());
        let account = account.map_or("the account".to_owned(), |account| shortened(account));
        let code = &self.state.units.at(self.unit).code;
        let head = format!("{account} in {code}, {}", self.period());
        here.screen.line(styled(BOLD, head))?;
        self.tell_matched(here)?;
        self.tell_groups(here, "Same reference, another amount", &self.found.differing)?;
        self.tell_groups(
            here,
            "Could be the same; say which by their references",
            &self.found.candidates,
        )?;
        let missing = || self.found.missing.iter().map(|line| self.line_row(line));
        self.tell_rows(here, "In the book, not at the bank", missing().collect())?;
        let unknown = || self.found.unknown.iter().map(|entry| self.entry_row(entry));
        self.tell_rows(here, "At the bank, not in the book", unknown().collect())?;
        for command in self.found.unknown.iter().filter_map(|entry| self.command(entry)) {
            here.screen.line(format_args!("  {command}"))?;
        }
        here.screen.line("")?;
        if self.statement.pending > 0 {
            let pending = self.statement.pending;
            here.screen.line(format_args!("{pending} announced at the bank, not booked yet."))?;
        }
        let (bank, book) = (self.say(self.found.bank_closing), self.say(self.found.book_closing));
        here.screen.line(format_args!("At the end: {bank} at the bank, {book} in the book."))?;
        if self.found.agrees() {
            here.screen.line("Everything agrees.")?;
        }
        Ok(())
    }

    fn tell_matched(&self, here: &mut Here) -> Result<(), Refused> {
        if self.found.matched.is_empty() {
            return Ok(());
        }
        here.screen.line("")?;
        here.screen.line(styled(BOLD, "In both"))?;
        let head = format!(">{}", self.state.units.at(self.unit).code);
        let mut table = Table::new(&["day", &head, "in the book", "known by"]);
        for Pair { entry, line, why } in &self.found.matched {
            let by = match why {
                Why::Reference(reference) => plain(reference),
                Why::Amount { days_apart: 0 } => "its amount, the same day".to_owned(),
                Why::Amount { days_apart: 1 } => "its amount, a day apart".to_owned(),
                Why::Amount { days_apart } => format!("its amount, {days_apart} days apart"),
            };
            let (day, minor) = (entry.booked.to_string(), self.figures(entry.minor));
            table.row(vec![day, minor, line.id.clone(), by]);
        }
        here.screen.table(&table)
    }

    fn tell_groups(
        &self,
        here: &mut Here,
        head: &str,
        groups: &[Group<'_>],
    ) -> Result<(), Refused> {
        groups.iter().try_for_each(|group| {
            let entries = group.entries.iter().map(|entry| self.entry_row(entry));
            let lines = group.lines.iter().map(|line| self.line_row(line));
            self.tell_rows(here, head, entries.chain(lines).collect())
        })
    }

    fn tell_rows(
        &self,
        here: &mut Here,
        head: &str,
        rows: Vec<Vec<String>>,
    ) -> Result<(), Refused> {
        if rows.is_empty() {
            return Ok(());
        }
        here.screen.line("")?;
        here.screen.line(styled(BOLD, head))?;
        let amount = format!(">{}", self.state.units.at(self.unit).code);
        let mut table = Table::new(&["where", "day", &amount, "what", "references"]);
        rows.into_iter().for_each(|row| table.row(row));
        here.screen.table(&table)
    }

    fn entry_row(&self, entry: &BankEntry) -> Vec<String> {
        let said = [&entry.counterparty, &entry.remittance, &entry.text];
        let said: Vec<&str> =
            said.into_iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
        vec![
            "bank".to_owned(),
            entry.booked.to_string(),
            self.figures(entry.minor),
            plain(&said.join(", ")),
            plain(&entry.references.join(", ")),
        ]
    }

    fn line_row(&self, line: &BookLine) -> Vec<String> {
        vec![
            line.id.clone(),
            line.date.to_string(),
            self.figures(line.minor),
            line.text.clone(),
            line.references.join(", "),
        ]
    }

    /// What to type to book what came in.
    fn command(&self, entry: &BankEntry) -> Option<String> {
        let mut references = entry.references.iter().chain([&entry.remittance]);
        let reference = references.find(|reference| !reference.trim().is_empty());
        let reference = reference.map_or("REFERENCE".to_owned(), |reference| quoted(reference));
        let amount =
            format!("{} {}", self.figures(entry.minor), self.state.units.at(self.unit).code);
        (entry.minor > 0)
            .then(|| format!("subak receive \"{amount}\" --for NAME --reference {reference}"))
    }

    fn json(&self) -> Value {
        let found = &self.found;
        let groups = |groups: &[Group<'_>]| -> Value {
            let group = |group: &Group<'_>| {
                json!({
                    "entries": group.entries.iter().map(|it| self.entry_json(it)).collect::<Value>(),
                    "lines": group.lines.iter().map(|it| self.line_json(it)).collect::<Value>(),
                })
            };
            groups.iter().map(group).collect()
        };
        let pair = |pair: &Pair<'_>| {
            let (reference, days_apart) = match &pair.why {
                Why::Reference(reference) => (Some(reference), None),
                Why::Amount { days_apart } => (None, Some(days_apart)),
            };
            json!({
                "entry": self.entry_json(pair.entry), "line": self.line_json(pair.line),
                "reference": reference, "days_apart": days_apart,
            })
        };
        let unknown = |entry: &&BankEntry| {
            let mut value = self.entry_json(entry);
            if let Some(object) = value.as_object_mut() {
                object.insert("command".to_owned(), self.command(entry).into());
            }
            value
        };
        json!({
            "account": self.statement.account, "unit": self.state.units.at(self.unit).code.as_str(),
            "from": Some(self.window.from).filter(|from| *from != Date::MIN).map(|day| day.to_string()),
            "to": self.window.to.to_string(), "agrees": found.agrees(),
            "matched": found.matched.iter().map(pair).collect::<Value>(),
            "differing": groups(&found.differing), "candidates": groups(&found.candidates),
            "missing": found.missing.iter().map(|line| self.line_json(line)).collect::<Value>(),
            "unknown": found.unknown.iter().map(unknown).collect::<Value>(),
            "pending": self.statement.pending,
            "bank_closing": self.figures(found.bank_closing),
            "book_closing": self.figures(found.book_closing),
        })
    }

    fn entry_json(&self, entry: &BankEntry) -> Value {
        json!({
            "day": entry.booked.to_string(), "amount": self.figures(entry.minor),
            "references": entry.references, "remittance": entry.remittance,
            "counterparty": entry.counterparty, "text": entry.text,
        })
    }

    fn line_json(&self, line: &BookLine) -> Value {
        let entry = self.custody.origins.get(&line.id).map(|origin| origin.entry);
        json!({
            "entry": entry, "day": line.date.to_string(), "amount": self.figures(line.minor),
            "references": line.references, "text": line.text,
        })
    }
}

/// What a bank wrote, without what would move a terminal's cursor.
fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// A text as one word of a shell, whatever is in it.
fn quoted(text: &str) -> String {
    let safe = |letter: char| letter.is_alphanumeric() || "-_./:".contains(letter);
    let text = plain(text.trim());
    if !text.starts_with('-') && text.chars().all(safe) {
        return text;
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bank_cannot_write_a_command() {
        assert_eq!(quoted("RF18539007547034"), "RF18539007547034");
        assert_eq!(quoted("it's; rm -r ~"), "'it'\\''s; rm -r ~'");
        assert_eq!(quoted("$(reboot)"), "'$(reboot)'");
        assert_eq!(quoted("a\u{1b}[2J\nb"), "'a [2J b'");
        assert_eq!(plain("a\u{1b}\u{7}b"), "a  b");
    }
}
