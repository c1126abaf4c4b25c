//! Why an operation is not answered, and why a field of it is not.

use super::coerce::Wrong;
use apollo_compiler::Name;
use apollo_compiler::schema::Type;

/// Why an operation is not answered. Checked in this order, with [`crate::limit::LimitRefused`] in between.
#[derive(Debug, thiserror::Error)]
pub(super) enum OperationRefused<'a> {
    /// The text is not written in the language of GraphQL.
    #[error("query_unreadable: {said}")]
    Unreadable { said: String },
    /// The schema does not know what is asked.
    #[error("query_invalid: {said}")]
    Invalid { said: String },
    /// The operation that is meant is not there.
    #[error("operation_unknown: there is no operation `{name}` in the text; name one that is")]
    Unknown { name: &'a str },
    /// Which operation is meant is not said.
    #[error(
        "operation_unnamed: the text does not hold exactly one operation; say in `operationName` which is meant"
    )]
    Unnamed,
    /// A variable does not fit.
    #[error("variable_wrong: {wrong}")]
    VariableWrong { wrong: Wrong },
    /// It is a mutation, where only reading is done.
    #[error(
        "operation_changes: a mutation is not answered by reading; send it where changes are taken"
    )]
    Changes,
    /// It is a subscription, where answers are given at once.
    #[error(
        "operation_waits: a subscription is not answered at once; send it where events are told"
    )]
    Waits,
    /// It is no subscription, where events are told.
    #[error("operation_waits_for_nothing: the operation is no subscription; send one with a field")]
    WaitsForNothing,
}

/// Why a field could not be told, other than what its world says.
#[derive(Debug, thiserror::Error)]
pub(super) enum FieldRefused<'a> {
    /// An argument does not fit.
    #[error("argument_wrong: {wrong}")]
    ArgumentWrong { wrong: Wrong },
    /// There is nothing where the schema says there is always something.
    #[error("null_unexpected: `{field}` must be {ty}, but there is nothing to tell")]
    Null { field: &'a Name, ty: &'a Type },
    /// What is answered is not what the schema says.
    #[error(
        "field_misanswered: `{field}` must be {ty}, but the answer is {told}; this is a fault of the server"
    )]
    Misanswered { field: &'a Name, ty: &'a Type, told: String },
    /// There are not as many answers as rows.
    #[error(
        "field_misaligned: `{object}.{field}` has {answers} answers for {rows} rows; this is a fault of the server"
    )]
    Misaligned { object: &'a Name, field: &'a Name, answers: usize, rows: usize },
    /// A row is of a type that the schema does not allow there.
    #[error("type_unexpected: `{ty}` is no {general}; this is a fault of the server")]
    TypeUnexpected { ty: &'a str, general: &'a Name },
    /// There are more errors than are told.
    #[error("errors_left_out: {more} more errors are not told; ask for less")]
    ErrorsLeftOut { more: usize },
}
