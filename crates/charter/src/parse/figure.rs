//! Figures and conditions.

use crate::diagnostic::Diagnostic;
use crate::parse::DEEPEST;
use crate::parse::cursor::{Lost, Parsed, Parser};
use crate::place::Span;
use crate::token::{Kind, is_reserved, time_word};
use crate::tree::{Comparison, Condition, ConditionKind, Expr, ExprKind, Of, Operator};

const SUMS: [(&str, Operator); 2] = [("+", Operator::Plus), ("-", Operator::Minus)];
const PRODUCTS: [(&str, Operator); 2] = [("*", Operator::Times), ("/", Operator::Over)];
const COMPARISONS: [(&str, Comparison); 6] = [
    ("=", Comparison::Equal),
    ("!=", Comparison::Unequal),
    ("<", Comparison::Less),
    ("<=", Comparison::AtMost),
    (">", Comparison::More),
    (">=", Comparison::AtLeast),
];
/// What may follow a bracket that holds a figure and not a condition.
const GO_ON: [&str; 10] = ["=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/"];

impl Parser<'_> {
    /// A figure.
    pub(super) fn expr(&mut self) -> Parsed<Expr> {
        self.chain(&SUMS, |parser| parser.chain(&PRODUCTS, Self::factor))
    }

    fn chain(
        &mut self,
        signs: &[(&'static str, Operator)],
        next: impl Fn(&mut Self) -> Parsed<Expr>,
    ) -> Parsed<Expr> {
        let mut left = next(self)?;
        let mut height = self.height;
        while let Some(operator) = self.take_one(signs) {
            let right = next(self)?;
            height = height.max(self.height) + 1;
            self.height = height;
            let at = left.at.to(right.at);
            if height > DEEPEST {
                return Err(self.too_deep(right.at));
            }
            left = Expr { kind: ExprKind::Binary(operator, Box::new(left), Box::new(right)), at };
        }
        self.height = height;
        Ok(left)
    }

    fn take_one<T: Copy>(&mut self, signs: &[(&'static str, T)]) -> Option<T> {
        signs.iter().find(|(sign, _)| self.take(sign)).map(|(_, meaning)| *meaning)
    }

    /// A figure that binds more closely than `*` does.
    pub(super) fn factor(&mut self) -> Parsed<Expr> {
        let start = self.peek().at;
        if !self.sees(0, "-") {
            return self.atom();
        }
        self.advance();
        let inner = self.deeper(Self::factor)?;
        self.taller(start)?;
        Ok(Expr { kind: ExprKind::Negative(Box::new(inner)), at: self.since(start) })
    }

    fn taller(&mut self, at: Span) -> Parsed<()> {
        self.height += 1;
        if self.height > DEEPEST { Err(self.too_deep(at)) } else { Ok(()) }
    }

    fn atom(&mut self) -> Parsed<Expr> {
        let token = self.peek();
        self.height = 1;
        let kind = match token.kind {
            Kind::Number(number) => {
                self.advance();
                match self.unit_of_number() {
                    Some(unit) => ExprKind::Quantity(number, unit),
                    None => ExprKind::Number(number),
                }
            }
            Kind::Percent(part) => {
                self.advance();
                ExprKind::Percent(part)
            }
            Kind::Sign("(") => return self.bracket(),
            Kind::Word => self.named()?,
            _ => return Err(self.no_figure()),
        };
        Ok(Expr { kind, at: self.since(token.at) })
    }

    fn no_figure(&mut self) -> Lost {
        self.expect("a figure");
        self.unexpected()
    }

    fn unit_of_number(&mut self) -> Option<crate::place::Word> {
        let token = self.peek();
        let is_unit = token.kind == Kind::Word && !is_reserved(token.text);
        self.time().or_else(|| is_unit.then(|| self.word()))
    }

    fn bracket(&mut self) -> Parsed<Expr> {
        let start = self.advance().at;
        let inner = self.deeper(Self::expr)?;
        self.need(")")?;
        Ok(Expr { at: self.since(start), ..inner })
    }

    fn named(&mut self) -> Parsed<ExprKind> {
        let token = self.peek();
        let about = self.sees(1, "of") && !self.sees(2, "the");
        match token.text {
            "smaller" => {
                let (one, other) = self.pair()?;
                Ok(ExprKind::Smaller(Box::new(one), Box::new(other)))
            }
            "larger" => {
                let (one, other) = self.pair()?;
                Ok(ExprKind::Larger(Box::new(one), Box::new(other)))
            }
            "square" => {
                self.advance();
                self.need("root")?;
                self.need("of")?;
                let inner = self.deeper(Self::factor)?;
                self.taller(token.at)?;
                Ok(ExprKind::SquareRoot(Box::new(inner)))
            }
            word if about
                && (word == "share" || time_word(word).is_some() || !is_reserved(word)) =>
            {
                Ok(ExprKind::Of(Box::new(self.of()?)))
            }
            word if is_reserved(word) => match self.time() {
                Some(time) => Ok(ExprKind::Name(time)),
                None => Err(self.no_figure()),
            },
            _ => Ok(ExprKind::Name(self.word())),
        }
    }

    /// `smaller of ONE and OTHER`
    fn pair(&mut self) -> Parsed<(Expr, Expr)> {
        let start = self.advance().at;
        self.need("of")?;
        let one = self.deeper(Self::factor)?;
        let height = self.height;
        self.need("and")?;
        let other = self.deeper(Self::factor)?;
        self.height = self.height.max(height);
        self.taller(start)?;
        Ok((one, other))
    }

    /// `balance of giver in eur by fluid over last 3 month`: the last three in any order.
    pub(super) fn of(&mut self) -> Parsed<Of> {
        let what = self.word();
        self.need("of")?;
        let of = self.party("whom or what it is about")?;
        let mut figure = Of { what, of, unit: None, by: None, over: None };
        loop {
            if figure.unit.is_none() && self.take("in") {
                figure.unit = Some(self.unit_name()?);
            } else if figure.by.is_none() && self.take("by") {
                figure.by = Some(self.name("an equation or a class of claims")?);
            } else if figure.over.is_none() && self.take("over") {
                self.need("last")?;
                figure.over = Some(self.deeper(Self::atom)?);
                let start = figure.what.at;
                self.taller(start)?;
            } else {
                return Ok(figure);
            }
        }
    }

    /// A condition.
    pub(super) fn condition(&mut self) -> Parsed<Condition> {
        let first = self.all()?;
        self.joined(first, "or", Self::all, ConditionKind::Or)
    }

    fn all(&mut self) -> Parsed<Condition> {
        let first = self.negation()?;
        self.joined(first, "and", Self::negation, ConditionKind::And)
    }

    fn joined(
        &mut self,
        first: Condition,
        word: &'static str,
        next: impl Fn(&mut Self) -> Parsed<Condition>,
        join: impl Fn(Vec<Condition>) -> ConditionKind,
    ) -> Parsed<Condition> {
        let start = first.at;
        if !self.next_is(word) {
            return Ok(first);
        }
        let mut all = vec![first];
        while self.take(word) {
            all.push(next(self)?);
        }
        Ok(Condition { kind: join(all), at: self.since(start) })
    }

    fn negation(&mut self) -> Parsed<Condition> {
        let start = self.peek().at;
        if !self.take("not") {
            return self.claim_of_fact();
        }
        let inner = self.deeper(Self::negation)?;
        Ok(Condition { kind: ConditionKind::Not(Box::new(inner)), at: self.since(start) })
    }

    /// What holds or not: a comparison, a membership, or a condition in brackets.
    fn claim_of_fact(&mut self) -> Parsed<Condition> {
        let start = self.peek().at;
        if self.sees(0, "(") && self.bracket_holds_condition() {
            self.advance();
            let inner = self.deeper(Self::condition)?;
            self.need(")")?;
            return Ok(Condition { at: self.since(start), ..inner });
        }
        if self.peek().kind == Kind::Word && self.sees(1, "is") {
            return self.membership_of();
        }
        self.comparison()
    }

    /// A bracket behind which figures are compared or reckoned with holds a figure.
    fn bracket_holds_condition(&self) -> bool {
        self.behind_bracket().is_none_or(|by| !self.sees_any(by, &GO_ON))
    }

    /// `giver is a cook`, `giver is not a cook`
    fn membership_of(&mut self) -> Parsed<Condition> {
        let start = self.peek().at;
        let who = self.party("who")?;
        self.need("is")?;
        let negated = self.take("not");
        if !self.take("an") {
            self.need("a")?;
        }
        let role = self.name("a role")?;
        let at = self.since(start);
        let is = Condition { kind: ConditionKind::IsA(who, role), at };
        Ok(if negated { Condition { kind: ConditionKind::Not(Box::new(is)), at } } else { is })
    }

    fn comparison(&mut self) -> Parsed<Condition> {
        let start = self.peek().at;
        if self.sees(0, "otherwise") {
            let message = "`otherwise` stands for a whole condition, in the last row of a table";
            self.tell(Diagnostic::error("otherwise_misplaced", start, message));
            return Err(Lost);
        }
        let left = self.expr()?;
        let Some(how) = self.take_one(&COMPARISONS) else { return Err(self.unexpected()) };
        let right = self.expr()?;
        let again = self.peek();
        if COMPARISONS.iter().any(|(sign, _)| self.sees(0, sign)) {
            let message = format!("`{}` compares what is already compared", again.text);
            let told = Diagnostic::error("comparison_chained", again.at, message);
            self.tell(told.hint("write two comparisons, as `1 < x and x < 5`"));
            return Err(Lost);
        }
        Ok(Condition { kind: ConditionKind::Compare(left, how, right), at: self.since(start) })
    }

    /// The condition of a row: one, or `otherwise`.
    pub(super) fn case(&mut self) -> Parsed<Condition> {
        if self.take("otherwise") {
            return Ok(Condition {
                kind: ConditionKind::Otherwise,
                at: self.since(self.peek().at),
            });
        }
        self.condition()
    }
}
