//! Units, pools and rates.
//!
//! What is unsaid of a unit: it is money; it has 2 decimals, votes and thanks none; rules issue
//! it; money passes freely, mutual credit, vouchers, claims and thanks pass within members,
//! standing passes by rules only, votes and metrics never; members see it.

use std::collections::BTreeMap;

use quantity::Ratio;

use super::Resolver;
use super::figure::constant_of;
use super::quote::quote;
use super::scope::Scope;
use super::time::minutes;
use crate::diagnostic::Diagnostic;
use crate::model::{
    self, Decay, Dimension, Expr, Figure, Issuer, Limit, Named, Narrowing, Passes, Place, Pool,
    Rate, Unit,
};
use crate::observe::{PoolId, UnitId};
use crate::place::Span;
use crate::tree::{
    DecayClause, Expr as WrittenExpr, Kind, Limit as WrittenLimit, Operator,
    Passes as WrittenPasses, Place as WrittenPlace, PlaceKind, Rate as WrittenRate,
    Unit as WrittenUnit, UnitClause,
};

/// Amounts of a unit have at most so many digits after the point.
const MOST_DECIMALS: u8 = 18;

impl Resolver<'_> {
    /// What figures need to know of units: their kinds and decimals.
    pub(super) fn sketch_units(&mut self) {
        for unit in self.declared.units.clone() {
            self.clauses_once(unit);
            let kind = unit.clauses.iter().find_map(|clause| match clause {
                UnitClause::Kind(kind, _) => Some(*kind),
                _ => None,
            });
            let kind = kind.unwrap_or(Kind::Money);
            let label = unit.label.as_ref().map_or(&unit.name.text, |label| &label.text);
            let (base, decimals) = self.counted(unit, kind);
            self.model.units.push(Unit {
                name: unit.name.text.clone(),
                label: label.clone(),
                kind,
                base,
                decimals,
                issuer: Issuer::Rules,
                backing: None,
                lowest: None,
                highest: None,
                decay: None,
                passes: unsaid_passes(kind),
                seen: "members".into(),
                ends: None,
                at: unit.at,
            });
        }
    }

    fn clauses_once(&mut self, unit: &WrittenUnit) {
        let mut places = BTreeMap::new();
        for clause in &unit.clauses {
            let (name, at) = clause_place(clause);
            if let Some(first) = places.insert(name, at) {
                let message = format!("`{name}` is said twice of `{}`", unit.name.text);
                let twice = Diagnostic::error("clause_twice", at, message).and(first, "first here");
                self.report(twice.hint("leave one of them out"));
            }
        }
    }

    fn counted(&mut self, unit: &WrittenUnit, kind: Kind) -> (Option<Box<str>>, u8) {
        let unsaid = if matches!(kind, Kind::Vote | Kind::Thanks) { 0 } else { 2 };
        let counted = unit.clauses.iter().find_map(|clause| match clause {
            UnitClause::Counted { base, decimals } => Some((base, *decimals)),
            _ => None,
        });
        let Some((base, decimals)) = counted else { return (None, unsaid) };
        let base = (base.text != unit.name.text).then(|| base.text.clone());
        let Some((decimals, at)) = decimals else { return (base, unsaid) };
        if decimals > MOST_DECIMALS {
            let message = format!("{decimals} decimals are more than can be counted");
            self.report(
                Diagnostic::error("decimals_many", at, message)
                    .hint(format!("write at most {MOST_DECIMALS}")),
            );
        }
        (base, decimals.min(MOST_DECIMALS))
    }

    pub(super) fn units(&mut self) {
        for (index, unit) in self.declared.units.clone().into_iter().enumerate() {
            let Ok(id) = u16::try_from(index) else { return };
            for clause in &unit.clauses {
                self.unit_clause(UnitId(id), clause);
            }
        }
    }

    fn unit_clause(&mut self, id: UnitId, clause: &UnitClause) -> Option<()> {
        match clause {
            UnitClause::Kind(..) | UnitClause::Counted { .. } => {}
            UnitClause::Issued { by, against } => {
                let issuer = self.issuer(by);
                let backing = against.as_ref().map(|(amount, pool)| self.backing(id, amount, pool));
                self.unit_mut(id)?.issuer = issuer?;
                self.unit_mut(id)?.backing = backing.flatten();
            }
            UnitClause::Lowest(limit) => self.unit_mut_limit(id, limit, |unit| &mut unit.lowest)?,
            UnitClause::Highest(limit) => {
                self.unit_mut_limit(id, limit, |unit| &mut unit.highest)?
            }
            UnitClause::Decays(decay) => {
                let decay = self.decay(id, decay)?;
                self.unit_mut(id)?.decay = Some(decay);
            }
            UnitClause::Passes(passes, _) => {
                let passes = self.passes(passes)?;
                self.unit_mut(id)?.passes = passes;
            }
            UnitClause::Seen(word) => {
                if !matches!(&*word.text, "everyone" | "members" | "holder") {
                    self.role_named(word)?;
                }
                self.unit_mut(id)?.seen = word.text.clone();
            }
            UnitClause::Ends { day, into, .. } => {
                let into = self.target(into, Some(id), &Scope::default())?;
                self.unit_mut(id)?.ends = Some((*day, into));
            }
            UnitClause::Worth(worth) => {
                self.worth(worth)?;
            }
        }
        Some(())
    }

    /// What people may think it is worth: an amount of some unit, which nothing uses.
    fn worth(&mut self, written: &WrittenExpr) -> Option<()> {
        let figure = self.figure(written, &Scope::default())?;
        if figure.dimension.unit().is_none() {
            let is = figure.dimension.describe(&self.model);
            let message =
                format!("`{}` is {is}, but a worth is an amount of a unit", quote(written));
            self.report(
                Diagnostic::error("amount_dimension", written.at, message)
                    .hint("write it as `2 eur`"),
            );
        }
        Some(())
    }

    fn unit_mut(&mut self, id: UnitId) -> Option<&mut Unit> {
        self.model.units.get_mut(id.at())
    }

    fn unit_mut_limit(
        &mut self,
        id: UnitId,
        written: &WrittenLimit,
        which: fn(&mut Unit) -> &mut Option<Limit>,
    ) -> Option<()> {
        let limit = self.limit(id, written)?;
        *which(self.unit_mut(id)?) = Some(limit);
        Some(())
    }

    fn limit(&mut self, id: UnitId, written: &WrittenLimit) -> Option<Limit> {
        let scope = Scope::about(&["member", "holder"]);
        match written {
            WrittenLimit::Amount(amount) => self.figure_in(amount, &scope, id).map(Limit::Figure),
            WrittenLimit::Table(word) => {
                let table = self.table_named(word)?;
                let dimension = self.table_dimension(table)?;
                if dimension.unit() != Some(id) {
                    let is = dimension.describe(&self.model);
                    let wanted = Dimension::of(id).describe(&self.model);
                    let message = format!(
                        "the table `{}` gives {is}, but a limit of {wanted} is wanted here",
                        word.text
                    );
                    self.report(
                        Diagnostic::error("dimension_mismatch", word.at, message)
                            .hint(format!("write a table that gives {wanted}")),
                    );
                    return None;
                }
                Some(Limit::Table(table))
            }
        }
    }

    fn issuer(&mut self, written: &WrittenPlace) -> Option<Issuer> {
        match &written.kind {
            PlaceKind::Outside => Some(Issuer::Outside),
            PlaceKind::Name(word) => match self.find(&word.text) {
                Some(Named::Role(role)) => Some(Issuer::Each(role)),
                _ => self.pool_named(word).map(Issuer::Pool),
            },
            PlaceKind::Bank(_) | PlaceKind::Nowhere => {
                let message = "a unit is issued by a pool, by each of a role, or from outside";
                self.report(
                    Diagnostic::error("issuer_unknown", written.at, message)
                        .hint("write `issued by outside` for money of the country"),
                );
                None
            }
        }
    }

    /// What stands behind one minor unit.
    fn backing(
        &mut self,
        id: UnitId,
        amount: &WrittenExpr,
        place: &WrittenPlace,
    ) -> Option<(Figure, PoolId)> {
        let figure = self.figure(amount, &Scope::default());
        let pool = match &place.kind {
            PlaceKind::Name(word) => self.pool_named(word),
            _ => {
                self.report(
                    Diagnostic::error(
                        "backing_place",
                        place.at,
                        "what stands behind a unit lies in a pool",
                    )
                    .hint("name a pool"),
                );
                None
            }
        };
        let (figure, pool) = (figure?, pool?);
        let Some(unit) = figure.dimension.unit() else {
            let is = figure.dimension.describe(&self.model);
            let message =
                format!("`{}` is {is}, but an amount of a unit is wanted here", quote(amount));
            self.report(
                Diagnostic::error("amount_dimension", amount.at, message)
                    .hint("write it as `1 eur`"),
            );
            return None;
        };
        self.holds(pool, unit, place.at)?;
        Some((self.per_minor(figure, id)?, pool))
    }

    /// A figure for one of a unit, for one minor unit of it.
    fn per_minor(&mut self, figure: Figure, unit: UnitId) -> Option<Figure> {
        let dimension = figure.dimension.over(&Dimension::of(unit))?;
        let one = self.one_of(unit);
        let expr = match constant_of(&figure.expr) {
            Some(value) => match value.checked_div(one) {
                Some(value) => Expr::Constant(value),
                None => {
                    self.beyond(figure.at);
                    return None;
                }
            },
            None => {
                Expr::Binary(Operator::Over, Box::new(figure.expr), Box::new(Expr::Constant(one)))
            }
        };
        self.finished(expr, dimension, figure.at)
    }

    pub(super) fn passes(&mut self, written: &WrittenPasses) -> Option<Passes> {
        Some(match written {
            WrittenPasses::Freely => Passes::Freely,
            WrittenPasses::Never => Passes::Never,
            WrittenPasses::WithinMembers => Passes::WithinMembers,
            WrittenPasses::ByRuleOnly => Passes::ByRuleOnly,
            WrittenPasses::Between(one, other) => {
                let (one, other) = (self.role_named(one), self.role_named(other));
                Passes::Between(one?, other?)
            }
        })
    }

    fn decay(&mut self, id: UnitId, written: &DecayClause) -> Option<Decay> {
        let part = self.constant_part(&written.part);
        let after = match &written.after {
            Some(after) => Some(self.stretch(after)?),
            None => None,
        };
        let into = match &written.into.kind {
            PlaceKind::Nowhere => None,
            _ => Some(self.target(&written.into, Some(id), &Scope::default())?),
        };
        let part = part?;
        if part <= Ratio::ZERO || part >= Ratio::ONE {
            let message = format!(
                "`{}` cannot go: a part of what there is goes, more than nothing and less than all",
                quote(&written.part)
            );
            self.report(
                Diagnostic::error("decay_part", written.part.at, message).hint("write it as `6%`"),
            );
            return None;
        }
        let steps = self.decay_steps(written)?;
        let (each, applied) = (written.each.0, written.applied.0);
        Some(Decay { part, each, applied, steps, after, into, at: written.at })
    }

    fn decay_steps(&mut self, written: &DecayClause) -> Option<u64> {
        let (each, applied) = (minutes(written.each.0), minutes(written.applied.0));
        let steps = each.checked_div(applied).filter(|steps| *steps > 0 && steps * applied == each);
        if steps.is_none() {
            let message =
                format!("a period of {each} minutes cannot be cut into steps of {applied} minutes");
            let hint = "a year has 365 days and a month is 1/12 of it, 730 hours; `applied each hour` always fits";
            let diagnostic = Diagnostic::error("decay_steps", written.applied.1, message)
                .and(written.each.1, "the period");
            self.report(diagnostic.hint(hint));
        }
        steps
    }

    /// What amounts need to know of pools: what they hold.
    pub(super) fn sketch_pools(&mut self) {
        for pool in self.declared.pools.clone() {
            let holds = pool.holds.iter().filter_map(|word| self.unit_named(word)).collect();
            let label = pool.label.as_ref().map_or(&pool.name.text, |label| &label.text);
            self.model.pools.push(Pool {
                name: pool.name.text.clone(),
                label: label.clone(),
                holds,
                keeper: None,
                lowest: None,
                at: pool.at,
            });
        }
    }

    pub(super) fn pools(&mut self) {
        for (index, written) in self.declared.pools.clone().into_iter().enumerate() {
            let keeper = written.keeper.as_ref().and_then(|keeper| self.role_named(keeper));
            let lowest = written.lowest.as_ref().and_then(|lowest| self.pool_lowest(index, lowest));
            if let Some(pool) = self.model.pools.get_mut(index) {
                pool.keeper = keeper;
                pool.lowest = lowest;
            }
        }
    }

    fn pool_lowest(&mut self, index: usize, written: &WrittenExpr) -> Option<Figure> {
        let figure = self.figure(written, &Scope::default())?;
        let Some(unit) = figure.dimension.unit() else {
            let is = figure.dimension.describe(&self.model);
            let message =
                format!("`{}` is {is}, but an amount of a unit is wanted here", quote(written));
            self.report(
                Diagnostic::error("amount_dimension", written.at, message)
                    .hint("write it as `-2000 eur`"),
            );
            return None;
        };
        self.holds(PoolId(u16::try_from(index).ok()?), unit, written.at)?;
        Some(figure)
    }

    /// Rates keep their places: one that is wrong is not run, as there is no model then.
    pub(super) fn rates(&mut self) {
        for written in self.declared.rates.clone() {
            let rate = self.rate(written);
            self.model.rates.push(rate.unwrap_or_else(|| Rate {
                name: written.name.text.clone(),
                from: UnitId(0),
                to: UnitId(0),
                factor: super::figure::placeholder(written.at),
                rounding: Narrowing::DOWN,
                caps: Vec::new(),
                at: written.at,
            }));
        }
    }

    fn rate(&mut self, written: &WrittenRate) -> Option<Rate> {
        let from = self.unit_named(&written.per);
        let gives = self.figure(&written.gives, &Scope::default());
        let (from, gives) = (from?, gives?);
        let Some(to) = gives.dimension.unit() else {
            let is = gives.dimension.describe(&self.model);
            let message = format!(
                "`{}` is {is}, but a rate gives an amount of a unit",
                quote(&written.gives)
            );
            let hint = format!("write it as `0.95 eur per {}`", written.per.text);
            self.report(
                Diagnostic::error("amount_dimension", written.gives.at, message).hint(hint),
            );
            return None;
        };
        let factor = self.per_minor(gives, from)?;
        let rounding = match &written.rounding {
            Some(word) => self.narrowing(word, to)?,
            None => self.unrounded(written, &factor)?,
        };
        let caps = self.caps(&written.caps, &Scope::default(), &[to, from]);
        Some(Rate {
            name: written.name.text.clone(),
            from,
            to,
            factor,
            rounding,
            caps,
            at: written.at,
        })
    }

    /// A rate that always gives whole amounts needs no rounding.
    fn unrounded(&mut self, written: &WrittenRate, factor: &Figure) -> Option<Narrowing> {
        if constant_of(&factor.expr).is_some_and(|factor| factor.denominator() == 1) {
            return Some(Narrowing::DOWN);
        }
        let message = format!(
            "the rate `{}` can give fractions and does not say how they are rounded",
            written.name.text
        );
        let hint =
            "write `rounded down`, `rounded up`, `rounded half-even` or `rounded fair` behind it";
        self.report(Diagnostic::error("rounding_missing", written.at, message).hint(hint));
        None
    }

    /// The place of a pool or the world outside, for what has no parties.
    pub(super) fn common_place(
        &mut self,
        written: &WrittenPlace,
        unit: Option<UnitId>,
    ) -> Option<Place> {
        self.target(written, unit, &Scope::default())
    }
}

fn unsaid_passes(kind: Kind) -> model::Passes {
    match kind {
        Kind::Money => Passes::Freely,
        Kind::MutualCredit | Kind::Voucher | Kind::Claim | Kind::Thanks => Passes::WithinMembers,
        Kind::Standing => Passes::ByRuleOnly,
        Kind::Vote | Kind::Metric => Passes::Never,
    }
}

fn clause_place(clause: &UnitClause) -> (&'static str, Span) {
    match clause {
        UnitClause::Kind(_, at) => ("kind", *at),
        UnitClause::Counted { base, .. } => ("counted in", base.at),
        UnitClause::Issued { by, .. } => ("issued by", by.at),
        UnitClause::Lowest(limit) => ("lowest balance", limit_place(limit)),
        UnitClause::Highest(limit) => ("highest balance", limit_place(limit)),
        UnitClause::Decays(decay) => ("decays", decay.at),
        UnitClause::Passes(_, at) => ("passes", *at),
        UnitClause::Seen(word) => ("seen by", word.at),
        UnitClause::Ends { at, .. } => ("ends", *at),
        UnitClause::Worth(worth) => ("one … is worth", worth.at),
    }
}

fn limit_place(limit: &WrittenLimit) -> Span {
    match limit {
        WrittenLimit::Amount(amount) => amount.at,
        WrittenLimit::Table(word) => word.at,
    }
}
