//! Why a graph is not built, or a sweep not finished.

/// Why a graph is refused. Flows are checked in the order they were added, then nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GraphRefused {
    /// There are more nodes, flows or sources than 32 bits can number.
    #[error("graph_too_large: more than 4 billion nodes, flows or sources; attribute in parts")]
    TooLarge,
    /// A source or a flow names a node that was not added.
    #[error("node_unknown: there is no node {node}; add it before anything flows to or from it")]
    UnknownNode {
        /// The number that stands for no node.
        node: u32,
    },
    /// A fraction has the denominator zero.
    #[error("denominator_zero: flow {flow} divides by zero; give the quantity it is a part of")]
    ZeroDenominator {
        /// The flow, counted from zero in the order of adding.
        flow: u32,
    },
    /// The parts of a node have no common denominator in 64 bits.
    #[error(
        "parts_unlike: the parts taken from node {node} have no common denominator; state them in one unit"
    )]
    UnlikeParts {
        /// The node that the parts are taken from.
        node: u32,
    },
    /// More than the whole of a node is consumed.
    #[error("parts_exceed_whole: more than all of node {node} is taken; correct the quantities")]
    PartsExceedWhole {
        /// The node that the parts are taken from.
        node: u32,
    },
    /// Two flows of a node both claim what is left.
    #[error("rest_twice: what is left of node {node} flows to two places; state one as a part")]
    TwoRests {
        /// The node with two rests.
        node: u32,
    },
}

/// Why a sweep is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SweepRefused {
    /// A value does not fit 64 bits.
    #[error(
        "value_overflow: the value at node {node} does not fit 64 bits; count in a coarser unit"
    )]
    ValueOverflow {
        /// The node whose value is too large.
        node: u32,
    },
    /// The weights of the targets do not fit 64 bits together.
    #[error(
        "weight_overflow: the weights of all targets do not fit 64 bits together; give less to each"
    )]
    WeightOverflow,
    /// A target names a node that the graph does not have.
    #[error("target_unknown: there is no node {node} to give weight to")]
    UnknownTarget {
        /// The number that stands for no node.
        node: u32,
    },
    /// Nobody contributed anything to a target, so there is nobody to share with.
    #[error("nothing_contributed: no contribution reached node {node}; record what went into it")]
    NothingContributed {
        /// The target.
        node: u32,
    },
    /// Value, or weight, goes round and never leaves.
    #[error(
        "loop_without_exit: value goes round and never leaves through nodes {nodes:?}; correct one of these flows"
    )]
    LoopWithoutExit {
        /// The nodes of one cycle, in the order of its flows; the last flows to the first.
        nodes: Vec<u32>,
    },
}
