//! A commons for programs: the ValueFlows API, answered in batches.
//!
//! The schema comes first: it is read and checked once, operations are read and checked against it, and the engine asks
//! each selected field once for all rows that stand beside each other. Knows no HTTP.

pub mod schema;
pub mod request;
pub mod limit;
mod introspect;
pub mod engine;
pub mod vf;
