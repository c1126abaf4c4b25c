//! Keys: who signs.

use crate::ident::{RandomUnavailable, byte_name, random};
use curve25519_dalek::edwards::CompressedEdwardsY;
use ed25519_zebra::SigningKey;
use std::fmt;
use std::str::FromStr;
use zeroize::Zeroize;

byte_name! {
    /// A public Ed25519 key: who an author or an operator is.
    Key, 32
}

impl Key {
    /// Says whether anybody could sign for this key, or nobody: it is a point of small order, or
    /// no point of the curve at all. By the rules of ZIP-215 signatures of the former are valid
    /// (`decisions/0003`), so such keys must not be taken in.
    pub fn is_weak(self) -> bool {
        let point = CompressedEdwardsY(self.to_bytes()).decompress();
        point.is_none_or(|point| point.is_small_order())
    }
}

/// A secret Ed25519 key. It is wiped from memory when dropped and never printed.
#[derive(Clone)]
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// Makes a new key from the operating system's random bytes.
    pub fn generate() -> Result<Self, RandomUnavailable> {
        random().map(Self::from_bytes)
    }

    /// Takes the 32-byte seed of RFC 8032.
    pub fn from_bytes(mut seed: [u8; 32]) -> Self {
        let key = Self(SigningKey::from(seed));
        seed.zeroize();
        key
    }

    /// Gives the 32-byte seed back, to be kept somewhere safe.
    pub fn to_bytes(&self) -> [u8; 32] {
        *self.0.as_bytes()
    }

    /// Gives the public key that belongs to this one.
    pub fn public(&self) -> Key {
        Key(self.0.verification_key().into())
    }

    /// Signs a message. Callers separate their domains by how a message begins.
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl Drop for SecretKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "SecretKey(of {})", self.public())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8032, section 7.1, test 1.
    #[test]
    fn a_seed_gives_the_public_key_and_signature_of_the_standard() {
        let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
        let secret = SecretKey::from_bytes(crate::ident::read_hex(seed).unwrap());
        let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        assert_eq!(secret.public().to_string(), public);
        assert_eq!(secret.sign(b"")[..4], [0xe5, 0x56, 0x43, 0x00]);
        assert_eq!(SecretKey::from_bytes(secret.to_bytes()).public(), secret.public());
    }

    #[test]
    fn keys_that_anyone_or_nobody_can_sign_for_are_weak() {
        let mut one = [0; 32];
        one[0] = 1;
        // The neutral point, the point of order two, a point of order four, and no point at all.
        let mut order_two = [0xff; 32];
        (order_two[0], order_two[31]) = (0xec, 0x7f);
        let mut no_point = [0; 32];
        no_point[0] = 2;
        for weak in [one, order_two, [0; 32], no_point] {
            assert!(Key::from_bytes(weak).is_weak(), "{}", Key::from_bytes(weak));
        }
        assert!(!SecretKey::from_bytes([7; 32]).public().is_weak());
    }

    #[test]
    fn a_secret_is_not_printed() {
        let secret = SecretKey::from_bytes([7; 32]);
        assert_eq!(format!("{secret:?}"), format!("SecretKey(of {})", secret.public()));
    }
}
