//! Shares, opened down to the contributions behind them and what those rest on.

use std::collections::BTreeMap;

use book::Until;
use commons::action::Action;
use commons::agent::AgentIx;
use commons::distribution::{Distribution, DistributionIx};
use commons::equation::Rate;
use commons::equity::{self, Credited, Equity, Target};
use commons::event::EventIx;
use commons::half_life::Left;
use commons::refusal::Refused as Rule;
use commons::state::State;
use commons::unit::{Quantity, UnitIx};
use commons::valuation::value;
use commons::worth::{self, Horizon, Pricing};
use quantity::Share;

use crate::Refused;
use crate::reading::Reading;

/// The shares of a target with the contributions behind them.
pub struct Opened {
    /// The shares.
    pub equity: Equity,
    /// What each contribution is worth, in minor value units.
    worths: BTreeMap<EventIx, i128>,
    /// How much of all weight each contribution is, in the order of the credits.
    shares: Vec<Share>,
}

/// One contribution of one agent: how much of all weight it is, and perhaps an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// What it counts in the shares: the event, and what it was to if that is upstream of what was asked.
    pub credit: Credited,
    /// How much of all weight it is.
    pub share: Share,
    /// What of the agent's amount falls to it, in minor units.
    pub minor: Option<i128>,
}

/// How much of all weight each contribution is, in the order of the credits.
#[must_use]
pub fn shares(equity: &Equity) -> Vec<Share> {
    let weights: Vec<u128> = equity.credits.iter().map(|credit| credit.weight.into()).collect();
    Share::of(&weights).unwrap_or_default()
}

/// The contributions of an agent, in the order of the journal; an amount is split among them exactly.
/// `shares` are those of the same equity.
#[must_use]
pub fn parts(equity: &Equity, shares: &[Share], agent: AgentIx, minor: Option<i128>) -> Vec<Part> {
    let all = equity.credits.iter().zip(shares);
    let own = all.filter(|(credit, _)| credit.agent == agent);
    let mut parts: Vec<Part> =
        own.map(|(credit, share)| Part { credit: *credit, share: *share, minor: None }).collect();
    let weights: Vec<u128> = parts.iter().map(|part| part.credit.weight.into()).collect();
    if let Some(amounts) = minor.and_then(|minor| quantity::split(minor, &weights)) {
        for (part, amount) in parts.iter_mut().zip(amounts) {
            part.minor = Some(amount);
        }
    }
    parts
}

impl Opened {
    /// Opens the shares of a target.
    ///
    /// # Errors
    /// As [`equity::equity`].
    pub fn new(state: &State, target: Target, horizon: Horizon) -> Result<Self, Refused> {
        let equation = state.equation.as_ref().ok_or(Rule::Unfounded)?;
        let valuation = value(state, equation, horizon)?;
        let equity = equity::equity_of(state, &valuation, target)?;
        let shares = shares(&equity);
        Ok(Self { equity, worths: equity::worths(&valuation), shares })
    }

    /// The contributions of an agent, in the order of the journal; an amount is split among them exactly.
    #[must_use]
    pub fn parts(&self, agent: AgentIx, minor: Option<i128>) -> Vec<Part> {
        parts(&self.equity, &self.shares, agent, minor)
    }

    /// What a contribution is worth, in minor units of the unit of the equity.
    #[must_use]
    pub fn worth(&self, event: EventIx) -> i128 {
        self.worths.get(&event).copied().unwrap_or_default()
    }

    /// The share of an agent; nothing for who has none.
    #[must_use]
    pub fn share(&self, agent: AgentIx) -> Share {
        let holders = self.equity.holders.iter();
        holders.filter(|it| it.agent == agent).map(|it| it.share).next().unwrap_or_default()
    }
}

/// What is left of an event that was corrected; `None` for one that was not.
#[must_use]
pub fn corrected(state: &State, ix: EventIx) -> Option<Quantity> {
    state.corrections.get(&ix)?;
    left(state, ix).map(|(unit, minor)| Quantity { minor, unit })
}

/// The effort or quantity of an event after its corrections.
fn left(state: &State, ix: EventIx) -> Option<(UnitIx, i128)> {
    let event = state.events.at(ix);
    match event.effort {
        Some(effort) => Some((effort.unit, state.net(ix, |event| event.effort)?)),
        None => Some((event.quantity?.unit, state.net(ix, |event| event.quantity)?)),
    }
}

/// What one event is worth and by which rule.
#[derive(Debug, Clone)]
pub struct Worth {
    /// Minor value units, after modulators; `None` if it adds no value itself.
    pub minor: Option<i128>,
    /// By what.
    pub basis: Basis,
    /// What time has left of it, if not all.
    pub left: Option<Left>,
}

/// What the worth of an event rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// It changes what another entry counts.
    Corrects {
        /// The entry.
        entry: u64,
    },
    /// It is contested, waits to be accepted, or the equation leaves it out.
    LeftOut,
    /// It was taken back.
    Reversed,
    /// It passes on the value of what it draws on.
    Passes,
    /// The value it states.
    Stated,
    /// The money itself.
    Money,
    /// A rate of the equation in force.
    Rate(Rate),
    /// No rate of the equation fits it.
    Nothing,
}

impl Basis {
    /// The stable word for it, for programs.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Corrects { .. } => "corrects",
            Self::LeftOut => "left_out",
            Self::Reversed => "reversed",
            Self::Passes => "passes",
            Self::Stated => "stated",
            Self::Money => "money",
            Self::Rate(_) => "rate",
            Self::Nothing => "nothing",
        }
    }
}

/// What events are worth under the equation of a state.
pub struct Worths<'a> {
    state: &'a State,
    pricing: Pricing<'a>,
    worths: BTreeMap<EventIx, i128>,
}

impl<'a> Worths<'a> {
    /// Values everything once.
    ///
    /// # Errors
    /// As [`value`].
    pub fn new(state: &'a State, horizon: Horizon) -> Result<Self, Refused> {
        let equation = state.equation.as_ref().ok_or(Rule::Unfounded)?;
        let valuation = value(state, equation, horizon)?;
        let pricing = Pricing::new(state, equation, horizon)?;
        Ok(Self { state, pricing, worths: equity::worths(&valuation) })
    }

    /// The unit in which worths are counted.
    #[must_use]
    pub fn unit(&self) -> UnitIx {
        self.pricing.unit()
    }

    /// What an event is worth and by which rule.
    ///
    /// # Errors
    /// As [`Pricing::basis`].
    pub fn of(&self, ix: EventIx) -> Result<Worth, Refused> {
        let event = self.state.events.at(ix);
        let without = |basis| Ok(Worth { minor: None, basis, left: None });
        if let Some(original) = event.corrects {
            return without(Basis::Corrects { entry: self.state.events.at(original).entry });
        }
        if !self.pricing.counts(ix, event) {
            return without(Basis::LeftOut);
        }
        if corrected(self.state, ix).is_some_and(|left| left.minor == 0) {
            return without(Basis::Reversed);
        }
        let minor = self.worths.get(&ix).copied();
        let basis = match self.pricing.basis(ix)? {
            // What draws on a resource passes on value that others gave.
            _ if minor.is_none() && event.resource.is_some() && event.action != Action::Work => {
                Basis::Passes
            }
            worth::Basis::Stated => Basis::Stated,
            worth::Basis::Money => Basis::Money,
            worth::Basis::Rate(rate) => Basis::Rate(rate.clone()),
            worth::Basis::Nothing => Basis::Nothing,
        };
        let left = self.pricing.left(event).filter(|left| left.percent() != "100%");
        Ok(Worth { minor, basis, left })
    }
}

/// What an agent got by distributions that stand: each with how much, in minor units of its unit.
pub fn received(state: &State, agent: AgentIx) -> impl Iterator<Item = (&Distribution, i128)> {
    let standing = state.distributions.iter().filter(|(_, row)| row.reversed_by.is_none());
    standing.flat_map(move |(_, row)| {
        row.payees
            .iter()
            .filter(move |payee| payee.agent == agent)
            .map(move |payee| (row, payee.minor))
    })
}

/// A distribution with the shares it went by, computed again from the entries before it.
pub struct Distributed<'a> {
    /// What was distributed, and to whom.
    pub row: &'a Distribution,
    /// The state it was decided on. What was added later is not in it; places in both are the same.
    pub then: State,
    /// The shares it went by.
    pub opened: Opened,
}

/// Opens a distribution: to whom what was paid for which contributions.
///
/// # Errors
/// [`Refused::ExplanationDiffers`] if the entries before give other shares, or a damaged journal.
pub fn distributed(reading: Reading<'_>, ix: DistributionIx) -> Result<Distributed<'_>, Refused> {
    let row = reading.state.distributions.at(ix);
    let then = reading.state_at(Until::Entry(row.entry.saturating_sub(1)))?;
    let target = equity::target(&then, row.target.as_ref())?;
    let opened = Opened::new(&then, target, Horizon { until: None, now: row.at })?;
    // Agents and units are only ever added, so their places in both states are the same.
    let recorded = row.payees.iter().filter(|payee| payee.share > Share::default());
    let agrees = opened
        .equity
        .holders
        .iter()
        .map(|holder| (holder.agent, holder.share))
        .filter(|(_, share)| *share > Share::default())
        .eq(recorded.map(|payee| (payee.agent, payee.share)));
    if !agrees {
        return Err(Refused::ExplanationDiffers { entry: row.entry });
    }
    Ok(Distributed { row, then, opened })
}
