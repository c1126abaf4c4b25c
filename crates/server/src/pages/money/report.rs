//! What the charter lets people report and request by name, and what the custodian books as it comes in.

use std::sync::Arc;

use axum::Router;
use charter::model::{Issuer, Side, Trigger};
use commons::account::Account;
use commons::act::{Act, Receive, Report, Request};
use commons::name::Handle;
use commons::unit::UnitIx;
use inquiry::names;
use maud::{Markup, html};

use super::look::Wish;
use super::pay::holders;
use super::sum::{Wanted, asked, declared, details, how_much, metrics, wanted, wanted_of_transfer};
use crate::page::{Kind, choice, field};
use crate::site::{Here, Site, Trouble};
use crate::visit::Filled;

/// Reporting a figure.
static REPORT: Wish = Wish {
    address: "/money/report",
    looked_at: "/money/report/look",
    title: "money-report-title",
    fields: &["amount", "unit", "about", "note"],
    form: report_form,
    wanted: report_wanted,
    act: |here, filled| Ok(Act::Report(Box::new(report(here, filled)?))),
};

/// Requesting what the charter names.
static REQUEST: Wish = Wish {
    address: "/money/request",
    looked_at: "/money/request/look",
    title: "money-request-title",
    fields: &["name", "amount", "unit", "about", "note"],
    form: request_form,
    wanted: request_wanted,
    act: |here, filled| Ok(Act::Request(Box::new(request(here, filled)?))),
};

/// Booking what arrived.
static RECEIVE: Wish = Wish {
    address: "/money/receive",
    looked_at: "/money/receive/look",
    title: "money-receive-title",
    fields: &["amount", "unit", "to", "sender", "reference", "note"],
    form: receive_form,
    wanted: receive_wanted,
    act: |here, filled| Ok(Act::Receive(Box::new(receive(here, filled)?))),
};

/// The routes of these forms.
pub fn routes() -> Router<Arc<Site>> {
    REPORT.routes().merge(REQUEST.routes()).merge(RECEIVE.routes())
}

fn note(filled: &Filled) -> Option<String> {
    filled.get("note").map(str::to_owned)
}

fn about(here: &Here<'_>, filled: &Filled) -> Result<Option<Handle>, Trouble> {
    let about = filled.get("about").map(|about| names::holder(here.state, about)).transpose()?;
    Ok(about.map(|(handle, _)| handle))
}

fn report_form(here: &Here<'_>, filled: &Filled) -> Result<Markup, Trouble> {
    Ok(html! {
        (how_much(here, filled, &metrics(here)))
        (field(filled, "about", &here.say("money-about-whom"), Kind::Suggested("holders")))
        (holders(here))
        (field(filled, "note", &here.say("money-note"), Kind::Text))
    })
}

fn report_wanted(here: &Here<'_>, filled: &Filled) -> Vec<Wanted> {
    let unit = asked(here, filled, &metrics(here)).ok();
    let unit = unit.and_then(|sum| here.state.unit(&sum.unit));
    let is = |id| here.state.money.in_force().and_then(|rules| rules.unit(id)) == unit;
    wanted(
        here,
        |trigger| matches!(trigger, Trigger::Report { unit: of, .. } if unit.is_some() && is(*of)),
    )
}

fn report(here: &Here<'_>, filled: &Filled) -> Result<Report, Trouble> {
    Ok(Report {
        amount: asked(here, filled, &metrics(here))?,
        about: about(here, filled)?,
        details: details(here, filled, &report_wanted(here, filled))?,
        note: note(filled),
    })
}

/// A request that the charter has a rule for.
pub struct Requested {
    /// What it is called.
    pub name: String,
    /// The unit of its amount, if it has one.
    unit: Option<UnitIx>,
    /// Whether it is for or about somebody.
    is_about: bool,
}

/// The requests that the charter has rules for, each once.
pub fn requests(here: &Here<'_>) -> Vec<Requested> {
    let Some(rules) = here.state.money.in_force() else { return Vec::new() };
    let mut found: Vec<Requested> = Vec::new();
    for rule in &rules.model.rules {
        if let Trigger::Request { name, unit, about, .. } = &rule.trigger
            && found.iter().all(|known| *known.name != **name)
        {
            let unit = unit.and_then(|unit| rules.unit(unit));
            let is_about = !matches!(about, None | Some(Side::Anyone | Side::Outside));
            found.push(Requested { name: name.to_string(), unit, is_about });
        }
    }
    found
}

/// Which one is filled in: the one that was chosen, or the first.
fn requested(here: &Here<'_>, filled: &Filled) -> Option<Requested> {
    let mut all = requests(here).into_iter();
    match filled.get("name") {
        Some(name) => all.find(|it| it.name == name),
        None => all.next(),
    }
}

fn request_form(here: &Here<'_>, filled: &Filled) -> Result<Markup, Trouble> {
    let one = requested(here, filled);
    let all = requests(here);
    let said = |it: &Requested| (it.name.clone(), it.name.replace('_', " "));
    let options: Vec<(String, String)> = all.iter().map(said).collect();
    // What has no amount is filled in without one; a choice of several shows the field if any has.
    let units: Vec<UnitIx> = match (filled.get("name"), &one) {
        (Some(_), Some(one)) => one.unit.into_iter().collect(),
        _ => all.iter().filter_map(|it| it.unit).collect(),
    };
    let is_about = match (filled.get("name"), &one) {
        (Some(_), Some(one)) => one.is_about,
        _ => all.iter().any(|it| it.is_about),
    };
    Ok(html! {
        (choice(filled, "name", &here.say("money-request-what"), &options))
        @if !units.is_empty() { (how_much(here, filled, &units)) }
        @if is_about {
            (field(filled, "about", &here.say("money-about-whom"), Kind::Suggested("holders")))
            (holders(here))
        }
        (field(filled, "note", &here.say("money-note"), Kind::Text))
    })
}

fn request_wanted(here: &Here<'_>, filled: &Filled) -> Vec<Wanted> {
    let Some(one) = requested(here, filled) else { return Vec::new() };
    wanted(here, |trigger| matches!(trigger, Trigger::Request { name, .. } if **name == *one.name))
}

fn request(here: &Here<'_>, filled: &Filled) -> Result<Request, Trouble> {
    let units: Vec<UnitIx> = requested(here, filled).and_then(|one| one.unit).into_iter().collect();
    let amount = filled.get("amount").map(|_| asked(here, filled, &units)).transpose()?;
    let name = filled.get("name").unwrap_or_default();
    Ok(Request {
        name: names::handle(name)?,
        amount,
        about: about(here, filled)?,
        details: details(here, filled, &request_wanted(here, filled))?,
        note: note(filled),
    })
}

/// The units that come from outside.
pub fn from_outside(here: &Here<'_>) -> Vec<UnitIx> {
    declared(here, |unit| matches!(unit.issuer, Issuer::Outside))
}

fn receive_form(here: &Here<'_>, filled: &Filled) -> Result<Markup, Trouble> {
    if !super::is_custodian(here) {
        return Err(Trouble::Hidden);
    }
    Ok(html! {
        (how_much(here, filled, &from_outside(here)))
        (field(filled, "to", &here.say("money-for-whom"), Kind::Suggested("holders")))
        (holders(here))
        (field(filled, "reference", &here.say("money-reference-bank"), Kind::Text))
        (field(filled, "sender", &here.say("money-sender"), Kind::Suggested("holders")))
        (field(filled, "note", &here.say("money-note"), Kind::Text))
    })
}

fn receive_wanted(here: &Here<'_>, filled: &Filled) -> Vec<Wanted> {
    let to = names::holder(here.state, filled.get("to").unwrap_or_default());
    let unit = asked(here, filled, &from_outside(here)).ok();
    let unit = unit.and_then(|sum| here.state.unit(&sum.unit));
    let to: Option<Account> = to.ok().map(|(_, account)| account);
    unit.zip(to).map(|(unit, to)| wanted_of_transfer(here, unit, to)).unwrap_or_default()
}

fn receive(here: &Here<'_>, filled: &Filled) -> Result<Receive, Trouble> {
    let sender = filled.get("sender").map(|from| names::agent(here.state, from)).transpose()?;
    Ok(Receive {
        from: sender,
        to: names::holder(here.state, filled.get("to").unwrap_or_default())?.0,
        details: details(here, filled, &receive_wanted(here, filled))?,
        amount: asked(here, filled, &from_outside(here))?,
        reference: filled.get("reference").unwrap_or_default().to_owned(),
        note: note(filled),
    })
}
