//! Logging an economic event.

use super::stock::{ResourceChange, apply_changes, changes};
use super::{Envelope, Unfoldable, check, found, found_if_said, quantity_if_said, say};
use crate::action::{Action, Behaviour, Creates, EventQuantity, ProcessSide, QuantityEffect};
use crate::agent::AgentIx;
use crate::agreement::Side;
use crate::codec::record;
use crate::event::{Event, EventIx, EventRest, Standing};
use crate::name::{ActId, Handle, Moment};
use crate::process::ProcessIx;
use crate::refusal::Refused;
use crate::resource::{Resource, ResourceIx};
use crate::state::{Named, State};
use crate::unit::{Measure, Quantity};

record! {
    /// A resource that an event makes.
    pub struct NewResource {
        /// Unique in the commons.
        pub handle: Handle,
        /// The name people read.
        pub name: String,
        /// A serial or lot number.
        pub tracking: Option<String>,
        /// The identifier it has elsewhere.
        pub iri: Option<String>,
    }
}

impl NewResource {
    /// A resource with nothing said about it but its handle and name.
    #[must_use]
    pub fn new(handle: Handle, name: impl Into<String>) -> Self {
        Self { handle, name: name.into(), tracking: None, iri: None }
    }
}

record! {
    /// An economic event to log.
    pub struct LogEvent {
        /// What was done.
        pub action: Action,
        /// On which terms.
        pub standing: Standing,
        /// Who gave; else the commons itself.
        pub provider: Option<Handle>,
        /// Who took; else the commons itself.
        pub receiver: Option<Handle>,
        /// When it happened, or ended; else when it is logged.
        pub at: Option<Moment>,
        /// When it began.
        pub began: Option<Moment>,
        /// The process it went into.
        pub input_of: Option<Handle>,
        /// The process it came out of.
        pub output_of: Option<Handle>,
        /// The resource.
        pub resource: Option<Handle>,
        /// The resource it goes to.
        pub to_resource: Option<Handle>,
        /// The resource it makes: the resource of `produce` and `raise`, else the one it goes to.
        pub creates: Option<NewResource>,
        /// The kind of resource or of work.
        pub kind: Option<Handle>,
        /// Classifications of the resource.
        pub classified_as: Vec<String>,
        /// How much of the resource.
        pub quantity: Option<Measure>,
        /// How much time or other effort.
        pub effort: Option<Measure>,
        /// What it is worth by agreement.
        pub value: Option<Measure>,
        /// As what the provider did it.
        pub role: Option<Handle>,
        /// Its share among the outputs of its process.
        pub weight: Option<u64>,
        /// The exchange it belongs to.
        pub agreement: Option<(Handle, Side)>,
        /// The act that logged the event it corrects.
        pub corrects: Option<ActId>,
        /// Commitments it fulfils, by identifier.
        pub fulfills: Vec<String>,
        /// Intents it satisfies, by identifier.
        pub satisfies: Vec<String>,
        /// Claims it settles, by identifier.
        pub settles: Vec<String>,
        /// The state it leaves the resource in.
        pub state: Option<String>,
        /// Where it takes the resource.
        pub to_location: Option<String>,
        /// A picture, as an IRI.
        pub image: Option<String>,
        /// Anything worth knowing.
        pub note: Option<String>,
        /// The identifier it has elsewhere.
        pub iri: Option<String>,
    }
}

impl LogEvent {
    /// An event with nothing said about it but its action.
    #[must_use]
    pub fn new(action: Action) -> Self {
        Self {
            action,
            standing: Standing::Contribution,
            provider: None,
            receiver: None,
            at: None,
            began: None,
            input_of: None,
            output_of: None,
            resource: None,
            to_resource: None,
            creates: None,
            kind: None,
            classified_as: Vec::new(),
            quantity: None,
            effort: None,
            value: None,
            role: None,
            weight: None,
            agreement: None,
            corrects: None,
            fulfills: Vec::new(),
            satisfies: Vec::new(),
            settles: Vec::new(),
            state: None,
            to_location: None,
            image: None,
            note: None,
            iri: None,
        }
    }
}

record! {
    /// What an event does.
    pub struct EventEffects {
        /// To resources, the one it makes included.
        pub changes: Vec<ResourceChange>,
        /// To claims: by identifier, how many minor units it pays.
        pub settled: Vec<(String, i128)>,
    }
}

/// What the names in a wish refer to.
pub(super) struct Resolved {
    pub(super) provider: AgentIx,
    pub(super) receiver: AgentIx,
    pub(super) input_of: Option<ProcessIx>,
    pub(super) output_of: Option<ProcessIx>,
    pub(super) resource: Option<ResourceIx>,
    pub(super) to_resource: Option<ResourceIx>,
}

/// Refuses, in this order: names it does not know; the wrong side of a process; a missing, negative
/// or uncountable quantity; a date in the future; a correction unlike its event; a missing or
/// repeated resource; a resource it may not make; another unit; more than is there; a claim overpaid.
pub(super) fn decide(
    state: &State,
    envelope: &Envelope,
    wish: &LogEvent,
) -> Result<EventEffects, Refused> {
    let behaviour = wish.action.behaviour();
    let resolved = resolve(state, wish)?;
    decide_side(wish, behaviour.side)?;
    decide_quantities(state, wish, behaviour)?;
    decide_time(wish, envelope.at)?;
    decide_correction(state, wish, &resolved)?;
    decide_creation(state, wish, behaviour)?;
    if let Some(resource) = &wish.resource
        && resolved.resource == resolved.to_resource
    {
        return Err(Refused::SameResource { resource: resource.clone() });
    }
    let changes = changes(state, wish, behaviour, &resolved)?;
    let settled = settlements(state, wish)?;
    Ok(EventEffects { changes, settled })
}

fn resolve(state: &State, wish: &LogEvent) -> Result<Resolved, Refused> {
    let itself = state.itself.ok_or(Refused::Unfounded)?;
    let agent = |handle: &Option<Handle>| {
        handle.as_ref().map_or(Ok(itself), |handle| check::agent(state, handle))
    };
    let process = |handle: &Option<Handle>| {
        handle.as_ref().map(|handle| check::process(state, handle)).transpose()
    };
    let resource = |handle: &Option<Handle>| {
        handle.as_ref().map(|handle| check::resource(state, handle)).transpose()
    };
    let resolved = Resolved {
        provider: agent(&wish.provider)?,
        receiver: agent(&wish.receiver)?,
        input_of: process(&wish.input_of)?,
        output_of: process(&wish.output_of)?,
        resource: resource(&wish.resource)?,
        to_resource: resource(&wish.to_resource)?,
    };
    wish.kind.iter().try_for_each(|kind| check::kind(state, kind))?;
    wish.agreement.iter().try_for_each(|(agreement, _)| match state.agreement(agreement) {
        Some(_) => Ok(()),
        None => Err(Refused::AgreementUnknown { handle: agreement.clone() }),
    })?;
    check::note(wish.note.as_ref())?;
    Ok(resolved)
}

fn decide_side(wish: &LogEvent, side: ProcessSide) -> Result<(), Refused> {
    let (input, output) = (wish.input_of.is_some(), wish.output_of.is_some());
    let wrong = |side| Err(Refused::WrongSide { action: wish.action, side });
    match side {
        ProcessSide::Input if output => wrong("an output"),
        ProcessSide::Output if input => wrong("an input"),
        ProcessSide::Neither if input || output => wrong("an input or output"),
        _ => Ok(()),
    }
}

fn decide_quantities(state: &State, wish: &LogEvent, behaviour: Behaviour) -> Result<(), Refused> {
    let missing = |what| Err(Refused::QuantityMissing { action: wish.action, what });
    let counts =
        behaviour.accounting != QuantityEffect::None || behaviour.onhand != QuantityEffect::None;
    match behaviour.quantity {
        _ if counts && wish.quantity.is_none() => return missing("a quantity"),
        EventQuantity::Effort if wish.effort.is_none() && wish.quantity.is_none() => {
            return missing("an effort, such as 3h");
        }
        EventQuantity::Both if wish.effort.is_none() && wish.quantity.is_none() => {
            return missing("an effort or a quantity");
        }
        _ => {}
    }
    for measure in wish.quantity.iter().chain(&wish.effort) {
        let quantity = check::quantity(state, measure)?;
        if quantity.minor <= 0 && wish.corrects.is_none() {
            return Err(Refused::QuantityNotPositive { quantity: state.say(quantity) });
        }
    }
    let Some(value) = &wish.value else {
        return Ok(());
    };
    let value = check::quantity(state, value)?;
    if value.minor < 0 && wish.corrects.is_none() {
        return Err(Refused::ValueNegative { value: state.say(value) });
    }
    Ok(())
}

fn decide_time(wish: &LogEvent, now: Moment) -> Result<(), Refused> {
    let at = wish.at.unwrap_or(now);
    // A calendar day is all that many logs say, and days end later in the west.
    if at > now.plus_days(1) {
        return Err(Refused::InFuture);
    }
    if wish.began.is_some_and(|began| began > at) {
        return Err(Refused::EndsBeforeBegins);
    }
    Ok(())
}

fn decide_correction(state: &State, wish: &LogEvent, resolved: &Resolved) -> Result<(), Refused> {
    let Some(act) = wish.corrects else {
        return Ok(());
    };
    let original = state.event_of_act(act).ok_or(Refused::EventUnknown)?;
    let event = state.events.at(original);
    let entry = event.entry;
    if event.corrects.is_some() {
        return Err(Refused::CorrectsCorrection { entry });
    }
    let unit = |measure: &Option<Measure>| measure.as_ref().and_then(|m| state.unit(&m.unit));
    let alike = event.action == wish.action
        && (event.provider, event.receiver) == (resolved.provider, resolved.receiver)
        && (event.input_of, event.output_of) == (resolved.input_of, resolved.output_of)
        && (event.resource, event.to_resource) == (resolved.resource, resolved.to_resource)
        && (wish.quantity.is_none() || event.quantity.map(|q| q.unit) == unit(&wish.quantity))
        && (wish.effort.is_none() || event.effort.map(|q| q.unit) == unit(&wish.effort))
        && (wish.value.is_none() || event.value.map(|q| q.unit) == unit(&wish.value));
    if !alike || wish.creates.is_some() {
        return Err(Refused::CorrectionDiffers { entry });
    }
    decide_left(state, original, wish.quantity.as_ref(), |event| event.quantity)?;
    decide_left(state, original, wish.effort.as_ref(), |event| event.effort)?;
    decide_left(state, original, wish.value.as_ref(), |event| event.value)
}

/// Refuses a correction that takes away more of an event than is left of it.
fn decide_left(
    state: &State,
    original: EventIx,
    change: Option<&Measure>,
    of: fn(&Event) -> Option<Quantity>,
) -> Result<(), Refused> {
    let event = state.events.at(original);
    let (Some(change), Some(own), Some(left)) = (change, of(event), state.net(original, of)) else {
        return Ok(());
    };
    if left + change.minor >= 0 {
        return Ok(());
    }
    let left = state.say(Quantity { minor: left, unit: own.unit });
    Err(Refused::CorrectionTooLarge { entry: event.entry, left })
}

fn decide_creation(state: &State, wish: &LogEvent, behaviour: Behaviour) -> Result<(), Refused> {
    let Some(new) = &wish.creates else {
        return Ok(());
    };
    let taken = match behaviour.creates {
        Creates::Never => {
            return Err(Refused::CannotCreate { action: wish.action });
        }
        Creates::Resource => wish.resource.as_ref(),
        Creates::ToResource => wish.to_resource.as_ref(),
    };
    if let Some(resource) = taken {
        return Err(Refused::SameResource { resource: resource.clone() });
    }
    check::name(&new.name)?;
    check::free(state, &new.handle)
}

/// What an event pays of claims; a correction pays, or takes back, of those of its event.
fn settlements(state: &State, wish: &LogEvent) -> Result<Vec<(String, i128)>, Refused> {
    let corrected = wish.corrects.and_then(|act| state.event_of_act(act));
    let settles = corrected.map_or(&*wish.settles, |ix| state.events.at(ix).settles());
    let mut settled = Vec::new();
    for iri in settles {
        let claim = state.claim(iri).ok_or_else(|| Refused::ClaimUnknown { iri: iri.clone() })?;
        let claim = state.claims.at(claim);
        let (Some(open), Some(owed), Some(paid)) = (claim.open(), claim.quantity, &wish.quantity)
        else {
            continue;
        };
        let unit = check::unit(state, &paid.unit)?;
        let say = |minor| state.say(Quantity { minor, unit: owed.unit });
        if unit != owed.unit || paid.minor > open {
            let asked = state.say(Quantity { minor: paid.minor, unit });
            return Err(Refused::ClaimOverpaid { iri: iri.clone(), open: say(open), asked });
        }
        settled.push((iri.clone(), paid.minor));
    }
    Ok(settled)
}

pub(super) fn apply(
    state: &mut State,
    envelope: &Envelope,
    wish: &LogEvent,
    effects: &EventEffects,
) -> Result<(), Unfoldable> {
    let entry = envelope.entry;
    let mut event = event(state, envelope, wish)?;
    if let Some(new) = &wish.creates {
        let resource = add_resource(state, wish, &event, new);
        match wish.action.behaviour().creates {
            Creates::ToResource => event.to_resource = Some(resource),
            _ => event.resource = Some(resource),
        }
    }
    apply_changes(state, entry, event.quantity.map(|q| q.unit), &effects.changes)?;
    turn_back(state, wish, effects, &mut event);
    for (iri, minor) in &effects.settled {
        let claim = found(entry, iri, state.claim(iri))?;
        state.claims.at_mut(claim).settle(*minor);
    }
    remember_packing(state, &event);
    add_event(state, event);
    Ok(())
}

/// Notes what came back to its one named resource as going to it (S4).
fn turn_back(state: &State, wish: &LogEvent, effects: &EventEffects, event: &mut Event) {
    let behaviour = wish.action.behaviour();
    let passes =
        [behaviour.accounting, behaviour.onhand].contains(&QuantityEffect::DecrementIncrement);
    let gains = |change: &ResourceChange| (change.accounting, change.onhand) > (0, 0);
    let named = event.resource.map(|resource| &state.resources.at(resource).handle);
    let came_back = passes
        && event.to_resource.is_none()
        && wish.corrects.is_none()
        && effects.changes.iter().any(|change| Some(&change.resource) == named && gains(change));
    if came_back {
        event.to_resource = event.resource.take();
    }
}

pub(super) fn add_event(state: &mut State, event: Event) -> EventIx {
    let corrects = event.corrects;
    let ix = state.events.add(event);
    if let Some(original) = corrects {
        state.corrections.entry(original).or_default().push(ix);
    }
    ix
}

fn remember_packing(state: &mut State, event: &Event) {
    let Some(resource) = event.resource else {
        return;
    };
    match (event.action, event.input_of, event.output_of) {
        (Action::Combine, Some(process), _) => {
            state.packed.entry(process).or_default().push(resource);
        }
        (Action::Accept, Some(process), _) => {
            state.taken_in.insert(process, resource);
        }
        (Action::Produce | Action::Modify, _, Some(process)) => {
            state.packed.remove(&process);
        }
        _ => {}
    }
}

fn add_resource(
    state: &mut State,
    wish: &LogEvent,
    event: &Event,
    new: &NewResource,
) -> ResourceIx {
    let resource = state.resources.add(Resource {
        specification: event.specification,
        classified_as: wish.classified_as.clone(),
        tracking: new.tracking.clone(),
        iri: new.iri.clone(),
        unit: event.quantity.map(|quantity| quantity.unit),
        ..Resource::new(new.handle.clone(), &new.name)
    });
    state.handles.insert(new.handle.clone(), Named::Resource(resource));
    resource
}

fn event(state: &State, envelope: &Envelope, wish: &LogEvent) -> Result<Event, Unfoldable> {
    let entry = envelope.entry;
    let itself = found(entry, &"the commons itself", state.itself)?;
    let agent = |handle: &Option<Handle>| match handle {
        None => Ok(itself),
        Some(handle) => found(entry, &say(handle), state.agent(handle)),
    };
    let process = |handle: &Option<Handle>| {
        found_if_said(entry, handle.as_ref(), |handle| state.process(handle))
    };
    let resource = |handle: &Option<Handle>| {
        found_if_said(entry, handle.as_ref(), |handle| state.resource(handle))
    };
    let quantity = |measure: &Option<Measure>| quantity_if_said(state, entry, measure.as_ref());
    let kind = wish.kind.as_ref();
    let agreement = wish.agreement.as_ref();
    Ok(Event {
        act: envelope.act,
        entry,
        logged: envelope.at,
        author: found(entry, &"its author", state.signer(&envelope.key))?,
        action: wish.action,
        standing: wish.standing,
        provider: agent(&wish.provider)?,
        receiver: agent(&wish.receiver)?,
        at: wish.at.unwrap_or(envelope.at),
        input_of: process(&wish.input_of)?,
        output_of: process(&wish.output_of)?,
        resource: resource(&wish.resource)?,
        to_resource: resource(&wish.to_resource)?,
        specification: found_if_said(entry, kind, |kind| state.specification(kind))?,
        quantity: quantity(&wish.quantity)?,
        effort: quantity(&wish.effort)?,
        value: quantity(&wish.value)?,
        agreement: agreement
            .map(|(a, side)| Ok((found(entry, &say(a), state.agreement(a))?, *side)))
            .transpose()?,
        corrects: wish
            .corrects
            .map(|act| found(entry, &act, state.event_of_act(act)))
            .transpose()?,
        rest: rest(wish),
    })
}

fn rest(wish: &LogEvent) -> Option<Box<EventRest>> {
    let rest = EventRest {
        role: wish.role.clone(),
        began: wish.began,
        weight: wish.weight,
        state: wish.state.clone(),
        to_location: wish.to_location.clone(),
        classified_as: wish.classified_as.clone(),
        fulfills: wish.fulfills.clone(),
        satisfies: wish.satisfies.clone(),
        settles: wish.settles.clone(),
        image: wish.image.clone(),
        note: wish.note.clone(),
        iri: wish.iri.clone(),
    };
    (rest != EventRest::default()).then(|| Box::new(rest))
}
