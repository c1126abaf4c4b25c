//! Whether linear comparisons can hold together, and a point where they do.
//!
//! Fourier and Motzkin: variables are eliminated one by one, and put back with simple values.

use quantity::{Ratio, Rounding};

/// More constraints than this are not looked at.
const MOST: usize = 400;

/// A linear figure: so many times each variable, and a constant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linear {
    /// By variable; those not listed count zero times.
    pub times: Vec<Ratio>,
    /// What is added.
    pub plus: Ratio,
}

/// A linear figure that is at least zero, or more than zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    /// The figure.
    pub figure: Linear,
    /// Whether it is more than zero.
    pub strict: bool,
}

/// Whether constraints can hold together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// They can, here.
    At(Vec<Ratio>),
    /// They cannot.
    Never,
    /// Too many digits or constraints to say.
    Unknown,
}

impl Linear {
    /// A constant.
    pub fn constant(plus: Ratio) -> Self {
        Self { times: Vec::new(), plus }
    }

    /// A variable.
    pub fn variable(index: usize) -> Self {
        let mut times = vec![Ratio::ZERO; index];
        times.push(Ratio::ONE);
        Self { times, plus: Ratio::ZERO }
    }

    /// So many times a variable.
    pub fn coefficient(&self, variable: usize) -> Ratio {
        self.times.get(variable).copied().unwrap_or(Ratio::ZERO)
    }

    /// Whether no variable is in it.
    pub fn is_constant(&self) -> bool {
        self.times.iter().all(|it| *it == Ratio::ZERO)
    }

    /// The sum with so many times another.
    pub fn plus_times(&self, times: Ratio, other: &Self) -> Option<Self> {
        let variables = self.times.len().max(other.times.len());
        let sum = |index| {
            self.coefficient(index).checked_add(times.checked_mul(other.coefficient(index))?)
        };
        Some(Self {
            times: (0..variables).map(sum).collect::<Option<_>>()?,
            plus: self.plus.checked_add(times.checked_mul(other.plus)?)?,
        })
    }

    /// So many times itself.
    pub fn scaled(&self, times: Ratio) -> Option<Self> {
        Self::constant(Ratio::ZERO).plus_times(times, self)
    }

    /// Its value with the variables so.
    pub fn value(&self, at: &[Ratio]) -> Option<Ratio> {
        self.times
            .iter()
            .zip(at)
            .try_fold(self.plus, |sum, (times, value)| sum.checked_add(times.checked_mul(*value)?))
    }
}

impl Constraint {
    /// Whether it holds with the variables so.
    pub fn holds(&self, at: &[Ratio]) -> Option<bool> {
        let value = self.figure.value(at)?;
        Some(if self.strict { value > Ratio::ZERO } else { !value.is_negative() })
    }

    /// The same for whole numbers, as tight as can be: strict ones become plain, constants are cut.
    fn tightened(&self, whole: &[bool]) -> Option<Self> {
        let used = self.figure.times.iter().enumerate().filter(|(_, it)| **it != Ratio::ZERO);
        let all_whole = used.clone().all(|(index, _)| whole.get(index) == Some(&true));
        if !all_whole || self.figure.is_constant() {
            return Some(self.clone());
        }
        let scale = used
            .clone()
            .try_fold(1_i128, |so_far, (_, it)| lowest_common(so_far, it.denominator()))?;
        let common = used.fold(0_i128, |so_far, (_, it)| {
            greatest_common(
                so_far,
                it.numerator().checked_mul(scale / it.denominator()).unwrap_or(1),
            )
        });
        let figure = self.figure.scaled(Ratio::new(scale, common)?)?;
        let floor = figure.plus.apply(1, Rounding::Floor)?;
        let exact = figure.plus.denominator() == 1;
        let plus = if self.strict && exact { floor.checked_sub(1)? } else { floor };
        Some(Self { figure: Linear { plus: Ratio::from_integer(plus), ..figure }, strict: false })
    }
}

fn lowest_common(a: i128, b: i128) -> Option<i128> {
    (a / greatest_common(a, b)).checked_mul(b)
}

fn greatest_common(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.checked_abs().unwrap_or(1).max(1)
}

/// Looks for a point where all constraints hold; variables that are `whole` take whole numbers only.
pub fn solve(constraints: &[Constraint], whole: &[bool]) -> Answer {
    let alone =
        |it: &Constraint| it.figure.times.iter().filter(|it| **it != Ratio::ZERO).count() < 2;
    let answer = if constraints.iter().all(alone) {
        each_alone(constraints, whole)
    } else {
        eliminate(constraints, whole, whole.len())
    };
    answer.unwrap_or(Answer::Unknown)
}

/// Constraints of one variable each: every variable has its own bounds.
fn each_alone(constraints: &[Constraint], whole: &[bool]) -> Option<Answer> {
    let mut bounds: Vec<(Edge, Edge)> = vec![(None, None); whole.len()];
    for constraint in constraints {
        let mut used = constraint.figure.times.iter().enumerate();
        let Some((variable, times)) = used.find(|(_, it)| **it != Ratio::ZERO) else {
            if constraint.holds(&[]) == Some(false) {
                return Some(Answer::Never);
            }
            continue;
        };
        let at = Ratio::ZERO.checked_sub(constraint.figure.plus)?.checked_div(*times)?;
        let (low, high) = bounds.get_mut(variable)?;
        let edge = (at, constraint.strict);
        if *times > Ratio::ZERO { raise(low, edge) } else { lower(high, edge) }
    }
    let mut point = Vec::new();
    for ((low, high), whole) in bounds.into_iter().zip(whole) {
        let fitting = between(low, high)?.into_iter().find(|it| !whole || it.denominator() == 1);
        match fitting {
            Some(value) => point.push(value),
            None => return Some(Answer::Never),
        }
    }
    Some(Answer::At(point))
}

/// Keeps the higher of two lower bounds.
fn raise(low: &mut Edge, edge: (Ratio, bool)) {
    if low.is_none_or(|known| edge > known) {
        *low = Some(edge);
    }
}

/// Keeps the lower of two upper bounds.
fn lower(high: &mut Edge, edge: (Ratio, bool)) {
    if high.is_none_or(|(at, strict)| edge.0 < at || (edge.0 == at && edge.1 && !strict)) {
        *high = Some(edge);
    }
}

/// Eliminates the last of `variables`, solves the rest, and puts it back. `None` beyond 128 bits.
fn eliminate(constraints: &[Constraint], whole: &[bool], variables: usize) -> Option<Answer> {
    let mut tight = Vec::new();
    for constraint in constraints {
        let constraint = constraint.tightened(whole)?;
        if constraint.figure.is_constant() {
            if constraint.holds(&[]) == Some(false) {
                return Some(Answer::Never);
            }
        } else if !tight.contains(&constraint) {
            tight.push(constraint);
        }
    }
    let Some(last) = variables.checked_sub(1) else { return Some(Answer::At(Vec::new())) };
    let sign = |it: &Constraint| it.figure.coefficient(last).cmp(&Ratio::ZERO);
    let of = |order| tight.iter().filter(move |it| sign(it) == order);
    let (below, above) = (of(std::cmp::Ordering::Greater), of(std::cmp::Ordering::Less));
    let mut rest: Vec<Constraint> = of(std::cmp::Ordering::Equal).cloned().collect();
    for low in below.clone() {
        for high in above.clone() {
            rest.push(combined(low, high, last)?);
            if rest.len() > MOST {
                return None;
            }
        }
    }
    let mut point = match eliminate(&rest, whole, last)? {
        Answer::At(point) => point,
        none => return Some(none),
    };
    let fitting = choose(below, above, &point, last)?;
    let is_whole = whole.get(last) == Some(&true);
    match fitting.into_iter().find(|it| !is_whole || it.denominator() == 1) {
        Some(value) => {
            point.push(value);
            Some(Answer::At(point))
        }
        // Room for a fraction, but for no whole number: another choice before might have left some.
        None => Some(Answer::Unknown),
    }
}

/// What two constraints say when the variable between them is gone.
fn combined(low: &Constraint, high: &Constraint, variable: usize) -> Option<Constraint> {
    let (up, down) = (low.figure.coefficient(variable), high.figure.coefficient(variable));
    let times = up.checked_div(Ratio::ZERO.checked_sub(down)?)?;
    let mut figure = low.figure.plus_times(times, &high.figure)?;
    if let Some(gone) = figure.times.get_mut(variable) {
        *gone = Ratio::ZERO;
    }
    Some(Constraint { figure, strict: low.strict || high.strict })
}

/// A bound of a variable.
type Edge = Option<(Ratio, bool)>;

/// Simple values between the bounds: a bound itself first, if it may be.
fn choose<'a>(
    below: impl Iterator<Item = &'a Constraint>,
    above: impl Iterator<Item = &'a Constraint>,
    point: &[Ratio],
    variable: usize,
) -> Option<Vec<Ratio>> {
    let (mut low, mut high): (Edge, Edge) = (None, None);
    for it in below {
        raise(&mut low, edge(it, point, variable)?);
    }
    for it in above {
        lower(&mut high, edge(it, point, variable)?);
    }
    between(low, high)
}

/// Simple numbers between two bounds; a whole one among them, if there is any.
fn between(low: Edge, high: Edge) -> Option<Vec<Ratio>> {
    let fits = |value: Ratio| {
        low.is_none_or(|(at, strict)| value > at || (value == at && !strict))
            && high.is_none_or(|(at, strict)| value < at || (value == at && !strict))
    };
    let mut simple = candidates(low, high)?;
    simple.retain(|it| fits(*it));
    Some(simple)
}

fn edge(constraint: &Constraint, point: &[Ratio], variable: usize) -> Option<(Ratio, bool)> {
    let rest = constraint.figure.value(point)?;
    let at = Ratio::ZERO.checked_sub(rest)?.checked_div(constraint.figure.coefficient(variable))?;
    Some((at, constraint.strict))
}

fn candidates(low: Edge, high: Edge) -> Option<Vec<Ratio>> {
    let mut found = Vec::new();
    let half = Ratio::new(1, 2)?;
    if let Some((at, _)) = low {
        let next = Ratio::from_integer(at.apply(1, Rounding::Floor)?.checked_add(1)?);
        found.extend([at, next]);
    }
    if let Some((at, _)) = high {
        let floor = at.apply(1, Rounding::Floor)?;
        found.extend([at, Ratio::from_integer(floor), Ratio::from_integer(floor.checked_sub(1)?)]);
    }
    if let (Some((low, _)), Some((high, _))) = (low, high) {
        found.push(low.checked_add(high)?.checked_mul(half)?);
    }
    found.push(Ratio::ZERO);
    Some(found)
}
