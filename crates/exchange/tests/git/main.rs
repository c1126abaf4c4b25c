//! Histories of real repositories, made here by git with fixed dates.
#![cfg(test)]

mod repo;

mod authors;
#[cfg(unix)]
mod hostile;
mod measures;
mod places;
mod refusals;
