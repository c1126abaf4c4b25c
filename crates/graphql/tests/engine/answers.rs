//! What is asked is answered, in the order and under the names it is asked in.

use crate::world::{Told, ask, codes, engine, told};
use graphql::engine::{Answer, Engine, Kind, SchemaRefused};
use graphql::limit::Limits;
use graphql::request::{Request, RequestRefused};
use serde_json::{Value, json};

const SDL: &str = "
    interface Being { name: String! }
    type Person implements Being { name: String! age: Int friends(first: Int = 2): [Being!]! }
    type Robot implements Being { name: String! model: Model }
    union Thing = Person | Robot
    enum Model { ONE TWO }
    type Query { person: Person being: Being things: [Thing] echo(text: String): String }
    type Mutation { add(name: String!): Person refuse: Person must: Person! }
    type Subscription { joined(name: String = \"ana\"): Person }
";

fn people() -> Told {
    let name = |row: &(&'static str, u64), _: &_| Answer::leaf(format!("{}-{}", row.0, row.1));
    Told::new()
        .tells("Query.person", |_, _| Answer::Node(("Person", 1)))
        .tells("Query.being", |_, _| Answer::Node(("Robot", 7)))
        .tells("Query.things", |_, _| {
            Answer::nodes([("Robot", 1), ("Person", 2), ("Robot", 3), ("Person", 4)])
        })
        .tells("Query.echo", |_, args| Answer::maybe(args.text("text")))
        .tells("Person.name", name)
        .tells("Robot.name", name)
        .tells("Person.age", |row, _| Answer::leaf(row.1 + 30))
        .tells("Robot.model", |_, _| Answer::leaf("TWO"))
        .tells("Person.friends", |row, args| {
            let first = u64::try_from(args.int("first").unwrap()).unwrap();
            Answer::nodes((1..=first).map(|friend| ("Person", 10 * row.1 + friend)))
        })
        .tells("Mutation.add", |_, _| Answer::Node(("Person", 9)))
        .tells("Mutation.refuse", |_, _| Answer::failed("name_taken: there is an `ana` already"))
        .tells("Mutation.must", |_, _| Answer::failed("vote_missing: ask first"))
        .tells("Subscription.joined", |row, _| Answer::Node(*row))
}

#[test]
fn names_aliases_and_order_are_as_asked() {
    let said = told(
        SDL,
        &people(),
        "{ b: person { age n: name } a: echo(text: \"x\") person { __typename } }",
    );
    assert_eq!(
        said.to_string(),
        r#"{"data":{"b":{"age":31,"n":"Person-1"},"a":"x","person":{"__typename":"Person"}}}"#
    );
}

#[test]
fn bytes_and_values_say_the_same() {
    let query = "{ things { ... on Robot { model } ... on Person { age } } }";
    let response = ask(SDL, &people(), query, json!({}));
    assert_eq!(serde_json::from_slice::<Value>(&response.to_bytes()).unwrap(), response.to_value());
    let failed = ask(SDL, &people(), "{ echo(text: \"\\\"é\\n\") nothing }", json!({}));
    assert_eq!(serde_json::from_slice::<Value>(&failed.to_bytes()).unwrap(), failed.to_value());
}

#[test]
fn fragments_apply_to_the_types_they_name() {
    let query = "
        { things { __typename ...Name ... on Robot { model } ... on Being { n: name } ... { t: __typename } } }
        fragment Name on Person { name ... on Robot { no: name } }";
    // A fragment that can never apply is refused, as the specification has it.
    assert_eq!(codes(&ask(SDL, &people(), query, json!({}))), ["query_invalid"]);
    let query = query.replace("... on Robot { no: name }", "");
    let robot =
        |n| json!({"__typename": "Robot", "model": "TWO", "n": format!("Robot-{n}"), "t": "Robot"});
    let person = |n| json!({"__typename": "Person", "name": format!("Person-{n}"), "n": format!("Person-{n}"), "t": "Person"});
    assert_eq!(
        told(SDL, &people(), &query),
        json!({"data": {"things": [robot(1), person(2), robot(3), person(4)]}})
    );
}

#[test]
fn fields_asked_twice_are_merged() {
    let query = "{ person { age } person { name friends(first: 1) { name } } ...More }
        fragment More on Query { person { friends(first: 1) { ... on Person { age } } } }";
    assert_eq!(
        told(SDL, &people(), query),
        json!({"data": {"person": {"age": 31, "name": "Person-1", "friends": [{"name": "Person-11", "age": 41}]}}})
    );
}

#[test]
fn skip_and_include_decide_by_variables() {
    let query = "query ($yes: Boolean!, $no: Boolean = false) { person { \
        a: age @skip(if: $yes) b: age @include(if: $yes) c: age @include(if: $no) d: age @skip(if: $no) \
        e: age @skip(if: $no) @include(if: $no) ... @include(if: $no) { f: age } ...G @skip(if: $yes) ...G } } \
        fragment G on Person { g: age }";
    assert_eq!(
        ask(SDL, &people(), query, json!({"yes": true})).to_value(),
        json!({"data": {"person": {"b": 31, "d": 31, "g": 31}}})
    );
}

#[test]
fn mutations_happen_one_after_the_other() {
    let engine = engine(SDL, Limits::default());
    let query = "mutation { x: add(name: \"x\") { name } refuse { name } y: add(name: \"y\") { age } __typename }";
    let ready = engine.prepare(&Request::new(query)).unwrap();
    assert_eq!(ready.kind(), Kind::Mutation);
    let mut world = people();
    let said = engine.mutate(&ready, &mut world).to_value();
    assert_eq!(
        world.changes,
        ["Mutation.add{\"name\":\"x\"}", "Mutation.refuse{}", "Mutation.add{\"name\":\"y\"}"]
    );
    assert_eq!(
        said["data"],
        json!({"x": {"name": "Person-9"}, "refuse": null, "y": {"age": 39}, "__typename": "Mutation"})
    );
    assert_eq!(said["errors"][0]["extensions"]["code"], "name_taken");
    assert_eq!(said["errors"][0]["path"], json!(["refuse"]));
    assert_eq!(codes(&engine.query(&ready, &world)), ["operation_changes"]);
}

#[test]
fn after_a_mutation_that_cannot_be_told_nothing_more_is_done() {
    let engine = engine(SDL, Limits::default());
    let ready =
        engine.prepare(&Request::new("mutation { must { name } add(name: \"x\") { name } }"));
    let mut world = people();
    let said = engine.mutate(&ready.unwrap(), &mut world).to_value();
    assert_eq!(said["data"], Value::Null);
    assert_eq!(world.changes, ["Mutation.must{}"]);
}

#[test]
fn a_subscription_says_what_it_waits_for_and_is_answered_event_by_event() {
    let engine = engine(SDL, Limits::default());
    let query = "subscription ($who: String) { j: joined(name: $who) { name age } }";
    let ready = engine.prepare(&Request::new(query)).unwrap();
    assert_eq!(ready.kind(), Kind::Subscription);
    let waiting = engine.subscribe(&ready).unwrap();
    assert_eq!((waiting.field.as_str(), waiting.args.text("name")), ("joined", Some("ana")));
    assert_eq!(
        engine.event(&ready, &people(), ("Person", 3)).to_value(),
        json!({"data": {"j": {"name": "Person-3", "age": 33}}})
    );
    assert_eq!(codes(&engine.query(&ready, &people())), ["operation_waits"]);
    let query = engine.prepare(&Request::new("{ person { name } }")).unwrap();
    assert_eq!(codes(&engine.subscribe(&query).unwrap_err()), ["operation_waits_for_nothing"]);
}

#[test]
fn the_schema_answers_for_itself() {
    let query = "query ($name: String!) { t: __type(name: $name) { name kind fields { name } } echo(text: \"e\") \
        __schema { queryType { name } } __typename }";
    assert_eq!(
        ask(SDL, &people(), query, json!({"name": "Robot"})).to_value(),
        json!({"data": {
            "t": {"name": "Robot", "kind": "OBJECT", "fields": [{"name": "name"}, {"name": "model"}]},
            "echo": "e", "__schema": {"queryType": {"name": "Query"}}, "__typename": "Query",
        }})
    );
}

#[test]
fn one_operation_of_several_is_meant() {
    let engine = engine(SDL, Limits::default());
    let several = "query A { echo(text: \"a\") } query B { echo(text: \"b\") }";
    let named = |name: &str| Request { operation_name: Some(name.into()), ..Request::new(several) };
    let ready = engine.prepare(&named("B")).unwrap();
    assert_eq!(engine.query(&ready, &people()).to_value(), json!({"data": {"echo": "b"}}));
    assert_eq!(codes(&engine.prepare(&named("C")).unwrap_err()), ["operation_unknown"]);
    assert_eq!(codes(&engine.prepare(&Request::new(several)).unwrap_err()), ["operation_unnamed"]);
}

#[test]
fn what_cannot_be_asked_is_refused_with_its_place() {
    let said = told(SDL, &people(), "{\n  person { name\n    surname }\n}");
    assert_eq!(said["errors"][0]["extensions"]["code"], "query_invalid");
    assert_eq!(said["errors"][0]["locations"], json!([{"line": 3, "column": 5}]));
    assert!(said.get("data").is_none());
    assert_eq!(codes(&ask(SDL, &people(), "{ person { ", json!({})))[0], "query_unreadable");
    assert_eq!(codes(&ask(SDL, &people(), "", json!({})))[0], "query_unreadable");
}

#[test]
fn a_field_that_nothing_answers_is_found_at_start() {
    let only_names = |_: &str, field: &str| (field == "name").then_some(());
    let refused = Engine::new(
        "type Query { name: Int a: Int b: A } type A { name: Int c: Int }",
        Limits::default(),
        only_names,
    );
    assert_eq!(
        refused.unwrap_err(),
        SchemaRefused::Unanswered {
            fields: vec!["Query.a".into(), "Query.b".into(), "A.c".into()]
        }
    );
    let wrong = Engine::new("type Query { name: Nothing }", Limits::default(), only_names);
    assert!(wrong.unwrap_err().to_string().starts_with("schema_wrong: "));
}

#[test]
fn defaults_that_never_end_are_found_at_start() {
    let found = |inputs: &str| {
        let sdl = format!("type Query {{ name(a: A): Int }} {inputs}");
        Engine::new(&sdl, Limits::default(), |_, _| Some(())).err()
    };
    let endless = |ty: &str| Some(SchemaRefused::Endless { ty: ty.into() });
    assert_eq!(found("input A { a: A = {} }"), endless("A"));
    assert_eq!(
        found("input C { a: A = {} } input A { b: [B] = {} } input B { a: A! = {} }"),
        endless("A")
    );
    assert_eq!(
        found(
            "input A { a: A = null as: [A!] = [] b: B = {} } input B { c: C = {} a: A } input C { n: Int = 3 }"
        ),
        None
    );
}

#[test]
fn bodies_are_read_or_refused_by_name() {
    let read = |body: &str| Request::from_json(body.as_bytes());
    let request = read(
        r#"{"query": "{ a }", "variables": {"x": 1.50}, "operationName": "A", "extensions": {}}"#,
    );
    let request = request.unwrap();
    assert_eq!(request.query, "{ a }");
    // Numbers keep their digits.
    assert_eq!(request.variables["x"].to_string(), "1.50");
    assert_eq!(request.operation_name.as_deref(), Some("A"));
    assert_eq!(
        read(r#"{"query": "{ a }", "variables": null, "operationName": null}"#).unwrap(),
        Request::new("{ a }")
    );
    for (body, name) in [
        ("{", "request_unreadable"),
        (&"[".repeat(100_000), "request_unreadable"),
        (r#"[{"query": "{ a }"}]"#, "batch_refused"),
        ("3", "request_no_object"),
        (r#"{"variables": {}}"#, "query_missing"),
        (r#"{"query": 3}"#, "query_missing"),
        (r#"{"query": "", "variables": []}"#, "variables_no_object"),
        (r#"{"query": "", "operationName": 3}"#, "operation_name_no_text"),
    ] {
        let refused = read(body).unwrap_err();
        assert!(refused.to_string().starts_with(&format!("{name}: ")), "{refused}");
    }
    assert_eq!(read("[]").unwrap_err(), RequestRefused::Batch);
}
