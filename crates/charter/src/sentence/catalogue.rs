//! The catalogues: the words of each language, in the format of Project Fluent.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::{Language, With};

type Bundle = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Bundle> =
    LazyLock::new(|| bundle("en", include_str!("../sentences/en.ftl")));
static FRENCH: LazyLock<Bundle> =
    LazyLock::new(|| bundle("fr-CA", include_str!("../sentences/fr.ftl")));

/// Lines of a catalogue that cannot be read are left out; a test sees that there are none.
fn bundle(tag: &str, text: &str) -> Bundle {
    let resource =
        FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
    let mut bundle = Bundle::new_concurrent(vec![tag.parse().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource);
    bundle
}

/// A message with what it is told; its key in brackets `⟦⟧` if there is none.
///
/// What is called `count` is a number, which chooses the plural; all else is text.
pub(super) fn message(language: Language, key: &'static str, with: &With<'_>) -> String {
    let bundle = match language {
        Language::English => &*ENGLISH,
        Language::French => &*FRENCH,
    };
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return format!("⟦{key}⟧");
    };
    let mut args = FluentArgs::new();
    for (name, text) in with {
        let value = if *name == "count" { FluentValue::try_number(text) } else { (*text).into() };
        args.set(*name, value);
    }
    // What is missing shows as `{$name}`, which a test would see.
    bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;

    use super::FluentResource;

    const ENGLISH: &str = include_str!("../sentences/en.ftl");
    const FRENCH: &str = include_str!("../sentences/fr.ftl");

    /// Each key of a catalogue with the text behind it, up to the next.
    fn messages(text: &str) -> BTreeMap<&str, String> {
        let mut messages: BTreeMap<&str, String> = BTreeMap::new();
        let mut current = "";
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let body = match line.split_once(" =") {
                Some((key, body)) if !line.starts_with(' ') => {
                    assert!(!messages.contains_key(key), "{key} stands twice");
                    current = key;
                    body
                }
                _ => line,
            };
            messages.entry(current).or_default().push_str(body);
        }
        messages.remove("");
        messages
    }

    #[test]
    fn both_catalogues_can_be_read_and_have_the_same_messages() {
        for text in [ENGLISH, FRENCH] {
            FluentResource::try_new(text.to_owned()).unwrap();
        }
        let (english, french) = (messages(ENGLISH), messages(FRENCH));
        assert!(english.len() > 150);
        let keys = |messages: &BTreeMap<&str, String>| -> Vec<String> {
            messages.keys().map(|key| (*key).to_owned()).collect()
        };
        assert_eq!(keys(&english), keys(&french));
    }

    #[test]
    fn every_message_is_used() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let files = fs::read_dir(source.join("sentence")).unwrap();
        let code: String =
            files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect();
        let code = code + &fs::read_to_string(source.join("sentence.rs")).unwrap();
        for key in messages(ENGLISH).keys() {
            assert!(code.contains(&format!("\"{key}\"")), "nothing says `{key}`");
        }
    }
}
