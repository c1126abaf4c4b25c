//! Import: looked at before it is saved, saved whole, saved once.
#![cfg(test)]

mod site;

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Request, StatusCode};
use site::{Answer, Browser, Served};

const SHEET: &str = "date,who,hours,project,role,note\n\
    2026-03-02,Ben,2.5,Frame,design,First drawing\n\
    2026-03-03,Chloé,4,Frame,welding,\n";

async fn upload(browser: &mut Browser, form: &str, name: &str, file: &str) -> Answer {
    let guard = browser.get("/import").await.form("/import").remove("guard").unwrap();
    let mut body = String::new();
    for (name, value) in [("guard", guard.as_str()), ("form", form)] {
        write!(
            body,
            "--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        )
        .unwrap();
    }
    write!(body, "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{file}\r\n--edge--\r\n").unwrap();
    let request =
        Request::post("/import").header(CONTENT_TYPE, "multipart/form-data; boundary=edge");
    browser.send(request, Body::from(body)).await
}

/// Waits as a browser does that is told to refresh.
async fn settled(browser: &mut Browser, path: &str) -> Answer {
    loop {
        let answer = browser.get(path).await;
        if answer.headers.get("refresh").is_none() {
            return answer;
        }
        tokio::task::yield_now().await;
    }
}

fn entries(served: &Served) -> u64 {
    served.site.keeper.read(|state| state.entries).unwrap()
}

#[tokio::test]
async fn a_timesheet_is_told_and_then_taken_in_once() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    let sent = upload(&mut ana, "csv", "march.csv", SHEET).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let path = sent.to().to_owned();
    let looked = settled(&mut ana, &path).await;
    assert!(looked.text.contains("march.csv") && looked.text.contains("/take"), "{}", looked.text);
    assert!(!looked.text.contains('⟦'), "{}", looked.text);
    assert!(looked.text.contains("First drawing"), "rows are told: {}", looked.text);
    assert_eq!(entries(&served), 1, "nothing is saved before it is confirmed");

    let action = format!("{path}/take");
    let fields = looked.form(&action);
    let guard = [("guard", fields.get("guard").unwrap().as_str())];
    for _ in 0..2 {
        assert_eq!(ana.post(&action, &guard).await.to(), path);
    }
    let done = settled(&mut ana, &path).await;
    assert!(done.text.contains("class=\"done\""), "{}", done.text);
    let count = served.site.keeper.read(|state| state.events.len()).unwrap();
    assert_eq!(count, 2, "both rows, each once");

    let sent = upload(&mut ana, "csv", "march.csv", SHEET).await;
    let again = settled(&mut ana, sent.to()).await;
    assert!(
        !again.text.contains("/take") && again.text.contains("Nothing is new"),
        "{}",
        again.text
    );
}

#[tokio::test]
async fn rows_that_are_wrong_are_told_by_their_lines_and_nothing_is_saved() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    let sheet = "date,who,hours\n2026-13-02,Ben,2\n2026-03-03,<script>,much\n";
    let sent = upload(&mut ana, "csv", "wrong.csv", sheet).await;
    let told = settled(&mut ana, sent.to()).await;
    assert!(told.text.contains("line 2") && told.text.contains("role=\"alert\""), "{}", told.text);
    assert!(!told.text.contains("<script>,"), "{}", told.text);
    assert_eq!(entries(&served), 1);
}

#[tokio::test]
async fn a_file_that_is_none_or_too_large_is_refused() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    let none = upload(&mut ana, "csv", "", "").await;
    assert!(none.text.contains("file_missing"), "{}", none.text);
    let large = upload(&mut ana, "csv", "large.csv", &"x".repeat((20 << 20) + 1)).await;
    assert_eq!(large.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(large.text.contains("file_too_large"), "{}", large.text);
    let sent = upload(&mut ana, "valueflows", "notes.txt", "milk, eggs\u{0}").await;
    let told = settled(&mut ana, sent.to()).await;
    assert!(told.text.contains("role=\"alert\""), "{}", told.text);
}

#[tokio::test]
async fn only_who_sent_a_file_sees_it() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    let sent = upload(&mut ana, "csv", "march.csv", SHEET).await;
    settled(&mut ana, sent.to()).await;
    assert_eq!(served.visitor().get(sent.to()).await.status, StatusCode::UNAUTHORIZED);
    let mut forged = served.visitor();
    let request =
        Request::post("/import").header(CONTENT_TYPE, "multipart/form-data; boundary=edge");
    let body = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n--edge--\r\n";
    assert_eq!(forged.send(request, Body::from(body)).await.status, StatusCode::UNAUTHORIZED);
}
