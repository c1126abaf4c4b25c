//! Classes of claims: what several are owed from one source, and what was paid of it.
//!
//! A class is *until paid* (a debt: nobody gets more than they are owed), *once* (a debt that ends with
//! the next payment, paid in full or not) or *for ever* (a weight without an end). What is owed may
//! grow between payments. A debt shared pro rata is then shared by what is open at that moment, so
//! that all are paid off together; a weight counts from then on and not for what was paid before.

mod shared;

use std::collections::BTreeMap;

use charter::tree::{Lasts, Tranche};
use quantity::{Among, Rounding, mul_div, pay_claims};

use shared::Shared;

use crate::agent::AgentIx;
use crate::change::{Cause, Change, ClaimGrew, ClaimPaid};
use crate::name::Handle;

/// What only counts stands in parts of a minor unit, so that small growths are not rounded away.
const FINE: i128 = 1_000_000;

/// Beyond so many of those parts counting begins anew.
const COUNTABLE: i128 = 1 << 120;

/// What one holder is owed in a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Who.
    pub holder: AgentIx,
    /// How much in all, in minor units: the cap, or the weight.
    pub cap: i128,
    /// How much was paid.
    pub paid: i128,
    /// What counts as owed and paid beside that, when the class is a debt; fine.
    as_debt: i128,
    /// What counts as paid beside that, when the class is a weight; fine.
    as_weight: i128,
}

impl Owed {
    /// What is still to be paid, in minor units; below zero for a weight that got more than it is.
    #[must_use]
    pub const fn open(&self) -> i128 {
        self.cap - self.paid
    }
}

/// Everything owed in one class, holders in the order in which they came to be owed.
///
/// A clone is cheap: rows are shared until they change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Class {
    rows: Rows,
    cap: i128,
    paid: i128,
    as_debt: i128,
    as_weight: i128,
}

/// Rows of holders, by their place and by the holder.
#[derive(Debug, Clone, Default)]
struct Rows {
    owed: Shared<Owed>,
    /// The place of each agent who is a holder, by that of the agent.
    places: Shared<usize>,
    count: usize,
}

impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Rows {}

impl Rows {
    fn iter(&self) -> impl Iterator<Item = &Owed> + Clone {
        self.owed.iter(self.count)
    }

    fn of(&self, holder: AgentIx) -> Option<&Owed> {
        self.owed.get(*self.places.get(holder.place())?)
    }

    /// Puts a holder's row in their place, or at the end.
    fn put(&mut self, owed: Owed) {
        let holder = owed.holder.place();
        let place = self.places.get(holder).copied();
        if place.is_none() {
            self.places.put(holder, self.count);
            self.count += 1;
        }
        self.owed.put(place.unwrap_or(self.count - 1), owed);
    }
}

/// Everything owed, by class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owing(BTreeMap<Handle, Class>);

impl Owing {
    /// What is owed in a class, if anything ever was.
    #[must_use]
    pub fn class(&self, class: &Handle) -> Option<&Class> {
        self.0.get(class)
    }

    /// Every class in which anything was ever owed, by its name.
    pub fn iter(&self) -> impl Iterator<Item = (&Handle, &Class)> {
        self.0.iter()
    }

    /// Owes a holder more, or with a minus less, in minor units.
    pub fn grow(&mut self, class: &Handle, holder: AgentIx, minor: i128) {
        self.0.entry(class.clone()).or_default().grow(holder, minor);
    }

    /// Notes that a holder was paid, or with a minus that a payment was taken back, in minor units.
    pub fn pay(&mut self, class: &Handle, holder: AgentIx, minor: i128) {
        self.0.entry(class.clone()).or_default().note_paid(holder, minor);
    }
}

/// What a payment to a class does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    /// Who gets how much, in the order of the holders, in minor units above zero.
    pub to: Vec<(AgentIx, i128)>,
    /// What the class does not take.
    pub overflow: i128,
    /// Whose claims end with this payment though so much of them is open.
    pub forgone: Vec<(AgentIx, i128)>,
    /// Whether it is the last payment.
    pub pays_off: bool,
}

impl Paid {
    /// The changes that note the payment; the money itself moves beside them.
    pub fn changes(
        &self,
        class: &Handle,
        cause: Option<&Cause>,
        name: impl Fn(AgentIx) -> Handle,
    ) -> Vec<Change> {
        let paid = |&(holder, minor): &(AgentIx, i128)| {
            let (class, holder) = (class.clone(), name(holder));
            Change::ClaimPaid(ClaimPaid { class, holder, minor, cause: cause.cloned() })
        };
        let ended = |&(holder, open): &(AgentIx, i128)| {
            let (class, holder) = (class.clone(), name(holder));
            Change::ClaimGrew(ClaimGrew { class, holder, minor: -open, cause: cause.cloned() })
        };
        self.to.iter().map(paid).chain(self.forgone.iter().map(ended)).collect()
    }
}

impl Class {
    /// Who is owed and what, in the order in which they came to be owed.
    pub fn owed(&self) -> impl Iterator<Item = &Owed> + Clone {
        self.rows.iter()
    }

    /// What one holder is owed, if anything ever was.
    #[must_use]
    pub fn of(&self, holder: AgentIx) -> Option<&Owed> {
        self.rows.of(holder)
    }

    /// What all are owed in all, in minor units.
    #[must_use]
    pub const fn cap(&self) -> i128 {
        self.cap
    }

    /// What was paid to all, in minor units.
    #[must_use]
    pub const fn paid(&self) -> i128 {
        self.paid
    }

    /// How much a payment can be before it overflows; `None` if it never does.
    #[must_use]
    pub fn takes(&self, lasts: Lasts) -> Option<i128> {
        match lasts {
            Lasts::UntilPaid | Lasts::Once => Some((self.cap - self.paid).max(0)),
            Lasts::Forever if self.cap > 0 => None,
            Lasts::Forever => Some(0),
        }
    }

    /// Shares a payment among the holders, and changes nothing yet.
    ///
    /// What the holders get and the overflow are the amount. Between changes of what is owed, each
    /// has had less than one minor unit more or less than their part of all payments, if the
    /// class is shared pro rata. Shared equally, who has ever had less comes first; shared in
    /// order, a claim that grows keeps its place. `None` if the amount is below zero or figures
    /// are too large.
    #[must_use]
    pub fn pay(&self, lasts: Lasts, tranche: Tranche, amount: i128) -> Option<Paid> {
        let (caps, had) = self.standing(lasts, tranche, amount)?;
        let payout = pay_claims(amount, &caps, &had, among(tranche))?;
        let each = || self.owed().zip(&payout.amounts);
        let paid = amount - payout.overflow;
        let pays_off = match lasts {
            Lasts::UntilPaid => paid > 0 && paid == self.cap - self.paid,
            Lasts::Once => paid > 0,
            Lasts::Forever => false,
        };
        let left = each().map(|(owed, amount)| (owed.holder, owed.open() - amount));
        let ends_open = |(_, open): &(AgentIx, i128)| pays_off && *open > 0;
        let to = each().filter(|(_, amount)| **amount > 0);
        Some(Paid {
            to: to.map(|(owed, amount)| (owed.holder, *amount)).collect(),
            overflow: payout.overflow,
            forgone: left.filter(ends_open).collect(),
            pays_off,
        })
    }

    /// The caps of all holders and what they have had, as a payment counts them.
    fn standing(&self, lasts: Lasts, tranche: Tranche, amount: i128) -> Option<Standing> {
        let each = self.owed();
        match (lasts, tranche) {
            (Lasts::UntilPaid, Tranche::ProRata) => {
                let counted = |owed: &Owed| owed.as_debt.div_euclid(FINE);
                each.map(|o| Some((o.cap.checked_add(counted(o))?, o.paid + counted(o)))).collect()
            }
            (Lasts::UntilPaid, _) => each.map(|o| Some((o.cap, o.paid))).collect(),
            // Every payment ends what was owed, so none has a past.
            (Lasts::Once, _) => each.map(|o| Some((o.open().max(0), 0))).collect(),
            (Lasts::Forever, Tranche::ProRata) => self.weighed(amount),
            (Lasts::Forever, _) => each
                .map(|o| {
                    Some((if o.cap > 0 { o.paid.checked_add(amount)? } else { o.paid }, o.paid))
                })
                .collect(),
        }
    }

    /// The weights, times so much that nobody reaches them with this payment.
    ///
    /// Only the ratios of the caps count for a share pro rata, so any large factor does.
    fn weighed(&self, amount: i128) -> Option<Standing> {
        let has_weight = |owed: &&Owed| owed.cap > 0;
        let had = |owed: &Owed| owed.paid + owed.as_weight.div_euclid(FINE);
        let whole: i128 = self.owed().filter(has_weight).map(|owed| owed.cap).sum();
        let most = self.owed().filter(has_weight).map(|owed| had(owed) / owed.cap).max();
        let counted: i128 = self.owed().filter(has_weight).map(had).sum();
        let reached = counted.checked_add(amount)?.checked_div(whole.max(1))?;
        let factor = reached.max(most.unwrap_or(0)).checked_add(2)?;
        let weighed = |owed: &Owed| Some((owed.cap.checked_mul(factor)?, had(owed)));
        let each = self.owed();
        each.map(|owed| if owed.cap > 0 { weighed(owed) } else { Some((0, 0)) }).collect()
    }

    /// Owes a holder more, or with a minus less, in minor units.
    pub fn grow(&mut self, holder: AgentIx, minor: i128) {
        let as_debt =
            ahead(minor, fine(self.paid).saturating_add(self.as_debt), self.cap - self.paid);
        if as_debt.is_none() {
            self.rows.owed.change_all(&mut |owed| owed.as_debt = -fine(owed.paid));
            self.as_debt = -fine(self.paid);
        }
        let as_weight = ahead(minor, fine(self.paid).saturating_add(self.as_weight), self.cap);
        if as_weight.is_none() {
            self.rows.owed.change_all(&mut |owed| owed.as_weight = -fine(owed.paid));
            self.as_weight = -fine(self.paid);
        }
        self.change(holder, |owed| {
            owed.cap += minor;
            owed.as_debt += as_debt.unwrap_or_default();
            owed.as_weight += as_weight.unwrap_or_default();
        });
    }

    /// Notes that a holder was paid, or with a minus that a payment was taken back, in minor units.
    pub fn note_paid(&mut self, holder: AgentIx, minor: i128) {
        self.change(holder, |owed| owed.paid += minor);
    }

    /// Changes one holder's row and the totals with it.
    fn change(&mut self, holder: AgentIx, change: impl FnOnce(&mut Owed)) {
        let nothing = Owed { holder, cap: 0, paid: 0, as_debt: 0, as_weight: 0 };
        let before = self.of(holder).cloned().unwrap_or(nothing);
        let mut owed = before.clone();
        change(&mut owed);
        // Nobody counts as having had less than nothing, also when a payment from before is taken back.
        owed.as_debt = owed.as_debt.max(-fine(owed.paid));
        owed.as_weight = owed.as_weight.max(-fine(owed.paid));
        self.cap += owed.cap - before.cap;
        self.paid += owed.paid - before.paid;
        self.as_debt += owed.as_debt - before.as_debt;
        self.as_weight += owed.as_weight - before.as_weight;
        self.rows.put(owed);
    }
}

/// The caps of all holders, and what they have had.
type Standing = (Vec<i128>, Vec<i128>);

const fn fine(minor: i128) -> i128 {
    minor.saturating_mul(FINE)
}

/// How much of what somebody is now owed more counts as paid before, when `counted` counts as paid
/// before for the `left` of all: the same part, so that a newcomer neither catches up nor waits.
///
/// `None` if counting has to begin anew: nothing is left, or the figures grow beyond all use.
fn ahead(more: i128, counted: i128, left: i128) -> Option<i128> {
    if counted == 0 {
        return Some(0);
    }
    let is_useful = |ahead: &i128| ahead.abs() < COUNTABLE && counted + ahead < COUNTABLE;
    mul_div(more, counted, left.max(0), Rounding::HalfEven).filter(is_useful)
}

const fn among(tranche: Tranche) -> Among {
    match tranche {
        Tranche::ProRata => Among::ProRata,
        Tranche::Equally => Among::Equally,
        Tranche::InOrder => Among::InOrder,
    }
}
