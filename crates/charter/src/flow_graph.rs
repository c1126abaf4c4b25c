//! Which rule sets off which: the movements that rules make, and the triggers they feed.
//!
//! The graph may have an edge too many, never one too few: a party of an event whose role is not
//! known may be anyone, a pool and the world outside included. A party that must be in a role is
//! an agent, as pools have no roles.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::components;
use crate::model::{
    Action, ActionKind, Condition, Destination, Model, Place, Rule, Side, Source, Tier, Trigger,
};
use crate::observe::{ClaimId, PartySlot, PoolId, RoleId, RuleId, UnitId, Who};
use crate::place::Span;

/// Who may be at an end of a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// Anyone: an agent, a pool, an issuer, the world outside.
    Anyone,
    /// An agent, perhaps of a role.
    Agent(Option<RoleId>),
    /// This pool.
    Pool(PoolId),
    /// The world outside.
    Outside,
}

/// When a movement happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum When {
    /// With the event that set the rule off.
    Now,
    /// After a while.
    Later,
}

/// A movement that a rule may make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// The rule.
    pub rule: RuleId,
    /// Which of its actions.
    pub action: usize,
    /// The place in the text that moves.
    pub at: Span,
    /// Of which unit.
    pub unit: UnitId,
    /// From whom.
    pub from: End,
    /// To whom.
    pub to: End,
    /// The class of claims whose holders get it.
    pub claim: Option<ClaimId>,
    /// When.
    pub when: When,
}

/// A movement of one rule that may set another off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The rule that moves.
    pub from: RuleId,
    /// The rule that is set off.
    pub to: RuleId,
    /// Which movement does it; others of the same rule may do it too.
    pub by: Move,
}

/// The rules of a charter, and which sets off which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowGraph {
    rules: usize,
    /// All movements, rule by rule, equal ones of a rule once.
    pub moves: Vec<Move>,
    /// For two rules at most one edge now and one later, in the order of rules.
    pub edges: Vec<Edge>,
}

impl FlowGraph {
    /// Draws the graph of a charter.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let rules = || (0..).map(RuleId).zip(&model.rules);
        let moves: Vec<Move> = rules().flat_map(|(id, rule)| moves_of(model, id, rule)).collect();
        let mut edges = BTreeMap::new();
        for by in &moves {
            for (to, rule) in rules() {
                if feeds(by, rule) {
                    let edge = Edge { from: by.rule, to, by: *by };
                    edges.entry((by.rule, to, by.when)).or_insert(edge);
                }
            }
        }
        Self { rules: model.rules.len(), moves, edges: edges.into_values().collect() }
    }

    /// The movements of a rule.
    pub fn moves_of(&self, rule: RuleId) -> impl Iterator<Item = &Move> {
        self.moves.iter().filter(move |known| known.rule == rule)
    }

    /// The edges that lead from a rule.
    pub fn edges_from(&self, rule: RuleId) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(move |edge| edge.from == rule)
    }

    /// Groups of rules that set each other off at once; a rule that sets itself off is a group of its own.
    #[must_use]
    pub fn circles(&self) -> Vec<Vec<RuleId>> {
        let follows = self.follows();
        let turns = |group: &[usize]| match group {
            [only] => follows.get(*only).is_some_and(|next| next.contains(only)),
            _ => true,
        };
        let groups = components(&follows).into_iter().filter(|group| turns(group));
        groups.map(|group| group.into_iter().filter_map(rule_id).collect()).collect()
    }

    /// The rules that may run within one event that sets this one off, itself included.
    #[must_use]
    pub fn reachable(&self, rule: RuleId) -> BTreeSet<RuleId> {
        let follows = self.follows();
        let mut reached = BTreeSet::from([rule]);
        let mut open = vec![rule];
        while let Some(next) = open.pop() {
            for to in follows.get(next.at()).into_iter().flatten().filter_map(|&to| rule_id(to)) {
                if reached.insert(to) {
                    open.push(to);
                }
            }
        }
        reached
    }

    /// For each rule the length of the longest way to it: what feeds it has a smaller number. Rules of one circle share a number.
    #[must_use]
    pub fn strata(&self) -> Vec<u16> {
        let follows = self.follows();
        let mut strata = vec![0_u16; self.rules];
        for group in components(&follows).iter().rev() {
            let lowest =
                group.iter().filter_map(|&rule| strata.get(rule)).max().copied().unwrap_or(0);
            for &rule in group {
                raise(&mut strata, rule, lowest);
            }
            for &rule in group {
                for &next in follows.get(rule).into_iter().flatten() {
                    if !group.contains(&next) {
                        raise(&mut strata, next, lowest.saturating_add(1));
                    }
                }
            }
        }
        strata
    }

    /// Where each rule leads at once.
    fn follows(&self) -> Vec<Vec<usize>> {
        let mut follows = vec![Vec::new(); self.rules];
        for edge in self.edges.iter().filter(|edge| edge.by.when == When::Now) {
            if let Some(next) = follows.get_mut(edge.from.at()) {
                next.push(edge.to.at());
            }
        }
        follows
    }
}

fn rule_id(at: usize) -> Option<RuleId> {
    u16::try_from(at).ok().map(RuleId)
}

fn raise(strata: &mut [u16], rule: usize, least: u16) {
    if let Some(stratum) = strata.get_mut(rule) {
        *stratum = least.max(*stratum);
    }
}

/// Whether a movement may set a rule off.
fn feeds(by: &Move, rule: &Rule) -> bool {
    match &rule.trigger {
        Trigger::Transfer { unit, from, to } => {
            *unit == by.unit && meet(by.from, end_of(rule, *from)) && meet(by.to, end_of(rule, *to))
        }
        Trigger::Reached { unit, pool, .. } => *unit == by.unit && meet(by.to, End::Pool(*pool)),
        Trigger::Paid(claim) => by.claim == Some(*claim),
        Trigger::Report { .. }
        | Trigger::Request { .. }
        | Trigger::Every { .. }
        | Trigger::Passes { .. }
        | Trigger::Date(_) => false,
    }
}

/// Whether two ends may be the same.
fn meet(one: End, other: End) -> bool {
    match (one, other) {
        (End::Anyone, _) | (_, End::Anyone) | (End::Agent(_), End::Agent(_)) => true,
        (one, other) => one == other,
    }
}

fn end_of(rule: &Rule, side: Side) -> End {
    match side {
        Side::Anyone => End::Anyone,
        Side::Slot(slot) => end_of_slot(rule, slot),
        Side::Role(role, _) => End::Agent(Some(role)),
        Side::Pool(pool) => End::Pool(pool),
        Side::Outside => End::Outside,
    }
}

/// Who a party of a rule may be, by the trigger and by what must hold for the rule to run.
fn end_of_slot(rule: &Rule, slot: PartySlot) -> End {
    let roles = sides(&rule.trigger).into_iter().find_map(|side| match side {
        Side::Role(role, at) if at == slot => Some(role),
        _ => None,
    });
    let each = match &rule.trigger {
        Trigger::Every { each: Some((role, at)), .. } if *at == slot => Some(*role),
        _ => None,
    };
    let must_be = rule.when.as_ref().and_then(|when| required_role(&when.condition, slot));
    match roles.or(each).or(must_be) {
        Some(role) => End::Agent(Some(role)),
        None => End::Anyone,
    }
}

fn sides(trigger: &Trigger) -> Vec<Side> {
    match trigger {
        Trigger::Transfer { from, to, .. } => vec![*from, *to],
        Trigger::Report { by, about, .. } | Trigger::Request { by, about, .. } => {
            [Some(*by), *about].into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}

/// A role that a party is in whenever a condition holds.
fn required_role(condition: &Condition, slot: PartySlot) -> Option<RoleId> {
    match condition {
        Condition::IsA(Who::Party(at), role) if *at == slot => Some(*role),
        Condition::And(parts) => parts.iter().find_map(|part| required_role(part, slot)),
        _ => None,
    }
}

fn moves_of(model: &Model, id: RuleId, rule: &Rule) -> Vec<Move> {
    let mut walk = Walk { model, rule, id, action: 0, held: End::Anyone, found: BTreeMap::new() };
    for (index, action) in rule.actions.iter().enumerate() {
        walk.action = index;
        walk.action(action, When::Now);
    }
    let mut moves: Vec<Move> = walk.found.into_values().collect();
    moves.sort_by_key(|known| (known.action, known.at));
    moves
}

type Key = (UnitId, End, End, Option<ClaimId>, When);

struct Walk<'a> {
    model: &'a Model,
    rule: &'a Rule,
    id: RuleId,
    action: usize,
    /// Where what is held came from.
    held: End,
    found: BTreeMap<Key, Move>,
}

impl Walk<'_> {
    fn action(&mut self, action: &Action, when: When) {
        match &action.kind {
            ActionKind::Move { amount, from, to, .. } => {
                let from = match from {
                    Source::Place(place) => self.end(*place),
                    Source::Issuer => End::Anyone,
                };
                self.to(amount.unit, from, to, when, action.at);
            }
            ActionKind::Retire { amount, from } => {
                self.add(amount.unit, self.end(*from), End::Anyone, None, when, action.at);
            }
            ActionKind::Split { amount, from, tiers } => {
                self.tiers(amount.unit, self.end(*from), tiers, when);
            }
            ActionKind::Pour { amount, from, through, .. } => {
                let model = self.model;
                let tiers = model.waterfalls.get(through.at()).map_or(&[][..], |w| &w.tiers);
                self.tiers(amount.unit, self.end(*from), tiers, when);
            }
            ActionKind::Convert { amount, from, rate, to, .. } => {
                self.add(amount.unit, self.end(*from), End::Anyone, None, when, action.at);
                if let Some(rate) = self.model.rates.get(rate.at()) {
                    self.add(rate.to, End::Anyone, self.end(*to), None, when, action.at);
                }
            }
            ActionKind::Hold { from, then, .. } => {
                self.held = self.end(*from);
                self.action(then, When::Later);
            }
            ActionKind::After { then, .. } => self.action(then, When::Later),
            ActionKind::Owe { .. }
            | ActionKind::Grant(..)
            | ActionKind::Revoke(..)
            | ActionKind::Open(..)
            | ActionKind::Refuse(_)
            | ActionKind::Let(..) => {}
        }
    }

    fn tiers(&mut self, unit: UnitId, from: End, tiers: &[Tier], when: When) {
        for tier in tiers {
            self.to(unit, from, &tier.to, when, tier.at);
        }
    }

    fn to(&mut self, unit: UnitId, from: End, to: &Destination, when: When, at: Span) {
        match to {
            Destination::Place(place) => self.add(unit, from, self.end(*place), None, when, at),
            Destination::Claim(claim) => {
                self.add(unit, from, End::Anyone, Some(*claim), when, at);
                let overflow = self.model.claims.get(claim.at()).and_then(|claim| claim.overflow);
                if let Some(place) = overflow {
                    self.add(unit, from, self.end(place), None, when, at);
                }
            }
            Destination::Among { role, .. } => {
                self.add(unit, from, End::Agent(Some(*role)), None, when, at);
            }
            Destination::By { .. } => self.add(unit, from, End::Agent(None), None, when, at),
        }
    }

    fn add(
        &mut self,
        unit: UnitId,
        from: End,
        to: End,
        claim: Option<ClaimId>,
        when: When,
        at: Span,
    ) {
        let known = Move { rule: self.id, action: self.action, at, unit, from, to, claim, when };
        self.found.entry((unit, from, to, claim, when)).or_insert(known);
    }

    fn end(&self, place: Place) -> End {
        match place {
            Place::Party(slot) => end_of_slot(self.rule, slot),
            Place::Pool(pool) => End::Pool(pool),
            // What waits to be paid out is on its way outside, and may be counted as there.
            Place::Bank(_) => End::Anyone,
            Place::Outside => End::Outside,
            Place::Held => self.held,
        }
    }
}
