//! An explanation as nested parts that open and close, each with its figure.

use commons::account::Account;
use commons::equation::Rate;
use commons::event::EventIx;
use commons::half_life::Left;
use commons::unit::Quantity;
use inquiry::amount::say_ratio;
use inquiry::flow::{Step, cause, rule};
use inquiry::opened::{Basis, corrected};
use inquiry::past::{self, Line, Other};
use inquiry::rules::{Behind, rules_behind};
use inquiry::why::{Figure, What, Why};
use maud::{Markup, html};

use super::seen_step;
use crate::page::day;
use crate::site::{Body, Here};
use crate::telling::Telling;

/// How many causes are shown before "more".
const FIRST: usize = 12;
/// How many are shown after it.
const MOST: usize = 500;

/// Explanations, told to a visitor.
pub struct Tree<'a> {
    /// The page.
    pub here: &'a Here<'a>,
    /// In which words.
    pub telling: Telling<'a>,
    /// What the equation by which worths were found is called; unsaid, if it is no longer in force.
    pub equation: Option<&'a str>,
}

impl Tree<'_> {
    /// A page that explains.
    pub fn page(&self, why: &Why) -> Body {
        let title = self.title(&why.what);
        let main = html! {
            @if why.figure != Figure::None { p.big { (self.figure(why.figure)) } }
            (self.lead(why))
            (self.causes(&why.causes))
            (self.foot(&why.what))
        };
        Body { title, main }
    }

    fn say(&self, key: &str, with: &[(&str, &str)]) -> String {
        let with: Vec<_> = with.iter().map(|(name, value)| (*name, (*value).into())).collect();
        self.here.words.say_with(key, &with)
    }

    fn title(&self, what: &What) -> String {
        let telling = &self.telling;
        match what {
            What::Share(agent, target) => {
                let (who, of) = (telling.agent(*agent), telling.target(*target));
                self.say("why-title-share", &[("who", &who), ("what", &of)])
            }
            What::Balance(account, unit) => {
                let unit = self.here.state.units.at(*unit).code.to_string();
                self.say(
                    "why-title-balance",
                    &[("who", &telling.account(*account)), ("unit", &unit)],
                )
            }
            What::Distribution(ix) => {
                let row = self.here.state.distributions.at(*ix);
                let target = row.target.as_ref().map(|target| telling.named(target));
                let target = target.unwrap_or_else(|| self.here.state.name.clone());
                self.say("why-title-distribution", &[("what", &target)])
            }
            What::Event(ix) => telling.event(*ix),
            other => self.what(other, Figure::None),
        }
    }

    /// What stands under the figure.
    fn lead(&self, why: &Why) -> Markup {
        let count = [("count", why.causes.len().into())];
        let key = match (&why.what, why.causes.is_empty()) {
            (What::Share(..), true) => "why-share-none",
            (What::Share(..), false) => "why-share-lead",
            (What::Balance(..), true) => "why-balance-none",
            (What::Balance(..), false) => "why-balance-lead",
            (What::Distribution(_), _) => "why-distribution-lead",
            (What::Event(_), _) => "why-event-lead",
            _ => return html! {},
        };
        html! { p { (self.here.words.say_with(key, &count)) } }
    }

    fn foot(&self, what: &What) -> Markup {
        let entry = match what {
            What::Event(ix) => self.here.state.events.at(*ix).entry,
            What::Distribution(ix) => self.here.state.distributions.at(*ix).entry,
            _ => return html! {},
        };
        html! { p { a href=(format!("/journal/{entry}")) { (self.here.say("why-open-entry")) } } }
    }

    /// What made something, the first of them at once and the others under "more".
    fn causes(&self, causes: &[Why]) -> Markup {
        let (first, rest) = causes.split_at(causes.len().min(FIRST));
        let (shown, left) = rest.split_at(rest.len().min(MOST));
        html! {
            @if !first.is_empty() {
                ul.causes { @for cause in first { li { (self.cause(cause)) } } }
            }
            @if !shown.is_empty() {
                details.more {
                    summary { (self.here.words.say_with("why-more", &[("count", rest.len().into())])) }
                    ul.causes { @for cause in shown { li { (self.cause(cause)) } } }
                    @if !left.is_empty() {
                        p.soft { (self.here.words.say_with("why-left", &[("count", left.len().into())])) }
                    }
                }
            }
        }
    }

    fn cause(&self, why: &Why) -> Markup {
        let (what, way) = (self.dated(&why.what, why.figure), self.way(&why.what));
        let figure = html! {
            @if why.figure != Figure::None { span.figure { (self.figure(why.figure)) } }
        };
        html! {
            @match why.causes.as_slice() {
                [] => div.cause { span.what { (what) " " (way) } (figure) } ,
                // What opens is pressed as a whole, so the link stands within.
                causes => details {
                    summary.cause { span.what { (what) } (figure) }
                    (way)
                    (self.causes(causes))
                },
            }
            @if let What::Rule(rule) = &why.what { (behind(rule)) }
        }
    }

    fn figure(&self, figure: Figure) -> String {
        let percent = |share: quantity::Share| self.here.words.percent(&share.percent(2));
        let amount = |quantity: Quantity| {
            self.here.words.amount(self.here.state, quantity.minor, quantity.unit)
        };
        match figure {
            Figure::None => String::new(),
            Figure::Share(share) => percent(share),
            Figure::Amount(quantity) => amount(quantity),
            Figure::Part(share, quantity) => format!("{} · {}", amount(quantity), percent(share)),
        }
    }

    /// What it is, and when it was.
    fn dated(&self, what: &What, figure: Figure) -> Markup {
        let at = match what {
            What::Contribution(credit) => Some(self.here.state.events.at(credit.event).at),
            What::Line(line) => Some(line.at),
            _ => None,
        };
        html! {
            (self.what(what, figure))
            @if let Some(at) = at { " " span.soft { (day(self.here, at)) } }
        }
    }

    /// The way to the entry it stands in, or that it is about.
    fn way(&self, what: &What) -> Markup {
        let entry = match what {
            What::Contribution(credit) => Some(self.here.state.events.at(credit.event).entry),
            What::Event(ix) => Some(self.here.state.events.at(*ix).entry),
            What::Line(line) => line.entry,
            What::Act(entry, _) => Some(*entry),
            What::Worth(Basis::Corrects { entry }, _) => Some(*entry),
            _ => None,
        };
        html! {
            @if let Some(entry) = entry {
                a.way href=(format!("/why/entry/{entry}")) {
                    (self.say("why-the-entry", &[("entry", &entry.to_string())]))
                }
            }
        }
    }

    fn what(&self, what: &What, figure: Figure) -> String {
        let telling = &self.telling;
        match what {
            What::Payee(agent) => telling.agent(*agent),
            What::Contribution(credit) => {
                let said = self.contribution(credit.event);
                match credit.upstream {
                    Some(to) => {
                        let to = telling.target(to);
                        self.say("why-upstream", &[("said", &said), ("what", &to)])
                    }
                    None => said,
                }
            }
            What::Worth(basis, left) => self.worth(basis, *left, figure),
            What::Opening => self.here.say("why-opening"),
            What::Line(line) => self.line(line),
            What::Act(entry, act) => telling.act(*entry, "", act),
            What::Step(step) => telling.step(step).unwrap_or_default(),
            What::Rule(rule) => self.rule(&rule.name, rule.version),
            What::Event(ix) => telling.event(*ix),
            What::Share(..) | What::Distribution(_) | What::Balance(..) => self.title(what),
        }
    }

    /// An event with what corrections left of it, and the first line of its note.
    fn contribution(&self, ix: EventIx) -> String {
        let mut said = self.telling.event(ix);
        if let Some(left) = corrected(self.here.state, ix) {
            let much = self.telling.quantity(left);
            said = self.say("why-corrected", &[("said", &said), ("much", &much)]);
        }
        let note = self.here.state.events.at(ix).note().and_then(|note| note.lines().next());
        note.map_or(said.clone(), |note| self.say("why-noted", &[("said", &said), ("note", note)]))
    }

    fn worth(&self, basis: &Basis, left: Option<Left>, figure: Figure) -> String {
        let said = match basis {
            Basis::Corrects { .. } => self.here.say("why-basis-corrects"),
            Basis::LeftOut => self.here.say("why-basis-left-out"),
            Basis::Reversed => self.here.say("why-basis-reversed"),
            Basis::Passes => self.here.say("why-basis-passes"),
            Basis::Stated => self.here.say("why-basis-stated"),
            Basis::Money => self.here.say("why-basis-money"),
            Basis::Rate(rate) => self.rate(rate, figure),
            Basis::Nothing => self.here.say("why-basis-nothing"),
        };
        match left {
            Some(left) => self.say("why-time-left", &[("said", &said), ("part", &left.percent())]),
            None => said,
        }
    }

    fn rate(&self, rate: &Rate, figure: Figure) -> String {
        let unit = match figure {
            Figure::Amount(worth) => self.here.state.units.at(worth.unit).code.as_str(),
            _ => "",
        };
        let value = format!("{}\u{a0}{unit}", self.here.words.decimal(&say_ratio(rate.value)));
        let per = self.telling.unit(rate.per.as_str(), "1").unwrap_or_else(|| rate.per.to_string());
        let [value, per] = [("rate", value.as_str()), ("per", per.as_str())];
        let said = match self.equation {
            Some(name) => self.say("why-basis-rate", &[value, per, ("name", name)]),
            None => self.say("why-basis-rate-then", &[value, per]),
        };
        let named = [
            rate.role.as_ref().map(|role| self.say("why-as", &[("what", role.as_str())])),
            rate.kind.as_ref().map(|kind| self.say("why-rate-kind", &[("what", kind.as_str())])),
            rate.agent
                .as_ref()
                .map(|who| self.say("why-rate-by", &[("what", &self.telling.named(who))])),
            rate.resource
                .as_ref()
                .map(|it| self.say("why-rate-of", &[("what", &self.telling.named(it))])),
        ];
        named.into_iter().flatten().fold(said, |said, more| format!("{said}, {more}"))
    }

    fn line(&self, line: &Line) -> String {
        let said = match &line.what {
            past::What::Done { by, key, act } => {
                let by = by.map(|by| self.telling.agent(by));
                let by = by.unwrap_or_else(|| self.telling.signer(&key.to_bytes()));
                self.telling.act(line.entry.unwrap_or_default(), &by, act)
            }
            past::What::Moved(other) => self.other("why-line-from", "why-line-to", *other),
            past::What::TakenBack(other) => {
                self.other("why-line-back-from", "why-line-back-to", *other)
            }
            past::What::Faded => self.here.say("why-line-faded"),
        };
        match &line.rule {
            Some(rule) => {
                let by = self.rule(&rule.name, rule.version);
                self.say("why-by-rule", &[("said", &said), ("rule", &by)])
            }
            None => said,
        }
    }

    fn other(&self, from: &str, to: &str, other: Other) -> String {
        let (key, account): (_, Account) = match other {
            Other::From(account) => (from, account),
            Other::To(account) => (to, account),
        };
        self.say(key, &[("who", &self.telling.account(account))])
    }

    fn rule(&self, name: &str, version: usize) -> String {
        self.say("why-rule", &[("name", name), ("version", &version.to_string())])
    }
}

fn behind(rule: &Behind) -> Markup {
    html! {
        blockquote { (rule.sentence) }
        pre { code { (rule.text) } }
    }
}

/// What an entry set off, step by step, each with the rule that did it; what this visitor may not see is counted.
pub fn steps(here: &Here<'_>, done: &[Step]) -> Markup {
    let telling = Telling { words: here.words, state: here.state };
    let told: Vec<(String, &Step)> =
        done.iter().filter_map(|step| Some((telling.step(step)?, step))).collect();
    let (seen, hidden): (Vec<_>, Vec<_>) =
        told.into_iter().partition(|(_, step)| seen_step(here, step));
    let (first, rest) = seen.split_at(seen.len().min(FIRST));
    let (shown, left) = rest.split_at(rest.len().min(MOST));
    let (rest, left, hidden) = (rest.len(), left.len(), hidden.len());
    let list = |part: &[(String, &Step)]| {
        html! {
            ol.causes { @for (said, step) in part { li { (one(here, said, step)) } } }
        }
    };
    html! {
        @if !first.is_empty() { (list(first)) }
        @if !shown.is_empty() {
            details.more {
                summary { (here.words.say_with("why-more", &[("count", rest.into())])) }
                (list(shown))
                @if left > 0 { p.soft { (here.words.say_with("why-left", &[("count", left.into())])) } }
            }
        }
        @if hidden > 0 {
            p.soft { (here.words.say_with("why-hidden", &[("count", hidden.into())])) }
        }
    }
}

fn one(here: &Here<'_>, said: &str, step: &Step) -> Markup {
    let Some(rule) = rule(here.state, cause(&step.change)) else {
        return html! { div.cause { span.what { (said) } } };
    };
    let name = [("name", rule.name.as_str().into()), ("version", rule.version.to_string().into())];
    html! {
        details {
            summary.cause {
                span.what { (said) " " span.soft { (here.words.say_with("why-rule", &name)) } }
            }
            @for rule in rules_behind(here.state, std::slice::from_ref(step), here.words.language) {
                (behind(&rule))
            }
        }
    }
}
