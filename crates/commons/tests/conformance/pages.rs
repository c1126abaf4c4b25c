//! The pages in `tests/scripts`: wishes and questions above, what comes of them below.
//!
//! `t1` is NRP's own case, `f01` to `f24` are its flaws with the values that are right. `F25` is about
//! plans, which this room does not have yet.
//!
//! A page stands on a commons that its founder `founder` made, which counts in CAD.
//! `ana: pay ben 3CAD` is signed by ana, and so is what follows.
//! `UPDATE_GOLDENFILES=1 cargo test -p commons` writes the answers anew.

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use commons::act::Act;
use goldenscript::{Command, Context, Runner, run};

use crate::ask::{answer, counted, shared};
use crate::desk::{Desk, key};
use crate::money;
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

    fn run(&mut self, command: &Command, context: &Context) -> Result<String, Box<dyn Error>> {
        let mut words = Words::of(command);
        if let Some(who) = &context.prefix {
            self.desk.sign_as(who);
        }
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
            "newer" => self.desk.adopted_by_newer(),
            "at" => self.desk.now = moment(words.need("a date")?)?,
            "sign" => self.desk.key = key(words.need("a key")?.parse()?),
            _ => return self.act_or_ask(name, words),
        }
        Ok(String::new())
    }

    fn act_or_ask(&mut self, name: &str, words: &mut Words<'_>) -> Said<String> {
        let counted = words.named("counted");
        let told = counted.map_or(Told::Each, |_| Told::Counted);
        let acts = match money::acts(&self.desk.state, name, words)? {
            None => acts(&self.desk.state, name, words)?,
            about_money => about_money,
        };
        if let Some(acts) = acts {
            let lines: Vec<String> = acts.iter().map(|act| self.submit(act, told)).collect();
            // Of the same act again and again, only the last is told, and what was refused.
            let is_told = |place: usize, line: &str| {
                name != "receive" || place + 1 == lines.len() || line.starts_with("refused")
            };
            let told = lines.iter().enumerate().filter(|(place, line)| is_told(*place, line));
            return Ok(told.map(|(_, line)| line.as_str()).collect());
        }
        if let Some(said) = money::answers(&self.desk, name, words)? {
            return Ok(said);
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
            (
                Act::LogEvent(_)
                | Act::Reverse(_)
                | Act::Receive(_)
                | Act::Report(_)
                | Act::Demand(_)
                | Act::Hold(_)
                | Act::RecordDecision(_),
                Told::Each,
            ) => format!("entry {entry}\n"),
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

/// It takes a million changes to see it.
const BEYOND_A_PAGE: &str = "cascade_too_long";

/// Every refusal of the room is told on some page, so that its sentence was read once.
#[test]
fn every_refusal_is_on_a_page() {
    let room = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = |file| std::fs::read_to_string(room.join(file)).unwrap();
    let files = ["src/refusal.rs", "src/objection.rs", "src/obstacle.rs", "src/unrevised.rs"];
    let source = files.map(source).concat();
    let all: String = pages().iter().map(|page| std::fs::read_to_string(page).unwrap()).collect();
    let named = source.lines().filter_map(|line| {
        let sentence = line.trim().trim_start_matches("#[error(").strip_prefix('"')?;
        sentence.split_once(':').map(|(name, _)| name)
    });
    let named: Vec<&str> = named.collect();
    assert!(named.len() > 40, "the refusals are written otherwise than they were: {named:?}");
    let told = |name: &&str| *name == BEYOND_A_PAGE || all.contains(&format!("refused {name}:"));
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
