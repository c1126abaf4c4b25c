//! Opens journals, decides acts against the state, and appends what was accepted.
