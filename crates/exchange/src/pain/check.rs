//! What must hold before a byte is written.

use super::letters::{is_taken, spelled};
use super::{Account, Batch, Party, Payout};
use crate::iban::{IbanRefused, read_bic, read_iban};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use quantity::format_decimal;
use std::collections::BTreeMap;
use thiserror::Error;

/// How many letters a name may have.
const LONGEST_NAME: usize = 70;
/// How many letters a remittance may have.
const LONGEST_REMITTANCE: usize = 140;
/// How many letters a reference may have.
const LONGEST_ID: usize = 35;
/// How many letters a number of an account may have that is no IBAN.
const LONGEST_ACCOUNT: usize = 34;
/// The largest payment in euros, in cents, by the rules of SEPA.
const LARGEST_SEPA: i128 = 99_999_999_999;
/// The largest amount in minor units: ISO 20022 has room for 18 digits.
const LARGEST: i128 = 999_999_999_999_999_999;

/// Why a payout is not written. Checked in this order: the batch, its payer, all references,
/// then payment by payment; the first failure is told.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PayoutRefused {
    /// There is nothing to pay.
    #[error("batch_empty: there is no payment in this batch; name whom to pay")]
    Empty,
    /// A reference is empty, too long, or in letters that a bank changes.
    #[error(
        "payout_reference: the {what} `{text}` of {whose} cannot be sent; take 1 to 35 of the \
         letters a-z A-Z 0-9 / - ? : ( ) . , ' + and spaces within, with no `/` at an end and no `//`"
    )]
    Reference {
        /// Which reference.
        what: &'static str,
        /// As it was given.
        text: String,
        /// Of the batch or of a payment.
        whose: String,
    },
    /// The unit is no currency of a bank.
    #[error(
        "payout_currency: a bank does not pay in `{currency}`; give the three capital letters of \
         a currency, as `EUR`"
    )]
    Currency {
        /// As it was given.
        currency: String,
    },
    /// The unit is finer than money.
    #[error(
        "payout_too_fine: `{currency}` has {decimals} decimals here, and a bank takes 2; \
         convert into a unit with at most 2 first"
    )]
    TooFine {
        /// The unit.
        currency: String,
        /// Its decimals.
        decimals: u8,
    },
    /// The day to pay is over.
    #[error("payout_date_past: the day to pay, {execute_on}, is before {today}; give a later one")]
    DatePast {
        /// The day that was asked for.
        execute_on: Date,
        /// The day on which the batch is written.
        today: Date,
    },
    /// A name has no letter that a bank can carry.
    #[error("payout_name_missing: {whose} has no name that a bank can print; give one in letters")]
    NameMissing {
        /// The payer or a payment.
        whose: String,
    },
    /// A name is too long.
    #[error(
        "payout_name_long: the name `{name}` of {whose} has {length} letters, and a bank takes \
         70; shorten it as the account's holder does"
    )]
    NameLong {
        /// As it would be written.
        name: String,
        /// How many letters it has.
        length: usize,
        /// The payer or a payment.
        whose: String,
    },
    /// There is no account.
    #[error("payout_account_missing: {whose} has no account; add its IBAN")]
    AccountMissing {
        /// The payer or a payment.
        whose: String,
    },
    /// An account's number that is no IBAN cannot be sent.
    #[error(
        "payout_account_form: `{text}`, the account of {whose}, cannot be sent; take at most 34 \
         of the letters a-z A-Z 0-9 / - ? : ( ) . , ' +"
    )]
    AccountForm {
        /// As it was given.
        text: String,
        /// The payer or a payment.
        whose: String,
    },
    /// An IBAN or a BIC is wrong.
    #[error("{refused} (it is of {whose})")]
    Number {
        /// What is wrong with it.
        refused: IbanRefused,
        /// The payer or a payment.
        whose: String,
    },
    /// Two payments have the same reference, so the second would be taken for the first.
    #[error(
        "payout_reference_repeated: payments {first} and {second} both have the {what} `{text}`; \
         give each its own"
    )]
    Repeated {
        /// Which reference.
        what: &'static str,
        /// As both have it.
        text: String,
        /// The place of one, from 1.
        first: usize,
        /// The place of the other, from 1.
        second: usize,
    },
    /// Nothing, or less than nothing, is to be paid.
    #[error("payout_amount: {whose} is of {amount} {currency}, and must be above zero")]
    Amount {
        /// The payment.
        whose: String,
        /// How much, with its decimals.
        amount: String,
        /// In which currency.
        currency: String,
    },
    /// More than a bank's file can hold.
    #[error(
        "payout_too_large: {whose} is of {amount} {currency}, and a bank's file holds at most \
         {most}; split it"
    )]
    TooLarge {
        /// The payment or the whole batch.
        whose: String,
        /// How much, with its decimals.
        amount: String,
        /// In which currency.
        currency: String,
        /// How much would be taken.
        most: String,
    },
    /// The remittance is too long.
    #[error(
        "payout_remittance_long: the text of {whose} has {length} letters, and a bank takes 140; \
         shorten it"
    )]
    RemittanceLong {
        /// The payment.
        whose: String,
        /// How many letters it has as it would be written.
        length: usize,
    },
}

impl Payout {
    /// Checks everything that a bank checks, and spells out what is to be written.
    pub fn check(mut self) -> Result<Batch, PayoutRefused> {
        if self.payments.is_empty() {
            return Err(PayoutRefused::Empty);
        }
        check_id("id", &self.id, "the batch")?;
        self.check_currency()?;
        let today = self.created.to_zoned(TimeZone::UTC).date();
        if self.execute_on < today {
            return Err(PayoutRefused::DatePast { execute_on: self.execute_on, today });
        }
        self.payer.check("the payer")?;
        self.check_references()?;
        let mut total = 0;
        for place in 1..=self.payments.len() {
            total += self.check_payment(place)?;
        }
        self.check_size(total, LARGEST, "the whole batch")?;
        Ok(Batch { payout: self, total })
    }

    fn check_currency(&self) -> Result<(), PayoutRefused> {
        let currency = self.currency.clone();
        if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(PayoutRefused::Currency { currency });
        }
        if self.decimals > 2 {
            return Err(PayoutRefused::TooFine { currency, decimals: self.decimals });
        }
        Ok(())
    }

    fn check_references(&self) -> Result<(), PayoutRefused> {
        let mut seen = BTreeMap::new();
        for (place, payment) in (1..).zip(&self.payments) {
            let references =
                [("end-to-end id", &payment.end_to_end), ("instruction id", &payment.instruction)];
            for (what, text) in references {
                check_id(what, text, &format!("payment {place}"))?;
                if let Some(first) = seen.insert((what, text), place) {
                    let text = text.clone();
                    return Err(PayoutRefused::Repeated { what, text, first, second: place });
                }
            }
        }
        Ok(())
    }

    /// The amount of a payment that is right, by its place from 1.
    fn check_payment(&mut self, place: usize) -> Result<i128, PayoutRefused> {
        let Some(payment) = self.payments.get_mut(place - 1) else { return Ok(0) };
        let whose = format!("payment {place} (`{}`)", payment.end_to_end);
        let minor = payment.minor;
        if minor <= 0 {
            let amount = format_decimal(minor, self.decimals);
            return Err(PayoutRefused::Amount { whose, amount, currency: self.currency.clone() });
        }
        payment.payee.check(&whose)?;
        payment.remittance = spelled(&payment.remittance);
        let length = payment.remittance.len();
        if length > LONGEST_REMITTANCE {
            return Err(PayoutRefused::RemittanceLong { whose, length });
        }
        let most = if self.currency == "EUR" { LARGEST_SEPA } else { LARGEST };
        self.check_size(minor, most, &whose)?;
        Ok(minor)
    }

    fn check_size(&self, minor: i128, most: i128, whose: &str) -> Result<(), PayoutRefused> {
        if minor <= most {
            return Ok(());
        }
        Err(PayoutRefused::TooLarge {
            whose: whose.to_owned(),
            amount: format_decimal(minor, self.decimals),
            currency: self.currency.clone(),
            most: format_decimal(most, self.decimals),
        })
    }
}

impl Party {
    fn check(&mut self, whose: &str) -> Result<(), PayoutRefused> {
        let whose = || whose.to_owned();
        let number = |refused| PayoutRefused::Number { refused, whose: whose() };
        self.name = spelled(&self.name);
        let length = self.name.len();
        if !self.name.contains(|c: char| c.is_ascii_alphanumeric()) {
            return Err(PayoutRefused::NameMissing { whose: whose() });
        }
        if length > LONGEST_NAME {
            return Err(PayoutRefused::NameLong {
                name: self.name.clone(),
                length,
                whose: whose(),
            });
        }
        self.account = match &self.account {
            Account::Iban(text) | Account::Other(text) if text.trim().is_empty() => {
                return Err(PayoutRefused::AccountMissing { whose: whose() });
            }
            Account::Iban(text) => Account::Iban(read_iban(text).map_err(number)?),
            Account::Other(text) if text.len() > LONGEST_ACCOUNT || !text.chars().all(is_taken) => {
                let text = text.chars().take(42).collect();
                return Err(PayoutRefused::AccountForm { text, whose: whose() });
            }
            Account::Other(text) => Account::Other(text.trim().to_owned()),
        };
        self.bic = self.bic.as_deref().map(read_bic).transpose().map_err(number)?;
        Ok(())
    }
}

fn check_id(what: &'static str, text: &str, whose: &str) -> Result<(), PayoutRefused> {
    let right = (1..=LONGEST_ID).contains(&text.len())
        && text.chars().all(is_taken)
        && text.trim() == text
        && !text.starts_with('/')
        && !text.ends_with('/')
        && !text.contains("//");
    if right {
        return Ok(());
    }
    let text = text.chars().take(42).collect();
    Err(PayoutRefused::Reference { what, text, whose: whose.to_owned() })
}
