//! Figures: literals scaled to minor units and milliseconds, dimensions checked, constants folded.

use quantity::{Ratio, isqrt};

use super::names::sort;
use super::quote::quote;
use super::scope::Scope;
use super::time::{exact_ms, is_time, stretch_ms, stretch_of};
use super::{Resolver, Typed};
use crate::civil::Span as Stretch;
use crate::compile;
use crate::diagnostic::Diagnostic;
use crate::machine::DEEPEST;
use crate::model::{self, Dimension, Expr, Figure, Measure, Named};
use crate::near::nearest;
use crate::observe::{MeasureId, UnitId};
use crate::place::{Span, Word};
use crate::tree::{Expr as Written, ExprKind, Operator};

/// Figures and conditions nested deeper are refused, so that none exhausts the machine that reads it.
const MOST_NESTED: u32 = 150;
/// How far a setting is understood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Setting {
    /// Not yet.
    #[default]
    Unread,
    /// It is being understood.
    Open,
    /// It is a figure.
    Figure,
    /// It is a length of time that is no figure, as months differ.
    Stretch(Stretch),
    /// Something is wrong with it.
    Wrong,
}

/// How far a measure is understood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Progress {
    /// Not yet.
    #[default]
    Unread,
    /// It is being understood.
    Open,
    /// It is.
    Done,
    /// Something is wrong with it.
    Wrong,
}

impl Resolver<'_> {
    /// A figure with its code.
    pub(super) fn figure(&mut self, written: &Written, scope: &Scope) -> Option<Figure> {
        let Typed { expr, dimension } = self.typed(written, scope)?;
        self.finished(expr, dimension, written.at)
    }

    pub(super) fn finished(
        &mut self,
        expr: Expr,
        dimension: Dimension,
        at: Span,
    ) -> Option<Figure> {
        let code = compile::figure(&self.model, &expr);
        if usize::from(code.depth) > DEEPEST {
            self.too_deep(at);
            return None;
        }
        Some(Figure { expr, dimension, code, at })
    }

    /// A figure that must be counted in a unit.
    pub(super) fn figure_in(
        &mut self,
        written: &Written,
        scope: &Scope,
        unit: UnitId,
    ) -> Option<Figure> {
        self.figure_of(written, scope, &Dimension::of(unit))
    }

    /// A figure that must be of a dimension.
    pub(super) fn figure_of(
        &mut self,
        written: &Written,
        scope: &Scope,
        wanted: &Dimension,
    ) -> Option<Figure> {
        let figure = self.figure(written, scope)?;
        if figure.dimension == *wanted {
            return Some(figure);
        }
        let (is, wants) = (figure.dimension.describe(&self.model), wanted.describe(&self.model));
        let message = format!("`{}` is {is}, but {wants} is wanted here", quote(written));
        let hint = self.conversion_hint(&figure.dimension, wanted);
        self.report(Diagnostic::error("dimension_mismatch", written.at, message).hint(hint));
        None
    }

    /// A figure without parties that does not depend on what happens.
    pub(super) fn constant(&mut self, written: &Written) -> Option<(Ratio, Dimension)> {
        let typed = self.typed(written, &Scope::default());
        let asks_measure = self.needed.take().is_some();
        match typed {
            Some(Typed { expr: Expr::Constant(value), dimension }) => {
                return Some((value, dimension));
            }
            None if !asks_measure => return None,
            _ => {}
        }
        let message = format!(
            "`{}` depends on what happens, and a fixed figure is needed here",
            quote(written)
        );
        self.report(
            Diagnostic::error("figure_not_fixed", written.at, message)
                .hint("write a number, percentage or amount"),
        );
        None
    }

    /// A fixed part of a whole.
    pub(super) fn constant_part(&mut self, written: &Written) -> Option<Ratio> {
        let (value, dimension) = self.constant(written)?;
        if dimension.is_plain() {
            return Some(value);
        }
        let message = format!(
            "`{}` is {}, but a percentage is wanted here",
            quote(written),
            dimension.describe(&self.model)
        );
        self.report(
            Diagnostic::error("dimension_mismatch", written.at, message).hint("write it as `5%`"),
        );
        None
    }

    pub(super) fn typed(&mut self, written: &Written, scope: &Scope) -> Option<Typed> {
        if !self.enter(written.at) {
            return None;
        }
        let typed = self.any(written, scope);
        self.nesting -= 1;
        typed
    }

    /// One deeper, if that is allowed; whoever enters leaves by taking one off `nesting`.
    pub(super) fn enter(&mut self, at: Span) -> bool {
        if self.nesting >= MOST_NESTED {
            self.too_deep(at);
            return false;
        }
        self.nesting += 1;
        true
    }

    fn too_deep(&mut self, at: Span) {
        self.report(
            Diagnostic::error("figure_deep", at, "this figure or condition is nested too deeply")
                .hint("give parts of it a name with `let` or `measure`"),
        );
    }

    fn any(&mut self, written: &Written, scope: &Scope) -> Option<Typed> {
        match &written.kind {
            ExprKind::Number(number) | ExprKind::Percent(number) => Some(plain(*number)),
            ExprKind::Quantity(count, word) => self.quantity(*count, word),
            ExprKind::Name(word) => self.name(word, scope),
            ExprKind::Of(of) => self.of(of, scope, written.at),
            ExprKind::Binary(operator, left, right) => {
                let (a, b) = (self.typed(left, scope), self.typed(right, scope));
                self.binary(*operator, (left, a?), (right, b?), written.at)
            }
            ExprKind::Negative(of) => {
                let typed = self.typed(of, scope)?;
                let expr = self.fold(
                    Operator::Minus,
                    Expr::Constant(Ratio::ZERO),
                    typed.expr,
                    written.at,
                )?;
                Some(Typed { expr, dimension: typed.dimension })
            }
            ExprKind::Smaller(left, right) => {
                let (a, b, dimension) = self.alike(left, right, scope)?;
                let expr = match (constant_of(&a), constant_of(&b)) {
                    (Some(x), Some(y)) => Expr::Constant(x.min(y)),
                    _ => Expr::Smaller(Box::new(a), Box::new(b)),
                };
                Some(Typed { expr, dimension })
            }
            ExprKind::Larger(left, right) => {
                let (a, b, dimension) = self.alike(left, right, scope)?;
                let expr = match (constant_of(&a), constant_of(&b)) {
                    (Some(x), Some(y)) => Expr::Constant(x.max(y)),
                    _ => Expr::Larger(Box::new(a), Box::new(b)),
                };
                Some(Typed { expr, dimension })
            }
            ExprKind::SquareRoot(of) => self.square_root(of, scope),
        }
    }

    /// `20 veg`, `90 day`.
    fn quantity(&mut self, count: Ratio, word: &Word) -> Option<Typed> {
        if let Some(Named::Unit(unit)) = self.find(&word.text) {
            let one = self.one_of(unit);
            return self.scaled(count, one, Dimension::of(unit), word.at);
        }
        if let Some(ms) = exact_ms(&word.text) {
            return self.scaled(count, Ratio::from_integer(ms), Dimension::time(), word.at);
        }
        if is_time(&word.text) {
            self.month_in_figure(word);
            return None;
        }
        self.unit_named(word);
        None
    }

    fn scaled(
        &mut self,
        count: Ratio,
        one: Ratio,
        dimension: Dimension,
        at: Span,
    ) -> Option<Typed> {
        let Some(value) = count.checked_mul(one) else {
            self.beyond(at);
            return None;
        };
        Some(Typed { expr: Expr::Constant(value), dimension })
    }

    pub(super) fn beyond(&mut self, at: Span) {
        self.report(Diagnostic::error(
            "number_large",
            at,
            "this number is beyond what can be counted",
        ));
    }

    fn month_in_figure(&mut self, word: &Word) {
        let message = format!("`{}` has no fixed length and cannot be calculated with", word.text);
        let hint = "write it in days: months, quarters and years stand only after `for`, `after`, `each` and `over last`";
        self.report(Diagnostic::error("month_in_figure", word.at, message).hint(hint));
    }

    /// The minor units of one.
    pub(super) fn one_of(&self, unit: UnitId) -> Ratio {
        let decimals = self.model.units.get(unit.at()).map_or(0, |unit| unit.decimals.min(18));
        Ratio::from_integer(10_i128.pow(u32::from(decimals)))
    }

    fn name(&mut self, word: &Word, scope: &Scope) -> Option<Typed> {
        let text: &str = &word.text;
        if let Some((slot, dimension)) = scope.number(text) {
            return Some(Typed { expr: Expr::Slot(slot), dimension: dimension.clone() });
        }
        if text == "amount" {
            let message = "what sets this off has no amount";
            self.report(
                Diagnostic::error("amount_missing", word.at, message)
                    .hint("write the figure itself, as `balance of soup in eur`"),
            );
            return None;
        }
        match self.find(text) {
            Some(Named::Setting(index)) => self.setting_value(index, word),
            Some(Named::Unit(unit)) => {
                let expr = Expr::Constant(self.one_of(unit));
                Some(Typed { expr, dimension: Dimension::of(unit) })
            }
            None if is_time(text) => self.quantity(Ratio::ONE, word),
            other => {
                self.no_figure(word, other, scope);
                None
            }
        }
    }

    fn no_figure(&mut self, word: &Word, named: Option<Named>, scope: &Scope) {
        let text: &str = &word.text;
        let wrong = |what: &str| {
            let message = format!("`{text}` is {what}, not a figure");
            Diagnostic::error("wrong_sort", word.at, message)
        };
        let diagnostic = match named {
            _ if scope.party(text).is_some() => {
                wrong("a party").hint(format!("write `balance of {text} in …`"))
            }
            Some(Named::Measure(_) | Named::Table(_)) => {
                wrong("about somebody").hint(format!("write `{text} of …`"))
            }
            Some(Named::Pool(_)) => wrong("a pool").hint(format!("write `balance of {text} in …`")),
            Some(Named::Role(_)) => wrong("a role").hint(format!("write `number of {text}`")),
            Some(other) => wrong(sort(other)),
            None => {
                let unknown = Diagnostic::error(
                    "name_unknown",
                    word.at,
                    format!("there is no figure `{text}`"),
                );
                let is = |n| matches!(n, Named::Setting(_) | Named::Unit(_));
                let near = nearest(text, scope.number_names()).map(str::to_owned);
                match near.or_else(|| self.nearest(text, is)) {
                    Some(near) => unknown.hint(format!("did you mean `{near}`?")),
                    None => unknown.hint("name a setting, a unit, or a figure given with `let`"),
                }
            }
        };
        self.report(diagnostic);
    }

    fn binary(
        &mut self,
        operator: Operator,
        (left, a): (&Written, Typed),
        (right, b): (&Written, Typed),
        at: Span,
    ) -> Option<Typed> {
        let dimension = match operator {
            Operator::Plus | Operator::Minus => {
                let same = self.same((left, &a.dimension), (right, &b.dimension));
                if !same {
                    return None;
                }
                Some(a.dimension)
            }
            Operator::Times => a.dimension.times(&b.dimension),
            Operator::Over => a.dimension.over(&b.dimension),
        };
        let Some(dimension) = dimension else {
            self.beyond(at);
            return None;
        };
        Some(Typed { expr: self.fold(operator, a.expr, b.expr, at)?, dimension })
    }

    /// Two figures that must count the same.
    fn alike(
        &mut self,
        left: &Written,
        right: &Written,
        scope: &Scope,
    ) -> Option<(Expr, Expr, Dimension)> {
        let (a, b) = (self.typed(left, scope), self.typed(right, scope));
        let (a, b) = (a?, b?);
        if !self.same((left, &a.dimension), (right, &b.dimension)) {
            return None;
        }
        Some((a.expr, b.expr, a.dimension))
    }

    /// Whether two figures count the same; if not, that is said.
    pub(super) fn same(
        &mut self,
        (left, a): (&Written, &Dimension),
        (right, b): (&Written, &Dimension),
    ) -> bool {
        if a == b {
            return true;
        }
        let (one, other) = (a.describe(&self.model), b.describe(&self.model));
        let message = format!("`{}` is {one}, but `{}` is {other}", quote(left), quote(right));
        let hint = self.conversion_hint(b, a);
        let diagnostic = Diagnostic::error("dimension_mismatch", left.at, message)
            .and(right.at, format!("{other} here"))
            .hint(hint);
        self.report(diagnostic);
        false
    }

    /// What to write so that one dimension becomes the other.
    pub(super) fn conversion_hint(&self, is: &Dimension, wanted: &Dimension) -> String {
        let name = |unit: UnitId| self.model.units.get(unit.at()).map_or("", |unit| &*unit.name);
        match (is.unit(), wanted.unit()) {
            (Some(is), Some(wanted)) => format!(
                "nothing is converted by itself: declare `rate …: … {} per {} rounded down` and `convert` by it, or multiply by a price as `2 {} / {}`",
                name(wanted),
                name(is),
                name(wanted),
                name(is)
            ),
            (None, Some(wanted)) if is.is_plain() => {
                format!("write a number with its unit, as `20 {}`", name(wanted))
            }
            (Some(is), None) if wanted.is_plain() => {
                format!("divide by one of it: `… / {}`", name(is))
            }
            _ if is.is_plain() && *wanted == Dimension::time() => {
                "write a length of time, as `90 day`".into()
            }
            _ => "multiply or divide by what is missing".into(),
        }
    }

    /// Calculates what is constant now; what would fail is refused.
    fn fold(&mut self, operator: Operator, left: Expr, right: Expr, at: Span) -> Option<Expr> {
        let zero = constant_of(&right) == Some(Ratio::ZERO);
        if zero && operator == Operator::Over {
            self.report(
                Diagnostic::error("division_by_zero", at, "this divides by zero")
                    .hint("divide by something else"),
            );
            return None;
        }
        let (Some(a), Some(b)) = (constant_of(&left), constant_of(&right)) else {
            return Some(Expr::Binary(operator, Box::new(left), Box::new(right)));
        };
        let value = match operator {
            Operator::Plus => a.checked_add(b),
            Operator::Minus => a.checked_sub(b),
            Operator::Times => a.checked_mul(b),
            Operator::Over => a.checked_div(b),
        };
        if value.is_none() {
            self.beyond(at);
        }
        value.map(Expr::Constant)
    }

    fn square_root(&mut self, of: &Written, scope: &Scope) -> Option<Typed> {
        let typed = self.typed(of, scope)?;
        let Some(dimension) = typed.dimension.root() else {
            let is = typed.dimension.describe(&self.model);
            let message = format!("`{}` is {is}, which has no square root", quote(of));
            self.report(
                Diagnostic::error("root_of_unit", of.at, message)
                    .hint("divide by one of the unit first"),
            );
            return None;
        };
        let Some(value) = constant_of(&typed.expr) else {
            return Some(Typed { expr: Expr::SquareRoot(Box::new(typed.expr)), dimension });
        };
        let root = isqrt(value.numerator().div_euclid(value.denominator()));
        if root.is_none() {
            self.report(Diagnostic::error(
                "root_of_minus",
                of.at,
                "this is below zero and has no square root",
            ));
        }
        Some(Typed { expr: Expr::Constant(Ratio::from_integer(root?)), dimension })
    }

    /// All settings, so that what is wrong with one that nobody uses is said too.
    pub(super) fn settings(&mut self) {
        let written = self.declared.settings.clone();
        self.settings = written.iter().map(|_| Setting::Unread).collect();
        self.model.settings = written
            .iter()
            .map(|setting| model::Setting {
                name: setting.name.text.clone(),
                value: placeholder(setting.at),
                question: setting.question.as_ref().map(|label| label.text.clone()),
                at: setting.at,
            })
            .collect();
        for index in 0..written.len() {
            self.read_setting(u16::try_from(index).unwrap_or(u16::MAX));
        }
    }

    pub(super) fn setting_state(&self, index: u16) -> Setting {
        self.settings.get(usize::from(index)).copied().unwrap_or(Setting::Wrong)
    }

    fn read_setting(&mut self, index: u16) -> Setting {
        let at = usize::from(index);
        let state = self.setting_state(index);
        let Some(written) = self.declared.settings.get(at).copied() else { return state };
        match state {
            Setting::Unread => {}
            Setting::Open => {
                let message = format!("the setting `{}` is told by itself", written.name.text);
                self.report(
                    Diagnostic::error("setting_cycle", written.name.at, message)
                        .hint("write a figure"),
                );
                return Setting::Wrong;
            }
            _ => return state,
        }
        self.mark_setting(at, Setting::Open);
        let state = self.understand_setting(at, &written.value);
        self.mark_setting(at, state);
        state
    }

    fn mark_setting(&mut self, at: usize, state: Setting) {
        if let Some(known) = self.settings.get_mut(at) {
            *known = state;
        }
    }

    fn understand_setting(&mut self, at: usize, value: &Written) -> Setting {
        let Some((ratio, dimension, state)) = self.said_by_setting(value) else {
            return Setting::Wrong;
        };
        let figure = self.finished(Expr::Constant(ratio), dimension, value.at);
        if let (Some(setting), Some(figure)) = (self.model.settings.get_mut(at), figure) {
            setting.value = figure;
        }
        state
    }

    /// What a setting says: a fixed figure or a length of time, and what it counts.
    pub(super) fn said_by_setting(
        &mut self,
        value: &Written,
    ) -> Option<(Ratio, Dimension, Setting)> {
        let stretch = match &value.kind {
            ExprKind::Quantity(count, word) => stretch_of(*count, word),
            _ => None,
        };
        if let Some(stretch) = stretch {
            let ms = Ratio::from_integer(stretch_ms(stretch));
            return Some((ms, Dimension::time(), Setting::Stretch(stretch)));
        }
        let (ratio, dimension) = self.constant(value)?;
        Some((ratio, dimension, Setting::Figure))
    }

    fn setting_value(&mut self, index: u16, word: &Word) -> Option<Typed> {
        match self.read_setting(index) {
            Setting::Stretch(stretch) if exact_ms(period_word(stretch)).is_none() => {
                self.month_in_figure(word);
                None
            }
            Setting::Figure | Setting::Stretch(_) => {
                let value = &self.model.settings.get(usize::from(index))?.value;
                Some(Typed { expr: value.expr.clone(), dimension: value.dimension.clone() })
            }
            _ => None,
        }
    }

    /// The length of time that a setting is.
    pub(super) fn setting_stretch(&mut self, index: u16) -> Option<Stretch> {
        match self.read_setting(index) {
            Setting::Stretch(stretch) => Some(stretch),
            _ => None,
        }
    }

    /// All measures, whatever the order in which they need each other.
    pub(super) fn measures(&mut self) {
        for index in 0..self.measures.len() {
            let mut path = vec![MeasureId(u16::try_from(index).unwrap_or(u16::MAX))];
            while let Some(&id) = path.last() {
                match self.read_measure(id) {
                    Some(needed) if self.progress(needed) == Progress::Open => {
                        self.measure_cycle(&path, needed);
                    }
                    Some(needed) => path.push(needed),
                    None => {
                        path.pop();
                    }
                }
            }
        }
    }

    /// Places for all measures, before any figure can ask for one.
    pub(super) fn sketch_measures(&mut self) {
        let written = self.declared.measures.clone();
        self.measures = written.iter().map(|_| Progress::Unread).collect();
        self.model.measures = written
            .iter()
            .map(|measure| Measure {
                name: measure.name.text.clone(),
                figure: placeholder(measure.at),
                at: measure.at,
            })
            .collect();
    }

    /// The dimension of a measure; if it is not understood yet it is asked to be, and what asks is read again.
    pub(super) fn measure(&mut self, id: MeasureId) -> Option<Dimension> {
        match self.progress(id) {
            Progress::Unread | Progress::Open => {
                self.needed = Some(id);
                None
            }
            Progress::Done => Some(self.model.measures.get(id.at())?.figure.dimension.clone()),
            Progress::Wrong => None,
        }
    }

    /// Understands a measure, or tells which other it needs first.
    fn read_measure(&mut self, id: MeasureId) -> Option<MeasureId> {
        let written = self.declared.measures.get(id.at()).copied()?;
        if matches!(self.progress(id), Progress::Done | Progress::Wrong) {
            return None;
        }
        self.mark_measure(id, Progress::Open);
        let said = self.said.len();
        let figure = self.figure(&written.is, &Scope::about(&[&written.of.text]));
        if let Some(needed) = self.needed.take() {
            self.said.truncate(said);
            return Some(needed);
        }
        self.mark_measure(id, if figure.is_some() { Progress::Done } else { Progress::Wrong });
        if let (Some(figure), Some(measure)) = (figure, self.model.measures.get_mut(id.at())) {
            measure.figure = figure;
        }
        None
    }

    fn progress(&self, id: MeasureId) -> Progress {
        self.measures.get(id.at()).copied().unwrap_or(Progress::Wrong)
    }

    fn mark_measure(&mut self, id: MeasureId, state: Progress) {
        if let Some(known) = self.measures.get_mut(id.at()) {
            *known = state;
        }
    }

    fn measure_cycle(&mut self, path: &[MeasureId], id: MeasureId) {
        let from = path.iter().position(|&open| open == id).unwrap_or(0);
        let ring = path.iter().skip(from).chain([&id]);
        let words: Vec<&Word> = ring
            .filter_map(|open| self.declared.measures.get(open.at()).map(|measure| &measure.name))
            .collect();
        let drawn = draw(&words);
        self.mark_measure(id, Progress::Wrong);
        self.report(drawn);
    }
}

/// A circle of names, drawn.
pub(super) fn draw(ring: &[&Word]) -> Diagnostic {
    let names: Vec<&str> = ring.iter().map(|word| &*word.text).collect();
    let at = ring.first().map(|word| word.at).unwrap_or_default();
    let message = format!("these figures need each other in a circle: {}", names.join(" -> "));
    let drawn =
        Diagnostic::error("measure_cycle", at, message).hint("break the circle at one of them");
    let others = ring.iter().skip(1).take(ring.len().saturating_sub(2));
    others.fold(drawn, |drawn, word| drawn.and(word.at, "through here"))
}

fn period_word(stretch: Stretch) -> &'static str {
    use crate::civil::Period;
    match stretch.period {
        Period::Month | Period::Quarter | Period::Year => "month",
        _ => "day",
    }
}

fn plain(number: Ratio) -> Typed {
    Typed { expr: Expr::Constant(number), dimension: Dimension::plain() }
}

pub(super) fn constant_of(expr: &Expr) -> Option<Ratio> {
    match expr {
        Expr::Constant(value) => Some(*value),
        _ => None,
    }
}

/// Stands for a figure that is not understood yet.
pub(super) fn placeholder(at: Span) -> Figure {
    Figure {
        expr: Expr::Constant(Ratio::ZERO),
        dimension: Dimension::plain(),
        code: crate::code::Code::default(),
        at,
    }
}
