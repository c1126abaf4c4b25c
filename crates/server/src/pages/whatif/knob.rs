//! The figures that can be turned: settings of the charter, rates of the equation, its half-life, what goes upstream.

use std::collections::BTreeSet;

use charter::civil::Period;
use commons::equation::{Equation, Rate};
use commons::name::shortened;
use inquiry::amount::say_ratio;
use inquiry::library::{figure, settings};
use quantity::Ratio;

use super::super::rules::{headings, rated};
use crate::site::{Here, Trouble};
use crate::supposed::{Rules, by_text};

/// A figure that can be turned.
#[derive(Default)]
pub struct Knob {
    /// What its field is called.
    pub name: String,
    /// What it is, in words.
    pub label: String,
    /// What it is now, as a plain number.
    pub present: String,
    /// What stands behind it: `%`, `CAD`.
    pub unit: String,
    /// What it is supposed to be.
    pub supposed: String,
}

impl Knob {
    fn new(here: &Here<'_>, name: String, label: String, present: String, unit: String) -> Self {
        let supposed = here.visit.asked(&name).map_or_else(|| present.clone(), plain);
        Self { name, label, present, unit, supposed }
    }

    /// Whether it is turned.
    pub fn is_turned(&self) -> bool {
        self.supposed != self.present
    }

    /// From where to where it can be slid, and in which steps.
    pub fn range(&self) -> (String, String, String) {
        let figure: f64 = self.present.parse().unwrap_or_default();
        let fraction = self.present.split_once('.').map_or(0, |(_, part)| part.len());
        let percent = self.unit.starts_with('%') && (0.0..=100.0).contains(&figure);
        let (least, most) = match figure {
            _ if percent => (0.0, 100.0),
            figure if figure < 0.0 => (3.0 * figure, 0.0),
            0.0 => (0.0, 10.0),
            figure => (0.0, 3.0 * figure),
        };
        let step = match fraction {
            0 if percent || most - least > 20.0 => "1",
            0 | 1 => "0.1",
            2 => "0.01",
            _ => "any",
        };
        (least.to_string(), most.to_string(), step.to_owned())
    }
}

/// A number as typed in either language, plain.
fn plain(text: &str) -> String {
    let spaces = |c: char| c.is_whitespace();
    text.replace(spaces, "").replace(',', ".").replace('\u{2212}', "-")
}

/// The number that a figure begins with, and what follows it.
fn split(figure: &str) -> (&str, &str) {
    let end = figure.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '_' | '-')));
    figure.split_at(end.unwrap_or(figure.len()))
}

fn text<'a>(here: &Here<'a>) -> Option<&'a str> {
    here.state.money.charters.last().map(|adoption| &*adoption.text)
}

/// The figures that a person would turn, those of the charter first.
pub fn knobs(here: &Here<'_>, rules: &Rules) -> Vec<Knob> {
    let mut all = Vec::new();
    if let Some(text) = text(here).filter(|_| rules.charter.is_some()) {
        let (tree, _) = charter::parse::parse(text);
        for setting in settings(&tree) {
            let (number, unit) = split(figure(text, setting));
            if number.replace('_', "").parse::<f64>().is_ok() {
                let asked = setting.question.as_ref().map(|it| it.text.to_string());
                let label = asked.unwrap_or_else(|| setting.name.text.to_string());
                let (name, number) = (format!("s-{}", setting.name.text), number.replace('_', ""));
                all.push(Knob::new(here, name, label, number, unit.trim().to_owned()));
            }
        }
    }
    let rests = resting(here, rules, &all);
    let rates = of_equation(here, &rules.equation).into_iter();
    all.extend(rates.filter(|it| !rests.contains(&it.name)));
    all
}

/// The rates that rest on a setting of the charter: they are turned with it.
fn resting(here: &Here<'_>, rules: &Rules, set: &[Knob]) -> BTreeSet<String> {
    let mut rests = BTreeSet::new();
    for knob in set {
        let one_more = Ratio::parse(&knob.present).ok();
        let one_more = one_more.and_then(|figure| figure.checked_add(Ratio::ONE)).map(say_ratio);
        let Some(supposed) = one_more else { continue };
        let probe = Knob { name: knob.name.clone(), supposed, ..Knob::default() };
        let Ok(other) = by_settings(here, rules, &[&probe]) else { continue };
        for ((heading, now), (_, then)) in
            headings(&rules.equation).into_iter().zip(headings(&other.equation))
        {
            let pairs = now.iter().zip(then).enumerate();
            let differ = pairs.filter(|(_, (now, then))| now.value != then.value);
            rests.extend(differ.map(|(place, _)| format!("r-{heading}-{place}")));
        }
    }
    rests
}

fn of_equation(here: &Here<'_>, equation: &Equation) -> Vec<Knob> {
    let mut all = Vec::new();
    for (heading, rates) in headings(equation) {
        let said = here.words.say(&format!("rules-equation-{heading}"));
        for (place, rate) in rates.iter().enumerate() {
            let label = format!("{said}: {}", rated(here, rate));
            let value = say_ratio(rate.value);
            if value.contains('/') {
                continue;
            }
            let unit = equation.unit.to_string();
            all.push(Knob::new(here, format!("r-{heading}-{place}"), label, value, unit));
        }
    }
    if let Some(span) = equation.reach.halves {
        let label = here.say("whatif-halves");
        let unit = here.words.say(period(span.period));
        all.push(Knob::new(here, "halves".to_owned(), label, span.count.to_string(), unit));
    }
    for (place, (part, to)) in equation.reach.upstream.iter().enumerate() {
        let label = here.words.say_with("whatif-upstream", &[("what", to.as_str().into())]);
        let percent = part.checked_mul(Ratio::from_integer(100)).map(say_ratio);
        let percent = percent.filter(|percent| !percent.contains('/'));
        if let Some(percent) = percent {
            all.push(Knob::new(here, format!("u-{place}"), label, percent, "%".to_owned()));
        }
    }
    all
}

const fn period(period: Period) -> &'static str {
    match period {
        Period::Minute => "whatif-period-minute",
        Period::Hour => "whatif-period-hour",
        Period::Day | Period::Days(_) => "whatif-period-day",
        Period::Week => "whatif-period-week",
        Period::Month => "whatif-period-month",
        Period::Quarter => "whatif-period-quarter",
        Period::Year => "whatif-period-year",
    }
}

/// The rules with every figure as it is supposed to be.
///
/// # Errors
/// A figure that is no number, or that the rules cannot have.
pub fn turned(here: &Here<'_>, rules: &Rules, knobs: &[Knob]) -> Result<Rules, Trouble> {
    let turned: Vec<&Knob> = knobs.iter().filter(|knob| knob.is_turned()).collect();
    let mut supposed = by_settings(here, rules, &turned)?;
    for knob in turned {
        let wrong = || unreadable(here, knob);
        let number = || Ratio::parse(&knob.supposed).map_err(|_| wrong());
        let place = |text: &str| text.parse::<usize>().ok();
        match knob.name.split_once('-') {
            None => {
                let count = knob.supposed.parse().map_err(|_| wrong())?;
                let halves = supposed.equation.reach.halves.as_mut().filter(|_| count > 0);
                halves.ok_or_else(wrong)?.count = count;
            }
            Some(("u", at)) => {
                let part = number()?.checked_div(Ratio::from_integer(100)).ok_or_else(wrong)?;
                let row = place(at).and_then(|at| supposed.equation.reach.upstream.get_mut(at));
                row.filter(|_| !part.is_negative() && part <= Ratio::ONE).ok_or_else(wrong)?.0 =
                    part;
            }
            Some(("r", rest)) => {
                let value = number()?;
                let rate = rate(&mut supposed.equation, rest).filter(|_| !value.is_negative());
                rate.ok_or_else(wrong)?.value = value;
            }
            Some(_) => {}
        }
    }
    Ok(supposed)
}

fn rate<'e>(equation: &'e mut Equation, named: &str) -> Option<&'e mut Rate> {
    let (heading, at) = named.rsplit_once('-')?;
    let rates = match heading {
        "work" => &mut equation.work,
        "material" => &mut equation.material,
        "usage" => &mut equation.usage,
        "production" => &mut equation.production,
        _ => &mut equation.citation,
    };
    rates.get_mut(at.parse::<usize>().ok()?)
}

fn unreadable(here: &Here<'_>, knob: &Knob) -> Trouble {
    let told = [("figure", shortened(&knob.supposed).into()), ("what", knob.label.as_str().into())];
    Trouble::Refused(format!("figure_unfit: {}", here.words.say_with("whatif-unfit", &told)))
}

/// The rules by the charter's text with other figures in its settings.
fn by_settings(here: &Here<'_>, rules: &Rules, turned: &[&Knob]) -> Result<Rules, Trouble> {
    let set: Vec<(&str, &Knob)> =
        turned.iter().filter_map(|knob| Some((knob.name.strip_prefix("s-")?, *knob))).collect();
    let Some(text) = text(here).filter(|_| !set.is_empty()) else { return Ok(rules.clone()) };
    let (tree, _) = charter::parse::parse(text);
    let mut supposed = text.to_owned();
    // From the last one on, so that the places of the others stay right.
    let mut places: Vec<(std::ops::Range<usize>, &str)> = Vec::new();
    for setting in settings(&tree) {
        let Some((_, knob)) = set.iter().find(|(name, _)| **name == *setting.name.text) else {
            continue;
        };
        if knob.supposed.len() > 24 || Ratio::parse(&knob.supposed).is_err() {
            return Err(unreadable(here, knob));
        }
        let start = usize::try_from(setting.value.at.start).unwrap_or(usize::MAX);
        let (number, _) = split(figure(text, setting));
        places.push((start..start + number.len(), &knob.supposed));
    }
    for (range, figure) in places.into_iter().rev() {
        supposed.replace_range(range, figure);
    }
    by_text(rules, &supposed).map_err(|wrong| Trouble::Refused(format!("figure_unfit: {wrong}")))
}
