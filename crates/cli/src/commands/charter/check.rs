//! `subak charter check`: what is wrong with a charter, and what it guarantees.

use std::path::PathBuf;

use charter::diagnostic::{Diagnostic, Severity};
use charter::model::Model;
use charter::render::render;
use charter::report::{Finding, Guarantee, Report, RuleCost, Subject, Verdict};
use clap::Args;
use commons::act::check_charter;
use commons::reading::{Reading, line};
use inquiry::library::head;
use serde_json::{Value, json};

use super::text;
use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::{BOLD, styled};

/// Say what is wrong with a charter, and what it guarantees
#[derive(Debug, Args)]
#[command(after_help = "\
Proven holds whatever happens. Guarded at run time: what would break it is refused when it happens, and moves nothing.
Not checked: nobody looked. A charter with something wrong ends with 1 and cannot be adopted.")]
pub struct Check {
    /// The charter, or - for what is piped in
    file: PathBuf,
}

impl Check {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let text = text(&self.file)?;
        let path = self.file.display().to_string();
        let reading = check_charter(&text);
        if here.global.json {
            here.screen.json(&json(&reading, &text, &path))?;
        } else {
            told(here, &text, &path, &reading.report.diagnostics)?;
            if let Some(model) = &reading.model {
                tell(here, &reading, model, &text)?;
            }
        }
        match reading.report.passes() && reading.model.is_some() {
            true => Ok(()),
            false => Err(refused(&path, &reading.report)),
        }
    }
}

/// Shows diagnostics, each in its line.
pub fn told(here: &mut Here, text: &str, path: &str, told: &[Diagnostic]) -> Result<(), Refused> {
    for diagnostic in told {
        here.screen.text(&render(text, path, diagnostic))?;
        here.screen.line("")?;
    }
    Ok(())
}

/// Refuses a charter that cannot be adopted, and shows what is wrong with it.
pub fn passes(here: &mut Here, text: &str, path: &str) -> Result<(), Refused> {
    let reading = check_charter(text);
    if reading.report.passes() && reading.model.is_some() {
        return Ok(());
    }
    told(here, text, path, &reading.report.diagnostics)?;
    if let Some(model) = &reading.model {
        tell_verdict(here, &reading, model, text, Verdict::Broken)?;
    }
    Err(refused(path, &reading.report))
}

/// The refusal of a charter that does not pass.
fn refused(path: &str, report: &Report) -> Refused {
    let errors = report.diagnostics.iter().any(|it| it.severity == Severity::Error);
    let failing = report
        .findings
        .iter()
        .filter(|it| it.verdict == Verdict::Broken && matches!(it.about, Subject::Example(_)))
        .count();
    let what = match failing {
        0 => return failed(path, &report.diagnostics),
        _ if errors => return failed(path, &report.diagnostics),
        1 => "1 example does not come out".to_owned(),
        failing => format!("{failing} examples do not come out"),
    };
    Refused::CheckFailed { path: path.to_owned(), what }
}

/// The refusal of a charter with errors.
pub fn failed(path: &str, told: &[Diagnostic]) -> Refused {
    let errors = told.iter().filter(|it| it.severity == Severity::Error).count();
    let what = match errors {
        0 => "a guarantee is broken".to_owned(),
        1 => "1 error".to_owned(),
        errors => format!("{errors} errors"),
    };
    Refused::CheckFailed { path: path.to_owned(), what }
}

/// The verdicts in the order in which they are told.
const VERDICTS: [Verdict; 4] =
    [Verdict::Broken, Verdict::Proven, Verdict::Guarded, Verdict::NotChecked];

const fn title(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Broken => "Broken",
        Verdict::Proven => "Proven",
        Verdict::Guarded => "Guarded at run time",
        Verdict::NotChecked => "Not checked",
    }
}

fn tell(here: &mut Here, reading: &Reading, model: &Model, text: &str) -> Result<(), Refused> {
    let name = head(&reading.tree).map_or("The charter", |head| &head.name.text);
    let passes = if reading.report.passes() { "it can be adopted" } else { "it cannot be adopted" };
    here.screen.line(styled(BOLD, format_args!("{name}: {passes}")))?;
    for verdict in VERDICTS {
        tell_verdict(here, reading, model, text, verdict)?;
    }
    here.screen.line("")?;
    let (run, good) = examples(&reading.report);
    if !model.examples.is_empty() {
        here.screen.line(format_args!("{good} of {run} examples come out."))?;
    }
    match costliest(&reading.report) {
        Some((rule, cost)) => here.screen.prose(&format!(
            "Amounts moved by one event at most, with all that it sets off: {} (the rule {}).",
            cost.cascade.words(model),
            subject(model, Subject::Rule(rule)),
        )),
        None => Ok(()),
    }
}

/// Says what has a verdict, an empty line before.
fn tell_verdict(
    here: &mut Here,
    reading: &Reading,
    model: &Model,
    text: &str,
    verdict: Verdict,
) -> Result<(), Refused> {
    let groups = grouped(&reading.report, model, text, verdict);
    if groups.is_empty() {
        return Ok(());
    }
    here.screen.line("")?;
    here.screen.line(styled(BOLD, title(verdict)))?;
    for Group { guarantee, about, sentence } in groups {
        let about = about.join(", ");
        let about = if about.is_empty() { about } else { format!(" ({about})") };
        here.screen.prose(&format!("  {guarantee}: {sentence}{about}"))?;
    }
    Ok(())
}

/// Findings of one guarantee that say the same.
struct Group<'r> {
    guarantee: Guarantee,
    about: Vec<String>,
    sentence: &'r str,
}

fn grouped<'r>(report: &'r Report, model: &Model, text: &str, verdict: Verdict) -> Vec<Group<'r>> {
    let mut groups: Vec<Group<'r>> = Vec::new();
    // What keeps a charter from being taken was shown in its line already.
    let shown = |it: &&Finding| report.diagnostics.iter().any(|told| told.message == it.sentence);
    let found = report.findings.iter().filter(|it| it.verdict == verdict);
    for finding in found.filter(|it| verdict != Verdict::Broken || !shown(it)) {
        let Finding { guarantee, sentence, .. } = finding;
        let mut about = subject(model, finding.about);
        // Whoever has to put it right looks for the line.
        if let (Subject::Example(_), Verdict::Broken, [at, ..]) =
            (finding.about, verdict, &finding.places[..])
        {
            about.push_str(&format!(", line {}", line(text, at.start)));
        }
        let same = |it: &&mut Group<'_>| it.guarantee == *guarantee && it.sentence == *sentence;
        match groups.iter_mut().find(same) {
            // What a sentence names already is not named again behind it.
            Some(group) => group.about.push(about),
            None => {
                let about = if about.is_empty() || sentence.contains(&about) {
                    vec![]
                } else {
                    vec![about]
                };
                groups.push(Group { guarantee: *guarantee, about, sentence });
            }
        }
    }
    groups
}

fn examples(report: &Report) -> (usize, usize) {
    let all = || report.findings.iter().filter(|it| matches!(it.about, Subject::Example(_)));
    (all().count(), all().filter(|it| it.verdict == Verdict::Proven).count())
}

fn costliest(report: &Report) -> Option<(charter::model::RuleId, &RuleCost)> {
    // The fixed part tells; what grows with the members is said beside it.
    let weight = |cost: &&RuleCost| {
        let fixed = cost.cascade.0.get(&Vec::new()).copied().unwrap_or_default();
        (cost.cascade.0.len(), fixed)
    };
    report.cost.iter().max_by_key(weight).map(|cost| (cost.rule, cost))
}

/// What a finding is about, as people write it.
#[must_use]
pub fn subject(model: &Model, about: Subject) -> String {
    let named = |name: Option<&Box<str>>| name.map(|name| format!("`{name}`")).unwrap_or_default();
    let called =
        |name: Option<&Box<str>>| name.map(|name| format!("\"{name}\"")).unwrap_or_default();
    match about {
        Subject::Charter => String::new(),
        Subject::Unit(it) => named(model.units.get(it.at()).map(|row| &row.name)),
        Subject::Pool(it) => named(model.pools.get(it.at()).map(|row| &row.name)),
        Subject::Role(it) => named(model.roles.get(it.at()).map(|row| &row.name)),
        Subject::Rate(it) => named(model.rates.get(it.at()).map(|row| &row.name)),
        Subject::Measure(it) => named(model.measures.get(it.at()).map(|row| &row.name)),
        Subject::Table(it) => named(model.tables.get(it.at()).map(|row| &row.name)),
        Subject::Claim(it) => named(model.claims.get(it.at()).map(|row| &row.name)),
        Subject::Waterfall(it) => named(model.waterfalls.get(it.at()).map(|row| &row.name)),
        Subject::Decision(it) => named(model.decisions.get(it.at()).map(|row| &row.name)),
        Subject::Rule(it) => called(model.rules.get(it.at()).map(|row| &row.name)),
        Subject::Law(at) => called(model.laws.get(usize::from(at)).map(|row| &row.name)),
        Subject::Example(at) => {
            called(model.examples.get(usize::from(at)).map(|row| &row.name.text))
        }
    }
}

fn json(reading: &Reading, text: &str, path: &str) -> Value {
    let report = &reading.report;
    let name = head(&reading.tree).map(|head| &*head.name.text);
    let diagnostics: Value = report.diagnostics.iter().map(|it| diagnostic(it, text)).collect();
    let model = reading.model.as_ref();
    let about = |it| model.map(|model| subject(model, it)).filter(|about| !about.is_empty());
    let findings: Value = report
        .findings
        .iter()
        .map(|it| {
            let line = it.places.first().map(|at| line(text, at.start));
            json!({
                "guarantee": it.guarantee.word(), "number": it.guarantee.number(),
                "verdict": it.verdict.words(), "about": about(it.about),
                "sentence": it.sentence, "line": line,
            })
        })
        .collect();
    let cost: Value = report
        .cost
        .iter()
        .filter_map(|cost| {
            let model = model?;
            let rule = subject(model, Subject::Rule(cost.rule));
            let words = |bound: &charter::report::Bound| bound.words(model);
            Some(json!({
                "rule": rule.trim_matches('"'), "moves": words(&cost.moves),
                "cascade": words(&cost.cascade), "instructions": words(&cost.instructions),
            }))
        })
        .collect();
    json!({
        "file": path, "name": name, "passes": report.passes() && model.is_some(),
        "diagnostics": diagnostics, "guarantees": findings, "cost": cost,
    })
}

fn diagnostic(it: &Diagnostic, text: &str) -> Value {
    let places: Value = it
        .places
        .iter()
        .map(|place| json!({ "line": line(text, place.at.start), "label": place.label }))
        .collect();
    let severity = match it.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    json!({
        "code": it.code, "severity": severity, "message": it.message,
        "places": places, "hint": it.hint,
    })
}
