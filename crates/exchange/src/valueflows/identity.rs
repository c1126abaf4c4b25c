//! What things are called here and elsewhere.
//!
//! A thing without an identifier elsewhere is given out as `urn:subak:` with its class and its
//! handle, and is known again by that.

use commons::name::{ActId, Handle, shortened};
use sha2::{Digest, Sha256};

/// The namespace of identifiers that this program gives out.
const OWN: &str = "urn:subak:";

/// The act that takes something into a commons. The same thing gives the same act, so that
/// taking it in again changes nothing.
pub(super) fn act_of(commons: [u8; 16], class: &str, iri: &str, time: usize) -> ActId {
    if class == "event"
        && let Some(act) = own(iri, "event").and_then(read_act)
    {
        return act;
    }
    let mut hasher = Sha256::new_with_prefix("subak import\0");
    hasher.update(commons);
    hasher.update(format!("\0valueflows\0{class}\0{iri}\0{time}"));
    let mut act = [0; 16];
    for (byte, hashed) in act.iter_mut().zip(hasher.finalize()) {
        *byte = hashed;
    }
    ActId(act)
}

/// The act that 32 hexadecimal digits spell.
pub fn read_act(hex: &str) -> Option<ActId> {
    let number = u128::from_str_radix(hex, 16).ok()?;
    (hex.len() == 32).then(|| ActId(number.to_be_bytes()))
}

/// The identifier that something of this commons is given out by.
pub fn own_iri(class: &str, name: &dyn std::fmt::Display) -> String {
    format!("{OWN}{class}:{name}")
}

/// The name within an identifier that this program gave out.
pub fn own<'a>(iri: &'a str, class: &str) -> Option<&'a str> {
    iri.strip_prefix(OWN)?.strip_prefix(class)?.strip_prefix(':')
}

/// The identifier to keep: none for one that says no more than the handle.
pub fn foreign(iri: &str) -> Option<String> {
    (!iri.starts_with(OWN)).then(|| iri.to_owned())
}

/// What to call something that has no name: the last part of its address, or its host.
pub fn tail(iri: &str) -> String {
    let path = iri.split_once("://").map_or(iri, |(_, rest)| rest);
    let host = path.trim_end_matches('/');
    let part = match host.contains('/') {
        true => host.rsplit('/').next(),
        false => host.split('.').next(),
    };
    let part = part.and_then(|part| part.rsplit([':', '#']).next());
    part.filter(|part| !part.is_empty()).unwrap_or("unnamed").to_owned()
}

/// The handle nearest to a name; `unnamed` for one without a usable letter.
pub fn handle_like(wanted: &str) -> Option<Handle> {
    let exact = Handle::new(wanted).ok();
    exact.or_else(|| Handle::from_name(wanted)).or_else(|| Handle::new("unnamed").ok())
}

/// A name within the bounds of one.
pub fn name(text: &str) -> String {
    shortened(text.lines().next().unwrap_or_default().trim())
}
