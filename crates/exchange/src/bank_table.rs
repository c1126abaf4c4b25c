//! Bank statements as tables, in the spellings of English, French and German banks.
//!
//! Nothing is guessed. Columns are found by their names; what a comma, a point or `03/04`
//! means must follow from the cells themselves, or be said in the options, or the table is
//! refused; and the running balance, where there is one, must hold line by line.

// Bottom-up: a module uses only those above it.
mod refused;

mod column;

mod number;

mod day;

mod balance;

mod row;

pub use column::Column;
pub use day::DateOrder;
pub use number::DecimalMark;
pub use refused::BankTableRefused;

use crate::bank::Statement;
use crate::source::read_lines;
use std::io::Read;

/// How many bytes a line may have.
const LONGEST_LINE: usize = 1 << 20;

/// What a table does not say of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableOptions {
    /// The account's number, as the statement is to have it.
    pub account: String,
    /// The code of its currency; a column of currencies must say the same.
    pub currency: String,
    /// The decimals of its minor units.
    pub decimals: u8,
    /// What stands before the decimals, if the cells do not tell.
    pub decimal_mark: Option<DecimalMark>,
    /// What comes first in `03/04/2026`, if the cells do not tell.
    pub date_order: Option<DateOrder>,
    /// The balance before the first entry, in minor units, if there is no column for it.
    pub opening: Option<i128>,
    /// The balance after the last entry, in minor units, if there is no column for it.
    pub closing: Option<i128>,
}

/// Reads a table: one of the first lines names the columns, each line after it is an entry.
///
/// Needed are a date and an amount, or a date, a debit and a credit; further columns that are
/// known are taken, others left out. Cells are parted by commas, semicolons or tabs.
pub fn read_bank_table(
    reader: impl Read,
    options: &TableOptions,
) -> Result<Statement, BankTableRefused> {
    let text = read_lines(reader, LONGEST_LINE)?;
    let header = column::find(&text, &options.currency)?;
    let rows = row::read(&text, &header, options)?;
    let ends = balance::ends(&rows, options)?;
    let mut entries: Vec<_> = rows.into_iter().map(|row| row.entry).collect();
    if ends.newest_first {
        entries.reverse();
    }
    let statement = Statement {
        account: options.account.clone(),
        currency: options.currency.clone(),
        decimals: options.decimals,
        opening: ends.opening,
        closing: ends.closing,
        entries,
        pending: 0,
    };
    Ok(statement.check()?)
}
