//! Shows a diagnostic with the lines it speaks of, as plain text.

use crate::diagnostic::{Diagnostic, Labelled, Severity};

/// Shows what is wrong, each place in its line with a mark below it, and what to write instead.
///
/// Lines end in `\n`; there is no colour. The places stand in the order of the diagnostic.
#[must_use]
pub fn render(text: &str, path: &str, told: &Diagnostic) -> String {
    let severity = match told.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut out = format!("{severity} {}: {}\n", told.code, told.message);
    let lines: Vec<Line<'_>> = told.places.iter().map(|place| Line::of(text, place)).collect();
    let margin = lines.iter().map(|line| line.number.to_string().len()).max().unwrap_or(0);
    for (index, line) in lines.iter().enumerate() {
        let mark = if index == 0 { '^' } else { '-' };
        let arrow = if index == 0 { "-->" } else { ":::" };
        let blank = " ".repeat(margin);
        out.push_str(&format!("{blank}{arrow} {path}:{}:{}\n", line.number, line.column + 1));
        out.push_str(&format!("{blank} |\n{:>margin$} | {}\n", line.number, line.text));
        let marks = mark.to_string().repeat(line.width);
        let below = format!("{blank} | {}{marks} {}", " ".repeat(line.column), line.label);
        out.push_str(&format!("{}\n", below.trim_end()));
    }
    if let Some(hint) = &told.hint {
        out.push_str(&format!("{} = {hint}\n", " ".repeat(margin)));
    }
    out
}

/// A line of the text with what is marked in it, in characters.
struct Line<'t> {
    number: usize,
    text: String,
    column: usize,
    width: usize,
    label: &'t str,
}

/// How much of a line is shown.
const SHOWN: usize = 160;

impl<'t> Line<'t> {
    fn of(text: &str, place: &'t Labelled) -> Self {
        let start = floor(text, place.at.start);
        let end = floor(text, place.at.end).max(start);
        let before = text.get(..start).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let whole = text.get(line_start..).unwrap_or("").lines().next().unwrap_or("");
        let column = before.get(line_start..).unwrap_or("").chars().count();
        let marked = text.get(start..end).unwrap_or("").lines().next().unwrap_or("");
        // A line that is very long is shown from a little before the mark.
        let skipped = if column > SHOWN / 2 { column - SHOWN / 4 } else { 0 };
        let shown: String = whole.chars().skip(skipped).take(SHOWN).map(plain).collect();
        let column = column - skipped;
        let room = shown.chars().count().saturating_sub(column);
        Line {
            number: before.matches('\n').count() + 1,
            text: shown,
            column,
            width: marked.chars().count().clamp(1, room.max(1)),
            label: &place.label,
        }
    }
}

/// Tabs and characters that are not seen take one place.
fn plain(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}

fn floor(text: &str, byte: u32) -> usize {
    let mut byte = usize::try_from(byte).unwrap_or(usize::MAX).min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}
