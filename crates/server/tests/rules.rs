//! The charter: read in sentences, checked, proposed and adopted in the page.
#![cfg(test)]

mod site;

use axum::http::StatusCode;
use commons::act::{Act, AddAgent, AddKey, AdoptCharter};
use commons::agent::AgentKind;
use inquiry::library::{Draft, LIBRARY};
use site::{Served, handle};

fn library(name: &str) -> String {
    Draft::named(name).unwrap().answered(&[]).unwrap()
}

fn adopt(text: &str) -> Act {
    Act::AdoptCharter(Box::new(AdoptCharter {
        text: text.to_owned(),
        decided: Vec::new(),
        note: None,
    }))
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_charter_the_equation_is_shown_and_one_can_be_written() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    let page = ana.get("/rules").await.text;
    assert!(page.contains("no charter yet") && page.contains("“plain”"), "{page}");
    assert!(page.contains("hour"));
    let text = library("time-bank");
    let fields = [("text", text.as_str()), ("do", "check")];
    let checked = ana.fill("/rules/propose", "/rules/propose", &fields).await;
    assert_eq!(checked.status, StatusCode::OK);
    assert!(checked.text.contains("It can be adopted."), "{}", checked.text);
    assert_eq!(served.site.keeper.read(|state| state.money.charters.len()).unwrap(), 0);
    let fields = [("text", text.as_str()), ("do", "adopt")];
    let adopted = ana.fill("/rules/propose", "/rules/propose", &fields).await;
    assert!(adopted.to().starts_with("/rules?done=1"), "{}", adopted.text);
    let page = ana.get("/rules").await.text;
    assert!(page.contains("<h1>Time bank</h1>"), "{page}");
    assert!(!page.contains('⟦'));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_shown_in_its_line_and_stays_text() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    let text = "charter \"<b>C</b>\" for \"us\" promises \"much\"\n\nunit x kind nonsense\n";
    for what in ["check", "adopt"] {
        let fields = [("text", text), ("do", what)];
        let wrong = ana.fill("/rules/propose", "/rules/propose", &fields).await.text;
        assert!(wrong.contains("It cannot be adopted as it is."), "{wrong}");
        assert!(wrong.contains("^^^") && wrong.contains("line:3:"), "{wrong}");
        assert!(wrong.contains("&lt;b&gt;C") && !wrong.contains("<b>C"));
    }
    assert_eq!(served.site.keeper.read(|state| state.entries).unwrap(), 1);
    let forged = ana.post("/rules/propose", &[("text", text), ("do", "check")]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_are_kept_and_held_against_one_another() {
    // Without its lines about changes, the founder decides alone.
    let lines = library("time-bank");
    let first: String = lines
        .lines()
        .filter(|line| !line.starts_with("change "))
        .map(|line| format!("{line}\n"))
        .collect();
    let second = first.replace("setting solidarity_part is 5%", "setting solidarity_part is 7%");
    assert_ne!(first, second);
    let served = Served::with(&[adopt(&first)]);
    let mut ana = served.ana().await;
    let fields = [("text", second.as_str()), ("do", "check")];
    let checked = ana.fill("/rules/propose", "/rules/propose", &fields).await.text;
    assert!(checked.contains("Who decides"), "{checked}");
    assert!(checked.contains("One declaration changed"));
    let served = Served::with(&[adopt(&first), adopt(&second)]);
    let mut ana = served.ana().await;
    let page = ana.get("/rules/differences?from=1&to=2").await.text;
    assert!(page.contains("<del>") && page.contains("5%") && page.contains("7%"), "{page}");
    assert!(ana.get("/rules/1").await.text.contains("no longer in force"));
    assert_eq!(ana.get("/rules/0").await.status, StatusCode::NOT_FOUND);
    assert_eq!(ana.get("/rules/differences?from=x").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_without_the_right_is_told_so_and_nothing_is_lost() {
    let ben = book::SecretKey::from_bytes([8; 32]);
    let text = library("time-bank");
    let served = Served::with(&[
        Act::AddAgent(Box::new(AddAgent::new(handle("ben"), AgentKind::Person, "Ben"))),
        Act::AddKey(AddKey { agent: handle("ben"), key: ben.public().to_bytes() }),
        adopt(&text),
    ]);
    let mut browser = served.member("ben", &ben).await;
    let changed = text.replace("setting solidarity_part is 5%", "setting solidarity_part is 6%");
    let fields = [("text", changed.as_str()), ("do", "adopt"), ("note", "please")];
    let refused = browser.fill("/rules/propose", "/rules/propose", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("setting solidarity_part is 6%"));
    assert!(refused.text.contains("value=\"please\""), "{}", refused.text);
    assert_eq!(served.visitor().get("/rules/propose").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_charter_of_the_library_is_told_in_both_languages() {
    for draft in LIBRARY.iter().step_by(4) {
        let served = Served::with(&[adopt(&draft.answered(&[]).unwrap())]);
        let mut ana = served.ana().await;
        for language in ["en", "fr"] {
            ana.language = language;
            let page = ana.get("/rules").await;
            assert_eq!(page.status, StatusCode::OK, "{}", draft.name);
            assert!(!page.text.contains('⟦'), "{}: {}", draft.name, page.text);
        }
    }
}
