//! Payments to a bank, statements from it, and what agrees between the two.
#![cfg(test)]

mod payout;
mod camt;
mod table;
mod agreement;
mod statement;
