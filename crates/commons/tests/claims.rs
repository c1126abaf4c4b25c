//! Classes of claims, held against exact fractions and obvious models.
#![cfg(test)]

use charter::tree::{Lasts, Tranche};
use commons::agent::{Agent, AgentIx, AgentKind};
use commons::claim_class::{Class, Owing, Paid};
use commons::name::Handle;
use commons::table::Table;
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

/// One class, its holders by number, and what exact fractions would have paid.
struct Till {
    owing: Owing,
    name: Handle,
    holders: Vec<AgentIx>,
    lasts: Lasts,
    tranche: Tranche,
}

impl Till {
    fn new(lasts: Lasts, tranche: Tranche, holders: usize) -> Self {
        let mut agents = Table::default();
        let mut agent = |number: usize| {
            agents.add(Agent {
                handle: Handle::new(&format!("a{number}")).unwrap(),
                kind: AgentKind::Person,
                name: String::new(),
                note: None,
                image: None,
                location: None,
                classified_as: Vec::new(),
                iri: None,
                known_as: Vec::new(),
                keys: Vec::new(),
            })
        };
        let holders = (0..holders).map(&mut agent).collect();
        let name = Handle::new("payback").unwrap();
        Self { owing: Owing::default(), name, holders, lasts, tranche }
    }

    fn owed(lasts: Lasts, tranche: Tranche, caps: &[i128]) -> Self {
        let mut till = Self::new(lasts, tranche, caps.len());
        for (holder, cap) in caps.iter().enumerate() {
            till.grow(holder, *cap);
        }
        till
    }

    fn class(&self) -> Class {
        self.owing.class(&self.name).cloned().unwrap_or_default()
    }

    fn grow(&mut self, holder: usize, minor: i128) {
        self.owing.grow(&self.name, self.holders[holder], minor);
    }

    fn take_back(&mut self, paid: &Paid) {
        for &(holder, open) in paid.forgone.iter().rev() {
            self.owing.grow(&self.name, holder, open);
        }
        for &(holder, minor) in paid.to.iter().rev() {
            self.owing.pay(&self.name, holder, -minor);
        }
    }

    /// Pays, checking what must hold of every payment.
    fn pay(&mut self, amount: i128) -> Paid {
        let before = self.class();
        let paid = before.pay(self.lasts, self.tranche, amount).unwrap();
        let sum: i128 = paid.to.iter().map(|(_, minor)| minor).sum();
        assert_eq!(sum + paid.overflow, amount);
        let takes = before.takes(self.lasts).unwrap_or(amount);
        assert_eq!(sum, amount.min(takes), "a class takes what it can");
        assert!(paid.to.iter().all(|(_, minor)| *minor > 0));
        for &(holder, minor) in &paid.to {
            self.owing.pay(&self.name, holder, minor);
        }
        for &(holder, open) in &paid.forgone {
            self.owing.grow(&self.name, holder, -open);
        }
        self.check();
        if self.lasts != Lasts::Forever {
            let is_open = |class: &Class| class.paid() < class.cap();
            let ends = is_open(&before) && !is_open(&self.class());
            assert_eq!(paid.pays_off, ends, "it ends iff all is paid, once");
        }
        paid
    }

    fn check(&self) {
        let class = self.class();
        let sum = |of: fn(&commons::claim_class::Owed) -> i128| class.owed().map(of).sum();
        assert_eq!((class.cap(), class.paid()), (sum(|o| o.cap), sum(|o| o.paid)));
        for owed in class.owed() {
            assert!(owed.paid >= 0 && class.of(owed.holder) == Some(owed));
            assert!(self.lasts == Lasts::Forever || owed.paid <= owed.cap, "{owed:?}");
        }
    }

    fn paid(&self) -> Vec<i128> {
        let class = self.class();
        self.holders.iter().map(|holder| class.of(*holder).map_or(0, |owed| owed.paid)).collect()
    }
}

fn exact(number: i128) -> BigRational {
    BigRational::from_integer(BigInt::from(number))
}

use Lasts::{Forever, Once, UntilPaid};
use Tranche::{Equally, InOrder, ProRata};

#[test]
fn a_newcomer_neither_catches_up_nor_waits() {
    let mut till = Till::owed(UntilPaid, ProRata, &[100, 100, 0]);
    till.pay(100);
    till.grow(2, 100);
    till.pay(100);
    assert_eq!(till.paid(), [75, 75, 50], "by what is open: 50, 50 and 100");
    till.pay(99);
    assert_eq!(till.paid().iter().sum::<i128>(), 299);
    assert!(till.pay(7).pays_off);
    assert_eq!(till.paid(), [100, 100, 100]);
    till.grow(0, 50);
    till.grow(2, 50);
    assert!(!till.pay(10).pays_off);
    assert_eq!(till.paid(), [105, 100, 105], "who is paid begins anew");
}

#[test]
fn once_is_the_next_payment_and_no_other() {
    let mut till = Till::owed(Once, ProRata, &[60, 30]);
    let paid = till.pay(30);
    assert_eq!(till.paid(), [20, 10]);
    assert_eq!(paid.forgone.iter().map(|(_, open)| *open).collect::<Vec<_>>(), [40, 20]);
    assert!(paid.pays_off);
    assert_eq!(till.pay(30).overflow, 30);
    till.grow(1, 30);
    assert_eq!(till.pay(40).overflow, 10);
    assert_eq!(till.paid(), [20, 40]);
    let mut till = Till::owed(Once, ProRata, &[60, 30]);
    assert!(!till.pay(0).pays_off, "nothing is no payment");
    assert_eq!(till.class().cap(), 90);
}

#[test]
fn a_weight_has_no_end() {
    let mut till = Till::owed(Forever, ProRata, &[3, 1, 0]);
    till.pay(4_000);
    assert_eq!(till.paid(), [3_000, 1_000, 0]);
    till.grow(2, 4);
    till.pay(800);
    assert_eq!(till.paid(), [3_300, 1_100, 400], "by weight, from now on");
    till.grow(2, -4);
    till.pay(400);
    assert_eq!(till.paid(), [3_600, 1_200, 400]);
    let nobody = Till::new(Forever, ProRata, 0).pay(7);
    assert_eq!(nobody.overflow, 7);
}

#[test]
fn heads_and_order() {
    let mut heads = Till::owed(UntilPaid, Equally, &[10, 2, 10]);
    heads.pay(9);
    assert_eq!(heads.paid(), [4, 2, 3]);
    heads.pay(6);
    assert_eq!(heads.paid(), [7, 2, 6]);
    let mut order = Till::owed(UntilPaid, InOrder, &[10, 2, 10]);
    order.pay(11);
    assert_eq!(order.paid(), [10, 1, 0]);
    order.grow(0, 5);
    order.pay(4);
    assert_eq!(order.paid(), [14, 1, 0], "who grows keeps the place");
}

#[test]
fn a_hundred_thousand_are_paid_one_cent_in_the_end() {
    let caps = vec![2_i128; 100_000];
    let mut till = Till::owed(UntilPaid, ProRata, &caps);
    till.pay(7);
    assert_eq!(till.pay(99_993).to.len(), 99_993, "nobody gets a second before all have a first");
    assert_eq!(till.paid(), vec![1; 100_000]);
    let last = till.pay(100_001);
    assert!(last.pays_off && last.overflow == 1 && till.paid() == caps);
}

#[test]
fn micropayments_starve_nobody_also_when_claims_grow_before_each() {
    let mut till = Till::owed(UntilPaid, ProRata, &[43_636; 11]);
    for _ in 0..2_000 {
        till.pay(7);
    }
    assert!(till.paid().iter().all(|paid| [1_272, 1_273].contains(paid)), "{:?}", till.paid());
    // The largest remainder of what is open would pay the largest first, up to 750 off.
    let caps = [3_000, 1_000, 500, 300, 4_800];
    let mut till = Till::owed(UntilPaid, ProRata, &caps);
    let mut ideal = Ideal { cap: caps.map(exact).to_vec(), due: vec![exact(0); 5] };
    for _ in 0..300 {
        till.grow(4, 1);
        ideal.cap[4] += exact(1);
        till.pay(1);
        ideal.pay(UntilPaid, 1);
        assert!(ideal.off(&till.paid()) < exact(2), "{:?}", till.paid());
    }
}

#[test]
fn a_clone_is_a_moment() {
    let (mut till, mut alone) =
        (Till::owed(UntilPaid, ProRata, &[5, 7]), Till::owed(UntilPaid, ProRata, &[5, 7]));
    let (before, mut kept) = (till.class(), Vec::new());
    for step in 0..6 {
        kept.push(till.owing.clone());
        for till in [&mut till, &mut alone] {
            till.pay(1);
            till.grow(step % 2, 3);
        }
        assert_eq!(till.owing, alone.owing);
        assert_ne!(kept.last(), Some(&till.owing));
    }
    assert_eq!(kept[0].class(&till.name), Some(&before));
    assert_eq!(
        before.owed().map(|owed| (owed.cap, owed.paid)).collect::<Vec<_>>(),
        [(5, 0), (7, 0)]
    );
}

#[test]
fn figures_that_explode_are_counted_anew() {
    let mut till = Till::owed(UntilPaid, ProRata, &[1_i128 << 90, 0]);
    for _ in 0..9 {
        let open = till.class().cap() - till.class().paid();
        till.pay(open - 1);
        till.grow(1, 1 << 90);
        till.grow(0, 1 << 90);
    }
    let open = till.class().cap() - till.class().paid();
    assert!(till.pay(open).pays_off);
}

/// What happens to a class.
#[derive(Debug, Clone)]
enum Step {
    Grow(usize, i128),
    Pay(i128),
    TakeBack,
}

fn steps(grow: u32, take_back: u32) -> impl Strategy<Value = Vec<Step>> {
    let amount = || prop_oneof![0..9_i128, 0..2_000_i128];
    let step = prop_oneof![
        grow => (0..6_usize, amount()).prop_map(|(who, minor)| Step::Grow(who, minor)),
        4 => amount().prop_map(Step::Pay),
        take_back => Just(Step::TakeBack),
    ];
    prop::collection::vec(step, 1..40)
}

fn tranche() -> impl Strategy<Value = Tranche> {
    prop_oneof![Just(ProRata), Just(Equally), Just(InOrder)]
}

fn lasts() -> impl Strategy<Value = Lasts> {
    prop_oneof![Just(UntilPaid), Just(Once), Just(Forever)]
}

/// What exact fractions would pay, and what really was.
#[derive(Default)]
struct Ideal {
    cap: Vec<BigRational>,
    due: Vec<BigRational>,
}

impl Ideal {
    fn new(holders: usize) -> Self {
        Self { cap: vec![exact(0); holders], due: vec![exact(0); holders] }
    }

    fn pay(&mut self, lasts: Lasts, minor: i128) {
        let weigh = |(cap, due): (&BigRational, &BigRational)| match lasts {
            Forever => cap.clone(),
            _ => cap - due,
        };
        let weights: Vec<BigRational> = self.cap.iter().zip(&self.due).map(weigh).collect();
        let whole: BigRational = weights.iter().sum();
        if whole > exact(0) {
            for (due, weight) in self.due.iter_mut().zip(weights) {
                *due += weight * exact(minor) / &whole;
            }
        }
    }

    /// By how much somebody is off at most.
    fn off(&self, paid: &[i128]) -> BigRational {
        let off = |(due, paid): (&BigRational, &i128)| {
            let off = due - exact(*paid);
            if off < exact(0) { -off } else { off }
        };
        self.due.iter().zip(paid).map(off).max().unwrap_or_default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// I3, I4, I5: no claim above its cap, everyone less than a unit off, and the end exactly at the caps.
    #[test]
    fn what_is_owed_from_the_start_is_paid_to_less_than_a_unit(
        caps in prop::collection::vec(0..3_000_i128, 1..12),
        payments in prop::collection::vec(prop_oneof![0..9_i128, 0..2_000_i128], 0..60),
    ) {
        let mut till = Till::owed(UntilPaid, ProRata, &caps);
        let whole: i128 = caps.iter().sum();
        let mut ends = 0;
        for payment in payments.into_iter().chain([whole]) {
            let paid = till.pay(payment);
            ends += u32::from(paid.pays_off);
            let reached = till.class().paid();
            for (cap, paid) in caps.iter().zip(till.paid()) {
                // |paid − cap · P ÷ Σcap| < 1, times Σcap.
                prop_assert!((paid * whole - cap * reached).abs() < whole.max(1));
            }
        }
        prop_assert_eq!(ends, u32::from(whole > 0), "released exactly once");
        prop_assert_eq!(till.paid(), caps);
    }

    /// Whatever grows, is paid and taken back: sums, caps and ends hold, and a payment taken back
    /// is as if it had not been.
    #[test]
    fn any_history_holds(
        lasts in lasts(),
        tranche in tranche(),
        steps in steps(2, 2),
    ) {
        let mut till = Till::new(lasts, tranche, 6);
        let mut last: Option<(Paid, Class)> = None;
        for step in steps {
            match step {
                Step::Grow(who, minor) => {
                    till.grow(who, minor);
                    last = None;
                }
                Step::Pay(minor) => {
                    let before = till.class();
                    last = Some((till.pay(minor), before));
                }
                Step::TakeBack => {
                    if let Some((paid, before)) = last.take() {
                        till.take_back(&paid);
                        till.check();
                        let figures = |class: &Class| -> Vec<(i128, i128)> {
                            class.owed().map(|o| (o.cap, o.paid)).collect()
                        };
                        prop_assert_eq!(figures(&till.class()), figures(&before));
                    }
                }
            }
        }
        till.check();
    }

    /// An older payment taken back, while claims grew and were paid since: nobody is above a cap or below
    /// zero, and all is paid off in the end.
    #[test]
    fn payments_are_taken_back_in_any_order(
        tranche in tranche(),
        steps in steps(2, 3),
    ) {
        let mut till = Till::new(UntilPaid, tranche, 6);
        let mut made: Vec<Paid> = Vec::new();
        for step in steps {
            match step {
                Step::Grow(who, minor) => till.grow(who, minor),
                Step::Pay(minor) => made.push(till.pay(minor)),
                Step::TakeBack if made.is_empty() => {}
                Step::TakeBack => {
                    let paid = made.swap_remove(made.len() / 2);
                    till.take_back(&paid);
                }
            }
            till.check();
        }
        let open = till.class().cap() - till.class().paid();
        prop_assert_eq!(till.pay(open + 5).overflow, 5);
    }

    /// When claims grow between payments, nobody is off exact fractions by more than a unit for each
    /// stretch between two growths: what was cut off before one is not made up after it.
    #[test]
    fn growing_claims_stay_near_exact_fractions(
        lasts in prop_oneof![Just(UntilPaid), Just(Forever)],
        steps in steps(2, 0),
    ) {
        let mut till = Till::new(lasts, ProRata, 6);
        let mut ideal = Ideal::new(6);
        let (mut worst, mut stretches) = (exact(0), 1);
        for step in steps {
            match step {
                Step::Grow(who, minor) => {
                    till.grow(who, minor);
                    ideal.cap[who] += exact(minor);
                    stretches += 1;
                }
                Step::Pay(minor) => {
                    let overflow = till.pay(minor).overflow;
                    ideal.pay(lasts, minor - overflow);
                }
                Step::TakeBack => {}
            }
            worst = worst.max(ideal.off(&till.paid()));
            prop_assert!(worst < exact(stretches), "{worst} after {stretches} stretches");
        }
    }
}
