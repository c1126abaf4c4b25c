//! Receipts: what money moved because of one entry, and the latest of them.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use book::Entry;
use commons::account::Account;
use commons::act::Act;
use commons::agent::AgentIx;
use commons::name::Moment;
use commons::unit::{Measure, Quantity};
use commons::visibility::Thing;
use inquiry::flow::{Step, moved, steps};
use inquiry::waiting;
use maud::{Markup, html};

use super::said::{account, account_text, moves};
use crate::assets;
use crate::page::{self, Cell, day, table};
use crate::site::{Body, Here, Site, Trouble};
use crate::visit::Visit;

/// The routes of these pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/money/receipts", get(latest)).route("/money/receipts/{entry}", get(show))
}

/// How many receipts a page has.
const SHOWN: usize = 30;
/// How many entries are looked through for them.
const LOOKED_THROUGH: usize = 400;

/// An entry that moved money.
pub struct Row {
    /// The entry.
    pub entry: u64,
    /// When.
    pub at: Moment,
    /// Whom whoever is signed in paid by it, if it was a payment of theirs.
    pub paid: Option<Account>,
    /// What it moved that this visitor may see.
    pub moved: Vec<(Account, Account, Quantity)>,
    /// What it was for.
    pub note: Option<String>,
}

/// Entries that moved money, the latest first.
pub struct Recent {
    /// The entries.
    pub rows: Vec<Row>,
    /// Where those before them begin, if there are more.
    pub older: Option<u64>,
}

/// Whether an account is of whoever is signed in.
pub fn mine(here: &Here<'_>, account: Account) -> bool {
    match account {
        Account::Agent(agent) | Account::Payable(agent) => Some(agent) == here.me,
        _ => false,
    }
}

/// The latest entries that moved something from or to such accounts, before an entry if one is named.
///
/// # Errors
/// A journal that cannot be read.
pub fn recent(
    here: &Here<'_>,
    whose: impl Fn(Account) -> bool,
    before: Option<u64>,
) -> Result<Recent, Trouble> {
    let flows = &here.state.money.flows;
    let end = before.map_or(flows.len(), |before| flows.partition_point(|it| it.entry < before));
    let mut found = Recent { rows: Vec::new(), older: None };
    here.read(|reading| {
        let earlier = flows.iter().take(end).rev();
        for (looked, done) in earlier.enumerate() {
            if found.rows.len() == SHOWN || looked == LOOKED_THROUGH {
                found.older = Some(done.entry + 1);
                break;
            }
            let (entry, act) = reading.entry(done.entry)?;
            let steps = steps(reading.state, &entry)?;
            found.rows.extend(row(here, &whose, &entry, &act, &steps));
        }
        Ok(found)
    })
}

/// What an entry moved from or to such accounts; nothing, if that is nothing or hidden.
fn row(
    here: &Here<'_>,
    whose: impl Fn(Account) -> bool,
    entry: &Entry,
    act: &Act,
    steps: &[Step],
) -> Option<Row> {
    let moved = steps.iter().filter_map(|step| moved(here.state, step));
    let moved: Vec<_> = moved.filter(|it| seen(here, *it)).collect();
    let author = here.state.signer(&entry.act.author.to_bytes());
    let paid = paid(here, act).filter(|_| author.is_some() && author == here.me);
    moved.iter().any(|(from, to, _)| whose(*from) || whose(*to)).then(|| Row {
        entry: entry.index,
        at: Moment(entry.at_ms),
        paid,
        moved,
        note: note(act).cloned(),
    })
}

/// Whom a payment from one's own purse pays.
fn paid(here: &Here<'_>, act: &Act) -> Option<Account> {
    let Act::Pay(pay) = act else { return None };
    let agent = here.state.agent(&pay.to).map(Account::Agent);
    agent.or_else(|| here.state.pool(&pay.to).map(Account::Pool)).filter(|_| pay.from.is_none())
}

fn seen(here: &Here<'_>, (from, to, much): (Account, Account, Quantity)) -> bool {
    here.sees(Thing::Flow { from, to, unit: much.unit })
}

/// What an act that moves money says it is for.
pub fn note(act: &Act) -> Option<&String> {
    match act {
        Act::Pay(it) => it.note.as_ref(),
        Act::Receive(it) => it.note.as_ref(),
        Act::Report(it) => it.note.as_ref(),
        Act::Request(it) => it.note.as_ref(),
        Act::Demand(it) => it.note.as_ref(),
        Act::Hold(it) => it.note.as_ref(),
        Act::RecordDecision(it) => it.note.as_ref(),
        Act::PayOut(it) => it.note.as_ref(),
        _ => None,
    }
}

async fn latest(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, |here| {
        here.member()?;
        let before = here.visit.asked("before").and_then(|entry| entry.parse().ok());
        let found = recent(here, |account| mine(here, account), before)?;
        let main = html! {
            (rows(here, &found.rows))
            @if let Some(older) = found.older {
                p { a.button.quiet href=(format!("/money/receipts?before={older}")) { (here.say("shell-older")) } }
            }
        };
        Ok(Body { title: here.say("money-receipts-title"), main })
    })
    .await
}

/// The table of receipts.
pub fn rows(here: &Here<'_>, rows: &[Row]) -> Markup {
    let cells = |row: &Row| {
        let what = html! {
            @for (from, to, _) in &row.moved { div { (account(here, *from)) " → " (account(here, *to)) } }
            @if let Some(note) = &row.note { div.soft { "“" (note) "”" } }
        };
        let much = html! {
            @for (_, _, much) in &row.moved { div { (here.words.amount(here.state, much.minor, much.unit)) } }
        };
        let entry = html! { a href=(format!("/money/receipts/{}", row.entry)) { (row.entry) } };
        vec![
            Cell::Text(day(here, row.at)),
            Cell::Text(what),
            Cell::Figure(much),
            Cell::Figure(entry),
        ]
    };
    let heads = ["money-day", "money-moved", "money-amount", "money-receipt"];
    let [day, moved, amount, receipt] = heads.map(|key| here.say(key));
    let heads = [day.as_str(), moved.as_str(), &format!(">{amount}"), &format!(">{receipt}")];
    let all: Vec<Vec<Cell>> = rows.iter().map(cells).collect();
    html! {
        @if rows.is_empty() {
            p.soft { (here.say("shell-nothing")) }
        } @else {
            (table(&here.say("money-receipts-caption"), &heads, &all))
        }
    }
}

async fn show(State(site): State<Arc<Site>>, visit: Visit, Path(entry): Path<String>) -> Response {
    site.show(visit, move |here| {
        let entry = entry.parse().map_err(|_| Trouble::NotFound)?;
        receipt(here, entry)
    })
    .await
}

fn receipt(here: &Here<'_>, index: u64) -> Result<Body, Trouble> {
    if index >= here.state.entries {
        return Err(Trouble::NotFound);
    }
    let (entry, act) = here.read(|reading| reading.entry(index))?;
    let steps = here.read(|reading| steps(reading.state, &entry))?;
    let author = here.state.signer(&entry.act.author.to_bytes());
    may_see(here, author, &act, &steps)?;
    let by = author.map(Account::Agent);
    let taken_back = here.state.money.taken_back.get(&index).copied();
    let main = html! {
        @if here.visit.asked("sent").is_some() && taken_back.is_none() {
            div.done role="status" { p { (here.say("money-sent")) } (undo(here, index, &entry)) }
        } @else {
            (undo(here, index, &entry))
        }
        @if let Some(by) = taken_back {
            p.refused { (here.words.say_with("money-taken-back", &[("entry", by.to_string().into())])) }
        }
        dl.facts {
            dt { (here.say("money-what")) } dd { (what(here, &act)) }
            @if let Some(by) = by { dt { (here.say("money-by")) } dd { (account(here, by)) } }
            dt { (here.say("money-day")) } dd { (day(here, Moment(entry.at_ms))) }
            @if let Some(note) = note(&act) { dt { (here.say("money-for-what")) } dd { (note) } }
            @if let Some(reference) = reference(&act) {
                dt { (here.say("money-reference")) } dd { code { (reference) } }
            }
        }
        h2 { (here.say("money-what-happened")) }
        (moves(here, &steps))
        p.row {
            a href=(format!("/journal/{index}")) { (here.say("money-in-the-journal")) }
            a href="/money/receipts" { (here.say("money-receipts-title")) }
            a href="/money" { (here.say("shell-money")) }
        }
    };
    let title = here.words.say_with("money-receipt-title", &[("entry", index.to_string().into())]);
    Ok(Body { title, main })
}

/// A receipt is shown to whoever signed it, is named in it, or sees some of what it moved.
fn may_see(
    here: &Here<'_>,
    author: Option<AgentIx>,
    act: &Act,
    steps: &[Step],
) -> Result<(), Trouble> {
    let is_mine = here.me.is_some() && author == here.me;
    let is_asked = match act {
        Act::Demand(demand) => here.me.is_some() && here.state.agent(&demand.payer) == here.me,
        _ => false,
    };
    let mut moved = steps.iter().filter_map(|step| moved(here.state, step)).peekable();
    let moves_something = moved.peek().is_some();
    if is_mine || is_asked || moved.any(|it| seen(here, it)) {
        return Ok(());
    }
    if moves_something && here.me.is_some() {
        return Err(Trouble::Hidden);
    }
    here.must_see(Thing::Journal)
}

/// The way back, as long as it is open, with the seconds that are left.
fn undo(here: &Here<'_>, index: u64, entry: &Entry) -> Markup {
    let until = here.me.and_then(|me| here.state.money.undo_until(index, me, here.now));
    let Some(until) = until else { return html! {} };
    let seconds = (until.0 - here.now.0).max(0) / 1000;
    html! {
        form.undo method="post" action="/undo" data-seconds=(seconds) data-over=(here.say("money-undo-over")) {
            (page::hidden(here))
            input type="hidden" name="of" value=(entry.act.id);
            input type="hidden" name="back" value=(format!("/money/receipts/{index}"));
            button.quiet { (here.say("shell-undo")) }
            " "
            span.left { (here.words.say_with("money-undo-left", &[("count", seconds.into())])) }
        }
        script type="module" src=(assets::address("undo.js")) {}
    }
}

fn reference(act: &Act) -> Option<&str> {
    match act {
        Act::Receive(it) => Some(&it.reference),
        Act::PayOut(it) => Some(&it.reference),
        _ => None,
    }
}

/// What an act that moves money asks for, in a sentence.
pub fn what(here: &Here<'_>, act: &Act) -> String {
    let much = |measure: &Measure| {
        let unit = here.state.unit(&measure.unit);
        unit.map_or_else(String::new, |unit| here.words.amount(here.state, measure.minor, unit))
    };
    let name = |handle: &commons::name::Handle| {
        let holder = inquiry::names::holder(here.state, handle.as_str());
        holder.map_or_else(|_| handle.to_string(), |(_, it)| account_text(here, it))
    };
    let say = |key: &str, much: String, who: String| {
        here.words.say_with(key, &[("much", much.into()), ("who", who.into())])
    };
    match act {
        Act::Pay(it) => say("money-act-pay", much(&it.amount), name(&it.to)),
        Act::Receive(it) => say("money-act-receive", much(&it.amount), name(&it.to)),
        Act::Report(it) => {
            let about = it.about.as_ref().map(name).unwrap_or_default();
            say("money-act-report", much(&it.amount), about)
        }
        Act::Request(it) => {
            let amount = it.amount.as_ref().map(much).unwrap_or_default();
            say("money-act-request", amount, it.name.to_string())
        }
        Act::Demand(it) => say("money-act-ask", much(&it.amount), name(&it.payer)),
        Act::Hold(it) => say("money-act-hold", much(&it.amount), name(&it.to)),
        Act::SettleHold(it) => {
            let entry =
                waiting::aside(here.state).find(|row| row.waiting.of == (it.hold, it.place));
            let entry = entry.map(|row| row.waiting.entry.to_string()).unwrap_or_default();
            say("money-act-settle", it.commit.as_ref().map(much).unwrap_or_default(), entry)
        }
        Act::Answer(it) => say("money-act-answer", String::new(), it.word.word().to_owned()),
        Act::ChangeRole(it) => say("money-act-role", it.role.to_string(), name(&it.agent)),
        Act::RecordDecision(it) => {
            let about = it.about.as_ref().map(name).unwrap_or_default();
            say("money-act-decision", it.decision.to_string(), about)
        }
        Act::PayOut(it) => say("money-act-payout", String::new(), it.lines.len().to_string()),
        Act::AssignClaim(it) => say("money-act-assign", much(&it.amount), name(&it.to)),
        Act::Reverse(_) => here.say("money-act-reverse"),
        Act::CatchUp(_) => here.say("money-act-catch-up"),
        other => other.word().to_owned(),
    }
}
