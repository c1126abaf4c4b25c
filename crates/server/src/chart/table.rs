//! The figure around each chart, and the table behind it.

use maud::{Markup, html};

/// What every chart says, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// What opens the table: "The figures".
    pub figures: String,
    /// The parts that are drawn as one: "Others".
    pub others: String,
    /// Beside a figure below zero: "not drawn".
    pub not_drawn: String,
    /// Beside a flow that closes a circle: "leads back, not drawn".
    pub leads_back: String,
    /// In place of a chart of nothing: "There is nothing to draw yet."
    pub nothing: String,
}

/// What the script makes of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Drawing {
    Pie,
    OverTime,
    Sankey,
}

impl Drawing {
    /// The name that the script knows it by.
    fn name(self) -> &'static str {
        match self {
            Self::Pie => "pie",
            Self::OverTime => "over-time",
            Self::Sankey => "sankey",
        }
    }
}

/// A figure that the script draws from its table, or says that there is nothing to draw.
///
/// The table stands open until it is drawn.
pub(super) fn figure(
    wording: &Wording,
    title: &str,
    drawing: Option<Drawing>,
    head: &Markup,
    body: &Markup,
) -> Markup {
    html! {
        figure class="chart" data-chart=[drawing.map(Drawing::name)] data-others=(wording.others) {
            figcaption { (title) }
            @match drawing {
                Some(_) => div class="drawing" role="img" aria-label=(title) hidden {}
                None => p { (wording.nothing) }
            }
            (behind(wording, title, head, body, if drawing.is_some() { Stands::Open } else { Stands::Folded }))
        }
    }
}

/// Whether a table stands open. One that a script draws from does, and is folded when it was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    Open,
    Folded,
}

/// The table behind a chart.
pub(super) fn behind(
    wording: &Wording,
    title: &str,
    head: &Markup,
    body: &Markup,
    stands: Stands,
) -> Markup {
    html! {
        details open[stands == Stands::Open] {
            summary { (wording.figures) }
            div class="table" tabindex="0" role="region" aria-label=(title) {
                table {
                    caption { (title) }
                    thead { tr { (head) } }
                    tbody { (body) }
                }
            }
        }
    }
}

/// Headings of columns.
pub(super) fn columns(headings: &[&str]) -> Markup {
    html! { @for heading in headings { th scope="col" { (heading) } } }
}

/// A cell with a figure as it is read, and how far it reaches in the drawing.
pub(super) fn number(wording: &Wording, value: f64, said: &str) -> Markup {
    let reaches = value.is_finite() && value >= 0.0;
    html! {
        td class="number" data-value=[reaches.then_some(value)] {
            (said)
            @if !reaches { " " small { "(" (wording.not_drawn) ")" } }
        }
    }
}
