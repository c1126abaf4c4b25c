//! G5: exactly one row of a table fits, whatever happens; and every condition can hold.

use quantity::Ratio;

use super::scope::{Holder, Holds, Scope};
use super::search::{Atoms, Case, Found, Logic};
use super::words::{Words, list};
use crate::diagnostic::Diagnostic;
use crate::model::{Condition, Model, RuleId, Table, TableId};
use crate::report::{Guarantee, Report, Subject, Verdict};
use crate::tree::{Declaration, Tree};

const G: Guarantee = Guarantee::Tables;

/// Looks at every table, and at the condition of every rule.
pub fn check(tree: &Tree, model: &Model, report: &mut Report) {
    for (table, id) in super::numbered(&model.tables) {
        let about = Subject::Table(TableId(id));
        let subject = [subject(tree, &table.name)];
        table_fits(model, table, about, Words::rule(model, &subject), report);
    }
    for (rule, id) in super::numbered(&model.rules) {
        let Some(when) = &rule.when else { continue };
        let mut bare = rule.clone();
        bare.when = None;
        let mut atoms = Atoms::new(model, Scope::rule(model, &bare));
        let Some(logic) = atoms.logic(&when.condition) else { continue };
        if atoms.search(&[(&logic, Holds::Yes)]) == Found::Nothing {
            let message =
                format!("rule `{}` never does anything: its condition cannot hold", rule.name);
            report.diagnostics.push(
                Diagnostic::warning("condition_never_holds", when.at, message)
                    .hint("loosen the condition, or leave the rule out"),
            );
            let about = Subject::Rule(RuleId(id));
            report.find(G, Verdict::Proven, about, when.at, "its condition never holds");
        }
    }
}

/// What the one a table is about is called.
fn subject(tree: &Tree, name: &str) -> Box<str> {
    let of = tree.declarations.iter().find_map(|it| match it {
        Declaration::Table(table) if &*table.name.text == name => table.of.as_ref(),
        _ => None,
    });
    of.map_or_else(|| "member".into(), |it| it.text.clone())
}

/// What can be said of a table.
enum Outcome {
    /// Just one row fits each case.
    Exact,
    /// No row fits the case.
    Gap(Case),
    /// Two rows fit the case.
    Overlap(usize, usize, Case),
    /// Nobody knows.
    Unknown,
}

struct Rows<'a> {
    atoms: Atoms<'a>,
    rows: Vec<Logic>,
    /// Whether the last row takes what all others leave.
    otherwise: bool,
}

impl<'a> Rows<'a> {
    fn new(model: &'a Model, table: &Table, holder: Holder) -> Option<Self> {
        let mut atoms = Atoms::new(model, Scope::about(model, holder));
        let rows = table.rows.iter().map(|(when, _)| atoms.logic(&when.condition));
        let rows = rows.collect::<Option<Vec<Logic>>>()?;
        let last = table.rows.last().map(|(when, _)| &when.condition);
        Some(Self { atoms, rows, otherwise: last == Some(&Condition::Always) })
    }

    /// The rows that say what they fit themselves.
    fn plain(&self) -> &[Logic] {
        let count = self.rows.len() - usize::from(self.otherwise && !self.rows.is_empty());
        self.rows.get(..count).unwrap_or_default()
    }

    fn outcome(&self) -> Outcome {
        let mut unknown = false;
        for (second, later) in self.plain().iter().enumerate() {
            for (first, earlier) in self.plain().iter().enumerate().take(second) {
                match self.atoms.search(&[(earlier, Holds::Yes), (later, Holds::Yes)]) {
                    Found::Case(case) => return Outcome::Overlap(first, second, case),
                    Found::Unknown => unknown = true,
                    Found::Nothing => {}
                }
            }
        }
        match self.left() {
            Found::Case(case) if !self.otherwise => Outcome::Gap(case),
            Found::Unknown if !self.otherwise => Outcome::Unknown,
            _ if unknown => Outcome::Unknown,
            _ => Outcome::Exact,
        }
    }

    /// A case that no row takes which says itself what it fits.
    fn left(&self) -> Found {
        let none: Vec<(&Logic, Holds)> = self.plain().iter().map(|it| (it, Holds::No)).collect();
        self.atoms.search(&none)
    }

    /// Rows that fit no case.
    fn never(&self) -> Vec<usize> {
        let plain = self.plain().iter().enumerate();
        let mut never: Vec<usize> = plain
            .filter(|(_, row)| self.atoms.search(&[(row, Holds::Yes)]) == Found::Nothing)
            .map(|(index, _)| index)
            .collect();
        if self.otherwise && self.left() == Found::Nothing {
            never.push(self.plain().len());
        }
        never
    }

    /// Whether a case shows a gap; `None` beyond 128 bits.
    fn is_gap(&self, case: &Case) -> Option<bool> {
        let fits = self.plain().iter().map(|it| it.holds(case)).collect::<Option<Vec<bool>>>()?;
        Some(fits.iter().all(|it| !it))
    }

    /// The case in words: `a member with 2 vouches and age exactly 90 days`.
    fn words(&self, words: Words<'_>, case: &Case, shows: impl Fn(&Case) -> bool) -> String {
        let mut figures = Vec::new();
        for (index, (_, called)) in self.atoms.figures.iter().enumerate() {
            let Some(value) = case.values.get(index).copied() else { continue };
            let beside = |step| {
                let mut case = case.clone();
                let moved = value.checked_add(Ratio::from_integer(step));
                if let Some((place, moved)) = case.values.get_mut(index).zip(moved) {
                    *place = moved;
                }
                shows(&case)
            };
            let exactly = if beside(1) || beside(-1) { "" } else { "exactly " };
            let dimension = words.dimension(called);
            let value = words.value(value, &dimension);
            let name = words.figure(called);
            figures.push(match dimension.0.is_empty() {
                true => format!("{exactly}{value} {name}"),
                false => format!("{name} {exactly}{value}"),
            });
        }
        let mut told =
            format!("a {}", words.who(crate::model::Who::Party(crate::model::PartySlot(0))));
        if !figures.is_empty() {
            told = format!("{told} with {}", list(&figures));
        }
        for ((_, role), flag) in self.atoms.flags.iter().zip(&case.flags) {
            match flag {
                Some(true) => told = format!("{told} who is a {}", words.role(*role)),
                Some(false) => told = format!("{told} who is not a {}", words.role(*role)),
                None => {}
            }
        }
        told
    }
}

fn table_fits(model: &Model, table: &Table, about: Subject, words: Words<'_>, report: &mut Report) {
    let name = &table.name;
    let (Some(anyone), Some(agent)) =
        (Rows::new(model, table, Holder::Anyone), Rows::new(model, table, Holder::Settled))
    else {
        return unknown(table, about, report);
    };
    let outcome = agent.outcome();
    match (&outcome, anyone.outcome()) {
        (_, Outcome::Exact) => {
            let sentence = format!("exactly one row of `{name}` fits, whatever the figures are");
            report.find(G, Verdict::Proven, about, table.at, sentence);
        }
        (Outcome::Exact, _) => {
            let sentence = format!(
                "exactly one row of `{name}` fits each member within the limits of their balance; asked about somebody beyond them it may have no answer, and then the event is refused"
            );
            report.find(G, Verdict::Guarded, about, table.at, sentence);
        }
        (Outcome::Unknown, _) => unknown(table, about, report),
        _ if !agent.atoms.are_free() => unknown(table, about, report),
        (Outcome::Gap(case), _) => {
            let told = agent.words(words, case, |it| agent.is_gap(it) == Some(true));
            let error = Diagnostic::error("table_gap", table.at, format!("no row of table `{name}` fits {told}"))
                .hint("add a row for it, or let a row reach there; `| otherwise -> …` as the last row takes all that is left");
            report.broken(G, about, error);
        }
        (Outcome::Overlap(first, second, case), _) => {
            overlap(table, about, &agent, (*first, *second), case, words, report);
        }
    }
    unreachable_rows(table, &anyone, report);
}

fn overlap(
    table: &Table,
    about: Subject,
    rows: &Rows<'_>,
    (first, second): (usize, usize),
    case: &Case,
    words: Words<'_>,
    report: &mut Report,
) {
    let both = |case: &Case| {
        [first, second]
            .iter()
            .all(|it| rows.rows.get(*it).and_then(|row| row.holds(case)) == Some(true))
    };
    let told = rows.words(words, case, both);
    let message =
        format!("rows {} and {} of table `{}` both fit {told}", first + 1, second + 1, table.name);
    let at = |row: usize| table.rows.get(row).map_or(table.at, |(when, _)| when.at);
    let error = Diagnostic::error("table_overlap", at(second), message)
        .and(at(first), format!("row {}", first + 1))
        .hint("make one of the two conditions narrower, so that a single row fits");
    report.broken(G, about, error);
}

fn unreachable_rows(table: &Table, rows: &Rows<'_>, report: &mut Report) {
    for row in rows.never() {
        let at = table.rows.get(row).map_or(table.at, |(when, _)| when.at);
        let message = format!("row {} of table `{}` fits nobody", row + 1, table.name);
        report
            .diagnostics
            .push(Diagnostic::warning("table_row_never_fits", at, message).hint("leave it out"));
    }
}

/// The first row that fits counts, and where none does the event is refused.
fn unknown(table: &Table, about: Subject, report: &mut Report) {
    let sentence = format!(
        "the figures of `{}` depend on each other in ways that are not followed; where no row fits, the event is refused, and of several the first counts",
        table.name
    );
    report.find(G, Verdict::Guarded, about, table.at, sentence);
}
