//! Speed of the sweeps.
fn main() {}
