//! Figures and conditions, with no more brackets than they need.

use quantity::Ratio;

use crate::place::{Span, Word};
use crate::print::phrase::{Phrases, with_article};
use crate::token::{Kind, time_word, tokens};
use crate::tree::{Comparison, Condition, ConditionKind, Expr, ExprKind, Of, Operator};

/// How closely the parts of a figure hold together.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Sum,
    Product,
    Factor,
    Atom,
}

const TRIGGERS: [&str; 6] = ["transfer", "report", "request", "every", "decision", "date"];

impl Phrases<'_> {
    pub(in crate::print) fn expr(&self, figure: &Expr) -> String {
        match &figure.kind {
            ExprKind::Number(number) => self.number(*number, figure.at),
            ExprKind::Percent(part) => self.percent(*part, figure.at),
            ExprKind::Quantity(number, unit) => self.quantity(*number, unit, figure.at),
            ExprKind::Name(name) => self.spelled(name),
            ExprKind::Of(of) => self.of(of),
            ExprKind::Binary(operator, left, right) => self.binary(*operator, left, right),
            ExprKind::Negative(inner) => format!("-{}", self.at_least(Binding::Factor, inner)),
            ExprKind::Smaller(one, other) => {
                format!("smaller of {}\nand {}", self.operand(one), self.operand(other))
            }
            ExprKind::Larger(one, other) => {
                format!("larger of {}\nand {}", self.operand(one), self.operand(other))
            }
            ExprKind::SquareRoot(inner) => format!("square root of {}", self.operand(inner)),
        }
    }

    fn binary(&self, operator: Operator, left: &Expr, right: &Expr) -> String {
        let (sign, of_left, of_right) = match operator {
            Operator::Plus => ("+", Binding::Sum, Binding::Product),
            Operator::Minus => ("-", Binding::Sum, Binding::Product),
            Operator::Times => ("*", Binding::Product, Binding::Factor),
            Operator::Over => ("/", Binding::Product, Binding::Factor),
        };
        let left =
            if is_long(left) { self.in_brackets(left) } else { self.at_least(of_left, left) };
        format!("{left}\n{sign} {}", self.at_least(of_right, right))
    }

    fn at_least(&self, wanted: Binding, figure: &Expr) -> String {
        if binding(figure) < wanted { self.in_brackets(figure) } else { self.expr(figure) }
    }

    fn in_brackets(&self, figure: &Expr) -> String {
        format!("({})", self.expr(figure).replace('\n', " "))
    }

    /// One of two, or what a root is drawn from: whatever has several words stands in brackets.
    fn operand(&self, figure: &Expr) -> String {
        let plain = matches!(
            figure.kind,
            ExprKind::Number(_) | ExprKind::Percent(_) | ExprKind::Quantity(..) | ExprKind::Name(_)
        );
        if plain { self.expr(figure) } else { self.in_brackets(figure) }
    }

    /// A figure behind which `in`, `by` or `over` may stand without becoming part of it.
    pub(super) fn closed(&self, figure: &Expr) -> String {
        let open = matches!(last(figure).kind, ExprKind::Of(_));
        if open { self.in_brackets(figure) } else { self.expr(figure) }
    }

    /// A figure behind which `of` may stand without asking of what its last name is.
    pub(super) fn unnamed(&self, figure: &Expr) -> String {
        let named = matches!(last(figure).kind, ExprKind::Name(_) | ExprKind::Of(_));
        if named { self.in_brackets(figure) } else { self.expr(figure) }
    }

    /// A figure that begins with a digit or a bracket.
    pub(super) fn bracketed(&self, figure: &Expr) -> String {
        match figure.kind {
            ExprKind::Number(_) | ExprKind::Quantity(..) => self.expr(figure),
            _ => self.in_brackets(figure),
        }
    }

    /// A figure behind which any word may stand without being taken for its unit.
    pub(super) fn plain_figure(&self, figure: &Expr) -> String {
        match &figure.kind {
            ExprKind::Quantity(_, unit) if time_word(&unit.text).is_some() => self.expr(figure),
            ExprKind::Number(_) | ExprKind::Percent(_) | ExprKind::Name(_) => self.expr(figure),
            _ => self.in_brackets(figure),
        }
    }

    /// A level to be reached, which must not begin as another trigger does.
    pub(super) fn level(&self, level: &Expr) -> String {
        match &level.kind {
            ExprKind::Quantity(..) | ExprKind::Number(_) | ExprKind::Percent(_) => self.expr(level),
            ExprKind::Name(name) if !TRIGGERS.contains(&&*name.text) => self.expr(level),
            _ => self.in_brackets(level),
        }
    }

    fn of(&self, figure: &Of) -> String {
        let mut phrase = format!("{} of {}", self.spelled(&figure.what), figure.of.text);
        if let Some(unit) = &figure.unit {
            phrase.push_str(&format!(" in {}", unit.text));
        }
        if let Some(by) = &figure.by {
            phrase.push_str(&format!(" by {}", by.text));
        }
        if let Some(over) = &figure.over {
            phrase.push_str(&format!(" over last {}", self.operand(over)));
        }
        phrase
    }

    /// A number in the spelling of its author, else in as few digits as say it exactly.
    fn number(&self, number: Ratio, at: Span) -> String {
        match self.written(at) {
            Some((Kind::Number(written), text)) if written == number => text,
            _ => decimal(number).unwrap_or_else(|| fraction(number, "")),
        }
    }

    fn percent(&self, part: Ratio, at: Span) -> String {
        if let Some((Kind::Percent(written), text)) = self.written(at)
            && written == part
        {
            return format!("{text}%");
        }
        let hundredfold = part.checked_mul(Ratio::from_integer(100)).and_then(decimal);
        hundredfold.map_or_else(|| fraction(part, ""), |digits| format!("{digits}%"))
    }

    fn quantity(&self, number: Ratio, unit: &Word, at: Span) -> String {
        let word = self.spelled(unit);
        let digits = match self.written(at) {
            Some((Kind::Number(written), text)) if written == number => Some(text),
            _ => decimal(number),
        };
        digits.map_or_else(
            || fraction(number, &format!(" {word}")),
            |digits| format!("{digits} {word}"),
        )
    }

    /// The figure that stands at a place, and its digits.
    fn written(&self, at: Span) -> Option<(Kind, String)> {
        let all = tokens(self.at(at)?).tokens;
        let figure = all.into_iter().find(|token| token.kind != Kind::Sign("("))?;
        Some((figure.kind, figure.text.to_owned()))
    }

    /// A word as its author wrote it, if that means the same: `days` for `day`.
    fn spelled(&self, word: &Word) -> String {
        let written = self
            .at(word.at)
            .filter(|text| text.strip_suffix('s') == Some(&word.text) && time_word(text).is_some());
        written.unwrap_or(&word.text).to_owned()
    }

    fn at(&self, at: Span) -> Option<&str> {
        let (start, end) = (usize::try_from(at.start).ok()?, usize::try_from(at.end).ok()?);
        self.text.get(start..end)
    }

    pub(in crate::print) fn condition(&self, condition: &Condition) -> String {
        match &condition.kind {
            ConditionKind::Or(all) => {
                self.joined(all, "or", |kind| matches!(kind, ConditionKind::Or(_)))
            }
            ConditionKind::And(all) => self.joined(all, "and", |kind| {
                matches!(kind, ConditionKind::Or(_) | ConditionKind::And(_))
            }),
            ConditionKind::Not(inner) => match &inner.kind {
                ConditionKind::IsA(who, role) => {
                    format!("{} is not {}", who.text, with_article(role))
                }
                ConditionKind::Or(_) | ConditionKind::And(_) => {
                    format!("not ({})", self.condition(inner))
                }
                _ => format!("not {}", self.condition(inner)),
            },
            ConditionKind::Compare(left, how, right) => {
                format!("{} {} {}", self.expr(left), sign(*how), self.expr(right))
            }
            ConditionKind::IsA(who, role) => format!("{} is {}", who.text, with_article(role)),
            ConditionKind::Otherwise => "otherwise".to_owned(),
        }
    }

    fn joined(
        &self,
        all: &[Condition],
        word: &str,
        wraps: impl Fn(&ConditionKind) -> bool,
    ) -> String {
        let each: Vec<String> = all
            .iter()
            .map(|one| {
                let phrase = self.condition(one);
                if wraps(&one.kind) { format!("({phrase})") } else { phrase }
            })
            .collect();
        each.join(&format!("\n{word} "))
    }
}

fn sign(how: Comparison) -> &'static str {
    match how {
        Comparison::Equal => "=",
        Comparison::Unequal => "!=",
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::More => ">",
        Comparison::AtLeast => ">=",
    }
}

fn binding(figure: &Expr) -> Binding {
    match figure.kind {
        ExprKind::Binary(Operator::Plus | Operator::Minus, ..) => Binding::Sum,
        ExprKind::Binary(Operator::Times | Operator::Over, ..) => Binding::Product,
        ExprKind::Negative(_) => Binding::Factor,
        _ => Binding::Atom,
    }
}

/// Whether a figure has words of its own on both sides of a sign behind it.
fn is_long(figure: &Expr) -> bool {
    matches!(figure.kind, ExprKind::Smaller(..) | ExprKind::Larger(..) | ExprKind::SquareRoot(_))
}

/// The figure at the end of a figure.
fn last(figure: &Expr) -> &Expr {
    match &figure.kind {
        ExprKind::Binary(_, _, end) | ExprKind::Negative(end) => last(end),
        // What is not a single word stands in brackets here.
        ExprKind::Smaller(_, end) | ExprKind::Larger(_, end) | ExprKind::SquareRoot(end)
            if matches!(end.kind, ExprKind::Name(_)) =>
        {
            end
        }
        _ => figure,
    }
}

/// The digits of a number, if it has an end.
fn decimal(number: Ratio) -> Option<String> {
    let mut scale: i128 = 1;
    for decimals in 0..=38_u8 {
        if scale % number.denominator() == 0 {
            let minor = number.numerator().checked_mul(scale / number.denominator())?;
            return Some(quantity::format_decimal(minor, decimals));
        }
        scale = scale.checked_mul(10)?;
    }
    None
}

/// A number that has no end as a decimal, as the quotient that it is.
fn fraction(number: Ratio, unit: &str) -> String {
    format!("({}{unit} / {})", number.numerator(), number.denominator())
}
