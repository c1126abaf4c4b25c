//! Contributions, measured.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::facts::{Commit, History, Measure};

/// What one person gave on one day, by the measure of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// Who, as a position in [`History::people`].
    pub person: usize,
    /// The day on their clock.
    pub day: Date,
    /// How much, never zero.
    pub quantity: Fraction,
    /// The commits it rests on, as positions in [`History::commits`]. Never empty.
    pub commits: Vec<usize>,
}

/// An exact quantity, not reduced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    /// What a commit or a day counts.
    pub numerator: u64,
    /// Among how many authors it is divided. Never zero.
    pub denominator: u64,
}

/// The contributions in a history, by the measure it was read for.
///
/// Days: one for each person and day, by day and then by person, counting one;
/// every author and co-author of a commit has the day. Commits and lines: one
/// for each commit and author, in the order of both, counting an equal part.
/// The parts of a commit sum exactly to one, or to its lines.
pub fn contributions(history: &History) -> Vec<Contribution> {
    match history.measure {
        Measure::Days => days(&history.commits),
        Measure::Commits => parts(&history.commits, |_| 1),
        Measure::Lines => {
            parts(&history.commits, |commit| commit.added.saturating_add(commit.removed))
        }
    }
}

fn days(commits: &[Commit]) -> Vec<Contribution> {
    let mut days: BTreeMap<(Date, usize), Vec<usize>> = BTreeMap::new();
    for (index, commit) in commits.iter().enumerate() {
        for &person in &commit.authors {
            days.entry((commit.day, person)).or_default().push(index);
        }
    }
    let one = Fraction { numerator: 1, denominator: 1 };
    days.into_iter()
        .map(|((day, person), commits)| Contribution { person, day, quantity: one, commits })
        .collect()
}

fn parts(commits: &[Commit], counts: impl Fn(&Commit) -> u64) -> Vec<Contribution> {
    let mut parts = Vec::new();
    for (index, commit) in commits.iter().enumerate() {
        let numerator = counts(commit);
        if numerator == 0 {
            continue;
        }
        parts.extend(commit.authors.iter().map(|&person| Contribution {
            person,
            day: commit.day,
            quantity: Fraction { numerator, denominator: commit.authors.len() as u64 },
            commits: vec![index],
        }));
    }
    parts
}
