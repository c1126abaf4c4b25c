//! A batch as bytes.

use super::{Account, Batch, Party, Payment};
use crate::sheet::safe;
use quantity::format_decimal;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io::{self, Write};

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

impl Batch {
    /// Writes the batch as ISO 20022 `pain.001.001.09`: one group of payments, booked one by one.
    ///
    /// Euros from IBAN to IBAN are asked for by the rules of SEPA, with charges shared by them.
    pub fn write_pain(&self, out: impl Write) -> io::Result<()> {
        let mut xml = Writer::new_with_indent(out, b' ', 2);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let document = xml.create_element("Document").with_attribute(("xmlns", NAMESPACE));
        document.write_inner_content(|xml| {
            within(xml, "CstmrCdtTrfInitn", |xml| {
                within(xml, "GrpHdr", |xml| self.write_head(xml))?;
                within(xml, "PmtInf", |xml| self.write_group(xml))
            })
        })?;
        let mut out = xml.into_inner();
        out.write_all(b"\n")?;
        out.flush()
    }

    /// Writes the batch as a table: a line with the names of the columns, then a line a payment.
    ///
    /// Texts that a spreadsheet would take for a formula begin with `'`.
    pub fn write_csv(&self, out: impl Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record([
            "date",
            "end-to-end id",
            "name",
            "account",
            "bic",
            "amount",
            "currency",
            "text",
        ])?;
        for payment in &self.payout.payments {
            let (Account::Iban(account) | Account::Other(account)) = &payment.payee.account;
            csv.write_record([
                self.payout.execute_on.to_string(),
                safe(&payment.end_to_end),
                safe(&payment.payee.name),
                safe(account),
                payment.payee.bic.clone().unwrap_or_default(),
                self.figures(payment.minor),
                self.payout.currency.clone(),
                safe(&payment.remittance),
            ])?;
        }
        csv.flush()
    }

    fn write_head(&self, xml: &mut Writer<impl Write>) -> io::Result<()> {
        let created = self.payout.created.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        leaf(xml, "MsgId", &self.payout.id)?;
        leaf(xml, "CreDtTm", &created)?;
        self.write_sums(xml)?;
        within(xml, "InitgPty", |xml| leaf(xml, "Nm", &self.payout.payer.name))
    }

    fn write_sums(&self, xml: &mut Writer<impl Write>) -> io::Result<()> {
        leaf(xml, "NbOfTxs", &self.payout.payments.len().to_string())?;
        leaf(xml, "CtrlSum", &self.figures(self.total))
    }

    fn write_group(&self, xml: &mut Writer<impl Write>) -> io::Result<()> {
        let payer = &self.payout.payer;
        leaf(xml, "PmtInfId", &self.payout.id)?;
        leaf(xml, "PmtMtd", "TRF")?;
        leaf(xml, "BtchBookg", "false")?;
        self.write_sums(xml)?;
        if self.is_sepa() {
            within(xml, "PmtTpInf", |xml| within(xml, "SvcLvl", |xml| leaf(xml, "Cd", "SEPA")))?;
        }
        let execute_on = self.payout.execute_on.to_string();
        within(xml, "ReqdExctnDt", |xml| leaf(xml, "Dt", &execute_on))?;
        write_party(xml, "Dbtr", payer)?;
        write_account(xml, "DbtrAcct", payer)?;
        within(xml, "DbtrAgt", |xml| {
            within(xml, "FinInstnId", |xml| match &payer.bic {
                Some(bic) => leaf(xml, "BICFI", bic),
                None => within(xml, "Othr", |xml| leaf(xml, "Id", "NOTPROVIDED")),
            })
        })?;
        if self.is_sepa() {
            leaf(xml, "ChrgBr", "SLEV")?;
        }
        for payment in &self.payout.payments {
            within(xml, "CdtTrfTxInf", |xml| self.write_payment(xml, payment))?;
        }
        Ok(())
    }

    fn write_payment(&self, xml: &mut Writer<impl Write>, payment: &Payment) -> io::Result<()> {
        within(xml, "PmtId", |xml| {
            leaf(xml, "InstrId", &payment.instruction)?;
            leaf(xml, "EndToEndId", &payment.end_to_end)
        })?;
        within(xml, "Amt", |xml| {
            let amount = self.figures(payment.minor);
            let element = xml.create_element("InstdAmt");
            let element = element.with_attribute(("Ccy", self.payout.currency.as_str()));
            element.write_text_content(BytesText::new(&amount)).map(drop)
        })?;
        if let Some(bic) = &payment.payee.bic {
            within(xml, "CdtrAgt", |xml| within(xml, "FinInstnId", |xml| leaf(xml, "BICFI", bic)))?;
        }
        write_party(xml, "Cdtr", &payment.payee)?;
        write_account(xml, "CdtrAcct", &payment.payee)?;
        if payment.remittance.is_empty() {
            return Ok(());
        }
        within(xml, "RmtInf", |xml| leaf(xml, "Ustrd", &payment.remittance))
    }

    fn is_sepa(&self) -> bool {
        let payees = self.payout.payments.iter().map(|payment| &payment.payee);
        let mut parties = payees.chain([&self.payout.payer]);
        let all_iban = parties.all(|party| matches!(party.account, Account::Iban(_)));
        self.payout.currency == "EUR" && all_iban
    }

    fn figures(&self, minor: i128) -> String {
        format_decimal(minor, self.payout.decimals)
    }
}

fn write_party(xml: &mut Writer<impl Write>, element: &str, party: &Party) -> io::Result<()> {
    within(xml, element, |xml| leaf(xml, "Nm", &party.name))
}

fn write_account(xml: &mut Writer<impl Write>, element: &str, party: &Party) -> io::Result<()> {
    within(xml, element, |xml| {
        within(xml, "Id", |xml| match &party.account {
            Account::Iban(iban) => leaf(xml, "IBAN", iban),
            Account::Other(other) => within(xml, "Othr", |xml| leaf(xml, "Id", other)),
        })
    })
}

fn within<W: Write>(
    xml: &mut Writer<W>,
    element: &str,
    inner: impl FnOnce(&mut Writer<W>) -> io::Result<()>,
) -> io::Result<()> {
    xml.create_element(element).write_inner_content(inner).map(drop)
}

fn leaf<W: Write>(xml: &mut Writer<W>, element: &str, text: &str) -> io::Result<()> {
    xml.create_element(element).write_text_content(BytesText::new(text)).map(drop)
}
