//! What waits for its time, as a table and for programs.

use book::now;
use commons::state::State;
use commons::unit::Quantity;
use inquiry::waiting::Aside;
use inquiry::{amount, date};
use quantity::format_decimal;
use serde_json::{Value, json};

use crate::screen::Table;
use crate::telling;

/// A table of what waits for its time.
#[must_use]
pub fn table(state: &State, rows: &[Aside<'_>]) -> Table {
    let mut table = Table::new(&[">entry", ">no.", "from", ">amount", "for", "until", "by"]);
    let say = |account| telling::account(state, account);
    for row in rows {
        let much = row.counts(state, now()).map(|it| amount::say(state, it.minor, it.unit));
        table.row(vec![
            row.waiting.entry.to_string(),
            row.number.to_string(),
            row.from(state).map(say).unwrap_or_default(),
            much.unwrap_or_default(),
            row.to(state).map(say).unwrap_or_else(|| "(the rule goes on)".to_owned()),
            date::say(row.due()),
            row.rule(state).map(|rule| rule.name).unwrap_or_default(),
        ]);
    }
    table
}

/// What waits for its time, for programs.
#[must_use]
pub fn json(state: &State, row: &Aside<'_>) -> Value {
    let named = |account| telling::account(state, account);
    let say = |it: Quantity| format_decimal(it.minor, state.units.at(it.unit).decimals);
    json!({
        "entry": row.waiting.entry, "number": row.number,
        "from": row.from(state).map(named), "to": row.to(state).map(named),
        "amount": row.counts(state, now()).map(say),
        "unit": row.waiting.deferred.held.as_ref().map(|it| it.unit.as_str()),
        "until": date::exact(row.due()),
        "rule": row.rule(state).map(|rule| rule.name),
    })
}
