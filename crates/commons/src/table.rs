//! Rows in the order they came, and typed references to them.

use std::marker::PhantomData;
use std::num::NonZero;

/// A reference to one row of a [`Table`]. Four bytes, also as an option, and only its table makes it.
pub struct Ix<T>(NonZero<u32>, PhantomData<fn() -> T>);

impl<T> Ix<T> {
    fn at(place: usize) -> Self {
        let number = u32::try_from(place + 1).ok().and_then(NonZero::new);
        Self(number.unwrap_or(NonZero::<u32>::MAX), PhantomData)
    }

    /// The place of the row, from 0.
    #[must_use]
    pub const fn place(self) -> usize {
        self.0.get() as usize - 1
    }
}

impl<T> Clone for Ix<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Ix<T> {}
impl<T> PartialEq for Ix<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Ix<T> {}
impl<T> PartialOrd for Ix<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Ix<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> std::hash::Hash for Ix<T> {
    fn hash<H: std::hash::Hasher>(&self, hasher: &mut H) {
        self.0.hash(hasher);
    }
}
impl<T> std::fmt::Debug for Ix<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{}", self.place())
    }
}

/// Rows that are only ever added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table<T>(Vec<T>);

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

#[expect(clippy::indexing_slicing, reason = "an `Ix` is only made by the table that holds its row")]
impl<T> Table<T> {
    /// Adds a row.
    pub fn add(&mut self, row: T) -> Ix<T> {
        self.0.push(row);
        Ix::at(self.0.len() - 1)
    }

    /// The row that `ix` refers to.
    #[must_use]
    pub fn at(&self, ix: Ix<T>) -> &T {
        &self.0[ix.place()]
    }

    /// The row that `ix` refers to, to change.
    pub fn at_mut(&mut self, ix: Ix<T>) -> &mut T {
        &mut self.0[ix.place()]
    }
}

impl<T> Table<T> {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The rows with their references, in the order they came.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Ix<T>, &T)> + ExactSizeIterator {
        self.0.iter().enumerate().map(|(place, row)| (Ix::at(place), row))
    }

    /// The reference to the row in a place, if there is one.
    #[must_use]
    pub fn ix(&self, place: usize) -> Option<Ix<T>> {
        (place < self.0.len()).then(|| Ix::at(place))
    }

    /// The row with a key, of rows that came in the ascending order of that key.
    #[must_use]
    pub fn search_by_key<K: Ord>(&self, key: &K, of: impl Fn(&T) -> K) -> Option<Ix<T>> {
        self.0.binary_search_by_key(key, of).ok().map(Ix::at)
    }
}
