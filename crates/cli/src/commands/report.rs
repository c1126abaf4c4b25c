//! `subak report`: a figure that rules go by: hours of service, meals, revenue.

use clap::Args;
use commons::act::{Act, Report as ReportAct};
use inquiry::names;
use inquiry::sum::sum;

use super::flow;
use crate::beside::Beside;
use crate::here::Here;
use crate::refusal::Refused;

/// Report a figure that rules go by: hours, meals, revenue
#[derive(Debug, Args)]
pub struct Report {
    /// How much, of a unit of kind metric
    #[arg(required = true, num_args = 1..=2, value_name = "AMOUNT")]
    amount: Vec<String>,
    /// For or about whom: an agent or a pool
    #[arg(long = "for", visible_alias = "about", value_name = "WHO")]
    about: Option<String>,
    #[command(flatten)]
    beside: Beside,
}

impl Report {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        flow(here, |state| {
            let amount = sum(state, &self.amount.join(" "))?;
            let about = self.about.as_ref().map(|about| names::holder(state, about)).transpose()?;
            Ok(Act::Report(Box::new(ReportAct {
                about: about.map(|(handle, _)| handle),
                details: self.beside.details(state, Some(&amount))?,
                amount,
                note: self.beside.note,
            })))
        })
    }
}
