//! The lines after the names, as entries.

use super::TableOptions;
use super::balance::Row;
use super::column::{Column, Header};
use super::day::{self, DateOrder, Told};
use super::number::{self, DecimalMark, Tells};
use super::refused::BankTableRefused;
use crate::bank::BankEntry;
use csv::{ReaderBuilder, StringRecord, Trim};
use jiff::civil::Date;

/// A line of the table that says anything.
struct Line {
    number: usize,
    cells: StringRecord,
}

/// The lines, with what they are read by.
struct Table<'a> {
    header: &'a Header,
    options: &'a TableOptions,
    lines: Vec<Line>,
}

/// Reads every line after the names; columns of numbers and dates are read as a whole.
pub(super) fn read(
    text: &str,
    header: &Header,
    options: &TableOptions,
) -> Result<Vec<Row>, BankTableRefused> {
    let lines = lines(text.get(header.end..).unwrap_or_default(), header)?;
    let table = Table { header, options, lines };
    table.check_currency()?;
    let order = table.date_order()?;
    let mark = table.decimal_mark()?;
    let amounts = table.amounts(mark)?;
    let rows = table.lines.iter().zip(amounts).map(|(line, minor)| {
        let balance = table.cell(line, Column::Balance);
        Ok(Row {
            line: line.number,
            entry: table.entry(line, table.date(line, order)?, minor),
            balance: balance.map(|cell| table.number(line, cell, mark)).transpose()?,
        })
    });
    rows.collect()
}

fn lines(text: &str, header: &Header) -> Result<Vec<Line>, BankTableRefused> {
    if text.matches('"').count() % 2 == 1 {
        return Err(BankTableRefused::QuoteOpen { line: header.line });
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .delimiter(header.delimiter)
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    let mut cells = StringRecord::new();
    // Text of UTF-8 in memory, of any number of cells: there is nothing to fail.
    while reader.read_record(&mut cells).unwrap_or(false) {
        let number = header.line + line_of(text, &cells);
        if cells.iter().all(str::is_empty) {
            continue;
        }
        let more = cells.iter().skip(header.columns).any(|cell| !cell.is_empty());
        if cells.len() < header.columns || more {
            return Err(BankTableRefused::Cells {
                line: number,
                cells: cells.len(),
                header: header.line,
                columns: header.columns,
            });
        }
        lines.push(Line { number, cells: cells.clone() });
    }
    Ok(lines)
}

/// The line of a record's first letter: its position is before the empty lines that it passes.
fn line_of(text: &str, cells: &StringRecord) -> usize {
    let Some(position) = cells.position() else { return 0 };
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(number(position.byte())..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    number(position.line()) + empty.filter(|byte| **byte == b'\n').count()
}

impl Table<'_> {
    /// A cell, if there is such a column; it may be empty.
    fn cell<'a>(&self, line: &'a Line, column: Column) -> Option<&'a str> {
        line.cells.get(self.header.place(column)?)
    }

    fn text(&self, line: &Line, column: Column) -> String {
        self.cell(line, column).unwrap_or_default().to_owned()
    }

    fn check_currency(&self) -> Result<(), BankTableRefused> {
        for line in &self.lines {
            let found = self.cell(line, Column::Currency);
            if let Some(found) = found.filter(|found| *found != self.options.currency) {
                return Err(BankTableRefused::CurrencyDiffers {
                    line: line.number,
                    found: shorten(found),
                    expected: self.options.currency.clone(),
                });
            }
        }
        Ok(())
    }

    /// The order of all dates; without dates that need one, it does not matter which.
    fn date_order(&self) -> Result<DateOrder, BankTableRefused> {
        if let Some(order) = self.options.date_order {
            return Ok(order);
        }
        let (mut day, mut month, mut open) = (None, None, None);
        for line in &self.lines {
            let cell = self.cell(line, Column::Date).unwrap_or_default();
            if let Some(Told::Open(first, second, _)) = day::tell(cell) {
                let place = match day::order(first, second) {
                    Some(DateOrder::DayFirst) => &mut day,
                    Some(DateOrder::MonthFirst) => &mut month,
                    None => &mut open,
                };
                place.get_or_insert((line.number, cell));
            }
        }
        match (day, month, open) {
            (Some((first_line, first)), Some((second_line, second)), _) => {
                let (first, second) = (shorten(first), shorten(second));
                Err(BankTableRefused::DateMixed { first_line, first, second_line, second })
            }
            (None, None, Some((line, text))) => {
                Err(BankTableRefused::DateAmbiguous { line, text: shorten(text) })
            }
            (None, Some(_), _) => Ok(DateOrder::MonthFirst),
            _ => Ok(DateOrder::DayFirst),
        }
    }

    /// The decimal mark of all numbers; without commas and points, it does not matter which.
    fn decimal_mark(&self) -> Result<DecimalMark, BankTableRefused> {
        if let Some(mark) = self.options.decimal_mark {
            return Ok(mark);
        }
        let (mut comma, mut point, mut either) = (None, None, None);
        for line in &self.lines {
            for column in [Column::Amount, Column::Debit, Column::Credit, Column::Balance] {
                let Some(cell) = self.cell(line, column) else { continue };
                let place = match number::tells(cell, &self.options.currency) {
                    Tells::Nothing => continue,
                    Tells::Either => &mut either,
                    Tells::Mark(DecimalMark::Comma) => &mut comma,
                    Tells::Mark(DecimalMark::Point) => &mut point,
                };
                place.get_or_insert((line.number, cell));
            }
        }
        match (comma, point, either) {
            (Some((first_line, first)), Some((second_line, second)), _) => {
                let (first, second) = (shorten(first), shorten(second));
                Err(BankTableRefused::NumberMixed { first_line, first, second_line, second })
            }
            (None, None, Some((line, text))) => {
                Err(BankTableRefused::NumberAmbiguous { line, text: shorten(text) })
            }
            (Some(_), None, _) => Ok(DecimalMark::Comma),
            _ => Ok(DecimalMark::Point),
        }
    }

    fn date(&self, line: &Line, order: DateOrder) -> Result<Date, BankTableRefused> {
        let cell = self.cell(line, Column::Date).unwrap_or_default();
        let date = day::tell(cell).and_then(|told| match told {
            Told::Date(date) => Some(date),
            Told::Open(first, second, year) => day::date(order, first, second, year),
        });
        date.ok_or_else(|| BankTableRefused::Date { line: line.number, text: shorten(cell) })
    }

    fn number(&self, line: &Line, cell: &str, mark: DecimalMark) -> Result<i128, BankTableRefused> {
        let decimals = self.options.decimals;
        number::read(cell, mark, &self.options.currency, decimals).ok_or_else(|| {
            BankTableRefused::Number { line: line.number, text: shorten(cell), decimals }
        })
    }

    /// What came in, above zero, or went out, below zero, line by line.
    fn amounts(&self, mark: DecimalMark) -> Result<Vec<i128>, BankTableRefused> {
        if self.header.place(Column::Amount).is_some() {
            return self.lines.iter().map(|line| self.amount(line, mark)).collect();
        }
        let mut debits_below_zero = None;
        let mut amounts = Vec::with_capacity(self.lines.len());
        for line in &self.lines {
            let sides = |reason| Err(BankTableRefused::Sides { line: line.number, reason });
            let side = |column| {
                let cell = self.cell(line, column).filter(|cell| !cell.is_empty());
                cell.map(|cell| self.number(line, cell, mark)).transpose()
            };
            let (debit, credit) = (side(Column::Debit)?, side(Column::Credit)?);
            let (out, into) = (debit.unwrap_or(0), credit.unwrap_or(0));
            if debit.or(credit).is_none() {
                return sides("there is neither a debit nor a credit; give one");
            }
            if out != 0 && into != 0 {
                return sides("there are both a debit and a credit; make it two lines");
            }
            if into < 0 {
                return sides("the credit is below zero; write it as a debit");
            }
            if out != 0 && *debits_below_zero.get_or_insert(out < 0) != (out < 0) {
                return sides("some debits are above zero and some below; write all alike");
            }
            amounts.push(into - out.abs());
        }
        Ok(amounts)
    }

    /// The amount of a line, and its sign by the side, if there is a column for that.
    fn amount(&self, line: &Line, mark: DecimalMark) -> Result<i128, BankTableRefused> {
        let minor = self.number(line, self.cell(line, Column::Amount).unwrap_or_default(), mark)?;
        let Some(side) = self.cell(line, Column::Side) else { return Ok(minor) };
        let refuse = |reason| Err(BankTableRefused::Sides { line: line.number, reason });
        if minor < 0 {
            return refuse("the amount has a sign beside its side; leave out one of the columns");
        }
        match side.to_lowercase().as_str() {
            "c" | "cr" | "crdt" | "credit" | "crédit" | "h" | "haben" | "+" => Ok(minor),
            "d" | "dr" | "dbit" | "debit" | "débit" | "s" | "soll" | "-" => Ok(-minor),
            _ => refuse("the side is neither debit nor credit; write `debit` or `credit`"),
        }
    }

    fn entry(&self, line: &Line, booked: Date, minor: i128) -> BankEntry {
        let reference = self.text(line, Column::Reference);
        let told = !matches!(reference.as_str(), "" | "NOTPROVIDED");
        BankEntry {
            booked,
            minor,
            references: told.then_some(reference).into_iter().collect(),
            remittance: self.text(line, Column::Remittance),
            counterparty: self.text(line, Column::Name),
            text: self.text(line, Column::Text),
        }
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(40).collect()
}
