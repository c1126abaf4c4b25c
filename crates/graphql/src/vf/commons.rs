//! What ValueFlows has no word for: shares, distributions, accounts, claims up to a cap, the charter, the journal.

use super::Field;
use super::id::Class;
use super::page;
use super::record::list;
use super::refused::AskRefused;
use super::row::{Row, Told, maybe, moment, text};
use super::shares::Shares;
use super::view::View;
use crate::engine::{Answer, Args};
use charter::sentence::{Language, tell};
use commons::account::Account;
use commons::act::{Act, check_charter};
use commons::equity::{self, Target};
use commons::event::EventIx;
use commons::name::Moment;
use commons::refusal::Refused;
use commons::unit::{Quantity, UnitIx};
use commons::visibility::Thing;
use commons::worth::{Basis, Horizon, Pricing};
use inquiry::opened::shares;
use inquiry::{claims, flow};
use std::ops::ControlFlow;
use std::sync::Arc;

/// Fields of small things, which are told with them.
const SMALL: &[(&str, &[&str])] = &[
    ("Duration", &["numericDuration", "unitType"]),
    ("Commons", &["id", "name", "agent", "valueUnit", "entries", "head", "latest"]),
    ("Holder", &["agent", "share"]),
    ("Payee", &["agent", "share", "amount"]),
    ("Account", &["id", "kind", "agent", "balances"]),
    ("ClaimLeft", &["class", "agent", "left", "owed", "paid"]),
    ("Guarantee", &["subject", "standing", "reason"]),
    ("JournalEntry", &["entry", "act", "at", "key", "author", "word", "event"]),
];

/// How a field of something small is answered.
pub(super) fn small(type_name: &str, name: &str) -> Option<Field> {
    match type_name {
        "Equity" => equity_field(name),
        "Contribution" => contribution(name),
        _ => {
            let (_, fields) = SMALL.iter().find(|(known, _)| *known == type_name)?;
            fields.iter().find(|field| **field == name).map(|field| Field::Small(field))
        }
    }
}

/// The commons itself.
pub(super) fn commons(view: &View<'_>, _: &Args) -> Told {
    let state = view.state();
    let unit = state.equation.as_ref().and_then(|equation| state.unit(&equation.unit));
    let hex = view.commons.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let head = view.reading.journal.root_at(state.entries).ok();
    Answer::Node(Row::small([
        ("id", Answer::leaf(hex)),
        ("name", text(&state.name)),
        ("agent", Answer::node(state.itself.filter(|_| view.sees(Thing::Members)).map(Row::Agent))),
        ("valueUnit", Answer::node(unit.map(Row::Unit))),
        ("entries", Answer::leaf(state.entries)),
        ("head", Answer::maybe(head.map(|head| head.to_string()))),
        ("latest", moment(state.latest)),
    ]))
}

/// Who holds how much of what is asked.
pub(super) fn shared(view: &View<'_>, args: &Args) -> Told {
    let state = view.state();
    let target = match args.text("of").map(|id| target(view, id)) {
        None => Ok(Target::Whole),
        Some(target) => target,
    };
    let open = |target| {
        let equation = state.equation.as_ref().ok_or(Refused::Unfounded)?;
        let horizon = Horizon { until: None, now: view.now };
        let valuation = commons::valuation::value(state, equation, horizon)?;
        let equity = equity::equity_of(state, &valuation, target)?;
        Ok(Shares { shares: shares(&equity), equity, worths: equity::worths(&valuation) })
    };
    match target.and_then(open) {
        Ok(shares) => Answer::Node(Row::Equity(Arc::new(shares))),
        Err(Refused::NothingContributed { .. }) => Answer::Null,
        Err(refused) => Answer::failed(refused),
    }
}

fn target(view: &View<'_>, id: &str) -> Result<Target, Refused> {
    let classes = [Class::Resource, Class::Process, Class::Agreement, Class::Agent];
    let found = classes.into_iter().find_map(|class| view.find(class, id));
    let state = view.state();
    match found {
        Some(Row::Resource(ix)) => Ok(Target::Resource(ix)),
        Some(Row::Process(ix)) => Ok(Target::Process(ix)),
        Some(Row::Agreement(ix)) => Ok(Target::Agreement(ix)),
        Some(Row::Agent(ix)) => equity::target(state, Some(&state.agents.at(ix).handle)),
        _ => {
            let name = commons::name::Handle::from_name(id);
            Err(name.map_or(Refused::Unfounded, |handle| Refused::TargetUnknown { handle }))
        }
    }
}

fn equity_field(name: &str) -> Option<Field> {
    Some(Field::Equity(match name {
        "of" => |_, _, it| match it.equity.target {
            Target::Whole => Answer::Null,
            Target::Resource(ix) => Answer::Node(Row::Resource(ix)),
            Target::Process(ix) => Answer::Node(Row::Process(ix)),
            Target::Agreement(ix) => Answer::Node(Row::Agreement(ix)),
            Target::Project(ix) => Answer::Node(Row::Agent(ix)),
        },
        "value" => |_, _, it| {
            Answer::Node(Row::Measure(Quantity { minor: it.equity.value, unit: it.equity.unit }))
        },
        "holders" => |_, _, it| {
            let holder = |holder: &equity::Holder| {
                let share = Answer::leaf(holder.share.to_string());
                Row::small([("agent", Answer::Node(Row::Agent(holder.agent))), ("share", share)])
            };
            list(it.equity.holders.iter().map(holder))
        },
        "contributions" => |_, args, it| {
            let all = it.equity.credits.len();
            page::page(args, all, |at| Row::Contribution(Arc::clone(it), at))
        },
        _ => return None,
    }))
}

fn contribution(name: &str) -> Option<Field> {
    Some(Field::Contribution(match name {
        "id" => |view, _, _, credit| {
            Answer::leaf(super::id::of(view.state(), &Row::Event(credit.event)))
        },
        "event" => |_, _, _, credit| Answer::Node(Row::Event(credit.event)),
        "agent" => |_, _, _, credit| Answer::Node(Row::Agent(credit.agent)),
        "share" => |_, it, at, _| {
            let share = it.shares.get(at);
            Answer::leaf(share.copied().unwrap_or_default().to_string())
        },
        "worth" => |_, it, _, credit| {
            let unit = it.equity.unit;
            let worth = it.worths.get(&credit.event);
            Answer::node(worth.map(|minor| Row::Measure(Quantity { minor: *minor, unit })))
        },
        "explanation" => |view, it, _, credit| {
            let said = explained(view, it, credit.event);
            Answer::List(said.into_iter().map(Answer::leaf).collect())
        },
        _ => return None,
    }))
}

/// In sentences, how the worth of an event comes about.
fn explained(view: &View<'_>, shares: &Shares, ix: EventIx) -> Vec<String> {
    let state = view.state();
    let event = state.events.at(ix);
    let (who, what) = (&state.agents.at(event.provider).name, event.action.word());
    let amount = event.effort.or(event.quantity).map(|it| format!(": {}", state.say(it)));
    let mut said = vec![format!("{who}, {what}{}.", amount.unwrap_or_default())];
    if let Some(left) = inquiry::opened::corrected(state, ix) {
        said.push(format!("After corrections {} are left.", state.say(left)));
    }
    let horizon = Horizon { until: None, now: view.now };
    let pricing = state.equation.as_ref().and_then(|it| Pricing::new(state, it, horizon).ok());
    let basis = pricing.as_ref().and_then(|pricing| pricing.basis(ix).ok());
    said.extend(basis.map(|basis| match basis {
        Basis::Stated => "Its worth is what was agreed.".to_owned(),
        Basis::Money => "It is money, and worth itself.".to_owned(),
        Basis::Rate(rate) => {
            let unit = state.units.at(shares.equity.unit);
            format!(
                "The equation counts {} {} for each {}.",
                inquiry::amount::say_ratio(rate.value),
                unit.code,
                rate.per
            )
        }
        Basis::Nothing => "It passes on the worth of what it draws on.".to_owned(),
    }));
    if let Some(minor) = shares.worths.get(&ix) {
        said.push(format!(
            "It adds {}.",
            state.say(Quantity { minor: *minor, unit: shares.equity.unit })
        ));
    }
    said
}

/// How a field of a distribution is answered.
pub(super) fn distribution(name: &str) -> Option<Field> {
    Some(Field::Distribution(match name {
        "entry" => |_, _, _, row| Answer::leaf(row.entry),
        "at" => |_, _, _, row| moment(Some(row.at)),
        "amount" => |_, _, _, row| measured(row.total, row.unit),
        "note" => |_, _, _, row| maybe(row.reference.as_deref()),
        "reversed" => |_, _, _, row| Answer::leaf(row.reversed_by.is_some()),
        "payees" => |_, _, _, row| {
            list(row.payees.iter().map(|payee| {
                Row::small([
                    ("agent", Answer::Node(Row::Agent(payee.agent))),
                    ("share", Answer::leaf(payee.share.to_string())),
                    ("amount", measured(payee.minor, row.unit)),
                ])
            }))
        },
        _ => return None,
    }))
}

fn measured(minor: i128, unit: UnitIx) -> Told {
    Answer::Node(Row::Measure(Quantity { minor, unit }))
}

/// All distributions.
pub(super) fn distributions(view: &View<'_>, args: &Args) -> Told {
    let all = &view.state().distributions;
    page::page(args, all.len(), |at| all.ix(at).map_or(Row::Root, Row::Distribution))
}

/// What is in an account, unit by unit, as far as who asks may see it.
pub(super) fn balances(view: &View<'_>, account: Account) -> Vec<Row> {
    let state = view.state();
    let balance = |unit| {
        let minor = flow::balance(state, account, unit, view.now);
        let shown = minor != 0 && view.sees(Thing::Balance { account, unit });
        shown.then_some(Row::Measure(Quantity { minor, unit }))
    };
    state.units.iter().filter_map(|(unit, _)| balance(unit)).collect()
}

/// All accounts in which there is something that who asks may see.
pub(super) fn accounts(view: &View<'_>, _: &Args) -> Told {
    let mut all: Vec<Account> = view.state().accounts.iter().map(|(_, it, _)| it).collect();
    all.sort_unstable();
    all.dedup();
    list(all.into_iter().filter_map(|account| told(view, account)))
}

/// An account with what is in it; `None` if that is nothing.
fn told(view: &View<'_>, account: Account) -> Option<Row> {
    let state = view.state();
    let handle = |ix| state.agents.at(ix).handle.to_string();
    let (kind, name, agent) = match account {
        Account::Outside => ("outside", "outside".to_owned(), None),
        Account::Undistributed => ("undistributed", "undistributed".to_owned(), None),
        Account::Issuer => ("issuer", "issuer".to_owned(), None),
        Account::Held => ("held", "held".to_owned(), None),
        Account::Agent(ix) => ("agent", handle(ix), Some(ix)),
        Account::Payable(ix) => ("payable", format!("payable:{}", handle(ix)), Some(ix)),
        Account::Pool(ix) => ("pool", state.pools.at(ix).handle.to_string(), None),
    };
    let balances = balances(view, account);
    (!balances.is_empty()).then(|| {
        Row::small([
            ("id", Answer::leaf(name)),
            ("kind", text(kind)),
            ("agent", Answer::node(agent.map(Row::Agent))),
            ("balances", list(balances)),
        ])
    })
}

/// What is left of claims that are paid up to a cap.
pub(super) fn claims_left(view: &View<'_>, args: &Args) -> Told {
    let state = view.state();
    let asked = match args.text("agent").map(|id| view.find(Class::Agent, id)) {
        Some(None) => return Answer::List(Vec::new()),
        Some(found) => found,
        None => None,
    };
    let mut rows = Vec::new();
    for (class, _) in state.money.owing.iter() {
        let Some(unit) = flow::class_unit(state, class) else { continue };
        for owing in claims::owing(state, class) {
            let holder = owing.holder;
            let other = asked.as_ref().is_some_and(|row| *row != Row::Agent(holder));
            if other || !view.sees(Thing::Owed { class, holder }) {
                continue;
            }
            rows.push(Row::small([
                ("class", text(class.as_str())),
                ("agent", Answer::Node(Row::Agent(holder))),
                ("left", owing.left.map_or(Answer::Null, |left| measured(left, unit))),
                ("owed", measured(owing.owed, unit)),
                ("paid", measured(owing.paid, unit)),
            ]));
        }
    }
    list(rows)
}

/// How a field of the charter is answered.
pub(super) fn charter(name: &str) -> Option<Field> {
    Some(Field::Charter(match name {
        "entry" => |_, it| Answer::leaf(it.entry),
        "adopted" => |_, it| moment(Some(it.at)),
        "text" => |_, it| text(&it.text),
        "sentences" => |_, it| {
            let told = tell(&charter::parse::parse(&it.text).0, Language::English);
            let said = told.into_iter().flat_map(|told| told.sentences);
            Answer::List(said.map(Answer::leaf).collect())
        },
        "report" => |_, it| {
            let reading = check_charter(&it.text);
            list(reading.report.findings.iter().map(|finding| {
                Row::small([
                    ("subject", text(finding.guarantee.word())),
                    ("standing", text(finding.verdict.words())),
                    ("reason", text(&finding.sentence)),
                ])
            }))
        },
        _ => return None,
    }))
}

/// A page of the journal.
pub(super) fn journal(view: &View<'_>, args: &Args) -> Told {
    if !view.sees(Thing::Journal) {
        return Answer::failed(AskRefused::JournalHidden);
    }
    let entries = usize::try_from(view.state().entries).unwrap_or(usize::MAX);
    page::page(args, entries, |at| Row::Entry(at as u64))
}

/// An entry of the journal.
pub(super) fn entry(view: &View<'_>, entry: u64) -> Told {
    let state = view.state();
    match view
        .reading
        .read(entry, |entry, act| Ok(ControlFlow::Break((entry.clone(), act.clone()))))
    {
        Ok(Some((entry, act))) => {
            let author = entry.act.author;
            let event = matches!(act, Act::LogEvent(_)).then(|| state.event_of_entry(entry.index));
            Answer::Node(Row::small([
                ("entry", Answer::leaf(entry.index)),
                ("act", Answer::leaf(commons::name::ActId(entry.act.id.to_bytes()).to_string())),
                ("at", moment(Some(Moment(entry.at_ms)))),
                ("key", Answer::leaf(author.to_string())),
                ("author", Answer::node(state.signer(&author.to_bytes()).map(Row::Agent))),
                ("word", text(act.word())),
                ("event", Answer::node(event.flatten().map(Row::Event))),
            ]))
        }
        Ok(None) => Answer::failed(AskRefused::EntryUnknown { entry }),
        Err(refused) => Answer::failed(refused),
    }
}
