//! The pages in `tests/scripts`: wishes and questions above, what comes of them below.
//!
//! `t1` is NRP's own case, `f01` to `f24` are its flaws with the values that are right. `F25` is about
//! plans, which this room does not have yet.
//!
//! A page stands on a commons that its founder `founder` made, which counts in CAD.
//! `UPDATE_GOLDENFILES=1 cargo test -p commons` writes the answers anew.

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use commons::act::Act;
use goldenscript::{Command, Context, Runner, run};

use crate::ask::{answer, counted, shared};
use crate::desk::{Desk, key};
use crate::say::{Said, Words, moment};
use crate::wish::acts;

/// How much of a result is told.
#[derive(Clone, Copy)]
enum Told {
    Each,
    Counted,
}

struct Page {
    desk: Desk,
}

impl Runner for Page {
    type Command = Command;

    fn run(&mut self, command: &Command, _: &Context) -> Result<String, Box<dyn Error>> {
        let mut words = Words::of(command);
        let said = self.line(&command.name, &mut words)?;
        words.end()?;
        Ok(said)
    }

    fn end_script(&mut self) -> Result<(), Box<dyn Error>> {
        assert_eq!(self.desk.replayed(), self.desk.state, "replay differs");
        Ok(())
    }
}

impl Page {
    fn line(&mut self, name: &str, words: &mut Words<'_>) -> Said<String> {
        match name {
            "blank" => self.desk = Desk::empty(),
            "at" => self.desk.now = moment(words.need("a date")?)?,
            "sign" => self.desk.key = key(words.need("a key")?.parse()?),
            _ => return self.act_or_ask(name, words),
        }
        Ok(String::new())
    }

    fn act_or_ask(&mut self, name: &str, words: &mut Words<'_>) -> Said<String> {
        let counted = words.named("counted");
        let told = counted.map_or(Told::Each, |_| Told::Counted);
        if let Some(acts) = acts(&self.desk.state, name, words)? {
            return Ok(acts.iter().map(|act| self.submit(act, told)).collect());
        }
        let said = answer(&self.desk, name, words)?;
        said.ok_or_else(|| format!("`{name}` is no word of these pages").into())
    }

    fn submit(&mut self, act: &Act, told: Told) -> String {
        let entry = match self.desk.submit(act) {
            Err(refused) => return format!("refused {refused}\n"),
            Ok(entry) => entry,
        };
        match (act, told) {
            (Act::LogEvent(_) | Act::Reverse(_), Told::Each) => format!("entry {entry}\n"),
            (Act::Distribute(_), Told::Each) => shared(&self.desk.state, entry).unwrap(),
            (Act::Distribute(_), Told::Counted) => counted(&self.desk.state, entry).unwrap(),
            _ => String::new(),
        }
    }
}

fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    let pages = std::fs::read_dir(folder).unwrap();
    let mut pages: Vec<PathBuf> = pages.map(|page| page.unwrap().path()).collect();
    pages.sort();
    pages
}

/// Every refusal of the room is told on some page, so that its sentence was read once.
#[test]
fn every_refusal_is_on_a_page() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/refusal.rs");
    let source = std::fs::read_to_string(source).unwrap();
    let all: String = pages().iter().map(|page| std::fs::read_to_string(page).unwrap()).collect();
    let named = source.lines().filter_map(|line| {
        let sentence = line.trim().trim_start_matches("#[error(").strip_prefix('"')?;
        sentence.split_once(':').map(|(name, _)| name)
    });
    let named: Vec<&str> = named.collect();
    assert!(named.len() > 40, "the refusals are written otherwise than they were: {named:?}");
    let told = |name: &&str| all.contains(&format!("refused {name}:"));
    let untold: Vec<&str> = named.into_iter().filter(|name| !told(name)).collect();
    assert!(untold.is_empty(), "no page tells {untold:?}");
}

#[test]
fn pages_say_what_they_say() {
    let differs = |page: &PathBuf| {
        let mut told = Page { desk: Desk::founded() };
        catch_unwind(AssertUnwindSafe(|| run(&mut told, page).unwrap())).is_err()
    };
    let differing: Vec<PathBuf> = pages().into_iter().filter(differs).collect();
    assert!(differing.is_empty(), "these pages differ: {differing:?}");
}
