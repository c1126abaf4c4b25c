//! `subak import`: what other files say, taken in; a second run adds only what is new.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use book::now;
use clap::{Args, Subcommand};
use commons::act::Act;
use commons::name::{ActId, Handle};
use exchange::document::read_document;
use exchange::intake::{Intake, Repository, from_history, from_table};
use exchange::table::read_timesheet;
use exchange::valueflows;
use inquiry::names;
use serde_json::json;

use crate::here::{Here, Writing};
use crate::history::{HistoryArgs, folder, left_out};
use crate::progress;
use crate::refusal::Refused;

/// Take in a git history, a timesheet or ValueFlows documents; a second run adds only what is new
#[derive(Debug, Args)]
pub struct Import {
    #[command(subcommand)]
    from: From,
    /// Say what would be added, and write nothing
    #[arg(long, global = true)]
    dry_run: bool,
}

#[derive(Debug, Subcommand)]
enum From {
    /// A git history, as work on the resource that the repository is
    Git(Git),
    /// A timesheet in CSV: who did what when, with a line of column names first
    Csv {
        /// The file, or - for what is piped in
        file: PathBuf,
    },
    /// A ValueFlows 1.0 document, in JSON-LD or YAML
    Valueflows {
        /// The file, or - for what is piped in
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
struct Git {
    /// The repository: its folder, or any folder inside it
    path: PathBuf,
    /// The resource it goes into; else one called like the folder
    #[arg(long, value_name = "RESOURCE")]
    on: Option<String>,
    #[command(flatten)]
    history: HistoryArgs,
}

/// What taking something in would do, in the words of this command.
struct Taking {
    acts: Vec<(ActId, Act)>,
    new: usize,
    already: Option<usize>,
    what: [&'static str; 2],
    into: Option<Handle>,
    notes: Vec<String>,
}

impl Import {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        match &self.from {
            From::Git(git) => {
                let history = git.history.read(&git.path)?;
                self.take(here, |writing| git.taking(writing, &history))
            }
            From::Csv { file } => {
                let rows = read_timesheet(open(file)?)
                    .map_err(|refused| Refused::Foreign(Box::new(refused)))?;
                self.take(here, |writing| {
                    let (state, commons) = (writing.state(), writing.book.commons().to_bytes());
                    let key = writing.signer.public().to_bytes();
                    Ok(of_intake(from_table(state, commons, &rows, key, now())?, ["row", "rows"]))
                })
            }
            From::Valueflows { file } => {
                let document = read_document(open(file)?)
                    .map_err(|refused| Refused::Foreign(Box::new(refused)))?;
                self.take(here, |writing| of_document(writing, &document))
            }
        }
    }

    fn take(
        &self,
        here: &mut Here,
        taking: impl FnOnce(&Writing) -> Result<Taking, Refused>,
    ) -> Result<(), Refused> {
        let mut writing = here.write()?;
        let mut taking = taking(&writing)?;
        let before = writing.state().agents.len();
        let mut entries = None;
        if !self.dry_run && !taking.acts.is_empty() {
            let wheel = progress::wheel("signing and writing");
            let done = writing.named_acts(std::mem::take(&mut taking.acts))?;
            wheel.finish_and_clear();
            let new = done.iter().filter(|done| done.new).map(|done| done.entry);
            entries = new.clone().min().zip(new.max());
        }
        let added = match self.dry_run {
            true => taking.acts.iter().filter(|(_, act)| matches!(act, Act::AddAgent(_))).count(),
            false => writing.state().agents.len() - before,
        };
        taking.tell(here, added, entries)?;
        writing.close()
    }
}

impl Git {
    fn taking(
        &self,
        writing: &Writing,
        history: &exchange::git::History,
    ) -> Result<Taking, Refused> {
        let name = folder(&self.path);
        let on = self.on.as_deref().map(names::handle).transpose()?;
        let repository = on.as_ref().map_or(Repository::Folder(&name), Repository::Resource);
        let commons = writing.book.commons().to_bytes();
        let intake = from_history(writing.state(), commons, history, repository, now())?;
        let mut taking = of_intake(intake, ["contribution", "contributions"]);
        if taking.new > 0 {
            taking.notes.splice(0..0, left_out(history).map(|left| format!("Left out: {left}.")));
            taking.notes.extend(history.caveats.iter().map(ToString::to_string));
        }
        Ok(taking)
    }
}

fn open(path: &Path) -> Result<Box<dyn Read>, Refused> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(|error| Refused::unreadable(path, error))?;
    Ok(Box::new(file))
}

/// The text of a small file, or of what is piped in.
pub fn text(path: &Path) -> Result<String, Refused> {
    let mut text = String::new();
    open(path)?
        .take(1 << 20)
        .read_to_string(&mut text)
        .map_err(|error| Refused::unreadable(path, error))?;
    Ok(text)
}

fn of_intake(intake: Intake, what: [&'static str; 2]) -> Taking {
    let list = |handles: &[Handle]| {
        handles.iter().map(|handle| format!("`{handle}`")).collect::<Vec<_>>().join(", ")
    };
    let mut notes = Vec::new();
    if !intake.namesakes.is_empty() {
        notes.push(format!(
            "Another agent has the same name: {}. If they are one person under two addresses, a .mailmap joins them.",
            list(&intake.namesakes)
        ));
    }
    if intake.clocks_ahead > 0 {
        notes.push(format!(
            "Dated after now, by clocks that run ahead, and taken as of now: {}.",
            intake.clocks_ahead
        ));
    }
    if !intake.gone.is_empty() {
        notes.push(format!(
            "Their days are somebody else's now, so they count twice until one entry of each is reversed: {}.",
            list(&intake.gone)
        ));
    }
    for changed in &intake.changed {
        notes.push(format!(
            "Line {} says otherwise what entry {} says; if it replaces it, `subak reverse {}`.",
            changed.line, changed.entry, changed.entry
        ));
    }
    Taking {
        new: intake.new,
        already: Some(intake.already),
        acts: intake.acts,
        what,
        into: intake.resource,
        notes,
    }
}

fn of_document(
    writing: &Writing,
    document: &exchange::document::Document,
) -> Result<Taking, Refused> {
    let (state, commons) = (writing.state(), writing.book.commons().to_bytes());
    let key = writing.signer.public().to_bytes();
    let import = valueflows::import(document, state, commons, key, now())
        .map_err(|refused| Refused::Foreign(Box::new(refused)))?;
    Ok(Taking {
        new: import.acts.len(),
        already: None,
        acts: import.acts,
        what: ["record", "records"],
        into: None,
        notes: import.notes.iter().map(ToString::to_string).collect(),
    })
}

impl Taking {
    fn tell(
        &self,
        here: &mut Here,
        agents: usize,
        entries: Option<(u64, u64)>,
    ) -> Result<(), Refused> {
        let into = self.into.as_ref();
        if here.global.json {
            return here.screen.json(&json!({
                "new": self.new,
                "already": self.already,
                "agents": agents,
                "resource": into.map(Handle::as_str),
                "entries": entries.map(|(first, last)| [first, last]),
                "notes": self.notes,
            }));
        }
        let [one, many] = self.what;
        let mut said = format!("{} new {}", self.new, if self.new == 1 { one } else { many });
        if let Some(already) = self.already {
            said = format!("{said}, {already} already there");
        }
        if let Some(into) = into {
            said = format!("{said}, on {into}");
        }
        if agents > 0 {
            said = format!("{said}; {agents} new {}", if agents == 1 { "agent" } else { "agents" });
        }
        match entries {
            Some((first, last)) if first == last => said = format!("entry {first}: {said}"),
            Some((first, last)) => said = format!("entries {first} to {last}: {said}"),
            None if !self.acts.is_empty() => {
                said = format!("would add {said}; nothing was written")
            }
            None if self.already.is_none() => {
                said = "nothing new: all of it is there already".to_owned()
            }
            None => {}
        }
        here.screen.line(said)?;
        for note in &self.notes {
            here.screen.prose(&format!("Note: {note}"))?;
        }
        Ok(())
    }
}
