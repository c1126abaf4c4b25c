//! Wishes that move money: filled in, looked at with what the rules make of them, then sent.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawForm, State};
use axum::response::Response;
use axum::routing::{get, post};
use commons::account::Account;
use commons::act::Act;
use commons::change::Change;
use commons::unit::UnitIx;
use commons::visibility::Thing;
use inquiry::flow::{Step, balance, counts, foreseen, touched};
use maud::{Markup, html};

use super::said::{account_text, charter_says, moves};
use super::sum::{self, Wanted, carried, is_missing};
use super::{read, receipts, ruled, tried};
use crate::answer::go;
use crate::page;
use crate::site::{Body, Here, Site, Trouble};
use crate::visit::{Filled, Visit};

/// A wish that people fill in.
pub struct Wish {
    /// Where it is.
    pub address: &'static str,
    /// Where it is looked at before it is sent.
    pub looked_at: &'static str,
    /// The key of its title.
    pub title: &'static str,
    /// The names of its fields, but for further amounts.
    pub fields: &'static [&'static str],
    /// Its fields.
    pub form: fn(&Here<'_>, &Filled) -> Result<Markup, Trouble>,
    /// What the rules want to know besides, as far as it was filled in.
    pub wanted: fn(&Here<'_>, &Filled) -> Vec<Wanted>,
    /// What it becomes.
    pub act: fn(&Here<'_>, &Filled) -> Result<Act, Trouble>,
}

impl Wish {
    /// The routes of its form.
    pub fn routes(&'static self) -> Router<Arc<Site>> {
        let show = move |State(site): State<Arc<Site>>, visit: Visit| self.show(site, visit);
        let look = move |State(site): State<Arc<Site>>, visit: Visit, RawForm(form): RawForm| {
            self.look(site, visit, read(&form))
        };
        let send = move |State(site): State<Arc<Site>>, visit: Visit, RawForm(form): RawForm| {
            self.send(site, visit, read(&form))
        };
        Router::new().route(self.address, get(show).post(send)).route(self.looked_at, post(look))
    }

    async fn show(&'static self, site: Arc<Site>, visit: Visit) -> Response {
        site.show(visit, |here| {
            let asked = |filled: Filled, name: &&str| match here.visit.asked(name) {
                Some(value) => filled.with(name, value),
                None => filled,
            };
            self.page(here, &self.fields.iter().fold(Filled::default(), asked))
        })
        .await
    }

    async fn look(&'static self, site: Arc<Site>, visit: Visit, filled: Filled) -> Response {
        if let Err(trouble) = site.guarded(&visit, &filled) {
            return site.show(visit, move |_| Err(trouble)).await;
        }
        site.look(visit, move |here| {
            let preview = |here: &Here<'_>, filled: &Filled| self.preview(here, filled);
            tried(here, &filled, preview, |here, filled| self.page(here, filled))
        })
        .await
    }

    async fn send(&'static self, site: Arc<Site>, visit: Visit, filled: Filled) -> Response {
        let act = |here: &Here<'_>, filled: &Filled| Ok(vec![(self.act)(here, filled)?]);
        let (visit, filled, done) = Arc::clone(&site).attempt(visit, filled, act).await;
        match done {
            Ok(done) => {
                let entry = done.entries.first().copied().unwrap_or_default();
                go(&format!("/money/receipts/{entry}?sent=yes"))
            }
            Err(Trouble::Refused(refusal)) => {
                let filled = filled.refused(refusal);
                site.again(visit, move |here| self.page(here, &filled)).await
            }
            Err(trouble) => site.show(visit, move |_| Err(trouble)).await,
        }
    }

    /// The page with the form.
    fn page(&self, here: &Here<'_>, filled: &Filled) -> Result<Body, Trouble> {
        here.member()?;
        ruled(here)?;
        let main = html! {
            (page::refused(here, filled.refusal.as_ref()))
            (charter_on(here, filled))
            form.narrow method="post" action=(self.looked_at) {
                (page::hidden_again(here, filled))
                ((self.form)(here, filled)?)
                (sum::detail_fields(here, filled, &(self.wanted)(here, filled)))
                button { (here.say("money-look")) }
                p.hint { (here.say("money-look-what")) }
            }
        };
        Ok(Body { title: here.say(self.title), main })
    }

    /// What the rules make of it, before it is sent.
    fn preview(&self, here: &Here<'_>, filled: &Filled) -> Result<Body, Trouble> {
        let me = here.member()?;
        ruled(here)?;
        let wanted = (self.wanted)(here, filled);
        if filled.get("change").is_some() || is_missing(filled, &wanted) {
            return self.page(here, filled);
        }
        let act = (self.act)(here, filled)?;
        let steps = foreseen(here.state, me, here.now, &act)?;
        let main = html! {
            div.check {
                p.big { (receipts::what(here, &act)) }
                @if let Some(note) = receipts::note(&act) { p.said { "“" (note) "”" } }
            }
            h2 { (here.say("money-what-happens")) }
            @if waits(&act, &steps) {
                p { (here.say("money-waits-for-word")) }
            } @else {
                (moves(here, &steps))
                (left(here, &steps))
            }
            form method="post" action=(self.address) {
                (carried(here, filled, self.fields, &wanted))
                div.row {
                    button { (here.say("money-send")) }
                    button.quiet formaction=(self.looked_at) name="change" value="yes" { (here.say("money-change")) }
                }
                @if matches!(act, Act::Pay(_)) { p.hint { (here.say("money-undo-window")) } }
            }
        };
        Ok(Body { title: here.say("money-check"), main })
    }
}

/// Whether somebody else has to say yes before anything happens.
fn waits(act: &Act, steps: &[Step]) -> bool {
    let is_move = |step: &Step| !matches!(step.change, Change::CaughtUp(_));
    matches!(act, Act::Demand(_) | Act::Report(_)) && !steps.iter().any(is_move)
}

/// What whoever sends it, and the pools they keep, have before and after.
fn left(here: &Here<'_>, steps: &[Step]) -> Markup {
    let kept = sum::kept(here);
    let mine = |account: &Account| match account {
        Account::Agent(agent) => Some(*agent) == here.me,
        Account::Pool(pool) => kept.contains(pool),
        _ => false,
    };
    let seen = |(account, unit): &(Account, UnitIx)| {
        mine(account) && here.sees(Thing::Balance { account: *account, unit: *unit })
    };
    let rows: Vec<(Account, UnitIx)> =
        touched(here.state, steps).into_iter().filter(seen).collect();
    html! {
        @if !rows.is_empty() {
            ul.list.left {
                @for (account, unit) in rows { li { (before_and_after(here, account, unit, steps)) } }
            }
        }
    }
}

fn before_and_after(here: &Here<'_>, account: Account, unit: UnitIx, steps: &[Step]) -> String {
    let stored = here.state.accounts.balance(account, unit);
    let change: i128 = steps
        .iter()
        .filter_map(|step| step.change.moved())
        .filter(|moved| here.state.unit(&moved.unit) == Some(unit))
        .map(|moved| {
            let is = |name| here.state.account(name) == Some(account);
            i128::from(is(&moved.to)) * moved.minor - i128::from(is(&moved.from)) * moved.minor
        })
        .sum();
    let before = balance(here.state, account, unit, here.now);
    let after = counts(here.state, unit, stored.saturating_add(change), here.now);
    let say = |minor| here.words.amount(here.state, minor, unit);
    let told = [
        ("who", account_text(here, account).into()),
        ("before", say(before).into()),
        ("after", say(after).into()),
    ];
    here.words.say_with("money-left", &told)
}

/// What the charter says of the unit, the rule or the law that a refusal is about.
fn charter_on(here: &Here<'_>, filled: &Filled) -> Markup {
    let Some(refusal) = &filled.refusal else { return html! {} };
    let quoted = || refusal.split('"').nth(1).map(str::to_owned);
    let unit = || {
        let sum = sum::asked(here, filled, &sum::passed_on(here)).ok()?;
        let unit = here.state.unit(&sum.unit)?;
        Some(here.state.units.at(unit).code.to_string())
    };
    let (sort, name) = match refusal.split(':').next().unwrap_or_default() {
        "limit_passed" => ("unit", unit()),
        "rule_refuses" => ("rule", quoted()),
        "law_broken" => ("law", quoted()),
        _ => return html! {},
    };
    let said = name.map(|name| charter_says(here, sort, &name)).unwrap_or_default();
    html! {
        @if !said.is_empty() {
            div.said {
                p { strong { (here.say("money-charter-says")) } " " (said.join(" ")) }
            }
        }
    }
}
