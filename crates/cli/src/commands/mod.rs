//! The commands, one file each: what a person may type, and what is done.

mod agent;

mod agreement;

mod balance;

mod charter;

mod claim;

mod distribute;

mod equation;

mod equity;

mod explain;

mod export;

mod import;

mod init;

mod journal;

mod kind;

mod log;

mod man;

mod process;

mod resource;

mod review;

mod share;

mod trace;

mod unit;

mod verify;

use clap::{Parser, Subcommand};
use serde_json::json;

use crate::here::{Global, Here};
use crate::refusal::Refused;

/// Runs a commons: records what people contribute and shares what comes in, by rules everyone can check.
#[derive(Debug, Parser)]
#[command(name = "subak", version, propagate_version = true, max_term_width = 100, after_help = AFTER)]
pub struct Subak {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
}

const AFTER: &str = "\
A repository shared in one line, nothing written:
  subak share --git . --income \"1000.00 CAD\"

A commons of your own:
  subak init rice.subak --name \"Rice Terraces\"
  subak agent add Ana
  subak resource add Frame
  subak log work 3h --by ana --on frame --role design
  subak distribute \"100.00 CAD\" --for frame

A day is a day in UTC. Refusals end with 1, commands that are not understood with 2.";

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Share an income by what a git history says; writes nothing
    Share(share::Share),
    /// Make a commons: a journal file and its founder's key
    Init(init::Init),
    /// Add agents, list them, give them keys
    Agent(agent::AgentArgs),
    /// Add units, list them
    Unit(unit::UnitArgs),
    /// Add kinds of resources, of work and of processes, list them
    Kind(kind::KindArgs),
    /// Add resources, list them, show one
    Resource(resource::ResourceArgs),
    /// Add processes, list them, finish one
    Process(process::ProcessArgs),
    /// Add agreements, list them
    Agreement(agreement::AgreementArgs),
    /// Log what somebody did: work, use, produce, transfer …
    Log(Box<log::Log>),
    /// Accept what somebody else logged
    Accept(review::Accept),
    /// Contest what somebody else logged: it does not count until it is accepted
    Contest(review::Contest),
    /// Take an event or a distribution back, by its mirror
    Reverse(review::Reverse),
    /// Write, check, read and change the charter: the rules that money obeys
    Charter(charter::CharterArgs),
    /// List the claims
    Claim(claim::ClaimArgs),
    /// Show the equation in force, set another
    Equation(equation::EquationArgs),
    /// Take in a git history, a timesheet or ValueFlows documents; a second run adds only what is new
    Import(import::Import),
    /// Show who holds which share of a deliverable, a project or the whole commons
    Equity(equity::EquityArgs),
    /// Record an income and share it
    Distribute(distribute::Distribute),
    /// Open a number down to the events and the rule that made it
    Explain(explain::Explain),
    /// Show where a resource came from
    Trace(trace::Trace),
    /// Show where a resource went
    Track(trace::Track),
    /// Show what is credited to whom
    Balance(balance::Balance),
    /// List the entries of the journal
    Journal(journal::Journal),
    /// Recompute everything from the signed acts and compare
    Verify(verify::Verify),
    /// Give the whole commons out: as ValueFlows, as tables, as a ledger
    Export(export::Export),
    /// Print the completions of a shell
    Completions(man::Completions),
    /// Write the manual pages into a folder
    Man(man::Man),
}

impl Command {
    /// Does it.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        match self {
            Self::Share(command) => command.run(here),
            Self::Init(command) => command.run(here),
            Self::Agent(command) => command.run(here),
            Self::Unit(command) => command.run(here),
            Self::Kind(command) => command.run(here),
            Self::Resource(command) => command.run(here),
            Self::Process(command) => command.run(here),
            Self::Agreement(command) => command.run(here),
            Self::Log(command) => command.run(here),
            Self::Accept(command) => command.run(here),
            Self::Contest(command) => command.run(here),
            Self::Reverse(command) => command.run(here),
            Self::Charter(command) => command.run(here),
            Self::Claim(command) => command.run(here),
            Self::Equation(command) => command.run(here),
            Self::Import(command) => command.run(here),
            Self::Trace(command) => command.run(here),
            Self::Track(command) => command.run(here),
            Self::Export(command) => command.run(here),
            Self::Completions(command) => command.run(here),
            Self::Man(command) => command.run(here),
            Self::Equity(command) => command.run(here),
            Self::Distribute(command) => command.run(here),
            Self::Explain(command) => command.run(here),
            Self::Balance(command) => command.run(here),
            Self::Journal(command) => command.run(here),
            Self::Verify(command) => command.run(here),
        }
    }
}

/// Says which entry was written, and what it did.
fn wrote(here: &mut Here, entry: u64, text: &str) -> Result<(), Refused> {
    if here.global.json {
        here.screen.json(&json!({ "entry": entry, "text": text }))
    } else {
        here.screen.line(format_args!("entry {entry}: {text}"))
    }
}

/// Does one thing and says so.
fn act(here: &mut Here, wish: commons::act::Act) -> Result<(), Refused> {
    let mut writing = here.write()?;
    act_on(here, &mut writing, wish)?;
    writing.close()
}

/// Does one thing in a commons that is open, and says so.
fn act_on(
    here: &mut Here,
    writing: &mut crate::here::Writing,
    wish: commons::act::Act,
) -> Result<(), Refused> {
    let entry = writing.act(wish.clone())?;
    let text = crate::telling::act(writing.state(), entry, &wish);
    wrote(here, entry, &text)
}
