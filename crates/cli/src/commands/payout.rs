//! `subak payout`: a batch of payments for the bank, booked once.
//!
//! The file is written beside its place first, then the batch is booked, then the file gets its name: so no batch can be
//! sent that was not booked, and one that was booked can be written again with the same ids.

mod refused;

mod part;

mod booked;

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use commons::account::Account;
use commons::act::{Act, PayOut, PayoutLine};
use commons::name::Handle;
use commons::refusal::Refused as Rule;
use commons::state::State;
use commons::unit::{Measure, UnitIx};
use exchange::pain::{Batch, Payment};
use inquiry::bank_details::{BankDetails, number, shortened};
use inquiry::flow::balance;
use inquiry::payout::{outside_units, to_be_paid, wished};
use inquiry::{amount, date, names};
use quantity::{format_decimal, parse_decimal};
use serde_json::{Value, json};

use booked::{Booked, booked, list, show};
use part::{Format, Part};
use refused::{PayoutRefused, several};

use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::Table;

/// Write a batch of payments for the bank and book it, once for each reference
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "\
Examples:
  subak payout --bank accounts.csv --execute-on 2026-02-01 --dry-run
  subak payout --bank accounts.csv --execute-on 2026-02-01 -o batch.xml
  subak payout --agents ana,ben=50 --bank accounts.csv --execute-on 2026-02-01 --format csv -o batch.csv
  subak payout show payout-EUR-2026-02-01

The file of accounts has a line `handle,name,iban,bic` and then one for everybody, and one
for `(custodian)`, who pays. Nothing of it is written to the journal. See docs/bank.md."
)]
pub struct Payout {
    #[command(subcommand)]
    command: Option<PayoutCommand>,
    #[command(flatten)]
    new: Option<New>,
}

#[derive(Debug, Args)]
struct New {
    /// Whom: all that is to be paid to them and all they have, or so much: ana,ben=50. Else everybody whom a rule pays out
    #[arg(long, value_name = "AGENT[=AMOUNT]", value_delimiter = ',')]
    agents: Vec<String>,
    /// In which unit; else the only one from outside
    #[arg(long)]
    unit: Option<String>,
    /// The file that has the accounts
    #[arg(long, value_name = "FILE", required = true)]
    bank: Option<PathBuf>,
    /// How it is written
    #[arg(long, value_enum, default_value = "pain")]
    format: Format,
    /// The day on which the bank is to pay
    #[arg(long, value_name = "DATE", required = true)]
    execute_on: Option<String>,
    /// What the bank knows the batch by; else payout, the unit and the day
    #[arg(long)]
    reference: Option<String>,
    /// What it is for, also for those who are paid
    #[arg(long)]
    note: Option<String>,
    /// The file to write
    #[arg(short, long, value_name = "FILE", required_unless_present = "dry_run")]
    output: Option<PathBuf>,
    /// Show what would be paid; write and book nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Subcommand)]
enum PayoutCommand {
    /// List the batches
    List,
    /// Show a batch; with -o, write the same payments again with the same ids
    Show {
        /// The reference of the batch
        reference: String,
        /// Of which unit
        #[arg(long)]
        unit: Option<String>,
        /// The file that has the accounts
        #[arg(long, value_name = "FILE")]
        bank: Option<PathBuf>,
        /// How it is written
        #[arg(long, value_enum, default_value = "pain")]
        format: Format,
        /// The day on which the bank is to pay
        #[arg(long, value_name = "DATE")]
        execute_on: Option<String>,
        /// The file to write
        #[arg(short, long, value_name = "FILE", requires_all = ["bank", "execute_on"])]
        output: Option<PathBuf>,
    },
}

impl Payout {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        match (self.command, self.new) {
            (
                Some(PayoutCommand::Show { reference, unit, bank, format, execute_on, output }),
                _,
            ) => {
                let book = here.read()?;
                let booked = booked(&book, &reference)?;
                match (bank, execute_on, output) {
                    (Some(bank), Some(day), Some(path)) => again(
                        here,
                        book.state(),
                        &booked,
                        unit.as_deref(),
                        (&bank, &day),
                        (format, &path),
                    ),
                    _ => show(here, book.state(), &booked),
                }
            }
            (None, Some(new)) => new.run(here),
            (Some(PayoutCommand::List), _) | (None, None) => list(here),
        }
    }
}

impl New {
    fn run(self, here: &mut Here) -> Result<(), Refused> {
        let Some(path) = self.output.clone().filter(|_| !self.dry_run) else {
            let book = here.read()?;
            let (wish, batch) = self.batch(book.state())?;
            return tell(here, book.state(), &wish, &batch, Became::Planned);
        };
        let mut writing = here.write()?;
        let (wish, batch) = self.batch(writing.state())?;
        let part = Part::write(&path, &batch, self.format)?;
        let entry = match writing.act(Act::PayOut(Box::new(wish.clone()))) {
            Ok(entry) => entry,
            Err(refused) => {
                part.discard();
                return Err(refused);
            }
        };
        let reference = wish.reference.clone();
        part.publish().map_err(|error| PayoutRefused::Unwritten {
            entry,
            path: path.display().to_string(),
            error,
            reference,
        })?;
        tell(here, writing.state(), &wish, &batch, Became::Booked(entry, &path))?;
        writing.close()
    }

    fn batch(&self, state: &State) -> Result<(PayOut, Batch), Refused> {
        let unit = outside_unit(state, self.unit.as_deref())?;
        let code = state.units.at(unit).code.clone();
        let day = self.execute_on.clone().unwrap_or_default();
        let day = date::day(&day)?;
        let usual = || format!("payout-{code}-{day}");
        let reference = self.reference.clone().unwrap_or_else(usual);
        if let Some(entry) = state.money.references.get(&reference).copied() {
            return Err(Rule::ReferenceTaken { reference, entry }.into());
        }
        let lines = self.lines(state, unit)?;
        let wish = PayOut { lines, reference, note: self.note.clone() };
        let bank = details(self.bank.as_deref().unwrap_or(Path::new("")))?;
        let batch = batch(state, &wish, unit, &bank, day)?;
        Ok((wish, batch))
    }

    /// Who is paid how much.
    fn lines(&self, state: &State, unit: UnitIx) -> Result<Vec<PayoutLine>, Refused> {
        let code = &state.units.at(unit).code;
        if self.agents.is_empty() {
            let lines = to_be_paid(state, unit);
            let unit = code.to_string();
            return if lines.is_empty() {
                Err(PayoutRefused::Nobody { unit }.into())
            } else {
                Ok(lines)
            };
        }
        let mut seen = BTreeSet::new();
        let line = |text: &String| {
            let line = named(state, text, unit)?;
            if !seen.insert(line.agent.clone()) {
                return Err(Rule::PaidTwice { agent: line.agent, unit: code.clone() }.into());
            }
            Ok(line)
        };
        self.agents.iter().map(line).collect()
    }
}

/// The file of accounts.
fn details(path: &Path) -> Result<BankDetails, Refused> {
    let file = File::open(path).map_err(|error| Refused::unreadable(path, error))?;
    let read = BankDetails::read(file, &path.display().to_string());
    read.map_err(|refused| Refused::Foreign(Box::new(refused)))
}

/// `ana`, who gets what is to be paid to her and what she has, or `ana=50`.
fn named(state: &State, text: &str, unit: UnitIx) -> Result<PayoutLine, Refused> {
    let row = state.units.at(unit);
    let (name, figures) = match text.split_once('=') {
        Some((name, figures)) => (name, Some(figures)),
        None => (text, None),
    };
    let agent = names::agent(state, name)?;
    let minor = match figures {
        Some(figures) => parse_decimal(figures.trim(), row.decimals)?,
        None => all_of(state, &agent, unit),
    };
    if minor <= 0 && figures.is_none() {
        let unit = row.code.to_string();
        return Err(PayoutRefused::Nothing { agent: agent.to_string(), unit }.into());
    }
    Ok(PayoutLine { agent, amount: Measure { minor, unit: row.code.clone() } })
}

fn all_of(state: &State, agent: &Handle, unit: UnitIx) -> i128 {
    let balance = |account| balance(state, account, unit, book::now()).max(0);
    let both = |ix| balance(Account::Payable(ix)) + balance(Account::Agent(ix));
    state.agent(agent).map_or(0, both)
}

/// The unit from outside that is named, or the only one there is.
///
/// # Errors
/// No charter, an unknown unit, one that is not from outside, or several and none named.
pub fn outside_unit(state: &State, named: Option<&str>) -> Result<UnitIx, Refused> {
    state.money.in_force().ok_or(Rule::CharterMissing)?;
    let units = outside_units(state);
    let code = |unit: UnitIx| state.units.at(unit).code.clone();
    if let Some(text) = named {
        let unit = names::unit(state, text)?;
        let refused = || Rule::NotFromOutside { code: code(unit) }.into();
        return units.contains(&unit).then_some(unit).ok_or_else(refused);
    }
    match units.as_slice() {
        [unit] => Ok(*unit),
        [] => Err(PayoutRefused::NoUnit.into()),
        units => Err(several(units.iter().map(|unit| code(*unit))).into()),
    }
}

/// The payments of a batch in one unit, checked as a bank checks them.
fn batch(
    state: &State,
    wish: &PayOut,
    unit: UnitIx,
    bank: &BankDetails,
    execute_on: jiff::civil::Date,
) -> Result<Batch, Refused> {
    let wished = wished(state, wish, unit, bank, execute_on);
    let wished = wished.map_err(|refused| Refused::Foreign(Box::new(refused)))?;
    wished.check().map_err(|refused| Refused::Foreign(Box::new(refused)))
}

/// What became of a batch.
enum Became<'a> {
    Planned,
    Booked(u64, &'a Path),
    Again(u64, &'a Path),
}

fn tell(
    here: &mut Here,
    state: &State,
    wish: &PayOut,
    batch: &Batch,
    became: Became<'_>,
) -> Result<(), Refused> {
    let unit = wish.lines.first().and_then(|line| state.unit(&line.amount.unit));
    let Some(unit) = unit else { return Ok(()) };
    let decimals = state.units.at(unit).decimals;
    let figures = |minor| format_decimal(minor, decimals);
    let (entry, path) = match became {
        Became::Planned => (None, None),
        Became::Booked(entry, path) | Became::Again(entry, path) => (Some(entry), Some(path)),
    };
    let rows = || wish.lines.iter().zip(batch.payments());
    if here.global.json {
        let row = |(line, payment): (&PayoutLine, &Payment)| {
            json!({
                "agent": line.agent.as_str(), "name": payment.payee.name,
                "account": shortened(number(&payment.payee.account)),
                "amount": figures(payment.minor), "end_to_end": payment.end_to_end,
            })
        };
        return here.screen.json(&json!({
            "entry": entry, "reference": wish.reference, "unit": state.units.at(unit).code.as_str(),
            "payments": rows().map(row).collect::<Value>(), "total": figures(batch.total()),
            "file": path.map(|path| path.display().to_string()),
        }));
    }
    let head = format!(">{}", state.units.at(unit).code);
    let mut table = Table::new(&["agent", "name", "account", &head, "id"]);
    for (line, payment) in rows() {
        let account = shortened(number(&payment.payee.account));
        let (name, id) = (payment.payee.name.clone(), payment.end_to_end.clone());
        table.row(vec![line.agent.to_string(), name, account, figures(payment.minor), id]);
    }
    here.screen.table(&table)?;
    here.screen.line(format_args!("total: {}", amount::say(state, batch.total(), unit)))?;
    let reference = &wish.reference;
    match became {
        Became::Planned => {
            here.screen.line(format_args!("Nothing is written; the batch would be `{reference}`."))
        }
        Became::Booked(entry, path) => here.screen.prose(&format!(
            "entry {entry}: booked as `{reference}`; `{}` is for the bank to take.",
            path.display()
        )),
        Became::Again(entry, path) => here.screen.prose(&format!(
            "`{}` has `{reference}` again, as entry {entry} booked it. Send it only if the bank never got it.",
            path.display()
        )),
    }
}

/// Writes a batch of the journal again; books nothing.
fn again(
    here: &mut Here,
    state: &State,
    booked: &Booked,
    unit: Option<&str>,
    (bank, day): (&Path, &str),
    (format, path): (Format, &Path),
) -> Result<(), Refused> {
    let reference = booked.wish.reference.clone();
    if let Some(by) = booked.reversed_by {
        return Err(PayoutRefused::Reversed { reference, by }.into());
    }
    let unit = match (unit, booked.totals(state).as_slice()) {
        (None, [only]) => state.unit(&only.unit).ok_or(PayoutRefused::Unknown { reference })?,
        (None, totals) => return Err(several(totals.iter().map(|total| total.unit.clone())).into()),
        (Some(text), _) => names::unit(state, text)?,
    };
    let code = state.units.at(unit).code.clone();
    let details = details(bank)?;
    let batch = batch(state, &booked.wish, unit, &details, date::day(day)?)?;
    let part = Part::write(path, &batch, format)?;
    part.publish().map_err(|error| Refused::unwritable(path, error))?;
    let mut wish = booked.wish.clone();
    wish.lines.retain(|line| line.amount.unit == code);
    tell(here, state, &wish, &batch, Became::Again(booked.entry, path))
}
