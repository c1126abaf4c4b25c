//! The past: what every entry booked, and the state as it was then.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use book::{BookRefused, Entry, Key};
use commons::account::{Account, AccountName, Posting};
use commons::act::{Act, Effects, Envelope, apply};
use commons::agent::AgentIx;
use commons::change::Cause;
use commons::name::{ActId, Moment};
use commons::state::State;
use commons::unit::UnitIx;
use quantity::BASE_PARTS;

use crate::Refused;
use crate::flow::{self, RuleSaid, counts, effects, steps};
use crate::reading::Reading;

/// Goes through all entries in order, each with the state after it.
///
/// # Errors
/// A damaged journal, or what `each` refuses.
pub fn walk(
    reading: Reading<'_>,
    mut each: impl FnMut(&State, &Entry, &Act) -> Result<(), Refused>,
) -> Result<(), Refused> {
    let mut state = State::default();
    reading.read::<()>(0, |entry, act| {
        let envelope = Envelope {
            entry: entry.index,
            at: Moment(entry.at_ms),
            act: ActId(entry.act.id.to_bytes()),
            key: entry.act.author.to_bytes(),
        };
        apply(&mut state, &envelope, act, &effects(entry)?).map_err(BookRefused::from)?;
        each(&state, entry, act)?;
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(())
}

/// One side of a booking.
#[derive(Debug, Clone)]
pub struct Booked {
    /// When.
    pub at: Moment,
    /// Whose account.
    pub account: Account,
    /// The other side, where there is one.
    pub other: Option<Account>,
    /// The unit.
    pub unit: UnitIx,
    /// How much, with its sign, as it is kept: in parts of base for a unit that fades.
    pub minor: i128,
    /// Which rule booked it.
    pub cause: Option<Cause>,
}

/// What an entry booked, each booking on both sides, as accounts were kept in `state`.
///
/// # Errors
/// If its effects cannot be read.
pub fn booked(state: &State, entry: &Entry) -> Result<Vec<Booked>, Refused> {
    let at = Moment(entry.at_ms);
    let posting = |posting: &Posting| {
        let (account, unit) = (state.account(&posting.account)?, state.unit(&posting.unit)?);
        let minor = state.money.parts(entry.index, unit, posting.minor)?;
        Some(Booked { at, account, other: None, unit, minor, cause: None })
    };
    Ok(match effects(entry)? {
        Effects::Distribution(shared) => shared.postings.iter().filter_map(posting).collect(),
        Effects::Reversal(reversed) => reversed.postings.iter().filter_map(posting).collect(),
        _ => steps(state, entry)?.iter().flat_map(|step| both(state, step)).collect(),
    })
}

fn both(state: &State, step: &flow::Step) -> Vec<Booked> {
    let Some(moved) = step.change.moved() else { return Vec::new() };
    let find = |name: &AccountName| state.account(name);
    let (Some(from), Some(to)) = (find(&moved.from), find(&moved.to)) else { return Vec::new() };
    let Some(unit) = state.unit(&moved.unit) else { return Vec::new() };
    let side = |account, other, minor| Booked {
        at: step.at,
        account,
        other: Some(other),
        unit,
        minor,
        cause: moved.cause,
    };
    vec![side(from, to, -moved.minor), side(to, from, moved.minor)]
}

/// The other side of what moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Other {
    /// It came from there.
    From(Account),
    /// It went there.
    To(Account),
}

/// What a line of an account is for.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// What somebody did.
    Done {
        /// Who signed with that key then; nobody, if it was taken from them since.
        by: Option<AgentIx>,
        /// The key that signed.
        key: Key,
        /// What they did.
        act: Box<Act>,
    },
    /// What a rule moved from or to another account.
    Moved(Other),
    /// The mirror of what a rule moved: it was taken back.
    TakenBack(Other),
    /// What a balance lost with time.
    Faded,
}

/// A line of an account.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// When.
    pub at: Moment,
    /// The entry; none for what a balance lost with time.
    pub entry: Option<u64>,
    /// From or to whom, or why.
    pub what: What,
    /// The rule that booked it, and the version of the charter it stands in.
    pub rule: Option<RuleSaid>,
    /// How much, in minor units as they counted then, with its sign.
    pub minor: i128,
    /// The balance after it.
    pub balance: i128,
}

/// An account in one unit, over a time.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The unit.
    pub unit: UnitIx,
    /// The balance before the first line.
    pub opening: i128,
    /// What was booked, in order.
    pub lines: Vec<Line>,
    /// The balance after the last line.
    pub closing: i128,
}

/// From when to when.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// The first moment; from the beginning, if none.
    pub from: Option<Moment>,
    /// The last moment.
    pub through: Moment,
}

/// The sheets of an account, one a unit, in the order of the units.
///
/// # Errors
/// A damaged journal.
pub fn sheets(
    reading: Reading<'_>,
    account: Account,
    window: Window,
) -> Result<Vec<Sheet>, Refused> {
    let mut open: BTreeMap<UnitIx, Open> = BTreeMap::new();
    walk(reading, |state, entry, act| {
        for booked in booked(state, entry)? {
            if booked.account == account && booked.at <= window.through {
                let line = || (entry.index, what(state, &booked, entry, act));
                open.entry(booked.unit).or_default().book(state, &booked, window, line);
            }
        }
        Ok(())
    })?;
    Ok(open.into_iter().map(|(unit, open)| open.close(reading.state, unit, window)).collect())
}

/// What a booking is for: the act itself, or the other side of what a rule moved.
fn what(state: &State, booked: &Booked, entry: &Entry, act: &Act) -> What {
    let other = booked.other.filter(|_| booked.cause.is_some());
    let other = other.map(|it| if booked.minor < 0 { Other::To(it) } else { Other::From(it) });
    match (other, act) {
        (Some(other), Act::Reverse(_)) => What::TakenBack(other),
        (Some(other), _) => What::Moved(other),
        (None, act) => {
            let by = state.signer(&entry.act.author.to_bytes());
            What::Done { by, key: entry.act.author, act: Box::new(act.clone()) }
        }
    }
}

/// A sheet while it is written.
#[derive(Default)]
struct Open {
    /// What is there, as it was kept at the time.
    kept: i128,
    /// Whether that is in parts of base, because the unit had begun to fade.
    in_parts: bool,
    /// The balance before the first line, once there is one.
    opening: Option<i128>,
    /// The balance that was told last.
    told: i128,
    lines: Vec<Line>,
}

impl Open {
    /// Books, and tells of it if it lies in the window; `line` says its entry and what it is for.
    fn book(
        &mut self,
        state: &State,
        booked: &Booked,
        window: Window,
        line: impl FnOnce() -> (u64, What),
    ) {
        self.keep_as(state, booked.unit);
        if window.from.is_some_and(|from| booked.at < from) {
            self.kept += booked.minor;
            return;
        }
        self.begin(state, booked.unit, window.from.unwrap_or(booked.at));
        self.lose(state, booked.unit, booked.at);
        self.kept += booked.minor;
        let balance = counts(state, booked.unit, self.kept, booked.at);
        let rule = flow::rule(state, booked.cause.as_ref());
        let (entry, what) = line();
        let (at, minor) = (booked.at, balance - self.told);
        self.lines.push(Line { at, entry: Some(entry), what, rule, minor, balance });
        self.told = balance;
    }

    fn begin(&mut self, state: &State, unit: UnitIx, at: Moment) {
        if self.opening.is_none() {
            self.told = counts(state, unit, self.kept, at);
            self.opening = Some(self.told);
        }
    }

    /// Tells what the balance lost with time since it was told last.
    fn lose(&mut self, state: &State, unit: UnitIx, at: Moment) {
        let balance = counts(state, unit, self.kept, at);
        if balance != self.told {
            let (what, minor) = (What::Faded, balance - self.told);
            self.lines.push(Line { at, entry: None, what, rule: None, minor, balance });
            self.told = balance;
        }
    }

    /// Goes on in parts of base once the unit has begun to fade.
    fn keep_as(&mut self, state: &State, unit: UnitIx) {
        if !self.in_parts && state.money.in_parts.contains_key(&unit) {
            self.kept *= BASE_PARTS;
            self.in_parts = true;
        }
    }

    fn close(mut self, state: &State, unit: UnitIx, window: Window) -> Sheet {
        self.keep_as(state, unit);
        let from = window.from.unwrap_or(window.through);
        self.begin(state, unit, from.min(window.through));
        self.lose(state, unit, window.through);
        let opening = self.opening.unwrap_or_default();
        Sheet { unit, opening, lines: self.lines, closing: self.told }
    }
}

#[cfg(test)]
mod tests {
    use charter::civil::Period;
    use commons::money::Fading;
    use commons::name::Code;
    use exchange::intake::scratch;
    use quantity::{Factor, Ratio};

    use super::*;

    /// A commons whose CAD loses 12% a year, month by month, from the first moment on.
    fn melting() -> (State, UnitIx) {
        let mut state = scratch("melting", Code::new("CAD").unwrap(), 2, Moment(0)).unwrap();
        let unit = state.unit_like("CAD").unwrap();
        let step = Factor::root(Ratio::new(88, 100).unwrap(), 12).unwrap();
        let fading = Fading { since: Moment(0), from: Factor::ONE, step, applied: Period::Month };
        state.money.fading.insert(unit, fading);
        (state, unit)
    }

    #[test]
    fn what_is_lost_with_time_is_a_line_and_everything_adds_up() {
        let (state, unit) = melting();
        let account = state.account(&AccountName::Issuer(commons::account::Whole {})).unwrap();
        let at = |days| Moment(days * Moment::DAY_MS);
        let booked = |days, minor: i128| {
            let (at, minor) = (at(days), minor * BASE_PARTS);
            Booked { at, account, other: None, unit, minor, cause: None }
        };
        for from in [None, Some(at(100)), Some(at(900))] {
            let window = Window { from, through: at(730) };
            let mut open = Open::default();
            for (days, minor) in [(0, 10_000), (45, -3_000), (200, 777)] {
                let booked = booked(days, minor);
                open.book(&state, &booked, window, || (7, What::Moved(Other::From(account))));
            }
            let sheet = open.close(&state, unit, window);
            let sum: i128 = sheet.lines.iter().map(|line| line.minor).sum();
            assert_eq!(sheet.opening + sum, sheet.closing, "{from:?}");
            let mut balance = sheet.opening;
            for line in &sheet.lines {
                balance += line.minor;
                assert_eq!(line.balance, balance);
                assert_eq!(line.entry.is_none(), line.what == What::Faded);
                assert!(line.entry.is_some() || line.minor < 0);
            }
        }
        let whole = Window { from: None, through: at(365) };
        let mut open = Open::default();
        open.book(&state, &booked(0, 10_000), whole, || (0, What::Moved(Other::From(account))));
        assert_eq!(open.close(&state, unit, whole).closing, 8_800, "twelve months, 12%");
    }
}
