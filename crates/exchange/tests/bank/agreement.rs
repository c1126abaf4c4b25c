//! What agrees between bank and book, beside a slow model that looks at every pair.

use exchange::bank::{BankEntry, Statement};
use exchange::reconcile::{BookLine, Reconciliation, Why, reconcile};
use jiff::civil::date;
use proptest::prelude::*;

fn entry(day: i8, minor: i128, references: &[&str]) -> BankEntry {
    BankEntry {
        booked: date(2026, 1, day),
        minor,
        references: references.iter().map(|&text| text.to_owned()).collect(),
        remittance: String::new(),
        counterparty: String::new(),
        text: String::new(),
    }
}

fn line(id: &str, day: i8, minor: i128, references: &[&str]) -> BookLine {
    BookLine {
        id: id.to_owned(),
        date: date(2026, 1, day),
        minor,
        references: references.iter().map(|&text| text.to_owned()).collect(),
        text: String::new(),
    }
}

fn statement(entries: &[BankEntry]) -> Statement {
    Statement {
        account: "X".to_owned(),
        currency: "EUR".to_owned(),
        decimals: 2,
        opening: 0,
        closing: entries.iter().map(|entry| entry.minor).sum(),
        entries: entries.to_vec(),
        pending: 0,
    }
}

/// The outcome as a page: an entry by its place, a line by its id.
fn page(entries: &[BankEntry], lines: &[BookLine]) -> String {
    let statement = statement(entries);
    let outcome = reconcile(&statement, lines, 0, 3);
    let place = |entry: &BankEntry| {
        let found = statement.entries.iter().position(|known| std::ptr::eq(known, entry));
        found.unwrap().to_string()
    };
    let entries = |entries: &[&BankEntry]| {
        entries.iter().map(|entry| place(entry)).collect::<Vec<_>>().join(" ")
    };
    let ids =
        |lines: &[&BookLine]| lines.iter().map(|line| &*line.id).collect::<Vec<_>>().join(" ");
    let mut page = String::new();
    for pair in &outcome.matched {
        let why = match &pair.why {
            Why::Reference(reference) => reference.clone(),
            Why::Amount { days_apart } => format!("{days_apart} days"),
        };
        page += &format!("{} = {} by {why}\n", place(pair.entry), pair.line.id);
    }
    for group in &outcome.differing {
        page += &format!("{} differ from {}\n", entries(&group.entries), ids(&group.lines));
    }
    for group in &outcome.candidates {
        page += &format!("{} may be {}\n", entries(&group.entries), ids(&group.lines));
    }
    if !outcome.missing.is_empty() {
        page += &format!("missing {}\n", ids(&outcome.missing));
    }
    if !outcome.unknown.is_empty() {
        page += &format!("unknown {}\n", entries(&outcome.unknown));
    }
    page
}

#[test]
fn references_come_before_amounts() {
    let entries = [entry(5, -100, &["E2E-1", "B-1"]), entry(5, -100, &["B-2"]), entry(9, 70, &[])];
    let lines =
        [line("a", 1, -100, &["E2E-1"]), line("b", 4, -100, &["E2E-2"]), line("c", 6, 70, &[])];
    assert_eq!(page(&entries, &lines), "0 = a by E2E-1\n1 = b by 1 days\n2 = c by 3 days\n");
    let later = [line("c", 5, 70, &[])];
    assert_eq!(page(&entries[2..], &later), "missing c\nunknown 0\n");
}

#[test]
fn a_remittance_is_a_reference_as_a_whole() {
    let mut paid = entry(5, 100, &[]);
    paid.remittance = " INV-7 ".to_owned();
    let lines = [line("a", 25, 100, &["INV-7"])];
    assert_eq!(page(std::slice::from_ref(&paid), &lines), "0 = a by INV-7\n");
    paid.remittance = "INV-7 thanks".to_owned();
    assert_eq!(page(&[paid], &lines), "missing a\nunknown 0\n");
}

#[test]
fn an_amount_that_differs_under_one_reference_is_told_and_not_matched_elsewhere() {
    let entries = [entry(5, 99, &["INV-1"]), entry(5, 60, &["INV-2"]), entry(6, 40, &["INV-2"])];
    let lines =
        [line("a", 5, 100, &["INV-1"]), line("b", 5, 100, &["INV-2"]), line("c", 5, 99, &[])];
    assert_eq!(page(&entries, &lines), "0 differ from a\n1 2 differ from b\nmissing c\n");
}

#[test]
fn what_could_be_matched_otherwise_is_not_matched() {
    let twice = [entry(5, 10, &["R"]), entry(6, 10, &["R"])];
    assert_eq!(page(&twice, &[line("a", 5, 10, &["R"])]), "0 1 may be a\n");
    assert_eq!(
        page(&twice, &[line("a", 5, 10, &["R"]), line("b", 5, 10, &["R"])]),
        "0 1 may be a b\n"
    );
    let rent = [entry(5, -50, &[]), entry(7, -50, &[]), entry(20, -50, &[])];
    let lines = [line("a", 4, -50, &[]), line("b", 20, -50, &[])];
    assert_eq!(page(&rent, &lines), "2 = b by 0 days\n0 1 may be a\n");
    // Linked in a chain: 1 - 4 - 7 - 10, every step three days.
    let chain = [entry(1, 5, &[]), entry(7, 5, &[])];
    assert_eq!(page(&chain, &[line("a", 4, 5, &[]), line("b", 10, 5, &[])]), "0 1 may be a b\n");
}

#[test]
fn both_balances_are_told() {
    let entries = [entry(5, 10, &["R"])];
    let (statement, lines) = (statement(&entries), [line("a", 5, 10, &["R"])]);
    assert!(reconcile(&statement, &lines, 10, 0).agrees());
    assert!(!reconcile(&statement, &lines, 9, 0).agrees());
    assert!(!reconcile(&statement, &[], 10, 0).agrees());
    let outcome = reconcile(&statement, &lines, 9, 0);
    assert_eq!((outcome.bank_closing, outcome.book_closing), (10, 9));
}

#[test]
fn many_of_the_same_are_one_group_and_take_no_time_for_each_two() {
    let entries = vec![entry(5, 10, &["R", "S"]); 20_000];
    let lines = vec![line("a", 5, 10, &["S", "R"]); 20_000];
    let statement = statement(&entries);
    let outcome = reconcile(&statement, &lines, 0, 3);
    assert_eq!((outcome.candidates.len(), outcome.candidates[0].lines.len()), (1, 20_000));
    let bare: Vec<BookLine> =
        lines.iter().map(|line| BookLine { references: vec![], ..line.clone() }).collect();
    assert_eq!(reconcile(&statement, &bare, 0, 3).candidates[0].entries.len(), 20_000);
}

/// The places of all that hang together, entries and lines, by looking at every two.
fn hang_together(left: &[usize], linked: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut open: Vec<usize> = left.to_vec();
    while !open.is_empty() {
        let mut group = vec![open.remove(0)];
        while let Some(at) = open.iter().position(|other| {
            group.iter().any(|known| linked(*known, *other) || linked(*other, *known))
        }) {
            group.push(open.remove(at));
        }
        group.sort_unstable();
        groups.push(group);
    }
    groups
}

/// The same rules, by looking at every entry and every line: pairs, groups, those left.
type Modelled = (Vec<(usize, usize)>, Vec<Vec<usize>>, Vec<Vec<usize>>, Vec<usize>);

fn model(entries: &[BankEntry], lines: &[BookLine], days: i32) -> Modelled {
    let count = entries.len();
    let shares = |e: usize, l: usize| {
        let (entry, line) = (&entries[e], &lines[l - count]);
        line.references.iter().any(|known| entry.references.contains(known))
    };
    let equal = |e: usize, l: usize| entries[e].minor == lines[l - count].minor;
    let near = |e: usize, l: usize| {
        let apart = (entries[e].booked - lines[l - count].date).get_days();
        equal(e, l) && apart.abs() <= days
    };
    let is_edge = |a: usize, b: usize, edge: &dyn Fn(usize, usize) -> bool| {
        a < count && b >= count && edge(a, b)
    };
    let mut left: Vec<usize> = (0..count + lines.len()).collect();
    let mut pairs = Vec::new();
    let pair_up = |left: &mut Vec<usize>,
                   pairs: &mut Vec<(usize, usize)>,
                   edge: &dyn Fn(usize, usize) -> bool| {
        let degree = |place: usize| {
            left.iter()
                .filter(|other| is_edge(place, **other, edge) || is_edge(**other, place, edge))
                .count()
        };
        let mut found = Vec::new();
        for &e in left.iter() {
            for &l in left.iter() {
                if is_edge(e, l, edge) && degree(e) == 1 && degree(l) == 1 {
                    found.push((e, l));
                }
            }
        }
        left.retain(|place| !found.iter().any(|(e, l)| e == place || l == place));
        pairs.extend(found);
    };
    let both = |e: usize, l: usize| shares(e, l) && equal(e, l);
    pair_up(&mut left, &mut pairs, &both);
    let (mut differing, mut candidates) = (Vec::new(), Vec::new());
    for group in hang_together(&left, |a, b| is_edge(a, b, &shares)) {
        if group.len() == 1 {
            continue;
        }
        left.retain(|place| !group.contains(place));
        let ambiguous = group.iter().any(|a| group.iter().any(|b| is_edge(*a, *b, &both)));
        if ambiguous { &mut candidates } else { &mut differing }.push(group);
    }
    pair_up(&mut left, &mut pairs, &near);
    for group in hang_together(&left, |a, b| is_edge(a, b, &near)) {
        if group.len() > 1 {
            left.retain(|place| !group.contains(place));
            candidates.push(group);
        }
    }
    pairs.sort_unstable();
    candidates.sort_unstable();
    (pairs, differing, candidates, left)
}

/// The outcome in the model's form.
fn places(outcome: &Reconciliation<'_>, entries: &[BankEntry], lines: &[BookLine]) -> Modelled {
    let entry =
        |known: &BankEntry| entries.iter().position(|entry| std::ptr::eq(entry, known)).unwrap();
    let line = |known: &BookLine| {
        entries.len() + lines.iter().position(|line| std::ptr::eq(line, known)).unwrap()
    };
    let group = |group: &exchange::reconcile::Group<'_>| -> Vec<usize> {
        let entries = group.entries.iter().map(|known| entry(known));
        entries.chain(group.lines.iter().map(|known| line(known))).collect()
    };
    let pairs = outcome.matched.iter().map(|pair| (entry(pair.entry), line(pair.line))).collect();
    let mut candidates: Vec<Vec<usize>> = outcome.candidates.iter().map(group).collect();
    candidates.sort_unstable();
    let unknown = outcome.unknown.iter().map(|known| entry(known));
    let left = unknown.chain(outcome.missing.iter().map(|known| line(known))).collect();
    (pairs, outcome.differing.iter().map(group).collect(), candidates, left)
}

fn some_references() -> impl Strategy<Value = Vec<&'static str>> {
    prop::sample::subsequence(vec!["R", "S", "T", "U", "V", "W"], 0..3)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_outcome_is_that_of_looking_at_every_two(
        at_bank in prop::collection::vec((1_i8..28, -3_i128..4, some_references()), 0..9),
        in_book in prop::collection::vec((1_i8..28, -3_i128..4, some_references()), 0..9),
        days in 0_u32..6,
    ) {
        let entries: Vec<BankEntry> = at_bank.iter().map(|(day, minor, references)| entry(*day, *minor, references)).collect();
        let lines: Vec<BookLine> = in_book.iter().map(|(day, minor, references)| line("x", *day, *minor, references)).collect();
        let statement = statement(&entries);
        let outcome = reconcile(&statement, &lines, 0, days);
        let told = places(&outcome, &statement.entries, &lines);
        prop_assert_eq!(&told, &model(&entries, &lines, i32::try_from(days).unwrap()));

        // Everyone is somewhere, once, and nothing is lost of either sum.
        let (pairs, differing, candidates, left) = told;
        let mut all: Vec<usize> = pairs.iter().flat_map(|(entry, line)| [*entry, *line]).collect();
        all.extend(differing.concat().into_iter().chain(candidates.concat()).chain(left));
        all.sort_unstable();
        prop_assert_eq!(all, (0..entries.len() + lines.len()).collect::<Vec<_>>());
        prop_assert!(outcome.matched.iter().all(|pair| pair.entry.minor == pair.line.minor));
        let groups = || outcome.differing.iter().chain(&outcome.candidates);
        let at_bank = outcome.unknown.iter().chain(groups().flat_map(|group| &group.entries));
        let in_book = outcome.missing.iter().chain(groups().flat_map(|group| &group.lines));
        let unmatched = at_bank.map(|entry| entry.minor).sum::<i128>() - in_book.map(|line| line.minor).sum::<i128>();
        let sums = entries.iter().map(|entry| entry.minor).sum::<i128>() - lines.iter().map(|line| line.minor).sum::<i128>();
        prop_assert_eq!(unmatched, sums);
    }
}
