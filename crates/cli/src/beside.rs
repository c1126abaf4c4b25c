//! What a rule wants to know beside a sum, as people type it.

use clap::Args;
use commons::act::Detail;
use commons::state::State;
use commons::unit::Measure;
use inquiry::sum::details;

use crate::refusal::Refused;

/// What may stand beside a sum.
#[derive(Debug, Clone, Args)]
pub struct Beside {
    /// A further amount that a rule wants to know: --with "material=3 CAD"
    #[arg(long, value_name = "NAME=AMOUNT")]
    pub with: Vec<String>,
    /// Anything worth knowing
    #[arg(long)]
    pub note: Option<String>,
}

impl Beside {
    /// The further amounts; a number without a unit is of the unit of the sum, if there is one.
    ///
    /// # Errors
    /// `detail_unreadable`, or an amount that cannot be read.
    pub fn details(&self, state: &State, sum: Option<&Measure>) -> Result<Vec<Detail>, Refused> {
        let usual = sum.and_then(|sum| state.unit(&sum.unit));
        Ok(details(state, &self.with, usual)?)
    }
}
