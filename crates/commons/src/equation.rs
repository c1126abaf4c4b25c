//! The equation: what a contribution is worth.
//!
//! A typed value with settings. It says which events count, what an hour, a piece
//! or a use is worth, how citation works, and by which modulators a contribution
//! counts more or less. Its text form is that of the charter; without a charter it is read
//! from a settings file.

use charter::civil::Span as Stretch;
use charter::model;
use quantity::Ratio;

use crate::codec::{Bytes, Canonical, Malformed, record, words};
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
        /// What only a charter says.
        pub reach: Reach,
    }
}

/// What an equation of a charter says beyond the worth of contributions.
///
/// An act that sets an equation says nothing of it, so it takes no bytes in the journal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// In which time a contribution comes to count half.
    pub halves: Option<Stretch>,
    /// Parts of all shares that go to the contributors of what everything builds on.
    pub upstream: Vec<(Ratio, Handle)>,
}

impl Canonical for Reach {
    fn encode(&self, _: &mut Vec<u8>) {}
    fn decode(_: &mut Bytes<'_>) -> Result<Self, Malformed> {
        Ok(Self::default())
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
            reach: Reach::default(),
        }
    }
}

impl Equation {
    /// An equation as a charter says it.
    ///
    /// # Errors
    /// The name that cannot be a handle or the code of a unit.
    pub fn of_charter(equation: &model::Equation) -> Result<Self, String> {
        let worths = |what: &str| {
            let of = equation.worths.iter().filter(|worth| &*worth.what == what);
            of.map(Rate::of_charter).collect::<Result<Vec<_>, _>>()
        };
        let only = Filter {
            roles: handles(&equation.roles)?,
            kinds: handles(&equation.kinds)?,
            without: handles(&equation.without)?,
        };
        let modulators = equation.modulators.iter().map(Modulator::of_charter);
        Ok(Self {
            name: equation.name.to_string(),
            unit: code(&equation.unit)?,
            work: worths("work")?,
            material: worths("material")?,
            usage: worths("use")?,
            production: worths("production")?,
            citation: worths("citation")?,
            equipment: if equation.use_for_ever {
                Equipment::Forever
            } else {
                Equipment::Depreciates
            },
            modulators: modulators.collect::<Result<_, _>>()?,
            filter: only,
            contest_days: equation.contest_days,
            provisional: if equation.counts_at_once {
                Provisional::Count
            } else {
                Provisional::Wait
            },
            reach: Reach::of_charter(equation)?,
        })
    }
}

impl Reach {
    fn of_charter(equation: &model::Equation) -> Result<Self, String> {
        let upstream = equation.upstream.iter().map(|(part, to)| Ok((*part, handle(to)?)));
        Ok(Self { halves: equation.halves, upstream: upstream.collect::<Result<_, String>>()? })
    }
}

impl Rate {
    fn of_charter(worth: &model::Worth) -> Result<Self, String> {
        let name = |name: &Option<Box<str>>| name.as_deref().map(handle).transpose();
        Ok(Self {
            role: name(&worth.role)?,
            kind: name(&worth.kind)?,
            agent: name(&worth.agent)?,
            resource: name(&worth.resource)?,
            per: code(&worth.per)?,
            value: worth.value,
        })
    }
}

impl Modulator {
    fn of_charter((by, steps): &(Box<str>, Vec<(model::StepFrom, Ratio)>)) -> Result<Self, String> {
        let kind = ModulatorKind::from_word(by).ok_or_else(|| by.to_string())?;
        let step = |(from, factor): &(model::StepFrom, Ratio)| {
            let (from, word) = match from {
                model::StepFrom::Number(number) => (*number, None),
                model::StepFrom::Word(word) => (Ratio::ZERO, Some(handle(word)?)),
            };
            Ok(Step { from, word, factor: *factor })
        };
        Ok(Self { kind, steps: steps.iter().map(step).collect::<Result<_, String>>()? })
    }
}

fn handle(name: &str) -> Result<Handle, String> {
    Handle::new(name).map_err(|_| name.to_owned())
}

fn handles(names: &[Box<str>]) -> Result<Vec<Handle>, String> {
    names.iter().map(|name| handle(name)).collect()
}

fn code(name: &str) -> Result<Code, String> {
    Code::new(name).map_err(|_| name.to_owned())
}
