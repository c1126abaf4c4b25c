//! A commons of every kind of act, given out as ValueFlows, as a ledger and as tables.
#![cfg(test)]

use commons::act::{
    self, Act, AddAgent, AddClaim, AddProcess, Distribute, Envelope, Found, LogEvent, NewResource,
    Reverse,
};
use commons::action::Action;
use commons::agent::AgentKind;
use commons::event::Standing;
use commons::name::{ActId, Code, Handle, Moment};
use commons::state::State;
use commons::unit::Measure;
use exchange::document::read_document;
use exchange::ledger::write_ledger;
use exchange::sheet::{Sheet, write_sheet};
use exchange::table::read_timesheet;
use exchange::valueflows::{ImportRefused, Note, export, import};
use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

const COMMONS: [u8; 16] = [1; 16];
const KEY: [u8; 32] = [7; 32];
const NOW: Moment = Moment(1_800_000_000_000);

fn handle(text: &str) -> Handle {
    Handle::new(text).unwrap()
}

fn measure(minor: i128, unit: &str) -> Option<Measure> {
    Some(Measure { minor, unit: Code::new(unit).unwrap() })
}

struct Commons {
    state: State,
    acts: u8,
}

impl Commons {
    fn found() -> Self {
        let mut commons = Commons { state: State::default(), acts: 0 };
        commons.act(Act::Found(Box::new(Found {
            name: "Rice; Terraces".into(),
            handle: handle("rice"),
            founder: handle("wayan"),
            founder_name: "Wayan".into(),
            founder_key: KEY,
            unit: Code::new("CAD").unwrap(),
            decimals: 2,
        })));
        commons
    }

    fn act(&mut self, act: Act) -> ActId {
        self.acts += 1;
        let id = ActId([self.acts; 16]);
        self.perform(id, &act);
        id
    }

    fn perform(&mut self, id: ActId, act: &Act) {
        let envelope = Envelope { entry: self.state.entries, at: NOW, act: id, key: KEY };
        let effects =
            act::decide(&self.state, &envelope, act).unwrap_or_else(|refused| panic!("{refused}"));
        act::apply(&mut self.state, &envelope, act, &effects).unwrap();
    }

    fn log(&mut self, action: Action, fill: impl FnOnce(&mut LogEvent)) -> ActId {
        let mut wish = LogEvent::new(action);
        fill(&mut wish);
        self.act(Act::LogEvent(Box::new(wish)))
    }
}

/// Work, a gift, a correction, a product sold, a claim half settled, an income shared, one taken back.
fn lived_in() -> Commons {
    let mut commons = Commons::found();
    for name in ["ana", "ben"] {
        commons.act(Act::AddAgent(Box::new(AddAgent {
            classified_as: vec!["farmer".into(), "7".into()],
            ..AddAgent::new(handle(name), AgentKind::Person, format!("={name}"))
        })));
    }
    commons.act(Act::AddProcess(Box::new(AddProcess {
        in_scope_of: Some(handle("rice")),
        began: Some(Moment(0)),
        priority: Some("high".into()),
        ..AddProcess::new(handle("planting"), "Planting")
    })));
    work_and_sell(&mut commons);
    commons
}

fn work_and_sell(commons: &mut Commons) {
    let work = commons.log(Action::Work, |wish| {
        wish.provider = Some(handle("ana"));
        wish.input_of = Some(handle("planting"));
        wish.effort = measure(3_500_000, "hour");
        wish.role = Some(handle("design"));
        wish.began = Some(Moment(1_000));
        wish.at = Some(Moment(2_000));
        wish.note = Some("two\nlines; and | more".into());
    });
    commons.log(Action::Work, |wish| {
        wish.provider = Some(handle("ana"));
        wish.input_of = Some(handle("planting"));
        wish.effort = measure(-500_000, "hour");
        wish.corrects = Some(work);
    });
    commons.log(Action::Work, |wish| {
        wish.provider = Some(handle("ben"));
        wish.input_of = Some(handle("planting"));
        wish.effort = measure(1_000_000, "hour");
        wish.standing = Standing::Gift;
        wish.value = measure(1_234, "CAD");
    });
    commons.log(Action::Produce, |wish| {
        wish.output_of = Some(handle("planting"));
        wish.creates = Some(NewResource {
            tracking: Some("lot 1".into()),
            ..NewResource::new(handle("harvest"), "Harvest")
        });
        wish.quantity = measure(40_000_000_000, "kg");
        wish.weight = Some(3);
    });
    let consume = commons.log(Action::Lower, |wish| {
        wish.resource = Some(handle("harvest"));
        wish.quantity = measure(1_000_000_000, "kg");
    });
    commons.act(Act::Reverse(Reverse { act: consume, reason: Some("counted again".into()) }));
    commons.act(Act::AddClaim(Box::new(AddClaim {
        provider: Some(handle("rice")),
        receiver: Some(handle("ana")),
        classified_as: vec!["pay".into()],
        quantity: measure(10_000, "CAD"),
        triggered_by: Some(work),
        created: Some(NOW),
        ..AddClaim::new("urn:claim:1", Action::Transfer)
    })));
    commons.log(Action::Transfer, |wish| {
        wish.receiver = Some(handle("ana"));
        wish.classified_as = vec!["pay".into()];
        wish.quantity = measure(2_500, "CAD");
        wish.settles = vec!["urn:claim:1".into()];
    });
}

fn shared(commons: &mut Commons) {
    for total in [100_001, 7] {
        let id = commons.act(Act::Distribute(Distribute {
            income: measure(total, "CAD").unwrap(),
            target: Some(handle("harvest")),
            reference: None,
        }));
        if total == 7 {
            commons.act(Act::Reverse(Reverse { act: id, reason: None }));
        }
    }
}

fn ledger(state: &State) -> String {
    let mut out = Vec::new();
    write_ledger(state, &[], &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn given_out(state: &State) -> String {
    let mut out = Vec::new();
    export(state, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn everything_said_comes_back() {
    let commons = lived_in();
    let first = given_out(&commons.state);
    let mut copy = Commons::found();
    let document = read_document(first.as_bytes()).unwrap();
    let taken = import(&document, &copy.state, COMMONS, KEY, NOW).unwrap();
    assert_eq!(taken.notes, []);
    for (id, act) in &taken.acts {
        copy.perform(*id, act);
    }
    assert_eq!(given_out(&copy.state), first);
    let again = import(&document, &commons.state, COMMONS, KEY, NOW).unwrap();
    assert_eq!(again.acts, [], "what a commons gave out is not new to it");
}

#[test]
fn payments_of_a_distribution_are_given_out_and_not_taken_in() {
    let mut commons = lived_in();
    shared(&mut commons);
    let document = read_document(given_out(&commons.state).as_bytes()).unwrap();
    let taken = import(&document, &Commons::found().state, COMMONS, KEY, NOW).unwrap();
    let payees = commons.state.distributions.iter().next().unwrap().1.payees.len();
    assert_eq!(taken.notes.len(), payees);
    assert!(taken.notes.iter().all(|note| matches!(note, Note::LeftOut { .. })));
}

#[test]
fn a_document_that_cannot_be_is_refused_with_its_line() {
    let refusal = |event: &str| {
        let text = format!("- '@id': e\n  '@type': EconomicEvent\n  provider: ana\n  {event}\n");
        let document = read_document(text.as_bytes()).unwrap();
        import(&document, &Commons::found().state, COMMONS, KEY, NOW).unwrap_err()
    };
    assert!(matches!(refusal("action: fly"), ImportRefused::ActionUnknown { line: 1, .. }));
    let hour =
        |number: &str| format!("effortQuantity: {{hasUnit: hour, hasNumericalValue: {number}}}");
    let fine = refusal(&format!("action: work\n  {}", hour("0.0000001"))).to_string();
    assert!(
        fine.starts_with("number_too_fine: `0.0000001`")
            && fine.ends_with("(line 1 of the document)"),
        "{fine}"
    );
    let negative = refusal(&format!("action: work\n  {}", hour("-1"))).to_string();
    assert!(negative.starts_with("quantity_not_positive"), "{negative}");
    let standing = refusal(&format!("action: work\n  standing: loan\n  {}", hour("1"))).to_string();
    assert!(
        standing.starts_with("standing_unknown: line 1: there")
            || standing.starts_with("standing_unknown: line 1: `loan`")
    );
}

#[test]
fn both_spellings_of_an_action_are_known() {
    for action in ["transferAllRights", "transfer-all-rights", "vf:transferAllRights"] {
        let text = format!(
            "- '@id': e\n  '@type': EconomicEvent\n  action: {action}\n  provider: ana\n  receiver: ben\n  \
             resourceConformsTo: apples\n  resourceQuantity: {{hasUnit: kilogram, hasNumericalValue: 2}}\n"
        );
        let document = read_document(text.as_bytes()).unwrap();
        let taken = import(&document, &Commons::found().state, COMMONS, KEY, NOW).unwrap();
        let Some((_, Act::LogEvent(event))) = taken.acts.last() else {
            panic!("an event");
        };
        assert_eq!(event.action, Action::TransferAllRights);
    }
}

#[test]
fn addresses_stay_out_of_acts() {
    let text = "- '@id': e\n  '@type': EconomicEvent\n  action: work\n  provider: mailto:Ana.Lee@Example.org\n  \
                effortQuantity: {hasUnit: hour, hasNumericalValue: 2}\n\
                - '@id': i\n  '@type': Intent\n  provider: mailto:ana.lee@example.org\n";
    let document = read_document(text.as_bytes()).unwrap();
    let taken = import(&document, &Commons::found().state, COMMONS, KEY, NOW).unwrap();
    let said = format!("{:?}", taken.acts).to_lowercase();
    assert!(!said.contains("example.org"), "{said}");
    assert!(said.contains("urn:subak:agent:ana-lee"), "{said}");
    let agents = taken.acts.iter().filter(|(_, act)| matches!(act, Act::AddAgent(_)));
    assert_eq!(agents.count(), 1, "one person in two spellings");
}

/// A reader of the journal that knows only hledger's rules: amounts by account and unit, transaction by transaction.
fn balances(journal: &str) -> BTreeMap<(String, String), i128> {
    let mut balances = BTreeMap::new();
    let (mut accounts, mut commodities) = (Vec::new(), Vec::new());
    for block in journal.split("\n\n") {
        let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
        for line in block.lines() {
            if let Some(account) = line.strip_prefix("account ") {
                accounts.push(account);
            }
            if let Some(commodity) = line.strip_prefix("commodity ") {
                commodities.push(commodity.split_once(' ').unwrap().1);
            }
            let Some(posting) = line.strip_prefix("    ") else { continue };
            let (account, amount) = posting.split_once("  ").unwrap();
            let (figures, unit) = amount.split_once(' ').unwrap();
            let minor: i128 = figures.replace('.', "").parse().unwrap();
            assert!(accounts.contains(&account), "{account} is declared");
            assert!(commodities.contains(&unit), "{unit} is declared");
            *sums.entry(unit).or_default() += minor;
            *balances.entry((account.to_owned(), unit.to_owned())).or_default() += minor;
        }
        assert!(sums.values().all(|sum| *sum == 0), "{block}");
    }
    balances
}

#[test]
fn the_ledger_balances_and_agrees_with_the_state() {
    let mut commons = lived_in();
    shared(&mut commons);
    let journal = ledger(&commons.state);
    let balances = balances(&journal);
    let balance = |account: &str, unit: &str| {
        balances.get(&(account.to_owned(), unit.to_owned())).copied().unwrap_or(0)
    };
    assert_eq!(balance("outside", "CAD"), -100_001);
    assert_eq!(balance("stock:harvest", "kg"), 40_000_000_000);
    assert_eq!(balance("given:ana", "hour"), -3_000_000);
    let ana = commons.state.agent(&handle("ana")).unwrap();
    let (_, distribution) = commons.state.distributions.iter().next().unwrap();
    let credited = distribution.payees.iter().find(|payee| payee.agent == ana).unwrap().minor;
    assert_eq!(balance("agents:ana", "CAD"), credited + 2_500);
    assert!(journal.contains("work by ana: two lines  and   more\n"), "{journal}");
    assert!(journal.starts_with("; Rice  Terraces, "), "{journal}");
}

/// What `hledger` prints, or `None` (with a word about it) where it is not installed. CI installs it.
fn hledger(arguments: &[&str], journal: &str) -> Option<String> {
    let child = Command::new("hledger")
        .args(["-f", "-"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) if std::env::var_os("CI").is_none() => {
            println!("not compared with hledger, which does not start here: {error}");
            return None;
        }
        Err(error) => panic!("hledger does not start: {error}"),
    };
    child.stdin.take().unwrap().write_all(journal.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "hledger {arguments:?}: {told}\n{journal}");
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn hledger_accepts_the_ledger_and_balances_it() {
    let mut commons = lived_in();
    shared(&mut commons);
    let journal = ledger(&commons.state);
    let Some(_) = hledger(&["check", "--strict"], &journal) else { return };
    let shown = hledger(&["balance", "outside", "--flat", "--no-total"], &journal).unwrap();
    assert_eq!(shown.split_whitespace().collect::<Vec<_>>(), ["-1000.01", "CAD", "outside"]);
    let total = hledger(&["balance", "cur:CAD", "--flat"], &journal).unwrap();
    assert_eq!(total.lines().last().map(str::trim), Some("0"), "{total}");
}

#[test]
fn every_table_has_its_rows() {
    let mut commons = lived_in();
    shared(&mut commons);
    let sheet = |sheet| {
        let mut out = Vec::new();
        write_sheet(&commons.state, sheet, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let agents = sheet(Sheet::Agents);
    assert!(agents.contains("ana,Person,'=ana,"), "{agents}");
    assert!(sheet(Sheet::Resources).contains("harvest,Harvest,,lot 1,40,40,kg,rice"));
    let events = sheet(Sheet::Events);
    let rows = csv_rows(&events);
    assert_eq!(rows, commons.state.events.len() + 1);
    let shares = sheet(Sheet::Distributions);
    assert_eq!(
        csv_rows(&shares),
        commons.state.distributions.iter().next().unwrap().1.payees.len() + 1
    );
}

fn csv_rows(text: &str) -> usize {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(Result::unwrap).count()
}

#[test]
fn a_timesheet_is_taken_in_from_a_spreadsheet() {
    let rows = read_timesheet(&b"Datum;date;Who;Hours\nx;2026-01-31;ana;2,5\n"[..]).unwrap();
    assert_eq!((rows[0].mantissa, rows[0].decimals), (25, 1));
}
