//! `subak request`: what a charter lets people request, by the name it gives that.

use clap::Args;
use commons::act::{Act, Request as RequestAct};
use commons::name::Handle;
use inquiry::names;
use inquiry::sum::sum;

use super::flow;
use crate::beside::Beside;
use crate::here::Here;
use crate::refusal::Refused;

/// Request what the charter has a rule for: an order, a cash-out, a share
#[derive(Debug, Args)]
#[command(after_help = "\
Where the charter says `on request order of veg by cook`, the cook types:
  subak request order 10 veg

To ask somebody to pay you, see `subak ask`.")]
pub struct Request {
    /// What the charter calls it
    name: String,
    /// How much, if it has an amount
    #[arg(num_args = 0..=2, value_name = "AMOUNT")]
    amount: Vec<String>,
    /// For or about whom: an agent or a pool
    #[arg(long = "for", visible_alias = "about", value_name = "WHO")]
    about: Option<String>,
    #[command(flatten)]
    beside: Beside,
}

impl Request {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        flow(here, |state| {
            let amount = match self.amount.as_slice() {
                [] => None,
                words => Some(sum(state, &words.join(" "))?),
            };
            let about = self.about.as_ref().map(|about| names::holder(state, about)).transpose()?;
            Ok(Act::Request(Box::new(RequestAct {
                name: Handle::new(&self.name)?,
                details: self.beside.details(state, amount.as_ref())?,
                amount,
                about: about.map(|(handle, _)| handle),
                note: self.beside.note,
            })))
        })
    }
}
