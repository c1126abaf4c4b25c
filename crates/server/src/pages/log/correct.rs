//! Making an entry right: it is taken back with a reason, and logged anew as it should have been.

use std::sync::Arc;

use axum::extract::{Path, RawForm, State};
use axum::response::Response;
use commons::act::{Act, Reverse};
use commons::event::{Event, EventIx};
use inquiry::date;
use maud::html;

use super::fields::{self, Kind, filled, plainly};
use super::{full_fields, suggestions};
use crate::answer::go;
use crate::page::{self, Kind as Field, field, hidden_again};
use crate::site::{Body, Here, Site, Trouble};
use crate::telling::Telling;
use crate::visit::{Filled, Visit, pairs};

/// The page of an entry that was wrong.
pub async fn show(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path(entry): Path<String>,
) -> Response {
    site.show(visit, move |here| {
        let (_, event) = own(here, &entry)?;
        let fields = filled(here.state, event).unwrap_or_default();
        page(here, &entry, &fields.with("day", date::say_day(event.at)))
    })
    .await
}

/// Takes an entry back and logs what it should have been, both or neither.
pub async fn send(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path(entry): Path<String>,
    RawForm(form): RawForm,
) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    let named = entry.clone();
    let wish = move |here: &Here<'_>, form: &Filled| wish(here, &named, form);
    let (visit, form, done) = Arc::clone(&site).attempt(visit, form, wish).await;
    match done {
        // Taking back cannot be taken back, so there is no way to undo.
        Ok(done) => go(&format!("/log?done={}", done.entries.last().copied().unwrap_or_default())),
        Err(Trouble::Refused(refusal)) => {
            let filled = form.refused(refusal);
            site.again(visit, move |here| page(here, &entry, &filled)).await
        }
        Err(trouble) => site.show(visit, move |_| Err(trouble)).await,
    }
}

/// The event of an entry that whoever looks logged, or that was logged for them.
fn own<'a>(here: &Here<'a>, entry: &str) -> Result<(EventIx, &'a Event), Trouble> {
    let me = here.member()?;
    let entry = entry.parse().map_err(|_| Trouble::NotFound)?;
    let ix = inquiry::entries::event_of(here.state, entry, "corrected")
        .map_err(|refused| plainly(&refused))?;
    let event = here.state.events.at(ix);
    if [event.provider, event.author].contains(&me) {
        Ok((ix, event))
    } else {
        Err(Trouble::Hidden)
    }
}

fn wish(here: &Here<'_>, entry: &str, form: &Filled) -> Result<Vec<Act>, Trouble> {
    let (_, event) = own(here, entry)?;
    let reason = form.get("reason").ok_or_else(|| {
        Trouble::Refused(format!("reason_missing: {}", here.say("log-no-reason")))
    })?;
    let reverse = Act::Reverse(Reverse { act: event.act, reason: Some(reason.to_owned()) });
    let mut acts = vec![reverse];
    if form.typed("then") != "nothing" {
        // What the commons gave of its own is written down by whoever is here.
        let of_all = here.state.itself == Some(event.provider);
        let who = if of_all { here.member()? } else { event.provider };
        acts.extend(fields::acts_of(here, form, who)?);
    }
    Ok(acts)
}

fn page(here: &Here<'_>, entry: &str, form: &Filled) -> Result<Body, Trouble> {
    let (ix, event) = own(here, entry)?;
    let telling = Telling { words: here.words, state: here.state };
    let again = filled(here.state, event).is_some();
    let kind = Kind::named(form.typed("kind"));
    let main = html! {
        (page::refused(here, form.refusal.as_ref()))
        div.note { p.told { (telling.event(ix)) } p.soft { (page::day(here, event.at)) } }
        p { (here.say("log-correct-how")) }
        form method="post" action=(format!("/log/correct/{entry}")) {
            (hidden_again(here, form))
            (field(form, "reason", &here.say("log-reason"), Field::Text))
            @if again {
                h2 { (here.say("log-as-it-was")) }
                (full_fields(here, form, kind))
                div.row {
                    button { (here.say("log-correct-save")) }
                    button.quiet name="then" value="nothing" { (here.say("log-only-back")) }
                }
            } @else {
                button name="then" value="nothing" { (here.say("log-only-back")) }
            }
        }
        p { a href="/log" { (here.say("shell-cancel")) } }
        (suggestions(here))
    };
    let told = [("entry", entry.into())];
    Ok(Body { title: here.words.say_with("log-correct-title", &told), main })
}
