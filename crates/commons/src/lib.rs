//! The domain: what people do, what they hold, and by which rules it is shared.
//!
//! A commons is a fold over accepted acts. [`act::decide`] checks a wish against the
//! [`state::State`] and answers with its [`act::Effects`] or a named refusal; [`act::apply`]
//! folds an accepted act into the state and never asks the rules again. Time, ids and
//! authors arrive in the [`act::Envelope`]; this room reads no clock, file, network or
//! randomness, and holds no floats.
//!
//! Modules stand bottom-up: each uses only those above it.

pub mod codec;
pub mod name;
pub mod table;
pub mod lookup;
pub mod agent;
pub mod unit;
pub mod specification;
pub mod resource;
pub mod process;
pub mod agreement;
pub mod plan;
pub mod action;
pub mod event;
pub mod description;
pub mod contribution;
pub mod claim;
pub mod half_life;
pub mod equation;
pub mod pool;
pub mod account;
pub mod change;
pub mod series;
pub mod in_force;
pub mod claim_class;
pub mod waterfall;
pub mod money;
pub mod distribution;
pub mod amendment;
pub mod reading;
pub mod objection;
pub mod obstacle;
pub mod unrevised;
pub mod refusal;
pub mod state;
pub mod worth;
pub mod place;
mod course;
pub mod valuation;
pub mod equity;
pub mod contributors;
pub mod provenance;
pub mod staged;
pub mod facts;
pub mod visibility;
pub mod cascade;
pub mod act;
