//! Elements of a document, one after the other, within bounds.

use crate::bank::BankRefused;
use crate::source::SourceRefused;
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use thiserror::Error;

/// How deep elements may be nested; those of a statement are 14 deep.
const DEEPEST: usize = 64;
/// How many elements there may be within one entry.
const MOST_PARTS: usize = 2_000_000;
/// How many letters of what was found are told.
const LONGEST_TOLD: usize = 80;
const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.";
const VERSIONS: [&str; 7] = ["02", "03", "04", "05", "06", "07", "08"];

/// Why a document is not taken. The first failure met from its beginning is told.
#[derive(Debug, Error)]
pub enum CamtRefused {
    /// The file cannot be read as text.
    #[error(transparent)]
    Source(#[from] SourceRefused),
    /// The text is not XML.
    #[error("camt_broken: line {line}: {reason}; fetch the file again")]
    Broken {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// The document declares a type, which could define what expands without end.
    #[error(
        "camt_document_type: line {line} declares a document type, which no statement has; \
         do not trust this file"
    )]
    DocumentType {
        /// Counted from 1.
        line: usize,
    },
    /// Elements are nested too deep.
    #[error(
        "camt_too_deep: line {line} is nested more than {DEEPEST} deep, as no statement is; \
         do not trust this file"
    )]
    TooDeep {
        /// Counted from 1.
        line: usize,
    },
    /// An entry has too many elements.
    #[error(
        "camt_too_many_parts: line {line} is past {MOST_PARTS} elements of one entry; ask the bank for \
         smaller files"
    )]
    TooManyParts {
        /// Counted from 1.
        line: usize,
    },
    /// The document is of another kind.
    #[error(
        "camt_kind_unknown: this is `{found}`, not camt.053.001 of version 02 to 08; \
         ask the bank for that, or for a table"
    )]
    KindUnknown {
        /// The first element, or its namespace.
        found: String,
    },
    /// There is no statement in it.
    #[error("camt_empty: there is no statement in this document; fetch one of a period")]
    Empty,
    /// An element that is needed is not there.
    #[error(
        "camt_element_missing: line {line}: `{parent}` has no `{element}`; fetch the file \
         again"
    )]
    ElementMissing {
        /// Where the parent begins, counted from 1.
        line: usize,
        /// In what it is missing.
        parent: String,
        /// What is missing.
        element: &'static str,
    },
    /// An element says what it may not.
    #[error(
        "camt_value: line {line}: `{text}` in `{element}` is not {expected}; fetch the \
         file again"
    )]
    Value {
        /// Counted from 1.
        line: usize,
        /// The element.
        element: String,
        /// What it says.
        text: String,
        /// What it should say.
        expected: &'static str,
    },
    /// An amount has more decimals than the unit.
    #[error(
        "camt_amount: line {line}: `{text}` in `{element}` is not an amount with at most \
         {decimals} decimals; read it in a unit that has them"
    )]
    Amount {
        /// Counted from 1.
        line: usize,
        /// The element.
        element: String,
        /// What it says.
        text: String,
        /// The decimals of the unit.
        decimals: u8,
    },
    /// An amount is in another currency than the account.
    #[error(
        "camt_currency_differs: line {line} is in `{found}`, and the account in `{expected}`; \
         fetch the file again"
    )]
    CurrencyDiffers {
        /// Counted from 1.
        line: usize,
        /// The currency of the amount.
        found: String,
        /// The currency of the account.
        expected: String,
    },
    /// A balance is not there.
    #[error(
        "camt_balance_missing: the statement in line {line} has no {which} balance ({codes}); \
         ask the bank for whole statements"
    )]
    BalanceMissing {
        /// Where the statement begins, counted from 1.
        line: usize,
        /// Which balance.
        which: &'static str,
        /// The codes by which it is known.
        codes: &'static str,
    },
    /// A balance is there twice, and not the same.
    #[error(
        "camt_balance_repeated: line {line}: there is another {which} balance before it; \
         fetch the file again"
    )]
    BalanceRepeated {
        /// Where the second begins, counted from 1.
        line: usize,
        /// Which balance.
        which: &'static str,
    },
    /// The parts of a batch are not the whole.
    #[error(
        "camt_parts_differ: line {line}: the parts of the entry sum to {parts}, and the entry is \
         of {whole}; fetch the file again"
    )]
    PartsDiffer {
        /// Where the entry begins, counted from 1.
        line: usize,
        /// What the parts sum to.
        parts: String,
        /// What the entry says.
        whole: String,
    },
    /// The bank's own summary is of other entries.
    #[error(
        "camt_summary_differs: line {line}: by the bank's summary the {what} is {said}, and by \
         its entries {found}; fetch the file again"
    )]
    SummaryDiffers {
        /// Where the summary begins, counted from 1.
        line: usize,
        /// What is counted or summed.
        what: &'static str,
        /// What the summary says.
        said: String,
        /// What the entries say.
        found: String,
    },
    /// The balances and the entries do not fit.
    #[error(transparent)]
    Bank(#[from] BankRefused),
}

/// An element with all that is in it.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Without its prefix.
    pub name: Box<str>,
    /// The attribute `Ccy`.
    pub currency: Option<Box<str>>,
    /// Its text, pieces between elements joined.
    pub text: String,
    pub children: Vec<Element>,
    /// Where it begins, counted from 1.
    pub line: usize,
}

impl Element {
    /// The children of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| &*child.name == name)
    }

    /// The first child of a name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| &*child.name == name)
    }

    /// The first descendant by the names `a/b/c`.
    pub fn at(&self, path: &str) -> Option<&Element> {
        path.split('/').try_fold(self, |element, name| element.child(name))
    }

    /// The text of a descendant, if it says anything.
    pub fn text_at(&self, path: &str) -> Option<&str> {
        Some(self.at(path)?.text.trim()).filter(|text| !text.is_empty())
    }

    /// The child of a name, which must be there.
    pub fn needed(&self, name: &'static str) -> Result<&Element, CamtRefused> {
        self.child(name).ok_or_else(|| CamtRefused::ElementMissing {
            line: self.line,
            parent: self.name.to_string(),
            element: name,
        })
    }

    /// Refuses what it says.
    pub fn wrong(&self, expected: &'static str) -> CamtRefused {
        let text = shorten(self.text.trim());
        CamtRefused::Value { line: self.line, element: self.name.to_string(), text, expected }
    }
}

/// A document, read up to some element of it.
pub(super) struct Document<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// How many elements are open.
    depth: usize,
    /// How many lines end before `counted`.
    lines: usize,
    counted: usize,
}

enum Step<'a> {
    Open(BytesStart<'a>),
    Close,
    Text(String),
    End,
}

impl<'a> Document<'a> {
    /// Opens a document and enters the message in it.
    pub fn open(text: &'a str) -> Result<Self, CamtRefused> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        let mut document = Document { text, reader, depth: 0, lines: 0, counted: 0 };
        let found = loop {
            match document.step()? {
                Step::Open(root) => break document.namespace(&root)?,
                Step::Text(text) if text.trim().is_empty() => {}
                Step::Text(_) | Step::Close | Step::End => break "no document".to_owned(),
            }
        };
        let version = found.strip_prefix(NAMESPACE);
        if !version.is_some_and(|version| VERSIONS.contains(&version)) {
            return Err(CamtRefused::KindUnknown { found: shorten(&found) });
        }
        if document.enter("BkToCstmrStmt")? {
            return Ok(document);
        }
        Err(CamtRefused::Empty)
    }

    /// The namespace of camt.053 that an element declares, or else what it is.
    fn namespace(&mut self, root: &BytesStart<'_>) -> Result<String, CamtRefused> {
        for attribute in root.attributes() {
            let attribute = attribute.map_err(|error| self.broken(&error.to_string()))?;
            if attribute.key.as_ref().starts_with("xmlns") && attribute.value.starts_with(NAMESPACE)
            {
                return Ok(attribute.value.into_owned());
            }
        }
        let namespace = root.attributes().flatten().find(|found| found.key.as_ref() == "xmlns");
        let name = || root.local_name().as_ref().to_owned();
        Ok(namespace.map_or_else(name, |found| found.value.into_owned()))
    }

    /// Enters the next element of a name among those that are left; others are passed over.
    ///
    /// If there is none, what was entered before is left.
    pub fn enter(&mut self, name: &str) -> Result<bool, CamtRefused> {
        loop {
            match self.step()? {
                Step::Open(start) if start.local_name().as_ref() == name => return Ok(true),
                Step::Open(start) => drop(self.gather(&start)?),
                Step::Close | Step::End => return Ok(false),
                Step::Text(_) => {}
            }
        }
    }

    /// The next element with all that is in it; `None` where what was entered ends.
    pub fn next(&mut self) -> Result<Option<Element>, CamtRefused> {
        loop {
            match self.step()? {
                Step::Open(start) => return self.gather(&start).map(Some),
                Step::Close | Step::End => return Ok(None),
                Step::Text(_) => {}
            }
        }
    }

    /// Reads on to the end, where nothing more may stand.
    pub fn close(&mut self) -> Result<(), CamtRefused> {
        while self.depth > 0 {
            self.next()?;
        }
        match self.step()? {
            Step::End => Ok(()),
            Step::Text(text) if text.trim().is_empty() => self.close(),
            _ => Err(self.broken("something follows the end of the document")),
        }
    }

    /// The line that is being read, counted from 1.
    pub fn line(&mut self) -> usize {
        let place = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        let passed = self.text.as_bytes().get(self.counted..place).unwrap_or_default();
        self.lines += passed.iter().filter(|byte| **byte == b'\n').count();
        self.counted = self.counted.max(place);
        self.lines + 1
    }

    fn gather(&mut self, start: &BytesStart<'_>) -> Result<Element, CamtRefused> {
        let mut open = vec![self.element(start)?];
        let mut parts = 0;
        loop {
            match self.step()? {
                Step::Open(start) => {
                    parts += 1;
                    if parts > MOST_PARTS {
                        return Err(CamtRefused::TooManyParts { line: self.line() });
                    }
                    open.push(self.element(&start)?);
                }
                Step::Text(text) => {
                    if let Some(element) = open.last_mut() {
                        element.text.push_str(&text);
                    }
                }
                Step::Close | Step::End => {
                    let Some(closed) = open.pop() else { return Ok(Element::default()) };
                    let Some(parent) = open.last_mut() else { return Ok(closed) };
                    parent.children.push(closed);
                }
            }
        }
    }

    fn element(&mut self, start: &BytesStart<'_>) -> Result<Element, CamtRefused> {
        let currency = start.try_get_attribute("Ccy");
        let currency = currency.map_err(|error| self.broken(&error.to_string()))?;
        Ok(Element {
            name: start.local_name().as_ref().into(),
            currency: currency.map(|found| found.value.as_ref().into()),
            line: self.line(),
            ..Element::default()
        })
    }

    fn step(&mut self) -> Result<Step<'a>, CamtRefused> {
        loop {
            let event = self.reader.read_event();
            let event = event.map_err(|error| self.broken(&error.to_string()))?;
            return Ok(match event {
                Event::Start(start) | Event::Empty(start) => {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Err(CamtRefused::TooDeep { line: self.line() });
                    }
                    Step::Open(start)
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Step::Close
                }
                Event::Text(text) => Step::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Step::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => Step::Text(self.resolve(&reference)?),
                Event::DocType(_) => {
                    return Err(CamtRefused::DocumentType { line: self.line() });
                }
                Event::Eof if self.depth > 0 => {
                    return Err(self.broken("the document ends before its elements do"));
                }
                Event::Eof => Step::End,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            });
        }
    }

    /// A letter that was written as a reference; only XML's own names have a meaning.
    fn resolve(&mut self, reference: &BytesRef<'_>) -> Result<String, CamtRefused> {
        let letter = reference.resolve_char_ref();
        if let Some(letter) = letter.map_err(|error| self.broken(&error.to_string()))? {
            return Ok(letter.to_string());
        }
        let known = resolve_xml_entity(reference).map(str::to_owned);
        known.ok_or_else(|| self.broken(&format!("`&{};` has no meaning", shorten(reference))))
    }

    fn broken(&mut self, reason: &str) -> CamtRefused {
        CamtRefused::Broken { line: self.line(), reason: shorten(reason) }
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(LONGEST_TOLD).collect()
}
