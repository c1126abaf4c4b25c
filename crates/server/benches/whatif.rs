//! How long "what if" takes on 100,000 events: shares of the whole and the last distribution by another rate.
//!
//! `cargo bench -p server --bench whatif` prints; it never fails by the clock. The requests go through the whole
//! router, with a session, without a network. The first one after an entry copies the state; it stands apart.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use book::{Book, SecretKey, fresh_id, now};
use commons::act::{Act, AddAgent, AddProcess, Distribute, Found, LogEvent, SetEquation};
use commons::action::Action;
use commons::agent::AgentKind;
use commons::equation::{Equation, Rate};
use commons::name::{Code, Handle, Moment};
use commons::unit::Measure;
use quantity::Ratio;
use server::gate::Gate;
use server::keeper::Keeper;
use server::routes::routes;
use server::site::{Settings, Site};
use tower::ServiceExt;

const EVENTS: usize = 100_000;
const PEOPLE: usize = 200;
const PROJECTS: usize = 1_000;
const ROUNDS: usize = 40;

fn handle(text: &str) -> Handle {
    Handle::new(text).unwrap()
}

fn equation() -> Equation {
    let hour = Rate::new(Code::new("hour").unwrap(), Ratio::from_integer(20));
    let role = |name: &str, value| Rate {
        role: Some(handle(name)),
        value: Ratio::from_integer(value),
        ..hour.clone()
    };
    let work = vec![hour.clone(), role("design", 30), role("welding", 25)];
    Equation { work, ..Equation::founding(Code::new("CAD").unwrap()) }
}

fn acts() -> Vec<Act> {
    let person = |place: usize| handle(&format!("person-{place}"));
    let project = |place: usize| handle(&format!("project-{place}"));
    let people = (0..PEOPLE).map(|it| {
        Act::AddAgent(Box::new(AddAgent::new(
            person(it),
            AgentKind::Person,
            format!("Person {it}"),
        )))
    });
    let projects = (0..PROJECTS)
        .map(|it| Act::AddProcess(Box::new(AddProcess::new(project(it), format!("Project {it}")))));
    let work = (0..EVENTS).map(|it| {
        let mut wish = LogEvent::new(Action::Work);
        wish.provider = Some(person(it * 7 % PEOPLE));
        wish.input_of = Some(project(it * 13 % PROJECTS));
        wish.role = Some(handle(["design", "welding", "care"][it % 3]));
        let minor = i128::try_from(it % 8 + 1).unwrap() * 1_000_000;
        wish.effort = Some(Measure { minor, unit: Code::new("hour").unwrap() });
        Act::LogEvent(Box::new(wish))
    });
    let income = Measure { minor: 1_000_000, unit: Code::new("CAD").unwrap() };
    let shared = Act::Distribute(Distribute { income, target: None, reference: None });
    let set = Act::SetEquation(Box::new(SetEquation { equation: equation() }));
    std::iter::once(set).chain(people).chain(projects).chain(work).chain([shared]).collect()
}

fn found(path: &Path, founder: &SecretKey) -> Book {
    let wish = Found {
        name: "Rice Terraces".to_owned(),
        handle: handle("rice"),
        founder: handle("ana"),
        founder_name: "Ana".to_owned(),
        founder_key: founder.public().to_bytes(),
        unit: Code::new("CAD").unwrap(),
        decimals: 2,
    };
    let start = now().0 - 730 * Moment::DAY_MS;
    let mut book = Book::found(path, wish, founder, Moment(start)).unwrap();
    let acts = acts();
    let step = 720 * Moment::DAY_MS / i64::try_from(acts.len()).unwrap();
    for (nth, group) in acts.chunks(1_000).enumerate() {
        let signed = group.iter().map(|act| book.sign(founder, fresh_id().unwrap(), act));
        let at = Moment(start + i64::try_from(nth * 1_000).unwrap() * step);
        let outcomes = book.submit(signed.collect(), at).unwrap();
        for outcome in outcomes {
            outcome.entry().unwrap();
        }
    }
    book
}

async fn ask(router: &Router, cookie: &str, path: &str) -> (Duration, usize) {
    let request = Request::get(path).header("cookie", cookie).header("x-subak-part", "main");
    let begun = Instant::now();
    let answer = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let length = to_bytes(answer.into_body(), 16 << 20).await.unwrap().len();
    (begun.elapsed(), length)
}

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rice.subak");
    let founder = SecretKey::from_bytes([7; 32]);
    let book = found(&path, &founder);
    let gate = Gate::open(&path, book.commons()).unwrap();
    let token = gate.one_time(&handle("ana"), &founder, 10, now()).unwrap();
    let session = gate.enter_once(&token.reveal(), "bench", now()).unwrap();
    let cookie = format!("subak_session={}", *session.reveal());
    let keeper = Keeper::keep(book, &path).unwrap();
    let site = Site::new(keeper, gate, Settings { origin: "http://127.0.0.1:8080".to_owned() });
    let router = routes(Arc::new(site));
    let (first, length) = ask(&router, &cookie, "/whatif").await;
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        let path = format!("/whatif?r-work-0={}&r-work-1={}", 10 + round, 60 - round);
        times.push(ask(&router, &cookie, &path).await.0);
    }
    times.sort();
    let (middle, worst) = (times[ROUNDS / 2], times[ROUNDS - 1]);
    println!(
        "what if on {EVENTS} events: the first after an entry {first:.1?}; then {middle:.1?} in the middle, {worst:.1?} at worst; {length} bytes"
    );
}
