//! What several declarations have in common: places, periods, caps, roundings, details.

use crate::civil::{Day, Period};
use crate::diagnostic::Diagnostic;
use crate::parse::cursor::{Lost, Parsed, Parser};
use crate::place::{Span, Word};
use crate::token::Kind;
use crate::tree::{
    Amount, Cap, Destination, Detail, Expr, ExprKind, Passes, Place, PlaceKind, RoundingWord, Way,
};

impl Parser<'_> {
    /// A member, pool or other party: a name, or `outside`.
    pub(super) fn party(&mut self, what: &'static str) -> Parsed<Word> {
        if self.sees(0, "outside") { Ok(self.word()) } else { self.name(what) }
    }

    pub(super) fn place(&mut self) -> Parsed<Place> {
        let start = self.peek().at;
        if self.sees(0, "outside") {
            self.advance();
            return Ok(Place { kind: PlaceKind::Outside, at: start });
        }
        if self.sees(0, "nowhere") {
            self.advance();
            return Ok(Place { kind: PlaceKind::Nowhere, at: start });
        }
        let name = self.name("a pool or party")?;
        if self.take(".") {
            self.need("bank")?;
            return Ok(Place { kind: PlaceKind::Bank(name), at: self.since(start) });
        }
        Ok(Place { kind: PlaceKind::Name(name), at: start })
    }

    pub(super) fn period(&mut self) -> Parsed<(Period, Span)> {
        let token = self.peek();
        if let Kind::Days(days) = token.kind {
            self.advance();
            return Ok((Period::Days(days), token.at));
        }
        let Some(word) = self.time() else {
            self.expect("a period, as `day`, `month` or `28-days`");
            return Err(self.unexpected());
        };
        let period = match &*word.text {
            "minute" => Period::Minute,
            "hour" => Period::Hour,
            "day" => Period::Day,
            "week" => Period::Week,
            "month" => Period::Month,
            "quarter" => Period::Quarter,
            "year" => Period::Year,
            _ => {
                let told = Diagnostic::error(
                    "period_impossible",
                    word.at,
                    "a second is too short a period",
                );
                self.tell(told.hint("the shortest is `minute`"));
                return Err(Lost);
            }
        };
        Ok((period, word.at))
    }

    pub(super) fn date(&mut self) -> Parsed<(Day, Span)> {
        let token = self.peek();
        let Kind::Date(day) = token.kind else {
            self.expect("a date, as `2027-01-31`");
            return Err(self.unexpected());
        };
        self.advance();
        Ok((day, token.at))
    }

    pub(super) fn amount(&mut self) -> Parsed<Amount> {
        Ok(Amount { expr: self.expr()?, rounding: self.rounding()? })
    }

    /// `rounded up to 15 time`; what it rounds to begins with a digit or a bracket, for
    /// behind a name `to` says where the amount goes.
    pub(super) fn rounding(&mut self) -> Parsed<Option<RoundingWord>> {
        let start = self.peek().at;
        if !self.take("rounded") {
            return Ok(None);
        }
        let ways = [
            ("up", Way::Up),
            ("down", Way::Down),
            ("half-even", Way::HalfEven),
            ("fair", Way::Fair),
        ];
        let Some((_, way)) = ways.into_iter().find(|(word, _)| self.take(word)) else {
            return Err(self.unexpected());
        };
        let figure_follows = self.sees(1, "(") || matches!(self.ahead(1).kind, Kind::Number(_));
        let to = if self.sees(0, "to") && figure_follows {
            self.advance();
            Some(self.factor()?)
        } else {
            None
        };
        Ok(Some(RoundingWord { way, to, at: self.since(start) }))
    }

    pub(super) fn caps(&mut self) -> Parsed<Vec<Cap>> {
        let mut caps = Vec::new();
        while self.next_is("at") {
            caps.push(self.cap()?);
        }
        Ok(caps)
    }

    pub(super) fn cap(&mut self) -> Parsed<Cap> {
        let start = self.need("at")?;
        self.need("most")?;
        let most = self.expr()?;
        let per = if self.take("per") { Some(self.name("for each of whom")?) } else { None };
        let each = if self.take("each") { Some(self.period()?) } else { None };
        Ok(Cap { most, per, each, at: self.since(start) })
    }

    /// `with material in CAD, technician in CAD`; empty if there is no `with`.
    pub(super) fn details(&mut self) -> Parsed<Vec<Detail>> {
        if !self.take("with") {
            return Ok(Vec::new());
        }
        self.list(|parser| {
            let name = parser.new_name("a name for the amount")?;
            parser.need("in")?;
            Ok(Detail { name, unit: parser.unit_name()? })
        })
    }

    pub(super) fn destination(&mut self) -> Parsed<Destination> {
        if self.take("to") {
            return Ok(Destination::To(self.place()?));
        }
        if self.take("among") {
            let role = self.name("a role")?;
            if self.take("equally") {
                return Ok(Destination::Among { role, by: None });
            }
            let by = if self.take("by") { Some(self.expr()?) } else { None };
            return Ok(Destination::Among { role, by });
        }
        if self.take("by") {
            let equation = self.name("an equation")?;
            let on = if self.take("for") { Some(self.name("a pool or resource")?) } else { None };
            return Ok(Destination::By { equation, on });
        }
        Err(self.unexpected())
    }

    pub(super) fn passes(&mut self) -> Parsed<Passes> {
        if self.take("between") {
            let one = self.name("a role")?;
            self.need("and")?;
            return Ok(Passes::Between(one, self.name("a role")?));
        }
        let ways = [
            ("freely", Passes::Freely),
            ("never", Passes::Never),
            ("within-members", Passes::WithinMembers),
            ("by-rule-only", Passes::ByRuleOnly),
        ];
        let found = ways.into_iter().find(|(word, _)| self.take(word));
        found.map(|(_, passes)| passes).ok_or_else(|| self.unexpected())
    }

    /// A figure whose unit, if it has one, is a length of time, so that any other word may stand
    /// right behind it.
    pub(super) fn plain_figure(&mut self) -> Parsed<Expr> {
        let token = self.peek();
        let Kind::Number(number) = token.kind else { return self.factor() };
        self.advance();
        let kind = match self.time() {
            Some(unit) => ExprKind::Quantity(number, unit),
            None => ExprKind::Number(number),
        };
        Ok(Expr { kind, at: self.since(token.at) })
    }
}
