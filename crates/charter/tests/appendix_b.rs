//! The worked examples of the research, improved, are read, understood and laid out as they stand.
#![cfg(test)]

use charter::Charter;
use charter::diagnostic::Diagnostic;
use charter::parse::parse;
use charter::print::format;
use charter::render::render;

const TEXT: &str = include_str!("appendix_b.charter");

fn shown(told: &[Diagnostic]) -> String {
    told.iter().map(|one| render(TEXT, "appendix_b.charter", one)).collect()
}

#[test]
fn the_worked_examples_are_read() {
    let (tree, told) = parse(TEXT);
    assert!(told.is_empty(), "{}", shown(&told));
    assert!(tree.declarations.len() > 80, "{}", tree.declarations.len());
}

#[test]
fn the_worked_examples_stand_as_they_are_laid_out() {
    assert_eq!(format(TEXT).unwrap(), TEXT);
}

#[test]
fn the_worked_examples_are_understood() {
    if let Err(told) = Charter::read(TEXT) {
        panic!("{}", shown(&told));
    }
}
