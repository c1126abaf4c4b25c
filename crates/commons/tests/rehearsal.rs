//! The examples of a charter are played on the engine: what comes out, and how it is told when it does not.
#![cfg(test)]

use charter::Charter;
use charter::report::{Guarantee, Verdict};
use commons::act::{check_charter, rehearse};
use commons::reading::line;

const CHARTER: &str = r#"charter "A garden" for "Neighbours." promises "Who works eats."

unit CAD "Canadian dollar"
  kind money
  counted in CAD to 2 decimals
  issued by outside

unit credit "Credit"
  kind mutual-credit
  counted in CAD to 2 decimals
  lowest balance -20 credit

unit regio "Regional money"
  kind money
  counted in CAD to 2 decimals
  decays 50% each week applied each day into nowhere

unit service "Minutes of service"
  kind metric
  counted in service to 0 decimals

pool garden "Garden" holds CAD kept by gardener
pool shed "Shed" holds CAD
pool pot "Pot" holds CAD

role gardener "Gardener" granted by founder
role weeder "Weeder" granted by gardener
role guest "Guest" open to anyone
role heavy "Heavy" of member is balance of member in CAD > 100 CAD

claim bed "The beds" in CAD lasts until paid shared pro-rata when paid release tractor

equation work
  counts in CAD
  work: 10 CAD per hour

rule "who gives is owed" on transfer of CAD from member to shed do owe growth * amount to member in bed
rule "sales pay the beds" on transfer of CAD from outside to shed do split amount from shed: | the rest to bed
rule "service is paid" on report of service by helper for helped, confirmed by helped
  do send 1 credit / service * amount from helped to helper
rule "cash" on request cash_out of CAD by asker do hold amount from asker for 3 day then send amount from asker to pot
rule "prize" on decision feast passes for winner do send prize from pot to winner
rule "rent" on every month do send smaller of 5 CAD and balance of pot in CAD from pot to shed
rule "fee" on transfer of CAD from payer to garden with seeds in CAD do send seeds from garden to shed

setting growth is 150% "How much is owed for what was given?"

decision feast asks member weighs 1
  passes when yes of votes > no of votes
  with prize in CAD
"#;

/// How a story comes out: fine, or which step does not, what it says and what is so.
fn played(steps: &str) -> String {
    let text = format!("{CHARTER}\nexample \"a story\":\n{steps}\n");
    let charter = Charter::read(&text).unwrap_or_else(|told| panic!("{told:?}"));
    let outcomes = rehearse(&text, charter.model());
    assert_eq!(outcomes.len(), 1);
    match &outcomes[0] {
        (_, Ok(())) => "fine".to_owned(),
        (name, Err(failed)) => {
            assert_eq!(name, "a story");
            let first = CHARTER.lines().count() + 2;
            let step = line(&text, failed.at.start) - first;
            format!("step {step}: {}, but {}", failed.expected, failed.got)
        }
    }
}

#[test]
fn every_kind_of_step_is_played() {
    let story = "
  | given ana, ben
  | given ana has 110 CAD
  | ana pays ben 5 CAD
  | ana has 105 CAD
  | ana is a heavy
  | ben is not a heavy
  | outside pays ben 1 CAD
  | ben pays outside 2 CAD
  | ben has 4 CAD
  | supply of CAD is 109 CAD
  | ana becomes gardener
  | ben becomes weeder
  | ben becomes guest
  | ben pays garden 3 CAD with seeds 1 CAD
  | garden pays ana 2 CAD
  | shed has 1 CAD
  | ben reports 10 service for ana
  | ben has 0 credit
  | ana confirms
  | ben has 10 credit
  | ana has -10 credit
  | ben reports 11 service for ana
  | ana confirms is refused by limit_passed
  | ana declines
  | ana requests cash_out of 2 CAD
  | ana has 105 CAD
  | after 3 day
  | pot has 2 CAD
  | decision feast passes for ben with prize 1 CAD
  | ben has 2 CAD
  | on 2026-02-01
  | pot has 0 CAD
  | ana pays shed 10 CAD
  | ana is owed 15 CAD by bed
  | repeat 3 times: outside pays shed 5 CAD
  | ana is owed 0 CAD by bed
  | tractor is released
  | ana works 3 hour as design on greenhouse
  | ben works 1 hour
  | share of ana by work is 75%
  | given ben has 8 regio
  | after 7 day
  | ben has 4 regio
  | ben pays zoe 5 regio is refused by limit_passed
  | ben pays zoe 4 regio";
    assert_eq!(played(story.trim_start_matches('\n')), "fine");
}

#[test]
fn what_does_not_come_out_is_told_with_what_is_so() {
    let cases = [
        (
            "  | given ana has 5 CAD\n  | ana has 6 CAD",
            "step 2: `ana has 6 CAD`, but `ana` has 5.00 CAD",
        ),
        (
            "  | ana pays ben 1 CAD",
            "step 1: `ana pays ben 1 CAD`, but it is refused: limit_passed: `ana` can spend 0.00 CAD, not 1.00 CAD",
        ),
        (
            "  | ana pays ben 1 credit is refused",
            "step 1: `ana pays ben 1 credit is refused`, but nothing refuses it",
        ),
        (
            "  | ana pays ben 1 CAD is refused by same_account",
            "step 1: `ana pays ben 1 CAD is refused by same_account`, but it is refused otherwise: limit_passed: `ana` can spend 0.00 CAD, not 1.00 CAD",
        ),
        (
            "  | ana is a gardener",
            "step 1: `ana is a gardener`, but `ana` is not in the role `gardener`",
        ),
        (
            "  | ana is owed 1 CAD by bed",
            "step 1: `ana is owed 1 CAD by bed`, but `ana` is owed 0.00 CAD",
        ),
        (
            "  | tractor is released",
            "step 1: `tractor is released`, but `tractor` is not common yet",
        ),
        (
            "  | supply of credit is 1 credit",
            "step 1: `supply of credit is 1 credit`, but 0.00 credit is out",
        ),
        (
            "  | ana works 1 hour\n  | ben works 2 hour\n  | share of ana by work is 50%",
            "step 3: `share of ana by work is 50%`, but `ana` has 33.33%",
        ),
        ("  | on 2025-12-31", "step 1: `on 2025-12-31`, but that day is over"),
        (
            "  | ana confirms",
            "step 1: `ana confirms`, but it is refused: nothing_waits: that act neither asks nor reports anything that waits for a word",
        ),
        (
            "  | repeat 6 times: ana pays ben 5 credit",
            "step 1: `ana pays ben 5 credit`, but it is refused: limit_passed: `ana` can spend 0.00 credit, not 5.00 credit",
        ),
    ];
    for (steps, told) in cases {
        assert_eq!(played(steps), told);
    }
}

/// A story may suppose other figures for settings, and bears it when a community chooses others.
#[test]
fn a_story_may_suppose_a_setting() {
    let owed = |supposed: &str, owed: u32| {
        let story = "| given ana has 10 CAD\n  | ana pays shed 10 CAD\n  | ana is owed";
        played(&format!("  {supposed}{story} {owed} CAD by bed"))
    };
    assert_eq!(owed("", 15), "fine");
    assert_eq!(owed("| given growth is 200%\n  ", 20), "fine");
    assert_eq!(
        owed("| given growth is 200%\n  ", 15),
        "step 4: `ana is owed 15 CAD by bed`, but `ana` is owed 20.00 CAD"
    );
    let wrong = |supposed: &str| {
        let text = format!("{CHARTER}\nexample \"a story\":\n  | given {supposed}\n");
        Charter::read(&text).unwrap_err().remove(0).message
    };
    assert_eq!(wrong("groth is 200%"), "there is no setting `groth`");
    assert_eq!(wrong("growth is 2 CAD"), "`2 CAD` is CAD, but `growth` is a plain number");
}

/// The charter has to stand as it is supposed, and not only as it is written.
#[test]
fn what_a_story_supposes_is_checked_as_if_it_were_written() {
    let law = "law \"moderate\": growth <= 300%";
    let told = |growth: &str| {
        let text = format!(
            "{CHARTER}\n{law}\nexample \"a story\":\n  | given growth is {growth}\n  | given ana\n"
        );
        let reading = check_charter(&text);
        let law = text.lines().position(|line| line.starts_with("law")).unwrap() + 1;
        (reading.broken(&text).join("\n"), law)
    };
    assert_eq!(told("300%").0, "");
    let (told, law) = told("301%");
    let wrong =
        format!("the charter stands with what is supposed, but line {law}: law \"moderate\"");
    assert!(told.contains(&wrong), "{told}");
}

#[test]
fn what_is_supposed_again_is_not_read_again_and_suppositions_have_an_end() {
    let outcomes = |figures: &[u32]| {
        let example = |figure: &u32| {
            format!("example \"with {figure}\":\n  | given growth is {figure}\n  | given ana\n")
        };
        let text = format!("{CHARTER}\n{}", figures.iter().map(example).collect::<String>());
        let charter = Charter::read(&text).unwrap();
        rehearse(&text, charter.model())
    };
    let again = [[1; 60], [2; 60]].concat();
    assert!(outcomes(&again).iter().all(|(_, outcome)| outcome.is_ok()));
    let different: Vec<u32> = (1..=101).collect();
    let outcomes = outcomes(&different);
    assert!(outcomes[..100].iter().all(|(_, outcome)| outcome.is_ok()));
    let got = &outcomes[100].1.as_ref().unwrap_err().got;
    assert_eq!(got, "all examples together suppose more than 100 different sets of settings");
}

#[test]
fn stories_have_an_end() {
    let told = played("  | given ana, ben\n  | repeat 10001 times: supply of CAD is 0 CAD");
    assert!(told.ends_with("all examples together have more than 10000 steps"), "{told}");
}

#[test]
fn the_report_says_how_examples_came_out() {
    let verdict = |steps: &str| {
        let text = format!("{CHARTER}\nexample \"a story\":\n{steps}\n");
        let reading = check_charter(&text);
        (reading.report.verdict(Guarantee::Examples), reading.broken(&text))
    };
    assert_eq!(verdict("  | ana has 0 CAD"), (Some(Verdict::Proven), Vec::new()));
    let (broken, told) = verdict("  | ana has 1 CAD");
    assert_eq!(broken, Some(Verdict::Broken));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].ends_with("`ana has 1 CAD`, but `ana` has 0.00 CAD"), "{told:?}");
}
