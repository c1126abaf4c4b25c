//! How long the sweeps take over a commons with a long history.
//!
//! `cargo bench -p attribution --bench sweeps` prints a line for each size:
//! medians of several runs, and the memory the graph, the values and the weights
//! take. An *event* is a contribution, or one of the flows that an act makes:
//! consumption is two flows (the part consumed and the rest of the lot) but one event.

#![expect(
    clippy::indexing_slicing,
    reason = "lots and machines are chosen among as many as there are"
)]

use attribution::{Builder, FULL_WEIGHT, Graph, Node, Passing};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Numbers that look random and are the same in every run (Steele et al. 2014, SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

/// A lot or a machine, as it stands now.
struct Resource {
    state: Node,
    quantity: u64,
}

/// A history of processes, each of which takes time sheets, draws from recent lots, uses a
/// machine, sometimes cites, and makes a lot or two.
struct History {
    builder: Builder,
    random: Random,
    lots: Vec<Resource>,
    machines: Vec<Resource>,
    events: usize,
}

/// What one hour is worth: money to the millionth.
const HOUR: u64 = 25_000_000;
/// How many lots are at hand at any time.
const AT_HAND: usize = 2_000;
const QUANTITY: u64 = 1_000_000;

impl History {
    fn new() -> Self {
        let mut history = Self {
            builder: Builder::new(),
            random: Random(1),
            lots: Vec::new(),
            machines: Vec::new(),
            events: 0,
        };
        for _ in 0..AT_HAND {
            let (lot, machine) = (history.contributed(), history.contributed());
            history.lots.push(lot);
            history.machines.push(machine);
        }
        history
    }

    fn contributed(&mut self) -> Resource {
        let state = self.builder.add_node();
        let value = HOUR * (1 + self.random.below(50));
        self.builder.source(state, value);
        self.events += 1;
        Resource { state, quantity: QUANTITY }
    }

    /// One process: about ten events.
    fn process(&mut self) {
        let process = self.builder.add_node();
        for _ in 0..1 + self.random.below(7) {
            let hours = HOUR / 4 * (1 + self.random.below(32));
            self.builder.source(process, hours);
            self.events += 1;
        }
        for _ in 0..1 + self.random.below(3) {
            self.consume(process);
        }
        if self.random.below(3) == 0 {
            self.wear(process);
        }
        if self.random.below(10) == 0 {
            self.cite(process);
        }
        self.produce(process);
    }

    fn next_state(&mut self, of: Node) -> Node {
        let next = self.builder.add_node();
        self.builder.flow(of, next, Passing::Rest);
        next
    }

    fn consume(&mut self, process: Node) {
        let chosen = self.random.below(AT_HAND as u64) as usize;
        let Resource { state, quantity } = self.lots[chosen];
        let taken = quantity.min(1 + self.random.below(QUANTITY / 2));
        let part = Passing::Part { numerator: taken, denominator: quantity };
        self.builder.flow(state, process, part);
        self.events += 1;
        self.lots[chosen] = if taken == quantity {
            self.contributed()
        } else {
            Resource { state: self.next_state(state), quantity: quantity - taken }
        };
    }

    fn wear(&mut self, process: Node) {
        let chosen = self.random.below(AT_HAND as u64) as usize;
        let state = self.machines[chosen].state;
        let value = HOUR / 10;
        self.builder.flow(state, process, Passing::Wear { value });
        self.events += 1;
        self.machines[chosen].state = self.next_state(state);
    }

    fn cite(&mut self, process: Node) {
        let chosen = self.random.below(AT_HAND as u64) as usize;
        let percent = Passing::Percent { numerator: 1, denominator: 100 };
        self.builder.flow(self.machines[chosen].state, process, percent);
        self.events += 1;
    }

    /// Makes one lot, or two that share what went in.
    fn produce(&mut self, process: Node) {
        let made = 1 + self.random.below(2);
        for _ in 0..made {
            let chosen = self.random.below(AT_HAND as u64) as usize;
            let lot = self.builder.add_node();
            let part = Passing::Part { numerator: 1, denominator: made };
            self.builder.flow(process, lot, part);
            // What was left of the lot that stood here before goes into the new one.
            let before = self.lots[chosen].state;
            self.builder.flow(before, lot, Passing::Rest);
            self.events += 1;
            self.lots[chosen] = Resource { state: lot, quantity: QUANTITY };
        }
    }
}

fn median(mut runs: Vec<Duration>) -> Duration {
    runs.sort_unstable();
    runs.get(runs.len() / 2).copied().unwrap_or_default()
}

fn timed<T>(runs: usize, mut run: impl FnMut() -> T) -> (Duration, T) {
    let mut times = Vec::new();
    loop {
        let start = Instant::now();
        let result = black_box(run());
        times.push(start.elapsed());
        if times.len() >= runs {
            return (median(times), result);
        }
    }
}

/// The memory this process has now, in bytes; zero where Linux does not tell.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").ok();
    let pages = pages.and_then(|line| line.split(' ').nth(1)?.parse::<usize>().ok());
    pages.unwrap_or(0) * 4096
}

fn measure(events: usize, runs: usize) -> Result<(), Box<dyn std::error::Error>> {
    let before = resident();
    let mut history = History::new();
    while history.events < events {
        history.process();
    }
    let events = history.events;
    let targets: Vec<(Node, u64)> =
        history.lots.iter().map(|lot| (lot.state, FULL_WEIGHT / AT_HAND as u64)).collect();
    let builder = history.builder;
    let start = Instant::now();
    let graph: Graph = builder.build()?;
    let build = start.elapsed();
    let (forward, values) = timed(runs, || graph.forward());
    let values = values?;
    let (backward, weights) = timed(runs, || graph.backward(&values, &targets));
    let weights = weights?;
    let reached = weights.sources.iter().filter(|&&weight| weight > 0).count();
    let bytes = (resident() - before) / events;
    println!(
        "{events:>9} events ({} nodes, {} flows, {} sources, {reached} reached): build {build:.1?}, \
         forward {forward:.1?}, backward {backward:.1?}, together {:.1?}, {bytes} bytes an event",
        graph.nodes(),
        graph.flows(),
        graph.sources(),
        forward + backward,
    );
    Ok(())
}

/// Processes that use what each other make, and machines that some of them repair: one
/// large loop, which the order of time would have unrolled had all been logged in time.
fn measure_loop(processes: usize) -> Result<(), Box<dyn std::error::Error>> {
    let mut random = Random(2);
    let mut builder = Builder::new();
    let nodes: Vec<Node> = (0..processes).map(|_| builder.add_node()).collect();
    let sold = builder.add_node();
    for (at, &process) in nodes.iter().enumerate() {
        builder.source(process, HOUR);
        let near = nodes[(at + 1 + random.below(9) as usize) % processes];
        for (to, numerator) in [(nodes[(at + 1) % processes], 3), (near, 2), (sold, 4)] {
            let part = Passing::Part { numerator, denominator: 10 };
            builder.flow(process, to, part);
        }
        if at % 4 == 0 {
            let (machine, after) = (builder.add_node(), builder.add_node());
            builder.source(machine, 10 * HOUR);
            let value = HOUR;
            builder.flow(machine, process, Passing::Wear { value });
            builder.flow(machine, after, Passing::Rest);
            let repair = Passing::Part { numerator: 1, denominator: 10 };
            builder.flow(process, machine, repair);
        }
    }
    let graph = builder.build()?;
    let (forward, values) = timed(3, || graph.forward());
    let values = values?;
    let (backward, weights) = timed(3, || graph.backward(&values, &[(sold, FULL_WEIGHT)]));
    weights?;
    println!("one loop of {processes} processes: forward {forward:.1?}, backward {backward:.1?}");
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    measure_loop(300)?;
    measure_loop(3_000)?;
    measure(1_000_000, 9)?;
    measure(10_000_000, 5)
}
