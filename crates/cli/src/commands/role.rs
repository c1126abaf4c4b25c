//! `subak role`: who is what in the commons, by the charter.

use book::now;
use charter::model::{RoleHow, RoleId};
use clap::{Args, Subcommand};
use commons::act::{Act, ChangeRole};
use commons::money::InForce;
use commons::name::Handle;
use commons::refusal::Refused as Rule;
use inquiry::limits;
use inquiry::names;
use serde_json::{Value, json};

use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::Table;
use crate::telling;

/// Give and take roles of the charter, list who has them
#[derive(Debug, Args)]
pub struct RoleArgs {
    #[command(subcommand)]
    command: RoleCommand,
}

#[derive(Debug, Subcommand)]
enum RoleCommand {
    /// Let somebody into a role
    Grant {
        /// The role
        role: String,
        /// Who; else whoever signs
        who: Option<String>,
    },
    /// Let somebody out of a role
    Revoke {
        /// The role
        role: String,
        /// Who; else whoever signs
        who: Option<String>,
    },
    /// List the roles, how one comes into them, and who is in them
    List,
}

impl RoleArgs {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        match self.command {
            RoleCommand::Grant { role, who } => change(here, &role, who.as_deref(), Becomes::In),
            RoleCommand::Revoke { role, who } => change(here, &role, who.as_deref(), Becomes::Out),
            RoleCommand::List => list(here),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Becomes {
    In,
    Out,
}

fn change(here: &mut Here, role: &str, who: Option<&str>, becomes: Becomes) -> Result<(), Refused> {
    let mut writing = here.write()?;
    let state = writing.state();
    state.money.charters.last().ok_or(Rule::CharterMissing)?;
    let agent = match who {
        Some(who) => names::agent(state, who)?,
        None => writing.me().ok_or(Rule::AuthorUnknown)?,
    };
    let role = Handle::new(role)?;
    let wish = Act::ChangeRole(ChangeRole { role, agent, holds: becomes == Becomes::In });
    super::flow_on(here, &mut writing, wish)?;
    writing.close()
}

fn list(here: &mut Here) -> Result<(), Refused> {
    let book = here.read()?;
    let state = book.state();
    let rules = state.money.in_force().ok_or(Rule::CharterMissing)?;
    let mut table = Table::new(&["role", "name", "how one comes into it", "who is in it"]);
    let mut rows: Vec<Value> = Vec::new();
    for (id, row) in (0..).zip(&rules.model.roles) {
        let members = limits::members(state, RoleId(id), now());
        let members: Vec<String> = members.iter().map(|it| telling::agent(state, *it)).collect();
        let how = how(rules, &row.how);
        let label = if *row.label == *row.name { "" } else { &*row.label };
        rows.push(json!({ "role": row.name, "name": row.label, "how": how, "members": members }));
        table.row(vec![row.name.to_string(), label.to_owned(), how, some(&members)]);
    }
    match here.global.json {
        true => here.screen.json(&json!({ "roles": rows })),
        false => here.screen.table(&table),
    }
}

fn how(rules: &InForce, how: &RoleHow) -> String {
    match how {
        RoleHow::Member => "every agent of the commons".to_owned(),
        RoleHow::Person => "every human being".to_owned(),
        RoleHow::Organisation => "every group".to_owned(),
        RoleHow::Founder => "who founded the commons".to_owned(),
        RoleHow::Meets(_) => "whoever meets its condition".to_owned(),
        RoleHow::Granted { by, one_per_person } => {
            let by = rules.role(*by).map(ToString::to_string).unwrap_or_default();
            let each = if *one_per_person { ", one per person" } else { "" };
            format!("granted by {by}{each}")
        }
        RoleHow::Open => "open to anyone".to_owned(),
    }
}

/// Names as a table has room for: the first ones, and how many more.
fn some(names: &[String]) -> String {
    const SHOWN: usize = 8;
    match names.get(..SHOWN) {
        Some(first) if names.len() > SHOWN => {
            format!("{} and {} more", first.join(", "), names.len() - SHOWN)
        }
        _ => names.join(", "),
    }
}
