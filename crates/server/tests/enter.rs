//! Coming in, acting as oneself, and leaving.
#![cfg(test)]

mod site;

use axum::http::StatusCode;
use site::Served;

#[tokio::test(flavor = "multi_thread")]
async fn a_link_lets_in_once_and_leaving_ends_the_session() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    let home = ana.get("/").await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.text.contains("<span class=\"handle\">ana</span>"), "{}", home.text);
    let before = ana.clone();
    let left = ana.fill("/", "/leave", &[]).await;
    assert_eq!(left.to(), "/");
    for mut browser in [ana, before] {
        assert!(browser.get("/").await.text.contains("href=\"/enter\""));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_by_a_form_from_elsewhere_is_refused() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    let forged = ana.post("/leave", &[("guard", "0")]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert!(ana.get("/").await.text.contains("<span class=\"handle\">ana</span>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_secret_is_refused_without_telling_who_exists() {
    let served = Served::with(&[]);
    let mut visitor = served.visitor();
    let mut texts = Vec::new();
    for who in ["ana", "nobody"] {
        let fields = [("handle", who), ("secret", "not this one")];
        let answer = visitor.post("/enter", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        // What a browser is asked to sign is new each time, whoever is asked.
        let challenge = answer.form("/enter/key?back=%2F")["challenge"].clone();
        texts.push(answer.text.replace(&challenge, "…").replace(who, "…"));
    }
    assert_eq!(texts.first(), texts.last());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_can_be_chosen_and_stays() {
    let served = Served::with(&[]);
    let mut visitor = served.visitor();
    assert!(visitor.get("/").await.text.contains("<html lang=\"en\">"));
    assert_eq!(visitor.get("/language?to=fr&back=/money").await.to(), "/money");
    assert!(visitor.get("/").await.text.contains("<html lang=\"fr\">"));
    assert_eq!(visitor.get("/language?to=fr&back=//evil.example").await.to(), "/");
}
