//! `subak charter explain`: what a charter says, rule by rule.

use std::path::Path;

use clap::Args;
use serde_json::{Value, json};

use super::readable;
use crate::declared::{Declared, declared};
use crate::here::Here;
use crate::names::near;
use crate::refusal::Refused;

/// Say in sentences what a charter says, whole or rule by rule
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  subak charter explain
  subak charter explain \"a gift earns vegetables\"
  subak charter explain garden.charter weekly")]
pub struct Explain {
    /// A charter's file; else the charter in force. Then the name of a rule, unit, pool or whatever it declares
    #[arg(num_args = 0..=2, value_name = "FILE|NAME")]
    what: Vec<String>,
}

impl Explain {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let (file, name) = match self.what.as_slice() {
            [] => (None, None),
            [one] if is_file(one) => (Some(one), None),
            [name] => (None, Some(name)),
            [file, name, ..] => (Some(file), Some(name)),
        };
        let text = match file {
            Some(file) => readable(here, Path::new(file))?,
            None => super::diff::in_force(here.read()?.state())?,
        };
        let all = declared(&text);
        let found = match name {
            None => all,
            Some(name) => named(all, name)?,
        };
        if here.global.json {
            let rows: Value =
                found.iter().map(|it| json!({ "what": it.title(), "text": it.text })).collect();
            return here.screen.json(&json!({ "declarations": rows }));
        }
        for (place, it) in found.iter().enumerate() {
            if place > 0 {
                here.screen.line("")?;
            }
            here.screen.line(&it.text)?;
        }
        Ok(())
    }
}

fn is_file(text: &str) -> bool {
    text == "-" || text.ends_with(".charter") || Path::new(text).is_file()
}

/// What a charter declares by a name; or, if nothing is called so, what a part of a name means.
fn named(all: Vec<Declared>, name: &str) -> Result<Vec<Declared>, Refused> {
    let wanted = name.to_lowercase();
    let (mut exact, rest): (Vec<Declared>, Vec<Declared>) =
        all.into_iter().partition(|it| it.name.to_lowercase() == wanted);
    if exact.is_empty() {
        let part = |it: &&Declared| it.sort == "rule" && it.name.to_lowercase().contains(&wanted);
        exact = rest.iter().filter(part).cloned().collect();
    }
    if exact.is_empty() {
        let near = near(name, rest.iter().map(|it| it.name.as_str()));
        return Err(Refused::UndeclaredName { name: commons::name::shortened(name), near });
    }
    Ok(exact)
}
