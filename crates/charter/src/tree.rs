//! The syntax tree: what a charter says, as it is written.
//!
//! One tree has three faces: the text it is read from and formatted to, the sentences it
//! is told in, and the model that is checked and run. Nothing here is resolved: names are
//! words, and every node knows its place.

use quantity::Ratio;

use crate::civil::{Day, Period};
use crate::place::{Span, Word};

/// A charter: declarations in the order they are written, and the comments between them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    /// What is declared.
    pub declarations: Vec<Declaration>,
    /// Comments, in the order of the text.
    pub comments: Vec<Comment>,
}

/// A comment, from `#` to the end of its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The text behind the `#`, without the blanks at its end.
    pub text: Box<str>,
    /// Where it stands.
    pub at: Span,
}

/// A text in quotes: a name to show, a question, a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The text without its quotes.
    pub text: Box<str>,
    /// Where it stands.
    pub at: Span,
}

/// Something a charter declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Declaration {
    /// `charter "Name" for "…" promises "…"`
    Head(Head),
    /// `setting network_part is 5% "What part goes to the network?"`
    Setting(Setting),
    /// `unit credit "Garden credit" …`
    Unit(Unit),
    /// `pool soup "Soup kitchen" holds CAD kept by kitchen_team`
    Pool(Pool),
    /// `role veteran of member is age of member >= 90 day`
    Role(Role),
    /// `rate buyback: 0.95 eur per regio rounded down`
    Rate(Rate),
    /// `measure earned of member is income of member in credit over last 3 month`
    Measure(Measure),
    /// `table credit_line of member gives credit | … -> …`
    Table(Table),
    /// `claim payback "Co-owners" in CAD …`
    Claim(Claim),
    /// `waterfall printing of CAD | …`
    Waterfall(Waterfall),
    /// `equation fluid …`
    Equation(Box<Equation>),
    /// `rule "…" on … when … do …`
    Rule(Rule),
    /// `law "…": …`
    Law(Law),
    /// `decision spend asks holders weighs stake of voter …`
    Decision(Decision),
    /// `change regio.decay needs assembly`
    Change(Change),
    /// `example "…": | …`
    Example(Example),
}

/// The head of a charter: what it is called, who it is for, what it promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// What the charter is called.
    pub name: Label,
    /// Who it is for, in a sentence.
    pub audience: Option<Label>,
    /// What it promises, in a sentence.
    pub promise: Option<Label>,
    /// Where it stands.
    pub at: Span,
}

/// A figure that a community chooses when it takes the charter over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub name: Word,
    /// The figure: a number, percentage, amount or length of time.
    pub value: Expr,
    /// The question that a newcomer answers with it.
    pub question: Option<Label>,
    /// Where it stands.
    pub at: Span,
}

/// Something to count in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its name, which is its code in the commons.
    pub name: Word,
    /// The name in words.
    pub label: Option<Label>,
    /// Its clauses, in the order they are written.
    pub clauses: Vec<UnitClause>,
    /// Where it stands.
    pub at: Span,
}

/// A clause of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitClause {
    /// `kind mutual-credit`
    Kind(Kind, Span),
    /// `counted in eur to 2 decimals`
    Counted {
        /// What it is counted in: itself, or something whose worth people know.
        base: Word,
        /// Digits after the point.
        decimals: Option<(u8, Span)>,
    },
    /// `issued by treasury against 1 eur of reserve`: by a pool, `outside`, or each `member` for themselves.
    Issued {
        /// Who issues it.
        by: Place,
        /// What stands behind one of it, and where.
        against: Option<(Expr, Place)>,
    },
    /// `lowest balance -100 credit`, `lowest balance by credit_line`
    Lowest(Limit),
    /// `highest balance 3000 credit`
    Highest(Limit),
    /// `decays 6% each year applied each day after 90 day into pot`
    Decays(DecayClause),
    /// `passes within-members`, `passes between members and shops`
    Passes(Passes, Span),
    /// `seen by members`: a role, or `everyone`, `members`, `holder`.
    Seen(Word),
    /// `ends 2030-12-31 into pot`
    Ends {
        /// The last day.
        day: Day,
        /// Where what is left goes.
        into: Place,
        /// Where the clause stands.
        at: Span,
    },
    /// `one veg is worth 2 eur`: what people may think of it; never used in a calculation.
    Worth(Expr),
}

/// What a unit is for, and so what may be done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Passed on for anything: issued by someone who answers for it.
    Money,
    /// Made by paying: one member's minus is another's plus.
    MutualCredit,
    /// A promise of something particular.
    Voucher,
    /// What someone is owed.
    Claim,
    /// Reputation: earned, never bought, sold or lent.
    Standing,
    /// A say: never bought, sold or lent.
    Vote,
    /// Thanks: given, never spent again by whoever got them.
    Thanks,
    /// A figure that is reported: hours, meals, revenue. Never passed on.
    Metric,
}

/// A limit of a balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// An expression.
    Amount(Expr),
    /// `by credit_line`: what a table gives for the holder.
    Table(Word),
}

/// How a unit loses with time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecayClause {
    /// How much of it goes: a percentage.
    pub part: Expr,
    /// In which time.
    pub each: (Period, Span),
    /// In which steps.
    pub applied: (Period, Span),
    /// How long after the unit begins the decay begins.
    pub after: Option<Expr>,
    /// Where what is lost goes at the end of each step of `each`; `nowhere` takes it out of the world.
    pub into: Place,
    /// Where it stands.
    pub at: Span,
}

/// Who may pass a unit on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passes {
    /// Whoever holds it, to anyone.
    Freely,
    /// Nobody; it stays where it was issued.
    Never,
    /// Members, to members and pools.
    WithinMembers,
    /// Only rules of the charter.
    ByRuleOnly,
    /// One role to another, either way.
    Between(Word, Word),
}

/// A common purse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// Its name.
    pub name: Word,
    /// The name in words.
    pub label: Option<Label>,
    /// The units it may hold; any, if none is named.
    pub holds: Vec<Word>,
    /// The role that may pay out of it by hand; nobody, if none is named.
    pub keeper: Option<Word>,
    /// `lowest balance -2000 credit`: how far it may go below zero; not at all, if unsaid.
    pub lowest: Option<Expr>,
    /// Where it stands.
    pub at: Span,
}

/// A group of members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: Word,
    /// The name in words.
    pub label: Option<Label>,
    /// How one comes into it.
    pub how: Membership,
    /// Where it stands.
    pub at: Span,
}

/// How one comes into a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Membership {
    /// `of member is …`: whoever meets the condition.
    Meets {
        /// What the candidate is called in the condition; `member` if unsaid.
        who: Option<Word>,
        /// The condition.
        condition: Condition,
    },
    /// `granted by stewards`: whoever one of that role (or `founder`) grants it; `one per person` if they check that.
    Granted {
        /// The role that grants.
        by: Word,
        /// Whether they see to it that no person has it twice.
        one_per_person: Option<Span>,
    },
    /// `open to anyone`: whoever wants.
    Open(Span),
}

/// A price of one unit in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// Its name.
    pub name: Word,
    /// How much of the unit that comes out.
    pub gives: Expr,
    /// For one of which unit that goes in.
    pub per: Word,
    /// How what comes out is rounded.
    pub rounding: Option<RoundingWord>,
    /// `at most 5000 eur each day`
    pub caps: Vec<Cap>,
    /// Where it stands.
    pub at: Span,
}

/// How an amount is made whole: `rounded up`, `rounded up to 15 time`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundingWord {
    /// Which way.
    pub way: Way,
    /// To multiples of this; of the smallest unit, if unsaid.
    pub to: Option<Expr>,
    /// Where it stands.
    pub at: Span,
}

/// Which way an amount is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
    /// To the nearest, halves to the even one.
    HalfEven,
    /// Down, and what was cut off is remembered for the next time between the same two.
    Fair,
}

/// A figure about a member or pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Its name.
    pub name: Word,
    /// What the one it is about is called in the expression.
    pub of: Word,
    /// The expression.
    pub is: Expr,
    /// Where it stands.
    pub at: Span,
}

/// A figure by cases: exactly one row must fit whatever happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: Word,
    /// What the one it is about is called; `member` if unsaid.
    pub of: Option<Word>,
    /// The unit of the figures; `number` for plain ones.
    pub gives: Word,
    /// The rows.
    pub rows: Vec<Row>,
    /// Where it stands.
    pub at: Span,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// When it fits.
    pub when: Condition,
    /// What it gives.
    pub gives: Expr,
    /// Where it stands.
    pub at: Span,
}

/// A class of claims: what several are owed from one source, until it is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its name.
    pub name: Word,
    /// The name in words.
    pub label: Option<Label>,
    /// The clauses, in the order they are written.
    pub clauses: Vec<ClaimClause>,
    /// Where it stands.
    pub at: Span,
}

/// A clause of a class of claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimClause {
    /// `in CAD`
    In(Word),
    /// `lasts until paid`, `lasts once`, `lasts for ever`
    Lasts(Lasts, Span),
    /// `shared pro-rata`, `shared equally`, `shared in-order`
    Shared(Tranche, Span),
    /// `not before 2027-01-01`
    NotBefore(Day, Span),
    /// `at most surplus each year`
    Cap(Cap),
    /// `passes never`, `passes within-members`
    Passes(Passes, Span),
    /// `overflow to infrastructure`: where what it no longer takes goes; to the tiers that follow, if unsaid.
    Overflow(Place),
    /// `when paid release printer`: what becomes common with the last payment.
    Release(Word),
}

/// How long a claim takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasts {
    /// Until what is owed is paid (debt-like, capped).
    UntilPaid,
    /// In the next payment, and then no more.
    Once,
    /// For ever (equity-like): the amount owed is only its weight.
    Forever,
}

/// How a payment is shared among the holders of a class of claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tranche {
    /// In proportion to what each is owed in all.
    ProRata,
    /// The same to each.
    Equally,
    /// The first claim first.
    InOrder,
}

/// Where an amount goes, tier by tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waterfall {
    /// Its name.
    pub name: Word,
    /// The name in words.
    pub label: Option<Label>,
    /// The unit of the amount.
    pub unit: Word,
    /// `with material in CAD, technician in CAD`: further amounts it is told.
    pub details: Vec<Detail>,
    /// The tiers, in their order.
    pub tiers: Vec<Tier>,
    /// Where it stands.
    pub at: Span,
}

/// A further amount that comes with an event: `material in CAD`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// What it is called.
    pub name: Word,
    /// Its unit.
    pub unit: Word,
}

/// A tier of a split or waterfall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// How much.
    pub portion: Portion,
    /// To whom.
    pub to: Destination,
    /// At most how much.
    pub caps: Vec<Cap>,
    /// Only when this holds; else the tier takes nothing.
    pub when: Option<Condition>,
    /// Where it stands.
    pub at: Span,
}

/// How much a tier takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Portion {
    /// `20%`: of the whole amount.
    OfAll(Expr),
    /// `20% of the net`: of what the tiers above this row of net parts left. Neighbouring parts of
    /// the net have one base, as those of the whole have.
    OfNet(Expr),
    /// `20% of the rest`: of what all tiers above left, so that each takes from less.
    OfRest(Expr),
    /// `first 300 CAD`: as much as is left, up to this.
    First(Expr),
    /// `the rest`
    Rest(Span),
}

/// Where a tier, a share or a payment goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// `to infrastructure`: a pool, a party of the event, a class of claims.
    To(Place),
    /// `among members by hours of member`, `among members equally`
    Among {
        /// The role.
        role: Word,
        /// The weight of each; equal weights if unsaid. The role's name stands for each.
        by: Option<Expr>,
    },
    /// `by fluid`, `by fluid for printer`: by the shares of an equation.
    By {
        /// The equation.
        equation: Word,
        /// The pool, project or resource whose contributors are meant; the whole commons, if unsaid.
        on: Option<Word>,
    },
}

/// `at most 20 veg per giver each week`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cap {
    /// How much at most.
    pub most: Expr,
    /// Counted for each of these; for all together if unsaid.
    pub per: Option<Word>,
    /// Counted anew in each of these periods; for one event without `per`, for ever with it, if unsaid.
    pub each: Option<(Period, Span)>,
    /// Where it stands.
    pub at: Span,
}

/// An equation: what contributions are worth, and so who has which share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equation {
    /// Its name.
    pub name: Word,
    /// The name in words.
    pub label: Option<Label>,
    /// The clauses, in the order they are written.
    pub clauses: Vec<EquationClause>,
    /// Where it stands.
    pub at: Span,
}

/// A clause of an equation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EquationClause {
    /// `counts in point`
    CountsIn(Word),
    /// `work as design of soldering by ana: 40 point per hour`
    Worth(Box<Worth>),
    /// `use pays for ever`, `use pays until paid back`
    Equipment(Lasts, Span),
    /// `by quality: | 4 -> 1.2 | 5 -> 1.5`
    Modulator {
        /// `quality`, `seniority`, `frequency` or `priority`.
        by: Word,
        /// From which number or for which word, and the factor.
        steps: Vec<Step>,
    },
    /// `only roles design, care`, `only kinds soldering`
    Only {
        /// `roles` or `kinds`.
        what: Word,
        /// Which.
        names: Vec<Word>,
    },
    /// `without ana, ben`
    Without(Vec<Word>),
    /// `contest for 14 day`
    Contest(Expr),
    /// `counts at once`, `counts when accepted`
    Counts(Counts, Span),
    /// `halves each 2 year`: what lies so long back counts half.
    Halves(Expr),
    /// `upstream 10% to toolkit`: so much goes to a resource (or pool) that everything here builds on.
    Upstream {
        /// The part.
        part: Expr,
        /// Whose contributors.
        to: Word,
    },
}

/// When a log begins to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// As soon as it is logged.
    AtOnce,
    /// When it is accepted or no longer contestable.
    WhenAccepted,
}

/// What one of something is worth in an equation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worth {
    /// `work`, `material`, `use`, `production` or `citation`.
    pub what: Word,
    /// `as design`: only in this role.
    pub role: Option<Word>,
    /// `of soldering`: only this kind.
    pub kind: Option<Word>,
    /// `by ana`: only this agent.
    pub agent: Option<Word>,
    /// `on printer`: only this resource.
    pub resource: Option<Word>,
    /// The worth.
    pub value: Expr,
    /// Per one of what.
    pub per: Word,
    /// Where it stands.
    pub at: Span,
}

/// A step of a modulator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// From which number on, or for which word.
    pub from: StepFrom,
    /// What it multiplies.
    pub factor: Expr,
    /// Where it stands.
    pub at: Span,
}

/// Where a step of a modulator begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepFrom {
    /// From this number on.
    Number(Expr),
    /// For this word.
    Word(Word),
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What it is called, in words.
    pub name: Label,
    /// What sets it off.
    pub on: Trigger,
    /// Only when this holds.
    pub when: Option<Condition>,
    /// What it does, in this order.
    pub actions: Vec<Action>,
    /// Where it stands.
    pub at: Span,
}

/// What sets a rule off. Inside the rule `amount` is the amount of the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// What happens.
    pub kind: TriggerKind,
    /// `with material in CAD`: further amounts that whoever sets it off must tell.
    pub details: Vec<Detail>,
    /// Where it stands.
    pub at: Span,
}

/// What happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TriggerKind {
    /// `transfer of eur from giver to soup`. A name of a pool or role means just those; any other name means anyone.
    Transfer {
        /// The unit.
        unit: Word,
        /// Who pays.
        from: Option<Word>,
        /// Who is paid.
        to: Option<Word>,
    },
    /// `report of service by provider for receiver, confirmed by receiver`
    Report {
        /// The unit reported, of kind metric.
        unit: Word,
        /// Who reports.
        by: Word,
        /// For or about whom.
        about: Option<Word>,
        /// Who must agree before anything happens.
        confirmed: Option<Word>,
    },
    /// `request cash_out of credit by member for friend`
    Request {
        /// What the request is called.
        name: Word,
        /// The unit of its amount; without, it has none.
        unit: Option<Word>,
        /// Who asks.
        by: Word,
        /// For or about whom.
        about: Option<Word>,
    },
    /// `every month for each member`: at the close of the period.
    Every {
        /// The period.
        period: (Period, Span),
        /// Once for each of this role.
        each: Option<Word>,
    },
    /// `2000 eur in soup reached`: when a payment leaves the pool with so much or more.
    Reached {
        /// How much.
        level: Expr,
        /// In which pool.
        pool: Word,
    },
    /// `decision spend passes for proposer`
    Passes {
        /// The decision.
        decision: Word,
        /// Whom it is about.
        about: Option<Word>,
    },
    /// `payback paid`: when the last of a class of claims is paid.
    Paid(Word),
    /// `date 2027-01-01`
    Date(Day, Span),
}

/// A step of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What is done.
    pub kind: ActionKind,
    /// Where it stands.
    pub at: Span,
}

/// What a rule does. All but the last seven move amounts of one unit from one account to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionKind {
    /// `send 5% * amount rounded up from kitchen to solidarity at most 20 eur`
    Send {
        /// How much.
        amount: Amount,
        /// From where.
        from: Place,
        /// To whom.
        to: Destination,
        /// At most.
        caps: Vec<Cap>,
    },
    /// `issue 20 veg to giver`: from the unit's issuer.
    Issue {
        /// How much.
        amount: Amount,
        /// To whom.
        to: Destination,
        /// At most.
        caps: Vec<Cap>,
    },
    /// `retire 20 veg from giver`: back to the unit's issuer.
    Retire {
        /// How much.
        amount: Amount,
        /// From where.
        from: Place,
    },
    /// `split amount from project: | …`
    Split {
        /// How much.
        amount: Amount,
        /// From where.
        from: Place,
        /// The tiers.
        tiers: Vec<Tier>,
    },
    /// `pour amount from project through printing`
    Pour {
        /// How much.
        amount: Amount,
        /// From where.
        from: Place,
        /// The waterfall.
        through: Word,
    },
    /// `share balance of pot in eur from pot among members by hours of members`: a send to several.
    Share {
        /// How much.
        amount: Amount,
        /// From where.
        from: Place,
        /// Among whom, by what.
        to: Destination,
    },
    /// `convert amount from shop by buyback to shop.bank`
    Convert {
        /// How much goes in.
        amount: Amount,
        /// From where.
        from: Place,
        /// The rate.
        rate: Word,
        /// To whom what comes out goes.
        to: Place,
        /// At most.
        caps: Vec<Cap>,
    },
    /// `hold amount from member for 3 day then …`
    Hold {
        /// How much.
        amount: Amount,
        /// From where.
        from: Place,
        /// How long.
        span: Expr,
        /// What happens with it then; it is the amount, and comes from the hold.
        then: Box<Action>,
    },
    /// `owe 120% * amount to giver in payback`
    Owe {
        /// How much.
        amount: Amount,
        /// To whom.
        to: Place,
        /// In which class of claims.
        claim: Word,
    },
    /// `after 3 day …`
    After {
        /// How long.
        span: Expr,
        /// What happens then.
        then: Box<Action>,
    },
    /// `grant cook to giver`
    Grant {
        /// The role.
        role: Word,
        /// To whom.
        to: Word,
    },
    /// `revoke cook from giver`
    Revoke {
        /// The role.
        role: Word,
        /// From whom.
        from: Word,
    },
    /// `open decision spend about giver`
    Open {
        /// The decision.
        decision: Word,
        /// About whom.
        about: Option<Word>,
    },
    /// `refuse "the pot is empty"`: nothing of the whole event happens.
    Refuse(Label),
    /// `let fee be 5% * amount`: a name for a figure in the actions that follow.
    Let {
        /// The name.
        name: Word,
        /// The figure.
        be: Expr,
    },
}

/// An amount that a rule moves, and how it is made whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// How much.
    pub expr: Expr,
    /// How it is made whole; down, if unsaid.
    pub rounding: Option<RoundingWord>,
}

/// A place that holds amounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Which.
    pub kind: PlaceKind,
    /// Where it stands.
    pub at: Span,
}

/// Which place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceKind {
    /// A pool, a party of the event, or a class of claims.
    Name(Word),
    /// `shop.bank`: to be paid out to them, outside.
    Bank(Word),
    /// `outside`: the world beyond the commons.
    Outside,
    /// `nowhere`: what decays into it is no more.
    Nowhere,
}

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// What it says.
    pub kind: ConditionKind,
    /// Where it stands.
    pub at: Span,
}

/// What a condition says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConditionKind {
    /// One of them holds.
    Or(Vec<Condition>),
    /// All of them hold.
    And(Vec<Condition>),
    /// It does not hold: `not a < b`, `giver is not a cook`.
    Not(Box<Condition>),
    /// Two figures compare.
    Compare(Expr, Comparison, Expr),
    /// `giver is a cook`, `giver is a member`
    IsA(Word, Word),
    /// No row above fits; last row of a table only.
    Otherwise,
}

/// How two figures compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub at: Span,
}

/// What a figure is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExprKind {
    /// `3`, `0.5`
    Number(Ratio),
    /// `5%`, as the part it is: 1/20.
    Percent(Ratio),
    /// `20 veg`, `90 days`: a quantity, or a length of time if the word is one of time, which stands in
    /// the singular here.
    Quantity(Ratio, Word),
    /// A setting, a name given with `let`, a detail, or `amount`; also a unit standing for one of it.
    Name(Word),
    /// `balance of giver in eur`, `income of member in credit over last 3 month`, `earned of member`
    Of(Box<Of>),
    /// A sum, difference, product or quotient.
    Binary(Operator, Box<Expr>, Box<Expr>),
    /// `-3 credit`, `-x`
    Negative(Box<Expr>),
    /// `smaller of a and b`
    Smaller(Box<Expr>, Box<Expr>),
    /// `larger of a and b`
    Larger(Box<Expr>, Box<Expr>),
    /// `square root of a`
    SquareRoot(Box<Expr>),
}

/// A figure about somebody or something: a measure, a table, or one that Subak keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Of {
    /// Which figure.
    pub what: Word,
    /// Of whom.
    pub of: Word,
    /// `in eur`
    pub unit: Option<Word>,
    /// `by fluid`: of which equation or class of claims.
    pub by: Option<Word>,
    /// `over last 3 month`
    pub over: Option<Expr>,
}

/// An operator of two figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Over,
}

/// Something that must hold after every entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Law {
    /// What it is called, in words.
    pub name: Label,
    /// What must hold.
    pub holds: Condition,
    /// Where it stands.
    pub at: Span,
}

/// How something is decided together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its name.
    pub name: Word,
    /// The role that is asked.
    pub asks: Word,
    /// The weight of each voice, in which `voter` is whose voice it is.
    pub weighs: Expr,
    /// The clauses, in the order they are written.
    pub clauses: Vec<DecisionClause>,
    /// Where it stands.
    pub at: Span,
}

/// A clause of a decision. Inside, `yes`, `no`, `turnout`, `conviction` `of votes` are the figures of the count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecisionClause {
    /// `passes when …`
    Passes(Condition),
    /// `open for 10 day`
    Open(Expr),
    /// `builds by half each 3 day`
    Builds(Expr),
    /// `seen by members`
    Seen(Word),
    /// `with request in eur`: amounts that a proposal states and rules may use.
    Details(Vec<Detail>),
    /// `recorded by stewards`: who writes its outcome down.
    Recorded(Word),
}

/// What it takes to change a part of the charter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What: `regio`, `regio.decays`, `rule`, `everything`.
    pub path: Vec<Word>,
    /// A rule by its words: `change rule "basic income" needs …`.
    pub rule: Option<Label>,
    /// The decision it needs.
    pub needs: Word,
    /// Where it stands.
    pub at: Span,
}

/// A story in figures that must come out when the charter is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What it shows, in words.
    pub name: Label,
    /// The story, step by step.
    pub steps: Vec<ExampleStep>,
    /// Where it stands.
    pub at: Span,
}

/// A step of an example. A name that the charter does not declare is a person, who joins when first named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleStep {
    /// What happens or must be so.
    pub kind: StepKind,
    /// `is refused`, `is refused by limit_passed`: the step must be refused.
    pub refused: Option<(Option<Word>, Span)>,
    /// Where it stands.
    pub at: Span,
}

/// What a step of an example says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepKind {
    /// `given ana, ben`: they are members.
    Given(Vec<Word>),
    /// `given ana has 100 eur`: before the story begins, from outside the rules; rules do not fire.
    GivenHas(Word, Expr),
    /// `ana pays ben 20 credit with material 3 eur`; `outside pays project 1000 eur`: money arrives.
    Pays {
        /// Who pays: a member, a pool, or `outside`.
        from: Word,
        /// Who is paid.
        to: Word,
        /// How much.
        amount: Expr,
        /// Further amounts.
        with: Vec<(Word, Expr)>,
    },
    /// `ben reports 52 service for ana`
    Reports {
        /// Who reports.
        by: Word,
        /// How much.
        amount: Expr,
        /// For whom.
        about: Option<Word>,
        /// Further amounts.
        with: Vec<(Word, Expr)>,
    },
    /// `ana confirms`, `ana declines`: what waits for their word, the latest first.
    Answers(Word, Answer),
    /// `shop requests redeem of 100 regio for ana`
    Requests {
        /// Who asks.
        by: Word,
        /// What the request is called.
        name: Word,
        /// Its amount.
        amount: Option<Expr>,
        /// About whom.
        about: Option<Word>,
        /// Further amounts.
        with: Vec<(Word, Expr)>,
    },
    /// `decision spend passes for ana with request 100 eur`
    Passes {
        /// The decision.
        decision: Word,
        /// About whom.
        about: Option<Word>,
        /// Its amounts.
        with: Vec<(Word, Expr)>,
    },
    /// `ana becomes cook`: the role is granted, by whoever may.
    Becomes(Word, Word),
    /// `ana works 3 hour as design`, `ana works 3 hour on printer`: a contribution is logged and accepted.
    Works {
        /// Who.
        by: Word,
        /// How much.
        effort: Expr,
        /// In which role.
        role: Option<Word>,
        /// On what.
        on: Option<Word>,
    },
    /// `after 3 day`, `after 56 day`: time passes; what falls due happens.
    After(Expr),
    /// `on 2027-01-01`: time passes until then.
    On(Day, Span),
    /// `repeat 303 times: …`: the step again and again.
    Repeat(u32, Box<ExampleStep>),
    /// `ana has 60 time`: so much, exactly.
    Has(Word, Expr),
    /// `ana is owed 480 CAD by payback`: what is left open.
    Owed(Word, Expr, Word),
    /// `ana is a cook`, `ana is not a cook`
    Is(Word, Answer, Word),
    /// `printer is released`
    Released(Word),
    /// `share of ana by fluid is 25%`
    Share(Word, Word, Expr),
    /// `supply of veg is 20 veg`
    Supply(Word, Expr),
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
}
