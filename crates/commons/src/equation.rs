//! The equation: what a contribution is worth.
//!
//! A typed value with settings. It says which events count, what an hour, a piece
//! or a use is worth, how citation works, and by which modulators a contribution
//! counts more or less. Its text form comes with the charter; until then it is read
//! from a settings file.

use quantity::Ratio;

use crate::codec::{record, words};
use crate::contribution::Provisional;
use crate::name::{Code, Handle};

record! {
    /// What one unit of effort or quantity is worth. The most particular rate wins.
    pub struct Rate {
        /// Only for this role.
        pub role: Option<Handle>,
        /// Only for this kind of work or resource.
        pub kind: Option<Handle>,
        /// Only for this agent.
        pub agent: Option<Handle>,
        /// Only for this resource (for the use of one machine).
        pub resource: Option<Handle>,
        /// Per so much of what: `hour`, `day`, `kg`.
        pub per: Code,
        /// Value, in whole value units, of one `per`.
        pub value: Ratio,
    }
}

impl Rate {
    /// The same worth of a unit for everybody and everything.
    #[must_use]
    pub fn new(per: Code, value: Ratio) -> Self {
        Self { role: None, kind: None, agent: None, resource: None, per, value }
    }
}

words! {
    /// What happens to the value of equipment when it is used.
    pub enum Equipment {
        /// Use takes the value out of it; when all is paid back, use earns no more.
        1 "depreciates" => Depreciates,
        /// Use earns its price for ever.
        2 "forever" => Forever,
    }
}

words! {
    /// What a modulator looks at.
    pub enum ModulatorKind {
        /// The mark a reviewer gave. Thresholds are marks.
        1 "quality" => Quality,
        /// Days since the agent's first contribution. Thresholds are days.
        2 "seniority" => Seniority,
        /// On how many days the agent contributed in the 90 days before. Thresholds are days.
        3 "frequency" => Frequency,
        /// The priority word of the process. The table is by word.
        4 "priority" => Priority,
    }
}

record! {
    /// One line of a modulator's table.
    pub struct Step {
        /// From this number on (the highest that fits counts).
        pub from: Ratio,
        /// For this word, for the `priority` modulator.
        pub word: Option<Handle>,
        /// What the value is multiplied by.
        pub factor: Ratio,
    }
}

record! {
    /// Something that makes a contribution count more or less.
    pub struct Modulator {
        /// What it looks at.
        pub kind: ModulatorKind,
        /// Its table. Without a line that fits, the factor is 1.
        pub steps: Vec<Step>,
    }
}

record! {
    /// Which events count.
    pub struct Filter {
        /// Only these roles, if any are named.
        pub roles: Vec<Handle>,
        /// Only these kinds, if any are named.
        pub kinds: Vec<Handle>,
        /// Never these agents.
        pub without: Vec<Handle>,
    }
}

record! {
    /// How contributions become shares.
    pub struct Equation {
        /// What it is called.
        pub name: String,
        /// The unit value is counted in.
        pub unit: Code,
        /// Worth of work.
        pub work: Vec<Rate>,
        /// Worth of material and money that is given, per unit of quantity. An event's own stated value comes first.
        pub material: Vec<Rate>,
        /// Price of using equipment, per unit of effort. An event's own stated value comes first.
        pub usage: Vec<Rate>,
        /// Worth of making something, credited beside the value of what went in. A stated value comes first.
        pub production: Vec<Rate>,
        /// Value of one citation, for citations that state neither a percentage nor an amount.
        pub citation: Vec<Rate>,
        /// What use does to equipment.
        pub equipment: Equipment,
        /// Modulators, applied one after the other.
        pub modulators: Vec<Modulator>,
        /// Which events count.
        pub filter: Filter,
        /// How many days a log can be contested.
        pub contest_days: u32,
        /// What a log counts for before it is accepted.
        pub provisional: Provisional,
    }
}

impl Equation {
    /// The equation of a new commons: an hour of work, a day, a commit or a line is worth
    /// one unit, material and use what their events state, nothing else.
    #[must_use]
    pub fn founding(unit: Code) -> Self {
        let one = |code: &str| Some(Rate::new(Code::new(code).ok()?, Ratio::ONE));
        Self {
            name: "plain".to_owned(),
            unit,
            work: ["hour", "day", "commit", "line"].into_iter().filter_map(one).collect(),
            material: Vec::new(),
            usage: Vec::new(),
            production: Vec::new(),
            citation: Vec::new(),
            equipment: Equipment::Depreciates,
            modulators: Vec::new(),
            filter: Filter { roles: Vec::new(), kinds: Vec::new(), without: Vec::new() },
            contest_days: 14,
            provisional: Provisional::Count,
        }
    }
}
