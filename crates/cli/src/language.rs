//! The language that somebody speaks.

use charter::sentence::Language;

/// The language that this person's system speaks, if charters are told in it; else English.
#[must_use]
pub fn spoken() -> Language {
    let tags = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| std::env::var(name).ok());
    let mut said = tags.filter(|tag| !tag.is_empty());
    said.next().and_then(|tag| Language::of_tag(&tag)).unwrap_or(Language::English)
}
