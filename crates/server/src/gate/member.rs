//! Members' signing keys, and what each is kept under.

use std::net::IpAddr;
use std::sync::PoisonError;

use book::{Key, SecretKey};
use commons::name::{Handle, Moment};
use rusqlite::Connection;

use super::attempts::{self, Tried};
use super::people::{Member, Place, Secret};
use super::refused::Refused;
use super::seal::{Cost, Passphrase, Token, Under, random, unwrap, wrap};
use super::session::{Begun, Session, SessionKey, SessionKind};
use super::{Gate, Stop};

/// What a member's signing key is kept under, in one of the ways in that they have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HeldUnder {
    /// Something that they remember: the server cannot open it alone.
    Secret,
    /// Something that a passkey computes: the server cannot open it alone.
    PasskeyPrf,
    /// The server's own key, in a file beside the people's, because the passkey computes
    /// nothing: whoever has both files can sign for the member.
    ServerKey,
    /// Nothing here: it is in the member's browser.
    Browser,
}

/// Who tries a secret.
#[derive(Debug, Clone, Copy)]
pub struct Visitor<'a> {
    /// The address that the attempt comes from.
    pub from: IpAddr,
    /// What the session is to be called: the browser's name.
    pub label: &'a str,
}

impl Gate {
    /// Keeps a member's key under a secret that they chose. Who was kept by that handle, with
    /// all their ways in and sessions, makes place.
    ///
    /// # Errors
    /// [`Refused::SecretShort`], or a file that cannot be written.
    pub fn keep(
        &self,
        handle: &Handle,
        key: &SecretKey,
        secret: &Passphrase,
    ) -> Result<(), Refused> {
        let member = self.under_secret(handle, key, secret)?;
        self.write(|step| Ok(self.replace(step, &member)?))?;
        self.scour()
    }

    /// Notes that a member's key stays in their browser: they sign in and act by signatures made
    /// there. Who was kept by that handle makes place.
    ///
    /// # Errors
    /// [`Refused`] if the file cannot be written.
    pub fn held_in_browser(&self, handle: &Handle, key: Key) -> Result<(), Refused> {
        let member = Member::bare(handle, key, Place::Browser, random()?);
        self.write(|step| Ok(self.replace(step, &member)?))?;
        self.scour()
    }

    /// Gives the public key of a member who is kept here, by whatever way.
    ///
    /// # Errors
    /// [`Refused`] if the file cannot be read.
    pub fn key_of(&self, handle: &Handle) -> Result<Option<Key>, Refused> {
        Ok(self.read(|people| Member::of(people, handle.as_str()))?.map(|member| member.key))
    }

    /// Forgets a member: their key, all ways in, sessions and the invitations they made.
    ///
    /// # Errors
    /// [`Refused`] if the file cannot be written.
    pub fn forget(&self, handle: &Handle) -> Result<(), Refused> {
        self.write(|step| {
            self.make_place(step, handle)?;
            step.execute("DELETE FROM invitation WHERE made_by = ?", [handle.as_str()])?;
            step.execute("DELETE FROM member WHERE handle = ?", [handle.as_str()])?;
            Ok(())
        })?;
        self.scour()
    }

    /// Lets a member in who knows their secret, and gives the token for their browser's cookie.
    ///
    /// # Errors
    /// [`Refused::AttemptsTooMany`] after five wrong ones for this handle or from this address;
    /// [`Refused::SecretWrong`] whether it is the handle or the secret.
    pub fn sign_in(
        &self,
        handle: &str,
        secret: &Passphrase,
        visitor: Visitor<'_>,
        now: Moment,
    ) -> Result<Token, Refused> {
        let tried = Tried { handle, from: visitor.from };
        let (member, key) = self.try_secret(tried, secret, now)?;
        let (key, kind) = (SessionKey::Held(key), SessionKind::Browser);
        let begun = Begun { handle: &member.handle, key: &key, kind, label: visitor.label, now };
        let token = Token::fresh()?;
        let row = self.seal_session(&token, &begun)?;
        self.write(|step| {
            attempts::was_right(step, tried)?;
            Ok(row.put(step, &begun)?)
        })?;
        Ok(token)
    }

    /// Puts a new secret in the place of the one that is known. Sessions and passkeys stay.
    ///
    /// # Errors
    /// [`Refused::SecretShort`] for the new one; then what [`Gate::sign_in`] refuses.
    pub fn change_secret(
        &self,
        handle: &Handle,
        known: &Passphrase,
        new: &Passphrase,
        from: IpAddr,
        now: Moment,
    ) -> Result<(), Refused> {
        new.must_be_long()?;
        let tried = Tried { handle: handle.as_str(), from };
        let (member, key) = self.try_secret(tried, known, now)?;
        let secret = self.seal_secret(handle, &key, new)?;
        self.write(|step| {
            attempts::was_right(step, tried)?;
            Ok(put_secret(step, &member, secret)?)
        })?;
        self.scour()
    }

    /// Adds a secret for a member who came in another way and has none yet.
    ///
    /// # Errors
    /// [`Refused::SecretShort`], [`Refused::KeyInBrowser`], [`Refused::MemberUnknown`] or
    /// [`Refused::SecretThere`].
    pub fn add_secret(&self, session: &Session, new: &Passphrase) -> Result<(), Refused> {
        new.must_be_long()?;
        let handle = session.handle.as_str().to_owned();
        let SessionKey::Held(key) = &session.key else {
            return Err(Refused::KeyInBrowser { handle });
        };
        let secret = self.seal_secret(&session.handle, key, new)?;
        self.write(|step| {
            let member = self.member_of(step, session)?;
            if member.secret.is_some() {
                return Err(Refused::SecretThere.into());
            }
            Ok(put_secret(step, &member, secret)?)
        })
    }

    /// The member whose session this is, if they still have the session's key.
    pub(super) fn member_of(&self, people: &Connection, session: &Session) -> Result<Member, Stop> {
        let member = Member::of(people, session.handle.as_str())?;
        let member = member.filter(|member| member.key == session.key.public());
        let handle = || session.handle.as_str().to_owned();
        Ok(member.ok_or_else(|| Refused::MemberUnknown { handle: handle() })?)
    }

    /// Opens a member's key with a secret, counting the attempt first.
    fn try_secret(
        &self,
        tried: Tried<'_>,
        secret: &Passphrase,
        now: Moment,
    ) -> Result<(Member, SecretKey), Refused> {
        let member = self.write(|step| match attempts::begin(step, tried, now)? {
            Err(wait) => Err(Refused::AttemptsTooMany { seconds: 1 + (wait - 1) / 1000 }.into()),
            Ok(()) => Ok(Member::of(step, tried.handle)?),
        })?;
        let kept = member.and_then(|mut member| Some((member.secret.take()?, member)));
        let Some((sealed, member)) = kept else {
            // As long as for a member, so that nobody learns by it who is one.
            self.derive(secret, &[0; 16], Cost::NOW)?;
            return Err(Refused::SecretWrong);
        };
        let under = self.derive(secret, &sealed.salt, sealed.cost)?;
        let whose = self.whose(&member.handle, member.key);
        let key = unwrap(&sealed.sealed, &under, whose).ok_or(Refused::SecretWrong)?;
        Ok((member, key))
    }

    /// Derives a key from a secret, one at a time: each takes 64 MiB.
    fn derive(&self, secret: &Passphrase, salt: &[u8; 16], cost: Cost) -> Result<Under, Refused> {
        let _alone = self.trying.lock().unwrap_or_else(PoisonError::into_inner);
        Under::secret(secret, salt, cost)
    }

    /// A member whose key is under a secret, with no other way in yet.
    pub(super) fn under_secret(
        &self,
        handle: &Handle,
        key: &SecretKey,
        secret: &Passphrase,
    ) -> Result<Member, Refused> {
        secret.must_be_long()?;
        let secret = Some(self.seal_secret(handle, key, secret)?);
        let bare = Member::bare(handle, key.public(), Place::Here, random()?);
        Ok(Member { secret, ..bare })
    }

    fn seal_secret(
        &self,
        handle: &Handle,
        key: &SecretKey,
        secret: &Passphrase,
    ) -> Result<Secret, Refused> {
        let (salt, cost) = (random()?, Cost::NOW);
        let under = self.derive(secret, &salt, cost)?;
        Ok(Secret { salt, cost, sealed: wrap(key, &under, self.whose(handle, key.public()))? })
    }

    /// Writes a member; who was there by that handle makes place. Within a transaction.
    pub(super) fn replace(&self, people: &Connection, member: &Member) -> rusqlite::Result<()> {
        self.make_place(people, &member.handle)?;
        member.put(people)
    }

    /// Removes sessions, passkeys and open invitations of a handle. Within a transaction.
    fn make_place(&self, people: &Connection, handle: &Handle) -> rusqlite::Result<()> {
        self.unsee(handle);
        let handle = [handle.as_str()];
        people.execute("DELETE FROM session WHERE handle = ?", handle)?;
        people.execute("DELETE FROM passkey WHERE handle = ?", handle)?;
        people.execute("DELETE FROM invitation WHERE handle = ?", handle)?;
        Ok(())
    }
}

fn put_secret(people: &Connection, member: &Member, secret: Secret) -> rusqlite::Result<()> {
    people.execute(
        "UPDATE member SET salt = ?, memory_kib = ?, passes = ?, sealed = ? WHERE handle = ?",
        (
            secret.salt,
            secret.cost.memory_kib,
            secret.cost.passes,
            secret.sealed,
            member.handle.as_str(),
        ),
    )?;
    Ok(())
}
