//! The object types of the schema, each field beside what answers it. Built once, at start.

use super::SchemaRefused;
use apollo_compiler::collections::HashMap;
use apollo_compiler::schema::{EnumType, ExtendedType, FieldDefinition, ObjectType};
use apollo_compiler::{Name, Node, Schema};

/// An object type.
#[derive(Debug)]
pub(super) struct Object<F> {
    pub(super) name: Name,
    pub(super) columns: HashMap<Name, Column<F>>,
}

/// A field of an object type.
#[derive(Debug)]
pub(super) struct Column<F> {
    /// How it is answered.
    pub(super) field: F,
    pub(super) definition: Node<FieldDefinition>,
    pub(super) holds: Holds,
}

/// What a field holds, lists taken off.
#[derive(Debug)]
pub(super) enum Holds {
    Int,
    Float,
    Text,
    Truth,
    Id,
    /// A custom scalar: any JSON.
    Free,
    Choice(Node<EnumType>),
    Object(Name),
    /// An interface or a union.
    Several(Name),
}

/// Looks up each field of each object type; those of introspection are the library's.
pub(super) fn objects<F>(
    schema: &Schema,
    field_of: impl Fn(&str, &str) -> Option<F>,
) -> Result<HashMap<Name, Object<F>>, SchemaRefused> {
    let mut unanswered = Vec::new();
    let mut objects = HashMap::default();
    for (name, ty) in &schema.types {
        if let ExtendedType::Object(ty) = ty
            && !name.starts_with("__")
        {
            let columns = columns(schema, ty, &field_of, &mut unanswered);
            objects.insert(name.clone(), Object { name: name.clone(), columns });
        }
    }
    if unanswered.is_empty() {
        Ok(objects)
    } else {
        Err(SchemaRefused::Unanswered { fields: unanswered })
    }
}

fn columns<F>(
    schema: &Schema,
    ty: &ObjectType,
    field_of: &impl Fn(&str, &str) -> Option<F>,
    unanswered: &mut Vec<String>,
) -> HashMap<Name, Column<F>> {
    let mut columns = HashMap::default();
    for (name, definition) in &ty.fields {
        match field_of(&ty.name, name) {
            None => unanswered.push(format!("{}.{name}", ty.name)),
            Some(field) => {
                let holds = holds(schema, definition.ty.inner_named_type());
                let definition = definition.node.clone();
                columns.insert(name.clone(), Column { field, definition, holds });
            }
        }
    }
    columns
}

fn holds(schema: &Schema, name: &Name) -> Holds {
    match schema.types.get(name) {
        Some(ExtendedType::Object(_)) => Holds::Object(name.clone()),
        Some(ExtendedType::Interface(_) | ExtendedType::Union(_)) => Holds::Several(name.clone()),
        Some(ExtendedType::Enum(choice)) => Holds::Choice(choice.clone()),
        _ => match name.as_str() {
            "Int" => Holds::Int,
            "Float" => Holds::Float,
            "String" => Holds::Text,
            "Boolean" => Holds::Truth,
            "ID" => Holds::Id,
            _ => Holds::Free,
        },
    }
}
