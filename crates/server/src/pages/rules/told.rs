//! A charter, declaration by declaration: what it says in the reader's language, beside how it is written.

use inquiry::declared::{Declared, declared};
use maud::{Markup, html};

use crate::site::Here;

/// The sorts of declarations in the order in which they are read, each with its heading.
const SORTS: [(&str, &[&str]); 6] = [
    ("rules-sort-promise", &["charter"]),
    ("rules-sort-settings", &["setting", "rate", "measure", "table"]),
    ("rules-sort-money", &["unit", "pool", "claim", "waterfall", "equation"]),
    ("rules-sort-people", &["role", "decision", "change"]),
    ("rules-sort-rules", &["rule"]),
    ("rules-sort-proofs", &["law", "example"]),
];

/// All of it.
pub fn section(here: &Here<'_>, text: &str) -> Markup {
    let all = declared(text, here.words.language);
    html! {
        h2 { (here.say("rules-says")) }
        @for (heading, sorts) in SORTS {
            @let found: Vec<&Declared> = all.iter().filter(|it| sorts.contains(&it.sort)).collect();
            @if !found.is_empty() {
                h3 { (here.words.say(heading)) }
                @for it in found { (one(it)) }
            }
        }
        details {
            summary { (here.say("rules-whole-text")) }
            pre { code { (text) } }
        }
    }
}

fn one(it: &Declared) -> Markup {
    html! {
        article.beside {
            div {
                h4 { (it.heading) }
                @for sentence in &it.sentences { p { (sentence) } }
            }
            pre { code { (it.text) } }
        }
    }
}
