//! A commons on the web: pages for members, an API for programs.
//!
//! Modules stand bottom-up: each uses only those above it.

pub mod words;

pub mod chart;

pub mod gate;

pub mod keeper;

pub mod assets;

pub mod visit;

pub mod site;

pub mod page;

pub mod answer;

pub mod pages;

pub mod serve;
