//! `subak agreement`: what is given for what.

use clap::{Args, Subcommand};
use commons::act::{Act, AddAgreement};
use inquiry::date;
use inquiry::names::fresh_named;
use serde_json::{Value, json};

use super::act_on;
use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::Table;

/// Add agreements, list them
#[derive(Debug, Args)]
pub struct AgreementArgs {
    #[command(subcommand)]
    command: AgreementCommand,
}

#[derive(Debug, Subcommand)]
enum AgreementCommand {
    /// Add an agreement; events belong to it with --agreement
    Add(Add),
    /// List the agreements
    List,
}

#[derive(Debug, Args)]
struct Add {
    /// The name people read
    name: String,
    /// The short name to type; else made from the name
    #[arg(long)]
    handle: Option<String>,
    /// When it was made
    #[arg(long, value_name = "DATE")]
    at: Option<String>,
    /// Anything worth knowing
    #[arg(long)]
    note: Option<String>,
}

impl AgreementArgs {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        match self.command {
            AgreementCommand::Add(add) => add.run(here),
            AgreementCommand::List => list(here),
        }
    }
}

impl Add {
    fn run(self, here: &mut Here) -> Result<(), Refused> {
        let mut writing = here.write()?;
        let handle = fresh_named(writing.state(), self.handle.as_deref(), &self.name)?;
        let wish = AddAgreement {
            note: self.note,
            created: self.at.map(|text| date::moment(&text)).transpose()?,
            ..AddAgreement::new(handle, self.name)
        };
        act_on(here, &mut writing, Act::AddAgreement(wish))?;
        writing.close()
    }
}

fn list(here: &mut Here) -> Result<(), Refused> {
    let book = here.read()?;
    let agreements = &book.state().agreements;
    if here.global.json {
        let rows: Value = agreements
            .iter()
            .map(|(_, row)| {
                json!({ "agreement": row.handle.as_str(), "name": row.name, "made": row.created.map(date::exact), "note": row.note })
            })
            .collect();
        return here.screen.json(&json!({ "agreements": rows }));
    }
    let mut table = Table::new(&["agreement", "name", "made"]);
    for (_, row) in agreements.iter() {
        table.row(vec![
            row.handle.to_string(),
            row.name.clone(),
            row.created.map(date::say).unwrap_or_default(),
        ]);
    }
    here.screen.table(&table)
}
