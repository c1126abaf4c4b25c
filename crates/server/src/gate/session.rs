//! Who is signed in: browsers by a cookie, programs by a token that they send along.

use std::collections::HashMap;
use std::sync::{MutexGuard, PoisonError};

use book::{Key, SecretKey};
use commons::name::{Handle, Moment};
use rusqlite::{Connection, OptionalExtension, Row};

use super::Gate;
use super::people::{At, Named, worded};
use super::refused::Refused;
use super::seal::{Guard, Token, TokenId, Under, unwrap, wrap};

/// A session ends after so many days without use.
const DAYS: u32 = 30;
/// Use is written down at most this often.
const NOTED_MS: i64 = 3_600_000;
/// Sessions that are kept in memory. A commons has fewer people.
const SEEN_MAX: usize = 10_000;

worded! {
    /// What shows a session's token.
    pub enum SessionKind {
        /// A browser, by a cookie.
        Browser = "browser",
        /// A program, by a header.
        Program = "program",
    }
}

/// What is signed with in a session.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "there is one a request, and most are held")]
pub enum SessionKey {
    /// The server signs, while the token is shown.
    Held(SecretKey),
    /// The page signs: the secret key never leaves the browser.
    Browser(Key),
}

impl SessionKey {
    /// The public key, whoever signs.
    #[must_use]
    pub fn public(&self) -> Key {
        match self {
            Self::Held(key) => key.public(),
            Self::Browser(key) => *key,
        }
    }
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Session {
    /// Who.
    pub handle: Handle,
    /// What is signed with.
    pub key: SessionKey,
    /// What each of their forms holds.
    pub guard: Guard,
    /// What shows the token.
    pub kind: SessionKind,
    /// Which session, to end it.
    pub id: TokenId,
}

/// A session as it is listed: no key and no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Which session, to end it.
    pub id: TokenId,
    /// What shows the token.
    pub kind: SessionKind,
    /// What it was called: a browser's name, a program's.
    pub label: String,
    /// When it began.
    pub began: Moment,
    /// When it was last used, within an hour.
    pub used: Moment,
    /// When it ends if it is not used again.
    pub until: Moment,
}

/// A session as the file has it: the key is sealed.
#[derive(Clone)]
pub(super) struct Kept {
    kind: SessionKind,
    handle: Handle,
    key: Key,
    sealed: Option<Vec<u8>>,
    used: Moment,
}

/// A session that is about to be written.
pub(super) struct Begun<'a> {
    pub handle: &'a Handle,
    pub key: &'a SessionKey,
    pub kind: SessionKind,
    pub label: &'a str,
    pub now: Moment,
}

impl Gate {
    /// Begins a browser's session for a member, and gives the token for its cookie, once.
    ///
    /// # Errors
    /// [`Refused`] if the file cannot be written.
    pub fn begin(
        &self,
        handle: &Handle,
        key: &SessionKey,
        label: &str,
        now: Moment,
    ) -> Result<Token, Refused> {
        let begun = Begun { handle, key, kind: SessionKind::Browser, label, now };
        let token = Token::fresh()?;
        let row = self.seal_session(&token, &begun)?;
        self.write(|step| Ok(row.put(step, &begun)?))?;
        Ok(token)
    }

    /// Makes a token for a program of the member who is signed in, and gives it, once.
    ///
    /// # Errors
    /// [`Refused`] if the file cannot be written.
    pub fn grant(&self, session: &Session, label: &str, now: Moment) -> Result<Token, Refused> {
        let (handle, key) = (&session.handle, &session.key);
        let begun = Begun { handle, key, kind: SessionKind::Program, label, now };
        let token = Token::fresh()?;
        let row = self.seal_session(&token, &begun)?;
        self.write(|step| Ok(row.put(step, &begun)?))?;
        Ok(token)
    }

    /// Says whose session shows this token, and opens their key with it. `None` for a token that
    /// opens nothing, or nothing any more. Its thirty days begin again.
    ///
    /// # Errors
    /// [`Refused`] if the file cannot be read.
    pub fn enter(&self, token: &str, now: Moment) -> Result<Option<Session>, Refused> {
        let Some(token) = Token::read(token) else { return Ok(None) };
        let Some(kept) = self.kept(token.hash(), now)? else { return Ok(None) };
        Ok(self.open_session(&token, kept))
    }

    /// Ends a session of a member. Ending it twice is ending it once.
    ///
    /// # Errors
    /// [`Refused`] if the file cannot be written.
    pub fn end(&self, handle: &Handle, id: TokenId) -> Result<(), Refused> {
        self.end_chosen("DELETE FROM session WHERE handle = ? AND hash = ?", handle, id)
    }

    /// Ends all sessions of a member, of browsers and of programs.
    ///
    /// # Errors
    /// [`Refused`] if the file cannot be written.
    pub fn end_all(&self, handle: &Handle) -> Result<(), Refused> {
        // No token has this hash.
        self.end_but(handle, TokenId([0; 32]))
    }

    /// Ends all sessions of a member but one.
    ///
    /// # Errors
    /// [`Refused`] if the file cannot be written.
    pub fn end_others(&self, session: &Session) -> Result<(), Refused> {
        self.end_but(&session.handle, session.id)
    }

    fn end_but(&self, handle: &Handle, id: TokenId) -> Result<(), Refused> {
        self.end_chosen("DELETE FROM session WHERE handle = ? AND hash <> ?", handle, id)
    }

    /// Lists the sessions of a member that have not ended, last used first.
    ///
    /// # Errors
    /// [`Refused`] if the file cannot be read.
    pub fn sessions(&self, handle: &Handle, now: Moment) -> Result<Vec<Signed>, Refused> {
        self.read(|people| {
            let mut select = people.prepare(
                "SELECT hash, kind, label, began, used FROM session
                 WHERE handle = ? AND used > ? ORDER BY used DESC, hash",
            )?;
            let since = now.0.saturating_sub(i64::from(DAYS) * Moment::DAY_MS);
            select.query_map((handle.as_str(), since), listed)?.collect()
        })
    }

    /// Wraps the session's key under its token.
    pub(super) fn seal_session(&self, token: &Token, begun: &Begun<'_>) -> Result<Sealed, Refused> {
        let sealed = match begun.key {
            SessionKey::Browser(_) => None,
            SessionKey::Held(key) => {
                let whose = self.whose(begun.handle, key.public());
                Some(wrap(key, &Under::token(token), whose)?)
            }
        };
        Ok(Sealed { hash: token.hash(), sealed })
    }

    fn open_session(&self, token: &Token, kept: Kept) -> Option<Session> {
        let key = match kept.sealed {
            None => SessionKey::Browser(kept.key),
            Some(sealed) => {
                let whose = self.whose(&kept.handle, kept.key);
                SessionKey::Held(unwrap(&sealed, &Under::token(token), whose)?)
            }
        };
        let (guard, id) = (Guard::of(token), TokenId(token.hash()));
        Some(Session { handle: kept.handle, key, guard, kind: kept.kind, id })
    }

    /// A session that lives, from memory or from the file.
    fn kept(&self, hash: [u8; 32], now: Moment) -> Result<Option<Kept>, Refused> {
        let seen = self.seen().get(&hash).cloned();
        if let Some(kept) = seen.filter(|kept| !is_due(kept, now)) {
            return Ok(Some(kept));
        }
        let people = self.people();
        let found = find(&people, hash).map_err(|error| self.unusable(&error))?;
        let Some(mut kept) = found.filter(|kept| lives(kept, now)) else {
            self.seen().remove(&hash);
            return Ok(None);
        };
        if is_due(&kept, now) {
            let update = "UPDATE session SET used = ? WHERE hash = ?";
            let noted = people.execute(update, (now.0, hash));
            noted.map_err(|error| self.unusable(&error))?;
            kept.used = now;
        }
        remember(&mut self.seen(), hash, kept.clone());
        Ok(Some(kept))
    }

    fn end_chosen(
        &self,
        delete: &'static str,
        handle: &Handle,
        id: TokenId,
    ) -> Result<(), Refused> {
        self.write(|step| {
            step.execute(delete, (handle.as_str(), id.0))?;
            self.unsee(handle);
            Ok(())
        })?;
        self.scour()
    }

    /// Has the file asked again for each session of a member. Only within a transaction: then
    /// nobody who asks gets an answer before it ends.
    pub(super) fn unsee(&self, handle: &Handle) {
        self.seen().retain(|_, kept| kept.handle != *handle);
    }

    /// The sessions in memory.
    fn seen(&self) -> MutexGuard<'_, HashMap<[u8; 32], Kept>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the file keeps of a token and of the key under it.
pub(super) struct Sealed {
    hash: [u8; 32],
    sealed: Option<Vec<u8>>,
}

impl Sealed {
    /// Writes a session, and throws away those that have ended.
    pub(super) fn put(&self, people: &Connection, begun: &Begun<'_>) -> rusqlite::Result<()> {
        let since = begun.now.0.saturating_sub(i64::from(DAYS) * Moment::DAY_MS);
        people.execute("DELETE FROM session WHERE used <= ?", [since])?;
        people.execute(
            "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.hash,
                begun.kind,
                begun.handle.as_str(),
                begun.key.public().to_bytes(),
                &self.sealed,
                begun.label,
                begun.now.0,
                begun.now.0,
            ),
        )?;
        Ok(())
    }
}

fn remember(seen: &mut HashMap<[u8; 32], Kept>, hash: [u8; 32], kept: Kept) {
    // Everybody is looked up again once in a while; that costs less than counting who came when.
    if seen.len() >= SEEN_MAX {
        seen.clear();
    }
    seen.insert(hash, kept);
}

fn lives(kept: &Kept, now: Moment) -> bool {
    now < kept.used.plus_days(DAYS)
}

fn is_due(kept: &Kept, now: Moment) -> bool {
    now.0.saturating_sub(kept.used.0) >= NOTED_MS
}

fn find(people: &Connection, hash: [u8; 32]) -> rusqlite::Result<Option<Kept>> {
    let mut select =
        people.prepare("SELECT kind, handle, key, sealed, used FROM session WHERE hash = ?")?;
    let read = |row: &Row<'_>| {
        Ok(Kept {
            kind: row.get("kind")?,
            handle: row.get::<_, Named>("handle")?.0,
            key: Key::from_bytes(row.get("key")?),
            sealed: row.get("sealed")?,
            used: row.get::<_, At>("used")?.0,
        })
    };
    select.query_row([hash], read).optional()
}

fn listed(row: &Row<'_>) -> rusqlite::Result<Signed> {
    let used = row.get::<_, At>("used")?.0;
    Ok(Signed {
        id: TokenId(row.get("hash")?),
        kind: row.get("kind")?,
        label: row.get("label")?,
        began: row.get::<_, At>("began")?.0,
        used,
        until: used.plus_days(DAYS),
    })
}
