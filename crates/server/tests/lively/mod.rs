//! A commons in which a lot goes on: five people, three projects, a machine, material, incomes.

use commons::act::{
    Act, AddAgent, AddProcess, AddResource, AddResourceSpecification, Distribute, LogEvent,
    NewResource, SetEquation,
};
use commons::action::Action;
use commons::agent::AgentKind;
use commons::equation::{Equation, Rate};
use commons::name::{Code, Moment};
use commons::unit::Measure;
use quantity::Ratio;

use crate::site::{START, handle};

/// A key for somebody who can sign in.
pub fn key(of: &str) -> book::SecretKey {
    let mut bytes = [1; 32];
    for (byte, letter) in bytes.iter_mut().zip(of.bytes()) {
        *byte = letter;
    }
    book::SecretKey::from_bytes(bytes)
}

/// An amount in hundredths of a unit.
pub fn hundredths(figure: i128, unit: &str) -> Measure {
    Measure { minor: figure, unit: Code::new(unit).unwrap() }
}

/// Somebody new, who signs with [`key`].
pub fn person(name: &str, said: &str) -> Act {
    let wish = AddAgent::new(handle(name), AgentKind::Person, said);
    Act::AddAgent(Box::new(AddAgent { key: Some(key(name).public().to_bytes()), ..wish }))
}

/// A new project.
pub fn project(name: &str, said: &str, scope: Option<&str>) -> Act {
    let wish = AddProcess::new(handle(name), said);
    let began = Some(day(-60));
    Act::AddProcess(Box::new(AddProcess { in_scope_of: scope.map(handle), began, ..wish }))
}

/// So many days after the commons was founded.
pub fn day(days: i64) -> Moment {
    Moment(START + days * Moment::DAY_MS)
}

/// Hours of work on a project; `figure` in hundredths of an hour as the unit counts them.
pub fn work(who: &str, minor: i128, on: &str, role: Option<&str>, days: i64) -> LogEvent {
    LogEvent {
        provider: Some(handle(who)),
        effort: Some(hundredths(minor, "hour")),
        input_of: Some(handle(on)),
        role: role.map(handle),
        at: Some(day(days)),
        ..LogEvent::new(Action::Work)
    }
}

fn logged(event: LogEvent) -> Act {
    Act::LogEvent(Box::new(event))
}

fn equation() -> Equation {
    let hour = |value| Rate::new(Code::new("hour").unwrap(), Ratio::from_integer(value));
    let kilo = |value| Rate::new(Code::new("kg").unwrap(), Ratio::from_integer(value));
    let role = |name: &str, value| Rate { role: Some(handle(name)), ..hour(value) };
    Equation {
        work: vec![hour(20), role("design", 30), role("welding", 28)],
        material: vec![kilo(4)],
        usage: vec![hour(6)],
        ..Equation::founding(Code::new("CAD").unwrap())
    }
}

fn things() -> Vec<Act> {
    let kind = |name: &str, said: &str, unit: &str| {
        let wish = AddResourceSpecification::new(handle(name), said);
        let unit = Some(Code::new(unit).unwrap());
        Act::AddResourceSpecification(Box::new(AddResourceSpecification { unit, ..wish }))
    };
    let resource = |name: &str, said: &str, of: &str, who: &str| {
        let wish = AddResource::new(handle(name), said);
        let (kind, accountable) = (Some(handle(of)), Some(handle(who)));
        let location = Some("Workshop, bench 2".to_owned());
        Act::AddResource(Box::new(AddResource { kind, accountable, location, ..wish }))
    };
    vec![
        kind("steel", "Steel tube", "kg"),
        kind("machine", "Machine", "one"),
        kind("bicycle", "Bicycle", "one"),
        kind("flour", "Flour", "kg"),
        resource("tubes", "Steel tubes 25 mm", "steel", "ben"),
        resource("lathe", "Colchester lathe", "machine", "dara"),
    ]
}

fn raise(who: &str, resource: &str, minor: i128, unit: &str, days: i64) -> LogEvent {
    LogEvent {
        provider: Some(handle(who)),
        resource: Some(handle(resource)),
        quantity: Some(hundredths(minor, unit)),
        at: Some(day(days)),
        ..LogEvent::new(Action::Raise)
    }
}

fn takes(
    action: Action,
    who: &str,
    resource: &str,
    minor: i128,
    unit: &str,
    on: &str,
    days: i64,
) -> LogEvent {
    let measure = Some(hundredths(minor, unit));
    let (quantity, effort) = if action == Action::Use { (None, measure) } else { (measure, None) };
    LogEvent {
        provider: Some(handle(who)),
        resource: Some(handle(resource)),
        input_of: Some(handle(on)),
        quantity,
        effort,
        at: Some(day(days)),
        ..LogEvent::new(action)
    }
}

fn made(who: &str, from: &str, name: &str, said: &str, days: i64) -> LogEvent {
    LogEvent {
        provider: Some(handle(who)),
        output_of: Some(handle(from)),
        creates: Some(NewResource::new(handle(name), said)),
        kind: Some(handle("bicycle")),
        quantity: Some(hundredths(1_000_000, "one")),
        at: Some(day(days)),
        ..LogEvent::new(Action::Produce)
    }
}

/// An income that is shared.
pub fn income(minor: i128, target: Option<&str>, reference: &str) -> Act {
    Act::Distribute(Distribute {
        income: hundredths(minor, "CAD"),
        target: target.map(handle),
        reference: Some(reference.to_owned()),
    })
}

/// What Ana does to bring it all about.
pub fn acts() -> Vec<Act> {
    let group = AddAgent::new(handle("wheelers"), AgentKind::Organization, "Wheelers");
    let mut acts = vec![
        person("ben", "Ben Okafor"),
        person("chloe", "Chloé Tremblay"),
        person("dara", "Dara Sok"),
        person("emil", "Emil Novák"),
        Act::AddAgent(Box::new(group)),
        Act::SetEquation(Box::new(SetEquation { equation: equation() })),
        project("cargo-bike", "Cargo bike no. 4", Some("wheelers")),
        project("harvest", "Autumn harvest", None),
        project("kitchen", "Community kitchen", None),
    ];
    acts.extend(things());
    let people = ["ana", "ben", "chloe", "dara", "emil"];
    let roles = [Some("design"), Some("welding"), None, Some("care")];
    let mut events = vec![
        raise("ben", "tubes", 40_000_000_000, "kg", -50),
        raise("dara", "lathe", 1_000_000, "one", -49),
    ];
    for nth in 0..36_i64 {
        let at = usize::try_from(nth).unwrap();
        let who = people[(at * at + at / 3) % 5];
        let on = ["cargo-bike", "harvest", "cargo-bike", "kitchen"][at % 4];
        let minor = i128::from(1 + (nth * 7) % 6) * 1_000_000;
        events.push(work(who, minor, on, roles[(at / 3) % roles.len()], -40 + nth));
    }
    events.push(takes(Action::Consume, "ben", "tubes", 18_500_000_000, "kg", "cargo-bike", -25));
    events.push(takes(Action::Use, "dara", "lathe", 9_000_000, "hour", "cargo-bike", -20));
    events.push(made("ana", "cargo-bike", "bike-4", "Cargo bike 4", -2));
    acts.extend(events.into_iter().map(logged));
    acts.push(income(240_000, Some("bike-4"), "Sold to the bakery on Rue Ontario"));
    acts.push(income(36_050, Some("kitchen"), "Suppers in February"));
    acts.push(income(50_000, None, "Grant of the borough"));
    acts
}
