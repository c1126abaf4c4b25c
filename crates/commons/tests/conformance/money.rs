//! Lines of pages about charters and the money that flows by them.

use std::fmt::Write as _;
use std::path::Path;

use commons::account::{Account, AccountName};
use commons::act::{
    Act, AddAgent, AdoptCharter, Answer, AssignClaim, CatchUp, ChangeRole, Demand, Detail, Hold,
    Pay, PayOut, PayoutLine, Receive, RecordDecision, Report, Request, SettleHold, Word,
};
use commons::agent::AgentKind;
use commons::change::Change;
use commons::name::Handle;
use commons::state::State;
use commons::unit::Measure;

use crate::desk::{Desk, act_id, key};
use crate::say::{Said, Words, moment};

/// The acts of a line about money; `None` if it is about something else.
pub fn acts(state: &State, name: &str, words: &mut Words<'_>) -> Said<Option<Vec<Act>>> {
    let one = match name {
        "join" => return join(state, words).map(Some),
        "charter" => charter(words)?,
        "pay" => pay(state, words)?,
        "receive" => return receive(state, words).map(Some),
        "report" => report(state, words)?,
        "request" => request(state, words)?,
        "demand" => demand(state, words)?,
        "say" => answer(words)?,
        "hold" => hold(state, words)?,
        "settle" => settle(state, words)?,
        "decided" => decided(state, words)?,
        "becomes" => Act::ChangeRole(ChangeRole { holds: true, ..role(words)? }),
        "leaves" => Act::ChangeRole(role(words)?),
        "payout" => pay_out(state, words)?,
        "catchup" => Act::CatchUp(CatchUp {}),
        "assign" => assign(state, words)?,
        _ => return Ok(None),
    };
    Ok(Some(vec![one]))
}

/// Answers a line about money; `None` if it asks something else.
pub fn answers(desk: &Desk, name: &str, words: &mut Words<'_>) -> Said<Option<String>> {
    let state = &desk.state;
    let said = match name {
        "has" => has(desk, words)?,
        "owed" => owed(state, words)?,
        "released" => state.money.released.keys().map(|thing| format!("  {thing}\n")).collect(),
        "flow" => flow(desk, words)?,
        _ => return Ok(None),
    };
    Ok(Some(said))
}

/// The text of a charter of these tests, or of the library.
pub fn text(name: &str) -> Said<String> {
    let room = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = room.join("tests/charters").join(format!("{name}.charter"));
    let library = room.join("../../charters").join(format!("{name}.charter"));
    Ok(std::fs::read_to_string(if own.exists() { own } else { library })?)
}

/// `charter printer`, `charter printer use_fee 20%=25%`: with parts of the text replaced.
fn charter(words: &mut Words<'_>) -> Said<Act> {
    let mut text = text(words.need("the charter")?)?;
    let decided = words.named("decided").map(str::parse).transpose()?.map(act_id);
    while let Some((from, to)) = words.next_named() {
        assert!(text.contains(from), "the charter does not say `{from}`");
        text = text.replace(from, to);
    }
    let decided = decided.into_iter().collect();
    Ok(Act::AdoptCharter(Box::new(AdoptCharter { decided, ..AdoptCharter::new(text) })))
}

/// Agents who sign with a key each.
fn join(state: &State, words: &mut Words<'_>) -> Said<Vec<Act>> {
    let kind = words.named("kind").map(AgentKind::from_word);
    let kind = kind.unwrap_or(Some(AgentKind::Person)).ok_or("no kind")?;
    let agent = |(place, name): (usize, &str)| {
        let number = u8::try_from(state.agents.len() + place + 1)?;
        let wish = AddAgent::new(Handle::new(name)?, kind, name.to_owned());
        Ok(Act::AddAgent(Box::new(AddAgent { key: Some(key(number)), ..wish })))
    };
    words.all().into_iter().enumerate().map(agent).collect()
}

/// Everything named that is left: `material=3CAD`.
fn details(state: &State, words: &mut Words<'_>) -> Said<Vec<Detail>> {
    let mut details = Vec::new();
    while let Some((name, _)) = words.peek_named() {
        let amount = words.measure(state, name)?.ok_or("no amount")?;
        details.push(Detail { name: Handle::new(name)?, amount });
    }
    Ok(details)
}

fn amount(state: &State, words: &mut Words<'_>) -> Said<Measure> {
    words.next_measure(state)?.ok_or_else(|| "the amount is missing".into())
}

fn somebody(words: &mut Words<'_>) -> Said<Handle> {
    Ok(Handle::new(words.need("who")?)?)
}

/// `pay ben 10CAD from=kitchen`
fn pay(state: &State, words: &mut Words<'_>) -> Said<Act> {
    let to = somebody(words)?;
    Ok(Act::Pay(Box::new(Pay {
        to,
        amount: amount(state, words)?,
        from: words.handle("from")?,
        demand: words.number("demand")?.map(act_id),
        note: words.text("note"),
        details: details(state, words)?,
    })))
}

/// `receive till 25CAD ref=r1 from=shop material=3CAD`; with `times=303`, as often, each with a reference of its own.
fn receive(state: &State, words: &mut Words<'_>) -> Said<Vec<Act>> {
    let to = somebody(words)?;
    let times: Option<u32> = words.number("times")?;
    let wish = Receive {
        to,
        amount: amount(state, words)?,
        from: words.handle("from")?,
        reference: words.text("ref").unwrap_or_else(|| format!("r{}", state.entries)),
        note: words.text("note"),
        details: details(state, words)?,
    };
    let Some(times) = times else {
        return Ok(vec![Act::Receive(Box::new(wish))]);
    };
    let numbered = |number| {
        let reference = format!("{} {number}", wish.reference);
        Act::Receive(Box::new(Receive { reference, ..wish.clone() }))
    };
    Ok((1..=times).map(numbered).collect())
}

/// `report 52service for=ana`
fn report(state: &State, words: &mut Words<'_>) -> Said<Act> {
    Ok(Act::Report(Box::new(Report {
        amount: amount(state, words)?,
        about: words.handle("for")?,
        note: words.text("note"),
        details: details(state, words)?,
    })))
}

/// `request redeem 100regio for=ana`
fn request(state: &State, words: &mut Words<'_>) -> Said<Act> {
    Ok(Act::Request(Box::new(Request {
        name: Handle::new(words.need("the request")?)?,
        amount: words.next_measure(state)?,
        about: words.handle("for")?,
        note: words.text("note"),
        details: details(state, words)?,
    })))
}

/// `demand ana 10CAD to=pool until=2026-02-01`
fn demand(state: &State, words: &mut Words<'_>) -> Said<Act> {
    Ok(Act::Demand(Box::new(Demand {
        payer: somebody(words)?,
        amount: amount(state, words)?,
        to: words.handle("to")?,
        until: words.moment("until")?,
        note: words.text("note"),
        details: details(state, words)?,
    })))
}

/// `say accept 12`
fn answer(words: &mut Words<'_>) -> Said<Act> {
    let word = Word::from_word(words.need("the word")?).ok_or("no such word")?;
    let to = act_id(words.need("the entry")?.parse()?);
    Ok(Act::Answer(Answer { to, word }))
}

/// `hold ben 10CAD until=2026-02-01`
fn hold(state: &State, words: &mut Words<'_>) -> Said<Act> {
    Ok(Act::Hold(Box::new(Hold {
        to: somebody(words)?,
        amount: amount(state, words)?,
        from: words.handle("from")?,
        until: moment(words.named("until").ok_or("until when?")?)?,
        note: words.text("note"),
    })))
}

/// `settle 12 10CAD`; without an amount it is cancelled.
fn settle(state: &State, words: &mut Words<'_>) -> Said<Act> {
    Ok(Act::SettleHold(SettleHold {
        hold: act_id(words.need("the entry")?.parse()?),
        place: words.number("place")?.unwrap_or(0),
        commit: words.next_measure(state)?,
    }))
}

/// `decided spend for=ana request=100CAD`
fn decided(state: &State, words: &mut Words<'_>) -> Said<Act> {
    Ok(Act::RecordDecision(Box::new(RecordDecision {
        decision: Handle::new(words.need("the decision")?)?,
        about: words.handle("for")?,
        note: words.text("note"),
        details: details(state, words)?,
    })))
}

/// `becomes cook ana`, `leaves cook ana`
fn role(words: &mut Words<'_>) -> Said<ChangeRole> {
    let role = Handle::new(words.need("the role")?)?;
    Ok(ChangeRole { role, agent: somebody(words)?, holds: false })
}

/// `payout ref=batch1 ana=10CAD ben=3CAD`
fn pay_out(state: &State, words: &mut Words<'_>) -> Said<Act> {
    let reference = words.text("ref").unwrap_or_default();
    let note = words.text("note");
    let line = |detail: Detail| PayoutLine { agent: detail.name, amount: detail.amount };
    let lines = details(state, words)?.into_iter().map(line).collect();
    Ok(Act::PayOut(Box::new(PayOut { lines, reference, note })))
}

/// `assign payback ben 10CAD`
fn assign(state: &State, words: &mut Words<'_>) -> Said<Act> {
    Ok(Act::AssignClaim(Box::new(AssignClaim {
        class: Handle::new(words.need("the class")?)?,
        to: somebody(words)?,
        amount: amount(state, words)?,
        note: words.text("note"),
    })))
}

/// What agents and pools have, unit by unit.
fn has(desk: &Desk, words: &mut Words<'_>) -> Said<String> {
    let state = &desk.state;
    let mut said = String::new();
    for word in words.all() {
        let handle = Handle::new(word)?;
        let agent = state.agent(&handle).map(Account::Agent);
        let account = agent.or_else(|| state.pool(&handle).map(Account::Pool)).ok_or("nobody")?;
        let held = state.accounts.iter().filter(|(_, held, _)| *held == account);
        let balances: Vec<String> = held.map(|(unit, _, minor)| desk.says(unit, minor)).collect();
        let balances = if balances.is_empty() { "nothing".to_owned() } else { balances.join(", ") };
        writeln!(said, "  {word} {balances}")?;
    }
    Ok(said)
}

/// What is owed in classes: to each how much of how much.
fn owed(state: &State, words: &mut Words<'_>) -> Said<String> {
    let mut said = String::new();
    let in_all = words.named("all");
    for word in words.all() {
        let name = Handle::new(word)?;
        let Some(class) = state.money.owing.class(&name) else {
            writeln!(said, "  {word}: nobody is owed anything")?;
            continue;
        };
        for owed in class.owed().filter(|_| in_all.is_none()) {
            let holder = &state.agents.at(owed.holder).handle;
            let [paid, cap] = [owed.paid, owed.cap].map(|minor| owing(state, &name, minor));
            writeln!(said, "  {holder} {paid} of {cap}")?;
        }
        let [paid, cap] = [class.paid(), class.cap()].map(|minor| owing(state, &name, minor));
        writeln!(said, "  {word}: {paid} paid of {cap}")?;
    }
    Ok(said)
}

/// What the last act, or that of an entry, set in motion.
fn flow(desk: &Desk, words: &mut Words<'_>) -> Said<String> {
    let entry = words.next().map(str::parse).transpose()?;
    let mut said = String::new();
    for change in desk.flowed(entry) {
        let line = told(&desk.state, &change);
        said += &line;
    }
    Ok(said)
}

/// An amount of what a class owes, in figures.
fn owing(state: &State, class: &Handle, minor: i128) -> String {
    let rules = state.money.charters.last().and_then(|last| last.rules.as_ref());
    let claim = rules.and_then(|rules| {
        let claims = rules.model.claims.iter();
        claims.filter(|claim| *claim.name == *class.as_str()).map(|claim| claim.unit).next()
    });
    let unit = claim.and_then(|unit| rules?.units.get(unit.at()).copied());
    unit.map_or_else(|| minor.to_string(), |unit| state.units.at(unit).say(minor))
}

fn account(name: &AccountName) -> String {
    match name {
        AccountName::Outside(_) => "outside".to_owned(),
        AccountName::Undistributed(_) => "undistributed".to_owned(),
        AccountName::Issuer(_) => "issuer".to_owned(),
        AccountName::Held(_) => "held".to_owned(),
        AccountName::Agent(who) | AccountName::Pool(who) => who.to_string(),
        AccountName::Payable(who) => format!("bank of {who}"),
    }
}

fn told(state: &State, change: &Change) -> String {
    match change {
        Change::Moved(moved) => {
            let unit = state.unit(&moved.unit).unwrap();
            let fades = state.money.fading.contains_key(&unit);
            let amount =
                if fades { "some".to_owned() } else { state.units.at(unit).say(moved.minor) };
            format!("  {} -> {} {amount}\n", account(&moved.from), account(&moved.to))
        }
        Change::ClaimGrew(it) => {
            format!("  {}: {} is owed {}\n", it.class, it.holder, owing(state, &it.class, it.minor))
        }
        Change::ClaimPaid(it) => {
            format!(
                "  {}: {} was paid {}\n",
                it.class,
                it.holder,
                owing(state, &it.class, it.minor)
            )
        }
        Change::Released(it) if it.common => format!("  {} is common\n", it.thing),
        Change::Released(it) => format!("  {} is common no more\n", it.thing),
        _ => String::new(),
    }
}
