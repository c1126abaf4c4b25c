//! `subak statement`: what came to and went from an account, line by line.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use book::{Book, now};
use clap::{Args, ValueEnum};
use commons::account::Account;
use commons::refusal::Refused as Rule;
use commons::state::State;
use exchange::statement::Wording;
use inquiry::past::{Line, Other, Sheet, What, Window, sheets};
use inquiry::reading::Reading;
use inquiry::statement::{Printed, pdf};
use inquiry::{amount, date, names};
use quantity::format_decimal;
use serde_json::{Value, json};

use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::{BOLD, Table, styled};
use crate::telling;

/// Show what came to and went from an account, with the rule behind each line
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  subak statement ana --from 2026-01-01 --to 2026-03-31
  subak statement machine --format csv -o machine.csv
  subak statement ana --unit CAD --format pdf -o ana.pdf")]
pub struct Statement {
    /// Whose: an agent or a pool; else whoever --as names, else the founder
    who: Option<String>,
    /// Only this unit
    #[arg(long)]
    unit: Option<String>,
    /// The first day
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// The last day; else today
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// How it is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// The file to write; a PDF needs one
    #[arg(short, long, value_name = "FILE", required_if_eq("format", "pdf"))]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table to read
    Text,
    /// Rows with commas, for spreadsheets
    Csv,
    /// Pages to print, of one unit
    Pdf,
}

impl Statement {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let book = here.read()?;
        let state = book.state();
        let (holder, account) = self.account(here, state)?;
        let window = self.window()?;
        let sheets = self.of_unit(state, sheets(Reading::from(&book), account, window)?)?;
        if here.global.json {
            return here.screen.json(&json(state, &holder, &sheets));
        }
        match (self.format, &self.output) {
            (Format::Pdf, Some(path)) => {
                let pdf = self.pdf(&book, &holder, &sheets)?;
                write(path, &pdf)?;
                here.screen.line(format_args!("`{}` is written.", path.display()))
            }
            (Format::Csv, Some(path)) => {
                write(path, csv(state, &sheets).as_bytes())?;
                here.screen.line(format_args!("`{}` is written.", path.display()))
            }
            (Format::Csv, None) => here.screen.text(&csv(state, &sheets)),
            (Format::Text | Format::Pdf, _) => tell(here, state, &holder, &sheets, &self),
        }
    }

    fn account(&self, here: &Here, state: &State) -> Result<(String, Account), Refused> {
        let signer = here.global.signer.as_deref().filter(|signer| !signer.is_empty());
        let founder = || state.agents.iter().find(|(_, agent)| !agent.keys.is_empty());
        match self.who.as_deref().or(signer) {
            Some(who) => {
                let (handle, account) = names::holder(state, who)?;
                Ok((handle.to_string(), account))
            }
            None => {
                let (ix, agent) = founder().ok_or(Rule::Unfounded)?;
                Ok((agent.handle.to_string(), Account::Agent(ix)))
            }
        }
    }

    fn window(&self) -> Result<Window, Refused> {
        let from = self.from.as_deref().map(date::moment).transpose()?;
        let through = self.to.as_deref().map(date::through).transpose()?.unwrap_or_else(now);
        Ok(Window { from, through: through.min(now()) })
    }

    fn of_unit(&self, state: &State, sheets: Vec<Sheet>) -> Result<Vec<Sheet>, Refused> {
        let Some(text) = &self.unit else { return Ok(sheets) };
        let unit = names::unit(state, text)?;
        Ok(sheets.into_iter().filter(|sheet| sheet.unit == unit).collect())
    }

    fn pdf(&self, book: &Book, holder: &str, sheets: &[Sheet]) -> Result<Vec<u8>, Refused> {
        let wording = Wording::default();
        let printed = Printed { holder: holder.to_owned(), period: self.period(), wording };
        Ok(pdf(book.into(), sheets, printed, |line| why(book.state(), line))?)
    }

    /// From when to when, in words.
    fn period(&self) -> String {
        let to = self.to.clone().unwrap_or_else(|| date::say_day(now()));
        match &self.from {
            Some(from) => format!("{from} to {to}"),
            None => format!("until {to}"),
        }
    }
}

/// What a line is for, with the rule behind it.
fn why(state: &State, line: &Line) -> String {
    let what = what(state, line);
    match &line.rule {
        Some(rule) => format!("{what}, by \"{}\" (version {})", rule.name, rule.version),
        None => what,
    }
}

/// What a line is for.
fn what(state: &State, line: &Line) -> String {
    let account = |account| telling::account(state, account);
    let side = |other: Other| match other {
        Other::From(from) => format!("from {}", account(from)),
        Other::To(to) => format!("to {}", account(to)),
    };
    match &line.what {
        What::Moved(other) => side(*other),
        What::TakenBack(other) => format!("taken back: {}", side(*other)),
        What::Faded => "lost with time".to_owned(),
        What::Done { by, key, act } => {
            let by = by.map_or_else(|| telling::unknown(key), |by| telling::agent(state, by));
            let entry = line.entry.unwrap_or_default();
            format!("{by} {}", telling::act(state, entry, act))
        }
    }
}

fn write(path: &std::path::Path, bytes: &[u8]) -> Result<(), Refused> {
    File::create(path)
        .and_then(|mut file| file.write_all(bytes))
        .map_err(|error| Refused::unwritable(path, error))
}

fn tell(
    here: &mut Here,
    state: &State,
    holder: &str,
    sheets: &[Sheet],
    asked: &Statement,
) -> Result<(), Refused> {
    here.screen.line(styled(BOLD, format_args!("{holder}, {}", asked.period())))?;
    if sheets.is_empty() {
        return here.screen.line("Nothing was booked.");
    }
    for sheet in sheets {
        here.screen.line("")?;
        here.screen.table(&table(state, sheet))?;
    }
    Ok(())
}

/// A sheet as a table, with its opening and closing balance.
#[must_use]
pub fn table(state: &State, sheet: &Sheet) -> Table {
    let unit = state.units.at(sheet.unit);
    let figures = |minor: i128| format_decimal(minor, unit.decimals);
    let head = format!(">{}", unit.code);
    let mut table = Table::new(&["day", ">entry", "what", &head, ">balance"]);
    let ends = |what: &str, balance| {
        let none = String::new;
        vec![none(), none(), what.to_owned(), none(), figures(balance)]
    };
    table.row(ends("opening balance", sheet.opening));
    for line in &sheet.lines {
        let entry = line.entry.map(|entry| entry.to_string()).unwrap_or_default();
        let (day, balance) = (date::say_day(line.at), figures(line.balance));
        table.row(vec![day, entry, why(state, line), figures(line.minor), balance]);
    }
    table.row(ends("closing balance", sheet.closing));
    table
}

fn csv(state: &State, sheets: &[Sheet]) -> String {
    let mut text = "date,entry,what,rule,version,unit,amount,balance\n".to_owned();
    for sheet in sheets {
        let unit = state.units.at(sheet.unit);
        for line in &sheet.lines {
            let rule = line.rule.as_ref();
            let cells = [
                date::exact(line.at),
                line.entry.map(|entry| entry.to_string()).unwrap_or_default(),
                quoted(&what(state, line)),
                rule.map(|rule| quoted(&rule.name)).unwrap_or_default(),
                rule.map(|rule| rule.version.to_string()).unwrap_or_default(),
                unit.code.to_string(),
                format_decimal(line.minor, unit.decimals),
                format_decimal(line.balance, unit.decimals),
            ];
            text.push_str(&cells.join(","));
            text.push('\n');
        }
    }
    text
}

/// A cell that no spreadsheet takes for a formula or for two.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@']);
    let mark = if formula { "'" } else { "" };
    format!("\"{mark}{}\"", cell.replace('"', "\"\""))
}

/// The sheets of an account for programs.
#[must_use]
pub fn json(state: &State, holder: &str, sheets: &[Sheet]) -> Value {
    let sheet = |sheet: &Sheet| {
        let unit = state.units.at(sheet.unit);
        let figures = |minor: i128| format_decimal(minor, unit.decimals);
        let line = |line: &Line| {
            let rule = line.rule.as_ref();
            json!({
                "at": date::exact(line.at), "entry": line.entry, "what": what(state, line),
                "rule": rule.map(|rule| rule.name.as_str()),
                "version": rule.map(|rule| rule.version),
                "amount": figures(line.minor), "balance": figures(line.balance),
            })
        };
        json!({
            "unit": unit.code.as_str(), "opening": figures(sheet.opening),
            "lines": sheet.lines.iter().map(line).collect::<Value>(),
            "closing": figures(sheet.closing),
        })
    };
    json!({ "account": holder, "units": sheets.iter().map(sheet).collect::<Value>() })
}

/// A balance of somebody in one unit, opened down to what made it.
///
/// # Errors
/// A damaged journal, or the output.
pub fn open_balance(
    here: &mut Here,
    book: &Book,
    account: Account,
    unit: commons::unit::UnitIx,
) -> Result<(), Refused> {
    let state = book.state();
    let holder = telling::account(state, account);
    let all = sheets(Reading::from(book), account, Window { from: None, through: now() })?;
    let sheets: Vec<Sheet> = all.into_iter().filter(|sheet| sheet.unit == unit).collect();
    if here.global.json {
        return here.screen.json(&json(state, &holder, &sheets));
    }
    let balance = sheets.first().map_or(0, |sheet| sheet.closing);
    let has = amount::say(state, balance, unit);
    here.screen.line(styled(BOLD, format_args!("{holder} has {has}")))?;
    match sheets.first() {
        Some(sheet) => here.screen.table(&table(state, sheet))?,
        None => here.screen.line("Nothing was booked.")?,
    }
    here.screen.line("`subak explain ENTRY` opens each further.")
}
