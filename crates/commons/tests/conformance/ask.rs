//! What a line of a page asks, and the answer in words.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use attribution::FULL_WEIGHT;
use commons::account::Account;
use commons::agent::AgentIx;
use commons::description::Described;
use commons::distribution::Distribution;
use commons::equation::Equation;
use commons::equity::{Equity, Target, equity_of, target};
use commons::name::{Handle, Moment};
use commons::plan::Stated;
use commons::refusal::Refused;
use commons::state::{Named, State};
use commons::valuation::{Valuation, value};
use commons::visibility::{Thing, Viewer, sees};
use commons::worth::Horizon;
use quantity::{Rounding, mul_div};

use crate::desk::Desk;
use crate::say::{Said, Words, described, percent};

/// Answers a line; `None` if it is no question.
pub fn answer(desk: &Desk, name: &str, words: &mut Words<'_>) -> Said<Option<String>> {
    let said = match name {
        "equity" => equity(desk, words)?,
        "contributions" => contributions(desk, words)?,
        "value" => unit_values(desk, words)?,
        "stock" => stock(&desk.state, words)?,
        "amounts" => amounts(&desk.state),
        "balances" => balances(&desk.state),
        "distributions" => distributions(&desk.state),
        "claims" => claims(&desk.state),
        "told" => told(&desk.state, words)?,
        "records" => records(&desk.state),
        "seen" => seen(desk, words)?,
        _ => return Ok(None),
    };
    Ok(Some(said))
}

/// Shares as they are asked: of what, until when, by which equation.
struct Asked<'a> {
    state: &'a State,
    target: Target,
    valuation: Valuation,
    equity: Equity,
}

fn ask<'a>(desk: &'a Desk, words: &mut Words<'_>) -> Said<Result<Asked<'a>, Refused>> {
    let state = &desk.state;
    let of = words.handle("of")?;
    let horizon =
        Horizon { until: words.moment("until")?, now: words.moment("now")?.unwrap_or(desk.now) };
    let equation: &Equation = state.equation.as_ref().ok_or("no equation")?;
    Ok(target(state, of.as_ref()).and_then(|target| {
        let valuation = value(state, equation, horizon)?;
        let equity = equity_of(state, &valuation, target)?;
        Ok(Asked { state, target, valuation, equity })
    }))
}

impl Asked<'_> {
    /// What all shares together were given for, in minor units: a target's value and what
    /// making it was credited with.
    fn credited(&self) -> i128 {
        let graph = &self.valuation.graph;
        let credited = |node| {
            let node = graph.credited(&self.valuation.values, node);
            u128::from(node.unwrap_or(0))
        };
        self.valuation.minor(match self.target {
            Target::Whole | Target::Project(_) => return self.equity.value,
            Target::Resource(of) => self.valuation.resource(of).map_or(0, credited),
            Target::Process(of) => self.valuation.process(of).map_or(0, credited),
            Target::Agreement(of) => self.valuation.agreement(of).map(credited).sum(),
        })
    }

    fn weight(&self) -> u128 {
        self.equity.holders.iter().map(|holder| holder.weight).sum()
    }

    /// A weight as the part of all that was credited that it stands for.
    fn amount(&self, weight: u128) -> String {
        // Gifts have weight too, and nobody is credited with it.
        let whole = match self.target {
            Target::Whole | Target::Project(_) => self.weight() as i128,
            _ => FULL_WEIGHT.into(),
        };
        let minor = mul_div(self.credited(), weight as i128, whole, Rounding::HalfUp).unwrap();
        self.figures(minor)
    }

    fn figures(&self, minor: i128) -> String {
        let decimals = self.state.units.at(self.equity.unit).decimals;
        quantity::format_decimal(minor, decimals)
    }
}

fn name(state: &State, agent: AgentIx) -> &Handle {
    &state.agents.at(agent).handle
}

fn equity(desk: &Desk, words: &mut Words<'_>) -> Said<String> {
    let asked = match ask(desk, words)? {
        Ok(asked) => asked,
        Err(refused) => return Ok(format!("refused {refused}\n")),
    };
    let equity = &asked.equity;
    let what = commons::equity::say(asked.state, asked.target);
    let value = asked.figures(equity.value);
    let credited = asked.amount(asked.weight());
    let mut said = format!("{what} is worth {value}, and {credited} is credited\n");
    for holder in &equity.holders {
        let agent = name(asked.state, holder.agent);
        let share = percent(holder.share.parts().into(), quantity::Share::WHOLE.into());
        let amount = asked.amount(holder.weight);
        writeln!(said, "  {agent} {amount} = {share}")?;
    }
    Ok(said)
}

fn contributions(desk: &Desk, words: &mut Words<'_>) -> Said<String> {
    let asked = match ask(desk, words)? {
        Ok(asked) => asked,
        Err(refused) => return Ok(format!("refused {refused}\n")),
    };
    let mut said = String::new();
    for credit in &asked.equity.credits {
        let event = asked.state.events.at(credit.event);
        let (entry, action) = (event.entry, event.action.word());
        let agent = name(asked.state, credit.agent);
        let amount = asked.amount(credit.weight.into());
        writeln!(said, "  {agent} {amount} by {action} of entry {entry}")?;
    }
    Ok(said)
}

fn unit_values(desk: &Desk, words: &mut Words<'_>) -> Said<String> {
    let state = &desk.state;
    let equation = state.equation.as_ref().ok_or("no equation")?;
    let horizon = Horizon { until: words.moment("until")?, now: desk.now };
    let valuation = match value(state, equation, horizon) {
        Ok(valuation) => valuation,
        Err(refused) => return Ok(format!("refused {refused}\n")),
    };
    let decimals = state.units.at(valuation.unit).decimals;
    let mut said = String::new();
    for word in words.all() {
        let resource = state.resource(&Handle::new(word)?).ok_or("no resource")?;
        let each = valuation.unit_value(state, resource);
        let each = each.map_or_else(
            || "worth nothing that is known".to_owned(),
            |minor| quantity::format_decimal(minor, decimals),
        );
        let unit = state.resources.at(resource).unit;
        let unit = unit.map_or("unit", |unit| state.units.at(unit).code.as_str());
        writeln!(said, "  {word} {each} per {unit}")?;
    }
    Ok(said)
}

fn stock(state: &State, words: &mut Words<'_>) -> Said<String> {
    let mut said = String::new();
    for word in words.all() {
        let resource = state.resource(&Handle::new(word)?).ok_or("no resource")?;
        let row = state.resources.at(resource);
        let figures = |minor| match row.unit {
            Some(unit) => state.units.at(unit).say(minor),
            None => "nothing".to_owned(),
        };
        write!(said, "  {word} {}", figures(row.accounting))?;
        if row.onhand != row.accounting {
            write!(said, ", at hand {}", figures(row.onhand))?;
        }
        if let Some(agent) = row.accountable {
            write!(said, ", of {}", name(state, agent))?;
        }
        if let Some(stage) = row.stage {
            let stage = &state.process_specifications.at(stage).handle;
            write!(said, ", after {stage}")?;
        }
        if let Some(condition) = &row.state {
            write!(said, ", {condition}")?;
        }
        if let Some(place) = &row.location {
            write!(said, ", at {place}")?;
        }
        if let Some(container) = row.contained_in {
            write!(said, ", in {}", state.resources.at(container).handle)?;
        }
        writeln!(said)?;
    }
    Ok(said)
}

fn balances(state: &State) -> String {
    let mut said = String::new();
    for (unit, account, minor) in state.accounts.iter() {
        let account = match account {
            Account::Outside => "outside".to_owned(),
            Account::Undistributed => "undistributed".to_owned(),
            Account::Agent(agent) => name(state, agent).to_string(),
            Account::Pool(pool) => state.pools.at(pool).handle.to_string(),
            Account::Issuer => "issued".to_owned(),
            Account::Held => "held".to_owned(),
            Account::Payable(agent) => format!("{} payable", name(state, agent)),
        };
        let amount = state.units.at(unit).say(minor);
        said += &format!("  {account} {amount}\n");
    }
    said
}

/// How many members stand at how much.
fn amounts(state: &State) -> String {
    let mut amounts = BTreeMap::new();
    for (unit, account, minor) in state.accounts.iter() {
        if let Account::Agent(_) = account {
            *amounts.entry((unit, minor)).or_insert(0) += 1;
        }
    }
    let say = |((unit, minor), agents)| {
        format!("  {agents} agents {} each\n", state.units.at(unit).say(minor))
    };
    amounts.into_iter().map(say).collect()
}

fn distributions(state: &State) -> String {
    let mut said = String::new();
    for (_, row) in state.distributions.iter() {
        said += &format!("{}\n", distribution(state, row));
    }
    said
}

fn distribution(state: &State, row: &Distribution) -> String {
    let total = state.units.at(row.unit).say(row.total);
    let (entry, equation) = (row.entry, row.equation);
    let reversed = row.reversed_by;
    let reversed = reversed.map_or_else(String::new, |by| format!(", taken back by entry {by}"));
    format!("  entry {entry}: {total} by the equation of entry {equation}{reversed}")
}

fn claims(state: &State) -> String {
    let mut said = String::new();
    for (_, claim) in state.claims.iter() {
        let Some(owed) = claim.quantity else { continue };
        let unit = state.units.at(owed.unit);
        let open = unit.say(owed.minor - claim.settled);
        let settled = if claim.finished { "settled" } else { "open" };
        said += &format!("  {} {} of {}, {settled}\n", claim.iri, open, unit.say(owed.minor));
    }
    said
}

/// Everything that describes things, and which entry said it last.
fn told(state: &State, words: &mut Words<'_>) -> Said<String> {
    let mut said = String::new();
    for word in words.all() {
        let thing = described(word)?;
        let revision = state.revision(&thing).ok_or("no such thing")?;
        let entry = state.entry_of(revision).ok_or("no such entry")?;
        writeln!(said, "  {word}: {}, by entry {entry}", description(state, &thing).join(", "))?;
    }
    Ok(said)
}

fn description(state: &State, thing: &Described) -> Vec<String> {
    let one = |name: &str, text: &Option<String>| text.as_ref().map(|it| format!("{name} {it}"));
    let list = |all: &[String]| (!all.is_empty()).then(|| format!("as {}", all.join(" and ")));
    let date = |name: &str, at: Option<Moment>| {
        at.map(|at| format!("{name} {}", charter::civil::Day::at_ms(at.0).unwrap()))
    };
    let named = |name: &str| Some(format!("`{name}`"));
    let all = match thing {
        Described::Named(handle) => match state.named(handle).unwrap() {
            Named::Agent(ix) => {
                let it = state.agents.at(ix);
                let texts =
                    [one("note", &it.note), one("image", &it.image), one("at", &it.location)];
                [vec![named(&it.name)], texts.to_vec(), vec![list(&it.classified_as)]].concat()
            }
            Named::Resource(ix) => {
                let it = state.resources.at(ix);
                let texts =
                    [one("note", &it.note), one("image", &it.image), one("at", &it.location)];
                let rest = vec![list(&it.classified_as), one("number", &it.tracking)];
                [vec![named(&it.name)], texts.to_vec(), rest].concat()
            }
            Named::Process(ix) => {
                let it = state.processes.at(ix);
                let dates = vec![date("from", it.began), date("to", it.ended)];
                let rest = vec![list(&it.classified_as), one("in", &it.planned_within)];
                [vec![named(&it.name), one("note", &it.note)], dates, rest].concat()
            }
            Named::Agreement(ix) => {
                let it = state.agreements.at(ix);
                let rest = [date("of", it.created), one("in", &it.bundled_in)];
                [vec![named(&it.name), one("note", &it.note)], rest.to_vec()].concat()
            }
            Named::Pool(ix) => vec![named(&state.pools.at(ix).name)],
        },
        Described::Kind(handle) => {
            let it = state.specifications.at(state.specification(handle).unwrap());
            let texts = [named(&it.name), one("note", &it.note), one("image", &it.image)];
            [texts.to_vec(), vec![list(&it.classified_as)]].concat()
        }
        Described::ProcessKind(handle) => {
            let it = state.process_specifications.at(state.process_specification(handle).unwrap());
            vec![named(&it.name), one("note", &it.note), one("image", &it.image)]
        }
        Described::Unit(code) => vec![named(&state.units.at(state.unit(code).unwrap()).label)],
        Described::Event(act) => {
            let note = state.events.at(state.event_of_act(*act).unwrap()).note();
            vec![one("note", &note.map(str::to_owned)).or(Some("nothing".to_owned()))]
        }
    };
    all.into_iter().flatten().collect()
}

/// `seen balance ben coin`: everybody who sees it, and what `anyone` does.
fn seen(desk: &Desk, words: &mut Words<'_>) -> Said<String> {
    let state = &desk.state;
    let what = words.need("the thing")?;
    let mut about = words.all().into_iter();
    let mut next = || about.next().ok_or("about what?");
    let account = |word: &str| -> Said<Account> {
        Ok(match word {
            "issuer" => Account::Issuer,
            "held" => Account::Held,
            word => {
                let (handle, agent) = (Handle::new(word)?, state.agent(&Handle::new(word)?));
                let pool = || state.pool(&handle).map(Account::Pool);
                agent.map(Account::Agent).or_else(pool).ok_or("nobody")?
            }
        })
    };
    let unit = |word: &str| state.unit_like(word).ok_or("no unit");
    let agent =
        |word: &str| -> Said<AgentIx> { Ok(state.agent(&Handle::new(word)?).ok_or("nobody")?) };
    let named = match what {
        "owed" | "decision" | "ballot" => Some(Handle::new(next()?)?),
        _ => None,
    };
    let thing = match (what, &named) {
        ("name", _) => Thing::Name,
        ("charter", _) => Thing::Charter,
        ("members", _) => Thing::Members,
        ("contributions", _) => Thing::Contributions,
        ("journal", _) => Thing::Journal,
        ("balance", _) => Thing::Balance { account: account(next()?)?, unit: unit(next()?)? },
        ("flow", _) => {
            Thing::Flow { from: account(next()?)?, to: account(next()?)?, unit: unit(next()?)? }
        }
        ("claim", _) => Thing::Claim(state.claim(next()?).ok_or("no claim")?),
        ("pool", _) => Thing::Pool(state.pool(&Handle::new(next()?)?).ok_or("no pool")?),
        ("owed", Some(class)) => Thing::Owed { class, holder: agent(next()?)? },
        ("decision", Some(decision)) => Thing::Decision(decision),
        ("ballot", Some(decision)) => Thing::Ballot { decision, voter: agent(next()?)? },
        _ => return Err("no such thing".into()),
    };
    let members = state.agents.iter().map(|(ix, _)| ix).filter(|ix| state.itself != Some(*ix));
    let viewers = std::iter::once(Viewer::Anyone).chain(members.map(Viewer::Member));
    let who = viewers.filter(|viewer| sees(state, desk.now, *viewer, thing)).map(|it| match it {
        Viewer::Anyone => "anyone".to_owned(),
        Viewer::Member(member) => name(state, member).to_string(),
    });
    let who: Vec<String> = who.collect();
    Ok(format!("  {}\n", if who.is_empty() { "nobody".to_owned() } else { who.join(", ") }))
}

fn records(state: &State) -> String {
    let mut said = String::new();
    for (iri, row) in &state.records {
        let stated: Vec<String> =
            row.properties.iter().map(|(name, it)| format!("{name} {}", stated(it))).collect();
        let (class, entry) = (row.class.word(), state.entry_of(row.revision).unwrap());
        said += &format!("  {class} {iri}: {}, by entry {entry}\n", stated.join(", "));
    }
    said
}

fn stated(it: &Stated) -> String {
    match it {
        Stated::Text(text) => text.clone(),
        other => format!("{other:?}"),
    }
}

/// Who gets what from the distribution that an entry holds.
pub fn shared(state: &State, entry: u64) -> Option<String> {
    let mut rows = state.distributions.iter();
    let (_, row) = rows.find(|(_, row)| row.entry == entry)?;
    let mut said = format!("entry {entry}\n");
    for payee in &row.payees {
        let amount = state.units.at(row.unit).say(payee.minor);
        said += &format!("  {} {amount}\n", name(state, payee.agent));
    }
    Some(said)
}

/// How many get how much from the distribution that an entry holds.
pub fn counted(state: &State, entry: u64) -> Option<String> {
    let mut rows = state.distributions.iter();
    let (_, row) = rows.find(|(_, row)| row.entry == entry)?;
    let mut amounts = BTreeMap::new();
    for payee in &row.payees {
        *amounts.entry(payee.minor).or_insert(0) += 1;
    }
    let mut said = format!("entry {entry}\n");
    for (minor, agents) in amounts {
        let amount = state.units.at(row.unit).say(minor);
        said += &format!("  {agents} agents {amount} each\n");
    }
    Some(said)
}
