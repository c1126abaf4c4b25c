//! The engine, held against the specification, against another executor, and against those who mean it ill.
#![cfg(test)]

#[path = "engine/world.rs"]
mod world;

#[path = "engine/answers.rs"]
mod answers;
#[path = "engine/batches.rs"]
mod batches;
#[path = "engine/coercion.rs"]
mod coercion;
#[path = "engine/hostile.rs"]
mod hostile;
#[path = "engine/limits.rs"]
mod limits;
#[path = "engine/nulls.rs"]
mod nulls;
#[path = "engine/other_executor.rs"]
mod other_executor;
