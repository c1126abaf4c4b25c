//! Conditions, and the tables and roles that are made of them.

use super::Resolver;
use super::names::OWN;
use super::scope::Scope;
use crate::compile;
use crate::diagnostic::Diagnostic;
use crate::machine::DEEPEST;
use crate::model::{Condition, Dimension, Named, Role, RoleHow, Table, Test};
use crate::observe::{TableId, Who};
use crate::place::{Span, Word};
use crate::tree::{Condition as Written, ConditionKind, Membership, Role as WrittenRole};

impl Resolver<'_> {
    /// A condition with its code.
    pub(super) fn test(&mut self, written: &Written, scope: &Scope) -> Option<Test> {
        let condition = self.condition(written, scope)?;
        self.tested(condition, written.at)
    }

    fn tested(&mut self, condition: Condition, at: Span) -> Option<Test> {
        let code = compile::condition(&self.model, &condition);
        if usize::from(code.depth) > DEEPEST {
            let message = "this condition is nested too deeply";
            self.report(
                Diagnostic::error("figure_deep", at, message)
                    .hint("give parts of it a name with `measure`"),
            );
            return None;
        }
        Some(Test { condition, code, at })
    }

    fn condition(&mut self, written: &Written, scope: &Scope) -> Option<Condition> {
        if !self.enter(written.at) {
            return None;
        }
        let condition = self.any_condition(written, scope);
        self.nesting -= 1;
        condition
    }

    fn any_condition(&mut self, written: &Written, scope: &Scope) -> Option<Condition> {
        Some(match &written.kind {
            ConditionKind::Or(parts) => Condition::Or(self.conditions(parts, scope)?),
            ConditionKind::And(parts) => Condition::And(self.conditions(parts, scope)?),
            ConditionKind::Not(part) => Condition::Not(Box::new(self.condition(part, scope)?)),
            ConditionKind::Compare(left, comparison, right) => {
                let (a, b) = (self.typed(left, scope), self.typed(right, scope));
                let (a, b) = (a?, b?);
                if !self.same((left, &a.dimension), (right, &b.dimension)) {
                    return None;
                }
                Condition::Compare(a.expr, *comparison, b.expr)
            }
            ConditionKind::IsA(who, role) => {
                let who = self.who(who, scope);
                let role = self.role_named(role);
                Condition::IsA(who?, role?)
            }
            ConditionKind::Otherwise => {
                let message = "`otherwise` stands only in the last row of a table";
                self.report(
                    Diagnostic::error("otherwise_misplaced", written.at, message)
                        .hint("write the condition"),
                );
                return None;
            }
        })
    }

    fn conditions(&mut self, parts: &[Written], scope: &Scope) -> Option<Vec<Condition>> {
        let parts: Vec<_> = parts.iter().map(|part| self.condition(part, scope)).collect();
        parts.into_iter().collect()
    }

    /// What the figures of a table count.
    pub(super) fn table_dimension(&mut self, id: TableId) -> Option<Dimension> {
        let gives = &self.declared.tables.get(id.at())?.gives;
        self.dimension_named(gives)
    }

    /// `number`, `time`, or a unit.
    fn dimension_named(&mut self, word: &Word) -> Option<Dimension> {
        match (&*word.text, self.find(&word.text)) {
            (_, Some(Named::Unit(unit))) => Some(Dimension::of(unit)),
            ("number", _) => Some(Dimension::plain()),
            ("time", _) => Some(Dimension::time()),
            _ => {
                self.unit_named(word);
                None
            }
        }
    }

    pub(super) fn tables(&mut self) {
        for table in self.declared.tables.clone() {
            let scope = Scope::about(&[table.of.as_ref().map_or("member", |of| &of.text)]);
            let dimension = self.dimension_named(&table.gives);
            let last = table.rows.len().saturating_sub(1);
            let mut rows = Vec::new();
            for (index, row) in table.rows.iter().enumerate() {
                let when = match &row.when.kind {
                    ConditionKind::Otherwise if index == last => {
                        self.tested(Condition::Always, row.when.at)
                    }
                    _ => self.test(&row.when, &scope),
                };
                let gives = dimension.as_ref();
                let gives = gives.and_then(|wanted| self.figure_of(&row.gives, &scope, wanted));
                rows.extend(when.zip(gives));
            }
            self.model.tables.push(Table {
                name: table.name.text.clone(),
                dimension: dimension.unwrap_or_default(),
                rows,
                at: table.at,
            });
        }
    }

    /// Roles keep their places, whatever is wrong with them.
    pub(super) fn roles(&mut self) {
        for role in self.declared.roles.clone() {
            let how = self.membership(role).unwrap_or(RoleHow::Open);
            let label = role.label.as_ref().map_or(&role.name.text, |label| &label.text);
            self.model.roles.push(Role {
                name: role.name.text.clone(),
                label: label.clone(),
                how,
                at: role.at,
            });
        }
        debug_assert!(self.model.roles.len() >= OWN);
    }

    fn membership(&mut self, role: &WrittenRole) -> Option<RoleHow> {
        Some(match &role.how {
            Membership::Meets { who, condition } => {
                let scope = Scope::about(&[who.as_ref().map_or("member", |who| &who.text)]);
                RoleHow::Meets(self.test(condition, &scope)?)
            }
            Membership::Granted { by, one_per_person } => RoleHow::Granted {
                by: self.role_named(by)?,
                one_per_person: one_per_person.is_some(),
            },
            Membership::Open(_) => RoleHow::Open,
        })
    }

    /// The party of a name.
    pub(super) fn party_slot(
        &mut self,
        word: &Word,
        scope: &Scope,
    ) -> Option<crate::observe::PartySlot> {
        match scope.party(&word.text) {
            Some(slot) => Some(slot),
            None => {
                if let Some(Who::Pool(_)) = self.who(word, scope) {
                    let message = format!("`{}` is a pool, and a party is wanted here", word.text);
                    self.report(
                        Diagnostic::error("wrong_sort", word.at, message)
                            .hint("name a party of the event"),
                    );
                }
                None
            }
        }
    }
}
