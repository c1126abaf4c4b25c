//! Brings variables and arguments into the shape that the schema says.
//!
//! One rule for both: a literal is first written as JSON, with what its variables stand for in their places, and then
//! brought into shape like a variable. Custom scalars are handed through as they are; ids become texts.

use super::answer::Args;
use apollo_compiler::ast::Value as Literal;
use apollo_compiler::executable::{Field, Operation};
use apollo_compiler::schema::{ExtendedType, FieldDefinition, InputObjectType, Type};
use apollo_compiler::{Name, Schema};
use serde_json::{Map, Number, Value};
use std::collections::BTreeMap;

/// A value that does not fit: `` `input.items[2]` must be Int!, but is `"x"` ``.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{place}` {said}")]
pub(super) struct Wrong {
    place: String,
    said: String,
}

impl Wrong {
    fn value(ty: &impl std::fmt::Display, value: &Value) -> Self {
        let (mut told, whole) = (value.to_string(), value.to_string().chars().count());
        if whole > 60 {
            told = told.chars().take(60).chain(['…']).collect();
        }
        Self { place: String::new(), said: format!("must be {ty}, but is `{told}`") }
    }

    fn missing(ty: &Type) -> Self {
        Self { place: String::new(), said: format!("is missing; it must be {ty}") }
    }

    fn unknown(ty: &Name) -> Self {
        Self { place: String::new(), said: format!("is not a field of {ty}; leave it out") }
    }

    fn at(mut self, place: &str) -> Self {
        self.place.insert_str(0, place);
        self
    }
}

/// What the variables of `operation` stand for; those that are neither given nor have a default are absent.
pub(super) fn variables(
    schema: &Schema,
    operation: &Operation,
    given: &Map<String, Value>,
) -> Result<Map<String, Value>, Wrong> {
    let mut fitted = Map::new();
    for variable in &operation.variables {
        let name = variable.name.as_str();
        let at = |wrong: Wrong| wrong.at(&format!("${name}"));
        let value = match (given.get(name), &variable.default_value) {
            (Some(value), _) => value.clone(),
            (None, Some(default)) => constant(default),
            (None, None) if variable.ty.is_non_null() => {
                return Err(at(Wrong::missing(&variable.ty)));
            }
            (None, None) => continue,
        };
        fitted.insert(name.into(), fit(schema, &variable.ty, value).map_err(at)?);
    }
    Ok(fitted)
}

/// The arguments that `field` is asked with, as `definition` says.
pub(super) fn arguments(
    schema: &Schema,
    definition: &FieldDefinition,
    field: &Field,
    variables: &Map<String, Value>,
) -> Result<Args, Wrong> {
    let mut fitted = Map::new();
    for known in &definition.arguments {
        let at = |wrong: Wrong| wrong.at(&known.name);
        let given = field.arguments.iter().find(|given| given.name == known.name);
        let given = given.and_then(|given| written(&given.value, variables));
        let value = match (given, &known.default_value) {
            (Some(value), _) => value,
            (None, Some(default)) => constant(default),
            (None, None) if known.ty.is_non_null() => return Err(at(Wrong::missing(&known.ty))),
            (None, None) => continue,
        };
        fitted.insert(known.name.to_string(), fit(schema, &known.ty, value).map_err(at)?);
    }
    Ok(Args::from(fitted))
}

/// An input object whose defaults hold it again, without end; the schema's own validation lets that pass.
pub(super) fn endless(schema: &Schema) -> Option<Name> {
    let mut open: BTreeMap<&Name, Vec<&Name>> = BTreeMap::new();
    for (name, ty) in &schema.types {
        if let ExtendedType::InputObject(ty) = ty {
            let fields = ty.fields.values();
            let filled =
                fields.filter(|field| field.default_value.iter().any(|it| holds_object(it)));
            open.insert(name, filled.map(|field| field.ty.inner_named_type()).collect());
        }
    }
    loop {
        let known: Vec<_> = open.keys().copied().collect();
        open.retain(|_, below| below.iter().any(|name| known.contains(name)));
        if open.len() == known.len() {
            return known.first().map(|name| (*name).clone());
        }
    }
}

fn holds_object(literal: &Literal) -> bool {
    match literal {
        Literal::Object(_) => true,
        Literal::List(items) => items.iter().any(|item| holds_object(item)),
        _ => false,
    }
}

/// A literal as JSON; `None` if it is a variable that stands for nothing.
fn written(literal: &Literal, variables: &Map<String, Value>) -> Option<Value> {
    Some(match literal {
        Literal::Null => Value::Null,
        Literal::Variable(name) => return variables.get(name.as_str()).cloned(),
        Literal::Enum(name) => name.as_str().into(),
        Literal::String(text) => text.as_str().into(),
        Literal::Boolean(truth) => (*truth).into(),
        Literal::Int(int) => number(int.as_str()),
        Literal::Float(float) => number(float.as_str()),
        Literal::List(items) => {
            items.iter().map(|item| written(item, variables).unwrap_or(Value::Null)).collect()
        }
        Literal::Object(fields) => Value::Object(
            fields
                .iter()
                .filter_map(|(name, value)| Some((name.to_string(), written(value, variables)?)))
                .collect(),
        ),
    })
}

fn constant(literal: &Literal) -> Value {
    written(literal, &Map::new()).unwrap_or(Value::Null)
}

fn number(digits: &str) -> Value {
    // Numbers of GraphQL are written like those of JSON, so this does not fail.
    digits.parse::<Number>().map_or(Value::Null, Value::Number)
}

/// Brings `value` into the shape of `ty`; fitting what fits already changes nothing.
fn fit(schema: &Schema, ty: &Type, value: Value) -> Result<Value, Wrong> {
    if value.is_null() {
        return if ty.is_non_null() { Err(Wrong::value(ty, &value)) } else { Ok(value) };
    }
    match ty {
        Type::Named(name) | Type::NonNullNamed(name) => fit_named(schema, name, value),
        Type::List(item) | Type::NonNullList(item) => match value {
            Value::Array(items) => items
                .into_iter()
                .enumerate()
                .map(|(index, value)| {
                    fit(schema, item, value).map_err(|wrong| wrong.at(&format!("[{index}]")))
                })
                .collect(),
            // A single value stands for a list of one.
            value => Ok(Value::Array(vec![fit(schema, item, value)?])),
        },
    }
}

fn fit_named(schema: &Schema, name: &Name, value: Value) -> Result<Value, Wrong> {
    let fits = match schema.types.get(name) {
        Some(ExtendedType::InputObject(object)) => return fit_object(schema, object, value),
        Some(ExtendedType::Enum(choice)) => {
            value.as_str().is_some_and(|text| choice.values.contains_key(text))
        }
        _ => match name.as_str() {
            "Int" => value.as_i64().is_some_and(|int| i32::try_from(int).is_ok()),
            "Float" => value.as_f64().is_some(),
            "String" => value.is_string(),
            "Boolean" => value.is_boolean(),
            "ID" => match &value {
                Value::Number(id) if is_whole(id) => return Ok(Value::String(id.to_string())),
                value => value.is_string(),
            },
            _ => true,
        },
    };
    if fits { Ok(value) } else { Err(Wrong::value(name, &value)) }
}

fn is_whole(number: &Number) -> bool {
    number.to_string().bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

fn fit_object(schema: &Schema, object: &InputObjectType, value: Value) -> Result<Value, Wrong> {
    let Value::Object(mut given) = value else {
        return Err(Wrong::value(&object.name, &value));
    };
    let mut fitted = Map::new();
    for (name, known) in &object.fields {
        let at = |wrong: Wrong| wrong.at(&format!(".{name}"));
        let value = match (given.remove(name.as_str()), &known.default_value) {
            (Some(value), _) => value,
            (None, Some(default)) => constant(default),
            (None, None) if known.ty.is_non_null() => return Err(at(Wrong::missing(&known.ty))),
            (None, None) => continue,
        };
        fitted.insert(name.to_string(), fit(schema, &known.ty, value).map_err(at)?);
    }
    match given.keys().next() {
        Some(name) => Err(Wrong::unknown(&object.name).at(&format!(".{name}"))),
        None => Ok(Value::Object(fitted)),
    }
}
