//! Acts: what a member wants to happen, signed.

use crate::ident::{ActId, CommonsId};
use crate::key::{Key, SecretKey};

/// How every signed act begins, so that its signature is good for nothing else.
const DOMAIN: &[u8; 13] = b"subak/v1/act\n";

/// A member's wish in bytes that this room does not read, with their signature over it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedAct {
    /// The act's name, chosen by its author. Sending it twice is one act.
    pub id: ActId,
    /// Who signed.
    pub author: Key,
    /// What they want, at most [`BODY_MAX`](crate::BODY_MAX) bytes.
    pub body: Vec<u8>,
    /// Their Ed25519 signature over the domain, the commons, the id, the author and the body.
    pub signature: [u8; 64],
}

impl SignedAct {
    /// Signs a body for one commons and no other.
    pub fn sign(secret: &SecretKey, commons: CommonsId, id: ActId, body: Vec<u8>) -> Self {
        let unsigned = Self { id, author: secret.public(), body, signature: [0; 64] };
        let signature = secret.sign(&unsigned.message(commons));
        Self { signature, ..unsigned }
    }

    /// The bytes that are signed. The parts before the body have fixed lengths, so no two
    /// acts share a message.
    pub(crate) fn message(&self, commons: CommonsId) -> Vec<u8> {
        [&DOMAIN[..], &commons.0, &self.id.0, &self.author.0, &self.body].concat()
    }
}
