//! What is beside what would be: shares, the last distribution, the last receipt, each with bars that show the difference.

use std::collections::{BTreeMap, BTreeSet};

use commons::agent::AgentIx;
use commons::equity::Holder;
use commons::refusal::Refused as Rule;
use commons::unit::UnitIx;
use commons::visibility::Thing;
use maud::{Markup, PreEscaped, html};
use quantity::Share;

use crate::page::{Cell, table};
use crate::site::Here;
use crate::supposed::{Outcome, Paid, Scratch};
use crate::telling::Telling;

/// How many rows are shown.
const MOST: usize = 60;

/// All that can be compared.
pub fn all(here: &Here<'_>, scratch: &Scratch, supposed: &Outcome) -> Markup {
    let present = &scratch.present;
    html! {
        h2 { (here.say("whatif-shares")) }
        (shares(here, &present.shares, &supposed.shares))
        @if let (Some(ix), Some(now), Some(then)) =
            (scratch.distribution, &present.distributed, &supposed.distributed)
        {
            @let row = here.state.distributions.at(ix);
            @let told = [
                ("much", here.words.amount(here.state, row.total, row.unit).into()),
                ("entry", row.entry.to_string().into()),
            ];
            h2 { (here.say("whatif-distribution")) }
            p.soft { (here.words.say_with("whatif-distribution-what", &told)) }
            (distribution(here, [now, then], row.total, row.unit))
        }
        @if let (Some(entry), Some(now), Some(then)) =
            (scratch.receipt(), &present.received, &supposed.received)
        {
            @if here.sees(Thing::Journal) {
                h2 { (here.say("whatif-receipt")) }
                p.soft { (here.words.say_with("whatif-receipt-what", &[("entry", entry.to_string().into())])) }
                (receipt(here, now, then))
            }
        }
    }
}

/// Somebody before and after: what is read, and how far it reaches.
struct Row {
    who: String,
    now: String,
    then: String,
    change: String,
    /// From −1 to 1.
    reach: f64,
}

fn rows(here: &Here<'_>, caption: &str, rows: Vec<Row>) -> Markup {
    let rest = rows.len().saturating_sub(MOST);
    let heads = [
        here.say("whatif-who"),
        format!(">{}", here.say("whatif-now")),
        format!(">{}", here.say("whatif-then")),
        format!(">{}", here.say("whatif-change")),
        String::new(),
    ];
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let cells = |row: Row| {
        vec![
            Cell::Text(html! { (row.who) }),
            Cell::Figure(html! { (row.now) }),
            Cell::Figure(html! { (row.then) }),
            Cell::Figure(html! { (row.change) }),
            Cell::Text(swing(row.reach)),
        ]
    };
    let cells: Vec<Vec<Cell>> = rows.into_iter().take(MOST).map(cells).collect();
    html! {
        div.compared { (table(caption, &heads, &cells)) }
        @if rest > 0 { p.soft { (here.words.say_with("whatif-more", &[("count", rest.into())])) } }
    }
}

/// A bar from the middle: to the right what is more, to the left what is less.
fn swing(reach: f64) -> Markup {
    let reach = reach.clamp(-1.0, 1.0) * 50.0;
    let (start, width) = if reach < 0.0 { (50.0 + reach, -reach) } else { (50.0, reach) };
    let (start, width) = (format!("{start:.2}"), format!("{width:.2}"));
    let class = if reach < 0.0 { "less" } else { "more" };
    html! {
        (PreEscaped("<svg class=\"swing\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"))
        rect.axis x="49.6" width="0.8" height="8" {}
        rect class=(class) x=(start) y="1.5" width=(width) height="5" {}
        (PreEscaped("</svg>"))
    }
}

fn signed(here: &Here<'_>, plain: &str) -> String {
    let said = here.words.decimal(plain);
    let is_nothing = plain.chars().all(|c| matches!(c, '0' | '.' | '-'));
    match (is_nothing, plain.starts_with('-')) {
        (true, _) => "=".to_owned(),
        (false, true) => said,
        (false, false) => format!("+{said}"),
    }
}

fn by_agent(holders: &[Holder]) -> BTreeMap<AgentIx, Share> {
    holders.iter().map(|holder| (holder.agent, holder.share)).collect()
}

fn shares(
    here: &Here<'_>,
    now: &Result<Vec<Holder>, Rule>,
    then: &Result<Vec<Holder>, Rule>,
) -> Markup {
    let (now, then) = match (now, then) {
        (Ok(now), Ok(then)) => (now.as_slice(), then.as_slice()),
        (Err(Rule::NothingContributed { .. }), _) => {
            return html! { p { (here.say("whatif-nothing")) } };
        }
        (_, Err(refused)) => return refusal(here, refused),
        (Err(_), Ok(then)) => (&[][..], then.as_slice()),
    };
    let (before, after) = (by_agent(now), by_agent(then));
    let order: Vec<AgentIx> = now.iter().chain(then).map(|holder| holder.agent).collect();
    let mut seen = BTreeSet::new();
    let telling = Telling { words: here.words, state: here.state };
    // To a thousandth of a percent, from whole parts.
    let points = |share: Share| i128::from(share.parts() / (Share::WHOLE / 10_000));
    let change = |agent: &AgentIx| {
        let of = |shares: &BTreeMap<AgentIx, Share>| shares.get(agent).copied().unwrap_or_default();
        points(of(&after)) - points(of(&before))
    };
    // The longest bar is the largest difference, but none is long for less than a percent.
    let most = order.iter().map(|agent| change(agent).abs()).max().unwrap_or_default().max(100);
    let row = |agent: AgentIx| {
        let (old, new) = (
            before.get(&agent).copied().unwrap_or_default(),
            after.get(&agent).copied().unwrap_or_default(),
        );
        let percent = |share: Share| here.words.percent(&share.percent(2));
        let change = change(&agent);
        Row {
            who: telling.agent(agent),
            now: percent(old),
            then: percent(new),
            change: signed(here, &quantity::format_decimal(change, 2)),
            reach: change as f64 / most as f64,
        }
    };
    let all = order.into_iter().filter(|agent| seen.insert(*agent)).map(row).collect();
    rows(here, &here.say("whatif-shares-caption"), all)
}

fn distribution(
    here: &Here<'_>,
    shares: [&Result<Vec<Holder>, Rule>; 2],
    total: i128,
    unit: UnitIx,
) -> Markup {
    match shares {
        [Ok(now), Ok(then)] => amounts(here, &paid(now, total, unit), &paid(then, total, unit)),
        [Err(Rule::NothingContributed { .. }), _] | [_, Err(Rule::NothingContributed { .. })] => {
            html! { p { (here.say("whatif-nothing")) } }
        }
        [Err(refused), _] | [_, Err(refused)] => refusal(here, refused),
    }
}

/// What a total pays to whom by shares.
fn paid(holders: &[Holder], total: i128, unit: UnitIx) -> Paid {
    let weights: Vec<u128> = holders.iter().map(|holder| holder.weight).collect();
    let parts = quantity::split(total, &weights).unwrap_or_default();
    let account = |holder: &Holder| commons::account::Account::Agent(holder.agent);
    holders.iter().zip(parts).map(|(holder, part)| ((account(holder), unit), part)).collect()
}

fn amounts(here: &Here<'_>, now: &Paid, then: &Paid) -> Markup {
    let telling = Telling { words: here.words, state: here.state };
    let keys: BTreeSet<_> = now.keys().chain(then.keys()).copied().collect();
    let most = keys
        .iter()
        .map(|key| {
            let of = |paid: &Paid| paid.get(key).copied().unwrap_or_default();
            (of(then) - of(now)).abs()
        })
        .max()
        .unwrap_or_default();
    let mut all: Vec<(i128, Row)> = Vec::new();
    for key in keys {
        let (account, unit) = key;
        let of = |paid: &Paid| paid.get(&key).copied().unwrap_or_default();
        let (old, new) = (of(now), of(then));
        let decimals = here.state.units.at(unit).decimals;
        let said = |minor| here.words.amount(here.state, minor, unit);
        let change = quantity::format_decimal(new - old, decimals);
        let reach = (new - old) as f64 / (most.max(1) as f64);
        let change = signed(here, &change);
        let row =
            Row { who: telling.account(account), now: said(old), then: said(new), change, reach };
        all.push((old, row));
    }
    all.sort_by_key(|(old, _)| std::cmp::Reverse(*old));
    rows(here, &here.say("whatif-paid-caption"), all.into_iter().map(|(_, row)| row).collect())
}

fn receipt(here: &Here<'_>, now: &Result<Paid, Rule>, then: &Result<Paid, Rule>) -> Markup {
    match (now, then) {
        (Ok(now), Ok(then)) => amounts(here, now, then),
        (Err(refused), _) | (_, Err(refused)) => refusal(here, refused),
    }
}

fn refusal(here: &Here<'_>, refused: &Rule) -> Markup {
    let told = refused.to_string();
    let sentence = told.split_once(": ").map_or(told.as_str(), |(_, sentence)| sentence);
    html! { p.refused { (here.say("whatif-cannot")) " " span lang="en" { (sentence) } } }
}
