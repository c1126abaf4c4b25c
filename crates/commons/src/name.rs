//! What things are called and when they happen: handles, act ids, moments.

use std::fmt;

use thiserror::Error;

use crate::codec::{Bytes, Canonical, Malformed};

/// The short name of an agent, resource, process or agreement; unique in a commons.
///
/// Lower-case ASCII letters and digits, and `-`, `_`, `.`, `@` or `+` inside; 1 to 64 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle(Box<str>);

/// Why a text cannot be a handle.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "handle_malformed: `{0}` cannot be a handle; use 1 to 64 lower-case letters, digits and `-`, starting with a letter or digit"
)]
pub struct HandleMalformed(pub String);

impl Handle {
    /// The longest handle, in characters.
    pub const LONGEST: usize = 64;

    /// The handle spelled `text`.
    ///
    /// # Errors
    /// [`HandleMalformed`] unless it keeps to the rule above.
    pub fn new(text: &str) -> Result<Self, HandleMalformed> {
        if Self::fits(text) { Ok(Self(text.into())) } else { Err(HandleMalformed(shortened(text))) }
    }

    fn fits(text: &str) -> bool {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        (1..=Self::LONGEST).contains(&text.len())
            && text.bytes().next().is_some_and(plain)
            && text.bytes().all(|byte| plain(byte) || b"-_.@+".contains(&byte))
    }

    /// The nearest handle to a name: `Rice Terraces` becomes `rice-terraces`.
    ///
    /// Accented Latin letters lose their accents; what is left of other scripts is
    /// nothing, so the answer is `None` for a name without a usable letter.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let mut text = String::new();
        for letter in name.chars().flat_map(char::to_lowercase) {
            let plain = plain_latin(letter);
            if plain.is_empty() && !text.is_empty() && !text.ends_with('-') {
                text.push('-');
            }
            text.push_str(plain);
        }
        text.truncate(Self::LONGEST - 8);
        Self::new(text.trim_matches('-')).ok()
    }

    /// This handle with a number behind it, for the second of a name.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        let suffix = format!("-{number}");
        let stem = self.0.get(..self.0.len().min(Self::LONGEST - suffix.len())).unwrap_or(&self.0);
        Self(format!("{stem}{suffix}").into())
    }

    /// The spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The plain spelling of a lower-case letter; empty for anything else.
fn plain_latin(letter: char) -> &'static str {
    const PLAIN: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
    if let Some(at) = PLAIN.find(letter) {
        return PLAIN.get(at..=at).unwrap_or_default();
    }
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' | 'ő' => "o",
        'ö' | 'œ' => "oe",
        'ř' => "r",
        'ś' | 'ş' | 'š' => "s",
        'ß' => "ss",
        'ť' | 'ţ' => "t",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ű' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'þ' => "th",
        _ => "",
    }
}

/// At most 80 characters of a text that somebody else wrote, for a message.
#[must_use]
pub fn shortened(text: &str) -> String {
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(80).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Canonical for Handle {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(self.0.len() as u8);
        out.extend_from_slice(self.0.as_bytes());
    }
    fn decode(bytes: &mut Bytes<'_>) -> Result<Self, Malformed> {
        let text = String::decode(bytes)?;
        Self::new(&text).map_err(|_| Malformed::Value("a handle has a letter it may not have"))
    }
}

/// The code of a unit, such as `hour`, `kg` or `CAD`: 1 to 32 ASCII letters, digits and `-`, `_`, `%`, `.`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(Box<str>);

/// Why a text cannot be the code of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "unit_malformed: `{0}` cannot be a unit; use 1 to 32 letters, digits, `-`, `_`, `.` or `%`"
)]
pub struct CodeMalformed(pub String);

impl Code {
    /// The code spelled `text`.
    ///
    /// # Errors
    /// [`CodeMalformed`] unless it keeps to the rule above.
    pub fn new(text: &str) -> Result<Self, CodeMalformed> {
        let fits = (1..=32).contains(&text.len())
            && !text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_%.".contains(&byte));
        if fits { Ok(Self(text.into())) } else { Err(CodeMalformed(shortened(text))) }
    }

    /// The spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Canonical for Code {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(self.0.len() as u8);
        out.extend_from_slice(self.0.as_bytes());
    }
    fn decode(bytes: &mut Bytes<'_>) -> Result<Self, Malformed> {
        let text = String::decode(bytes)?;
        Self::new(&text).map_err(|_| Malformed::Value("a unit has a letter it may not have"))
    }
}

/// The id of an act, chosen by whoever makes it. An act is folded once, however often it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActId(pub [u8; 16]);

impl Canonical for ActId {
    fn encode(&self, out: &mut Vec<u8>) {
        self.0.encode(out);
    }
    fn decode(bytes: &mut Bytes<'_>) -> Result<Self, Malformed> {
        <[u8; 16]>::decode(bytes).map(Self)
    }
}

impl fmt::Display for ActId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

impl Moment {
    /// A day, in milliseconds.
    pub const DAY_MS: i64 = 86_400_000;

    /// The moment `days` later, or the end of time.
    #[must_use]
    pub const fn plus_days(self, days: u32) -> Self {
        Self(self.0.saturating_add((days as i64) * Self::DAY_MS))
    }
}

impl Canonical for Moment {
    fn encode(&self, out: &mut Vec<u8>) {
        self.0.encode(out);
    }
    fn decode(bytes: &mut Bytes<'_>) -> Result<Self, Malformed> {
        i64::decode(bytes).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_handles() {
        let handle = |name| Handle::from_name(name).map(|h| h.as_str().to_owned());
        assert_eq!(handle("Rice Terraces").as_deref(), Some("rice-terraces"));
        assert_eq!(handle("  Zoë  O'Brien ").as_deref(), Some("zoe-o-brien"));
        assert_eq!(handle("Jürgen Groß").as_deref(), Some("juergen-gross"));
        assert_eq!(handle("水"), None);
        assert!(Handle::new("Ana").is_err());
        assert!(Handle::new(&"a".repeat(65)).is_err());
        assert_eq!(Handle::new("ana").unwrap().numbered(2).as_str(), "ana-2");
    }
}
