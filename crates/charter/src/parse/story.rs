//! Examples: stories in figures.

use crate::diagnostic::Diagnostic;
use crate::parse::cursor::{Parsed, Parser};
use crate::place::{Span, Word};
use crate::token::Kind;
use crate::tree::{Answer, Example, ExampleStep, Expr, StepKind};

impl Parser<'_> {
    pub(super) fn example(&mut self, start: Span) -> Parsed<Example> {
        let name = self.label("what the example shows, in quotes")?;
        self.need(":")?;
        let steps = self.rows(|parser, _| parser.step_of_story())?;
        Ok(Example { name, steps, at: self.since(start) })
    }

    fn step_of_story(&mut self) -> Parsed<ExampleStep> {
        let start = self.peek().at;
        let kind = self.step_kind()?;
        let refused_at = self.peek().at;
        let refused = if self.take("is") {
            self.need("refused")?;
            let by = if self.take("by") { Some(self.name("the name of a refusal")?) } else { None };
            Some((by, self.since(refused_at)))
        } else {
            None
        };
        Ok(ExampleStep { kind, refused, at: self.since(start) })
    }

    fn step_kind(&mut self) -> Parsed<StepKind> {
        if self.sees(1, "of") && (self.sees(0, "share") || self.sees(0, "supply")) {
            return self.figure_is();
        }
        if self.take("given") {
            return self.given();
        }
        if self.take("after") {
            return Ok(StepKind::After(self.expr()?));
        }
        if self.take("on") {
            let (day, at) = self.date()?;
            return Ok(StepKind::On(day, at));
        }
        if self.take("repeat") {
            return self.repeat();
        }
        if self.take("decision") {
            let decision = self.name("a decision")?;
            self.need("passes")?;
            let about = self.optional_name("for")?;
            return Ok(StepKind::Passes { decision, about, with: self.told()? });
        }
        let who = self.party("a person, a pool or `outside`")?;
        self.deed(who)
    }

    fn figure_is(&mut self) -> Parsed<StepKind> {
        let is_share = self.sees(0, "share");
        self.advance();
        self.advance();
        if is_share {
            let who = self.party("whose share")?;
            self.need("by")?;
            let equation = self.name("an equation")?;
            self.need("is")?;
            return Ok(StepKind::Share(who, equation, self.expr()?));
        }
        let unit = self.unit_name()?;
        self.need("is")?;
        Ok(StepKind::Supply(unit, self.expr()?))
    }

    fn given(&mut self) -> Parsed<StepKind> {
        let first = self.party("a person or pool")?;
        if self.take("has") {
            return Ok(StepKind::GivenHas(first, self.expr()?));
        }
        if self.sees(0, "is") && !self.sees(1, "refused") {
            self.advance();
            return Ok(StepKind::GivenSetting(first, self.expr()?));
        }
        let mut all = vec![first];
        while self.take(",") {
            all.push(self.name("a person")?);
        }
        Ok(StepKind::Given(all))
    }

    fn repeat(&mut self) -> Parsed<StepKind> {
        let token = self.peek();
        let Kind::Number(number) = token.kind else {
            self.expect("how many times");
            return Err(self.unexpected());
        };
        self.advance();
        let whole = (number.denominator() == 1).then(|| u32::try_from(number.numerator()).ok());
        let times = whole.flatten().unwrap_or_else(|| {
            let message = format!("`{}` is no number of times", token.text);
            let told = Diagnostic::error("repeat_impossible", token.at, message);
            self.tell(told.hint("write a whole number, as `3`"));
            1
        });
        self.need("times")?;
        self.need(":")?;
        let step = self.deeper(Self::step_of_story)?;
        Ok(StepKind::Repeat(times, Box::new(step)))
    }

    /// What somebody does, has or is.
    fn deed(&mut self, who: Word) -> Parsed<StepKind> {
        if self.take("pays") {
            let to = self.party("who is paid")?;
            let amount = self.expr()?;
            return Ok(StepKind::Pays { from: who, to, amount, with: self.told()? });
        }
        if self.take("reports") {
            let amount = self.expr()?;
            let about = self.optional_name("for")?;
            return Ok(StepKind::Reports { by: who, amount, about, with: self.told()? });
        }
        if self.take("confirms") {
            return Ok(StepKind::Answers(who, Answer::Yes));
        }
        if self.take("declines") {
            return Ok(StepKind::Answers(who, Answer::No));
        }
        if self.take("requests") {
            return self.requests(who);
        }
        if self.take("becomes") {
            return Ok(StepKind::Becomes(who, self.name("a role")?));
        }
        if self.take("works") {
            let effort = self.expr()?;
            let role = if self.take("as") { Some(self.name("a role")?) } else { None };
            let on = if self.take("on") { Some(self.name("a resource")?) } else { None };
            return Ok(StepKind::Works { by: who, effort, role, on });
        }
        if self.take("has") {
            return Ok(StepKind::Has(who, self.expr()?));
        }
        self.is(who)
    }

    fn requests(&mut self, by: Word) -> Parsed<StepKind> {
        let name = self.name("a request")?;
        let amount = if self.take("of") { Some(self.expr()?) } else { None };
        let about = self.optional_name("for")?;
        Ok(StepKind::Requests { by, name, amount, about, with: self.told()? })
    }

    fn is(&mut self, who: Word) -> Parsed<StepKind> {
        self.need("is")?;
        if self.take("owed") {
            let amount = self.expr()?;
            self.need("by")?;
            return Ok(StepKind::Owed(who, amount, self.name("a class of claims")?));
        }
        if self.take("released") {
            return Ok(StepKind::Released(who));
        }
        let answer = if self.take("not") { Answer::No } else { Answer::Yes };
        if !self.take("an") {
            self.need("a")?;
        }
        Ok(StepKind::Is(who, answer, self.name("a role")?))
    }

    /// `with material 3 eur, parts 2 eur`; empty if there is no `with`.
    fn told(&mut self) -> Parsed<Vec<(Word, Expr)>> {
        if !self.take("with") {
            return Ok(Vec::new());
        }
        self.list(|parser| Ok((parser.name("a detail")?, parser.expr()?)))
    }
}
