//! Statements as banks send them, and files that are none.

use std::io::{self, Read};

use exchange::bank::{BankEntry, Statement};
use exchange::camt::read_camt;
use jiff::civil::date;
use proptest::prelude::*;

const VERSION_8: &str = include_str!("camt_v08.xml");
const VERSION_2: &str = include_str!("camt_v02.xml");

fn read(text: &str) -> Statement {
    let mut statements = read_camt(text.as_bytes(), 2).unwrap();
    assert_eq!(statements.len(), 1);
    statements.remove(0)
}

fn refused(text: &str) -> String {
    read_camt(text.as_bytes(), 2).unwrap_err().to_string()
}

/// Version 8 with one text in place of another.
fn changed(from: &str, to: &str) -> String {
    assert_eq!(VERSION_8.matches(from).count(), 1, "{from}");
    refused(&VERSION_8.replace(from, to))
}

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

#[test]
fn version_8_is_read_with_its_batch_in_parts() {
    // The pending entry is not in the balances, but in the summary of all entries.
    let statement = read(VERSION_8);
    assert_eq!(statement.account, "DE89370400440532013000");
    assert_eq!((&*statement.currency, statement.decimals), ("EUR", 2));
    assert_eq!((statement.opening, statement.closing, statement.pending), (-1_250, 125_113, 1));
    let first = BankEntry {
        remittance: "Printer use 304".to_owned(),
        counterparty: "Müller & Söhne".to_owned(),
        text: "GUTSCHRIFT".to_owned(),
        ..entry(31, 100_000, &["INV-1", "B-77"])
    };
    let second = BankEntry {
        counterparty: "Ben".to_owned(),
        text: "GUTSCHRIFT".to_owned(),
        ..entry(31, 26_363, &["RF18539007547034", "B-77"])
    };
    let fees = BankEntry { text: "fees <none>".to_owned(), ..entry(31, 0, &[]) };
    assert_eq!(statement.entries, [first, second, fees]);
}

#[test]
fn version_2_is_read_with_a_prefix_and_its_older_shapes() {
    let statement = read(VERSION_2);
    assert_eq!((&*statement.account, &*statement.currency), ("12-345", "CHF"));
    assert_eq!((statement.opening, statement.closing), (10_000, 6_550));
    let first =
        BankEntry { counterparty: "Ana".to_owned(), ..entry(5, -1_000, &["E2E-1", "I-1", "S-1"]) };
    let second = BankEntry { text: "lathe".to_owned(), ..entry(5, -2_000, &["E2E-2"]) };
    // Parts that do not say how much they are stay one entry.
    let third = entry(6, -450, &["lab-2", "E2E-3", "E2E-4"]);
    assert_eq!(statement.entries, [first, second, third]);
    for version in 3..8 {
        let text = VERSION_2.replace("053.001.02", &format!("053.001.0{version}"));
        assert_eq!(read(&text), statement);
    }
}

#[test]
fn a_file_with_a_wrong_sum_is_refused_with_its_figures() {
    let refused = changed("1251.13", "1251.12");
    assert_eq!(
        refused,
        "bank_sum_differs: the entries of `DE89370400440532013000` sum to 1263.63, and from \
         -12.50 to 1251.12 it is 1263.62; the file is not whole or was changed, fetch it again"
    );
    let batch = changed("263.63</Amt><CdtDbtInd>CRDT</CdtDbtInd>\n            <", "263.62</Amt><");
    assert!(
        batch.starts_with(
            "camt_parts_differ: line 29: the parts of the entry sum to 1263.62, and the entry is \
             of 1263.63"
        ),
        "{batch}"
    );
    for (from, to, what) in [
        ("<NbOfNtries>3<", "<NbOfNtries>2<", "number of entries is 2, and by its entries 3"),
        ("<Sum>1354.97<", "<Sum>1354.98<", "sum of entries without sign is 1354.98"),
        ("<Sum>1263.63<", "<Sum>1263<", "sum of credits is 1263.00, and by its entries 1263.63"),
        ("<NbOfNtries>1<", "<NbOfNtries>2<", "number of credits"),
        ("<NbOfNtries>2<", "<NbOfNtries>1<", "number of debits"),
        ("<Sum>91.34<", "<Sum>91.35<", "sum of debits is 91.35, and by its entries 91.34"),
        ("1172.29", "1172.30", "net sum of entries is 1172.30, and by its entries 1172.29"),
    ] {
        let refused = changed(from, to);
        assert!(refused.starts_with("camt_summary_differs: line 21: by the"), "{refused}");
        assert!(refused.contains(what), "{refused}");
    }
}

#[test]
fn what_is_missing_or_wrong_is_told_with_its_line() {
    for (from, to, says) in [
        ("camt.053.001.08", "camt.052.001.08", "camt_kind_unknown: this is `urn:iso:std:iso:20022"),
        ("<Cd>PRCD", "<Cd>ITBD", "camt_balance_missing: the statement in line 6 has no opening"),
        ("<Cd>CLBD", "<Cd>CLAV", "camt_balance_missing: the statement in line 6 has no closing"),
        ("<Cd>CLAV", "<Cd>CLBD", "camt_balance_repeated: line 17: there is another closing"),
        (
            "<Ccy>EUR<",
            "<Ccy>CHF<",
            "camt_currency_differs: line 11 is in `EUR`, and the account in `CHF`",
        ),
        ("<Ccy>EUR<", "<Ccy><", "camt_value: line 8: `` in `Ccy` is not in a currency"),
        (
            "<Amt Ccy=\"EUR\">12.50<",
            "<Amt Ccy=\"EUR\">12.505<",
            "camt_amount: line 11: `12.505` in `Amt`",
        ),
        ("<Amt Ccy=\"EUR\">12.50<", "<Amt Ccy=\"EUR\">-12.50<", "camt_amount: line 11: `-12.50`"),
        ("<Amt Ccy=\"EUR\">12.50<", "<Amt Ccy=\"EUR\">1e3<", "camt_amount: line 11: `1e3`"),
        ("<Cd>PDNG", "<Cd>MAYBE", "camt_value: line 56: `MAYBE` in `Cd` is not `BOOK`, `PDNG`"),
        (
            "<BookgDt><Dt>2026-01-31</Dt>",
            "<BookgDt><Dt>2026-02-30</Dt>",
            "camt_value: line 31: `2026-02-30`",
        ),
        (
            "<BookgDt><Dt>2026-01-31</Dt>",
            "<BookgDt><Dt>31.01.2026é</Dt>",
            "camt_value: line 31: `31.01",
        ),
        ("M&#252;ller", "M&auml;ller", "camt_broken: line 38: `&auml;` has no meaning"),
        ("M&#252;ller", "M&#0;ller", "camt_broken: line 38"),
        ("M&#252;ller", "M&ller", "camt_broken: line 38"),
        ("</Stmt>", "", "camt_broken: line 59"),
        ("</Document>\n", "</Document>\n<Document/>", "camt_broken: line 61: something follows"),
        ("</Document>\n", "", "camt_broken: line 60"),
    ] {
        let refused = changed(from, to);
        assert!(refused.starts_with(says), "{refused}\nnot {says}");
    }
    let no_sign = VERSION_8.replace("<CdtDbtInd>DBIT</CdtDbtInd><Dt>", "<Dt>");
    assert!(
        refused(&no_sign).starts_with("camt_element_missing: line 9: `Bal` has no `CdtDbtInd`")
    );
    let no_account = VERSION_8.replace("Acct>", "Akkt>");
    assert!(refused(&no_account).starts_with("camt_element_missing: line 6: `Stmt` has no `Acct`"));
    let namespace = "xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"";
    let empty = format!("<Document {namespace}><BkToCstmrStmt/></Document>");
    assert!(refused(&empty).starts_with("camt_empty"));
    assert!(refused("").starts_with("camt_kind_unknown: this is `no document`"));
    assert!(refused("date;amount\n").starts_with("camt_kind_unknown: this is `no document`"));
    assert!(refused("<html></html>").starts_with("camt_kind_unknown: this is `html`"));
}

#[test]
fn statements_in_one_file_are_joined_if_nothing_is_missing_between() {
    let (head, tail) = VERSION_2.split_once("<ns2:Stmt>").unwrap();
    let (body, end) = tail.split_once("</ns2:Stmt>").unwrap();
    let next = body.replace(">65.5<", ">31<").replace(">100<", ">65.5<");
    let both = format!("{head}<ns2:Stmt>{body}</ns2:Stmt>\n<ns2:Stmt>{next}</ns2:Stmt>{end}");
    let statements = read_camt(both.as_bytes(), 2).unwrap();
    let [first, second] = statements.as_slice() else { panic!("{statements:?}") };
    let joined = first.clone().join(second.clone()).unwrap();
    assert_eq!((joined.opening, joined.closing, joined.entries.len()), (10_000, 3_100, 6));
    assert_eq!(joined.clone().check(), Ok(joined));
    let gap = second.clone().join(first.clone()).unwrap_err().to_string();
    assert!(gap.starts_with("bank_gap: a statement of `12-345` closes with 31.00, and"), "{gap}");
    let other = first.clone().join(read(VERSION_8)).unwrap_err().to_string();
    assert!(
        other.starts_with("bank_account_differs: one statement is of `12-345` in CHF"),
        "{other}"
    );
}

/// A start, then the same bytes without end.
struct Endless {
    start: &'static [u8],
    on: u8,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.start.is_empty() {
            return self.start.read(buffer);
        }
        buffer.fill(self.on);
        Ok(buffer.len())
    }
}

#[test]
fn what_is_made_to_exhaust_is_refused() {
    let laughs = "<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]>\n";
    let bomb = VERSION_8.replacen("<Document", &format!("{laughs}<Document"), 1);
    assert!(refused(&bomb).starts_with("camt_document_type: line 3"));
    let inside = VERSION_8.replace("<Stmt>", "<Stmt><!DOCTYPE x SYSTEM \"file:///etc/passwd\">");
    assert!(refused(&inside).starts_with("camt_document_type: line 6"));
    let deep =
        VERSION_8.replace("<Id>2026-031", &format!("{}<Id>2026-031", "<a>".repeat(1_000_000)));
    assert!(refused(&deep).starts_with("camt_too_deep: line 7 is nested more than 64 deep"));
    let root = "<a>".repeat(1_000_000);
    assert!(refused(&root).starts_with("camt_kind_unknown: this is `a`"));
    let many = VERSION_8
        .replace("<Id>2026-031", &format!("<b>{}</b><Id>2026-031", "<a/>".repeat(2_000_001)));
    assert!(refused(&many).starts_with("camt_too_many_parts: line 7"));
    let attributes: String = (0..200_000).map(|at| format!(" a{at}=\"\"")).collect();
    let wide = VERSION_8.replace("<Stmt>", &format!("<Stmt{attributes}>"));
    assert_eq!(read(&wide), read(VERSION_8));
    let document = Endless {
        start: b"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><a b=\"",
        on: b'x',
    };
    assert!(read_camt(document, 2).unwrap_err().to_string().starts_with("document_too_large"));
    assert!(
        read_camt(&b"<Document>\n\xFF</Document>"[..], 2)
            .unwrap_err()
            .to_string()
            .starts_with("text_not_utf8: line 2")
    );
    assert!(
        read_camt(&b"\xFF\xFE<\0D\0"[..], 2)
            .unwrap_err()
            .to_string()
            .starts_with("text_not_utf8: line 1")
    );
}

/// A statement with these entries, each with these parts; the balances fit.
fn written(opening: i128, entries: &[(i128, Vec<i128>)]) -> String {
    let signed = |minor: i128| {
        let mark = if minor < 0 { "DBIT" } else { "CRDT" };
        let amount = quantity::format_decimal(minor.abs(), 2);
        format!("<Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd>")
    };
    let balance = |code, minor| {
        format!("<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{}</Bal>", signed(minor))
    };
    let entries_xml = entries.iter().map(|(whole, parts)| {
        let parts: String = parts.iter().map(|part| format!("<TxDtls>{}</TxDtls>", signed(*part))).collect();
        format!(
            "<Ntry>{}<Sts>BOOK</Sts><BookgDt><Dt>2026-01-31</Dt></BookgDt><NtryDtls>{parts}</NtryDtls></Ntry>",
            signed(*whole)
        )
    });
    let sum: i128 = entries.iter().map(|(whole, _)| whole).sum();
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.04\"><BkToCstmrStmt><Stmt>\
         <Acct><Id><IBAN>X</IBAN></Id></Acct>{}{}{}</Stmt></BkToCstmrStmt></Document>",
        balance("OPBD", opening),
        balance("CLBD", opening + sum),
        entries_xml.collect::<String>()
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_fits_is_read_and_one_cent_off_is_refused(
        opening in -1_000_000_i128..1_000_000,
        batches in prop::collection::vec(prop::collection::vec(-100_000_i128..100_000, 2..5), 0..8),
        off in prop_oneof![Just(0_i128), Just(1), Just(-1)],
    ) {
        let mut entries: Vec<(i128, Vec<i128>)> =
            batches.iter().map(|parts| (parts.iter().sum(), parts.clone())).collect();
        if let Some((whole, _)) = entries.first_mut() {
            *whole += off;
        }
        let statement = read_camt(written(opening, &entries).as_bytes(), 2);
        if off != 0 && !entries.is_empty() {
            let refused = statement.unwrap_err().to_string();
            prop_assert!(refused.starts_with("camt_parts_differ"), "{}", refused);
        } else {
            let told: Vec<i128> = statement.unwrap()[0].entries.iter().map(|entry| entry.minor).collect();
            prop_assert_eq!(told, batches.concat());
        }
    }

    #[test]
    fn nothing_read_is_worth_a_panic(cut in 0_usize..6_000, with in "[<>/&;!\\[\\]\"'=a-z0-9 -]{0,12}", length in 0_usize..40) {
        for text in [VERSION_8, VERSION_2] {
            let from = text.floor_char_boundary(cut.min(text.len()));
            let to = text.floor_char_boundary((from + length).min(text.len()));
            let text = format!("{}{with}{}", &text[..from], &text[to..]);
            if let Ok(statements) = read_camt(text.as_bytes(), 2) {
                for statement in statements {
                    prop_assert!(statement.check().is_ok());
                }
            }
        }
    }

    #[test]
    fn no_bytes_are_worth_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_camt(bytes.as_slice(), 2);
    }
}
