//! Every sentence that people read, from catalogues that translators can edit.
//!
//! A catalogue is a file in the format of Project Fluent: one a topic and language, `words/en/money.ftl`
//! beside `words/fr/money.ftl`. Keys begin with their topic. What a language lacks is said in English.

use std::sync::LazyLock;

use charter::sentence::Language;
use commons::name::Moment;
use commons::state::State;
use commons::unit::{Quantity, UnitIx};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::Timestamp;
use jiff::tz::TimeZone;

type Bundle = FluentBundle<FluentResource>;

macro_rules! topics {
    ($($topic:literal),+ $(,)?) => {
        const ENGLISH: &[&str] = &[$(include_str!(concat!("words/en/", $topic, ".ftl"))),+];
        const FRENCH: &[&str] = &[$(include_str!(concat!("words/fr/", $topic, ".ftl"))),+];
    };
}

topics![
    "shell", "home", "log", "me", "work", "money", "rules", "whatif", "why", "journal", "wizard",
    "join", "import", "chart",
];

static BUNDLES: LazyLock<[Bundle; 2]> =
    LazyLock::new(|| [bundle("en-CA", ENGLISH), bundle("fr-CA", FRENCH)]);

/// Lines of a catalogue that cannot be read are left out; a test sees that there are none.
fn bundle(tag: &str, texts: &[&str]) -> Bundle {
    let mut bundle = Bundle::new_concurrent(vec![tag.parse().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    for text in texts {
        let read = FluentResource::try_new((*text).to_owned());
        bundle.add_resource_overriding(read.unwrap_or_else(|(resource, _)| resource));
    }
    bundle
}

/// What a sentence is told: its names are those of the catalogue, `count` chooses plurals.
pub type With<'a> = [(&'a str, FluentValue<'a>)];

/// The words of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// The language.
    pub language: Language,
}

impl Words {
    /// The language to speak: the one chosen before, else the first of the browser's that is spoken here, else English.
    #[must_use]
    pub fn wanted(chosen: Option<&str>, accepted: Option<&str>) -> Self {
        let accepted = accepted.into_iter().flat_map(|list| list.split(','));
        let tags = chosen
            .into_iter()
            .chain(accepted.map(|tag| tag.split(';').next().unwrap_or_default().trim()));
        let language = tags.filter_map(Language::of_tag).next().unwrap_or(Language::English);
        Self { language }
    }

    /// The tag of the language for `lang` attributes.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self.language {
            Language::English => "en",
            Language::French => "fr",
        }
    }

    /// A sentence.
    #[must_use]
    pub fn say(self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// A sentence with what it is told; its key in brackets `⟦⟧` if no catalogue has it.
    #[must_use]
    pub fn say_with(self, key: &str, with: &With<'_>) -> String {
        self.find(key, with).unwrap_or_else(|| format!("⟦{key}⟧"))
    }

    /// A sentence, if a catalogue has it.
    #[must_use]
    pub fn find(self, key: &str, with: &With<'_>) -> Option<String> {
        let [english, french] = &*BUNDLES;
        let own = match self.language {
            Language::English => english,
            Language::French => french,
        };
        let (bundle, pattern) = [own, english]
            .into_iter()
            .find_map(|bundle| Some((bundle, bundle.get_message(key)?.value()?)))?;
        let args: FluentArgs<'_> =
            with.iter().map(|(name, value)| (*name, value.clone())).collect();
        // What is missing shows as `{$name}`, which a test would see.
        Some(bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned())
    }

    /// A decimal as the language writes it: `1,234.50`, `1 234,50`; the spaces do not break.
    #[must_use]
    pub fn decimal(self, plain: &str) -> String {
        let (group, point) = match self.language {
            Language::English => (",", "."),
            Language::French => ("\u{202f}", ","),
        };
        let (sign, figures) = match plain.strip_prefix('-') {
            Some(rest) => ("\u{2212}", rest),
            None => ("", plain),
        };
        let (whole, part) = figures.split_once('.').unwrap_or((figures, ""));
        let mut said = String::from(sign);
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                said.push_str(group);
            }
            said.push(digit);
        }
        if !part.is_empty() {
            said.push_str(point);
            said.push_str(part);
        }
        said
    }

    /// A percentage as the language writes it, from a plain decimal: `12.5%`, `12,5 %`.
    #[must_use]
    pub fn percent(self, plain: &str) -> String {
        self.say_with("shell-percent", &[("figure", self.decimal(plain).as_str().into())])
    }

    /// An amount of a unit with all its digits: `12.50 CAD`.
    #[must_use]
    pub fn amount(self, state: &State, minor: i128, unit: UnitIx) -> String {
        let unit = state.units.at(unit);
        let figures = self.decimal(&quantity::format_decimal(minor, unit.decimals));
        format!("{figures}\u{a0}{}", unit.code)
    }

    /// A quantity without idle zeros: `3 hour`, `0.5 kg`.
    #[must_use]
    pub fn quantity(self, state: &State, quantity: Quantity) -> String {
        let unit = state.units.at(quantity.unit);
        let figures = self.decimal(&quantity::format_trimmed(quantity.minor, unit.decimals));
        format!("{figures}\u{a0}{}", unit.code)
    }

    /// The day of a moment, in UTC: `21 November 2026`.
    #[must_use]
    pub fn day(self, at: Moment) -> String {
        let Ok(stamp) = Timestamp::from_millisecond(at.0) else { return String::new() };
        let date = stamp.to_zoned(TimeZone::UTC).date();
        let month = self.say(&format!("shell-month-{}", date.month()));
        format!("{}\u{a0}{month}\u{a0}{}", date.day(), date.year())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn messages(texts: &[&str]) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let mut key = String::new();
        for line in texts.iter().flat_map(|text| text.lines()) {
            match line.split_once(" =") {
                Some((name, rest)) if !line.starts_with([' ', '#', '\t']) => {
                    key = name.trim().to_owned();
                    assert!(
                        found.insert(key.clone(), rest.to_owned()).is_none(),
                        "{key} stands twice"
                    );
                }
                _ => {
                    if let Some(text) = found.get_mut(&key) {
                        text.push_str(line);
                    }
                }
            }
        }
        found
    }

    fn told(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> = text
            .split('$')
            .skip(1)
            .map(|rest| rest.split(|c: char| !(c.is_alphanumeric() || c == '-')).next().unwrap())
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    #[test]
    fn catalogues_are_readable_and_say_the_same_things() {
        for text in ENGLISH.iter().chain(FRENCH) {
            let read = FluentResource::try_new((*text).to_owned());
            assert!(read.is_ok(), "{:?} in {text}", read.err().map(|(_, errors)| errors));
        }
        let (english, french) = (messages(ENGLISH), messages(FRENCH));
        for (key, text) in &french {
            let original = english.get(key).unwrap_or_else(|| panic!("`{key}` is French only"));
            assert_eq!(told(original), told(text), "`{key}` is told other things in French");
        }
        for key in english.keys() {
            assert!(french.contains_key(key), "`{key}` has no French sentence yet");
        }
    }

    #[test]
    fn every_key_that_the_code_says_is_in_the_catalogue() {
        let english = messages(ENGLISH);
        let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
        while let Some(folder) = folders.pop() {
            for file in std::fs::read_dir(folder).unwrap() {
                let path = file.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                if path.extension().is_none_or(|ending| ending != "rs") {
                    continue;
                }
                let code = std::fs::read_to_string(&path).unwrap();
                for call in [".say(\"", ".say_with(\"", ".say_with(\n"] {
                    for rest in code.split(call).skip(1) {
                        let rest = rest.trim_start().trim_start_matches('"');
                        let key = rest.split('"').next().unwrap();
                        if key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
                            assert!(
                                english.contains_key(key),
                                "`{key}` of {} is in no catalogue",
                                path.display()
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn numbers_are_written_as_each_language_writes_them() {
        let (english, french) = (Words::wanted(None, None), Words::wanted(Some("fr"), None));
        assert_eq!(english.decimal("-1234567.50"), "\u{2212}1,234,567.50");
        assert_eq!(french.decimal("1234.5"), "1\u{202f}234,5");
        assert_eq!(english.decimal("12"), "12");
    }

    #[test]
    fn the_language_is_what_was_chosen_else_what_the_browser_prefers() {
        assert_eq!(Words::wanted(None, Some("de, fr-CA;q=0.8, en;q=0.5")).tag(), "fr");
        assert_eq!(Words::wanted(Some("en"), Some("fr")).tag(), "en");
        assert_eq!(Words::wanted(Some("xx"), None).tag(), "en");
    }
}
