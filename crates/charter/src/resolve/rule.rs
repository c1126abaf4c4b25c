//! Rules: what sets them off, and what they do.

use super::Resolver;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::model::{
    Action, ActionKind, Amount, Destination, Named, Place, RoleHow, Rule, Side, Source, Trigger,
};
use crate::near::nearest;
use crate::observe::{DecisionId, NumberSlot, PartySlot, RoleId, UnitId};
use crate::place::Word;
use crate::tree::{
    Action as WrittenAction, ActionKind as Written, Amount as WrittenAmount, Cap,
    Destination as WrittenDestination, Expr as WrittenExpr, Kind, Place as WrittenPlace, PlaceKind,
    Rule as WrittenRule, Trigger as WrittenTrigger, TriggerKind,
};

/// Names and units of further amounts of an event.
type Details = Vec<(Box<str>, UnitId)>;

impl Resolver<'_> {
    pub(super) fn rule(&mut self, written: &WrittenRule) {
        let mut scope = Scope::default();
        let trigger = self.trigger(&written.on, &mut scope);
        // Without its trigger the names of a rule are not known, and all they did would be called unknown.
        let Some((trigger, details)) = trigger else { return };
        let when = written.when.as_ref().and_then(|when| self.test(when, &scope));
        let actions =
            written.actions.iter().filter_map(|action| self.action(action, &mut scope)).collect();
        self.model.rules.push(Rule {
            name: written.name.text.clone(),
            trigger,
            details,
            parties: scope.slots,
            when,
            actions,
            stratum: 0,
            numbers: scope.held.max(1),
            at: written.at,
        });
    }

    fn trigger(
        &mut self,
        written: &WrittenTrigger,
        scope: &mut Scope,
    ) -> Option<(Trigger, Details)> {
        let trigger = match &written.kind {
            TriggerKind::Transfer { unit, from, to } => {
                let unit = self.unit_named(unit);
                let (from, to) = (self.side(from.as_ref(), scope), self.side(to.as_ref(), scope));
                let unit = unit?;
                scope.amount(unit);
                Trigger::Transfer { unit, from: from?, to: to? }
            }
            TriggerKind::Report { unit, by, about, confirmed } => {
                let unit = self.reported(unit);
                let by = self.side(Some(by), scope);
                let about = self.optional_side(about.as_ref(), scope);
                let confirmed = match confirmed {
                    Some(word) => Some(self.party_slot(word, scope)?),
                    None => None,
                };
                let unit = unit?;
                scope.amount(unit);
                Trigger::Report { unit, by: by?, about: about?, confirmed }
            }
            TriggerKind::Request { name, unit, by, about } => {
                let unit = match unit {
                    Some(word) => Some(self.unit_named(word)?),
                    None => None,
                };
                let by = self.side(Some(by), scope);
                let about = self.optional_side(about.as_ref(), scope);
                unit.into_iter().for_each(|unit| scope.amount(unit));
                Trigger::Request { name: name.text.clone(), unit, by: by?, about: about? }
            }
            _ => return self.event(written, scope),
        };
        let details = self.details(&written.details, scope);
        Some((trigger, details))
    }

    /// What happens by itself or by a decision: nobody tells further amounts.
    fn event(&mut self, written: &WrittenTrigger, scope: &mut Scope) -> Option<(Trigger, Details)> {
        if let Some(detail) = written.details.first() {
            let message = "nobody is asked for further amounts when this happens";
            let misplaced = Diagnostic::error("details_misplaced", detail.name.at, message);
            self.report(
                misplaced.hint("leave `with …` out, or say it where a decision is declared"),
            );
        }
        let mut details = Vec::new();
        let trigger = match &written.kind {
            TriggerKind::Every { period, each } => {
                let each = match each {
                    Some(word) => {
                        let role = self.role_named(word)?;
                        Some((role, self.bind_role(scope, word, role)?))
                    }
                    None => None,
                };
                Trigger::Every { period: period.0, each }
            }
            TriggerKind::Reached { level, pool } => self.reached(level, pool)?,
            TriggerKind::Passes { decision, about } => {
                let decision = self.decision_named(decision)?;
                details = self.decision_details(decision, scope);
                let about = match about {
                    Some(word) => self.free_name(word, scope).map(Some)?,
                    None => None,
                };
                Trigger::Passes { decision, about }
            }
            TriggerKind::Paid(claim) => Trigger::Paid(self.claim_named(claim)?),
            TriggerKind::Date(day, _) => Trigger::Date(*day),
            _ => return None,
        };
        Some((trigger, details))
    }

    fn decision_details(&mut self, decision: DecisionId, scope: &mut Scope) -> Details {
        let written = self.declared.decisions.get(decision.at()).copied();
        let details = written.and_then(super::decide::details_of).cloned().unwrap_or_default();
        // What is wrong with them is said where the decision is declared.
        let said = self.said.len();
        let details = self.details(&details, scope);
        self.said.truncate(said);
        details
    }

    fn reported(&mut self, word: &Word) -> Option<UnitId> {
        let unit = self.unit_named(word)?;
        let known = self.model.units.get(unit.at())?;
        if known.kind != Kind::Metric {
            let message = format!("`{}` is not a figure to report", word.text);
            let wrong =
                Diagnostic::error("report_unit", word.at, message).and(known.at, "declared here");
            self.report(wrong.hint("give the unit `kind metric`, or let it be requested or paid"));
            return None;
        }
        Some(unit)
    }

    fn reached(&mut self, level: &WrittenExpr, pool: &Word) -> Option<Trigger> {
        let id = self.pool_named(pool);
        let level_figure = self.figure(level, &Scope::default());
        let (pool_id, figure) = (id?, level_figure?);
        let Some(unit) = figure.dimension.unit() else {
            let is = figure.dimension.describe(&self.model);
            let message = format!("this is {is}, but an amount of a unit is wanted here");
            self.report(
                Diagnostic::error("amount_dimension", level.at, message)
                    .hint("write it as `2000 eur`"),
            );
            return None;
        };
        self.holds(pool_id, unit, pool.at)?;
        Some(Trigger::Reached { level: figure, unit, pool: pool_id })
    }

    fn optional_side(&mut self, word: Option<&Word>, scope: &mut Scope) -> Option<Option<Side>> {
        match word {
            Some(_) => self.side(word, scope).map(Some),
            None => Some(None),
        }
    }

    /// A party of an event: a pool or a role means just those, any other name means anyone.
    fn side(&mut self, word: Option<&Word>, scope: &mut Scope) -> Option<Side> {
        let Some(word) = word else { return Some(Side::Anyone) };
        if &*word.text == "outside" {
            return Some(Side::Outside);
        }
        match self.find(&word.text) {
            Some(Named::Pool(pool)) => Some(Side::Pool(pool)),
            Some(Named::Role(role)) => {
                self.party_once(word, scope)?;
                Some(Side::Role(role, self.bind_role(scope, word, role)?))
            }
            _ => self.free_name(word, scope).map(Side::Slot),
        }
    }

    fn party_once(&mut self, word: &Word, scope: &Scope) -> Option<()> {
        if scope.party(&word.text).is_none() {
            return Some(());
        }
        let message = format!("`{}` would be two parties of one event", word.text);
        let hint = "give each its own name and ask `… is a …` in `when`";
        self.report(Diagnostic::error("party_twice", word.at, message).hint(hint));
        None
    }

    fn free_name(&mut self, word: &Word, scope: &mut Scope) -> Option<PartySlot> {
        self.party_once(word, scope)?;
        if let Some(named) = self.find(&word.text) {
            let message = format!("`{}` is {}, not a party", word.text, super::names::sort(named));
            self.report(
                Diagnostic::error("wrong_sort", word.at, message)
                    .hint("choose a name that nothing else has"),
            );
            return None;
        }
        self.warn_if_like(word);
        let slot = scope.bind(&[&word.text]);
        if slot.is_none() {
            self.too_many_names(word.at);
        }
        slot
    }

    /// A misspelt pool or role would mean anyone.
    fn warn_if_like(&mut self, word: &Word) {
        let filters = self.model.names.iter().filter_map(|(name, named)| match named {
            Named::Pool(_) | Named::Role(_) => Some(&**name),
            _ => None,
        });
        let Some(near) = nearest(&word.text, filters) else { return };
        let message = format!("`{}` is nearly `{near}` and means anyone", word.text);
        let hint = format!("write `{near}` if you mean it, or another name");
        self.report(Diagnostic::warning("name_like", word.at, message).hint(hint));
    }

    fn action(&mut self, written: &WrittenAction, scope: &mut Scope) -> Option<Action> {
        if !self.enter(written.at) {
            return None;
        }
        let kind = self.action_kind(written, scope);
        self.nesting -= 1;
        Some(Action { kind: kind?, at: written.at })
    }

    fn action_kind(&mut self, written: &WrittenAction, scope: &mut Scope) -> Option<ActionKind> {
        Some(match &written.kind {
            Written::Send { amount, from, to, caps } => {
                self.moved(amount, Some(from), to, caps, scope)?
            }
            Written::Share { amount, from, to } => {
                self.moved(amount, Some(from), to, &[], scope)?
            }
            Written::Issue { amount, to, caps } => self.moved(amount, None, to, caps, scope)?,
            Written::Retire { amount, from } => {
                let (amount, from) = self.taken(amount, from, scope)?;
                ActionKind::Retire { amount, from }
            }
            Written::Split { amount, from, tiers } => {
                let taken = self.taken(amount, from, scope);
                let unit = taken.as_ref().map(|(amount, _)| amount.unit);
                let tiers = self.tiers(tiers, unit, scope);
                let (amount, from) = taken?;
                ActionKind::Split { amount, from, tiers }
            }
            Written::Pour { amount, from, through } => self.pour(amount, from, through, scope)?,
            Written::Convert { amount, from, rate, to, caps } => {
                self.convert(amount, from, rate, to, caps, scope)?
            }
            Written::Hold { amount, from, span, then } => {
                self.hold(amount, from, span, then, scope)?
            }
            Written::After { span, then } => {
                let span = self.stretch(span);
                let then = self.action(then, scope);
                ActionKind::After { span: span?, then: Box::new(then?) }
            }
            Written::Owe { amount, to, claim } => self.owe(amount, to, claim, scope)?,
            Written::Grant { role, to } => {
                let (role, to) = (self.given_role(role), self.party_slot(to, scope));
                ActionKind::Grant(role?, to?)
            }
            Written::Revoke { role, from } => {
                let (role, from) = (self.given_role(role), self.party_slot(from, scope));
                ActionKind::Revoke(role?, from?)
            }
            Written::Open { decision, about } => {
                let decision = self.decision_named(decision);
                let about = match about {
                    Some(word) => Some(self.party_slot(word, scope)?),
                    None => None,
                };
                ActionKind::Open(decision?, about)
            }
            Written::Refuse(message) => ActionKind::Refuse(message.text.clone()),
            Written::Let { name, be } => self.named_figure(name, be, scope)?,
        })
    }

    fn moved(
        &mut self,
        amount: &WrittenAmount,
        from: Option<&WrittenPlace>,
        to: &WrittenDestination,
        caps: &[Cap],
        scope: &mut Scope,
    ) -> Option<ActionKind> {
        let amount = self.amount(amount, scope);
        let unit = amount.as_ref().map(|amount| amount.unit);
        let from = match from {
            Some(place) => self.source(place, unit, scope).map(Source::Place),
            None => Some(Source::Issuer),
        };
        let to = self.destination(to, unit, scope);
        let caps = unit.map(|unit| self.caps(caps, scope, &[unit]));
        if matches!(to, Some(Destination::Claim(_))) {
            self.none_for_each_holder(caps.as_deref().unwrap_or_default());
        }
        Some(ActionKind::Move { amount: amount?, from: from?, to: to?, caps: caps? })
    }

    /// An amount and where it comes from.
    fn taken(
        &mut self,
        amount: &WrittenAmount,
        from: &WrittenPlace,
        scope: &Scope,
    ) -> Option<(Amount, Place)> {
        let amount = self.amount(amount, scope);
        let from = self.source(from, amount.as_ref().map(|amount| amount.unit), scope);
        Some((amount?, from?))
    }

    fn pour(
        &mut self,
        amount: &WrittenAmount,
        from: &WrittenPlace,
        through: &Word,
        scope: &Scope,
    ) -> Option<ActionKind> {
        let taken = self.taken(amount, from, scope);
        let through_id = self.waterfall_named(through)?;
        let (amount, from) = taken?;
        let waterfall = self.model.waterfalls.get(through_id.at())?;
        let (unit, wanted) = (waterfall.unit, waterfall.details.clone());
        self.same_unit((amount.unit, Some(amount.figure.at)), unit, through.at, "takes")?;
        let details = self.poured_details(through, &wanted, scope)?;
        Some(ActionKind::Pour { amount, from, through: through_id, details })
    }

    /// The numbers of the rule that a waterfall is told, which have the same names.
    fn poured_details(
        &mut self,
        word: &Word,
        wanted: &[(Box<str>, UnitId)],
        scope: &Scope,
    ) -> Option<Vec<NumberSlot>> {
        let mut details = Vec::new();
        for (name, unit) in wanted {
            let known = scope.number(name);
            let fits = known.filter(|(_, dimension)| dimension.unit() == Some(*unit));
            let Some((slot, _)) = fits else {
                let unit = self.model.units.get(unit.at()).map_or("", |unit| &*unit.name);
                let message = format!("`{}` wants to be told `{name}` in {unit}", word.text);
                let hint = format!(
                    "write `with {name} in {unit}` behind what sets the rule off, or `let {name} be …`"
                );
                self.report(Diagnostic::error("detail_missing", word.at, message).hint(hint));
                return None;
            };
            details.push(slot);
        }
        Some(details)
    }

    fn convert(
        &mut self,
        amount: &WrittenAmount,
        from: &WrittenPlace,
        rate: &Word,
        to: &WrittenPlace,
        caps: &[Cap],
        scope: &Scope,
    ) -> Option<ActionKind> {
        let taken = self.taken(amount, from, scope);
        let rate_id = self.rate_named(rate)?;
        let known = self.model.rates.get(rate_id.at())?;
        let (goes_in, comes_out) = (known.from, known.to);
        let to = self.target(to, Some(comes_out), scope);
        let caps = self.caps(caps, scope, &[goes_in, comes_out]);
        let (amount, from) = taken?;
        self.same_unit((amount.unit, Some(amount.figure.at)), goes_in, rate.at, "takes")?;
        Some(ActionKind::Convert { amount, from, rate: rate_id, to: to?, caps })
    }

    /// What is held is the amount of what happens then, and comes from the hold.
    fn hold(
        &mut self,
        amount: &WrittenAmount,
        from: &WrittenPlace,
        span: &WrittenExpr,
        then: &WrittenAction,
        scope: &mut Scope,
    ) -> Option<ActionKind> {
        if scope.held_from.is_some() {
            let message = "what is held already cannot be held again";
            self.report(
                Diagnostic::error("hold_twice", from.at, message).hint("hold it longer instead"),
            );
            return None;
        }
        let taken = self.taken(amount, from, scope);
        let span = self.stretch(span);
        let (amount, from_place) = taken?;
        let mut inner = scope.clone();
        inner.amount(amount.unit);
        if let PlaceKind::Name(word) = &from.kind {
            inner.held_from = Some(word.text.clone());
        }
        let then = self.action(then, &mut inner);
        scope.slots = inner.slots;
        scope.held = inner.held;
        Some(ActionKind::Hold { amount, from: from_place, span: span?, then: Box::new(then?) })
    }

    fn owe(
        &mut self,
        amount: &WrittenAmount,
        to: &WrittenPlace,
        claim: &Word,
        scope: &Scope,
    ) -> Option<ActionKind> {
        let amount = self.amount(amount, scope);
        let to = match &to.kind {
            PlaceKind::Name(word) => self.party_slot(word, scope),
            _ => {
                let message = "only a party of the event can be owed something";
                self.report(
                    Diagnostic::error("party_unknown", to.at, message)
                        .hint("name a party of the event"),
                );
                None
            }
        };
        let claim_id = self.claim_named(claim)?;
        let amount = amount?;
        let unit = self.claim_unit(claim_id)?;
        self.same_unit((amount.unit, Some(amount.figure.at)), unit, claim.at, "is owed in")?;
        Some(ActionKind::Owe { amount, to: to?, claim: claim_id })
    }

    /// A role that can be granted and revoked.
    fn given_role(&mut self, word: &Word) -> Option<RoleId> {
        let role = self.role_named(word)?;
        match self.model.roles.get(role.at())?.how {
            RoleHow::Granted { .. } | RoleHow::Open => Some(role),
            RoleHow::Meets(_)
            | RoleHow::Member
            | RoleHow::Person
            | RoleHow::Organisation
            | RoleHow::Founder => {
                let message = format!("`{}` is not a role that is granted", word.text);
                let hint = "grant a role that is declared `granted by …` or `open to anyone`";
                self.report(Diagnostic::error("role_not_granted", word.at, message).hint(hint));
                None
            }
        }
    }

    fn named_figure(
        &mut self,
        name: &Word,
        be: &WrittenExpr,
        scope: &mut Scope,
    ) -> Option<ActionKind> {
        let figure = self.figure(be, scope)?;
        let taken = scope.number(&name.text).is_some()
            || scope.party(&name.text).is_some()
            || self.find(&name.text).is_some()
            || &*name.text == "amount";
        if taken {
            let message = format!("`{}` means something already", name.text);
            self.report(
                Diagnostic::error("name_taken", name.at, message).hint("choose another name"),
            );
            return None;
        }
        let Some(slot) = scope.keep(&name.text, figure.dimension.clone()) else {
            self.too_many_names(name.at);
            return None;
        };
        Some(ActionKind::Let(slot, figure))
    }
}
