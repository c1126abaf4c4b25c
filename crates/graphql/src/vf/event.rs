//! Events: what happened, and where it came from and went.

use super::Field;
use super::filter;
use super::id::Class;
use super::record::list;
use super::resource::Passed;
use super::row::{Link, Row, maybe, measure, moment, text, texts};
use super::view::View;
use crate::engine::Answer;
use commons::action::QuantityEffect;
use commons::agreement::Side;
use commons::contribution::status;
use commons::event::{Event, EventIx, EventRest};
use commons::lookup::Lookup;
use commons::plan::RecordClass;
use commons::process::ProcessIx;
use commons::provenance::{Step, Thing, Ways};
use std::collections::BTreeSet;

/// How a field of an event is answered.
pub(super) fn field(name: &str) -> Option<Field> {
    said(name).or_else(|| rest(name)).or_else(|| linked(name))
}

fn said(name: &str) -> Option<Field> {
    Some(Field::Event(match name {
        "action" => |_, _, _, row| Answer::Node(Row::Action(row.action)),
        "provider" => |_, _, _, row| Answer::Node(Row::Agent(row.provider)),
        "receiver" => |_, _, _, row| Answer::Node(Row::Agent(row.receiver)),
        "resourceInventoriedAs" => |_, _, _, row| Answer::node(row.resource.map(Row::Resource)),
        "toResourceInventoriedAs" => {
            |_, _, _, row| Answer::node(row.to_resource.map(Row::Resource))
        }
        "resourceConformsTo" => |view, _, _, row| {
            let of = |ix| view.state().resources.at(ix).specification;
            let kind = row.specification.or_else(|| row.resource.or(row.to_resource).and_then(of));
            Answer::node(kind.map(Row::Kind))
        },
        "resourceQuantity" => |_, _, _, row| measure(row.quantity),
        "effortQuantity" => |_, _, _, row| measure(row.effort),
        "value" => |_, _, _, row| measure(row.value),
        "hasBeginning" => |_, _, _, row| moment(began(row)),
        "hasEnd" => |_, _, _, row| moment(began(row).map(|_| row.at)),
        "hasPointInTime" => |_, _, _, row| match began(row) {
            Some(_) => Answer::Null,
            None => moment(Some(row.at)),
        },
        "created" => |_, _, _, row| moment(Some(row.logged)),
        "deletable" => |_, _, _, _| Answer::leaf(false),
        "agreedIn" | "triggeredBy" => |_, _, _, _| Answer::Null,
        "triggers" | "appreciationOf" | "appreciationWith" => |_, _, _, _| Answer::List(Vec::new()),
        "inputOf" => |_, _, _, row| Answer::node(row.input_of.map(Row::Process)),
        "outputOf" => |_, _, _, row| Answer::node(row.output_of.map(Row::Process)),
        "standing" => |_, _, _, row| text(row.standing.word()),
        "entry" => |_, _, _, row| Answer::leaf(row.entry),
        "author" => |_, _, _, row| Answer::Node(Row::Agent(row.author)),
        "status" => |view, _, ix, row| {
            let state = view.state();
            let days = state.equation.as_ref().map_or(0, |equation| equation.contest_days);
            text(status(state.reviews.get(&ix), row.logged, days, view.now).word())
        },
        _ => return None,
    }))
}

fn began(row: &Event) -> Option<commons::name::Moment> {
    row.rest.as_deref().and_then(|rest| rest.began)
}

fn of(row: &Event) -> Option<&EventRest> {
    row.rest.as_deref()
}

fn rest(name: &str) -> Option<Field> {
    Some(Field::Event(match name {
        "note" => |_, _, _, row| maybe(row.note()),
        "image" => |_, _, _, row| maybe(of(row).and_then(|rest| rest.image.as_deref())),
        "state" => |_, _, _, row| maybe(of(row).and_then(|rest| rest.state.as_deref())),
        "role" => |_, _, _, row| maybe(row.role().map(|role| role.as_str())),
        "weight" => |_, _, _, row| Answer::maybe(row.weight()),
        "resourceClassifiedAs" => {
            |_, _, _, row| texts(of(row).map_or(&[], |rest| &rest.classified_as))
        }
        "atLocation" | "toLocation" => |view, _, _, row| {
            let place = of(row).and_then(|rest| rest.to_location.as_deref());
            Answer::node(place.map(|id| view.place(id)))
        },
        "fulfills" => |view, _, ix, row| {
            let known = |id: &&String| view.record(RecordClass::Commitment, id).is_some();
            let all = (0..).zip(of(row).map_or(&[][..], |rest| &rest.fulfills));
            list(
                all.filter(|(_, id)| known(id)).map(|(at, _)| Row::Link(Link::Fulfillment(ix, at))),
            )
        },
        "satisfies" => |view, _, ix, row| {
            let known = |id: &&String| view.record(RecordClass::Intent, id).is_some();
            let all = (0..).zip(of(row).map_or(&[][..], |rest| &rest.satisfies));
            let links = all.filter(|(_, id)| known(id));
            list(links.map(|(at, _)| Row::Link(Link::SatisfiedByEvent(ix, at))))
        },
        "settles" => |view, _, ix, row| {
            let known = |id: &&String| view.find(Class::Claim, id).is_some();
            let all = (0..).zip(row.settles()).filter(|(_, id)| known(id));
            list(all.map(|(at, _)| Row::Link(Link::Settlement(ix, at))))
        },
        _ => return None,
    }))
}

fn linked(name: &str) -> Option<Field> {
    Some(Field::Event(match name {
        "corrects" => |_, _, _, row| Answer::node(row.corrects.map(Row::Event)),
        "correctedBy" => |view, _, ix, _| {
            let found = view.state().corrections.get(&ix).into_iter().flatten();
            list(found.map(|ix| Row::Event(*ix)))
        },
        "realizationOf" => |_, _, _, row| agreement(row, Side::Primary),
        "reciprocalRealizationOf" => |_, _, _, row| agreement(row, Side::Reciprocal),
        "inScopeOf" => |view, _, _, row| {
            let state = view.state();
            let process = row.input_of.or(row.output_of).map(|ix| state.processes.at(ix));
            let scope = process.and_then(|row| row.in_scope_of).map(Row::Agent);
            list(scope.filter(|row| row.type_name(state) != "EcologicalAgent"))
        },
        "previous" => |_, _, _, row| list(ends(row).0),
        "next" => |_, _, _, row| list(ends(row).1),
        "trace" => |view, _, ix, row| {
            let index = view.index;
            list(walked(view, ix, &ends(row).0, &index.events.inputs, index.back(view.state())))
        },
        "track" => |view, _, ix, row| {
            let index = view.index;
            list(walked(view, ix, &ends(row).1, &index.events.outputs, index.forth(view.state())))
        },
        _ => return None,
    }))
}

fn agreement(row: &Event, side: Side) -> super::row::Told {
    let found = row.agreement.filter(|(_, its)| *its == side);
    Answer::node(found.map(|(ix, _)| Row::Agreement(ix)))
}

/// What an event came from, and where it went.
fn ends(row: &Event) -> (Vec<Row>, Vec<Row>) {
    let behaviour = row.action.behaviour();
    let gives = [behaviour.accounting, behaviour.onhand].contains(&QuantityEffect::Increment);
    let (mut from, mut to) = (Vec::new(), Vec::new());
    from.extend(row.output_of.map(Row::Process));
    to.extend(row.input_of.map(Row::Process));
    if let Some(resource) = row.resource {
        if gives { to.push(Row::Resource(resource)) } else { from.push(Row::Resource(resource)) }
    }
    to.extend(row.to_resource.map(Row::Resource));
    (from, to)
}

/// The way on from the ends of an event; `through` are the events on the far side of processes.
fn walked(
    view: &View<'_>,
    from: EventIx,
    ends: &[Row],
    through: &Lookup<ProcessIx, Vec<EventIx>>,
    ways: &Ways,
) -> Vec<Row> {
    let mut passed = Passed::beyond(from);
    let mut resources = BTreeSet::new();
    for end in ends {
        match end {
            Row::Resource(ix) => {
                passed.reach(Thing::Resource(*ix));
                resources.insert(*ix);
            }
            Row::Process(ix) => {
                passed.reach(Thing::Process(*ix));
                for event in through.get(ix).into_iter().flatten() {
                    let row = view.state().events.at(*event);
                    let thing = row.to_resource.or(row.resource);
                    let step =
                        Step { event: *event, thing: thing.map(Thing::Resource), after: None };
                    passed.follow(&[step]);
                    resources.extend(thing);
                }
            }
            _ => {}
        }
    }
    for resource in resources {
        passed.follow(&ways.from(resource));
    }
    passed.rows
}

/// Events of the commons that are wanted.
pub(super) fn wanted(view: &View<'_>, args: &crate::engine::Args) -> super::row::Told {
    filter::events(view, args, None)
}
