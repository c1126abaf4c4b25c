//! Rules: what sets them off, and what they do.

use super::Teller;
use super::names::spelled;
use crate::place::Word;
use crate::tree::{Action, ActionKind, Place, Rule, Trigger, TriggerKind};

impl Teller<'_> {
    /// A whole rule in one sentence.
    pub(super) fn rule(&self, rule: &Rule) -> String {
        let trigger = self.trigger(&rule.on);
        let when = rule.when.as_ref().map(|when| self.about("rule-when", &self.condition(when)));
        let actions: Vec<String> = rule.actions.iter().map(|action| self.action(action)).collect();
        let actions = actions.join(&self.word("then"));
        let when = when.unwrap_or_default();
        self.say("rule", &[("trigger", &trigger), ("when", &when), ("actions", &actions)])
    }

    fn trigger(&self, trigger: &Trigger) -> String {
        let what = match &trigger.kind {
            TriggerKind::Transfer { unit, from, to } => {
                self.transfer(unit, from.as_ref(), to.as_ref())
            }
            TriggerKind::Report { unit, by, about, confirmed } => {
                let about = self.optional("on-for", about.as_ref());
                let confirmed =
                    confirmed.as_ref().map(|who| self.about("on-confirmed", &self.who(who)));
                let (unit, by) = (self.unit(unit), self.party(by));
                let said = [("unit", &*unit), ("by", &by), ("about", &about)];
                format!("{}{}", self.say("on-report", &said), confirmed.unwrap_or_default())
            }
            TriggerKind::Request { name, unit, by, about } => {
                let of = unit.as_ref().map(|unit| self.about("on-amount-of", &self.unit(unit)));
                let (name, by) = (self.quoted(&spelled(name)), self.party(by));
                let (of, about) = (of.unwrap_or_default(), self.optional("on-for", about.as_ref()));
                self.say(
                    "on-request",
                    &[("name", &name), ("of", &of), ("by", &by), ("about", &about)],
                )
            }
            TriggerKind::Every { period, each: None } => {
                self.about("on-every", &self.each(period.0))
            }
            TriggerKind::Every { period, each: Some(role) } => {
                let each = self.each(period.0);
                let (start, called) = (self.start(role), spelled(role));
                let role = self.role_name(role);
                let said = [("what", &*each), ("start", start), ("role", &role), ("name", &called)];
                self.say("on-every-for-each", &said)
            }
            TriggerKind::Reached { level, pool } => self
                .say("on-reached", &[("level", &self.figure(level)), ("pool", &self.name(pool))]),
            TriggerKind::Passes { decision, about } => {
                let about = about.as_ref().map(|who| self.about("on-about", &spelled(who)));
                let (decision, about) =
                    (self.quoted(&spelled(decision)), about.unwrap_or_default());
                self.say("on-passes", &[("decision", &decision), ("about", &about)])
            }
            TriggerKind::Paid(claim) => self.about("on-paid", &self.name(claim)),
            TriggerKind::Date(day, _) => self.about("on-date", &self.day(*day)),
        };
        if trigger.details.is_empty() {
            return what;
        }
        format!("{what}{}", self.about("with-details", &self.details(&trigger.details)))
    }

    fn transfer(&self, unit: &Word, from: Option<&Word>, to: Option<&Word>) -> String {
        let unit = self.unit(unit);
        match (from, to) {
            (None, None) => self.say("on-transfer", &[("unit", &unit)]),
            (Some(from), None) => {
                self.say("on-transfer-from", &[("unit", &unit), ("from", &self.party(from))])
            }
            (None, Some(to)) => {
                self.say("on-transfer-to", &[("unit", &unit), ("to", &self.party(to))])
            }
            (Some(from), Some(to)) => {
                let (from, to) = (self.party(from), self.party(to));
                self.say("on-transfer-from-to", &[("unit", &unit), ("from", &from), ("to", &to)])
            }
        }
    }

    fn optional(&self, key: &'static str, who: Option<&Word>) -> String {
        who.map(|who| self.about(key, &self.party(who))).unwrap_or_default()
    }

    fn moved(&self, key: &'static str, amount: &str, from: &Place, end: &str) -> String {
        self.say(key, &[("amount", amount), ("from", &self.place(from)), ("end", end)])
    }

    pub(super) fn action(&self, action: &Action) -> String {
        match &action.kind {
            ActionKind::Send { amount, from, to, caps } => {
                let end = format!("{}{}", self.destination(to), self.caps(caps));
                self.moved("do-send", &self.amount(amount), from, &end)
            }
            ActionKind::Issue { amount, to, caps } => {
                let end = format!("{}{}", self.destination(to), self.caps(caps));
                self.say("do-issue", &[("amount", &self.amount(amount)), ("end", &end)])
            }
            ActionKind::Retire { amount, from } => {
                self.moved("do-retire", &self.amount(amount), from, "")
            }
            ActionKind::Split { amount, from, tiers } => {
                self.moved("do-split", &self.amount(amount), from, &self.tiers(tiers))
            }
            ActionKind::Pour { amount, from, through } => {
                self.moved("do-pour", &self.amount(amount), from, &self.name(through))
            }
            ActionKind::Share { amount, from, to } => {
                self.moved("do-share", &self.amount(amount), from, &self.destination(to))
            }
            ActionKind::Convert { amount, from, rate, to, caps } => {
                let end = format!("{}{}", self.place(to), self.caps(caps));
                let (amount, from) = (self.amount(amount), self.place(from));
                let rate = self.name(rate);
                let said = [("amount", &*amount), ("from", &from), ("rate", &rate), ("end", &end)];
                self.say("do-convert", &said)
            }
            ActionKind::Owe { amount, to, claim } => {
                let (amount, to) = (self.amount(amount), self.place(to));
                let claim = self.name(claim);
                self.say("do-owe", &[("amount", &amount), ("to", &to), ("claim", &claim)])
            }
            _ => self.other_action(action),
        }
    }

    /// Actions that wait, and those that move nothing.
    fn other_action(&self, action: &Action) -> String {
        match &action.kind {
            ActionKind::Hold { amount, from, span, then } => {
                let (amount, from) = (self.amount(amount), self.place(from));
                let (span, then) = (self.figure(span), self.action(then));
                let said =
                    [("amount", &*amount), ("from", &from), ("span", &span), ("then", &then)];
                self.say("do-hold", &said)
            }
            ActionKind::After { span, then } => {
                self.say("do-after", &[("span", &self.figure(span)), ("then", &self.action(then))])
            }
            ActionKind::Grant { role, to } => {
                self.say("do-grant", &[("role", &self.role_name(role)), ("who", &self.who(to))])
            }
            ActionKind::Revoke { role, from } => {
                self.say("do-revoke", &[("role", &self.role_name(role)), ("who", &self.who(from))])
            }
            ActionKind::Open { decision, about } => {
                let about = about.as_ref().map(|who| self.about("on-about", &self.who(who)));
                let (decision, about) =
                    (self.quoted(&spelled(decision)), about.unwrap_or_default());
                self.say("do-open", &[("decision", &decision), ("about", &about)])
            }
            ActionKind::Refuse(why) => self.about("do-refuse", &self.quoted(&why.text)),
            ActionKind::Let { name, be } => {
                self.say("do-let", &[("name", &spelled(name)), ("be", &self.figure(be))])
            }
            ActionKind::Send { .. }
            | ActionKind::Issue { .. }
            | ActionKind::Retire { .. }
            | ActionKind::Split { .. }
            | ActionKind::Pour { .. }
            | ActionKind::Share { .. }
            | ActionKind::Convert { .. }
            | ActionKind::Owe { .. } => self.action(action),
        }
    }
}
