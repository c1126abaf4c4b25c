//! Waterfalls and claims: where money goes, tier by tier.

use crate::parse::cursor::{Parsed, Parser};
use crate::place::Span;
use crate::tree::{Claim, ClaimClause, Lasts, Portion, Tier, Tranche, Waterfall};

const CLAIM_CLAUSES: &[&str] =
    &["in", "lasts", "shared", "not", "at", "passes", "overflow", "when"];

impl Parser<'_> {
    pub(super) fn waterfall(&mut self, start: Span) -> Parsed<Waterfall> {
        let name = self.new_name("a name for the waterfall")?;
        let label = self.optional_label();
        self.need("of")?;
        let unit = self.unit_name()?;
        let details = self.details()?;
        let tiers = self.rows(Self::tier)?;
        Ok(Waterfall { name, label, unit, details, tiers, at: self.since(start) })
    }

    pub(super) fn tier(&mut self, start: Span) -> Parsed<Tier> {
        let portion = self.portion()?;
        let to = self.destination()?;
        let caps = self.caps()?;
        let when = if self.take("when") { Some(self.condition()?) } else { None };
        Ok(Tier { portion, to, caps, when, at: self.since(start) })
    }

    fn portion(&mut self) -> Parsed<Portion> {
        let start = self.peek().at;
        if self.take("the") {
            self.need("rest")?;
            return Ok(Portion::Rest(self.since(start)));
        }
        if self.take("first") {
            return Ok(Portion::First(self.expr()?));
        }
        let part = self.expr()?;
        if self.take("of") {
            self.need("the")?;
            if self.take("net") {
                return Ok(Portion::OfNet(part));
            }
            self.need("rest")?;
            return Ok(Portion::OfRest(part));
        }
        Ok(Portion::OfAll(part))
    }

    pub(super) fn claim(&mut self, start: Span) -> Parsed<Claim> {
        let name = self.new_name("a name for the claims")?;
        let label = self.optional_label();
        let clauses = self.clauses(CLAIM_CLAUSES, Self::claim_clause);
        Ok(Claim { name, label, clauses, at: self.since(start) })
    }

    fn claim_clause(&mut self) -> Parsed<ClaimClause> {
        let start = self.peek().at;
        if self.take("in") {
            return Ok(ClaimClause::In(self.unit_name()?));
        }
        if self.take("lasts") {
            let lasts = self.claim_lasts()?;
            return Ok(ClaimClause::Lasts(lasts, self.since(start)));
        }
        if self.take("shared") {
            let shared = self.tranche()?;
            return Ok(ClaimClause::Shared(shared, self.since(start)));
        }
        if self.take("not") {
            self.need("before")?;
            let (day, _) = self.date()?;
            return Ok(ClaimClause::NotBefore(day, self.since(start)));
        }
        if self.next_is("at") {
            return Ok(ClaimClause::Cap(self.cap()?));
        }
        if self.take("passes") {
            let passes = self.passes()?;
            return Ok(ClaimClause::Passes(passes, self.since(start)));
        }
        if self.take("overflow") {
            self.need("to")?;
            return Ok(ClaimClause::Overflow(self.place()?));
        }
        if self.take("when") {
            self.need("paid")?;
            self.need("release")?;
            return Ok(ClaimClause::Release(self.name("what becomes common")?));
        }
        Err(self.unexpected())
    }

    fn claim_lasts(&mut self) -> Parsed<Lasts> {
        if self.take("until") {
            self.need("paid")?;
            return Ok(Lasts::UntilPaid);
        }
        self.once_or_for_ever()
    }

    pub(super) fn once_or_for_ever(&mut self) -> Parsed<Lasts> {
        if self.take("once") {
            return Ok(Lasts::Once);
        }
        self.need("for")?;
        self.need("ever")?;
        Ok(Lasts::Forever)
    }

    fn tranche(&mut self) -> Parsed<Tranche> {
        let ways = [
            ("pro-rata", Tranche::ProRata),
            ("equally", Tranche::Equally),
            ("in-order", Tranche::InOrder),
        ];
        let found = ways.into_iter().find(|(word, _)| self.take(word));
        found.map(|(_, tranche)| tranche).ok_or_else(|| self.unexpected())
    }
}
