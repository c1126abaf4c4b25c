//! How long it takes to share an income among a hundred thousand people, until it is on the disk.
//!
//! `cargo bench -p book --bench distribution` prints a line for each way; `-- 10000` asks for as many people.
//! Everybody has contributed once, and what they hold differs. Each act is signed, checked, decided, folded,
//! appended and fsynced.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]
#![allow(missing_docs, reason = "a bench has no users")]

use std::path::Path;
use std::time::{Duration, Instant};

use book::Book;
use commons::act::{Act, AddAgent, AdoptCharter, Distribute, Found, LogEvent, Receive};
use commons::action::Action;
use commons::agent::AgentKind;
use commons::name::{ActId, Code, Handle, Moment};
use commons::unit::Measure;
use journal::SecretKey;

const BEGAN: i64 = 1_700_000_000_000;
const GROUP: u64 = 10_000;
const RUNS: u64 = 3;

/// What comes in for a pool is shared: by the equation, equally, by shares, by balances, and by a role that asks for shares.
const CHARTER: &str = r#"
unit CAD "Canadian dollar"
  kind money
  counted in CAD to 2 decimals
  issued by outside
  passes within-members
unit point
  kind metric
  counted in point to 2 decimals
pool fluidly holds CAD
pool equally holds CAD
pool portions holds CAD
pool balanced holds CAD
pool asked holds CAD
role contributor of member is share of member by fluid > 0%
equation fluid
  counts in point
  work: 25 point per hour
equation fading
  counts in point
  work: 25 point per hour
  halves each 2 year
  upstream 10% to toolkit
rule "by the equation"
  on transfer of CAD from customer to fluidly
  do split amount from fluidly:
       | the rest by fading
rule "equally"
  on transfer of CAD from customer to equally
  do share amount from equally among person equally
rule "by shares"
  on transfer of CAD from customer to portions
  do share amount from portions among person by share of person by fluid
rule "by balances"
  on transfer of CAD from customer to balanced
  do share amount from balanced among person by balance of person in CAD
rule "by role"
  on transfer of CAD from customer to asked
  do share amount from asked among contributor equally
"#;

struct Bench {
    book: Book,
    key: SecretKey,
    acts: u64,
}

fn main() {
    let people = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    let people = people.unwrap_or(100_000);
    let folder = tempfile::tempdir().unwrap();
    let mut bench = Bench::new(&folder.path().join("many.subak"));
    let started = Instant::now();
    bench.fill(people);
    println!("{people} people joined and contributed: {:.2?}", started.elapsed());
    bench.each("distribute by the equation set by hand", distribute);
    let (took, _) = bench.timed(Act::AdoptCharter(Box::new(AdoptCharter::new(CHARTER))));
    println!("{:<46} {:>9.1} ms", "adopt a charter", took.as_secs_f64() * 1e3);
    bench.each("distribute by the equation of a charter", distribute);
    let ways = [
        ("rule: by an equation that fades, and upstream", "fluidly"),
        ("rule: among all equally", "equally"),
        ("rule: among all by their shares", "portions"),
        ("rule: among all by their balances", "balanced"),
        ("rule: among a role that asks for shares", "asked"),
    ];
    for (what, pool) in ways {
        bench.each(what, |number| receive(pool, number));
    }
    println!("entries: {}", bench.book.state().entries);
}

impl Bench {
    fn new(path: &Path) -> Self {
        let key = SecretKey::from_bytes([7; 32]);
        let wish = Found {
            name: "Bench".to_owned(),
            handle: handle("bench"),
            founder: handle("ana"),
            founder_name: "Ana".to_owned(),
            founder_key: key.public().to_bytes(),
            unit: code("CAD"),
            decimals: 2,
        };
        let book = Book::found(path, wish, &key, Moment(BEGAN)).unwrap();
        Self { book, key, acts: 0 }
    }

    fn fill(&mut self, people: u64) {
        let toolkit = commons::act::AddResource::new(handle("toolkit"), "Toolkit");
        self.submit([Act::AddResource(Box::new(toolkit))]);
        for first in (0..people).step_by(GROUP.try_into().unwrap()) {
            let group = first..people.min(first + GROUP);
            self.submit(group.clone().map(person));
            self.submit(group.map(work));
        }
    }

    fn submit(&mut self, acts: impl IntoIterator<Item = Act>) {
        let signed = |act: Act| {
            self.acts += 1;
            self.book.sign(&self.key, ActId(u128::from(self.acts).to_be_bytes()), &act)
        };
        let signed: Vec<_> = acts.into_iter().map(signed).collect();
        let at = Moment(BEGAN + 1_000 * i64::try_from(self.acts).unwrap());
        self.book.submit_whole(signed, at).unwrap();
    }

    fn timed(&mut self, act: Act) -> (Duration, ()) {
        let started = Instant::now();
        self.submit([act]);
        (started.elapsed(), ())
    }

    /// The median of some runs.
    fn each(&mut self, what: &str, act: impl Fn(u64) -> Act) {
        let mut times: Vec<Duration> = (0..RUNS).map(|run| self.timed(act(run)).0).collect();
        times.sort();
        let median = times.get(times.len() / 2).copied().unwrap_or_default();
        println!("{what:<46} {:>9.1} ms", median.as_secs_f64() * 1e3);
    }
}

fn handle(text: &str) -> Handle {
    Handle::new(text).unwrap()
}

fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

fn person(number: u64) -> Act {
    let name = handle(&format!("person-{number}"));
    Act::AddAgent(Box::new(AddAgent::new(name.clone(), AgentKind::Person, name.as_str())))
}

/// Different hours on different days, every hundredth on the toolkit.
fn work(number: u64) -> Act {
    let minor = i128::from(100_000 + number * 7_919 % 10_000_000);
    let days = i64::try_from(number % 1_000).unwrap();
    Act::LogEvent(Box::new(LogEvent {
        provider: Some(handle(&format!("person-{number}"))),
        resource: number.is_multiple_of(100).then(|| handle("toolkit")),
        effort: Some(Measure { minor, unit: code("hour") }),
        at: Some(Moment(BEGAN - days * Moment::DAY_MS)),
        ..LogEvent::new(Action::Work)
    }))
}

fn income() -> Measure {
    Measure { minor: 1_234_567_891, unit: code("CAD") }
}

fn distribute(_: u64) -> Act {
    Act::Distribute(Distribute { income: income(), target: None, reference: None })
}

fn receive(pool: &str, number: u64) -> Act {
    Act::Receive(Box::new(Receive {
        to: handle(pool),
        amount: income(),
        from: None,
        reference: format!("{pool} {number}"),
        note: None,
        details: Vec::new(),
    }))
}
