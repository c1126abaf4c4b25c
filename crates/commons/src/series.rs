//! Series: what came to and went from each account, day by day, summed up so that any window is two look-ups.

/// Income and spending of each account, and when units were last issued to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Series {}
