//! Steps of examples.

use crate::place::Word;
use crate::print::phrase::{Phrases, listed, optional, with_article};
use crate::tree::{Answer, ExampleStep, Expr, StepKind};

impl Phrases<'_> {
    pub(in crate::print) fn story_step(&self, step: &ExampleStep) -> String {
        let refused = match &step.refused {
            Some((by, _)) => format!("\nis refused{}", optional("by", by.as_ref())),
            None => String::new(),
        };
        format!("{}{refused}", self.step_kind(&step.kind))
    }

    fn step_kind(&self, kind: &StepKind) -> String {
        match kind {
            StepKind::Given(people) => format!("given {}", listed(people)),
            StepKind::GivenHas(who, amount) => {
                format!("given {} has {}", who.text, self.expr(amount))
            }
            StepKind::GivenSetting(setting, figure) => {
                format!("given {} is {}", setting.text, self.expr(figure))
            }
            StepKind::Pays { from, to, amount, with } => {
                let (amount, with) = (self.expr(amount), self.told(with));
                format!("{} pays {} {amount}{with}", from.text, to.text)
            }
            StepKind::Reports { by, amount, about, with } => {
                let (about, with) = (optional("for", about.as_ref()), self.told(with));
                format!("{} reports {}{about}{with}", by.text, self.expr(amount))
            }
            StepKind::Answers(who, Answer::Yes) => format!("{} confirms", who.text),
            StepKind::Answers(who, Answer::No) => format!("{} declines", who.text),
            StepKind::Requests { by, name, amount, about, with } => {
                let amount = amount.as_ref().map(|amount| format!(" of {}", self.expr(amount)));
                let (about, with) = (optional("for", about.as_ref()), self.told(with));
                let amount = amount.unwrap_or_default();
                format!("{} requests {}{amount}{about}{with}", by.text, name.text)
            }
            StepKind::Passes { decision, about, with } => {
                let (about, with) = (optional("for", about.as_ref()), self.told(with));
                format!("decision {} passes{about}{with}", decision.text)
            }
            StepKind::Becomes(who, role) => format!("{} becomes {}", who.text, role.text),
            StepKind::Works { by, effort, role, on } => {
                let (role, on) = (optional("as", role.as_ref()), optional("on", on.as_ref()));
                format!("{} works {}{role}{on}", by.text, self.expr(effort))
            }
            StepKind::After(span) => format!("after {}", self.expr(span)),
            StepKind::On(day, _) => format!("on {day}"),
            StepKind::Repeat(times, step) => {
                format!("repeat {times} times: {}", self.story_step(step))
            }
            StepKind::Has(who, amount) => format!("{} has {}", who.text, self.expr(amount)),
            StepKind::Owed(who, amount, claim) => {
                format!("{} is owed {} by {}", who.text, self.closed(amount), claim.text)
            }
            StepKind::Is(who, Answer::Yes, role) => {
                format!("{} is {}", who.text, with_article(role))
            }
            StepKind::Is(who, Answer::No, role) => {
                format!("{} is not {}", who.text, with_article(role))
            }
            StepKind::Released(what) => format!("{} is released", what.text),
            StepKind::Share(who, equation, part) => {
                format!("share of {} by {} is {}", who.text, equation.text, self.expr(part))
            }
            StepKind::Supply(unit, amount) => {
                format!("supply of {} is {}", unit.text, self.expr(amount))
            }
        }
    }

    fn told(&self, with: &[(Word, Expr)]) -> String {
        if with.is_empty() {
            return String::new();
        }
        let each: Vec<String> = with
            .iter()
            .map(|(name, amount)| format!("{} {}", name.text, self.expr(amount)))
            .collect();
        format!("\nwith {}", each.join(",\n"))
    }
}
