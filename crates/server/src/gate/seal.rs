//! Secrets, and how one is kept under another.
//!
//! Every key here is 32 bytes and wiped when it is dropped. Nothing here is printed.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use book::{CommonsId, Key, SecretKey};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use commons::name::Handle;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::refused::Refused;

/// Characters that a secret has at least.
pub const SECRET_MIN: usize = 8;

/// What a member chose to remember. It is wiped from memory when dropped and never printed.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes what somebody typed, as it is.
    #[must_use]
    pub fn typed(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Says whether it is long enough to be chosen.
    pub(super) fn must_be_long(&self) -> Result<(), Refused> {
        let chars = self.0.chars().count();
        if chars < SECRET_MIN {
            return Err(Refused::SecretShort { min: SECRET_MIN, chars });
        }
        Ok(())
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Passphrase(…)")
    }
}

/// What a browser, a program or a link shows: 256 random bits, handed out once.
///
/// The server keeps only its hash. It is wiped from memory when dropped and never printed.
#[derive(Clone)]
pub struct Token(Zeroizing<[u8; 32]>);

impl Token {
    pub(super) fn fresh() -> Result<Self, Refused> {
        random().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// Reads a token as [`Token::reveal`] writes it; `None` for anything else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?);
        <[u8; 32]>::try_from(bytes.as_slice()).ok().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// Writes it for the cookie, the header or the link it goes into: 43 letters, digits, `-`
    /// and `_`.
    #[must_use]
    pub fn reveal(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64URL_NOPAD.encode(self.0.as_slice()))
    }

    /// What the file knows it by.
    pub(super) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_slice()).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Token(…)")
    }
}

/// Names a session or a link without opening it: the hash of its token, in hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId(pub(super) [u8; 32]);

impl TokenId {
    /// Reads a name as it is displayed; `None` for anything else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for TokenId {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "TokenId({self})")
    }
}

/// What each form holds, so that another site cannot send it: derived from the session's token.
#[derive(Clone)]
pub struct Guard(Zeroizing<String>);

impl Guard {
    pub(super) fn of(token: &Token) -> Self {
        let hash = labelled("subak/v1/guard\n", token.0.as_slice());
        Self(Zeroizing::new(BASE64URL_NOPAD.encode(hash.as_slice())))
    }

    /// Writes it into a form.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Says whether a form brought this one back, in the same time whatever it brought.
    #[must_use]
    pub fn fits(&self, brought: &str) -> bool {
        self.0.as_bytes().ct_eq(brought.as_bytes()).into()
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Guard(…)")
    }
}

/// What a secret costs to try: the figures of Argon2id, kept beside what was wrapped with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
}

impl Cost {
    /// RFC 9106, section 4, for machines with little memory: 64 MiB, three passes.
    pub(super) const NOW: Self = Self { memory_kib: 65_536, passes: 3 };
}

/// The key that a signing key is kept under.
pub(super) struct Under(Zeroizing<[u8; 32]>);

impl Under {
    /// Derived from what a member remembers. Slow, on purpose.
    pub(super) fn secret(
        secret: &Passphrase,
        salt: &[u8; 16],
        cost: Cost,
    ) -> Result<Self, Refused> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32));
        let params = params.map_err(|_| Refused::MemoryShort)?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(secret.0.as_bytes(), salt, key.as_mut_slice())
            .map_err(|_| Refused::MemoryShort)?;
        Ok(Self(key))
    }

    /// Derived from what a browser, a program or a link shows.
    pub(super) fn token(token: &Token) -> Self {
        Self(labelled("subak/v1/key-under-token\n", token.0.as_slice()))
    }

    /// Derived from what a passkey computes.
    pub(super) fn passkey(computed: &[u8]) -> Self {
        Self(labelled("subak/v1/key-under-passkey\n", computed))
    }

    /// The server's own.
    pub(super) fn server(own: &[u8; 32]) -> Self {
        Self(labelled("subak/v1/key-under-server\n", own))
    }
}

fn labelled(label: &str, secret: &[u8]) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(Sha256::new_with_prefix(label).chain_update(secret).finalize().into())
}

/// Whose key it is: what is sealed for one member of one commons opens for no other.
#[derive(Clone, Copy)]
pub(super) struct Whose<'a> {
    pub commons: CommonsId,
    pub handle: &'a Handle,
    pub key: Key,
}

impl Whose<'_> {
    fn bytes(self) -> Vec<u8> {
        let fixed = [&self.commons.to_bytes()[..], &self.key.to_bytes()[..]].concat();
        [&fixed, self.handle.as_str().as_bytes()].concat()
    }
}

/// Encrypts a signing key: a random nonce of 12 bytes, then 32 bytes and a tag of 16.
pub(super) fn wrap(key: &SecretKey, under: &Under, whose: Whose<'_>) -> Result<Vec<u8>, Refused> {
    let nonce: [u8; 12] = random()?;
    let seed = Zeroizing::new(key.to_bytes());
    let payload = Payload { msg: seed.as_slice(), aad: &whose.bytes() };
    let sealed = cipher(under).encrypt(&Nonce::from(nonce), payload);
    // 32 bytes are far below what one nonce can carry.
    let sealed = sealed.map_err(|_| Refused::MemoryShort)?;
    Ok([&nonce[..], &sealed].concat())
}

/// Decrypts a signing key; `None` if anything about it is not as it was.
pub(super) fn unwrap(sealed: &[u8], under: &Under, whose: Whose<'_>) -> Option<SecretKey> {
    let (nonce, sealed) = sealed.split_first_chunk::<12>()?;
    let payload = Payload { msg: sealed, aad: &whose.bytes() };
    let seed = Zeroizing::new(cipher(under).decrypt(&Nonce::from(*nonce), payload).ok()?);
    let key = SecretKey::from_bytes(seed.as_slice().try_into().ok()?);
    (key.public() == whose.key).then_some(key)
}

fn cipher(under: &Under) -> ChaCha20Poly1305 {
    let key: &[u8; 32] = &under.0;
    ChaCha20Poly1305::new(key.into())
}

/// Random bytes from the operating system.
pub(super) fn random<const N: usize>() -> Result<[u8; N], Refused> {
    let mut bytes = [0; N];
    match getrandom::fill(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(error) => Err(Refused::Chance { reason: error.to_string() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUICK: Cost = Cost { memory_kib: 64, passes: 1 };

    fn under(secret: &str) -> Under {
        Under::secret(&Passphrase::typed(secret.to_owned()), &[1; 16], QUICK).unwrap()
    }

    #[test]
    fn a_key_opens_with_its_secret_for_its_owner_only() {
        let key = SecretKey::from_bytes([7; 32]);
        let (ana, ben) = (Handle::new("ana").unwrap(), Handle::new("ben").unwrap());
        let commons = CommonsId::from_bytes([3; 16]);
        let whose = Whose { commons, handle: &ana, key: key.public() };
        let sealed = wrap(&key, &under("a long secret"), whose).unwrap();
        let open = |sealed: &[u8], secret, whose| unwrap(sealed, &under(secret), whose);

        let opened = open(&sealed, "a long secret", whose).unwrap();
        assert_eq!(opened.public(), key.public());
        assert!(open(&sealed, "a wrong secret", whose).is_none());
        let other = SecretKey::from_bytes([8; 32]).public();
        for strange in [
            Whose { handle: &ben, ..whose },
            Whose { commons: CommonsId::from_bytes([4; 16]), ..whose },
            Whose { key: other, ..whose },
        ] {
            assert!(open(&sealed, "a long secret", strange).is_none());
        }
        for place in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[place] ^= 1;
            assert!(open(&bent, "a long secret", whose).is_none(), "byte {place}");
        }
        assert!(open(&sealed[..11], "a long secret", whose).is_none());
    }

    #[test]
    fn what_is_derived_from_one_token_differs_by_its_use() {
        let token = Token::fresh().unwrap();
        let guard = Guard::of(&token);
        let under = BASE64URL_NOPAD.encode(Under::token(&token).0.as_slice());
        let hash = BASE64URL_NOPAD.encode(&token.hash());
        let all = [guard.text(), under.as_str(), hash.as_str(), &token.reveal()];
        for (place, one) in all.iter().enumerate() {
            assert!(!all[place + 1..].contains(one));
        }
    }

    #[test]
    fn a_token_is_read_as_it_is_written_and_nothing_else_is_read() {
        let token = Token::fresh().unwrap();
        assert_eq!(Token::read(&token.reveal()).unwrap().hash(), token.hash());
        for text in ["", "a", &"A".repeat(42), &"A".repeat(44), &"!".repeat(43)] {
            assert!(Token::read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_guard_fits_itself_only() {
        let guard = Guard::of(&Token::fresh().unwrap());
        assert!(guard.fits(guard.text()));
        assert!(!guard.fits("") && !guard.fits(Guard::of(&Token::fresh().unwrap()).text()));
    }

    #[test]
    fn nothing_secret_is_printed() {
        let token = Token::fresh().unwrap();
        assert_eq!(format!("{token:?}"), "Token(…)");
        assert_eq!(format!("{:?}", Guard::of(&token)), "Guard(…)");
        assert_eq!(format!("{:?}", Passphrase::typed("a secret".to_owned())), "Passphrase(…)");
    }

    #[test]
    fn a_secret_is_counted_in_characters() {
        let long = |text: &str| Passphrase::typed(text.to_owned()).must_be_long().is_ok();
        assert!(long("żółć+ę+ą") && !long("żółć+ęą") && !long(""));
    }
}
