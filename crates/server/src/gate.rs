//! Who is who behind the server of one commons.
//!
//! A member's signing key is kept encrypted under something that they have and the server has
//! not: what they remember, what their passkey computes, the token in their browser's cookie, a
//! link that is waiting for them. So the server signs for a member only while they are there,
//! and a copy of the file signs for nobody. The one exception is a passkey that computes no
//! key; [`HeldUnder::ServerKey`] says so plainly. `decisions/0025` says why.
//!
//! Everything is in one SQLite file beside the journal. Each promise is one transaction: after a
//! kill it was kept whole or not at all. The gate knows no HTTP and no pages.

mod refused;
mod seal;
mod people;
mod attempts;
mod challenge;
mod session;
mod member;
mod browser;
mod invitation;
mod passkey;

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use book::{CommonsId, Key};
use commons::name::Handle;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use zeroize::Zeroizing;

pub use invitation::{Invitation, Invited, LinkKind};
pub use member::{HeldUnder, Visitor};
pub use passkey::{Passkey, PasskeySite};
pub use refused::Refused;
pub use seal::{Guard, Passphrase, SECRET_MIN, Token, TokenId};
pub use session::{Session, SessionKey, SessionKind, Signed};

use seal::Whose;

/// Who is who behind the server of one commons. Shared by reference among threads.
pub struct Gate {
    commons: CommonsId,
    path: PathBuf,
    people: Mutex<Connection>,
    /// Sessions that were looked up lately, by the hash of their token. Changed only while
    /// `people` is held, so that an ended session does not come back.
    seen: Mutex<HashMap<[u8; 32], session::Kept>>,
    /// What browsers were asked and have not answered.
    asked: Mutex<challenge::Open>,
    /// Held while a secret is tried, so that many at once do not take all memory.
    trying: Mutex<()>,
}

impl Gate {
    /// Opens the file of people beside a journal (`rice.subak` has `rice.subak-people`), or makes
    /// it, readable by its owner only.
    ///
    /// # Errors
    /// [`Refused`] for a file of another kind, version or commons, or one that cannot be used.
    pub fn open(journal: &Path, commons: CommonsId) -> Result<Self, Refused> {
        let path = people::beside(journal);
        let people = Mutex::new(people::open(&path, commons)?);
        let (seen, asked, trying) = Default::default();
        Ok(Self { commons, path, people, seen, asked, trying })
    }

    fn people(&self) -> MutexGuard<'_, Connection> {
        // A transaction that was cut short by a panic was rolled back: the file is whole.
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn asked(&self) -> MutexGuard<'_, challenge::Open> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The server's own key, made when it is first needed, in a file that only its owner reads.
    fn own_key(&self) -> Result<Zeroizing<[u8; 32]>, Refused> {
        let path = people::with_suffix(&self.path, ".key");
        people::own_key(&path).map_err(|error| people::unusable(&path, &error))?
    }

    /// Reads, without a transaction.
    fn read<T>(&self, look: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Refused> {
        look(&self.people()).map_err(|error| self.unusable(&error))
    }

    /// Writes in one transaction: all of it if `change` answers, nothing if it refuses.
    fn write<T>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, Stop>,
    ) -> Result<T, Refused> {
        let mut people = self.people();
        let stopped = |stop| match stop {
            Stop::Refused(refused) => refused,
            Stop::File(error) => self.unusable(&error),
        };
        let begun = people.transaction_with_behavior(TransactionBehavior::Immediate);
        let step = begun.map_err(|error| self.unusable(&error))?;
        let answer = change(&step).map_err(stopped)?;
        step.commit().map_err(|error| self.unusable(&error))?;
        Ok(answer)
    }

    /// Sees to it that what was deleted is not left in the write-ahead log either.
    fn scour(&self) -> Result<(), Refused> {
        self.read(|people| people.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())))
    }

    fn unusable(&self, error: &rusqlite::Error) -> Refused {
        people::unusable(&self.path, error)
    }

    fn whose<'a>(&self, handle: &'a Handle, key: Key) -> Whose<'a> {
        Whose { commons: self.commons, handle, key }
    }
}

impl fmt::Debug for Gate {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Gate").field("commons", &self.commons).finish_non_exhaustive()
    }
}

/// Why a transaction is given up.
enum Stop {
    Refused(Refused),
    File(rusqlite::Error),
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        Self::File(error)
    }
}
