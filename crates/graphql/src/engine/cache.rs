//! Keeps what was read and checked, by its text.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A bounded store in two generations.
///
/// What is asked for again moves to the young one; when that is full it becomes the old one, and what stood there is
/// forgotten. So at most twice as many entries as a generation holds are kept, and those in use stay.
#[derive(Debug)]
pub(super) struct Cache<T> {
    generations: Mutex<Generations<T>>,
}

#[derive(Debug)]
struct Generations<T> {
    /// How many entries a generation holds.
    each: usize,
    young: HashMap<String, Arc<T>>,
    old: HashMap<String, Arc<T>>,
}

impl<T> Cache<T> {
    /// Generations hold `each` entries.
    pub(super) fn new(each: usize) -> Self {
        let (young, old) = (HashMap::new(), HashMap::new());
        Self { generations: Mutex::new(Generations { each, young, old }) }
    }

    pub(super) fn get(&self, text: &str) -> Option<Arc<T>> {
        let mut generations = self.lock();
        if let Some(found) = generations.young.get(text) {
            return Some(found.clone());
        }
        let (text, found) = generations.old.remove_entry(text)?;
        generations.keep(text, found.clone());
        Some(found)
    }

    pub(super) fn keep(&self, text: String, value: Arc<T>) {
        self.lock().keep(text, value);
    }

    fn lock(&self) -> MutexGuard<'_, Generations<T>> {
        self.generations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Generations<T> {
    fn keep(&mut self, text: String, value: Arc<T>) {
        if self.young.len() >= self.each {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(text, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_use_stays_and_the_rest_is_forgotten() {
        let cache = Cache::new(8);
        cache.keep("used".into(), Arc::new(0));
        for n in 0..80 {
            cache.keep(format!("{n}"), Arc::new(n));
            assert_eq!(cache.get("used").as_deref(), Some(&0), "after {n}");
        }
        assert!(cache.get("0").is_none());
        let kept = cache.lock();
        assert!(kept.young.len() + kept.old.len() <= 16);
    }
}
