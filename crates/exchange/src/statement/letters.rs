//! Letters as Helvetica has them in its Western encoding, and how wide they are.

use any_ascii::any_ascii_char;

/// What stands for a letter that cannot be shown.
pub(super) const UNSHOWN: u8 = b'?';

/// The letters of the codes from 0x80 to 0x9F; those that are none are spaces.
const UPPER: &str = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/// The widths of the codes from 0x20 on, in thousandths of the size, from Adobe's metrics.
const WIDTHS: [u16; 224] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278,
    278, // space to /
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // 0 to ?
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // @ to O
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // P to _
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // ` to o
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, 350, // p on
    556, 350, 222, 556, 333, 1000, 556, 556, 333, 1000, 667, 333, 1000, 350, 611,
    350, // € on
    350, 222, 222, 333, 333, 350, 556, 1000, 333, 1000, 500, 333, 944, 350, 500,
    667, // ‘ on
    278, 333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 333, 737, 333, // ¡ on
    400, 584, 333, 333, 333, 556, 537, 278, 333, 333, 365, 556, 834, 834, 834, 611, // ° on
    667, 667, 667, 667, 667, 667, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278, // À on
    722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611, // Ð on
    556, 556, 556, 556, 556, 556, 889, 500, 556, 556, 556, 556, 278, 278, 278, 278, // à on
    556, 556, 556, 556, 556, 556, 556, 584, 611, 556, 556, 556, 556, 500, 556, 500, // ð on
];

/// A text in the codes of the font, on one line.
pub(super) fn encode(text: &str) -> Vec<u8> {
    let mut codes = Vec::with_capacity(text.len());
    for letter in text.chars() {
        match code(letter) {
            Some(code) => codes.push(code),
            None => push_like(letter, &mut codes),
        }
    }
    codes
}

/// Whether every letter of a text is shown, if not with its accents.
pub(super) fn is_shown(text: &str) -> bool {
    text.chars().all(|letter| letter == '?' || encode(letter.encode_utf8(&mut [0; 4])) != [UNSHOWN])
}

fn code(letter: char) -> Option<u8> {
    match letter {
        '\u{2212}' | '\u{2010}' | '\u{2011}' => Some(b'-'),
        _ if letter.is_whitespace() || letter.is_control() => Some(b' '),
        ' '..='~' | '\u{a1}'..='ÿ' => u8::try_from(u32::from(letter)).ok(),
        _ => {
            let place = UPPER.chars().position(|known| known == letter)?;
            u8::try_from(0x80 + place).ok()
        }
    }
}

/// Writes a Latin letter without its accents, and what is not Latin as one that is not shown.
fn push_like(letter: char, codes: &mut Vec<u8>) {
    match letter {
        // An accent by itself belongs to the letter before it.
        '\u{300}'..='\u{36f}' => {}
        '\u{100}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' if !any_ascii_char(letter).is_empty() => {
            codes.extend(any_ascii_char(letter).bytes());
        }
        _ => codes.push(UNSHOWN),
    }
}

/// How wide codes are, in thousandths of the size.
pub(super) fn width(codes: &[u8]) -> i32 {
    codes.iter().map(|code| width_of(*code)).sum()
}

fn width_of(code: u8) -> i32 {
    WIDTHS.get(usize::from(code.saturating_sub(0x20))).map_or(0, |width| i32::from(*width))
}

/// Breaks codes into lines that are at most so wide, between words if it can; at least one line.
pub(super) fn wrap(codes: &[u8], widest: i32) -> Vec<Vec<u8>> {
    let mut lines = vec![Vec::new()];
    let mut used = 0;
    for word in codes.split(|code| *code == b' ').filter(|word| !word.is_empty()) {
        let wide = width(word);
        if used > 0 && used + width(b" ") + wide <= widest {
            push(&mut lines, b' ');
            used += width(b" ");
        } else if used > 0 {
            lines.push(Vec::new());
            used = 0;
        }
        for code in word {
            if used > 0 && used + width_of(*code) > widest {
                lines.push(Vec::new());
                used = 0;
            }
            push(&mut lines, *code);
            used += width_of(*code);
        }
    }
    lines
}

fn push(lines: &mut [Vec<u8>], code: u8) {
    if let Some(line) = lines.last_mut() {
        line.push(code);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_have_the_codes_of_the_western_encoding() {
        assert_eq!(encode("Aé€Ÿ–\n"), [b'A', 0xe9, 0x80, 0x9f, 0x96, b' ']);
        assert_eq!(encode("Łukasz Şükrü"), b"Lukasz S\xfckr\xfc");
        assert_eq!(encode("e\u{301}\u{a0}\u{2212}1"), b"e -1");
        assert_eq!(encode("Владимир 中 ☃"), b"???????? ? ?");
        assert!(is_shown("Łukasz? e\u{301}") && !is_shown("☃"));
        assert_eq!(UPPER.chars().count(), 32);
    }

    #[test]
    fn lines_break_between_words_and_else_within() {
        let lines = |text: &str, widest| {
            let lines = wrap(&encode(text), widest).into_iter();
            lines.map(|line| String::from_utf8(line).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(lines("aa aa  aa", 2 * 1112 + 278), ["aa aa", "aa"]);
        assert_eq!(lines("aaaaa a", 1112), ["aa", "aa", "a", "a"]);
        assert_eq!(lines("", 1112), [""]);
        assert_eq!(lines("WW", 1), ["W", "W"]);
    }

    proptest! {
        #[test]
        fn wrapping_loses_no_letter_and_no_line_is_too_wide(text in "[a-zéW☃ ]{0,80}", widest in 1000_i32..9000) {
            let codes = encode(&text);
            let lines = wrap(&codes, widest);
            prop_assert!(lines.iter().all(|line| width(line) <= widest));
            let letters = |codes: &[u8]| codes.iter().copied().filter(|code| *code != b' ').collect::<Vec<_>>();
            prop_assert_eq!(letters(&lines.concat()), letters(&codes));
        }
    }
}
