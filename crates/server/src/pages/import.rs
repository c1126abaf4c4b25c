//! Import: a timesheet or a ValueFlows document is sent, looked at, and taken in whole.
//!
//! Nothing is written before it was looked at and confirmed. What was sent waits in a file that goes away after half
//! an hour; reading and writing go on by themselves, and the page tells how far they are, without a script.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Path, RawForm, State};
use axum::http::HeaderValue;
use axum::http::header::REFRESH;
use axum::response::Response;
use axum::routing::{get, post};
use book::{SignedAct, now};
use commons::act::Act;
use commons::name::{ActId, Handle, Moment};
use exchange::document::read_document;
use exchange::intake::{Intake, from_table};
use exchange::table::read_timesheet;
use exchange::valueflows;
use maud::{Markup, html};
use thiserror::Error;

use super::money::upload::{self, Uploaded};
use crate::answer::go;
use crate::gate::{SessionKey, TokenId};
use crate::page::{self, choice};
use crate::signed;
use crate::site::{Body, Here, Site, Trouble};
use crate::visit::{Filled, Visit, pairs};

/// The largest file, in bytes.
const LARGEST: usize = 20 << 20;
/// How long what was sent waits.
const WAITS_MS: i64 = 30 * 60 * 1000;
/// How many files wait at once, of all members.
const MOST: usize = 32;
/// How many acts are told before they are taken in.
const TOLD: usize = 20;

/// Why a file is not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
enum Refused {
    #[error("file_missing: no file was chosen; choose one")]
    FileMissing,
    #[error("imports_many: too many files wait here; try again in half an hour")]
    Many,
    #[error("import_unkept: this server has no room for the file now; try again later")]
    Unkept,
    #[error("import_broken: this server could not read the commons; nothing was saved, try again")]
    Broken,
}

impl From<Refused> for Trouble {
    fn from(refused: Refused) -> Self {
        Self::refused(&refused)
    }
}

/// What a file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Timesheet,
    Valueflows,
}

/// A file that goes away with this.
struct Kept(PathBuf);

impl Drop for Kept {
    fn drop(&mut self) {
        // If it cannot be removed the system clears its folder of passing files.
        let _ = fs::remove_file(&self.0);
    }
}

/// What taking a file in would do.
struct Preview {
    new: usize,
    already: Option<usize>,
    agents: usize,
    told: Vec<String>,
    notes: Vec<String>,
}

/// How far it is.
#[derive(Clone)]
enum Stage {
    Reading,
    Read(Arc<Preview>),
    Writing(usize),
    Written { first: u64, last: u64 },
    Refused(String),
}

/// What somebody sent.
struct Sent {
    by: TokenId,
    form: Form,
    file: Arc<Kept>,
    name: String,
    at: Moment,
    stage: Stage,
}

/// By a number that only whoever sent it knows.
static SENT: LazyLock<Mutex<BTreeMap<String, Sent>>> = LazyLock::new(Mutex::default);

fn sent() -> MutexGuard<'static, BTreeMap<String, Sent>> {
    let mut all = SENT.lock().unwrap_or_else(PoisonError::into_inner);
    let oldest = now().0 - WAITS_MS;
    all.retain(|_, it| it.at.0 > oldest || matches!(it.stage, Stage::Writing(_)));
    all
}

/// The session that asks: what was sent is for the browser that sent it.
fn session(visit: &Visit) -> Option<TokenId> {
    visit.session.as_ref().map(|session| session.id)
}

fn become_stage(id: &str, stage: Stage) {
    if let Some(it) = sent().get_mut(id) {
        it.stage = stage;
    }
}

/// The routes of these pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/import", get(show).post(send))
        .layer(DefaultBodyLimit::max(LARGEST + (2 << 20)))
        .route("/import/{id}", get(look))
        .route("/import/{id}/take", post(take))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, |here| page(here, &Filled::default())).await
}

fn page(here: &Here<'_>, filled: &Filled) -> Result<Body, Trouble> {
    here.member()?;
    let forms = ["csv", "valueflows"]
        .map(|form| (form.to_owned(), here.words.say(&format!("import-{form}"))));
    let main = html! {
        (page::refused(here, filled.refusal.as_ref()))
        p { (here.say("import-what")) }
        @if matches!(here.visit.key(), Some(SessionKey::Browser(_))) {
            p.refused { (here.say("import-key-in-browser")) }
        } @else {
            form method="post" action="/import" enctype="multipart/form-data" {
                (page::guard(here))
                (choice(filled, "form", &here.say("import-form"), &forms))
                div.field {
                    label for="file" { (here.say("import-file")) }
                    input type="file" id="file" name="file" accept=".csv,.tsv,.txt,.json,.jsonld,.yaml,.yml" required;
                    p.hint { (here.say("import-limit")) }
                }
                button { (here.say("import-look")) }
            }
        }
        details {
            summary { (here.say("import-example")) }
            p { (here.say("import-example-what")) }
            pre { code { "date,who,hours,project,role,note\n2026-03-02,Ana,2.5,Frame,design,First drawing\n2026-03-03,Ben,4,Frame,welding," } }
        }
    };
    Ok(Body { title: here.say("import-title"), main })
}

async fn send(State(site): State<Arc<Site>>, visit: Visit, form: Multipart) -> Response {
    let uploaded = upload::read(&site, &visit, form, LARGEST).await;
    let kept = match uploaded {
        Ok(uploaded) => keep(&visit, uploaded),
        Err(trouble) => Err(trouble),
    };
    let id = match kept {
        Ok(id) => id,
        Err(Trouble::Refused(refusal)) => {
            let filled = Filled::default().refused(refusal);
            return site.again(visit, move |here| page(here, &filled)).await;
        }
        Err(trouble) => return site.show(visit, move |_| Err(trouble)).await,
    };
    let to = format!("/import/{id}");
    tokio::task::spawn_blocking(move || {
        let read = site.lend(&visit, |here| preview(here, &id));
        become_stage(
            &id,
            match read {
                Ok(preview) => Stage::Read(Arc::new(preview)),
                Err(Trouble::Refused(refusal)) => Stage::Refused(refusal),
                Err(_) => Stage::Refused(Refused::Broken.to_string()),
            },
        );
    });
    go(&to)
}

/// Keeps what was sent, in a file that only this program reads.
fn keep(visit: &Visit, uploaded: Uploaded) -> Result<String, Trouble> {
    let by = session(visit).ok_or(Trouble::SignInFirst)?;
    if uploaded.file.is_empty() {
        return Err(Refused::FileMissing.into());
    }
    let id = book::fresh_id().map_err(|it| Trouble::refused(&it))?.to_string();
    let path = std::env::temp_dir().join(format!("subak-import-{id}"));
    let unwritable = |error: std::io::Error| {
        tracing::error!(%error, "what was sent could not be kept");
        Trouble::from(Refused::Unkept)
    };
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&path).map_err(unwritable)?;
    let kept = Arc::new(Kept(path));
    file.write_all(&uploaded.file).map_err(unwritable)?;
    let form = match uploaded.filled.typed("form") {
        "valueflows" => Form::Valueflows,
        _ => Form::Timesheet,
    };
    let row = Sent { by, form, file: kept, name: uploaded.name, at: now(), stage: Stage::Reading };
    let mut all = sent();
    // Whoever sends another file has done with the one before.
    all.retain(|_, it| it.by != row.by || matches!(it.stage, Stage::Writing(_)));
    if all.len() >= MOST {
        return Err(Refused::Many.into());
    }
    all.insert(id.clone(), row);
    Ok(id)
}

type Acts = Vec<(ActId, Act)>;

/// What a file would add, as whoever is signed in.
fn acts(here: &Here<'_>, id: &str) -> Result<(Acts, Preview), Trouble> {
    let key = here.visit.key().ok_or(Trouble::SignInFirst)?.public();
    let (form, kept) = {
        let all = sent();
        let row = all.get(id).filter(|row| Some(row.by) == session(here.visit));
        let row = row.ok_or(Trouble::NotFound)?;
        (row.form, Arc::clone(&row.file))
    };
    let file = File::open(&kept.0).map_err(|_| Trouble::NotFound)?;
    let commons = here.site.keeper.commons().to_bytes();
    let mut taken = match form {
        Form::Timesheet => {
            let rows = read_timesheet(file).map_err(|it| Trouble::refused(&it))?;
            let taken = from_table(here.state, commons, &rows, key.to_bytes(), here.now);
            of_table(here, taken.map_err(|it| Trouble::refused(&it))?)
        }
        Form::Valueflows => {
            let document = read_document(file).map_err(|it| Trouble::refused(&it))?;
            let taken =
                valueflows::import(&document, here.state, commons, key.to_bytes(), here.now);
            let taken = taken.map_err(|it| Trouble::refused(&it))?;
            let notes = taken.notes.iter().map(ToString::to_string).collect();
            let preview = Preview {
                new: taken.acts.len(),
                already: None,
                agents: 0,
                told: Vec::new(),
                notes,
            };
            (taken.acts, preview)
        }
    };
    taken.1.agents = taken.0.iter().filter(|(_, act)| matches!(act, Act::AddAgent(_))).count();
    Ok(taken)
}

/// What a timesheet would add, and what whoever looks should know of it.
fn of_table(here: &Here<'_>, taken: Intake) -> (Acts, Preview) {
    let mut notes = Vec::new();
    if !taken.namesakes.is_empty() {
        let names: Vec<&str> = taken.namesakes.iter().map(Handle::as_str).collect();
        notes.push(here.words.say_with("import-namesakes", &[("names", names.join(", ").into())]));
    }
    if taken.clocks_ahead > 0 {
        notes.push(here.words.say_with("import-ahead", &[("count", taken.clocks_ahead.into())]));
    }
    for changed in &taken.changed {
        let (line, entry) = (changed.line.to_string(), changed.entry.to_string());
        let told = [("line", line.into()), ("entry", entry.into())];
        notes.push(here.words.say_with("import-changed", &told));
    }
    let already = Some(taken.already);
    (taken.acts, Preview { new: taken.new, already, agents: 0, told: Vec::new(), notes })
}

fn preview(here: &Here<'_>, id: &str) -> Result<Preview, Trouble> {
    let (acts, mut preview) = acts(here, id)?;
    let said = |(_, act): &(ActId, Act)| match act {
        Act::LogEvent(event) => {
            let day = event.at.map(|at| format!("{} · ", here.words.day(at))).unwrap_or_default();
            format!("{day}{}", signed::sentence(here, act))
        }
        _ => signed::sentence(here, act),
    };
    preview.told = acts.iter().take(TOLD).map(said).collect();
    Ok(preview)
}

async fn look(State(site): State<Arc<Site>>, visit: Visit, Path(id): Path<String>) -> Response {
    let stage = sent().get(&id).map(|it| it.stage.clone());
    let goes_on = matches!(stage, Some(Stage::Reading | Stage::Writing(_)));
    let mut response = site.show(visit, move |here| stands(here, &id)).await;
    if goes_on {
        response.headers_mut().insert(REFRESH, HeaderValue::from_static("1"));
    }
    response
}

/// How far it is, and what can be done.
fn stands(here: &Here<'_>, id: &str) -> Result<Body, Trouble> {
    here.member()?;
    let all = sent();
    let row = all.get(id).filter(|row| Some(row.by) == session(here.visit));
    let Some((name, stage)) = row.map(|row| (row.name.clone(), row.stage.clone())) else {
        let main = html! { p { (here.say("import-gone")) } (again(here)) };
        return Ok(Body { title: here.say("import-title"), main });
    };
    drop(all);
    let main = match stage {
        Stage::Reading => html! {
            p role="status" { (here.words.say_with("import-reading", &[("name", name.into())])) }
            progress aria-label=(here.say("import-title")) {}
        },
        Stage::Writing(count) => html! {
            p role="status" { (here.words.say_with("import-writing", &[("count", count.into())])) }
            progress aria-label=(here.say("import-title")) {}
        },
        Stage::Read(preview) => confirm(here, id, &name, &preview),
        Stage::Written { first, last } => {
            let told = [("first", first.to_string().into()), ("last", last.to_string().into())];
            html! {
                div.done role="status" { p { (here.words.say_with("import-done", &told)) } }
                p { a.button href=(format!("/journal?from={first}")) { (here.say("shell-journal")) } }
                (again(here))
            }
        }
        Stage::Refused(refusal) => refused(here, &refusal),
    };
    Ok(Body { title: here.say("import-title"), main })
}

fn again(here: &Here<'_>) -> Markup {
    html! { p { a.button.quiet href="/import" { (here.say("import-another")) } } }
}

/// What is wrong with a file: a line for each row.
fn refused(here: &Here<'_>, refusal: &str) -> Markup {
    html! {
        div.refused role="alert" {
            p { strong { (here.say("import-refused")) } }
            ul { @for line in refusal.lines().filter(|line| !line.trim().is_empty()) { li { (line) } } }
        }
        (again(here))
    }
}

fn confirm(here: &Here<'_>, id: &str, name: &str, preview: &Preview) -> Markup {
    let counted = |key, count: usize| here.words.say_with(key, &[("count", count.into())]);
    html! {
        p { (here.words.say_with("import-found", &[("name", name.into())])) }
        ul {
            li { (counted("import-new", preview.new)) }
            @if preview.agents > 0 { li { (counted("import-agents", preview.agents)) } }
            @if let Some(already) = preview.already.filter(|count| *count > 0) {
                li { (counted("import-already", already)) }
            }
        }
        @if !preview.notes.is_empty() {
            h2 { (here.say("import-notes")) }
            ul { @for note in &preview.notes { li { (note) } } }
        }
        @if preview.new == 0 {
            p { (here.say("import-nothing-new")) }
            (again(here))
        } @else {
            h2 { (counted("import-first", preview.told.len())) }
            ol.list { @for sentence in &preview.told { li { (sentence) } } }
            form method="post" action=(format!("/import/{id}/take")) {
                (page::guard(here))
                p.row {
                    button { (counted("import-take", preview.new)) }
                    a.button.quiet href="/import" { (here.say("shell-cancel")) }
                }
            }
            p.hint { (here.say("import-take-what")) }
        }
    }
}

async fn take(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path(id): Path<String>,
    RawForm(form): RawForm,
) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    if let Err(trouble) = site.guarded(&visit, &form) {
        return site.show(visit, move |_| Err(trouble)).await;
    }
    let to = format!("/import/{id}");
    let begins = sent().get_mut(&id).is_some_and(|row| match &row.stage {
        Stage::Read(preview) if Some(row.by) == session(&visit) => {
            row.stage = Stage::Writing(preview.new);
            true
        }
        _ => false,
    });
    if begins {
        tokio::spawn(async move {
            let stage = write(&site, visit, id.clone()).await;
            become_stage(&id, stage);
        });
    }
    go(&to)
}

/// Works the acts out again, for the commons may have grown, signs them and submits them as one group.
async fn write(site: &Arc<Site>, visit: Visit, id: String) -> Stage {
    let signing = Arc::clone(site);
    let signed = tokio::task::spawn_blocking(move || {
        let (acts, _) = signing.lend(&visit, |here| acts(here, &id))?;
        let Some(SessionKey::Held(key)) = visit.key() else { return Err(Trouble::SignInFirst) };
        let sign = |(act, wish): &(ActId, Act)| signing.keeper.sign(key, *act, wish);
        Ok(acts.iter().map(sign).collect::<Vec<SignedAct>>())
    });
    let signed = match signed.await {
        Ok(Ok(signed)) if !signed.is_empty() => signed,
        Ok(Err(Trouble::Refused(refusal))) => return Stage::Refused(refusal),
        _ => return Stage::Refused(Refused::Broken.to_string()),
    };
    match site.write(signed).await {
        Ok(entries) => {
            let (first, last) = (entries.iter().min(), entries.iter().max());
            let (first, last) = first.zip(last).map_or((0, 0), |(first, last)| (*first, *last));
            Stage::Written { first, last }
        }
        Err(Trouble::Refused(refusal)) => Stage::Refused(refusal),
        Err(_) => Stage::Refused(Refused::Broken.to_string()),
    }
}
