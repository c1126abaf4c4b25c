//! Why a table is not taken.

use super::column::Column;
use crate::bank::BankRefused;
use crate::source::SourceRefused;
use thiserror::Error;

/// Why a bank's table is not taken. Checked in this order; of several lines the first is told.
#[derive(Debug, Error)]
pub enum BankTableRefused {
    /// The file cannot be read as lines of text.
    #[error(transparent)]
    Source(#[from] SourceRefused),
    /// No line names what is needed.
    #[error(
        "bank_columns_missing: none of the first {lines} lines names a date and an amount; name \
         columns `date` and `amount`, or `date`, `debit` and `credit`"
    )]
    ColumnsMissing {
        /// How many lines were looked at.
        lines: usize,
    },
    /// Two columns hold the same.
    #[error(
        "bank_column_repeated: line {line} has both `{first}` and `{second}` for the {}; \
         rename the one to leave out", .column.word()
    )]
    ColumnRepeated {
        /// The line with the names, counted from 1.
        line: usize,
        /// What both hold.
        column: Column,
        /// The name of one.
        first: String,
        /// The name of the other.
        second: String,
    },
    /// A quote has no end, so that lines would run together.
    #[error("bank_quote_open: after line {line} a quote is opened and not closed; close it")]
    QuoteOpen {
        /// The line with the names, counted from 1.
        line: usize,
    },
    /// A line does not have the cells that are named.
    #[error(
        "bank_line_cells: line {line} has {cells} cells, and line {header} names {columns}; \
         leave out what is no entry"
    )]
    Cells {
        /// Counted from 1.
        line: usize,
        /// How many it has.
        cells: usize,
        /// The line with the names, counted from 1.
        header: usize,
        /// How many names there are.
        columns: usize,
    },
    /// A line is in another currency than the account.
    #[error(
        "bank_currency_differs: line {line} is in `{found}`, and the account in `{expected}`; \
         take the entries of one currency"
    )]
    CurrencyDiffers {
        /// Counted from 1.
        line: usize,
        /// The currency of the line.
        found: String,
        /// The currency of the account.
        expected: String,
    },
    /// A cell is not a date.
    #[error(
        "bank_date: line {line}: `{text}` is no date; write it as `2026-01-31` or `31.01.2026`"
    )]
    Date {
        /// Counted from 1.
        line: usize,
        /// The cell as written.
        text: String,
    },
    /// A date may be read in two ways.
    #[error(
        "bank_date_ambiguous: line {line}: `{text}` may begin with the day or with the month, and \
         no line tells which; say `--dates day-first` or `--dates month-first`"
    )]
    DateAmbiguous {
        /// Counted from 1.
        line: usize,
        /// The cell as written.
        text: String,
    },
    /// Some dates begin with the day and some with the month.
    #[error(
        "bank_date_mixed: `{first}` in line {first_line} begins with the day, and `{second}` in \
         line {second_line} with the month; write all as `2026-01-31`"
    )]
    DateMixed {
        /// Where one begins with the day, counted from 1.
        first_line: usize,
        /// That cell.
        first: String,
        /// Where one begins with the month, counted from 1.
        second_line: usize,
        /// That cell.
        second: String,
    },
    /// A cell is not a number.
    #[error(
        "bank_number: line {line}: `{text}` is not a number with at most {decimals} decimals; \
         write it as `-1234.50` or `-1234,50`"
    )]
    Number {
        /// Counted from 1.
        line: usize,
        /// The cell as written.
        text: String,
        /// The decimals of the unit.
        decimals: u8,
    },
    /// A number may be read in two ways.
    #[error(
        "bank_number_ambiguous: line {line}: `{text}` may have thousands or decimals, and no line \
         tells which; say `--decimal-mark comma` or `--decimal-mark point`"
    )]
    NumberAmbiguous {
        /// Counted from 1.
        line: usize,
        /// The cell as written.
        text: String,
    },
    /// Some numbers have a decimal comma and some a decimal point.
    #[error(
        "bank_number_mixed: `{first}` in line {first_line} has a decimal comma, and `{second}` in \
         line {second_line} a decimal point; write all alike"
    )]
    NumberMixed {
        /// Where one has a comma, counted from 1.
        first_line: usize,
        /// That cell.
        first: String,
        /// Where one has a point, counted from 1.
        second_line: usize,
        /// That cell.
        second: String,
    },
    /// It is not clear whether money came or went.
    #[error("bank_sides: line {line}: {reason}")]
    Sides {
        /// Counted from 1.
        line: usize,
        /// What is not clear.
        reason: &'static str,
    },
    /// The running balance does not hold.
    #[error(
        "bank_balance_breaks: line {line}: the balance is {said}, and by the line before it and \
         the amount it is {found}; a line is missing or was changed, fetch the table again"
    )]
    BalanceBreaks {
        /// Counted from 1.
        line: usize,
        /// What the line says.
        said: String,
        /// What it would be.
        found: String,
    },
    /// The running balance holds from top to bottom and from bottom to top.
    #[error(
        "bank_order_ambiguous: the table may begin with its newest or its oldest line; say the \
         balance before it with `--opening`"
    )]
    OrderAmbiguous,
    /// There is no balance to check the entries against.
    #[error(
        "bank_balance_missing: the table has no balance to check its entries against; say the one \
         before it with `--opening`, or the one after it with `--closing`"
    )]
    BalanceMissing,
    /// The balances and the entries do not fit.
    #[error(transparent)]
    Bank(#[from] BankRefused),
}
