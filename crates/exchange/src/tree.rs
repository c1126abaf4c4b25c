//! What YAML and JSON have in common: scalars, lists and maps, each with its line.

use std::collections::BTreeSet;
use thiserror::Error;

/// How deep lists and maps may nest.
const DEEPEST: usize = 64;
/// How many scalars, lists and maps a document may have.
const MOST_PARTS: usize = 8_000_000;
/// How many of them may come from aliases of YAML.
const MOST_ALIASED: usize = 100_000;

/// Why a text is not taken as a tree. The first failure met from its beginning is told.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TreeRefused {
    /// The text does not follow the grammar.
    #[error("document_broken: line {line}: {reason}")]
    Broken {
        /// Counted from 1.
        line: usize,
        /// What was found or expected there.
        reason: String,
    },
    /// A map has a key twice.
    #[error("key_repeated: line {line} has `{key}` a second time; leave one of them")]
    KeyRepeated {
        /// Counted from 1.
        line: usize,
        /// The key as written.
        key: String,
    },
    /// Lists and maps nest deeper than any honest document.
    #[error("document_too_deep: line {line} is nested more than {DEEPEST} deep; flatten it")]
    TooDeep {
        /// Counted from 1.
        line: usize,
    },
    /// The document has too many parts.
    #[error("document_too_many_parts: line {line} is past {MOST_PARTS} values; split the file")]
    TooManyParts {
        /// Counted from 1.
        line: usize,
    },
    /// Aliases repeat more of the document than any honest one does.
    #[error(
        "document_alias_bomb: line {line}: aliases repeat more than {MOST_ALIASED} values; \
         write out what they stand for"
    )]
    AliasBomb {
        /// Counted from 1.
        line: usize,
    },
}

/// A scalar, list or map, and the line on which it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tree {
    pub(crate) line: usize,
    pub(crate) shape: Shape,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Text without quotes: a number, true, false, null, or a YAML word.
    Plain(String),
    /// Text that was quoted, and so is nothing but text.
    Quoted(String),
    List(Vec<Tree>),
    /// In the order written, each key once.
    Map(Vec<(String, Tree)>),
}

impl Tree {
    /// The text of a scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.shape {
            Shape::Plain(text) | Shape::Quoted(text) => Some(text),
            Shape::List(_) | Shape::Map(_) => None,
        }
    }

    /// The value at a key of a map.
    pub(crate) fn get(&self, key: &str) -> Option<&Tree> {
        let Shape::Map(entries) = &self.shape else {
            return None;
        };
        let (_, value) = entries.iter().find(|(name, _)| name == key)?;
        Some(value)
    }

    /// Whether nothing is said here.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.shape, Shape::Plain(text) if matches!(text.as_str(), "" | "~" | "null"))
    }

    fn count(&self) -> usize {
        1 + match &self.shape {
            Shape::Plain(_) | Shape::Quoted(_) => 0,
            Shape::List(items) => items.iter().map(Tree::count).sum(),
            Shape::Map(entries) => entries.iter().map(|(_, value)| value.count()).sum(),
        }
    }
}

/// What a document may still hold, so that none costs more than its size allows.
#[derive(Default)]
pub(crate) struct Budget {
    parts: usize,
    aliased: usize,
}

impl Budget {
    /// Charges one scalar, list or map at this depth.
    pub(crate) fn part(&mut self, line: usize, depth: usize) -> Result<(), TreeRefused> {
        self.parts += 1;
        if depth > DEEPEST {
            return Err(TreeRefused::TooDeep { line });
        }
        if self.parts > MOST_PARTS {
            return Err(TreeRefused::TooManyParts { line });
        }
        Ok(())
    }

    /// Charges a copy of a tree that is kept for aliases, or stands for one.
    pub(crate) fn copy(&mut self, line: usize, tree: &Tree) -> Result<Tree, TreeRefused> {
        self.aliased += tree.count();
        if self.aliased > MOST_ALIASED {
            return Err(TreeRefused::AliasBomb { line });
        }
        Ok(tree.clone())
    }
}

/// A map under construction that refuses a key it has.
#[derive(Default)]
pub(crate) struct Entries {
    entries: Vec<(String, Tree)>,
    keys: BTreeSet<String>,
}

impl Entries {
    pub(crate) fn reserve(&mut self, key: &str, line: usize) -> Result<(), TreeRefused> {
        if self.keys.insert(key.to_owned()) {
            return Ok(());
        }
        let key = key.chars().take(80).collect();
        Err(TreeRefused::KeyRepeated { line, key })
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn push(&mut self, key: String, value: Tree) {
        self.entries.push((key, value));
    }

    pub(crate) fn into_shape(self) -> Shape {
        Shape::Map(self.entries)
    }
}
