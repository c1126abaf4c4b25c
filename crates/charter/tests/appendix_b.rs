//! The worked examples of the research, improved, are read and laid out as they stand.
#![cfg(test)]

use charter::parse::parse;
use charter::print::format;
use charter::render::render;

const TEXT: &str = include_str!("appendix_b.charter");

#[test]
fn the_worked_examples_are_read() {
    let (tree, told) = parse(TEXT);
    let shown: String = told.iter().map(|one| render(TEXT, "appendix_b.charter", one)).collect();
    assert!(told.is_empty(), "{shown}");
    assert!(tree.declarations.len() > 80, "{}", tree.declarations.len());
}

#[test]
fn the_worked_examples_stand_as_they_are_laid_out() {
    let once = format(TEXT).unwrap();
    assert_eq!(once, TEXT);
}
