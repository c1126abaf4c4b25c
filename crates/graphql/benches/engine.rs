//! How long the engine takes, without anything behind it: rows are numbers, and answers are made up.
//!
//! `cargo bench -p graphql --bench engine` prints a line for each question, medians of many runs: reading and checking
//! its text, preparing it when the text is known, answering, writing the bytes, and the library's executor beside it,
//! which goes row by row.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::Schema;
use apollo_compiler::resolvers::{
    Execution, FieldError as TheirError, ObjectValue, ResolveInfo, ResolvedValue,
};
use graphql::engine::{Answer, Args, Engine, FieldError, Prepared, World};
use graphql::limit::Limits;
use graphql::request::Request;
use std::hint::black_box;
use std::time::{Duration, Instant};

const SDL: &str = "
    interface Agent { id: ID! name: String! }
    type Person implements Agent { id: ID! name: String! age: Int }
    type Group implements Agent { id: ID! name: String! }
    type Process { id: ID! name: String! }
    type Event { id: ID! note: String quantity: Float! done: Boolean provider: Agent! receiver: Agent! process: Process }
    type Edge { node: Event! }
    type Events { edges: [Edge!]! }
    type Query { events(first: Int): Events! }
";

/// How fields are answered: one by one, in a loop.
type Answerer = fn(u64, &Args) -> Answer<u64>;

fn answerer(ty: &str, field: &str) -> Option<Answerer> {
    Some(match (ty, field) {
        ("Query", "events") => {
            |_, args| Answer::Node(args.int("first").unwrap_or(20).unsigned_abs())
        }
        ("Events", "edges") => |first, _| Answer::nodes(0..first),
        ("Edge", "node") | ("Event", "process") => |row, _| Answer::Node(row),
        ("Event", "provider" | "receiver") => |row, _| Answer::Node(row / 3),
        ("Event", "quantity") => |_, _| Answer::leaf(1.5),
        ("Event", "done") => |row, _| Answer::leaf(row.is_multiple_of(2)),
        ("Person", "age") => |row, _| Answer::leaf(row % 90),
        (_, "id") => |row, _| Answer::leaf(row.to_string()),
        (_, "name" | "note") => |row, _| Answer::leaf(format!("what {row} is called")),
        _ => return None,
    })
}

fn agent(row: u64) -> &'static str {
    if row.is_multiple_of(4) { "Group" } else { "Person" }
}

struct Rows;

impl World for Rows {
    type Node = u64;
    type Field = Answerer;

    fn root(&self) -> u64 {
        0
    }

    fn type_name<'a>(&'a self, node: &'a u64) -> &'a str {
        agent(*node)
    }

    fn resolve(
        &self,
        field: Answerer,
        args: &Args,
        parents: &[u64],
    ) -> Result<Vec<Answer<u64>>, FieldError> {
        Ok(parents.iter().map(|row| field(*row, args)).collect())
    }
}

/// The same row for the library's executor.
struct Theirs(&'static str, u64);

impl ObjectValue for Theirs {
    fn type_name(&self) -> &str {
        self.0
    }

    fn resolve_field<'a>(
        &'a self,
        info: &'a ResolveInfo<'a>,
    ) -> Result<ResolvedValue<'a>, TheirError> {
        let first = info.arguments().get("first").and_then(|first| first.as_i64());
        let args = first.map(|first| ("first".to_owned(), first.into())).into_iter().collect();
        let args = Args::from(serde_json::Map::from_iter::<Vec<_>>(args));
        let ty = info.field_definition().ty.inner_named_type().as_str();
        let unknown = || TheirError { message: "unknown".into() };
        let field = answerer(self.0, info.field_name()).ok_or_else(unknown)?;
        Ok(theirs(ty, field(self.1, &args)))
    }
}

fn theirs<'a>(ty: &str, answer: Answer<u64>) -> ResolvedValue<'a> {
    match answer {
        Answer::Leaf(value) => ResolvedValue::Leaf(value.into()),
        Answer::Node(row) => ResolvedValue::object(Theirs(known(ty, row), row)),
        Answer::List(items) => {
            let items: Vec<_> = items.into_iter().map(|item| theirs(ty, item)).collect();
            ResolvedValue::list(items)
        }
        Answer::Null | Answer::Failed(_) => ResolvedValue::null(),
    }
}

fn known(ty: &str, row: u64) -> &'static str {
    match ty {
        "Agent" => agent(row),
        "Events" => "Events",
        "Edge" => "Edge",
        "Event" => "Event",
        _ => "Process",
    }
}

/// The median of many runs.
fn median<T>(mut run: impl FnMut() -> T) -> Duration {
    let mut took: Vec<_> = (0..301)
        .map(|_| {
            let start = Instant::now();
            black_box(run());
            start.elapsed()
        })
        .collect();
    took.sort_unstable();
    took.into_iter().nth(150).unwrap_or_default()
}

fn micros(duration: Duration) -> String {
    format!("{}.{}", duration.as_nanos() / 1_000, duration.as_nanos() / 100 % 10)
}

fn prepared(engine: &Engine<Answerer>, query: &str) -> Option<Prepared> {
    engine
        .prepare(&Request::new(query))
        .inspect_err(|refused| println!("{}", refused.to_value()))
        .ok()
}

fn line(what: &str, query: &str) {
    let fresh = || Engine::new(SDL, Limits::default(), answerer).ok();
    let Some(engine) = fresh() else { return println!("{what}: the schema is refused") };
    let Some(ready) = prepared(&engine, query) else { return };

    let mut texts = 0;
    let read = median(|| {
        // A text that was not seen yet.
        texts += 1;
        prepared(&engine, &format!("{query}#{texts}"))
    });
    let again = median(|| prepared(&engine, query));
    let answered = median(|| engine.query(&ready, &Rows));
    let response = engine.query(&ready, &Rows);
    let written = median(|| response.to_bytes());

    let document = Schema::parse_and_validate(SDL, "sdl").ok().and_then(|schema| {
        let document = ExecutableDocument::parse_and_validate(&schema, query, "query").ok()?;
        Some((schema, document))
    });
    let by_row = document.map(|(schema, document)| {
        median(|| {
            let run = Execution::new(&schema, &document).enable_schema_introspection(true);
            run.execute_sync(&Theirs("Query", 0)).map(|told| serde_json::to_vec(&told))
        })
    });
    println!(
        "{what:32} {:>8} {:>8} {:>8} {:>8} {:>10} {:>8}",
        micros(read),
        micros(again),
        micros(answered),
        micros(written),
        by_row.map(micros).unwrap_or_default(),
        response.to_bytes().len(),
    );
}

fn main() {
    let events = |first: u64| {
        format!("{{ events(first: {first}) {{ edges {{ node {{ id note quantity done }} }} }} }}")
    };
    let relations = |first: u64| {
        format!(
            "{{ events(first: {first}) {{ edges {{ node {{ id note quantity done provider {{ ...A }} \
             receiver {{ ...A ... on Person {{ age }} }} process {{ id name }} }} }} }} }} \
             fragment A on Agent {{ __typename id name }}"
        )
    };
    println!(
        "{:32} {:>8} {:>8} {:>8} {:>8} {:>10} {:>8}",
        "µs", "read", "known", "answer", "write", "by row", "bytes"
    );
    line("20 edges, 2 levels", &events(20));
    line("100 edges, 3 relations", &relations(100));
    line("1000 edges, 3 relations", &relations(1000));
    line("the schema's types", "{ __schema { types { name fields { name type { name } } } } }");
}
