//! How much of a cap is left, and using it up.

use charter::model::{Cap, Narrowing, Per};

use super::perform::Firing;
use super::work::{Cascade, fails};
use crate::account::Account;
use crate::name::Moment;
use crate::refusal::Refused;

/// Which caps: those counted for each payee, or the others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Counted for each who is paid.
    EachPayee,
    /// Counted for all, or for a party of the event.
    Together,
}

impl Cascade<'_> {
    /// How much caps leave, in the unit of their figures; `None` if there are none of that sort.
    pub fn room(
        &self,
        firing: &Firing<'_>,
        caps: &[Cap],
        which: Which,
        payee: Option<Account>,
    ) -> Result<Option<i128>, Refused> {
        let mut room = None;
        for cap in caps.iter().filter(|cap| sort(cap) == which) {
            let (model, view) = (&firing.rules.model, self.view_by(firing.rules));
            let most = cap.most.whole(model, &view, &firing.frame, Narrowing::DOWN);
            let most = most.map_err(|fault| fails(firing.rule, fault))?;
            let used = match (self.since(cap), firing.rules.cap(cap.id)) {
                (Some(since), Some(name)) => {
                    self.staged.cap_used(name, self.whom(firing, cap, payee), since)
                }
                _ => 0,
            };
            let left = most.saturating_sub(used).max(0);
            room = Some(room.map_or(left, |room: i128| room.min(left)));
        }
        Ok(room)
    }

    /// Uses caps up by what was moved.
    pub fn use_up(
        &mut self,
        firing: &Firing<'_>,
        caps: &[Cap],
        which: Which,
        payee: Option<Account>,
        minor: i128,
    ) {
        for cap in caps.iter().filter(|cap| minor > 0 && sort(cap) == which) {
            if let (Some(since), Some(name)) = (self.since(cap), firing.rules.cap(cap.id)) {
                let whom = self.whom(firing, cap, payee);
                self.staged.use_cap(name, whom, since, minor);
            }
        }
    }

    fn whom(&self, firing: &Firing<'_>, cap: &Cap, payee: Option<Account>) -> Option<Account> {
        match cap.per? {
            Per::Payee => payee,
            Per::Party(slot) => {
                let party = *firing.frame.parties.get(slot.at())?;
                self.view_by(firing.rules).account(party)
            }
        }
    }

    /// From when on a cap is counted; `None` if it is of one event and not counted at all.
    fn since(&self, cap: &Cap) -> Option<Moment> {
        match cap.each {
            Some(period) => period.start_ms(self.staged.clock.within.0).map(Moment),
            None => cap.per.map(|_| Moment(i64::MIN)),
        }
    }
}

fn sort(cap: &Cap) -> Which {
    if cap.per == Some(Per::Payee) { Which::EachPayee } else { Which::Together }
}
