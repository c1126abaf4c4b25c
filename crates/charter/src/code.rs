//! Code: figures and conditions, flat and ready to run.

/// The instructions of a figure or condition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Code {
    /// At most how many instructions run, nested measures and tables included.
    pub cost: u32,
}
