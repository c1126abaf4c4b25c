//! Doing what fell due.

use super::charge::Desk;
use crate::cascade::Start;
use crate::change::Flowed;
use crate::codec::record;
use crate::refusal::Refused;

record! {
    /// Does all that fell due until now and nothing else. Every act that moves money does so first anyway.
    pub struct CatchUp {}
}

/// Refuses nothing of its own.
pub(super) fn decide(desk: Desk<'_>) -> Result<Flowed, Refused> {
    desk.run(&Start::Nothing)
}
