//! Carries value forwards and weight backwards over flat arrays of states and flows.
//!
//! Knows no names, no money and no files.
//!
//! A [`Graph`] says what flows where: a *node* is a state of a resource, a process or an exchange;
//! a *source* is a contribution that enters a node with a value; a *flow* passes value from one
//! node to another, as its [`Passing`] says. [`Graph::forward`] finds what every node is worth.
//! [`Graph::backward`] puts weight on deliverables and finds the part of it that belongs to each
//! source: its share. Both are one pass, whatever the shape of the graph, and many deliverables are
//! one pass as well. Loops (a process that uses what is made from what it makes) are linear
//! systems, solved where they stand; value that goes round and cannot leave is refused, with the
//! loop drawn.
//!
//! # What is never lost
//!
//! - The shares of a deliverable, together with what is stranded, are the weight it was given:
//!   exactly.
//! - A node's value is what entered it, and a node that passes on all it has passes exactly its
//!   value. In loops too, but for nodes worth fewer units than their loop has flows: these may be
//!   rounded up by so many units.
//!
//! # How exact it is
//!
//! **Values.** Let a flow's *own error* be the difference between what it passes and what the
//! definition says of its origin's value as computed. Rounding down errs by less than one; the flow
//! that closes a node (its rest, or the largest of parts that make a whole) takes what the others
//! of that node lost, less than their number; wear errs as the rest does; royalties not at all. In
//! a loop every flow is rounded to the nearest, and one a node takes what is over of those before
//! it: less than the number of flows from the loop's members. What passes is monotone and piecewise
//! linear in what enters, so a node's error is the sum of the own errors upstream, each times the
//! *gain* from that flow's end to the node: how much the node's value grows when one more unit
//! enters there. In a graph that conserves value and has no loops no gain is more than one, and the
//! own errors of a node add up to nothing, so **a value is off by less than the number of flows
//! upstream**. A loop multiplies by how often a unit passes the node before it leaves, copies and
//! percentages by what they add.
//!
//! Before rounding, a loop's own solution is right to about one part in 2^100: numbers have 128
//! bits, and where value is conserved nothing is subtracted (`elimination`). Copies and percentages
//! inside a loop cost as many of these bits as their gain has.
//!
//! **Weights.** Weight is divided at each node in proportion to integers that add up exactly, each
//! part rounded down, the first of the largest taking what is over: at most one unit an origin, of
//! 2^62. Two absorbing chains that differ by `d(v)` in the proportions at node `v` differ in all
//! their results together by at most the sum of `visits(v) × d(v)`, and if a node worth `V` has an
//! error of `e` then `d ≤ 2e / V`. So **a share of the full weight is off by at most the sum, over
//! the nodes that weight passes, of twice the error of their value, against their value**, and the
//! number of origins in units of 2^-62. With money counted in millionths this is far below a cent;
//! a caller who gets [`SweepRefused::ValueOverflow`] counts coarser.
//!
//! A node worth less than one unit counts as worth nothing: the credit for its royalties is
//! stranded.

// Bottom-up, a blank line between layers: a module uses only those above it.
mod order;
mod refusal;
mod wide;

mod elimination;
mod graph;

mod measure;
mod straight;

mod credit;
mod pour;

mod circle;

mod forward;

mod backward;

pub use backward::{FULL_WEIGHT, Weights};
pub use forward::Values;
pub use graph::{Builder, Flow, Graph, Node, Passing, Source};
pub use refusal::{GraphRefused, SweepRefused};
