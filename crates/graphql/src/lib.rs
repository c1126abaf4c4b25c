//! graphql: see the crate's description.
