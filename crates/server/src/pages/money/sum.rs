//! Sums in forms: how much of which unit, from which purse, and what the charter wants to know beside.

use charter::model::{Passes, Side, Trigger};
use charter::tree::Kind;
use commons::account::Account;
use commons::act::Detail;
use commons::name::Handle;
use commons::pool::PoolIx;
use commons::unit::{Measure, UnitIx};
use inquiry::{limits, names, sum};
use maud::{Markup, html};

use super::said::plain;
use crate::page::{self, Kind as Field, choice, field};
use crate::site::{Here, Trouble};
use crate::visit::Filled;

/// The units that people may pass on by hand, in the order of the charter.
pub fn passed_on(here: &Here<'_>) -> Vec<UnitIx> {
    let by_hand = |unit: &charter::model::Unit| {
        !matches!(unit.passes, Passes::Never | Passes::ByRuleOnly) && unit.kind != Kind::Metric
    };
    declared(here, by_hand)
}

/// The figures that are reported.
pub fn metrics(here: &Here<'_>) -> Vec<UnitIx> {
    declared(here, |unit| unit.kind == Kind::Metric)
}

/// The units of the charter that fit, in its order.
pub fn declared(here: &Here<'_>, fits: impl Fn(&charter::model::Unit) -> bool) -> Vec<UnitIx> {
    let Some(rules) = here.state.money.in_force() else { return Vec::new() };
    let units = rules.units.iter().zip(&rules.model.units);
    units.filter(|(_, unit)| fits(unit)).map(|(ix, _)| *ix).collect()
}

/// How much, in one field and a choice of units if there are several.
pub fn how_much(here: &Here<'_>, filled: &Filled, units: &[UnitIx]) -> Markup {
    let code = |unit: &UnitIx| here.state.units.at(*unit).code.to_string();
    let options: Vec<(String, String)> = units
        .iter()
        .map(|unit| {
            let row = here.state.units.at(*unit);
            let said = match row.label.as_str() {
                "" => code(unit),
                name if name == row.code.as_str() => code(unit),
                name => format!("{} · {name}", row.code),
            };
            (code(unit), said)
        })
        .collect();
    let label = match options.as_slice() {
        [(code, _)] => here.words.say_with("money-how-much-of", &[("unit", code.as_str().into())]),
        _ => here.say("money-how-much"),
    };
    html! {
        div.row {
            (field(filled, "amount", &label, Field::Number))
            @if options.len() > 1 { (choice(filled, "unit", &here.say("money-unit"), &options)) }
        }
    }
}

/// The sum that was typed: `20`, with the unit that was chosen, or `20 EUR`.
///
/// # Errors
/// What cannot be read, by its stable name.
pub fn asked(here: &Here<'_>, filled: &Filled, usual: &[UnitIx]) -> Result<Measure, Trouble> {
    let typed = plain(here, filled.get("amount").unwrap_or_default());
    let bare = !typed.trim().is_empty()
        && typed.chars().all(|letter| letter.is_ascii_digit() || ".,-+_' ".contains(letter));
    let usual = match usual {
        [only] => Some(here.state.units.at(*only).code.to_string()),
        _ => None,
    };
    let unit = filled.get("unit").map(str::to_owned).or(usual).filter(|_| bare);
    let text = unit.map_or(typed.clone(), |unit| format!("{} {unit}", typed.trim()));
    Ok(sum::sum(here.state, &text)?)
}

/// The pools that whoever is signed in may pay out of by hand.
pub fn kept(here: &Here<'_>) -> Vec<PoolIx> {
    let (Some(rules), Some(me)) = (here.state.money.in_force(), here.me) else {
        return Vec::new();
    };
    let mine = |(place, pool): (usize, &charter::model::Pool)| {
        let keepers = limits::members(here.state, pool.keeper?, here.now);
        let id = charter::model::PoolId(u16::try_from(place).ok()?);
        rules.pool(id).filter(|_| keepers.contains(&me))
    };
    rules.model.pools.iter().enumerate().filter_map(mine).collect()
}

/// Whose purse it is: one's own, or a pool that one keeps. Nothing if there is no choice.
pub fn purse(here: &Here<'_>, filled: &Filled, name: &str, label: &str) -> Markup {
    let pools = kept(here);
    let mine = (String::new(), here.say("money-purse-mine"));
    let pool = |ix: &PoolIx| {
        let pool = here.state.pools.at(*ix);
        (pool.handle.to_string(), pool.name.clone())
    };
    let options: Vec<(String, String)> =
        std::iter::once(mine).chain(pools.iter().map(pool)).collect();
    html! { @if !pools.is_empty() { (choice(filled, name, label, &options)) } }
}

/// The pool that was chosen; one's own purse, if none.
///
/// # Errors
/// An unknown name.
pub fn chosen(here: &Here<'_>, filled: &Filled, name: &str) -> Result<Option<Handle>, Trouble> {
    let pool = filled.get(name).map(|pool| names::pool(here.state, pool)).transpose()?;
    Ok(pool.map(|(handle, _)| handle))
}

/// What a charter wants to know beside a sum: its name, and the unit it is in.
pub type Wanted = (String, UnitIx);

/// What the rules want to know that a trigger fits.
pub fn wanted(here: &Here<'_>, fits: impl Fn(&Trigger) -> bool) -> Vec<Wanted> {
    let Some(rules) = here.state.money.in_force() else { return Vec::new() };
    let mut found: Vec<Wanted> = Vec::new();
    for rule in rules.model.rules.iter().filter(|rule| fits(&rule.trigger)) {
        for (name, unit) in &rule.details {
            let Some(unit) = rules.unit(*unit) else { continue };
            if found.iter().all(|(known, _)| *known != **name) {
                found.push((name.to_string(), unit));
            }
        }
    }
    found
}

/// What the rules want to know of a payment of a unit to somebody.
pub fn wanted_of_transfer(here: &Here<'_>, unit: UnitIx, to: Account) -> Vec<Wanted> {
    let Some(rules) = here.state.money.in_force() else { return Vec::new() };
    wanted(here, |trigger| match trigger {
        Trigger::Transfer { unit: of, to: side, .. } => {
            rules.unit(*of) == Some(unit) && may_be(here, *side, to)
        }
        _ => false,
    })
}

/// Whether an account may be the party that a rule speaks of.
fn may_be(here: &Here<'_>, side: Side, account: Account) -> bool {
    let pool = |id| here.state.money.in_force().and_then(|rules| rules.pool(id));
    match side {
        Side::Anyone | Side::Slot(_) => true,
        Side::Role(..) => matches!(account, Account::Agent(_)),
        Side::Pool(id) => matches!(account, Account::Pool(of) if Some(of) == pool(id)),
        Side::Outside => account == Account::Outside,
    }
}

/// The name of the field of a detail.
fn detail_field(name: &str) -> String {
    format!("with-{name}")
}

/// A field for each further amount.
pub fn detail_fields(here: &Here<'_>, filled: &Filled, wanted: &[Wanted]) -> Markup {
    html! {
        @for (name, unit) in wanted {
            @let code = here.state.units.at(*unit).code.as_str();
            @let told = [("name", name.as_str().into()), ("unit", code.into())];
            (field(filled, &detail_field(name), &here.words.say_with("money-detail", &told), Field::Number))
        }
    }
}

/// Whether something is wanted that was not said yet.
pub fn is_missing(filled: &Filled, wanted: &[Wanted]) -> bool {
    wanted.iter().any(|(name, _)| filled.get(&detail_field(name)).is_none())
}

/// The further amounts that were said.
///
/// # Errors
/// What cannot be read.
pub fn details(
    here: &Here<'_>,
    filled: &Filled,
    wanted: &[Wanted],
) -> Result<Vec<Detail>, Trouble> {
    let mut found = Vec::new();
    for (name, unit) in wanted {
        if let Some(typed) = filled.get(&detail_field(name)) {
            let text = [format!("{name}={}", plain(here, typed))];
            found.extend(sum::details(here.state, &text, Some(*unit))?);
        }
    }
    Ok(found)
}

/// What was typed, carried on unseen to the next step of a form.
pub fn carried(here: &Here<'_>, filled: &Filled, names: &[&str], wanted: &[Wanted]) -> Markup {
    let details: Vec<String> = wanted.iter().map(|(name, _)| detail_field(name)).collect();
    let all = names.iter().copied().chain(details.iter().map(String::as_str));
    html! {
        (page::hidden_again(here, filled))
        @for name in all {
            @if filled.get(name).is_some() {
                input type="hidden" name=(name) value=(filled.typed(name));
            }
        }
    }
}
