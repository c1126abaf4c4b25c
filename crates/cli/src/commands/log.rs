//! `subak log`: what somebody did, in one line.

use clap::Args;
use commons::act::{Act, LogEvent};
use commons::action::Action;
use commons::agreement::Side;
use commons::event::{Event, Standing};
use commons::resource::ResourceIx;
use commons::state::State;
use commons::unit::{Measure, Quantity, UnitIx};
use commons::worth::{Horizon, Pricing};
use inquiry::amount::{self, Counts};
use inquiry::entries::event_of;
use inquiry::logging::Wish;
use inquiry::names::near;

use super::wrote;
use crate::here::Here;
use crate::refusal::Refused;
use crate::telling;

/// Log what somebody did: work, use, produce, transfer …
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Log {
    /// What was done: work, use, cite, consume, produce, accept, modify, combine, separate, pickup, dropoff,
    /// deliverService, transfer, transferAllRights, transferCustody, move, copy, raise or lower
    action: String,
    /// How much: 3h, 1h30, 45min, 2.5 kg, 10 one, 100 CAD, 10%
    #[arg(num_args = 0..=2, value_name = "QUANTITY")]
    quantity: Vec<String>,
    /// Who did or gave it; for work else who signs, else the commons itself
    #[arg(long, value_name = "AGENT", help_heading = "Who")]
    by: Option<String>,
    /// Who got it; else the commons itself
    #[arg(long, visible_alias = "for-agent", value_name = "AGENT", help_heading = "Who")]
    to: Option<String>,
    /// As what they did it: design, care, welding
    #[arg(long, help_heading = "Who")]
    role: Option<String>,
    /// The process, resource or project it was done on
    #[arg(long, value_name = "NAME", help_heading = "What")]
    on: Option<String>,
    /// The process it was part of, where --on names something else
    #[arg(long, help_heading = "What")]
    process: Option<String>,
    /// The resource: what was used, cited, consumed, moved, made
    #[arg(long, visible_alias = "resource", value_name = "RESOURCE", help_heading = "What")]
    from: Option<String>,
    /// The resource it went into
    #[arg(long, visible_alias = "to-resource", value_name = "RESOURCE", help_heading = "What")]
    into: Option<String>,
    /// The name of a new resource that this makes
    #[arg(long, value_name = "NAME", help_heading = "What")]
    new: Option<String>,
    /// The serial or lot number of the new resource
    #[arg(long, value_name = "NUMBER", requires = "new", help_heading = "What")]
    tracking: Option<String>,
    /// The kind of resource or of work
    #[arg(long, help_heading = "What")]
    kind: Option<String>,
    /// How long something was used, beside its quantity
    #[arg(long, value_name = "QUANTITY", help_heading = "How much")]
    effort: Option<String>,
    /// What it is worth by agreement, such as "100 CAD"
    #[arg(long, value_name = "AMOUNT", help_heading = "How much")]
    value: Option<String>,
    /// Its share among the outputs of its process
    #[arg(long, value_name = "NUMBER", help_heading = "How much")]
    weight: Option<u64>,
    /// It is a gift: it adds value, and the giver takes no share
    #[arg(long, conflicts_with = "paid", help_heading = "How much")]
    gift: bool,
    /// It is paid otherwise: it adds value, and takes no share
    #[arg(long, help_heading = "How much")]
    paid: bool,
    /// When it happened or ended: a day or a time in UTC; else now
    #[arg(long, value_name = "DATE", help_heading = "When and where")]
    at: Option<String>,
    /// When it began
    #[arg(long, value_name = "DATE", help_heading = "When and where")]
    began: Option<String>,
    /// Where it took the resource
    #[arg(long, help_heading = "When and where")]
    place: Option<String>,
    /// The condition it left the resource in
    #[arg(long, value_name = "WORD", help_heading = "When and where")]
    state: Option<String>,
    /// The agreement it belongs to
    #[arg(long, help_heading = "Why")]
    agreement: Option<String>,
    /// It is what is given in return under the agreement
    #[arg(long, requires = "agreement", help_heading = "Why")]
    in_return: bool,
    /// The claim it settles, by its identifier
    #[arg(long, value_name = "CLAIM", help_heading = "Why")]
    settles: Vec<String>,
    /// The entry that was wrong; QUANTITY then says how much it really was
    #[arg(long, value_name = "ENTRY", help_heading = "Why")]
    corrects: Option<u64>,
    /// Anything worth knowing
    #[arg(long, help_heading = "Why")]
    note: Option<String>,
}

const AFTER: &str = "\
Examples:
  subak log work 3h --by ana --on frame --role design
  subak log raise 20 kg --into steel --value \"60 CAD\" --by ben
  subak log consume 5 kg --from steel --on welding
  subak log use 2h --from lathe --on welding
  subak log cite 10% --from design --on welding
  subak log produce 4 one --on welding --new Frame
  subak log transfer 1 one --from frame --by ana --to ben
  subak log work 2h --corrects 12

A unit can be left out where the resource has one. For work and use the quantity is an effort.";

impl Log {
    pub fn run(self: Box<Self>, here: &mut Here) -> Result<(), Refused> {
        let mut writing = here.write()?;
        let acts = match self.corrects {
            Some(entry) => self.correction(writing.state(), entry)?,
            None => self.wish()?.acts(writing.state(), writing.me().as_ref())?,
        };
        let entries = writing.acts(acts)?;
        let entry = entries.last().copied().unwrap_or_default();
        let said = said(writing.state(), entry)?;
        wrote(here, entry, &said)?;
        writing.close()
    }

    fn action(&self) -> Result<Action, Refused> {
        Action::named(&self.action).ok_or_else(|| Refused::ActionUnknown {
            action: commons::name::shortened(&self.action),
            near: near(&self.action, Action::ALL.iter().map(|action| action.word())),
        })
    }

    /// What was typed, without the quantity of a correction.
    fn wish(&self) -> Result<Wish, Refused> {
        let quantity = self.quantity.join(" ");
        let side = if self.in_return { Side::Reciprocal } else { Side::Primary };
        Ok(Wish {
            standing: match (self.gift, self.paid) {
                (true, _) => Standing::Gift,
                (_, true) => Standing::Paid,
                _ => Standing::Contribution,
            },
            quantity: Some(quantity).filter(|text| !text.is_empty()),
            by: self.by.clone(),
            to: self.to.clone(),
            role: self.role.clone(),
            on: self.on.clone(),
            process: self.process.clone(),
            from: self.from.clone(),
            into: self.into.clone(),
            new: self.new.clone(),
            tracking: self.tracking.clone(),
            kind: self.kind.clone(),
            effort: self.effort.clone(),
            value: self.value.clone(),
            weight: self.weight,
            at: self.at.clone(),
            began: self.began.clone(),
            place: self.place.clone(),
            state: self.state.clone(),
            agreement: self.agreement.clone().map(|name| (name, side)),
            settles: self.settles.clone(),
            note: self.note.clone(),
            ..Wish::new(self.action()?)
        })
    }

    /// The event that makes an earlier one right: the same, with the difference as its quantity.
    fn correction(&self, state: &State, entry: u64) -> Result<Vec<Act>, Refused> {
        let ix = event_of(state, entry, "corrected")?;
        let event = state.events.at(ix);
        if self.action()? != event.action {
            return Err(commons::refusal::Refused::CorrectionDiffers { entry }.into());
        }
        let is_effort = event.effort.is_some();
        let (of, counts): (fn(&Event) -> Option<Quantity>, _) = if is_effort {
            (|event| event.effort, Counts::Effort)
        } else {
            (|event| event.quantity, Counts::Things)
        };
        let there = of(event).ok_or(inquiry::Refused::NotAnEvent { entry, wanted: "corrected" })?;
        let text = self.quantity.join(" ");
        let right = amount::amount(state, &text, counts, Some(there.unit))?.measure;
        let right = in_unit(state, &right, there.unit)
            .ok_or(commons::refusal::Refused::CorrectionDiffers { entry })?;
        let left = state.net(ix, of).unwrap_or_default();
        if right == left {
            let there = amount::say(state, left, there.unit);
            return Err(Refused::NothingToCorrect { entry, there });
        }
        let change = state.measure(Quantity { minor: right - left, unit: there.unit });
        let mut wish = like(state, event);
        (wish.effort, wish.quantity) =
            if is_effort { (Some(change), None) } else { (None, Some(change)) };
        wish.note.clone_from(&self.note);
        Ok(vec![Act::LogEvent(Box::new(wish))])
    }
}

/// A measure in another unit, if that is exact.
fn in_unit(state: &State, measure: &Measure, unit: UnitIx) -> Option<i128> {
    let from = state.unit(&measure.unit)?;
    if from == unit {
        return Some(measure.minor);
    }
    let factor = |unit: UnitIx| state.units.at(unit).base.unwrap_or((unit, quantity::Ratio::ONE));
    let ((from_base, from_factor), (to_base, to_factor)) = (factor(from), factor(unit));
    let decimals = |unit: UnitIx| {
        quantity::Ratio::from_integer(10i128.pow(state.units.at(unit).decimals.into()))
    };
    let exact = quantity::Ratio::from_integer(measure.minor)
        .checked_mul(from_factor)?
        .checked_mul(decimals(unit))?
        .checked_div(to_factor)?
        .checked_div(decimals(from))?;
    (from_base == to_base && exact.denominator() == 1).then(|| exact.numerator())
}

/// What a correction of an event must have in common with it.
fn like(state: &State, event: &Event) -> LogEvent {
    let agent =
        |agent| Some(state.agents.at(agent).handle.clone()).filter(|_| state.itself != Some(agent));
    let process = |process: Option<commons::process::ProcessIx>| {
        process.map(|ix| state.processes.at(ix).handle.clone())
    };
    let resource =
        |resource: Option<ResourceIx>| resource.map(|ix| state.resources.at(ix).handle.clone());
    LogEvent {
        standing: event.standing,
        provider: agent(event.provider),
        receiver: agent(event.receiver),
        at: Some(event.at),
        input_of: process(event.input_of),
        output_of: process(event.output_of),
        resource: resource(event.resource),
        to_resource: resource(event.to_resource),
        kind: event.specification.map(|kind| state.specifications.at(kind).handle.clone()),
        role: event.role().cloned(),
        agreement: event
            .agreement
            .map(|(agreement, side)| (state.agreements.at(agreement).handle.clone(), side)),
        corrects: Some(event.act),
        ..LogEvent::new(event.action)
    }
}

/// The event in a sentence, with what it is worth.
fn said(state: &State, entry: u64) -> Result<String, Refused> {
    let ix = event_of(state, entry, "told")?;
    let said = telling::event(state, ix);
    let event = state.events.at(ix);
    let Some(equation) = &state.equation else { return Ok(said) };
    if event.corrects.is_some() || event.action != Action::Work {
        return Ok(said);
    }
    let pricing = Pricing::new(state, equation, Horizon { until: None, now: event.logged })?;
    let worth = pricing.work(ix)? / commons::worth::PRECISION;
    if worth == 0 && event.standing == Standing::Contribution {
        return Ok(format!("{said} (worth nothing yet: no rate fits; see `subak equation show`)"));
    }
    let worth = amount::say(state, worth, pricing.unit());
    Ok(format!("{said} (worth {worth})"))
}
