//! Carries value forwards and weight backwards over flat arrays of states and flows.
//!
//! Knows no names, no money and no files.

mod backward;
mod circle;
mod credit;
mod elimination;
mod forward;
mod graph;
mod measure;
mod order;
mod refusal;
mod straight;
mod wide;

pub use backward::{FULL_WEIGHT, Weights};
pub use forward::Values;
pub use graph::{Builder, Flow, Graph, Node, Passing, Source};
pub use refusal::{GraphRefused, SweepRefused};
