//! `subak receive`: money arrives from outside, with its reference.

use clap::Args;
use commons::act::{Act, Receive as ReceiveAct};
use inquiry::names;
use inquiry::sum::sum;

use super::flow;
use crate::beside::Beside;
use crate::here::Here;
use crate::refusal::Refused;

/// Book money that arrived from outside, once for each reference
#[derive(Debug, Args)]
pub struct Receive {
    /// How much, such as 25 CAD
    #[arg(required = true, num_args = 1..=2, value_name = "AMOUNT")]
    amount: Vec<String>,
    /// For whom: an agent or a pool
    #[arg(long = "for", value_name = "NAME")]
    to: String,
    /// What the bank or the sender calls it; the same is never booked twice
    #[arg(long)]
    reference: String,
    /// Who sent it, if somebody of the commons
    #[arg(long, value_name = "AGENT")]
    from: Option<String>,
    #[command(flatten)]
    beside: Beside,
}

impl Receive {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        flow(here, |state| {
            let amount = sum(state, &self.amount.join(" "))?;
            Ok(Act::Receive(Box::new(ReceiveAct {
                from: self.from.as_ref().map(|from| names::agent(state, from)).transpose()?,
                to: names::holder(state, &self.to)?.0,
                details: self.beside.details(state, Some(&amount))?,
                amount,
                reference: self.reference,
                note: self.beside.note,
            })))
        })
    }
}
