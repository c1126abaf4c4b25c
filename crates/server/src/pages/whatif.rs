//! What if: figures of the rules turned, and what shares and payments would be. Nothing is saved.

mod compared;
mod knob;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use commons::visibility::Thing;
use maud::{Markup, html};

use crate::assets;
use crate::cache::Made;
use crate::page;
use crate::site::{Body, Here, Site, Trouble};
use crate::supposed::{Outcome, Scratch};
use crate::visit::Visit;
use knob::Knob;

/// The routes of this page.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/whatif", get(show))
}

/// How many figures are shown at once.
const FIRST: usize = 4;

const HOUR: i64 = 60 * 60 * 1000;

/// What is supposed, or why it cannot be.
struct Asked {
    scratch: Arc<Scratch>,
    knobs: Vec<Knob>,
    outcome: Result<Outcome, Trouble>,
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let lent = Arc::clone(&site);
    let supposing = tokio::task::spawn_blocking(move || {
        let asked = suppose(&lent, &visit);
        (visit, asked)
    });
    let Ok((visit, asked)) = supposing.await else { return page::bare() };
    site.show(visit, move |here| asked.map(|asked| shown(here, &asked))).await
}

/// Supposes what the visit asks. The state is lent only while it is copied, so nobody who writes waits for the rest.
fn suppose(site: &Site, visit: &Visit) -> Result<Asked, Trouble> {
    let (scratch, knobs, rules) = site.lend(visit, |here| {
        here.must_see(Thing::Contributions)?;
        here.must_see(Thing::Charter)?;
        let from = Made { entries: here.state.entries, hour: here.now.0.div_euclid(HOUR) };
        let scratch =
            site.supposed.at(from, || here.read(|reading| Scratch::of(reading, here.now)))?;
        let knobs = knob::knobs(here, &scratch.rules);
        let rules = knob::turned(here, &scratch.rules, &knobs);
        Ok((scratch, knobs, rules))
    })?;
    let outcome = rules.map(|rules| scratch.suppose(&rules));
    Ok(Asked { scratch, knobs, outcome })
}

fn shown(here: &Here<'_>, asked: &Asked) -> Body {
    let (first, rest) = asked.knobs.split_at(asked.knobs.len().min(FIRST));
    let main = html! {
        p { (here.say("whatif-lead")) " " strong { (here.say("whatif-not-saved")) } }
        div.whatif {
            form #knobs method="get" action="/whatif" data-whatif {
                @if asked.knobs.is_empty() { p { (here.say("whatif-no-knobs")) } }
                @for knob in first { (turn(here, knob)) }
                @if !rest.is_empty() {
                    details.more open[rest.iter().any(Knob::is_turned)] {
                        summary { (here.words.say_with("whatif-more-knobs", &[("count", rest.len().into())])) }
                        @for knob in rest { (turn(here, knob)) }
                    }
                }
                p.row {
                    button { (here.say("whatif-compute")) }
                    a.button.quiet href="/whatif" { (here.say("whatif-reset")) }
                }
            }
            div #result aria-live="polite" {
                @match &asked.outcome {
                    Ok(outcome) => (compared::all(here, &asked.scratch, outcome)),
                    Err(Trouble::Refused(refusal)) => (wrong(here, refusal)),
                    Err(trouble) => (page::trouble(here, trouble).main),
                }
            }
        }
        script type="module" src=(assets::address("whatif.js")) {}
    };
    Body { title: here.say("whatif-title"), main }
}

fn wrong(here: &Here<'_>, refusal: &str) -> Markup {
    let (name, sentence) = refusal.split_once(": ").unwrap_or(("", refusal));
    html! {
        div.refused role="alert" {
            p { strong { (here.say("whatif-cannot")) } " " (sentence) }
            p.name { code { (name) } }
        }
    }
}

fn turn(here: &Here<'_>, knob: &Knob) -> Markup {
    let (least, most, step) = knob.range();
    let present = format!("{}\u{a0}{}", here.words.decimal(&knob.present), knob.unit);
    let id = format!("k-{}", knob.name);
    html! {
        div.field.knob {
            label for=(id) { (knob.label) }
            div.turn {
                input.number type="number" id=(id) name=(knob.name) value=(knob.supposed) step="any"
                    inputmode="decimal" data-present=(knob.present) data-least=(least) data-most=(most) data-step=(step);
                span.unit { (knob.unit) }
            }
            p.hint {
                @if knob.is_turned() { strong { (here.say("whatif-turned")) } " " }
                (here.words.say_with("whatif-present", &[("figure", present.as_str().into())]))
            }
        }
    }
}
