//! `subak balance`: what is credited to whom.

use book::{Until, now};
use clap::Args;
use commons::account::Account;
use commons::name::Moment;
use commons::state::State;
use commons::unit::UnitIx;
use inquiry::flow::counts;
use inquiry::limits::{Limits, limits};
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
        let rows = rows(state, who, at);
        if here.global.json {
            let rows: Value = rows.iter().map(|row| row.json(state)).collect();
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
        for said in rows.iter().flat_map(|row| row.room(state)) {
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

/// A balance, and how far it may go if somebody's own is asked for.
struct Row {
    account: Account,
    unit: UnitIx,
    minor: i128,
    limits: Limits,
}

impl Row {
    fn json(&self, state: &State) -> Value {
        let unit = state.units.at(self.unit);
        let figures = |minor: i128| format_decimal(minor, unit.decimals);
        json!({
            "account": telling::account(state, self.account), "unit": unit.code.as_str(),
            "amount": figures(self.minor), "lowest": self.limits.lowest.map(figures),
            "highest": self.limits.highest.map(figures),
        })
    }

    /// What is left until the limits, in sentences. Who may go to zero and no further need not be told.
    fn room(&self, state: &State) -> Vec<String> {
        let (who, say) = (telling::account(state, self.account), |minor: i128| {
            amount::say(state, minor.max(0), self.unit)
        });
        let down = self.limits.lowest.filter(|lowest| *lowest != 0);
        let down = down.map(|it| format!("{who} can spend {}.", say(self.minor - it)));
        let up =
            self.limits.highest.map(|it| format!("{who} can take in {}.", say(it - self.minor)));
        down.into_iter().chain(up).collect()
    }
}

fn rows(state: &State, who: Option<Account>, at: Moment) -> Vec<Row> {
    // What waits to be shared, is held or issued is told only while there is something.
    let told = |account, minor| match (who, account) {
        (Some(who), Account::Payable(agent)) => minor != 0 && who == Account::Agent(agent),
        (Some(who), account) => account == who,
        (None, Account::Undistributed | Account::Held | Account::Payable(_)) => minor != 0,
        (None, _) => true,
    };
    let accounts = state.accounts.iter().filter(|(_, account, minor)| told(*account, *minor));
    let row = |(unit, account, minor): (UnitIx, Account, i128)| {
        let own = who == Some(account);
        let limits = if own { limits(state, account, unit, at) } else { Limits::default() };
        Row { account, unit, minor: counts(state, unit, minor, at), limits }
    };
    let mut rows: Vec<Row> = accounts.map(row).collect();
    rows.extend(who.into_iter().flat_map(|who| credit_lines(state, who, at)));
    rows
}

/// Units in which somebody may go below zero though nothing was booked yet.
fn credit_lines(state: &State, who: Account, at: Moment) -> Vec<Row> {
    let booked =
        |unit: &UnitIx| state.accounts.iter().any(|(it, account, _)| (it, account) == (*unit, who));
    let units = state.money.in_force().map(|rules| rules.units.clone()).unwrap_or_default();
    let fresh = units.into_iter().filter(|unit| !booked(unit));
    let row = |unit| Row { account: who, unit, minor: 0, limits: limits(state, who, unit, at) };
    fresh.map(row).filter(|row| row.limits.lowest.is_some_and(|lowest| lowest < 0)).collect()
}
