//! A world for tests: what a field answers is written beside it, and every call is counted.

use graphql::engine::{Answer, Args, Changing, Engine, FieldError, Response, World};
use graphql::limit::Limits;
use graphql::request::Request;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A row: its type, and a number that tells it from others.
pub type Row = (&'static str, u64);

/// Answers one field of one row.
pub type Teller = Box<dyn Fn(&Row, &Args) -> Answer<Row>>;

/// What each field answers, by `Type.field`.
pub struct Told {
    tellers: BTreeMap<&'static str, Teller>,
    pub calls: RefCell<BTreeMap<&'static str, usize>>,
    pub changes: Vec<String>,
}

impl Told {
    pub fn new() -> Self {
        Self { tellers: BTreeMap::new(), calls: RefCell::default(), changes: Vec::new() }
    }

    pub fn tells(
        mut self,
        field: &'static str,
        teller: impl Fn(&Row, &Args) -> Answer<Row> + 'static,
    ) -> Self {
        self.tellers.insert(field, Box::new(teller));
        self
    }

    fn tell(&self, field: &'static str, row: &Row, args: &Args) -> Answer<Row> {
        self.tellers.get(field).map_or(Answer::Null, |teller| teller(row, args))
    }
}

impl World for Told {
    type Node = Row;
    type Field = &'static str;

    fn root(&self) -> Row {
        ("Query", 0)
    }

    fn type_name<'a>(&'a self, node: &'a Row) -> &'a str {
        node.0
    }

    fn resolve(
        &self,
        field: &'static str,
        args: &Args,
        parents: &[Row],
    ) -> Result<Vec<Answer<Row>>, FieldError> {
        *self.calls.borrow_mut().entry(field).or_default() += 1;
        Ok(parents.iter().map(|row| self.tell(field, row, args)).collect())
    }
}

impl Changing for Told {
    fn change(&mut self, field: &'static str, args: &Args) -> Answer<Row> {
        self.changes.push(format!("{field}{}", Value::Object(args.all().clone())));
        self.tell(field, &("Mutation", 0), args)
    }
}

/// An engine whose fields are looked up under `Type.field`.
pub fn engine(sdl: &str, limits: Limits) -> Engine<&'static str> {
    let leak = |ty: &str, field: &str| Some(&*format!("{ty}.{field}").leak());
    Engine::new(sdl, limits, leak).unwrap_or_else(|error| panic!("{error}"))
}

/// Asks with the usual limits; a refusal is a response like any other.
pub fn ask(sdl: &str, world: &Told, query: &str, variables: Value) -> Response {
    let engine = engine(sdl, Limits::default());
    let request = Request::new(query).with(variables);
    engine.prepare(&request).map_or_else(|refused| refused, |ready| engine.query(&ready, world))
}

/// The same, as JSON.
pub fn told(sdl: &str, world: &Told, query: &str) -> Value {
    ask(sdl, world, query, json!({})).to_value()
}

/// The stable names of the errors of a response.
pub fn codes(response: &Response) -> Vec<String> {
    let code = |error: &Value| error["extensions"]["code"].as_str().unwrap_or("none").to_owned();
    response.errors().iter().map(code).collect()
}
