//! Limits, counted before anything is resolved.

use crate::world::{Told, codes, engine};
use graphql::engine::Answer;
use graphql::limit::Limits;
use graphql::request::Request;
use serde_json::{Value, json};

const SDL: &str = "
    type Query { rows(first: Int, last: Int): Rows row: Row plain: [Row] }
    type Rows { edges: [Edge] total: Int }
    type Edge { node: Row }
    type Row { id: Int row: Row rows(first: Int, last: Int): Rows }
";

fn few() -> Limits {
    Limits {
        text_bytes: 2_000,
        tokens: 300,
        operations: 2,
        depth: 5,
        fields: 40,
        aliases: 3,
        roots: 6,
        cost: 1_000,
        page: 30,
        list: 10,
        errors: 3,
    }
}

/// The stable name of the refusal, and how often anything was resolved.
fn outcome(query: &str, variables: Value, limits: Limits) -> (Vec<String>, usize) {
    let world = Told::new()
        .tells("Query.row", |_, _| Answer::Node(("Row", 1)))
        .tells("Query.plain", |_, _| Answer::nodes((0..10_000).map(|n| ("Row", n))))
        .tells("Row.id", |row, _| Answer::leaf(row.1));
    let engine = engine(SDL, limits);
    let response = engine
        .prepare(&Request::new(query).with(variables))
        .map_or_else(|refused| refused, |ready| engine.query(&ready, &world));
    let calls = world.calls.borrow().values().sum();
    (codes(&response), calls)
}

#[test]
fn what_is_just_within_the_limits_is_answered_and_one_more_is_not() {
    let roots = |n| format!("{{ {} }}", "...F ".repeat(n)) + " fragment F on Query { row { id } }";
    let spaces = |n: usize| format!("{{ row {{ id }} }}{}", " ".repeat(n - 14));
    for (name, within, beyond) in [
        ("query_too_long", spaces(2_000), spaces(2_001)),
        ("query_too_many_tokens", "{ row { id } }".into(), format!("{{ row {{ {} }} }}", "id ".repeat(298))),
        (
            "query_too_deep",
            "{ row { row { row { row { id } } } } }".into(),
            "{ row { row { row { row { row { id } } } } } }".into(),
        ),
        (
            "query_too_deep",
            "{ row { ...A } } fragment A on Row { row { ...B } } fragment B on Row { row { row { id } } }".into(),
            "{ row { row { ...A } } } fragment A on Row { row { ...B } } fragment B on Row { row { row { id } } }".into(),
        ),
        ("query_too_wide", format!("{{ row {{ {} }} }}", "id ".repeat(39)), format!("{{ row {{ {} }} }}", "id ".repeat(40))),
        (
            "query_too_many_operations",
            "{ ...F } fragment F on Query { row { id } }".into(),
            "query A { ...F } query B { ...F } query C { ...F } fragment F on Query { row { id } }".into(),
        ),
        ("query_too_wide", roots(6), roots(14)),
        ("query_too_many_aliases", "{ a: row { b: id c: id } }".into(), "{ a: row { b: id c: id d: id } }".into()),
        ("query_too_many_roots", roots(6), roots(7)),
        // 1 + 1 + n × (1 + 1 + 1): the connection, its edges, and for each edge itself, the node and its id.
        ("query_too_costly", rows(499), rows(500)),
    ] {
        assert_eq!(outcome(&within, json!({}), few()).0, [] as [String; 0], "{within}");
        let (refused, calls) = outcome(&beyond, json!({}), few());
        assert_eq!((refused.as_slice(), calls), (&[name.to_owned()][..], 0), "{beyond}");
    }
}

fn rows(first: u64) -> String {
    format!("{{ rows(first: {first}) {{ edges {{ node {{ id }} }} }} }}")
}

fn cost_of(query: &str, variables: Value) -> u64 {
    let engine = engine(SDL, Limits { cost: 0, ..Limits::default() });
    let refused = engine.prepare(&Request::new(query).with(variables)).unwrap_err();
    let said = refused.errors()[0]["message"].as_str().unwrap().to_owned();
    said.strip_prefix("query_too_costly: ").unwrap().split_once(' ').unwrap().0.parse().unwrap()
}

#[test]
fn pages_multiply_what_stands_in_them() {
    for (query, variables, cost) in [
        ("{ row { id } }", json!({}), 2),
        ("{ rows(first: 20) { total edges { node { id } } } }", json!({}), 1 + 1 + 1 + 20 * 2),
        ("{ rows(last: 20) { edges { node { id } } } }", json!({}), 1 + 1 + 20 * 2),
        // Without a length it is the usual page.
        ("{ rows { edges { node { id } } } }", json!({}), 1 + 1 + 30 * 2),
        ("{ rows(first: null) { edges { node { id } } } }", json!({}), 1 + 1 + 30 * 2),
        ("{ plain { id } }", json!({}), 1 + 10),
        (
            "query ($n: Int) { rows(first: $n) { edges { node { id } } } }",
            json!({"n": 7}),
            1 + 1 + 7 * 2,
        ),
        (
            "query ($n: Int) { rows(first: $n) { edges { node { id } } } }",
            json!({}),
            1 + 1 + 30 * 2,
        ),
        (
            "query ($n: Int = 3) { rows(first: $n) { edges { node { id } } } }",
            json!({}),
            1 + 1 + 3 * 2,
        ),
        ("{ rows(first: -1) { edges { node { id } } } }", json!({}), 1 + 1),
        (
            "{ rows(first: 20) { edges { node { rows(first: 10) { edges { node { id } } } } } } }",
            json!({}),
            1 + 1 + 20 * (1 + 1 + 1 + 10 * 2),
        ),
        (
            "{ rows(first: 20) { edges { ...E } } } fragment E on Edge { ... { node { id } } }",
            json!({}),
            1 + 1 + 20 * 2,
        ),
    ] {
        assert_eq!(cost_of(query, variables), cost, "{query}");
    }
}

#[test]
fn costs_that_no_number_holds_are_refused_all_the_same() {
    let nested = "rows(first: 2147483647) { edges { node { ".repeat(3);
    let query = format!("{{ {nested} id {} }}", "} } }".repeat(3));
    assert_eq!(cost_of(&query, json!({})), u64::MAX);
}

#[test]
fn lists_that_are_longer_than_they_were_taken_for_are_stopped() {
    let (refused, calls) = outcome("{ plain { id row { id } } }", json!({}), few());
    assert_eq!(refused, ["answer_too_long"]);
    assert_eq!(calls, 1);
}

#[test]
fn the_schema_is_not_told_a_thousand_times_over() {
    let types =
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }";
    let roomy = || Limits {
        tokens: 100_000,
        depth: 50,
        fields: 10_000,
        aliases: 10_000,
        cost: 100_000,
        ..Limits::default()
    };
    assert_eq!(outcome(types, json!({}), roomy()).0, ["introspection_too_deep"]);
    let by_name = "{ __type(name: \"Row\") { fields { type { ...F } } } } \
        fragment F on __Type { fields { type { ...G } } } fragment G on __Type { fields { name } }";
    assert_eq!(outcome(by_name, json!({}), roomy()).0, ["introspection_too_deep"]);
    let often = (0..500).map(|n| format!("a{n}: types {{ fields {{ args {{ name }} }} }} "));
    let wide = format!("{{ __schema {{ {} }} }}", often.collect::<String>());
    assert_eq!(outcome(&wide, json!({}), roomy()).0, ["query_too_costly"]);
}

/// What tools ask first; it must stay within the usual limits.
#[test]
fn the_usual_question_about_the_schema_is_answered() {
    let of_type = "ofType { kind name ".repeat(9) + &"}".repeat(9);
    let query = format!(
        "query IntrospectionQuery {{ __schema {{ description queryType {{ name }} mutationType {{ name }} \
         subscriptionType {{ name }} types {{ ...FullType }} directives {{ name description isRepeatable locations \
         args(includeDeprecated: true) {{ ...InputValue }} }} }} }} \
         fragment FullType on __Type {{ kind name description specifiedByURL fields(includeDeprecated: true) {{ name \
         description args(includeDeprecated: true) {{ ...InputValue }} type {{ ...TypeRef }} isDeprecated \
         deprecationReason }} inputFields(includeDeprecated: true) {{ ...InputValue }} interfaces {{ ...TypeRef }} \
         enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }} possibleTypes \
         {{ ...TypeRef }} }} \
         fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }} defaultValue isDeprecated \
         deprecationReason }} \
         fragment TypeRef on __Type {{ kind name {of_type} }}"
    );
    assert_eq!(outcome(&query, json!({}), Limits::default()), (vec![], 0));
    let commons = engine(graphql::schema::text().unwrap(), Limits::default());
    let ready =
        commons.prepare(&Request::new(query)).unwrap_or_else(|no| panic!("{}", no.to_value()));
    let told = commons.query(&ready, &Told::new()).to_value();
    assert!(told["data"]["__schema"]["types"].as_array().unwrap().len() > 100);
}
