//! What names mean inside one rule, measure, table, law or decision.

use crate::model::Dimension;
use crate::observe::{NumberSlot, PartySlot, UnitId};

/// More parties or numbers of one frame are refused.
const MOST_NAMES: u16 = 1_000;

/// The parties and numbers of a frame, by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    parties: Vec<(Box<str>, PartySlot)>,
    numbers: Vec<(Box<str>, NumberSlot, Dimension)>,
    /// The names of the party slots, by slot.
    pub slots: Vec<Box<str>>,
    /// How many number slots there are.
    pub held: u16,
    /// What the figures of a count are counted in, inside a decision.
    pub votes: Option<Dimension>,
    /// Where the amount that is dealt with lies, inside a hold.
    pub held_from: Option<Box<str>>,
}

impl Scope {
    /// Of somebody who is called by these names.
    pub(super) fn about(names: &[&str]) -> Self {
        let mut scope = Self::default();
        scope.bind(names);
        scope
    }

    /// A new party under these names, the first of which is told; `None` if there are too many.
    pub(super) fn bind(&mut self, names: &[&str]) -> Option<PartySlot> {
        let next = u16::try_from(self.slots.len()).ok().filter(|next| *next < MOST_NAMES)?;
        let slot = PartySlot(next);
        self.slots.push((*names.first()?).into());
        for &name in names {
            self.parties.push((name.into(), slot));
        }
        Some(slot)
    }

    /// The latest party of a name.
    pub(super) fn party(&self, name: &str) -> Option<PartySlot> {
        self.parties.iter().rev().find(|(known, _)| **known == *name).map(|&(_, slot)| slot)
    }

    /// The names of parties.
    pub(super) fn party_names(&self) -> impl Iterator<Item = &str> {
        self.parties.iter().map(|(name, _)| &**name)
    }

    /// The amount of the event, in slot 0.
    pub(super) fn amount(&mut self, unit: UnitId) {
        self.numbers.push(("amount".into(), NumberSlot(0), Dimension::of(unit)));
    }

    /// A new number; `None` if there are too many.
    pub(super) fn keep(&mut self, name: &str, dimension: Dimension) -> Option<NumberSlot> {
        self.held = self.held.max(1);
        let slot = NumberSlot(self.held);
        self.held = self.held.checked_add(1).filter(|held| *held <= MOST_NAMES)?;
        self.numbers.push((name.into(), slot, dimension));
        Some(slot)
    }

    /// The latest number of a name.
    pub(super) fn number(&self, name: &str) -> Option<(NumberSlot, &Dimension)> {
        let found = self.numbers.iter().rev().find(|(known, ..)| **known == *name)?;
        Some((found.1, &found.2))
    }

    /// The names of numbers.
    pub(super) fn number_names(&self) -> impl Iterator<Item = &str> {
        self.numbers.iter().map(|(name, ..)| &**name)
    }
}
