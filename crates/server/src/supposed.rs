//! What if: shares, the last distribution and the last receipt by other figures than those in force. Nothing is kept of it.

use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};

use charter::charter::Charter;
use commons::account::{Account, AccountName};
use commons::act::{Act, Effects, Envelope, Receive, decide};
use commons::change::Change;
use commons::distribution::DistributionIx;
use commons::equation::Equation;
use commons::equity::{self, Holder, Target};
use commons::in_force::InForce;
use commons::name::{ActId, Moment};
use commons::refusal::Refused as Rule;
use commons::state::State;
use commons::unit::UnitIx;
use commons::worth::Horizon;
use inquiry::Refused;
use inquiry::reading::Reading;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How far back the last receipt is looked for.
const BACK: u64 = 2_000;

/// What is paid to whom, in minor units.
pub type Paid = BTreeMap<(Account, UnitIx), i128>;

/// Rules that might be.
#[derive(Clone)]
pub struct Rules {
    /// The equation.
    pub equation: Equation,
    /// The charter, if there is one that this program understands.
    pub charter: Option<Arc<InForce>>,
}

/// What would be by some rules.
pub struct Outcome {
    /// Who would hold which share of the whole now; why there are none, if there are none.
    pub shares: Result<Vec<Holder>, Rule>,
    /// Who would hold which share of what the last distribution was for, by what had happened by then.
    pub distributed: Option<Result<Vec<Holder>, Rule>>,
    /// To whom what would go, if the last receipt came in now.
    pub received: Option<Result<Paid, Rule>>,
}

/// A copy of a state to suppose things on, with what is so.
pub struct Scratch {
    state: Mutex<State>,
    now: Moment,
    /// The rules in force.
    pub rules: Rules,
    /// What is by them.
    pub present: Outcome,
    /// The last distribution.
    pub distribution: Option<DistributionIx>,
    receipt: Option<(u64, [u8; 32], Receive)>,
}

impl Scratch {
    /// Copies a state, and finds what is so in it at a moment.
    ///
    /// # Errors
    /// A commons that nobody founded, or a damaged journal.
    pub fn of(reading: Reading<'_>, now: Moment) -> Result<Self, Refused> {
        let state = reading.state.clone();
        let equation = state.equation.clone().ok_or(Rule::Unfounded)?;
        let rules = Rules { equation, charter: state.money.in_force().cloned() };
        let mut rows = state.distributions.iter().rev();
        let distribution = rows.find(|(_, row)| row.reversed_by.is_none()).map(|(ix, _)| ix);
        drop(rows);
        let receipt = last_receipt(reading)?;
        let present = Outcome { shares: Ok(Vec::new()), distributed: None, received: None };
        let mut scratch =
            Self { state: Mutex::new(state), now, rules, present, distribution, receipt };
        scratch.present = scratch.suppose(&scratch.rules.clone());
        Ok(scratch)
    }

    /// The entry of the receipt that is supposed to come in again.
    #[must_use]
    pub fn receipt(&self) -> Option<u64> {
        self.receipt.as_ref().map(|(entry, ..)| *entry)
    }

    /// What would be by other rules.
    #[must_use]
    pub fn suppose(&self, rules: &Rules) -> Outcome {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let shares = holders(&state, rules, Target::Whole, Horizon { until: None, now: self.now });
        let distributed = self.distribution.map(|ix| {
            let row = state.distributions.at(ix);
            let target = equity::target(&state, row.target.as_ref())?;
            holders(&state, rules, target, Horizon { until: Some(row.at), now: self.now })
        });
        let received = self.receipt.as_ref().filter(|_| rules.charter.is_some());
        let received = received.map(|(_, key, wish)| {
            let before = by_rules(&mut state, rules);
            let paid = receive(&state, self.now, *key, wish);
            by_rules(&mut state, &before);
            paid
        });
        Outcome { shares, distributed, received }
    }
}

/// Who holds which share by an equation.
fn holders(
    state: &State,
    rules: &Rules,
    target: Target,
    horizon: Horizon,
) -> Result<Vec<Holder>, Rule> {
    Ok(equity::equity(state, &rules.equation, target, horizon)?.holders)
}

/// Puts rules into a state; gives those that were there.
fn by_rules(state: &mut State, rules: &Rules) -> Rules {
    let equation = state.equation.replace(rules.equation.clone());
    let last = state.money.charters.last_mut();
    let charter =
        last.and_then(|adoption| std::mem::replace(&mut adoption.rules, rules.charter.clone()));
    Rules { equation: equation.unwrap_or_else(|| rules.equation.clone()), charter }
}

/// Lets a receipt come in, in thought.
fn receive(state: &State, now: Moment, key: [u8; 32], wish: &Receive) -> Result<Paid, Rule> {
    let envelope = Envelope { entry: state.entries, at: now, act: ActId([0xff; 16]), key };
    let act = Act::Receive(Box::new(wish.clone()));
    let Effects::Flow(flowed) = decide(state, &envelope, &act)? else { return Ok(Paid::new()) };
    let mut paid = Paid::new();
    for moved in flowed.changes.iter().filter_map(Change::moved) {
        let Some(unit) = state.unit(&moved.unit) else { continue };
        let mut book = |name: &AccountName, minor: i128| {
            if let Some(account) = state.account(name) {
                *paid.entry((account, unit)).or_default() += minor;
            }
        };
        book(&moved.from, -moved.minor);
        book(&moved.to, moved.minor);
    }
    paid.retain(|(account, _), minor| *minor != 0 && *account != Account::Outside);
    Ok(paid)
}

/// The last receipt, with its entry and who signed it; its reference is another, since none is taken twice.
fn last_receipt(reading: Reading<'_>) -> Result<Option<(u64, [u8; 32], Receive)>, Refused> {
    let mut found = None;
    if reading.state.money.in_force().is_none() {
        return Ok(None);
    }
    reading.read::<()>(reading.state.entries.saturating_sub(BACK), |entry, act| {
        if let Act::Receive(wish) = act {
            let wish = Receive { reference: "?".to_owned(), ..(**wish).clone() };
            found = Some((entry.index, entry.act.author.to_bytes(), wish));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(found)
}

/// The same rules by another text of the charter: one that declares the same and differs in figures.
///
/// # Errors
/// What is wrong with the text.
pub fn by_text(rules: &Rules, text: &str) -> Result<Rules, String> {
    let Some(charter) = &rules.charter else { return Ok(rules.clone()) };
    let said = |all: Vec<charter::diagnostic::Diagnostic>| {
        all.into_iter().next().map(|it| it.message).unwrap_or_default()
    };
    let read = Charter::read(text).map_err(said)?;
    let model = read.model().clone();
    let equation = match model.equations.first() {
        Some(equation) => Equation::of_charter(equation)?,
        None => rules.equation.clone(),
    };
    let (units, pools) = (charter.units.clone(), charter.pools.clone());
    let charter = InForce::new(charter.entry, model, units, pools).map_err(|it| it.to_string())?;
    Ok(Rules { equation, charter: Some(Arc::new(charter)) })
}
