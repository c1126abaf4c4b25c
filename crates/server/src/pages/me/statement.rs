//! My account over a time: as a table, as a PDF to print, as rows for a spreadsheet.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use commons::account::Account;
use commons::agent::AgentIx;
use commons::name::Moment;
use commons::unit::UnitIx;
use exchange::statement::Wording;
use inquiry::past::{Line, Other, Sheet, What, Window, sheets};
use inquiry::reading::Reading;
use inquiry::statement::{self, Printed};
use inquiry::{date, names};
use maud::{Markup, html};
use quantity::format_decimal;

use super::period;
use crate::page::{self, Cell, table};
use crate::site::{Body, Here, Site, Trouble};
use crate::telling::Telling;
use crate::visit::{Filled, Visit};

/// What is asked for, and what stands in the account then.
struct Asked {
    window: Window,
    unit: Option<UnitIx>,
    sheets: Vec<Sheet>,
}

/// Makes an answer from a copy of the state: going through a journal takes long, and others write meanwhile.
pub(super) async fn aside(
    site: Arc<Site>,
    visit: Visit,
    make: impl FnOnce(&Here<'_>) -> Result<Response, Trouble> + Send + 'static,
) -> Response {
    let own = Arc::clone(&site);
    let made = tokio::task::spawn_blocking(move || {
        let made = own.keeper.read(Clone::clone).map_err(Trouble::from).and_then(|state| {
            let me = visit.member().and_then(|handle| state.agent(handle));
            let (words, now) = (visit.words, book::now());
            make(&Here { site: &own, state: &state, visit: &visit, words, now, me })
        });
        (visit, made)
    });
    match made.await {
        Ok((_, Ok(response))) => response,
        Ok((visit, Err(trouble))) => site.show(visit, move |_| Err(trouble)).await,
        Err(_) => page::bare(),
    }
}

fn window(here: &Here<'_>) -> Result<Window, Trouble> {
    let asked = |name| here.visit.asked(name);
    let from = asked("from").map(date::moment).transpose()?;
    let through = asked("to").map(date::through).transpose()?;
    Ok(Window { from, through: through.unwrap_or(here.now).min(here.now) })
}

fn asked(here: &Here<'_>, me: AgentIx) -> Result<Asked, Trouble> {
    let window = window(here)?;
    let unit = here.visit.asked("unit").map(|unit| names::unit(here.state, unit)).transpose()?;
    let mut sheets = here.read(|reading| sheets(reading, Account::Agent(me), window))?;
    sheets.retain(|sheet| unit.is_none_or(|unit| sheet.unit == unit));
    Ok(Asked { window, unit, sheets })
}

/// The statement as a page.
pub async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    aside(site, visit, |here| {
        let me = here.member()?;
        let filled = ["from", "to"].into_iter().fold(Filled::default(), |filled, name| {
            filled.with(name, here.visit.asked(name).unwrap_or_default())
        });
        let (status, filled, tables) = match asked(here, me) {
            Ok(asked) => (200, filled, tables(here, &asked)),
            Err(Trouble::Refused(refusal)) => (422, filled.refused(refusal), html! {}),
            Err(trouble) => return Err(trouble),
        };
        let main = html! {
            (page::refused(here, filled.refusal.as_ref()))
            (period(here, &filled))
            (tables)
            p { a href="/me" { (here.say("shell-back")) } }
        };
        let body = Body { title: here.say("me-statement"), main };
        let status = axum::http::StatusCode::from_u16(status).unwrap_or_default();
        let text = page::shell(here, &body).into_string();
        Ok((status, axum::response::Html(text)).into_response())
    })
    .await
}

fn tables(here: &Here<'_>, asked: &Asked) -> Markup {
    let query = |unit: Option<UnitIx>| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for name in ["from", "to"] {
            query.extend_pairs(here.visit.asked(name).map(|value| (name, value)));
        }
        query.extend_pairs(unit.map(|unit| ("unit", here.state.units.at(unit).code.as_str())));
        query.finish()
    };
    html! {
        p { (said_period(here, asked.window)) }
        @if asked.sheets.is_empty() { p.soft { (here.say("me-nothing-booked")) } }
        @for sheet in &asked.sheets {
            (sheet_table(here, sheet))
            p {
                a.button.quiet href=(format!("/me/statement.pdf?{}", query(Some(sheet.unit)))) { "PDF" } " "
                a.button.quiet href=(format!("/me/statement.csv?{}", query(Some(sheet.unit)))) { "CSV" }
            }
        }
    }
}

fn sheet_table(here: &Here<'_>, sheet: &Sheet) -> Markup {
    let unit = here.state.units.at(sheet.unit);
    let figure = |minor| here.words.decimal(&format_decimal(minor, unit.decimals));
    let text = |text: String| Cell::Text(html! { (text) });
    let end = |key: &str, minor| {
        let none = || Cell::Text(html! {});
        vec![
            none(),
            Cell::Text(html! { strong { (here.say(key)) } }),
            none(),
            Cell::Figure(html! { (figure(minor)) }),
        ]
    };
    let mut rows = vec![end("me-opening", sheet.opening)];
    for line in &sheet.lines {
        let what = match line.entry {
            Some(entry) => {
                html! { a.told href=(format!("/journal/{entry}")) { (why(here, line)) } }
            }
            None => html! { (why(here, line)) },
        };
        rows.push(vec![
            text(here.words.day(line.at)),
            Cell::Text(what),
            Cell::Figure(html! { (figure(line.minor)) }),
            Cell::Figure(html! { (figure(line.balance)) }),
        ]);
    }
    rows.push(end("me-closing", sheet.closing));
    let heads = ["me-day", "me-what", "me-amount", "me-balance"].map(|key| here.say(key));
    let [day, what, amount, balance] = &heads;
    let (amount, balance) = (format!(">{amount}"), format!(">{balance}"));
    let told = [("unit", unit.code.as_str().into())];
    table(&here.words.say_with("me-account-in", &told), &[day, what, &amount, &balance], &rows)
}

/// What a line is for, with the rule behind it.
fn why(here: &Here<'_>, line: &Line) -> String {
    let telling = Telling { words: here.words, state: here.state };
    let side = |other: &Other| {
        let (key, account) = match other {
            Other::From(from) => ("me-line-from", *from),
            Other::To(to) => ("me-line-to", *to),
        };
        let account = telling.account(account);
        here.words.say_with(key, &[("account", account.as_str().into())])
    };
    let what = match &line.what {
        What::Moved(other) => side(other),
        What::TakenBack(other) => {
            let side = side(other);
            here.words.say_with("me-line-taken-back", &[("what", side.as_str().into())])
        }
        What::Faded => here.say("me-line-faded"),
        What::Done { key, act, .. } => {
            let by = telling.signer(&key.to_bytes());
            telling.act(line.entry.unwrap_or_default(), &by, act)
        }
    };
    match &line.rule {
        None => what,
        Some(rule) => {
            let version = rule.version.to_string();
            let told = [
                ("what", what.as_str().into()),
                ("rule", rule.name.as_str().into()),
                ("version", version.as_str().into()),
            ];
            here.words.say_with("me-line-by-rule", &told)
        }
    }
}

/// From when to when, in words.
fn said_period(here: &Here<'_>, window: Window) -> String {
    let to = here.words.day(window.through);
    let from = window.from.map(|from| here.words.day(from));
    let key = if from.is_some() { "me-period-from" } else { "me-period" };
    let from = from.unwrap_or_default();
    here.words.say_with(key, &[("from", from.as_str().into()), ("to", to.as_str().into())])
}

/// The statement of one unit as a PDF.
pub async fn pdf(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    aside(site, visit, |here| {
        let me = here.member()?;
        let mut asked = asked(here, me)?;
        if asked.unit.is_none() {
            // Somebody who never had a second unit need not name the first.
            asked.sheets.truncate(1);
        }
        let holder = here.state.agents.at(me).name.clone();
        let period = said_period(here, asked.window);
        let printed = Printed { holder, period, wording: wording(here) };
        let bytes = here.read(|reading: Reading<'_>| {
            statement::pdf(reading, &asked.sheets, printed, |line| why(here, line))
        })?;
        Ok(file(here, me, "pdf", "application/pdf", bytes))
    })
    .await
}

/// The words of a printed statement.
fn wording(here: &Here<'_>) -> Wording {
    let point = if here.words.decimal("0.5").contains(',') { ',' } else { '.' };
    let told = [("number", "{number}".into()), ("pages", "{pages}".into())];
    Wording {
        amounts_in: here.say("me-amounts-in"),
        heads: ["me-day", "me-what", "me-amount", "me-balance"].map(|key| here.say(key)),
        opening: here.say("me-opening"),
        closing: here.say("me-closing"),
        journal: here.say("me-journal-head"),
        page: here.words.say_with("me-page-of", &told),
        unshown: here.say("me-unshown"),
        point,
    }
}

/// The statement as rows with commas.
pub async fn csv(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    aside(site, visit, |here| {
        let me = here.member()?;
        let asked = asked(here, me)?;
        let mut text = "date,entry,what,rule,version,unit,amount,balance\r\n".to_owned();
        for sheet in &asked.sheets {
            sheet.lines.iter().for_each(|line| row(here, sheet, line, &mut text));
        }
        Ok(file(here, me, "csv", "text/csv; charset=utf-8", text.into_bytes()))
    })
    .await
}

fn row(here: &Here<'_>, sheet: &Sheet, line: &Line, text: &mut String) {
    let unit = here.state.units.at(sheet.unit);
    let bare = Line { rule: None, ..line.clone() };
    let rule = line.rule.as_ref();
    let cells = [
        date::exact(line.at),
        line.entry.map(|entry| entry.to_string()).unwrap_or_default(),
        quoted(&why(here, &bare)),
        rule.map(|rule| quoted(&rule.name)).unwrap_or_default(),
        rule.map(|rule| rule.version.to_string()).unwrap_or_default(),
        unit.code.to_string(),
        format_decimal(line.minor, unit.decimals),
        format_decimal(line.balance, unit.decimals),
    ];
    text.push_str(&cells.join(","));
    text.push_str("\r\n");
}

/// A cell that no spreadsheet takes for a formula or for two.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let mark = if formula { "'" } else { "" };
    format!("\"{mark}{}\"", cell.replace('"', "\"\""))
}

/// A file to be saved, under a name that says whose it is.
pub(super) fn file(
    here: &Here<'_>,
    me: AgentIx,
    ending: &str,
    kind: &str,
    bytes: Vec<u8>,
) -> Response {
    let handle = &here.state.agents.at(me).handle;
    let day = date::say_day(Moment(here.now.0));
    // Handles have no letter that a header could not have.
    let name = format!("attachment; filename=\"{handle}-{day}.{ending}\"");
    let headers = [
        (CONTENT_TYPE, kind.to_owned()),
        (CONTENT_DISPOSITION, name),
        (CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_is_no_formula_and_stays_one_cell() {
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(quoted("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(quoted("plain"), "\"plain\"");
    }
}
