//! What an event does to resources: how much, whose, where, in what.

use quantity::Ratio;

use super::log::{LogEvent, Resolved};
use super::{Unfoldable, check, found, found_if_said, say};
use crate::account::Whole;
use crate::action::{Action, Behaviour, Creates, Implied, ProcessSide, QuantityEffect, Touches};
use crate::codec::{choice, record};
use crate::event::EventIx;
use crate::name::Handle;
use crate::refusal::Refused;
use crate::resource::Resource;
use crate::state::State;
use crate::unit::{Measure, Quantity, UnitIx, UnitKind};

choice! {
    /// What a resource is inside of, after an event.
    pub enum Containment {
        /// Of this resource.
        1 => Inside(Handle),
        /// Of nothing any more.
        2 => Free(Whole),
    }
}

record! {
    /// What an event does to one resource. What is `None` stays as it was.
    pub struct ResourceChange {
        /// The resource.
        pub resource: Handle,
        /// Added to the accounting quantity, in minor units of the resource's unit.
        pub accounting: i128,
        /// Added to the quantity at hand.
        pub onhand: i128,
        /// Who answers for it now.
        pub accountable: Option<Handle>,
        /// The kind of process it came out of.
        pub stage: Option<Handle>,
        /// Its condition.
        pub state: Option<String>,
        /// Where it is.
        pub location: Option<String>,
        /// What it is inside of.
        pub contained: Option<Containment>,
    }
}

impl ResourceChange {
    pub(super) fn none(resource: Handle) -> Self {
        Self {
            resource,
            accounting: 0,
            onhand: 0,
            accountable: None,
            stage: None,
            state: None,
            location: None,
            contained: None,
        }
    }
}

/// One resource that an event touches: which, whether it is new, and by how much it changes.
struct Touched<'a> {
    handle: &'a Handle,
    row: Option<&'a Resource>,
    accounting: i8,
    onhand: i8,
}

pub(super) fn changes(
    state: &State,
    wish: &LogEvent,
    behaviour: Behaviour,
    resolved: &Resolved,
) -> Result<Vec<ResourceChange>, Refused> {
    let touched = touched(state, wish, behaviour, resolved)?;
    let mut changes = Vec::new();
    for (side, touched) in touched {
        let mut change = ResourceChange::none(touched.handle.clone());
        if let Some(measure) = &wish.quantity
            && (touched.accounting, touched.onhand) != (0, 0)
        {
            let minor = in_resource_unit(state, measure, &touched)?;
            change.accounting = minor * i128::from(touched.accounting);
            change.onhand = minor * i128::from(touched.onhand);
        }
        describe(state, wish, behaviour, resolved, side, &touched, &mut change);
        if let Some(row) = touched.row {
            decide_enough(state, row, wish.quantity.as_ref(), &change)?;
        }
        changes.push(change);
    }
    contain(state, wish, resolved, &mut changes);
    let still = |change: &ResourceChange| *change == ResourceChange::none(change.resource.clone());
    changes.retain(|change| !still(change) || creates(wish, &change.resource));
    Ok(changes)
}

fn creates(wish: &LogEvent, handle: &Handle) -> bool {
    wish.creates.as_ref().is_some_and(|new| new.handle == *handle)
}

/// Which of an event's two resources is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum From {
    Resource,
    ToResource,
}

/// The resources an event touches and the direction in which it changes them.
fn touched<'a>(
    state: &'a State,
    wish: &'a LogEvent,
    behaviour: Behaviour,
    resolved: &Resolved,
) -> Result<Vec<(From, Touched<'a>)>, Refused> {
    let new = wish.creates.as_ref().map(|new| &new.handle);
    let creates_to = behaviour.creates == Creates::ToResource;
    let mut from = wish.resource.as_ref().or(new.filter(|_| !creates_to));
    let mut to = wish.to_resource.as_ref().or(new.filter(|_| creates_to));
    let passes =
        [behaviour.accounting, behaviour.onhand].contains(&QuantityEffect::DecrementIncrement);
    let row = |handle: Option<&Handle>| {
        handle.and_then(|h| state.resource(h)).map(|r| state.resources.at(r))
    };
    // Something that comes back to whoever answers for it goes to the one resource that is named (S4).
    let comes_back = passes
        && to.is_none()
        && resolved.provider != resolved.receiver
        && row(from).is_some_and(|row| row.accountable == Some(resolved.receiver));
    if comes_back {
        std::mem::swap(&mut from, &mut to);
    }
    if passes && from.is_none() && to.is_none() && !says_what(state, wish) {
        let what = "a resource it comes from or goes to";
        return Err(Refused::ResourceMissing { action: wish.action, what });
    }
    let pair = |effect| match effect {
        QuantityEffect::None => (0, 0),
        QuantityEffect::Increment => (1, 0),
        QuantityEffect::Decrement => (-1, 0),
        QuantityEffect::DecrementIncrement => (-1, 1),
        QuantityEffect::IncrementTo => (0, 1),
    };
    let (mut accounting, mut onhand) = (pair(behaviour.accounting), pair(behaviour.onhand));
    if resolved.provider != resolved.receiver && to.is_some() {
        (accounting, onhand) = imply(behaviour, accounting, onhand);
    }
    let side = |side, handle: Option<&'a Handle>, accounting, onhand| {
        let row = row(handle);
        let onhand = if elsewhere(row, resolved, behaviour) { 0 } else { onhand };
        handle.map(|handle| (side, Touched { handle, row, accounting, onhand }))
    };
    let sides = [
        side(From::Resource, from, accounting.0, onhand.0),
        side(From::ToResource, to, accounting.1, onhand.1),
    ];
    Ok(sides.into_iter().flatten().collect())
}

/// Whether an event that names no resource says what it is about: a kind, a classification, or
/// money, which is told by its unit.
fn says_what(state: &State, wish: &LogEvent) -> bool {
    let unit = wish.quantity.as_ref().and_then(|q| state.unit(&q.unit));
    let money = unit.is_some_and(|unit| state.units.at(unit).kind == UnitKind::Currency);
    money || wish.kind.is_some() || !wish.classified_as.is_empty()
}

/// Adds the transfer that an action includes when provider and receiver differ: what an
/// input takes in has passed to the receiver first; what an output gives out passes afterwards.
fn imply(behaviour: Behaviour, accounting: (i8, i8), onhand: (i8, i8)) -> ((i8, i8), (i8, i8)) {
    let pass = |(from, to): (i8, i8)| match behaviour.side {
        ProcessSide::Input => (from, to),
        _ => (to, from),
    };
    match behaviour.implies {
        Implied::Nothing => (accounting, onhand),
        Implied::Transfer => (pass(accounting), pass(onhand)),
        Implied::TransferCustody => (accounting, pass(onhand)),
    }
}

/// Whether the resource is in the hands of somebody who does not answer for it: what they
/// do with it changes nothing at the hand of who does.
fn elsewhere(row: Option<&Resource>, resolved: &Resolved, behaviour: Behaviour) -> bool {
    let in_process = behaviour.side == ProcessSide::Input || behaviour.side == ProcessSide::Output;
    let accountable = row.and_then(|row| row.accountable);
    in_process
        && accountable.is_some_and(|agent| agent != resolved.provider && agent != resolved.receiver)
}

fn in_resource_unit(
    state: &State,
    measure: &Measure,
    touched: &Touched<'_>,
) -> Result<i128, Refused> {
    let given = check::unit(state, &measure.unit)?;
    let Some(counted) = touched.row.and_then(|row| row.unit) else {
        return Ok(measure.minor);
    };
    if counted == given {
        return Ok(measure.minor);
    }
    let resource = touched.handle.clone();
    let code = |unit: UnitIx| state.units.at(unit).code.clone();
    if state.base(given).0 != state.base(counted).0 {
        return Err(Refused::UnitMismatch { resource, counted: code(counted), given: code(given) });
    }
    let factor = state.minor_conversion(given, counted);
    let exact = factor.and_then(|factor| exactly(measure.minor, factor));
    exact.ok_or_else(|| Refused::UnitInexact {
        resource,
        quantity: state.say(Quantity { minor: measure.minor, unit: given }),
        counted: code(counted),
    })
}

/// So many times a factor, if that is a whole number.
fn exactly(minor: i128, factor: Ratio) -> Option<i128> {
    let whole = minor.checked_mul(factor.numerator())?;
    (whole % factor.denominator() == 0).then_some(whole / factor.denominator())
}

fn decide_enough(
    state: &State,
    row: &Resource,
    measure: Option<&Measure>,
    change: &ResourceChange,
) -> Result<(), Refused> {
    let short = |there: i128, change: i128| change < 0 && there + change < 0;
    let (accounting, onhand) =
        (short(row.accounting, change.accounting), short(row.onhand, change.onhand));
    if !accounting && !onhand {
        return Ok(());
    }
    let (there, asked) =
        if accounting { (row.accounting, change.accounting) } else { (row.onhand, change.onhand) };
    let given = || measure.and_then(|measure| state.unit(&measure.unit));
    let say = |minor: i128| match row.unit.or_else(given) {
        Some(unit) => state.say(Quantity { minor, unit }),
        None => "nothing".to_owned(),
    };
    Err(Refused::NotEnough { resource: row.handle.clone(), there: say(there), asked: say(-asked) })
}

/// Adds what an event says about a resource besides how much.
fn describe(
    state: &State,
    wish: &LogEvent,
    behaviour: Behaviour,
    resolved: &Resolved,
    side: From,
    touched: &Touched<'_>,
    change: &mut ResourceChange,
) {
    let new = touched.row.is_none();
    let meant = |touches| match touches {
        Touches::Nothing => false,
        Touches::New => new,
        Touches::Resource => side == From::Resource,
        Touches::ToResource => side == From::ToResource,
    };
    let unowned = touched.row.is_some_and(|row| row.accountable.is_none());
    if meant(behaviour.accountable) || (new || unowned) && touched.accounting > 0 {
        change.accountable = Some(state.agents.at(resolved.receiver).handle.clone());
    }
    if meant(behaviour.location) || new {
        change.location.clone_from(&wish.to_location);
    }
    if meant(behaviour.state) || new {
        change.state.clone_from(&wish.state);
    }
    if behaviour.stage
        && side == From::Resource
        && let Some(process) = resolved.output_of
        && let Some(kind) = state.processes.at(process).based_on
    {
        change.stage = Some(state.process_specifications.at(kind).handle.clone());
    }
}

/// Puts combined resources into their container, and takes separated ones out.
fn contain(state: &State, wish: &LogEvent, resolved: &Resolved, changes: &mut Vec<ResourceChange>) {
    let inside = |container: &Handle| Some(Containment::Inside(container.clone()));
    match wish.action {
        Action::Separate => {
            for change in changes.iter_mut() {
                change.contained = Some(Containment::Free(Whole {}));
            }
        }
        Action::Combine => {
            let taken_in = resolved.input_of.and_then(|process| state.taken_in.get(&process));
            let container = resolved.to_resource.or(taken_in.copied());
            let container = container.map(|resource| &state.resources.at(resource).handle);
            for change in changes.iter_mut() {
                change.contained = container.and_then(inside);
            }
        }
        Action::Produce | Action::Modify => {
            let packed = resolved.output_of.and_then(|process| state.packed.get(&process));
            let Some(container) = changes.first().map(|change| change.resource.clone()) else {
                return;
            };
            for resource in packed.into_iter().flatten() {
                let mut change = ResourceChange::none(state.resources.at(*resource).handle.clone());
                change.contained = inside(&container);
                changes.push(change);
            }
        }
        _ => {}
    }
}

pub(super) fn apply_changes(
    state: &mut State,
    entry: u64,
    unit: Option<UnitIx>,
    changes: &[ResourceChange],
) -> Result<(), Unfoldable> {
    for change in changes {
        let resource = found(entry, &say(&change.resource), state.resource(&change.resource))?;
        let accountable = change.accountable.as_ref();
        let accountable = found_if_said(entry, accountable, |agent| state.agent(agent))?;
        let stage = change.stage.as_ref();
        let stage = found_if_said(entry, stage, |stage| state.process_specification(stage))?;
        let contained = match &change.contained {
            None => None,
            Some(Containment::Free(_)) => Some(None),
            Some(Containment::Inside(h)) => Some(Some(found(entry, &say(h), state.resource(h))?)),
        };
        let row = state.resources.at_mut(resource);
        row.accounting += change.accounting;
        row.onhand += change.onhand;
        if row.unit.is_none() && (change.accounting, change.onhand) != (0, 0) {
            row.unit = unit;
        }
        row.accountable = accountable.or(row.accountable);
        row.stage = stage.or(row.stage);
        row.contained_in = contained.unwrap_or(row.contained_in);
        if change.state.is_some() {
            row.state.clone_from(&change.state);
        }
        if change.location.is_some() {
            row.location.clone_from(&change.location);
        }
    }
    Ok(())
}

/// The changes that take back what is left of an event.
///
/// Quantities go back; a condition, a place or a stage that the event gave stays, since
/// later events may have built on it.
pub(super) fn mirror(state: &State, ix: EventIx) -> Result<Vec<ResourceChange>, Refused> {
    let event = state.events.at(ix);
    let left = state.net(ix, |event| event.quantity).unwrap_or_default();
    let wish = LogEvent {
        provider: Some(state.agents.at(event.provider).handle.clone()),
        receiver: Some(state.agents.at(event.receiver).handle.clone()),
        resource: event.resource.map(|resource| state.resources.at(resource).handle.clone()),
        to_resource: event.to_resource.map(|resource| state.resources.at(resource).handle.clone()),
        quantity: event.quantity.map(|q| state.measure(Quantity { minor: -left, unit: q.unit })),
        kind: event.specification.map(|kind| state.specifications.at(kind).handle.clone()),
        ..LogEvent::new(event.action)
    };
    let resolved = Resolved {
        provider: event.provider,
        receiver: event.receiver,
        input_of: event.input_of,
        output_of: event.output_of,
        resource: event.resource,
        to_resource: event.to_resource,
    };
    let changes = changes(state, &wish, event.action.behaviour(), &resolved)?;
    let quantities = |change: ResourceChange| ResourceChange {
        accounting: change.accounting,
        onhand: change.onhand,
        ..ResourceChange::none(change.resource)
    };
    Ok(changes.into_iter().map(quantities).filter(|c| (c.accounting, c.onhand) != (0, 0)).collect())
}
