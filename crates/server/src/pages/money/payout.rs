//! A batch of payments for the bank: who is paid, a look at it, booked once, and the file to take to the bank.
//!
//! Numbers of accounts stay with the custodian: they come with the form and go with the answer, and are kept nowhere.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use charter::sentence::Language;
use commons::act::{Act, PayOut, PayoutLine};
use commons::refusal::Refused as Rule;
use commons::unit::{Measure, UnitIx};
use exchange::pain::Batch;
use inquiry::bank_details::{BankDetails, number, shortened};
use inquiry::payout::{outside_units, to_be_paid, wished};
use inquiry::{date, names};
use maud::{Markup, html};
use quantity::{format_decimal, parse_decimal};

use super::said::plain;
use super::upload::{self, Uploaded};
use super::{is_custodian, ruled, tried};
use crate::page::{self, Cell, Kind, choice, field, table};
use crate::site::{Body, Here, Site, Trouble};
use crate::visit::{Filled, Visit};

/// How large a file of accounts may be, in bytes: what a form may carry on to the next page.
const LARGEST: usize = 1 << 20;
/// How many of the latest batches are listed.
const LISTED: usize = 50;

/// The routes of these pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/money/payout", get(show))
        .route("/money/payout/look", post(look))
        .route("/money/payout/book", post(book))
        .route("/money/payout/file", post(file))
        .layer(DefaultBodyLimit::max(3 * LARGEST))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, |here| form(here, &Filled::default())).await
}

/// Only whoever looks after the money outside.
fn custodian(here: &Here<'_>) -> Result<(), Trouble> {
    here.member()?;
    ruled(here)?;
    if is_custodian(here) { Ok(()) } else { Err(Trouble::Hidden) }
}

/// The unit that is paid out: the one chosen, or the first from outside.
fn unit(here: &Here<'_>, filled: &Filled) -> Result<UnitIx, Trouble> {
    let all = outside_units(here.state);
    let chosen = filled.get("unit").map(|code| names::unit(here.state, code)).transpose()?;
    let unit = chosen.or(all.first().copied()).filter(|unit| all.contains(unit));
    unit.ok_or_else(|| match chosen {
        Some(unit) => {
            Trouble::refused(&Rule::NotFromOutside { code: here.state.units.at(unit).code.clone() })
        }
        None => Trouble::Refused(format!("outside_none: {}", here.say("money-outside-none"))),
    })
}

fn form(here: &Here<'_>, filled: &Filled) -> Result<Body, Trouble> {
    custodian(here)?;
    let unit = unit(here, filled)?;
    let code = here.state.units.at(unit).code.to_string();
    let waiting = to_be_paid(here.state, unit);
    let tomorrow = date::say_day(commons::name::Moment(here.now.0 + commons::name::Moment::DAY_MS));
    let day = if filled.get("day").is_some() {
        filled.clone()
    } else {
        filled.clone().with("day", tomorrow)
    };
    let units: Vec<(String, String)> = outside_units(here.state)
        .into_iter()
        .map(|unit| here.state.units.at(unit).code.to_string())
        .map(|code| (code.clone(), code))
        .collect();
    let main = html! {
        (page::refused(here, filled.refusal.as_ref()))
        p { (here.say("money-payout-what")) }
        form.narrow method="post" action="/money/payout/look" enctype="multipart/form-data" {
            (page::hidden_again(here, filled))
            @if units.len() > 1 { (choice(filled, "unit", &here.say("money-unit"), &units)) }
            (payees(here, &waiting, unit))
            (field(filled, "others", &here.say("money-payout-others"), Kind::Text))
            p.hint { (here.words.say_with("money-payout-others-how", &[("unit", code.as_str().into())])) }
            (field(&day, "day", &here.say("money-payout-day"), Kind::Day))
            (field(filled, "note", &here.say("money-payout-note"), Kind::Text))
            (accounts(here))
            button { (here.say("money-look")) }
        }
        (batches(here)?)
    };
    Ok(Body { title: here.say("money-payout-title"), main })
}

/// Those whom rules pay out, each with a box to leave them out.
fn payees(here: &Here<'_>, waiting: &[PayoutLine], unit: UnitIx) -> Markup {
    html! {
        fieldset {
            legend { (here.say("money-payout-whom")) }
            @if waiting.is_empty() { p.soft { (here.say("money-payout-nobody")) } }
            @for line in waiting {
                @let id = format!("pay-{}", line.agent);
                div.tick {
                    input type="checkbox" id=(id) name=(id) value="yes" checked;
                    label for=(id) {
                        (name_of(here, line)) " · " (here.words.amount(here.state, line.amount.minor, unit))
                    }
                }
            }
        }
    }
}

fn name_of(here: &Here<'_>, line: &PayoutLine) -> String {
    let agent = here.state.agent(&line.agent);
    agent.map_or_else(|| line.agent.to_string(), |ix| here.state.agents.at(ix).name.clone())
}

/// The file that says who has which account.
fn accounts(here: &Here<'_>) -> Markup {
    html! {
        div.field {
            label for="file" { (here.say("money-payout-accounts")) }
            input type="file" id="file" name="file" accept=".csv,text/csv,text/plain" required;
            p.hint { (here.say("money-payout-accounts-how")) }
            p.hint { code { "handle,name,iban,bic" } }
        }
    }
}

/// Who is paid how much: those who are ticked, and others by name with an amount.
fn lines(here: &Here<'_>, filled: &Filled, unit: UnitIx) -> Result<Vec<PayoutLine>, Trouble> {
    let row = here.state.units.at(unit);
    let ticked = |line: &PayoutLine| filled.get(&format!("pay-{}", line.agent)).is_some();
    let mut lines: Vec<PayoutLine> =
        to_be_paid(here.state, unit).into_iter().filter(ticked).collect();
    // A comma stands before decimals in French.
    let parts: &[char] = match here.words.language {
        Language::English => &[',', ';', '\n'],
        Language::French => &[';', '\n'],
    };
    let others = filled.get("others").unwrap_or_default().split(parts);
    for text in others.map(str::trim).filter(|text| !text.is_empty()) {
        let unreadable = || {
            Trouble::Refused(format!(
                "payout_unreadable: `{}` names nobody with an amount; write `ben=50`",
                commons::name::shortened(text)
            ))
        };
        let (name, figures) = text.split_once('=').ok_or_else(unreadable)?;
        let minor = parse_decimal(plain(here, figures).trim(), row.decimals);
        let minor = minor.map_err(|refused| Trouble::refused(&refused))?;
        let agent = names::agent(here.state, name.trim())?;
        if lines.iter().any(|line| line.agent == agent) {
            return Err(Trouble::refused(&Rule::PaidTwice { agent, unit: row.code.clone() }));
        }
        lines.push(PayoutLine { agent, amount: Measure { minor, unit: row.code.clone() } });
    }
    if lines.is_empty() {
        let nobody = here.say("money-payout-choose");
        return Err(Trouble::Refused(format!("payout_nobody: {nobody}")));
    }
    Ok(lines)
}

/// What the batch is known by at the bank: the unit and the day.
fn wish(here: &Here<'_>, filled: &Filled) -> Result<PayOut, Trouble> {
    let unit = unit(here, filled)?;
    let day = date::day(filled.get("day").unwrap_or_default())?;
    let usual = || format!("payout-{}-{day}", here.state.units.at(unit).code);
    let reference = filled.get("reference").map_or_else(usual, str::to_owned);
    let note = filled.get("note").map(str::to_owned);
    Ok(PayOut { lines: lines(here, filled, unit)?, reference, note })
}

/// The batch as the bank gets it, with everything checked that a bank checks.
fn batch(here: &Here<'_>, filled: &Filled, wish: &PayOut) -> Result<Batch, Trouble> {
    let unit = unit(here, filled)?;
    let day = date::day(filled.get("day").unwrap_or_default())?;
    let text = filled.typed("accounts").as_bytes();
    let name = filled.get("called").unwrap_or("accounts.csv");
    let bank = BankDetails::read(text, name).map_err(|refused| Trouble::refused(&refused))?;
    let wished = wished(here.state, wish, unit, &bank, day);
    let wished = wished.map_err(|refused| Trouble::refused(&refused))?;
    wished.check().map_err(|refused| Trouble::refused(&refused))
}

/// A form with its file in a field, to be carried on.
fn with_accounts(Uploaded { filled, file, name }: Uploaded) -> Filled {
    if file.is_empty() {
        return filled;
    }
    filled.with("accounts", String::from_utf8_lossy(&file)).with("called", name)
}

async fn look(State(site): State<Arc<Site>>, visit: Visit, upload: Multipart) -> Response {
    match upload::read(&site, &visit, upload, LARGEST).await {
        Ok(uploaded) => {
            let filled = with_accounts(uploaded);
            site.look(visit, move |here| tried(here, &filled, preview, form)).await
        }
        Err(Trouble::Refused(refusal)) => {
            let filled = Filled::default().refused(refusal);
            site.again(visit, move |here| form(here, &filled)).await
        }
        Err(trouble) => site.show(visit, move |_| Err(trouble)).await,
    }
}

/// What would be booked and paid.
fn preview(here: &Here<'_>, filled: &Filled) -> Result<Body, Trouble> {
    custodian(here)?;
    let wish = wish(here, filled)?;
    if let Some(entry) = here.state.money.references.get(&wish.reference).copied() {
        let reference = wish.reference;
        return Err(Trouble::refused(&Rule::ReferenceTaken { reference, entry }));
    }
    let batch = batch(here, filled, &wish)?;
    let me = here.member()?;
    inquiry::flow::foreseen(here.state, me, here.now, &Act::PayOut(Box::new(wish.clone())))?;
    let main = html! {
        (payments(here, filled, &wish, &batch)?)
        form method="post" action="/money/payout/book" enctype="multipart/form-data" {
            (page::hidden_again(here, filled))
            (carried(filled, &wish))
            button { (here.say("money-payout-book")) }
            p.hint { (here.say("money-payout-book-what")) }
        }
    };
    Ok(Body { title: here.say("money-payout-check"), main })
}

/// Everything that was filled in, for the next step.
fn carried(filled: &Filled, wish: &PayOut) -> Markup {
    let names = ["unit", "day", "note", "others", "called", "accounts"];
    html! {
        @for name in names {
            @if filled.get(name).is_some() { input type="hidden" name=(name) value=(filled.typed(name)); }
        }
        @for line in &wish.lines {
            @let name = format!("pay-{}", line.agent);
            @if filled.get(&name).is_some() { input type="hidden" name=(name) value="yes"; }
        }
        input type="hidden" name="reference" value=(wish.reference);
    }
}

/// The payments of a batch, with accounts as they may be seen over somebody's shoulder.
fn payments(
    here: &Here<'_>,
    filled: &Filled,
    wish: &PayOut,
    batch: &Batch,
) -> Result<Markup, Trouble> {
    let unit = unit(here, filled)?;
    let decimals = here.state.units.at(unit).decimals;
    let code = here.state.units.at(unit).code.as_str();
    let lines = wish.lines.iter().filter(|line| line.amount.unit.as_str() == code);
    let row = |(line, payment): (&PayoutLine, &exchange::pain::Payment)| {
        let figures = here.words.decimal(&format_decimal(payment.minor, decimals));
        vec![
            Cell::Text(html! { (name_of(here, line)) }),
            Cell::Text(html! { (payment.payee.name) }),
            Cell::Text(html! { (shortened(number(&payment.payee.account))) }),
            Cell::Figure(html! { (figures) }),
            Cell::Text(html! { code { (payment.end_to_end) } }),
        ]
    };
    let rows: Vec<Vec<Cell>> = lines.zip(batch.payments()).map(row).collect();
    let [who, name, account, id] =
        ["money-who", "money-payout-name", "money-payout-account", "money-payout-id"]
            .map(|key| here.say(key));
    let amount = format!(">{code}");
    let heads = [who.as_str(), &name, &account, &amount, &id];
    let total = here.words.amount(here.state, batch.total(), unit);
    let told = [("reference", wish.reference.as_str().into()), ("total", total.into())];
    Ok(html! {
        p.big { (here.words.say_with("money-payout-total", &told)) }
        (table(&here.say("money-payout-payments"), &heads, &rows))
    })
}

async fn book(State(site): State<Arc<Site>>, visit: Visit, upload: Multipart) -> Response {
    let filled = match upload::read(&site, &visit, upload, LARGEST).await {
        Ok(uploaded) => with_accounts(uploaded),
        Err(trouble) => return site.show(visit, move |_| Err(trouble)).await,
    };
    let acts = |here: &Here<'_>, filled: &Filled| {
        custodian(here)?;
        let made = made_before(here, filled);
        let wish = made.map_or_else(|| wish(here, filled), Ok)?;
        // Nothing is booked that a bank would refuse.
        batch(here, filled, &wish)?;
        Ok(vec![Act::PayOut(Box::new(wish))])
    };
    let (visit, filled, done) = Arc::clone(&site).attempt(visit, filled, acts).await;
    match done {
        Ok(done) => {
            let entry = done.entries.first().copied().unwrap_or_default();
            site.show(visit, move |here| booked(here, &filled, entry)).await
        }
        Err(Trouble::Refused(refusal)) => {
            let filled = filled.refused(refusal);
            site.again(visit, move |here| form(here, &filled)).await
        }
        Err(trouble) => site.show(visit, move |_| Err(trouble)).await,
    }
}

/// The batch that this very form booked before: sent twice, it is still one.
fn made_before(here: &Here<'_>, filled: &Filled) -> Option<PayOut> {
    let entry = here.state.entry_of(filled.act()?)?;
    payout_of(here, entry).ok()
}

fn payout_of(here: &Here<'_>, entry: u64) -> Result<PayOut, Trouble> {
    match here.read(|reading| reading.entry(entry))?.1 {
        Act::PayOut(wish) => Ok(*wish),
        _ => Err(Trouble::NotFound),
    }
}

/// It is booked; the file is to be taken to the bank.
fn booked(here: &Here<'_>, filled: &Filled, entry: u64) -> Result<Body, Trouble> {
    let wish = payout_of(here, entry)?;
    let batch = batch(here, filled, &wish)?;
    let told = [("entry", entry.to_string().into())];
    let main = html! {
        p.done role="status" { (here.words.say_with("money-payout-booked", &told)) }
        (payments(here, filled, &wish, &batch)?)
        form.row method="post" action="/money/payout/file" enctype="multipart/form-data" {
            (page::guard(here))
            (carried(filled, &wish))
            button name="format" value="pain" { (here.say("money-payout-pain")) }
            button.quiet name="format" value="csv" { (here.say("money-payout-csv")) }
        }
        p.hint { (here.say("money-payout-again-what")) }
        p { a href=(format!("/money/receipts/{entry}")) { (here.say("money-receipt")) } " · " a href="/money/payout" { (here.say("money-payout-title")) } }
    };
    Ok(Body { title: here.say("money-payout-title"), main })
}

/// The file of a batch that is booked. Books nothing: the same payments have the same ids.
async fn file(State(site): State<Arc<Site>>, visit: Visit, upload: Multipart) -> Response {
    match upload::read(&site, &visit, upload, LARGEST).await {
        Ok(uploaded) => {
            let filled = with_accounts(uploaded);
            site.look(visit, move |here| match written(here, &filled) {
                Ok(response) => response,
                Err(Trouble::Refused(refusal)) => {
                    let refused = Trouble::Refused(refusal);
                    tried(here, &filled, |_, _| Err(refused), form)
                }
                Err(trouble) => tried(here, &filled, |_, _| Err(trouble), form),
            })
            .await
        }
        Err(trouble) => site.show(visit, move |_| Err(trouble)).await,
    }
}

fn written(here: &Here<'_>, filled: &Filled) -> Result<Response, Trouble> {
    custodian(here)?;
    let reference = filled.get("reference").unwrap_or_default();
    let entry = here.state.money.references.get(reference).copied().ok_or_else(|| {
        let reference = commons::name::shortened(reference);
        let unknown = here.say("money-payout-unknown");
        Trouble::Refused(format!("payout_unknown: `{reference}`: {unknown}"))
    })?;
    let batch = batch(here, filled, &payout_of(here, entry)?)?;
    let mut bytes = Vec::new();
    let (kind, ending) = match filled.get("format") {
        Some("csv") => (batch.write_csv(&mut bytes).map(|()| "text/csv; charset=utf-8"), "csv"),
        _ => (batch.write_pain(&mut bytes).map(|()| "application/xml"), "xml"),
    };
    let kind = kind.map_err(|_| Trouble::Broken)?;
    // Letters of a reference are those that banks take; what else may be in a file's name is left out.
    let safe = |letter: &char| letter.is_ascii_alphanumeric() || "-_.".contains(*letter);
    let name: String = reference.chars().filter(safe).collect();
    let kept = format!("attachment; filename=\"{name}.{ending}\"");
    let heads = [
        (CONTENT_TYPE, kind.to_owned()),
        (CONTENT_DISPOSITION, kept),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((heads, bytes).into_response())
}

/// The latest batches, and the way to write the file of one again.
fn batches(here: &Here<'_>) -> Result<Markup, Trouble> {
    let mut entries: Vec<u64> = here.state.money.references.values().copied().collect();
    entries.sort_unstable_by(|one, other| other.cmp(one));
    let mut found: Vec<(u64, PayOut)> = Vec::new();
    for entry in entries.into_iter().take(LISTED) {
        if let Ok(wish) = payout_of(here, entry) {
            found.push((entry, wish));
        }
    }
    let options: Vec<(String, String)> = found
        .iter()
        .map(|(_, wish)| {
            let count = wish.lines.len();
            let told = [("reference", wish.reference.as_str().into()), ("count", count.into())];
            (wish.reference.clone(), here.words.say_with("money-payout-listed", &told))
        })
        .collect();
    let formats = [("pain", "money-payout-pain"), ("csv", "money-payout-csv")];
    let formats = formats.map(|(value, key)| (value.to_owned(), here.say(key)));
    let filled = Filled::default();
    Ok(html! {
        @if !found.is_empty() {
            h2 { (here.say("money-payout-batches")) }
            ul.list {
                @for (entry, wish) in &found {
                    li { a href=(format!("/money/receipts/{entry}")) { (wish.reference) } " · " (wish.lines.len()) }
                }
            }
            details {
                summary { (here.say("money-payout-again")) }
                form.narrow method="post" action="/money/payout/file" enctype="multipart/form-data" {
                    (page::guard(here))
                    (choice(&filled, "reference", &here.say("money-payout-batch"), &options))
                    (choice(&filled, "format", &here.say("money-payout-format"), &formats))
                    div.field {
                        label for="day-again" { (here.say("money-payout-day")) }
                        input type="date" id="day-again" name="day" required;
                    }
                    div.field {
                        label for="file-again" { (here.say("money-payout-accounts")) }
                        input type="file" id="file-again" name="file" accept=".csv,text/csv,text/plain" required;
                    }
                    button.quiet { (here.say("money-payout-download")) }
                    p.hint { (here.say("money-payout-again-what")) }
                }
            }
        }
    })
}
