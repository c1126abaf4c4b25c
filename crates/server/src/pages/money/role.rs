//! Roles of the charter: who is in them, and who may let somebody in or out; and what was decided together.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawForm, State};
use axum::response::Response;
use axum::routing::get;
use charter::model::{DecisionId, Role, RoleHow, RoleId};
use commons::account::Account;
use commons::act::{Act, ChangeRole, RecordDecision};
use commons::agent::AgentIx;
use commons::in_force::InForce;
use commons::unit::UnitIx;
use commons::visibility::Thing;
use inquiry::limits::members;
use inquiry::names;
use maud::{Markup, html};

use super::look::Wish;
use super::pay::holders;
use super::said::{account, charter_says};
use super::sum::{Wanted, details};
use super::{read, ruled};
use crate::page::{self, Kind, choice, field};
use crate::site::{Body, Here, Site, Trouble};
use crate::visit::{Filled, Visit};

/// Writing down what was decided.
static DECISION: Wish = Wish {
    address: "/money/decision",
    looked_at: "/money/decision/look",
    title: "money-decision-title",
    fields: &["decision", "about", "note"],
    form: decision_form,
    wanted: decision_wanted,
    act: |here, filled| Ok(Act::RecordDecision(Box::new(decision(here, filled)?))),
};

/// The routes of these pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/money/roles", get(show).post(change)).merge(DECISION.routes())
}

/// How many of a role are named; the others are counted.
const NAMED: usize = 12;

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, |here| page(here, &Filled::default())).await
}

fn page(here: &Here<'_>, filled: &Filled) -> Result<Body, Trouble> {
    here.must_see(Thing::Members)?;
    ruled(here)?;
    let Some(rules) = here.state.money.in_force() else { return Err(Trouble::NotFound) };
    let main = html! {
        (page::refused(here, filled.refusal.as_ref()))
        div.cards {
            @for (place, row) in (0..).zip(&rules.model.roles) {
                // Everybody is a member; that needs no card.
                @if !matches!(row.how, RoleHow::Member | RoleHow::Person | RoleHow::Organisation) {
                    (role(here, rules, RoleId(place), row))
                }
            }
        }
        (holders(here))
        @if !recorded(here).is_empty() {
            p { a.button.quiet href="/money/decision" { (here.say("money-decision-title")) } }
        }
    };
    Ok(Body { title: here.say("money-roles"), main })
}

fn role(here: &Here<'_>, rules: &InForce, id: RoleId, row: &Role) -> Markup {
    let all = members(here.state, id, here.now);
    let name = rules.role(id).map(ToString::to_string).unwrap_or_default();
    html! {
        section.card {
            h2 { (row.label) }
            @for sentence in charter_says(here, "role", &row.name) { p.soft { (sentence) } }
            (named(here, &all))
            (doors(here, &name, &row.how, &all))
        }
    }
}

/// Who is in a role: the first ones by name, the others counted.
fn named(here: &Here<'_>, all: &[AgentIx]) -> Markup {
    let rest = all.len().saturating_sub(NAMED);
    html! {
        @if all.is_empty() {
            p.soft { (here.say("money-role-nobody")) }
        } @else {
            p {
                @for (place, agent) in all.iter().take(NAMED).enumerate() {
                    @if place > 0 { ", " }
                    (account(here, Account::Agent(*agent)))
                }
                @if rest > 0 { " " (here.words.say_with("money-and-more", &[("count", rest.into())])) }
            }
        }
    }
}

/// The ways into a role and out of it that are open to whoever is signed in.
fn doors(here: &Here<'_>, name: &str, how: &RoleHow, all: &[AgentIx]) -> Markup {
    let Some(me) = here.me else { return html! {} };
    let mine = here.state.agents.at(me).handle.as_str();
    let is_in = all.contains(&me);
    let grants = match how {
        RoleHow::Granted { by, .. } => members(here.state, *by, here.now).contains(&me),
        _ => false,
    };
    html! {
        @if matches!(how, RoleHow::Open) {
            form method="post" action="/money/roles" {
                (page::hidden(here))
                input type="hidden" name="role" value=(name);
                input type="hidden" name="who" value=(mine);
                @if is_in {
                    button.quiet name="becomes" value="out" { (here.say("money-role-leave")) }
                } @else {
                    button name="becomes" value="in" { (here.say("money-role-join")) }
                }
            }
        }
        @if grants {
            details {
                summary { (here.say("money-role-change")) }
                form method="post" action="/money/roles" {
                    (page::hidden(here))
                    input type="hidden" name="role" value=(name);
                    @let id = format!("who-{name}");
                    div.field {
                        label for=(id) { (here.say("money-who")) }
                        input type="text" id=(id) name="who" list="holders" autocomplete="off";
                    }
                    div.row {
                        button name="becomes" value="in" { (here.say("money-role-grant")) }
                        button.quiet name="becomes" value="out" { (here.say("money-role-revoke")) }
                    }
                }
            }
        }
    }
}

async fn change(State(site): State<Arc<Site>>, visit: Visit, RawForm(form): RawForm) -> Response {
    let wish = |here: &Here<'_>, filled: &Filled| {
        let role = names::handle(filled.get("role").unwrap_or_default())?;
        let agent = names::agent(here.state, filled.get("who").unwrap_or_default())?;
        let holds = filled.get("becomes") == Some("in");
        Ok(vec![Act::ChangeRole(ChangeRole { role, agent, holds })])
    };
    site.act(visit, read(&form), "/money/roles", wish, page).await
}

/// The decisions that whoever is signed in writes down.
fn recorded(here: &Here<'_>) -> Vec<String> {
    let Some((rules, me)) = here.state.money.in_force().zip(here.me) else { return Vec::new() };
    let may = |role: Option<RoleId>| match role {
        Some(role) => members(here.state, role, here.now).contains(&me),
        None => here.state.founder() == Some(me),
    };
    let mine = (0..).zip(&rules.model.decisions).filter(|(_, row)| may(row.recorded_by));
    mine.filter_map(|(id, _)| rules.decision(DecisionId(id)).map(ToString::to_string)).collect()
}

fn decision_form(here: &Here<'_>, filled: &Filled) -> Result<Markup, Trouble> {
    let all = recorded(here);
    if all.is_empty() {
        return Err(Trouble::Hidden);
    }
    let options: Vec<(String, String)> =
        all.into_iter().map(|name| (name.clone(), name.replace('_', " "))).collect();
    Ok(html! {
        p.soft { (here.say("money-decision-what")) }
        (choice(filled, "decision", &here.say("money-decision"), &options))
        (field(filled, "about", &here.say("money-about-whom"), Kind::Suggested("holders")))
        (holders(here))
        (field(filled, "note", &here.say("money-note"), Kind::Text))
    })
}

fn decision_wanted(here: &Here<'_>, filled: &Filled) -> Vec<Wanted> {
    let decided = || {
        let rules = here.state.money.in_force()?;
        let id = rules.decision_id(&names::handle(filled.get("decision")?).ok()?)?;
        let row = rules.model.decisions.get(id.at())?;
        let unit = |unit| rules.unit(unit);
        let one = |(name, of): &(Box<str>, _)| Some((name.to_string(), unit(*of)?));
        Some(row.details.iter().filter_map(one).collect::<Vec<(String, UnitIx)>>())
    };
    decided().unwrap_or_default()
}

fn decision(here: &Here<'_>, filled: &Filled) -> Result<RecordDecision, Trouble> {
    let about = filled.get("about").map(|about| names::holder(here.state, about)).transpose()?;
    Ok(RecordDecision {
        decision: names::handle(filled.get("decision").unwrap_or_default())?,
        about: about.map(|(handle, _)| handle),
        details: details(here, filled, &decision_wanted(here, filled))?,
        note: filled.get("note").map(str::to_owned),
    })
}
