//! What a mutation says, read field by field; what nobody reads is refused.

use super::super::id::{self, Class};
use super::super::row::Row;
use super::super::view::View;
use super::WriteRefused;
use crate::engine::Args;
use commons::action::Action;
use commons::description::Edit;
use commons::name::{ActId, Code, Handle, Moment, shortened};
use commons::unit::{Measure, UnitIx};
use exchange::document::local_name;
use exchange::moment::read_moment;
use exchange::valueflows::identity::{foreign, handle_like, own};
use quantity::{parse_any_decimal, parse_decimal};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeSet;

/// The fields of an input, and the commons they are about.
pub(in super::super) struct Said<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) type_name: &'static str,
    args: Args,
    read: RefCell<BTreeSet<String>>,
}

impl<'a> Said<'a> {
    pub(super) fn new(view: &'a View<'a>, type_name: &'static str, args: Args) -> Self {
        Self { view, type_name, args, read: RefCell::default() }
    }

    /// Refuses what was said and not read.
    pub(super) fn all_was_read(&self) -> Result<(), WriteRefused> {
        let read = self.read.borrow();
        let unread = self.args.all().iter().find(|(name, value)| {
            !read.contains(*name)
                && !value.is_null()
                && value.as_array().is_none_or(|it| !it.is_empty())
        });
        match unread {
            Some((name, _)) => {
                Err(WriteRefused::NotKept { field: name.clone(), what: self.type_name })
            }
            None => Ok(()),
        }
    }

    /// A field as it was said; `None` if it was left out.
    pub(super) fn raw(&self, name: &str) -> Option<&Value> {
        self.read.borrow_mut().insert(name.to_owned());
        self.args.get(name)
    }

    pub(super) fn given(&self, name: &str) -> Option<&Value> {
        self.raw(name).filter(|value| !value.is_null())
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.given(name)?.as_str().map(str::to_owned)
    }

    pub(super) fn must(&self, name: &'static str) -> Result<String, WriteRefused> {
        self.text(name).ok_or(WriteRefused::Missing { field: name })
    }

    /// Refuses that two fields are said of which each excludes the other.
    pub(super) fn one_of(
        &self,
        one: &'static str,
        other: &'static str,
    ) -> Result<(), WriteRefused> {
        match (self.given(one), self.given(other)) {
            (Some(_), Some(_)) => Err(WriteRefused::SaidTwice { one, other }),
            _ => Ok(()),
        }
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.given(name)?.as_bool()
    }

    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        match self.given(name) {
            Some(Value::Array(items)) => {
                items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            Some(Value::String(text)) => vec![text.clone()],
            _ => Vec::new(),
        }
    }

    pub(super) fn moment(&self, name: &str) -> Result<Option<Moment>, WriteRefused> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let unknown =
            || WriteRefused::DateUnknown { field: name.to_owned(), text: shortened(&text) };
        read_moment(&text).map(|at| Some(Moment(at))).ok_or_else(unknown)
    }

    pub(super) fn action(&self) -> Result<Action, WriteRefused> {
        let text = self.must("action")?;
        let unknown = || WriteRefused::ActionUnknown { text: shortened(&text) };
        Action::named(local_name(&text)).ok_or_else(unknown)
    }

    /// The row that a field refers to.
    pub(super) fn row(&self, name: &str, class: Class) -> Result<Option<Row>, WriteRefused> {
        let Some(id) = self.text(name) else { return Ok(None) };
        self.known(name, class, &id).map(Some)
    }

    /// The row with an identifier.
    pub(super) fn known(&self, name: &str, class: Class, id: &str) -> Result<Row, WriteRefused> {
        let unknown = || WriteRefused::ReferenceUnknown {
            field: name.to_owned(),
            id: shortened(id),
            what: class.word(),
        };
        self.view.find(class, id).ok_or_else(unknown)
    }

    /// The handle of what a field refers to.
    pub(super) fn handle(&self, name: &str, class: Class) -> Result<Option<Handle>, WriteRefused> {
        Ok(self.row(name, class)?.and_then(|row| handle_of(self.view, &row)))
    }

    /// The unit that a field means.
    pub(super) fn unit(&self, name: &str) -> Result<Option<Code>, WriteRefused> {
        let row = self.row(name, Class::Unit)?;
        let code = |row: &Row| match row {
            Row::Unit(ix) => Some(self.view.state().units.at(*ix).code.clone()),
            _ => None,
        };
        Ok(row.as_ref().and_then(code))
    }

    /// The figures and the unit of a measure.
    pub(super) fn figures(
        &self,
        name: &str,
    ) -> Result<Option<(String, Option<String>)>, WriteRefused> {
        let Some(Value::Object(measure)) = self.given(name) else { return Ok(None) };
        let number = match measure.get("hasNumericalValue").or(measure.get("numericDuration")) {
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        let wrong = |said| WriteRefused::Number { field: name.to_owned(), said };
        parse_any_decimal(&number).map_err(wrong)?;
        let unit = measure.get("hasUnit").or(measure.get("unitType")).and_then(Value::as_str);
        Ok(Some((number, unit.map(str::to_owned))))
    }

    /// A measure in minor units, exactly. Without a unit, `usual` is meant.
    pub(super) fn measure(
        &self,
        name: &str,
        usual: Option<UnitIx>,
    ) -> Result<Option<Measure>, WriteRefused> {
        let Some((number, unit)) = self.figures(name)? else { return Ok(None) };
        let unit = match unit {
            Some(unit) => match self.known(name, Class::Unit, &unit)? {
                Row::Unit(ix) => Some(ix),
                _ => None,
            },
            None => usual,
        };
        let unit = unit.ok_or_else(|| WriteRefused::UnitMissing { field: name.to_owned() })?;
        let unit = self.view.state().units.at(unit);
        let wrong = |said| WriteRefused::Number { field: name.to_owned(), said };
        let minor = parse_decimal(&number, unit.decimals).map_err(wrong)?;
        Ok(Some(Measure { minor, unit: unit.code.clone() }))
    }

    /// The identifier that something new is to have elsewhere, if it says one that is free.
    pub(super) fn iri(&self, class: Class) -> Result<Option<String>, WriteRefused> {
        let Some(id) = self.text("id") else { return Ok(None) };
        if self.view.find(class, &id).is_some() {
            return Err(WriteRefused::IdTaken { id: shortened(&id) });
        }
        Ok(foreign(&id))
    }

    /// A handle for something new: that of its own identifier, or one made from its name.
    pub(super) fn new_handle(&self, class: Class, name: &str) -> Result<Handle, WriteRefused> {
        let id = self.text("id").unwrap_or_default();
        if let Some(own) = own(&id, class.word()) {
            return Ok(Handle::new(own)?);
        }
        free_handle(self.view, class, name)
    }

    /// What is to be said of a text from now on.
    pub(super) fn edit(&self, name: &str) -> Edit<String> {
        match self.raw(name) {
            None => Edit::Keep,
            Some(Value::String(text)) => Edit::Set(text.clone()),
            Some(_) => Edit::Remove,
        }
    }

    /// What is to be said of several texts from now on.
    pub(super) fn edit_texts(&self, name: &str) -> Edit<Vec<String>> {
        match self.raw(name) {
            None => Edit::Keep,
            Some(Value::Null) => Edit::Remove,
            Some(_) => Edit::Set(self.texts(name)),
        }
    }

    /// What is to be said of a moment from now on.
    pub(super) fn edit_moment(&self, name: &str) -> Result<Edit<Moment>, WriteRefused> {
        match self.raw(name) {
            None => Ok(Edit::Keep),
            Some(_) => Ok(self.moment(name)?.map_or(Edit::Remove, Edit::Set)),
        }
    }

    /// What an update or a deletion is about: the row, and the act that said last what it is, as the author knows it.
    pub(super) fn revised(&self, classes: &[Class]) -> Result<(Row, Option<ActId>), WriteRefused> {
        let revision = self.text("revisionId").or_else(|| self.text("id"));
        let revision = revision.ok_or(WriteRefused::Missing { field: "revisionId" })?;
        let unknown = || WriteRefused::RevisionUnknown {
            revision: shortened(&revision),
            what: self.type_name,
        };
        let by_id = self.args.get("revisionId").is_none();
        let (act, id) = match id::of_revision(&revision) {
            Some((act, id)) if !by_id => (act, id),
            // What the reference deletes by its id is deleted as it is now.
            _ if by_id => (None, revision.as_str()),
            _ => return Err(unknown()),
        };
        let row =
            classes.iter().find_map(|class| self.view.find(*class, id)).ok_or_else(unknown)?;
        let act = act.or_else(|| id::revised_by(self.view.state(), &row));
        if act != id::revised_by(self.view.state(), &row) {
            return Err(WriteRefused::Superseded { id: id.to_owned() });
        }
        Ok((row, act))
    }
}

/// The handle of a row that has one.
pub(super) fn handle_of(view: &View<'_>, row: &Row) -> Option<Handle> {
    let state = view.state();
    Some(match row {
        Row::Agent(ix) => state.agents.at(*ix).handle.clone(),
        Row::Kind(ix) => state.specifications.at(*ix).handle.clone(),
        Row::Stage(ix) => state.process_specifications.at(*ix).handle.clone(),
        Row::Resource(ix) => state.resources.at(*ix).handle.clone(),
        Row::Process(ix) => state.processes.at(*ix).handle.clone(),
        Row::Agreement(ix) => state.agreements.at(*ix).handle.clone(),
        _ => return None,
    })
}

/// The handle nearest to a name that nothing has yet.
pub(super) fn free_handle(
    view: &View<'_>,
    class: Class,
    name: &str,
) -> Result<Handle, WriteRefused> {
    let state = view.state();
    let taken = |handle: &Handle| match class {
        Class::Kind => state.specification(handle).is_some(),
        Class::Stage => state.process_specification(handle).is_some(),
        _ => state.named(handle).is_some(),
    };
    let missing = || WriteRefused::Missing { field: "name" };
    let plain = handle_like(name).ok_or_else(missing)?;
    if !taken(&plain) {
        return Ok(plain);
    }
    let mut numbered = (2..).map(|number| plain.numbered(number));
    numbered.find(|handle| !taken(handle)).ok_or_else(missing)
}
