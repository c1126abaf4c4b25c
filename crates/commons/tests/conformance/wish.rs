//! What a line of a page wishes for.

use commons::act::{
    Act, AddAgent, AddAgreement, AddClaim, AddKey, AddProcess, AddProcessSpecification, AddRecord,
    AddResource, AddResourceSpecification, AddUnit, Describe, Distribute, FinishProcess, Found,
    LogEvent, NewResource, Reverse, ReviewEvent, ReviseRecord, RevokeKey, SetEquation,
    WithdrawRecord,
};
use commons::action::{Action, EventQuantity, ProcessSide};
use commons::agent::AgentKind;
use commons::agreement::Side;
use commons::contribution::{Provisional, Verdict};
use commons::description::Edit;
use commons::equation::{Equation, Equipment, Modulator, ModulatorKind, Rate, Step};
use commons::event::Standing;
use commons::name::{Code, Handle};
use commons::plan::{RecordClass, Stated};
use commons::state::State;
use commons::unit::{Conversion, Measure, UnitKind};
use quantity::Ratio;

use crate::desk::{act_id, founding, key};
use crate::say::{Said, Words, described, moment, ratio};

/// The acts of a line; `None` if the line asks and does not act.
pub fn acts(state: &State, name: &str, words: &mut Words<'_>) -> Said<Option<Vec<Act>>> {
    let one = match name {
        "agent" => return many(words, agent).map(Some),
        "kind" => return many(words, kind).map(Some),
        "resource" => return many(words, resource).map(Some),
        "process" => return many(words, process).map(Some),
        "crowd" => return crowd(words).map(Some),
        "found" => found(words)?,
        "addkey" => add_key(words)?,
        "revoke" => revoke_key(words)?,
        "unit" => unit(words)?,
        "stage" => stage(words)?,
        "finish" => finish(words)?,
        "agreement" => agreement(words)?,
        "record" => record(words)?,
        "revise" => revise(words)?,
        "withdraw" => withdraw(words)?,
        "describe" => describe(words)?,
        "claim" => claim(state, words)?,
        "log" => log(state, words)?,
        "accept" => review(words, Verdict::Accepted)?,
        "contest" => review(words, Verdict::Contested)?,
        "equation" => equation(state, words)?,
        "rate" => rate(state, words)?,
        "modulator" => modulator(state, words)?,
        "distribute" => distribute(state, words)?,
        "reverse" => reverse(words)?,
        _ => return Ok(None),
    };
    Ok(Some(vec![one]))
}

/// Several things of one sort, alike in all but their names.
fn many(words: &mut Words<'_>, one: fn(&str, &mut Words<'_>) -> Said<Act>) -> Said<Vec<Act>> {
    let (names, mut first) = (words.all(), None);
    for name in names {
        match &first {
            None => first = Some(vec![one(name, words)?]),
            Some(_) => first.iter_mut().for_each(|acts| {
                let mut act = acts[0].clone();
                rename(&mut act, name);
                acts.push(act);
            }),
        }
    }
    first.ok_or_else(|| "a name is missing".into())
}

/// So many agents, each with an hour of work for the commons.
fn crowd(words: &mut Words<'_>) -> Said<Vec<Act>> {
    let size: u32 = words.need("the size")?.parse()?;
    let names: Vec<String> = (1..=size).map(|n| format!("p{n}")).collect();
    let mut acts = Vec::new();
    for name in &names {
        acts.push(agent(name, words)?);
    }
    for name in &names {
        let mut wish = LogEvent::new(Action::Work);
        wish.provider = Some(Handle::new(name)?);
        wish.effort = Some(Measure { minor: 1_000_000, unit: Code::new("hour")? });
        acts.push(Act::LogEvent(Box::new(wish)));
    }
    Ok(acts)
}

fn rename(act: &mut Act, to: &str) {
    let handle = Handle::new(to).unwrap();
    let name = to.to_owned();
    match act {
        Act::AddAgent(wish) => (wish.handle, wish.name) = (handle, name),
        Act::AddResourceSpecification(wish) => (wish.handle, wish.name) = (handle, name),
        Act::AddResource(wish) => (wish.handle, wish.name) = (handle, name),
        Act::AddProcess(wish) => (wish.handle, wish.name) = (handle, name),
        _ => unreachable!("only these come in numbers"),
    }
}

/// The name people read: `name=`, or the handle.
fn called(words: &mut Words<'_>, handle: &str) -> String {
    words.text("name").unwrap_or_else(|| handle.to_owned())
}

fn long(words: &mut Words<'_>, name: &str) -> Said<Option<String>> {
    let length: Option<usize> = words.number(name)?;
    Ok(length.map(|length| "x".repeat(length)))
}

fn note(words: &mut Words<'_>) -> Said<Option<String>> {
    let long = long(words, "note-bytes")?;
    Ok(words.text("note").or(long))
}

fn signing_key(text: &str) -> Said<[u8; 32]> {
    Ok(key(text.parse()?))
}

fn found(words: &mut Words<'_>) -> Said<Act> {
    let mut wish = founding();
    wish.name = words.text("name").unwrap_or(wish.name);
    wish.founder_name = words.text("founder-name").unwrap_or(wish.founder_name);
    wish.handle = words.handle("handle")?.unwrap_or(wish.handle);
    wish.unit = words.code("unit")?.unwrap_or(wish.unit);
    wish.decimals = words.number("decimals")?.unwrap_or(wish.decimals);
    if let Some(number) = words.named("key") {
        wish.founder_key = signing_key(number)?;
    }
    Ok(Act::Found(Box::<Found>::new(wish)))
}

fn agent(name: &str, words: &mut Words<'_>) -> Said<Act> {
    let kind = words.named("kind").map(AgentKind::from_word);
    let kind = kind.unwrap_or(Some(AgentKind::Person)).ok_or("no kind")?;
    Ok(Act::AddAgent(Box::new(AddAgent {
        note: note(words)?,
        key: words.named("key").map(signing_key).transpose()?,
        ..AddAgent::new(Handle::new(name)?, kind, called(words, name))
    })))
}

fn add_key(words: &mut Words<'_>) -> Said<Act> {
    Ok(Act::AddKey(AddKey {
        agent: Handle::new(words.need("the agent")?)?,
        key: signing_key(words.need("the key")?)?,
    }))
}

fn revoke_key(words: &mut Words<'_>) -> Said<Act> {
    Ok(Act::RevokeKey(RevokeKey {
        agent: Handle::new(words.need("the agent")?)?,
        key: signing_key(words.need("the key")?)?,
    }))
}

fn unit(words: &mut Words<'_>) -> Said<Act> {
    let code = words.need("the code")?;
    let kind = words.named("kind").map(UnitKind::from_word);
    let factor = words.named("factor").map(ratio).transpose()?;
    let base = words.code("of")?.map(|of| Conversion { of, factor: factor.unwrap_or(Ratio::ONE) });
    let kind = kind.unwrap_or(Some(UnitKind::Amount)).ok_or("no kind")?;
    let decimals = words.number("decimals")?.unwrap_or(0);
    Ok(Act::AddUnit(AddUnit {
        base,
        ..AddUnit::new(Code::new(code)?, called(words, code), kind, decimals)
    }))
}

fn kind(name: &str, words: &mut Words<'_>) -> Said<Act> {
    let wish = AddResourceSpecification {
        note: note(words)?,
        unit: words.code("unit")?,
        unit_of_effort: words.code("effort")?,
        ..AddResourceSpecification::new(Handle::new(name)?, called(words, name))
    };
    Ok(Act::AddResourceSpecification(Box::new(wish)))
}

fn stage(words: &mut Words<'_>) -> Said<Act> {
    let name = words.need("the name")?;
    Ok(Act::AddProcessSpecification(AddProcessSpecification {
        note: note(words)?,
        ..AddProcessSpecification::new(Handle::new(name)?, called(words, name))
    }))
}

fn resource(name: &str, words: &mut Words<'_>) -> Said<Act> {
    Ok(Act::AddResource(Box::new(AddResource {
        note: note(words)?,
        kind: words.handle("kind")?,
        unit: words.code("unit")?,
        accountable: words.handle("accountable")?,
        stage: words.handle("stage")?,
        contained_in: words.handle("inside")?,
        ..AddResource::new(Handle::new(name)?, called(words, name))
    })))
}

fn process(name: &str, words: &mut Words<'_>) -> Said<Act> {
    Ok(Act::AddProcess(Box::new(AddProcess {
        note: note(words)?,
        based_on: words.handle("stage")?,
        in_scope_of: words.handle("scope")?,
        began: words.moment("began")?,
        ended: words.moment("ended")?,
        priority: words.text("priority"),
        ..AddProcess::new(Handle::new(name)?, called(words, name))
    })))
}

fn finish(words: &mut Words<'_>) -> Said<Act> {
    let process = Handle::new(words.need("the process")?)?;
    Ok(Act::FinishProcess(FinishProcess { process }))
}

fn agreement(words: &mut Words<'_>) -> Said<Act> {
    let name = words.need("the name")?;
    Ok(Act::AddAgreement(AddAgreement {
        note: note(words)?,
        ..AddAgreement::new(Handle::new(name)?, called(words, name))
    }))
}

fn record(words: &mut Words<'_>) -> Said<Act> {
    let class = words.need("the class")?;
    let long = long(words, "iri-bytes")?;
    let iri = words.next().map(str::to_owned).or(long);
    Ok(Act::AddRecord(AddRecord {
        class: RecordClass::from_word(class).ok_or("no class")?,
        iri: iri.unwrap_or_default(),
        properties: vec![("note".to_owned(), Stated::Text("kept".to_owned()))],
    }))
}

/// `revise urn-1 of=3 note=new title=x`
fn revise(words: &mut Words<'_>) -> Said<Act> {
    let iri = words.need("the identifier")?.to_owned();
    let revises = act_id(words.number("of")?.ok_or("of which entry?")?);
    let mut properties = Vec::new();
    while let Some((name, text)) = words.next_named() {
        properties.push((name.to_owned(), Stated::Text(text.to_owned())));
    }
    Ok(Act::ReviseRecord(ReviseRecord { iri, revises, properties }))
}

fn withdraw(words: &mut Words<'_>) -> Said<Act> {
    let iri = words.need("the identifier")?.to_owned();
    let revises = act_id(words.number("of")?.ok_or("of which entry?")?);
    Ok(Act::WithdrawRecord(WithdrawRecord { iri, revises }))
}

/// `describe ana note="away until May" image=nothing`: what is `nothing` is removed.
fn describe(words: &mut Words<'_>) -> Said<Act> {
    let mut wish = Describe::new(described(words.need("the thing")?)?);
    wish.revises = words.number("of")?.map(act_id);
    let long = long(words, "note-bytes")?;
    let mut text = |name: &str| edit(words.text(name));
    wish.name = text("name");
    wish.note = long.map_or_else(|| text("note"), Edit::Set);
    wish.image = text("image");
    wish.location = text("place");
    wish.tracking = text("tracking");
    wish.planned_within = text("plan");
    wish.bundled_in = text("bundle");
    wish.classified_as = match text("classified") {
        Edit::Keep => Edit::Keep,
        Edit::Remove => Edit::Remove,
        Edit::Set(list) => Edit::Set(list.split(',').map(str::to_owned).collect()),
    };
    for (name, edited) in
        [("began", &mut wish.began), ("ended", &mut wish.ended), ("created", &mut wish.created)]
    {
        *edited = match edit(words.text(name)) {
            Edit::Keep => Edit::Keep,
            Edit::Remove => Edit::Remove,
            Edit::Set(date) => Edit::Set(moment(&date)?),
        };
    }
    Ok(Act::Describe(Box::new(wish)))
}

fn edit(said: Option<String>) -> Edit<String> {
    match said.as_deref() {
        None => Edit::Keep,
        Some("nothing") => Edit::Remove,
        Some(text) => Edit::Set(text.to_owned()),
    }
}

fn claim(state: &State, words: &mut Words<'_>) -> Said<Act> {
    let triggered_by: Option<u64> = words.number("because")?;
    let iri = words.need("the identifier")?;
    Ok(Act::AddClaim(Box::new(AddClaim {
        provider: words.handle("from")?,
        receiver: words.handle("to")?,
        kind: words.handle("kind")?,
        quantity: words.next_measure(state)?,
        triggered_by: triggered_by.map(act_id),
        due: words.moment("due")?,
        ..AddClaim::new(iri, Action::Transfer)
    })))
}

/// `log work 3h by=ana on=frame role=design`
fn log(state: &State, words: &mut Words<'_>) -> Said<Act> {
    let action = words.need("the action")?;
    let action = Action::named(action).ok_or_else(|| format!("no action `{action}`"))?;
    let mut wish = LogEvent::new(action);
    match action.behaviour().quantity {
        EventQuantity::Resource => wish.quantity = words.next_measure(state)?,
        EventQuantity::Effort | EventQuantity::Both => wish.effort = words.next_measure(state)?,
    }
    wish.quantity = words.measure(state, "quantity")?.or(wish.quantity);
    wish.effort = words.measure(state, "effort")?.or(wish.effort);
    wish.value = words.measure(state, "worth")?;
    let standing = words.named("standing").map(Standing::from_word);
    wish.standing = standing.unwrap_or(Some(wish.standing)).ok_or("no standing")?;
    wish.provider = words.handle("by")?;
    wish.receiver = words.handle("to")?;
    wish.at = words.moment("date")?;
    wish.began = words.moment("began")?;
    wish.resource = words.handle("on")?;
    wish.to_resource = words.handle("into")?;
    wish.kind = words.handle("kind")?;
    wish.role = words.handle("role")?;
    wish.weight = words.number("weight")?;
    wish.state = words.text("state");
    wish.to_location = words.text("place");
    wish.note = note(words)?;
    wish.settles = words.text("settles").into_iter().collect();
    wish.corrects = words.number("corrects")?.map(act_id);
    wish.creates = creates(words)?;
    wish.agreement = agreed(words)?;
    let process = words.handle("process")?;
    match action.behaviour().side {
        ProcessSide::Output => wish.output_of = process,
        _ => wish.input_of = process,
    }
    wish.input_of = words.handle("input-of")?.or(wish.input_of);
    wish.output_of = words.handle("output-of")?.or(wish.output_of);
    Ok(Act::LogEvent(Box::new(wish)))
}

fn creates(words: &mut Words<'_>) -> Said<Option<NewResource>> {
    let Some(name) = words.named("makes") else {
        return Ok(None);
    };
    Ok(Some(NewResource::new(Handle::new(name)?, called(words, name))))
}

/// `deal=x` is what an exchange is about, `return=x` what is given for it.
fn agreed(words: &mut Words<'_>) -> Said<Option<(Handle, Side)>> {
    let primary = words.handle("deal")?.map(|deal| (deal, Side::Primary));
    let reciprocal = words.handle("return")?.map(|deal| (deal, Side::Reciprocal));
    Ok(primary.or(reciprocal))
}

fn entry(words: &mut Words<'_>) -> Said<u64> {
    Ok(words.need("the entry")?.parse()?)
}

fn review(words: &mut Words<'_>, verdict: Verdict) -> Said<Act> {
    Ok(Act::ReviewEvent(ReviewEvent {
        event: act_id(entry(words)?),
        verdict,
        reason: words.next().map(str::to_owned).or(note(words)?),
        quality: words.named("quality").map(ratio).transpose()?,
    }))
}

fn reverse(words: &mut Words<'_>) -> Said<Act> {
    Ok(Act::Reverse(Reverse {
        act: act_id(entry(words)?),
        reason: words.next().map(str::to_owned).or(note(words)?),
    }))
}

fn distribute(state: &State, words: &mut Words<'_>) -> Said<Act> {
    Ok(Act::Distribute(Distribute {
        income: words.next_measure(state)?.ok_or("the income is missing")?,
        target: words.handle("for")?,
        reference: note(words)?,
    }))
}

fn in_force(state: &State) -> Equation {
    let founding = || Equation::founding(founding().unit);
    state.equation.clone().unwrap_or_else(founding)
}

fn set(equation: Equation) -> Act {
    Act::SetEquation(Box::new(SetEquation { equation }))
}

/// Changes settings of the equation in force.
fn equation(state: &State, words: &mut Words<'_>) -> Said<Act> {
    let mut equation = in_force(state);
    equation.name = words.text("name").unwrap_or(equation.name);
    equation.unit = words.code("unit")?.unwrap_or(equation.unit);
    if let Some(word) = words.named("equipment") {
        equation.equipment = Equipment::from_word(word).ok_or("no such policy")?;
    }
    if let Some(word) = words.named("provisional") {
        equation.provisional = Provisional::from_word(word).ok_or("no such rule")?;
    }
    let contest_days = words.number("contest-days")?;
    equation.contest_days = contest_days.unwrap_or(equation.contest_days);
    equation.filter.roles = words.handles("roles")?;
    equation.filter.kinds = words.handles("kinds")?;
    equation.filter.without = words.handles("without")?;
    Ok(set(equation))
}

/// `rate work 25 per=hour role=design`
fn rate(state: &State, words: &mut Words<'_>) -> Said<Act> {
    let mut equation = in_force(state);
    let rates = match words.need("what it is a rate of")? {
        "work" => &mut equation.work,
        "material" => &mut equation.material,
        "use" => &mut equation.usage,
        "production" => &mut equation.production,
        "citation" => &mut equation.citation,
        other => return Err(format!("nothing has a rate of {other}").into()),
    };
    let value = ratio(words.need("the rate")?)?;
    rates.push(Rate {
        role: words.handle("role")?,
        kind: words.handle("kind")?,
        agent: words.handle("agent")?,
        resource: words.handle("resource")?,
        per: words.code("per")?.ok_or("per what?")?,
        value,
    });
    Ok(set(equation))
}

/// `modulator quality 0.5=0.8 1=1`, `modulator priority high=2`
fn modulator(state: &State, words: &mut Words<'_>) -> Said<Act> {
    let mut equation = in_force(state);
    let kind = words.need("the modulator")?;
    let kind = ModulatorKind::from_word(kind).ok_or("no such modulator")?;
    let mut steps = Vec::new();
    while let Some((at, factor)) = words.next_named() {
        let word = (kind == ModulatorKind::Priority).then(|| Handle::new(at));
        steps.push(Step {
            from: word.is_none().then(|| ratio(at)).transpose()?.unwrap_or(Ratio::ZERO),
            word: word.transpose()?,
            factor: ratio(factor)?,
        });
    }
    equation.modulators.push(Modulator { kind, steps });
    Ok(set(equation))
}
