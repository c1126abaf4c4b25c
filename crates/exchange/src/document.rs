//! ValueFlows documents, in YAML or JSON-LD, as a flat list of nodes.

use crate::moment::read_moment;
use crate::source::{SourceRefused, read_text};
use crate::tree::{Shape, Tree, TreeRefused};
use crate::vocabulary::{Holds, property};
use crate::{json, yaml};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Read;
use thiserror::Error;

/// Why a document is not read. Checked in this order; the first failure is told.
#[derive(Debug, Error)]
pub enum DocumentRefused {
    /// The file cannot be read as text.
    #[error(transparent)]
    Source(#[from] SourceRefused),
    /// The text is neither YAML nor JSON.
    #[error(transparent)]
    Tree(#[from] TreeRefused),
    /// There is something other than nodes where nodes are expected.
    #[error(
        "document_shape_unknown: line {line}: {found}; a ValueFlows document is a map with \
         `@graph`, a list of nodes, or one node"
    )]
    ShapeUnknown {
        /// Counted from 1.
        line: usize,
        /// What stands there.
        found: String,
    },
    /// A node has the same property in two spellings.
    #[error("property_repeated: line {line} has `{name}` a second time; leave one of them")]
    PropertyRepeated {
        /// Counted from 1.
        line: usize,
        /// The property by its name in ValueFlows.
        name: String,
    },
    /// A date is in no calendar.
    #[error(
        "date_unknown: line {line}: `{text}` is no date of `{name}`; write it as `2026-01-31T08:00:00Z`"
    )]
    DateUnknown {
        /// Counted from 1.
        line: usize,
        /// The property by its name in ValueFlows.
        name: String,
        /// The date as written.
        text: String,
    },
    /// A quantity is not a number with a unit.
    #[error(
        "measure_unreadable: line {line}: `{name}` is not a quantity; write `hasNumericalValue` \
         and `hasUnit` under it"
    )]
    MeasureUnreadable {
        /// Counted from 1.
        line: usize,
        /// The property by its name in ValueFlows.
        name: String,
    },
    /// A quantity's number is not a decimal one.
    #[error(
        "number_unreadable: line {line}: `{text}` is not a decimal number; write digits, as `12.50`"
    )]
    NumberUnreadable {
        /// Counted from 1.
        line: usize,
        /// The number as written.
        text: String,
    },
    /// A reference names nothing.
    #[error("reference_unreadable: line {line}: `{name}` does not name a node; write its `@id`")]
    ReferenceUnreadable {
        /// Counted from 1.
        line: usize,
        /// The property by its name in ValueFlows.
        name: String,
    },
}

/// A document as its nodes, in the order written: one that is nested follows the one around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The prefixes of `@context`, by name.
    pub prefixes: BTreeMap<String, String>,
    /// Every node; one id may come again, as a later state of the same thing.
    pub nodes: Vec<Node>,
}

/// One thing that a document describes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its identifier, with the prefix written out. A node without one, or with a blank one, gets
    /// `_:` and a hash of what it says, so that reading again gives the same.
    pub id: String,
    /// Its class without a prefix, as `EconomicEvent`; empty if it has none.
    pub node_type: String,
    /// Its properties in the order written, by their names in ValueFlows 1.0 where it has one.
    pub properties: Vec<(String, Value)>,
    /// The line on which it begins, counted from 1.
    pub line: usize,
}

/// What a property says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text as it is.
    Text(String),
    /// Several texts.
    Texts(Vec<String>),
    /// A number, in the digits it was written with.
    Number(String),
    /// True or false.
    Bool(bool),
    /// Said to be nothing.
    Null,
    /// A time in UTC milliseconds.
    Time(i64),
    /// The name of a unit without a prefix, as `kilogram`.
    Unit(String),
    /// Other nodes by their ids, of this document or not.
    Ids(Vec<String>),
    /// A quantity.
    Measure(Measure),
}

/// A quantity: a number in the digits it was written with, and its unit's name without a prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// As `kilogram`; `one` for a count, and where none is said.
    pub unit: String,
    /// A decimal number, exponents written out.
    pub number: String,
}

impl Node {
    /// The value of a property, by its name in ValueFlows 1.0.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let (_, value) = self.properties.iter().find(|(known, _)| known == name)?;
        Some(value)
    }

    /// The text of a property, also of one that looks like a number.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Value::Text(text) | Value::Number(text) | Value::Unit(text) => Some(text),
            _ => None,
        }
    }

    /// The nodes a property refers to.
    pub fn ids(&self, name: &str) -> &[String] {
        match self.get(name) {
            Some(Value::Ids(ids)) => ids,
            _ => &[],
        }
    }

    /// The first node a property refers to.
    pub fn id_of(&self, name: &str) -> Option<&str> {
        self.ids(name).first().map(String::as_str)
    }

    /// The quantity of a property.
    pub fn measure(&self, name: &str) -> Option<&Measure> {
        match self.get(name)? {
            Value::Measure(measure) => Some(measure),
            _ => None,
        }
    }

    /// The time of a property, in UTC milliseconds.
    pub fn time(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Value::Time(at_ms) => Some(*at_ms),
            _ => None,
        }
    }
}

/// Reads a ValueFlows document in YAML or JSON-LD, told apart by its first character.
///
/// Numbers keep their digits. Nested nodes are lifted out and point to the one that held
/// them: what stands under a process' `hasInput` has `inputOf`. Remote contexts are not fetched.
pub fn read_document(reader: impl Read) -> Result<Document, DocumentRefused> {
    let text = read_text(reader)?;
    let roots = if text.trim_start().starts_with(['{', '[']) {
        vec![json::read(&text)?]
    } else {
        yaml::read(&text)?
    };
    let mut flattening = Flattening::default();
    for root in &roots {
        flattening.read_context(root);
        flattening.name_blanks(root);
    }
    for root in &roots {
        flattening.root(root)?;
    }
    flattening.link();
    Ok(Document { prefixes: flattening.prefixes, nodes: flattening.nodes })
}

/// A reference whose target is to point back.
struct Link {
    holder: usize,
    forward: &'static str,
    inverse: &'static str,
    source: String,
    target: String,
}

#[derive(Default)]
struct Flattening {
    prefixes: BTreeMap<String, String>,
    blanks: BTreeMap<String, String>,
    unnamed: BTreeMap<String, usize>,
    nodes: Vec<Node>,
    links: Vec<Link>,
}

impl Flattening {
    fn read_context(&mut self, tree: &Tree) {
        match (&tree.shape, tree.get("@context")) {
            (Shape::List(items), _) => items.iter().for_each(|item| self.read_context(item)),
            (_, Some(context)) => self.read_prefixes(context),
            _ => {}
        }
    }

    fn read_prefixes(&mut self, context: &Tree) {
        match &context.shape {
            Shape::List(items) => items.iter().for_each(|item| self.read_prefixes(item)),
            Shape::Map(entries) => {
                let terms = entries.iter().filter(|(name, _)| !name.starts_with('@'));
                let iris = terms.filter_map(|(name, value)| {
                    let iri = value.get("@id").unwrap_or(value).text()?;
                    Some((name.clone(), iri.to_owned()))
                });
                self.prefixes.extend(iris);
            }
            Shape::Plain(_) | Shape::Quoted(_) => {}
        }
    }

    /// Gives each blank id a name that depends on what its first node says.
    fn name_blanks(&mut self, tree: &Tree) {
        match &tree.shape {
            Shape::List(items) => items.iter().for_each(|item| self.name_blanks(item)),
            Shape::Map(entries) => {
                if let Some(id) =
                    written_id(tree).filter(|id| id.starts_with("_:") && entries.len() > 1)
                {
                    let name = hashed(&[id], tree);
                    self.blanks.entry(id.to_owned()).or_insert(name);
                }
                entries.iter().for_each(|(_, value)| self.name_blanks(value));
            }
            Shape::Plain(_) | Shape::Quoted(_) => {}
        }
    }

    fn root(&mut self, tree: &Tree) -> Result<(), DocumentRefused> {
        if tree.is_null() {
            return Ok(());
        }
        match (&tree.shape, tree.get("@graph")) {
            (Shape::List(items), _) => items.iter().try_for_each(|item| self.root(item)),
            (Shape::Map(_), Some(graph)) => self.root(graph),
            (Shape::Map(entries), None) => {
                if entries.iter().any(|(name, _)| name != "@context") {
                    self.node(tree, "")?;
                }
                Ok(())
            }
            (Shape::Plain(text) | Shape::Quoted(text), _) => Err(DocumentRefused::ShapeUnknown {
                line: tree.line,
                found: format!("`{}`", text.chars().take(40).collect::<String>()),
            }),
        }
    }

    /// Adds a node and those within it, and gives its id. `around` is the id of the node around it.
    fn node(&mut self, tree: &Tree, around: &str) -> Result<String, DocumentRefused> {
        let Shape::Map(entries) = &tree.shape else {
            return Ok(String::new());
        };
        let id = match written_id(tree) {
            Some(id) => self.expand(id),
            None => self.unnamed_id(tree, around),
        };
        let written_type = tree.get("@type").or_else(|| tree.get("type"));
        let node_type = written_type.and_then(first_text).map(local_name).unwrap_or_default();
        let index = self.nodes.len();
        self.nodes.push(Node {
            id: id.clone(),
            node_type: node_type.to_owned(),
            properties: Vec::new(),
            line: tree.line,
        });
        let mut inverses = Vec::new();
        for (name, value) in entries {
            let written = local_name(name);
            let known = property(written, node_type);
            match known {
                _ if name.starts_with('@') || matches!(name.as_str(), "id" | "type") => {}
                Some((name, Holds::Inverse(inverse))) => inverses.push((name, inverse, value)),
                _ => {
                    let (name, holds) = known.unwrap_or((written, Holds::Plain));
                    let value = self.value(name, holds, value, &id)?;
                    self.set(index, name, value, tree.line)?;
                }
            }
        }
        for (name, inverse, value) in inverses {
            self.nested(index, name, inverse, value)?;
        }
        Ok(id)
    }

    /// Lifts out what a node holds under `forward`, and makes it point back by `inverse`.
    fn nested(
        &mut self,
        holder: usize,
        forward: &'static str,
        inverse: &'static str,
        value: &Tree,
    ) -> Result<(), DocumentRefused> {
        let source = self.source_of(holder, inverse);
        for item in items(value) {
            let next = self.nodes.len();
            let target = self.reference(forward, item, &source)?;
            if self.nodes.len() > next {
                self.point(next, inverse, &source);
                continue;
            }
            self.links.push(Link { holder, forward, inverse, source: source.clone(), target });
        }
        Ok(())
    }

    /// The node that what is nested belongs to. Inputs and outputs under a flow belong to its process.
    fn source_of(&self, holder: usize, inverse: &str) -> String {
        let Some(node) = self.nodes.get(holder) else {
            return String::new();
        };
        let process = match inverse {
            "inputOf" | "outputOf" => node.id_of("inputOf").or_else(|| node.id_of("outputOf")),
            _ => None,
        };
        process.unwrap_or(&node.id).to_owned()
    }

    /// Writes the links down where they point: at the target, or else, if it is elsewhere, at the holder.
    fn link(&mut self) {
        let mut by_id: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, node) in self.nodes.iter().enumerate() {
            by_id.entry(node.id.clone()).or_default().push(index);
        }
        for link in std::mem::take(&mut self.links) {
            match by_id.get(&link.target) {
                Some(targets) => {
                    for &target in targets {
                        self.point(target, link.inverse, &link.source);
                    }
                }
                None => self.point(link.holder, link.forward, &link.target),
            }
        }
    }

    /// Adds a reference; where there can be but one, what the node itself says stands.
    fn point(&mut self, index: usize, name: &str, to: &str) {
        let Some(node) = self.nodes.get_mut(index) else {
            return;
        };
        let can_be_many = matches!(name, "listedIn" | "containedIn")
            || property(name, "").is_some_and(|(_, holds)| matches!(holds, Holds::Inverse(_)));
        let to = to.to_owned();
        match node.properties.iter_mut().find(|(known, _)| known == name) {
            Some((_, Value::Ids(ids))) if can_be_many && !ids.contains(&to) => ids.push(to),
            Some((_, value @ Value::Null)) => *value = Value::Ids(vec![to]),
            Some(_) => {}
            None => node.properties.push((name.to_owned(), Value::Ids(vec![to]))),
        }
    }

    fn set(
        &mut self,
        index: usize,
        name: &str,
        value: Value,
        line: usize,
    ) -> Result<(), DocumentRefused> {
        let Some(node) = self.nodes.get_mut(index) else {
            return Ok(());
        };
        if node.get(name).is_some() {
            let name = name.to_owned();
            return Err(DocumentRefused::PropertyRepeated { line, name });
        }
        node.properties.push((name.to_owned(), value));
        Ok(())
    }

    fn value(
        &mut self,
        name: &str,
        holds: Holds,
        tree: &Tree,
        around: &str,
    ) -> Result<Value, DocumentRefused> {
        if tree.is_null() {
            return Ok(Value::Null);
        }
        match holds {
            Holds::Time => self.time(name, tree),
            Holds::Measure => measure(name, tree).map(Value::Measure),
            Holds::Unit => unit(tree).map(Value::Unit).ok_or_else(|| unreadable(name, tree)),
            Holds::Reference | Holds::Inverse(_) => self.references(name, tree, around),
            Holds::Plain if is_measure(tree) => measure(name, tree).map(Value::Measure),
            Holds::Plain => self.plain(name, tree, around),
        }
    }

    fn plain(&mut self, name: &str, tree: &Tree, around: &str) -> Result<Value, DocumentRefused> {
        let scalar = tree.get("@value").unwrap_or(tree);
        match &scalar.shape {
            Shape::Plain(text) if matches!(text.as_str(), "true" | "false") => {
                Ok(Value::Bool(text == "true"))
            }
            Shape::Plain(text) if is_number(text) => Ok(Value::Number(text.clone())),
            Shape::Plain(text) | Shape::Quoted(text) => Ok(Value::Text(self.text(name, text))),
            Shape::List(items) if items.iter().all(|item| item.text().is_some()) => {
                let texts = items.iter().filter_map(Tree::text);
                Ok(Value::Texts(texts.map(|text| self.text(name, text)).collect()))
            }
            Shape::List(_) | Shape::Map(_) => self.references(name, scalar, around),
        }
    }

    fn time(&self, name: &str, tree: &Tree) -> Result<Value, DocumentRefused> {
        let text = tree.get("@value").unwrap_or(tree).text().unwrap_or_default();
        read_moment(text).map(Value::Time).ok_or_else(|| DocumentRefused::DateUnknown {
            line: tree.line,
            name: name.to_owned(),
            text: text.chars().take(40).collect(),
        })
    }

    fn references(
        &mut self,
        name: &str,
        tree: &Tree,
        around: &str,
    ) -> Result<Value, DocumentRefused> {
        let ids = items(tree).iter().map(|item| self.reference(name, item, around));
        ids.collect::<Result<_, _>>().map(Value::Ids)
    }

    /// The id a reference names; a node written in its place is added.
    fn reference(
        &mut self,
        name: &str,
        tree: &Tree,
        around: &str,
    ) -> Result<String, DocumentRefused> {
        match (&tree.shape, written_id(tree)) {
            (Shape::Plain(text) | Shape::Quoted(text), _) if !text.is_empty() => {
                Ok(self.expand(text))
            }
            (Shape::Map(entries), Some(id)) if entries.len() == 1 => Ok(self.expand(id)),
            (Shape::Map(entries), _) if !entries.is_empty() => {
                self.node(tree, &format!("{around} {name}"))
            }
            _ => {
                Err(DocumentRefused::ReferenceUnreadable { line: tree.line, name: name.to_owned() })
            }
        }
    }

    /// A text as it is, but a class with its prefix written out.
    fn text(&self, name: &str, text: &str) -> String {
        if name.ends_with("lassifiedAs") {
            return self.expand(text);
        }
        text.to_owned()
    }

    /// An identifier with its prefix written out, so that the same thing has one spelling.
    fn expand(&self, text: &str) -> String {
        if text.starts_with("_:") {
            return self.blanks.get(text).cloned().unwrap_or_else(|| text.to_owned());
        }
        let expanded = text
            .split_once(':')
            .filter(|(_, rest)| !rest.starts_with("//"))
            .and_then(|(prefix, rest)| Some(format!("{}{rest}", self.prefixes.get(prefix)?)));
        let iri = expanded.unwrap_or_else(|| text.to_owned());
        let is_bare_host = ["http://", "https://"].iter().any(|scheme| {
            iri.strip_prefix(scheme)
                .is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', ' ']))
        });
        if is_bare_host { iri + "/" } else { iri }
    }

    fn unnamed_id(&mut self, tree: &Tree, around: &str) -> String {
        let name = hashed(&[around], tree);
        let seen = self.unnamed.entry(name.clone()).or_default();
        *seen += 1;
        match seen {
            1 => name,
            seen => format!("{name}-{seen}"),
        }
    }
}

fn written_id(tree: &Tree) -> Option<&str> {
    tree.get("@id").or_else(|| tree.get("id"))?.text()
}

fn first_text(tree: &Tree) -> Option<&str> {
    items(tree).first()?.text()
}

/// The items of a list, or the one thing that is none.
fn items(tree: &Tree) -> &[Tree] {
    match &tree.shape {
        Shape::List(items) => items,
        _ if tree.is_null() => &[],
        _ => std::slice::from_ref(tree),
    }
}

/// A name without its prefix or address: `vf:Person` and `https://w3id.org/valueflows/ont/vf#Person` are `Person`.
pub fn local_name(name: &str) -> &str {
    name.rsplit([':', '#', '/']).next().unwrap_or(name)
}

fn is_measure(tree: &Tree) -> bool {
    let Shape::Map(entries) = &tree.shape else {
        return false;
    };
    entries.iter().any(|(name, _)| local_name(name) == "hasNumericalValue")
}

fn measure(name: &str, tree: &Tree) -> Result<Measure, DocumentRefused> {
    if let Some(text) = tree.text() {
        return duration(text).ok_or_else(|| unreadable(name, tree));
    }
    let Shape::Map(entries) = &tree.shape else {
        return Err(unreadable(name, tree));
    };
    let find = |wanted: &str| {
        let (_, value) = entries.iter().find(|(name, _)| local_name(name) == wanted)?;
        Some(value.get("@value").unwrap_or(value))
    };
    let value = find("hasNumericalValue").ok_or_else(|| unreadable(name, tree))?;
    let text = value.text().ok_or_else(|| unreadable(name, tree))?;
    let number = plain_number(text).ok_or_else(|| DocumentRefused::NumberUnreadable {
        line: value.line,
        text: text.chars().take(40).collect(),
    })?;
    let unit = match find("hasUnit").filter(|unit| !unit.is_null()) {
        Some(written) => unit(written).ok_or_else(|| unreadable(name, tree))?,
        None => "one".to_owned(),
    };
    Ok(Measure { unit, number })
}

fn unreadable(name: &str, tree: &Tree) -> DocumentRefused {
    DocumentRefused::MeasureUnreadable { line: tree.line, name: name.to_owned() }
}

/// The examples write durations without colons, so that they are one text:
/// `time:unitType unit:Hour time:numericDuration 14`.
fn duration(text: &str) -> Option<Measure> {
    let words: Vec<&str> = text.split_whitespace().map(local_name).collect();
    let after = |wanted: &str| words.iter().skip_while(|&&word| word != wanted).nth(1);
    Some(Measure {
        unit: after("unitType")?.to_ascii_lowercase(),
        number: plain_number(after("numericDuration")?)?,
    })
}

fn unit(tree: &Tree) -> Option<String> {
    let name = local_name(written_id(tree).or(tree.text())?);
    (!name.is_empty()).then(|| name.to_owned())
}

/// Whether a word is a decimal number, perhaps with an exponent.
fn is_number(text: &str) -> bool {
    plain_number(text).is_some()
}

/// A decimal number without its exponent: `1.5e3` is `1500`. Exponents beyond 60 are not taken.
fn plain_number(text: &str) -> Option<String> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole)
        || !is_digits(fraction)
        || (whole.is_empty() && fraction.is_empty())
        || exponent.abs() > 60
    {
        return None;
    }
    if exponent == 0 {
        return Some(mantissa.to_owned());
    }
    let zeros = "0".repeat(60);
    let padded = format!("{zeros}{whole}{fraction}{zeros}");
    let point = usize::try_from(60 + i32::try_from(whole.len()).ok()? + exponent).ok()?;
    let (above, below) = padded.split_at_checked(point)?;
    let sign = if mantissa.starts_with('-') { "-" } else { "" };
    let above = above.trim_start_matches('0');
    let below = below.trim_end_matches('0');
    let zero = if above.is_empty() { "0" } else { "" };
    let dot = if below.is_empty() { "" } else { "." };
    Some(format!("{sign}{zero}{above}{dot}{below}"))
}

/// A blank id from what a node says and what it is called.
fn hashed(names: &[&str], tree: &Tree) -> String {
    let mut hasher = Sha256::new();
    for name in names {
        hash_text(&mut hasher, b'n', name);
    }
    hash_tree(&mut hasher, tree);
    let digest = hasher.finalize();
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("_:{hex}")
}

fn hash_tree(hasher: &mut Sha256, tree: &Tree) {
    match &tree.shape {
        Shape::Plain(text) => hash_text(hasher, b'p', text),
        Shape::Quoted(text) => hash_text(hasher, b'q', text),
        Shape::List(items) => {
            hash_text(hasher, b'l', &items.len().to_string());
            items.iter().for_each(|item| hash_tree(hasher, item));
        }
        Shape::Map(entries) => {
            hash_text(hasher, b'm', &entries.len().to_string());
            for (name, value) in entries {
                hash_text(hasher, b'k', name);
                hash_tree(hasher, value);
            }
        }
    }
}

/// The length goes first, so that two texts never hash like two others.
fn hash_text(hasher: &mut Sha256, kind: u8, text: &str) {
    hasher.update([kind]);
    hasher.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
    hasher.update(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Document {
        read_document(text.as_bytes()).unwrap()
    }

    fn refusal(text: &str) -> String {
        read_document(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn yaml_and_json_say_the_same() {
        let yaml = read(
            "'@context':\n- '@vocab': x#\n- a: https://a.example/\n'@graph':\n\
             - '@id': a:1\n  '@type': vf:EconomicEvent\n  provider: https://a.example\n  \
             hasPointInTime: 2019-04-18T8:00:00-5:00\n  \
             resourceQuantity:\n    om2:hasUnit: om2:kilogram\n    om2:hasNumericalValue: .50\n",
        );
        let json = read(
            r#"{"@context": ["x#", {"a": {"@id": "https://a.example/"}}], "@graph": [
                {"@id": "a:1", "@type": "vf:EconomicEvent", "provider": {"@id": "a:"},
                 "hasPointInTime": {"@value": "2019-04-18T13:00:00Z"},
                 "resourceQuantity": {"hasUnit": {"@id": "om2:kilogram"}, "hasNumericalValue": .50}}]}"#
                .replace(": .50", ": \".50\"")
                .as_str(),
        );
        let [event] = yaml.nodes.as_slice() else {
            panic!("one node");
        };
        assert_eq!(event.id, "https://a.example/1");
        assert_eq!(event.node_type, "EconomicEvent");
        assert_eq!(event.id_of("provider"), Some("https://a.example/"));
        assert_eq!(event.time("hasPointInTime"), Some(1_555_592_400_000));
        let quantity = event.measure("resourceQuantity").unwrap();
        assert_eq!((quantity.unit.as_str(), quantity.number.as_str()), ("kilogram", ".50"));
        assert_eq!(event.properties, json.nodes[0].properties);
    }

    #[test]
    fn what_is_nested_points_to_what_held_it() {
        let document = read(
            "- '@id': p\n  '@type': Process\n  hasInput:\n  - '@id': e\n    '@type': EconomicEvent\n    \
             action: work\n  hasOutput: [later, elsewhere]\n- '@id': later\n  '@type': EconomicEvent\n",
        );
        let ids: Vec<&str> = document.nodes.iter().map(|node| node.id.as_str()).collect();
        assert_eq!(ids, ["p", "e", "later"]);
        assert_eq!(document.nodes[1].id_of("inputOf"), Some("p"));
        assert_eq!(document.nodes[2].id_of("outputOf"), Some("p"));
        assert_eq!(document.nodes[0].ids("hasOutput"), ["elsewhere"]);
        assert_eq!(document.nodes[0].get("hasInput"), None);
    }

    #[test]
    fn inputs_under_a_flow_belong_to_its_process() {
        let document = read(
            "- '@id': e\n  '@type': EconomicEvent\n  inputOf: p\n  hasOutput:\n  - '@id': f\n    action: produce\n",
        );
        assert_eq!(document.nodes[1].id_of("outputOf"), Some("p"));
    }

    #[test]
    fn a_node_without_an_id_keeps_its_name_over_readings() {
        let nodes = "- '@type': Person\n  name: Ana\n- '@type': Person\n  name: Ben\n- '@type': Person\n  name: Ana\n";
        let first = read(nodes);
        let again = read(&format!("- '@type': Unit\n  label: x\n{nodes}"));
        let ids = |document: &Document| -> Vec<String> {
            document.nodes.iter().map(|node| node.id.clone()).collect()
        };
        assert_eq!(ids(&first), ids(&again)[1..]);
        assert_eq!(ids(&first)[2], format!("{}-2", ids(&first)[0]));
        let blank = read("- '@id': _:b0\n  name: Ana\n- '@id': x\n  provider: _:b0\n");
        assert_eq!(blank.nodes[1].id_of("provider"), Some(blank.nodes[0].id.as_str()));
        assert!(blank.nodes[0].id.len() == 34);
    }

    #[test]
    fn misspelt_properties_are_known() {
        let document = read(
            "- '@id': r\n  '@type': EconomicResource\n  resourceConformsTo: s\n  containedIn:\n\
             - '@id': s\n  '@type': ResourceSpecification\n  DefaultUnitOfResource: om2:kilogram\n  skos:note: 'a: b'\n\
             - '@id': f\n  '@type': RecipeFlow\n  recipeoutputOf: p\n  resourceconformsTo: s\n\
             - '@id': p\n  '@type': Process\n  time:hasDuration:\n    time:unitType unit:Hour\n    time:numericDuration 14\n",
        );
        let [resource, specification, flow, process] = document.nodes.as_slice() else {
            panic!("four nodes");
        };
        assert_eq!(resource.id_of("conformsTo"), Some("s"));
        assert_eq!(resource.get("containedIn"), Some(&Value::Null));
        assert_eq!(specification.text("defaultUnitOfResource"), Some("kilogram"));
        assert_eq!(specification.text("note"), Some("a: b"));
        assert_eq!(flow.id_of("recipeOutputOf"), Some("p"));
        assert_eq!(flow.id_of("resourceConformsTo"), Some("s"));
        let hours = process.measure("hasDuration").unwrap();
        assert_eq!((hours.unit.as_str(), hours.number.as_str()), ("hour", "14"));
    }

    #[test]
    fn numbers_never_pass_through_a_float() {
        let digits = "12345678901234567890.12345678901234567890";
        let document = read(&format!("{{\"id\": \"r\", \"x\": {digits}, \"y\": 1.10}}"));
        assert_eq!(document.nodes[0].get("x"), Some(&Value::Number(digits.into())));
        assert_eq!(document.nodes[0].get("y"), Some(&Value::Number("1.10".into())));
        for (written, plain) in [
            ("1.5e3", "1500"),
            ("-15E-1", "-1.5"),
            ("1e-3", "0.001"),
            ("+.5e0", "+.5"),
            ("0e1", "0"),
        ] {
            assert_eq!(plain_number(written).as_deref(), Some(plain), "{written}");
        }
        for wrong in ["", ".", "1e", "1e99", "e5", "1_0", "0x1", "1.2.3", ".inf", "--1"] {
            assert_eq!(plain_number(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_wrong_is_refused_with_its_line() {
        let cases = [
            ("just text", "document_shape_unknown: line 1: `just text`"),
            (
                "- '@id': e\n  due: 2026-02-30\n",
                "date_unknown: line 2: `2026-02-30` is no date of `due`",
            ),
            (
                "- '@id': e\n  resourceQuantity: 5\n",
                "measure_unreadable: line 2: `resourceQuantity`",
            ),
            (
                "- '@id': e\n  effortQuantity:\n    hasNumericalValue: 1,5\n",
                "number_unreadable: line 3: `1,5`",
            ),
            ("- '@id': e\n  note: a\n  skos:note: b\n", "property_repeated: line 1 has `note`"),
            ("- '@id': e\n  provider: [[a]]\n", "reference_unreadable: line 2: `provider`"),
            ("{\"@graph\": [1]}", "document_shape_unknown: line 1"),
            ("{\"@graph\": [", "document_broken: line 1"),
        ];
        for (text, expected) in cases {
            let refused = refusal(text);
            assert!(refused.starts_with(expected), "{refused}");
        }
        let refused = read_document(&b"a: \xFF"[..]).unwrap_err().to_string();
        assert!(refused.starts_with("text_not_utf8: line 1"));
    }
}
