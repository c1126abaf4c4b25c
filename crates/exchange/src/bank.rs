//! What a bank says of an account, whichever file it came in.
//!
//! A [`Statement`] that was read holds: its opening balance and its entries sum to its
//! closing balance.

use jiff::civil::Date;
use quantity::format_decimal;
use thiserror::Error;

/// The largest amount that is read, in minor units: sums of all entries of a file stay in range.
const LARGEST: i128 = 1_000_000_000_000_000_000_000_000;

/// What a bank booked on one account, from one balance to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The account's IBAN, or its number as the bank writes it.
    pub account: String,
    /// The code of its currency.
    pub currency: String,
    /// How many decimals the amounts have.
    pub decimals: u8,
    /// The balance before the first entry, in minor units; below zero if overdrawn.
    pub opening: i128,
    /// The balance after the last entry, in minor units.
    pub closing: i128,
    /// What was booked, in the order of the file, the oldest first where a table has it last.
    pub entries: Vec<BankEntry>,
    /// How many entries are announced and not booked yet; they are not among `entries`.
    pub pending: usize,
}

/// Money that came in or went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankEntry {
    /// The day on which it was booked.
    pub booked: Date,
    /// How much, in minor units: above zero what came in, below zero what went out.
    pub minor: i128,
    /// What it can be recognised by: the end-to-end id first, then others and the bank's own.
    pub references: Vec<String>,
    /// What the payer wrote; may be empty.
    pub remittance: String,
    /// Who paid or was paid; may be empty.
    pub counterparty: String,
    /// What the bank wrote; may be empty.
    pub text: String,
}

/// Why a statement's figures are not taken, whichever file they came in.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BankRefused {
    /// Entries are missing, or were changed.
    #[error(
        "bank_sum_differs: the entries of `{account}` sum to {sum}, and from {opening} to \
         {closing} it is {expected}; the file is not whole or was changed, fetch it again"
    )]
    SumDiffers {
        /// The account's number.
        account: String,
        /// What its entries sum to.
        sum: String,
        /// The balance before.
        opening: String,
        /// The balance after.
        closing: String,
        /// The difference of the two.
        expected: String,
    },
    /// Two statements that are to be one are of different accounts.
    #[error(
        "bank_account_differs: one statement is of `{first}` in {first_currency}, another of \
         `{second}` in {second_currency}; take them one by one"
    )]
    AccountDiffers {
        /// The account of the first.
        first: String,
        /// Its currency.
        first_currency: String,
        /// The account of another.
        second: String,
        /// Its currency.
        second_currency: String,
    },
    /// Between two statements of an account one is missing.
    #[error(
        "bank_gap: a statement of `{account}` closes with {closing}, and the next opens with \
         {opening}; add the one between them, or put them in their order"
    )]
    Gap {
        /// The account's number.
        account: String,
        /// With what the first closes.
        closing: String,
        /// With what the next opens.
        opening: String,
    },
}

impl Statement {
    /// Checks that the opening balance and the entries sum to the closing one.
    pub fn check(self) -> Result<Self, BankRefused> {
        let minors = self.entries.iter().map(|entry| entry.minor);
        let sum = minors.fold(0_i128, i128::saturating_add);
        if self.opening.checked_add(sum) == Some(self.closing) {
            return Ok(self);
        }
        let figures = |minor| format_decimal(minor, self.decimals);
        Err(BankRefused::SumDiffers {
            sum: figures(sum),
            opening: figures(self.opening),
            closing: figures(self.closing),
            expected: figures(self.closing.saturating_sub(self.opening)),
            account: self.account,
        })
    }

    /// Joins the statement that follows on this one, which must open with what this one closes.
    pub fn join(mut self, next: Statement) -> Result<Self, BankRefused> {
        if (&self.account, &self.currency) != (&next.account, &next.currency) {
            return Err(BankRefused::AccountDiffers {
                first: self.account,
                first_currency: self.currency,
                second: next.account,
                second_currency: next.currency,
            });
        }
        if self.closing != next.opening || self.decimals != next.decimals {
            return Err(BankRefused::Gap {
                closing: format_decimal(self.closing, self.decimals),
                opening: format_decimal(next.opening, next.decimals),
                account: self.account,
            });
        }
        self.closing = next.closing;
        self.pending += next.pending;
        self.entries.extend(next.entries);
        Ok(self)
    }
}

/// Reads digits with a point as minor units; `None` if it is none, too fine or too large.
pub(crate) fn read_amount(digits: &str, decimals: u8) -> Option<i128> {
    let unsigned = !digits.starts_with(['-', '+']);
    let minor = unsigned.then(|| quantity::parse_decimal(digits, decimals).ok())??;
    (minor <= LARGEST).then_some(minor)
}
