//! The address for programs: GraphQL by POST, and by a stream of events for what is new.
//!
//! A request is JSON, which no form of another page can send, so that a cookie alone is enough to be believed;
//! programs show a token instead (`Authorization: Bearer …`). A mutation may say `Idempotency-Key`, 32 hexadecimal
//! digits: sent again it changes nothing and answers the same.

use std::convert::Infallible;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use commons::act::Act;
use commons::name::ActId;
use commons::visibility::Thing;
use futures_util::stream::unfold;
use graphql::engine::{Engine, FieldError, Kind, Prepared, Response as Answer, SchemaRefused};
use graphql::limit::Limits;
use graphql::request::{Request, RequestRefused};
use graphql::vf::{self, Desk, Field, Row, Submit, View};
use thiserror::Error;
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::signed::numbered;
use crate::site::{Here, Site, Trouble};
use crate::visit::Visit;

const JSON: &str = "application/json";
const EVENTS: &str = "text/event-stream";

/// Reads the schema once for all sites. It is fixed in the program, and a test sees that it is whole.
static ENGINE: LazyLock<Result<Engine<Field>, SchemaRefused>> =
    LazyLock::new(|| vf::engine(Limits::default()));

/// Why a program is not answered.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
enum ApiRefused {
    #[error("json_wanted: send the request as `Content-Type: application/json`")]
    JsonWanted,
    #[error(
        "sign_in_first: this commons shows itself to its members; send `Authorization: Bearer` and a token, which members make on their page"
    )]
    SignInFirst,
    #[error("hidden: the charter hides this commons from you")]
    Hidden,
    #[error("events_wanted: a subscription is answered as `Accept: text/event-stream`")]
    EventsWanted,
    #[error("key_unreadable: an `Idempotency-Key` is 32 hexadecimal digits")]
    KeyUnreadable,
    #[error("broken: this commons cannot be read now; try again")]
    Broken,
}

/// The route.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/graphql", post(ask))
}

async fn ask(
    State(site): State<Arc<Site>>,
    visit: Visit,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match answer(site, visit, &headers, &body).await {
        Ok(response) => response,
        Err((status, answer)) => {
            (status, [(CONTENT_TYPE, JSON)], answer.to_bytes()).into_response()
        }
    }
}

type Refused = (StatusCode, Answer);

fn refused(status: StatusCode, refused: ApiRefused) -> Refused {
    (status, Answer::refused(refused))
}

async fn answer(
    site: Arc<Site>,
    visit: Visit,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, Refused> {
    let says = |name, word: &str| {
        let said = headers.get(name).and_then(|value| value.to_str().ok());
        said.is_some_and(|said: &str| said.split([',', ';']).any(|it| it.trim() == word))
    };
    if !says(CONTENT_TYPE, JSON) {
        return Err(refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, ApiRefused::JsonWanted));
    }
    let request = Request::from_json(body)
        .map_err(|wrong: RequestRefused| (StatusCode::BAD_REQUEST, Answer::refused(wrong)))?;
    let engine = engine()?;
    let prepared = engine.prepare(&request).map_err(|answer| (StatusCode::OK, answer))?;
    let key = idempotency(headers)?;
    let asked = Asked { site, visit, prepared };
    match asked.prepared.kind() {
        Kind::Subscription if says(ACCEPT, EVENTS) => events(asked).await,
        Kind::Subscription => Err(refused(StatusCode::NOT_ACCEPTABLE, ApiRefused::EventsWanted)),
        Kind::Query => asked.apart(Asked::query).await,
        Kind::Mutation => asked.apart(move |asked| asked.mutate(key)).await,
    }
}

fn engine() -> Result<&'static Engine<Field>, Refused> {
    ENGINE.as_ref().map_err(|refused| {
        tracing::error!(%refused, "the schema does not fit the program");
        (StatusCode::INTERNAL_SERVER_ERROR, Answer::refused(ApiRefused::Broken))
    })
}

fn idempotency(headers: &HeaderMap) -> Result<Option<ActId>, Refused> {
    let Some(said) = headers.get("idempotency-key") else { return Ok(None) };
    let read = said.to_str().ok().and_then(|text| text.parse::<journal::ActId>().ok());
    let key = read.ok_or_else(|| refused(StatusCode::BAD_REQUEST, ApiRefused::KeyUnreadable))?;
    Ok(Some(ActId(key.to_bytes())))
}

/// A request that was read, and who asks.
struct Asked {
    site: Arc<Site>,
    visit: Visit,
    prepared: Prepared,
}

impl Asked {
    /// Answers on a thread where waiting is allowed.
    async fn apart(
        self,
        answer: impl FnOnce(&Self) -> Result<Answer, Refused> + Send + 'static,
    ) -> Result<Response, Refused> {
        let broken = || refused(StatusCode::INTERNAL_SERVER_ERROR, ApiRefused::Broken);
        let answered = tokio::task::spawn_blocking(move || answer(&self)).await;
        let answer = answered.map_err(|_| broken())??;
        Ok(([(CONTENT_TYPE, JSON)], answer.to_bytes()).into_response())
    }

    /// Lends the commons to somebody who may see it.
    fn view<T>(&self, ask: impl FnOnce(View<'_>) -> T) -> Result<T, Refused> {
        let lent = self.site.lend(&self.visit, |here| {
            if !self.prepared.is_about_schema() {
                here.must_see(Thing::Contributions)?;
            }
            view(here, ask)
        });
        lent.map_err(|trouble| match trouble {
            Trouble::SignInFirst => refused(StatusCode::UNAUTHORIZED, ApiRefused::SignInFirst),
            Trouble::Hidden => refused(StatusCode::FORBIDDEN, ApiRefused::Hidden),
            _ => refused(StatusCode::INTERNAL_SERVER_ERROR, ApiRefused::Broken),
        })
    }

    fn query(&self) -> Result<Answer, Refused> {
        let engine = engine()?;
        self.view(|view| engine.query(&self.prepared, &view))
    }

    fn mutate(&self, key: Option<ActId>) -> Result<Answer, Refused> {
        let engine = engine()?;
        // Whoever may not see the commons may not change it either.
        self.view(|_| ())?;
        let mut desk = Desk::new(Writing { asked: self, key, begun: 0 });
        Ok(engine.mutate(&self.prepared, &mut desk))
    }
}

fn view<T>(here: &Here<'_>, ask: impl FnOnce(View<'_>) -> T) -> Result<T, Trouble> {
    let commons = here.site.keeper.commons().to_bytes();
    here.site.indexes.lend(here.state, |index| {
        here.read(|reading| {
            Ok(ask(View { reading, commons, index, asker: here.me, now: here.now }))
        })
    })
}

/// A commons that a request changes.
struct Writing<'a> {
    asked: &'a Asked,
    key: Option<ActId>,
    /// How many mutations were begun.
    begun: u32,
}

impl Writing<'_> {
    /// The id of the first act of the mutation that was begun last, if the request has a key. Each mutation has room
    /// for the ids of its other acts.
    fn id(&self) -> Option<ActId> {
        Some(numbered(self.key?, self.begun.saturating_sub(1) << 16))
    }
}

impl Submit for Writing<'_> {
    fn view<T>(&self, ask: impl FnOnce(View<'_>) -> T) -> Result<T, FieldError> {
        let lent = self.asked.site.lend(&self.asked.visit, |here| view(here, ask));
        lent.map_err(|_| FieldError::new(ApiRefused::Broken))
    }

    fn submit(&mut self, acts: Vec<Act>) -> Result<Vec<u64>, FieldError> {
        let id = match self.id() {
            Some(id) => id,
            None => book::fresh_id().map_err(FieldError::new)?,
        };
        let Asked { site, visit, .. } = self.asked;
        let done = Handle::current().block_on(site.submit(visit, id, &acts));
        match done {
            Ok(done) => Ok(done.entries),
            Err(Trouble::Refused(refusal)) => Err(FieldError::new(refusal)),
            Err(Trouble::SignInFirst) => Err(FieldError::new(ApiRefused::SignInFirst)),
            Err(_) => Err(FieldError::new(ApiRefused::Broken)),
        }
    }

    fn repeated(&mut self) -> Option<Vec<u64>> {
        self.begun += 1;
        let id = self.id()?;
        let entry = self.asked.site.keeper.read(|state| state.entry_of(id)).ok()?;
        entry.map(|entry| vec![entry])
    }
}

/// A stream of what is new: an event `next` with an answer for each entry, as graphql-sse has it.
async fn events(asked: Asked) -> Result<Response, Refused> {
    let waiting = engine()?.subscribe(&asked.prepared).map_err(|it| (StatusCode::OK, it))?;
    let mut length = asked.site.keeper.length();
    let now = *length.borrow_and_update();
    // Without a word about it, what is new from now on.
    let after = waiting.args.int("after").and_then(|after| u64::try_from(after).ok());
    let next = after.map_or(now, |after| after.saturating_add(1));
    // Refused now rather than within the stream.
    let asked = tokio::task::spawn_blocking(move || asked.view(|_| ()).map(|()| asked)).await;
    let broken = || refused(StatusCode::INTERNAL_SERVER_ERROR, ApiRefused::Broken);
    let asked = Arc::new(asked.map_err(|_| broken())??);
    let stream = unfold(Stream { asked, length, next }, Stream::next);
    Ok(([(CONTENT_TYPE, EVENTS)], Body::from_stream(stream)).into_response())
}

struct Stream {
    asked: Arc<Asked>,
    length: watch::Receiver<u64>,
    next: u64,
}

impl Stream {
    async fn next(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        let next = self.next;
        self.length.wait_for(|length| *length > next).await.ok()?;
        let asked = Arc::clone(&self.asked);
        let told = tokio::task::spawn_blocking(move || {
            let engine = engine().ok()?;
            asked.view(|view| engine.event(&asked.prepared, &view, Row::Entry(next))).ok()
        });
        let mut bytes = b"event: next\ndata: ".to_vec();
        bytes.extend(told.await.ok()??.to_bytes());
        bytes.extend(b"\n\n");
        Some((Ok(bytes.into()), Self { next: next + 1, ..self }))
    }
}
