//! Paying somebody: whom, how much, for what.

use commons::account::Account;
use commons::act::{Act, Pay};
use inquiry::{names, waiting};
use maud::{Markup, html};

use super::look::Wish;
use super::receipts::{mine, recent};
use super::said::account_text;
use super::sum::{Wanted, asked, chosen, details, how_much, passed_on, purse, wanted_of_transfer};
use crate::page::{Kind, field};
use crate::site::{Here, Trouble};
use crate::visit::Filled;

/// Paying.
pub static PAY: Wish = Wish {
    address: "/money/pay",
    looked_at: "/money/pay/look",
    title: "money-pay-title",
    fields: &["to", "lately", "amount", "unit", "note", "from", "demand"],
    form,
    wanted,
    act: |here, filled| Ok(Act::Pay(Box::new(pay(here, filled)?))),
};

/// How many who were paid before are offered.
const OFFERED: usize = 6;

fn form(here: &Here<'_>, filled: &Filled) -> Result<Markup, Trouble> {
    Ok(html! {
        (whom(here, filled)?)
        (how_much(here, filled, &passed_on(here)))
        (field(filled, "note", &here.say("money-for-what"), Kind::Text))
        (purse(here, filled, "from", &here.say("money-paid-from")))
        @if filled.get("demand").is_some() {
            input type="hidden" name="demand" value=(filled.typed("demand"));
        }
    })
}

/// Who is paid: those who were paid lately by one tap, and everybody by name.
fn whom(here: &Here<'_>, filled: &Filled) -> Result<Markup, Trouble> {
    let offered = payees(here)?;
    let chosen = payee(filled);
    let is_offered = offered.iter().any(|account| handle_of(here, *account) == chosen);
    let other = if is_offered { filled.clone().with("to", "") } else { filled.clone() };
    let label = here.say(if offered.is_empty() { "money-whom" } else { "money-whom-else" });
    Ok(html! {
        @if !offered.is_empty() {
            fieldset.chips {
                legend { (here.say("money-whom")) }
                @for (place, account) in offered.iter().enumerate() {
                    @let handle = handle_of(here, *account);
                    @let id = format!("to-{place}");
                    input type="radio" name="lately" id=(id) value=(handle) checked[chosen == handle];
                    label for=(id) { (account_text(here, *account)) }
                }
            }
        }
        (field(&other, "to", &label, Kind::Suggested("holders")))
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
    let paid = recent(here, |account| mine(here, account), None)?
        .rows
        .into_iter()
        .filter_map(|row| row.paid);
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
fn wanted(here: &Here<'_>, filled: &Filled) -> Vec<Wanted> {
    let to = names::holder(here.state, payee(filled));
    let unit = asked(here, filled, &passed_on(here)).ok();
    let unit = unit.and_then(|sum| here.state.unit(&sum.unit));
    match (to, unit) {
        (Ok((_, to)), Some(unit)) => wanted_of_transfer(here, unit, to),
        _ => Vec::new(),
    }
}

/// The payment that a form asks for.
fn pay(here: &Here<'_>, filled: &Filled) -> Result<Pay, Trouble> {
    let to = names::holder(here.state, payee(filled))?.0;
    let demand = filled.get("demand").and_then(|entry| entry.parse().ok());
    let demand = demand.map(|entry| waiting::asked(here.state, entry)).transpose()?;
    Ok(Pay {
        from: chosen(here, filled, "from")?,
        to,
        details: details(here, filled, &wanted(here, filled))?,
        amount: asked(here, filled, &passed_on(here))?,
        demand,
        note: filled.get("note").map(str::to_owned),
    })
}
