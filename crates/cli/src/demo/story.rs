//! How a story is told: who did what when, from a seed, so that it is told the same way every time.

use commons::act::Act;
use commons::name::{ActId, Code, CodeMalformed, Moment};
use commons::unit::Measure;

/// How many days ago the story begins.
pub const DAYS: i64 = 425;

const HOUR_MS: i64 = Moment::DAY_MS / 24;

/// Something that somebody did.
#[derive(Debug, Clone)]
pub struct Told {
    /// Who, by handle.
    pub by: &'static str,
    /// When.
    pub at: Moment,
    /// The id of the act.
    pub id: ActId,
    /// The act.
    pub act: Act,
}

/// A story while it is told.
#[derive(Debug)]
pub struct Story {
    /// Chance, the same every time.
    pub chance: Chance,
    midnight: Moment,
    told: Vec<Told>,
}

impl Story {
    /// A story that ends today.
    #[must_use]
    pub fn until(now: Moment) -> Self {
        let midnight = Moment(now.0 - now.0.rem_euclid(Moment::DAY_MS));
        Self { chance: Chance(0x5eed), midnight, told: Vec::new() }
    }

    /// An hour of a day of the story, counted from 0.
    #[must_use]
    pub const fn day(&self, day: i64, hour: i64) -> Moment {
        Moment(self.midnight.0 - (DAYS - day) * Moment::DAY_MS + hour * HOUR_MS)
    }

    /// Tells something more. Answers with the id of the act.
    pub fn tell(&mut self, by: &'static str, at: Moment, act: Act) -> ActId {
        let mut id = *b"the demo\0\0\0\0\0\0\0\0";
        for (byte, count) in id.iter_mut().rev().zip(self.told.len().to_le_bytes()) {
            *byte = count;
        }
        let id = ActId(id);
        self.told.push(Told { by, at, id, act });
        id
    }

    /// All that was told, in the order in which it happened.
    #[must_use]
    pub fn told(mut self) -> Vec<Told> {
        self.told.sort_by_key(|told| told.at);
        self.told
    }
}

/// Numbers that look like chance and are the same every time (SplitMix64, Steele and others 2014).
#[derive(Debug)]
pub struct Chance(u64);

impl Chance {
    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let high = u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or_default();
        high.checked_rem(end).unwrap_or_default()
    }

    /// One of several.
    pub fn one_of<T: Copy + Default>(&mut self, of: &[T]) -> T {
        let count = u32::try_from(of.len()).unwrap_or(u32::MAX);
        let place = usize::try_from(self.below(count)).unwrap_or_default();
        of.get(place).copied().unwrap_or_default()
    }
}

/// An amount of money, in cents.
pub fn cents(cents: u32) -> Result<Measure, CodeMalformed> {
    measure(i128::from(cents), "CAD")
}

/// An amount in thousandths of a unit that has six digits after the point, or nine.
pub fn thousandths(amount: u32, unit: &str) -> Result<Measure, CodeMalformed> {
    let each = if unit == "kg" { 1_000_000 } else { 1_000 };
    measure(i128::from(amount) * each, unit)
}

fn measure(minor: i128, unit: &str) -> Result<Measure, CodeMalformed> {
    Ok(Measure { minor, unit: Code::new(unit)? })
}
