//! Figures about somebody or something: those that Subak keeps, measures and tables.

use quantity::Ratio;

use super::names::OWN_FIGURES;
use super::scope::Scope;
use super::{Resolver, Typed};
use crate::civil::{Period, Span as Stretch};
use crate::diagnostic::Diagnostic;
use crate::model::{Dimension, Expr, Named};
use crate::near::nearest;
use crate::observe::{Observe, PoolId, RoleId, Tally, UnitId, Who};
use crate::place::{Span, Word};
use crate::tree::{Of, Operator};

/// Shares and turnouts are whole numbers of these.
const PARTS: i128 = 1_000_000_000_000_000;

/// What may stand behind a figure.
#[derive(Clone, Copy)]
struct Takes {
    unit: bool,
    by: bool,
    over: bool,
}

const NOTHING: Takes = Takes { unit: false, by: false, over: false };
const UNIT: Takes = Takes { unit: true, ..NOTHING };
const BY: Takes = Takes { by: true, ..NOTHING };
const WINDOW: Takes = Takes { over: true, ..UNIT };

impl Resolver<'_> {
    pub(super) fn of(&mut self, of: &Of, scope: &Scope, at: Span) -> Option<Typed> {
        match &*of.what.text {
            "balance" => {
                let (who, unit) = self.holding(of, UNIT, scope)?;
                Some(counted(Observe::Balance(who, unit), unit))
            }
            "income" => {
                let (who, unit, window) = self.flowing(of, scope)?;
                Some(counted(Observe::Income(who, unit, window), unit))
            }
            "spending" => {
                let (who, unit, window) = self.flowing(of, scope)?;
                Some(counted(Observe::Spending(who, unit, window), unit))
            }
            "age" => {
                self.allow(of, NOTHING)?;
                Some(observed(Observe::Age(self.who(&of.of, scope)?), Dimension::time()))
            }
            "time_since_issue" => {
                let (who, unit) = self.holding(of, UNIT, scope)?;
                Some(observed(Observe::SinceIssue(who, unit), Dimension::time()))
            }
            "supply" => {
                self.allow(of, NOTHING)?;
                let unit = self.unit_named(&of.of)?;
                Some(counted(Observe::Supply(unit), unit))
            }
            "number" => {
                self.allow(of, NOTHING)?;
                let role = self.role_named(&of.of)?;
                Some(observed(Observe::Number(role), Dimension::plain()))
            }
            "owed" | "paid" => self.claimed(of, scope),
            "share" => self.share(of, scope),
            "yes" | "no" | "turnout" | "conviction" | "electorate" => self.tally(of, scope),
            _ => self.declared_of(of, scope, at),
        }
    }

    /// Says what stands behind a figure that has no place there.
    fn allow(&mut self, of: &Of, takes: Takes) -> Option<()> {
        let over = of.over.as_ref().map(|over| over.at);
        let given = [
            (takes.unit, "in …", of.unit.as_ref().map(|word| word.at)),
            (takes.by, "by …", of.by.as_ref().map(|word| word.at)),
            (takes.over, "over last …", over),
        ];
        let misplaced = given.into_iter().find_map(|(fits, what, at)| match at {
            Some(at) if !fits => Some((what, at)),
            _ => None,
        });
        let Some((what, at)) = misplaced else { return Some(()) };
        let message = format!("`{}` takes no `{what}`", of.what.text);
        self.report(Diagnostic::error("clause_misplaced", at, message).hint("leave it out"));
        None
    }

    /// Somebody, and the unit that is asked about.
    fn holding(&mut self, of: &Of, takes: Takes, scope: &Scope) -> Option<(Who, UnitId)> {
        self.allow(of, takes)?;
        let who = self.who(&of.of, scope);
        let unit = match &of.unit {
            Some(word) => self.unit_named(word),
            None => self.only_unit(of, who?),
        };
        let (who, unit) = (who?, unit?);
        if let Who::Pool(pool) = who {
            self.holds(pool, unit, of.of.at)?;
        }
        Some((who, unit))
    }

    fn flowing(&mut self, of: &Of, scope: &Scope) -> Option<(Who, UnitId, Option<Stretch>)> {
        let (who, unit) = self.holding(of, WINDOW, scope)?;
        let Some(over) = &of.over else { return Some((who, unit, None)) };
        let window = self.stretch(over)?;
        if matches!(window.period, Period::Minute | Period::Hour) || window.count == 0 {
            let message = "what came and went is known by days, not by minutes or hours";
            self.report(
                Diagnostic::error("window_fine", over.at, message)
                    .hint("write `over last 1 day` or longer"),
            );
            return None;
        }
        Some((who, unit, Some(window)))
    }

    /// The unit that goes without saying: the only one that a pool holds, or the only one there is.
    fn only_unit(&mut self, of: &Of, who: Who) -> Option<UnitId> {
        let held = match who {
            Who::Pool(pool) => self.model.pools.get(pool.at()).map_or(&[][..], |pool| &pool.holds),
            Who::Party(_) => &[],
        };
        if let [unit] = held {
            return Some(*unit);
        }
        if held.is_empty() && self.model.units.len() == 1 {
            return Some(UnitId(0));
        }
        let message = format!("`{} of {}` does not say in which unit", of.what.text, of.of.text);
        let unit = self.model.units.first().map_or("eur", |unit| &unit.name);
        let hint = format!("write `{} of {} in {unit}`", of.what.text, of.of.text);
        self.report(Diagnostic::error("unit_missing", of.of.at, message).hint(hint));
        None
    }

    /// Refuses a pool that does not hold a unit.
    pub(super) fn holds(&mut self, pool: PoolId, unit: UnitId, at: Span) -> Option<()> {
        let known = self.model.pools.get(pool.at())?;
        if known.holds.is_empty() || known.holds.contains(&unit) {
            return Some(());
        }
        let name = |id: &UnitId| self.model.units.get(id.at()).map_or("", |unit| &*unit.name);
        let held: Vec<&str> = known.holds.iter().map(name).collect();
        let message = format!("`{}` holds {}, not {}", known.name, held.join(", "), name(&unit));
        let hint =
            format!("add {} to what `{}` holds, or `convert` by a rate", name(&unit), known.name);
        let declared = known.at;
        let refused =
            Diagnostic::error("pool_holds", at, message).and(declared, "declared here").hint(hint);
        self.report(refused);
        None
    }

    /// A party, or a pool.
    pub(super) fn who(&mut self, word: &Word, scope: &Scope) -> Option<Who> {
        if let Some(slot) = scope.party(&word.text) {
            return Some(Who::Party(slot));
        }
        match self.find(&word.text) {
            Some(Named::Pool(pool)) => Some(Who::Pool(pool)),
            Some(Named::Role(role)) => {
                self.nobody_in_particular(word, role, scope);
                None
            }
            _ => {
                self.party_unknown(word, scope);
                None
            }
        }
    }

    fn nobody_in_particular(&mut self, word: &Word, role: RoleId, scope: &Scope) {
        let name = self.model.roles.get(role.at()).map_or("", |role| &*role.name);
        let message = format!("`{}` is a role, and nobody in particular here", word.text);
        let known: Vec<&str> = scope.party_names().collect();
        let hint = match known.as_slice() {
            [] => {
                format!("a figure here may be about pools, or count the role: `number of {name}`")
            }
            known => format!("name one of the parties here: {}", known.join(", ")),
        };
        self.report(Diagnostic::error("party_unknown", word.at, message).hint(hint));
    }

    pub(super) fn party_unknown(&mut self, word: &Word, scope: &Scope) {
        let unknown = Diagnostic::error(
            "party_unknown",
            word.at,
            format!("there is no party or pool `{}` here", word.text),
        );
        let near = nearest(&word.text, scope.party_names()).map(str::to_owned);
        let near = near.or_else(|| self.nearest(&word.text, |n| matches!(n, Named::Pool(_))));
        let known: Vec<&str> = scope.party_names().collect();
        let hint = match (near, known.as_slice()) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, []) => "name a pool".into(),
            (None, known) => {
                format!("name one of the parties here, {}, or a pool", known.join(", "))
            }
        };
        self.report(unknown.hint(hint));
    }

    /// `owed of member by payback`, `owed of payback`.
    fn claimed(&mut self, of: &Of, scope: &Scope) -> Option<Typed> {
        self.allow(of, BY)?;
        let (claim, who) = match &of.by {
            Some(by) => {
                let who = self.who(&of.of, scope);
                (self.claim_named(by)?, Some(who?))
            }
            None => (self.claim_of_all(of)?, None),
        };
        let what = match &*of.what.text {
            "owed" => Observe::Owed(claim, who),
            _ => Observe::Paid(claim, who),
        };
        let unit = self.claim_unit(claim)?;
        Some(counted(what, unit))
    }

    fn claim_of_all(&mut self, of: &Of) -> Option<crate::observe::ClaimId> {
        if let Some(Named::Claim(claim)) = self.find(&of.of.text) {
            return Some(claim);
        }
        let message =
            format!("`{} of {}` does not say by which class of claims", of.what.text, of.of.text);
        let hint = format!(
            "write `{} of {} by CLAIM`, or `{} of CLAIM` for all",
            of.what.text, of.of.text, of.what.text
        );
        self.report(Diagnostic::error("claim_missing", of.of.at, message).hint(hint));
        None
    }

    /// The unit of a class of claims, which may not be understood yet.
    pub(super) fn claim_unit(&self, claim: crate::observe::ClaimId) -> Option<UnitId> {
        let written = self.declared.claims.get(claim.at());
        let known = written.and_then(|claim| super::claim::unit_word(claim));
        match known.and_then(|word| self.find(&word.text)) {
            Some(Named::Unit(unit)) => Some(unit),
            _ => self.model.claims.get(claim.at()).map(|claim| claim.unit),
        }
    }

    fn share(&mut self, of: &Of, scope: &Scope) -> Option<Typed> {
        self.allow(of, BY)?;
        let who = self.who(&of.of, scope);
        let Some(by) = &of.by else {
            let message = format!("`share of {}` does not say by which equation", of.of.text);
            self.report(
                Diagnostic::error("equation_missing", of.what.at, message)
                    .hint(format!("write `share of {} by EQUATION`", of.of.text)),
            );
            return None;
        };
        let equation = self.equation_named(by)?;
        Some(in_parts(Observe::Share(equation, who?)))
    }

    fn tally(&mut self, of: &Of, scope: &Scope) -> Option<Typed> {
        self.allow(of, NOTHING)?;
        let Some(weight) = scope.votes.clone().filter(|_| &*of.of.text == "votes") else {
            let message = format!(
                "`{} of {}` is known only where votes are counted",
                of.what.text, of.of.text
            );
            let hint = format!("write `{} of votes`, in `passes when` of a decision", of.what.text);
            self.report(Diagnostic::error("votes_misplaced", of.what.at, message).hint(hint));
            return None;
        };
        let tally = match &*of.what.text {
            "yes" => Tally::Yes,
            "no" => Tally::No,
            "turnout" => return Some(in_parts(Observe::Tally(Tally::Turnout))),
            "conviction" => Tally::Conviction,
            _ => Tally::Electorate,
        };
        Some(observed(Observe::Tally(tally), weight))
    }

    fn declared_of(&mut self, of: &Of, scope: &Scope, at: Span) -> Option<Typed> {
        match self.find(&of.what.text) {
            Some(Named::Measure(id)) => {
                self.allow(of, NOTHING)?;
                let who = self.who(&of.of, scope);
                let dimension = self.measure(id)?;
                Some(Typed { expr: Expr::Measure(id, who?), dimension })
            }
            Some(Named::Table(id)) => {
                self.allow(of, NOTHING)?;
                let who = self.who(&of.of, scope);
                let dimension = self.table_dimension(id)?;
                Some(Typed { expr: Expr::Table(id, who?), dimension })
            }
            other => {
                self.figure_unknown(of, other, at);
                None
            }
        }
    }

    fn figure_unknown(&mut self, of: &Of, named: Option<Named>, at: Span) {
        let (what, whom) = (&of.what.text, &of.of.text);
        let unknown =
            Diagnostic::error("figure_unknown", at, format!("there is no figure `{what} of …`"));
        if let Some(Named::Unit(_)) = named {
            self.report(unknown.hint(format!("write `balance of {whom} in {what}`")));
            return;
        }
        let near = nearest(what, OWN_FIGURES).map(str::to_owned);
        let is = |n| matches!(n, Named::Measure(_) | Named::Table(_));
        let hint = match near.or_else(|| self.nearest(what, is)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("declare `measure {what} of member is …`"),
        };
        self.report(unknown.hint(hint));
    }
}

fn observed(what: Observe, dimension: Dimension) -> Typed {
    Typed { expr: Expr::Observe(what), dimension }
}

fn counted(what: Observe, unit: UnitId) -> Typed {
    observed(what, Dimension::of(unit))
}

/// A whole number of parts as a plain fraction.
fn in_parts(what: Observe) -> Typed {
    let part = Expr::Constant(Ratio::from_integer(PARTS));
    let expr = Expr::Binary(Operator::Over, Box::new(Expr::Observe(what)), Box::new(part));
    Typed { expr, dimension: Dimension::plain() }
}
