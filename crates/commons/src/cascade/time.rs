//! What falls due.

use crate::name::Moment;
use crate::refusal::Refused;

use super::work::Cascade;

impl Cascade<'_> {
    /// Does all that fell due until a moment.
    pub fn catch_up(&mut self, until: Moment, in_parts: bool) -> Result<(), Refused> {
        let _ = (until, in_parts);
        Ok(())
    }
}
