//! Logging an event, with the resource it makes.

use super::super::id::Class;
use super::super::row::Row;
use super::super::view::View;
use super::create::{event, kind_name};
use super::said::Said;
use super::{Plan, Then, WriteRefused};
use crate::engine::Args;
use commons::act::{Act, Describe, LogEvent, NewResource};
use commons::action::Creates;
use commons::agreement::Side;
use commons::description::{Described, Edit};
use commons::event::{EventIx, Standing};
use commons::name::Handle;
use commons::plan::RecordClass;
use commons::unit::UnitIx;

/// Logs an event.
pub(super) fn log(said: &Said<'_>, new: Option<Args>) -> Result<Plan, WriteRefused> {
    let mut wish = LogEvent::new(said.action()?);
    said.one_of("hasPointInTime", "hasBeginning")?;
    said.one_of("hasPointInTime", "hasEnd")?;
    said.one_of("realizationOf", "reciprocalRealizationOf")?;
    said.one_of("toLocation", "atLocation")?;
    wish.standing = standing(said)?;
    wish.provider = said.handle("provider", Class::Agent)?;
    wish.receiver = said.handle("receiver", Class::Agent)?;
    wish.began = said.moment("hasBeginning")?;
    let (at, end) = (said.moment("hasPointInTime")?, said.moment("hasEnd")?);
    wish.at = at.or(end).or(wish.began);
    wish.input_of = said.handle("inputOf", Class::Process)?;
    wish.output_of = said.handle("outputOf", Class::Process)?;
    wish.resource = said.handle("resourceInventoriedAs", Class::Resource)?;
    wish.to_resource = said.handle("toResourceInventoriedAs", Class::Resource)?;
    wish.kind = said.handle("resourceConformsTo", Class::Kind)?;
    wish.classified_as = said.texts("resourceClassifiedAs");
    wish.agreement = agreement(said)?;
    wish.corrects = event(said, "corrects")?;
    wish.fulfills = promised(said, "fulfills", RecordClass::Commitment)?;
    wish.satisfies = promised(said, "satisfies", RecordClass::Intent)?;
    wish.settles = said.texts("settles");
    wish.state = said.text("state");
    wish.to_location = said.text("toLocation").or_else(|| said.text("atLocation"));
    wish.image = said.text("image");
    wish.note = said.text("note");
    wish.role = role(said)?;
    wish.weight = said.given("weight").and_then(serde_json::Value::as_u64);
    wish.iri = said.iri(Class::Event)?;
    let mut acts = Vec::new();
    let described = match new {
        Some(new) => creates(said.view, new, &mut wish)?,
        None => None,
    };
    wish.quantity = said.measure("resourceQuantity", usual(said, &wish, Counted::Resource)?)?;
    wish.effort = said.measure("effortQuantity", usual(said, &wish, Counted::Effort)?)?;
    wish.value = said.measure("value", value_unit(said))?;
    acts.push(Act::LogEvent(Box::new(wish)));
    acts.extend(described.map(|wish| Act::Describe(Box::new(wish))));
    Ok(Plan { acts, then: Then::Event })
}

fn standing(said: &Said<'_>) -> Result<Standing, WriteRefused> {
    let Some(word) = said.text("standing") else { return Ok(Standing::Contribution) };
    Standing::from_word(&word).ok_or(WriteRefused::WordUnknown {
        field: "standing",
        text: word,
        words: "contribution, gift, paid",
    })
}

fn role(said: &Said<'_>) -> Result<Option<Handle>, WriteRefused> {
    let Some(text) = said.text("role") else { return Ok(None) };
    match Handle::from_name(&text) {
        Some(role) => Ok(Some(role)),
        None => Ok(Some(Handle::new(&text)?)),
    }
}

fn agreement(said: &Said<'_>) -> Result<Option<(Handle, Side)>, WriteRefused> {
    let primary = said.handle("realizationOf", Class::Agreement)?;
    let reciprocal = said.handle("reciprocalRealizationOf", Class::Agreement)?;
    let side = |side| move |handle| (handle, side);
    Ok(primary.map(side(Side::Primary)).or_else(|| reciprocal.map(side(Side::Reciprocal))))
}

/// Records that an event refers to; one that is not here yet is kept if its identifier is of elsewhere.
pub(super) fn promised(
    said: &Said<'_>,
    name: &str,
    class: RecordClass,
) -> Result<Vec<String>, WriteRefused> {
    let ids = said.texts(name);
    ids.iter().try_for_each(|id| super::record::reachable(said, name, class, id))?;
    Ok(ids)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Counted {
    Resource,
    Effort,
}

/// The unit that is meant where none is said: that of the resource, or of its kind.
fn usual(
    said: &Said<'_>,
    wish: &LogEvent,
    counted: Counted,
) -> Result<Option<UnitIx>, WriteRefused> {
    let state = said.view.state();
    let resource = wish.resource.as_ref().or(wish.to_resource.as_ref());
    let resource =
        resource.and_then(|handle| state.resource(handle)).map(|ix| state.resources.at(ix));
    let kind = wish.kind.as_ref().and_then(|handle| state.specification(handle));
    let kind = kind.or(resource.and_then(|row| row.specification));
    let kind = kind.map(|ix| state.specifications.at(ix));
    Ok(match counted {
        Counted::Resource => resource.and_then(|row| row.unit).or(kind.and_then(|row| row.unit)),
        Counted::Effort => kind.and_then(|row| row.unit_of_effort),
    })
}

fn value_unit(said: &Said<'_>) -> Option<UnitIx> {
    let state = said.view.state();
    state.equation.as_ref().and_then(|equation| state.unit(&equation.unit))
}

/// The resource that an event makes; what only describes it is said by an act of its own.
fn creates(
    view: &View<'_>,
    new: Args,
    wish: &mut LogEvent,
) -> Result<Option<Describe>, WriteRefused> {
    let said = Said::new(view, "EconomicResource", new);
    let kind = said.handle("conformsTo", Class::Kind)?;
    if kind.is_some() {
        wish.kind = kind;
    }
    let kind = wish.kind.as_ref().and_then(|handle| view.state().specification(handle));
    let name = said.text("name").unwrap_or_else(|| kind_name(&said, kind.map(Row::Kind).as_ref()));
    let handle = said.new_handle(Class::Resource, &name)?;
    // What is left unread here is refused: the event says otherwise already.
    if wish.classified_as.is_empty() {
        wish.classified_as = said.texts("classifiedAs");
    }
    if wish.to_location.is_none() {
        wish.to_location = said.text("currentLocation");
    }
    if wish.state.is_none() {
        wish.state = said.text("state");
    }
    wish.creates = Some(NewResource {
        tracking: said.text("trackingIdentifier"),
        iri: said.iri(Class::Resource)?,
        ..NewResource::new(handle.clone(), name)
    });
    let mut described = Describe::new(Described::Named(handle));
    described.note = set(said.text("note"));
    described.image = set(said.text("image"));
    said.all_was_read()?;
    Ok((!described.note.keeps() || !described.image.keeps()).then_some(described))
}

fn set(text: Option<String>) -> Edit<String> {
    text.map_or(Edit::Keep, Edit::Set)
}

/// The resource that an event made, or else the one it went to.
pub(super) fn touched(view: &View<'_>, ix: EventIx) -> Option<Row> {
    let row = view.state().events.at(ix);
    let resource = match row.action.behaviour().creates {
        Creates::ToResource => row.to_resource.or(row.resource),
        Creates::Resource | Creates::Never => row.resource.or(row.to_resource),
    };
    resource.map(Row::Resource)
}
