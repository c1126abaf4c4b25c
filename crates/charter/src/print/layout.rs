//! Lines, their breaks, and the comments and blank lines between them.

use crate::place::Span;
use crate::tree::Comment;

/// How wide a line may be, in characters, if it can be broken.
const WIDTH: usize = 100;
/// How wide the left side of rows may be for their arrows to stand below each other.
const WIDEST_CASE: usize = 60;

/// How far a declaration stands from the one above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Distance {
    /// A blank line lies between.
    Apart,
    /// A blank line lies between if the author left one.
    AsWritten,
}

/// What is written so far, and the comments that are still to be written.
///
/// A line is written from a phrase in which each `\n` is a place where it may be broken.
pub(super) struct Page<'t> {
    text: &'t str,
    comments: std::iter::Peekable<std::slice::Iter<'t, Comment>>,
    out: String,
    /// Whether the last line ends in a comment, so that none can follow on it.
    commented: bool,
    /// Whether a blank line may follow.
    may_part: bool,
    /// Whether the last line begins a declaration, whose first clause stands right below it.
    opened: bool,
    /// Where what is written last stood in the text.
    seen: u32,
}

/// Whether the rest of a phrase may stand on the same line.
pub(super) fn beside(indent: usize, phrase: &str, rest: &str) -> bool {
    indent + phrase.chars().count() + 1 + rest.chars().count() <= WIDTH
}

impl<'t> Page<'t> {
    pub(super) fn new(text: &'t str, comments: &'t [Comment]) -> Self {
        let comments = comments.iter().peekable();
        let out = String::new();
        Self { text, comments, out, commented: false, may_part: false, opened: false, seen: 0 }
    }

    /// Makes ready for a declaration: writes the comments before it, and parts it from what
    /// stands above.
    pub(super) fn begin(&mut self, at: Span, distance: Distance) {
        self.opened = false;
        let mut distance = distance;
        let mut outside = self.out.is_empty();
        while let Some(comment) = self.comments.next_if(|comment| comment.at.start < at.start) {
            outside = outside || self.column(comment.at) == Some(0);
            let trails = match outside {
                true => self.write_comment(comment, 0, distance),
                false => self.write_comment(comment, 2, Distance::AsWritten),
            };
            if outside && !trails {
                distance = Distance::AsWritten;
            }
        }
        if distance == Distance::Apart {
            self.part();
        }
    }

    /// The first line of a declaration.
    pub(super) fn open(&mut self, at: Span, phrase: &str) {
        self.line(0, at, phrase);
        self.opened = true;
    }

    /// A line, after the comments that stand before it.
    pub(super) fn line(&mut self, indent: usize, at: Span, phrase: &str) {
        let is_first = std::mem::take(&mut self.opened);
        while let Some(comment) = self.comments.next_if(|comment| comment.at.start < at.start) {
            self.write_comment(comment, indent, Distance::AsWritten);
        }
        if self.follows_blank(at) && !is_first {
            self.part();
        }
        self.seen = at.start;
        self.out.push_str(&broken(indent, phrase));
        self.ended();
    }

    /// Rows of a case and what it gives, arrow below arrow.
    pub(super) fn arrows(&mut self, indent: usize, rows: &[(Span, String, String)]) {
        let width = |case: &String| case.chars().count();
        let narrow =
            rows.iter().map(|(_, case, _)| width(case)).filter(|width| *width <= WIDEST_CASE);
        let column = narrow.max().unwrap_or(0);
        for (at, case, gives) in rows {
            let blanks = " ".repeat(column.saturating_sub(width(case)));
            // A row that is too long is broken at its arrow, if that is enough.
            let fits = indent + 4 + width(gives) <= WIDTH;
            let gives = if fits { gives.replace('\n', " ") } else { gives.clone() };
            self.line(indent, *at, &format!("| {case}{blanks}\n-> {gives}"));
        }
    }

    /// Everything that is written, with the comments at its end.
    pub(super) fn finish(mut self) -> String {
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.begin(Span { start: end, end }, Distance::AsWritten);
        self.out
    }

    fn ended(&mut self) {
        self.out.push('\n');
        self.commented = false;
        self.may_part = true;
    }

    /// Leaves a blank line, if there is none.
    fn part(&mut self) {
        if self.may_part {
            self.out.push('\n');
            self.may_part = false;
            self.commented = true;
        }
    }

    /// Writes a comment, behind the last line if it stood behind something; tells whether.
    fn write_comment(&mut self, comment: &Comment, indent: usize, distance: Distance) -> bool {
        let trails =
            self.column(comment.at).is_none() && !self.commented && self.out.ends_with('\n');
        if trails {
            self.out.pop();
            self.out.push_str("  ");
        } else {
            if distance == Distance::Apart || self.follows_blank(comment.at) {
                self.part();
            }
            self.out.push_str(&" ".repeat(indent));
        }
        self.seen = comment.at.start;
        self.out.push('#');
        self.out.push_str(&comment.text);
        self.out.push('\n');
        self.commented = true;
        self.may_part = true;
        trails
    }

    fn between(&self, start: u32, end: u32) -> &'t str {
        let (start, end) = (usize::try_from(start), usize::try_from(end));
        start.ok().zip(end.ok()).and_then(|(start, end)| self.text.get(start..end)).unwrap_or("")
    }

    /// How far from the margin something stands; `None` if something stands before it.
    fn column(&self, at: Span) -> Option<usize> {
        let before = self.between(0, at.start).rsplit('\n').next().unwrap_or("");
        is_margin(before).then_some(before.len())
    }

    /// Whether the author left a line blank above something.
    fn follows_blank(&self, at: Span) -> bool {
        let mut lines = self.between(self.seen, at.start).split('\n').skip(1).peekable();
        std::iter::from_fn(|| lines.next().filter(|_| lines.peek().is_some()))
            .any(|line| line.trim().is_empty())
    }
}

/// Whether nothing but the sign of a row stands here.
fn is_margin(before: &str) -> bool {
    matches!(before.trim(), "" | "|")
}

/// A phrase on one line if it fits, else on as few as it can be broken into.
fn broken(indent: usize, phrase: &str) -> String {
    let lead = ["do ", "| "].into_iter().find(|lead| phrase.starts_with(lead)).unwrap_or("");
    let hang = indent + lead.len() + 2;
    let mut out = " ".repeat(indent);
    let mut column = indent;
    for (index, piece) in phrase.split('\n').enumerate() {
        let width = piece.chars().count();
        if index > 0 && column + 1 + width > WIDTH {
            out.push('\n');
            out.push_str(&" ".repeat(hang));
            column = hang;
        } else if index > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(piece);
        column += width;
    }
    out
}
