//! Co-owned things, acted out: random agreements, fees, fees taken back, and new versions of the charter.
//!
//! What must hold is told in the words of `any_agreement_holds`.

use std::collections::BTreeMap;

use commons::account::{Account, AccountName};
use commons::act::{Act, AddAgent, AdoptCharter, Detail, Pay, Receive, Reverse};
use commons::agent::AgentKind;
use commons::change::{Change, Moved};
use commons::refusal::Refused;
use commons::unit::Measure;
use proptest::prelude::*;
use quantity::{Ratio, Rounding};

use crate::desk::{Desk, act_id, code, handle, key};
use crate::money::text;

const OWNERS: [&str; 5] = ["ana", "ben", "cleo", "dan", "eva"];

fn cad(minor: i128) -> Measure {
    Measure { minor, unit: code("CAD") }
}

fn detail(name: &str, minor: i128) -> Detail {
    Detail { name: handle(name), amount: cad(minor) }
}

/// Percentages for maintenance and infrastructure; the rest pays back.
#[derive(Debug, Clone, Copy)]
struct Parts {
    maintenance: i128,
    infrastructure: i128,
}

impl Parts {
    fn payback(self) -> i128 {
        100 - self.maintenance - self.infrastructure
    }

    /// What each gets of a net fee: where the exact sums are cut, in this order.
    fn of(self, net: i128) -> [i128; 3] {
        let upto = |percent| Ratio::new(percent, 100).unwrap().apply(net, Rounding::Down).unwrap();
        let (first, second) =
            (upto(self.maintenance), upto(self.maintenance + self.infrastructure));
        [first, second - first, net - second]
    }
}

/// A fee that was booked.
struct Fee {
    entry: u64,
    changes: Vec<Change>,
}

struct Story {
    desk: Desk,
    price: i128,
    premium: i128,
    parts: Parts,
    fees: Vec<Fee>,
    references: u32,
    releases: usize,
}

impl Story {
    fn new(contributions: &[i128], premium: i128, parts: Parts) -> Self {
        let mut story = Self {
            desk: Desk::founded(),
            price: contributions.iter().sum(),
            premium,
            parts,
            fees: Vec::new(),
            references: 0,
            releases: 0,
        };
        for (number, owner) in (2..).zip(OWNERS).take(contributions.len()) {
            let wish = AddAgent::new(handle(owner), AgentKind::Person, owner.to_owned());
            let wish = AddAgent { key: Some(key(number)), ..wish };
            story.desk.submit(&Act::AddAgent(Box::new(wish))).unwrap();
        }
        story.adopt(parts);
        for (owner, &minor) in OWNERS.iter().zip(contributions) {
            story.receive(owner, minor, &[]).unwrap();
            story.pays(owner, "purchase", None, minor).unwrap();
        }
        story
    }

    fn adopt(&mut self, parts: Parts) {
        let figures = [
            (
                "price is 4000 CAD",
                format!("price is {}.{:02} CAD", self.price / 100, self.price % 100),
            ),
            ("premium is 20%", format!("premium is {}%", self.premium)),
            (
                "20% of the net to maintenance",
                format!("{}% of the net to maintenance", parts.maintenance),
            ),
            (
                "20% of the net to infrastructure",
                format!("{}% of the net to infrastructure", parts.infrastructure),
            ),
            ("60% of the net to payback", format!("{}% of the net to payback", parts.payback())),
        ];
        let told = figures.iter().fold(text("printer").unwrap(), |text, (from, to)| {
            assert!(text.contains(from));
            text.replace(from, to)
        });
        self.parts = parts;
        match self.desk.submit(&Act::AdoptCharter(Box::new(AdoptCharter::new(told)))) {
            Ok(_) | Err(Refused::CharterUnchanged) => {}
            Err(refused) => panic!("{refused}"),
        }
    }

    fn reference(&mut self) -> String {
        self.references += 1;
        format!("r{}", self.references)
    }

    fn receive(&mut self, to: &str, minor: i128, details: &[Detail]) -> Result<u64, Refused> {
        let reference = self.reference();
        self.receive_as(to, minor, details, reference)
    }

    fn receive_as(
        &mut self,
        to: &str,
        minor: i128,
        details: &[Detail],
        reference: String,
    ) -> Result<u64, Refused> {
        self.desk.key = key(1);
        self.desk.submit(&Act::Receive(Box::new(Receive {
            amount: cad(minor),
            from: None,
            to: handle(to),
            reference,
            details: details.to_vec(),
            note: None,
        })))
    }

    fn pays(
        &mut self,
        who: &str,
        to: &str,
        from: Option<&str>,
        minor: i128,
    ) -> Result<u64, Refused> {
        self.desk.sign_as(who);
        self.desk.submit(&Act::Pay(Box::new(Pay {
            from: from.map(handle),
            to: handle(to),
            amount: cad(minor),
            details: Vec::new(),
            demand: None,
            note: None,
        })))
    }

    fn balance(&self, pool: &str) -> i128 {
        let state = &self.desk.state;
        let account = Account::Pool(state.pool(&handle(pool)).unwrap());
        state.accounts.balance(account, state.unit(&code("CAD")).unwrap())
    }

    /// What each owner is owed and was paid.
    fn owed(&self) -> Vec<(i128, i128)> {
        let class = self.desk.state.money.owing.class(&handle("payback"));
        let owed = |class: &commons::claim_class::Class| {
            class.owed().map(|owed| (owed.cap, owed.paid)).collect()
        };
        class.map(owed).unwrap_or_default()
    }

    fn open(&self) -> i128 {
        self.owed().iter().map(|(cap, paid)| cap - paid).sum()
    }

    fn fee(&mut self, net: i128, material: i128, technician: i128) {
        let (amount, open) = (net + material + technician, self.open());
        let details = [detail("material", material), detail("technician", technician)];
        let before = self.owed();
        let entry = self.receive("till", amount, &details).unwrap();
        let changes = self.desk.flowed(Some(entry));
        self.releases += releases(&changes);
        let [maintenance, infrastructure, payback] = self.parts.of(net);
        let owners = payback.min(open);
        let arrived: BTreeMap<&str, i128> = [
            ("outside", -amount),
            ("material_stock", material),
            ("technicians", technician),
            ("maintenance", maintenance),
            ("infrastructure", infrastructure + payback - owners),
        ]
        .into_iter()
        .filter(|(_, minor)| *minor != 0)
        .collect();
        let mut sums = sums(&changes);
        let to_owners: i128 = OWNERS.iter().filter_map(|owner| sums.remove(*owner)).sum();
        sums.retain(|_, minor| *minor != 0);
        let sums: BTreeMap<&str, i128> = sums.iter().map(|(name, m)| (name.as_str(), *m)).collect();
        assert_eq!(sums, arrived, "I9: split by the version in force");
        assert_eq!(to_owners, owners, "caps hold and nothing is lost");
        assert_eq!(open - self.open(), owners);
        assert!(open > 0 || self.owed() == before, "I6: nobody is paid after the release");
        self.received_first(&changes);
        self.fees.push(Fee { entry, changes });
    }

    /// I7: nothing leaves the till that did not come in before.
    fn received_first(&self, changes: &[Change]) {
        let mut till = 0;
        for moved in moves(changes) {
            let is_till = |name: &AccountName| *name == AccountName::Pool(handle("till"));
            till += if is_till(&moved.to) { moved.minor } else { 0 };
            till -= if is_till(&moved.from) { moved.minor } else { 0 };
            assert!(till >= 0);
        }
        assert_eq!((till, self.balance("till")), (0, 0));
    }

    /// I11: a fee taken back is the mirror of the fee; what became common stays common.
    fn take_back(&mut self, place: usize) {
        let fee = self.fees.swap_remove(place);
        let (before, released) = (self.owed(), self.desk.state.money.released.clone());
        self.desk.key = key(1);
        let act = act_id(fee.entry);
        let reverse = Act::Reverse(Reverse { act, reason: None });
        let entry = match self.desk.submit(&reverse) {
            Ok(entry) => entry,
            // What a later fee took back or paid out cannot be taken out of an empty purse.
            Err(refused) => return assert_eq!(self.owed(), before, "{refused}"),
        };
        let mirror = self.desk.flowed(Some(entry));
        let negative = sums(&fee.changes).into_iter().map(|(name, minor)| (name, -minor)).collect();
        assert_eq!(sums(&mirror), negative);
        assert_eq!(released, self.desk.state.money.released);
        assert!(self.desk.submit(&reverse).is_err(), "only once");
    }
}

fn moves(changes: &[Change]) -> impl Iterator<Item = &Moved> {
    changes.iter().filter_map(|change| match change {
        Change::Moved(moved) => Some(moved),
        _ => None,
    })
}

fn releases(changes: &[Change]) -> usize {
    changes.iter().filter(|change| matches!(change, Change::Released(_))).count()
}

/// What changes make of each account.
fn sums(changes: &[Change]) -> BTreeMap<String, i128> {
    let mut sums = BTreeMap::new();
    for posting in moves(changes).flat_map(Moved::postings) {
        let name = match posting.account {
            AccountName::Agent(name) | AccountName::Pool(name) => name.to_string(),
            AccountName::Outside(_) => "outside".to_owned(),
            other => format!("{other:?}"),
        };
        *sums.entry(name).or_default() += posting.minor;
    }
    sums
}

#[derive(Debug, Clone)]
enum Step {
    Fee(i128, i128, i128),
    Community(i128),
    TakeBack(usize),
    Twice,
    Amend(Parts),
}

fn parts() -> impl Strategy<Value = Parts> {
    (0..45_i128, 0..45_i128)
        .prop_map(|(maintenance, infrastructure)| Parts { maintenance, infrastructure })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (1..5_000_i128, 0..400_i128, 0..300_i128).prop_map(|(n, m, t)| Step::Fee(n, m, t)),
        1 => (1..500_i128).prop_map(Step::Community),
        2 => (0..99_usize).prop_map(Step::TakeBack),
        1 => Just(Step::Twice),
        1 => parts().prop_map(Step::Amend),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_agreement_holds(
        contributions in prop::collection::vec(1..4_000_i128, 1..=5),
        premium in 0..60_i128,
        parts in parts(),
        steps in prop::collection::vec(step(), 1..25),
    ) {
        let mut story = Story::new(&contributions, premium, parts);
        let price = story.price;
        let whole = Ratio::new(100 + premium, 100).unwrap().apply(price, Rounding::Down).unwrap();
        prop_assert_eq!(story.owed().iter().map(|(cap, _)| cap).sum::<i128>(), whole);
        prop_assert_eq!(story.balance("purchase"), price, "I2");
        prop_assert!(story.pays("ana", "purchase", None, 1).is_err(), "not above the price");
        story.pays("founder", "ana", Some("purchase"), price).unwrap();
        prop_assert_eq!(story.balance("purchase"), 0, "I2");
        let (mut is_in_order, mut was_paid_off) = (true, false);
        for step in steps {
            let caps = story.owed();
            match step {
                Step::Fee(net, material, technician) => story.fee(net, material, technician),
                Step::Community(minor) => {
                    story.receive("community", minor, &[detail("material", 0)]).unwrap();
                    prop_assert_eq!(story.owed(), caps, "I12");
                }
                Step::TakeBack(place) if !story.fees.is_empty() => {
                    let place = place % story.fees.len();
                    is_in_order &= place + 1 == story.fees.len();
                    story.take_back(place);
                }
                Step::Twice => {
                    let details = [detail("material", 0), detail("technician", 0)];
                    let again = story.receive_as("till", 10, &details, "r1".to_owned());
                    prop_assert!(matches!(again, Err(Refused::ReferenceTaken { .. })), "I8");
                }
                Step::Amend(parts) => {
                    story.adopt(parts);
                    prop_assert_eq!(story.owed(), caps, "I9: what was paid is not counted anew");
                }
                Step::TakeBack(_) => {}
            }
            let owed = story.owed();
            let reached: i128 = owed.iter().map(|(_, paid)| paid).sum();
            for (cap, paid) in &owed {
                prop_assert!((0..=*cap).contains(paid), "I3");
                let off = (paid * whole - cap * reached).abs();
                prop_assert!(off < whole.max(1) || !is_in_order, "I4");
            }
            was_paid_off |= story.open() == 0;
            prop_assert_eq!(story.releases, usize::from(was_paid_off), "I5");
        }
        prop_assert_eq!(story.desk.replayed(), story.desk.state, "I10");
    }
}
