//! Whatever tree there is, it is printed so that it is read again, and comments are never lost.
#![cfg(test)]

use charter::civil::{Day, Period};
use charter::parse::parse;
use charter::place::{Span, Word};
use charter::print::print;
use charter::token::tokens;
use charter::tree::*;
use proptest::prelude::*;
use quantity::Ratio;

/// Choices, made one by one from bytes; when they run out, always the first.
struct Dice {
    bytes: Vec<u8>,
    next: usize,
}

const AT: Span = Span { start: 0, end: 0 };

/// Names, among them every word that the language uses without reserving it.
const NAMES: [&str; 64] = [
    "ana",
    "CAD",
    "soup_bucket",
    "x1",
    "members",
    "a",
    "an",
    "rest",
    "net",
    "last",
    "reached",
    "paid",
    "has",
    "pays",
    "bank",
    "half",
    "yes",
    "transfer",
    "report",
    "request",
    "date",
    "work",
    "equally",
    "root",
    "once",
    "up",
    "down",
    "fair",
    "decimals",
    "decimal",
    "times",
    "be",
    "about",
    "confirmed",
    "promises",
    "person",
    "anyone",
    "worth",
    "freely",
    "never",
    "between",
    "against",
    "applied",
    "balance",
    "asks",
    "weighs",
    "gives",
    "needs",
    "ever",
    "until",
    "before",
    "release",
    "released",
    "owed",
    "every",
    "supply",
    "counts",
    "only",
    "without",
    "halves",
    "use",
    "pays",
    "refused",
    "most",
];

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        let byte = self.bytes.get(self.next).copied().unwrap_or(0);
        self.next += 1;
        usize::from(byte) % sides
    }

    fn yes(&mut self) -> bool {
        self.roll(2) == 1
    }

    fn maybe<T>(&mut self, one: impl Fn(&mut Self) -> T) -> Option<T> {
        if self.yes() { Some(one(self)) } else { None }
    }

    fn some<T>(&mut self, least: usize, one: impl Fn(&mut Self) -> T) -> Vec<T> {
        (0..least + self.roll(3)).map(|_| one(self)).collect()
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())].clone()
    }

    fn name(&mut self) -> Word {
        word(NAMES[self.roll(NAMES.len())])
    }

    fn unit(&mut self) -> Word {
        if self.roll(8) == 7 { word(self.pick(&["hour", "minute", "day"])) } else { self.name() }
    }

    fn label(&mut self) -> Label {
        let text = self.pick(&["Soup", "", "a # no comment | -> 5%", "é ü", "rule \\ unit"]);
        Label { text: text.into(), at: AT }
    }

    fn number(&mut self) -> Ratio {
        let below = self.pick(&[1, 2, 10, 100, 1000, 8]);
        Ratio::new(self.roll(250) as i128, below).unwrap()
    }

    fn percent(&mut self) -> Ratio {
        self.number().checked_div(Ratio::from_integer(100)).unwrap()
    }

    fn day(&mut self) -> Day {
        Day(20_000 + self.roll(200) as i32)
    }

    fn period(&mut self) -> (Period, Span) {
        let days = Period::Days(1 + self.roll(99) as u16);
        let all = [
            Period::Minute,
            Period::Hour,
            Period::Day,
            Period::Week,
            Period::Month,
            Period::Quarter,
            Period::Year,
            days,
        ];
        (self.pick(&all), AT)
    }

    fn expr(&mut self) -> Expr {
        self.figure(3)
    }

    fn boxed(&mut self, deep: usize) -> Box<Expr> {
        Box::new(self.figure(deep - 1))
    }

    fn figure(&mut self, deep: usize) -> Expr {
        let kind = match self.roll(if deep == 0 { 4 } else { 12 }) {
            0 => ExprKind::Number(self.number()),
            1 => ExprKind::Percent(self.percent()),
            2 => ExprKind::Quantity(self.number(), self.unit()),
            3 => ExprKind::Name(self.unit()),
            4 | 5 => ExprKind::Of(Box::new(self.of(deep))),
            6 => ExprKind::Negative(self.boxed(deep)),
            7 => ExprKind::Smaller(self.boxed(deep), self.boxed(deep)),
            8 => ExprKind::Larger(self.boxed(deep), self.boxed(deep)),
            9 => ExprKind::SquareRoot(self.boxed(deep)),
            _ => {
                let signs = [Operator::Plus, Operator::Minus, Operator::Times, Operator::Over];
                ExprKind::Binary(self.pick(&signs), self.boxed(deep), self.boxed(deep))
            }
        };
        Expr { kind, at: AT }
    }

    fn of(&mut self, deep: usize) -> Of {
        let what = match self.roll(6) {
            0 => word("share"),
            1 => word("hour"),
            _ => self.name(),
        };
        Of {
            what,
            of: self.name(),
            unit: self.maybe(Self::unit),
            by: self.maybe(Self::name),
            over: self.maybe(|dice| dice.figure(deep - 1)),
        }
    }

    fn condition(&mut self) -> Condition {
        self.case(2)
    }

    fn case(&mut self, deep: usize) -> Condition {
        let kind = match self.roll(if deep == 0 { 3 } else { 6 }) {
            0 | 1 => {
                let signs = [
                    Comparison::Equal,
                    Comparison::Unequal,
                    Comparison::Less,
                    Comparison::AtMost,
                    Comparison::More,
                    Comparison::AtLeast,
                ];
                ConditionKind::Compare(self.expr(), self.pick(&signs), self.expr())
            }
            2 => ConditionKind::IsA(self.name(), self.name()),
            3 => ConditionKind::Not(Box::new(self.case(deep - 1))),
            4 => ConditionKind::And(self.some(2, |dice| dice.case(deep - 1))),
            _ => ConditionKind::Or(self.some(2, |dice| dice.case(deep - 1))),
        };
        Condition { kind, at: AT }
    }

    fn place(&mut self) -> Place {
        let kind = match self.roll(6) {
            0 => PlaceKind::Outside,
            1 => PlaceKind::Nowhere,
            2 => PlaceKind::Bank(self.name()),
            _ => PlaceKind::Name(self.name()),
        };
        Place { kind, at: AT }
    }

    fn detail(&mut self) -> Detail {
        Detail { name: self.name(), unit: self.unit() }
    }

    fn cap(&mut self) -> Cap {
        let per = self.maybe(Self::name);
        Cap { most: self.expr(), per, each: self.maybe(Self::period), at: AT }
    }

    fn rounding(&mut self) -> RoundingWord {
        let way = self.pick(&[Way::Up, Way::Down, Way::HalfEven, Way::Fair]);
        RoundingWord { way, to: self.maybe(Self::expr), at: AT }
    }

    fn amount(&mut self) -> Amount {
        Amount { expr: self.expr(), rounding: self.maybe(Self::rounding) }
    }

    fn destination(&mut self) -> Destination {
        match self.roll(3) {
            0 => Destination::To(self.place()),
            1 => Destination::Among { role: self.name(), by: self.maybe(Self::expr) },
            _ => Destination::By { equation: self.name(), on: self.maybe(Self::name) },
        }
    }

    fn tier(&mut self) -> Tier {
        let portion = match self.roll(5) {
            0 => Portion::OfAll(self.expr()),
            1 => Portion::OfRest(self.expr()),
            2 => Portion::OfNet(self.expr()),
            3 => Portion::First(self.expr()),
            _ => Portion::Rest(AT),
        };
        let (to, caps) = (self.destination(), self.some(0, Self::cap));
        Tier { portion, to, caps, when: self.maybe(Self::condition), at: AT }
    }

    fn passes(&mut self) -> Passes {
        match self.roll(5) {
            0 => Passes::Freely,
            1 => Passes::Never,
            2 => Passes::WithinMembers,
            3 => Passes::ByRuleOnly,
            _ => Passes::Between(self.name(), self.name()),
        }
    }

    fn lasts(&mut self) -> Lasts {
        self.pick(&[Lasts::UntilPaid, Lasts::Once, Lasts::Forever])
    }

    fn limit(&mut self) -> Limit {
        if self.yes() { Limit::Table(self.name()) } else { Limit::Amount(self.expr()) }
    }

    fn unit_clause(&mut self) -> UnitClause {
        match self.roll(10) {
            0 => {
                let kinds = [
                    Kind::Money,
                    Kind::MutualCredit,
                    Kind::Voucher,
                    Kind::Claim,
                    Kind::Standing,
                    Kind::Vote,
                    Kind::Thanks,
                    Kind::Metric,
                ];
                UnitClause::Kind(self.pick(&kinds), AT)
            }
            1 => {
                let decimals = self.maybe(|dice| (dice.roll(19) as u8, AT));
                UnitClause::Counted { base: self.unit(), decimals }
            }
            2 => {
                let against = self.maybe(|dice| (dice.expr(), dice.place()));
                UnitClause::Issued { by: self.place(), against }
            }
            3 => UnitClause::Lowest(self.limit()),
            4 => UnitClause::Highest(self.limit()),
            5 => UnitClause::Decays(DecayClause {
                part: self.expr(),
                each: self.period(),
                applied: self.period(),
                after: self.maybe(Self::expr),
                into: self.place(),
                at: AT,
            }),
            6 => UnitClause::Passes(self.passes(), AT),
            7 => UnitClause::Seen(self.name()),
            8 => UnitClause::Ends { day: self.day(), into: self.place(), at: AT },
            _ => UnitClause::Worth(self.expr()),
        }
    }

    fn claim_clause(&mut self) -> ClaimClause {
        match self.roll(8) {
            0 => ClaimClause::In(self.unit()),
            1 => ClaimClause::Lasts(self.lasts(), AT),
            2 => {
                let ways = [Tranche::ProRata, Tranche::Equally, Tranche::InOrder];
                ClaimClause::Shared(self.pick(&ways), AT)
            }
            3 => ClaimClause::NotBefore(self.day(), AT),
            4 => ClaimClause::Cap(self.cap()),
            5 => ClaimClause::Passes(self.passes(), AT),
            6 => ClaimClause::Overflow(self.place()),
            _ => ClaimClause::Release(self.name()),
        }
    }

    fn step_of_modulator(&mut self) -> Step {
        let number = Expr { kind: ExprKind::Number(self.number()), at: AT };
        let from = match self.roll(3) {
            0 => StepFrom::Word(self.name()),
            1 => StepFrom::Number(number),
            _ => StepFrom::Number(Expr { kind: ExprKind::Negative(Box::new(number)), at: AT }),
        };
        Step { from, factor: self.expr(), at: AT }
    }

    fn equation_clause(&mut self) -> EquationClause {
        let what = ["work", "material", "use", "production", "citation"];
        match self.roll(10) {
            0 => EquationClause::CountsIn(self.unit()),
            1 => EquationClause::Worth(Box::new(Worth {
                what: word(self.pick(&what)),
                role: self.maybe(Self::name),
                kind: self.maybe(Self::name),
                agent: self.maybe(Self::name),
                resource: self.maybe(Self::name),
                value: self.expr(),
                per: self.unit(),
                at: AT,
            })),
            2 => EquationClause::Equipment(self.lasts(), AT),
            3 => EquationClause::Modulator {
                by: self.name(),
                steps: self.some(1, Self::step_of_modulator),
            },
            4 => {
                let what = word(self.pick(&["roles", "kinds"]));
                EquationClause::Only { what, names: self.some(1, Self::name) }
            }
            5 => EquationClause::Without(self.some(1, Self::name)),
            6 => EquationClause::Contest(self.expr()),
            7 => EquationClause::Counts(self.pick(&[Counts::AtOnce, Counts::WhenAccepted]), AT),
            8 => EquationClause::Halves(self.expr()),
            _ => EquationClause::Upstream { part: self.expr(), to: self.name() },
        }
    }

    fn trigger(&mut self) -> Trigger {
        let kind = match self.roll(8) {
            0 => {
                let (from, to) = (self.maybe(Self::name), self.maybe(Self::name));
                TriggerKind::Transfer { unit: self.unit(), from, to }
            }
            1 => TriggerKind::Report {
                unit: self.unit(),
                by: self.name(),
                about: self.maybe(Self::name),
                confirmed: self.maybe(Self::name),
            },
            2 => TriggerKind::Request {
                name: self.name(),
                unit: self.maybe(Self::unit),
                by: self.name(),
                about: self.maybe(Self::name),
            },
            3 => TriggerKind::Every { period: self.period(), each: self.maybe(Self::name) },
            4 => TriggerKind::Reached { level: self.expr(), pool: self.name() },
            5 => TriggerKind::Passes { decision: self.name(), about: self.maybe(Self::name) },
            6 => TriggerKind::Paid(self.name()),
            _ => TriggerKind::Date(self.day(), AT),
        };
        Trigger { kind, details: self.some(0, Self::detail), at: AT }
    }

    fn action(&mut self) -> Action {
        self.deed(3)
    }

    fn deed(&mut self, deep: usize) -> Action {
        let kind = match self.roll(if deep == 0 { 13 } else { 15 }) {
            0 => ActionKind::Send {
                amount: self.amount(),
                from: self.place(),
                to: self.destination(),
                caps: self.some(0, Self::cap),
            },
            1 => ActionKind::Issue {
                amount: self.amount(),
                to: self.destination(),
                caps: self.some(0, Self::cap),
            },
            2 => ActionKind::Retire { amount: self.amount(), from: self.place() },
            3 => ActionKind::Split {
                amount: self.amount(),
                from: self.place(),
                tiers: self.some(1, Self::tier),
            },
            4 => {
                let (amount, from) = (self.amount(), self.place());
                ActionKind::Pour { amount, from, through: self.name() }
            }
            5 => {
                let (amount, from) = (self.amount(), self.place());
                ActionKind::Share { amount, from, to: self.destination() }
            }
            6 => ActionKind::Convert {
                amount: self.amount(),
                from: self.place(),
                rate: self.name(),
                to: self.place(),
                caps: self.some(0, Self::cap),
            },
            7 => ActionKind::Owe { amount: self.amount(), to: self.place(), claim: self.name() },
            8 => ActionKind::Grant { role: self.name(), to: self.name() },
            9 => ActionKind::Revoke { role: self.name(), from: self.name() },
            10 => ActionKind::Open { decision: self.name(), about: self.maybe(Self::name) },
            11 => ActionKind::Refuse(self.label()),
            12 => ActionKind::Let { name: self.name(), be: self.expr() },
            13 => ActionKind::Hold {
                amount: self.amount(),
                from: self.place(),
                span: self.expr(),
                then: Box::new(self.deed(deep - 1)),
            },
            _ => ActionKind::After { span: self.expr(), then: Box::new(self.deed(deep - 1)) },
        };
        Action { kind, at: AT }
    }

    fn told(&mut self) -> Vec<(Word, Expr)> {
        self.some(0, |dice| (dice.name(), dice.expr()))
    }

    fn story_step(&mut self, deep: usize) -> ExampleStep {
        let kind = match self.roll(if deep == 0 { 18 } else { 19 }) {
            0 => StepKind::Given(self.some(1, Self::name)),
            1 => StepKind::GivenHas(self.name(), self.expr()),
            2 => StepKind::Pays {
                from: self.pick(&[word("outside"), word("ana")]),
                to: self.name(),
                amount: self.expr(),
                with: self.told(),
            },
            3 => StepKind::Reports {
                by: self.name(),
                amount: self.expr(),
                about: self.maybe(Self::name),
                with: self.told(),
            },
            4 => StepKind::Answers(self.name(), self.pick(&[Answer::Yes, Answer::No])),
            5 => StepKind::Requests {
                by: self.name(),
                name: self.name(),
                amount: self.maybe(Self::expr),
                about: self.maybe(Self::name),
                with: self.told(),
            },
            6 => StepKind::Passes {
                decision: self.name(),
                about: self.maybe(Self::name),
                with: self.told(),
            },
            7 => StepKind::Becomes(self.name(), self.name()),
            8 => StepKind::Works {
                by: self.name(),
                effort: self.expr(),
                role: self.maybe(Self::name),
                on: self.maybe(Self::name),
            },
            9 => StepKind::After(self.expr()),
            10 => StepKind::On(self.day(), AT),
            11 => StepKind::Has(self.name(), self.expr()),
            12 => StepKind::Owed(self.name(), self.expr(), self.name()),
            13 => {
                let answer = self.pick(&[Answer::Yes, Answer::No]);
                StepKind::Is(self.name(), answer, self.name())
            }
            14 => StepKind::Released(self.name()),
            15 => StepKind::Share(self.name(), self.name(), self.expr()),
            16 => StepKind::Supply(self.unit(), self.expr()),
            17 => StepKind::GivenSetting(self.name(), self.expr()),
            _ => {
                let step = Box::new(self.story_step(deep - 1));
                let kind = StepKind::Repeat(self.roll(9) as u32, step);
                return ExampleStep { kind, refused: None, at: AT };
            }
        };
        let refused = self.maybe(|dice| (dice.maybe(Self::name), AT));
        ExampleStep { kind, refused, at: AT }
    }

    fn decision_clause(&mut self) -> DecisionClause {
        match self.roll(6) {
            0 => DecisionClause::Passes(self.condition()),
            1 => DecisionClause::Open(self.expr()),
            2 => DecisionClause::Builds(self.expr()),
            3 => DecisionClause::Seen(self.name()),
            4 => DecisionClause::Details(self.some(1, Self::detail)),
            _ => DecisionClause::Recorded(self.name()),
        }
    }

    fn membership(&mut self) -> Membership {
        match self.roll(3) {
            0 => Membership::Meets { who: self.maybe(Self::name), condition: self.condition() },
            1 => Membership::Granted { by: self.name(), one_per_person: self.maybe(|_| AT) },
            _ => Membership::Open(AT),
        }
    }

    fn table(&mut self) -> Table {
        let row = |dice: &mut Self| Row { when: dice.condition(), gives: dice.expr(), at: AT };
        let mut rows = self.some(1, row);
        if self.yes() {
            let when = Condition { kind: ConditionKind::Otherwise, at: AT };
            rows.push(Row { when, gives: self.expr(), at: AT });
        }
        let of = self.maybe(Self::name);
        Table { name: self.name(), of, gives: self.unit(), rows, at: AT }
    }

    fn change(&mut self) -> Change {
        let (mut path, mut rule) = (self.some(1, Self::name), None);
        if self.yes() {
            (path, rule) = (vec![word("rule")], self.maybe(Self::label));
        }
        Change { path, rule, needs: self.name(), at: AT }
    }

    #[expect(clippy::too_many_lines, reason = "one line for each construct")]
    fn declaration(&mut self) -> Declaration {
        let (name, label) = (self.name(), self.maybe(Self::label));
        match self.roll(16) {
            0 => Declaration::Head(Head {
                name: self.label(),
                audience: label,
                promise: self.maybe(Self::label),
                at: AT,
            }),
            1 => {
                Declaration::Setting(Setting { name, value: self.expr(), question: label, at: AT })
            }
            2 => {
                let clauses = self.some(0, Self::unit_clause);
                Declaration::Unit(Unit { name, label, clauses, at: AT })
            }
            3 => Declaration::Pool(Pool {
                name,
                label,
                holds: self.some(0, Self::unit),
                keeper: self.maybe(Self::name),
                lowest: self.maybe(Self::expr),
                at: AT,
            }),
            4 => Declaration::Role(Role { name, label, how: self.membership(), at: AT }),
            5 => Declaration::Rate(Rate {
                name,
                gives: self.expr(),
                per: self.unit(),
                rounding: self.maybe(Self::rounding),
                caps: self.some(0, Self::cap),
                at: AT,
            }),
            6 => {
                let of = self.name();
                Declaration::Measure(Measure { name, of, is: self.expr(), at: AT })
            }
            7 => Declaration::Table(self.table()),
            8 => {
                let clauses = self.some(0, Self::claim_clause);
                Declaration::Claim(Claim { name, label, clauses, at: AT })
            }
            9 => Declaration::Waterfall(Waterfall {
                name,
                label,
                unit: self.unit(),
                details: self.some(0, Self::detail),
                tiers: self.some(1, Self::tier),
                at: AT,
            }),
            10 => {
                let clauses = self.some(0, Self::equation_clause);
                Declaration::Equation(Box::new(Equation { name, label, clauses, at: AT }))
            }
            11 => Declaration::Rule(Rule {
                name: self.label(),
                on: self.trigger(),
                when: self.maybe(Self::condition),
                actions: self.some(1, Self::action),
                at: AT,
            }),
            12 => {
                let name = self.label();
                Declaration::Law(Law { name, holds: self.condition(), at: AT })
            }
            13 => Declaration::Decision(Decision {
                name,
                asks: self.name(),
                weighs: self.expr(),
                clauses: self.some(0, Self::decision_clause),
                at: AT,
            }),
            14 => Declaration::Change(self.change()),
            _ => {
                let name = self.label();
                let steps = self.some(1, |dice| dice.story_step(1));
                Declaration::Example(Example { name, steps, at: AT })
            }
        }
    }
}

fn word(text: &str) -> Word {
    Word { text: text.into(), at: AT }
}

/// A tree in words, without its places and comments.
fn said(tree: &Tree) -> String {
    let mut told = String::new();
    let whole = format!("{:?}", tree.declarations);
    let mut rest = whole.as_str();
    while let Some(start) = rest.find("Span {") {
        told.push_str(&rest[..start]);
        let end = start + rest[start..].find('}').unwrap() + 1;
        rest = &rest[end..];
    }
    told + rest
}

fn read(text: &str) -> Tree {
    let (tree, told) = parse(text);
    assert!(told.is_empty(), "{}: {}\n{text}", told[0].code, told[0].message);
    tree
}

/// The same words with other blanks, line breaks and comments between them.
fn scrambled(text: &str, dice: &mut Dice) -> (String, Vec<String>) {
    let (mut out, mut comments) = (String::new(), Vec::new());
    for token in tokens(text).tokens {
        let gap = ["", " ", "\n", "  \n\n\n", "\t"][dice.roll(5)];
        out.push_str(gap);
        if dice.roll(6) == 5 {
            let comment = format!(" c{} \"not a text", comments.len());
            out.push_str(&format!("#{comment}  \n"));
            comments.push(comment);
        }
        out.push(' ');
        out.push_str(&text[token.at.start as usize..token.at.end as usize]);
    }
    (out, comments)
}

fn check(bytes: Vec<u8>) -> Result<(), TestCaseError> {
    let mut dice = Dice { bytes, next: 0 };
    let tree = Tree { declarations: dice.some(1, Dice::declaration), comments: Vec::new() };
    let printed = print(&tree, "");
    let again = read(&printed);
    prop_assert_eq!(said(&again), said(&tree), "{}", printed);
    prop_assert_eq!(&print(&again, &printed), &printed);

    let (text, comments) = scrambled(&printed, &mut dice);
    let tree = read(&text);
    prop_assert_eq!(said(&tree), said(&again), "{}", text);
    let once = print(&tree, &text);
    let again = read(&once);
    prop_assert_eq!(said(&again), said(&tree), "{}", once);
    let kept: Vec<String> = again.comments.iter().map(|comment| comment.text.to_string()).collect();
    prop_assert_eq!(kept, comments, "{}", once);
    prop_assert_eq!(&print(&again, &once), &once, "{}", text);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_tree_is_read_as_it_was_printed(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        check(bytes)?;
    }
}
