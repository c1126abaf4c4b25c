//! What is written for a bank, and what is refused before a byte of it is.

use exchange::pain::{Account, Batch, Party, Payment, Payout, PayoutRefused};
use jiff::civil::date;
use proptest::prelude::*;

const IBANS: [&str; 3] =
    ["DE89 3704 0044 0532 0130 00", "FR14 2004 1010 0505 0001 3M02 606", "NL91ABNA0417164300"];

fn party(name: &str, iban: &str) -> Party {
    Party { name: name.to_owned(), account: Account::Iban(iban.to_owned()), bic: None }
}

fn payment(number: usize, minor: i128) -> Payment {
    Payment {
        end_to_end: format!("E2E-{number}"),
        instruction: format!("I-{number}"),
        minor,
        payee: party("Ana López", IBANS[1]),
        remittance: String::new(),
    }
}

fn payout(payments: Vec<Payment>) -> Payout {
    Payout {
        id: "lab-2026-01".to_owned(),
        created: "2026-01-30T10:00:00.25Z".parse().unwrap(),
        execute_on: date(2026, 1, 31),
        currency: "EUR".to_owned(),
        decimals: 2,
        payer: party("Mobile Lab e.V.", IBANS[0]),
        payments,
    }
}

fn pain(batch: &Batch) -> String {
    let mut out = Vec::new();
    batch.write_pain(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn table(batch: &Batch) -> String {
    let mut out = Vec::new();
    batch.write_csv(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// A payout with one change, refused.
fn refused(change: impl FnOnce(&mut Payout)) -> String {
    let mut payout = payout(vec![payment(1, 1), payment(2, 2)]);
    change(&mut payout);
    payout.check().unwrap_err().to_string()
}

/// What stands between each `<name>` or `<name …>` and its end.
fn elements<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let pieces = xml.split(&open).skip(1).filter(|piece| piece.starts_with(['>', ' ']));
    let bodies = pieces.map(|piece| piece.split_once('>').unwrap().1);
    bodies.map(|body| body.split_once(&close).unwrap().0).collect()
}

#[test]
fn a_batch_is_written_to_the_byte() {
    let mut first = payment(1, 3_636_400);
    first.payee.bic = Some("psstfrppxxx".to_owned());
    first.remittance = "Share of January, 40 % – merci & à bientôt".to_owned();
    let mut second = payment(2, 5);
    second.payee = party("Σοφία <Ωμέγα>", IBANS[2]);
    let batch = payout(vec![first, second]).check().unwrap();
    assert_eq!(batch.total(), 3_636_405);
    assert_eq!(pain(&batch), include_str!("pain.xml"));
    assert_eq!(
        table(&batch),
        "date,end-to-end id,name,account,bic,amount,currency,text\n\
         2026-01-31,E2E-1,Ana Lopez,FR1420041010050500013M02606,PSSTFRPPXXX,36364.00,EUR,\
         \"Share of January, 40 . - merci + a bientot\"\n\
         2026-01-31,E2E-2,Sofia (Omega),NL91ABNA0417164300,,0.05,EUR,\n"
    );
}

#[test]
fn other_currencies_and_accounts_do_not_claim_to_be_sepa() {
    let mut other = payment(1, 70_000);
    other.payee.account = Account::Other(" 12-345/6 ".to_owned());
    let mut wish = payout(vec![other]);
    (wish.currency, wish.decimals) = ("JPY".to_owned(), 0);
    wish.payer.bic = Some("COBADEFF".to_owned());
    let xml = pain(&wish.check().unwrap());
    assert!(xml.contains("<InstdAmt Ccy=\"JPY\">70000</InstdAmt>"), "{xml}");
    assert!(xml.contains("<Id>12-345/6</Id>"), "{xml}");
    assert!(xml.contains("<BICFI>COBADEFF</BICFI>") && !xml.contains("NOTPROVIDED"), "{xml}");
    assert!(!xml.contains("SEPA") && !xml.contains("SLEV"), "{xml}");
}

#[test]
fn no_cell_of_the_table_is_a_formula() {
    let mut tricky = payment(1, 1);
    tricky.end_to_end = "+1".to_owned();
    tricky.payee.name = "=HYPERLINK(\"http://x\")".to_owned();
    tricky.payee.account = Account::Other("-2+3".to_owned());
    tricky.remittance = "+cmd".to_owned();
    let table = table(&payout(vec![tricky]).check().unwrap());
    let row = table.lines().nth(1).unwrap();
    assert_eq!(row, "2026-01-31,'+1,'-HYPERLINK('http://x'),'-2+3,,0.01,EUR,'+cmd");
}

#[test]
fn refusals_come_in_their_order() {
    type Change = fn(&mut Payout);
    // Each change is undone by none of the later ones, and each is told before all that follow.
    let changes: [(Change, &str); 15] = [
        (|p| p.payments.clear(), "batch_empty: "),
        (|p| p.id = "über".to_owned(), "payout_reference: the id `über` of the batch"),
        (|p| p.currency = "hours".to_owned(), "payout_currency: a bank does not pay in `hours`"),
        (|p| p.decimals = 3, "payout_too_fine: "),
        (|p| p.execute_on = date(2026, 1, 29), "payout_date_past: the day to pay, 2026-01-29,"),
        (|p| p.payer.name = "☃".to_owned(), "payout_name_missing: the payer"),
        (
            |p| p.payer.account = Account::Iban("DE88 3704 0044 0532 0130 00".to_owned()),
            "iban_checksum: the check digits of `DE88 3704 0044 0532 0130 00`",
        ),
        (
            |p| p.payments[1].end_to_end = "a//b".to_owned(),
            "payout_reference: the end-to-end id `a//b` of payment 2",
        ),
        (
            |p| p.payments[1].instruction = "I-1".to_owned(),
            "payout_reference_repeated: payments 1 and 2 both have the instruction id `I-1`",
        ),
        (
            |p| p.payments[0].minor = 0,
            "payout_amount: payment 1 (`E2E-1`) is of 0.00 EUR, and must be above zero",
        ),
        (|p| p.payments[0].payee.name = "x".repeat(71), "payout_name_long: the name `xxx"),
        (
            |p| p.payments[0].payee.account = Account::Iban(" ".to_owned()),
            "payout_account_missing: payment 1 (`E2E-1`) has no account",
        ),
        (|p| p.payments[0].payee.bic = Some("X".to_owned()), "bic_form: `X`"),
        (
            |p| p.payments[0].remittance = "é".repeat(141),
            "payout_remittance_long: the text of payment 1 (`E2E-1`) has 141",
        ),
        (
            |p| p.payments[0].minor = 100_000_000_000,
            "payout_too_large: payment 1 (`E2E-1`) is of 1000000000.00 EUR, and a bank's file \
             holds at most 999999999.99",
        ),
    ];
    for (place, (change, says)) in changes.iter().enumerate() {
        let alone = refused(change);
        assert!(alone.starts_with(says), "{alone}");
        for (later, _) in changes.iter().skip(place + 1) {
            let both = refused(|payout| {
                later(payout);
                // An empty batch has no payment to change.
                change(payout);
            });
            assert!(both.starts_with(says.split(' ').next().unwrap()), "{says} against {both}");
        }
    }
}

#[test]
fn an_end_to_end_id_is_given_once() {
    let twice = refused(|p| p.payments[1].end_to_end = "E2E-1".to_owned());
    assert!(twice.starts_with("payout_reference_repeated: payments 1 and 2 both have the end-to"));
    let negative = refused(|p| p.payments[1].minor = -1);
    assert!(negative.contains("payment 2 (`E2E-2`) is of -0.01 EUR"), "{negative}");
    let form = refused(|p| p.payments[1].payee.account = Account::Other("ü".to_owned()));
    assert!(form.starts_with("payout_account_form: `ü`, the account of payment 2"), "{form}");
    for id in ["", " a", "a ", "/a", "a/", "a_b", "a\n", &"x".repeat(36)] {
        let refused = refused(|p| p.payments[0].end_to_end = id.to_owned());
        assert!(refused.starts_with("payout_reference: "), "{refused}");
    }
}

#[test]
fn a_sum_beyond_18_digits_is_refused() {
    let mut wish = payout(vec![payment(1, 999_999_999_999_999_999), payment(2, 1)]);
    wish.currency = "CAD".to_owned();
    let refused = wish.check().unwrap_err();
    assert!(
        matches!(&refused, PayoutRefused::TooLarge { whose, .. } if whose == "the whole batch")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_sums_up_and_is_told_letter_for_letter(
        parts in prop::collection::vec((1_i128..=99_999_999_999, "\\PC{0,60}", "[ -~é&<>\"]{0,140}"), 1..20),
    ) {
        let payments = parts.iter().enumerate().map(|(place, (minor, name, text))| Payment {
            payee: party(&format!("A{}", name.chars().take(9).collect::<String>()), IBANS[place % 3]),
            remittance: text.clone(),
            ..payment(place, *minor)
        });
        let Ok(batch) = payout(payments.collect()).check() else {
            // A letter may be spelled with several, so that a text becomes too long.
            return Ok(());
        };
        let xml = pain(&batch);
        let sum: i128 = parts.iter().map(|(minor, ..)| minor).sum();
        let cents = |text: &str| text.replace('.', "").parse::<i128>().unwrap();
        let amounts: Vec<i128> = elements(&xml, "InstdAmt").into_iter().map(cents).collect();
        prop_assert_eq!(&amounts, &parts.iter().map(|(minor, ..)| *minor).collect::<Vec<_>>());
        for control in elements(&xml, "CtrlSum") {
            prop_assert_eq!(cents(control), sum);
        }
        prop_assert_eq!(elements(&xml, "NbOfTxs"), [parts.len().to_string(), parts.len().to_string()]);
        for text in elements(&xml, "Ustrd").into_iter().chain(elements(&xml, "Nm")) {
            let text = text.replace("&apos;", "'");
            prop_assert!((1..=140).contains(&text.len()));
            prop_assert!(text.chars().all(|c| c.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(c)), "{text}");
        }
        let mut reader = csv::Reader::from_reader(table(&batch).into_bytes().leak() as &[u8]);
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let told: Vec<i128> = rows.iter().map(|row| cents(&row[5])).collect();
        prop_assert_eq!(told, amounts);
    }
}
