//! What is made once from a state and asked of it often.

use std::sync::{Arc, Mutex, PoisonError};

/// Something made from the state at one length of the journal, and within one hour: what can be contested depends on
/// the time. The last one alone is kept.
pub struct Cache<T>(Mutex<Option<(Made, Arc<T>)>>);

/// From which state something was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    /// How many entries there were.
    pub entries: u64,
    /// In which hour since 1970.
    pub hour: i64,
}

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> Cache<T> {
    /// What was made from this state, else what `make` makes of it.
    ///
    /// # Errors
    /// What `make` refuses.
    pub fn at<E>(&self, from: Made, make: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = kept.as_ref().filter(|(made, _)| *made == from) {
            return Ok(Arc::clone(known));
        }
        // What was there is let go first, so that two are never held.
        *kept = None;
        let made = Arc::new(make()?);
        *kept = Some((from, Arc::clone(&made)));
        Ok(made)
    }
}
