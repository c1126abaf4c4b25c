//! inquiry: see the crate's description.
