//! A member whose key is kept in a browser that is played here: what `sign.js` does, without it.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use book::{CommonsId, SecretKey};
use commons::act::{Act, AddAgent, AddKey};
use commons::agent::AgentKind;
use data_encoding::BASE64;
use ed25519_zebra::SigningKey;
use journal::{ActId, SignedAct};
use serde_json::{Value, json};

use crate::site::{Answer, Browser, Served, handle};

/// The key that Ben's browser made and keeps.
pub fn own() -> SecretKey {
    SecretKey::from_bytes([31; 32])
}

/// The key that waited for him under the link.
pub fn invited() -> SecretKey {
    SecretKey::from_bytes([32; 32])
}

/// The acts that make Ben a member whose key waits under a link.
pub fn ben_known() -> Vec<Act> {
    vec![
        Act::AddAgent(Box::new(AddAgent::new(handle("ben"), AgentKind::Person, "Ben"))),
        Act::AddKey(AddKey { agent: handle("ben"), key: invited().public().to_bytes() }),
    ]
}

/// What `sign.js` fills into a form that proves a key.
pub fn proof(form: &BTreeMap<String, String>, key: &SecretKey) -> [(String, String); 3] {
    let challenge = form.get("challenge").unwrap().clone();
    let message = [b"subak/v1/enter\n".as_slice(), &BASE64.decode(challenge.as_bytes()).unwrap()];
    let signature: [u8; 64] = SigningKey::from(key.to_bytes()).sign(&message.concat()).into();
    [
        ("challenge".to_owned(), challenge),
        ("author".to_owned(), key.public().to_string()),
        ("signature".to_owned(), BASE64.encode(&signature)),
    ]
}

/// Fills in a form that proves a key, and sends it.
pub async fn prove(browser: &mut Browser, page: &str, action: &str, key: &SecretKey) -> Answer {
    let form = browser.get(page).await.form(action);
    let proof = proof(&form, key);
    let guard = form.get("guard").cloned().unwrap_or_default();
    let mut fields = vec![("guard", guard.as_str())];
    fields.extend(proof.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    browser.post(action, &fields).await
}

/// Ben, who joined with a key of his browser.
pub async fn ben(served: &Served) -> Browser {
    let token = served.site.gate.invite(&handle("ben"), &invited(), &handle("ana"), book::now());
    let link = format!("/enter/{}", *token.unwrap().reveal());
    let mut ben = served.visitor();
    let joined = prove(&mut ben, &link, &format!("{link}/key"), &own()).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text);
    ben
}

/// Asks what a form would sign.
pub async fn prepared(
    browser: &mut Browser,
    page: &str,
    action: &str,
    typed: &[(&str, &str)],
) -> (Answer, String) {
    let mut form = browser.get(page).await.form(action);
    let guard = form.get("guard").unwrap().clone();
    form.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&form).finish();
    let request = Request::post(action)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("x-subak-sign", "prepare");
    (browser.send(request, Body::from(body)).await, guard)
}

/// The commons that was told to be signed for.
pub fn commons(json: &Value) -> CommonsId {
    json["commons"].as_str().unwrap().parse().unwrap()
}

/// What `sign.js` sends.
pub fn signed(json: &Value, key: &SecretKey, commons: CommonsId) -> Value {
    let acts = json["acts"].as_array().unwrap().iter().map(|act| {
        let id: ActId = act["act"].as_str().unwrap().parse().unwrap();
        let body = BASE64.decode(act["body"].as_str().unwrap().as_bytes()).unwrap();
        let signed = SignedAct::sign(key, commons, id, body);
        json!({ "act": act["act"], "body": act["body"], "signature": BASE64.encode(&signed.signature) })
    });
    json!({ "author": key.public().to_string(), "acts": acts.collect::<Vec<_>>(), "then": json["then"] })
}

/// Sends what was signed.
pub async fn bring(browser: &mut Browser, guard: &str, json: &Value) -> (StatusCode, Value) {
    let request = Request::post("/acts")
        .header("content-type", "application/json")
        .header("x-subak-guard", guard);
    let answer = browser.send(request, Body::from(json.to_string())).await;
    let told = serde_json::from_str(&answer.text).unwrap_or_else(|_| panic!("{}", answer.text));
    (answer.status, told)
}

/// The stable name of a refusal.
pub fn name(told: &Value) -> &str {
    told["refused"].as_str().unwrap_or_default().split(':').next().unwrap()
}
