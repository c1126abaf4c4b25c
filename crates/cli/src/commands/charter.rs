//! `subak charter`: the rules of the commons, as text that people read and money obeys.

mod adopt;

mod check;

mod diff;

mod explain;

mod fmt;

mod new;

mod show;

use std::path::Path;

use charter::parse::parse;
use clap::{Args, Subcommand};

use crate::here::Here;
use crate::refusal::Refused;

/// Write, check, read and change the charter: the rules that money obeys
#[derive(Debug, Args)]
pub struct CharterArgs {
    #[command(subcommand)]
    command: CharterCommand,
}

#[derive(Debug, Subcommand)]
enum CharterCommand {
    /// List charters to begin with; or take one and answer its questions
    New(new::New),
    /// Say what is wrong with a charter, and what it guarantees
    Check(check::Check),
    /// Lay a charter out as all charters are
    Fmt(fmt::Fmt),
    /// Say in sentences what a charter says, whole or rule by rule
    Explain(explain::Explain),
    /// Print the charter in force, an earlier version, or all versions
    Show(show::Show),
    /// Say what differs between two charters, and which decisions the change needs
    Diff(diff::Diff),
    /// Adopt the first charter of the commons
    Adopt(adopt::Adopt),
    /// Change the charter in force: says what changes, asks, and adopts
    Amend(adopt::Amend),
}

impl CharterArgs {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        match self.command {
            CharterCommand::New(command) => command.run(here),
            CharterCommand::Check(command) => command.run(here),
            CharterCommand::Fmt(command) => command.run(here),
            CharterCommand::Explain(command) => command.run(here),
            CharterCommand::Show(command) => command.run(here),
            CharterCommand::Diff(command) => command.run(here),
            CharterCommand::Adopt(command) => command.run(here),
            CharterCommand::Amend(command) => command.run(here),
        }
    }
}

/// The text of a charter that can be read; what cannot be is shown first.
fn readable(here: &mut Here, path: &Path) -> Result<String, Refused> {
    let text = text(path)?;
    let (_, wrong) = parse(&text);
    if wrong.is_empty() {
        return Ok(text);
    }
    let path = path.display().to_string();
    check::told(here, &text, &path, &wrong)?;
    Err(check::failed(&path, &wrong))
}

/// The largest charter that is read, in bytes. A long one has a few thousand.
const LARGEST: usize = 1 << 20;

/// The text of a charter, from a file or piped in.
fn text(path: &Path) -> Result<String, Refused> {
    let text = super::import::text(path)?;
    if text.len() >= LARGEST {
        return Err(Refused::CharterTooLong { path: path.display().to_string() });
    }
    Ok(text)
}
