//! Where a resource came from and where it went, event by event.
//!
//! Events join things: what goes into a process, what comes out of it, what passes from
//! one resource to another, what is given in an exchange and what arrives for it. A
//! resource hands on only what had come in by then; a process and an exchange gather
//! everything, whenever it was logged. Each event is met once, so loops end.

use std::collections::BTreeMap;

use crate::agreement::{AgreementIx, Side};
use crate::event::{Event, EventIx};
use crate::name::Moment;
use crate::process::ProcessIx;
use crate::resource::ResourceIx;
use crate::state::State;

/// What events join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// A resource.
    Resource(ResourceIx),
    /// A process.
    Process(ProcessIx),
    /// What is given on one side of an exchange.
    Exchange(AgreementIx, Side),
}

/// One event on the way from or to a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The event.
    pub event: EventIx,
    /// Where the way goes on; `None` where it ends: with work, a count, something given away.
    pub thing: Option<Thing>,
    /// The step it was met after; `None` beside the resource itself.
    pub after: Option<usize>,
}

/// The events that a resource came from, the nearest first.
///
/// This goes through all events; whoever asks again and again keeps [`Ways::back`].
#[must_use]
pub fn trace(state: &State, resource: ResourceIx) -> Vec<Step> {
    Ways::back(state).from(resource)
}

/// The events in which a resource went on, the nearest first.
///
/// This goes through all events; whoever asks again and again keeps [`Ways::forth`].
#[must_use]
pub fn track(state: &State, resource: ResourceIx) -> Vec<Step> {
    Ways::forth(state).from(resource)
}

/// The thing an event comes from and the thing it goes to.
type Ends = (Option<Thing>, Option<Thing>);

/// An event that leaves a thing, seen in the direction of the walk.
#[derive(Debug, Clone, Copy)]
struct Way {
    /// The walk passes through a resource only to what was not later than it came, in its direction.
    time: i64,
    event: EventIx,
    to: Option<Thing>,
}

/// The ways from every thing in one direction, in the order of time.
#[derive(Debug, Clone)]
pub struct Ways(BTreeMap<Thing, Vec<Way>>);

impl Ways {
    /// The ways to what things came from.
    #[must_use]
    pub fn back(state: &State) -> Self {
        Self::new(state, |(tail, head)| (head, tail), |at| at.0)
    }

    /// The ways to where things went.
    #[must_use]
    pub fn forth(state: &State) -> Self {
        Self::new(state, |ends| ends, |at| at.0.saturating_neg())
    }

    /// The events on the ways from a resource, the nearest first.
    #[must_use]
    pub fn from(&self, resource: ResourceIx) -> Vec<Step> {
        Walk { ways: self, taken: BTreeMap::new() }.from(resource)
    }

    fn new(state: &State, direct: impl Fn(Ends) -> Ends, time: impl Fn(Moment) -> i64) -> Self {
        let mut ways: BTreeMap<Thing, Vec<Way>> = BTreeMap::new();
        let standing = || {
            state
                .events
                .iter()
                .filter(|(ix, row)| row.corrects.is_none() && !is_taken_back(state, *ix))
        };
        let mut sides: BTreeMap<AgreementIx, u8> = BTreeMap::new();
        for (agreement, side) in standing().filter_map(|(_, row)| row.agreement) {
            *sides.entry(agreement).or_default() |= side as u8;
        }
        for (event, row) in standing() {
            // With one side only there is nothing in return that could be met.
            let exchange = row.agreement.filter(|(agreement, _)| sides.get(agreement) == Some(&3));
            for ends in ends(row, exchange) {
                if let (Some(from), to) = direct(ends) {
                    let way = Way { time: time(row.at), event, to };
                    ways.entry(from).or_default().push(way);
                }
            }
        }
        for ways in ways.values_mut() {
            ways.sort_by_key(|way| (way.time, way.event));
        }
        Self(ways)
    }
}

/// A walk, which takes each way once.
struct Walk<'a> {
    ways: &'a Ways,
    /// How many ways from each thing were taken.
    taken: BTreeMap<Thing, usize>,
}

impl Walk<'_> {
    fn from(mut self, resource: ResourceIx) -> Vec<Step> {
        let mut steps = Vec::new();
        self.take(Thing::Resource(resource), i64::MAX, None, &mut steps);
        let mut next = 0;
        while let Some((step, time)) = steps.get(next).copied() {
            if let Some(thing) = step.thing {
                self.take(thing, time, Some(next), &mut steps);
            }
            next += 1;
        }
        steps.into_iter().map(|(step, _)| step).collect()
    }

    /// Takes the ways from a thing that are open by then and were not taken before.
    fn take(
        &mut self,
        thing: Thing,
        time: i64,
        after: Option<usize>,
        steps: &mut Vec<(Step, i64)>,
    ) {
        let Some(ways) = self.ways.0.get(&thing) else { return };
        let taken = self.taken.entry(thing).or_default();
        let gathers = !matches!(thing, Thing::Resource(_));
        for way in ways.iter().skip(*taken).take_while(|way| gathers || way.time <= time) {
            steps.push((Step { event: way.event, thing: way.to, after }, way.time));
            *taken += 1;
        }
    }
}

fn is_taken_back(state: &State, event: EventIx) -> bool {
    let left = [state.net(event, |row| row.quantity), state.net(event, |row| row.effort)];
    left.iter().any(Option::is_some) && left.iter().flatten().all(|left| *left == 0)
}

/// The joins that an event makes: mostly one, two where it goes through an exchange from resource to resource.
fn ends(event: &Event, exchange: Option<(AgreementIx, Side)>) -> Vec<Ends> {
    let resource = event.resource.map(Thing::Resource);
    let to_resource = event.to_resource.map(Thing::Resource);
    let into = event.input_of.map(Thing::Process);
    let out_of = event.output_of.map(Thing::Process);
    match (into, out_of) {
        (Some(into), None) => return vec![(resource, Some(into))],
        (None, Some(out_of)) => return vec![(Some(out_of), to_resource.or(resource))],
        (Some(into), Some(out_of)) => return vec![(Some(out_of), Some(into))],
        (None, None) => {}
    }
    if let Some((agreement, side)) = exchange {
        let given = Thing::Exchange(agreement, side);
        let other = match side {
            Side::Primary => Thing::Exchange(agreement, Side::Reciprocal),
            Side::Reciprocal => Thing::Exchange(agreement, Side::Primary),
        };
        let gives = (resource, Some(given));
        let arrives = to_resource.map(|to| (Some(other), Some(to)));
        return std::iter::once(gives).chain(arrives).collect();
    }
    match (resource, to_resource) {
        (Some(from), Some(to)) => vec![(Some(from), Some(to))],
        (None, to) => vec![(None, to)],
        (Some(resource), None) if takes_away(event) => vec![(Some(resource), None)],
        (Some(resource), None) => vec![(None, Some(resource))],
    }
}

/// Whether an event with one resource and no process leads away from it.
fn takes_away(event: &Event) -> bool {
    use crate::action::Action as A;
    !matches!(event.action, A::Work | A::Produce | A::Raise | A::Modify | A::Dropoff | A::Separate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::Action;
    use crate::agent::{Agent, AgentIx, AgentKind};
    use crate::event::Standing;
    use crate::name::{ActId, Handle};
    use crate::process::Process;
    use crate::resource::Resource;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    const THINGS: usize = 4;

    fn handle(kind: &str, place: usize) -> Handle {
        Handle::new(&format!("{kind}{place}")).unwrap()
    }

    fn add_things(state: &mut State) -> AgentIx {
        for place in 0..THINGS {
            state.resources.add(Resource::new(handle("r", place), ""));
            state.processes.add(Process {
                handle: handle("p", place),
                name: String::new(),
                note: None,
                based_on: None,
                in_scope_of: None,
                planned_within: None,
                classified_as: Vec::new(),
                began: None,
                ended: None,
                finished: false,
                priority: None,
                iri: None,
            });
        }
        state.agents.add(Agent {
            handle: handle("a", 0),
            kind: AgentKind::Person,
            name: String::new(),
            note: None,
            image: None,
            location: None,
            classified_as: Vec::new(),
            iri: None,
            known_as: Vec::new(),
            keys: Vec::new(),
        })
    }

    /// What an event does: 0 consumes, 1 produces, 2 passes on, 3 works on a resource, 4 takes away.
    type Row = (u8, usize, usize, i64);

    fn state(rows: &[Row]) -> State {
        let mut state = State::default();
        let agent = add_things(&mut state);
        for (place, (what, one, other, at)) in rows.iter().enumerate() {
            let (resource, process) = (state.resources.ix(*one), state.processes.ix(*other));
            let (action, input_of, output_of, to_resource) = match what {
                0 => (Action::Consume, process, None, None),
                1 => (Action::Produce, None, process, None),
                2 => (Action::Transfer, None, None, state.resources.ix(*other)),
                3 => (Action::Work, None, None, None),
                _ => (Action::Consume, None, None, None),
            };
            state.events.add(Event {
                act: ActId([0; 16]),
                entry: place as u64,
                logged: Moment(0),
                author: agent,
                action,
                standing: Standing::Contribution,
                provider: agent,
                receiver: agent,
                at: Moment(*at),
                input_of,
                output_of,
                resource,
                to_resource,
                specification: None,
                quantity: None,
                effort: None,
                value: None,
                agreement: None,
                corrects: None,
                rest: None,
            });
        }
        state
    }

    /// Tail and head of a row, in letters.
    fn tail_and_head((what, one, other, _): Row) -> (String, String) {
        let (one, process, to) = (format!("r{one}"), format!("p{other}"), format!("r{other}"));
        match what {
            0 => (one, process),
            1 => (process, one),
            2 => (one, to),
            3 => (String::new(), one),
            _ => (one, String::new()),
        }
    }

    /// Adds rows until none is missing: a row belongs to the way back if something on it takes
    /// from where the row goes, not before the row.
    fn model(rows: &[Row], start: usize) -> BTreeSet<u64> {
        let mut found: BTreeSet<u64> = BTreeSet::new();
        loop {
            let before = found.len();
            for (place, row) in rows.iter().enumerate() {
                let head = tail_and_head(*row).1;
                let continued = found.iter().any(|later| {
                    let later = rows[*later as usize];
                    let tail = tail_and_head(later).0;
                    tail == head && (tail.starts_with('p') || row.3 <= later.3)
                });
                if head == format!("r{start}") || (continued && !head.is_empty()) {
                    found.insert(place as u64);
                }
            }
            if found.len() == before {
                return found;
            }
        }
    }

    fn entries(state: &State, steps: &[Step]) -> Vec<u64> {
        steps.iter().map(|step| state.events.at(step.event).entry).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn a_way_back_meets_each_event_that_leads_here_once(
            rows in prop::collection::vec((0..5u8, 0..THINGS, 0..THINGS, 0..6i64), 0..14)
        ) {
            let state = state(&rows);
            for start in 0..THINGS {
                let steps = trace(&state, state.resources.ix(start).unwrap());
                let met = entries(&state, &steps);
                let once: BTreeSet<u64> = met.iter().copied().collect();
                prop_assert_eq!(met.len(), once.len());
                prop_assert_eq!(once, model(&rows, start));
                for (place, step) in steps.iter().enumerate() {
                    prop_assert!(step.after.is_none_or(|after| after < place));
                }
            }
        }

        #[test]
        fn the_way_on_is_the_way_back_of_a_world_that_runs_backwards(
            rows in prop::collection::vec((0..5u8, 0..THINGS, 0..THINGS, 0..6i64), 0..14)
        ) {
            let reversed: Vec<Row> = rows
                .iter()
                .map(|(what, one, other, at)| match what {
                    0 => (1, *one, *other, -at),
                    1 => (0, *one, *other, -at),
                    2 => (2, *other, *one, -at),
                    3 => (4, *one, *other, -at),
                    _ => (3, *one, *other, -at),
                })
                .collect();
            let (forth, back) = (state(&rows), state(&reversed));
            for start in 0..THINGS {
                let on = entries(&forth, &track(&forth, forth.resources.ix(start).unwrap()));
                let from = entries(&back, &trace(&back, back.resources.ix(start).unwrap()));
                prop_assert_eq!(on, from);
            }
        }
    }

    #[test]
    fn what_came_in_later_did_not_go_out_before() {
        // Work on r0 on day 1, passed to r1 on day 2, more work on r0 on day 3.
        let state = state(&[(3, 0, 0, 1), (2, 0, 1, 2), (3, 0, 0, 3)]);
        let back = |place| entries(&state, &trace(&state, state.resources.ix(place).unwrap()));
        assert_eq!(back(1), [1, 0]);
        assert_eq!(back(0), [0, 2]);
    }
}
