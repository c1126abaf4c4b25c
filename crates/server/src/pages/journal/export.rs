//! The whole commons as files: the journal itself, ValueFlows, tables, a ledger.

use std::io;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use exchange::ledger::{Flow, write_ledger};
use exchange::sheet::{Sheet, write_sheet};
use exchange::valueflows;
use inquiry::flow::flows;
use maud::{Markup, html};

use super::given;
use crate::downloads::Prepared;
use crate::site::{Here, Site, Trouble};
use crate::telling::Telling;
use crate::visit::Visit;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Journal,
    ValueFlows,
    Sheet(Sheet),
    Ledger,
}

impl Holds {
    const ALL: [Self; 7] = [
        Self::Journal,
        Self::ValueFlows,
        Self::Sheet(Sheet::Events),
        Self::Sheet(Sheet::Distributions),
        Self::Sheet(Sheet::Resources),
        Self::Sheet(Sheet::Agents),
        Self::Ledger,
    ];

    /// What the file is called behind the name of the commons, and what it is.
    fn file(self) -> (String, &'static str) {
        match self {
            Self::Journal => (".subak".to_owned(), "application/vnd.sqlite3"),
            Self::ValueFlows => (".valueflows.jsonld".to_owned(), "application/ld+json"),
            Self::Sheet(sheet) => (format!(".{}.csv", sheet.word()), "text/csv; charset=utf-8"),
            Self::Ledger => (".ledger".to_owned(), "text/plain; charset=utf-8"),
        }
    }

    const fn said(self) -> &'static str {
        match self {
            Self::Journal => "journal-export-journal",
            Self::ValueFlows => "journal-export-valueflows",
            Self::Sheet(Sheet::Events) => "journal-export-events",
            Self::Sheet(Sheet::Distributions) => "journal-export-distributions",
            Self::Sheet(Sheet::Resources) => "journal-export-resources",
            Self::Sheet(Sheet::Agents) => "journal-export-agents",
            Self::Ledger => "journal-export-ledger",
        }
    }
}

/// What the commons is called, for names of files.
fn handle<'a>(here: &Here<'a>) -> &'a str {
    here.state.itself.map_or("commons", |itself| here.state.agents.at(itself).handle.as_str())
}

/// The files that can be had.
pub fn files(here: &Here<'_>) -> Markup {
    let name = handle(here);
    html! {
        ul.list {
            @for holds in Holds::ALL {
                @let file = format!("{name}{}", holds.file().0);
                li {
                    a href=(format!("/export/{file}")) download=(file) { (file) } " "
                    span.soft { (here.words.say(holds.said())) }
                }
            }
        }
    }
}

/// Gives a file.
pub async fn give(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path(file): Path<String>,
) -> Response {
    given(site, visit, move |here| {
        let name = handle(here);
        let wanted = Holds::ALL.into_iter().find(|it| file == format!("{name}{}", it.file().0));
        let wanted = wanted.ok_or(Trouble::NotFound)?;
        let prepared = match wanted {
            Holds::Ledger => {
                let told = Telling { words: here.words, state: here.state };
                let flows = here.read(|reading| {
                    flows(reading, |entry, act| {
                        told.act(entry.index, &told.signer(&entry.act.author.to_bytes()), act)
                    })
                })?;
                prepare(here, wanted, &flows)
            }
            _ => prepare(here, wanted, &[]),
        };
        let body = prepared.and_then(Prepared::body).map_err(|error| {
            tracing::error!(%error, "a file could not be given out");
            Trouble::Broken
        })?;
        let disposition = format!("attachment; filename=\"{file}\"");
        let headers =
            [(CONTENT_TYPE, wanted.file().1.to_owned()), (CONTENT_DISPOSITION, disposition)];
        Ok((headers, body).into_response())
    })
    .await
}

fn prepare(here: &Here<'_>, wanted: Holds, flows: &[Flow]) -> io::Result<Prepared> {
    if wanted == Holds::Journal {
        return Prepared::copy(here.site);
    }
    let mut prepared = Prepared::new(here.site)?;
    prepared.fill(|mut out| match wanted {
        Holds::Sheet(sheet) => write_sheet(here.state, sheet, out),
        Holds::Ledger => write_ledger(here.state, flows, &mut out),
        Holds::ValueFlows | Holds::Journal => valueflows::export(here.state, &mut out),
    })?;
    Ok(prepared)
}
