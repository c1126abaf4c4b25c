//! Members whose key never leaves their browser: they prove that they have it by a signature
//! over a challenge.

use book::Key;
use commons::name::Moment;
use data_encoding::BASE64;
use ed25519_zebra::{Signature, VerificationKey};
use rusqlite::OptionalExtension;

use super::Gate;
use super::challenge::Asked;
use super::people::Named;
use super::refused::Refused;
use super::seal::{Token, random};
use super::session::SessionKey;

/// What such a signature begins with. No act is signed that begins like this.
const DOMAIN: &[u8] = b"subak/v1/enter\n";

impl Gate {
    /// Gives a challenge to sign, in base64: good once and for five minutes. What is signed is
    /// `subak/v1/enter`, a line feed, and the challenge's 16 bytes.
    ///
    /// # Errors
    /// [`Refused`] if there are no random bytes.
    pub fn challenge(&self, now: Moment) -> Result<String, Refused> {
        let challenge: [u8; 16] = random()?;
        self.asked().ask(u128::from_be_bytes(challenge), Asked::Sign, now);
        Ok(BASE64.encode(&challenge))
    }

    /// Checks that somebody has the secret key of `key`: that `signature`, in base64, is its
    /// signature over the challenge. Before such a key is taken in for a member.
    ///
    /// # Errors
    /// [`Refused::ChallengeGone`], then [`Refused::ChallengeUnsigned`].
    pub fn prove(
        &self,
        challenge: &str,
        key: Key,
        signature: &str,
        now: Moment,
    ) -> Result<(), Refused> {
        let bytes = BASE64.decode(challenge.as_bytes()).map_err(|_| Refused::ChallengeGone)?;
        let challenge = <[u8; 16]>::try_from(bytes).map_err(|_| Refused::ChallengeGone)?;
        match self.asked().take(u128::from_be_bytes(challenge), now) {
            Some(Asked::Sign) => {}
            _ => return Err(Refused::ChallengeGone),
        }
        let signed = is_signed(key, &[DOMAIN, &challenge].concat(), signature);
        if key.is_weak() || signed.is_none() {
            return Err(Refused::ChallengeUnsigned);
        }
        Ok(())
    }

    /// Lets the member in whose key in the browser signed the challenge, and gives the token for
    /// their cookie. Their session signs nothing: the page does.
    ///
    /// # Errors
    /// [`Refused::ChallengeGone`]; [`Refused::ChallengeUnsigned`] too if nobody has that key.
    pub fn enter_by_signature(
        &self,
        challenge: &str,
        key: Key,
        signature: &str,
        label: &str,
        now: Moment,
    ) -> Result<Token, Refused> {
        self.prove(challenge, key, signature, now)?;
        let select = "SELECT handle FROM member WHERE key = ? AND place = 'browser'";
        let found = self.read(|people| {
            let read = |row: &rusqlite::Row<'_>| row.get::<_, Named>(0);
            people.query_row(select, [key.to_bytes()], read).optional()
        })?;
        let handle = found.ok_or(Refused::ChallengeUnsigned)?.0;
        self.begin(&handle, &SessionKey::Browser(key), label, now)
    }
}

fn is_signed(key: Key, message: &[u8], signature: &str) -> Option<()> {
    let signature: [u8; 64] = BASE64.decode(signature.as_bytes()).ok()?.try_into().ok()?;
    let key = VerificationKey::try_from(key.to_bytes()).ok()?;
    key.verify(&Signature::from_bytes(&signature), message).ok()
}
