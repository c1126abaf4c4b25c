//! `subak log`: what somebody did, in one line.

use clap::Args;
use commons::act::{Act, LogEvent, NewResource};
use commons::action::{Action, Creates, EventQuantity, ProcessSide};
use commons::agent::AgentKind;
use commons::agreement::Side;
use commons::event::{Event, Standing};
use commons::name::Handle;
use commons::resource::ResourceIx;
use commons::state::{Named, State};
use commons::unit::{Measure, Quantity, UnitIx};
use commons::worth::{Horizon, Pricing};
use inquiry::amount::{self, Amount, Counts};
use inquiry::date;
use inquiry::entries::event_of;
use inquiry::names::{self, fresh_named, near};

use super::wrote;
use crate::here::{Here, Writing};
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
            None => self.wish(&writing)?,
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

    /// The event, and before it the currencies it needs.
    fn wish(&self, writing: &Writing) -> Result<Vec<Act>, Refused> {
        let state = writing.state();
        let mut event = LogEvent::new(self.action()?);
        self.fill_who(writing, &mut event)?;
        self.fill_what(state, &mut event)?;
        let mut acts = self.fill_how_much(state, &mut event)?;
        self.fill_circumstances(state, &mut event)?;
        acts.push(Act::LogEvent(Box::new(event)));
        Ok(acts)
    }

    fn fill_who(&self, writing: &Writing, event: &mut LogEvent) -> Result<(), Refused> {
        let state = writing.state();
        event.provider = match &self.by {
            Some(name) => Some(names::agent(state, name)?),
            None if event.action == Action::Work => writing.me(),
            None => None,
        };
        event.receiver = self.to.as_ref().map(|name| names::agent(state, name)).transpose()?;
        event.role = self.role.as_ref().map(|role| names::handle(role)).transpose()?;
        event.standing = match (self.gift, self.paid) {
            (true, _) => Standing::Gift,
            (_, true) => Standing::Paid,
            _ => Standing::Contribution,
        };
        Ok(())
    }

    fn fill_what(&self, state: &State, event: &mut LogEvent) -> Result<(), Refused> {
        let resource = |name: &Option<String>| {
            name.as_ref().map(|name| names::resource(state, name)).transpose()
        };
        event.resource = resource(&self.from)?.map(|(handle, _)| handle);
        let into = resource(&self.into)?.map(|(handle, _)| handle);
        let goes_on = event.action.behaviour().creates == Creates::ToResource;
        match into {
            // What is made or brought back has one resource, however people say it.
            Some(into) if !goes_on && event.resource.is_none() => event.resource = Some(into),
            into => event.to_resource = into,
        }
        if let Some(process) = &self.process {
            put_process(event, names::process(state, process)?);
        }
        if let Some(on) = &self.on {
            put_on(state, event, on)?;
        }
        event.kind = self.kind.as_ref().map(|kind| names::kind(state, kind)).transpose()?;
        if let Some(name) = &self.new {
            let handle = fresh_named(state, None, name)?;
            event.creates = Some(NewResource {
                tracking: self.tracking.clone(),
                ..NewResource::new(handle, name)
            });
        }
        Ok(())
    }

    fn fill_how_much(&self, state: &State, event: &mut LogEvent) -> Result<Vec<Act>, Refused> {
        let mut first = Vec::new();
        let mut take = |amount: Amount| {
            first.extend(amount.first());
            amount.measure
        };
        let text = self.quantity.join(" ");
        if !text.is_empty() {
            let is_effort = event.action.behaviour().quantity != EventQuantity::Resource
                && self.effort.is_none();
            let counts = if is_effort { Counts::Effort } else { Counts::Things };
            let amount = amount::amount(state, &text, counts, usual(state, event, counts))?;
            match counts {
                Counts::Effort => event.effort = Some(take(amount)),
                Counts::Things => event.quantity = Some(take(amount)),
            }
        }
        if let Some(text) = &self.effort {
            let usual = usual(state, event, Counts::Effort);
            event.effort = Some(take(amount::amount(state, text, Counts::Effort, usual)?));
        }
        if let Some(text) = &self.value {
            let unit = state.equation.as_ref().and_then(|equation| state.unit(&equation.unit));
            event.value = Some(take(amount::amount(state, text, Counts::Things, unit)?));
        }
        event.weight = self.weight;
        first.dedup();
        Ok(first)
    }

    fn fill_circumstances(&self, state: &State, event: &mut LogEvent) -> Result<(), Refused> {
        let moment =
            |text: &Option<String>| text.as_ref().map(|text| date::moment(text)).transpose();
        event.at = moment(&self.at)?;
        event.began = moment(&self.began)?;
        event.to_location.clone_from(&self.place);
        event.state.clone_from(&self.state);
        let side = if self.in_return { Side::Reciprocal } else { Side::Primary };
        let agreement =
            self.agreement.as_ref().map(|name| names::agreement(state, name)).transpose()?;
        event.agreement = agreement.map(|agreement| (agreement, side));
        event.settles.clone_from(&self.settles);
        event.note.clone_from(&self.note);
        Ok(())
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

/// The process stands on the side that the action has.
fn put_process(event: &mut LogEvent, process: Handle) {
    match event.action.behaviour().side {
        ProcessSide::Output => event.output_of = Some(process),
        ProcessSide::Input | ProcessSide::Either | ProcessSide::Neither => {
            event.input_of = Some(process)
        }
    }
}

/// What something was done on tells by what it is where it belongs.
fn put_on(state: &State, event: &mut LogEvent, name: &str) -> Result<(), Refused> {
    let (handle, named) = names::any(state, name)?;
    match named {
        Named::Process(_) => put_process(event, handle),
        Named::Resource(_) if event.resource.is_none() => event.resource = Some(handle),
        Named::Agent(agent)
            if state.agents.at(agent).kind != AgentKind::Person && event.receiver.is_none() =>
        {
            event.receiver = Some(handle);
        }
        other => {
            let name = handle.to_string();
            let is = names::article(other);
            return Err(inquiry::Refused::NameUnfit { name, is, needed: "a process" }.into());
        }
    }
    Ok(())
}

/// The unit that is meant when none is written.
fn usual(state: &State, event: &LogEvent, counts: Counts) -> Option<UnitIx> {
    let resource = event.resource.as_ref().or(event.to_resource.as_ref());
    let resource =
        resource.and_then(|handle| state.resource(handle)).map(|ix| state.resources.at(ix));
    let kind = event.kind.as_ref().and_then(|kind| state.specification(kind));
    let kind = kind.or_else(|| resource?.specification).map(|kind| state.specifications.at(kind));
    match counts {
        Counts::Effort => {
            kind.and_then(|kind| kind.unit_of_effort).or_else(|| state.unit_like("hour"))
        }
        Counts::Things => resource
            .and_then(|row| row.unit)
            .or_else(|| kind.and_then(|kind| kind.unit))
            .or_else(|| state.unit_like("one")),
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
