//! Bank statements in ISO 20022 `camt.053.001`, versions 02 to 08.
//!
//! Documents are read as a stream of events within bounds: no document type and so no entity
//! is expanded, elements are nested and counted within limits, and each entry is let go
//! before the next is read.

// Bottom-up: a module uses only those above it.
mod element;

mod entry;

mod statement;

pub use element::CamtRefused;

use crate::bank::Statement;
use crate::source::read_text;
use element::Document;
use std::io::Read;

/// Reads every statement of a document, in its order; amounts as minor units of `decimals`.
///
/// Entries that the bank has not booked are counted and left out. An entry that is a batch
/// becomes an entry for each of its parts, if the parts say how much they are.
pub fn read_camt(reader: impl Read, decimals: u8) -> Result<Vec<Statement>, CamtRefused> {
    let text = read_text(reader)?;
    let mut document = Document::open(&text)?;
    let mut statements = Vec::new();
    while document.enter("Stmt")? {
        statements.push(statement::read(&mut document, decimals)?);
    }
    document.close()?;
    if statements.is_empty() {
        return Err(CamtRefused::Empty);
    }
    Ok(statements)
}
