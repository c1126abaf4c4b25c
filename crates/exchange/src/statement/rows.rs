//! The table of a statement, as rows of one line each, and how wide its columns are.

use super::AccountStatement;
use super::letters::{encode, width, wrap};
use quantity::format_decimal;

/// Where things stand from left to right, in tenths of a point; A4 is 5950 wide.
pub(super) const LEFT: i32 = 500;
pub(super) const RIGHT: i32 = 5450;
/// The size of letters in the table, in tenths of a point.
pub(super) const SIZE: i32 = 90;
/// How far columns stand apart, in tenths of a point.
const APART: i32 = 120;

/// One line of print.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub weight: Weight,
    pub date: Vec<u8>,
    pub text: Vec<u8>,
    pub amount: Vec<u8>,
    pub balance: Vec<u8>,
}

/// How strongly a row is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Weight {
    #[default]
    Plain,
    Strong,
}

/// Where columns stand, in tenths of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Columns {
    /// The left edge of texts.
    pub text: i32,
    /// The right edge of amounts.
    pub amount: i32,
}

/// How wide codes are in the table, in tenths of a point.
pub(super) fn wide(codes: &[u8], size: i32) -> i32 {
    (width(codes) * size).div_euclid(1000) + 1
}

/// The rows from the opening to the closing balance, with texts broken where their column ends.
pub(super) fn lay_out(statement: &AccountStatement) -> (Columns, Vec<Row>) {
    let point = |figures: String| match statement.wording.point {
        '.' => figures,
        point => figures.replace('.', point.encode_utf8(&mut [0; 4])),
    };
    let figures = |minor| encode(&point(format_decimal(minor, statement.decimals)));
    let balance = |label: &str, minor| Row {
        weight: Weight::Strong,
        text: encode(label),
        balance: figures(minor),
        ..Row::default()
    };
    let mut rows = vec![balance(&statement.wording.opening, statement.opening)];
    rows.extend(statement.lines.iter().map(|line| Row {
        weight: Weight::Plain,
        date: encode(line.date.get(..16).unwrap_or(&line.date)),
        text: encode(&line.text),
        amount: figures(line.minor),
        balance: figures(line.balance),
    }));
    rows.push(balance(&statement.wording.closing, statement.closing));
    let columns = columns(&rows);
    (columns, rows.into_iter().flat_map(|row| broken(row, columns)).collect())
}

/// As wide as dates and figures need; texts have what is left.
fn columns(rows: &[Row]) -> Columns {
    let widest = |cell: fn(&Row) -> &Vec<u8>, least: i32| {
        rows.iter().map(|row| wide(cell(row), SIZE)).max().unwrap_or(0).max(least)
    };
    Columns {
        text: LEFT + widest(|row| &row.date, 480).min(900) + APART,
        amount: RIGHT - widest(|row| &row.balance, 500) - APART,
    }
}

fn broken(row: Row, columns: Columns) -> Vec<Row> {
    let room = columns.amount - wide(&row.amount, SIZE).max(500) - APART - columns.text;
    let texts = wrap(&row.text, room * 1000 / SIZE);
    let mut texts = texts.into_iter();
    let first = Row { text: texts.next().unwrap_or_default(), ..row };
    let more = texts.map(|text| Row { weight: first.weight, text, ..Row::default() });
    let more: Vec<Row> = more.collect();
    std::iter::once(first).chain(more).collect()
}
