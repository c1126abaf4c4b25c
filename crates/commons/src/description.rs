//! What merely describes a thing, how it changes, and which act said it last.

use crate::codec::{Bytes, Canonical, Malformed, choice};
use crate::name::{ActId, Code, Handle};

/// What becomes of something that is said of a thing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Edit<T> {
    /// It stays.
    #[default]
    Keep,
    /// It is said no more.
    Remove,
    /// This is said instead.
    Set(T),
}

impl<T> Edit<T> {
    /// What is to be said instead, if anything is.
    #[must_use]
    pub const fn set(&self) -> Option<&T> {
        match self {
            Self::Set(text) => Some(text),
            Self::Keep | Self::Remove => None,
        }
    }

    /// Whether nothing changes.
    #[must_use]
    pub const fn keeps(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// Changes what may be unsaid.
    pub fn change(&self, said: &mut Option<T>)
    where
        T: Clone,
    {
        if !self.keeps() {
            *said = self.set().cloned();
        }
    }

    /// Changes what is always said; it cannot be removed.
    pub fn replace(&self, said: &mut T)
    where
        T: Clone,
    {
        if let Self::Set(text) = self {
            said.clone_from(text);
        }
    }
}

impl Edit<Vec<String>> {
    /// Changes a list; removed, it is empty.
    pub fn change_list(&self, said: &mut Vec<String>) {
        if !self.keeps() {
            *said = self.set().cloned().unwrap_or_default();
        }
    }
}

impl<T: Canonical> Canonical for Edit<T> {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Keep => out.push(0),
            Self::Remove => out.push(1),
            Self::Set(value) => {
                out.push(2);
                value.encode(out);
            }
        }
    }
    fn decode(bytes: &mut Bytes<'_>) -> Result<Self, Malformed> {
        match u8::decode(bytes)? {
            0 => Ok(Self::Keep),
            1 => Ok(Self::Remove),
            2 => T::decode(bytes).map(Self::Set),
            other => Err(Malformed::Kind(other.into())),
        }
    }
}

choice! {
    /// Something that can be described anew.
    pub enum Described {
        /// An agent, resource, process or agreement.
        1 => Named(Handle),
        /// A kind of resource or of work.
        2 => Kind(Handle),
        /// A kind of process.
        3 => ProcessKind(Handle),
        /// A unit.
        4 => Unit(Code),
        /// An economic event, by the act that logged it.
        5 => Event(ActId),
    }
}

/// The acts that made things or described them last, in the order of the rows of each table.
///
/// What events do to a resource is no description and changes nothing here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revisions {
    pub(crate) agents: Vec<ActId>,
    pub(crate) resources: Vec<ActId>,
    pub(crate) processes: Vec<ActId>,
    pub(crate) agreements: Vec<ActId>,
    pub(crate) specifications: Vec<ActId>,
    pub(crate) process_specifications: Vec<ActId>,
    pub(crate) units: Vec<ActId>,
}
