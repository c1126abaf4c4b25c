//! Random histories of wishes, sensible and not: whatever is accepted keeps the books in order.

use std::collections::BTreeMap;

use commons::act::{
    Act, AddClaim, Distribute, LogEvent, NewResource, Reverse, ReviewEvent, SetEquation,
};
use commons::action::Action;
use commons::agent::AgentIx;
use commons::agreement::Side;
use commons::codec::Canonical;
use commons::contribution::{Provisional, Verdict};
use commons::equation::{Equation, Equipment, Modulator, ModulatorKind, Rate, Step};
use commons::equity::{Target, equity};
use commons::event::Standing;
use commons::name::{Handle, Moment};
use commons::refusal::Refused;
use commons::state::Held;
use commons::unit::Measure;
use commons::worth::Horizon;
use proptest::prelude::*;
use quantity::{Ratio, Share};

use crate::desk::{Desk, act_id, code, handle, key};
use crate::shares::{added, lived, steps};

/// Numbers from which a wish is made up.
type Dice = [u16; 12];

fn pick<T>(from: &[T], die: u16) -> &T {
    &from[usize::from(die) % from.len()]
}

/// One of these names, mostly; sometimes none, seldom one that nobody knows.
fn named(sort: &str, count: u16, die: u16) -> Option<Handle> {
    match die % 16 {
        0..3 => None,
        3 if die.is_multiple_of(5) => Some(handle("nobody")),
        _ => Some(handle(&format!("{sort}{}", die / 16 % count))),
    }
}

fn amount(die: u16) -> Option<Measure> {
    let units = ["one", "one", "one", "one", "CAD", "CAD", "hour", "minute", "kg", "percent"];
    let minor = match die % 64 {
        0 => 0,
        1 => -1_000_000,
        2 => 1_000_000_000_000_000_000_000_000_000,
        3 => 1,
        _ => i128::from(die % 50) * 100_000,
    };
    (!die.is_multiple_of(8))
        .then(|| Measure { minor, unit: code(units[usize::from(die / 64) % units.len()]) })
}

fn event(dice: &Dice, desk: &Desk) -> Act {
    let mut wish = LogEvent::new(*pick(Action::ALL, dice[0]));
    wish.provider = named("a", 4, dice[1]);
    wish.receiver = named("a", 4, dice[2]).filter(|_| dice[2].is_multiple_of(3));
    wish.at = Some(Moment(desk.now.0 - i64::from(dice[3] % 5) * Moment::DAY_MS));
    let process = named("p", 5, dice[4]);
    match dice[4] % 3 {
        0 => wish.input_of = process,
        1 => wish.output_of = process,
        _ => {}
    }
    wish.resource = named("lot", 6, dice[5]);
    wish.to_resource = named("lot", 6, dice[6]).filter(|_| dice[6].is_multiple_of(2));
    if dice[6].is_multiple_of(7) {
        let new = handle(&format!("new{}", dice[6] % 50));
        let name = new.to_string();
        wish.creates = Some(NewResource::new(new, name));
    }
    wish.quantity = amount(dice[7]);
    wish.effort = amount(dice[8]).filter(|_| dice[8].is_multiple_of(2));
    wish.value = amount(dice[9]).filter(|_| dice[9].is_multiple_of(2));
    wish.standing = *pick(Standing::ALL, (dice[10] % 5).saturating_sub(2));
    wish.weight = (dice[10].is_multiple_of(6)).then(|| u64::from(dice[10]));
    let side = if dice[11].is_multiple_of(2) { Side::Primary } else { Side::Reciprocal };
    wish.agreement =
        named("deal", 2, dice[11]).filter(|_| dice[11].is_multiple_of(3)).map(|deal| (deal, side));
    if dice[11].is_multiple_of(11) {
        wish.settles = vec![format!("claim{}", dice[11] % 3)];
    }
    Act::LogEvent(Box::new(wish))
}

/// An earlier entry, by its act.
fn earlier(desk: &Desk, die: u16) -> u64 {
    u64::from(die) % (desk.state.entries + 1)
}

/// A correction that is like what it corrects, but for the figures.
fn correction(dice: &Dice, desk: &Desk) -> Option<Act> {
    let state = &desk.state;
    let event = state.events.ix(usize::from(dice[0]) % state.events.len().max(1))?;
    let row = state.events.at(event);
    let change = |minor: i128, die: u16| -minor * i128::from(die % 6) / 4;
    let measure = |quantity: Option<commons::unit::Quantity>, die| {
        let quantity = quantity?;
        Some(Measure { minor: change(quantity.minor, die), ..state.measure(quantity) })
    };
    let mut wish = LogEvent::new(row.action);
    wish.corrects = Some(row.act);
    wish.provider = Some(state.agents.at(row.provider).handle.clone());
    wish.receiver = Some(state.agents.at(row.receiver).handle.clone());
    wish.input_of = row.input_of.map(|process| state.processes.at(process).handle.clone());
    wish.output_of = row.output_of.map(|process| state.processes.at(process).handle.clone());
    wish.resource = row.resource.map(|resource| state.resources.at(resource).handle.clone());
    wish.to_resource = row.to_resource.map(|resource| state.resources.at(resource).handle.clone());
    wish.quantity = measure(row.quantity, dice[1]);
    wish.effort = measure(row.effort, dice[2]);
    wish.value = measure(row.value, dice[3]);
    Some(Act::LogEvent(Box::new(wish)))
}

fn equation(dice: &Dice) -> Act {
    let rate = |per: &str, die: u16| Rate {
        agent: named("a", 4, die).filter(|_| die.is_multiple_of(2)),
        ..Rate::new(code(per), Ratio::new(i128::from(die % 90), 7).unwrap())
    };
    let mut equation = Equation::founding(code("CAD"));
    equation.work = vec![rate("hour", dice[0]), rate("hour", dice[1])];
    equation.usage = vec![rate("hour", dice[2]), rate("one", dice[3])];
    equation.material = vec![rate("one", dice[4])];
    equation.production =
        vec![rate("one", dice[5])].into_iter().filter(|_| dice[5].is_multiple_of(3)).collect();
    equation.citation = vec![rate("one", dice[6])];
    equation.equipment = *pick(Equipment::ALL, dice[7]);
    equation.provisional = *pick(Provisional::ALL, u16::from(dice[8].is_multiple_of(5)));
    if dice[9].is_multiple_of(2) {
        let kind = *pick(ModulatorKind::ALL, dice[9]);
        let factor = Ratio::new(i128::from(dice[10] % 5), 3).unwrap();
        let steps = vec![Step { from: Ratio::ONE, word: None, factor }];
        equation.modulators = vec![Modulator { kind, steps }];
    }
    Act::SetEquation(Box::new(SetEquation { equation }))
}

fn claim(dice: &Dice) -> Act {
    Act::AddClaim(Box::new(AddClaim {
        provider: named("a", 4, dice[1]),
        receiver: named("a", 4, dice[2]),
        quantity: amount(dice[3]),
        ..AddClaim::new(format!("claim{}", dice[0] % 3), Action::Transfer)
    }))
}

fn wish(dice: &Dice, desk: &Desk) -> Option<Act> {
    let [sort, .., last] = *dice;
    Some(match sort / 256 % 16 {
        0 => Act::Reverse(Reverse { act: act_id(earlier(desk, last)), reason: None }),
        1 => Act::ReviewEvent(ReviewEvent {
            event: act_id(earlier(desk, last)),
            verdict: *pick(Verdict::ALL, last),
            reason: (!last.is_multiple_of(4)).then(|| "a doubt".to_owned()),
            quality: Ratio::new(i128::from(last % 9) - 1, 4).filter(|_| last.is_multiple_of(3)),
        }),
        2 => correction(dice, desk)?,
        3 | 4 => Act::Distribute(Distribute {
            income: amount(dice[1] | 1)?,
            target: named("lot", 6, last).or(named("p", 5, dice[2])),
            reference: None,
        }),
        5 => equation(dice),
        6 => claim(dice),
        _ => event(dice, desk),
    })
}

/// A distribution is shared wholly.
fn check_distribution(desk: &Desk, entry: u64) {
    if let Some(Held::Distribution(row)) = desk.state.held(entry) {
        let row = desk.state.distributions.at(row);
        let paid: i128 = row.payees.iter().map(|payee| payee.minor).sum();
        assert_eq!(paid, row.total);
        assert!(row.payees.iter().all(|payee| payee.minor >= 0));
    }
}

/// Whatever is asked, shares are a whole, or there is a reason why there are none.
fn check_shares(desk: &Desk) {
    let state = &desk.state;
    let equation = state.equation.as_ref().unwrap();
    let horizon = Horizon { until: None, now: desk.now };
    let resources = state.resources.iter().map(|(resource, _)| Target::Resource(resource));
    let processes = state.processes.iter().map(|(process, _)| Target::Process(process));
    let agreements = state.agreements.iter().map(|(agreement, _)| Target::Agreement(agreement));
    for target in [Target::Whole].into_iter().chain(resources).chain(processes).chain(agreements) {
        match equity(state, equation, target, horizon) {
            Ok(equity) => {
                let whole: u64 = equity.holders.iter().map(|holder| holder.share.parts()).sum();
                assert_eq!(whole, Share::WHOLE);
                let credits: u128 = equity.credits.iter().map(|c| u128::from(c.weight)).sum();
                let held: u128 = equity.holders.iter().map(|holder| holder.weight).sum();
                assert_eq!(credits, held);
            }
            Err(
                Refused::NothingContributed { .. }
                | Refused::LoopWithoutExit { .. }
                | Refused::WorthTooLarge { .. }
                | Refused::ValueOverflow,
            ) => {}
            Err(refused) => panic!("{refused}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_books_stay_in_order(
        steps in steps(0..25),
        dice in prop::collection::vec(any::<Dice>(), 1..80),
    ) {
        let mut desk = lived(&steps);
        for dice in dice {
            desk.now = Moment(desk.now.0 + i64::from(dice[0] % 4) * Moment::DAY_MS);
            desk.key = key(1 + u8::from(dice[1].is_multiple_of(40)));
            let Some(act) = wish(&dice, &desk) else { continue };
            if let Ok(entry) = desk.submit(&act) {
                check_distribution(&desk, entry);
            }
            desk.key = key(1);
        }
        check_shares(&desk);
        prop_assert_eq!(desk.replayed(), desk.state);
    }

    /// Bytes that differ anywhere are refused or mean something else: nothing has two encodings.
    #[test]
    fn an_act_has_one_encoding(dice in any::<Dice>(), at in any::<prop::sample::Index>(), byte: u8) {
        let desk = lived(&[]);
        let sorts = [event(&dice, &desk), equation(&dice), claim(&dice)];
        for act in sorts.iter().chain(&added()) {
            let mut bytes = act.to_bytes();
            prop_assert_eq!(&Act::from_bytes(&bytes).unwrap(), act);
            let at = at.index(bytes.len());
            bytes[at] = byte;
            if let Ok(other) = Act::from_bytes(&bytes) {
                prop_assert_eq!(other.to_bytes(), bytes.clone());
            }
            bytes.truncate(at);
            prop_assert!(Act::from_bytes(&bytes).is_err(), "a part is no whole");
        }
    }

    #[test]
    fn nobody_is_ever_a_cent_from_their_due(
        hours in prop::collection::vec(1..2_000_i128, 2..6),
        incomes in prop::collection::vec(1..500_i128, 1..40),
        reversed in any::<prop::sample::Index>(),
    ) {
        let mut desk = Desk::founded();
        for act in added() {
            desk.submit(&act).unwrap();
        }
        for (number, minor) in hours.iter().enumerate() {
            let mut wish = LogEvent::new(Action::Work);
            wish.provider = Some(handle(&format!("a{}", number % 4)));
            wish.resource = Some(handle("lot0"));
            wish.effort = Some(Measure { minor: minor * 1_000, unit: code("hour") });
            desk.submit(&Act::LogEvent(Box::new(wish))).unwrap();
        }
        let mut entries = Vec::new();
        for minor in &incomes {
            let income = Measure { minor: *minor, unit: code("CAD") };
            let wish = Distribute { income, target: Some(handle("lot0")), reference: None };
            entries.push(desk.submit(&Act::Distribute(wish)).unwrap());
            check_dues(&desk);
        }
        // What is taken back is as if it had never been paid.
        let act = act_id(*reversed.get(&entries));
        desk.submit(&Act::Reverse(Reverse { act, reason: None })).unwrap();
        let wish = Distribute {
            income: Measure { minor: 1_000, unit: code("CAD") },
            target: Some(handle("lot0")),
            reference: None,
        };
        desk.submit(&Act::Distribute(wish)).unwrap();
        check_dues(&desk);
    }
}

fn check_dues(desk: &Desk) {
    let mut beyond: BTreeMap<AgentIx, i128> = BTreeMap::new();
    for (_, row) in desk.state.distributions.iter().filter(|(_, row)| row.reversed_by.is_none()) {
        for payee in &row.payees {
            let due = row.total * i128::from(payee.share.parts());
            let paid = payee.minor * i128::from(Share::WHOLE);
            *beyond.entry(payee.agent).or_default() += paid - due;
        }
    }
    for (agent, beyond) in beyond {
        assert!(beyond.abs() < i128::from(Share::WHOLE), "{agent:?} is a cent off");
    }
}
