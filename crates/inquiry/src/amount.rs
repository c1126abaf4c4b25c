//! Quantities as people write them: `3h`, `1h30`, `45min`, `2.5 kg`, `100 CAD`, `10%`.

use commons::act::{Act, AddUnit};
use commons::name::Code;
use commons::state::State;
use commons::unit::{Measure, UnitIx, UnitKind};
use quantity::{Ratio, parse_decimal};

use crate::Refused;
use crate::currency;
use crate::names::near;

/// What a quantity is of, which tells what a short unit means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// Time or another effort: `m` is minutes.
    Effort,
    /// Things and money: `m` is metres.
    Things,
}

/// A quantity, and the unit that must be added first if it is a currency this commons has not used yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// The quantity.
    pub measure: Measure,
    /// The currency to add.
    pub adds: Option<AddUnit>,
}

impl Amount {
    /// The act that must come first, if any.
    #[must_use]
    pub fn first(&self) -> Option<Act> {
        self.adds.clone().map(Act::AddUnit)
    }
}

/// Reads a quantity. Without a unit it is of `usual`, or else refused.
///
/// # Errors
/// [`Refused::QuantityUnreadable`], [`Refused::UnitUnknown`] or [`Refused::Number`].
pub fn amount(
    state: &State,
    text: &str,
    counts: Counts,
    usual: Option<UnitIx>,
) -> Result<Amount, Refused> {
    if let Some(minutes) = clock(text) {
        return duration(state, text, minutes);
    }
    let unreadable = || Refused::QuantityUnreadable { text: commons::name::shortened(text) };
    let (figures, unit) = figures_and_unit(text).ok_or_else(unreadable)?;
    let code = match usual {
        _ if !unit.is_empty() => return of_unit(state, figures, unit, counts),
        Some(usual) => state.units.at(usual).code.clone(),
        None => return Err(unreadable()),
    };
    of_unit(state, figures, code.as_str(), counts)
}

fn of_unit(state: &State, figures: &str, unit: &str, counts: Counts) -> Result<Amount, Refused> {
    if let Some(ix) = unit_of(state, unit, counts) {
        let row = state.units.at(ix);
        let minor = parse_decimal(figures, row.decimals)?;
        return Ok(Amount { measure: Measure { minor, unit: row.code.clone() }, adds: None });
    }
    let Some(decimals) = currency::decimals(unit) else {
        let near = near(unit, state.units.iter().map(|(_, row)| row.code.as_str()));
        return Err(Refused::UnitUnknown { unit: commons::name::shortened(unit), near });
    };
    let code = Code::new(unit)?;
    let measure = Measure { minor: parse_decimal(figures, decimals)?, unit: code.clone() };
    let adds = AddUnit::new(code, unit, UnitKind::Currency, decimals);
    Ok(Amount { measure, adds: Some(adds) })
}

/// The unit that people mean by a word.
#[must_use]
pub fn unit_of(state: &State, word: &str, counts: Counts) -> Option<UnitIx> {
    let code = match (word, counts) {
        ("m", Counts::Effort) | ("min" | "mins", _) => "minute",
        ("h" | "hr" | "hrs", _) => "hour",
        ("s" | "sec", _) => "second",
        ("d", Counts::Effort) => "day",
        ("%", _) => "percent",
        ("l" | "L", _) => "litre",
        ("x" | "pc" | "pcs" | "piece" | "pieces", Counts::Things) => "one",
        _ => word,
    };
    state
        .unit_like(word)
        .filter(|ix| state.units.at(*ix).code.as_str() == word && counts == Counts::Things)
        .or_else(|| state.unit_like(code))
}

/// `12.5 kg`, `12.5kg` or `CAD 12.5` as figures and a unit, which may be empty.
#[must_use]
pub fn figures_and_unit(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | ',' | '_' | '\'');
    let end = text.find(|c| !figure(c)).unwrap_or(text.len());
    let (figures, unit) = text.split_at(end);
    if !figures.is_empty() {
        let unit = unit.trim();
        let one_word = !unit.contains(char::is_whitespace);
        return one_word.then_some((figures, unit));
    }
    let (unit, figures) = text.split_once(' ')?;
    figures.trim().starts_with(figure).then_some((figures.trim(), unit))
}

/// The minutes in `1h30`, `1h30m`, `1h30min` or `1:30`.
fn clock(text: &str) -> Option<i128> {
    let text = text.trim();
    let (hours, minutes) = text.split_once(['h', ':'])?;
    let minutes = minutes.trim();
    let minutes = minutes.strip_suffix("min").or(minutes.strip_suffix('m')).unwrap_or(minutes);
    let digits = |part: &str| {
        !part.is_empty() && part.len() <= 9 && part.bytes().all(|b| b.is_ascii_digit())
    };
    if !digits(hours.trim()) || !digits(minutes.trim()) {
        return None;
    }
    Some(hours.trim().parse::<i128>().ok()? * 60 + minutes.trim().parse::<i128>().ok()?)
}

/// Minutes as hours where that is exact, else as minutes.
fn duration(state: &State, text: &str, minutes: i128) -> Result<Amount, Refused> {
    let unreadable = || Refused::QuantityUnreadable { text: commons::name::shortened(text) };
    let unit = |code| state.unit_like(code).map(|ix| state.units.at(ix)).ok_or_else(unreadable);
    let hour = unit("hour")?;
    let parts = minutes.checked_mul(10i128.pow(hour.decimals.into())).ok_or_else(unreadable)?;
    let (row, minor) = match parts % 60 {
        0 => (hour, parts / 60),
        _ => {
            let minute = unit("minute")?;
            (minute, minutes * 10i128.pow(minute.decimals.into()))
        }
    };
    Ok(Amount { measure: Measure { minor, unit: row.code.clone() }, adds: None })
}

/// A quantity as people say it: `3 hours`, `10 %`, `1000.00 CAD`.
#[must_use]
pub fn say(state: &State, minor: i128, unit: UnitIx) -> String {
    let row = state.units.at(unit);
    let said = row.say(minor);
    let one = minor == 10i128.pow(row.decimals.into());
    match row.code.as_str() {
        "percent" => said.replace(" percent", "%"),
        "one" => said.replace(" one", if one { " piece" } else { " pieces" }),
        "hour" | "minute" | "second" | "day" | "commit" | "line" | "litre" | "point" if !one => {
            said + "s"
        }
        _ => said,
    }
}

/// A rate or mark, such as `1.5`, `3/4` or `10%`.
///
/// # Errors
/// [`Refused::Number`].
pub fn ratio(text: &str) -> Result<Ratio, Refused> {
    Ok(Ratio::parse(text)?)
}

/// A fraction as people write it: with a point where that is exact, else as `1/3`.
#[must_use]
pub fn say_ratio(ratio: Ratio) -> String {
    let exact = (0..=12u8).find_map(|decimals| {
        let parts = ratio.numerator().checked_mul(10i128.pow(decimals.into()))?;
        (parts % ratio.denominator() == 0)
            .then(|| quantity::format_decimal(parts / ratio.denominator(), decimals))
    });
    exact.unwrap_or_else(|| format!("{}/{}", ratio.numerator(), ratio.denominator()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use commons::name::Moment;
    use exchange::intake::scratch;

    fn state() -> State {
        scratch("amounts", Code::new("CAD").unwrap(), 2, Moment(0)).unwrap()
    }

    fn read(text: &str, counts: Counts, usual: Option<&str>) -> Result<String, String> {
        let state = state();
        let usual = usual.and_then(|code| state.unit_like(code));
        let found = amount(&state, text, counts, usual).map_err(|refused| refused.to_string())?;
        let decimals = match &found.adds {
            Some(unit) => unit.decimals,
            None => state.units.at(state.unit(&found.measure.unit).unwrap()).decimals,
        };
        let new = if found.adds.is_some() { " (new)" } else { "" };
        Ok(format!(
            "{} {}{new}",
            quantity::format_trimmed(found.measure.minor, decimals),
            found.measure.unit
        ))
    }

    #[test]
    fn quantities_are_read_as_people_write_them() {
        let cases = [
            ("3h", "3 hour"),
            ("3 hours", "3 hour"),
            ("1h30", "1.5 hour"),
            ("1h30m", "1.5 hour"),
            ("1:30", "1.5 hour"),
            ("1h20min", "80 minute"),
            ("45min", "45 minute"),
            ("45 m", "45 minute"),
            ("90s", "90 second"),
            ("0.25h", "0.25 hour"),
            ("2 d", "2 day"),
            ("7", "7 hour"),
        ];
        for (text, said) in cases {
            assert_eq!(read(text, Counts::Effort, Some("hour")).as_deref(), Ok(said), "{text}");
        }
        let cases = [
            ("2.5 kg", "2.5 kg"),
            ("2.5kg", "2.5 kg"),
            ("45 m", "45 m"),
            ("3 l", "3 litre"),
            ("10 one", "10 one"),
            ("10 pcs", "10 one"),
            ("10%", "10 percent"),
            ("100 CAD", "100 CAD"),
            ("CAD 100", "100 CAD"),
            ("100 cad", "100 CAD"),
            ("100.5 EUR", "100.5 EUR (new)"),
            ("-5 kg", "-5 kg"),
            (" 7 ", "7 kg"),
        ];
        for (text, said) in cases {
            assert_eq!(read(text, Counts::Things, Some("kg")).as_deref(), Ok(said), "{text}");
        }
    }

    #[test]
    fn what_is_no_quantity_is_refused_by_name() {
        let cases = [
            ("", "quantity_unreadable"),
            ("many", "quantity_unreadable"),
            ("3 kg 4", "quantity_unreadable"),
            ("7", "quantity_unreadable"),
            ("3 xyz", "unit_unknown"),
            ("1,5 kg", "number_grouped"),
            ("1.2.3 kg", "number_unreadable"),
            ("0.001 CAD", "number_too_fine"),
            ("99999999999999999999999999999999999999999 kg", "number_too_large"),
            ("999999999999h30", "unit_unknown"),
        ];
        for (text, name) in cases {
            let refused = read(text, Counts::Things, None).unwrap_err();
            assert!(refused.starts_with(&format!("{name}: ")), "{text}: {refused}");
        }
    }

    #[test]
    fn quantities_are_said_as_people_say_them() {
        let state = state();
        let said = |text: &str| {
            let measure = amount(&state, text, Counts::Things, None).unwrap().measure;
            say(&state, measure.minor, state.unit(&measure.unit).unwrap())
        };
        assert_eq!(said("1 hour"), "1 hour");
        assert_eq!(said("1.5 hour"), "1.5 hours");
        assert_eq!(said("10%"), "10%");
        assert_eq!(said("1 one"), "1 piece");
        assert_eq!(said("4 one"), "4 pieces");
        assert_eq!(said("3 CAD"), "3.00 CAD");
        assert_eq!(said("2 kg"), "2 kg");
        let third = Ratio::new(1, 3).unwrap();
        assert_eq!([say_ratio(third), say_ratio(ratio("10%").unwrap())], ["1/3", "0.1"]);
    }
}
