//! Every construct as a phrase: one line, in which `\n` marks where it may be broken.

mod clause;
mod figure;
mod story;

use crate::place::{Span, Word};
use crate::tree::{
    Action, ActionKind, Amount, Cap, Change, Decision, DecisionClause, Destination, Detail, Label,
    Law, Measure, Membership, Passes, Place, PlaceKind, Pool, Portion, Rate, Role, RoundingWord,
    Setting, Step, StepFrom, Table, Tier, Trigger, TriggerKind, Waterfall, Way,
};

/// Says what stands in a tree, in the spelling of the text it was read from.
pub(super) struct Phrases<'t> {
    pub(super) text: &'t str,
}

pub(super) fn quoted(label: &Label) -> String {
    format!("\"{}\"", label.text)
}

/// A label behind a name.
pub(super) fn labelled(label: Option<&Label>) -> String {
    label.map(|label| format!(" {}", quoted(label))).unwrap_or_default()
}

/// Names with commas between them.
fn listed(names: &[Word]) -> String {
    names.iter().map(|name| &*name.text).collect::<Vec<_>>().join(", ")
}

/// A word and a name behind it, if there is a name.
fn optional(word: &str, name: Option<&Word>) -> String {
    name.map(|name| format!(" {word} {}", name.text)).unwrap_or_default()
}

/// `a cook`, `an infrastructure_keeper`
fn with_article(role: &Word) -> String {
    let article =
        if role.text.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) { "an" } else { "a" };
    format!("{article} {}", role.text)
}

fn details(details: &[Detail]) -> String {
    if details.is_empty() {
        return String::new();
    }
    let each: Vec<String> = details
        .iter()
        .map(|detail| format!("{} in {}", detail.name.text, detail.unit.text))
        .collect();
    format!("\nwith {}", each.join(", "))
}

fn passes(passes: &Passes) -> String {
    match passes {
        Passes::Freely => "passes freely".to_owned(),
        Passes::Never => "passes never".to_owned(),
        Passes::WithinMembers => "passes within-members".to_owned(),
        Passes::ByRuleOnly => "passes by-rule-only".to_owned(),
        Passes::Between(one, other) => format!("passes between {} and {}", one.text, other.text),
    }
}

fn place(place: &Place) -> String {
    match &place.kind {
        PlaceKind::Name(name) => name.text.to_string(),
        PlaceKind::Bank(name) => format!("{}.bank", name.text),
        PlaceKind::Outside => "outside".to_owned(),
        PlaceKind::Nowhere => "nowhere".to_owned(),
    }
}

// Declarations of one line, and the first lines of others.
impl Phrases<'_> {
    pub(super) fn setting(&self, setting: &Setting) -> String {
        let question = setting
            .question
            .as_ref()
            .map(|label| format!("\n{}", quoted(label)))
            .unwrap_or_default();
        format!("setting {} is {}{question}", setting.name.text, self.expr(&setting.value))
    }

    pub(super) fn pool(&self, pool: &Pool) -> String {
        let mut phrase = format!("pool {}{}", pool.name.text, labelled(pool.label.as_ref()));
        if !pool.holds.is_empty() {
            phrase.push_str(&format!("\nholds {}", listed(&pool.holds)));
        }
        if let Some(keeper) = &pool.keeper {
            phrase.push_str(&format!("\nkept by {}", keeper.text));
        }
        if let Some(lowest) = &pool.lowest {
            phrase.push_str(&format!("\nlowest balance {}", self.expr(lowest)));
        }
        phrase
    }

    pub(super) fn role(&self, role: &Role) -> String {
        let name = format!("role {}{}", role.name.text, labelled(role.label.as_ref()));
        match &role.how {
            Membership::Meets { who, condition } => {
                let who = optional("of", who.as_ref());
                format!("{name}{who} is\n{}", self.condition(condition))
            }
            Membership::Granted { by, one_per_person } => {
                let one = if one_per_person.is_some() { " one per person" } else { "" };
                format!("{name}\ngranted by {}{one}", by.text)
            }
            Membership::Open(_) => format!("{name}\nopen to anyone"),
        }
    }

    pub(super) fn rate(&self, rate: &Rate) -> String {
        let rounding = self.rounding(rate.rounding.as_ref());
        let (gives, caps) = (self.expr(&rate.gives), self.caps(&rate.caps));
        format!("rate {}: {gives} per {}{rounding}{caps}", rate.name.text, rate.per.text)
    }

    pub(super) fn measure(&self, measure: &Measure) -> String {
        let is = self.expr(&measure.is);
        format!("measure {} of {} is\n{is}", measure.name.text, measure.of.text)
    }

    pub(super) fn table(&self, table: &Table) -> String {
        let of = optional("of", table.of.as_ref());
        format!("table {}{of} gives {}", table.name.text, table.gives.text)
    }

    pub(super) fn law(&self, law: &Law) -> String {
        format!("law {}:\n{}", quoted(&law.name), self.condition(&law.holds))
    }

    pub(super) fn change(&self, change: &Change) -> String {
        let path: Vec<&str> = change.path.iter().map(|word| &*word.text).collect();
        let rule = labelled(change.rule.as_ref());
        format!("change {}{rule} needs {}", path.join("."), change.needs.text)
    }

    pub(super) fn waterfall(&self, waterfall: &Waterfall) -> String {
        let label = labelled(waterfall.label.as_ref());
        let details = details(&waterfall.details);
        format!("waterfall {}{label} of {}{details}", waterfall.name.text, waterfall.unit.text)
    }

    pub(super) fn decision(&self, decision: &Decision) -> String {
        let weighs = self.expr(&decision.weighs);
        format!("decision {} asks {} weighs {weighs}", decision.name.text, decision.asks.text)
    }

    pub(super) fn decision_clause(&self, clause: &DecisionClause) -> (Span, String) {
        match clause {
            DecisionClause::Passes(condition) => {
                (condition.at, format!("passes when {}", self.condition(condition)))
            }
            DecisionClause::Open(span) => (span.at, format!("open for {}", self.expr(span))),
            DecisionClause::Builds(span) => {
                (span.at, format!("builds by half each {}", self.expr(span)))
            }
            DecisionClause::Seen(by) => (by.at, format!("seen by {}", by.text)),
            DecisionClause::Details(all) => {
                let at = all.first().map(|detail| detail.name.at).unwrap_or_default();
                (at, details(all).trim_start().to_owned())
            }
            DecisionClause::Recorded(by) => (by.at, format!("recorded by {}", by.text)),
        }
    }

    pub(super) fn step(&self, step: &Step) -> (Span, String, String) {
        let from = match &step.from {
            StepFrom::Number(number) => self.expr(number),
            StepFrom::Word(word) => word.text.to_string(),
        };
        (step.at, from, self.plain_figure(&step.factor))
    }
}

// Tiers, amounts and what bounds them.
impl Phrases<'_> {
    pub(super) fn tier(&self, tier: &Tier) -> String {
        let by_equation = matches!(tier.to, Destination::By { .. });
        let say = |figure| if by_equation { self.closed(figure) } else { self.expr(figure) };
        let portion = match &tier.portion {
            Portion::OfAll(part) => say(part),
            Portion::OfNet(part) => format!("{} of the net", self.expr(part)),
            Portion::OfRest(part) => format!("{} of the rest", self.expr(part)),
            Portion::First(amount) => format!("first {}", say(amount)),
            Portion::Rest(_) => "the rest".to_owned(),
        };
        let when =
            tier.when.as_ref().map(|condition| format!("\nwhen {}", self.condition(condition)));
        let (to, caps) = (self.destination(&tier.to), self.caps(&tier.caps));
        format!("{portion}{to}{caps}{}", when.unwrap_or_default())
    }

    fn destination(&self, to: &Destination) -> String {
        match to {
            Destination::To(to) => format!("\nto {}", place(to)),
            Destination::Among { role, by: None } => format!("\namong {} equally", role.text),
            Destination::Among { role, by: Some(by) } => {
                format!("\namong {}\nby {}", role.text, self.expr(by))
            }
            Destination::By { equation, on } => {
                format!("\nby {}{}", equation.text, optional("for", on.as_ref()))
            }
        }
    }

    fn caps(&self, caps: &[Cap]) -> String {
        caps.iter().map(|cap| format!("\n{}", self.cap(cap))).collect()
    }

    fn cap(&self, cap: &Cap) -> String {
        let per = optional("per", cap.per.as_ref());
        let each = cap.each.map(|(period, _)| format!(" each {}", clause::period(period)));
        format!("at most {}{per}{}", self.expr(&cap.most), each.unwrap_or_default())
    }

    fn rounding(&self, rounding: Option<&RoundingWord>) -> String {
        let Some(rounding) = rounding else { return String::new() };
        let way = match rounding.way {
            Way::Up => "up",
            Way::Down => "down",
            Way::HalfEven => "half-even",
            Way::Fair => "fair",
        };
        let to = rounding.to.as_ref().map(|to| format!(" to {}", self.bracketed(to)));
        format!(" rounded {way}{}", to.unwrap_or_default())
    }

    fn amount(&self, amount: &Amount) -> String {
        format!("{}{}", self.expr(&amount.expr), self.rounding(amount.rounding.as_ref()))
    }

    /// An amount behind which `by` may stand.
    fn closed_amount(&self, amount: &Amount) -> String {
        format!("{}{}", self.closed(&amount.expr), self.rounding(amount.rounding.as_ref()))
    }
}

// Rules.
impl Phrases<'_> {
    pub(super) fn trigger(&self, trigger: &Trigger) -> String {
        let kind = match &trigger.kind {
            TriggerKind::Transfer { unit, from, to } => {
                let (from, to) = (optional("from", from.as_ref()), optional("to", to.as_ref()));
                format!("transfer of {}{from}{to}", unit.text)
            }
            TriggerKind::Report { unit, by, about, confirmed } => {
                let about = optional("for", about.as_ref());
                let confirmed = optional("confirmed by", confirmed.as_ref());
                let comma = if confirmed.is_empty() { "" } else { "," };
                format!("report of {} by {}{about}{comma}{confirmed}", unit.text, by.text)
            }
            TriggerKind::Request { name, unit, by, about } => {
                let (unit, about) =
                    (optional("of", unit.as_ref()), optional("for", about.as_ref()));
                format!("request {}{unit} by {}{about}", name.text, by.text)
            }
            TriggerKind::Every { period, each } => {
                let each = optional("for each", each.as_ref());
                format!("every {}{each}", clause::period(period.0))
            }
            TriggerKind::Reached { level, pool } => {
                format!("{} in {} reached", self.level(level), pool.text)
            }
            TriggerKind::Passes { decision, about } => {
                format!("decision {} passes{}", decision.text, optional("for", about.as_ref()))
            }
            TriggerKind::Paid(claim) => format!("{} paid", claim.text),
            TriggerKind::Date(day, _) => format!("date {day}"),
        };
        format!("{kind}{}", details(&trigger.details))
    }

    /// An action without what stands in it.
    pub(super) fn action(&self, action: &Action) -> String {
        let moved = |word: &str, amount: &Amount, from: &Place| {
            format!("{word} {}\nfrom {}", self.amount(amount), place(from))
        };
        match &action.kind {
            ActionKind::Send { amount, from, to, caps } => {
                let (to, caps) = (self.destination(to), self.caps(caps));
                format!("{}{to}{caps}", moved("send", amount, from))
            }
            ActionKind::Issue { amount, to, caps } => {
                let amount = match to {
                    Destination::By { .. } => self.closed_amount(amount),
                    _ => self.amount(amount),
                };
                format!("issue {amount}{}{}", self.destination(to), self.caps(caps))
            }
            ActionKind::Retire { amount, from } => moved("retire", amount, from),
            ActionKind::Split { amount, from, .. } => format!("{}:", moved("split", amount, from)),
            ActionKind::Pour { amount, from, through } => {
                format!("{}\nthrough {}", moved("pour", amount, from), through.text)
            }
            ActionKind::Share { amount, from, to } => {
                format!("{}{}", moved("share", amount, from), self.destination(to))
            }
            ActionKind::Convert { amount, from, rate, to, caps } => {
                let (to, caps) = (place(to), self.caps(caps));
                format!("{}\nby {}\nto {to}{caps}", moved("convert", amount, from), rate.text)
            }
            ActionKind::Hold { amount, from, span, .. } => {
                format!("{}\nfor {} then", moved("hold", amount, from), self.expr(span))
            }
            ActionKind::Owe { amount, to, claim } => {
                format!("owe {}\nto {}\nin {}", self.amount(amount), place(to), claim.text)
            }
            ActionKind::After { span, .. } => format!("after {}", self.expr(span)),
            ActionKind::Grant { role, to } => format!("grant {} to {}", role.text, to.text),
            ActionKind::Revoke { role, from } => format!("revoke {} from {}", role.text, from.text),
            ActionKind::Open { decision, about } => {
                format!("open decision {}{}", decision.text, optional("about", about.as_ref()))
            }
            ActionKind::Refuse(label) => format!("refuse {}", quoted(label)),
            ActionKind::Let { name, be } => format!("let {} be {}", name.text, self.expr(be)),
        }
    }
}
