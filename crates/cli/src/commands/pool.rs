//! `subak pool`: the common purses, and what came to and went from each.

use book::{Book, now};
use clap::{Args, Subcommand};
use commons::account::Account;
use commons::pool::PoolIx;
use commons::state::State;
use inquiry::flow::balance;
use inquiry::past::{Window, sheets};
use inquiry::reading::Reading;
use inquiry::{amount, names};
use serde_json::{Value, json};

use super::statement::table;
use crate::flow::balances_json;
use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::{BOLD, Table, styled};

/// List the common purses, show one
#[derive(Debug, Args)]
pub struct PoolArgs {
    #[command(subcommand)]
    command: Option<PoolCommand>,
}

#[derive(Debug, Subcommand)]
enum PoolCommand {
    /// List the pools, who keeps them and what is in them
    List,
    /// Show what came to and went from a pool
    Show {
        /// The pool
        name: String,
    },
}

impl PoolArgs {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let book = here.read()?;
        match self.command {
            Some(PoolCommand::Show { name }) => show(here, &book, &name),
            Some(PoolCommand::List) | None => list(here, book.state()),
        }
    }
}

fn list(here: &mut Here, state: &State) -> Result<(), Refused> {
    let mut table = Table::new(&["pool", "name", "kept by", "has"]);
    let mut rows: Vec<Value> = Vec::new();
    for (ix, pool) in state.pools.iter() {
        let keeper = keeper(state, ix);
        let has: Vec<String> = balances(state, ix)
            .map(|unit| amount::say(state, balance(state, Account::Pool(ix), unit, now()), unit))
            .collect();
        let units = balances(state, ix).map(|unit| (Account::Pool(ix), unit));
        rows.push(json!({
            "pool": pool.handle.as_str(), "name": pool.name, "kept_by": keeper,
            "balances": balances_json(state, units, now()),
        }));
        let keeper = keeper.unwrap_or_else(|| "nobody".to_owned());
        table.row(vec![pool.handle.to_string(), pool.name.clone(), keeper, has.join(", ")]);
    }
    match here.global.json {
        true => here.screen.json(&json!({ "pools": rows })),
        false => here.screen.table(&table),
    }
}

/// The role that may pay out of a pool by hand; nobody, if there is none.
fn keeper(state: &State, pool: PoolIx) -> Option<String> {
    let rules = state.money.in_force()?;
    let row = rules.model.pools.get(rules.pool_id(pool)?.at())?;
    rules.role(row.keeper?).map(ToString::to_string)
}

/// The units that ever were in a pool.
fn balances(state: &State, pool: PoolIx) -> impl Iterator<Item = commons::unit::UnitIx> {
    let own = state.accounts.iter().filter(move |(_, account, _)| *account == Account::Pool(pool));
    own.map(|(unit, _, _)| unit)
}

/// Shows what came to and went from a pool.
///
/// # Errors
/// An unknown pool, or a damaged journal.
pub fn show(here: &mut Here, book: &Book, name: &str) -> Result<(), Refused> {
    let state = book.state();
    let (handle, ix) = names::pool(state, name)?;
    let sheets =
        sheets(Reading::from(book), Account::Pool(ix), Window { from: None, through: now() })?;
    if here.global.json {
        return here.screen.json(&super::statement::json(state, handle.as_str(), &sheets));
    }
    let pool = state.pools.at(ix);
    let keeper = match keeper(state, ix) {
        Some(keeper) => format!("kept by {keeper}"),
        None => "paid out of by rules only".to_owned(),
    };
    here.screen.line(styled(BOLD, format_args!("{handle} ({}), {keeper}", pool.name)))?;
    if sheets.is_empty() {
        return here.screen.line("Nothing came in yet.");
    }
    for sheet in &sheets {
        here.screen.line("")?;
        here.screen.table(&table(state, sheet))?;
    }
    Ok(())
}
