//! The people of a commons: who they are, what they gave, what share they have, as far as the charter shows it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use charter::model::{RoleHow, RoleId};
use commons::agent::{Agent, AgentIx, AgentKind};
use commons::equity::{Equity, Target};
use commons::name::Handle;
use commons::visibility::Thing;
use inquiry::limits;
use maud::{Markup, html};
use quantity::Share;

use super::me::holds;
use super::work::worths;
use crate::page::{self, Cell, field, table};
use crate::site::{Body, Here, Site, Trouble};
use crate::telling::Telling;
use crate::visit::{Filled, Visit};

/// How many people are listed.
const LISTED: usize = 200;
/// How many contributions of somebody are told.
const TOLD: usize = 20;

/// The routes of these pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/people", get(all)).route("/people/{handle}", get(one))
}

async fn all(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, everybody).await
}

async fn one(State(site): State<Arc<Site>>, visit: Visit, Path(handle): Path<String>) -> Response {
    site.show(visit, move |here| somebody(here, &handle)).await
}

/// The shares of the whole commons, if whoever looks may see them and there are any.
fn whole(here: &Here<'_>) -> Result<Option<Equity>, Trouble> {
    if !here.sees(Thing::Contributions) {
        return Ok(None);
    }
    worths::equity(here.state, &*worths::now(here)?, Target::Whole)
}

/// The roles of the charter that somebody comes into, and who is in each.
fn roles(here: &Here<'_>) -> Vec<(String, Vec<AgentIx>)> {
    let Some(rules) = here.state.money.in_force().filter(|_| here.sees(Thing::Members)) else {
        return Vec::new();
    };
    let told = rules.model.roles.iter().zip(0u16..);
    let is_kind =
        |how: &RoleHow| matches!(how, RoleHow::Member | RoleHow::Person | RoleHow::Organisation);
    let told = told.filter(|(role, _)| !is_kind(&role.how));
    let one = |(role, place): (&charter::model::Role, u16)| {
        let name = if role.label.is_empty() { &role.name } else { &role.label };
        (name.to_string(), limits::members(here.state, RoleId(place), here.now))
    };
    told.map(one).collect()
}

fn everybody(here: &Here<'_>) -> Result<Body, Trouble> {
    here.must_see(Thing::Members)?;
    let shares: BTreeMap<AgentIx, Share> = whole(here)?
        .into_iter()
        .flat_map(|equity| equity.holders)
        .map(|holder| (holder.agent, holder.share))
        .collect();
    let wanted = here.visit.asked("name").unwrap_or_default().to_lowercase();
    let fits = |agent: &Agent| {
        agent.name.to_lowercase().contains(&wanted) || agent.handle.as_str().contains(&*wanted)
    };
    let agents = here.state.agents.iter();
    let agents = agents.filter(|(ix, agent)| here.state.itself != Some(*ix) && fits(agent));
    let (people, groups): (Vec<_>, Vec<_>) =
        agents.partition(|(_, agent)| agent.kind == AgentKind::Person);
    let roles = roles(here);
    let rows = |agents: &[(AgentIx, &Agent)]| -> Vec<Vec<Cell>> {
        let all = agents.iter().take(LISTED);
        all.map(|(ix, agent)| row(here, *ix, agent, &roles, shares.get(ix).copied())).collect()
    };
    let heads = ["me-person", "me-joined", "me-roles", "me-share"].map(|key| here.say(key));
    let [name, joined, role, share] = &heads;
    let share = format!(">{share}");
    let heads = [name.as_str(), joined, role, &share];
    let filled = Filled::default().with("name", here.visit.asked("name").unwrap_or_default());
    let main = html! {
        @if here.state.agents.len() > TOLD || !wanted.is_empty() {
            form.row method="get" action="/people" {
                (field(&filled, "name", &here.say("me-person"), page::Kind::Text))
                div.field { button.quiet { (here.say("me-search")) } }
            }
        }
        @if here.me.is_some() {
            p { a.button.quiet href="/invite" { (here.say("join-invite-title")) } }
        }
        @if people.is_empty() {
            p.soft { (here.say("me-nobody")) }
        } @else {
            (table(&here.say("me-people"), &heads, &rows(&people)))
        }
        @if people.len() > LISTED {
            p.soft { (here.words.say_with("me-more-people", &[("count", LISTED.into())])) }
        }
        @if !groups.is_empty() { (table(&here.say("me-groups"), &heads, &rows(&groups))) }
    };
    Ok(Body { title: here.say("me-people"), main })
}

fn row(
    here: &Here<'_>,
    ix: AgentIx,
    agent: &Agent,
    roles: &[(String, Vec<AgentIx>)],
    share: Option<Share>,
) -> Vec<Cell> {
    let held = roles.iter().filter(|(_, members)| members.contains(&ix));
    vec![
        Cell::Text(html! {
            a.told href=(format!("/people/{}", agent.handle)) { (agent.name) } " "
            span.handle.soft { (agent.handle) }
        }),
        Cell::Text(page::day(here, here.state.money.joined(ix))),
        Cell::Text(html! { @for (name, _) in held { span.tag { (name) } " " } }),
        Cell::Figure(html! {
            @if let Some(share) = share {
                (page::bar(worths::drawn(share) * 100.0)) " " (worths::percent(here, share))
            }
        }),
    ]
}

fn somebody(here: &Here<'_>, handle: &str) -> Result<Body, Trouble> {
    here.must_see(Thing::Members)?;
    let handle = Handle::new(handle).map_err(|_| Trouble::NotFound)?;
    let ix = here.state.agent(&handle).ok_or(Trouble::NotFound)?;
    let agent = here.state.agents.at(ix);
    let held: Vec<String> = roles(here)
        .into_iter()
        .filter(|(_, members)| members.contains(&ix))
        .map(|(name, _)| name)
        .collect();
    let day = here.words.day(here.state.money.joined(ix));
    let main = html! {
        p.soft {
            span.handle { (agent.handle) } " · "
            (here.words.say_with("me-member", &[("day", day.as_str().into())]))
            @for name in &held { " " span.tag { (name) } }
        }
        @if let Some(note) = &agent.note { p.told { (note) } }
        @if here.me != Some(ix) {
            p {
                a.button.quiet href=(format!("/money/pay?to={handle}")) {
                    (here.words.say_with("me-pay-them", &[("name", agent.name.as_str().into())]))
                }
            }
        }
        div.cards {
            @if let Some(share) = share(here, ix)? { (share) }
            section.card { h2 { (here.say("me-has")) } (holds::balances(here, ix, &here.say("me-nothing-seen"))) }
            section.card { h2 { (here.say("me-is-owed")) } (holds::claims(here, ix, &here.say("me-nothing-seen"))) }
        }
        (contributions(here, ix))
    };
    Ok(Body { title: agent.name.clone(), main })
}

fn share(here: &Here<'_>, ix: AgentIx) -> Result<Option<Markup>, Trouble> {
    let Some(equity) = whole(here)? else { return Ok(None) };
    let share = equity.holders.iter().find(|holder| holder.agent == ix).map(|holder| holder.share);
    let share = share.unwrap_or_default();
    let address = format!("/why/share/all/{}", here.state.agents.at(ix).handle);
    Ok(Some(html! {
        section.card {
            h2 { (here.say("me-their-share")) }
            p.big { (page::why(here, &worths::percent(here, share), &address)) }
            (page::bar(worths::drawn(share) * 100.0))
        }
    }))
}

fn contributions(here: &Here<'_>, ix: AgentIx) -> Markup {
    if !here.sees(Thing::Contributions) {
        return html! {};
    }
    let telling = Telling { words: here.words, state: here.state };
    let all = here.state.events.iter().rev();
    let told: Vec<_> = all.filter(|(_, event)| event.provider == ix).take(TOLD).collect();
    html! {
        section {
            h2 { (here.say("me-their-work")) }
            @if told.is_empty() { p.soft { (here.say("shell-nothing")) } }
            ol.list.wide {
                @for (ix, event) in told {
                    li {
                        p.line {
                            a.told href=(format!("/journal/{}", event.entry)) { (telling.event(ix)) } " "
                            span.soft { (page::day(here, event.at)) }
                        }
                    }
                }
            }
        }
    }
}
