//! Which line names the columns, and what they hold.

use super::refused::BankTableRefused;
use csv::{ReaderBuilder, StringRecord, Trim};

/// How many lines may stand before and including the one with the names.
const MOST_LINES: usize = 40;

/// What a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// When it was booked.
    Date,
    /// How much, with its sign.
    Amount,
    /// How much went out.
    Debit,
    /// How much came in.
    Credit,
    /// Whether the amount went out or came in.
    Side,
    /// The balance after it.
    Balance,
    /// The currency of the amount.
    Currency,
    /// What it can be recognised by.
    Reference,
    /// Who is at the other end.
    Name,
    /// What the payer wrote.
    Remittance,
    /// What the bank wrote.
    Text,
}

/// The line that names the columns.
pub(super) struct Header {
    /// Counted from 1.
    pub line: usize,
    /// Where the line after it begins, in bytes.
    pub end: usize,
    pub delimiter: u8,
    /// How many columns are named.
    pub columns: usize,
    places: Vec<(Column, usize)>,
}

impl Column {
    const ALL: [Column; 11] = [
        Column::Date,
        Column::Amount,
        Column::Debit,
        Column::Credit,
        Column::Side,
        Column::Balance,
        Column::Currency,
        Column::Reference,
        Column::Name,
        Column::Remittance,
        Column::Text,
    ];

    /// The word for what it holds.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Column::Date => "date",
            Column::Amount => "amount",
            Column::Debit => "debit",
            Column::Credit => "credit",
            Column::Side => "side",
            Column::Balance => "balance",
            Column::Currency => "currency",
            Column::Reference => "reference",
            Column::Name => "name",
            Column::Remittance => "remittance",
            Column::Text => "text",
        }
    }

    /// The names by which it is found, in small letters, parted by `|`.
    const fn names(self) -> &'static str {
        match self {
            Column::Date => {
                "date|booking date|booked|date booked|transaction date|posting date|\
                 date comptable|date d'opération|date opération|date operation|\
                 date de comptabilisation|buchungstag|buchungsdatum|datum|buchung"
            }
            Column::Amount => "amount|montant|betrag|umsatz",
            Column::Debit => {
                "debit|debit amount|paid out|money out|withdrawal|withdrawals|débit|soll|\
                 belastung|lastschrift|ausgang"
            }
            Column::Credit => {
                "credit|credit amount|paid in|money in|deposit|deposits|crédit|haben|gutschrift|\
                 eingang"
            }
            Column::Side => {
                "side|debit/credit|credit/debit|dr/cr|cr/dr|d/c|c/d|credit debit indicator|\
                 débit/crédit|sens|soll/haben|s/h"
            }
            Column::Balance => "balance|running balance|solde|saldo|kontostand|saldo nach buchung",
            Column::Currency => "currency|devise|monnaie|währung|waehrung",
            Column::Reference => {
                "reference|end-to-end id|end to end id|end-to-end reference|endtoendid|référence|\
                 référence client|referenz|kundenreferenz|kundenreferenz (end-to-end)"
            }
            Column::Name => {
                "name|counterparty|counterparty name|payee|beneficiary|nom|contrepartie|\
                 bénéficiaire|tiers|empfänger|begünstigter|auftraggeber/empfänger|\
                 beguenstigter/zahlungspflichtiger|begünstigter/zahlungspflichtiger|\
                 name zahlungsbeteiligter|gegenpartei"
            }
            Column::Remittance => {
                "remittance|remittance information|purpose|communication|motif|verwendungszweck|\
                 zahlungszweck|mitteilung"
            }
            Column::Text => {
                "text|description|details|memo|narrative|libellé|libelle|buchungstext|\
                 beschreibung"
            }
        }
    }
}

impl Header {
    /// Where a column stands, from 0.
    pub fn place(&self, column: Column) -> Option<usize> {
        let (_, place) = self.places.iter().find(|(known, _)| *known == column)?;
        Some(*place)
    }

    fn has(&self, column: Column) -> bool {
        self.place(column).is_some()
    }
}

/// Finds the first line that names a date and an amount, whatever parts its cells.
pub(super) fn find(text: &str, currency: &str) -> Result<Header, BankTableRefused> {
    let mut end = 0;
    for (line, written) in (1..=MOST_LINES).zip(text.split_inclusive('\n')) {
        end += written.len();
        // No name of a column has one of these in it, so only one of them can be right.
        for delimiter in *b";,\t" {
            let header = name_columns(
                Header { line, end, delimiter, columns: 0, places: Vec::new() },
                written,
                currency,
            )?;
            let sides = header.has(Column::Debit) && header.has(Column::Credit);
            if header.has(Column::Date) && (header.has(Column::Amount) || sides) {
                return Ok(header);
            }
        }
    }
    Err(BankTableRefused::ColumnsMissing { lines: MOST_LINES })
}

fn name_columns(
    mut header: Header,
    written: &str,
    currency: &str,
) -> Result<Header, BankTableRefused> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .trim(Trim::All)
        .delimiter(header.delimiter)
        .from_reader(written.as_bytes());
    let mut cells = StringRecord::new();
    if !reader.read_record(&mut cells).unwrap_or(false) {
        return Ok(header);
    }
    let named = |cell: &str| cell.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let names: Vec<String> =
        cells.iter().map(|cell| without_currency(named(cell), currency)).collect();
    header.columns = names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
    for column in Column::ALL {
        let is_named = |name: &str| column.names().split('|').any(|known| known == name);
        let mut found = (0..).zip(&names).filter(|(_, name)| is_named(name));
        let Some((place, first)) = found.next() else { continue };
        if let Some((_, second)) = found.next() {
            let (first, second) = (first.clone(), second.clone());
            return Err(BankTableRefused::ColumnRepeated {
                line: header.line,
                column,
                first,
                second,
            });
        }
        header.places.push((column, place));
    }
    Ok(header)
}

/// `betrag (eur)`, `betrag in eur` and `betrag eur` are `betrag` in an account of euros.
fn without_currency(name: String, currency: &str) -> String {
    let code = currency.to_lowercase();
    for end in [format!("({code})"), format!(" in {code}"), format!(" {code}")] {
        if let Some(bare) = name.strip_suffix(&end) {
            return bare.trim_end().to_owned();
        }
    }
    name
}
