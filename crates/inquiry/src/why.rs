//! Why a number is what it is: a tree of what made it, down to events, rates and rules.
//!
//! Amounts of causes add up to the figure above them, where both are amounts of one unit.

use charter::sentence::Language;
use commons::account::Account;
use commons::act::Act;
use commons::agent::AgentIx;
use commons::distribution::DistributionIx;
use commons::equity::{Credited, Target};
use commons::event::EventIx;
use commons::half_life::Left;
use commons::name::Moment;
use commons::refusal::Refused as Rule;
use commons::state::{Held, State};
use commons::unit::{Quantity, UnitIx};
use commons::worth::Horizon;
use quantity::Share;

use crate::Refused;
use crate::flow::{Step, steps};
use crate::opened::{Basis, Opened, Part, Worth, Worths, distributed};
use crate::past::{Line, Window, sheets};
use crate::reading::Reading;
use crate::rules::{Behind, rules_behind};

/// Something that has causes.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// What it is.
    pub what: What,
    /// How much it is.
    pub figure: Figure,
    /// What made it, in order.
    pub causes: Vec<Why>,
}

/// How much something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// No number stands beside it.
    None,
    /// A part of a whole.
    Share(Share),
    /// An amount.
    Amount(Quantity),
    /// A part of a whole, and the amount that is.
    Part(Share, Quantity),
}

/// What has causes, or is one.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// Somebody's share of a target.
    Share(AgentIx, Target),
    /// A distribution, by its place.
    Distribution(DistributionIx),
    /// What somebody got by a distribution.
    Payee(AgentIx),
    /// A contribution: the event, and what it was to if that is upstream.
    Contribution(Credited),
    /// An event.
    Event(EventIx),
    /// What a worth rests on, and what time has left of it.
    Worth(Basis, Option<Left>),
    /// What somebody has of a unit.
    Balance(Account, UnitIx),
    /// What an account had before the first line.
    Opening,
    /// A line of an account; its entry has causes of its own.
    Line(Line),
    /// What somebody did, in an entry.
    Act(u64, Box<Act>),
    /// What an act set off.
    Step(Step),
    /// The rule that did so, as it stood then.
    Rule(Behind),
}

const fn leaf(what: What, figure: Figure) -> Why {
    Why { what, figure, causes: Vec::new() }
}

/// Why somebody has a share of a target now: the contributions that count, each with what its worth rests on.
///
/// Without contributions the share is nothing and has no causes.
///
/// # Errors
/// As [`Opened::new`].
pub fn share(
    state: &State,
    agent: AgentIx,
    target: Target,
    horizon: Horizon,
) -> Result<Why, Refused> {
    let what = What::Share(agent, target);
    let opened = match Opened::new(state, target, horizon) {
        // Somebody new is no failure.
        Err(Refused::Rules(rule)) if matches!(*rule, Rule::NothingContributed { .. }) => {
            return Ok(leaf(what, Figure::Share(Share::default())));
        }
        opened => opened?,
    };
    let worths = Worths::new(state, horizon)?;
    let parts = opened.parts(agent, None);
    let causes = parts.iter().map(|part| contribution(&worths, part, None));
    let figure = Figure::Share(opened.share(agent));
    Ok(Why { what, figure, causes: causes.collect::<Result<_, _>>()? })
}

/// A contribution, with `unit` for its amount if something was shared.
fn contribution(worths: &Worths<'_>, part: &Part, unit: Option<UnitIx>) -> Result<Why, Refused> {
    let figure = match part.minor.zip(unit) {
        Some((minor, unit)) => Figure::Part(part.share, Quantity { minor, unit }),
        None => Figure::Share(part.share),
    };
    let causes = vec![worth(worths, part.credit.event)?];
    Ok(Why { what: What::Contribution(part.credit), figure, causes })
}

fn worth(worths: &Worths<'_>, event: EventIx) -> Result<Why, Refused> {
    let Worth { minor, basis, left } = worths.of(event)?;
    let unit = worths.unit();
    let figure = minor.map_or(Figure::None, |minor| Figure::Amount(Quantity { minor, unit }));
    Ok(leaf(What::Worth(basis, left), figure))
}

/// Why a distribution paid whom what: each payee with the contributions it was paid for, as they stood then.
///
/// # Errors
/// As [`distributed`].
pub fn distribution(reading: Reading<'_>, ix: DistributionIx) -> Result<Why, Refused> {
    let found = distributed(reading, ix)?;
    let worths = Worths::new(&found.then, Horizon { until: None, now: found.row.at })?;
    let unit = found.row.unit;
    let payee = |it: &commons::distribution::Payee| {
        let parts = found.opened.parts(it.agent, Some(it.minor));
        let causes = parts.iter().map(|part| contribution(&worths, part, Some(unit)));
        Ok(Why {
            what: What::Payee(it.agent),
            figure: Figure::Part(it.share, Quantity { minor: it.minor, unit }),
            causes: causes.collect::<Result<_, Refused>>()?,
        })
    };
    Ok(Why {
        what: What::Distribution(ix),
        figure: Figure::Amount(Quantity { minor: found.row.total, unit }),
        causes: found.row.payees.iter().map(payee).collect::<Result<_, Refused>>()?,
    })
}

/// Why somebody has what they have of a unit: every line of the account, from the beginning.
///
/// # Errors
/// A damaged journal.
pub fn balance(
    reading: Reading<'_>,
    account: Account,
    unit: UnitIx,
    at: Moment,
) -> Result<Why, Refused> {
    let amount = |minor| Figure::Amount(Quantity { minor, unit });
    let all = sheets(reading, account, Window { from: None, through: at })?;
    let sheet = all.into_iter().find(|sheet| sheet.unit == unit);
    let (opening, lines) = sheet.map(|sheet| (sheet.opening, sheet.lines)).unwrap_or_default();
    let minor = lines.last().map_or(opening, |line| line.balance);
    let first = (opening != 0).then(|| leaf(What::Opening, amount(opening)));
    let lines = lines.into_iter().map(|line| {
        let figure = amount(line.minor);
        leaf(What::Line(line), figure)
    });
    Ok(Why {
        what: What::Balance(account, unit),
        figure: amount(minor),
        causes: first.into_iter().chain(lines).collect(),
    })
}

/// Why an entry did what it did: an event by its worth, a distribution by its payees, anything else by what it set
/// off and the rules behind that, told in a language.
///
/// # Errors
/// [`Refused::EntryUnknown`], or a damaged journal.
pub fn entry(
    reading: Reading<'_>,
    entry: u64,
    language: Language,
    now: Moment,
) -> Result<Why, Refused> {
    let state = reading.state;
    let (row, act) = reading.entry(entry)?;
    match state.held(entry) {
        Some(Held::Distribution(ix)) => return distribution(reading, ix),
        Some(Held::Event(event)) => {
            let worth = worth(&Worths::new(state, Horizon { until: None, now })?, event)?;
            return Ok(Why { what: What::Event(event), figure: worth.figure, causes: vec![worth] });
        }
        None => {}
    }
    let step = |step: Step| {
        let rules = rules_behind(state, std::slice::from_ref(&step), language);
        let causes = rules.into_iter().map(|rule| leaf(What::Rule(rule), Figure::None)).collect();
        Why { figure: moved(state, &step), what: What::Step(step), causes }
    };
    let causes = steps(state, &row)?.into_iter().map(step).collect();
    Ok(Why { what: What::Act(entry, Box::new(act)), figure: Figure::None, causes })
}

/// How much a step moved, as it counted then.
fn moved(state: &State, step: &Step) -> Figure {
    crate::flow::moved(state, step).map_or(Figure::None, |(_, _, amount)| Figure::Amount(amount))
}
