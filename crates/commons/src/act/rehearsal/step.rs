//! What each step of an example does or asks.

use charter::civil::plus_ms;
use charter::model::{Base, RoleHow};
use charter::place::Word;
use charter::resolve::stretch;
use charter::tree::{Answer, Expr, StepKind};
use quantity::{Ratio, Rounding, Share};

use super::super::demand::{Answer as Answering, Word as Said};
use super::super::{
    Act, AddResource, ChangeRole, LogEvent, Pay, PayOut, PayoutLine, Receive, RecordDecision,
    Report, Request, ReviewEvent,
};
use super::Stop;
use super::stage::{Stage, handle};
use crate::account::{Account, AccountName, Whole};
use crate::action::Action;
use crate::agent::AgentIx;
use crate::change::{Change, Moved, RoleChanged};
use crate::contribution::Verdict;
use crate::equation::Equation;
use crate::equity::{equity, target};
use crate::facts::pool_row;
use crate::name::{Code, Moment};
use crate::refusal::Refused;
use crate::unit::{Measure, Quantity};
use crate::worth::Horizon;

impl Stage<'_> {
    /// Does what a step says, or asks whether it is so.
    pub fn perform(&mut self, step: &StepKind) -> Result<(), Stop> {
        match step {
            StepKind::Given(names) => {
                names.iter().try_for_each(|name| self.account(name).map(|_| ()))
            }
            StepKind::GivenHas(who, amount) => self.given(who, amount),
            StepKind::Pays { from, to, amount, with } => self.pays(from, to, amount, with),
            StepKind::Reports { by, amount, about, with } => {
                let author = self.person(by)?;
                let about = about.as_ref().map(|about| self.named(about)).transpose()?;
                let (amount, details) = (self.measure(amount)?, self.details(with)?);
                let wish = Report { about, details, ..Report::new(amount) };
                self.does(author, Act::Report(Box::new(wish)))
            }
            StepKind::Requests { by, name, amount, about, with } => {
                let author = self.person(by)?;
                let wish = Request {
                    amount: amount.as_ref().map(|amount| self.measure(amount)).transpose()?,
                    about: about.as_ref().map(|about| self.named(about)).transpose()?,
                    details: self.details(with)?,
                    ..Request::new(handle(&name.text)?)
                };
                self.does(author, Act::Request(Box::new(wish)))
            }
            StepKind::Answers(who, answer) => self.answers(who, *answer),
            StepKind::Passes { decision, about, with } => {
                self.passes(decision, about.as_ref(), with)
            }
            StepKind::Becomes(who, role) => self.becomes(who, role),
            StepKind::Works { by, effort, role, on } => {
                self.works(by, effort, role.as_ref(), on.as_ref())
            }
            StepKind::After(span) => {
                let span = stretch(span).map_err(|_| differs("this is no length of time"))?;
                let until = plus_ms(self.now.0, span).ok_or_else(|| differs("time ends before"))?;
                self.pass_until(Moment(until))
            }
            StepKind::On(day, _) => self.pass_until(Moment(day.start_ms())),
            // Repetitions are played step by step, with their number counted; settings are in force from the beginning.
            StepKind::Repeat(..) | StepKind::GivenSetting(..) => Ok(()),
            asks => self.holds(asks),
        }
    }

    fn does(&mut self, author: AgentIx, act: Act) -> Result<(), Stop> {
        self.act(author, act).map(|_| ())
    }

    fn given(&mut self, who: &Word, amount: &Expr) -> Result<(), Stop> {
        let account = self.account(who)?;
        let (id, quantity) = self.amount(amount)?;
        let issuer = self.model.units.get(id.at()).map(|unit| &unit.issuer);
        let source = match issuer {
            Some(charter::model::Issuer::Outside) => AccountName::Outside(Whole {}),
            _ => AccountName::Issuer(Whole {}),
        };
        let fading = self.state.money.fading.get(&quantity.unit);
        let minor = fading.map_or(Some(quantity.minor), |it| it.at(self.now).base(quantity.minor));
        let minor = minor.ok_or_else(|| differs("so much cannot be counted"))?;
        let account = self.state.account_name(account);
        let (from, to) = if minor < 0 { (account, source) } else { (source, account) };
        let unit = self.state.units.at(quantity.unit).code.clone();
        match minor {
            0 => Ok(()),
            _ => {
                self.force(Change::Moved(Moved { from, to, minor: minor.abs(), unit, cause: None }))
            }
        }
    }

    fn pays(
        &mut self,
        from: &Word,
        to: &Word,
        amount: &Expr,
        with: &[(Word, Expr)],
    ) -> Result<(), Stop> {
        let (amount, details) = (self.measure(amount)?, self.details(with)?);
        let reference = format!("payment {}", self.state.entries);
        if &*from.text == "outside" {
            let (to, author) = (self.named(to)?, self.custodian()?);
            let wish = Receive { amount, from: None, to, reference, details, note: None };
            return self.does(author, Act::Receive(Box::new(wish)));
        }
        let payer = self.account(from)?;
        if &*to.text == "outside" {
            let lines = vec![PayoutLine { agent: handle(&from.text)?, amount }];
            let author = self.custodian()?;
            return self
                .does(author, Act::PayOut(Box::new(PayOut { lines, reference, note: None })));
        }
        let to = self.named(to)?;
        let (author, from) = match payer {
            Account::Pool(pool) => {
                let keeper = pool_row(self.rules()?, pool).and_then(|row| row.keeper);
                (self.one_of(keeper)?, Some(handle(&from.text)?))
            }
            _ => (self.person(from)?, None),
        };
        self.does(author, Act::Pay(Box::new(Pay { from, details, ..Pay::new(to, amount) })))
    }

    fn answers(&mut self, who: &Word, answer: Answer) -> Result<(), Stop> {
        let author = self.person(who)?;
        let pending = self.state.money.pending.values();
        let waits = pending.filter(|it| it.word_of == author && it.answered.is_none());
        let latest = waits.max_by_key(|it| it.entry).ok_or(Refused::NothingWaits)?;
        let word = match answer {
            Answer::Yes => Said::Accept,
            Answer::No => Said::Decline,
        };
        let to = latest.act;
        self.does(author, Act::Answer(Answering { to, word }))
    }

    fn passes(
        &mut self,
        decision: &Word,
        about: Option<&Word>,
        with: &[(Word, Expr)],
    ) -> Result<(), Stop> {
        let about = about.map(|about| self.named(about)).transpose()?;
        let name = handle(&decision.text)?;
        let id = self.rules()?.decision_id(&name);
        let row = id.and_then(|id| self.model.decisions.get(id.at()));
        let author = self.one_of(row.and_then(|row| row.recorded_by))?;
        let details = self.details(with)?;
        let wish = RecordDecision { about, details, ..RecordDecision::new(name) };
        self.does(author, Act::RecordDecision(Box::new(wish)))
    }

    fn becomes(&mut self, who: &Word, role: &Word) -> Result<(), Stop> {
        let agent = self.person(who)?;
        let name = self.state.agents.at(agent).handle.clone();
        let id = self.role(&role.text);
        let row = id.and_then(|id| self.model.roles.get(id.at()));
        let called = handle(row.map_or(&role.text, |row| &row.name))?;
        let author = match row.map(|row| &row.how) {
            Some(RoleHow::Open) => agent,
            Some(RoleHow::Granted { by, .. }) => {
                let granter = self.one_of(Some(*by))?;
                if !self.is_a(granter, *by)? {
                    // The story begins when somebody who could grant it already has.
                    let (role, agent) = (called, name);
                    let granted = RoleChanged { role, agent, holds: true, cause: None };
                    return self.force(Change::RoleChanged(granted));
                }
                granter
            }
            _ => self.one_of(None)?,
        };
        self.does(author, Act::ChangeRole(ChangeRole { role: called, agent: name, holds: true }))
    }

    /// Logs work, and lets somebody else accept it if there is anybody.
    fn works(
        &mut self,
        by: &Word,
        effort: &Expr,
        role: Option<&Word>,
        on: Option<&Word>,
    ) -> Result<(), Stop> {
        let author = self.person(by)?;
        let mut wish = LogEvent::new(Action::Work);
        wish.provider = Some(handle(&by.text)?);
        wish.effort = Some(self.effort(effort)?);
        wish.role = role.map(|role| handle(&role.text)).transpose()?;
        if let Some(on) = on.map(|on| handle(&on.text)).transpose()? {
            if self.state.named(&on).is_none() {
                let thing = AddResource::new(on.clone(), on.as_str());
                self.does(author, Act::AddResource(Box::new(thing)))?;
            }
            wish.resource = self.state.resource(&on).map(|_| on);
        }
        let event = self.act(author, Act::LogEvent(Box::new(wish)))?;
        let others = self
            .state
            .agents
            .iter()
            .filter(|(agent, row)| *agent != author && !row.keys.is_empty());
        let reviewer = { others }.next().map(|(agent, _)| agent);
        let review = ReviewEvent { event, verdict: Verdict::Accepted, reason: None, quality: None };
        reviewer.map_or(Ok(()), |reviewer| self.does(reviewer, Act::ReviewEvent(review)))
    }

    /// Effort in seconds, of which thousandths are counted.
    fn effort(&self, effort: &Expr) -> Result<Measure, Stop> {
        match self.figure(effort)? {
            (ms, Some(Base::Time)) if ms.denominator() == 1 => {
                let unit = Code::new("second").map_err(|_| differs("there is no such unit"))?;
                Ok(Measure { minor: ms.numerator(), unit })
            }
            _ => self.measure(effort),
        }
    }

    /// Asks whether something is so.
    fn holds(&mut self, asks: &StepKind) -> Result<(), Stop> {
        match asks {
            StepKind::Has(who, amount) => {
                let account = self.account(who)?;
                let (_, Quantity { minor, unit }) = self.amount(amount)?;
                let has = self.balance(account, unit)?;
                let say = |minor| self.state.say(Quantity { minor, unit });
                same(has, minor, || format!("`{}` has {}", who.text, say(has)))
            }
            StepKind::Owed(who, amount, class) => {
                let agent = self.person(who)?;
                let (_, Quantity { minor, unit }) = self.amount(amount)?;
                let class = self.state.money.owing.class(&handle(&class.text)?);
                let owed = class.and_then(|class| class.of(agent));
                let owed = owed.map_or(0, |owed| owed.open().max(0));
                let say = |minor| self.state.say(Quantity { minor, unit });
                same(owed, minor, || format!("`{}` is owed {}", who.text, say(owed)))
            }
            StepKind::Is(who, answer, role) => {
                let agent = self.person(who)?;
                let id = self.role(&role.text).ok_or_else(|| differs("there is no such role"))?;
                let is = self.is_a(agent, id)?;
                let not = if is { "" } else { "not " };
                same(is, *answer == Answer::Yes, || {
                    format!("`{}` is {not}in the role `{}`", who.text, role.text)
                })
            }
            StepKind::Released(thing) => {
                let is_common = self.state.money.released.contains_key(&handle(&thing.text)?);
                same(is_common, true, || format!("`{}` is not common yet", thing.text))
            }
            StepKind::Share(who, equation, share) => self.has_share(who, equation, share),
            StepKind::Supply(_, amount) => {
                let (id, Quantity { minor, unit }) = self.amount(amount)?;
                let out = self.supply(id)?;
                same(out, minor, || {
                    format!("{} is out", self.state.say(Quantity { minor: out, unit }))
                })
            }
            _ => Ok(()),
        }
    }

    /// Shares are compared to a hundredth of a percent.
    fn has_share(&mut self, who: &Word, equation: &Word, share: &Expr) -> Result<(), Stop> {
        let agent = self.person(who)?;
        let (expected, _) = self.figure(share)?;
        let row = self.model.equations.iter().find(|it| it.name == equation.text);
        let row = row.and_then(|row| Equation::of_charter(row).ok());
        let row = row.ok_or_else(|| differs("there is no such equation"))?;
        let horizon = Horizon { until: None, now: self.now };
        let equity = equity(&self.state, &row, target(&self.state, None)?, horizon)?;
        let holder = equity.holders.iter().find(|holder| holder.agent == agent);
        let parts = holder.map_or(0, |holder| holder.share.parts());
        let of = Ratio::new(parts.into(), Share::WHOLE.into()).unwrap_or(Ratio::ZERO);
        let rounded = |share: Ratio| share.apply(10_000, Rounding::HalfUp);
        let is = rounded(of);
        same(is, rounded(expected), || {
            let percent = quantity::format_trimmed(is.unwrap_or_default(), 2);
            format!("`{}` has {percent}%", who.text)
        })
    }
}

fn same<T: PartialEq>(is: T, expected: T, otherwise: impl FnOnce() -> String) -> Result<(), Stop> {
    if is == expected { Ok(()) } else { Err(Stop::Differs(otherwise())) }
}

fn differs(why: &str) -> Stop {
    Stop::Differs(why.to_owned())
}
