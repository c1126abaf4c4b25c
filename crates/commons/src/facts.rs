//! What rules can ask: a staged view, seen by a charter.

use charter::machine::{Facts, Fault, Frame, Party};
use charter::model::{Observe, Pool, RoleHow, RoleId, UnitId, Who};

use crate::account::Account;
use crate::agent::{AgentIx, AgentKind};
use crate::in_force::InForce;
use crate::name::Moment;
use crate::pool::PoolIx;
use crate::series::Flow;
use crate::staged::Staged;

/// A staged view, seen by a version of the charter.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// What is so now.
    pub staged: &'a Staged<'a>,
    /// Whose figures are asked.
    pub rules: &'a InForce,
}

impl View<'_> {
    /// The account of a party.
    #[must_use]
    pub fn account(&self, party: Party) -> Option<Account> {
        account_of(self.staged, self.rules, party)
    }

    /// The party that an account belongs to; what is to be paid out is outside already.
    #[must_use]
    pub fn party(&self, account: Account) -> Option<Party> {
        match account {
            Account::Agent(agent) => Some(party_of(agent)),
            Account::Pool(pool) => self.rules.pool_id(pool).map(Party::Pool),
            Account::Outside | Account::Payable(_) => Some(Party::Outside),
            Account::Undistributed | Account::Issuer | Account::Held => None,
        }
    }

    /// Whether somebody is in a role, whatever its kind.
    ///
    /// # Errors
    /// [`Fault`] if its condition has no answer.
    pub fn is_a(&self, party: Party, role: RoleId) -> Result<bool, Fault> {
        match self.how(role) {
            Some(RoleHow::Meets(test)) => {
                let frame = Frame { parties: vec![party], numbers: Vec::new() };
                test.holds(&self.rules.model, self, &frame)
            }
            _ => Ok(self.is_in(party, role)),
        }
    }

    /// Everyone in a role, in the order of agents.
    ///
    /// # Errors
    /// [`Fault`] if its condition has no answer for somebody.
    pub fn members(&self, role: RoleId) -> Result<Vec<AgentIx>, Fault> {
        if let (Some(RoleHow::Granted { .. } | RoleHow::Open), Some(name)) =
            (self.how(role), self.rules.role(role))
        {
            return Ok(self.staged.role(name));
        }
        let mut members = Vec::new();
        for (agent, _) in self.staged.state.agents.iter() {
            if self.is_member(agent) && self.is_a(party_of(agent), role)? {
                members.push(agent);
            }
        }
        Ok(members)
    }

    /// Not the commons itself, and nobody who joined after the moment that rules are run for.
    fn is_member(&self, agent: AgentIx) -> bool {
        let state = self.staged.state;
        state.itself != Some(agent) && state.money.joined(agent) <= self.staged.clock.at
    }

    fn how(&self, role: RoleId) -> Option<&RoleHow> {
        self.rules.model.roles.get(role.at()).map(|role| &role.how)
    }

    fn who(&self, who: Who, parties: &[Party]) -> Option<Account> {
        match who {
            Who::Party(slot) => self.account(*parties.get(slot.at())?),
            Who::Pool(pool) => self.rules.pool(pool).map(Account::Pool),
        }
    }

    fn since_member(&self, account: Account) -> i128 {
        let money = &self.staged.state.money;
        let began = match account {
            Account::Agent(agent) => money.joined(agent),
            _ => money.charters.first().map_or(self.staged.clock.at, |first| first.at),
        };
        self.ago(began)
    }

    fn ago(&self, moment: Moment) -> i128 {
        i128::from(self.staged.clock.at.0) - i128::from(moment.0)
    }

    fn flow(
        &self,
        account: Account,
        unit: UnitId,
        span: Option<charter::civil::Span>,
    ) -> Option<Flow> {
        let window = self.staged.clock.window(span);
        Some(self.staged.flow(account, self.rules.unit(unit)?, window))
    }

    fn supply(&self, unit: UnitId) -> Option<i128> {
        let unit = self.rules.unit(unit)?;
        let out = |account| self.staged.balance(account, unit);
        out(Account::Issuer).checked_add(out(Account::Outside))?.checked_neg()
    }

    fn claimed(
        &self,
        claim: charter::model::ClaimId,
        who: Option<Account>,
    ) -> Option<(i128, i128)> {
        let Some(class) = self.staged.class(self.rules.class(claim)?) else { return Some((0, 0)) };
        match who {
            None => Some((class.cap(), class.paid())),
            Some(Account::Agent(agent)) => {
                Some(class.of(agent).map_or((0, 0), |owed| (owed.cap, owed.paid)))
            }
            Some(_) => Some((0, 0)),
        }
    }

    fn about(&self, who: Option<Who>, parties: &[Party]) -> Option<Option<Account>> {
        who.map(|who| self.who(who, parties)).map_or(Some(None), |found| found.map(Some))
    }
}

impl Facts for View<'_> {
    fn observe(&self, what: &Observe, parties: &[Party]) -> Option<i128> {
        let who = |who: Who| self.who(who, parties);
        match *what {
            Observe::Balance(of, unit) => {
                Some(self.staged.balance(who(of)?, self.rules.unit(unit)?))
            }
            Observe::Income(of, unit, span) => Some(self.flow(who(of)?, unit, span)?.income),
            Observe::Spending(of, unit, span) => Some(self.flow(who(of)?, unit, span)?.spending),
            Observe::Age(of) => Some(self.since_member(who(of)?)),
            Observe::SinceIssue(of, unit) => {
                let account = who(of)?;
                let issued = self.staged.issued(account, self.rules.unit(unit)?);
                Some(issued.map_or_else(|| self.since_member(account), |at| self.ago(at)))
            }
            Observe::Supply(unit) => self.supply(unit),
            Observe::Number(role) => i128::try_from(self.members(role).ok()?.len()).ok(),
            Observe::Owed(claim, of) => {
                let (cap, paid) = self.claimed(claim, self.about(of, parties)?)?;
                Some((cap - paid).max(0))
            }
            Observe::Paid(claim, of) => Some(self.claimed(claim, self.about(of, parties)?)?.1),
            Observe::Share(equation, of) => {
                let Account::Agent(agent) = who(of)? else { return Some(0) };
                let shares = self.staged.shares(self.rules, equation, None).ok()?;
                Some(shares.share(agent).parts().into())
            }
            Observe::Tally(_) => None,
        }
    }

    fn is_in(&self, party: Party, role: RoleId) -> bool {
        let Some(Account::Agent(agent)) = self.account(party) else { return false };
        if !self.is_member(agent) {
            return false;
        }
        let kind = || self.staged.state.agents.at(agent).kind;
        match self.how(role) {
            Some(RoleHow::Member) => true,
            Some(RoleHow::Person) => kind() == AgentKind::Person,
            Some(RoleHow::Organisation) => kind() == AgentKind::Organization,
            // The commons itself is its first agent, its founder the second.
            Some(RoleHow::Founder) => agent.place() == 1,
            Some(RoleHow::Granted { .. } | RoleHow::Open) => {
                self.rules.role(role).is_some_and(|role| self.staged.holds_role(role, agent))
            }
            Some(RoleHow::Meets(_)) | None => false,
        }
    }
}

/// An agent as rules see it.
#[must_use]
pub fn party_of(agent: AgentIx) -> Party {
    Party::Agent(u32::try_from(agent.place()).unwrap_or(u32::MAX))
}

/// The account of a party, if there is one.
#[must_use]
pub fn account_of(staged: &Staged<'_>, rules: &InForce, party: Party) -> Option<Account> {
    match party {
        Party::Agent(place) => {
            staged.state.agents.ix(usize::try_from(place).ok()?).map(Account::Agent)
        }
        Party::Pool(pool) => rules.pool(pool).map(Account::Pool),
        Party::Outside => Some(Account::Outside),
    }
}

/// The pool of the charter that a pool of the commons is.
#[must_use]
pub fn pool_row(rules: &InForce, pool: PoolIx) -> Option<&Pool> {
    rules.model.pools.get(rules.pool_id(pool)?.at())
}
