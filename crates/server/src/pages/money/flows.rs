//! How money flows: what the charter lays down, with live figures, and what really flowed in a time.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use commons::account::Account;
use commons::name::Moment;
use commons::state::State as Commons;
use commons::unit::UnitIx;
use commons::visibility::Thing;
use inquiry::claims::together;
use inquiry::flow::{balance, cause, counts, moved, rule, steps};
use inquiry::names;
use inquiry::reading::Reading;
use maud::{Markup, html};
use quantity::format_decimal;

use super::map::{Figures, claim_id, map, pool_id, rule_id};
use super::receipts::{recent, rows};
use super::said::{account_text, known, of_class};
use crate::chart::{Flow, graph, sankey};
use crate::page::{self, choice};
use crate::site::{Body, Here, Site, Trouble};
use crate::visit::{Filled, Visit};

/// The routes of these pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/money/flows", get(show)).route("/money/pools/{handle}", get(pool))
}

/// The times that can be chosen, in days.
const TIMES: [i64; 4] = [30, 90, 365, 36_500];
/// How many entries are counted at most; a page must not hold the writer up for long.
const MOST: u64 = 20_000;
/// How many ends of flows are drawn by name; the others are one.
const BY_NAME: usize = 14;

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, page).await
}

/// What flowed in a time, as far as this visitor may see it.
#[derive(Default)]
struct Flowed {
    /// Minor units by unit and by the two ends.
    between: BTreeMap<(UnitIx, Account, Account), i128>,
    /// Minor units by rule and unit.
    by_rule: BTreeMap<(String, UnitIx), i128>,
    /// Entries of the time that were too many to count.
    uncounted: u64,
}

fn page(here: &Here<'_>) -> Result<Body, Trouble> {
    here.must_see(Thing::Charter)?;
    let days = here.visit.asked("days").and_then(|days| days.parse::<i64>().ok());
    let days = days.filter(|days| TIMES.contains(days)).unwrap_or(365);
    let flowed = flowed(here, days)?;
    let main = html! {
        (laid_down(here, &flowed))
        h2 { (here.say("money-flowed")) }
        form.row method="get" action="/money/flows" {
            (times(here, days))
            (units(here, &flowed))
            button.quiet { (here.say("money-show")) }
        }
        (really(here, &flowed))
        @if flowed.uncounted > 0 {
            p.soft { (here.words.say_with("money-uncounted", &[("count", MOST.into())])) }
        }
        (page::charts())
    };
    Ok(Body { title: here.say("money-flows"), main })
}

fn times(here: &Here<'_>, days: i64) -> Markup {
    let options = TIMES.map(|days| (days.to_string(), here.say(&format!("money-days-{days}"))));
    let filled = Filled::default().with("days", days.to_string());
    choice(&filled, "days", &here.say("money-time"), &options)
}

/// The unit that is drawn: the one that is asked for, else the first that flowed.
fn chosen(here: &Here<'_>, flowed: &Flowed) -> Option<UnitIx> {
    let asked = here.visit.asked("unit").and_then(|code| names::unit(here.state, code).ok());
    asked.or(flowed.between.keys().map(|(unit, ..)| *unit).next())
}

fn units(here: &Here<'_>, flowed: &Flowed) -> Markup {
    let code = |unit: UnitIx| here.state.units.at(unit).code.to_string();
    let mut all: Vec<String> = flowed.between.keys().map(|(unit, ..)| code(*unit)).collect();
    all.dedup();
    let options: Vec<(String, String)> = all.into_iter().map(|unit| (unit.clone(), unit)).collect();
    let shown = chosen(here, flowed).map(code).unwrap_or_default();
    let filled = Filled::default().with("unit", shown);
    html! {
        @if options.len() > 1 { (choice(&filled, "unit", &here.say("money-unit"), &options)) }
    }
}

/// What the charter lays down.
fn laid_down(here: &Here<'_>, flowed: &Flowed) -> Markup {
    let Some(adoption) = here.state.money.charters.last() else {
        return html! { p { (here.say("money-no-charter")) } };
    };
    let Some(rules) = &adoption.rules else {
        return html! { p { (here.say("money-no-charter")) } };
    };
    let map = map(here, rules, &adoption.text, &figures(here, flowed));
    let heads = ["money-node", "money-node-kind", "money-node-to"].map(|key| here.say(key));
    let heads = heads.each_ref().map(String::as_str);
    let wording = page::wording(here);
    html! {
        p { (here.say("money-flows-what")) }
        (graph(&wording, &here.say("money-flow-map"), heads, &map.nodes, &map.edges))
    }
}

/// What stands in pools, what is left of claims, and what rules moved in the time.
fn figures(here: &Here<'_>, flowed: &Flowed) -> Figures {
    let mut figures = Figures::new();
    for (ix, pool) in here.state.pools.iter() {
        let own = Account::Pool(ix);
        let said: Vec<String> = held(here.state, own)
            .filter(|unit| here.sees(Thing::Balance { account: own, unit: *unit }))
            .map(|unit| {
                here.words.amount(here.state, balance(here.state, own, unit, here.now), unit)
            })
            .collect();
        if !said.is_empty() {
            figures.insert(pool_id(pool.handle.as_str()), said.join(", "));
        }
    }
    for (class, _) in here.state.money.owing.iter() {
        let all = together(here.state, class);
        let mut holders = inquiry::claims::owing(here.state, class);
        if holders.all(|it| here.sees(Thing::Owed { class, holder: it.holder })) {
            let paid = of_class(here, class, all.paid);
            let told = [("paid", paid.into()), ("owed", of_class(here, class, all.owed).into())];
            figures.insert(claim_id(class.as_str()), here.words.say_with("money-paid-of", &told));
        }
    }
    let mut moved: BTreeMap<&String, Vec<String>> = BTreeMap::new();
    for ((rule, unit), minor) in &flowed.by_rule {
        moved.entry(rule).or_default().push(here.words.amount(here.state, *minor, *unit));
    }
    figures.extend(moved.into_iter().map(|(rule, said)| (rule_id(rule), said.join(", "))));
    figures
}

/// The units that ever were in an account.
fn held(state: &Commons, own: Account) -> impl Iterator<Item = UnitIx> {
    state.accounts.iter().filter(move |(_, account, _)| *account == own).map(|(unit, ..)| unit)
}

/// What really flowed, of one unit.
fn really(here: &Here<'_>, flowed: &Flowed) -> Markup {
    let Some(unit) = chosen(here, flowed) else {
        return html! { p.soft { (here.say("shell-nothing")) } };
    };
    let own = flowed.between.iter().filter(|((of, ..), _)| *of == unit);
    let mut all: Vec<(Account, Account, i128)> =
        own.map(|((_, from, to), minor)| (*from, *to, *minor)).collect();
    all.sort_by_key(|(.., minor)| std::cmp::Reverse(*minor));
    let named = by_name(&all);
    let decimals = here.state.units.at(unit).decimals;
    let mut together: Vec<(String, String, i128)> = Vec::new();
    for (from, to, minor) in all {
        let name = |account| end(here, &named, account);
        let (from, to) = (name(from), name(to));
        match together.iter_mut().find(|it| it.0 == from && it.1 == to) {
            Some((.., sum)) => *sum = sum.saturating_add(minor),
            None => together.push((from, to, minor)),
        }
    }
    let flows: Vec<Flow> = together
        .into_iter()
        .map(|(from, to, minor)| Flow {
            from,
            to,
            // Only the width of a band: what is read is exact.
            value: format_decimal(minor, decimals).parse().unwrap_or_default(),
            said: here.words.amount(here.state, minor, unit),
        })
        .collect();
    let code = here.state.units.at(unit).code.as_str();
    let title = here.words.say_with("money-flowed-of", &[("unit", code.into())]);
    let heads = ["money-from", "money-to", "money-amount"].map(|key| here.say(key));
    sankey(&page::wording(here), &title, heads.each_ref().map(String::as_str), &flows)
}

/// The ends that are drawn by name: those of the largest flows.
fn by_name(largest: &[(Account, Account, i128)]) -> Vec<Account> {
    let mut named: Vec<Account> = Vec::new();
    for account in largest.iter().flat_map(|(from, to, _)| [*from, *to]) {
        if !named.contains(&account) && named.len() < BY_NAME {
            named.push(account);
        }
    }
    named
}

fn end(here: &Here<'_>, named: &[Account], account: Account) -> String {
    if named.contains(&account) { account_text(here, account) } else { here.say("money-others") }
}

/// Counts what flowed in the last days.
fn flowed(here: &Here<'_>, days: i64) -> Result<Flowed, Trouble> {
    let since = Moment(here.now.0.saturating_sub(days.saturating_mul(Moment::DAY_MS)));
    here.read(|reading| {
        let mut flowed = Flowed::default();
        let first = first_since(reading, since)?;
        let from = first.max(here.state.entries.saturating_sub(MOST));
        flowed.uncounted = from - first;
        reading.read::<()>(from, |entry, _| {
            for step in steps(reading.state, entry)? {
                flowed.add(here, &step);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(flowed)
    })
}

impl Flowed {
    fn add(&mut self, here: &Here<'_>, step: &inquiry::flow::Step) {
        let Some((from, to, much)) = moved(here.state, step) else { return };
        if !here.sees(Thing::Flow { from, to, unit: much.unit }) {
            return;
        }
        let sum = self.between.entry((much.unit, from, to)).or_default();
        *sum = sum.saturating_add(much.minor);
        if let Some(by) = rule(here.state, cause(&step.change)) {
            let sum = self.by_rule.entry((by.name, much.unit)).or_default();
            *sum = sum.saturating_add(much.minor);
        }
    }
}

/// The first entry since a moment, found by halving: moments of entries never go back.
fn first_since(reading: Reading<'_>, since: Moment) -> Result<u64, inquiry::Refused> {
    let (mut low, mut high) = (0, reading.state.entries);
    while low < high {
        let middle = low + (high - low) / 2;
        if Moment(reading.entry(middle)?.0.at_ms) < since {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

async fn pool(State(site): State<Arc<Site>>, visit: Visit, Path(handle): Path<String>) -> Response {
    site.show(visit, move |here| one_pool(here, &handle)).await
}

/// A pool: what is in it, what came and went, and what is told about it.
fn one_pool(here: &Here<'_>, name: &str) -> Result<Body, Trouble> {
    let found = here.state.pools.iter().find(|(_, pool)| pool.handle.as_str() == name);
    let (ix, row) = match found {
        Some(found) => found,
        None if here.me.is_some() => return Err(Trouble::NotFound),
        None => return Err(Trouble::SignInFirst),
    };
    here.must_see(Thing::Pool(ix))?;
    let own = Account::Pool(ix);
    let before = here.visit.asked("before").and_then(|entry| entry.parse().ok());
    let found = recent(here, |account| account == own, before)?;
    let seen = held(here.state, own)
        .filter(|unit| here.sees(Thing::Balance { account: own, unit: *unit }));
    let main = html! {
        @for unit in seen {
            p.big { (known(here, &row.handle, counts(here.state, unit, here.state.accounts.balance(own, unit), here.now), unit)) }
        }
        @for sentence in super::said::charter_says(here, "pool", name) { p.soft { (sentence) } }
        @if here.me.is_some() {
            p { a.button href=(format!("/money/pay?to={}", row.handle)) { (here.say("money-pay")) } }
        }
        (rows(here, &found.rows))
        @if let Some(older) = found.older {
            p { a.button.quiet href=(format!("/money/pools/{}?before={older}", row.handle)) { (here.say("shell-older")) } }
        }
    };
    Ok(Body { title: row.name.clone(), main })
}
