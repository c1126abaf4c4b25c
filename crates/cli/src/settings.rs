//! The equation as a settings file in TOML, and back.
//!
//! A rate is a line of text, `25 per hour as design`; so is a step of a modulator,
//! `1.1 from 365`. docs/equation.md shows a whole file.

use std::fmt::Write as _;

use charter::civil::{Period, Span};
use commons::contribution::Provisional;
use commons::equation::{Equation, Equipment, Filter, Modulator, ModulatorKind, Rate, Step};
use commons::name::{Code, Handle};
use inquiry::amount::{ratio, say_ratio};
use inquiry::names::near;
use quantity::Ratio;
use toml::{Table, Value};

use crate::refusal::Refused;

/// What a settings file may say, in the order in which it is written.
const SETTINGS: [&str; 12] = [
    "name",
    "unit",
    "work",
    "material",
    "usage",
    "production",
    "citation",
    "equipment",
    "contest_days",
    "provisional",
    "filter",
    "modulator",
];

/// Reads a settings file; what it does not say is as in `usual`.
///
/// # Errors
/// [`Refused::Setting`], naming the setting.
pub fn read(text: &str, usual: Equation) -> Result<Equation, Refused> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error
            .span()
            .map_or(1, |span| text.get(..span.start).unwrap_or_default().lines().count().max(1));
        Refused::Setting { place: format!("line {line}"), trouble: error.message().to_owned() }
    })?;
    known(&table, "", &SETTINGS)?;
    let mut equation = usual;
    if let Some(name) = text_of(&table, "name")? {
        name.clone_into(&mut equation.name);
    }
    if let Some(unit) = text_of(&table, "unit")? {
        equation.unit = Code::new(unit)?;
    }
    let headings = [
        ("work", &mut equation.work),
        ("material", &mut equation.material),
        ("usage", &mut equation.usage),
        ("production", &mut equation.production),
        ("citation", &mut equation.citation),
    ];
    for (name, rates) in headings {
        if let Some(lines) = texts_of(&table, name)? {
            *rates = lines.iter().map(|line| rate(line)).collect::<Result<_, _>>()?;
        }
    }
    if let Some(word) = text_of(&table, "equipment")? {
        equation.equipment = equipment(word)?;
    }
    if let Some(days) = table.get("contest_days") {
        let days = days.as_integer().and_then(|days| u32::try_from(days).ok());
        equation.contest_days =
            days.ok_or_else(|| trouble("contest_days", "it is a number of days, such as 14"))?;
    }
    if let Some(word) = text_of(&table, "provisional")? {
        equation.provisional = provisional(word)?;
    }
    if let Some(value) = table.get("filter") {
        equation.filter = filter(value)?;
    }
    if let Some(value) = table.get("modulator") {
        equation.modulators = modulators(value)?;
    }
    Ok(equation)
}

fn trouble(place: impl Into<String>, trouble: impl Into<String>) -> Refused {
    Refused::Setting { place: format!("`{}`", place.into()), trouble: trouble.into() }
}

fn known(table: &Table, inside: &str, settings: &[&str]) -> Result<(), Refused> {
    match table.keys().find(|key| !settings.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => {
            let near = near(key, settings.iter().copied());
            Err(trouble(format!("{inside}{key}"), format!("there is no such setting{near}")))
        }
    }
}

fn text_of<'a>(table: &'a Table, name: &str) -> Result<Option<&'a str>, Refused> {
    let Some(value) = table.get(name) else { return Ok(None) };
    value.as_str().map(Some).ok_or_else(|| trouble(name, "it is a text, in quotes"))
}

fn texts_of<'a>(table: &'a Table, name: &str) -> Result<Option<Vec<&'a str>>, Refused> {
    let Some(value) = table.get(name) else { return Ok(None) };
    let texts = value
        .as_array()
        .and_then(|rows| rows.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
    texts
        .map(Some)
        .ok_or_else(|| trouble(name, "it is a list of texts, as [\"25 per hour as design\"]"))
}

/// A rate as people write it: `25 per hour`, perhaps with `as ROLE`, `kind KIND`, `by AGENT`, `of RESOURCE` behind.
///
/// # Errors
/// [`Refused::Setting`].
pub fn rate(line: &str) -> Result<Rate, Refused> {
    let unreadable = || {
        trouble(
            line,
            "a rate is written as `25 per hour`, `25 per hour as design` or `5 per hour of lathe`",
        )
    };
    let mut words = line.split_whitespace();
    let (Some(value), Some("per"), Some(per)) = (words.next(), words.next(), words.next()) else {
        return Err(unreadable());
    };
    let value = ratio(value).map_err(|_| unreadable())?;
    let mut rate = Rate::new(Code::new(per)?, value);
    while let Some(word) = words.next() {
        let name = words.next().ok_or_else(unreadable)?;
        let place = match word {
            "as" => &mut rate.role,
            "kind" => &mut rate.kind,
            "by" => &mut rate.agent,
            "of" => &mut rate.resource,
            _ => return Err(unreadable()),
        };
        if place.replace(Handle::new(name)?).is_some() {
            return Err(unreadable());
        }
    }
    Ok(rate)
}

/// A rate as people write it; [`rate`] reads it again.
#[must_use]
pub fn say_rate(rate: &Rate) -> String {
    let mut said = format!("{} per {}", say_ratio(rate.value), rate.per);
    let conditions =
        [("as", &rate.role), ("kind", &rate.kind), ("by", &rate.agent), ("of", &rate.resource)];
    for (word, handle) in conditions {
        if let Some(handle) = handle {
            said = format!("{said} {word} {handle}");
        }
    }
    said
}

/// What use does to equipment.
///
/// # Errors
/// [`Refused::Setting`].
pub fn equipment(word: &str) -> Result<Equipment, Refused> {
    Equipment::from_word(word)
        .ok_or_else(|| trouble("equipment", "it is `depreciates` or `forever`"))
}

/// What a log counts for before it is accepted.
///
/// # Errors
/// [`Refused::Setting`].
pub fn provisional(word: &str) -> Result<Provisional, Refused> {
    Provisional::from_word(word).ok_or_else(|| trouble("provisional", "it is `count` or `wait`"))
}

fn filter(value: &Value) -> Result<Filter, Refused> {
    let table = value.as_table().ok_or_else(|| trouble("filter", "it is a table, `[filter]`"))?;
    known(table, "filter.", &["roles", "kinds", "without"])?;
    let handles = |name| -> Result<Vec<Handle>, Refused> {
        let texts = texts_of(table, name)?.unwrap_or_default();
        texts.iter().map(|text| Ok(Handle::new(text)?)).collect()
    };
    Ok(Filter { roles: handles("roles")?, kinds: handles("kinds")?, without: handles("without")? })
}

fn modulators(value: &Value) -> Result<Vec<Modulator>, Refused> {
    let rows =
        value.as_array().ok_or_else(|| trouble("modulator", "each is a table, `[[modulator]]`"))?;
    let row = |row: &Value| {
        let table = row
            .as_table()
            .ok_or_else(|| trouble("modulator", "each is a table, `[[modulator]]`"))?;
        known(table, "modulator.", &["by", "steps"])?;
        let kind = text_of(table, "by")?.and_then(ModulatorKind::from_word);
        let kind = kind.ok_or_else(|| {
            trouble("modulator.by", "it is `quality`, `seniority`, `frequency` or `priority`")
        })?;
        let steps = texts_of(table, "steps")?.unwrap_or_default();
        Ok(Modulator {
            kind,
            steps: steps.iter().map(|line| step(line)).collect::<Result<_, _>>()?,
        })
    };
    rows.iter().map(row).collect()
}

/// A step: `1.1 from 365`, or `2 for urgent`.
fn step(line: &str) -> Result<Step, Refused> {
    let unreadable = || trouble(line, "a step is written as `1.1 from 365` or `2 for urgent`");
    let words: Vec<&str> = line.split_whitespace().collect();
    let [factor, word, reached] = words[..] else { return Err(unreadable()) };
    let factor = ratio(factor).map_err(|_| unreadable())?;
    match word {
        "from" => Ok(Step { from: ratio(reached).map_err(|_| unreadable())?, word: None, factor }),
        "for" => Ok(Step { from: Ratio::ZERO, word: Some(Handle::new(reached)?), factor }),
        _ => Err(unreadable()),
    }
}

fn say_step(step: &Step) -> String {
    match &step.word {
        Some(word) => format!("{} for {word}", say_ratio(step.factor)),
        None => format!("{} from {}", say_ratio(step.factor), say_ratio(step.from)),
    }
}

/// The lines of rates and steps of an equation, by their headings, for programs.
#[must_use]
pub fn headings(equation: &Equation) -> [(&'static str, Vec<String>); 5] {
    let lines = |rates: &[Rate]| rates.iter().map(say_rate).collect();
    [
        ("work", lines(&equation.work)),
        ("material", lines(&equation.material)),
        ("usage", lines(&equation.usage)),
        ("production", lines(&equation.production)),
        ("citation", lines(&equation.citation)),
    ]
}

/// The modulators of an equation: what each looks at, and its steps.
#[must_use]
pub fn modulator_lines(equation: &Equation) -> Vec<(&'static str, Vec<String>)> {
    equation
        .modulators
        .iter()
        .map(|row| (row.kind.word(), row.steps.iter().map(say_step).collect()))
        .collect()
}

/// What only a charter says of an equation, in its words: `halves each 2 year`, `upstream 10% to toolkit`.
#[must_use]
pub fn reach_lines(equation: &Equation) -> Vec<String> {
    let halves = equation.reach.halves.map(|span| format!("halves each {}", say_span(span)));
    let percent = |part: Ratio| part.checked_mul(Ratio::from_integer(100)).map(say_ratio);
    let upstream = equation
        .reach
        .upstream
        .iter()
        .map(|(part, to)| format!("upstream {}% to {to}", percent(*part).unwrap_or_default()));
    halves.into_iter().chain(upstream).collect()
}

fn say_span(Span { count, period }: Span) -> String {
    let word = match period {
        Period::Minute => "minute",
        Period::Hour => "hour",
        Period::Day => "day",
        Period::Week => "week",
        Period::Month => "month",
        Period::Quarter => "quarter",
        Period::Year => "year",
        Period::Days(days) => return format!("{} day", u64::from(count) * u64::from(days)),
    };
    format!("{count} {word}")
}

/// The settings file of an equation; [`read`] gives the same equation back, but for what only a
/// charter says, which stands in comments.
#[must_use]
pub fn write(equation: &Equation) -> String {
    let text = |text: &str| Value::String(text.to_owned()).to_string();
    let list = |lines: &[String]| {
        Value::Array(lines.iter().cloned().map(Value::String).collect()).to_string()
    };
    let mut out = String::new();
    let _ = writeln!(out, "name = {}", text(&equation.name));
    let _ = writeln!(out, "unit = {}", text(equation.unit.as_str()));
    for (heading, lines) in headings(equation) {
        let _ = writeln!(out, "{heading} = {}", list(&lines));
    }
    let _ = writeln!(out, "equipment = {}", text(equation.equipment.word()));
    let _ = writeln!(out, "contest_days = {}", equation.contest_days);
    let _ = writeln!(out, "provisional = {}", text(equation.provisional.word()));
    for line in reach_lines(equation) {
        let _ = writeln!(out, "# {line}");
    }
    let Filter { roles, kinds, without } = &equation.filter;
    let _ = writeln!(out, "\n[filter]");
    for (name, handles) in [("roles", roles), ("kinds", kinds), ("without", without)] {
        let handles: Vec<String> = handles.iter().map(ToString::to_string).collect();
        let _ = writeln!(out, "{name} = {}", list(&handles));
    }
    for (kind, steps) in modulator_lines(equation) {
        let _ = writeln!(out, "\n[[modulator]]\nby = {}\nsteps = {}", text(kind), list(&steps));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use commons::equation::Reach;

    fn usual() -> Equation {
        Equation::founding(Code::new("CAD").unwrap())
    }

    /// The example of docs/equation.md.
    fn example() -> String {
        let page = include_str!("../../../docs/equation.md");
        let (_, rest) = page.split_once("```toml\n").expect("the page has an example");
        rest.split_once("```").expect("the example ends").0.to_owned()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let full = read(&example(), usual()).unwrap();
        assert_eq!(full.modulators.len(), 4, "the example shows every modulator");
        assert!(!full.work.is_empty() && !full.usage.is_empty() && !full.citation.is_empty());
        for equation in [usual(), full] {
            assert_eq!(read(&write(&equation), usual()).unwrap(), equation);
        }
    }

    #[test]
    fn what_only_a_charter_says_is_a_comment() {
        let upstream = vec![(Ratio::new(1, 8).unwrap(), Handle::new("toolkit").unwrap())];
        let halves = Some(Span { count: 2, period: Period::Year });
        let full = Equation { reach: Reach { halves, upstream }, ..usual() };
        let text = write(&full);
        assert!(text.contains("\n# halves each 2 year\n# upstream 12.5% to toolkit\n"), "{text}");
        assert_eq!(read(&text, usual()).unwrap(), usual());
    }

    #[test]
    fn what_a_file_does_not_say_is_as_usual() {
        assert_eq!(read("", usual()).unwrap(), usual());
        let wait = read("provisional = \"wait\"", usual()).unwrap();
        assert_eq!(wait, Equation { provisional: Provisional::Wait, ..usual() });
    }

    #[test]
    fn wrong_settings_are_named() {
        let cases = [
            (
                "wrok = []",
                "setting_unreadable: `wrok`: there is no such setting; did you mean `work`?",
            ),
            ("work = [\"25 hour\"]", "setting_unreadable: `25 hour`: a rate is written as"),
            (
                "work = [\"25 per hour as\"]",
                "setting_unreadable: `25 per hour as`: a rate is written as",
            ),
            (
                "work = [\"1 per hour as a as b\"]",
                "setting_unreadable: `1 per hour as a as b`: a rate is written as",
            ),
            ("work = [25.5]", "setting_unreadable: `work`: it is a list of texts"),
            ("name = 3", "setting_unreadable: `name`: it is a text"),
            (
                "equipment = \"rusts\"",
                "setting_unreadable: `equipment`: it is `depreciates` or `forever`",
            ),
            ("contest_days = -1", "setting_unreadable: `contest_days`: it is a number of days"),
            ("\nname = \"a", "setting_unreadable: line 2: "),
            ("[filter]\nrole = []", "setting_unreadable: `filter.role`: there is no such setting"),
            ("[[modulator]]\nby = \"age\"", "setting_unreadable: `modulator.by`: it is `quality`"),
            (
                "[[modulator]]\nby = \"quality\"\nsteps = [\"1.1 at 3\"]",
                "setting_unreadable: `1.1 at 3`: a step is written as",
            ),
        ];
        for (text, refusal) in cases {
            let refused = read(text, usual()).unwrap_err().to_string();
            assert!(refused.starts_with(refusal), "{text}: {refused}");
        }
    }
}
