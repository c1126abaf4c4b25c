//! `subak claim`: what somebody is owed because of an event.

use clap::{Args, Subcommand};
use commons::claim::Claim;
use commons::state::State;
use commons::unit::Quantity;
use serde_json::{Value, json};

use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::Table;
use crate::{date, telling};

/// List the claims
#[derive(Debug, Args)]
pub struct ClaimArgs {
    #[command(subcommand)]
    command: ClaimCommand,
}

#[derive(Debug, Subcommand)]
enum ClaimCommand {
    /// List what is owed; events settle it with --settles
    List,
}

impl ClaimArgs {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let ClaimCommand::List = self.command;
        let book = here.read()?;
        let state = book.state();
        if here.global.json {
            let rows: Value = state.claims.iter().map(|(_, claim)| row(state, claim)).collect();
            return here.screen.json(&json!({ "claims": rows }));
        }
        let mut table = Table::new(&["claim", "owes", "is owed", "what", ">open", "due"]);
        for (_, claim) in state.claims.iter() {
            let what = claim.specification.map(|kind| state.specifications.at(kind).name.clone());
            let cells = [
                claim.iri.clone(),
                agent(state, claim.provider),
                agent(state, claim.receiver),
                what.unwrap_or_else(|| claim.action.word().to_owned()),
                open(state, claim).unwrap_or_default(),
                claim.due.map(date::say).unwrap_or_default(),
            ];
            table.row(cells.to_vec());
        }
        here.screen.table(&table)
    }
}

fn agent(state: &State, agent: Option<commons::agent::AgentIx>) -> String {
    agent.map(|agent| telling::agent(state, agent)).unwrap_or_default()
}

fn open(state: &State, claim: &Claim) -> Option<String> {
    let unit = claim.quantity?.unit;
    Some(telling::say(state, Quantity { minor: claim.open()?, unit }))
}

fn row(state: &State, claim: &Claim) -> Value {
    let figures = |minor: Option<i128>| {
        let unit = state.units.at(claim.quantity?.unit);
        Some(quantity::format_trimmed(minor?, unit.decimals))
    };
    json!({
        "claim": claim.iri,
        "action": claim.action.word(),
        "provider": claim.provider.map(|agent| telling::agent(state, agent)),
        "receiver": claim.receiver.map(|agent| telling::agent(state, agent)),
        "kind": claim.specification.map(|kind| state.specifications.at(kind).handle.to_string()),
        "amount": figures(claim.quantity.map(|quantity| quantity.minor)),
        "open": figures(claim.open()),
        "unit": claim.quantity.map(|quantity| state.units.at(quantity.unit).code.to_string()),
        "due": claim.due.map(date::exact),
        "finished": claim.finished,
        "note": claim.note,
    })
}
