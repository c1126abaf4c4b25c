//! A field is asked once for all rows that stand beside each other.

use crate::world::{Told, engine};
use graphql::engine::Answer;
use graphql::limit::Limits;
use graphql::request::Request;
use std::collections::BTreeMap;

const SDL: &str = "
    interface Node { id: Int! next: Node }
    type A implements Node { id: Int! next: Node many(first: Int): [Node!] }
    type B implements Node { id: Int! next: Node }
    type Query { many(first: Int): [Node!] }
";

fn rows(count: u64) -> Told {
    let kind = |n: u64| if n.is_multiple_of(3) { ("B", n) } else { ("A", n) };
    let id = |row: &(&'static str, u64), _: &_| Answer::leaf(row.1);
    let next = move |row: &(&'static str, u64), _: &_| Answer::Node(kind(row.1 + 1));
    let many = move |_: &_, _: &_| Answer::nodes((0..count).map(kind));
    Told::new()
        .tells("Query.many", many)
        .tells("A.many", many)
        .tells("A.id", id)
        .tells("B.id", id)
        .tells("A.next", next)
        .tells("B.next", next)
}

fn calls(count: u64) -> BTreeMap<&'static str, usize> {
    let engine = engine(SDL, Limits::default());
    let query = "{ many(first: 1) { id next { id ... on A { many(first: 1) { id } } } } }";
    let world = rows(count);
    let response = engine.query(&engine.prepare(&Request::new(query)).unwrap(), &world);
    assert_eq!(response.errors(), [] as [serde_json::Value; 0]);
    world.calls.into_inner()
}

#[test]
fn calls_do_not_grow_with_rows() {
    let few = calls(7);
    assert_eq!(few, calls(150));
    assert_eq!((few["Query.many"], few["A.next"], few["B.next"]), (1, 1, 1));
    // Below `next` it is once for what is next to an A, and once for what is next to a B.
    assert_eq!(few["A.many"], 2);
}
