//! The flows that a charter lays down, as a graph: purses, rules, waterfalls, claims, and how much goes which way.

use std::collections::BTreeMap;

use charter::figure::{Expr, Figure};
use charter::model::{
    Action, ActionKind, Amount, ClaimId, Destination, PartySlot, Place, PoolId, Portion, RoleId,
    Rule, RuleId, Side, Source, Tier, Trigger, UnitId, WaterfallId,
};
use commons::in_force::InForce;
use inquiry::amount::say_ratio;
use quantity::Ratio;

use crate::chart::{Edge, Kind, Node};
use crate::site::Here;

/// A graph of nodes and edges.
#[derive(Default)]
pub struct Map {
    /// Purses, rules, claims, and who pays and is paid.
    pub nodes: Vec<Node>,
    /// What goes from one to another.
    pub edges: Vec<Edge>,
}

/// The live figures of nodes, by their ids.
pub type Figures = BTreeMap<String, String>;

/// What a charter lays down, with live figures beside.
pub fn map(here: &Here<'_>, rules: &InForce, text: &str, figures: &Figures) -> Map {
    let mut drawing = Drawing { here, rules, text, figures, map: Map::default() };
    for (id, rule) in (0..).zip(&rules.model.rules) {
        drawing.rule(RuleId(id), rule);
    }
    drawing.map
}

/// The id of the node of a pool.
pub fn pool_id(name: &str) -> String {
    format!("pool {name}")
}

/// The id of the node of a class of claims.
pub fn claim_id(name: &str) -> String {
    format!("claim {name}")
}

/// The id of the node of a rule.
pub fn rule_id(name: &str) -> String {
    format!("rule {name}")
}

/// On which end of a flow somebody stands.
#[derive(Clone, Copy)]
enum End {
    Pays,
    IsPaid,
}

/// The role that a trigger asks of a party.
const fn role_of(trigger: &Trigger, slot: PartySlot) -> Option<RoleId> {
    let (one, other) = match trigger {
        Trigger::Transfer { from, to, .. } => (Some(*from), Some(*to)),
        Trigger::Report { by, about, .. } | Trigger::Request { by, about, .. } => {
            (Some(*by), *about)
        }
        Trigger::Every { each: Some((role, of)), .. } if of.0 == slot.0 => return Some(*role),
        _ => (None, None),
    };
    match (one, other) {
        (Some(Side::Role(role, of)), _) | (_, Some(Side::Role(role, of))) if of.0 == slot.0 => {
            Some(role)
        }
        _ => None,
    }
}

struct Drawing<'a> {
    here: &'a Here<'a>,
    rules: &'a InForce,
    text: &'a str,
    figures: &'a Figures,
    map: Map,
}

impl Drawing<'_> {
    fn node(&mut self, id: &str, label: &str, kind: Kind, said: &str, href: Option<String>) {
        if self.map.nodes.iter().any(|node| node.id == id) {
            return;
        }
        self.map.nodes.push(Node {
            id: id.to_owned(),
            label: label.to_owned(),
            figure: self.figures.get(id).cloned(),
            kind,
            kind_said: self.here.say(said),
            href,
        });
    }

    fn edge(&mut self, from: &str, to: &str, label: impl Into<String>) {
        let edge = Edge { from: from.to_owned(), to: to.to_owned(), label: label.into() };
        if from != to && !self.map.edges.contains(&edge) {
            self.map.edges.push(edge);
        }
    }

    fn unit(&self, unit: UnitId) -> String {
        self.rules.model.units.get(unit.at()).map(|it| it.name.to_string()).unwrap_or_default()
    }

    fn rule(&mut self, id: RuleId, rule: &Rule) {
        let own = rule_id(&rule.name);
        let page = self.rules.rule(id).map(|_| "/rules".to_owned());
        self.node(&own, &rule.name, Kind::Rule, "money-node-rule", page);
        let entered = self.trigger(rule, &own);
        for action in &rule.actions {
            self.action(rule, &own, entered.as_deref(), action, "");
        }
    }

    /// Draws what sets a rule off; answers with the node that the amount lies in then.
    fn trigger(&mut self, rule: &Rule, own: &str) -> Option<String> {
        match &rule.trigger {
            Trigger::Transfer { unit, from, to } => {
                let unit = self.unit(*unit);
                let (from, to) = (self.side(rule, *from), self.side(rule, *to));
                match to {
                    Some(to) => {
                        if let Some(from) = from {
                            self.edge(&from, &to, &unit);
                        }
                        self.edge(&to, own, unit);
                        Some(to)
                    }
                    None => {
                        if let Some(from) = &from {
                            self.edge(from, own, unit);
                        }
                        from
                    }
                }
            }
            Trigger::Report { unit, by, .. } => {
                let by = self.side(rule, *by)?;
                let label = self.unit(*unit);
                self.edge(&by, own, label);
                None
            }
            Trigger::Request { name, by, .. } => {
                let by = self.side(rule, *by)?;
                self.edge(&by, own, name.replace('_', " "));
                None
            }
            Trigger::Reached { pool, level, unit } => {
                let pool = self.pool(*pool)?;
                let label = format!("≥ {}", self.amount_of(level, *unit));
                self.edge(&pool, own, label);
                Some(pool)
            }
            Trigger::Paid(claim) => {
                let claim = self.claim(*claim)?;
                self.edge(&claim, own, "");
                None
            }
            Trigger::Passes { decision, .. } => {
                let row = self.rules.model.decisions.get(decision.at())?;
                let (id, name) = (format!("decision {}", row.name), row.name.replace('_', " "));
                self.node(&id, &name, Kind::Event, "money-node-decision", None);
                self.edge(&id, own, "");
                None
            }
            Trigger::Every { .. } | Trigger::Date(_) => {
                let time = self.here.say("money-node-time");
                self.node("time", &time, Kind::Event, "money-node-time", None);
                self.edge("time", own, "");
                None
            }
        }
    }

    fn action(&mut self, rule: &Rule, own: &str, entered: Option<&str>, it: &Action, later: &str) {
        let source = |drawing: &mut Self, place: Place| {
            let from = drawing.place(rule, place, End::Pays);
            if let Some(from) = from.filter(|from| Some(from.as_str()) != entered) {
                drawing.edge(&from, own, "");
            }
        };
        match &it.kind {
            ActionKind::Move { amount, from, to, .. } => {
                if let Source::Place(place) = from {
                    source(self, *place);
                }
                let label = format!("{}{later}", self.amount(amount));
                self.destination(rule, own, to, &label);
            }
            ActionKind::Retire { amount, from } => {
                source(self, *from);
                let (label, said) = (self.amount(amount), self.here.say("money-node-issuer"));
                self.node("issuer", &said, Kind::Event, "money-node-issuer", None);
                self.edge(own, "issuer", label + later);
            }
            ActionKind::Split { from, tiers, .. } => {
                source(self, *from);
                tiers.iter().for_each(|tier| self.tier(rule, own, tier, later));
            }
            ActionKind::Pour { from, through, .. } => {
                source(self, *from);
                self.waterfall(rule, own, *through);
            }
            ActionKind::Convert { amount, from, to, .. } => {
                source(self, *from);
                let label = self.amount(amount) + later;
                if let Some(to) = self.place(rule, *to, End::IsPaid) {
                    self.edge(own, &to, label);
                }
            }
            ActionKind::Hold { from, then, .. } => {
                source(self, *from);
                let later = format!(" ({})", self.here.say("money-edge-later"));
                self.action(rule, own, entered, then, &later);
            }
            ActionKind::After { then, .. } => {
                let later = format!(" ({})", self.here.say("money-edge-later"));
                self.action(rule, own, entered, then, &later);
            }
            ActionKind::Owe { amount, claim, .. } => {
                let label = self
                    .here
                    .words
                    .say_with("money-edge-owes", &[("much", self.amount(amount).into())]);
                if let Some(claim) = self.claim(*claim) {
                    self.edge(own, &claim, label);
                }
            }
            ActionKind::Grant(..)
            | ActionKind::Revoke(..)
            | ActionKind::Open(..)
            | ActionKind::Refuse(_)
            | ActionKind::Let(..) => {}
        }
    }

    fn tier(&mut self, rule: &Rule, own: &str, tier: &Tier, later: &str) {
        let mut label = self.portion(&tier.portion) + later;
        if tier.when.is_some() {
            label = format!("{label} {}", self.here.say("money-edge-if"));
        }
        self.destination(rule, own, &tier.to, &label);
    }

    fn waterfall(&mut self, rule: &Rule, own: &str, through: WaterfallId) {
        let rules = self.rules;
        let Some(row) = rules.model.waterfalls.get(through.at()) else { return };
        let id = format!("waterfall {}", row.name);
        let is_new = self.map.nodes.iter().all(|node| node.id != id);
        self.node(
            &id,
            &row.label,
            Kind::Process,
            "money-node-waterfall",
            Some("/rules".to_owned()),
        );
        self.edge(own, &id, "");
        if is_new {
            row.tiers.iter().for_each(|tier| self.tier(rule, &id, tier, ""));
        }
    }

    fn destination(&mut self, rule: &Rule, own: &str, to: &Destination, label: &str) {
        let node = match to {
            Destination::Place(place) => self.place(rule, *place, End::IsPaid),
            Destination::Claim(claim) => self.claim(*claim),
            Destination::Among { role, .. } => {
                let row = self.rules.model.roles.get(role.at());
                row.map(|row| (format!("role {}", row.name), row.label.to_string())).map(
                    |(id, label)| {
                        self.node(&id, &label, Kind::Agent, "money-node-role", None);
                        id
                    },
                )
            }
            Destination::By { equation, .. } => {
                let row = self.rules.model.equations.get(equation.at());
                let label = row.map(|row| row.label.to_string());
                label.map(|label| {
                    let id = format!("equation {label}");
                    self.node(&id, &label, Kind::Agent, "money-node-equation", None);
                    id
                })
            }
        };
        if let Some(node) = node {
            self.edge(own, &node, label);
        }
    }

    fn place(&mut self, rule: &Rule, place: Place, end: End) -> Option<String> {
        match place {
            Place::Party(slot) | Place::Bank(slot) => Some(self.party(rule, slot, end)),
            Place::Pool(pool) => self.pool(pool),
            Place::Outside => Some(self.outside()),
            Place::Held => None,
        }
    }

    fn side(&mut self, rule: &Rule, side: Side) -> Option<String> {
        match side {
            Side::Anyone => {
                let anyone = self.here.say("money-node-anyone");
                self.node("anyone", &anyone, Kind::Agent, "money-node-who", None);
                Some("anyone".to_owned())
            }
            Side::Slot(slot) | Side::Role(_, slot) => Some(self.party(rule, slot, End::Pays)),
            Side::Pool(pool) => self.pool(pool),
            Side::Outside => Some(self.outside()),
        }
    }

    /// Somebody of an event, by their role or the name that the rule calls them. Who is paid stands apart from who
    /// pays, so that flows go down.
    fn party(&mut self, rule: &Rule, slot: PartySlot, end: End) -> String {
        let name = rule.parties.get(slot.at()).map(ToString::to_string).unwrap_or_default();
        let role = role_of(&rule.trigger, slot);
        let role = role.and_then(|role| self.rules.model.roles.get(role.at()));
        let label = role.map_or_else(|| name.replace('_', " "), |row| row.label.to_string());
        let id = match end {
            End::Pays => format!("who {label}"),
            End::IsPaid => format!("paid {label}"),
        };
        self.node(&id, &label, Kind::Agent, "money-node-who", None);
        id
    }

    fn outside(&mut self) -> String {
        let outside = self.here.say("money-outside");
        self.node("outside", &outside, Kind::Agent, "money-node-who", None);
        "outside".to_owned()
    }

    fn pool(&mut self, pool: PoolId) -> Option<String> {
        let rules = self.rules;
        let row = rules.model.pools.get(pool.at())?;
        let id = pool_id(&row.name);
        let page = Some(format!("/money/pools/{}", row.name));
        self.node(&id, &row.label, Kind::Pool, "money-node-pool", page);
        Some(id)
    }

    fn claim(&mut self, claim: ClaimId) -> Option<String> {
        let rules = self.rules;
        let row = rules.model.claims.get(claim.at())?;
        let id = claim_id(&row.name);
        let is_new = self.map.nodes.iter().all(|node| node.id != id);
        self.node(&id, &row.label, Kind::Resource, "money-claim", Some("/money".to_owned()));
        if let Some(Place::Pool(pool)) = row.overflow.filter(|_| is_new)
            && let Some(pool) = self.pool(pool)
        {
            let label = self.here.say("money-edge-overflow");
            self.edge(&id, &pool, label);
        }
        Some(id)
    }

    fn portion(&self, portion: &Portion) -> String {
        let (key, what) = match portion {
            Portion::OfAll(figure) => return self.percent(figure),
            Portion::OfNet(figure) => ("money-edge-net", self.percent(figure)),
            Portion::OfRest(figure) => ("money-edge-of-rest", self.percent(figure)),
            Portion::First(figure) => ("money-edge-first", self.first(figure)),
            Portion::Rest => return self.here.say("money-edge-rest"),
        };
        self.here.words.say_with(key, &[("what", what.into())])
    }

    /// A part in percent, or in the words of the charter if it is worked out.
    fn percent(&self, figure: &Figure) -> String {
        let Expr::Constant(part) = &figure.expr else { return self.written(figure) };
        let percent = part.checked_mul(Ratio::from_integer(100)).map(say_ratio);
        percent.map_or_else(
            || self.written(figure),
            |percent| format!("{}\u{a0}%", self.here.words.decimal(&percent)),
        )
    }

    fn first(&self, figure: &Figure) -> String {
        let units = figure.dimension.0.as_slice();
        match (&figure.expr, units) {
            (Expr::Constant(_), [(charter::figure::Base::Unit(unit), 1)]) => {
                self.amount_of(figure, *unit)
            }
            _ => self.written(figure),
        }
    }

    fn amount(&self, amount: &Amount) -> String {
        self.amount_of(&amount.figure, amount.unit)
    }

    /// A fixed amount as it is read, else the words of the charter.
    fn amount_of(&self, figure: &Figure, unit: UnitId) -> String {
        match (&figure.expr, self.rules.unit(unit)) {
            (Expr::Slot(slot), _) if slot.at() == 0 => {
                let unit = self.unit(unit);
                self.here.words.say_with("money-edge-all", &[("unit", unit.into())])
            }
            (Expr::Constant(minor), Some(ix)) if minor.denominator() == 1 => {
                self.here.words.amount(self.here.state, minor.numerator(), ix)
            }
            _ => self.written(figure),
        }
    }

    /// A figure as the charter writes it.
    fn written(&self, figure: &Figure) -> String {
        let range = usize::try_from(figure.at.start).ok().zip(usize::try_from(figure.at.end).ok());
        let words = range.and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default();
        let words: Vec<&str> = words.split_whitespace().collect();
        words.join(" ").replace('_', " ").replace('*', "×")
    }
}
