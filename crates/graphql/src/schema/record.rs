//! What `@record` and `@set` say, and the text that they stand for.

use super::Nonsense;
use apollo_compiler::ast::{Directive, FieldDefinition, Type, Value};
use std::fmt::Write;

/// What `@record` says of a type.
pub(super) struct Record {
    pub(super) name: String,
    many: Option<String>,
    one: String,
    one_type: String,
    filter: Option<String>,
    argument: String,
    must: &'static str,
    answer: String,
    params: String,
    delete_by: String,
    writes: Vec<String>,
}

/// Reads the text of an argument, or its texts.
fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Enum(word) => Some(vec![word.to_string()]),
        Value::List(items) => items.iter().map(|item| texts(item)?.pop()).collect(),
        _ => None,
    }
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

impl Record {
    pub(super) fn read(name: &str, directive: &Directive) -> Result<Self, Nonsense> {
        let own = lower_first(name);
        let mut record = Self {
            name: name.to_owned(),
            many: None,
            one: own.clone(),
            one_type: name.to_owned(),
            filter: None,
            argument: own.clone(),
            must: "!",
            answer: own,
            params: name.to_owned(),
            delete_by: "revisionId".to_owned(),
            writes: ["create", "update", "delete"].map(str::to_owned).to_vec(),
        };
        for argument in &directive.arguments {
            let wrong = || Nonsense::ArgumentUnknown {
                argument: argument.name.to_string(),
                directive: "record".to_owned(),
                place: name.to_owned(),
            };
            let mut said = texts(&argument.value).ok_or_else(wrong)?;
            if argument.name.as_str() == "writes" {
                record.writes = said;
                continue;
            }
            let said = said.pop().ok_or_else(wrong)?;
            match argument.name.as_str() {
                "many" => record.many = Some(said),
                "one" => match said.strip_suffix('!') {
                    Some(one) => {
                        (record.one, record.one_type) = (one.to_owned(), format!("{name}!"))
                    }
                    None => record.one = said,
                },
                "filter" => record.filter = Some(said),
                "as" => match said.strip_suffix('?') {
                    Some(argument) => (record.argument, record.must) = (argument.to_owned(), ""),
                    None => record.argument = said,
                },
                "answer" => record.answer = said,
                "params" => record.params = said,
                "deleteBy" => record.delete_by = said,
                _ => return Err(wrong()),
            }
        }
        Ok(record)
    }

    /// The fields that every record has.
    pub(super) fn fields(&self) -> String {
        let name = &self.name;
        format!(
            "\"The identifier.\" id: ID!\n\
             \"What it is now: updates and deletions want it, so that nobody overwrites what they have not seen.\" revisionId: ID!\n\
             \"It, if this is what it is now.\" revision(revisionId: ID!): {name}\n\
             \"What is known of its changes.\" meta: RecordMeta!\n"
        )
    }

    /// The types, queries and mutations around the record, `fields` being those that can be said.
    pub(super) fn around(&self, fields: &[Said]) -> Result<String, std::fmt::Error> {
        let Some(many) = &self.many else {
            return Ok(String::new());
        };
        let Self { name, one, one_type, argument, must, answer, params, delete_by, .. } = self;
        let filter = self.filter.as_ref().map_or_else(String::new, |it| format!("(filter: {it})"));
        let mut text = format!(
            "\"A page of a list of {name}.\" type {name}Connection {{
               \"The rows.\" edges: [{name}Edge!]!
               \"Where the page stands.\" pageInfo: PageInfo!
             }}
             \"A row and its place.\" type {name}Edge {{ \"The row.\" node: {name}! \"Its place.\" cursor: String! }}
             type Query {{
               \"One by its id.\" {one}(id: ID!): {one_type}
               \"All, in the order they came.\" {many}{filter}: {name}Connection!
             }}\n"
        );
        if !self.writes.is_empty() && name != "EconomicEvent" {
            writeln!(
                text,
                "\"What was written.\" type {name}Response {{ \"It.\" {answer}: {name}! }}"
            )?;
        }
        for write in &self.writes {
            match write.as_str() {
                "create" => writeln!(
                    text,
                    "type Mutation {{ \"Adds one.\" create{name}({argument}: {params}CreateParams{must}): {name}Response! }}"
                )?,
                "update" => writeln!(
                    text,
                    "type Mutation {{ \"Changes what is said of one: what is left out stays, null is removed.\" update{name}({argument}: {params}UpdateParams{must}): {name}Response! }}"
                )?,
                _ => writeln!(
                    text,
                    "type Mutation {{ \"Takes one back.\" delete{name}({delete_by}: ID!): Boolean! }}"
                )?,
            }
        }
        if *params == self.name || params == "Agent" {
            text += &inputs(params, fields)?;
        }
        Ok(text)
    }
}

/// Both inputs of a record.
fn inputs(params: &str, fields: &[Said]) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    if fields.is_empty() {
        return Ok(text);
    }
    writeln!(text, "\"What to say of a new one.\" input {params}CreateParams {{")?;
    writeln!(text, "\"The identifier it has elsewhere, as an IRI; else it gets one.\" id: ID")?;
    for Said { description, name, ty, create } in fields {
        writeln!(text, "{description:?} {name}: {ty}{create}")?;
    }
    writeln!(text, "}} \"What to say of one from now on.\" input {params}UpdateParams {{")?;
    writeln!(text, "\"What it is now.\" revisionId: ID!")?;
    for Said { description, name, ty, .. } in fields {
        writeln!(text, "{description:?} {name}: {ty}")?;
    }
    writeln!(text, "}}")?;
    Ok(text)
}

/// A field that can be said.
pub(super) struct Said {
    description: String,
    name: String,
    ty: String,
    /// `!` if a new record must say it.
    create: &'static str,
}

impl Said {
    pub(super) fn read(
        place: &str,
        field: &FieldDefinition,
        directive: &Directive,
        is_record: impl Fn(&str) -> bool,
    ) -> Result<Self, Nonsense> {
        let mut must = field.ty.is_non_null();
        let mut taken = None;
        for argument in &directive.arguments {
            match (argument.name.as_str(), &*argument.value) {
                ("maybe", Value::Boolean(true)) => must = false,
                ("as", Value::String(text)) => taken = Some(text.clone()),
                (other, _) => {
                    return Err(Nonsense::ArgumentUnknown {
                        argument: other.to_owned(),
                        directive: "set".to_owned(),
                        place: place.to_owned(),
                    });
                }
            }
        }
        let inner = field.ty.inner_named_type().as_str();
        let taken = taken.unwrap_or_else(|| match inner {
            "Measure" | "Duration" => format!("I{inner}"),
            record if is_record(record) => "ID".to_owned(),
            plain => plain.to_owned(),
        });
        Ok(Self {
            description: field.description.as_ref().map_or_else(String::new, ToString::to_string),
            name: field.name.to_string(),
            ty: match field.ty {
                Type::List(_) | Type::NonNullList(_) => format!("[{taken}!]"),
                _ => taken,
            },
            create: if must { "!" } else { "" },
        })
    }
}
