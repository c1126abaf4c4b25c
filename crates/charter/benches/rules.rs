//! How many rules a second one core evaluates, and how long a charter takes to be understood.
//!
//! The reference rule asks a guard of three conditions, takes a fee of 2.5 % with a cap, and
//! splits what is left into 60, 25 and 15 %. Facts are answered from an array: what a commons
//! takes to look them up is measured there.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a bench may fail")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use charter::Charter;
use charter::check::check;
use charter::machine::{Facts, Frame, Party};
use charter::model::{ActionKind, Model, Observe, Portion, RoleId, Rule, Tier};
use quantity::Ratio;

const REFERENCE: &str = r#"
charter "Reference"
unit eur "Euro"
  kind money
  issued by outside
pool fund "Fund" holds eur
pool rent "Rent" holds eur
pool garden "Garden" holds eur
role shop granted by founder
rule "fee and split"
  on transfer of eur from giver to shop
  when amount >= 10 eur and giver is a member and balance of giver in eur > 0 eur
  do send 2.5% * amount from shop to fund at most 5 eur
     split 97.5% * amount from shop:
       | 60% to rent
       | 25% to garden
       | 15% to fund
"#;

/// A tenth of a long charter, whose names end in its number.
const TENTH: &str = r#"
unit credit_N "Credit"
  kind mutual-credit
  counted in eur to 2 decimals
  lowest balance by line_N
  highest balance 3000 credit_N
  passes within-members
measure earned_N of member is income of member in credit_N over last 3 month
table line_N of member gives credit_N
  | age of member < 90 day -> 0 credit_N
  | age of member >= 90 day -> 0 credit_N - smaller of earned_N of member and 2000 credit_N
pool kitchen_N "Kitchen" holds credit_N
pool garden_N "Garden" holds credit_N
role cook_N of member is earned_N of member > 100 credit_N
rule "kitchen N"
  on transfer of credit_N from giver to kitchen_N
  when amount >= 10 credit_N and giver is a cook_N
  do split 20% * amount rounded down from kitchen_N:
       | first 600 credit_N to garden_N
       | the rest among members equally
"#;

struct Known;

impl Facts for Known {
    fn observe(&self, _: &Observe, parties: &[Party]) -> Option<i128> {
        parties.first().map(|_| 12_345)
    }

    fn is_in(&self, party: Party, _: RoleId) -> bool {
        matches!(party, Party::Agent(_))
    }
}

/// One run of the reference rule: the fee, and the three parts.
fn run(model: &Model, rule: &Rule, frame: &Frame) -> Option<(i128, [i128; 3])> {
    let holds = rule.when.as_ref()?.holds(model, &Known, frame).ok()?;
    if !holds {
        return None;
    }
    let [send, split] = rule.actions.as_slice() else { panic!("two actions") };
    let ActionKind::Move { amount, caps, .. } = &send.kind else { panic!("a send") };
    let mut fee = amount.figure.whole(model, &Known, frame, amount.rounding).ok()?;
    for cap in caps {
        fee = fee.min(cap.most.whole(model, &Known, frame, amount.rounding).ok()?);
    }
    let ActionKind::Split { amount, tiers, .. } = &split.kind else { panic!("a split") };
    let whole = amount.figure.whole(model, &Known, frame, amount.rounding).ok()?;
    Some((fee, parts(model, tiers, frame, whole)?))
}

fn parts(model: &Model, tiers: &[Tier], frame: &Frame, whole: i128) -> Option<[i128; 3]> {
    let mut parts = [0; 3];
    let (mut sum, mut given) = (Ratio::ZERO, 0);
    for (tier, part) in tiers.iter().zip(&mut parts) {
        let Portion::OfAll(figure) = &tier.portion else { panic!("parts of all") };
        sum = sum.checked_add(figure.value(model, &Known, frame).ok()?)?;
        let upto = sum.apply(whole, quantity::Rounding::Down)?;
        *part = upto - given;
        given = upto;
    }
    Some(parts)
}

/// The least of five rounds, as a second core is never quite idle.
fn least(mut round: impl FnMut()) -> Duration {
    let rounds = (0..5).map(|_| {
        let began = Instant::now();
        round();
        began.elapsed()
    });
    rounds.min().unwrap()
}

fn per_second(runs: u32, took: Duration) -> f64 {
    f64::from(runs) / took.as_secs_f64()
}

fn main() {
    let charter = Charter::read(REFERENCE).unwrap();
    let (model, rule) = (charter.model(), charter.model().rules.first().unwrap());
    let mut frame = Frame {
        parties: vec![Party::Agent(1), Party::Agent(2)],
        numbers: vec![Ratio::from_integer(0)],
    };
    let runs = 2_000_000;
    let took = least(|| {
        for amount in 0..runs {
            *frame.numbers.first_mut().unwrap() = Ratio::from_integer(i128::from(amount) + 1000);
            black_box(run(model, rule, &frame)).unwrap();
        }
    });
    println!("reference rule, parts cut too: {:.2} M/s", per_second(runs, took) / 1e6);

    let figures = least(|| {
        for amount in 0..runs {
            *frame.numbers.first_mut().unwrap() = Ratio::from_integer(i128::from(amount) + 1000);
            black_box(figures(model, rule, &frame)).unwrap();
        }
    });
    println!("reference rule, figures alone: {:.2} M/s", per_second(runs, figures) / 1e6);

    let text: String = (0..10).map(|n| TENTH.replace('N', &n.to_string())).collect();
    let lines = text.lines().count();
    let understood = least(|| {
        black_box(Charter::read(&text)).unwrap();
    });
    println!("{lines} lines read, resolved and compiled: {understood:.2?}");
    let charter = Charter::read(&text).unwrap();
    let checked = least(|| {
        black_box(check(charter.tree(), charter.model()));
    });
    println!("  and checked: {checked:.2?}, together {:.2?}", understood + checked);
}

/// All that the rule asks: the guard, the fee, its cap, the amount and the three parts.
fn figures(model: &Model, rule: &Rule, frame: &Frame) -> Option<i128> {
    let holds = rule.when.as_ref()?.holds(model, &Known, frame).ok()?;
    let mut sum = i128::from(holds);
    for action in &rule.actions {
        match &action.kind {
            ActionKind::Move { amount, caps, .. } => {
                sum += amount.figure.whole(model, &Known, frame, amount.rounding).ok()?;
                for cap in caps {
                    sum += cap.most.whole(model, &Known, frame, amount.rounding).ok()?;
                }
            }
            ActionKind::Split { amount, tiers, .. } => {
                sum += amount.figure.whole(model, &Known, frame, amount.rounding).ok()?;
                for tier in tiers {
                    let Portion::OfAll(figure) = &tier.portion else { continue };
                    sum += figure.value(model, &Known, frame).ok()?.numerator();
                }
            }
            _ => {}
        }
    }
    Some(sum)
}
