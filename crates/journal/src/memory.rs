//! A store that forgets: for tests, trials and simulations.

use crate::store::{Row, Store, StoreRefused};
use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};

/// Keeps rows in memory, until it is dropped.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    meta: BTreeMap<String, String>,
    rows: BTreeMap<u64, Row>,
    checkpoint: Option<String>,
}

impl MemoryStore {
    /// Makes an empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn range(&self, range: Range<u64>) -> impl Iterator<Item = &Row> {
        self.rows.range(range.start..range.end.max(range.start)).map(|(_, row)| row)
    }
}

const NAME: &str = "memory";

impl Store for MemoryStore {
    fn name(&self) -> &str {
        NAME
    }

    fn meta(&self, key: &str) -> Result<Option<String>, StoreRefused> {
        Ok(self.meta.get(key).cloned())
    }

    fn create(&mut self, values: &[(&str, String)]) -> Result<(), StoreRefused> {
        if !self.meta.is_empty() {
            return Err(StoreRefused::Exists { store: NAME.to_owned() });
        }
        self.meta = values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        Ok(())
    }

    fn append_if_head(
        &mut self,
        expected_len: u64,
        expected_hash: [u8; 32],
        rows: &[Row],
    ) -> Result<(), StoreRefused> {
        let last = self.rows.values().next_back();
        let len = last.map_or(0, |row| row.index + 1);
        if len != expected_len || last.is_some_and(|row| row.hash != expected_hash) {
            return Err(StoreRefused::Conflict { store: NAME.to_owned() });
        }
        self.rows.extend(rows.iter().map(|row| (row.index, row.clone())));
        Ok(())
    }

    fn read(
        &self,
        range: Range<u64>,
        each: &mut dyn FnMut(Row) -> ControlFlow<()>,
    ) -> Result<(), StoreRefused> {
        let _ = self.range(range).try_for_each(|row| each(row.clone()));
        Ok(())
    }

    fn hashes(
        &self,
        range: Range<u64>,
        each: &mut dyn FnMut(u64, [u8; 32]) -> ControlFlow<()>,
    ) -> Result<(), StoreRefused> {
        let _ = self.range(range).try_for_each(|row| each(row.index, row.hash));
        Ok(())
    }

    fn checkpoint(&self) -> Result<Option<String>, StoreRefused> {
        Ok(self.checkpoint.clone())
    }

    fn put_checkpoint(&mut self, note: &str) -> Result<(), StoreRefused> {
        self.checkpoint = Some(note.to_owned());
        Ok(())
    }

    fn close(&mut self) -> Result<(), StoreRefused> {
        Ok(())
    }
}
