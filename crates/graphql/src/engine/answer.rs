//! What resolvers are asked with and what they answer.

use serde_json::{Map, Value};

/// The arguments of a field, checked against the schema and with its defaults filled in.
///
/// An argument that was left out and has no default is absent; one that was given as `null` is there, as null.
/// Enum values are strings, ids are strings, input objects are objects with their defaults filled in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Args(pub(crate) Map<String, Value>);

impl Args {
    /// The argument as given; `None` if it was left out.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The argument; `None` if it was left out or is null.
    pub fn given(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A string, an id or an enum value; `None` if it was left out, is null or is something else.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.given(name)?.as_str()
    }

    /// A whole number; `None` if it was left out, is null or is something else.
    pub fn int(&self, name: &str) -> Option<i64> {
        self.given(name)?.as_i64()
    }

    /// A truth value; `None` if it was left out, is null or is something else.
    pub fn truth(&self, name: &str) -> Option<bool> {
        self.given(name)?.as_bool()
    }

    /// An input object, with its own defaults filled in; `None` if it was left out, is null or is something else.
    pub fn object(&self, name: &str) -> Option<Args> {
        self.given(name)?.as_object().cloned().map(Args)
    }

    /// The items of a list; none if it was left out, is null or is something else.
    pub fn list(&self, name: &str) -> &[Value] {
        self.given(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// All that was given, in the order of the schema.
    pub fn all(&self) -> &Map<String, Value> {
        &self.0
    }
}

impl From<Map<String, Value>> for Args {
    fn from(values: Map<String, Value>) -> Self {
        Self(values)
    }
}

/// What one field of one row comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer<N> {
    /// Nothing.
    Null,
    /// A scalar or an enum value (a string); for a custom scalar any JSON.
    Leaf(Value),
    /// Another row, whose fields are asked next.
    Node(N),
    /// Several, in order.
    List(Vec<Answer<N>>),
    /// It could not be told: the place becomes null and the reason stands in `errors`.
    Failed(FieldError),
}

impl<N> Answer<N> {
    /// A scalar.
    pub fn leaf(value: impl Into<Value>) -> Self {
        Self::Leaf(value.into())
    }

    /// A scalar where there is one, or null.
    pub fn maybe(value: Option<impl Into<Value>>) -> Self {
        value.map_or(Self::Null, Self::leaf)
    }

    /// A row where there is one, or null.
    pub fn node(node: Option<N>) -> Self {
        node.map_or(Self::Null, Self::Node)
    }

    /// Several rows, in order.
    pub fn nodes(nodes: impl IntoIterator<Item = N>) -> Self {
        Self::List(nodes.into_iter().map(Self::Node).collect())
    }

    /// Could not be told, because of `reason`.
    pub fn failed(reason: impl std::fmt::Display) -> Self {
        Self::Failed(FieldError::new(reason))
    }
}

/// Why a field could not be told.
///
/// Messages of this house begin with a stable name (`unit_unknown: …`); it is repeated in `extensions.code`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FieldError {
    /// The whole sentence, its name first.
    pub message: String,
}

impl FieldError {
    /// An error that says `reason`; every refusal of the domain can be handed over as it is.
    pub fn new(reason: impl std::fmt::Display) -> Self {
        Self { message: reason.to_string() }
    }
}

/// What fields are asked of: something that is read, for as long as one request takes.
///
/// The engine asks a field once for all rows that stand beside each other, however many there are.
pub trait World {
    /// A row: an object that the schema has a type for. Cloned freely, so a small key or a reference.
    type Node: Clone;
    /// How a field is answered: a function pointer or a number, looked up when the engine is built.
    type Field: Copy;

    /// The row that the fields of `Query` and `Mutation` are asked of.
    fn root(&self) -> Self::Node;

    /// The object type of `node`; asked only where the schema says an interface or a union.
    fn type_name<'a>(&'a self, node: &'a Self::Node) -> &'a str;

    /// Answers a field for all of `parents`, which are of one object type: one answer each, in their order.
    ///
    /// # Errors
    ///
    /// An error stands for every parent alike; for one of them answer [`Answer::Failed`].
    fn resolve(
        &self,
        field: Self::Field,
        args: &Args,
        parents: &[Self::Node],
    ) -> Result<Vec<Answer<Self::Node>>, FieldError>;
}

/// A world that can be changed by the fields of `Mutation`.
pub trait Changing: World {
    /// Does what a field of `Mutation` says and answers what came of it; what is selected of that is read afterwards.
    fn change(&mut self, field: Self::Field, args: &Args) -> Answer<Self::Node>;
}
