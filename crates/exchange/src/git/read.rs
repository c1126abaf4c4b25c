//! The reading of a history, from a path to facts.

use std::collections::BTreeSet;
use std::io::{BufRead, ErrorKind};
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::facts::{Caveat, Commit, History, LeftOut, Measure};
use super::log::{FORMAT, Record, Records};
use super::options::{Merges, Options};
use super::people::{Idents, Part, People};
use super::place::Place;
use super::refused::GitRefused;
use super::sandbox::{Sandbox, unreadable};
use super::text::legible;

/// How many commits are read between two reports of progress.
const STEP: u64 = 256;

/// Reads the history of the repository that `path` is in.
///
/// `progress` is told, now and then and at the end, how many commits were
/// read. Needs the program `git`, 2.10 or later; runs nothing else, and
/// writes nothing but a temporary directory that it removes. Time and memory
/// grow with the number of commits; for [`Measure::Lines`], time also with
/// what they changed.
pub fn read_history(
    path: &Path,
    options: &Options,
    progress: &mut dyn FnMut(u64),
) -> Result<History, GitRefused> {
    if let (Some(since), Some(until)) = (options.since, options.until)
        && since > until
    {
        return Err(GitRefused::DatesReversed { since, until });
    }
    let place = Place::find(path)?;
    let sandbox = place.sandbox()?;
    let head = place.commit(options.revision.as_deref(), &sandbox)?;
    let root = root_of(&head, &sandbox)?;
    let boundary = place.boundary();

    let mut draft = Draft::default();
    let mut git = sandbox.start(log_arguments(&head, options))?;
    let read = match git.output.take() {
        Some(output) => draft.read(output, options, &boundary, progress),
        None => Err(ErrorKind::BrokenPipe.into()),
    };
    if let Err(error) = read {
        if error.kind() == ErrorKind::UnexpectedEof {
            // Git ended early: its own words say why.
            git.finish()?;
        }
        return Err(unreadable(error.to_string().as_bytes()));
    }
    git.finish()?;

    draft.finish(root, head, options, boundary.len(), &sandbox)
}

fn log_arguments(head: &str, options: &Options) -> Vec<String> {
    let mut arguments: Vec<_> = ["log", "-z", FORMAT, "--date=raw", "--encoding=UTF-8"].into();
    arguments.extend(["--no-color", "--no-show-signature", "--no-notes"]);
    if options.measure == Measure::Lines {
        // Only moves of unchanged files are followed: anything more is a guess.
        arguments.extend(["--numstat", "-M100%", "--ignore-submodules=all"]);
        arguments.extend(["--no-ext-diff", "--no-textconv"]);
    }
    if !options.paths.is_empty() {
        // Without it, git leaves out branches whose work was undone later.
        arguments.push("--full-history");
    }
    arguments.extend([head, "--"]);
    arguments.extend(options.paths.iter().map(String::as_str));
    arguments.into_iter().map(str::to_owned).collect()
}

/// The first commit of the main line: merging in another history leaves it.
fn root_of(head: &str, sandbox: &Sandbox) -> Result<String, GitRefused> {
    let arguments = ["rev-list", "--first-parent", "--max-parents=0", head, "--"];
    let output = sandbox.ask(arguments, b"")?;
    let root = String::from_utf8_lossy(&output).trim().to_owned();
    match root.is_empty() {
        true => Err(unreadable(b"no commit without parents")),
        false => Ok(root),
    }
}

/// A history whose authors are not known yet.
#[derive(Default)]
struct Draft {
    /// With places in `idents` as authors.
    commits: Vec<Commit>,
    idents: Idents,
    left_out: LeftOut,
}

impl Draft {
    fn read(
        &mut self,
        output: impl BufRead,
        options: &Options,
        boundary: &BTreeSet<String>,
        progress: &mut dyn FnMut(u64),
    ) -> std::io::Result<()> {
        let mut records = Records::of(output)?;
        let mut count = 0;
        while let Some(mut record) = records.next()? {
            // To git, everything there is in such a commit seems to be added by it.
            if boundary.contains(&record.id) {
                (record.added, record.removed) = (0, 0);
            }
            self.take(record, options);
            count += 1;
            if count % STEP == 0 {
                progress(count);
            }
        }
        progress(count);
        Ok(())
    }

    fn take(&mut self, record: Record, options: &Options) {
        if record.parents > 1 && options.merges == Merges::LeaveOut {
            self.left_out.merges += 1;
            return;
        }
        let Some((at, offset_minutes, day)) = moment(&record.date) else {
            self.left_out.undated += 1;
            return;
        };
        if options.since.is_some_and(|since| day < since)
            || options.until.is_some_and(|until| day > until)
        {
            self.left_out.outside_dates += 1;
            return;
        }
        let mut authors = vec![self.idents.place(record.author)];
        for co_author in record.co_authors {
            match co_author {
                Some(ident) => authors.push(self.idents.place(ident)),
                None => self.left_out.unreadable_co_authors += 1,
            }
        }
        self.commits.push(Commit {
            id: record.id,
            at,
            offset_minutes,
            day,
            authors,
            subject: legible(&record.subject, 120),
            added: record.added,
            removed: record.removed,
        });
    }

    fn finish(
        self,
        root: String,
        head: String,
        options: &Options,
        boundary: usize,
        sandbox: &Sandbox,
    ) -> Result<History, GitRefused> {
        let Draft { mut commits, idents, mut left_out } = self;
        let mapped = idents.mapped(&head, &options.bots, sandbox)?;
        // By time and then by hash: no version of git orders them otherwise.
        commits.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        let mut people = People::default();
        commits.retain_mut(|commit| {
            let mut authors = Vec::new();
            for (position, &ident) in commit.authors.iter().enumerate() {
                let part = match position {
                    0 => Part::Author,
                    _ => Part::CoAuthor,
                };
                if let Some(Some(person)) = mapped.get(ident) {
                    let place = people.place(person, part);
                    if !authors.contains(&place) {
                        authors.push(place);
                    }
                }
            }
            left_out.bots += u64::from(authors.is_empty());
            commit.authors = authors;
            !commit.authors.is_empty()
        });
        Ok(History {
            root,
            head,
            measure: options.measure,
            caveats: caveats(options.measure, boundary, people.shared_names()),
            people: people.into_list(),
            commits,
            left_out,
        })
    }
}

/// Reads `<seconds> <offset>`: the seconds, the offset in minutes and the day
/// there. An offset that no clock has is taken as none.
fn moment(date: &[u8]) -> Option<(i64, i32, Date)> {
    let (seconds, offset) = std::str::from_utf8(date).ok()?.split_once(' ')?;
    let at = seconds.parse().ok()?;
    let hours_minutes: i32 = offset.parse().unwrap_or(0);
    let minutes = hours_minutes / 100 * 60 + hours_minutes % 100;
    let (minutes, offset) = match Offset::from_seconds(minutes.saturating_mul(60)) {
        Ok(offset) => (minutes, offset),
        Err(_) => (0, Offset::UTC),
    };
    let day = offset.to_datetime(Timestamp::from_second(at).ok()?).date();
    Some((at, minutes, day))
}

fn caveats(measure: Measure, boundary: usize, names: usize) -> Vec<Caveat> {
    let mut caveats = vec![match measure {
        Measure::Days => Caveat::AuthorsOwnClock,
        Measure::Commits => Caveat::CommitsOfAnySize,
        Measure::Lines => Caveat::LinesRewardChurn,
    }];
    if boundary > 0 {
        caveats.push(Caveat::Shallow { boundary });
    }
    if names > 0 {
        caveats.push(Caveat::SeveralAddresses { names });
    }
    caveats.extend([Caveat::SquashesHideAuthors, Caveat::OnlyCommits]);
    caveats
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_day_on_the_authors_clock() {
        // 2024-02-29T23:30:00Z
        let day = |offset| {
            moment(format!("1709249400 {offset}").as_bytes()).map(|(_, _, day)| day.to_string())
        };
        assert_eq!(day("+0000").as_deref(), Some("2024-02-29"));
        assert_eq!(day("+0030").as_deref(), Some("2024-03-01"));
        assert_eq!(day("+0029").as_deref(), Some("2024-02-29"));
        assert_eq!(day("-2330").as_deref(), Some("2024-02-29"));
        assert_eq!(day("-2331").as_deref(), Some("2024-02-28"));
        assert_eq!(day("+9999").as_deref(), Some("2024-02-29"));
        assert_eq!(moment(b"1709249400 -0330").map(|(_, offset, _)| offset), Some(-210));
    }

    #[test]
    fn what_no_calendar_has_is_no_moment() {
        for date in ["", "1709249400", "9999999999999 +0000", "x +0000"] {
            assert_eq!(moment(date.as_bytes()), None, "{date}");
        }
    }
}
