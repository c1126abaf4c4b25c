//! Free handles and readable names for what is added.

use std::collections::{HashMap, HashSet};

use commons::act::AddAgent;
use commons::agent::AgentKind;
use commons::name::Handle;
use commons::state::State;

use super::identity::{local_part, without_addresses};

/// The longest name, in bytes, that a commons takes.
const LONGEST_NAME: usize = 200;

/// Hands out handles that nothing in the commons has, each once.
#[derive(Default)]
pub(super) struct Names {
    given: HashSet<Handle>,
    next: HashMap<Handle, u32>,
}

impl Names {
    /// The handle wished for, numbered if it is not free; without a wish, the numbered `word`.
    pub(super) fn free(
        &mut self,
        state: &State,
        wished: Option<Handle>,
        word: &'static str,
    ) -> Handle {
        let (stem, first) = match wished {
            Some(handle) if self.give(state, &handle) => return handle,
            Some(handle) => (handle, 2),
            None => (plain(word), 1),
        };
        let mut number = self.next.get(&stem).copied().unwrap_or(first);
        let handle = loop {
            let handle = stem.numbered(number);
            number += 1;
            if self.give(state, &handle) {
                break handle;
            }
        };
        self.next.insert(stem, number);
        handle
    }

    fn give(&mut self, state: &State, handle: &Handle) -> bool {
        state.named(handle).is_none() && self.given.insert(handle.clone())
    }
}

/// A person to add: by name, else by what stands before the `@` of the address.
pub(super) fn person(
    state: &State,
    names: &mut Names,
    name: &str,
    address: &str,
    known_as: Option<[u8; 16]>,
) -> AddAgent {
    let name = match name {
        "" => local_part(address).to_owned(),
        name => without_addresses(name),
    };
    let wished = Handle::from_name(&name).or_else(|| Handle::from_name(local_part(address)));
    let handle = names.free(state, wished, "member");
    let name = match shortened(&name) {
        "" => handle.to_string(),
        name => name.to_owned(),
    };
    AddAgent {
        known_as: known_as.into_iter().collect(),
        ..AddAgent::new(handle, AgentKind::Person, name)
    }
}

/// A name as long as a commons takes it.
pub(super) fn shortened(name: &str) -> &str {
    let name = name.trim();
    let end = name.floor_char_boundary(LONGEST_NAME);
    name.get(..end).unwrap_or_default().trim_end()
}

/// The handle that a plain word is.
pub(super) fn plain(word: &'static str) -> Handle {
    Handle::new(word).unwrap_or_else(|_| unreachable!("`{word}` is a handle"))
}
