//! What waits for whoever looks: requests to answer, contributions to accept, what is set aside and falls due.

use std::sync::Arc;

use axum::extract::{RawForm, State};
use axum::response::Response;
use commons::account::Account;
use commons::act::{Act, Answer, ReviewEvent, Word};
use commons::agent::AgentIx;
use commons::contribution::{Status, Verdict, status};
use commons::event::{Event, EventIx};
use commons::money::{Pending, PendingKind};
use commons::visibility::Thing;
use inquiry::waiting::{self, Aside};
use maud::{Markup, html};

use super::page as home;
use crate::page;
use crate::site::{Here, Site, Trouble};
use crate::telling::Telling;
use crate::visit::{Filled, Visit, pairs};

/// How many contributions are looked through for those that wait.
const LOOKED_AT: usize = 2_000;
/// How many of each kind are shown.
const SHOWN: usize = 6;

/// The section; nothing waits in silence.
pub fn section(here: &Here<'_>, me: AgentIx) -> Markup {
    let asked: Vec<&Pending> =
        waiting::pending(here.state, here.now).filter(|row| row.word_of == me).collect();
    let logs = to_accept(here, me);
    let aside: Vec<Aside<'_>> =
        waiting::aside(here.state).filter(|row| concerns(here, me, row)).take(SHOWN).collect();
    let nothing = asked.is_empty() && logs.is_empty() && aside.is_empty();
    html! {
        section aria-labelledby="waits" {
            h2 id="waits" { (here.say("home-waits")) }
            @if nothing { p.soft { (here.say("home-nothing-waits")) } }
            ul.list.wide {
                @for row in &asked { li { (request(here, row)) } }
                @for (ix, event) in &logs { li { (contribution(here, *ix, event)) } }
                @for row in &aside { li { (set_aside(here, row)) } }
            }
        }
    }
}

/// What others logged on resources that I answer for and that can still be contested.
fn to_accept<'a>(here: &Here<'a>, me: AgentIx) -> Vec<(EventIx, &'a Event)> {
    let state = here.state;
    let Some(equation) = state.equation.as_ref().filter(|_| here.sees(Thing::Contributions)) else {
        return Vec::new();
    };
    let is_mine = |event: &Event| {
        let touched = event.resource.into_iter().chain(event.to_resource);
        let mut accountable = touched.filter_map(|ix| state.resources.at(ix).accountable);
        accountable.any(|agent| agent == me)
    };
    let waits = |ix: &EventIx, event: &Event| {
        let found = status(state.reviews.get(ix), event.logged, equation.contest_days, here.now);
        event.corrects.is_none()
            && ![event.provider, event.author].contains(&me)
            && found == Status::Claimed
            && !state.is_taken_back(*ix)
            && is_mine(event)
    };
    let last = state.events.iter().rev().take(LOOKED_AT);
    last.filter(|(ix, event)| waits(ix, event)).take(SHOWN).collect()
}

/// Whether something that is set aside comes from me or goes to me.
fn concerns(here: &Here<'_>, me: AgentIx, row: &Aside<'_>) -> bool {
    let me = Some(Account::Agent(me));
    row.from(here.state) == me || row.to(here.state) == me
}

fn request(here: &Here<'_>, row: &Pending) -> Markup {
    let telling = Telling { words: here.words, state: here.state };
    let (by, amount) = (telling.agent(row.by), telling.measure(&row.amount));
    let other = row.other.as_ref().map(|other| telling.named(other)).unwrap_or_default();
    let told = [
        ("by", by.as_str().into()),
        ("amount", amount.as_str().into()),
        ("other", other.as_str().into()),
    ];
    let key = match (row.kind, &row.other) {
        (PendingKind::Demand, None) => "home-asks",
        (PendingKind::Demand, Some(_)) => "home-asks-for",
        (PendingKind::Report, None) => "home-reports",
        (PendingKind::Report, Some(_)) => "home-reports-of",
    };
    html! {
        p.line {
            a.told href=(format!("/journal/{}", row.entry)) { (here.words.say_with(key, &told)) }
            @if let Some(until) = row.until { " " span.soft { (here.say("home-until")) " " (page::day(here, until)) } }
        }
        (buttons(here, row.entry, &[("accept", "home-accept"), ("decline", "home-decline")]))
    }
}

fn contribution(here: &Here<'_>, ix: EventIx, event: &Event) -> Markup {
    let telling = Telling { words: here.words, state: here.state };
    html! {
        p.line {
            a.told href=(format!("/journal/{}", event.entry)) { (telling.event(ix)) } " "
            span.soft { (page::day(here, event.at)) }
        }
        (buttons(here, event.entry, &[("agree", "home-accept")]))
    }
}

/// A button for each answer, `what` is sent and what is read.
fn buttons(here: &Here<'_>, entry: u64, answers: &[(&str, &str)]) -> Markup {
    html! {
        form.row method="post" action="/answer" {
            (page::hidden(here))
            input type="hidden" name="of" value=(entry);
            @for (place, (word, key)) in answers.iter().enumerate() {
                button.quiet[place > 0] name="word" value=(word) { (here.say(key)) }
            }
        }
    }
}

fn set_aside(here: &Here<'_>, row: &Aside<'_>) -> Markup {
    let telling = Telling { words: here.words, state: here.state };
    let much = row.counts(here.state, here.now);
    let much = much.map(|much| telling.quantity(much)).unwrap_or_default();
    let name = |account: Option<Account>| {
        account.map(|account| telling.account(account)).unwrap_or_default()
    };
    let (from, to) = (name(row.from(here.state)), name(row.to(here.state)));
    let told = [
        ("amount", much.as_str().into()),
        ("from", from.as_str().into()),
        ("to", to.as_str().into()),
    ];
    html! {
        p.line {
            a.told href=(format!("/journal/{}", row.waiting.entry)) { (here.words.say_with("home-set-aside", &told)) }
            " " span.soft { (here.say("home-until")) " " (page::day(here, row.due())) }
        }
    }
}

/// Takes the answer to what waits.
pub async fn answer(
    State(site): State<Arc<Site>>,
    visit: Visit,
    RawForm(form): RawForm,
) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    site.act(visit, form, "/", wish, home).await
}

fn wish(here: &Here<'_>, form: &Filled) -> Result<Vec<Act>, Trouble> {
    let state = here.state;
    let entry = form.get("of").and_then(|text| text.parse().ok()).ok_or(Trouble::NotFound)?;
    let word = match form.typed("word") {
        "agree" => {
            let ix = inquiry::entries::event_of(state, entry, "accepted")?;
            let event = state.events.at(ix).act;
            let verdict = Verdict::Accepted;
            let wish = ReviewEvent { event, verdict, reason: None, quality: None };
            return Ok(vec![Act::ReviewEvent(wish)]);
        }
        "accept" => Word::Accept,
        "decline" => Word::Decline,
        _ => return Err(Trouble::NotFound),
    };
    let to = waiting::asked(state, entry)?;
    Ok(vec![Act::Answer(Answer { to, word })])
}
