//! What is printed of an account, looked for in the objects of the PDF.

use exchange::statement::{AccountStatement, StatementLine, Wording};
use proptest::prelude::*;

fn statement(lines: &[(&str, i128)]) -> AccountStatement {
    let mut balance = -1_250;
    let lines = lines.iter().map(|(text, minor)| {
        balance += minor;
        StatementLine {
            date: "2026-01-31".to_owned(),
            text: (*text).to_owned(),
            minor: *minor,
            balance,
        }
    });
    let lines: Vec<StatementLine> = lines.collect();
    AccountStatement {
        heading: "Mobile Lab".to_owned(),
        holder: "Ana Lopez".to_owned(),
        period: "2026-01-01 to 2026-01-31".to_owned(),
        unit: "EUR".to_owned(),
        decimals: 2,
        opening: -1_250,
        lines,
        closing: balance,
        journal: "sha256:0f3a".to_owned(),
        wording: Wording::default(),
    }
}

/// A text that was written, with its place, in tenths of a point.
#[derive(Debug, Clone, PartialEq)]
struct Written {
    page: usize,
    x: i32,
    y: i32,
    size: i32,
    text: String,
}

/// Every text of a PDF, in its order. Letters are read as Latin-1.
fn texts(pdf: &[u8]) -> Vec<Written> {
    let latin: String = pdf.iter().map(|byte| char::from(*byte)).collect();
    let mut written = Vec::new();
    for (page, stream) in latin.split("\nstream\n").skip(1).enumerate() {
        let stream = stream.split("\nendstream").next().unwrap();
        for text in stream.split("BT\n").skip(1) {
            let mut lines = text.lines();
            let number = |word: Option<&str>| word.unwrap().parse().unwrap();
            let size = number(lines.next().unwrap().split(' ').nth(1));
            let mut place = lines.next().unwrap().split(' ');
            let (x, y) = (number(place.next()), number(place.next()));
            let show = lines.next().unwrap().strip_suffix(" Tj").unwrap();
            let text = match show.strip_prefix('<') {
                Some(codes) => {
                    let codes = codes.strip_suffix('>').unwrap().as_bytes().chunks(2);
                    codes
                        .map(|code| {
                            char::from(
                                u8::from_str_radix(std::str::from_utf8(code).unwrap(), 16).unwrap(),
                            )
                        })
                        .collect()
                }
                None => show[1..show.len() - 1]
                    .replace("\\(", "(")
                    .replace("\\)", ")")
                    .replace("\\\\", "\\"),
            };
            written.push(Written { page, x, y, size, text });
        }
    }
    written
}

fn pages(pdf: &[u8]) -> usize {
    let latin: String = pdf.iter().map(|byte| char::from(*byte)).collect();
    let count = latin.matches("/Type /Page\n").count();
    assert!(latin.contains(&format!("/Count {count}\n")), "the tree counts other pages");
    count
}

/// How wide figures are: digits 556, points 278 and signs 333 thousandths of the size.
fn figures_wide(text: &str, size: i32) -> i32 {
    let wide = |c| match c {
        '.' => 278,
        '-' => 333,
        _ => 556,
    };
    text.chars().map(wide).sum::<i32>() * size / 1000
}

#[test]
fn a_statement_is_printed_on_a_page() {
    let pdf = statement(&[("Share of January (frame)", 36_364), ("Miete für März", -5_000)])
        .to_pdf()
        .unwrap();
    assert!(pdf.starts_with(b"%PDF-1.7") && pdf.ends_with(b"%%EOF"));
    assert_eq!(pages(&pdf), 1);
    let told: Vec<String> = texts(&pdf).into_iter().map(|written| written.text).collect();
    assert_eq!(
        told,
        [
            "Mobile Lab",
            "Ana Lopez",
            "2026-01-01 to 2026-01-31",
            "Amounts in EUR",
            "Date",
            "Text",
            "Amount",
            "Balance",
            "Opening balance",
            "-12.50",
            "2026-01-31",
            "Share of January (frame)",
            "363.64",
            "351.14",
            "2026-01-31",
            "Miete f\u{fc}r M\u{e4}rz",
            "-50.00",
            "301.14",
            "Closing balance",
            "301.14",
            "Journal head sha256:0f3a",
            "page 1 of 1",
        ]
    );
    assert_eq!(
        pdf,
        statement(&[("Share of January (frame)", 36_364), ("Miete für März", -5_000)])
            .to_pdf()
            .unwrap()
    );
}

#[test]
fn figures_end_at_one_edge_and_rows_stay_on_their_page() {
    let lines: Vec<(&str, i128)> =
        (0..500).map(|place| ("work", 10_i128.pow(place % 12))).collect();
    let pdf = statement(&lines).to_pdf().unwrap();
    assert_eq!(pages(&pdf), 10);
    let told = texts(&pdf);
    let is_figure = |written: &&Written| {
        written.size == 90
            && written.text.contains('.')
            && written.text.chars().all(|c| c.is_ascii_digit() || ".-".contains(c))
    };
    let mut edges: Vec<i32> = told
        .iter()
        .filter(is_figure)
        .map(|written| written.x + figures_wide(&written.text, 90))
        .collect();
    assert_eq!(edges.len(), 1002);
    edges.sort_unstable();
    edges.dedup();
    let [amounts, balances] = edges.as_slice() else { panic!("{edges:?}") };
    assert!(amounts < balances && *balances <= 5450);
    assert!(
        told.iter()
            .all(|written| (300..8200).contains(&written.y) && (500..5450).contains(&written.x))
    );
    for (number, page) in (1..=10).zip(0..) {
        let of_page = || told.iter().filter(move |written| written.page == page);
        assert_eq!(of_page().next_back().unwrap().text, format!("page {number} of 10"));
        assert!(of_page().any(|written| written.text == "Journal head sha256:0f3a"));
        assert!(of_page().any(|written| written.text == "Balance"));
        assert!(of_page().any(|written| written.text == "Ana Lopez"));
        let rows = of_page().filter(|written| written.size == 90);
        assert!(rows.map(|written| written.y).min().unwrap() >= 700, "a row is in the foot");
    }
}

#[test]
fn long_texts_are_wrapped_and_wide_figures_make_room() {
    let text = "word ".repeat(40);
    let told = texts(
        &statement(&[(&text, i128::from(u64::MAX)), (&"x".repeat(300), 1)]).to_pdf().unwrap(),
    );
    let of_text: Vec<&Written> =
        told.iter().filter(|written| written.text.contains("word")).collect();
    assert!(of_text.len() > 1);
    assert_eq!(
        of_text.iter().map(|written| written.text.matches("word").count()).sum::<usize>(),
        40
    );
    assert!(of_text.windows(2).all(|two| two[0].y > two[1].y && two[0].x == two[1].x));
    let letters: usize = told
        .iter()
        .filter(|written| written.text.contains("xxx"))
        .map(|written| written.text.len())
        .sum();
    assert_eq!(letters, 300);
    let huge = statement(&[("all there is", i128::MAX / 2)]);
    assert!(texts(&huge.to_pdf().unwrap()).iter().all(|written| (500..5450).contains(&written.x)));
}

#[test]
fn what_cannot_be_shown_is_marked() {
    let note = "A ? stands for a letter that this page cannot show.";
    let has_note = |pdf: &[u8]| texts(pdf).iter().any(|written| written.text == note);
    let shown = statement(&[("Łódź, Ærø? 12 €", 1)]).to_pdf().unwrap();
    assert!(!has_note(&shown));
    assert!(
        texts(&shown).iter().any(|written| written.text == "L\u{f3}dz, \u{c6}r\u{f8}? 12 \u{80}")
    );
    let unshown = statement(&[("Владимир", 1)]).to_pdf().unwrap();
    assert!(has_note(&unshown));
    assert!(texts(&unshown).iter().any(|written| written.text == "????????"));
}

#[test]
fn a_statement_that_does_not_add_up_is_not_printed() {
    let mut wrong = statement(&[("a", 1), ("b", 2)]);
    wrong.closing += 1;
    let refused = wrong.to_pdf().unwrap_err().to_string();
    assert!(refused.starts_with("statement_sum_differs: the closing balance is -12.46, and by the lines before it -12.47"), "{refused}");
    let mut wrong = statement(&[("a", 1), ("b", 2)]);
    wrong.lines[0].balance = 0;
    let refused = wrong.to_pdf().unwrap_err().to_string();
    assert!(
        refused.starts_with("statement_sum_differs: the balance of line 1 is 0.00"),
        "{refused}"
    );
    let none = statement(&[]).to_pdf().unwrap();
    assert_eq!(pages(&none), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_amount_is_printed_whatever_the_texts(
        lines in prop::collection::vec((any::<String>(), -1_000_000_i128..1_000_000), 0..120),
        heading in any::<String>(),
    ) {
        let borrowed: Vec<(&str, i128)> = lines.iter().map(|(text, minor)| (text.as_str(), *minor)).collect();
        let mut statement = statement(&borrowed);
        statement.heading = heading;
        let pdf = statement.to_pdf().unwrap();
        let told = texts(&pdf);
        prop_assert_eq!(told.iter().map(|written| written.page).max().unwrap() + 1, pages(&pdf));
        let mut place = told.iter().filter(|written| written.text == "2026-01-31");
        for line in &statement.lines {
            let row = place.next().unwrap();
            let same: Vec<&str> = told.iter().filter(|written| (written.page, written.y) == (row.page, row.y)).map(|written| &*written.text).collect();
            let (amount, balance) = (quantity::format_decimal(line.minor, 2), quantity::format_decimal(line.balance, 2));
            prop_assert!(same.ends_with(&[&amount, &balance]), "{:?}", same);
        }
    }
}

#[test]
fn words_and_the_point_are_those_that_are_given() {
    let wording = Wording {
        amounts_in: "Montants en".to_owned(),
        heads: ["Jour", "Texte", "Montant", "Solde"].map(str::to_owned),
        page: "page {number} sur {pages}".to_owned(),
        point: ',',
        ..Wording::default()
    };
    let pdf = AccountStatement { wording, ..statement(&[("Pain", 300)]) }.to_pdf().unwrap();
    let written: Vec<String> = texts(&pdf).into_iter().map(|it| it.text).collect();
    for text in ["Montants en EUR", "Solde", "3,00", "-9,50", "page 1 sur 1", "Closing balance"] {
        assert!(written.iter().any(|it| it == text), "{text} in {written:?}");
    }
}
