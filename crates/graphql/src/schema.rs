//! The schema, written by noun, with what every record has in common filled in.
//!
//! The files beside this one are schema text with two directives that are gone once they are read:
//!
//! - `@record(many: "plans")` on a type. It gets `id`, `revisionId`, `revision` and `meta`; `PlanConnection`, `PlanEdge`
//!   and `PlanResponse`; the queries `plan` and `plans`; the mutations `createPlan`, `updatePlan` and `deletePlan` with
//!   `PlanCreateParams` and `PlanUpdateParams`. Without `many` it only gets the first four. Where vf-graphql differs:
//!   `one` names the single query (`!` behind it: never null), `filter` the filter of the list, `as` the argument of the
//!   mutations (`?` behind it: it may be left out), `answer` the field of the response, `params` the stem of the inputs,
//!   `deleteBy` what a deletion is told by, and `writes` which mutations there are.
//! - `@set` on a field: it can be said when the record is created and updated. Records are said by their ids, measures as
//!   inputs. `maybe: true` lets it be unsaid though it is always told; `as: "String"` takes another type.
//!
//! Every field that is a connection takes `first`, `after`, `last` and `before`, and what an interface has its
//! implementations have. Several files may add to `Query` and `Mutation`.

mod expand;
mod record;

use std::sync::LazyLock;

/// Our own text, by noun.
const SOURCES: &[(&str, &str)] = &[
    ("numbers.graphql", include_str!("schema/numbers.graphql")),
    ("agents.graphql", include_str!("schema/agents.graphql")),
    ("kinds.graphql", include_str!("schema/kinds.graphql")),
    ("resources.graphql", include_str!("schema/resources.graphql")),
    ("events.graphql", include_str!("schema/events.graphql")),
    ("processes.graphql", include_str!("schema/processes.graphql")),
    ("promises.graphql", include_str!("schema/promises.graphql")),
    ("exchanges.graphql", include_str!("schema/exchanges.graphql")),
    ("proposals.graphql", include_str!("schema/proposals.graphql")),
    ("recipes.graphql", include_str!("schema/recipes.graphql")),
    ("scenarios.graphql", include_str!("schema/scenarios.graphql")),
    ("commons.graphql", include_str!("schema/commons.graphql")),
];

/// Why a schema cannot be written out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Nonsense {
    /// The text cannot be read.
    #[error("schema_unreadable: {said}")]
    Unreadable {
        /// What is wrong, with its place.
        said: String,
    },
    /// A directive is none of `@record` and `@set`, or stands elsewhere.
    #[error("directive_unknown: `@{directive}` on `{place}` means nothing here")]
    DirectiveUnknown {
        /// The directive.
        directive: String,
        /// The type, or the type and the field.
        place: String,
    },
    /// A directive has an argument that it does not know, or one of the wrong kind.
    #[error("argument_unknown: `{argument}` of `@{directive}` on `{place}` cannot be meant")]
    ArgumentUnknown {
        /// The argument.
        argument: String,
        /// The directive.
        directive: String,
        /// The type, or the type and the field.
        place: String,
    },
    /// Something is there twice.
    #[error("named_twice: there are two of `{name}`")]
    NamedTwice {
        /// The type, or the type and the field.
        name: String,
    },
    /// A type implements what is no interface.
    #[error("interface_unknown: `{name}` implements `{interface}`, which is no interface here")]
    InterfaceUnknown {
        /// The type.
        name: String,
        /// What it implements.
        interface: String,
    },
}

/// The whole schema as text.
///
/// # Errors
/// [`Nonsense`], if one of the files says something that means nothing; a test keeps that from happening.
pub fn text() -> Result<&'static str, &'static Nonsense> {
    static TEXT: LazyLock<Result<String, Nonsense>> =
        LazyLock::new(|| expand::written_out(SOURCES));
    TEXT.as_deref()
}

/// Schema text with both directives written out.
///
/// # Errors
/// [`Nonsense`], the first that is found.
pub fn written_out(sources: &[(&str, &str)]) -> Result<String, Nonsense> {
    expand::written_out(sources)
}
