//! Which git history is meant and how it is measured, as a person says it.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use exchange::git::{Bots, History, Measure, Merges, Options, read_history};
use inquiry::date;

use crate::progress;
use crate::refusal::Refused;

/// How contributions are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MeasuredBy {
    /// Each day on which a person's work was committed counts one
    Days,
    /// Each commit counts one, divided among its authors
    Commits,
    /// Each line added or removed counts one, divided among the authors of its commit
    Lines,
}

/// What of a history counts.
#[derive(Debug, Clone, Args)]
pub struct HistoryArgs {
    /// What is counted
    #[arg(long, value_enum, default_value = "days", help_heading = "What counts")]
    pub measure: MeasuredBy,
    /// The first day that counts, on the authors' clocks
    #[arg(long, value_name = "DATE", help_heading = "What counts")]
    pub since: Option<String>,
    /// The last day that counts
    #[arg(long, value_name = "DATE", help_heading = "What counts")]
    pub until: Option<String>,
    /// The branch, tag or commit to read from; else what is checked out
    #[arg(long, value_name = "REV", help_heading = "What counts")]
    pub rev: Option<String>,
    /// Only commits that touch this file or folder
    #[arg(long = "path", value_name = "PATH", help_heading = "What counts")]
    pub paths: Vec<String>,
    /// Merges count too
    #[arg(long, help_heading = "What counts")]
    pub merges: bool,
    /// Bots count too
    #[arg(long, help_heading = "What counts")]
    pub bots: bool,
    /// Whoever has this text in name or address is a bot too
    #[arg(
        long = "bot",
        value_name = "TEXT",
        conflicts_with = "bots",
        help_heading = "What counts"
    )]
    pub also_bots: Vec<String>,
}

impl HistoryArgs {
    /// Reads the history; a terminal shows how far it has come.
    ///
    /// # Errors
    /// A date in no calendar, or why git's history is not read.
    pub fn read(&self, path: &Path) -> Result<History, Refused> {
        let options = self.options()?;
        let wheel = progress::wheel("reading the history, commits:");
        let history = read_history(path, &options, &mut |commits| wheel.set_position(commits));
        wheel.finish_and_clear();
        Ok(history?)
    }

    fn options(&self) -> Result<Options, Refused> {
        let day = |text: &Option<String>| text.as_deref().map(date::day).transpose();
        Ok(Options {
            revision: self.rev.clone(),
            since: day(&self.since)?,
            until: day(&self.until)?,
            measure: match self.measure {
                MeasuredBy::Days => Measure::Days,
                MeasuredBy::Commits => Measure::Commits,
                MeasuredBy::Lines => Measure::Lines,
            },
            merges: if self.merges { Merges::Include } else { Merges::LeaveOut },
            bots: if self.bots {
                Bots::Include
            } else {
                Bots::LeaveOut { also: self.also_bots.clone() }
            },
            paths: self.paths.clone(),
        })
    }

    /// The options that are not as usual, as one would type them.
    #[must_use]
    pub fn typed(&self) -> Vec<String> {
        let mut typed = Vec::new();
        if self.measure != MeasuredBy::Days {
            typed.extend(["--measure".to_owned(), self.word().to_owned()]);
        }
        let single = [("--since", &self.since), ("--until", &self.until), ("--rev", &self.rev)];
        for (option, value) in single {
            typed.extend(value.iter().flat_map(|value| [option.to_owned(), value.clone()]));
        }
        typed.extend(self.paths.iter().flat_map(|path| ["--path".to_owned(), path.clone()]));
        typed.extend(self.merges.then(|| "--merges".to_owned()));
        typed.extend(self.bots.then(|| "--bots".to_owned()));
        typed.extend(self.also_bots.iter().flat_map(|text| ["--bot".to_owned(), text.clone()]));
        typed
    }

    /// The measure's word.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self.measure {
            MeasuredBy::Days => "days",
            MeasuredBy::Commits => "commits",
            MeasuredBy::Lines => "lines",
        }
    }

    /// The measure's rule in one sentence.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self.measure {
            MeasuredBy::Days => "Each day on which a person's work was committed counts one.",
            MeasuredBy::Commits => "Each commit counts one, divided equally among its authors.",
            MeasuredBy::Lines => {
                "Each line added or removed counts one, divided equally among the authors of its commit."
            }
        }
    }
}

/// The name of the folder a repository is in, whatever folder inside it was given.
#[must_use]
pub fn folder(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let top = path.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&path);
    let name = top.file_name().map(PathBuf::from).unwrap_or_default();
    name.display().to_string().trim_end_matches(".git").to_owned()
}

/// What was left out, in words; `None` if nothing was.
#[must_use]
pub fn left_out(history: &History) -> Option<String> {
    let left = history.left_out;
    let parts = [
        (left.merges, "merge", "merges"),
        (left.bots, "commit of bots", "commits of bots"),
        (left.outside_dates, "commit outside the dates", "commits outside the dates"),
        (left.undated, "commit without a usable date", "commits without a usable date"),
        (
            left.unreadable_co_authors,
            "co-author line that cannot be read",
            "co-author lines that cannot be read",
        ),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }))
        .collect();
    (!said.is_empty()).then(|| said.join(", "))
}
