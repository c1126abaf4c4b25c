//! Equations: what contributions are worth.

use super::names::spelled;
use super::{Teller, Told};
use crate::place::Word;
use crate::tree::{Counts, Equation, EquationClause, Lasts, Step, StepFrom, Worth};

impl Teller<'_> {
    pub(super) fn equation(&self, equation: &Equation) -> Told {
        let clauses = equation.clauses.iter().map(|clause| self.equation_clause(clause));
        let mut sentences: Vec<String> = clauses.collect();
        let says = |of: fn(&EquationClause) -> bool| equation.clauses.iter().any(of);
        if !says(|clause| matches!(clause, EquationClause::Counts(..))) {
            sentences.push(self.word("counts-at-once"));
        }
        if !says(|clause| matches!(clause, EquationClause::Contest(_))) {
            sentences.push(self.word("contest-unsaid"));
        }
        if !says(|clause| matches!(clause, EquationClause::Equipment(..))) {
            sentences.push(self.word("use-until-paid"));
        }
        if !says(|clause| matches!(clause, EquationClause::Halves(_))) {
            sentences.push(self.word("halves-never"));
        }
        let title = self.title(&equation.name, equation.label.as_ref());
        self.told("heading-equation", &title, sentences)
    }

    fn equation_clause(&self, clause: &EquationClause) -> String {
        match clause {
            EquationClause::CountsIn(unit) => self.about("counts-in", &self.unit(unit)),
            EquationClause::Worth(worth) => self.worth(worth),
            EquationClause::Equipment(lasts, _) => self.word(match lasts {
                Lasts::UntilPaid => "use-until-paid",
                Lasts::Once => "use-once",
                Lasts::Forever => "use-for-ever",
            }),
            EquationClause::Modulator { by, steps } => {
                let steps: Vec<String> = steps.iter().map(|step| self.step(step)).collect();
                let by = self.modulator(by);
                self.say("modulator", &[("by", &by), ("steps", &steps.join("; "))])
            }
            EquationClause::Only { what, names } => {
                let names = self.list_of(names);
                match &*what.text {
                    "roles" => self.about("only-roles", &names),
                    _ => self.about("only-kinds", &names),
                }
            }
            EquationClause::Without(names) => self.about("without", &self.list_of(names)),
            EquationClause::Contest(span) => self.about("contest", &self.figure(span)),
            EquationClause::Counts(Counts::AtOnce, _) => self.word("counts-at-once"),
            EquationClause::Counts(Counts::WhenAccepted, _) => self.word("counts-accepted"),
            EquationClause::Halves(span) => self.about("halves", &self.figure(span)),
            EquationClause::Upstream { part, to } => {
                let (part, to) = (self.figure(part), self.name(to));
                self.say("upstream", &[("part", &part), ("to", &to)])
            }
        }
    }

    fn list_of(&self, names: &[Word]) -> String {
        self.list(&names.iter().map(|name| self.name(name)).collect::<Vec<_>>())
    }

    fn modulator(&self, by: &Word) -> String {
        match &*by.text {
            "quality" => self.word("by-quality"),
            "seniority" => self.word("by-seniority"),
            "frequency" => self.word("by-frequency"),
            "priority" => self.word("by-priority"),
            _ => spelled(by),
        }
    }

    fn step(&self, step: &Step) -> String {
        let factor = self.figure(&step.factor);
        match &step.from {
            StepFrom::Number(from) => {
                self.say("step-from", &[("from", &self.figure(from)), ("factor", &factor)])
            }
            StepFrom::Word(word) => {
                self.say("step-word", &[("word", &spelled(word)), ("factor", &factor)])
            }
        }
    }

    fn worth(&self, worth: &Worth) -> String {
        let what = match &*worth.what.text {
            "work" => self.word("worth-work"),
            "material" => self.word("worth-material"),
            "use" => self.word("worth-use"),
            "production" => self.word("worth-production"),
            "citation" => self.word("worth-citation"),
            _ => spelled(&worth.what),
        };
        let narrower = [
            ("worth-as", &worth.role),
            ("worth-of", &worth.kind),
            ("worth-by", &worth.agent),
            ("worth-on", &worth.resource),
        ];
        let narrower = narrower
            .into_iter()
            .filter_map(|(key, name)| name.as_ref().map(|name| self.about(key, &spelled(name))));
        let what = format!("{what}{}", narrower.collect::<String>());
        let (value, per) = (self.figure(&worth.value), self.unit(&worth.per));
        self.say("worth-is", &[("what", &what), ("value", &value), ("per", &per)])
    }
}
