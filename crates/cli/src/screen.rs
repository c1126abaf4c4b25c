//! What a person sees: lines, tables with bars, colours; only plain text in a pipe.

use std::fmt::{Display, Write as _};
use std::io::{self, BufWriter, IsTerminal, Write};

use clap::builder::styling::{AnsiColor, Style};
use quantity::Share;
use serde_json::Value;

use crate::refusal::Refused;

/// Headings.
pub const BOLD: Style = Style::new().bold();
/// What can be passed over.
pub const DIM: Style = Style::new().dimmed();
/// Bars.
const BAR: Style = AnsiColor::Cyan.on_default();

/// A text in a style. The output drops the style where it does not belong.
#[must_use]
pub fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Where a command writes what it found.
pub struct Screen {
    out: Box<dyn Write>,
    /// How many columns a terminal has; `None` in a pipe or a file.
    width: Option<usize>,
}

impl Screen {
    /// The standard output.
    #[must_use]
    pub fn stdout() -> Self {
        let stdout = io::stdout();
        let columns =
            terminal_size::terminal_size_of(&stdout).map(|(width, _)| usize::from(width.0));
        let width = stdout.is_terminal().then(|| columns.unwrap_or(80).max(20));
        let choice = anstream::AutoStream::choice(&stdout);
        Self {
            out: Box::new(BufWriter::new(anstream::AutoStream::new(
                Box::new(stdout) as Box<dyn Write>,
                choice,
            ))),
            width,
        }
    }

    /// Writes a line.
    ///
    /// # Errors
    /// [`Refused::Output`], as everything here.
    pub fn line(&mut self, text: impl Display) -> Result<(), Refused> {
        writeln!(self.out, "{text}").map_err(Refused::Output)
    }

    /// Writes text as it is, such as a document.
    ///
    /// # Errors
    /// [`Refused::Output`].
    pub fn text(&mut self, text: &str) -> Result<(), Refused> {
        self.out.write_all(text.as_bytes()).map_err(Refused::Output)
    }

    /// Writes sentences, broken between words where a terminal ends.
    ///
    /// # Errors
    /// [`Refused::Output`].
    pub fn prose(&mut self, text: &str) -> Result<(), Refused> {
        let Some(width) = self.width else { return self.line(text) };
        for line in wrapped(text, width.min(100)) {
            self.line(line)?;
        }
        Ok(())
    }

    /// Writes a value for programs, on lines of its own.
    ///
    /// # Errors
    /// [`Refused::Output`].
    pub fn json(&mut self, value: &Value) -> Result<(), Refused> {
        self.line(format_args!("{value:#}"))
    }

    /// Writes a table.
    ///
    /// # Errors
    /// [`Refused::Output`].
    pub fn table(&mut self, table: &Table) -> Result<(), Refused> {
        if table.rows.is_empty() {
            return self.line("none yet");
        }
        let width = self.width;
        self.text(&table.draw(width))
    }

    /// Where a document goes that has no colours.
    pub fn plain(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// Sends on what was written.
    ///
    /// # Errors
    /// [`Refused::Output`].
    pub fn flush(&mut self) -> Result<(), Refused> {
        self.out.flush().map_err(Refused::Output)
    }
}

/// A message for the error channel, broken between words where a terminal ends.
#[must_use]
pub fn message(text: &str) -> String {
    let stderr = io::stderr();
    let columns = terminal_size::terminal_size_of(&stderr).map(|(width, _)| usize::from(width.0));
    match columns.filter(|_| stderr.is_terminal()) {
        None => text.to_owned(),
        Some(width) => text
            .lines()
            .flat_map(|line| wrapped(line, width.max(20)))
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

/// Breaks a text between words into lines of at most `width` characters; a longer word stays whole.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let fits = lines
            .last()
            .is_none_or(|line| line.is_empty() || columns(line) + 1 + columns(word) <= width);
        match lines.last_mut() {
            Some(line) if fits => {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Where the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Figures.
    Right,
}

/// Rows of cells under a heading, each perhaps with a bar behind it.
pub struct Table {
    heads: Vec<(String, Align)>,
    rows: Vec<(Vec<String>, Option<Share>)>,
}

impl Table {
    /// The longest bar, in columns.
    const LONGEST_BAR: usize = 30;
    /// The shortest room in which bars are drawn.
    const SHORTEST_BAR: usize = 6;
    /// The narrowest a text column is cut to.
    const NARROWEST: usize = 8;

    /// A table with these columns; one whose name begins with `>` holds figures.
    #[must_use]
    pub fn new(heads: &[&str]) -> Self {
        let head = |name: &&str| match name.strip_prefix('>') {
            Some(name) => (name.to_owned(), Align::Right),
            None => ((*name).to_owned(), Align::Left),
        };
        Self { heads: heads.iter().map(head).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push((cells, None));
    }

    /// Adds a row with a bar as long as a share.
    pub fn bar(&mut self, cells: Vec<String>, share: Share) {
        self.rows.push((cells, Some(share)));
    }

    /// The table as text, cut to a terminal's width and with bars only if there is a terminal.
    fn draw(&self, width: Option<usize>) -> String {
        let mut widths: Vec<usize> = self.heads.iter().map(|(name, _)| columns(name)).collect();
        for (cells, _) in &self.rows {
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = (*width).max(columns(cell));
            }
        }
        let used = |widths: &[usize]| widths.iter().sum::<usize>() + 2 * widths.len();
        if let Some(width) = width {
            self.squeeze(&mut widths, width + 2);
        }
        let room =
            width.map_or(0, |width| width.saturating_sub(used(&widths) + 1)).min(Self::LONGEST_BAR);
        let longest = self.rows.iter().filter_map(|(_, share)| *share).max();
        let mut text = String::new();
        if self.heads.iter().any(|(name, _)| !name.is_empty()) {
            let names: Vec<String> = self.heads.iter().map(|(name, _)| name.clone()).collect();
            let line = self.cells(&names, &widths);
            let _ = writeln!(text, "{}", styled(DIM, line.trim_end()));
        }
        for (cells, share) in &self.rows {
            let mut line = self.cells(cells, &widths);
            if let (Some(share), Some(longest), true) = (share, longest, room >= Self::SHORTEST_BAR)
            {
                line.push_str(&styled(BAR, bar(*share, longest, room)));
            }
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text
    }

    /// Narrows the widest text columns until the table fits.
    fn squeeze(&self, widths: &mut [usize], room: usize) {
        while widths.iter().sum::<usize>() + 2 * widths.len() > room {
            let texts = self
                .heads
                .iter()
                .zip(widths.iter_mut())
                .filter(|((_, align), _)| *align == Align::Left);
            match texts.map(|(_, width)| width).filter(|width| **width > Self::NARROWEST).max() {
                Some(widest) => *widest -= 1,
                None => return,
            }
        }
    }

    fn cells(&self, cells: &[String], widths: &[usize]) -> String {
        let mut line = String::new();
        for ((cell, (_, align)), width) in cells.iter().zip(&self.heads).zip(widths) {
            let cell = cut(cell, *width);
            let space = " ".repeat(width.saturating_sub(columns(&cell)));
            match align {
                Align::Left => line.extend([cell.as_str(), &space, "  "]),
                Align::Right => line.extend([space.as_str(), &cell, "  "]),
            }
        }
        line
    }
}

/// How many columns a text takes on a terminal.
fn columns(text: &str) -> usize {
    text.chars().map(column).sum()
}

/// Chinese, Japanese and Korean letters and most pictures take two columns, marks upon letters none.
const fn column(letter: char) -> usize {
    match letter as u32 {
        0x0300..=0x036f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f => {
            2
        }
        0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

fn cut(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = 1;
    for letter in text.chars() {
        used += column(letter);
        if used > width {
            break;
        }
        short.push(letter);
    }
    short + "…"
}

/// A bar of at most `room` columns for a share, where `longest` fills them.
fn bar(share: Share, longest: Share, room: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let whole = u128::from(longest.parts().max(1));
    let eighths = (u128::from(share.parts()) * (room as u128) * 8).div_ceil(whole) as usize;
    let last = EIGHTHS.get(eighths % 8).copied().unwrap_or_default();
    "█".repeat(eighths / 8) + last
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let [large, small] = Share::of(&[3, 1]).unwrap()[..] else { panic!("two shares") };
        let mut table = Table::new(&["who", ">share"]);
        table.bar(vec!["ana".to_owned(), "75.00%".to_owned()], large);
        table.bar(vec!["水田の".to_owned(), "25.00%".to_owned()], small);
        table
    }

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn a_pipe_gets_no_bars() {
        assert_eq!(plain(&table().draw(None)), "who      share\nana     75.00%\n水田の  25.00%\n");
    }

    #[test]
    fn a_terminal_gets_bars_that_fit() {
        let drawn = plain(&table().draw(Some(30)));
        assert_eq!(drawn, "who      share\nana     75.00%  █████████████\n水田の  25.00%  ████▍\n");
        assert!(drawn.lines().all(|line| columns(line) <= 30));
    }

    #[test]
    fn a_narrow_terminal_cuts_names_not_figures() {
        let mut table = Table::new(&["who", ">share"]);
        table.row(vec!["somebody with a long name".to_owned(), "100.00%".to_owned()]);
        assert_eq!(plain(&table.draw(Some(20))), "who            share\nsomebody w…  100.00%\n");
    }

    #[test]
    fn long_sentences_are_broken_between_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("incomprehensible", 7), ["incomprehensible"]);
    }
}
