//! Acts at random, sensible and not, under the charter in force.

use charter::model::{Issuer, RoleHow, Rule, Side, Trigger, UnitId};
use commons::account::Account;
use commons::act::{
    Act, AdoptCharter, Answer, AssignClaim, CatchUp, ChangeRole, Demand, Detail, Hold, Pay, PayOut,
    PayoutLine, Receive, RecordDecision, Report, Request, Reverse, SettleHold, Word,
};
use commons::change::Then;
use commons::name::{Handle, Moment};
use commons::unit::Measure;

use super::desk::{Desk, act_id, code, handle};
use super::dice::Dice;
use super::text;

const DAY_MS: i64 = 86_400_000;

/// Lets time pass or somebody act, as one number says.
pub fn step(desk: &mut Desk, seed: u64) {
    let dice = &mut Dice::new(seed);
    if desk.model().is_none() || dice.one_in(40) {
        let text = text::charter(dice).join("\n");
        desk.submit(1, Act::AdoptCharter(Box::new(AdoptCharter::new(text))));
        return;
    }
    if dice.one_in(3) {
        pass_time(desk, dice);
    }
    if dice.one_in(60) {
        return desk.join();
    }
    let (author, act) = match dice.one_in(3) {
        true => draw(desk, dice),
        false => sets_off(desk, dice).unwrap_or_else(|| draw(desk, dice)),
    };
    desk.submit(author, act);
}

fn pass_time(desk: &mut Desk, dice: &mut Dice) {
    let day = DAY_MS;
    let ms = *dice.pick(&[1, 3_600_000, day / 2, day, day, 3 * day, 7 * day, 28 * day, 40 * day]);
    // Sometimes to the very close of a day.
    let ms = if dice.one_in(6) { day - desk.now.0.rem_euclid(day) } else { ms };
    desk.now = Moment(desk.now.0 + ms);
}

/// The place of an agent, which is not the commons itself.
fn somebody(desk: &Desk, dice: &mut Dice) -> usize {
    1 + dice.below(desk.state.agents.len() - 1)
}

fn name(desk: &Desk, place: usize) -> Handle {
    desk.state.agents.at(desk.state.agents.ix(place).unwrap()).handle.clone()
}

fn pool(dice: &mut Dice) -> Handle {
    handle(dice.pick::<&str>(&["till", "pot", "garden", "fund"]))
}

/// Somebody or a pool; seldom nobody that is known.
fn payee(desk: &Desk, dice: &mut Dice) -> Handle {
    match dice.below(30) {
        0 => handle("nobody"),
        1..15 => pool(dice),
        _ => {
            let place = somebody(desk, dice);
            name(desk, place)
        }
    }
}

fn measure(desk: &Desk, dice: &mut Dice, unit: &str) -> Measure {
    let decimals =
        desk.state.unit(&code(unit)).map_or(0, |unit| desk.state.units.at(unit).decimals);
    let one = 10_i128.pow(decimals.into());
    let minor = match dice.below(40) {
        0 => 0,
        1 => -one,
        2 => 1_000_000_000_000_000_000_000_000_000,
        3..8 => 1 + dice.below(7) as i128,
        8..20 => dice.below(20_000) as i128,
        _ => (1 + dice.below(80) as i128) * one,
    };
    Measure { minor, unit: code(unit) }
}

fn unit(desk: &Desk, dice: &mut Dice) -> String {
    let units = &desk.model().unwrap().units;
    let drawn = dice.pick(units);
    match dice.one_in(4) {
        true => "eur".to_owned(),
        false => drawn.name.to_string(),
    }
}

fn details(desk: &Desk, dice: &mut Dice) -> Vec<Detail> {
    let wants = desk.model().unwrap().rules.iter().any(|rule| !rule.details.is_empty());
    if !wants || dice.one_in(3) {
        return Vec::new();
    }
    let amount = match dice.one_in(4) {
        true => measure(desk, dice, "eur"),
        false => Measure { minor: dice.below(900) as i128, unit: code("eur") },
    };
    vec![Detail { name: handle("cost"), amount }]
}

fn draw(desk: &Desk, dice: &mut Dice) -> (usize, Act) {
    let author = somebody(desk, dice);
    match dice.below(40) {
        0..9 => (1, receive(desk, dice)),
        9..18 => (author, pay(desk, dice)),
        18..20 => (author, report(desk, dice)),
        20..24 => (author, request(desk, dice)),
        24 => (author, demand(desk, dice)),
        25 | 26 => answer(desk, dice).unwrap_or((author, Act::CatchUp(CatchUp {}))),
        27 | 28 => (author, hold(desk, dice)),
        29 | 30 => settle(desk, dice).unwrap_or((author, Act::CatchUp(CatchUp {}))),
        31 | 32 => role(desk, dice),
        33 | 34 => (1, decided(desk, dice)),
        35 | 36 => reverse(desk, dice),
        37 => (1, pay_out(desk, dice)),
        38 => assign(desk, dice).unwrap_or((author, Act::CatchUp(CatchUp {}))),
        _ => (author, Act::CatchUp(CatchUp {})),
    }
}

/// An act that may set off a rule, with an amount that may be there.
fn sets_off(desk: &Desk, dice: &mut Dice) -> Option<(usize, Act)> {
    let model = desk.model()?;
    let rule = dice.pick_any(&model.rules)?;
    let named = |unit: UnitId| model.units[unit.at()].name.to_string();
    let author = somebody(desk, dice);
    Some(match &rule.trigger {
        Trigger::Transfer { unit, to, from } => {
            let to = match to {
                Side::Pool(pool) => handle(&model.pools[pool.at()].name),
                _ => payee(desk, dice),
            };
            let source = match from {
                Side::Pool(pool) => Some(handle(&model.pools[pool.at()].name)),
                _ => None,
            };
            let payer = match &source {
                Some(pool) => Account::Pool(desk.state.pool(pool)?),
                None => Account::Agent(desk.state.agents.ix(author)?),
            };
            let amount = some_of(desk, dice, payer, &named(*unit));
            let from_outside = model.units[unit.at()].issuer == Issuer::Outside && source.is_none();
            let details = told(desk, dice, &rule);
            if from_outside && dice.one_in(3) {
                let (reference, amount) =
                    (format!("r{}", desk.state.entries), measure(desk, dice, &named(*unit)));
                let wish = Receive { amount, from: None, to, reference, details, note: None };
                return Some((1, Act::Receive(Box::new(wish))));
            }
            (author, Act::Pay(Box::new(Pay { from: source, details, ..Pay::new(to, amount) })))
        }
        Trigger::Reached { unit, pool, .. } => {
            let to = handle(&model.pools[pool.at()].name);
            (author, Act::Pay(Box::new(Pay::new(to, measure(desk, dice, &named(*unit))))))
        }
        Trigger::Report { .. } => (author, report(desk, dice)),
        Trigger::Request { name, unit, about, .. } => {
            let payer = Account::Agent(desk.state.agents.ix(author)?);
            let amount = unit.map(|unit| match name.starts_with("mint") {
                true => measure(desk, dice, &named(unit)),
                false => some_of(desk, dice, payer, &named(unit)),
            });
            let (about, details) = (about.map(|_| payee(desk, dice)), told(desk, dice, &rule));
            let wish = Request { amount, about, details, ..Request::new(handle(name)) };
            (author, Act::Request(Box::new(wish)))
        }
        Trigger::Passes { .. } => (1, decided(desk, dice)),
        Trigger::Every { .. } | Trigger::Date(_) | Trigger::Paid(_) => (1, receive(desk, dice)),
    })
}

/// An amount up to what somebody has, mostly.
fn some_of(desk: &Desk, dice: &mut Dice, of: Account, unit: &str) -> Measure {
    let has = desk.state.unit(&code(unit)).map_or(0, |unit| desk.state.accounts.balance(of, unit));
    match has > 0 && !dice.one_in(8) {
        true => {
            let part = has / 10_000 * i128::from(dice.next() % 10_000);
            Measure { minor: if dice.one_in(8) { has } else { part.max(1) }, unit: code(unit) }
        }
        false => measure(desk, dice, unit),
    }
}

/// What a rule wants to know beside the amount.
fn told(desk: &Desk, dice: &mut Dice, rule: &Rule) -> Vec<Detail> {
    if rule.details.is_empty() { Vec::new() } else { details(desk, dice) }
}

fn receive(desk: &Desk, dice: &mut Dice) -> Act {
    let from_outside = |unit: &&charter::model::Unit| unit.issuer == Issuer::Outside;
    let unit = desk.model().unwrap().units.iter().find(from_outside);
    let reference = format!("r{}", dice.below(400));
    Act::Receive(Box::new(Receive {
        amount: measure(desk, dice, unit.map_or("eur", |it| &it.name)),
        from: None,
        to: payee(desk, dice),
        reference,
        details: if dice.one_in(6) { details(desk, dice) } else { Vec::new() },
        note: None,
    }))
}

fn pay(desk: &Desk, dice: &mut Dice) -> Act {
    let unit = unit(desk, dice);
    let details = if dice.one_in(6) { details(desk, dice) } else { Vec::new() };
    let from = dice.one_in(5).then(|| pool(dice));
    Act::Pay(Box::new(Pay {
        from,
        details,
        ..Pay::new(payee(desk, dice), measure(desk, dice, &unit))
    }))
}

fn report(desk: &Desk, dice: &mut Dice) -> Act {
    let about = (!dice.one_in(4)).then(|| payee(desk, dice));
    Act::Report(Box::new(Report { about, ..Report::new(measure(desk, dice, "service")) }))
}

fn request(desk: &Desk, dice: &mut Dice) -> Act {
    let rules = desk.model().unwrap().rules.iter();
    let known: Vec<_> = rules
        .filter_map(|rule| match &rule.trigger {
            Trigger::Request { name, unit, about, .. } => {
                let unit = unit.map(|unit| desk.model().unwrap().units[unit.at()].name.to_string());
                Some((name.to_string(), unit, about.is_some()))
            }
            _ => None,
        })
        .collect();
    let fallback = ("ask".to_owned(), Some("eur".to_owned()), false);
    let (name, unit, about) = dice.pick_any(&known).unwrap_or(fallback);
    Act::Request(Box::new(Request {
        amount: unit.map(|unit| measure(desk, dice, &unit)),
        about: about.then(|| payee(desk, dice)),
        details: details(desk, dice),
        ..Request::new(handle(&name))
    }))
}

fn demand(desk: &Desk, dice: &mut Dice) -> Act {
    let payer = somebody(desk, dice);
    let unit = unit(desk, dice);
    Act::Demand(Box::new(Demand::new(name(desk, payer), measure(desk, dice, &unit))))
}

fn answer(desk: &Desk, dice: &mut Dice) -> Option<(usize, Act)> {
    let waiting: Vec<_> = desk.state.money.pending.values().collect();
    let pending = dice.pick_any(&waiting)?;
    let author = if dice.one_in(8) { somebody(desk, dice) } else { pending.word_of.place() };
    let word = if dice.one_in(4) { Word::Decline } else { Word::Accept };
    Some((author, Act::Answer(Answer { to: pending.act, word })))
}

fn hold(desk: &Desk, dice: &mut Dice) -> Act {
    let unit = unit(desk, dice);
    let days = *dice.pick(&[1, 2, 10, 40]);
    Act::Hold(Box::new(Hold {
        from: dice.one_in(4).then(|| pool(dice)),
        to: payee(desk, dice),
        amount: measure(desk, dice, &unit),
        until: Moment(desk.now.0 + days * DAY_MS),
        note: None,
    }))
}

fn settle(desk: &Desk, dice: &mut Dice) -> Option<(usize, Act)> {
    let all = desk.state.money.waiting.iter();
    let holds: Vec<_> = all.filter(|it| matches!(it.deferred.then, Then::Expire(_))).collect();
    let waiting = dice.pick_any(&holds)?;
    let held = waiting.deferred.held.as_ref()?;
    let part = match dice.below(4) {
        0 => held.minor,
        1 => held.minor / 2,
        2 => 1,
        _ => held.minor.saturating_mul(2),
    };
    let commit = (!dice.one_in(4)).then(|| Measure { minor: part, unit: held.unit.clone() });
    let author = desk.entries[&waiting.entry].author;
    let author = if dice.one_in(6) { somebody(desk, dice) } else { author };
    let (hold, place) = waiting.of;
    Some((author, Act::SettleHold(SettleHold { hold, place, commit })))
}

fn role(desk: &Desk, dice: &mut Dice) -> (usize, Act) {
    let roles = &desk.model().unwrap().roles;
    let by_hand: Vec<_> = roles
        .iter()
        .filter(|it| matches!(it.how, RoleHow::Granted { .. } | RoleHow::Open))
        .collect();
    let whom = somebody(desk, dice);
    let Some(role) = dice.pick_any(&by_hand) else { return (whom, Act::CatchUp(CatchUp {})) };
    let wish =
        ChangeRole { role: handle(&role.name), agent: name(desk, whom), holds: !dice.one_in(3) };
    (if role.how == RoleHow::Open { whom } else { 1 }, Act::ChangeRole(wish))
}

fn decided(desk: &Desk, dice: &mut Dice) -> Act {
    let about = (!dice.one_in(4)).then(|| payee(desk, dice));
    Act::RecordDecision(Box::new(RecordDecision {
        about,
        ..RecordDecision::new(handle("council"))
    }))
}

fn reverse(desk: &Desk, dice: &mut Dice) -> (usize, Act) {
    let back = 1 + dice.below(12) as u64;
    let entry = desk.state.entries.saturating_sub(back);
    let author = if dice.one_in(3) { somebody(desk, dice) } else { 1 };
    (author, Act::Reverse(Reverse { act: act_id(entry), reason: None }))
}

fn pay_out(desk: &Desk, dice: &mut Dice) -> Act {
    let whom = somebody(desk, dice);
    let line = PayoutLine { agent: name(desk, whom), amount: measure(desk, dice, "eur") };
    let reference = format!("p{}", dice.below(200));
    Act::PayOut(Box::new(PayOut { lines: vec![line], reference, note: None }))
}

fn assign(desk: &Desk, dice: &mut Dice) -> Option<(usize, Act)> {
    let classes: Vec<_> = desk.state.money.owing.iter().collect();
    let (class, owing) = dice.pick_any(&classes)?;
    let holders: Vec<_> = owing.owed().collect();
    let owed = dice.pick_any(&holders)?;
    let (to, whom) = (somebody(desk, dice), owed.holder.place());
    let amount = Measure { minor: 1 + owed.open() / 2, unit: code("eur") };
    let wish = AssignClaim { class: class.clone(), to: name(desk, to), amount, note: None };
    Some((whom, Act::AssignClaim(Box::new(wish))))
}
