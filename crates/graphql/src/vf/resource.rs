//! Resources, and the events around them.

use super::Field;
use super::filter::{Filter, among, events};
use super::id::Class;
use super::page;
use super::record::list;
use super::row::{Row, Told, maybe, text, texts};
use super::view::View;
use crate::engine::{Answer, Args};
use commons::action::QuantityEffect;
use commons::event::EventIx;
use commons::plan::RecordClass;
use commons::provenance::{Step, Thing};
use commons::resource::{Resource, ResourceIx};
use commons::unit::Quantity;
use std::collections::BTreeSet;

/// How a field of a resource is answered.
pub(super) fn field(name: &str) -> Option<Field> {
    said(name).or_else(|| around(name))
}

fn said(name: &str) -> Option<Field> {
    Some(Field::Resource(match name {
        "name" => |_, _, _, row| text(&row.name),
        "classifiedAs" => |_, _, _, row| texts(&row.classified_as),
        "trackingIdentifier" => |_, _, _, row| maybe(row.tracking.as_deref()),
        "image" => |_, _, _, row| maybe(row.image.as_deref()),
        "imageList" | "currentVirtualLocation" | "currentCurrencyLocation" => {
            |_, _, _, _| Answer::Null
        }
        "accountingQuantity" => |_, _, _, row| counted(row, row.accounting),
        "onhandQuantity" => |_, _, _, row| counted(row, row.onhand),
        "note" => |_, _, _, row| maybe(row.note.as_deref()),
        "unitOfEffort" => |view, _, _, row| {
            let kind = row.specification.map(|kind| view.state().specifications.at(kind));
            Answer::node(kind.and_then(|kind| kind.unit_of_effort).map(Row::Unit))
        },
        "state" => |_, _, _, row| Answer::node(row.state.as_deref().map(|it| Row::Word(it.into()))),
        "containedIn" => |_, _, _, row| Answer::node(row.contained_in.map(Row::Resource)),
        "primaryAccountable" => |_, _, _, row| Answer::node(row.accountable.map(Row::Agent)),
        "currentLocation" => {
            |view, _, _, row| Answer::node(row.location.as_deref().map(|id| view.place(id)))
        }
        "stage" => |_, _, _, row| Answer::node(row.stage.map(Row::Stage)),
        "lot" | "ofBatchLot" => |view, _, _, row| {
            let lot = row.tracking.as_ref().and_then(|code| view.index.lots.get(code));
            Answer::node(lot.map(|iri| Row::Record(iri.clone())))
        },
        "conformsTo" => {
            |_, _, _, row| Answer::Node(row.specification.map_or(Row::Unspecified, Row::Kind))
        }
        _ => return None,
    }))
}

/// How much there is, once anything was counted.
fn counted(row: &Resource, minor: i128) -> Told {
    super::row::measure(row.unit.map(|unit| Quantity { minor, unit }))
}

fn around(name: &str) -> Option<Field> {
    Some(Field::Resource(match name {
        "contains" => |view, _, ix, _| {
            list(
                view.index.resources_in.get(&ix).into_iter().flatten().map(|ix| Row::Resource(*ix)),
            )
        },
        "economicEventsInOutFrom" => |view, args, ix, _| {
            let all = view.index.events.of.get(&ix).into_iter().flatten().copied();
            let found: Vec<EventIx> =
                all.filter(|event| view.state().events.at(*event).resource == Some(ix)).collect();
            events(view, args, Some(&found))
        },
        "economicEventsTo" => |view, args, ix, _| {
            let found = view.index.events.into.get(&ix).map_or(&[][..], Vec::as_slice);
            events(view, args, Some(found))
        },
        "previous" => |view, _, ix, _| list(touching(view, ix, Way::Before)),
        "next" => |view, _, ix, _| list(touching(view, ix, Way::After)),
        "track" => |view, _, ix, _| list(steps(&view.index.forth(view.state()).from(ix))),
        "trace" => |view, _, ix, _| list(steps(&view.index.back(view.state()).from(ix))),
        "commitments" => |view, args, ix, _| {
            let row = Row::Resource(ix);
            super::filter::promised(
                view,
                args,
                &row,
                "resourceInventoriedAs",
                RecordClass::Commitment,
            )
        },
        "intents" => |view, args, ix, _| {
            let row = Row::Resource(ix);
            super::filter::promised(view, args, &row, "resourceInventoriedAs", RecordClass::Intent)
        },
        _ => return None,
    }))
}

/// In which direction one goes from a resource.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Before,
    After,
}

/// The events that made a resource as it is, or in which it went on.
fn touching(view: &View<'_>, ix: ResourceIx, way: Way) -> Vec<Row> {
    let lies = |event: &&EventIx| {
        let row = view.state().events.at(**event);
        let behaviour = row.action.behaviour();
        let gives = [behaviour.accounting, behaviour.onhand].contains(&QuantityEffect::Increment);
        let came = row.to_resource == Some(ix) || (row.resource == Some(ix) && gives);
        let went = row.resource == Some(ix) && !gives;
        if way == Way::Before { came } else { went }
    };
    let all = view.index.events.of.get(&ix).into_iter().flatten();
    all.filter(lies).map(|event| Row::Event(*event)).collect()
}

/// The way through events, each followed by where it leads; everything once.
#[derive(Default)]
pub(super) struct Passed {
    pub(super) rows: Vec<Row>,
    events: BTreeSet<EventIx>,
    things: BTreeSet<Thing>,
}

impl Passed {
    /// A way that began with this event, and tells of it no more.
    pub(super) fn beyond(event: EventIx) -> Self {
        Self { events: BTreeSet::from([event]), ..Self::default() }
    }

    /// Goes on to a thing.
    pub(super) fn reach(&mut self, thing: Thing) {
        let row = match thing {
            Thing::Resource(ix) => Row::Resource(ix),
            Thing::Process(ix) => Row::Process(ix),
            Thing::Exchange(..) => return,
        };
        if self.things.insert(thing) {
            self.rows.push(row);
        }
    }

    /// Goes on by steps.
    pub(super) fn follow(&mut self, steps: &[Step]) {
        for step in steps {
            if self.events.insert(step.event) {
                self.rows.push(Row::Event(step.event));
            }
            if let Some(thing) = step.thing {
                self.reach(thing);
            }
        }
    }
}

fn steps(steps: &[Step]) -> Vec<Row> {
    let mut passed = Passed::default();
    passed.follow(steps);
    passed.rows
}

/// A page of the resources that are wanted, of these or of all.
pub(super) fn wanted(view: &View<'_>, args: &Args, of: Option<&[ResourceIx]>) -> Told {
    let filter = match Filter::read(view, args) {
        Ok(filter) => filter,
        Err(error) => return Answer::Failed(error),
    };
    let all = &view.state().resources;
    let said = filter.said();
    let rows = |name: &str, class| {
        said.given(name)?;
        let ids = said.list(name).iter().filter_map(|id| id.as_str());
        Some(ids.filter_map(|id| view.find(class, id)).collect::<Vec<_>>())
    };
    let kinds = rows("conformsTo", Class::Kind);
    let owners = rows("primaryAccountable", Class::Agent);
    let stages = rows("stage", Class::Stage);
    let containers = rows("containedIn", Class::Resource);
    let places = said.given("currentLocation").map(|_| said.list("currentLocation"));
    let empty = said.truth("isEmpty");
    let takes = |ix: &ResourceIx| {
        let row = all.at(*ix);
        let place = row.location.as_deref();
        filter.finds([Some(&*row.name), row.note.as_deref(), row.tracking.as_deref()])
            && filter.classified(&row.classified_as)
            && among(kinds.as_deref(), row.specification.map(Row::Kind).as_ref())
            && among(owners.as_deref(), row.accountable.map(Row::Agent).as_ref())
            && among(stages.as_deref(), row.stage.map(Row::Stage).as_ref())
            && among(containers.as_deref(), row.contained_in.map(Row::Resource).as_ref())
            && places.is_none_or(|places| {
                places.iter().any(|it| it.as_str().is_some() && it.as_str() == place)
            })
            && empty.is_none_or(|empty| (row.accounting == 0 && row.onhand == 0) == empty)
    };
    let found: Vec<ResourceIx> = match of {
        Some(of) => of.iter().copied().filter(takes).collect(),
        None => all.iter().map(|(ix, _)| ix).filter(takes).collect(),
    };
    page::page(args, found.len(), |at| found.get(at).map_or(Row::Root, |ix| Row::Resource(*ix)))
}
