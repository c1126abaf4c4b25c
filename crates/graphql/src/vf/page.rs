//! Pages of lists: cursors that keep their place when rows are added.

use super::refused::AskRefused;
use super::row::{Page, Row, Told};
use crate::engine::{Answer, Args, FieldError};
use std::sync::Arc;

/// How many rows a page has when nobody says.
pub const USUAL: usize = 30;

/// How many rows a page has at most.
pub const MOST: usize = 500;

/// The page that is asked for, of a list of `len` rows in the order of their keys.
pub(super) fn page(args: &Args, len: usize, at: impl Fn(usize) -> Row) -> Told {
    match cut(args, len, at) {
        Ok(page) => Answer::Node(Row::Page(Arc::new(page))),
        Err(error) => Answer::Failed(error),
    }
}

/// The page that is asked for, of these rows.
pub(super) fn page_of(args: &Args, rows: &[Row]) -> Told {
    page(args, rows.len(), |place| rows.get(place).cloned().unwrap_or(Row::Root))
}

/// A list without rows.
pub(super) fn none(args: &Args) -> Told {
    page(args, 0, |_| Row::Root)
}

fn cut(args: &Args, len: usize, at: impl Fn(usize) -> Row) -> Result<Page, FieldError> {
    let first = count(args, "first")?;
    let last = count(args, "last")?;
    let mut from = match cursor(args, "after")? {
        Some(cursor) => partition(len, |place| at(place).key().as_str() <= cursor),
        None => 0,
    };
    let mut to = match cursor(args, "before")? {
        Some(cursor) => partition(len, |place| at(place).key().as_str() < cursor),
        None => len,
    };
    to = to.max(from);
    let first = if first.is_none() && last.is_none() { Some(USUAL) } else { first };
    if let Some(first) = first {
        to = to.min(from + first.min(MOST));
    }
    if let Some(last) = last {
        from = from.max(to.saturating_sub(last.min(MOST)));
    }
    Ok(Page {
        rows: (from..to).map(at).collect(),
        total: len,
        has_previous: from > 0,
        has_next: to < len,
    })
}

/// The first place that does not come before, of places that do, followed by places that do not.
fn partition(len: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low + (high - low) / 2;
        match before(middle) {
            true => low = middle + 1,
            false => high = middle,
        }
    }
    low
}

fn count(args: &Args, name: &str) -> Result<Option<usize>, FieldError> {
    let Some(number) = args.int(name) else { return Ok(None) };
    let negative =
        || FieldError::new(AskRefused::PageNegative { argument: name.to_owned(), number });
    usize::try_from(number).map(Some).map_err(|_| negative())
}

fn cursor<'a>(args: &'a Args, name: &str) -> Result<Option<&'a str>, FieldError> {
    match args.text(name) {
        Some(text) if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            let (argument, cursor) = (name.to_owned(), commons::name::shortened(text));
            Err(FieldError::new(AskRefused::CursorUnknown { argument, cursor }))
        }
        other => Ok(other),
    }
}

/// What a page says of itself.
pub(super) fn info(page: &Page, name: &str) -> Told {
    match name {
        "startCursor" => Answer::maybe(page.rows.first().map(Row::key)),
        "endCursor" => Answer::maybe(page.rows.last().map(Row::key)),
        "hasPreviousPage" => Answer::leaf(page.has_previous),
        "hasNextPage" => Answer::leaf(page.has_next),
        "totalCount" => Answer::leaf(page.total),
        "pageLimit" => Answer::leaf(MOST),
        _ => Answer::Null,
    }
}

/// The rows of a page with their places.
pub(super) fn edges(page: &Arc<Page>) -> Told {
    Answer::nodes((0..page.rows.len()).map(|place| Row::Edge(Arc::clone(page), place)))
}

/// The row of an edge, or its cursor.
pub(super) fn edge(page: &Page, place: usize, name: &str) -> Told {
    match (page.rows.get(place), name) {
        (Some(row), "node") => Answer::Node(row.clone()),
        (Some(row), _) => Answer::leaf(row.key()),
        (None, _) => Answer::Null,
    }
}
