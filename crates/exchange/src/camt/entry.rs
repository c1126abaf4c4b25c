//! Entries, and what they are made of.

use super::element::{CamtRefused, Element};
use crate::bank::{BankEntry, read_amount};
use jiff::civil::Date;
use quantity::format_decimal;

/// What amounts are read as.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub currency: String,
    pub decimals: u8,
}

/// An entry as the bank counts it.
pub(super) struct Booked {
    /// With its sign.
    pub minor: i128,
    /// What becomes of it; nothing if it is not booked yet.
    pub entries: Vec<BankEntry>,
    pub pending: bool,
}

impl Unit {
    /// The amount in the child `Amt`, signed by the child `CdtDbtInd`.
    pub fn signed(&self, element: &Element) -> Result<i128, CamtRefused> {
        let amount = self.amount(element.needed("Amt")?)?;
        Ok(sign(element.needed("CdtDbtInd")?)? * amount)
    }

    /// The amount that an element says; a currency that it names must be the account's.
    pub fn amount(&self, element: &Element) -> Result<i128, CamtRefused> {
        if let Some(found) = element.currency.as_deref().filter(|found| *found != self.currency) {
            return Err(CamtRefused::CurrencyDiffers {
                line: element.line,
                found: found.chars().take(12).collect(),
                expected: self.currency.clone(),
            });
        }
        let text = element.text.trim();
        read_amount(text, self.decimals).ok_or_else(|| CamtRefused::Amount {
            line: element.line,
            element: element.name.to_string(),
            text: text.chars().take(40).collect(),
            decimals: self.decimals,
        })
    }
}

/// 1 for a credit, which comes in, and -1 for a debit.
pub(super) fn sign(element: &Element) -> Result<i128, CamtRefused> {
    match element.text.trim() {
        "CRDT" => Ok(1),
        "DBIT" => Ok(-1),
        _ => Err(element.wrong("`CRDT` or `DBIT`")),
    }
}

/// Reads the element `Ntry`.
pub(super) fn read(entry: &Element, unit: &Unit) -> Result<Booked, CamtRefused> {
    let minor = unit.signed(entry)?;
    if is_pending(entry)? {
        return Ok(Booked { minor, entries: Vec::new(), pending: true });
    }
    let booked = day(entry)?;
    let details: Vec<&Element> =
        entry.all("NtryDtls").flat_map(|details| details.all("TxDtls")).collect();
    let whole = |detail| BankEntry { booked, minor, ..told(entry, detail, minor) };
    let entries = match details.as_slice() {
        [] => vec![whole(None)],
        [detail] => vec![whole(Some(detail))],
        many => match parts(entry, many, minor, unit)? {
            Some(parts) => {
                let part = |(detail, part): (&&Element, i128)| BankEntry {
                    booked,
                    minor: part,
                    ..told(entry, Some(detail), part)
                };
                many.iter().zip(parts).map(part).collect()
            }
            None => vec![undivided(whole(None), many)],
        },
    };
    Ok(Booked { minor, entries, pending: false })
}

fn is_pending(entry: &Element) -> Result<bool, CamtRefused> {
    let status = entry.needed("Sts")?;
    let code = status.child("Cd").unwrap_or(status);
    match code.text.trim() {
        "BOOK" => Ok(false),
        "PDNG" | "FUTR" | "INFO" => Ok(true),
        _ => Err(code.wrong("`BOOK`, `PDNG`, `FUTR` or `INFO`")),
    }
}

/// When it was booked, or else when it counts.
fn day(entry: &Element) -> Result<Date, CamtRefused> {
    let told = entry.child("BookgDt").or(entry.child("ValDt"));
    let told = told.map_or_else(|| entry.needed("BookgDt"), Ok)?;
    let date = told.child("Dt").or(told.child("DtTm")).unwrap_or(told);
    // The day as the bank writes it: midnight elsewhere may be the day before here.
    let day = date.text.trim().get(..10).and_then(|day| day.parse().ok());
    day.ok_or_else(|| date.wrong("a date, as `2026-01-31`"))
}

/// How much each detail is; `None` if none of them says so.
fn parts(
    entry: &Element,
    details: &[&Element],
    minor: i128,
    unit: &Unit,
) -> Result<Option<Vec<i128>>, CamtRefused> {
    let mut parts = Vec::with_capacity(details.len());
    for detail in details {
        if let Some(amount) = detail.child("Amt").or(detail.at("AmtDtls/TxAmt/Amt")) {
            let sign = detail.child("CdtDbtInd").map(sign).transpose()?;
            parts.push(sign.unwrap_or(minor.signum()) * unit.amount(amount)?);
        }
    }
    let sum: i128 = parts.iter().sum();
    if parts.is_empty() {
        return Ok(None);
    }
    if parts.len() == details.len() && sum == minor {
        return Ok(Some(parts));
    }
    Err(CamtRefused::PartsDiffer {
        line: entry.line,
        parts: format_decimal(sum, unit.decimals),
        whole: format_decimal(minor, unit.decimals),
    })
}

/// An entry whose details do not say how much they are: it has the references of them all.
fn undivided(mut entry: BankEntry, details: &[&Element]) -> BankEntry {
    for detail in details {
        references(detail, &mut entry.references);
    }
    entry
}

/// What an entry or one detail of it says beside date and amount.
fn told(entry: &Element, detail: Option<&Element>, minor: i128) -> BankEntry {
    let mut found = Vec::new();
    if let Some(detail) = detail {
        references(detail, &mut found);
    }
    let of_entry = ["NtryDtls/Btch/PmtInfId", "NtryDtls/Btch/MsgId"];
    // What a whole batch is known by would make its parts look alike.
    if detail.is_none() {
        found.extend(of_entry.iter().filter_map(|path| entry.text_at(path)).map(str::to_owned));
    }
    push(&mut found, entry.text_at("AcctSvcrRef"));
    let lines = detail.and_then(|detail| detail.child("RmtInf")).into_iter();
    let lines = lines.flat_map(|lines| lines.all("Ustrd")).map(|line| line.text.trim());
    let text = detail.and_then(|detail| detail.text_at("AddtlTxInf"));
    BankEntry {
        booked: Date::ZERO,
        minor,
        references: found,
        remittance: lines.collect::<Vec<_>>().join(" "),
        counterparty: detail.and_then(|detail| counterparty(detail, minor)).unwrap_or_default(),
        text: text.or(entry.text_at("AddtlNtryInf")).unwrap_or_default().to_owned(),
    }
}

fn references(detail: &Element, found: &mut Vec<String>) {
    let paths = ["Refs/EndToEndId", "Refs/InstrId", "Refs/AcctSvcrRef"];
    for path in paths {
        push(found, detail.text_at(path).filter(|text| *text != "NOTPROVIDED"));
    }
    let structured = detail.child("RmtInf").into_iter().flat_map(|lines| lines.all("Strd"));
    for line in structured {
        push(found, line.text_at("CdtrRefInf/Ref"));
    }
}

fn push(found: &mut Vec<String>, reference: Option<&str>) {
    if let Some(reference) = reference.filter(|text| !found.iter().any(|known| known == text)) {
        found.push(reference.to_owned());
    }
}

/// Who is at the other end: whoever is paid if it went out, whoever pays if it came in.
fn counterparty(detail: &Element, minor: i128) -> Option<String> {
    let (party, last) = if minor < 0 { ("Cdtr", "UltmtCdtr") } else { ("Dbtr", "UltmtDbtr") };
    let parties = detail.child("RltdPties")?;
    let name = |party| {
        let party = parties.child(party)?;
        party.text_at("Nm").or(party.text_at("Pty/Nm")).map(str::to_owned)
    };
    name(party).or(name(last))
}
