//! The stream that `git log` prints, taken apart as bytes.
//!
//! A record is a mark, six fields that end in NUL, and then, if lines are
//! counted, a field for each file. Nothing is kept in memory but the first
//! bytes of each line, so a message may be of any size.

use std::io::{self, BufRead};

/// How `git log` is asked to print a commit for [`Records`].
pub(super) const FORMAT: &str = "--format=tformat:%x01%H%x00%P%x00%ad%x00%an%x00%ae%x00%B%x00";

/// How much of one line is kept, in bytes.
const MOST_OF_A_LINE: usize = 4096;

/// What stands first in a record. The fields for files begin with a digit, a
/// hyphen or a line end.
const MARK: u8 = 1;

/// A name with an address, as a commit has them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Ident {
    pub(super) name: Vec<u8>,
    pub(super) email: Vec<u8>,
}

/// A commit as git prints it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) id: String,
    pub(super) parents: usize,
    /// Seconds since 1970 and the offset of the clock, as in `0 +0100`.
    pub(super) date: Vec<u8>,
    pub(super) author: Ident,
    pub(super) subject: Vec<u8>,
    /// One for each `Co-authored-by:` line; `None` for one that is not
    /// `Name <address>`.
    pub(super) co_authors: Vec<Option<Ident>>,
    pub(super) added: u64,
    pub(super) removed: u64,
}

/// The records in a stream, in its order.
pub(super) struct Records<R> {
    input: R,
    /// The hash of the record to come, read to find where the last one ended.
    next: Option<Vec<u8>>,
}

/// What a line ended with.
#[derive(PartialEq, Eq)]
enum End {
    Line,
    Field,
    Input,
}

impl<R: BufRead> Records<R> {
    /// The records that `input` prints in [`FORMAT`].
    pub(super) fn of(input: R) -> io::Result<Self> {
        let mut records = Records { input, next: None };
        records.next = records.files(&mut 0, &mut 0)?;
        Ok(records)
    }

    /// The next record; `None` after the last.
    pub(super) fn next(&mut self) -> io::Result<Option<Record>> {
        let Some(id) = self.next.take() else {
            return Ok(None);
        };
        let parents = self.expect_field()?;
        let date = self.expect_field()?;
        let author = Ident::clean(&self.expect_field()?, &self.expect_field()?);
        let (subject, co_authors) = self.message()?;
        let (mut added, mut removed) = (0, 0);
        self.next = self.files(&mut added, &mut removed)?;
        Ok(Some(Record {
            id: String::from_utf8_lossy(&id).into_owned(),
            parents: parents.split(|&b| b == b' ').filter(|hash| !hash.is_empty()).count(),
            date,
            author,
            subject,
            co_authors,
            added,
            removed,
        }))
    }

    /// Reads a message: its first line that is not blank, and who is named as
    /// co-author.
    fn message(&mut self) -> io::Result<(Vec<u8>, Vec<Option<Ident>>)> {
        let (mut subject, mut co_authors) = (Vec::new(), Vec::new());
        let mut line = Vec::new();
        loop {
            line.clear();
            let end = self.line(&mut line)?;
            if subject.is_empty() {
                subject.extend_from_slice(line.trim_ascii());
            } else if let Some(value) = co_author_in(&line) {
                co_authors.push(Ident::parse(value));
            }
            match end {
                End::Line => {}
                End::Field => return Ok((subject, co_authors)),
                End::Input => return Err(io::ErrorKind::UnexpectedEof.into()),
            }
        }
    }

    /// Adds up the files of a record; the hash of the next record, if any.
    fn files(&mut self, added: &mut u64, removed: &mut u64) -> io::Result<Option<Vec<u8>>> {
        while let Some(field) = self.field()? {
            match field.trim_ascii_start() {
                [] => {}
                [MARK, id @ ..] => return Ok(Some(id.to_vec())),
                file => {
                    let mut columns = file.splitn(3, |&b| b == b'\t');
                    *added = added.saturating_add(count(columns.next())?);
                    *removed = removed.saturating_add(count(columns.next())?);
                    // A file that moved has its two names in fields of their own.
                    if columns.next().is_some_and(<[u8]>::is_empty) {
                        self.expect_field()?;
                        self.expect_field()?;
                    }
                }
            }
        }
        Ok(None)
    }

    fn expect_field(&mut self) -> io::Result<Vec<u8>> {
        self.field()?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    /// The text up to the next NUL; `None` at the end of the stream.
    fn field(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut text = Vec::new();
        loop {
            match self.line(&mut text)? {
                End::Line => keep(&mut text, b"\n"),
                End::Field => return Ok(Some(text)),
                End::Input => return Ok(None),
            }
        }
    }

    /// Appends the text up to the next line end or NUL, as much as is kept.
    fn line(&mut self, text: &mut Vec<u8>) -> io::Result<End> {
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return Ok(End::Input);
            }
            let mut parts = buffer.splitn(2, |&b| b == b'\n' || b == 0);
            let part = parts.next().unwrap_or_default();
            keep(text, part);
            let length = part.len();
            let end = buffer.get(length).copied();
            self.input.consume(length + usize::from(end.is_some()));
            match end {
                Some(0) => return Ok(End::Field),
                Some(_) => return Ok(End::Line),
                None => {}
            }
        }
    }
}

impl Ident {
    /// Without the bytes that would end a name or an address elsewhere.
    fn clean(name: &[u8], email: &[u8]) -> Ident {
        let clean = |text: &[u8]| -> Vec<u8> {
            let kept = text.iter().copied();
            let kept: Vec<u8> =
                kept.filter(|&b| !matches!(b, b'<' | b'>') && !b.is_ascii_control()).collect();
            kept.trim_ascii().to_vec()
        };
        Ident { name: clean(name), email: clean(email) }
    }

    /// Reads `Name <address>`; the name may be missing.
    fn parse(text: &[u8]) -> Option<Ident> {
        let (name, rest) = split_once(text.trim_ascii(), b'<')?;
        let (email, after) = split_once(rest, b'>')?;
        let ident = Ident::clean(name, email);
        let whole = after.trim_ascii().is_empty() && !email.contains(&b'<');
        (whole && !ident.email.is_empty()).then_some(ident)
    }
}

/// What follows `Co-authored-by:`, whatever its capitals and the space before it.
fn co_author_in(line: &[u8]) -> Option<&[u8]> {
    let (key, value) = split_once(line, b':')?;
    key.trim_ascii().eq_ignore_ascii_case(b"co-authored-by").then_some(value)
}

/// Reads a number of lines; a binary file has `-`, which is none.
fn count(column: Option<&[u8]>) -> io::Result<u64> {
    match column {
        Some(b"-") => Ok(0),
        column => column
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| digits.parse().ok())
            .ok_or_else(|| io::ErrorKind::InvalidData.into()),
    }
}

fn keep(text: &mut Vec<u8>, part: &[u8]) {
    let room = MOST_OF_A_LINE.saturating_sub(text.len());
    text.extend(part.iter().take(room));
}

fn split_once(text: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let mut parts = text.splitn(2, |&b| b == at);
    Some((parts.next()?, parts.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(stream: &[u8]) -> Vec<Record> {
        // A tiny buffer, so that every text is cut somewhere.
        let mut records = Records::of(io::BufReader::with_capacity(3, stream)).unwrap();
        std::iter::from_fn(|| records.next().unwrap()).collect()
    }

    fn ident(name: &str, email: &str) -> Ident {
        Ident { name: name.into(), email: email.into() }
    }

    #[test]
    fn a_stream_with_lines_and_moved_files_is_taken_apart() {
        let stream = b"\x01aa\0bb cc\x000 +0100\0Ana\0a@x\0\n\nfirst\nsecond\n\nCO-authored-BY : Ben <b@x>\n\0\0\
            \n3\t4\tf\0-\t-\tpicture\x001\t0\t\0old\0\x01new\0\
            \x01bb\0\x001 -0000\0\0\0last\0\0";
        let records = all(stream);
        assert_eq!(records.len(), 2);
        assert_eq!((records[0].id.as_str(), records[0].parents), ("aa", 2));
        assert_eq!(records[0].date, b"0 +0100");
        assert_eq!(records[0].author, ident("Ana", "a@x"));
        assert_eq!(records[0].subject, b"first");
        assert_eq!(records[0].co_authors, [Some(ident("Ben", "b@x"))]);
        assert_eq!((records[0].added, records[0].removed), (4, 4));
        assert_eq!((records[1].id.as_str(), records[1].parents), ("bb", 0));
        assert_eq!(records[1].author, ident("", ""));
        assert_eq!((records[1].added, records[1].removed), (0, 0));
    }

    #[test]
    fn an_empty_stream_has_no_records_and_a_torn_one_is_an_error() {
        assert_eq!(all(b""), []);
        let torn = b"\x01aa\0\x000 +0000\0Ana\0a@x\0half a mess";
        let mut records = Records::of(&torn[..]).unwrap();
        assert!(records.next().is_err());
    }

    #[test]
    fn co_authors_are_read_with_patience() {
        let read = |line: &str| co_author_in(line.as_bytes()).map(Ident::parse);
        let ana = || Some(Some(ident("Ana", "a@x")));
        assert_eq!(read("Co-authored-by: Ana <a@x>"), ana());
        assert_eq!(read("  co-authored-by:Ana<a@x>  \r"), ana());
        assert_eq!(read("Co-Authored-By: <a@x>"), Some(Some(ident("", "a@x"))));
        for malformed in ["", "Ana", "Ana a@x", "Ana <a@x", "Ana <>", "A <a@x>, B <b@x>", "<<a@x>"]
        {
            assert_eq!(read(&format!("Co-authored-by: {malformed}")), Some(None), "{malformed}");
        }
        assert_eq!(read("Not co-authored-by: Ana <a@x>"), None);
        assert_eq!(read("Co-authored-by Ana <a@x>"), None);
    }

    #[test]
    fn a_line_of_any_length_keeps_its_beginning() {
        let mut stream = b"\x01aa\0\x000 +0000\0Ana\0a@x\0".to_vec();
        stream.extend(std::iter::repeat_n(b'x', 100_000));
        stream.extend(b"\nCo-authored-by: Ben <b@x>\0\0");
        let records = all(&stream);
        assert_eq!(records[0].subject.len(), MOST_OF_A_LINE);
        assert_eq!(records[0].co_authors.len(), 1);
    }
}
