//! `subak distribute`: an income, recorded and shared.

use book::now;
use clap::Args;
use commons::act::{self, Act, Effects, Envelope, Shared};
use commons::name::{ActId, Handle};
use commons::state::State;
use commons::unit::Measure;
use inquiry::amount::{self, Counts};
use inquiry::names;
use quantity::{Share, format_decimal};
use serde_json::json;

use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::{BOLD, styled};
use crate::shares::{self, Line};

/// Record an income and share it
#[derive(Debug, Args)]
pub struct Distribute {
    /// How much came in, such as "1000.00 CAD"
    #[arg(value_name = "AMOUNT")]
    income: String,
    /// For what: a resource, process, agreement or project; else the whole commons
    #[arg(long = "for", value_name = "NAME")]
    target: Option<String>,
    /// Where it came from, in words
    #[arg(long, value_name = "TEXT")]
    reference: Option<String>,
    /// Show how it would be shared, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl Distribute {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        if self.dry_run {
            return self.rehearse(here);
        }
        let mut writing = here.write()?;
        let (mut acts, wish) = self.wish(writing.state())?;
        acts.push(Act::Distribute(wish.clone()));
        let entry = writing.acts(acts)?.last().copied().unwrap_or_default();
        let state = writing.state();
        let row = state.distributions.iter().rev().find(|(_, row)| row.entry == entry);
        let lines = row.map(|(_, row)| {
            row.payees
                .iter()
                .map(|payee| {
                    line(
                        state,
                        state.agents.at(payee.agent).handle.as_str(),
                        payee.share,
                        payee.minor,
                    )
                })
                .collect()
        });
        let told = Told {
            entry: Some(entry),
            lines: lines.unwrap_or_default(),
            equation: state.equation_entry,
        };
        told.tell(here, state, &wish)?;
        writing.close()
    }

    fn wish(&self, state: &State) -> Result<(Vec<Act>, act::Distribute), Refused> {
        let unit = state.equation.as_ref().and_then(|equation| state.unit(&equation.unit));
        let income = amount::amount(state, &self.income, Counts::Things, unit)?;
        let target = names::target(state, self.target.as_deref())?;
        let first = income.first().into_iter().collect();
        Ok((
            first,
            act::Distribute { income: income.measure, target, reference: self.reference.clone() },
        ))
    }

    /// Asks the rules and writes nothing.
    fn rehearse(&self, here: &mut Here) -> Result<(), Refused> {
        let book = here.read()?;
        let mut state = book.state().clone();
        let (first, wish) = self.wish(&state)?;
        let key = state.agents.iter().find_map(|(_, agent)| agent.keys.first().copied());
        let key = key.ok_or(commons::refusal::Refused::AuthorUnknown)?;
        let mut envelope = Envelope { entry: state.entries, at: now(), act: ActId([0; 16]), key };
        for act in first {
            let effects = act::decide(&state, &envelope, &act)?;
            act::apply(&mut state, &envelope, &act, &effects).map_err(book::BookRefused::from)?;
            envelope.entry += 1;
        }
        let Effects::Distribution(Shared { parts, equation, .. }) =
            act::decide(&state, &envelope, &Act::Distribute(wish.clone()))?
        else {
            return Ok(());
        };
        let lines = parts.iter().map(|part| {
            line(
                &state,
                part.agent.as_str(),
                Share::from_parts(part.share).unwrap_or_default(),
                part.minor,
            )
        });
        let told = Told { entry: None, lines: lines.collect(), equation };
        told.tell(here, &state, &wish)
    }
}

fn line(state: &State, handle: &str, share: Share, minor: i128) -> Line {
    let agent = Handle::new(handle).ok().and_then(|handle| state.agent(&handle));
    let name = agent.map_or_else(|| handle.to_owned(), |agent| state.agents.at(agent).name.clone());
    Line { agent: handle.to_owned(), name, share, minor: Some(minor) }
}

/// How an income was or would be shared.
struct Told {
    entry: Option<u64>,
    lines: Vec<Line>,
    equation: u64,
}

impl Told {
    fn tell(&self, here: &mut Here, state: &State, wish: &act::Distribute) -> Result<(), Refused> {
        let Measure { minor, unit } = &wish.income;
        let decimals = state.unit(unit).map_or(0, |ix| state.units.at(ix).decimals);
        let total = format_decimal(*minor, decimals);
        if here.global.json {
            return here.screen.json(&json!({
                "entry": self.entry,
                "unit": unit.as_str(),
                "total": total,
                "target": wish.target.as_ref().map(Handle::as_str),
                "reference": wish.reference,
                "equation": self.equation,
                "shares": shares::json(&self.lines, decimals),
            }));
        }
        let target = wish.target.as_ref().map_or(state.name.as_str(), Handle::as_str);
        let heading = match self.entry {
            Some(entry) => format!("entry {entry}: {total} {unit} shared for {target}"),
            None => format!("{total} {unit} for {target} would be shared so; nothing was written"),
        };
        here.screen.line(styled(BOLD, heading))?;
        here.screen.line("")?;
        shares::table(&mut here.screen, &self.lines, unit.as_str(), decimals)?;
        here.screen.line("")?;
        match self.entry {
            Some(entry) => here.screen.line(format_args!("`subak explain {entry}` shows why.")),
            None => Ok(()),
        }
    }
}
