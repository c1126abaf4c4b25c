//! Logging a contribution, as members do it.
#![cfg(test)]

mod site;

use axum::http::StatusCode;
use commons::act::{Act, AddAgent, AddProcess, AddResource, LogEvent};
use commons::action::Action;
use commons::agent::AgentKind;
use commons::name::Code;
use commons::unit::Measure;
use site::{Browser, Served, handle};

/// A workshop: a frame and a lathe, steel in stock, and welding that goes on.
fn workshop() -> Vec<Act> {
    let resource = |name: &str| {
        Act::AddResource(Box::new(AddResource::new(handle(&name.to_lowercase()), name)))
    };
    let steel = Some(Measure { minor: 20_000_000_000, unit: Code::new("kg").unwrap() });
    let raise = LogEvent {
        resource: Some(handle("steel")),
        quantity: steel,
        ..LogEvent::new(Action::Raise)
    };
    vec![
        resource("Frame"),
        resource("Lathe"),
        resource("Steel"),
        Act::AddProcess(Box::new(AddProcess::new(handle("welding"), "Welding"))),
        Act::LogEvent(Box::new(raise)),
    ]
}

/// The sentence of the last entry, in the list of one's own.
async fn last(browser: &mut Browser) -> String {
    let page = browser.get("/log").await.text;
    let list = page.split("id=\"last\"").nth(1).unwrap();
    let told = list.split("class=\"told\"").nth(1).unwrap_or_else(|| panic!("{list}"));
    told.split('>').nth(1).unwrap().split('<').next().unwrap().replace('\u{a0}', " ")
}

#[tokio::test(flavor = "multi_thread")]
async fn one_line_and_one_button_log_what_is_plain() {
    let served = Served::with(&workshop());
    let mut ana = served.ana().await;
    let line = "3 h soldering on the Frame as design";
    let done = ana.fill("/log", "/log", &[("line", line)]).await;
    assert!(done.to().starts_with("/log?done=6&act="), "{}", done.text);
    let saved = ana.get(done.to()).await.text;
    assert!(saved.contains("Saved as entry 6.") && saved.contains("action=\"/undo\""));
    let said = last(&mut ana).await;
    assert!(said.starts_with("Ana worked 3 hour") && said.contains("as design"), "{said}");
    assert!(saved.contains("“soldering”"), "{saved}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_guessed_is_asked_before_it_is_saved() {
    let served = Served::with(&workshop());
    let mut ana = served.ana().await;
    for (line, kind, guess) in [
        ("2 h lathe on welding", "machine", "it was used, and is still there"),
        ("5 kg steel on welding", "material", "material that was used up"),
        ("20 CAD screws on welding", "money", "money that was spent"),
        ("3 soldering on frame", "work", "No unit was written"),
        ("1h on frame as a gift", "work", "you take no share of it"),
    ] {
        let before = served.site.keeper.read(|state| state.entries).unwrap();
        let asked = ana.fill("/log", "/log", &[("line", line)]).await;
        assert_eq!(asked.status, StatusCode::OK, "{line}: {}", asked.text);
        assert!(asked.text.contains(guess), "{line}: {}", asked.text);
        let form = asked.form("/log/full");
        assert_eq!(form.get("kind").unwrap(), kind);
        assert_eq!(served.site.keeper.read(|state| state.entries).unwrap(), before, "{line}");
        let fields: Vec<(&str, &str)> =
            form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let done = ana.post("/log/full", &fields).await;
        assert!(done.to().starts_with(&format!("/log?done={before}&")), "{line}: {}", done.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verb_says_what_was_done_and_french_is_read_as_well() {
    let served = Served::with(&workshop());
    let mut ana = served.ana().await;
    ana.language = "fr-CA";
    for (line, said) in [
        ("3 h soudure sur le frame comme conception", "Ana"),
        ("1,5 heures hier sur frame", "Ana"),
        ("utilisé 2 h lathe sur welding", "Rice Terraces"),
        ("consommé 2,5 kg d'acier worth 10 CAD", ""),
    ] {
        let done = ana.fill("/log", "/log", &[("line", line)]).await;
        if said.is_empty() {
            assert_eq!(done.status, StatusCode::UNPROCESSABLE_ENTITY, "{line}");
            assert!(done.text.contains("acier"), "{}", done.text);
            continue;
        }
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{line}: {}", done.text);
        assert!(last(&mut ana).await.starts_with(said), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_names_are_told_with_what_may_be_meant_and_the_line_is_kept() {
    let served = Served::with(&workshop());
    let mut ana = served.ana().await;
    let answer = ana.fill("/log", "/log", &[("line", "3h on the frmae")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("name_unknown") && answer.text.contains("did you mean `frame`?"));
    assert!(answer.text.contains("value=\"3h on the frmae\""), "{}", answer.text);
    assert!(!answer.text.contains("subak resource add"), "no commands of the terminal");
    let answer = ana.fill("/log", "/log", &[("line", "soldering")]).await;
    assert!(answer.text.contains("amount_missing"), "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meter_says_how_long_by_its_two_readings() {
    let served = Served::with(&workshop());
    let mut ana = served.ana().await;
    let fields = [("from", "lathe"), ("on", "welding"), ("start", "1200.5"), ("end", "1203")];
    let done = ana.fill("/log?kind=machine", "/log/full", &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert!(last(&mut ana).await.contains("2.5 hour"));
    assert!(ana.get("/log").await.text.contains("meter from 1200.5 to 1203"));
    let fields = [("from", "lathe"), ("start", "1203"), ("end", "1200")];
    let back = ana.fill("/log?kind=machine", "/log/full", &fields).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.text.contains("quantity_not_positive"), "{}", back.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn money_and_material_of_my_own_count_as_mine() {
    let served = Served::with(&workshop());
    let mut ana = served.ana().await;
    for fields in [vec![("amount", "20"), ("on", "welding")], vec![("amount", "20 CAD")]] {
        let done = ana.fill("/log?kind=money", "/log/full", &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let said = last(&mut ana).await;
        assert!(said.starts_with("Ana ") && said.contains("20.00 CAD"), "{said}");
    }
    let share = ana.get("/me").await.text;
    assert!(share.contains("worth 40.00\u{a0}CAD"), "{share}");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_said_in_both_languages() {
    let served = Served::with(&workshop());
    let mut ana = served.ana().await;
    ana.fill("/log", "/log", &[("line", "3h on frame")]).await;
    for language in ["en", "fr"] {
        ana.language = language;
        for kind in ["work", "material", "money", "machine"] {
            let page = ana.get(&format!("/log?kind={kind}")).await.text;
            assert!(!page.contains('⟦') && !page.contains("{$"), "{kind}: {page}");
        }
        let ask = ana.fill("/log", "/log", &[("line", "3 gluing as a gift")]).await.text;
        assert!(!ask.contains('⟦') && ask.contains("form=\"full\""), "{ask}");
        assert!(!ana.get("/log/correct/6").await.text.contains('⟦'));
        let again = ana.get("/log?again=6").await.text;
        assert!(again.contains("value=\"3 hour\"") && !again.contains('⟦'), "{again}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_is_one_entry() {
    let served = Served::with(&workshop());
    let mut ana = served.ana().await;
    let mut form = ana.get("/log").await.form("/log");
    form.insert("line".to_owned(), "3h on frame".to_owned());
    let fields: Vec<(&str, &str)> =
        form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let (first, second) = (ana.post("/log", &fields).await, ana.post("/log", &fields).await);
    assert_eq!(first.to(), second.to());
    assert_eq!(served.site.keeper.read(|state| state.entries).unwrap(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_is_logged_again_with_one_button() {
    let served = Served::with(&workshop());
    let mut ana = served.ana().await;
    ana.fill("/log", "/log", &[("line", "3h care on frame as design")]).await;
    let page = ana.get("/log").await;
    let again = page.text.split("id=\"again\"").nth(1).unwrap();
    assert_eq!(again.matches(">Again<").count(), 1, "{again}");
    let again = site::Answer { text: again.to_owned(), ..page };
    let form = again.form("/log/full");
    let fields: Vec<(&str, &str)> =
        form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(ana.post("/log/full", &fields).await.status, StatusCode::SEE_OTHER);
    let (one, other) = served
        .site
        .keeper
        .read(|state| {
            let mut last = state.events.iter().rev().map(|(_, event)| event.clone());
            (last.next().unwrap(), last.next().unwrap())
        })
        .unwrap();
    assert_eq!((one.effort, one.resource, one.rest), (other.effort, other.resource, other.rest));
    assert_ne!(one.entry, other.entry);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_is_corrected_by_taking_it_back_with_a_reason() {
    let served = Served::with(&workshop());
    let mut ana = served.ana().await;
    ana.fill("/log", "/log", &[("line", "3h on frame as design")]).await;
    let page = ana.get("/log/correct/6").await;
    assert!(page.text.contains("value=\"3 hour\"") && page.text.contains("value=\"design\""));
    let none = ana.fill("/log/correct/6", "/log/correct/6", &[("amount", "2h")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.text.contains("reason_missing") && none.text.contains("value=\"2h\""));
    let fields = [("amount", "2h"), ("reason", "it was two")];
    let done = ana.fill("/log/correct/6", "/log/correct/6", &fields).await;
    assert_eq!(done.to(), "/log?done=8", "{}", done.text);
    assert!(last(&mut ana).await.starts_with("Ana worked 2 hour"));
    let again = ana.fill("/log/correct/6", "/log/correct/6", &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("already_reversed"), "{}", again.text);
    let back = [("then", "nothing"), ("reason", "it was nothing")];
    let done = ana.fill("/log/correct/8", "/log/correct/8", &back).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let left = last(&mut ana).await;
    assert!(!left.contains("hour"), "{left}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_keeps_whose_it_is_and_when_it_was() {
    let mut acts = workshop();
    let ben = AddAgent::new(handle("ben"), AgentKind::Person, "Ben");
    acts.push(Act::AddAgent(Box::new(ben)));
    let effort = Some(Measure { minor: 3_000_000, unit: Code::new("hour").unwrap() });
    let provider = Some(handle("ben"));
    let event = LogEvent { provider, effort, ..LogEvent::new(Action::Work) };
    acts.push(Act::LogEvent(Box::new(event)));
    let served = Served::with(&acts);
    let mut ana = served.ana().await;
    let fields = [("amount", "2h"), ("reason", "it was two")];
    let done = ana.fill("/log/correct/7", "/log/correct/7", &fields).await;
    assert_eq!(done.to(), "/log?done=9", "{}", done.text);
    let (old, new) = served
        .site
        .keeper
        .read(|state| {
            let event = |entry| state.events.at(state.event_of_entry(entry).unwrap()).clone();
            (event(7), event(9))
        })
        .unwrap();
    assert_eq!(new.provider, old.provider);
    let day = 86_400_000;
    assert_eq!(new.at.0.div_euclid(day), old.at.0.div_euclid(day));
    assert!(!ana.get("/log").await.text.contains("id=\"again\""), "nothing of Ben's is mine");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_else_logged_is_not_mine_to_correct() {
    let key = book::SecretKey::from_bytes([9; 32]);
    let wish = AddAgent {
        key: Some(key.public().to_bytes()),
        ..AddAgent::new(handle("ben"), AgentKind::Person, "Ben")
    };
    let mut acts = workshop();
    acts.push(Act::AddAgent(Box::new(wish)));
    let served = Served::with(&acts);
    served.ana().await.fill("/log", "/log", &[("line", "3h on frame")]).await;
    let mut ben = served.member("ben", &key).await;
    assert_eq!(ben.get("/log/correct/7").await.status, StatusCode::FORBIDDEN);
    let form = ben.get("/log").await.form("/log");
    let own = |name: &str| form.get(name).unwrap().as_str();
    let fields =
        [("guard", own("guard")), ("act", own("act")), ("reason", "no"), ("then", "nothing")];
    assert_eq!(ben.post("/log/correct/7", &fields).await.status, StatusCode::FORBIDDEN);
    for odd in ["0", "99", "-1", "' OR 1=1", "%3Cscript%3E"] {
        let status = ben.get(&format!("/log/correct/{}", odd.replace(' ', "%20"))).await.status;
        assert!(status.is_client_error(), "{odd}: {status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_values_are_refused_plainly_or_shown_as_they_are() {
    let long = "x".repeat(100_000);
    let hostile = [
        "<script>alert(1)</script>",
        "' OR 1=1; --",
        "-3h",
        "\u{202e}3h\u{202c}",
        "\"><img src=x>",
        &long,
    ];
    let fields = [
        ("work", "amount"),
        ("work", "on"),
        ("work", "role"),
        ("work", "what"),
        ("work", "value"),
        ("work", "day"),
        ("work", "note"),
        ("material", "from"),
        ("money", "amount"),
        ("machine", "start"),
    ];
    for value in hostile {
        let served = Served::with(&workshop());
        let mut ana = served.ana().await;
        let answer = ana.fill("/log", "/log", &[("line", value)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
        assert!(!answer.text.contains("<script>alert") && !answer.text.contains("<img"));
        for (kind, name) in fields {
            let mut sent = vec![("amount", "1"), ("end", "1")];
            sent.retain(|(field, _)| *field != name);
            sent.push((name, value));
            let answer = ana.fill(&format!("/log?kind={kind}"), "/log/full", &sent).await;
            let fine = [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY];
            assert!(fine.contains(&answer.status), "{kind} {name} {}", answer.status);
            let log = ana.get("/log").await.text;
            for text in [answer.text, log] {
                assert!(!text.contains("<script>alert") && !text.contains("<img"), "{name}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_logged_by_nobody_or_by_a_form_from_elsewhere() {
    let served = Served::with(&workshop());
    let fields = [("line", "3h on frame"), ("act", "0123456789abcdef0123456789abcdef")];
    assert_eq!(served.visitor().post("/log", &fields).await.status, StatusCode::UNAUTHORIZED);
    let mut ana = served.ana().await;
    for path in ["/log", "/log/full", "/log/correct/5", "/answer"] {
        let status = ana.post(path, &fields).await.status;
        assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(served.site.keeper.read(|state| state.entries).unwrap(), 6);
}
