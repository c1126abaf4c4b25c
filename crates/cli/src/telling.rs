//! Events and acts in sentences.

use commons::account::{Account, AccountName};
use commons::act::{Act, AddUnit, AdoptCharter, SettleHold, Word};
use commons::action::Action;
use commons::agent::AgentIx;
use commons::description::Described;
use commons::event::{Event, EventIx, Standing};
use commons::name::Handle;
use commons::state::State;
use commons::unit::{Measure, Quantity};
use inquiry::{amount, date};
use quantity::format_trimmed;
use serde_json::{Value, json};

/// The handle of an agent.
#[must_use]
pub fn agent(state: &State, agent: AgentIx) -> String {
    state.agents.at(agent).handle.to_string()
}

/// An account as people read it: a handle, or what it is in brackets.
#[must_use]
pub fn account(state: &State, account: Account) -> String {
    match account {
        Account::Outside => "(outside)".to_owned(),
        Account::Undistributed => "(undistributed)".to_owned(),
        Account::Agent(ix) => agent(state, ix),
        Account::Pool(pool) => state.pools.at(pool).handle.to_string(),
        Account::Issuer => "(issued)".to_owned(),
        Account::Held => "(held)".to_owned(),
        Account::Payable(ix) => format!("{} (to be paid)", agent(state, ix)),
    }
}

/// An account that an effect names, as people read it.
#[must_use]
pub fn account_named(state: &State, name: &AccountName) -> String {
    match name {
        AccountName::Agent(handle) | AccountName::Pool(handle) => handle.to_string(),
        other => state.account(other).map(|it| account(state, it)).unwrap_or_default(),
    }
}

/// Who signs with a key now: a handle, or the beginning of the key if nobody does any more.
#[must_use]
pub fn signer(state: &State, key: &book::Key) -> String {
    match state.signer(&key.to_bytes()) {
        Some(author) => agent(state, author),
        None => unknown(key),
    }
}

/// A key that nobody signs with: its beginning.
#[must_use]
pub fn unknown(key: &book::Key) -> String {
    key.to_string().chars().take(8).collect::<String>() + "…"
}

/// An event in a sentence: `ana worked 3 hours on frame as design`.
#[must_use]
pub fn event(state: &State, ix: EventIx) -> String {
    let event = state.events.at(ix);
    let mut said =
        format!("{} {} {}", agent(state, event.provider), verb(event.action), what(state, event));
    if let Some(resource) = event.to_resource {
        said = format!("{said} into {}", state.resources.at(resource).handle);
    }
    if let Some(process) = event.input_of.filter(|_| event.action != Action::Work) {
        said = format!("{said} in {}", state.processes.at(process).handle);
    }
    if let Some(process) = event.output_of {
        said = format!("{said} in {}", state.processes.at(process).handle);
    }
    if event.receiver != event.provider && state.itself != Some(event.receiver) {
        let word = if passes_on(event.action) { "to" } else { "for" };
        said = format!("{said} {word} {}", agent(state, event.receiver));
    }
    if let Some((agreement, _)) = event.agreement {
        said = format!("{said} under {}", state.agreements.at(agreement).handle);
    }
    if let Some(role) = event.role() {
        said = format!("{said} as {role}");
    }
    match event.standing {
        Standing::Contribution => {}
        Standing::Gift => said.push_str(", as a gift"),
        Standing::Paid => said.push_str(", paid"),
    }
    match event.corrects {
        None => said,
        Some(original) => format!("{said}, correcting entry {}", state.events.at(original).entry),
    }
}

const fn passes_on(action: Action) -> bool {
    matches!(action, Action::Transfer | Action::TransferAllRights | Action::TransferCustody)
}

/// How much of what: `3 hours on frame`, `5 kg of steel`, `lathe for 2 hours`.
fn what(state: &State, event: &Event) -> String {
    let (effort, quantity) =
        (event.effort.map(|effort| say(state, effort)), event.quantity.map(|q| say(state, q)));
    let name = name(state, event);
    match (event.action, effort, quantity, name) {
        (Action::Work, effort, quantity, name) => {
            let much = effort.or(quantity).unwrap_or_default();
            name.map_or_else(|| much.clone(), |name| format!("{much} on {name}"))
        }
        (_, Some(effort), None, Some(name)) => format!("{name} for {effort}"),
        (_, Some(effort), Some(quantity), Some(name)) => {
            format!("{quantity} of {name} for {effort}")
        }
        (_, effort, Some(quantity), None) => {
            quantity + &effort.map_or_else(String::new, |effort| format!(" for {effort}"))
        }
        (_, None, Some(quantity), Some(name)) => format!("{quantity} of {name}"),
        (_, effort, None, None) => effort.unwrap_or_default(),
        (_, None, None, Some(name)) => name,
    }
}

/// What it was done with or on: for work the process or the resource, else the resource or its kind.
fn name(state: &State, event: &Event) -> Option<String> {
    let process = event.input_of.filter(|_| event.action == Action::Work);
    let process = process.map(|ix| state.processes.at(ix).handle.to_string());
    let resource = || event.resource.map(|ix| state.resources.at(ix).handle.to_string());
    let kind = || event.specification.map(|ix| state.specifications.at(ix).handle.to_string());
    process.or_else(resource).or_else(kind)
}

/// A quantity as people say it; what a correction takes away is `less`.
#[must_use]
pub fn say(state: &State, quantity: Quantity) -> String {
    if quantity.minor < 0 {
        return format!("{} less", amount::say(state, -quantity.minor, quantity.unit));
    }
    amount::say(state, quantity.minor, quantity.unit)
}

/// A quantity for programs: `amount` and `unit`.
#[must_use]
pub fn quantity_json(state: &State, quantity: Quantity) -> Value {
    let unit = state.units.at(quantity.unit);
    json!({ "amount": format_trimmed(quantity.minor, unit.decimals), "unit": unit.code.as_str() })
}

/// What somebody did, in the past tense.
#[must_use]
pub const fn verb(action: Action) -> &'static str {
    match action {
        Action::Accept => "took in",
        Action::Cite => "cited",
        Action::Combine => "packed",
        Action::Consume => "consumed",
        Action::Copy => "copied",
        Action::DeliverService => "delivered",
        Action::Dropoff => "dropped off",
        Action::Lower => "counted off",
        Action::Modify => "gave back",
        Action::Move => "moved",
        Action::Pickup => "picked up",
        Action::Produce => "produced",
        Action::Raise => "counted",
        Action::Separate => "unpacked",
        Action::Transfer => "transferred",
        Action::TransferAllRights => "gave the rights to",
        Action::TransferCustody => "handed over",
        Action::Use => "used",
        Action::Work => "worked",
    }
}

/// An act in a sentence, for the journal.
#[must_use]
pub fn act(state: &State, entry: u64, act: &Act) -> String {
    match act {
        Act::Found(found) => format!("founded `{}`, counting value in {}", found.name, found.unit),
        Act::AddAgent(wish) => format!("added the agent {} ({})", wish.handle, wish.name),
        Act::AddKey(wish) => format!("let {} sign with key {}…", wish.agent, key(&wish.key)),
        Act::RevokeKey(wish) => format!("revoked key {}… of {}", key(&wish.key), wish.agent),
        Act::AddUnit(AddUnit { code, label, .. }) => format!("added the unit {code} ({label})"),
        Act::AddResourceSpecification(wish) => {
            format!("added the kind {} ({})", wish.handle, wish.name)
        }
        Act::AddProcessSpecification(wish) => {
            format!("added the kind of process {} ({})", wish.handle, wish.name)
        }
        Act::AddResource(wish) => format!("added the resource {} ({})", wish.handle, wish.name),
        Act::AddProcess(wish) => format!("added the process {} ({})", wish.handle, wish.name),
        Act::FinishProcess(wish) => format!("finished the process {}", wish.process),
        Act::AddAgreement(wish) => format!("added the agreement {} ({})", wish.handle, wish.name),
        Act::AddRecord(wish) => format!("kept the {} {}", wish.class.word(), wish.iri),
        Act::AddClaim(wish) => format!("stated the claim {}", wish.iri),
        Act::LogEvent(wish) => match state.event_of_entry(entry) {
            Some(ix) => event(state, ix),
            None => wish.action.word().to_owned(),
        },
        Act::ReviewEvent(wish) => {
            let of = state
                .entry_of(wish.event)
                .map_or_else(String::new, |entry| format!(" entry {entry}"));
            let because =
                wish.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
            format!("{}{of}{because}", wish.verdict.word())
        }
        Act::SetEquation(wish) => format!("set the equation `{}`", wish.equation.name),
        Act::Distribute(wish) => {
            let income = state
                .unit(&wish.income.unit)
                .map(|unit| amount::say(state, wish.income.minor, unit));
            let target =
                wish.target.as_ref().map_or_else(|| "the commons".to_owned(), ToString::to_string);
            format!("distributed {} for {target}", income.unwrap_or_default())
        }
        Act::Reverse(wish) => {
            let of = state
                .entry_of(wish.act)
                .map_or_else(String::new, |entry| format!(" entry {entry}"));
            let because =
                wish.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
            format!("reversed{of}{because}")
        }
        Act::Describe(wish) => format!("described {} anew", described(state, &wish.thing)),
        Act::ReviseRecord(wish) => format!("revised the record {}", wish.iri),
        Act::WithdrawRecord(wish) => format!("withdrew the record {}", wish.iri),
        flow => flow_act(state, entry, flow),
    }
}

/// What an act describes anew.
fn described(state: &State, thing: &Described) -> String {
    match thing {
        Described::Named(handle) => handle.to_string(),
        Described::Kind(handle) => format!("the kind {handle}"),
        Described::ProcessKind(handle) => format!("the kind of process {handle}"),
        Described::Unit(code) => format!("the unit {code}"),
        Described::Event(act) => {
            state.entry_of(*act).map_or_else(String::new, |entry| format!("entry {entry}"))
        }
    }
}

/// An act that moves money, in a sentence. Who did it stands beside it.
fn flow_act(state: &State, entry: u64, act: &Act) -> String {
    let told = match act {
        Act::AdoptCharter(wish) => charter_act(state, entry, wish),
        Act::Pay(wish) => {
            let from = said("from", wish.from.as_ref());
            format!("paid {} to {}{from}", measure(state, &wish.amount), wish.to)
        }
        Act::Receive(wish) => {
            let from = said("from", wish.from.as_ref());
            let much = measure(state, &wish.amount);
            format!("received {much}{from} for {}, by `{}`", wish.to, wish.reference)
        }
        Act::Report(wish) => {
            format!("reported {}{}", measure(state, &wish.amount), said("for", wish.about.as_ref()))
        }
        Act::Request(wish) => {
            let much = wish.amount.as_ref().map(|amount| format!(" of {}", measure(state, amount)));
            let whom = said("for", wish.about.as_ref());
            format!("requested {}{}{whom}", wish.name, much.unwrap_or_default())
        }
        Act::Demand(wish) => {
            let to = said("to", wish.to.as_ref());
            format!("asked {} to pay {}{to}", wish.payer, measure(state, &wish.amount))
        }
        Act::Answer(wish) => {
            let entry = state.entry_of(wish.to);
            let of = entry.map(|entry| format!(" what entry {entry} asks")).unwrap_or_default();
            let word = if wish.word == Word::Accept { "accepted" } else { "declined" };
            format!("{word}{of}")
        }
        Act::Hold(wish) => {
            let (much, until) = (measure(state, &wish.amount), date::say(wish.until));
            let from = said("of", wish.from.as_ref());
            format!("set {much}{from} aside for {} until {until}", wish.to)
        }
        Act::SettleHold(wish) => settled(state, wish),
        Act::RecordDecision(wish) => {
            format!("wrote down that {} passed{}", wish.decision, said("for", wish.about.as_ref()))
        }
        Act::ChangeRole(wish) if wish.holds => format!("made {} {}", wish.agent, wish.role),
        Act::ChangeRole(wish) => format!("took {} from {}", wish.role, wish.agent),
        Act::PayOut(wish) => {
            let count = wish.lines.len();
            let payments = if count == 1 { "payment" } else { "payments" };
            format!("paid out {count} {payments}, by `{}`", wish.reference)
        }
        Act::CatchUp(_) => "did what fell due".to_owned(),
        Act::AssignClaim(wish) => {
            let much = measure(state, &wish.amount);
            format!("passed {much} of what {} owes to {}", wish.class, wish.to)
        }
        other => other.word().to_owned(),
    };
    match note(act) {
        Some(note) => format!("{told}: {note}"),
        None => told,
    }
}

fn charter_act(state: &State, entry: u64, wish: &AdoptCharter) -> String {
    let (tree, _) = charter::parse::parse(&wish.text);
    let name = inquiry::library::head(&tree).map(|head| format!(" `{}`", head.name.text));
    let first = state.money.charters.first().is_none_or(|adoption| adoption.entry == entry);
    let word = if first { "adopted" } else { "amended" };
    format!("{word} the charter{}", name.unwrap_or_default())
}

fn settled(state: &State, wish: &SettleHold) -> String {
    let entry = state.entry_of(wish.hold);
    let of = entry.map(|entry| format!(" by entry {entry}")).unwrap_or_default();
    match &wish.commit {
        Some(amount) => format!("paid {} of what was set aside{of}", measure(state, amount)),
        None => format!("cancelled what was set aside{of}"),
    }
}

/// ` for ana`, or nothing.
fn said(word: &str, whom: Option<&Handle>) -> String {
    whom.map(|whom| format!(" {word} {whom}")).unwrap_or_default()
}

fn note(act: &Act) -> Option<&String> {
    match act {
        Act::AdoptCharter(wish) => wish.note.as_ref(),
        Act::Pay(wish) => wish.note.as_ref(),
        Act::Receive(wish) => wish.note.as_ref(),
        Act::Report(wish) => wish.note.as_ref(),
        Act::Request(wish) => wish.note.as_ref(),
        Act::Demand(wish) => wish.note.as_ref(),
        Act::Hold(wish) => wish.note.as_ref(),
        Act::RecordDecision(wish) => wish.note.as_ref(),
        Act::PayOut(wish) => wish.note.as_ref(),
        Act::AssignClaim(wish) => wish.note.as_ref(),
        _ => None,
    }
}

/// A measure of an act as people say it.
#[must_use]
pub fn measure(state: &State, measure: &Measure) -> String {
    match state.unit(&measure.unit) {
        Some(unit) => amount::say(state, measure.minor, unit),
        None => measure.unit.to_string(),
    }
}

fn key(bytes: &[u8; 32]) -> String {
    bytes.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}
