//! Money: what a commons keeps about its charters, claims, holds, roles and caps.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use charter::civil::Period;
use quantity::{BASE_PARTS, Factor};

use crate::account::Account;
use crate::agent::AgentIx;
use crate::change::{CapName, Deferred, Ending};
use crate::claim_class::Owing;
pub use crate::in_force::InForce;
use crate::name::{ActId, Handle, Moment};
use crate::series::Series;
use crate::unit::{Measure, UnitIx};

/// A version of the charter, as it was adopted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adoption {
    /// The entry that adopted it.
    pub entry: u64,
    /// When.
    pub at: Moment,
    /// The text, to the byte.
    pub text: Arc<str>,
    /// What it means; `None` if this program does not understand the text (any more).
    pub rules: Option<Arc<InForce>>,
}

/// How a unit loses with time, from a moment on: its balances are parts of base, and a part counts `from × step^n`
/// after n whole steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fading {
    /// Since when.
    pub since: Moment,
    /// What a part counted then.
    pub from: Factor,
    /// What it is multiplied with at each step.
    pub step: Factor,
    /// The length of a step.
    pub applied: Period,
}

/// Something that waits for its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The act that made it, and the how-manieth of that act it is.
    pub of: (ActId, u32),
    /// The entry of that act.
    pub entry: u64,
    /// What waits.
    pub deferred: Deferred,
    /// How it ended, once it did.
    pub ended: Option<Ending>,
}

/// Something that waits for somebody's word: a demand, or a report that needs confirming.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The act, a demand or a report.
    pub act: ActId,
    /// Its entry.
    pub entry: u64,
    /// Who asks or reports.
    pub by: AgentIx,
    /// Whose word it waits for.
    pub word_of: AgentIx,
    /// Which of the two it is.
    pub kind: PendingKind,
    /// How much was asked or reported.
    pub amount: Measure,
    /// Who is to be paid (an agent or a pool), or about whom is reported.
    pub other: Option<Handle>,
    /// Further amounts.
    pub details: Vec<(Handle, Measure)>,
    /// Until when it can be answered.
    pub until: Option<Moment>,
    /// The entry that answered it.
    pub answered: Option<u64>,
}

/// What waits for a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PendingKind {
    /// A demand to pay.
    Demand,
    /// A report.
    Report,
}

/// A decision that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The act that recorded it.
    pub act: ActId,
    /// Its entry.
    pub entry: u64,
    /// Which decision.
    pub decision: Handle,
    /// Whom it is about.
    pub about: Option<Handle>,
    /// The amounts it states.
    pub details: Vec<(Handle, Measure)>,
    /// The entry that used it to change the charter; a decision changes it once.
    pub used: Option<u64>,
}

/// What an act set in motion by itself, kept so that it can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The entry.
    pub entry: u64,
    /// What it did, as [`act::Reverse`](crate::act::Reverse) keeps it small: there may be millions.
    pub kept: Box<[u8]>,
}

/// A payment that whoever made it can still take back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fresh {
    /// Its entry.
    pub entry: u64,
    /// When it was made.
    pub at: Moment,
    /// Who made it.
    pub by: AgentIx,
}

/// What a commons keeps beside its accounts for the rules of its charter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Money {
    /// Every charter that was adopted; the last is in force.
    pub charters: Vec<Adoption>,
    /// How units lose with time.
    pub fading: BTreeMap<UnitIx, Fading>,
    /// Since which entry amounts move in parts of base, of each unit that began to fade when it was there already.
    pub in_parts: BTreeMap<UnitIx, u64>,
    /// When each unit that a charter declares began.
    pub began: BTreeMap<UnitIx, Moment>,
    /// What is owed in classes of claims.
    pub owing: Owing,
    /// What waits for its time or did, in order.
    pub waiting: Vec<Waiting>,
    /// What falls due when, by its place in `waiting`.
    pub due: BTreeSet<(Moment, u64)>,
    /// What waits for somebody's word.
    pub pending: BTreeMap<ActId, Pending>,
    /// Who is in which role that is granted or open.
    pub roles: BTreeMap<Handle, BTreeSet<AgentIx>>,
    /// What became common, and by the last payment of which class.
    pub released: BTreeMap<Handle, Handle>,
    /// How far caps are used, for whom: when the period began in which that counts, and by how much.
    pub caps: BTreeMap<(CapName, Option<Account>), (Moment, i128)>,
    /// What is carried below a minor unit: by source, unit and account.
    pub carried: BTreeMap<(String, UnitIx, Account), i128>,
    /// Income and spending of each account by day, and when units were last issued to it.
    pub series: Series,
    /// Until when all that falls due was done.
    pub caught_up: Option<Moment>,
    /// References of payments that came in or went out, and their entries.
    pub references: BTreeMap<String, u64>,
    /// What acts set in motion, in the order of their entries.
    pub flows: Vec<Done>,
    /// Which of these were taken back, and by which entry.
    pub taken_back: BTreeMap<u64, u64>,
    /// The payments of the last minute that nobody asked for, in the order of their entries.
    pub fresh: VecDeque<Fresh>,
    /// Decisions that were recorded.
    pub decided: Vec<Decided>,
    /// When each agent joined, in the order of agents.
    pub joined: Vec<Moment>,
}

impl Money {
    /// The charter in force, if this program understands it.
    #[must_use]
    pub fn in_force(&self) -> Option<&Arc<InForce>> {
        self.charters.last()?.rules.as_ref()
    }

    /// The charter that an entry adopted.
    #[must_use]
    pub fn adopted_by(&self, entry: u64) -> Option<&Arc<InForce>> {
        let at = self.charters.binary_search_by_key(&entry, |adoption| adoption.entry).ok()?;
        self.charters.get(at)?.rules.as_ref()
    }

    /// How long whoever pays can take it back, in milliseconds.
    pub const UNDO_MS: i64 = 60_000;

    /// Until when whoever made the payment of an entry can take it back, if they still can at `now`.
    ///
    /// They can if nobody asked for it and what it set in motion can still be undone, which only
    /// deciding tells.
    #[must_use]
    pub fn undo_until(&self, entry: u64, by: AgentIx, now: Moment) -> Option<Moment> {
        let at = self.fresh.binary_search_by_key(&entry, |fresh| fresh.entry).ok()?;
        let fresh = self.fresh.get(at).filter(|fresh| fresh.by == by)?;
        (!self.taken_back.contains_key(&entry))
            .then_some(fresh.until())
            .filter(|until| now <= *until)
    }

    /// Keeps in mind who made a payment, for as long as they can take it back.
    pub(crate) fn note_fresh(&mut self, fresh: Fresh) {
        while self.fresh.front().is_some_and(|oldest| oldest.until() < fresh.at) {
            self.fresh.pop_front();
        }
        self.fresh.push_back(fresh);
    }

    /// What an entry moved, in what moves now: an amount from before a unit faded becomes parts of base.
    #[must_use]
    pub fn parts(&self, entry: u64, unit: UnitIx, minor: i128) -> Option<i128> {
        let before = self.in_parts.get(&unit).is_some_and(|since| entry < *since);
        if before { minor.checked_mul(BASE_PARTS) } else { Some(minor) }
    }

    /// When an agent joined; the beginning of time, if nobody knows.
    #[must_use]
    pub fn joined(&self, agent: AgentIx) -> Moment {
        self.joined.get(agent.place()).copied().unwrap_or(Moment(0))
    }
}

impl Fresh {
    const fn until(&self) -> Moment {
        Moment(self.at.0.saturating_add(Money::UNDO_MS))
    }
}

impl Fading {
    /// What a part of base counts at a moment.
    #[must_use]
    pub fn at(&self, at: Moment) -> Factor {
        let number = |moment: Moment| self.applied.number(moment.0).unwrap_or_default();
        let steps = number(at) - number(self.since);
        self.from.times(self.step.power(u64::try_from(steps).unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::{Agent, AgentKind};
    use crate::table::Table;

    #[test]
    fn payments_are_kept_in_mind_for_a_minute_and_no_longer() {
        let by = Table::default().add(Agent {
            handle: Handle::new("ana").unwrap(),
            kind: AgentKind::Person,
            name: String::new(),
            note: None,
            image: None,
            location: None,
            classified_as: Vec::new(),
            iri: None,
            known_as: Vec::new(),
            keys: Vec::new(),
        });
        let mut money = Money::default();
        // Ten a second, for five minutes.
        for entry in 0..3_000 {
            let at = Moment(i64::try_from(entry).unwrap() * 100);
            money.note_fresh(Fresh { entry, at, by });
        }
        assert_eq!(money.fresh.len(), 601);
        let now = Moment(299_900);
        assert_eq!(money.undo_until(2_399, by, now), Some(now));
        assert_eq!(money.undo_until(2_399, by, Moment(now.0 + 1)), None, "a minute is over");
        assert_eq!(money.undo_until(2_398, by, now), None, "it is forgotten");
        money.taken_back.insert(2_999, 3_000);
        assert_eq!(money.undo_until(2_999, by, now), None, "it was taken back");
    }
}
