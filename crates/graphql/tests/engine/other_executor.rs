//! The same operations answered by the library's executor, which goes row by row: the answers must be equal.
//!
//! Where an object type is stricter than its interface, the library asks the interface and the specification the type; so
//! no type is, here. Operations are random; what a field answers is drawn from the row and the field, so that both sides are told the same.

use crate::world::{Row, engine};
use apollo_compiler::resolvers::{
    Execution, FieldError as TheirError, ObjectValue, ResolveInfo, ResolvedValue,
};
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::schema::{ExtendedType, Type};
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use graphql::engine::{Answer, Args, FieldError, World};
use graphql::limit::Limits;
use graphql::request::Request;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const SDL: &str = r#"
    scalar Any
    enum Mood { GLAD SAD }
    input Wish { name: String!, mood: Mood = GLAD, tags: [String!], wish: Wish }
    interface Being { name: String! mood: Mood near: Being friends(first: Int = 2): [Being!] say(loud: Boolean = false, wish: Wish): String }
    interface Worker implements Being { name: String! mood: Mood near: Being friends(first: Int = 2): [Being!] say(loud: Boolean = false, wish: Wish): String hours: [Float!]! }
    type Person implements Being & Worker { name: String! mood: Mood near: Being friends(first: Int = 2): [Being!] say(loud: Boolean = false, wish: Wish): String hours: [Float!]! owns: [[Thing!]] mother: Person! }
    type Robot implements Being & Worker { name: String! mood: Mood near: Worker friends(first: Int = 2): [Person!] say(loud: Boolean = false, wish: Wish): String hours: [Float!]! maker: Person any: Any }
    type Ghost implements Being { name: String! mood: Mood near: Being friends(first: Int = 2): [Being!] say(loud: Boolean = false, wish: Wish): String haunts: Thing! }
    type Stone { weight: Int! any: Any }
    union Thing = Stone | Robot | Ghost
    type Query { being: Being beings(first: Int = 2): [Being]! worker: Worker! things: [[Thing!]!] person: Person robot: Robot! echo(wish: [Wish]): Any }
"#;

/// A number drawn from others, the same every time.
fn draw(seed: u64, word: &str) -> u64 {
    let mut state = seed ^ 0x9e37_79b9_7f4a_7c15;
    for byte in word.bytes() {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
    }
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state ^ (state >> 31)
}

struct Nature {
    schema: Valid<Schema>,
    seed: u64,
}

impl Nature {
    /// What a field of a row comes to: mostly what the schema allows.
    fn answer(&self, row: &Row, field: &str, args: &Value) -> Answer<Row> {
        let seed = draw(row.1 ^ self.seed, &format!("{}.{field}{args}", row.0));
        if seed.is_multiple_of(23) {
            return Answer::failed(format_args!("drawn_to_fail: {field}"));
        }
        let ty = &self.schema.type_field(row.0, field).unwrap().ty;
        match ty.inner_named_type().as_str() {
            // Arguments show in the answer.
            "Any" => Answer::leaf(json!([args, seed % 7])),
            _ => self.value(ty, seed, args),
        }
    }

    fn value(&self, ty: &Type, seed: u64, args: &Value) -> Answer<Row> {
        if seed.is_multiple_of(if ty.is_non_null() { 29 } else { 7 }) {
            return Answer::Null;
        }
        match ty {
            Type::List(item) | Type::NonNullList(item) => {
                let items =
                    (0..seed % 4).map(|n| self.value(item, draw(seed, &n.to_string()), args));
                Answer::List(items.collect())
            }
            Type::Named(name) | Type::NonNullNamed(name) => match &self.schema.types[name] {
                ExtendedType::Enum(_) => {
                    Answer::leaf(["GLAD", "SAD"][usize::from(seed.is_multiple_of(2))])
                }
                ExtendedType::Scalar(_) => match name.as_str() {
                    "Int" => Answer::leaf(seed % 100),
                    "Float" => Answer::leaf(f64::from(u8::try_from(seed % 100).unwrap()) + 0.5),
                    _ => Answer::leaf(format!("{args} {}", seed % 10)),
                },
                _ => {
                    let fits = |of: &&str| *of == name.as_str() || self.schema.is_subtype(name, of);
                    let types: Vec<_> =
                        ["Person", "Robot", "Ghost", "Stone"].into_iter().filter(fits).collect();
                    let pick = usize::try_from(seed / 31).unwrap() % types.len();
                    Answer::Node((types[pick], seed % 1000))
                }
            },
        }
    }
}

impl World for Nature {
    type Node = Row;
    type Field = &'static str;

    fn root(&self) -> Row {
        ("Query", 0)
    }

    fn type_name<'a>(&'a self, node: &'a Row) -> &'a str {
        node.0
    }

    fn resolve(
        &self,
        field: &'static str,
        args: &Args,
        parents: &[Row],
    ) -> Result<Vec<Answer<Row>>, FieldError> {
        let (_, field) = field.split_once('.').unwrap();
        let args = sorted(&Value::Object(args.all().clone()));
        Ok(parents.iter().map(|row| self.answer(row, field, &args)).collect())
    }
}

/// The two executors put the fields of input objects in different orders.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> =
                fields.iter().map(|(key, value)| (key.clone(), sorted(value))).collect();
            fields.sort_by(|left, right| left.0.cmp(&right.0));
            Value::Object(fields.into_iter().collect())
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        value => value.clone(),
    }
}

/// A row as the library's executor sees it.
struct Theirs<'a>(&'a Nature, Row);

impl ObjectValue for Theirs<'_> {
    fn type_name(&self) -> &str {
        self.1.0
    }

    fn resolve_field<'a>(
        &'a self,
        info: &'a ResolveInfo<'a>,
    ) -> Result<ResolvedValue<'a>, TheirError> {
        let args = sorted(&serde_json::to_value(info.arguments()).unwrap());
        match self.0.answer(&self.1, info.field_name(), &args) {
            Answer::Failed(error) => Err(TheirError { message: error.message }),
            answer => Ok(theirs(self.0, answer)),
        }
    }
}

fn theirs(nature: &Nature, answer: Answer<Row>) -> ResolvedValue<'_> {
    match answer {
        Answer::Null | Answer::Failed(_) => ResolvedValue::null(),
        Answer::Leaf(value) => ResolvedValue::Leaf(JsonValue::from(value)),
        Answer::Node(row) => ResolvedValue::object(Theirs(nature, row)),
        Answer::List(items) => {
            ResolvedValue::list(items.into_iter().map(move |item| theirs(nature, item)))
        }
    }
}

/// Writes random operations that are valid by construction.
struct Writer {
    schema: Valid<Schema>,
    seed: u64,
    fragments: Vec<(String, String)>,
    variables: BTreeSet<&'static str>,
}

impl Writer {
    fn below(&mut self, limit: u64) -> u64 {
        self.seed = draw(self.seed, "next");
        (self.seed >> 7) % limit
    }

    fn operation(&mut self) -> String {
        let selection = self.selection("Query", 4);
        let fragments: String = self
            .fragments
            .iter()
            .enumerate()
            .map(|(n, (ty, body))| format!("\nfragment F{n} on {ty} {body}"))
            .collect();
        let body = format!("{selection}{fragments}");
        let used: BTreeSet<_> = body.split(|c: char| c != '$' && !c.is_alphanumeric()).collect();
        let variables: Vec<_> = self
            .variables
            .iter()
            .copied()
            .filter(|known| used.contains(known.split(':').next().unwrap()))
            .collect();
        if variables.is_empty() { body } else { format!("query ({}) {body}", variables.join(" ")) }
    }

    fn selection(&mut self, ty: &str, depth: u64) -> String {
        let mut parts = vec![];
        for _ in 0..=self.below(4) {
            parts.push(match self.below(8) {
                0 => "__typename".into(),
                1 | 2 => self.spread(ty, depth),
                _ => self.field(ty, depth),
            });
        }
        format!("{{ {} }}", parts.join(" "))
    }

    fn spread(&mut self, ty: &str, depth: u64) -> String {
        let schema = self.schema.clone();
        let objects = |of: &str| -> BTreeSet<_> {
            let all = ["Person", "Robot", "Ghost", "Stone", "Query"];
            all.into_iter().filter(|name| *name == of || schema.is_subtype(of, name)).collect()
        };
        let possible = objects(ty);
        let others = ["Person", "Robot", "Ghost", "Stone", "Being", "Worker", "Thing", "Query"];
        let fitting: Vec<_> =
            others.into_iter().filter(|other| !objects(other).is_disjoint(&possible)).collect();
        let pick = usize::try_from(self.below(u64::try_from(fitting.len()).unwrap())).unwrap();
        let on = fitting[pick];
        let directive = self.directive();
        match self.below(4) {
            0 => format!("... {directive} {}", self.selection(ty, depth)),
            1 => format!("... on {on} {directive} {}", self.selection(on, depth)),
            2 => {
                // Only leaves, so that no circle comes about and no depth is passed.
                let known = self.fragments.iter().position(|(of, _)| of == on);
                let n = known.unwrap_or_else(|| {
                    let body = self.selection(on, 0);
                    self.fragments.push((on.into(), body));
                    self.fragments.len() - 1
                });
                format!("...F{n} {directive}")
            }
            _ => self.field(ty, depth),
        }
    }

    fn directive(&mut self) -> String {
        match self.below(6) {
            0 => {
                self.variables.insert("$yes: Boolean!");
                "@skip(if: $yes)".into()
            }
            1 => {
                self.variables.insert("$no: Boolean = false");
                "@include(if: $no)".into()
            }
            2 => "@include(if: true)".into(),
            _ => String::new(),
        }
    }

    fn field(&mut self, ty: &str, depth: u64) -> String {
        let fields = match &self.schema.types[ty] {
            ExtendedType::Object(ty) => ty.fields.clone(),
            ExtendedType::Interface(ty) => ty.fields.clone(),
            _ => return "__typename".into(),
        };
        let pick = usize::try_from(self.below(u64::try_from(fields.len()).unwrap())).unwrap();
        let (name, definition) = fields.get_index(pick).unwrap();
        let inner = definition.ty.inner_named_type().clone();
        let is_leaf =
            matches!(self.schema.types[&inner], ExtendedType::Scalar(_) | ExtendedType::Enum(_));
        if !is_leaf && depth == 0 {
            return "__typename".into();
        }
        let (variant, args) = self.args(name);
        // Keys say what they stand for, type and arguments included, so that any two can be merged.
        let shape: String = definition
            .ty
            .to_string()
            .chars()
            .map(|c| if c.is_alphanumeric() { c } else { '_' })
            .collect();
        let alias = if variant == 0 && !["near", "friends", "mood"].contains(&name.as_str()) {
            String::new()
        } else {
            format!("{name}_{variant}_{shape}: ")
        };
        let directive = self.directive();
        let below = if is_leaf { String::new() } else { self.selection(&inner, depth - 1) };
        format!("{alias}{name}{args} {directive} {below}")
    }

    fn args(&mut self, field: &str) -> (u64, &'static str) {
        let variants: &[(&str, &[&'static str])] = match field {
            "friends" | "beings" => &[
                ("", &[]),
                ("(first: 1)", &[]),
                ("(first: $n)", &["$n: Int"]),
                ("(first: $m)", &["$m: Int = 5"]),
            ],
            "say" => &[
                ("", &[]),
                ("(loud: true)", &[]),
                ("(wish: {name: \"x\", tags: \"one\"})", &[]),
                (
                    "(wish: {name: $s, mood: $mood, wish: {name: \"in\"}})",
                    &["$s: String!", "$mood: Mood"],
                ),
                ("(loud: $no, wish: null)", &["$no: Boolean = false"]),
            ],
            "echo" => &[
                ("", &[]),
                ("(wish: {name: \"single\"})", &[]),
                ("(wish: $wishes)", &["$wishes: [Wish]"]),
                ("(wish: [{name: $s}, null])", &["$s: String!"]),
            ],
            _ => &[("", &[])],
        };
        let variant = self.below(u64::try_from(variants.len()).unwrap());
        let (args, variables) = variants[usize::try_from(variant).unwrap()];
        self.variables.extend(variables);
        (variant, args)
    }
}

fn variables(seed: u64) -> Value {
    let mut given = json!({
        "yes": seed.is_multiple_of(2), "n": seed % 5, "s": "text", "mood": "SAD",
        "wishes": [{"name": "a"}, {"name": "b", "mood": null, "wish": {"name": "c", "tags": ["t"]}}],
    });
    for (n, name) in ["n", "wishes", "mood"].into_iter().enumerate() {
        match (seed >> (8 + 2 * n)) % 4 {
            // In an object the library takes a variable that stands for nothing for null; the specification does not.
            0 if name != "mood" => _ = given.as_object_mut().unwrap().remove(name),
            1 => given[name] = Value::Null,
            _ => {}
        }
    }
    given
}

fn paths(errors: &Value) -> BTreeSet<String> {
    let errors = errors.as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| error["path"].to_string()).collect()
}

fn null_on_the_way(data: &Value, path: &Value) -> bool {
    let mut at = data;
    for step in path.as_array().unwrap() {
        if at.is_null() {
            return true;
        }
        at = match step {
            Value::String(key) => &at[key],
            index => &at[usize::try_from(index.as_u64().unwrap()).unwrap()],
        };
    }
    at.is_null()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_executors_answer_alike(seed: u64) {
        let schema = Schema::parse_and_validate(SDL, "sdl").unwrap();
        let mut writer = Writer { schema: schema.clone(), seed, fragments: vec![], variables: BTreeSet::new() };
        let query = writer.operation();
        let nature = Nature { schema, seed };
        let given = variables(seed);

        let roomy = Limits { fields: 100_000, cost: u64::MAX, roots: 1000, aliases: 100_000, errors: 100_000, ..Limits::default() };
        let engine = engine(SDL, roomy);
        let ready = engine.prepare(&Request::new(&query).with(given.clone()));
        let ready = ready.unwrap_or_else(|refused| panic!("{query}\n{}", refused.to_value()));
        let ours = engine.query(&ready, &nature).to_value();

        let document = ExecutableDocument::parse_and_validate(&nature.schema, &query, "query").unwrap();
        let JsonValue::Object(raw) = JsonValue::from(given.clone()) else { unreachable!() };
        let raw: JsonMap = raw;
        let run = Execution::new(&nature.schema, &document).raw_variable_values(&raw);
        let theirs = run.execute_sync(&Theirs(&nature, ("Query", 0)));
        let theirs = serde_json::to_value(theirs.unwrap()).unwrap();

        prop_assert_eq!(ours["data"].to_string(), theirs["data"].to_string(), "{}\n{}", query, given);
        // They stop at the first null that goes outwards; we tell what else went wrong beside it.
        let (our_paths, their_paths) = (paths(&ours["errors"]), paths(&theirs["errors"]));
        prop_assert!(their_paths.is_subset(&our_paths), "{}\n{:?}\n{:?}", query, our_paths, their_paths);
        for error in ours["errors"].as_array().into_iter().flatten() {
            prop_assert!(null_on_the_way(&ours["data"], &error["path"]), "{}\n{}", query, error);
        }
    }
}
