//! `subak trace` and `subak track`: where a resource came from and where it went.

use clap::Args;
use commons::provenance::{Step, Thing, trace, track};
use commons::state::State;
use inquiry::{date, names};
use serde_json::{Value, json};

use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::{BOLD, styled};
use crate::telling;

/// Show where a resource came from
#[derive(Debug, Args)]
pub struct Trace {
    /// The resource
    resource: String,
}

/// Show where a resource went
#[derive(Debug, Args)]
pub struct Track {
    /// The resource
    resource: String,
}

impl Trace {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        run(here, &self.resource, trace, "came from")
    }
}

impl Track {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        run(here, &self.resource, track, "went")
    }
}

fn run(
    here: &mut Here,
    name: &str,
    walk: fn(&State, commons::resource::ResourceIx) -> Vec<Step>,
    words: &str,
) -> Result<(), Refused> {
    let book = here.read()?;
    let state = book.state();
    let (handle, resource) = names::resource(state, name)?;
    let steps = walk(state, resource);
    if here.global.json {
        let rows: Value = steps.iter().map(|step| json(state, &steps, step)).collect();
        return here.screen.json(&json!({ "resource": handle.as_str(), "steps": rows }));
    }
    here.screen.line(styled(
        BOLD,
        format_args!("{handle} ({}) {words}", state.resources.at(resource).name),
    ))?;
    if steps.is_empty() {
        return here.screen.line("nothing that was logged");
    }
    Tree::of(state, &steps).print(here)
}

fn thing(state: &State, thing: Thing) -> (&'static str, String) {
    match thing {
        Thing::Resource(ix) => ("resource", state.resources.at(ix).handle.to_string()),
        Thing::Process(ix) => ("process", state.processes.at(ix).handle.to_string()),
        Thing::Exchange(ix, _) => ("agreement", state.agreements.at(ix).handle.to_string()),
    }
}

fn json(state: &State, steps: &[Step], step: &Step) -> Value {
    let event = state.events.at(step.event);
    let (kind, name) = step.thing.map(|found| thing(state, found)).unzip();
    let after =
        step.after.and_then(|after| steps.get(after)).map(|step| state.events.at(step.event).entry);
    json!({
        "entry": event.entry, "at": date::exact(event.at), "action": event.action.word(),
        "text": telling::event(state, step.event), "kind": kind, "name": name, "after": after,
    })
}

/// The steps by what they come after.
struct Tree<'a> {
    state: &'a State,
    steps: &'a [Step],
    children: Vec<Vec<usize>>,
    roots: Vec<usize>,
}

impl<'a> Tree<'a> {
    fn of(state: &'a State, steps: &'a [Step]) -> Self {
        let mut children = vec![Vec::new(); steps.len()];
        let mut roots = Vec::new();
        for (place, step) in steps.iter().enumerate() {
            match step.after.and_then(|after| children.get_mut(after)) {
                Some(siblings) => siblings.push(place),
                None => roots.push(place),
            }
        }
        Self { state, steps, children, roots }
    }

    /// Prints depth first, without recursion: chains can be long.
    fn print(&self, here: &mut Here) -> Result<(), Refused> {
        let mut waiting: Vec<(usize, String, bool)> = Vec::new();
        let push = |waiting: &mut Vec<_>, places: &[usize], indent: &str| {
            for (from_last, place) in places.iter().rev().enumerate() {
                waiting.push((*place, indent.to_owned(), from_last == 0));
            }
        };
        push(&mut waiting, &self.roots, "");
        while let Some((place, indent, is_last)) = waiting.pop() {
            let Some(step) = self.steps.get(place) else { continue };
            let event = self.state.events.at(step.event);
            let branch = if is_last { "└─" } else { "├─" };
            let said = telling::event(self.state, step.event);
            let (entry, day) = (event.entry, date::say_day(event.at));
            here.screen.line(format_args!("{indent}{branch} {said} (entry {entry}, {day})"))?;
            // Deeper than this the indent says nothing any more.
            let deeper = if indent.chars().count() > 60 {
                indent
            } else {
                indent + if is_last { "   " } else { "│  " }
            };
            push(&mut waiting, self.children.get(place).map_or(&[], Vec::as_slice), &deeper);
        }
        Ok(())
    }
}
