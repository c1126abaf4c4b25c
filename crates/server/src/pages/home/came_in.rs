//! What came in: distributions and receipts, the newest first, each with where it comes from.

use commons::account::Account;
use commons::act::{Act, Receive};
use commons::distribution::Distribution;
use commons::name::Moment;
use commons::visibility::Thing;
use maud::{Markup, html};

use super::{FEW, referenced};
use crate::page;
use crate::site::{Here, Trouble};
use crate::telling::Telling;

/// One thing that came in.
struct Came {
    entry: u64,
    at: Moment,
    figure: String,
    said: String,
    why: String,
}

/// The last things that came in and that whoever looks may see.
pub fn list(here: &Here<'_>) -> Result<Markup, Trouble> {
    let mut rows = distributions(here);
    rows.extend(receipts(here)?);
    rows.sort_by_key(|row| std::cmp::Reverse(row.entry));
    rows.truncate(FEW);
    Ok(html! {
        @if rows.is_empty() { p.soft { (here.say("home-nothing-came")) } }
        ul.list {
            @for row in rows {
                li {
                    strong.sum { (page::why(here, &row.figure, &row.why)) }
                    p.line { (row.said) " " span.soft { (page::day(here, row.at)) } }
                }
            }
        }
        p { a href="/money" { (here.say("shell-more")) } }
    })
}

fn distributions(here: &Here<'_>) -> Vec<Came> {
    if !here.sees(Thing::Contributions) {
        return Vec::new();
    }
    let standing = here.state.distributions.iter().rev();
    let standing = standing.filter(|(_, row)| row.reversed_by.is_none());
    standing.take(FEW).map(|(_, row)| distribution(here, row)).collect()
}

fn distribution(here: &Here<'_>, row: &Distribution) -> Came {
    let telling = Telling { words: here.words, state: here.state };
    let target = row.target.as_ref();
    let target = target.map_or_else(|| here.state.name.clone(), |target| telling.named(target));
    let told = [
        ("target", target.as_str().into()),
        ("count", row.payees.len().into()),
        ("reference", row.reference.as_deref().unwrap_or_default().into()),
    ];
    let key = if row.reference.is_some() { "home-shared-by-reference" } else { "home-shared" };
    Came {
        entry: row.entry,
        at: row.at,
        figure: here.words.amount(here.state, row.total, row.unit),
        said: here.words.say_with(key, &told),
        why: format!("/why/distribution/{}", row.entry),
    }
}

fn receipts(here: &Here<'_>) -> Result<Vec<Came>, Trouble> {
    let entries = referenced(here);
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    here.read(|reading| {
        let mut rows = Vec::new();
        for entry in entries {
            if let (row, Act::Receive(wish)) = reading.entry(entry)? {
                rows.extend(receipt(here, entry, Moment(row.at_ms), &wish));
            }
        }
        Ok(rows)
    })
}

fn receipt(here: &Here<'_>, entry: u64, at: Moment, wish: &Receive) -> Option<Came> {
    let state = here.state;
    let unit = state.unit(&wish.amount.unit)?;
    let to = match (state.agent(&wish.to), state.pool(&wish.to)) {
        (Some(agent), _) => Account::Agent(agent),
        (None, pool) => Account::Pool(pool?),
    };
    let taken_back = state.money.taken_back.contains_key(&entry);
    if taken_back || !here.sees(Thing::Flow { from: Account::Outside, to, unit }) {
        return None;
    }
    let telling = Telling { words: here.words, state };
    let (to, note) = (telling.named(&wish.to), wish.note.as_deref());
    let told = [("to", to.as_str().into()), ("reference", note.unwrap_or(&wish.reference).into())];
    Some(Came {
        entry,
        at,
        figure: here.words.amount(state, wish.amount.minor, unit),
        said: here.words.say_with("home-received", &told),
        why: format!("/why/entry/{entry}"),
    })
}
