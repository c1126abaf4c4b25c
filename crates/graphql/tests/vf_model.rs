//! Pages, filters and look-ups against going through everything, on random events.

#![cfg(test)]

#[path = "vf/desk.rs"]
mod desk;

use commons::act::{Act, AddAgent, AddProcess, LogEvent};
use commons::action::Action;
use commons::agent::AgentKind;
use commons::event::Event;
use commons::name::{Code, Handle, Moment};
use commons::unit::Measure;
use desk::{Commons, NOW};
use exchange::valueflows::identity::own_iri;
use graphql::vf::Submit;
use proptest::prelude::*;
use serde_json::{Value, json};

const AGENTS: usize = 3;
const PROCESSES: usize = 2;

/// Work or a service by one agent for another, in a process, on a day, with a note.
#[derive(Debug, Clone)]
struct Row {
    provider: usize,
    receiver: usize,
    process: Option<usize>,
    service: Option<()>,
    day: i64,
    note: Option<&'static str>,
}

fn row() -> impl Strategy<Value = Row> {
    let note = prop::option::of(prop::sample::select(vec!["Bread", "bread and cake", "roof"]));
    let places = (0..AGENTS, 0..AGENTS, prop::option::of(0..PROCESSES));
    (places, prop::option::of(Just(())), 0..5i64, note).prop_map(
        |((provider, receiver, process), service, day, note)| Row {
            provider,
            receiver,
            process,
            service,
            day,
            note,
        },
    )
}

fn handle(kind: &str, number: usize) -> Handle {
    Handle::new(&format!("{kind}{number}")).unwrap()
}

fn day(day: i64) -> Moment {
    Moment(NOW.0 - 10 * Moment::DAY_MS + day * Moment::DAY_MS)
}

fn logged(row: &Row) -> Act {
    let action = if row.service.is_some() { Action::DeliverService } else { Action::Work };
    let mut wish = LogEvent::new(action);
    wish.provider = Some(handle("a", row.provider));
    wish.receiver = Some(handle("a", row.receiver));
    wish.input_of = row.process.map(|process| handle("p", process));
    wish.at = Some(day(row.day));
    wish.note = row.note.map(str::to_owned);
    let one = Measure { minor: 1_000_000, unit: Code::new("hour").unwrap() };
    wish.quantity = row.service.map(|()| one.clone());
    wish.effort = Some(one);
    Act::LogEvent(Box::new(wish))
}

fn peopled() -> Commons {
    let mut commons = Commons::new();
    let agents = (0..AGENTS).map(|number| {
        let wish = AddAgent::new(handle("a", number), AgentKind::Person, format!("A{number}"));
        Act::AddAgent(Box::new(wish))
    });
    let processes = (0..PROCESSES).map(|number| {
        Act::AddProcess(Box::new(AddProcess::new(handle("p", number), format!("P{number}"))))
    });
    (&mut commons).submit(agents.chain(processes).collect()).unwrap();
    commons
}

/// What is wanted of events.
#[derive(Debug, Clone)]
struct Wanted {
    providers: Option<Vec<usize>>,
    receivers: Option<Vec<usize>>,
    actions: Option<Vec<Action>>,
    search: Option<&'static str>,
    from: Option<i64>,
    to: Option<i64>,
}

fn wanted() -> impl Strategy<Value = Wanted> {
    let some = || prop::option::of(prop::collection::vec(0..AGENTS, 0..3));
    let actions = prop::sample::subsequence(vec![Action::Work, Action::DeliverService], 0..=2);
    let search = prop::option::of(prop::sample::select(vec!["BREAD", "cake", "x"]));
    let days = (prop::option::of(0..5i64), prop::option::of(0..5i64));
    (some(), some(), prop::option::of(actions), search, days).prop_map(
        |(providers, receivers, actions, search, (from, to))| Wanted {
            providers,
            receivers,
            actions,
            search,
            from,
            to,
        },
    )
}

impl Wanted {
    fn said(&self) -> Value {
        let ids = |all: &Option<Vec<usize>>| {
            all.as_ref().map(|all| all.iter().map(|it| format!("a{it}")).collect::<Vec<_>>())
        };
        let at = |at: Option<i64>| at.and_then(|at| exchange::moment::write_moment(day(at).0));
        let words = self.actions.as_ref();
        json!({
            "providerId": ids(&self.providers),
            "receiverId": ids(&self.receivers),
            "action": words.map(|all| all.iter().map(|it| it.word()).collect::<Vec<_>>()),
            "searchString": self.search,
            "startDate": at(self.from),
            "endDate": at(self.to),
        })
    }

    /// Whether an event is wanted, as anybody would say it.
    fn takes(&self, commons: &Commons, row: &Event) -> bool {
        let state = commons.book.state();
        let is = |agent, number: &usize| state.agents.at(agent).handle == handle("a", *number);
        let note = row.note().unwrap_or_default().to_lowercase();
        self.providers.as_ref().is_none_or(|all| all.iter().any(|it| is(row.provider, it)))
            && self.receivers.as_ref().is_none_or(|all| all.iter().any(|it| is(row.receiver, it)))
            && self.actions.as_ref().is_none_or(|all| all.contains(&row.action))
            && self.search.is_none_or(|search| note.contains(&search.to_lowercase()))
            && self.from.is_none_or(|from| row.at >= day(from))
            && self.to.is_none_or(|to| row.at <= day(to))
    }
}

/// Goes through all pages and answers with the ids in the order met, and the total that was told.
fn walked(commons: &mut Commons, query: &str, size: usize, filter: &Value) -> (Vec<String>, usize) {
    let forward = query.contains("first");
    let (mut met, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let said = json!({"size": size, "cursor": cursor, "filter": filter});
        let page = commons.ask(query, said)["it"].take();
        let ids = page["edges"].as_array().unwrap().iter();
        let ids = ids.map(|edge| edge["node"]["id"].as_str().unwrap().to_owned());
        let info = &page["pageInfo"];
        let more = match forward {
            true => {
                met.extend(ids);
                &info["hasNextPage"]
            }
            false => {
                met.splice(0..0, ids);
                &info["hasPreviousPage"]
            }
        };
        if more == false {
            return (met, usize::try_from(info["totalCount"].as_u64().unwrap()).unwrap());
        }
        cursor = info[if forward { "endCursor" } else { "startCursor" }].clone();
    }
}

const FORWARD: &str = "query($size: Int, $cursor: String, $filter: EconomicEventFilterParams) {
    it: economicEvents(first: $size, after: $cursor, filter: $filter) {
        edges { node { id } } pageInfo { startCursor endCursor hasNextPage hasPreviousPage totalCount } } }";
const BACKWARD: &str = "query($size: Int, $cursor: String, $filter: EconomicEventFilterParams) {
    it: economicEvents(last: $size, before: $cursor, filter: $filter) {
        edges { node { id } } pageInfo { startCursor endCursor hasNextPage hasPreviousPage totalCount } } }";

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages_under_a_filter_are_what_is_found_by_looking_at_everything(
        first in prop::collection::vec(row(), 0..12),
        later in prop::collection::vec(row(), 0..6),
        wanted in wanted(),
        size in 1..5usize,
    ) {
        let mut commons = peopled();
        // Look-ups are built for the one part and continued by the other.
        for rows in [first, later] {
            if !rows.is_empty() {
                (&mut commons).submit(rows.iter().map(logged).collect()).unwrap();
            }
            let rows = commons.book.state().events.iter();
            let found = rows.filter(|(_, row)| wanted.takes(&commons, row));
            let expected: Vec<String> = found.map(|(_, row)| own_iri("event", &row.act)).collect();
            for query in [FORWARD, BACKWARD] {
                let (met, total) = walked(&mut commons, query, size, &wanted.said());
                prop_assert_eq!(&met, &expected);
                prop_assert_eq!(total, expected.len());
            }
        }
    }

    #[test]
    fn edges_of_agents_and_processes_are_what_is_found_by_looking_at_everything(
        rows in prop::collection::vec(row(), 0..14),
    ) {
        let mut commons = peopled();
        if !rows.is_empty() {
            (&mut commons).submit(rows.iter().map(logged).collect()).unwrap();
        }
        for number in 0..AGENTS {
            let told = commons.ask(
                "query($id: ID!) { agent(id: $id) {
                    all: economicEvents(first: 100) { edges { node { id } } }
                    gave: economicEventsAsProvider(first: 100) { edges { node { id } } }
                    took: economicEventsAsReceiver(first: 100) { edges { node { id } } }
                    processes(first: 100) { edges { node { name } } } } }",
                json!({"id": format!("a{number}")}),
            );
            let state = commons.book.state();
            let agent = state.agent(&handle("a", number)).unwrap();
            let of = |is: &dyn Fn(&Event) -> bool| -> Value {
                let found = state.events.iter().filter(|(_, row)| is(row));
                found.map(|(_, row)| json!({"node": {"id": own_iri("event", &row.act)}})).collect()
            };
            prop_assert_eq!(&told["agent"]["all"]["edges"], &of(&|row| [row.provider, row.receiver].contains(&agent)));
            prop_assert_eq!(&told["agent"]["gave"]["edges"], &of(&|row| row.provider == agent));
            prop_assert_eq!(&told["agent"]["took"]["edges"], &of(&|row| row.receiver == agent));
            let took_part = |process: &usize| rows.iter().any(|row| {
                row.process == Some(*process) && [row.provider, row.receiver].contains(&number)
            });
            let processes: Value = (0..PROCESSES).filter(took_part).map(|it| json!({"node": {"name": format!("P{it}")}})).collect();
            prop_assert_eq!(&told["agent"]["processes"]["edges"], &processes);
        }
    }
}
