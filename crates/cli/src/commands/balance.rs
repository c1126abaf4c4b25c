//! `subak balance`: what is credited to whom.

use book::{Until, now};
use clap::Args;
use commons::state::State;
use inquiry::holdings::{Balance, balances};
use inquiry::waiting;
use inquiry::{amount, date, names};
use quantity::format_decimal;
use serde_json::{Value, json};

use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::Table;
use crate::telling;

/// Show what is credited to whom
#[derive(Debug, Args)]
pub struct BalanceArgs {
    /// Only this agent or pool
    who: Option<String>,
    /// As it was at the end of this day; else now
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

impl BalanceArgs {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let book = here.read()?;
        let through = self.on.as_deref().map(date::through).transpose()?;
        let then = match through {
            Some(at) if at < now() => Some((book.state_at(Until::Moment(at))?, at)),
            _ => None,
        };
        let (state, at) = match &then {
            Some((state, at)) => (state, *at),
            None => (book.state(), now()),
        };
        let who = self.who.as_ref().map(|who| names::holder(state, who)).transpose()?;
        let who = who.map(|(_, account)| account);
        let rows = balances(state, who, at);
        if here.global.json {
            let rows: Value = rows.iter().map(|row| json(row, state)).collect();
            return here.screen.json(&json!({ "balances": rows }));
        }
        if rows.is_empty() {
            return here.screen.line(match who {
                Some(_) => "Nothing was ever booked there.",
                None => "Nothing came in yet; `subak distribute` records an income.",
            });
        }
        let mut table = Table::new(&["account", ">credited", "unit"]);
        for row in &rows {
            let unit = state.units.at(row.unit);
            let figures = format_decimal(row.minor, unit.decimals);
            table.row(vec![telling::account(state, row.account), figures, unit.code.to_string()]);
        }
        here.screen.table(&table)?;
        here.screen.line("")?;
        for said in rows.iter().flat_map(|row| room(row, state)) {
            here.screen.line(said)?;
        }
        if self.on.is_none() && waiting::overdue(state, at) > 0 {
            here.screen.line("Something fell due since the last entry: `subak catch-up` does it, and so does the next payment.")?;
        }
        match who {
            Some(_) => here.screen.line("`subak explain NAME UNIT` shows what made a balance."),
            None => here.screen.line(
                "Each unit sums to zero: what came in from outside stands there with a minus.",
            ),
        }
    }
}

fn json(row: &Balance, state: &State) -> Value {
    let unit = state.units.at(row.unit);
    let figures = |minor: i128| format_decimal(minor, unit.decimals);
    json!({
        "account": telling::account(state, row.account), "unit": unit.code.as_str(),
        "amount": figures(row.minor), "lowest": row.limits.lowest.map(figures),
        "highest": row.limits.highest.map(figures),
    })
}

/// What is left until the limits, in sentences. Who may go to zero and no further need not be told.
fn room(row: &Balance, state: &State) -> Vec<String> {
    let who = telling::account(state, row.account);
    let say = |minor: i128| amount::say(state, minor, row.unit);
    let down = row.spendable().filter(|_| row.limits.lowest != Some(0));
    let down = down.map(|minor| format!("{who} can spend {}.", say(minor)));
    let up = row.receivable().map(|minor| format!("{who} can take in {}.", say(minor)));
    down.into_iter().chain(up).collect()
}
