//! Carries value forwards and weight backwards over flat arrays of states and flows.
//!
//! Knows no names, no money and no files.
