//! Places in the text of a charter.

/// A stretch of the text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The stretch from the start of one to the end of another.
    #[must_use]
    pub fn to(self, end: Self) -> Self {
        Self { start: self.start, end: end.end }
    }
}

/// A name or word as it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// How it is spelled.
    pub text: Box<str>,
    /// Where it stands.
    pub at: Span,
}
