//! Answers one operation, level by level.
//!
//! A selection set is answered for all rows that it is asked of together: each field once, for all of them. Rows are
//! numbered within their level only. So a level costs one call a field and object type, however many rows it has, and
//! paths are worked out only when there is an error to tell.
//!
//! Null that is not allowed makes its row null, or its list, and so on outwards, as the specification says. Fields beside
//! it are asked all the same: there is nothing to be saved, since they are asked for all rows at once.

use super::answer::{Answer, Args, Changing, FieldError, World};
use super::coerce;
use super::collect::{Asked, Collected};
use super::failure::{Failure, Step};
use super::refusal::FieldRefused;
use super::response::Data;
use super::table::{Column, Holds, Object};
use crate::introspect::{self, Introspected};
use apollo_compiler::Name;
use apollo_compiler::collections::{HashMap, IndexMap};
use apollo_compiler::executable::{Field, SelectionSet};
use apollo_compiler::schema::Type;
use serde_json::Value;
use std::sync::Arc;

/// How many failures are kept: enough to put those that are told in order, however many rows fail.
const MOST_KEPT: usize = 10_000;

/// One operation being answered.
pub(super) struct Run<'q, F> {
    pub(super) objects: &'q HashMap<Name, Object<F>>,
    pub(super) asked: Asked<'q>,
    pub(super) introspected: &'q Introspected,
    pub(super) failures: Vec<Failure<'q>>,
    /// Failures beyond [`MOST_KEPT`].
    pub(super) left_out: usize,
    /// How many values may still be told; `None` when there were too many.
    pub(super) left: Option<u64>,
}

/// A field being answered: what it is, and every place where it is asked under one name.
#[derive(Clone, Copy)]
struct Spot<'a, 'q, F> {
    column: &'q Column<F>,
    fields: &'a [&'q Field],
    first: &'q Field,
    row: usize,
}

impl<'q, F: Copy> Run<'q, F> {
    /// Answers `sets` for each of `rows`, which are all of the type `object`; `None` where null must go further out.
    pub(super) fn select<W: World<Field = F>>(
        &mut self,
        world: &W,
        object: &'q Object<F>,
        sets: &[&'q SelectionSet],
        rows: &[W::Node],
    ) -> Vec<Option<Data>> {
        let collected = self.asked.collect(&object.name, sets);
        let mut level = Level::new(&collected, rows.len());
        for (order, (key, fields)) in collected.iter().enumerate() {
            let mark = self.failures.len();
            let cells = self.column(world, object, key, fields, rows);
            self.stand_under(mark, order, key);
            level.add(cells);
        }
        level.rows()
    }

    /// Answers the fields of `Mutation`, one after the other.
    ///
    /// After a null that makes the whole answer null nothing more is done, since it could not be told.
    pub(super) fn change<W: Changing<Field = F>>(
        &mut self,
        world: &mut W,
        object: &'q Object<F>,
        set: &'q SelectionSet,
    ) -> Option<Data> {
        let collected = self.asked.collect(&object.name, &[set]);
        let mut level = Level::new(&collected, 1);
        for (order, (key, fields)) in collected.iter().enumerate() {
            let mark = self.failures.len();
            let cells = self.change_one(world, object, fields);
            self.stand_under(mark, order, key);
            level.add(cells);
            if level.is_null() {
                break;
            }
        }
        level.rows().pop().flatten()
    }

    fn change_one<W: Changing<Field = F>>(
        &mut self,
        world: &mut W,
        object: &'q Object<F>,
        fields: &[&'q Field],
    ) -> Vec<Option<Data>> {
        let Some((column, first)) = column_of(object, fields) else {
            return named(object, 1);
        };
        let answer = match self.arguments(column, first) {
            Ok(args) => world.change(column.field, &args),
            Err(error) => Answer::Failed(error),
        };
        self.complete(world, Spot { column, fields, first, row: 0 }, vec![answer])
    }

    /// One field of a level: a cell for each row.
    fn column<W: World<Field = F>>(
        &mut self,
        world: &W,
        object: &'q Object<F>,
        key: &Name,
        fields: &[&'q Field],
        rows: &[W::Node],
    ) -> Vec<Option<Data>> {
        if fields.first().is_some_and(|field| introspect::is_meta(&field.name)) {
            return vec![self.introspected.get(key.as_str()).cloned().map(Data::Written)];
        }
        let Some((column, first)) = column_of(object, fields) else {
            return named(object, rows.len());
        };
        if !self.spend(rows.len()) {
            return vec![None; rows.len()];
        }
        let answers = self
            .arguments(column, first)
            .and_then(|args| world.resolve(column.field, &args, rows))
            .and_then(|answers| aligned(answers, rows.len(), object, first))
            .unwrap_or_else(|error| vec![Answer::Failed(error); rows.len()]);
        self.complete(world, Spot { column, fields, first, row: 0 }, answers)
    }

    fn arguments(&self, column: &Column<F>, field: &Field) -> Result<Args, FieldError> {
        if column.definition.arguments.is_empty() {
            return Ok(Args::default());
        }
        coerce::arguments(self.asked.schema, &column.definition, field, self.asked.variables)
            .map_err(|wrong| FieldError::new(FieldRefused::ArgumentWrong { wrong }))
    }

    /// Counts values; false when there are too many.
    fn spend(&mut self, values: usize) -> bool {
        let values = u64::try_from(values).unwrap_or(u64::MAX);
        self.left = self.left.and_then(|left| left.checked_sub(values));
        self.left.is_some()
    }

    /// Turns answers into cells, after asking what is selected of the rows in them.
    fn complete<W: World<Field = F>>(
        &mut self,
        world: &W,
        spot: Spot<'_, 'q, F>,
        answers: Vec<Answer<W::Node>>,
    ) -> Vec<Option<Data>> {
        let mut below = self.descend(world, spot, &answers).into_iter();
        let mut indexes = Vec::new();
        let ty = &spot.column.definition.ty;
        answers
            .into_iter()
            .enumerate()
            .map(|(row, answer)| {
                self.settle(Spot { row, ..spot }, ty, answer, &mut below, &mut indexes)
            })
            .collect()
    }

    /// Asks what is selected of all rows in `answers`, in their order.
    fn descend<W: World<Field = F>>(
        &mut self,
        world: &W,
        spot: Spot<'_, 'q, F>,
        answers: &[Answer<W::Node>],
    ) -> Vec<Option<Data>> {
        let mut nodes = Vec::new();
        let ty = &spot.column.definition.ty;
        let (Holds::Object(name) | Holds::Several(name)) = &spot.column.holds else {
            return Vec::new();
        };
        for answer in answers {
            each_node(ty, answer, &mut Vec::new(), &mut |node, _| nodes.push(node.clone()));
        }
        if nodes.is_empty() {
            return Vec::new();
        }
        let sets: Vec<_> = spot.fields.iter().map(|field| &field.selection_set).collect();
        let mark = self.failures.len();
        let told = match self.objects.get(name) {
            Some(object) => self.select(world, object, &sets, &nodes),
            None => self.select_by_type(world, spot, name, &sets, &nodes),
        };
        self.stand_in(mark, ty, answers);
        told
    }

    /// Answers `sets` for rows of several object types, one type after the other.
    fn select_by_type<W: World<Field = F>>(
        &mut self,
        world: &W,
        spot: Spot<'_, 'q, F>,
        general: &Name,
        sets: &[&'q SelectionSet],
        nodes: &[W::Node],
    ) -> Vec<Option<Data>> {
        let mut told = vec![None; nodes.len()];
        let mut types: IndexMap<&str, Vec<(usize, &W::Node)>> = IndexMap::default();
        for (row, node) in nodes.iter().enumerate() {
            types.entry(world.type_name(node)).or_default().push((row, node));
        }
        for (ty, members) in types {
            let is_member = self.asked.schema.is_subtype(general, ty);
            let Some(object) = self.objects.get(ty).filter(|_| is_member) else {
                let said = FieldRefused::TypeUnexpected { ty, general }.to_string();
                members
                    .iter()
                    .for_each(|(row, _)| self.fail(Spot { row: *row, ..spot }, &[], &said));
                continue;
            };
            let rows: Vec<_> = members.iter().map(|(_, node)| (*node).clone()).collect();
            let mark = self.failures.len();
            let cells = self.select(world, object, sets, &rows);
            for failure in self.failures.iter_mut().skip(mark) {
                failure.row = members.get(failure.row).map_or(0, |(row, _)| *row);
            }
            for ((row, _), cell) in members.iter().zip(cells) {
                if let Some(place) = told.get_mut(*row) {
                    *place = cell;
                }
            }
        }
        told
    }

    /// One answer as data; `None` where null must go further out.
    ///
    /// `below` holds what the rows in the answers came to, in the order of [`each_node`].
    fn settle<N>(
        &mut self,
        spot: Spot<'_, 'q, F>,
        ty: &Type,
        answer: Answer<N>,
        below: &mut impl Iterator<Item = Option<Data>>,
        indexes: &mut Vec<usize>,
    ) -> Option<Data> {
        let told = match (answer, ty) {
            (Answer::Null | Answer::Leaf(Value::Null), _) => {
                if ty.is_non_null() {
                    let said = FieldRefused::Null { field: &spot.first.name, ty }.to_string();
                    self.fail(spot, indexes, &said);
                }
                None
            }
            (Answer::Failed(error), _) => {
                self.fail(spot, indexes, &error.message);
                None
            }
            (Answer::List(items), Type::List(item) | Type::NonNullList(item)) => {
                self.settle_items(spot, item, items, below, indexes)
            }
            (Answer::Node(_), Type::Named(_) | Type::NonNullNamed(_))
                if spot.column.holds.rows() =>
            {
                below.next().flatten()
            }
            (Answer::Leaf(value), Type::Named(_) | Type::NonNullNamed(_))
                if spot.column.holds.fits(&value) =>
            {
                Some(Data::Leaf(value))
            }
            (answer, _) => {
                let said = misanswered(&spot.first.name, ty, &answer);
                self.fail(spot, indexes, &said);
                None
            }
        };
        if told.is_none() && !ty.is_non_null() { Some(Data::Null) } else { told }
    }

    fn settle_items<N>(
        &mut self,
        spot: Spot<'_, 'q, F>,
        ty: &Type,
        items: Vec<Answer<N>>,
        below: &mut impl Iterator<Item = Option<Data>>,
        indexes: &mut Vec<usize>,
    ) -> Option<Data> {
        // Every item is settled, even after one was null, so that `below` stays in step.
        let mut list = Some(Vec::with_capacity(items.len()));
        for (index, item) in items.into_iter().enumerate() {
            indexes.push(index);
            let cell = self.settle(spot, ty, item, below, indexes);
            indexes.pop();
            match (list.as_mut(), cell) {
                (Some(list), Some(cell)) => list.push(cell),
                _ => list = None,
            }
        }
        list.map(Data::List)
    }

    fn fail(&mut self, spot: Spot<'_, 'q, F>, indexes: &[usize], message: &str) {
        if self.failures.len() == MOST_KEPT {
            self.left_out += 1;
            return;
        }
        let path = indexes.iter().rev().map(|index| Step::Index(*index)).collect();
        let message = message.to_owned();
        self.failures.push(Failure { row: spot.row, path, field: spot.first, message });
    }

    /// Failures since `mark` stand under the name `key` of their row.
    fn stand_under(&mut self, mark: usize, order: usize, key: &'q Name) {
        for failure in self.failures.iter_mut().skip(mark) {
            failure.path.push(Step::Field(order, key));
        }
    }

    /// Failures since `mark`, whose rows are those in `answers`, get the rows that the answers belong to.
    fn stand_in<N>(&mut self, mark: usize, ty: &Type, answers: &[Answer<N>]) {
        if self.failures.len() == mark {
            return;
        }
        let mut places = Vec::new();
        for (row, answer) in answers.iter().enumerate() {
            each_node(ty, answer, &mut Vec::new(), &mut |_, at| places.push((row, at.to_vec())));
        }
        for failure in self.failures.iter_mut().skip(mark) {
            if let Some((row, indexes)) = places.get(failure.row) {
                failure.row = *row;
                failure.path.extend(indexes.iter().rev().map(|index| Step::Index(*index)));
            }
        }
    }
}

/// Calls `found` with each row in an answer and with the indexes of the lists it stands in, where the schema has one.
fn each_node<N>(
    ty: &Type,
    answer: &Answer<N>,
    indexes: &mut Vec<usize>,
    found: &mut impl FnMut(&N, &[usize]),
) {
    match (answer, ty) {
        (Answer::Node(node), Type::Named(_) | Type::NonNullNamed(_)) => found(node, indexes),
        (Answer::List(items), Type::List(item) | Type::NonNullList(item)) => {
            for (index, answer) in items.iter().enumerate() {
                indexes.push(index);
                each_node(item, answer, indexes, found);
                indexes.pop();
            }
        }
        _ => {}
    }
}

/// What answers `fields`; `None` for `__typename`, the only field that no type lists.
fn column_of<'q, F>(
    object: &'q Object<F>,
    fields: &[&'q Field],
) -> Option<(&'q Column<F>, &'q Field)> {
    let first = fields.first()?;
    Some((object.columns.get(&first.name)?, first))
}

/// `__typename` of each row.
fn named<F>(object: &Object<F>, rows: usize) -> Vec<Option<Data>> {
    vec![Some(Data::Leaf(object.name.as_str().into())); rows]
}

fn aligned<N, F>(
    answers: Vec<Answer<N>>,
    rows: usize,
    object: &Object<F>,
    field: &Field,
) -> Result<Vec<Answer<N>>, FieldError> {
    if answers.len() == rows {
        return Ok(answers);
    }
    let (object, field, answers) = (&object.name, &field.name, answers.len());
    Err(FieldError::new(FieldRefused::Misaligned { object, field, answers, rows }))
}

fn misanswered<N>(field: &Name, ty: &Type, answer: &Answer<N>) -> String {
    let told = match answer {
        Answer::List(_) => "a list".into(),
        Answer::Node(_) => "an object".into(),
        Answer::Leaf(value) => format!("`{value}`"),
        Answer::Null | Answer::Failed(_) => "nothing".into(),
    };
    FieldRefused::Misanswered { field, ty, told }.to_string()
}

impl Holds {
    /// Whether it is rows, of which more is selected.
    fn rows(&self) -> bool {
        matches!(self, Self::Object(_) | Self::Several(_))
    }

    /// Whether a scalar or an enum value may be told here.
    fn fits(&self, value: &Value) -> bool {
        match self {
            Self::Int => value.as_i64().is_some_and(|int| i32::try_from(int).is_ok()),
            Self::Float => value.as_f64().is_some(),
            Self::Text | Self::Id => value.is_string(),
            Self::Truth => value.is_boolean(),
            Self::Free => true,
            Self::Choice(choice) => {
                value.as_str().is_some_and(|value| choice.values.contains_key(value))
            }
            Self::Object(_) | Self::Several(_) => false,
        }
    }
}

/// The objects of a level while their fields come in.
struct Level {
    keys: Arc<[Name]>,
    /// `None` once null must go further out.
    rows: Vec<Option<Vec<Data>>>,
}

impl Level {
    fn new(collected: &Collected<'_>, rows: usize) -> Self {
        let keys: Arc<[Name]> = collected.keys().map(|key| (*key).clone()).collect();
        let rows = (0..rows).map(|_| Some(Vec::with_capacity(keys.len()))).collect();
        Self { keys, rows }
    }

    fn add(&mut self, cells: Vec<Option<Data>>) {
        for (row, cell) in self.rows.iter_mut().zip(cells) {
            match (row.as_mut(), cell) {
                (Some(values), Some(cell)) => values.push(cell),
                _ => *row = None,
            }
        }
    }

    fn is_null(&self) -> bool {
        self.rows.iter().all(Option::is_none)
    }

    fn rows(self) -> Vec<Option<Data>> {
        let keys = self.keys;
        self.rows.into_iter().map(|row| Some(Data::Object(keys.clone(), row?))).collect()
    }
}
