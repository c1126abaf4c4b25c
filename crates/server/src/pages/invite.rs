//! Invitations: a member makes a link for somebody new, sees those that wait, and withdraws them.
//!
//! The key of whoever is invited is made with the link and waits under it; the member signs the act by which the new
//! agent signs with that key. The link is shown once: the gate keeps no token.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use axum::Router;
use axum::extract::{RawForm, State};
use axum::response::Response;
use axum::routing::{get, post};
use book::{Key, SecretKey};
use charter::model::{RoleHow, RoleId};
use commons::act::{Act, AddAgent, AddKey, ChangeRole};
use commons::agent::AgentKind;
use commons::name::{ActId, Handle};
use commons::visibility::Thing;
use inquiry::limits::members;
use inquiry::names;
use maud::{Markup, html};
use zeroize::Zeroizing;

use crate::answer::go;
use crate::gate::{self, TokenId};
use crate::page::{self, Cell, Kind, choice, field};
use crate::signed;
use crate::site::{Body, Here, Site, Trouble};
use crate::visit::{Filled, Visit, pairs};

/// How many links wait to be shown to those who made them.
const WAITING: usize = 256;

/// A link that was made and not shown yet.
struct Made {
    by: Handle,
    handle: Handle,
    key: Key,
    token: Zeroizing<String>,
}

/// By the act that lets the new agent in.
static MADE: LazyLock<Mutex<BTreeMap<ActId, Made>>> = LazyLock::new(Mutex::default);

/// The routes of these pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/invite", get(show).post(invite))
        .route("/invite/made", get(made))
        .route("/invite/withdraw", post(withdraw))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, |here| page(here, &Filled::default())).await
}

fn page(here: &Here<'_>, filled: &Filled) -> Result<Body, Trouble> {
    here.member()?;
    here.must_see(Thing::Members)?;
    let roles = grantable(here);
    let main = html! {
        (page::refused(here, filled.refusal.as_ref()))
        p { (here.say("join-invite-what")) }
        form method="post" action="/invite" {
            (page::hidden_again(here, filled))
            (field(filled, "name", &here.say("join-invite-name"), Kind::Text))
            (field(filled, "handle", &here.say("join-invite-handle"), Kind::Text))
            p.hint { (here.say("join-invite-handle-hint")) }
            @if roles.len() > 1 {
                (choice(filled, "role", &here.say("join-invite-role"), &roles))
            }
            button { (here.say("join-invite-make")) }
        }
        (mine(here)?)
    };
    Ok(Body { title: here.say("join-invite-title"), main })
}

/// The roles that whoever is signed in may give, after none.
fn grantable(here: &Here<'_>) -> Vec<(String, String)> {
    let mut found = vec![(String::new(), here.say("join-invite-no-role"))];
    let Some((rules, me)) = here.state.money.in_force().zip(here.me) else { return found };
    for (place, role) in (0..).zip(&rules.model.roles) {
        let RoleHow::Granted { by, .. } = &role.how else { continue };
        if members(here.state, *by, here.now).contains(&me)
            && let Some(name) = rules.role(RoleId(place))
        {
            found.push((name.to_string(), role.label.to_string()));
        }
    }
    found
}

/// The invitations that wait for somebody.
fn mine(here: &Here<'_>) -> Result<Markup, Trouble> {
    let Some(handle) = here.visit.member() else { return Ok(html! {}) };
    let waiting = here.site.gate.invited_by(handle).map_err(|it| Trouble::refused(&it))?;
    // A link whose act was never written lets nobody in.
    let signs = |key: &Key| here.state.signer(&key.to_bytes()).is_some();
    let row = |it: &gate::Invited| {
        let name = here.state.agent(&it.handle).map(|ix| here.state.agents.at(ix).name.as_str());
        let late = it.until <= here.now;
        vec![
            Cell::Text(
                html! { a href=(format!("/people/{}", it.handle)) { (name.unwrap_or(it.handle.as_str())) } },
            ),
            Cell::Text(page::day(here, it.made)),
            Cell::Text(
                html! { (page::day(here, it.until)) @if late { " · " (here.say("join-invite-late")) } },
            ),
            Cell::Text(html! {
                form method="post" action="/invite/withdraw" {
                    (page::guard(here))
                    input type="hidden" name="link" value=(it.id);
                    button.quiet { (here.say("join-invite-withdraw")) }
                }
            }),
        ]
    };
    let rows: Vec<Vec<Cell>> = waiting.iter().filter(|it| signs(&it.key)).map(row).collect();
    let heads =
        ["join-invite-who", "join-invite-made-on", "join-invite-until", "join-invite-withdraw"];
    let heads = heads.map(|key| here.words.say(key));
    let [who, made, until, does] = &heads;
    Ok(html! {
        @if !rows.is_empty() {
            h2 { (here.say("join-invite-mine")) }
            (page::table(&here.say("join-invite-mine"), &[who, made, until, does], &rows))
            p.hint { (here.say("join-invite-withdraw-what")) }
        }
    })
}

async fn invite(State(site): State<Arc<Site>>, visit: Visit, RawForm(form): RawForm) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    let Some(act) = form.act() else {
        return site.show(visit, |_| Err(Trouble::Forged)).await;
    };
    let then = format!("/invite/made?of={act}");
    let (visit, form, done) =
        Arc::clone(&site).attempt(visit, form, move |here, filled| wish(here, filled, act)).await;
    match done {
        Ok(_) => go(&then),
        Err(Trouble::Refused(refusal)) => {
            // Sent again it is another act, for somebody else or by another name.
            let filled = form.with("act", "").refused(refusal);
            site.again(visit, move |here| page(here, &filled)).await
        }
        Err(trouble) => {
            let trouble = signed::then(trouble, &then);
            site.show(visit, move |_| Err(trouble)).await
        }
    }
}

/// The acts that let somebody in. Their link is made first: one whose act is never written lets nobody in, but a
/// member whose link is lost cannot be invited again.
fn wish(here: &Here<'_>, filled: &Filled, act: ActId) -> Result<Vec<Act>, Trouble> {
    let by = here.visit.member().ok_or(Trouble::SignInFirst)?;
    let name = filled.get("name").unwrap_or_default();
    let handle = match filled.get("handle") {
        Some(given) => Handle::new(given).map_err(|it| Trouble::refused(&it))?,
        None => names::handle(name)?,
    };
    let key = waiting_key(here, act, by, &handle)?;
    let known = here.state.agent(&handle).map(|ix| here.state.agents.at(ix));
    let mut acts = vec![match known
        .filter(|known| known.kind == AgentKind::Person && known.keys.is_empty())
    {
        // Somebody whose work was logged or imported, and who never came here.
        Some(_) => Act::AddKey(AddKey { agent: handle.clone(), key: key.to_bytes() }),
        None => {
            let wish = AddAgent::new(handle.clone(), AgentKind::Person, name);
            Act::AddAgent(Box::new(AddAgent { key: Some(key.to_bytes()), ..wish }))
        }
    }];
    if let Some(role) = filled.get("role") {
        let role = names::handle(role)?;
        acts.push(Act::ChangeRole(ChangeRole { role, agent: handle, holds: true }));
    }
    Ok(acts)
}

/// The public key that waits for somebody under a link; the same for the same act.
fn waiting_key(here: &Here<'_>, act: ActId, by: &Handle, handle: &Handle) -> Result<Key, Trouble> {
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(there) = made.get(&act).filter(|it| it.by == *by && it.handle == *handle) {
        return Ok(there.key);
    }
    let secret = SecretKey::generate().map_err(|it| Trouble::refused(&it))?;
    let token =
        here.site.gate.invite(handle, &secret, by, here.now).map_err(|it| Trouble::refused(&it))?;
    if made.len() >= WAITING {
        made.pop_first();
    }
    let key = secret.public();
    made.insert(act, Made { by: by.clone(), handle: handle.clone(), key, token: token.reveal() });
    Ok(key)
}

async fn made(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, link).await
}

/// The link, shown once.
fn link(here: &Here<'_>) -> Result<Body, Trouble> {
    here.member()?;
    let by = here.visit.member().ok_or(Trouble::SignInFirst)?;
    let act = here.visit.asked("of").and_then(|of| of.parse::<journal::ActId>().ok());
    let act = act.map(|act| ActId(act.to_bytes())).ok_or(Trouble::NotFound)?;
    let mut all = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let written = here.state.entry_of(act).is_some();
    let mine = written && all.get(&act).is_some_and(|it| it.by == *by);
    let made = if mine { all.remove(&act) } else { None };
    drop(all);
    let Some(made) = made else {
        let main = html! {
            p { (here.say("join-invite-shown")) }
            p { a.button.quiet href="/invite" { (here.say("join-invite-title")) } }
        };
        return Ok(Body { title: here.say("join-invite-made"), main });
    };
    let agent = here.state.agent(&made.handle).map(|ix| here.state.agents.at(ix).name.as_str());
    let told = [("name", agent.unwrap_or(made.handle.as_str()).into())];
    let address = format!("{}/enter/{}", here.site.settings.origin, *made.token);
    let main = html! {
        p { (here.words.say_with("join-invite-give", &told)) }
        div.field {
            label for="link" { (here.say("join-invite-link")) }
            input type="text" id="link" readonly value=(address) autocomplete="off";
        }
        p.hint { (here.say("join-invite-once")) }
        p { a.button.quiet href="/invite" { (here.say("join-invite-another")) } }
    };
    Ok(Body { title: here.say("join-invite-made"), main })
}

async fn withdraw(State(site): State<Arc<Site>>, visit: Visit, RawForm(form): RawForm) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    if let Err(trouble) = site.guarded(&visit, &form) {
        return site.show(visit, move |_| Err(trouble)).await;
    }
    let gate = Arc::clone(&site);
    let done = tokio::task::spawn_blocking(move || {
        let by = visit.member().ok_or(Trouble::SignInFirst);
        let done = by.and_then(|by| {
            let id = TokenId::read(form.typed("link")).ok_or(Trouble::NotFound)?;
            gate.gate.withdraw(by, id).map_err(|it| Trouble::refused(&it))
        });
        (visit, done)
    });
    match done.await {
        Ok((_, Ok(()))) => go("/invite"),
        Ok((visit, Err(trouble))) => site.show(visit, move |_| Err(trouble)).await,
        Err(_) => page::bare(),
    }
}
