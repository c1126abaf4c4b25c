//! The home of a commons: what its members see of it, and what nobody else does.
#![cfg(test)]

mod site;

use axum::http::StatusCode;
use commons::act::{Act, AddAgent, AddResource, Distribute, LogEvent};
use commons::action::Action;
use commons::agent::AgentKind;
use commons::name::Code;
use commons::unit::Measure;
use site::{Served, handle};

/// Ben joins with a key of his own.
fn ben(key: &book::SecretKey) -> Act {
    let key = Some(key.public().to_bytes());
    let wish = AddAgent { key, ..AddAgent::new(handle("ben"), AgentKind::Person, "Ben <b>") };
    Act::AddAgent(Box::new(wish))
}

fn hours(who: &str, on: Option<&str>) -> Act {
    let effort = Some(Measure { minor: 3_000_000, unit: Code::new("hour").unwrap() });
    let provider = Some(handle(who));
    let resource = on.map(handle);
    let event = LogEvent { provider, resource, effort, ..LogEvent::new(Action::Work) };
    Act::LogEvent(Box::new(event))
}

fn income() -> Act {
    let income = Measure { minor: 123_400, unit: Code::new("CAD").unwrap() };
    let reference = Some("Sale of a frame".to_owned());
    Act::Distribute(Distribute { income, target: None, reference })
}

#[tokio::test(flavor = "multi_thread")]
async fn members_see_what_came_in_with_where_it_comes_from_and_who_joined() {
    let key = book::SecretKey::from_bytes([9; 32]);
    let served = Served::with(&[ben(&key), hours("ana", None), income()]);
    let mut ana = served.ana().await;
    let home = ana.get("/").await.text;
    assert!(home.contains("1,234.00\u{a0}CAD"), "{home}");
    assert!(home.contains("href=\"/why/distribution/3\""));
    assert!(home.contains("Sale of a frame, for Rice Terraces, shared among one person"));
    assert!(home.contains("href=\"/people/ben\""));
    assert!(home.contains("Ben &lt;b&gt;") && !home.contains("Ben <b>"));
    assert!(home.contains("Nothing waits for you."));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_signed_in_sees_the_name_and_the_way_in_and_nothing_that_is_hidden() {
    let key = book::SecretKey::from_bytes([9; 32]);
    let served = Served::with(&[ben(&key), hours("ana", None), income()]);
    let home = served.visitor().get("/").await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.text.contains("Rice Terraces") && home.text.contains("href=\"/enter\""));
    for hidden in ["Ben", "Ana", "1,234", "Sale", "hour"] {
        assert!(!home.text.contains(hidden), "{hidden} in {}", home.text);
    }
    for page in ["/log", "/me", "/people", "/people/ana", "/log/correct/2"] {
        let answer = served.visitor().get(page).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{page}");
        assert!(!answer.text.contains("Ben"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_did_on_my_things_waits_for_my_word_and_no_longer_after_it() {
    let key = book::SecretKey::from_bytes([9; 32]);
    let mut lathe = AddResource::new(handle("lathe"), "Lathe");
    lathe.accountable = Some(handle("ana"));
    let served = Served::with(&[ben(&key), Act::AddResource(Box::new(lathe))]);
    let mut ana = served.ana().await;
    let mut ben = served.member("ben", &key).await;
    let done = ben.fill("/", "/log", &[("line", "3h on the lathe")]).await;
    assert!(done.to().starts_with("/log?done=3&act="), "{}", done.text);
    let home = ana.get("/").await;
    assert_eq!(home.form("/answer").get("of").map(String::as_str), Some("3"), "{}", home.text);
    let done = ana.fill("/", "/answer", &[("word", "agree")]).await;
    assert!(done.to().starts_with("/?done=4&act="), "{}", done.text);
    let home = ana.get("/").await.text;
    assert!(home.contains("Nothing waits for you.") && home.contains("accepted"), "{home}");
    assert!(ben.get("/").await.text.contains("Nothing waits for you."));
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_to_nothing_are_refused_plainly() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    let form = ana.get("/").await.form("/log");
    let fields = |of: &'static str, word: &'static str| {
        let own = |name: &str| form.get(name).unwrap().as_str();
        vec![("guard", own("guard")), ("act", own("act")), ("of", of), ("word", word)]
    };
    for (of, word, status) in [
        ("0", "accept", StatusCode::UNPROCESSABLE_ENTITY),
        ("99", "agree", StatusCode::UNPROCESSABLE_ENTITY),
        ("' OR 1=1", "agree", StatusCode::NOT_FOUND),
        ("0", "<script>", StatusCode::NOT_FOUND),
    ] {
        let answer = ana.post("/answer", &fields(of, word)).await;
        assert_eq!(answer.status, status, "{of} {word}");
        assert!(!answer.text.contains("<script>"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn home_speaks_french() {
    let served = Served::with(&[hours("ana", None), income()]);
    let mut ana = served.ana().await;
    ana.language = "fr-CA";
    let home = ana.get("/").await.text;
    assert!(
        home.contains("Rien ne vous attend.") && home.contains("1\u{202f}234,00\u{a0}CAD"),
        "{home}"
    );
    assert!(!home.contains('⟦'));
}
