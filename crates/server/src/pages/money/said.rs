//! Accounts and moves as pages say them.

use charter::sentence::Language;
use commons::account::Account;
use commons::change::{Change, ClaimGrew, ClaimPaid, Deferred, Ended, Ending, Missed, Then};
use commons::name::Handle;
use commons::unit::UnitIx;
use commons::visibility::Thing;
use inquiry::flow::{Step, cause, class_unit, counts, moved, rule};
use inquiry::rules::rules_behind;
use maud::{Markup, html};

use crate::page;
use crate::site::Here;

/// Whose an account is, as text.
pub fn account_text(here: &Here<'_>, account: Account) -> String {
    let state = here.state;
    match account {
        Account::Agent(agent) => state.agents.at(agent).name.clone(),
        Account::Pool(pool) => state.pools.at(pool).name.clone(),
        Account::Payable(agent) => {
            let name = state.agents.at(agent).name.as_str();
            here.words.say_with("money-to-be-paid-out", &[("who", name.into())])
        }
        Account::Outside => here.say("money-outside"),
        Account::Undistributed => here.say("money-undistributed"),
        Account::Issuer => here.say("money-issuer"),
        Account::Held => here.say("money-set-aside"),
    }
}

/// The same with a link to whoever it is.
pub fn account(here: &Here<'_>, account: Account) -> Markup {
    let name = account_text(here, account);
    let state = here.state;
    match account {
        Account::Agent(agent) | Account::Payable(agent) => html! {
            a href=(format!("/people/{}", state.agents.at(agent).handle)) { (name) }
        },
        Account::Pool(pool) => html! {
            a href=(format!("/money/pools/{}", state.pools.at(pool).handle)) { (name) }
        },
        _ => html! { span.soft { (name) } },
    }
}

/// What somebody has, with a way to ask why.
pub fn known(here: &Here<'_>, holder: &Handle, minor: i128, unit: UnitIx) -> Markup {
    let code = &here.state.units.at(unit).code;
    let figure = here.words.amount(here.state, minor, unit);
    page::why(here, &figure, &format!("/why/balance/{holder}/{code}"))
}

/// An amount that a class of claims owes.
pub fn of_class(here: &Here<'_>, class: &Handle, minor: i128) -> String {
    match class_unit(here.state, class) {
        Some(unit) => here.words.amount(here.state, minor, unit),
        None => minor.to_string(),
    }
}

/// The name of a class of claims in words.
pub fn class_name(here: &Here<'_>, class: &Handle) -> String {
    let model = inquiry::claims::model(here.state, class);
    model.map_or_else(|| class.to_string(), |model| model.label.to_string())
}

/// What happened, or would, step by step, with the rules that made it so. What this visitor may not see is counted.
pub fn moves(here: &Here<'_>, steps: &[Step]) -> Markup {
    let told: Vec<Option<Markup>> =
        steps.iter().filter(|step| is_told(&step.change)).map(|step| line(here, step)).collect();
    let hidden = told.iter().filter(|line| line.is_none()).count();
    let shown: Vec<Step> =
        steps.iter().filter(|step| line(here, step).is_some()).cloned().collect();
    let rules = rules_behind(here.state, &shown, here.words.language);
    html! {
        ol.moves {
            @for line in told.iter().flatten() { li { (line) } }
        }
        @if told.is_empty() { p.soft { (here.say("money-moves-nothing")) } }
        @if hidden > 0 {
            p.soft { (here.words.say_with("money-moves-hidden", &[("count", hidden.into())])) }
        }
        @if !rules.is_empty() {
            details.said open {
                summary { (here.say("money-rules-behind")) }
                dl {
                    @for behind in &rules {
                        dt { "“" (behind.name) "”" }
                        dd { (behind.sentence) }
                    }
                }
            }
        }
    }
}

/// Whether a change is something that people should read.
const fn is_told(change: &Change) -> bool {
    !matches!(change, Change::CapUsed(_) | Change::Carried(_) | Change::CaughtUp(_))
}

/// One step in a line; `None` if it is not shown to this visitor.
fn line(here: &Here<'_>, step: &Step) -> Option<Markup> {
    let by = rule(here.state, cause(&step.change));
    let what = match moved(here.state, step) {
        Some((from, to, much)) => {
            let flow = Thing::Flow { from, to, unit: much.unit };
            let amount = here.words.amount(here.state, much.minor, much.unit);
            here.sees(flow).then(|| {
                html! {
                    span.way { (account(here, from)) " → " (account(here, to)) }
                    " " span.much { (amount) }
                }
            })?
        }
        None => html! { (other(here, step)?) },
    };
    Some(html! {
        (what)
        @if let Some(by) = by { " " small.by { "“" (by.name) "”" } }
    })
}

/// What is no move, in a sentence.
fn other(here: &Here<'_>, step: &Step) -> Option<String> {
    let say = |key: &str, with: &[(&str, &str)]| {
        let with: Vec<(&str, fluent_bundle::FluentValue<'_>)> =
            with.iter().map(|(name, value)| (*name, (*value).into())).collect();
        here.words.say_with(key, &with)
    };
    let who = |handle: &Handle| {
        let agent = here.state.agent(handle).map(|ix| here.state.agents.at(ix).name.clone());
        agent.unwrap_or_else(|| handle.to_string())
    };
    let owed = |class: &Handle, holder: &Handle| {
        let holder = here.state.agent(holder)?;
        here.sees(Thing::Owed { class, holder }).then_some(())
    };
    Some(match &step.change {
        Change::ClaimGrew(ClaimGrew { class, holder, minor, .. }) => {
            owed(class, holder)?;
            let key = if *minor < 0 { "money-move-owed-less" } else { "money-move-owed-more" };
            let (much, name) = (of_class(here, class, minor.abs()), class_name(here, class));
            say(key, &[("who", &who(holder)), ("much", &much), ("class", &name)])
        }
        Change::ClaimPaid(ClaimPaid { class, holder, minor, .. }) => {
            owed(class, holder)?;
            let key = if *minor < 0 { "money-move-unpaid" } else { "money-move-paid" };
            let (much, name) = (of_class(here, class, minor.abs()), class_name(here, class));
            say(key, &[("who", &who(holder)), ("much", &much), ("class", &name)])
        }
        Change::Deferred(it) => deferred(here, it, step)?,
        Change::Ended(it) => ended(here, it),
        Change::RoleChanged(it) => {
            let key = if it.holds { "money-move-role" } else { "money-move-role-no-more" };
            say(key, &[("who", &who(&it.agent)), ("role", it.role.as_str())])
        }
        Change::Released(it) => {
            let key = if it.common { "money-move-released" } else { "money-move-unreleased" };
            say(key, &[("thing", it.thing.as_str())])
        }
        Change::Opened(it) => {
            let about = it.about.as_ref().map(who).unwrap_or_default();
            say("money-move-opened", &[("decision", it.decision.as_str()), ("about", &about)])
        }
        Change::Missed(Missed { why, .. }) => say("money-move-missed", &[("why", why)]),
        _ => return None,
    })
}

/// Whose an account is that an effect names.
fn account_named(here: &Here<'_>, name: &commons::account::AccountName) -> String {
    here.state.account(name).map(|it| account_text(here, it)).unwrap_or_default()
}

fn deferred(here: &Here<'_>, deferred: &Deferred, step: &Step) -> Option<String> {
    let due = here.words.day(deferred.due);
    let Some(aside) = &deferred.held else {
        return Some(here.words.say_with("money-move-later", &[("due", due.into())]));
    };
    let (from, unit) = (here.state.account(&aside.from)?, here.state.unit(&aside.unit)?);
    if !here.sees(Thing::Balance { account: from, unit }) {
        return None;
    }
    let minor = counts(here.state, unit, aside.minor, step.at);
    let much = here.words.amount(here.state, minor, unit);
    let to = match &deferred.then {
        Then::Expire(held) => account_named(here, &held.to),
        Then::Rule(_) => here.say("money-by-rule"),
    };
    let from = account_text(here, from);
    let told =
        [("much", much.into()), ("from", from.into()), ("to", to.into()), ("due", due.into())];
    Some(here.words.say_with("money-move-aside", &told))
}

fn ended(here: &Here<'_>, ended: &Ended) -> String {
    let place = usize::try_from(ended.deferred).ok();
    let waiting = place.and_then(|place| here.state.money.waiting.get(place));
    let entry = waiting.map_or(0, |waiting| waiting.entry).to_string();
    let key = match ended.how {
        Ending::Done => "money-move-done",
        Ending::Committed => "money-move-committed",
        Ending::Cancelled => "money-move-cancelled",
        Ending::Expired => "money-move-expired",
        Ending::Failed => "money-move-failed",
    };
    here.words.say_with(key, &[("entry", entry.into())])
}

/// What the charter in force says of a unit, a rule, a role …, in sentences.
pub fn charter_says(here: &Here<'_>, sort: &str, name: &str) -> Vec<String> {
    let Some(adoption) = here.state.money.charters.last() else { return Vec::new() };
    let all = inquiry::declared::declared(&adoption.text, here.words.language);
    let found = all.into_iter().find(|it| it.sort == sort && it.name == name);
    found.map(|it| it.sentences).unwrap_or_default()
}

/// An amount as it was typed, with a point before the decimals and without spaces between thousands.
pub fn plain(here: &Here<'_>, typed: &str) -> String {
    let spaces = ['\u{a0}', '\u{202f}'];
    let text = typed.replace(spaces, "");
    match here.words.language {
        Language::French => text.replace(',', "."),
        Language::English => text,
    }
}
