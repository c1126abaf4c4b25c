//! `subak ask`, `subak answer` and `subak waiting`: asking somebody to pay, and what waits for a word.

use book::now;
use clap::{Args, ValueEnum};
use commons::act::{Act, Answer as AnswerAct, Demand, Word};
use commons::money::{Pending, PendingKind};
use commons::state::State;
use inquiry::sum::{end, sum};
use inquiry::waiting;
use inquiry::{date, names};
use serde_json::{Value, json};

use super::flow;
use crate::beside::Beside;
use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::{BOLD, Table, styled};
use crate::{aside, telling};

/// Ask somebody to pay you, or a pool you keep
#[derive(Debug, Args)]
pub struct Ask {
    /// Who is asked
    payer: String,
    /// How much, such as 20 CAD
    #[arg(required = true, num_args = 1..=2, value_name = "AMOUNT")]
    amount: Vec<String>,
    /// The pool to be paid; else whoever signs
    #[arg(long, value_name = "POOL")]
    to: Option<String>,
    /// The last day on which it can be answered
    #[arg(long, value_name = "DATE", conflicts_with = "lasts")]
    until: Option<String>,
    /// For how long it can be answered, such as "2 week"
    #[arg(long = "for", value_name = "SPAN")]
    lasts: Option<String>,
    #[command(flatten)]
    beside: Beside,
}

/// Accept or decline what waits for your word
#[derive(Debug, Args)]
pub struct Answer {
    /// The entry that asks; `subak waiting` lists them
    entry: u64,
    /// What you say
    word: Said,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Said {
    /// It happens
    Accept,
    /// It does not
    Decline,
}

/// List what waits: for somebody's word, or for its time
#[derive(Debug, Args)]
pub struct Waiting {}

impl Ask {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        flow(here, |state| {
            let amount = sum(state, &self.amount.join(" "))?;
            let to = self.to.as_ref().map(|to| names::pool(state, to)).transpose()?;
            Ok(Act::Demand(Box::new(Demand {
                payer: names::agent(state, &self.payer)?,
                to: to.map(|(handle, _)| handle),
                details: self.beside.details(state, Some(&amount))?,
                amount,
                until: end(self.until.as_deref(), self.lasts.as_deref(), now())?,
                note: self.beside.note,
            })))
        })
    }
}

impl Answer {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let word = match self.word {
            Said::Accept => Word::Accept,
            Said::Decline => Word::Decline,
        };
        flow(here, |state| {
            Ok(Act::Answer(AnswerAct { to: waiting::asked(state, self.entry)?, word }))
        })
    }
}

impl Waiting {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let book = here.read()?;
        let state = book.state();
        let pending: Vec<&Pending> = waiting::pending(state, now()).collect();
        let aside: Vec<waiting::Aside<'_>> = waiting::aside(state).collect();
        if here.global.json {
            let words: Value = pending.iter().map(|row| asked_json(state, row)).collect();
            let times: Value = aside.iter().map(|row| aside::json(state, row)).collect();
            return here.screen.json(&json!({ "words": words, "times": times }));
        }
        if pending.is_empty() && aside.is_empty() {
            return here.screen.line("Nothing waits.");
        }
        if !pending.is_empty() {
            let mut table = Table::new(&[">entry", "of", "waits for the word of", "until"]);
            for row in pending {
                let until = row.until.map(date::say).unwrap_or_default();
                let who = telling::agent(state, row.word_of);
                table.row(vec![row.entry.to_string(), asked(state, row), who, until]);
            }
            here.screen.line(styled(BOLD, "For somebody's word; `subak answer ENTRY accept`"))?;
            here.screen.table(&table)?;
        }
        if !aside.is_empty() {
            here.screen.line(styled(BOLD, "For its time"))?;
            here.screen.table(&aside::table(state, &aside))?;
        }
        Ok(())
    }
}

/// What somebody asks or reports: `ana asks for 20.00 CAD for soup`.
fn asked(state: &State, row: &Pending) -> String {
    let (by, much) = (telling::agent(state, row.by), telling::measure(state, &row.amount));
    let other = row.other.as_ref();
    match row.kind {
        PendingKind::Demand => {
            let to = other.map(|to| format!(" for {to}")).unwrap_or_default();
            format!("{by} asks for {much}{to}")
        }
        PendingKind::Report => {
            let about = other.map(|about| format!(" about {about}")).unwrap_or_default();
            format!("{by} reports {much}{about}")
        }
    }
}

fn asked_json(state: &State, row: &Pending) -> Value {
    let unit = state.unit(&row.amount.unit).map(|unit| state.units.at(unit).decimals);
    let kind = match row.kind {
        PendingKind::Demand => "demand",
        PendingKind::Report => "report",
    };
    json!({
        "entry": row.entry, "kind": kind, "by": telling::agent(state, row.by),
        "word_of": telling::agent(state, row.word_of),
        "amount": quantity::format_decimal(row.amount.minor, unit.unwrap_or_default()),
        "unit": row.amount.unit.as_str(), "other": row.other.as_ref().map(|it| it.as_str()),
        "until": row.until.map(date::exact), "text": asked(state, row),
    })
}
