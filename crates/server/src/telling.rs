//! What happened, in sentences of a catalogue: events, acts, and what acts set off.

use commons::account::{Account, AccountName};
use commons::act::{Act, AdoptCharter, SettleHold, Word};
use commons::action::Action;
use commons::agent::AgentIx;
use commons::change::{Change, Deferred, Ended, Ending, Moved, Then};
use commons::contribution::Verdict;
use commons::description::Described;
use commons::equity::Target;
use commons::event::{Event, EventIx, Standing};
use commons::name::{ActId, Handle, Moment};
use commons::state::{Named, State};
use commons::unit::{Measure, Quantity};
use fluent_bundle::FluentValue;
use inquiry::flow::{Step, class_unit, counts};

use crate::words::Words;

/// A state, told in a language.
#[derive(Clone, Copy)]
pub struct Telling<'a> {
    /// The language.
    pub words: Words,
    /// The state.
    pub state: &'a State,
}

impl Telling<'_> {
    fn told(&self, key: &str, with: &[(&str, &str)]) -> String {
        let with: Vec<(&str, FluentValue<'_>)> =
            with.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect();
        self.words.say_with(key, &with)
    }

    /// Who an agent is.
    #[must_use]
    pub fn agent(&self, agent: AgentIx) -> String {
        self.state.agents.at(agent).name.clone()
    }

    /// What a handle names: its name; the handle itself for what is not there.
    #[must_use]
    pub fn named(&self, handle: &Handle) -> String {
        match self.state.named(handle) {
            Some(Named::Agent(ix)) => self.state.agents.at(ix).name.clone(),
            Some(Named::Resource(ix)) => self.state.resources.at(ix).name.clone(),
            Some(Named::Process(ix)) => self.state.processes.at(ix).name.clone(),
            Some(Named::Agreement(ix)) => self.state.agreements.at(ix).name.clone(),
            Some(Named::Pool(ix)) => self.state.pools.at(ix).name.clone(),
            None => handle.to_string(),
        }
    }

    /// What shares are asked of.
    #[must_use]
    pub fn target(&self, target: Target) -> String {
        match target {
            Target::Whole => self.state.name.clone(),
            Target::Resource(ix) => self.state.resources.at(ix).name.clone(),
            Target::Process(ix) => self.state.processes.at(ix).name.clone(),
            Target::Agreement(ix) => self.state.agreements.at(ix).name.clone(),
            Target::Project(ix) => self.agent(ix),
        }
    }

    /// Who signs with a key now; the beginning of the key if nobody does any more.
    #[must_use]
    pub fn signer(&self, key: &[u8; 32]) -> String {
        match self.state.signer(key) {
            Some(agent) => self.agent(agent),
            None => format!("{}…", short(key)),
        }
    }

    /// An account.
    #[must_use]
    pub fn account(&self, account: Account) -> String {
        match account {
            Account::Outside => self.words.say("why-outside"),
            Account::Undistributed => self.words.say("why-undistributed"),
            Account::Issuer => self.words.say("why-issuer"),
            Account::Held => self.words.say("why-held"),
            Account::Agent(ix) => self.agent(ix),
            Account::Pool(ix) => self.state.pools.at(ix).name.clone(),
            Account::Payable(ix) => self.told("why-payable", &[("who", &self.agent(ix))]),
        }
    }

    /// An account that an effect names.
    #[must_use]
    pub fn account_named(&self, name: &AccountName) -> String {
        match self.state.account(name) {
            Some(account) => self.account(account),
            None => match name {
                AccountName::Agent(handle) | AccountName::Pool(handle) => handle.to_string(),
                _ => String::new(),
            },
        }
    }

    /// A measure of an act.
    #[must_use]
    pub fn measure(&self, measure: &Measure) -> String {
        match self.state.unit(&measure.unit) {
            Some(unit) => self.quantity(Quantity { minor: measure.minor, unit }),
            None => measure.unit.to_string(),
        }
    }

    /// A quantity: money with all its digits, other things without idle zeros; `3 hours`, `12.50 CAD`.
    #[must_use]
    pub fn quantity(&self, quantity: Quantity) -> String {
        let unit = self.state.units.at(quantity.unit);
        let figures = quantity::format_trimmed(quantity.minor, unit.decimals);
        match self.unit(unit.code.as_str(), &figures) {
            Some(word) => format!("{}\u{a0}{word}", self.words.decimal(&figures)),
            None if unit.decimals == 2 => {
                self.words.amount(self.state, quantity.minor, quantity.unit)
            }
            None => self.words.quantity(self.state, quantity),
        }
    }

    /// The word for so many of a unit that every language has one for.
    #[must_use]
    pub fn unit(&self, code: &str, figures: &str) -> Option<String> {
        let count = FluentValue::try_number(figures);
        self.words.find(&format!("why-unit-{code}"), &[("count", count)])
    }

    /// An event in a sentence: `Ana worked 3 hour on the frame as design`.
    #[must_use]
    pub fn event(&self, ix: EventIx) -> String {
        let state = self.state;
        let event = state.events.at(ix);
        let key = format!("why-did-{}", event.action.word());
        let what = self.what(event);
        let mut said = self.told(&key, &[("who", &self.agent(event.provider)), ("what", &what)]);
        let mut add = |key: &str, what: &str| {
            said.push(' ');
            said.push_str(&self.told(key, &[("what", what)]));
        };
        if let Some(resource) = event.to_resource {
            add("why-into", &state.resources.at(resource).name);
        }
        let process = event.input_of.filter(|_| event.action != Action::Work).or(event.output_of);
        if let Some(process) = process {
            add("why-in", &state.processes.at(process).name);
        }
        if event.receiver != event.provider && state.itself != Some(event.receiver) {
            let key = if passes_on(event.action) { "why-to" } else { "why-for" };
            add(key, &self.agent(event.receiver));
        }
        if let Some((agreement, _)) = event.agreement {
            add("why-under", &state.agreements.at(agreement).name);
        }
        if let Some(role) = event.role() {
            add("why-as", role.as_str());
        }
        said.push_str(&match event.standing {
            Standing::Contribution => String::new(),
            Standing::Gift => self.words.say("why-as-gift"),
            Standing::Paid => self.words.say("why-as-paid"),
        });
        if let Some(original) = event.corrects {
            let entry = state.events.at(original).entry.to_string();
            said.push_str(&self.told("why-correcting", &[("entry", &entry)]));
        }
        said
    }

    /// How much of what: `3 hour on the frame`, `5 kg of steel`, `the lathe for 2 hour`.
    fn what(&self, event: &Event) -> String {
        let say = |quantity: Quantity| {
            if quantity.minor < 0 {
                let less = Quantity { minor: -quantity.minor, ..quantity };
                return self.told("why-less", &[("much", &self.quantity(less))]);
            }
            self.quantity(quantity)
        };
        let (effort, much) = (event.effort.map(say), event.quantity.map(say));
        let name = self.name(event);
        let joined =
            |key, much: &str, name: &str| self.told(key, &[("much", much), ("name", name)]);
        match (event.action, effort, much, name) {
            (Action::Work, effort, much, name) => {
                let much = effort.or(much).unwrap_or_default();
                name.map_or_else(|| much.clone(), |name| joined("why-much-on", &much, &name))
            }
            (_, Some(effort), None, Some(name)) => joined("why-name-for", &effort, &name),
            (_, Some(effort), Some(much), Some(name)) => {
                joined("why-name-for", &effort, &joined("why-much-of", &much, &name))
            }
            (_, Some(effort), Some(much), None) => joined("why-name-for", &effort, &much),
            (_, None, Some(much), Some(name)) => joined("why-much-of", &much, &name),
            (_, None, Some(much), None) => much,
            (_, effort, None, None) => effort.unwrap_or_default(),
            (_, None, None, Some(name)) => name,
        }
    }

    /// What it was done with or on: for work the process or the resource, else the resource or its kind.
    fn name(&self, event: &Event) -> Option<String> {
        let state = self.state;
        let process = event.input_of.filter(|_| event.action == Action::Work);
        let process = process.map(|ix| state.processes.at(ix).name.clone());
        let resource = || event.resource.map(|ix| state.resources.at(ix).name.clone());
        let kind = || event.specification.map(|ix| state.specifications.at(ix).name.clone());
        process.or_else(resource).or_else(kind)
    }

    fn entry(&self, act: ActId) -> String {
        self.state.entry_of(act).map_or_else(|| "?".to_owned(), |entry| entry.to_string())
    }

    /// An act of an entry in a sentence, by whoever did it.
    #[must_use]
    pub fn act(&self, entry: u64, by: &str, act: &Act) -> String {
        let said = |key, with: &[(&str, &str)]| {
            let with: Vec<(&str, &str)> =
                [("by", by)].into_iter().chain(with.iter().copied()).collect();
            self.told(key, &with)
        };
        let named = |key, name: &str| said(key, &[("name", name)]);
        match act {
            Act::Found(it) => {
                said("why-act-found", &[("name", &it.name), ("unit", it.unit.as_str())])
            }
            Act::AddAgent(it) => named("why-act-add-agent", &it.name),
            Act::AddKey(it) => said(
                "why-act-add-key",
                &[("name", &self.named(&it.agent)), ("key", &short(&it.key))],
            ),
            Act::RevokeKey(it) => said(
                "why-act-revoke-key",
                &[("name", &self.named(&it.agent)), ("key", &short(&it.key))],
            ),
            Act::AddUnit(it) => {
                said("why-act-add-unit", &[("name", &it.label), ("code", it.code.as_str())])
            }
            Act::AddResourceSpecification(it) => named("why-act-add-kind", &it.name),
            Act::AddProcessSpecification(it) => named("why-act-add-process-kind", &it.name),
            Act::AddResource(it) => named("why-act-add-resource", &it.name),
            Act::AddProcess(it) => named("why-act-add-process", &it.name),
            Act::FinishProcess(it) => named("why-act-finish", &self.named(&it.process)),
            Act::AddAgreement(it) => named("why-act-add-agreement", &it.name),
            Act::AddRecord(it) => {
                said("why-act-add-record", &[("class", it.class.word()), ("name", &it.iri)])
            }
            Act::ReviseRecord(it) => named("why-act-revise-record", &it.iri),
            Act::WithdrawRecord(it) => named("why-act-withdraw-record", &it.iri),
            Act::AddClaim(it) => named("why-act-add-claim", &it.iri),
            Act::Describe(it) => named("why-act-describe", &self.described(&it.thing)),
            Act::LogEvent(it) => match self.state.event_of_entry(entry) {
                Some(ix) => self.event(ix),
                None => it.action.word().to_owned(),
            },
            Act::ReviewEvent(it) => {
                let key = match it.verdict {
                    Verdict::Accepted => "why-act-accept",
                    Verdict::Contested => "why-act-contest",
                };
                self.because(said(key, &[("entry", &self.entry(it.event))]), it.reason.as_ref())
            }
            Act::SetEquation(it) => named("why-act-equation", &it.equation.name),
            Act::Distribute(it) => {
                let target = it.target.as_ref().map(|target| self.named(target));
                let target = target.unwrap_or_else(|| self.state.name.clone());
                let much = self.measure(&it.income);
                said("why-act-distribute", &[("much", &much), ("name", &target)])
            }
            Act::Reverse(it) => {
                let told = said("why-act-reverse", &[("entry", &self.entry(it.act))]);
                self.because(told, it.reason.as_ref())
            }
            flow => self.flow(entry, by, flow),
        }
    }

    /// A sentence with why, in somebody's own words.
    fn because(&self, said: String, why: Option<&String>) -> String {
        why.map_or(said.clone(), |why| self.told("why-noted", &[("said", &said), ("note", why)]))
    }

    /// An act that moves money, with its note.
    fn flow(&self, entry: u64, by: &str, act: &Act) -> String {
        let said = |key, with: &[(&str, &str)]| {
            let with: Vec<(&str, &str)> =
                [("by", by)].into_iter().chain(with.iter().copied()).collect();
            self.told(key, &with)
        };
        let told = match act {
            Act::AdoptCharter(it) => self.charter(entry, by, it),
            Act::Pay(it) => {
                let from = it.from.as_ref().map(|from| self.named(from));
                let with = [("much", &*self.measure(&it.amount)), ("name", &*self.named(&it.to))];
                match from {
                    Some(from) => said("why-act-pay-from", &[with[0], with[1], ("from", &from)]),
                    None => said("why-act-pay", &with),
                }
            }
            Act::Receive(it) => {
                let much = self.measure(&it.amount);
                said("why-act-receive", &[("much", &much), ("name", &self.named(&it.to))])
            }
            Act::Report(it) => {
                self.about("why-act-report", by, Some(&it.amount), it.about.as_ref())
            }
            Act::Request(it) => {
                let name = self.told("why-quoted", &[("name", it.name.as_str())]);
                let much = it.amount.as_ref().map(|amount| self.measure(amount));
                let name = much.map_or(name.clone(), |much| format!("{name} ({much})"));
                said("why-act-request", &[("name", &name)])
            }
            Act::Demand(it) => {
                let (who, much) = (self.named(&it.payer), self.measure(&it.amount));
                said("why-act-demand", &[("name", &who), ("much", &much)])
            }
            Act::Answer(it) => {
                let key = if it.word == Word::Accept { "why-act-agree" } else { "why-act-decline" };
                said(key, &[("entry", &self.entry(it.to))])
            }
            Act::Hold(it) => {
                let (who, much) = (self.named(&it.to), self.measure(&it.amount));
                let until = self.words.day(it.until);
                said("why-act-hold", &[("name", &who), ("much", &much), ("until", &until)])
            }
            Act::SettleHold(it) => self.settled(by, it),
            Act::RecordDecision(it) => {
                let name = self.told("why-quoted", &[("name", it.decision.as_str())]);
                said("why-act-decision", &[("name", &name)])
            }
            Act::ChangeRole(it) => {
                let key = if it.holds { "why-act-role" } else { "why-act-role-gone" };
                said(key, &[("name", &self.named(&it.agent)), ("role", it.role.as_str())])
            }
            Act::PayOut(it) => {
                let count = i64::try_from(it.lines.len()).unwrap_or_default();
                let with = [("by", by.into()), ("count", count.into())];
                self.words.say_with("why-act-pay-out", &with)
            }
            Act::CatchUp(_) => said("why-act-catch-up", &[]),
            Act::AssignClaim(it) => {
                let (who, much) = (self.named(&it.to), self.measure(&it.amount));
                said(
                    "why-act-assign",
                    &[("name", &who), ("much", &much), ("class", it.class.as_str())],
                )
            }
            other => other.word().to_owned(),
        };
        self.because(told, note(act))
    }

    fn about(&self, key: &str, by: &str, much: Option<&Measure>, about: Option<&Handle>) -> String {
        let much = much.map(|much| self.measure(much)).unwrap_or_default();
        let said = self.told(key, &[("by", by), ("much", &much)]);
        match about {
            Some(about) => {
                let about = self.told("why-about", &[("what", &self.named(about))]);
                format!("{said} {about}")
            }
            None => said,
        }
    }

    fn charter(&self, entry: u64, by: &str, wish: &AdoptCharter) -> String {
        let (tree, _) = charter::parse::parse(&wish.text);
        let name = inquiry::library::head(&tree).map(|head| head.name.text.to_string());
        let first = self.state.money.charters.first().is_none_or(|it| it.entry == entry);
        let key = if first { "why-act-adopt" } else { "why-act-amend" };
        self.told(key, &[("by", by), ("name", &name.unwrap_or_default())])
    }

    fn settled(&self, by: &str, wish: &SettleHold) -> String {
        let entry = self.entry(wish.hold);
        match &wish.commit {
            Some(amount) => {
                let much = self.measure(amount);
                let with = [("by", by), ("much", &*much), ("entry", &*entry)];
                self.told("why-act-commit", &with)
            }
            None => self.told("why-act-cancel", &[("by", by), ("entry", &entry)]),
        }
    }

    fn described(&self, thing: &Described) -> String {
        match thing {
            Described::Named(handle) => self.named(handle),
            Described::Kind(handle) | Described::ProcessKind(handle) => handle.to_string(),
            Described::Unit(code) => code.to_string(),
            Described::Event(act) => self.told("why-the-entry", &[("entry", &self.entry(*act))]),
        }
    }

    /// What a change says that people should read; `None` for what only counts.
    #[must_use]
    pub fn step(&self, step: &Step) -> Option<String> {
        Some(match &step.change {
            Change::Moved(moved) => self.moved("why-moved", moved, step.at),
            Change::Faded(faded) => self.moved("why-faded", &faded.moved, step.at),
            Change::ClaimGrew(it) => {
                let key = if it.minor < 0 { "why-owed-less" } else { "why-owed-more" };
                self.owed(key, &it.class, &it.holder, it.minor)
            }
            Change::ClaimPaid(it) => {
                let key = if it.minor < 0 { "why-claim-taken-back" } else { "why-claim-paid" };
                self.owed(key, &it.class, &it.holder, it.minor)
            }
            Change::Deferred(deferred) => self.deferred(deferred, step.at),
            Change::Ended(Ended { deferred, how }) => self.ended(*deferred, *how),
            Change::RoleChanged(it) => {
                let key = if it.holds { "why-role" } else { "why-role-gone" };
                self.told(key, &[("name", &self.named(&it.agent)), ("role", it.role.as_str())])
            }
            Change::Released(it) => {
                let key = if it.common { "why-released" } else { "why-released-not" };
                self.told(key, &[("name", &self.named(&it.thing))])
            }
            Change::Opened(it) => self.told("why-opened", &[("name", it.decision.as_str())]),
            Change::Missed(it) => {
                let whom = it.whom.as_ref().map(|whom| self.account_named(whom));
                match whom {
                    Some(whom) => self.told("why-missed-for", &[("who", &whom), ("why", &it.why)]),
                    None => self.told("why-missed", &[("why", &it.why)]),
                }
            }
            Change::CapUsed(_) | Change::Carried(_) | Change::CaughtUp(_) => return None,
        })
    }

    fn moved(&self, key: &str, moved: &Moved, at: Moment) -> String {
        let (from, to) = (self.account_named(&moved.from), self.account_named(&moved.to));
        let much = match self.state.unit(&moved.unit) {
            Some(unit) => {
                let minor = counts(self.state, unit, moved.minor, at);
                self.quantity(Quantity { minor, unit })
            }
            None => moved.unit.to_string(),
        };
        self.told(key, &[("from", &from), ("to", &to), ("much", &much)])
    }

    fn owed(&self, key: &str, class: &Handle, holder: &Handle, minor: i128) -> String {
        let minor = minor.abs();
        let much = match class_unit(self.state, class) {
            Some(unit) => self.quantity(Quantity { minor, unit }),
            None => minor.to_string(),
        };
        let who = self.named(holder);
        self.told(key, &[("who", &who), ("much", &much), ("class", class.as_str())])
    }

    fn deferred(&self, deferred: &Deferred, at: Moment) -> String {
        let due = self.words.day(deferred.due);
        let aside = deferred.held.as_ref().and_then(|aside| {
            let unit = self.state.unit(&aside.unit)?;
            let minor = counts(self.state, unit, aside.minor, at);
            Some((self.quantity(Quantity { minor, unit }), self.account_named(&aside.from)))
        });
        let (much, from) = aside.clone().unwrap_or_default();
        let key = match (&deferred.then, aside) {
            (Then::Expire(_), _) => "why-aside-for",
            (Then::Rule(_), Some(_)) => "why-aside",
            (Then::Rule(_), None) => "why-goes-on",
        };
        let to = match &deferred.then {
            Then::Expire(held) => self.account_named(&held.to),
            Then::Rule(_) => String::new(),
        };
        self.told(key, &[("much", &much), ("from", &from), ("to", &to), ("due", &due)])
    }

    fn ended(&self, deferred: u64, how: Ending) -> String {
        let waiting = usize::try_from(deferred).ok();
        let waiting = waiting.and_then(|at| self.state.money.waiting.get(at));
        let entry = waiting.map(|waiting| waiting.entry.to_string()).unwrap_or_default();
        let key = match how {
            Ending::Done => "why-ended-done",
            Ending::Committed => "why-ended-committed",
            Ending::Cancelled => "why-ended-cancelled",
            Ending::Expired => "why-ended-expired",
            Ending::Failed => "why-ended-failed",
        };
        self.told(key, &[("entry", &entry)])
    }
}

const fn passes_on(action: Action) -> bool {
    matches!(action, Action::Transfer | Action::TransferAllRights | Action::TransferCustody)
}

/// The beginning of a key.
fn short(key: &[u8; 32]) -> String {
    key.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

const fn note(act: &Act) -> Option<&String> {
    match act {
        Act::AdoptCharter(wish) => wish.note.as_ref(),
        Act::Pay(wish) => wish.note.as_ref(),
        Act::Receive(wish) => wish.note.as_ref(),
        Act::Report(wish) => wish.note.as_ref(),
        Act::Request(wish) => wish.note.as_ref(),
        Act::Demand(wish) => wish.note.as_ref(),
        Act::Hold(wish) => wish.note.as_ref(),
        Act::RecordDecision(wish) => wish.note.as_ref(),
        Act::PayOut(wish) => wish.note.as_ref(),
        Act::AssignClaim(wish) => wish.note.as_ref(),
        _ => None,
    }
}
