//! An income, shared: who would get what, and then the sharing itself.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawForm, State};
use axum::response::Response;
use axum::routing::get;
use commons::act::{self, Act, Effects, Envelope, Shared};
use commons::name::{ActId, Handle};
use commons::state::State as Commons;
use commons::visibility::Thing;
use inquiry::amount::{self, Counts};
use maud::{Markup, html};
use quantity::Share;
use sha2::{Digest, Sha256};

use super::{said, worths};
use crate::page::{self, Cell, Kind, field};
use crate::site::{Body, Here, Site, Trouble};
use crate::visit::{Filled, Visit, pairs};

/// The routes of these pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/work/distribute", get(show_whole).post(share_whole))
        .route("/work/{handle}/distribute", get(show).post(share))
}

async fn show_whole(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, |here| page(here, None, &asked(here))).await
}

async fn show(State(site): State<Arc<Site>>, visit: Visit, Path(handle): Path<String>) -> Response {
    site.show(visit, move |here| page(here, Some(&handle), &asked(here))).await
}

async fn share_whole(
    State(site): State<Arc<Site>>,
    visit: Visit,
    RawForm(form): RawForm,
) -> Response {
    send(site, visit, None, &form).await
}

async fn share(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path(handle): Path<String>,
    RawForm(form): RawForm,
) -> Response {
    send(site, visit, Some(handle), &form).await
}

async fn send(site: Arc<Site>, visit: Visit, of: Option<String>, form: &[u8]) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(form)));
    let then = of.as_ref().map_or_else(|| "/work".to_owned(), |handle| format!("/work/{handle}"));
    let again = of.clone();
    site.act(
        visit,
        form,
        then,
        move |here, filled| agreed(here, of.as_deref(), filled),
        move |here, filled| page(here, again.as_deref(), filled),
    )
    .await
}

/// What the address asks to be previewed.
fn asked(here: &Here<'_>) -> Filled {
    ["income", "reference"].iter().fold(Filled::default(), |filled, name| {
        filled.with(name, here.visit.asked(name).unwrap_or_default())
    })
}

fn target(here: &Here<'_>, of: Option<&str>) -> Result<Option<Handle>, Trouble> {
    let Some(of) = of else { return Ok(None) };
    let handle = Handle::new(of).map_err(|_| Trouble::NotFound)?;
    said::target(here, &handle).ok_or(Trouble::NotFound)?;
    Ok(Some(handle))
}

fn page(here: &Here<'_>, of: Option<&str>, filled: &Filled) -> Result<Body, Trouble> {
    here.must_see(Thing::Contributions)?;
    here.member()?;
    let target = target(here, of)?;
    let path = target.as_ref().map_or_else(
        || "/work/distribute".to_owned(),
        |handle| format!("/work/{handle}/distribute"),
    );
    let what = target.as_ref().and_then(|it| said::target(here, it));
    let name = said::named(here, what.unwrap_or(commons::equity::Target::Whole)).1;
    let mut refusal = filled.refusal.clone();
    let preview = match filled.get("income").map(|_| preview(here, target.as_ref(), filled)) {
        Some(Ok(preview)) => Some(preview),
        Some(Err(Trouble::Refused(why))) => {
            refusal = refusal.or(Some(why));
            None
        }
        Some(Err(trouble)) => return Err(trouble),
        None => None,
    };
    let main = html! {
        p { (here.words.say_with("work-distribute-what", &[("name", name.as_str().into())])) }
        (page::refused(here, refusal.as_ref()))
        form method="get" action=(path) {
            div.row {
                (field(filled, "income", &here.say("work-income"), Kind::Number))
                (field(filled, "reference", &optional(here), Kind::Text))
            }
            button.quiet[preview.is_some()] { (here.say("work-preview")) }
        }
        @if let Some(preview) = &preview { (confirmation(here, target.as_ref(), &path, filled, preview)) }
    };
    let title = here.words.say_with("work-distribute-title", &[("name", name.as_str().into())]);
    Ok(Body { title, main })
}

fn optional(here: &Here<'_>) -> String {
    format!("{} {}", here.say("work-reference"), here.say("shell-optional"))
}

/// What confirming would do.
struct Preview {
    acts: Vec<Act>,
    wish: act::Distribute,
    shared: Shared,
    decimals: u8,
}

impl Preview {
    /// A figure of who gets what, by which a confirmed preview is known again.
    fn mark(&self) -> String {
        let mut hash = Sha256::new();
        for part in &self.shared.parts {
            hash.update(part.agent.as_str());
            hash.update([0]);
            hash.update(part.minor.to_be_bytes());
        }
        hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The acts that a form asks for.
fn acts(
    state: &Commons,
    target: Option<&Handle>,
    filled: &Filled,
) -> Result<(Vec<Act>, act::Distribute), Trouble> {
    let usual = state.equation.as_ref().and_then(|equation| state.unit(&equation.unit));
    let text = filled.get("income").unwrap_or_default();
    let income = amount::amount(state, text, Counts::Things, usual)?;
    let reference = filled.get("reference").map(str::to_owned);
    let wish =
        act::Distribute { income: income.measure.clone(), target: target.cloned(), reference };
    Ok((income.first().into_iter().collect(), wish))
}

/// Asks the rules as the member who is signed in, and writes nothing.
fn preview(here: &Here<'_>, target: Option<&Handle>, filled: &Filled) -> Result<Preview, Trouble> {
    let (acts, wish) = acts(here.state, target, filled)?;
    let key = here.visit.key().ok_or(Trouble::SignInFirst)?.public().to_bytes();
    let envelope = Envelope { entry: here.state.entries, at: here.now, act: ActId([0; 16]), key };
    let distribute = Act::Distribute(wish.clone());
    let refused = |it: commons::refusal::Refused| Trouble::refused(&it);
    let (effects, decimals) = if acts.is_empty() {
        let effects = act::decide(here.state, &envelope, &distribute).map_err(refused)?;
        (effects, decimals(here.state, &wish))
    } else {
        // A currency that was never used here comes first, so the rules are asked in a world that has it.
        let mut state = here.state.clone();
        for first in &acts {
            let effects = act::decide(&state, &envelope, first).map_err(refused)?;
            act::apply(&mut state, &envelope, first, &effects).map_err(|_| Trouble::Broken)?;
        }
        let effects = act::decide(&state, &envelope, &distribute).map_err(refused)?;
        (effects, decimals(&state, &wish))
    };
    let Effects::Distribution(shared) = effects else { return Err(Trouble::Broken) };
    Ok(Preview { acts, wish, shared, decimals })
}

fn decimals(state: &Commons, wish: &act::Distribute) -> u8 {
    state.unit(&wish.income.unit).map_or(0, |ix| state.units.at(ix).decimals)
}

/// The acts of a preview that was confirmed, if it would still give the same.
fn agreed(here: &Here<'_>, of: Option<&str>, filled: &Filled) -> Result<Vec<Act>, Trouble> {
    here.must_see(Thing::Contributions)?;
    let target = target(here, of)?;
    let sent_before = filled.act().is_some_and(|act| here.state.entry_of(act).is_some());
    if sent_before {
        // What was saved is not asked again: the shares have moved on since.
        let (mut first, wish) = acts(here.state, target.as_ref(), filled)?;
        first.push(Act::Distribute(wish));
        return Ok(first);
    }
    let preview = preview(here, target.as_ref(), filled)?;
    if preview.mark() != filled.typed("mark") {
        let sentence = format!("preview_outdated: {}", here.say("work-preview-outdated"));
        return Err(Trouble::Refused(sentence));
    }
    let mut acts = preview.acts;
    acts.push(Act::Distribute(preview.wish));
    Ok(acts)
}

/// Who would get what, and the form that makes it so.
fn confirmation(
    here: &Here<'_>,
    target: Option<&Handle>,
    path: &str,
    filled: &Filled,
    preview: &Preview,
) -> Markup {
    let unit = preview.wish.income.unit.as_str();
    let said = |minor: i128| {
        let figures = here.words.decimal(&quantity::format_decimal(minor, preview.decimals));
        format!("{figures}\u{a0}{unit}")
    };
    let of = target.map_or("all", Handle::as_str);
    let rows: Vec<Vec<Cell>> = preview
        .shared
        .parts
        .iter()
        .map(|part| {
            let share = Share::from_parts(part.share).unwrap_or_default();
            let agent = here.state.agent(&part.agent);
            let percent = worths::percent(here, share);
            let why = format!("/why/share/{of}/{}", part.agent);
            vec![
                Cell::Text(html! {
                    @match agent { Some(ix) => (said::agent_link(here, ix)), None => (part.agent) }
                }),
                Cell::Figure(page::why(here, &percent, &why)),
                Cell::Figure(html! { (said(part.minor)) }),
            ]
        })
        .collect();
    let heads = [
        here.say("work-who"),
        format!(">{}", here.say("work-share")),
        format!(">{}", here.say("work-gets")),
    ];
    let total = said(preview.wish.income.minor);
    html! {
        section.card {
            h2 { (here.words.say_with("work-preview-title", &[("total", total.as_str().into())])) }
            p.soft { (here.say("work-preview-nothing")) }
            (page::table(&here.say("work-preview-table"), &heads.each_ref().map(String::as_str), &rows))
            form method="post" action=(path) {
                (page::hidden_again(here, filled))
                input type="hidden" name="income" value=(filled.typed("income"));
                input type="hidden" name="reference" value=(filled.typed("reference"));
                input type="hidden" name="mark" value=(preview.mark());
                button { (here.words.say_with("work-distribute-now", &[("total", total.as_str().into())])) }
            }
        }
    }
}
