//! Answers what the schema is asked about itself.
//!
//! No world is asked for it, so it is answered while an operation is prepared. The library's own resolvers tell `__schema` and `__type`; everything else of the operation is left to the engine.
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
use std::collections::BTreeMap;
use std::sync::Arc;

/// What `__schema` and `__type` come to, as JSON, by the names they are asked under.
pub(crate) type Introspected = BTreeMap<String, Arc<[u8]>>;

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

/// Answers `__schema` and `__type`; `variables` are coerced.
pub(crate) fn answers(
    schema: &Valid<Schema>,
    implementers: &HashMap<Name, Implementers>,
    document: &Valid<ExecutableDocument>,
    operation: &Operation,
    variables: &Map<String, Value>,
) -> Introspected {
    let variables: JsonMap = variables
        .iter()
        .map(|(name, value)| (name.as_str().into(), JsonValue::from(value.clone())))
        .collect();
    let variables = Valid::assume_valid(variables);
    let told =
        introspection::partial_execute(schema, implementers, document, operation, &variables);
    let data = told.ok().and_then(|told| told.data).unwrap_or_default();
    data.iter()
        .filter_map(|(key, value)| {
            Some((key.as_str().into(), serde_json::to_vec(value).ok()?.into()))
        })
        .collect()
}
