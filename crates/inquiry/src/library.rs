//! The library: charters to begin with, each with its questions.

use charter::charter::Charter;
use charter::parse::parse;
use charter::print::print;
use charter::tree::{Declaration, Example, ExampleStep, Head, Setting, StepKind, Tree};

use crate::Refused;
use crate::names::near;

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
    /// Its examples go on to be told with the figures they were written for: each that says nothing of a
    /// setting that is answered otherwise begins by supposing what was proposed.
    ///
    /// # Errors
    /// [`Refused::QuestionUnknown`] or [`Refused::AnswerUnreadable`].
    pub fn answered(self, answers: &[Answer]) -> Result<String, Refused> {
        let mut text = self.text.to_owned();
        for (name, answer) in answers {
            text = put(&text, name, answer)?;
        }
        let (tree, _) = parse(&text);
        let otherwise: Vec<Question> = self
            .questions()
            .into_iter()
            .filter(|it| {
                settings(&tree).any(|setting| {
                    *setting.name.text == it.setting && figure(&text, setting) != it.proposes
                })
            })
            .collect();
        let text = supposing(&text, &tree, &otherwise);
        let (tree, _) = parse(&text);
        Ok(print(&tree, &text))
    }
}

/// A charter whose examples suppose what was proposed, each what it does not suppose by itself.
fn supposing(text: &str, tree: &Tree, otherwise: &[Question]) -> String {
    let mut text = text.to_owned();
    // From the last one on, so that the places of the others stay right.
    for declaration in tree.declarations.iter().rev() {
        let Declaration::Example(example) = declaration else { continue };
        let Some(first) = example.steps.first() else { continue };
        let (before, after) = text.split_at(place(first.at.start));
        let supposed: String = otherwise
            .iter()
            .filter(|it| !supposes(example, &it.setting))
            .map(|it| format!("given {} is {}\n| ", it.setting, it.proposes))
            .collect();
        text = [before, &supposed, after].concat();
    }
    text
}

fn supposes(example: &Example, setting: &str) -> bool {
    let supposes = |step: &ExampleStep| match &step.kind {
        StepKind::GivenSetting(supposed, _) => *supposed.text == *setting,
        _ => false,
    };
    example.steps.iter().any(supposes)
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
    use commons::act::check_charter;

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

    /// Half of a figure and twice as much, or a point more or less of a whole.
    fn others(proposed: &str) -> Vec<String> {
        let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-');
        let unit = proposed.trim_start_matches(number);
        let number = proposed.strip_suffix(unit).unwrap();
        let decimals = number.split_once('.').map_or(0, |(_, part)| part.len());
        let figure: i64 = number.replace('.', "").parse().unwrap();
        let point = 10_i64.pow(u32::try_from(decimals).unwrap());
        let others = match unit {
            "%" => [figure - point, figure + point],
            _ => [figure.midpoint(figure % 2), 2 * figure],
        };
        let spelled = |figure: i64| match decimals {
            0 => format!("{figure}{unit}"),
            _ => format!("{}.{:0decimals$}{unit}", figure / point, (figure % point).abs()),
        };
        others.map(spelled).to_vec()
    }

    #[test]
    fn another_figure_is_another_figure() {
        assert_eq!(others("20%"), ["19%", "21%"]);
        assert_eq!(others("5 EUR / veg"), ["3 EUR / veg", "10 EUR / veg"]);
        assert_eq!(others("-600 time"), ["-300 time", "-1200 time"]);
        assert_eq!(others("7.5 rand"), ["3.8 rand", "15.0 rand"]);
    }

    /// Whatever is answered, the charter can be adopted as it is written.
    #[test]
    fn a_charter_with_another_answer_stands() {
        for draft in LIBRARY {
            for question in draft.questions() {
                for other in others(&question.proposes) {
                    let answers = [(question.setting.clone(), other)];
                    let text = draft.answered(&answers).unwrap();
                    let broken = check_charter(&text).broken(&text);
                    assert!(broken.is_empty(), "{}: {answers:?}: {broken:?}", draft.name);
                }
            }
        }
    }

    #[test]
    fn examples_go_on_with_the_figures_they_were_written_for() {
        const TEXT: &str = r#"charter "C" for "Us." promises "Much."

setting least is 5 eur "How much at least?"
setting most is 9 eur "How much at most?"

unit eur kind money counted in eur to 2 decimals issued by outside

pool pot holds eur

rule "not less" on transfer of eur from giver to pot when amount < least do refuse "too little"
rule "not more" on transfer of eur from giver to pot when amount > most do refuse "too much"

# Any gift is one.
example "enough":
  | given ana has 10 eur  # All of it.
  | ana pays pot 6 eur

example "too little":
  | given ana has 10 eur
  | given least is 3 eur
  | ana pays pot 2 eur is refused
"#;
        let draft = Draft { name: "c", text: TEXT };
        let answered = |figures: [&str; 2]| {
            let answers = ["least", "most"].into_iter().zip(figures);
            let answers: Vec<Answer> =
                answers.map(|(name, figure)| (name.to_owned(), figure.to_owned())).collect();
            let text = draft.answered(&answers).unwrap();
            assert_eq!(check_charter(&text).broken(&text), [] as [&str; 0]);
            text.split_once("# Any").unwrap().1.to_owned()
        };
        let written = TEXT.split_once("# Any").unwrap().1;
        assert_eq!(answered(["5", "9"]), written);
        let enough = |supposed: &str| {
            written.replacen("  | given ana", &format!("{supposed}  | given ana"), 1)
        };
        assert_eq!(answered(["7", "9 eur"]), enough("  | given least is 5 eur\n"));
        let both = enough("  | given least is 5 eur\n  | given most is 9 eur\n");
        let both = both.replacen("little\":\n", "little\":\n  | given most is 9 eur\n", 1);
        assert_eq!(answered(["1", "5"]), both);
    }

    fn figure_of(text: &str, setting: &Setting) -> String {
        figure(text, setting).to_owned()
    }
}
