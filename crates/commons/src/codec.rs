//! The canonical bytes of acts and effects: one value, one encoding.
//!
//! Fields follow each other in the order of their declaration, without names or
//! padding. Whole numbers are variable-length (seven bits a byte, least significant
//! first; signed ones zig-zag), texts and lists are preceded by their length, an
//! option by 0 or 1, and each variant of a choice by its number. Decoding refuses
//! whatever encoding would not have written, so equal values have equal bytes and
//! signatures mean one thing. Specified in `docs/acts-format.md`.

use thiserror::Error;

/// Why bytes are not the canonical encoding of anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Malformed {
    /// The bytes ended inside a value.
    #[error("act_truncated: the bytes end in the middle of a value")]
    Truncated,
    /// Bytes were left over after the value.
    #[error("act_overlong: {0} bytes follow the end of the value")]
    Overlong(usize),
    /// A number was longer than needed or too large for its field.
    #[error("act_number: a number is written longer than it need be, or is too large")]
    Number,
    /// A text was not UTF-8.
    #[error("act_text: a text is not valid UTF-8")]
    Text,
    /// A choice had a number that no variant has.
    #[error("act_kind_unknown: there is no kind {0}; a newer version of the program may know it")]
    Kind(u64),
    /// A value broke the rule of its type, such as an upper-case handle.
    #[error("act_value: {0}")]
    Value(&'static str),
}

/// A value with exactly one encoding.
pub trait Canonical: Sized {
    /// Appends the encoding to `out`.
    fn encode(&self, out: &mut Vec<u8>);
    /// Reads one value.
    ///
    /// # Errors
    /// [`Malformed`] for bytes that [`Canonical::encode`] would not have written.
    fn decode(bytes: &mut Bytes<'_>) -> Result<Self, Malformed>;

    /// The encoding on its own.
    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.encode(&mut out);
        out
    }

    /// Reads a value that fills `bytes` to the end.
    ///
    /// # Errors
    /// [`Malformed`], also for bytes left over.
    fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut bytes = Bytes(bytes);
        let value = Self::decode(&mut bytes)?;
        match bytes.0.len() {
            0 => Ok(value),
            left => Err(Malformed::Overlong(left)),
        }
    }
}

/// Bytes yet to be read.
#[derive(Debug)]
pub struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Malformed::Truncated)?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Malformed> {
        let (first, rest) = self.0.split_first().ok_or(Malformed::Truncated)?;
        self.0 = rest;
        Ok(*first)
    }

    fn varint(&mut self) -> Result<u128, Malformed> {
        let mut value = 0u128;
        for shift in (0..).step_by(7).take(19) {
            let byte = self.byte()?;
            let part = u128::from(byte & 0x7f);
            let placed = part.checked_shl(shift).filter(|placed| placed >> shift == part);
            value |= placed.ok_or(Malformed::Number)?;
            if byte & 0x80 == 0 {
                // A last byte of zero adds nothing: the shorter form is the canonical one.
                return if byte == 0 && shift > 0 { Err(Malformed::Number) } else { Ok(value) };
            }
        }
        Err(Malformed::Number)
    }

    /// A length that the remaining bytes could hold, so that a lie cannot reserve memory.
    fn length(&mut self) -> Result<usize, Malformed> {
        let length = usize::try_from(self.varint()?).map_err(|_| Malformed::Number)?;
        if length > self.0.len() { Err(Malformed::Truncated) } else { Ok(length) }
    }
}

fn put_varint(mut value: u128, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

macro_rules! unsigned {
    ($($number:ty),*) => {$(
        impl Canonical for $number {
            fn encode(&self, out: &mut Vec<u8>) {
                put_varint(u128::from(*self), out);
            }
            fn decode(bytes: &mut Bytes<'_>) -> Result<Self, Malformed> {
                <$number>::try_from(bytes.varint()?).map_err(|_| Malformed::Number)
            }
        }
    )*};
}
unsigned!(u8, u32, u64);

macro_rules! signed {
    ($($number:ty),*) => {$(
        impl Canonical for $number {
            fn encode(&self, out: &mut Vec<u8>) {
                let wide = i128::from(*self);
                put_varint(((wide << 1) ^ (wide >> 127)) as u128, out);
            }
            fn decode(bytes: &mut Bytes<'_>) -> Result<Self, Malformed> {
                let folded = bytes.varint()?;
                let wide = ((folded >> 1) as i128) ^ -((folded & 1) as i128);
                <$number>::try_from(wide).map_err(|_| Malformed::Number)
            }
        }
    )*};
}
signed!(i64, i128);

impl Canonical for bool {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
    fn decode(bytes: &mut Bytes<'_>) -> Result<Self, Malformed> {
        match bytes.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(Malformed::Kind(other.into())),
        }
    }
}

impl Canonical for String {
    fn encode(&self, out: &mut Vec<u8>) {
        put_varint(self.len() as u128, out);
        out.extend_from_slice(self.as_bytes());
    }
    fn decode(bytes: &mut Bytes<'_>) -> Result<Self, Malformed> {
        let length = bytes.length()?;
        let text = std::str::from_utf8(bytes.take(length)?).map_err(|_| Malformed::Text)?;
        Ok(text.to_owned())
    }
}

impl<const N: usize> Canonical for [u8; N] {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }
    fn decode(bytes: &mut Bytes<'_>) -> Result<Self, Malformed> {
        bytes.take(N)?.try_into().map_err(|_| Malformed::Truncated)
    }
}

impl<T: Canonical> Canonical for Option<T> {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            None => out.push(0),
            Some(value) => {
                out.push(1);
                value.encode(out);
            }
        }
    }
    fn decode(bytes: &mut Bytes<'_>) -> Result<Self, Malformed> {
        bool::decode(bytes)?.then(|| T::decode(bytes)).transpose()
    }
}

impl<T: Canonical> Canonical for Vec<T> {
    fn encode(&self, out: &mut Vec<u8>) {
        put_varint(self.len() as u128, out);
        for item in self {
            item.encode(out);
        }
    }
    fn decode(bytes: &mut Bytes<'_>) -> Result<Self, Malformed> {
        (0..bytes.length()?).map(|_| T::decode(bytes)).collect()
    }
}

impl<A: Canonical, B: Canonical> Canonical for (A, B) {
    fn encode(&self, out: &mut Vec<u8>) {
        self.0.encode(out);
        self.1.encode(out);
    }
    fn decode(bytes: &mut Bytes<'_>) -> Result<Self, Malformed> {
        Ok((A::decode(bytes)?, B::decode(bytes)?))
    }
}

impl<T: Canonical> Canonical for Box<T> {
    fn encode(&self, out: &mut Vec<u8>) {
        (**self).encode(out);
    }
    fn decode(bytes: &mut Bytes<'_>) -> Result<Self, Malformed> {
        T::decode(bytes).map(Box::new)
    }
}

impl Canonical for quantity::Ratio {
    fn encode(&self, out: &mut Vec<u8>) {
        self.numerator().encode(out);
        self.denominator().encode(out);
    }
    fn decode(bytes: &mut Bytes<'_>) -> Result<Self, Malformed> {
        let (numerator, denominator) = <(i128, i128)>::decode(bytes)?;
        Self::new(numerator, denominator)
            .filter(|ratio| ratio.numerator() == numerator && ratio.denominator() == denominator)
            .ok_or(Malformed::Value("a fraction is not in lowest terms"))
    }
}

/// Declares a struct whose canonical encoding is its fields in order.
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident {
        $($(#[$field_meta:meta])* pub $field:ident: $type:ty),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type),*
        }
        impl $crate::codec::Canonical for $name {
            fn encode(&self, _out: &mut Vec<u8>) {
                $($crate::codec::Canonical::encode(&self.$field, _out);)*
            }
            fn decode(_bytes: &mut $crate::codec::Bytes<'_>)
                -> Result<Self, $crate::codec::Malformed> {
                Ok(Self { $($field: $crate::codec::Canonical::decode(_bytes)?),* })
            }
        }
    };
}
pub(crate) use record;

/// Declares an enum of plain words, each with the number it is encoded by and the
/// name people and ValueFlows write.
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$variant_meta:meta])* $number:literal $word:literal => $variant:ident),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name { $($(#[$variant_meta])* $variant = $number),* }
        impl $name {
            /// Every variant, in the order of the numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The word people write for it.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
            /// The variant for a word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
        impl $crate::codec::Canonical for $name {
            fn encode(&self, out: &mut Vec<u8>) {
                out.push(*self as u8);
            }
            fn decode(bytes: &mut $crate::codec::Bytes<'_>)
                -> Result<Self, $crate::codec::Malformed> {
                match <u8 as $crate::codec::Canonical>::decode(bytes)? {
                    $($number => Ok(Self::$variant),)*
                    other => Err($crate::codec::Malformed::Kind(other.into())),
                }
            }
        }
    };
}
pub(crate) use words;

/// Declares an enum of records, each with the number it is encoded by.
macro_rules! choice {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$variant_meta:meta])* $number:literal => $variant:ident($type:ty)),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_meta])* $variant($type)),* }
        impl $crate::codec::Canonical for $name {
            fn encode(&self, out: &mut Vec<u8>) {
                match self {
                    $(Self::$variant(value) => {
                        out.push($number);
                        $crate::codec::Canonical::encode(value, out);
                    }),*
                }
            }
            fn decode(bytes: &mut $crate::codec::Bytes<'_>)
                -> Result<Self, $crate::codec::Malformed> {
                match <u8 as $crate::codec::Canonical>::decode(bytes)? {
                    $($number => Ok(Self::$variant($crate::codec::Canonical::decode(bytes)?)),)*
                    other => Err($crate::codec::Malformed::Kind(other.into())),
                }
            }
        }
    };
}
pub(crate) use choice;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_form() {
        for value in [0i128, 1, -1, 63, 64, -65, i128::MAX, i128::MIN] {
            assert_eq!(i128::from_bytes(&value.to_bytes()), Ok(value));
        }
        assert_eq!(u64::from_bytes(&[0x80, 0x00]), Err(Malformed::Number), "padded zero");
        assert_eq!(u8::from_bytes(&[0x80, 0x02]), Err(Malformed::Number), "256 in a byte");
        assert_eq!(u64::from_bytes(&[0x80]), Err(Malformed::Truncated));
        assert_eq!(u64::from_bytes(&[1, 1]), Err(Malformed::Overlong(1)));
    }

    #[test]
    fn a_lying_length_reserves_nothing() {
        let claims_4_gigabytes = [0xff, 0xff, 0xff, 0xff, 0x0f];
        assert_eq!(Vec::<u64>::from_bytes(&claims_4_gigabytes), Err(Malformed::Truncated));
        assert_eq!(String::from_bytes(&claims_4_gigabytes), Err(Malformed::Truncated));
    }
}
