//! Units.

use crate::diagnostic::Diagnostic;
use crate::parse::cursor::{Parsed, Parser};
use crate::place::{Span, Word};
use crate::token::Kind;
use crate::tree::{DecayClause, Kind as UnitKind, Limit, Unit, UnitClause};

const UNIT_CLAUSES: &[&str] =
    &["kind", "counted", "issued", "lowest", "highest", "decays", "passes", "seen", "ends", "one"];
const KINDS: [(&str, UnitKind); 8] = [
    ("money", UnitKind::Money),
    ("mutual-credit", UnitKind::MutualCredit),
    ("voucher", UnitKind::Voucher),
    ("claim", UnitKind::Claim),
    ("standing", UnitKind::Standing),
    ("vote", UnitKind::Vote),
    ("thanks", UnitKind::Thanks),
    ("metric", UnitKind::Metric),
];

impl Parser<'_> {
    pub(super) fn unit(&mut self, start: Span) -> Parsed<Unit> {
        let name = self.new_name("a name for the unit")?;
        let label = self.optional_label();
        let clauses = self.clauses(UNIT_CLAUSES, |parser| parser.unit_clause(&name));
        Ok(Unit { name, label, clauses, at: self.since(start) })
    }

    fn unit_clause(&mut self, unit: &Word) -> Parsed<UnitClause> {
        let start = self.peek().at;
        if self.take("kind") {
            let found = KINDS.into_iter().find(|(word, _)| self.take(word));
            let (_, kind) = found.ok_or_else(|| self.unexpected())?;
            return Ok(UnitClause::Kind(kind, self.since(start)));
        }
        if self.take("counted") {
            return self.counted();
        }
        if self.take("issued") {
            return self.issued();
        }
        if self.take("lowest") {
            return Ok(UnitClause::Lowest(self.limit()?));
        }
        if self.take("highest") {
            return Ok(UnitClause::Highest(self.limit()?));
        }
        if self.take("decays") {
            return Ok(UnitClause::Decays(self.decays(start)?));
        }
        if self.take("passes") {
            let passes = self.passes()?;
            return Ok(UnitClause::Passes(passes, self.since(start)));
        }
        if self.take("seen") {
            self.need("by")?;
            return Ok(UnitClause::Seen(self.name("a role, `everyone`, `members` or `holder`")?));
        }
        if self.take("ends") {
            let (day, _) = self.date()?;
            self.need("into")?;
            let into = self.place()?;
            return Ok(UnitClause::Ends { day, into, at: self.since(start) });
        }
        if self.take("one") {
            return self.worth(unit);
        }
        Err(self.unexpected())
    }

    fn counted(&mut self) -> Parsed<UnitClause> {
        self.need("in")?;
        let base = self.unit_name()?;
        let start = self.peek().at;
        if !self.take("to") {
            return Ok(UnitClause::Counted { base, decimals: None });
        }
        let token = self.peek();
        let Kind::Number(number) = token.kind else {
            self.expect("how many decimals");
            return Err(self.unexpected());
        };
        self.advance();
        let whole = (number.denominator() == 1).then(|| u8::try_from(number.numerator()).ok());
        let decimals = whole.flatten().unwrap_or_else(|| {
            let message = format!("a unit cannot have `{}` decimals", token.text);
            let told = Diagnostic::error("decimals_impossible", token.at, message);
            self.tell(told.hint("write a whole number, as `2`"));
            0
        });
        if !self.take("decimal") {
            self.need("decimals")?;
        }
        Ok(UnitClause::Counted { base, decimals: Some((decimals, self.since(start))) })
    }

    fn issued(&mut self) -> Parsed<UnitClause> {
        self.need("by")?;
        let by = self.place()?;
        if !self.take("against") {
            return Ok(UnitClause::Issued { by, against: None });
        }
        let backing = self.expr()?;
        self.need("of")?;
        Ok(UnitClause::Issued { by, against: Some((backing, self.place()?)) })
    }

    fn limit(&mut self) -> Parsed<Limit> {
        self.need("balance")?;
        if self.take("by") {
            return Ok(Limit::Table(self.name("a table")?));
        }
        Ok(Limit::Amount(self.expr()?))
    }

    fn decays(&mut self, start: Span) -> Parsed<DecayClause> {
        let part = self.expr()?;
        self.need("each")?;
        let each = self.period()?;
        self.need("applied")?;
        self.need("each")?;
        let applied = self.period()?;
        let after = if self.take("after") { Some(self.expr()?) } else { None };
        self.need("into")?;
        let into = self.place()?;
        Ok(DecayClause { part, each, applied, after, into, at: self.since(start) })
    }

    fn worth(&mut self, unit: &Word) -> Parsed<UnitClause> {
        let named = self.unit_name()?;
        if named.text != unit.text {
            let message = format!("`{}` is not the unit that is declared here", named.text);
            let told = Diagnostic::error("unit_differs", named.at, message);
            let hint = format!("write `one {} is worth …`", unit.text);
            self.tell(told.hint(hint).and(unit.at, "this unit is declared"));
        }
        self.need("is")?;
        self.need("worth")?;
        Ok(UnitClause::Worth(self.expr()?))
    }
}
