//! Figures, conditions and lengths of time.

use quantity::Ratio;

use super::names::{Named, spelled};
use super::{Language, Teller};
use crate::civil::{Day, Period};
use crate::place::Word;
use crate::token::time_word;
use crate::tree::{Comparison, Condition, ConditionKind, Expr, ExprKind, Of, Operator};

/// More digits than this after the point are told as a fraction.
const MOST_DECIMALS: usize = 12;

// Numbers.
impl Teller<'_> {
    /// A number with at least so many digits after the point, if it has any; a fraction if they never end.
    pub(super) fn number(&self, value: Ratio, decimals: u8) -> String {
        let (Some(whole), fraction) = split(value) else { return value.to_string() };
        let Some(mut digits) = fraction else {
            let over = value.numerator().unsigned_abs().to_string();
            let fraction = format!("{}/{}", self.grouped(&over), value.denominator());
            return signed(value, &fraction);
        };
        while !digits.is_empty() && digits.len() < usize::from(decimals) {
            digits.push('0');
        }
        let point = match self.language {
            Language::English => '.',
            Language::French => ',',
        };
        let whole = self.grouped(&whole.to_string());
        let text = if digits.is_empty() { whole } else { format!("{whole}{point}{digits}") };
        signed(value, &text)
    }

    /// Thousands set apart.
    fn grouped(&self, digits: &str) -> String {
        let separator = match self.language {
            Language::English => ',',
            Language::French => '\u{a0}',
        };
        let mut grouped = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                grouped.push(separator);
            }
            grouped.push(digit);
        }
        grouped
    }

    pub(super) fn percent(&self, part: Ratio) -> String {
        match part.checked_mul(Ratio::from_integer(100)) {
            Some(hundred) => self.about("percent", &self.number(hundred, 0)),
            None => self.number(part, 0),
        }
    }

    fn quantity(&self, value: Ratio, unit: &Word) -> String {
        if let Some(time) = time_word(&unit.text) {
            return self.time(value, time);
        }
        let decimals = match self.names.get(unit) {
            Some(Named::Unit(decimals)) => decimals.unwrap_or(2),
            _ => 0,
        };
        self.say("quantity", &[("number", &self.number(value, decimals)), ("unit", &unit.text)])
    }

    /// `3 days`
    fn time(&self, value: Ratio, time: &str) -> String {
        let number = self.number(value, 0);
        let count = self.count(value);
        self.say(time_key(time), &[("count", &count), ("number", &number)])
    }

    /// What chooses the plural: a number below two may be a half, all others only need to be many.
    fn count(&self, value: Ratio) -> String {
        let two = Ratio::from_integer(2);
        if value == Ratio::ONE {
            "1".to_owned()
        } else if !value.is_negative() && value < two {
            if value.numerator() == 0 { "0".to_owned() } else { "0.5".to_owned() }
        } else {
            "2".to_owned()
        }
    }

    pub(super) fn day(&self, day: Day) -> String {
        let (year, month, of_month) = day.ymd();
        let (year, of_month) = (year.to_string(), of_month.to_string());
        let month = self.say("month-name", &[("count", &month.to_string())]);
        let first = if of_month == "1" { "1" } else { "2" };
        self.say(
            "date",
            &[("year", &year), ("month", &month), ("day", &of_month), ("count", first)],
        )
    }

    /// `each week`
    pub(super) fn each(&self, period: Period) -> String {
        let key = match period {
            Period::Minute => "each-minute",
            Period::Hour => "each-hour",
            Period::Day => "each-day",
            Period::Week => "each-week",
            Period::Month => "each-month",
            Period::Quarter => "each-quarter",
            Period::Year => "each-year",
            Period::Days(days) => {
                let days = days.to_string();
                return self.say("each-days", &[("count", &days), ("number", &days)]);
            }
        };
        self.word(key)
    }
}

fn time_key(word: &str) -> &'static str {
    match word {
        "second" => "time-second",
        "minute" => "time-minute",
        "hour" => "time-hour",
        "day" => "time-day",
        "week" => "time-week",
        "month" => "time-month",
        "quarter" => "time-quarter",
        _ => "time-year",
    }
}

/// Puts a minus before what is below zero.
fn signed(value: Ratio, text: &str) -> String {
    if value.is_negative() { format!("−{text}") } else { text.to_owned() }
}

/// The whole part without its sign, and the digits behind the point if they end.
fn split(value: Ratio) -> (Option<u128>, Option<String>) {
    let (top, bottom) = (value.numerator().unsigned_abs(), value.denominator().unsigned_abs());
    let Some(whole) = top.checked_div(bottom) else { return (None, None) };
    let mut rest = top % bottom;
    let mut digits = String::new();
    while rest != 0 {
        let Some(tenfold) = rest.checked_mul(10) else { return (Some(whole), None) };
        if digits.len() == MOST_DECIMALS {
            return (Some(whole), None);
        }
        digits.push_str(&(tenfold / bottom).to_string());
        rest = tenfold % bottom;
    }
    (Some(whole), Some(digits))
}

// Figures.
impl Teller<'_> {
    pub(super) fn figure(&self, figure: &Expr) -> String {
        match &self.value(figure).kind {
            ExprKind::Number(number) => self.number(*number, 0),
            ExprKind::Percent(part) => self.percent(*part),
            ExprKind::Quantity(number, unit) => self.quantity(*number, unit),
            ExprKind::Name(word) => self.named(word),
            ExprKind::Of(of) => self.of(of),
            ExprKind::Binary(operator, left, right) => self.binary(*operator, left, right),
            ExprKind::Negative(inner) => self.about("negative", &self.operand(inner)),
            ExprKind::Smaller(one, other) => self.pair("smaller", one, other),
            ExprKind::Larger(one, other) => self.pair("larger", one, other),
            ExprKind::SquareRoot(inner) => self.about("square-root", &self.figure(inner)),
        }
    }

    /// The figure of a setting, if that is what is named and it names no other.
    fn value<'e>(&'e self, figure: &'e Expr) -> &'e Expr {
        let ExprKind::Name(word) = &figure.kind else { return figure };
        match self.names.get(word) {
            Some(Named::Setting(value)) if !self.names_setting(value) => value,
            _ => figure,
        }
    }

    fn names_setting(&self, figure: &Expr) -> bool {
        match &figure.kind {
            ExprKind::Name(word) => matches!(self.names.get(word), Some(Named::Setting(_))),
            ExprKind::Binary(_, one, other)
            | ExprKind::Smaller(one, other)
            | ExprKind::Larger(one, other) => self.names_setting(one) || self.names_setting(other),
            ExprKind::Negative(inner) | ExprKind::SquareRoot(inner) => self.names_setting(inner),
            ExprKind::Of(of) => of.over.as_ref().is_some_and(|over| self.names_setting(over)),
            ExprKind::Number(_) | ExprKind::Percent(_) | ExprKind::Quantity(..) => false,
        }
    }

    fn named(&self, word: &Word) -> String {
        if &*word.text == "amount" {
            return self.word("the-amount");
        }
        match self.names.get(word) {
            Some(Named::Unit(_)) => self.quantity(Ratio::ONE, word),
            None if time_word(&word.text).is_some() => self.quantity(Ratio::ONE, word),
            _ => self.name(word),
        }
    }

    fn pair(&self, key: &'static str, one: &Expr, other: &Expr) -> String {
        self.say(key, &[("one", &self.figure(one)), ("other", &self.figure(other))])
    }

    /// A figure within another: sums and the like stand in brackets.
    fn operand(&self, figure: &Expr) -> String {
        let text = self.figure(figure);
        match &self.value(figure).kind {
            ExprKind::Binary(..) | ExprKind::Negative(_) => format!("({text})"),
            _ => text,
        }
    }

    fn binary(&self, operator: Operator, left: &Expr, right: &Expr) -> String {
        match operator {
            Operator::Plus => self.sum("plus", left, right),
            Operator::Minus => self.sum("minus", left, right),
            Operator::Times => self.product(left, right),
            Operator::Over => match self.one_unit(right).filter(|_| self.is_fixed(left)) {
                Some(unit) => self.say("per", &[("one", &self.per_operand(left)), ("unit", &unit)]),
                None => {
                    let (one, other) = (self.per_operand(left), self.operand(right));
                    self.say("over", &[("one", &one), ("other", &other)])
                }
            },
        }
    }

    /// Sums go on without brackets on their left.
    fn sum(&self, key: &'static str, left: &Expr, right: &Expr) -> String {
        let one = match &self.value(left).kind {
            ExprKind::Binary(Operator::Plus | Operator::Minus, ..) => self.figure(left),
            _ => self.factor(left),
        };
        self.say(key, &[("one", &one), ("other", &self.factor(right))])
    }

    /// A part of a sum: only sums stand in brackets.
    fn factor(&self, figure: &Expr) -> String {
        match &self.value(figure).kind {
            ExprKind::Binary(Operator::Times | Operator::Over, ..) => self.figure(figure),
            _ => self.operand(figure),
        }
    }

    /// `5% of it`, `0.2 veg per EUR of it`, `a × b`
    fn product(&self, left: &Expr, right: &Expr) -> String {
        let part = match &self.value(left).kind {
            ExprKind::Percent(_) => true,
            ExprKind::Binary(Operator::Over, one, unit) => {
                self.is_fixed(one) && self.one_unit(unit).is_some()
            }
            _ => false,
        };
        if part {
            let (one, other) = (self.figure(left), self.operand(right));
            return self.say("part-of", &[("one", &one), ("other", &other)]);
        }
        let (one, other) = (self.per_operand(left), self.operand(right));
        self.say("times", &[("one", &one), ("other", &other)])
    }

    /// Whether a figure is a number as it stands, or a setting that is one.
    fn is_fixed(&self, figure: &Expr) -> bool {
        matches!(
            self.value(figure).kind,
            ExprKind::Number(_) | ExprKind::Percent(_) | ExprKind::Quantity(..)
        )
    }

    /// Products go on without brackets on their left.
    fn per_operand(&self, figure: &Expr) -> String {
        match &self.value(figure).kind {
            ExprKind::Binary(Operator::Times | Operator::Over, ..) => self.figure(figure),
            _ => self.operand(figure),
        }
    }

    /// The unit, if a figure is one of it: `EUR`, `1 EUR`, `hour`.
    fn one_unit(&self, figure: &Expr) -> Option<String> {
        let (word, one) = match &figure.kind {
            ExprKind::Name(word) => (word, true),
            ExprKind::Quantity(value, word) => (word, *value == Ratio::ONE),
            _ => return None,
        };
        let unit = matches!(self.names.get(word), Some(Named::Unit(_)));
        (one && (unit || time_word(&word.text).is_some())).then(|| self.unit(word))
    }

    /// A unit by its code, or a length of time in the language.
    pub(super) fn unit(&self, word: &Word) -> String {
        match time_word(&word.text) {
            Some(time) => self.say("time-name", &[("time", time)]),
            None => self.name(word),
        }
    }

    /// A figure about somebody: one that Subak keeps, a measure or a table.
    pub(super) fn of(&self, of: &Of) -> String {
        let unit = of.unit.as_ref().map_or_else(|| self.word("money"), |unit| self.unit(unit));
        let who = self.who(&of.of);
        let mut text = match &*of.what.text {
            "balance" => self.say("of-balance", &[("who", &who), ("unit", &unit)]),
            "income" => self.say("of-income", &[("who", &who), ("unit", &unit)]),
            "spending" => self.say("of-spending", &[("who", &who), ("unit", &unit)]),
            "age" => self.say("of-age", &[("who", &who)]),
            "time_since_issue" => self.say("of-since", &[("who", &who), ("unit", &unit)]),
            "supply" => self.say("of-supply", &[("unit", &self.unit(&of.of))]),
            "number" => self.say("of-number", &[("role", &self.role_names(&of.of))]),
            "owed" | "paid" | "share" => self.claimed(of, &who),
            "yes" | "no" | "turnout" | "conviction" | "electorate" if &*of.of.text == "votes" => {
                self.tally(&of.what)
            }
            _ => self.say("of-other", &[("what", &self.name(&of.what)), ("who", &who)]),
        };
        if let Some(over) = &of.over {
            text.push_str(&self.about("over-last", &self.figure(over)));
        }
        text
    }

    fn claimed(&self, of: &Of, who: &str) -> String {
        let by = of.by.as_ref().map(|by| self.about("of-by", &self.name(by))).unwrap_or_default();
        let key = match &*of.what.text {
            "owed" => "of-owed",
            "paid" => "of-paid",
            _ => "of-share",
        };
        self.say(key, &[("who", who), ("by", &by)])
    }

    fn tally(&self, what: &Word) -> String {
        self.word(match &*what.text {
            "yes" => "votes-yes",
            "no" => "votes-no",
            "turnout" => "votes-turnout",
            "conviction" => "votes-conviction",
            _ => "votes-electorate",
        })
    }
}

// Conditions.
impl Teller<'_> {
    pub(super) fn condition(&self, condition: &Condition) -> String {
        match &condition.kind {
            ConditionKind::Or(parts) => self.joined("or", parts),
            ConditionKind::And(parts) => self.joined("and", parts),
            ConditionKind::Not(inner) => match &inner.kind {
                ConditionKind::IsA(who, role) => self.is_a("is-not-a", who, role),
                _ => self.about("not", &self.condition(inner)),
            },
            ConditionKind::Compare(one, comparison, other) => self.compare(one, *comparison, other),
            ConditionKind::IsA(who, role) => self.is_a("is-a", who, role),
            ConditionKind::Otherwise => self.word("otherwise"),
        }
    }

    fn joined(&self, key: &'static str, parts: &[Condition]) -> String {
        let tell = |part: &Condition| match part.kind {
            ConditionKind::Or(_) | ConditionKind::And(_) => format!("({})", self.condition(part)),
            _ => self.condition(part),
        };
        parts.iter().map(tell).collect::<Vec<_>>().join(&format!(" {} ", self.word(key)))
    }

    fn is_a(&self, key: &'static str, who: &Word, role: &Word) -> String {
        self.is_role_of(key, &self.who(who), role)
    }

    /// Says of somebody that they are, become or are not of a role.
    pub(super) fn is_role_of(&self, key: &'static str, who: &str, role: &Word) -> String {
        let said = [("who", who), ("start", self.start(role)), ("role", &*self.role_name(role))];
        self.say(key, &said)
    }

    fn compare(&self, one: &Expr, comparison: Comparison, other: &Expr) -> String {
        let amount = self.figure(other);
        if let ExprKind::Of(of) = &one.kind
            && &*of.what.text == "balance"
            && let (Some(unit), ExprKind::Quantity(_, same)) = (&of.unit, &self.value(other).kind)
            && unit.text == same.text
        {
            let key = match comparison {
                Comparison::Equal => "has-equal",
                Comparison::Unequal => "has-unequal",
                Comparison::Less => "has-less",
                Comparison::AtMost => "has-at-most",
                Comparison::More => "has-more",
                Comparison::AtLeast => "has-at-least",
            };
            return self.say(key, &[("who", &self.who(&of.of)), ("amount", &amount)]);
        }
        let key = match comparison {
            Comparison::Equal => "is-equal",
            Comparison::Unequal => "is-unequal",
            Comparison::Less => "is-less",
            Comparison::AtMost => "is-at-most",
            Comparison::More => "is-more",
            Comparison::AtLeast => "is-at-least",
        };
        self.say(key, &[("one", &self.figure(one)), ("other", &amount)])
    }

    /// A name of a story or a party in a sentence.
    pub(super) fn person(&self, word: &Word) -> String {
        match self.names.get(word) {
            Some(_) => self.name(word),
            None if &*word.text == "outside" => self.word("outside"),
            None => spelled(word),
        }
    }
}
