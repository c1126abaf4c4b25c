//! No text is too odd, too deep or too long to be answered.
#![cfg(test)]

use charter::diagnostic::Diagnostic;
use charter::near::nearest;
use charter::parse::{DECLARATIONS, DEEPEST, LONGEST_TEXT, MOST_DIAGNOSTICS, parse};
use charter::print::{format, print};
use charter::render::render;
use charter::token::{RESERVED, TIME_WORDS};
use proptest::prelude::*;

const EXAMPLES: &str = include_str!("appendix_b.charter");

fn codes(text: &str) -> Vec<&'static str> {
    parse(text).1.iter().map(|told| told.code).collect()
}

/// Reads, prints and shows whatever there is, and checks what is promised of any text.
fn answer(text: &str) -> Vec<Diagnostic> {
    let (tree, told) = parse(text);
    assert!(told.len() <= MOST_DIAGNOSTICS);
    let printed = print(&tree, text);
    assert_eq!(tree.comments.len(), parse(&printed).0.comments.len(), "{text}\n{printed}");
    for one in &told {
        assert!(!one.message.is_empty() && !one.code.is_empty());
        assert!(one.places.iter().all(|place| place.at.start <= place.at.end));
        assert!(one.places.iter().all(|place| place.at.end as usize <= text.len()));
        assert!(render(text, "x.charter", one).contains(one.code));
    }
    told
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        answer(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_characters_are_answered(text in "\\PC{0,200}") {
        answer(&text);
    }

    #[test]
    fn any_words_in_any_order_are_answered(rolls in proptest::collection::vec(any::<u16>(), 0..200)) {
        let words: Vec<&str> = EXAMPLES.split_inclusive([' ', '\n']).collect();
        let text: String = rolls.iter().map(|roll| words[usize::from(*roll) % words.len()]).collect();
        answer(&text);
    }

    #[test]
    fn a_charter_with_a_hole_is_answered(start in 0..EXAMPLES.len(), length in 0_usize..40) {
        let hole = |byte: usize| (byte..=EXAMPLES.len()).find(|b| EXAMPLES.is_char_boundary(*b)).unwrap();
        let (start, end) = (hole(start), hole((start + length).min(EXAMPLES.len())));
        answer(&[&EXAMPLES[..start], &EXAMPLES[end..]].concat());
    }
}

#[test]
fn a_text_that_is_too_long_is_refused_at_once() {
    assert_eq!(codes(&"#".repeat(LONGEST_TEXT)), [""; 0]);
    assert_eq!(codes(&"#".repeat(LONGEST_TEXT + 1)), ["charter_too_long"]);
    let (tree, told) = parse(&"law \"x\": ((((".repeat(100_000_000 / 13));
    assert!(tree.declarations.is_empty());
    assert_eq!(told[0].code, "charter_too_long");
}

#[test]
fn a_long_text_is_answered_whatever_it_repeats() {
    let pieces = [
        "(",
        ")",
        "law \"x\": (",
        "not ",
        "-",
        "| ",
        "\"",
        "after ",
        "rule ",
        "x of ",
        "smaller of ",
        "repeat 2 times: ",
        "unit u lowest balance -",
        "é",
        "1",
        "1_",
        "1.",
        "1,",
        "a.b",
        "28-days ",
        "law \"x\": 1 < 2 and ",
        "0 + ",
        "# c\n",
        "\n\n",
    ];
    for piece in pieces {
        let text = piece.repeat(12_000 / piece.len());
        answer(&text);
        answer(&format!("law \"x\": {text}"));
        answer(&format!("rule \"x\" on date 2027-01-01 do {text}"));
        answer(&format!("example \"x\": | {text}"));
    }
}

#[test]
fn what_stands_too_deep_is_refused_and_the_rest_is_read() {
    let deepest = DEEPEST as usize;
    let law = |figure: &str| format!("law \"x\": 1 < {figure}\nlaw \"y\": 1 < 2\n");
    let nest = |open: &str, times: usize, close: &str| {
        law(&format!("{}1{}", open.repeat(times), close.repeat(times)))
    };
    for (open, close) in [("(", ")"), ("-", ""), ("square root of ", ""), ("(0 + ", ")")] {
        assert_eq!(codes(&nest(open, deepest - 1, close)), [""; 0], "{open}");
        let (tree, told) = parse(&nest(open, deepest + 1, close));
        assert_eq!(told[0].code, "charter_too_deep", "{open}");
        assert_eq!((told.len(), tree.declarations.len()), (1, 1), "{open}");
    }
    assert_eq!(codes(&nest("0 + ", deepest - 1, "")), [""; 0]);
    assert_eq!(codes(&nest("0 + ", deepest + 1, "")), ["charter_too_deep"]);
    let law = format!("law \"x\": {}1 < 2", "not ".repeat(deepest + 1));
    assert_eq!(codes(&law), ["charter_too_deep"]);
    let rule = "rule \"x\" on date 2027-01-01 do ";
    let after = format!("{rule}{} refuse \"no\"", "after 1 day ".repeat(deepest + 1));
    assert_eq!(codes(&after), ["charter_too_deep"]);
    let repeat = format!("example \"x\": | {} given ana", "repeat 2 times: ".repeat(deepest + 1));
    assert_eq!(codes(&repeat), ["charter_too_deep"]);
}

#[test]
fn reserved_words_are_refused_as_names() {
    let plurals = TIME_WORDS.iter().map(|word| format!("{word}s"));
    let words = RESERVED.iter().chain(&TIME_WORDS).map(ToString::to_string).chain(plurals);
    for word in words {
        assert_eq!(codes(&format!("rate {word}: 1 eur per credit")), ["name_reserved"], "{word}");
    }
    assert!(DECLARATIONS.iter().all(|word| RESERVED.contains(word)));
    assert_eq!(nearest("unti", RESERVED.iter().copied()), Some("unit"));
}

#[test]
fn signs_and_line_ends_may_be_written_in_several_ways() {
    let plain = "law \"x\": 2 * a / 3 - 1 <= 4 and a >= 1 and a != 2\n";
    let fine = "law \"x\":\r\n 2 × a ÷ 3 − 1 ≤ 4\r\n and a ≥ 1 and a ≠ 2\r\n";
    assert_eq!(format(fine).unwrap(), format(plain).unwrap());
    assert_eq!(format(plain).unwrap(), plain);
}

#[test]
fn figures_keep_the_spelling_of_their_author() {
    let text =
        "setting a is 1_000.50 eur\nsetting b is 5.0%\nsetting c is 0.50\nsetting d is 90 days\n";
    assert_eq!(format(text).unwrap(), text);
}

const LOOSE: &str = "\
  # above
unit   veg # beside the unit
# before the kind
  kind voucher   passes freely  # beside the clause


  # on its own
  one veg is worth # in the middle
    2 eur

  # last in the unit
# before the pool

pool soup
pool kitchen kept by cooks # beside
rule \"x\" on every month do   # beside the rule
  split 10 eur from soup:
  | 10% to kitchen # ten
  # the rest
  | the rest to kitchen
  refuse \"no\"
# end
";

const TIDY: &str = "\
# above
unit veg  # beside the unit
  # before the kind
  kind voucher
  passes freely  # beside the clause

  # on its own
  # in the middle
  one veg is worth 2 eur

  # last in the unit

# before the pool

pool soup
pool kitchen kept by cooks  # beside

rule \"x\"
  on every month  # beside the rule
  do split 10 eur from soup:
       | 10% to kitchen  # ten
       # the rest
       | the rest to kitchen
     refuse \"no\"
# end
";

#[test]
fn comments_stay_beside_what_they_were_beside() {
    assert_eq!(format(LOOSE).unwrap(), TIDY);
    assert_eq!(format(TIDY).unwrap(), TIDY);
}
