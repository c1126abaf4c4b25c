//! `subak balance`: what is credited to whom.

use clap::Args;
use commons::account::Account;
use commons::state::State;
use quantity::format_decimal;
use serde_json::{Value, json};

use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::Table;
use crate::telling;

/// Show what is credited to whom
#[derive(Debug, Args)]
pub struct Balance {}

impl Balance {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let book = here.read()?;
        let state = book.state();
        if here.global.json {
            let rows: Value = rows(state).map(|(account, unit, minor)| json!({ "account": account, "unit": unit, "amount": minor })).collect();
            return here.screen.json(&json!({ "balances": rows }));
        }
        if rows(state).next().is_none() {
            return here.screen.line("Nothing came in yet; `subak distribute` records an income.");
        }
        let mut table = Table::new(&["account", ">credited", "unit"]);
        for (account, unit, minor) in rows(state) {
            table.row(vec![account, minor, unit]);
        }
        here.screen.table(&table)?;
        here.screen.line("")?;
        here.screen
            .line("Each unit sums to zero: what came in from outside stands there with a minus.")
    }
}

fn rows(state: &State) -> impl Iterator<Item = (String, String, String)> {
    // What waits to be shared is told only while something does.
    let told = |account, minor| account != Account::Undistributed || minor != 0;
    let accounts = state.accounts.iter().filter(move |(_, account, minor)| told(*account, *minor));
    accounts.map(|(unit, account, minor)| {
        let name = match account {
            Account::Outside => "(outside)".to_owned(),
            Account::Undistributed => "(undistributed)".to_owned(),
            Account::Agent(agent) => telling::agent(state, agent),
            Account::Pool(pool) => state.pools.at(pool).handle.to_string(),
            Account::Issuer => "(issued)".to_owned(),
            Account::Held => "(held)".to_owned(),
            Account::Payable(agent) => format!("{} (to be paid)", telling::agent(state, agent)),
        };
        let row = state.units.at(unit);
        (name, row.code.to_string(), format_decimal(minor, row.decimals))
    })
}
