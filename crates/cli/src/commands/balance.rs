//! `subak balance`: what is credited to whom.

use book::{Until, now};
use clap::Args;
use commons::account::Account;
use commons::name::Moment;
use commons::state::State;
use quantity::format_decimal;
use serde_json::{Value, json};

use crate::flow::counts;
use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::Table;
use crate::{date, names, telling};

/// Show what is credited to whom
#[derive(Debug, Args)]
pub struct Balance {
    /// Only this agent or pool
    who: Option<String>,
    /// As it was at the end of this day; else now
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

impl Balance {
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
        if here.global.json {
            let rows: Value = rows(state, who, at).map(|(account, unit, minor)| json!({ "account": account, "unit": unit, "amount": minor })).collect();
            return here.screen.json(&json!({ "balances": rows }));
        }
        if rows(state, who, at).next().is_none() {
            return here.screen.line(match who {
                Some(_) => "Nothing was ever booked there.",
                None => "Nothing came in yet; `subak distribute` records an income.",
            });
        }
        let mut table = Table::new(&["account", ">credited", "unit"]);
        for (account, unit, minor) in rows(state, who, at) {
            table.row(vec![account, minor, unit]);
        }
        here.screen.table(&table)?;
        here.screen.line("")?;
        match who {
            Some(_) => here.screen.line("`subak explain NAME UNIT` shows what made a balance."),
            None => here.screen.line(
                "Each unit sums to zero: what came in from outside stands there with a minus.",
            ),
        }
    }
}

fn rows(
    state: &State,
    who: Option<Account>,
    at: Moment,
) -> impl Iterator<Item = (String, String, String)> {
    // What waits to be shared, is held or issued is told only while there is something.
    let told = move |account, minor| match (who, account) {
        (Some(who), Account::Payable(agent)) => minor != 0 && who == Account::Agent(agent),
        (Some(who), account) => account == who,
        (None, Account::Undistributed | Account::Held | Account::Payable(_)) => minor != 0,
        (None, _) => true,
    };
    let accounts = state.accounts.iter().filter(move |(_, account, minor)| told(*account, *minor));
    accounts.map(move |(unit, account, minor)| {
        let row = state.units.at(unit);
        let minor = counts(state, unit, minor, at);
        let name = telling::account(state, account);
        (name, row.code.to_string(), format_decimal(minor, row.decimals))
    })
}
