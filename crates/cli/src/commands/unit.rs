//! `subak unit`: what is counted in.

use clap::{Args, Subcommand, ValueEnum};
use commons::act::{Act, AddUnit};
use commons::name::Code;
use commons::unit::{Conversion, UnitKind};
use inquiry::amount::{ratio, say_ratio};
use inquiry::currency;
use serde_json::{Value, json};

use super::act;
use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::Table;

/// Add units, list them
#[derive(Debug, Args)]
pub struct UnitArgs {
    #[command(subcommand)]
    command: UnitCommand,
}

#[derive(Debug, Subcommand)]
enum UnitCommand {
    /// Add a unit
    Add(Add),
    /// List the units
    List,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Counts {
    /// Money, and what is passed on like money
    Currency,
    /// Time
    Time,
    /// Things and stuff
    Amount,
    /// Days, commits or lines of a history
    Measure,
}

#[derive(Debug, Args)]
struct Add {
    /// The code people write, such as `loaf`
    code: String,
    /// The name in words; else the code
    #[arg(long)]
    label: Option<String>,
    /// What it counts; else money if the code is a currency's, or things
    #[arg(long, value_enum)]
    counts: Option<Counts>,
    /// How many digits stand after the point
    #[arg(long)]
    decimals: Option<u8>,
    /// What it is a multiple of, as `1000 kg` for a tonne
    #[arg(long, value_name = "FACTOR UNIT")]
    is: Option<String>,
}

impl UnitArgs {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        match self.command {
            UnitCommand::Add(add) => act(here, Act::AddUnit(add.wish()?)),
            UnitCommand::List => list(here),
        }
    }
}

impl Add {
    fn wish(self) -> Result<AddUnit, Refused> {
        let known = currency::decimals(&self.code);
        let usual = if known.is_some() { Counts::Currency } else { Counts::Amount };
        let kind = match self.counts.unwrap_or(usual) {
            Counts::Currency => UnitKind::Currency,
            Counts::Time => UnitKind::Time,
            Counts::Amount => UnitKind::Amount,
            Counts::Measure => UnitKind::Measure,
        };
        let fallback = if kind == UnitKind::Currency { 2 } else { 6 };
        let base = self.is.map(|text| {
            let unreadable = || inquiry::Refused::QuantityUnreadable { text: text.clone() };
            let (factor, of) = text.trim().split_once(' ').ok_or_else(unreadable)?;
            Ok::<_, Refused>(Conversion { of: Code::new(of.trim())?, factor: ratio(factor)? })
        });
        let code = Code::new(&self.code)?;
        let label = self.label.unwrap_or(self.code);
        let decimals = self.decimals.or(known).unwrap_or(fallback);
        Ok(AddUnit { base: base.transpose()?, ..AddUnit::new(code, label, kind, decimals) })
    }
}

fn list(here: &mut Here) -> Result<(), Refused> {
    let book = here.read()?;
    let units = &book.state().units;
    let multiple = |unit: &commons::unit::Unit| {
        unit.base.map(|(of, factor)| (say_ratio(factor), units.at(of).code.to_string()))
    };
    if here.global.json {
        let rows: Value = units
            .iter()
            .map(|(_, unit)| {
                let is = multiple(unit).map(|(factor, of)| json!({ "factor": factor, "unit": of }));
                json!({
                    "unit": unit.code.as_str(), "label": unit.label, "counts": unit.kind.word(),
                    "decimals": unit.decimals, "is": is,
                })
            })
            .collect();
        return here.screen.json(&json!({ "units": rows }));
    }
    let mut table = Table::new(&["unit", "name", "counts", ">decimals", "is"]);
    for (_, unit) in units.iter() {
        let is = multiple(unit).map_or_else(String::new, |(factor, of)| format!("{factor} {of}"));
        let (code, kind) = (unit.code.to_string(), unit.kind.word().to_owned());
        table.row(vec![code, unit.label.clone(), kind, unit.decimals.to_string(), is]);
    }
    here.screen.table(&table)
}
