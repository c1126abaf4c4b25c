//! Names: one namespace for all that a charter declares.

use std::collections::BTreeMap;

use super::Resolver;
use crate::diagnostic::Diagnostic;
use crate::model::{Named, Role, RoleHow};
use crate::near::nearest;
use crate::observe::{
    ClaimId, DecisionId, EquationId, MeasureId, PoolId, RateId, RoleId, TableId, UnitId,
    WaterfallId,
};
use crate::place::{Span, Word};
use crate::tree::{
    Claim, Decision, Declaration, Equation, Measure, Pool, Rate, Role as WrittenRole, Setting,
    Table, Tree, Unit, Waterfall,
};

/// Subak's own roles, each with its other spellings.
const OWN_ROLES: [(&str, &[&str], RoleHow); 4] = [
    ("member", &["members"], RoleHow::Member),
    ("person", &["persons", "people"], RoleHow::Person),
    ("organisation", &["organisations", "organization", "organizations"], RoleHow::Organisation),
    ("founder", &["founders"], RoleHow::Founder),
];

/// How many roles are Subak's own.
pub(super) const OWN: usize = OWN_ROLES.len();

/// Words that mean something by themselves wherever they stand.
const RESERVED: [&str; 20] = [
    "second", "seconds", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks",
    "month", "months", "quarter", "quarters", "year", "years", "amount", "outside", "nowhere",
    "votes",
];

/// Figures that Subak keeps, which no measure or table may be called.
pub(super) const OWN_FIGURES: [&str; 15] = [
    "balance",
    "income",
    "spending",
    "age",
    "time_since_issue",
    "supply",
    "number",
    "owed",
    "paid",
    "share",
    "yes",
    "no",
    "turnout",
    "conviction",
    "electorate",
];

/// What a charter declares, by sort; the place in a list is the index.
#[derive(Default)]
pub(super) struct Declared<'t> {
    pub settings: Vec<&'t Setting>,
    pub units: Vec<&'t Unit>,
    pub pools: Vec<&'t Pool>,
    pub roles: Vec<&'t WrittenRole>,
    pub rates: Vec<&'t Rate>,
    pub measures: Vec<&'t Measure>,
    pub tables: Vec<&'t Table>,
    pub claims: Vec<&'t Claim>,
    pub waterfalls: Vec<&'t Waterfall>,
    pub equations: Vec<&'t Equation>,
    pub decisions: Vec<&'t Decision>,
}

/// The index of what is declared next; charters with more than 16 bits of it are refused before.
fn next<T>(list: &[T]) -> u16 {
    u16::try_from(list.len()).unwrap_or(u16::MAX)
}

impl<'t> Resolver<'t> {
    /// Learns all names, so that they may be used before they are declared.
    pub(super) fn learn_names(&mut self, tree: &'t Tree) -> Declared<'t> {
        let mut declared = Declared::default();
        let mut places = BTreeMap::new();
        self.learn_own_roles();
        for declaration in &tree.declarations {
            let Some((word, named)) = declare(&mut declared, declaration) else { continue };
            self.learn(word, named, &mut places);
        }
        self.learn_spellings(&declared);
        declared
    }

    fn learn_own_roles(&mut self) {
        for (name, spellings, how) in OWN_ROLES {
            let id = RoleId(next(&self.model.roles));
            let at = Span::default();
            self.model.roles.push(Role { name: name.into(), label: name.into(), how, at });
            for &spelling in [name].iter().chain(spellings) {
                self.model.names.insert(spelling.into(), Named::Role(id));
            }
        }
    }

    fn learn(&mut self, word: &'t Word, named: Named, places: &mut BTreeMap<&'t str, Span>) {
        let text: &str = &word.text;
        let is_figure = matches!(named, Named::Measure(_) | Named::Table(_));
        if RESERVED.contains(&text) || (is_figure && OWN_FIGURES.contains(&text)) {
            let message = format!("`{text}` means something already and cannot be {}", sort(named));
            self.report(
                Diagnostic::error("name_reserved", word.at, message).hint("choose another name"),
            );
            return;
        }
        if let Some(&first) = places.get(text) {
            let message = format!("`{text}` is declared twice");
            let taken = Diagnostic::error("name_taken", word.at, message).and(first, "first here");
            self.report(taken.hint(
                "names are shared by units, pools, roles and all else; give one another name",
            ));
            return;
        }
        if self.model.names.contains_key(text) {
            let message = format!("`{text}` is a role of Subak's own");
            self.report(
                Diagnostic::error("name_taken", word.at, message).hint("choose another name"),
            );
            return;
        }
        places.insert(text, word.at);
        self.model.names.insert(word.text.clone(), named);
    }

    /// A role may be named in the plural, and one that is declared in the plural in the singular,
    /// as long as nothing else is called so.
    fn learn_spellings(&mut self, declared: &Declared) {
        for (index, role) in declared.roles.iter().enumerate() {
            let Ok(id) = u16::try_from(index + OWN) else { return };
            let name: &str = &role.name.text;
            let other = match name.strip_suffix('s') {
                Some(singular) => singular.to_owned(),
                None => format!("{name}s"),
            };
            if !RESERVED.contains(&other.as_str()) && !other.is_empty() {
                self.model.names.entry(other.into()).or_insert(Named::Role(RoleId(id)));
            }
        }
    }

    pub(super) fn unit_named(&mut self, word: &Word) -> Option<UnitId> {
        let named = self.named(word, "unit_unknown", "a unit", |n| matches!(n, Named::Unit(_)))?;
        if let Named::Unit(id) = named { Some(id) } else { None }
    }

    pub(super) fn pool_named(&mut self, word: &Word) -> Option<PoolId> {
        let named = self.named(word, "pool_unknown", "a pool", |n| matches!(n, Named::Pool(_)))?;
        if let Named::Pool(id) = named { Some(id) } else { None }
    }

    pub(super) fn role_named(&mut self, word: &Word) -> Option<RoleId> {
        let named = self.named(word, "role_unknown", "a role", |n| matches!(n, Named::Role(_)))?;
        if let Named::Role(id) = named { Some(id) } else { None }
    }

    pub(super) fn rate_named(&mut self, word: &Word) -> Option<RateId> {
        let named = self.named(word, "rate_unknown", "a rate", |n| matches!(n, Named::Rate(_)))?;
        if let Named::Rate(id) = named { Some(id) } else { None }
    }

    pub(super) fn table_named(&mut self, word: &Word) -> Option<TableId> {
        let named =
            self.named(word, "table_unknown", "a table", |n| matches!(n, Named::Table(_)))?;
        if let Named::Table(id) = named { Some(id) } else { None }
    }

    pub(super) fn claim_named(&mut self, word: &Word) -> Option<ClaimId> {
        let is = |n: Named| matches!(n, Named::Claim(_));
        let named = self.named(word, "claim_unknown", "a class of claims", is)?;
        if let Named::Claim(id) = named { Some(id) } else { None }
    }

    pub(super) fn waterfall_named(&mut self, word: &Word) -> Option<WaterfallId> {
        let is = |n: Named| matches!(n, Named::Waterfall(_));
        let named = self.named(word, "waterfall_unknown", "a waterfall", is)?;
        if let Named::Waterfall(id) = named { Some(id) } else { None }
    }

    pub(super) fn equation_named(&mut self, word: &Word) -> Option<EquationId> {
        let is = |n: Named| matches!(n, Named::Equation(_));
        let named = self.named(word, "equation_unknown", "an equation", is)?;
        if let Named::Equation(id) = named { Some(id) } else { None }
    }

    pub(super) fn decision_named(&mut self, word: &Word) -> Option<DecisionId> {
        let is = |n: Named| matches!(n, Named::Decision(_));
        let named = self.named(word, "decision_unknown", "a decision", is)?;
        if let Named::Decision(id) = named { Some(id) } else { None }
    }

    /// The place of a setting among the settings.
    pub(super) fn setting_named(&mut self, word: &Word) -> Option<u16> {
        let is = |n: Named| matches!(n, Named::Setting(_));
        let named = self.named(word, "name_unknown", "a setting", is)?;
        if let Named::Setting(index) = named { Some(index) } else { None }
    }

    pub(super) fn find(&self, text: &str) -> Option<Named> {
        self.model.names.get(text).copied()
    }

    /// What a word means, which must be of a sort.
    pub(super) fn named(
        &mut self,
        word: &Word,
        unknown: &'static str,
        wanted: &str,
        is: fn(Named) -> bool,
    ) -> Option<Named> {
        match self.find(&word.text) {
            Some(named) if is(named) => Some(named),
            Some(other) => {
                let message = format!("`{}` is {}, not {wanted}", word.text, sort(other));
                let wrong = Diagnostic::error("wrong_sort", word.at, message);
                let wrong = self.nearest(&word.text, is).into_iter().fold(wrong, suggest);
                self.report(wrong);
                None
            }
            None => {
                let message = format!("there is no {} `{}`", bare(wanted), word.text);
                let missing = Diagnostic::error(unknown, word.at, message);
                let near = self.nearest(&word.text, is);
                let missing = match near {
                    Some(_) => near.into_iter().fold(missing, suggest),
                    None => missing.hint(format!("declare `{} {}`", bare(wanted), word.text)),
                };
                self.report(missing);
                None
            }
        }
    }

    /// The name of a sort that is spelled most like a word, if any is.
    pub(super) fn nearest(&self, text: &str, is: impl Fn(Named) -> bool) -> Option<String> {
        if self.said.len() >= super::MOST_KEPT {
            return None;
        }
        let names = self.model.names.iter().filter(|&(_, &named)| is(named));
        nearest(text, names.map(|(name, _)| &**name)).map(str::to_owned)
    }
}

fn suggest(diagnostic: Diagnostic, near: String) -> Diagnostic {
    diagnostic.hint(format!("did you mean `{near}`?"))
}

fn declare<'t>(
    declared: &mut Declared<'t>,
    declaration: &'t Declaration,
) -> Option<(&'t Word, Named)> {
    Some(match declaration {
        Declaration::Setting(d) => (&d.name, Named::Setting(keep(&mut declared.settings, d))),
        Declaration::Unit(d) => (&d.name, Named::Unit(UnitId(keep(&mut declared.units, d)))),
        Declaration::Pool(d) => (&d.name, Named::Pool(PoolId(keep(&mut declared.pools, d)))),
        Declaration::Role(d) => {
            let index = keep(&mut declared.roles, d).saturating_add(next(&OWN_ROLES));
            (&d.name, Named::Role(RoleId(index)))
        }
        Declaration::Rate(d) => (&d.name, Named::Rate(RateId(keep(&mut declared.rates, d)))),
        Declaration::Measure(d) => {
            (&d.name, Named::Measure(MeasureId(keep(&mut declared.measures, d))))
        }
        Declaration::Table(d) => (&d.name, Named::Table(TableId(keep(&mut declared.tables, d)))),
        Declaration::Claim(d) => (&d.name, Named::Claim(ClaimId(keep(&mut declared.claims, d)))),
        Declaration::Waterfall(d) => {
            (&d.name, Named::Waterfall(WaterfallId(keep(&mut declared.waterfalls, d))))
        }
        Declaration::Equation(d) => {
            (&d.name, Named::Equation(EquationId(keep(&mut declared.equations, &**d))))
        }
        Declaration::Decision(d) => {
            (&d.name, Named::Decision(DecisionId(keep(&mut declared.decisions, d))))
        }
        Declaration::Head(_)
        | Declaration::Rule(_)
        | Declaration::Law(_)
        | Declaration::Change(_)
        | Declaration::Example(_) => return None,
    })
}

fn keep<'t, T>(list: &mut Vec<&'t T>, item: &'t T) -> u16 {
    list.push(item);
    next(list).saturating_sub(1)
}

/// What something is, with its article.
pub(super) fn sort(named: Named) -> &'static str {
    match named {
        Named::Setting(_) => "a setting",
        Named::Unit(_) => "a unit",
        Named::Pool(_) => "a pool",
        Named::Role(_) => "a role",
        Named::Rate(_) => "a rate",
        Named::Measure(_) => "a measure",
        Named::Table(_) => "a table",
        Named::Claim(_) => "a class of claims",
        Named::Waterfall(_) => "a waterfall",
        Named::Equation(_) => "an equation",
        Named::Decision(_) => "a decision",
    }
}

fn bare(sort: &str) -> &str {
    match sort {
        "a class of claims" => "claim",
        _ => sort.split_once(' ').map_or(sort, |(_, noun)| noun),
    }
}
