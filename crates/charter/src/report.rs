//! The report: what a charter guarantees, what is looked after when it runs, and what nobody checked.
//!
//! Data only. *Proven* is a promise: no run may ever contradict it.

use std::collections::BTreeMap;
use std::fmt;

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{
    ClaimId, DecisionId, EquationId, MeasureId, Model, PoolId, RateId, RoleId, RuleId, TableId,
    UnitId, WaterfallId,
};
use crate::pass_through::PassThrough;
use crate::place::Span;

/// Something that a charter may guarantee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Guarantee {
    /// G1: nothing appears or vanishes but by its issuer.
    Conservation,
    /// G2: figures of different units are never mixed up.
    Units,
    /// G3: no payment is below zero, so none pulls.
    Positive,
    /// G4: every event comes to an end, within a known cost.
    Termination,
    /// G5: exactly one row of a table fits, whatever happens.
    Tables,
    /// G6: shares add up, and what is left has a place to go.
    Shares,
    /// G7: rules can fail only for reasons that are told.
    Solvency,
    /// G8: nobody is debited who did not agree.
    Consent,
    /// G9: reputation, votes and thanks are not for sale.
    Kinds,
    /// G10: nothing leaves the commons but through declared doors.
    Membrane,
    /// G11: no round of conversions ends with more than it began with.
    NoMoneyMachine,
    /// G12: nothing stands behind itself.
    Backing,
    /// G13: what decay comes to is computed, not typed.
    Decay,
    /// G14: what only some may see is not told to all.
    Visibility,
    /// G15: it is said who may change what.
    Amendments,
    /// G16: payments per head go to people, each once.
    OnePerson,
    /// G17: it is told who can decide on payments to themselves.
    SelfDealing,
    /// G18: the laws of the charter hold.
    Laws,
    /// G19: the examples of the charter come out.
    Examples,
    /// G20: what an amendment changes for whom.
    Versions,
}

impl Guarantee {
    /// All of them, G1 to G20.
    pub const ALL: [Self; 20] = [
        Self::Conservation,
        Self::Units,
        Self::Positive,
        Self::Termination,
        Self::Tables,
        Self::Shares,
        Self::Solvency,
        Self::Consent,
        Self::Kinds,
        Self::Membrane,
        Self::NoMoneyMachine,
        Self::Backing,
        Self::Decay,
        Self::Visibility,
        Self::Amendments,
        Self::OnePerson,
        Self::SelfDealing,
        Self::Laws,
        Self::Examples,
        Self::Versions,
    ];

    /// The stable word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Conservation => "conservation",
            Self::Units => "units",
            Self::Positive => "positive",
            Self::Termination => "termination",
            Self::Tables => "tables",
            Self::Shares => "shares",
            Self::Solvency => "solvency",
            Self::Consent => "consent",
            Self::Kinds => "kinds",
            Self::Membrane => "membrane",
            Self::NoMoneyMachine => "no_money_machine",
            Self::Backing => "backing",
            Self::Decay => "decay",
            Self::Visibility => "visibility",
            Self::Amendments => "amendments",
            Self::OnePerson => "one_person",
            Self::SelfDealing => "self_dealing",
            Self::Laws => "laws",
            Self::Examples => "examples",
            Self::Versions => "versions",
        }
    }

    /// Its number in the list of guarantees: 1 to 20.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }
}

impl fmt::Display for Guarantee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// How far a guarantee goes, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It holds whatever happens.
    Proven,
    /// Whatever would break it is refused, or moves nothing, when it happens.
    Guarded,
    /// Nobody checked it.
    NotChecked,
    /// It does not hold; the charter cannot be taken.
    Broken,
}

impl Verdict {
    /// The verdict in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Guarded => "guarded at run time",
            Self::NotChecked => "not checked",
            Self::Broken => "broken",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The charter as a whole.
    Charter,
    /// A unit.
    Unit(UnitId),
    /// A pool.
    Pool(PoolId),
    /// A role.
    Role(RoleId),
    /// A rate.
    Rate(RateId),
    /// A measure.
    Measure(MeasureId),
    /// A table.
    Table(TableId),
    /// A class of claims.
    Claim(ClaimId),
    /// A waterfall.
    Waterfall(WaterfallId),
    /// A rule.
    Rule(RuleId),
    /// A decision.
    Decision(DecisionId),
    /// A law, by its place in the list.
    Law(u16),
    /// An example, by its place in the list.
    Example(u16),
}

/// One thing found out about a charter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which guarantee it belongs to.
    pub guarantee: Guarantee,
    /// How far the guarantee goes here.
    pub verdict: Verdict,
    /// What it is about.
    pub about: Subject,
    /// Why, in a sentence.
    pub sentence: String,
    /// Where, the most telling place first.
    pub places: Vec<Span>,
}

/// Several of something, whose number only the commons knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Many {
    /// Those of a role.
    Role(RoleId),
    /// The holders of a class of claims.
    Holders(ClaimId),
    /// The contributors that an equation knows.
    Contributors(EquationId),
}

/// A bound that grows with how many there are: a number for each product of sizes.
///
/// `{[]: 6, [members]: 2}` is 6 and 2 for each member. Sums and products that leave 64 bits stay at the largest number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bound(pub BTreeMap<Vec<Many>, u64>);

impl Bound {
    /// The same number however many there are.
    #[must_use]
    pub fn fixed(number: u64) -> Self {
        Self::default().plus(&Self(BTreeMap::from([(Vec::new(), number)])))
    }

    /// One for each of several.
    #[must_use]
    pub fn each(many: Many) -> Self {
        Self(BTreeMap::from([(vec![many], 1)]))
    }

    /// The sum of two bounds.
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        for (sizes, number) in &other.0 {
            if *number > 0 {
                let sum = self.0.entry(sizes.clone()).or_default();
                *sum = sum.saturating_add(*number);
            }
        }
        self
    }

    /// The product of two bounds.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let mut product = Self::default();
        for (left, a) in &self.0 {
            for (right, b) in &other.0 {
                let mut sizes = [left.as_slice(), right.as_slice()].concat();
                sizes.sort_unstable();
                product = product.plus(&Self(BTreeMap::from([(sizes, a.saturating_mul(*b))])));
            }
        }
        product
    }

    /// The bound in words: `6 and 2 for each of members`.
    #[must_use]
    pub fn words(&self, model: &Model) -> String {
        let term = |(sizes, number): (&Vec<Many>, &u64)| {
            let each = |many: &Many| format!(" for each of {}", many.words(model));
            number.to_string() + &sizes.iter().map(each).collect::<String>()
        };
        let terms: Vec<String> = self.0.iter().map(term).collect();
        if terms.is_empty() { "0".to_owned() } else { terms.join(" and ") }
    }
}

impl Many {
    /// What they are called.
    #[must_use]
    pub fn words(&self, model: &Model) -> String {
        match self {
            Self::Role(role) => model.roles.get(role.at()).map(|it| it.name.to_string()),
            Self::Holders(claim) => {
                model.claims.get(claim.at()).map(|it| format!("the holders of {}", it.name))
            }
            Self::Contributors(equation) => {
                let named = model.equations.get(equation.at());
                named.map(|it| format!("the contributors of {}", it.name))
            }
        }
        .unwrap_or_default()
    }
}

/// What one event costs at most that sets off a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleCost {
    /// The rule.
    pub rule: RuleId,
    /// Amounts moved by the rule itself.
    pub moves: Bound,
    /// Instructions run by the rule itself.
    pub instructions: Bound,
    /// Amounts moved by the rule and all that it sets off at once.
    pub cascade: Bound,
}

/// All that was found out about a charter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// What holds, what is guarded, what was not checked: by guarantee, then in the order of the charter.
    pub findings: Vec<Finding>,
    /// What keeps the charter from being taken, and what people should know before they take it.
    pub diagnostics: Vec<Diagnostic>,
    /// What each rule costs at most, in the order of the rules.
    pub cost: Vec<RuleCost>,
    /// Cycles of rules that pass on fixed parts, solved.
    pub pass_through: Vec<PassThrough>,
}

impl Report {
    /// Whether the charter can be taken: nothing is broken.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.diagnostics.iter().all(|it| it.severity != Severity::Error)
            && self.findings.iter().all(|it| it.verdict != Verdict::Broken)
    }

    /// The worst verdict on a guarantee; `None` if nothing in the charter concerns it.
    #[must_use]
    pub fn verdict(&self, guarantee: Guarantee) -> Option<Verdict> {
        self.of(guarantee).map(|it| it.verdict).max()
    }

    /// The findings on a guarantee.
    pub fn of(&self, guarantee: Guarantee) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |it| it.guarantee == guarantee)
    }

    /// Takes down that an example was run: it came out, or why not.
    pub fn ran(&mut self, example: u16, outcome: Result<(), String>) {
        let about = Subject::Example(example);
        let Some(finding) = self.findings.iter_mut().find(|it| it.about == about) else { return };
        (finding.verdict, finding.sentence) = match outcome {
            Ok(()) => (Verdict::Proven, "it was run and came out".to_owned()),
            Err(why) => (Verdict::Broken, why),
        };
    }

    pub(crate) fn find(
        &mut self,
        guarantee: Guarantee,
        verdict: Verdict,
        about: Subject,
        at: Span,
        sentence: impl Into<String>,
    ) {
        let (sentence, places) = (sentence.into(), vec![at]);
        self.findings.push(Finding { guarantee, verdict, about, sentence, places });
    }

    /// Takes down what is broken, as an error and as a finding.
    pub(crate) fn broken(&mut self, guarantee: Guarantee, about: Subject, error: Diagnostic) {
        let places = error.places.iter().map(|it| it.at).collect();
        let sentence = error.message.clone();
        let verdict = Verdict::Broken;
        self.findings.push(Finding { guarantee, verdict, about, sentence, places });
        self.diagnostics.push(error);
    }
}
