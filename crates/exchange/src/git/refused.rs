//! Why a history is not read.

use jiff::civil::Date;
use thiserror::Error;

/// Why a history is not read, in the order in which reading meets them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum GitRefused {
    /// The first day asked for comes after the last.
    #[error("dates_reversed: `{since}` is after `{until}`; give the earlier day first")]
    DatesReversed {
        /// The first day asked for.
        since: Date,
        /// The last day asked for.
        until: Date,
    },
    /// Nothing is at the path.
    #[error("repository_not_found: there is nothing at `{path}`; check the path")]
    RepositoryNotFound {
        /// The path as it was given.
        path: String,
    },
    /// Neither the path nor a directory above it is a git repository.
    #[error(
        "not_a_repository: `{path}` is not in a git repository; give a path inside one, or make one with `git init`"
    )]
    NotARepository {
        /// The path as it was given.
        path: String,
    },
    /// The repository points to a part of itself that is missing or damaged.
    #[error("repository_damaged: in the repository at `{path}` {trouble}")]
    RepositoryDamaged {
        /// The path as it was given.
        path: String,
        /// What is wrong and what to do, as the rest of the sentence.
        trouble: String,
    },
    /// There is no directory to work in.
    #[error(
        "no_place_to_work: a temporary directory cannot be written ({why}); make room, or name another with TMPDIR"
    )]
    NoPlaceToWork {
        /// The operating system's words.
        why: String,
    },
    /// The program `git` is not installed.
    #[error(
        "git_missing: the program `git` was not found; install git (https://git-scm.com) and see that PATH leads to it"
    )]
    GitMissing,
    /// The revision asked for names no commit.
    #[error(
        "revision_unknown: `{revision}` is no branch, tag or commit here; `git branch --all` and `git tag` list them"
    )]
    RevisionUnknown {
        /// The revision as it was given.
        revision: String,
    },
    /// Nothing was committed yet on the current branch.
    #[error(
        "repository_without_commits: `{path}` has no commit on its current branch; commit something, or name a branch that has commits"
    )]
    RepositoryWithoutCommits {
        /// The path as it was given.
        path: String,
    },
    /// The `.mailmap` is too large to be one.
    #[error(
        "mailmap_too_large: the file .mailmap has {bytes} bytes, more than {most}; shorten it and commit it"
    )]
    MailmapTooLarge {
        /// Its size in bytes.
        bytes: u64,
        /// The largest size that is read, in bytes.
        most: u64,
    },
    /// Git could not read the history to its end.
    #[error(
        "history_unreadable: git says `{words}`; check the repository with `git fsck` (a clone without file contents can be read by days or commits, not by lines)"
    )]
    HistoryUnreadable {
        /// What git, or the operating system, said.
        words: String,
    },
}
