//! Rules: what sets them off and what they do.

use crate::parse::cursor::{Parsed, Parser};
use crate::place::Word;
use crate::tree::{Action, ActionKind, Rule, Trigger, TriggerKind};

const ACTIONS: [&str; 15] = [
    "send", "issue", "retire", "split", "pour", "share", "convert", "hold", "owe", "after",
    "grant", "revoke", "open", "refuse", "let",
];

impl Parser<'_> {
    pub(super) fn rule(&mut self, start: crate::place::Span) -> Parsed<Rule> {
        let name = self.label("the name of the rule in quotes")?;
        self.need("on")?;
        let on = self.trigger()?;
        let when = if self.take("when") { Some(self.condition()?) } else { None };
        self.need("do")?;
        let mut actions = vec![self.action()?];
        while !self.declaration_ends() {
            actions.push(self.action()?);
        }
        Ok(Rule { name, on, when, actions, at: self.since(start) })
    }

    fn trigger(&mut self) -> Parsed<Trigger> {
        let start = self.peek().at;
        let kind = self.trigger_kind()?;
        let details = self.details()?;
        Ok(Trigger { kind, details, at: self.since(start) })
    }

    fn trigger_kind(&mut self) -> Parsed<TriggerKind> {
        if self.sees(1, "paid") && self.sees_any(2, &["with", "when", "do"]) {
            let claim = self.name("a class of claims")?;
            self.advance();
            return Ok(TriggerKind::Paid(claim));
        }
        if self.take("transfer") {
            return self.on_transfer();
        }
        if self.take("report") {
            return self.on_report();
        }
        if self.take("request") {
            return self.on_request();
        }
        if self.take("every") {
            let period = self.period()?;
            let each = if self.take("for") {
                self.need("each")?;
                Some(self.name("a role")?)
            } else {
                None
            };
            return Ok(TriggerKind::Every { period, each });
        }
        if self.take("decision") {
            let decision = self.name("a decision")?;
            self.need("passes")?;
            let about = self.optional_name("for")?;
            return Ok(TriggerKind::Passes { decision, about });
        }
        if self.take("date") {
            let (day, at) = self.date()?;
            return Ok(TriggerKind::Date(day, at));
        }
        self.on_reached()
    }

    /// A name behind this word, if the word is there.
    pub(super) fn optional_name(&mut self, word: &'static str) -> Parsed<Option<Word>> {
        if self.take(word) { Ok(Some(self.party("a name")?)) } else { Ok(None) }
    }

    fn on_transfer(&mut self) -> Parsed<TriggerKind> {
        self.need("of")?;
        let unit = self.unit_name()?;
        let from = self.optional_name("from")?;
        let to = self.optional_name("to")?;
        Ok(TriggerKind::Transfer { unit, from, to })
    }

    fn on_report(&mut self) -> Parsed<TriggerKind> {
        self.need("of")?;
        let unit = self.unit_name()?;
        self.need("by")?;
        let by = self.name("who reports")?;
        let about = self.optional_name("for")?;
        if !self.take(",") && !self.next_is("confirmed") {
            return Ok(TriggerKind::Report { unit, by, about, confirmed: None });
        }
        self.need("confirmed")?;
        self.need("by")?;
        let confirmed = Some(self.name("who must agree")?);
        Ok(TriggerKind::Report { unit, by, about, confirmed })
    }

    fn on_request(&mut self) -> Parsed<TriggerKind> {
        let name = self.new_name("a name for the request")?;
        let unit = if self.take("of") { Some(self.unit_name()?) } else { None };
        self.need("by")?;
        let by = self.name("who asks")?;
        let about = self.optional_name("for")?;
        Ok(TriggerKind::Request { name, unit, by, about })
    }

    fn on_reached(&mut self) -> Parsed<TriggerKind> {
        let level = self.expr()?;
        self.need("in")?;
        let pool = self.name("a pool")?;
        self.need("reached")?;
        Ok(TriggerKind::Reached { level, pool })
    }

    fn action(&mut self) -> Parsed<Action> {
        let start = self.peek().at;
        let Some(word) = ACTIONS.into_iter().find(|word| self.take(word)) else {
            return Err(self.unexpected());
        };
        let kind = match word {
            "send" => self.send()?,
            "issue" => self.issue()?,
            "retire" => ActionKind::Retire { amount: self.amount()?, from: self.source()? },
            "split" => self.split()?,
            "pour" => self.pour()?,
            "share" => {
                let (amount, from) = (self.amount()?, self.source()?);
                ActionKind::Share { amount, from, to: self.destination()? }
            }
            "convert" => self.convert()?,
            "hold" => self.hold()?,
            "owe" => self.owe()?,
            "after" => {
                let span = self.expr()?;
                ActionKind::After { span, then: self.nested_action()? }
            }
            "open" => {
                self.need("decision")?;
                let decision = self.name("a decision")?;
                ActionKind::Open { decision, about: self.optional_name("about")? }
            }
            "refuse" => ActionKind::Refuse(self.label("the message in quotes")?),
            "let" => {
                let name = self.new_name("a name for the figure")?;
                self.need("be")?;
                ActionKind::Let { name, be: self.expr()? }
            }
            _ => self.role_change(word)?,
        };
        Ok(Action { kind, at: self.since(start) })
    }

    fn nested_action(&mut self) -> Parsed<Box<Action>> {
        self.deeper(|parser| parser.action().map(Box::new))
    }

    fn source(&mut self) -> Parsed<crate::tree::Place> {
        self.need("from")?;
        self.place()
    }

    fn send(&mut self) -> Parsed<ActionKind> {
        let (amount, from) = (self.amount()?, self.source()?);
        let (to, caps) = (self.destination()?, self.caps()?);
        Ok(ActionKind::Send { amount, from, to, caps })
    }

    fn issue(&mut self) -> Parsed<ActionKind> {
        let (amount, to) = (self.amount()?, self.destination()?);
        Ok(ActionKind::Issue { amount, to, caps: self.caps()? })
    }

    fn split(&mut self) -> Parsed<ActionKind> {
        let (amount, from) = (self.amount()?, self.source()?);
        self.need(":")?;
        Ok(ActionKind::Split { amount, from, tiers: self.rows(Self::tier)? })
    }

    fn pour(&mut self) -> Parsed<ActionKind> {
        let (amount, from) = (self.amount()?, self.source()?);
        self.need("through")?;
        Ok(ActionKind::Pour { amount, from, through: self.name("a waterfall")? })
    }

    fn convert(&mut self) -> Parsed<ActionKind> {
        let (amount, from) = (self.amount()?, self.source()?);
        self.need("by")?;
        let rate = self.name("a rate")?;
        self.need("to")?;
        let (to, caps) = (self.place()?, self.caps()?);
        Ok(ActionKind::Convert { amount, from, rate, to, caps })
    }

    fn hold(&mut self) -> Parsed<ActionKind> {
        let (amount, from) = (self.amount()?, self.source()?);
        self.need("for")?;
        let span = self.expr()?;
        self.need("then")?;
        Ok(ActionKind::Hold { amount, from, span, then: self.nested_action()? })
    }

    fn owe(&mut self) -> Parsed<ActionKind> {
        let amount = self.amount()?;
        self.need("to")?;
        let to = self.place()?;
        self.need("in")?;
        Ok(ActionKind::Owe { amount, to, claim: self.name("a class of claims")? })
    }

    fn role_change(&mut self, word: &str) -> Parsed<ActionKind> {
        let role = self.name("a role")?;
        if word == "grant" {
            self.need("to")?;
            return Ok(ActionKind::Grant { role, to: self.name("who gets it")? });
        }
        self.need("from")?;
        Ok(ActionKind::Revoke { role, from: self.name("who loses it")? })
    }
}
