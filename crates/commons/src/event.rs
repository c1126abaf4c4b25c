//! Economic events: who did what, to which resource, in which process, how much and when.

use crate::action::Action;
use crate::agent::AgentIx;
use crate::agreement::{AgreementIx, Side};
use crate::codec::words;
use crate::name::{ActId, Handle, Moment};
use crate::process::ProcessIx;
use crate::resource::ResourceIx;
use crate::specification::SpecificationIx;
use crate::table::Ix;
use crate::unit::Quantity;

/// A reference to an event.
pub type EventIx = Ix<Event>;

words! {
    /// On which terms something was given.
    pub enum Standing {
        /// For a share of what comes of it.
        1 "contribution" => Contribution,
        /// For nothing in return: it adds value, and the giver takes no share of it.
        2 "gift" => Gift,
        /// For pay that was agreed and given otherwise.
        3 "paid" => Paid,
    }
}

/// An economic event as it stands in the journal. Nothing but its note changes afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The act that logged it.
    pub act: ActId,
    /// The index of its entry in the journal.
    pub entry: u64,
    /// When it was logged.
    pub logged: Moment,
    /// Who logged it.
    pub author: AgentIx,
    /// What was done.
    pub action: Action,
    /// On which terms.
    pub standing: Standing,
    /// Who gave.
    pub provider: AgentIx,
    /// Who took.
    pub receiver: AgentIx,
    /// When it happened, or ended.
    pub at: Moment,
    /// The process it went into.
    pub input_of: Option<ProcessIx>,
    /// The process it came out of.
    pub output_of: Option<ProcessIx>,
    /// The resource.
    pub resource: Option<ResourceIx>,
    /// The other resource, for actions that go from one to another.
    pub to_resource: Option<ResourceIx>,
    /// The kind of resource or of work.
    pub specification: Option<SpecificationIx>,
    /// How much of the resource. Negative only in corrections.
    pub quantity: Option<Quantity>,
    /// How much time or other effort. Negative only in corrections.
    pub effort: Option<Quantity>,
    /// What it is worth by agreement, where a rate cannot say.
    pub value: Option<Quantity>,
    /// The exchange it belongs to.
    pub agreement: Option<(AgreementIx, Side)>,
    /// The event it corrects.
    pub corrects: Option<EventIx>,
    /// What few events say; boxed so that many events stay small.
    pub rest: Option<Box<EventRest>>,
}

/// The parts of an event that most events do without.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventRest {
    /// As what the provider did it: `design`, `care`, `welding`.
    pub role: Option<Handle>,
    /// When it began.
    pub began: Option<Moment>,
    /// Its share among the outputs of its process.
    pub weight: Option<u64>,
    /// The state it left the resource in.
    pub state: Option<String>,
    /// Where it took the resource.
    pub to_location: Option<String>,
    /// Classifications of the resource, as IRIs or words.
    pub classified_as: Vec<String>,
    /// Commitments it fulfils, by identifier.
    pub fulfills: Vec<String>,
    /// Intents it satisfies, by identifier.
    pub satisfies: Vec<String>,
    /// Claims it settles, by identifier.
    pub settles: Vec<String>,
    /// A picture, as an IRI.
    pub image: Option<String>,
    /// Anything worth knowing.
    pub note: Option<String>,
    /// The identifier it has elsewhere.
    pub iri: Option<String>,
}

impl Event {
    /// As what the provider did it.
    #[must_use]
    pub fn role(&self) -> Option<&Handle> {
        self.rest.as_deref().and_then(|rest| rest.role.as_ref())
    }

    /// What somebody noted about it.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.rest.as_deref().and_then(|rest| rest.note.as_deref())
    }

    /// The claims it settles, by identifier.
    #[must_use]
    pub fn settles(&self) -> &[String] {
        self.rest.as_deref().map_or(&[], |rest| &rest.settles)
    }

    /// The share it claims among the outputs of its process.
    #[must_use]
    pub fn weight(&self) -> Option<u64> {
        self.rest.as_deref().and_then(|rest| rest.weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_events_are_192_megabytes() {
        assert_eq!(size_of::<Event>(), 192);
    }
}
