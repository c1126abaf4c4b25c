//! What a history comes to.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use exchange::git::{
    Contribution, History, LeftOut, Measure, Options, contributions, read_history,
};
use jiff::civil::date;
use proptest::prelude::*;

use crate::repo::{NOON, Repo, authors, read, succeed};

#[test]
fn a_day_is_the_authors_and_counts_once() {
    let repo = Repo::empty();
    // 2024-03-01T00:30 in Rome, 2024-02-29T23:30 in London, 19:00 in Montréal.
    repo.commit("Ana <a@x>", "1709249400 +0100", "one");
    repo.commit("Ana <a@x>", "1709249401 +0000", "two\n\nCo-authored-by: Ben <b@x>");
    repo.commit("Ana <a@x>", "1709249402 -0430", "three");
    let history = repo.days();
    let days: Vec<_> = contributions(&history)
        .into_iter()
        .map(|c| (c.day, c.person, c.commits, (c.quantity.numerator, c.quantity.denominator)))
        .collect();
    assert_eq!(
        days,
        [
            (date(2024, 2, 29), 0, vec![1, 2], (1, 1)),
            (date(2024, 2, 29), 1, vec![1], (1, 1)),
            (date(2024, 3, 1), 0, vec![0], (1, 1)),
        ]
    );
    assert_eq!(history.commits[2].offset_minutes, -270);
}

#[test]
fn days_asked_for_are_the_authors_too() {
    let repo = Repo::empty();
    repo.commit("Ana <a@x>", "1709249400 +0100", "2024-03-01");
    repo.commit("Ben <b@x>", "1709249401 +0000", "2024-02-29");
    repo.commit("Eve <e@x>", "1709000000 +0000", "2024-02-27");
    let between = |since, until| {
        let options = Options { since, until, ..Options::default() };
        let history = read(repo.path(), &options).unwrap();
        (authors(&history), history.left_out.outside_dates)
    };
    assert_eq!(between(Some(date(2024, 2, 28)), Some(date(2024, 2, 29))), ("Ben".to_owned(), 2));
    assert_eq!(between(Some(date(2024, 3, 1)), None), ("Ana".to_owned(), 2));
    assert_eq!(between(None, Some(date(2024, 2, 27))), ("Eve".to_owned(), 2));
    assert_eq!(between(Some(date(2025, 1, 1)), None), (String::new(), 3));
}

#[test]
fn lines_pass_over_moves_pictures_and_submodules() {
    let repo = Repo::empty();
    repo.write("f", "1\n2\n3\n");
    repo.commit("Ana <a@x>", "1704110400 +0000", "three lines");
    repo.git(&["mv", "f", "\u{e9} \t\n\u{1}g"]);
    repo.write("picture", [0, 1, 2, 10]);
    repo.commit("Ana <a@x>", "1704110401 +0000", "none");
    let gitlink = format!("160000,{},sub", "1".repeat(40));
    repo.git(&["update-index", "--add", "--cacheinfo", &gitlink]);
    let tree = repo.git(&["write-tree"]);
    let head = repo.git(&["rev-parse", "HEAD"]);
    let link = repo.object(&tree, &[&head], "Ana <a@x>", "1704110402 +0000", "a submodule");
    repo.git(&["update-ref", "HEAD", &link]);
    repo.write("more", "1\n");
    std::fs::remove_file(repo.path().join("picture")).unwrap();
    repo.commit("Ana <a@x>", "1704110403 +0000", "one line");
    let lines: Vec<_> = (repo.measured(Measure::Lines).commits.iter())
        .map(|commit| (commit.subject.clone(), commit.added, commit.removed))
        .collect();
    let expected =
        [("three lines", 3, 0), ("none", 0, 0), ("a submodule", 0, 0), ("one line", 1, 0)];
    assert_eq!(
        lines,
        expected.map(|(subject, added, removed)| (subject.to_owned(), added, removed))
    );
}

#[test]
fn progress_ends_at_the_number_of_commits() {
    let repo = Repo::empty();
    let mut script = String::new();
    for number in 1..=600 {
        let at = 1_704_110_400 + number;
        write!(script, "commit refs/heads/main\ncommitter A <a@x> {at} +0000\ndata 1\nx\n")
            .unwrap();
    }
    succeed(repo.run(&["fast-import", "--quiet"], script.as_bytes()));
    let mut told = Vec::new();
    read_history(repo.path(), &Options::default(), &mut |count| told.push(count)).unwrap();
    assert_eq!(told, [256, 512, 600]);
}

#[test]
fn caveats_and_what_is_left_out_speak_in_sentences() {
    let repo = Repo::empty();
    repo.commit("Ana <a@x>", NOON, "one");
    for measure in [Measure::Days, Measure::Commits, Measure::Lines] {
        let history = repo.measured(measure);
        assert_eq!(history.left_out, LeftOut::default());
        let sentences: BTreeSet<_> = history.caveats.iter().map(ToString::to_string).collect();
        assert_eq!(sentences.len(), 3);
        assert!(sentences.iter().all(|sentence| sentence.ends_with('.')));
    }
}

/// A commit of a random history.
#[derive(Debug, Clone)]
struct Made {
    author: usize,
    co_authors: Vec<usize>,
    at: i64,
    /// In minutes.
    offset: i32,
    file: usize,
    lines: u64,
    merges: bool,
}

/// The last is a bot.
const EMAILS: [&str; 5] = ["a@x", "B@x", "c@X", "d@x", "renovate[bot]@x"];
const BOT: usize = 4;

fn made() -> impl Strategy<Value = Made> {
    (
        0..EMAILS.len(),
        prop::collection::vec(0..EMAILS.len(), 0..4),
        0..400_000i64,
        -720..=840i32,
        0..3usize,
        0..5u64,
        prop::bool::weighted(0.1),
    )
        .prop_map(|(author, co_authors, at, offset, file, lines, merges)| Made {
            author,
            co_authors,
            at,
            offset,
            file,
            lines,
            merges,
        })
}

fn script(history: &[Made]) -> String {
    let mut script = String::new();
    for (number, commit) in history.iter().enumerate() {
        let who = EMAILS[commit.author];
        let (sign, minutes) = (if commit.offset < 0 { '-' } else { '+' }, commit.offset.abs());
        let when = format!("{} {sign}{:02}{:02}", commit.at, minutes / 60, minutes % 60);
        let mut message = format!("commit {number}\n\n");
        for &co_author in &commit.co_authors {
            writeln!(message, "Co-authored-by: X <{}>", EMAILS[co_author]).unwrap();
        }
        let text: String = (0..commit.lines).map(|line| format!("{number} {line}\n")).collect();
        writeln!(script, "commit refs/heads/main\nmark :{}", number + 1).unwrap();
        writeln!(script, "author X <{who}> {when}\ncommitter C <c@x> {when}").unwrap();
        writeln!(script, "data {}\n{message}", message.len()).unwrap();
        if number > 0 {
            writeln!(script, "from :{number}").unwrap();
        }
        if merged(number, commit) {
            writeln!(script, "merge :{}", number - 1).unwrap();
        }
        writeln!(script, "M 100644 inline f{}\ndata {}\n{text}", commit.file, text.len()).unwrap();
    }
    script
}

fn merged(number: usize, commit: &Made) -> bool {
    commit.merges && number > 1
}

/// What counts, by the letter: for each commit that counts its people, the day
/// and the lines.
fn expected(history: &[Made]) -> BTreeMap<String, (BTreeSet<String>, i64, u64)> {
    let mut sizes = [0; 3];
    let mut kept = BTreeMap::new();
    for (number, commit) in history.iter().enumerate() {
        let before = std::mem::replace(&mut sizes[commit.file], commit.lines);
        let people: BTreeSet<_> = std::iter::once(commit.author)
            .chain(commit.co_authors.iter().copied())
            .filter(|&who| who != BOT)
            .map(|who| EMAILS[who].to_lowercase())
            .collect();
        if !merged(number, commit) && !people.is_empty() {
            let day = (commit.at + i64::from(commit.offset) * 60).div_euclid(86_400);
            kept.insert(format!("commit {number}"), (people, day, before + commit.lines));
        }
    }
    kept
}

/// The sum of what everybody, or one person, contributed, in sixtieths.
fn sixtieths(contributions: &[Contribution], who: Option<usize>) -> u64 {
    contributions
        .iter()
        .filter(|c| who.is_none_or(|who| who == c.person))
        .map(|c| c.quantity.numerator * 60 / c.quantity.denominator)
        .sum()
}

fn compare(history: &History, expected: &BTreeMap<String, (BTreeSet<String>, i64, u64)>) {
    let given = contributions(history);
    assert_eq!(history.commits.len(), expected.len());
    assert!(history.commits.is_sorted_by_key(|commit| commit.at));
    for (number, person) in history.people.iter().enumerate() {
        let theirs = expected.values().filter(|(people, ..)| people.contains(&person.email));
        let want = match history.measure {
            Measure::Days => {
                60 * theirs.map(|(_, day, _)| day).collect::<BTreeSet<_>>().len() as u64
            }
            Measure::Commits => theirs.map(|(people, ..)| 60 / people.len() as u64).sum(),
            Measure::Lines => {
                theirs.map(|(people, _, lines)| lines * 60 / people.len() as u64).sum()
            }
        };
        assert_eq!(sixtieths(&given, Some(number)), want, "{} {:?}", person.email, history.measure);
    }
    let all = match history.measure {
        Measure::Days => return,
        Measure::Commits => expected.len() as u64,
        Measure::Lines => expected.values().map(|(.., lines)| lines).sum(),
    };
    assert_eq!(sixtieths(&given, None), 60 * all);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn measures_agree_with_a_naive_count(made in prop::collection::vec(made(), 1..40)) {
        let repo = Repo::empty();
        succeed(repo.run(&["fast-import", "--quiet"], script(&made).as_bytes()));
        let expected = expected(&made);
        for measure in [Measure::Days, Measure::Commits, Measure::Lines] {
            compare(&repo.measured(measure), &expected);
        }
    }
}
