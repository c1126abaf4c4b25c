//! Figures and places in the words of the charter.

use quantity::{Ratio, Rounding, format_decimal, format_trimmed};

use crate::model::{Base, Dimension, Expr, Model, Observe, Place, PoolId, RoleId, UnitId, Who};

const DAY_MS: i128 = 86_400_000;
const HOUR_MS: i128 = 3_600_000;
const MINUTE_MS: i128 = 60_000;

/// Tells of a charter, with the names that a rule or table gives to its parties.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    model: &'a Model,
    parties: &'a [Box<str>],
}

impl<'a> Words<'a> {
    /// Where nobody has a name.
    pub fn of(model: &'a Model) -> Self {
        Self { model, parties: &[] }
    }

    /// Inside a rule.
    pub fn rule(model: &'a Model, parties: &'a [Box<str>]) -> Self {
        Self { model, parties }
    }

    /// A unit's name.
    pub fn unit(self, unit: UnitId) -> &'a str {
        self.model.units.get(unit.at()).map_or("a unit", |it| &it.name)
    }

    /// A pool's name.
    pub fn pool(self, pool: PoolId) -> &'a str {
        self.model.pools.get(pool.at()).map_or("a pool", |it| &it.name)
    }

    /// A role's name.
    pub fn role(self, role: RoleId) -> &'a str {
        self.model.roles.get(role.at()).map_or("a role", |it| &it.name)
    }

    /// Somebody's name.
    pub fn who(self, who: Who) -> &'a str {
        match who {
            Who::Pool(pool) => self.pool(pool),
            Who::Party(slot) => self.parties.get(slot.at()).map_or("member", |it| it),
        }
    }

    /// A place's name.
    pub fn place(self, place: Place) -> String {
        match place {
            Place::Party(slot) => self.who(Who::Party(slot)).to_owned(),
            Place::Pool(pool) => self.pool(pool).to_owned(),
            Place::Bank(slot) => format!("{}.bank", self.who(Who::Party(slot))),
            Place::Outside => "outside".to_owned(),
            Place::Held => "the hold".to_owned(),
        }
    }

    /// What a figure is called, without whose it is: `age`, `balance in eur`, `vouches`.
    pub fn figure(self, expr: &Expr) -> String {
        match expr {
            Expr::Constant(it) => it.to_string(),
            Expr::Slot(slot) if slot.at() == 0 => "amount".to_owned(),
            Expr::Slot(_) => "a figure of the event".to_owned(),
            Expr::Measure(measure, _) => self
                .model
                .measures
                .get(measure.at())
                .map_or("measure".to_owned(), |it| it.name.to_string()),
            Expr::Table(table, _) => self
                .model
                .tables
                .get(table.at())
                .map_or("table".to_owned(), |it| it.name.to_string()),
            Expr::Observe(what) => self.observed(what),
            Expr::Binary(_, a, b) => format!("{} and {}", self.figure(a), self.figure(b)),
            Expr::Smaller(a, b) => format!("smaller of {} and {}", self.figure(a), self.figure(b)),
            Expr::Larger(a, b) => format!("larger of {} and {}", self.figure(a), self.figure(b)),
            Expr::SquareRoot(a) => format!("square root of {}", self.figure(a)),
        }
    }

    fn observed(self, what: &Observe) -> String {
        let claim = |it: &crate::model::ClaimId| {
            self.model.claims.get(it.at()).map_or("a claim", |it| &it.name)
        };
        match what {
            Observe::Balance(_, unit) => format!("balance in {}", self.unit(*unit)),
            Observe::Income(_, unit, _) => format!("income in {}", self.unit(*unit)),
            Observe::Spending(_, unit, _) => format!("spending in {}", self.unit(*unit)),
            Observe::Age(_) => "age".to_owned(),
            Observe::SinceIssue(_, unit) => format!("time since {} was issued", self.unit(*unit)),
            Observe::Supply(unit) => format!("supply of {}", self.unit(*unit)),
            Observe::Number(role) => format!("number of {}", self.role(*role)),
            Observe::Owed(it, _) => format!("owed by {}", claim(it)),
            Observe::Paid(it, _) => format!("paid by {}", claim(it)),
            Observe::Share(..) => "share".to_owned(),
            Observe::Tally(tally) => format!("{tally:?} of votes").to_lowercase(),
        }
    }

    /// What an observed figure counts.
    pub fn dimension(self, expr: &Expr) -> Dimension {
        let units = |unit: &UnitId| Dimension(vec![(Base::Unit(*unit), 1)]);
        let claim = |it: &crate::model::ClaimId| {
            self.model.claims.get(it.at()).map_or(Dimension::default(), |it| units(&it.unit))
        };
        match expr {
            Expr::Measure(measure, _) => {
                self.model.measures.get(measure.at()).map(|it| it.figure.dimension.clone())
            }
            Expr::Table(table, _) => {
                self.model.tables.get(table.at()).map(|it| it.dimension.clone())
            }
            Expr::Observe(
                Observe::Balance(_, unit)
                | Observe::Income(_, unit, _)
                | Observe::Spending(_, unit, _)
                | Observe::Supply(unit),
            ) => Some(units(unit)),
            Expr::Observe(Observe::Age(_) | Observe::SinceIssue(..)) => {
                Some(Dimension(vec![(Base::Time, 1)]))
            }
            Expr::Observe(Observe::Owed(it, _) | Observe::Paid(it, _)) => Some(claim(it)),
            _ => None,
        }
        .unwrap_or_default()
    }

    /// A number with what it counts: `12.50 eur`, `90 days`, `2`.
    pub fn value(self, value: Ratio, dimension: &Dimension) -> String {
        match dimension.0.as_slice() {
            [(Base::Unit(unit), 1)] => self.amount(value, *unit),
            [(Base::Time, 1)] => stretch(value),
            _ => plain(value),
        }
    }

    /// Minor units as people write them: `12.50 eur`.
    pub fn amount(self, minor: Ratio, unit: UnitId) -> String {
        let name = self.unit(unit);
        let decimals = self.model.units.get(unit.at()).map_or(0, |it| it.decimals);
        match minor.denominator() {
            1 => format!("{} {name}", format_trimmed(minor.numerator(), decimals)),
            _ => {
                let scale = 10_i128.checked_pow(decimals.into()).map(Ratio::from_integer);
                let whole = scale.and_then(|scale| minor.checked_div(scale));
                format!("{} {name}", plain(whole.unwrap_or(minor)))
            }
        }
    }
}

/// A length of time: `90 days`, `36 hours`.
fn stretch(ms: Ratio) -> String {
    let shapes = [(DAY_MS, "day"), (HOUR_MS, "hour"), (MINUTE_MS, "minute"), (1, "millisecond")];
    let whole = |size: i128| ms.denominator() == 1 && ms.numerator() % size == 0;
    for (size, name) in shapes {
        if whole(size) {
            let count = ms.numerator() / size;
            return format!("{count} {name}{}", if count == 1 { "" } else { "s" });
        }
    }
    format!("{ms} milliseconds")
}

/// A number as a decimal if it has few digits, else as a fraction.
pub fn plain(number: Ratio) -> String {
    let million = Ratio::from_integer(1_000_000);
    match number.checked_mul(million) {
        Some(it) if it.denominator() == 1 => format_trimmed(it.numerator(), 6),
        _ => number.to_string(),
    }
}

/// A part as a percentage, to as many decimals at most.
pub fn percent(part: Ratio, decimals: u8) -> String {
    digits(part, decimals.saturating_add(2))
        .map_or_else(|| part.to_string(), |it| format!("{}%", format_trimmed(it, decimals)))
}

/// A number to so many decimals, half to even.
pub fn decimal(number: Ratio, decimals: u8) -> String {
    digits(number, decimals).map_or_else(|| number.to_string(), |it| format_decimal(it, decimals))
}

fn digits(number: Ratio, decimals: u8) -> Option<i128> {
    number.apply(10_i128.checked_pow(decimals.into())?, Rounding::HalfEven)
}

/// Words in a row: `a, b and c`.
pub fn list<T: AsRef<str>>(words: &[T]) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [many @ .., last] => {
            let many: Vec<&str> = many.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", many.join(", "), last.as_ref())
        }
    }
}
