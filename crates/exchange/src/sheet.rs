//! A commons as tables for a spreadsheet, in CSV.

use crate::moment::write_moment;
use commons::agent::AgentIx;
use commons::distribution::Distribution;
use commons::event::Event;
use commons::resource::Resource;
use commons::state::State;
use commons::unit::{Quantity, UnitIx};
use csv::Writer;
use quantity::{format_decimal, format_trimmed};
use std::io::{self, Write};

/// Which table to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// One row an agent.
    Agents,
    /// One row a resource, with what there is of it.
    Resources,
    /// One row an event.
    Events,
    /// One row a payee of each distribution that stands.
    Distributions,
}

impl Sheet {
    /// Every table.
    pub const ALL: [Sheet; 4] =
        [Sheet::Agents, Sheet::Resources, Sheet::Events, Sheet::Distributions];

    /// The word for it, as a file may be called.
    pub const fn word(self) -> &'static str {
        match self {
            Sheet::Agents => "agents",
            Sheet::Resources => "resources",
            Sheet::Events => "events",
            Sheet::Distributions => "distributions",
        }
    }

    const fn columns(self) -> &'static [&'static str] {
        match self {
            Sheet::Agents => &["agent", "kind", "name", "note"],
            Sheet::Resources => &[
                "resource",
                "name",
                "kind",
                "tracking",
                "accounting",
                "onhand",
                "unit",
                "accountable",
                "stage",
                "state",
                "location",
                "contained in",
                "note",
            ],
            Sheet::Events => &[
                "entry",
                "date",
                "action",
                "standing",
                "agent",
                "receiver",
                "process",
                "resource",
                "to resource",
                "what",
                "quantity",
                "unit",
                "effort",
                "effort unit",
                "role",
                "note",
            ],
            Sheet::Distributions => &["entry", "date", "for", "agent", "share", "amount", "unit"],
        }
    }
}

/// Writes one table: a line with the names of the columns, then the rows in their order.
///
/// Texts that a spreadsheet would take for a formula begin with `'`.
pub fn write_sheet(state: &State, sheet: Sheet, out: impl Write) -> io::Result<()> {
    let mut writer = Writer::from_writer(out);
    writer.write_record(sheet.columns())?;
    match sheet {
        Sheet::Agents => {
            for (_, row) in state.agents.iter() {
                let note = row.note.as_deref().unwrap_or_default();
                writer.write_record([
                    row.handle.as_str(),
                    row.kind.word(),
                    &safe(&row.name),
                    &safe(note),
                ])?;
            }
        }
        Sheet::Resources => {
            for (_, row) in state.resources.iter() {
                writer.write_record(resource(state, row))?;
            }
        }
        Sheet::Events => {
            for (_, row) in state.events.iter() {
                writer.write_record(event(state, row))?;
            }
        }
        Sheet::Distributions => {
            for (_, row) in state.distributions.iter().filter(|(_, row)| row.reversed_by.is_none())
            {
                distribution(state, row, &mut writer)?;
            }
        }
    }
    writer.flush()
}

fn resource(state: &State, row: &Resource) -> Vec<String> {
    let figures =
        |minor| row.unit.map_or_else(String::new, |unit| figures(state, Quantity { minor, unit }));
    vec![
        row.handle.to_string(),
        safe(&row.name),
        text(row.specification.map(|ix| &state.specifications.at(ix).handle)),
        safe(row.tracking.as_deref().unwrap_or_default()),
        figures(row.accounting),
        figures(row.onhand),
        text(row.unit.map(|unit| code(state, unit))),
        text(row.accountable.map(|ix| agent(state, ix))),
        text(row.stage.map(|ix| &state.process_specifications.at(ix).handle)),
        safe(row.state.as_deref().unwrap_or_default()),
        safe(row.location.as_deref().unwrap_or_default()),
        text(row.contained_in.map(|ix| &state.resources.at(ix).handle)),
        safe(row.note.as_deref().unwrap_or_default()),
    ]
}

fn event(state: &State, row: &Event) -> Vec<String> {
    let process = row.input_of.or(row.output_of);
    let resource = |ix| &state.resources.at(ix).handle;
    let number = |quantity: Option<Quantity>| {
        quantity.map_or_else(String::new, |quantity| figures(state, quantity))
    };
    let unit =
        |quantity: Option<Quantity>| text(quantity.map(|quantity| code(state, quantity.unit)));
    vec![
        row.entry.to_string(),
        write_moment(row.at.0).unwrap_or_default(),
        row.action.word().to_owned(),
        row.standing.word().to_owned(),
        agent(state, row.provider),
        agent(state, row.receiver),
        text(process.map(|ix| &state.processes.at(ix).handle)),
        text(row.resource.map(resource)),
        text(row.to_resource.map(resource)),
        text(row.specification.map(|ix| &state.specifications.at(ix).handle)),
        number(row.quantity),
        unit(row.quantity),
        number(row.effort),
        unit(row.effort),
        text(row.role()),
        safe(row.note().unwrap_or_default()),
    ]
}

fn distribution(
    state: &State,
    row: &Distribution,
    writer: &mut Writer<impl Write>,
) -> io::Result<()> {
    let decimals = state.units.at(row.unit).decimals;
    for payee in &row.payees {
        writer.write_record([
            row.entry.to_string(),
            write_moment(row.at.0).unwrap_or_default(),
            text(row.target.as_ref()),
            agent(state, payee.agent),
            payee.share.to_string(),
            format_decimal(payee.minor, decimals),
            code(state, row.unit),
        ])?;
    }
    Ok(())
}

fn figures(state: &State, quantity: Quantity) -> String {
    format_trimmed(quantity.minor, state.units.at(quantity.unit).decimals)
}

fn code(state: &State, unit: UnitIx) -> String {
    state.units.at(unit).code.to_string()
}

fn agent(state: &State, ix: AgentIx) -> String {
    state.agents.at(ix).handle.to_string()
}

fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A text that no spreadsheet runs as a formula.
pub(crate) fn safe(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        return format!("'{text}");
    }
    text.to_owned()
}
