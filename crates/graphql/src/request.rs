//! What a program sends: the body of a POST, read and refused by name.

use serde_json::{Map, Value};

/// One question: an operation's text, what its variables stand for, and which of its operations is meant.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Request {
    /// The operations, in the language of GraphQL.
    pub query: String,
    /// What the variables stand for, as sent.
    pub variables: Map<String, Value>,
    /// The operation that is meant, where the text has several.
    pub operation_name: Option<String>,
}

impl Request {
    /// A question without variables.
    pub fn new(query: impl Into<String>) -> Self {
        Self { query: query.into(), ..Self::default() }
    }
}
