//! `subak journal`: the entries, one line each.

use std::ops::ControlFlow;

use book::Entry;
use clap::Args;
use commons::act::Act;
use commons::name::Moment;
use commons::state::State;
use inquiry::date;
use serde_json::json;

use crate::here::Here;
use crate::refusal::Refused;
use crate::telling;

/// List the entries of the journal
#[derive(Debug, Args)]
pub struct Journal {
    /// The first entry to list
    #[arg(long, value_name = "ENTRY", default_value_t = 0)]
    from: u64,
    /// How many entries to list; else all
    #[arg(long, value_name = "NUMBER")]
    limit: Option<u64>,
}

impl Journal {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let book = here.read()?;
        let state = book.state();
        let signers = state.agents.iter().filter(|(_, agent)| !agent.keys.is_empty());
        let signer =
            signers.map(|(_, agent)| agent.handle.as_str().len()).max().unwrap_or_default();
        let widths = [state.entries.to_string().len(), signer];
        let end = self.limit.map_or(u64::MAX, |limit| self.from.saturating_add(limit));
        let stopped = book.read(self.from, |entry, act| {
            if entry.index >= end {
                return ControlFlow::Break(Ok(()));
            }
            let written = match here.global.json {
                true => json(here, state, entry, act),
                false => line(here, state, widths, entry, act),
            };
            match written {
                Ok(()) => ControlFlow::Continue(()),
                Err(refused) => ControlFlow::Break(Err(refused)),
            }
        })?;
        stopped.unwrap_or(Ok(()))
    }
}

fn author(state: &State, entry: &Entry) -> String {
    telling::signer(state, &entry.act.author)
}

fn line(
    here: &mut Here,
    state: &State,
    [width, signer]: [usize; 2],
    entry: &Entry,
    act: &Act,
) -> Result<(), Refused> {
    let (index, at) = (entry.index, date::say(Moment(entry.at_ms)));
    let (author, said) = (author(state, entry), telling::act(state, index, act));
    here.screen.line(format_args!("{index:>width$}  {at:<16}  {author:<signer$}  {said}"))
}

/// One line of JSON an entry, so that long journals can be read as they come.
fn json(here: &mut Here, state: &State, entry: &Entry, act: &Act) -> Result<(), Refused> {
    let value = json!({
        "entry": entry.index,
        "at": date::exact(Moment(entry.at_ms)),
        "by": author(state, entry),
        "act": act.word(),
        "text": telling::act(state, entry.index, act),
        "id": entry.act.id.to_string(),
        "hash": entry.hash().to_string(),
    });
    here.screen.line(value)
}
