//! Graphs one can walk: nodes in layers, each a link to its page.
//!
//! Where things go is said by `layers`, what is drawn here, in which colours by the style sheet.

use super::layers::{Item, layers};
use super::table::{Stands, Wording, behind, columns};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// What a node stands for; each kind has a shape of its own, so that none is told by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Somebody: rounded ends.
    Agent,
    /// A resource: a rounded rectangle.
    Resource,
    /// A process: a hexagon.
    Process,
    /// Something that happened: a rectangle.
    Event,
    /// Money that is kept: a drum.
    Pool,
    /// A rule: a slanted box.
    Rule,
}

/// A node of a graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What edges call it; never shown.
    pub id: String,
    /// Its name.
    pub label: String,
    /// A live figure under the name, as it is read.
    pub figure: Option<String>,
    /// Its shape.
    pub kind: Kind,
    /// The kind as it is read.
    pub kind_said: String,
    /// Its page.
    pub href: Option<String>,
}

/// An arrow of a graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The id of the node it leaves.
    pub from: String,
    /// The id of the node it enters.
    pub to: String,
    /// What stands at it; may be empty.
    pub label: String,
}

/// Type size of the drawing, in its own units: pixels where it is not scaled.
const TYPE: f64 = 14.0;

/// Letters of a line before it is broken.
const LINE: usize = 22;

/// A layered drawing of nodes and arrows, from top to bottom; `headings` are those of node, kind and what it leads to.
///
/// Arrows from or to a node that is not there are left out. One that closes a circle is drawn upwards.
pub fn graph(
    wording: &Wording,
    title: &str,
    headings: [&str; 3],
    nodes: &[Node],
    edges: &[Edge],
) -> Markup {
    let known: BTreeMap<&str, usize> =
        nodes.iter().enumerate().map(|(at, node)| (node.id.as_str(), at)).collect();
    let mut leaving: BTreeMap<usize, usize> = BTreeMap::new();
    let arrows: Vec<Arrow<'_>> = edges
        .iter()
        .filter_map(|edge| {
            let (from, to) = (*known.get(edge.from.as_str())?, *known.get(edge.to.as_str())?);
            let left = leaving.entry(from).or_default();
            *left += 1;
            Some(Arrow { from, to, nth: *left - 1, label: &edge.label })
        })
        .collect();
    html! {
        figure.chart {
            figcaption { (title) }
            @if nodes.is_empty() {
                p { (wording.nothing) }
            } @else {
                div.graph tabindex="0" role="region" aria-label=(title) { (drawing(title, nodes, &arrows)) }
            }
            (behind(wording, title, &columns(&headings), &rows(nodes, &arrows), Stands::Folded))
        }
    }
}

/// An edge between nodes that are there, by their places.
struct Arrow<'a> {
    from: usize,
    to: usize,
    /// How many arrows leave the same node before it.
    nth: usize,
    label: &'a str,
}

impl Arrow<'_> {
    /// What stands at it, as far as there is room; the table behind has it whole.
    fn said(&self) -> String {
        if self.label.chars().count() <= LINE {
            return self.label.to_owned();
        }
        let begun: String = self.label.chars().take(LINE - 1).collect();
        format!("{}…", begun.trim_end())
    }

    /// How far above or below the middle it stands, so that neighbours do not stand on each other.
    const fn lifted(&self) -> f64 {
        match self.nth % 3 {
            0 => 0.0,
            1 => -13.0,
            _ => 13.0,
        }
    }
}

/// A row for each node, with what it leads to.
fn rows(nodes: &[Node], arrows: &[Arrow<'_>]) -> Markup {
    let mut leaving: BTreeMap<usize, Vec<&Arrow<'_>>> = BTreeMap::new();
    for arrow in arrows {
        leaving.entry(arrow.from).or_default().push(arrow);
    }
    html! {
        @for (at, node) in nodes.iter().enumerate() {
            tr {
                th scope="row" {
                    (linked(node, &html! { (node.label) }))
                    @if let Some(figure) = &node.figure { ": " (figure) }
                }
                td { (node.kind_said) }
                td {
                    @for (nth, arrow) in leaving.get(&at).into_iter().flatten().enumerate() {
                        @if nth > 0 { "; " }
                        @if let Some(to) = nodes.get(arrow.to) { (to.label) }
                        @if !arrow.label.is_empty() { " (" (arrow.label) ")" }
                    }
                }
            }
        }
    }
}

/// The same, as a link to the node's page if it has one.
fn linked(node: &Node, inside: &Markup) -> Markup {
    html! {
        @match &node.href {
            Some(href) => { a href=(href) { (inside) } }
            None => { (inside) }
        }
    }
}

/// The drawing, at its natural size; what is wider than the page is scrolled to.
fn drawing(title: &str, nodes: &[Node], arrows: &[Arrow<'_>]) -> Markup {
    let texts: Vec<Vec<String>> = nodes.iter().map(lines).collect();
    let sizes: Vec<(f64, f64)> = texts.iter().map(|lines| size(lines)).collect();
    let ends: Vec<(usize, usize)> = arrows.iter().map(|arrow| (arrow.from, arrow.to)).collect();
    let plan = layers(&sizes, &ends);
    let (width, height) = (plan.width.ceil(), plan.height.ceil());
    html! {
        svg role="group" aria-label=(title) width=(width) height=(height) viewBox=(format!("0 0 {width} {height}")) {
            @for (arrow, way) in arrows.iter().zip(&plan.ways) {
                (drawn_arrow(arrow, way, &plan.items))
            }
            @for ((node, place), lines) in nodes.iter().zip(&plan.items).zip(&texts) {
                (linked(node, &drawn_node(node, place, lines)))
            }
        }
    }
}

/// The lines of a node: its name, broken at spaces, and its figure.
fn lines(node: &Node) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in node.label.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < LINE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.extend(node.figure.clone());
    lines
}

/// How much room lines of text take. Letters are counted as wide as they are on average, and generously.
fn size(lines: &[String]) -> (f64, f64) {
    let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    (count(longest) * TYPE * 0.6 + 36.0, count(lines.len()) * TYPE * 1.3 + 20.0)
}

/// A count as a length.
fn count(things: usize) -> f64 {
    u32::try_from(things).map_or(f64::from(u32::MAX), f64::from)
}

/// A node: its outline, and its lines of text in the middle.
fn drawn_node(node: &Node, place: &Item, lines: &[String]) -> Markup {
    let rim = if node.kind == Kind::Pool { 3.0 } else { 0.0 };
    let heart = place.top + place.height / 2.0 + rim;
    html! {
        g class=(class(node.kind)) {
            title { (node.kind_said) ": " (node.label) }
            path d=(outline(node.kind, place)) {}
            @for (nth, line) in lines.iter().enumerate() {
                @let base = heart + (count(nth) - (count(lines.len()) - 1.0) / 2.0) * TYPE * 1.3 + TYPE * 0.35;
                text.figure[node.figure.is_some() && nth + 1 == lines.len()] x=(place.x) y=(base) { (line) }
            }
        }
    }
}

fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Agent => "node agent",
        Kind::Resource => "node resource",
        Kind::Process => "node process",
        Kind::Event => "node event",
        Kind::Pool => "node pool",
        Kind::Rule => "node rule",
    }
}

/// The outline of a node as an SVG path.
fn outline(kind: Kind, place: &Item) -> String {
    let (x, y, w, h) = (place.x - place.width / 2.0, place.top, place.width, place.height);
    match kind {
        Kind::Agent => rounded(place, h / 2.0),
        Kind::Resource => rounded(place, 8.0),
        Kind::Event => rounded(place, 1.0),
        Kind::Process => {
            let (side, half) = (w - 24.0, h / 2.0);
            format!("M{} {y}h{side}l12 {half}l-12 {half}h-{side}l-12 -{half}z", x + 12.0)
        }
        Kind::Pool => {
            let (radius, side) = (w / 2.0, h - 10.0);
            let rim = format!("a{radius} 5 0 0 0");
            format!("M{x} {}v{side}{rim} {w} 0v-{side}{rim} -{w} 0{rim} {w} 0", y + 5.0)
        }
        Kind::Rule => format!("M{} {y}h{}l-12 {h}h-{}z", x + 12.0, w - 12.0, w - 12.0),
    }
}

/// A rectangle with round corners as an SVG path.
fn rounded(place: &Item, radius: f64) -> String {
    let r = radius.min(place.width / 2.0).min(place.height / 2.0);
    let (w, h) = (place.width - 2.0 * r, place.height - 2.0 * r);
    let (x, y) = (place.x - w / 2.0, place.top);
    let turn = format!("a{r} {r} 0 0 1");
    format!(
        "M{x} {y}h{w}{turn} {r} {r}v{h}{turn} -{r} {r}h-{w}{turn} -{r} -{r}v-{h}{turn} {r} -{r}z"
    )
}

/// An arrow along its way: its line, its head at the end it leads to, and what stands at it.
fn drawn_arrow(arrow: &Arrow<'_>, way: &[usize], items: &[Item]) -> Markup {
    let stops: Vec<&Item> = way.iter().filter_map(|at| items.get(*at)).collect();
    let (Some(&upper), Some(&lower)) = (stops.first(), stops.last()) else { return html! {} };
    let points = points(&stops);
    let (Some(&start), Some(&end)) = (points.first(), points.last()) else { return html! {} };
    let tip = if way.first() == Some(&arrow.from) {
        (end, lower.top - 8.0)
    } else {
        (start, upper.top + upper.height + 8.0)
    };
    let ((x, y), back) = tip;
    html! {
        g.edge {
            path.line d=(line(&points)) {}
            path.head d=(format!("M{x} {y}L{} {back}L{} {back}z", x - 4.0, x + 4.0)) {}
            @if let (false, [first, second, ..]) = (arrow.label.is_empty(), points.as_slice()) {
                @let middle = (f64::midpoint(first.0, second.0), f64::midpoint(first.1, second.1));
                text x=(middle.0) y=(middle.1 + 4.0 + arrow.lifted()) { (arrow.said()) }
            }
        }
    }
}

/// From under the first stop through the others to above the last, each passed straight down.
fn points(stops: &[&Item]) -> Vec<(f64, f64)> {
    let mut points = Vec::new();
    for pair in stops.windows(2) {
        if let [upper, lower] = pair {
            let apart = lower.x - upper.x;
            points.push((port(upper, apart), upper.top + upper.height));
            points.push((port(lower, -apart), lower.top));
        }
    }
    points
}

/// Where an arrow meets an item whose other end is `apart` to the side: towards it, within the middle half.
fn port(item: &Item, apart: f64) -> f64 {
    item.x + (apart * 0.2).clamp(-item.width / 4.0, item.width / 4.0)
}

/// A line through the points, going straight down at each.
fn line(points: &[(f64, f64)]) -> String {
    let mut path = String::new();
    for pair in points.windows(2) {
        if let [(x, y), (to_x, to_y)] = pair {
            let half = f64::midpoint(*y, *to_y);
            if path.is_empty() {
                path = format!("M{x} {y}");
            }
            path += &format!("C{x} {half} {to_x} {half} {to_x} {to_y}");
        }
    }
    path
}
