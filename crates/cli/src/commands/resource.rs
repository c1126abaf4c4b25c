//! `subak resource`: what there is, how much of it, where, and who answers for it.

use clap::{Args, Subcommand};
use commons::act::{Act, AddResource};
use commons::name::Code;
use commons::resource::{Resource, ResourceIx};
use commons::state::State;
use commons::unit::Quantity;
use inquiry::amount::{Counts, unit_of};
use inquiry::date;
use inquiry::names::{self, fresh_named};
use serde_json::{Value, json};

use super::act_on;
use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::{BOLD, Table, styled};
use crate::telling;

/// Add resources, list them, show one
#[derive(Debug, Args)]
pub struct ResourceArgs {
    #[command(subcommand)]
    command: ResourceCommand,
}

#[derive(Debug, Subcommand)]
enum ResourceCommand {
    /// Add a resource; how much of it there is, events say
    Add(Add),
    /// List the resources
    List,
    /// Show all about a resource, and its last events
    Show {
        /// The resource
        resource: String,
    },
}

#[derive(Debug, Args)]
struct Add {
    /// The name people read
    name: String,
    /// The short name to type; else made from the name
    #[arg(long)]
    handle: Option<String>,
    /// What kind of thing it is
    #[arg(long)]
    kind: Option<String>,
    /// The unit it is counted in; else its kind or its first event says
    #[arg(long)]
    unit: Option<String>,
    /// Who answers for it
    #[arg(long, value_name = "AGENT")]
    accountable: Option<String>,
    /// Where it is
    #[arg(long)]
    place: Option<String>,
    /// What it is inside of
    #[arg(long, value_name = "RESOURCE")]
    inside: Option<String>,
    /// A serial or lot number
    #[arg(long, value_name = "NUMBER")]
    tracking: Option<String>,
    /// Anything worth knowing
    #[arg(long)]
    note: Option<String>,
}

impl ResourceArgs {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        match self.command {
            ResourceCommand::Add(add) => {
                let mut writing = here.write()?;
                let wish = add.wish(writing.state())?;
                act_on(here, &mut writing, Act::AddResource(Box::new(wish)))?;
                writing.close()
            }
            ResourceCommand::List => list(here),
            ResourceCommand::Show { resource } => show(here, &resource),
        }
    }
}

impl Add {
    fn wish(self, state: &State) -> Result<AddResource, Refused> {
        let unit = self.unit.map(|text| match unit_of(state, &text, Counts::Things) {
            Some(unit) => Ok(state.units.at(unit).code.clone()),
            None => Code::new(&text).map_err(Refused::from),
        });
        let handle = fresh_named(state, self.handle.as_deref(), &self.name)?;
        Ok(AddResource {
            note: self.note,
            kind: self.kind.map(|kind| names::kind(state, &kind)).transpose()?,
            tracking: self.tracking,
            unit: unit.transpose()?,
            accountable: self.accountable.map(|agent| names::agent(state, &agent)).transpose()?,
            location: self.place,
            contained_in: self
                .inside
                .map(|inside| names::resource(state, &inside))
                .transpose()?
                .map(|(handle, _)| handle),
            ..AddResource::new(handle, self.name)
        })
    }
}

/// A quantity of a resource in figures, without and with its unit.
fn figures(state: &State, resource: &Resource, minor: i128) -> (String, String) {
    match resource.unit {
        None => (quantity::format_trimmed(minor, 0), String::new()),
        Some(unit) => {
            let row = state.units.at(unit);
            (quantity::format_trimmed(minor, row.decimals), row.code.to_string())
        }
    }
}

fn row(state: &State, resource: &Resource) -> Value {
    let (accounting, unit) = figures(state, resource, resource.accounting);
    let (onhand, _) = figures(state, resource, resource.onhand);
    let unit = (!unit.is_empty()).then_some(unit);
    json!({
        "resource": resource.handle.as_str(), "name": resource.name,
        "kind": resource.specification.map(|kind| state.specifications.at(kind).handle.to_string()),
        "unit": unit, "accounting": accounting, "onhand": onhand,
        "accountable": resource.accountable.map(|agent| telling::agent(state, agent)),
        "stage": resource.stage.map(|stage| state.process_specifications.at(stage).handle.to_string()),
        "state": resource.state, "place": resource.location,
        "inside": resource.contained_in.map(|inside| state.resources.at(inside).handle.to_string()),
        "tracking": resource.tracking, "note": resource.note,
    })
}

fn list(here: &mut Here) -> Result<(), Refused> {
    let book = here.read()?;
    let state = book.state();
    if here.global.json {
        let rows: Value =
            state.resources.iter().map(|(_, resource)| row(state, resource)).collect();
        return here.screen.json(&json!({ "resources": rows }));
    }
    let mut table = Table::new(&["resource", "name", ">there is", "", ">at hand", "accountable"]);
    for (_, resource) in state.resources.iter() {
        let (accounting, unit) = figures(state, resource, resource.accounting);
        let (onhand, _) = figures(state, resource, resource.onhand);
        let accountable =
            resource.accountable.map(|agent| telling::agent(state, agent)).unwrap_or_default();
        table.row(vec![
            resource.handle.to_string(),
            resource.name.clone(),
            accounting,
            unit,
            onhand,
            accountable,
        ]);
    }
    here.screen.table(&table)
}

fn show(here: &mut Here, name: &str) -> Result<(), Refused> {
    let book = here.read()?;
    let state = book.state();
    let (_, ix) = names::resource(state, name)?;
    let resource = state.resources.at(ix);
    if here.global.json {
        return here.screen.json(&row(state, resource));
    }
    here.screen.line(styled(BOLD, format_args!("{} ({})", resource.handle, resource.name)))?;
    let quantity = |minor| resource.unit.map(|unit| telling::say(state, Quantity { minor, unit }));
    let facts = [
        ("there is", quantity(resource.accounting)),
        ("at hand", quantity(resource.onhand)),
        ("kind", resource.specification.map(|kind| state.specifications.at(kind).name.clone())),
        ("accountable", resource.accountable.map(|agent| telling::agent(state, agent))),
        ("stage", resource.stage.map(|stage| state.process_specifications.at(stage).name.clone())),
        ("state", resource.state.clone()),
        ("place", resource.location.clone()),
        (
            "inside",
            resource.contained_in.map(|inside| state.resources.at(inside).handle.to_string()),
        ),
        ("tracking", resource.tracking.clone()),
        ("note", resource.note.clone()),
    ];
    let mut table = Table::new(&["", ""]);
    for (what, said) in facts {
        if let Some(said) = said {
            table.row(vec![format!("  {what}"), said]);
        }
    }
    here.screen.table(&table)?;
    events(here, state, ix)
}

/// The last events of a resource, the latest first.
fn events(here: &mut Here, state: &State, resource: ResourceIx) -> Result<(), Refused> {
    const SHOWN: usize = 10;
    let touches = |event: &commons::event::Event| {
        [event.resource, event.to_resource].contains(&Some(resource))
    };
    let mut found = state.events.iter().rev().filter(|(_, event)| touches(event));
    let mut table = Table::new(&[">entry", "day", "event"]);
    let mut any = false;
    for (ix, event) in found.by_ref().take(SHOWN) {
        any = true;
        table.row(vec![
            event.entry.to_string(),
            date::say_day(event.at),
            telling::event(state, ix),
        ]);
    }
    if any {
        here.screen.line("")?;
        here.screen.table(&table)?;
    }
    match found.count() {
        0 => Ok(()),
        more => here.screen.line(format_args!(
            "and {more} earlier; `subak trace {}` follows them",
            state.resources.at(resource).handle
        )),
    }
}
