//! Giving a commons out as a ValueFlows document in JSON-LD.

use super::identity::own_iri;
use crate::moment::write_moment;
use commons::agent::AgentIx;
use commons::agreement::Side;
use commons::claim::Claim;
use commons::distribution::Distribution;
use commons::event::{Event, EventRest, Standing};
use commons::name::{Handle, Moment};
use commons::plan::{PlanRecord, Stated};
use commons::resource::ResourceIx;
use commons::specification::{ProcessSpecificationIx, SpecificationIx};
use commons::state::State;
use commons::table::{Ix, Table};
use commons::unit::{Quantity, UnitIx};
use quantity::format_trimmed;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Writes a whole commons as ValueFlows 1.0 in JSON-LD, a line a node.
///
/// What ValueFlows has no word for (handles, standing, role, weight, agreed value) stands
/// under the prefix `subak:`. Events come in the order of their entries and resources after
/// them, as they are now. Keys, reviews and the equation are not given out.
pub fn export(state: &State, out: &mut impl Write) -> io::Result<()> {
    let context = json!([
        {"@vocab": "https://w3id.org/valueflows/ont/vf#"},
        {"subak": "urn:subak:vocabulary:"},
    ]);
    write!(out, "{{\"@context\": {context},\n\"@graph\": [")?;
    let mut writing = Writing { state, out, separator: "" };
    writing.nouns()?;
    writing.flows()?;
    writing.resources()?;
    writeln!(writing.out, "\n]}}")
}

struct Writing<'a, W: Write> {
    state: &'a State,
    out: &'a mut W,
    separator: &'static str,
}

impl<W: Write> Writing<'_, W> {
    fn node(&mut self, node: Node) -> io::Result<()> {
        let separator = std::mem::replace(&mut self.separator, ",");
        write!(self.out, "{separator}\n{}", Value::Object(node.0))
    }

    fn nouns(&mut self) -> io::Result<()> {
        let state = self.state;
        for (_, row) in sorted(&state.units, |row| &row.code) {
            let node = Node::new(own_iri("unit", &row.code), "Unit")
                .text("label", Some(&row.label))
                .text("symbol", Some(row.code.as_str()))
                .text("omUnitIdentifier", row.iri.as_deref())
                .text("subak:kind", Some(row.kind.word()))
                .text("subak:decimals", Some(&row.decimals.to_string()));
            self.node(node)?;
        }
        for (ix, row) in sorted(&state.agents, |row| &row.handle) {
            let node = Node::new(agent(state, ix), row.kind.word())
                .called(&row.handle, &row.name, row.note.as_deref())
                .text("image", row.image.as_deref())
                .text("primaryLocation", row.location.as_deref())
                .texts("classifiedAs", &row.classified_as);
            self.node(node)?;
        }
        for (ix, row) in sorted(&state.specifications, |row| &row.handle) {
            let node = Node::new(kind(state, ix), "ResourceSpecification")
                .called(&row.handle, &row.name, row.note.as_deref())
                .text("image", row.image.as_deref())
                .text("defaultUnitOfResource", row.unit.map(|unit| code(state, unit)))
                .text("defaultUnitOfEffort", row.unit_of_effort.map(|unit| code(state, unit)))
                .flag("mediumOfExchange", Some(row.medium_of_exchange).filter(|money| *money))
                .flag("substitutable", row.substitutable)
                .texts("resourceClassifiedAs", &row.classified_as);
            self.node(node)?;
        }
        for (ix, row) in sorted(&state.process_specifications, |row| &row.handle) {
            let node = Node::new(stage(state, ix), "ProcessSpecification")
                .called(&row.handle, &row.name, row.note.as_deref())
                .text("image", row.image.as_deref());
            self.node(node)?;
        }
        self.plans()
    }

    fn plans(&mut self) -> io::Result<()> {
        let state = self.state;
        for (_, row) in sorted(&state.agreements, |row| &row.handle) {
            let node = Node::new(named(row.iri.as_ref(), "agreement", &row.handle), "Agreement")
                .called(&row.handle, &row.name, row.note.as_deref())
                .text("bundledIn", row.bundled_in.as_deref())
                .time("created", row.created);
            self.node(node)?;
        }
        for row in state.records.values() {
            self.node(record(row))?;
        }
        for (_, row) in sorted(&state.processes, |row| &row.handle) {
            let node = Node::new(named(row.iri.as_ref(), "process", &row.handle), "Process")
                .called(&row.handle, &row.name, row.note.as_deref())
                .text("basedOn", row.based_on.map(|ix| stage(state, ix)).as_deref())
                .text("inScopeOf", row.in_scope_of.map(|ix| agent(state, ix)).as_deref())
                .text("plannedWithin", row.planned_within.as_deref())
                .texts("classifiedAs", &row.classified_as)
                .time("hasBeginning", row.began)
                .time("hasEnd", row.ended)
                .flag("finished", Some(row.finished).filter(|finished| *finished))
                .text("subak:priority", row.priority.as_deref());
            self.node(node)?;
        }
        Ok(())
    }

    /// Events, each followed by the claims it set off; then what was distributed.
    fn flows(&mut self) -> io::Result<()> {
        let state = self.state;
        let mut claims: BTreeMap<_, Vec<&Claim>> = BTreeMap::new();
        for (_, row) in sorted(&state.claims, |row| &row.iri) {
            claims.entry(row.triggered_by).or_default().push(row);
        }
        for row in claims.remove(&None).unwrap_or_default() {
            self.node(claim(state, row))?;
        }
        for (ix, row) in state.events.iter() {
            self.node(event(state, row))?;
            for row in claims.remove(&Some(ix)).unwrap_or_default() {
                self.node(claim(state, row))?;
            }
        }
        for (_, row) in state.distributions.iter().filter(|(_, row)| row.reversed_by.is_none()) {
            self.payments(row)?;
        }
        Ok(())
    }

    fn payments(&mut self, row: &Distribution) -> io::Result<()> {
        let state = self.state;
        for (place, payee) in row.payees.iter().enumerate() {
            let quantity = Quantity { minor: payee.minor, unit: row.unit };
            let node =
                Node::new(own_iri("payment", &format!("{}:{place}", row.entry)), "EconomicEvent")
                    .text("action", Some("transfer"))
                    .text("provider", state.itself.map(|itself| agent(state, itself)).as_deref())
                    .text("receiver", Some(&agent(state, payee.agent)))
                    .time("hasPointInTime", Some(row.at))
                    .texts("resourceClassifiedAs", &[code(state, row.unit).to_owned()])
                    .measure("resourceQuantity", state, Some(quantity))
                    .text("subak:share", Some(&payee.share.to_string()))
                    .text("subak:distribution", Some(&row.entry.to_string()));
            self.node(node)?;
        }
        Ok(())
    }

    fn resources(&mut self) -> io::Result<()> {
        let state = self.state;
        for (ix, row) in sorted(&state.resources, |row| &row.handle) {
            let quantity = |minor| row.unit.map(|unit| Quantity { minor, unit });
            let node = Node::new(resource(state, ix), "EconomicResource")
                .called(&row.handle, &row.name, row.note.as_deref())
                .text("image", row.image.as_deref())
                .text("conformsTo", row.specification.map(|ix| kind(state, ix)).as_deref())
                .texts("classifiedAs", &row.classified_as)
                .text("trackingIdentifier", row.tracking.as_deref())
                .measure("accountingQuantity", state, quantity(row.accounting))
                .measure("onhandQuantity", state, quantity(row.onhand))
                .text("primaryAccountable", row.accountable.map(|ix| agent(state, ix)).as_deref())
                .text("stage", row.stage.map(|ix| stage(state, ix)).as_deref())
                .text("state", row.state.as_deref())
                .text("currentLocation", row.location.as_deref())
                .text("containedIn", row.contained_in.map(|ix| resource(state, ix)).as_deref());
            self.node(node)?;
        }
        Ok(())
    }
}

/// Rows by their names, so that the order in which they were added makes no difference.
fn sorted<T, K: Ord>(table: &Table<T>, name: impl Fn(&T) -> &K) -> Vec<(Ix<T>, &T)> {
    let mut rows: Vec<_> = table.iter().collect();
    rows.sort_by(|(_, one), (_, other)| name(one).cmp(name(other)));
    rows
}

fn event(state: &State, row: &Event) -> Node {
    let process = |ix| {
        let row = state.processes.at(ix);
        named(row.iri.as_ref(), "process", &row.handle)
    };
    let rest = row.rest.as_deref();
    let began = rest.and_then(|rest| rest.began);
    let end = if began.is_some() { "hasEnd" } else { "hasPointInTime" };
    let corrects = row.corrects.map(|ix| event_iri(state.events.at(ix)));
    let node = Node::new(event_iri(row), "EconomicEvent")
        .text("action", Some(row.action.word()))
        .text("provider", Some(&agent(state, row.provider)))
        .text("receiver", Some(&agent(state, row.receiver)))
        .time("hasBeginning", began)
        .time(end, Some(row.at))
        .text("inputOf", row.input_of.map(process).as_deref())
        .text("outputOf", row.output_of.map(process).as_deref())
        .text("resourceInventoriedAs", row.resource.map(|ix| resource(state, ix)).as_deref())
        .text("toResourceInventoriedAs", row.to_resource.map(|ix| resource(state, ix)).as_deref())
        .text("resourceConformsTo", row.specification.map(|ix| kind(state, ix)).as_deref())
        .measure("resourceQuantity", state, row.quantity)
        .measure("effortQuantity", state, row.effort)
        .measure("subak:value", state, row.value)
        .text("corrects", corrects.as_deref())
        .text(
            "subak:standing",
            Some(row.standing.word()).filter(|_| row.standing != Standing::Contribution),
        );
    let node = match row.agreement {
        Some((ix, side)) => {
            let agreement = state.agreements.at(ix);
            let iri = named(agreement.iri.as_ref(), "agreement", &agreement.handle);
            node.text(realizes(side), Some(&iri))
        }
        None => node,
    };
    match rest {
        Some(rest) => with_rest(node, rest),
        None => node,
    }
}

fn realizes(side: Side) -> &'static str {
    match side {
        Side::Primary => "realizationOf",
        Side::Reciprocal => "reciprocalRealizationOf",
    }
}

fn with_rest(node: Node, rest: &EventRest) -> Node {
    node.text("subak:role", rest.role.as_ref().map(|role| role.as_str()))
        .text("subak:weight", rest.weight.map(|weight| weight.to_string()).as_deref())
        .texts("resourceClassifiedAs", &rest.classified_as)
        .texts("fulfills", &rest.fulfills)
        .texts("satisfies", &rest.satisfies)
        .texts("settles", &rest.settles)
        .text("state", rest.state.as_deref())
        .text("toLocation", rest.to_location.as_deref())
        .text("image", rest.image.as_deref())
        .text("note", rest.note.as_deref())
}

fn claim(state: &State, row: &Claim) -> Node {
    let triggered_by = row.triggered_by.map(|ix| event_iri(state.events.at(ix)));
    Node::new(row.iri.clone(), "Claim")
        .text("action", Some(row.action.word()))
        .text("provider", row.provider.map(|ix| agent(state, ix)).as_deref())
        .text("receiver", row.receiver.map(|ix| agent(state, ix)).as_deref())
        .text("resourceConformsTo", row.specification.map(|ix| kind(state, ix)).as_deref())
        .texts("resourceClassifiedAs", &row.classified_as)
        .measure("resourceQuantity", state, row.quantity)
        .measure("effortQuantity", state, row.effort)
        .text("triggeredBy", triggered_by.as_deref())
        .time("created", row.created)
        .time("due", row.due)
        .text("note", row.note.as_deref())
        .flag("finished", Some(row.finished).filter(|finished| *finished))
}

fn record(row: &PlanRecord) -> Node {
    let mut node = Node::new(row.iri.clone(), row.class.word());
    for (name, stated) in &row.properties {
        let value = match stated {
            Stated::Text(text) => json!(text),
            Stated::Flag(flag) => json!(flag),
            Stated::Texts(texts) => json!(texts),
            Stated::Figure(figure) => json!({
                "hasUnit": figure.unit,
                "hasNumericalValue": figure.number,
            }),
        };
        node.0.insert(name.clone(), value);
    }
    node
}

fn named(iri: Option<&String>, class: &str, handle: &dyn std::fmt::Display) -> String {
    iri.cloned().unwrap_or_else(|| own_iri(class, handle))
}

fn agent(state: &State, ix: AgentIx) -> String {
    let row = state.agents.at(ix);
    named(row.iri.as_ref(), "agent", &row.handle)
}

fn kind(state: &State, ix: SpecificationIx) -> String {
    let row = state.specifications.at(ix);
    named(row.iri.as_ref(), "kind", &row.handle)
}

fn stage(state: &State, ix: ProcessSpecificationIx) -> String {
    let row = state.process_specifications.at(ix);
    named(row.iri.as_ref(), "stage", &row.handle)
}

fn resource(state: &State, ix: ResourceIx) -> String {
    let row = state.resources.at(ix);
    named(row.iri.as_ref(), "resource", &row.handle)
}

fn event_iri(row: &Event) -> String {
    let iri = row.rest.as_deref().and_then(|rest| rest.iri.as_ref());
    named(iri, "event", &row.act)
}

fn code(state: &State, unit: UnitIx) -> &str {
    state.units.at(unit).code.as_str()
}

/// A node under construction; what is not said is left out.
struct Node(Map<String, Value>);

impl Node {
    fn new(id: String, class: &str) -> Self {
        let mut node = Map::new();
        node.insert("@id".to_owned(), json!(id));
        node.insert("@type".to_owned(), json!(class));
        Node(node)
    }

    fn set(mut self, name: &str, value: Option<Value>) -> Self {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    /// What everything has that people give a handle.
    fn called(self, handle: &Handle, name: &str, note: Option<&str>) -> Self {
        self.text("subak:handle", Some(handle.as_str())).text("name", Some(name)).text("note", note)
    }

    fn text(self, name: &str, text: Option<&str>) -> Self {
        self.set(name, text.map(|text| json!(text)))
    }

    fn texts(self, name: &str, texts: &[String]) -> Self {
        self.set(name, (!texts.is_empty()).then(|| json!(texts)))
    }

    fn flag(self, name: &str, flag: Option<bool>) -> Self {
        self.set(name, flag.map(|flag| json!(flag)))
    }

    fn time(self, name: &str, at: Option<Moment>) -> Self {
        self.set(name, at.and_then(|at| write_moment(at.0)).map(|text| json!(text)))
    }

    /// Numbers keep all their digits, because `serde_json` keeps them as text.
    fn measure(self, name: &str, state: &State, quantity: Option<Quantity>) -> Self {
        let value = quantity.map(|quantity| {
            let unit = state.units.at(quantity.unit);
            let figures = format_trimmed(quantity.minor, unit.decimals);
            let number: Value = figures.parse().unwrap_or(Value::Null);
            json!({"hasUnit": unit.code.as_str(), "hasNumericalValue": number})
        });
        self.set(name, value)
    }
}
