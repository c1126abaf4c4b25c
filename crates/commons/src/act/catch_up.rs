//! Doing what fell due.

use crate::codec::record;

record! {
    /// Does all that fell due until now and nothing else. Every act that moves money does so first anyway.
    pub struct CatchUp {}
}
