//! Timesheets become acts that a commons accepts, and the second time only what is new.
#![cfg(test)]

use std::collections::BTreeMap;

use commons::act::{Act, AddResource, AddResourceSpecification, LogEvent};
use commons::action::Action;
use commons::event::Standing;
use commons::name::{ActId, Code, Handle, Moment};
use commons::state::State;
use exchange::intake::{Changed, Intake, IntakeRefused, fold, from_table, known_as, scratch};
use exchange::table::{Row, read_timesheet};
use proptest::prelude::*;

const COMMONS: [u8; 16] = [7; 16];
const NOW: Moment = Moment(1_800_000_000_000);
const AUTHOR: [u8; 32] = [0; 32];

fn handle(text: &str) -> Handle {
    Handle::new(text).unwrap()
}

fn resource(name: &str, text: &str) -> (ActId, Act) {
    let add = AddResource::new(handle(text), name);
    let mut id = [0xff; 16];
    id[..text.len()].copy_from_slice(text.as_bytes());
    (ActId(id), Act::AddResource(Box::new(add)))
}

/// A commons with a lathe, two fields that are both called Field, and welding as a kind of work.
fn workshop() -> State {
    let mut state = scratch("Test", Code::new("CAD").unwrap(), 2, NOW).unwrap();
    let welding = AddResourceSpecification::new(handle("welding"), "Welding");
    let acts = [
        resource("The Lathe", "lathe"),
        resource("Field", "north"),
        resource("Field", "south"),
        (ActId([9; 16]), Act::AddResourceSpecification(Box::new(welding))),
    ];
    fold(&mut state, &acts, NOW).unwrap();
    state
}

fn rows(text: &str) -> Vec<Row> {
    read_timesheet(text.as_bytes()).unwrap()
}

fn take(state: &State, rows: &[Row]) -> Intake {
    from_table(state, COMMONS, rows, AUTHOR, NOW).unwrap()
}

/// Takes rows in, and checks that the same again is nothing.
fn took(state: &mut State, rows: &[Row]) -> Intake {
    let intake = take(state, rows);
    fold(state, &intake.acts, NOW).unwrap();
    let again = take(state, rows);
    assert_eq!(again, Intake { already: rows.len(), ..Intake::default() });
    intake
}

fn events(intake: &Intake) -> Vec<&LogEvent> {
    let events = intake.acts.iter().filter_map(|(_, act)| match act {
        Act::LogEvent(event) => Some(&**event),
        _ => None,
    });
    events.collect()
}

fn refused(text: &str) -> String {
    from_table(&workshop(), COMMONS, &rows(text), AUTHOR, NOW).unwrap_err().to_string()
}

#[test]
fn a_row_becomes_work_on_a_process() {
    let text = "date,agent,hours,on,role,note\n\
        2026-02-01,Ana López,2.5,Rice Terraces,Field Work,sowed\n\
        2026-02-01,Ana López,30 minutes,Rice Terraces,,\n";
    let intake = took(&mut workshop(), &rows(text));
    assert_eq!((intake.new, &*intake.new_agents), (2, &[handle("ana-lopez")][..]));
    let words: Vec<&str> = intake.acts.iter().map(|(_, act)| act.word()).collect();
    assert_eq!(words, ["agent", "process", "work", "work"]);
    let event = events(&intake)[0];
    assert_eq!(event.input_of, Some(handle("rice-terraces")));
    assert_eq!(event.effort.as_ref().unwrap().minor, 2_500_000);
    assert_eq!(event.role, Some(handle("field-work")));
    assert_eq!(event.note.as_deref(), Some("sowed"));
    assert_eq!(event.at, Some(Moment(1_769_904_000_000)));
    assert_eq!(events(&intake)[1].effort.as_ref().unwrap().unit.as_str(), "minute");
}

#[test]
fn agents_and_places_are_met_by_handle_and_by_name() {
    let mut state = workshop();
    took(&mut state, &rows("date,agent,hours,on\n2026-02-01,Ana López,1,Baking\n"));
    let text = "date,agent,hours,on,role\n\
        2026-02-02,ana-lopez,1,baking,welding\n\
        2026-02-03,ANA LÓPEZ,1,BAKING,\n\
        2026-02-04,Ana López,1,The lathe,\n\
        2026-02-05,Ana López,1,Lathe,\n\
        2026-02-06,Ana López,1,,\n";
    let intake = took(&mut state, &rows(text));
    assert_eq!(intake.acts.len(), 5, "only events");
    let events = events(&intake);
    assert_eq!(events[0].kind, Some(handle("welding")));
    assert_eq!(events[1].input_of, Some(handle("baking")));
    assert_eq!(events[2].resource, Some(handle("lathe")));
    assert_eq!(events[3].resource, Some(handle("lathe")));
    assert_eq!((&events[4].resource, &events[4].input_of), (&None, &None));
}

#[test]
fn addresses_are_recognised_and_stay_outside() {
    let mut state = workshop();
    let text = "date,agent,hours,on,note\n\
        2026-02-01,Ana <Ana@example.org>,1,,\n\
        2026-02-02,ana@example.org,1,,for ben@example.org\n\
        2026-02-03,ben@example.org,1,mail ben@example.org,\n\
        2026-02-04,x y@example.org,1,,\n";
    let intake = took(&mut state, &rows(text));
    assert_eq!(intake.new_agents, [handle("ana"), handle("ben"), handle("x")]);
    assert_eq!(events(&intake)[1].provider, Some(handle("ana")));
    let ana = state.agents.at(state.agent(&handle("ana")).unwrap());
    assert_eq!((&*ana.name, &*ana.known_as), ("Ana", &[known_as(COMMONS, "ana@example.org")][..]));
    let all = format!("{:?}", intake.acts);
    assert!(!all.contains("@example"), "{all}");
}

#[test]
fn other_actions_and_standings_are_kept() {
    let text = "date,agent,hours,on,action,standing\n\
        2026-02-01,ana,1,lathe,use,Gift\n\
        2026-02-01,ana,3 one,lathe,raise,\n\
        2026-02-01,ana,2,,deliver service,paid\n\
        2026-02-01,ana,2,Baking,deliver service,paid\n";
    let intake = took(&mut workshop(), &rows(text));
    let events = events(&intake);
    assert_eq!((events[0].action, events[0].standing), (Action::Use, Standing::Gift));
    assert_eq!(events[1].quantity.as_ref().unwrap().minor, 3_000_000);
    assert_eq!(events[1].effort, None);
    assert_eq!((events[3].action, events[3].standing), (Action::DeliverService, Standing::Paid));
    assert_eq!(events[3].input_of, Some(handle("baking")));
}

#[test]
fn equal_rows_are_as_many_as_there_are() {
    let mut state = workshop();
    let line = "2026-02-01,ana,1\n";
    let header = "date,agent,hours\n".to_owned();
    took(&mut state, &rows(&(header.clone() + line + line)));
    let intake = took(&mut state, &rows(&(header.clone() + line + line + line)));
    assert_eq!((intake.new, intake.already, intake.changed.len()), (1, 2, 0));
    // Written otherwise it is the same.
    let other = "who;when;unit;quantity\nAna;2026-02-01;Hours;1,00\n";
    assert_eq!(take(&state, &rows(other)).already, 1);
}

#[test]
fn a_changed_row_is_told_with_the_entry_it_may_replace() {
    let mut state = workshop();
    let header = "date,agent,hours,note\n".to_owned();
    let old = "2026-02-01,ana,1,\n2026-02-01,ana,2,weeding\n2026-02-02,ben,3,\n";
    took(&mut state, &rows(&(header.clone() + old)));
    let entry = state.entries - 2;
    // Weeding took three hours; a row put in on the same day is only new.
    let new = "2026-02-01,ana,1,\n2026-02-01,ana,3,weeding\n2026-02-02,ben,3,\n2026-02-02,ben,1,\n";
    let intake = take(&state, &rows(&(header.clone() + new)));
    assert_eq!((intake.new, intake.already), (2, 2));
    assert_eq!(intake.changed, [Changed { line: 3, entry: entry - 1 }]);
    // Once it is reversed, there is nothing to replace.
    let weeding = state.events.iter().find(|(_, event)| event.entry == entry - 1).unwrap().1.act;
    let mut without = state.clone();
    let back = Act::Reverse(commons::act::Reverse { act: weeding, reason: None });
    fold(&mut without, &[(ActId([5; 16]), back)], NOW).unwrap();
    assert_eq!(take(&without, &rows(&(header.clone() + new))).changed, []);
    // Another person's table replaces nothing.
    let other = take(&state, &rows(&(header + "2026-02-01,ana,5,\n")));
    assert_eq!(other.changed, []);
}

#[test]
fn equal_rows_that_change_are_all_told() {
    let mut state = workshop();
    let header = "date,agent,hours,note\n2026-02-02,ben,3,\n".to_owned();
    took(&mut state, &rows(&(header.clone() + &"2026-02-01,ana,1,weeds\n".repeat(2))));
    let last = state.entries - 1;
    let intake = take(&state, &rows(&(header + &"2026-02-01,ana,1,weeding\n".repeat(2))));
    let changed = [Changed { line: 3, entry: last - 1 }, Changed { line: 4, entry: last }];
    assert_eq!((intake.new, &*intake.changed), (2, &changed[..]));
}

#[test]
fn no_table_gives_a_name_to_two() {
    let mut state = workshop();
    let text = "date,agent,hours\n2026-02-01,Ana,1\n2026-02-01,ana@example.org,1\n";
    took(&mut state, &rows(text));
    let names: Vec<&str> = state.agents.iter().map(|(_, agent)| &*agent.name).collect();
    assert_eq!(names[2..], ["Ana", "ana-2"]);
    let text = "date,agent,hours\n2026-02-01,Ana <ana@old.org>,1\n";
    let refused = from_table(&state, COMMONS, &rows(text), AUTHOR, NOW).unwrap_err();
    assert!(refused.to_string().starts_with("agent_ambiguous: line 2: "), "{refused}");
}

#[test]
fn refusals_name_their_lines_in_order() {
    let text = "date,agent,hours,on,role,action,standing\n\
        2026-02-01,ana,1 furlong,,,dance,bribe\n\
        2026-02-01,ana,1 furlong,,,work,bribe\n\
        2026-02-01,ana,1 furlong,,木,work,\n\
        2026-02-01,ana,0.1234567,,木,,\n\
        2026-02-01,ana,1,field,木,,\n\
        2026-02-01,ana,1,Field,,,\n\
        2026-02-01,ana,0,,,,\n\
        2030-02-01,ana,1,,,,\n\
        2026-02-01,ana,1,Baking,,transfer,\n";
    let expected = [
        "action_unknown: line 2: there is no action `dance`; write `work`",
        "standing_unknown: line 3: `bribe` is no standing; write `contribution`, `gift` or `paid`",
        "unit_unknown: line 4: there is no unit `furlong`; add it with `subak unit add`, or write `hour`",
        "number_too_fine: `0.1234567` has more than 6 decimals; round it first (line 5)",
        "role_unusable: line 6: `木` cannot be a role; write it with letters from a to z",
        "place_ambiguous: line 7: several processes or resources are called `Field`; write the handle of the one that is meant",
        "quantity_not_positive: ",
        "event_in_future: ",
        "wrong_side: ",
    ];
    let told = refused(text);
    let told: Vec<&str> = told.lines().collect();
    assert_eq!(told.len(), expected.len());
    for ((told, expected), line) in told.iter().zip(expected).zip(2..) {
        assert!(told.starts_with(expected), "{told}");
        assert!(told.contains(&format!("line {line}")), "{told}");
    }
}

#[test]
fn a_name_that_several_have_is_refused() {
    let mut state = workshop();
    let text = "date,agent,hours\n2026-02-01,Jo K <a@example.org>,1\n2026-02-01,jo-k,1\n";
    took(&mut state, &rows(text));
    let rows = rows("date,agent,hours\n2026-02-01,kim@example.org,1\n2026-02-01,jo k,1\n");
    took(&mut state, &rows);
    // A second Jo K, told apart by another address.
    let second = [
        ("jo k", known_as(COMMONS, "b@example.org")),
        ("someone", known_as(COMMONS, "c@example.org")),
    ];
    for ((name, digest), n) in second.into_iter().zip(1..) {
        let person = commons::agent::AgentKind::Person;
        let add = commons::act::AddAgent {
            known_as: vec![digest],
            ..commons::act::AddAgent::new(handle(&format!("other-{n}")), person, name)
        };
        fold(&mut state, &[(ActId([n; 16]), Act::AddAgent(Box::new(add)))], NOW).unwrap();
    }
    let refused = from_table(&state, COMMONS, &rows, AUTHOR, NOW).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "agent_ambiguous: line 3: `jo k` may be more than one agent; write the handle of the one that is meant"
    );
    // With the handle the row is still known to be the same.
    let mut clear = rows;
    clear[1].agent = "JO-K".to_owned();
    assert_eq!(take(&state, &clear).already, 2);
}

#[test]
fn twenty_refusals_are_told_and_the_rest_counted() {
    let text = "date,agent,hours\n".to_owned() + &"2026-02-01,ana,1 furlong\n".repeat(23);
    let told = refused(&text);
    assert_eq!(told.lines().count(), 21);
    assert!(told.ends_with("line 21: there is no unit `furlong`; add it with `subak unit add`, or write `hour`\nand 3 more"));
}

#[test]
fn a_name_of_blanks_is_refused() {
    let mut rows = rows("date,agent,hours\n2026-02-01,ana,1\n");
    rows[0].agent = "\u{a0}".to_owned();
    let refused = from_table(&workshop(), COMMONS, &rows, AUTHOR, NOW);
    assert!(matches!(refused, Err(IntakeRefused::Rows(rows, 0)) if rows.len() == 1));
}

fn any_rows() -> impl Strategy<Value = Vec<Row>> {
    let agent = prop::sample::select(vec![
        "Ana",
        "ana",
        "Ana <ana@example.org>",
        "ana@example.org",
        "水",
        "氷",
        "north",
        "no name",
        "(no name)",
        "a@b.org c@d.org",
    ]);
    let on = prop::option::of(prop::sample::select(vec![
        "lathe", "Baking", "火", "ana", "水", "x@y.org",
    ]));
    let note = prop::option::of(prop::sample::select(vec!["sowed", "for z@example.org", ""]));
    let row = (agent, on, note, 0..2_i64, 1..3_i128);
    prop::collection::vec(row, 0..12).prop_map(|drawn| {
        let rows = drawn.into_iter().zip(2..).map(|((agent, on, note, day, hours), line)| Row {
            line,
            at_ms: day * Moment::DAY_MS,
            agent: agent.to_owned(),
            mantissa: hours,
            decimals: 0,
            unit: "hour".to_owned(),
            on: on.map(str::to_owned),
            role: None,
            note: note.map(str::to_owned),
            action: None,
            standing: None,
        });
        rows.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_table_is_accepted_in_any_two_helpings(
        whole in any_rows(),
        first in prop::collection::vec(any::<bool>(), 12),
    ) {
        let mut state = workshop();
        let mut first = first.into_iter();
        let part: Vec<Row> = whole.iter().filter(|_| first.next().unwrap()).cloned().collect();
        let early = took_if_clear(&mut state, &part);
        let Some(early) = early else { return Ok(()) };
        if early.new != part.len() { return Err(TestCaseError::fail("some rows were passed over")); }
        let Some(late) = took_if_clear(&mut state, &whole) else { return Ok(()) };
        prop_assert_eq!(early.new + late.new, whole.len());

        // All hours are there, each day's on its day.
        let mut hours: BTreeMap<i64, i128> = BTreeMap::new();
        for row in &whole {
            *hours.entry(row.at_ms).or_default() += row.mantissa * 1_000_000;
        }
        for (_, event) in state.events.iter() {
            *hours.entry(event.at.0).or_default() -= event.effort.unwrap().minor;
        }
        prop_assert!(hours.values().all(|left| *left == 0), "{hours:?}");
    }
}

/// As `took`; `None` if a name came to mean several.
fn took_if_clear(state: &mut State, rows: &[Row]) -> Option<Intake> {
    match from_table(state, COMMONS, rows, AUTHOR, NOW) {
        Ok(_) => {}
        Err(refused) if refused.to_string().contains("_ambiguous: ") => return None,
        Err(refused) => panic!("{refused}"),
    }
    let intake = take(state, rows);
    fold(state, &intake.acts, NOW).unwrap();
    let again = from_table(state, COMMONS, rows, AUTHOR, NOW).unwrap();
    assert_eq!((again.acts.len(), again.already), (0, rows.len()), "{rows:?}");
    Some(intake)
}
