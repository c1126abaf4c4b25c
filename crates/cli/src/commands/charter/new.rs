//! `subak charter new`: a charter to begin with, and its few questions.

use std::fs::OpenOptions;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use inquiry::library::{Answer, Draft, LIBRARY, Question, head};
use serde_json::{Value, json};

use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::{BOLD, styled};

/// List charters to begin with; or take one and answer its questions
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  subak charter new
  subak charter new --from co-owned-machine -o machine.charter
  subak charter new --from co-owned-machine --set price=2500 --set premium=10%

On a terminal the questions that --set does not answer are asked; elsewhere the charter's own figures stand.")]
pub struct New {
    /// Which charter to begin with
    #[arg(long, value_name = "NAME")]
    from: Option<String>,
    /// Answers a question of it: --set price=2500
    #[arg(long, value_name = "NAME=FIGURE", requires = "from")]
    set: Vec<String>,
    /// The file to write; else it is printed
    #[arg(short, long, value_name = "FILE", requires = "from")]
    output: Option<PathBuf>,
}

impl New {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let Some(name) = &self.from else { return list(here) };
        let draft = Draft::named(name)?;
        let mut answers: Vec<Answer> = Vec::new();
        for said in &self.set {
            let unreadable = || Refused::SettingUnsaid { text: commons::name::shortened(said) };
            let (setting, figure) = said.split_once('=').ok_or_else(unreadable)?;
            answers.push((setting.trim().to_owned(), figure.trim().to_owned()));
        }
        draft.answered(&answers)?;
        if io::stdin().is_terminal() && io::stderr().is_terminal() && !here.global.json {
            ask(draft, &mut answers, &mut io::stdin().lock(), &mut io::stderr())?;
        }
        let text = draft.answered(&answers)?;
        match &self.output {
            None if here.global.json => {
                here.screen.json(&json!({ "from": draft.name, "text": text }))
            }
            None => here.screen.text(&text),
            Some(path) => {
                write_new(path, &text)?;
                let shown = path.display();
                if here.global.json {
                    let file = shown.to_string();
                    return here.screen.json(&json!({ "from": draft.name, "file": file }));
                }
                here.screen.line(format_args!(
                    "`{shown}` is written. Read it, change what you like, then:"
                ))?;
                here.screen.line(format_args!("  subak charter check {shown}"))?;
                here.screen.line(format_args!("  subak charter adopt {shown}"))
            }
        }
    }
}

/// Writes a file that was not there before: one that was may hold somebody's changes.
fn write_new(path: &Path, text: &str) -> Result<(), Refused> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = file.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Refused::FileExists { path: path.display().to_string() },
        _ => Refused::unwritable(path, error),
    })?;
    file.write_all(text.as_bytes()).map_err(|error| Refused::unwritable(path, error))
}

/// Asks what was not answered yet; an empty answer takes what the charter proposes.
fn ask(
    draft: Draft,
    answers: &mut Vec<Answer>,
    from: &mut impl BufRead,
    to: &mut impl Write,
) -> Result<(), Refused> {
    for question in draft.questions() {
        if answers.iter().any(|(setting, _)| *setting == question.setting) {
            continue;
        }
        while let Some(figure) = answer(&question, from, to)? {
            let said = (question.setting.clone(), figure);
            match draft.answered(std::slice::from_ref(&said)) {
                Ok(_) => {
                    answers.push(said);
                    break;
                }
                Err(refused) => writeln!(to, "{refused}").map_err(Refused::Output)?,
            }
        }
    }
    Ok(())
}

/// What somebody types; `None` for nothing.
fn answer(
    question: &Question,
    from: &mut impl BufRead,
    to: &mut impl Write,
) -> Result<Option<String>, Refused> {
    write!(to, "{} [{}] ", question.asks, question.proposes).map_err(Refused::Output)?;
    to.flush().map_err(Refused::Output)?;
    let mut line = String::new();
    from.read_line(&mut line).map_err(|error| Refused::unreadable(Path::new("-"), error))?;
    let line = line.trim();
    Ok((!line.is_empty()).then(|| line.to_owned()))
}

fn list(here: &mut Here) -> Result<(), Refused> {
    if here.global.json {
        let rows: Value = LIBRARY.iter().map(|draft| json(*draft)).collect();
        return here.screen.json(&json!({ "charters": rows }));
    }
    for draft in LIBRARY {
        tell(here, *draft)?;
    }
    here.screen.line("Take one with `subak charter new --from NAME -o FILE`.")
}

fn tell(here: &mut Here, draft: Draft) -> Result<(), Refused> {
    let tree = draft.tree();
    here.screen.line(styled(BOLD, draft.name))?;
    if let Some(head) = head(&tree) {
        for sentence in [&head.audience, &head.promise].into_iter().flatten() {
            here.screen.prose(&format!("  {}", sentence.text))?;
        }
    }
    for question in draft.questions() {
        let Question { setting, asks, proposes } = question;
        here.screen.prose(&format!("  - {asks} {setting}={proposes}"))?;
    }
    here.screen.line("")
}

fn json(draft: Draft) -> Value {
    let tree = draft.tree();
    let head = head(&tree);
    let questions: Value = draft
        .questions()
        .into_iter()
        .map(|it| json!({ "setting": it.setting, "question": it.asks, "proposed": it.proposes }))
        .collect();
    json!({
        "name": draft.name,
        "title": head.map(|head| &*head.name.text),
        "for": head.and_then(|head| Some(&*head.audience.as_ref()?.text)),
        "promises": head.and_then(|head| Some(&*head.promise.as_ref()?.text)),
        "questions": questions,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_asked_until_it_is_answered() {
        let draft = Draft::named("co-owned-machine").unwrap();
        let mut answers = vec![("premium".to_owned(), "10%".to_owned())];
        let mut typed = io::Cursor::new("a lot\n2500\n\n25\n");
        let mut shown = Vec::new();
        ask(draft, &mut answers, &mut typed, &mut shown).unwrap();
        let shown = String::from_utf8(shown).unwrap();
        assert!(shown.starts_with("What does the machine cost? [4000 CAD] answer_unreadable: "));
        assert!(!shown.contains("premium do the owners"), "what --set answers is not asked");
        let price = answers.iter().find(|(setting, _)| setting == "price");
        assert_eq!(price.map(|(_, figure)| figure.as_str()), Some("2500"));
        assert!(draft.answered(&answers).unwrap().contains("setting infrastructure_part is 25%"));
        assert!(draft.answered(&answers).unwrap().contains("setting maintenance_part is 20%"));
    }
}
