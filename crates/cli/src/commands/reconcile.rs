//! `subak reconcile`: what the bank says against what the book says. Nothing is written.

mod refused;

mod report;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

use book::now;
use clap::{Args, ValueEnum};
use commons::state::State;
use commons::unit::UnitIx;
use exchange::bank::Statement;
use exchange::bank_table::{DateOrder, DecimalMark, TableOptions, read_bank_table};
use exchange::camt::read_camt;
use inquiry::bank_details::shown;
use inquiry::custody::{Custody, Window, day_of};
use inquiry::date;
use inquiry::reading::Reading;
use jiff::civil::Date;
use quantity::parse_decimal;

use refused::ReconcileRefused;
use report::Report;

use super::payout::outside_unit;
use crate::here::Here;
use crate::refusal::Refused;
use crate::telling;

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
    /// The account, where a file has several; of a table its name, else that of the file
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

impl Reconcile {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let book = here.read()?;
        let state = book.state();
        let unit = outside_unit(state, self.unit.as_deref())?;
        let statement = self.statement(state, unit)?;
        let window = self.window(&statement)?;
        let said =
            |entry: &book::Entry, act: &commons::act::Act| telling::act(state, entry.index, act);
        let custody = Custody::of(Reading::from(&book), unit, said)?;
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
        let said = |part: &Statement| format!("`{}` in {}", shown(&part.account), part.currency);
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
            account: account.cloned().unwrap_or_else(|| path.display().to_string()),
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
