//! Asking somebody to pay, and their answer.

use super::Detail;
use crate::codec::{record, words};
use crate::name::{ActId, Handle, Moment};
use crate::unit::Measure;

record! {
    /// Asks somebody to pay the author (or a pool that the author keeps).
    pub struct Demand {
        /// Who is asked.
        pub payer: Handle,
        /// How much.
        pub amount: Measure,
        /// The pool to be paid; else the author.
        pub to: Option<Handle>,
        /// Further amounts that a rule of the charter asks for.
        pub details: Vec<Detail>,
        /// Until when it can be answered.
        pub until: Option<Moment>,
        /// Anything worth knowing.
        pub note: Option<String>,
    }
}

words! {
    /// What somebody says to a demand, or to a report that they must confirm.
    pub enum Word {
        /// It happens.
        1 "accept" => Accept,
        /// It does not.
        2 "decline" => Decline,
    }
}

record! {
    /// Answers a demand, or a report that waits for the author's word.
    pub struct Answer {
        /// The act that waits.
        pub to: ActId,
        /// What is said.
        pub word: Word,
    }
}
