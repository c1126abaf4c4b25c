//! `subak share`: a repository's income, shared by what its history says. Writes nothing.

use std::collections::HashMap;
use std::path::PathBuf;

use book::now;
use clap::Args;
use commons::act::{Act, Distribute};
use commons::agent::AgentIx;
use commons::equity::{self, Equity, Target};
use commons::name::{ActId, Code};
use commons::refusal::Refused as Rule;
use commons::state::State;
use commons::unit::{FOUNDING, Measure, Quantity};
use commons::worth::Horizon;
use exchange::git::{Contribution, History, Person, contributions};
use exchange::intake::{Repository, fold, from_history, known_as, scratch};
use inquiry::names::near;
use inquiry::opened::{self, Part, parts};
use inquiry::{amount, currency};
use quantity::{format_decimal, parse_any_decimal, parse_decimal};
use serde_json::{Value, json};

use crate::here::Here;
use crate::history::{HistoryArgs, folder, left_out};
use crate::refusal::Refused;
use crate::screen::{BOLD, Table, styled};
use crate::shares::{self, Line};
use crate::telling;

/// Share an income by what a git history says; writes nothing
#[derive(Debug, Args)]
pub struct Share {
    /// The repository: its folder, or any folder inside it
    #[arg(long, value_name = "PATH", default_value = ".")]
    git: PathBuf,
    /// How much is shared, such as "1000.00 CAD"; else only shares are shown
    #[arg(long, value_name = "AMOUNT")]
    income: Option<String>,
    /// Show the contributions behind one person's share: an e-mail address or a name
    #[arg(long, value_name = "PERSON")]
    explain: Option<String>,
    #[command(flatten)]
    history: HistoryArgs,
}

/// The salt of a commons that nobody keeps.
const NOWHERE: [u8; 16] = [0; 16];

impl Share {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let income = self.income.as_deref().map(income).transpose()?;
        let history = self.history.read(&self.git)?;
        let shared = Shared::of(&folder(&self.git), &history, income)?;
        match &self.explain {
            Some(person) => self.explain(here, &history, &shared, person),
            None if here.global.json => self.json(here, &shared),
            None => self.print(here, &history, &shared),
        }
    }

    fn json(&self, here: &mut Here, shared: &Shared) -> Result<(), Refused> {
        let lines: Value = shared
            .lines
            .iter()
            .map(|line| {
                let mut value = json!({ "agent": line.agent, "share": line.share.to_string() });
                if let (Some(minor), Some(map)) = (line.minor, value.as_object_mut()) {
                    map.insert("amount".to_owned(), shared.figures(minor).into());
                }
                value
            })
            .collect();
        let (unit, total) = (shared.unit(), shared.total());
        here.screen.json(&json!({ "unit": unit, "total": total, "measure": self.history.word(), "shares": lines }))
    }

    fn print(&self, here: &mut Here, history: &History, shared: &Shared) -> Result<(), Refused> {
        let screen = &mut here.screen;
        let heading = match (shared.total(), shared.unit()) {
            (Some(total), Some(unit)) => format!("{total} {unit} for {}", shared.name),
            _ => format!("Shares of {}", shared.name),
        };
        screen.line(styled(BOLD, heading))?;
        screen.prose(&period(history))?;
        if let Some(left) = left_out(history) {
            screen.prose(&format!("Left out: {left}."))?;
        }
        screen.line("")?;
        shares::table(screen, &shared.lines, shared.unit().unwrap_or_default(), shared.decimals())?;
        screen.line("")?;
        screen.prose(&format!("Rule: {}", self.history.rule()))?;
        for caveat in &history.caveats {
            screen.prose(&format!("Note: {caveat}"))?;
        }
        let first = shared.lines.first().map_or("", |line| line.agent.as_str());
        screen.line(format_args!("Why?  {} --explain {}", self.typed(), quoted(first)))
    }

    /// This command as it would be typed again.
    fn typed(&self) -> String {
        // Whoever runs it through cargo would otherwise be told of a command that is not installed.
        let program =
            if std::env::var_os("CARGO").is_some() { "cargo run --release --" } else { "subak" };
        let mut typed = vec![
            program.to_owned(),
            "share".to_owned(),
            "--git".to_owned(),
            quoted(&self.git.display().to_string()),
        ];
        typed.extend(self.income.iter().flat_map(|income| ["--income".to_owned(), quoted(income)]));
        typed.extend(self.history.typed().iter().map(|word| quoted(word)));
        typed.join(" ")
    }

    fn explain(
        &self,
        here: &mut Here,
        history: &History,
        shared: &Shared,
        person: &str,
    ) -> Result<(), Refused> {
        let (agent, line) = shared.find(person)?;
        let behind = shared.behind(history, agent, line);
        if here.global.json {
            let rows: Value = behind.iter().map(|behind| behind.json(history, shared)).collect();
            return here.screen.json(&json!({
                "unit": shared.unit(), "total": shared.total(), "measure": self.history.word(),
                "agent": line.agent, "name": line.name, "share": line.share.to_string(),
                "amount": line.minor.map(|minor| shared.figures(minor)), "contributions": rows,
            }));
        }
        let amount = line.minor.map(|minor| shared.figures(minor)).zip(shared.unit());
        let amount = amount.map_or_else(String::new, |(minor, unit)| format!(" is {minor} {unit}"));
        let percent = line.share.percent(2);
        here.screen.line(styled(
            BOLD,
            format_args!("{} ({}): {percent}% of {}{amount}", line.agent, line.name, shared.name),
        ))?;
        here.screen.prose(&format!("Rule: {}", self.history.rule()))?;
        here.screen.line("")?;
        let unit = format!(">{}", shared.unit().unwrap_or_default());
        let mut heads = vec!["day", ">counts", ">share"];
        if line.minor.is_some() {
            heads.push(&unit);
        }
        heads.push("commits");
        let mut table = Table::new(&heads);
        for behind in &behind {
            table.row(behind.cells(history, shared));
        }
        here.screen.table(&table)?;
        here.screen.line("")?;
        let counted = shared.counted(agent);
        let all = shared.all();
        here.screen.prose(&format!(
            "{counted} of {all} in all. Cents that do not divide go one by one to who is owed most."
        ))
    }
}

/// The income that somebody typed: its minor units, its unit and that unit's decimals.
fn income(text: &str) -> Result<Income, Refused> {
    let unreadable =
        || inquiry::Refused::QuantityUnreadable { text: commons::name::shortened(text) };
    let (figures, unit) = amount::figures_and_unit(text)
        .filter(|(_, unit)| !unit.is_empty())
        .ok_or_else(unreadable)?;
    let (_, written) = parse_any_decimal(figures)?;
    let founding = FOUNDING.iter().find(|known| known.code == unit);
    let decimals = match (founding, currency::decimals(unit)) {
        (Some(known), _) => known.decimals,
        (None, Some(decimals)) => decimals,
        // Of a currency of one's own as many digits as were written, and at least two.
        (None, None) => written.max(2),
    };
    let minor = parse_decimal(figures, decimals)?;
    if minor <= 0 {
        let income = format!("{} {unit}", format_decimal(minor, decimals));
        return Err(Rule::IncomeNotPositive { income }.into());
    }
    Ok(Income { minor, unit: Code::new(unit)?, decimals, is_founding: founding.is_some() })
}

struct Income {
    minor: i128,
    unit: Code,
    decimals: u8,
    is_founding: bool,
}

/// A history's shares, as a commons without a journal has them.
struct Shared {
    name: String,
    income: Option<Income>,
    state: State,
    equity: Equity,
    /// One for each holder, in their order.
    lines: Vec<Line>,
    people: HashMap<AgentIx, usize>,
}

impl Shared {
    fn of(name: &str, history: &History, income: Option<Income>) -> Result<Self, Refused> {
        let at = now();
        let name = if name.is_empty() { "this repository" } else { name };
        let point = || Code::new("point");
        let unit = match &income {
            Some(income) if !income.is_founding => Ok(income.unit.clone()),
            _ => point(),
        };
        let decimals = income.as_ref().map_or(2, |income| income.decimals);
        let mut state = scratch(name, unit?, decimals, at)?;
        let intake = from_history(&state, NOWHERE, history, Repository::Folder(name), at)?;
        let nothing = || {
            let left =
                left_out(history).map_or_else(String::new, |left| format!(" (left out: {left})"));
            Refused::NothingCounts { name: name.to_owned(), left }
        };
        let handle = intake.resource.clone().filter(|_| intake.new > 0).ok_or_else(nothing)?;
        fold(&mut state, &intake.acts, at)?;
        let resource = state.resource(&handle).ok_or_else(nothing)?;
        let equation = state.equation.as_ref().ok_or(Rule::Unfounded)?;
        let equity = equity::equity(
            &state,
            equation,
            Target::Resource(resource),
            Horizon { until: None, now: at },
        )?;
        let people = people(&state, history);
        let mut shared =
            Self { name: name.to_owned(), income, state, equity, lines: Vec::new(), people };
        if let Some(income) = &shared.income {
            let measure = Measure { minor: income.minor, unit: income.unit.clone() };
            let wish = Act::Distribute(Distribute {
                income: measure,
                target: Some(handle),
                reference: None,
            });
            fold(&mut shared.state, &[(ActId([0xff; 16]), wish)], at)?;
        }
        shared.lines = shared.lines(history);
        Ok(shared)
    }

    fn lines(&self, history: &History) -> Vec<Line> {
        let paid: HashMap<AgentIx, i128> = self
            .state
            .distributions
            .iter()
            .flat_map(|(_, row)| row.payees.iter().map(|payee| (payee.agent, payee.minor)))
            .collect();
        let line = |holder: &equity::Holder| {
            let row = self.state.agents.at(holder.agent);
            let person =
                self.people.get(&holder.agent).and_then(|person| history.people.get(*person));
            let agent =
                person.map(|person| person.email.as_str()).filter(|email| !email.is_empty());
            Line {
                agent: agent.unwrap_or(row.handle.as_str()).to_owned(),
                name: person.map_or(row.name.as_str(), |person| person.name.as_str()).to_owned(),
                share: holder.share,
                minor: self
                    .income
                    .is_some()
                    .then(|| paid.get(&holder.agent).copied().unwrap_or_default()),
            }
        };
        self.equity.holders.iter().map(line).collect()
    }

    fn unit(&self) -> Option<&str> {
        self.income.as_ref().map(|income| income.unit.as_str())
    }

    fn decimals(&self) -> u8 {
        self.income.as_ref().map_or(0, |income| income.decimals)
    }

    fn figures(&self, minor: i128) -> String {
        format_decimal(minor, self.decimals())
    }

    fn total(&self) -> Option<String> {
        self.income.as_ref().map(|income| self.figures(income.minor))
    }

    /// The person that a text means: by e-mail address, by handle, or by a name that only one has.
    fn find(&self, person: &str) -> Result<(AgentIx, &Line), Refused> {
        let asked = person.trim().to_lowercase();
        let all = || self.equity.holders.iter().map(|holder| holder.agent).zip(&self.lines);
        let named = || all().filter(|(_, line)| line.name.to_lowercase() == asked);
        let by_address = all().find(|(_, line)| line.agent.to_lowercase() == asked);
        let only = || if named().count() == 1 { named().next() } else { None };
        let by_handle =
            || all().find(|(agent, _)| self.state.agents.at(*agent).handle.as_str() == asked);
        by_address.or_else(only).or_else(by_handle).ok_or_else(|| {
            let known =
                self.lines.iter().flat_map(|line| [line.agent.as_str(), line.name.as_str()]);
            let several: Vec<String> =
                named().map(|(_, line)| format!("`{}`", line.agent)).collect();
            let person = commons::name::shortened(person);
            match several.as_slice() {
                [] => Refused::PersonUnknown { near: near(&person, known), person },
                several => Refused::PersonAmbiguous { people: several.join(", "), person },
            }
        })
    }

    /// The contributions of an agent, with what each is of the share and of the amount.
    fn behind(&self, history: &History, agent: AgentIx, line: &Line) -> Vec<Behind> {
        let person = self.people.get(&agent).copied();
        let own: Vec<Contribution> =
            contributions(history).into_iter().filter(|row| Some(row.person) == person).collect();
        // An agent's contributions became events in their own order.
        let parts = parts(&self.equity, &opened::shares(&self.equity), agent, line.minor);
        let behind = |(row, part): (Contribution, Part)| Behind {
            row,
            counts: self.state.events.at(part.credit.event).effort,
            part,
        };
        own.into_iter().zip(parts).map(behind).collect()
    }

    /// How much an agent contributed, in words.
    fn counted(&self, agent: AgentIx) -> String {
        self.sum(|provider| provider == agent)
    }

    fn all(&self) -> String {
        self.sum(|_| true)
    }

    fn sum(&self, of: impl Fn(AgentIx) -> bool) -> String {
        let own = self.state.events.iter().filter(|(_, event)| of(event.provider));
        let efforts: Vec<Quantity> = own.filter_map(|(_, event)| event.effort).collect();
        let minor = efforts.iter().map(|effort| effort.minor).sum();
        efforts
            .first()
            .map_or_else(String::new, |effort| amount::say(&self.state, minor, effort.unit))
    }
}

/// Who each agent of the scratch commons is in the history, by the digest of the address.
fn people(state: &State, history: &History) -> HashMap<AgentIx, usize> {
    let addressed = |person: &&(usize, &Person)| !person.1.email.is_empty();
    let people: Vec<(usize, &Person)> = history.people.iter().enumerate().collect();
    let known: HashMap<[u8; 16], usize> = people
        .iter()
        .filter(addressed)
        .map(|(place, person)| (known_as(NOWHERE, &person.email), *place))
        .collect();
    let nameless: HashMap<&str, usize> = people
        .iter()
        .filter(|(_, person)| person.email.is_empty())
        .map(|(place, person)| (person.name.as_str(), *place))
        .collect();
    let agents = state.agents.iter().filter_map(|(ix, agent)| {
        let by_address = agent.known_as.iter().find_map(|digest| known.get(digest));
        let person = by_address.or_else(|| nameless.get(agent.name.as_str()))?;
        Some((ix, *person))
    });
    agents.collect()
}

/// One contribution behind a share.
struct Behind {
    row: Contribution,
    counts: Option<Quantity>,
    part: Part,
}

impl Behind {
    fn counts(&self, shared: &Shared) -> String {
        self.counts.map_or_else(String::new, |of| amount::say(&shared.state, of.minor, of.unit))
    }

    fn cells(&self, history: &History, shared: &Shared) -> Vec<String> {
        let mut cells = vec![
            self.row.day.to_string(),
            self.counts(shared),
            format!("{}%", self.part.share.percent(2)),
        ];
        cells.extend(self.part.minor.map(|minor| shared.figures(minor)));
        let commits = self.row.commits.iter().filter_map(|commit| history.commits.get(*commit));
        let mut said: Vec<String> = commits
            .map(|commit| {
                format!("{} {}", commit.id.chars().take(7).collect::<String>(), commit.subject)
            })
            .collect();
        let more = said.len().saturating_sub(1);
        said.truncate(1);
        let first = said.pop().unwrap_or_default();
        cells.push(if more == 0 { first } else { format!("{first} (and {more} more)") });
        cells
    }

    fn json(&self, history: &History, shared: &Shared) -> Value {
        let commits: Value = self
            .row
            .commits
            .iter()
            .filter_map(|commit| history.commits.get(*commit))
            .map(|commit| json!({ "id": commit.id, "subject": commit.subject }))
            .collect();
        let counts = self.counts.map(|of| telling::quantity_json(&shared.state, of));
        let mut value = json!({ "day": self.row.day.to_string(), "counts": counts, "share": self.part.share.to_string() });
        if let Some(map) = value.as_object_mut() {
            map.extend(
                self.part.minor.map(|minor| ("amount".to_owned(), shared.figures(minor).into())),
            );
            map.insert("commits".to_owned(), commits);
        }
        value
    }
}

/// Who, how much and when, in a sentence.
fn period(history: &History) -> String {
    let count = |count: usize, one: &str, many: &str| {
        format!("{count} {}", if count == 1 { one } else { many })
    };
    let people = count(history.people.len(), "person", "people");
    let commits = count(history.commits.len(), "commit", "commits");
    let days = history.commits.iter().map(|commit| commit.day);
    let between = match (days.clone().min(), days.max()) {
        (Some(first), Some(last)) if first == last => format!(" on {first}"),
        (Some(first), Some(last)) => format!(" from {first} to {last}"),
        _ => String::new(),
    };
    format!("{commits} by {people}{between}.")
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./@+:%,=".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else if word.contains(['"', '$', '`', '\\', '!']) {
        format!("'{}'", word.replace('\'', "'\\''"))
    } else {
        format!("\"{word}\"")
    }
}
