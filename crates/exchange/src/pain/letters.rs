//! The letters that every bank takes.

use any_ascii::any_ascii_char;

/// Whether every bank of SEPA takes this letter, by EPC217-08.
pub(super) fn is_taken(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(letter)
}

/// Spells a text in letters that every bank takes: accents are dropped, other scripts are
/// written in Latin letters, and what cannot be spelled is a point.
pub(super) fn spelled(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_taken(letter) {
            spelled.push(letter);
            continue;
        }
        match any_ascii_char(letter) {
            "" if letter.is_whitespace() || letter.is_control() => spelled.push(' '),
            "" => spelled.push('.'),
            // A picture, which would be described: `:snowman:`.
            described if described.len() > 1 && described.starts_with(':') => spelled.push('.'),
            latin => latin.chars().for_each(|plain| spelled.push_str(nearest(plain))),
        }
    }
    let words: Vec<&str> = spelled.split_whitespace().collect();
    words.join(" ")
}

/// What stands for a letter of ASCII.
fn nearest(plain: char) -> &'static str {
    const TAKEN: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-?:().,'+ ";
    let taken = TAKEN.find(plain).and_then(|at| TAKEN.get(at..=at));
    taken.unwrap_or(match plain {
        '&' => "+",
        '_' | '~' | '=' => "-",
        '@' => "(at)",
        '"' | '`' | '^' => "'",
        '[' | '{' | '<' => "(",
        ']' | '}' | '>' => ")",
        '\\' | '|' => "/",
        ';' => ",",
        c if c.is_ascii_control() => " ",
        _ => ".",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_stay_names() {
        for (name, expected) in [
            ("José Müller-Groß & Söhne", "Jose Muller-Gross + Sohne"),
            ("Ærø <coop>", "Aero (coop)"),
            ("Łukasz Żółć", "Lukasz Zolc"),
            ("Владимир", "Vladimir"),
            ("Αθήνα", "Athina"),
            ("a\u{0}b\tc\r\n d", "a b c d"),
            ("ana_b@example.org", "ana-b(at)example.org"),
            ("\u{e000}", "."),
            ("☃：☺", ".:."),
        ] {
            assert_eq!(spelled(name), expected, "{name}");
        }
    }

    proptest! {
        #[test]
        fn what_is_spelled_is_taken(text in any::<String>()) {
            let once = spelled(&text);
            prop_assert!(once.chars().all(is_taken), "{}", once);
            prop_assert_eq!(spelled(&once), once);
        }
    }
}
