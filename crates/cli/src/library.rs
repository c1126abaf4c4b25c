//! The library: charters to begin with, each with its questions.

use charter::charter::Charter;
use charter::parse::parse;
use charter::print::print;
use charter::report::{Finding, Subject, Verdict};
use charter::tree::{Declaration, Head, Setting, Tree};
use commons::act::check_charter;

use crate::names::near;
use crate::refusal::Refused;

/// A charter to begin with.
#[derive(Debug, Clone, Copy)]
pub struct Draft {
    /// What it is asked for by.
    pub name: &'static str,
    /// The text, whose figures are what it proposes.
    pub text: &'static str,
}

macro_rules! drafts {
    ($($name:literal)*) => {
        &[$(Draft {
            name: $name,
            text: include_str!(concat!("../../../charters/", $name, ".charter")),
        }),*]
    };
}

/// All charters to begin with, by name.
pub const LIBRARY: &[Draft] = drafts![
    "bank-bridge"
    "basic-income-demurrage"
    "basic-income-from-a-fund"
    "boundary-trade"
    "bounty"
    "capped-return"
    "co-owned-machine"
    "copyfair"
    "dynamic-equity"
    "gift-and-soup-kitchen"
    "gift-circle"
    "host-with-collectives"
    "mobile-lab"
    "mutual-credit"
    "network-of-ventures"
    "open-value-network"
    "regional-money"
    "time-bank"
];

/// A question of a charter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The setting it is about.
    pub setting: String,
    /// The question in words.
    pub asks: String,
    /// What the charter proposes.
    pub proposes: String,
}

/// An answer to a question: the setting and its figure.
pub type Answer = (String, String);

impl Draft {
    /// The charter to begin with that a text names.
    ///
    /// # Errors
    /// [`Refused::CharterUnlisted`] with what may be meant.
    pub fn named(name: &str) -> Result<Self, Refused> {
        let listed = LIBRARY.iter().find(|draft| draft.name == name).copied();
        listed.ok_or_else(|| Refused::CharterUnlisted {
            name: commons::name::shortened(name),
            near: near(name, LIBRARY.iter().map(|draft| draft.name)),
        })
    }

    /// Its tree.
    #[must_use]
    pub fn tree(self) -> Tree {
        parse(self.text).0
    }

    /// Its questions, in the order of the text.
    #[must_use]
    pub fn questions(self) -> Vec<Question> {
        let tree = self.tree();
        let ask = |setting: &Setting| Question {
            setting: setting.name.text.to_string(),
            asks: setting.question.as_ref().map(|it| it.text.to_string()).unwrap_or_default(),
            proposes: figure(self.text, setting).to_owned(),
        };
        settings(&tree).map(ask).collect()
    }

    /// The charter with these answers in it; what is not answered stays as proposed. Comments are kept.
    ///
    /// # Errors
    /// [`Refused::QuestionUnknown`] or [`Refused::AnswerUnreadable`].
    pub fn answered(self, answers: &[Answer]) -> Result<String, Refused> {
        let mut text = self.text.to_owned();
        for (name, answer) in answers {
            text = put(&text, name, answer)?;
        }
        let (tree, _) = parse(&text);
        Ok(print(&tree, &text))
    }

    /// The same without the examples that come out with the figures proposed and not with these; and their names.
    ///
    /// # Errors
    /// As [`Draft::answered`].
    pub fn taken(self, answers: &[Answer]) -> Result<(String, Vec<String>), Refused> {
        let mut text = self.answered(answers)?;
        let before = failing(self.text);
        let mut left_out = failing(&text);
        left_out.retain(|name| !before.contains(name));
        if left_out.is_empty() {
            return Ok((text, left_out));
        }
        let (tree, _) = parse(&text);
        let gone = |it: &&Declaration| match it {
            Declaration::Example(it) => left_out.iter().any(|name| **name == *it.name.text),
            _ => false,
        };
        // From the last one on, so that the places of the others stay right.
        for declaration in tree.declarations.iter().rev().filter(gone) {
            let Declaration::Example(example) = declaration else { continue };
            let (before, after) =
                (text.get(..place(example.at.start)), text.get(place(example.at.end)..));
            text = [before.unwrap_or_default(), after.unwrap_or_default()].concat();
        }
        let (tree, _) = parse(&text);
        Ok((print(&tree, &text), left_out))
    }
}

/// The examples of a charter that do not come out.
fn failing(text: &str) -> Vec<String> {
    let reading = check_charter(text);
    let examples = reading.model.iter().flat_map(|model| &model.examples);
    let broken = |at: u16| {
        let of = |it: &&Finding| it.about == Subject::Example(at);
        reading.report.findings.iter().find(of).is_some_and(|it| it.verdict == Verdict::Broken)
    };
    let failing = (0..).zip(examples).filter(|(at, _)| broken(*at));
    failing.map(|(_, example)| example.name.text.to_string()).collect()
}

fn place(byte: u32) -> usize {
    usize::try_from(byte).unwrap_or(usize::MAX)
}

/// The head of a charter, if it has one.
#[must_use]
pub fn head(tree: &Tree) -> Option<&Head> {
    tree.declarations.iter().find_map(|declaration| match declaration {
        Declaration::Head(head) => Some(head),
        _ => None,
    })
}

/// The settings of a charter, in the order of the text.
pub fn settings(tree: &Tree) -> impl Iterator<Item = &Setting> {
    tree.declarations.iter().filter_map(|declaration| match declaration {
        Declaration::Setting(setting) => Some(setting),
        _ => None,
    })
}

/// The figure of a setting, as its author spelled it.
#[must_use]
pub fn figure<'t>(text: &'t str, setting: &Setting) -> &'t str {
    text.get(range(setting)).unwrap_or_default()
}

fn range(setting: &Setting) -> std::ops::Range<usize> {
    place(setting.value.at.start)..place(setting.value.at.end)
}

/// A charter with another figure for one setting.
fn put(text: &str, name: &str, answer: &str) -> Result<String, Refused> {
    let (tree, _) = parse(text);
    let Some(setting) = settings(&tree).find(|setting| *setting.name.text == *name) else {
        let known: Vec<&str> = settings(&tree).map(|setting| &*setting.name.text).collect();
        return Err(Refused::QuestionUnknown {
            name: commons::name::shortened(name),
            near: near(name, known.iter().copied()),
            known: known.join(", "),
        });
    };
    let proposed = figure(text, setting);
    let unreadable = || Refused::AnswerUnreadable {
        answer: commons::name::shortened(answer),
        setting: name.to_owned(),
        proposed: proposed.to_owned(),
    };
    let (before, after) = (text.get(..range(setting).start), text.get(range(setting).end..));
    let figure = spelled(answer, proposed).ok_or_else(unreadable)?;
    let text = [before.unwrap_or_default(), &figure, after.unwrap_or_default()].concat();
    // An answer is a figure that fits, and nothing beside it.
    let changed = Charter::read(&text).map_err(|_| unreadable())?;
    let (declared, comments) = (&changed.tree().declarations, &changed.tree().comments);
    let same = declared.len() == tree.declarations.len() && comments.len() == tree.comments.len();
    if same { Ok(text) } else { Err(unreadable()) }
}

/// An answer as the charter spells it: a number alone takes the unit that the charter proposes.
fn spelled(answer: &str, proposed: &str) -> Option<String> {
    let answer = answer.trim();
    let is_figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    if answer.is_empty() || answer.contains(['"', '#', '\n']) {
        return None;
    }
    if !answer.chars().all(is_figure) {
        return Some(answer.to_owned());
    }
    Some(answer.to_owned() + proposed.trim_start_matches(is_figure))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_draft_says_who_it_is_for_and_what_it_promises() {
        for draft in LIBRARY {
            let (tree, wrong) = parse(draft.text);
            assert!(wrong.is_empty(), "{}: {wrong:?}", draft.name);
            let head = head(&tree).expect("a draft has a head");
            assert!(head.audience.is_some() && head.promise.is_some(), "{}", draft.name);
        }
    }

    #[test]
    fn every_question_can_be_answered_as_proposed() {
        for draft in LIBRARY {
            let questions = draft.questions();
            let answers: Vec<Answer> =
                questions.iter().map(|it| (it.setting.clone(), it.proposes.clone())).collect();
            let text = draft.answered(&answers).unwrap();
            assert_eq!(text, draft.answered(&[]).unwrap(), "{}", draft.name);
            assert!(questions.iter().all(|it| !it.asks.is_empty()), "{}", draft.name);
        }
    }

    #[test]
    fn an_answer_is_a_figure_and_nothing_beside() {
        let draft = Draft::named("co-owned-machine").unwrap();
        let answer = |figure: &str| {
            let answers = [("price".to_owned(), figure.to_owned())];
            let text = draft.answered(&answers).map_err(|refused| refused.to_string())?;
            let (tree, _) = parse(&text);
            let price = settings(&tree).next().map(|it| figure_of(&text, it));
            price.ok_or_else(|| "no setting".to_owned())
        };
        assert_eq!(answer("5000").unwrap(), "5000 CAD");
        assert_eq!(answer("5_000 CAD").unwrap(), "5_000 CAD");
        let wrong = [
            "",
            "much",
            "5 hour",
            "5000 CAD # net",
            "5000 CAD\npool x",
            "5 CAD \"?\" setting b is 3",
        ];
        for wrong in wrong {
            let refused = answer(wrong).unwrap_err();
            assert!(refused.starts_with("answer_unreadable: "), "{wrong}: {refused}");
        }
    }

    #[test]
    fn examples_of_other_figures_are_left_out() {
        const TEXT: &str = r#"charter "C" for "Us." promises "Much."

setting least is 5 eur "How much at least?"

unit eur kind money counted in eur to 2 decimals issued by outside

pool pot holds eur

rule "not less" on transfer of eur from giver to pot when amount < least do refuse "too little"

example "enough":
  | given ana has 10 eur
  | ana pays pot 6 eur

# Any gift is one.
example "too little":
  | given ana has 10 eur
  | ana pays pot 1 eur is refused

pool box holds eur
"#;
        let draft = Draft { name: "c", text: TEXT };
        assert_eq!(failing(TEXT), [] as [&str; 0]);
        let taken = |figure: &str| draft.taken(&[("least".to_owned(), figure.to_owned())]).unwrap();
        assert_eq!(taken("6").1, [] as [&str; 0]);
        let (text, left_out) = taken("7");
        assert_eq!(left_out, ["enough"]);
        assert!(text.contains("\"too little\":") && text.contains("pool box"), "{text}");
        assert!(!text.contains("enough") && failing(&text).is_empty(), "{text}");
        assert_eq!(taken("1").1, ["too little"]);
    }

    fn figure_of(text: &str, setting: &Setting) -> String {
        figure(text, setting).to_owned()
    }
}
