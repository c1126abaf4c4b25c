//! Charters are told in sentences: each charter of the library as a page in each language.
//! `UPDATE_GOLDENFILES=1` writes the pages anew.
#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use charter::civil::Day;
use charter::parse::parse;
use charter::place::{Span, Word};
use charter::sentence::{Language, tell, tell_declaration, tell_rule};
use charter::tree::{
    Comparison, Condition, ConditionKind, Declaration, Expr, ExprKind, Label, Law, Of, Operator,
    Rule, Setting, Tree, Trigger, TriggerKind,
};
use proptest::prelude::*;
use quantity::Ratio;

const WORKED: &str = include_str!("appendix_b.charter");

fn library() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charters");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "charter"));
    files.sort();
    files
}

fn page(tree: &Tree, language: Language) -> String {
    let mut page = String::new();
    for told in tell(tree, language) {
        page.push_str(&format!("## {}\n\n", told.name));
        for sentence in told.sentences {
            page.push_str(&format!("- {sentence}\n"));
        }
        page.push('\n');
    }
    page
}

/// Whatever is told is told in words: no message or argument is missing.
fn tell_whole(tree: &Tree) {
    for language in Language::ALL {
        let page = page(tree, language);
        for hole in ["⟦", "{$", "{ $"] {
            assert!(!page.contains(hole), "`{hole}` in {page}");
        }
    }
}

#[test]
fn the_library_is_told_as_on_the_pages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sentences");
    let mut behind = Vec::new();
    for path in library() {
        let (tree, _) = parse(&fs::read_to_string(&path).unwrap());
        tell_whole(&tree);
        for (language, tag) in [(Language::English, "en"), (Language::French, "fr")] {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let golden = folder.join(format!("{name}.{tag}.md"));
            let now = page(&tree, language);
            if std::env::var_os("UPDATE_GOLDENFILES").is_some() {
                fs::create_dir_all(&folder).unwrap();
                fs::write(&golden, &now).unwrap();
            } else if fs::read_to_string(&golden).ok().as_deref() != Some(&*now) {
                behind.push(golden.file_name().unwrap().to_owned());
            }
        }
    }
    assert!(behind.is_empty(), "{behind:?}: UPDATE_GOLDENFILES=1 cargo test -p charter");
}

#[test]
fn a_rule_is_one_sentence() {
    let text = "unit EUR counted in EUR to 2 decimals\nunit veg kind voucher counted in veg to 1 decimals\n\
        unit trust kind standing\npool soup \"Soup kitchen\" holds EUR\n\
        rule \"a gift earns vegetables\" on transfer of EUR from giver to soup\n\
        when balance of giver in trust >= 3 trust\n\
        do issue 0.2 veg / EUR * amount to giver at most 20 veg per giver each week\n";
    let (tree, told) = parse(text);
    assert!(told.is_empty(), "{told:?}");
    let Some(Declaration::Rule(rule)) = tree.declarations.last() else { panic!() };
    assert_eq!(
        tell_rule(&tree, rule, Language::English),
        "When anyone (giver) transfers EUR to “Soup kitchen”, and giver has at least 3 trust: issue \
         0.2 veg per EUR of the amount (rounded down) to giver, at most 20 veg per giver each week."
    );
    assert_eq!(
        tell_rule(&tree, rule, Language::French),
        "Quand quiconque (giver) transfère une somme en EUR à «\u{a0}Soup kitchen\u{a0}» et que \
         giver a au moins 3\u{a0}trust\u{a0}: émettre 0,2\u{a0}veg par EUR de la somme (arrondi \
         vers le bas) vers giver, au plus 20\u{a0}veg par giver chaque semaine."
    );
}

#[test]
fn numbers_are_written_as_in_the_language() {
    let text = "unit EUR counted in EUR to 2 decimals\nsetting a is 12345.5 EUR\nsetting b is 0.5 hour\n\
        setting c is 7.25%\nsetting d is 1 / 3\nsetting e is -4 EUR\n";
    let (tree, _) = parse(text);
    let told = |language| -> Vec<String> {
        tell(&tree, language).iter().skip(1).map(|told| told.sentences[0].clone()).collect()
    };
    assert_eq!(
        told(Language::English),
        [
            "Here a is 12,345.50 EUR.",
            "Here b is 0.5 hours.",
            "Here c is 7.25%.",
            "Here d is 1 ÷ 3.",
            "Here e is −4 EUR.",
        ]
    );
    let french: Vec<String> =
        told(Language::French).iter().map(|told| told.replace('\u{a0}', "~")).collect();
    assert_eq!(
        french,
        [
            "Ici, a vaut 12~345,50~EUR.",
            "Ici, b vaut 0,5~heure.",
            "Ici, c vaut 7,25~%.",
            "Ici, d vaut 1 ÷ 3.",
            "Ici, e vaut −4~EUR.",
        ]
    );
}

#[test]
fn a_language_is_found_by_its_tag() {
    assert_eq!(Language::of_tag("fr_CA.UTF-8"), Some(Language::French));
    assert_eq!(Language::of_tag("en"), Some(Language::English));
    assert_eq!(Language::of_tag("de-DE"), None);
}

#[test]
fn the_worked_examples_are_told_whole() {
    let (tree, _) = parse(WORKED);
    tell_whole(&tree);
    for (declaration, told) in tree.declarations.iter().zip(tell(&tree, Language::English)) {
        assert_eq!(tell_declaration(&tree, declaration, Language::English), told);
        assert!(told.sentences.iter().all(|sentence| !sentence.is_empty()), "{told:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_text_reads_as_is_told(rolls in proptest::collection::vec(any::<u16>(), 0..300)) {
        let words: Vec<&str> = WORKED.split_inclusive([' ', '\n']).collect();
        let text: String = rolls.iter().map(|roll| words[usize::from(*roll) % words.len()]).collect();
        tell_whole(&parse(&text).0);
    }

    #[test]
    fn a_charter_with_a_hole_is_told(start in 0..WORKED.len(), length in 0_usize..400) {
        let hole = |byte: usize| (byte..=WORKED.len()).find(|b| WORKED.is_char_boundary(*b)).unwrap();
        let (start, end) = (hole(start), hole((start + length).min(WORKED.len())));
        tell_whole(&parse(&[&WORKED[..start], &WORKED[end..]].concat()).0);
    }
}

const AT: Span = Span { start: 0, end: 0 };

/// A word, also one that no text could have.
fn any_word() -> impl Strategy<Value = Word> {
    let words =
        ["", "_", "é", "amount", "outside", "days", "hour", "eur", "member", "votes", "{ $x }"];
    let figures = ["balance", "income", "age", "supply", "owed", "share", "yes", "x", "y"];
    let all: Vec<&str> = words.into_iter().chain(figures).collect();
    proptest::sample::select(all).prop_map(|text| Word { text: text.into(), at: AT })
}

fn any_ratio() -> impl Strategy<Value = Ratio> {
    let whole = prop_oneof![any::<i128>(), any::<i16>().prop_map(i128::from)];
    (whole.clone(), whole)
        .prop_map(|(above, below)| Ratio::new(above, below).unwrap_or(Ratio::ZERO))
}

fn any_figure() -> impl Strategy<Value = Expr> {
    let expr = |kind| Expr { kind, at: AT };
    let leaf = prop_oneof![
        any_ratio().prop_map(ExprKind::Number),
        any_ratio().prop_map(ExprKind::Percent),
        (any_ratio(), any_word()).prop_map(|(value, unit)| ExprKind::Quantity(value, unit)),
        any_word().prop_map(ExprKind::Name),
    ];
    leaf.prop_map(expr).prop_recursive(5, 40, 2, move |inner| {
        let of = (any_word(), any_word(), any::<[bool; 3]>(), inner.clone());
        let of = of.prop_map(|(what, of, says, over)| {
            let [unit, by, window] = says;
            let (unit, by) = (unit.then(|| of.clone()), by.then(|| what.clone()));
            ExprKind::Of(Box::new(Of { what, of, unit, by, over: window.then_some(over) }))
        });
        let operators = [Operator::Plus, Operator::Minus, Operator::Times, Operator::Over];
        let two = (proptest::sample::select(operators.to_vec()), inner.clone(), inner.clone());
        let two = two.prop_map(|(operator, one, other)| {
            ExprKind::Binary(operator, Box::new(one), Box::new(other))
        });
        let one = inner.clone().prop_map(|one| ExprKind::Negative(Box::new(one)));
        let root = inner.prop_map(|one| ExprKind::SquareRoot(Box::new(one)));
        prop_oneof![of, two, one, root].prop_map(expr)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Figures, names and days that no text could have are told all the same.
    #[test]
    fn any_tree_is_told(one in any_figure(), other in any_figure(), name in any_word(), day in any::<i32>()) {
        let label = Label { text: "x".into(), at: AT };
        let kind = ConditionKind::Compare(one.clone(), Comparison::AtLeast, other.clone());
        let holds = Condition { kind, at: AT };
        let on = Trigger { kind: TriggerKind::Date(Day(day), AT), details: Vec::new(), at: AT };
        let when = Some(holds.clone());
        let tree = Tree {
            declarations: vec![
                Declaration::Setting(Setting { name: name.clone(), value: other, question: None, at: AT }),
                Declaration::Setting(Setting { name, value: one, question: None, at: AT }),
                Declaration::Law(Law { name: label.clone(), holds, at: AT }),
                Declaration::Rule(Rule { name: label, on, when, actions: Vec::new(), at: AT }),
            ],
            comments: Vec::new(),
        };
        for language in Language::ALL {
            prop_assert_eq!(tell(&tree, language).len(), 4);
            prop_assert!(!page(&tree, language).contains('⟦'));
        }
    }
}
