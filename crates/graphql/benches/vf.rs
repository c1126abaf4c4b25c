//! How long programs wait: look-ups built for a head of 100,000 events, continued by one more, and questions asked.
//!
//! `cargo bench -p graphql --bench vf`

use std::error::Error;
use std::time::Instant;

use book::{Book, SecretKey, fresh_id};
use commons::act::{Act, AddAgent, AddProcess, Found, LogEvent};
use commons::action::Action;
use commons::agent::AgentKind;
use commons::name::{Code, Handle, Moment};
use commons::unit::Measure;
use graphql::limit::Limits;
use graphql::request::Request;
use graphql::vf::{self, Indexes, View};
use inquiry::reading::Reading;

const EVENTS: usize = 100_000;
const AGENTS: usize = 200;
const PROCESSES: usize = 1_000;
const NOW: Moment = Moment(1_796_000_000_000);

type Done<T> = Result<T, Box<dyn Error>>;

fn submit(book: &mut Book, key: &SecretKey, acts: &[Act]) -> Done<()> {
    let sign = |act: &Act| Ok(book.sign(key, fresh_id()?, act));
    let signed = acts.iter().map(sign).collect::<Done<Vec<_>>>()?;
    book.submit_whole(signed, NOW)?;
    Ok(())
}

fn handle(kind: &str, number: usize) -> Done<Handle> {
    Ok(Handle::new(&format!("{kind}-{number}"))?)
}

fn event(number: usize) -> Done<Act> {
    let mut wish = LogEvent::new(Action::Work);
    wish.provider = Some(handle("agent", number * 7 % AGENTS)?);
    wish.input_of = Some(handle("process", number * 13 % PROCESSES)?);
    wish.effort = Some(Measure { minor: 1_000_000, unit: Code::new("hour")? });
    wish.value = Some(Measure { minor: 2_000, unit: Code::new("CAD")? });
    Ok(Act::LogEvent(Box::new(wish)))
}

fn commons(folder: &std::path::Path, key: &SecretKey) -> Done<Book> {
    let wish = Found {
        name: "Rice".to_owned(),
        handle: Handle::new("rice")?,
        founder: Handle::new("ana")?,
        founder_name: "Ana".to_owned(),
        founder_key: key.public().to_bytes(),
        unit: Code::new("CAD")?,
        decimals: 2,
    };
    let mut book = Book::found(&folder.join("rice.subak"), wish, key, NOW)?;
    let mut acts = Vec::new();
    for number in 0..AGENTS {
        let name = format!("Agent {number}");
        let wish = AddAgent::new(handle("agent", number)?, AgentKind::Person, name);
        acts.push(Act::AddAgent(Box::new(wish)));
    }
    for number in 0..PROCESSES {
        let wish = AddProcess::new(handle("process", number)?, format!("Process {number}"));
        acts.push(Act::AddProcess(Box::new(wish)));
    }
    for number in 0..EVENTS {
        acts.push(event(number)?);
    }
    for group in acts.chunks(2_000) {
        submit(&mut book, key, group)?;
    }
    Ok(book)
}

/// The middle of nine times, in microseconds.
fn middle(mut run: impl FnMut() -> Done<()>) -> Done<u128> {
    let mut times = Vec::new();
    for _ in 0..9 {
        let begin = Instant::now();
        run()?;
        times.push(begin.elapsed().as_micros());
    }
    times.sort_unstable();
    times.get(4).copied().ok_or_else(|| "no time".into())
}

const QUESTIONS: &[(&str, &str)] = &[
    (
        "20 events with who, what and where",
        "{ economicEvents(first: 20) { edges { node { id action { id } provider { id name } inputOf { id name } effortQuantity { hasNumericalValue hasUnit { symbol } } } } pageInfo { totalCount } } }",
    ),
    (
        "the last 20 of one agent, filtered",
        "{ economicEvents(last: 20, filter: {providerId: [\"agent-3\"], action: [\"work\"]}) { edges { node { id } } pageInfo { totalCount } } }",
    ),
    (
        "10 processes with their inputs and agents",
        "{ processes(first: 10) { edges { node { name observedInputs { id provider { name } } workingAgents(first: 10) { edges { node { name } } pageInfo { totalCount } } } } } }",
    ),
    (
        "a filter that looks at every event",
        "{ economicEvents(first: 1, filter: {searchString: \"x\"}) { pageInfo { totalCount } } }",
    ),
    ("shares of everything", "{ equity { holders { agent { id } share } } }"),
];

fn main() -> Done<()> {
    let folder = tempfile::tempdir()?;
    let key = SecretKey::from_bytes([7; 32]);
    let mut book = commons(folder.path(), &key)?;
    println!("{} events", book.state().events.len());
    let anew = middle(|| Indexes::default().lend(book.state(), |_| Ok(())))?;
    println!("look-ups, built anew: {anew} us");
    let indexes = Indexes::default();
    indexes.lend(book.state(), |_| ());
    submit(&mut book, &key, &[event(1)?])?;
    let begin = Instant::now();
    indexes.lend(book.state(), |index| {
        println!("look-ups, one event later: {} us", begin.elapsed().as_micros());
        let view = View {
            reading: Reading::from(&book),
            commons: book.commons().to_bytes(),
            index,
            asker: book.state().founder(),
            now: NOW,
        };
        ask(&view)
    })
}

fn ask(view: &View<'_>) -> Done<()> {
    let engine = vf::engine(Limits::default())?;
    for (what, question) in QUESTIONS {
        let mut bytes = 0;
        let time = middle(|| {
            let prepared = engine
                .prepare(&Request::new(*question))
                .map_err(|refused| String::from_utf8_lossy(&refused.to_bytes()).into_owned())?;
            let response = engine.query(&prepared, view);
            if let [error, ..] = response.errors() {
                return Err(error.to_string().into());
            }
            bytes = response.to_bytes().len();
            Ok(())
        })?;
        println!("{what}: {time} us, {bytes} bytes");
    }
    Ok(())
}
