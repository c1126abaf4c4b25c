//! Files from elsewhere, read within bounds.

use std::io::{self, Read};
use thiserror::Error;

/// How many bytes a file may have before it is refused.
pub const LARGEST_FILE: usize = 256 << 20;

/// Why a file is not read. The first failure met from its beginning is told.
#[derive(Debug, Error)]
pub enum SourceRefused {
    /// The file has more bytes than is read.
    #[error("document_too_large: the file has more than {limit} bytes; split it into smaller ones")]
    TooLarge {
        /// The bytes that would have been read.
        limit: usize,
    },
    /// A line is longer than any table's.
    #[error("line_too_long: line {line} has more than {limit} bytes; is it a table?")]
    LineTooLong {
        /// Counted from 1.
        line: usize,
        /// The bytes a line may have.
        limit: usize,
    },
    /// The file is not text in UTF-8.
    #[error("text_not_utf8: line {line} is not UTF-8 text; save the file as UTF-8")]
    NotUtf8 {
        /// Counted from 1.
        line: usize,
    },
    /// The file could not be read to its end.
    #[error("file_unreadable: the file could not be read: {0}")]
    Unreadable(#[from] io::Error),
}

/// Reads text of any line length, at most [`LARGEST_FILE`] bytes; a byte order mark is left out.
pub fn read_text(reader: impl Read) -> Result<String, SourceRefused> {
    read_lines(reader, LARGEST_FILE)
}

/// Reads text whose lines are at most `longest_line` bytes, and holds no more than that of one that is longer.
pub fn read_lines(mut reader: impl Read, longest_line: usize) -> Result<String, SourceRefused> {
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 64 << 10];
    let (mut line, mut in_line) = (1, 0);
    loop {
        let read = match reader.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => chunk.get(..read).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        if bytes.len() + read.len() > LARGEST_FILE {
            return Err(SourceRefused::TooLarge { limit: LARGEST_FILE });
        }
        for piece in read.split_inclusive(|&byte| byte == b'\n') {
            in_line += piece.len();
            if in_line > longest_line {
                return Err(SourceRefused::LineTooLong { line, limit: longest_line });
            }
            if piece.ends_with(b"\n") {
                (line, in_line) = (line + 1, 0);
            }
        }
        bytes.extend_from_slice(read);
    }
    decode(bytes)
}

fn decode(mut bytes: Vec<u8>) -> Result<String, SourceRefused> {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = error.as_bytes().iter().take(valid);
        SourceRefused::NotUtf8 { line: 1 + before.filter(|&&byte| byte == b'\n').count() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_without_its_byte_order_mark() {
        assert_eq!(read_text(&b"\xEF\xBB\xBFa\nb"[..]).unwrap(), "a\nb");
        assert_eq!(read_text(&b""[..]).unwrap(), "");
    }

    #[test]
    fn what_is_not_text_is_refused_with_its_line() {
        let refused = read_text(&b"a\nb\xFF"[..]).unwrap_err().to_string();
        assert!(refused.starts_with("text_not_utf8: line 2"), "{refused}");
    }

    /// Gives zeros without end and counts how many were taken.
    struct Endless(usize);

    impl Read for &mut Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0 += buffer.len();
            buffer.fill(b'x');
            Ok(buffer.len())
        }
    }

    #[test]
    fn a_line_of_a_gigabyte_is_refused_when_its_first_part_is_read() {
        let mut endless = Endless(0);
        let refused = read_lines(&mut endless, 1 << 20).unwrap_err().to_string();
        assert!(refused.starts_with("line_too_long: line 1"), "{refused}");
        assert!(endless.0 < 2 << 20);
        let mut endless = Endless(0);
        let refused = read_text(&mut endless).unwrap_err().to_string();
        assert!(refused.starts_with("document_too_large"), "{refused}");
        assert!(endless.0 <= LARGEST_FILE + (64 << 10));
    }
}
