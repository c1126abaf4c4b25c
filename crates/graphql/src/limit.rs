//! How much one request may ask, counted before anything is resolved.
//!
//! Fragments count as if they were written out, and whatever `@skip` and `@include` say counts as asked: an operation
//! is either within the limits or not, whatever its truth values. The cost is the number of values that may come back:
//! each field is one for each row it is asked of, and lists multiply the rows. A field with `first`, `last` or `limit`
//! has a page: the list that it is, or the lists right below it (`edges`), are as long as the page. Other lists are
//! taken for [`Limits::list`] long; since they may be longer, the engine counts again while it answers, and stops.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::Schema;
use apollo_compiler::ast::Value as Literal;
use apollo_compiler::executable::{Field, Operation, Selection, SelectionSet};
use serde_json::{Map, Value};

/// The most that one request may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the operation's text.
    pub text_bytes: usize,
    /// Tokens of the operation's text.
    pub tokens: usize,
    /// Operations in one text, since each is checked with all fragments that it spreads.
    pub operations: usize,
    /// How deep selected fields stand in each other.
    pub depth: usize,
    /// Selections of any kind, fragments written out.
    pub fields: usize,
    /// Fields under another name, fragments written out.
    pub aliases: usize,
    /// Fields of the root.
    pub roots: usize,
    /// Values that may come back.
    pub cost: u64,
    /// The length of a page when none is asked for.
    pub page: u64,
    /// The length that a list without pages is taken for.
    pub list: u64,
    /// Errors that are told; more are left out.
    pub errors: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text_bytes: 64 * 1024,
            tokens: 10_000,
            operations: 20,
            depth: 15,
            fields: 2_000,
            aliases: 200,
            roots: 50,
            cost: 1_000_000,
            page: 30,
            list: 10,
            errors: 100,
        }
    }
}

/// Why a request asks too much. Checked in this order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LimitRefused {
    /// The text has too many bytes.
    #[error(
        "query_too_long: the operation has {bytes} bytes; at most {most} are read, so ask in parts"
    )]
    TooLong {
        /// How many it has.
        bytes: usize,
        /// How many are read.
        most: usize,
    },
    /// The text has too many tokens.
    #[error(
        "query_too_many_tokens: the operation has more than {most} names, signs and values; ask in parts"
    )]
    TooManyTokens {
        /// How many are read.
        most: usize,
    },
    /// There are too many operations.
    #[error(
        "query_too_many_operations: the text has more than {most} operations; send only those that are meant"
    )]
    TooManyOperations {
        /// How many there may be.
        most: usize,
    },
    /// Fields stand in each other too deep.
    #[error("query_too_deep: fields stand more than {most} deep in each other; ask in parts")]
    TooDeep {
        /// How deep they may stand.
        most: usize,
    },
    /// The schema is asked for itself, list in list in list.
    #[error(
        "introspection_too_deep: lists of the schema stand too deep in each other; ask for types by name"
    )]
    IntrospectionTooDeep,
    /// There are too many selections.
    #[error(
        "query_too_wide: more than {most} fields are selected, fragments written out; ask in parts"
    )]
    TooWide {
        /// How many there may be.
        most: usize,
    },
    /// There are too many other names.
    #[error("query_too_many_aliases: more than {most} fields have another name; ask in parts")]
    TooManyAliases {
        /// How many there may be.
        most: usize,
    },
    /// There are too many fields at the root.
    #[error("query_too_many_roots: more than {most} fields stand at the root; ask in parts")]
    TooManyRoots {
        /// How many there may be.
        most: usize,
    },
    /// Too many values may come back.
    #[error(
        "query_too_costly: {cost} values may come back, at most {most} are told; ask for shorter pages"
    )]
    TooCostly {
        /// How many may come back.
        cost: u64,
        /// How many are told.
        most: u64,
    },
    /// More values came together than were counted before, because a list was longer than it was taken for.
    #[error("answer_too_long: more than {most} values came together; ask for shorter pages")]
    AnswerTooLong {
        /// How many are told.
        most: u64,
    },
}

/// Counts what `operation` asks; `variables` are coerced, the document is valid.
pub(crate) fn check(
    schema: &Schema,
    document: &ExecutableDocument,
    operation: &Operation,
    variables: &Map<String, Value>,
    limits: &Limits,
) -> Result<(), LimitRefused> {
    let mut count =
        Count { schema, document, variables, limits, selections: 0, aliases: 0, roots: 0 };
    let cost = count.set(&operation.selection_set, 0, None)?;
    if count.aliases > limits.aliases {
        return Err(LimitRefused::TooManyAliases { most: limits.aliases });
    }
    if count.roots > limits.roots {
        return Err(LimitRefused::TooManyRoots { most: limits.roots });
    }
    if cost > limits.cost {
        return Err(LimitRefused::TooCostly { cost, most: limits.cost });
    }
    Ok(())
}

struct Count<'a> {
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    variables: &'a Map<String, Value>,
    limits: &'a Limits,
    selections: usize,
    aliases: usize,
    roots: usize,
}

impl Count<'_> {
    /// What a selection set costs for one row; `page` is how long lists right below are.
    fn set(
        &mut self,
        set: &SelectionSet,
        depth: usize,
        page: Option<u64>,
    ) -> Result<u64, LimitRefused> {
        let mut cost = 0_u64;
        for selection in &set.selections {
            self.selections += 1;
            if self.selections > self.limits.fields {
                return Err(LimitRefused::TooWide { most: self.limits.fields });
            }
            cost = cost.saturating_add(match selection {
                Selection::Field(field) => self.field(field, set, depth + 1, page)?,
                Selection::InlineFragment(inline) => {
                    self.set(&inline.selection_set, depth, page)?
                }
                Selection::FragmentSpread(spread) => match spread.fragment_def(self.document) {
                    Some(fragment) => self.set(&fragment.selection_set, depth, page)?,
                    None => 0,
                },
            });
        }
        Ok(cost)
    }

    fn field(
        &mut self,
        field: &Field,
        of: &SelectionSet,
        depth: usize,
        page: Option<u64>,
    ) -> Result<u64, LimitRefused> {
        if depth > self.limits.depth {
            return Err(LimitRefused::TooDeep { most: self.limits.depth });
        }
        self.aliases += usize::from(field.alias.is_some());
        self.roots += usize::from(depth == 1);
        let own = self.page(field);
        let (rows, below) = if field.ty().is_list() {
            (own.or(page).unwrap_or_else(|| self.list(field, of)), None)
        } else {
            (1, own)
        };
        let each = self.set(&field.selection_set, depth, below)?;
        Ok(rows.saturating_mul(each).saturating_add(1))
    }

    /// How long the page of a field is, if it has one.
    fn page(&self, field: &Field) -> Option<u64> {
        let paged = ["first", "last", "limit"];
        if !field.definition.arguments.iter().any(|known| paged.contains(&known.name.as_str())) {
            return None;
        }
        let asked = field.arguments.iter().filter(|given| paged.contains(&given.name.as_str()));
        asked
            .filter_map(|given| match given.value.as_ref() {
                Literal::Int(int) => int.as_str().parse::<i64>().ok(),
                Literal::Variable(name) => self.variables.get(name.as_str())?.as_i64(),
                _ => None,
            })
            .map(|length| u64::try_from(length).unwrap_or(0))
            .max()
            .or(Some(self.limits.page))
    }

    /// How long a list without a page is taken for.
    ///
    /// The schema knows how many types it has; what those have in lists is few on average.
    fn list(&self, field: &Field, of: &SelectionSet) -> u64 {
        if of.ty == "__Schema" && field.name == "types" {
            return u64::try_from(self.schema.types.len()).unwrap_or(u64::MAX);
        }
        if of.ty.starts_with("__") { 4 } else { self.limits.list }
    }
}
