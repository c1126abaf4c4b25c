//! The head, laws, decisions, and what changes need.

use super::Resolver;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::model::{Change, Decision, Law};
use crate::observe::RoleId;
use crate::tree::{
    Change as WrittenChange, Decision as Written, DecisionClause, Declaration, Detail, Head,
    Law as WrittenLaw,
};

impl Resolver<'_> {
    pub(super) fn head(&mut self, head: &Head) {
        if !self.model.name.is_empty() {
            let message = "a charter has one head";
            self.report(
                Diagnostic::error("head_twice", head.at, message).hint("leave one of them out"),
            );
            return;
        }
        let text = |label: &Option<crate::tree::Label>| {
            label.as_ref().map_or_else(String::new, |label| label.text.to_string())
        };
        self.model.name = head.name.text.to_string();
        self.model.audience = text(&head.audience);
        self.model.promise = text(&head.promise);
    }

    pub(super) fn law(&mut self, law: &WrittenLaw) {
        let Some(holds) = self.test(&law.holds, &Scope::default()) else { return };
        self.model.laws.push(Law { name: law.name.text.clone(), holds, at: law.at });
    }

    /// What rules need to know of decisions: that they are there.
    pub(super) fn sketch_decisions(&mut self) {
        for decision in self.declared.decisions.clone() {
            self.model.decisions.push(Decision {
                name: decision.name.text.clone(),
                asks: RoleId(0),
                weighs: super::figure::placeholder(decision.at),
                passes: None,
                open: None,
                builds: None,
                details: Vec::new(),
                recorded_by: None,
                seen: "members".into(),
                at: decision.at,
            });
        }
    }

    pub(super) fn decisions(&mut self) {
        for (index, written) in self.declared.decisions.clone().into_iter().enumerate() {
            let Some(mut decision) = self.model.decisions.get(index).cloned() else { return };
            self.decision(written, &mut decision);
            if let Some(known) = self.model.decisions.get_mut(index) {
                *known = decision;
            }
        }
    }

    /// The weight is asked of each `voter`; `passes when` is about the count and what the proposal states.
    fn decision(&mut self, written: &Written, decision: &mut Decision) {
        let mut voice = Scope::about(&["voter"]);
        if let Some(role) = self.role_named(&written.asks) {
            decision.asks = role;
            let name = self.model.roles.get(role.at()).map(|role| role.name.clone());
            voice = Scope::about(&["voter", name.as_deref().unwrap_or("voter")]);
        }
        let weighs = self.figure(&written.weighs, &voice);
        let mut count = Scope::default();
        let weight = weighs.as_ref().map(|figure| figure.dimension.clone());
        count.votes = Some(weight.unwrap_or_default());
        decision.weighs = weighs.unwrap_or_else(|| super::figure::placeholder(written.at));
        if let Some(details) = details_of(written) {
            decision.details = self.details(details, &mut count);
        }
        for clause in &written.clauses {
            self.decision_clause(decision, clause, &count);
        }
    }

    fn decision_clause(&mut self, decision: &mut Decision, clause: &DecisionClause, count: &Scope) {
        match clause {
            DecisionClause::Passes(condition) => decision.passes = self.test(condition, count),
            DecisionClause::Open(span) => decision.open = self.stretch(span),
            DecisionClause::Builds(span) => decision.builds = self.stretch(span),
            DecisionClause::Details(_) => {}
            DecisionClause::Recorded(role) => decision.recorded_by = self.role_named(role),
            DecisionClause::Seen(word) => {
                if !matches!(&*word.text, "everyone" | "members" | "holder") {
                    self.role_named(word);
                }
                decision.seen = word.text.clone();
            }
        }
    }

    pub(super) fn change(&mut self, written: &WrittenChange) {
        let needs = self.decision_named(&written.needs);
        let path = match &written.rule {
            Some(label) => {
                let exists = self.declares_rule(&label.text);
                if !exists {
                    let message = format!("there is no rule \"{}\"", label.text);
                    self.report(
                        Diagnostic::error("rule_unknown", label.at, message)
                            .hint("write the words of a rule as they stand"),
                    );
                }
                vec!["rule".into(), label.text.clone()]
            }
            None => self.path(written),
        };
        if let Some(needs) = needs {
            self.model.changes.push(Change { path, needs, at: written.at });
        }
    }

    fn path(&mut self, written: &WrittenChange) -> Vec<Box<str>> {
        if let Some(first) = written.path.first()
            && !matches!(&*first.text, "everything" | "rule")
            && self.find(&first.text).is_none()
        {
            let unknown = Diagnostic::error(
                "name_unknown",
                first.at,
                format!("the charter declares no `{}`", first.text),
            );
            let hint = match self.nearest(&first.text, |_| true) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name something that is declared, or `everything`".into(),
            };
            self.report(unknown.hint(hint));
        }
        written.path.iter().map(|word| word.text.clone()).collect()
    }

    fn declares_rule(&self, name: &str) -> bool {
        self.tree.is_some_and(|tree| {
            tree.declarations.iter().any(|declaration| match declaration {
                Declaration::Rule(rule) => *rule.name.text == *name,
                _ => false,
            })
        })
    }
}

/// The amounts that a proposal states.
pub(super) fn details_of(decision: &Written) -> Option<&Vec<Detail>> {
    decision.clauses.iter().find_map(|clause| match clause {
        DecisionClause::Details(details) => Some(details),
        _ => None,
    })
}
