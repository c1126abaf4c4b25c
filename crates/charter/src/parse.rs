#![doc = include_str!("grammar.md")]

mod cursor;
mod figure;
mod clause;
mod flow;
mod unit;
mod equation;
mod rule;
mod story;

use crate::diagnostic::Diagnostic;
use crate::near::nearest;
use crate::place::Span;
use crate::token::{Kind, tokens};
use crate::tree::{
    Change, Decision, DecisionClause, Declaration, Head, Law, Measure, Membership, Pool, Rate,
    Role, Row, Setting, Table, Tree,
};
use cursor::{DECLARATION, Lost, Parsed, Parser};

/// The longest text that is read, in bytes.
pub const LONGEST_TEXT: usize = 1 << 20;
/// How deep brackets, signs, conditions and steps may stand in each other.
pub const DEEPEST: u32 = 64;
/// How many things are told at once.
pub const MOST_DIAGNOSTICS: usize = 50;

/// The words that begin declarations.
pub const DECLARATIONS: [&str; 16] = [
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
];

const DECISION_CLAUSES: &[&str] = &["passes", "open", "builds", "seen", "with", "recorded"];
const POOL_CLAUSES: &[&str] = &["holds", "kept", "lowest"];

/// Reads a charter.
///
/// What cannot be read is told, in the order of the text and at most [`MOST_DIAGNOSTICS`] times;
/// the tree holds what could be read. Without diagnostics the tree says all that the text says.
/// Never panics, on whatever text.
#[must_use]
pub fn parse(text: &str) -> (Tree, Vec<Diagnostic>) {
    if text.len() > LONGEST_TEXT {
        let message = format!(
            "this charter has {} bytes, and no charter may have more than {LONGEST_TEXT}",
            text.len()
        );
        let told = Diagnostic::error("charter_too_long", Span::default(), message);
        return (Tree::default(), vec![told.hint("split it, or check that it is the right file")]);
    }
    let found = tokens(text);
    let mut parser = Parser::new(found.tokens, found.diagnostics);
    let declarations = parser.declarations();
    (Tree { declarations, comments: found.comments }, parser.into_diagnostics())
}

impl<'t> Parser<'t> {
    fn declarations(&mut self) -> Vec<Declaration> {
        let mut declarations = Vec::new();
        while self.peek().kind != Kind::End {
            match self.declaration_word().and_then(|keyword| self.declaration(keyword)) {
                Ok(declaration) => declarations.push(declaration),
                Err(Lost) => self.recover(&[]),
            }
            if self.is_full() {
                break;
            }
        }
        declarations
    }

    /// The word that begins a declaration; one that is nearly one is told and taken for it.
    fn declaration_word(&mut self) -> Parsed<&'static str> {
        let token = self.peek();
        if let Some(keyword) = DECLARATIONS.into_iter().find(|word| self.sees(0, word)) {
            self.begin(keyword, token.at);
            return Ok(keyword);
        }
        let meant = nearest(token.text, DECLARATIONS)
            .filter(|_| token.kind == Kind::Word && token.begins_line);
        let Some(meant) = meant else {
            self.expect(DECLARATION);
            return Err(self.unexpected());
        };
        let message = format!("no declaration begins with `{}`", token.text);
        let hint = format!("did you mean `{meant}`?");
        self.tell(Diagnostic::error("declaration_unknown", token.at, message).hint(hint));
        self.begin(meant, token.at);
        Ok(meant)
    }

    fn declaration(&mut self, keyword: &'static str) -> Parsed<Declaration> {
        let start = self.advance().at;
        Ok(match keyword {
            "charter" => Declaration::Head(self.head(start)?),
            "setting" => Declaration::Setting(self.setting(start)?),
            "unit" => Declaration::Unit(self.unit(start)?),
            "pool" => Declaration::Pool(self.pool(start)?),
            "role" => Declaration::Role(self.role(start)?),
            "rate" => Declaration::Rate(self.rate(start)?),
            "measure" => Declaration::Measure(self.measure(start)?),
            "table" => Declaration::Table(self.table(start)?),
            "claim" => Declaration::Claim(self.claim(start)?),
            "waterfall" => Declaration::Waterfall(self.waterfall(start)?),
            "equation" => Declaration::Equation(Box::new(self.equation(start)?)),
            "rule" => Declaration::Rule(self.rule(start)?),
            "law" => Declaration::Law(self.law(start)?),
            "decision" => Declaration::Decision(self.decision(start)?),
            "change" => Declaration::Change(self.change(start)?),
            _ => Declaration::Example(self.example(start)?),
        })
    }

    fn head(&mut self, start: Span) -> Parsed<Head> {
        let name = self.label("the name of the charter in quotes")?;
        let audience = if self.take("for") { Some(self.label("a text in quotes")?) } else { None };
        let promise =
            if self.take("promises") { Some(self.label("a text in quotes")?) } else { None };
        Ok(Head { name, audience, promise, at: self.since(start) })
    }

    fn setting(&mut self, start: Span) -> Parsed<Setting> {
        let name = self.new_name("a name for the setting")?;
        self.need("is")?;
        let value = self.expr()?;
        let question = self.optional_label();
        Ok(Setting { name, value, question, at: self.since(start) })
    }

    fn pool(&mut self, start: Span) -> Parsed<Pool> {
        let name = self.new_name("a name for the pool")?;
        let label = self.optional_label();
        let (mut holds, mut keeper, mut lowest) = (Vec::new(), None, None);
        while !self.declaration_ends() {
            let clause = self.pool_clause(&mut holds, &mut keeper, &mut lowest);
            if clause.is_err() {
                self.recover(POOL_CLAUSES);
            }
        }
        Ok(Pool { name, label, holds, keeper, lowest, at: self.since(start) })
    }

    fn pool_clause(
        &mut self,
        holds: &mut Vec<crate::place::Word>,
        keeper: &mut Option<crate::place::Word>,
        lowest: &mut Option<crate::tree::Expr>,
    ) -> Parsed<()> {
        let at = self.peek().at;
        let again = if self.take("holds") {
            !std::mem::replace(holds, self.list(|parser| parser.unit_name())?).is_empty()
        } else if self.take("kept") {
            self.need("by")?;
            keeper.replace(self.name("a role")?).is_some()
        } else if self.take("lowest") {
            self.need("balance")?;
            lowest.replace(self.expr()?).is_some()
        } else {
            return Err(self.unexpected());
        };
        if again {
            self.tell_repeated(at);
        }
        Ok(())
    }

    fn role(&mut self, start: Span) -> Parsed<Role> {
        let name = self.new_name("a name for the role")?;
        let label = self.optional_label();
        let how = self.membership()?;
        Ok(Role { name, label, how, at: self.since(start) })
    }

    fn membership(&mut self) -> Parsed<Membership> {
        if self.take("granted") {
            self.need("by")?;
            let by = self.name("a role, or `founder`")?;
            let one = self.peek().at;
            let one_per_person = if self.take("one") {
                self.need("per")?;
                self.need("person")?;
                Some(self.since(one))
            } else {
                None
            };
            return Ok(Membership::Granted { by, one_per_person });
        }
        let open = self.peek().at;
        if self.take("open") {
            self.need("to")?;
            self.need("anyone")?;
            return Ok(Membership::Open(self.since(open)));
        }
        let who = if self.take("of") { Some(self.name("a name for the candidate")?) } else { None };
        self.need("is")?;
        Ok(Membership::Meets { who, condition: self.condition()? })
    }

    fn rate(&mut self, start: Span) -> Parsed<Rate> {
        let name = self.new_name("a name for the rate")?;
        self.need(":")?;
        let gives = self.expr()?;
        self.need("per")?;
        let per = self.unit_name()?;
        let rounding = self.rounding()?;
        let caps = self.caps()?;
        Ok(Rate { name, gives, per, rounding, caps, at: self.since(start) })
    }

    fn measure(&mut self, start: Span) -> Parsed<Measure> {
        let name = self.new_name("a name for the measure")?;
        self.need("of")?;
        let of = self.name("a name for whom it is about")?;
        self.need("is")?;
        let is = self.expr()?;
        Ok(Measure { name, of, is, at: self.since(start) })
    }

    fn table(&mut self, start: Span) -> Parsed<Table> {
        let name = self.new_name("a name for the table")?;
        let of =
            if self.take("of") { Some(self.name("a name for whom it is about")?) } else { None };
        self.need("gives")?;
        let gives = self.unit_name()?;
        let rows = self.rows(Self::row)?;
        Ok(Table { name, of, gives, rows, at: self.since(start) })
    }

    fn row(&mut self, start: Span) -> Parsed<Row> {
        let when = self.case()?;
        self.need("->")?;
        let gives = self.expr()?;
        Ok(Row { when, gives, at: self.since(start) })
    }

    fn law(&mut self, start: Span) -> Parsed<Law> {
        let name = self.label("the law in words, in quotes")?;
        self.need(":")?;
        let holds = self.condition()?;
        Ok(Law { name, holds, at: self.since(start) })
    }

    fn decision(&mut self, start: Span) -> Parsed<Decision> {
        let name = self.new_name("a name for the decision")?;
        self.need("asks")?;
        let asks = self.name("a role")?;
        self.need("weighs")?;
        let weighs = self.expr()?;
        let clauses = self.clauses(DECISION_CLAUSES, Self::decision_clause);
        Ok(Decision { name, asks, weighs, clauses, at: self.since(start) })
    }

    fn decision_clause(&mut self) -> Parsed<DecisionClause> {
        if self.take("passes") {
            self.need("when")?;
            return Ok(DecisionClause::Passes(self.condition()?));
        }
        if self.take("open") {
            self.need("for")?;
            return Ok(DecisionClause::Open(self.expr()?));
        }
        if self.take("builds") {
            self.need("by")?;
            self.need("half")?;
            self.need("each")?;
            return Ok(DecisionClause::Builds(self.expr()?));
        }
        if self.take("seen") {
            self.need("by")?;
            return Ok(DecisionClause::Seen(self.name("a role, `everyone` or `members`")?));
        }
        if self.take("recorded") {
            self.need("by")?;
            return Ok(DecisionClause::Recorded(self.name("a role")?));
        }
        let details = self.details()?;
        if details.is_empty() {
            Err(self.unexpected())
        } else {
            Ok(DecisionClause::Details(details))
        }
    }

    fn change(&mut self, start: Span) -> Parsed<Change> {
        let mut path = vec![self.any_word("what may be changed")?];
        while self.take(".") {
            path.push(self.any_word("a clause")?);
        }
        let rule = if path.iter().all(|word| &*word.text == "rule") {
            self.optional_label()
        } else {
            None
        };
        self.need("needs")?;
        let needs = self.name("a decision")?;
        Ok(Change { path, rule, needs, at: self.since(start) })
    }
}
