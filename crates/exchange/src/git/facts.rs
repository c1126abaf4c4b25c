//! What a history says, and what it does not.

use std::fmt;

use jiff::civil::Date;

/// How contributions to a history are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Measure {
    /// Each day on which a person committed counts one.
    #[default]
    Days,
    /// Each commit counts one, divided equally among its authors.
    Commits,
    /// Each line added or removed counts one, divided equally among the
    /// authors of its commit.
    Lines,
}

/// The history of a repository, read for one measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The hash of the first commit of the main line, in hexadecimal: it stays
    /// the same while the repository grows, moves and is cloned in full.
    pub root: String,
    /// The hash of the commit from which the history was read.
    pub head: String,
    /// What it was read for.
    pub measure: Measure,
    /// The authors of `commits`, in the order in which they first appear.
    pub people: Vec<Person>,
    /// The commits that count, the earliest on the authors' clocks first.
    pub commits: Vec<Commit>,
    /// What does not count.
    pub left_out: LeftOut,
    /// What to know before relying on the numbers.
    pub caveats: Vec<Caveat>,
}

/// An author, told from others by their e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name, as `.mailmap` or else the latest commit has it. Never empty:
    /// the address or `(no name)` stands in.
    pub name: String,
    /// The e-mail address, in small letters; empty if the commits have none.
    pub email: String,
}

/// One commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its hash, in hexadecimal.
    pub id: String,
    /// When it was authored, in seconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    /// How far the author's clock was ahead of UTC, in minutes.
    pub offset_minutes: i32,
    /// The day on the author's clock.
    pub day: Date,
    /// The author and then the co-authors, each once, as positions in
    /// [`History::people`]. Never empty.
    pub authors: Vec<usize>,
    /// The first line of the message, at most 120 characters.
    pub subject: String,
    /// Lines added; zero unless the measure is [`Measure::Lines`].
    pub added: u64,
    /// Lines removed; zero unless the measure is [`Measure::Lines`].
    pub removed: u64,
}

/// How much was left out, and why. Each commit is counted for the first reason
/// that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// Merge commits.
    pub merges: u64,
    /// Commits without a date that a calendar has.
    pub undated: u64,
    /// Commits before the first or after the last day asked for.
    pub outside_dates: u64,
    /// Commits of bots alone.
    pub bots: u64,
    /// `Co-authored-by:` lines, in commits that count, that do not read
    /// `Name <address>`.
    pub unreadable_co_authors: u64,
}

/// Something to know before relying on a measure; as text, one sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caveat {
    /// Only what was committed is seen.
    OnlyCommits,
    /// Squashing and rebasing can hide authors.
    SquashesHideAuthors,
    /// Nobody checks the authors' clocks.
    AuthorsOwnClock,
    /// Commits come in all sizes.
    CommitsOfAnySize,
    /// Lines are not work.
    LinesRewardChurn,
    /// The clone does not reach back to the beginning.
    Shallow {
        /// How many commits have parents that are missing.
        boundary: usize,
    },
    /// Some names come with several addresses.
    SeveralAddresses {
        /// How many names.
        names: usize,
    },
}

impl fmt::Display for Caveat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Caveat::OnlyCommits => f.write_str(
                "Only commits are seen: reviews, talks, design and care leave no trace here.",
            ),
            Caveat::SquashesHideAuthors => f.write_str(
                "A branch squashed into one commit shows only the authors which that commit names.",
            ),
            Caveat::AuthorsOwnClock => f.write_str(
                "Days are those of each author's own clock and time zone, which nobody checks.",
            ),
            Caveat::CommitsOfAnySize => {
                f.write_str("A commit counts one however small or large it is.")
            }
            Caveat::LinesRewardChurn => f.write_str(
                "Lines reward churn: rewriting, reformatting and generated files such as lock files all count, thought does not.",
            ),
            Caveat::Shallow { boundary } => write!(
                f,
                "The clone is shallow: what came before its {boundary} earliest commits is missing and their lines count nothing; `git fetch --unshallow` completes it.",
            ),
            Caveat::SeveralAddresses { names } => write!(
                f,
                "Names with several addresses, each counted as another person: {names}; a .mailmap joins them.",
            ),
        }
    }
}
