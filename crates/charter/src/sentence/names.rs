//! What the names of a charter stand for, as far as sentences need to know.

use std::collections::BTreeMap;

use crate::place::Word;
use crate::tree::{Declaration, Expr, Label, Tree, UnitClause};

use super::Teller;

/// What is declared under a name.
#[derive(Clone, Copy)]
pub(super) enum Named<'t> {
    /// A unit, with the digits after its point as far as they are said.
    Unit(Option<u8>),
    /// A group of members.
    Role,
    /// A setting, with its figure.
    Setting(&'t Expr),
    /// Anything else.
    Other,
}

/// The names of a charter; of two that are the same, the first.
pub(super) struct Names<'t> {
    named: BTreeMap<&'t str, (Named<'t>, Option<&'t Label>)>,
}

/// Subak's own roles, in each spelling, and the variant that tells them in a catalogue.
const OWN_ROLES: [(&[&str], &str); 4] = [
    (&["member", "members"], "member"),
    (&["person", "persons", "people"], "person"),
    (&["organisation", "organisations", "organization", "organizations"], "organisation"),
    (&["founder", "founders"], "founder"),
];

impl<'t> Names<'t> {
    pub(super) fn of(tree: &'t Tree) -> Self {
        let mut named = BTreeMap::new();
        for declaration in &tree.declarations {
            if let Some((word, what, label)) = declared(declaration) {
                named.entry(&*word.text).or_insert((what, label));
            }
        }
        Self { named }
    }

    pub(super) fn get(&self, word: &Word) -> Option<Named<'t>> {
        self.named.get(&*word.text).map(|(named, _)| *named)
    }

    fn label(&self, word: &Word) -> Option<&'t str> {
        self.named.get(&*word.text).and_then(|(_, label)| label.map(|label| &*label.text))
    }
}

fn declared(declaration: &Declaration) -> Option<(&Word, Named<'_>, Option<&Label>)> {
    Some(match declaration {
        Declaration::Setting(it) => (&it.name, Named::Setting(&it.value), None),
        Declaration::Unit(it) => {
            let decimals = it.clauses.iter().find_map(|clause| match clause {
                UnitClause::Counted { decimals, .. } => decimals.map(|(decimals, _)| decimals),
                _ => None,
            });
            (&it.name, Named::Unit(decimals), it.label.as_ref())
        }
        Declaration::Pool(it) => (&it.name, Named::Other, it.label.as_ref()),
        Declaration::Role(it) => (&it.name, Named::Role, it.label.as_ref()),
        Declaration::Rate(it) => (&it.name, Named::Other, None),
        Declaration::Measure(it) => (&it.name, Named::Other, None),
        Declaration::Table(it) => (&it.name, Named::Other, None),
        Declaration::Claim(it) => (&it.name, Named::Other, it.label.as_ref()),
        Declaration::Waterfall(it) => (&it.name, Named::Other, it.label.as_ref()),
        Declaration::Equation(it) => (&it.name, Named::Other, it.label.as_ref()),
        Declaration::Decision(it) => (&it.name, Named::Other, None),
        Declaration::Head(_)
        | Declaration::Rule(_)
        | Declaration::Law(_)
        | Declaration::Change(_)
        | Declaration::Example(_) => return None,
    })
}

/// A name as it is read: `soup_kitchen` is `soup kitchen`.
pub(super) fn spelled(word: &Word) -> String {
    word.text.replace('_', " ")
}

fn own_role(word: &Word) -> Option<&'static str> {
    OWN_ROLES.iter().find(|(names, _)| names.contains(&&*word.text)).map(|(_, key)| *key)
}

impl Teller<'_> {
    pub(super) fn quoted(&self, text: &str) -> String {
        self.about("quoted", text)
    }

    /// What something is called: its label in quotes, or its name. Units keep their codes.
    pub(super) fn name(&self, word: &Word) -> String {
        match self.names.get(word) {
            Some(Named::Unit(_)) => word.text.to_string(),
            _ => match self.names.label(word) {
                Some(label) => self.quoted(label),
                None => spelled(word),
            },
        }
    }

    /// A role, without an article.
    pub(super) fn role_name(&self, word: &Word) -> String {
        match self.own_role(word) {
            Some(own) => self.say("own-role", &[("start", own)]),
            None => self.name(word),
        }
    }

    /// All of a role.
    pub(super) fn role_names(&self, word: &Word) -> String {
        let said = [("start", self.start(word)), ("role", &*self.role_name(word))];
        self.say("all-of-role", &said)
    }

    /// One of a role: `a cook`, `an elder`, `anyone in the role “Business”`.
    pub(super) fn one_of_role(&self, word: &Word) -> String {
        let said = [("start", self.start(word)), ("role", &*self.role_name(word))];
        self.say("one-of-role", &said)
    }

    /// How a role is told: one of Subak's own, with a label, or by a name that begins as it does.
    pub(super) fn start(&self, word: &Word) -> &'static str {
        if let Some(own) = self.own_role(word) {
            own
        } else if self.names.label(word).is_some() {
            "label"
        } else if word.text.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) {
            "vowel"
        } else {
            "consonant"
        }
    }

    fn own_role(&self, word: &Word) -> Option<&'static str> {
        if self.names.get(word).is_some() { None } else { own_role(word) }
    }

    pub(super) fn is_role(&self, word: &Word) -> bool {
        match self.names.get(word) {
            Some(named) => matches!(named, Named::Role),
            None => own_role(word).is_some(),
        }
    }

    /// Somebody as a part of an event: a pool or one of a role means just those, any other name means anyone.
    pub(super) fn party(&self, word: &Word) -> String {
        if &*word.text == "outside" {
            self.word("outside")
        } else if self.own_role(word).is_some() {
            self.one_of_role(word)
        } else if self.is_role(word) {
            let (role, name) = (self.one_of_role(word), spelled(word));
            match self.names.label(word) {
                Some(_) => self.say("one-called", &[("what", &role), ("name", &name)]),
                None => role,
            }
        } else if self.names.get(word).is_some() {
            self.name(word)
        } else {
            self.about("anyone-called", &spelled(word))
        }
    }

    /// Somebody who was named before.
    pub(super) fn who(&self, word: &Word) -> String {
        match &*word.text {
            "outside" => self.word("outside"),
            _ if self.is_role(word) => match self.own_role(word) {
                Some(own) => self.say("that-one", &[("start", own)]),
                None => spelled(word),
            },
            _ => self.name(word),
        }
    }
}
