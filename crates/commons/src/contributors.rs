//! Contributors as rules see them: who has which share by an equation at a moment.

use quantity::Share;

use crate::agent::AgentIx;
use crate::equation::Equation;
use crate::equity::{equity, target};
use crate::lookup::Lookup;
use crate::name::{Handle, Moment};
use crate::refusal::Refused;
use crate::state::State;
use crate::worth::Horizon;

/// Everybody with a share, for paying all and for looking one up.
#[derive(Debug, Clone, Default)]
pub struct Contributors {
    ranked: Vec<(AgentIx, Share)>,
    shares: Lookup<AgentIx, Share>,
}

impl Contributors {
    /// Who contributed which share to something, or to the whole commons; nobody, if nothing was contributed.
    ///
    /// What happened after the moment does not count: a rule that is caught up with sees what it
    /// would have seen, but for what was logged late. This weighs every event once more, about a fifth of a
    /// microsecond for each; whoever asks again and again keeps the answer.
    ///
    /// # Errors
    /// What [`target`] and [`equity`] refuse.
    pub fn at(
        state: &State,
        equation: &Equation,
        of: Option<&Handle>,
        at: Moment,
    ) -> Result<Self, Refused> {
        let horizon = Horizon { until: Some(at), now: at };
        match equity(state, equation, target(state, of)?, horizon) {
            Ok(equity) => {
                let ranked: Vec<_> = equity.holders.iter().map(|it| (it.agent, it.share)).collect();
                Ok(Self { shares: ranked.iter().copied().collect(), ranked })
            }
            Err(Refused::NothingContributed { .. }) => Ok(Self::default()),
            Err(refused) => Err(refused),
        }
    }

    /// All of them, largest share first; the earlier member first among equals.
    #[must_use]
    pub fn ranked(&self) -> &[(AgentIx, Share)] {
        &self.ranked
    }

    /// The share of one agent; nothing for who contributed nothing.
    #[must_use]
    pub fn share(&self, agent: AgentIx) -> Share {
        self.shares.get(&agent).copied().unwrap_or_default()
    }
}
