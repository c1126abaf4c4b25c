//! Amendments: what a new version of a charter touches, and who must agree to that.
//!
//! The lines `change PATH needs DECISION` of the charter in force say it; the most particular line counts.
//! A line guards itself, and so does the decision that it names: no majority is lowered by a smaller one. What no
//! line covers is the founder's.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Debug};

use charter::tree::{
    Change, Claim, ClaimClause, Decision, DecisionClause, Declaration, Equation, EquationClause,
    Pool, Tree, Unit, UnitClause,
};

/// A part of a charter that can be changed on its own, as a `change` line names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Something with a name: that it is there, and what stands on its first line.
    Named(Box<str>),
    /// A clause of something, by its first word.
    Clause(Box<str>, &'static str),
    /// Something that is called in words: a rule, law, example or the head, by its sort.
    Called(&'static str, Box<str>),
    /// A line that says what a change needs, by its path.
    Line(Box<str>),
    /// In which order the rules stand.
    Order,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Clause(name, clause) => write!(f, "{name}.{clause}"),
            Self::Called(sort, words) if words.is_empty() => f.write_str(sort),
            Self::Called(sort, words) => write!(f, "{sort} \"{words}\""),
            Self::Line(path) => write!(f, "change {path}"),
            Self::Order => f.write_str("rule"),
        }
    }
}

/// Finds the parts that differ between two versions, but for comments and layout.
#[must_use]
pub fn touched(old: &Tree, new: &Tree) -> Vec<Part> {
    let (before, after) = (parts(old), parts(new));
    let all: BTreeSet<&Part> = before.keys().chain(after.keys()).collect();
    let mut touched: Vec<Part> =
        all.into_iter().filter(|part| before.get(part) != after.get(part)).cloned().collect();
    if order(old, new) != order(new, old) {
        touched.push(Part::Order);
    }
    touched
}

/// What changing a part takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needs {
    /// The part.
    pub part: Part,
    /// The decisions that it needs, each of them; if there is none, the founder alone may change it.
    pub decisions: Vec<Box<str>>,
}

/// Says what each difference between the charter in force and a new version takes.
#[must_use]
pub fn needs(in_force: &Tree, new: &Tree) -> Vec<Needs> {
    let lines: Vec<&Change> = in_force.declarations.iter().filter_map(line).collect();
    let needs = |part: Part| Needs { decisions: decisions(&lines, &part), part };
    touched(in_force, new).into_iter().map(needs).collect()
}

fn line(declaration: &Declaration) -> Option<&Change> {
    match declaration {
        Declaration::Change(line) => Some(line),
        _ => None,
    }
}

fn decisions(lines: &[&Change], part: &Part) -> Vec<Box<str>> {
    let mut needed: Vec<Box<str>> = lines
        .iter()
        .filter(|line| guards(line, part))
        .map(|line| line.needs.text.clone())
        .collect();
    if needed.is_empty() {
        let paths = covering(part);
        let most_particular = paths.iter().find_map(|path| {
            let of = lines.iter().filter(|line| path_of(line) == *path);
            let of: Vec<Box<str>> = of.map(|line| line.needs.text.clone()).collect();
            (!of.is_empty()).then_some(of)
        });
        needed = most_particular.unwrap_or_default();
    }
    needed.sort();
    needed.dedup();
    needed
}

/// Whether a part is a line itself, or the decision that the line names.
fn guards(line: &Change, part: &Part) -> bool {
    match part {
        Part::Line(path) => path_of(line) == **path,
        Part::Named(name) | Part::Clause(name, _) => line.needs.text == *name,
        _ => false,
    }
}

/// The paths of lines that cover a part, the most particular first.
fn covering(part: &Part) -> Vec<String> {
    let mut paths = vec![part.to_string()];
    match part {
        Part::Clause(name, _) => paths.push(name.to_string()),
        Part::Called(sort, _) => paths.push((*sort).to_owned()),
        // A new line says who changes its part, which is for those who change that part now.
        Part::Line(path) => {
            paths = vec![path.to_string()];
            paths.extend(path.split_once(['.', ' ']).map(|(name, _)| name.to_owned()));
        }
        Part::Named(_) | Part::Order => {}
    }
    paths.push("everything".to_owned());
    paths
}

fn path_of(line: &Change) -> String {
    let words: Vec<&str> = line.path.iter().map(|word| &*word.text).collect();
    match &line.rule {
        Some(rule) => Part::Called("rule", rule.text.clone()).to_string(),
        None => words.join("."),
    }
}

/// The rules of one version that the other has too.
fn order<'a>(of: &'a Tree, other: &Tree) -> Vec<&'a str> {
    let others: BTreeSet<&str> = other.declarations.iter().filter_map(rule).collect();
    of.declarations.iter().filter_map(rule).filter(|rule| others.contains(rule)).collect()
}

fn rule(declaration: &Declaration) -> Option<&str> {
    match declaration {
        Declaration::Rule(rule) => Some(&rule.name.text),
        _ => None,
    }
}

/// What each part says.
#[derive(Default)]
struct Parts(BTreeMap<Part, String>);

fn parts(tree: &Tree) -> BTreeMap<Part, String> {
    let mut parts = Parts::default();
    tree.declarations.iter().for_each(|declaration| parts.declaration(declaration));
    parts.0
}

impl Parts {
    fn say(&mut self, part: Part, node: &impl Debug) {
        *self.0.entry(part).or_default() += &without_places(node);
    }

    fn named(&mut self, name: &str, node: &impl Debug) {
        self.say(Part::Named(name.into()), node);
    }

    fn clause(&mut self, name: &str, clause: &'static str, node: &impl Debug) {
        self.say(Part::Clause(name.into(), clause), node);
    }

    fn called(&mut self, sort: &'static str, words: &str, node: &impl Debug) {
        self.say(Part::Called(sort, words.into()), node);
    }

    fn declaration(&mut self, declaration: &Declaration) {
        match declaration {
            Declaration::Head(it) => self.called("charter", "", it),
            Declaration::Setting(it) => self.named(&it.name.text, it),
            Declaration::Unit(it) => self.unit(it),
            Declaration::Pool(it) => self.pool(it),
            Declaration::Role(it) => self.named(&it.name.text, it),
            Declaration::Rate(it) => self.named(&it.name.text, it),
            Declaration::Measure(it) => self.named(&it.name.text, it),
            Declaration::Table(it) => self.named(&it.name.text, it),
            Declaration::Claim(it) => self.claim(it),
            Declaration::Waterfall(it) => self.named(&it.name.text, it),
            Declaration::Equation(it) => self.equation(it),
            Declaration::Rule(it) => self.called("rule", &it.name.text, it),
            Declaration::Law(it) => self.called("law", &it.name.text, it),
            Declaration::Decision(it) => self.decision(it),
            Declaration::Change(it) => self.say(Part::Line(path_of(it).into()), &it.needs),
            Declaration::Example(it) => self.called("example", &it.name.text, it),
        }
    }

    fn unit(&mut self, unit: &Unit) {
        let name = &unit.name.text;
        self.named(name, &("unit", &unit.label));
        for clause in &unit.clauses {
            let word = match clause {
                UnitClause::Kind(..) => "kind",
                UnitClause::Counted { .. } => "counted",
                UnitClause::Issued { .. } => "issued",
                UnitClause::Lowest(_) => "lowest",
                UnitClause::Highest(_) => "highest",
                UnitClause::Decays(_) => "decays",
                UnitClause::Passes(..) => "passes",
                UnitClause::Seen(_) => "seen",
                UnitClause::Ends { .. } => "ends",
                UnitClause::Worth(_) => "worth",
            };
            self.clause(name, word, clause);
        }
    }

    fn pool(&mut self, pool: &Pool) {
        let name = &pool.name.text;
        self.named(name, &("pool", &pool.label));
        self.clause(name, "holds", &pool.holds);
        self.clause(name, "kept", &pool.keeper);
        self.clause(name, "lowest", &pool.lowest);
    }

    fn claim(&mut self, claim: &Claim) {
        let name = &claim.name.text;
        self.named(name, &("claim", &claim.label));
        for clause in &claim.clauses {
            let word = match clause {
                ClaimClause::In(_) => "in",
                ClaimClause::Lasts(..) => "lasts",
                ClaimClause::Shared(..) => "shared",
                ClaimClause::NotBefore(..) => "not",
                ClaimClause::Cap(_) => "at",
                ClaimClause::Passes(..) => "passes",
                ClaimClause::Overflow(_) => "overflow",
                ClaimClause::Release(_) => "when",
            };
            self.clause(name, word, clause);
        }
    }

    fn equation(&mut self, equation: &Equation) {
        let name = &equation.name.text;
        self.named(name, &("equation", &equation.label));
        for clause in &equation.clauses {
            let word = match clause {
                EquationClause::CountsIn(_) | EquationClause::Counts(..) => "counts",
                EquationClause::Worth(_) => "worth",
                EquationClause::Equipment(..) => "use",
                EquationClause::Modulator { .. } => "by",
                EquationClause::Only { .. } => "only",
                EquationClause::Without(_) => "without",
                EquationClause::Contest(_) => "contest",
                EquationClause::Halves(_) => "halves",
                EquationClause::Upstream { .. } => "upstream",
            };
            self.clause(name, word, clause);
        }
    }

    fn decision(&mut self, decision: &Decision) {
        let name = &decision.name.text;
        self.named(name, &"decision");
        self.clause(name, "asks", &decision.asks);
        self.clause(name, "weighs", &decision.weighs);
        for clause in &decision.clauses {
            let word = match clause {
                DecisionClause::Passes(_) => "passes",
                DecisionClause::Open(_) => "open",
                DecisionClause::Builds(_) => "builds",
                DecisionClause::Seen(_) => "seen",
                DecisionClause::Details(_) => "with",
                DecisionClause::Recorded(_) => "recorded",
            };
            self.clause(name, word, clause);
        }
    }
}

/// What a node of the tree says, wherever it stands in the text.
fn without_places(node: &impl Debug) -> String {
    let said = format!("{node:?}");
    let mut pieces = said.split("Span { start: ");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        text += piece.split_once(" }").map_or(piece, |(_, after)| after);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use charter::parse::parse;

    const OLD: &str = r#"
unit regio "Regional money"
  kind money
  counted in eur to 2 decimals
  passes within-members
pool pot holds regio
pool soup holds regio
rule "one" on transfer of regio from giver to soup do send 1 regio from soup to pot
rule "two" on transfer of regio from giver to pot do send 1 regio from pot to soup
decision assembly asks member weighs 1
decision board asks member weighs 1
change everything needs board
change regio needs assembly
change regio.passes needs board
change rule "one" needs assembly
"#;

    fn tree(text: &str) -> Tree {
        let (tree, wrong) = parse(text);
        assert_eq!(wrong, []);
        tree
    }

    fn taken(new: &str) -> Vec<String> {
        let say = |it: Needs| format!("{}: {}", it.part, it.decisions.join(" and "));
        needs(&tree(OLD), &tree(new)).into_iter().map(say).collect()
    }

    #[test]
    fn the_most_particular_line_counts() {
        assert_eq!(taken(&format!("# moved down\n\n{OLD}")), [] as [&str; 0]);
        assert_eq!(taken(&OLD.replace("2 decimals", "3 decimals")), ["regio.counted: assembly"]);
        assert_eq!(taken(&OLD.replace("within-members", "freely")), ["regio.passes: board"]);
        assert_eq!(
            taken(&OLD.replace("send 1 regio from soup", "send 2 regio from soup")),
            ["rule \"one\": assembly"]
        );
        assert_eq!(
            taken(&OLD.replace("send 1 regio from pot", "send 2 regio from pot")),
            ["rule \"two\": board"]
        );
    }

    #[test]
    fn a_line_and_its_decision_guard_themselves() {
        let without = OLD.replace("change regio needs assembly\n", "");
        assert_eq!(taken(&without), ["change regio: assembly"]);
        let lowered = OLD.replace(
            "decision assembly asks member weighs 1",
            "decision assembly asks member weighs 2",
        );
        assert_eq!(taken(&lowered), ["assembly.weighs: assembly"]);
        assert_eq!(
            taken(&format!("{OLD}change regio.counted needs board")),
            ["change regio.counted: assembly"]
        );
    }

    #[test]
    fn what_no_line_covers_needs_no_decision() {
        let old = OLD.replace("change everything needs board\n", "");
        let new = old.replace("pool pot holds regio", "pool pot");
        let needs = needs(&tree(&old), &tree(&new));
        assert_eq!(needs.len(), 1);
        assert_eq!(
            (needs[0].part.to_string().as_str(), needs[0].decisions.len()),
            ("pot.holds", 0)
        );
    }

    #[test]
    fn the_order_of_rules_is_a_part_of_its_own() {
        let (one, two) = (OLD.lines().nth(7).unwrap(), OLD.lines().nth(8).unwrap());
        let swapped = OLD.replace(&format!("{one}\n{two}"), &format!("{two}\n{one}"));
        assert_eq!(taken(&swapped), ["rule: board"]);
        assert_eq!(taken(&OLD.replace(&format!("{one}\n"), "")), ["rule \"one\": assembly"]);
    }
}
