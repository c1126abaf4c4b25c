//! ValueFlows documents taken in as acts, and a commons given out as one.

pub mod identity;

mod import;

mod nouns;

mod plans;

mod stock;

mod flows;

mod export;

pub use export::export;
pub use import::{Import, ImportRefused, Note, import};
