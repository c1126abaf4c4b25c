//! Rules: the charter in force as sentences beside its text, what it guarantees, its history, and a new text proposed.

mod differing;
mod equation;
mod guarantees;
mod proposal;
mod told;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use commons::money::Adoption;
use commons::visibility::Thing;
use maud::{Markup, html};

use crate::page::{Cell, day, table};
use crate::site::{Body, Here, Site, Trouble};
use crate::telling::Telling;
use crate::visit::Visit;
use guarantees::Checked;

pub(super) use equation::{headings, rated};

/// The routes of these pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/rules", get(show))
        .route("/rules/{entry}", get(version))
        .route("/rules/differences", get(differences))
        .route("/rules/propose", get(proposal::show).post(proposal::send))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, |here| {
        here.must_see(Thing::Charter)?;
        match here.state.money.charters.last() {
            Some(adoption) => Ok(charter(here, adoption)),
            None => Ok(equation::alone(here)),
        }
    })
    .await
}

/// The version that an entry adopted.
fn adopted<'a>(here: &Here<'a>, entry: u64) -> Result<(usize, &'a Adoption), Trouble> {
    let mut all = (1..).zip(&here.state.money.charters);
    all.find(|(_, adoption)| adoption.entry == entry).ok_or(Trouble::NotFound)
}

async fn version(State(site): State<Arc<Site>>, visit: Visit, Path(entry): Path<u64>) -> Response {
    site.show(visit, move |here| {
        here.must_see(Thing::Charter)?;
        let (_, adoption) = adopted(here, entry)?;
        Ok(charter(here, adoption))
    })
    .await
}

async fn differences(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, |here| {
        here.must_see(Thing::Charter)?;
        let asked = |name: &str| here.visit.asked(name).and_then(|entry| entry.parse().ok());
        let (from, to) = asked("from").zip(asked("to")).ok_or(Trouble::NotFound)?;
        let ((first, old), (last, new)) = (adopted(here, from)?, adopted(here, to)?);
        let told = [("from", first.to_string().into()), ("to", last.to_string().into())];
        Ok(Body {
            title: here.words.say_with("rules-differences-title", &told),
            main: html! {
                (differing::told(here, &old.text, &new.text))
                p { a href="/rules" { (here.say("rules-back")) } }
            },
        })
    })
    .await
}

fn charter(here: &Here<'_>, adoption: &Adoption) -> Body {
    let charters = &here.state.money.charters;
    let number = charters.iter().position(|it| it.entry == adoption.entry).unwrap_or_default() + 1;
    let (tree, _) = charter::parse::parse(&adoption.text);
    let head = inquiry::library::head(&tree);
    let title = head.map_or_else(|| here.say("rules-title"), |head| head.name.text.to_string());
    let said =
        [("version", number.to_string().into()), ("entry", adoption.entry.to_string().into())];
    let standing = if number == charters.len() { "rules-in-force" } else { "rules-no-longer" };
    let main = html! {
        p.soft {
            (here.words.say_with(standing, &said)) " · " (day(here, adoption.at)) " · "
            a href=(format!("/journal/{}", adoption.entry)) { (here.words.say_with("rules-adoption", &said)) }
        }
        @if adoption.rules.is_none() { p.refused { (here.say("rules-not-understood")) } }
        p.row {
            a.button href="/rules/propose" { (here.say("rules-propose")) }
            a.button.quiet href="/whatif" { (here.say("rules-what-if")) }
            a.button.quiet href="/money/flows" { (here.say("rules-flows")) }
        }
        (guarantees::section(here, &Checked::of(&adoption.text)))
        (told::section(here, &adoption.text))
        (history(here))
    };
    Body { title, main }
}

/// All versions, and a way to hold two against one another.
fn history(here: &Here<'_>) -> Markup {
    let charters = &here.state.money.charters;
    let telling = Telling { words: here.words, state: here.state };
    let author = |entry: u64| {
        let read = here.site.keeper.journal(|journal| journal.entry(entry));
        let found = read.ok().and_then(Result::ok).flatten();
        found.map(|entry| telling.signer(&entry.act.author.to_bytes())).unwrap_or_default()
    };
    let mut rows = Vec::new();
    let mut before: Option<&Adoption> = None;
    for (number, adoption) in (1..).zip(charters) {
        let changed = before
            .map_or(0, |before| inquiry::declared::differences(&before.text, &adoption.text).len());
        let changed = match before {
            None => html! { (here.say("rules-first")) },
            Some(before) => html! {
                a href=(format!("/rules/differences?from={}&to={}", before.entry, adoption.entry)) {
                    (here.words.say_with("rules-changed-count", &[("count", changed.into())]))
                }
            },
        };
        let number: usize = number;
        rows.push(vec![
            Cell::Text(html! { a href=(format!("/rules/{}", adoption.entry)) { (number) } }),
            Cell::Text(day(here, adoption.at)),
            Cell::Text(html! { (author(adoption.entry)) }),
            Cell::Text(changed),
        ]);
        before = Some(adoption);
    }
    rows.reverse();
    let heads = ["rules-version", "rules-since", "rules-by", "rules-what-changed"];
    let heads: Vec<String> = heads.iter().map(|key| here.words.say(key)).collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    html! {
        h2 { (here.say("rules-history")) }
        (table(&here.say("rules-versions"), &heads, &rows))
        @if charters.len() > 1 { (compare(here)) }
    }
}

fn compare(here: &Here<'_>) -> Markup {
    let charters = &here.state.money.charters;
    let entry = |back: usize| {
        let at = charters.len().checked_sub(back).and_then(|at| charters.get(at));
        at.map(|it| it.entry.to_string()).unwrap_or_default()
    };
    let filled = crate::visit::Filled::default().with("from", entry(2)).with("to", entry(1));
    let options: Vec<(String, String)> = (1..)
        .zip(charters)
        .map(|(number, it): (usize, _)| {
            let said = [("version", number.to_string().into())];
            (it.entry.to_string(), here.words.say_with("rules-version-number", &said))
        })
        .collect();
    html! {
        form.row method="get" action="/rules/differences" {
            (crate::page::choice(&filled, "from", &here.say("rules-compare"), &options))
            (crate::page::choice(&filled, "to", &here.say("rules-with"), &options))
            div.field { button.quiet { (here.say("rules-show-differences")) } }
        }
    }
}
