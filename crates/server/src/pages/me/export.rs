//! Everything that a commons knows about one of its members, for them to take along.

use std::ops::ControlFlow;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use commons::account::Account;
use commons::agent::AgentIx;
use commons::event::{Event, EventIx};
use commons::unit::Quantity;
use inquiry::claims::owed_to;
use inquiry::flow::class_unit;
use inquiry::holdings::balances;
use inquiry::opened::received;
use inquiry::reading::Reading;
use inquiry::{Refused, date};
use quantity::{format_decimal, format_trimmed};
use serde_json::{Value, json};

use super::statement::{aside, file};
use crate::site::{Here, Site};
use crate::telling::Telling;
use crate::visit::Visit;

/// Sends it as one file of JSON.
pub async fn send(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    aside(site, visit, |here| {
        let me = here.member()?;
        let signed = here.read(|reading| signed(here, reading, me))?;
        let everything = json!({
            "commons": here.state.name,
            "entries": here.state.entries,
            "at": date::exact(here.now),
            "me": agent(here, me),
            "balances": held(here, me),
            "claims": claims(here, me),
            "distributions": distributions(here, me),
            "events": events(here, me),
            "signed": signed,
        });
        let text = serde_json::to_vec_pretty(&everything).unwrap_or_default();
        Ok(file(here, me, "json", "application/json", text))
    })
    .await
}

fn agent(here: &Here<'_>, me: AgentIx) -> Value {
    let row = here.state.agents.at(me);
    let keys: Vec<String> =
        row.keys.iter().map(|key| book::Key::from_bytes(*key).to_string()).collect();
    json!({
        "handle": row.handle.as_str(), "name": row.name, "kind": row.kind.word(),
        "note": row.note, "image": row.image, "location": row.location, "iri": row.iri,
        "classified_as": row.classified_as, "keys": keys,
        "joined": date::exact(here.state.money.joined(me)),
    })
}

fn much(here: &Here<'_>, quantity: Quantity) -> Value {
    let unit = here.state.units.at(quantity.unit);
    json!({ "amount": format_trimmed(quantity.minor, unit.decimals), "unit": unit.code.as_str() })
}

fn held(here: &Here<'_>, me: AgentIx) -> Value {
    let rows = balances(here.state, Some(Account::Agent(me)), here.now);
    let row = |row: &inquiry::holdings::Balance| {
        let unit = here.state.units.at(row.unit);
        let figure = |minor| format_decimal(minor, unit.decimals);
        json!({
            "unit": unit.code.as_str(), "amount": figure(row.minor),
            "to_be_paid_out": matches!(row.account, Account::Payable(_)),
            "lowest": row.limits.lowest.map(figure), "highest": row.limits.highest.map(figure),
        })
    };
    rows.iter().map(row).collect()
}

fn claims(here: &Here<'_>, me: AgentIx) -> Value {
    let rows = owed_to(here.state, me).map(|(class, row)| {
        let unit = class_unit(here.state, class).map(|unit| here.state.units.at(unit));
        let figure = |minor: i128| {
            unit.map_or_else(|| minor.to_string(), |unit| format_decimal(minor, unit.decimals))
        };
        json!({
            "class": class.as_str(), "unit": unit.map(|unit| unit.code.as_str()),
            "owed": figure(row.owed), "paid": figure(row.paid), "left": row.left.map(figure),
        })
    });
    rows.collect()
}

fn distributions(here: &Here<'_>, me: AgentIx) -> Value {
    let rows = received(here.state, me).map(|(row, minor)| {
        let unit = here.state.units.at(row.unit);
        json!({
            "entry": row.entry, "at": date::exact(row.at), "unit": unit.code.as_str(),
            "amount": format_decimal(minor, unit.decimals), "reference": row.reference,
            "target": row.target.as_ref().map(|target| target.as_str()),
        })
    });
    rows.collect()
}

/// What I gave, got or wrote down.
fn events(here: &Here<'_>, me: AgentIx) -> Value {
    let all = here.state.events.iter();
    let mine =
        all.filter(|(_, event)| [event.provider, event.receiver, event.author].contains(&me));
    mine.map(|(ix, row)| event(here, ix, row)).collect()
}

fn event(here: &Here<'_>, ix: EventIx, row: &Event) -> Value {
    let telling = Telling { words: here.words, state: here.state };
    let state = here.state;
    let who = |agent| state.agents.at(agent).handle.as_str();
    let resource = |ix| state.resources.at(ix).handle.as_str();
    let process = |ix| state.processes.at(ix).handle.as_str();
    json!({
        "entry": row.entry, "action": row.action.word(), "said": telling.event(ix),
        "at": date::exact(row.at), "provider": who(row.provider), "receiver": who(row.receiver),
        "resource": row.resource.map(resource), "to_resource": row.to_resource.map(resource),
        "input_of": row.input_of.map(process), "output_of": row.output_of.map(process),
        "effort": row.effort.map(|it| much(here, it)),
        "quantity": row.quantity.map(|it| much(here, it)),
        "value": row.value.map(|it| much(here, it)),
        "role": row.role().map(|role| role.as_str()), "note": row.note(),
        "terms": row.standing.word(), "logged_by": who(row.author),
        "corrects": row.corrects.map(|ix| state.events.at(ix).entry),
    })
}

/// Every entry of the journal that I signed with a key I have now, with what is needed to check it.
fn signed(here: &Here<'_>, reading: Reading<'_>, me: AgentIx) -> Result<Value, Refused> {
    let telling = Telling { words: here.words, state: here.state };
    let (keys, by) = (&here.state.agents.at(me).keys, telling.agent(me));
    let mut rows = Vec::new();
    reading.read::<()>(0, |entry, act| {
        if keys.contains(&entry.act.author.to_bytes()) {
            rows.push(json!({
                "entry": entry.index, "at": date::exact(commons::name::Moment(entry.at_ms)),
                "act": entry.act.id.to_string(), "hash": entry.hash().to_string(),
                "key": entry.act.author.to_string(), "word": act.word(),
                "said": telling.act(entry.index, &by, act),
            }));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(Value::Array(rows))
}
