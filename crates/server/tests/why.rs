//! Every number tells where it comes from, to whoever may see it.
#![cfg(test)]

mod site;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use commons::act::{Act, AddAgent, AddKey, AdoptCharter, Distribute, LogEvent, Pay};
use commons::action::Action;
use commons::agent::AgentKind;
use commons::name::Code;
use commons::unit::Measure;
use site::{Served, handle};

/// Time credits that only those who hold them see.
const HIDDEN: &str = r#"charter "Hours" for "Neighbours." promises "An hour is an hour."

unit time
  kind mutual-credit
  counted in hour to 2 decimals
  lowest balance -100 time
  passes within-members
  seen by holder
"#;

fn measure(minor: i128, unit: &str) -> Measure {
    Measure { minor, unit: Code::new(unit).unwrap() }
}

fn work(who: &str, hours: i128, note: &str) -> Act {
    let mut event = LogEvent::new(Action::Work);
    event.provider = Some(handle(who));
    event.effort = Some(measure(hours * 1_000_000, "hour"));
    event.role = Some(handle("design"));
    event.note = Some(note.to_owned());
    Act::LogEvent(Box::new(event))
}

fn person(who: &str, name: &str) -> Act {
    Act::AddAgent(Box::new(AddAgent::new(handle(who), AgentKind::Person, name)))
}

fn key(who: &str, seed: u8) -> (book::SecretKey, Act) {
    let key = book::SecretKey::from_bytes([seed; 32]);
    let act = Act::AddKey(AddKey { agent: handle(who), key: key.public().to_bytes() });
    (key, act)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_share_opens_down_to_the_rate_and_hostile_text_stays_text() {
    let hostile = "<script>alert(1)</script>";
    let served = Served::with(&[
        person("ben", "Ben <b>"),
        work("ana", 3, hostile),
        work("ben", 1, "soldering"),
        Act::Distribute(Distribute {
            income: measure(10_000, "CAD"),
            target: None,
            reference: None,
        }),
    ]);
    let mut ana = served.ana().await;
    let page = ana.get("/why/share/all/ana").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for part in [
        "75.00%",
        "1\u{a0}CAD per hour",
        "3\u{a0}hours",
        "plain",
        "/why/entry/2",
        "One contribution counts",
    ] {
        assert!(page.text.contains(part), "{part} in {}", page.text);
    }
    assert!(!page.text.contains(hostile));
    let shared = ana.get("/why/distribution/4").await;
    for part in ["100.00\u{a0}CAD", "75.00\u{a0}CAD · 75.00%", "Ben &lt;b&gt;", "/journal/4"] {
        assert!(shared.text.contains(part), "{part} in {}", shared.text);
    }
    assert_eq!(ana.get("/why/entry/4").await.text, shared.text);
    assert!(ana.get("/why/balance/ben/CAD").await.text.contains("25.00\u{a0}CAD"));
    assert_eq!(ana.get("/why/entry/99").await.status, StatusCode::NOT_FOUND);
    assert_eq!(ana.get("/why/share/all/nobody").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(served.visitor().get("/why/share/all/ana").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn opened_in_place_it_comes_without_the_shell() {
    let served = Served::with(&[work("ana", 3, "")]);
    let mut ana = served.ana().await;
    let asked = Request::get("/why/share/all/ana").header("x-subak-part", "main");
    let part = ana.send(asked, Body::empty()).await.text;
    assert!(part.starts_with("<h1>"), "{part}");
    assert!(!part.contains("<nav"));
}

#[tokio::test(flavor = "multi_thread")]
async fn long_lists_are_cut() {
    let logs: Vec<Act> = (0..20).map(|hours| work("ana", 1 + hours, "")).collect();
    let served = Served::with(&logs);
    let page = served.ana().await.get("/why/share/all/ana").await.text;
    assert!(page.contains("8 more"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_holders_see_is_told_to_nobody_else() {
    let (ben, ben_signs) = key("ben", 8);
    let (cleo, cleo_signs) = key("cleo", 9);
    let served = Served::with(&[
        person("ben", "Ben"),
        person("cleo", "Cleo"),
        ben_signs,
        cleo_signs,
        Act::AdoptCharter(Box::new(AdoptCharter {
            text: HIDDEN.to_owned(),
            decided: Vec::new(),
            note: None,
        })),
        Act::Pay(Box::new(Pay::new(handle("ben"), measure(250, "time")))),
    ]);
    let mut ben = served.member("ben", &ben).await;
    let mut cleo = served.member("cleo", &cleo).await;
    let own = ben.get("/why/balance/ben/time").await;
    assert!(own.text.contains("2.50\u{a0}time"), "{}", own.text);
    assert_eq!(ben.get("/why/entry/6").await.status, StatusCode::OK);
    for address in ["/why/balance/ben/time", "/why/entry/6", "/journal/6", "/journal"] {
        let hidden = cleo.get(address).await;
        assert_eq!(hidden.status, StatusCode::FORBIDDEN, "{address}: {}", hidden.text);
        assert!(!hidden.text.contains("2.50"), "{address}");
    }
    assert_eq!(cleo.get("/journal/entries").await.status, StatusCode::FORBIDDEN);
    assert_eq!(cleo.get("/journal/checkpoint").await.status, StatusCode::FORBIDDEN);
    assert_eq!(cleo.get("/export/rice.subak").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_told_in_french_too() {
    let served = Served::with(&[work("ana", 3, "")]);
    let mut ana = served.ana().await;
    ana.language = "fr";
    let page = ana.get("/why/share/all/ana").await.text;
    assert!(page.contains("Ana a travaillé 3\u{a0}heures comme design"), "{page}");
    assert!(!page.contains('⟦'));
}
