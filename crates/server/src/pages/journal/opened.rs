//! One entry, opened: what was signed, what it did, and how it hangs together with the one before.

use book::Entry;
use commons::account::Posting;
use commons::act::{Act, Effects};
use commons::name::Moment;
use commons::state::Held;
use commons::unit::Quantity;
use commons::visibility::Thing;
use inquiry::flow;
use maud::{Markup, html};

use super::super::why::{no_such, sees_entry, steps};
use super::list::neighbours;
use crate::page::{Cell, day, table};
use crate::site::{Body, Here, Trouble};
use crate::telling::Telling;

/// The page of an entry.
pub fn page(here: &Here<'_>, number: u64) -> Result<Body, Trouble> {
    let (entry, act) = here.read(|reading| reading.entry(number)).map_err(no_such)?;
    sees_entry(here, &entry, &act)?;
    let telling = Telling { words: here.words, state: here.state };
    let by = telling.signer(&entry.act.author.to_bytes());
    let main = html! {
        p.lead { (telling.act(number, &by, &act)) }
        (judged(here, number))
        (effects(here, &telling, &entry, &act)?)
        h2 { (here.say("journal-signed")) }
        (signature(here, &entry, &by))
        @if here.sees(Thing::Journal) { (neighbours(here, number)) }
    };
    let title = here.words.say_with("journal-entry", &[("entry", number.to_string().into())]);
    Ok(Body { title, main })
}

/// What there is to ask about it.
fn judged(here: &Here<'_>, number: u64) -> Markup {
    let (key, address) = match here.state.held(number) {
        Some(Held::Event(_)) => ("journal-why-event", format!("/why/entry/{number}")),
        Some(Held::Distribution(_)) => {
            ("journal-why-distribution", format!("/why/distribution/{number}"))
        }
        None => return html! {},
    };
    html! { p { a href=(address) { (here.words.say(key)) } } }
}

fn effects(
    here: &Here<'_>,
    telling: &Telling<'_>,
    entry: &Entry,
    act: &Act,
) -> Result<Markup, Trouble> {
    let read = flow::effects(entry)?;
    let done = flow::steps(here.state, entry)?;
    let postings: &[Posting] = match &read {
        Effects::Distribution(shared) => &shared.postings,
        Effects::Reversal(reversed) => &reversed.postings,
        _ => &[],
    };
    let added: Vec<String> = match &read {
        Effects::Adoption(adopted) => {
            let units = adopted.units.iter().map(|unit| unit.code.to_string());
            units.chain(adopted.pools.iter().map(|pool| pool.name.clone())).collect()
        }
        _ => Vec::new(),
    };
    Ok(html! {
        @if !done.is_empty() || !postings.is_empty() || !added.is_empty() {
            h2 { (here.say("journal-effects")) }
        }
        @if !added.is_empty() {
            p { (here.words.say_with("journal-brought", &[("what", added.join(", ").into())])) }
        }
        @if matches!(act, Act::AdoptCharter(_)) {
            p { a href=(format!("/rules/{}", entry.index)) { (here.say("journal-charter-then")) } }
        }
        (steps(here, &done))
        @if !postings.is_empty() { (booked(here, telling, postings)) }
    })
}

fn booked(here: &Here<'_>, telling: &Telling<'_>, postings: &[Posting]) -> Markup {
    let row = |posting: &Posting| {
        let unit = here.state.unit(&posting.unit)?;
        let much = here.words.amount(here.state, posting.minor, unit);
        let quantity = Quantity { minor: posting.minor, unit };
        let sign = if quantity.minor > 0 { "+" } else { "" };
        Some(vec![
            Cell::Text(html! { (telling.account_named(&posting.account)) }),
            Cell::Figure(html! { (sign) (much) }),
        ])
    };
    let rows: Vec<Vec<Cell>> = postings.iter().filter_map(row).collect();
    let heads = [here.say("journal-account"), format!(">{}", here.say("journal-booked"))];
    table(&here.say("journal-postings"), &[&heads[0], &heads[1]], &rows)
}

fn signature(here: &Here<'_>, entry: &Entry, by: &str) -> Markup {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let stamp = jiff::Timestamp::from_millisecond(entry.at_ms).unwrap_or_default().to_string();
    let rows = [
        ("journal-author-key", entry.act.author.to_string()),
        ("journal-act-id", entry.act.id.to_string()),
        ("journal-signature", hex(&entry.act.signature)),
        ("journal-hash", entry.hash().to_string()),
        ("journal-previous", entry.previous.to_string()),
    ];
    html! {
        dl.facts {
            dt { (here.say("journal-head-by")) } dd { (by) }
            dt { (here.say("journal-head-day")) }
            dd { (day(here, Moment(entry.at_ms))) " " span.soft { (stamp) } }
            @for (key, value) in rows {
                dt { (here.words.say(key)) } dd { code { (value) } }
            }
        }
        p.soft { (here.say("journal-signed-what")) }
    }
}
