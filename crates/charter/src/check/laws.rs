//! G18: the laws of the charter hold; G15: it is said who may change what; G19: its examples come out.

use super::scope::{Holder, Holds, Scope};
use super::words::list;
use crate::diagnostic::Diagnostic;
use crate::model::{Change, Model};
use crate::report::{Guarantee, Report, Subject, Verdict};

/// Looks at laws, changes and examples.
pub fn check(model: &Model, report: &mut Report) {
    laws(model, report);
    changes(model, report);
    for (example, id) in super::numbered(&model.examples) {
        let sentence = "it was not run yet";
        report.find(
            Guarantee::Examples,
            Verdict::NotChecked,
            Subject::Example(id),
            example.at,
            sentence,
        );
    }
}

fn laws(model: &Model, report: &mut Report) {
    for (law, id) in super::numbered(&model.laws) {
        let (about, name) = (Subject::Law(id), &law.name);
        match Scope::about(model, Holder::Anyone).decide(&law.holds.condition) {
            Some(Holds::Yes) => {
                let sentence =
                    format!("\"{name}\" follows from the limits that the charter declares");
                report.find(Guarantee::Laws, Verdict::Proven, about, law.at, sentence);
            }
            Some(Holds::No) => {
                let message =
                    format!("law \"{name}\" can never hold, so that nothing could ever happen");
                let error = Diagnostic::error("law_never_holds", law.holds.at, message)
                    .hint("correct the figure, or turn the comparison round");
                report.broken(Guarantee::Laws, about, error);
            }
            None => {
                let sentence = format!(
                    "\"{name}\" is looked at after every entry; one that would break it is refused"
                );
                report.find(Guarantee::Laws, Verdict::Guarded, about, law.at, sentence);
            }
        }
    }
}

fn changes(model: &Model, report: &mut Report) {
    const G: Guarantee = Guarantee::Amendments;
    let at = model.changes.first().map(|it| it.at).unwrap_or_default();
    let names = |it: &Change, name: &str| it.path.first().is_some_and(|first| &**first == name);
    if model.changes.iter().any(|it| names(it, "everything")) {
        let sentence = "every part of the charter says which decision its change needs";
        report.find(G, Verdict::Proven, Subject::Charter, at, sentence);
    } else {
        let named: Vec<String> =
            model.changes.iter().map(|it| format!("`{}`", it.path.join("."))).collect();
        let sentence = match named.as_slice() {
            [] => "nothing says which decision a change needs, so the default counts for all of it"
                .to_owned(),
            _ => format!(
                "only {} {} which decision a change needs; the default counts for all the rest",
                list(&named),
                if named.len() == 1 { "says" } else { "say" }
            ),
        };
        report.find(G, Verdict::NotChecked, Subject::Charter, at, sentence);
    }
    for change in &model.changes {
        let Some(decision) = model.decisions.get(change.needs.at()) else { continue };
        if names(change, &decision.name) {
            let message = format!(
                "`{}` decides on its own change: it may lower what it takes to pass",
                decision.name
            );
            report.diagnostics.push(
                Diagnostic::warning("change_by_itself", change.at, message)
                    .hint("let a change of it need a decision that asks for more"),
            );
        }
    }
}
