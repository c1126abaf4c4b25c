//! Why something is not written.

use commons::name::{CodeMalformed, HandleMalformed};
use quantity::NumberRefused;
use thiserror::Error;

/// Why a mutation comes to nothing. The first that is found is told.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WriteRefused {
    /// Nobody is signed in.
    #[error("sign_in_to_write: only members write into this commons; sign in")]
    NotAMember,
    /// There is no such thing in ValueFlows 1.0.
    #[error("concept_unknown: there are no records of `{what}` here; {instead}")]
    NoSuchConcept {
        /// The type.
        what: &'static str,
        /// What to do about it.
        instead: &'static str,
    },
    /// A reference leads nowhere.
    #[error(
        "reference_unknown: `{field}` is `{id}`, and there is no such {what}; create it first, or look it up by its id"
    )]
    ReferenceUnknown {
        /// The field.
        field: String,
        /// As said.
        id: String,
        /// What was expected.
        what: &'static str,
    },
    /// The identifier is taken.
    #[error("id_taken: `{id}` is something else already; leave `id` out, or say another")]
    IdTaken {
        /// The identifier.
        id: String,
    },
    /// Something must be said.
    #[error("field_missing: `{field}` is not said; say it")]
    Missing {
        /// The field.
        field: &'static str,
    },
    /// Something is said that is not kept.
    #[error(
        "field_not_kept: `{field}` of {what} is not kept by this commons, or changes only by events; leave it out"
    )]
    NotKept {
        /// The field.
        field: String,
        /// The type.
        what: &'static str,
    },
    /// A quantity has no unit.
    #[error("unit_missing: `{field}` has no unit, and nothing says which is meant; say `hasUnit`")]
    UnitMissing {
        /// The field.
        field: String,
    },
    /// A number cannot be kept.
    #[error("{said}; it is the number of `{field}`")]
    Number {
        /// The field.
        field: String,
        /// Why.
        said: NumberRefused,
    },
    /// A date is in no calendar.
    #[error("date_unknown: `{text}` is no date of `{field}`; write it as `2026-01-31T08:00:00Z`")]
    DateUnknown {
        /// The field.
        field: String,
        /// As said.
        text: String,
    },
    /// Two fields say what only one can.
    #[error("said_twice: `{one}` and `{other}` say the same thing in two ways; say one of them")]
    SaidTwice {
        /// The one.
        one: &'static str,
        /// The other.
        other: &'static str,
    },
    /// A coordinate is nowhere on Earth.
    #[error(
        "coordinate_outside: `{field}` is `{text}`, which is nowhere on Earth; say degrees up to {most}"
    )]
    CoordinateOutside {
        /// The field.
        field: String,
        /// As said.
        text: String,
        /// The most degrees there are.
        most: i128,
    },
    /// A record ends before it begins.
    #[error("ends_before_begins: `hasEnd` is before `hasBeginning`; say an end that is not")]
    EndsBeforeBegins,
    /// There is no such action.
    #[error("action_unknown: there is no action `{text}`; ask for `actions`")]
    ActionUnknown {
        /// As said.
        text: String,
    },
    /// A word is none of those that can be said.
    #[error("word_unknown: `{text}` cannot be `{field}`; say one of {words}")]
    WordUnknown {
        /// The field.
        field: &'static str,
        /// As said.
        text: String,
        /// What can be said.
        words: &'static str,
    },
    /// A revision is of nothing that is there.
    #[error(
        "revision_unknown: `{revision}` is no revision of a record of `{what}`; ask for its `revisionId` again"
    )]
    RevisionUnknown {
        /// As said.
        revision: String,
        /// The type.
        what: &'static str,
    },
    /// The record changed since.
    #[error(
        "revision_superseded: `{id}` was changed since; ask for its `revisionId` again, look at it, and say what you want"
    )]
    Superseded {
        /// The identifier.
        id: String,
    },
    /// It cannot be deleted.
    #[error("not_deletable: `{what}` is never deleted, since entries refer to it; {instead}")]
    NotDeletable {
        /// The type.
        what: &'static str,
        /// What to do about it.
        instead: &'static str,
    },
    /// It cannot be changed.
    #[error("not_changeable: a `{what}` does not change once it is stated; {instead}")]
    NotChangeable {
        /// The type.
        what: &'static str,
        /// What to do about it.
        instead: &'static str,
    },
    /// A name cannot be a handle.
    #[error(transparent)]
    Handle(#[from] HandleMalformed),
    /// A symbol cannot be the code of a unit.
    #[error(transparent)]
    Code(#[from] CodeMalformed),
    /// There was no chance to be had.
    #[error("chance_missing: no fresh identifier can be had; try again")]
    NoChance,
}
