//! Changes: what a flow did, one by one, with the rule that did it.
//!
//! An act that moves money has as its effect the whole cascade that it set off, in order. Replay
//! folds these changes and never asks the rules again.

use quantity::Ratio;

use crate::account::{AccountName, Posting};
use crate::codec::{choice, record, words};
use crate::name::{Code, Handle, Moment};

record! {
    /// Which rule did it.
    pub struct Cause {
        /// The entry that adopted the charter.
        pub charter: u64,
        /// The rule, by its place among the rules of that charter.
        pub rule: u32,
    }
}

impl Copy for Cause {}

record! {
    /// An amount went from one account to another.
    pub struct Moved {
        /// From where.
        pub from: AccountName,
        /// To where.
        pub to: AccountName,
        /// How much, in minor units; in parts of base for a unit that decays. Above zero.
        pub minor: i128,
        /// Of which unit.
        pub unit: Code,
        /// By which rule; by the act itself, if none.
        pub cause: Option<Cause>,
    }
}

record! {
    /// Somebody is owed more (or, with a minus, less) in a class of claims.
    pub struct ClaimGrew {
        /// The class.
        pub class: Handle,
        /// Who is owed.
        pub holder: Handle,
        /// By how much, in minor units.
        pub minor: i128,
        /// By which rule.
        pub cause: Option<Cause>,
    }
}

record! {
    /// A claim was paid so much (or, with a minus, a payment was taken back). The money itself moved beside this.
    pub struct ClaimPaid {
        /// The class.
        pub class: Handle,
        /// Who was paid.
        pub holder: Handle,
        /// How much, in minor units.
        pub minor: i128,
        /// By which rule.
        pub cause: Option<Cause>,
    }
}

record! {
    /// Something that will happen later, perhaps with an amount set aside for it.
    pub struct Deferred {
        /// When it happens, or a hold expires.
        pub due: Moment,
        /// What is set aside, from whom.
        pub held: Option<Aside>,
        /// What happens.
        pub then: Then,
        /// By which rule.
        pub cause: Option<Cause>,
    }
}

record! {
    /// An amount set aside.
    pub struct Aside {
        /// From whom, and back to whom if nothing comes of it.
        pub from: AccountName,
        /// How much, in minor units or parts of base.
        pub minor: i128,
        /// Of which unit.
        pub unit: Code,
    }
}

choice! {
    /// What happens when something deferred falls due.
    pub enum Then {
        /// A rule goes on.
        1 => Rule(Continuation),
        /// Nothing: the amount goes back, unless it was committed to this payee before.
        2 => Expire(HeldFor),
    }
}

record! {
    /// How a rule goes on.
    pub struct Continuation {
        /// The way to the action: its place among the rule's actions, then 0 for each `then` inside.
        pub action: Vec<u32>,
        /// The parties of the event, by slot.
        pub parties: Vec<AccountName>,
        /// The numbers of the event, by slot.
        pub numbers: Vec<Ratio>,
    }
}

record! {
    /// Who gets an amount that is held.
    pub struct HeldFor {
        /// Who.
        pub to: AccountName,
        /// What for.
        pub note: Option<String>,
    }
}

words! {
    /// How something deferred ended.
    pub enum Ending {
        /// It happened.
        1 "done" => Done,
        /// It was committed to the payee.
        2 "committed" => Committed,
        /// It was cancelled: the amount went back.
        3 "cancelled" => Cancelled,
        /// Its time ran out: the amount went back.
        4 "expired" => Expired,
        /// It could not happen when it was due, and the amount went back.
        5 "failed" => Failed,
    }
}

record! {
    /// Something deferred ended.
    pub struct Ended {
        /// Which, by its place among all that was ever deferred.
        pub deferred: u64,
        /// How.
        pub how: Ending,
    }
}

record! {
    /// An agent came into a role, or left it.
    pub struct RoleChanged {
        /// The role.
        pub role: Handle,
        /// Who.
        pub agent: Handle,
        /// Whether they are in it now.
        pub holds: bool,
        /// By which rule.
        pub cause: Option<Cause>,
    }
}

record! {
    /// A thing became common with the last payment of a class of claims (or, when that is taken back, is no longer).
    pub struct Released {
        /// What.
        pub thing: Handle,
        /// The class of claims that was paid.
        pub class: Handle,
        /// Whether it is common now.
        pub common: bool,
    }
}

record! {
    /// A cap was used up by so much.
    pub struct CapUsed {
        /// The rule, waterfall, claim or rate it belongs to, and its place there, as the charter numbers caps.
        pub cap: CapName,
        /// For whom it is counted.
        pub whom: Option<AccountName>,
        /// When the period began in which it is counted; the beginning of time if it is counted for ever.
        pub since: Moment,
        /// By how much, in minor units. A minus gives back.
        pub minor: i128,
    }
}

record! {
    /// Which cap: stable over versions of the charter as long as its owner keeps its name.
    #[derive(PartialOrd, Ord, Hash)]
    pub struct CapName {
        /// What the cap belongs to: `rule gift earns vegetables`, `rate par`.
        pub of: String,
        /// The how-manieth of it.
        pub place: u32,
    }
}

record! {
    /// What is owed to (or was paid ahead by) somebody below a minor unit changed.
    pub struct Carried {
        /// From which source: `rule gift earns vegetables`, `equation fluid`.
        pub source: String,
        /// Of which unit.
        pub unit: Code,
        /// Who.
        pub whom: AccountName,
        /// By how much, in 10⁻¹⁵ minor units.
        pub parts: i128,
    }
}

record! {
    /// All that falls due was done up to this moment: the changes since the `CaughtUp` before this one (or since the
    /// beginning of the entry) are of this moment. Those after the last are of the moment of the entry.
    pub struct CaughtUp {
        /// Until when.
        pub until: Moment,
    }
}

record! {
    /// At the close of a period, what a unit lost in it was issued anew to where it goes.
    pub struct Faded {
        /// The move from the issuer.
        pub moved: Moved,
        /// What was lost since the close before, in minor units at this close.
        pub lost: i128,
    }
}

record! {
    /// A rule that fell due could not happen, and nothing of it did.
    pub struct Missed {
        /// Which rule.
        pub cause: Cause,
        /// For whom, if it was for each of a role.
        pub whom: Option<AccountName>,
        /// Why: the refusal that an act would have met.
        pub why: String,
    }
}

record! {
    /// A decision was opened by a rule.
    pub struct Opened {
        /// Which.
        pub decision: Handle,
        /// About whom.
        pub about: Option<Handle>,
        /// By which rule.
        pub cause: Option<Cause>,
    }
}

choice! {
    /// One thing that a flow did.
    pub enum Change {
        /// An amount moved.
        1 => Moved(Moved),
        /// A claim grew.
        2 => ClaimGrew(ClaimGrew),
        /// A claim was paid.
        3 => ClaimPaid(ClaimPaid),
        /// Something was deferred.
        4 => Deferred(Deferred),
        /// Something deferred ended.
        5 => Ended(Ended),
        /// A role changed hands.
        6 => RoleChanged(RoleChanged),
        /// A thing became common.
        7 => Released(Released),
        /// A cap was used.
        8 => CapUsed(CapUsed),
        /// A fraction was carried.
        9 => Carried(Carried),
        /// What falls due was done.
        10 => CaughtUp(CaughtUp),
        /// A decision was opened.
        11 => Opened(Opened),
        /// What faded was issued anew.
        12 => Faded(Faded),
        /// A rule that fell due did not happen.
        13 => Missed(Missed),
    }
}

record! {
    /// All that an act set in motion, in order.
    pub struct Flowed {
        /// The changes.
        pub changes: Vec<Change>,
    }
}

impl Change {
    /// The move that this change is or contains.
    #[must_use]
    pub fn moved(&self) -> Option<&Moved> {
        match self {
            Self::Moved(moved) | Self::Faded(Faded { moved, .. }) => Some(moved),
            _ => None,
        }
    }
}

impl Moved {
    /// The two postings of the move, which sum to zero.
    #[must_use]
    pub fn postings(&self) -> [Posting; 2] {
        let post = |account: &AccountName, minor| Posting {
            account: account.clone(),
            minor,
            unit: self.unit.clone(),
        };
        [post(&self.from, -self.minor), post(&self.to, self.minor)]
    }
}
