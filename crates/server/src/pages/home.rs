//! Home: what came in, what is going on, who joined, what waits.

mod came_in;
mod waits;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use commons::account::Account;
use commons::agent::{AgentIx, AgentKind};
use commons::name::Moment;
use commons::visibility::Thing;
use maud::{Markup, html};

use super::why::sees_entry;
use crate::page;
use crate::site::{Body, Here, Site, Trouble};
use crate::telling::Telling;
use crate::visit::{Filled, Visit};

/// How many rows each list has.
const FEW: usize = 5;
/// How many things that happened are told, and how many entries are looked through for them.
const HAPPENED: usize = 8;
const LOOKED_AT: u64 = 24;

/// The routes of this page.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/", get(show)).route("/answer", post(waits::answer))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, |here| page(here, &Filled::default())).await
}

fn page(here: &Here<'_>, filled: &Filled) -> Result<Body, Trouble> {
    let main = match here.me {
        Some(me) => inside(here, me, filled)?,
        None => outside(here),
    };
    Ok(Body { title: here.state.name.clone(), main })
}

/// What members see.
fn inside(here: &Here<'_>, me: AgentIx, filled: &Filled) -> Result<Markup, Trouble> {
    Ok(html! {
        (page::refused(here, filled.refusal.as_ref()))
        (one_line(here))
        ul.ways {
            li { a.button.quiet href="/money/pay" { (here.say("home-pay")) } }
            li { a.button.quiet href="/me#shares" { (here.say("home-my-share")) } }
            li { a.button.quiet href="/people" { (here.say("home-people")) } }
        }
        (waits::section(here, me))
        div.cards {
            section.card aria-labelledby="came-in" {
                h2 id="came-in" { (here.say("home-came-in")) }
                (came_in::list(here)?)
            }
            section.card aria-labelledby="going-on" {
                h2 id="going-on" { (here.say("home-going-on")) }
                (going_on(here)?)
            }
            section.card aria-labelledby="joined" {
                h2 id="joined" { (here.say("home-joined")) }
                (joined(here))
            }
        }
    })
}

/// The quickest way to log something: one line and one button.
fn one_line(here: &Here<'_>) -> Markup {
    html! {
        form.quick method="post" action="/log" {
            (page::hidden(here))
            label for="line" { (here.say("home-log")) }
            div.together {
                input type="text" id="line" name="line" autocomplete="off" enterkeyhint="go"
                    aria-describedby="line-hint" placeholder=(here.say("log-line-example"));
                button { (here.say("log-save")) }
            }
            p.hint id="line-hint" { (here.say("home-log-hint")) " " a href="/log" { (here.say("home-log-more")) } }
        }
    }
}

/// What somebody sees who is not signed in: the name, the way in, what it is, and what the charter shows to everyone.
fn outside(here: &Here<'_>) -> Markup {
    let commons = [("commons", here.state.name.as_str().into())];
    let pools = open_pools(here);
    html! {
        p.lead { (here.words.say_with("home-what-it-is", &commons)) }
        @if let Some(promise) = promise(here) { blockquote.promise { p { (promise) } } }
        p { a.button href="/enter" { (here.say("shell-sign-in")) } }
        p.soft { (here.say("home-how-to-join")) }
        @if !pools.is_empty() {
            h2 { (here.say("home-pools")) }
            (page::table(&here.say("home-pools"), &[&here.say("home-pool"), &format!(">{}", here.say("home-balance"))], &pools))
        }
        @if here.sees(Thing::Charter) {
            p { a href="/rules" { (here.say("home-read-rules")) } }
        }
    }
}

/// What the charter in force promises, if whoever looks may read it.
fn promise(here: &Here<'_>) -> Option<String> {
    if !here.sees(Thing::Charter) {
        return None;
    }
    let (tree, _) = charter::parse::parse(&here.state.money.charters.last()?.text);
    inquiry::library::head(&tree)?.promise.as_ref().map(|promise| promise.text.to_string())
}

fn open_pools(here: &Here<'_>) -> Vec<Vec<page::Cell>> {
    let shown = |account, unit| here.sees(Thing::Balance { account, unit });
    let rows = inquiry::holdings::balances(here.state, None, here.now);
    let row = |row: inquiry::holdings::Balance| match row.account {
        Account::Pool(pool) if here.sees(Thing::Pool(pool)) && shown(row.account, row.unit) => {
            let name = &here.state.pools.at(pool).name;
            let figure = here.words.amount(here.state, row.minor, row.unit);
            let (name, figure) = (html! { (name) }, html! { (figure) });
            Some(vec![page::Cell::Text(name), page::Cell::Figure(figure)])
        }
        _ => None,
    };
    rows.into_iter().filter_map(row).collect()
}

/// The last things that happened and that whoever looks may see, the newest first.
fn going_on(here: &Here<'_>) -> Result<Markup, Trouble> {
    let told = happened(here)?;
    Ok(html! {
        @if told.is_empty() { p.soft { (here.say("shell-nothing")) } }
        ol.list {
            @for (entry, at, sentence) in told {
                li { a.told href=(format!("/journal/{entry}")) { (sentence) } " " span.soft { (page::day(here, at)) } }
            }
        }
        p { a href="/journal" { (here.say("shell-more")) } }
    })
}

fn happened(here: &Here<'_>) -> Result<Vec<(u64, Moment, String)>, Trouble> {
    let telling = Telling { words: here.words, state: here.state };
    let from = here.state.entries.saturating_sub(LOOKED_AT);
    let mut told = Vec::new();
    here.read(|reading| {
        reading.read::<()>(from, |entry, act| {
            if sees_entry(here, entry, act).is_ok() {
                let by = telling.signer(&entry.act.author.to_bytes());
                told.push((entry.index, Moment(entry.at_ms), telling.act(entry.index, &by, act)));
            }
            Ok(ControlFlow::Continue(()))
        })
    })?;
    Ok(told.into_iter().rev().take(HAPPENED).collect())
}

fn joined(here: &Here<'_>) -> Markup {
    let people = here.state.agents.iter().rev();
    let people = people.filter(|(_, agent)| agent.kind == AgentKind::Person);
    let last: Vec<_> = people.take(FEW).collect();
    html! {
        @if !here.sees(Thing::Members) || last.is_empty() {
            p.soft { (here.say("shell-nothing")) }
        } @else {
            ul.list {
                @for (ix, agent) in last {
                    li {
                        a href=(format!("/people/{}", agent.handle)) { (agent.name) } " "
                        span.soft { (page::day(here, here.state.money.joined(ix))) }
                    }
                }
            }
            p { a href="/people" { (here.say("home-all-people")) } }
        }
    }
}

/// The entries of the last payments that were booked by a reference, the newest first.
fn referenced(here: &Here<'_>) -> Vec<u64> {
    let mut last = BTreeSet::new();
    for entry in here.state.money.references.values() {
        last.insert(*entry);
        if last.len() > FEW {
            last.pop_first();
        }
    }
    last.into_iter().rev().collect()
}
