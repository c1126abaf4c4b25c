//! A small commons is asked why, and where a resource came from; the answers add up.
#![cfg(test)]

use book::Book;
use charter::sentence::Language;
use commons::account::Account;
use commons::act::{Act, AddAgent, AddResource, Distribute, Found, LogEvent, Reverse};
use commons::action::Action;
use commons::agent::AgentKind;
use commons::equity::Target;
use commons::name::{ActId, Code, Handle, Moment};
use commons::provenance::Thing;
use commons::unit::Measure;
use commons::worth::Horizon;
use inquiry::opened::Basis;
use inquiry::past::What as Line;
use inquiry::provenance::{Node, Way, graph};
use inquiry::reading::Reading;
use inquiry::why::{self, Figure, What, Why};
use journal::SecretKey;

const START: i64 = 1_700_000_000_000;
const LATER: Moment = Moment(START + 30 * Moment::DAY_MS);

fn handle(text: &str) -> Handle {
    Handle::new(text).unwrap()
}

fn measure(minor: i128, unit: &str) -> Measure {
    Measure { minor, unit: Code::new(unit).unwrap() }
}

fn work(by: &str, hours: i128) -> Act {
    Act::LogEvent(Box::new(LogEvent {
        provider: Some(handle(by)),
        resource: Some(handle("frame")),
        effort: Some(measure(hours * 1_000_000, "hour")),
        ..LogEvent::new(Action::Work)
    }))
}

/// Entry 0 founds, 1 and 2 add, 3 and 4 are work, 5 is an income, 6 takes the second work back.
fn story() -> (tempfile::TempDir, Book) {
    let founder = SecretKey::from_bytes([7; 32]);
    let wish = Found {
        name: "Rice Terraces".to_owned(),
        handle: handle("rice"),
        founder: handle("ana"),
        founder_name: "Ana".to_owned(),
        founder_key: founder.public().to_bytes(),
        unit: Code::new("CAD").unwrap(),
        decimals: 2,
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rice.subak");
    let mut book = Book::found(&path, wish, &founder, Moment(START)).unwrap();
    let income = Distribute {
        income: measure(100_001, "CAD"),
        target: Some(handle("frame")),
        reference: None,
    };
    let acts = [
        Act::AddAgent(Box::new(AddAgent::new(handle("ben"), AgentKind::Person, "Ben"))),
        Act::AddResource(Box::new(AddResource::new(handle("frame"), "Frame"))),
        work("ana", 3),
        work("ben", 1),
        Act::Distribute(income),
        Act::Reverse(Reverse { act: ActId([4; 16]), reason: None }),
    ];
    for (id, act) in (1..).zip(&acts) {
        let at = Moment(START + i64::from(id) * Moment::DAY_MS);
        let signed = book.sign(&founder, ActId([id; 16]), act);
        let outcome = book.submit(vec![signed], at).unwrap().remove(0);
        assert_eq!(outcome.entry().unwrap(), u64::from(id));
    }
    (folder, book)
}

fn amount(why: &Why) -> i128 {
    match why.figure {
        Figure::Amount(quantity) | Figure::Part(_, quantity) => quantity.minor,
        Figure::None | Figure::Share(_) => panic!("{why:?} has no amount"),
    }
}

fn sum(why: &Why) -> i128 {
    why.causes.iter().map(amount).sum()
}

#[test]
fn a_payment_is_opened_down_to_rates_and_adds_up() {
    let (_folder, book) = story();
    let why = why::entry(Reading::from(&book), 5, Language::English, LATER).unwrap();
    assert_eq!((amount(&why), sum(&why)), (100_001, 100_001));
    assert_eq!(why.causes.len(), 2, "as it stood then, before the work was taken back");
    for payee in &why.causes {
        assert_eq!(amount(payee), sum(payee));
        let [contribution] = payee.causes.as_slice() else { panic!("{payee:?}") };
        let [worth] = contribution.causes.as_slice() else { panic!("{contribution:?}") };
        assert!(matches!(&worth.what, What::Worth(Basis::Rate(_), None)), "{worth:?}");
    }
}

#[test]
fn a_share_is_of_what_counts_now() {
    let (_folder, book) = story();
    let state = book.state();
    let share = |who: &str| {
        let agent = state.agent(&handle(who)).unwrap();
        let horizon = Horizon { until: None, now: LATER };
        why::share(state, agent, Target::Whole, horizon).unwrap()
    };
    let Figure::Share(ana) = share("ana").figure else { panic!("a share") };
    assert_eq!((ana.percent(2).as_str(), share("ana").causes.len()), ("100.00", 1));
    let Figure::Share(ben) = share("ben").figure else { panic!("a share") };
    assert_eq!(ben.parts(), 0);
}

#[test]
fn what_was_taken_back_is_worth_nothing_and_says_so() {
    let (_folder, book) = story();
    let why = why::entry(Reading::from(&book), 4, Language::English, LATER).unwrap();
    assert_eq!(why.figure, Figure::None);
    assert_eq!(why.causes[0].what, What::Worth(Basis::Reversed, None));
    let refused = why::entry(Reading::from(&book), 7, Language::English, LATER).unwrap_err();
    assert!(refused.to_string().starts_with("entry_unknown: "), "{refused}");
}

#[test]
fn a_balance_is_the_sum_of_its_lines() {
    let (_folder, book) = story();
    let state = book.state();
    let account = Account::Agent(state.agent(&handle("ana")).unwrap());
    let unit = state.unit(&Code::new("CAD").unwrap()).unwrap();
    let why = why::balance(Reading::from(&book), account, unit, LATER).unwrap();
    assert_eq!(amount(&why), state.accounts.balance(account, unit));
    assert_eq!(amount(&why), sum(&why));
    let [line] = why.causes.as_slice() else { panic!("{why:?}") };
    let What::Line(line) = &line.what else { panic!("{line:?}") };
    assert_eq!(line.entry, Some(5));
    assert!(
        matches!(&line.what, Line::Done { by: Some(_), act, .. } if act.word() == "distribute")
    );
}

#[test]
fn what_the_journal_has_beyond_the_state_is_not_read() {
    let (_folder, book) = story();
    let then = book.state_at(book::Until::Entry(4)).unwrap();
    let reading = Reading { state: &then, journal: book.journal() };
    let mut seen = Vec::new();
    let all = reading.read::<()>(0, |entry, _| {
        seen.push(entry.index);
        Ok(std::ops::ControlFlow::Continue(()))
    });
    assert_eq!((all.unwrap(), seen), (None, vec![0, 1, 2, 3, 4]));
    assert!(reading.entry(5).is_err());
}

#[test]
fn a_resource_came_from_whoever_worked_on_it() {
    let (_folder, book) = story();
    let state = book.state();
    let frame = state.resource(&handle("frame")).unwrap();
    let graph = graph(state, frame, Way::Came);
    assert_eq!(graph.nodes[0], Node::Thing(Thing::Resource(frame)));
    let ana = Node::Agent(state.agent(&handle("ana")).unwrap());
    let from = graph.nodes.iter().position(|node| *node == ana).unwrap();
    let edge = graph.edges.iter().find(|edge| edge.from == from).unwrap();
    assert_eq!((edge.to, state.events.at(edge.event).entry), (0, 3));
    let once = graph.nodes.iter().collect::<std::collections::BTreeSet<_>>();
    assert_eq!(once.len(), graph.nodes.len());
}
