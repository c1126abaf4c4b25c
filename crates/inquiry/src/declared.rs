//! The declarations of a charter one by one, and what differs between two charters.

use charter::parse::parse;
use charter::print::print;
use charter::sentence::{Language, tell_declaration, tell_rule};
use charter::tree::{Declaration, Tree};

use crate::Refused;
use crate::names::near;

/// One declaration of a charter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// What it is: `rule`, `unit`, `setting`.
    pub sort: &'static str,
    /// What it is called; empty for the head.
    pub name: String,
    /// Its text, laid out, without comments.
    pub text: String,
    /// Its heading, for people.
    pub heading: String,
    /// What it says, for people, in sentences.
    pub sentences: Vec<String>,
}

impl Declared {
    /// What it is and what it is called: `rule "a gift earns vegetables"`, `unit veg`.
    #[must_use]
    pub fn title(&self) -> String {
        match self.sort {
            "charter" => "the head".to_owned(),
            "rule" | "law" | "example" => format!("{} \"{}\"", self.sort, self.name),
            sort => format!("{sort} {}", self.name),
        }
    }
}

/// The declarations of a text, in its order, told in a language.
#[must_use]
pub fn declared(text: &str, language: Language) -> Vec<Declared> {
    let (tree, _) = parse(text);
    let one = |declaration: &Declaration| {
        let (sort, name) = called(declaration);
        let told = tell_declaration(&tree, declaration, language);
        let alone = Tree { declarations: vec![declaration.clone()], comments: Vec::new() };
        let text = print(&alone, text).trim().to_owned();
        Declared { sort, name, text, heading: told.name, sentences: told.sentences }
    };
    tree.declarations.iter().map(one).collect()
}

/// A rule of a text: in a sentence, and as it is written. `None` if it has no such rule.
#[must_use]
pub fn rule(text: &str, name: &str, language: Language) -> Option<(String, String)> {
    let (tree, _) = parse(text);
    tree.declarations.iter().find_map(|declaration| match declaration {
        Declaration::Rule(rule) if *rule.name.text == *name => {
            let alone = Tree { declarations: vec![declaration.clone()], comments: Vec::new() };
            let written = print(&alone, text).trim().to_owned();
            Some((tell_rule(&tree, rule, language), written))
        }
        _ => None,
    })
}

/// What a charter declares by a name; or, if nothing is called so, the rules whose names hold it. Never none.
///
/// # Errors
/// [`Refused::UndeclaredName`] with what may be meant.
pub fn named(all: Vec<Declared>, name: &str) -> Result<Vec<Declared>, Refused> {
    let wanted = name.to_lowercase();
    let (mut exact, rest): (Vec<Declared>, Vec<Declared>) =
        all.into_iter().partition(|it| it.name.to_lowercase() == wanted);
    if exact.is_empty() {
        let part = |it: &&Declared| it.sort == "rule" && it.name.to_lowercase().contains(&wanted);
        exact = rest.iter().filter(part).cloned().collect();
    }
    if exact.is_empty() {
        let near = near(name, rest.iter().map(|it| it.name.as_str()));
        return Err(Refused::UndeclaredName { name: commons::name::shortened(name), near });
    }
    Ok(exact)
}

fn called(declaration: &Declaration) -> (&'static str, String) {
    let path = |words: &[charter::place::Word]| {
        words.iter().map(|word| &*word.text).collect::<Vec<_>>().join(".")
    };
    let (sort, name): (_, &str) = match declaration {
        Declaration::Head(_) => ("charter", ""),
        Declaration::Setting(it) => ("setting", &it.name.text),
        Declaration::Unit(it) => ("unit", &it.name.text),
        Declaration::Pool(it) => ("pool", &it.name.text),
        Declaration::Role(it) => ("role", &it.name.text),
        Declaration::Rate(it) => ("rate", &it.name.text),
        Declaration::Measure(it) => ("measure", &it.name.text),
        Declaration::Table(it) => ("table", &it.name.text),
        Declaration::Claim(it) => ("claim", &it.name.text),
        Declaration::Waterfall(it) => ("waterfall", &it.name.text),
        Declaration::Equation(it) => ("equation", &it.name.text),
        Declaration::Rule(it) => ("rule", &it.name.text),
        Declaration::Law(it) => ("law", &it.name.text),
        Declaration::Decision(it) => ("decision", &it.name.text),
        Declaration::Example(it) => ("example", &it.name.text),
        Declaration::Change(it) => {
            let rule = it.rule.as_ref().map(|rule| format!("rule \"{}\"", rule.text));
            return ("change", rule.unwrap_or_else(|| path(&it.path)));
        }
    };
    (sort, name.to_owned())
}

/// What became of a declaration from one charter to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// It was not there before.
    Added(Declared),
    /// It is there no more.
    Removed(Declared),
    /// It reads otherwise: before, and now.
    Changed(Declared, Declared),
}

/// What differs between two charters but for comments and layout: first what changed or went, in the order of the
/// old one, then what came, in the order of the new one.
#[must_use]
pub fn differences(old: &str, new: &str) -> Vec<Difference> {
    let declared = |text| declared(text, Language::English);
    let mut after = declared(new);
    let mut found = Vec::new();
    for before in declared(old) {
        let same = |it: &Declared| (it.sort, &it.name) == (before.sort, &before.name);
        match after.iter().position(same).map(|at| after.remove(at)) {
            None => found.push(Difference::Removed(before)),
            Some(now) if now.text != before.text => found.push(Difference::Changed(before, now)),
            Some(_) => {}
        }
    }
    found.extend(after.into_iter().map(Difference::Added));
    found
}

/// How a line stands to another text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It is in both.
    Both,
    /// It is only in the old one.
    Old,
    /// It is only in the new one.
    New,
}

/// The lines of two texts, each once where both have it in the same order.
#[must_use]
pub fn lines<'t>(old: &'t str, new: &'t str) -> Vec<(Mark, &'t str)> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    // How many lines the two have in common from each pair of places on.
    let mut common = vec![vec![0usize; new.len() + 1]; old.len() + 1];
    let get = |common: &[Vec<usize>], i: usize, j: usize| {
        common.get(i).and_then(|row| row.get(j)).copied().unwrap_or_default()
    };
    for (i, left) in old.iter().enumerate().rev() {
        for (j, right) in new.iter().enumerate().rev() {
            let best = match left == right {
                true => get(&common, i + 1, j + 1) + 1,
                false => get(&common, i + 1, j).max(get(&common, i, j + 1)),
            };
            if let Some(slot) = common.get_mut(i).and_then(|row| row.get_mut(j)) {
                *slot = best;
            }
        }
    }
    let (mut i, mut j, mut marked) = (0, 0, Vec::new());
    loop {
        match (old.get(i), new.get(j)) {
            (Some(left), Some(right)) if left == right => {
                marked.push((Mark::Both, *left));
                (i, j) = (i + 1, j + 1);
            }
            (Some(left), right)
                if right.is_none() || get(&common, i + 1, j) >= get(&common, i, j + 1) =>
            {
                marked.push((Mark::Old, *left));
                i += 1;
            }
            (_, Some(right)) => {
                marked.push((Mark::New, *right));
                j += 1;
            }
            _ => return marked,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "setting part is 5%\npool pot\npool tin # rusty\n";

    #[test]
    fn comments_and_layout_make_no_difference() {
        let new = "# all of it\nsetting part is 5%\n\n\npool   pot\npool tin\n";
        assert_eq!(differences(OLD, new), []);
    }

    #[test]
    fn what_came_went_and_changed_is_told_apart() {
        let new = "setting part is 6%\npool tin\npool box\n";
        let told: Vec<String> = differences(OLD, new)
            .iter()
            .map(|it| match it {
                Difference::Added(it) => format!("+{}", it.title()),
                Difference::Removed(it) => format!("-{}", it.title()),
                Difference::Changed(old, new) => format!("{} > {}", old.text, new.text),
            })
            .collect();
        let changed = "setting part is 5% > setting part is 6%";
        assert_eq!(told, [changed, "-pool pot", "+pool box"]);
    }

    #[test]
    fn lines_in_common_stand_once() {
        use Mark::{Both, New, Old};
        let marked = lines("a\nb\nc", "a\nx\nc\nd");
        assert_eq!(marked, [(Both, "a"), (Old, "b"), (New, "x"), (Both, "c"), (New, "d")]);
    }
}
