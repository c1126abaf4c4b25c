//! Shares and distributions of random histories, against the exact model.

use std::collections::BTreeMap;
use std::ops::Range;

use charter::civil::{Period, Span};
use commons::act::{Act, AddAgent, AddAgreement, AddProcess, AddResource, Distribute, LogEvent};
use commons::action::Action;
use commons::agent::{AgentIx, AgentKind};
use commons::agreement::Side;
use commons::equation::{Equation, Equipment, Rate, Reach};
use commons::equity::{Target, equity};
use commons::name::{Handle, Moment};
use commons::refusal::Refused;
use commons::state::{Held, Named, State};
use commons::unit::Measure;
use commons::worth::Horizon;
use proptest::prelude::*;
use quantity::{Ratio, Share};

use crate::desk::{Desk, code, handle};
use crate::exact::{Exact, Q, q};

const AGENTS: usize = 4;
const RESOURCES: usize = 6;
const PROCESSES: usize = 5;
const DEALS: usize = 2;
const ACCOUNTS: usize = 2;
/// Value units an hour.
const RATE: i128 = 20;

/// Something to log. A process draws from lots numbered no higher than itself and makes higher
/// ones, so that nothing is made of itself.
#[derive(Clone, Debug)]
pub struct Step {
    what: What,
    agent: usize,
    process: usize,
    lot: usize,
    quantity: i128,
    cents: i128,
    /// Days ago.
    days: i64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    Work,
    WorkOn,
    Produce,
    ProduceWeighed,
    ProduceCredited,
    Consume,
    Use,
    CitePercent,
    CiteAmount,
    CiteOutside,
    Raise,
    Fund,
    Pay,
    PayPocket,
    Arrive,
    ArriveDeclared,
}

const WHAT: &[What] = {
    use What::*;
    &[
        Work,
        WorkOn,
        Produce,
        Produce,
        Produce,
        ProduceWeighed,
        ProduceCredited,
        Consume,
        Consume,
        Consume,
        Use,
        Use,
        CitePercent,
        CiteAmount,
        CiteOutside,
        Raise,
        Raise,
        Fund,
        Pay,
        PayPocket,
        Arrive,
        ArriveDeclared,
    ]
};

fn step() -> impl Strategy<Value = Step> {
    let what = proptest::sample::select(WHAT);
    let whom = (0..AGENTS, 0..PROCESSES, 0..RESOURCES);
    (what, whom, 1..9_i128, 1..50_000_i128, 0..4_i64).prop_map(
        |(what, (agent, process, lot), quantity, cents, days)| Step {
            what,
            agent,
            process,
            lot,
            quantity,
            cents,
            days,
        },
    )
}

pub fn steps(count: Range<usize>) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), count)
}

fn measure(minor: i128, unit: &str) -> Option<Measure> {
    Some(Measure { minor, unit: code(unit) })
}

fn pieces(count: i128) -> Option<Measure> {
    measure(count * 1_000_000, "one")
}

impl Step {
    fn wish(&self, now: Moment) -> LogEvent {
        use What as W;
        let action = match self.what {
            W::Work | W::WorkOn => Action::Work,
            W::Produce | W::ProduceWeighed | W::ProduceCredited => Action::Produce,
            W::Consume => Action::Consume,
            W::Use => Action::Use,
            W::CitePercent | W::CiteAmount | W::CiteOutside => Action::Cite,
            W::Raise => Action::Raise,
            W::Fund | W::Pay | W::PayPocket | W::Arrive | W::ArriveDeclared => Action::Transfer,
        };
        let mut wish = LogEvent::new(action);
        wish.at = Some(Moment(now.0 - self.days * Moment::DAY_MS));
        wish.provider = Some(handle(&format!("a{}", self.agent)));
        wish.quantity = pieces(self.quantity);
        wish.value = measure(self.cents, "CAD");
        match action {
            Action::Work => self.work(&mut wish),
            Action::Produce => self.produce(&mut wish),
            Action::Raise => wish.resource = Some(self.any_lot()),
            Action::Transfer => self.exchange(&mut wish),
            _ => self.input(&mut wish),
        }
        wish
    }

    fn any_lot(&self) -> commons::name::Handle {
        handle(&format!("lot{}", self.lot))
    }

    fn work(&self, wish: &mut LogEvent) {
        (wish.quantity, wish.value) = (None, None);
        wish.effort = measure(self.cents * 60, "hour");
        match self.what {
            What::WorkOn => wish.resource = Some(self.any_lot()),
            _ => wish.input_of = Some(handle(&format!("p{}", self.process))),
        }
    }

    fn produce(&self, wish: &mut LogEvent) {
        let higher = self.process + 1 + self.lot % (RESOURCES - self.process - 1);
        wish.output_of = Some(handle(&format!("p{}", self.process)));
        wish.resource = Some(handle(&format!("lot{higher}")));
        if self.what != What::ProduceCredited {
            wish.value = None;
        }
        if self.what == What::ProduceWeighed {
            wish.weight = Some(self.cents as u64);
        }
    }

    fn input(&self, wish: &mut LogEvent) {
        let lower = self.lot % (self.process + 1);
        wish.input_of = Some(handle(&format!("p{}", self.process)));
        wish.resource = Some(handle(&format!("lot{lower}")));
        match self.what {
            What::Consume => wish.value = None,
            What::CitePercent => {
                wish.value = None;
                wish.quantity = measure(self.cents * 1_000, "percent");
            }
            What::CiteOutside => wish.resource = None,
            _ => {}
        }
    }

    fn exchange(&self, wish: &mut LogEvent) {
        let account = handle(&format!("account{}", self.lot % ACCOUNTS));
        let deal = handle(&format!("deal{}", self.process % DEALS));
        wish.value = wish.value.take().filter(|_| self.what == What::ArriveDeclared);
        if !matches!(self.what, What::Arrive | What::ArriveDeclared) {
            wish.quantity = measure(self.cents, "CAD");
        }
        match self.what {
            What::Fund => wish.to_resource = Some(account),
            What::Pay => {
                wish.provider = None;
                wish.receiver = Some(handle("shop"));
                wish.resource = Some(account);
                wish.agreement = Some((deal, Side::Reciprocal));
            }
            What::PayPocket => {
                wish.receiver = Some(handle("shop"));
                wish.agreement = Some((deal, Side::Reciprocal));
            }
            _ => {
                wish.provider = Some(handle("shop"));
                wish.to_resource = Some(self.any_lot());
                wish.agreement = Some((deal, Side::Primary));
            }
        }
    }
}

/// The acts that add who and what the steps are about.
pub fn added() -> Vec<Act> {
    let agent = |name: String| {
        Act::AddAgent(Box::new(AddAgent::new(handle(&name), AgentKind::Person, name)))
    };
    let mut acts: Vec<Act> = (0..AGENTS).map(|n| agent(format!("a{n}"))).collect();
    acts.push(agent("shop".to_owned()));
    acts.extend((0..RESOURCES).map(|n| resource(format!("lot{n}"))));
    acts.extend((0..ACCOUNTS).map(|n| resource(format!("account{n}"))));
    acts.extend((0..PROCESSES).map(|n| process(format!("p{n}"))));
    let agreement = |name: String| Act::AddAgreement(AddAgreement::new(handle(&name), name));
    acts.extend((0..DEALS).map(|n| agreement(format!("deal{n}"))));
    acts
}

fn resource(name: String) -> Act {
    Act::AddResource(Box::new(AddResource::new(handle(&name), name)))
}

fn process(name: String) -> Act {
    Act::AddProcess(Box::new(AddProcess::new(handle(&name), name)))
}

fn equation(equipment: Equipment) -> Equation {
    let mut equation = Equation::founding(code("CAD"));
    equation.equipment = equipment;
    equation.work = vec![Rate::new(code("hour"), Ratio::from_integer(RATE))];
    equation
}

/// A commons in which the steps were tried.
pub fn lived(steps: &[Step]) -> Desk {
    let mut desk = Desk::founded();
    for act in added() {
        desk.submit(&act).unwrap();
    }
    for step in steps {
        let wish = step.wish(desk.now);
        // There is not always enough, and then there is a step less.
        match desk.submit(&Act::LogEvent(Box::new(wish))) {
            Ok(_) | Err(Refused::NotEnough { .. }) => {}
            Err(refused) => panic!("{refused}"),
        }
    }
    desk
}

fn near(exact: &Q, told: &Q, tolerance: &Q) -> bool {
    let difference = exact - told;
    difference <= *tolerance && difference >= -tolerance.clone()
}

/// One in 10¹².
fn trillionth() -> Q {
    q(1) / q(1_000_000_000_000)
}

fn compare(exact: &BTreeMap<AgentIx, Q>, state: &State, equation: &Equation, target: Target) {
    let horizon = Horizon { until: None, now: state.latest.unwrap() };
    let told = match equity(state, equation, target, horizon) {
        Ok(told) => told,
        Err(Refused::NothingContributed { .. }) => {
            assert!(exact.is_empty(), "{target:?}: nobody instead of {exact:?}");
            return;
        }
        Err(refused) => panic!("{refused}"),
    };
    let parts: u64 = told.holders.iter().map(|holder| holder.share.parts()).sum();
    assert_eq!(parts, Share::WHOLE);
    let mut shares: BTreeMap<AgentIx, Q> = exact.clone();
    for holder in &told.holders {
        let share = q(holder.share.parts().into()) / q(Share::WHOLE.into());
        *shares.entry(holder.agent).or_insert_with(|| q(0)) -= share;
    }
    for (agent, difference) in shares {
        assert!(
            near(&q(0), &difference, &trillionth()),
            "{target:?}: the share of {agent:?} is off by {difference} of {exact:?}"
        );
    }
}

/// What each is due, and whom the rule pays, whole cents first, then the largest rest.
fn compare_amounts(exact: &BTreeMap<AgentIx, Q>, desk: &mut Desk, target: &str, minor: i128) {
    let income = Measure { minor, unit: code("CAD") };
    let wish = Distribute { income, target: Some(handle(target)), reference: None };
    let entry = match desk.submit(&Act::Distribute(wish)) {
        Err(Refused::NothingContributed { .. }) => return,
        other => other.unwrap(),
    };
    let Some(Held::Distribution(row)) = desk.state.held(entry) else { panic!("no distribution") };
    let row = desk.state.distributions.at(row);
    assert_eq!(row.payees.iter().map(|payee| payee.minor).sum::<i128>(), minor);
    let due = |agent| exact.get(&agent).cloned().unwrap_or_else(|| q(0)) * q(minor);
    let whole: Q = row.payees.iter().fold(q(0), |sum, payee| sum + due(payee.agent).floor());
    let over = q(minor) - whole;
    for payee in &row.payees {
        let rest = |agent| due(agent) - due(agent).floor();
        let mine = rest(payee.agent);
        let fuzzy = |other: &Q| near(other, &mine, &(q(minor) * trillionth()));
        let before = row.payees.iter().filter(|other| rest(other.agent) > mine).count();
        let equals = row.payees.iter().filter(|other| fuzzy(&rest(other.agent))).count();
        let tie = equals > 1 || fuzzy(&q(0)) || fuzzy(&q(1));
        let expected = if q(before as i128) < over {
            due(payee.agent).floor() + q(1)
        } else {
            due(payee.agent).floor()
        };
        let told = q(payee.minor);
        assert!(told == expected || tie && near(&due(payee.agent), &told, &q(1)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shares_are_what_the_obvious_model_says(
        steps in steps(1..60),
        forever in any::<bool>(),
        income in 1..1_000_000_i128,
    ) {
        let equipment = if forever { Equipment::Forever } else { Equipment::Depreciates };
        let mut desk = lived(&steps);
        let equation = equation(equipment);
        let set = commons::act::SetEquation { equation: equation.clone() };
        desk.submit(&Act::SetEquation(Box::new(set))).unwrap();
        let state = desk.state.clone();
        let mut exact = Exact::new(&state, equipment, RATE * 100);
        for (resource, row) in state.resources.iter() {
            let shares = exact.resource(resource).shares(&state);
            compare(&shares, &state, &equation, Target::Resource(resource));
            compare_amounts(&shares, &mut desk, row.handle.as_str(), income);
        }
        for (process, _) in state.processes.iter() {
            let shares = exact.process(process).shares(&state);
            compare(&shares, &state, &equation, Target::Process(process));
        }
        prop_assert_eq!(desk.replayed(), desk.state);
    }

    /// What fades and what goes upstream, to one or two things, themselves among what is asked.
    #[test]
    fn faded_shares_with_an_upstream_are_what_the_obvious_model_says(
        steps in steps(1..40),
        forever in any::<bool>(),
        upstream in prop::collection::vec((0..50_i128, 0..RESOURCES + PROCESSES), 0..3),
    ) {
        let equipment = if forever { Equipment::Forever } else { Equipment::Depreciates };
        let state = lived(&steps).state;
        let name = |place: usize| match place.checked_sub(RESOURCES) {
            None => format!("lot{place}"),
            Some(process) => format!("p{process}"),
        };
        let part = |percent| Ratio::new(percent, 100).unwrap();
        let reach = Reach {
            halves: Some(Span { count: 1, period: Period::Day }),
            upstream: upstream.iter().map(|(p, of)| (part(*p), handle(&name(*of)))).collect(),
        };
        let equation = Equation { reach, ..equation(equipment) };
        let mut exact = Exact::new(&state, equipment, RATE * 100).halving(state.latest.unwrap());
        let mut own = |handle: &Handle| match state.named(handle) {
            Some(Named::Resource(it)) => (Target::Resource(it), exact.resource(it).shares(&state)),
            Some(Named::Process(it)) => (Target::Process(it), exact.process(it).shares(&state)),
            _ => panic!("{handle} is nothing of the kind"),
        };
        let streams: Vec<(Q, BTreeMap<AgentIx, Q>)> = upstream
            .iter()
            .map(|(percent, of)| (q(*percent) / q(100), own(&handle(&name(*of))).1))
            .filter(|(_, shares)| !shares.is_empty())
            .collect();
        for place in 0..RESOURCES + PROCESSES {
            let (target, mut shares) = own(&handle(&name(place)));
            if !shares.is_empty() {
                shares = with_upstream(shares, &streams);
            }
            compare(&shares, &state, &equation, target);
        }
    }
}

/// Shares of a target by itself, and the parts of them that go to the holders of other things.
fn with_upstream(
    own: BTreeMap<AgentIx, Q>,
    streams: &[(Q, BTreeMap<AgentIx, Q>)],
) -> BTreeMap<AgentIx, Q> {
    let left = streams.iter().fold(q(1), |left, (part, _)| left - part);
    let mut all = BTreeMap::new();
    for (part, shares) in streams.iter().chain([&(left, own)]) {
        for (agent, share) in shares {
            *all.entry(*agent).or_insert_with(|| q(0)) += part * share;
        }
    }
    all
}
