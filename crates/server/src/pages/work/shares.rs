//! Whose something is: the shares as a pie, over time, and holder by holder.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use book::CommonsId;
use commons::agent::AgentIx;
use commons::equity::{Equity, Target};
use commons::name::{Handle, Moment};
use commons::state::State;
use commons::worth::Horizon;
use inquiry::date;
use maud::{Markup, html};
use quantity::Share;

use super::contributions::given_to;
use super::{said, worths};
use crate::chart::{self, Day, Point, Series, Slice};
use crate::page::{self, Cell};
use crate::site::{Here, Site};

/// Holders that are told apart; those beyond are one line.
const HOLDERS: usize = 30;
/// Series of a chart over time, and how many days it has at most.
const SERIES: usize = 10;
const DAYS: usize = 12;
/// With how many events in all the past is asked at [`DAYS`] points; with more, at fewer.
const PATIENCE: usize = 400_000;
/// How many things the past is kept of.
const KEPT: usize = 64;

/// The shares of something on some days.
pub struct Past {
    days: Vec<Moment>,
    shares: Vec<BTreeMap<AgentIx, Share>>,
}

impl Past {
    /// The share of one agent on each day, the last of which is today; nothing on days without.
    pub fn of(&self, agent: AgentIx) -> impl Iterator<Item = (Moment, Share)> + '_ {
        let share = move |all: &BTreeMap<AgentIx, Share>| all.get(&agent).copied();
        let days = self.days.iter().zip(&self.shares);
        days.map(move |(day, all)| (*day, share(all).unwrap_or_default()))
    }
}

type Of = (CommonsId, u64, Handle);

/// The pasts that were asked for at the newest entry.
static PASTS: Mutex<BTreeMap<Of, Arc<Past>>> = Mutex::new(BTreeMap::new());

/// The past of the shares of something. It is counted once an entry, and the commons can be written between its days.
pub fn past(site: &Site, target: &Handle, now: Moment) -> Option<Arc<Past>> {
    let entries = site.keeper.read(|state| state.entries).ok()?;
    let of = (site.keeper.commons(), entries, target.clone());
    let pasts = || PASTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = pasts().get(&of) {
        return Some(Arc::clone(known));
    }
    let known = Arc::new(count(site, target, now)?);
    let mut pasts = pasts();
    pasts.retain(|(commons, at, _), _| *commons != of.0 || *at == entries);
    if pasts.len() >= KEPT {
        pasts.clear();
    }
    pasts.insert(of, Arc::clone(&known));
    Some(known)
}

fn count(site: &Site, handle: &Handle, now: Moment) -> Option<Past> {
    let shares = |until: Option<Moment>| {
        let counted = site.keeper.read(|state| {
            let target = commons::equity::target(state, Some(handle)).ok()?;
            let valuation = worths::at_horizon(state, Horizon { until, now }).ok()?;
            worths::equity(state, &valuation, target).ok()?
        });
        counted.ok().flatten()
    };
    let present = shares(None)?;
    let (moments, events) =
        site.keeper.read(|state| (days_of(state, &present), state.events.len())).ok()?;
    let mut days = spread(&moments, (PATIENCE / events.max(1)).clamp(4, DAYS));
    days.retain(|day| *day < now);
    let by_agent = |equity: Equity| equity.holders.iter().map(|it| (it.agent, it.share)).collect();
    let mut past = Past { days: Vec::new(), shares: Vec::new() };
    for day in days {
        past.shares.push(shares(Some(day)).map(by_agent).unwrap_or_default());
        past.days.push(day);
    }
    past.days.push(now);
    past.shares.push(by_agent(present));
    Some(past)
}

/// The ends of the days on which something was given that counts, from when there first was something to hold a share of.
fn days_of(state: &State, equity: &Equity) -> BTreeSet<i64> {
    let own = state.events.iter().filter(|(_, event)| given_to(state, event, equity.target));
    let own = own.map(|(_, event)| end_of_day(event.at).0);
    let credits = equity.credits.iter().filter(|credit| credit.upstream.is_none());
    let credits = credits.map(|credit| end_of_day(state.events.at(credit.event).at).0);
    let first = own.min();
    let mut days: BTreeSet<i64> = credits.filter(|day| Some(*day) >= first).collect();
    days.extend(first);
    days
}

fn end_of_day(at: Moment) -> Moment {
    Moment(at.0 - at.0.rem_euclid(Moment::DAY_MS) + Moment::DAY_MS - 1)
}

/// Those days, or so many of them at even distances, the first among them.
fn spread(days: &BTreeSet<i64>, most: usize) -> Vec<Moment> {
    let step = days.len().div_ceil(most.max(1)).max(1);
    days.iter().step_by(step).map(|day| Moment(*day)).collect()
}

/// The pie and the chart over time, then holder by holder.
#[must_use]
pub fn figures(here: &Here<'_>, target: Target, equity: &Equity, past: Option<&Past>) -> Markup {
    html! {
        div.charts {
            (pie(here, equity))
            @if let Some(past) = past.filter(|past| past.days.len() > 1) { (over_time(here, past)) }
        }
        (holders(here, target, equity))
    }
}

/// The sum of the shares beyond the first so many.
fn beyond(equity: &Equity, first: usize) -> Option<Share> {
    let rest: u64 = equity.holders.iter().skip(first).map(|holder| holder.share.parts()).sum();
    Share::from_parts(rest).filter(|_| equity.holders.len() > first)
}

fn pie(here: &Here<'_>, equity: &Equity) -> Markup {
    let slice = |label, share| Slice {
        label,
        value: worths::drawn(share),
        said: worths::percent(here, share),
    };
    let holders = equity.holders.iter().take(HOLDERS);
    let mut slices: Vec<Slice> =
        holders.map(|holder| slice(said::agent(here, holder.agent), holder.share)).collect();
    slices.extend(beyond(equity, HOLDERS).map(|rest| slice(here.say("work-all-others"), rest)));
    let (who, share) = (here.say("work-who"), here.say("work-share"));
    chart::pie(&page::wording(here), &here.say("work-pie"), [&who, &share], &slices)
}

fn over_time(here: &Here<'_>, past: &Past) -> Markup {
    let days: Vec<Day> = past
        .days
        .iter()
        .map(|at| Day { iso: date::say(*at).chars().take(10).collect(), said: here.words.day(*at) })
        .collect();
    let mut agents: Vec<(Share, AgentIx)> = Vec::new();
    for agent in past.shares.iter().flat_map(BTreeMap::keys).collect::<BTreeSet<_>>() {
        let now = past.shares.last().and_then(|shares| shares.get(agent));
        agents.push((now.copied().unwrap_or_default(), *agent));
    }
    // As in the pie, so that both give somebody the same colour.
    agents.sort_by_key(|(now, _)| std::cmp::Reverse(*now));
    let (apart, rest) = agents.split_at(agents.len().min(SERIES));
    let point =
        |share: Share| Point { value: worths::drawn(share), said: worths::percent(here, share) };
    let line = |agents: &[(Share, AgentIx)]| -> Vec<Point> {
        let sum = |shares: &BTreeMap<AgentIx, Share>| {
            agents.iter().filter_map(|(_, it)| shares.get(it)).map(|it| it.parts()).sum()
        };
        past.shares.iter().map(|it| point(Share::from_parts(sum(it)).unwrap_or_default())).collect()
    };
    let mut series: Vec<Series> = apart
        .chunks(1)
        .filter_map(|one| {
            Some(Series { label: said::agent(here, one.first()?.1), points: line(one) })
        })
        .collect();
    if !rest.is_empty() {
        series.push(Series { label: here.say("work-all-others"), points: line(rest) });
    }
    let (title, day) = (here.say("work-over-time"), here.say("work-day"));
    chart::over_time(&page::wording(here), &title, &day, &days, &series)
}

fn holders(here: &Here<'_>, target: Target, equity: &Equity) -> Markup {
    let of = said::named(here, target).0.map_or_else(|| "all".to_owned(), |it| it.to_string());
    let rows: Vec<Vec<Cell>> = equity
        .holders
        .iter()
        .take(HOLDERS)
        .map(|holder| {
            let why = format!("/why/share/{of}/{}", here.state.agents.at(holder.agent).handle);
            vec![
                Cell::Text(said::agent_link(here, holder.agent)),
                Cell::Figure(html! {
                    (page::bar(worths::drawn(holder.share) * 100.0)) " "
                    (page::why(here, &worths::percent(here, holder.share), &why))
                }),
            ]
        })
        .collect();
    let (who, share) = (here.say("work-who"), format!(">{}", here.say("work-share")));
    html! {
        (page::table(&here.say("work-holders"), &[&who, &share], &rows))
        @if let Some(rest) = beyond(equity, HOLDERS) {
            @let told = [
                ("count", (equity.holders.len() - HOLDERS).into()),
                ("share", worths::percent(here, rest).into()),
            ];
            p.soft { (here.words.say_with("work-holders-beyond", &told)) }
        }
    }
}
