//! G13: what decay comes to is computed, not typed.

use quantity::{Factor, Ratio};

use super::words::{decimal, percent};
use crate::civil::Period;
use crate::diagnostic::Diagnostic;
use crate::model::{Decay, Model, Unit, UnitId};
use crate::report::{Guarantee, Report, Subject, Verdict};

const G: Guarantee = Guarantee::Decay;

/// Says of each unit that decays what it loses in a month and a year.
pub fn check(model: &Model, report: &mut Report) {
    for (unit, id) in super::numbered(&model.units) {
        let Some(decay) = &unit.decay else { continue };
        let about = Subject::Unit(UnitId(id));
        let (kept, facts) = (Ratio::ONE.checked_sub(decay.part), facts(decay));
        let Some(sentence) = kept.and_then(|kept| told(unit, decay, kept)).or(facts) else {
            continue;
        };
        report.diagnostics.extend(lints(unit, decay));
        report.find(G, Verdict::Proven, about, decay.at, sentence);
    }
}

/// A period in minutes, a year of 365 days and a month of a twelfth of it.
fn days_of(period: Period) -> u64 {
    const DAY: u64 = 1_440;
    match period {
        Period::Minute => 1,
        Period::Hour => 60,
        Period::Day => DAY,
        Period::Week => 7 * DAY,
        Period::Month => 365 * DAY / 12,
        Period::Quarter => 365 * DAY / 4,
        Period::Year => 365 * DAY,
        Period::Days(days) => u64::from(days) * DAY,
    }
}

fn period(period: Period) -> String {
    match period {
        Period::Minute => "minute".to_owned(),
        Period::Hour => "hour".to_owned(),
        Period::Day => "day".to_owned(),
        Period::Week => "week".to_owned(),
        Period::Month => "month".to_owned(),
        Period::Quarter => "quarter".to_owned(),
        Period::Year => "year".to_owned(),
        Period::Days(days) => format!("{days}-days"),
    }
}

/// What is lost in so many minutes, in percent to three decimals at most.
fn lost(decay: &Decay, minutes: u64) -> Option<String> {
    let kept = Ratio::ONE.checked_sub(decay.part)?;
    let common = gcd(days_of(decay.each), minutes);
    let step = Factor::root(kept, days_of(decay.each) / common)?;
    Some(format!("{}%", step.power(minutes / common).lost_percent(3)))
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

const MONTH: u64 = 30 * 1_440;
const YEAR: u64 = 365 * 1_440;
const LEAP_YEAR: u64 = 366 * 1_440;

fn told(unit: &Unit, decay: &Decay, kept: Ratio) -> Option<String> {
    let each = format!("{} each {}", percent(decay.part, 6), period(decay.each));
    let times = YEAR / days_of(decay.each);
    let whole = YEAR.is_multiple_of(days_of(decay.each)) && (2..=12).contains(&times);
    let year = lost(decay, YEAR)?;
    let name = &unit.name;
    if whole {
        let left = (0..times).try_fold(Ratio::ONE, |left, _| left.checked_mul(kept))?;
        let simple = decay.part.checked_mul(Ratio::from_integer(i128::from(times)))?;
        return Some(format!(
            "`{name}` loses {each}: {}^{times} = {} is left after a year, which is {year} lost and not {}, as each step takes from what is left",
            decimal_trimmed(kept),
            decimal(left, 5),
            percent(simple, 6)
        ));
    }
    let month = lost(decay, MONTH)?;
    let leap = lost(decay, LEAP_YEAR)?;
    Some(match decay.each {
        Period::Year => {
            format!("`{name}` loses {each} of 365 days: {month} in 30 days, {leap} in a leap year")
        }
        _ => format!("`{name}` loses {each}: {month} in 30 days, {year} in a year of 365 days"),
    })
}

fn decimal_trimmed(number: Ratio) -> String {
    super::words::plain(number)
}

fn facts(decay: &Decay) -> Option<String> {
    (decay.part == Ratio::ONE).then(|| "all of it is lost at once".to_owned())
}

fn lints(unit: &Unit, decay: &Decay) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let name = &unit.name;
    let each = percent(decay.part, 6);
    if let Period::Days(days @ 28..=31) = decay.each
        && let (Some(month), Some(year)) = (lost(decay, MONTH), lost(decay, YEAR))
    {
        let message = format!(
            "`{name}`: {each} each {days}-days is {month} in a month of 30 days and {year} in a year; {days} days are not a month"
        );
        found.push(
            Diagnostic::warning("decay_not_monthly", decay.at, message)
                .hint("write `each month` if a calendar month is meant"),
        );
    }
    found
}
