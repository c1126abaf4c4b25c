//! YAML as a tree, with aliases counted before they are expanded.

use crate::tree::{Budget, Entries, Shape, Tree, TreeRefused};
use saphyr_parser::{Event, Parser, ScalarStyle};
use std::collections::BTreeMap;

/// Reads every document of a YAML stream.
pub(crate) fn read(text: &str) -> Result<Vec<Tree>, TreeRefused> {
    let mut reading = Reading::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| TreeRefused::Broken {
            line: error.marker().line(),
            reason: format!("this is not YAML: {}", error.info()),
        })?;
        reading.take(event, span.start.line())?;
    }
    Ok(reading.documents)
}

/// A list or map whose end has not come yet.
struct Open {
    line: usize,
    anchor: usize,
    parts: Parts,
}

enum Parts {
    List(Vec<Tree>),
    Map(Entries, Option<String>),
}

#[derive(Default)]
struct Reading {
    documents: Vec<Tree>,
    open: Vec<Open>,
    anchored: BTreeMap<usize, Tree>,
    budget: Budget,
}

impl Reading {
    fn take(&mut self, event: Event<'_>, line: usize) -> Result<(), TreeRefused> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                self.budget.part(line, self.open.len())?;
                let shape = match style {
                    ScalarStyle::Plain => Shape::Plain(text.into_owned()),
                    _ => Shape::Quoted(text.into_owned()),
                };
                self.close(Tree { line, shape }, anchor)
            }
            Event::Alias(anchor) => {
                self.budget.part(line, self.open.len())?;
                let Some(tree) = self.anchored.get(&anchor) else {
                    return Err(broken(line, "this alias stands inside what it stands for"));
                };
                let tree = self.budget.copy(line, tree)?;
                self.close(tree, 0)
            }
            Event::SequenceStart(anchor, _) => self.begin(line, anchor, Parts::List(Vec::new())),
            Event::MappingStart(anchor, _) => {
                self.begin(line, anchor, Parts::Map(Entries::default(), None))
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::DocumentEnd => {
                self.anchored.clear();
                Ok(())
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => {
                Ok(())
            }
        }
    }

    fn begin(&mut self, line: usize, anchor: usize, parts: Parts) -> Result<(), TreeRefused> {
        self.budget.part(line, self.open.len() + 1)?;
        self.open.push(Open { line, anchor, parts });
        Ok(())
    }

    fn end(&mut self) -> Result<(), TreeRefused> {
        let Some(Open { line, anchor, parts }) = self.open.pop() else {
            return Ok(());
        };
        let shape = match parts {
            Parts::List(items) => Shape::List(items),
            Parts::Map(entries, _) => entries.into_shape(),
        };
        self.close(Tree { line, shape }, anchor)
    }

    /// Puts a finished tree where it belongs.
    fn close(&mut self, tree: Tree, anchor: usize) -> Result<(), TreeRefused> {
        if anchor != 0 {
            let kept = self.budget.copy(tree.line, &tree)?;
            self.anchored.insert(anchor, kept);
        }
        match self.open.last_mut().map(|open| &mut open.parts) {
            None => self.documents.push(tree),
            Some(Parts::List(items)) => items.push(tree),
            Some(Parts::Map(entries, key)) => match key.take() {
                Some(key) => entries.push(key, tree),
                None => *key = Some(read_key(entries, tree)?),
            },
        }
        Ok(())
    }
}

fn read_key(entries: &mut Entries, tree: Tree) -> Result<String, TreeRefused> {
    let line = tree.line;
    let (Shape::Plain(key) | Shape::Quoted(key)) = tree.shape else {
        return Err(broken(line, "a key is text, not a list or a map"));
    };
    if key == "<<" {
        return Err(broken(line, "`<<` is not read; write out what it merges"));
    }
    entries.reserve(&key, line)?;
    Ok(key)
}

fn broken(line: usize, reason: &str) -> TreeRefused {
    TreeRefused::Broken { line, reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refusal(text: &str) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn scalars_keep_their_text_and_lines() {
        let documents = read("a: .5\nb:\n- '1'\n- 1.50\n---\nc").unwrap();
        let [first, second] = documents.as_slice() else {
            panic!("two documents");
        };
        assert_eq!(first.get("a").unwrap().text(), Some(".5"));
        let Shape::List(items) = &first.get("b").unwrap().shape else {
            panic!("a list");
        };
        assert_eq!(items[0].shape, Shape::Quoted("1".into()));
        assert_eq!((items[1].text(), items[1].line), (Some("1.50"), 4));
        assert_eq!((second.text(), second.line), (Some("c"), 6));
    }

    #[test]
    fn an_alias_is_a_copy() {
        let document = &read("a: &x {n: 1}\nb: *x").unwrap()[0];
        assert_eq!(document.get("a").unwrap(), document.get("b").unwrap());
    }

    #[test]
    fn a_bomb_of_aliases_is_refused() {
        let mut bomb = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for level in 1..9 {
            let item = format!("*a{},", level - 1).repeat(9);
            bomb.push_str(&format!("a{level}: &a{level} [{item}]\n"));
        }
        assert!(refusal(&bomb).starts_with("document_alias_bomb: line 5:"), "{}", refusal(&bomb));
        assert!(refusal("a: &a [*a]").starts_with("document_broken: line 1:"));
    }

    #[test]
    fn what_is_broken_is_refused_with_its_line() {
        assert!(refusal("a: 1\nb: 2\na: 3").starts_with("key_repeated: line 3 has `a`"));
        assert!(refusal("a:\n\t- b").starts_with("document_broken: line 2"));
        assert!(refusal("a: [1, 2\n").starts_with("document_broken: line"));
        assert!(refusal("a: 'x").starts_with("document_broken: line"));
        assert!(refusal("[a]: 1").starts_with("document_broken: line 1"));
        assert!(refusal("a: &x {b: 1}\nc:\n  <<: *x").starts_with("document_broken: line 3"));
        assert!(refusal("a: *nothing").starts_with("document_broken: line 1"));
        assert!(refusal(&"[".repeat(100)).starts_with("document_too_deep: line 1"));
    }

    proptest! {
        #[test]
        fn nothing_read_is_worth_a_panic(text in "[-a:*&{}\\[\\], \t\n'\"#|>?!%@0.]{0,80}") {
            let _ = read(&text);
        }
    }
}
