//! Timesheets: tables of who did what when, with any order of columns.

use crate::moment::read_moment;
use crate::source::{SourceRefused, read_lines};
use csv::{Position, ReaderBuilder, StringRecord, Trim};
use quantity::parse_any_decimal;
use std::fmt;
use std::io::Read;
use thiserror::Error;

/// How many bytes a line of a table may have.
const LONGEST_LINE: usize = 1 << 20;
/// How many refused rows are told.
const MOST_TOLD: usize = 20;

/// One row of a timesheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line on which it begins, counted from 1.
    pub line: u64,
    /// When it was done, in UTC milliseconds; a date is its first moment.
    pub at_ms: i64,
    /// Who did it, as written.
    pub agent: String,
    /// How much, as a decimal number: `mantissa` × 10 to the power of minus `decimals`.
    pub mantissa: i128,
    /// The decimals of `mantissa`.
    pub decimals: u8,
    /// Of what: from the cell, the column `unit`, or else `hour`.
    pub unit: String,
    /// On what it was done: a process, a resource or a project.
    pub on: Option<String>,
    /// In which role.
    pub role: Option<String>,
    /// What is said about it.
    pub note: Option<String>,
    /// Which action of ValueFlows it was.
    pub action: Option<String>,
    /// Whether it is a contribution, a gift or paid work.
    pub standing: Option<String>,
}

/// Why a table is not taken, as a whole. Checked in this order.
#[derive(Debug, Error)]
pub enum TableRefused {
    /// The file cannot be read as lines of text.
    #[error(transparent)]
    Source(#[from] SourceRefused),
    /// There is no line with the names of the columns.
    #[error("table_empty: there is no line with the names of the columns; begin with `{EXAMPLE}`")]
    Empty,
    /// A column that every timesheet needs is not there.
    #[error(
        "column_missing: line 1 has no column `{}`; name one of its columns {}", 
        .0.name(), .0.accepted()
    )]
    ColumnMissing(Column),
    /// Two columns hold the same.
    #[error("column_repeated: line 1 has both `{first}` and `{second}` for `{}`; leave one of them", .column.name())]
    ColumnRepeated {
        /// What both hold.
        column: Column,
        /// The name of one.
        first: String,
        /// The name of the other.
        second: String,
    },
    /// Some rows are wrong; none is taken.
    #[error("{}", tell(.0, *.1))]
    Rows(Vec<RowRefused>, usize),
}

/// Why a row is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RowRefused {
    /// The row does not have the cells that the first line names.
    #[error("table_line_broken: line {line}: {reason}")]
    Broken {
        /// Counted from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A cell that is needed is empty.
    #[error("cell_missing: line {line}, column `{column}` is empty; fill it in")]
    CellMissing {
        /// Counted from 1.
        line: u64,
        /// The column's name in the table.
        column: String,
    },
    /// A date is in no calendar.
    #[error(
        "date_unknown: line {line}, column `{column}`: `{text}` is no date; write it as `2026-01-31`"
    )]
    DateUnknown {
        /// Counted from 1.
        line: u64,
        /// The column's name in the table.
        column: String,
        /// The cell as written.
        text: String,
    },
    /// A quantity is not a decimal number.
    #[error(
        "number_unreadable: line {line}, column `{column}`: `{text}` is not a decimal number; \
         write digits, as `2.5` or `2.5 h`"
    )]
    NumberUnreadable {
        /// Counted from 1.
        line: u64,
        /// The column's name in the table.
        column: String,
        /// The cell as written.
        text: String,
    },
}

/// What a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// When it was done.
    Date,
    /// Who did it.
    Agent,
    /// How much.
    Quantity,
    /// Of what.
    Unit,
    /// On what.
    On,
    /// In which role.
    Role,
    /// What is said about it.
    Note,
    /// Which action it was.
    Action,
    /// Contribution, gift or paid.
    Standing,
}

const EXAMPLE: &str = "date,agent,hours,on,role,note";

impl Column {
    const ALL: [Column; 9] = [
        Column::Date,
        Column::Agent,
        Column::Quantity,
        Column::Unit,
        Column::On,
        Column::Role,
        Column::Note,
        Column::Action,
        Column::Standing,
    ];

    /// The names by which the column is found, in small letters; the first is the usual one.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Column::Date => &["date", "day", "when", "start date"],
            Column::Agent => &["agent", "person", "by", "who", "member", "user"],
            Column::Quantity => &["hours", "quantity", "effort", "duration"],
            Column::Unit => &["unit"],
            Column::On => &["on", "process", "resource", "project"],
            Column::Role => &["role", "kind"],
            Column::Note => &["note", "notes", "description", "comment"],
            Column::Action => &["action"],
            Column::Standing => &["standing"],
        }
    }

    fn name(self) -> &'static str {
        self.names().first().copied().unwrap_or_default()
    }

    fn accepted(self) -> String {
        let names: Vec<String> = self.names().iter().map(|name| format!("`{name}`")).collect();
        names.join(" or ")
    }
}

/// Reads a timesheet: all of its rows, or the first wrong ones and none.
///
/// The first line names the columns, in any order and case; those not known are left out.
/// `date`, `agent` and `hours` (or `quantity`) are needed. Cells are told apart by commas,
/// semicolons or tabs, whichever the first line has most of. Where it is not the comma, a
/// comma may stand for the decimal point.
pub fn read_timesheet(reader: impl Read) -> Result<Vec<Row>, TableRefused> {
    let text = read_lines(reader, LONGEST_LINE)?;
    let table = Table::open(&text)?;
    let (mut rows, mut refused, mut untold) = (Vec::new(), Vec::new(), 0);
    for record in table.records() {
        match record.and_then(|record| table.row(&record)) {
            Ok(row) => rows.push(row),
            Err(problem) if refused.len() < MOST_TOLD => refused.push(problem),
            Err(_) => untold += 1,
        }
    }
    if refused.is_empty() {
        return Ok(rows);
    }
    Err(TableRefused::Rows(refused, untold))
}

struct Record {
    line: u64,
    cells: StringRecord,
}

struct Table<'a> {
    text: &'a str,
    delimiter: u8,
    header: StringRecord,
    places: Vec<(Column, usize)>,
}

impl<'a> Table<'a> {
    fn open(text: &'a str) -> Result<Self, TableRefused> {
        let mut table = Table {
            text,
            delimiter: guess_delimiter(text.trim_start().lines().next().unwrap_or_default()),
            header: StringRecord::new(),
            places: Vec::new(),
        };
        let first = table.lines().next().ok_or(TableRefused::Empty)?;
        table.header = first.map_err(|refused| TableRefused::Rows(vec![refused], 0))?.cells;
        for column in Column::ALL {
            if let Some(place) = table.find(column)? {
                table.places.push((column, place));
            }
        }
        for column in [Column::Date, Column::Agent, Column::Quantity] {
            table.place(column).ok_or(TableRefused::ColumnMissing(column))?;
        }
        Ok(table)
    }

    fn find(&self, column: Column) -> Result<Option<usize>, TableRefused> {
        let is_named = |name: &str| column.names().contains(&name.to_lowercase().as_str());
        let mut found = self.header.iter().enumerate().filter(|(_, name)| is_named(name));
        match (found.next(), found.next()) {
            (Some((_, first)), Some((_, second))) => Err(TableRefused::ColumnRepeated {
                column,
                first: first.to_owned(),
                second: second.to_owned(),
            }),
            (first, _) => Ok(first.map(|(place, _)| place)),
        }
    }

    /// The lines after the header that say anything.
    fn records(&self) -> impl Iterator<Item = Result<Record, RowRefused>> {
        self.lines().skip(1)
    }

    fn lines(&self) -> impl Iterator<Item = Result<Record, RowRefused>> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(Trim::All)
            .delimiter(self.delimiter)
            .from_reader(self.text.as_bytes());
        std::iter::from_fn(move || {
            loop {
                let start = reader.position().clone();
                let mut cells = StringRecord::new();
                let read = reader.read_record(&mut cells);
                let (raw, line) = self.raw(&start, reader.position());
                match read {
                    Ok(false) => return None,
                    Ok(true) if raw.matches('"').count() % 2 == 1 => {
                        return Some(Err(broken(line, "a quote is opened and not closed")));
                    }
                    Ok(true) if cells.iter().all(str::is_empty) => {}
                    Ok(true) => return Some(Ok(Record { line, cells })),
                    Err(error) => return Some(Err(broken(line, &error.to_string()))),
                }
            }
        })
    }

    /// What stands between two positions, and the line of its first character.
    fn raw(&self, start: &Position, end: &Position) -> (&'a str, u64) {
        let offset = |position: &Position| usize::try_from(position.byte()).unwrap_or(usize::MAX);
        let raw = self.text.get(offset(start)..offset(end)).unwrap_or_default();
        let skipped = raw.bytes().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let lines = skipped.fold(0, |lines, byte| lines + u64::from(byte == b'\n'));
        (raw, start.line() + lines)
    }

    fn row(&self, record: &Record) -> Result<Row, RowRefused> {
        let (line, cells) = (record.line, &record.cells);
        if cells.len() != self.header.len() {
            let (cells, columns) = (cells.len(), self.header.len());
            let reason =
                format!("it has {cells} cells and line 1 names {columns}; is one not quoted?");
            return Err(RowRefused::Broken { line, reason });
        }
        let optional = |column| self.cell(record, column).filter(|cell| !cell.is_empty());
        let needed = |column| {
            optional(column)
                .ok_or_else(|| RowRefused::CellMissing { line, column: self.written(column) })
        };
        let date = needed(Column::Date)?;
        let at_ms = read_moment(date).ok_or_else(|| RowRefused::DateUnknown {
            line,
            column: self.written(Column::Date),
            text: shorten(date),
        })?;
        let agent = needed(Column::Agent)?.to_owned();
        let amount = needed(Column::Quantity)?;
        let (number, suffix) = split_unit(amount);
        let (mantissa, decimals) =
            self.number(number).ok_or_else(|| RowRefused::NumberUnreadable {
                line,
                column: self.written(Column::Quantity),
                text: shorten(amount),
            })?;
        let text = |column| optional(column).map(str::to_owned);
        Ok(Row {
            line,
            at_ms,
            agent,
            mantissa,
            decimals,
            unit: unit_name(suffix.or(optional(Column::Unit)).unwrap_or("hour")),
            on: text(Column::On),
            role: text(Column::Role),
            note: text(Column::Note),
            action: text(Column::Action),
            standing: text(Column::Standing),
        })
    }

    fn number(&self, text: &str) -> Option<(i128, u8)> {
        if self.delimiter == b',' || text.contains('.') {
            return parse_any_decimal(text).ok();
        }
        match text.split_once(',') {
            // `1,500` could be either.
            Some((_, fraction)) if fraction.len() == 3 => None,
            Some((whole, fraction)) => parse_any_decimal(&format!("{whole}.{fraction}")).ok(),
            None => parse_any_decimal(text).ok(),
        }
    }

    fn place(&self, column: Column) -> Option<usize> {
        let (_, place) = self.places.iter().find(|(known, _)| *known == column)?;
        Some(*place)
    }

    fn cell<'r>(&self, record: &'r Record, column: Column) -> Option<&'r str> {
        record.cells.get(self.place(column)?)
    }

    /// The column's name as the table has it.
    fn written(&self, column: Column) -> String {
        let name = self.place(column).and_then(|place| self.header.get(place));
        name.unwrap_or(column.name()).to_owned()
    }
}

fn guess_delimiter(header: &str) -> u8 {
    let count = |delimiter: u8| header.bytes().filter(|&byte| byte == delimiter).count();
    // Of equals the last wins: commas.
    [b'\t', b';', b','].into_iter().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b',')
}

/// `2.5 h` is `2.5` and `h`.
fn split_unit(amount: &str) -> (&str, Option<&str>) {
    match amount.find(char::is_alphabetic) {
        Some(at) => {
            let (number, unit) = amount.split_at(at);
            (number.trim_end(), Some(unit))
        }
        None => (amount, None),
    }
}

fn unit_name(written: &str) -> String {
    match written.to_lowercase().as_str() {
        "h" | "hr" | "hrs" | "hour" | "hours" => "hour".to_owned(),
        _ => written.to_owned(),
    }
}

fn broken(line: u64, reason: &str) -> RowRefused {
    RowRefused::Broken { line, reason: reason.to_owned() }
}

fn shorten(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Refused rows, a line each, and how many more there are.
pub(crate) fn tell(refused: &[impl ToString], untold: usize) -> impl fmt::Display {
    let mut told: Vec<String> = refused.iter().map(ToString::to_string).collect();
    if untold > 0 {
        told.push(format!("and {untold} more"));
    }
    told.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<Row> {
        read_timesheet(text.as_bytes()).unwrap()
    }

    fn refusal(text: &str) -> String {
        read_timesheet(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn columns_are_found_by_name_in_any_order() {
        let rows = read(
            "\u{feff}Note, Hours ,WHO,extra,Date,Project\n\"a, \"\"b\"\"\",2.50,ana,x,2026-01-31,frame\n",
        );
        let expected = Row {
            line: 2,
            at_ms: 1_769_817_600_000,
            agent: "ana".into(),
            mantissa: 25,
            decimals: 1,
            unit: "hour".into(),
            on: Some("frame".into()),
            role: None,
            note: Some("a, \"b\"".into()),
            action: None,
            standing: None,
        };
        assert_eq!(rows, [expected]);
    }

    #[test]
    fn semicolons_allow_decimal_commas() {
        let rows = read(
            "date;by;quantity;unit\n2026-01-31;ana;1,5;\n2026-02-01T10:00:00Z;ben;3 kg;piece\n2026-02-02;cy;4;piece\n",
        );
        let amounts: Vec<_> =
            rows.iter().map(|row| (row.mantissa, row.decimals, row.unit.as_str())).collect();
        assert_eq!(amounts, [(15, 1, "hour"), (3, 0, "kg"), (4, 0, "piece")]);
        assert!(
            refusal("date;by;hours\n2026-01-31;ana;1,500\n")
                .starts_with("number_unreadable: line 2, column `hours`: `1,500`")
        );
        assert_eq!(read("date\tby\thours\n2026-01-31\tana\t1h\n").len(), 1);
    }

    #[test]
    fn lines_are_counted_over_blank_and_quoted_ones() {
        let rows = read(
            "\ndate,by,hours,note\r\n\r\n2026-01-31,ana,1,\"two\nlines\"\n,,,\n\n2026-01-31,ben,2,\n",
        );
        let lines: Vec<_> = rows.iter().map(|row| (row.line, row.agent.as_str())).collect();
        assert_eq!(lines, [(4, "ana"), (8, "ben")]);
    }

    #[test]
    fn every_wrong_row_is_told_and_none_is_taken() {
        let refused = refusal(
            "date,by,hours\n2026-02-30,ana,1\n2026-01-31,ana,1,2\n2026-01-31,,1\n2026-01-31,ana,1_000\n2026-01-31,ana,1\n",
        );
        let lines: Vec<&str> = refused.lines().collect();
        let [date, cells, agent, number] = lines.as_slice() else {
            panic!("{refused}");
        };
        assert!(date.starts_with("date_unknown: line 2, column `date`: `2026-02-30`"), "{date}");
        assert!(cells.starts_with("table_line_broken: line 3: it has 4 cells"), "{cells}");
        assert!(agent.starts_with("cell_missing: line 4, column `by`"), "{agent}");
        assert!(
            number.starts_with("number_unreadable: line 5, column `hours`: `1_000`"),
            "{number}"
        );
        let many = format!("date,by,hours\n{}", "x,ana,1\n".repeat(25));
        assert_eq!(refusal(&many).lines().count(), 21);
        assert!(refusal(&many).ends_with("and 5 more"));
    }

    #[test]
    fn a_table_that_is_none_is_refused() {
        assert!(refusal("").starts_with("table_empty"));
        assert!(refusal("\n \n").starts_with("table_empty"));
        assert!(refusal("date,hours\n").starts_with("column_missing: line 1 has no column `agent`; name one of its columns `agent` or `person`"));
        assert!(
            refusal("date,who,by,hours\n")
                .starts_with("column_repeated: line 1 has both `who` and `by` for `agent`")
        );
        assert!(
            refusal("date,by,hours\n2026-01-31,\"ana,1\n2026-01-31,ben,1\n")
                .starts_with("table_line_broken: line 2: a quote")
        );
        assert!(
            refusal("date,by,hours\n2026-01-31,ana,5\" 1\n")
                .starts_with("table_line_broken: line 2: a quote")
        );
        let endless = refusal(&format!("date,by,hours\n{}", "x".repeat(LONGEST_LINE + 1)));
        assert!(endless.starts_with("line_too_long: line 2"), "{endless}");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            cells in prop::collection::vec(("[ -~]{0,9}[!-~]", any::<i64>(), "([!-~]([ -~\n]{0,9}[!-~])?)?"), 0..9),
            order in Just(["date", "agent", "hours", "note"]).prop_shuffle(),
            delimiter in prop_oneof![Just(b','), Just(b';'), Just(b'\t')],
        ) {
            let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
            writer.write_record(order).unwrap();
            for (agent, hours, note) in &cells {
                let hours = hours.to_string();
                let cell = |name| match name {
                    "date" => "2026-01-31",
                    "agent" => agent.trim(),
                    "hours" => &hours,
                    _ => note,
                };
                writer.write_record(order.map(cell)).unwrap();
            }
            let rows = read_timesheet(writer.into_inner().unwrap().as_slice()).unwrap();
            let told: Vec<_> = rows.into_iter().map(|row| (row.agent, row.mantissa, row.note)).collect();
            let expected: Vec<_> = cells
                .into_iter()
                .map(|(agent, hours, note)| {
                    (agent.trim().to_owned(), i128::from(hours), Some(note).filter(|note| !note.is_empty()))
                })
                .collect();
            prop_assert_eq!(told, expected);
        }

        #[test]
        fn nothing_read_is_worth_a_panic(text in "(date,by,hours\n)?[,;\"\n\r a1.-]{0,40}") {
            let _ = read_timesheet(text.as_bytes());
        }
    }
}
