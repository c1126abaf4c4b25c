//! `subak equity`: who holds which share, now or then.

use book::now;
use clap::Args;
use commons::equity::{self, Equity, Target};
use commons::name::{Handle, Moment};
use commons::refusal::Refused as Rule;
use commons::state::State;
use commons::worth::Horizon;
use inquiry::{amount, date, entries, names};
use quantity::format_decimal;
use serde_json::json;

use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::{BOLD, styled};
use crate::shares;

/// Show who holds which share of a deliverable, a project or the whole commons
#[derive(Debug, Args)]
pub struct EquityArgs {
    /// A resource, process, agreement or project; else the whole commons
    #[arg(long, value_name = "NAME")]
    of: Option<String>,
    /// Only what had happened by then: a day, included whole, or a time in UTC
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Only what the journal held by then: a day, a time, or the number of an entry
    #[arg(long, value_name = "DATE|ENTRY")]
    known_at: Option<String>,
}

impl EquityArgs {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let book = here.read()?;
        let then = self
            .known_at
            .as_deref()
            .map(entries::until)
            .transpose()?
            .map(|until| book.state_at(until))
            .transpose()?;
        let state = then.as_ref().unwrap_or(book.state());
        let until = self.as_of.as_deref().map(date::through).transpose()?;
        let target = names::target(state, self.of.as_deref())?;
        let asked = if then.is_some() { state.latest } else { None };
        let horizon = Horizon { until, now: asked.unwrap_or_else(now) };
        let equation = state.equation.as_ref().ok_or(Rule::Unfounded)?;
        let equity =
            equity::equity(state, equation, equity::target(state, target.as_ref())?, horizon)?;
        if here.global.json {
            return json(here, state, &equity, target.as_ref(), until);
        }
        print(here, state, &equity, until)
    }
}

fn json(
    here: &mut Here,
    state: &State,
    equity: &Equity,
    target: Option<&Handle>,
    until: Option<Moment>,
) -> Result<(), Refused> {
    let unit = state.units.at(equity.unit);
    let lines = shares::lines(state, &equity.holders);
    here.screen.json(&json!({
        "target": target.map(Handle::as_str),
        "as_of": until.map(date::exact),
        "entries": state.entries,
        "unit": unit.code.as_str(),
        "value": format_decimal(equity.value, unit.decimals),
        "equation": state.equation_entry,
        "shares": shares::json(&lines, unit.decimals),
    }))
}

fn print(
    here: &mut Here,
    state: &State,
    equity: &Equity,
    until: Option<Moment>,
) -> Result<(), Refused> {
    let of = match equity.target {
        Target::Whole => state.name.clone(),
        target => equity::say(state, target).trim_matches('`').to_owned(),
    };
    let when = until.map_or_else(String::new, |until| format!(" as of {}", date::say(until)));
    let worth = amount::say(state, equity.value, equity.unit);
    here.screen.line(styled(BOLD, format_args!("Shares of {of}{when}, worth {worth}")))?;
    here.screen.line("")?;
    shares::table(&mut here.screen, &shares::lines(state, &equity.holders), "", 0)?;
    here.screen.line("")?;
    let (name, entry) =
        (state.equation.as_ref().map_or("", |equation| &equation.name), state.equation_entry);
    let handle = match (equity.target, state.itself) {
        (Target::Whole, Some(itself)) => state.agents.at(itself).handle.to_string(),
        _ => of,
    };
    here.screen.prose(&format!(
        "{} by the equation `{name}` of entry {entry}. `subak explain {handle}` shows them.",
        contributions(equity.credits.len())
    ))
}

fn contributions(count: usize) -> String {
    match count {
        1 => "1 contribution counts,".to_owned(),
        count => format!("{count} contributions count,"),
    }
}
