//! What to read of a history.

use jiff::civil::Date;

use super::facts::Measure;

/// What to read of a history. The default is all of `HEAD`'s, measured by
/// days, without merges and bots.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// The branch, tag or commit to read from, possibly with `~2` or `^`
    /// after it; `HEAD` if there is none.
    pub revision: Option<String>,
    /// The first day that counts, on the authors' clocks.
    pub since: Option<Date>,
    /// The last day that counts, on the authors' clocks.
    pub until: Option<Date>,
    /// What to read for.
    pub measure: Measure,
    /// Whether merges count.
    pub merges: Merges,
    /// Whether bots count.
    pub bots: Bots,
    /// Only commits that touch these files or directories, as paths from the
    /// top of the repository taken literally; all commits if there is none.
    pub paths: Vec<String>,
}

/// Whether merge commits count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Merges {
    /// They do not: what they bring in was counted where it was made.
    #[default]
    LeaveOut,
    /// They do, as days and commits; they have no lines of their own.
    Include,
}

/// Whether bots count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bots {
    /// They do not, neither as authors nor as co-authors.
    LeaveOut {
        /// Names and addresses that contain one of these texts are bots too,
        /// whatever the capitals.
        also: Vec<String>,
    },
    /// They do, like people.
    Include,
}

impl Default for Bots {
    fn default() -> Self {
        Bots::LeaveOut { also: Vec::new() }
    }
}
