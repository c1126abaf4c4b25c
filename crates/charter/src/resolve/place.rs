//! Places that hold amounts.

use super::Resolver;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::model::{Destination, Named, Place};
use crate::observe::UnitId;
use crate::place::{Span, Word};
use crate::tree::{Place as Written, PlaceKind};

impl Resolver<'_> {
    /// Where an amount comes from.
    pub(super) fn source(
        &mut self,
        written: &Written,
        unit: Option<UnitId>,
        scope: &Scope,
    ) -> Option<Place> {
        if let (Some(held), PlaceKind::Name(word)) = (&scope.held_from, &written.kind) {
            return self.held(held, word);
        }
        match &written.kind {
            PlaceKind::Name(word) => self.named_place(word, unit, scope),
            PlaceKind::Bank(word) => {
                let message = format!("what is to be paid out to `{}` cannot come back", word.text);
                self.report(
                    Diagnostic::error("source_outside", written.at, message)
                        .hint("name a party or a pool"),
                );
                None
            }
            PlaceKind::Outside => {
                let message = "a rule cannot fetch anything from outside";
                self.report(
                    Diagnostic::error("source_outside", written.at, message)
                        .hint("let it come in, and act on `transfer of … from outside to …`"),
                );
                None
            }
            PlaceKind::Nowhere => self.nowhere(written.at),
        }
    }

    fn held(&mut self, held: &str, word: &Word) -> Option<Place> {
        if *word.text == *held {
            return Some(Place::Held);
        }
        let message = format!("what is held came from `{held}`, not from `{}`", word.text);
        self.report(
            Diagnostic::error("hold_other", word.at, message).hint(format!("write `from {held}`")),
        );
        None
    }

    /// Where an amount goes, when that is one place.
    pub(super) fn target(
        &mut self,
        written: &Written,
        unit: Option<UnitId>,
        scope: &Scope,
    ) -> Option<Place> {
        match &written.kind {
            PlaceKind::Name(word) => self.named_place(word, unit, scope),
            PlaceKind::Bank(word) => self.party_slot(word, scope).map(Place::Bank),
            PlaceKind::Outside => Some(Place::Outside),
            PlaceKind::Nowhere => self.nowhere(written.at),
        }
    }

    /// Where an amount goes, which may be the holders of a class of claims.
    pub(super) fn target_or_claim(
        &mut self,
        written: &Written,
        unit: Option<UnitId>,
        scope: &Scope,
    ) -> Option<Destination> {
        let PlaceKind::Name(word) = &written.kind else {
            return self.target(written, unit, scope).map(Destination::Place);
        };
        match self.find(&word.text) {
            Some(Named::Claim(claim)) if scope.party(&word.text).is_none() => {
                let owed = self.claim_unit(claim)?;
                self.same_unit((unit?, None), owed, written.at, "is owed in")?;
                Some(Destination::Claim(claim))
            }
            _ => self.named_place(word, unit, scope).map(Destination::Place),
        }
    }

    fn named_place(&mut self, word: &Word, unit: Option<UnitId>, scope: &Scope) -> Option<Place> {
        if let Some(slot) = scope.party(&word.text) {
            return Some(Place::Party(slot));
        }
        match self.find(&word.text) {
            Some(Named::Pool(pool)) => {
                if let Some(unit) = unit {
                    self.holds(pool, unit, word.at)?;
                }
                Some(Place::Pool(pool))
            }
            Some(Named::Role(_)) => {
                let message = format!("`{}` is a role, and nobody in particular here", word.text);
                let hint = format!("to pay each of them write `among {} equally`", word.text);
                self.report(Diagnostic::error("party_unknown", word.at, message).hint(hint));
                None
            }
            Some(Named::Claim(_)) => {
                let message = format!(
                    "`{}` is a class of claims, from which nothing can be taken",
                    word.text
                );
                self.report(
                    Diagnostic::error("wrong_sort", word.at, message)
                        .hint("name a party or a pool"),
                );
                None
            }
            _ => {
                self.party_unknown(word, scope);
                None
            }
        }
    }

    fn nowhere(&mut self, at: Span) -> Option<Place> {
        let message = "only what decays may go nowhere";
        self.report(
            Diagnostic::error("nowhere_misplaced", at, message)
                .hint("name a pool, or `retire` the amount"),
        );
        None
    }

    /// Refuses an amount of one unit, which may stand in the text, where another is wanted.
    pub(super) fn same_unit(
        &mut self,
        (is, stands): (UnitId, Option<Span>),
        wanted: UnitId,
        at: Span,
        what: &str,
    ) -> Option<()> {
        if is == wanted {
            return Some(());
        }
        let name = |unit: UnitId| self.model.units.get(unit.at()).map_or("", |unit| &*unit.name);
        let message = format!("this {what} {}, but the amount is {}", name(wanted), name(is));
        let hint = format!(
            "declare `rate …: … {} per {} rounded down` and `convert` by it first",
            name(wanted),
            name(is)
        );
        let wrong = Diagnostic::error("dimension_mismatch", at, message).hint(hint);
        let wrong = match stands {
            Some(stands) => wrong.and(stands, format!("{} here", name(is))),
            None => wrong,
        };
        self.report(wrong);
        None
    }
}
