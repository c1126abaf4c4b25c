//! Charts for pages: a figure with its caption, the drawing, and the table it was drawn from.
//!
//! The table is the data. Pies, areas over time and Sankey diagrams are drawn by `assets/chart.js`, which reads the table's
//! cells and hides the table; without a script the table stands open. Graphs are drawn here. Labels and figures arrive
//! as people read them: nothing is formatted or translated here, and `f64` is only where a pen goes.

mod layers;
mod library;
mod table;

mod graph;

pub use graph::{Edge, Kind, Node, graph};
pub use library::{Library, library};
pub use table::Wording;

use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};
use table::{Drawing, columns, figure, number};

/// The module that draws the tables of a page's figures, `assets/chart.js`.
pub const SCRIPT: &str = include_str!("../assets/chart.js");

/// The style of figures, to be appended to the style sheet of the pages.
pub const STYLE: &str = include_str!("../assets/chart.css");

/// What a page with charts has in its head, once; `address` is where `SCRIPT` is served.
pub fn script(address: &str) -> Markup {
    html! { script type="module" src=(address) data-library=(library().path) {} }
}

/// Colours that can still be told apart; what is beyond them is drawn together.
const DRAWN_APART: usize = 7;

/// The part of the whole below which a slice is drawn with the others.
const SMALL: f64 = 0.02;

/// One part of a pie.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// Whose part it is.
    pub label: String,
    /// How large it is drawn, in any measure. Below zero it is only in the table.
    pub value: f64,
    /// The exact figure, as it is read.
    pub said: String,
}

/// One band of a chart over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Whose shares they are.
    pub label: String,
    /// A point for each day, in the order of the days. Days without a point count as nothing.
    pub points: Vec<Point>,
}

/// One share on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The share as part of 1. Below zero it is only in the table.
    pub value: f64,
    /// The exact figure, as it is read.
    pub said: String,
}

/// One day of a chart over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day as `2026-11-21`: where it stands.
    pub iso: String,
    /// The day as it is read.
    pub said: String,
}

/// Value that went from one to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// Where it comes from.
    pub from: String,
    /// Where it goes.
    pub to: String,
    /// How wide it is drawn, in any measure. Below zero it is only in the table.
    pub value: f64,
    /// The exact figure, as it is read.
    pub said: String,
}

/// Parts of a whole as a pie, the largest first; `headings` are those of the label and of the figure.
///
/// Slices beyond the largest seven or below 2 % are drawn as one; the table has them all, in the order given.
pub fn pie(wording: &Wording, title: &str, headings: [&str; 2], slices: &[Slice]) -> Markup {
    let values: Vec<f64> = slices.iter().map(|slice| extent(slice.value)).collect();
    let apart = apart(&values, SMALL * values.iter().sum::<f64>());
    let body = html! {
        @for (at, slice) in slices.iter().enumerate() {
            tr data-apart[apart.contains(&at)] {
                th scope="row" { (slice.label) }
                (number(wording, slice.value, &slice.said))
            }
        }
    };
    let drawing = values.iter().any(|value| *value > 0.0).then_some(Drawing::Pie);
    figure(wording, title, drawing, &columns(&headings), &body)
}

/// Shares of a whole over time as stacked areas; `day` is the heading of the days.
///
/// Series beyond the seven that were largest are drawn as one; the table has them all, a column each.
pub fn over_time(
    wording: &Wording,
    title: &str,
    day: &str,
    days: &[Day],
    series: &[Series],
) -> Markup {
    let peaks: Vec<f64> = series.iter().map(peak).collect();
    let apart = apart(&peaks, 0.0);
    let head = html! {
        th scope="col" { (day) }
        @for (at, one) in series.iter().enumerate() {
            th scope="col" data-apart[apart.contains(&at)] { (one.label) }
        }
    };
    let body = html! {
        @for (at, day) in days.iter().enumerate() {
            tr {
                th scope="row" data-day=(day.iso) { (day.said) }
                @for one in series {
                    @match one.points.get(at) {
                        Some(point) => { (number(wording, point.value, &point.said)) }
                        None => { td {} }
                    }
                }
            }
        }
    };
    let any = days.len() > 1 && peaks.iter().any(|value| *value > 0.0);
    figure(wording, title, any.then_some(Drawing::OverTime), &head, &body)
}

/// Where value went as a Sankey diagram; `headings` are those of from, to and the figure.
///
/// Bands have one direction, so circles are broken: flows stand in the order given, and one that would close a circle
/// is marked as leading back in the table and is not drawn.
pub fn sankey(wording: &Wording, title: &str, headings: [&str; 3], flows: &[Flow]) -> Markup {
    let back = leading_back(flows);
    let body = html! {
        @for (at, flow) in flows.iter().enumerate() {
            tr data-back[back.contains(&at)] {
                th scope="row" { (flow.from) }
                td { (flow.to) @if back.contains(&at) { " " small { "(" (wording.leads_back) ")" } } }
                (number(wording, flow.value, &flow.said))
            }
        }
    };
    let any =
        flows.iter().enumerate().any(|(at, flow)| extent(flow.value) > 0.0 && !back.contains(&at));
    figure(wording, title, any.then_some(Drawing::Sankey), &columns(&headings), &body)
}

/// How far a value reaches in a drawing: nothing, if it is below zero or no number.
fn extent(value: f64) -> f64 {
    if value.is_finite() { value.max(0.0) } else { 0.0 }
}

/// The most a series ever was.
fn peak(series: &Series) -> f64 {
    series.points.iter().map(|point| extent(point.value)).fold(0.0, f64::max)
}

/// Which values are drawn apart: the largest that are more than `small`, earlier ones first among equals.
fn apart(values: &[f64], small: f64) -> BTreeSet<usize> {
    let mut largest: Vec<(usize, f64)> =
        values.iter().copied().enumerate().filter(|(_, value)| *value > small).collect();
    largest.sort_by(|one, other| other.1.total_cmp(&one.1));
    largest.into_iter().take(DRAWN_APART).map(|(at, _)| at).collect()
}

/// Which flows close a circle of the flows before them.
fn leading_back(flows: &[Flow]) -> BTreeSet<usize> {
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut back = BTreeSet::new();
    for (at, flow) in flows.iter().enumerate() {
        if reaches(&next, &flow.to, &flow.from) {
            back.insert(at);
        } else {
            next.entry(&flow.from).or_default().push(&flow.to);
        }
    }
    back
}

/// Whether one can go from `start` to `goal`.
fn reaches(next: &BTreeMap<&str, Vec<&str>>, start: &str, goal: &str) -> bool {
    let mut seen = BTreeSet::from([start]);
    let mut open = vec![start];
    while let Some(here) = open.pop() {
        if here == goal {
            return true;
        }
        open.extend(
            next.get(here).into_iter().flatten().copied().filter(|there| seen.insert(there)),
        );
    }
    false
}

#[cfg(test)]
mod tests;
