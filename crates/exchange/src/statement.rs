//! A person's account statement, as a PDF to print or to send.
//!
//! It needs no font and nothing else from outside: Helvetica is in every reader. Letters that
//! it has not in its Western encoding are written without their accents, or as `?` with a
//! note. The same statement gives the same bytes.

// Bottom-up: a module uses only those above it.
mod letters;

mod rows;

mod pages;

use quantity::format_decimal;
use thiserror::Error;

/// What is told of an account for a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountStatement {
    /// Whose statement it is: the commons, in large letters.
    pub heading: String,
    /// Who holds the account.
    pub holder: String,
    /// From when to when, as it is to be read.
    pub period: String,
    /// What the amounts are of, as `EUR` or `hour`.
    pub unit: String,
    /// The decimals of its minor units.
    pub decimals: u8,
    /// The balance before the first line, in minor units.
    pub opening: i128,
    /// What was booked, in its order.
    pub lines: Vec<StatementLine>,
    /// The balance after the last line, in minor units.
    pub closing: i128,
    /// The head of the journal that says so, as it is to be compared.
    pub journal: String,
    /// The words that are printed around these.
    pub wording: Wording,
}

/// The words that a statement is printed with; in English, unless others are given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Before the unit of the amounts.
    pub amounts_in: String,
    /// The headings of the table: of days, texts, amounts and balances.
    pub heads: [String; 4],
    /// What the balance before the first line is called.
    pub opening: String,
    /// What the balance after the last line is called.
    pub closing: String,
    /// Before the head of the journal.
    pub journal: String,
    /// Which page it is, where `{number}` and `{pages}` stand for figures.
    pub page: String,
    /// What is said of letters that are not shown.
    pub unshown: String,
    /// What stands before the decimals of figures.
    pub point: char,
}

impl Default for Wording {
    fn default() -> Self {
        Self {
            amounts_in: "Amounts in".to_owned(),
            heads: ["Date", "Text", "Amount", "Balance"].map(str::to_owned),
            opening: "Opening balance".to_owned(),
            closing: "Closing balance".to_owned(),
            journal: "Journal head".to_owned(),
            page: "page {number} of {pages}".to_owned(),
            unshown: "A ? stands for a letter that this page cannot show.".to_owned(),
            point: '.',
        }
    }
}

/// One booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementLine {
    /// The day, as it is to be read.
    pub date: String,
    /// What it was for.
    pub text: String,
    /// How much, in minor units: above zero what came in.
    pub minor: i128,
    /// The balance after it, in minor units.
    pub balance: i128,
}

/// Why a statement is not written: nobody is to be handed one that does not add up.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StatementRefused {
    /// A balance is not what the lines before it make.
    #[error(
        "statement_sum_differs: {place} is {said}, and by the lines before it {found}; \
         this is a mistake in the program or in the journal, run `subak verify`"
    )]
    SumDiffers {
        /// Which balance.
        place: String,
        /// What it is said to be.
        said: String,
        /// What the lines make of it.
        found: String,
    },
}

impl AccountStatement {
    /// Writes the statement as the bytes of a PDF, on as many pages as it needs.
    pub fn to_pdf(&self) -> Result<Vec<u8>, StatementRefused> {
        self.check()?;
        Ok(pages::write(self))
    }

    fn check(&self) -> Result<(), StatementRefused> {
        let mut balance = self.opening;
        for (number, line) in (1..).zip(&self.lines) {
            balance = balance.saturating_add(line.minor);
            self.compare(&format!("the balance of line {number}"), line.balance, balance)?;
        }
        self.compare("the closing balance", self.closing, balance)
    }

    fn compare(&self, place: &str, said: i128, found: i128) -> Result<(), StatementRefused> {
        if said == found {
            return Ok(());
        }
        Err(StatementRefused::SumDiffers {
            place: place.to_owned(),
            said: format_decimal(said, self.decimals),
            found: format_decimal(found, self.decimals),
        })
    }
}
