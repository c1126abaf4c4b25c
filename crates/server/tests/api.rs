//! The address for programs: who is answered, what is done once, and what is new.
#![cfg(test)]

mod site;

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use book::now;
use serde_json::{Value, json};
use site::{Browser, Served, handle};
use tower::ServiceExt;

const LOG: &str = r#"mutation($note: String) {
  createEconomicEvent(event: { action: "work", note: $note, effortQuantity: { hasNumericalValue: "3", hasUnit: "hour" } }) {
    economicEvent { id note effortQuantity { hasNumericalValue } }
  }
}"#;

async fn ask(browser: &mut Browser, body: &Value, headers: &[(&str, &str)]) -> (StatusCode, Value) {
    let mut request = Request::post("/graphql").header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = browser.send(request, Body::from(body.to_string())).await;
    (
        answer.status,
        serde_json::from_str(&answer.text).unwrap_or_else(|_| panic!("{}", answer.text)),
    )
}

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("{answer}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_reads_and_writes_and_a_key_makes_it_once() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    let body = json!({ "query": LOG, "variables": { "note": "a <b>bold</b> note" } });
    let once = [("idempotency-key", "00112233445566778899aabbccddeeff")];
    let (status, first) = ask(&mut ana, &body, &once).await;
    assert_eq!(status, StatusCode::OK);
    let event = &first["data"]["createEconomicEvent"]["economicEvent"];
    assert_eq!(event["effortQuantity"]["hasNumericalValue"], json!("3"), "{first}");
    let entries = served.site.keeper.read(|state| state.entries).unwrap();
    let (_, again) = ask(&mut ana, &body, &once).await;
    assert_eq!(again, first);
    assert_eq!(served.site.keeper.read(|state| state.entries).unwrap(), entries);
    let all = json!({ "query": "{ economicEvents { pageInfo { totalCount } edges { node { note } } } }" });
    let (_, read) = ask(&mut ana, &all, &[]).await;
    assert_eq!(read["data"]["economicEvents"]["edges"][0]["node"]["note"], "a <b>bold</b> note");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_signs_in_by_a_token_and_nobody_else_is_told_anything() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    let cookie = ana.cookies.values().next().unwrap().clone();
    let session = served.site.gate.enter(&cookie, now()).unwrap().unwrap();
    let token = served.site.gate.grant(&session, "a script", now()).unwrap();
    let bearer = format!("Bearer {}", *token.reveal());
    let mut program = served.visitor();
    let body = json!({ "query": "{ agents { edges { node { name } } } }" });
    let (status, told) = ask(&mut program, &body, &[]).await;
    assert_eq!((status, code(&told)), (StatusCode::UNAUTHORIZED, "sign_in_first"));
    let (status, told) = ask(&mut program, &body, &[("authorization", &bearer)]).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    assert!(told.to_string().contains("Ana"), "{told}");
    // The schema is no secret: programs are made from it.
    let schema = json!({ "query": "{ __schema { queryType { name } } }" });
    assert_eq!(ask(&mut program, &schema, &[]).await.0, StatusCode::OK);
    let written = json!({ "query": LOG });
    let (status, told) = ask(&mut program, &written, &[]).await;
    assert_eq!((status, code(&told)), (StatusCode::UNAUTHORIZED, "sign_in_first"));
    served.site.gate.end_all(&handle("ana")).unwrap();
    let (status, _) = ask(&mut program, &body, &[("authorization", &bearer)]).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(ana.get("/").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_is_refused_by_name() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    // What a form of another page can send.
    let form = Request::post("/graphql").header("content-type", "text/plain");
    let answer = ana.send(form, Body::from(json!({ "query": LOG }).to_string())).await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let (down, up) = ("economicEvents { edges { node { provider { ", " } } } }");
    let deep = format!("{{ {}id{} }}", down.repeat(8), up.repeat(8));
    for (body, status, name) in [
        (json!([{ "query": "{ agents }" }]), StatusCode::BAD_REQUEST, "batch_refused"),
        (json!({ "query": deep }), StatusCode::OK, "query_too_deep"),
        (json!({ "query": "{" }), StatusCode::OK, ""),
    ] {
        let (found, told) = ask(&mut ana, &body, &[]).await;
        assert_eq!(found, status, "{told}");
        assert!(name.is_empty() || code(&told) == name, "{told}");
        assert!(told.get("data").is_none(), "{told}");
    }
    let key = [("idempotency-key", "twice")];
    let (status, told) = ask(&mut ana, &json!({ "query": LOG }), &key).await;
    assert_eq!((status, code(&told)), (StatusCode::BAD_REQUEST, "key_unreadable"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_is_streamed_as_it_comes() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    let body = json!({ "query": "subscription { entryAdded { entry word } }" });
    let request = Request::post("/graphql")
        .header("content-type", "application/json")
        .header("accept", "text/event-stream")
        .header("cookie", ana.cookie_line())
        .body(Body::from(body.to_string()))
        .unwrap();
    let answer = ana.router().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let mut stream = answer.into_body().into_data_stream();
    ask(&mut ana, &json!({ "query": LOG }), &[]).await;
    let next = futures_util::StreamExt::next(&mut stream);
    let bytes =
        tokio::time::timeout(Duration::from_secs(20), next).await.unwrap().unwrap().unwrap();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    assert!(text.starts_with("event: next\ndata: {"), "{text}");
    assert!(text.contains("\"entryAdded\""), "{text}");
    let plain = json!({ "query": "subscription { entryAdded { entry } }" });
    let (status, told) = ask(&mut ana, &plain, &[]).await;
    assert_eq!((status, code(&told)), (StatusCode::NOT_ACCEPTABLE, "events_wanted"));
}
