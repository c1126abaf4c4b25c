//! Ways in beside a secret, and acts that are signed where the member sits: the server sees no secret key.
#![cfg(test)]

mod signing;
mod site;

use axum::http::StatusCode;
use commons::act::{Act, AddKey, AddResource};
use serde_json::{Value, json};
use server::gate::HeldUnder;
use signing::{ben, ben_known, bring, commons, invited, name, own, prepared, prove, signed};
use site::{Served, handle};

fn entries(served: &Served) -> u64 {
    served.site.keeper.read(|state| state.entries).unwrap()
}

fn frame() -> Act {
    Act::AddResource(Box::new(AddResource::new(handle("frame"), "Frame")))
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_joins_with_a_key_of_their_browser_signs_there_and_only_there() {
    let mut acts = ben_known();
    acts.push(frame());
    let served = Served::with(&acts);
    let mut ben = ben(&served).await;
    let ways = served.site.gate.ways_in(&handle("ben")).unwrap();
    assert_eq!(ways, [HeldUnder::Browser]);
    let keys = |state: &commons::state::State| {
        state.agents.at(state.agent(&handle("ben")).unwrap()).keys.clone()
    };
    assert_eq!(served.site.keeper.read(keys).unwrap(), [own().public().to_bytes()]);
    let before = entries(&served);

    let log = ben.get("/log").await;
    assert!(log.text.contains("data-sign=\"/acts\""), "{}", log.text);
    assert!(log.text.contains("<noscript>"), "{}", log.text);
    // Without script nothing is written, and why is told.
    let line = [("line", "3 h on the frame")];
    let plain = ben.fill("/log", "/log", &line).await;
    assert_eq!(plain.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", plain.text);
    assert!(plain.text.contains("key_in_browser"), "{}", plain.text);
    assert_eq!(entries(&served), before);

    let (answer, guard) = prepared(&mut ben, "/log", "/log", &line).await;
    let json: Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(json["told"], "Ben worked 3\u{a0}hours, Frame", "{json}");
    assert_eq!(entries(&served), before, "what is prepared is not written");
    let (status, told) = bring(&mut ben, &guard, &signed(&json, &own(), commons(&json))).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    let to = told["to"].as_str().unwrap();
    assert!(to.contains(&format!("done={before}&act=")), "{to}");
    assert_eq!(entries(&served), before + 1);
    // It can be taken back the same way, from the page that tells of it.
    let (answer, guard) = prepared(&mut ben, to, "/undo", &[]).await;
    let json: Value = serde_json::from_str(&answer.text).unwrap();
    let (status, told) = bring(&mut ben, &guard, &signed(&json, &own(), commons(&json))).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    assert_eq!(entries(&served), before + 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_prepared_is_told_to_the_script() {
    let mut acts = ben_known();
    acts.push(frame());
    let served = Served::with(&acts);
    let mut ben = ben(&served).await;
    let (answer, _) = prepared(&mut ben, "/log", "/log/full", &[("quantity", "three")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    let told: Value = serde_json::from_str(&answer.text).unwrap();
    assert!(!name(&told).is_empty(), "{told}");
    // Who has a key on the server has nothing to sign in the browser.
    let mut ana = served.ana().await;
    let (answer, guard) = prepared(&mut ana, "/log", "/log", &[("line", "3 h on the frame")]).await;
    let told: Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(name(&told), "signed_here");
    let (_, told) = bring(&mut ana, &guard, &json!({ "author": "", "acts": [] })).await;
    assert_eq!(name(&told), "signed_here");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_of_a_browser_lets_in_again_and_no_other_key_does() {
    let served = Served::with(&ben_known());
    ben(&served).await;
    let mut again = served.visitor();
    let stranger = prove(&mut again, "/enter", "/enter/key?back=%2F", &invited()).await;
    assert_eq!(stranger.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stranger.text.contains("challenge_unsigned"));
    let entered = prove(&mut again, "/enter", "/enter/key?back=%2F", &own()).await;
    assert_eq!(entered.to(), "/");
    assert!(again.get("/").await.text.contains("<span class=\"handle\">ben</span>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_the_server_holds_moves_to_the_browser_and_ends_every_other_way_in() {
    let served = Served::with(&[]);
    let mut elsewhere = served.ana().await;
    let mut ana = served.ana().await;
    let moved = prove(&mut ana, "/keys", "/keys/browser", &own()).await;
    assert_eq!(moved.to(), "/keys", "{}", moved.text);
    assert_eq!(served.site.gate.ways_in(&handle("ana")).unwrap(), [HeldUnder::Browser]);
    assert_eq!(elsewhere.get("/keys").await.status, StatusCode::UNAUTHORIZED);
    let page = ana.get("/keys").await;
    assert!(page.text.contains(&own().public().to_string()));
    assert!(!page.text.contains(&served.founder.public().to_string()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_no_longer_used_is_revoked_and_the_one_in_use_is_not() {
    let other = own().public();
    let add = Act::AddKey(AddKey { agent: handle("ana"), key: other.to_bytes() });
    let served = Served::with(&[add]);
    let mut ana = served.ana().await;
    let in_use = served.founder.public().to_string();
    let kept = ana.fill("/keys", "/keys/revoke", &[("key", &in_use)]).await;
    assert!(kept.text.contains("key_in_use"), "{}", kept.text);
    let revoked = ana.fill("/keys", "/keys/revoke", &[]).await;
    assert!(revoked.to().starts_with("/keys?done=2&act="), "{}", revoked.to());
    assert!(!ana.get("/keys").await.text.contains(&other.to_string()));
}
