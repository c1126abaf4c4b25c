//! `subak explain`: a number, opened down to the events and the rule that made it.

use clap::Args;

use crate::here::Here;
use crate::refusal::Refused;

/// Open a number down to the events and the rule that made it
#[derive(Debug, Args)]
pub struct Explain {
    /// The number of an entry, or the name of an agent, resource, process or project
    #[arg(value_name = "ENTRY|NAME")]
    what: String,
    /// For an agent: only what counts for this resource, process, agreement or project
    #[arg(long = "for", value_name = "NAME")]
    target: Option<String>,
}

impl Explain {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        here.screen.line(format_args!("{} {:?}", self.what, self.target))
    }
}
