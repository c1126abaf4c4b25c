//! A commons to look at: made anew in a folder of its own, with the keys of all who are in it.

mod story;

mod atelier;

use std::collections::BTreeMap;
use std::path::Path;

use book::{Book, SecretKey};
use commons::name::{Handle, Moment};

use crate::keyring::Keyring;
use crate::refusal::Refused;
use story::{Story, Told};

/// The file of the commons in its folder.
pub const FILE: &str = "atelier.subak";

/// Those whom links are printed for.
pub const GUESTS: [&str; 3] = [atelier::FOUNDER, "ibrahim", "noor"];

/// Makes the commons, as if it had begun fourteen months before `now`, and keeps all keys in `keyring`.
///
/// # Errors
/// A folder that cannot be written; a test sees that nothing is refused in the story.
pub fn make(folder: &Path, keyring: &Keyring, now: Moment) -> Result<(), Refused> {
    let mut keys = BTreeMap::new();
    for who in atelier::PEOPLE.iter().map(|(who, ..)| *who).chain([atelier::FOUNDER]) {
        keys.insert(who, SecretKey::generate().map_err(book::BookRefused::from)?);
    }
    let public = |who: &str| keys.get(who).map(|key| key.public().to_bytes()).unwrap_or_default();
    let mut story = Story::until(now);
    atelier::tell(&mut story, public)?;
    let Some(founder) = keys.get(atelier::FOUNDER) else { return Ok(()) };
    let wish = atelier::founding(founder.public().to_bytes())?;
    let mut book = Book::found(&folder.join(FILE), wish, founder, story.day(0, 9))?;
    for (who, key) in &keys {
        keyring.put(key)?.keep(book.commons(), &Handle::new(who)?)?;
    }
    play(&mut book, &keys, story.told())?;
    Ok(book.close()?)
}

/// Submits the acts of each day as one group.
fn play(book: &mut Book, keys: &BTreeMap<&str, SecretKey>, told: Vec<Told>) -> Result<(), Refused> {
    let day = |told: &Told| told.at.0.div_euclid(Moment::DAY_MS);
    for group in told.chunk_by(|one, next| day(one) == day(next)) {
        let signed = |told: &Told| Some(book.sign(keys.get(told.by)?, told.id, &told.act));
        let acts = group.iter().filter_map(signed).collect();
        let at = group.last().map_or(Moment(0), |told| told.at);
        for outcome in book.submit(acts, at)? {
            outcome.entry()?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_story_can_be_played_as_it_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let keyring = Keyring::at(&folder.path().join("keys"));
        make(folder.path(), &keyring, book::now()).unwrap();
        let book = Book::open(&folder.path().join(FILE), None).unwrap().book;
        let state = book.state();
        assert!((350..500).contains(&state.entries), "{}", state.entries);
        assert!(inquiry::waiting::pending(state, book::now()).count() >= 2);
        book.verify(&mut |_| ()).unwrap();
    }
}
