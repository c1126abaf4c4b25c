//! My page, as its owner uses it, and the people of a commons.
#![cfg(test)]

mod site;

use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use commons::act::{Act, AddAgent, AdoptCharter, Distribute, LogEvent, Pay};
use commons::action::Action;
use commons::agent::AgentKind;
use commons::name::Code;
use commons::unit::Measure;
use serde_json::Value;
use site::{Served, handle};

fn measure(minor: i128, unit: &str) -> Measure {
    Measure { minor, unit: Code::new(unit).unwrap() }
}

/// Ana and Ben worked, three to one, and a hundred came in.
fn shared(key: &book::SecretKey) -> Vec<Act> {
    let key = Some(key.public().to_bytes());
    let ben = AddAgent { key, ..AddAgent::new(handle("ben"), AgentKind::Person, "Ben") };
    let work = |who: &str, hours: i128| {
        let effort = Some(measure(hours * 1_000_000, "hour"));
        let provider = Some(handle(who));
        Act::LogEvent(Box::new(LogEvent { provider, effort, ..LogEvent::new(Action::Work) }))
    };
    let income = measure(10_000, "CAD");
    let reference = Some("=HYPERLINK(1)".to_owned());
    vec![
        Act::AddAgent(Box::new(ben)),
        work("ana", 3),
        work("ben", 1),
        Act::Distribute(Distribute { income, target: None, reference }),
    ]
}

fn key() -> book::SecretKey {
    book::SecretKey::from_bytes([9; 32])
}

#[tokio::test(flavor = "multi_thread")]
async fn my_page_tells_what_i_have_and_my_shares_with_where_they_come_from() {
    let served = Served::with(&shared(&key()));
    let me = served.ana().await.get("/me").await.text;
    assert!(me.contains("75.00\u{a0}CAD") && me.contains("/why/balance/ana/CAD"), "{me}");
    assert!(me.contains("75%") && me.contains("/why/share/all/ana"), "{me}");
    assert!(me.contains("Nothing is owed to you."));
    assert!(me.contains("data-chart=\"over-time\""), "{me}");
    assert!(!me.contains('⟦'));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_i_am_owed_is_told_with_what_is_left_and_to_those_who_may_see_it() {
    let mut acts = shared(&key());
    let charter = include_str!("../../../charters/co-owned-machine.charter");
    acts.push(Act::AdoptCharter(Box::new(AdoptCharter::new(charter))));
    acts.push(Act::Pay(Box::new(Pay::new(handle("purchase"), measure(5_000, "CAD")))));
    let served = Served::with(&acts);
    let mut ana = served.ana().await;
    let me = ana.get("/me").await.text;
    for figure in
        ["The owners’ payback", "60.00\u{a0}CAD", "0.00\u{a0}CAD", "25.00\u{a0}CAD can be spent."]
    {
        assert!(me.replace("&#39;", "’").replace('\'', "’").contains(figure), "{figure} in {me}");
    }
    assert!(!me.contains('⟦'));
    assert!(ana.get("/people/ana").await.text.contains("60.00\u{a0}CAD"));
    let all = ana.get("/me/export.json").await.text;
    let all: Value = serde_json::from_str(&all).unwrap();
    assert_eq!(all["claims"][0]["left"], "60.00");
    let statement = ana.get("/me/statement").await.text;
    assert!(statement.contains("\u{2212}50.00") && !statement.contains('⟦'), "{statement}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_is_a_page_a_pdf_and_rows_and_its_period_is_chosen() {
    let served = Served::with(&shared(&key()));
    let mut ana = served.ana().await;
    let page = ana.get("/me/statement?from=2026-01-01&to=2026-12-31").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text.contains("75.00") && page.text.contains("href=\"/journal/4\""),
        "{}",
        page.text
    );
    let none = ana.get("/me/statement?from=2026-06-01").await.text;
    assert!(none.contains("75.00") && !none.contains("href=\"/journal/4\""), "{none}");
    let pdf = ana.get("/me/statement.pdf?unit=CAD").await;
    assert_eq!(pdf.headers.get(CONTENT_TYPE).unwrap(), "application/pdf");
    assert!(pdf.text.starts_with("%PDF-"));
    assert!(pdf.headers.get(CONTENT_DISPOSITION).unwrap().to_str().unwrap().contains("ana-"));
    let csv = ana.get("/me/statement.csv").await.text;
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(rows.len(), 2, "{csv}");
    assert!(rows[1].ends_with(",CAD,75.00,75.00"), "{csv}");
    for odd in ["from=yesterday", "to=2026-02-30", "unit=%3Cscript%3E", "from=%27%20OR%201=1"] {
        let answer = ana.get(&format!("/me/statement?{odd}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{odd}");
        assert!(!answer.text.contains("<script>&"), "{odd}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_in_french_is_french_in_the_file_too() {
    let served = Served::with(&shared(&key()));
    let mut ana = served.ana().await;
    ana.language = "fr-CA";
    let page = ana.get("/me/statement").await.text;
    assert!(page.contains("75,00") && page.contains("Après"), "{page}");
    let pdf = ana.get("/me/statement.pdf").await.text;
    assert!(pdf.contains("(Montants en CAD)") && pdf.contains("(75,00)"), "{pdf}");
    assert!(!page.contains('⟦') && !ana.get("/me").await.text.contains('⟦'));
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_about_me_is_one_file_and_about_me_alone() {
    let key = key();
    let served = Served::with(&shared(&key));
    let answer = served.member("ben", &key).await.get("/me/export.json").await;
    let all: Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(all["me"]["handle"], "ben");
    assert_eq!(all["balances"][0]["amount"], "25.00");
    assert_eq!(all["distributions"][0]["amount"], "25.00");
    assert_eq!(all["events"].as_array().unwrap().len(), 1);
    assert_eq!(all["signed"].as_array().unwrap().len(), 0, "all was signed by Ana");
    assert!(!answer.text.contains("75.00"));
    let ana = served.ana().await.get("/me/export.json").await;
    let all: Value = serde_json::from_str(&ana.text).unwrap();
    assert_eq!(all["signed"].as_array().unwrap().len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_can_be_ended_from_another_and_only_by_its_owner() {
    let key = key();
    let served = Served::with(&shared(&key));
    let (mut one, mut other) = (served.ana().await, served.ana().await);
    let mut ben = served.member("ben", &key).await;
    let id = other.get("/me/keys").await.text;
    let own = id.split("this one").next().unwrap().len();
    let id = id[own..].split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    ben.fill("/me/keys", "/me/keys/end", &[("id", id)]).await;
    assert_eq!(other.get("/me").await.status, StatusCode::OK, "not Ben's to end");
    let ended = one.fill("/me/keys", "/me/keys/end", &[("id", id)]).await;
    assert_eq!(ended.to(), "/me/keys?changed=1");
    assert_eq!(other.get("/me").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(one.get("/me").await.status, StatusCode::OK);
    let mut third = served.ana().await;
    one.fill("/me/keys", "/me/keys/end", &[("id", "others")]).await;
    assert_eq!(third.get("/me").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(one.get("/me").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_added_then_changed_with_the_old_one_and_signs_in() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    let short = ana.fill("/me/keys", "/me/keys/secret", &[("new", "short")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!short.text.contains("value=\"short\""), "secrets are not shown again");
    let added = ana.fill("/me/keys", "/me/keys/secret", &[("new", "rice and water")]).await;
    assert_eq!(added.to(), "/me/keys?changed=1", "{}", added.text);
    let wrong = [("known", "not this"), ("new", "another secret")];
    let wrong = ana.fill("/me/keys", "/me/keys/secret", &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let right = [("known", "rice and water"), ("new", "water and rice")];
    assert_eq!(ana.fill("/me/keys", "/me/keys/secret", &right).await.to(), "/me/keys?changed=1");
    let fields = [("handle", "ana"), ("secret", "water and rice")];
    assert_eq!(served.visitor().post("/enter", &fields).await.to(), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_shown_once_and_acts_until_it_is_ended() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    let label = "<script>alert(1)</script>";
    let made = ana.fill("/me/keys", "/me/keys/token", &[("label", label)]).await.text;
    let token = made.split("<code class=\"token\">").nth(1).unwrap().split('<').next().unwrap();
    assert_eq!(token.len(), 43);
    let entered = served.site.gate.enter(token, book::now()).unwrap();
    assert_eq!(entered.unwrap().handle, handle("ana"));
    let page = ana.get("/me/keys").await.text;
    assert!(!page.contains(token) && !page.contains(label));
    assert!(page.contains("&lt;script&gt;alert(1)"), "{page}");
    ana.fill("/me/keys", "/me/keys/end", &[("id", "others")]).await;
    assert!(served.site.gate.enter(token, book::now()).unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_mine_is_done_without_me_or_by_a_form_from_elsewhere() {
    let served = Served::with(&[]);
    for path in [
        "/me",
        "/me/statement",
        "/me/statement.pdf",
        "/me/statement.csv",
        "/me/keys",
        "/me/export.json",
    ] {
        assert_eq!(served.visitor().get(path).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let mut ana = served.ana().await;
    for path in ["/me/keys/end", "/me/keys/secret", "/me/keys/token", "/me/keys/passkey"] {
        let fields = [("id", "others"), ("new", "long enough"), ("guard", "0")];
        assert_eq!(served.visitor().post(path, &fields).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(ana.post(path, &fields).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_people_are_listed_with_their_shares_and_each_has_a_page() {
    let key = key();
    let served = Served::with(&shared(&key));
    let mut ana = served.ana().await;
    let people = ana.get("/people").await.text;
    assert!(people.contains("href=\"/people/ben\"") && people.contains("25%"), "{people}");
    let ben = ana.get("/people/ben").await.text;
    assert!(ben.contains("25.00\u{a0}CAD") && ben.contains("/why/share/all/ben"), "{ben}");
    assert!(ben.contains("href=\"/money/pay?to=ben\"") && ben.contains("Ben worked 1\u{a0}hour"));
    assert!(!ana.get("/people/ana").await.text.contains("/money/pay?to=ana"));
    for odd in ["nobody", "%3Cscript%3E", "CAD", "%27%20OR%201=1"] {
        assert_eq!(ana.get(&format!("/people/{odd}")).await.status, StatusCode::NOT_FOUND, "{odd}");
    }
    let found = ana.get("/people?name=BEN").await.text;
    assert!(found.contains("href=\"/people/ben\"") && !found.contains("href=\"/people/ana\""));
    assert!(!ana.get("/people?name=%3Cscript%3E").await.text.contains("<script>\""));
}
