//! Why something is not told.

use thiserror::Error;

/// Why a question comes to nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AskRefused {
    /// Only members see it.
    #[error(
        "hidden: this commons shows that to its members only; sign in, or ask for `commons`, `actions` or `charter`"
    )]
    Hidden,
    /// The charter hides some of what the journal has.
    #[error(
        "journal_hidden: the charter hides what others moved from you, and the journal has all of it"
    )]
    JournalHidden,
    /// A page cannot be that long.
    #[error("page_negative: `{argument}` is {number}; ask for 0 or more")]
    PageNegative {
        /// Which argument.
        argument: String,
        /// As said.
        number: i64,
    },
    /// A cursor is of no list.
    #[error(
        "cursor_unknown: `{cursor}` is no cursor; take `{argument}` from `pageInfo` or an edge"
    )]
    CursorUnknown {
        /// Which argument.
        argument: String,
        /// As said.
        cursor: String,
    },
    /// A date is in no calendar.
    #[error("date_unknown: `{text}` is no date of `{field}`; write it as `2026-01-31T08:00:00Z`")]
    DateUnknown {
        /// Which field of the filter.
        field: String,
        /// As said.
        text: String,
    },
    /// Somebody is named whom this commons does not know.
    #[error(
        "agent_elsewhere: `{property}` of `{id}` is `{agent}`, whom this commons does not know; create that agent with this id"
    )]
    AgentElsewhere {
        /// The property.
        property: &'static str,
        /// Of which record.
        id: String,
        /// As stated.
        agent: String,
    },
    /// A claim was stated without what set it off.
    #[error(
        "claim_untriggered: nobody said what set off the claim `{id}`; leave `triggeredBy` out"
    )]
    ClaimUntriggered {
        /// The claim.
        id: String,
    },
    /// There are no appreciations.
    #[error("appreciation_unknown: there are no appreciations in ValueFlows 1.0; leave them out")]
    AppreciationUnknown,
    /// There is no such entry yet.
    #[error("entry_unknown: there is no entry {entry}; ask for an earlier one")]
    EntryUnknown {
        /// Its number.
        entry: u64,
    },
    /// Lists come to more than is told at once.
    #[error(
        "lists_too_long: these lists come to more than {most} rows; ask for fewer things at once, or by pages"
    )]
    TooLong {
        /// How many are told at most.
        most: usize,
    },
    /// What was written cannot be found.
    #[error("written_unread: it was written, and cannot be read just now; ask for it again")]
    WrittenUnread,
}
