//! A new text of the charter: checked in the page, held against the one in force, adopted if the rules let it.

use std::sync::Arc;

use axum::extract::{RawForm, State};
use axum::response::Response;
use commons::act::{Act, AdoptCharter};
use commons::money::Decided;
use commons::name::ActId;
use commons::visibility::Thing;
use maud::{Markup, html};

use super::differing;
use super::guarantees::{self, Checked};
use crate::page::{self, Kind, field};
use crate::site::{Body, Here, Site, Trouble};
use crate::visit::{Filled, Visit, pairs};

fn in_force<'a>(here: &Here<'a>) -> Option<&'a str> {
    here.state.money.charters.last().map(|adoption| &*adoption.text)
}

/// The empty form: it holds the text in force.
pub async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, |here| {
        here.must_see(Thing::Charter)?;
        let filled = Filled::default().with("text", in_force(here).unwrap_or_default());
        page(here, &filled, None)
    })
    .await
}

/// Checks what was sent, or adopts it.
pub async fn send(State(site): State<Arc<Site>>, visit: Visit, RawForm(form): RawForm) -> Response {
    let filled = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    if let Err(trouble) = site.guarded(&visit, &filled) {
        return site.show(visit, move |_| Err(trouble)).await;
    }
    // Browsers end lines as telegraphs did.
    let text = filled.typed("text").replace("\r\n", "\n");
    let filled = filled.with("text", text.clone());
    let checking = tokio::task::spawn_blocking(move || Checked::of(&text));
    let Ok(checked) = checking.await else { return page::bare() };
    if filled.get("do") != Some("adopt") || !checked.passes() {
        return site.show(visit, move |here| page(here, &filled, Some(&checked))).await;
    }
    let wish = |here: &Here<'_>, filled: &Filled| {
        let text = filled.typed("text").to_owned();
        let note = filled.get("note").map(str::to_owned);
        let chosen = |row: &&Decided| filled.get(&format!("decision-{}", row.entry)).is_some();
        let decided: Vec<ActId> =
            here.state.money.decided.iter().filter(chosen).map(|row| row.act).collect();
        Ok(vec![Act::AdoptCharter(Box::new(AdoptCharter { text, decided, note }))])
    };
    site.act(visit, filled, "/rules", wish, move |here, filled| page(here, filled, Some(&checked)))
        .await
}

fn page(here: &Here<'_>, filled: &Filled, checked: Option<&Checked>) -> Result<Body, Trouble> {
    here.must_see(Thing::Charter)?;
    here.member()?;
    let first = in_force(here).is_none();
    let main = html! {
        (page::refused(here, filled.refusal.as_ref()))
        @if let Some(checked) = checked { (found(here, filled, checked)) }
        form method="post" action="/rules/propose" {
            (page::hidden_again(here, filled))
            div.text { (field(filled, "text", &here.say("rules-text"), Kind::Lines)) }
            p.hint { (here.say("rules-text-hint")) }
            button.quiet name="do" value="check" { (here.say("rules-check")) }
            @if checked.is_some_and(Checked::passes) {
                (decisions(here, filled))
                (field(filled, "note", &here.say("rules-note"), Kind::Text))
                button name="do" value="adopt" {
                    (here.say(if first { "rules-adopt" } else { "rules-amend" }))
                }
            }
        }
    };
    let title = here.say(if first { "rules-write" } else { "rules-propose" });
    Ok(Body { title, main })
}

fn found(here: &Here<'_>, filled: &Filled, checked: &Checked) -> Markup {
    let passes = checked.passes();
    let text = filled.typed("text");
    html! {
        div.(if passes { "done" } else { "refused" }) role="status" {
            p { (here.say(if passes { "rules-can-be-adopted" } else { "rules-cannot-be-adopted" })) }
        }
        (guarantees::wrong(here, checked))
        @if passes { (guarantees::section(here, checked)) }
        @if let Some(old) = in_force(here) {
            h2 { (here.say("rules-would-change")) }
            (differing::told(here, old, text))
            (differing::who_decides(here, old, text))
        }
    }
}

/// The recorded decisions that the change may rest on.
fn decisions(here: &Here<'_>, filled: &Filled) -> Markup {
    let Some(old) = in_force(here) else { return html! {} };
    let needed = differing::deciders(old, filled.typed("text"));
    let fits = |row: &&Decided| {
        row.used.is_none() && needed.iter().any(|name| name == row.decision.as_str())
    };
    let rows: Vec<&Decided> = here.state.money.decided.iter().filter(fits).collect();
    html! {
        @if !needed.is_empty() {
            fieldset {
                legend { (here.say("rules-rests-on")) }
                @if rows.is_empty() { p { (here.say("rules-no-decision-yet")) } }
                @for row in rows {
                    @let name = format!("decision-{}", row.entry);
                    label {
                        input type="checkbox" name=(name) value="yes" checked[filled.get(&name).is_some()];
                        " " (here.words.say_with("rules-decision-of", &[
                            ("name", row.decision.as_str().into()),
                            ("entry", row.entry.to_string().into()),
                        ]))
                    }
                }
            }
        }
    }
}
