//! The equation in force, where there is no charter.

use commons::equation::{Equation, Rate};
use inquiry::amount::say_ratio;
use maud::{Markup, html};

use crate::page::{Cell, table};
use crate::site::{Body, Here};
use crate::telling::Telling;

/// The page of a commons without a charter.
pub fn alone(here: &Here<'_>) -> Body {
    let main = html! {
        p { (here.say("rules-none")) }
        p.row {
            a.button href="/rules/propose" { (here.say("rules-write")) }
            a.button.quiet href="/whatif" { (here.say("rules-what-if")) }
        }
        @if let Some(equation) = &here.state.equation { (shown(here, equation)) }
    };
    Body { title: here.say("rules-title"), main }
}

/// The headings of an equation with their rates.
pub fn headings(equation: &Equation) -> [(&'static str, &[Rate]); 5] {
    [
        ("work", &equation.work),
        ("material", &equation.material),
        ("usage", &equation.usage),
        ("production", &equation.production),
        ("citation", &equation.citation),
    ]
}

/// What a rate is for: `an hour, as design`.
pub fn rated(here: &Here<'_>, rate: &Rate) -> String {
    let telling = Telling { words: here.words, state: here.state };
    let per = telling.unit(rate.per.as_str(), "1").unwrap_or_else(|| rate.per.to_string());
    let named = |key: &str, what: &str| here.words.say_with(key, &[("what", what.into())]);
    let parts = [
        Some(per),
        rate.role.as_ref().map(|role| named("why-as", role.as_str())),
        rate.kind.as_ref().map(|kind| named("why-rate-kind", kind.as_str())),
        rate.agent.as_ref().map(|who| named("why-rate-by", &telling.named(who))),
        rate.resource.as_ref().map(|it| named("why-rate-of", &telling.named(it))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn shown(here: &Here<'_>, equation: &Equation) -> Markup {
    let unit = equation.unit.as_str();
    let mut rows = Vec::new();
    for (heading, rates) in headings(equation) {
        for rate in rates {
            let value = here.words.decimal(&say_ratio(rate.value));
            rows.push(vec![
                Cell::Text(html! { (here.words.say(&format!("rules-equation-{heading}"))) }),
                Cell::Text(html! { (rated(here, rate)) }),
                Cell::Figure(html! { (value) "\u{a0}" (unit) }),
            ]);
        }
    }
    let heads = [
        here.say("rules-equation-heading"),
        here.say("rules-equation-per"),
        format!(">{}", here.say("rules-equation-worth")),
    ];
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let told = [("name", equation.name.as_str().into())];
    html! {
        h2 { (here.words.say_with("rules-equation", &told)) }
        (table(&here.say("rules-equation-caption"), &heads, &rows))
        p { (here.words.say_with("rules-contest-days", &[("count", equation.contest_days.into())])) }
    }
}
