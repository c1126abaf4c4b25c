//! Links that let somebody in once: invitations, and the founder's entry.
//!
//! A new key waits under the link's token. Using the link removes it and writes the member in
//! one transaction, so that of two who use it one gets in, and after a kill either the link is
//! still good or the member is in.

use book::{Key, SecretKey};
use commons::name::{Handle, Moment};
use rusqlite::{Connection, OptionalExtension, Row};

use super::people::{At, Member, Named, Place, worded};
use super::refused::Refused;
use super::seal::{Passphrase, Token, TokenId, Under, random, unwrap, wrap};
use super::session::{Begun, SessionKey, SessionKind};
use super::{Gate, Stop};

/// An invitation is good for so many days.
const DAYS: u32 = 7;
const MINUTE_MS: i64 = 60_000;

worded! {
    /// What a link is for.
    pub enum LinkKind {
        /// Somebody new joins, and chooses how to come back.
        Invitation = "invitation",
        /// Whoever runs the server comes in from the terminal; what they have stays as it is.
        Entry = "entry",
    }
}

/// What a link opens, for whoever shows its token.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Who comes in by it.
    pub handle: Handle,
    /// Who made it.
    pub by: Handle,
    /// What they sign with.
    pub key: SecretKey,
    /// What it is for.
    pub kind: LinkKind,
    /// When it ends.
    pub until: Moment,
}

/// An open invitation as its maker sees it: no key and no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// Which one, to withdraw it.
    pub id: TokenId,
    /// Who is invited.
    pub handle: Handle,
    /// The public key that waits for them.
    pub key: Key,
    /// When it was made.
    pub made: Moment,
    /// When it ends.
    pub until: Moment,
}

/// A link as the file has it.
struct Link {
    handle: Handle,
    by: Handle,
    key: Key,
    kind: LinkKind,
    sealed: Vec<u8>,
    until: Moment,
}

impl Gate {
    /// Makes a link for somebody new, good for seven days and once. The caller has the acts
    /// signed that make them a member with this key.
    ///
    /// # Errors
    /// [`Refused`] if the file cannot be written.
    pub fn invite(
        &self,
        handle: &Handle,
        key: &SecretKey,
        by: &Handle,
        now: Moment,
    ) -> Result<Token, Refused> {
        let kind = LinkKind::Invitation;
        self.link(handle, key, now, &Waiting { kind, by, until: now.plus_days(DAYS) })
    }

    /// Makes a link for whoever runs the server, to print in the terminal: good for some minutes
    /// and once. Their secret and passkeys, if they have any, stay as they are.
    ///
    /// # Errors
    /// [`Refused`] if the file cannot be written.
    pub fn one_time(
        &self,
        handle: &Handle,
        key: &SecretKey,
        minutes: u32,
        now: Moment,
    ) -> Result<Token, Refused> {
        let until = Moment(now.0.saturating_add(i64::from(minutes) * MINUTE_MS));
        self.link(handle, key, now, &Waiting { kind: LinkKind::Entry, by: handle, until })
    }

    fn link(
        &self,
        handle: &Handle,
        key: &SecretKey,
        now: Moment,
        waiting: &Waiting<'_>,
    ) -> Result<Token, Refused> {
        let token = Token::fresh()?;
        let sealed = wrap(key, &Under::token(&token), self.whose(handle, key.public()))?;
        self.write(|step| {
            // Thirty days are left to say of a link that it is too old.
            let old = now.0.saturating_sub(30 * Moment::DAY_MS);
            step.execute("DELETE FROM invitation WHERE until < ?", [old])?;
            step.execute(
                "INSERT INTO invitation VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    token.hash(),
                    waiting.kind,
                    handle.as_str(),
                    key.public().to_bytes(),
                    sealed,
                    waiting.by.as_str(),
                    now.0,
                    waiting.until.0,
                ),
            )?;
            Ok(())
        })?;
        Ok(token)
    }

    /// Looks at a link without using it.
    ///
    /// # Errors
    /// [`Refused::InvitationGone`] if it was used, withdrawn or never made,
    /// [`Refused::InvitationExpired`] if it is too old.
    pub fn look_at(&self, token: &str, now: Moment) -> Result<Invitation, Refused> {
        let token = Token::read(token).ok_or(Refused::InvitationGone)?;
        let link = self.read(|people| find(people, token.hash()))?;
        self.open_link(&token, link.ok_or(Refused::InvitationGone)?, now)
    }

    /// Uses a link: keeps its key under the secret that was chosen, and gives the token for the
    /// new member's cookie. Other links for the same handle are withdrawn by it.
    ///
    /// # Errors
    /// [`Refused::SecretShort`], then what [`Gate::look_at`] refuses. The link is good as long as
    /// this refuses.
    pub fn accept(
        &self,
        token: &str,
        secret: &Passphrase,
        label: &str,
        now: Moment,
    ) -> Result<Token, Refused> {
        secret.must_be_long()?;
        let found = self.look_at(token, now)?;
        let member = self.under_secret(&found.handle, &found.key, secret)?;
        self.use_link(token, found, label, now, |step| Ok(self.replace(step, &member)?))
    }

    /// Uses an entry: a session, and what the member has stays as it is. Who had another key, or
    /// none, is kept with this one, and may add a secret or a passkey.
    ///
    /// # Errors
    /// [`Refused::InvitationKeepsNothing`] for an invitation, whose key would be lost with the
    /// session; else what [`Gate::look_at`] refuses.
    pub fn enter_once(&self, token: &str, label: &str, now: Moment) -> Result<Token, Refused> {
        let found = self.look_at(token, now)?;
        if found.kind == LinkKind::Invitation {
            return Err(Refused::InvitationKeepsNothing);
        }
        let member = Member::bare(&found.handle, found.key.public(), Place::Here, random()?);
        self.use_link(token, found, label, now, |step| {
            let there = Member::of(step, member.handle.as_str())?;
            if there.is_none_or(|there| there.key != member.key) {
                self.replace(step, &member)?;
            }
            Ok(())
        })
    }

    /// Removes a link, writes what comes of it, and begins a session: all or nothing.
    pub(super) fn use_link(
        &self,
        token: &str,
        found: Invitation,
        label: &str,
        now: Moment,
        become_member: impl FnOnce(&Connection) -> Result<(), Stop>,
    ) -> Result<Token, Refused> {
        let link = Token::read(token).ok_or(Refused::InvitationGone)?;
        let (key, kind) = (SessionKey::Held(found.key), SessionKind::Browser);
        let begun = Begun { handle: &found.handle, key: &key, kind, label, now };
        let session = Token::fresh()?;
        let row = self.seal_session(&session, &begun)?;
        self.write(|step| {
            let used = step.execute("DELETE FROM invitation WHERE hash = ?", [link.hash()])?;
            // Somebody else used it since it was looked at.
            if used == 0 {
                return Err(Refused::InvitationGone.into());
            }
            become_member(step)?;
            Ok(row.put(step, &begun)?)
        })?;
        self.scour()?;
        Ok(session)
    }

    /// Withdraws an invitation that a member made. Withdrawing it twice is withdrawing it once.
    ///
    /// # Errors
    /// [`Refused`] if the file cannot be written.
    pub fn withdraw(&self, by: &Handle, id: TokenId) -> Result<(), Refused> {
        let delete = "DELETE FROM invitation WHERE hash = ? AND made_by = ?";
        self.write(|step| Ok(step.execute(delete, (id.0, by.as_str()))?))?;
        self.scour()
    }

    /// Lists the invitations that a member made and nobody used yet, the newest first; those
    /// that ended too, so that they can be made again.
    ///
    /// # Errors
    /// [`Refused`] if the file cannot be read.
    pub fn invited_by(&self, by: &Handle) -> Result<Vec<Invited>, Refused> {
        self.read(|people| {
            let mut select = people.prepare(
                "SELECT hash, handle, key, made, until FROM invitation
                 WHERE made_by = ? AND kind = 'invitation' ORDER BY made DESC, hash",
            )?;
            select.query_map([by.as_str()], invited)?.collect()
        })
    }

    fn open_link(&self, token: &Token, link: Link, now: Moment) -> Result<Invitation, Refused> {
        if link.until <= now {
            let by = link.by.as_str().to_owned();
            return Err(Refused::InvitationExpired { until: link.until, by });
        }
        let whose = self.whose(&link.handle, link.key);
        let key = unwrap(&link.sealed, &Under::token(token), whose);
        let key = key.ok_or(Refused::InvitationGone)?;
        let Link { handle, by, kind, until, .. } = link;
        Ok(Invitation { handle, by, key, kind, until })
    }
}

/// A link that is being made.
struct Waiting<'a> {
    kind: LinkKind,
    by: &'a Handle,
    until: Moment,
}

fn find(people: &Connection, hash: [u8; 32]) -> rusqlite::Result<Option<Link>> {
    let select = "SELECT handle, made_by, key, kind, sealed, until FROM invitation WHERE hash = ?";
    let read = |row: &Row<'_>| {
        Ok(Link {
            handle: row.get::<_, Named>("handle")?.0,
            by: row.get::<_, Named>("made_by")?.0,
            key: Key::from_bytes(row.get("key")?),
            kind: row.get("kind")?,
            sealed: row.get("sealed")?,
            until: row.get::<_, At>("until")?.0,
        })
    };
    people.query_row(select, [hash], read).optional()
}

fn invited(row: &Row<'_>) -> rusqlite::Result<Invited> {
    Ok(Invited {
        id: TokenId(row.get("hash")?),
        handle: row.get::<_, Named>("handle")?.0,
        key: Key::from_bytes(row.get("key")?),
        made: row.get::<_, At>("made")?.0,
        until: row.get::<_, At>("until")?.0,
    })
}
