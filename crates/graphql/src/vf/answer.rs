//! How each field is answered, row by row.

use super::index::find_link;
use super::refused::AskRefused;
use super::row::{Row, Told};
use super::view::View;
use super::{Field, commons as own, id, kind, page, record};
use crate::engine::{Answer, Args, FieldError, World};
use commons::agent::AgentIx;
use commons::name::Moment;
use commons::visibility::Thing;
use std::sync::Arc;

/// How many rows the lists of one field come to at most, for all that it is asked of.
const MOST_LISTED: usize = 1_000_000;

/// How many rows were listed so far.
#[derive(Default)]
struct Listed(usize);

impl Listed {
    /// Passes an answer on, unless lists come to more than `most` rows with it.
    fn within(&mut self, told: Told, most: usize) -> Result<Told, FieldError> {
        if let Answer::List(rows) = &told {
            self.0 = self.0.saturating_add(rows.len());
        }
        match self.0 > most {
            true => Err(FieldError::new(AskRefused::TooLong { most })),
            false => Ok(told),
        }
    }
}

impl View<'_> {
    fn one(&self, field: Field, args: &Args, row: &Row) -> Told {
        let state = self.state();
        match (field, row) {
            (Field::Agent(of), Row::Agent(ix)) => of(self, args, *ix, state.agents.at(*ix)),
            (Field::Unit(of), Row::Unit(ix)) => of(self, args, *ix, state.units.at(*ix)),
            (Field::Kind(of), Row::Kind(ix)) => of(self, args, *ix, state.specifications.at(*ix)),
            (Field::Stage(of), Row::Stage(ix)) => {
                of(self, args, *ix, state.process_specifications.at(*ix))
            }
            (Field::Resource(of), Row::Resource(ix)) => {
                of(self, args, *ix, state.resources.at(*ix))
            }
            (Field::Process(of), Row::Process(ix)) => of(self, args, *ix, state.processes.at(*ix)),
            (Field::Agreement(of), Row::Agreement(ix)) => {
                of(self, args, *ix, state.agreements.at(*ix))
            }
            (Field::Claim(of), Row::Claim(ix)) => of(self, args, *ix, state.claims.at(*ix)),
            (Field::Event(of), Row::Event(ix)) => of(self, args, *ix, state.events.at(*ix)),
            (Field::Distribution(of), Row::Distribution(ix)) => {
                of(self, args, *ix, state.distributions.at(*ix))
            }
            (Field::Property(property, holds), Row::Record(iri)) => {
                let row = state.records.get(&**iri);
                row.map_or(Answer::Null, |row| record::told(self, row, property, holds))
            }
            (Field::Record(of), Row::Record(iri)) => {
                let row = state.records.get(&**iri);
                row.map_or(Answer::Null, |row| of(self, args, iri, row))
            }
            (Field::Place(of), Row::Record(iri) | Row::Place(iri)) => of(self, args, iri),
            (Field::Link(of), Row::Link(link)) => of(self, link),
            (Field::Measure(name), Row::Measure(quantity)) => {
                kind::measure_told(self, *quantity, name)
            }
            (field, row) => self.other(field, args, row),
        }
    }

    fn other(&self, field: Field, args: &Args, row: &Row) -> Told {
        let state = self.state();
        match (field, row) {
            (Field::Id, row) => Answer::leaf(id::of(state, row)),
            (Field::Name, row) => self.name(row),
            (Field::RevisionId, row) => Answer::leaf(id::revision(state, row)),
            (Field::Revision, row) => {
                let asked = args.text("revisionId") == Some(&id::revision(state, row));
                Answer::node(asked.then(|| row.clone()))
            }
            (Field::Meta, row) => Answer::Node(Row::Meta(Arc::new(row.clone()))),
            (Field::Changes(name), Row::Meta(row)) => match name {
                "latestRevision" | "retrievedRevision" => {
                    Answer::Node(Row::Revision(Arc::clone(row)))
                }
                "futureRevisionsCount" => Answer::leaf(0),
                _ => Answer::Null,
            },
            (Field::Said(name), Row::Revision(row)) => self.said(name, row),
            (Field::Page("edges"), Row::Page(page)) => page::edges(page),
            (Field::Page(_), Row::Page(page)) => Answer::Node(Row::PageInfo(Arc::clone(page))),
            (Field::Page(name), Row::PageInfo(page)) => page::info(page, name),
            (Field::Edge(name), Row::Edge(page, place)) => match page.rows.get(*place) {
                // An entry is read once, when it is asked for.
                Some(Row::Entry(entry)) if name == "node" => own::entry(self, *entry),
                _ => page::edge(page, *place, name),
            },
            (Field::Written(0), Row::Written(it)) => Answer::Node(it.0.clone()),
            (Field::Written(_), Row::Written(it)) => Answer::node(it.1.clone()),
            (Field::Action(name), Row::Action(action)) => kind::action_told(*action, name),
            (Field::Action(name), Row::Word(word)) => kind::word_told(word, name),
            (Field::Charter(of), Row::Charter) => {
                state.money.charters.last().map_or(Answer::Null, |it| of(self, it))
            }
            (Field::Equity(of), Row::Equity(shares)) => of(self, args, shares),
            (Field::Contribution(of), Row::Contribution(shares, at)) => {
                let credit = shares.credit(*at);
                credit.map_or(Answer::Null, |credit| of(self, shares, *at, credit))
            }
            (Field::Added, Row::Entry(entry)) => own::entry(self, *entry),
            (Field::Small(name) | Field::Measure(name), Row::Small(fields)) => fields
                .iter()
                .find(|(known, _)| *known == name)
                .map_or(Answer::Null, |it| it.1.clone()),
            (Field::NoRows, _) => page::none(args),
            (Field::Root(of) | Field::Open(of), _) => of(self, args),
            (Field::One(class), _) => {
                Answer::node(args.text("id").and_then(|id| self.find(class, id)))
            }
            (Field::OneRecord(class), _) => {
                Answer::node(args.text("id").and_then(|id| self.record(class, id)))
            }
            (Field::OneLink(word), _) => {
                let link = args.text("id").and_then(|id| find_link(state, self.index, word, id));
                Answer::node(link.filter(|row| match row {
                    Row::Link(link) => record::leads_somewhere(self, link),
                    _ => false,
                }))
            }
            (Field::Records(class, wanted), _) => wanted.records(self, args, class),
            _ => Answer::Null,
        }
    }

    fn name(&self, row: &Row) -> Told {
        let state = self.state();
        match row {
            Row::Kind(ix) => super::row::text(&state.specifications.at(*ix).name),
            Row::Unspecified => super::row::text("unspecified"),
            Row::Place(name) => super::row::text(name),
            Row::Record(iri) => state
                .records
                .get(&**iri)
                .map_or(Answer::Null, |row| record::told(self, row, "name", record::Holds::Name)),
            _ => Answer::Null,
        }
    }

    /// A revision: the act that said last what the row is, when and by whom.
    fn said(&self, name: &str, row: &Row) -> Told {
        let state = self.state();
        let event = match row {
            Row::Event(ix) => Some(state.events.at(*ix)),
            _ => None,
        };
        match name {
            "id" => Answer::leaf(id::revision(state, row)),
            "time" => match event {
                Some(event) => super::row::moment(Some(event.logged)),
                None => super::row::moment(self.entry_of(row).map(|it| it.0)),
            },
            _ => match event {
                Some(event) => Answer::Node(Row::Agent(event.author)),
                None => Answer::node(self.entry_of(row).and_then(|it| it.1).map(Row::Agent)),
            },
        }
    }

    /// When the act was taken that said last what a row is, and who signs with its key now.
    fn entry_of(&self, row: &Row) -> Option<(Moment, Option<AgentIx>)> {
        let entry = self.state().entry_of(id::revised_by(self.state(), row)?)?;
        let (entry, _) = self.reading.entry(entry).ok()?;
        let author = self.state().signer(&entry.act.author.to_bytes());
        Some((Moment(entry.at_ms), author))
    }
}

impl World for View<'_> {
    type Node = Row;
    type Field = Field;

    fn root(&self) -> Row {
        Row::Root
    }

    fn type_name<'a>(&'a self, row: &'a Row) -> &'a str {
        row.type_name(self.state())
    }

    fn resolve(&self, field: Field, args: &Args, rows: &[Row]) -> Result<Vec<Told>, FieldError> {
        let begins = rows.first() == Some(&Row::Root);
        if begins && !matches!(field, Field::Open(_)) && !self.sees(Thing::Contributions) {
            return Err(FieldError::new(AskRefused::Hidden));
        }
        let mut listed = Listed::default();
        rows.iter().map(|row| listed.within(self.one(field, args, row), MOST_LISTED)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_counted_together() {
        let list = |rows| Answer::nodes(vec![Row::Root; rows]);
        let mut listed = Listed::default();
        assert!(listed.within(list(2), 3).is_ok());
        assert!(listed.within(Answer::leaf(7), 3).is_ok());
        assert!(listed.within(list(1), 3).is_ok());
        let refused = listed.within(list(1), 3).unwrap_err();
        assert!(refused.message.starts_with("lists_too_long: "));
    }
}
