//! Invitations: a link lets somebody in once, and only if the act behind it was written.
#![cfg(test)]

mod site;

use axum::http::StatusCode;
use commons::act::{Act, AddAgent};
use commons::agent::AgentKind;
use site::{Answer, Served, handle};

fn path_of(answer: &Answer) -> String {
    let field =
        answer.text.split("id=\"link\"").nth(1).unwrap_or_else(|| panic!("{}", answer.text));
    let address = field.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
    address.split_once("127.0.0.1:8080").unwrap().1.to_owned()
}

#[tokio::test]
async fn somebody_is_invited_and_joins() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    let sent = ana.fill("/invite", "/invite", &[("name", "Ben Okafor"), ("handle", "")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let made = ana.get(sent.to()).await;
    let link = path_of(&made);
    assert!(made.text.contains("Ben Okafor"), "{}", made.text);
    let shown_again = ana.get(sent.to()).await;
    assert!(!shown_again.text.contains("id=\"link\""), "the link is shown twice");

    let mut ben = served.visitor();
    let page = ben.get(&link).await;
    assert_eq!(page.status, StatusCode::OK);
    let joined = ben.post(&link, &[("secret", "a secret of his own")]).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text);
    let home = ben.get("/").await;
    assert!(home.text.contains("ben-okafor"), "{}", home.text);
    let list = ana.get("/invite").await;
    assert!(!list.text.contains("Ben Okafor"), "a used invitation waits no longer");
}

#[tokio::test]
async fn sent_twice_it_is_one_member_and_one_link() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    let mut form = ana.get("/invite").await.form("/invite");
    form.insert("name".to_owned(), "Ben".to_owned());
    let fields: Vec<(&str, &str)> = form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let (one, two) = (ana.post("/invite", &fields).await, ana.post("/invite", &fields).await);
    assert_eq!(one.to(), two.to());
    path_of(&ana.get(one.to()).await);
    let count = served.site.keeper.read(|state| state.agents.len()).unwrap();
    assert_eq!(count, 3, "the commons, Ana and Ben");
    assert_eq!(served.site.gate.invited_by(&handle("ana")).unwrap().len(), 1);
}

#[tokio::test]
async fn a_withdrawn_link_lets_nobody_in() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    let sent = ana.fill("/invite", "/invite", &[("name", "Ben")]).await;
    let link = path_of(&ana.get(sent.to()).await);
    let gone = ana.fill("/invite", "/invite/withdraw", &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    let mut ben = served.visitor();
    let refused = ben.post(&link, &[("secret", "a secret of his own")]).await;
    assert!(refused.text.contains("invitation_gone"), "{}", refused.text);
}

#[tokio::test]
async fn whoever_was_listed_without_a_key_is_invited_by_that_name() {
    let ben = AddAgent::new(handle("ben"), AgentKind::Person, "Ben Okafor");
    let served = Served::with(&[Act::AddAgent(Box::new(ben))]);
    let mut ana = served.ana().await;
    let sent = ana.fill("/invite", "/invite", &[("name", "Ben"), ("handle", "ben")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let link = path_of(&ana.get(sent.to()).await);
    let joined = served.visitor().post(&link, &[("secret", "a secret of his own")]).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text);
}

#[tokio::test]
async fn a_name_that_is_taken_is_refused_with_what_was_typed() {
    let served = Served::with(&[]);
    let mut ana = served.ana().await;
    let refused = ana.fill("/invite", "/invite", &[("name", "Anna B"), ("handle", "ana")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("name_taken") && refused.text.contains("Anna B"),
        "{}",
        refused.text
    );
    let list = ana.get("/invite").await;
    assert!(!list.text.contains("/invite/withdraw"), "a link without a member is listed");
}

#[tokio::test]
async fn only_members_invite() {
    let served = Served::with(&[]);
    let mut nobody = served.visitor();
    assert_eq!(nobody.get("/invite").await.status, StatusCode::UNAUTHORIZED);
    let forged = nobody.post("/invite", &[("name", "Eve"), ("act", &"0".repeat(32))]).await;
    assert_eq!(forged.status, StatusCode::UNAUTHORIZED);
    let mut ana = served.ana().await;
    let forged = ana.post("/invite", &[("name", "Eve"), ("act", &"0".repeat(32))]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
}
