//! Agents, and everything they take part in.

use super::Field;
use super::filter::{self, Filter, Wanted};
use super::id;
use super::index::REFERENCES;
use super::page;
use super::record::{list, text_of};
use super::row::{Row, Told, maybe, text, texts};
use super::view::View;
use crate::engine::{Answer, Args};
use commons::account::Account;
use commons::agent::AgentIx;
use commons::plan::RecordClass;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How a field of an agent is answered.
pub(super) fn field(name: &str) -> Option<Field> {
    said(name).or_else(|| gave(name)).or_else(|| planned(name))
}

fn said(name: &str) -> Option<Field> {
    Some(Field::Agent(match name {
        "name" => |_, _, _, row| text(&row.name),
        "image" => |_, _, _, row| maybe(row.image.as_deref()),
        "note" => |_, _, _, row| maybe(row.note.as_deref()),
        "classifiedAs" => |_, _, _, row| texts(&row.classified_as),
        "primaryLocation" => {
            |view, _, _, row| Answer::node(row.location.as_deref().map(|id| view.place(id)))
        }
        "relationships" => |view, args, ix, _| relations(view, args, ix, &["subject", "object"]),
        "relationshipsAsSubject" => |view, args, ix, _| relations(view, args, ix, &["subject"]),
        "relationshipsAsObject" => |view, args, ix, _| relations(view, args, ix, &["object"]),
        "roles" => |view, _, ix, _| {
            let id = id::of(view.state(), &Row::Agent(ix));
            let role = |iri: &Arc<str>| {
                let row = view.state().records.get(&**iri)?;
                view.record(RecordClass::AgentRelationshipRole, text_of(row, "relationship")?)
            };
            let mut roles: Vec<Row> = Vec::new();
            for role in view.referring("subject", &id).iter().filter_map(role) {
                if !roles.contains(&role) {
                    roles.push(role);
                }
            }
            list(roles)
        },
        "balances" => |view, _, ix, _| list(super::commons::balances(view, Account::Agent(ix))),
        _ => return None,
    }))
}

fn gave(name: &str) -> Option<Field> {
    Some(match name {
        "claims" | "claimsAsProvider" | "claimsAsReceiver" | "claimsInScope"
        | "scenariosInScope" => Field::NoRows,
        "owes" => Field::Agent(|view, args, ix, _| {
            super::exchange::claims_of(view, args, view.index.claims_by.get(&ix))
        }),
        "isOwed" => Field::Agent(|view, args, ix, _| {
            super::exchange::claims_of(view, args, view.index.claims_to.get(&ix))
        }),
        "economicEvents" => Field::Agent(|view, args, ix, _| {
            let found = view.index.events.with.get(&ix).map_or(&[][..], Vec::as_slice);
            filter::events(view, args, Some(found))
        }),
        "economicEventsAsProvider" => Field::Agent(|view, args, ix, _| {
            let found = view.index.events.by.get(&ix).map_or(&[][..], Vec::as_slice);
            filter::events(view, args, Some(found))
        }),
        "economicEventsAsReceiver" => Field::Agent(|view, args, ix, _| {
            let found = view.index.events.to.get(&ix).map_or(&[][..], Vec::as_slice);
            filter::events(view, args, Some(found))
        }),
        "economicEventsInScope" => Field::Agent(|view, args, ix, _| {
            let events = &view.index.events;
            let of = |process| {
                let sides = [events.inputs.get(process), events.outputs.get(process)];
                sides.into_iter().flatten().flatten().copied()
            };
            let processes = view.index.processes_in.get(&ix).into_iter().flatten();
            let found: BTreeSet<_> = processes.flat_map(of).collect();
            filter::events(view, args, Some(&found.into_iter().collect::<Vec<_>>()))
        }),
        "inventoriedEconomicResources" => Field::Agent(|view, args, ix, _| {
            super::resource::wanted(
                view,
                args,
                view.index.resources_of.get(&ix).map(Vec::as_slice).or(Some(&[])),
            )
        }),
        "processes" => Field::Agent(|view, args, ix, _| {
            super::process::wanted(view, args, Some(&processes(view, ix)))
        }),
        _ => return None,
    })
}

fn planned(name: &str) -> Option<Field> {
    use RecordClass::{Commitment, Intent, Proposal};
    Some(Field::Agent(match name {
        "commitments" => {
            |view, args, ix, _| records(view, args, ix, Commitment, &["provider", "receiver"])
        }
        "commitmentsAsProvider" => {
            |view, args, ix, _| records(view, args, ix, Commitment, &["provider"])
        }
        "commitmentsAsReceiver" => {
            |view, args, ix, _| records(view, args, ix, Commitment, &["receiver"])
        }
        "commitmentsInScope" => {
            |view, args, ix, _| records(view, args, ix, Commitment, &["inScopeOf"])
        }
        "intents" => |view, args, ix, _| records(view, args, ix, Intent, &["provider", "receiver"]),
        "intentsAsProvider" => |view, args, ix, _| records(view, args, ix, Intent, &["provider"]),
        "intentsAsReceiver" => |view, args, ix, _| records(view, args, ix, Intent, &["receiver"]),
        "intentsInScope" => |view, args, ix, _| records(view, args, ix, Intent, &["inScopeOf"]),
        "proposalsInScope" => |view, args, ix, _| records(view, args, ix, Proposal, &["inScopeOf"]),
        "proposalsTo" => |view, args, ix, _| records(view, args, ix, Proposal, &["proposedTo"]),
        "proposals" => |view, args, ix, _| {
            let intents = referring(view, ix, Intent, &["provider", "receiver"]);
            let of = |iri: &Arc<str>| {
                let first = view.referring("publishes", iri).iter();
                first.chain(view.referring("reciprocal", iri)).cloned()
            };
            let found: BTreeSet<Arc<str>> = intents.iter().flat_map(of).collect();
            Wanted::Proposals.of(view, args, found.iter())
        },
        "plans" => |view, args, ix, _| {
            let plan = |process: &_| view.state().processes.at(*process).planned_within.clone();
            let mut plans: BTreeSet<String> = processes(view, ix).iter().filter_map(plan).collect();
            for promise in referring(view, ix, Commitment, &["provider", "receiver"]) {
                let Some(row) = view.state().records.get(&*promise) else { continue };
                let of = ["plannedWithin", "independentDemandOf"];
                plans.extend(of.into_iter().filter_map(|it| text_of(row, it)).map(str::to_owned));
            }
            super::plan::page_of_plans(view, args, plans)
        },
        _ => return None,
    }))
}

/// The records of a class that refer to an agent by one of these properties, each once.
fn referring(
    view: &View<'_>,
    ix: AgentIx,
    class: RecordClass,
    properties: &[&str],
) -> BTreeSet<Arc<str>> {
    let id = id::of(view.state(), &Row::Agent(ix));
    let known = REFERENCES.iter().filter(|(name, _)| properties.contains(name));
    let all = known.flat_map(|(name, _)| view.referring(name, &id));
    all.filter(|iri| view.record(class, iri).is_some()).cloned().collect()
}

fn records(
    view: &View<'_>,
    args: &Args,
    ix: AgentIx,
    class: RecordClass,
    properties: &[&str],
) -> Told {
    let found = referring(view, ix, class, properties);
    Wanted::All.of(view, args, found.iter())
}

fn relations(view: &View<'_>, args: &Args, ix: AgentIx, properties: &[&str]) -> Told {
    let filter = match Filter::read(view, args) {
        Ok(filter) => filter,
        Err(error) => return Answer::Failed(error),
    };
    let kinds = filter.said().given("roleId").map(|_| filter.said().list("roleId"));
    let wanted = |iri: &Arc<str>| {
        let Some(row) = view.state().records.get(&**iri) else { return false };
        let role = text_of(row, "relationship").unwrap_or_default();
        let scope = text_of(row, "inScopeOf").and_then(|id| view.find(id::Class::Agent, id));
        kinds.is_none_or(|kinds| kinds.iter().any(|kind| kind.as_str() == Some(role)))
            && filter.in_scope(scope)
    };
    let found = referring(view, ix, RecordClass::AgentRelationship, properties);
    Wanted::All.of(view, &without_filter(args), found.iter().filter(|iri| wanted(iri)))
}

/// Paging without a filter that was applied already.
fn without_filter(args: &Args) -> Args {
    let mut all = args.all().clone();
    all.remove("filter");
    all.into()
}

/// The processes in an agent's scope, and those that the agent gave to or took from.
fn processes(view: &View<'_>, ix: AgentIx) -> Vec<commons::process::ProcessIx> {
    let scope = view.index.processes_in.get(&ix).into_iter().flatten().copied();
    let events = view.index.events.with.get(&ix).into_iter().flatten();
    let of = |event: &_| {
        let row = view.state().events.at(*event);
        [row.input_of, row.output_of].into_iter().flatten()
    };
    let all: BTreeSet<_> = scope.chain(events.flat_map(of)).collect();
    all.into_iter().collect()
}

/// A page of the agents that are wanted.
pub(super) fn wanted(view: &View<'_>, args: &Args, is: impl Fn(&Row) -> bool) -> Told {
    let filter = match Filter::read(view, args) {
        Ok(filter) => filter,
        Err(error) => return Answer::Failed(error),
    };
    let agents = view.state().agents.iter().filter(|(_, row)| {
        filter.classified(&row.classified_as)
            && filter.finds([Some(&*row.name), row.note.as_deref()])
    });
    let rows: Vec<Row> = agents.map(|(ix, _)| Row::Agent(ix)).filter(is).collect();
    page::page_of(args, &rows)
}
