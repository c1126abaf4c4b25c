//! Names as people type them, looked up; and what they may have meant.

use commons::account::Account;
use commons::agent::AgentKind;
use commons::name::Handle;
use commons::pool::PoolIx;
use commons::refusal::Refused as Rule;
use commons::state::{Named, State};
use commons::unit::UnitIx;

use crate::Refused;

/// `; did you mean …?` for what is nearly spelled like `asked`, or nothing.
pub fn near<'a>(asked: &str, known: impl Iterator<Item = &'a str>) -> String {
    let asked = asked.to_lowercase();
    let most = (asked.chars().count() / 2).clamp(1, 2);
    let mut near: Vec<(usize, &str)> = known
        .filter_map(|name| {
            let lower = name.to_lowercase();
            let starts = asked.len() >= 2 && lower.starts_with(&asked);
            let distance = if starts { 1 } else { distance(&asked, &lower) };
            (distance <= most).then_some((distance, name))
        })
        .collect();
    near.sort_unstable();
    let names: Vec<String> = near.iter().take(3).map(|(_, name)| format!("`{name}`")).collect();
    match names.is_empty() {
        true => String::new(),
        false => format!("; did you mean {}?", names.join(" or ")),
    }
}

/// How many letters must be changed, added or left out to come from one word to the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().take(64).enumerate() {
        let mut before = i;
        let mut last = i + 1;
        for (place, right) in row.iter_mut().skip(1).zip(&b) {
            let next = (before + usize::from(left != *right)).min(*place + 1).min(last + 1);
            before = *place;
            last = next;
            *place = next;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

/// The handle that a text spells, or that a name would have: `Ana Lima` is `ana-lima`.
///
/// # Errors
/// [`Refused::NameUnusable`].
pub fn handle(text: &str) -> Result<Handle, Refused> {
    let text = text.trim();
    Handle::new(text)
        .ok()
        .or_else(|| Handle::from_name(text))
        .ok_or_else(|| Refused::NameUnusable { name: commons::name::shortened(text) })
}

/// A handle for a new thing: the one given, or one made from its name, numbered if that is taken.
///
/// # Errors
/// [`Refused::NameUnusable`], or a handle that cannot be one.
pub fn fresh(
    given: Option<&str>,
    name: &str,
    taken: impl Fn(&Handle) -> bool,
) -> Result<Handle, Refused> {
    if let Some(given) = given {
        return Ok(Handle::new(given)?);
    }
    let plain = handle(name)?;
    if name.trim() == plain.as_str() || !taken(&plain) {
        return Ok(plain);
    }
    let mut numbers = 2..;
    let free =
        numbers.find_map(|number| Some(plain.numbered(number)).filter(|handle| !taken(handle)));
    Ok(free.unwrap_or(plain))
}

/// [`fresh`] among all that share their handles: agents, resources, processes and agreements.
///
/// # Errors
/// As [`fresh`].
pub fn fresh_named(state: &State, given: Option<&str>, name: &str) -> Result<Handle, Refused> {
    fresh(given, name, |handle| state.named(handle).is_some())
}

/// What a name refers to, whatever it is.
///
/// # Errors
/// [`Refused::NameUnknown`] with what may have been meant.
pub fn any(state: &State, text: &str) -> Result<(Handle, Named), Refused> {
    let handle = handle(text)?;
    match state.named(&handle) {
        Some(named) => Ok((handle, named)),
        None => by_name(state, text).ok_or_else(|| Refused::NameUnknown {
            name: handle.to_string(),
            near: near(text, all(state)),
        }),
    }
}

/// The one thing whose full name is spelled so, whatever the case.
fn by_name(state: &State, text: &str) -> Option<(Handle, Named)> {
    let wanted = text.trim().to_lowercase();
    let is = |name: &str| name.to_lowercase() == wanted;
    let agents = state
        .agents
        .iter()
        .filter(|(_, row)| is(&row.name))
        .map(|(ix, row)| (row.handle.clone(), Named::Agent(ix)));
    let resources = state
        .resources
        .iter()
        .filter(|(_, row)| is(&row.name))
        .map(|(ix, row)| (row.handle.clone(), Named::Resource(ix)));
    let processes = state
        .processes
        .iter()
        .filter(|(_, row)| is(&row.name))
        .map(|(ix, row)| (row.handle.clone(), Named::Process(ix)));
    let pools = state
        .pools
        .iter()
        .filter(|(_, row)| is(&row.name))
        .map(|(ix, row)| (row.handle.clone(), Named::Pool(ix)));
    let mut found = agents.chain(resources).chain(processes).chain(pools);
    match (found.next(), found.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

fn all(state: &State) -> impl Iterator<Item = &str> {
    let agents = state.agents.iter().map(|(_, row)| row.handle.as_str());
    let resources = state.resources.iter().map(|(_, row)| row.handle.as_str());
    let processes = state.processes.iter().map(|(_, row)| row.handle.as_str());
    let agreements = state.agreements.iter().map(|(_, row)| row.handle.as_str());
    let pools = state.pools.iter().map(|(_, row)| row.handle.as_str());
    agents.chain(resources).chain(processes).chain(agreements).chain(pools)
}

/// The word with an article for what a name refers to.
#[must_use]
pub fn article(named: Named) -> &'static str {
    match named {
        Named::Agent(_) => "an agent",
        Named::Resource(_) => "a resource",
        Named::Process(_) => "a process",
        Named::Agreement(_) => "an agreement",
        Named::Pool(_) => "a pool",
    }
}

/// Looks a name up that must be of one kind.
fn must_be<T>(
    state: &State,
    text: &str,
    needed: &'static str,
    unknown: impl Fn(Handle) -> Rule,
    fits: impl Fn(Named) -> Option<T>,
) -> Result<(Handle, T), Refused> {
    match any(state, text) {
        Ok((handle, named)) => match fits(named) {
            Some(found) => Ok((handle, found)),
            None => {
                Err(Refused::NameUnfit { name: handle.to_string(), is: article(named), needed })
            }
        },
        Err(Refused::NameUnknown { near, .. }) => {
            Err(Refused::Unknown { refused: Box::new(unknown(handle(text)?)), near })
        }
        Err(refused) => Err(refused),
    }
}

/// The agent that a text names.
///
/// # Errors
/// An unknown name, or something else's.
pub fn agent(state: &State, text: &str) -> Result<Handle, Refused> {
    let fits = |named| matches!(named, Named::Agent(_)).then_some(());
    must_be(state, text, "an agent", |handle| Rule::AgentUnknown { handle }, fits)
        .map(|(handle, ())| handle)
}

/// The agent or pool that a text names.
///
/// # Errors
/// An unknown name, or something else's.
pub fn holder(state: &State, text: &str) -> Result<(Handle, Account), Refused> {
    let fits = |named| match named {
        Named::Agent(agent) => Some(Account::Agent(agent)),
        Named::Pool(pool) => Some(Account::Pool(pool)),
        _ => None,
    };
    must_be(state, text, "an agent or a pool", |handle| Rule::PayeeUnknown { handle }, fits)
}

/// The pool that a text names.
///
/// # Errors
/// An unknown name, or something else's.
pub fn pool(state: &State, text: &str) -> Result<(Handle, PoolIx), Refused> {
    let fits = |named| match named {
        Named::Pool(pool) => Some(pool),
        _ => None,
    };
    must_be(state, text, "a pool", |handle| Rule::PoolUnknown { handle }, fits)
}

/// The unit that a text names.
///
/// # Errors
/// [`Refused::UnitUnknown`] with what may be meant.
pub fn unit(state: &State, text: &str) -> Result<UnitIx, Refused> {
    state.unit_like(text).ok_or_else(|| Refused::UnitUnknown {
        unit: commons::name::shortened(text),
        near: near(text, state.units.iter().map(|(_, row)| row.code.as_str())),
    })
}

/// The resource that a text names.
///
/// # Errors
/// An unknown name, or something else's.
pub fn resource(
    state: &State,
    text: &str,
) -> Result<(Handle, commons::resource::ResourceIx), Refused> {
    let fits = |named| match named {
        Named::Resource(ix) => Some(ix),
        _ => None,
    };
    must_be(state, text, "a resource", |handle| Rule::ResourceUnknown { handle }, fits)
}

/// The process that a text names.
///
/// # Errors
/// An unknown name, or something else's.
pub fn process(state: &State, text: &str) -> Result<Handle, Refused> {
    let fits = |named| matches!(named, Named::Process(_)).then_some(());
    must_be(state, text, "a process", |handle| Rule::ProcessUnknown { handle }, fits)
        .map(|(handle, ())| handle)
}

/// The agreement that a text names.
///
/// # Errors
/// An unknown name, or something else's.
pub fn agreement(state: &State, text: &str) -> Result<Handle, Refused> {
    let fits = |named| matches!(named, Named::Agreement(_)).then_some(());
    must_be(state, text, "an agreement", |handle| Rule::AgreementUnknown { handle }, fits)
        .map(|(handle, ())| handle)
}

/// The handle of what shares are asked of; `None` for the commons itself, also without a name.
///
/// # Errors
/// An unknown name, or a person's: [`Refused::NameUnfit`].
pub fn target(state: &State, name: Option<&str>) -> Result<Option<Handle>, Refused> {
    let Some(name) = name else {
        return Ok(None);
    };
    let (handle, named) = any(state, name)?;
    match named {
        Named::Agent(agent) if state.itself == Some(agent) => Ok(None),
        Named::Agent(agent) if state.agents.at(agent).kind == AgentKind::Person => {
            Err(Refused::NameUnfit {
                name: handle.to_string(),
                is: "a person",
                needed: "a resource, process, agreement or project",
            })
        }
        _ => Ok(Some(handle)),
    }
}

/// The kind of resource or work that a text names.
///
/// # Errors
/// An unknown kind.
pub fn kind(state: &State, text: &str) -> Result<Handle, Refused> {
    let handle = handle(text)?;
    if state.specification(&handle).is_some() {
        return Ok(handle);
    }
    let near = near(text, state.specifications.iter().map(|(_, row)| row.handle.as_str()));
    Err(Refused::Unknown { refused: Box::new(Rule::KindUnknown { handle }), near })
}

/// The kind of process that a text names.
///
/// # Errors
/// An unknown kind.
pub fn process_kind(state: &State, text: &str) -> Result<Handle, Refused> {
    let handle = handle(text)?;
    if state.process_specification(&handle).is_some() {
        return Ok(handle);
    }
    let near = near(text, state.process_specifications.iter().map(|(_, row)| row.handle.as_str()));
    Err(Refused::Unknown { refused: Box::new(Rule::KindUnknown { handle }), near })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_near() {
        let known = ["ana", "ben", "frame", "wheel"];
        let near = |asked| super::near(asked, known.into_iter());
        assert_eq!(near("anna"), "; did you mean `ana`?");
        assert_eq!(near("frmae"), "; did you mean `frame`?");
        assert_eq!(near("frane"), "; did you mean `frame`?");
        assert_eq!(near("whe"), "; did you mean `wheel`?");
        assert_eq!(near("xyz"), "");
    }

    #[test]
    fn distances_are_counted_in_letters() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("flaw", "lawn"), 2);
    }
}
