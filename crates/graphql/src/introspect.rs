//! Answers what the schema is asked about itself.
//!
//! The library's own resolvers tell `__schema` and `__type`; everything else of the operation is left to the engine.
//! How deep lists of the schema may stand in each other is the library's rule: types have fields have types, so three
//! such lists in each other would tell the schema a thousand times over.

use crate::limit::LimitRefused;
use apollo_compiler::collections::HashMap;
use apollo_compiler::executable::Operation;
use apollo_compiler::introspection;
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::schema::Implementers;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Name, Schema};
use serde_json::{Map, Value};

/// Whether `operation` asks for `__schema` or `__type`.
pub(crate) fn asked(document: &ExecutableDocument, operation: &Operation) -> bool {
    operation.root_fields(document).any(|field| is_meta(&field.name))
}

/// Whether a field of the root asks about the schema.
pub(crate) fn is_meta(field: &str) -> bool {
    field == "__schema" || field == "__type"
}

/// Checks that lists of the schema do not stand too deep in each other.
pub(crate) fn check(
    document: &Valid<ExecutableDocument>,
    operation: &Operation,
) -> Result<(), LimitRefused> {
    introspection::check_max_depth(document, operation)
        .map_err(|_| LimitRefused::IntrospectionTooDeep)
}

/// What `__schema` and `__type` come to, by the names they are asked under; `variables` are coerced.
pub(crate) fn answers(
    schema: &Valid<Schema>,
    implementers: &HashMap<Name, Implementers>,
    document: &Valid<ExecutableDocument>,
    operation: &Operation,
    variables: &Map<String, Value>,
) -> Map<String, Value> {
    let variables: JsonMap = variables
        .iter()
        .map(|(name, value)| (name.as_str().into(), JsonValue::from(value.clone())))
        .collect();
    let variables = Valid::assume_valid(variables);
    introspection::partial_execute(schema, implementers, document, operation, &variables)
        .ok()
        .and_then(|told| serde_json::to_value(told.data).ok())
        .and_then(|data| match data {
            Value::Object(data) => Some(data),
            _ => None,
        })
        .unwrap_or_default()
}
