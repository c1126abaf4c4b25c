//! Shares, opened down to the contributions behind them and what those rest on.

use std::collections::BTreeMap;

use commons::action::Action;
use commons::agent::AgentIx;
use commons::equity::{self, Credited, Equity, Target};
use commons::event::EventIx;
use commons::half_life::Left;
use commons::refusal::Refused as Rule;
use commons::state::State;
use commons::unit::UnitIx;
use commons::valuation::value;
use commons::worth::{Basis, Horizon, Pricing};
use inquiry::{amount, date};
use quantity::{Share, format_decimal};
use serde_json::{Value, json};

use crate::refusal::Refused;
use crate::screen::{Screen, Table};
use crate::settings::say_rate;
use crate::telling;

/// The shares of a target with the contributions behind them.
pub struct Opened<'a> {
    state: &'a State,
    /// The shares.
    pub equity: Equity,
    /// What each contribution is worth, in minor value units.
    worths: BTreeMap<EventIx, i128>,
    /// How much of all weight each contribution is, in the order of the credits.
    shares: Vec<Share>,
}

/// One contribution of one agent: how much of all weight it is, and perhaps an amount.
pub struct Part {
    /// What it counts in the shares.
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

impl<'a> Opened<'a> {
    /// Opens the shares of a target.
    ///
    /// # Errors
    /// As [`equity::equity`].
    pub fn new(state: &'a State, target: Target, horizon: Horizon) -> Result<Self, Refused> {
        let equation = state.equation.as_ref().ok_or(Rule::Unfounded)?;
        let valuation = value(state, equation, horizon)?;
        let equity = equity::equity_of(state, &valuation, target)?;
        let shares = shares(&equity);
        Ok(Self { state, equity, worths: equity::worths(&valuation), shares })
    }

    /// A contribution in a sentence, and what it was to if that is upstream of what was asked.
    fn what(&self, credit: Credited) -> String {
        let said = what(self.state, credit.event);
        match credit.upstream {
            Some(to) => format!("{said} (upstream, in {})", equity::say(self.state, to)),
            None => said,
        }
    }

    fn parts(&self, agent: AgentIx, minor: Option<i128>) -> Vec<Part> {
        parts(&self.equity, &self.shares, agent, minor)
    }

    /// Writes the contributions of an agent as a table, with amounts in `unit` if something is shared.
    ///
    /// # Errors
    /// [`Refused::Output`].
    pub fn table(
        &self,
        screen: &mut Screen,
        agent: AgentIx,
        amount: Option<(i128, &str, u8)>,
    ) -> Result<(), Refused> {
        let value_unit = self.state.units.at(self.equity.unit);
        let head = amount.map(|(_, unit, _)| format!(">{unit}"));
        let worth = format!(">worth in {}", value_unit.code);
        let mut heads = vec![">entry", "day", "what", worth.as_str(), ">share"];
        heads.extend(head.as_deref());
        let mut table = Table::new(&heads);
        for part in self.parts(agent, amount.map(|(minor, ..)| minor)) {
            let event = self.state.events.at(part.credit.event);
            let worth = self.worths.get(&part.credit.event).copied().unwrap_or_default();
            let mut cells = vec![
                event.entry.to_string(),
                date::say_day(event.at),
                self.what(part.credit),
                format_decimal(worth, value_unit.decimals),
                format!("{}%", part.share.percent(2)),
            ];
            cells.extend(
                part.minor
                    .zip(amount)
                    .map(|(minor, (_, _, decimals))| format_decimal(minor, decimals)),
            );
            table.row(cells);
        }
        screen.table(&table)
    }

    /// The contributions of an agent as JSON.
    #[must_use]
    pub fn json(&self, agent: AgentIx, amount: Option<(i128, u8)>) -> Value {
        let decimals = self.state.units.at(self.equity.unit).decimals;
        let part = |part: Part| {
            let event = self.state.events.at(part.credit.event);
            let worth = self.worths.get(&part.credit.event).copied().unwrap_or_default();
            let mut value = json!({
                "entry": event.entry, "at": date::exact(event.at), "text": self.what(part.credit),
                "worth": format_decimal(worth, decimals), "share": part.share.to_string(),
            });
            if let (Some((minor, (_, decimals))), Some(map)) =
                (part.minor.zip(amount), value.as_object_mut())
            {
                map.insert("amount".to_owned(), format_decimal(minor, decimals).into());
            }
            value
        };
        self.parts(agent, amount.map(|(minor, _)| minor)).into_iter().map(part).collect()
    }
}

/// An event in a sentence, with the first line of its note.
fn what(state: &State, ix: EventIx) -> String {
    let mut said = telling::event(state, ix);
    if let Some(left) = corrected(state, ix) {
        said = format!("{said}, corrected to {left}");
    }
    match state.events.at(ix).note().and_then(|note| note.lines().next()) {
        Some(note) => format!("{said}: {note}"),
        None => said,
    }
}

/// What is left of an event that was corrected.
fn corrected(state: &State, ix: EventIx) -> Option<String> {
    state.corrections.get(&ix)?;
    left(state, ix).map(|(unit, left)| amount::say(state, left, unit))
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
pub struct Worth {
    /// Minor value units, after modulators; `None` if it adds no value itself.
    pub minor: Option<i128>,
    /// The rule in words.
    pub rule: String,
    /// The rule's word: `stated`, `money`, `rate`, `passes`, `corrects`, `reversed`, `left_out` or `nothing`.
    pub word: &'static str,
}

/// What an event is worth under the equation of a state.
///
/// # Errors
/// As [`value`].
pub fn worth_of(state: &State, ix: EventIx, horizon: Horizon) -> Result<Worth, Refused> {
    let equation = state.equation.as_ref().ok_or(Rule::Unfounded)?;
    let valuation = value(state, equation, horizon)?;
    let pricing = Pricing::new(state, equation, horizon)?;
    let event = state.events.at(ix);
    let without = |word, rule: String| Ok(Worth { minor: None, rule, word });
    if let Some(original) = event.corrects {
        let entry = state.events.at(original).entry;
        return without("corrects", format!("it changes what entry {entry} counts"));
    }
    if !pricing.counts(ix, event) {
        return without(
            "left_out",
            "it is contested, waits to be accepted, or the equation leaves it out".to_owned(),
        );
    }
    if state.corrections.contains_key(&ix) && left(state, ix).is_some_and(|(_, left)| left == 0) {
        return without("reversed", "it was taken back".to_owned());
    }
    let minor = equity::worths(&valuation).get(&ix).copied();
    let (word, rule) = match pricing.basis(ix)? {
        // What draws on a resource passes on value that others gave.
        _ if minor.is_none() && event.resource.is_some() && event.action != Action::Work => {
            ("passes", "it passes on the value of what it draws on".to_owned())
        }
        Basis::Stated => ("stated", "the value it states".to_owned()),
        Basis::Money => ("money", "the money itself".to_owned()),
        Basis::Rate(rate) => {
            ("rate", format!("the rate `{}` of the equation `{}`", say_rate(rate), equation.name))
        }
        Basis::Nothing => ("nothing", "no rate of the equation fits it".to_owned()),
    };
    let left = pricing.left(event).map(Left::percent).filter(|left| left != "100%");
    let rule = left.map_or(rule.clone(), |left| format!("{rule}, of which time has left {left}"));
    Ok(Worth { minor, rule, word })
}

/// Minor value units in words.
#[must_use]
pub fn say_worth(state: &State, minor: i128) -> String {
    let unit = state.equation.as_ref().and_then(|equation| state.unit(&equation.unit));
    unit.map_or_else(|| minor.to_string(), |unit| amount::say(state, minor, unit))
}
