//! From a request to an operation that may be answered: read, checked by the schema, its variables fitted, counted.

use super::refusal::OperationRefused;
use super::response::{self, Response};
use super::{Kind, coerce};
use crate::introspect::{self, Introspected};
use crate::limit::{self, LimitRefused, Limits};
use crate::request::Request;
use apollo_compiler::executable::{Operation, OperationType};
use apollo_compiler::parser::Parser;
use apollo_compiler::validation::{DiagnosticList, Valid};
use apollo_compiler::{ExecutableDocument, Node, Schema};
use serde_json::{Map, Value};
use std::sync::Arc;

/// A request that was read, checked and found within the limits, ready to be answered by the engine that prepared it.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub(super) document: Arc<Valid<ExecutableDocument>>,
    pub(super) operation: Node<Operation>,
    /// What the variables stand for, in the shape of the schema.
    pub(super) variables: Map<String, Value>,
    /// What the schema says about itself.
    pub(super) introspected: Arc<Introspected>,
}

impl Prepared {
    /// What the operation does.
    pub fn kind(&self) -> Kind {
        match self.operation.operation_type {
            OperationType::Query => Kind::Query,
            OperationType::Mutation => Kind::Mutation,
            OperationType::Subscription => Kind::Subscription,
        }
    }

    /// Whether only the schema is asked about, and nothing of what it describes.
    pub fn is_about_schema(&self) -> bool {
        let mut fields = self.operation.root_fields(&self.document);
        fields.all(|field| field.name.starts_with("__"))
    }
}

/// Reads a text and checks it by the schema.
pub(super) fn read(
    schema: &Valid<Schema>,
    text: &str,
    limits: &Limits,
) -> Result<Valid<ExecutableDocument>, Response> {
    let (bytes, most) = (text.len(), limits.text_bytes);
    if bytes > most {
        return Err(Response::refused(LimitRefused::TooLong { bytes, most }));
    }
    // Selections and values stand in each other; twice the depth leaves room for fragments and input objects.
    let deepest = 2 * limits.depth + 16;
    let mut parser = Parser::new().token_limit(limits.tokens).recursion_limit(deepest);
    let read = parser.parse_ast(text, "query");
    if parser.recursion_reached() > deepest {
        return Err(Response::refused(LimitRefused::TooDeep { most: limits.depth }));
    }
    if parser.tokens_reached() > limits.tokens {
        return Err(Response::refused(LimitRefused::TooManyTokens { most: limits.tokens }));
    }
    let read = read.map_err(|wrong| {
        told(&wrong.errors, limits, |said| OperationRefused::Unreadable { said })
    })?;
    let operations =
        read.definitions.iter().filter(|part| part.as_operation_definition().is_some());
    if operations.count() > limits.operations {
        return Err(Response::refused(LimitRefused::TooManyOperations { most: limits.operations }));
    }
    read.to_executable_validate(schema)
        .map_err(|wrong| told(&wrong.errors, limits, |said| OperationRefused::Invalid { said }))
}

fn told(
    wrong: &DiagnosticList,
    limits: &Limits,
    refused: impl Fn(String) -> OperationRefused<'static>,
) -> Response {
    let errors = wrong.iter().take(limits.errors).map(|wrong| {
        let place = wrong.line_column_range().map(|range| (range.start.line, range.start.column));
        let refused = refused(wrong.error.to_string());
        response::error(&refused.to_string(), place.as_slice(), None)
    });
    Response::without_data(errors.collect())
}

/// Picks the operation that is meant, fits the variables and counts what is asked.
pub(super) fn prepare(
    schema: &Valid<Schema>,
    document: Arc<Valid<ExecutableDocument>>,
    request: &Request,
    limits: &Limits,
) -> Result<Prepared, Response> {
    let operation = operation(&document, request)?;
    let variables = coerce::variables(schema, &operation, &request.variables)
        .map_err(|wrong| Response::refused(OperationRefused::VariableWrong { wrong }))?;
    limit::check(schema, &document, &operation, &variables, limits).map_err(Response::refused)?;
    if introspect::asked(&document, &operation) {
        introspect::check(&document, &operation).map_err(Response::refused)?;
    }
    Ok(Prepared { document, operation, variables, introspected: Arc::default() })
}

fn operation(
    document: &ExecutableDocument,
    request: &Request,
) -> Result<Node<Operation>, Response> {
    let asked = request.operation_name.as_deref();
    document.operations.get(asked).cloned().map_err(|_| {
        Response::refused(match asked {
            Some(name) => OperationRefused::Unknown { name },
            None => OperationRefused::Unnamed,
        })
    })
}
