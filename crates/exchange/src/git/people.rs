//! Who is who: the `.mailmap` of a commit, and one person for each address.

use std::collections::{BTreeMap, HashMap};

use super::bots::is_bot;
use super::facts::Person;
use super::log::Ident;
use super::options::Bots;
use super::refused::GitRefused;
use super::sandbox::{Sandbox, unreadable};
use super::text::legible;

/// The largest `.mailmap` that is read, in bytes. The Linux kernel's has 60,000.
const MOST_OF_A_MAILMAP: u64 = 1 << 23;

/// The names with addresses that a history uses, each once.
#[derive(Default)]
pub(super) struct Idents {
    list: Vec<Ident>,
    places: HashMap<Ident, usize>,
}

impl Idents {
    /// The place of an ident in the list.
    pub(super) fn place(&mut self, ident: Ident) -> usize {
        if let Some(&place) = self.places.get(&ident) {
            return place;
        }
        let place = self.list.len();
        self.list.push(ident.clone());
        self.places.insert(ident, place);
        place
    }

    /// What each ident becomes by the `.mailmap` in the tree of `commit`, or
    /// `None` if it is a bot that is left out.
    pub(super) fn mapped(
        self,
        commit: &str,
        bots: &Bots,
        sandbox: &Sandbox,
    ) -> Result<Vec<Option<Person>>, GitRefused> {
        let contacts = contacts_of(&self.list);
        let mapped = match mailmap_in(commit, sandbox)? {
            Some(setting) => {
                let arguments = ["-c", &setting, "check-mailmap", "--stdin"];
                sandbox.ask(arguments, &contacts)?
            }
            None => contacts,
        };
        let people: Vec<_> = lines_of(&mapped).map(|line| person_in(line, bots)).collect();
        match people.len() == self.list.len() {
            true => Ok(people),
            false => Err(unreadable(b"another number of contacts than it was asked for")),
        }
    }
}

/// The people of a history, as they appear.
#[derive(Default)]
pub(super) struct People {
    list: Vec<Person>,
    places: HashMap<String, usize>,
}

/// In what part someone appears in a commit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Author,
    CoAuthor,
}

impl People {
    /// The place of a person in the list. An author's name replaces the one
    /// known before: people change their names, and co-authors' are typed by
    /// others.
    pub(super) fn place(&mut self, person: &Person, part: Part) -> usize {
        let key = match person.email.as_str() {
            "" => &person.name,
            email => email,
        };
        if let Some(&place) = self.places.get(key) {
            if let (Part::Author, Some(known)) = (part, self.list.get_mut(place)) {
                known.name.clone_from(&person.name);
            }
            return place;
        }
        self.places.insert(key.to_owned(), self.list.len());
        self.list.push(person.clone());
        self.list.len() - 1
    }

    /// How many names several people have.
    pub(super) fn shared_names(&self) -> usize {
        let mut addresses: BTreeMap<String, usize> = BTreeMap::new();
        for person in &self.list {
            *addresses.entry(person.name.to_lowercase()).or_default() += 1;
        }
        addresses.values().filter(|&&count| count > 1).count()
    }

    pub(super) fn into_list(self) -> Vec<Person> {
        self.list
    }
}

/// The setting that makes git use the `.mailmap` in the tree of `commit`, if
/// there is one.
fn mailmap_in(commit: &str, sandbox: &Sandbox) -> Result<Option<String>, GitRefused> {
    let listed = sandbox.ask(["ls-tree", "--long", commit, "--", ".mailmap"], b"")?;
    let listed = String::from_utf8_lossy(&listed);
    // `<mode> blob <hash> <size> .mailmap`, or nothing.
    let mut columns = listed.split_whitespace().skip(1);
    if columns.next() != Some("blob") {
        return Ok(None);
    }
    match columns.nth(1).unwrap_or_default().parse() {
        Ok(bytes) if bytes <= MOST_OF_A_MAILMAP => {
            Ok(Some(format!("mailmap.blob={commit}:.mailmap")))
        }
        Ok(bytes) => Err(GitRefused::MailmapTooLarge { bytes, most: MOST_OF_A_MAILMAP }),
        // A clone without file contents may lack this one.
        Err(_) => Err(unreadable(b"the file .mailmap is missing")),
    }
}

/// One line for each ident, as `git check-mailmap` takes and gives them.
fn contacts_of(idents: &[Ident]) -> Vec<u8> {
    let mut lines = Vec::new();
    for Ident { name, email } in idents {
        lines.extend_from_slice(name);
        lines.extend_from_slice(b" <");
        lines.extend_from_slice(email);
        lines.extend_from_slice(b">\n");
    }
    lines
}

fn lines_of(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|&b| b == b'\n')
}

fn person_in(contact: &[u8], bots: &Bots) -> Option<Person> {
    let mut parts = contact.rsplitn(2, |&b| b == b'<');
    let email = parts.next().unwrap_or_default().trim_ascii();
    let email = email.strip_suffix(b">").unwrap_or(email);
    let email = legible(email, 200).to_lowercase();
    let name = match legible(parts.next().unwrap_or_default(), 200) {
        name if !name.is_empty() => name,
        _ if !email.is_empty() => email.clone(),
        _ => "(no name)".to_owned(),
    };
    let left_out = match bots {
        Bots::LeaveOut { also } => is_bot(&name, &email, also),
        Bots::Include => false,
    };
    (!left_out).then_some(Person { name, email })
}
