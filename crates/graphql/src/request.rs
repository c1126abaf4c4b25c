//! What a program sends: the body of a POST, read or refused by name.
//!
//! One body holds one operation. Lists of operations are refused, because their cost would have to be counted together;
//! several fields of one operation do the same within the limits.

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

/// Why a body is not a question. Checked in this order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestRefused {
    /// It is no JSON.
    #[error("request_unreadable: the body is not JSON ({said}); send {{\"query\": \"…\"}}")]
    Unreadable {
        /// What is wrong, and where.
        said: String,
    },
    /// It holds several operations.
    #[error(
        "batch_refused: the body is a list; send one operation a request, or several fields in one operation"
    )]
    Batch,
    /// It is JSON, but no object.
    #[error("request_no_object: the body is not an object; send {{\"query\": \"…\"}}")]
    NoObject,
    /// The operation's text is not there.
    #[error("query_missing: the body has no `query`; send {{\"query\": \"…\"}}")]
    QueryMissing,
    /// The variables are no object.
    #[error("variables_no_object: `variables` is not an object; send {{\"name\": value}}")]
    VariablesNoObject,
    /// The operation's name is no text.
    #[error(
        "operation_name_no_text: `operationName` is not a text; send the name of an operation in `query`"
    )]
    OperationNameNoText,
}

impl Request {
    /// A question without variables.
    pub fn new(query: impl Into<String>) -> Self {
        Self { query: query.into(), ..Self::default() }
    }

    /// The same question with `variables`, if they are an object.
    #[must_use]
    pub fn with(mut self, variables: Value) -> Self {
        if let Value::Object(variables) = variables {
            self.variables = variables;
        }
        self
    }

    /// Reads the body of a POST: `{"query": …, "variables": …, "operationName": …}`; other members are ignored.
    ///
    /// # Errors
    ///
    /// [`RequestRefused`], the first that applies.
    pub fn from_json(body: &[u8]) -> Result<Self, RequestRefused> {
        let body = serde_json::from_slice(body)
            .map_err(|error| RequestRefused::Unreadable { said: error.to_string() })?;
        let mut body = match body {
            Value::Object(body) => body,
            Value::Array(_) => return Err(RequestRefused::Batch),
            _ => return Err(RequestRefused::NoObject),
        };
        let Some(Value::String(query)) = body.remove("query") else {
            return Err(RequestRefused::QueryMissing);
        };
        let variables = match body.remove("variables") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(variables)) => variables,
            Some(_) => return Err(RequestRefused::VariablesNoObject),
        };
        let operation_name = match body.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            Some(_) => return Err(RequestRefused::OperationNameNoText),
        };
        Ok(Self { query, variables, operation_name })
    }
}
