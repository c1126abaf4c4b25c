//! A charter in force: its model, which of the commons' rows its indices are, and its rules by what sets them off.

use std::collections::BTreeSet;

use charter::civil::{Day, Period};
use charter::flow_graph::circles;
use charter::model::{
    Action, ActionKind, Cap, CapId, ClaimId, DecisionId, Model, PoolId, RoleId, Rule, RuleId, Tier,
    Trigger, UnitId,
};
use charter::pass_through::PassThrough;

use crate::change::CapName;
use crate::name::{Handle, HandleMalformed};
use crate::pool::PoolIx;
use crate::unit::UnitIx;

/// What a charter means in this commons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// The entry that adopted it.
    pub entry: u64,
    /// The model.
    pub model: Model,
    /// The commons' unit of each unit of the charter.
    pub units: Vec<UnitIx>,
    /// The commons' pool of each pool of the charter.
    pub pools: Vec<PoolIx>,
    /// The classes of claims, as the commons knows them.
    pub classes: Vec<Handle>,
    /// The roles, as the commons knows them.
    pub roles: Vec<Handle>,
    /// The decisions, as the commons knows them.
    pub decisions: Vec<Handle>,
    caps: Vec<CapName>,
    /// All rules in the order in which they fire: those that refuse first, then by stratum, then as written.
    order: Vec<RuleId>,
    /// Rules set off by payments, and by what they leave in a pool, by unit of the charter.
    transfers: Vec<Vec<RuleId>>,
    /// Rules that fire at a close, and on which days rules fire.
    scheduled: Vec<RuleId>,
    /// The periods at whose closes something falls due, and the days on which it does.
    periods: Vec<Period>,
    days: Vec<Day>,
    unit_ids: Vec<Option<UnitId>>,
    /// Circles of pools that pass on fixed parts, solved.
    circles: Vec<PassThrough>,
}

impl InForce {
    /// Puts a charter in force whose units and pools are these rows of the commons.
    ///
    /// # Errors
    /// [`HandleMalformed`] if a class of claims, role or decision has a name that cannot be a handle.
    pub fn new(
        entry: u64,
        model: Model,
        units: Vec<UnitIx>,
        pools: Vec<PoolIx>,
    ) -> Result<Self, HandleMalformed> {
        let classes = handles(model.claims.iter().map(|claim| &claim.name))?;
        let roles = handles(model.roles.iter().map(|role| &role.name))?;
        let decisions = handles(model.decisions.iter().map(|decision| &decision.name))?;
        let order = order(&model);
        let transfers = transfers(&model, &order);
        let scheduled = pick(&model, &order, |trigger| {
            matches!(trigger, Trigger::Every { .. } | Trigger::Date(_))
        });
        let caps = cap_names(&model);
        let unit_ids = unit_ids(&units);
        let (periods, days) = (periods(&model), days(&model));
        let circles = circles(&model);
        Ok(Self {
            entry,
            model,
            units,
            pools,
            classes,
            roles,
            decisions,
            caps,
            order,
            transfers,
            scheduled,
            periods,
            days,
            unit_ids,
            circles,
        })
    }

    /// The commons' unit of a unit of the charter.
    #[must_use]
    pub fn unit(&self, unit: UnitId) -> Option<UnitIx> {
        self.units.get(unit.at()).copied()
    }

    /// The charter's unit that a unit of the commons is.
    #[must_use]
    pub fn unit_id(&self, unit: UnitIx) -> Option<UnitId> {
        self.unit_ids.get(unit.place()).copied().flatten()
    }

    /// The commons' pool of a pool of the charter.
    #[must_use]
    pub fn pool(&self, pool: PoolId) -> Option<PoolIx> {
        self.pools.get(pool.at()).copied()
    }

    /// The charter's pool that a pool of the commons is.
    #[must_use]
    pub fn pool_id(&self, pool: PoolIx) -> Option<PoolId> {
        let at = self.pools.iter().position(|that| *that == pool)?;
        u16::try_from(at).ok().map(PoolId)
    }

    /// A class of claims as the commons knows it.
    #[must_use]
    pub fn class(&self, claim: ClaimId) -> Option<&Handle> {
        self.classes.get(claim.at())
    }

    /// A role as the commons knows it.
    #[must_use]
    pub fn role(&self, role: RoleId) -> Option<&Handle> {
        self.roles.get(role.at())
    }

    /// A decision as the commons knows it.
    #[must_use]
    pub fn decision(&self, decision: DecisionId) -> Option<&Handle> {
        self.decisions.get(decision.at())
    }

    /// A role by its name.
    #[must_use]
    pub fn role_id(&self, role: &Handle) -> Option<RoleId> {
        place(&self.roles, role).map(RoleId)
    }

    /// A class of claims by its name.
    #[must_use]
    pub fn claim_id(&self, class: &Handle) -> Option<ClaimId> {
        place(&self.classes, class).map(ClaimId)
    }

    /// A decision by its name.
    #[must_use]
    pub fn decision_id(&self, decision: &Handle) -> Option<DecisionId> {
        place(&self.decisions, decision).map(DecisionId)
    }

    /// What a cap is called over versions of the charter.
    #[must_use]
    pub fn cap(&self, cap: CapId) -> Option<&CapName> {
        self.caps.get(cap.at())
    }

    /// A rule.
    #[must_use]
    pub fn rule(&self, rule: RuleId) -> Option<&Rule> {
        self.model.rules.get(rule.at())
    }

    /// The rules that payments of a unit may set off, in the order in which they fire.
    #[must_use]
    pub fn on_transfer(&self, unit: UnitId) -> &[RuleId] {
        self.transfers.get(unit.at()).map_or(&[], Vec::as_slice)
    }

    /// All rules in the order in which they fire.
    #[must_use]
    pub fn in_order(&self) -> &[RuleId] {
        &self.order
    }

    /// The rules that time sets off, in the order in which they fire.
    #[must_use]
    pub fn on_time(&self) -> &[RuleId] {
        &self.scheduled
    }

    /// The periods at whose closes something falls due.
    #[must_use]
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// The circle of pools that a rule belongs to, with its number.
    #[must_use]
    pub fn circle_of(&self, rule: RuleId) -> Option<(usize, &PassThrough)> {
        let has = |circle: &PassThrough| circle.parts.iter().any(|part| part.rule == rule);
        self.circles.iter().enumerate().find(|(_, circle)| has(circle))
    }

    /// The days on which rules fire or units end.
    #[must_use]
    pub fn days(&self) -> &[Day] {
        &self.days
    }
}

fn periods(model: &Model) -> Vec<Period> {
    let rules = model.rules.iter().filter_map(|rule| match rule.trigger {
        Trigger::Every { period, .. } => Some(period),
        _ => None,
    });
    let decays = model.units.iter().filter_map(|unit| {
        let decay = unit.decay.as_ref()?;
        decay.into.map(|_| decay.each)
    });
    let all: BTreeSet<Period> = rules.chain(decays).collect();
    all.into_iter().collect()
}

fn days(model: &Model) -> Vec<Day> {
    let rules = model.rules.iter().filter_map(|rule| match rule.trigger {
        Trigger::Date(day) => Some(day),
        _ => None,
    });
    rules.chain(model.units.iter().filter_map(|unit| unit.ends.map(|(day, _)| day))).collect()
}

fn handles<'a>(names: impl Iterator<Item = &'a Box<str>>) -> Result<Vec<Handle>, HandleMalformed> {
    names.map(|name| Handle::new(name)).collect()
}

fn place(handles: &[Handle], handle: &Handle) -> Option<u16> {
    u16::try_from(handles.iter().position(|that| that == handle)?).ok()
}

fn order(model: &Model) -> Vec<RuleId> {
    let ids = (0..model.rules.len()).filter_map(|place| u16::try_from(place).ok().map(RuleId));
    let mut order: Vec<RuleId> = ids.collect();
    order.sort_by_key(|id| {
        let rule = model.rules.get(id.at());
        (!rule.is_some_and(refuses), rule.map(|rule| rule.stratum))
    });
    order
}

/// Whether a rule refuses something.
pub(crate) fn refuses(rule: &Rule) -> bool {
    rule.actions.iter().any(|action| matches!(action.kind, ActionKind::Refuse(_)))
}

fn pick(model: &Model, order: &[RuleId], fits: impl Fn(&Trigger) -> bool) -> Vec<RuleId> {
    let fits = |id: &&RuleId| model.rules.get(id.at()).is_some_and(|rule| fits(&rule.trigger));
    order.iter().filter(fits).copied().collect()
}

fn transfers(model: &Model, order: &[RuleId]) -> Vec<Vec<RuleId>> {
    let of = |unit: usize| {
        pick(model, order, |trigger| match trigger {
            Trigger::Transfer { unit: that, .. } | Trigger::Reached { unit: that, .. } => {
                that.at() == unit
            }
            _ => false,
        })
    };
    (0..model.units.len()).map(of).collect()
}

fn unit_ids(units: &[UnitIx]) -> Vec<Option<UnitId>> {
    let places = units.iter().map(|unit| unit.place() + 1).max().unwrap_or_default();
    let mut ids = vec![None; places];
    for (id, unit) in units.iter().enumerate() {
        if let Some(slot) = ids.get_mut(unit.place()) {
            *slot = u16::try_from(id).ok().map(UnitId);
        }
    }
    ids
}

/// Names every cap by what it belongs to and its place there.
fn cap_names(model: &Model) -> Vec<CapName> {
    let nobody = CapName { of: String::new(), place: 0 };
    let mut names = vec![nobody; model.caps.into()];
    let mut name = |of: String, caps: Vec<CapId>| {
        for (place, cap) in (0..).zip(caps) {
            if let Some(name) = names.get_mut(cap.at()) {
                *name = CapName { of: of.clone(), place };
            }
        }
    };
    for rule in &model.rules {
        let mut caps = Vec::new();
        rule.actions.iter().for_each(|action| caps_of(action, &mut caps));
        name(format!("rule {}", rule.name), caps);
    }
    for waterfall in &model.waterfalls {
        name(format!("waterfall {}", waterfall.name), of_tiers(&waterfall.tiers).collect());
    }
    for claim in &model.claims {
        name(format!("claim {}", claim.name), of_caps(&claim.caps).collect());
    }
    for rate in &model.rates {
        name(format!("rate {}", rate.name), of_caps(&rate.caps).collect());
    }
    names
}

fn of_caps(caps: &[Cap]) -> impl Iterator<Item = CapId> {
    caps.iter().map(|cap| cap.id)
}

fn of_tiers(tiers: &[Tier]) -> impl Iterator<Item = CapId> {
    tiers.iter().flat_map(|tier| of_caps(&tier.caps))
}

fn caps_of(action: &Action, out: &mut Vec<CapId>) {
    match &action.kind {
        ActionKind::Move { caps, .. } | ActionKind::Convert { caps, .. } => {
            out.extend(of_caps(caps));
        }
        ActionKind::Split { tiers, .. } => out.extend(of_tiers(tiers)),
        ActionKind::Hold { then, .. } | ActionKind::After { then, .. } => caps_of(then, out),
        _ => {}
    }
}
