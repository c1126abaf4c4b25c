//! `subak charter show`: the charter in force, an earlier version, or all versions.

use std::ops::ControlFlow;

use book::Book;
use clap::Args;
use commons::money::Adoption;
use commons::refusal::Refused as Rule;
use inquiry::date;
use inquiry::declared::differences;
use serde_json::{Value, json};

use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::Table;
use crate::telling;

/// Print the charter in force, an earlier version, or all versions
#[derive(Debug, Args)]
#[command(disable_version_flag = true)]
pub struct Show {
    /// An earlier version, by its number: the first is 1
    #[arg(long, value_name = "NUMBER", conflicts_with = "history")]
    version: Option<usize>,
    /// List all versions: when, by whom, and how much changed
    #[arg(long)]
    history: bool,
}

impl Show {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let book = here.read()?;
        if self.history {
            return history(here, &book);
        }
        let charters = &book.state().money.charters;
        if charters.is_empty() {
            return Err(Rule::CharterMissing.into());
        }
        let number = self.version.unwrap_or(charters.len());
        let adoption = number.checked_sub(1).and_then(|at| charters.get(at));
        let adoption =
            adoption.ok_or(Refused::VersionUnknown { version: number, last: charters.len() })?;
        if here.global.json {
            let mut value = row(&book, number, adoption)?;
            if let Some(value) = value.as_object_mut() {
                value.insert("text".to_owned(), adoption.text.as_ref().into());
            }
            return here.screen.json(&value);
        }
        let (day, by) = (date::say_day(adoption.at), author(&book, adoption)?);
        let standing = if number == charters.len() { "in force" } else { "no longer in force" };
        here.screen.line(format_args!(
            "# Version {number}, {standing}: adopted by {by} on {day}, in entry {}.",
            adoption.entry
        ))?;
        here.screen.text(&adoption.text)
    }
}

fn history(here: &mut Here, book: &Book) -> Result<(), Refused> {
    let charters = &book.state().money.charters;
    if here.global.json {
        let rows: Result<Vec<Value>, Refused> =
            (1..).zip(charters).map(|(number, adoption)| row(book, number, adoption)).collect();
        return here.screen.json(&json!({ "versions": rows? }));
    }
    let mut table = Table::new(&[">version", "since", ">entry", "by", "what changed"]);
    let mut before: Option<&Adoption> = None;
    for (number, adoption) in (1..).zip(charters) {
        let changed = match before {
            None => "the first charter".to_owned(),
            Some(before) => match differences(&before.text, &adoption.text).len() {
                1 => "1 declaration".to_owned(),
                count => format!("{count} declarations"),
            },
        };
        let (day, by) = (date::say_day(adoption.at), author(book, adoption)?);
        table.row(vec![number.to_string(), day, adoption.entry.to_string(), by, changed]);
        before = Some(adoption);
    }
    here.screen.table(&table)
}

fn row(book: &Book, number: usize, adoption: &Adoption) -> Result<Value, Refused> {
    Ok(json!({
        "version": number, "entry": adoption.entry, "since": date::exact(adoption.at),
        "by": author(book, adoption)?, "understood": adoption.rules.is_some(),
    }))
}

/// Who signed the adoption.
fn author(book: &Book, adoption: &Adoption) -> Result<String, Refused> {
    let found = book.read(adoption.entry, |entry, _| ControlFlow::Break(entry.act.author))?;
    Ok(found.map(|key| telling::signer(book.state(), &key)).unwrap_or_default())
}
