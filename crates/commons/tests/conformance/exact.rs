//! The obvious model of how value is attributed: slow, exact, and written from the definition.
//!
//! It asks every resource what happened to it, in the order of time, and everything that came
//! into it what that was made of, back to the contributions. It knows work, production,
//! consumption, use, citation, raising a count, and purchases, in graphs without loops.

use std::collections::BTreeMap;

use commons::action::Action;
use commons::agent::AgentIx;
use commons::agreement::{AgreementIx, Side};
use commons::equation::Equipment;
use commons::event::{Event, EventIx};
use commons::name::Moment;
use commons::process::ProcessIx;
use commons::resource::ResourceIx;
use commons::state::State;
use num_bigint::BigInt;
use num_rational::BigRational;

pub type Q = BigRational;

pub fn q(whole: i128) -> Q {
    Q::from_integer(BigInt::from(whole))
}

/// Some value in cents, and which events are credited with it; more is credited than there is
/// value where making something earns by itself.
#[derive(Clone, Debug)]
pub struct Flow {
    pub value: Q,
    pub credit: BTreeMap<EventIx, Q>,
    /// Whether it was worth anything, worn out as it may be.
    was_worth: bool,
}

impl Flow {
    fn nothing() -> Self {
        Self { value: q(0), credit: BTreeMap::new(), was_worth: false }
    }

    fn own(event: EventIx, value: Q) -> Self {
        let credit = BTreeMap::from([(event, value.clone())]);
        Self { was_worth: value > q(0), value, credit }
    }

    fn add(&mut self, other: &Self) {
        self.value += &other.value;
        self.was_worth |= other.was_worth;
        for (event, credit) in &other.credit {
            *self.credit.entry(*event).or_insert_with(|| q(0)) += credit;
        }
    }

    fn times(&self, factor: &Q) -> Self {
        let credit = self.credit.iter().map(|(event, credit)| (*event, credit * factor));
        let was_worth = self.was_worth && *factor > q(0);
        Self { value: &self.value * factor, credit: credit.collect(), was_worth }
    }

    fn credited(&self) -> Q {
        self.credit.values().fold(q(0), |sum, credit| sum + credit)
    }

    /// Each agent's part of what is credited.
    pub fn shares(&self, state: &State) -> BTreeMap<AgentIx, Q> {
        let mut shares = BTreeMap::new();
        for (event, credit) in self.credit.iter().filter(|(_, credit)| **credit > q(0)) {
            let agent = state.events.at(*event).provider;
            *shares.entry(agent).or_insert_with(|| q(0)) += credit / self.credited();
        }
        shares
    }
}

/// What became of a resource.
#[derive(Clone)]
struct Life {
    /// What each event took out of it.
    taken: BTreeMap<EventIx, Flow>,
    /// What each event that refers to it, found.
    found: BTreeMap<EventIx, Flow>,
    /// The last of its contents that somebody is credited with.
    last: Flow,
}

pub struct Exact<'a> {
    state: &'a State,
    equipment: Equipment,
    cents_per_hour: i128,
    /// The day asked about, if what lies a day back counts half.
    halving: Option<i64>,
    order: Vec<EventIx>,
    lives: BTreeMap<ResourceIx, Life>,
}

impl<'a> Exact<'a> {
    pub fn new(state: &'a State, equipment: Equipment, cents_per_hour: i128) -> Self {
        let mut order: Vec<EventIx> = state.events.iter().map(|(ix, _)| ix).collect();
        order.sort_by_key(|ix| state.events.at(*ix).at);
        Self { state, equipment, cents_per_hour, halving: None, order, lives: BTreeMap::new() }
    }

    /// The same, but what lies a day back counts half.
    pub fn halving(self, now: Moment) -> Self {
        Self { halving: Some(now.0.div_euclid(Moment::DAY_MS)), ..self }
    }

    fn event(&self, ix: EventIx) -> &'a Event {
        self.state.events.at(ix)
    }

    fn all(&self, fits: impl Fn(&Event) -> bool) -> Vec<EventIx> {
        self.order.iter().copied().filter(|ix| fits(self.event(*ix))).collect()
    }

    fn quantity(&self, ix: EventIx) -> Q {
        self.event(ix).quantity.map_or(q(0), |quantity| q(quantity.minor))
    }

    /// What counts of a stated value, hours at their rate, or money itself.
    fn worth(&self, ix: EventIx) -> Q {
        let event = self.event(ix);
        let day = event.at.0.div_euclid(Moment::DAY_MS);
        let halvings = self.halving.map_or(0, |today| u32::try_from(today - day).unwrap());
        self.full_worth(ix) / q(2_i128.pow(halvings))
    }

    fn full_worth(&self, ix: EventIx) -> Q {
        let event = self.event(ix);
        match (event.value, event.effort, event.quantity) {
            (Some(value), ..) => q(value.minor),
            (None, Some(effort), _) => q(effort.minor * self.cents_per_hour) / q(1_000_000),
            (None, None, Some(quantity)) if self.counts_in(ix, "CAD") => q(quantity.minor),
            _ => q(0),
        }
    }

    fn counts_in(&self, ix: EventIx, code: &str) -> bool {
        let unit = self.event(ix).quantity.map(|quantity| quantity.unit);
        unit.is_some_and(|unit| self.state.units.at(unit).code.as_str() == code)
    }

    fn percentage(&self, ix: EventIx) -> Option<Q> {
        let quantity = self.event(ix).quantity?;
        self.counts_in(ix, "percent").then(|| q(quantity.minor) / q(100_000_000))
    }

    /// All that went into a process.
    pub fn process(&mut self, process: ProcessIx) -> Flow {
        let inputs = self.all(|event| event.input_of == Some(process));
        let mut sum = Flow::nothing();
        for ix in &inputs {
            if self.percentage(*ix).is_none() {
                sum.add(&self.given(*ix));
            }
        }
        let before = sum.value.clone();
        for ix in inputs {
            if let Some(percentage) = self.percentage(ix) {
                sum.add(&self.referred(ix, &before * percentage));
            }
        }
        sum
    }

    /// What an input brings.
    fn given(&mut self, ix: EventIx) -> Flow {
        let event = self.event(ix);
        match (event.action, event.resource) {
            (Action::Consume, Some(resource)) => self.taken(resource, ix),
            (Action::Use, Some(resource)) if self.equipment == Equipment::Depreciates => {
                self.taken(resource, ix)
            }
            (Action::Use | Action::Cite, _) => self.referred(ix, self.worth(ix)),
            _ => Flow::own(ix, self.worth(ix)),
        }
    }

    fn taken(&mut self, resource: ResourceIx, ix: EventIx) -> Flow {
        let life = self.life(resource);
        life.taken.get(&ix).cloned().unwrap_or_else(Flow::nothing)
    }

    /// So much value, credited as what is referred to is; its provider's if that is nobody.
    fn referred(&mut self, ix: EventIx, value: Q) -> Flow {
        let found = self.event(ix).resource.map(|resource| self.life(resource).found[&ix].clone());
        match found.filter(|found| found.value > q(0)) {
            Some(found) => found.times(&(value / &found.value)),
            None => Flow::own(ix, value),
        }
    }

    /// What was given on one side of an exchange.
    fn exchange(&mut self, agreement: AgreementIx, side: Side) -> Flow {
        let mut sum = Flow::nothing();
        for ix in self.all(|event| event.agreement == Some((agreement, side))) {
            match (self.event(ix).resource, self.event(ix).to_resource) {
                (Some(resource), _) => sum.add(&self.taken(resource, ix)),
                (None, Some(_)) => {}
                (None, None) => sum.add(&Flow::own(ix, self.worth(ix))),
            }
        }
        sum
    }

    /// The part of one event among several: by what they declare, or else by quantity.
    fn part(&self, of: EventIx, among: &[EventIx], declared: fn(&Event) -> Option<i128>) -> Q {
        let stated = |ix: &EventIx| q(declared(self.event(*ix)).unwrap_or(0));
        let sum =
            |weight: &dyn Fn(&EventIx) -> Q| among.iter().fold(q(0), |sum, ix| sum + weight(ix));
        if sum(&stated) > q(0) {
            stated(&of) / sum(&stated)
        } else {
            self.quantity(of) / sum(&|ix| self.quantity(*ix))
        }
    }

    /// What comes into a resource by an event.
    fn coming_in(&mut self, ix: EventIx) -> Flow {
        let event = self.event(ix);
        if let Some(process) = event.output_of {
            let outputs = self.all(|event| event.output_of == Some(process));
            let part = self.part(ix, &outputs, |event| event.weight().map(i128::from));
            let mut made = self.process(process).times(&part);
            let bonus = Flow::own(ix, self.worth(ix));
            made.add(&Flow { value: q(0), was_worth: false, ..bonus });
            return made;
        }
        let two_sided = |agreement| {
            let sides = [Side::Primary, Side::Reciprocal];
            sides.iter().all(|side| {
                !self.all(|event| event.agreement == Some((agreement, *side))).is_empty()
            })
        };
        match event.agreement.filter(|(agreement, _)| two_sided(*agreement)) {
            None => Flow::own(ix, self.worth(ix)),
            Some((agreement, side)) => {
                let arrived = |event: &Event| {
                    event.agreement == Some((agreement, side)) && event.to_resource.is_some()
                };
                let arrived = self.all(arrived);
                let part = self.part(ix, &arrived, |event| event.value.map(|value| value.minor));
                let other = if side == Side::Primary { Side::Reciprocal } else { Side::Primary };
                self.exchange(agreement, other).times(&part)
            }
        }
    }

    fn life(&mut self, resource: ResourceIx) -> Life {
        if let Some(life) = self.lives.get(&resource) {
            return life.clone();
        }
        let life = self.live(resource);
        self.lives.insert(resource, life.clone());
        life
    }

    /// Follows a resource through time.
    fn live(&mut self, resource: ResourceIx) -> Life {
        let mut now = Contents::empty();
        let touches = |event: &Event| {
            event.to_resource == Some(resource)
                || event.resource == Some(resource)
                    && (event.input_of.is_none() || event.action != Action::Work)
        };
        for ix in self.all(touches) {
            let event = self.event(ix);
            match event.action {
                Action::Consume => now.draw(ix, self.quantity(ix)),
                Action::Transfer if event.resource == Some(resource) => {
                    now.draw(ix, self.quantity(ix));
                }
                Action::Cite => now.look(ix),
                Action::Use if self.equipment == Equipment::Forever => now.look(ix),
                Action::Use => now.wear(ix, self.worth(ix)),
                Action::Work => now.come(&self.coming_in(ix), q(0)),
                _ => now.come(&self.coming_in(ix), self.quantity(ix)),
            }
        }
        now.life
    }

    /// What a resource is made of.
    pub fn resource(&mut self, resource: ResourceIx) -> Flow {
        self.life(resource).last
    }
}

/// A resource at one moment.
struct Contents {
    value: Flow,
    quantity: Q,
    /// The last of it that was worth anything.
    worthy: Flow,
    /// What was drawn before it was there.
    waiting: Vec<(EventIx, Q)>,
    life: Life,
}

impl Contents {
    fn empty() -> Self {
        let nothing = Flow::nothing;
        Self {
            value: nothing(),
            quantity: q(0),
            worthy: nothing(),
            waiting: Vec::new(),
            life: Life { taken: BTreeMap::new(), found: BTreeMap::new(), last: nothing() },
        }
    }

    fn come(&mut self, value: &Flow, quantity: Q) {
        self.value.add(value);
        self.note();
        if quantity > q(0) {
            self.quantity += quantity;
            for (ix, waiting) in std::mem::take(&mut self.waiting) {
                self.draw(ix, waiting);
            }
        }
    }

    fn draw(&mut self, ix: EventIx, quantity: Q) {
        let now = quantity.clone().min(self.quantity.clone());
        if now > q(0) {
            let part = &now / &self.quantity;
            self.take(ix, &part);
            self.quantity -= &now;
        }
        if quantity > now {
            self.waiting.push((ix, quantity - now));
        }
    }

    fn take(&mut self, ix: EventIx, part: &Q) {
        let taken = self.value.times(part);
        self.life.taken.entry(ix).or_insert_with(Flow::nothing).add(&taken);
        let was_worth = self.value.was_worth;
        self.value = Flow { was_worth, ..self.value.times(&(q(1) - part)) };
        self.note();
    }

    fn wear(&mut self, ix: EventIx, worth: Q) {
        if self.value.value > q(0) {
            let part = worth.min(self.value.value.clone()) / &self.value.value;
            self.take(ix, &part);
        } else if !self.value.was_worth {
            self.life.taken.insert(ix, Flow::own(ix, worth));
        } else {
            // Worn out, it earns no more; what it was used for is a thing of value all the same.
            self.life.taken.insert(ix, Flow { was_worth: worth > q(0), ..Flow::nothing() });
        }
    }

    /// What is used up or worn out is still what it was.
    fn look(&mut self, ix: EventIx) {
        self.life.found.insert(ix, self.worthy.clone());
    }

    fn note(&mut self) {
        if self.value.value > q(0) {
            self.worthy = self.value.clone();
        }
        if self.value.credited() > q(0) {
            self.life.last = self.value.clone();
        }
    }
}
