//! Contributions: what was logged, where each stands, and the word of others on it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawForm, State};
use axum::response::Response;
use axum::routing::get;
use commons::act::{Act, ReviewEvent};
use commons::contribution::{Status, Verdict};
use commons::equation::ModulatorKind;
use commons::equity::Target;
use commons::event::{Event, EventIx};
use commons::state::State as Commons;
use commons::visibility::Thing;
use inquiry::{amount, names};
use maud::{Markup, html};

use super::said;
use crate::answer::go;
use crate::page::{self, Kind, choice, field};
use crate::pages::enter::local;
use crate::signed;
use crate::site::{Body, Here, Site, Trouble};
use crate::visit::{Filled, Visit, pairs};

/// Contributions of a page.
const PAGE: usize = 20;
/// Names that a field suggests.
const SUGGESTED: usize = 50;
/// What a checkbox is called, before its entry.
const BOX: &str = "entry-";

/// The routes of these pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/work/contributions", get(show).post(accept))
        .route("/work/contributions/{entry}", get(show_one).post(review))
}

/// Some contributions, the newest first, and the place that older ones are before.
pub struct Sheet {
    /// The contributions.
    pub events: Vec<EventIx>,
    /// From where on there are older ones.
    pub older: Option<usize>,
}

/// The newest contributions that fit, before a place.
pub fn newest(
    state: &Commons,
    before: Option<usize>,
    most: usize,
    fits: impl Fn(EventIx, &Event) -> bool,
) -> Sheet {
    let rows =
        state.events.iter().rev().skip_while(|(ix, _)| before.is_some_and(|it| ix.place() >= it));
    let found =
        rows.filter(|(_, event)| event.corrects.is_none()).filter(|(ix, event)| fits(*ix, event));
    let mut events: Vec<EventIx> = found.map(|(ix, _)| ix).take(most + 1).collect();
    let more = events.len() > most;
    events.truncate(most);
    Sheet { older: events.last().filter(|_| more).map(|ix| ix.place()), events }
}

/// Whether a contribution was given to something.
#[must_use]
pub fn given_to(state: &Commons, event: &Event, target: Target) -> bool {
    match target {
        Target::Whole => true,
        Target::Process(it) => [event.input_of, event.output_of].contains(&Some(it)),
        Target::Resource(it) => [event.resource, event.to_resource].contains(&Some(it)),
        Target::Agreement(it) => event.agreement.is_some_and(|(agreement, _)| agreement == it),
        Target::Project(it) => {
            let within = |process| state.processes.at(process).in_scope_of == Some(it);
            event.input_of.is_some_and(within)
                || event.output_of.is_some_and(within)
                || [event.provider, event.receiver].contains(&it)
        }
    }
}

/// The place that an address says contributions are wanted before.
#[must_use]
pub fn before(here: &Here<'_>) -> Option<usize> {
    here.visit.asked("before").and_then(|text| text.parse().ok())
}

/// What was asked to be shown of all contributions.
struct Sieve {
    target: Option<Target>,
    person: Option<commons::agent::AgentIx>,
    role: Option<String>,
    state: Option<Status>,
}

impl Sieve {
    /// Reads the filters of the address; what waits is shown unless something else is asked for.
    fn asked(here: &Here<'_>) -> Result<Self, Trouble> {
        let state = here.state;
        let target = here.visit.asked("project").map(|name| names::any(state, name)).transpose()?;
        let person =
            here.visit.asked("person").map(|name| names::agent(state, name)).transpose()?;
        let status = match here.visit.asked("state") {
            Some("accepted") => Some(Status::Accepted),
            Some("contested") => Some(Status::Contested),
            Some("all") => None,
            _ => Some(Status::Claimed),
        };
        Ok(Self {
            target: target.and_then(|(handle, _)| said::target(here, &handle)),
            person: person.and_then(|handle| state.agent(&handle)),
            role: here.visit.asked("role").map(str::to_lowercase),
            state: status,
        })
    }

    fn fits(&self, here: &Here<'_>, ix: EventIx, event: &Event) -> bool {
        let role = || event.role().map(commons::name::Handle::as_str);
        self.person.is_none_or(|person| event.provider == person)
            && self.role.as_deref().is_none_or(|wanted| role() == Some(wanted))
            && self.target.is_none_or(|target| given_to(here.state, event, target))
            && self.state.is_none_or(|wanted| said::state(here, ix) == wanted)
            && !here.state.is_taken_back(ix)
    }
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, |here| page(here, &Filled::default())).await
}

fn page(here: &Here<'_>, filled: &Filled) -> Result<Body, Trouble> {
    here.must_see(Thing::Contributions)?;
    let (sheet, unread) = match Sieve::asked(here) {
        Ok(sieve) => {
            let fits = |ix, event: &Event| sieve.fits(here, ix, event);
            (newest(here.state, before(here), PAGE, fits), None)
        }
        Err(Trouble::Refused(refusal)) => {
            (Sheet { events: Vec::new(), older: None }, Some(refusal))
        }
        Err(trouble) => return Err(trouble),
    };
    let main = html! {
        (page::refused(here, filled.refusal.as_ref()))
        (filters(here))
        @if let Some(unread) = &unread { div.refused role="alert" { p { (unread) } } }
        @if sheet.events.is_empty() {
            p { (here.say(if is_filtered(here) { "work-none-fit" } else { "work-none-wait" })) }
        } @else {
            (several(here, filled, &sheet))
        }
        (pages(here, &query(here, None), sheet.older))
    };
    Ok(Body { title: here.say("work-waiting-title"), main })
}

fn is_filtered(here: &Here<'_>) -> bool {
    ["project", "person", "role", "state", "before"].iter().any(|it| here.visit.asked(it).is_some())
}

/// The address of this page with its filters, from a place on.
fn query(here: &Here<'_>, before: Option<usize>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["project", "person", "role", "state"] {
        here.visit.asked(name).map(|value| query.append_pair(name, value));
    }
    before.map(|before| query.append_pair("before", &before.to_string()));
    let query = query.finish();
    if query.is_empty() {
        "/work/contributions".to_owned()
    } else {
        format!("/work/contributions?{query}")
    }
}

/// The way to older contributions and back; `address` is that of the newest.
#[must_use]
pub fn pages(here: &Here<'_>, address: &str, older: Option<usize>) -> Markup {
    let mark = if address.contains('?') { '&' } else { '?' };
    html! {
        @if older.is_some() || before(here).is_some() {
            div.row {
                @if before(here).is_some() { a.button.quiet href=(address) { (here.say("work-newest")) } }
                @if let Some(older) = older {
                    a.button.quiet href=(format!("{address}{mark}before={older}")) { (here.say("shell-older")) }
                }
            }
        }
    }
}

fn filters(here: &Here<'_>) -> Markup {
    let mut filled = Filled::default();
    for name in ["project", "person", "role", "state"] {
        filled = filled.with(name, here.visit.asked(name).unwrap_or_default());
    }
    let states = [
        ("", "work-state-claimed"),
        ("accepted", "work-state-accepted"),
        ("contested", "work-state-contested"),
        ("all", "work-state-all"),
    ];
    let states: Vec<(String, String)> =
        states.iter().map(|(value, key)| ((*value).to_owned(), here.say(key))).collect();
    let projects =
        here.state.processes.iter().rev().filter(|(_, row)| !row.finished).take(SUGGESTED);
    let people = here.state.agents.iter().rev().take(SUGGESTED);
    html! {
        details.filters open[is_filtered(here)] {
            summary { (here.say("work-filter")) }
            form method="get" action="/work/contributions" {
                div.row {
                    (field(&filled, "project", &here.say("work-filter-project"), Kind::Suggested("projects")))
                    (field(&filled, "person", &here.say("work-filter-person"), Kind::Suggested("people")))
                    (field(&filled, "role", &here.say("work-filter-role"), Kind::Text))
                    (choice(&filled, "state", &here.say("work-filter-state"), &states))
                }
                datalist id="projects" { @for (_, row) in projects { option value=(row.handle) { (row.name) } } }
                datalist id="people" { @for (_, row) in people { option value=(row.handle) { (row.name) } } }
                button.quiet { (here.say("work-show")) }
            }
        }
    }
}

/// Contributions to choose from and accept together.
fn several(here: &Here<'_>, filled: &Filled, sheet: &Sheet) -> Markup {
    let any = sheet.events.iter().any(|ix| may_review(here, *ix));
    html! {
        form method="post" action=(query(here, before(here))) {
            (page::hidden_again(here, filled))
            ul.items {
                @for ix in &sheet.events {
                    @let event = here.state.events.at(*ix);
                    @let name = format!("{BOX}{}", event.entry);
                    li {
                        @if may_review(here, *ix) {
                            label.choose {
                                input type="checkbox" name=(name) value="yes" checked[filled.get(&name).is_some()];
                                (about(here, *ix, Sentence::Plain))
                            }
                        } @else {
                            div.choose { (about(here, *ix, Sentence::Plain)) }
                        }
                        div.acts {
                            a href=(format!("/work/contributions/{}", event.entry)) {
                                (here.say("work-look"))
                                span.unseen { " " (said::did(here, *ix)) }
                            }
                        }
                    }
                }
            }
            @if any {
                div.row {
                    button { (here.say("work-accept-chosen")) }
                    button.quiet name="all" value="yes" { (here.say("work-accept-page")) }
                }
                @for ix in sheet.events.iter().filter(|ix| may_review(here, **ix)) {
                    input type="hidden" name=(format!("shown-{}", here.state.events.at(*ix).entry)) value="yes";
                }
            }
        }
    }
}

/// Whether the member who is signed in has a word on a contribution.
#[must_use]
pub fn may_review(here: &Here<'_>, ix: EventIx) -> bool {
    let event = here.state.events.at(ix);
    here.me.is_some_and(|me| event.provider != me)
        && event.corrects.is_none()
        && said::state(here, ix) != Status::Accepted
        && !here.state.is_taken_back(ix)
}

/// Whether the sentence of a contribution leads to its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sentence {
    /// It does.
    Linked,
    /// It does not: it stands within something else that is pressed.
    Plain,
}

/// What is told of a contribution: who did what, when, for what, and where it stands.
#[must_use]
pub fn about(here: &Here<'_>, ix: EventIx, sentence: Sentence) -> Markup {
    let event = here.state.events.at(ix);
    let review = here.state.reviews.get(&ix);
    html! {
        span.about {
            @match sentence {
                Sentence::Linked => { a href=(format!("/journal/{}", event.entry)) { (said::did(here, ix)) } },
                Sentence::Plain => strong { (said::did(here, ix)) },
            }
            " "
            @if here.state.is_taken_back(ix) { span.tag { (here.say("work-taken-back")) } }
            @else { (said::state_tag(here, said::state(here, ix))) }
            span.soft.under { (page::day(here, event.at)) }
            @if let Some(note) = event.note() { span.under { (note) } }
            @if let Some(reason) = review.and_then(|it| it.reason.as_ref().map(|reason| (it, reason))) {
                @let told = [("who", said::agent(here, reason.0.by).into()), ("reason", reason.1.as_str().into())];
                span.under {
                    @match reason.0.verdict {
                        Verdict::Contested => (here.words.say_with("work-contested-by", &told)),
                        Verdict::Accepted => (here.words.say_with("work-accepted-by", &told)),
                    }
                }
            }
        }
    }
}

/// What a member may say to a contribution, beside it; afterwards they are back where they were.
#[must_use]
pub fn buttons(here: &Here<'_>, ix: EventIx) -> Markup {
    let event = here.state.events.at(ix);
    let action = format!("/work/contributions/{}", event.entry);
    let reason = format!("reason-{}", event.entry);
    html! {
        @if may_review(here, ix) {
            div.acts {
                form method="post" action=(action) {
                    (page::hidden(here))
                    input type="hidden" name="back" value=(here.visit.path);
                    input type="hidden" name="verdict" value="accepted";
                    button { (here.say("work-accept")) span.unseen { " " (said::did(here, ix)) } }
                }
                @if said::state(here, ix) == Status::Claimed {
                    details {
                        summary { (here.say("work-contest")) span.unseen { " " (said::did(here, ix)) } }
                        form method="post" action=(action) {
                            (page::hidden(here))
                            input type="hidden" name="back" value=(here.visit.path);
                            input type="hidden" name="verdict" value="contested";
                            label for=(reason) { (here.say("work-reason")) }
                            textarea id=(reason) name="reason" rows="3" {}
                            button.quiet { (here.say("work-contest")) }
                        }
                    }
                }
            }
        }
    }
}

async fn accept(State(site): State<Arc<Site>>, visit: Visit, RawForm(form): RawForm) -> Response {
    let fields = pairs(&String::from_utf8_lossy(&form));
    let entries = chosen(&fields);
    let wish = move |here: &Here<'_>, _: &Filled| {
        if entries.is_empty() {
            let sentence = format!("nothing_chosen: {}", here.say("work-nothing-chosen"));
            return Err(Trouble::Refused(sentence));
        }
        let accepted = |entry| word(here, entry, &Filled::default().with("verdict", "accepted"));
        entries.into_iter().map(accepted).collect()
    };
    let back = "/work/contributions".to_owned();
    settle(site, visit, Filled::of(fields), back, wish, page).await
}

/// The entries that were ticked, or all that were shown, in the order of the journal.
fn chosen(fields: &BTreeMap<String, String>) -> Vec<u64> {
    let prefix = if fields.contains_key("all") { "shown-" } else { BOX };
    let entries = fields.keys().filter_map(|name| name.strip_prefix(prefix)?.parse().ok());
    let mut entries: Vec<u64> = entries.take(PAGE).collect();
    entries.sort_unstable();
    entries
}

/// Does what a form asks for and goes back. There is no way to take a word back but by another word.
async fn settle(
    site: Arc<Site>,
    visit: Visit,
    form: Filled,
    back: String,
    wish: impl FnOnce(&Here<'_>, &Filled) -> Result<Vec<Act>, Trouble> + Send + 'static,
    again: impl FnOnce(&Here<'_>, &Filled) -> Result<Body, Trouble> + Send + 'static,
) -> Response {
    let (visit, form, done) = Arc::clone(&site).attempt(visit, form, wish).await;
    match done {
        Ok(done) => {
            let entry = done.entries.last().copied().unwrap_or_default();
            let mark = if back.contains('?') { '&' } else { '?' };
            go(&format!("{back}{mark}done={entry}"))
        }
        Err(Trouble::Refused(refusal)) => {
            let filled = form.refused(refusal);
            site.again(visit, move |here| again(here, &filled)).await
        }
        Err(trouble) => site.show(visit, move |_| Err(signed::then(trouble, &back))).await,
    }
}

/// A word on the contribution of an entry.
fn word(here: &Here<'_>, entry: u64, filled: &Filled) -> Result<Act, Trouble> {
    let ix = here.state.event_of_entry(entry).ok_or(Trouble::NotFound)?;
    let verdict = Verdict::from_word(filled.typed("verdict")).ok_or(Trouble::NotFound)?;
    Ok(Act::ReviewEvent(ReviewEvent {
        event: here.state.events.at(ix).act,
        verdict,
        reason: filled.get("reason").map(str::to_owned),
        quality: filled.get("quality").map(amount::ratio).transpose()?,
    }))
}

async fn show_one(State(site): State<Arc<Site>>, visit: Visit, Path(entry): Path<u64>) -> Response {
    site.show(visit, move |here| one(here, entry, &Filled::default())).await
}

/// A contribution by itself, with the forms for a word on it.
fn one(here: &Here<'_>, entry: u64, filled: &Filled) -> Result<Body, Trouble> {
    here.must_see(Thing::Contributions)?;
    let ix = here.state.event_of_entry(entry).ok_or(Trouble::NotFound)?;
    let event = here.state.events.at(ix);
    let main = html! {
        (page::refused(here, filled.refusal.as_ref()))
        div.card {
            (about(here, ix, Sentence::Linked))
            p { a href=(format!("/why/entry/{entry}")) data-why { (here.say("shell-why")) } }
        }
        @if may_review(here, ix) {
            form method="post" action=(format!("/work/contributions/{entry}")) {
                (page::hidden_again(here, filled))
                @if marks_quality(here) {
                    (field(filled, "quality", &here.say("work-quality"), Kind::Number))
                    p.hint { (here.say("work-quality-hint")) }
                }
                (field(filled, "reason", &here.say("work-reason-only"), Kind::Lines))
                div.row {
                    button name="verdict" value="accepted" { (here.say("work-accept")) }
                    @if said::state(here, ix) == Status::Claimed {
                        button.quiet name="verdict" value="contested" { (here.say("work-contest")) }
                    }
                }
            }
            p.hint { (here.say("work-contest-hint")) }
        } @else if here.me == Some(event.provider) {
            p.soft { (here.say("work-own")) }
        }
    };
    Ok(Body { title: said::did(here, ix), main })
}

/// Whether what is found of the quality makes a contribution count more or less.
fn marks_quality(here: &Here<'_>) -> bool {
    let equation = here.state.equation.as_ref();
    equation.is_some_and(|it| it.modulators.iter().any(|it| it.kind == ModulatorKind::Quality))
}

async fn review(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path(entry): Path<u64>,
    RawForm(form): RawForm,
) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    let back = form.get("back").map_or("/work/contributions", local).to_owned();
    let wish = move |here: &Here<'_>, filled: &Filled| Ok(vec![word(here, entry, filled)?]);
    settle(site, visit, form, back, wish, move |here, filled| one(here, entry, filled)).await
}
