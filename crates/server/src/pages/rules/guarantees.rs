//! What a charter guarantees, and what is wrong with one: the checker's report, told.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use charter::diagnostic::{Diagnostic, Severity};
use charter::render::render;
use charter::report::{Guarantee, Verdict};
use commons::act::check_charter;
use commons::reading::{Reading, line};
use maud::{Markup, html};

use crate::site::Here;

/// How many reports are kept: of the charter in force and of some that were proposed.
const KEPT: usize = 16;

static KEPT_REPORTS: LazyLock<Mutex<BTreeMap<String, Arc<Checked>>>> =
    LazyLock::new(|| Mutex::new(BTreeMap::new()));

/// A charter, checked, its examples played. What is asked again is not computed again.
pub struct Checked {
    text: String,
    reading: Reading,
}

impl Checked {
    /// Checks a text.
    pub fn of(text: &str) -> Arc<Self> {
        let kept = || KEPT_REPORTS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept().get(text) {
            return Arc::clone(known);
        }
        let checked = Arc::new(Self { text: text.to_owned(), reading: check_charter(text) });
        let mut all = kept();
        if all.len() >= KEPT {
            all.clear();
        }
        all.insert(text.to_owned(), Arc::clone(&checked));
        checked
    }

    /// Whether it can be adopted as it is.
    pub fn passes(&self) -> bool {
        self.reading.report.passes() && self.reading.model.is_some()
    }
}

/// The verdicts in the order in which they are told, each with a mark that needs no colour.
const VERDICTS: [(Verdict, &str, &str); 4] = [
    (Verdict::Broken, "✗", "rules-verdict-broken"),
    (Verdict::Proven, "✓", "rules-verdict-proven"),
    (Verdict::Guarded, "◐", "rules-verdict-guarded"),
    (Verdict::NotChecked, "○", "rules-verdict-not-checked"),
];

/// The guarantees, each with the worst that was found of it.
fn worst(reading: &Reading) -> BTreeMap<Guarantee, Verdict> {
    let mut worst = BTreeMap::new();
    for finding in &reading.report.findings {
        let verdict = worst.entry(finding.guarantee).or_insert(finding.verdict);
        *verdict = finding.verdict.max(*verdict);
    }
    worst
}

/// What it guarantees.
pub fn section(here: &Here<'_>, checked: &Checked) -> Markup {
    let worst = worst(&checked.reading);
    html! {
        section.card {
            h2 { (here.say("rules-guarantees")) }
            p.marks {
                @for (verdict, mark, key) in VERDICTS {
                    @let count = worst.values().filter(|found| **found == verdict).count();
                    @if count > 0 {
                        span.tag {
                            span aria-hidden="true" { (mark) " " }
                            (here.words.say_with(&format!("{key}-count"), &[("count", count.into())]))
                        }
                        " "
                    }
                }
            }
            details {
                summary { (here.say("rules-guarantees-each")) }
                ul.list {
                    @for (verdict, mark, key) in VERDICTS {
                        @for (guarantee, _) in worst.iter().filter(|(_, found)| **found == verdict) {
                            li { (guaranteed(here, checked, *guarantee, mark, key)) }
                        }
                    }
                }
                p.soft { (here.say("rules-verdicts-mean")) }
            }
        }
    }
}

fn guaranteed(
    here: &Here<'_>,
    checked: &Checked,
    guarantee: Guarantee,
    mark: &str,
    key: &str,
) -> Markup {
    let promise = format!("rules-guarantee-{}", guarantee.word().replace('_', "-"));
    let mut found: Vec<&str> = Vec::new();
    for finding in checked.reading.report.findings.iter().filter(|it| it.guarantee == guarantee) {
        if !found.contains(&finding.sentence.as_str()) {
            found.push(&finding.sentence);
        }
    }
    html! {
        strong { span aria-hidden="true" { (mark) " " } (here.words.say(&promise)) }
        " " span.soft { (here.words.say(key)) }
        details {
            summary { (here.say("rules-found")) }
            ul lang="en" { @for sentence in found { li { (sentence) } } }
        }
    }
}

/// What keeps a charter from being adopted, and what people should know, each in its line.
pub fn wrong(here: &Here<'_>, checked: &Checked) -> Markup {
    let told = &checked.reading.report.diagnostics;
    let shown = |sentence: &str| told.iter().any(|it| it.message == sentence);
    let broken = checked.reading.report.findings.iter();
    let broken = broken.filter(|it| it.verdict == Verdict::Broken && !shown(&it.sentence));
    html! {
        @for diagnostic in told { (diagnosed(here, &checked.text, diagnostic)) }
        @for finding in broken {
            div.refused {
                p lang="en" { strong { "✗ " (here.say("rules-broken")) } " " (finding.sentence) }
                @if let Some(at) = finding.places.first() {
                    p.name { (line_said(here, line(&checked.text, at.start))) }
                }
            }
        }
    }
}

fn line_said(here: &Here<'_>, line: usize) -> String {
    here.words.say_with("rules-line", &[("line", line.to_string().into())])
}

fn diagnosed(here: &Here<'_>, text: &str, diagnostic: &Diagnostic) -> Markup {
    let (mark, key) = match diagnostic.severity {
        Severity::Error => ("✗", "rules-error"),
        Severity::Warning => ("!", "rules-warning"),
    };
    // The first line of it is the message, which stands above the excerpt here.
    let shown = render(text, &here.say("rules-line-of"), diagnostic);
    let excerpt = shown.split_once('\n').map_or("", |(_, rest)| rest);
    html! {
        div.refused {
            p lang="en" { strong { (mark) " " (here.words.say(key)) } " " (diagnostic.message) }
            pre lang="en" { code { (excerpt) } }
            p.name { code { (diagnostic.code) } }
        }
    }
}
