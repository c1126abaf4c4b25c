//! Checks that several acts share, each naming what it refuses.

use std::sync::Arc;

use charter::civil::Day;

use crate::account::Account;
use crate::agent::AgentIx;
use crate::money::InForce;
use crate::name::{Code, Handle, Moment};
use crate::process::ProcessIx;
use crate::refusal::Refused;
use crate::resource::ResourceIx;
use crate::state::{Named, State};
use crate::unit::{Measure, Quantity, UnitIx};

/// The longest note, in bytes.
const LONGEST_NOTE: usize = 10_000;
/// The longest name, in bytes.
const LONGEST_NAME: usize = 200;

pub(super) fn free(state: &State, handle: &Handle) -> Result<(), Refused> {
    let kind = match state.named(handle) {
        None => return Ok(()),
        Some(Named::Agent(_)) => "an agent",
        Some(Named::Resource(_)) => "a resource",
        Some(Named::Process(_)) => "a process",
        Some(Named::Agreement(_)) => "an agreement",
        Some(Named::Pool(_)) => "a pool",
    };
    Err(Refused::NameTaken { handle: handle.clone(), kind })
}

pub(super) fn name(text: &str) -> Result<(), Refused> {
    if text.trim().is_empty() {
        return Err(Refused::TextEmpty { what: "the name" });
    }
    within("the name", text, LONGEST_NAME)
}

pub(super) fn note(text: Option<&String>) -> Result<(), Refused> {
    text.map_or(Ok(()), |text| within("the note", text, LONGEST_NOTE))
}

pub(super) fn ends_after_begins(
    began: Option<Moment>,
    ended: Option<Moment>,
) -> Result<(), Refused> {
    match (began, ended) {
        (Some(began), Some(ended)) if ended < began => Err(Refused::EndsBeforeBegins),
        _ => Ok(()),
    }
}

pub(super) fn within(what: &'static str, text: &str, most: usize) -> Result<(), Refused> {
    let length = text.len();
    if length > most { Err(Refused::TextTooLong { what, length, most }) } else { Ok(()) }
}

pub(super) fn agent(state: &State, handle: &Handle) -> Result<AgentIx, Refused> {
    state.agent(handle).ok_or_else(|| Refused::AgentUnknown { handle: handle.clone() })
}

pub(super) fn unit(state: &State, code: &Code) -> Result<UnitIx, Refused> {
    state.unit(code).ok_or_else(|| Refused::UnitUnknown { code: code.clone() })
}

pub(super) fn resource(state: &State, handle: &Handle) -> Result<ResourceIx, Refused> {
    state.resource(handle).ok_or_else(|| Refused::ResourceUnknown { handle: handle.clone() })
}

pub(super) fn process(state: &State, handle: &Handle) -> Result<ProcessIx, Refused> {
    state.process(handle).ok_or_else(|| Refused::ProcessUnknown { handle: handle.clone() })
}

pub(super) fn kind(state: &State, handle: &Handle) -> Result<(), Refused> {
    match state.specification(handle) {
        Some(_) => Ok(()),
        None => Err(Refused::KindUnknown { handle: handle.clone() }),
    }
}

pub(super) fn process_kind(state: &State, handle: &Handle) -> Result<(), Refused> {
    match state.process_specification(handle) {
        Some(_) => Ok(()),
        None => Err(Refused::KindUnknown { handle: handle.clone() }),
    }
}

/// The most minor units that one event or income may count. Sums of ten million of
/// them are still far from the end of 128 bits.
const MOST: i128 = 1_000_000_000_000_000_000_000_000_000; // 10²⁷

pub(super) fn quantity(state: &State, measure: &Measure) -> Result<Quantity, Refused> {
    let unit = unit(state, &measure.unit)?;
    let quantity = Quantity { minor: measure.minor, unit };
    if measure.minor.checked_abs().is_none_or(|size| size > MOST) {
        return Err(Refused::QuantityTooLarge { quantity: state.say(quantity) });
    }
    Ok(quantity)
}

/// The charter in force.
pub(super) fn charter(state: &State) -> Result<&Arc<InForce>, Refused> {
    let adopted = state.money.charters.last().ok_or(Refused::CharterMissing)?;
    adopted.rules.as_ref().ok_or(Refused::CharterNotUnderstood)
}

/// A figure of a unit that the charter declares.
pub(super) fn declared(
    state: &State,
    rules: &InForce,
    measure: &Measure,
) -> Result<Quantity, Refused> {
    let quantity = quantity(state, measure)?;
    if rules.unit_id(quantity.unit).is_none() {
        let known = list(rules.model.units.iter().map(|unit| &unit.name));
        return Err(Refused::UnitUndeclared { code: measure.unit.clone(), known });
    }
    Ok(quantity)
}

/// An amount above zero of a unit that the charter declares.
pub(super) fn amount(
    state: &State,
    rules: &InForce,
    measure: &Measure,
) -> Result<Quantity, Refused> {
    let quantity = declared(state, rules, measure)?;
    if quantity.minor <= 0 {
        return Err(Refused::QuantityNotPositive { quantity: state.say(quantity) });
    }
    Ok(quantity)
}

/// The account of an agent or a pool.
pub(super) fn holder(state: &State, handle: &Handle) -> Result<Account, Refused> {
    match state.named(handle) {
        Some(Named::Agent(agent)) => Ok(Account::Agent(agent)),
        Some(Named::Pool(pool)) => Ok(Account::Pool(pool)),
        _ => Err(Refused::PayeeUnknown { handle: handle.clone() }),
    }
}

/// Words in backticks, for a message.
pub(super) fn list<T: AsRef<str>>(words: impl Iterator<Item = T>) -> String {
    let mut words: Vec<String> = words.map(|word| format!("`{}`", word.as_ref())).collect();
    words.dedup();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

/// The day of a moment, for a message.
pub(super) fn day(at: Moment) -> String {
    Day::at_ms(at.0).map_or_else(String::new, |day| day.to_string())
}
