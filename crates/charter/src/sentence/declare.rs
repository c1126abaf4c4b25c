//! Declarations: a heading and sentences for each.

use super::names::spelled;
use super::{Teller, Told};
use crate::place::Word;
use crate::tree::{
    Change, Declaration, Head, Label, Law, Measure, Membership, Pool, Rate, Role, Setting, Table,
};

impl Teller<'_> {
    pub(super) fn declaration(&self, declaration: &Declaration) -> Told {
        match declaration {
            Declaration::Head(it) => self.head(it),
            Declaration::Setting(it) => self.setting(it),
            Declaration::Unit(it) => self.unit_told(it),
            Declaration::Pool(it) => self.pool(it),
            Declaration::Role(it) => self.role(it),
            Declaration::Rate(it) => self.rate(it),
            Declaration::Measure(it) => self.measure(it),
            Declaration::Table(it) => self.table(it),
            Declaration::Claim(it) => self.claim(it),
            Declaration::Waterfall(it) => self.waterfall(it),
            Declaration::Equation(it) => self.equation(it),
            Declaration::Rule(it) => {
                self.told("heading-rule", &self.quoted(&it.name.text), vec![self.rule(it)])
            }
            Declaration::Law(it) => self.law(it),
            Declaration::Decision(it) => self.decision(it),
            Declaration::Change(it) => self.change(it),
            Declaration::Example(it) => self.example(it),
        }
    }

    pub(super) fn told(&self, heading: &'static str, name: &str, sentences: Vec<String>) -> Told {
        Told { name: self.about(heading, name), sentences }
    }

    /// A label in quotes, or the name.
    pub(super) fn title(&self, name: &Word, label: Option<&Label>) -> String {
        label.map_or_else(|| spelled(name), |label| self.quoted(&label.text))
    }

    fn head(&self, head: &Head) -> Told {
        let audience = head.audience.as_ref().map(|text| self.about("head-for", &text.text));
        let promise = head.promise.as_ref().map(|text| self.about("head-promises", &text.text));
        let sentences = audience.into_iter().chain(promise).collect();
        self.told("heading-charter", &self.quoted(&head.name.text), sentences)
    }

    fn setting(&self, setting: &Setting) -> Told {
        let name = spelled(&setting.name);
        let question = setting.question.as_ref().map(|text| text.text.to_string());
        let is =
            self.say("setting-is", &[("name", &name), ("value", &self.figure(&setting.value))]);
        self.told("heading-setting", &name, question.into_iter().chain([is]).collect())
    }

    fn pool(&self, pool: &Pool) -> Told {
        let units: Vec<String> = pool.holds.iter().map(|unit| self.unit(unit)).collect();
        let holds = match units.as_slice() {
            [] => self.word("pool-holds-any"),
            _ => self.about("pool-holds", &self.list(&units)),
        };
        let kept = match &pool.keeper {
            Some(role) => self.about("pool-kept", &self.one_of_role(role)),
            None => self.word("pool-by-rule"),
        };
        let lowest = match &pool.lowest {
            Some(lowest) => self.about("pool-lowest", &self.figure(lowest)),
            None => self.word("pool-never-below"),
        };
        let title = self.title(&pool.name, pool.label.as_ref());
        self.told("heading-pool", &title, vec![holds, kept, lowest])
    }

    fn role(&self, role: &Role) -> Told {
        let how = match &role.how {
            Membership::Meets { who, condition } => {
                let member = self.word("unnamed-member");
                let who = who.as_ref().map_or(member, spelled);
                self.say("role-meets", &[("who", &who), ("condition", &self.condition(condition))])
            }
            Membership::Granted { by, one_per_person: None } => {
                self.about("role-granted", &self.one_of_role(by))
            }
            Membership::Granted { by, one_per_person: Some(_) } => {
                self.about("role-granted-once", &self.one_of_role(by))
            }
            Membership::Open(_) => self.word("role-open"),
        };
        self.told("heading-role", &self.title(&role.name, role.label.as_ref()), vec![how])
    }

    fn rate(&self, rate: &Rate) -> Told {
        let (gives, per) = (self.figure(&rate.gives), self.unit(&rate.per));
        let (rounding, caps) = (self.rounding(rate.rounding.as_ref()), self.caps(&rate.caps));
        let said = [("gives", &*gives), ("per", &per), ("rounding", &rounding), ("caps", &caps)];
        self.told("heading-rate", &spelled(&rate.name), vec![self.say("rate-gives", &said)])
    }

    fn measure(&self, measure: &Measure) -> Told {
        let (name, of) = (spelled(&measure.name), spelled(&measure.of));
        let is = self.figure(&measure.is);
        let sentence = self.say("measure-is", &[("name", &name), ("of", &of), ("value", &is)]);
        self.told("heading-measure", &name, vec![sentence])
    }

    fn table(&self, table: &Table) -> Told {
        let member = self.word("unnamed-member");
        let of = table.of.as_ref().map_or(member, spelled);
        let gives = match &*table.gives.text {
            "number" => self.say("table-gives-number", &[("of", &of)]),
            _ => self.say("table-gives", &[("of", &of), ("unit", &self.unit(&table.gives))]),
        };
        let rows = table.rows.iter().map(|row| {
            let (when, value) = (self.condition(&row.when), self.figure(&row.gives));
            self.say("table-row", &[("when", &when), ("value", &value)])
        });
        let sentences = [gives].into_iter().chain(rows).collect();
        self.told("heading-table", &spelled(&table.name), sentences)
    }

    fn law(&self, law: &Law) -> Told {
        let holds = self.about("law-holds", &self.condition(&law.holds));
        self.told("heading-law", &self.quoted(&law.name.text), vec![holds])
    }

    fn change(&self, change: &Change) -> Told {
        let what = match (&change.rule, change.path.as_slice()) {
            (Some(rule), _) => self.about("change-rule", &self.quoted(&rule.text)),
            (None, [only]) if &*only.text == "everything" => self.word("change-everything"),
            (None, [only]) if &*only.text == "rule" => self.word("change-rules"),
            (None, [name]) => self.name(name),
            (None, [name, parts @ ..]) => {
                let parts: Vec<&str> = parts.iter().map(|word| &*word.text).collect();
                let part = self.quoted(&parts.join("."));
                self.say("change-part", &[("part", &part), ("name", &self.name(name))])
            }
            (None, []) => self.word("change-everything"),
        };
        let needs = self.quoted(&spelled(&change.needs));
        let sentence = self.say("change-needs", &[("what", &what), ("needs", &needs)]);
        self.told("heading-change", &what, vec![sentence])
    }
}
