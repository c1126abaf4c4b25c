//! The checkpoint, and the button that checks the whole journal in the browser.

use maud::{Markup, html};

use crate::assets;
use crate::site::{Here, Trouble};

/// What the script says, by the names it says it by, and the figures it puts in.
const SAID: [(&str, &[&str]); 24] = [
    ("running", &[]),
    ("count", &["entries", "size"]),
    ("good", &["entries", "root"]),
    ("bad", &["found"]),
    ("figures", &["entries", "signatures", "authors", "seconds", "rate"]),
    ("ends", &["head", "root"]),
    ("operator", &["key"]),
    ("effects_unchecked", &[]),
    ("signatures_unchecked", &[]),
    ("first", &["size"]),
    ("again", &["seen"]),
    ("more", &["more"]),
    ("failed", &["what"]),
    ("checkpoint_malformed", &["what"]),
    ("checkpoint_signature_wrong", &["what"]),
    ("entry_malformed", &["entry", "what"]),
    ("link_broken", &["entry"]),
    ("hash_differs", &["entry"]),
    ("time_backwards", &["entry"]),
    ("act_twice", &["entry"]),
    ("signature_wrong", &["entry"]),
    ("stream_cut", &["entry", "what"]),
    ("root_differs", &["what"]),
    ("history_rewritten", &["what"]),
];

/// How the journal ends, who signed for it, and the button.
///
/// # Errors
/// A journal that cannot be read.
pub fn section(here: &Here<'_>, note: Option<&str>) -> Result<Markup, Trouble> {
    let (head, root, operator) = here.site.keeper.journal(|journal| {
        (journal.head(), journal.root().to_string(), journal.operator().to_string())
    })?;
    let (last, size) = (head.hash.to_string(), head.len.to_string());
    Ok(html! {
        section.card data-verify-here {
            h2 { (here.say("journal-verify")) }
            p { (here.words.say_with("journal-verify-what", &[("count", size.as_str().into())])) }
            @if note.is_some() {
                button type="button" hidden data-verify data-entries="/journal/entries"
                    data-checkpoint="/journal/checkpoint" data-operator=(operator) {
                    (here.say("journal-verify-button"))
                }
                progress hidden aria-label=(here.say("journal-verify-progress")) {}
                p data-count aria-hidden="true" {}
                output {}
                ul data-findings {}
                (sentences(here))
                script type="module" src=(assets::address("verify.js")) {}
            } @else { p { (here.say("journal-unsigned")) } }
            details {
                summary { (here.say("journal-checkpoint")) }
                dl.facts {
                    dt { (here.say("journal-size")) } dd { (size) }
                    dt { (here.say("journal-last")) } dd { code { (last) } }
                    dt { (here.say("journal-root")) } dd { code { (root) } }
                    dt { (here.say("journal-operator")) } dd { code { (operator) } }
                }
                @if let Some(note) = note {
                    pre { code { (note) } }
                    p { a href="/journal/checkpoint" { (here.say("journal-checkpoint-alone")) } }
                }
                p.soft { (here.say("journal-verify-elsewhere")) " " code { "subak verify" } }
            }
        }
    })
}

/// What the script says, in the language of the page; the script puts the figures in.
fn sentences(here: &Here<'_>) -> Markup {
    let said = |name: &str, figures: &[&'static str]| {
        let with: Vec<_> =
            figures.iter().map(|name| (*name, format!("{{{name}}}").into())).collect();
        here.words.say_with(&format!("journal-said-{}", name.replace('_', "-")), &with)
    };
    html! {
        dl hidden data-words {
            @for (name, figures) in SAID { dt { (name) } dd { (said(name, figures)) } }
        }
    }
}
