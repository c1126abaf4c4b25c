//! What was asked of a browser and not answered yet, in memory: an answer is good once and for
//! five minutes.

use std::collections::BTreeMap;

use book::Key;
use commons::name::{Handle, Moment};
use webauthn_rp::DiscoverableAuthenticationServerState;
use webauthn_rp::request::register::RegistrationServerState;

/// How long an answer may take.
const GOOD_MS: i64 = 300_000;
/// More are not kept; the oldest gives way.
const OPEN_MAX: usize = 10_000;

/// What was asked.
pub(super) enum Asked {
    /// To make a passkey for a member.
    Make(Box<Making>),
    /// To show a passkey, whoever's.
    Show(DiscoverableAuthenticationServerState),
    /// To sign with a key that is kept in the browser.
    Sign,
}

/// A passkey that is being made.
pub(super) struct Making {
    pub handle: Handle,
    pub key: Key,
    pub device: [u8; 32],
    pub state: RegistrationServerState<32>,
}

/// The questions that are open, by their challenge: 128 random bits.
#[derive(Default)]
pub(super) struct Open(BTreeMap<u128, (Moment, Asked)>);

impl Open {
    pub(super) fn ask(&mut self, challenge: u128, asked: Asked, now: Moment) {
        if self.0.len() >= OPEN_MAX {
            self.0.retain(|_, (since, _)| is_good(*since, now));
        }
        if self.0.len() >= OPEN_MAX {
            let oldest = self.0.iter().min_by_key(|(_, (since, _))| since.0);
            let oldest = oldest.map(|(challenge, _)| *challenge);
            oldest.and_then(|challenge| self.0.remove(&challenge));
        }
        self.0.insert(challenge, (now, asked));
    }

    /// Takes a question out: whatever comes of the answer, there is no second one.
    pub(super) fn take(&mut self, challenge: u128, now: Moment) -> Option<Asked> {
        let (since, asked) = self.0.remove(&challenge)?;
        is_good(since, now).then_some(asked)
    }
}

fn is_good(since: Moment, now: Moment) -> bool {
    (0..GOOD_MS).contains(&now.0.saturating_sub(since.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_good_once_and_for_five_minutes() {
        let mut open = Open::default();
        for challenge in 0..3 {
            open.ask(challenge, Asked::Sign, Moment(0));
        }
        assert!(open.take(0, Moment(299_999)).is_some());
        assert!(open.take(0, Moment(1)).is_none());
        assert!(open.take(1, Moment(300_000)).is_none());
        assert!(open.take(1, Moment(1)).is_none(), "an answer that is late is an answer");
        assert!(open.take(2, Moment(-1)).is_none());
        assert!(open.take(3, Moment(1)).is_none());
    }

    #[test]
    fn the_oldest_gives_way() {
        let mut open = Open::default();
        for challenge in 0..=10_000 {
            open.ask(challenge, Asked::Sign, Moment(challenge as i64));
        }
        assert_eq!(open.0.len(), OPEN_MAX);
        assert!(open.take(0, Moment(10_000)).is_none());
        assert!(open.take(1, Moment(10_000)).is_some());
    }
}
