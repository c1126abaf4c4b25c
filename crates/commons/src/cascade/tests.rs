mod world;

use std::collections::BTreeSet;

use charter::civil::Day;
use proptest::prelude::*;

use super::*;
use crate::agent::AgentKind;
use crate::staged::{Clock, Staged};

use world::{DAY_MS, MONEY, World, day, handle, name_of};

#[test]
fn a_gift_earns_vegetables_up_to_a_cap_each_week() {
    let text = include_str!("../../tests/charters/gift.charter");
    let mut world = World::new(text, &["ana", "ben"]);
    world.pay("outside", "ana", 100_000, "EUR").unwrap();
    world.pay("ana", "soup_kitchen", 1_000, "EUR").unwrap();
    assert_eq!(world.has("ana", "veg"), 0, "nobody trusts ana yet");
    let about = Some(world.account("ana"));
    world.go(&Start::Passes { decision: handle("vouched"), about, told: Vec::new() }).unwrap();
    assert_eq!(world.has("ana", "trust"), 3);
    world.pay("ana", "soup_kitchen", 5_000, "EUR").unwrap();
    assert_eq!(world.has("ana", "veg"), 100);
    world.pay("ana", "soup_kitchen", 20_000, "EUR").unwrap();
    assert_eq!(world.has("ana", "veg"), 200, "twenty at most in a week");
    world.wait(7);
    world.pay("ana", "soup_kitchen", 1_000, "EUR").unwrap();
    assert_eq!(world.has("ana", "veg"), 220);
    let kitchen = world.has("soup_kitchen", "EUR");
    world.request("order", "ana", Some((7, "veg"))).unwrap();
    assert_eq!(world.has("garden", "EUR"), 350);
    assert_eq!(world.has("soup_kitchen", "EUR"), kitchen - 350);
}

#[test]
fn nobody_spends_what_they_do_not_have() {
    let mut world = World::new(MONEY, &["ana", "ben"]);
    let refused = world.pay("ana", "ben", 1, "EUR").unwrap_err();
    assert_eq!(refused.to_string(), "limit_passed: `ana` can spend 0.00 EUR, not 0.01 EUR");
    world.pay("outside", "ana", 500, "EUR").unwrap();
    let refused = world.pay("ana", "ben", 501, "EUR").unwrap_err();
    assert_eq!(refused.to_string(), "limit_passed: `ana` can spend 5.00 EUR, not 5.01 EUR");
    world.pay("ana", "ben", 500, "EUR").unwrap();
    assert_eq!((world.has("ana", "EUR"), world.has("ben", "EUR")), (0, 500));
}

#[test]
fn a_credit_line_grows_with_what_was_earned() {
    let text = include_str!("../../tests/charters/line.charter");
    let mut world = World::new(text, &["ana", "ben", "cy"]);
    assert_eq!(name_of(&world.pay("ben", "cy", 100, "credit").unwrap_err()), "limit_passed");
    for _ in 0..2 {
        for newcomer in ["ben", "cy"] {
            let about = Some(world.account(newcomer));
            let by = world.state.agent(&handle("ana")).unwrap();
            let name = handle("vouch");
            world.go(&Start::Request { name, amount: None, by, about, told: vec![] }).unwrap();
        }
    }
    world.pay("ben", "cy", 5_000, "credit").unwrap();
    assert_eq!(world.has("ben", "credit"), -5_000);
    assert_eq!(name_of(&world.pay("ben", "cy", 1, "credit").unwrap_err()), "limit_passed");
    // After 90 days cy may owe what came in the last three months: 50.
    world.wait(91);
    world.pay("cy", "ben", 5_000, "credit").unwrap();
    assert_eq!(world.has("cy", "credit"), 0);
    assert_eq!(name_of(&world.pay("cy", "ben", 1, "credit").unwrap_err()), "limit_passed");
    world.pay("ben", "cy", 5_000, "credit").unwrap();
    world.wait(40);
    world.pay("cy", "ben", 10_000, "credit").unwrap();
    assert_eq!(world.has("cy", "credit"), -5_000);
}

#[test]
fn what_fades_goes_to_those_who_trade() {
    let text = include_str!("../../tests/charters/sarafu.charter");
    let mut people: Vec<String> = (0..10).map(|number| format!("p{number}")).collect();
    people.insert(0, "ana".to_owned());
    let names: Vec<&str> = people.iter().map(String::as_str).collect();
    let mut world = World::new(text, &names);
    // The first close of 28 days after this.
    world.at = Moment(28 * DAY_MS * 800);
    let unit = world.unit("sarafu");
    world.state.money.fading.get_mut(&unit).unwrap().since = world.at;
    world.state.money.caught_up = Some(world.at);
    for person in &names[1..] {
        let to = world.account(person);
        let from = Account::Issuer;
        let payment = Payment { from, to, unit, minor: 1_000_000_000 };
        world.go(&Start::Payments(vec![payment], Vec::new())).unwrap();
    }
    world.give_role("active", "p0");
    world.give_role("active", "p1");
    world.wait(28);
    world.catch_up();
    assert_eq!(
        (world.has("p0", "sarafu"), world.has("p9", "sarafu")),
        (1_080_000_000, 980_000_000)
    );
    assert_eq!(world.has("common", "sarafu"), 0);
    world.wait(28);
    let supply = -world.staged().balance(Account::Issuer, unit);
    assert!(supply < 10_000_000_000, "{supply}");
    world.catch_up();
    assert_eq!(
        (world.has("p0", "sarafu"), world.has("p9", "sarafu")),
        (1_158_400_000, 960_400_000)
    );
    let supply = -world.staged().balance(Account::Issuer, unit);
    assert!((supply - 10_000_000_000).abs() <= 1, "{supply}");
}

#[test]
fn a_cash_out_rests_and_then_leaves_the_reserve() {
    let text = include_str!("../../tests/charters/bridge.charter");
    let mut world = World::new(text, &["ana", "ben"]);
    world.pay("outside", "ben", 100_000, "EUR").unwrap();
    world.pay("ben", "reserve", 100_000, "EUR").unwrap();
    assert_eq!(world.has("ben", "credit"), 100_000);
    let standing = Payment {
        from: Account::Issuer,
        to: world.account("ben"),
        unit: world.unit("standing"),
        minor: 10,
    };
    world.go(&Start::Payments(vec![standing], Vec::new())).unwrap();
    world.wait(100);
    world.request("cash_out", "ben", Some((60_000, "credit"))).unwrap();
    assert_eq!(world.has("ben", "credit"), 40_000, "what is set aside is not there");
    world.wait(2);
    world.catch_up();
    assert_eq!(world.has("reserve", "EUR"), 100_000);
    world.wait(1);
    let flowed = world.catch_up();
    assert!(flowed.changes.iter().any(|it| matches!(it, Change::Ended(_))));
    // Fifty thousand at most in a month; the rest comes back.
    assert_eq!(world.has("ben", "credit"), 50_000);
    assert_eq!(world.has("reserve", "EUR"), 50_000);
    let Account::Agent(ben) = world.account("ben") else { panic!() };
    let payable = world.staged().balance(Account::Payable(ben), world.unit("EUR"));
    assert_eq!(payable, 50_000);
    assert!(world.state.money.due.is_empty());
}

const EVERY_MONTH: &str = "\
    unit hour_credit \"Hours\" kind mutual-credit counted in hour_credit to 0 decimals lowest balance 0 hour_credit - 100 hour_credit passes freely\n\
    pool pot \"Pot\" holds EUR\n\
    rule \"basic income\" on every month for each member when income of member in EUR over last 1 month > 0 EUR\n\
      do send 10 EUR from pot to member\n";

#[test]
fn a_monthly_rule_is_caught_up_once_for_each_month() {
    let mut world = World::new(&format!("{MONEY}{EVERY_MONTH}"), &["ana", "ben"]);
    world.pay("outside", "pot", 2_500, "EUR").unwrap();
    world.pay("outside", "ana", 100, "EUR").unwrap();
    world.wait(31 + 28 + 5);
    let flowed = world.catch_up();
    // January because of what came from outside, February because of January's close on 1 February.
    assert_eq!(world.has("ana", "EUR"), 2_100);
    assert_eq!(world.has("ben", "EUR"), 0);
    let caught: Vec<Moment> = flowed
        .changes
        .iter()
        .filter_map(|it| if let Change::CaughtUp(it) = it { Some(it.until) } else { None })
        .collect();
    assert_eq!(caught, [day("2026-02-01"), day("2026-03-01")]);
    assert_eq!(world.catch_up().changes, []);
    world.wait(31);
    // The pot has 5.00 left: the rule is missed, said so, and the commons goes on.
    let flowed = world.pay("ana", "ben", 100, "EUR").unwrap();
    let missed = flowed.changes.iter().find_map(|it| match it {
        Change::Missed(it) => Some(it.why.clone()),
        _ => None,
    });
    assert_eq!(missed.unwrap(), "limit_passed: `pot` can spend 5.00 EUR, not 10.00 EUR");
    assert_eq!(world.has("ben", "EUR"), 100);
    assert_eq!(world.state.money.caught_up, Some(day("2026-04-01")));
}

#[test]
fn who_joined_after_a_close_is_not_there_at_it() {
    let text = "rule \"all\" on every month for each member do send 1 EUR from pot to member\n\
        pool pot \"Pot\" holds EUR\n";
    let mut world = World::new(&format!("{MONEY}{text}"), &["ana"]);
    world.pay("outside", "pot", 2_500, "EUR").unwrap();
    world.wait(40);
    world.agent("late", AgentKind::Person);
    world.catch_up();
    assert_eq!((world.has("ana", "EUR"), world.has("late", "EUR")), (100, 0));
}

#[test]
fn a_hold_commits_in_part_or_expires() {
    let mut world = World::new(MONEY, &["ana", "ben"]);
    world.pay("outside", "ana", 1_000, "EUR").unwrap();
    let hold = |world: &World| {
        let to = world.state.account_name(world.account("ben"));
        Start::Hold {
            payment: world.payment("ana", "ben", 600, "EUR"),
            until: Moment(world.at.0 + 3 * DAY_MS),
            held_for: HeldFor { to, note: None },
        }
    };
    let start = hold(&world);
    world.go(&start).unwrap();
    assert_eq!(world.has("ana", "EUR"), 400);
    assert_eq!(name_of(&world.pay("ana", "ben", 500, "EUR").unwrap_err()), "limit_passed");
    let settle = |commit| Start::Settle { deferred: 0, commit };
    assert_eq!(name_of(&world.go(&settle(Some(601))).unwrap_err()), "hold_exceeded");
    world.go(&settle(Some(250))).unwrap();
    assert_eq!((world.has("ana", "EUR"), world.has("ben", "EUR")), (750, 250));
    assert_eq!(name_of(&world.go(&settle(None)).unwrap_err()), "hold_settled");
    let window = crate::series::Window { from: None, through: Day(i32::MAX - 1) };
    let flow = world.state.money.series.window(world.account("ana"), world.unit("EUR"), window);
    assert_eq!((flow.income, flow.spending), (1_000, 250), "what came back was never spent");
    let start = hold(&world);
    world.go(&start).unwrap();
    world.wait(4);
    let flowed = world.catch_up();
    assert_eq!(world.has("ana", "EUR"), 750);
    assert!(
        flowed
            .changes
            .iter()
            .any(|it| matches!(it, Change::Ended(it) if it.how.word() == "expired"))
    );
}

#[test]
fn the_machine_is_released_with_the_last_payment() {
    let text = include_str!("../../../../charters/co-owned-machine.charter");
    let text = text
        .replace("from owner to", "from buyer to")
        .replace("amount to owner", "amount to buyer");
    let mut world = World::new(&text, &["ana", "ben"]);
    world.pay("outside", "ana", 300_000, "CAD").unwrap();
    world.pay("outside", "ben", 100_001, "CAD").unwrap();
    world.pay("ana", "purchase", 300_000, "CAD").unwrap();
    let refused = world.pay("ben", "purchase", 100_001, "CAD").unwrap_err();
    assert_eq!(name_of(&refused), "rule_refuses");
    world.pay("ben", "purchase", 100_000, "CAD").unwrap();
    let paid = |world: &mut World, minor: i128, material: i128| {
        let unit = world.unit("CAD");
        let told = vec![
            (handle("material"), Quantity { minor: material, unit }),
            (handle("technician"), Quantity { minor: 0, unit }),
        ];
        let payment = world.payment("outside", "machine", minor, "CAD");
        world.go(&Start::Payments(vec![payment], told))
    };
    assert_eq!(name_of(&paid(&mut world, 200, 300).unwrap_err()), "rule_refuses");
    assert_eq!(
        name_of(&world.pay("outside", "machine", 2_500, "CAD").unwrap_err()),
        "detail_missing"
    );
    paid(&mut world, 2_500, 300).unwrap();
    assert_eq!((world.has("ana", "CAD"), world.has("ben", "CAD")), (990, 331));
    assert_eq!(world.has("machine", "CAD"), 0);
    let flowed = paid(&mut world, 800_000, 0).unwrap();
    assert!(flowed.changes.iter().any(|it| matches!(it, Change::Released(it) if it.common)));
    assert_eq!(world.has("ana", "CAD"), 360_000);
    assert_eq!(world.has("ben", "CAD"), 120_001);
    assert!(world.state.money.released.contains_key(&handle("machine")));
}

#[test]
fn rules_that_feed_each_other_end() {
    let text = "pool a \"A\" holds EUR\npool b \"B\" holds EUR\n\
        rule \"on\" on transfer of EUR from x to a do send 50% * amount from a to b\n\
        rule \"back\" on transfer of EUR from a to b do send 80% * amount from b to a\n";
    let mut world = World::new(&format!("{MONEY}{text}"), &["ana"]);
    world.pay("outside", "a", 10_000, "EUR").unwrap();
    assert_eq!(world.has("a", "EUR") + world.has("b", "EUR"), 10_000);
    assert!((world.has("a", "EUR") - 8_333).abs() < 10, "{}", world.has("a", "EUR"));
}

#[test]
fn pools_laws_and_roofs_stand_against_a_flow() {
    let text = "unit coin \"Coin\" kind money counted in coin to 0 decimals issued by mint passes freely highest balance 10 coin\n\
        pool mint \"Mint\" holds coin\npool till \"Till\" holds EUR\n\
        law \"the till is small\": balance of till in EUR <= 5 EUR\n\
        rule \"change\" on transfer of EUR from x to till do issue 1 coin / EUR * amount to x\n";
    let mut world = World::new(&format!("{MONEY}{text}"), &["ana"]);
    world.pay("outside", "ana", 5_000, "EUR").unwrap();
    world.pay("ana", "till", 300, "EUR").unwrap();
    assert_eq!(world.has("ana", "coin"), 3);
    let refused = world.pay("ana", "till", 201, "EUR").unwrap_err();
    assert_eq!(
        refused.to_string(),
        "law_broken: this would break the law \"the till is small\" of the charter"
    );
    let refused = world.pay("ana", "till", 1_000, "EUR").unwrap_err();
    assert_eq!(refused.to_string(), "highest_passed: `ana` can take 7 coin more, not 10 coin");
    let refused = world.pay("ana", "till", 1, "coin").unwrap_err();
    assert_eq!(
        refused.to_string(),
        "pool_holds_not: the pool `till` does not hold `coin`; it holds EUR"
    );
    assert_eq!((world.has("ana", "coin"), world.has("till", "EUR")), (3, 300));
}

#[test]
fn fractions_are_carried_between_the_same_two() {
    let text = "pool till \"Till\" holds EUR\n\
        rule \"tithe\" on transfer of EUR from x to y when y is a member do send 1/3 * amount rounded fair from y to till\n";
    let mut world = World::new(&format!("{MONEY}{text}"), &["ana"]);
    let sums: Vec<i128> = (0..6)
        .map(|_| {
            world.pay("outside", "ana", 1, "EUR").unwrap();
            world.has("till", "EUR")
        })
        .collect();
    assert_eq!(sums, [0, 0, 1, 1, 1, 2]);
}

#[test]
fn a_unit_ends_and_a_day_comes() {
    let text = "unit coin \"Coin\" kind money counted in coin to 0 decimals issued by mint passes freely ends 2026-02-01 into mint\n\
        pool mint \"Mint\" holds coin\npool till \"Till\" holds EUR\n\
        rule \"change\" on transfer of EUR from x to till do issue 1 coin / EUR * amount to x\n\
        rule \"feast\" on date 2026-03-01 do send 1 EUR from till to mint_friends\n\
        pool mint_friends \"Friends\" holds EUR\n";
    let mut world = World::new(&format!("{MONEY}{text}"), &["ana"]);
    world.pay("outside", "ana", 5_000, "EUR").unwrap();
    world.pay("ana", "till", 300, "EUR").unwrap();
    world.wait(31);
    world.catch_up();
    assert_eq!((world.has("ana", "coin"), world.has("mint", "coin")), (0, 3));
    let (from, to, unit) = (world.account("ana"), world.account("mint"), world.unit("coin"));
    let rules = world.state.money.in_force().unwrap();
    let refused = may_pass(&world.state, world.occasion(), rules, from, to, unit).unwrap_err();
    assert_eq!(name_of(&refused), "unit_ended");
    world.wait(27);
    world.catch_up();
    assert_eq!(world.has("mint_friends", "EUR"), 0);
    world.wait(1);
    world.catch_up();
    world.catch_up();
    assert_eq!(world.has("mint_friends", "EUR"), 100);
}

/// What closes a period counts in it, and what was put off until just then in the next, so that no cap of either is
/// passed; nor by what follows on the day.
#[test]
fn a_cap_is_not_used_twice_at_midnight() {
    let text = "pool till \"Till\" holds EUR\npool pot \"Pot\" holds EUR\npool fund \"Fund\" holds EUR\n\
        rule \"later\" on transfer of EUR from x to till do after 1 day send 50% * amount from till to pot\n\
        rule \"daily\" on every day do send 10 EUR from till to pot\n\
        rule \"capped\" on transfer of EUR to pot do send amount from pot to fund at most 10 EUR each day\n";
    let mut world = World::new(&format!("{MONEY}{text}"), &["ana"]);
    let fund = |world: &World| world.has("fund", "EUR");
    world.pay("outside", "till", 3_000, "EUR").unwrap();
    world.pay("outside", "till", 3_000, "EUR").unwrap();
    assert_eq!(fund(&world), 0);
    world.wait(1);
    world.catch_up();
    // On the first day by the rule of its close, on the second by what was put off.
    assert_eq!(fund(&world), 1_000 + 1_000);
    world.pay("outside", "pot", 1_000, "EUR").unwrap();
    assert_eq!(fund(&world), 2_000, "the second day has used its cap");
    world.wait(1);
    world.catch_up();
    assert_eq!(fund(&world), 2_000, "and its close finds nothing left");
    world.pay("outside", "pot", 2_000, "EUR").unwrap();
    assert_eq!(fund(&world), 3_000);
}

#[test]
fn what_the_bank_pays_out_sets_off_no_rules() {
    let text = "pool till \"Till\" holds EUR\n\
        rule \"fee\" on transfer of EUR from x to outside do send 1 EUR from x to till\n";
    let mut world = World::new(&format!("{MONEY}{text}"), &["ana"]);
    world.pay("outside", "ana", 1_000, "EUR").unwrap();
    let payment = world.payment("ana", "outside", 400, "EUR");
    world.go(&Start::PaidOut(vec![payment])).unwrap();
    assert_eq!((world.has("ana", "EUR"), world.has("till", "EUR")), (600, 0));
    let much = world.payment("ana", "outside", 700, "EUR");
    let refused = world.go(&Start::PaidOut(vec![much])).unwrap_err();
    assert_eq!(name_of(&refused), "limit_passed");
    world.pay("ana", "outside", 400, "EUR").unwrap();
    assert_eq!((world.has("ana", "EUR"), world.has("till", "EUR")), (100, 100));
}

/// An act may put off until the very moment of the act, at which a day has come already.
#[test]
fn a_day_comes_once() {
    let text = "pool till \"Till\" holds EUR\npool pot \"Pot\" holds EUR\n\
        rule \"now\" on transfer of EUR from x to till do after 0 day send 1 EUR from till to pot\n\
        rule \"feast\" on date 2026-03-01 do send 1 EUR from till to pot\n";
    let mut world = World::new(&format!("{MONEY}{text}"), &["ana"]);
    world.pay("outside", "till", 1_000, "EUR").unwrap();
    world.wait(59);
    world.pay("outside", "till", 1_000, "EUR").unwrap();
    assert_eq!(world.has("pot", "EUR"), 200);
    world.catch_up();
    assert_eq!(world.has("pot", "EUR"), 300);
}

#[test]
fn what_was_put_off_goes_by_the_charter_it_was_begun_with() {
    let text = |part: &str| {
        format!(
            "{MONEY}pool till \"Till\" holds EUR\n\
        rule \"later\" on transfer of EUR from x to till do hold {part} * amount from till for 3 day then send amount from till to x\n"
        )
    };
    let mut world = World::new(&text("50%"), &["ana"]);
    world.pay("outside", "ana", 1_000, "EUR").unwrap();
    world.pay("ana", "till", 1_000, "EUR").unwrap();
    assert_eq!(world.has("till", "EUR"), 500);
    world.wait(1);
    world.adopt(&format!("{MONEY}pool till \"Till\" holds EUR\n"));
    world.wait(3);
    let flowed = world.catch_up();
    assert_eq!(world.has("ana", "EUR"), 500);
    let cause = flowed.changes.iter().find_map(Change::moved).unwrap().cause.unwrap();
    assert_eq!(cause.charter, 0);
}

const BUSY: &str = "\
    unit pt \"Points\" kind standing counted in pt to 0 decimals passes by-rule-only\n\
    unit melt \"Melting\" kind money counted in melt to 2 decimals issued by mint decays 5% each week applied each day into pot passes freely\n\
    pool pot \"Pot\" holds EUR, melt\npool mint \"Mint\" holds melt kept by founder\n\
    pool fund \"Fund\" holds EUR\n\
    role helper \"Helper\" open to anyone\n\
    claim back \"Back\" in EUR lasts until paid shared pro-rata passes never overflow to pot\n\
    rule \"fee\" on transfer of EUR from x to y when amount > 1 EUR do send 3% * amount rounded fair from y to fund at most 5 EUR each day\n\
    rule \"lend\" on transfer of EUR from x to fund when x is a member do owe 110% * amount to x in back issue 1 pt to x\n\
    rule \"pay back\" on every week do split balance of fund in EUR from fund:\n    | 50% to back\n    | 30% among helper equally\n    | the rest to pot\n\
    rule \"melting\" on transfer of EUR from x to pot when x is a member do issue 1 melt / EUR * amount to x\n\
    rule \"late\" on transfer of melt from x to y when y is a member do hold 10% * amount from y for 3 day then send amount from y to pot\n\
    rule \"threshold\" on 20 EUR in pot reached do share balance of pot in EUR from pot among member by 1 pt + balance of member in pt\n";

fn nobody_is_below(world: &World) {
    let staged = world.staged();
    let owned = |account| !matches!(account, Account::Outside | Account::Issuer);
    for (unit, account, parts) in world.state.accounts.iter() {
        let fades = world.state.money.fading.contains_key(&unit);
        let least = if fades { staged.balance(account, unit) } else { parts };
        assert!(!owned(account) || least >= 0, "{account:?} has {parts}");
    }
}

/// The mirror of what an act did by itself, if it can be had, leaves the amounts that were there.
fn taken_back(world: &World, flowed: &Flowed) {
    let own = flowed.changes.rsplit(|it| matches!(it, Change::CaughtUp(_))).next().unwrap();
    let own = Flowed { changes: own.to_vec() };
    let mut after = World { state: world.state.clone(), at: world.at };
    let occasion = after.occasion();
    let Ok(mirrored) = mirror(&after.state, occasion, occasion.entry - 1, &own) else { return };
    apply(&mut after.state, occasion, &mirrored).unwrap();
    let mut sums = std::collections::BTreeMap::new();
    for (sign, flowed) in [(1, &own), (1, &mirrored)] {
        for moved in flowed.changes.iter().filter_map(Change::moved) {
            for posting in moved.postings() {
                let account = world.state.account(&posting.account).unwrap();
                *sums.entry((account, posting.unit)).or_insert(0) += sign * posting.minor;
            }
        }
    }
    assert!(sums.values().all(|sum| *sum == 0), "{sums:?}");
    assert_eq!(
        after.state.money.due.len(),
        after.state.money.waiting.iter().filter(|it| it.ended.is_none()).count()
    );
}

fn step() -> impl Strategy<Value = (u8, usize, usize, i128, i64)> {
    (0..6_u8, 0..3_usize, 0..5_usize, 1..3_000_i128, 0..9_i64)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whatever happens, nothing is lost, nobody is below their limit, and what a cascade saw of
    /// itself is what the state is after it.
    #[test]
    fn any_history_keeps_what_it_must(steps in prop::collection::vec(step(), 1..40)) {
        let people = ["ana", "ben", "cy"];
        let mut world = World::new(&format!("{MONEY}{BUSY}"), &people);
        world.give_role("helper", "ben");
        for person in people {
            world.pay("outside", person, 5_000, "EUR").unwrap();
            let (from, to, unit) = (Account::Issuer, world.account(person), world.unit("melt"));
            let payment = Payment { from, to, unit, minor: 3_000 };
            world.go(&Start::Payments(vec![payment], Vec::new())).unwrap();
        }
        for (kind, from, to, minor, days) in steps {
            world.wait(days);
            let (from, to) = (people[from], ["ana", "ben", "cy", "pot", "fund"][to]);
            let unit = if kind == 0 { "melt" } else { "EUR" };
            let from = if kind == 1 { "outside" } else { from };
            if from == to || (unit == "melt" && to == "fund") {
                continue;
            }
            let payment = world.payment(from, to, minor, unit);
            let start = Start::Payments(vec![payment], Vec::new());
            let occasion = world.occasion();
            let before = world.state.clone();
            let rules = before.money.in_force().unwrap();
            let mut cascade = work::Cascade::new(&before, rules, occasion);
            let due = cascade.catch_up(occasion.at, Portions::Whole);
            prop_assert!(due.is_ok(), "{due:?}");
            if cascade.start(&start).is_err() {
                continue;
            }
            let flowed = world.go(&start).unwrap();
            prop_assert_eq!(&flowed.changes, &cascade.staged.changes);
            nobody_is_below(&world);
            let after = world.staged();
            for (unit, account, _) in world.state.accounts.iter() {
                prop_assert_eq!(cascade.staged.parts(account, unit), after.parts(account, unit));
                let window = cascade.staged.clock.window(None);
                prop_assert_eq!(cascade.staged.flow(account, unit, window), after.flow(account, unit, window));
                prop_assert_eq!(cascade.staged.issued(account, unit), after.issued(account, unit));
            }
            prop_assert_eq!(cascade.staged.class(&handle("back")), after.class(&handle("back")));
            taken_back(&world, &flowed);
        }
    }
}

/// What is deferred in a test: nothing but its time.
fn deferred(due: i64) -> crate::change::Deferred {
    let to = crate::account::AccountName::Outside(crate::account::Whole {});
    let then = crate::change::Then::Expire(HeldFor { to, note: None });
    crate::change::Deferred { due: Moment(due), held: None, then, cause: None }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn what_falls_due_first_is_found_as_by_looking_at_all(
        there in prop::collection::vec(0..20_i64, 0..10),
        steps in prop::collection::vec((0..5_u8, 0..20_i64), 0..60),
    ) {
        let mut state = State::default();
        for (number, due) in (0..).zip(there) {
            state.money.due.insert((Moment(due), number));
            let of = (ActId([0; 16]), 0);
            let row = crate::money::Waiting { of, entry: 0, deferred: deferred(due), ended: None };
            state.money.waiting.push(row);
        }
        let mut staged = Staged::new(&state, Clock::at(Moment(0)), ActId([1; 16]), 1);
        let (mut all, mut marked) = (BTreeSet::new(), None);
        all.extend(&state.money.due);
        for (step, time) in steps {
            match step {
                0 => drop(all.insert((Moment(time), staged.defer(deferred(time))))),
                1 => {
                    staged.mark();
                    marked = Some(all.clone());
                }
                2 => if let Some(before) = marked.take() {
                    staged.go_back();
                    all = before;
                },
                _ => if let Some((due, number)) = staged.first_due(Moment(time)) {
                    staged.end(number, crate::change::Ending::Done);
                    all.remove(&(due, number));
                },
            }
            let first = all.first().copied().filter(|(due, _)| due.0 <= time);
            prop_assert_eq!(staged.first_due(Moment(time)), first);
        }
    }
}

#[test]
fn as_much_goes_in_as_makes_what_a_cap_lets_out() {
    let text = format!(
        "{MONEY}unit coin \"Coin\" kind money counted in coin to 0 decimals issued by bank against 1 EUR of reserve\n\
         pool bank \"Bank\" holds coin\n\
         pool reserve \"Reserve\" holds EUR\n\
         rate par: 3 coin per EUR rounded down at most 10 coin each day\n\
         rule \"swap\" on request swap of EUR by asker do convert amount from asker by par to asker\n"
    );
    let mut world = World::new(&text, &["ana"]);
    world.pay("outside", "ana", 500, "EUR").unwrap();
    world.request("swap", "ana", Some((500, "EUR"))).unwrap();
    assert_eq!(
        (world.has("ana", "coin"), world.has("ana", "EUR")),
        (10, 166),
        "10/3 EUR, rounded up"
    );
    assert_eq!(world.has("reserve", "EUR"), 334);
    let refused = world.request("swap", "ana", Some((100, "EUR"))).unwrap_err();
    assert_eq!(name_of(&refused), "request_in_vain", "no more comes out today");
    assert_eq!(world.has("ana", "EUR"), 166);
    world.wait(1);
    world.request("swap", "ana", Some((166, "EUR"))).unwrap();
    assert_eq!(
        (world.has("ana", "coin"), world.has("ana", "EUR")),
        (14, 0),
        "what makes no coin is lost"
    );
}

#[test]
fn a_report_sets_off_its_rules_and_may_set_off_none() {
    let text = format!(
        "{MONEY}unit egg \"Eggs\" kind metric counted in egg to 0 decimals\n\
         pool till \"Till\" holds EUR\n\
         rule \"eggs are paid\" on report of egg by hen_keeper for eater\n\
           when amount >= 2 egg\n\
           do send 0.30 EUR / egg * amount from till to hen_keeper\n"
    );
    let mut world = World::new(&text, &["ana", "ben"]);
    world.pay("outside", "till", 1_000, "EUR").unwrap();
    let (by, about) = (world.state.agent(&handle("ana")).unwrap(), Some(world.account("ben")));
    let unit = world.unit("egg");
    let report = |minor, about| {
        let amount = Quantity { minor, unit };
        Start::Report { amount, by, about, told: Vec::new() }
    };
    let flowed = world.go(&report(10, about)).unwrap();
    assert_eq!((flowed.changes.len(), world.has("ana", "EUR")), (1, 300));
    let nothing = [report(1, about), report(10, None)];
    for start in nothing {
        assert!(world.go(&start).unwrap().changes.is_empty(), "a record that moves nothing");
    }
}
