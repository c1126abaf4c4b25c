//! Writing a schema out.

use super::Nonsense;
use super::record::{Record, Said};
use apollo_compiler::Node;
use apollo_compiler::ast::{Definition, Directive, DirectiveList, Document, FieldDefinition};
use std::collections::{BTreeMap, BTreeSet};

const PAGING: &str = "
    \"At most so many from the beginning.\" first: Int
    \"Those behind this cursor.\" after: String
    \"At most so many from the end.\" last: Int
    \"Those before this cursor.\" before: String";

/// Schema text with both directives written out.
pub(super) fn written_out(sources: &[(&str, &str)]) -> Result<String, Nonsense> {
    let mut definitions = Vec::new();
    for (name, text) in sources {
        definitions.extend(parsed(name, text)?);
    }
    let around = around(&mut definitions)?;
    definitions.extend(around);
    let mut document = Document::new();
    document.definitions = merged(definitions)?;
    give_interfaces(&mut document.definitions)?;
    give_pages(&mut document.definitions)?;
    refuse_directives(&mut document.definitions)?;
    Ok(document.to_string())
}

fn parsed(name: &str, text: &str) -> Result<Vec<Definition>, Nonsense> {
    let read = Document::parse(text, name);
    read.map(|document| document.definitions)
        .map_err(|wrong| Nonsense::Unreadable { said: wrong.errors.to_string() })
}

/// The fields that a text lists.
fn fields(text: &str) -> Result<Vec<Node<FieldDefinition>>, Nonsense> {
    let definitions = parsed("fields", &format!("type Fields {{ {text} }}"))?;
    let object = definitions.first().and_then(Definition::as_object_type_definition);
    Ok(object.map(|object| object.fields.clone()).unwrap_or_default())
}

/// The name, directives and fields of an object type or an interface.
type Opened<'a> = (String, &'a mut DirectiveList, &'a mut Vec<Node<FieldDefinition>>);

fn opened(definition: &mut Definition) -> Option<Opened<'_>> {
    match definition {
        Definition::ObjectTypeDefinition(it) => {
            let it = it.make_mut();
            Some((it.name.to_string(), &mut it.directives, &mut it.fields))
        }
        Definition::InterfaceTypeDefinition(it) => {
            let it = it.make_mut();
            Some((it.name.to_string(), &mut it.directives, &mut it.fields))
        }
        _ => None,
    }
}

/// Takes a directive off.
fn taken(directives: &mut DirectiveList, name: &str) -> Option<Node<Directive>> {
    let place = directives.iter().position(|directive| directive.name == name)?;
    Some(directives.0.remove(place))
}

/// Fills records in, and answers with what stands around them.
fn around(definitions: &mut [Definition]) -> Result<Vec<Definition>, Nonsense> {
    let composite: BTreeSet<String> = definitions.iter().filter_map(composite).collect();
    let mut around = Vec::new();
    for definition in definitions {
        let Some((name, directives, own)) = opened(definition) else { continue };
        let mut said = Vec::new();
        for field in own.iter_mut() {
            let field = field.make_mut();
            if let Some(directive) = taken(&mut field.directives, "set") {
                let place = format!("{name}.{}", field.name);
                said.push(Said::read(&place, field, &directive, |name| composite.contains(name))?);
            }
        }
        let Some(directive) = taken(directives, "record") else { continue };
        let record = Record::read(&name, &directive)?;
        own.splice(0..0, fields(&record.fields())?);
        let text = record.around(&said).map_err(|_| unreadable("it cannot be written"))?;
        if !text.is_empty() {
            around.extend(parsed(&name, &text)?);
        }
    }
    Ok(around)
}

/// The name of a type that is told by its fields, and said by its id.
fn composite(definition: &Definition) -> Option<String> {
    match definition {
        Definition::ObjectTypeDefinition(it) => Some(it.name.to_string()),
        Definition::InterfaceTypeDefinition(it) => Some(it.name.to_string()),
        Definition::UnionTypeDefinition(it) => Some(it.name.to_string()),
        _ => None,
    }
}

/// One definition each: what several texts add to the roots stands together.
fn merged(definitions: Vec<Definition>) -> Result<Vec<Definition>, Nonsense> {
    const ROOTS: [&str; 3] = ["Query", "Mutation", "Subscription"];
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut merged: Vec<Definition> = Vec::new();
    for mut definition in definitions {
        let name = definition.name().map(ToString::to_string).unwrap_or_default();
        let Some(place) = places.get(&name) else {
            places.insert(name, merged.len());
            merged.push(definition);
            continue;
        };
        let first = merged.get_mut(*place).and_then(opened);
        match (first, opened(&mut definition)) {
            (Some((_, _, fields)), Some((_, _, more))) if ROOTS.contains(&&*name) => {
                fields.append(more);
            }
            _ => return Err(Nonsense::NamedTwice { name }),
        }
    }
    merged.iter_mut().filter_map(opened).try_for_each(|(name, _, fields)| once(&name, fields))?;
    Ok(merged)
}

/// Refuses two fields of one name.
fn once(name: &str, fields: &[Node<FieldDefinition>]) -> Result<(), Nonsense> {
    let mut seen = BTreeSet::new();
    match fields.iter().find(|field| !seen.insert(&field.name)) {
        Some(twice) => Err(Nonsense::NamedTwice { name: format!("{name}.{}", twice.name) }),
        None => Ok(()),
    }
}

/// Gives implementations what their interfaces have.
fn give_interfaces(definitions: &mut [Definition]) -> Result<(), Nonsense> {
    let interfaces: BTreeMap<String, Vec<Node<FieldDefinition>>> = definitions
        .iter()
        .filter_map(Definition::as_interface_type_definition)
        .map(|it| (it.name.to_string(), it.fields.clone()))
        .collect();
    for definition in definitions {
        let Definition::ObjectTypeDefinition(object) = definition else { continue };
        for interface in object.implements_interfaces.clone() {
            let unknown = || Nonsense::InterfaceUnknown {
                name: object.name.to_string(),
                interface: interface.to_string(),
            };
            let given = interfaces.get(interface.as_str()).ok_or_else(unknown)?.clone();
            let own = &mut object.make_mut().fields;
            for field in given {
                if own.iter().all(|other| other.name != field.name) {
                    own.push(field);
                }
            }
        }
    }
    Ok(())
}

/// Has every connection take its page.
fn give_pages(definitions: &mut [Definition]) -> Result<(), Nonsense> {
    let definition = fields(&format!("page({PAGING}): Int"))?;
    let paging = definition.first().map(|field| field.arguments.clone()).unwrap_or_default();
    for (_, _, fields) in definitions.iter_mut().filter_map(opened) {
        for field in fields {
            if field.ty.inner_named_type().ends_with("Connection") {
                field.make_mut().arguments.extend(paging.iter().cloned());
            }
        }
    }
    Ok(())
}

/// Refuses a directive that is still there.
fn refuse_directives(definitions: &mut [Definition]) -> Result<(), Nonsense> {
    let unknown = |directive: &Node<Directive>, place: String| {
        Err(Nonsense::DirectiveUnknown { directive: directive.name.to_string(), place })
    };
    for definition in definitions {
        let name = definition.name().map(ToString::to_string).unwrap_or_default();
        if let Some(directive) = definition.directives().first() {
            return unknown(directive, name);
        }
        let Some((_, _, fields)) = opened(definition) else { continue };
        for field in fields {
            if let Some(directive) = field.directives.first() {
                return unknown(directive, format!("{name}.{}", field.name));
            }
        }
    }
    Ok(())
}

fn unreadable(said: &str) -> Nonsense {
    Nonsense::Unreadable { said: said.to_owned() }
}
