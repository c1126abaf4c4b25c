//! Pools: common purses that a charter declares.

use crate::name::Handle;
use crate::table::Ix;

/// A reference to a pool of this commons.
pub type PoolIx = Ix<Pool>;

/// A common purse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// Unique in the commons.
    pub handle: Handle,
    /// The name people read.
    pub name: String,
}
