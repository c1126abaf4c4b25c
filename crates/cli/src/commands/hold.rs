//! `subak hold`: an amount set aside for somebody, and what becomes of it.

use book::now;
use clap::{Args, Subcommand};
use commons::act::{Act, Hold as HoldAct, SettleHold};
use commons::state::State;
use inquiry::names;
use inquiry::sum::{end, sum};
use inquiry::waiting;
use serde_json::{Value, json};

use super::flow;
use crate::aside;
use crate::here::Here;
use crate::refusal::Refused;

/// Set an amount aside for somebody; pay it, cancel it, list what is set aside
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "\
Examples:
  subak hold ben 20 CAD --for \"3 day\"
  subak hold settle 12
  subak hold settle 12 15 CAD
  subak hold cancel 12"
)]
pub struct Hold {
    #[command(subcommand)]
    command: Option<HoldCommand>,
    #[command(flatten)]
    new: Option<New>,
}

#[derive(Debug, Args)]
struct New {
    /// For whom: an agent or a pool
    #[arg(required = true)]
    to: String,
    /// How much, such as 20 CAD
    #[arg(required = true, num_args = 1..=2, value_name = "AMOUNT")]
    amount: Vec<String>,
    /// The last day; then it goes back
    #[arg(long, value_name = "DATE", conflicts_with = "lasts", required_unless_present = "lasts")]
    until: Option<String>,
    /// For how long, such as "3 day"; then it goes back
    #[arg(long = "for", value_name = "SPAN")]
    lasts: Option<String>,
    /// The pool that it is set aside from, if you keep it; else whoever signs
    #[arg(long, value_name = "POOL")]
    from: Option<String>,
    /// Anything worth knowing
    #[arg(long)]
    note: Option<String>,
}

#[derive(Debug, Subcommand)]
enum HoldCommand {
    /// Pay what was set aside, whole or in part; the rest goes back
    Settle {
        /// The entry that set it aside
        entry: u64,
        /// How much is paid; else all
        #[arg(num_args = 0..=2, value_name = "AMOUNT")]
        amount: Vec<String>,
        /// Which of several that the entry set aside, from 1
        #[arg(long, value_name = "NUMBER", default_value_t = 1)]
        number: u32,
    },
    /// Let what was set aside go back
    Cancel {
        /// The entry that set it aside
        entry: u64,
        /// Which of several that the entry set aside, from 1
        #[arg(long, value_name = "NUMBER", default_value_t = 1)]
        number: u32,
    },
    /// List what is set aside
    List,
}

impl Hold {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        match (self.command, self.new) {
            (Some(HoldCommand::Settle { entry, amount, number }), _) => {
                flow(here, |state| settle(state, entry, number, &amount))
            }
            (Some(HoldCommand::Cancel { entry, number }), _) => flow(here, |state| {
                let (hold, place) = waiting::hold(state, entry, number)?;
                Ok(Act::SettleHold(SettleHold { hold, place, commit: None }))
            }),
            (None, Some(new)) => flow(here, |state| new.wish(state)),
            (Some(HoldCommand::List), _) | (None, None) => list(here),
        }
    }
}

impl New {
    fn wish(self, state: &State) -> Result<Act, Refused> {
        let from = self.from.as_ref().map(|from| names::pool(state, from)).transpose()?;
        let until = end(self.until.as_deref(), self.lasts.as_deref(), now())?;
        Ok(Act::Hold(Box::new(HoldAct {
            from: from.map(|(handle, _)| handle),
            to: names::holder(state, &self.to)?.0,
            amount: sum(state, &self.amount.join(" "))?,
            until: until.unwrap_or_else(now),
            note: self.note,
        })))
    }
}

fn settle(state: &State, entry: u64, number: u32, amount: &[String]) -> Result<Act, Refused> {
    let (hold, place) = waiting::hold(state, entry, number)?;
    let commit = match amount {
        [] => waiting::whole(state, hold, place, now()),
        words => Some(sum(state, &words.join(" "))?),
    };
    Ok(Act::SettleHold(SettleHold { hold, place, commit }))
}

fn list(here: &mut Here) -> Result<(), Refused> {
    let book = here.read()?;
    let state = book.state();
    let rows: Vec<waiting::Aside<'_>> =
        waiting::aside(state).filter(|row| row.waiting.deferred.held.is_some()).collect();
    if here.global.json {
        let rows: Value = rows.iter().map(|row| aside::json(state, row)).collect();
        return here.screen.json(&json!({ "holds": rows }));
    }
    if rows.is_empty() {
        return here.screen.line("Nothing is set aside.");
    }
    here.screen.table(&aside::table(state, &rows))
}
