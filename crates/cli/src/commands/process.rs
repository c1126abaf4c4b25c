//! `subak process`: where inputs become outputs.

use clap::{Args, Subcommand};
use commons::act::{Act, AddProcess, FinishProcess};
use inquiry::date;
use inquiry::names::{self, fresh_named};
use serde_json::{Value, json};

use super::act_on;
use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::Table;

/// Add processes, list them, finish one
#[derive(Debug, Args)]
pub struct ProcessArgs {
    #[command(subcommand)]
    command: ProcessCommand,
}

#[derive(Debug, Subcommand)]
enum ProcessCommand {
    /// Add a process
    Add(Add),
    /// List the processes
    List,
    /// Say that nothing more is expected of a process
    Finish {
        /// The process
        process: String,
    },
}

#[derive(Debug, Args)]
struct Add {
    /// The name people read
    name: String,
    /// The short name to type; else made from the name
    #[arg(long)]
    handle: Option<String>,
    /// What kind of process it is
    #[arg(long)]
    kind: Option<String>,
    /// The project or group it belongs to
    #[arg(long, value_name = "PROJECT")]
    scope: Option<String>,
    /// A word for how much it matters, which an equation may read
    #[arg(long, value_name = "WORD")]
    priority: Option<String>,
    /// When it began
    #[arg(long, value_name = "DATE")]
    began: Option<String>,
    /// When it ended
    #[arg(long, value_name = "DATE")]
    ended: Option<String>,
    /// Anything worth knowing
    #[arg(long)]
    note: Option<String>,
}

impl ProcessArgs {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        match self.command {
            ProcessCommand::Add(add) => add.run(here),
            ProcessCommand::List => list(here),
            ProcessCommand::Finish { process } => {
                let mut writing = here.write()?;
                let process = names::process(writing.state(), &process)?;
                act_on(here, &mut writing, Act::FinishProcess(FinishProcess { process }))?;
                writing.close()
            }
        }
    }
}

impl Add {
    fn run(self, here: &mut Here) -> Result<(), Refused> {
        let mut writing = here.write()?;
        let state = writing.state();
        let moment = |text: Option<String>| text.map(|text| date::moment(&text)).transpose();
        let handle = fresh_named(state, self.handle.as_deref(), &self.name)?;
        let wish = AddProcess {
            note: self.note,
            based_on: self.kind.map(|kind| names::process_kind(state, &kind)).transpose()?,
            in_scope_of: self.scope.map(|scope| names::agent(state, &scope)).transpose()?,
            began: moment(self.began)?,
            ended: moment(self.ended)?,
            priority: self.priority,
            ..AddProcess::new(handle, self.name)
        };
        act_on(here, &mut writing, Act::AddProcess(Box::new(wish)))?;
        writing.close()
    }
}

fn list(here: &mut Here) -> Result<(), Refused> {
    let book = here.read()?;
    let state = book.state();
    let scope = |process: &commons::process::Process| {
        process.in_scope_of.map(|agent| state.agents.at(agent).handle.to_string())
    };
    if here.global.json {
        let processes: Value = state
            .processes
            .iter()
            .map(|(_, process)| {
                let kind = process.based_on.map(|kind| state.process_specifications.at(kind).handle.to_string());
                json!({
                    "process": process.handle.as_str(), "name": process.name, "kind": kind, "scope": scope(process),
                    "priority": process.priority, "finished": process.finished,
                })
            })
            .collect();
        return here.screen.json(&json!({ "processes": processes }));
    }
    let mut table = Table::new(&["process", "name", "scope", ""]);
    for (_, process) in state.processes.iter() {
        let finished = if process.finished { "finished" } else { "" };
        let cells = [
            process.handle.to_string(),
            process.name.clone(),
            scope(process).unwrap_or_default(),
            finished.to_owned(),
        ];
        table.row(cells.to_vec());
    }
    here.screen.table(&table)
}
