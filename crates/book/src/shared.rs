//! A book that many read while one writes.

use std::mem::swap;
use std::sync::{Arc, RwLock};

use commons::name::Moment;
use commons::state::State;
use journal::SignedAct;

use crate::book::Book;
use crate::outcome::Outcome;
use crate::refusal::BookRefused;

/// A book whose state is lent to readers.
///
/// Readers see the state between groups, never within one: what they see is written. If the
/// writer dies within a group, the lock is poisoned and nobody sees what may not have been written.
pub struct Shared {
    /// Its own state is empty except while a group is decided.
    book: Book,
    state: Arc<RwLock<State>>,
}

impl Book {
    /// Shares the book's state with readers.
    #[must_use]
    pub fn share(mut self) -> Shared {
        let state = Arc::new(RwLock::new(std::mem::take(self.state_mut())));
        Shared { book: self, state }
    }
}

impl Shared {
    /// The state, for readers to hold on to.
    #[must_use]
    pub fn state(&self) -> Arc<RwLock<State>> {
        Arc::clone(&self.state)
    }

    /// The book, for what does not need its state: ids, keys, signing, the journal.
    #[must_use]
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// As [`Book::submit`].
    ///
    /// # Errors
    /// As [`Book::submit`], or [`BookRefused::Stopped`].
    pub fn submit(
        &mut self,
        acts: Vec<SignedAct>,
        now: Moment,
    ) -> Result<Vec<Outcome>, BookRefused> {
        self.write(|book| book.submit(acts, now))
    }

    /// As [`Book::submit_whole`].
    ///
    /// # Errors
    /// As [`Book::submit_whole`], or [`BookRefused::Stopped`].
    pub fn submit_whole(
        &mut self,
        acts: Vec<SignedAct>,
        now: Moment,
    ) -> Result<Vec<Outcome>, BookRefused> {
        self.write(|book| book.submit_whole(acts, now))
    }

    /// Closes the book in good order.
    ///
    /// # Errors
    /// If the journal's checkpoint cannot be written.
    pub fn close(self) -> Result<(), BookRefused> {
        self.book.close()
    }

    fn write<T>(
        &mut self,
        act: impl FnOnce(&mut Book) -> Result<T, BookRefused>,
    ) -> Result<T, BookRefused> {
        let mut state = self.state.write().map_err(|_| BookRefused::Stopped)?;
        swap(&mut *state, self.book.state_mut());
        let done = act(&mut self.book);
        swap(&mut *state, self.book.state_mut());
        done
    }
}

#[cfg(test)]
mod tests {
    use commons::act::{Act, AddAgent, Found};
    use commons::agent::AgentKind;
    use commons::name::{Code, Handle};
    use journal::SecretKey;

    use super::*;
    use crate::book::fresh_id;

    fn handle(text: &str) -> Handle {
        Handle::new(text).unwrap()
    }

    fn agent(name: &str) -> Act {
        Act::AddAgent(Box::new(AddAgent::new(handle(name), AgentKind::Person, name)))
    }

    fn rice(founder: &SecretKey) -> Found {
        Found {
            name: "Rice".to_owned(),
            handle: handle("rice"),
            founder: handle("ana"),
            founder_name: "Ana".to_owned(),
            founder_key: founder.public().to_bytes(),
            unit: Code::new("CAD").unwrap(),
            decimals: 2,
        }
    }

    #[test]
    fn readers_see_what_is_written_and_a_refused_group_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let founder = SecretKey::from_bytes([7; 32]);
        let path = folder.path().join("rice.subak");
        let mut shared = Book::found(&path, rice(&founder), &founder, Moment(1)).unwrap().share();
        let state = shared.state();
        let sign =
            |shared: &Shared, act: &Act| shared.book().sign(&founder, fresh_id().unwrap(), act);
        let before = state.read().unwrap().clone();
        let acts = vec![sign(&shared, &agent("ben")), sign(&shared, &agent("ben"))];
        assert!(shared.submit_whole(acts, Moment(2)).is_err());
        assert_eq!(*state.read().unwrap(), before);
        let acts = vec![sign(&shared, &agent("ben"))];
        shared.submit_whole(acts, Moment(3)).unwrap();
        assert!(state.read().unwrap().agent(&handle("ben")).is_some());
        assert_eq!(shared.book().state(), &State::default());
        shared.close().unwrap();
    }
}
