//! The batches in the journal.

use std::ops::ControlFlow;

use book::Book;
use commons::act::{Act, PayOut, PayoutLine};
use commons::name::Moment;
use commons::state::State;
use commons::unit::Measure;
use inquiry::date;
use inquiry::payout::end_to_end;
use quantity::format_decimal;
use serde_json::{Value, json};

use super::refused::PayoutRefused;
use crate::here::Here;
use crate::refusal::Refused;
use crate::screen::Table;
use crate::telling;

/// A batch in the journal.
pub struct Booked {
    /// Its entry.
    pub entry: u64,
    /// When it was booked.
    pub at: Moment,
    /// Who is paid how much.
    pub wish: PayOut,
    /// The entry that took it back.
    pub reversed_by: Option<u64>,
}

/// Every batch, in the order of the journal.
fn batches(book: &Book) -> Result<Vec<Booked>, Refused> {
    let state = book.state();
    let mut batches = Vec::new();
    book.read(0, |entry, act| {
        if let Act::PayOut(wish) = act {
            batches.push(Booked {
                entry: entry.index,
                at: Moment(entry.at_ms),
                wish: PayOut::clone(wish),
                reversed_by: state.money.taken_back.get(&entry.index).copied(),
            });
        }
        ControlFlow::<()>::Continue(())
    })?;
    Ok(batches)
}

/// The last batch of a reference.
pub fn booked(book: &Book, reference: &str) -> Result<Booked, Refused> {
    let found = batches(book)?.into_iter().rfind(|booked| booked.wish.reference == reference);
    let reference = commons::name::shortened(reference);
    found.ok_or_else(|| PayoutRefused::Unknown { reference }.into())
}

impl Booked {
    /// The sum in each unit.
    pub fn totals(&self, state: &State) -> Vec<Measure> {
        let mut totals: Vec<Measure> = Vec::new();
        for PayoutLine { amount, .. } in &self.wish.lines {
            match totals.iter_mut().find(|total| total.unit == amount.unit) {
                Some(total) => total.minor += amount.minor,
                None => totals.push(amount.clone()),
            }
        }
        totals.retain(|total| state.unit(&total.unit).is_some());
        totals
    }

    fn json(&self, state: &State) -> Value {
        let total = |total: &Measure| json!({ "amount": figures(state, total), "unit": total.unit.as_str() });
        json!({
            "entry": self.entry, "at": date::exact(self.at), "reference": self.wish.reference,
            "payments": self.wish.lines.len(),
            "totals": self.totals(state).iter().map(total).collect::<Value>(),
            "note": self.wish.note, "reversed_by": self.reversed_by,
        })
    }
}

fn figures(state: &State, amount: &Measure) -> String {
    let decimals = state.unit(&amount.unit).map_or(0, |unit| state.units.at(unit).decimals);
    format_decimal(amount.minor, decimals)
}

/// Lists every batch.
pub fn list(here: &mut Here) -> Result<(), Refused> {
    let book = here.read()?;
    let (state, batches) = (book.state(), batches(&book)?);
    if here.global.json {
        let rows: Value = batches.iter().map(|booked| booked.json(state)).collect();
        return here.screen.json(&json!({ "payouts": rows }));
    }
    if batches.is_empty() {
        return here.screen.line("No batch was written yet.");
    }
    let mut table = Table::new(&[">entry", "day", "reference", ">payments", ">total", ""]);
    for booked in &batches {
        let say = |total: &Measure| telling::measure(state, total);
        let totals: Vec<String> = booked.totals(state).iter().map(say).collect();
        let reversed = booked.reversed_by.map(|by| format!("taken back in entry {by}"));
        table.row(vec![
            booked.entry.to_string(),
            date::say_day(booked.at),
            booked.wish.reference.clone(),
            booked.wish.lines.len().to_string(),
            totals.join(", "),
            reversed.unwrap_or_default(),
        ]);
    }
    here.screen.table(&table)
}

/// Shows the payments of a batch.
pub fn show(here: &mut Here, state: &State, booked: &Booked) -> Result<(), Refused> {
    let lines = || (1..).zip(&booked.wish.lines);
    if here.global.json {
        let line = |(place, line): (usize, &PayoutLine)| {
            json!({
                "agent": line.agent.as_str(), "amount": figures(state, &line.amount),
                "unit": line.amount.unit.as_str(),
                "end_to_end": end_to_end(&booked.wish.reference, place),
            })
        };
        let mut value = booked.json(state);
        if let Some(object) = value.as_object_mut() {
            object.insert("payments".to_owned(), lines().map(line).collect());
        }
        return here.screen.json(&value);
    }
    let mut table = Table::new(&["agent", ">amount", "unit", "id"]);
    for (place, line) in lines() {
        table.row(vec![
            line.agent.to_string(),
            figures(state, &line.amount),
            line.amount.unit.to_string(),
            end_to_end(&booked.wish.reference, place),
        ]);
    }
    here.screen.table(&table)?;
    let by = booked.reversed_by.map(|by| format!("; taken back in entry {by}"));
    let day = date::say_day(booked.at);
    here.screen.line(format_args!("entry {}, {day}{}", booked.entry, by.unwrap_or_default()))
}
