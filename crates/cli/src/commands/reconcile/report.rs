//! What a comparison found, told to people and to programs.

use commons::state::State;
use commons::unit::UnitIx;
use exchange::bank::{BankEntry, Statement};
use exchange::reconcile::{BookLine, Group, Pair, Reconciliation, Why};
use inquiry::amount;
use inquiry::bank_details::shown;
use inquiry::custody::{Custody, Window};
use jiff::civil::Date;
use quantity::format_decimal;
use serde_json::{Value, json};

use super::refused::ReconcileRefused;
use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::{BOLD, Table, styled};

/// What was found, and what it is told with.
pub struct Report<'a> {
    /// The state.
    pub state: &'a State,
    /// Its unit.
    pub unit: UnitIx,
    /// What the bank says.
    pub statement: &'a Statement,
    /// The days it is about.
    pub window: Window,
    /// What the book says.
    pub custody: &'a Custody,
    /// How the two compare.
    pub found: Reconciliation<'a>,
}

impl Report<'_> {
    fn figures(&self, minor: i128) -> String {
        format_decimal(minor, self.state.units.at(self.unit).decimals)
    }

    fn say(&self, minor: i128) -> String {
        amount::say(self.state, minor, self.unit)
    }

    /// From when to when, in words.
    fn period(&self) -> String {
        let Window { from, to } = self.window;
        if from == Date::MIN { format!("until {to}") } else { format!("{from} to {to}") }
    }

    /// Refuses what does not agree, in a few words.
    ///
    /// # Errors
    /// [`ReconcileRefused::Differs`].
    pub fn verdict(&self) -> Result<(), Refused> {
        let found = &self.found;
        let counted = |count: usize, word: &str| (count > 0).then(|| format!("{count} {word}"));
        let apart = found.bank_closing - found.book_closing;
        let parts = [
            counted(found.differing.len(), "differing"),
            counted(found.candidates.len(), "not clear"),
            counted(found.missing.len(), "missing at the bank"),
            counted(found.unknown.len(), "unknown to the book"),
            (apart != 0).then(|| format!("{} apart at the end", self.say(apart.abs()))),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() {
            return Ok(());
        }
        Err(ReconcileRefused::Differs { what: parts.join(", ") }.into())
    }

    /// Tells it to people.
    ///
    /// # Errors
    /// The output.
    pub fn tell(&self, here: &mut Here) -> Result<(), Refused> {
        let account = shown(&self.statement.account);
        let code = &self.state.units.at(self.unit).code;
        let head = format!("{account} in {code}, {}", self.period());
        here.screen.line(styled(BOLD, head))?;
        self.tell_matched(here)?;
        self.tell_groups(here, "Same reference, another amount", &self.found.differing)?;
        self.tell_groups(
            here,
            "Could be the same; say which by their references",
            &self.found.candidates,
        )?;
        let missing = || self.found.missing.iter().map(|line| self.line_row(line));
        self.tell_rows(here, "In the book, not at the bank", missing().collect())?;
        let unknown = || self.found.unknown.iter().map(|entry| self.entry_row(entry));
        self.tell_rows(here, "At the bank, not in the book", unknown().collect())?;
        for command in self.found.unknown.iter().filter_map(|entry| self.command(entry)) {
            here.screen.line(format_args!("  {command}"))?;
        }
        here.screen.line("")?;
        if self.statement.pending > 0 {
            let pending = self.statement.pending;
            here.screen.line(format_args!("{pending} announced at the bank, not booked yet."))?;
        }
        let (bank, book) = (self.say(self.found.bank_closing), self.say(self.found.book_closing));
        here.screen.line(format_args!("At the end: {bank} at the bank, {book} in the book."))?;
        if self.found.agrees() {
            here.screen.line("Everything agrees.")?;
        }
        Ok(())
    }

    fn tell_matched(&self, here: &mut Here) -> Result<(), Refused> {
        if self.found.matched.is_empty() {
            return Ok(());
        }
        here.screen.line("")?;
        here.screen.line(styled(BOLD, "In both"))?;
        let head = format!(">{}", self.state.units.at(self.unit).code);
        let mut table = Table::new(&["day", &head, "in the book", "known by"]);
        for Pair { entry, line, why } in &self.found.matched {
            let by = match why {
                Why::Reference(reference) => plain(reference),
                Why::Amount { days_apart: 0 } => "its amount, the same day".to_owned(),
                Why::Amount { days_apart: 1 } => "its amount, a day apart".to_owned(),
                Why::Amount { days_apart } => format!("its amount, {days_apart} days apart"),
            };
            let (day, minor) = (entry.booked.to_string(), self.figures(entry.minor));
            table.row(vec![day, minor, line.id.clone(), by]);
        }
        here.screen.table(&table)
    }

    fn tell_groups(
        &self,
        here: &mut Here,
        head: &str,
        groups: &[Group<'_>],
    ) -> Result<(), Refused> {
        groups.iter().try_for_each(|group| {
            let entries = group.entries.iter().map(|entry| self.entry_row(entry));
            let lines = group.lines.iter().map(|line| self.line_row(line));
            self.tell_rows(here, head, entries.chain(lines).collect())
        })
    }

    fn tell_rows(
        &self,
        here: &mut Here,
        head: &str,
        rows: Vec<Vec<String>>,
    ) -> Result<(), Refused> {
        if rows.is_empty() {
            return Ok(());
        }
        here.screen.line("")?;
        here.screen.line(styled(BOLD, head))?;
        let amount = format!(">{}", self.state.units.at(self.unit).code);
        let mut table = Table::new(&["where", "day", &amount, "what", "references"]);
        rows.into_iter().for_each(|row| table.row(row));
        here.screen.table(&table)
    }

    fn entry_row(&self, entry: &BankEntry) -> Vec<String> {
        let said = [&entry.counterparty, &entry.remittance, &entry.text];
        let said: Vec<&str> =
            said.into_iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
        vec![
            "bank".to_owned(),
            entry.booked.to_string(),
            self.figures(entry.minor),
            plain(&said.join(", ")),
            plain(&entry.references.join(", ")),
        ]
    }

    fn line_row(&self, line: &BookLine) -> Vec<String> {
        vec![
            line.id.clone(),
            line.date.to_string(),
            self.figures(line.minor),
            line.text.clone(),
            line.references.join(", "),
        ]
    }

    /// What to type to book what came in.
    fn command(&self, entry: &BankEntry) -> Option<String> {
        let mut references = entry.references.iter().chain([&entry.remittance]);
        let reference = references.find(|reference| !reference.trim().is_empty());
        let reference = reference.map_or("REFERENCE".to_owned(), |reference| quoted(reference));
        let amount =
            format!("{} {}", self.figures(entry.minor), self.state.units.at(self.unit).code);
        (entry.minor > 0)
            .then(|| format!("subak receive \"{amount}\" --for NAME --reference {reference}"))
    }

    /// All of it for programs.
    pub fn json(&self) -> Value {
        let found = &self.found;
        let groups = |groups: &[Group<'_>]| -> Value {
            let group = |group: &Group<'_>| {
                json!({
                    "entries": group.entries.iter().map(|it| self.entry_json(it)).collect::<Value>(),
                    "lines": group.lines.iter().map(|it| self.line_json(it)).collect::<Value>(),
                })
            };
            groups.iter().map(group).collect()
        };
        let pair = |pair: &Pair<'_>| {
            let (reference, days_apart) = match &pair.why {
                Why::Reference(reference) => (Some(reference), None),
                Why::Amount { days_apart } => (None, Some(days_apart)),
            };
            json!({
                "entry": self.entry_json(pair.entry), "line": self.line_json(pair.line),
                "reference": reference, "days_apart": days_apart,
            })
        };
        let unknown = |entry: &&BankEntry| {
            let mut value = self.entry_json(entry);
            if let Some(object) = value.as_object_mut() {
                object.insert("command".to_owned(), self.command(entry).into());
            }
            value
        };
        json!({
            "account": self.statement.account, "unit": self.state.units.at(self.unit).code.as_str(),
            "from": Some(self.window.from).filter(|from| *from != Date::MIN).map(|day| day.to_string()),
            "to": self.window.to.to_string(), "agrees": found.agrees(),
            "matched": found.matched.iter().map(pair).collect::<Value>(),
            "differing": groups(&found.differing), "candidates": groups(&found.candidates),
            "missing": found.missing.iter().map(|line| self.line_json(line)).collect::<Value>(),
            "unknown": found.unknown.iter().map(unknown).collect::<Value>(),
            "pending": self.statement.pending,
            "bank_closing": self.figures(found.bank_closing),
            "book_closing": self.figures(found.book_closing),
        })
    }

    fn entry_json(&self, entry: &BankEntry) -> Value {
        json!({
            "day": entry.booked.to_string(), "amount": self.figures(entry.minor),
            "references": entry.references, "remittance": entry.remittance,
            "counterparty": entry.counterparty, "text": entry.text,
        })
    }

    fn line_json(&self, line: &BookLine) -> Value {
        let entry = self.custody.entry(line);
        json!({
            "entry": entry, "day": line.date.to_string(), "amount": self.figures(line.minor),
            "references": line.references, "text": line.text,
        })
    }
}

/// What a bank wrote, without what would move a terminal's cursor.
fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// A text as one word of a shell, whatever is in it.
fn quoted(text: &str) -> String {
    let safe = |letter: char| letter.is_alphanumeric() || "-_./:".contains(letter);
    let text = plain(text.trim());
    if !text.starts_with('-') && text.chars().all(safe) {
        return text;
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bank_cannot_write_a_command() {
        assert_eq!(quoted("RF18539007547034"), "RF18539007547034");
        assert_eq!(quoted("it's; rm -r ~"), "'it'\\''s; rm -r ~'");
        assert_eq!(quoted("$(reboot)"), "'$(reboot)'");
        assert_eq!(quoted("a\u{1b}[2J\nb"), "'a [2J b'");
        assert_eq!(plain("a\u{1b}\u{7}b"), "a  b");
    }
}
