//! Foreign formats in and out.

pub mod git;

pub mod source;

pub mod tree;

mod yaml;

mod json;

pub mod moment;

mod vocabulary;

pub mod document;

pub mod table;

pub mod intake;

pub mod valueflows;

pub mod ledger;

pub mod sheet;

pub mod iban;

pub mod pain;

pub mod bank;

pub mod camt;

pub mod bank_table;

pub mod reconcile;

pub mod statement;
