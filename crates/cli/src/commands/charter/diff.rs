//! `subak charter diff`: what differs between two charters, and which decisions the change needs.

use std::path::PathBuf;

use charter::parse::parse;
use charter::tree::Tree;
use clap::Args;
use commons::amendment::{Needs, Part, needs};
use commons::refusal::Refused as Rule;
use commons::state::State;
use inquiry::declared::{Declared, Difference, Mark, differences, lines};
use inquiry::library::{figure, settings};
use serde_json::{Value, json};

use super::readable;
use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::{BOLD, styled};

/// Say what differs between two charters, and which decisions the change needs
#[derive(Debug, Args)]
pub struct Diff {
    /// A charter; with one file only, the charter in force is compared with it
    old: PathBuf,
    /// The charter that it would become
    new: Option<PathBuf>,
}

impl Diff {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let (old, new) = match &self.new {
            Some(new) => (readable(here, &self.old)?, readable(here, new)?),
            None => (in_force(here.read()?.state())?, readable(here, &self.old)?),
        };
        let difference = Differing::between(&old, &new);
        if here.global.json {
            return here.screen.json(&difference.json());
        }
        difference.tell(here)
    }
}

/// The text of the charter in force.
///
/// # Errors
/// `charter_missing`.
pub fn in_force(state: &State) -> Result<String, Refused> {
    let adoption = state.money.charters.last().ok_or(Rule::CharterMissing)?;
    Ok(adoption.text.to_string())
}

/// What differs between two charters, and what that needs.
pub struct Differing<'t> {
    texts: [&'t str; 2],
    trees: [Tree; 2],
    differences: Vec<Difference>,
    needs: Vec<Needs>,
}

impl<'t> Differing<'t> {
    pub fn between(old: &'t str, new: &'t str) -> Self {
        let trees = [parse(old).0, parse(new).0];
        let [before, after] = &trees;
        let needs = needs(before, after);
        Self { texts: [old, new], differences: differences(old, new), needs, trees }
    }

    pub fn is_nothing(&self) -> bool {
        self.differences.is_empty()
    }

    /// The figures of a setting, before and now.
    fn figures(&self, name: &str) -> Option<[&str; 2]> {
        let [old, new] = &self.trees;
        let of = |tree: &Tree, text: &'t str| {
            settings(tree).find(|it| *it.name.text == *name).map(|it| figure(text, it))
        };
        let [before, after] = self.texts;
        Some([of(old, before)?, of(new, after)?])
    }

    pub fn tell(&self, here: &mut Here) -> Result<(), Refused> {
        if self.is_nothing() {
            return here.screen.line("They say the same.");
        }
        for difference in &self.differences {
            match difference {
                Difference::Added(it) => block(here, "added", it, "", &it.text)?,
                Difference::Removed(it) => block(here, "removed", it, &it.text, "")?,
                Difference::Changed(old, new) => match self.setting(old) {
                    Some([before, after]) => here.screen.line(format_args!(
                        "{} {}: {before} → {after}",
                        styled(BOLD, "changed"),
                        old.title()
                    ))?,
                    None => block(here, "changed", new, &old.text, &new.text)?,
                },
            }
        }
        here.screen.line("")?;
        self.tell_needs(here)
    }

    /// A setting whose figure alone changed is told by its figures.
    fn setting(&self, old: &Declared) -> Option<[&str; 2]> {
        let figures = self.figures(&old.name).filter(|_| old.sort == "setting")?;
        let [before, after] = figures;
        (before != after).then_some(figures)
    }

    pub fn tell_needs(&self, here: &mut Here) -> Result<(), Refused> {
        here.screen.line(styled(BOLD, "Who decides"))?;
        for Needs { part, decisions } in self.needs.iter().filter(|it| !self.goes_with_its_name(it))
        {
            here.screen.line(format_args!("  {part}: {}", deciders(decisions)))?;
        }
        Ok(())
    }

    /// Whether a clause needs what the name that it belongs to needs, and so says nothing new.
    fn goes_with_its_name(&self, clause: &Needs) -> bool {
        let Part::Clause(of, _) = &clause.part else { return false };
        let is_name = |it: &&Needs| matches!(&it.part, Part::Named(name) if name == of);
        self.needs.iter().find(is_name).is_some_and(|name| name.decisions == clause.decisions)
    }

    pub fn json(&self) -> Value {
        let row = |it: &Difference| match it {
            Difference::Added(new) => row("added", new, None, Some(&new.text)),
            Difference::Removed(old) => row("removed", old, Some(&old.text), None),
            Difference::Changed(old, new) => row("changed", new, Some(&old.text), Some(&new.text)),
        };
        let changes: Value = self.differences.iter().map(row).collect();
        let needs: Value = self
            .needs
            .iter()
            .map(|it| json!({ "part": it.part.to_string(), "decisions": it.decisions }))
            .collect();
        json!({ "changes": changes, "needs": needs })
    }
}

fn deciders(decisions: &[Box<str>]) -> String {
    match decisions {
        [] => "the founder".to_owned(),
        [one] => format!("the decision `{one}`"),
        several => {
            let names: Vec<String> = several.iter().map(|name| format!("`{name}`")).collect();
            format!("the decisions {}", names.join(" and "))
        }
    }
}

fn row(change: &str, it: &Declared, before: Option<&str>, after: Option<&str>) -> Value {
    json!({ "change": change, "what": it.title(), "before": before, "after": after })
}

fn block(here: &mut Here, word: &str, it: &Declared, old: &str, new: &str) -> Result<(), Refused> {
    here.screen.line(format_args!("{} {}", styled(BOLD, word), it.title()))?;
    for (mark, line) in lines(old, new) {
        let mark = match mark {
            Mark::Both => ' ',
            Mark::Old => '-',
            Mark::New => '+',
        };
        here.screen.line(format_args!("  {mark} {line}"))?;
    }
    Ok(())
}
