//! `subak charter explain`: what a charter says, rule by rule.

use std::path::Path;

use charter::sentence::Language;
use clap::{Args, ValueEnum};
use inquiry::declared::{Declared, declared, named};
use serde_json::{Value, json};

use super::readable;
use crate::here::Here;
use crate::language::spoken;
use crate::refusal::Refused;
use crate::screen::{BOLD, styled};

/// Say in sentences what a charter says, whole or rule by rule
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  subak charter explain
  subak charter explain \"a gift earns vegetables\"
  subak charter explain garden.charter weekly --text")]
pub struct Explain {
    /// A charter's file; else the charter in force. Then the name of a rule, unit, pool or whatever it declares
    #[arg(num_args = 0..=2, value_name = "FILE|NAME")]
    what: Vec<String>,
    /// In which language; else the system's, or English
    #[arg(long, value_enum)]
    language: Option<Spoken>,
    /// Print what is written, not what it says in sentences
    #[arg(long)]
    text: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Spoken {
    /// English
    En,
    /// French
    Fr,
}

impl Spoken {
    const fn language(self) -> Language {
        match self {
            Self::En => Language::English,
            Self::Fr => Language::French,
        }
    }
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
        let language = self.language.map_or_else(spoken, Spoken::language);
        let all = declared(&text, language);
        let found = match name {
            None => all,
            Some(name) => named(all, name)?,
        };
        if here.global.json {
            let row = |it: &Declared| json!({ "what": it.title(), "text": it.text, "heading": it.heading, "sentences": it.sentences });
            let rows: Value = found.iter().map(row).collect();
            return here.screen.json(&json!({ "declarations": rows }));
        }
        for (place, it) in found.iter().enumerate() {
            if place > 0 {
                here.screen.line("")?;
            }
            if self.text {
                here.screen.line(&it.text)?;
                continue;
            }
            here.screen.line(styled(BOLD, &it.heading))?;
            for sentence in &it.sentences {
                here.screen.prose(&format!("  {sentence}"))?;
            }
        }
        Ok(())
    }
}

fn is_file(text: &str) -> bool {
    text == "-" || text.ends_with(".charter") || Path::new(text).is_file()
}
