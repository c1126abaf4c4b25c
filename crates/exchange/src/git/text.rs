//! Foreign bytes made fit to be shown.

/// At most `most` characters of `bytes`, on one line, with nothing in them that
/// moves a terminal's cursor or turns the direction of reading.
///
/// Bytes that are not UTF-8 become `�`; a text that was cut ends in `…`.
pub(super) fn legible(bytes: &[u8], most: usize) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut shown = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|&c| !c.is_control() && !turns_direction(c));
    let mut kept: String = shown.by_ref().take(most).collect();
    if shown.next().is_some() {
        kept.pop();
        kept.push('…');
    }
    kept.trim().to_owned()
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::legible;

    #[test]
    fn a_text_is_cut_cleaned_and_decoded() {
        assert_eq!(legible(b" a\x1b[31m\tb\n", 20), "a[31m b");
        assert_eq!(legible(b"abcdef", 6), "abcdef");
        assert_eq!(legible(b"abcdefg", 6), "abcde…");
        assert_eq!(legible(b"Jos\xe9", 20), "Jos\u{fffd}");
        assert_eq!(legible("a\u{202e}b".as_bytes(), 20), "ab");
    }
}
