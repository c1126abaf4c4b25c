//! Units: what they are for, and all that is unsaid of them.

use super::{Teller, Told};
use crate::tree::{DecayClause, Kind, Limit, Passes, PlaceKind, Unit, UnitClause};

/// The first clause of a sort.
fn clause<'u, T>(unit: &'u Unit, of: impl Fn(&'u UnitClause) -> Option<T>) -> Option<T> {
    unit.clauses.iter().find_map(of)
}

impl Teller<'_> {
    pub(super) fn unit_told(&self, unit: &Unit) -> Told {
        let kind = clause(unit, |clause| match clause {
            UnitClause::Kind(kind, _) => Some(*kind),
            _ => None,
        });
        let kind = kind.unwrap_or(Kind::Money);
        let mut sentences = vec![self.kind(kind), self.counted(unit, kind)];
        sentences.extend(unit.clauses.iter().filter_map(|clause| self.unit_clause(clause)));
        sentences.extend(self.unsaid(unit, kind));
        let name = match &unit.label {
            Some(label) => format!("{} ({})", self.quoted(&label.text), unit.name.text),
            None => unit.name.text.to_string(),
        };
        self.told("heading-unit", &name, sentences)
    }

    fn kind(&self, kind: Kind) -> String {
        self.word(match kind {
            Kind::Money => "kind-money",
            Kind::MutualCredit => "kind-mutual-credit",
            Kind::Voucher => "kind-voucher",
            Kind::Claim => "kind-claim",
            Kind::Standing => "kind-standing",
            Kind::Vote => "kind-vote",
            Kind::Thanks => "kind-thanks",
            Kind::Metric => "kind-metric",
        })
    }

    fn counted(&self, unit: &Unit, kind: Kind) -> String {
        let counted = clause(unit, |clause| match clause {
            UnitClause::Counted { base, decimals } => Some((base, *decimals)),
            _ => None,
        });
        let unsaid = if matches!(kind, Kind::Vote | Kind::Thanks) { 0 } else { 2 };
        let decimals = counted.and_then(|(_, decimals)| decimals).map_or(unsaid, |(said, _)| said);
        let decimals = decimals.to_string();
        match counted.filter(|(base, _)| base.text != unit.name.text) {
            Some((base, _)) => {
                let base = self.unit(base);
                let said = [("base", &*base), ("count", &decimals), ("number", &decimals)];
                self.say("unit-counted-in", &said)
            }
            None => self.say("unit-counted", &[("count", &decimals), ("number", &decimals)]),
        }
    }

    /// What a clause says, but for kind and decimals, which are told first.
    fn unit_clause(&self, clause: &UnitClause) -> Option<String> {
        Some(match clause {
            UnitClause::Kind(..) | UnitClause::Counted { .. } => return None,
            UnitClause::Issued { by, against: None } => self.about("unit-issued", &self.place(by)),
            UnitClause::Issued { by, against: Some((amount, of)) } => {
                let (by, amount, of) = (self.place(by), self.figure(amount), self.place(of));
                self.say("unit-issued-against", &[("what", &by), ("amount", &amount), ("of", &of)])
            }
            UnitClause::Lowest(limit) => self.about("unit-lowest", &self.limit(limit)),
            UnitClause::Highest(limit) => self.about("unit-highest", &self.limit(limit)),
            UnitClause::Decays(decay) => self.decay(decay),
            UnitClause::Passes(passes, _) => self.passes(passes),
            UnitClause::Seen(by) => match &*by.text {
                "everyone" => self.word("seen-everyone"),
                "members" => self.word("seen-members"),
                "holder" => self.word("seen-holder"),
                _ => self.about("seen-role", &self.one_of_role(by)),
            },
            UnitClause::Ends { day, into, .. } => {
                self.say("unit-ends", &[("day", &self.day(*day)), ("into", &self.place(into))])
            }
            UnitClause::Worth(worth) => self.about("unit-worth", &self.figure(worth)),
        })
    }

    fn limit(&self, limit: &Limit) -> String {
        match limit {
            Limit::Amount(amount) => self.figure(amount),
            Limit::Table(table) => self.about("limit-table", &self.name(table)),
        }
    }

    fn decay(&self, decay: &DecayClause) -> String {
        let (part, each) = (self.figure(&decay.part), self.each(decay.each.0));
        let applied = self.each(decay.applied.0);
        let into = match decay.into.kind {
            PlaceKind::Nowhere => self.word("decays-nowhere"),
            _ => self.about("decays-into", &self.place(&decay.into)),
        };
        let after =
            decay.after.as_ref().map(|after| self.about("decays-after", &self.figure(after)));
        self.say(
            "unit-decays",
            &[
                ("part", &part),
                ("each", &each),
                ("applied", &applied),
                ("after", &after.unwrap_or_default()),
                ("into", &into),
            ],
        )
    }

    pub(super) fn passes(&self, passes: &Passes) -> String {
        match passes {
            Passes::Freely => self.word("passes-freely"),
            Passes::Never => self.word("passes-never"),
            Passes::WithinMembers => self.word("passes-within-members"),
            Passes::ByRuleOnly => self.word("passes-by-rule"),
            Passes::Between(one, other) => {
                let (one, other) = (self.role_names(one), self.role_names(other));
                self.say("passes-between", &[("one", &one), ("other", &other)])
            }
        }
    }

    /// What goes without saying: who issues it, how far one may go, who passes it on and who sees it.
    fn unsaid(&self, unit: &Unit, kind: Kind) -> Vec<String> {
        let says = |of: fn(&UnitClause) -> bool| unit.clauses.iter().any(of);
        let mut sentences = Vec::new();
        if !says(|clause| matches!(clause, UnitClause::Issued { .. }))
            && !matches!(kind, Kind::Metric | Kind::MutualCredit)
        {
            sentences.push(self.word("unit-issued-by-rules"));
        }
        if !says(|clause| matches!(clause, UnitClause::Lowest(_))) && kind != Kind::Metric {
            sentences.push(self.word("unit-never-below"));
        }
        if !says(|clause| matches!(clause, UnitClause::Passes(..))) {
            sentences.push(self.passes(&match kind {
                Kind::Money => Passes::Freely,
                Kind::MutualCredit | Kind::Voucher | Kind::Claim | Kind::Thanks => {
                    Passes::WithinMembers
                }
                Kind::Standing => Passes::ByRuleOnly,
                Kind::Vote | Kind::Metric => Passes::Never,
            }));
        }
        if !says(|clause| matches!(clause, UnitClause::Seen(_))) {
            sentences.push(self.word("seen-members"));
        }
        sentences
    }
}
