//! Who has which account at a bank: a file that stays with the custodian.
//!
//! Nothing of it is written to the journal.

use std::collections::BTreeMap;
use std::io::Read;

use csv::{ReaderBuilder, StringRecord, Trim};
use exchange::iban::{IbanRefused, read_bic, read_iban};
use exchange::pain::{Account, Party};
use thiserror::Error;

/// Under which name the account stands that pays. No handle has brackets.
pub const CUSTODIAN: &str = "(custodian)";

/// The most bytes of a file of bank details.
const LARGEST: u64 = 16 << 20;

/// Why bank details are not taken. Of several lines the first is told.
#[derive(Debug, Error)]
pub enum BankDetailsRefused {
    /// The file is no table of bank details.
    #[error("bank_details_unreadable: `{path}` cannot be read: {trouble}")]
    Unreadable {
        /// The file.
        path: String,
        /// Where and why.
        trouble: String,
    },
    /// The first line does not name what is needed.
    #[error(
        "bank_details_columns: the first line of `{path}` does not name {missing}; begin with `handle,name,iban,bic`, or with `account` for numbers that are no IBAN"
    )]
    Columns {
        /// The file.
        path: String,
        /// What is not named.
        missing: &'static str,
    },
    /// Somebody stands there twice.
    #[error(
        "bank_details_repeated: `{handle}` stands in line {first} and in line {second} of `{path}`; leave one"
    )]
    Repeated {
        /// Who.
        handle: String,
        /// One line, from 1.
        first: u64,
        /// The other.
        second: u64,
        /// The file.
        path: String,
    },
    /// Some who are to pay or to be paid are not there, or have no account.
    #[error(
        "bank_details_missing: `{path}` has no account of {who}; add a line for each, and `(custodian)` for the account that pays"
    )]
    Missing {
        /// The file.
        path: String,
        /// Everybody who is missing.
        who: String,
    },
    /// A number is wrong.
    #[error("{refused} (line {line} of `{path}`, for `{handle}`)")]
    Number {
        /// What is wrong with it.
        refused: IbanRefused,
        /// The line, from 1.
        line: u64,
        /// The file.
        path: String,
        /// Whose it is.
        handle: String,
    },
}

/// Bank details by handle.
pub struct BankDetails {
    path: String,
    rows: BTreeMap<String, Row>,
}

/// A line, as it was written.
struct Row {
    line: u64,
    name: String,
    iban: String,
    account: String,
    bic: String,
}

/// Where the columns stand, from 0.
struct Columns {
    handle: usize,
    name: usize,
    iban: Option<usize>,
    account: Option<usize>,
    bic: Option<usize>,
}

impl BankDetails {
    /// Reads a table whose first line names `handle`, `name`, and `iban` or `account`; `bic` if banks want it.
    ///
    /// Cells are parted by commas or semicolons.
    ///
    /// `path` is what the file is called in refusals.
    ///
    /// # Errors
    /// [`BankDetailsRefused`].
    pub fn read(file: impl Read, path: &str) -> Result<Self, BankDetailsRefused> {
        let mut text = String::new();
        let unreadable =
            |trouble: String| BankDetailsRefused::Unreadable { path: path.to_owned(), trouble };
        let size = file.take(LARGEST).read_to_string(&mut text);
        let size = size.map_err(|error| unreadable(error.to_string()))?;
        if u64::try_from(size).is_ok_and(|size| size == LARGEST) {
            return Err(unreadable("it has more than 16 million bytes".to_owned()));
        }
        Self::parse(path.to_owned(), text.trim_start_matches('\u{feff}'))
    }

    fn parse(path: String, text: &str) -> Result<Self, BankDetailsRefused> {
        let first = text.lines().next().unwrap_or_default();
        let delimiter = if first.contains(';') { b';' } else { b',' };
        let mut reader =
            ReaderBuilder::new().delimiter(delimiter).trim(Trim::All).from_reader(text.as_bytes());
        let unreadable = |error: csv::Error| BankDetailsRefused::Unreadable {
            path: path.clone(),
            trouble: error.to_string(),
        };
        let heads = reader.headers().map_err(unreadable)?;
        let columns = Columns::of(heads)
            .map_err(|missing| BankDetailsRefused::Columns { path: path.clone(), missing })?;
        let mut rows: BTreeMap<String, Row> = BTreeMap::new();
        for record in reader.records() {
            let record = record.map_err(unreadable)?;
            let (handle, row) = columns.row(&record);
            let second = row.line;
            if let Some(known) = rows.insert(handle.clone(), row) {
                let first = known.line;
                return Err(BankDetailsRefused::Repeated { handle, first, second, path });
            }
        }
        Ok(Self { path, rows })
    }

    /// Who pays, and those who are paid, in their order, with numbers that were checked.
    ///
    /// # Errors
    /// Everybody at once who is missing; else the first wrong number.
    pub fn parties(&self, payees: &[&str]) -> Result<(Party, Vec<Party>), BankDetailsRefused> {
        let row = |handle: &str| self.rows.get(handle).filter(|row| row.has_account());
        let everybody = || std::iter::once(&CUSTODIAN).chain(payees);
        let missing: Vec<String> = everybody()
            .filter(|handle| row(handle).is_none())
            .map(|handle| format!("`{handle}`"))
            .collect();
        if !missing.is_empty() {
            let (path, who) = (self.path.clone(), missing.join(", "));
            return Err(BankDetailsRefused::Missing { path, who });
        }
        let mut parties = Vec::with_capacity(payees.len() + 1);
        for handle in everybody() {
            if let Some(row) = row(handle) {
                parties.push(row.party().map_err(|refused| BankDetailsRefused::Number {
                    refused,
                    line: row.line,
                    path: self.path.clone(),
                    handle: (*handle).to_owned(),
                })?);
            }
        }
        let payer = parties.remove(0);
        Ok((payer, parties))
    }
}

impl Columns {
    fn of(heads: &StringRecord) -> Result<Self, &'static str> {
        let place = |name: &str| heads.iter().position(|head| head.eq_ignore_ascii_case(name));
        let (iban, account) = (place("iban"), place("account"));
        if iban.or(account).is_none() {
            return Err("`iban`");
        }
        let handle = place("handle").ok_or("`handle`")?;
        Ok(Self { handle, name: place("name").ok_or("`name`")?, iban, account, bic: place("bic") })
    }

    fn row(&self, record: &StringRecord) -> (String, Row) {
        let cell = |place: Option<usize>| {
            place.and_then(|place| record.get(place)).unwrap_or_default().to_owned()
        };
        let row = Row {
            line: record.position().map_or(0, csv::Position::line),
            name: cell(Some(self.name)),
            iban: cell(self.iban),
            account: cell(self.account),
            bic: cell(self.bic),
        };
        (cell(Some(self.handle)), row)
    }
}

impl Row {
    fn has_account(&self) -> bool {
        !self.iban.is_empty() || !self.account.is_empty()
    }

    fn party(&self) -> Result<Party, IbanRefused> {
        let account = if self.iban.is_empty() {
            Account::Other(self.account.clone())
        } else {
            Account::Iban(read_iban(&self.iban)?)
        };
        let bic =
            Some(self.bic.as_str()).filter(|bic| !bic.is_empty()).map(read_bic).transpose()?;
        Ok(Party { name: self.name.clone(), account, bic })
    }
}

/// The number of an account as it may be seen over somebody's shoulder: its beginning and its end.
#[must_use]
pub fn shortened(number: &str) -> String {
    let letters: Vec<char> = number.chars().filter(|letter| !letter.is_control()).collect();
    match (letters.get(..4), letters.len().checked_sub(4).and_then(|last| letters.get(last..))) {
        (Some(first), Some(last)) if letters.len() > 10 => {
            format!("{}…{}", String::from_iter(first), String::from_iter(last))
        }
        (_, Some(last)) => format!("…{}", String::from_iter(last)),
        _ => "…".to_owned(),
    }
}

/// What an account is called: an IBAN is shortened, other names are not.
#[must_use]
pub fn shown(account: &str) -> String {
    read_iban(account).map_or_else(|_| account.to_owned(), |iban| shortened(&iban))
}

/// The number of an account as it is written.
#[must_use]
pub fn number(account: &Account) -> &str {
    match account {
        Account::Iban(number) | Account::Other(number) => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "name;IBAN;handle;bic;account\n\
        The Commons;DE89 3704 0044 0532 0130 00;(custodian);COBADEFF;\n\
        Ana Lima;FR14 2004 1010 0505 0001 3M02 606;ana;;\n\
        Ben;;ben;;0815-4711\n\
        Cy;;cy;;\n\
        Dee;DE89 3704 0044 0532 0130 01;dee;;\n";

    fn refused(text: &str, payees: &[&str]) -> String {
        let found = BankDetails::parse("b.csv".to_owned(), text);
        found.and_then(|details| details.parties(payees)).unwrap_err().to_string()
    }

    #[test]
    fn accounts_are_found_by_handle_whatever_the_order_of_columns() {
        let details = BankDetails::parse("b.csv".to_owned(), TABLE).unwrap();
        let (payer, payees) = details.parties(&["ben", "ana"]).unwrap();
        assert_eq!(number(&payer.account), "DE89370400440532013000");
        assert_eq!(payer.bic.as_deref(), Some("COBADEFF"));
        let numbers: Vec<&str> = payees.iter().map(|payee| number(&payee.account)).collect();
        assert_eq!(numbers, ["0815-4711", "FR1420041010050500013M02606"]);
    }

    #[test]
    fn what_cannot_be_paid_is_refused_before_anything_else() {
        let missing = refused(TABLE, &["eve", "cy", "ana"]);
        assert!(missing.contains("has no account of `eve`, `cy`; add"), "{missing}");
        let wrong = refused(TABLE, &["ana", "dee"]);
        assert!(wrong.starts_with("iban_checksum: "), "{wrong}");
        assert!(wrong.ends_with("(line 6 of `b.csv`, for `dee`)"), "{wrong}");
        let cases = [
            ("name,iban\n", "bank_details_columns"),
            ("handle,name\n", "bank_details_columns"),
            ("", "bank_details_columns"),
            ("handle,name,iban\nana,Ana\n", "bank_details_unreadable"),
            ("handle,name,iban\nana,Ana,\nana,Ana,\n", "bank_details_repeated"),
            ("handle,name,iban\nana,Ana,FR\n", "bank_details_missing"),
        ];
        for (text, name) in cases {
            let said = refused(text, &["ana"]);
            assert!(said.starts_with(&format!("{name}: ")), "{text}: {said}");
        }
    }

    #[test]
    fn a_number_on_the_screen_is_not_the_whole_of_it() {
        assert_eq!(shortened("DE89370400440532013000"), "DE89…3000");
        assert_eq!(shortened("0815-4711"), "…4711");
        assert_eq!(shortened("12"), "…");
        assert_eq!(shown("february.csv"), "february.csv");
        assert_eq!(shown("DE89 3704 0044 0532 0130 00"), "DE89…3000");
    }
}
