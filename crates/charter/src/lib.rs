//! The charter: the rules of a commons as text that people read, machines check and money obeys.
//!
//! Modules stand bottom-up: each uses only those above it.

pub mod civil;
pub mod place;
pub mod diagnostic;
pub mod tree;
pub mod token;
pub mod near;
pub mod parse;
pub mod print;
pub mod render;
pub mod sentence;
pub mod graph;
pub mod observe;
pub mod code;
pub mod figure;
pub mod model;
pub mod dimension;
pub mod compile;
mod number;
pub mod machine;
pub mod pass_through;
pub mod report;
pub mod check;
pub mod flow_graph;
pub mod resolve;
pub mod charter;

pub use charter::Charter;
