//! The fields of `Query`.

use super::filter::Wanted;
use super::id::Class;
use super::page;
use super::record::leads_somewhere;
use super::refused::AskRefused;
use super::row::{Link, Row, Told};
use super::view::View;
use super::{Field, agent, commons, event, exchange, kind, process, resource};
use crate::engine::{Answer, Args};
use ::commons::action::Action;
use ::commons::event::EventIx;
use ::commons::plan::RecordClass;
use ::commons::visibility::Thing;
use std::sync::Arc;

/// How a field of `Query` is answered.
pub(super) fn field(name: &str) -> Option<Field> {
    one(name)
        .or_else(|| records(name))
        .or_else(|| many(name))
        .or_else(|| links(name))
        .or_else(|| own(name))
}

fn one(name: &str) -> Option<Field> {
    Some(match name {
        "agent" => Field::One(Class::Agent),
        "person" => Field::Root(|view, args| agent_like(view, args, "Person")),
        "organization" => Field::Root(|view, args| agent_like(view, args, "Organization")),
        "ecologicalAgent" => Field::Root(|view, args| agent_like(view, args, "EcologicalAgent")),
        "unit" => Field::One(Class::Unit),
        "resourceSpecification" => Field::One(Class::Kind),
        "processSpecification" => Field::One(Class::Stage),
        "economicResource" => Field::One(Class::Resource),
        "economicEvent" => Field::One(Class::Event),
        "process" => Field::One(Class::Process),
        "agreement" => Field::One(Class::Agreement),
        "claim" => Field::One(Class::Claim),
        "distribution" => Field::One(Class::Distribution),
        "fulfillment" => Field::OneLink("fulfillment"),
        "satisfaction" => Field::OneLink("satisfaction"),
        "settlement" => Field::OneLink("settlement"),
        "action" => Field::Open(|_, args| kind::action_named(args)),
        "appreciation" => Field::Root(|_, _| Answer::failed(AskRefused::AppreciationUnknown)),
        "scenario" | "scenarioDefinition" => Field::Nothing,
        _ => return None,
    })
}

fn agent_like(view: &View<'_>, args: &Args, type_name: &str) -> Told {
    let found = args.text("id").and_then(|id| view.find(Class::Agent, id));
    Answer::node(found.filter(|row| row.type_name(view.state()) == type_name))
}

fn records(name: &str) -> Option<Field> {
    use RecordClass as R;
    let (class, wanted) = match name {
        "agentRelationships" => (R::AgentRelationship, Wanted::All),
        "agentRelationshipRoles" => (R::AgentRelationshipRole, Wanted::All),
        "agreementBundles" => (R::AgreementBundle, Wanted::All),
        "commitments" => (R::Commitment, Wanted::Promises),
        "spatialThings" => (R::SpatialThing, Wanted::All),
        "intents" => (R::Intent, Wanted::Promises),
        "plans" => (R::Plan, Wanted::Plans),
        "productBatches" | "batchLotRecords" => (R::BatchLotRecord, Wanted::All),
        "proposals" => (R::Proposal, Wanted::Proposals),
        "offers" => (R::Proposal, Wanted::Offers),
        "requests" => (R::Proposal, Wanted::Requests),
        "proposalLists" => (R::ProposalList, Wanted::All),
        "recipes" => (R::Recipe, Wanted::All),
        "recipeFlows" => (R::RecipeFlow, Wanted::All),
        "recipeProcesses" => (R::RecipeProcess, Wanted::All),
        "recipeExchanges" => (R::RecipeExchange, Wanted::All),
        _ => return one_record(name),
    };
    Some(Field::Records(class, wanted))
}

fn one_record(name: &str) -> Option<Field> {
    use RecordClass as R;
    Some(Field::OneRecord(match name {
        "agentRelationship" => R::AgentRelationship,
        "agentRelationshipRole" => R::AgentRelationshipRole,
        "agreementBundle" => R::AgreementBundle,
        "commitment" => R::Commitment,
        "intent" => R::Intent,
        "plan" => R::Plan,
        "productBatch" | "batchLotRecord" => R::BatchLotRecord,
        "proposal" => R::Proposal,
        "proposalList" => R::ProposalList,
        "recipe" => R::Recipe,
        "recipeFlow" => R::RecipeFlow,
        "recipeProcess" => R::RecipeProcess,
        "recipeExchange" => R::RecipeExchange,
        "spatialThing" => {
            return Some(Field::Root(|view, args| {
                let id = args.text("id");
                let known = |id: &&str| {
                    view.index.people_at.contains_key(*id)
                        || view.index.things_at.contains_key(*id)
                        || view.index.events.at.contains_key(*id)
                };
                let record = id.and_then(|id| view.record(R::SpatialThing, id));
                Answer::node(record.or_else(|| id.filter(known).map(|id| Row::Place(id.into()))))
            }));
        }
        _ => return None,
    }))
}

fn many(name: &str) -> Option<Field> {
    Some(match name {
        "agents" => Field::Root(|view, args| agent::wanted(view, args, |_| true)),
        "people" => Field::Root(|view, args| {
            agent::wanted(view, args, |row| row.type_name(view.state()) == "Person")
        }),
        "organizations" => Field::Root(|view, args| {
            agent::wanted(view, args, |row| row.type_name(view.state()) == "Organization")
        }),
        "ecologicalAgents" => Field::Root(|view, args| {
            agent::wanted(view, args, |row| row.type_name(view.state()) == "EcologicalAgent")
        }),
        "agreements" => Field::Root(|view, args| {
            let all = &view.state().agreements;
            page::page(args, all.len(), |at| all.ix(at).map_or(Row::Root, Row::Agreement))
        }),
        "claims" => Field::Root(exchange::claims),
        "units" => Field::Root(|view, args| {
            let all = &view.state().units;
            page::page(args, all.len(), |at| all.ix(at).map_or(Row::Root, Row::Unit))
        }),
        "economicEvents" => Field::Root(event::wanted),
        "economicResources" => Field::Root(|view, args| resource::wanted(view, args, None)),
        "processes" => Field::Root(|view, args| process::wanted(view, args, None)),
        "processSpecifications" => Field::Root(|view, args| {
            let all = &view.state().process_specifications;
            page::page(args, all.len(), |at| all.ix(at).map_or(Row::Root, Row::Stage))
        }),
        "resourceSpecifications" => Field::Root(kind::wanted),
        "actions" => {
            Field::Open(|_, _| Answer::nodes(Action::ALL.iter().map(|it| Row::Action(*it))))
        }
        "appreciations" | "scenarios" | "scenarioDefinitions" => Field::NoRows,
        _ => return None,
    })
}

fn links(name: &str) -> Option<Field> {
    Some(Field::Root(match name {
        "fulfillments" => |view, args| of_events(view, args, 0, Link::Fulfillment, &[]),
        "satisfactions" => |view, args| {
            let promises = view.records(RecordClass::Commitment).iter().flat_map(|iri| {
                let row = view.state().records.get(&**iri);
                let count = row.map_or(0, |row| super::record::texts_of(row, "satisfies").len());
                (0..count).map(move |at| {
                    let at = u16::try_from(at).unwrap_or(u16::MAX);
                    Link::SatisfiedByCommitment(Arc::clone(iri), at)
                })
            });
            let promises: Vec<Link> = promises.collect();
            of_events(view, args, 1, Link::SatisfiedByEvent, &promises)
        },
        "settlements" => |view, args| of_events(view, args, 2, Link::Settlement, &[]),
        _ => return None,
    }))
}

fn of_events(
    view: &View<'_>,
    args: &Args,
    column: usize,
    link: fn(EventIx, u16) -> Link,
    more: &[Link],
) -> Told {
    let found = view.index.events.links.get(column).into_iter().flatten();
    let links = found.map(|(event, at)| link(*event, *at)).chain(more.iter().cloned());
    let rows: Vec<Row> = links.filter(|link| leads_somewhere(view, link)).map(Row::Link).collect();
    page::page_of(args, &rows)
}

fn own(name: &str) -> Option<Field> {
    Some(match name {
        "commons" => Field::Open(commons::commons),
        "charter" => Field::Open(|view, _| {
            let last = view.state().money.charters.last();
            Answer::node(last.filter(|_| view.sees(Thing::Charter)).map(|_| Row::Charter))
        }),
        "myAgent" => Field::Root(|view, _| Answer::node(view.asker.map(Row::Agent))),
        "equity" => Field::Root(commons::shared),
        "distributions" => Field::Root(commons::distributions),
        "accounts" => Field::Root(commons::accounts),
        "claimsLeft" => Field::Root(commons::claims_left),
        "journal" => Field::Root(commons::journal),
        _ => return None,
    })
}
