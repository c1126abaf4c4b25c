//! `subak equation`: the rule by which contributions become shares.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use commons::act::{Act, SetEquation};
use commons::equation::{Equation, Rate};
use commons::refusal::Refused as Rule;
use serde_json::{Map, Value, json};

use super::act_on;
use crate::here::Here;
use crate::refusal::Refused;
use crate::settings;

/// Show the equation in force, set another
#[derive(Debug, Args)]
pub struct EquationArgs {
    #[command(subcommand)]
    command: EquationCommand,
}

#[derive(Debug, Subcommand)]
enum EquationCommand {
    /// Print the equation as a settings file
    Show {
        /// As TOML, which is what is printed anyway
        #[arg(long, hide = true)]
        toml: bool,
    },
    /// Set the equation, from a settings file or from options
    Set(Box<Set>),
}

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
struct Set {
    /// A settings file in TOML, or - for what is piped in; else the equation in force is changed
    file: Option<PathBuf>,
    /// What it is called
    #[arg(long)]
    name: Option<String>,
    /// Worth of work, as "25 per hour as design"; replaces all such rates, as every kind of rate here
    #[arg(long, value_name = "RATE")]
    work: Vec<String>,
    /// Worth of material that states no value, as "3 per kg kind steel"
    #[arg(long, value_name = "RATE")]
    material: Vec<String>,
    /// Price of using equipment, as "5 per hour of lathe"
    #[arg(long, value_name = "RATE")]
    usage: Vec<String>,
    /// Worth of having made something, as "1 per one kind chair"
    #[arg(long, value_name = "RATE")]
    production: Vec<String>,
    /// Worth of a citation, as "10 per one"
    #[arg(long, value_name = "RATE")]
    citation: Vec<String>,
    /// What use does to equipment: depreciates or forever
    #[arg(long, value_name = "WORD")]
    equipment: Option<String>,
    /// For how many days a log can be contested
    #[arg(long, value_name = "DAYS")]
    contest_days: Option<u32>,
    /// What a log does before it is accepted: count or wait
    #[arg(long, value_name = "WORD")]
    provisional: Option<String>,
}

const AFTER: &str = "\
A rate is `VALUE per UNIT`, with any of `as ROLE`, `kind KIND`, `by AGENT`, `of RESOURCE` behind it.
The most particular rate that fits is taken. docs/equation.md shows a whole settings file.";

impl EquationArgs {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        match self.command {
            EquationCommand::Show { .. } => show(here),
            EquationCommand::Set(set) => set.run(here),
        }
    }
}

fn show(here: &mut Here) -> Result<(), Refused> {
    let book = here.read()?;
    let state = book.state();
    let equation = state.equation.as_ref().ok_or(Rule::Unfounded)?;
    if here.global.json {
        return here.screen.json(&json(equation, state.equation_entry));
    }
    here.screen
        .line(format_args!("# The equation in force, set by entry {}.", state.equation_entry))?;
    here.screen.text(&settings::write(equation))
}

fn json(equation: &Equation, entry: u64) -> Value {
    let mut value = Map::new();
    value.insert("entry".to_owned(), entry.into());
    value.insert("name".to_owned(), equation.name.clone().into());
    value.insert("unit".to_owned(), equation.unit.as_str().into());
    for (heading, lines) in settings::headings(equation) {
        value.insert(heading.to_owned(), lines.into());
    }
    let handles = |handles: &[commons::name::Handle]| {
        handles.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let filter = &equation.filter;
    let filter = json!({
        "roles": handles(&filter.roles), "kinds": handles(&filter.kinds), "without": handles(&filter.without),
    });
    let modulators: Value = settings::modulator_lines(equation)
        .into_iter()
        .map(|(by, steps)| json!({ "by": by, "steps": steps }))
        .collect();
    let rest: [(&str, Value); 6] = [
        ("equipment", equation.equipment.word().into()),
        ("contest_days", equation.contest_days.into()),
        ("provisional", equation.provisional.word().into()),
        ("filter", filter),
        ("reach", settings::reach_lines(equation).into()),
        ("modulators", modulators),
    ];
    value.extend(rest.map(|(key, said)| (key.to_owned(), said)));
    Value::Object(value)
}

impl Set {
    fn run(self, here: &mut Here) -> Result<(), Refused> {
        let mut writing = here.write()?;
        let present = writing.state().equation.clone().ok_or(Rule::Unfounded)?;
        let equation = match &self.file {
            Some(file) => {
                settings::read(&super::import::text(file)?, Equation::founding(present.unit))?
            }
            None => present,
        };
        let equation = self.changed(equation)?;
        act_on(here, &mut writing, Act::SetEquation(Box::new(SetEquation { equation })))?;
        writing.close()
    }

    fn changed(self, mut equation: Equation) -> Result<Equation, Refused> {
        if let Some(name) = self.name {
            equation.name = name;
        }
        let headings: [(Vec<String>, &mut Vec<Rate>); 5] = [
            (self.work, &mut equation.work),
            (self.material, &mut equation.material),
            (self.usage, &mut equation.usage),
            (self.production, &mut equation.production),
            (self.citation, &mut equation.citation),
        ];
        for (lines, rates) in headings {
            if !lines.is_empty() {
                *rates = lines.iter().map(|line| settings::rate(line)).collect::<Result<_, _>>()?;
            }
        }
        if let Some(word) = self.equipment {
            equation.equipment = settings::equipment(&word)?;
        }
        if let Some(word) = self.provisional {
            equation.provisional = settings::provisional(&word)?;
        }
        equation.contest_days = self.contest_days.unwrap_or(equation.contest_days);
        Ok(equation)
    }
}
