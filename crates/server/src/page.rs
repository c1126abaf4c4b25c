//! What all pages are built of: the shell around them, forms, tables and figures.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use commons::name::Moment;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::assets;
use crate::chart::{self, Wording};
use crate::gate::SessionKey;
use crate::site::{Body, Here, Prepared, Trouble};
use crate::visit::Filled;

/// The pages that the navigation names: address and the word for it.
const PAGES: [(&str, &str); 7] = [
    ("/", "shell-home"),
    ("/log", "shell-log"),
    ("/work", "shell-work"),
    ("/money", "shell-money"),
    ("/rules", "shell-rules"),
    ("/journal", "shell-journal"),
    ("/me", "shell-me"),
];

/// A page within its shell; without it for a script that opens it in another one.
#[must_use]
pub fn shell(here: &Here<'_>, body: &Body) -> Markup {
    if here.visit.part {
        return html! { h1 { (body.title) } (body.main) };
    }
    let words = here.words;
    let commons = here.state.name.as_str();
    html! {
        (DOCTYPE)
        html lang=(words.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (body.title) " · " (commons) }
                link rel="icon" href=(assets::address("subak.svg"));
                link rel="stylesheet" href=(assets::address("subak.css"));
                link rel="stylesheet" href=(assets::address("chart.css"));
                script type="module" src=(assets::address("subak.js")) {}
            }
            @let signs = signs(here);
            body data-sign=[signs.as_ref().map(|_| "/acts")] data-commons=[&signs] {
                a.skip href="#main" { (words.say("shell-skip")) }
                header.top {
                    a.commons href="/" { (commons) }
                    (navigation(here))
                    (who(here))
                }
                main id="main" tabindex="-1" {
                    (said(here))
                    @if signs.is_some() { (signing(here)) }
                    h1 { (body.title) }
                    (body.main)
                }
                (foot(here))
            }
        }
    }
}

/// The commons for which this browser signs by itself what its member does.
fn signs(here: &Here<'_>) -> Option<String> {
    let Some(SessionKey::Browser(_)) = here.visit.key() else { return None };
    Some(here.site.keeper.commons().to_string())
}

/// What the browser asks its member before it signs, and what is said if it cannot.
fn signing(here: &Here<'_>) -> Markup {
    html! {
        noscript { p.refused { (here.say("join-sign-without")) } }
        p.refused hidden data-sign-absent { (here.say("join-sign-absent")) }
        dialog data-sign-dialog aria-labelledby="sign-title" {
            h2 id="sign-title" { (here.say("join-sign-title")) }
            p.lines data-told {}
            form.row method="dialog" {
                button value="sign" { (here.say("join-sign-sign")) }
                button.quiet value="" { (here.say("shell-cancel")) }
            }
        }
        (key_words(here))
        script type="module" src=(assets::address("sign.js")) {}
    }
}

/// The sentences that `sign.js` says.
#[must_use]
pub fn key_words(here: &Here<'_>) -> Markup {
    let gap = |key: &str, name: &'static str| {
        let given = format!("{{{name}}}");
        here.words.say_with(key, &[(name, given.as_str().into())])
    };
    html! {
        dl hidden data-sign-words {
            dt { "refused" } dd { (gap("join-sign-refused", "refused")) }
            dt { "failed" } dd { (here.say("join-sign-failed")) }
            dt { "differs" } dd { (here.say("join-sign-differs")) }
            dt { "kept" } dd { (gap("join-sign-kept", "author")) }
        }
    }
}

fn navigation(here: &Here<'_>) -> Markup {
    let first = |path: &str| path.split('/').nth(1).unwrap_or_default().to_owned();
    let here_at = first(&here.visit.path);
    html! {
        nav aria-label=(here.say("shell-menu")) {
            ul {
                @for (address, key) in PAGES {
                    li {
                        a href=(address) aria-current=[(first(address) == here_at).then_some("page")] {
                            (here.say(key))
                        }
                    }
                }
            }
        }
    }
}

fn who(here: &Here<'_>) -> Markup {
    html! {
        div.who {
            a href=(format!("/language?to={}", other_language(here))) lang=(other_language(here)) {
                (here.say("shell-other-language"))
            }
            @if let Some(session) = &here.visit.session {
                form method="post" action="/leave" {
                    (guard(here))
                    button.quiet { (here.say("shell-sign-out")) " " span.handle { (session.handle) } }
                }
            } @else {
                a href="/enter" { (here.say("shell-sign-in")) }
            }
        }
    }
}

fn other_language(here: &Here<'_>) -> &'static str {
    if here.words.tag() == "en" { "fr" } else { "en" }
}

fn foot(here: &Here<'_>) -> Markup {
    let entry = here.state.entries.saturating_sub(1).to_string();
    let told = [("commons", here.state.name.as_str().into()), ("entry", entry.as_str().into())];
    html! {
        footer {
            p { (here.words.say_with("shell-foot", &told)) }
            @if !here.site.keeper.is_written() { p { (here.say("shell-copy")) } }
        }
    }
}

/// What was done by the form before, with a way back.
fn said(here: &Here<'_>) -> Markup {
    let entry =
        |name| here.visit.asked(name).filter(|text| text.bytes().all(|it| it.is_ascii_digit()));
    let hex = |text: &&str| text.len() == 32 && text.bytes().all(|it| it.is_ascii_hexdigit());
    html! {
        @if let Some(entry) = entry("undone") {
            p.done role="status" { (here.words.say_with("shell-undone", &[("entry", entry.into())])) }
        } @else if let Some(entry) = entry("done") {
            div.done role="status" {
                p { (here.words.say_with("shell-done", &[("entry", entry.into())])) }
                @if let Some(act) = here.visit.asked("act").filter(hex) {
                    form method="post" action="/undo" {
                        (hidden(here))
                        input type="hidden" name="of" value=(act);
                        input type="hidden" name="back" value=(here.visit.path);
                        button.quiet { (here.say("shell-undo")) }
                    }
                }
            }
        }
    }
}

/// The page that tells why there is none.
#[must_use]
pub fn trouble(here: &Here<'_>, trouble: &Trouble) -> Body {
    let said = |title: &str, what: &str| Body {
        title: here.say(title),
        main: html! { p { (here.say(what)) } },
    };
    match trouble {
        Trouble::NotFound => said("shell-not-found", "shell-not-found-what"),
        Trouble::SignInFirst => Body {
            title: here.say("shell-must-sign-in"),
            main: html! {
                p { a.button href=(format!("/enter?back={}", here.visit.path)) { (here.say("shell-sign-in")) } }
            },
        },
        Trouble::Forged => said("shell-forged", "shell-forged-what"),
        Trouble::Hidden => said("shell-hidden", "shell-hidden-what"),
        Trouble::TooLarge => said("shell-too-large", "shell-too-large-what"),
        Trouble::TooMany => said("shell-too-many", "shell-too-many-what"),
        Trouble::Refused(refusal) | Trouble::Prepared(Prepared::Refused(refusal)) => {
            Body { title: here.say("shell-refused"), main: refused(here, Some(refusal)) }
        }
        // Only scripts are told what there is to sign, and that in no page.
        Trouble::Prepared(Prepared::Acts(_)) => said("shell-refused", "join-sign-without"),
        Trouble::Broken => {
            let time = jiff::Timestamp::from_millisecond(book::now().0).unwrap_or_default();
            let time = time.to_string();
            let told = [("time", time.as_str().into())];
            let what = here.words.say_with("shell-broken-what", &told);
            Body { title: here.say("shell-broken"), main: html! { p { (what) } } }
        }
    }
}

/// The answer when not even a page can be made.
#[must_use]
pub fn bare() -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, "subak: this commons cannot be read now; start it again\n")
        .into_response()
}

/// Why a form was refused, above it. The stable name of the refusal is told small.
#[must_use]
pub fn refused(here: &Here<'_>, refusal: Option<&String>) -> Markup {
    let Some(refusal) = refusal else { return html! {} };
    let (name, sentence) = refusal.split_once(": ").unwrap_or(("", refusal));
    html! {
        div.refused role="alert" {
            p { strong { (here.say("shell-refused")) } " " (sentence) }
            @if !name.is_empty() { p.name { code { (name) } } }
        }
    }
}

/// What every form holds: the guard against forgery and the id of the act that it becomes.
#[must_use]
pub fn hidden(here: &Here<'_>) -> Markup {
    let act = journal::ActId::random().map(|id| id.to_string()).unwrap_or_default();
    html! {
        (guard(here))
        input type="hidden" name="act" value=(act);
    }
}

/// The same for a form that is shown again: it keeps its act, so that sending it twice is still one act.
#[must_use]
pub fn hidden_again(here: &Here<'_>, filled: &Filled) -> Markup {
    if filled.act().is_none() {
        return hidden(here);
    }
    html! {
        (guard(here))
        input type="hidden" name="act" value=(filled.typed("act"));
    }
}

/// The guard against forgery alone, for forms that are no act.
#[must_use]
pub fn guard(here: &Here<'_>) -> Markup {
    html! {
        @if let Some(session) = &here.visit.session {
            input type="hidden" name="guard" value=(session.guard.text());
        }
    }
}

/// How a field is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind<'a> {
    /// A line of text.
    Text,
    /// A line of text with suggestions: the id of a `datalist`.
    Suggested(&'a str),
    /// Several lines of text.
    Lines,
    /// A number.
    Number,
    /// A day.
    Day,
    /// A secret.
    Secret,
}

/// A labelled field of a form, holding what was typed before. `name` is its name and id.
#[must_use]
pub fn field(filled: &Filled, name: &str, label: &str, kind: Kind<'_>) -> Markup {
    let value = filled.typed(name);
    html! {
        div.field {
            label for=(name) { (label) }
            @match kind {
                Kind::Text => input type="text" id=(name) name=(name) value=(value) autocomplete="off";,
                Kind::Suggested(list) => {
                    input type="text" id=(name) name=(name) value=(value) list=(list) autocomplete="off";
                },
                Kind::Lines => textarea id=(name) name=(name) rows="4" { (value) },
                Kind::Number => {
                    input type="text" inputmode="decimal" id=(name) name=(name) value=(value) autocomplete="off";
                },
                Kind::Day => input type="date" id=(name) name=(name) value=(value);,
                Kind::Secret => input type="password" id=(name) name=(name) autocomplete="current-password";,
            }
        }
    }
}

/// A labelled choice; `options` are what is sent and what is read.
#[must_use]
pub fn choice(filled: &Filled, name: &str, label: &str, options: &[(String, String)]) -> Markup {
    let chosen = filled.typed(name);
    html! {
        div.field {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                @for (value, said) in options {
                    option value=(value) selected[value == chosen] { (said) }
                }
            }
        }
    }
}

/// The words around charts.
#[must_use]
pub fn wording(here: &Here<'_>) -> Wording {
    Wording {
        figures: here.say("chart-figures"),
        others: here.say("chart-others"),
        not_drawn: here.say("chart-not-drawn"),
        leads_back: here.say("chart-leads-back"),
        nothing: here.say("chart-nothing"),
    }
}

/// What a page with charts ends with, once.
#[must_use]
pub fn charts() -> Markup {
    chart::script(&assets::address("chart.js"))
}

/// The cell of a table.
pub enum Cell {
    /// Words.
    Text(Markup),
    /// A figure, set to the right.
    Figure(Markup),
}

/// A table with a caption that is read out; `heads` beginning with `>` stand over figures.
#[must_use]
pub fn table(caption: &str, heads: &[&str], rows: &[Vec<Cell>]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table {
                caption { (caption) }
                thead {
                    tr {
                        @for head in heads {
                            @match head.strip_prefix('>') {
                                Some(head) => th.figure scope="col" { (head) },
                                None => th scope="col" { (head) },
                            }
                        }
                    }
                }
                tbody {
                    @for row in rows {
                        tr {
                            @for cell in row {
                                @match cell {
                                    Cell::Text(text) => td { (text) },
                                    Cell::Figure(figure) => td.figure { (figure) },
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A moment as a day, with the full time for programs and pointers.
#[must_use]
pub fn day(here: &Here<'_>, at: Moment) -> Markup {
    let stamp = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default().to_string();
    html! { time datetime=(stamp) title=(stamp) { (here.words.day(at)) } }
}

/// A figure that tells where it comes from: the link opens in place, or leads to a page without script.
#[must_use]
pub fn why(here: &Here<'_>, figure: &str, address: &str) -> Markup {
    html! {
        span.known {
            (figure) " "
            a.why href=(address) data-why aria-label=(format!("{} {figure}", here.say("shell-why"))) {
                (here.say("shell-why"))
            }
        }
    }
}

/// A part of something as a bar beside its figure; `percent` from 0 to 100.
#[must_use]
pub fn bar(percent: f64) -> Markup {
    let width = format!("{:.2}", percent.clamp(0.0, 100.0));
    html! {
        (PreEscaped("<svg class=\"bar\" viewBox=\"0 0 100 4\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"))
        rect width=(width) height="4" {}
        (PreEscaped("</svg>"))
    }
}
