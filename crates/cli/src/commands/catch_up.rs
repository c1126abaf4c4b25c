//! `subak catch-up`: what fell due is done now.

use clap::Args;
use commons::act::{Act, CatchUp as CatchUpAct};

use super::flow;
use crate::here::Here;
use crate::refusal::Refused;

/// Do all that fell due: closes of periods, ends of holds. Every payment does so first anyway
#[derive(Debug, Args)]
pub struct CatchUp {}

impl CatchUp {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        flow(here, |_| Ok(Act::CatchUp(CatchUpAct {})))
    }
}
