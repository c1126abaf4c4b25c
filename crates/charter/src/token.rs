//! What the text of a charter is made of: words, figures, dates, texts and signs.
//!
//! Nothing is fatal here: what cannot be read is told and left out, and the rest is read on.

use quantity::Ratio;

use crate::civil::Day;
use crate::diagnostic::Diagnostic;
use crate::place::Span;
use crate::tree::Comment;

/// Words of the language that cannot be names, because they may stand right behind a figure
/// (where a name would be its unit), begin a declaration, or begin a figure or place of their own.
pub const RESERVED: &[&str] = &[
    // Declarations.
    "charter",
    "setting",
    "unit",
    "pool",
    "role",
    "rate",
    "measure",
    "table",
    "claim",
    "waterfall",
    "equation",
    "rule",
    "law",
    "decision",
    "change",
    "example",
    // Joints.
    "and",
    "or",
    "not",
    "is",
    "otherwise",
    "of",
    "in",
    "by",
    "over",
    "per",
    "each",
    "at",
    "from",
    "to",
    "for",
    "with",
    "then",
    "among",
    "when",
    "do",
    "on",
    "as",
    "into",
    "through",
    "rounded",
    // Figures, tiers and places with a meaning of their own.
    "smaller",
    "larger",
    "square",
    "the",
    "first",
    "outside",
    "nowhere",
    // Clauses.
    "kind",
    "counted",
    "issued",
    "lowest",
    "highest",
    "decays",
    "passes",
    "seen",
    "ends",
    "one",
    "holds",
    "kept",
    "open",
    "builds",
    "recorded",
    "lasts",
    "shared",
    "overflow",
    "granted",
    // Actions and steps.
    "send",
    "issue",
    "retire",
    "split",
    "pour",
    "share",
    "convert",
    "hold",
    "owe",
    "after",
    "grant",
    "revoke",
    "refuse",
    "let",
    "given",
    "repeat",
];

/// The lengths of time, in the singular. Their plurals mean the same; neither can be a name.
pub const TIME_WORDS: [&str; 8] =
    ["second", "minute", "hour", "day", "week", "month", "quarter", "year"];

const HYPHENATED: [&str; 6] =
    ["mutual-credit", "within-members", "by-rule-only", "pro-rata", "in-order", "half-even"];

/// Signs as they may be written, and the one they mean. Longer ones come first.
const SIGNS: [(&str, &str); 26] = [
    ("->", "->"),
    ("→", "->"),
    ("<=", "<="),
    (">=", ">="),
    ("!=", "!="),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("=", "="),
    ("<", "<"),
    (">", ">"),
    ("+", "+"),
    ("-", "-"),
    ("−", "-"),
    ("*", "*"),
    ("×", "*"),
    ("·", "*"),
    ("/", "/"),
    ("÷", "/"),
    ("(", "("),
    (")", ")"),
    ("|", "|"),
    (":", ":"),
    (",", ","),
    (".", "."),
    ("%", "%"),
];

/// Signs of other languages and word processors, and the one that is meant.
const STRANGE_SIGNS: [(&str, &str); 8] = [
    ("=>", "->"),
    ("=<", "<="),
    ("==", "="),
    ("<>", "!="),
    ("–", "-"),
    ("—", "-"),
    ("：", ":"),
    ("，", ","),
];

/// A word, figure or sign with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    /// What it is.
    pub kind: Kind,
    /// How it is written; a text stands without its quotes.
    pub text: &'t str,
    /// Where it stands.
    pub at: Span,
    /// Whether nothing but blanks stands before it on its line.
    pub begins_line: bool,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A name or a word of the language.
    Word,
    /// `1_000.5`
    Number(Ratio),
    /// `5%`, as the part it is: 1/20.
    Percent(Ratio),
    /// `2027-01-01`
    Date(Day),
    /// `28-days`
    Days(u16),
    /// `"…"`
    Text,
    /// A sign, in its plainest spelling.
    Sign(&'static str),
    /// The end of the charter.
    End,
}

/// The tokens of a text, the comments between them, and what could not be read.
#[derive(Debug, Clone, Default)]
pub struct Tokens<'t> {
    /// The tokens in their order; the last is the end.
    pub tokens: Vec<Token<'t>>,
    /// The comments in their order.
    pub comments: Vec<Comment>,
    /// What could not be read.
    pub diagnostics: Vec<Diagnostic>,
}

/// Whether a word cannot be a name.
#[must_use]
pub fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word) || time_word(word).is_some() || HYPHENATED.contains(&word)
}

/// The singular of a length of time: `days` is `day`.
#[must_use]
pub fn time_word(word: &str) -> Option<&'static str> {
    let singular = word.strip_suffix('s').unwrap_or(word);
    TIME_WORDS.into_iter().find(|known| *known == singular)
}

/// Takes a text of less than 4 GiB apart.
#[must_use]
pub fn tokens(text: &str) -> Tokens<'_> {
    let mut lexer = Lexer { text, position: 0, begins_line: true, found: Tokens::default() };
    while let Some(next) = lexer.rest().chars().next() {
        lexer.token(next);
    }
    lexer.push(Kind::End, "", 0);
    lexer.found
}

struct Lexer<'t> {
    text: &'t str,
    position: usize,
    begins_line: bool,
    found: Tokens<'t>,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.position..).unwrap_or("")
    }

    fn token(&mut self, next: char) {
        match next {
            '\n' => {
                self.begins_line = true;
                self.position += 1;
            }
            '#' => self.comment(),
            '"' => self.quoted('"'),
            '“' | '„' | '”' => self.quoted(next),
            '0'..='9' => self.figure(),
            _ if next.is_whitespace() && !is_hidden(next) => self.position += next.len_utf8(),
            _ if next.is_alphabetic() || next == '_' => self.word(),
            _ => self.sign(next),
        }
    }

    fn span(&self, length: usize) -> Span {
        let place = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        Span { start: place(self.position), end: place(self.position + length) }
    }

    fn push(&mut self, kind: Kind, text: &'t str, length: usize) {
        let at = self.span(length);
        self.found.tokens.push(Token { kind, text, at, begins_line: self.begins_line });
        self.begins_line = false;
        self.position += length;
    }

    fn tell(&mut self, code: &'static str, length: usize, message: String, hint: &str) {
        let at = self.span(length);
        self.found.diagnostics.push(Diagnostic::error(code, at, message).hint(hint));
    }

    fn run(&self, of: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|c| !of(c)).unwrap_or(rest.len());
        rest.get(..length).unwrap_or("")
    }

    fn comment(&mut self) {
        let line = self.run(|c| c != '\n');
        self.hidden(line);
        let text = line.strip_prefix('#').unwrap_or(line).trim_end();
        let at = self.span(line.trim_end().len());
        self.found.comments.push(Comment { text: text.into(), at });
        self.position += line.len();
    }

    fn quoted(&mut self, quote: char) {
        let width = quote.len_utf8();
        let rest = self.rest().get(width..).unwrap_or("");
        let closes = |c: char| c == '"' || (quote != '"' && matches!(c, '“' | '”'));
        let end = rest.find(|c| c == '\n' || closes(c)).unwrap_or(rest.len());
        let inside = rest.get(..end).unwrap_or("");
        let found = rest.get(end..).and_then(|rest| rest.chars().next()).filter(|c| closes(*c));
        let (inside, length) = match found {
            Some(close) => (inside, width + end + close.len_utf8()),
            None => (inside.trim_end(), width + inside.trim_end().len()),
        };
        if found.is_none() {
            let message = "this text has no closing quote on its line".to_owned();
            self.tell("string_open", length, message, "close it with `\"` before the line ends");
        } else if quote != '"' {
            let hint = format!("write `\"{inside}\"`, with straight quotes");
            self.tell("quotes_curly", length, "these quotes are curly".to_owned(), &hint);
        }
        self.hidden(inside);
        self.push(Kind::Text, inside, length);
    }

    /// Tells of characters that people cannot see, which could make a text read other than it is.
    fn hidden(&mut self, within: &str) {
        let Some(found) = within.chars().find(|c| is_hidden(*c)) else { return };
        let message =
            format!("an invisible character (U+{:04X}) stands in this text", u32::from(found));
        self.tell("character_hidden", within.len(), message, "take it out, or type the text anew");
    }

    fn word(&mut self) {
        let spelled = self.run(|c| c.is_alphanumeric() || c == '_');
        let hyphenated = self.run(|c| c.is_ascii_lowercase() || c == '-');
        let known = HYPHENATED.contains(&hyphenated).then_some(hyphenated);
        let word = known.unwrap_or(spelled);
        if !word.is_ascii() || word.starts_with('_') {
            let message = format!("`{word}` is not written as names are");
            let hint = "names are written with the letters a to z, digits and `_`, and begin with \
                        a letter; anything goes in a text in quotes";
            self.tell("name_malformed", word.len(), message, hint);
        }
        self.push(Kind::Word, word, word.len());
    }

    fn figure(&mut self) {
        if let Some(spelled) = self.date_shaped() {
            return self.date(spelled);
        }
        let digits = self.run(|c| c.is_ascii_digit());
        let behind = self.rest().get(digits.len()..).unwrap_or("");
        let days = ["-days", "-day"].into_iter().find(|word| begins_with_word(behind, word));
        match days {
            Some(word) => self.days(digits, digits.len() + word.len()),
            None => self.number(),
        }
    }

    fn date_shaped(&self) -> Option<&'t str> {
        let spelled = self.rest().get(..10)?;
        let shaped = spelled.char_indices().all(|(index, c)| match index {
            4 | 7 => c == '-',
            _ => c.is_ascii_digit(),
        });
        let more = self.rest().get(10..)?.starts_with(|c: char| c.is_ascii_digit());
        (shaped && !more).then_some(spelled)
    }

    fn date(&mut self, spelled: &'t str) {
        let day = Day::parse(spelled);
        if day.is_none() {
            let message = format!("there is no day `{spelled}`");
            self.tell("date_impossible", 10, message, "write year-month-day, as `2027-01-31`");
        }
        self.push(Kind::Date(day.unwrap_or(Day(0))), spelled, spelled.len());
    }

    fn days(&mut self, digits: &'t str, length: usize) {
        let days = digits.parse().ok().filter(|days| *days > 0);
        if days.is_none() {
            let message = format!("a period cannot be {digits} days long");
            self.tell("period_impossible", length, message, "write `1-days` to `65535-days`");
        }
        let text = self.rest().get(..length).unwrap_or("");
        self.push(Kind::Days(days.unwrap_or(1)), text, length);
    }

    fn number(&mut self) {
        let spelled = number_shaped(self.rest());
        let plain = spelled.replace('_', "");
        let value = if is_well_formed(spelled) { Ratio::parse(&plain).ok() } else { None };
        if value.is_none() {
            self.tell_number(spelled);
        }
        let value = value.unwrap_or(Ratio::ZERO);
        let behind = self.rest().get(spelled.len()..).unwrap_or("");
        let blanks = behind.len() - behind.trim_start_matches(' ').len();
        if !behind.trim_start_matches(' ').starts_with('%') {
            return self.push(Kind::Number(value), spelled, spelled.len());
        }
        let part = value.checked_div(Ratio::from_integer(100));
        if part.is_none() {
            self.tell_number(spelled);
        }
        let length = spelled.len() + blanks + 1;
        self.push(Kind::Percent(part.unwrap_or(Ratio::ZERO)), spelled, length);
    }

    fn tell_number(&mut self, spelled: &str) {
        let shown: String = spelled.chars().take(40).collect();
        if is_well_formed(spelled) {
            let message = format!("`{shown}` is too long a number");
            return self.tell("number_too_long", spelled.len(), message, "write at most 38 digits");
        }
        let hint = match spelled.split_once(',') {
            Some((whole, rest)) if !spelled.contains('.') && !rest.contains(',') => format!(
                "write `{whole}.{rest}` if the comma begins the decimals, `{whole}{rest}` if it \
                 parts thousands"
            ),
            _ => "write digits, `.` before the decimals, and `_` between thousands if you like"
                .to_owned(),
        };
        let message = format!("`{shown}` is not written as numbers are");
        self.tell("number_malformed", spelled.len(), message, &hint);
    }

    fn sign(&mut self, next: char) {
        let rest = self.rest();
        let begins = |(spelled, _): &(&str, &str)| rest.starts_with(spelled);
        let strange = STRANGE_SIGNS.into_iter().find(begins);
        if let Some((spelled, meant)) = strange {
            let message = format!("`{spelled}` means nothing here");
            let hint = format!("did you mean `{meant}`?");
            self.tell("sign_unknown", spelled.len(), message, &hint);
        }
        if let Some((spelled, meant)) = strange.or_else(|| SIGNS.into_iter().find(begins)) {
            return self.push(Kind::Sign(meant), spelled, spelled.len());
        }
        if is_hidden(next) {
            self.hidden(rest.get(..next.len_utf8()).unwrap_or(""));
        } else {
            let hint = match next {
                '€' | '$' | '£' | '¥' => {
                    "write the amount first and then its unit, as `20 eur`"
                }
                '\'' | '’' | '‘' => "texts stand in straight double quotes, `\"…\"`",
                _ => "take it out, or put it into a text in quotes or a comment",
            };
            let message = format!("`{next}` means nothing here");
            self.tell("character_unknown", next.len_utf8(), message, hint);
        }
        self.position += next.len_utf8();
    }
}

fn begins_with_word(text: &str, word: &str) -> bool {
    let behind = text.strip_prefix(word);
    behind.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// As much as somebody may have meant as one number.
fn number_shaped(text: &str) -> &str {
    let mut before = '0';
    let mut characters = text.char_indices().peekable();
    while let Some((index, c)) = characters.next() {
        let digit_follows = characters.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        let goes_on = match c {
            '0'..='9' | '_' => true,
            '.' | ',' => digit_follows && before.is_ascii_digit(),
            _ => false,
        };
        if !goes_on {
            return text.get(..index).unwrap_or("");
        }
        before = c;
    }
    text
}

fn is_well_formed(spelled: &str) -> bool {
    let digits = |group: &str| {
        let group = group.as_bytes();
        group
            .first()
            .zip(group.last())
            .is_some_and(|(first, last)| first.is_ascii_digit() && last.is_ascii_digit())
    };
    !spelled.contains(',')
        && !spelled.contains("__")
        && spelled.matches('.').count() <= 1
        && spelled.split('.').all(digits)
}

/// Controls, and marks that change how the characters around them are shown.
fn is_hidden(c: char) -> bool {
    let shown = matches!(c, '\t' | '\r' | '\n');
    (c.is_control() && !shown)
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
