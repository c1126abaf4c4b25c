//! One statement: its account, balances and entries, and whether they fit.

use super::element::{CamtRefused, Document, Element};
use super::entry::{self, Unit};
use crate::bank::Statement;
use quantity::format_decimal;

/// How many letters the number of an account may have.
const LONGEST_ACCOUNT: usize = 64;

/// What is known of a statement so far.
struct Draft {
    line: usize,
    decimals: u8,
    account: Option<String>,
    unit: Option<Unit>,
    opening: Option<i128>,
    closing: Option<i128>,
    summary: Option<Element>,
    statement: Statement,
    tally: Tally,
}

/// What the bank's summary is compared with.
#[derive(Default)]
struct Tally {
    credits: i128,
    credit: i128,
    debits: i128,
    debit: i128,
}

/// Reads the element `Stmt`, which was entered.
pub(super) fn read(document: &mut Document<'_>, decimals: u8) -> Result<Statement, CamtRefused> {
    let mut draft = Draft::new(document.line(), decimals);
    while let Some(element) = document.next()? {
        match &*element.name {
            "Acct" => draft.read_account(&element)?,
            "Bal" => draft.read_balance(&element)?,
            "TxsSummry" => draft.summary = Some(element),
            "Ntry" => draft.read_entry(&element)?,
            _ => {}
        }
    }
    draft.finish()
}

impl Draft {
    fn new(line: usize, decimals: u8) -> Self {
        let statement = Statement {
            account: String::new(),
            currency: String::new(),
            decimals,
            opening: 0,
            closing: 0,
            entries: Vec::new(),
            pending: 0,
        };
        Draft {
            line,
            decimals,
            account: None,
            unit: None,
            opening: None,
            closing: None,
            summary: None,
            statement,
            tally: Tally::default(),
        }
    }

    fn read_account(&mut self, account: &Element) -> Result<(), CamtRefused> {
        let id = account.needed("Id")?;
        let number = id.text_at("IBAN").or(id.text_at("Othr/Id"));
        let number = number.filter(|number| number.len() <= LONGEST_ACCOUNT);
        let number = number.ok_or_else(|| id.wrong("an account with `IBAN` or `Othr`"))?;
        self.account = Some(number.to_owned());
        if let Some(currency) = account.child("Ccy") {
            self.unit = Some(self.unit_of(currency, currency.text.trim())?);
        }
        Ok(())
    }

    fn read_balance(&mut self, balance: &Element) -> Result<(), CamtRefused> {
        let code = balance.at("Tp/CdOrPrtry/Cd").map(|code| code.text.trim());
        let which = match code {
            Some("OPBD" | "PRCD") => "opening",
            Some("CLBD") => "closing",
            // Balances of other kinds are of what is available, or of a moment in between.
            _ => return Ok(()),
        };
        if self.unit.is_none() {
            let amount = balance.needed("Amt")?;
            let currency = amount.currency.as_deref().unwrap_or_default();
            self.unit = Some(self.unit_of(amount, currency)?);
        }
        let Some(unit) = &self.unit else { return Ok(()) };
        let minor = unit.signed(balance)?;
        let place = if which == "opening" { &mut self.opening } else { &mut self.closing };
        if place.is_some_and(|known| known != minor) {
            return Err(CamtRefused::BalanceRepeated { line: balance.line, which });
        }
        *place = Some(minor);
        Ok(())
    }

    fn unit_of(&self, said: &Element, currency: &str) -> Result<Unit, CamtRefused> {
        if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(said.wrong("in a currency with its code, as `EUR`"));
        }
        Ok(Unit { currency: currency.to_owned(), decimals: self.decimals })
    }

    fn read_entry(&mut self, element: &Element) -> Result<(), CamtRefused> {
        let unit = self.unit.as_ref().ok_or_else(|| self.missing("Bal"))?;
        let booked = entry::read(element, unit)?;
        self.tally.add(entry::sign(element.needed("CdtDbtInd")?)?, booked.minor);
        self.statement.pending += usize::from(booked.pending);
        self.statement.entries.extend(booked.entries);
        Ok(())
    }

    fn finish(self) -> Result<Statement, CamtRefused> {
        let account = self.account.clone().ok_or_else(|| self.missing("Acct"))?;
        let line = self.line;
        let lacks = |which, codes| CamtRefused::BalanceMissing { line, which, codes };
        let opening = self.opening.ok_or_else(|| lacks("opening", "OPBD or PRCD"))?;
        let closing = self.closing.ok_or_else(|| lacks("closing", "CLBD"))?;
        let unit = self.unit.clone().ok_or_else(|| self.missing("Bal"))?;
        let statement = Statement {
            account,
            opening,
            closing,
            currency: unit.currency.clone(),
            ..self.statement
        };
        // Before the summary, which would only repeat that a file is not whole.
        let statement = statement.check()?;
        if let Some(summary) = &self.summary {
            self.tally.compare(summary, &unit)?;
        }
        Ok(statement)
    }

    fn missing(&self, element: &'static str) -> CamtRefused {
        CamtRefused::ElementMissing { line: self.line, parent: "Stmt".to_owned(), element }
    }
}

impl Tally {
    /// Takes the sign for itself: there are debits of nothing.
    fn add(&mut self, sign: i128, minor: i128) {
        if sign < 0 {
            self.debits += 1;
            self.debit -= minor;
        } else {
            self.credits += 1;
            self.credit += minor;
        }
    }

    /// Compares what the summary says; what it leaves out is not missed.
    fn compare(&self, summary: &Element, unit: &Unit) -> Result<(), CamtRefused> {
        let whole = Unit { decimals: 0, ..unit.clone() };
        let figures: [(&str, &Unit, &'static str, i128); 6] = [
            ("TtlNtries/NbOfNtries", &whole, "number of entries", self.credits + self.debits),
            ("TtlNtries/Sum", unit, "sum of entries without sign", self.credit + self.debit),
            ("TtlCdtNtries/NbOfNtries", &whole, "number of credits", self.credits),
            ("TtlCdtNtries/Sum", unit, "sum of credits", self.credit),
            ("TtlDbtNtries/NbOfNtries", &whole, "number of debits", self.debits),
            ("TtlDbtNtries/Sum", unit, "sum of debits", self.debit),
        ];
        for (path, unit, what, found) in figures {
            if let Some(figure) = summary.at(path) {
                equal(summary, unit, what, unit.amount(figure)?, found)?;
            }
        }
        let Some(total) = summary.child("TtlNtries") else { return Ok(()) };
        let (holder, amount) = match total.child("TtlNetNtry") {
            Some(net) => (net, net.child("Amt")),
            // Version 02 has the amount and its sign beside each other.
            None => (total, total.child("TtlNetNtryAmt")),
        };
        let Some(amount) = amount else { return Ok(()) };
        let said = entry::sign(holder.needed("CdtDbtInd")?)? * unit.amount(amount)?;
        equal(summary, unit, "net sum of entries", said, self.credit - self.debit)
    }
}

fn equal(
    summary: &Element,
    unit: &Unit,
    what: &'static str,
    said: i128,
    found: i128,
) -> Result<(), CamtRefused> {
    if said == found {
        return Ok(());
    }
    let figures = |minor| format_decimal(minor, unit.decimals);
    let (said, found) = (figures(said), figures(found));
    Err(CamtRefused::SummaryDiffers { line: summary.line, what, said, found })
}
