//! What I logged last: to log again, to make right.

use std::collections::BTreeSet;

use commons::event::{Event, EventIx};
use maud::{Markup, html};

use super::fields::filled;
use crate::page;
use crate::site::{Here, Trouble};
use crate::telling::Telling;
use crate::visit::Filled;

/// How many events are looked through for mine.
const LOOKED_AT: usize = 5_000;
/// How many different ones can be logged again.
const AGAIN: usize = 5;
/// How many are listed.
const LISTED: usize = 10;

/// The events that I logged or that were logged for me, the newest first.
fn mine<'a>(
    here: &Here<'a>,
) -> Result<impl Iterator<Item = (EventIx, &'a Event)> + use<'a>, Trouble> {
    let (me, state) = (here.member()?, here.state);
    let last = state.events.iter().rev().take(LOOKED_AT);
    Ok(last.filter(move |(ix, event)| {
        [event.provider, event.author].contains(&me)
            && event.corrects.is_none()
            && !state.is_taken_back(*ix)
    }))
}

/// The fields of an entry of mine, to be logged again.
pub fn again(here: &Here<'_>, entry: u64) -> Option<Filled> {
    let me = here.me?;
    let event = here.state.events.at(here.state.event_of_entry(entry)?);
    [event.provider, event.author].contains(&me).then(|| filled(here.state, event))?
}

/// A button for each of my last different contributions, which logs the same again.
pub fn again_buttons(here: &Here<'_>) -> Result<Markup, Trouble> {
    let telling = Telling { words: here.words, state: here.state };
    let mut seen = BTreeSet::new();
    let mut different = Vec::new();
    let me = here.member()?;
    for (ix, event) in mine(here)? {
        // What I wrote down for others is theirs: logged again it would be mine.
        if event.provider != me && here.state.itself != Some(event.provider) {
            continue;
        }
        let Some(form) = filled(here.state, event) else { continue };
        if seen.insert(FIELDS.map(|name| form.typed(name).to_owned())) {
            different.push((ix, event.entry, form));
        }
        if different.len() == AGAIN {
            break;
        }
    }
    Ok(html! {
        @if !different.is_empty() {
            section aria-labelledby="again" {
                h2 id="again" { (here.say("log-again-title")) }
                ul.list.wide {
                    @for (ix, entry, form) in &different {
                        li {
                            p.line { a.told href=(format!("/log?again={entry}")) { (telling.event(*ix)) } }
                            (one(here, form, &telling.event(*ix)))
                        }
                    }
                }
            }
        }
    })
}

/// The fields that make one contribution the same as another.
const FIELDS: [&str; 9] =
    ["kind", "amount", "on", "from", "role", "what", "value", "terms", "note"];

fn one(here: &Here<'_>, form: &Filled, said: &str) -> Markup {
    html! {
        form method="post" action="/log/full" {
            (page::hidden(here))
            @for name in FIELDS {
                @if let Some(value) = form.get(name) { input type="hidden" name=(name) value=(value); }
            }
            button.quiet aria-label=(format!("{}: {said}", here.say("log-again"))) { (here.say("log-again")) }
        }
    }
}

/// My last entries, each with a way to make it right.
pub fn last(here: &Here<'_>) -> Result<Markup, Trouble> {
    let telling = Telling { words: here.words, state: here.state };
    let rows: Vec<_> = mine(here)?.take(LISTED).collect();
    Ok(html! {
        section aria-labelledby="last" {
            h2 id="last" { (here.say("log-last-title")) }
            @if rows.is_empty() { p.soft { (here.say("log-none-yet")) } }
            ol.list.wide {
                @for (ix, event) in rows {
                    li {
                        p.line {
                            a.told href=(format!("/journal/{}", event.entry)) { (telling.event(ix)) } " "
                            span.soft { (page::day(here, event.at)) }
                            @if let Some(note) = event.note() { br; span.soft.told { "“" (note) "”" } }
                        }
                        a.button.quiet href=(format!("/log/correct/{}", event.entry)) { (here.say("log-correct")) }
                    }
                }
            }
        }
    })
}
