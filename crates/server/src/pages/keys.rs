//! Another way in: a passkey, or the key moved to this browser; and keys that the journal no longer needs to know.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawForm, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use book::{Key, now};
use commons::act::{Act, RevokeKey};
use maud::{Markup, html};
use serde_json::json;

use super::enter::ways::{
    Proof, Wish, answer, apart, keep_in_browser, key_form, passkey_form, passkeys, script_sent,
};
use super::enter::welcome;
use crate::gate::{Refused, Session, SessionKey, SessionKind};
use crate::page::{self, Kind, field};
use crate::site::{Body, Here, Site, Trouble};
use crate::visit::{Filled, Visit, pairs};

/// The header in which a script brings the guard of the form back.
const GUARD: &str = "x-subak-guard";
/// The longest name of a passkey.
const NAME: usize = 60;

/// The routes of this page.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/keys", get(show))
        .route("/keys/passkey/options", post(ask))
        .route("/keys/passkey", post(add))
        .route("/keys/browser", post(to_browser))
        .route("/keys/revoke", post(revoke))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, |here| page(here, &Filled::default())).await
}

fn page(here: &Here<'_>, filled: &Filled) -> Result<Body, Trouble> {
    let session = here.visit.session.as_ref().ok_or(Trouble::SignInFirst)?;
    let main = html! {
        (page::refused(here, filled.refusal.as_ref()))
        @if here.visit.asked("added").is_some() {
            p.done role="status" { (here.say("join-passkey-added")) }
        }
        (passkey(here))
        (browser(here, session)?)
        (journal_keys(here, session)?)
        p { a href="/me/keys" { (here.say("join-keys-all")) } }
    };
    Ok(Body { title: here.say("join-keys-title"), main })
}

fn passkey(here: &Here<'_>) -> Markup {
    let fields = html! {
        (page::guard(here))
        (field(&Filled::default(), "name", &here.say("join-passkey-name"), Kind::Text))
    };
    html! {
        section aria-labelledby="passkey" {
            h2 id="passkey" { (here.say("join-passkey-title")) }
            p { (here.say("join-passkey-what")) }
            @if passkeys(here.site).is_some() {
                noscript { p.hint { (here.say("join-way-script")) } }
            } @else {
                p.hint { (here.say("join-passkey-nowhere")) }
            }
            (passkey_form(here, Wish::Create, "/keys/passkey", &fields))
        }
    }
}

fn browser(here: &Here<'_>, session: &Session) -> Result<Markup, Trouble> {
    let commons = here.site.keeper.commons();
    Ok(html! {
        section aria-labelledby="browser" {
            h2 id="browser" { (here.say("join-key-title")) }
            @match session.key {
                SessionKey::Browser(_) => {
                    p { (here.say("join-key-is")) }
                    p { output data-key-kept data-commons=(commons) {} }
                }
                SessionKey::Held(_) => {
                    p { (here.say("join-key-what")) }
                    p { (here.say("join-key-ends")) }
                    noscript { p.hint { (here.say("join-way-script")) } }
                    (key_form(here, Wish::Create, "/keys/browser", &page::guard(here))?)
                }
            }
        }
    })
}

/// The keys that sign for me. One that is no longer used is better not known any more.
fn journal_keys(here: &Here<'_>, session: &Session) -> Result<Markup, Trouble> {
    let own = session.key.public().to_bytes();
    let keys = &here.state.agents.at(here.member()?).keys;
    Ok(html! {
        section aria-labelledby="keys" {
            h2 id="keys" { (here.say("join-journal-title")) }
            p { (here.say("join-journal-what")) }
            ul.list {
                @for key in keys {
                    @let text = Key::from_bytes(*key).to_string();
                    li {
                        code { (text) } " "
                        @if *key == own {
                            span.tag { (here.say("join-journal-own")) }
                        } @else {
                            form method="post" action="/keys/revoke" {
                                (page::hidden(here))
                                input type="hidden" name="key" value=(text);
                                button.quiet aria-label=(format!("{}: {text}", here.say("join-journal-revoke"))) {
                                    (here.say("join-journal-revoke"))
                                }
                            }
                        }
                    }
                }
            }
        }
    })
}

/// The session of a person, with the guard of their page. Programs do not make ways in for people.
fn person(visit: &Visit, guard: &str) -> Result<Session, Trouble> {
    let session = visit.session.as_ref().ok_or(Trouble::SignInFirst)?;
    if session.kind != SessionKind::Browser || !session.guard.fits(guard) {
        return Err(Trouble::Forged);
    }
    Ok(session.clone())
}

/// What a script of the page sent, and whose session it is.
fn sent(visit: &Visit, headers: &HeaderMap, body: &Bytes) -> Result<(Session, String), Trouble> {
    let guard = headers.get(GUARD).and_then(|guard| guard.to_str().ok()).unwrap_or_default();
    Ok((person(visit, guard)?, script_sent(headers, body)?))
}

async fn ask(
    State(site): State<Arc<Site>>,
    visit: Visit,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answer(match sent(&visit, &headers, &body) {
        Err(trouble) => Err(trouble),
        Ok((session, _)) => {
            apart(&site, move |site| {
                let named = passkeys(site).ok_or_else(|| unfit(site))?;
                site.gate.ask_passkey(&named, &session, now())
            })
            .await
        }
    })
}

fn unfit(site: &Site) -> Refused {
    Refused::PasskeySiteUnfit { site: site.settings.origin.clone() }
}

async fn add(
    State(site): State<Arc<Site>>,
    visit: Visit,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let name = visit.asked("name").map(str::trim).filter(|name| !name.is_empty());
    let name: String = name.unwrap_or(&visit.browser).chars().take(NAME).collect();
    answer(match sent(&visit, &headers, &body) {
        Err(trouble) => Err(trouble),
        Ok((session, made)) => {
            apart(&site, move |site| {
                let named = passkeys(site).ok_or_else(|| unfit(site))?;
                site.gate.add_passkey(&named, &session, &made, &name, now())?;
                Ok(json!({ "to": "/keys?added=1" }))
            })
            .await
        }
    })
}

async fn to_browser(
    State(site): State<Arc<Site>>,
    visit: Visit,
    RawForm(form): RawForm,
) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    match put_in_browser(&site, &visit, form).await {
        Ok(response) => response,
        Err(Trouble::Refused(refusal)) => {
            let filled = Filled::default().refused(refusal);
            site.again(visit, move |here| page(here, &filled)).await
        }
        Err(trouble) => site.show(visit, move |_| Err(trouble)).await,
    }
}

async fn put_in_browser(
    site: &Arc<Site>,
    visit: &Visit,
    form: Filled,
) -> Result<Response, Trouble> {
    let session = person(visit, form.typed("guard"))?;
    let handle = session.handle.to_string();
    let SessionKey::Held(held) = session.key else {
        return Err(Trouble::refused(&Refused::KeyInBrowser { handle }));
    };
    let proven = apart(site, move |site| {
        let proof = Proof::read(&form)?;
        proof.check(site)?;
        Ok(proof.key)
    });
    let key = proven.await?;
    let token = keep_in_browser(site, visit, session.handle, &held, key).await?;
    Ok(welcome(site, &token, "/keys"))
}

async fn revoke(State(site): State<Arc<Site>>, visit: Visit, RawForm(form): RawForm) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    let wish = |here: &Here<'_>, form: &Filled| {
        let me = here.member()?;
        let key: Key = form.typed("key").parse().map_err(|_| Trouble::NotFound)?;
        if here.visit.key().is_some_and(|own| own.public() == key) {
            let sentence = format!("key_in_use: {}", here.say("join-journal-in-use"));
            return Err(Trouble::Refused(sentence));
        }
        let agent = here.state.agents.at(me).handle.clone();
        Ok(vec![Act::RevokeKey(RevokeKey { agent, key: key.to_bytes() })])
    };
    site.act(visit, form, "/keys", wish, page).await
}
