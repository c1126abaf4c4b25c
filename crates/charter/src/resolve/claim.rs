//! Classes of claims, and waterfalls.
//!
//! What is unsaid of a class of claims: it lasts until paid, is shared pro rata, and passes never.

use super::Resolver;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::model::{Claim, Passes, Waterfall};
use crate::observe::{ClaimId, UnitId};
use crate::place::Word;
use crate::tree::{Claim as Written, ClaimClause, Lasts, Tranche};

impl Resolver<'_> {
    /// What amounts need to know of classes of claims: their units.
    pub(super) fn sketch_claims(&mut self) {
        for claim in self.declared.claims.clone() {
            let unit = match unit_word(claim) {
                Some(word) => self.unit_named(word),
                None => {
                    let message =
                        format!("`{}` does not say in which unit it is owed", claim.name.text);
                    let unit = self.model.units.first().map_or("eur", |unit| &unit.name);
                    self.report(
                        Diagnostic::error("unit_missing", claim.at, message)
                            .hint(format!("write `in {unit}` behind its name")),
                    );
                    None
                }
            };
            let label = claim.label.as_ref().map_or(&claim.name.text, |label| &label.text);
            self.model.claims.push(Claim {
                name: claim.name.text.clone(),
                label: label.clone(),
                unit: unit.unwrap_or(UnitId(0)),
                lasts: Lasts::UntilPaid,
                tranche: Tranche::ProRata,
                not_before: None,
                caps: Vec::new(),
                passes: Passes::Never,
                overflow: None,
                releases: Vec::new(),
                at: claim.at,
            });
        }
    }

    pub(super) fn claims(&mut self) {
        for (index, claim) in self.declared.claims.clone().into_iter().enumerate() {
            let Ok(id) = u16::try_from(index) else { return };
            for clause in &claim.clauses {
                self.claim_clause(ClaimId(id), clause);
            }
        }
    }

    fn claim_clause(&mut self, id: ClaimId, clause: &ClaimClause) -> Option<()> {
        let unit = self.model.claims.get(id.at())?.unit;
        match clause {
            ClaimClause::In(_) => {}
            ClaimClause::Lasts(lasts, _) => self.claim_mut(id)?.lasts = *lasts,
            ClaimClause::Shared(tranche, _) => self.claim_mut(id)?.tranche = *tranche,
            ClaimClause::NotBefore(day, _) => self.claim_mut(id)?.not_before = Some(*day),
            ClaimClause::Cap(cap) => {
                let caps = self.caps(std::slice::from_ref(cap), &Scope::default(), &[unit]);
                self.none_for_each_holder(&caps);
                self.claim_mut(id)?.caps.extend(caps);
            }
            ClaimClause::Passes(passes, _) => {
                let passes = self.passes(passes)?;
                self.claim_mut(id)?.passes = passes;
            }
            ClaimClause::Overflow(place) => {
                let place = self.common_place(place, Some(unit))?;
                self.claim_mut(id)?.overflow = Some(place);
            }
            ClaimClause::Release(word) => self.claim_mut(id)?.releases.push(word.text.clone()),
        }
        Some(())
    }

    fn claim_mut(&mut self, id: ClaimId) -> Option<&mut Claim> {
        self.model.claims.get_mut(id.at())
    }

    pub(super) fn waterfalls(&mut self) {
        for written in self.declared.waterfalls.clone() {
            let unit = self.unit_named(&written.unit);
            let mut scope = Scope::default();
            unit.into_iter().for_each(|unit| scope.amount(unit));
            let details = self.details(&written.details, &mut scope);
            let tiers = self.tiers(&written.tiers, unit, &mut scope);
            let label = written.label.as_ref().map_or(&written.name.text, |label| &label.text);
            self.model.waterfalls.push(Waterfall {
                name: written.name.text.clone(),
                label: label.clone(),
                unit: unit.unwrap_or(UnitId(0)),
                details,
                tiers,
                at: written.at,
            });
        }
    }
}

/// The unit in which a class of claims is owed.
pub(super) fn unit_word(claim: &Written) -> Option<&Word> {
    claim.clauses.iter().find_map(|clause| match clause {
        ClaimClause::In(word) => Some(word),
        _ => None,
    })
}
