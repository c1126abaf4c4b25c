//! Exact amounts, and the only place that rounds.
//!
//! Knows nothing of members, currencies or rules.
