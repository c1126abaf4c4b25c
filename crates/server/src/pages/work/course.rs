//! How value came into something and to whom it goes, as a Sankey diagram.

use std::collections::{BTreeMap, BTreeSet};

use commons::action::Action;
use commons::agent::AgentIx;
use commons::equity::{Credited, Equity, Target};
use commons::event::Event;
use commons::unit::UnitKind;
use maud::{Markup, html};
use quantity::{Rounding, mul_div};

use super::said;
use crate::chart::{self, Flow};
use crate::page;
use crate::site::Here;

/// How many of each kind of band end are told apart.
const APART: usize = 7;

/// Where a contribution passes: as what it was given, through which part, and to whom it counts. What it is called
/// stands before its handle, which tells it from what is called the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Stop {
    As(String),
    Through(String, String),
    Itself,
    Person(String, String),
}

impl Stop {
    fn through(here: &Here<'_>, target: Target) -> Self {
        let (handle, name) = said::named(here, target);
        Self::Through(name, handle.map(|it| it.to_string()).unwrap_or_default())
    }

    fn person(here: &Here<'_>, agent: AgentIx) -> Self {
        Self::Person(said::agent(here, agent), here.state.agents.at(agent).handle.to_string())
    }
}

/// The course of value: as what it was given, to which part of this, and whose it is.
#[must_use]
pub fn figure(here: &Here<'_>, target: Target, equity: &Equity) -> Markup {
    let mut ways: Vec<([Stop; 3], u64)> =
        equity.credits.iter().map(|credit| (way(here, target, credit), credit.weight)).collect();
    gather(here, &mut ways);
    let mut bands: BTreeMap<(Stop, Stop), u128> = BTreeMap::new();
    for ([how, through, person], weight) in ways {
        let mut add = |from: &Stop, to: &Stop| {
            *bands.entry((from.clone(), to.clone())).or_default() += u128::from(weight);
        };
        match through {
            Stop::Itself => add(&how, &Stop::Itself),
            through => {
                add(&how, &through);
                add(&through, &Stop::Itself);
            }
        }
        add(&Stop::Itself, &person);
    }
    let labels = labels(here, target, &bands);
    let flows: Vec<Flow> = bands
        .iter()
        .filter_map(|((from, to), weight)| {
            Some(Flow {
                from: labels.get(from)?.clone(),
                to: labels.get(to)?.clone(),
                value: drawn(*weight),
                said: amount(here, equity, *weight),
            })
        })
        .collect();
    let heads = [here.say("work-from"), here.say("work-to"), here.say("work-worth")];
    let [from, to, worth] = heads.each_ref().map(String::as_str);
    html! {
        (chart::sankey(&page::wording(here), &here.say("work-course"), [from, to, worth], &flows))
    }
}

#[expect(clippy::cast_precision_loss, reason = "a pen needs no more than 53 bits")]
fn drawn(weight: u128) -> f64 {
    weight as f64
}

/// What a part of all weight is worth.
fn amount(here: &Here<'_>, equity: &Equity, weight: u128) -> String {
    let all: u128 = equity.holders.iter().map(|holder| holder.weight).sum();
    let (weight, all) = (i128::try_from(weight), i128::try_from(all.max(1)));
    let minor = weight
        .ok()
        .zip(all.ok())
        .and_then(|(weight, all)| mul_div(equity.value, weight, all, Rounding::HalfUp));
    here.words.amount(here.state, minor.unwrap_or_default(), equity.unit)
}

fn way(here: &Here<'_>, target: Target, credit: &Credited) -> [Stop; 3] {
    let event = here.state.events.at(credit.event);
    let through = match credit.upstream {
        Some(upstream) => Stop::through(here, upstream),
        None => through(here, target, event),
    };
    [Stop::As(how(here, event)), through, Stop::person(here, credit.agent)]
}

/// The part of the target that an event went into, if it is not the target itself.
fn through(here: &Here<'_>, target: Target, event: &Event) -> Stop {
    let process = event.input_of.or(event.output_of).map(Target::Process);
    let resource = || event.resource.or(event.to_resource).map(Target::Resource);
    match process.or_else(resource) {
        Some(part) if part != target => Stop::through(here, part),
        _ => Stop::Itself,
    }
}

/// As what something was given: the role that was named, or what kind of giving it was.
fn how(here: &Here<'_>, event: &Event) -> String {
    if let Some(role) = event.role() {
        return here.words.say_with("work-as", &[("role", role.as_str().into())]);
    }
    let is_money =
        event.quantity.is_some_and(|it| here.state.units.at(it.unit).kind == UnitKind::Currency);
    here.say(match event.action {
        Action::Work | Action::DeliverService => "work-as-work",
        Action::Use => "work-as-use",
        Action::Cite => "work-as-citation",
        Action::Produce | Action::Modify => "work-as-making",
        _ if is_money => "work-as-money",
        _ => "work-as-material",
    })
}

/// Joins what is small, so that each step has few ends.
fn gather(here: &Here<'_>, ways: &mut [([Stop; 3], u64)]) {
    let others = [
        Stop::As(here.say("work-other-ways")),
        Stop::Through(here.say("work-other-parts"), String::new()),
        Stop::Person(here.say("work-all-others"), String::new()),
    ];
    for (step, other) in others.iter().enumerate() {
        let mut sums: BTreeMap<Stop, u128> = BTreeMap::new();
        for (stops, weight) in ways.iter() {
            if let Some(stop) = stops.get(step) {
                *sums.entry(stop.clone()).or_default() += u128::from(*weight);
            }
        }
        sums.remove(&Stop::Itself);
        let mut largest: Vec<(u128, Stop)> =
            sums.into_iter().map(|(stop, sum)| (sum, stop)).collect();
        largest.sort_by_key(|(sum, _)| std::cmp::Reverse(*sum));
        if largest.len() <= APART + 1 {
            continue;
        }
        let small: BTreeSet<Stop> = largest.into_iter().skip(APART).map(|(_, stop)| stop).collect();
        for (stops, _) in ways.iter_mut() {
            if let Some(stop) = stops.get_mut(step).filter(|stop| small.contains(*stop)) {
                *stop = other.clone();
            }
        }
    }
}

/// A label of its own for each end of a band: who is called like a role is told apart from it.
fn labels(
    here: &Here<'_>,
    target: Target,
    bands: &BTreeMap<(Stop, Stop), u128>,
) -> BTreeMap<Stop, String> {
    let stops = bands.keys().flat_map(|(from, to)| [from, to]);
    let stops: BTreeSet<&Stop> = stops.collect();
    let mut taken = BTreeSet::new();
    let mut labels = BTreeMap::new();
    for stop in stops {
        let itself = said::named(here, target).1;
        let (mut label, handle) = match stop {
            Stop::As(said) => (said.clone(), ""),
            Stop::Through(said, handle) | Stop::Person(said, handle) => {
                (said.clone(), handle.as_str())
            }
            Stop::Itself => (itself, ""),
        };
        if taken.contains(&label) && !handle.is_empty() {
            label = format!("{label} ({handle})");
        }
        while !taken.insert(label.clone()) {
            label.push('\u{2032}');
        }
        labels.insert(stop.clone(), label);
    }
    labels
}
