//! Which commons is meant, who signs, and where the answer goes.

use std::path::{Path, PathBuf};

use book::{Book, SecretKey, about, fresh_id, now};
use clap::Args;
use commons::act::Act;
use commons::name::{ActId, Handle};
use commons::state::State;

use crate::keyring::Keyring;
use crate::refusal::Refused;
use crate::screen::{Screen, message};

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// The file of the commons; else the only *.subak file here
    #[arg(
        long,
        global = true,
        env = "SUBAK_COMMONS",
        hide_env_values = true,
        value_name = "FILE",
        help_heading = "Everywhere"
    )]
    pub commons: Option<PathBuf>,
    /// Answer in JSON, for programs
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub json: bool,
    /// Who signs: the member whose key is used; else the founder
    #[arg(
        long = "as",
        global = true,
        env = "SUBAK_AS",
        hide_env_values = true,
        value_name = "MEMBER",
        help_heading = "Everywhere"
    )]
    pub signer: Option<String>,
}

/// One run of the program.
pub struct Here {
    /// What every command takes.
    pub global: Global,
    /// Where the answer goes.
    pub screen: Screen,
}

impl Here {
    /// The file of the commons.
    ///
    /// # Errors
    /// [`Refused::CommonsMissing`] or [`Refused::CommonsSeveral`].
    pub fn path(&self) -> Result<PathBuf, Refused> {
        match &self.global.commons {
            Some(path) if !path.as_os_str().is_empty() => Ok(path.clone()),
            _ => only_one_in(Path::new(".")),
        }
    }

    /// Opens the commons to read. No key is needed.
    ///
    /// # Errors
    /// No commons, or one that does not open.
    pub fn read(&self) -> Result<Book, Refused> {
        let opened = Book::open(&self.path()?, None)?;
        warn(opened.warning.as_ref());
        Ok(opened.book)
    }

    /// Opens the commons to write, with the keys of the operator and of whoever signs.
    ///
    /// # Errors
    /// No commons, one that does not open, or [`Refused::KeyMissing`].
    pub fn write(&self) -> Result<Writing, Refused> {
        let path = self.path()?;
        let about = about(&path)?;
        let keyring = Keyring::of_user()?;
        let missing = |what: String| Refused::KeyMissing { what, folder: keyring.folder() };
        let operator = keyring.secret(about.commons, about.operator)?.ok_or_else(|| {
            missing(format!("the key {} that `{}` is written with", about.operator, path.display()))
        })?;
        let signer = match self.global.signer.as_deref().filter(|signer| !signer.is_empty()) {
            None => operator.clone(),
            Some(name) => {
                let handle = inquiry::names::handle(name)?;
                let key = keyring.of(about.commons, &handle)?;
                key.ok_or_else(|| missing(format!("the key of `{handle}`")))?
            }
        };
        let opened = Book::open(&path, Some(operator))?;
        warn(opened.warning.as_ref());
        Ok(Writing { book: opened.book, signer, keyring })
    }
}

fn warn(warning: Option<&book::Warning>) {
    if let Some(warning) = warning {
        anstream::eprintln!("{}", message(&format!("warning {warning}")));
    }
}

fn only_one_in(folder: &Path) -> Result<PathBuf, Refused> {
    let listing = std::fs::read_dir(folder).map_err(|error| Refused::unreadable(folder, error))?;
    let mut found: Vec<PathBuf> = listing
        .flatten()
        .map(|file| PathBuf::from(file.file_name()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "subak"))
        .collect();
    found.sort();
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => {
            let here = std::env::current_dir().unwrap_or_else(|_| folder.to_owned());
            Err(Refused::CommonsMissing { folder: here.display().to_string() })
        }
        several => {
            let names: Vec<String> =
                several.iter().map(|path| format!("`{}`", path.display())).collect();
            Err(Refused::CommonsSeveral { names: names.join(", ") })
        }
    }
}

/// A commons open to write.
pub struct Writing {
    /// The book.
    pub book: Book,
    /// The key that signs.
    pub signer: SecretKey,
    /// Where keys are kept.
    pub keyring: Keyring,
}

impl Writing {
    /// The state.
    #[must_use]
    pub fn state(&self) -> &State {
        self.book.state()
    }

    /// The agent who signs.
    #[must_use]
    pub fn me(&self) -> Option<Handle> {
        let state = self.state();
        let agent = state.signer(&self.signer.public().to_bytes())?;
        Some(state.agents.at(agent).handle.clone())
    }

    /// Does one thing. Answers with its entry.
    ///
    /// # Errors
    /// Why it is refused; then nothing was written.
    pub fn act(&mut self, act: Act) -> Result<u64, Refused> {
        self.acts(vec![act]).map(|entries| entries.into_iter().next_back().unwrap_or_default())
    }

    /// Does several things, all or none. Answers with their entries.
    ///
    /// # Errors
    /// Why the first is refused that is; then nothing was written.
    pub fn acts(&mut self, acts: Vec<Act>) -> Result<Vec<u64>, Refused> {
        let named: Result<Vec<(ActId, Act)>, Refused> =
            acts.into_iter().map(|act| Ok((fresh_id()?, act))).collect();
        let outcomes = self.named_acts(named?)?;
        Ok(outcomes.into_iter().map(|outcome| outcome.entry).collect())
    }

    /// Does several things that have ids already, all or none.
    ///
    /// # Errors
    /// Why the first is refused that is; then nothing was written.
    pub fn named_acts(&mut self, acts: Vec<(ActId, Act)>) -> Result<Vec<Done>, Refused> {
        let signed = acts.iter().map(|(id, act)| self.book.sign(&self.signer, *id, act)).collect();
        let outcomes = self.book.submit_whole(signed, now())?;
        outcomes
            .into_iter()
            .map(|outcome| {
                let new = matches!(outcome, book::Outcome::Accepted { .. });
                Ok(Done { entry: outcome.entry()?, new })
            })
            .collect()
    }

    /// Closes the commons in good order.
    ///
    /// # Errors
    /// If its checkpoint cannot be written.
    pub fn close(self) -> Result<(), Refused> {
        Ok(self.book.close()?)
    }
}

/// What became of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// Its entry.
    pub entry: u64,
    /// Whether it was not there before.
    pub new: bool,
}
