//! Agreements and claims.

use super::Field;
use super::filter::Filter;
use super::id;
use super::page;
use super::record::{list, text_of};
use super::refused::AskRefused;
use super::row::{Link, Row, Told, maybe, measure, moment, text, texts};
use super::view::View;
use crate::engine::{Answer, Args};
use commons::agent::AgentIx;
use commons::agreement::{AgreementIx, Side};
use commons::event::EventIx;
use commons::plan::RecordClass;
use commons::unit::Quantity;
use commons::visibility::Thing;
use std::collections::BTreeSet;

/// How a field of an agreement is answered.
pub(super) fn agreement(name: &str) -> Option<Field> {
    Some(Field::Agreement(match name {
        "name" => |_, _, _, row| text(&row.name),
        "note" => |_, _, _, row| maybe(row.note.as_deref()),
        "created" => |_, _, _, row| moment(row.created),
        "bundledIn" => |view, _, _, row| {
            let bundle = row.bundled_in.as_deref();
            Answer::node(bundle.and_then(|iri| view.record(RecordClass::AgreementBundle, iri)))
        },
        "commitments" => {
            |view, _, ix, _| list(promises(view, ix, &["clauseOf", "reciprocalClauseOf"]))
        }
        "stipulates" => |view, _, ix, _| list(promises(view, ix, &["clauseOf"])),
        "stipulatesReciprocal" => {
            |view, _, ix, _| list(promises(view, ix, &["reciprocalClauseOf"]))
        }
        "economicEvents" => |view, _, ix, _| list(events(view, ix).into_iter().map(Row::Event)),
        "unplannedEconomicEvents" => |view, _, ix, _| {
            let keeping = keeping(view, ix);
            let own = view.index.events.under.get(&ix).into_iter().flatten();
            list(own.filter(|event| !keeping.contains(event)).map(|event| Row::Event(*event)))
        },
        "realizes" => |view, _, ix, _| list(side(view, ix, Side::Primary)),
        "realizesReciprocal" => |view, _, ix, _| list(side(view, ix, Side::Reciprocal)),
        "involvedAgents" => |view, args, ix, _| {
            let of = |event: EventIx| {
                let row = view.state().events.at(event);
                [row.provider, row.receiver]
            };
            let mut agents: BTreeSet<AgentIx> = events(view, ix).into_iter().flat_map(of).collect();
            for promise in promises(view, ix, &["clauseOf", "reciprocalClauseOf"]) {
                let Row::Record(iri) = promise else { continue };
                let Some(row) = view.state().records.get(&*iri) else { continue };
                for property in ["provider", "receiver"] {
                    let found =
                        text_of(row, property).and_then(|it| view.find(id::Class::Agent, it));
                    if let Some(Row::Agent(agent)) = found {
                        agents.insert(agent);
                    }
                }
            }
            page::page_of(args, &agents.into_iter().map(Row::Agent).collect::<Vec<_>>())
        },
        _ => return None,
    }))
}

/// The promises of an agreement.
fn promises(view: &View<'_>, ix: AgreementIx, sides: &[&'static str]) -> Vec<Row> {
    let id = id::of(view.state(), &Row::Agreement(ix));
    let all = sides.iter().flat_map(|property| view.referring(property, &id));
    all.filter_map(|iri| view.record(RecordClass::Commitment, iri)).collect()
}

/// The events that keep promises of an agreement.
fn keeping(view: &View<'_>, ix: AgreementIx) -> BTreeSet<EventIx> {
    let promises = promises(view, ix, &["clauseOf", "reciprocalClauseOf"]);
    let of = |row: &Row| match row {
        Row::Record(iri) => view.index.events.fulfills.get(&**iri),
        _ => None,
    };
    promises.iter().filter_map(of).flatten().map(|(event, _)| *event).collect()
}

/// The events of an agreement, and those that keep its promises.
fn events(view: &View<'_>, ix: AgreementIx) -> BTreeSet<EventIx> {
    let mut all = keeping(view, ix);
    all.extend(view.index.events.under.get(&ix).into_iter().flatten());
    all
}

fn side(view: &View<'_>, ix: AgreementIx, side: Side) -> Vec<Row> {
    let all = view.index.events.under.get(&ix).into_iter().flatten();
    let on_side = |event: &&EventIx| {
        view.state().events.at(**event).agreement.is_some_and(|(_, its)| its == side)
    };
    all.filter(on_side).map(|event| Row::Event(*event)).collect()
}

/// How a field of a claim is answered.
pub(super) fn claim(name: &str) -> Option<Field> {
    Some(Field::Claim(match name {
        "action" => |_, _, _, row| Answer::Node(Row::Action(row.action)),
        "provider" => |_, _, _, row| Answer::node(row.provider.map(Row::Agent)),
        "receiver" => |_, _, _, row| Answer::node(row.receiver.map(Row::Agent)),
        "resourceConformsTo" => |_, _, _, row| Answer::node(row.specification.map(Row::Kind)),
        "resourceClassifiedAs" => |_, _, _, row| texts(&row.classified_as),
        "resourceQuantity" => |_, _, _, row| measure(row.quantity),
        "effortQuantity" => |_, _, _, row| measure(row.effort),
        "open" => |_, _, _, row| {
            let open = |quantity: Quantity| Some(Quantity { minor: row.open()?, ..quantity });
            measure(row.quantity.and_then(open))
        },
        "triggeredBy" => |_, _, _, row| match row.triggered_by {
            Some(event) => Answer::Node(Row::Event(event)),
            None => Answer::failed(AskRefused::ClaimUntriggered { id: row.iri.clone() }),
        },
        "due" => |_, _, _, row| moment(row.due),
        "created" => |_, _, _, row| moment(row.created),
        "finished" => |_, _, _, row| Answer::leaf(row.finished),
        "note" => |_, _, _, row| maybe(row.note.as_deref()),
        "agreedIn" => |_, _, _, _| Answer::Null,
        "inScopeOf" => |_, _, _, _| Answer::List(Vec::new()),
        "settledBy" => |view, args, _, row| {
            let found = view.index.events.settles.get(&row.iri).into_iter().flatten();
            let rows: Vec<Row> =
                found.map(|(event, at)| Row::Link(Link::Settlement(*event, *at))).collect();
            page::page_of(args, &rows)
        },
        _ => return None,
    }))
}

/// A page of the claims that are wanted.
pub(super) fn claims(view: &View<'_>, args: &Args) -> Told {
    let filter = match Filter::read(view, args) {
        Ok(filter) => filter,
        Err(error) => return Answer::Failed(error),
    };
    let all = view.state().claims.iter().filter(|(_, row)| filter.takes_claim(row));
    let all = all.filter(|(ix, _)| view.sees(Thing::Claim(*ix)));
    page::page_of(args, &all.map(|(ix, _)| Row::Claim(ix)).collect::<Vec<_>>())
}

/// A page of these claims, as far as who asks may see them.
pub(super) fn claims_of(
    view: &View<'_>,
    args: &Args,
    found: Option<&Vec<commons::claim::ClaimIx>>,
) -> Told {
    let shown = found.into_iter().flatten().filter(|ix| view.sees(Thing::Claim(**ix)));
    let rows: Vec<Row> = shown.map(|ix| Row::Claim(*ix)).collect();
    page::page_of(args, &rows)
}
