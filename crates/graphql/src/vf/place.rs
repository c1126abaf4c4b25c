//! What refers to a place.

use super::Field;
use super::page;
use super::record::list;
use super::row::Row;
use commons::plan::RecordClass;

/// How a field of a place is answered that its record does not state.
pub(super) fn field(name: &str) -> Option<Field> {
    Some(Field::Place(match name {
        "agents" => |view, _, id| {
            list(view.index.people_at.get(id).into_iter().flatten().map(|ix| Row::Agent(*ix)))
        },
        "commitments" => |view, _, id| list(at(view, id, RecordClass::Commitment)),
        "intents" => |view, _, id| list(at(view, id, RecordClass::Intent)),
        "economicResources" => |view, args, id| {
            let found = view.index.things_at.get(id).map_or(&[][..], Vec::as_slice);
            page::page(args, found.len(), |at| {
                found.get(at).map_or(Row::Root, |ix| Row::Resource(*ix))
            })
        },
        "economicEvents" => |view, args, id| {
            let found = view.index.events.at.get(id).map_or(&[][..], Vec::as_slice);
            super::filter::events(view, args, Some(found))
        },
        _ => return None,
    }))
}

fn at(view: &super::View<'_>, id: &str, class: RecordClass) -> Vec<Row> {
    view.referring("atLocation", id).iter().filter_map(|iri| view.record(class, iri)).collect()
}
