//! Acts and effects of version 1, byte by byte. They must decode for ever.
//!
//! `tests/golden/acts-v1` holds, for each kind, its bytes in hexadecimal and what they say.
//! A new kind adds lines (`UPDATE_GOLDEN=1`); a line that is there never changes.
#![cfg(test)]

use std::fmt::{Debug, Write as _};
use std::fs;
use std::path::PathBuf;

use commons::account::{AccountName, Posting, Whole};
use commons::act::{
    Act,
    AddAgent,
    AddAgreement,
    AddClaim,
    AddKey,
    AddProcess,
    AddProcessSpecification,
    AddRecord,
    AddResource,
    AddResourceSpecification,
    AddUnit,
    AdoptCharter,
    // Money by rules.
    Adopted,
    Answer,
    AssignClaim,
    CatchUp,
    ChangeRole,
    Containment,
    Demand,
    // What is said anew.
    Describe,
    Detail,
    Distribute,
    Effects,
    EventEffects,
    FinishProcess,
    Found,
    Hold,
    LogEvent,
    NewPool,
    NewResource,
    Pay,
    PayOut,
    PayoutLine,
    Receive,
    RecordDecision,
    Report,
    Request,
    ResourceChange,
    Reverse,
    Reversed,
    ReviewEvent,
    ReviseRecord,
    RevokeKey,
    SetEquation,
    SettleHold,
    Shared,
    SharedPart,
    WithdrawRecord,
    Word,
};
use commons::action::Action;
use commons::agent::AgentKind;
use commons::agreement::Side;
use commons::change::{
    Aside, CapName, CapUsed, Carried, CaughtUp, Cause, Change, ClaimGrew, ClaimPaid, Continuation,
    Deferred, Ended, Ending, Faded, Flowed, HeldFor, Missed, Moved, Opened, Released, RoleChanged,
    Then,
};
use commons::codec::Canonical;
use commons::contribution::{Provisional, Verdict};
use commons::description::{Described, Edit};
use commons::equation::{Equation, Equipment, Filter, Modulator, ModulatorKind, Rate, Reach, Step};
use commons::event::Standing;
use commons::name::{ActId, Code, Handle, Moment};
use commons::plan::{Figure, RecordClass, Stated};
use commons::unit::{Conversion, Measure, UnitKind};
use quantity::Ratio;

fn handle(text: &str) -> Handle {
    Handle::new(text).unwrap()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

fn measure(minor: i128, unit: &str) -> Measure {
    Measure { minor, unit: code(unit) }
}

fn ratio(numerator: i128, denominator: i128) -> Ratio {
    Ratio::new(numerator, denominator).unwrap()
}

/// Members: who there is and how they sign.
fn members() -> Vec<Act> {
    let agent = AddAgent {
        handle: handle("zoe"),
        kind: AgentKind::Person,
        name: "Zoë".to_owned(),
        note: some("mends bicycles"),
        image: some("https://example.org/zoe.png"),
        location: some("Montréal"),
        classified_as: vec!["mechanic".to_owned()],
        iri: some("https://example.org/zoe"),
        known_as: vec![[3; 16]],
        key: Some([4; 32]),
    };
    let found = Found {
        name: "Rice Terraces".to_owned(),
        handle: handle("rice"),
        founder: handle("ana"),
        founder_name: "Ana".to_owned(),
        founder_key: [1; 32],
        unit: code("CAD"),
        decimals: 2,
    };
    vec![
        Act::Found(Box::new(found)),
        Act::AddAgent(Box::new(agent)),
        Act::AddKey(AddKey { agent: handle("zoe"), key: [5; 32] }),
        Act::RevokeKey(RevokeKey { agent: handle("zoe"), key: [4; 32] }),
    ]
}

/// Kinds and units.
fn kinds() -> Vec<Act> {
    let unit = AddUnit {
        code: code("bag"),
        label: "bag of rice".to_owned(),
        kind: UnitKind::Amount,
        decimals: 3,
        base: Some(Conversion { of: code("kg"), factor: ratio(25, 2) }),
        iri: some("https://example.org/bag"),
    };
    let kind = AddResourceSpecification {
        handle: handle("rice-white"),
        name: "White rice".to_owned(),
        note: None,
        image: None,
        unit: Some(code("kg")),
        unit_of_effort: Some(code("hour")),
        medium_of_exchange: true,
        substitutable: Some(false),
        classified_as: vec!["food".to_owned()],
        iri: None,
    };
    let process = AddProcessSpecification {
        handle: handle("milling"),
        name: "Milling".to_owned(),
        note: some("by water"),
        image: None,
        iri: None,
    };
    vec![
        Act::AddUnit(unit),
        Act::AddResourceSpecification(Box::new(kind)),
        Act::AddProcessSpecification(process),
    ]
}

/// Things and doings.
fn things() -> Vec<Act> {
    let resource = AddResource {
        handle: handle("frame"),
        name: "Frame".to_owned(),
        note: None,
        image: None,
        kind: Some(handle("rice-white")),
        classified_as: Vec::new(),
        tracking: some("F-7"),
        unit: Some(code("one")),
        accountable: Some(handle("zoe")),
        stage: Some(handle("milling")),
        state: some("pass"),
        location: some("shed"),
        contained_in: Some(handle("crate")),
        iri: None,
    };
    let process = AddProcess {
        handle: handle("build"),
        name: "Build".to_owned(),
        note: None,
        based_on: Some(handle("milling")),
        in_scope_of: Some(handle("rice")),
        planned_within: some("urn:plan"),
        classified_as: Vec::new(),
        began: Some(Moment(-1)),
        ended: Some(Moment(1_700_000_000_000)),
        finished: true,
        priority: some("urgent"),
        iri: None,
    };
    let agreement = AddAgreement {
        handle: handle("deal"),
        name: "Deal".to_owned(),
        note: None,
        bundled_in: some("urn:bundle"),
        created: Some(Moment(0)),
        iri: None,
    };
    vec![
        Act::AddResource(Box::new(resource)),
        Act::AddProcess(Box::new(process)),
        Act::FinishProcess(FinishProcess { process: handle("build") }),
        Act::AddAgreement(agreement),
    ]
}

/// Records, claims, events and what is said of them.
fn happenings() -> Vec<Act> {
    let stated = vec![
        ("name".to_owned(), Stated::Text("Buckets".to_owned())),
        ("finished".to_owned(), Stated::Flag(true)),
        (
            "resourceQuantity".to_owned(),
            Stated::Figure(Figure { number: "1.5".to_owned(), unit: some("kg") }),
        ),
        ("satisfies".to_owned(), Stated::Texts(vec!["urn:a".to_owned(), "urn:b".to_owned()])),
    ];
    let claim = AddClaim {
        iri: "urn:claim".to_owned(),
        action: Action::Transfer,
        provider: Some(handle("rice")),
        receiver: Some(handle("zoe")),
        kind: None,
        classified_as: Vec::new(),
        quantity: Some(measure(14_000, "CAD")),
        effort: None,
        triggered_by: Some(ActId([9; 16])),
        created: None,
        due: Some(Moment(1_800_000_000_000)),
        note: None,
        finished: false,
    };
    let review = ReviewEvent {
        event: ActId([9; 16]),
        verdict: Verdict::Contested,
        reason: some("that was an hour"),
        quality: Some(ratio(1, 2)),
    };
    vec![
        Act::AddRecord(AddRecord {
            class: RecordClass::Plan,
            iri: "urn:plan".to_owned(),
            properties: stated,
        }),
        Act::AddClaim(Box::new(claim)),
        Act::LogEvent(Box::new(full_event())),
        Act::LogEvent(Box::new(LogEvent::new(Action::Work))),
        Act::ReviewEvent(review),
    ]
}

/// An event that says everything an event can say.
fn full_event() -> LogEvent {
    LogEvent {
        action: Action::TransferAllRights,
        standing: Standing::Gift,
        provider: Some(handle("zoe")),
        receiver: Some(handle("ana")),
        at: Some(Moment(1_700_000_000_000)),
        began: Some(Moment(1_699_999_999_999)),
        input_of: Some(handle("build")),
        output_of: Some(handle("paint")),
        resource: Some(handle("frame")),
        to_resource: Some(handle("shelf")),
        creates: Some(NewResource {
            handle: handle("bike"),
            name: "Bike".to_owned(),
            tracking: some("B-1"),
            iri: some("urn:bike"),
        }),
        kind: Some(handle("rice-white")),
        classified_as: vec!["steel".to_owned()],
        quantity: Some(measure(-3_000_000, "one")),
        effort: Some(measure(2_500_000, "hour")),
        value: Some(measure(i128::MAX, "CAD")),
        role: Some(handle("design")),
        weight: Some(u64::MAX),
        agreement: Some((handle("deal"), Side::Reciprocal)),
        corrects: Some(ActId([8; 16])),
        fulfills: vec!["urn:c".to_owned()],
        satisfies: vec!["urn:i".to_owned()],
        settles: vec!["urn:claim".to_owned()],
        state: some("pass"),
        to_location: some("shed"),
        image: some("urn:image"),
        note: some("two lines\nof note"),
        iri: some("urn:event"),
    }
}

/// Rules and money.
fn rules() -> Vec<Act> {
    let rate = |role: Option<&str>, value| Rate {
        role: role.map(handle),
        kind: Some(handle("rice-white")),
        agent: Some(handle("zoe")),
        resource: Some(handle("frame")),
        per: code("hour"),
        value,
    };
    let step = Step { from: ratio(365, 1), word: Some(handle("urgent")), factor: ratio(11, 10) };
    let modulator = Modulator { kind: ModulatorKind::Seniority, steps: vec![step] };
    let equation = Equation {
        name: "care counts".to_owned(),
        unit: code("CAD"),
        work: vec![rate(Some("care"), ratio(75, 2))],
        material: vec![rate(None, ratio(1, 3))],
        usage: vec![rate(None, ratio(10, 1))],
        production: Vec::new(),
        citation: Vec::new(),
        equipment: Equipment::Forever,
        modulators: vec![modulator],
        filter: Filter {
            roles: vec![handle("care")],
            kinds: vec![handle("rice-white")],
            without: vec![handle("ana")],
        },
        contest_days: 7,
        provisional: Provisional::Wait,
        reach: Reach::default(),
    };
    let distribute = Distribute {
        income: measure(100_000, "CAD"),
        target: Some(handle("frame")),
        reference: some("invoice 7"),
    };
    vec![
        Act::SetEquation(Box::new(SetEquation { equation })),
        Act::Distribute(distribute),
        Act::Reverse(Reverse { act: ActId([9; 16]), reason: some("typo") }),
    ]
}

/// Charters, payments and what is said about them.
fn payments() -> Vec<Act> {
    let detail = || vec![Detail { name: handle("material"), amount: measure(300, "CAD") }];
    let id = ActId([9; 16]);
    let adopt = AdoptCharter {
        text: "unit CAD\n".to_owned(),
        decided: vec![id],
        note: some("the second version"),
    };
    let pay = Pay {
        from: Some(handle("soup")),
        to: handle("zoe"),
        amount: measure(2_000, "CAD"),
        details: detail(),
        demand: Some(id),
        note: some("thanks"),
    };
    let receive = Receive {
        amount: measure(100_000, "CAD"),
        from: Some(handle("shop")),
        to: handle("till"),
        reference: "2026-01-05/7".to_owned(),
        details: detail(),
        note: None,
    };
    let report = Report {
        amount: measure(52, "service"),
        about: Some(handle("zoe")),
        details: detail(),
        note: some("the roof"),
    };
    let request = Request {
        name: handle("cash_out"),
        amount: Some(measure(100, "credit")),
        about: Some(handle("zoe")),
        details: detail(),
        note: None,
    };
    let demand = Demand {
        payer: handle("zoe"),
        amount: measure(2_000, "CAD"),
        to: Some(handle("soup")),
        details: detail(),
        until: Some(Moment(1_800_000_000_000)),
        note: None,
    };
    vec![
        Act::AdoptCharter(Box::new(adopt)),
        Act::Pay(Box::new(pay)),
        Act::Receive(Box::new(receive)),
        Act::Report(Box::new(report)),
        Act::Request(Box::new(request)),
        Act::Demand(Box::new(demand)),
        Act::Answer(Answer { to: id, word: Word::Decline }),
    ]
}

/// Holds, decisions, roles and what leaves the commons.
fn settlements() -> Vec<Act> {
    let id = ActId([9; 16]);
    let hold = Hold {
        from: None,
        to: handle("zoe"),
        amount: measure(500, "CAD"),
        until: Moment(1_800_000_000_000),
        note: some("deposit"),
    };
    let settle = SettleHold { hold: id, place: 1, commit: Some(measure(400, "CAD")) };
    let decision = RecordDecision {
        decision: handle("spend"),
        about: Some(handle("zoe")),
        details: vec![Detail { name: handle("request"), amount: measure(1, "CAD") }],
        note: some("7 of 9"),
    };
    let role = ChangeRole { role: handle("cook"), agent: handle("zoe"), holds: true };
    let payout = PayOut {
        lines: vec![PayoutLine { agent: handle("zoe"), amount: measure(990, "CAD") }],
        reference: "batch 1".to_owned(),
        note: None,
    };
    let assign = AssignClaim {
        class: handle("payback"),
        to: handle("zoe"),
        amount: measure(100, "CAD"),
        note: None,
    };
    vec![
        Act::Hold(Box::new(hold)),
        Act::SettleHold(settle),
        Act::RecordDecision(Box::new(decision)),
        Act::ChangeRole(role),
        Act::PayOut(Box::new(payout)),
        Act::CatchUp(CatchUp {}),
        Act::AssignClaim(Box::new(assign)),
    ]
}

/// Descriptions and records that change.
fn said_anew() -> Vec<Act> {
    let set = |text: &str| Edit::Set(text.to_owned());
    let full = Describe {
        thing: Described::Named(handle("build")),
        revises: Some(ActId([9; 16])),
        name: set("Building"),
        note: Edit::Remove,
        image: set("urn:image"),
        location: Edit::Remove,
        classified_as: Edit::Set(vec!["making".to_owned()]),
        tracking: set("B-1"),
        began: Edit::Set(Moment(-1)),
        ended: Edit::Remove,
        planned_within: set("urn:plan"),
        created: Edit::Set(Moment(1)),
        bundled_in: set("urn:bundle"),
    };
    let others = [
        Described::Kind(handle("rice-white")),
        Described::ProcessKind(handle("milling")),
        Described::Unit(code("CAD")),
        Described::Event(ActId([8; 16])),
    ];
    let describe = |wish| Act::Describe(Box::new(wish));
    let revise = ReviseRecord {
        iri: "urn:plan".to_owned(),
        revises: ActId([9; 16]),
        properties: vec![("name".to_owned(), Stated::Text("Spring".to_owned()))],
    };
    let withdraw = WithdrawRecord { iri: "urn:plan".to_owned(), revises: ActId([10; 16]) };
    let mut acts = vec![describe(full)];
    acts.extend(others.map(|thing| describe(Describe::new(thing))));
    acts.extend([Act::ReviseRecord(revise), Act::WithdrawRecord(withdraw)]);
    acts
}

fn every_act() -> Vec<Act> {
    let old = [members(), kinds(), things(), happenings(), rules()].concat();
    [old, payments(), settlements(), said_anew()].concat()
}

/// One change of each kind.
fn changes() -> Vec<Change> {
    let cause = || Some(Cause { charter: 12, rule: 3 });
    let (zoe, pool) = (AccountName::Agent(handle("zoe")), AccountName::Pool(handle("soup")));
    let moved = |from, to| Moved { from, to, minor: 70, unit: code("CAD"), cause: cause() };
    let claim = handle("payback");
    let held = |then| Deferred {
        due: Moment(1_800_000_000_000),
        held: Some(Aside { from: AccountName::Pool(handle("soup")), minor: 5, unit: code("CAD") }),
        then,
        cause: None,
    };
    let on = Continuation {
        action: vec![2, 0],
        parties: vec![AccountName::Held(Whole {}), AccountName::Payable(handle("zoe"))],
        numbers: vec![ratio(1, 3)],
    };
    let back = HeldFor { to: zoe.clone(), note: some("deposit") };
    vec![
        Change::Moved(moved(pool.clone(), zoe.clone())),
        Change::ClaimGrew(ClaimGrew {
            class: claim.clone(),
            holder: handle("zoe"),
            minor: 84,
            cause: cause(),
        }),
        Change::ClaimPaid(ClaimPaid {
            class: claim.clone(),
            holder: handle("zoe"),
            minor: -1,
            cause: None,
        }),
        Change::Deferred(held(Then::Rule(on))),
        Change::Deferred(held(Then::Expire(back))),
        Change::Ended(Ended { deferred: 7, how: Ending::Committed }),
        Change::RoleChanged(RoleChanged {
            role: handle("cook"),
            agent: handle("zoe"),
            holds: true,
            cause: cause(),
        }),
        Change::Released(Released { thing: handle("printer"), class: claim, common: true }),
        Change::CapUsed(CapUsed {
            cap: CapName { of: "rule gift".to_owned(), place: 1 },
            whom: Some(zoe.clone()),
            since: Moment(i64::MIN),
            minor: 20,
        }),
        Change::Carried(Carried {
            source: "equation fluid".to_owned(),
            unit: code("CAD"),
            whom: pool,
            parts: -3,
        }),
        Change::CaughtUp(CaughtUp { until: Moment(0) }),
        Change::Opened(Opened {
            decision: handle("spend"),
            about: Some(handle("zoe")),
            cause: cause(),
        }),
        Change::Faded(Faded { moved: moved(AccountName::Issuer(Whole {}), zoe.clone()), lost: 70 }),
        Change::Missed(Missed {
            cause: Cause { charter: 12, rule: 3 },
            whom: Some(zoe),
            why: "limit_passed".to_owned(),
        }),
    ]
}

/// What money by rules does.
fn flows() -> Vec<Effects> {
    let unit = AddUnit {
        code: code("veg"),
        label: "Vegetables".to_owned(),
        kind: UnitKind::Currency,
        decimals: 0,
        base: None,
        iri: None,
    };
    let adopted = Adopted {
        units: vec![unit],
        pools: vec![NewPool { handle: handle("soup"), name: "Soup kitchen".to_owned() }],
        changes: vec![Change::CaughtUp(CaughtUp { until: Moment(0) })],
    };
    vec![Effects::Flow(Flowed { changes: changes() }), Effects::Adoption(Box::new(adopted))]
}

fn effects() -> Vec<Effects> {
    let change = |contained| ResourceChange {
        resource: handle("frame"),
        accounting: -3,
        onhand: 4,
        accountable: Some(handle("zoe")),
        stage: Some(handle("milling")),
        state: some("pass"),
        location: some("shed"),
        contained,
    };
    let changes = vec![
        change(Some(Containment::Inside(handle("crate")))),
        change(Some(Containment::Free(Whole {}))),
        change(None),
    ];
    let posting = |account, minor| Posting { account, minor, unit: code("CAD") };
    let postings = vec![
        posting(AccountName::Outside(Whole {}), -100),
        posting(AccountName::Undistributed(Whole {}), 0),
        posting(AccountName::Agent(handle("zoe")), 100),
    ];
    let part = SharedPart { agent: handle("zoe"), share: 1, minor: 100, carried: -5 };
    vec![
        Effects::PLAIN,
        Effects::Event(EventEffects {
            changes: changes.clone(),
            settled: vec![("urn:claim".to_owned(), 7_000)],
        }),
        Effects::Distribution(Shared {
            equation: 12,
            parts: vec![part],
            postings: postings.clone(),
        }),
        Effects::Reversal(Reversed { changes, postings }),
    ]
}

/// The lines of one value: what it is, its bytes, and what they say.
fn lines<T: Canonical + Debug + PartialEq>(of: &str, value: &T) -> String {
    let bytes = value.to_bytes();
    assert_eq!(T::from_bytes(&bytes).as_ref(), Ok(value), "it does not come back");
    let mut text = format!("{of} ");
    bytes.iter().for_each(|byte| write!(text, "{byte:02x}").unwrap());
    // What takes no bytes is not told.
    let said = format!("{value:?}").replace(", reach: Reach { halves: None, upstream: [] }", "");
    format!("{text}\n    {said}\n")
}

#[test]
fn version_one_decodes_for_ever() {
    let old = [members(), kinds(), things(), happenings(), rules()].concat();
    let mut now = String::new();
    old.iter().for_each(|act| now += &lines("act", act));
    effects().iter().for_each(|effects| now += &lines("effects", effects));
    let new = [payments(), settlements()].concat();
    new.iter().for_each(|act| now += &lines("act", act));
    flows().iter().for_each(|effects| now += &lines("effects", effects));
    said_anew().iter().for_each(|act| now += &lines("act", act));
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/acts-v1");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &now).unwrap();
    }
    let golden = fs::read_to_string(&path).expect("the golden file is there");
    for (old, new) in golden.lines().zip(now.lines()) {
        assert_eq!(old, new, "what was written once reads differently now");
    }
    assert_eq!(golden.lines().count(), now.lines().count());
}

#[test]
fn every_kind_of_act_has_golden_bytes() {
    let kind = |bytes: Vec<u8>| bytes.first().copied();
    let mut kinds: Vec<u8> = every_act().iter().filter_map(|act| kind(act.to_bytes())).collect();
    kinds.dedup();
    assert_eq!(kinds, (1..=35).collect::<Vec<u8>>());
    let all = [effects(), flows()].concat();
    let kinds: Vec<u8> = all.iter().filter_map(|effects| kind(effects.to_bytes())).collect();
    assert_eq!(kinds, (1..=6).collect::<Vec<u8>>());
    let mut kinds: Vec<u8> = changes().iter().filter_map(|it| kind(it.to_bytes())).collect();
    kinds.dedup();
    assert_eq!(kinds, (1..=13).collect::<Vec<u8>>());
}
