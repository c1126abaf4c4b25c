//! Co-owned things on paper: waterfalls that pay claims, over random agreements and random fees.
//!
//! What must hold of every agreement is told in the words of `any_agreement_holds`; the printer is one.
#![cfg(test)]

use std::collections::BTreeMap;

use charter::tree::{Lasts, Tranche};
use commons::agent::{Agent, AgentIx, AgentKind};
use commons::claim_class::{Class, Owing, Paid};
use commons::name::Handle;
use commons::table::Table;
use commons::waterfall::{Overflow, Portion, Takes, TierNow, allot};
use proptest::prelude::*;
use quantity::{Ratio, Rounding, split};

/// A thing, what its owners are owed, and how a fee is split.
struct Agreement {
    owing: Owing,
    payback: Handle,
    owners: Vec<AgentIx>,
    /// Parts of the net for maintenance, infrastructure and payback.
    parts: [Ratio; 3],
    accounts: BTreeMap<&'static str, i128>,
    released: u32,
}

/// What one fee did.
#[derive(Debug, Clone)]
struct Fee {
    postings: Vec<(&'static str, i128)>,
    paid: Paid,
}

impl Agreement {
    fn new(caps: &[i128], parts: [&str; 3]) -> Self {
        let mut agents = Table::default();
        let mut owner = |number: usize| {
            let handle = Handle::new(&format!("owner{number}")).unwrap();
            agents.add(Agent {
                handle,
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
        let owners: Vec<AgentIx> = (0..caps.len()).map(&mut owner).collect();
        let payback = Handle::new("payback").unwrap();
        let mut owing = Owing::default();
        for (owner, cap) in owners.iter().zip(caps) {
            owing.grow(&payback, *owner, *cap);
        }
        let parts = parts.map(|part| Ratio::parse(part).unwrap());
        Self { owing, payback, owners, parts, accounts: BTreeMap::new(), released: 0 }
    }

    fn class(&self) -> Class {
        self.owing.class(&self.payback).cloned().unwrap_or_default()
    }

    fn paid(&self) -> Vec<i128> {
        let class = self.class();
        self.owners.iter().map(|owner| class.of(*owner).map_or(0, |owed| owed.paid)).collect()
    }

    fn is_released(&self) -> bool {
        self.class().paid() == self.class().cap()
    }

    fn post(&mut self, postings: &[(&'static str, i128)]) {
        assert_eq!(postings.iter().map(|(_, minor)| minor).sum::<i128>(), 0, "I1");
        for (account, minor) in postings {
            *self.accounts.entry(account).or_default() += minor;
        }
    }

    fn fee(&mut self, amount: i128, material: i128, technician: i128) -> Fee {
        let class = self.class();
        let tier =
            |portion| TierNow { portion, cap: None, takes: Takes::All, overflow: Overflow::Falls };
        let open = class.takes(Lasts::UntilPaid).unwrap();
        let payback = TierNow {
            takes: Takes::UpTo { of: 0, open },
            overflow: Overflow::Elsewhere,
            ..tier(Portion::OfNet(self.parts[2]))
        };
        let tiers = [
            tier(Portion::First(material)),
            tier(Portion::First(technician)),
            tier(Portion::OfNet(self.parts[0])),
            tier(Portion::OfNet(self.parts[1])),
            payback,
        ];
        let poured = allot(amount, &tiers).unwrap();
        let [mat, tech, maintenance, infrastructure, owners] = poured.tiers[..] else { panic!() };
        let paid = class.pay(Lasts::UntilPaid, Tranche::ProRata, owners.given).unwrap();
        assert_eq!(paid.overflow, 0, "the waterfall leaves nothing over for the claims to return");
        let postings = vec![
            ("customers", -amount),
            ("material", mat.given),
            ("technician", tech.given),
            ("maintenance", maintenance.given),
            ("infrastructure", infrastructure.given + owners.overflow),
            ("owners", owners.given),
            ("till", poured.left),
        ];
        self.post(&postings);
        for &(owner, minor) in &paid.to {
            self.owing.pay(&self.payback, owner, minor);
        }
        self.released += u32::from(paid.pays_off);
        Fee { postings, paid }
    }

    fn reverse(&mut self, fee: &Fee) {
        let mirror: Vec<_> =
            fee.postings.iter().map(|(account, minor)| (*account, -minor)).collect();
        self.post(&mirror);
        for &(owner, minor) in &fee.paid.to {
            self.owing.pay(&self.payback, owner, -minor);
        }
    }

    fn account(&self, name: &str) -> i128 {
        self.accounts.get(name).copied().unwrap_or_default()
    }
}

/// Eleven equal parts of $4,000, and what each is owed by one of the three rules.
fn contributions() -> Vec<i128> {
    split(400_000, &[1; 11]).unwrap()
}

#[test]
fn three_rules_for_the_cap_are_three_sums() {
    let paid_in = contributions();
    assert_eq!(paid_in, [[36_364; 7].as_slice(), &[36_363; 4]].concat());
    let premium = Ratio::parse("120%").unwrap();
    let floors: Vec<i128> =
        paid_in.iter().map(|&paid| premium.apply(paid, Rounding::Down).unwrap()).collect();
    let weights: Vec<u128> = paid_in.iter().map(|paid| paid.unsigned_abs()).collect();
    let by_part = split(480_000, &weights).unwrap();
    let by_head = split(480_000, &[1; 11]).unwrap();
    let counted = |caps: &[i128]| {
        let count = |cap| caps.iter().filter(|&&it| it == cap).count();
        (caps.iter().sum::<i128>(), [43_637, 43_636, 43_635].map(count))
    };
    assert_eq!(counted(&floors), (479_992, [0, 7, 4]));
    assert_eq!(counted(&by_part), (480_000, [7, 1, 3]));
    assert_eq!(counted(&by_head), (480_000, [4, 7, 0]));
}

#[test]
fn the_printer_is_everybodys_after_364_uses() {
    let caps = split(480_000, &[1; 11]).unwrap();
    let mut printer = Agreement::new(&caps, ["20%", "20%", "60%"]);
    let mut reached = BTreeMap::new();
    for number in 1..=364 {
        assert!(!printer.is_released());
        printer.fee(2_500, 300, 0);
        reached.insert(number, printer.class().paid());
    }
    assert_eq!([reached[&303], reached[&304], reached[&363]], [399_960, 401_280, 479_160]);
    assert_eq!(printer.paid(), caps);
    assert!(printer.is_released() && printer.released == 1);
    let names = ["customers", "material", "maintenance", "infrastructure", "owners", "till"];
    let totals = names.map(|name| printer.account(name));
    assert_eq!(totals, [-910_000, 109_200, 160_160, 160_640, 480_000, 0]);
    let after = printer.fee(2_500, 300, 0);
    assert!(after.paid.to.is_empty(), "I6: nothing goes to who is paid");
    assert_eq!(printer.account("infrastructure"), 160_640 + 440 + 1_320);
}

/// What the old software did: nothing stopped the payments, and the biggest got what was left over.
#[test]
fn a_cap_is_a_cap() {
    let mut printer = Agreement::new(&[43_636; 11], ["0%", "0%", "100%"]);
    let owed = printer.class().cap();
    assert_eq!(owed, 479_996);
    for _ in 0..3 {
        printer.fee(250_000, 0, 0);
    }
    assert_eq!(printer.class().paid(), owed);
    assert_eq!(printer.account("infrastructure"), 750_000 - owed);
}

#[derive(Debug, Clone)]
enum Step {
    Fee { amount: i128, material: i128, technician: i128 },
    ReverseLast,
    ReverseAny(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let fee = (0..4_000_i128, 0..400_i128, 0..300_i128).prop_map(|(net, material, technician)| {
        Step::Fee { amount: net + material + technician, material, technician }
    });
    let any = (0..100_usize).prop_map(Step::ReverseAny);
    prop::collection::vec(prop_oneof![8 => fee, 1 => Just(Step::ReverseLast), 1 => any], 1..60)
}

fn parts() -> impl Strategy<Value = [String; 3]> {
    (0..40_u32, 0..40_u32).prop_map(|(m, g)| [m, g, 100 - m - g].map(|part| format!("{part}%")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_agreement_holds(
        caps in prop::collection::vec(1..5_000_i128, 1..12),
        parts in parts(),
        steps in steps(),
    ) {
        let mut thing = Agreement::new(&caps, [&parts[0], &parts[1], &parts[2]]);
        let whole: i128 = caps.iter().sum();
        let (mut fees, mut is_in_order): (Vec<Fee>, _) = (Vec::new(), true);
        for step in steps {
            let (was_released, had, releases) = (thing.is_released(), thing.paid(), thing.released);
            match step {
                Step::Fee { amount, material, technician } => {
                    fees.push(thing.fee(amount, material, technician));
                    prop_assert!(!was_released || thing.paid() == had, "I6");
                    let ends = !was_released && thing.is_released();
                    prop_assert_eq!(thing.released - releases, u32::from(ends), "I5");
                }
                Step::ReverseLast if !fees.is_empty() => {
                    let accounts = thing.accounts.clone();
                    let fee = fees.pop().unwrap();
                    thing.reverse(&fee);
                    for (account, minor) in &fee.postings {
                        prop_assert_eq!(thing.account(account), accounts[account] - minor, "I11");
                    }
                }
                Step::ReverseAny(place) if !fees.is_empty() => {
                    let fee = fees.swap_remove(place % fees.len());
                    thing.reverse(&fee);
                    is_in_order = false;
                }
                Step::ReverseLast | Step::ReverseAny(_) => {}
            }
            let paid = thing.paid();
            let reached: i128 = paid.iter().sum();
            prop_assert_eq!(thing.account("owners"), reached, "what claims had is what was posted");
            prop_assert_eq!(thing.accounts.values().sum::<i128>(), 0, "I1");
            for (cap, paid) in caps.iter().zip(&paid) {
                prop_assert!((0..=*cap).contains(paid), "I3");
                let off = (paid * whole - cap * reached).abs();
                prop_assert!(off < whole || !is_in_order, "I4");
            }
        }
        let open = whole - thing.class().paid();
        thing.fee(open * 100 + 100, 0, 0);
        prop_assert!(thing.is_released(), "whatever was taken back, it is paid off in the end");
        prop_assert_eq!(thing.paid(), caps);
    }
}
