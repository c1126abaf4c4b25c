//! Paying somebody: whom, how much, for what; then what the rules make of it; then it is sent.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::extract::{RawForm, State};
use axum::response::Response;
use axum::routing::{get, post};
use commons::account::Account;
use commons::act::{Act, Pay};
use commons::name::Handle;
use commons::unit::UnitIx;
use commons::visibility::Thing;
use inquiry::flow::{Step, balance, counts, foreseen};
use inquiry::{names, waiting};
use maud::{Markup, html};

use super::receipts::recent;
use super::said::{account_text, charter_says, moves};
use super::sum::{
    Wanted, asked, carried, chosen, detail_fields, details, how_much, is_missing, passed_on, purse,
    wanted_of_transfer,
};
use super::{read, ruled, tried};
use crate::answer::go;
use crate::page::{self, Kind, field};
use crate::site::{Body, Here, Site, Trouble};
use crate::visit::{Filled, Visit};

/// The routes of these pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/money/pay", get(show).post(send)).route("/money/pay/look", post(look))
}

/// What a payment is asked with.
const FIELDS: [&str; 6] = ["to", "amount", "unit", "note", "from", "demand"];
/// How many who were paid before are offered.
const OFFERED: usize = 6;

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, |here| {
        let mut filled = Filled::default();
        for name in ["to", "amount", "unit", "note", "from"] {
            if let Some(value) = here.visit.asked(name) {
                filled = filled.with(name, value);
            }
        }
        form(here, &filled)
    })
    .await
}

/// Whom, how much and for what.
fn form(here: &Here<'_>, filled: &Filled) -> Result<Body, Trouble> {
    here.member()?;
    ruled(here)?;
    let wanted = said_to(here, filled);
    let main = html! {
        (page::refused(here, filled.refusal.as_ref()))
        (limit_says(here, filled))
        form method="post" action="/money/pay/look" {
            (page::hidden_again(here, filled))
            (whom(here, filled)?)
            (how_much(here, filled, &passed_on(here)))
            (detail_fields(here, filled, &wanted))
            (field(filled, "note", &here.say("money-for-what"), Kind::Text))
            (purse(here, filled, "from", &here.say("money-paid-from")))
            @if filled.get("demand").is_some() {
                input type="hidden" name="demand" value=(filled.typed("demand"));
            }
            button { (here.say("money-look")) }
            p.hint { (here.say("money-look-what")) }
        }
    };
    Ok(Body { title: here.say("money-pay-title"), main })
}

/// Who is paid: those who were paid lately by one tap, and everybody by name.
fn whom(here: &Here<'_>, filled: &Filled) -> Result<Markup, Trouble> {
    let offered = payees(here)?;
    Ok(html! {
        @if !offered.is_empty() {
            fieldset.chips {
                legend { (here.say("money-paid-lately")) }
                @for (place, account) in offered.iter().enumerate() {
                    @let handle = handle_of(here, *account);
                    @let id = format!("to-{place}");
                    input type="radio" name="lately" id=(id) value=(handle)
                        checked[filled.typed("to") == handle && filled.get("to").is_some()];
                    label for=(id) { (account_text(here, *account)) }
                }
            }
        }
        (field(filled, "to", &here.say(if offered.is_empty() { "money-whom" } else { "money-whom-else" }), Kind::Suggested("holders")))
        (holders(here))
    })
}

/// Everybody who can be paid, as suggestions.
pub fn holders(here: &Here<'_>) -> Markup {
    const MOST: usize = 500;
    let state = here.state;
    let pools = state.pools.iter().map(|(_, pool)| (&pool.handle, &pool.name));
    let agents = state.agents.iter().map(|(_, agent)| (&agent.handle, &agent.name));
    html! {
        datalist id="holders" {
            @for (handle, name) in pools.chain(agents).take(MOST) {
                option value=(handle) { (name) }
            }
        }
    }
}

/// Who was paid lately, the last one first; then the pools, if there is room.
fn payees(here: &Here<'_>) -> Result<Vec<Account>, Trouble> {
    let me = Account::Agent(here.member()?);
    let mut found: Vec<Account> = Vec::new();
    let paid = recent(here, None)?.rows.into_iter().filter_map(|row| row.paid);
    let pools = here.state.pools.iter().map(|(ix, _)| Account::Pool(ix));
    for account in paid.chain(pools) {
        if account != me && !found.contains(&account) && found.len() < OFFERED {
            found.push(account);
        }
    }
    Ok(found)
}

fn handle_of(here: &Here<'_>, account: Account) -> String {
    match account {
        Account::Agent(agent) => here.state.agents.at(agent).handle.to_string(),
        Account::Pool(pool) => here.state.pools.at(pool).handle.to_string(),
        _ => String::new(),
    }
}

/// Whom a form names: by a button if the field is empty.
fn payee(filled: &Filled) -> &str {
    filled.get("to").or(filled.get("lately")).unwrap_or_default()
}

/// What the rules want to know, once it is known of what unit and to whom.
fn said_to(here: &Here<'_>, filled: &Filled) -> Vec<Wanted> {
    let to = names::holder(here.state, payee(filled));
    let unit = asked(here, filled, &passed_on(here)).ok();
    let unit = unit.and_then(|sum| here.state.unit(&sum.unit));
    match (to, unit) {
        (Ok((_, to)), Some(unit)) => wanted_of_transfer(here, unit, to),
        _ => Vec::new(),
    }
}

/// The payment that a form asks for.
fn wish(here: &Here<'_>, filled: &Filled) -> Result<Pay, Trouble> {
    ruled(here)?;
    let (to, account) = names::holder(here.state, payee(filled))?;
    let amount = asked(here, filled, &passed_on(here))?;
    let unit = here.state.unit(&amount.unit).ok_or(Trouble::NotFound)?;
    let wanted = wanted_of_transfer(here, unit, account);
    let demand = filled.get("demand").and_then(|entry| entry.parse().ok());
    let demand = demand.map(|entry| waiting::asked(here.state, entry)).transpose()?;
    Ok(Pay {
        from: chosen(here, filled, "from")?,
        to,
        details: details(here, filled, &wanted)?,
        amount,
        demand,
        note: filled.get("note").map(str::to_owned),
    })
}

async fn look(State(site): State<Arc<Site>>, visit: Visit, RawForm(bytes): RawForm) -> Response {
    let filled = read(&bytes);
    if let Err(trouble) = site.guarded(&visit, &filled) {
        return site.show(visit, move |_| Err(trouble)).await;
    }
    site.look(visit, move |here| tried(here, &filled, preview, form)).await
}

/// What the rules make of a payment, before it is sent.
fn preview(here: &Here<'_>, filled: &Filled) -> Result<Body, Trouble> {
    let me = here.member()?;
    let wanted = said_to(here, filled);
    if filled.get("change").is_some() || is_missing(filled, &wanted) {
        return form(here, filled);
    }
    let pay = wish(here, filled)?;
    let unit = here.state.unit(&pay.amount.unit).ok_or(Trouble::NotFound)?;
    let steps = foreseen(here.state, me, here.now, &Act::Pay(Box::new(pay.clone())))?;
    let from = purse_of(here, pay.from.as_ref())?;
    let much = here.words.amount(here.state, pay.amount.minor, unit);
    let to = account_text(here, names::holder(here.state, pay.to.as_str())?.1);
    let told = [("much", much.as_str().into()), ("who", to.as_str().into())];
    let filled = &filled.clone().with("to", pay.to.as_str());
    let main = html! {
        p.big { (here.words.say_with("money-pay-line", &told)) }
        @if let Some(note) = &pay.note { p.note { "“" (note) "”" } }
        h2 { (here.say("money-what-happens")) }
        (moves(here, &steps))
        (left(here, from, unit, &steps))
        form method="post" action="/money/pay" {
            (carried(here, filled, &FIELDS, &wanted))
            div.row {
                button { (here.words.say_with("money-send", &told)) }
                button.quiet formaction="/money/pay/look" name="change" value="yes" { (here.say("money-change")) }
            }
            p.hint { (here.say("money-undo-window")) }
        }
    };
    Ok(Body { title: here.say("money-pay-check"), main })
}

fn purse_of(here: &Here<'_>, pool: Option<&Handle>) -> Result<Account, Trouble> {
    Ok(match pool {
        Some(pool) => Account::Pool(names::pool(here.state, pool.as_str())?.1),
        None => Account::Agent(here.member()?),
    })
}

/// What the payer has before and after.
fn left(here: &Here<'_>, from: Account, unit: UnitIx, steps: &[Step]) -> Markup {
    if !here.sees(Thing::Balance { account: from, unit }) {
        return html! {};
    }
    let stored = here.state.accounts.balance(from, unit);
    let change: i128 = steps
        .iter()
        .filter_map(|step| step.change.moved())
        .filter(|moved| here.state.unit(&moved.unit) == Some(unit))
        .map(|moved| {
            let is = |name| here.state.account(name) == Some(from);
            i128::from(is(&moved.to)) * moved.minor - i128::from(is(&moved.from)) * moved.minor
        })
        .sum();
    let before = balance(here.state, from, unit, here.now);
    let after = counts(here.state, unit, stored.saturating_add(change), here.now);
    let say = |minor| here.words.amount(here.state, minor, unit);
    let told = [
        ("who", account_text(here, from).into()),
        ("before", say(before).into()),
        ("after", say(after).into()),
    ];
    html! { p { (here.words.say_with("money-left", &told)) } }
}

async fn send(State(site): State<Arc<Site>>, visit: Visit, RawForm(bytes): RawForm) -> Response {
    let filled = read(&bytes);
    let wish = |here: &Here<'_>, filled: &Filled| Ok(vec![Act::Pay(Box::new(wish(here, filled)?))]);
    let (visit, filled, done) = Arc::clone(&site).attempt(visit, filled, wish).await;
    match done {
        Ok(done) => {
            let entry = done.entries.first().copied().unwrap_or_default();
            go(&format!("/money/receipts/{entry}?sent=yes"))
        }
        Err(Trouble::Refused(refusal)) => {
            let filled = filled.refused(refusal);
            site.again(visit, move |here| form(here, &filled)).await
        }
        Err(trouble) => site.show(visit, move |_| Err(trouble)).await,
    }
}

/// What the charter says of the unit, the rule or the law that a refusal is about.
fn limit_says(here: &Here<'_>, filled: &Filled) -> Markup {
    let Some(refusal) = &filled.refusal else { return html! {} };
    let quoted = |text: &str| text.split('"').nth(1).map(str::to_owned);
    let unit = || {
        let sum = asked(here, filled, &passed_on(here)).ok()?;
        let unit = here.state.unit(&sum.unit)?;
        Some(here.state.units.at(unit).code.to_string())
    };
    let (sort, name) = match refusal.split(':').next().unwrap_or_default() {
        "limit_passed" => ("unit", unit()),
        "rule_refuses" => ("rule", quoted(refusal)),
        "law_broken" => ("law", quoted(refusal)),
        _ => return html! {},
    };
    let said = name.map(|name| charter_says(here, sort, &name)).unwrap_or_default();
    let said: BTreeSet<&String> = said.iter().collect();
    html! {
        @if !said.is_empty() {
            details open {
                summary { (here.say("money-charter-says")) }
                @for sentence in said { p { (sentence) } }
            }
        }
    }
}
