//! Who may do what by the charter in force: keepers of pools, the custodian, those of a role.

use charter::model::RoleId;

use super::{Envelope, say};
use crate::account::Account;
use crate::agent::AgentIx;
use crate::facts::{View, party_of, pool_row};
use crate::money::InForce;
use crate::name::Handle;
use crate::obstacle::Obstacle;
use crate::refusal::Refused;
use crate::staged::{Clock, Staged};
use crate::state::State;

/// The role that looks after money outside, if the charter declares it; else the founder does.
const CUSTODIAN: &str = "custodian";

/// The charter in force, and by whom and when an act is wished.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub state: &'a State,
    pub envelope: &'a Envelope,
    pub rules: &'a InForce,
    pub author: AgentIx,
}

impl Desk<'_> {
    /// The state as it is now, for whoever asks.
    pub fn staged(&self) -> Staged<'_> {
        let Envelope { at, act, entry, .. } = *self.envelope;
        Staged::new(self.state, Clock::at(at), act, entry)
    }

    /// Whether an agent is in a role now.
    pub fn is_a(&self, agent: AgentIx, role: RoleId) -> Result<bool, Refused> {
        let staged = self.staged();
        let view = View { staged: &staged, rules: self.rules };
        view.is_a(party_of(agent), role).map_err(|fault| {
            let what = format!("who is in the role `{}`", self.role_name(role));
            Obstacle::FigureFails { what, why: fault.to_string() }.into()
        })
    }

    /// The name of a role.
    pub fn role_name(&self, role: RoleId) -> &str {
        self.rules.role(role).map_or("", Handle::as_str)
    }

    /// The account that the author pays from: their own, or a pool that they keep.
    pub fn payer(&self, from: Option<&Handle>) -> Result<Account, Refused> {
        let Some(handle) = from else { return Ok(Account::Agent(self.author)) };
        let unknown = || Refused::PoolUnknown { handle: handle.clone() };
        let pool = self.state.pool(handle).ok_or_else(unknown)?;
        let keeper = pool_row(self.rules, pool).ok_or_else(unknown)?.keeper;
        let keepers = match keeper {
            Some(role) if self.is_a(self.author, role)? => return Ok(Account::Pool(pool)),
            Some(role) => format!("those of `{}`", self.role_name(role)),
            None => "rules of the charter".to_owned(),
        };
        Err(Refused::NotKeeper { pool: handle.clone(), keepers })
    }

    /// Whether the author may settle for an account: it is theirs, or a pool that they keep.
    pub fn speaks_for(&self, account: Account) -> Result<bool, Refused> {
        match account {
            Account::Agent(agent) => Ok(agent == self.author),
            Account::Pool(pool) => match pool_row(self.rules, pool).and_then(|row| row.keeper) {
                Some(keeper) => self.is_a(self.author, keeper),
                None => Ok(false),
            },
            _ => Ok(false),
        }
    }

    /// Refuses whoever is neither in a role nor, if no role is named, the founder.
    pub fn in_charge(&self, role: Option<RoleId>, what: &'static str) -> Result<(), Refused> {
        let founder = self.state.founder();
        let (may, who) = match role {
            Some(role) => (self.is_a(self.author, role)?, format!("`{}`", self.role_name(role))),
            None => {
                let named = founder.map(|founder| say(&self.state.agents.at(founder).handle));
                (Some(self.author) == founder, named.unwrap_or_default())
            }
        };
        if may { Ok(()) } else { Err(Refused::NotInCharge { who, what }) }
    }

    /// Refuses whoever does not look after the money outside: the role `custodian`, or else the founder.
    pub fn custodian(&self, what: &'static str) -> Result<(), Refused> {
        let roles = &self.rules.roles;
        let place = roles.iter().position(|role| role.as_str() == CUSTODIAN);
        let role = place.and_then(|place| u16::try_from(place).ok()).map(RoleId);
        self.in_charge(role, what)
    }
}
