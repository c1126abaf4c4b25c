//! Answers operations by the schema, one call a field and level.

mod answer;

pub use answer::{Answer, Args, Changing, FieldError, World};

use crate::limit::Limits;
use crate::request::Request;
use serde_json::{Map, Value};

/// The schema with a way to answer each of its fields.
#[derive(Debug)]
pub struct Engine<F> {
    table: Vec<F>,
}

/// Why an engine cannot be built. Found at start, never by a visitor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaRefused {
    /// The schema's text is wrong.
    #[error("schema_wrong: {said}")]
    Wrong {
        /// What is wrong, with its place.
        said: String,
    },
    /// Fields that nothing answers.
    #[error("field_unanswered: the schema has fields that nothing answers: {}; add a resolver for each", .fields.join(", "))]
    Unanswered {
        /// Their places, as `Type.field`.
        fields: Vec<String>,
    },
}

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It reads.
    Query,
    /// It changes things, field after field.
    Mutation,
    /// It waits for events.
    Subscription,
}

/// A request that was read, checked and found within the limits, ready to be answered.
#[derive(Debug, Clone)]
pub struct Prepared {
    kind: Kind,
}

impl Prepared {
    /// What the operation does.
    pub fn kind(&self) -> Kind {
        self.kind
    }
}

/// What is sent back: `data`, and `errors` if there are any.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Response {
    /// The answers; absent if the request was refused before anything was asked.
    pub data: Option<Value>,
    /// What went wrong, each an object with `message`, `locations`, `path` and `extensions.code`.
    pub errors: Vec<Value>,
}

impl Response {
    /// The bytes of the body: JSON, `errors` before `data`.
    pub fn to_bytes(&self) -> Vec<u8> {
        Vec::new()
    }
}

/// What a subscription waits for: its one field, and the arguments.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// The field of `Subscription`.
    pub field: String,
    /// Its arguments.
    pub args: Args,
}

impl<F: Copy> Engine<F> {
    /// Reads the schema and looks up each field of each object type with `field_of(type, field)`.
    ///
    /// # Errors
    ///
    /// [`SchemaRefused`], if the text is wrong or a field has nobody to answer it.
    pub fn new(
        _sdl: &str,
        _limits: Limits,
        _field_of: impl Fn(&str, &str) -> Option<F>,
    ) -> Result<Self, SchemaRefused> {
        Ok(Self { table: Vec::new() })
    }

    /// Reads a request, checks it by the schema and the limits; nothing is asked yet.
    ///
    /// # Errors
    ///
    /// The response that says why not, without `data`.
    pub fn prepare(&self, _request: &Request) -> Result<Prepared, Response> {
        let _ = &self.table;
        Err(Response::default())
    }

    /// Answers a query.
    pub fn query<W: World<Field = F>>(&self, _prepared: &Prepared, _world: &W) -> Response {
        Response { data: Some(Value::Object(Map::new())), errors: Vec::new() }
    }

    /// Answers a mutation, field after field, or a query.
    pub fn mutate<W: Changing<Field = F>>(&self, _prepared: &Prepared, _world: &mut W) -> Response {
        Response { data: Some(Value::Object(Map::new())), errors: Vec::new() }
    }

    /// What a subscription waits for; `None` if the operation is none.
    pub fn subscribe(&self, _prepared: &Prepared) -> Option<Waiting> {
        None
    }

    /// Answers a subscription for one event: its field is resolved with `event` as the only parent.
    pub fn event<W: World<Field = F>>(
        &self,
        _prepared: &Prepared,
        _world: &W,
        _event: W::Node,
    ) -> Response {
        Response { data: Some(Value::Object(Map::new())), errors: Vec::new() }
    }
}
