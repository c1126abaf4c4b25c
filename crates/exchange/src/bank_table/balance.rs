//! The balances at both ends, and which end of the table is the older one.

use super::TableOptions;
use super::refused::BankTableRefused;
use crate::bank::BankEntry;
use quantity::format_decimal;

/// An entry with the balance that the table has beside it.
pub(super) struct Row {
    /// Counted from 1.
    pub line: usize,
    pub entry: BankEntry,
    /// After the entry; there is one in every row, or in none.
    pub balance: Option<i128>,
}

/// What is before and after all entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ends {
    pub opening: i128,
    pub closing: i128,
    pub newest_first: bool,
}

/// The balances at both ends, from the running balance or else from the options.
///
/// What the options say stands, so that a balance that differs from it is found by the sum.
pub(super) fn ends(rows: &[Row], options: &TableOptions) -> Result<Ends, BankTableRefused> {
    let newest_first = first_day(rows) > last_day(rows);
    let figures: Option<Vec<(i128, i128)>> =
        rows.iter().map(|row| Some((row.entry.minor, row.balance?))).collect();
    let Some(figures) = figures.filter(|figures| !figures.is_empty()) else {
        let (opening, closing) = told(rows, options)?;
        return Ok(Ends { opening, closing, newest_first });
    };
    let backwards: Vec<(i128, i128)> = figures.iter().rev().copied().collect();
    let down = run(&figures);
    let up = run(&backwards).map(|ends| Ends { newest_first: true, ..ends });
    let found = match (down, up) {
        (Ok(down), Ok(up)) => one_of(down, up, rows, options)?,
        (Ok(down), Err(_)) => down,
        (Err(_), Ok(up)) => up,
        (Err(_), Err(place)) if newest_first => {
            return Err(breaks(rows, &backwards, place, options.decimals));
        }
        (Err(place), Err(_)) => return Err(breaks(rows, &figures, place, options.decimals)),
    };
    Ok(Ends {
        opening: options.opening.unwrap_or(found.opening),
        closing: options.closing.unwrap_or(found.closing),
        ..found
    })
}

/// The ends of a running balance in the order of time; or the place of the first that does not hold.
fn run(figures: &[(i128, i128)]) -> Result<Ends, usize> {
    let pairs = figures.iter().zip(figures.iter().skip(1));
    let breaks =
        (1..).zip(pairs).find(|(_, ((_, before), (minor, after)))| before + minor != *after);
    if let Some((place, _)) = breaks {
        return Err(place);
    }
    let (Some((minor, balance)), Some((_, closing))) = (figures.first(), figures.last()) else {
        return Err(0);
    };
    Ok(Ends { opening: balance - minor, closing: *closing, newest_first: false })
}

/// Which of two readings is meant: they are the same, or the days tell, or the options do.
fn one_of(
    down: Ends,
    up: Ends,
    rows: &[Row],
    options: &TableOptions,
) -> Result<Ends, BankTableRefused> {
    let (first, last) = (first_day(rows), last_day(rows));
    if first > last {
        return Ok(up);
    }
    if first < last || (down.opening, down.closing) == (up.opening, up.closing) {
        return Ok(down);
    }
    let is_told = |ends: &Ends| {
        options.opening.is_none_or(|opening| opening == ends.opening)
            && options.closing.is_none_or(|closing| closing == ends.closing)
    };
    match (is_told(&down), is_told(&up)) {
        (true, true) => Err(BankTableRefused::OrderAmbiguous),
        (false, true) => Ok(up),
        _ => Ok(down),
    }
}

/// The balances before and after a table without any.
fn told(rows: &[Row], options: &TableOptions) -> Result<(i128, i128), BankTableRefused> {
    let sum: i128 = rows.iter().map(|row| row.entry.minor).sum();
    match (options.opening, options.closing) {
        (Some(opening), Some(closing)) => Ok((opening, closing)),
        (Some(opening), None) => Ok((opening, opening.saturating_add(sum))),
        (None, Some(closing)) => Ok((closing.saturating_sub(sum), closing)),
        (None, None) => Err(BankTableRefused::BalanceMissing),
    }
}

/// Tells the line where the running balance breaks, by its place in the order of time.
fn breaks(rows: &[Row], figures: &[(i128, i128)], place: usize, decimals: u8) -> BankTableRefused {
    let (minor, said) = figures.get(place).copied().unwrap_or_default();
    let before = place.checked_sub(1).and_then(|place| figures.get(place));
    let (_, before) = before.copied().unwrap_or_default();
    let newest_first = first_day(rows) > last_day(rows);
    let row = if newest_first { rows.iter().nth_back(place) } else { rows.get(place) };
    BankTableRefused::BalanceBreaks {
        line: row.map_or(0, |row| row.line),
        said: format_decimal(said, decimals),
        found: format_decimal(before + minor, decimals),
    }
}

fn first_day(rows: &[Row]) -> Option<jiff::civil::Date> {
    rows.first().map(|row| row.entry.booked)
}

fn last_day(rows: &[Row]) -> Option<jiff::civil::Date> {
    rows.last().map(|row| row.entry.booked)
}
