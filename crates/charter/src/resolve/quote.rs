//! Figures as they are written, for messages.

use quantity::Ratio;

use crate::tree::{Expr, ExprKind, Of, Operator};

/// A figure in the words of the charter, cut short if it is long.
pub(super) fn quote(expr: &Expr) -> String {
    let text = written(expr, 4);
    if text.chars().count() <= 60 {
        return text;
    }
    text.chars().take(59).chain(['…']).collect()
}

fn written(expr: &Expr, depth: u8) -> String {
    let Some(depth) = depth.checked_sub(1) else { return "…".into() };
    let inner = |expr: &Expr| written(expr, depth);
    match &expr.kind {
        ExprKind::Number(number) => decimal(*number),
        ExprKind::Percent(part) => match part.checked_mul(Ratio::from_integer(100)) {
            Some(hundredths) => format!("{}%", decimal(hundredths)),
            None => "…%".into(),
        },
        ExprKind::Quantity(count, word) => format!("{} {}", decimal(*count), word.text),
        ExprKind::Name(word) => word.text.to_string(),
        ExprKind::Of(of) => asked(of, depth),
        ExprKind::Binary(operator, left, right) => {
            let sign = match operator {
                Operator::Plus => '+',
                Operator::Minus => '-',
                Operator::Times => '*',
                Operator::Over => '/',
            };
            format!("{} {sign} {}", inner(left), inner(right))
        }
        ExprKind::Negative(of) => format!("-{}", inner(of)),
        ExprKind::Smaller(a, b) => format!("smaller of {} and {}", inner(a), inner(b)),
        ExprKind::Larger(a, b) => format!("larger of {} and {}", inner(a), inner(b)),
        ExprKind::SquareRoot(of) => format!("square root of {}", inner(of)),
    }
}

fn asked(of: &Of, depth: u8) -> String {
    let mut text = format!("{} of {}", of.what.text, of.of.text);
    for (link, word) in [(" in ", &of.unit), (" by ", &of.by)] {
        if let Some(word) = word {
            text.push_str(link);
            text.push_str(&word.text);
        }
    }
    if let Some(over) = &of.over {
        text.push_str(" over last ");
        text.push_str(&written(over, depth));
    }
    text
}

/// `1.5`, or `1/3` if it has no end.
fn decimal(ratio: Ratio) -> String {
    let shown = (0..=18_u8).find_map(|decimals| {
        let scale = Ratio::from_integer(10_i128.pow(u32::from(decimals)));
        let whole = ratio.checked_mul(scale)?;
        (whole.denominator() == 1).then(|| quantity::format_decimal(whole.numerator(), decimals))
    });
    shown.unwrap_or_else(|| ratio.to_string())
}
