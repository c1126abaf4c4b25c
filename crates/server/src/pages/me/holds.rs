//! What somebody has and is owed, as far as whoever looks may see it.

use commons::account::Account;
use commons::agent::AgentIx;
use commons::name::Handle;
use commons::visibility::Thing;
use inquiry::claims::{self, Owing};
use inquiry::flow::class_unit;
use inquiry::holdings::{self, Balance};
use maud::{Markup, html};

use crate::page::{self, Cell, table};
use crate::site::Here;

/// How many projects somebody's shares are looked up in.
pub const PROJECTS: usize = 12;

/// The balances of an agent, each with where it comes from.
#[must_use]
pub fn balances(here: &Here<'_>, agent: AgentIx, none: &str) -> Markup {
    let rows = holdings::balances(here.state, Some(Account::Agent(agent)), here.now);
    let seen = |row: &Balance| here.sees(Thing::Balance { account: row.account, unit: row.unit });
    let rows: Vec<Balance> = rows.into_iter().filter(seen).collect();
    html! {
        @if rows.is_empty() { p.soft { (none) } }
        ul.list { @for row in &rows { li { (balance(here, agent, row)) } } }
    }
}

fn balance(here: &Here<'_>, agent: AgentIx, row: &Balance) -> Markup {
    let figure = here.words.amount(here.state, row.minor, row.unit);
    let (handle, unit) = (&here.state.agents.at(agent).handle, &here.state.units.at(row.unit).code);
    let limit = |key: &str, minor: Option<i128>| {
        let amount = here.words.amount(here.state, minor?, row.unit);
        Some(here.words.say_with(key, &[("amount", amount.as_str().into())]))
    };
    html! {
        @if matches!(row.account, Account::Payable(_)) {
            span.big { (figure) }
            p.line.soft { (here.say("me-to-be-paid-out")) }
        } @else {
            span.big { (page::why(here, &figure, &format!("/why/balance/{handle}/{unit}"))) }
            @if let Some(said) = limit("me-spendable", row.spendable()) { p.line.soft { (said) } }
            @if let Some(said) = limit("me-receivable", row.receivable()) { p.line.soft { (said) } }
        }
    }
}

/// What an agent is owed, class by class, and what is left of it.
#[must_use]
pub fn claims(here: &Here<'_>, agent: AgentIx, none: &str) -> Markup {
    let seen = |class: &Handle| here.sees(Thing::Owed { class, holder: agent });
    let rows: Vec<(&Handle, Owing)> =
        claims::owed_to(here.state, agent).filter(|(class, _)| seen(class)).collect();
    let heads = ["me-class", "me-owed", "me-paid", "me-left"].map(|key| here.say(key));
    let [class, owed, paid, left] = &heads;
    let figures = [owed, paid, left].map(|head| format!(">{head}"));
    let [owed, paid, left] = &figures;
    let cells: Vec<Vec<Cell>> = rows.iter().map(|(class, row)| claim(here, class, row)).collect();
    html! {
        @if cells.is_empty() {
            p.soft { (none) }
        } @else {
            (table(&here.say("me-claims-what"), &[class, owed, paid, left], &cells))
        }
    }
}

fn claim(here: &Here<'_>, class: &Handle, row: &Owing) -> Vec<Cell> {
    let unit = class_unit(here.state, class);
    let amount = |minor: i128| {
        unit.map_or_else(|| minor.to_string(), |unit| here.words.amount(here.state, minor, unit))
    };
    let name = claims::model(here.state, class).map(|model| model.label.to_string());
    let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| class.to_string());
    let percent = row.left.filter(|_| row.owed > 0).map(|_| paid_percent(row));
    vec![
        Cell::Text(html! { (name) @if let Some(percent) = percent { br; (page::bar(percent)) } }),
        Cell::Figure(html! { (amount(row.owed)) }),
        Cell::Figure(html! { (amount(row.paid)) }),
        Cell::Figure(html! {
            @match row.left { Some(left) => (amount(left)), None => (here.say("me-for-ever")) }
        }),
    ]
}

/// How much of a claim was paid, for a bar.
#[expect(clippy::cast_precision_loss, reason = "a bar needs no more than 53 bits")]
fn paid_percent(row: &Owing) -> f64 {
    row.paid as f64 * 100.0 / row.owed as f64
}
