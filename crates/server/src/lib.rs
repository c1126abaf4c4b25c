//! A commons on the web: pages for members, an API for programs.
//!
//! Modules stand bottom-up: each uses only those above it.

pub mod words;

pub mod logs;

pub mod telling;

pub mod chart;

pub mod gate;

pub mod keeper;

pub mod assets;

pub mod visit;

pub mod cache;

pub mod supposed;

pub mod flood;

pub mod figures;

pub mod site;

pub mod page;

pub mod signed;

pub mod answer;

pub mod downloads;

pub mod pages;

pub mod api;

pub mod health;

pub mod routes;

pub mod serve;

pub mod start;
