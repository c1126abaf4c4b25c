//! A commons as it is read: its state, and the journal behind it.

use std::ops::ControlFlow;

use book::{Book, BookRefused, Entry, Until, state_of};
use commons::act::Act;
use commons::codec::Canonical;
use commons::state::State;
use journal::Journal;

use crate::Refused;

/// A state and the journal that it was folded from; both may be lent to many readers.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// The state.
    pub state: &'a State,
    /// The journal. What it has beyond the state is not read.
    pub journal: &'a Journal,
}

impl<'a> From<&'a Book> for Reading<'a> {
    fn from(book: &'a Book) -> Self {
        Self { state: book.state(), journal: book.journal() }
    }
}

impl Reading<'_> {
    /// Gives the entries from `from` on with their acts, until told to stop or the state knows no more.
    ///
    /// # Errors
    /// A damaged journal, or what `each` refuses.
    pub fn read<B>(
        self,
        from: u64,
        mut each: impl FnMut(&Entry, &Act) -> Result<ControlFlow<B>, Refused>,
    ) -> Result<Option<B>, Refused> {
        let mut step = |entry: &Entry| {
            if entry.index >= self.state.entries {
                return Ok(ControlFlow::Break(None));
            }
            let act = Act::from_bytes(&entry.act.body)
                .map_err(|reason| BookRefused::Unreadable { entry: entry.index, reason })?;
            each(entry, &act).map(|flow| flow.map_break(Some))
        };
        let flow = self.journal.read(from, |entry| match step(&entry) {
            Ok(flow) => flow.map_break(Ok),
            Err(refused) => ControlFlow::Break(Err(refused)),
        });
        flow.map_err(BookRefused::from)?.break_value().transpose().map(Option::flatten)
    }

    /// One entry with its act.
    ///
    /// # Errors
    /// [`Refused::EntryUnknown`], or a damaged journal.
    pub fn entry(self, entry: u64) -> Result<(Entry, Act), Refused> {
        let found =
            self.read(entry, |entry, act| Ok(ControlFlow::Break((entry.clone(), act.clone()))))?;
        let last = self.state.entries.saturating_sub(1);
        found.ok_or(Refused::EntryUnknown { entry, last })
    }

    /// The state at an earlier point of the journal.
    ///
    /// # Errors
    /// [`BookRefused::BeforeFounding`], or a damaged journal.
    pub fn state_at(self, until: Until) -> Result<State, Refused> {
        Ok(state_of(self.journal, until)?)
    }
}
