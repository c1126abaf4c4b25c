//! The worked examples of the research, improved, are read without a word of complaint.
#![cfg(test)]

use charter::parse::parse;

const TEXT: &str = include_str!("appendix_b.charter");

#[test]
fn the_worked_examples_are_read() {
    let (tree, told) = parse(TEXT);
    for one in &told {
        let at = one.places[0].at;
        eprintln!(
            "{}: {} {:?} {}",
            one.code,
            one.message,
            one.hint,
            &TEXT[at.start as usize..at.end as usize]
        );
        break;
    }
    assert!(told.is_empty(), "{}", told.len());
    assert!(tree.declarations.len() > 80, "{}", tree.declarations.len());
}
