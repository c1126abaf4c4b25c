//! Payments for a bank to make: ISO 20022 `pain.001.001.09`, and the same as a table.
//!
//! A [`Payout`] is what is wished; [`Payout::check`] makes a [`Batch`] of it or refuses, and
//! only a batch can be written. So nothing is ever written of a batch that a bank would
//! refuse in part. Letters are those that every bank of SEPA takes (EPC217-08): names and
//! remittances are spelled in them, references are refused if they are not in them, because
//! they must come back as they went out.

// Bottom-up: a module uses only those above it.
mod letters;

mod check;

mod write;

pub use check::PayoutRefused;

use jiff::Timestamp;
use jiff::civil::Date;

/// Payments that are wished from one account, on one day, in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payout {
    /// What the bank knows the batch by, at most 35 characters; never used twice.
    pub id: String,
    /// When the batch is written.
    pub created: Timestamp,
    /// The day on which the bank is to pay.
    pub execute_on: Date,
    /// The currency's code of ISO 4217, as `EUR`.
    pub currency: String,
    /// How many decimals its minor units have, at most 2.
    pub decimals: u8,
    /// Who pays.
    pub payer: Party,
    /// What is paid, in the order in which it is written.
    pub payments: Vec<Payment>,
}

/// One payment of a payout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// What both banks and the payee see, and what comes back in the statement; at most 35 characters.
    pub end_to_end: String,
    /// What only the payer's bank sees; at most 35 characters.
    pub instruction: String,
    /// How much, in minor units, above zero.
    pub minor: i128,
    /// Who is paid.
    pub payee: Party,
    /// What it is for, at most 140 characters; may be empty.
    pub remittance: String,
}

/// The holder of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// As the bank knows them, at most 70 characters.
    pub name: String,
    /// Where their money is.
    pub account: Account,
    /// The bank's code; most banks find it from the IBAN.
    pub bic: Option<String>,
}

/// The number of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Account {
    /// An international number; spaces and small letters are allowed.
    Iban(String),
    /// A number of another kind, at most 34 characters.
    Other(String),
}

/// A payout that a bank can take: every rule of [`PayoutRefused`] holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// As wished, with the numbers of accounts and banks in their written form.
    payout: Payout,
    total: i128,
}

impl Batch {
    /// The sum of all payments, in minor units.
    #[must_use]
    pub fn total(&self) -> i128 {
        self.total
    }

    /// The payments, with the numbers of accounts and banks as they are written.
    #[must_use]
    pub fn payments(&self) -> &[Payment] {
        &self.payout.payments
    }
}
