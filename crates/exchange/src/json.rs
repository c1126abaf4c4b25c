//! JSON as a tree.
//!
//! Not `serde_json`, because that forgets on which line a value stood and which keys came twice,
//! and a refusal has to name both. The tests hold the two against each other.

use crate::tree::{Budget, Entries, Shape, Tree, TreeRefused};

/// Reads one JSON value and nothing after it.
pub(crate) fn read(text: &str) -> Result<Tree, TreeRefused> {
    let mut reading = Reading { rest: text, line: 1, budget: Budget::default() };
    let tree = reading.value(0)?;
    reading.skip_space();
    match reading.peek() {
        None => Ok(tree),
        Some(_) => Err(reading.broken("nothing more is expected here")),
    }
}

struct Reading<'a> {
    rest: &'a str,
    line: usize,
    budget: Budget,
}

impl<'a> Reading<'a> {
    fn value(&mut self, depth: usize) -> Result<Tree, TreeRefused> {
        self.skip_space();
        self.budget.part(self.line, depth)?;
        let line = self.line;
        let shape = match self.peek() {
            Some('{') => self.map(depth + 1)?,
            Some('[') => self.list(depth + 1)?,
            Some('"') => Shape::Quoted(self.string()?),
            Some(_) => Shape::Plain(self.word()?.to_owned()),
            None => return Err(self.broken("the text ends where a value is expected")),
        };
        Ok(Tree { line, shape })
    }

    fn map(&mut self, depth: usize) -> Result<Shape, TreeRefused> {
        let mut entries = Entries::default();
        self.expect('{')?;
        while !self.ends('}', entries.len())? {
            self.skip_space();
            let line = self.line;
            let key = self.string()?;
            entries.reserve(&key, line)?;
            self.skip_space();
            self.expect(':')?;
            let value = self.value(depth)?;
            entries.push(key, value);
        }
        Ok(entries.into_shape())
    }

    fn list(&mut self, depth: usize) -> Result<Shape, TreeRefused> {
        let mut items = Vec::new();
        self.expect('[')?;
        while !self.ends(']', items.len())? {
            items.push(self.value(depth)?);
        }
        Ok(Shape::List(items))
    }

    /// Takes the bracket that ends a list or map, or else the comma before its next part.
    fn ends(&mut self, bracket: char, before: usize) -> Result<bool, TreeRefused> {
        self.skip_space();
        if self.peek() == Some(bracket) {
            self.expect(bracket)?;
            return Ok(true);
        }
        if before > 0 {
            self.expect(',')?;
        }
        Ok(false)
    }

    fn word(&mut self) -> Result<&'a str, TreeRefused> {
        let end = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if !matches!(word, "true" | "false" | "null") && !is_number(word) {
            return Err(self.broken("a value is expected here"));
        }
        self.rest = rest;
        Ok(word)
    }

    fn string(&mut self) -> Result<String, TreeRefused> {
        self.expect('"')?;
        let mut text = String::new();
        loop {
            let end = self.rest.find(|c: char| matches!(c, '"' | '\\') || c < ' ');
            let Some((plain, rest)) = end.map(|end| self.rest.split_at(end)) else {
                return Err(self.broken("the text ends inside quotes"));
            };
            text.push_str(plain);
            self.rest = rest;
            match self.next() {
                Some('"') => return Ok(text),
                Some('\\') => text.push(self.escape()?),
                _ => {
                    return Err(
                        self.broken("a line ends, or a control character is, inside quotes")
                    );
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, TreeRefused> {
        match self.next() {
            Some(c @ ('"' | '\\' | '/')) => Ok(c),
            Some('b') => Ok('\u{8}'),
            Some('f') => Ok('\u{c}'),
            Some('n') => Ok('\n'),
            Some('r') => Ok('\r'),
            Some('t') => Ok('\t'),
            Some('u') => self.code_point(),
            _ => Err(self.broken("no such escape after `\\`")),
        }
    }

    /// Four hex digits, or eight in two halves for what needs more than sixteen bits.
    fn code_point(&mut self) -> Result<char, TreeRefused> {
        let first = self.code_unit()?;
        let point = match first {
            0xD800..=0xDBFF => {
                self.expect('\\')?;
                self.expect('u')?;
                let second = self.code_unit()?;
                let low = second.checked_sub(0xDC00).filter(|&low| low < 0x400);
                low.map(|low| 0x1_0000 + ((first - 0xD800) << 10) + low)
            }
            _ => Some(first),
        };
        point
            .and_then(char::from_u32)
            .ok_or_else(|| self.broken("`\\u` is followed by half a character"))
    }

    fn code_unit(&mut self) -> Result<u32, TreeRefused> {
        let digits =
            self.rest.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let unit = unit.ok_or_else(|| self.broken("`\\u` takes four hexadecimal digits"))?;
        self.rest = self.rest.get(4..).unwrap_or_default();
        Ok(unit)
    }

    fn skip_space(&mut self) {
        let trimmed = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let skipped = self.rest.len() - trimmed.len();
        let space = self.rest.bytes().take(skipped);
        self.line += space.filter(|&byte| byte == b'\n').count();
        self.rest = trimmed;
    }

    fn expect(&mut self, wanted: char) -> Result<(), TreeRefused> {
        match self.rest.strip_prefix(wanted) {
            Some(rest) => self.rest = rest,
            None if self.rest.is_empty() => {
                return Err(self.broken(&format!("the text ends where `{wanted}` is expected")));
            }
            None => return Err(self.broken(&format!("`{wanted}` is expected here"))),
        }
        Ok(())
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next();
        self.rest = chars.as_str();
        next
    }

    fn broken(&self, reason: &str) -> TreeRefused {
        let found: String = self.rest.chars().take(20).collect();
        TreeRefused::Broken {
            line: self.line,
            reason: format!("this is not JSON: {reason}, before `{found}`"),
        }
    }
}

/// Whether a word follows the grammar of RFC 8259, section 6.
fn is_number(word: &str) -> bool {
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            (mantissa, exponent.strip_prefix(['+', '-']).unwrap_or(exponent))
        }
        None => (unsigned, "0"),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole)
        && digits(fraction)
        && digits(exponent)
        && (whole == "0" || !whole.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refusal(text: &str) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn values_keep_their_text_and_lines() {
        let tree = read("{\"a\": 0.10,\n \"b\": [\"\\ud83d\\ude00\\/\", true]}").unwrap();
        assert_eq!(tree.get("a").unwrap().shape, Shape::Plain("0.10".into()));
        let Shape::List(items) = &tree.get("b").unwrap().shape else {
            panic!("a list");
        };
        assert_eq!(items[0].shape, Shape::Quoted("😀/".into()));
        assert_eq!((items[1].text(), items[1].line), (Some("true"), 2));
    }

    #[test]
    fn what_is_broken_is_refused_with_its_line() {
        assert!(refusal("{\"a\": 1,\n\"a\": 2}").starts_with("key_repeated: line 2 has `a`"));
        assert!(
            refusal("{\"a\":\n[1, 2")
                .starts_with("document_broken: line 2: this is not JSON: the text ends")
        );
        assert!(refusal("{\"a\": \"x").contains("inside quotes"));
        assert!(refusal("[1] [2]").contains("nothing more"));
        assert!(refusal("[01]").contains("a value is expected"));
        assert!(refusal("[\"\\ud800x\"]").starts_with("document_broken"));
        assert!(refusal("[\"\\ud800\\ud800\"]").contains("half a character"));
        assert!(refusal(&"[".repeat(100)).starts_with("document_too_deep: line 1"));
    }

    fn model(value: &serde_json::Value) -> Shape {
        let tree = |value| Tree { line: 1, shape: model(value) };
        match value {
            serde_json::Value::String(text) => Shape::Quoted(text.clone()),
            serde_json::Value::Array(items) => Shape::List(items.iter().map(tree).collect()),
            serde_json::Value::Object(map) => {
                Shape::Map(map.iter().map(|(key, value)| (key.clone(), tree(value))).collect())
            }
            plain => Shape::Plain(plain.to_string()),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn what_serde_json_reads_is_read_alike(text in "[\\[\\]{}:,\"\\\\ua1e0.+ -]{0,16}|\\[(\"[a\\\\nu]{0,6}\"|-?[01]{1,2}(\\.[01]{0,2})?(e[+-]?[01]?)?|true|nul)\\]") {
            let theirs = serde_json::from_str::<serde_json::Value>(&text);
            match (read(&text), theirs) {
                (Ok(ours), Ok(theirs)) => {
                    // serde_json writes 1e1 as 1e+1.
                    let plus = |shape: Shape| format!("{shape:?}").replace("e+", "e");
                    prop_assert_eq!(plus(ours.shape), plus(model(&theirs)));
                }
                (Err(TreeRefused::KeyRepeated { .. }), Ok(_)) | (Err(_), Err(_)) => {}
                (ours, theirs) => prop_assert!(false, "{ours:?} {theirs:?}"),
            }
        }
    }
}
