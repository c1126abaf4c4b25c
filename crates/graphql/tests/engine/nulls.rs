//! Errors and null that is not allowed, after section 6.4.4 of the specification.

use crate::world::{Told, ask, codes, told};
use graphql::engine::Answer;
use serde_json::{Value, json};

/// A hero with friends, the second of whom has no name.
fn heroes(sdl_name: &'static str) -> (String, Told) {
    let sdl = format!(
        "type Query {{ hero: Hero }} type Hero {{ id: ID! name: String friends: {sdl_name} }} \
         type Friend {{ id: ID! name: String! tags: [String!] }}"
    );
    let world = Told::new()
        .tells("Query.hero", |_, _| Answer::Node(("Hero", 1)))
        .tells("Hero.id", |_, _| Answer::leaf("1"))
        .tells("Hero.name", |_, _| Answer::leaf("R2-D2"))
        .tells("Hero.friends", |_, _| Answer::nodes([("Friend", 1), ("Friend", 2), ("Friend", 3)]))
        .tells("Friend.id", |row, _| Answer::leaf(row.1.to_string()))
        .tells("Friend.name", |row, _| match row.1 {
            2 => Answer::failed("name_hidden: the name of `1002` is not told"),
            n => Answer::leaf(format!("f{n}")),
        })
        .tells("Friend.tags", |row, _| match row.1 {
            1 => Answer::List(vec![
                Answer::leaf("a"),
                Answer::failed("tag_lost: gone"),
                Answer::Null,
            ]),
            _ => Answer::List(vec![]),
        });
    (sdl, world)
}

const HERO: &str = "{ hero { name friends { id name } } }";

fn expected_error() -> Value {
    json!({
        "message": "name_hidden: the name of `1002` is not told",
        "locations": [{"line": 1, "column": 28}],
        "path": ["hero", "friends", 1, "name"],
        "extensions": {"code": "name_hidden"},
    })
}

#[test]
fn null_stops_at_the_nearest_place_that_may_be_null() {
    let friend = |n: u8| json!({"id": n.to_string(), "name": format!("f{n}")});
    for (friends, hero) in [
        ("[Friend]", json!({"name": "R2-D2", "friends": [friend(1), null, friend(3)]})),
        ("[Friend]!", json!({"name": "R2-D2", "friends": [friend(1), null, friend(3)]})),
        ("[Friend!]", json!({"name": "R2-D2", "friends": null})),
        ("[Friend!]!", Value::Null),
    ] {
        let (sdl, world) = heroes(friends);
        assert_eq!(
            told(&sdl, &world, HERO),
            json!({"errors": [expected_error()], "data": {"hero": hero}}),
            "{friends}"
        );
    }
}

#[test]
fn null_may_go_all_the_way_out() {
    let (sdl, world) = heroes("[Friend!]!");
    let sdl = sdl.replace("hero: Hero ", "hero: Hero! ");
    assert_eq!(told(&sdl, &world, HERO), json!({"errors": [expected_error()], "data": null}));
}

#[test]
fn items_that_may_not_be_null_take_their_list_with_them() {
    let (sdl, world) = heroes("[Friend!]!");
    let said = told(&sdl, &world, "{ hero { friends { tags } } }");
    assert_eq!(
        said["data"],
        json!({"hero": {"friends": [{"tags": null}, {"tags": []}, {"tags": []}]}})
    );
    let paths: Vec<_> =
        said["errors"].as_array().unwrap().iter().map(|error| error["path"].clone()).collect();
    assert_eq!(
        paths,
        [json!(["hero", "friends", 0, "tags", 1]), json!(["hero", "friends", 0, "tags", 2])]
    );
}

#[test]
fn a_null_that_nobody_announced_is_an_error_too() {
    let world = Told::new();
    let said = told("type Query { must: Int! }", &world, "{ must }");
    assert_eq!(said["data"], Value::Null);
    assert_eq!(said["errors"][0]["extensions"]["code"], "null_unexpected");
}

#[test]
fn errors_stand_in_the_order_of_the_response() {
    let sdl = "type Query { rows: [Row] late: Int } type Row { a: Int b: [Int] }";
    let fail = |_: &_, _: &_| Answer::failed("lost: gone");
    let world = Told::new()
        .tells("Query.rows", |_, _| Answer::nodes([("Row", 0), ("Row", 1)]))
        .tells("Query.late", fail)
        .tells("Row.a", fail)
        .tells("Row.b", |_, _| Answer::List(vec![Answer::leaf(1), Answer::failed("lost: too")]));
    let said = told(sdl, &world, "{ rows { b a } late }");
    let paths: Vec<_> =
        said["errors"].as_array().unwrap().iter().map(|error| error["path"].clone()).collect();
    assert_eq!(
        paths,
        [
            json!(["rows", 0, "b", 1]),
            json!(["rows", 0, "a"]),
            json!(["rows", 1, "b", 1]),
            json!(["rows", 1, "a"]),
            json!(["late"]),
        ]
    );
}

#[test]
fn errors_in_rows_of_several_types_keep_their_places() {
    let sdl = "interface I { x: Int! } type A implements I { x: Int! } type B implements I { x: Int! } \
        type Query { all: [[I]] }";
    let pair = || Answer::nodes([("A", 0), ("B", 1), ("C", 2), ("A", 3)]);
    let world = Told::new()
        .tells("Query.all", move |_, _| Answer::List(vec![Answer::Null, pair(), pair()]))
        .tells("A.x", |row, _| if row.1 == 3 { Answer::Null } else { Answer::leaf(1) })
        .tells("B.x", |_, _| Answer::failed("lost: gone"));
    let response = ask(sdl, &world, "{ all { x } }", json!({}));
    let row = json!([{"x": 1}, null, null, null]);
    assert_eq!(response.to_value()["data"], json!({"all": [null, row, row]}));
    assert_eq!(
        codes(&response),
        [
            "lost",
            "type_unexpected",
            "null_unexpected",
            "lost",
            "type_unexpected",
            "null_unexpected"
        ]
    );
    let places = |error: &Value| error["path"].to_string();
    assert_eq!(
        response.errors().iter().map(places).collect::<Vec<_>>(),
        [
            r#"["all",1,1,"x"]"#,
            r#"["all",1,2]"#,
            r#"["all",1,3,"x"]"#,
            r#"["all",2,1,"x"]"#,
            r#"["all",2,2]"#,
            r#"["all",2,3,"x"]"#
        ]
    );
}

#[test]
fn a_type_that_is_stricter_than_its_interface_is_asked_itself() {
    let sdl = "interface I { x: Int i: I } type A implements I { x: Int! i: A } type B implements I { x: Int i: I } \
        type Query { all: [I] }";
    let world = Told::new()
        .tells("Query.all", |_, _| Answer::nodes([("A", 0), ("B", 0)]))
        .tells("B.i", |_, _| Answer::Node(("B", 0)))
        .tells("A.i", |_, _| Answer::Node(("B", 0)));
    assert_eq!(told(sdl, &world, "{ all { x } }")["data"], json!({"all": [null, {"x": null}]}));
    let response = ask(sdl, &world, "{ all { i { __typename } } }", json!({}));
    // What stands in A.i is taken for an A, since nothing else is allowed there.
    assert_eq!(
        response.to_value()["data"],
        json!({"all": [{"i": {"__typename": "A"}}, {"i": {"__typename": "B"}}]})
    );
}

#[test]
fn answers_that_the_schema_does_not_allow_are_errors_and_not_answers() {
    let sdl = "enum E { A } scalar Any type O { x: Int } type Query { i: Int f: Float s: String b: Boolean id: ID e: E any: Any o: O l: [Int] }";
    for (field, answer) in [
        ("i", Answer::leaf(2_147_483_648_i64)),
        ("i", Answer::leaf("1")),
        ("i", Answer::leaf(1.5)),
        ("f", Answer::leaf("1.5")),
        ("s", Answer::leaf(1)),
        ("b", Answer::leaf(0)),
        ("id", Answer::leaf(1)),
        ("e", Answer::leaf("B")),
        ("i", Answer::Node(("O", 1))),
        ("i", Answer::List(vec![])),
        ("o", Answer::leaf("x")),
        ("o", Answer::List(vec![Answer::Node(("O", 1))])),
        ("l", Answer::leaf(1)),
        ("l", Answer::Node(("O", 1))),
    ] {
        let said = answer.clone();
        let key: &'static str = format!("Query.{field}").leak();
        let world = Told::new().tells(key, move |_, _| answer.clone());
        let selection = if field == "o" { "{ x }" } else { "" };
        let response = ask(sdl, &world, &format!("{{ {field} {selection} }}"), json!({}));
        assert_eq!(response.to_value()["data"], json!({ field: null }), "{field} {said:?}");
        assert_eq!(codes(&response), ["field_misanswered"], "{field} {said:?}");
    }
    for (field, value) in [
        ("i", json!(-2_147_483_648_i64)),
        ("f", json!(1)),
        ("f", json!(0.1)),
        ("s", json!("")),
        ("b", json!(true)),
        ("id", json!("x")),
        ("e", json!("A")),
        ("any", json!({"x": [1, null]})),
    ] {
        let key: &'static str = format!("Query.{field}").leak();
        let said = value.clone();
        let world = Told::new().tells(key, move |_, _| Answer::leaf(said.clone()));
        assert_eq!(told(sdl, &world, &format!("{{ {field} }}")), json!({"data": { field: value }}));
    }
}

#[test]
fn too_many_errors_are_counted_instead_of_told() {
    let world = Told::new().tells("Query.l", |_, _| {
        Answer::List((0..20_000).map(|n| Answer::failed(format_args!("lost: {n}"))).collect())
    });
    let response = ask("type Query { l: [Int] }", &world, "{ l }", json!({}));
    assert_eq!(response.errors().len(), 101);
    assert_eq!(response.errors()[99]["message"], "lost: 99");
    assert_eq!(
        response.errors()[100]["message"],
        "errors_left_out: 19900 more errors are not told; ask for less"
    );
}
