//! The fourteen worked examples of the research: each of their 37 declarations does what it says, on a story.
#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use charter::civil::Period;
use charter::machine::{Facts, Frame, Party};
use charter::model::{Decision, Model, Observe, RoleId};
use charter::observe::Tally;
use charter::parse::parse;
use charter::print::format;
use charter::render::render;
use charter::report::{Guarantee, Verdict};
use charter::tree::{Declaration, Kind};
use commons::act::{
    Act, AdoptCharter, ChangeRole, Effects, Envelope, Found, RecordDecision, apply, check_charter,
    decide,
};
use commons::name::{ActId, Code, Handle, Moment};
use commons::refusal::Refused;
use commons::state::State;

/// A declaration as the research wrote it, as it is written now if it is called otherwise, and the story that shows it.
struct Shown {
    was: &'static str,
    is: &'static str,
    story: &'static str,
}

/// Which declaration is shown by which story, file by file.
const SHOWN: [(&str, &[Shown]); 14] = [
    (
        "01-time-bank",
        &[
            Shown { was: "unit hour", is: "unit time", story: "ten hours are the end" },
            Shown { was: "rule service given", is: "", story: "ferndale quarter hours" },
            Shown {
                was: "rule help the project",
                is: "",
                story: "a part of what the kitchen gets is for solidarity",
            },
            Shown {
                was: "example ferndale quarter hours",
                is: "",
                story: "ferndale quarter hours",
            },
        ],
    ),
    (
        "02-mutual-credit",
        &[
            Shown {
                was: "unit credit",
                is: "",
                story: "three thousand is as much as anybody holds",
            },
            Shown {
                was: "measure earned",
                is: "",
                story: "after ninety days, what three months earned",
            },
            Shown { was: "table credit_line", is: "", story: "two thousand at most" },
        ],
    ),
    (
        "03-chiemgauer",
        &[
            Shown {
                was: "unit regio",
                is: "",
                story: "nothing is lost for ninety days, then six percent in a year",
            },
            Shown { was: "rate buyback", is: "", story: "what would come to nothing stays" },
            Shown {
                was: "rule business redeems",
                is: "",
                story: "five of a hundred stay, three of them for a charity",
            },
            Shown {
                was: "change regio.decay",
                is: "change regio.decays",
                story: "nothing is lost for ninety days, then six percent in a year",
            },
        ],
    ),
    (
        "04-circles",
        &[
            Shown { was: "unit crc", is: "", story: "seven percent fade in a year and go nowhere" },
            Shown {
                was: "rule basic income",
                is: "",
                story: "one an hour, two weeks' worth at most",
            },
        ],
    ),
    (
        "05-encointer",
        &[
            Shown { was: "unit leu", is: "", story: "seven percent a month, minute by minute" },
            Shown { was: "rule ceremony income", is: "", story: "who attended gets an income" },
            Shown { was: "decision change_income", is: "", story: "who attended gets an income" },
        ],
    ),
    (
        "06-sarafu",
        &[
            Shown { was: "unit sarafu", is: "", story: "two of ten trade" },
            Shown { was: "rule recycle", is: "", story: "two of ten trade" },
        ],
    ),
    (
        "07-bucket",
        &[
            Shown {
                was: "pool soup_bucket",
                is: "",
                story: "the team pays out of its bucket, and nobody else",
            },
            Shown {
                was: "rule bucket full",
                is: "",
                story: "the bucket fills, and three flows start",
            },
            Shown {
                was: "rule gift earns garden vegetables",
                is: "",
                story: "a gift earns vegetables, twenty a week",
            },
            Shown {
                was: "law vegetables are backed",
                is: "",
                story: "no more vegetables than are pledged",
            },
        ],
    ),
    (
        "08-conviction",
        &[
            Shown { was: "decision spend", is: "", story: "somebody has to write it down" },
            Shown { was: "rule fund proposal", is: "", story: "a fifth of the pool at most" },
        ],
    ),
    (
        "09-backfeed",
        &[
            Shown {
                was: "unit reputation",
                is: "",
                story: "what was accepted is paid in tokens and reputation",
            },
            Shown {
                was: "rule evaluate",
                is: "",
                story: "a judge stakes a twentieth, which is for those who saw it before",
            },
            Shown {
                was: "rule contribution accepted",
                is: "",
                story: "what was accepted is paid in tokens and reputation",
            },
        ],
    ),
    (
        "10-sensorica",
        &[Shown { was: "rule income", is: "", story: "costs first, then by what was logged" }],
    ),
    (
        "11-capped-return",
        &[
            Shown {
                was: "unit share_claim",
                is: "claim share_claim",
                story: "never more than was agreed",
            },
            Shown {
                was: "rule capped return",
                is: "",
                story: "a fifth of what comes in, when there is a surplus",
            },
        ],
    ),
    (
        "12-copyfair",
        &[
            Shown {
                was: "rate licence",
                is: "setting licence",
                story: "who does not give pays two percent, rounded up",
            },
            Shown {
                was: "rule market use of the commons",
                is: "",
                story: "who gives pays nothing",
            },
            Shown {
                was: "law commons money never leaks",
                is: "",
                story: "not even the steward takes anything out",
            },
        ],
    ),
    (
        "13-bank-bridge",
        &[
            Shown { was: "rule cash out", is: "", story: "three days later, one for one" },
            Shown { was: "rate par", is: "", story: "five thousand a day, of all together" },
        ],
    ),
    (
        "14-boundary",
        &[
            Shown {
                was: "rate to_south",
                is: "",
                story: "one randcredit is seven and a half, to the last part of a cent",
            },
            Shown {
                was: "rule trade out",
                is: "",
                story: "two thousand lie in the mirror at most",
            },
        ],
    ),
];

/// What the checker says to what the research wrote: Sarafu's month of 28 days, and payments per head to people
/// whom nobody knows as one person each.
const WARNED: [(&str, &[&str]); 2] = [
    ("06-sarafu", &["decay_not_monthly", "heads_not_people"]),
    ("07-bucket", &["heads_not_people", "heads_not_people"]),
];

fn text(file: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/appendix_b");
    fs::read_to_string(folder.join(format!("{file}.charter"))).unwrap()
}

fn model(file: &str) -> Model {
    check_charter(&text(file)).model.unwrap()
}

/// What is declared, as `unit hour` or `rule service given`.
fn called(declaration: &Declaration) -> String {
    let (sort, name) = match declaration {
        Declaration::Setting(it) => ("setting", &it.name.text),
        Declaration::Unit(it) => ("unit", &it.name.text),
        Declaration::Pool(it) => ("pool", &it.name.text),
        Declaration::Rate(it) => ("rate", &it.name.text),
        Declaration::Measure(it) => ("measure", &it.name.text),
        Declaration::Table(it) => ("table", &it.name.text),
        Declaration::Claim(it) => ("claim", &it.name.text),
        Declaration::Rule(it) => ("rule", &it.name.text),
        Declaration::Law(it) => ("law", &it.name.text),
        Declaration::Decision(it) => ("decision", &it.name.text),
        Declaration::Example(it) => ("example", &it.name.text),
        Declaration::Change(it) => {
            let path: Vec<&str> = it.path.iter().map(|word| &*word.text).collect();
            return format!("change {}", path.join("."));
        }
        _ => return String::new(),
    };
    format!("{sort} {name}")
}

#[test]
fn all_thirty_seven_declarations_are_shown_by_a_story() {
    let mut were = BTreeSet::new();
    for (file, shown) in SHOWN {
        let (tree, wrong) = parse(&text(file));
        assert!(wrong.is_empty(), "{file}: {wrong:?}");
        let declared: BTreeSet<String> = tree.declarations.iter().map(called).collect();
        for Shown { was, is, story } in shown {
            assert!(were.insert((file, *was)), "{was} stands twice");
            let is = if is.is_empty() { was } else { is };
            assert!(declared.contains(*is), "{file} declares no {is}");
            assert!(declared.contains(&format!("example {story}")), "{file} tells no {story}");
        }
    }
    assert_eq!(were.len(), 37);
}

#[test]
fn every_story_comes_out() {
    let warned: BTreeMap<&str, &[&str]> = WARNED.into();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/appendix_b");
    assert_eq!(fs::read_dir(folder).unwrap().count(), SHOWN.len());
    for (file, _) in SHOWN {
        let text = text(file);
        assert_eq!(format(&text).unwrap(), text, "{file}");
        let reading = check_charter(&text);
        let said = &reading.report.diagnostics;
        let shown: String = said.iter().map(|it| render(&text, file, it)).collect();
        let codes: Vec<&str> = said.iter().map(|it| it.code).collect();
        assert_eq!(codes, warned.get(file).copied().unwrap_or_default(), "{shown}");
        assert!(reading.broken(&text).is_empty(), "{file}: {:?}", reading.broken(&text));
        let examples = reading.model.as_ref().unwrap().examples.len();
        let played = reading.report.findings.iter();
        let played = played.filter(|it| it.guarantee == Guarantee::Examples);
        let came_out = played.filter(|it| it.verdict == Verdict::Proven).count();
        assert_eq!((came_out, examples > 0), (examples, true), "{file}");
    }
}

/// What no story can tell: of which kind a unit is, and who may see it.
#[test]
fn units_are_of_the_kinds_and_seen_as_the_research_says() {
    let told = [
        ("01-time-bank", "time", Kind::MutualCredit, 0, "members"),
        ("02-mutual-credit", "credit", Kind::MutualCredit, 2, "members"),
        ("03-chiemgauer", "regio", Kind::Money, 2, "holder"),
        ("04-circles", "crc", Kind::Money, 18, "everyone"),
        ("05-encointer", "leu", Kind::Money, 18, "everyone"),
        ("06-sarafu", "sarafu", Kind::Money, 6, "everyone"),
        ("09-backfeed", "reputation", Kind::Standing, 6, "everyone"),
    ];
    for (file, name, kind, decimals, seen) in told {
        let model = model(file);
        let unit = model.units.iter().find(|unit| &*unit.name == name).unwrap();
        assert_eq!((unit.kind, unit.decimals, &*unit.seen), (kind, decimals, seen), "{name}");
    }
}

/// How a decision was counted: weights in whole numbers.
struct Count {
    electorate: i128,
    yes: i128,
    no: i128,
}

impl Facts for Count {
    fn observe(&self, what: &Observe, _: &[Party]) -> Option<i128> {
        const WHOLE: i128 = 1_000_000_000_000_000;
        Some(match what {
            Observe::Tally(Tally::Yes | Tally::Conviction) => self.yes,
            Observe::Tally(Tally::No) => self.no,
            Observe::Tally(Tally::Electorate) => self.electorate,
            Observe::Tally(Tally::Turnout) => (self.yes + self.no) * WHOLE / self.electorate,
            _ => return None,
        })
    }

    fn is_in(&self, _: Party, _: RoleId) -> bool {
        false
    }
}

fn passes(model: &Model, decision: &Decision, count: &Count) -> bool {
    decision.passes.as_ref().unwrap().holds(model, count, &Frame::default()).unwrap()
}

/// Of a thousand, 76 of 100, 293 of 500 and 501 of a thousand carry it; fewer than fifty voices carry nothing.
#[test]
fn a_low_turnout_asks_for_a_larger_majority() {
    let model = model("05-encointer");
    let decision = &model.decisions[0];
    let carries = |turnout: i128, yes: i128| {
        passes(&model, decision, &Count { electorate: 1000, yes, no: turnout - yes })
    };
    assert!(carries(100, 76) && !carries(100, 75));
    assert!(carries(500, 293) && !carries(500, 292));
    assert!(carries(1000, 501) && !carries(1000, 500));
    assert!(carries(50, 50) && !carries(49, 49));
    let open = decision.open.unwrap();
    assert_eq!((open.count, open.period), (10, Period::Day));
}

#[test]
fn conviction_builds_and_half_of_all_reputation_must_have_evaluated() {
    let spending = model("08-conviction");
    let spend = &spending.decisions[0];
    let builds = spend.builds.unwrap();
    assert_eq!((builds.count, builds.period), (3, Period::Day));
    let convinced = |yes| passes(&spending, spend, &Count { electorate: 1000, yes, no: 0 });
    assert!(convinced(200) && !convinced(199));
    let accepting = model("09-backfeed");
    let evaluated =
        |yes, no| passes(&accepting, &accepting.decisions[0], &Count { electorate: 100, yes, no });
    assert!(evaluated(20, 30) && !evaluated(49, 0));
}

/// A commons of one founder under a charter.
struct Commons {
    state: State,
}

const FOUNDER: [u8; 32] = [1; 32];

fn handle(name: &str) -> Handle {
    Handle::new(name).unwrap()
}

impl Commons {
    fn under(text: &str) -> Self {
        let mut commons = Self { state: State::default() };
        let found = Found {
            name: "Example".to_owned(),
            handle: handle("commons@example"),
            founder_name: "ana".to_owned(),
            founder: handle("ana"),
            founder_key: FOUNDER,
            unit: Code::new("unit-of-example").unwrap(),
            decimals: 2,
        };
        commons.does(Act::Found(Box::new(found))).unwrap();
        commons.adopts(text, vec![]).unwrap();
        commons
    }

    fn does(&mut self, act: Act) -> Result<ActId, String> {
        let entry = self.state.entries;
        let id = ActId(u128::from(entry + 1).to_be_bytes());
        let at = Moment(1_767_225_600_000 + i64::try_from(entry).unwrap());
        let envelope = Envelope { entry, at, act: id, key: FOUNDER };
        let name = |refused: Refused| refused.to_string().split(':').next().unwrap().to_owned();
        let effects: Effects = decide(&self.state, &envelope, &act).map_err(name)?;
        apply(&mut self.state, &envelope, &act, &effects).unwrap();
        Ok(id)
    }

    fn adopts(&mut self, text: &str, decided: Vec<ActId>) -> Result<ActId, String> {
        self.does(Act::AdoptCharter(Box::new(AdoptCharter { decided, ..AdoptCharter::new(text) })))
    }
}

/// `change regio.decays needs assembly_two_thirds`: not even the founder changes it without, and once each.
#[test]
fn what_a_regio_loses_is_changed_by_two_thirds_only() {
    let text = text("03-chiemgauer");
    let mut commons = Commons::under(&text);
    let after = |percent: &str| {
        let at = text.find("example \"nothing is lost").unwrap();
        text[..at].replace("decays 6%", &format!("decays {percent}"))
    };
    assert_eq!(commons.adopts(&after("5%"), vec![]).unwrap_err(), "amendment_needs");
    let decision = RecordDecision::new(handle("assembly_two_thirds"));
    let recorded = Act::RecordDecision(Box::new(decision));
    assert_eq!(commons.does(recorded.clone()).unwrap_err(), "not_in_charge");
    let (role, agent) = (handle("steward"), handle("ana"));
    commons.does(Act::ChangeRole(ChangeRole { role, agent, holds: true })).unwrap();
    let decided = commons.does(recorded).unwrap();
    commons.adopts(&after("5%"), vec![decided]).unwrap();
    assert_eq!(commons.adopts(&after("4%"), vec![decided]).unwrap_err(), "decision_used");
    // What no line covers is the founder's.
    commons.adopts(&after("5%").replace("\"Regional money\"", "\"Regio\""), vec![]).unwrap();
    let model = model("03-chiemgauer");
    let decision = &model.decisions[0];
    assert!(passes(&model, decision, &Count { electorate: 9, yes: 6, no: 3 }));
    assert!(!passes(&model, decision, &Count { electorate: 9, yes: 5, no: 3 }));
}
