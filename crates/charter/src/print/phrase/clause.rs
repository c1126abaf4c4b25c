//! Clauses of units, claims and equations.

use crate::civil::Period;
use crate::place::Span;
use crate::print::phrase::{Phrases, listed, optional, passes, place};
use crate::tree::{
    ClaimClause, Counts, DecayClause, EquationClause, Kind, Lasts, Limit, Tranche, Unit,
    UnitClause, Worth,
};

pub(super) fn period(period: Period) -> String {
    let word = match period {
        Period::Minute => "minute",
        Period::Hour => "hour",
        Period::Day => "day",
        Period::Week => "week",
        Period::Month => "month",
        Period::Quarter => "quarter",
        Period::Year => "year",
        Period::Days(days) => return format!("{days}-days"),
    };
    word.to_owned()
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Money => "money",
        Kind::MutualCredit => "mutual-credit",
        Kind::Voucher => "voucher",
        Kind::Claim => "claim",
        Kind::Standing => "standing",
        Kind::Vote => "vote",
        Kind::Thanks => "thanks",
        Kind::Metric => "metric",
    }
}

impl Phrases<'_> {
    pub(in crate::print) fn unit_clause(&self, clause: &UnitClause, unit: &Unit) -> (Span, String) {
        match clause {
            UnitClause::Kind(which, at) => (*at, format!("kind {}", kind(*which))),
            UnitClause::Counted { base, decimals } => {
                let decimals = decimals.map(|(digits, _)| format!(" to {digits} decimals"));
                (base.at, format!("counted in {}{}", base.text, decimals.unwrap_or_default()))
            }
            UnitClause::Issued { by, against } => {
                let against = against.as_ref().map(|(backing, at)| {
                    format!("\nagainst {} of {}", self.unnamed(backing), place(at))
                });
                (by.at, format!("issued by {}{}", place(by), against.unwrap_or_default()))
            }
            UnitClause::Lowest(limit) => self.limit("lowest", limit),
            UnitClause::Highest(limit) => self.limit("highest", limit),
            UnitClause::Decays(decay) => (decay.at, self.decay(decay)),
            UnitClause::Passes(how, at) => (*at, passes(how)),
            UnitClause::Seen(by) => (by.at, format!("seen by {}", by.text)),
            UnitClause::Ends { day, into, at } => (*at, format!("ends {day} into {}", place(into))),
            UnitClause::Worth(worth) => {
                (worth.at, format!("one {} is worth {}", unit.name.text, self.expr(worth)))
            }
        }
    }

    fn limit(&self, which: &str, limit: &Limit) -> (Span, String) {
        match limit {
            Limit::Amount(amount) => (amount.at, format!("{which} balance {}", self.expr(amount))),
            Limit::Table(table) => (table.at, format!("{which} balance by {}", table.text)),
        }
    }

    fn decay(&self, decay: &DecayClause) -> String {
        let after = decay.after.as_ref().map(|after| format!("\nafter {}", self.expr(after)));
        format!(
            "decays {} each {}\napplied each {}{}\ninto {}",
            self.expr(&decay.part),
            period(decay.each.0),
            period(decay.applied.0),
            after.unwrap_or_default(),
            place(&decay.into)
        )
    }

    pub(in crate::print) fn claim_clause(&self, clause: &ClaimClause) -> (Span, String) {
        match clause {
            ClaimClause::In(unit) => (unit.at, format!("in {}", unit.text)),
            ClaimClause::Lasts(lasts, at) => {
                let lasts = match lasts {
                    Lasts::UntilPaid => "until paid",
                    Lasts::Once => "once",
                    Lasts::Forever => "for ever",
                };
                (*at, format!("lasts {lasts}"))
            }
            ClaimClause::Shared(tranche, at) => {
                let tranche = match tranche {
                    Tranche::ProRata => "pro-rata",
                    Tranche::Equally => "equally",
                    Tranche::InOrder => "in-order",
                };
                (*at, format!("shared {tranche}"))
            }
            ClaimClause::NotBefore(day, at) => (*at, format!("not before {day}")),
            // Behind a cap the clause `in CAD` may stand.
            ClaimClause::Cap(cap) if cap.per.is_none() && cap.each.is_none() => {
                (cap.at, format!("at most {}", self.closed(&cap.most)))
            }
            ClaimClause::Cap(cap) => (cap.at, self.cap(cap)),
            ClaimClause::Passes(how, at) => (*at, passes(how)),
            ClaimClause::Overflow(to) => (to.at, format!("overflow to {}", place(to))),
            ClaimClause::Release(what) => (what.at, format!("when paid release {}", what.text)),
        }
    }

    pub(in crate::print) fn equation_clause(&self, clause: &EquationClause) -> (Span, String) {
        match clause {
            EquationClause::CountsIn(unit) => (unit.at, format!("counts in {}", unit.text)),
            EquationClause::Worth(worth) => (worth.at, self.worth(worth)),
            EquationClause::Equipment(lasts, at) => {
                let lasts = match lasts {
                    Lasts::UntilPaid => "until paid back",
                    Lasts::Once => "once",
                    Lasts::Forever => "for ever",
                };
                (*at, format!("use pays {lasts}"))
            }
            EquationClause::Modulator { by, .. } => (by.at, format!("by {}:", by.text)),
            EquationClause::Only { what, names } => {
                (what.at, format!("only {} {}", what.text, listed(names)))
            }
            EquationClause::Without(agents) => {
                let at = agents.first().map(|agent| agent.at).unwrap_or_default();
                (at, format!("without {}", listed(agents)))
            }
            EquationClause::Contest(span) => {
                (span.at, format!("contest for {}", self.plain_figure(span)))
            }
            EquationClause::Counts(counts, at) => {
                let counts = match counts {
                    Counts::AtOnce => "at once",
                    Counts::WhenAccepted => "when accepted",
                };
                (*at, format!("counts {counts}"))
            }
            EquationClause::Halves(span) => {
                (span.at, format!("halves each {}", self.plain_figure(span)))
            }
            EquationClause::Upstream { part, to } => {
                (part.at, format!("upstream {} to {}", self.expr(part), to.text))
            }
        }
    }

    fn worth(&self, worth: &Worth) -> String {
        let role = optional("as", worth.role.as_ref());
        let kind = optional("of", worth.kind.as_ref());
        let agent = optional("by", worth.agent.as_ref());
        let resource = optional("on", worth.resource.as_ref());
        let value = self.expr(&worth.value);
        format!("{}{role}{kind}{agent}{resource}:\n{value} per {}", worth.what.text, worth.per.text)
    }
}
