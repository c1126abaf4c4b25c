//! A commons as a journal that `hledger` reads.
//!
//! Every entry that moves something is one transaction whose postings sum to zero in each
//! unit, so `hledger check --strict` accepts the journal and `hledger balance` shows who was
//! credited and what is in stock. The syntax is that of hledger's manual, section "Journal".

use crate::moment::write_moment;
use commons::account::Account;
use commons::action::Action;
use commons::agent::AgentIx;
use commons::distribution::Distribution;
use commons::event::Event;
use commons::name::Moment;
use commons::state::State;
use commons::unit::{Quantity, UnitIx};
use quantity::format_decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// What an entry moved by the charter: the state keeps balances, and the journal the moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// The entry.
    pub entry: u64,
    /// When.
    pub at: Moment,
    /// What it was, in words.
    pub description: String,
    /// From whom, to whom, and how much.
    pub moves: Vec<(Account, Account, Quantity)>,
}

/// Writes the whole commons as an `hledger` journal, in the order of its entries.
///
/// Accounts: `agents:` what agents were credited, `pools:` what is in the common purses,
/// `outside` where income came from, `issued` what is out of units of the commons' own, `held` what
/// is set aside, `payable:` what agents are to be paid outside,
/// `stock:` resources as they are accounted, `processes:` what went in and out,
/// `given:` work and use by who gave it, `counted` what counts corrected.
pub fn write_ledger(state: &State, flows: &[Flow], out: &mut impl Write) -> io::Result<()> {
    let mut transactions = transactions(state);
    for flow in flows.iter().filter(|flow| !flow.moves.is_empty()) {
        transactions.entry(flow.entry).or_default().push(of_flow(state, flow));
    }
    writeln!(out, "; {}, {} entries", plain(&state.name), state.entries)?;
    writeln!(out, "decimal-mark .\n")?;
    let postings = || transactions.values().flatten().flat_map(|transaction| &transaction.postings);
    let units: BTreeSet<UnitIx> = postings().map(|posting| posting.quantity.unit).collect();
    for unit in units {
        writeln!(out, "commodity {}", amount(state, Quantity { minor: 0, unit }))?;
    }
    let accounts: BTreeSet<&str> = postings().map(|posting| posting.account.as_str()).collect();
    for account in accounts {
        writeln!(out, "account {account}")?;
    }
    for (entry, transactions) in &transactions {
        for transaction in transactions {
            write_transaction(state, *entry, transaction, out)?;
        }
    }
    Ok(())
}

fn write_transaction(
    state: &State,
    entry: u64,
    transaction: &Transaction,
    out: &mut impl Write,
) -> io::Result<()> {
    let stamp = write_moment(transaction.at.0).unwrap_or_default();
    let date = stamp.split('T').next().unwrap_or_default();
    writeln!(out, "\n{date} ({entry}) {}", plain(&transaction.description))?;
    for posting in &transaction.postings {
        writeln!(out, "    {}  {}", posting.account, amount(state, posting.quantity))?;
    }
    Ok(())
}

struct Transaction {
    at: Moment,
    description: String,
    postings: Vec<Posting>,
}

struct Posting {
    account: String,
    quantity: Quantity,
}

fn transactions(state: &State) -> BTreeMap<u64, Vec<Transaction>> {
    let mut transactions: BTreeMap<u64, Vec<Transaction>> = BTreeMap::new();
    for (_, row) in state.events.iter() {
        let transaction = of_event(state, row);
        if !transaction.postings.is_empty() {
            transactions.entry(row.entry).or_default().push(transaction);
        }
    }
    for (_, row) in state.distributions.iter() {
        transactions.entry(row.entry).or_default().push(of_distribution(state, row, 1));
        if let Some(entry) = row.reversed_by {
            transactions.entry(entry).or_default().push(of_distribution(state, row, -1));
        }
    }
    transactions
}

fn of_distribution(state: &State, row: &Distribution, sign: i128) -> Transaction {
    let quantity = |minor: i128| Quantity { minor: sign * minor, unit: row.unit };
    let paid = row.payees.iter().filter(|payee| payee.minor != 0).map(|payee| Posting {
        account: agent(state, payee.agent),
        quantity: quantity(payee.minor),
    });
    let income = Posting { account: "outside".to_owned(), quantity: quantity(-row.total) };
    let target = row.target.as_ref().map_or("the whole commons", |target| target.as_str());
    let word = if sign < 0 { "taken back: income" } else { "income" };
    Transaction {
        at: row.at,
        description: format!("{word} for {target}"),
        postings: std::iter::once(income).chain(paid).collect(),
    }
}

fn of_flow(state: &State, flow: &Flow) -> Transaction {
    let both = |(from, to, quantity): &(Account, Account, Quantity)| {
        let taken = Quantity { minor: -quantity.minor, ..*quantity };
        [
            Posting { account: account(state, *from), quantity: taken },
            Posting { account: account(state, *to), quantity: *quantity },
        ]
    };
    Transaction {
        at: flow.at,
        description: flow.description.clone(),
        postings: flow.moves.iter().flat_map(both).collect(),
    }
}

fn account(state: &State, account: Account) -> String {
    match account {
        Account::Outside => "outside".to_owned(),
        Account::Undistributed => "undistributed".to_owned(),
        Account::Agent(ix) => agent(state, ix),
        Account::Pool(pool) => format!("pools:{}", state.pools.at(pool).handle),
        Account::Issuer => "issued".to_owned(),
        Account::Held => "held".to_owned(),
        Account::Payable(ix) => format!("payable:{}", state.agents.at(ix).handle),
    }
}

fn of_event(state: &State, row: &Event) -> Transaction {
    let mut postings = Vec::new();
    let mut pass = |from: String, to: String, quantity: Quantity| {
        let taken = Quantity { minor: -quantity.minor, ..quantity };
        postings.push(Posting { account: from, quantity: taken });
        postings.push(Posting { account: to, quantity });
    };
    if let (Some(quantity), Some((from, to))) = (row.quantity, ends(state, row)) {
        pass(from, to, quantity);
    }
    if let Some(effort) = row.effort {
        let given = format!("given:{}", state.agents.at(row.provider).handle);
        pass(given, process(state, row), effort);
    }
    postings.retain(|posting| posting.quantity.minor != 0);
    let provider = &state.agents.at(row.provider).handle;
    let note = row.note().map(|note| format!(": {note}")).unwrap_or_default();
    Transaction {
        at: row.at,
        description: format!("{} by {provider}{note}", row.action.word()),
        postings,
    }
}

/// Where the accounts say a quantity goes from and to; `None` for what changes no account.
fn ends(state: &State, row: &Event) -> Option<(String, String)> {
    let stock = |resource| format!("stock:{}", state.resources.at(resource).handle);
    let from = || row.resource.map(stock);
    let to = || row.to_resource.map(stock);
    let (provider, receiver) = (agent(state, row.provider), agent(state, row.receiver));
    let counted = || "counted".to_owned();
    match row.action {
        Action::Consume => Some((from().unwrap_or(provider), process(state, row))),
        Action::Produce => Some((process(state, row), from().unwrap_or(receiver))),
        Action::Raise => Some((counted(), from()?)),
        Action::Lower => Some((from()?, counted())),
        Action::Copy => Some((counted(), to()?)),
        Action::Transfer | Action::TransferAllRights | Action::Move => {
            Some((from().unwrap_or(provider), to().unwrap_or(receiver)))
        }
        Action::DeliverService => Some((provider, receiver)),
        Action::Accept
        | Action::Cite
        | Action::Combine
        | Action::Dropoff
        | Action::Modify
        | Action::Pickup
        | Action::Separate
        | Action::TransferCustody
        | Action::Use
        | Action::Work => None,
    }
}

fn process(state: &State, row: &Event) -> String {
    match (row.input_of.or(row.output_of), row.resource) {
        (Some(process), _) => format!("processes:{}", state.processes.at(process).handle),
        (None, Some(resource)) => format!("processes:of:{}", state.resources.at(resource).handle),
        (None, None) => "processes".to_owned(),
    }
}

fn agent(state: &State, ix: AgentIx) -> String {
    format!("agents:{}", state.agents.at(ix).handle)
}

fn amount(state: &State, quantity: Quantity) -> String {
    let unit = state.units.at(quantity.unit);
    let code = unit.code.as_str();
    let figures = format_decimal(quantity.minor, unit.decimals);
    // A commodity directive needs a decimal mark, also without decimals.
    let mark = if unit.decimals == 0 { "." } else { "" };
    if code.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return format!("{figures}{mark} {code}");
    }
    format!("{figures}{mark} \"{code}\"")
}

/// Text that ends no line, begins no comment and parts no payee from a note.
fn plain(text: &str) -> String {
    let shown =
        text.chars().map(|c| if c.is_control() || matches!(c, ';' | '|') { ' ' } else { c });
    let shown: String = shown.take(120).collect();
    shown.trim().to_owned()
}
