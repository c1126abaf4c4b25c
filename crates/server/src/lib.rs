//! A commons on the web.

pub mod chart;
pub mod gate;
