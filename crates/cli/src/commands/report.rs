//! `subak report`: a figure that rules go by: hours of service, meals, revenue.

use clap::Args;
use commons::act::{Act, Report as ReportAct};

use super::flow;
use crate::here::Here;
use crate::names;
use crate::refusal::Refused;
use crate::sum::{Beside, sum, unit};

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
            let amount = sum(state, &self.amount)?;
            let about = self.about.as_ref().map(|about| names::holder(state, about)).transpose()?;
            Ok(Act::Report(Box::new(ReportAct {
                about: about.map(|(handle, _)| handle),
                details: self.beside.details(state, unit(state, &amount))?,
                amount,
                note: self.beside.note,
            })))
        })
    }
}
