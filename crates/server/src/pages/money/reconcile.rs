//! The bank's statement against the book: what is in both, what differs, what is missing. Nothing is saved by looking.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::response::Response;
use axum::routing::{get, post};
use book::Entry;
use commons::act::Act;
use commons::unit::UnitIx;
use exchange::bank::{BankEntry, Statement};
use exchange::bank_table::{DateOrder, DecimalMark, TableOptions, read_bank_table};
use exchange::camt::read_camt;
use exchange::reconcile::{BookLine, Group, Pair, Reconciliation, Why};
use inquiry::bank_details::shown;
use inquiry::custody::{Custody, Window, day_of};
use inquiry::names;
use inquiry::payout::outside_units;
use jiff::civil::Date;
use maud::{Markup, html};
use quantity::{format_decimal, parse_decimal};

use super::receipts::what;
use super::said::plain;
use super::upload::{self, Uploaded};
use super::{is_custodian, ruled, tried};
use crate::page::{self, Cell, Kind, choice, field, table};
use crate::site::{Body, Here, Site, Trouble};
use crate::visit::{Filled, Visit};

/// How large a statement may be, in bytes: 20 MB.
const LARGEST: usize = 20 << 20;
/// How many days apart the same may be booked, where no reference tells.
const DAYS_APART: u32 = 5;

/// The routes of this page.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/money/reconcile", get(show))
        .route("/money/reconcile/look", post(look))
        .layer(DefaultBodyLimit::max(LARGEST + (2 << 20)))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, |here| form(here, &Filled::default())).await
}

fn form(here: &Here<'_>, filled: &Filled) -> Result<Body, Trouble> {
    here.member()?;
    ruled(here)?;
    if !is_custodian(here) {
        return Err(Trouble::Hidden);
    }
    let units: Vec<(String, String)> = outside_units(here.state)
        .into_iter()
        .map(|unit| here.state.units.at(unit).code.to_string())
        .map(|code| (code.clone(), code))
        .collect();
    let options =
        |pairs: [(&str, &str); 3]| pairs.map(|(value, key)| (value.to_owned(), here.say(key)));
    let marks = options([
        ("", "money-as-written"),
        ("point", "money-mark-point"),
        ("comma", "money-mark-comma"),
    ]);
    let orders = options([
        ("", "money-as-written"),
        ("day", "money-day-first"),
        ("month", "money-month-first"),
    ]);
    let limit = LARGEST >> 20;
    let main = html! {
        (page::refused(here, filled.refusal.as_ref()))
        p { (here.say("money-reconcile-what")) }
        form.narrow method="post" action="/money/reconcile/look" enctype="multipart/form-data" {
            (page::guard(here))
            @if units.len() > 1 { (choice(filled, "unit", &here.say("money-unit"), &units)) }
            details open[filled.refusal.is_some()] {
                summary { (here.say("money-of-a-table")) }
                (choice(filled, "mark", &here.say("money-mark"), &marks))
                (choice(filled, "order", &here.say("money-order"), &orders))
                (field(filled, "opening", &here.say("money-opening"), Kind::Number))
                (field(filled, "closing", &here.say("money-closing"), Kind::Number))
            }
            div.field {
                label for="file" { (here.say("money-statement")) }
                input type="file" id="file" name="file" accept=".xml,.csv,text/csv,application/xml" required;
                p.hint { (here.words.say_with("money-statement-how", &[("limit", limit.into())])) }
            }
            button { (here.say("money-compare")) }
        }
    };
    Ok(Body { title: here.say("money-reconcile-title"), main })
}

async fn look(State(site): State<Arc<Site>>, visit: Visit, sent: Multipart) -> Response {
    match upload::read(&site, &visit, sent, LARGEST).await {
        Ok(uploaded) => {
            site.look(visit, move |here| {
                let compare = |here: &Here<'_>, filled: &Filled| compared(here, filled, &uploaded);
                tried(here, &uploaded.filled, compare, form)
            })
            .await
        }
        Err(Trouble::Refused(refusal)) => {
            let filled = Filled::default().refused(refusal);
            site.again(visit, move |here| form(here, &filled)).await
        }
        Err(trouble) => site.show(visit, move |_| Err(trouble)).await,
    }
}

fn compared(here: &Here<'_>, filled: &Filled, file: &Uploaded) -> Result<Body, Trouble> {
    ruled(here)?;
    if !is_custodian(here) {
        return Err(Trouble::Hidden);
    }
    let chosen = filled.get("unit").map(|code| names::unit(here.state, code)).transpose()?;
    let unit = chosen.or(outside_units(here.state).first().copied()).ok_or_else(|| {
        Trouble::Refused(format!("outside_none: {}", here.say("money-outside-none")))
    })?;
    let statement = statement(here, filled, file, unit)?;
    let said = |_: &Entry, act: &Act| what(here, act);
    let custody = here.read(|reading| Custody::of(reading, unit, said))?;
    let days = || statement.entries.iter().map(|entry| entry.booked);
    let from = days().min().filter(|_| statement.opening != 0).unwrap_or(Date::MIN);
    let window = Window { from, to: days().max().unwrap_or_else(|| day_of(here.now)) };
    let found = custody.compare(&statement, window, DAYS_APART);
    let told = Told { here, unit, statement: &statement, custody: &custody, found: &found };
    Ok(Body { title: here.say("money-reconcile-title"), main: told.page() })
}

/// What the file says of the unit: all its statements of one account, joined.
fn statement(
    here: &Here<'_>,
    filled: &Filled,
    file: &Uploaded,
    unit: UnitIx,
) -> Result<Statement, Trouble> {
    let row = here.state.units.at(unit);
    let bytes = file.file.as_slice();
    let start = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    if !start.trim_ascii_start().starts_with(b"<") {
        let options = options(here, filled, file, unit)?;
        return read_bank_table(bytes, &options).map_err(|refused| Trouble::refused(&refused));
    }
    let parts = read_camt(bytes, row.decimals).map_err(|refused| Trouble::refused(&refused))?;
    let found: Vec<String> = parts
        .iter()
        .map(|part| format!("`{}` in {}", shown(&part.account), part.currency))
        .collect();
    let mut fitting = parts.into_iter().filter(|part| part.currency == row.code.as_str());
    let first = fitting.next().ok_or_else(|| {
        let found = found.join(", ");
        Trouble::Refused(format!(
            "statement_unfit: no statement is of {}; there are {found}",
            row.code
        ))
    })?;
    fitting.try_fold(first, Statement::join).map_err(|refused| Trouble::refused(&refused))
}

/// What a table does not say of itself.
fn options(
    here: &Here<'_>,
    filled: &Filled,
    file: &Uploaded,
    unit: UnitIx,
) -> Result<TableOptions, Trouble> {
    let row = here.state.units.at(unit);
    let figure = |name: &str| {
        let typed = filled.get(name).map(|typed| plain(here, typed));
        let minor = typed.map(|typed| parse_decimal(typed.trim(), row.decimals)).transpose();
        minor.map_err(|refused| Trouble::refused(&refused))
    };
    Ok(TableOptions {
        account: file.name.clone(),
        currency: row.code.to_string(),
        decimals: row.decimals,
        decimal_mark: match filled.get("mark") {
            Some("point") => Some(DecimalMark::Point),
            Some("comma") => Some(DecimalMark::Comma),
            _ => None,
        },
        date_order: match filled.get("order") {
            Some("day") => Some(DateOrder::DayFirst),
            Some("month") => Some(DateOrder::MonthFirst),
            _ => None,
        },
        opening: figure("opening")?,
        closing: figure("closing")?,
    })
}

/// What was found, as it is shown.
struct Told<'a> {
    here: &'a Here<'a>,
    unit: UnitIx,
    statement: &'a Statement,
    custody: &'a Custody,
    found: &'a Reconciliation<'a>,
}

impl Told<'_> {
    fn page(&self) -> Markup {
        let here = self.here;
        let found = self.found;
        let say = |minor| here.words.amount(here.state, minor, self.unit);
        let told =
            [("bank", say(found.bank_closing).into()), ("book", say(found.book_closing).into())];
        html! {
            @if found.agrees() {
                p.done role="status" { (here.say("money-agrees")) }
            } @else {
                p.refused role="status" { (here.say("money-agrees-not")) }
            }
            p { (shown(&self.statement.account)) " · " (here.words.say_with("money-at-the-end", &told)) }
            @if self.statement.pending > 0 {
                p.soft { (here.words.say_with("money-announced", &[("count", self.statement.pending.into())])) }
            }
            (self.unknown())
            (self.rows("money-missing", found.missing.iter().map(|line| self.line(line)).collect()))
            @for group in &found.differing { (self.group("money-differing", group)) }
            @for group in &found.candidates { (self.group("money-candidates", group)) }
            (self.matched())
            p { a.button.quiet href="/money/reconcile" { (here.say("money-compare-another")) } }
        }
    }

    fn figures(&self, minor: i128) -> Cell {
        let decimals = self.here.state.units.at(self.unit).decimals;
        let said = self.here.words.decimal(&format_decimal(minor, decimals));
        Cell::Figure(html! { (said) })
    }

    fn heads(&self) -> [String; 4] {
        let amount = format!(">{}", self.here.state.units.at(self.unit).code);
        let [day, what, reference] =
            ["money-day", "money-what", "money-reference"].map(|key| self.here.say(key));
        [day, what, reference, amount]
    }

    fn rows(&self, key: &str, rows: Vec<Vec<Cell>>) -> Markup {
        let heads = self.heads();
        html! {
            @if !rows.is_empty() {
                (table(&self.here.say(key), &heads.each_ref().map(String::as_str), &rows))
            }
        }
    }

    fn group(&self, key: &str, group: &Group<'_>) -> Markup {
        let entries = group.entries.iter().map(|entry| self.entry(entry));
        let lines = group.lines.iter().map(|line| self.line(line));
        self.rows(key, entries.chain(lines).collect())
    }

    /// What the bank says of an entry.
    fn entry(&self, entry: &BankEntry) -> Vec<Cell> {
        let said = [&entry.counterparty, &entry.remittance, &entry.text];
        let said: Vec<&str> =
            said.into_iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
        vec![
            Cell::Text(html! { (entry.booked) }),
            Cell::Text(html! { (self.here.say("money-bank")) ": " (said.join(", ")) }),
            Cell::Text(html! { (entry.references.join(", ")) }),
            self.figures(entry.minor),
        ]
    }

    /// What the book says in a line.
    fn line(&self, line: &BookLine) -> Vec<Cell> {
        let entry = self.custody.entry(line);
        vec![
            Cell::Text(html! { (line.date) }),
            Cell::Text(html! {
                @match entry {
                    Some(entry) => a href=(format!("/money/receipts/{entry}")) { (line.text) },
                    None => (line.text),
                }
            }),
            Cell::Text(html! { (line.references.join(", ")) }),
            self.figures(line.minor),
        ]
    }

    fn matched(&self) -> Markup {
        let row = |Pair { line, why, .. }: &Pair<'_>| {
            let mut cells = self.line(line);
            let by = match why {
                Why::Reference(reference) => html! { code { (reference) } },
                Why::Amount { days_apart } => {
                    let days = [("count", (*days_apart).into())];
                    html! { (self.here.words.say_with("money-same-amount", &days)) }
                }
            };
            if let Some(cell) = cells.get_mut(2) {
                *cell = Cell::Text(by);
            }
            cells
        };
        self.rows("money-in-both", self.found.matched.iter().map(row).collect())
    }

    /// What the bank has and the book has not, each with the form that books it.
    fn unknown(&self) -> Markup {
        let rows = self.found.unknown.iter().map(|entry| self.entry(entry)).collect();
        let came: Vec<&&BankEntry> = self.found.unknown.iter().filter(|it| it.minor > 0).collect();
        html! {
            (self.rows("money-unknown", rows))
            @if !came.is_empty() {
                ul.list {
                    @for entry in came { li { (self.books(entry)) } }
                }
            }
        }
    }

    /// The way to book what came in: the form of what arrived, filled in.
    fn books(&self, entry: &BankEntry) -> Markup {
        let row = self.here.state.units.at(self.unit);
        let amount = format_decimal(entry.minor, row.decimals);
        let mut references = entry.references.iter().chain([&entry.remittance]);
        let reference = references.find(|text| !text.trim().is_empty()).cloned();
        let query: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("amount", &amount)
            .append_pair("unit", row.code.as_str())
            .append_pair("reference", &reference.unwrap_or_default())
            .finish();
        let said = self.here.words.amount(self.here.state, entry.minor, self.unit);
        let told = [("much", said.into()), ("from", entry.counterparty.as_str().into())];
        html! {
            a href=(format!("/money/receive?{query}")) {
                (self.here.words.say_with("money-book-it", &told))
            }
        }
    }
}
