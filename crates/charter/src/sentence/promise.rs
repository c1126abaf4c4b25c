//! Claims, waterfalls and decisions.

use super::names::spelled;
use super::{Teller, Told};
use crate::tree::{
    Claim, ClaimClause, Decision, DecisionClause, Lasts, Passes, Tranche, Waterfall,
};

impl Teller<'_> {
    pub(super) fn claim(&self, claim: &Claim) -> Told {
        let mut sentences: Vec<String> =
            claim.clauses.iter().map(|clause| self.claim_clause(clause)).collect();
        let says = |of: fn(&ClaimClause) -> bool| claim.clauses.iter().any(of);
        if !says(|clause| matches!(clause, ClaimClause::Lasts(..))) {
            sentences.push(self.lasts(Lasts::UntilPaid));
        }
        if !says(|clause| matches!(clause, ClaimClause::Shared(..))) {
            sentences.push(self.shared(Tranche::ProRata));
        }
        if !says(|clause| matches!(clause, ClaimClause::Passes(..))) {
            sentences.push(self.claim_passes(&Passes::Never));
        }
        if !says(|clause| matches!(clause, ClaimClause::Overflow(_))) {
            sentences.push(self.word("claim-overflow-falls"));
        }
        self.told("heading-claim", &self.title(&claim.name, claim.label.as_ref()), sentences)
    }

    fn claim_clause(&self, clause: &ClaimClause) -> String {
        match clause {
            ClaimClause::In(unit) => self.about("claim-in", &self.unit(unit)),
            ClaimClause::Lasts(lasts, _) => self.lasts(*lasts),
            ClaimClause::Shared(tranche, _) => self.shared(*tranche),
            ClaimClause::NotBefore(day, _) => self.about("claim-not-before", &self.day(*day)),
            ClaimClause::Cap(cap) => self.about("claim-cap", &self.cap(cap)),
            ClaimClause::Passes(passes, _) => self.claim_passes(passes),
            ClaimClause::Overflow(place) => self.about("claim-overflow", &self.place(place)),
            ClaimClause::Release(what) => self.about("claim-release", &self.name(what)),
        }
    }

    fn lasts(&self, lasts: Lasts) -> String {
        self.word(match lasts {
            Lasts::UntilPaid => "lasts-until-paid",
            Lasts::Once => "lasts-once",
            Lasts::Forever => "lasts-for-ever",
        })
    }

    fn shared(&self, tranche: Tranche) -> String {
        self.word(match tranche {
            Tranche::ProRata => "shared-pro-rata",
            Tranche::Equally => "shared-equally",
            Tranche::InOrder => "shared-in-order",
        })
    }

    fn claim_passes(&self, passes: &Passes) -> String {
        match passes {
            Passes::Never => self.word("claim-passes-never"),
            passes => self.passes(passes),
        }
    }

    pub(super) fn waterfall(&self, waterfall: &Waterfall) -> Told {
        let unit = self.unit(&waterfall.unit);
        let mut sentences = vec![match waterfall.details.as_slice() {
            [] => self.about("waterfall-of", &unit),
            details => {
                let details = self.details(details);
                self.say("waterfall-of-with", &[("unit", &unit), ("details", &details)])
            }
        }];
        for (place, tier) in waterfall.tiers.iter().enumerate() {
            let number = (place + 1).to_string();
            let said = [("number", &*number), ("tier", &self.tier(tier))];
            sentences.push(format!("{}.", self.say("tier", &said)));
        }
        let title = self.title(&waterfall.name, waterfall.label.as_ref());
        self.told("heading-waterfall", &title, sentences)
    }

    pub(super) fn decision(&self, decision: &Decision) -> Told {
        let (asks, weighs) = (self.role_names(&decision.asks), self.figure(&decision.weighs));
        let mut sentences =
            vec![self.say("decision-asks", &[("asks", &asks), ("weighs", &weighs)])];
        sentences.extend(decision.clauses.iter().map(|clause| self.decision_clause(clause)));
        if !decision.clauses.iter().any(|clause| matches!(clause, DecisionClause::Recorded(_))) {
            sentences.push(self.word("decision-recorded-unsaid"));
        }
        self.told("heading-decision", &self.quoted(&spelled(&decision.name)), sentences)
    }

    fn decision_clause(&self, clause: &DecisionClause) -> String {
        match clause {
            DecisionClause::Passes(when) => self.about("decision-passes", &self.condition(when)),
            DecisionClause::Open(span) => self.about("decision-open", &self.figure(span)),
            DecisionClause::Builds(span) => self.about("decision-builds", &self.figure(span)),
            DecisionClause::Seen(by) => match &*by.text {
                "everyone" => self.word("seen-everyone"),
                "members" => self.word("seen-members"),
                "holder" => self.word("seen-holder"),
                _ => self.about("seen-role", &self.one_of_role(by)),
            },
            DecisionClause::Details(details) => {
                self.about("decision-details", &self.details(details))
            }
            DecisionClause::Recorded(by) => self.about("decision-recorded", &self.one_of_role(by)),
        }
    }
}
