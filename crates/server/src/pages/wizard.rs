//! The first run: a charter is chosen, its questions are answered, it is read as sentences, and a commons is founded.
//!
//! There is no site yet. Whoever has the link that the terminal printed may found one; then the site takes over.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::Router;
use axum::extract::{Path, RawForm, RawQuery, State};
use axum::http::header::{ACCEPT_LANGUAGE, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use book::{Book, SecretKey, fresh_id, now};
use charter::report::Verdict;
use charter::tree::{Kind as UnitKind, Tree};
use commons::act::{Act, AdoptCharter, ChangeRole, Envelope, Found, apply, check_charter, decide};
use commons::name::{ActId, Code, Handle, Moment};
use commons::reading::Reading;
use commons::state::State as Commons;
use inquiry::library::{Answer, Draft, LIBRARY, Question, head};
use inquiry::{currency, declared, names};
use maud::{DOCTYPE, Markup, html};
use subtle::ConstantTimeEq;

use super::enter::welcome;
use crate::answer::go;
use crate::assets;
use crate::gate::{Gate, Passphrase, Refused, SECRET_MIN, SessionKey, Token};
use crate::keeper::Keeper;
use crate::page::{Kind, field};
use crate::site::{Settings, Site};
use crate::visit::{Filled, LANGUAGE, cookie, local, pairs};
use crate::words::Words;

/// The name in the place of a charter's of a commons without one.
const NONE: &str = "none";
/// What a charter says that stands elsewhere on the page: its promise, the answers, and the examples that were played.
const TOLD_OTHERWISE: [&str; 3] = ["charter", "setting", "example"];
/// The role that keeps the pools and writes decisions down in the charters of the library.
const STEWARD: &str = "steward";

/// Makes the file of a commons and keeps its founder's key where whoever runs the server keeps keys; a refusal is
/// told in a sentence that begins with its name.
pub type Founder = Box<dyn Fn(Found, &SecretKey) -> Result<(Book, PathBuf), String> + Send + Sync>;

/// Why nothing is founded here any more.
#[derive(Debug, thiserror::Error)]
#[error("already_founded: this server has its commons already; go to its first page")]
struct Already;

/// A server before there is a commons.
pub struct Wizard {
    token: String,
    origin: String,
    founder: Founder,
    founding: Mutex<()>,
    founded: OnceLock<Arc<Site>>,
}

impl Wizard {
    /// A wizard for whoever gets its [`Wizard::link`].
    ///
    /// # Errors
    /// If the system gives no random bytes.
    pub fn new(origin: String, founder: Founder) -> Result<Self, book::BookRefused> {
        let token = fresh_id()?.to_string();
        Ok(Self { token, origin, founder, founding: Mutex::new(()), founded: OnceLock::new() })
    }

    /// The link by which somebody founds the commons.
    #[must_use]
    pub fn link(&self) -> String {
        format!("{}/new/{}", self.origin, self.token)
    }

    /// The site, once it is founded.
    #[must_use]
    pub fn site(&self) -> Option<&Arc<Site>> {
        self.founded.get()
    }

    /// The site, if it was founded.
    #[must_use]
    pub fn into_site(self) -> Option<Arc<Site>> {
        self.founded.into_inner()
    }

    fn lets(&self, token: &str) -> bool {
        token.as_bytes().ct_eq(self.token.as_bytes()).into()
    }
}

/// The routes of these pages.
pub fn routes(wizard: Arc<Wizard>) -> Router {
    Router::new()
        .route("/new/{token}", get(choose))
        .route("/new/{token}/{charter}", get(ask))
        .route("/new/{token}/{charter}/rules", get(look))
        .route("/new/{token}/{charter}/found", post(found))
        .route("/language", get(language))
        .fallback(elsewhere)
        .with_state(wizard)
}

/// Where a visitor is in the wizard.
struct At {
    words: Words,
    path: String,
    token: String,
}

impl At {
    fn say(&self, key: &str) -> String {
        self.words.say(key)
    }

    fn to(&self, rest: &str) -> String {
        format!("/new/{}{rest}", self.token)
    }
}

fn words(headers: &HeaderMap) -> Words {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Words::wanted(cookie(headers, LANGUAGE), accepted)
}

/// A page of the wizard.
fn shell(at: &At, status: StatusCode, title: &str, main: &Markup) -> Response {
    let other = if at.words.tag() == "en" { "fr" } else { "en" };
    let back: String = form_urlencoded::byte_serialize(at.path.as_bytes()).collect();
    let page = html! {
        (DOCTYPE)
        html lang=(at.words.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                // The address holds the right to found a commons here.
                meta name="referrer" content="no-referrer";
                title { (title) " · Subak" }
                link rel="icon" href=(assets::address("subak.svg"));
                link rel="stylesheet" href=(assets::address("subak.css"));
            }
            body {
                a.skip href="#main" { (at.say("shell-skip")) }
                header.top {
                    span.commons { "Subak" }
                    nav aria-label=(at.say("shell-menu")) {}
                    div.who {
                        a href=(format!("/language?to={other}&back={back}")) lang=(other) {
                            (at.say("shell-other-language"))
                        }
                    }
                }
                main id="main" tabindex="-1" { h1 { (title) } (main) }
            }
        }
    };
    (status, Html(page.into_string())).into_response()
}

async fn elsewhere(headers: HeaderMap) -> Response {
    let at = At { words: words(&headers), path: "/".to_owned(), token: String::new() };
    let main = html! { p { (at.say("wizard-use-link")) } };
    shell(&at, StatusCode::NOT_FOUND, &at.say("wizard-not-yet"), &main)
}

async fn language(RawQuery(query): RawQuery) -> Response {
    let asked = pairs(&query.unwrap_or_default());
    let tag = if asked.get("to").is_some_and(|to| to == "fr") { "fr" } else { "en" };
    let mut response = go(local(asked.get("back").map_or("/", String::as_str)));
    let line = format!("{LANGUAGE}={tag}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax");
    if let Ok(line) = HeaderValue::try_from(line) {
        response.headers_mut().append(SET_COOKIE, line);
    }
    response
}

async fn choose(
    State(wizard): State<Arc<Wizard>>,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Response {
    if !wizard.lets(&token) {
        return elsewhere(headers).await;
    }
    let at = At { words: words(&headers), path: format!("/new/{token}"), token };
    let main = html! {
        p.lead { (at.say("wizard-lead")) }
        p { (at.say("wizard-choose-what")) }
        div.cards {
            @for draft in LIBRARY {
                @let tree = draft.tree();
                article.card {
                    h2 { a href=(at.to(&format!("/{}", draft.name))) lang="en" { (called(&tree)) } }
                    (promise(&tree))
                }
            }
            article.card {
                h2 { a href=(at.to(&format!("/{NONE}/rules"))) { (at.say("wizard-none")) } }
                p { (at.say("wizard-none-what")) }
            }
        }
    };
    shell(&at, StatusCode::OK, &at.say("wizard-title"), &main)
}

fn called(tree: &Tree) -> String {
    head(tree).map(|head| head.name.text.to_string()).unwrap_or_default()
}

/// For whom a charter is, and what it promises.
fn promise(tree: &Tree) -> Markup {
    let Some(head) = head(tree) else { return html! {} };
    html! {
        @if let Some(audience) = &head.audience { p.soft lang="en" { (audience.text) } }
        @if let Some(promise) = &head.promise { p lang="en" { (promise.text) } }
    }
}

async fn ask(
    State(wizard): State<Arc<Wizard>>,
    headers: HeaderMap,
    Path((token, charter)): Path<(String, String)>,
) -> Response {
    let Some(draft) = Draft::named(&charter).ok().filter(|_| wizard.lets(&token)) else {
        return elsewhere(headers).await;
    };
    let at = At { words: words(&headers), path: format!("/new/{token}/{charter}"), token };
    questions(&at, draft, StatusCode::OK, &Filled::default())
}

/// The questions of a charter, with what it proposes or what was answered.
fn questions(at: &At, draft: Draft, status: StatusCode, filled: &Filled) -> Response {
    let tree = draft.tree();
    let asked = draft.questions();
    let main = html! {
        (promise(&tree))
        (refused(at, filled.refusal.as_deref()))
        form method="get" action=(at.to(&format!("/{}/rules", draft.name))) {
            @if asked.is_empty() { p { (at.say("wizard-no-questions")) } }
            @for Question { setting, asks, proposes } in &asked {
                @let value = filled.get(setting).unwrap_or(proposes);
                div.field {
                    label for=(setting) lang="en" { (asks) }
                    input type="text" id=(setting) name=(setting) value=(value) autocomplete="off";
                    p.hint { (at.words.say_with("wizard-proposed", &[("figure", proposes.as_str().into())])) }
                }
            }
            p.row {
                button { (at.say("wizard-see-rules")) }
                a.button.quiet href=(at.to("")) { (at.say("wizard-other-charter")) }
            }
        }
    };
    shell(at, status, &called(&tree), &main)
}

fn refused(at: &At, refusal: Option<&str>) -> Markup {
    let Some(refusal) = refusal else { return html! {} };
    let (name, sentence) = refusal.split_once(": ").unwrap_or(("", refusal));
    html! {
        div.refused role="alert" {
            p { strong { (at.say("shell-refused")) } " " (sentence) }
            @if !name.is_empty() { p.name { code { (name) } } }
        }
    }
}

/// The text of a charter with the answers that were given.
fn answered(draft: Draft, filled: &Filled) -> Result<String, inquiry::Refused> {
    let given = draft.questions().into_iter().filter_map(|it| {
        let answer = filled.get(&it.setting)?.to_owned();
        (answer != it.proposes).then_some((it.setting, answer))
    });
    draft.answered(&given.collect::<Vec<Answer>>())
}

async fn look(
    State(wizard): State<Arc<Wizard>>,
    headers: HeaderMap,
    Path((token, charter)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let draft = Draft::named(&charter).ok();
    if !wizard.lets(&token) || (draft.is_none() && charter != NONE) {
        return elsewhere(headers).await;
    }
    let query = query.unwrap_or_default();
    let path = format!("/new/{token}/{charter}/rules?{query}");
    let at = At { words: words(&headers), path, token };
    let filled = Filled::of(pairs(&query));
    // Checking a charter plays its examples.
    let made = tokio::task::spawn_blocking(move || rules(&at, draft, StatusCode::OK, &filled));
    made.await.unwrap_or_else(|_| crate::page::bare())
}

/// What a charter says and guarantees, and the form that founds the commons by it.
fn rules(at: &At, draft: Option<Draft>, status: StatusCode, filled: &Filled) -> Response {
    let Some(draft) = draft else {
        let main = html! {
            p { (at.say("wizard-none-what")) }
            (founding(at, NONE, &[], "point", filled))
        };
        return shell(at, status, &at.say("wizard-found-title"), &main);
    };
    let text = match answered(draft, filled) {
        Ok(text) => text,
        Err(refused) => {
            let filled = filled.clone().refused(refused.to_string());
            return questions(at, draft, StatusCode::UNPROCESSABLE_ENTITY, &filled);
        }
    };
    let reading = check_charter(&text);
    let asked = draft.questions();
    let told = declared::declared(&text, at.words.language);
    let main = html! {
        (promise(&reading.tree))
        @if !asked.is_empty() {
            p { a href=(at.to(&format!("/{}", draft.name))) { (at.say("wizard-answer-again")) } }
        }
        (report(at, &text, &reading))
        details open[filled.refusal.is_none()] {
            summary { (at.say("rules-says")) }
            @for it in told.iter().filter(|it| !TOLD_OTHERWISE.contains(&it.sort)) {
                article.beside {
                    h3 { (it.heading) }
                    div { @for sentence in &it.sentences { p { (sentence) } } }
                }
            }
        }
        (founding(at, draft.name, &asked, &unit(&reading), filled))
    };
    shell(at, status, &called(&reading.tree), &main)
}

/// The unit that value is counted in, as a charter suggests it: its money, if it is counted in itself.
fn unit(reading: &Reading) -> String {
    let units = reading.model.iter().flat_map(|model| &model.units);
    let mut money = units.filter(|unit| unit.kind == UnitKind::Money && unit.base.is_none());
    money.next().map_or_else(|| "point".to_owned(), |unit| unit.name.to_string())
}

/// What is proven of a charter, and how its examples came out.
fn report(at: &At, text: &str, reading: &Reading) -> Markup {
    let broken = reading.broken(text);
    let findings = &reading.report.findings;
    let count = |verdict| findings.iter().filter(|it| it.verdict == verdict).count();
    let examples = reading.model.as_ref().map_or(0, |model| model.examples.len());
    let counted = |key, count: usize| at.words.say_with(key, &[("count", count.into())]);
    html! {
        section.card {
            h2 { (at.say("rules-guarantees")) }
            @if broken.is_empty() {
                p.marks {
                    span.tag { "✓ " (counted("rules-verdict-proven-count", count(Verdict::Proven))) } " "
                    span.tag { "◐ " (counted("rules-verdict-guarded-count", count(Verdict::Guarded))) } " "
                    span.tag { "✓ " (counted("wizard-examples", examples)) }
                }
                p.soft { (at.say("rules-verdicts-mean")) }
            } @else {
                div.refused {
                    p { strong { "✗ " (at.say("rules-cannot-be-adopted")) } }
                    ul lang="en" { @for sentence in &broken { li { (sentence) } } }
                }
            }
        }
    }
}

/// The form that founds the commons; the answers go along.
fn founding(at: &At, charter: &str, asked: &[Question], unit: &str, filled: &Filled) -> Markup {
    let filled = match filled.get("unit") {
        Some(_) => filled.clone(),
        None => filled.clone().with("unit", unit),
    };
    let hint = at.words.say_with("join-secret-hint", &[("count", SECRET_MIN.into())]);
    html! {
        h2 id="found" { (at.say("wizard-found-title")) }
        (refused(at, filled.refusal.as_deref()))
        form method="post" action=(at.to(&format!("/{charter}/found"))) {
            @for it in asked {
                input type="hidden" name=(it.setting) value=(filled.get(&it.setting).unwrap_or(&it.proposes));
            }
            (field(&filled, "commons", &at.say("wizard-name"), Kind::Text))
            (field(&filled, "you", &at.say("wizard-you"), Kind::Text))
            details {
                summary { (at.say("wizard-short-names")) }
                p.hint { (at.say("wizard-short-names-what")) }
                (field(&filled, "handle", &at.say("wizard-handle"), Kind::Text))
                (field(&filled, "your-handle", &at.say("wizard-your-handle"), Kind::Text))
            }
            (field(&filled, "unit", &at.say("wizard-unit"), Kind::Text))
            p.hint { (at.say("wizard-unit-what")) }
            (field(&filled, "secret", &at.say("join-new-secret"), Kind::Secret))
            p.hint { (hint) " " (at.say("wizard-secret-what")) }
            button { (at.say("wizard-found")) }
        }
    }
}

async fn found(
    State(wizard): State<Arc<Wizard>>,
    headers: HeaderMap,
    Path((token, charter)): Path<(String, String)>,
    RawForm(form): RawForm,
) -> Response {
    let draft = Draft::named(&charter).ok();
    if !wizard.lets(&token) || (draft.is_none() && charter != NONE) {
        return elsewhere(headers).await;
    }
    let browser = headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
    let browser: String = browser.unwrap_or_default().chars().take(120).collect();
    let path = format!("/new/{token}/{charter}/rules");
    let at = At { words: words(&headers), path, token };
    let filled = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    let founded =
        tokio::task::spawn_blocking(move || match begin(&wizard, draft, &filled, &browser) {
            Ok((site, session)) => welcome(&site, &session, "/"),
            Err(refusal) => {
                let filled = filled.with("secret", "").refused(refusal);
                rules(&at, draft, StatusCode::UNPROCESSABLE_ENTITY, &filled)
            }
        });
    founded.await.unwrap_or_else(|_| crate::page::bare())
}

/// Founds the commons, or says in a sentence why not; then there is nothing left of it.
fn begin(
    wizard: &Wizard,
    draft: Option<Draft>,
    filled: &Filled,
    browser: &str,
) -> Result<(Arc<Site>, Token), String> {
    let _alone = wizard.founding.lock().unwrap_or_else(PoisonError::into_inner);
    if wizard.site().is_some() {
        return Err(said(Already));
    }
    let (min, chars) = (SECRET_MIN, filled.typed("secret").chars().count());
    if chars < min {
        return Err(said(Refused::SecretShort { min, chars }));
    }
    let secret = Passphrase::typed(filled.typed("secret").to_owned());
    let key = SecretKey::generate().map_err(said)?;
    let text = draft.map(|draft| answered(draft, filled)).transpose().map_err(said)?;
    let reading = text.as_deref().map(Reading::of);
    let wish = wish(filled, key.public().to_bytes(), reading.as_ref())?;
    let handle = wish.founder.clone();
    let acts = first_acts(text, reading.as_ref(), &handle)?;
    rehearse(&wish, &acts)?;
    let (mut book, path) = (wizard.founder)(wish, &key)?;
    let mut signed = Vec::new();
    for act in &acts {
        signed.push(book.sign(&key, fresh_id().map_err(said)?, act));
    }
    book.submit_whole(signed, now()).map_err(said)?;
    let gate = Gate::open(&path, book.commons()).map_err(said)?;
    gate.keep(&handle, &key, &secret).map_err(said)?;
    let session = gate.begin(&handle, &SessionKey::Held(key), browser, now()).map_err(said)?;
    let keeper = Keeper::keep(book, &path).map_err(said)?;
    let site = Arc::new(Site::new(keeper, gate, Settings { origin: wizard.origin.clone() }));
    let site = wizard.founded.get_or_init(|| site);
    Ok((Arc::clone(site), session))
}

fn said(refused: impl std::fmt::Display) -> String {
    refused.to_string()
}

/// What is founded, from what was typed.
fn wish(
    filled: &Filled,
    founder_key: [u8; 32],
    reading: Option<&Reading>,
) -> Result<Found, String> {
    let short = |typed: &str, name: &str| match filled.get(typed) {
        Some(given) => Handle::new(given).map_err(said),
        None => names::handle(name).map_err(said),
    };
    let (name, you) =
        (filled.get("commons").unwrap_or_default(), filled.get("you").unwrap_or_default());
    let founder = short("your-handle", you)?;
    let mut handle = short("handle", name)?;
    if handle == founder && filled.get("handle").is_none() {
        handle = names::handle(&format!("{founder}-commons")).map_err(said)?;
    }
    let unit = Code::new(filled.get("unit").unwrap_or("point")).map_err(said)?;
    let of_charter = reading
        .iter()
        .flat_map(|reading| reading.model.iter().flat_map(|model| &model.units))
        .find(|it| *it.name == *unit.as_str());
    let of_currency = currency::decimals(unit.as_str()).unwrap_or(2);
    let decimals = of_charter.map_or(of_currency, |unit| unit.decimals);
    let (name, founder_name) = (name.to_owned(), you.to_owned());
    Ok(Found { name, handle, founder, founder_name, founder_key, unit, decimals })
}

/// What the founder does at once: adopts the charter, and becomes its steward if it has one.
fn first_acts(
    text: Option<String>,
    reading: Option<&Reading>,
    founder: &Handle,
) -> Result<Vec<Act>, String> {
    let mut acts: Vec<Act> =
        text.map(|text| Act::AdoptCharter(Box::new(AdoptCharter::new(text)))).into_iter().collect();
    let roles = reading.iter().flat_map(|it| it.model.iter().flat_map(|model| &model.roles));
    if roles.into_iter().any(|role| *role.name == *STEWARD) {
        let role = Handle::new(STEWARD).map_err(said)?;
        acts.push(Act::ChangeRole(ChangeRole { role, agent: founder.clone(), holds: true }));
    }
    Ok(acts)
}

/// Plays the first acts where nothing is written, so that a refusal comes before there is a file.
fn rehearse(wish: &Found, acts: &[Act]) -> Result<(), String> {
    let mut state = Commons::default();
    let found = Act::Found(Box::new(wish.clone()));
    for (act, entry) in std::iter::once(&found).chain(acts).zip(0_u8..) {
        let (at, id): (Moment, ActId) = (now(), ActId([entry; 16]));
        let envelope = Envelope { entry: entry.into(), at, act: id, key: wish.founder_key };
        let effects = decide(&state, &envelope, act).map_err(said)?;
        apply(&mut state, &envelope, act, &effects).map_err(said)?;
    }
    Ok(())
}
