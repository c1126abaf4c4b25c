//! What a bank says against what the book says: matched, missing, unknown, differing.
//!
//! Nothing is matched that could be matched otherwise. First come references: an entry and a
//! line that share one and have the same amount are a pair, if neither has another such
//! partner. Then, among those that are left, the same amount within some days, again only if
//! neither has another such partner. What could be matched in several ways is reported as
//! candidates, for a person to decide.

use crate::bank::{BankEntry, Statement};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A line of the book that should be at the bank: money that left or came into the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookLine {
    /// What the book knows it by.
    pub id: String,
    /// When it was booked.
    pub date: Date,
    /// How much, in minor units: above zero what came in, below zero what went out.
    pub minor: i128,
    /// What the bank may know it by: end-to-end ids, invoice numbers.
    pub references: Vec<String>,
    /// What it says.
    pub text: String,
}

/// Why an entry and a line are taken for the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// They share this reference and have the same amount.
    Reference(String),
    /// They alone have this amount, and are so many days apart.
    Amount {
        /// From 0 to the days that were allowed.
        days_apart: u32,
    },
}

/// An entry and a line that are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair<'a> {
    /// At the bank.
    pub entry: &'a BankEntry,
    /// In the book.
    pub line: &'a BookLine,
    /// Why.
    pub why: Why,
}

/// Entries and lines that belong together, and are no pairs; at least one of each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group<'a> {
    /// At the bank, in the order of the statement.
    pub entries: Vec<&'a BankEntry>,
    /// In the book, in the order in which they were given.
    pub lines: Vec<&'a BookLine>,
}

/// What became of each entry and each line: everyone is in exactly one of the lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reconciliation<'a> {
    /// The same on both sides, in the order of the statement.
    pub matched: Vec<Pair<'a>>,
    /// Linked by references, with different amounts.
    pub differing: Vec<Group<'a>>,
    /// Could be matched in several ways.
    pub candidates: Vec<Group<'a>>,
    /// In the book, not at the bank.
    pub missing: Vec<&'a BookLine>,
    /// At the bank, not in the book.
    pub unknown: Vec<&'a BankEntry>,
    /// The balance at the bank after the last entry, in minor units.
    pub bank_closing: i128,
    /// The balance in the book at that time.
    pub book_closing: i128,
}

impl Reconciliation<'_> {
    /// Whether every entry and line is matched and both balances are the same.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.bank_closing == self.book_closing
            && self.differing.is_empty()
            && self.candidates.is_empty()
            && self.missing.is_empty()
            && self.unknown.is_empty()
    }
}

/// Compares a statement with the lines of the book of the same account, currency and decimals.
///
/// An entry is known by its references and by its remittance as a whole. Without a shared
/// reference, dates may be `days` apart. The same input gives the same outcome, in
/// `O(n log n)`.
#[must_use]
pub fn reconcile<'a>(
    statement: &'a Statement,
    lines: &'a [BookLine],
    book_closing: i128,
    days: u32,
) -> Reconciliation<'a> {
    let mut sides = Sides::new(&statement.entries, lines);
    sides.settle_by_reference();
    sides.settle_by_amount(days);
    let mut outcome = sides.outcome();
    outcome.bank_closing = statement.closing;
    outcome.book_closing = book_closing;
    outcome
}

/// Both sides by their places: entries from 0 on, lines after the last entry.
struct Sides<'a> {
    entries: &'a [BankEntry],
    lines: &'a [BookLine],
    settled: Vec<bool>,
    pairs: BTreeMap<usize, (usize, Why)>,
    differing: Vec<Group<'a>>,
    candidates: Vec<Group<'a>>,
}

/// The places of entries and lines that have something in common.
#[derive(Default)]
struct Shared {
    entries: Vec<usize>,
    lines: Vec<usize>,
}

/// The partners that somebody could have; from the second on it does not matter how many.
#[derive(Clone, Default)]
enum Partners<'a> {
    #[default]
    None,
    One(usize, &'a str),
    Several,
}

impl<'a> Sides<'a> {
    fn new(entries: &'a [BankEntry], lines: &'a [BookLine]) -> Self {
        Sides {
            entries,
            lines,
            settled: vec![false; entries.len() + lines.len()],
            pairs: BTreeMap::new(),
            differing: Vec::new(),
            candidates: Vec::new(),
        }
    }

    /// Everyone who is not settled yet, by what they have in common.
    fn shared<K: Ord>(
        &self,
        of_entry: impl Fn(&'a BankEntry) -> Vec<K>,
        of_line: impl Fn(&'a BookLine) -> Vec<K>,
    ) -> BTreeMap<K, Shared> {
        let mut shared: BTreeMap<K, Shared> = BTreeMap::new();
        for (place, entry) in (0..).zip(self.entries).filter(|(place, _)| !self.is_settled(*place))
        {
            for key in of_entry(entry) {
                push(&mut shared.entry(key).or_default().entries, place);
            }
        }
        let lines = (self.entries.len()..).zip(self.lines);
        for (place, line) in lines.filter(|(place, _)| !self.is_settled(*place)) {
            for key in of_line(line) {
                push(&mut shared.entry(key).or_default().lines, place);
            }
        }
        shared
    }

    fn settle_by_reference(&mut self) {
        let mut partners = vec![Partners::None; self.settled.len()];
        let with_amount = |references: Vec<&'a str>, minor| -> Vec<(&'a str, i128)> {
            references.into_iter().map(|reference| (reference, minor)).collect()
        };
        let same = self.shared(
            |entry| with_amount(of_entry(entry), entry.minor),
            |line| with_amount(of_line(line), line.minor),
        );
        for ((reference, _), shared) in &same {
            shared.add_to(&mut partners, reference);
        }
        for place in 0..self.entries.len() {
            let Some(Partners::One(line, reference)) = partners.get(place) else { continue };
            if matches!(partners.get(*line), Some(Partners::One(back, _)) if *back == place) {
                self.pair(place, *line, Why::Reference((*reference).to_owned()));
            }
        }
        let mut links = Links::default();
        for shared in self.shared(of_entry, of_line).values().filter(|shared| shared.is_both()) {
            shared.link(&mut links);
        }
        // Whoever has a partner of the same amount and is not paired has several.
        let could_match = |place| !matches!(partners.get(place), Some(Partners::None) | None);
        for group in links.groups() {
            let (ambiguous, group) =
                (group.iter().any(|place| could_match(*place)), self.take(&group));
            if ambiguous { &mut self.candidates } else { &mut self.differing }.push(group);
        }
    }

    fn settle_by_amount(&mut self, days: u32) {
        let shared = self.shared(|entry| vec![entry.minor], |line| vec![line.minor]);
        for shared in shared.values().filter(|shared| shared.is_both()) {
            self.settle_within(shared, i64::from(days));
        }
    }

    /// Settles those of the same amount who are at most so many days apart.
    fn settle_within(&mut self, shared: &Shared, days: i64) {
        let entries = self.by_day(&shared.entries);
        let lines = self.by_day(&shared.lines);
        let mut links = Links::default();
        let mut linked = 0;
        for (day, entry) in &entries {
            let near = within(&lines, *day, days);
            if let [(line_day, line)] = near.of(&lines)
                && within(&entries, *line_day, days).of(&entries).len() == 1
            {
                let days_apart = u32::try_from(day.abs_diff(*line_day)).unwrap_or(u32::MAX);
                self.pair(*entry, *line, Why::Amount { days_apart });
                continue;
            }
            if let Some((_, first)) = near.of(&lines).first() {
                links.join(*entry, *first);
            }
            // The lines before `linked` that are near are near to an earlier entry as well.
            for next in linked.max(near.start + 1)..near.end {
                if let (Some((_, before)), Some((_, line))) = (lines.get(next - 1), lines.get(next))
                {
                    links.join(*before, *line);
                }
            }
            linked = linked.max(near.end);
        }
        for group in links.groups() {
            let group = self.take(&group);
            self.candidates.push(group);
        }
    }

    fn by_day(&self, places: &[usize]) -> Vec<(i64, usize)> {
        let day = |date: Date| date.duration_since(Date::ZERO).as_hours().div_euclid(24);
        let of = |place: usize| match self.entries.get(place) {
            Some(entry) => Some(day(entry.booked)),
            None => Some(day(self.line(place)?.date)),
        };
        let mut days: Vec<(i64, usize)> =
            places.iter().filter_map(|place| Some((of(*place)?, *place))).collect();
        days.sort_unstable();
        days
    }

    fn line(&self, place: usize) -> Option<&'a BookLine> {
        self.lines.get(place.checked_sub(self.entries.len())?)
    }

    fn is_settled(&self, place: usize) -> bool {
        self.settled.get(place).is_some_and(|settled| *settled)
    }

    fn settle(&mut self, place: usize) {
        if let Some(settled) = self.settled.get_mut(place) {
            *settled = true;
        }
    }

    fn pair(&mut self, entry: usize, line: usize, why: Why) {
        self.settle(entry);
        self.settle(line);
        self.pairs.insert(entry, (line, why));
    }

    /// Settles everyone in a group.
    fn take(&mut self, places: &[usize]) -> Group<'a> {
        places.iter().for_each(|place| self.settle(*place));
        Group {
            entries: places.iter().filter_map(|place| self.entries.get(*place)).collect(),
            lines: places.iter().filter_map(|place| self.line(*place)).collect(),
        }
    }

    fn outcome(self) -> Reconciliation<'a> {
        let pair = |(entry, (line, why)): (&usize, &(usize, Why))| {
            let (entry, line) = (self.entries.get(*entry)?, self.line(*line)?);
            Some(Pair { entry, line, why: why.clone() })
        };
        let left = |place: &usize| !self.is_settled(*place);
        let places = 0..self.settled.len();
        Reconciliation {
            matched: self.pairs.iter().filter_map(pair).collect(),
            missing: places.clone().filter(left).filter_map(|place| self.line(place)).collect(),
            unknown: places.filter(left).filter_map(|place| self.entries.get(place)).collect(),
            differing: self.differing,
            candidates: self.candidates,
            bank_closing: 0,
            book_closing: 0,
        }
    }
}

impl Shared {
    fn is_both(&self) -> bool {
        !self.entries.is_empty() && !self.lines.is_empty()
    }

    /// Makes the entries and the lines partners of each other.
    fn add_to<'a>(&self, partners: &mut [Partners<'a>], reference: &'a str) {
        for (these, those) in [(&self.entries, &self.lines), (&self.lines, &self.entries)] {
            for place in these {
                // The second makes it several, so there is no need to look further.
                for partner in those.iter().take(2) {
                    if let Some(known) = partners.get_mut(*place) {
                        known.add(*partner, reference);
                    }
                }
            }
        }
    }

    fn link(&self, links: &mut Links) {
        let mut all = self.entries.iter().chain(&self.lines);
        let Some(first) = all.next() else { return };
        all.for_each(|place| links.join(*first, *place));
    }
}

impl<'a> Partners<'a> {
    fn add(&mut self, partner: usize, reference: &'a str) {
        *self = match self {
            Partners::None => Partners::One(partner, reference),
            Partners::One(known, first) if *known == partner => Partners::One(partner, first),
            Partners::One(..) | Partners::Several => Partners::Several,
        };
    }
}

/// Places of a list that is ordered by days.
struct Near {
    start: usize,
    end: usize,
}

impl Near {
    fn of<'s>(&self, days: &'s [(i64, usize)]) -> &'s [(i64, usize)] {
        days.get(self.start..self.end).unwrap_or_default()
    }
}

/// Where the days from so many before to so many after stand.
fn within(ordered: &[(i64, usize)], day: i64, days: i64) -> Near {
    Near {
        start: ordered.partition_point(|(other, _)| *other < day - days),
        end: ordered.partition_point(|(other, _)| *other <= day + days),
    }
}

/// Who hangs together: each knows one before them, the first of a group only themselves.
#[derive(Default)]
struct Links {
    before: BTreeMap<usize, usize>,
}

impl Links {
    fn first(&mut self, mut place: usize) -> usize {
        while let Some(before) = self.before.get(&place).copied().filter(|it| *it != place) {
            let further = self.before.get(&before).copied().unwrap_or(before);
            self.before.insert(place, further);
            place = further;
        }
        place
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        let first = one.min(other);
        self.before.insert(one, first);
        self.before.insert(other, first);
    }

    /// Every group in the order of its first, each in its order.
    fn groups(mut self) -> Vec<Vec<usize>> {
        let places: Vec<usize> = self.before.keys().copied().collect();
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for place in places {
            groups.entry(self.first(place)).or_default().push(place);
        }
        groups.into_values().collect()
    }
}

fn of_entry(entry: &BankEntry) -> Vec<&str> {
    let references = entry.references.iter().chain([&entry.remittance]);
    references.map(|text| text.trim()).filter(|text| !text.is_empty()).collect()
}

fn of_line(line: &BookLine) -> Vec<&str> {
    line.references.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect()
}

/// Adds a place that comes after all others, once.
fn push(places: &mut Vec<usize>, place: usize) {
    if places.last() != Some(&place) {
        places.push(place);
    }
}
