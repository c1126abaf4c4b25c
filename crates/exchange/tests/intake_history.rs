//! Git histories become acts that a commons accepts, and the second time only what is new.
#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};

use commons::act::{Act, AddAgent, AddResource, LogEvent, Reverse};
use commons::agent::AgentKind;
use commons::codec::Canonical;
use commons::equity::{Target, equity};
use commons::name::{ActId, Code, Handle, Moment};
use commons::state::State;
use commons::worth::Horizon;
use exchange::git::{Commit, History, LeftOut, Measure, Person};
use exchange::intake::{
    Intake, IntakeRefused, Repository, fold, from_history, from_table, known_as, scratch,
};
use exchange::table::read_timesheet;
use proptest::prelude::*;

const COMMONS: [u8; 16] = [7; 16];
const NOW: Moment = Moment(1_800_000_000_000);
/// 2026-01-05T00:00:00Z.
const MONDAY: i64 = 1_767_571_200;

fn handle(text: &str) -> Handle {
    Handle::new(text).unwrap()
}

fn empty() -> State {
    scratch("Test", Code::new("CAD").unwrap(), 2, NOW).unwrap()
}

fn person(name: &str, email: &str) -> Person {
    Person { name: name.to_owned(), email: email.to_owned() }
}

/// A commit by `authors`, some hours after Monday's midnight.
fn commit(number: u32, hours: i64, authors: &[usize]) -> Commit {
    let days = i32::try_from(hours / 24).unwrap();
    Commit {
        id: format!("{number:040x}"),
        at: MONDAY + hours * 3600,
        offset_minutes: 0,
        day: jiff::civil::date(2026, 1, 5).saturating_add(jiff::Span::new().days(days)),
        authors: authors.to_vec(),
        subject: format!("Change {number}"),
        added: u64::from(number) + 1,
        removed: 1,
    }
}

fn history(measure: Measure, people: &[Person], commits: &[Commit]) -> History {
    History {
        root: "f00d".repeat(10),
        head: "beef".repeat(10),
        measure,
        people: people.to_vec(),
        commits: commits.to_vec(),
        left_out: LeftOut::default(),
        caveats: Vec::new(),
    }
}

fn two() -> Vec<Person> {
    vec![person("Ana", "ana@example.org"), person("Ben", "ben@example.org")]
}

fn take(state: &State, history: &History) -> Intake {
    from_history(state, COMMONS, history, Repository::Folder("subak"), NOW).unwrap()
}

/// Takes a history in, and checks that the same again is nothing.
fn took(state: &mut State, history: &History) -> Intake {
    let intake = take(state, history);
    fold(state, &intake.acts, NOW).unwrap();
    let again = take(state, history);
    assert_eq!((again.acts.len(), again.new), (0, 0));
    assert_eq!(again.already, intake.new + intake.already);
    intake
}

fn events(intake: &Intake) -> Vec<&LogEvent> {
    let events = intake.acts.iter().filter_map(|(_, act)| match act {
        Act::LogEvent(event) => Some(&**event),
        _ => None,
    });
    events.collect()
}

fn agents(intake: &Intake) -> Vec<&AddAgent> {
    let agents = intake.acts.iter().filter_map(|(_, act)| match act {
        Act::AddAgent(agent) => Some(&**agent),
        _ => None,
    });
    agents.collect()
}

fn effort(state: &State, agent: &str) -> i128 {
    let agent = state.agent(&handle(agent));
    let events = state.events.iter().filter(|(_, event)| Some(event.provider) == agent);
    events.map(|(_, event)| event.effort.unwrap().minor).sum()
}

fn mixed(state: &State, history: &History, repository: Repository<'_>) -> String {
    let refused = from_history(state, COMMONS, history, repository, NOW).unwrap_err();
    assert!(matches!(refused, IntakeRefused::MeasureMixed { .. }), "{refused}");
    refused.to_string()
}

#[test]
fn a_day_counts_once_and_is_dated_by_its_last_commit() {
    let commits =
        [commit(0, 9, &[0]), commit(1, 15, &[0]), commit(2, 30, &[0]), commit(3, 31, &[1])];
    let mut state = empty();
    let intake = took(&mut state, &history(Measure::Days, &two(), &commits));
    assert_eq!((intake.new, intake.already), (3, 0));
    assert_eq!(intake.resource, Some(handle("subak")));
    assert_eq!(intake.new_agents, [handle("ana"), handle("ben")]);
    let first = events(&intake)[0].clone();
    assert_eq!(first.at, Some(Moment((MONDAY + 15 * 3600) * 1000)));
    assert_eq!(first.note.as_deref(), Some("Change 0 (and 1 more)"));
    assert_eq!(effort(&state, "ana"), 2_000_000);
    let resource = state.resources.at(state.resource(&handle("subak")).unwrap());
    assert_eq!(resource.tracking, Some("f00d".repeat(10)));

    let horizon = Horizon { until: None, now: NOW };
    let equation = state.equation.clone().unwrap();
    let shares = equity(&state, &equation, Target::Whole, horizon).unwrap();
    let shares: Vec<String> = shares.holders.iter().map(|holder| holder.share.percent(1)).collect();
    assert_eq!(shares, ["66.7", "33.3"]);
}

#[test]
fn a_grown_history_adds_only_what_is_new() {
    let mut state = empty();
    let early = [commit(0, 9, &[0]), commit(2, 30, &[1])];
    took(&mut state, &history(Measure::Days, &two(), &early));
    // Another commit on a day that was counted, an older one merged late, and a new author.
    let grown = [commit(1, 1, &[0]), commit(0, 9, &[0]), commit(2, 30, &[1]), commit(3, 31, &[0])];
    let intake = took(&mut state, &history(Measure::Days, &two(), &grown));
    assert_eq!((intake.new, intake.already), (1, 2));
    assert_eq!(effort(&state, "ana"), 2_000_000);
}

#[test]
fn the_parts_of_a_commit_sum_to_it() {
    let people = [two(), vec![person("Caz", "caz@example.org")]].concat();
    let commits = [commit(6, 9, &[2, 0, 1])];
    let intake = took(&mut empty(), &history(Measure::Commits, &people, &commits));
    let minor: Vec<i128> =
        events(&intake).iter().map(|e| e.effort.as_ref().unwrap().minor).collect();
    assert_eq!(minor, [333_333_334, 333_333_333, 333_333_333]);
    let intake = took(&mut empty(), &history(Measure::Lines, &people, &commits));
    let lines: i128 = events(&intake).iter().map(|e| e.effort.as_ref().unwrap().minor).sum();
    assert_eq!(lines, 8_000_000_000);
}

#[test]
fn names_become_handles_and_addresses_stay_outside() {
    let people = [
        person("Zoë O'Brien", "zoe@example.org"),
        person("zoe o brien", "z@example.org"),
        person("水", "mizu@example.org"),
        person("氷", "氷@example.org"),
        person("jo@example.org", "jo@example.org"),
        person("(no name)", ""),
        person("Subak", "s@example.org"),
        person("Via zoe@example.org", "via@example.org"),
    ];
    let commits: Vec<Commit> = (0..8)
        .map(|place| Commit {
            subject: "Thank zoe@example.org".to_owned(),
            ..commit(place as u32, 9, &[place])
        })
        .collect();
    let intake = took(&mut empty(), &history(Measure::Commits, &people, &commits));
    let named: Vec<(&str, &str)> =
        agents(&intake).iter().map(|agent| (agent.handle.as_str(), agent.name.as_str())).collect();
    let expected = [
        ("zoe-o-brien", "Zoë O'Brien"),
        ("zoe-o-brien-2", "zoe o brien"),
        ("mizu", "水"),
        ("member-1", "氷"),
        ("jo", "jo"),
        ("member-2", "member-2"),
        ("subak-2", "Subak"),
        ("via", "Via …@…"),
    ];
    assert_eq!(named, expected);
    assert_eq!(agents(&intake)[0].known_as, [known_as(COMMONS, "Zoe@example.org")]);
    for (_, act) in &intake.acts {
        let bytes = act.to_bytes();
        assert!(!bytes.windows(8).any(|window| window == b"@example"), "{act:?}");
    }
}

#[test]
fn an_agent_known_by_two_addresses_has_one_day() {
    let mut state = empty();
    let addresses = ["ana@example.org", "ana@old.org"];
    let add = AddAgent {
        known_as: addresses.map(|address| known_as(COMMONS, address)).to_vec(),
        ..AddAgent::new(handle("anna"), AgentKind::Person, "Ana")
    };
    fold(&mut state, &[(ActId([1; 16]), Act::AddAgent(Box::new(add)))], NOW).unwrap();
    let people = addresses.map(|address| person("Ana", address));
    let commits = [commit(0, 9, &[1]), commit(1, 10, &[0])];
    let intake = took(&mut state, &history(Measure::Days, &people, &commits));
    assert_eq!((intake.new, intake.new_agents.len()), (1, 0));
    assert_eq!(effort(&state, "anna"), 1_000_000);
}

#[test]
fn one_name_with_two_addresses_is_told() {
    let people = [person("Ana", "ana@example.org"), person("ANA", "ana@old.org")];
    let commits = [commit(0, 9, &[1]), commit(1, 10, &[0])];
    let intake = took(&mut empty(), &history(Measure::Days, &people, &commits));
    assert_eq!(intake.namesakes, [handle("ana-2")]);
}

#[test]
fn a_commit_is_not_taken_in_again_for_an_author_renamed() {
    let mut state = empty();
    let commits = [commit(0, 9, &[0]), commit(1, 10, &[0])];
    took(&mut state, &history(Measure::Commits, &two(), &commits[..1]));
    let renamed = [person("Ana", "new@example.org")];
    let intake = took(&mut state, &history(Measure::Commits, &renamed, &commits));
    assert_eq!((intake.new, intake.already), (1, 1));
}

#[test]
fn a_commit_stays_divided_as_it_was_taken_in() {
    let mut state = empty();
    took(&mut state, &history(Measure::Commits, &two(), &[commit(0, 9, &[0])]));
    // Its second author was left out before, as a bot.
    let intake = took(&mut state, &history(Measure::Commits, &two(), &[commit(0, 9, &[0, 1])]));
    assert_eq!((intake.new, intake.already), (0, 2));
}

#[test]
fn days_that_went_to_an_author_renamed_are_told() {
    let mut state = empty();
    let commits = [commit(0, 9, &[0]), commit(1, 30, &[1]), commit(2, 31, &[0])];
    took(&mut state, &history(Measure::Days, &two(), &commits));
    let renamed = [person("Ana", "new@example.org"), two()[1].clone()];
    let intake = take(&state, &history(Measure::Days, &renamed, &commits));
    assert_eq!((intake.new, &*intake.gone), (2, &[handle("ana")][..]));
    // Who is only out of sight, because other days are asked for, is not gone.
    let later = [commit(3, 60, &[0])];
    let intake = take(&state, &history(Measure::Days, &renamed[1..], &later));
    assert_eq!((intake.new, intake.gone.len()), (1, 0));
}

#[test]
fn a_clock_that_runs_ahead_is_taken_as_now() {
    let commits = [Commit { at: 4_000_000_000, ..commit(0, 9, &[0]) }];
    let intake = took(&mut empty(), &history(Measure::Commits, &two(), &commits));
    assert_eq!((intake.clocks_ahead, events(&intake)[0].at), (1, Some(NOW)));
}

#[test]
fn a_repository_is_found_again() {
    let commits = [commit(0, 9, &[0]), commit(1, 40, &[0])];
    let (early, grown) =
        (history(Measure::Days, &two(), &commits[..1]), history(Measure::Days, &two(), &commits));
    let from = |state: &State, history: &History, repository| {
        from_history(state, COMMONS, history, repository, NOW).unwrap().resource.unwrap()
    };
    // By its first commit, whatever its folder is called now.
    let mut state = empty();
    took(&mut state, &early);
    assert_eq!(from(&state, &grown, Repository::Folder("elsewhere")), handle("subak"));
    // In a resource that was there before and bears no mark, by what went into it.
    let mut state = empty();
    let add = AddResource::new(handle("product"), "Product");
    fold(&mut state, &[(ActId([1; 16]), Act::AddResource(Box::new(add)))], NOW).unwrap();
    let product = handle("product");
    let intake =
        from_history(&state, COMMONS, &early, Repository::Resource(&product), NOW).unwrap();
    assert_eq!(intake.acts.len(), 2, "an agent and a day");
    fold(&mut state, &intake.acts, NOW).unwrap();
    assert_eq!(from(&state, &grown, Repository::Folder("subak")), product);
    assert_eq!(from(&empty(), &grown, Repository::Folder("水")), handle("repository-1"));
    // From now on in a resource of another name.
    let mut state = empty();
    took(&mut state, &early);
    let intake =
        from_history(&state, COMMONS, &grown, Repository::Resource(&product), NOW).unwrap();
    fold(&mut state, &intake.acts, NOW).unwrap();
    assert_eq!((intake.new, intake.resource), (1, Some(product)));
    // By its first commit too if only later days are asked for.
    let later = history(Measure::Days, &two(), &commits[1..]);
    assert_eq!(from(&state, &later, Repository::Folder("elsewhere")), handle("subak"));
    // Its name is taken before the authors' are.
    let ana = handle("ana");
    let intake = from_history(&empty(), COMMONS, &early, Repository::Resource(&ana), NOW).unwrap();
    assert_eq!((intake.resource, &*intake.new_agents), (Some(ana), &[handle("ana-2")][..]));
    // Another repository in a folder of the same name is another resource.
    let mut state = empty();
    took(&mut state, &early);
    let other = History { root: "0".repeat(40), ..grown };
    assert_eq!(from(&state, &other, Repository::Folder("subak")), handle("subak-2"));
}

#[test]
fn measures_are_not_mixed() {
    let commits = [commit(0, 9, &[0]), commit(1, 40, &[1])];
    let by = |measure| history(measure, &two(), &commits);
    let elsewhere = handle("elsewhere");
    for (measure, other) in [
        (Measure::Days, Measure::Commits),
        (Measure::Lines, Measure::Days),
        (Measure::Commits, Measure::Lines),
    ] {
        let mut state = empty();
        let intake = took(&mut state, &by(measure));
        mixed(&state, &by(other), Repository::Folder("subak"));
        mixed(&state, &by(other), Repository::Resource(&elsewhere));
        // Another repository into the same resource.
        let foreign = History { root: "0".repeat(40), ..by(other) };
        mixed(&state, &foreign, Repository::Resource(&handle("subak")));
        let mut both = state.clone();
        for new in [2, 0] {
            let into = Repository::Resource(&elsewhere);
            let intake = from_history(&both, COMMONS, &foreign, into, NOW).unwrap();
            fold(&mut both, &intake.acts, NOW).unwrap();
            assert_eq!(intake.new, new);
        }
        // Once all of it is taken back, any measure will do.
        let logged = intake.acts.iter().filter(|(_, act)| matches!(act, Act::LogEvent(_)));
        let back: Vec<(ActId, Act)> = logged
            .zip(100..)
            .map(|((act, _), n)| {
                (ActId([n; 16]), Act::Reverse(Reverse { act: *act, reason: None }))
            })
            .collect();
        fold(&mut state, &back, NOW).unwrap();
        assert_eq!(took(&mut state, &by(other)).new, 2);
    }
    let mut state = empty();
    took(&mut state, &by(Measure::Days));
    assert_eq!(
        mixed(&state, &by(Measure::Commits), Repository::Folder("subak")),
        "measure_mixed: what went into `subak` before is counted in days and this history in commits, \
         which do not add up; take it in with `--measure days`"
    );
}

#[test]
fn hours_beside_days_are_no_mixture() {
    let mut state = empty();
    took(&mut state, &history(Measure::Days, &two(), &[commit(0, 9, &[0])]));
    let rows = read_timesheet("date,agent,hours,on\n2026-01-05,ana,2,subak\n".as_bytes()).unwrap();
    let intake = from_table(&state, COMMONS, &rows, [0; 32], NOW).unwrap();
    fold(&mut state, &intake.acts, NOW).unwrap();
    took(&mut state, &history(Measure::Days, &two(), &[commit(0, 9, &[0]), commit(1, 40, &[0])]));
}

#[test]
fn a_history_goes_into_a_resource_of_a_founded_commons() {
    let mut state = empty();
    let history = history(Measure::Days, &two(), &[commit(0, 9, &[0])]);
    took(&mut state, &history);
    let ana = handle("ana");
    let refused = from_history(&state, COMMONS, &history, Repository::Resource(&ana), NOW);
    assert_eq!(
        refused.unwrap_err().to_string(),
        "not_a_resource: `ana` is the name of an agent; a history goes into a resource, name another"
    );
    let refused = from_history(&State::default(), COMMONS, &history, Repository::Folder("x"), NOW);
    assert!(refused.unwrap_err().to_string().starts_with("commons_unfounded: "));
}

#[test]
fn a_history_of_nothing_does_nothing() {
    assert_eq!(take(&empty(), &history(Measure::Days, &two(), &[])).acts, []);
}

/// A history of up to twelve commits over four days, by any of five people.
fn histories() -> impl Strategy<Value = History> {
    let people = vec![
        person("Ana", "ana@example.org"),
        person("Ana", "ana@old.org"),
        person("水", "w@example.org"),
        person("subak", "subak@example.org"),
        person("(no name)", ""),
    ];
    let authors = prop::sample::subsequence(vec![0_usize, 1, 2, 3, 4], 1..=5).prop_shuffle();
    let commits = prop::collection::vec((0..96_i64, authors), 0..12);
    let measures = prop::sample::select(vec![Measure::Days, Measure::Commits, Measure::Lines]);
    (commits, measures).prop_map(move |(mut drawn, measure)| {
        drawn.sort();
        let commits: Vec<Commit> = drawn
            .iter()
            .zip(0..)
            .map(|((hours, authors), number)| commit(number, *hours, authors))
            .collect();
        history(measure, &people, &commits)
    })
}

/// What each person gave, in the minor units of the measure, rounded down; by hand.
fn model(history: &History) -> BTreeMap<usize, i128> {
    let mut given = BTreeMap::new();
    let mut days = BTreeSet::new();
    for commit in &history.commits {
        for author in &commit.authors {
            let minor = match history.measure {
                Measure::Days if days.insert((*author, commit.day)) => 1_000_000,
                Measure::Days => 0,
                Measure::Commits => 1_000_000_000 / commit.authors.len() as i128,
                Measure::Lines => {
                    i128::from(commit.added + commit.removed) * 1_000_000_000
                        / commit.authors.len() as i128
                }
            };
            *given.entry(*author).or_insert(0) += minor;
        }
    }
    given
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_history_is_accepted_in_any_two_helpings(
        whole in histories(),
        first in prop::collection::vec(any::<bool>(), 12),
    ) {
        let mut part = whole.clone();
        let mut first = first.into_iter();
        part.commits.retain(|_| first.next().unwrap());
        let mut state = empty();
        took(&mut state, &part);
        took(&mut state, &whole);

        let agents = |person: &Person| {
            let digest = known_as(COMMONS, &person.email);
            let mut agents = state.agents.iter();
            let nameless = |name: &str| person.email.is_empty() && name.starts_with("member");
            agents
                .find(|(_, agent)| agent.known_as.contains(&digest) || nameless(&agent.name))
                .map(|(ix, _)| ix)
        };
        let mut sum = 0;
        for (place, least) in model(&whole) {
            let agent = agents(&whole.people[place]).unwrap();
            let events = state.events.iter().filter(|(_, event)| event.provider == agent);
            let minor: Vec<i128> = events.map(|(_, event)| event.effort.unwrap().minor).collect();
            let given: i128 = minor.iter().sum();
            prop_assert!((least..=least + minor.len() as i128).contains(&given));
            sum += given;
        }
        let total: u64 = match whole.measure {
            Measure::Days => return Ok(()),
            Measure::Commits => whole.commits.len() as u64,
            Measure::Lines => whole.commits.iter().map(|c| c.added + c.removed).sum(),
        };
        prop_assert_eq!(sum, i128::from(total) * 1_000_000_000);
    }
}
