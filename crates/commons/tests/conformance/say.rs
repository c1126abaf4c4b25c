//! The words of a page: quantities, dates, handles, lists.

use std::error::Error;
use std::str::FromStr;

use commons::description::Described;
use commons::name::{Code, Handle, Moment};
use commons::state::State;
use commons::unit::Measure;
use goldenscript::Command;
use jiff::{civil::DateTime, tz::TimeZone};
use quantity::{Ratio, Rounding, format_decimal, mul_div, parse_any_decimal, parse_decimal};

use crate::desk::act_id;

pub type Said<T> = Result<T, Box<dyn Error>>;

/// The arguments of a command, taken one by one.
pub struct Words<'a> {
    plain: Vec<&'a str>,
    named: Vec<(&'a str, &'a str)>,
}

impl<'a> Words<'a> {
    pub fn of(command: &'a Command) -> Self {
        let mut words = command.consume_args();
        Self {
            named: std::iter::from_fn(|| words.next_key()).collect(),
            plain: std::iter::from_fn(|| words.next_pos()).collect(),
        }
    }

    /// The next plain word.
    pub fn next(&mut self) -> Option<&'a str> {
        (!self.plain.is_empty()).then(|| self.plain.remove(0))
    }

    pub fn need(&mut self, what: &str) -> Said<&'a str> {
        self.next().ok_or_else(|| format!("{what} is missing").into())
    }

    pub fn all(&mut self) -> Vec<&'a str> {
        std::mem::take(&mut self.plain)
    }

    /// The value of `name=value`.
    pub fn named(&mut self, name: &str) -> Option<&'a str> {
        let at = self.named.iter().position(|(key, _)| *key == name)?;
        Some(self.named.remove(at).1)
    }

    /// The next `name=value`.
    pub fn next_named(&mut self) -> Option<(&'a str, &'a str)> {
        (!self.named.is_empty()).then(|| self.named.remove(0))
    }

    /// The next `name=value`, which stays.
    pub fn peek_named(&self) -> Option<(&'a str, &'a str)> {
        self.named.first().copied()
    }

    pub fn text(&mut self, name: &str) -> Option<String> {
        self.named(name).map(str::to_owned)
    }

    pub fn handle(&mut self, name: &str) -> Said<Option<Handle>> {
        Ok(self.named(name).map(Handle::new).transpose()?)
    }

    pub fn handles(&mut self, name: &str) -> Said<Vec<Handle>> {
        let words = self.named(name).into_iter().flat_map(|v| v.split(','));
        Ok(words.map(Handle::new).collect::<Result<_, _>>()?)
    }

    pub fn code(&mut self, name: &str) -> Said<Option<Code>> {
        Ok(self.named(name).map(unit_code).transpose()?)
    }

    pub fn moment(&mut self, name: &str) -> Said<Option<Moment>> {
        self.named(name).map(moment).transpose()
    }

    pub fn number<N: FromStr>(&mut self, name: &str) -> Said<Option<N>>
    where
        N::Err: Error + 'static,
    {
        Ok(self.named(name).map(str::parse).transpose()?)
    }

    pub fn measure(&mut self, state: &State, name: &str) -> Said<Option<Measure>> {
        self.named(name).map(|text| measure(state, text, None)).transpose()
    }

    /// `3h`, or `10 one` in two words.
    pub fn next_measure(&mut self, state: &State) -> Said<Option<Measure>> {
        let Some(first) = self.next() else {
            return Ok(None);
        };
        let unit = first.ends_with(|c: char| c.is_ascii_digit());
        let unit = unit.then(|| self.need("the unit")).transpose()?;
        measure(state, first, unit).map(Some)
    }

    /// Refuses what nobody asked for.
    pub fn end(self) -> Said<()> {
        match (self.plain.first(), self.named.first()) {
            (None, None) => Ok(()),
            (Some(word), _) => Err(format!("`{word}` is not understood").into()),
            (_, Some((name, _))) => Err(format!("`{name}=` is not understood").into()),
        }
    }
}

fn unit_code(text: &str) -> Result<Code, commons::name::CodeMalformed> {
    Code::new(match text {
        "h" => "hour",
        "min" => "minute",
        text => text,
    })
}

fn measure(state: &State, text: &str, unit: Option<&str>) -> Said<Measure> {
    let figures = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = unit_code(unit.unwrap_or(&text[figures.len()..]))?;
    let minor = match state.unit(&unit) {
        Some(known) => parse_decimal(figures, state.units.at(known).decimals)?,
        None => parse_any_decimal(figures)?.0,
    };
    Ok(Measure { minor, unit })
}

/// `2026-01-05` or `2026-01-05T14:30`.
pub fn moment(text: &str) -> Said<Moment> {
    let civil: DateTime = text.parse()?;
    let at = civil.to_zoned(TimeZone::UTC)?.timestamp();
    Ok(Moment(at.as_millisecond()))
}

/// What is described: `ana`, `kind/steel`, `stage/milling`, `unit/hour`, `entry/5`.
pub fn described(text: &str) -> Said<Described> {
    Ok(match text.split_once('/') {
        Some(("kind", kind)) => Described::Kind(Handle::new(kind)?),
        Some(("stage", kind)) => Described::ProcessKind(Handle::new(kind)?),
        Some(("unit", code)) => Described::Unit(Code::new(code)?),
        Some(("entry", entry)) => Described::Event(act_id(entry.parse()?)),
        _ => Described::Named(Handle::new(text)?),
    })
}

pub fn ratio(text: &str) -> Said<Ratio> {
    Ok(Ratio::parse(text)?)
}

/// A part of a whole as a percentage of four decimals.
pub fn percent(part: i128, whole: i128) -> String {
    let percent = mul_div(part, 1_000_000, whole, Rounding::HalfUp).unwrap();
    format!("{}%", format_decimal(percent, 4))
}
