//! `subak agent`: who takes part.

use book::SecretKey;
use clap::{Args, Subcommand, ValueEnum};
use commons::act::{Act, AddAgent, AddKey};
use commons::agent::AgentKind;
use exchange::intake::known_as;
use inquiry::names::{self, fresh};
use serde_json::{Value, json};

use super::{act_on, wrote};
use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::Table;

/// Add agents, list them, give them keys
#[derive(Debug, Args)]
pub struct AgentArgs {
    #[command(subcommand)]
    command: AgentCommand,
}

#[derive(Debug, Subcommand)]
enum AgentCommand {
    /// Add a person, a group or an ecological agent
    Add(Add),
    /// List the agents
    List,
    /// Keys that agents sign with
    #[command(subcommand)]
    Key(KeyCommand),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// A human being
    Person,
    /// A group, formal or not; also a project
    Organization,
    /// A river, a forest, a species
    Ecological,
}

#[derive(Debug, Args)]
struct Add {
    /// The name people read
    name: String,
    /// The short name to type; else made from the name
    #[arg(long)]
    handle: Option<String>,
    /// What kind of agent it is
    #[arg(long, value_enum, default_value = "person")]
    kind: Kind,
    /// An address by which imports recognise the agent; only a salted digest of it is kept
    #[arg(long, value_name = "ADDRESS")]
    email: Vec<String>,
    /// Anything worth knowing
    #[arg(long)]
    note: Option<String>,
    /// The public key the agent signs with, in 64 hexadecimal digits
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// Make a key for an agent and keep it in your keyring
    New {
        /// The agent
        agent: String,
    },
}

impl AgentArgs {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        match self.command {
            AgentCommand::Add(add) => add.run(here),
            AgentCommand::List => list(here),
            AgentCommand::Key(KeyCommand::New { agent }) => new_key(here, &agent),
        }
    }
}

impl Add {
    fn run(self, here: &mut Here) -> Result<(), Refused> {
        let mut writing = here.write()?;
        // Two agents of one name are more often one agent added twice.
        let handle = fresh(self.handle.as_deref(), &self.name, |_| false)?;
        let commons = writing.book.commons().to_bytes();
        let key = self.key.map(|key| key.parse::<book::Key>()).transpose()?;
        let kind = match self.kind {
            Kind::Person => AgentKind::Person,
            Kind::Organization => AgentKind::Organization,
            Kind::Ecological => AgentKind::EcologicalAgent,
        };
        let wish = AddAgent {
            note: self.note,
            known_as: self.email.iter().map(|address| known_as(commons, address.trim())).collect(),
            key: key.map(book::Key::to_bytes),
            ..AddAgent::new(handle, kind, self.name)
        };
        act_on(here, &mut writing, Act::AddAgent(Box::new(wish)))?;
        writing.close()
    }
}

fn list(here: &mut Here) -> Result<(), Refused> {
    let book = here.read()?;
    let state = book.state();
    if here.global.json {
        let agents: Value = state
            .agents
            .iter()
            .map(|(_, agent)| {
                let keys: Vec<String> =
                    agent.keys.iter().map(|key| book::Key::from_bytes(*key).to_string()).collect();
                json!({
                    "agent": agent.handle.as_str(), "name": agent.name, "kind": agent.kind.word(),
                    "note": agent.note, "keys": keys,
                })
            })
            .collect();
        return here.screen.json(&json!({ "agents": agents }));
    }
    let mut table = Table::new(&["agent", "name", "kind", "signs"]);
    for (ix, agent) in state.agents.iter() {
        let signs = match agent.keys.len() {
            _ if state.itself == Some(ix) => "the commons itself".to_owned(),
            0 => "not yet".to_owned(),
            1 => "with a key".to_owned(),
            keys => format!("with {keys} keys"),
        };
        table.row(vec![
            agent.handle.to_string(),
            agent.name.clone(),
            agent.kind.word().to_owned(),
            signs,
        ]);
    }
    here.screen.table(&table)
}

fn new_key(here: &mut Here, agent: &str) -> Result<(), Refused> {
    let mut writing = here.write()?;
    let agent = names::agent(writing.state(), agent)?;
    let place = writing.keyring.place(writing.book.commons(), &agent);
    if place.exists() {
        return Err(Refused::KeyExists { path: place.display().to_string() });
    }
    let key = SecretKey::generate().map_err(book::BookRefused::from)?;
    let waiting = writing.keyring.put(&key)?;
    let wish = Act::AddKey(AddKey { agent: agent.clone(), key: key.public().to_bytes() });
    let entry = match writing.act(wish) {
        Ok(entry) => entry,
        Err(refused) => {
            waiting.discard();
            return Err(refused);
        }
    };
    let place = waiting.keep(writing.book.commons(), &agent)?;
    wrote(
        here,
        entry,
        &format!("{agent} signs with {}; use it with --as {agent}", place.display()),
    )?;
    writing.close()
}
