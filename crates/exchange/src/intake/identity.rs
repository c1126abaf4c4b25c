//! What makes a thing the same thing when it is met again.

use commons::name::ActId;
use sha2::{Digest, Sha256};

/// The digest by which an agent is recognised, for a whole e-mail address in any case.
///
/// The first 16 bytes of the SHA-256 of the commons' id, a zero byte and the address in
/// small letters. Without the id of the commons nobody can tell that two commons know the
/// same person; with it, guessed addresses can be tried.
#[must_use]
pub fn known_as(commons: [u8; 16], address: &str) -> [u8; 16] {
    let address = address.trim().to_lowercase();
    digest(Sha256::new().chain_update(commons).chain_update([0]).chain_update(address))
}

/// The digest for somebody whose commits have a name and no address.
pub(super) fn known_by_name(commons: [u8; 16], name: &str) -> [u8; 16] {
    digest(Sha256::new().chain_update(commons).chain_update([1]).chain_update(name))
}

/// Gives out the ids of acts that take in things from one kind of source.
pub(super) struct Ids(Sha256);

impl Ids {
    pub(super) fn new(commons: [u8; 16], source: &str) -> Self {
        let hasher = Sha256::new()
            .chain_update("subak import\0")
            .chain_update(commons)
            .chain_update([0])
            .chain_update(source)
            .chain_update([0]);
        Self(hasher)
    }

    /// The id for what these parts identify. Their lengths are hashed too, so that no two
    /// lists of parts read the same.
    pub(super) fn of(&self, parts: &[&[u8]]) -> ActId {
        let hasher = parts.iter().fold(self.0.clone(), |hasher, part| {
            hasher.chain_update((part.len() as u64).to_be_bytes()).chain_update(part)
        });
        ActId(digest(hasher))
    }
}

fn digest(hasher: Sha256) -> [u8; 16] {
    let mut short = [0; 16];
    for (byte, hashed) in short.iter_mut().zip(hasher.finalize()) {
        *byte = hashed;
    }
    short
}

/// A text with `…@…` in the place of every e-mail address.
pub(super) fn without_addresses(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('@') {
        let stem = before.trim_end_matches(is_local);
        let domain = domain_of(after);
        if stem.len() < before.len() && !domain.is_empty() {
            clean.push_str(stem);
            clean.push_str("…@…");
        } else {
            clean.push_str(before);
            clean.push('@');
            clean.push_str(domain);
        }
        rest = after.strip_prefix(domain).unwrap_or_default();
    }
    clean.push_str(rest);
    clean
}

/// An address that is all of a text, or stands behind a name: `Ana <ana@example.org>`.
pub(super) fn split_address(text: &str) -> (&str, Option<&str>) {
    let bracketed = text.strip_suffix('>').and_then(|text| text.rsplit_once('<'));
    let (name, address) = bracketed.unwrap_or(("", text));
    let is_address = address
        .split_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && domain_of(domain) == domain)
        && !address.contains(char::is_whitespace);
    match is_address {
        true => (name.trim(), Some(address)),
        false => (text, None),
    }
}

/// The part of an address before the `@`, or nothing.
pub(super) fn local_part(address: &str) -> &str {
    address.split_once('@').map_or("", |(local, _)| local)
}

fn is_local(letter: char) -> bool {
    letter.is_alphanumeric() || "._%+-'".contains(letter)
}

/// The host that a text begins with, if it has a dot and ends in letters; else nothing.
fn domain_of(text: &str) -> &str {
    let in_host = |letter: char| letter.is_alphanumeric() || letter == '.' || letter == '-';
    let end = text.find(|c| !in_host(c)).unwrap_or(text.len());
    let host = text.get(..end).unwrap_or_default();
    let host = host.trim_end_matches(['.', '-']);
    let named = |top: &str| top.chars().count() > 1 && top.chars().all(char::is_alphabetic);
    match host.rsplit_once('.') {
        Some((name, top)) if !name.is_empty() && named(top) => host,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_left_out_of_texts() {
        let clean = |text| without_addresses(text);
        assert_eq!(clean("ask ana@example.org, or <ben.b+x@a-b.co.uk>."), "ask …@…, or <…@…>.");
        assert_eq!(clean("a@b.org@c.org"), "…@…@c.org");
        assert_eq!(clean("Ünal@exämple.örg wrote"), "…@… wrote");
        for kept in ["bump @types/node@1.2.3", "meet @ana @ noon", "x@latest", "@", "", "a@.org"] {
            assert_eq!(clean(kept), kept);
        }
    }

    #[test]
    fn an_address_is_told_from_a_name() {
        assert_eq!(split_address("ana@example.org"), ("", Some("ana@example.org")));
        assert_eq!(split_address("Ana B <ana@example.org>"), ("Ana B", Some("ana@example.org")));
        for name in ["Ana", "@ana", "Ana <ana>", "ana@home", "Ana at a@b.org", ""] {
            assert_eq!(split_address(name), (name, None));
        }
    }

    #[test]
    fn digests_are_those_of_the_specification() {
        let mut plain = vec![7; 16];
        plain.extend_from_slice(b"\0ana@example.org");
        let expected = Sha256::digest(&plain);
        assert_eq!(known_as([7; 16], " Ana@Example.org "), expected[..16]);
        assert_ne!(known_as([7; 16], "ana@example.org"), known_by_name([7; 16], "ana@example.org"));

        let mut plain = b"subak import\0".to_vec();
        plain.extend_from_slice(&[7; 16]);
        plain.extend_from_slice(b"\0git\0");
        plain.extend_from_slice(&[0, 0, 0, 0, 0, 0, 0, 2, b'a', b'b']);
        let expected = Sha256::digest(&plain);
        assert_eq!(Ids::new([7; 16], "git").of(&[b"ab"]).0, expected[..16]);
        let ids = Ids::new([7; 16], "git");
        assert_ne!(ids.of(&[b"a", b"b"]), ids.of(&[b"ab", b""]));
    }
}
