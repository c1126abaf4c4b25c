//! An account to print: the lines of one unit as a PDF.

use commons::state::State;
use exchange::statement::{AccountStatement, StatementLine, Wording};

use crate::past::{Line, Sheet};
use crate::reading::Reading;
use crate::{Refused, date};

/// What stands on a printed statement beside its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// Whose account it is.
    pub holder: String,
    /// From when to when, as it is to be read.
    pub period: String,
    /// The words around it.
    pub wording: Wording,
}

/// The bytes of a PDF of the one sheet there is; `said` says what a line is for.
///
/// It names the last entry of the journal and its hash, by which two copies are compared.
///
/// # Errors
/// [`Refused::StatementUnit`] for several sheets or none, a damaged journal, or a sheet that does not add up.
pub fn pdf(
    reading: Reading<'_>,
    sheets: &[Sheet],
    printed: Printed,
    said: impl Fn(&Line) -> String,
) -> Result<Vec<u8>, Refused> {
    let state = reading.state;
    let [sheet] = sheets else { return Err(several(state, sheets, printed.holder)) };
    let unit = state.units.at(sheet.unit);
    let line = |line: &Line| StatementLine {
        date: date::say_day(line.at),
        text: said(line),
        minor: line.minor,
        balance: line.balance,
    };
    let statement = AccountStatement {
        heading: state.name.clone(),
        holder: printed.holder,
        period: printed.period,
        unit: unit.code.to_string(),
        decimals: unit.decimals,
        opening: sheet.opening,
        lines: sheet.lines.iter().map(line).collect(),
        closing: sheet.closing,
        journal: head(reading)?,
        wording: printed.wording,
    };
    Ok(statement.to_pdf()?)
}

fn several(state: &State, sheets: &[Sheet], holder: String) -> Refused {
    let code = |sheet: &Sheet| format!("`{}`", state.units.at(sheet.unit).code);
    let units: Vec<String> = sheets.iter().map(code).collect();
    let units = if units.is_empty() { "nothing".to_owned() } else { units.join(", ") };
    Refused::StatementUnit { holder, units }
}

fn head(reading: Reading<'_>) -> Result<String, Refused> {
    let last = reading.state.entries.saturating_sub(1);
    let (entry, _) = reading.entry(last)?;
    Ok(format!("entry {last}, {}", entry.hash()))
}
