//! Names made of bytes: what an act, a commons and an entry are called.

use std::fmt;
use std::str::FromStr;

/// Says that a text is not the hexadecimal digits it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("hex_malformed: `{text}` is not {digits} hexadecimal digits; copy it again, whole")]
pub struct HexMalformed {
    /// What was given.
    pub text: String,
    /// How many digits are needed.
    pub digits: usize,
}

/// Says that the operating system gave no random bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("random_unavailable: the system gives no random bytes ({reason}); try again when it does")]
pub struct RandomUnavailable {
    /// What the system said.
    pub reason: String,
}

/// Fills an array with random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], RandomUnavailable> {
    let mut bytes = [0; N];
    match getrandom::fill(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(error) => Err(RandomUnavailable { reason: error.to_string() }),
    }
}

/// Writes bytes as lower-case hexadecimal digits.
pub(crate) fn write_hex(bytes: &[u8], to: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(to, "{byte:02x}"))
}

/// Reads exactly `2 * N` hexadecimal digits.
pub(crate) fn read_hex<const N: usize>(text: &str) -> Result<[u8; N], HexMalformed> {
    let malformed = || HexMalformed { text: text.to_owned(), digits: 2 * N };
    let digits: Vec<u8> = text
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok()))
        .collect::<Option<_>>()
        .ok_or_else(malformed)?;
    let (pairs, rest) = digits.as_chunks::<2>();
    let bytes: Vec<u8> = pairs.iter().map(|[high, low]| (high << 4) | low).collect();
    match <[u8; N]>::try_from(bytes) {
        Ok(bytes) if rest.is_empty() => Ok(bytes),
        _ => Err(malformed()),
    }
}

/// Defines a name of `$len` bytes that is written and read as hexadecimal digits.
macro_rules! byte_name {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) [u8; $len]);

        impl $name {
            /// Takes these bytes as they are.
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// Gives the bytes back.
            pub const fn to_bytes(self) -> [u8; $len] {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                $crate::ident::write_hex(&self.0, to)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(to, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = $crate::ident::HexMalformed;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::ident::read_hex(text).map(Self)
            }
        }
    };
}
pub(crate) use byte_name;

byte_name! {
    /// Names an act: chosen at random by its author, so that sending it twice is one act.
    ActId, 16
}

byte_name! {
    /// Names a commons: chosen at random when its journal is created.
    CommonsId, 16
}

byte_name! {
    /// A SHA-256 hash: of an entry (its leaf hash) or of a part of the tree.
    Hash, 32
}

impl ActId {
    /// Chooses a new name that no one else has.
    pub fn random() -> Result<Self, RandomUnavailable> {
        random().map(Self)
    }
}

impl CommonsId {
    /// Chooses a new name that no one else has.
    pub fn random() -> Result<Self, RandomUnavailable> {
        random().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_written_and_read_back() {
        let id = ActId::from_bytes(*b"0123456789abcdef");
        assert_eq!(id.to_string(), "30313233343536373839616263646566");
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "3", "303132333435363738396162636465", "3031323334353637383961626364656g"]
        {
            assert!(text.parse::<ActId>().unwrap_err().to_string().starts_with("hex_malformed: "));
        }
        assert!("30313233343536373839616263646566f".parse::<ActId>().is_err());
        assert!("٣0313233343536373839616263646566".parse::<ActId>().is_err());
    }

    #[test]
    fn random_names_differ() {
        assert_ne!(ActId::random().unwrap(), ActId::random().unwrap());
    }
}
