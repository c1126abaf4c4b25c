//! Setting an amount aside for somebody, and what becomes of it.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawForm, State};
use axum::response::Response;
use axum::routing::post;
use commons::act::{Act, CatchUp, Hold, SettleHold};
use inquiry::sum::end;
use inquiry::{names, waiting};
use maud::{Markup, html};

use super::look::Wish;
use super::pay::holders;
use super::sum::{asked, chosen, how_much, passed_on, purse};
use super::{overview_again, read};
use crate::page::{Kind, field};
use crate::site::{Here, Site, Trouble};
use crate::visit::{Filled, Visit};

/// Setting aside.
pub static HOLD: Wish = Wish {
    address: "/money/hold",
    looked_at: "/money/hold/look",
    title: "money-hold-title",
    fields: &["to", "amount", "unit", "until", "note", "from"],
    form,
    wanted: |_, _| Vec::new(),
    act: |here, filled| Ok(Act::Hold(Box::new(hold(here, filled)?))),
};

/// The routes of holds and of what fell due.
pub fn routes() -> Router<Arc<Site>> {
    HOLD.routes().route("/money/settle", post(settle)).route("/money/catch-up", post(catch_up))
}

fn form(here: &Here<'_>, filled: &Filled) -> Result<Markup, Trouble> {
    Ok(html! {
        (field(filled, "to", &here.say("money-for-whom"), Kind::Suggested("holders")))
        (holders(here))
        (how_much(here, filled, &passed_on(here)))
        (field(filled, "until", &here.say("money-hold-until"), Kind::Day))
        (field(filled, "note", &here.say("money-for-what"), Kind::Text))
        (purse(here, filled, "from", &here.say("money-paid-from")))
    })
}

fn hold(here: &Here<'_>, filled: &Filled) -> Result<Hold, Trouble> {
    Ok(Hold {
        from: chosen(here, filled, "from")?,
        to: names::holder(here.state, filled.get("to").unwrap_or_default())?.0,
        amount: asked(here, filled, &passed_on(here))?,
        // Without a day the rules refuse it: a hold must end ahead.
        until: end(filled.get("until"), None, here.now)?.unwrap_or(here.now),
        note: filled.get("note").map(str::to_owned),
    })
}

async fn settle(State(site): State<Arc<Site>>, visit: Visit, RawForm(form): RawForm) -> Response {
    let wish = |here: &Here<'_>, filled: &Filled| {
        let number = |name: &str| filled.get(name).and_then(|text| text.parse::<u64>().ok());
        let (entry, place) = number("entry").zip(number("number")).ok_or(Trouble::NotFound)?;
        let place = u32::try_from(place).map_err(|_| Trouble::NotFound)?;
        let (hold, place) = waiting::hold(here.state, entry, place)?;
        let commit = match filled.get("how") {
            Some("commit") => waiting::whole(here.state, hold, place, here.now),
            _ => None,
        };
        Ok(vec![Act::SettleHold(SettleHold { hold, place, commit })])
    };
    site.act(visit, read(&form), "/money", wish, overview_again).await
}

async fn catch_up(State(site): State<Arc<Site>>, visit: Visit, RawForm(form): RawForm) -> Response {
    let wish = |_: &Here<'_>, _: &Filled| Ok(vec![Act::CatchUp(CatchUp {})]);
    site.act(visit, read(&form), "/money", wish, overview_again).await
}
