//! `subak pay`: pay somebody, and see all that this sets off.

use clap::Args;
use commons::act::{Act, Pay as PayAct};
use inquiry::names;
use inquiry::sum::sum;
use inquiry::waiting;

use super::flow;
use crate::beside::Beside;
use crate::here::Here;
use crate::refusal::Refused;

/// Pay somebody, or into a pool
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  subak pay ben 20 CAD
  subak pay soup_kitchen 10 EUR --note \"for the winter\"
  subak pay ana 40 CAD --from machine --with \"material=3 CAD\"")]
pub struct Pay {
    /// Who is paid: an agent or a pool
    to: String,
    /// How much, such as 20 CAD
    #[arg(required = true, num_args = 1..=2, value_name = "AMOUNT")]
    amount: Vec<String>,
    /// The pool that pays, if you keep it; else whoever signs pays
    #[arg(long, value_name = "POOL")]
    from: Option<String>,
    /// The entry that asked for it
    #[arg(long, value_name = "ENTRY")]
    demand: Option<u64>,
    #[command(flatten)]
    beside: Beside,
}

impl Pay {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        flow(here, |state| {
            let amount = sum(state, &self.amount.join(" "))?;
            let from = self.from.as_ref().map(|from| names::pool(state, from)).transpose()?;
            let demand = self.demand.map(|entry| waiting::asked(state, entry)).transpose()?;
            Ok(Act::Pay(Box::new(PayAct {
                from: from.map(|(handle, _)| handle),
                to: names::holder(state, &self.to)?.0,
                details: self.beside.details(state, Some(&amount))?,
                amount,
                demand,
                note: self.beside.note,
            })))
        })
    }
}
