//! Passing a claim on.

use charter::model::{Claim, Passes};

use super::charge::Desk;
use super::check;
use crate::agent::AgentIx;
use crate::cascade::Start;
use crate::change::{Change, ClaimGrew, Flowed};
use crate::codec::record;
use crate::name::Handle;
use crate::refusal::Refused;
use crate::unit::{Measure, Quantity};

record! {
    /// Passes what the author is owed on to somebody else, as far as the charter lets claims pass.
    pub struct AssignClaim {
        /// The class of claims.
        pub class: Handle,
        /// To whom.
        pub to: Handle,
        /// How much of what is still owed.
        pub amount: Measure,
        /// Anything worth knowing.
        pub note: Option<String>,
    }
}

/// Refuses, in this order: an overlong note; a class that the charter does not declare; an unknown agent, or
/// oneself; a class whose claims do not pass to them; a unit that the charter does not declare, an amount of zero
/// or less; and more than the author is owed, or another unit.
pub(super) fn decide(desk: Desk<'_>, wish: &AssignClaim) -> Result<Flowed, Refused> {
    check::note(wish.note.as_ref())?;
    let claim = desk.rules.claim_id(&wish.class);
    let row = claim.and_then(|claim| desk.rules.model.claims.get(claim.at()));
    let Some(row) = row else {
        let known = check::list(desk.rules.classes.iter().map(Handle::as_str));
        return Err(Refused::ClassUnknown { class: wish.class.clone(), known });
    };
    let to = check::agent(desk.state, &wish.to)?;
    if to == desk.author {
        return Err(Refused::SameAccount { name: wish.to.clone() });
    }
    decide_passes(desk, row, to, wish)?;
    let amount = check::amount(desk.state, desk.rules, &wish.amount)?;
    let unit = desk.rules.unit(row.unit).unwrap_or(amount.unit);
    let owed = desk.state.money.owing.class(&wish.class).and_then(|class| class.of(desk.author));
    let open = owed.map_or(0, |owed| owed.open().max(0));
    if amount.unit != unit || amount.minor > open {
        return Err(Refused::OwedLess {
            agent: desk.state.agents.at(desk.author).handle.clone(),
            class: wish.class.clone(),
            owed: desk.state.say(Quantity { minor: open, unit }),
            asked: desk.state.say(amount),
        });
    }
    let grew = |holder: AgentIx, minor| {
        let (class, holder) = (wish.class.clone(), desk.state.agents.at(holder).handle.clone());
        Change::ClaimGrew(ClaimGrew { class, holder, minor, cause: None })
    };
    let passed = vec![grew(desk.author, -amount.minor), grew(to, amount.minor)];
    desk.run(&Start::Changes(passed))
}

fn decide_passes(
    desk: Desk<'_>,
    claim: &Claim,
    to: AgentIx,
    wish: &AssignClaim,
) -> Result<(), Refused> {
    let stays = |why| Refused::ClaimStays { class: wish.class.clone(), to: wish.to.clone(), why };
    match claim.passes {
        Passes::Freely => Ok(()),
        Passes::Never => Err(stays("its claims pass to nobody")),
        Passes::ByRuleOnly => Err(stays("only rules pass its claims on")),
        Passes::WithinMembers if desk.state.itself == Some(to) => {
            Err(stays("its claims pass only to members"))
        }
        Passes::WithinMembers => Ok(()),
        Passes::Between(one, other) => {
            let pairs = |a, b| Ok::<_, Refused>(desk.is_a(desk.author, a)? && desk.is_a(to, b)?);
            let may = pairs(one, other)? || pairs(other, one)?;
            if may { Ok(()) } else { Err(stays("its claims pass only between two roles")) }
        }
    }
}
