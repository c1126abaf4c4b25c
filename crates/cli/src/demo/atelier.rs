//! The demonstration: an open-hardware co-operative in Montréal, seven people and what they did in fourteen months.

use commons::act::{
    Act, AddAgent, AddProcess, AddResource, AddResourceSpecification, AdoptCharter, Answer,
    ChangeRole, Demand, Detail, Distribute, Found, Hold, LogEvent, NewResource, Pay, Receive,
    RecordDecision, Reverse, ReviewEvent, SetEquation, SettleHold, Word,
};
use commons::action::Action;
use commons::agent::AgentKind;
use commons::contribution::Verdict;
use commons::equation::{Equation, Rate};
use commons::name::{ActId, Code, Handle};
use inquiry::library::{Answer as Figure, Draft};
use quantity::Ratio;

use super::story::{DAYS, Story, cents, thousandths};
use crate::refusal::Refused;

/// Who founds it.
pub const FOUNDER: &str = "maya";

/// The others, with the day they join.
pub const PEOPLE: [(&str, &str, i64); 6] = [
    ("ibrahim", "Ibrahim Diallo", 1),
    ("chloe", "Chloé Gagnon", 1),
    ("dara", "Dara Sok", 2),
    ("felix", "Félix Roy", 3),
    ("noor", "Noor Haddad", 70),
    ("emil", "Emil Novák", 121),
];

/// What somebody does in a project: who, as what, and how one would say it.
type Doing = (&'static str, &'static str, &'static str);

const LASER: [Doing; 7] = [
    ("maya", "coordination", "Rota and bookings of the laser cutter"),
    ("dara", "care", "Cleaned lenses and mirrors"),
    ("ibrahim", "electronics", "New interlock for the lid"),
    ("felix", "design", "Jig that holds sheets flat"),
    ("chloe", "welding", "Stand for the air filter"),
    ("dara", "care", "Showed newcomers how to cut safely"),
    ("emil", "electronics", "Meter that counts minutes of the beam"),
];
const MICROSCOPE: [Doing; 8] = [
    ("felix", "design", "Focus stage, drawn again"),
    ("ibrahim", "electronics", "Driver board for the light"),
    ("chloe", "design", "Printed body, thinner walls"),
    ("emil", "code", "Stitching pictures together"),
    ("maya", "design", "Sample holder for schools"),
    ("emil", "code", "Live picture on a phone"),
    ("ibrahim", "electronics", "Soldered ten light rings"),
    ("chloe", "writing", "Building instructions in French"),
];
const KITCHEN: [Doing; 6] = [
    ("noor", "cooking", "Thursday supper for forty"),
    ("maya", "cooking", "Bread for the week"),
    ("dara", "care", "Fridges, shelves, and the list of what is there"),
    ("noor", "coordination", "Leftovers fetched from the market Jean-Talon"),
    ("felix", "cooking", "Soup and salad for the open day"),
    ("chloe", "care", "Scrubbed the ovens"),
];

/// How the commons is founded.
///
/// # Errors
/// None: the names are well-formed, and a test plays it all.
pub fn founding(key: [u8; 32]) -> Result<Found, Refused> {
    Ok(Found {
        name: "Atelier Villeray".to_owned(),
        handle: Handle::new("atelier-villeray")?,
        founder: Handle::new(FOUNDER)?,
        founder_name: "Maya Tremblay".to_owned(),
        founder_key: key,
        unit: Code::new("CAD")?,
        decimals: 2,
    })
}

/// Tells it all; `key` gives the public key of a person.
///
/// # Errors
/// None: the names are well-formed, and a test plays it all.
pub fn tell(story: &mut Story, key: impl Fn(&str) -> [u8; 32]) -> Result<(), Refused> {
    people(story, key)?;
    things(story)?;
    rules(story)?;
    purchase(story)?;
    for week in 3..=DAYS / 7 {
        a_week(story, week)?;
    }
    incomes(story)?;
    among_them(story)?;
    waiting(story)
}

fn people(story: &mut Story, key: impl Fn(&str) -> [u8; 32]) -> Result<(), Refused> {
    for (who, name, day) in PEOPLE {
        let wish = AddAgent::new(Handle::new(who)?, AgentKind::Person, name);
        let wish = AddAgent { key: Some(key(who)), ..wish };
        story.tell(FOUNDER, story.day(day, 10), Act::AddAgent(Box::new(wish)));
    }
    for (who, name) in [("faisceau", "Faisceau inc."), ("schools", "Science in schools")] {
        let wish = AddAgent::new(Handle::new(who)?, AgentKind::Organization, name);
        story.tell(FOUNDER, story.day(4, 10), Act::AddAgent(Box::new(wish)));
    }
    Ok(())
}

fn things(story: &mut Story) -> Result<(), Refused> {
    let kinds = [
        ("machine", "Machine", "one"),
        ("plywood", "Plywood, sheet of 3 mm", "one"),
        ("flour", "Flour", "kg"),
        ("open-microscope", "Open microscope", "one"),
    ];
    for (kind, name, unit) in kinds {
        let wish = AddResourceSpecification::new(Handle::new(kind)?, name);
        let wish = AddResourceSpecification { unit: Some(Code::new(unit)?), ..wish };
        let act = Act::AddResourceSpecification(Box::new(wish));
        story.tell(FOUNDER, story.day(4, 11), act);
    }
    let things = [
        ("laser", "Laser cutter, 60 W", "machine", "maya", "Workshop, by the window"),
        ("printer", "Large 3D printer", "machine", "dara", "Workshop, bench 2"),
        ("sheets", "Plywood", "plywood", "chloe", "Rack behind the door"),
        ("flour-bin", "Flour bin", "flour", "noor", "Kitchen"),
    ];
    for (thing, name, kind, who, location) in things {
        let at = story.day(if who == "noor" { 71 } else { 5 }, 9);
        let wish = AddResource::new(Handle::new(thing)?, name);
        let kind = Some(Handle::new(kind)?);
        let accountable = Some(Handle::new(who)?);
        let location = Some(location.to_owned());
        let wish = AddResource { kind, accountable, location, ..wish };
        story.tell(FOUNDER, at, Act::AddResource(Box::new(wish)));
    }
    let projects = [
        (
            "laser-cutter",
            "Laser cutter, ours together",
            6,
            "Bought together, kept by all, free for all once it is paid.",
        ),
        (
            "microscope",
            "Open microscope",
            20,
            "A microscope that a school can build for the price of a textbook.",
        ),
        ("kitchen", "Community kitchen", 80, "Supper on Thursdays, for whoever comes."),
    ];
    for (project, name, day, note) in projects {
        let at = story.day(day, 12);
        let wish = AddProcess::new(Handle::new(project)?, name);
        let wish = AddProcess { note: Some(note.to_owned()), began: Some(at), ..wish };
        story.tell(FOUNDER, at, Act::AddProcess(Box::new(wish)));
    }
    let raised = [
        ("maya", "laser", 1_000, "one", 30),
        ("dara", "printer", 1_000, "one", 6),
        ("chloe", "sheets", 60_000, "one", 33),
        ("noor", "flour-bin", 90_000, "kg", 84),
    ];
    for (who, thing, amount, unit, day) in raised {
        let event = LogEvent {
            provider: Some(Handle::new(who)?),
            resource: Some(Handle::new(thing)?),
            quantity: Some(thousandths(amount, unit)?),
            ..LogEvent::new(Action::Raise)
        };
        story.tell(who, story.day(day, 15), Act::LogEvent(Box::new(event)));
    }
    Ok(())
}

fn rules(story: &mut Story) -> Result<(), Refused> {
    let rate = |unit: &str, value| {
        Ok::<_, Refused>(Rate::new(Code::new(unit)?, Ratio::from_integer(value)))
    };
    let as_what = |role: &str, value| {
        Ok::<_, Refused>(Rate { role: Some(Handle::new(role)?), ..rate("hour", value)? })
    };
    let equation = Equation {
        name: "fluid".to_owned(),
        work: vec![
            rate("hour", 22)?,
            as_what("design", 30)?,
            as_what("electronics", 32)?,
            as_what("code", 32)?,
            as_what("coordination", 25)?,
        ],
        material: vec![rate("one", 14)?, rate("kg", 3)?],
        usage: vec![rate("hour", 6)?],
        ..Equation::founding(Code::new("CAD")?)
    };
    let act = Act::SetEquation(Box::new(SetEquation { equation }));
    story.tell(FOUNDER, story.day(7, 19), act);
    let figure =
        |setting: &str, answer: &str| -> Figure { (setting.to_owned(), answer.to_owned()) };
    let text = Draft::named("co-owned-machine")?
        .answered(&[figure("price", "6000 CAD"), figure("maintenance_part", "25%")])?;
    let note = Some("As we agreed around the table at Dara's.".to_owned());
    let act = Act::AdoptCharter(Box::new(AdoptCharter { note, ..AdoptCharter::new(text) }));
    story.tell(FOUNDER, story.day(9, 20), act);
    let role =
        ChangeRole { role: Handle::new("steward")?, agent: Handle::new(FOUNDER)?, holds: true };
    story.tell(FOUNDER, story.day(9, 21), Act::ChangeRole(role));
    Ok(())
}

/// Five of them buy the laser cutter.
fn purchase(story: &mut Story) -> Result<(), Refused> {
    let parts = [
        ("maya", 150_000),
        ("ibrahim", 150_000),
        ("chloe", 100_000),
        ("dara", 100_000),
        ("felix", 100_000),
    ];
    for ((who, part), day) in parts.into_iter().zip(11..) {
        let reference = format!("Transfer of {who} for the laser cutter");
        receive(story, (day, 9), who, part, reference, &[])?;
        let note = Some("My part of the laser cutter".to_owned());
        pay(
            story,
            who,
            (day, 18),
            Pay { note, ..Pay::new(Handle::new("purchase")?, cents(part)?) },
        );
    }
    let wish = Pay::new(Handle::new("faisceau")?, cents(600_000)?);
    let note = Some("Invoice 2214, delivered".to_owned());
    pay(story, FOUNDER, (29, 11), Pay { from: Some(Handle::new("purchase")?), note, ..wish });
    Ok(())
}

/// What is worked in a week, what is used and used up, and what is said to it.
fn a_week(story: &mut Story, week: i64) -> Result<(), Refused> {
    let joined = |who: &str, day| PEOPLE.iter().all(|(name, _, from)| *name != who || *from < day);
    let mut projects: Vec<(&str, &[Doing])> = vec![("laser-cutter", &LASER)];
    if week >= 4 {
        projects.extend([("microscope", &MICROSCOPE[..]), ("microscope", &MICROSCOPE[..])]);
    }
    if week >= 12 {
        projects.push(("kitchen", &KITCHEN));
    }
    for _ in 0..3 {
        let day = week * 7 + i64::from(story.chance.below(6));
        let (project, doings) = story.chance.one_of(&projects);
        let (who, role, what) = story.chance.one_of(doings);
        let quarters = 2 + story.chance.below(18);
        if !joined(who, day) || day >= DAYS {
            continue;
        }
        let event = LogEvent {
            provider: Some(Handle::new(who)?),
            effort: Some(thousandths(quarters * 250, "hour")?),
            input_of: Some(Handle::new(project)?),
            role: Some(Handle::new(role)?),
            note: Some(what.to_owned()),
            ..LogEvent::new(Action::Work)
        };
        let logged = story.tell(who, story.day(day, 17), Act::LogEvent(Box::new(event)));
        review(story, (who, day), logged);
    }
    if week % 3 == 0 && week >= 6 {
        used(story, week * 7 + 2)?;
    }
    if week % 5 == 0 && week >= 13 {
        used_up(story, week * 7 + 3)?;
    }
    Ok(())
}

/// Somebody else accepts most of what is logged within days, and contests little. The last days wait.
fn review(story: &mut Story, (who, day): (&str, i64), event: ActId) {
    let by = story.chance.one_of(&["maya", "ibrahim", "chloe", "dara", "felix"]);
    let later = day + 1 + i64::from(story.chance.below(4));
    let dice = story.chance.below(40);
    if by == who || dice < 3 || later >= DAYS - 9 {
        return;
    }
    let accepted = ReviewEvent { event, verdict: Verdict::Accepted, reason: None, quality: None };
    if dice == 3 {
        let reason = Some("The log of the door says it was half as long.".to_owned());
        let contested = ReviewEvent { verdict: Verdict::Contested, reason, ..accepted.clone() };
        story.tell(by, story.day(later, 19), Act::ReviewEvent(contested));
        if story.chance.below(2) == 0 {
            return;
        }
        story.tell(by, story.day(later + 1, 20), Act::ReviewEvent(accepted));
    } else {
        story.tell(by, story.day(later, 19), Act::ReviewEvent(accepted));
    }
}

/// Dara's printer runs for the microscope.
fn used(story: &mut Story, day: i64) -> Result<(), Refused> {
    let event = LogEvent {
        provider: Some(Handle::new("dara")?),
        resource: Some(Handle::new("printer")?),
        input_of: Some(Handle::new("microscope")?),
        effort: Some(thousandths(2_000 + story.chance.below(10) * 500, "hour")?),
        note: Some("By the meter of the printer".to_owned()),
        ..LogEvent::new(Action::Use)
    };
    story.tell("dara", story.day(day, 21), Act::LogEvent(Box::new(event)));
    Ok(())
}

fn used_up(story: &mut Story, day: i64) -> Result<(), Refused> {
    let taken = [
        ("chloe", "sheets", "microscope", 1_000 * (1 + story.chance.below(3)), "one"),
        ("noor", "flour-bin", "kitchen", 500 * (4 + story.chance.below(8)), "kg"),
    ];
    for (who, what, project, amount, unit) in taken {
        if who == "noor" && day < 90 {
            continue;
        }
        let event = LogEvent {
            provider: Some(Handle::new(who)?),
            resource: Some(Handle::new(what)?),
            input_of: Some(Handle::new(project)?),
            quantity: Some(thousandths(amount, unit)?),
            ..LogEvent::new(Action::Consume)
        };
        story.tell(who, story.day(day, 16), Act::LogEvent(Box::new(event)));
    }
    Ok(())
}

/// Uses of the laser cutter are paid; microscopes are built and sold; suppers bring in a little; the borough helps.
fn incomes(story: &mut Story) -> Result<(), Refused> {
    let customers = [
        "Signs for a bakery",
        "Model of a house",
        "Boxes for a choir",
        "A puzzle, 200 pieces",
        "Lamps, series of 12",
        "Theatre set",
    ];
    for (nth, customer) in (0..35_u32).zip(customers.into_iter().cycle()) {
        let day = 34 + i64::from(nth) * 11 + i64::from(story.chance.below(5));
        let material = 300 + 50 * story.chance.below(20);
        let technician = 100 * story.chance.below(25);
        let fee = material + technician + 4_000 + 500 * story.chance.below(30);
        let details = [("material", material), ("technician", technician)];
        receive(
            story,
            (day, 14),
            "machine",
            fee,
            format!("{customer}, no. {}", 101 + nth),
            &details,
        )?;
    }
    for (nth, day) in [(1, 150), (2, 262), (3, 381)] {
        let name = format!("microscope-{nth}");
        let event = LogEvent {
            provider: Some(Handle::new("felix")?),
            output_of: Some(Handle::new("microscope")?),
            creates: Some(NewResource::new(
                Handle::new(&name)?,
                format!("Open microscope no. {nth}"),
            )),
            kind: Some(Handle::new("open-microscope")?),
            quantity: Some(thousandths(1_000, "one")?),
            ..LogEvent::new(Action::Produce)
        };
        story.tell("felix", story.day(day, 13), Act::LogEvent(Box::new(event)));
        let price = 90_000 + 5_000 * story.chance.below(12);
        shared(story, (day + 8, 11), price, Some(&name), "Sold to a school in Rosemont")?;
    }
    for (nth, day) in [108, 140, 171, 203, 239, 270, 301, 333, 366, 398].into_iter().enumerate() {
        let income = 12_000 + 100 * story.chance.below(200);
        shared(
            story,
            (day, 12),
            income,
            Some("kitchen"),
            &format!("Thursday suppers, round {}", nth + 1),
        )?;
    }
    shared(story, (215, 10), 400_000, None, "Grant of the borough")?;
    shared(story, (352, 10), 150_000, Some("laser-cutter"), "Open doors, courses of the autumn")
}

/// They pay each other, ask for money, set some aside, decide together, and take something back.
fn among_them(story: &mut Story) -> Result<(), Refused> {
    let paid = [
        ("maya", "noor", 2_400, "Cake for the general meeting", 180),
        ("ibrahim", "dara", 1_850, "Bus to Québec and back", 221),
        ("chloe", "felix", 3_000, "Half of the drill bits", 243),
        ("felix", "maya", 1_200, "Postage for the lenses", 268),
        ("emil", "ibrahim", 4_500, "Your old oscilloscope probe", 290),
        ("noor", "chloe", 2_000, "Jars", 318),
        ("dara", "maya", 1_575, "Coffee, three kilos", 359),
        ("ibrahim", "emil", 2_600, "Cables", 405),
        ("chloe", "maya", 900, "Stamps", 419),
    ];
    for (who, to, amount, why, day) in paid {
        let note = Some(why.to_owned());
        pay(story, who, (day, 20), Pay { note, ..Pay::new(Handle::new(to)?, cents(amount)?) });
    }
    for day in [190, 236, 281, 329, 372, 410] {
        let who = story.chance.one_of(&["ibrahim", "chloe", "dara", "felix"]);
        let details = detail(&[("material", 300)])?;
        let note = Some("Cut for the street feast".to_owned());
        pay(
            story,
            who,
            (day, 16),
            Pay { details, note, ..Pay::new(Handle::new("community")?, cents(800)?) },
        );
    }
    let demand = |payer: &str, amount, why: &str| {
        let note = Some(why.to_owned());
        Ok::<_, Refused>(Act::Demand(Box::new(Demand {
            note,
            ..Demand::new(Handle::new(payer)?, cents(amount)?)
        })))
    };
    let asked =
        story.tell("dara", story.day(276, 9), demand("chloe", 2_250, "Bearings for the printer")?);
    story.tell("chloe", story.day(277, 9), Act::Answer(Answer { to: asked, word: Word::Accept }));
    let asked = story.tell("felix", story.day(300, 9), demand("maya", 9_900, "A second chair")?);
    story.tell("maya", story.day(302, 9), Act::Answer(Answer { to: asked, word: Word::Decline }));
    let hold = |to: &str, amount, until, why: &str| {
        let (to, amount, note) = (Handle::new(to)?, cents(amount)?, Some(why.to_owned()));
        Ok::<_, Refused>(Act::Hold(Box::new(Hold { from: None, to, amount, until, note })))
    };
    let held = story.tell(
        "ibrahim",
        story.day(311, 9),
        hold("felix", 6_000, story.day(341, 9), "When the stage arrives")?,
    );
    let settled = SettleHold { hold: held, place: 0, commit: Some(cents(5_500)?) };
    story.tell("ibrahim", story.day(330, 9), Act::SettleHold(settled));
    story.tell(
        "maya",
        story.day(415, 9),
        hold("emil", 8_000, story.day(DAYS + 20, 9), "When the phone app is out")?,
    );
    let note = Some("All five owners: we keep the laser cutter open on Sundays.".to_owned());
    let wish = RecordDecision { note, ..RecordDecision::new(Handle::new("all_owners")?) };
    story.tell(FOUNDER, story.day(288, 21), Act::RecordDecision(Box::new(wish)));
    let wrong = LogEvent {
        provider: Some(Handle::new("emil")?),
        effort: Some(thousandths(40_000, "hour")?),
        input_of: Some(Handle::new("microscope")?),
        role: Some(Handle::new("code")?),
        ..LogEvent::new(Action::Work)
    };
    let wrong = story.tell("emil", story.day(344, 22), Act::LogEvent(Box::new(wrong)));
    let reason = Some("Four hours, not forty.".to_owned());
    story.tell("emil", story.day(344, 23), Act::Reverse(Reverse { act: wrong, reason }));
    Ok(())
}

/// What waits for the founder today.
fn waiting(story: &mut Story) -> Result<(), Refused> {
    let asked =
        [("noor", 3_850, "Flour and oil for Thursday"), ("dara", 1_420, "Lens paper, two packs")];
    for ((who, amount, why), day) in asked.into_iter().zip(DAYS - 2..) {
        let note = Some(why.to_owned());
        let wish = Demand { note, ..Demand::new(Handle::new(FOUNDER)?, cents(amount)?) };
        story.tell(who, story.day(day, 18), Act::Demand(Box::new(wish)));
    }
    Ok(())
}

fn pay(story: &mut Story, who: &'static str, (day, hour): (i64, i64), wish: Pay) {
    story.tell(who, story.day(day, hour), Act::Pay(Box::new(wish)));
}

fn detail(of: &[(&str, u32)]) -> Result<Vec<Detail>, Refused> {
    of.iter()
        .map(|(name, amount)| Ok(Detail { name: Handle::new(name)?, amount: cents(*amount)? }))
        .collect()
}

fn receive(
    story: &mut Story,
    (day, hour): (i64, i64),
    to: &str,
    amount: u32,
    reference: String,
    details: &[(&str, u32)],
) -> Result<(), Refused> {
    let (to, amount, details) = (Handle::new(to)?, cents(amount)?, detail(details)?);
    let wish = Receive { amount, from: None, to, reference, details, note: None };
    story.tell(FOUNDER, story.day(day, hour), Act::Receive(Box::new(wish)));
    Ok(())
}

fn shared(
    story: &mut Story,
    (day, hour): (i64, i64),
    amount: u32,
    target: Option<&str>,
    why: &str,
) -> Result<(), Refused> {
    let target = target.map(Handle::new).transpose()?;
    let wish = Distribute { income: cents(amount)?, target, reference: Some(why.to_owned()) };
    story.tell(FOUNDER, story.day(day, hour), Act::Distribute(wish));
    Ok(())
}
