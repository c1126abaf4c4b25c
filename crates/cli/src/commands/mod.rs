//! The commands, one file each: what a person may type, and what is done.

mod agent;

mod agreement;

mod ask;

mod balance;

mod catch_up;

mod charter;

mod claim;

mod decision;

mod demo;

mod distribute;

mod equation;

mod equity;

mod explain;

mod export;

mod hold;

mod import;

mod init;

mod journal;

mod kind;

mod log;

mod man;

mod pay;

mod payout;

mod pool;

mod process;

mod receive;

mod reconcile;

mod report;

mod request;

mod resource;

mod review;

mod role;

mod serve;

mod share;

mod statement;

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

Money by rules that everybody can read:
  subak charter new --from mutual-credit -o ours.charter
  subak charter check ours.charter
  subak charter adopt ours.charter
  subak pay ana 20 credit

In a browser:
  subak demo
  subak serve rice.subak

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
    /// Take an event, a distribution or a payment back, by its mirror
    Reverse(review::Reverse),
    /// Write, check, read and change the charter: the rules that money obeys
    Charter(charter::CharterArgs),
    /// Pay somebody, or into a pool
    Pay(pay::Pay),
    /// Ask somebody to pay you, or a pool you keep
    Ask(ask::Ask),
    /// Accept or decline what waits for your word
    Answer(ask::Answer),
    /// List what waits: for somebody's word, or for its time
    Waiting(ask::Waiting),
    /// Set an amount aside for somebody; pay it, cancel it, list what is set aside
    Hold(hold::Hold),
    /// Book money that arrived from outside, once for each reference
    Receive(receive::Receive),
    /// Write a batch of payments for the bank and book it, once for each reference
    Payout(Box<payout::Payout>),
    /// Compare a bank's statement with what the book says came and went; writes nothing
    Reconcile(reconcile::Reconcile),
    /// Report a figure that rules go by: hours, meals, revenue
    Report(report::Report),
    /// Request what the charter has a rule for: an order, a cash-out, a share
    Request(request::Request),
    /// Write down what was decided together, list it
    Decision(decision::DecisionArgs),
    /// Give and take roles of the charter, list who has them
    Role(role::RoleArgs),
    /// Do all that fell due: closes of periods, ends of holds. Every payment does so first anyway
    CatchUp(catch_up::CatchUp),
    /// List what is owed, show a class of claims, pass a claim on
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
    /// Show what came to and went from an account, with the rule behind each line
    Statement(statement::Statement),
    /// List the common purses, show one
    Pool(pool::PoolArgs),
    /// Show what is credited to whom
    Balance(balance::BalanceArgs),
    /// Serve the commons to browsers, on this machine or behind a name
    Serve(serve::Serve),
    /// Make a lively commons to look at, and serve it
    Demo(demo::Demo),
    /// Print a link that lets a member into a commons that is served
    Link(serve::Link),
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
            Self::Pay(command) => command.run(here),
            Self::Ask(command) => command.run(here),
            Self::Answer(command) => command.run(here),
            Self::Waiting(command) => command.run(here),
            Self::Hold(command) => command.run(here),
            Self::Receive(command) => command.run(here),
            Self::Payout(command) => command.run(here),
            Self::Reconcile(command) => command.run(here),
            Self::Report(command) => command.run(here),
            Self::Request(command) => command.run(here),
            Self::Decision(command) => command.run(here),
            Self::Role(command) => command.run(here),
            Self::CatchUp(command) => command.run(here),
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
            Self::Statement(command) => command.run(here),
            Self::Pool(command) => command.run(here),
            Self::Balance(command) => command.run(here),
            Self::Serve(command) => command.run(here),
            Self::Link(command) => command.run(here),
            Self::Demo(command) => command.run(here),
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

/// Does one thing that moves money, and says all that it set off.
fn flow(
    here: &mut Here,
    wish: impl FnOnce(&commons::state::State) -> Result<commons::act::Act, Refused>,
) -> Result<(), Refused> {
    let mut writing = here.write()?;
    // Without a charter nothing moves, whatever names are typed.
    writing.state().money.charters.last().ok_or(commons::refusal::Refused::CharterMissing)?;
    let wish = wish(writing.state())?;
    flow_on(here, &mut writing, wish)?;
    writing.close()
}

/// Does one thing that moves money in a commons that is open, and says all that it set off.
fn flow_on(
    here: &mut Here,
    writing: &mut crate::here::Writing,
    wish: commons::act::Act,
) -> Result<(), Refused> {
    let entry = writing.act(wish.clone())?;
    crate::flow::tell(here, &writing.book, entry, &wish)
}
