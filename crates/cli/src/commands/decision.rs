//! `subak decision`: what was decided together, written down.

use clap::{Args, Subcommand};
use commons::act::{Act, RecordDecision};
use commons::money::Decided;
use commons::state::State;
use inquiry::names;
use serde_json::{Value, json};

use super::flow;
use crate::beside::Beside;
use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::Table;
use crate::telling;

/// Write down what was decided together, list it
#[derive(Debug, Args)]
pub struct DecisionArgs {
    #[command(subcommand)]
    command: DecisionCommand,
}

#[derive(Debug, Subcommand)]
enum DecisionCommand {
    /// Write down that a decision passed; what the charter ties to it happens
    Record {
        /// Which decision of the charter
        name: String,
        /// Whom or what it is about: an agent or a pool
        #[arg(long = "for", visible_alias = "about", value_name = "WHO")]
        about: Option<String>,
        #[command(flatten)]
        beside: Beside,
    },
    /// List the decisions that were written down
    List,
}

impl DecisionArgs {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        match self.command {
            DecisionCommand::Record { name, about, beside } => flow(here, |state| {
                let about = about.as_ref().map(|about| names::holder(state, about)).transpose()?;
                Ok(Act::RecordDecision(Box::new(RecordDecision {
                    decision: commons::name::Handle::new(&name)?,
                    about: about.map(|(handle, _)| handle),
                    details: beside.details(state, None)?,
                    note: beside.note,
                })))
            }),
            DecisionCommand::List => list(here),
        }
    }
}

fn list(here: &mut Here) -> Result<(), Refused> {
    let book = here.read()?;
    let state = book.state();
    if here.global.json {
        let rows: Value = state.money.decided.iter().map(|row| json(state, row)).collect();
        return here.screen.json(&json!({ "decisions": rows }));
    }
    let mut table = Table::new(&[">entry", "decision", "about", "with", "changed the charter"]);
    for row in &state.money.decided {
        let about = row.about.as_ref().map(ToString::to_string).unwrap_or_default();
        let used = row.used.map(|entry| format!("in entry {entry}")).unwrap_or_default();
        let cells =
            [row.entry.to_string(), row.decision.to_string(), about, with(state, row), used];
        table.row(cells.to_vec());
    }
    here.screen.table(&table)
}

fn with(state: &State, row: &Decided) -> String {
    let said =
        row.details.iter().map(|(name, it)| format!("{name} {}", telling::measure(state, it)));
    said.collect::<Vec<_>>().join(", ")
}

fn json(state: &State, row: &Decided) -> Value {
    let details: Value = row
        .details
        .iter()
        .map(|(name, it)| json!({ "name": name.as_str(), "amount": telling::measure(state, it) }))
        .collect();
    json!({
        "entry": row.entry, "decision": row.decision.as_str(),
        "about": row.about.as_ref().map(|about| about.as_str()), "with": details,
        "used": row.used,
    })
}
