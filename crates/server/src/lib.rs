//! A commons on the web.
