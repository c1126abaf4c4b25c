//! What if: figures turned, results beside the present ones, nothing saved.
#![cfg(test)]

mod lively;
mod site;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use commons::act::{Act, AdoptCharter, Receive};
use commons::name::Code;
use commons::unit::Measure;
use site::{Served, handle};

/// The income of a workshop, of which a part keeps the machines running.
const CHARTER: &str = r#"charter "Workshop" for "Whoever works here." promises "A part keeps the machines running."

setting upkeep_part is 20% "What part of an income keeps the machines running?"

unit CAD
  kind money
  counted in CAD to 2 decimals
  issued by outside

pool income "Income" holds CAD
pool upkeep "Upkeep" holds CAD
pool common "Common purse" holds CAD

rule "an income is split"
  on transfer of CAD from giver to income
  do split amount from income:
       | upkeep_part to upkeep
       | the rest to common
"#;

#[tokio::test(flavor = "multi_thread")]
async fn another_rate_gives_other_shares_and_is_not_saved() {
    let served = Served::with(&lively::acts());
    let mut ana = served.ana().await;
    let before = served.site.keeper.length().borrow().to_owned();
    let page = ana.get("/whatif").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(page.text.contains("name=\"r-work-1\"") && page.text.contains("Nothing here is saved"));
    // By the same figures nothing differs.
    let differences = |text: &str| text.matches("class=\"figure\">+").count();
    assert_eq!(differences(&page.text), 0, "{}", page.text);
    let turned = ana.get("/whatif?r-work-1=90").await.text;
    assert!(differences(&turned) > 1, "{turned}");
    assert!(turned.contains("value=\"90\"") && turned.contains("Turned;"));
    assert!(turned.contains("The last distribution"));
    assert_eq!(differences(&ana.get("/whatif").await.text), 0);
    assert_eq!(served.site.keeper.length().borrow().to_owned(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_what_the_rules_would_say_if_they_were_so() {
    use commons::equity::{Target, equity};
    use commons::worth::Horizon;
    let served = Served::with(&lively::acts());
    let now = book::now();
    let expected: Vec<String> = served
        .site
        .keeper
        .read(|state| {
            let mut equation = state.equation.clone().unwrap();
            equation.work[1].value = quantity::Ratio::from_integer(77);
            let horizon = Horizon { until: None, now };
            let equity = equity(state, &equation, Target::Whole, horizon).unwrap();
            equity.holders.iter().map(|it| format!("{}%", it.share.percent(2))).collect()
        })
        .unwrap();
    let page = served.ana().await.get("/whatif?r-work-1=77").await.text;
    assert!(expected.len() > 3);
    for share in expected {
        assert!(page.contains(&share), "{share} in {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_percentage_of_the_charter_changes_the_last_receipt() {
    let receipt = Receive {
        amount: Measure { minor: 100_000, unit: Code::new("CAD").unwrap() },
        from: None,
        to: handle("income"),
        reference: "bakery".to_owned(),
        details: Vec::new(),
        note: None,
    };
    let adopt = AdoptCharter { text: CHARTER.to_owned(), decided: Vec::new(), note: None };
    let served =
        Served::with(&[Act::AdoptCharter(Box::new(adopt)), Act::Receive(Box::new(receipt))]);
    let mut ana = served.ana().await;
    let page = ana.get("/whatif").await.text;
    assert!(page.contains("What part of an income keeps the machines running?"), "{page}");
    assert!(page.contains("200.00\u{a0}CAD"), "{page}");
    let turned = ana.get("/whatif?s-upkeep_part=35").await.text;
    for part in ["350.00\u{a0}CAD", "+150.00", "\u{2212}150.00", "650.00\u{a0}CAD"] {
        assert!(turned.contains(part), "{part} in {turned}");
    }
    for wrong in ["120", "x", "%3Cb%3E", "5%25+%22", "1e9", "-5", ""] {
        let refused = ana.get(&format!("/whatif?s-upkeep_part={wrong}")).await;
        assert_eq!(refused.status, StatusCode::OK, "{wrong}");
        assert!(
            wrong.is_empty() || refused.text.contains("This cannot be."),
            "{wrong}: {}",
            refused.text
        );
        assert!(!refused.text.contains("<b>"));
    }
    // The rules are as they were.
    assert!(ana.get("/whatif").await.text.contains("200.00\u{a0}CAD"));
    let text = served.site.keeper.read(|state| state.money.charters.last().unwrap().text.clone());
    assert_eq!(&*text.unwrap(), CHARTER);
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_do_not_see_it_and_scripts_get_the_part() {
    let served = Served::with(&[]);
    assert_eq!(served.visitor().get("/whatif").await.status, StatusCode::UNAUTHORIZED);
    let mut ana = served.ana().await;
    let asked = Request::get("/whatif").header("x-subak-part", "main");
    let part = ana.send(asked, Body::empty()).await.text;
    assert!(part.starts_with("<h1>") && part.contains("id=\"result\""), "{part}");
    assert!(part.contains("Nobody has contributed anything yet"));
}
