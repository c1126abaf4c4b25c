//! Money on the web: paying in three taps, undoing, asking, and who sees what.
#![cfg(test)]

mod site;

use axum::body::Body;
use axum::http::Request;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use axum::http::StatusCode;
use book::SecretKey;
use commons::act::{Act, AddAgent, AdoptCharter, Receive};
use commons::agent::AgentKind;
use commons::name::Code;
use commons::unit::Measure;
use inquiry::library::Draft;
use site::{Browser, Served, handle};

/// Ben's key.
fn ben() -> SecretKey {
    SecretKey::from_bytes([8; 32])
}

fn agent(name: &str, shown: &str, key: &SecretKey) -> Act {
    Act::AddAgent(Box::new(AddAgent {
        key: Some(key.public().to_bytes()),
        ..AddAgent::new(handle(name), AgentKind::Person, shown)
    }))
}

fn eur(minor: i128) -> Measure {
    Measure { minor, unit: Code::new("EUR").unwrap() }
}

fn arrived(to: &str, minor: i128, reference: &str) -> Act {
    Act::Receive(Box::new(Receive {
        amount: eur(minor),
        from: None,
        to: handle(to),
        reference: reference.to_owned(),
        details: Vec::new(),
        note: None,
    }))
}

fn adopted(charter: &str) -> Act {
    Act::AdoptCharter(Box::new(AdoptCharter::new(Draft::named(charter).unwrap().text)))
}

/// The garden and the soup kitchen; Ana has 100 EUR, Ben 20.
fn garden() -> Served {
    Served::with(&[
        agent("ben", "Ben <b>Baker</b>", &ben()),
        adopted("gift-and-soup-kitchen"),
        arrived("ana", 10000, "one"),
        arrived("ben", 2000, "two"),
    ])
}

fn balance(served: &Served, name: &str) -> i128 {
    served
        .site
        .keeper
        .read(|state| {
            let unit = state.unit(&Code::new("EUR").unwrap()).unwrap();
            let (_, account) = inquiry::names::holder(state, name).unwrap();
            inquiry::flow::balance(state, account, unit, book::now())
        })
        .unwrap()
}

/// Goes through the form as a person does, up to the page that asks once more.
async fn looked(browser: &mut Browser, fields: &[(&str, &str)]) -> site::Answer {
    browser.fill("/money/pay", "/money/pay/look", fields).await
}

fn fields(form: &std::collections::BTreeMap<String, String>) -> Vec<(&str, &str)> {
    form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_looked_at_sent_and_taken_back() {
    let served = garden();
    let mut ana = served.ana().await;
    let asked = [("to", "soup_kitchen"), ("amount", "30"), ("unit", "EUR"), ("note", "soup")];
    let look = looked(&mut ana, &asked).await;
    assert_eq!(look.status, StatusCode::OK, "{}", look.text);
    assert!(look.text.contains("Soup kitchen") && look.text.contains("70.00"), "{}", look.text);
    assert_eq!(balance(&served, "ana"), 10000, "looking moves nothing");
    let form = look.form("/money/pay");
    let sent = ana.post("/money/pay", &fields(&form)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert_eq!(balance(&served, "soup_kitchen"), 3000);
    let receipt = ana.get(sent.to()).await;
    assert!(receipt.text.contains("“soup”") || receipt.text.contains("soup"), "{}", receipt.text);
    let undone = ana.post("/undo", &fields(&receipt.form("/undo"))).await;
    assert!(undone.to().contains("undone="), "{}", undone.to());
    assert_eq!(balance(&served, "ana"), 10000);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_that_send_the_same_payment_pay_once() {
    let served = garden();
    let mut ana = served.ana().await;
    let look = looked(&mut ana, &[("to", "ben"), ("amount", "5 EUR")]).await;
    let form = look.form("/money/pay");
    let mut other = ana.clone();
    let sent = fields(&form);
    let (one, two) = tokio::join!(ana.post("/money/pay", &sent), other.post("/money/pay", &sent));
    assert_eq!((one.status, two.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    assert_eq!(one.to(), two.to());
    assert_eq!(balance(&served, "ben"), 2500);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_pays_more_than_they_have_is_told_the_limit_and_what_was_typed_stays() {
    let served = garden();
    let mut ana = served.ana().await;
    let asked = [("to", "ben"), ("amount", "100.01"), ("unit", "EUR"), ("note", "too much")];
    let look = looked(&mut ana, &asked).await;
    assert_eq!(look.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(look.text.contains("limit_passed"), "{}", look.text);
    assert!(look.text.contains("value=\"100.01\"") && look.text.contains("value=\"too much\""));
    assert!(look.text.contains("What the charter says"), "{}", look.text);
    assert_eq!(balance(&served, "ana"), 10000);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_notes_are_text_whatever_they_hold() {
    let served = garden();
    let mut ana = served.ana().await;
    let evil = "<script>alert(1)</script>'; drop table entries; --\"";
    let look = looked(&mut ana, &[("to", "ben"), ("amount", "1 EUR"), ("note", evil)]).await;
    let sent = ana.post("/money/pay", &fields(&look.form("/money/pay"))).await;
    let address = sent.to().to_owned();
    for page in [address.as_str(), "/money", "/money/receipts", "/money/pay"] {
        let text = ana.get(page).await.text;
        assert!(!text.contains("<script>alert") && !text.contains("<b>Baker"), "{page}: {text}");
    }
    assert!(ana.get(&address).await.text.contains("&lt;script"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_signed_in_or_not_allowed_sees_and_does_nothing() {
    let served = garden();
    let mut visitor = served.visitor();
    for page in ["/money", "/money/pay", "/money/receipts", "/money/receipts/3"] {
        assert_eq!(visitor.get(page).await.status, StatusCode::UNAUTHORIZED, "{page}");
    }
    let forged = [("to", "ben"), ("amount", "5 EUR"), ("act", "00112233445566778899aabbccddeeff")];
    assert_eq!(visitor.post("/money/pay", &forged).await.status, StatusCode::UNAUTHORIZED);
    let mut ana = served.ana().await;
    assert_eq!(ana.post("/money/pay", &forged).await.status, StatusCode::FORBIDDEN);
    assert_eq!(balance(&served, "ben"), 2000);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_asked_pays_with_one_tap_or_declines() {
    let served = garden();
    let mut ana = served.ana().await;
    let mut ben = served.member("ben", &ben()).await;
    for (amount, word, left) in [("7", "accept", 1300), ("9", "decline", 1300)] {
        let asked = [("payer", "ben"), ("amount", amount), ("unit", "EUR"), ("note", "tea")];
        let look = ana.fill("/money/ask", "/money/ask/look", &asked).await;
        assert!(look.text.contains("waits for an answer"), "{}", look.text);
        let sent = ana.post("/money/ask", &fields(&look.form("/money/ask"))).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        let answered = ben.fill("/money", "/money/answer", &[("word", word)]).await;
        assert!(answered.to().starts_with("/money?done="), "{}", answered.to());
        assert_eq!(balance(&served, "ben"), left);
        assert!(!ben.get("/money").await.text.contains("action=\"/money/answer\""));
    }
    assert_eq!(balance(&served, "ana"), 10700);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_set_aside_is_paid_or_let_go() {
    let served = garden();
    let mut ana = served.ana().await;
    let mut ben = served.member("ben", &ben()).await;
    let held = [("to", "ben"), ("amount", "10 EUR"), ("until", "2100-01-01")];
    for (how, left) in [("cancel", 10000), ("commit", 9000)] {
        let look = ana.fill("/money/hold", "/money/hold/look", &held).await;
        let sent = ana.post("/money/hold", &fields(&look.form("/money/hold"))).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        assert_eq!(balance(&served, "ana"), 9000);
        // Whom it is for may only let it go, whatever is sent.
        let taken = ben.fill("/money", "/money/settle", &[("how", "commit")]).await;
        assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(taken.text.contains("not_in_charge"), "{}", taken.text);
        ana.fill("/money", "/money/settle", &[("how", how)]).await;
        assert_eq!(balance(&served, "ana"), left);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_charter_names_is_requested_and_roles_are_given_by_those_who_may() {
    let served = garden();
    let mut ana = served.ana().await;
    let mut ben = served.member("ben", &ben()).await;
    let forged = [("role", "cook"), ("who", "ben"), ("becomes", "in")];
    let guard = ben.get("/money/pay").await.form("/money/pay/look");
    let mut himself: Vec<(&str, &str)> = fields(&guard);
    himself.extend(forged);
    let refused = ben.post("/money/roles", &himself).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    let given = ana.fill("/money/roles", "/money/roles", &forged).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text);
    // The kitchen has nothing yet, and what it lacks is said beside the form.
    let order = [("name", "order"), ("amount", "2"), ("unit", "veg")];
    let look = ben.fill("/money/request", "/money/request/look", &order).await;
    assert_eq!(look.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", look.text);
    assert!(look.text.contains("value=\"2\""), "{}", look.text);
    let pay = looked(&mut ana, &[("to", "soup_kitchen"), ("amount", "40 EUR")]).await;
    ana.post("/money/pay", &fields(&pay.form("/money/pay"))).await;
    let look = ben.fill("/money/request", "/money/request/look", &order).await;
    assert_eq!(look.status, StatusCode::OK, "{}", look.text);
    assert!(look.text.contains("the kitchen buys"), "{}", look.text);
    ben.post("/money/request", &fields(&look.form("/money/request"))).await;
    assert_eq!(balance(&served, "garden"), 1000);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arrives_is_booked_by_the_custodian_once_for_each_reference() {
    let served = garden();
    let mut ana = served.ana().await;
    let mut ben = served.member("ben", &ben()).await;
    assert_eq!(ben.get("/money/receive").await.status, StatusCode::FORBIDDEN);
    let came = [("amount", "12.50"), ("unit", "EUR"), ("to", "ben"), ("reference", "RF 18")];
    let look = ana.fill("/money/receive", "/money/receive/look", &came).await;
    let sent = ana.post("/money/receive", &fields(&look.form("/money/receive"))).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert_eq!(balance(&served, "ben"), 3250);
    let again = ana.fill("/money/receive", "/money/receive/look", &came).await;
    assert!(again.text.contains("reference_taken"), "{}", again.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_charter_of_the_library_is_drawn() {
    for draft in inquiry::library::LIBRARY {
        let served = Served::with(&[adopted(draft.name)]);
        let mut ana = served.ana().await;
        for page in ["/money", "/money/flows", "/money/roles", "/money/pay", "/money/request"] {
            let shown = ana.get(page).await;
            assert_eq!(shown.status, StatusCode::OK, "{}{page}: {}", draft.name, shown.text);
            assert!(!shown.text.contains('⟦'), "{}{page}: {}", draft.name, shown.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_flow_map_has_live_figures_and_a_table_behind_it() {
    let served = garden();
    let mut ana = served.ana().await;
    let look = looked(&mut ana, &[("to", "soup_kitchen"), ("amount", "40 EUR")]).await;
    ana.post("/money/pay", &fields(&look.form("/money/pay"))).await;
    let flows = ana.get("/money/flows").await.text;
    for told in ["<svg", "40.00\u{a0}EUR", "a gift earns vegetables", "What flowed of EUR", "Ana"] {
        assert!(flows.contains(told), "{told}: {flows}");
    }
    let pool = ana.get("/money/pools/soup_kitchen").await.text;
    assert!(pool.contains("/why/balance/soup_kitchen/EUR"), "{pool}");
    assert_eq!(ana.get("/money/pools/nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(served.visitor().get("/money/pools/garden").await.status, StatusCode::UNAUTHORIZED);
}

/// Sends a form with a file, as browsers do.
async fn upload(
    browser: &mut Browser,
    to: &str,
    fields: &[(&str, &str)],
    file: Option<(&str, &str)>,
) -> site::Answer {
    let mut body = String::new();
    for (name, value) in fields {
        body +=
            &format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    if let Some((name, text)) = file {
        body += &format!(
            "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/plain\r\n\r\n{text}\r\n"
        );
    }
    body += "--xyz--\r\n";
    let request = Request::post(to).header(CONTENT_TYPE, "multipart/form-data; boundary=xyz");
    browser.send(request, Body::from(body)).await
}

const ACCOUNTS: &str = "handle,name,iban,bic\n(custodian),The Garden,DE89 3704 0044 0532 0130 00,\nben,Ben Baker,FR14 2004 1010 0505 0001 3M02 606,\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_looked_at_booked_once_and_its_file_taken_twice() {
    let served = garden();
    let mut ana = served.ana().await;
    let mut ben = served.member("ben", &ben()).await;
    assert_eq!(ben.get("/money/payout").await.status, StatusCode::FORBIDDEN);
    let page = ana.get("/money/payout").await;
    let mut form = page.form("/money/payout/look");
    form.insert("others".to_owned(), "ben=15".to_owned());
    form.insert("day".to_owned(), "2100-01-04".to_owned());
    let look =
        upload(&mut ana, "/money/payout/look", &fields(&form), Some(("a.csv", ACCOUNTS))).await;
    assert_eq!(look.status, StatusCode::OK, "{}", look.text);
    assert!(look.text.contains("FR14…2606") && look.text.contains("15.00"), "{}", look.text);
    assert_eq!(balance(&served, "ben"), 2000, "looking books nothing");
    let booking = look.form("/money/payout/book");
    for _ in 0..2 {
        let booked = upload(&mut ana, "/money/payout/book", &fields(&booking), None).await;
        assert_eq!(booked.status, StatusCode::OK, "{}", booked.text);
        assert_eq!(balance(&served, "ben"), 500);
        let mut wanted = booked.form("/money/payout/file");
        wanted.insert("format".to_owned(), "pain".to_owned());
        let file = upload(&mut ana, "/money/payout/file", &fields(&wanted), None).await;
        assert!(file.text.contains("FR1420041010050500013M02606"), "{}", file.text);
        assert!(file.text.contains("payout-EUR-2100-01-04-1"), "{}", file.text);
        let kept = file.headers.get(CONTENT_DISPOSITION).unwrap().to_str().unwrap();
        assert_eq!(kept, "attachment; filename=\"payout-EUR-2100-01-04.xml\"");
    }
    // Another form for the same day is refused by its reference.
    let mut form = ana.get("/money/payout").await.form("/money/payout/look");
    form.insert("others".to_owned(), "ben=1".to_owned());
    form.insert("day".to_owned(), "2100-01-04".to_owned());
    let again =
        upload(&mut ana, "/money/payout/look", &fields(&form), Some(("a.csv", ACCOUNTS))).await;
    assert!(again.text.contains("reference_taken"), "{}", again.text);
    let wrong = ACCOUNTS.replace("606", "607");
    form.insert("day".to_owned(), "2100-01-05".to_owned());
    let wrong =
        upload(&mut ana, "/money/payout/look", &fields(&form), Some(("a.csv", &wrong))).await;
    assert!(wrong.text.contains("iban_checksum"), "{}", wrong.text);
    assert!(!wrong.text.contains("FR1420041010050500013M02606"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_is_compared_and_nothing_of_it_is_saved() {
    let served = garden();
    let mut ana = served.ana().await;
    let page = ana.get("/money/reconcile").await;
    assert!(page.text.contains("20\u{a0}MB") || page.text.contains("20 MB"), "{}", page.text);
    let mut form = page.form("/money/reconcile/look");
    form.insert("opening".to_owned(), "0".to_owned());
    let entries = served.site.keeper.read(|state| state.entries).unwrap();
    let statement = "date,amount,reference,name\n2026-03-01,100.00,one,Ana\n2026-03-01,20.00,two,Ben\n2026-03-01,7.77,three,<b>Dee\n";
    let found =
        upload(&mut ana, "/money/reconcile/look", &fields(&form), Some(("march.csv", statement)))
            .await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.text);
    for told in [
        "In both",
        "At the bank, not in the book",
        "do not agree",
        "reference=three",
        "&lt;b&gt;Dee",
    ] {
        assert!(found.text.contains(told), "{told}: {}", found.text);
    }
    let agreeing = statement.lines().take(3).collect::<Vec<_>>().join("\n");
    let found =
        upload(&mut ana, "/money/reconcile/look", &fields(&form), Some(("march.csv", &agreeing)))
            .await;
    assert!(found.text.contains("Everything agrees."), "{}", found.text);
    assert_eq!(served.site.keeper.read(|state| state.entries).unwrap(), entries);
    // A file that is too large ends where the limit is, and one without a guard before it begins.
    let large = "x".repeat((20 << 20) + 1);
    let refused =
        upload(&mut ana, "/money/reconcile/look", &fields(&form), Some(("x.csv", &large))).await;
    assert!(refused.text.contains("file_too_large"), "{}", refused.text.len());
    let forged = upload(&mut ana, "/money/reconcile/look", &[], Some(("x.csv", "date"))).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
}

/// Money that only its holders see, a loan that is owed back, and a claim that may be passed on.
const QUIET: &str = r#"
unit EUR "Euro"
  kind money
  counted in EUR to 2 decimals
  issued by outside
  passes within-members
  seen by holder
pool fund "Fund" holds EUR kept by founder
pool tools "Tools" holds EUR
claim loan "Loans"
  in EUR
  lasts until paid
  passes within-members
rule "a loan is owed back"
  on transfer of EUR from lender to fund with fee in EUR
  do owe 110% * amount to lender in loan
     send fee from fund to tools
"#;

fn cleo() -> SecretKey {
    SecretKey::from_bytes([9; 32])
}

/// Ana lends 50 and a fee is told, which the rule asks for.
async fn lent(served: &Served) -> (Browser, String) {
    let mut ana = served.ana().await;
    let asked = [("to", "fund"), ("amount", "50"), ("note", "for the roof")];
    let look = looked(&mut ana, &asked).await;
    // The rule wants to know more, so its field appears before anything can be sent.
    assert!(look.text.contains("name=\"with-fee\""), "{}", look.text);
    let mut form = look.form("/money/pay/look");
    form.insert("with-fee".to_owned(), "2.50".to_owned());
    form.insert("lately".to_owned(), "fund".to_owned());
    let look = ana.post("/money/pay/look", &fields(&form)).await;
    assert!(look.text.contains("a loan is owed back"), "{}", look.text);
    let sent = ana.post("/money/pay", &fields(&look.form("/money/pay"))).await;
    let receipt = sent.to().to_owned();
    (ana, receipt)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_holders_see_is_shown_to_nobody_else() {
    let served = Served::with(&[
        agent("ben", "Ben", &ben()),
        agent("cleo", "Cleo", &cleo()),
        Act::AdoptCharter(Box::new(AdoptCharter::new(QUIET))),
        arrived("ana", 10000, "one"),
    ]);
    let (mut ana, _) = lent(&served).await;
    let look = looked(&mut ana, &[("to", "cleo"), ("amount", "3"), ("note", "secret")]).await;
    let sent = ana.post("/money/pay", &fields(&look.form("/money/pay"))).await;
    let mine = ana.get("/money").await.text;
    assert!(mine.contains("55.00") && mine.contains("Loans"), "{mine}");
    let mut ben = served.member("ben", &ben()).await;
    assert_eq!(ben.get(sent.to()).await.status, StatusCode::FORBIDDEN);
    let overview = ben.get("/money").await.text;
    assert!(overview.contains("47.50") && !overview.contains("55.00"), "{overview}");
    assert!(!ben.get("/money/flows").await.text.contains("Cleo"));
    let mut cleo = served.member("cleo", &cleo()).await;
    assert_eq!(cleo.get(sent.to()).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_is_passed_on_whole() {
    let served = Served::with(&[
        agent("ben", "Ben", &ben()),
        Act::AdoptCharter(Box::new(AdoptCharter::new(QUIET))),
        arrived("ana", 10000, "one"),
    ]);
    let (mut ana, _) = lent(&served).await;
    let wish = [("class", "loan"), ("to", "ben")];
    let look = ana.fill("/money/assign", "/money/assign/look", &wish).await;
    assert_eq!(look.status, StatusCode::OK, "{}", look.text);
    let sent = ana.post("/money/assign", &fields(&look.form("/money/assign"))).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let mut ben = served.member("ben", &ben()).await;
    assert!(ben.get("/money").await.text.contains("55.00"));
}

#[tokio::test(flavor = "multi_thread")]
async fn in_french_a_comma_stands_before_the_decimals() {
    let served = garden();
    let mut ana = served.ana().await;
    ana.get("/language?to=fr").await;
    let look = looked(&mut ana, &[("to", "ben"), ("amount", "1,50"), ("unit", "EUR")]).await;
    assert!(look.text.contains("1,50\u{a0}EUR") && look.text.contains("98,50"), "{}", look.text);
    for page in ["/money", "/money/flows", "/money/payout", "/money/reconcile", "/money/roles"] {
        let text = ana.get(page).await.text;
        assert!(text.contains("<html lang=\"fr\">") && !text.contains('⟦'), "{page}: {text}");
    }
}
