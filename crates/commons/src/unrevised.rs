//! Why what is said of a thing stays as it is.

use thiserror::Error;

use crate::name::Handle;

/// Why a description or a record does not change.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unrevised {
    /// The identifier was that of a record of another class.
    #[error("record_withdrawn: `{iri}` was a record of class {class}; choose another identifier")]
    RecordWithdrawn {
        /// The identifier.
        iri: String,
        /// The class.
        class: &'static str,
    },
    /// There is no such record, or no more.
    #[error("record_unknown: there is no record `{iri}`, or it was withdrawn; add it first")]
    RecordUnknown {
        /// The identifier.
        iri: String,
    },
    /// Somebody else was faster.
    #[error(
        "record_changed: the record `{iri}` was changed by entry {entry}; read it again, then change that"
    )]
    RecordChanged {
        /// The identifier.
        iri: String,
        /// The entry.
        entry: u64,
    },
    /// The charter says how it is described.
    #[error(
        "described_by_charter: the charter says what `{name}` is called; change it with `subak charter amend`"
    )]
    DescribedByCharter {
        /// The pool or unit.
        name: String,
    },
    /// Somebody else's description.
    #[error("not_yours_to_describe: only `{agent}` may say this otherwise; ask them")]
    NotYoursToDescribe {
        /// Who may.
        agent: Handle,
    },
    /// Things of its sort have no such description.
    #[error("not_described: {what} has no `{said}` that could be described; leave it out")]
    NotDescribed {
        /// The sort, with an article.
        what: &'static str,
        /// What was said.
        said: &'static str,
    },
    /// Somebody else was faster.
    #[error(
        "description_changed: entry {entry} described this last; read it again, then change that"
    )]
    DescriptionChanged {
        /// The entry.
        entry: u64,
    },
}
