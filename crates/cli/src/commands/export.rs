//! `subak export`: the whole commons, for other programs.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use book::Entry;
use clap::{Args, Subcommand, ValueEnum};
use commons::act::Act;
use commons::state::State;
use exchange::ledger::write_ledger;
use exchange::sheet::{Sheet, write_sheet};
use exchange::valueflows;
use inquiry::flow::flows;
use inquiry::reading::Reading;

use crate::here::Here;
use crate::refusal::Refused;
use crate::telling;

/// Give the whole commons out: as ValueFlows, as tables, as a ledger
#[derive(Debug, Args)]
pub struct Export {
    #[command(subcommand)]
    format: Format,
}

#[derive(Debug, Subcommand)]
enum Format {
    /// ValueFlows 1.0 in JSON-LD
    Valueflows {
        /// The file to write; else it is printed
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// A table in CSV; without --table all of them, in a folder
    Csv {
        /// Which table
        #[arg(long, value_enum)]
        table: Option<TableName>,
        /// The file to write, or without --table the folder; else the events are printed
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// A journal for hledger
    Ledger {
        /// The file to write; else it is printed
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum TableName {
    /// One row an agent
    Agents,
    /// One row a resource
    Resources,
    /// One row an event
    Events,
    /// One row a payee of a distribution
    Distributions,
}

impl TableName {
    const fn sheet(self) -> Sheet {
        match self {
            Self::Agents => Sheet::Agents,
            Self::Resources => Sheet::Resources,
            Self::Events => Sheet::Events,
            Self::Distributions => Sheet::Distributions,
        }
    }
}

impl Export {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let book = here.read()?;
        let state = book.state();
        match self.format {
            Format::Valueflows { output } => {
                write(here, output.as_deref(), |mut out| valueflows::export(state, &mut out))
            }
            Format::Ledger { output } => {
                let said = |entry: &Entry, act: &Act| telling::act(state, entry.index, act);
                let flows = flows(Reading::from(&book), said)?;
                write(here, output.as_deref(), |mut out| write_ledger(state, &flows, &mut out))
            }
            Format::Csv { table: Some(table), output } => {
                write(here, output.as_deref(), |out| write_sheet(state, table.sheet(), out))
            }
            Format::Csv { table: None, output: Some(folder) } => all_sheets(here, state, &folder),
            Format::Csv { table: None, output: None } => {
                write(here, None, |out| write_sheet(state, Sheet::Events, out))
            }
        }
    }
}

fn all_sheets(here: &mut Here, state: &State, folder: &Path) -> Result<(), Refused> {
    std::fs::create_dir_all(folder).map_err(|error| Refused::unwritable(folder, error))?;
    Sheet::ALL.iter().try_for_each(|sheet| {
        let file = folder.join(format!("{}.csv", sheet.word()));
        write(here, Some(&file), |out| write_sheet(state, *sheet, out))
    })
}

/// Writes to a file, whole or not at all, or to the screen.
fn write(
    here: &mut Here,
    output: Option<&Path>,
    each: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Refused> {
    let Some(path) = output else {
        return each(here.screen.plain()).map_err(Refused::Output);
    };
    // Beside the file, so that a full disk leaves what was there.
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    let written = File::create(&part).and_then(|file| {
        let mut out = BufWriter::new(file);
        each(&mut out)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        std::fs::rename(&part, path)
    });
    if let Err(error) = written {
        let _ = std::fs::remove_file(&part);
        return Err(Refused::unwritable(path, error));
    }
    here.screen.line(format_args!("wrote {}", path.display()))
}
