//! Texts of charters that mean something: declarations drawn at random, kept if the checker lets them pass.

use commons::reading::Reading;

use super::dice::Dice;

/// The units that charters choose from: name, kind and decimals, which stay as they are over amendments.
const UNITS: [(&str, &str, u8); 7] = [
    ("eur", "money", 2),
    ("credit", "mutual-credit", 0),
    ("regio", "money", 2),
    ("veg", "voucher", 1),
    ("trust", "standing", 0),
    ("star", "thanks", 0),
    ("service", "metric", 0),
];

const POOLS: [&str; 4] = ["till", "pot", "garden", "fund"];

const ROUNDINGS: [&str; 8] = [
    "",
    "",
    "",
    "rounded down",
    "rounded up",
    "rounded half-even",
    "rounded fair",
    "rounded up to 5",
];

/// What a charter has declared so far.
#[derive(Default)]
struct Declared {
    units: Vec<&'static str>,
    roles: Vec<&'static str>,
    measures: Vec<(&'static str, &'static str)>,
    tables: Vec<(&'static str, &'static str)>,
    claims: Vec<&'static str>,
    rates: Vec<(String, &'static str, &'static str)>,
    waterfall: Option<bool>,
    decision: bool,
}

/// What can be named where a figure stands.
struct Scope {
    parties: Vec<&'static str>,
    amount: Option<&'static str>,
    detail: Option<(&'static str, &'static str)>,
    /// Where the amount of the event has just come to.
    home: Option<&'static str>,
}

const ABOUT_MEMBER: fn() -> Scope =
    || Scope { parties: vec!["m"], amount: None, detail: None, home: None };

/// The declarations of a charter that passes, the name of it first.
pub fn charter(dice: &mut Dice) -> Vec<String> {
    let name = format!("charter \"At random {}\"", dice.below(1_000_000));
    let mut kept = vec![name];
    let mut declared = Declared::default();
    grounds(dice, &mut kept, &mut declared);
    sources(dice, &mut kept, &declared);
    if dice.one_in(3) {
        circle(dice, &mut kept);
    }
    let (most, mut rules) = (2 + dice.below(7), 0);
    for number in 0..30 {
        let drawn = rule(dice, &declared, number);
        rules += usize::from(rules < most && keep(&mut kept, drawn));
    }
    if dice.one_in(3) {
        keep(&mut kept, law(dice, &declared));
    }
    kept
}

/// Pools that pass parts of what comes to each other.
fn circle(dice: &mut Dice, kept: &mut Vec<String>) {
    for (number, from) in POOLS.iter().enumerate().take(2 + dice.below(3)) {
        let (one, other) = (dice.pick(&POOLS), dice.pick(&POOLS));
        let (part, more) = (dice.pick(&[5, 33, 50, 80, 100]), dice.pick(&[5, 20, 49]));
        let rounding = dice.pick(&["", "rounded up", "rounded fair", "rounded half-even"]);
        let payer = dice.pick(&["", " from giver"]);
        let text = format!("rule \"round {number}\"\n  on transfer of eur{payer} to {from}\n  do ");
        let does = match dice.below(3) {
            0 => format!(
                "split amount from {from}:\n    | {more}% to {one}\n    | the rest to {other}"
            ),
            1 => format!("send {part}% * amount {rounding} from {from} to {one}"),
            _ => format!(
                "send {more}% * amount from {from} to {one}\n     send {more}% * amount from {from} to {other}"
            ),
        };
        keep(kept, text + &does);
    }
}

/// Rules by which members get of what nobody brings from outside.
fn sources(dice: &mut Dice, kept: &mut Vec<String>, declared: &Declared) {
    for unit in ["regio", "veg", "trust", "star"] {
        if declared.units.contains(&unit) && !dice.one_in(5) {
            let text = format!(
                "rule \"a source of {unit}\"\n  on request mint of {unit} by asker\n  do issue amount to asker"
            );
            keep(kept, text);
        }
    }
}

/// Keeps a declaration if the charter passes with it.
fn keep(kept: &mut Vec<String>, drawn: String) -> bool {
    kept.push(drawn);
    let passes = passes(kept);
    if !passes {
        kept.pop();
    }
    passes
}

pub fn passes(kept: &[String]) -> bool {
    let text = kept.join("\n");
    let reading = Reading::of(&text);
    reading.model.is_some() && reading.broken(&text).is_empty()
}

fn grounds(dice: &mut Dice, kept: &mut Vec<String>, declared: &mut Declared) {
    declared.units.push("eur");
    let base = "decision council asks founder weighs 1\n  passes when yes of votes > no of votes";
    kept.push(base.to_owned());
    declared.decision = true;
    let pools: Vec<String> = POOLS.iter().map(|name| pool(dice, name)).collect();
    let pots =
        pools.iter().zip(POOLS).filter(|(text, _)| !text.contains("holds")).map(|(_, it)| it);
    let pots: Vec<&str> = pots.collect();
    let chosen: Vec<_> = UNITS.iter().skip(1).filter(|_| !dice.one_in(3)).collect();
    declared.units.extend(chosen.iter().map(|(name, ..)| *name));
    kept.push(unit(dice, &UNITS[0], &pots));
    for unit in chosen {
        let drawn = self::unit(dice, unit, &pots);
        kept.push(drawn);
    }
    kept.extend(pools);
    if !passes(kept) {
        // A pool that holds what was not chosen: let all hold all.
        kept.retain(|it| !it.starts_with("pool"));
        kept.extend(POOLS.iter().map(|name| format!("pool {name}")));
    }
    roles(dice, kept, declared);
    for name in ["lately", "standing_of", "worth_of"] {
        let of = *dice.pick(&declared.units);
        let what = figure(dice, declared, of, &ABOUT_MEMBER(), 2);
        if dice.one_in(2) && keep(kept, format!("measure {name} of m is {what}")) {
            declared.measures.push((name, of));
        }
    }
    for name in ["line", "step"] {
        table(dice, kept, declared, name);
    }
    limits(dice, kept, declared);
    claims(dice, kept, declared);
    rates(dice, kept, declared);
    if dice.one_in(3) {
        let detail = dice.one_in(2);
        let of = Scope {
            parties: Vec::new(),
            amount: Some("eur"),
            detail: detail.then_some(("cost", "eur")),
            home: None,
        };
        let with = if detail { " with cost in eur" } else { "" };
        let tiers = tiers(dice, declared, "eur", &of, "pot");
        if keep(kept, format!("waterfall fee of eur{with}\n{tiers}")) {
            declared.waterfall = Some(detail);
        }
    }
}

fn unit(dice: &mut Dice, (name, kind, decimals): &(&str, &str, u8), pots: &[&str]) -> String {
    let mut text =
        format!("unit {name}\n  kind {kind}\n  counted in {name} to {decimals} decimals");
    match *kind {
        "money" | "voucher" | "mutual-credit" => {
            text += &format!("\n  passes {}", dice.pick(&["freely", "within-members", "freely"]));
        }
        "metric" => {}
        _ => text += "\n  passes by-rule-only",
    }
    match *name {
        "eur" => text += "\n  issued by outside",
        "credit" => text += &format!("\n  lowest balance -{} credit", dice.pick(&[20, 100, 500])),
        "veg" if dice.one_in(2) => text += "\n  issued by garden",
        "regio" if dice.one_in(3) => text += "\n  issued by fund against 1 eur of till",
        _ => {}
    }
    if ["credit", "veg"].contains(name) && dice.one_in(4) {
        text += &format!("\n  highest balance {} {name}", dice.pick(&[50, 200]));
    }
    if ["regio", "veg"].contains(name) && dice.one_in(2) {
        let part = dice.pick(&["6%", "2%", "50%", "7.3%", "99%"]);
        let each = dice.pick(&["year", "month", "28-days", "week", "day"]);
        let applied = dice.pick(&["day", "day", "hour"]);
        let after = dice.pick(&["", "", " after 10 day"]);
        let into = dice.pick_any(pots).unwrap_or("nowhere");
        let into = if dice.one_in(2) { "nowhere" } else { into };
        text += &format!("\n  decays {part} each {each} applied each {applied}{after} into {into}");
    }
    if *name == "veg" && dice.one_in(6) {
        text += "\n  ends 2026-06-01 into garden";
    }
    text
}

fn pool(dice: &mut Dice, name: &str) -> String {
    let holds = dice.pick(&["", "", "", " holds eur", " holds eur, regio", " holds eur, credit"]);
    let kept = dice.pick(&["", " kept by founder", " kept by member"]);
    let lowest = dice.pick(&["", "", " lowest balance -50 eur", " lowest balance -30 credit"]);
    format!("pool {name}{holds}{kept}{lowest}")
}

fn roles(dice: &mut Dice, kept: &mut Vec<String>, declared: &mut Declared) {
    let granted = dice.pick(&["granted by founder", "granted by founder one per person"]);
    for (name, how) in [
        ("cook", (*granted).to_owned()),
        ("guest", "open to anyone".to_owned()),
        ("elder", "granted by cook one per person".to_owned()),
        ("rich", "of m is balance of m in eur >= 50 eur".to_owned()),
        (
            "busy",
            "of m is income of m in eur over last 7 day > 0 eur and not m is a cook".to_owned(),
        ),
    ] {
        if !dice.one_in(3) && keep(kept, format!("role {name} {how}")) {
            declared.roles.push(name);
        }
    }
    declared.roles.extend(["member", "person", "founder"]);
}

fn table(dice: &mut Dice, kept: &mut Vec<String>, declared: &mut Declared, name: &'static str) {
    let gives = *dice.pick(&declared.units);
    let by = *dice.pick(&declared.units);
    let what = dice.pick(&["balance", "income", "spending"]);
    let over = if *what != "balance" && dice.one_in(2) { " over last 1 month" } else { "" };
    let asked = format!("{what} of m in {by}{over}");
    let (low, high) = (dice.below(60), 60 + dice.below(200));
    let role = *dice.pick(&declared.roles);
    let rows: &[String] = match dice.below(4) {
        0 => &[
            format!("{asked} < {low} {by}"),
            format!("{asked} >= {low} {by} and {asked} <= {high} {by}"),
            format!("{asked} > {high} {by}"),
        ],
        1 => &[
            format!("m is a {role}"),
            format!("m is not a {role} and {asked} <= {low} {by}"),
            format!("m is not a {role} and {asked} > {low} {by}"),
        ],
        2 => &[
            format!("{asked} < {low} {by}"),
            format!("{asked} >= {high} {by}"),
            "otherwise".into(),
        ],
        _ => &[condition(dice, declared, &ABOUT_MEMBER()), "otherwise".into()],
    };
    let mut text = format!("table {name} of m gives {gives}");
    for row in rows {
        let given = match dice.below(3) {
            0 => format!("-{} {gives}", dice.below(300)),
            1 => format!("{} {gives}", dice.below(300)),
            _ => figure(dice, declared, gives, &ABOUT_MEMBER(), 1),
        };
        text += &format!("\n  | {row} -> {given}");
    }
    if dice.one_in(2) && keep(kept, text) {
        declared.tables.push((name, gives));
    }
}

/// Lets a table be a limit, where one gives the unit.
fn limits(dice: &mut Dice, kept: &mut [String], declared: &Declared) {
    let Some((table, unit)) = declared.tables.first().filter(|_| dice.one_in(2)) else { return };
    let Some(at) = kept.iter().position(|it| it.starts_with(&format!("unit {unit}\n"))) else {
        return;
    };
    let before = kept[at].clone();
    let lines = before.lines().filter(|line| !line.contains("lowest balance"));
    kept[at] = lines.collect::<Vec<_>>().join("\n") + &format!("\n  lowest balance by {table}");
    if !passes(kept) {
        kept[at] = before;
    }
}

fn claims(dice: &mut Dice, kept: &mut Vec<String>, declared: &mut Declared) {
    for name in ["debt", "prize"] {
        let lasts = dice.pick(&["until paid", "until paid", "once", "for ever"]);
        let shared = dice.pick(&["pro-rata", "equally", "in-order"]);
        let mut text = format!("claim {name}\n  in eur\n  lasts {lasts}\n  shared {shared}");
        text += *dice.pick(&["", "", "\n  not before 2026-02-01"]);
        text += *dice.pick(&["", "", "\n  at most 20 eur each week", "\n  at most 7 eur"]);
        text += *dice.pick(&["\n  passes never", "\n  passes freely"]);
        text += *dice.pick(&["", "\n  overflow to fund"]);
        text += *dice.pick(&["", "\n  when paid release printer"]);
        if dice.one_in(2) && keep(kept, text) {
            declared.claims.push(name);
        }
    }
}

fn rates(dice: &mut Dice, kept: &mut Vec<String>, declared: &mut Declared) {
    for name in ["par", "back"] {
        let (from, to) = (*dice.pick(&declared.units), *dice.pick(&declared.units));
        let much = dice.pick(&["1", "0.95", "2", "0.2", "0.5"]);
        let rounding =
            dice.pick(&["rounded down", "rounded up", "rounded half-even", "rounded fair"]);
        let cap = dice.pick(&["", "", " at most 30 each day", " at most 10 per m"]);
        let cap =
            if cap.contains("per") { "" } else { &cap.replace(" each", &format!(" {from} each")) };
        let text = format!("rate {name}: {much} {to} per {from} {rounding}{cap}");
        if from != to && dice.one_in(2) && keep(kept, text) {
            declared.rates.push((name.to_owned(), from, to));
        }
    }
}

/// A figure that counts a unit.
fn figure(
    dice: &mut Dice,
    it: &Declared,
    unit: &'static str,
    scope: &Scope,
    depth: usize,
) -> String {
    let literal = |dice: &mut Dice| format!("{} {unit}", dice.pick(&[0, 1, 2, 3, 7, 10, 25, 60]));
    let who = |dice: &mut Dice| {
        let pool = *dice.pick(&POOLS);
        dice.pick_any(&scope.parties).filter(|_| !dice.one_in(3)).unwrap_or(pool)
    };
    let more = |dice: &mut Dice| figure(dice, it, unit, scope, depth.saturating_sub(1));
    if depth == 0 || dice.one_in(4) {
        return match scope.amount.filter(|amount| *amount == unit) {
            Some(_) if !dice.one_in(3) => "amount".to_owned(),
            _ => literal(dice),
        };
    }
    match dice.below(16) {
        0 | 1 => format!("{}% * ({})", dice.pick(&[1, 5, 10, 50, 80, 100]), more(dice)),
        2 => format!("balance of {} in {unit}", who(dice)),
        3 => format!(
            "income of {} in {unit} over last {}",
            who(dice),
            dice.pick(&["1 day", "1 month", "3 month"])
        ),
        4 => format!("spending of {} in {unit}", who(dice)),
        5 => format!("smaller of ({}) and ({})", more(dice), more(dice)),
        6 => format!("larger of ({}) and ({})", more(dice), more(dice)),
        7 => format!("{} + {}", more(dice), more(dice)),
        8 => format!("({}) - ({})", more(dice), more(dice)),
        9 => format!("({}) / {}", more(dice), dice.pick(&["2", "3", "number of member"])),
        10 => format!("number of {} * 2 {unit}", dice.pick(&it.roles)),
        11 => format!("supply of {unit}"),
        12 => match it.measures.iter().chain(&it.tables).find(|(_, of)| *of == unit) {
            Some((name, _)) if !scope.parties.is_empty() => {
                format!("{name} of {}", dice.pick(&scope.parties))
            }
            _ => literal(dice),
        },
        13 if unit == "eur" && !it.claims.is_empty() => {
            let (what, class) = (dice.pick(&["owed", "paid"]), dice.pick(&it.claims));
            match dice.pick_any(&scope.parties) {
                Some(party) => format!("{what} of {party} by {class}"),
                None => literal(dice),
            }
        }
        _ => match (scope.amount, scope.detail) {
            (_, Some((name, of))) if of == unit && dice.one_in(2) => name.to_owned(),
            (Some(amount), _) if amount == unit => "amount".to_owned(),
            (Some(amount), _) => {
                format!("{} {unit} / {amount} * amount", dice.pick(&["1", "2", "0.2", "3"]))
            }
            _ => literal(dice),
        },
    }
}

fn condition(dice: &mut Dice, it: &Declared, scope: &Scope) -> String {
    let unit = *dice.pick(&it.units);
    let comparison = dice.pick(&["<", "<=", ">", ">=", "=", "!="]);
    let one = match dice.pick_any(&scope.parties).filter(|_| dice.one_in(3)) {
        Some(party) => {
            format!("{party} is {} {}", dice.pick(&["a", "not a"]), dice.pick(&it.roles))
        }
        None => {
            let left = figure(dice, it, unit, scope, 2);
            let right = figure(dice, it, unit, scope, 1);
            format!("{left} {comparison} {right}")
        }
    };
    match dice.below(6) {
        0 => format!("{one} and {}", condition(dice, it, scope)),
        1 => format!("{one} or {}", condition(dice, it, scope)),
        _ => one,
    }
}

fn law(dice: &mut Dice, it: &Declared) -> String {
    let scope = Scope { parties: Vec::new(), amount: None, detail: None, home: None };
    let law = match dice.below(3) {
        0 => format!("balance of till in eur >= -{} eur", dice.below(100)),
        1 => "supply of eur >= 0 eur".to_owned(),
        _ => condition(dice, it, &scope),
    };
    format!("law \"of chance\": {law}")
}

/// What sets a rule off, with who and what can be named in it.
fn trigger(dice: &mut Dice, it: &Declared) -> (String, Scope) {
    let unit = *dice.pick(&it.units);
    let paid = if unit == "service" { "eur" } else { unit };
    let pool = *dice.pick(&POOLS);
    let role = *dice.pick(&it.roles);
    let scope = |parties: &[&'static str], amount| Scope {
        parties: parties.to_vec(),
        amount,
        detail: None,
        home: None,
    };
    let at_home = |scope: Scope| Scope { home: Some(pool), ..scope };
    match dice.below(20) {
        0..6 => (
            format!("transfer of {paid} from giver to {pool}"),
            at_home(scope(&["giver"], Some(paid))),
        ),
        6 => (
            format!("transfer of {paid} from giver to taker"),
            scope(&["giver", "taker"], Some(paid)),
        ),
        7 => (format!("transfer of {paid} from {pool} to taker"), scope(&["taker"], Some(paid))),
        8 => (
            format!("transfer of {paid} from {role} to taker"),
            scope(&[role, "taker"], Some(paid)),
        ),
        9 => (format!("transfer of {paid} to {pool}"), at_home(scope(&[], Some(paid)))),
        10 if it.units.contains(&"service") => {
            let friend = dice.pick(&["", " for friend", " for friend, confirmed by friend"]);
            let parties: &[&str] =
                if friend.is_empty() { &["worker"] } else { &["worker", "friend"] };
            (format!("report of service by worker{friend}"), scope(parties, Some("service")))
        }
        11..14 => {
            let name = dice.pick(&["ask", "swap", "cash"]);
            let parties: &[&str] = if dice.one_in(2) { &["asker"] } else { &["asker", "friend"] };
            let friend = if parties.len() > 1 { " for friend" } else { "" };
            (format!("request {name} of {unit} by asker{friend}"), scope(parties, Some(unit)))
        }
        14 | 15 => {
            let period = dice.pick(&["day", "week", "month", "28-days"]);
            match dice.one_in(2) {
                true => (format!("every {period} for each {role}"), scope(&[role], None)),
                false => (format!("every {period}"), scope(&[], None)),
            }
        }
        16 => (
            format!("{} {paid} in {pool} reached", 20 + dice.below(100)),
            at_home(scope(&[], Some(paid))),
        ),
        17 => ("decision council passes for somebody".to_owned(), scope(&["somebody"], None)),
        18 if !it.claims.is_empty() => {
            (format!("{} paid", dice.pick(&it.claims)), scope(&[], None))
        }
        _ => (format!("date 2026-0{}-15", 1 + dice.below(6)), scope(&[], None)),
    }
}

fn rule(dice: &mut Dice, it: &Declared, number: usize) -> String {
    let (trigger, mut scope) = trigger(dice, it);
    let told = trigger.starts_with("transfer") || trigger.starts_with("request");
    let mut text = format!("rule \"rule {number}\"\n  on {trigger}");
    if told && dice.one_in(7) {
        scope.detail = Some(("cost", "eur"));
        text += " with cost in eur";
    }
    if dice.one_in(3) {
        text += &format!("\n  when {}", condition(dice, it, &scope));
    }
    text += "\n  do ";
    if text.contains("when") && dice.one_in(6) {
        return text + "refuse \"by chance\"";
    }
    let actions: Vec<String> =
        (0..1 + dice.below(3)).map(|_| action(dice, it, &scope, 2)).collect();
    text + &actions.join("\n     ")
}

fn place(dice: &mut Dice, scope: &Scope) -> String {
    let pool = (*dice.pick(&POOLS)).to_owned();
    match dice.pick_any(&scope.parties) {
        Some(party) if dice.one_in(2) => match dice.below(12) {
            0 => format!("{party}.bank"),
            _ => party.to_owned(),
        },
        _ if dice.one_in(20) => "outside".to_owned(),
        _ => pool,
    }
}

/// Whom an amount goes to.
#[derive(Clone, Copy, PartialEq)]
enum Payees {
    One,
    Several,
}

fn cap(dice: &mut Dice, unit: &str, scope: &Scope, payees: Payees) -> String {
    if !dice.one_in(4) {
        return String::new();
    }
    let per = match dice.pick_any(&scope.parties) {
        _ if payees == Payees::Several && dice.one_in(2) => " per member".to_owned(),
        Some(party) if dice.one_in(2) => format!(" per {party}"),
        _ => String::new(),
    };
    let each = dice.pick(&["", " each day", " each week", " each month", " each 28-days"]);
    format!(" at most {} {unit}{per}{each}", dice.pick(&[3, 10, 40, 150]))
}

fn amount(dice: &mut Dice, it: &Declared, unit: &'static str, scope: &Scope) -> String {
    let figure = match scope.amount {
        Some(amount) if amount == unit && dice.one_in(2) => dice
            .pick(&["amount", "amount", "50% * amount", "33% * amount", "80% * amount"])
            .to_string(),
        _ => figure(dice, it, unit, scope, 2),
    };
    format!("{figure} {}", dice.pick(&ROUNDINGS))
}

fn action(dice: &mut Dice, it: &Declared, scope: &Scope, depth: usize) -> String {
    let moved: Vec<&'static str> = it.units.iter().copied().filter(|it| *it != "service").collect();
    let unit = match scope.amount {
        Some(amount) if amount != "service" && !dice.one_in(3) => amount,
        _ => *dice.pick(&moved),
    };
    let much = amount(dice, it, unit, scope);
    let (drawn, to) = (place(dice, scope), place(dice, scope));
    // What just came is there to be passed on.
    let from = match (scope.home, scope.amount) {
        (Some(home), Some(amount)) if amount == unit && !dice.one_in(5) => home.to_owned(),
        _ => drawn,
    };
    let capped = cap(dice, unit, scope, Payees::One);
    let party = dice.pick_any(&scope.parties).unwrap_or("founder");
    match dice.below(20) {
        0..4 => format!("send {much} from {from} to {to}{capped}"),
        4 | 5 => {
            let among = among(dice, it, unit);
            let capped = cap(dice, unit, scope, Payees::Several);
            format!("send {much} from {from} {among}{capped}")
        }
        6..9 => format!("issue {much} to {to}{capped}"),
        9 => format!("retire {much} from {from}"),
        10..13 => format!("split {much} from {from}:\n{}", tiers(dice, it, unit, scope, &from)),
        13 if unit == "eur" && it.waterfall.is_some() => {
            let with = if it.waterfall == Some(true) { " with cost in eur" } else { "" };
            let _ = with;
            format!("pour {much} from {from} through fee")
        }
        14 => match dice.pick_any(&it.rates) {
            Some((rate, given, _)) => {
                let much = amount(dice, it, given, scope);
                let back = if dice.one_in(2) { from.clone() } else { to };
                format!("convert {much} from {from} by {rate} to {back}{capped}")
            }
            None => format!("issue {much} to {to}"),
        },
        15 if depth > 0 => {
            let span = dice.pick(&["1 day", "3 day", "12 hour", "1 month"]);
            let then = match dice.below(3) {
                0 => format!("send amount from {from} to {to}"),
                _ => action(dice, it, scope, depth - 1),
            };
            format!("hold {much} from {from} for {span} then {then}")
        }
        16 if depth > 0 => {
            let span = dice.pick(&["1 day", "2 week", "12 hour"]);
            format!("after {span} {}", action(dice, it, scope, depth - 1))
        }
        17 if !it.claims.is_empty() => {
            format!(
                "owe {} to {party} in {}",
                amount(dice, it, "eur", scope),
                dice.pick(&it.claims)
            )
        }
        18 => {
            let role = dice.pick(&["cook", "guest", "elder"]);
            match dice.one_in(2) {
                true => format!("grant {role} to {party}"),
                false => format!("revoke {role} from {party}"),
            }
        }
        _ => format!("send {much} from {from} to {to}{capped}"),
    }
}

fn among(dice: &mut Dice, it: &Declared, unit: &str) -> String {
    let role = dice.pick(&it.roles);
    match dice.below(3) {
        0 => format!("among {role} by balance of {role} in {}", dice.pick(&it.units)),
        1 => format!("among {role} by income of {role} in {unit} over last 1 month"),
        _ => format!("among {role} equally"),
    }
}

fn tiers(dice: &mut Dice, it: &Declared, unit: &'static str, scope: &Scope, from: &str) -> String {
    let mut rows = Vec::new();
    for _ in 0..1 + dice.below(3) {
        let portion = match dice.below(5) {
            0 | 1 => format!("{}%", dice.pick(&[5, 10, 33, 40])),
            2 => format!("{}% of the rest", dice.pick(&[10, 50, 100])),
            3 => format!("{}% of the net", dice.pick(&[10, 50])),
            _ => format!("first {}", figure(dice, it, unit, scope, 1)),
        };
        rows.push(tier(dice, it, unit, scope, portion));
    }
    if !dice.one_in(4) {
        let last = match dice.one_in(3) {
            true => tier(dice, it, unit, scope, "the rest".to_owned()),
            false => format!("the rest to {}", if dice.one_in(3) { from } else { "fund" }),
        };
        rows.push(last);
    }
    rows.iter().map(|row| format!("       | {row}\n")).collect::<String>().trim_end().to_owned()
}

fn tier(
    dice: &mut Dice,
    it: &Declared,
    unit: &'static str,
    scope: &Scope,
    portion: String,
) -> String {
    let claim = dice.pick_any(&it.claims).filter(|_| unit == "eur");
    let (to, payees) = match (claim, dice.below(4)) {
        (Some(claim), 0 | 1) => (format!("to {claim}"), Payees::One),
        (_, 2) => (among(dice, it, unit), Payees::Several),
        _ => (format!("to {}", place(dice, scope)), Payees::One),
    };
    let capped = cap(dice, unit, scope, payees);
    let when = match dice.one_in(8) {
        true => format!(" when {}", condition(dice, it, scope)),
        false => String::new(),
    };
    format!("{portion} {to}{capped}{when}")
}
