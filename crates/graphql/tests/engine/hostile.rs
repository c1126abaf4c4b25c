//! Those who mean it ill: nothing panics, nothing takes long, everything is refused by name.

use crate::world::{Told, codes, engine};
use graphql::engine::{Answer, Response};
use graphql::limit::Limits;
use graphql::request::Request;
use proptest::prelude::*;
use serde_json::{Value, json};

const SDL: &str = "
    scalar Any
    input In { in: In, list: [In] }
    type Query { q: Query s(t: String, i: Int, n: In, a: Any): String list: [Query] }
    type Mutation { s(t: String): String }
";

/// As if nobody counted bytes and tokens first, so that what comes after them is met.
fn boundless() -> Limits {
    Limits { text_bytes: usize::MAX, tokens: usize::MAX, ..Limits::default() }
}

fn outcome(query: String, variables: Value, limits: Limits) -> Response {
    let world = Told::new()
        .tells("Query.q", |_, _| Answer::Node(("Query", 0)))
        .tells("Query.s", |_, args| Answer::maybe(args.text("t")));
    let engine = engine(SDL, limits);
    let response = engine
        .prepare(&Request::new(query).with(variables))
        .map_or_else(|refused| refused, |ready| engine.query(&ready, &world));
    assert!(response.errors().len() <= limits.errors + 1);
    response
}

/// Both with the usual limits and without those on the text.
fn is_refused(query: &str, names: &[&str]) {
    for limits in [Limits::default(), boundless()] {
        let response = outcome(query.into(), json!({}), limits);
        let codes = codes(&response);
        assert!(response.is_refused() && names.contains(&codes[0].as_str()), "{codes:?}");
    }
}

#[test]
fn a_hundred_thousand_braces() {
    is_refused(&"{".repeat(100_000), &["query_too_long", "query_unreadable"]);
    is_refused(&"{ q ".repeat(100_000), &["query_too_long", "query_too_deep"]);
    is_refused(&"{ ... ".repeat(100_000), &["query_too_long", "query_too_deep"]);
    is_refused(&"}".repeat(100_000), &["query_too_long", "query_unreadable"]);
}

#[test]
fn a_hundred_thousand_brackets() {
    for open in ["[", "{in: ", "{list: ["] {
        let query = format!("{{ s(n: {}", open.repeat(100_000));
        is_refused(&query, &["query_too_long", "query_too_deep"]);
    }
    let ty = format!("query ($v: {}Int) {{ s }}", "[".repeat(100_000));
    is_refused(&ty, &["query_too_long", "query_too_deep"]);
}

#[test]
fn a_hundred_thousand_names_for_one_field() {
    let aliases: String = (0..100_000).map(|n| format!("a{n}:s ")).collect();
    is_refused(
        &format!("{{ {aliases} }}"),
        &["query_too_long", "query_too_many_tokens", "query_too_wide"],
    );
    let same = format!("{{ {} }}", "s ".repeat(100_000));
    is_refused(&same, &["query_too_long", "query_too_many_tokens", "query_too_wide"]);
}

#[test]
fn fragments_in_circles() {
    is_refused("{ ...A } fragment A on Query { q { ...A } }", &["query_invalid"]);
    is_refused("{ ...A } fragment A on Query { ...A }", &["query_invalid"]);
    let circle: String =
        (0..60).map(|n| format!("fragment F{n} on Query {{ s ...F{} }} ", (n + 1) % 60)).collect();
    is_refused(&format!("{{ ...F0 }} {circle}"), &["query_invalid"]);
}

#[test]
fn fragments_that_double_each_time() {
    // 2³⁰ fields when written out, in a text of a thousand bytes.
    let bomb: String = (0..30)
        .map(|n| format!("fragment F{n} on Query {{ ...F{m} ...F{m} }} ", m = n + 1))
        .collect();
    is_refused(
        &format!("{{ ...F0 }} {bomb} fragment F30 on Query {{ s }}"),
        &["query_too_wide", "query_invalid"],
    );
    let deep: String = (0..12)
        .map(|n| {
            format!(
                "fragment F{n} on Query {{ a: q {{ ...F{m} }} b: q {{ ...F{m} }} }} ",
                m = n + 1
            )
        })
        .collect();
    is_refused(&format!("{{ ...F0 }} {deep} fragment F12 on Query {{ s }}"), &["query_too_wide"]);
}

#[test]
fn fields_that_overlap_in_every_pair() {
    // Whether fields can be merged is asked of every pair of them, on every level.
    let level = |inner: &str| format!("q {{ {inner} }} ").repeat(30);
    let query = format!("{{ {} }}", level(&level("s")));
    let merged = json!({"data": {"q": {"q": {"s": null}}}});
    assert_eq!(outcome(query.clone(), json!({}), Limits::default()).to_value(), merged);
    is_refused(
        &query.replace("s }", "s s s }"),
        &["query_too_long", "query_too_many_tokens", "query_too_wide"],
    );
}

#[test]
fn a_thousand_operations_that_share_a_fragment() {
    let operations: String = (0..1_000).map(|n| format!("query Q{n} {{ ...F }} ")).collect();
    let query = format!("{operations} fragment F on Query {{ {} }}", "s ".repeat(1_000));
    is_refused(&query, &["query_too_many_tokens", "query_too_many_operations"]);
}

#[test]
fn numbers_and_texts_of_any_size() {
    let int = format!("{{ s(i: {}) }}", "9".repeat(50_000));
    is_refused(&int, &["query_invalid"]);
    let float = format!("{{ s(i: 1e{}) }}", "9".repeat(5_000));
    is_refused(&float, &["query_invalid"]);
    let text = "x".repeat(1_000_000);
    let given =
        outcome("query ($t: String) { s(t: $t) }".into(), json!({"t": text}), Limits::default());
    assert_eq!(given.to_value()["data"]["s"].as_str().map(str::len), Some(1_000_000));
    let literal = format!("{{ s(t: \"{text}\") }}");
    assert_eq!(codes(&outcome(literal.clone(), json!({}), Limits::default())), ["query_too_long"]);
    let literal = outcome(literal, json!({}), boundless());
    assert_eq!(literal.to_value()["data"]["s"].as_str().map(str::len), Some(1_000_000));
    let wrong = outcome(
        "query ($i: Int) { s(i: $i) }".into(),
        json!({"i": "x".repeat(1_000_000)}),
        Limits::default(),
    );
    assert!(wrong.to_bytes().len() < 1_000);
}

#[test]
fn ten_thousand_mistakes() {
    let mistakes = format!("{{ {} }}", "nothing ".repeat(9_000));
    is_refused(&mistakes, &["query_too_long", "query_too_many_tokens", "query_invalid"]);
}

#[test]
fn variables_by_the_thousand() {
    let declared: String = (0..300).map(|n| format!("$v{n}: Int = {n} ")).collect();
    let used: String = (0..300).map(|n| format!("a{n}: s(i: $v{n}) ")).collect();
    is_refused(&format!("query ({declared}) {{ {used} }}"), &["query_too_many_aliases"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is sent, something is answered.
    #[test]
    fn noise_is_answered(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "{", "}", "(", ")", "[", "]", ":", "!", "$", "@", "...", "=", "|", "&", "\"", "\"\"\"", "#", "\n", "\\",
                "\u{feff}", "é", "\0", "q", "s", "list", "on", "Query", "fragment", "query", "mutation", "subscription",
                "F", "skip", "if", "true", "null", "1", "-", "1.5e9", "__schema", "__typename", "__type", "$v", "i: ", "a:",
            ]),
            0..60,
        ),
    ) {
        let query = pieces.join(" ");
        let response = outcome(query, json!({"v": 1}), Limits::default());
        prop_assert!(serde_json::from_slice::<Value>(&response.to_bytes()).is_ok());
    }
}
