//! Projects and resources as members use them: looked up, added, finished, reviewed, and what they earn shared.
#![cfg(test)]

mod lively;
mod site;

use std::collections::BTreeMap;

use axum::http::StatusCode;
use commons::act::{Act, AddResource, LogEvent};
use site::{Answer, Browser, Served, handle};

const HOSTILE: &str = "<script>alert(1)</script>\"' & co";

/// A commons in which a lot goes on.
fn served() -> Served {
    Served::with(&lively::acts())
}

/// Logs something now, as Ana, and answers with its entry.
async fn log(served: &Served, event: LogEvent) -> u64 {
    let id = book::fresh_id().unwrap();
    let event = LogEvent { at: None, ..event };
    let signed = served.site.keeper.sign(&served.founder, id, &Act::LogEvent(Box::new(event)));
    served.site.keeper.submit(vec![signed]).await.unwrap()[0]
}

fn entries(served: &Served) -> u64 {
    served.site.keeper.read(|state| state.entries).unwrap()
}

/// Fills in the form of a page that goes to an action, which may come with a query.
async fn send(browser: &mut Browser, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    browser.fill(page, action, fields).await
}

/// The fields of the form that goes to an action and holds a field of that name.
fn form_with(page: &Answer, field: &str, action: &str) -> BTreeMap<String, String> {
    let has = |form: &&str| form.contains(&format!("name=\"{field}\""));
    let form = page.text.split("<form").find(has).unwrap();
    let text = format!("<form{form}");
    Answer { text, status: page.status, headers: page.headers.clone(), bytes: page.bytes.clone() }
        .form(action)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_says_what_each_is_worth_and_whose() {
    let served = served();
    let mut ana = served.ana().await;
    let list = ana.get("/work").await;
    assert_eq!(list.status, StatusCode::OK);
    for said in ["Cargo bike no. 4", "Community kitchen", "Colchester lathe", "CAD", "Ben Okafor"] {
        assert!(list.text.contains(said), "{said} is not in {}", list.text);
    }
    let found = ana.get("/work?q=KITCH").await.text;
    assert!(found.contains("/work/kitchen") && !found.contains("/work/harvest"), "{found}");
    assert!(
        ana.get("/work?of=resources&q=nothing-such").await.text.contains("Nothing is called so.")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_comes_in_pages_that_together_are_all_of_it() {
    let resource = |nth: u32| {
        let name = handle(&format!("part-{nth}"));
        Act::AddResource(Box::new(AddResource::new(name.clone(), name.as_str())))
    };
    let served = Served::with(&(0..40).map(resource).collect::<Vec<_>>());
    let mut ana = served.ana().await;
    let mut address = "/work?of=resources".to_owned();
    let mut seen = Vec::new();
    for _ in 0..10 {
        let page = ana.get(&address).await.text;
        let names = page.split("href=\"/work/part-").skip(1);
        let numbers: Vec<u32> =
            names.map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect();
        assert!(numbers.len() <= 15, "a page has {}", numbers.len());
        seen.extend(numbers);
        let older = page.split("<a ").find(|link| link.contains(">Older<"));
        let Some(older) = older else { break };
        address =
            older.split("href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    }
    assert_eq!(seen, (0..40).rev().collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_project_has_its_page_and_is_made_once() {
    let served = served();
    let mut ana = served.ana().await;
    let mut form = ana.get("/work/new/project").await.form("/work/new/project");
    form.insert("name".to_owned(), "Bread oven".to_owned());
    let fields: Vec<(&str, &str)> = form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let before = entries(&served);
    let done = ana.post("/work/new/project", &fields).await;
    assert_eq!(done.to(), format!("/work/bread-oven?done={before}"));
    let again = ana.post("/work/new/project", &fields).await;
    assert_eq!(again.to(), done.to());
    assert_eq!(entries(&served), before + 1);
    let page = ana.get("/work/bread-oven").await.text;
    assert!(
        page.contains("<h1>Bread oven</h1>") && page.contains("nobody holds a share"),
        "{page}"
    );
    let fields = [("name", "Bread oven")];
    let second = send(&mut ana, "/work/new/project", "/work/new/project", &fields).await;
    assert!(second.to().starts_with("/work/bread-oven-2?"), "another of that name is another");
}

#[tokio::test(flavor = "multi_thread")]
async fn kinds_and_resources_are_added_and_what_is_refused_stays_typed() {
    let served = served();
    let mut ana = served.ana().await;
    let fields = [("name", "Clay"), ("unit", "kg")];
    send(&mut ana, "/work/new/kind", "/work/new/kind", &fields).await.to();
    let wrong = [("name", "Blue clay"), ("kind", "clai")];
    let refused = send(&mut ana, "/work/new/resource", "/work/new/resource", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["kind_unknown", "value=\"Blue clay\"", "did you mean `clay`"] {
        assert!(refused.text.contains(said), "{said} is not in {}", refused.text);
    }
    let right = [("name", "Blue clay"), ("kind", "clay"), ("accountable", "Ben Okafor")];
    let made = send(&mut ana, "/work/new/resource", "/work/new/resource", &right).await;
    let page = ana.get(made.to()).await.text;
    assert!(page.contains("Clay") && page.contains("/people/ben"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_shows_shares_course_ways_and_contributions() {
    let served = served();
    let mut ana = served.ana().await;
    let page = ana.get("/work/cargo-bike").await;
    assert_eq!(page.status, StatusCode::OK);
    for said in [
        "data-chart=\"pie\"",
        "data-chart=\"over-time\"",
        "data-chart=\"sankey\"",
        "class=\"graph\"",
        "/why/share/cargo-bike/ben",
        "href=\"/work/tubes\"",
        "as welding",
        "use of machines",
        "/journal/",
    ] {
        assert!(page.text.contains(said), "{said} is not in {}", page.text);
    }
    for path in ["/work/tubes", "/work/bike-4", "/work/lathe", "/work/wheelers"] {
        assert_eq!(ana.get(path).await.status, StatusCode::OK, "{path}");
    }
    let made = ana.get("/work/bike-4").await.text;
    assert!(made.contains("Sold to the bakery") && made.contains("/why/distribution/"), "{made}");
    assert_eq!(ana.get("/work/ben").await.to(), "/people/ben");
    assert_eq!(ana.get("/work/nobody-such").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shares_shown_are_those_that_the_rules_give() {
    let served = served();
    let mut ana = served.ana().await;
    let page = ana.get("/work/kitchen").await.text;
    let expected = served
        .site
        .keeper
        .read(|state| {
            let target = commons::equity::target(state, Some(&handle("kitchen"))).unwrap();
            let horizon = commons::worth::Horizon { until: None, now: book::now() };
            let equation = state.equation.as_ref().unwrap();
            let equity = commons::equity::equity(state, equation, target, horizon).unwrap();
            let percent = |it: &commons::equity::Holder| {
                let text = it.share.percent(1);
                format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
            };
            let name = |it: &commons::equity::Holder| state.agents.at(it.agent).name.clone();
            equity.holders.iter().map(|it| (name(it), percent(it))).collect::<Vec<_>>()
        })
        .unwrap();
    assert!(expected.len() > 1);
    for (name, percent) in expected {
        assert!(page.contains(&format!("<th scope=\"row\">{name}</th>")), "{name}");
        assert!(page.contains(&percent), "{percent} of {name} is not in {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn finishing_a_project_takes_the_button_away() {
    let served = served();
    let mut ana = served.ana().await;
    let done = send(&mut ana, "/work/harvest", "/work/harvest/finish", &[]).await;
    let page = ana.get(done.to()).await.text;
    assert!(page.contains("finished") && !page.contains("/work/harvest/finish"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn accepting_twice_is_one_entry() {
    let served = served();
    let entry = log(&served, lively::work("ben", 2_000_000, "kitchen", None, 0)).await;
    let mut ana = served.ana().await;
    let action = format!("/work/contributions/{entry}");
    let form = ana.get("/work/kitchen").await.form(&action);
    let fields: Vec<(&str, &str)> = form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let first = ana.post(&action, &fields).await;
    let second = ana.post(&action, &fields).await;
    assert_eq!(first.to(), format!("/work/kitchen?done={}", entry + 1));
    assert_eq!(second.to(), first.to());
    assert_eq!(entries(&served), entry + 2);
    let page = ana.get("/work/kitchen").await.text;
    assert!(page.contains("accepted") && !page.contains(&action), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn contesting_needs_a_reason_and_takes_the_share_away() {
    let served = served();
    let entry = log(&served, lively::work("emil", 90_000_000, "harvest", None, 0)).await;
    let mut ana = served.ana().await;
    let action = format!("/work/contributions/{entry}");
    let contest = [("verdict", "contested"), ("reason", "")];
    let refused = send(&mut ana, &action, &action, &contest).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("text_empty"), "{}", refused.text);
    let before = ana.get("/work/harvest").await.text;
    let contest = [("verdict", "contested"), ("reason", HOSTILE)];
    send(&mut ana, &action, &action, &contest).await.to();
    let after = ana.get("/work/harvest").await.text;
    assert!(after.contains("contested") && after.contains("&lt;script&gt;"), "{after}");
    assert!(!after.contains("<script>alert"));
    let worth = |page: &str| {
        page.split("class=\"big\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
    };
    assert_ne!(worth(&before), worth(&after), "what is contested does not count");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_does_not_review_what_one_did_oneself() {
    let served = served();
    let entry = log(&served, lively::work("ana", 1_000_000, "kitchen", None, 0)).await;
    let mut ana = served.ana().await;
    let action = format!("/work/contributions/{entry}");
    let page = ana.get(&action).await.text;
    assert!(page.contains("This is yours") && !page.contains("value=\"accepted\""), "{page}");
    // Whoever sends it all the same is refused by the rules.
    let other = log(&served, lively::work("ben", 1_000_000, "kitchen", None, 0)).await;
    let form = ana.get("/work/kitchen").await.form(&format!("/work/contributions/{other}"));
    let fields: Vec<(&str, &str)> = form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let refused = ana.post(&action, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("own_review"), "{}", refused.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_are_accepted_in_one_go_or_none_is() {
    let served = served();
    let mut waiting = Vec::new();
    for (who, on) in [("ben", "kitchen"), ("chloe", "harvest"), ("dara", "kitchen")] {
        waiting.push(log(&served, lively::work(who, 1_000_000, on, None, 0)).await);
    }
    let mut ana = served.ana().await;
    let page = "/work/contributions";
    let nothing = form_with(&ana.get(page).await, "act", page);
    let untick =
        |(name, value): (String, String)| (!name.starts_with("entry-")).then_some((name, value));
    let nothing: Vec<(String, String)> = nothing.into_iter().filter_map(untick).collect();
    let mut fields: Vec<(&str, &str)> =
        nothing.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let refused = ana.post(page, &fields).await;
    assert!(refused.text.contains("nothing_chosen"), "{}", refused.text);
    let (first, third) = (format!("entry-{}", waiting[0]), format!("entry-{}", waiting[2]));
    fields.extend([(first.as_str(), "yes"), (third.as_str(), "yes")]);
    ana.post(page, &fields).await.to();
    assert_eq!(entries(&served), waiting[2] + 3, "two words");
    let left = ana.get(page).await.text;
    assert!(left.contains("Chloé Tremblay worked") && !left.contains("Dara Sok worked"), "{left}");
    let all = ana.get("/work/contributions?person=dara&state=accepted").await.text;
    assert!(all.contains("Dara Sok worked") && !all.contains("Ben Okafor worked"), "{all}");
    let mut own: Vec<(&str, &str)> = fields.clone();
    let mine =
        format!("entry-{}", log(&served, lively::work("ana", 1_000_000, "kitchen", None, 0)).await);
    let second = format!("entry-{}", waiting[1]);
    let fresh = form_with(&ana.get(page).await, "act", page)["act"].clone();
    own.retain(|(name, _)| !name.starts_with("entry-") && *name != "act");
    own.extend([(mine.as_str(), "yes"), (second.as_str(), "yes"), ("act", fresh.as_str())]);
    let before = entries(&served);
    let refused = ana.post(page, &own).await;
    assert!(refused.text.contains("own_review"), "{}", refused.text);
    assert_eq!(entries(&served), before, "all or none");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_income_is_previewed_and_then_shared_to_the_cent_once() {
    let served = served();
    let mut ana = served.ana().await;
    let before = entries(&served);
    let preview = "/work/kitchen/distribute?income=100.01+CAD&reference=Suppers";
    let shown = ana.get(preview).await;
    let said = &shown.text;
    assert!(said.contains("Nothing is saved yet") && said.contains("100.01"), "{said}");
    assert_eq!(entries(&served), before);
    let action = "/work/kitchen/distribute";
    let form = form_with(&shown, "mark", action);
    let fields: Vec<(&str, &str)> = form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let done = ana.post(action, &fields).await;
    assert!(done.to().starts_with(&format!("/work/kitchen?done={before}&act=")), "{}", done.to());
    assert_eq!(ana.post(action, &fields).await.to(), done.to(), "twice is once");
    assert_eq!(entries(&served), before + 1);
    let total: i128 = served
        .site
        .keeper
        .read(|state| {
            let (_, last) = state.distributions.iter().next_back().unwrap();
            last.payees.iter().map(|payee| payee.minor).sum()
        })
        .unwrap();
    assert_eq!(total, 10_001);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_that_others_outdated_is_shown_anew_before_it_is_done() {
    let served = served();
    let mut ana = served.ana().await;
    let action = "/work/kitchen/distribute";
    let shown = ana.get("/work/kitchen/distribute?income=50").await;
    let form = form_with(&shown, "mark", action);
    let entry = log(&served, lively::work("emil", 70_000_000, "kitchen", None, 0)).await;
    let fields: Vec<(&str, &str)> = form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let refused = ana.post(action, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("preview_outdated"), "{}", refused.text);
    assert!(refused.text.contains("Emil Novák"), "the new shares are shown");
    assert_eq!(entries(&served), entry + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_shared_is_refused_in_words() {
    let served = served();
    let mut ana = served.ana().await;
    for (asked, name) in [
        ("-5", "income_not_positive"),
        ("many", "quantity_unreadable"),
        ("5 zorkmid", "unit_unknown"),
    ] {
        let asked = asked.replace(' ', "+");
        let shown = ana.get(&format!("/work/distribute?income={asked}")).await.text;
        assert!(shown.contains(name), "{name} is not in {shown}");
        assert!(!shown.contains("name=\"mark\""), "nothing to confirm");
    }
    let other = ana.get("/work/distribute?income=5+EUR").await.text;
    assert!(other.contains("5.00\u{a0}EUR"), "a currency that is new here: {other}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_are_called_is_only_text() {
    let mut acts = lively::acts();
    acts.push(lively::person("mallory", HOSTILE));
    acts.push(lively::project("trap", HOSTILE, None));
    acts.push(Act::LogEvent(Box::new(lively::work("mallory", 1_000_000, "trap", None, 0))));
    let served = Served::with(&acts);
    log(
        &served,
        LogEvent {
            note: Some(HOSTILE.to_owned()),
            ..lively::work("mallory", 1_000_000, "trap", None, 0)
        },
    )
    .await;
    let mut ana = served.ana().await;
    for path in [
        "/work",
        "/work/trap",
        "/work/contributions",
        "/work/trap/distribute?income=5",
        "/work?q=%3Cscript%3E",
        "/work/contributions?person=%3Cscript%3E",
    ] {
        let page = ana.get(path).await.text;
        assert!(page.contains("&lt;script&gt;"), "{path}: {page}");
        assert!(!page.contains("<script>"), "{path}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_signed_in_sees_nothing_of_it() {
    let served = served();
    let mut visitor = served.visitor();
    for path in [
        "/work",
        "/work/kitchen",
        "/work/contributions",
        "/work/distribute?income=5",
        "/work/new/project",
    ] {
        let page = visitor.get(path).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(!page.text.contains("Ben Okafor"), "{path}");
    }
    for path in
        ["/work/kitchen/finish", "/work/contributions", "/work/distribute", "/work/new/project"]
    {
        let page = visitor.post(path, &[("name", "x")]).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_of_it_is_there_in_french() {
    let served = served();
    let mut ana = served.ana().await;
    ana.language = "fr";
    for path in [
        "/work",
        "/work/cargo-bike",
        "/work/contributions?state=all",
        "/work/distribute?income=5",
        "/work/new/resource",
    ] {
        let page = ana.get(path).await.text;
        assert!(!page.contains('⟦') && !page.contains("{$"), "{path}: {page}");
    }
    assert!(ana.get("/work/cargo-bike").await.text.contains("a travaillé"));
}
