//! What the equation says an event is worth.
//!
//! Worths are whole 10⁻¹² of a minor value unit, rounded down once per event, so a
//! million events are off by less than a millionth of a cent together. Each modulator and the
//! half-life round down once more. Where worths halve with time, every figure of an event is what counts
//! of it at the moment asked about: given, used, cited, made or a gift, so that shares in what was
//! all given on one day do not depend on when they are asked.

use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};

use quantity::{Ratio, Rounding, mul_div};

use crate::action::{Action, ProcessSide};
use crate::agent::AgentIx;
use crate::contribution::{Provisional, Status, status};
use crate::equation::{Equation, Modulator, ModulatorKind, Rate};
use crate::event::{Event, EventIx};
use crate::half_life::{HalfLife, Left};
use crate::name::{Handle, Moment};
use crate::process::ProcessIx;
use crate::refusal::Refused;
use crate::resource::ResourceIx;
use crate::specification::SpecificationIx;
use crate::state::State;
use crate::unit::{Quantity, UnitIx};

/// How finely worths are counted: parts of one minor value unit.
pub const PRECISION: i128 = 1_000_000_000_000;

/// What the worth of an event rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis<'a> {
    /// The value that the event states.
    Stated,
    /// The amount itself, which is money in the unit of value.
    Money,
    /// A rate of the equation.
    Rate(&'a Rate),
    /// Nothing: neither a stated value nor a rate fits.
    Nothing,
}

/// A worth in whole minor value units, rounded to the nearest.
#[must_use]
pub fn nearest_minor(worth: i128) -> i128 {
    (worth + PRECISION / 2).div_euclid(PRECISION)
}

/// One rate with its names looked up.
struct CompiledRate<'a> {
    rate: &'a Rate,
    role: Option<&'a Handle>,
    kind: Option<SpecificationIx>,
    agent: Option<AgentIx>,
    resource: Option<ResourceIx>,
    /// By unit: worth of one minor unit, where the unit can be converted.
    per_minor: Vec<Option<Ratio>>,
    particular: u8,
}

/// What a rate is looked up for.
#[derive(Clone, Copy)]
struct Asked<'a> {
    role: Option<&'a Handle>,
    kind: Option<SpecificationIx>,
    agent: AgentIx,
    resource: Option<ResourceIx>,
}

/// The rates of one heading of the equation.
struct Rates<'a>(Vec<CompiledRate<'a>>);

impl<'a> Rates<'a> {
    fn compile(state: &State, value_decimals: u8, rates: &'a [Rate]) -> Result<Self, Refused> {
        let compiled = rates.iter().map(|rate| {
            compile_rate(state, value_decimals, rate).ok_or_else(|| Refused::QuantityTooLarge {
                quantity: format!("the rate per `{}`", rate.per),
            })
        });
        Ok(Self(compiled.collect::<Result<_, _>>()?))
    }

    /// The most particular rate that fits, and what one minor unit is worth by it.
    fn fitting(&self, asked: Asked<'_>, unit: UnitIx) -> Option<(&'a Rate, Ratio)> {
        let fits = |rate: &&CompiledRate<'_>| {
            (rate.role.is_none() || rate.role == asked.role)
                && (rate.kind.is_none() || rate.kind == asked.kind)
                && (rate.agent.is_none() || rate.agent == Some(asked.agent))
                && (rate.resource.is_none() || rate.resource == asked.resource)
        };
        let priced = self.0.iter().filter(fits).filter_map(|rate| {
            rate.per_minor
                .get(unit.place())
                .copied()
                .flatten()
                .map(|price| (rate.particular, rate.rate, price))
        });
        // Among equally particular rates the last one written wins.
        let best = priced.max_by_key(|(particular, ..)| *particular);
        best.map(|(_, rate, price)| (rate, price))
    }

    /// Worth of a quantity by the rate that fits; zero without one.
    fn worth(&self, asked: Asked<'_>, unit: UnitIx, minor: i128) -> Result<i128, Refused> {
        self.fitting(asked, unit).map_or(Ok(0), |(_, price)| times(minor, price))
    }
}

/// `None` for a rate beyond what can be counted.
fn compile_rate<'a>(state: &State, value_decimals: u8, rate: &'a Rate) -> Option<CompiledRate<'a>> {
    let per = state.unit(&rate.per)?;
    let minor_values = Ratio::from_integer(10i128.pow(value_decimals.into()) * PRECISION);
    let value = rate.value.checked_mul(minor_values)?;
    let per_minor = state.units.iter().map(|(unit, row)| {
        let Some(factor) = state.conversion(unit, per) else {
            return Some(None);
        };
        let one = Ratio::from_integer(10i128.pow(row.decimals.into()));
        value.checked_mul(factor)?.checked_div(one).map(Some)
    });
    Some(CompiledRate {
        rate,
        role: rate.role.as_ref(),
        kind: rate.kind.as_ref().and_then(|kind| state.specification(kind)),
        agent: rate.agent.as_ref().and_then(|agent| state.agent(agent)),
        resource: rate.resource.as_ref().and_then(|resource| state.resource(resource)),
        per_minor: per_minor.collect::<Option<_>>()?,
        particular: u8::from(rate.resource.is_some()) * 8
            + u8::from(rate.agent.is_some()) * 4
            + u8::from(rate.kind.is_some()) * 2
            + u8::from(rate.role.is_some()),
    })
}

fn times(minor: i128, factor: Ratio) -> Result<i128, Refused> {
    mul_div(minor, factor.numerator(), factor.denominator(), Rounding::Floor)
        .ok_or(Refused::ValueOverflow)
}

/// Until when events count, and the moment from which it is asked.
#[derive(Debug, Clone, Copy)]
pub struct Horizon {
    /// Only events that had happened by then.
    pub until: Option<Moment>,
    /// When it is asked, for the time in which logs can be contested.
    pub now: Moment,
}

/// The equation, ready to be asked about event after event in the order of time.
pub struct Pricing<'a> {
    state: &'a State,
    equation: &'a Equation,
    unit: UnitIx,
    horizon: Horizon,
    work: Rates<'a>,
    material: Rates<'a>,
    usage: Rates<'a>,
    production: Rates<'a>,
    citation: Rates<'a>,
    kinds: Vec<SpecificationIx>,
    without: Vec<AgentIx>,
    activity: BTreeMap<AgentIx, Activity>,
    half_life: Option<HalfLife>,
    /// What was left when last asked, and of which age: events are asked about in the order of time.
    left: Cell<Option<(u64, Left)>>,
}

/// When an agent contributed, for seniority and frequency.
#[derive(Default)]
struct Activity {
    first_day: i64,
    recent_days: VecDeque<i64>,
}

/// How many days `frequency` looks back.
const RECENT_DAYS: i64 = 90;

impl<'a> Pricing<'a> {
    /// The equation with its names looked up.
    ///
    /// # Errors
    /// [`Refused::UnitUnknown`] if the unit of value does not exist, [`Refused::QuantityTooLarge`]
    /// for a rate beyond what can be counted.
    pub fn new(
        state: &'a State,
        equation: &'a Equation,
        horizon: Horizon,
    ) -> Result<Self, Refused> {
        let unit = state
            .unit(&equation.unit)
            .ok_or_else(|| Refused::UnitUnknown { code: equation.unit.clone() })?;
        let decimals = state.units.at(unit).decimals;
        let rates = |rates: &'a [Rate]| Rates::compile(state, decimals, rates);
        Ok(Self {
            state,
            equation,
            unit,
            horizon,
            work: rates(&equation.work)?,
            material: rates(&equation.material)?,
            usage: rates(&equation.usage)?,
            production: rates(&equation.production)?,
            citation: rates(&equation.citation)?,
            kinds: equation.filter.kinds.iter().filter_map(|k| state.specification(k)).collect(),
            without: equation.filter.without.iter().filter_map(|a| state.agent(a)).collect(),
            activity: BTreeMap::new(),
            half_life: equation.reach.halves.and_then(HalfLife::of),
            left: Cell::new(None),
        })
    }

    /// The unit of value.
    #[must_use]
    pub fn unit(&self) -> UnitIx {
        self.unit
    }

    /// Whether an event counts now: nobody contests it, and the equation's filter lets it pass.
    #[must_use]
    pub fn counts(&self, ix: EventIx, event: &Event) -> bool {
        let filter = &self.equation.filter;
        let role =
            filter.roles.is_empty() || event.role().is_some_and(|r| filter.roles.contains(r));
        let kind =
            filter.kinds.is_empty() || event.specification.is_some_and(|k| self.kinds.contains(&k));
        role && kind && !self.without.contains(&event.provider) && self.stands(ix, event)
    }

    fn stands(&self, ix: EventIx, event: &Event) -> bool {
        let review = self.state.reviews.get(&ix);
        match status(review, event.logged, self.equation.contest_days, self.horizon.now) {
            Status::Accepted => true,
            Status::Contested => false,
            Status::Claimed => self.equation.provisional == Provisional::Count,
        }
    }

    /// What time left of the worth of an event, seen from the moment asked about; `None` if nothing fades.
    ///
    /// Its age is counted in civil days from the day on which it happened, or ended.
    #[must_use]
    pub fn left(&self, event: &Event) -> Option<Left> {
        let half_life = self.half_life.as_ref()?;
        let seen = self.horizon.until.map_or(self.horizon.now, |until| until.min(self.horizon.now));
        let age = u64::try_from(day_of(seen) - day_of(event.at)).unwrap_or_default();
        if let Some((_, left)) = self.left.get().filter(|(known, _)| *known == age) {
            return Some(left);
        }
        let left = half_life.after(age);
        self.left.set(Some((age, left)));
        Some(left)
    }

    /// What counts of the worth of an event when it is asked.
    fn seen(&self, ix: EventIx, worth: i128) -> i128 {
        self.left(self.state.events.at(ix)).map_or(worth, |left| left.of(worth))
    }

    fn asked<'e>(&self, event: &'e Event) -> Asked<'e> {
        let resource = event.resource.or(event.to_resource);
        let kind = resource.and_then(|resource| self.state.resources.at(resource).specification);
        Asked {
            role: event.role(),
            kind: event.specification.or(kind),
            agent: event.provider,
            resource,
        }
    }

    /// The value an event states, if it states one in a unit that converts to the unit of value.
    fn stated(&self, ix: EventIx) -> Result<Option<i128>, Refused> {
        let Some(value) = self.state.events.at(ix).value else {
            return Ok(None);
        };
        let net = self.state.net(ix, |event| event.value).unwrap_or(value.minor);
        self.as_value(Quantity { minor: net, unit: value.unit })
    }

    /// A quantity of the unit of value, or of one that converts to it, as worth.
    fn as_value(&self, quantity: Quantity) -> Result<Option<i128>, Refused> {
        let Some(factor) = self.state.conversion(quantity.unit, self.unit) else {
            return Ok(None);
        };
        let decimals = |unit| u32::from(self.state.units.at(unit).decimals);
        let to = Ratio::from_integer(PRECISION * 10i128.pow(decimals(self.unit)));
        let from = Ratio::from_integer(10i128.pow(decimals(quantity.unit)));
        let price = factor.checked_mul(to).and_then(|price| price.checked_div(from));
        times(quantity.minor, price.ok_or(Refused::ValueOverflow)?).map(Some)
    }

    fn net(&self, ix: EventIx, of: fn(&Event) -> Option<Quantity>) -> Option<Quantity> {
        let own = of(self.state.events.at(ix))?;
        Some(Quantity { minor: self.state.net(ix, of)?, unit: own.unit })
    }

    /// What work is worth.
    ///
    /// # Errors
    /// [`Refused::ValueOverflow`], as for every question below.
    pub fn work(&self, ix: EventIx) -> Result<i128, Refused> {
        self.stated_or_rated(ix, &self.work, |event| event.effort.or(event.quantity))
    }

    /// What given material or money is worth.
    ///
    /// # Errors
    /// [`Refused::ValueOverflow`].
    pub fn material(&self, ix: EventIx) -> Result<i128, Refused> {
        self.stated_or_paid_or_rated(ix, &self.material)
    }

    /// What a use costs; zero if nothing says.
    ///
    /// # Errors
    /// [`Refused::ValueOverflow`].
    pub fn usage(&self, ix: EventIx) -> Result<i128, Refused> {
        self.stated_or_rated(ix, &self.usage, |event| event.effort.or(event.quantity))
    }

    /// What having made something is credited beside what went into it.
    ///
    /// # Errors
    /// [`Refused::ValueOverflow`].
    pub fn production(&self, ix: EventIx) -> Result<i128, Refused> {
        self.stated_or_rated(ix, &self.production, |event| event.quantity)
    }

    /// What a citation is worth, where it is not a percentage.
    ///
    /// # Errors
    /// [`Refused::ValueOverflow`].
    pub fn citation(&self, ix: EventIx) -> Result<i128, Refused> {
        self.stated_or_paid_or_rated(ix, &self.citation)
    }

    fn stated_or_rated(
        &self,
        ix: EventIx,
        rates: &Rates<'_>,
        of: fn(&Event) -> Option<Quantity>,
    ) -> Result<i128, Refused> {
        let worth = match self.stated(ix)? {
            Some(stated) => Ok(stated),
            None => self.net(ix, of).map_or(Ok(0), |amount| self.by(rates, ix, amount)),
        };
        worth.map(|worth| self.seen(ix, worth))
    }

    /// As above, but an amount that is money is worth itself.
    fn stated_or_paid_or_rated(&self, ix: EventIx, rates: &Rates<'_>) -> Result<i128, Refused> {
        let paid = || match self.net(ix, |event| event.quantity) {
            None => Ok(0),
            Some(amount) => match self.as_value(amount)? {
                Some(money) => Ok(money),
                None => self.by(rates, ix, amount),
            },
        };
        let worth = self.stated(ix)?.map_or_else(paid, Ok)?;
        Ok(self.seen(ix, worth))
    }

    fn by(&self, rates: &Rates<'_>, ix: EventIx, amount: Quantity) -> Result<i128, Refused> {
        rates.worth(self.asked(self.state.events.at(ix)), amount.unit, amount.minor)
    }

    /// What the worth of an event rests on, by the heading of the equation that its action belongs to.
    ///
    /// # Errors
    /// [`Refused::ValueOverflow`].
    pub fn basis(&self, ix: EventIx) -> Result<Basis<'a>, Refused> {
        if self.stated(ix)?.is_some() {
            return Ok(Basis::Stated);
        }
        let event = self.state.events.at(ix);
        let effort = event.effort.or(event.quantity);
        let (rates, amount) = match event.action {
            Action::Work => (&self.work, effort),
            Action::Use => (&self.usage, effort),
            Action::Cite => (&self.citation, event.quantity),
            Action::Produce | Action::Modify | Action::Dropoff | Action::Separate => {
                (&self.production, event.quantity)
            }
            _ => (&self.material, event.quantity),
        };
        let Some(amount) = amount else { return Ok(Basis::Nothing) };
        let is_input = event.action.behaviour().side != ProcessSide::Output;
        let given = is_input && !matches!(event.action, Action::Work | Action::Use);
        if given && self.as_value(amount)?.is_some() {
            return Ok(Basis::Money);
        }
        let fitting = rates.fitting(self.asked(event), amount.unit);
        Ok(fitting.map_or(Basis::Nothing, |(rate, _)| Basis::Rate(rate)))
    }

    /// Applies the modulators to the worth of a contribution. Ask in the order of time.
    ///
    /// # Errors
    /// [`Refused::ValueOverflow`].
    pub fn modulated(&mut self, ix: EventIx, worth: i128) -> Result<i128, Refused> {
        if self.equation.modulators.is_empty() {
            return Ok(worth);
        }
        let event = self.state.events.at(ix);
        let day = day_of(event.at);
        let activity = self.activity.entry(event.provider).or_default();
        let (seniority, frequency) = activity.note(day);
        let mut worth = worth;
        for modulator in &self.equation.modulators {
            let factor = match modulator.kind {
                ModulatorKind::Seniority => step(modulator, Ratio::from_integer(seniority.into())),
                ModulatorKind::Frequency => step(modulator, Ratio::from_integer(frequency.into())),
                ModulatorKind::Quality => {
                    let quality = self.state.reviews.get(&ix).and_then(|review| review.quality);
                    quality.map_or(Ratio::ONE, |quality| step(modulator, quality))
                }
                ModulatorKind::Priority => {
                    priority(self.state, modulator, event.input_of.or(event.output_of))
                }
            };
            worth = times(worth, factor)?;
        }
        Ok(worth)
    }
}

impl Activity {
    /// Notes a day of contribution; answers the days since the first and the active days lately, this one included.
    fn note(&mut self, day: i64) -> (i64, i64) {
        if self.recent_days.is_empty() {
            self.first_day = day;
        }
        if self.recent_days.back() != Some(&day) {
            self.recent_days.push_back(day);
        }
        while self.recent_days.front().is_some_and(|first| *first <= day - RECENT_DAYS) {
            self.recent_days.pop_front();
        }
        (day - self.first_day, self.recent_days.len() as i64)
    }
}

/// The civil day of a moment, counted from 1970.
fn day_of(at: Moment) -> i64 {
    at.0.div_euclid(Moment::DAY_MS)
}

/// The factor of the highest step that a number reaches.
fn step(modulator: &Modulator, reached: Ratio) -> Ratio {
    let fits = modulator.steps.iter().filter(|step| step.word.is_none() && step.from <= reached);
    fits.max_by_key(|step| step.from).map_or(Ratio::ONE, |step| step.factor)
}

fn priority(state: &State, modulator: &Modulator, process: Option<ProcessIx>) -> Ratio {
    let word = process.and_then(|process| state.processes.at(process).priority.as_deref());
    let says = |step: &&crate::equation::Step| {
        word.is_some() && step.word.as_ref().map(Handle::as_str) == word
    };
    modulator.steps.iter().find(says).map_or(Ratio::ONE, |step| step.factor)
}
