//! Graphs one can walk: nodes in layers, each a link to its page.
//!
//! Where things go is worked out by `mermaid-rs-renderer`; what is drawn, and in which colours, is said here and in
//! the style sheet.

use super::table::{Wording, behind, columns};
use maud::{Markup, html};
use mermaid_rs_renderer as layered;
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
const TYPE: f32 = 14.0;

/// A layered drawing of nodes and arrows, from top to bottom; `headings` are those of node, kind and what it leads to.
///
/// Arrows from or to a node that is not there are left out. Circles are drawn as they are.
pub fn graph(
    wording: &Wording,
    title: &str,
    headings: [&str; 3],
    nodes: &[Node],
    edges: &[Edge],
) -> Markup {
    let known: BTreeMap<&str, usize> =
        nodes.iter().enumerate().map(|(at, node)| (node.id.as_str(), at)).collect();
    let edges: Vec<Arrow<'_>> = edges
        .iter()
        .filter_map(|edge| {
            let (from, to) = (*known.get(edge.from.as_str())?, *known.get(edge.to.as_str())?);
            Some(Arrow { from, to, label: &edge.label })
        })
        .collect();
    html! {
        figure.chart {
            figcaption { (title) }
            @if nodes.is_empty() {
                p { (wording.nothing) }
            } @else {
                div.graph tabindex="0" role="region" aria-label=(title) { (drawing(title, nodes, &edges)) }
            }
            (behind(wording, title, &columns(&headings), &rows(nodes, &edges), false))
        }
    }
}

/// An edge between nodes that are there.
struct Arrow<'a> {
    from: usize,
    to: usize,
    label: &'a str,
}

/// A row for each node, with what it leads to.
fn rows(nodes: &[Node], edges: &[Arrow<'_>]) -> Markup {
    let mut leaving: BTreeMap<usize, Vec<&Arrow<'_>>> = BTreeMap::new();
    for edge in edges {
        leaving.entry(edge.from).or_default().push(edge);
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
                    @for (nth, edge) in leaving.get(&at).into_iter().flatten().enumerate() {
                        @if nth > 0 { "; " }
                        @if let Some(to) = nodes.get(edge.to) { (to.label) }
                        @if !edge.label.is_empty() { " (" (edge.label) ")" }
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
            Some(href) => a href=(href) { (inside) }
            None => { (inside) }
        }
    }
}

/// Where everything goes.
fn laid_out(nodes: &[Node], edges: &[Arrow<'_>]) -> layered::Layout {
    let mut plan = layered::Graph::new();
    for (at, node) in nodes.iter().enumerate() {
        let label = match &node.figure {
            Some(figure) => format!("{}\n{figure}", node.label),
            None => node.label.clone(),
        };
        plan.ensure_node(&key(at), Some(label), Some(shape(node.kind)));
    }
    plan.edges.extend(edges.iter().map(|edge| layered::Edge {
        from: key(edge.from),
        to: key(edge.to),
        label: (!edge.label.is_empty()).then(|| edge.label.to_owned()),
        start_label: None,
        end_label: None,
        directed: true,
        arrow_start: false,
        arrow_end: true,
        arrow_start_kind: None,
        arrow_end_kind: None,
        start_decoration: None,
        end_decoration: None,
        style: layered::EdgeStyle::Solid,
    }));
    let theme = layered::Theme { font_size: TYPE, ..layered::Theme::modern() };
    // Without the fonts of this machine: the reader's are others anyway, and no file is read.
    let config =
        layered::LayoutConfig { fast_text_metrics: true, ..layered::LayoutConfig::default() };
    layered::compute_layout(&plan, &theme, &config)
}

/// What the layout calls the node at a place; as long for all, so that their order is kept.
fn key(at: usize) -> String {
    format!("n{at:06}")
}

fn shape(kind: Kind) -> layered::NodeShape {
    match kind {
        Kind::Agent => layered::NodeShape::Stadium,
        Kind::Resource => layered::NodeShape::RoundRect,
        Kind::Process => layered::NodeShape::Hexagon,
        Kind::Event => layered::NodeShape::Rectangle,
        Kind::Pool => layered::NodeShape::Cylinder,
        Kind::Rule => layered::NodeShape::Parallelogram,
    }
}

/// The drawing, at its natural size; what is wider than the page is scrolled to.
fn drawing(title: &str, nodes: &[Node], edges: &[Arrow<'_>]) -> Markup {
    let layout = laid_out(nodes, edges);
    let (width, height) = (layout.width.ceil(), layout.height.ceil());
    html! {
        svg role="group" aria-label=(title) width=(width) height=(height) viewBox=(format!("0 0 {width} {height}")) {
            @for edge in &layout.edges { (arrow(edge)) }
            @for (node, place) in nodes.iter().zip(layout.nodes.values()) {
                (linked(node, &box_of(node, place)))
            }
        }
    }
}

/// A node: its outline, and its lines of text in the middle.
fn box_of(node: &Node, place: &layered::NodeLayout) -> Markup {
    let middle = place.x + place.width / 2.0;
    let lines = place.label.lines.len();
    html! {
        g class=(class(node.kind)) {
            title { (node.kind_said) ": " (node.label) }
            path d=(outline(node.kind, place)) {}
            @for (nth, line) in place.label.lines.iter().enumerate() {
                text.figure[node.figure.is_some() && nth + 1 == lines] x=(middle) y=(baseline(place, nth, lines)) { (line) }
            }
        }
    }
}

/// Where the line of text stands that is the `nth` of `lines`.
fn baseline(place: &layered::NodeLayout, nth: usize, lines: usize) -> f32 {
    let from_middle = small(nth) - (small(lines) - 1.0) / 2.0;
    place.y + place.height / 2.0 + from_middle * TYPE * 1.3 + TYPE * 0.35
}

/// A count of lines as a length.
fn small(count: usize) -> f32 {
    u16::try_from(count).map_or(f32::from(u16::MAX), f32::from)
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
fn outline(kind: Kind, place: &layered::NodeLayout) -> String {
    let (x, y, w, h) = (place.x, place.y, place.width, place.height);
    match kind {
        Kind::Agent => rounded(place, h / 2.0),
        Kind::Resource => rounded(place, 8.0),
        Kind::Event => rounded(place, 1.0),
        Kind::Process => {
            let cut = (h / 2.0).min(14.0);
            format!(
                "M{} {y}h{}l{cut} {}l-{cut} {}h-{}l-{cut} -{}z",
                x + cut,
                w - 2.0 * cut,
                h / 2.0,
                h / 2.0,
                w - 2.0 * cut,
                h / 2.0
            )
        }
        Kind::Pool => {
            let (rim, radius) = (5.0, w / 2.0);
            format!(
                "M{x} {}v{}a{radius} {rim} 0 0 0 {w} 0v-{}a{radius} {rim} 0 0 0 -{w} 0a{radius} {rim} 0 0 0 {w} 0",
                y + rim,
                h - 2.0 * rim,
                h - 2.0 * rim
            )
        }
        Kind::Rule => format!("M{} {y}h{}l-12 {h}h-{}z", x + 12.0, w - 12.0, w - 12.0),
    }
}

/// A rectangle with round corners as an SVG path.
fn rounded(place: &layered::NodeLayout, radius: f32) -> String {
    let r = radius.min(place.width / 2.0).min(place.height / 2.0);
    let (w, h) = (place.width - 2.0 * r, place.height - 2.0 * r);
    format!(
        "M{} {}h{w}a{r} {r} 0 0 1 {r} {r}v{h}a{r} {r} 0 0 1 -{r} {r}h-{w}a{r} {r} 0 0 1 -{r} -{r}v-{h}a{r} {r} 0 0 1 {r} -{r}z",
        place.x + r,
        place.y
    )
}

/// An arrow: its line with soft corners, its head, and what stands at it.
fn arrow(edge: &layered::EdgeLayout) -> Markup {
    let head = match edge.points.as_slice() {
        [.., before, tip] => head(*before, *tip),
        _ => String::new(),
    };
    html! {
        g.edge {
            path.line d=(line(&edge.points)) {}
            path.head d=(head) {}
            @if let (Some(label), Some((x, y))) = (&edge.label, edge.label_anchor) {
                @for (nth, line) in label.lines.iter().enumerate() {
                    text x=(x) y=(y + (small(nth) - (small(label.lines.len()) - 1.0) / 2.0) * TYPE * 1.2 + TYPE * 0.3) { (line) }
                }
            }
        }
    }
}

/// A line through the points, bent within 6 units of each.
fn line(points: &[(f32, f32)]) -> String {
    let Some((start, _)) = points.split_first() else { return String::new() };
    let mut path = format!("M{} {}", start.0, start.1);
    for corner in points.windows(3) {
        if let [before, at, after] = corner {
            let (near, far) = (towards(*at, *before, 6.0), towards(*at, *after, 6.0));
            path += &format!("L{} {}Q{} {} {} {}", near.0, near.1, at.0, at.1, far.0, far.1);
        }
    }
    if let Some(end) = points.last() {
        path += &format!("L{} {}", end.0, end.1);
    }
    path
}

/// The point `by` away from `from` on the way to `to`, at most half-way.
fn towards(from: (f32, f32), to: (f32, f32), by: f32) -> (f32, f32) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy);
    let part = if length > 0.0 { (by / length).min(0.5) } else { 0.0 };
    (from.0 + dx * part, from.1 + dy * part)
}

/// The head of an arrow that arrives at `tip`.
fn head(before: (f32, f32), tip: (f32, f32)) -> String {
    let (dx, dy) = (tip.0 - before.0, tip.1 - before.1);
    let length = dx.hypot(dy).max(f32::EPSILON);
    let (ux, uy) = (dx / length, dy / length);
    let (back_x, back_y) = (tip.0 - 8.0 * ux, tip.1 - 8.0 * uy);
    format!(
        "M{} {}L{} {}L{} {}z",
        tip.0,
        tip.1,
        back_x - 4.0 * uy,
        back_y + 4.0 * ux,
        back_x + 4.0 * uy,
        back_y - 4.0 * ux
    )
}
