//! The nineteen actions of ValueFlows 1.0 and what each does to a resource.
//!
//! The table is the vocabulary's own, with the contradictions in its text settled
//! as `decisions/0005-valueflows-contradictions.md` says.

use crate::codec::words;

words! {
    /// What an economic event did.
    pub enum Action {
        /// Take a resource in to work on it; it comes back by `modify`.
        1 "accept" => Accept,
        /// Refer to something without using it up.
        2 "cite" => Cite,
        /// Put a resource into a container.
        3 "combine" => Combine,
        /// Use something up.
        4 "consume" => Consume,
        /// Make a copy; the original stays.
        5 "copy" => Copy,
        /// Give a service.
        6 "deliverService" => DeliverService,
        /// Set down what was picked up.
        7 "dropoff" => Dropoff,
        /// Correct a count downwards.
        8 "lower" => Lower,
        /// Give back what was accepted, changed.
        9 "modify" => Modify,
        /// Move within one agent's stock.
        10 "move" => Move,
        /// Take a resource along.
        11 "pickup" => Pickup,
        /// Make something.
        12 "produce" => Produce,
        /// Correct a count upwards, or state what is there.
        13 "raise" => Raise,
        /// Take a resource out of a container.
        14 "separate" => Separate,
        /// Give rights and custody to somebody else.
        15 "transfer" => Transfer,
        /// Give rights to somebody else.
        16 "transferAllRights" => TransferAllRights,
        /// Give custody to somebody else.
        17 "transferCustody" => TransferCustody,
        /// Use something without using it up: a machine, a room.
        18 "use" => Use,
        /// Work.
        19 "work" => Work,
    }
}

/// Which side of a process an action stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProcessSide {
    /// An input only.
    Input,
    /// An output only.
    Output,
    /// The output of one process, the input of another, or both.
    Either,
    /// Not part of a process.
    Neither,
}

/// What an action does to one of a resource's two quantities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuantityEffect {
    /// Nothing.
    None,
    /// More of the resource.
    Increment,
    /// Less of the resource.
    Decrement,
    /// Less of the resource, more of the `to` resource.
    DecrementIncrement,
    /// More of the `to` resource; the resource keeps its own.
    IncrementTo,
}

/// Which quantities an event with this action states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventQuantity {
    /// A quantity of a resource.
    Resource,
    /// Time or another effort; a resource quantity may stand beside it.
    Effort,
    /// Either or both.
    Both,
}

/// Whether an event may make a resource that was not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Creates {
    /// It may not.
    Never,
    /// Its resource.
    Resource,
    /// Its `to` resource.
    ToResource,
}

/// Which resource a change of place, state or accountable agent falls on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touches {
    /// None.
    Nothing,
    /// Whichever the event makes.
    New,
    /// The resource.
    Resource,
    /// The `to` resource.
    ToResource,
}

/// All that an action means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Behaviour {
    /// Side of a process.
    pub side: ProcessSide,
    /// The action it comes in a pair with.
    pub pairs_with: Option<Action>,
    /// What it may create.
    pub creates: Creates,
    /// What its events count.
    pub quantity: EventQuantity,
    /// Effect on the accounting quantity.
    pub accounting: QuantityEffect,
    /// Effect on the quantity at hand.
    pub onhand: QuantityEffect,
    /// Where the event's place is written.
    pub location: Touches,
    /// Where the receiver becomes accountable.
    pub accountable: Touches,
    /// Whether the process's kind becomes the stage.
    pub stage: bool,
    /// Where the event's state is written.
    pub state: Touches,
    /// What provider and receiver being different implies besides.
    pub implies: Implied,
}

/// The transfer that an action includes when provider and receiver differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Implied {
    /// None.
    Nothing,
    /// Rights and custody pass.
    Transfer,
    /// Custody passes.
    TransferCustody,
}

impl Action {
    /// The action for a name as people and other programs spell it:
    /// `transferCustody`, `transfer-custody`, `transfer_custody`, `Transfer custody`, or the older `unpack`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let plain = |text: &str| {
            text.chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect::<String>()
        };
        let wanted = plain(name);
        if wanted == "unpack" {
            return Some(Self::Separate);
        }
        if wanted == "pack" {
            return Some(Self::Combine);
        }
        Self::ALL.iter().copied().find(|action| plain(action.word()) == wanted)
    }

    /// What the action means for processes and resources.
    #[must_use]
    pub const fn behaviour(self) -> Behaviour {
        use {
            Creates as C, EventQuantity as E, Implied as I, ProcessSide as P, QuantityEffect as Q,
            Touches as T,
        };
        macro_rules! row {
            ($side:ident, $creates:ident, $accounting:ident, $onhand:ident $(, $field:ident: $value:expr)*) => {
                Behaviour {
                    $($field: $value,)*
                    ..Behaviour {
                        side: P::$side,
                        pairs_with: None,
                        creates: C::$creates,
                        quantity: E::Resource,
                        accounting: Q::$accounting,
                        onhand: Q::$onhand,
                        location: T::Nothing,
                        accountable: T::Nothing,
                        stage: false,
                        state: T::Resource,
                        implies: I::Nothing,
                    }
                }
            };
        }
        match self {
            Self::Accept => row!(Input, Never, None, Decrement, pairs_with: Some(Self::Modify),
                location: T::Resource, implies: I::TransferCustody),
            Self::Cite => row!(Input, Never, None, None),
            Self::Combine => row!(Input, Never, None, Decrement),
            Self::Consume => row!(Input, Never, Decrement, Decrement, implies: I::Transfer),
            Self::Copy => row!(Neither, ToResource, IncrementTo, IncrementTo,
                location: T::New, accountable: T::New, state: T::ToResource),
            Self::DeliverService => {
                row!(Either, Never, None, None, state: T::Nothing, implies: I::Transfer)
            }
            Self::Dropoff => row!(Output, Never, None, Increment, pairs_with: Some(Self::Pickup),
                location: T::Resource, stage: true, implies: I::TransferCustody),
            Self::Lower => row!(Neither, Never, Decrement, Decrement),
            Self::Modify => row!(Output, Never, None, Increment, pairs_with: Some(Self::Accept),
                location: T::Resource, stage: true, implies: I::TransferCustody),
            Self::Move => row!(Neither, ToResource, DecrementIncrement, DecrementIncrement,
                location: T::ToResource, state: T::ToResource),
            Self::Pickup => row!(Input, Never, None, Decrement, pairs_with: Some(Self::Dropoff),
                location: T::Resource, implies: I::TransferCustody),
            Self::Produce => row!(Output, Resource, Increment, Increment, location: T::New,
                accountable: T::New, stage: true, implies: I::Transfer),
            Self::Raise => row!(Neither, Resource, Increment, Increment, accountable: T::New),
            Self::Separate => row!(Output, Never, None, Increment, stage: true),
            Self::Transfer => row!(Neither, ToResource, DecrementIncrement, DecrementIncrement,
                location: T::ToResource, accountable: T::ToResource, state: T::ToResource),
            Self::TransferAllRights => row!(Neither, ToResource, DecrementIncrement, None,
                accountable: T::ToResource, state: T::ToResource),
            Self::TransferCustody => row!(Neither, ToResource, None, DecrementIncrement,
                location: T::ToResource, state: T::ToResource),
            Self::Use => row!(Input, Never, None, None, quantity: E::Both),
            Self::Work => row!(Input, Never, None, None, quantity: E::Effort, state: T::Nothing),
        }
    }
}
