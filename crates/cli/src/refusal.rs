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
    /// Something is called what nothing is called here.
    #[error("{refused}{near}")]
    Unknown {
        /// What the domain calls it.
        refused: Box<commons::refusal::Refused>,
        /// What may be meant: `; did you mean …?`, or nothing.
        near: String,
    },
    /// A name could be an agent, a resource, a process or an agreement, and is none.
    #[error(
        "name_unknown: nothing here is called `{name}`; `subak resource add {name}` or `subak process add {name}` would make it{near}"
    )]
    NameUnknown {
        /// The name.
        name: String,
        /// What may be meant.
        near: String,
    },
    /// Something of one kind is named where another is needed.
    #[error("name_unfit: `{name}` is {is}, and {needed} is needed here")]
    NameUnfit {
        /// The name.
        name: String,
        /// What it is, with an article.
        is: &'static str,
        /// What is needed, with an article.
        needed: &'static str,
    },
    /// A name has no letter that a handle can have.
    #[error(
        "name_unusable: `{name}` has no letter or digit that a short name can have; give one with --handle"
    )]
    NameUnusable {
        /// The name.
        name: String,
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
    /// A quantity cannot be read.
    #[error(
        "quantity_unreadable: `{text}` is no quantity; write it as `3h`, `1h30`, `45min`, `2.5 kg`, `100 CAD` or `10%`"
    )]
    QuantityUnreadable {
        /// What was written.
        text: String,
    },
    /// There is no such unit.
    #[error(
        "unit_unknown: there is no unit `{unit}`; see `subak unit list`, or add it with `subak unit add {unit}`{near}"
    )]
    UnitUnknown {
        /// What was written.
        unit: String,
        /// What may be meant.
        near: String,
    },
    /// A date is in no calendar.
    #[error(
        "date_unknown: `{text}` is in no calendar; write a day as `2026-01-31` or a time as `2026-01-31T14:30Z`"
    )]
    DateUnknown {
        /// What was written.
        text: String,
    },
    /// An entry of that number does not exist.
    #[error(
        "entry_unknown: there is no entry {entry}; the last one is {last}, and `subak journal` lists them"
    )]
    EntryUnknown {
        /// The number asked for.
        entry: u64,
        /// The last there is.
        last: u64,
    },
    /// The entry holds no event.
    #[error(
        "not_an_event: entry {entry} is no event that could be {wanted}; `subak explain {entry}` says what it is"
    )]
    NotAnEvent {
        /// The entry.
        entry: u64,
        /// What was to be done with it.
        wanted: &'static str,
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
    /// A distribution does not follow from the contributions before it.
    #[error(
        "explanation_differs: the shares of entry {entry} are not those that the contributions before it give; `subak verify` looks into it"
    )]
    ExplanationDiffers {
        /// The entry.
        entry: u64,
    },
    /// The library has no such charter.
    #[error(
        "charter_unlisted: the library has no charter `{name}`; `subak charter new` lists what it has{near}"
    )]
    CharterUnlisted {
        /// What was asked for.
        name: String,
        /// What may be meant.
        near: String,
    },
    /// A charter asks no such question.
    #[error(
        "question_unknown: `{name}` is no question of this charter, which asks for {known}{near}"
    )]
    QuestionUnknown {
        /// What was answered.
        name: String,
        /// What it asks.
        known: String,
        /// What may be meant.
        near: String,
    },
    /// An answer is not written as one.
    #[error("answer_unsaid: `{text}` answers nothing; write it as `--set price=2500`")]
    SettingUnsaid {
        /// What was written.
        text: String,
    },
    /// An answer is no figure of a charter.
    #[error(
        "answer_unreadable: `{answer}` cannot be the figure of `{setting}`; answer as in `{proposed}`"
    )]
    AnswerUnreadable {
        /// The answer.
        answer: String,
        /// The setting.
        setting: String,
        /// What the charter proposes.
        proposed: String,
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
    /// A charter declares nothing of that name.
    #[error(
        "undeclared: the charter declares nothing called `{name}`; `subak charter explain` says all it declares{near}"
    )]
    UndeclaredName {
        /// What was asked for.
        name: String,
        /// What may be meant.
        near: String,
    },
    /// A further amount is not written as one.
    #[error(
        "detail_unreadable: `{text}` says no further amount; write it as `--with \"material=3 CAD\"`"
    )]
    DetailUnreadable {
        /// What was written.
        text: String,
    },
    /// A length of time cannot be read.
    #[error(
        "span_unreadable: `{text}` is no length of time; write it as `3 day`, `2 week` or `1 month`"
    )]
    SpanUnreadable {
        /// What was written.
        text: String,
    },
    /// A printed statement is of one unit.
    #[error(
        "statement_unit: a PDF is of one unit, and `{holder}` has lines in {units}; say which with --unit"
    )]
    StatementUnit {
        /// Whose statement.
        holder: String,
        /// The units.
        units: String,
    },
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
