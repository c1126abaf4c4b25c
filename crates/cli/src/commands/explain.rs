//! `subak explain`: a number, opened down to the events and the rule that made it.

use book::{Book, Entry, now};
use clap::Args;
use commons::account::Account;
use commons::act::Act;
use commons::agent::AgentIx;
use commons::contribution::status;
use commons::distribution::{Distribution, DistributionIx};
use commons::equity::{self, Target};
use commons::event::{EventIx, Standing};
use commons::name::{Handle, Moment};
use commons::refusal::Refused as Rule;
use commons::state::{Held, Named, State};
use commons::worth::Horizon;
use inquiry::flow::{Step, steps};
use inquiry::opened::{Distributed, Opened, Worth, Worths, distributed, received};
use inquiry::reading::Reading;
use inquiry::rules::{Behind, rules_behind};
use inquiry::{amount, date, names};
use quantity::{Share, format_decimal};
use serde_json::{Value, json};

use crate::flow;
use crate::here::Here;
use crate::language::spoken;
use crate::opened::{self, Told, say_worth};
use crate::refusal::Refused;
use crate::screen::{BOLD, Table, styled};
use crate::telling;

/// Open a number down to the events and the rule that made it
#[derive(Debug, Args)]
pub struct Explain {
    /// The number of an entry, or the name of an agent, resource, process, agreement or project
    #[arg(value_name = "ENTRY|NAME")]
    what: String,
    /// A unit: what made the balance of the agent or pool
    #[arg(conflicts_with = "target")]
    unit: Option<String>,
    /// For an agent: only what counts for this resource, process, agreement or project
    #[arg(long = "for", value_name = "NAME")]
    target: Option<String>,
}

impl Explain {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let book = here.read()?;
        let state = book.state();
        if let Some(unit) = &self.unit {
            let (_, account) = names::holder(state, &self.what)?;
            return super::statement::open_balance(here, &book, account, names::unit(state, unit)?);
        }
        if let Ok(entry) = self.what.parse() {
            return explain_entry(here, &book, entry);
        }
        let (handle, named) = names::any(state, &self.what)?;
        if matches!(named, Named::Pool(_)) {
            return super::pool::show(here, &book, handle.as_str());
        }
        let Named::Agent(agent) = named else {
            return explain_target(here, state, &handle);
        };
        if state.itself == Some(agent) {
            return explain_target(here, state, &handle);
        }
        let target = names::target(state, self.target.as_deref())?;
        explain_agent(here, state, agent, target.as_ref())
    }
}

fn present() -> Horizon {
    Horizon { until: None, now: now() }
}

fn explain_entry(here: &mut Here, book: &Book, entry: u64) -> Result<(), Refused> {
    let state = book.state();
    let (row, act) = Reading::from(book).entry(entry)?;
    match state.held(entry) {
        Some(Held::Event(event)) => explain_event(here, state, &row, event),
        Some(Held::Distribution(distribution)) => {
            explain_distribution(here, book, &row, distribution)
        }
        None => match steps(state, &row)? {
            steps if steps.is_empty() => explain_act(here, state, &row, &act),
            steps => explain_flow(here, state, &row, &act, &steps),
        },
    }
}

/// What every entry has: who signed it and when, its id and its hash.
fn signature(state: &State, entry: &Entry) -> [(&'static str, String); 4] {
    let author = match state.signer(&entry.act.author.to_bytes()) {
        Some(agent) => telling::agent(state, agent),
        None => entry.act.author.to_string(),
    };
    [
        ("logged", date::say(Moment(entry.at_ms))),
        ("signed by", author),
        ("act", entry.act.id.to_string()),
        ("hash", entry.hash().to_string()),
    ]
}

/// Adds what every entry has to what is particular about one.
fn signed(state: &State, entry: &Entry, kind: &str, particular: Value) -> Value {
    let [_, (_, author), (_, id), (_, hash)] = signature(state, entry);
    let mut value = json!({
        "entry": entry.index, "kind": kind, "logged": date::exact(Moment(entry.at_ms)),
        "by": author, "id": id, "hash": hash,
    });
    if let (Some(value), Value::Object(particular)) = (value.as_object_mut(), particular) {
        value.extend(particular);
    }
    value
}

fn facts(
    here: &mut Here,
    facts: impl IntoIterator<Item = (&'static str, String)>,
) -> Result<(), Refused> {
    let mut table = Table::new(&["", ""]);
    for (what, said) in facts {
        table.row(vec![format!("  {what}"), said]);
    }
    here.screen.table(&table)
}

fn explain_act(here: &mut Here, state: &State, entry: &Entry, act: &Act) -> Result<(), Refused> {
    let said = telling::act(state, entry.index, act);
    if here.global.json {
        let particular = json!({ "act": act.word(), "text": said });
        return here.screen.json(&signed(state, entry, "act", particular));
    }
    here.screen.line(styled(BOLD, format_args!("entry {}: {said}", entry.index)))?;
    facts(here, signature(state, entry))
}

/// What a flow set off, step by step, and the rules behind it as they stood then.
fn explain_flow(
    here: &mut Here,
    state: &State,
    entry: &Entry,
    act: &Act,
    steps: &[Step],
) -> Result<(), Refused> {
    let said = telling::act(state, entry.index, act);
    let rules = rules_behind(state, steps, spoken());
    if here.global.json {
        let changes: Value = steps.iter().filter_map(|step| flow::json(state, step)).collect();
        let rules: Value = rules
            .iter()
            .map(|it| json!({ "rule": it.name, "version": it.version, "text": it.text, "sentence": it.sentence }))
            .collect();
        let word = act.word();
        let particular = json!({ "act": word, "text": said, "changes": changes, "rules": rules });
        return here.screen.json(&signed(state, entry, "flow", particular));
    }
    here.screen.line(styled(BOLD, format_args!("entry {}: {said}", entry.index)))?;
    for line in flow::lines(state, steps) {
        here.screen.prose(&format!("  {line}"))?;
    }
    for Behind { name, version, sentence, text } in rules {
        here.screen.line("")?;
        here.screen.line(styled(BOLD, format_args!("by \"{name}\", version {version}")))?;
        here.screen.prose(&format!("  {sentence}"))?;
        for line in text.lines() {
            here.screen.line(format_args!("  {line}"))?;
        }
    }
    here.screen.line("")?;
    facts(here, signature(state, entry))
}

fn explain_event(
    here: &mut Here,
    state: &State,
    entry: &Entry,
    ix: EventIx,
) -> Result<(), Refused> {
    let event = state.events.at(ix);
    let said = telling::event(state, ix);
    let review = state.reviews.get(&ix);
    let days = state.equation.as_ref().map_or(0, |equation| equation.contest_days);
    let status = status(review, event.logged, days, now());
    let worth = Worths::new(state, present())?.of(ix)?;
    let corrections = state.corrections.get(&ix).into_iter().flatten();
    let corrected: Vec<u64> = corrections.map(|ix| state.events.at(*ix).entry).collect();
    if here.global.json {
        let value = event_json(state, ix, &worth, status.word(), &corrected);
        return here.screen.json(&signed(state, entry, "event", value));
    }
    here.screen.line(styled(BOLD, format_args!("entry {}: {said}", entry.index)))?;
    let judged = match review {
        None if status.word() == "claimed" => {
            format!(
                "claimed; it counts unless it is contested before {}",
                date::say_day(event.logged.plus_days(days))
            )
        }
        None => "accepted: nobody contested it in time".to_owned(),
        Some(review) => {
            let because =
                review.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
            format!(
                "{} by {} on {}{because}",
                status.word(),
                telling::agent(state, review.by),
                date::say_day(review.at)
            )
        }
    };
    let terms = match event.standing {
        Standing::Contribution => "a contribution: it counts for a share",
        Standing::Gift => "a gift: it adds value, and the giver takes no share",
        Standing::Paid => "paid otherwise: it adds value, and takes no share",
    };
    let rule = opened::rule(state, &worth);
    let valued = match worth.minor {
        Some(minor) => format!("{}, by {}", say_worth(state, minor), rule),
        None => format!("nothing by itself: {}", rule),
    };
    let quality = review.and_then(|review| review.quality).map(amount::say_ratio);
    let corrected = (!corrected.is_empty())
        .then(|| corrected.iter().map(u64::to_string).collect::<Vec<_>>().join(", "));
    let optional = [
        ("quality", quality),
        ("corrected by", corrected.map(|entries| format!("entry {entries}"))),
        ("note", event.note().map(str::to_owned)),
        ("identifier", event.rest.as_ref().and_then(|rest| rest.iri.clone())),
    ];
    let first = [
        ("happened", date::say(event.at)),
        ("terms", terms.to_owned()),
        ("status", judged),
        ("worth", valued),
    ];
    let optional = optional.into_iter().filter_map(|(what, said)| Some((what, said?)));
    facts(here, first.into_iter().chain(optional).chain(signature(state, entry)))
}

fn event_json(state: &State, ix: EventIx, worth: &Worth, status: &str, corrected: &[u64]) -> Value {
    let event = state.events.at(ix);
    let resource =
        |resource: Option<_>| resource.map(|ix| state.resources.at(ix).handle.to_string());
    let process = |process: Option<_>| process.map(|ix| state.processes.at(ix).handle.to_string());
    let quantity =
        |quantity: Option<_>| quantity.map(|quantity| telling::quantity_json(state, quantity));
    let value_unit = state
        .equation
        .as_ref()
        .and_then(|equation| state.unit(&equation.unit))
        .map(|ix| state.units.at(ix));
    let decimals = value_unit.map_or(0, |unit| unit.decimals);
    json!({
        "action": event.action.word(),
        "text": telling::event(state, ix),
        "at": date::exact(event.at),
        "provider": telling::agent(state, event.provider),
        "receiver": telling::agent(state, event.receiver),
        "input_of": process(event.input_of),
        "output_of": process(event.output_of),
        "resource": resource(event.resource),
        "to_resource": resource(event.to_resource),
        "quantity": quantity(event.quantity),
        "effort": quantity(event.effort),
        "value": quantity(event.value),
        "role": event.role().map(Handle::as_str),
        "standing": event.standing.word(),
        "status": status,
        "worth": worth.minor.map(|minor| format_decimal(minor, decimals)),
        "unit": value_unit.map(|unit| unit.code.as_str()),
        "basis": worth.basis.word(),
        "rule": opened::rule(state, worth),
        "corrects": event.corrects.map(|ix| state.events.at(ix).entry),
        "corrected_by": corrected,
        "note": event.note(),
    })
}

fn explain_distribution(
    here: &mut Here,
    book: &Book,
    entry: &Entry,
    ix: DistributionIx,
) -> Result<(), Refused> {
    let Distributed { row, then, opened } = distributed(Reading::from(book), ix)?;
    let then = Told { state: &then, opened: &opened };
    if here.global.json {
        let value = distribution_json(book.state(), row, then);
        return here.screen.json(&signed(book.state(), entry, "distribution", value));
    }
    tell_distribution(here, book.state(), row, then)?;
    facts(here, signature(book.state(), entry))
}

fn tell_distribution(
    here: &mut Here,
    state: &State,
    row: &Distribution,
    then: Told<'_>,
) -> Result<(), Refused> {
    let unit = state.units.at(row.unit);
    let target = row.target.as_ref().map_or(state.name.as_str(), Handle::as_str);
    let total = amount::say(state, row.total, row.unit);
    here.screen.line(styled(
        BOLD,
        format_args!("entry {}: distributed {total} for {target}", row.entry),
    ))?;
    let worth = amount::say(state, then.opened.equity.value, then.opened.equity.unit);
    here.screen.prose(&format!(
        "Shared by the equation of entry {}; {target} was worth {worth} then. Computed again from the entries before, the shares are the same.",
        row.equation
    ))?;
    if let Some(entry) = row.reversed_by {
        here.screen.line(format_args!("Taken back by entry {entry}."))?;
    }
    for payee in &row.payees {
        let agent = state.agents.at(payee.agent);
        let (percent, paid) = (payee.share.percent(2), amount::say(state, payee.minor, row.unit));
        here.screen.line("")?;
        here.screen.line(styled(
            BOLD,
            format_args!("{} ({}): {percent}% is {paid}", agent.handle, agent.name),
        ))?;
        then.table(
            &mut here.screen,
            payee.agent,
            Some((payee.minor, unit.code.as_str(), unit.decimals)),
        )?;
    }
    here.screen.line("")
}

fn distribution_json(state: &State, row: &Distribution, then: Told<'_>) -> Value {
    let unit = state.units.at(row.unit);
    let shares: Value = row
        .payees
        .iter()
        .map(|payee| {
            let agent = state.agents.at(payee.agent);
            json!({
                "agent": agent.handle.as_str(), "name": agent.name, "share": payee.share.to_string(),
                "amount": format_decimal(payee.minor, unit.decimals),
                "contributions": then.json(payee.agent, Some((payee.minor, unit.decimals))),
            })
        })
        .collect();
    json!({
        "unit": unit.code.as_str(),
        "total": format_decimal(row.total, unit.decimals),
        "target": row.target.as_ref().map(Handle::as_str),
        "reference": row.reference,
        "equation": row.equation,
        "reversed_by": row.reversed_by,
        "shares": shares,
    })
}

fn explain_target(here: &mut Here, state: &State, handle: &Handle) -> Result<(), Refused> {
    let target = equity::target(state, Some(handle))?;
    let opened = Opened::new(state, target, present())?;
    let unit = state.units.at(opened.equity.unit);
    if here.global.json {
        let shares: Value = opened
            .equity
            .holders
            .iter()
            .map(|holder| {
                let agent = state.agents.at(holder.agent);
                json!({
                    "agent": agent.handle.as_str(), "name": agent.name, "share": holder.share.to_string(),
                    "contributions": Told { state, opened: &opened }.json(holder.agent, None),
                })
            })
            .collect();
        let value = format_decimal(opened.equity.value, unit.decimals);
        let target = (target != Target::Whole).then(|| handle.as_str());
        return here.screen.json(&json!({
            "target": target, "unit": unit.code.as_str(), "value": value,
            "equation": state.equation_entry, "shares": shares,
        }));
    }
    let worth = amount::say(state, opened.equity.value, opened.equity.unit);
    let name = if target == Target::Whole { state.name.as_str() } else { handle.as_str() };
    here.screen.line(styled(BOLD, format_args!("{name}, worth {worth}")))?;
    here.screen.line(format_args!(
        "by the equation of entry {}; `subak equation show` prints it",
        state.equation_entry
    ))?;
    for holder in &opened.equity.holders {
        let agent = state.agents.at(holder.agent);
        here.screen.line("")?;
        here.screen.line(styled(
            BOLD,
            format_args!("{} ({}): {}%", agent.handle, agent.name, holder.share.percent(2)),
        ))?;
        Told { state, opened: &opened }.table(&mut here.screen, holder.agent, None)?;
    }
    Ok(())
}

fn explain_agent(
    here: &mut Here,
    state: &State,
    agent: AgentIx,
    target: Option<&Handle>,
) -> Result<(), Refused> {
    let asked = equity::target(state, target)?;
    let opened = match Opened::new(state, asked, present()) {
        // Somebody new is no failure.
        Err(inquiry::Refused::Rules(rule)) if matches!(*rule, Rule::NothingContributed { .. }) => {
            None
        }
        opened => Some(opened?),
    };
    let share = opened.as_ref().map(|opened| opened.share(agent)).unwrap_or_default();
    if here.global.json {
        let row = state.agents.at(agent);
        let contributions = opened
            .as_ref()
            .map_or_else(|| json!([]), |opened| Told { state, opened }.json(agent, None));
        let value_unit = state.equation.as_ref().map(|equation| equation.unit.as_str());
        return here.screen.json(&json!({
            "agent": row.handle.as_str(), "name": row.name, "kind": row.kind.word(),
            "target": target.map(Handle::as_str), "share": share.to_string(), "unit": value_unit,
            "contributions": contributions, "received": received_json(state, agent), "balances": balances_json(state, agent),
        }));
    }
    let row = state.agents.at(agent);
    let whole = target.map_or(state.name.as_str(), Handle::as_str);
    here.screen.line(styled(
        BOLD,
        format_args!("{} ({}): {}% of {whole}", row.handle, row.name, share.percent(2)),
    ))?;
    match opened.filter(|_| share > Share::default()) {
        Some(opened) => Told { state, opened: &opened }.table(&mut here.screen, agent, None)?,
        None => here.screen.line("No contribution of theirs counts here.")?,
    }
    tell_received(here, state, agent)
}

fn tell_received(here: &mut Here, state: &State, agent: AgentIx) -> Result<(), Refused> {
    let mut table = Table::new(&[">entry", "day", "for", ">received", "unit"]);
    let mut any = false;
    for (row, minor) in received(state, agent) {
        any = true;
        let unit = state.units.at(row.unit);
        let target = row.target.as_ref().map_or_else(|| state.name.clone(), ToString::to_string);
        let (paid, code) = (format_decimal(minor, unit.decimals), unit.code.to_string());
        table.row(vec![row.entry.to_string(), date::say_day(row.at), target, paid, code]);
    }
    if any {
        here.screen.line("")?;
        here.screen.table(&table)?;
    }
    for (unit, account, minor) in state.accounts.iter() {
        if account == Account::Agent(agent) {
            here.screen
                .line(format_args!("credited in all: {}", amount::say(state, minor, unit)))?;
        }
    }
    Ok(())
}

fn received_json(state: &State, agent: AgentIx) -> Value {
    received(state, agent)
        .map(|(row, minor)| {
            let unit = state.units.at(row.unit);
            json!({
                "entry": row.entry, "target": row.target.as_ref().map(Handle::as_str),
                "amount": format_decimal(minor, unit.decimals), "unit": unit.code.as_str(),
            })
        })
        .collect()
}

fn balances_json(state: &State, agent: AgentIx) -> Value {
    let own = state.accounts.iter().filter(|(_, account, _)| *account == Account::Agent(agent));
    own.map(|(unit, _, minor)| {
        let unit = state.units.at(unit);
        json!({ "amount": format_decimal(minor, unit.decimals), "unit": unit.code.as_str() })
    })
    .collect()
}
