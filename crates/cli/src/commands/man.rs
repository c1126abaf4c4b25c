//! `subak man` and `subak completions`: pages and completions from the definitions of the commands.

use std::fs;
use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::Subak;
use crate::here::Here;
use crate::refusal::Refused;

/// Write the manual pages into a folder
#[derive(Debug, Args)]
pub struct Man {
    /// The folder, such as ~/.local/share/man/man1
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

/// Print the completions of a shell
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Man {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let unwritable = |error| Refused::unwritable(&self.folder, error);
        fs::create_dir_all(&self.folder).map_err(unwritable)?;
        clap_mangen::generate_to(Subak::command(), &self.folder).map_err(unwritable)?;
        here.screen.line(format_args!(
            "wrote the pages into {}; `man -l {}/subak.1` shows the first",
            self.folder.display(),
            self.folder.display()
        ))
    }
}

impl Completions {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Subak::command(), "subak", &mut text);
        here.screen.text(&String::from_utf8_lossy(&text))
    }
}
