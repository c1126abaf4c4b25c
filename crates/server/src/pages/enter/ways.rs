//! Ways in beside a secret: a passkey, and a key that never leaves its browser.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawForm, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use book::{Key, SecretKey, now};
use commons::act::{Act, AddKey, RevokeKey};
use commons::name::{ActId, Handle};
use maud::{Markup, html};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{MONTH, back, invited, set, sign_in};
use crate::assets;
use crate::gate::{LinkKind, PasskeySite, Refused, SessionKey, Token};
use crate::page;
use crate::signed::numbered;
use crate::site::{Here, Site, Trouble};
use crate::visit::{Filled, SESSION, Visit, local, pairs};

const JSON: &str = "application/json";

/// The routes of these ways.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/enter/passkey/options", post(ask))
        .route("/enter/passkey", post(enter))
        .route("/enter/key", post(prove))
        .route("/enter/{token}/passkey/options", post(ask_to_join))
        .route("/enter/{token}/passkey", post(join))
        .route("/enter/{token}/key", post(join_by_key))
}

/// Where passkeys are good; nowhere if the site has a number for a name, unless it is this machine's, which has a name too.
#[must_use]
pub fn passkeys(site: &Site) -> Option<PasskeySite> {
    let origin = &site.settings.origin;
    let (scheme, host) = origin.split_once("://")?;
    let (name, port) = match host.rsplit_once(':').filter(|_| !host.ends_with(']')) {
        Some((name, port)) => (name, format!(":{port}")),
        None => (host, String::new()),
    };
    if name.starts_with("127.") || name == "[::1]" {
        return PasskeySite::new("localhost", vec![format!("{scheme}://localhost{port}")]).ok();
    }
    PasskeySite::new(name, vec![origin.clone()]).ok()
}

/// What a form asks a passkey for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// To be shown.
    Get,
    /// To be made.
    Create,
}

/// A form that a passkey answers, shown where the browser can do it. `fields` go along.
#[must_use]
pub fn passkey_form(here: &Here<'_>, wish: Wish, action: &str, fields: &Markup) -> Markup {
    let (how, button) = match wish {
        Wish::Get => ("get", "join-passkey-enter"),
        Wish::Create => ("create", "join-passkey-make"),
    };
    let refused = here.words.say_with("join-way-refused", &[("refused", "{refused}".into())]);
    html! {
        @if passkeys(here.site).is_some() {
            form hidden method="post" action=(action) data-passkey=(how) {
                (fields)
                button.quiet { (here.say(button)) }
                output data-passkey-says {}
            }
            p.hint hidden data-passkey-by-name { a { (here.say("join-passkey-by-name")) } }
            dl hidden data-passkey-words {
                dt { "refused" } dd { (refused) }
                dt { "failed" } dd { (here.say("join-way-failed")) }
                dt { "stopped" } dd { (here.say("join-passkey-stopped")) }
            }
            script type="module" src=(assets::address("passkey.js")) {}
        }
    }
}

/// A form that proves a key of this browser, or makes one and proves it.
///
/// # Errors
/// If the system gives no random bytes.
pub fn key_form(
    here: &Here<'_>,
    wish: Wish,
    action: &str,
    fields: &Markup,
) -> Result<Markup, Trouble> {
    let challenge = here.site.gate.challenge(here.now).map_err(|it| Trouble::refused(&it))?;
    let (how, button) = match wish {
        Wish::Get => ("enter", "join-key-enter"),
        Wish::Create => ("make", "join-key-make"),
    };
    Ok(html! {
        form hidden method="post" action=(action) data-key=(how) data-challenge=(challenge)
            data-commons=(here.site.keeper.commons()) {
            (fields)
            input type="hidden" name="challenge" value=(challenge);
            input type="hidden" name="author";
            input type="hidden" name="signature";
            button.quiet { (here.say(button)) }
            output data-sign-says {}
        }
        @if !matches!(here.visit.key(), Some(SessionKey::Browser(_))) {
            (page::key_words(here))
            script type="module" src=(assets::address("sign.js")) {}
        }
    })
}

/// Asks the gate on a thread where waiting is allowed.
///
/// # Errors
/// What the gate refuses.
pub async fn apart<T: Send + 'static>(
    site: &Arc<Site>,
    ask: impl FnOnce(&Site) -> Result<T, Refused> + Send + 'static,
) -> Result<T, Trouble> {
    let site = Arc::clone(site);
    let asked = tokio::task::spawn_blocking(move || ask(&site)).await;
    asked.map_err(|_| Trouble::Broken)?.map_err(|refused| Trouble::refused(&refused))
}

/// What a script is answered.
pub fn answer(done: Result<Value, Trouble>) -> Response {
    let (status, json) = match done {
        Ok(json) => (StatusCode::OK, json),
        Err(trouble) => {
            let status = trouble.status();
            let Trouble::Refused(refusal) = trouble else { return status.into_response() };
            (status, json!({ "refused": refusal }))
        }
    };
    (status, [(CONTENT_TYPE, JSON)], json.to_string()).into_response()
}

/// What a script of this site sent: a page elsewhere cannot have a browser send JSON here.
///
/// # Errors
/// [`Trouble::Forged`] for anything else.
pub fn script_sent(headers: &HeaderMap, body: &Bytes) -> Result<String, Trouble> {
    let is_json = headers.get(CONTENT_TYPE).is_some_and(|kind| kind == JSON);
    let text = is_json.then(|| String::from_utf8(body.to_vec()).ok());
    text.flatten().ok_or(Trouble::Forged)
}

fn named(site: &Site) -> Result<PasskeySite, Refused> {
    let unfit = || Refused::PasskeySiteUnfit { site: site.settings.origin.clone() };
    passkeys(site).ok_or_else(unfit)
}

async fn ask(State(site): State<Arc<Site>>, headers: HeaderMap, body: Bytes) -> Response {
    let sent = script_sent(&headers, &body);
    answer(match sent {
        Ok(_) => apart(&site, |site| site.gate.ask_who(&named(site)?, now())).await,
        Err(trouble) => Err(trouble),
    })
}

async fn enter(
    State(site): State<Arc<Site>>,
    visit: Visit,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let to = local(visit.asked("back").unwrap_or("/")).to_owned();
    let entered = match script_sent(&headers, &body) {
        Err(trouble) => Err(trouble),
        Ok(shown) => {
            apart(&site, move |site| {
                site.gate.enter_by_passkey(&named(site)?, &shown, &visit.browser, now())
            })
            .await
        }
    };
    come(&site, entered, &to)
}

/// Tells a script where to go, with the cookie of the session that it got.
fn come(site: &Site, entered: Result<Token, Trouble>, to: &str) -> Response {
    match entered {
        Ok(token) => {
            let mut response = answer(Ok(json!({ "to": to })));
            set(&mut response, site, SESSION, &token.reveal(), MONTH);
            response
        }
        Err(trouble) => answer(Err(trouble)),
    }
}

async fn ask_to_join(
    State(site): State<Arc<Site>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let sent = script_sent(&headers, &body);
    answer(match sent {
        Ok(_) => {
            apart(&site, move |site| site.gate.ask_passkey_to_join(&named(site)?, &token, now()))
                .await
        }
        Err(trouble) => Err(trouble),
    })
}

async fn join(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let joined = match script_sent(&headers, &body) {
        Err(trouble) => Err(trouble),
        Ok(made) => {
            apart(&site, move |site| {
                let (named, now) = (named(site)?, now());
                site.gate.accept_with_passkey(&named, &token, &made, &visit.browser, now)
            })
            .await
        }
    };
    come(&site, joined, "/")
}

/// A key that its browser proved.
pub struct Proof {
    challenge: String,
    /// The public key.
    pub key: Key,
    signature: String,
}

impl Proof {
    /// Reads what `sign.js` fills in.
    ///
    /// # Errors
    /// [`Refused::ChallengeUnsigned`] for a key that is none.
    pub fn read(form: &Filled) -> Result<Self, Refused> {
        let key = form.typed("author").parse().map_err(|_| Refused::ChallengeUnsigned)?;
        let typed = |name: &str| form.typed(name).to_owned();
        Ok(Self { challenge: typed("challenge"), key, signature: typed("signature") })
    }

    /// Checks it, once.
    ///
    /// # Errors
    /// What [`crate::gate::Gate::prove`] refuses.
    pub fn check(&self, site: &Site) -> Result<(), Refused> {
        site.gate.prove(&self.challenge, self.key, &self.signature, now())
    }
}

async fn prove(State(site): State<Arc<Site>>, visit: Visit, RawForm(form): RawForm) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    let label = visit.browser.clone();
    let entered = apart(&site, move |site| {
        let Proof { challenge, key, signature } = Proof::read(&form)?;
        site.gate.enter_by_signature(&challenge, key, &signature, &label, now())
    });
    match entered.await {
        Ok(token) => super::welcome(&site, &token, back(&visit)),
        Err(Trouble::Refused(refusal)) => {
            let filled = Filled::default().refused(refusal);
            site.again(visit, move |here| sign_in(here, &filled)).await
        }
        Err(trouble) => site.show(visit, move |_| Err(trouble)).await,
    }
}

async fn join_by_key(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path(token): Path<String>,
    RawForm(form): RawForm,
) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    match joined_by_key(&site, &visit, token.clone(), form).await {
        Ok(session) => super::welcome(&site, &session, "/"),
        Err(Trouble::Refused(refusal)) => {
            let filled = Filled::default().refused(refusal);
            site.again(visit, move |here| invited(here, &token, &filled)).await
        }
        Err(trouble) => site.show(visit, move |_| Err(trouble)).await,
    }
}

async fn joined_by_key(
    site: &Arc<Site>,
    visit: &Visit,
    token: String,
    form: Filled,
) -> Result<Token, Trouble> {
    let proven = apart(site, move |site| {
        let found = site.gate.look_at(&token, now())?;
        let proof = Proof::read(&form)?;
        proof.check(site)?;
        Ok((found, proof.key))
    });
    let (found, key) = proven.await?;
    if found.kind != LinkKind::Invitation {
        return Err(Trouble::NotFound);
    }
    keep_in_browser(site, visit, found.handle, &found.key, key).await
}

/// Puts a key that is in a browser in the place of one that the server holds, in the journal and at the gate, and begins
/// a session in that browser. Done again with the same keys it is done once, so that it can be ended after a kill.
///
/// # Errors
/// What the rules or the gate refuse.
pub async fn keep_in_browser(
    site: &Arc<Site>,
    visit: &Visit,
    handle: Handle,
    held: &SecretKey,
    key: Key,
) -> Result<Token, Trouble> {
    let agent = handle.clone();
    let acts = [
        Act::AddKey(AddKey { agent: agent.clone(), key: key.to_bytes() }),
        Act::RevokeKey(RevokeKey { agent, key: held.public().to_bytes() }),
    ];
    let id = moving(held.public(), key);
    let signed = acts
        .iter()
        .zip(0u32..)
        .map(|(act, place)| site.keeper.sign(held, numbered(id, place), act));
    site.write(signed.collect()).await?;
    let label = visit.browser.clone();
    apart(site, move |site| {
        site.gate.held_in_browser(&handle, key)?;
        site.gate.begin(&handle, &SessionKey::Browser(key), &label, now())
    })
    .await
}

/// The id of the act that puts one key in the place of another.
fn moving(from: Key, to: Key) -> ActId {
    let hash = Sha256::new_with_prefix(b"subak key to browser\0");
    let hash = hash.chain_update(from.to_bytes()).chain_update(to.to_bytes()).finalize();
    let mut id = [0; 16];
    for (byte, full) in id.iter_mut().zip(hash) {
        *byte = full;
    }
    ActId(id)
}
