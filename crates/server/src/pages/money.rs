//! Money: where one stands, what waits, who is owed, and the ways to everything that moves.

mod said;
mod sum;
mod receipts;
mod look;
mod pay;
mod ask;
mod hold;
mod report;
mod role;
mod claim;
mod map;
mod flows;
pub(super) mod upload;
mod payout;
mod reconcile;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use charter::model::RoleId;
use commons::account::Account;
use commons::agent::AgentIx;
use commons::money::{Pending, PendingKind};
use commons::pool::PoolIx;
use commons::refusal::Refused as Rule;
use commons::visibility::Thing;
use inquiry::flow::balance;
use inquiry::holdings::{Balance, balances};
use inquiry::limits::members;
use inquiry::{claims, waiting};
use maud::{Markup, html};

use crate::page::{self, Cell, bar, table};
use crate::site::{Body, Here, Site, Trouble};
use crate::visit::{Filled, Visit, pairs};
use said::{account, account_text, class_name, known, of_class};

/// The routes of these pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/money", get(show))
        .merge(receipts::routes())
        .merge(pay::PAY.routes())
        .merge(ask::routes())
        .merge(hold::routes())
        .merge(report::routes())
        .merge(role::routes())
        .merge(claim::routes())
        .merge(flows::routes())
        .merge(payout::routes())
        .merge(reconcile::routes())
}

/// A form as it was sent.
fn read(bytes: &[u8]) -> Filled {
    Filled::of(pairs(&String::from_utf8_lossy(bytes)))
}

/// Without a charter that is understood nothing moves.
fn ruled(here: &Here<'_>) -> Result<(), Trouble> {
    match here.state.money.in_force() {
        Some(_) => Ok(()),
        None => Err(Trouble::refused(&Rule::CharterMissing)),
    }
}

/// A page that a form leads to, or the form again with why it is refused.
fn tried(
    here: &Here<'_>,
    filled: &Filled,
    page: impl FnOnce(&Here<'_>, &Filled) -> Result<Body, Trouble>,
    again: impl FnOnce(&Here<'_>, &Filled) -> Result<Body, Trouble>,
) -> Response {
    let (status, body) = match page(here, filled) {
        Err(Trouble::Refused(refusal)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, again(here, &filled.clone().refused(refusal)))
        }
        made => (StatusCode::OK, made),
    };
    let (status, body) = match body {
        Ok(body) => (status, body),
        Err(trouble) => (trouble.status(), page::trouble(here, &trouble)),
    };
    (status, Html(page::shell(here, &body).into_string())).into_response()
}

/// Whether whoever is signed in looks after the money outside: as `custodian` where the charter has that role, else as
/// the founder.
fn is_custodian(here: &Here<'_>) -> bool {
    let Some((rules, me)) = here.state.money.in_force().zip(here.me) else { return false };
    let place = rules.roles.iter().position(|role| role.as_str() == "custodian");
    match place.and_then(|place| u16::try_from(place).ok()) {
        Some(role) => members(here.state, RoleId(role), here.now).contains(&me),
        None => here.state.founder() == Some(me),
    }
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, overview).await
}

/// The overview again, with why what was wished there is refused.
fn overview_again(here: &Here<'_>, filled: &Filled) -> Result<Body, Trouble> {
    let Body { title, main } = overview(here)?;
    let main = html! { (page::refused(here, filled.refusal.as_ref())) (main) };
    Ok(Body { title, main })
}

fn overview(here: &Here<'_>) -> Result<Body, Trouble> {
    let pools = pools(here);
    if here.me.is_none() && pools.is_empty() {
        here.must_see(Thing::Members)?;
    }
    let main = html! {
        @if here.state.money.in_force().is_none() { (no_charter(here)) }
        @if let Some(me) = here.me {
            (ways(here))
            @if let Some(waits) = waits(here, me) { (waits) }
        }
        div.cards {
            @if let Some(me) = here.me { (mine(here, me)) }
            @for pool in &pools { (pool) }
        }
        (owed(here))
        (more(here))
    };
    Ok(Body { title: here.say("money-title"), main })
}

fn no_charter(here: &Here<'_>) -> Markup {
    html! {
        div.card {
            p { (here.say("money-no-charter")) }
            p { a href="/rules" { (here.say("shell-rules")) } }
        }
    }
}

/// What people come here for.
fn ways(here: &Here<'_>) -> Markup {
    html! {
        @if here.state.money.in_force().is_some() {
            p.row.ways {
                a.button href="/money/pay" { (here.say("money-pay")) }
                a.button.quiet href="/money/ask" { (here.say("money-ask")) }
                a.button.quiet href="/money/hold" { (here.say("money-hold")) }
            }
        }
    }
}

/// What whoever is signed in has.
fn mine(here: &Here<'_>, me: AgentIx) -> Markup {
    let holder = &here.state.agents.at(me).handle;
    let rows = balances(here.state, Some(Account::Agent(me)), here.now);
    html! {
        section.card {
            h2 { (here.say("money-mine")) }
            @if rows.is_empty() { p.soft { (here.say("shell-nothing")) } }
            @for row in &rows {
                @match row.account {
                    Account::Payable(_) => {
                        p.soft { (here.say("money-on-its-way")) " " (here.words.amount(here.state, row.minor, row.unit)) }
                    }
                    _ => {
                        p.figure-line { span.big { (known(here, holder, row.minor, row.unit)) } }
                        @if let Some(spendable) = spendable(here, row) { p.soft { (spendable) } }
                    }
                }
            }
        }
    }
}

/// How far one may go, where that is not just the balance.
fn spendable(here: &Here<'_>, row: &Balance) -> Option<String> {
    let can = row.spendable().filter(|can| *can != row.minor)?;
    let much = here.words.amount(here.state, can, row.unit);
    Some(here.words.say_with("money-can-spend", &[("much", much.into())]))
}

/// The pools that this visitor sees, a card each.
fn pools(here: &Here<'_>) -> Vec<Markup> {
    let seen = here.state.pools.iter().filter(|(ix, _)| here.sees(Thing::Pool(*ix)));
    seen.map(|(ix, _)| pool(here, ix)).collect()
}

fn pool(here: &Here<'_>, ix: PoolIx) -> Markup {
    let row = here.state.pools.at(ix);
    let own = Account::Pool(ix);
    let units = here.state.accounts.iter().filter(|(_, account, _)| *account == own);
    let seen: Vec<_> = units
        .map(|(unit, ..)| unit)
        .filter(|unit| here.sees(Thing::Balance { account: own, unit: *unit }))
        .collect();
    html! {
        section.card {
            h2 { a href=(format!("/money/pools/{}", row.handle)) { (row.name) } }
            @for unit in &seen {
                p.figure-line { span.big { (known(here, &row.handle, balance(here.state, own, *unit, here.now), *unit)) } }
            }
            @if seen.is_empty() { p.soft { (here.say("money-pool-empty")) } }
            p.soft { (kept_by(here, ix)) }
        }
    }
}

/// Who pays out of a pool.
fn kept_by(here: &Here<'_>, ix: PoolIx) -> String {
    let keeper = here.state.money.in_force().and_then(|rules| {
        let row = rules.model.pools.get(rules.pool_id(ix)?.at())?;
        Some(rules.model.roles.get(row.keeper?.at())?.label.to_string())
    });
    match keeper {
        Some(role) => here.words.say_with("money-kept-by", &[("role", role.into())]),
        None => here.say("money-kept-by-rules"),
    }
}

/// What waits for whoever is signed in: their word, or their holds.
fn waits(here: &Here<'_>, me: AgentIx) -> Option<Markup> {
    let for_me: Vec<&Pending> =
        waiting::pending(here.state, here.now).filter(|row| row.word_of == me).collect();
    let by_me: Vec<&Pending> = waiting::pending(here.state, here.now)
        .filter(|row| row.by == me && row.word_of != me)
        .collect();
    let aside: Vec<waiting::Aside<'_>> = waiting::aside(here.state).collect();
    let aside: Vec<&waiting::Aside<'_>> =
        aside.iter().filter(|row| is_seen_aside(here, row)).collect();
    let count = for_me.len() + by_me.len() + aside.len();
    (count > 0).then(|| {
        html! {
            section.card.waits {
                h2 { (here.say("money-waits")) }
                ul.list {
                    @for row in &for_me { li { (asked(here, row)) (answers(here, row)) } }
                    @for row in &by_me { li.soft { (asked(here, row)) } }
                    @for row in &aside { li { (put_aside(here, row)) } }
                }
            }
        }
    })
}

/// What is asked or reported, in a sentence.
fn asked(here: &Here<'_>, row: &Pending) -> Markup {
    let unit = here.state.unit(&row.amount.unit);
    let much = unit.map(|unit| here.words.amount(here.state, row.amount.minor, unit));
    let other = row.other.as_ref().map(|it| {
        inquiry::names::holder(here.state, it.as_str())
            .map_or_else(|_| it.to_string(), |(_, it)| account_text(here, it))
    });
    let key = match (row.kind, &other) {
        (PendingKind::Demand, _) if Some(row.by) == here.me => "money-asked-by-me",
        (PendingKind::Demand, None) => "money-asks",
        (PendingKind::Demand, Some(_)) => "money-asks-for",
        (PendingKind::Report, _) => "money-reports",
    };
    let told = [
        ("who", account_text(here, Account::Agent(row.by)).into()),
        ("asked", account_text(here, Account::Agent(row.word_of)).into()),
        ("much", much.unwrap_or_default().into()),
        ("other", other.unwrap_or_default().into()),
    ];
    html! {
        (here.words.say_with(key, &told))
        @if let Some(until) = row.until {
            " " span.soft { (here.words.say_with("money-until", &[("day", here.words.day(until).into())])) }
        }
        " " a href=(format!("/money/receipts/{}", row.entry)) { (here.say("money-more-about")) }
    }
}

fn answers(here: &Here<'_>, row: &Pending) -> Markup {
    html! {
        form.row.answers method="post" action="/money/answer" {
            (page::hidden(here))
            input type="hidden" name="entry" value=(row.entry);
            button name="word" value="accept" {
                (here.say(if row.kind == PendingKind::Demand { "money-accept-pay" } else { "money-accept" }))
            }
            button.quiet name="word" value="decline" { (here.say("money-decline")) }
        }
    }
}

fn is_seen_aside(here: &Here<'_>, row: &waiting::Aside<'_>) -> bool {
    match (row.from(here.state), row.counts(here.state, here.now)) {
        (Some(from), Some(much)) => {
            let to = row.to(here.state).unwrap_or(Account::Held);
            here.sees(Thing::Flow { from, to, unit: much.unit })
        }
        _ => here.me.is_some(),
    }
}

/// What is set aside or put off, with what may be done with it.
fn put_aside(here: &Here<'_>, row: &waiting::Aside<'_>) -> Markup {
    let much = row.counts(here.state, here.now);
    let much = much.map(|it| here.words.amount(here.state, it.minor, it.unit));
    let from = row.from(here.state).map(|it| account_text(here, it));
    let to = row.to(here.state).map(|it| account_text(here, it));
    let rule = row.rule(here.state).map(|rule| rule.name);
    let key = match (&much, &to) {
        (Some(_), Some(_)) => "money-aside-for",
        (Some(_), None) => "money-aside-rule",
        _ => "money-later-rule",
    };
    let told = [
        ("much", much.unwrap_or_default().into()),
        ("from", from.unwrap_or_default().into()),
        ("to", to.clone().unwrap_or_default().into()),
        ("rule", rule.unwrap_or_default().into()),
        ("day", here.words.day(row.due()).into()),
    ];
    html! {
        (here.words.say_with(key, &told))
        @if to.is_some() && here.me.is_some() { (settles(here, row)) }
    }
}

/// Who set it aside pays or cancels it; whom it is for may let it go.
fn settles(here: &Here<'_>, row: &waiting::Aside<'_>) -> Markup {
    let speaks = |account: Option<Account>| match account {
        Some(Account::Agent(agent)) => Some(agent) == here.me,
        Some(Account::Pool(pool)) => sum::kept(here).contains(&pool),
        _ => false,
    };
    let (pays, lets_go) = (speaks(row.from(here.state)), speaks(row.to(here.state)));
    html! {
        @if pays || lets_go {
            form.row.answers method="post" action="/money/settle" {
                (page::hidden(here))
                input type="hidden" name="entry" value=(row.waiting.entry);
                input type="hidden" name="number" value=(row.number);
                @if pays { button name="how" value="commit" { (here.say("money-commit")) } }
                button.quiet name="how" value="cancel" { (here.say("money-cancel-hold")) }
            }
        }
    }
}

/// Claims in force: who is owed, what was paid, and what is left.
fn owed(here: &Here<'_>) -> Markup {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (class, _) in here.state.money.owing.iter() {
        for owing in claims::owing(here.state, class) {
            if here.sees(Thing::Owed { class, holder: owing.holder }) {
                rows.push(owed_row(here, class, &owing));
            }
        }
    }
    let heads = ["money-claim", "money-who", "money-owed", "money-paid", "money-left-to-pay"];
    let [claim, who, owed, paid, left] = heads.map(|key| here.say(key));
    let heads = [
        claim.as_str(),
        who.as_str(),
        &format!(">{owed}"),
        &format!(">{paid}"),
        &format!(">{left}"),
    ];
    html! {
        @if !rows.is_empty() {
            h2 { (here.say("money-claims")) }
            (table(&here.say("money-claims-caption"), &heads, &rows))
        }
    }
}

fn owed_row(here: &Here<'_>, class: &commons::name::Handle, owing: &claims::Owing) -> Vec<Cell> {
    let say = |minor| of_class(here, class, minor);
    let left = owing.left.map_or_else(|| here.say("money-no-end"), say);
    vec![
        Cell::Text(html! { (class_name(here, class)) }),
        Cell::Text(account(here, Account::Agent(owing.holder))),
        Cell::Figure(html! { (say(owing.owed)) }),
        Cell::Figure(html! { (say(owing.paid)) " " (bar(percent(owing.paid, owing.owed))) }),
        Cell::Figure(html! { (left) }),
    ]
}

/// A part of a whole in percent, as far as a bar is long.
fn percent(part: i128, whole: i128) -> f64 {
    let permille = part.saturating_mul(1000).checked_div(whole).unwrap_or_default();
    f64::from(u16::try_from(permille.clamp(0, 1000)).unwrap_or_default()) / 10.0
}

/// The ways to everything else.
fn more(here: &Here<'_>) -> Markup {
    let mut ways = vec![("/money/flows", "money-flows")];
    if here.me.is_some() {
        ways.push(("/money/receipts", "money-receipts-title"));
    }
    if here.me.is_some() && here.state.money.in_force().is_some() {
        if !report::requests(here).is_empty() {
            ways.push(("/money/request", "money-request-title"));
        }
        if !sum::metrics(here).is_empty() {
            ways.push(("/money/report", "money-report-title"));
        }
        if !claim::passing(here).is_empty() {
            ways.push(("/money/assign", "money-assign-title"));
        }
        ways.push(("/money/roles", "money-roles"));
    }
    if is_custodian(here) {
        ways.push(("/money/receive", "money-receive-title"));
        ways.push(("/money/payout", "money-payout-title"));
        ways.push(("/money/reconcile", "money-reconcile-title"));
    }
    html! {
        h2 { (here.say("money-more")) }
        ul.list.links {
            @for (address, key) in ways { li { a href=(address) { (here.say(key)) } } }
        }
        @let overdue = waiting::overdue(here.state, here.now);
        @if overdue > 0 && here.me.is_some() {
            form.row method="post" action="/money/catch-up" {
                (page::hidden(here))
                span { (here.words.say_with("money-overdue", &[("count", overdue.into())])) }
                button.quiet { (here.say("money-catch-up")) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_bar_is_never_longer_than_its_frame() {
        for (part, whole, long) in [(1, 3, 33.3), (0, 0, 0.0), (7, 5, 100.0), (-1, 5, 0.0)] {
            assert!((percent(part, whole) - long).abs() < 0.001, "{part}/{whole}");
        }
    }
}
