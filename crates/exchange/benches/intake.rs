//! How long a history of 50,000 commits takes from facts to shares.
//!
//! Run with `cargo bench -p exchange --bench intake`.
#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::time::Instant;

use commons::equity::{Target, equity, target};
use commons::name::{Code, Handle, Moment};
use commons::state::State;
use commons::worth::Horizon;
use exchange::git::{Commit, History, LeftOut, Measure, Person};
use exchange::intake::{Repository, fold, from_history, scratch};

const COMMITS: u64 = 50_000;
const PEOPLE: u64 = 300;
const COMMONS: [u8; 16] = [7; 16];
const NOW: Moment = Moment(1_800_000_000_000);

fn main() {
    for measure in [Measure::Days, Measure::Commits, Measure::Lines] {
        run(&made(measure));
    }
}

fn run(history: &History) {
    let mut state = scratch("Bench", Code::new("CAD").unwrap(), 2, NOW).unwrap();
    let take = |state: &State| {
        from_history(state, COMMONS, history, Repository::Folder("bench"), NOW).unwrap()
    };
    let (intake, taken) = timed(|| take(&state));
    let ((), folded) = timed(|| fold(&mut state, &intake.acts, NOW).unwrap());
    let (again, retaken) = timed(|| take(&state));
    let equation = state.equation.clone().unwrap();
    let horizon = Horizon { until: None, now: NOW };
    let (whole, shared) = timed(|| equity(&state, &equation, Target::Whole, horizon).unwrap());
    let resource = target(&state, Some(&Handle::new("bench").unwrap())).unwrap();
    let (of_it, swept) = timed(|| equity(&state, &equation, resource, horizon).unwrap());
    println!(
        "{:?}: {} commits become {} events in {taken:.3} s, folded in {folded:.3} s; \
         again: {} new in {retaken:.3} s; shares of the commons ({} holders) in {shared:.3} s, \
         of the resource ({}) in {swept:.3} s",
        history.measure,
        history.commits.len(),
        intake.new,
        again.new,
        whole.holders.len(),
        of_it.holders.len(),
    );
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let started = Instant::now();
    let done = work();
    (done, started.elapsed().as_secs_f64())
}

/// A commit every 4,000 seconds, by one of the people; every fifth with a co-author.
fn made(measure: Measure) -> History {
    let people = (0..PEOPLE).map(|number| Person {
        name: format!("Person {number}"),
        email: format!("p{number}@example.org"),
    });
    let commits = (0..COMMITS).map(|number| {
        let at = 1_300_000_000 + i64::try_from(number * 4_000).unwrap();
        let author = usize::try_from(number * 7 % PEOPLE).unwrap();
        let co_author = usize::try_from((number + 7) % PEOPLE).unwrap();
        let mut authors = vec![author];
        authors.extend(Some(co_author).filter(|other| number % 5 == 0 && *other != author));
        Commit {
            id: format!("{number:040x}"),
            at,
            offset_minutes: 0,
            day: jiff::tz::Offset::UTC
                .to_datetime(jiff::Timestamp::from_second(at).unwrap())
                .date(),
            authors,
            subject: format!("Change number {number} of many"),
            added: number % 90 + 1,
            removed: number % 7,
        }
    });
    History {
        root: "f00d".repeat(10),
        head: "beef".repeat(10),
        measure,
        people: people.collect(),
        commits: commits.collect(),
        left_out: LeftOut::default(),
        caveats: Vec::new(),
    }
}
