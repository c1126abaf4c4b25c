//! Which fields a selection asks of an object type, by the names they are answered under.

use apollo_compiler::ast::Value as Literal;
use apollo_compiler::collections::{HashSet, IndexMap};
use apollo_compiler::executable::{DirectiveList, Field, Selection, SelectionSet};
use apollo_compiler::{ExecutableDocument, Name, Schema};
use serde_json::{Map, Value};

/// The fields asked under each name, in the order in which they are first asked; none is empty.
pub(super) type Collected<'q> = IndexMap<&'q Name, Vec<&'q Field>>;

/// What decides whether a selection is asked at all.
#[derive(Clone, Copy)]
pub(super) struct Asked<'q> {
    pub(super) schema: &'q Schema,
    pub(super) document: &'q ExecutableDocument,
    pub(super) variables: &'q Map<String, Value>,
}

impl<'q> Asked<'q> {
    /// Merges `sets` as they apply to the object type `object`.
    pub(super) fn collect(self, object: &str, sets: &[&'q SelectionSet]) -> Collected<'q> {
        let mut collected = IndexMap::default();
        let mut spread = HashSet::default();
        for set in sets {
            self.collect_set(object, set, &mut spread, &mut collected);
        }
        collected
    }

    fn collect_set(
        self,
        object: &str,
        set: &'q SelectionSet,
        spread: &mut HashSet<&'q Name>,
        collected: &mut Collected<'q>,
    ) {
        for selection in &set.selections {
            if !self.is_included(selection.directives()) {
                continue;
            }
            match selection {
                Selection::Field(field) => {
                    collected.entry(field.response_key()).or_default().push(field);
                }
                Selection::InlineFragment(inline) => {
                    if inline.type_condition.as_ref().is_none_or(|ty| self.applies(ty, object)) {
                        self.collect_set(object, &inline.selection_set, spread, collected);
                    }
                }
                Selection::FragmentSpread(named) => {
                    if spread.insert(&named.fragment_name)
                        && let Some(fragment) = named.fragment_def(self.document)
                        && self.applies(fragment.type_condition(), object)
                    {
                        self.collect_set(object, &fragment.selection_set, spread, collected);
                    }
                }
            }
        }
    }

    fn applies(self, condition: &Name, object: &str) -> bool {
        condition == object || self.schema.is_subtype(condition, object)
    }

    fn is_included(self, directives: &DirectiveList) -> bool {
        self.truth(directives, "skip") != Some(true)
            && self.truth(directives, "include") != Some(false)
    }

    fn truth(self, directives: &DirectiveList, name: &str) -> Option<bool> {
        match directives.get(name)?.specified_argument_by_name("if")?.as_ref() {
            Literal::Boolean(truth) => Some(*truth),
            Literal::Variable(variable) => self.variables.get(variable.as_str())?.as_bool(),
            _ => None,
        }
    }
}
