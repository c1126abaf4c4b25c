//! My keys: where I am signed in, my secret and passkeys, tokens for programs, keys known in the journal.

use std::sync::Arc;

use axum::extract::{RawForm, State};
use axum::response::Response;
use book::now;
use commons::name::Handle;
use maud::{Markup, html};

use crate::answer::go;
use crate::gate::{
    HeldUnder, Passkey, Passphrase, SECRET_MIN, Session, SessionKind, Signed, TokenId,
};
use crate::page::{self, Cell, Kind, field, table};
use crate::site::{Body, Here, Site, Trouble};
use crate::visit::{Filled, Visit, pairs};

/// The longest name of a program.
const LABEL: usize = 60;

/// What the gate keeps of somebody.
struct Kept {
    ways: Vec<HeldUnder>,
    sessions: Vec<Signed>,
    passkeys: Vec<Passkey>,
}

fn kept(site: &Site, handle: &Handle) -> Result<Kept, Trouble> {
    let broken = |_| Trouble::Broken;
    Ok(Kept {
        ways: site.gate.ways_in(handle).map_err(broken)?,
        sessions: site.gate.sessions(handle, now()).map_err(broken)?,
        passkeys: site.gate.passkeys(handle).map_err(broken)?,
    })
}

/// The page.
pub async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, |here| page(here, &Filled::default(), None)).await
}

fn session<'a>(here: &Here<'a>) -> Result<&'a Session, Trouble> {
    here.visit.session.as_ref().ok_or(Trouble::SignInFirst)
}

fn page(here: &Here<'_>, filled: &Filled, token: Option<&str>) -> Result<Body, Trouble> {
    let session = session(here)?;
    let kept = kept(here.site, &session.handle)?;
    let main = html! {
        (page::refused(here, filled.refusal.as_ref()))
        @if here.visit.asked("changed").is_some() {
            p.done role="status" { (here.say("me-changed")) }
        }
        @if let Some(token) = token {
            div.note role="status" {
                p { strong { (here.say("me-token-once")) } }
                p { code.token { (token) } }
                p.hint { (here.say("me-token-how")) }
            }
        }
        section aria-labelledby="ways" {
            h2 id="ways" { (here.say("me-ways")) }
            ul { @for way in &kept.ways { li { (here.say(held(*way))) } } }
            (secret_form(here, filled, &kept.ways))
            p { a.button.quiet href="/keys" { (here.say("join-keys-title")) } }
            p { a.button.quiet href="/keys" { (here.say("me-more-ways")) } }
        }
        @if !kept.passkeys.is_empty() { (passkeys(here, &kept.passkeys)) }
        (sessions(here, session, &kept.sessions))
        section aria-labelledby="token" {
            h2 id="token" { (here.say("me-token")) }
            p { (here.say("me-token-what")) }
            form.row method="post" action="/me/keys/token" {
                (page::guard(here))
                (field(filled, "label", &here.say("me-token-label"), Kind::Text))
                div.field { button { (here.say("me-token-make")) } }
            }
        }
        (journal_keys(here, session)?)
        p { a href="/me" { (here.say("shell-back")) } }
    };
    Ok(Body { title: here.say("me-keys"), main })
}

const fn held(way: HeldUnder) -> &'static str {
    match way {
        HeldUnder::Secret => "me-held-secret",
        HeldUnder::PasskeyPrf => "me-held-passkey",
        HeldUnder::ServerKey => "me-held-server",
        HeldUnder::Browser => "me-held-browser",
    }
}

fn secret_form(here: &Here<'_>, filled: &Filled, ways: &[HeldUnder]) -> Markup {
    let has = ways.contains(&HeldUnder::Secret);
    let title = if has { "me-secret-change" } else { "me-secret-add" };
    html! {
        details open[filled.get("form") == Some("secret")] {
            summary { (here.say(title)) }
            form method="post" action="/me/keys/secret" {
                (page::guard(here))
                input type="hidden" name="form" value="secret";
                @if has { (field(filled, "known", &here.say("me-secret-known"), Kind::Secret)) }
                (field(filled, "new", &here.say("me-secret-new"), Kind::Secret))
                p.hint { (here.words.say_with("join-secret-hint", &[("count", SECRET_MIN.into())])) }
                button { (here.say("shell-save")) }
            }
        }
    }
}

fn passkeys(here: &Here<'_>, passkeys: &[Passkey]) -> Markup {
    let row = |passkey: &Passkey| {
        vec![
            Cell::Text(html! { (passkey.name) }),
            Cell::Text(html! { (here.say(held(passkey.held))) }),
            Cell::Text(page::day(here, passkey.used)),
            Cell::Text(html! {
                form method="post" action="/me/keys/passkey" {
                    (page::guard(here))
                    input type="hidden" name="id" value=(passkey.id);
                    button.quiet aria-label=(format!("{}: {}", here.say("me-remove"), passkey.name)) { (here.say("me-remove")) }
                }
            }),
        ]
    };
    let rows: Vec<Vec<Cell>> = passkeys.iter().map(row).collect();
    let heads =
        ["me-passkey-name", "me-passkey-held", "me-used", "me-remove"].map(|it| here.say(it));
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    html! {
        section {
            h2 { (here.say("me-passkeys")) }
            (table(&here.say("me-passkeys"), &heads, &rows))
        }
    }
}

fn sessions(here: &Here<'_>, own: &Session, sessions: &[Signed]) -> Markup {
    let kind = |kind| match kind {
        SessionKind::Browser => "me-browser",
        SessionKind::Program => "me-program",
    };
    let row = |row: &Signed| {
        vec![
            Cell::Text(html! {
                (here.say(kind(row.kind))) " " span.soft.told { (row.label) }
                @if row.id == own.id { " " span.tag { (here.say("me-this-one")) } }
            }),
            Cell::Text(page::day(here, row.began)),
            Cell::Text(page::day(here, row.used)),
            Cell::Text(html! {
                form method="post" action="/me/keys/end" {
                    (page::guard(here))
                    input type="hidden" name="id" value=(row.id);
                    button.quiet aria-label=(format!("{}: {}", here.say("me-end"), row.label)) { (here.say("me-end")) }
                }
            }),
        ]
    };
    let rows: Vec<Vec<Cell>> = sessions.iter().map(row).collect();
    let heads = ["me-session", "me-began", "me-used", "me-end"].map(|it| here.say(it));
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    html! {
        section aria-labelledby="sessions" {
            h2 id="sessions" { (here.say("me-sessions")) }
            (table(&here.say("me-sessions-what"), &heads, &rows))
            @if sessions.len() > 1 {
                form method="post" action="/me/keys/end" {
                    (page::guard(here))
                    input type="hidden" name="id" value="others";
                    button.quiet { (here.say("me-end-others")) }
                }
            }
        }
    }
}

/// The keys that the journal knows me by; what any of them signs is mine.
fn journal_keys(here: &Here<'_>, session: &Session) -> Result<Markup, Trouble> {
    let own = session.key.public().to_bytes();
    let keys = &here.state.agents.at(here.member()?).keys;
    Ok(html! {
        section aria-labelledby="keys" {
            h2 id="keys" { (here.say("me-journal-keys")) }
            p { (here.say("me-journal-keys-what")) }
            ul.list {
                @for key in keys {
                    li {
                        code { (book::Key::from_bytes(*key)) }
                        @if *key == own { " " span.tag { (here.say("me-this-one")) } }
                    }
                }
            }
        }
    })
}

/// The session of a person. Programs do not change by which ways people come in, nor make other programs.
fn person(visit: &Visit) -> Result<&Session, Trouble> {
    let session = visit.session.as_ref().ok_or(Trouble::SignInFirst)?;
    if session.kind == SessionKind::Program { Err(Trouble::Forged) } else { Ok(session) }
}

/// A form about keys: guarded, done off the threads that answer, then the page again.
async fn change(
    site: Arc<Site>,
    visit: Visit,
    form: &[u8],
    change: impl FnOnce(&Site, &Visit, &Session, &Filled) -> Result<(), Trouble> + Send + 'static,
) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(form)));
    let own = Arc::clone(&site);
    let tried = tokio::task::spawn_blocking(move || {
        let done = own.guarded(&visit, &form).and_then(|()| {
            let session = person(&visit)?;
            change(&own, &visit, session, &form)
        });
        (visit, form, done)
    });
    match tried.await {
        Ok((_, _, Ok(()))) => go("/me/keys?changed=1"),
        Ok((visit, form, Err(Trouble::Refused(refusal)))) => {
            let filled = Filled::default()
                .with("form", form.typed("form"))
                .with("label", form.typed("label"))
                .refused(refusal);
            site.again(visit, move |here| page(here, &filled, None)).await
        }
        Ok((visit, _, Err(trouble))) => site.show(visit, move |_| Err(trouble)).await,
        Err(_) => page::bare(),
    }
}

/// Ends a session of mine, or all but this one.
pub async fn end(State(site): State<Arc<Site>>, visit: Visit, RawForm(form): RawForm) -> Response {
    change(site, visit, &form, |site, _, session, form| {
        let ended = match form.typed("id") {
            "others" => site.gate.end_others(session),
            // Of a session that is not mine, or none, nothing ends.
            id => TokenId::read(id).map_or(Ok(()), |id| site.gate.end(&session.handle, id)),
        };
        ended.map_err(|refused| Trouble::refused(&refused))
    })
    .await
}

/// Changes my secret, or adds the first.
pub async fn secret(
    State(site): State<Arc<Site>>,
    visit: Visit,
    RawForm(form): RawForm,
) -> Response {
    change(site, visit, &form, |site, visit, session, form| {
        let typed = |name: &str| Passphrase::typed(form.typed(name).to_owned());
        let handle = &session.handle;
        let ways = site.gate.ways_in(handle).map_err(|refused| Trouble::refused(&refused))?;
        let done = if ways.contains(&HeldUnder::Secret) {
            site.gate.change_secret(handle, &typed("known"), &typed("new"), visit.address, now())
        } else {
            site.gate.add_secret(session, &typed("new"))
        };
        done.map_err(|refused| Trouble::refused(&refused))
    })
    .await
}

/// Removes a passkey of mine.
pub async fn passkey(
    State(site): State<Arc<Site>>,
    visit: Visit,
    RawForm(form): RawForm,
) -> Response {
    change(site, visit, &form, |site, _, session, form| {
        let removed = site.gate.remove_passkey(&session.handle, form.typed("id"));
        removed.map_err(|refused| Trouble::refused(&refused))
    })
    .await
}

/// Makes a token for a program and shows it, once.
pub async fn token(
    State(site): State<Arc<Site>>,
    visit: Visit,
    RawForm(form): RawForm,
) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    site.show(visit, move |here| {
        here.site.guarded(here.visit, &form)?;
        let label: String = form.get("label").unwrap_or("API").chars().take(LABEL).collect();
        let granted = here.site.gate.grant(person(here.visit)?, &label, here.now);
        let token = granted.map_err(|refused| Trouble::refused(&refused))?;
        page(here, &Filled::default(), Some(&token.reveal()))
    })
    .await
}
