//! What the domain must do, told in pages and held against obvious models on random histories.
#![cfg(test)]

mod desk;

mod say;

mod ask;
mod wish;

mod money;

mod pages;

mod exact;

mod shares;

mod histories;

mod actions;

mod agreements;
