//! What differs between two charters, and who decides about that.

use charter::parse::parse;
use commons::amendment::{Needs, needs};
use inquiry::declared::{Declared, Difference, Mark, differences, lines};
use maud::{Markup, html};

use crate::site::Here;

/// Declaration by declaration, with lines that are marked.
pub fn told(here: &Here<'_>, old: &str, new: &str) -> Markup {
    let all = differences(old, new);
    if all.is_empty() {
        return html! { p { (here.say("rules-same")) } };
    }
    html! {
        p { (here.words.say_with("rules-changed-count", &[("count", all.len().into())])) }
        @for difference in &all {
            @match difference {
                Difference::Added(it) => (block(here, "rules-added", it, "", &it.text)),
                Difference::Removed(it) => (block(here, "rules-removed", it, &it.text, "")),
                Difference::Changed(old, new) => {
                    (block(here, "rules-changed", new, &old.text, &new.text))
                }
            }
        }
    }
}

fn block(here: &Here<'_>, key: &str, it: &Declared, old: &str, new: &str) -> Markup {
    html! {
        article {
            h3 { span.tag { (here.words.say(key)) } " " code { (it.title()) } }
            pre.diff {
                @for (mark, line) in lines(old, new) {
                    @match mark {
                        Mark::Both => span { "  " (line) "\n" },
                        Mark::Old => del { span.sign aria-hidden="true" { "− " } (line) "\n" },
                        Mark::New => ins { span.sign aria-hidden="true" { "+ " } (line) "\n" },
                    }
                }
            }
        }
    }
}

/// The decisions that a change needs, each once; none if the founder decides.
pub fn deciders(old: &str, new: &str) -> Vec<String> {
    let all = needs(&parse(old).0, &parse(new).0);
    let mut names: Vec<String> =
        all.iter().flat_map(|it| it.decisions.iter().map(ToString::to_string)).collect();
    names.sort();
    names.dedup();
    names
}

/// Who decides about a change, part by part.
pub fn who_decides(here: &Here<'_>, old: &str, new: &str) -> Markup {
    let all = needs(&parse(old).0, &parse(new).0);
    let by = |it: &Needs| match it.decisions.as_slice() {
        [] => here.say("rules-founder-decides"),
        decisions => {
            let names: Vec<String> = decisions.iter().map(|name| format!("“{name}”")).collect();
            here.words.say_with("rules-decision-decides", &[("names", names.join(", ").into())])
        }
    };
    html! {
        h3 { (here.say("rules-who-decides")) }
        ul { @for it in &all { li { code { (it.part) } ": " (by(it)) } } }
    }
}
