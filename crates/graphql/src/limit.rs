//! How much one request may ask, counted before anything is resolved.

/// The most that one request may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the operation's text.
    pub text_bytes: usize,
    /// Tokens of the operation's text.
    pub tokens: usize,
    /// How deep selections stand in each other.
    pub depth: usize,
    /// Selected fields, fragments written out.
    pub fields: usize,
    /// Fields under another name.
    pub aliases: usize,
    /// Fields of the root.
    pub root_fields: usize,
    /// Values that may come back: pages multiply what stands in them.
    pub cost: u64,
    /// The length of a page when neither `first` nor `last` is given.
    pub page: u64,
    /// The length that a list without pages is taken for.
    pub list: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text_bytes: 64 * 1024,
            tokens: 10_000,
            depth: 15,
            fields: 2_000,
            aliases: 200,
            root_fields: 50,
            cost: 1_000_000,
            page: 30,
            list: 10,
        }
    }
}
