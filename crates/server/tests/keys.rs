//! Ways in beside a secret, and acts that are signed where the member sits: the server sees no secret key.
#![cfg(test)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod site;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use book::{CommonsId, SecretKey};
use commons::act::{Act, AddAgent, AddKey};
use commons::agent::AgentKind;
use data_encoding::BASE64;
use ed25519_zebra::SigningKey;
use journal::{ActId, SignedAct};
use serde_json::{Value, json};
use server::gate::HeldUnder;
use site::{Answer, Browser, Served, handle};

/// The key that Ben's browser made and keeps.
fn own() -> SecretKey {
    SecretKey::from_bytes([31; 32])
}

/// The key that waited for him under the link.
fn invited() -> SecretKey {
    SecretKey::from_bytes([32; 32])
}

fn ben_known() -> Vec<Act> {
    vec![
        Act::AddAgent(Box::new(AddAgent::new(handle("ben"), AgentKind::Person, "Ben"))),
        Act::AddKey(AddKey { agent: handle("ben"), key: invited().public().to_bytes() }),
    ]
}

/// What `sign.js` fills into a form that proves a key.
fn proof(form: &std::collections::BTreeMap<String, String>, key: &SecretKey) -> [(String, String); 3] {
    let challenge = form.get("challenge").unwrap().clone();
    let message = [b"subak/v1/enter\n".as_slice(), &BASE64.decode(challenge.as_bytes()).unwrap()];
    let signature: [u8; 64] = SigningKey::from(key.to_bytes()).sign(&message.concat()).into();
    [
        ("challenge".to_owned(), challenge),
        ("author".to_owned(), key.public().to_string()),
        ("signature".to_owned(), BASE64.encode(&signature)),
    ]
}

async fn prove(browser: &mut Browser, page: &str, action: &str, key: &SecretKey) -> Answer {
    let form = browser.get(page).await.form(action);
    let proof = proof(&form, key);
    let guard = form.get("guard").cloned().unwrap_or_default();
    let mut fields = vec![("guard", guard.as_str())];
    fields.extend(proof.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    browser.post(action, &fields).await
}

/// Ben, who joined with a key of his browser.
async fn ben(served: &Served) -> Browser {
    let token = served.site.gate.invite(&handle("ben"), &invited(), &handle("ana"), book::now());
    let link = format!("/enter/{}", *token.unwrap().reveal());
    let mut ben = served.visitor();
    let joined = prove(&mut ben, &link, &format!("{link}/key"), &own()).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text);
    ben
}

/// Asks what a form would sign.
async fn prepared(browser: &mut Browser, page: &str, action: &str, typed: &[(&str, &str)]) -> (Answer, String) {
    let mut form = browser.get(page).await.form(action);
    let guard = form.get("guard").unwrap().clone();
    form.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&form).finish();
    let request = Request::post(action)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("x-subak-sign", "prepare");
    (browser.send(request, Body::from(body)).await, guard)
}

fn commons(json: &Value) -> CommonsId {
    json["commons"].as_str().unwrap().parse().unwrap()
}

/// What `sign.js` sends.
fn signed(json: &Value, key: &SecretKey, commons: CommonsId) -> Value {
    let acts = json["acts"].as_array().unwrap().iter().map(|act| {
        let id: ActId = act["act"].as_str().unwrap().parse().unwrap();
        let body = BASE64.decode(act["body"].as_str().unwrap().as_bytes()).unwrap();
        let signed = SignedAct::sign(key, commons, id, body);
        json!({ "act": act["act"], "body": act["body"], "signature": BASE64.encode(&signed.signature) })
    });
    json!({ "author": key.public().to_string(), "acts": acts.collect::<Vec<_>>(), "then": json["then"] })
}

async fn bring(browser: &mut Browser, guard: &str, json: &Value) -> (StatusCode, Value) {
    let request = Request::post("/acts")
        .header("content-type", "application/json")
        .header("x-subak-guard", guard);
    let answer = browser.send(request, Body::from(json.to_string())).await;
    let told = serde_json::from_str(&answer.text).unwrap_or_else(|_| panic!("{}", answer.text));
    (answer.status, told)
}

fn name(told: &Value) -> &str {
    told["refused"].as_str().unwrap_or_default().split(':').next().unwrap()
}

fn entries(served: &Served) -> u64 {
    served.site.keeper.read(|state| state.entries).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_joins_with_a_key_of_their_browser_signs_there_and_only_there() {
    let served = Served::with(&ben_known());
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
    let plain = ben.fill("/log", "/log/full", &[("kind", "work"), ("much", "3 h"), ("quantity", "3 h")]).await;
    assert_eq!(plain.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", plain.text);
    assert_eq!(entries(&served), before);

    let (answer, guard) = prepared(&mut ben, "/log", "/log", &[("line", "3 h soldering")]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    println!("{}", answer.text);
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
