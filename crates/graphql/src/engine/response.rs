//! What is sent back.
//!
//! Objects beside each other share one list of keys, so that a row costs its values and no more; they are written to
//! bytes directly.

use apollo_compiler::Name;
use serde_json::{Map, Value, json};
use std::fmt::Display;
use std::sync::Arc;

/// An answer as a tree.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Data {
    Null,
    Leaf(Value),
    /// JSON that was written before.
    Written(Arc<[u8]>),
    List(Vec<Data>),
    /// The keys, and as many values.
    Object(Arc<[Name]>, Vec<Data>),
}

impl Data {
    fn write(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Null => bytes.extend_from_slice(b"null"),
            Self::Leaf(value) => write_json(value, bytes),
            Self::Written(json) => bytes.extend_from_slice(json),
            Self::List(items) => {
                bytes.push(b'[');
                for (index, item) in items.iter().enumerate() {
                    separate(index, bytes);
                    item.write(bytes);
                }
                bytes.push(b']');
            }
            Self::Object(keys, values) => {
                bytes.push(b'{');
                for (index, (key, value)) in keys.iter().zip(values).enumerate() {
                    separate(index, bytes);
                    // Names of GraphQL are letters, digits and underscores: nothing to escape.
                    bytes.push(b'"');
                    bytes.extend_from_slice(key.as_bytes());
                    bytes.extend_from_slice(b"\":");
                    value.write(bytes);
                }
                bytes.push(b'}');
            }
        }
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Leaf(value) => value.clone(),
            Self::Written(json) => serde_json::from_slice(json).unwrap_or_default(),
            Self::List(items) => items.iter().map(Self::to_value).collect(),
            Self::Object(keys, values) => Value::Object(
                keys.iter()
                    .zip(values)
                    .map(|(key, value)| (key.to_string(), value.to_value()))
                    .collect(),
            ),
        }
    }
}

fn separate(index: usize, bytes: &mut Vec<u8>) {
    if index > 0 {
        bytes.push(b',');
    }
}

fn write_json(value: &Value, bytes: &mut Vec<u8>) {
    // Writing to memory does not fail, and every key is a text.
    if serde_json::to_writer(&mut *bytes, value).is_err() {
        bytes.extend_from_slice(b"null");
    }
}

/// What is sent back: `data`, and `errors` if there are any.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// Absent if the request was refused before anything was asked.
    data: Option<Data>,
    errors: Vec<Value>,
}

impl Response {
    pub(super) fn told(data: Data, errors: Vec<Value>) -> Self {
        Self { data: Some(data), errors }
    }

    pub(super) fn without_data(errors: Vec<Value>) -> Self {
        Self { data: None, errors }
    }

    /// A response without data that says `reason`, which begins with its stable name.
    pub fn refused(reason: impl Display) -> Self {
        Self::without_data(vec![error(&reason.to_string(), &[], None)])
    }

    /// Whether nothing was asked, so that there is no `data` at all.
    pub fn is_refused(&self) -> bool {
        self.data.is_none()
    }

    /// What went wrong, each an object with `message` and, where known, `locations`, `path` and `extensions.code`.
    pub fn errors(&self) -> &[Value] {
        &self.errors
    }

    /// The body: JSON in UTF-8, `errors` before `data`.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(1024);
        bytes.push(b'{');
        if !self.errors.is_empty() {
            bytes.extend_from_slice(b"\"errors\":");
            for (index, error) in self.errors.iter().enumerate() {
                bytes.push(if index == 0 { b'[' } else { b',' });
                write_json(error, &mut bytes);
            }
            bytes.push(b']');
        }
        if let Some(data) = &self.data {
            separate(self.errors.len(), &mut bytes);
            bytes.extend_from_slice(b"\"data\":");
            data.write(&mut bytes);
        }
        bytes.push(b'}');
        bytes
    }

    /// The same as a JSON value.
    pub fn to_value(&self) -> Value {
        let mut value = Map::new();
        if !self.errors.is_empty() {
            value.insert("errors".into(), self.errors.clone().into());
        }
        if let Some(data) = &self.data {
            value.insert("data".into(), data.to_value());
        }
        value.into()
    }
}

/// One entry of `errors`; `locations` are lines and columns, from one.
pub(super) fn error(
    message: &str,
    locations: &[(usize, usize)],
    path: Option<Vec<Value>>,
) -> Value {
    let mut error = Map::new();
    error.insert("message".into(), message.into());
    if !locations.is_empty() {
        let told = locations.iter().map(|(line, column)| json!({"line": line, "column": column}));
        error.insert("locations".into(), told.collect());
    }
    if let Some(path) = path {
        error.insert("path".into(), path.into());
    }
    if let Some(code) = code_of(message) {
        error.insert("extensions".into(), json!({ "code": code }));
    }
    error.into()
}

/// The stable name that a message begins with.
fn code_of(message: &str) -> Option<&str> {
    let (code, _) = message.split_once(": ")?;
    let is_name = code.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    (is_name && !code.is_empty()).then_some(code)
}
