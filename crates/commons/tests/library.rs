//! The charters to begin with: each can be taken as it stands, tells its stories, and bears other answers to its questions.
#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use charter::parse::parse;
use charter::print::format;
use charter::render::render;
use charter::report::{Guarantee, Verdict};
use charter::tree::{Declaration, Example, Head, Setting, StepKind, Tree};
use commons::act::check_charter;
use commons::reading::Reading;

struct Draft {
    name: String,
    text: String,
    tree: Tree,
}

fn library() -> Vec<Draft> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charters");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    let draft = |path: &std::path::PathBuf| {
        assert_eq!(path.extension().unwrap(), "charter", "{}", path.display());
        let text = fs::read_to_string(path).unwrap();
        let (tree, said) = parse(&text);
        assert!(said.is_empty(), "{}: {said:?}", path.display());
        Draft { name: path.file_stem().unwrap().to_str().unwrap().to_owned(), text, tree }
    };
    files.iter().map(draft).collect()
}

impl Draft {
    fn head(&self) -> &Head {
        let head = self.tree.declarations.iter().find_map(|it| match it {
            Declaration::Head(head) => Some(head),
            _ => None,
        });
        head.unwrap_or_else(|| panic!("{} has no head", self.name))
    }

    fn settings(&self) -> impl Iterator<Item = &Setting> {
        self.tree.declarations.iter().filter_map(|it| match it {
            Declaration::Setting(setting) => Some(setting),
            _ => None,
        })
    }

    fn examples(&self) -> impl Iterator<Item = &Example> {
        self.tree.declarations.iter().filter_map(|it| match it {
            Declaration::Example(example) => Some(example),
            _ => None,
        })
    }

    /// All that is said of a text, as the author sees it.
    fn shown(&self, text: &str, reading: &Reading) -> String {
        let said = reading.report.diagnostics.iter();
        said.map(|it| render(text, &self.name, it)).collect::<String>()
            + &reading.broken(text).join("\n")
    }
}

#[test]
fn the_eighteen_are_offered_by_name() {
    let offered =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../inquiry/src/library.rs"));
    let offered = offered.unwrap();
    let table = offered.split_once("LIBRARY: &[Draft] = drafts![").unwrap().1;
    let table = table.split_once("];").unwrap().0;
    let offered: Vec<&str> = table.split('"').skip(1).step_by(2).collect();
    let library = library();
    let files: Vec<&str> = library.iter().map(|draft| &*draft.name).collect();
    assert_eq!(files, offered);
    assert_eq!(files.len(), 18);
}

#[test]
fn each_says_in_a_sentence_who_it_is_for_and_in_another_what_it_promises() {
    let mut heads = BTreeSet::new();
    for draft in library() {
        let head = draft.head();
        let sentences = [&head.audience, &head.promise].map(|it| it.as_ref().unwrap());
        for sentence in sentences {
            let text = &sentence.text;
            assert!(text.ends_with('.') && !text.contains(". "), "{}: {text}", draft.name);
        }
        assert!(heads.insert(head.name.text.clone()), "{}", draft.name);
    }
}

#[test]
fn each_stands_as_it_is_laid_out() {
    for draft in library() {
        assert_eq!(format(&draft.text).unwrap(), draft.text, "{}", draft.name);
    }
}

/// Not even a warning; and every story comes out.
#[test]
fn nothing_is_to_be_said_against_any() {
    for draft in library() {
        let reading = check_charter(&draft.text);
        let shown = draft.shown(&draft.text, &reading);
        assert!(shown.is_empty(), "{shown}");
        let played = reading
            .report
            .findings
            .iter()
            .filter(|it| it.guarantee == Guarantee::Examples && it.verdict == Verdict::Proven);
        assert_eq!(played.count(), draft.examples().count(), "{}", draft.name);
    }
}

#[test]
fn each_tells_at_least_two_stories_that_end_in_figures() {
    let tells = |example: &Example| {
        example.steps.iter().any(|step| {
            step.refused.is_some()
                || matches!(
                    step.kind,
                    StepKind::Has(..) | StepKind::Owed(..) | StepKind::Supply(..)
                )
        })
    };
    for draft in library() {
        assert!(draft.examples().count() >= 2, "{}", draft.name);
        assert!(draft.examples().all(tells), "{}", draft.name);
    }
}

/// What the community wants changed needs a decision that the charter declares.
#[test]
fn each_says_who_decides_on_changing_it() {
    for draft in library() {
        let all = draft.tree.declarations.iter().any(|it| match it {
            Declaration::Change(line) => line.path.iter().any(|word| &*word.text == "everything"),
            _ => false,
        });
        assert!(all, "{}", draft.name);
    }
}

/// The stories too: each says which figures it supposes.
#[test]
fn every_setting_is_a_question_and_bears_another_answer() {
    for draft in library() {
        assert!(draft.settings().count() >= 1, "{}", draft.name);
        for setting in draft.settings() {
            let question = &setting.question.as_ref().unwrap().text;
            assert!(question.ends_with('?'), "{}: {question}", draft.name);
            for answer in answers(&draft, setting) {
                let reading = check_charter(&answer);
                let broken = reading.broken(&answer);
                assert!(broken.is_empty(), "{}: {}", draft.name, draft.shown(&answer, &reading));
            }
        }
    }
}

/// The charter with half of a setting's figure and with twice as much, or half the way to everything.
fn answers(draft: &Draft, setting: &Setting) -> Vec<String> {
    let start = usize::try_from(setting.value.at.start).unwrap();
    let (before, rest) = draft.text.split_at(start);
    let figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-');
    let end = rest.find(|c| !figure(c)).unwrap();
    let (number, rest) = rest.split_at(end);
    let (digits, decimals) = match number.split_once('.') {
        Some((whole, part)) => (format!("{whole}{part}"), u32::try_from(part.len()).unwrap()),
        None => (number.to_owned(), 0),
    };
    let digits: i64 = digits.parse().unwrap();
    let all = 100 * 10_i64.pow(decimals);
    let more = match rest.starts_with('%') && digits > all / 2 {
        true => i64::midpoint(digits, all),
        false => 2 * digits,
    };
    // Whole things stay whole, as do days.
    let is_odd = digits % 2 != 0;
    let less = if is_odd { (digits + 1) / 2 } else { digits / 2 };
    let spelled = |digits: i64| {
        let sign = if digits < 0 { "-" } else { "" };
        let (whole, part) =
            (digits.abs() / 10_i64.pow(decimals), digits.abs() % 10_i64.pow(decimals));
        let width = usize::try_from(decimals).unwrap();
        match decimals {
            0 => format!("{sign}{whole}"),
            _ => format!("{sign}{whole}.{part:0width$}"),
        }
    };
    [less, more].map(|it| format!("{before}{}{rest}", spelled(it))).to_vec()
}
