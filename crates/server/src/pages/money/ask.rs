//! Asking somebody to pay, and answering what waits for one's word.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawForm, State};
use axum::response::Response;
use axum::routing::post;
use commons::account::Account;
use commons::act::{Act, Answer, Demand, Word};
use commons::pool::PoolIx;
use inquiry::sum::end;
use inquiry::{names, waiting};
use maud::{Markup, html};

use super::look::Wish;
use super::pay::holders;
use super::sum::{Wanted, asked, chosen, details, how_much, passed_on, purse, wanted_of_transfer};
use super::{overview_again, read};
use crate::page::{Kind, field};
use crate::site::{Here, Site, Trouble};
use crate::visit::{Filled, Visit};

/// Asking.
pub static ASK: Wish = Wish {
    address: "/money/ask",
    looked_at: "/money/ask/look",
    title: "money-ask-title",
    fields: &["payer", "amount", "unit", "note", "for", "until"],
    form,
    wanted,
    act: |here, filled| Ok(Act::Demand(Box::new(demand(here, filled)?))),
};

/// The routes of answers.
pub fn routes() -> Router<Arc<Site>> {
    ASK.routes().route("/money/answer", post(answer))
}

fn form(here: &Here<'_>, filled: &Filled) -> Result<Markup, Trouble> {
    Ok(html! {
        (field(filled, "payer", &here.say("money-who-pays"), Kind::Suggested("holders")))
        (holders(here))
        (how_much(here, filled, &passed_on(here)))
        (field(filled, "note", &here.say("money-for-what"), Kind::Text))
        (purse(here, filled, "for", &here.say("money-paid-into")))
        (field(filled, "until", &here.say("money-answer-until"), Kind::Day))
    })
}

/// The account that is to be paid.
fn paid(here: &Here<'_>, filled: &Filled) -> Option<Account> {
    let pool: Option<PoolIx> =
        filled.get("for").and_then(|pool| Some(names::pool(here.state, pool).ok()?.1));
    pool.map(Account::Pool).or(here.me.map(Account::Agent))
}

fn wanted(here: &Here<'_>, filled: &Filled) -> Vec<Wanted> {
    let unit = asked(here, filled, &passed_on(here)).ok();
    let unit = unit.and_then(|sum| here.state.unit(&sum.unit));
    match (unit, paid(here, filled)) {
        (Some(unit), Some(to)) => wanted_of_transfer(here, unit, to),
        _ => Vec::new(),
    }
}

fn demand(here: &Here<'_>, filled: &Filled) -> Result<Demand, Trouble> {
    Ok(Demand {
        payer: names::agent(here.state, filled.get("payer").unwrap_or_default())?,
        amount: asked(here, filled, &passed_on(here))?,
        to: chosen(here, filled, "for")?,
        details: details(here, filled, &wanted(here, filled))?,
        until: end(filled.get("until"), None, here.now)?,
        note: filled.get("note").map(str::to_owned),
    })
}

async fn answer(State(site): State<Arc<Site>>, visit: Visit, RawForm(form): RawForm) -> Response {
    let wish = |here: &Here<'_>, filled: &Filled| {
        let entry = filled.get("entry").and_then(|entry| entry.parse().ok());
        let to = waiting::asked(here.state, entry.ok_or(Trouble::NotFound)?)?;
        let accepts = filled.get("word") == Some("accept");
        let word = if accepts { Word::Accept } else { Word::Decline };
        Ok(vec![Act::Answer(Answer { to, word })])
    };
    site.act(visit, read(&form), "/money", wish, overview_again).await
}
