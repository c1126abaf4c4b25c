//! Equations: what contributions are worth.

use crate::parse::cursor::{Parsed, Parser};
use crate::place::{Span, Word};
use crate::token::Kind;
use crate::tree::{Counts, Equation, EquationClause, Lasts, Step, StepFrom, Worth};

const CONTRIBUTIONS: [&str; 5] = ["work", "material", "use", "production", "citation"];
const EQUATION_CLAUSES: &[&str] = &[
    "counts",
    "work",
    "material",
    "use",
    "production",
    "citation",
    "by",
    "only",
    "without",
    "contest",
    "halves",
    "upstream",
];

impl Parser<'_> {
    pub(super) fn equation(&mut self, start: Span) -> Parsed<Equation> {
        let name = self.new_name("a name for the equation")?;
        let label = self.optional_label();
        let clauses = self.clauses(EQUATION_CLAUSES, Self::equation_clause);
        Ok(Equation { name, label, clauses, at: self.since(start) })
    }

    fn equation_clause(&mut self) -> Parsed<EquationClause> {
        let start = self.peek().at;
        if self.take("counts") {
            return self.counts(start);
        }
        if self.sees(0, "use") && self.sees(1, "pays") {
            self.advance();
            self.advance();
            let lasts = self.pays_until()?;
            return Ok(EquationClause::Equipment(lasts, self.since(start)));
        }
        if let Some(what) = CONTRIBUTIONS.into_iter().find(|word| self.take(word)) {
            let what = Word { text: what.into(), at: start };
            return Ok(EquationClause::Worth(Box::new(self.worth_of(what)?)));
        }
        if self.take("by") {
            return self.modulator();
        }
        if self.take("only") {
            return self.only();
        }
        if self.take("without") {
            return Ok(EquationClause::Without(self.list(|parser| parser.name("an agent"))?));
        }
        if self.take("contest") {
            self.need("for")?;
            return Ok(EquationClause::Contest(self.plain_figure()?));
        }
        if self.take("halves") {
            self.need("each")?;
            return Ok(EquationClause::Halves(self.plain_figure()?));
        }
        if self.take("upstream") {
            let part = self.expr()?;
            self.need("to")?;
            return Ok(EquationClause::Upstream { part, to: self.name("a resource or pool")? });
        }
        Err(self.unexpected())
    }

    fn counts(&mut self, start: Span) -> Parsed<EquationClause> {
        if self.take("in") {
            return Ok(EquationClause::CountsIn(self.unit_name()?));
        }
        if self.take("at") {
            self.need("once")?;
            return Ok(EquationClause::Counts(Counts::AtOnce, self.since(start)));
        }
        self.need("when")?;
        self.need("accepted")?;
        Ok(EquationClause::Counts(Counts::WhenAccepted, self.since(start)))
    }

    fn pays_until(&mut self) -> Parsed<Lasts> {
        if self.take("until") {
            self.need("paid")?;
            self.need("back")?;
            return Ok(Lasts::UntilPaid);
        }
        self.once_or_for_ever()
    }

    fn worth_of(&mut self, what: Word) -> Parsed<Worth> {
        let start = what.at;
        let role = if self.take("as") { Some(self.name("a role")?) } else { None };
        let kind = if self.take("of") { Some(self.name("a kind of work")?) } else { None };
        let agent = if self.take("by") { Some(self.name("an agent")?) } else { None };
        let resource = if self.take("on") { Some(self.name("a resource")?) } else { None };
        self.need(":")?;
        let value = self.expr()?;
        self.need("per")?;
        let per = self.unit_name()?;
        Ok(Worth { what, role, kind, agent, resource, value, per, at: self.since(start) })
    }

    fn modulator(&mut self) -> Parsed<EquationClause> {
        let by = self.name("`quality`, `seniority`, `frequency` or `priority`")?;
        self.need(":")?;
        Ok(EquationClause::Modulator { by, steps: self.rows(Self::step)? })
    }

    fn step(&mut self, start: Span) -> Parsed<Step> {
        let from = if self.peek().kind == Kind::Word {
            StepFrom::Word(self.name("a word or a number")?)
        } else {
            StepFrom::Number(self.expr()?)
        };
        self.need("->")?;
        let factor = self.plain_figure()?;
        Ok(Step { from, factor, at: self.since(start) })
    }

    fn only(&mut self) -> Parsed<EquationClause> {
        let what = self.peek();
        if !self.take("roles") {
            self.need("kinds")?;
        }
        let what = Word { text: what.text.into(), at: what.at };
        Ok(EquationClause::Only { what, names: self.list(|parser| parser.name("a name"))? })
    }
}
