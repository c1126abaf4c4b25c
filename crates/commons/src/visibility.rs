//! Who may see what, by the rules in force: what `seen by` of a charter means.
//!
//! What no charter speaks of, members see and nobody else; that the commons is there, and what it is called, is open to
//! everyone. This is about what is shown: whoever holds a copy of the journal can read all of it.

use crate::account::Account;
use crate::agent::AgentIx;
use crate::claim::ClaimIx;
use crate::facts::{View, party_of, pool_row};
use crate::in_force::InForce;
use crate::name::{ActId, Handle, Moment};
use crate::pool::PoolIx;
use crate::staged::{Clock, Staged};
use crate::state::State;
use crate::unit::UnitIx;

/// Who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// Somebody of whom nothing is known.
    Anyone,
    /// A member of the commons.
    Member(AgentIx),
}

/// What somebody may want to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing<'a> {
    /// That the commons is there, and what it is called.
    Name,
    /// The charter, all its versions.
    Charter,
    /// Who the members are.
    Members,
    /// Events, what they are worth, shares and distributions; resources, processes, agreements and plans.
    Contributions,
    /// The journal as a whole: everything that ever moved.
    Journal,
    /// What an account has of a unit.
    Balance {
        /// Whose.
        account: Account,
        /// Of what.
        unit: UnitIx,
    },
    /// That an amount of a unit moved, and how much.
    Flow {
        /// From where.
        from: Account,
        /// To where.
        to: Account,
        /// Of what.
        unit: UnitIx,
    },
    /// A claim that somebody stated.
    Claim(ClaimIx),
    /// What somebody is owed in a class of claims.
    Owed {
        /// The class.
        class: &'a Handle,
        /// Who is owed.
        holder: AgentIx,
    },
    /// That there is a pool, and what it is for.
    Pool(PoolIx),
    /// That something is to be decided or was, and the count.
    Decision(&'a Handle),
    /// How somebody voted.
    Ballot {
        /// The decision.
        decision: &'a Handle,
        /// Who voted.
        voter: AgentIx,
    },
}

/// Whether somebody may see a thing now.
///
/// What belongs to somebody, they see, whatever is said. What is `seen by holder` and belongs to all, such as a pool or
/// how much is issued, all members see. Of a charter that this program does not understand, everybody
/// sees only their own. A role whose condition has no answer counts as not held.
#[must_use]
pub fn sees(state: &State, now: Moment, viewer: Viewer, thing: Thing<'_>) -> bool {
    let sight = Sight { state, rules: state.money.in_force().map(AsRef::as_ref), now, viewer };
    let is_member = matches!(viewer, Viewer::Member(_));
    match thing {
        Thing::Name => true,
        Thing::Charter => is_member || sight.shows_anyone_something(),
        Thing::Members | Thing::Contributions => is_member,
        Thing::Journal => is_member && sight.sees_all(),
        Thing::Balance { account, unit } => sight.may(sight.seen(unit), owner(account)),
        Thing::Flow { from, to, unit } => sight.sees_flow(from, to, unit),
        Thing::Claim(claim) => sight.sees_claim(claim),
        Thing::Owed { class, holder } => sight.may(sight.seen_class(class), Owner::One(holder)),
        Thing::Pool(pool) => is_member || sight.pool_is_open(pool),
        Thing::Decision(decision) => sight.may(sight.seen_decision(decision), Owner::All),
        Thing::Ballot { decision, voter } => {
            sight.may(sight.seen_decision(decision), Owner::One(voter))
        }
    }
}

/// What a charter says behind `seen by`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen<'a> {
    Everyone,
    Members,
    Holder,
    Role(&'a str),
}

impl<'a> Seen<'a> {
    fn said(word: &'a str) -> Self {
        match word {
            "everyone" => Self::Everyone,
            "members" => Self::Members,
            "holder" => Self::Holder,
            role => Self::Role(role),
        }
    }
}

/// Whose something is.
#[derive(Debug, Clone, Copy)]
enum Owner {
    All,
    One(AgentIx),
}

const fn owner(account: Account) -> Owner {
    match account {
        Account::Agent(agent) | Account::Payable(agent) => Owner::One(agent),
        Account::Outside
        | Account::Undistributed
        | Account::Pool(_)
        | Account::Issuer
        | Account::Held => Owner::All,
    }
}

/// Looking is no act.
const NOBODYS: ActId = ActId([0; 16]);

/// Somebody who looks at a commons.
struct Sight<'a> {
    state: &'a State,
    rules: Option<&'a InForce>,
    now: Moment,
    viewer: Viewer,
}

impl<'a> Sight<'a> {
    fn may(&self, seen: Seen<'_>, owner: Owner) -> bool {
        let Viewer::Member(viewer) = self.viewer else { return seen == Seen::Everyone };
        match (seen, owner) {
            (Seen::Everyone | Seen::Members, _) => true,
            (_, Owner::One(owner)) if owner == viewer => true,
            (Seen::Holder, owner) => matches!(owner, Owner::All),
            (Seen::Role(role), _) => self.is_a(viewer, role),
        }
    }

    fn is_a(&self, viewer: AgentIx, role: &str) -> bool {
        let role = |rules: &InForce| rules.role_id(&Handle::new(role).ok()?);
        let Some((rules, role)) = self.rules.and_then(|rules| Some((rules, role(rules)?))) else {
            return false;
        };
        let entry = self.state.entries;
        let staged = Staged::new(self.state, Clock::at(self.now), NOBODYS, entry);
        let view = View { staged: &staged, rules };
        view.is_a(party_of(viewer), role).unwrap_or(false)
    }

    /// What is said where no rule is known: nothing without a charter, the least with one that is not understood.
    const fn unsaid(&self) -> Seen<'a> {
        match (self.state.money.charters.is_empty(), self.rules) {
            (false, None) => Seen::Holder,
            _ => Seen::Members,
        }
    }

    fn seen(&self, unit: UnitIx) -> Seen<'a> {
        let said = |rules: &'a InForce| {
            let row = rules.model.units.get(rules.unit_id(unit)?.at())?;
            Some(Seen::said(&row.seen))
        };
        self.rules.and_then(said).unwrap_or(self.unsaid())
    }

    fn seen_class(&self, class: &Handle) -> Seen<'a> {
        let unit = |rules: &InForce| {
            let claim = rules.model.claims.get(rules.claim_id(class)?.at())?;
            rules.unit(claim.unit)
        };
        self.rules.and_then(unit).map_or(self.unsaid(), |unit| self.seen(unit))
    }

    fn seen_decision(&self, decision: &Handle) -> Seen<'a> {
        let said = |rules: &'a InForce| {
            let row = rules.model.decisions.get(rules.decision_id(decision)?.at())?;
            Some(Seen::said(&row.seen))
        };
        self.rules.and_then(said).unwrap_or(self.unsaid())
    }

    /// Whoever sees what one end has, sees what comes and goes there; what issues, holds or lies outside is no end.
    fn sees_flow(&self, from: Account, to: Account, unit: UnitIx) -> bool {
        let seen = self.seen(unit);
        let is_end =
            |it: &Account| matches!(it, Account::Agent(_) | Account::Payable(_) | Account::Pool(_));
        let mut ends = [from, to].into_iter().filter(is_end).peekable();
        match ends.peek() {
            None => self.may(seen, Owner::All),
            Some(_) => ends.any(|end| self.may(seen, owner(end))),
        }
    }

    fn sees_claim(&self, claim: ClaimIx) -> bool {
        let claim = self.state.claims.at(claim);
        let seen = claim.quantity.map_or(Seen::Members, |owed| self.seen(owed.unit));
        let mut sides = claim.provider.into_iter().chain(claim.receiver).peekable();
        match sides.peek() {
            None => self.may(seen, Owner::All),
            Some(_) => sides.any(|side| self.may(seen, Owner::One(side))),
        }
    }

    fn pool_is_open(&self, pool: PoolIx) -> bool {
        let is_open = |rules: &InForce| {
            let holds = &pool_row(rules, pool)?.holds;
            let mut units = rules.model.units.iter().enumerate();
            Some(units.any(|(place, unit)| {
                let held = holds.is_empty() || holds.iter().any(|held| held.at() == place);
                held && Seen::said(&unit.seen) == Seen::Everyone
            }))
        };
        self.rules.and_then(is_open).unwrap_or(false)
    }

    /// Whoever is shown a figure may read the rules by which it came about.
    fn shows_anyone_something(&self) -> bool {
        self.rules.is_some_and(|rules| {
            let units = rules.model.units.iter().map(|unit| &unit.seen);
            let mut all = units.chain(rules.model.decisions.iter().map(|decision| &decision.seen));
            all.any(|word| Seen::said(word) == Seen::Everyone)
        })
    }

    /// Whether no unit hides anybody's balance from them.
    fn sees_all(&self) -> bool {
        let Some(rules) = self.rules else { return self.unsaid() == Seen::Members };
        rules.model.units.iter().map(|unit| Seen::said(&unit.seen)).all(|seen| match seen {
            Seen::Holder => false,
            seen => self.may(seen, Owner::All),
        })
    }
}
