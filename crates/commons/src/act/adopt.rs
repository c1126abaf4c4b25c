//! Adopting a charter, the first or a new version.

use std::collections::BTreeSet;
use std::sync::Arc;

use charter::Charter;
use charter::civil::plus_ms;
use charter::model::{Decay, Model, Trigger, Unit as Declared};
use charter::parse::parse;
use charter::tree::{Kind, Tree};
use quantity::{BASE_PARTS, Factor, Ratio};

use super::rehearsal::rehearse;
use super::{AddUnit, Envelope, Unfoldable, check, fold, found, say, unit};
use crate::account::Account;
use crate::agent::AgentIx;
use crate::amendment;
use crate::cascade;
use crate::change::Change;
use crate::codec::record;
use crate::equation::Equation;
use crate::money::{Adoption, Fading, InForce};
use crate::name::{ActId, Code, Handle, Moment};
use crate::objection::Objection;
use crate::pool::Pool;
use crate::reading::{Reading, line};
use crate::refusal::Refused;
use crate::state::{Named, State};
use crate::unit::{Quantity, UnitIx, UnitKind};
use crate::worth::{Horizon, Pricing};

record! {
    /// A charter to adopt.
    pub struct AdoptCharter {
        /// The text, to the byte.
        pub text: String,
        /// The recorded decisions that this change needs.
        pub decided: Vec<ActId>,
        /// Anything worth knowing.
        pub note: Option<String>,
    }
}

impl AdoptCharter {
    /// The wish to adopt a text that needs no decision.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), decided: Vec::new(), note: None }
    }
}

record! {
    /// A pool that a charter brings with it.
    pub struct NewPool {
        /// Its handle.
        pub handle: Handle,
        /// Its name.
        pub name: String,
    }
}

record! {
    /// What adopting a charter brought with it.
    pub struct Adopted {
        /// Units that were not there before.
        pub units: Vec<AddUnit>,
        /// Pools that were not there before.
        pub pools: Vec<NewPool>,
        /// What fell due under the charter before, and what the change itself does.
        pub changes: Vec<Change>,
    }
}

/// Refuses, in this order: an overlong note; the text in force; a text with anything wrong in it; names that
/// cannot be handles, units that are counted otherwise here, names of pools that are taken; a change that is not
/// the author's to make, or needs decisions that are not cited; examples that do not come out; leaving out what is
/// not empty; an equation beyond counting; laws that do not hold now.
pub(super) fn decide(
    state: &State,
    envelope: &Envelope,
    author: AgentIx,
    wish: &AdoptCharter,
) -> Result<Adopted, Refused> {
    check::note(wish.note.as_ref())?;
    if state.money.charters.last().is_some_and(|adoption| *adoption.text == *wish.text) {
        return Err(Refused::CharterUnchanged);
    }
    let reading = Reading::of(&wish.text);
    let mut broken = reading.broken(&wish.text).into_iter();
    if let Some(first) = broken.next() {
        return Err(Objection::CharterBroken { first, more: broken.len() }.into());
    }
    let model = reading.model.as_ref().ok_or(Refused::CharterNotUnderstood)?;
    let mut adopted = brought(state, model)?;
    decide_change(state, author, wish, &reading.tree)?;
    decide_examples(&wish.text, model)?;
    if state.money.in_force().is_some() {
        adopted.changes = cascade::fallen_due(state, envelope.occasion())?.changes;
    }
    let mut after = state.clone();
    let applied = apply(&mut after, envelope, wish, &adopted);
    applied.map_err(|_| Refused::CharterNotUnderstood)?;
    decide_left_out(state, &after, envelope.at)?;
    for equation in model.equations.iter().filter_map(|it| Equation::of_charter(it).ok()) {
        Pricing::new(&after, &equation, Horizon { until: None, now: envelope.at })?;
    }
    cascade::laws_hold(&after, envelope.occasion())?;
    Ok(adopted)
}

/// The units and pools that a charter brings, if its names and units fit this commons.
pub(super) fn brought(state: &State, model: &Model) -> Result<Adopted, Refused> {
    decide_names(model)?;
    let mut adopted = Adopted { units: Vec::new(), pools: Vec::new(), changes: Vec::new() };
    for declared in &model.units {
        adopted.units.extend(new_unit(state, declared)?);
    }
    for declared in &model.pools {
        let handle = fit(&declared.name, "a pool")?;
        if state.pool(&handle).is_none() {
            check::free(state, &handle)?;
            check::name(&declared.label)?;
            adopted.pools.push(NewPool { handle, name: declared.label.to_string() });
        }
    }
    Ok(adopted)
}

fn fit(name: &str, kind: &'static str) -> Result<Handle, Refused> {
    Handle::new(name).map_err(|_| Refused::CharterNameUnfit { name: name.to_owned(), kind })
}

fn decide_names(model: &Model) -> Result<(), Refused> {
    let details = model.rules.iter().flat_map(|rule| &rule.details);
    let details = details.chain(model.decisions.iter().flat_map(|decision| &decision.details));
    let requests = model.rules.iter().filter_map(|rule| match &rule.trigger {
        Trigger::Request { name, .. } => Some(name),
        _ => None,
    });
    let released = model.claims.iter().flat_map(|claim| &claim.releases);
    let named = (model.roles.iter().map(|it| (&it.name, "a role")))
        .chain(model.claims.iter().map(|it| (&it.name, "a class of claims")))
        .chain(model.decisions.iter().map(|it| (&it.name, "a decision")))
        .chain(requests.map(|name| (name, "a request")))
        .chain(details.map(|(name, _)| (name, "a further amount")))
        .chain(released.map(|name| (name, "a thing")));
    for (name, kind) in named {
        fit(name, kind)?;
    }
    let unfit = |name| Refused::CharterNameUnfit { name, kind: "something in an equation" };
    for equation in &model.equations {
        Equation::of_charter(equation).map_err(unfit)?;
    }
    Ok(())
}

/// The unit to add, if the commons does not count in it yet.
fn new_unit(state: &State, declared: &Declared) -> Result<Option<AddUnit>, Refused> {
    let name = || declared.name.to_string();
    let code = Code::new(&declared.name)
        .map_err(|_| Refused::CharterNameUnfit { name: name(), kind: "a unit" })?;
    let passed_on = declared.kind != Kind::Metric;
    let Some(known) = state.unit(&code) else {
        let kind = if passed_on { UnitKind::Currency } else { UnitKind::Amount };
        let wish = AddUnit::new(code, &*declared.label, kind, declared.decimals);
        return unit::decide(state, &wish).map(|()| Some(wish));
    };
    let row = state.units.at(known);
    let differs =
        |what: String| Refused::from(Objection::CharterUnitDiffers { code: code.clone(), what });
    if row.decimals != declared.decimals {
        return Err(differs(format!("to {} decimals", row.decimals)));
    }
    let is_held = || state.accounts.iter().any(|(unit, _, minor)| unit == known && minor != 0);
    // What value is counted in may be called money or a metric, as long as nobody holds any.
    let fits = if row.kind == UnitKind::Currency { passed_on || !is_held() } else { !passed_on };
    if !fits {
        return Err(differs(format!("as {}", row.kind.word())));
    }
    let begins_to_fade = declared.decay.is_some() && !state.money.fading.contains_key(&known);
    if begins_to_fade && in_parts(state, known).is_none() {
        return Err(differs("in amounts too large to fade".to_owned()));
    }
    Ok(None)
}

/// Whether the author may change what this text changes, with the decisions that are cited.
fn decide_change(
    state: &State,
    author: AgentIx,
    wish: &AdoptCharter,
    tree: &Tree,
) -> Result<(), Refused> {
    let cited = cited(state, &wish.decided)?;
    let is_founder = Some(author) == state.founder();
    let Some(in_force) = state.money.charters.last() else {
        return if is_founder { Ok(()) } else { Err(first_is_the_founders(state)) };
    };
    let needs = amendment::needs(&parse(&in_force.text).0, tree);
    for amendment::Needs { part, decisions } in needs {
        let missing = decisions.iter().find(|decision| !cited.contains(&***decision));
        if let Some(decision) = missing {
            let decision = fit(decision, "a decision")?;
            return Err(Objection::AmendmentNeeds { path: part.to_string(), decision }.into());
        }
        if decisions.is_empty() && !is_founder {
            return Err(Objection::NotYoursToChange { path: part.to_string() }.into());
        }
    }
    Ok(())
}

fn first_is_the_founders(state: &State) -> Refused {
    let founder = state.founder().map(|founder| say(&state.agents.at(founder).handle));
    Refused::NotInCharge { who: founder.unwrap_or_default(), what: "adopt the first charter" }
}

/// The names of the decisions that are cited, if each was recorded and changed nothing yet.
fn cited<'a>(state: &'a State, acts: &[ActId]) -> Result<BTreeSet<&'a str>, Refused> {
    let mut cited = BTreeSet::new();
    for act in acts {
        let decided = state.money.decided.iter().find(|decided| decided.act == *act);
        let decided = decided.ok_or(Objection::DecisionUnknown)?;
        if let Some(used) = decided.used {
            return Err(Objection::DecisionUsed { entry: decided.entry, used }.into());
        }
        cited.insert(decided.decision.as_str());
    }
    Ok(cited)
}

fn decide_examples(text: &str, model: &Model) -> Result<(), Refused> {
    for (name, outcome) in rehearse(text, model) {
        if let Err(failed) = outcome {
            let line = line(text, failed.at.start);
            let (expected, got) = (failed.expected, failed.got);
            return Err(Objection::ExampleFails { name, line, expected, got }.into());
        }
    }
    Ok(())
}

/// Refuses to leave out a unit or pool that is not empty, and a class of claims in which something is owed.
fn decide_left_out(before: &State, after: &State, now: Moment) -> Result<(), Refused> {
    let (Some(old), Some(new)) = (before.money.in_force(), after.money.in_force()) else {
        return Ok(());
    };
    let left_out = |unit: UnitIx, account: Account| match account {
        Account::Pool(pool) if !new.pools.contains(&pool) => true,
        _ => old.units.contains(&unit) && !new.units.contains(&unit),
    };
    let rest = after
        .accounts
        .iter()
        .find(|(unit, account, minor)| *minor > 0 && left_out(*unit, *account));
    if let Some((unit, account, minor)) = rest {
        let what = match account {
            Account::Pool(pool) => format!("the pool {}", say(&after.pools.at(pool).handle)),
            _ => format!("the unit `{}`", after.units.at(unit).code),
        };
        let minor = after.money.fading.get(&unit).map_or(minor, |it| it.at(now).nominal(minor));
        return Err(
            Objection::NotEmpty { what, amount: after.say(Quantity { minor, unit }) }.into()
        );
    }
    decide_claims_left_out(after, old, new)
}

fn decide_claims_left_out(after: &State, old: &InForce, new: &InForce) -> Result<(), Refused> {
    let gone =
        old.classes.iter().zip(&old.model.claims).filter(|(class, _)| !new.classes.contains(class));
    for (class, claim) in gone {
        let owed = after.money.owing.class(class).map_or(0, |class| class.cap() - class.paid());
        if let Some(unit) = old.unit(claim.unit).filter(|_| owed > 0) {
            let amount = format!("{} to pay", after.say(Quantity { minor: owed, unit }));
            let what = format!("the class of claims `{class}`");
            return Err(Objection::NotEmpty { what, amount }.into());
        }
    }
    Ok(())
}

pub(super) fn apply(
    state: &mut State,
    envelope: &Envelope,
    wish: &AdoptCharter,
    adopted: &Adopted,
) -> Result<(), Unfoldable> {
    let charter = Charter::read(&wish.text).ok();
    put_in_force(state, envelope, wish, adopted, charter.as_ref().map(Charter::model))
}

/// Folds an adoption whose text means this, or nothing that this program understands.
pub(super) fn put_in_force(
    state: &mut State,
    envelope: &Envelope,
    wish: &AdoptCharter,
    adopted: &Adopted,
    model: Option<&Model>,
) -> Result<(), Unfoldable> {
    let Envelope { entry, at, .. } = *envelope;
    fold(state, envelope, &adopted.changes)?;
    for wish in &adopted.units {
        unit::apply(state, entry, wish)?;
    }
    for NewPool { handle, name } in &adopted.pools {
        let pool = state.pools.add(Pool { handle: handle.clone(), name: name.clone() });
        state.handles.insert(handle.clone(), Named::Pool(pool));
    }
    for act in &wish.decided {
        let mut rows = state.money.decided.iter_mut();
        let decided = rows.find(|decided| decided.act == *act);
        found(entry, act, decided)?.used = Some(entry);
    }
    let rules = model.and_then(|model| in_force(state, entry, model));
    if let Some(rules) = &rules {
        take_effect(state, envelope, rules);
    }
    state.money.caught_up = Some(at);
    let (text, rules) = (wish.text.as_str().into(), rules.map(Arc::new));
    state.money.charters.push(Adoption { entry, at, text, rules });
    Ok(())
}

fn in_force(state: &State, entry: u64, model: &Model) -> Option<InForce> {
    let units = model.units.iter().map(|unit| state.unit(&Code::new(&unit.name).ok()?));
    let pools = model.pools.iter().map(|pool| state.pool(&Handle::new(&pool.name).ok()?));
    let (units, pools) = (units.collect::<Option<_>>()?, pools.collect::<Option<_>>()?);
    InForce::new(entry, model.clone(), units, pools).ok()
}

/// What a charter changes at once: the equation, and how units lose with time.
fn take_effect(state: &mut State, envelope: &Envelope, rules: &InForce) {
    let equation = rules.model.equations.first();
    if let Some(equation) = equation.and_then(|it| Equation::of_charter(it).ok()) {
        state.equation = Some(equation);
        state.equation_entry = envelope.entry;
    }
    for (unit, row) in rules.units.iter().zip(&rules.model.units) {
        let began = *state.money.began.entry(*unit).or_insert(envelope.at);
        let before = state.money.fading.get(unit);
        let begins = before.is_none();
        let fading = match &row.decay {
            Some(decay) => fades(before, decay, began, envelope.at),
            None => before.map(|before| stays(before, envelope.at)),
        };
        if let Some(fading) = fading {
            if begins {
                count_in_parts(state, *unit, envelope.entry);
            }
            state.money.fading.insert(*unit, fading);
        }
    }
}

/// What every account of a unit has in parts of base, if that can be counted.
fn in_parts(state: &State, unit: UnitIx) -> Option<Vec<(Account, i128)>> {
    let accounts = state.accounts.iter().filter(|(that, ..)| *that == unit);
    accounts.map(|(_, account, minor)| Some((account, minor.checked_mul(BASE_PARTS)?))).collect()
}

/// Counts what is there of a unit that begins to fade in parts of base, exactly.
fn count_in_parts(state: &mut State, unit: UnitIx, entry: u64) {
    let Some(accounts) = in_parts(state, unit) else { return };
    for (account, parts) in accounts {
        state.accounts.post(account, unit, parts - parts / BASE_PARTS);
    }
    let code = &state.units.at(unit).code;
    let waiting = state.money.waiting.iter_mut().filter_map(|row| row.deferred.held.as_mut());
    for held in waiting.filter(|held| held.unit == *code) {
        held.minor = held.minor.saturating_mul(BASE_PARTS);
    }
    state.money.in_parts.insert(unit, entry);
}

/// How a unit fades from now on; what it lost before stays lost.
fn fades(before: Option<&Fading>, decay: &Decay, began: Moment, now: Moment) -> Option<Fading> {
    let kept = Ratio::ONE.checked_sub(decay.part)?;
    let step = Factor::root(kept, decay.steps)?;
    let begins = decay.after.and_then(|after| plus_ms(began.0, after)).map_or(began, Moment);
    let goes_on = |it: &&Fading| it.step == step && it.applied == decay.applied && begins <= now;
    Some(match before.filter(goes_on) {
        Some(before) => before.clone(),
        None => Fading {
            since: now.max(begins),
            from: before.map_or(Factor::ONE, |before| before.at(now)),
            step,
            applied: decay.applied,
        },
    })
}

/// A unit that fades no more.
fn stays(before: &Fading, now: Moment) -> Fading {
    Fading { since: now, from: before.at(now), step: Factor::ONE, applied: before.applied }
}
