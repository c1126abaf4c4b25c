//! Shares, opened down to the contributions behind them, as tables and for programs.

use commons::agent::AgentIx;
use commons::equity::{self, Credited};
use commons::event::EventIx;
use commons::half_life::Left;
use commons::state::State;
use inquiry::opened::{Basis, Opened, Part, Worth, corrected};
use inquiry::{amount, date};
use quantity::format_decimal;
use serde_json::{Value, json};

use crate::refusal::Refused;
use crate::screen::{Screen, Table};
use crate::settings::say_rate;
use crate::telling;

/// Opened shares, with the state in which their events are told.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    /// The state.
    pub state: &'a State,
    /// The shares.
    pub opened: &'a Opened,
}

impl Told<'_> {
    /// Writes the contributions of an agent as a table, with amounts in `unit` if something is shared.
    ///
    /// # Errors
    /// [`Refused::Output`].
    pub fn table(
        &self,
        screen: &mut Screen,
        agent: AgentIx,
        amount: Option<(i128, &str, u8)>,
    ) -> Result<(), Refused> {
        let Self { state, opened } = *self;
        let value_unit = state.units.at(opened.equity.unit);
        let head = amount.map(|(_, unit, _)| format!(">{unit}"));
        let worth = format!(">worth in {}", value_unit.code);
        let mut heads = vec![">entry", "day", "what", worth.as_str(), ">share"];
        heads.extend(head.as_deref());
        let mut table = Table::new(&heads);
        for part in opened.parts(agent, amount.map(|(minor, ..)| minor)) {
            let event = state.events.at(part.credit.event);
            let worth = opened.worth(part.credit.event);
            let mut cells = vec![
                event.entry.to_string(),
                date::say_day(event.at),
                said(state, part.credit),
                format_decimal(worth, value_unit.decimals),
                format!("{}%", part.share.percent(2)),
            ];
            cells.extend(
                part.minor
                    .zip(amount)
                    .map(|(minor, (_, _, decimals))| format_decimal(minor, decimals)),
            );
            table.row(cells);
        }
        screen.table(&table)
    }

    /// The contributions of an agent as JSON.
    #[must_use]
    pub fn json(&self, agent: AgentIx, amount: Option<(i128, u8)>) -> Value {
        let Self { state, opened } = *self;
        let decimals = state.units.at(opened.equity.unit).decimals;
        let part = |part: Part| {
            let event = state.events.at(part.credit.event);
            let worth = opened.worth(part.credit.event);
            let mut value = json!({
                "entry": event.entry, "at": date::exact(event.at), "text": said(state, part.credit),
                "worth": format_decimal(worth, decimals), "share": part.share.to_string(),
            });
            if let (Some((minor, (_, decimals))), Some(map)) =
                (part.minor.zip(amount), value.as_object_mut())
            {
                map.insert("amount".to_owned(), format_decimal(minor, decimals).into());
            }
            value
        };
        opened.parts(agent, amount.map(|(minor, _)| minor)).into_iter().map(part).collect()
    }
}

/// A contribution in a sentence, and what it was to if that is upstream of what was asked.
fn said(state: &State, credit: Credited) -> String {
    let said = what(state, credit.event);
    match credit.upstream {
        Some(to) => format!("{said} (upstream, in {})", equity::say(state, to)),
        None => said,
    }
}

/// An event in a sentence, with the first line of its note.
fn what(state: &State, ix: EventIx) -> String {
    let mut said = telling::event(state, ix);
    if let Some(left) = corrected(state, ix) {
        said = format!("{said}, corrected to {}", amount::say(state, left.minor, left.unit));
    }
    match state.events.at(ix).note().and_then(|note| note.lines().next()) {
        Some(note) => format!("{said}: {note}"),
        None => said,
    }
}

/// By which rule an event is worth what it is worth.
#[must_use]
pub fn rule(state: &State, worth: &Worth) -> String {
    let rule = match &worth.basis {
        Basis::Corrects { entry } => format!("it changes what entry {entry} counts"),
        Basis::LeftOut => {
            "it is contested, waits to be accepted, or the equation leaves it out".to_owned()
        }
        Basis::Reversed => "it was taken back".to_owned(),
        Basis::Passes => "it passes on the value of what it draws on".to_owned(),
        Basis::Stated => "the value it states".to_owned(),
        Basis::Money => "the money itself".to_owned(),
        Basis::Rate(rate) => {
            let equation = state.equation.as_ref().map_or("", |equation| &equation.name);
            format!("the rate `{}` of the equation `{equation}`", say_rate(rate))
        }
        Basis::Nothing => "no rate of the equation fits it".to_owned(),
    };
    let left = worth.left.map(Left::percent);
    left.map_or(rule.clone(), |left| format!("{rule}, of which time has left {left}"))
}

/// Minor value units in words.
#[must_use]
pub fn say_worth(state: &State, minor: i128) -> String {
    let unit = state.equation.as_ref().and_then(|equation| state.unit(&equation.unit));
    unit.map_or_else(|| minor.to_string(), |unit| amount::say(state, minor, unit))
}
