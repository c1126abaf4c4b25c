//! Who may open which entry, and see what of it.

use book::Entry;
use commons::account::{Account, AccountName};
use commons::act::Act;
use commons::change::{Change, Then};
use commons::state::Held;
use commons::visibility::Thing;
use inquiry::flow::{Step, moved};

use crate::site::{Here, Trouble};

/// Whether this visitor may open an entry: one that tells nothing of anybody's money, one of theirs, or one whose
/// every move they may see.
///
/// # Errors
/// As [`Here::must_see`].
pub fn sees_entry(here: &Here<'_>, entry: &Entry, act: &Act) -> Result<(), Trouble> {
    if here.sees(Thing::Journal) {
        return Ok(());
    }
    match act {
        Act::AdoptCharter(_) | Act::SetEquation(_) => here.must_see(Thing::Charter),
        Act::AddAgent(_) | Act::AddKey(_) | Act::RevokeKey(_) | Act::ChangeRole(_) => {
            here.must_see(Thing::Members)
        }
        Act::Pay(_)
        | Act::Receive(_)
        | Act::Report(_)
        | Act::Request(_)
        | Act::Demand(_)
        | Act::Answer(_)
        | Act::Hold(_)
        | Act::SettleHold(_)
        | Act::RecordDecision(_)
        | Act::PayOut(_)
        | Act::CatchUp(_)
        | Act::AssignClaim(_)
        | Act::AddClaim(_) => sees_money(here, entry),
        Act::Reverse(wish) => {
            let of = here.state.entry_of(wish.act).and_then(|entry| here.state.held(entry));
            match of {
                Some(Held::Event(_) | Held::Distribution(_)) => here.must_see(Thing::Contributions),
                None => sees_money(here, entry),
            }
        }
        _ => here.must_see(Thing::Contributions),
    }
}

fn sees_money(here: &Here<'_>, entry: &Entry) -> Result<(), Trouble> {
    let author = here.state.signer(&entry.act.author.to_bytes());
    let own = here.me.is_some() && author == here.me;
    let done = inquiry::flow::steps(here.state, entry)?;
    let mut moves = done.iter().filter(|step| step.change.moved().is_some()).peekable();
    if own || (moves.peek().is_some() && moves.all(|step| seen_step(here, step))) {
        return Ok(());
    }
    Err(if here.me.is_some() { Trouble::Hidden } else { Trouble::SignInFirst })
}

/// Whether this visitor may see a change.
#[must_use]
pub fn seen_step(here: &Here<'_>, step: &Step) -> bool {
    if here.sees(Thing::Journal) {
        return true;
    }
    let is_me = |name: &AccountName| match here.state.account(name) {
        Some(Account::Agent(agent) | Account::Payable(agent)) => here.me == Some(agent),
        _ => false,
    };
    match &step.change {
        Change::Moved(_) | Change::Faded(_) => {
            moved(here.state, step).is_some_and(|(from, to, quantity)| {
                here.sees(Thing::Flow { from, to, unit: quantity.unit })
            })
        }
        Change::ClaimGrew(it) => owed(here, &it.class, &it.holder),
        Change::ClaimPaid(it) => owed(here, &it.class, &it.holder),
        Change::Deferred(it) => {
            let aside = it.held.as_ref();
            let gets = matches!(&it.then, Then::Expire(held) if is_me(&held.to));
            gets || aside.is_none_or(|aside| {
                let found = here.state.account(&aside.from).zip(here.state.unit(&aside.unit));
                found.is_some_and(|(account, unit)| here.sees(Thing::Balance { account, unit }))
            })
        }
        Change::Opened(it) => here.sees(Thing::Decision(&it.decision)),
        Change::Missed(it) => it.whom.as_ref().is_some_and(is_me),
        Change::RoleChanged(_) => here.sees(Thing::Members),
        _ => here.sees(Thing::Contributions),
    }
}

fn owed(here: &Here<'_>, class: &commons::name::Handle, holder: &commons::name::Handle) -> bool {
    let holder = here.state.agent(holder);
    holder.is_some_and(|holder| here.sees(Thing::Owed { class, holder }))
}
