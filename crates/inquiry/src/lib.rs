//! What people ask of a commons, answered as data: what a text names, whose share, why, what waits, a statement.
//!
//! The terminal, the pages and the programs of a commons ask here, so that there is one answer to each question.
//! Sentences are theirs, but for what a charter says of itself.
//!
//! Modules stand bottom-up: each uses only those above it.

mod refusal;

pub mod currency;

pub mod date;

pub mod reading;

pub mod entries;

pub mod names;

pub mod amount;

pub mod logging;

pub mod sum;

pub mod library;

pub mod declared;

pub mod limits;

pub mod flow;

pub mod past;

pub mod waiting;

pub mod bank_details;

pub mod payout;

pub mod custody;

pub mod opened;

pub mod rules;

pub mod holdings;

pub mod claims;

pub mod statement;

pub mod provenance;

pub mod why;

pub use refusal::Refused;
