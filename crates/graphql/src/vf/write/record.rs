//! Keeping, revising and withdrawing records of the planning layer.

use super::super::id::{self, Class};
use super::super::index::find_link;
use super::super::record::{Holds, Property, published, texts_of};
use super::super::row::{Link, Row};
use super::said::Said;
use super::{Plan, Then, WriteRefused};
use commons::act::{Act, AddRecord, ReviseRecord, WithdrawRecord};
use commons::name::{ActId, shortened};
use commons::plan::{Figure, PlanRecord, RecordClass, Stated};
use commons::state::State;
use exchange::moment::write_moment;
use exchange::valueflows::identity::own_iri;
use serde_json::Value;

type Tables<'a> = &'a [&'static [Property]];

/// Keeps a record.
pub(super) fn add(
    said: &Said<'_>,
    class: RecordClass,
    tables: Tables<'_>,
) -> Result<Plan, WriteRefused> {
    let iri = match said.text("id") {
        Some(id) if said.view.state().records.contains_key(&id) => {
            return Err(WriteRefused::IdTaken { id: shortened(&id) });
        }
        Some(id) => id,
        None => fresh(said, class.word())?,
    };
    let mut properties = Vec::new();
    for (field, property, holds) in tables.iter().copied().flatten() {
        if let Some(stated) = stated(said, field, *holds)? {
            properties.push(((*property).to_owned(), stated));
        }
    }
    in_order(&properties)?;
    let wish = AddRecord { class, iri: iri.clone(), properties };
    Ok(Plan { acts: vec![Act::AddRecord(wish)], then: Then::One(Class::Record, iri) })
}

/// An identifier that nothing has; of two, the later one sorts behind.
pub(super) fn fresh(said: &Said<'_>, word: &str) -> Result<String, WriteRefused> {
    let chance = book::fresh_id().map_err(|_| WriteRefused::NoChance)?.to_string();
    let chance = chance.get(..20).unwrap_or(&chance);
    Ok(own_iri(&word.to_lowercase(), &format!("{:012x}{chance}", said.view.now.0)))
}

/// What a field states; `None` if it was left out or is null.
fn stated(said: &Said<'_>, field: &str, holds: Holds) -> Result<Option<Stated>, WriteRefused> {
    let Some(value) = said.given(field) else { return Ok(None) };
    let text = || match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Ok(Some(match holds {
        Holds::Flag => Stated::Flag(value.as_bool().unwrap_or_default()),
        Holds::Time => {
            let at = said.moment(field)?.and_then(|at| write_moment(at.0));
            let unknown = || WriteRefused::DateUnknown { field: field.to_owned(), text: text() };
            Stated::Text(at.ok_or_else(unknown)?)
        }
        Holds::Number => {
            let wrong = |it| WriteRefused::Number { field: field.to_owned(), said: it };
            let number = quantity::parse_any_decimal(&text()).map_err(wrong)?;
            on_earth(field, &text(), number)?;
            Stated::Text(text())
        }
        Holds::Measure | Holds::Duration => Stated::Figure(figure(said, field, holds)?),
        Holds::Action => Stated::Text(said.action()?.word().to_owned()),
        Holds::One(class) => Stated::Text(same(said, field, class, &text())?),
        Holds::AgentAlways => Stated::Text(same(said, field, Class::Agent, &text())?),
        Holds::KindAlways => Stated::Text(same(said, field, Class::Kind, &text())?),
        Holds::Record(class) => {
            reachable(said, field, class, &text())?;
            Stated::Text(text())
        }
        Holds::Agents | Holds::Scopes => {
            let ids = said.texts(field);
            let ids = ids.iter().map(|id| same(said, field, Class::Agent, id));
            several(ids.collect::<Result<_, _>>()?)
        }
        Holds::Records(class) => {
            let ids = said.texts(field);
            ids.iter().try_for_each(|id| reachable(said, field, class, id))?;
            several(ids)
        }
        Holds::Links => {
            let ids = said.texts(field);
            ids.iter().try_for_each(|id| reachable(said, field, RecordClass::Intent, id))?;
            several(ids)
        }
        Holds::Texts => several(said.texts(field)),
        Holds::Text | Holds::Name | Holds::Place => Stated::Text(text()),
    }))
}

/// Refuses degrees that there are none of.
fn on_earth(field: &str, text: &str, (mantissa, decimals): (i128, u8)) -> Result<(), WriteRefused> {
    let most = match field {
        "lat" => 90,
        "long" => 180,
        _ => return Ok(()),
    };
    let inside = |scale: i128| mantissa.checked_abs().is_some_and(|it| it <= most * scale);
    // What has more decimals than can be counted here is no place that anybody measured.
    if 10i128
        .checked_pow(decimals.into())
        .filter(|scale| *scale < i128::MAX / 180)
        .is_some_and(inside)
    {
        return Ok(());
    }
    Err(WriteRefused::CoordinateOutside { field: field.to_owned(), text: shortened(text), most })
}

/// Refuses a record that ends before it begins.
fn in_order(properties: &[(String, Stated)]) -> Result<(), WriteRefused> {
    let at = |wanted: &str| {
        let found = properties.iter().find(|(name, _)| name == wanted);
        found.and_then(|(_, stated)| match stated {
            Stated::Text(text) => exchange::moment::read_moment(text),
            _ => None,
        })
    };
    match (at("hasBeginning"), at("hasEnd")) {
        (Some(begins), Some(ends)) if ends < begins => Err(WriteRefused::EndsBeforeBegins),
        _ => Ok(()),
    }
}

/// One text by itself, as documents have it.
fn several(mut texts: Vec<String>) -> Stated {
    match texts.pop() {
        Some(one) if texts.is_empty() => Stated::Text(one),
        Some(last) => {
            texts.push(last);
            Stated::Texts(texts)
        }
        None => Stated::Texts(texts),
    }
}

/// The identifier of something that must be here, as it is told.
fn same(said: &Said<'_>, field: &str, class: Class, id: &str) -> Result<String, WriteRefused> {
    said.known(field, class, id).map(|row| id::of(said.view.state(), &row))
}

/// Refuses a reference to a record that is not here, but for one from elsewhere, which may still come.
pub(super) fn reachable(
    said: &Said<'_>,
    field: &str,
    class: RecordClass,
    id: &str,
) -> Result<(), WriteRefused> {
    let known = said.view.record(class, id).is_some();
    let elsewhere = id.contains(':') && !id.starts_with("urn:subak:");
    let other = said.view.state().records.contains_key(id);
    if known || (elsewhere && !other) {
        return Ok(());
    }
    Err(WriteRefused::ReferenceUnknown {
        field: field.to_owned(),
        id: shortened(id),
        what: class.word(),
    })
}

fn figure(said: &Said<'_>, field: &str, holds: Holds) -> Result<Figure, WriteRefused> {
    let (number, unit) = said.figures(field)?.unwrap_or_default();
    let unit = match unit {
        Some(unit) if holds == Holds::Measure => match said.known(field, Class::Unit, &unit)? {
            Row::Unit(ix) => Some(said.view.state().units.at(ix).code.to_string()),
            _ => None,
        },
        unit => unit,
    };
    Ok(Figure { number, unit })
}

/// The record that an update or deletion is about.
fn record<'a>(
    said: &Said<'a>,
    class: RecordClass,
) -> Result<(&'a PlanRecord, ActId), WriteRefused> {
    let (row, _) = said.revised(&[Class::Record])?;
    let found = match &row {
        Row::Record(iri) => said.view.state().records.get(&**iri),
        _ => None,
    };
    let unknown = || WriteRefused::RevisionUnknown {
        revision: said.text("revisionId").or_else(|| said.text("id")).unwrap_or_default(),
        what: said.type_name,
    };
    let row = found.filter(|row| row.class == class).ok_or_else(unknown)?;
    Ok((row, row.revision))
}

/// Changes what a record states: what is left out stays, null is removed.
pub(super) fn revise(
    said: &Said<'_>,
    class: RecordClass,
    tables: Tables<'_>,
) -> Result<Plan, WriteRefused> {
    let (row, revises) = record(said, class)?;
    let mut properties = row.properties.clone();
    for (field, property, holds) in tables.iter().copied().flatten() {
        if said.raw(field).is_none() {
            continue;
        }
        let stated = stated(said, field, *holds)?;
        let place = properties.iter().position(|(name, _)| name == property);
        match (place, stated) {
            (Some(place), Some(stated)) => {
                if let Some((_, old)) = properties.get_mut(place) {
                    *old = stated;
                }
            }
            (Some(place), None) => drop(properties.remove(place)),
            (None, Some(stated)) => properties.push(((*property).to_owned(), stated)),
            (None, None) => {}
        }
    }
    in_order(&properties)?;
    Ok(revised(row, revises, properties))
}

fn revised(row: &PlanRecord, revises: ActId, properties: Vec<(String, Stated)>) -> Plan {
    let then = Then::One(Class::Record, row.iri.clone());
    if properties == row.properties {
        return Plan { acts: Vec::new(), then };
    }
    let wish = ReviseRecord { iri: row.iri.clone(), revises, properties };
    Plan { acts: vec![Act::ReviseRecord(wish)], then }
}

/// Withdraws a record.
pub(super) fn withdraw(said: &Said<'_>, class: RecordClass) -> Result<Plan, WriteRefused> {
    let (row, revises) = record(said, class)?;
    let wish = WithdrawRecord { iri: row.iri.clone(), revises };
    Ok(Plan { acts: vec![Act::WithdrawRecord(wish)], then: Then::Gone })
}

/// Says of a promise that it satisfies an intent.
pub(super) fn satisfy(said: &Said<'_>) -> Result<Plan, WriteRefused> {
    let intent = said.must("satisfies")?;
    reachable(said, "satisfies", RecordClass::Intent, &intent)?;
    let by = said.must("satisfiedBy")?;
    if said.view.find(Class::Event, &by).is_some() {
        return Err(super::create::no_such("Satisfaction"));
    }
    link(said, "satisfiedBy", (RecordClass::Commitment, &by), ("satisfies", intent), "satisfaction")
}

/// Puts an intent into a proposal, or makes a proposal to somebody.
pub(super) fn propose(said: &Said<'_>) -> Result<Plan, WriteRefused> {
    if said.type_name == "ProposedTo" {
        let to = said.must("proposedTo")?;
        let to = same(said, "proposedTo", Class::Agent, &to)?;
        let proposal = said.must("proposed")?;
        return link(
            said,
            "proposed",
            (RecordClass::Proposal, &proposal),
            ("proposedTo", to),
            "proposed-to",
        );
    }
    let intent = said.must("publishes")?;
    reachable(said, "publishes", RecordClass::Intent, &intent)?;
    let property = if said.flag("reciprocal") == Some(true) { "reciprocal" } else { "publishes" };
    let proposal = said.must("publishedIn")?;
    link(
        said,
        "publishedIn",
        (RecordClass::Proposal, &proposal),
        (property, intent),
        "proposed-intent",
    )
}

/// Adds a link to a record; one that is there already stays.
fn link(
    said: &Said<'_>,
    field: &'static str,
    (class, from): (RecordClass, &str),
    (property, to): (&str, String),
    word: &'static str,
) -> Result<Plan, WriteRefused> {
    let unknown = || WriteRefused::ReferenceUnknown {
        field: field.to_owned(),
        id: shortened(from),
        what: class.word(),
    };
    let row = said.view.state().records.get(from).filter(|row| row.class == class);
    let row = row.ok_or_else(unknown)?;
    let mut all = texts_of(row, property).to_vec();
    let known = all.iter().position(|id| *id == to);
    let place = known.unwrap_or(all.len());
    // The intents of the other side are counted behind those of the first.
    let place =
        if property == "reciprocal" { place + texts_of(row, "publishes").len() } else { place };
    if known.is_none() {
        all.push(to);
    }
    let then = Then::Link(word, own_iri(word, &format!("{place}:{from}")));
    let plan = revised(row, row.revision, with(row, property, all));
    Ok(Plan { acts: plan.acts, then })
}

/// The properties of a record, with other texts in one.
fn with(row: &PlanRecord, property: &str, texts: Vec<String>) -> Vec<(String, Stated)> {
    let mut properties = row.properties.clone();
    let place = properties.iter().position(|(name, _)| name == property);
    match (place, texts.is_empty()) {
        (Some(place), true) => drop(properties.remove(place)),
        (Some(place), false) => {
            if let Some((_, old)) = properties.get_mut(place) {
                *old = several(texts);
            }
        }
        (None, true) => {}
        (None, false) => properties.push((property.to_owned(), several(texts))),
    }
    properties
}

/// Takes a link off the record that it leads from.
pub(super) fn unlink(said: &Said<'_>, word: &'static str) -> Result<Plan, WriteRefused> {
    let state = said.view.state();
    let revision = said.must("revisionId")?;
    let unknown =
        || WriteRefused::RevisionUnknown { revision: shortened(&revision), what: said.type_name };
    let (act, id) = id::of_revision(&revision).ok_or_else(unknown)?;
    let link = match find_link(state, said.view.index, word, id) {
        Some(Row::Link(link)) => link,
        _ => return Err(unknown()),
    };
    let (iri, property, place) =
        linked(state, &link).ok_or_else(|| super::create::no_such(said.type_name))?;
    let row = state.records.get(&iri).ok_or_else(unknown)?;
    if act != Some(row.revision) {
        return Err(WriteRefused::Superseded { id: iri });
    }
    let mut all = texts_of(row, property).to_vec();
    if place >= all.len() {
        return Err(unknown());
    }
    all.remove(place);
    let plan = revised(row, row.revision, with(row, property, all));
    Ok(Plan { acts: plan.acts, then: Then::Gone })
}

/// The record, the property and the place in it that a link stands for.
fn linked(state: &State, link: &Link) -> Option<(String, &'static str, usize)> {
    match link {
        Link::SatisfiedByCommitment(iri, at) => {
            Some((iri.to_string(), "satisfies", usize::from(*at)))
        }
        Link::ProposedTo(iri, at) => Some((iri.to_string(), "proposedTo", usize::from(*at))),
        Link::ProposedIntent(iri, at) => {
            let at = usize::from(*at);
            let first = published(state.records.get(&**iri)?).iter().filter(|it| !it.1).count();
            match at.checked_sub(first) {
                Some(at) => Some((iri.to_string(), "reciprocal", at)),
                None => Some((iri.to_string(), "publishes", at)),
            }
        }
        _ => None,
    }
}
