//! Plans: what belongs to them.

use super::Field;
use super::filter::{Filter, date};
use super::id::Class;
use super::page;
use super::record::{is_finished, list, of_plan as of, processes, text_of};
use super::row::{Row, Told};
use super::view::View;
use crate::engine::{Answer, Args, FieldError};
use commons::name::Moment;
use commons::plan::RecordClass;
use commons::process::ProcessIx;
use std::collections::BTreeSet;

/// How a field of a plan is answered that its record does not state.
pub(super) fn field(name: &str) -> Option<Field> {
    Some(Field::Record(match name {
        "deletable" => |view, _, iri, _| {
            let free = processes(view, iri).is_empty()
                && view.referring("plannedWithin", iri).is_empty()
                && view.referring("independentDemandOf", iri).is_empty();
            Answer::leaf(free)
        },
        "inScopeOf" => |view, _, iri, _| {
            let scope = |ix: &ProcessIx| view.state().processes.at(*ix).in_scope_of;
            let scopes: BTreeSet<_> = processes(view, iri).iter().filter_map(scope).collect();
            let rows = scopes.into_iter().map(Row::Agent);
            list(rows.filter(|row| row.type_name(view.state()) != "EcologicalAgent"))
        },
        "involvedAgents" => |view, args, iri, _| {
            let mut agents = super::process::involved(view, processes(view, iri));
            let promised = view.referring("plannedWithin", iri).iter();
            for promise in promised.chain(view.referring("independentDemandOf", iri)) {
                let Some(row) = view.state().records.get(&**promise) else { continue };
                for property in ["provider", "receiver"] {
                    let agent = text_of(row, property).and_then(|id| view.find(Class::Agent, id));
                    if let Some(Row::Agent(agent)) = agent {
                        agents.insert(agent);
                    }
                }
            }
            page::page_of(args, &agents.into_iter().map(Row::Agent).collect::<Vec<_>>())
        },
        "independentDemands" | "hasIndependentDemand" => {
            |view, _, iri, _| list(of(view, iri, "independentDemandOf", RecordClass::Commitment))
        }
        "nonProcessCommitments" => |view, _, iri, _| {
            let mut rows = of(view, iri, "independentDemandOf", RecordClass::Commitment);
            for row in of(view, iri, "plannedWithin", RecordClass::Commitment) {
                if !rows.contains(&row) {
                    rows.push(row);
                }
            }
            list(rows.into_iter().filter(|row| !in_process(view, row)))
        },
        "commitments" => {
            |view, _, iri, _| list(of(view, iri, "plannedWithin", RecordClass::Commitment))
        }
        "intents" => |view, _, iri, _| list(of(view, iri, "plannedWithin", RecordClass::Intent)),
        "processes" => |view, args, iri, _| match wanted(view, args, processes(view, iri)) {
            Ok(rows) => list(rows),
            Err(error) => Answer::Failed(error),
        },
        "finished" => |view, _, iri, _| Answer::leaf(is_finished(view, iri)),
        "refinementOf" => |_, _, _, _| Answer::Null,
        _ => return None,
    }))
}

fn in_process(view: &View<'_>, row: &Row) -> bool {
    let Row::Record(iri) = row else { return false };
    let row = view.state().records.get(&**iri);
    row.is_some_and(|row| ["inputOf", "outputOf"].iter().any(|it| text_of(row, it).is_some()))
}

fn wanted(view: &View<'_>, args: &Args, all: &[ProcessIx]) -> Result<Vec<Row>, FieldError> {
    let filter = Filter::read(view, args)?;
    let after = date(filter.said(), "after", Moment(0))?;
    let before = date(filter.said(), "before", Moment(Moment::DAY_MS - 1))?;
    let takes = |ix: &&ProcessIx| {
        let row = view.state().processes.at(**ix);
        super::process::takes(&filter, row)
            && after.is_none_or(|after| row.began.is_some_and(|began| began >= after))
            && before.is_none_or(|before| row.ended.is_some_and(|ended| ended <= before))
    };
    Ok(all.iter().filter(takes).map(|ix| Row::Process(*ix)).collect())
}

/// A page of plans.
pub(super) fn page_of_plans(view: &View<'_>, args: &Args, plans: BTreeSet<String>) -> Told {
    let iris = plans.iter().filter_map(|iri| match view.record(RecordClass::Plan, iri) {
        Some(Row::Record(iri)) => Some(iri),
        _ => None,
    });
    let iris: Vec<_> = iris.collect();
    super::filter::Wanted::Plans.of(view, args, iris.iter())
}
