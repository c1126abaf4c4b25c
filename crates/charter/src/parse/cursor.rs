//! Going through the tokens, telling what is wrong and finding a place to go on.

use crate::diagnostic::Diagnostic;
use crate::near::nearest;
use crate::parse::{DECLARATIONS, DEEPEST, MOST_DIAGNOSTICS};
use crate::place::{Span, Word};
use crate::token::{Kind, Token, is_reserved, time_word};
use crate::tree::Label;

/// What is wrong has been told; whoever can find a place to go on takes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lost;

/// How the beginning of a declaration is told to be possible.
pub(super) const DECLARATION: &str = "a declaration";

pub(super) type Parsed<T> = Result<T, Lost>;

pub(super) struct Parser<'t> {
    tokens: Vec<Token<'t>>,
    /// For each opening bracket the place of the closing one.
    closing: Vec<Option<usize>>,
    position: usize,
    last: Span,
    /// What would have been possible at this position, in words, signs and descriptions.
    expected: Vec<&'static str>,
    depth: u32,
    /// How many figures stand in each other in the last figure read.
    pub(super) height: u32,
    within: Option<(&'static str, Span)>,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Parser<'t> {
    pub(super) fn new(tokens: Vec<Token<'t>>, diagnostics: Vec<Diagnostic>) -> Self {
        let (expected, last) = (Vec::new(), Span::default());
        let closing = closing_brackets(&tokens);
        let (position, depth, height, within) = (0, 0, 0, None);
        Self { tokens, closing, position, last, expected, depth, height, within, diagnostics }
    }

    pub(super) fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by_key(|told| told.places.first().map(|place| place.at));
        self.diagnostics.truncate(MOST_DIAGNOSTICS);
        self.diagnostics
    }

    /// Whether so much is wrong that reading on helps nobody.
    pub(super) fn is_full(&self) -> bool {
        self.diagnostics.len() >= MOST_DIAGNOSTICS
    }

    // Looking and going on.

    pub(super) fn peek(&self) -> Token<'t> {
        self.ahead(0)
    }

    pub(super) fn ahead(&self, by: usize) -> Token<'t> {
        let token = self.tokens.get(self.position + by).or(self.tokens.last());
        let end = Token { kind: Kind::End, text: "", at: self.last, begins_line: true };
        token.copied().unwrap_or(end)
    }

    pub(super) fn advance(&mut self) -> Token<'t> {
        let token = self.peek();
        self.expected.clear();
        if token.kind != Kind::End {
            self.position += 1;
            self.last = token.at;
        }
        token
    }

    /// From where something starts to the last token read.
    pub(super) fn since(&self, start: Span) -> Span {
        start.to(self.last)
    }

    /// Whether a word or sign stands so many tokens ahead.
    pub(super) fn sees(&self, by: usize, word: &str) -> bool {
        let token = self.ahead(by);
        match token.kind {
            Kind::Word => token.text == word,
            Kind::Sign(sign) => sign == word,
            _ => false,
        }
    }

    /// How many tokens ahead the one behind the closing bracket stands, if an opening one is next.
    pub(super) fn behind_bracket(&self) -> Option<usize> {
        let closing = self.closing.get(self.position).copied().flatten()?;
        Some(closing + 1 - self.position)
    }

    pub(super) fn sees_any(&self, by: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.sees(by, word))
    }

    /// Whether this word or sign is next; if not, it is remembered as possible here.
    pub(super) fn next_is(&mut self, word: &'static str) -> bool {
        self.expected.push(word);
        self.sees(0, word)
    }

    /// Takes this word or sign if it is next.
    pub(super) fn take(&mut self, word: &'static str) -> bool {
        let found = self.next_is(word);
        if found {
            self.advance();
        }
        found
    }

    /// Takes this word or sign; one that is nearly it is told and taken for it.
    pub(super) fn need(&mut self, word: &'static str) -> Parsed<Span> {
        if self.take(word) {
            return Ok(self.last);
        }
        let token = self.peek();
        let near = token.kind == Kind::Word && nearest(token.text, [word]).is_some();
        let lost = self.unexpected();
        if near { Ok(self.advance().at) } else { Err(lost) }
    }

    pub(super) fn expect(&mut self, what: &'static str) {
        self.expected.push(what);
    }

    // Names and texts.

    /// A name as it is used.
    pub(super) fn name(&mut self, what: &'static str) -> Parsed<Word> {
        let token = self.peek();
        if token.kind == Kind::Word && !is_reserved(token.text) {
            return Ok(self.word());
        }
        self.expect(what);
        Err(self.unexpected())
    }

    /// A name as it is given.
    pub(super) fn new_name(&mut self, what: &'static str) -> Parsed<Word> {
        let token = self.peek();
        if token.kind != Kind::Word || !is_reserved(token.text) {
            return self.name(what);
        }
        let message = format!("`{}` is a word of the language and cannot be a name", token.text);
        let hint = format!("choose another, as `{}_name`", token.text.replace('-', "_"));
        self.tell(Diagnostic::error("name_reserved", token.at, message).hint(hint));
        Ok(self.word())
    }

    /// A unit: a name or a length of time.
    pub(super) fn unit_name(&mut self) -> Parsed<Word> {
        match self.time() {
            Some(word) => Ok(word),
            None => self.name("a unit"),
        }
    }

    /// A length of time, told in the singular.
    pub(super) fn time(&mut self) -> Option<Word> {
        let token = self.peek();
        let singular = time_word(token.text).filter(|_| token.kind == Kind::Word)?;
        self.advance();
        Some(Word { text: singular.into(), at: token.at })
    }

    /// Any word at all.
    pub(super) fn any_word(&mut self, what: &'static str) -> Parsed<Word> {
        if self.peek().kind == Kind::Word {
            return Ok(self.word());
        }
        self.expect(what);
        Err(self.unexpected())
    }

    pub(super) fn word(&mut self) -> Word {
        let token = self.advance();
        Word { text: token.text.into(), at: token.at }
    }

    pub(super) fn label(&mut self, what: &'static str) -> Parsed<Label> {
        self.optional_label().ok_or_else(|| {
            self.expected.pop();
            self.expect(what);
            self.unexpected()
        })
    }

    pub(super) fn optional_label(&mut self) -> Option<Label> {
        if self.peek().kind == Kind::Text {
            let token = self.advance();
            return Some(Label { text: token.text.into(), at: token.at });
        }
        self.expect("a text in quotes");
        None
    }

    /// One or more, with commas between them.
    pub(super) fn list<T>(&mut self, one: impl Fn(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut all = vec![one(self)?];
        while self.take(",") {
            all.push(one(self)?);
        }
        Ok(all)
    }

    // Clauses and rows.

    /// Whether the declaration is over: another one begins, or the charter ends.
    pub(super) fn declaration_ends(&self) -> bool {
        self.peek().kind == Kind::End || self.sees_any(0, &DECLARATIONS) || self.is_full()
    }

    /// Clauses up to the next declaration; one that is wrong is told and left out.
    pub(super) fn clauses<T>(
        &mut self,
        begin: &'static [&'static str],
        one: impl Fn(&mut Self) -> Parsed<T>,
    ) -> Vec<T> {
        let mut clauses = Vec::new();
        while !self.declaration_ends() {
            match one(self) {
                Ok(clause) => clauses.push(clause),
                Err(Lost) => self.recover(begin),
            }
        }
        clauses
    }

    /// One or more rows; one that is wrong is told and left out.
    pub(super) fn rows<T>(&mut self, one: impl Fn(&mut Self, Span) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut rows = Vec::new();
        if !self.next_is("|") {
            return Err(self.unexpected());
        }
        while self.take("|") {
            let start = self.last;
            match one(self, start) {
                Ok(row) => rows.push(row),
                Err(Lost) => self.recover(&["|"]),
            }
            if self.is_full() {
                break;
            }
        }
        Ok(rows)
    }

    /// Goes on to the next line that begins a declaration, or with one of these words or signs.
    pub(super) fn recover(&mut self, words: &[&str]) {
        loop {
            let token = self.peek();
            let begins =
                token.begins_line && (self.sees_any(0, &DECLARATIONS) || self.sees_any(0, words));
            if token.kind == Kind::End || begins {
                return self.expected.clear();
            }
            self.advance();
        }
    }

    /// Reads something that stands in something of its kind.
    pub(super) fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= DEEPEST {
            return Err(self.too_deep(self.peek().at));
        }
        self.depth += 1;
        let read = inner(self);
        self.depth -= 1;
        read
    }

    // Telling.

    /// Remembers which declaration is read, to point at it.
    pub(super) fn begin(&mut self, keyword: &'static str, at: Span) {
        self.within = Some((keyword, at));
    }

    pub(super) fn tell(&mut self, told: Diagnostic) {
        self.diagnostics.push(told);
    }

    pub(super) fn too_deep(&mut self, at: Span) -> Lost {
        let message = format!("more than {DEEPEST} figures or steps stand in each other here");
        let told = Diagnostic::error("charter_too_deep", at, message);
        self.tell(told.hint("give parts of it names, as measures or with `let`"));
        Lost
    }

    pub(super) fn tell_repeated(&mut self, at: Span) {
        let told = Diagnostic::error("clause_repeated", at, "this clause stands here twice");
        self.tell(told.hint("leave one of them out"));
    }

    /// Tells that the next token is not possible here, and what is.
    pub(super) fn unexpected(&mut self) -> Lost {
        let token = self.peek();
        let (code, found) = self.found(token);
        let message = format!("{found}; expected {}", possible(&self.expected));
        let mut told = Diagnostic::error(code, token.at, message);
        let is_word = token.kind == Kind::Word && code == "unexpected_word";
        let meant = nearest(token.text, self.words_expected()).filter(|_| is_word);
        if let Some(meant) = meant {
            told = told.hint(format!("did you mean `{meant}`?"));
        } else if self.expected == [DECLARATION] {
            told = told.hint(format!("declarations begin with {}", listed(&DECLARATIONS)));
        }
        if let Some((keyword, at)) = self.within.filter(|(_, at)| at.start < token.at.start) {
            told = told.and(at, format!("this {keyword} begins here"));
        }
        self.tell(told);
        Lost
    }

    fn words_expected(&self) -> impl Iterator<Item = &'static str> {
        let declarations = self.expected.contains(&DECLARATION).then_some(DECLARATIONS);
        let words = self.expected.iter().copied().filter(|word| !word.contains(' '));
        words.chain(declarations.into_iter().flatten())
    }

    /// The name of what is wrong, and what stands there, in words.
    fn found(&self, token: Token<'_>) -> (&'static str, String) {
        let within = self.within.map_or("charter", |(keyword, _)| keyword);
        let text = shorten(token.text);
        let begins = token.begins_line && DECLARATIONS.iter().any(|word| self.sees(0, word));
        match token.kind {
            Kind::End => ("unexpected_end", "the charter ends too early".to_owned()),
            Kind::Text => ("unexpected_word", format!("the text \"{text}\" is not possible here")),
            Kind::Word if begins => (
                "unexpected_end",
                format!("this {within} is not finished before the next `{text}`"),
            ),
            Kind::Word
                if is_reserved(&text) && self.expected.iter().all(|what| what.contains(' ')) =>
            {
                ("unexpected_word", format!("`{text}` is a word of the language, not a name"))
            }
            _ => ("unexpected_word", format!("`{text}` is not possible here")),
        }
    }
}

fn closing_brackets(tokens: &[Token<'_>]) -> Vec<Option<usize>> {
    let mut closing = vec![None; tokens.len()];
    let mut open = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Sign("(") => open.push(index),
            Kind::Sign(")") => {
                if let Some(slot) = open.pop().and_then(|opened: usize| closing.get_mut(opened)) {
                    *slot = Some(index);
                }
            }
            _ => {}
        }
    }
    closing
}

fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// What is possible, in words: operators only if nothing else is.
fn possible(expected: &[&'static str]) -> String {
    let is_operator = |what: &str| matches!(what, "+" | "-" | "*" | "/" | "." | "," | "(");
    let all_operators = expected.iter().all(|what| is_operator(what));
    let mut told: Vec<&'static str> = Vec::new();
    for what in expected.iter().filter(|what| all_operators || !is_operator(what)) {
        if !told.contains(what) {
            told.push(what);
        }
    }
    if told.is_empty() { "nothing more".to_owned() } else { listed(&told) }
}

/// Words and signs in backticks, descriptions as they are, with `or` before the last.
fn listed(all: &[&'static str]) -> String {
    let say =
        |what: &&str| if what.contains(' ') { (*what).to_owned() } else { format!("`{what}`") };
    let all: Vec<String> = all.iter().map(say).collect();
    match all.as_slice() {
        [most @ .., last] if !most.is_empty() => format!("{} or {last}", most.join(", ")),
        all => all.concat(),
    }
}
