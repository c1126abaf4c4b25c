//! How long a million events take to fold, to value and to share, and the memory they take.
//!
//! `cargo bench -p commons --bench equity` prints a line for each. The history has a
//! hundred agents, a thousand resources and ten thousand processes, each of which takes
//! timesheets and lots and makes lots. Numbers look random and are the same in every run.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use charter::civil::{Period, Span};
use commons::act::{
    Act, AddAgent, AddProcess, AddResource, Effects, Envelope, Found, LogEvent, apply, decide,
};
use commons::action::Action;
use commons::agent::AgentKind;
use commons::codec::Canonical;
use commons::equation::{Equation, Reach};
use commons::equity::{Target, equity_of};
use commons::name::{ActId, Code, Handle, Moment};
use commons::refusal::Refused;
use commons::state::State;
use commons::unit::Measure;
use commons::valuation::value;
use commons::worth::Horizon;
use quantity::Ratio;

const EVENTS: u64 = 1_000_000;
const AGENTS: u64 = 100;
const RESOURCES: u64 = 1_000;
const EVENTS_A_PROCESS: u64 = 100;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Numbers that look random and are the same in every run (Steele et al. 2014, SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// An accepted act with its bytes, as a journal gives it.
struct Kept {
    envelope: Envelope,
    act: Vec<u8>,
    effects: Vec<u8>,
}

fn handle(sort: &str, number: u64) -> Outcome<Handle> {
    Ok(Handle::new(&format!("{sort}{number}"))?)
}

fn founding() -> Outcome<Act> {
    Ok(Act::Found(Box::new(Found {
        name: "Bench".to_owned(),
        handle: Handle::new("bench")?,
        founder: Handle::new("founder")?,
        founder_name: "Founder".to_owned(),
        founder_key: [1; 32],
        unit: Code::new("CAD")?,
        decimals: 2,
    })))
}

fn agent(handle: Handle) -> Act {
    let name = handle.to_string();
    Act::AddAgent(Box::new(AddAgent::new(handle, AgentKind::Person, name)))
}

fn resource(handle: Handle) -> Act {
    let name = handle.to_string();
    Act::AddResource(Box::new(AddResource::new(handle, name)))
}

fn process(handle: Handle) -> Act {
    let name = handle.to_string();
    Act::AddProcess(Box::new(AddProcess::new(handle, name)))
}

fn measure(minor: u64, unit: &str) -> Outcome<Option<Measure>> {
    Ok(Some(Measure { minor: minor.into(), unit: Code::new(unit)? }))
}

/// Work, consumption or production in the process whose turn it is.
fn event(random: &mut Random, number: u64) -> Outcome<LogEvent> {
    let process = handle("p", number / EVENTS_A_PROCESS)?;
    let resource = handle("r", random.below(RESOURCES))?;
    let mut wish = LogEvent::new(match number % EVENTS_A_PROCESS {
        0..60 => Action::Work,
        60..80 => Action::Consume,
        _ => Action::Produce,
    });
    match wish.action {
        Action::Work => {
            wish.provider = Some(handle("a", random.below(AGENTS))?);
            wish.input_of = Some(process);
            wish.effort = measure(900_000 * (1 + random.below(20)), "hour")?;
        }
        Action::Consume => {
            wish.input_of = Some(process);
            wish.resource = Some(resource);
            wish.quantity = measure(1_000_000 * (1 + random.below(5)), "one")?;
        }
        _ => {
            wish.output_of = Some(process);
            wish.resource = Some(resource);
            wish.quantity = measure(1_000_000 * (1 + random.below(9)), "one")?;
        }
    }
    Ok(wish)
}

/// A state that is being built, and what was accepted.
struct Building {
    state: State,
    kept: Vec<Kept>,
}

impl Building {
    fn submit(&mut self, act: &Act) -> Outcome<()> {
        let entry = self.state.entries;
        let id = ActId(u128::from(entry).to_be_bytes());
        // A minute an entry, from 2020 on.
        let at = Moment(1_577_836_800_000 + entry as i64 * 60_000);
        let envelope = Envelope { entry, at, act: id, key: [1; 32] };
        let effects = match decide(&self.state, &envelope, act) {
            Err(Refused::NotEnough { .. }) => return Ok(()),
            decided => decided?,
        };
        apply(&mut self.state, &envelope, act, &effects)?;
        self.kept.push(Kept { envelope, act: act.to_bytes(), effects: effects.to_bytes() });
        Ok(())
    }
}

fn history() -> Outcome<Vec<Kept>> {
    let mut building = Building { state: State::default(), kept: Vec::new() };
    building.submit(&founding()?)?;
    for number in 0..AGENTS {
        building.submit(&agent(handle("a", number)?))?;
    }
    for number in 0..RESOURCES {
        building.submit(&resource(handle("r", number)?))?;
    }
    for number in 0..=EVENTS / EVENTS_A_PROCESS {
        building.submit(&process(handle("p", number)?))?;
    }
    let mut random = Random(1);
    for number in 0..EVENTS {
        building.submit(&Act::LogEvent(Box::new(event(&mut random, number)?)))?;
    }
    Ok(building.kept)
}

fn replay(kept: &[Kept]) -> Outcome<State> {
    let mut state = State::default();
    for kept in kept {
        let act = Act::from_bytes(&kept.act)?;
        let effects = Effects::from_bytes(&kept.effects)?;
        apply(&mut state, &kept.envelope, &act, &effects)?;
    }
    Ok(state)
}

/// The memory this process holds now, in bytes, where the system tells.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}

fn timed<T>(what: &str, runs: usize, mut run: impl FnMut() -> Outcome<T>) -> Outcome<T> {
    let mut last = run()?;
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..runs {
        let start = Instant::now();
        last = black_box(run()?);
        times.push(start.elapsed());
    }
    times.sort();
    let median = times.get(runs / 2).copied().unwrap_or_default();
    println!("{what:<34} {:>8.1} ms", median.as_secs_f64() * 1e3);
    Ok(last)
}

fn main() -> Outcome<()> {
    let start = Instant::now();
    let kept = history()?;
    println!("{:<34} {:>8.1} ms", "decide, apply and encode", start.elapsed().as_secs_f64() * 1e3);
    let before = resident();
    let start = Instant::now();
    let state = replay(&kept)?;
    println!("{:<34} {:>8.1} ms", "decode and apply", start.elapsed().as_secs_f64() * 1e3);
    let events = state.events.len() as u64;
    let memory = resident().saturating_sub(before);
    println!("{:<34} {events:>8}", "events");
    println!("{:<34} {:>8} bytes", "memory an event", memory / events.max(1));
    let equation = state.equation.clone().ok_or("a founded commons has an equation")?;
    let horizon = Horizon { until: None, now: state.latest.unwrap_or(Moment(0)) };
    let last = state.resource(&handle("r", 0)?).ok_or("there is a first resource")?;
    let valuation = timed("value everything", 5, || Ok(value(&state, &equation, horizon)?))?;
    let halves = Some(Span { count: 2, period: Period::Year });
    let upstream = vec![(Ratio::new(1, 10).ok_or("a tenth is a part")?, handle("r", 1)?)];
    let fading = Equation { reach: Reach { halves, upstream }, ..equation.clone() };
    let faded = timed("value everything, fading", 5, || Ok(value(&state, &fading, horizon)?))?;
    timed("share the commons, a part upstream", 5, || {
        Ok(equity_of(&state, &faded, Target::Whole)?)
    })?;
    drop(faded);
    for (what, target) in [("a resource", Target::Resource(last)), ("the commons", Target::Whole)] {
        let told = format!("share {what}");
        let equity = timed(&told, 5, || Ok(equity_of(&state, &valuation, target)?))?;
        println!("{:<34} {:>8}", "  holders", equity.holders.len());
    }
    println!(
        "{:<34} {:>8} bytes",
        "memory an event, valued",
        resident().saturating_sub(before) / events.max(1)
    );
    Ok(())
}
