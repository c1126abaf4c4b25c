//! `subak demo`: a lively commons to look at, served at once.

use std::path::{Path, PathBuf};

use book::{about, now};
use clap::Args;
use server::site::Site;
use server::start::Served;

use super::serve::{Listening, print};
use crate::demo::{FILE, GUESTS, make};
use crate::here::Here;
use crate::keyring::Keyring;
use crate::refusal::Refused;

/// Make a lively commons to look at, and serve it
#[derive(Debug, Args)]
pub struct Demo {
    #[command(flatten)]
    listening: Listening,
    /// Make it in this folder and leave it there; the next time it goes on where it was
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,
}

impl Demo {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let passing = match &self.keep {
            Some(_) => None,
            None => Some(
                tempfile::tempdir()
                    .map_err(|error| Refused::unwritable(&std::env::temp_dir(), error))?,
            ),
        };
        let folder = self.keep.as_deref().or(passing.as_ref().map(tempfile::TempDir::path));
        let folder = folder.unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(|error| Refused::unwritable(folder, error))?;
        let (file, keyring) = (folder.join(FILE), Keyring::at(&folder.join("keys")));
        if !file.exists() {
            make(folder, &keyring, now())?;
        }
        let about = about(&file)?;
        let operator = keyring.secret(about.commons, about.operator)?;
        let mut told = Ok(());
        let ready = |site: &Site| told = tell(here, site, &keyring, self.keep.as_deref());
        self.listening.serve(Served { journal: file, operator }, ready)?;
        told
    }
}

fn tell(
    here: &mut Here,
    site: &Site,
    keyring: &Keyring,
    kept: Option<&Path>,
) -> Result<(), Refused> {
    let origin = &site.settings.origin;
    here.screen.line(format_args!("{origin}/"))?;
    here.screen.prose("Seven people, three projects, fourteen months. Come in as one of these, each in a browser of its own:")?;
    for name in GUESTS {
        let handle = inquiry::names::handle(name)?;
        if let Some(key) = keyring.of(site.keeper.commons(), &handle)? {
            print(here, &site.gate, origin, &handle, &key)?;
        }
    }
    let end = match kept {
        Some(folder) => {
            format!("Ctrl-C stops it; it stays in {}, with its keys.", folder.display())
        }
        None => "Ctrl-C stops it, and then it is gone.".to_owned(),
    };
    here.screen.line(end)?;
    here.screen.flush()
}
