//! Answers operations by the schema: one call a field and level, however many rows there are.
//!
//! Decisions, and what they cost:
//!
//! - The schema comes first. Its text is the published one, read and checked at start; a field of it that nothing answers
//!   is an error then, so no field is a stub. The price is that resolvers and schema meet at run time: what a resolver
//!   answers is checked against the schema value by value.
//! - Reading, validation and introspection are the library's (`apollo-compiler`); answering is ours, because the library
//!   asks row by row. It follows the specification of October 2021, section 6.
//! - How a field is answered is looked up once, at start ([`World::Field`], a function pointer or a number): while
//!   answering, one look-up a selected field and object type.
//! - What was read and checked is kept by its text, so a program that repeats its operations pays for that once.
//! - Limits are counted before anything is resolved, with the variables in hand (see [`crate::limit`]). Since lists without
//!   pages can be longer than they were taken for, values are counted again while answering; then the answer is refused
//!   as a whole. A mutation is done nevertheless, and its response says so by having no data.
//! - The engine knows no clock, no thread and no HTTP. A world is read for as long as one request takes; a subscription
//!   is told what it waits for ([`Engine::subscribe`]) and answered event by event ([`Engine::event`]).
//! - Errors stand in the order of the response, whatever order they happened in.

mod answer;
mod cache;
mod coerce;
mod refusal;
mod collect;
mod response;
mod failure;
mod prepare;
mod table;
mod run;

pub use answer::{Answer, Args, Changing, FieldError, World};
pub use prepare::Prepared;
pub use response::Response;

use crate::introspect::{self, Introspected};
use crate::limit::{LimitRefused, Limits};
use crate::request::Request;
use apollo_compiler::collections::HashMap;
use apollo_compiler::schema::Implementers;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Name, Schema};
use cache::Cache;
use collect::Asked;
use refusal::{FieldRefused, OperationRefused};
use response::Data;
use run::Run;
use std::sync::Arc;
use table::Object;

/// The schema with a way to answer each of its fields. Shared by all requests.
#[derive(Debug)]
pub struct Engine<F> {
    schema: Valid<Schema>,
    implementers: HashMap<Name, Implementers>,
    objects: HashMap<Name, Object<F>>,
    limits: Limits,
    read: Cache<Valid<ExecutableDocument>>,
    /// What the schema was asked about itself: long answers, of which few are in use.
    introspected: Cache<Introspected>,
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
    /// An input object holds itself by default.
    #[error(
        "default_endless: the defaults of `{ty}` hold `{ty}` again, without end; leave one of them out"
    )]
    Endless {
        /// The input object.
        ty: String,
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
        sdl: &str,
        limits: Limits,
        field_of: impl Fn(&str, &str) -> Option<F>,
    ) -> Result<Self, SchemaRefused> {
        let schema = Schema::parse_and_validate(sdl, "schema")
            .map_err(|wrong| SchemaRefused::Wrong { said: wrong.errors.to_string() })?;
        if let Some(ty) = coerce::endless(&schema) {
            return Err(SchemaRefused::Endless { ty: ty.to_string() });
        }
        let objects = table::objects(&schema, field_of)?;
        let implementers = schema.implementers_map();
        let (read, introspected) = (Cache::new(128), Cache::new(4));
        Ok(Self { schema, implementers, objects, limits, read, introspected })
    }

    /// Reads a request, checks it by the schema and the limits; nothing is asked yet.
    ///
    /// # Errors
    ///
    /// The response that says why not, without data.
    pub fn prepare(&self, request: &Request) -> Result<Prepared, Response> {
        let document = match self.read.get(&request.query) {
            Some(document) => document,
            None => {
                let read = prepare::read(&self.schema, &request.query, &self.limits)?;
                let document = Arc::new(read);
                self.read.keep(request.query.clone(), document.clone());
                document
            }
        };
        let mut prepared = prepare::prepare(&self.schema, document, request, &self.limits)?;
        if introspect::asked(&prepared.document, &prepared.operation) {
            prepared.introspected = self.introspect(&prepared, request);
        }
        Ok(prepared)
    }

    fn introspect(&self, prepared: &Prepared, request: &Request) -> Arc<Introspected> {
        let Prepared { document, operation, variables, .. } = prepared;
        // Only then the text alone says what is asked.
        let is_plain = variables.is_empty() && document.operations.len() == 1;
        if let Some(known) = self.introspected.get(&request.query).filter(|_| is_plain) {
            return known;
        }
        let (schema, implementers) = (&self.schema, &self.implementers);
        let told = introspect::answers(schema, implementers, document, operation, variables);
        let told = Arc::new(told);
        if is_plain {
            self.introspected.keep(request.query.clone(), told.clone());
        }
        told
    }

    /// Answers a query; other operations are refused.
    pub fn query<W: World<Field = F>>(&self, prepared: &Prepared, world: &W) -> Response {
        match prepared.kind() {
            Kind::Query => self.read_from(prepared, world, world.root()),
            Kind::Mutation => Response::refused(OperationRefused::Changes),
            Kind::Subscription => Response::refused(OperationRefused::Waits),
        }
    }

    /// Answers a mutation, its fields one after the other, or a query; subscriptions are refused.
    pub fn mutate<W: Changing<Field = F>>(&self, prepared: &Prepared, world: &mut W) -> Response {
        if prepared.kind() != Kind::Mutation {
            return self.query(prepared, world);
        }
        let mut run = self.run(prepared);
        let set = &prepared.operation.selection_set;
        let data = self.objects.get(&set.ty).and_then(|root| run.change(world, root, set));
        self.tell(prepared, run, data)
    }

    /// What a subscription waits for.
    ///
    /// # Errors
    ///
    /// The response that says why not: the operation is no subscription, or an argument is wrong.
    pub fn subscribe(&self, prepared: &Prepared) -> Result<Waiting, Response> {
        let set = &prepared.operation.selection_set;
        let object = self.objects.get(&set.ty).filter(|_| prepared.kind() == Kind::Subscription);
        let field = self.asked(prepared).collect(&set.ty, &[set]).into_values().flatten().next();
        let column = object.zip(field).and_then(|(object, field)| object.columns.get(&field.name));
        let (Some(column), Some(field)) = (column, field) else {
            return Err(Response::refused(OperationRefused::WaitsForNothing));
        };
        coerce::arguments(&self.schema, &column.definition, field, &prepared.variables)
            .map(|args| Waiting { field: field.name.to_string(), args })
            .map_err(|wrong| Response::refused(FieldRefused::ArgumentWrong { wrong }))
    }

    /// Answers a subscription for one event: its field is resolved with `event` as the only parent.
    pub fn event<W: World<Field = F>>(
        &self,
        prepared: &Prepared,
        world: &W,
        event: W::Node,
    ) -> Response {
        match prepared.kind() {
            Kind::Subscription => self.read_from(prepared, world, event),
            _ => self.query(prepared, world),
        }
    }

    fn read_from<W: World<Field = F>>(
        &self,
        prepared: &Prepared,
        world: &W,
        root: W::Node,
    ) -> Response {
        let mut run = self.run(prepared);
        let set = &prepared.operation.selection_set;
        let object = self.objects.get(&set.ty);
        let data = object.and_then(|object| run.select(world, object, &[set], &[root]).pop());
        self.tell(prepared, run, data.flatten())
    }

    fn asked<'q>(&'q self, prepared: &'q Prepared) -> Asked<'q> {
        Asked { schema: &self.schema, document: &prepared.document, variables: &prepared.variables }
    }

    fn run<'q>(&'q self, prepared: &'q Prepared) -> Run<'q, F> {
        Run {
            objects: &self.objects,
            asked: self.asked(prepared),
            introspected: &prepared.introspected,
            failures: Vec::new(),
            left_out: 0,
            left: Some(self.limits.cost),
        }
    }

    fn tell(&self, prepared: &Prepared, run: Run<'_, F>, data: Option<Data>) -> Response {
        if run.left.is_none() {
            let most = self.limits.cost;
            return Response::refused(LimitRefused::AnswerTooLong { most });
        }
        let sources = &prepared.document.sources;
        let errors = failure::told(run.failures, run.left_out, sources, self.limits.errors);
        Response::told(data.unwrap_or(Data::Null), errors)
    }
}
