//! Entries, the newest first, a page at a time, of everybody or somebody, of every kind or one.

use std::ops::ControlFlow;

use commons::act::Act;
use commons::name::{Handle, Moment};
use commons::visibility::Thing;
use form_urlencoded::Serializer;
use inquiry::reading::Reading;
use maud::{Markup, html};

use super::{export, verify};
use crate::page::{Cell, choice, day, table};
use crate::site::{Body, Here, Trouble};
use crate::telling::Telling;
use crate::visit::Filled;

/// How many entries a page has.
const PAGE: usize = 50;
/// How many are read at once, from the newest back.
const CHUNK: u64 = 256;
/// How many are read for one page that few entries fit, before the reader is asked to look further.
const MOST: u64 = 20_000;

/// What an entry is about.
const KINDS: [&str; 6] = ["work", "shares", "money", "people", "things", "rules"];

/// The kind of an act.
const fn kind(act: &Act) -> &'static str {
    match act {
        Act::LogEvent(_) | Act::ReviewEvent(_) => "work",
        Act::Distribute(_) | Act::SetEquation(_) => "shares",
        Act::AddAgent(_) | Act::AddKey(_) | Act::RevokeKey(_) | Act::ChangeRole(_) => "people",
        Act::Found(_) | Act::AdoptCharter(_) | Act::RecordDecision(_) => "rules",
        Act::Pay(_)
        | Act::Receive(_)
        | Act::Report(_)
        | Act::Request(_)
        | Act::Demand(_)
        | Act::Answer(_)
        | Act::Hold(_)
        | Act::SettleHold(_)
        | Act::PayOut(_)
        | Act::CatchUp(_)
        | Act::AssignClaim(_)
        | Act::Reverse(_) => "money",
        _ => "things",
    }
}

/// What is asked of the journal.
struct Asked {
    before: u64,
    by: Option<Handle>,
    kind: Option<&'static str>,
}

struct Row {
    entry: u64,
    at: Moment,
    by: String,
    said: String,
}

/// One page of entries, and where the next older one begins.
struct Found {
    rows: Vec<Row>,
    older: Option<u64>,
}

fn asked(here: &Here<'_>) -> Asked {
    let before = here.visit.asked("before").and_then(|before| before.parse().ok());
    let by = here.visit.asked("by").and_then(|by| Handle::new(by).ok());
    let kind = here.visit.asked("kind").and_then(|it| KINDS.into_iter().find(|kind| *kind == it));
    let entries = here.state.entries;
    Asked { before: before.unwrap_or(entries).min(entries), by, kind }
}

/// The page.
pub fn page(here: &Here<'_>, note: Option<&str>) -> Result<Body, Trouble> {
    here.must_see(Thing::Journal)?;
    let asked = asked(here);
    let found = here.read(|reading| find(here, reading, &asked))?;
    let main = html! {
        p { (here.say("journal-lead")) }
        (verify::section(here, note)?)
        h2 { (here.say("journal-entries")) }
        (filters(here, &asked))
        (rows(here, &found.rows))
        (pages(here, &asked, &found))
        h2 id="download" { (here.say("journal-download")) }
        p { (here.say("journal-download-what")) }
        (export::files(here))
    };
    Ok(Body { title: here.say("journal-title"), main })
}

fn find(here: &Here<'_>, reading: Reading<'_>, asked: &Asked) -> Result<Found, inquiry::Refused> {
    let telling = Telling { words: here.words, state: here.state };
    let author = asked.by.as_ref().map(|by| here.state.agent(by));
    let (mut end, mut rows, stop) = (asked.before, Vec::new(), asked.before.saturating_sub(MOST));
    while end > stop && rows.len() <= PAGE {
        let from = end.saturating_sub(CHUNK).max(stop);
        let mut chunk = Vec::new();
        reading.read::<()>(from, |entry, act| {
            if entry.index >= end {
                return Ok(ControlFlow::Break(()));
            }
            let key = entry.act.author.to_bytes();
            let fits = author.is_none_or(|author| here.state.signer(&key) == author)
                && asked.kind.is_none_or(|wanted| wanted == kind(act));
            if fits {
                let by = telling.signer(&key);
                let said = telling.act(entry.index, &by, act);
                chunk.push(Row { entry: entry.index, at: Moment(entry.at_ms), by, said });
            }
            Ok(ControlFlow::Continue(()))
        })?;
        rows.extend(chunk.into_iter().rev());
        end = from;
    }
    // One more than a page was looked for, so that "older" leads to something.
    let older = match rows.get(PAGE - 1).map(|row| row.entry) {
        Some(last) if rows.len() > PAGE => Some(last),
        _ => (end > 0).then_some(end),
    };
    rows.truncate(PAGE);
    Ok(Found { rows, older })
}

fn filters(here: &Here<'_>, asked: &Asked) -> Markup {
    let filled = Filled::default()
        .with("by", asked.by.as_ref().map_or("", Handle::as_str))
        .with("kind", asked.kind.unwrap_or_default());
    let signing = here.state.agents.iter().filter(|(_, agent)| !agent.keys.is_empty());
    let mut people = vec![(String::new(), here.say("journal-everybody"))];
    people.extend(signing.map(|(_, agent)| (agent.handle.to_string(), agent.name.clone())));
    let mut kinds = vec![(String::new(), here.say("journal-every-kind"))];
    let said = |kind: &str| here.words.say(&format!("journal-kind-{kind}"));
    kinds.extend(KINDS.iter().map(|kind| ((*kind).to_owned(), said(kind))));
    html! {
        form.row.filters method="get" action="/journal" {
            (choice(&filled, "by", &here.say("journal-by"), &people))
            (choice(&filled, "kind", &here.say("journal-kind"), &kinds))
            div.field { button.quiet { (here.say("journal-show")) } }
        }
    }
}

fn rows(here: &Here<'_>, rows: &[Row]) -> Markup {
    if rows.is_empty() {
        return html! { p { (here.say("journal-none")) } };
    }
    let heads = [
        here.say("journal-head-entry"),
        here.say("journal-head-day"),
        here.say("journal-head-by"),
        here.say("journal-head-what"),
    ];
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let cells = |row: &Row| {
        vec![
            Cell::Text(html! { a href=(format!("/journal/{}", row.entry)) { (row.entry) } }),
            Cell::Text(day(here, row.at)),
            Cell::Text(html! { (row.by) }),
            Cell::Text(html! { (row.said) }),
        ]
    };
    let cells: Vec<Vec<Cell>> = rows.iter().map(cells).collect();
    html! { div.entries { (table(&here.say("journal-newest-first"), &heads, &cells)) } }
}

fn pages(here: &Here<'_>, asked: &Asked, found: &Found) -> Markup {
    let address = |before: Option<u64>| {
        let mut query = Serializer::new(String::new());
        if let Some(by) = &asked.by {
            query.append_pair("by", by.as_str());
        }
        if let Some(kind) = asked.kind {
            query.append_pair("kind", kind);
        }
        if let Some(before) = before {
            query.append_pair("before", &before.to_string());
        }
        format!("/journal?{}", query.finish())
    };
    html! {
        p.row {
            @if asked.before < here.state.entries {
                a.button.quiet href=(address(None)) { (here.say("journal-newest")) }
            }
            @if let Some(older) = found.older {
                a.button.quiet href=(address(Some(older))) rel="next" { (here.say("shell-older")) }
            }
        }
        @if found.older.is_some() && found.rows.len() < PAGE {
            p.soft { (here.say("journal-further")) }
        }
    }
}

/// Where the page of an entry leads to.
pub fn neighbours(here: &Here<'_>, entry: u64) -> Markup {
    html! {
        p.row {
            @if let Some(before) = entry.checked_sub(1) {
                a.button.quiet href=(format!("/journal/{before}")) { (here.say("shell-older")) }
            }
            @if entry + 1 < here.state.entries {
                a.button.quiet href=(format!("/journal/{}", entry + 1)) { (here.say("shell-newer")) }
            }
            a.button.quiet href=(format!("/journal?before={}", entry.saturating_add(10))) {
                (here.say("journal-among"))
            }
        }
    }
}
