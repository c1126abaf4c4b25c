//! `subak accept`, `subak contest` and `subak reverse`: what others say of an entry, and taking one back.

use clap::Args;
use commons::act::{Act, Reverse as ReverseAct, ReviewEvent};
use commons::contribution::Verdict;
use commons::name::ActId;
use inquiry::amount::ratio;
use inquiry::entries::event_of;
use inquiry::reading::Reading;

use super::{act_on, flow_on};
use crate::here::Here;
use crate::refusal::Refused;

/// Accept what somebody else logged
#[derive(Debug, Args)]
pub struct Accept {
    /// The entry that logged it
    entry: u64,
    /// The quality found, where 1 is as agreed; an equation may read it
    #[arg(long, value_name = "NUMBER")]
    quality: Option<String>,
}

/// Contest what somebody else logged: it does not count until it is accepted
#[derive(Debug, Args)]
pub struct Contest {
    /// The entry that logged it
    entry: u64,
    /// Why
    #[arg(long, value_name = "REASON")]
    because: String,
}

/// Take an event, a distribution or a payment back, by its mirror
#[derive(Debug, Args)]
pub struct Reverse {
    /// The entry to take back
    entry: u64,
    /// Why
    #[arg(long, value_name = "REASON")]
    because: Option<String>,
}

impl Accept {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let quality = self.quality.as_deref().map(ratio).transpose()?;
        review(here, self.entry, |event| ReviewEvent {
            event,
            verdict: Verdict::Accepted,
            reason: None,
            quality,
        })
    }
}

impl Contest {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let reason = Some(self.because);
        review(here, self.entry, |event| ReviewEvent {
            event,
            verdict: Verdict::Contested,
            reason,
            quality: None,
        })
    }
}

fn review(
    here: &mut Here,
    entry: u64,
    wish: impl FnOnce(ActId) -> ReviewEvent,
) -> Result<(), Refused> {
    let mut writing = here.write()?;
    let event = event_of(writing.state(), entry, "judged")?;
    let wish = wish(writing.state().events.at(event).act);
    act_on(here, &mut writing, Act::ReviewEvent(wish))?;
    writing.close()
}

impl Reverse {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let mut writing = here.write()?;
        let (entry, _) = Reading::from(&writing.book).entry(self.entry)?;
        let act = ActId(entry.act.id.to_bytes());
        flow_on(here, &mut writing, Act::Reverse(ReverseAct { act, reason: self.because }))?;
        writing.close()
    }
}
