//! Why a command is refused.
//!
//! Every message begins with a stable name and says what to do. What other rooms
//! refuse is told in their own words.

use std::io;

use thiserror::Error;

/// Why a command is refused. Nothing was written.
#[derive(Debug, Error)]
pub enum Refused {
    /// No commons is named and none is here.
    #[error(
        "commons_missing: there is no *.subak file in `{folder}`; name one with --commons FILE or SUBAK_COMMONS, or make one with `subak init commons.subak`"
    )]
    CommonsMissing {
        /// Where it was looked for.
        folder: String,
    },
    /// No commons is named and several are here.
    #[error(
        "commons_several: there are several commons here ({names}); name one with --commons FILE or SUBAK_COMMONS"
    )]
    CommonsSeveral {
        /// Their files.
        names: String,
    },
    /// The key that is needed is not in the keyring.
    #[error(
        "key_missing: {what} is not in `{folder}`; put its file there, or name the folder that has it with SUBAK_KEYS"
    )]
    KeyMissing {
        /// Which key.
        what: String,
        /// Where it was looked for.
        folder: String,
    },
    /// There is no place for keys.
    #[error(
        "keyring_missing: neither SUBAK_KEYS nor XDG_CONFIG_HOME nor HOME says where keys are kept; set SUBAK_KEYS"
    )]
    KeyringMissing,
    /// A file of the keyring does not hold a key.
    #[error("key_malformed: `{path}` does not hold 64 hexadecimal digits; restore it from a copy")]
    KeyMalformed {
        /// The file.
        path: String,
    },
    /// A key would be overwritten.
    #[error(
        "key_exists: there is a key at `{path}` already, and it is never overwritten; move it away first"
    )]
    KeyExists {
        /// The file.
        path: String,
    },
    /// A file or the terminal cannot be read or written.
    #[error("{name}: `{path}` cannot be {verb} ({error}); check the path and your rights to it")]
    File {
        /// The stable name: `file_unreadable` or `file_unwritable`.
        name: &'static str,
        /// The file.
        path: String,
        /// What was tried.
        verb: &'static str,
        /// What the system says.
        error: io::Error,
    },
    /// A file is not text.
    #[error(
        "file_not_text: `{path}` is not text in UTF-8; open it in an editor and save it as UTF-8"
    )]
    NotText {
        /// The file.
        path: String,
    },
    /// There is no such action.
    #[error(
        "action_unknown: `{action}` is none of the 19 actions; `subak help log` lists them{near}"
    )]
    ActionUnknown {
        /// What was asked for.
        action: String,
        /// What may be meant.
        near: String,
    },
    /// A person asked for is not in the history.
    #[error(
        "person_unknown: nobody in this history is called `{person}`; the table of shares lists everyone{near}"
    )]
    PersonUnknown {
        /// Who was asked for.
        person: String,
        /// Who may be meant.
        near: String,
    },
    /// A name is that of several people of a history.
    #[error(
        "person_ambiguous: several people in this history are called `{person}`; say which: {people}"
    )]
    PersonAmbiguous {
        /// Who was asked for.
        person: String,
        /// Their addresses.
        people: String,
    },
    /// A history has nothing that counts.
    #[error(
        "nothing_contributed: no commit in the history of `{name}` counts{left}; see `subak help share` for what does"
    )]
    NothingCounts {
        /// The repository.
        name: String,
        /// What was left out.
        left: String,
    },
    /// A setting of an equation cannot be read.
    #[error("setting_unreadable: {place}: {trouble}; docs/equation.md shows a whole file")]
    Setting {
        /// Which setting.
        place: String,
        /// What is wrong with it.
        trouble: String,
    },
    /// A correction would change nothing.
    #[error("nothing_to_correct: entry {entry} says {there} already; say what it should have been")]
    NothingToCorrect {
        /// The entry.
        entry: u64,
        /// What it says.
        there: String,
    },
    /// An answer is not written as one.
    #[error("answer_unsaid: `{text}` answers nothing; write it as `--set price=2500`")]
    SettingUnsaid {
        /// What was written.
        text: String,
    },
    /// A file is there that would be overwritten.
    #[error(
        "file_exists: there is a `{path}` already, and it may hold your changes; choose another name with -o"
    )]
    FileExists {
        /// The file.
        path: String,
    },
    /// A file is no charter of any usual length.
    #[error(
        "charter_too_long: `{path}` has more than a million bytes; a charter has a few thousand"
    )]
    CharterTooLong {
        /// The file.
        path: String,
    },
    /// A charter has errors.
    #[error(
        "check_failed: `{path}` cannot be adopted as it is: {what}, told above; put them right and check again"
    )]
    CheckFailed {
        /// The file.
        path: String,
        /// What is wrong with it, in a few words.
        what: String,
    },
    /// A charter is not laid out.
    #[error(
        "charter_unformatted: `{path}` is not laid out as charters are; `subak charter fmt {path}` does it"
    )]
    Unformatted {
        /// The file.
        path: String,
    },
    /// There is a charter already.
    #[error(
        "charter_in_force: entry {entry} adopted a charter already; change it with `subak charter amend`"
    )]
    CharterInForce {
        /// The entry.
        entry: u64,
    },
    /// There is no such version of the charter.
    #[error(
        "version_unknown: there is no version {version} of the charter; the last is {last}, and `subak charter show --history` lists them"
    )]
    VersionUnknown {
        /// What was asked for.
        version: usize,
        /// The last there is.
        last: usize,
    },
    /// What was asked has no answer.
    #[error(transparent)]
    Asked(#[from] inquiry::Refused),
    /// A number cannot be read.
    #[error(transparent)]
    Number(#[from] quantity::NumberRefused),
    /// A handle cannot be one.
    #[error(transparent)]
    Handle(#[from] commons::name::HandleMalformed),
    /// A unit cannot be one.
    #[error(transparent)]
    Code(#[from] commons::name::CodeMalformed),
    /// Hexadecimal digits cannot be read.
    #[error(transparent)]
    Hex(#[from] book::HexMalformed),
    /// The rules refuse.
    #[error(transparent)]
    Rules(Box<commons::refusal::Refused>),
    /// The book refuses.
    #[error(transparent)]
    Book(Box<book::BookRefused>),
    /// The server does not start.
    #[error(transparent)]
    Start(Box<server::start::Refused>),
    /// Who is who cannot be read or written.
    #[error(transparent)]
    Gate(#[from] server::gate::Refused),
    /// The server ended.
    #[error(transparent)]
    Keeper(#[from] server::keeper::Refused),
    /// Verification found something wrong.
    #[error(transparent)]
    Verify(Box<book::VerifyRefused>),
    /// The git history is not read.
    #[error(transparent)]
    Git(#[from] exchange::git::GitRefused),
    /// A file is not read as what it should be.
    #[error(transparent)]
    Foreign(Box<dyn std::error::Error>),
    /// Something is not taken in.
    #[error(transparent)]
    Intake(#[from] exchange::intake::IntakeRefused),
    /// Acts do not fold.
    #[error(transparent)]
    Fold(#[from] exchange::intake::FoldRefused),
    /// The output goes nowhere. A reader that has enough is no failure.
    #[error("output_unwritable: the output cannot be written ({0})")]
    Output(io::Error),
}

impl From<commons::refusal::Refused> for Refused {
    fn from(refused: commons::refusal::Refused) -> Self {
        Self::Rules(Box::new(refused))
    }
}

impl From<book::BookRefused> for Refused {
    fn from(refused: book::BookRefused) -> Self {
        match refused {
            // A single act is no group to whoever gave one command.
            book::BookRefused::Group { of: 1, refused, .. } => refused.into(),
            refused => Self::Book(Box::new(refused)),
        }
    }
}

impl From<server::start::Refused> for Refused {
    fn from(refused: server::start::Refused) -> Self {
        Self::Start(Box::new(refused))
    }
}

impl From<book::VerifyRefused> for Refused {
    fn from(refused: book::VerifyRefused) -> Self {
        Self::Verify(Box::new(refused))
    }
}

impl Refused {
    /// A file that cannot be read.
    pub fn unreadable(path: &std::path::Path, error: io::Error) -> Self {
        let path = path.display().to_string();
        match error.kind() {
            io::ErrorKind::InvalidData => Self::NotText { path },
            _ => Self::File { name: "file_unreadable", path, verb: "read", error },
        }
    }

    /// A file that cannot be written.
    pub fn unwritable(path: &std::path::Path, error: io::Error) -> Self {
        Self::File {
            name: "file_unwritable",
            path: path.display().to_string(),
            verb: "written",
            error,
        }
    }
}
