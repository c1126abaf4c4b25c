//! What an entry did, in sentences and for programs.

use book::{Book, now};
use commons::account::Account;
use commons::act::Act;
use commons::change::{
    Change, ClaimGrew, ClaimPaid, Deferred, Ended, Ending, Faded, Missed, Moved, Then,
};
use commons::name::{Handle, Moment};
use commons::state::State;
use commons::unit::UnitIx;
use inquiry::{amount, date};
use quantity::format_decimal;
use serde_json::{Map, Value, json};

use crate::here::Here;
use crate::refusal::Refused;
use crate::telling;
use inquiry::flow::{Step, balance, cause, class_unit, counts, rule, steps, touched};
use inquiry::reading::Reading;

/// What a change says that people should read; `None` for what only counts.
#[must_use]
pub fn sentence(state: &State, step: &Step) -> Option<String> {
    let say_account = |name: &commons::account::AccountName| telling::account_named(state, name);
    Some(match &step.change {
        Change::Moved(moved) => {
            let (from, to) = (say_account(&moved.from), say_account(&moved.to));
            format!("{from} → {to}: {}", moved_amount(state, moved, step.at))
        }
        Change::Faded(Faded { moved, .. }) => {
            let to = say_account(&moved.to);
            format!(
                "{to} got what the others lost with time: {}",
                moved_amount(state, moved, step.at)
            )
        }
        Change::ClaimGrew(ClaimGrew { class, holder, minor, .. }) => {
            let word = if *minor < 0 { "less" } else { "more" };
            let much = of_class(state, class, minor.abs());
            format!("{holder} is owed {much} {word} by {class}")
        }
        Change::ClaimPaid(ClaimPaid { class, holder, minor, .. }) => {
            let much = of_class(state, class, minor.abs());
            let word = if *minor < 0 { "was taken back" } else { "was paid" };
            format!("{much} of what {class} owes {holder} {word}")
        }
        Change::Deferred(deferred) => deferred_said(state, deferred, step.at),
        Change::Ended(Ended { deferred, how }) => ended(state, *deferred, *how),
        Change::RoleChanged(it) => {
            let word = if it.holds { "is" } else { "is no longer" };
            format!("{} {word} {}", it.agent, it.role)
        }
        Change::Released(it) if it.common => format!("{} belongs to everybody now", it.thing),
        Change::Released(it) => format!("{} belongs to everybody no longer", it.thing),
        Change::Opened(it) => match &it.about {
            Some(about) => format!("the decision {} is to be taken about {about}", it.decision),
            None => format!("the decision {} is to be taken", it.decision),
        },
        Change::Missed(Missed { whom, why, .. }) => {
            let whom = whom.as_ref().map(|whom| format!(" for {}", say_account(whom)));
            format!("could not happen{}: {why}", whom.unwrap_or_default())
        }
        Change::CapUsed(_) | Change::Carried(_) | Change::CaughtUp(_) => return None,
    })
}

/// What moved, in the words of its unit as it counted then.
fn moved_amount(state: &State, moved: &Moved, at: Moment) -> String {
    match state.unit(&moved.unit) {
        Some(unit) => amount::say(state, counts(state, unit, moved.minor, at), unit),
        None => moved.unit.to_string(),
    }
}

/// An amount of a class of claims in the words of its unit.
#[must_use]
pub fn of_class(state: &State, class: &Handle, minor: i128) -> String {
    match class_unit(state, class) {
        Some(unit) => amount::say(state, minor, unit),
        None => minor.to_string(),
    }
}

fn deferred_said(state: &State, deferred: &Deferred, at: Moment) -> String {
    let due = date::say(deferred.due);
    let aside = deferred.held.as_ref().and_then(|aside| {
        let unit = state.unit(&aside.unit)?;
        let much = amount::say(state, counts(state, unit, aside.minor, at), unit);
        Some(format!("{much} of {}", telling::account_named(state, &aside.from)))
    });
    match (&deferred.then, aside) {
        (Then::Expire(held), aside) => {
            let to = telling::account_named(state, &held.to);
            format!("{} is set aside for {to} until {due}", aside.unwrap_or_default())
        }
        (Then::Rule(_), Some(aside)) => format!("{aside} is set aside until {due}"),
        (Then::Rule(_), None) => format!("goes on {due}"),
    }
}

fn ended(state: &State, deferred: u64, how: Ending) -> String {
    let waiting = usize::try_from(deferred).ok().and_then(|at| state.money.waiting.get(at));
    let Some(waiting) = waiting else { return how.word().to_owned() };
    let verb = if waiting.deferred.held.is_some() { "set aside" } else { "put off" };
    let became = match how {
        Ending::Done => "happened",
        Ending::Committed => "was paid",
        Ending::Cancelled => "was cancelled",
        Ending::Expired => "went back, its time over",
        Ending::Failed => "could not happen",
    };
    format!("what entry {} {verb} {became}", waiting.entry)
}

/// A change for programs: `change`, `at`, what it says, `rule` and `version`; `None` for what only counts.
#[must_use]
pub fn json(state: &State, step: &Step) -> Option<Value> {
    let said = sentence(state, step)?;
    let rule = rule(state, cause(&step.change));
    let mut value = Map::new();
    let mut put = |key: &str, said: Value| value.insert(key.to_owned(), said);
    put("change", word(&step.change).into());
    put("at", date::exact(step.at).into());
    if let Some(moved) = step.change.moved() {
        let unit = state.unit(&moved.unit)?;
        let minor = counts(state, unit, moved.minor, step.at);
        put("from", telling::account_named(state, &moved.from).into());
        put("to", telling::account_named(state, &moved.to).into());
        put("amount", format_decimal(minor, state.units.at(unit).decimals).into());
        put("unit", moved.unit.as_str().into());
    }
    put("text", said.into());
    put("rule", rule.as_ref().map(|rule| rule.name.clone()).into());
    put("version", rule.map(|rule| rule.version).into());
    Some(Value::Object(value))
}

const fn word(change: &Change) -> &'static str {
    match change {
        Change::Moved(_) => "moved",
        Change::ClaimGrew(_) => "owed",
        Change::ClaimPaid(_) => "paid",
        Change::Deferred(_) => "set_aside",
        Change::Ended(_) => "ended",
        Change::RoleChanged(_) => "role",
        Change::Released(_) => "released",
        Change::Opened(_) => "decision",
        Change::Faded(_) => "faded",
        Change::Missed(_) => "missed",
        Change::CapUsed(_) | Change::Carried(_) | Change::CaughtUp(_) => "counted",
    }
}

/// Balances for programs.
#[must_use]
pub fn balances_json(
    state: &State,
    accounts: impl IntoIterator<Item = (Account, UnitIx)>,
    at: Moment,
) -> Value {
    let row = |(account, unit): (Account, UnitIx)| {
        let row = state.units.at(unit);
        json!({
            "account": telling::account(state, account), "unit": row.code.as_str(),
            "amount": format_decimal(balance(state, account, unit, at), row.decimals),
        })
    };
    accounts.into_iter().map(row).collect()
}

/// Says what an entry set off, and who has what now.
///
/// # Errors
/// If the entry cannot be read, or the output not written.
pub fn tell(here: &mut Here, book: &Book, entry: u64, act: &Act) -> Result<(), Refused> {
    let state = book.state();
    let (row, _) = Reading::from(book).entry(entry)?;
    let steps = steps(state, &row)?;
    let said = telling::act(state, entry, act);
    let at = now();
    if here.global.json {
        let changes: Value = steps.iter().filter_map(|step| json(state, step)).collect();
        let balances = balances_json(state, touched(state, &steps), at);
        return here.screen.json(&json!({
            "entry": entry, "text": said, "changes": changes, "balances": balances,
        }));
    }
    here.screen.line(format_args!("entry {entry}: {said}"))?;
    for line in lines(state, &steps) {
        here.screen.prose(&format!("  {line}"))?;
    }
    let balances: Vec<String> = touched(state, &steps)
        .into_iter()
        .map(|(account, unit)| {
            let has = amount::say(state, balance(state, account, unit, at), unit);
            format!("{} {has}", telling::account(state, account))
        })
        .collect();
    match balances.as_slice() {
        [] => Ok(()),
        balances => here.screen.prose(&format!("now: {}", balances.join(", "))),
    }
}

/// What an entry did, a line each, with the rule that did it.
#[must_use]
pub fn lines(state: &State, steps: &[Step]) -> Vec<String> {
    let said = |step: &Step| {
        let said = sentence(state, step)?;
        Some(match rule(state, cause(&step.change)) {
            Some(rule) => format!("{said} (by \"{}\")", rule.name),
            None => said,
        })
    };
    steps.iter().filter_map(said).collect()
}
