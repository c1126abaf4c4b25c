//! `subak init`: a new commons.

use std::path::{Path, PathBuf};

use book::{Book, SecretKey, now};
use clap::Args;
use commons::act::Found;
use commons::name::{Code, Handle};
use inquiry::currency;
use inquiry::names::handle;
use serde_json::json;

use crate::here::Here;
use crate::keyring::Keyring;
use crate::refusal::Refused;

/// Make a commons: a journal file and its founder's key
#[derive(Debug, Args)]
pub struct Init {
    /// The file to make, such as rice.subak
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What the commons is called; else like the file
    #[arg(long)]
    name: Option<String>,
    /// The short name of the commons itself; else made from its name
    #[arg(long)]
    handle: Option<String>,
    /// The name of its founder; else the name you are logged in with
    #[arg(long, value_name = "NAME")]
    founder: Option<String>,
    /// The short name of its founder; else made from the name
    #[arg(long, value_name = "HANDLE")]
    founder_handle: Option<String>,
    /// The unit value is counted in, such as CAD
    #[arg(long, default_value = "point")]
    unit: String,
    /// How many digits that unit has after the point; else 2, or what the currency has
    #[arg(long)]
    decimals: Option<u8>,
}

/// Founds a commons in a file and keeps its founder's key. Answers with the commons and the key's place.
///
/// # Errors
/// Why there is no commons; then there is no key either.
pub fn found(
    file: &Path,
    wish: Found,
    key: &SecretKey,
    keyring: &Keyring,
) -> Result<(Book, PathBuf), Refused> {
    let founder = wish.founder.clone();
    let waiting = keyring.put(key)?;
    let book = match Book::found(file, wish, key, now()) {
        Ok(book) => book,
        Err(refused) => {
            waiting.discard();
            return Err(refused.into());
        }
    };
    let place = waiting.keep(book.commons(), &founder)?;
    Ok((book, place))
}

impl Init {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let keyring = Keyring::of_user()?;
        let key = SecretKey::generate().map_err(book::BookRefused::from)?;
        let wish = self.wish(key.public().to_bytes())?;
        let (name, founder) = (wish.name.clone(), wish.founder.clone());
        let (book, place) = found(&self.file, wish, &key, &keyring)?;
        let commons = book.commons();
        book.close()?;
        let (file, place) = (self.file.display(), place.display());
        if here.global.json {
            let said = json!({
                "commons": commons.to_string(), "file": file.to_string(), "name": name,
                "founder": founder.as_str(), "key": place.to_string(),
            });
            return here.screen.json(&said);
        }
        here.screen.prose(&format!("`{name}` is founded, in {file}, by {founder}."))?;
        here.screen.prose(&format!(
            "The key is {place}. Keep it and keep a copy: whoever has it writes to this commons, and without it nobody can."
        ))?;
        here.screen.line("")?;
        here.screen.line("Next, perhaps:")?;
        let member = if founder.as_str() == "ben" { "Ana" } else { "Ben" };
        here.screen.line(format!("  subak agent add {member}"))?;
        here.screen.line("  subak resource add Frame")?;
        here.screen.line(format!("  subak log work 3h --by {founder} --on frame --role design"))
    }

    fn wish(&self, founder_key: [u8; 32]) -> Result<Found, Refused> {
        let stem = self.file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let name = self.name.clone().or(stem).unwrap_or_default();
        let logged_in =
            || ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
        let founder_name =
            self.founder.clone().or_else(logged_in).unwrap_or_else(|| "founder".to_owned());
        let founder = match &self.founder_handle {
            Some(given) => Handle::new(given)?,
            None => handle(&founder_name).or_else(|_| handle("founder"))?,
        };
        let own = match &self.handle {
            Some(given) => Handle::new(given)?,
            None => {
                let own = Handle::from_name(&name).map_or_else(|| handle("commons"), Ok)?;
                if own == founder { handle(&format!("{own}-commons"))? } else { own }
            }
        };
        let decimals = self.decimals.or_else(|| currency::decimals(&self.unit)).unwrap_or(2);
        Ok(Found {
            name,
            handle: own,
            founder,
            founder_name,
            founder_key,
            unit: Code::new(&self.unit)?,
            decimals,
        })
    }
}
