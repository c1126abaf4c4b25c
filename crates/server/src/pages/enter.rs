//! Coming in and leaving: signing in, links from invitations and from the terminal, the language.

pub mod ways;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawForm, State};
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use axum::routing::{get, post};
use book::now;
use maud::html;

use self::ways::Wish;
use crate::answer::go;
use crate::gate::{LinkKind, Passphrase, SECRET_MIN, Token, Visitor};
use crate::page::{self, Kind, field};
use crate::site::{Body, Here, Site, Trouble};
pub use crate::visit::local;
use crate::visit::{Filled, LANGUAGE, SESSION, Visit, pairs};

/// How long a browser keeps a session's cookie: as long as the session may be idle.
const MONTH: u32 = 30 * 24 * 60 * 60;
const YEAR: u32 = 365 * 24 * 60 * 60;

/// The routes of these pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/enter", get(show).post(enter))
        .route("/enter/{token}", get(link).post(follow))
        .route("/leave", post(leave))
        .route("/language", get(language))
        .merge(ways::routes())
}

/// The page that the visit came from, if it is one of this site.
fn back(visit: &Visit) -> &str {
    local(visit.asked("back").unwrap_or("/"))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, |here| sign_in(here, &Filled::default())).await
}

fn sign_in(here: &Here<'_>, filled: &Filled) -> Result<Body, Trouble> {
    let to = back(here.visit);
    let along: String = form_urlencoded::byte_serialize(to.as_bytes()).collect();
    let go_back = html! { input type="hidden" name="back" value=(to); };
    let main = html! {
        (page::refused(here, filled.refusal.as_ref()))
        form method="post" action=(format!("/enter?back={along}")) {
            (field(filled, "handle", &here.say("join-handle"), Kind::Text))
            (field(filled, "secret", &here.say("join-secret"), Kind::Secret))
            button { (here.say("shell-sign-in")) }
        }
        (ways::passkey_form(here, Wish::Get, "/enter/passkey", &go_back))
        (ways::key_form(here, Wish::Get, &format!("/enter/key?back={along}"), &html! {})?)
        p.soft { (here.say("join-enter-how")) }
    };
    Ok(Body { title: here.say("join-enter-title"), main })
}

async fn enter(State(site): State<Arc<Site>>, visit: Visit, RawForm(form): RawForm) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    let gate = Arc::clone(&site);
    let tried = tokio::task::spawn_blocking(move || {
        let visitor = Visitor { from: visit.address, label: &visit.browser };
        let secret = Passphrase::typed(form.typed("secret").to_owned());
        let token = gate.gate.sign_in(form.typed("handle").trim(), &secret, visitor, now());
        let form = Filled::default().with("handle", form.typed("handle"));
        (visit, form, token)
    });
    match tried.await {
        Ok((visit, _, Ok(token))) => welcome(&site, &token, back(&visit)),
        Ok((visit, form, Err(refused))) => {
            let filled = form.refused(refused.to_string());
            site.again(visit, move |here| sign_in(here, &filled)).await
        }
        Err(_) => page::bare(),
    }
}

/// Sends a browser on that is signed in from now on.
pub fn welcome(site: &Site, token: &Token, to: &str) -> Response {
    let mut response = go(to);
    set(&mut response, site, SESSION, &token.reveal(), MONTH);
    response
}

/// Sets a cookie that scripts cannot read and other sites cannot send along with their forms.
fn set(response: &mut Response, site: &Site, name: &str, value: &str, seconds: u32) {
    let secure = if site.settings.origin.starts_with("https://") { "; Secure" } else { "" };
    let line = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(mut line) = HeaderValue::try_from(line) {
        line.set_sensitive(true);
        response.headers_mut().append(SET_COOKIE, line);
    }
}

async fn link(State(site): State<Arc<Site>>, visit: Visit, Path(token): Path<String>) -> Response {
    site.show(visit, move |here| invited(here, &token, &Filled::default())).await
}

fn invited(here: &Here<'_>, token: &str, filled: &Filled) -> Result<Body, Trouble> {
    let found = here.site.gate.look_at(token, now()).map_err(|it| Trouble::refused(&it))?;
    let agent = here.state.agent(&found.handle).map(|ix| here.state.agents.at(ix));
    let name = agent.map_or(found.handle.as_str(), |agent| agent.name.as_str());
    let told = [("name", name.into()), ("by", found.by.as_str().into())];
    let main = html! {
        (page::refused(here, filled.refusal.as_ref()))
        @match found.kind {
            LinkKind::Invitation => {
                p { (here.words.say_with("join-invited", &told)) }
                form method="post" action=(format!("/enter/{token}")) {
                    (field(filled, "secret", &here.say("join-new-secret"), Kind::Secret))
                    p.hint { (here.words.say_with("join-secret-hint", &[("count", SECRET_MIN.into())])) }
                    button { (here.say("join-join")) }
                }
                (ways_to_join(here, token)?)
            }
            LinkKind::Entry => {
                p { (here.words.say_with("join-entry", &told)) }
                form method="post" action=(format!("/enter/{token}")) {
                    button { (here.say("join-go-in")) }
                }
            }
        }
    };
    let title = here.words.say_with("join-title", &[("commons", here.state.name.as_str().into())]);
    Ok(Body { title, main })
}

/// What may be chosen in the place of a secret, where there is a script.
fn ways_to_join(here: &Here<'_>, token: &str) -> Result<maud::Markup, Trouble> {
    let nothing = html! {};
    Ok(html! {
        section aria-labelledby="ways" {
            h2 id="ways" { (here.say("join-ways")) }
            noscript { p.hint { (here.say("join-way-script")) } }
            p { (here.say("join-passkey-what")) }
            (ways::passkey_form(here, Wish::Create, &format!("/enter/{token}/passkey"), &nothing))
            p { (here.say("join-key-what")) }
            (ways::key_form(here, Wish::Create, &format!("/enter/{token}/key"), &nothing)?)
        }
    })
}

async fn follow(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path(token): Path<String>,
    RawForm(form): RawForm,
) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    let gate = Arc::clone(&site);
    let used = tokio::task::spawn_blocking(move || {
        let done = gate.gate.look_at(&token, now()).and_then(|found| match found.kind {
            LinkKind::Entry => gate.gate.enter_once(&token, &visit.browser, now()),
            LinkKind::Invitation => {
                let secret = Passphrase::typed(form.typed("secret").to_owned());
                gate.gate.accept(&token, &secret, &visit.browser, now())
            }
        });
        (visit, token, done)
    });
    match used.await {
        Ok((_, _, Ok(session))) => welcome(&site, &session, "/"),
        Ok((visit, token, Err(refused))) => {
            let filled = Filled::default().refused(refused.to_string());
            site.again(visit, move |here| invited(here, &token, &filled)).await
        }
        Err(_) => page::bare(),
    }
}

async fn leave(State(site): State<Arc<Site>>, visit: Visit, RawForm(form): RawForm) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    if let Err(trouble) = site.guarded(&visit, &form) {
        return site.show(visit, move |_| Err(trouble)).await;
    }
    if let Some(session) = &visit.session
        && let Err(refused) = site.gate.end(&session.handle, session.id)
    {
        tracing::error!(%refused, "a session was not ended");
        return site.show(visit, |_| Err(Trouble::Broken)).await;
    }
    let mut response = go("/");
    set(&mut response, &site, SESSION, "", 0);
    response
}

async fn language(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let tag = if visit.asked("to") == Some("fr") { "fr" } else { "en" };
    let mut response = go(back(&visit));
    set(&mut response, &site, LANGUAGE, tag, YEAR);
    response
}
