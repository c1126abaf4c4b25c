//! Giving and taking roles by hand.

use charter::model::RoleHow;

use super::charge::Desk;
use super::check;
use crate::agent::AgentIx;
use crate::cascade::Start;
use crate::change::{Change, Flowed, RoleChanged};
use crate::codec::record;
use crate::name::Handle;
use crate::refusal::Refused;

record! {
    /// Lets an agent into a role, or out of it.
    pub struct ChangeRole {
        /// The role.
        pub role: Handle,
        /// Who.
        pub agent: Handle,
        /// Whether they are in it from now on.
        pub holds: bool,
    }
}

/// Lets in whoever may: into an open role oneself, into one that is granted those who grant it. Out of it goes,
/// beside them, whoever is in it.
///
/// Refuses, in this order: a role that the charter does not declare; an unknown agent; a role with a condition,
/// and Subak's own; somebody who may not; a change that changes nothing; and what laws say against it.
pub(super) fn decide(desk: Desk<'_>, wish: &ChangeRole) -> Result<Flowed, Refused> {
    let role = desk.rules.role_id(&wish.role).ok_or_else(|| {
        let known = check::list(desk.rules.roles.iter().map(Handle::as_str));
        Refused::RoleUnknown { role: wish.role.clone(), known }
    })?;
    let agent = check::agent(desk.state, &wish.agent)?;
    let how = desk.rules.model.roles.get(role.at()).map(|role| &role.how);
    match how {
        Some(RoleHow::Granted { by, .. }) if !leaves(desk, agent, wish) => {
            desk.in_charge(Some(*by), "change who is in this role")?;
        }
        Some(RoleHow::Granted { .. }) => {}
        Some(RoleHow::Open) if agent == desk.author => {}
        Some(RoleHow::Open) => {
            let who = format!("`{}`", wish.agent);
            return Err(Refused::NotInCharge { who, what: "join or leave for themselves" });
        }
        _ => return Err(Refused::RoleByCondition { role: wish.role.clone() }),
    }
    if desk.is_a(agent, role)? == wish.holds {
        let (role, agent) = (wish.role.clone(), wish.agent.clone());
        let now = if wish.holds { "in" } else { "out of" };
        return Err(Refused::RoleUnchanged { role, agent, now });
    }
    let ChangeRole { role, agent, holds } = wish.clone();
    let changed = Change::RoleChanged(RoleChanged { role, agent, holds, cause: None });
    desk.run(&Start::Changes(vec![changed]))
}

fn leaves(desk: Desk<'_>, agent: AgentIx, wish: &ChangeRole) -> bool {
    !wish.holds && agent == desk.author
}
