//! `subak kind`: kinds of resources, of work and of processes.

use clap::{Args, Subcommand};
use commons::act::{Act, AddProcessSpecification, AddResourceSpecification};
use commons::name::Code;
use commons::state::State;
use inquiry::amount::{Counts, unit_of};
use inquiry::names::fresh;
use serde_json::{Value, json};

use super::act_on;
use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::Table;

/// Add kinds of resources, of work and of processes, list them
#[derive(Debug, Args)]
pub struct KindArgs {
    #[command(subcommand)]
    command: KindCommand,
}

#[derive(Debug, Subcommand)]
enum KindCommand {
    /// Add a kind of resource or of work; with --of-process a kind of process
    Add(Add),
    /// List the kinds
    List,
}

#[derive(Debug, Args)]
struct Add {
    /// The name people read, such as Steel or Welding
    name: String,
    /// The short name to type; else made from the name
    #[arg(long)]
    handle: Option<String>,
    /// It is a kind of process, such as Assembly
    #[arg(long, conflicts_with_all = ["unit", "effort"])]
    of_process: bool,
    /// The unit its resources are counted in
    #[arg(long)]
    unit: Option<String>,
    /// The unit its use, or this work, is measured in
    #[arg(long, value_name = "UNIT")]
    effort: Option<String>,
    /// Anything worth knowing
    #[arg(long)]
    note: Option<String>,
}

impl KindArgs {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        match self.command {
            KindCommand::List => list(here),
            KindCommand::Add(add) => {
                let mut writing = here.write()?;
                let wish = add.wish(writing.state())?;
                act_on(here, &mut writing, wish)?;
                writing.close()
            }
        }
    }
}

impl Add {
    fn wish(self, state: &State) -> Result<Act, Refused> {
        if self.of_process {
            let taken = |handle: &_| state.process_specification(handle).is_some();
            let handle = fresh(self.handle.as_deref(), &self.name, taken)?;
            let wish = AddProcessSpecification {
                note: self.note,
                ..AddProcessSpecification::new(handle, self.name)
            };
            return Ok(Act::AddProcessSpecification(wish));
        }
        let unit =
            |text: Option<String>, counts| text.map(|text| code(state, &text, counts)).transpose();
        let unit_of_effort = unit(self.effort, Counts::Effort)?;
        let unit = unit(self.unit, Counts::Things)?;
        let handle = fresh(self.handle.as_deref(), &self.name, |handle| {
            state.specification(handle).is_some()
        })?;
        let medium_of_exchange = unit
            .as_ref()
            .and_then(|code| state.unit(code))
            .is_some_and(|ix| state.units.at(ix).kind == commons::unit::UnitKind::Currency);
        let wish = AddResourceSpecification {
            note: self.note,
            unit,
            unit_of_effort,
            medium_of_exchange,
            ..AddResourceSpecification::new(handle, self.name)
        };
        Ok(Act::AddResourceSpecification(Box::new(wish)))
    }
}

/// The code of the unit that somebody means; what nobody knows is left to the rules to refuse.
fn code(state: &State, text: &str, counts: Counts) -> Result<Code, Refused> {
    match unit_of(state, text, counts) {
        Some(unit) => Ok(state.units.at(unit).code.clone()),
        None => Ok(Code::new(text)?),
    }
}

fn list(here: &mut Here) -> Result<(), Refused> {
    let book = here.read()?;
    let state = book.state();
    let code = |unit: Option<commons::unit::UnitIx>| {
        unit.map(|unit| state.units.at(unit).code.to_string())
    };
    if here.global.json {
        let kinds: Value = state
            .specifications
            .iter()
            .map(|(_, kind)| {
                let (unit, effort) = (code(kind.unit), code(kind.unit_of_effort));
                json!({ "kind": kind.handle.as_str(), "name": kind.name, "of": "resource", "unit": unit, "effort": effort })
            })
            .chain(state.process_specifications.iter().map(|(_, kind)| {
                json!({ "kind": kind.handle.as_str(), "name": kind.name, "of": "process", "unit": null, "effort": null })
            }))
            .collect();
        return here.screen.json(&json!({ "kinds": kinds }));
    }
    let mut table = Table::new(&["kind", "name", "of", "unit", "effort in"]);
    for (_, kind) in state.specifications.iter() {
        let (unit, effort) =
            (code(kind.unit).unwrap_or_default(), code(kind.unit_of_effort).unwrap_or_default());
        table.row(vec![
            kind.handle.to_string(),
            kind.name.clone(),
            "resource or work".to_owned(),
            unit,
            effort,
        ]);
    }
    for (_, kind) in state.process_specifications.iter() {
        table.row(vec![kind.handle.to_string(), kind.name.clone(), "process".to_owned()]);
    }
    here.screen.table(&table)
}
