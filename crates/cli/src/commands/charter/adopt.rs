//! `subak charter adopt` and `subak charter amend`: the first charter of a commons, and the next ones.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use commons::act::{Act, AdoptCharter};
use commons::name::ActId;
use commons::objection::Objection;
use commons::refusal::Refused as Rule;
use commons::state::State;

use super::diff::{Differing, in_force};
use super::{check, text};
use crate::commands::flow_on;
use crate::here::Here;
use crate::refusal::Refused;

/// Adopt the first charter of the commons
#[derive(Debug, Args)]
pub struct Adopt {
    /// The charter
    file: PathBuf,
    /// Anything worth knowing
    #[arg(long)]
    note: Option<String>,
}

/// Change the charter in force: says what changes, asks, and adopts
#[derive(Debug, Args)]
pub struct Amend {
    /// The charter that it becomes
    file: PathBuf,
    /// The entry of a recorded decision that the change needs
    #[arg(long, value_name = "ENTRY")]
    decision: Vec<u64>,
    /// Adopt without asking; only a terminal is asked anyway
    #[arg(long)]
    yes: bool,
    /// Anything worth knowing
    #[arg(long)]
    note: Option<String>,
}

impl Adopt {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let text = adoptable(here, &self.file)?;
        let mut writing = here.write()?;
        if let Some(adoption) = writing.state().money.charters.last() {
            return Err(Refused::CharterInForce { entry: adoption.entry });
        }
        let wish = AdoptCharter { text, decided: Vec::new(), note: self.note };
        flow_on(here, &mut writing, Act::AdoptCharter(Box::new(wish)))?;
        writing.close()
    }
}

impl Amend {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let text = adoptable(here, &self.file)?;
        let mut writing = here.write()?;
        let before = in_force(writing.state())?;
        let decided: Result<Vec<ActId>, Rule> =
            self.decision.iter().map(|entry| decision(writing.state(), *entry)).collect();
        let wish = AdoptCharter { text: text.clone(), decided: decided?, note: self.note };
        let differing = Differing::between(&before, &text);
        if !here.global.json && !differing.is_nothing() {
            differing.tell(here)?;
            here.screen.line("")?;
            here.screen.flush()?;
        }
        if !self.yes && io::stdin().is_terminal() && !is_agreed()? {
            return here.screen.line("Nothing was changed.");
        }
        flow_on(here, &mut writing, Act::AdoptCharter(Box::new(wish)))?;
        writing.close()
    }
}

/// The text of a charter that passes the checker; what does not is shown first.
fn adoptable(here: &mut Here, path: &Path) -> Result<String, Refused> {
    let text = text(path)?;
    check::passes(here, &text, &path.display().to_string())?;
    Ok(text)
}

/// The act of a recorded decision.
fn decision(state: &State, entry: u64) -> Result<ActId, Rule> {
    let decided = state.money.decided.iter().find(|row| row.entry == entry);
    decided.map(|row| row.act).ok_or_else(|| Objection::DecisionUnknown.into())
}

fn is_agreed() -> Result<bool, Refused> {
    anstream::eprint!("Adopt it? [y/N] ");
    io::stderr().flush().map_err(Refused::Output)?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(Refused::Output)?;
    Ok(matches!(line.trim(), "y" | "Y" | "yes"))
}
