//! Amounts, caps, tiers and destinations: what rules and waterfalls have in common.

use quantity::{Ratio, Rounding};

use super::Resolver;
use super::figure::constant_of;
use super::quote::quote;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::model::{
    Amount, Cap, Destination, Dimension, Figure, Named, Narrowing, Per, Portion, Tier,
};
use crate::observe::{CapId, RoleId, UnitId};
use crate::place::Word;
use crate::tree::{
    Amount as WrittenAmount, Cap as WrittenCap, Destination as WrittenDestination, Detail,
    Expr as WrittenExpr, Portion as WrittenPortion, RoundingWord, Tier as WrittenTier, Way,
};

/// More parts of one rule are refused.
const MOST_CAPS: u16 = 60_000;

impl Resolver<'_> {
    /// An amount of one unit; down to whole minor units, if no rounding is written.
    pub(super) fn amount(&mut self, written: &WrittenAmount, scope: &Scope) -> Option<Amount> {
        let figure = self.figure(&written.expr, scope)?;
        let Some(unit) = figure.dimension.unit() else {
            self.no_amount(&written.expr, &figure.dimension);
            return None;
        };
        if constant_of(&figure.expr).is_some_and(|value| value <= Ratio::ZERO) {
            let message = format!(
                "`{}` is not more than nothing, and nothing would move",
                quote(&written.expr)
            );
            self.report(
                Diagnostic::error("amount_not_positive", written.expr.at, message)
                    .hint("write an amount above zero"),
            );
            return None;
        }
        let rounding = match &written.rounding {
            Some(word) => self.narrowing(word, unit)?,
            None => Narrowing::DOWN,
        };
        Some(Amount { figure, rounding, unit })
    }

    fn no_amount(&mut self, written: &WrittenExpr, dimension: &Dimension) {
        let is = dimension.describe(&self.model);
        let message =
            format!("`{}` is {is}, but an amount of a unit is wanted here", quote(written));
        let unit = self.model.units.first().map_or("eur", |unit| &unit.name);
        let hint = match dimension.is_plain() {
            true => format!("write it with its unit, as `20 {unit}` or `5% * amount`"),
            false => "multiply or divide by what is missing, as `0.2 veg / eur * amount`".into(),
        };
        self.report(Diagnostic::error("amount_dimension", written.at, message).hint(hint));
    }

    pub(super) fn narrowing(&mut self, word: &RoundingWord, unit: UnitId) -> Option<Narrowing> {
        let size = match &word.to {
            Some(to) => Some(self.step(to, unit)?),
            None => None,
        };
        let rounding = match (word.way, size) {
            (Way::Fair, Some(_)) => {
                let message = "`fair` carries what is cut off and knows no steps";
                self.report(
                    Diagnostic::error("fair_step", word.at, message)
                        .hint("write `rounded fair`, or `rounded down to …`"),
                );
                return None;
            }
            (Way::Fair, None) => return Some(Narrowing::Fair),
            (Way::Up, _) => Rounding::Up,
            (Way::Down, _) => Rounding::Down,
            (Way::HalfEven, _) => Rounding::HalfEven,
        };
        Some(Narrowing::To(rounding, size.unwrap_or(1)))
    }

    /// A step of rounding: a whole number of minor units above zero.
    fn step(&mut self, written: &WrittenExpr, unit: UnitId) -> Option<i128> {
        let figure = self.figure_in(written, &Scope::default(), unit)?;
        let step =
            constant_of(&figure.expr).filter(|step| step.denominator() == 1 && *step > Ratio::ZERO);
        if step.is_none() {
            let message = format!("`{}` is no step that amounts can be rounded to", quote(written));
            self.report(
                Diagnostic::error("rounding_step", written.at, message)
                    .hint("write a fixed amount above zero, as `15 time`"),
            );
        }
        step.map(Ratio::numerator)
    }

    /// Caps that are counted in one of these units.
    pub(super) fn caps(
        &mut self,
        written: &[WrittenCap],
        scope: &Scope,
        units: &[UnitId],
    ) -> Vec<Cap> {
        written.iter().filter_map(|cap| self.cap(cap, scope, units)).collect()
    }

    fn cap(&mut self, written: &WrittenCap, scope: &Scope, units: &[UnitId]) -> Option<Cap> {
        let most = self.figure(&written.most, scope)?;
        if !most.dimension.unit().is_some_and(|unit| units.contains(&unit)) {
            self.wrong_cap(written, &most.dimension, units);
            return None;
        }
        let per = match &written.per {
            Some(word) => Some(self.per(word, scope)?),
            None => None,
        };
        let id = self.next_cap(written)?;
        Some(Cap { id, most, per, each: written.each.map(|(period, _)| period), at: written.at })
    }

    fn wrong_cap(&mut self, written: &WrittenCap, dimension: &Dimension, units: &[UnitId]) {
        let is = dimension.describe(&self.model);
        let Some(&unit) = units.first() else { return };
        let wanted = Dimension::of(unit);
        let message = format!(
            "`{}` is {is}, but what it limits is {}",
            quote(&written.most),
            wanted.describe(&self.model)
        );
        let hint = self.conversion_hint(dimension, &wanted);
        self.report(Diagnostic::error("dimension_mismatch", written.most.at, message).hint(hint));
    }

    fn per(&mut self, word: &Word, scope: &Scope) -> Option<Per> {
        if let Some(slot) = scope.party(&word.text) {
            return Some(Per::Party(slot));
        }
        match self.find(&word.text) {
            Some(Named::Role(_)) => Some(Per::Payee),
            _ => {
                self.party_unknown(word, scope);
                None
            }
        }
    }

    /// A class of claims shares what comes to it by what each is owed: a cap for each of its holders would break that.
    pub(super) fn none_for_each_holder(&mut self, caps: &[Cap]) {
        for cap in caps.iter().filter(|cap| cap.per == Some(Per::Payee)) {
            let message = "a class of claims knows no cap for each of its holders";
            self.report(
                Diagnostic::error("cap_per_holder", cap.at, message)
                    .hint("leave out `per …`, or owe each holder no more than that"),
            );
        }
    }

    fn next_cap(&mut self, written: &WrittenCap) -> Option<CapId> {
        if self.caps >= MOST_CAPS {
            self.report(Diagnostic::error(
                "charter_long",
                written.at,
                "a charter has at most 60,000 caps",
            ));
            return None;
        }
        let id = CapId(self.caps);
        self.caps += 1;
        Some(id)
    }

    pub(super) fn tiers(
        &mut self,
        written: &[WrittenTier],
        unit: Option<UnitId>,
        scope: &mut Scope,
    ) -> Vec<Tier> {
        written.iter().filter_map(|tier| self.tier(tier, unit, scope)).collect()
    }

    fn tier(
        &mut self,
        written: &WrittenTier,
        unit: Option<UnitId>,
        scope: &mut Scope,
    ) -> Option<Tier> {
        let portion = self.portion(&written.portion, unit, scope);
        let to = self.destination(&written.to, unit, scope);
        let caps = match unit {
            Some(unit) => self.caps(&written.caps, scope, &[unit]),
            None => Vec::new(),
        };
        if matches!(to, Some(Destination::Claim(_))) {
            self.none_for_each_holder(&caps);
        }
        let when = written.when.as_ref().map(|when| self.test(when, scope));
        let when = match when {
            Some(test) => Some(test?),
            None => None,
        };
        Some(Tier { portion: portion?, to: to?, caps, when, at: written.at })
    }

    fn portion(
        &mut self,
        written: &WrittenPortion,
        unit: Option<UnitId>,
        scope: &Scope,
    ) -> Option<Portion> {
        match written {
            WrittenPortion::OfAll(part) => self.part(part, scope).map(Portion::OfAll),
            WrittenPortion::OfNet(part) => self.part(part, scope).map(Portion::OfNet),
            WrittenPortion::OfRest(part) => self.part(part, scope).map(Portion::OfRest),
            WrittenPortion::First(most) => self.figure_in(most, scope, unit?).map(Portion::First),
            WrittenPortion::Rest(_) => Some(Portion::Rest),
        }
    }

    /// A part of a whole.
    fn part(&mut self, written: &WrittenExpr, scope: &Scope) -> Option<Figure> {
        let figure = self.figure_of(written, scope, &Dimension::plain())?;
        let fixed = constant_of(&figure.expr);
        if fixed.is_some_and(|part| part.is_negative() || part > Ratio::ONE) {
            let message = format!("`{}` is no part of a whole", quote(written));
            self.report(
                Diagnostic::error("part_range", written.at, message)
                    .hint("write a percentage from 0% to 100%"),
            );
            return None;
        }
        Some(figure)
    }

    /// Who gets an amount. Those of a role get a slot of their own, in which each stands while their weight is taken.
    pub(super) fn destination(
        &mut self,
        written: &WrittenDestination,
        unit: Option<UnitId>,
        scope: &mut Scope,
    ) -> Option<Destination> {
        match written {
            WrittenDestination::To(place) => self.target_or_claim(place, unit, scope),
            WrittenDestination::Among { role, by } => self.among(role, by.as_ref(), scope),
            WrittenDestination::By { equation, on } => {
                let equation = self.equation_named(equation)?;
                Some(Destination::By { equation, on: on.as_ref().map(|on| on.text.clone()) })
            }
        }
    }

    fn among(
        &mut self,
        word: &Word,
        by: Option<&WrittenExpr>,
        scope: &mut Scope,
    ) -> Option<Destination> {
        let role = self.role_named(word)?;
        let mut inner = scope.clone();
        let slot = self.bind_role(&mut inner, word, role)?;
        let weight = match by {
            Some(by) => Some(self.figure(by, &inner)?),
            None => None,
        };
        // The slot stays taken, so that no two lists share one, but its name ends here.
        scope.slots = inner.slots;
        Some(Destination::Among { role, slot, weight })
    }

    /// Each of a role, under the word that is written and the role's own names.
    pub(super) fn bind_role(
        &mut self,
        scope: &mut Scope,
        word: &Word,
        role: RoleId,
    ) -> Option<crate::observe::PartySlot> {
        let name = self
            .model
            .roles
            .get(role.at())
            .map_or_else(|| word.text.clone(), |role| role.name.clone());
        let singular = name.strip_suffix('s').unwrap_or(&name);
        let slot = scope.bind(&[&word.text, &name, singular]);
        if slot.is_none() {
            self.too_many_names(word.at);
        }
        slot
    }

    pub(super) fn too_many_names(&mut self, at: crate::place::Span) {
        self.report(
            Diagnostic::error("rule_long", at, "there are too many names in this rule")
                .hint("make several rules of it"),
        );
    }

    /// Further amounts that come with an event.
    pub(super) fn details(
        &mut self,
        written: &[Detail],
        scope: &mut Scope,
    ) -> Vec<(Box<str>, UnitId)> {
        let mut details = Vec::new();
        for detail in written {
            let unit = self.unit_named(&detail.unit);
            let taken =
                scope.number(&detail.name.text).is_some() || self.find(&detail.name.text).is_some();
            if taken || &*detail.name.text == "amount" {
                let message = format!("`{}` means something already", detail.name.text);
                self.report(
                    Diagnostic::error("name_taken", detail.name.at, message)
                        .hint("choose another name"),
                );
                continue;
            }
            let Some(unit) = unit else { continue };
            if scope.keep(&detail.name.text, Dimension::of(unit)).is_none() {
                self.too_many_names(detail.name.at);
                break;
            }
            details.push((detail.name.text.clone(), unit));
        }
        details
    }
}
