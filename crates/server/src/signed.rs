//! Acts that are signed where the member sits: what there is to sign is told, and what was signed is taken.
//!
//! The secret key never comes here, so a form of such a member is prepared first: its acts are made as for anybody,
//! and told instead of written. `assets/sign.js` has the other half and says how the two talk.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use book::{Key, SignedAct};
use commons::act::{self, Act, Envelope, LogEvent};
use commons::codec::Canonical;
use commons::name::{ActId, Handle};
use data_encoding::BASE64;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::gate::SessionKey;
use crate::page;
use crate::site::{Here, Prepared, Site, Trouble};
use crate::telling::Telling;
use crate::visit::{Visit, local};

const JSON: &str = "application/json";
/// The header in which a script brings the guard of the form back.
const GUARD: &str = "x-subak-guard";
/// More acts than a form makes.
const MOST: usize = 1000;

/// Why what was signed is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
enum Refused {
    #[error("json_wanted: send the signed acts as `Content-Type: application/json`")]
    JsonWanted,
    #[error("sign_in_first: sign in, then do it again")]
    SignInFirst,
    #[error(
        "form_forged: this form is older than the sign-in or came from another page; load the page again"
    )]
    Forged,
    #[error(
        "signed_here: your key is kept by the server, which signs for you; send the form as it is"
    )]
    SignedHere,
    #[error("signed_unreadable: `{0}` of the signed acts cannot be read; load the page again")]
    Unreadable(&'static str),
    #[error(
        "signed_by_another: this was signed with a key that is not the one you are signed in with; sign in again"
    )]
    AnotherKey,
    #[error("broken: nothing was saved; try again")]
    Broken,
}

impl Refused {
    const fn status(&self) -> StatusCode {
        match self {
            Self::JsonWanted => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::SignInFirst => StatusCode::UNAUTHORIZED,
            Self::Forged => StatusCode::FORBIDDEN,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

/// The route to which signed acts are sent.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/acts", post(take))
}

/// The id of the act at a place of a form: the form's own for the first, for the others one that follows from it.
#[must_use]
pub fn numbered(id: ActId, place: u32) -> ActId {
    if place == 0 {
        return id;
    }
    let mut hash = Sha256::new();
    hash.update(b"subak form\0");
    hash.update(id.0);
    hash.update(place.to_be_bytes());
    let mut short = [0; 16];
    for (byte, full) in short.iter_mut().zip(hash.finalize()) {
        *byte = full;
    }
    ActId(short)
}

/// Tells what a form would have signed, instead of doing it: always an error, of a kind that [`told`] answers.
///
/// # Errors
/// [`Trouble::Prepared`]; or the empty refusal by which a page asks back, as it was.
pub fn prepare<T>(
    here: &Here<'_>,
    id: ActId,
    acts: Result<Vec<Act>, Trouble>,
) -> Result<T, Trouble> {
    let prepared = acts.and_then(|acts| to_sign(here, id, &acts));
    Err(match prepared {
        Ok(json) => Trouble::Prepared(Prepared::Acts(json)),
        Err(Trouble::Refused(refusal)) if !refusal.is_empty() => {
            Trouble::Prepared(Prepared::Refused(refusal))
        }
        Err(trouble) => trouble,
    })
}

/// The acts of a form as `sign.js` reads them, if the rules would take the first of them now.
fn to_sign(here: &Here<'_>, id: ActId, acts: &[Act]) -> Result<Map<String, Value>, Trouble> {
    let Some(SessionKey::Browser(key)) = here.visit.key() else {
        return Err(Trouble::refused(&Refused::SignedHere));
    };
    let state = here.state;
    if let (Some(first), None) = (acts.first(), state.entry_of(id)) {
        let envelope =
            Envelope { entry: state.entries, at: here.now, act: id, key: key.to_bytes() };
        act::decide(state, &envelope, first).map_err(|refused| Trouble::refused(&refused))?;
    }
    let named = acts.iter().zip(0u32..).map(|(act, place)| {
        let id = journal::ActId::from_bytes(numbered(id, place).0);
        json!({ "act": id.to_string(), "body": BASE64.encode(&act.to_bytes()) })
    });
    let told: Vec<String> = acts.iter().map(|act| sentence(here, act)).collect();
    let mut json = Map::new();
    json.insert("commons".to_owned(), here.site.keeper.commons().to_string().into());
    json.insert("acts".to_owned(), named.collect());
    json.insert("told".to_owned(), told.join("\n").into());
    Ok(json)
}

/// Says where the browser goes once the acts were taken.
#[must_use]
pub fn then(trouble: Trouble, address: &str) -> Trouble {
    match trouble {
        Trouble::Prepared(Prepared::Acts(mut json)) => {
            json.insert("then".to_owned(), address.into());
            Trouble::Prepared(Prepared::Acts(json))
        }
        other => other,
    }
}

/// Answers a script that asked what there is to sign.
#[must_use]
pub fn told(here: &Here<'_>, trouble: Trouble) -> Response {
    let status = trouble.status();
    match trouble {
        Trouble::Prepared(Prepared::Acts(json)) => answer(status, &Value::Object(json)),
        Trouble::Prepared(Prepared::Refused(refusal)) => {
            answer(status, &json!({ "refused": refusal }))
        }
        trouble => answer(status, &json!({ "refused": page::trouble(here, &trouble).title })),
    }
}

fn answer(status: StatusCode, json: &Value) -> Response {
    (status, [(CONTENT_TYPE, JSON)], json.to_string()).into_response()
}

/// What an act says, before it is done.
#[must_use]
pub fn sentence(here: &Here<'_>, act: &Act) -> String {
    let telling = Telling { words: here.words, state: here.state };
    let me = here.me.map(|me| telling.agent(me)).unwrap_or_default();
    match act {
        Act::LogEvent(event) => logged(telling, &me, event),
        other => telling.act(here.state.entries, &me, other),
    }
}

/// What was done, by whom, and all that is said about it.
fn logged(telling: Telling<'_>, me: &str, event: &LogEvent) -> String {
    let named = |handle: &Option<Handle>| handle.as_ref().map(|handle| telling.named(handle));
    let who = named(&event.provider).unwrap_or_else(|| me.to_owned());
    let measure = |measure: &Option<_>| measure.as_ref().map(|it| telling.measure(it));
    let parts = [
        measure(&event.effort),
        measure(&event.quantity),
        named(&event.resource),
        named(&event.input_of),
        named(&event.output_of),
        named(&event.to_resource),
        named(&event.kind),
        event.creates.as_ref().map(|made| made.name.clone()),
        measure(&event.value),
        named(&event.receiver),
        event.role.as_ref().map(ToString::to_string),
        event.note.clone(),
    ];
    let what = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let key = format!("why-did-{}", event.action.word());
    let told = [("who", who.as_str().into()), ("what", what.as_str().into())];
    telling.words.say_with(&key, &told)
}

/// Acts that a browser signed, and where it wants to go afterwards.
struct Brought {
    acts: Vec<SignedAct>,
    then: String,
}

impl Brought {
    fn read(body: &[u8]) -> Result<Self, Refused> {
        let json: Value = serde_json::from_slice(body).map_err(|_| Refused::Unreadable("json"))?;
        let text = |json: &Value, name: &'static str| {
            json.get(name)
                .and_then(Value::as_str)
                .map(str::to_owned)
                .ok_or(Refused::Unreadable(name))
        };
        let author: Key =
            text(&json, "author")?.parse().map_err(|_| Refused::Unreadable("author"))?;
        let acts = json.get("acts").and_then(Value::as_array).filter(|acts| acts.len() <= MOST);
        let acts = acts.filter(|acts| !acts.is_empty()).ok_or(Refused::Unreadable("acts"))?;
        let act = |act: &Value| {
            let bytes = |name| {
                let decoded = BASE64.decode(text(act, name)?.as_bytes());
                decoded.map_err(|_| Refused::Unreadable(name))
            };
            let (signature, body) = (bytes("signature")?.try_into(), bytes("body")?);
            Act::from_bytes(&body).map_err(|_| Refused::Unreadable("body"))?;
            Ok(SignedAct {
                id: text(act, "act")?.parse().map_err(|_| Refused::Unreadable("act"))?,
                author,
                body,
                signature: signature.map_err(|_| Refused::Unreadable("signature"))?,
            })
        };
        let acts = acts.iter().map(act).collect::<Result<_, Refused>>()?;
        Ok(Self { acts, then: text(&json, "then").unwrap_or_default() })
    }
}

async fn take(
    State(site): State<Arc<Site>>,
    visit: Visit,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let refused =
        |refused: Refused| answer(refused.status(), &json!({ "refused": refused.to_string() }));
    let brought = match permitted(&visit, &headers, &body) {
        Ok(brought) => brought,
        Err(why) => return refused(why),
    };
    let Some(first) = brought.acts.first().map(|act| act.id) else {
        return refused(Refused::Unreadable("acts"));
    };
    match site.write(brought.acts).await {
        Ok(entries) => {
            let to = local(&brought.then);
            let entry = entries.first().copied().unwrap_or_default();
            let mark = if to.contains('?') { '&' } else { '?' };
            answer(StatusCode::OK, &json!({ "to": format!("{to}{mark}done={entry}&act={first}") }))
        }
        Err(Trouble::Refused(why)) => {
            answer(StatusCode::UNPROCESSABLE_ENTITY, &json!({ "refused": why }))
        }
        Err(_) => refused(Refused::Broken),
    }
}

/// What was brought, if it was signed with the key of whoever is signed in, on a page of this site.
fn permitted(visit: &Visit, headers: &HeaderMap, body: &[u8]) -> Result<Brought, Refused> {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let kind = said(CONTENT_TYPE.as_str()).and_then(|kind| kind.split(';').next());
    if kind.is_none_or(|kind| kind.trim() != JSON) {
        return Err(Refused::JsonWanted);
    }
    let session = visit.session.as_ref().ok_or(Refused::SignInFirst)?;
    if !session.guard.fits(said(GUARD).unwrap_or_default()) {
        return Err(Refused::Forged);
    }
    let SessionKey::Browser(key) = session.key else { return Err(Refused::SignedHere) };
    let brought = Brought::read(body)?;
    if brought.acts.iter().any(|act| act.author != key) {
        return Err(Refused::AnotherKey);
    }
    Ok(brought)
}

impl Site {
    /// Writes signed acts, all or none, and counts how long it took.
    ///
    /// # Errors
    /// Why nothing was written.
    pub async fn write(&self, acts: Vec<SignedAct>) -> Result<Vec<u64>, Trouble> {
        let began = Instant::now();
        let written = self.keeper.submit(acts).await;
        self.figures.acted(written.as_ref().map(|_| ()).map_err(|_| ()), began.elapsed());
        Ok(written?)
    }
}
