//! Why a question has no answer.
//!
//! Every message begins with a stable name and says what to do. What other rooms
//! refuse is told in their own words.

use thiserror::Error;

/// Why a question has no answer, or a text cannot be read as what it should say.
#[derive(Debug, Error)]
pub enum Refused {
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
    /// The rules refuse.
    #[error(transparent)]
    Rules(Box<commons::refusal::Refused>),
    /// A statement does not add up.
    #[error(transparent)]
    Statement(#[from] exchange::statement::StatementRefused),
    /// The book refuses.
    #[error(transparent)]
    Book(Box<book::BookRefused>),
}

impl From<commons::refusal::Refused> for Refused {
    fn from(refused: commons::refusal::Refused) -> Self {
        Self::Rules(Box::new(refused))
    }
}

impl From<book::BookRefused> for Refused {
    fn from(refused: book::BookRefused) -> Self {
        Self::Book(Box::new(refused))
    }
}
