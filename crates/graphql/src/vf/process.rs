//! Processes: what goes in and comes out.

use super::Field;
use super::filter::{Filter, event_list, promise_list};
use super::id;
use super::page;
use super::record::list;
use super::row::{Row, Told, maybe, moment, text, texts};
use super::view::View;
use crate::engine::{Answer, Args};
use commons::action::Action;
use commons::agent::AgentIx;
use commons::event::EventIx;
use commons::plan::RecordClass;
use commons::process::{Process, ProcessIx};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How a field of a process is answered.
pub(super) fn field(name: &str) -> Option<Field> {
    said(name).or_else(|| flows(name)).or_else(|| around(name))
}

fn said(name: &str) -> Option<Field> {
    Some(Field::Process(match name {
        "name" => |_, _, _, row| text(&row.name),
        "note" => |_, _, _, row| maybe(row.note.as_deref()),
        "hasBeginning" => |_, _, _, row| moment(row.began),
        "hasEnd" => |_, _, _, row| moment(row.ended),
        "finished" => |_, _, _, row| Answer::leaf(row.finished),
        "classifiedAs" => |_, _, _, row| texts(&row.classified_as),
        "priority" => |_, _, _, row| maybe(row.priority.as_deref()),
        "basedOn" => |_, _, _, row| Answer::node(row.based_on.map(Row::Stage)),
        "inScopeOf" => |view, _, _, row| {
            let scope = row.in_scope_of.map(Row::Agent);
            list(scope.filter(|row| row.type_name(view.state()) != "EcologicalAgent"))
        },
        "plannedWithin" => |view, _, _, row| {
            let plan = row.planned_within.as_deref();
            Answer::node(plan.and_then(|iri| view.record(RecordClass::Plan, iri)))
        },
        "nestedIn" => |_, _, _, _| Answer::Null,
        "deletable" => |_, _, _, _| Answer::leaf(false),
        _ => return None,
    }))
}

fn flows(name: &str) -> Option<Field> {
    Some(Field::Process(match name {
        "observedInputs" | "previous" => {
            |view, args, ix, _| event_list(view, args, view.index.events.inputs.get(&ix))
        }
        "observedOutputs" | "next" => {
            |view, args, ix, _| event_list(view, args, view.index.events.outputs.get(&ix))
        }
        "unplannedInputs" => |view, args, ix, _| {
            event_list(view, args, Some(&unplanned(view, view.index.events.inputs.get(&ix))))
        },
        "unplannedOutputs" => |view, args, ix, _| {
            event_list(view, args, Some(&unplanned(view, view.index.events.outputs.get(&ix))))
        },
        "committedInputs" => {
            |view, args, ix, _| planned(view, args, ix, "inputOf", RecordClass::Commitment)
        }
        "committedOutputs" => {
            |view, args, ix, _| planned(view, args, ix, "outputOf", RecordClass::Commitment)
        }
        "intendedInputs" => {
            |view, args, ix, _| planned(view, args, ix, "inputOf", RecordClass::Intent)
        }
        "intendedOutputs" => {
            |view, args, ix, _| planned(view, args, ix, "outputOf", RecordClass::Intent)
        }
        _ => return None,
    }))
}

fn around(name: &str) -> Option<Field> {
    Some(Field::Process(match name {
        "nextProcesses" => |view, _, ix, _| {
            let out = resources(view, view.index.events.outputs.get(&ix));
            let takes = |event: &EventIx| view.state().events.at(*event).input_of;
            list(beside(view, ix, &out, takes))
        },
        "previousProcesses" => |view, _, ix, _| {
            let into = resources(view, view.index.events.inputs.get(&ix));
            let gave = |event: &EventIx| view.state().events.at(*event).output_of;
            list(beside(view, ix, &into, gave))
        },
        "involvedAgents" => |view, args, ix, _| {
            let agents = involved(view, &[ix]);
            page::page_of(args, &agents.into_iter().map(Row::Agent).collect::<Vec<_>>())
        },
        "workingAgents" => |view, args, ix, _| {
            let inputs = view.index.events.inputs.get(&ix).into_iter().flatten();
            let rows = inputs.map(|event| view.state().events.at(*event));
            let work = rows.filter(|row| row.action == Action::Work).map(|row| row.provider);
            let agents: BTreeSet<AgentIx> = work.collect();
            page::page_of(args, &agents.into_iter().map(Row::Agent).collect::<Vec<_>>())
        },
        _ => return None,
    }))
}

/// Everybody who gave or took something in processes.
pub(super) fn involved(view: &View<'_>, processes: &[ProcessIx]) -> BTreeSet<AgentIx> {
    let events = &view.index.events;
    let sides =
        |ix| [events.inputs.get(ix), events.outputs.get(ix)].into_iter().flatten().flatten();
    let rows = processes.iter().flat_map(sides).map(|event| view.state().events.at(*event));
    rows.flat_map(|row| [row.provider, row.receiver]).collect()
}

/// Events that keep no promise.
fn unplanned(view: &View<'_>, events: Option<&Vec<EventIx>>) -> Vec<EventIx> {
    let keeps = |event: &EventIx| {
        let rest = view.state().events.at(*event).rest.as_deref();
        rest.is_some_and(|rest| !rest.fulfills.is_empty())
    };
    events.into_iter().flatten().copied().filter(|event| !keeps(event)).collect()
}

fn planned(
    view: &View<'_>,
    args: &Args,
    ix: ProcessIx,
    property: &'static str,
    class: RecordClass,
) -> Told {
    let id = id::of(view.state(), &Row::Process(ix));
    let of_class = |iri: &&Arc<str>| view.record(class, iri).is_some();
    promise_list(view, args, view.referring(property, &id).iter().filter(of_class))
}

fn resources(
    view: &View<'_>,
    events: Option<&Vec<EventIx>>,
) -> BTreeSet<commons::resource::ResourceIx> {
    let of = |event: &EventIx| view.state().events.at(*event).resource;
    events.into_iter().flatten().filter_map(of).collect()
}

/// The other processes of the events of resources.
fn beside(
    view: &View<'_>,
    own: ProcessIx,
    resources: &BTreeSet<commons::resource::ResourceIx>,
    process: impl Fn(&EventIx) -> Option<ProcessIx>,
) -> Vec<Row> {
    let events = resources.iter().flat_map(|ix| view.index.events.of.get(ix)).flatten();
    let found: BTreeSet<ProcessIx> = events.filter_map(process).filter(|ix| *ix != own).collect();
    found.into_iter().map(Row::Process).collect()
}

/// Whether a process is wanted.
pub(super) fn takes(filter: &Filter, row: &Process) -> bool {
    filter.finds([Some(&*row.name), row.note.as_deref()])
        && filter.is_finished(|| row.finished)
        && filter.in_scope(row.in_scope_of.map(Row::Agent))
        && filter.classified(&row.classified_as)
        && filter.within(row.began, row.ended)
}

/// A page of the processes that are wanted, of these or of all.
pub(super) fn wanted(view: &View<'_>, args: &Args, of: Option<&[ProcessIx]>) -> Told {
    let filter = match Filter::read(view, args) {
        Ok(filter) => filter,
        Err(error) => return Answer::Failed(error),
    };
    let all = &view.state().processes;
    let wanted = |ix: &ProcessIx| takes(&filter, all.at(*ix));
    let found: Vec<ProcessIx> = match of {
        Some(of) => of.iter().copied().filter(wanted).collect(),
        None => all.iter().map(|(ix, _)| ix).filter(wanted).collect(),
    };
    page::page(args, found.len(), |at| found.get(at).map_or(Row::Root, |ix| Row::Process(*ix)))
}
