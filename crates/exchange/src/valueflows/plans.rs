//! Intents, commitments, plans, proposals and recipes, kept as they are stated.

use super::identity::own_iri;
use super::import::{ImportRefused, Note, Taking};
use crate::document::{Node, Value};
use crate::moment::write_moment;
use commons::act::{Act, AddRecord};
use commons::plan::{Figure, RecordClass, Stated};
use commons::refusal::Refused;
use std::borrow::Cow;

impl Taking<'_> {
    pub(super) fn record(
        &mut self,
        node: &Node,
        index: usize,
        class: &str,
    ) -> Result<(), ImportRefused> {
        let line = node.line;
        let Some(class) = RecordClass::from_word(class) else {
            let what = if class.is_empty() { node.id.clone() } else { class.to_owned() };
            self.notes.push(Note::LeftOut { line, what });
            return Ok(());
        };
        let Some(time) = self.time("record", node, index) else {
            return Ok(());
        };
        let iri = if time == 0 { node.id.clone() } else { format!("{}#{}", node.id, time + 1) };
        if time > 0 {
            self.notes.push(Note::IdentifierRepeated {
                line,
                iri: node.id.clone(),
                kept: iri.clone(),
            });
        }
        let mut properties = Vec::new();
        for (name, value) in &node.properties {
            let value = self.without_address(value)?;
            properties.extend(stated(&value).map(|stated| (name.clone(), stated)));
        }
        let wish = AddRecord { class, iri, properties };
        let id = self.act_of("record", &node.id, time);
        match self.attempt(id, Act::AddRecord(wish))? {
            // Kept before, by another way than this import.
            Ok(()) | Err(Refused::RecordTaken { .. }) => Ok(()),
            Err(refused) => Err(ImportRefused::Act { line, refused }),
        }
    }
}

impl Taking<'_> {
    /// References by e-mail address as references to the agents that have them.
    fn without_address<'v>(&mut self, value: &'v Value) -> Result<Cow<'v, Value>, ImportRefused> {
        match value {
            Value::Ids(ids) if ids.iter().any(|id| id.starts_with("mailto:")) => {
                let ids = ids.iter().map(|id| match id.starts_with("mailto:") {
                    true => self.agent(id).map(|handle| own_iri("agent", &handle)),
                    false => Ok(id.clone()),
                });
                Ok(Cow::Owned(Value::Ids(ids.collect::<Result<_, _>>()?)))
            }
            other => Ok(Cow::Borrowed(other)),
        }
    }
}

fn stated(value: &Value) -> Option<Stated> {
    Some(match value {
        Value::Null => return None,
        Value::Text(text) | Value::Number(text) | Value::Unit(text) => Stated::Text(text.clone()),
        Value::Bool(flag) => Stated::Flag(*flag),
        Value::Time(at_ms) => Stated::Text(write_moment(*at_ms)?),
        Value::Measure(measure) => Stated::Figure(Figure {
            number: measure.number.clone(),
            unit: Some(measure.unit.clone()),
        }),
        Value::Texts(texts) | Value::Ids(texts) => match texts.as_slice() {
            [one] => Stated::Text(one.clone()),
            _ => Stated::Texts(texts.clone()),
        },
    })
}
