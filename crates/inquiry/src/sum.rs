//! Sums of money as people type them, with what a rule wants to know beside, and lengths of time.

use charter::civil::{Period, Span, plus_ms};
use commons::act::Detail;
use commons::name::{Code, Handle, Moment};
use commons::refusal::Refused as Rule;
use commons::state::State;
use commons::unit::{Measure, UnitIx};

use crate::amount::{self, Amount, Counts};
use crate::{Refused, date};

/// The further amounts that a rule wants to know, each as `material=3 CAD`; a number without a unit is of `usual`.
///
/// # Errors
/// [`Refused::DetailUnreadable`], or an amount that cannot be read.
pub fn details(
    state: &State,
    texts: &[String],
    usual: Option<UnitIx>,
) -> Result<Vec<Detail>, Refused> {
    texts.iter().map(|text| detail(state, text, usual)).collect()
}

fn detail(state: &State, text: &str, usual: Option<UnitIx>) -> Result<Detail, Refused> {
    let unreadable = || Refused::DetailUnreadable { text: commons::name::shortened(text) };
    let (name, much) = text.split_once('=').ok_or_else(unreadable)?;
    let name = Handle::new(name.trim()).map_err(|_| unreadable())?;
    let amount = amount::amount(state, much, Counts::Things, usual)?.measure;
    Ok(Detail { name, amount })
}

/// A sum, such as `20 CAD`; without a unit it is of the only one that the charter has.
///
/// # Errors
/// As [`amount::amount`], and `unit_undeclared` for a unit that this commons never saw.
pub fn sum(state: &State, text: &str) -> Result<Measure, Refused> {
    match amount::amount(state, text, Counts::Things, only_unit(state)) {
        Ok(Amount { measure, adds: None }) => Ok(measure),
        Ok(Amount { measure, adds: Some(_) }) => Err(undeclared(state, measure.unit)),
        Err(Refused::UnitUnknown { unit, near }) => match Code::new(&unit) {
            Ok(code) => Err(undeclared(state, code)),
            Err(_) => Err(Refused::UnitUnknown { unit, near }),
        },
        Err(refused) => Err(refused),
    }
}

fn undeclared(state: &State, code: Code) -> Refused {
    let units = state.money.in_force().map(|rules| rules.units.as_slice()).unwrap_or_default();
    let known: Vec<String> =
        units.iter().map(|unit| format!("`{}`", state.units.at(*unit).code)).collect();
    Rule::UnitUndeclared { code, known: known.join(", ") }.into()
}

fn only_unit(state: &State) -> Option<UnitIx> {
    match state.money.in_force()?.units.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// When something ends: with a day that is named, included whole, or so long (`3 day`, `2 week`) after `now`.
///
/// # Errors
/// [`Refused::DateUnknown`] or [`Refused::SpanUnreadable`].
pub fn end(
    until: Option<&str>,
    lasts: Option<&str>,
    now: Moment,
) -> Result<Option<Moment>, Refused> {
    match (until, lasts) {
        (Some(day), _) => date::through(day).map(Some),
        (None, Some(text)) => {
            let unreadable = || Refused::SpanUnreadable { text: commons::name::shortened(text) };
            let span = span(text).ok_or_else(unreadable)?;
            Ok(Some(Moment(plus_ms(now.0, span).ok_or_else(unreadable)?)))
        }
        (None, None) => Ok(None),
    }
}

/// `3 day`, `2 weeks`, `1month`.
fn span(text: &str) -> Option<Span> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (count, word) = text.split_at(end);
    let word = word.trim();
    let period = match word.strip_suffix('s').unwrap_or(word) {
        "minute" => Period::Minute,
        "hour" => Period::Hour,
        "day" => Period::Day,
        "week" => Period::Week,
        "month" => Period::Month,
        "quarter" => Period::Quarter,
        "year" => Period::Year,
        _ => return None,
    };
    Some(Span { count: count.parse().ok()?, period })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_go_by_the_calendar() {
        let at = |text: &str| end(None, Some(text), Moment(0)).map(|end| end.map(date::say));
        assert_eq!(at("3 day").unwrap().unwrap(), "1970-01-04");
        assert_eq!(at("2weeks").unwrap().unwrap(), "1970-01-15");
        assert_eq!(at("1 month").unwrap().unwrap(), "1970-02-01");
        assert_eq!(at("5 minutes").unwrap().unwrap(), "1970-01-01 00:05");
        for wrong in ["", "3", "day", "3 moons", "-1 day", "99999999999 day", "4294967295 year"] {
            let refused = at(wrong).unwrap_err().to_string();
            assert!(refused.starts_with("span_unreadable: "), "{wrong}: {refused}");
        }
    }
}
