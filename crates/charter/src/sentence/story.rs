//! Examples: a story in figures, step by step.

use super::names::spelled;
use super::{Teller, Told};
use crate::place::Word;
use crate::tree::{Answer, Example, ExampleStep, Expr, StepKind};

impl Teller<'_> {
    pub(super) fn example(&self, example: &Example) -> Told {
        let steps = example.steps.iter().map(|step| self.about("step", &self.story_step(step)));
        self.told("heading-example", &self.quoted(&example.name.text), steps.collect())
    }

    fn story_step(&self, step: &ExampleStep) -> String {
        let deed = self.deed(&step.kind);
        match &step.refused {
            None => deed,
            Some((None, _)) => self.about("is-refused", &deed),
            Some((Some(by), _)) => self.say("is-refused-by", &[("what", &deed), ("by", &by.text)]),
        }
    }

    fn deed(&self, kind: &StepKind) -> String {
        match kind {
            StepKind::Given(who) => {
                let who: Vec<String> = who.iter().map(|who| self.person(who)).collect();
                let count = who.len().to_string();
                self.say("story-given", &[("who", &self.list(&who)), ("count", &count)])
            }
            StepKind::GivenHas(who, amount) => self.holding("story-given-has", who, amount),
            StepKind::GivenSetting(setting, figure) => {
                let (setting, figure) = (self.name(setting), self.figure(figure));
                self.say("story-given-setting", &[("setting", &setting), ("figure", &figure)])
            }
            StepKind::Has(who, amount) => self.holding("story-has", who, amount),
            StepKind::Pays { from, to, amount, with } => {
                let (from, to) = (self.person(from), self.person(to));
                let (amount, with) = (self.figure(amount), self.told_with(with));
                let arrives = from == self.word("outside");
                self.say(
                    if arrives { "story-arrives" } else { "story-pays" },
                    &[("from", &from), ("to", &to), ("amount", &amount), ("with", &with)],
                )
            }
            StepKind::Reports { by, amount, about, with } => {
                let (by, amount) = (self.person(by), self.figure(amount));
                let end = format!("{}{}", self.for_whom(about.as_ref()), self.told_with(with));
                self.say("story-reports", &[("who", &by), ("amount", &amount), ("end", &end)])
            }
            StepKind::Answers(who, Answer::Yes) => self.about("story-confirms", &self.person(who)),
            StepKind::Answers(who, Answer::No) => self.about("story-declines", &self.person(who)),
            StepKind::Requests { by, name, amount, about, with } => {
                let of = amount.as_ref().map(|amount| self.about("story-of", &self.figure(amount)));
                let (of, about) = (of.unwrap_or_default(), self.for_whom(about.as_ref()));
                let end = format!("{of}{about}{}", self.told_with(with));
                let (by, name) = (self.person(by), self.quoted(&spelled(name)));
                self.say("story-requests", &[("who", &by), ("name", &name), ("end", &end)])
            }
            StepKind::Passes { decision, about, with } => {
                let end = format!("{}{}", self.for_whom(about.as_ref()), self.told_with(with));
                let decision = self.quoted(&spelled(decision));
                self.say("story-passes", &[("decision", &decision), ("end", &end)])
            }
            _ => self.other_deed(kind),
        }
    }

    /// Roles, work, time, and what is looked at.
    fn other_deed(&self, kind: &StepKind) -> String {
        match kind {
            StepKind::Becomes(who, role) => {
                self.is_role_of("story-becomes", &self.person(who), role)
            }
            StepKind::Works { by, effort, role, on } => {
                let role = role.as_ref().map(|role| self.about("worth-as", &spelled(role)));
                let on = on.as_ref().map(|on| self.about("worth-on", &self.name(on)));
                let end = format!("{}{}", role.unwrap_or_default(), on.unwrap_or_default());
                let (by, effort) = (self.person(by), self.figure(effort));
                self.say("story-works", &[("who", &by), ("effort", &effort), ("end", &end)])
            }
            StepKind::After(span) => self.about("story-after", &self.figure(span)),
            StepKind::On(day, _) => self.about("story-on", &self.day(*day)),
            StepKind::Repeat(times, step) => {
                let (times, step) = (times.to_string(), self.story_step(step));
                self.say("story-repeat", &[("count", &times), ("number", &times), ("step", &step)])
            }
            StepKind::Owed(who, amount, claim) => {
                let (who, claim) = (self.person(who), self.name(claim));
                let amount = self.figure(amount);
                self.say("story-owed", &[("who", &who), ("amount", &amount), ("claim", &claim)])
            }
            StepKind::Is(who, Answer::Yes, role) => {
                self.is_role_of("is-a", &self.person(who), role)
            }
            StepKind::Is(who, Answer::No, role) => {
                self.is_role_of("is-not-a", &self.person(who), role)
            }
            StepKind::Released(what) => self.about("story-released", &self.name(what)),
            StepKind::Share(who, equation, part) => {
                let (who, part) = (self.person(who), self.figure(part));
                let equation = self.name(equation);
                self.say("story-share", &[("who", &who), ("equation", &equation), ("part", &part)])
            }
            StepKind::Supply(unit, amount) => {
                let (unit, amount) = (self.unit(unit), self.figure(amount));
                self.say("story-supply", &[("unit", &unit), ("amount", &amount)])
            }
            StepKind::Given(_)
            | StepKind::GivenHas(..)
            | StepKind::GivenSetting(..)
            | StepKind::Has(..)
            | StepKind::Pays { .. }
            | StepKind::Reports { .. }
            | StepKind::Answers(..)
            | StepKind::Requests { .. }
            | StepKind::Passes { .. } => self.deed(kind),
        }
    }

    fn holding(&self, key: &'static str, who: &Word, amount: &Expr) -> String {
        self.say(key, &[("who", &self.person(who)), ("amount", &self.figure(amount))])
    }

    fn for_whom(&self, who: Option<&Word>) -> String {
        who.map(|who| self.about("story-for", &self.person(who))).unwrap_or_default()
    }

    fn told_with(&self, with: &[(Word, Expr)]) -> String {
        if with.is_empty() {
            return String::new();
        }
        let one = |(name, amount): &(Word, Expr)| {
            self.say("story-detail", &[("name", &spelled(name)), ("amount", &self.figure(amount))])
        };
        self.about("story-with", &self.list(&with.iter().map(one).collect::<Vec<_>>()))
    }
}
