//! Agents, kinds, units, processes and agreements, added when they are first referred to.

use super::identity::{foreign, handle_like, name, own, tail};
use super::import::{ImportRefused, Taking};
use crate::document::{Measure as Written, Node, Value};
use crate::intake::known_as;
use commons::act::{
    Act, AddAgent, AddAgreement, AddProcess, AddProcessSpecification, AddResourceSpecification,
    AddUnit,
};
use commons::agent::AgentKind;
use commons::name::{Code, Handle, Moment};
use commons::unit::{Measure, UnitKind};
use quantity::parse_decimal;

const AGENTS: &[&str] = &["Person", "Organization", "EcologicalAgent", "Agent"];
/// How many decimals a unit gets that only a document knows.
const DECIMALS: u8 = 6;

impl Taking<'_> {
    pub(super) fn agent(&mut self, iri: &str) -> Result<Handle, ImportRefused> {
        let found = |taking: &Self, handle: &Handle| taking.state.agent(handle).is_some();
        if let Some(handle) = self.known_as("agent", iri, found) {
            return Ok(handle);
        }
        let address = iri.strip_prefix("mailto:").map(|address| known_as(self.commons, address));
        if let Some(handle) = address.and_then(|digest| self.recognised(digest)) {
            self.known.insert(("agent", iri.to_owned()), handle.clone());
            return Ok(handle);
        }
        let node = self.described(iri, AGENTS);
        let local = address.and(iri.split(['@', ':']).nth(1)).unwrap_or_default();
        let handle = self.new_handle("agent", iri, node, local)?;
        let kind = match node.map(|node| node.node_type.as_str()) {
            Some("Organization") => AgentKind::Organization,
            Some("EcologicalAgent") => AgentKind::EcologicalAgent,
            _ => AgentKind::Person,
        };
        let wish = AddAgent {
            handle: handle.clone(),
            kind,
            name: match address {
                Some(_) => {
                    text(node, "name").map_or_else(|| handle.to_string(), |text| name(&text))
                }
                None => named(iri, node, &handle),
            },
            note: text(node, "note"),
            image: text(node, "image"),
            location: reference(node, "primaryLocation"),
            classified_as: texts(node, "classifiedAs"),
            iri: foreign(iri).filter(|_| address.is_none()),
            known_as: address.into_iter().collect(),
            key: None,
        };
        self.add("agent", iri, line(node), handle, Act::AddAgent(Box::new(wish)))
    }

    /// The agent with an e-mail address, known by its digest: addresses stay out of acts.
    fn recognised(&self, digest: [u8; 16]) -> Option<Handle> {
        let mut rows = self.state.agents.iter().map(|(_, row)| row);
        rows.find(|row| row.known_as.contains(&digest)).map(|row| row.handle.clone())
    }

    pub(super) fn kind(&mut self, iri: &str) -> Result<Handle, ImportRefused> {
        let found = |taking: &Self, handle: &Handle| taking.state.specification(handle).is_some();
        if let Some(handle) = self.known_as("kind", iri, found) {
            return Ok(handle);
        }
        let node = self.described(iri, &["ResourceSpecification"]);
        let handle = self.new_handle("kind", iri, node, "")?;
        let unit = |taking: &mut Self, property| {
            let unit = node.and_then(|node| node.text(property));
            unit.map(|unit| taking.unit(unit, line(node))).transpose()
        };
        let flag = |property| node.and_then(|node| flag(node, property));
        let wish = AddResourceSpecification {
            handle: handle.clone(),
            name: named(iri, node, &handle),
            note: text(node, "note"),
            image: text(node, "image"),
            unit: unit(self, "defaultUnitOfResource")?,
            unit_of_effort: unit(self, "defaultUnitOfEffort")?,
            medium_of_exchange: flag("mediumOfExchange").unwrap_or(false),
            substitutable: flag("substitutable"),
            classified_as: [texts(node, "classifiedAs"), texts(node, "resourceClassifiedAs")]
                .concat(),
            iri: foreign(iri),
        };
        self.add("kind", iri, line(node), handle, Act::AddResourceSpecification(Box::new(wish)))
    }

    pub(super) fn process_kind(&mut self, iri: &str) -> Result<Handle, ImportRefused> {
        let found =
            |taking: &Self, handle: &Handle| taking.state.process_specification(handle).is_some();
        if let Some(handle) = self.known_as("stage", iri, found) {
            return Ok(handle);
        }
        let node = self.described(iri, &["ProcessSpecification"]);
        let handle = self.new_handle("stage", iri, node, "")?;
        let wish = AddProcessSpecification {
            handle: handle.clone(),
            name: named(iri, node, &handle),
            note: text(node, "note"),
            image: text(node, "image"),
            iri: foreign(iri),
        };
        self.add("stage", iri, line(node), handle, Act::AddProcessSpecification(wish))
    }

    pub(super) fn process(&mut self, iri: &str) -> Result<Handle, ImportRefused> {
        let found = |taking: &Self, handle: &Handle| taking.state.process(handle).is_some();
        if let Some(handle) = self.known_as("process", iri, found) {
            return Ok(handle);
        }
        let node = self.described(iri, &["Process"]);
        let handle = self.new_handle("process", iri, node, "")?;
        let stage = reference(node, "basedOn").map(|iri| self.process_kind(&iri)).transpose()?;
        let scope = reference(node, "inScopeOf").map(|iri| self.agent(&iri)).transpose()?;
        let wish = AddProcess {
            handle: handle.clone(),
            name: named(iri, node, &handle),
            note: text(node, "note"),
            based_on: stage,
            in_scope_of: scope,
            planned_within: reference(node, "plannedWithin"),
            classified_as: texts(node, "classifiedAs"),
            began: moment(node, "hasBeginning"),
            ended: moment(node, "hasEnd"),
            finished: node.and_then(|node| flag(node, "finished")).unwrap_or(false),
            priority: text(node, "priority"),
            iri: foreign(iri),
        };
        self.add("process", iri, line(node), handle, Act::AddProcess(Box::new(wish)))
    }

    pub(super) fn agreement(&mut self, iri: &str) -> Result<Handle, ImportRefused> {
        let found = |taking: &Self, handle: &Handle| taking.state.agreement(handle).is_some();
        if let Some(handle) = self.known_as("agreement", iri, found) {
            return Ok(handle);
        }
        let node = self.described(iri, &["Agreement"]);
        let handle = self.new_handle("agreement", iri, node, "")?;
        let wish = AddAgreement {
            handle: handle.clone(),
            name: named(iri, node, &handle),
            note: text(node, "note"),
            bundled_in: reference(node, "bundledIn"),
            created: moment(node, "created"),
            iri: foreign(iri),
        };
        self.add("agreement", iri, line(node), handle, Act::AddAgreement(wish))
    }

    pub(super) fn unit_node(&mut self, node: &Node) -> Result<(), ImportRefused> {
        let written = node.text("symbol").or(node.text("label")).unwrap_or(&node.id);
        let code = code(written, node.line)?;
        if self.state.unit(&code).is_some() {
            return Ok(());
        }
        let kind = node.text("kind").and_then(UnitKind::from_word).unwrap_or(UnitKind::Amount);
        let decimals = node.text("decimals").and_then(|text| text.parse().ok());
        let wish = AddUnit {
            code,
            label: name(node.text("label").unwrap_or(written)),
            kind,
            decimals: decimals.unwrap_or(DECIMALS),
            base: None,
            iri: node.text("omUnitIdentifier").map(str::to_owned),
        };
        self.perform(self.act_of("unit", &node.id, 0), node.line, Act::AddUnit(wish))
    }

    /// The unit with a name of OM2 or of this commons; one that neither knows is added.
    pub(super) fn unit(&mut self, written: &str, line: usize) -> Result<Code, ImportRefused> {
        let usual = match written {
            "liter" => "litre",
            "meter" => "metre",
            other => other,
        };
        if let Some(unit) = self.state.unit_like(usual) {
            return Ok(self.state.units.at(unit).code.clone());
        }
        let code = code(written, line)?;
        let wish = AddUnit::new(code.clone(), written, UnitKind::Amount, DECIMALS);
        let id = self.act_of("unit", written, 0);
        self.perform(id, line, Act::AddUnit(wish))?;
        Ok(code)
    }

    /// A quantity in minor units of its unit, exactly.
    pub(super) fn measure(
        &mut self,
        written: &Written,
        line: usize,
    ) -> Result<Measure, ImportRefused> {
        let unit = self.unit(&written.unit, line)?;
        let decimals = self.state.unit(&unit).map_or(0, |ix| self.state.units.at(ix).decimals);
        let minor = parse_decimal(&written.number, decimals)
            .map_err(|refused| ImportRefused::Number { line, refused })?;
        Ok(Measure { minor, unit })
    }

    pub(super) fn measure_of(
        &mut self,
        node: &Node,
        property: &str,
    ) -> Result<Option<Measure>, ImportRefused> {
        node.measure(property).map(|written| self.measure(written, node.line)).transpose()
    }

    /// The handle something is known by: by its identifier elsewhere, or by one that this program gave out.
    pub(super) fn known_as(
        &self,
        class: &'static str,
        iri: &str,
        found: impl Fn(&Self, &Handle) -> bool,
    ) -> Option<Handle> {
        let known = self.known.get(&(class, iri.to_owned()));
        known.cloned().or_else(|| {
            let handle = Handle::new(own(iri, class)?).ok()?;
            found(self, &handle).then_some(handle)
        })
    }

    /// A free handle for something new. `otherwise` is what to call it if it has no name.
    pub(super) fn new_handle(
        &mut self,
        class: &'static str,
        iri: &str,
        node: Option<&Node>,
        otherwise: &str,
    ) -> Result<Handle, ImportRefused> {
        let said = node.and_then(|node| node.text("handle").or(node.text("name")));
        let otherwise = Some(otherwise).filter(|text| !text.is_empty());
        let from_iri = tail(iri);
        let wanted = own(iri, class).or(said).or(otherwise).unwrap_or(&from_iri);
        let handle = handle_like(wanted).ok_or_else(|| ImportRefused::NameUnusable {
            line: line(node),
            text: wanted.to_owned(),
        })?;
        Ok(self.free(class, handle))
    }

    /// The handle, or the first with a number behind it that nothing has.
    fn free(&mut self, class: &'static str, handle: Handle) -> Handle {
        let state = &self.state;
        let is_free = |handle: &Handle| match class {
            "kind" => state.specification(handle).is_none(),
            "stage" => state.process_specification(handle).is_none(),
            _ => state.named(handle).is_none(),
        };
        if is_free(&handle) {
            return handle;
        }
        let number = self.numbers.entry((class, handle.to_string())).or_insert(1);
        loop {
            *number += 1;
            let numbered = handle.numbered(*number);
            if is_free(&numbered) {
                return numbered;
            }
        }
    }
}

fn code(written: &str, line: usize) -> Result<Code, ImportRefused> {
    Code::new(written).map_err(|_| ImportRefused::NameUnusable { line, text: name(written) })
}

pub(super) fn line(node: Option<&Node>) -> usize {
    node.map_or(1, |node| node.line)
}

/// The name of something: what it says, or else its note, or else its handle.
pub(super) fn named(iri: &str, node: Option<&Node>, handle: &Handle) -> String {
    let said = node.and_then(|node| node.text("name").or(node.text("note"))).map(name);
    let other = || match foreign(iri) {
        Some(iri) => name(&tail(&iri)),
        None => handle.to_string(),
    };
    said.filter(|said| !said.is_empty()).unwrap_or_else(other)
}

pub(super) fn text(node: Option<&Node>, property: &str) -> Option<String> {
    node?.text(property).map(str::to_owned)
}

pub(super) fn texts(node: Option<&Node>, property: &str) -> Vec<String> {
    match node.and_then(|node| node.get(property)) {
        Some(Value::Texts(texts) | Value::Ids(texts)) => texts.clone(),
        Some(Value::Text(text) | Value::Number(text)) => vec![text.clone()],
        _ => Vec::new(),
    }
}

pub(super) fn reference(node: Option<&Node>, property: &str) -> Option<String> {
    node?.id_of(property).map(str::to_owned)
}

pub(super) fn moment(node: Option<&Node>, property: &str) -> Option<Moment> {
    node?.time(property).map(Moment)
}

pub(super) fn flag(node: &Node, property: &str) -> Option<bool> {
    match node.get(property)? {
        Value::Bool(flag) => Some(*flag),
        _ => None,
    }
}
