//! Tables as banks of several countries give them out, and those that can be read in two ways.

use exchange::bank::{BankEntry, Statement};
use exchange::bank_table::{DateOrder, DecimalMark, TableOptions, read_bank_table};
use jiff::civil::{Date, date};
use proptest::prelude::*;

fn euros() -> TableOptions {
    TableOptions {
        account: "DE89370400440532013000".to_owned(),
        currency: "EUR".to_owned(),
        decimals: 2,
        decimal_mark: None,
        date_order: None,
        opening: None,
        closing: None,
    }
}

fn from_nothing() -> TableOptions {
    TableOptions { opening: Some(0), ..euros() }
}

fn read(text: &str, options: &TableOptions) -> Statement {
    read_bank_table(text.as_bytes(), options).unwrap()
}

fn refused(text: &str, options: &TableOptions) -> String {
    read_bank_table(text.as_bytes(), options).unwrap_err().to_string()
}

fn figures(statement: &Statement) -> Vec<(Date, i128)> {
    statement.entries.iter().map(|entry| (entry.booked, entry.minor)).collect()
}

#[test]
fn a_german_table_with_its_newest_line_first_is_turned_around() {
    let text = "\u{feff}Kontoauszug;DE89 3704;\n\nBuchungstag;Wertstellung;Beguenstigter/Zahlungspflichtiger;\
        Verwendungszweck;Kundenreferenz (End-to-End);Buchungstext;Betrag (EUR);Saldo;\n\
        03.01.26;03.01.26;\"Ana; López\";Anteil Januar;E2E-1;ÜBERWEISUNG;-1.036,40;-35,90 €;\n\
        02.01.26;05.01.26;Bob;;NOTPROVIDED;GUTSCHRIFT;+1.000,00;1.000,50 €;\n\n";
    let statement = read(text, &euros());
    let first = BankEntry {
        booked: date(2026, 1, 2),
        minor: 100_000,
        references: Vec::new(),
        remittance: String::new(),
        counterparty: "Bob".to_owned(),
        text: "GUTSCHRIFT".to_owned(),
    };
    let second = BankEntry {
        booked: date(2026, 1, 3),
        minor: -103_640,
        references: vec!["E2E-1".to_owned()],
        remittance: "Anteil Januar".to_owned(),
        counterparty: "Ana; López".to_owned(),
        text: "ÜBERWEISUNG".to_owned(),
    };
    let expected = Statement {
        account: "DE89370400440532013000".to_owned(),
        currency: "EUR".to_owned(),
        decimals: 2,
        opening: 50,
        closing: -3_590,
        entries: vec![first, second],
        pending: 0,
    };
    assert_eq!(statement, expected);
}

#[test]
fn an_english_and_a_french_table_say_the_same() {
    let english = "Transaction Date,Description,Paid out,Paid in,Balance\n\
        30/01/2026,rent,\"1,200.00\",,\"-200.00\"\n\
        31/01/2026,fees,,300.25,100.25\n";
    let french = "Date d'opération;Libellé;Débit;Crédit;Solde\r\n\
        30/01/2026;rent;-1 200,00;0,00;-200,00\r\n\
        31/01/2026;fees;;300,25;100,25\r\n";
    let statement = read(english, &euros());
    assert_eq!((statement.opening, statement.closing), (100_000, 10_025));
    assert_eq!(figures(&statement), [(date(2026, 1, 30), -120_000), (date(2026, 1, 31), 30_025)]);
    assert_eq!(read(french, &euros()), statement);
}

#[test]
fn a_side_gives_the_sign() {
    let text = "date,amount,D/C,currency\n2026-01-31,5,D,EUR\n2026-01-31,7,Haben,EUR\n";
    assert_eq!(read(text, &from_nothing()).closing, 200);
    let unknown = text.replace(",D,", ",X,");
    assert!(refused(&unknown, &from_nothing()).starts_with("bank_sides: line 2: the side is"));
    let twice = text.replace(",5,", ",-5,");
    assert!(refused(&twice, &from_nothing()).starts_with("bank_sides: line 2: the amount has"));
}

#[test]
fn numbers_that_may_be_read_in_two_ways_are_refused() {
    let text = "date,amount\n2026-01-31,\"1,234\"\n2026-01-31,7\n";
    assert_eq!(
        refused(text, &from_nothing()),
        "bank_number_ambiguous: line 2: `1,234` may have thousands or decimals, and no line tells \
         which; say `--decimal-mark comma` or `--decimal-mark point`"
    );
    let said = |mark| TableOptions { decimal_mark: Some(mark), decimals: 3, ..from_nothing() };
    assert_eq!(read(text, &said(DecimalMark::Point)).closing, 1_241_000);
    assert_eq!(read(text, &said(DecimalMark::Comma)).closing, 8_234);
    // Another line tells.
    assert_eq!(read(&text.replace('7', "7.5"), &from_nothing()).closing, 124_150);
    let mixed = refused(&text.replace(",7", ",7.5").replace("1,234", "1,2"), &from_nothing());
    assert!(
        mixed.starts_with("bank_number_mixed: `1,2` in line 2 has a decimal comma, and `7.5` in"),
        "{mixed}"
    );
    let wrong = refused("date,amount\n2026-01-31,1.234.5\n", &said(DecimalMark::Point));
    assert!(wrong.starts_with("bank_number: line 2: `1.234.5` is not a number"), "{wrong}");
    let fine = refused("date;amount\n2026-01-31;0,125\n", &from_nothing());
    assert!(
        fine.starts_with("bank_number: line 2: `0,125` is not a number with at most 2"),
        "{fine}"
    );
}

#[test]
fn dates_that_may_be_read_in_two_ways_are_refused() {
    let text = "date,amount\n03/04/2026,1\n04/04/2026,1\n";
    let ambiguous = refused(text, &from_nothing());
    assert!(ambiguous.starts_with("bank_date_ambiguous: line 2: `03/04/2026` may"), "{ambiguous}");
    let said = |order| TableOptions { date_order: Some(order), ..from_nothing() };
    let days = |options| read(text, &options).entries[0].booked;
    assert_eq!(days(said(DateOrder::DayFirst)), date(2026, 4, 3));
    assert_eq!(days(said(DateOrder::MonthFirst)), date(2026, 3, 4));
    let told = text.replace("04/04/", "04/13/");
    assert_eq!(read(&told, &from_nothing()).entries[0].booked, date(2026, 3, 4));
    let mixed = refused(&format!("{told}13/04/2026,1\n"), &from_nothing());
    assert!(
        mixed
            .starts_with("bank_date_mixed: `13/04/2026` in line 4 begins with the day, and `04/13"),
        "{mixed}"
    );
    let wrong = refused(&told, &said(DateOrder::DayFirst));
    assert!(wrong.starts_with("bank_date: line 3: `04/13/2026` is no date"), "{wrong}");
}

#[test]
fn a_running_balance_must_hold_line_by_line() {
    let text = "date,amount,balance\n2026-01-01,5,15\n2026-01-02,-3,12\n2026-01-03,1,13\n";
    let statement = read(text, &euros());
    assert_eq!((statement.opening, statement.closing), (1_000, 1_300));
    let cut = "date,amount,balance\n2026-01-01,5,15\n2026-01-03,1,13\n";
    assert_eq!(
        refused(cut, &euros()),
        "bank_balance_breaks: line 3: the balance is 13.00, and by the line before it and the \
         amount it is 16.00; a line is missing or was changed, fetch the table again"
    );
    let newest = "date,amount,balance\n2026-01-03,1,13\n2026-01-01,5,15\n2025-12-31,10,10\n";
    let refusal = refused(newest, &euros());
    assert!(refusal.starts_with("bank_balance_breaks: line 2: the balance is 13.00"), "{refusal}");
    let other = TableOptions { opening: Some(0), ..euros() };
    let sum = refused(text, &other);
    assert!(sum.starts_with("bank_sum_differs: the entries of `DE89"), "{sum}");
}

#[test]
fn an_order_that_nothing_tells_is_asked_for() {
    let text = "date,amount,balance\n2026-01-01,-5,10\n2026-01-01,5,15\n";
    assert!(refused(text, &euros()).starts_with("bank_order_ambiguous: the table may begin"));
    let opening = |minor| TableOptions { opening: Some(minor), ..euros() };
    assert_eq!(figures(&read(text, &opening(1_500)))[0].1, -500);
    assert_eq!(figures(&read(text, &opening(1_000)))[0].1, 500);
    assert!(refused(text, &opening(1)).starts_with("bank_sum_differs"));
    let dated = text.replacen("01-01", "01-02", 1);
    assert_eq!(read(&dated, &euros()).closing, 1_000);
}

#[test]
fn without_balances_one_is_asked_for() {
    let text = "date,amount\n2026-01-01,5\n";
    assert!(refused(text, &euros()).starts_with("bank_balance_missing: the table has no balance"));
    let both = |opening, closing| TableOptions { opening, closing, ..euros() };
    assert_eq!(read(text, &both(None, Some(700))).opening, 200);
    assert_eq!(read(text, &both(Some(200), Some(700))).entries.len(), 1);
    assert!(refused(text, &both(Some(200), Some(701))).starts_with("bank_sum_differs"));
    assert!(refused(text, &both(Some(i128::MAX), None)).starts_with("bank_sum_differs"));
    assert!(refused(text, &both(Some(i128::MIN), Some(i128::MAX))).starts_with("bank_sum_differs"));
    assert_eq!(read("date,amount,balance\n", &both(Some(7), None)).closing, 7);
    assert!(refused("date,amount,balance\n", &euros()).starts_with("bank_balance_missing"));
}

#[test]
fn a_table_that_is_none_is_refused() {
    let options = from_nothing();
    for text in ["", "\n\n", "date,balance\n2026-01-01,5\n", "date,debit\n", "\"date,amount"] {
        let refused = refused(text, &options);
        assert!(refused.starts_with("bank_columns_missing: none of the first 40"), "{refused}");
    }
    for (text, says) in [
        (
            "date,datum,amount\n",
            "bank_column_repeated: line 1 has both `date` and `datum` for the date",
        ),
        ("date,amount\n2026-01-01,\"5\n2026-01-02,6\n", "bank_quote_open: after line 1 a quote"),
        ("date,amount\n\n2026-01-01\n", "bank_line_cells: line 3 has 1 cells, and line 1 names 2"),
        ("date,amount\n2026-01-01,5,x\n", "bank_line_cells: line 2 has 3 cells"),
        ("date,amount\nSum,5\n", "bank_date: line 2: `Sum` is no date"),
        ("date,amount\n2026-01-01,\n", "bank_number: line 2: `` is not a number"),
        ("date,amount\n2026-01-01,9e9\n", "bank_number: line 2: `9e9`"),
        ("date,amount,currency\n2026-01-01,5,CHF\n", "bank_currency_differs: line 2 is in `CHF`"),
        ("date,debit,credit\n2026-01-01,,\n", "bank_sides: line 2: there is neither"),
        ("date,debit,credit\n2026-01-01,1,2\n", "bank_sides: line 2: there are both"),
        ("date,debit,credit\n2026-01-01,,-2\n", "bank_sides: line 2: the credit is below zero"),
        ("date,debit,credit\n2026-01-01,-1,\n2026-01-01,1,\n", "bank_sides: line 3: some debits"),
    ] {
        let refused = refused(text, &options);
        assert!(refused.starts_with(says), "{refused}");
    }
    let endless = format!("date,amount\n2026-01-01,{}", "1".repeat(2 << 20));
    assert!(refused(&endless, &options).starts_with("line_too_long: line 2"));
    let long = format!("date,amount\n2026-01-01,{}\n", "1".repeat(100_000));
    assert!(refused(&long, &options).len() < 200);
    let bytes = read_bank_table(&b"date,amount\n2026-01-01,\xFF\n"[..], &options).unwrap_err();
    assert!(bytes.to_string().starts_with("text_not_utf8: line 2"));
    let betrag = "Datum;Betrag in CHF\n2026-01-01;5\n";
    assert!(refused(betrag, &options).starts_with("bank_columns_missing"));
}

/// Lines of these amounts on successive days, with a running balance.
fn written(opening: i128, amounts: &[i128]) -> Vec<String> {
    let mut balance = opening;
    let mut day = date(2026, 1, 1);
    let mut lines: Vec<String> = Vec::new();
    for minor in amounts {
        balance += minor;
        let cell = |minor: i128| quantity::format_decimal(minor, 2).replace('.', ",");
        lines.push(format!("{};{};{}", day.strftime("%d/%m/%Y"), cell(*minor), cell(balance)));
        day = day.tomorrow().unwrap();
    }
    lines
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_written_is_read_and_a_lost_line_is_noticed(
        opening in -1_000_000_i128..1_000_000,
        amounts in prop::collection::vec(-1_000_000_i128..1_000_000, 14..30),
        newest_first in any::<bool>(),
        lost in 1_usize..13,
    ) {
        let mut lines = written(opening, &amounts);
        if newest_first {
            lines.reverse();
        }
        let text = |lines: &[String]| format!("date;amount;balance\n{}\n", lines.join("\n"));
        let statement = read(&text(&lines), &euros());
        prop_assert_eq!(statement.opening, opening);
        prop_assert_eq!(statement.closing, opening + amounts.iter().sum::<i128>());
        let told: Vec<i128> = statement.entries.iter().map(|entry| entry.minor).collect();
        prop_assert_eq!(&told, &amounts);
        let place = if newest_first { amounts.len() - 1 - lost } else { lost };
        lines.remove(place);
        if amounts[lost] != 0 {
            let refused = refused(&text(&lines), &euros());
            prop_assert!(refused.starts_with("bank_balance_breaks"), "{}", refused);
        }
    }

    #[test]
    fn nothing_read_is_worth_a_panic(text in "(date[,;]amount[,;]balance\n)?[,;\"\n\r 0-9./+-]{0,60}") {
        if let Ok(statement) = read_bank_table(text.as_bytes(), &from_nothing()) {
            prop_assert!(statement.check().is_ok());
        }
    }
}
