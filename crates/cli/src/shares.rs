//! Shares as a table for people and as JSON for programs.

use commons::equity::Holder;
use commons::state::State;
use quantity::{Share, format_decimal};
use serde_json::{Value, json};

use crate::refusal::Refused;
use crate::screen::{Screen, Table};

/// One line of a table of shares.
pub struct Line {
    /// The handle or e-mail address.
    pub agent: String,
    /// The name people read.
    pub name: String,
    /// The share.
    pub share: Share,
    /// The amount in minor units, if something is shared.
    pub minor: Option<i128>,
}

/// The lines of holders, without amounts.
#[must_use]
pub fn lines(state: &State, holders: &[Holder]) -> Vec<Line> {
    let line = |holder: &Holder| {
        let agent = state.agents.at(holder.agent);
        Line {
            agent: agent.handle.to_string(),
            name: agent.name.clone(),
            share: holder.share,
            minor: None,
        }
    };
    holders.iter().map(line).collect()
}

/// Writes shares as a table with bars; amounts have the unit's decimals.
///
/// # Errors
/// [`Refused::Output`].
pub fn table(screen: &mut Screen, lines: &[Line], unit: &str, decimals: u8) -> Result<(), Refused> {
    let money = lines.iter().any(|line| line.minor.is_some());
    let named = lines.iter().any(|line| line.name != line.agent);
    let amount = format!(">{unit}");
    let mut heads = vec![""];
    if named {
        heads.push("");
    }
    heads.push(">share");
    if money {
        heads.push(&amount);
    }
    let mut table = Table::new(&heads);
    for line in lines {
        let mut cells = vec![line.agent.clone()];
        if named {
            cells.push(line.name.clone());
        }
        cells.push(format!("{}%", line.share.percent(2)));
        cells.extend(line.minor.map(|minor| format_decimal(minor, decimals)));
        table.bar(cells, line.share);
    }
    screen.table(&table)
}

/// Shares as JSON: `agent`, `name`, `share`, and `amount` if something is shared.
#[must_use]
pub fn json(lines: &[Line], decimals: u8) -> Value {
    let line = |line: &Line| {
        let mut value =
            json!({ "agent": line.agent, "name": line.name, "share": line.share.to_string() });
        if let (Some(minor), Some(map)) = (line.minor, value.as_object_mut()) {
            map.insert("amount".to_owned(), format_decimal(minor, decimals).into());
        }
        value
    };
    lines.iter().map(line).collect()
}
