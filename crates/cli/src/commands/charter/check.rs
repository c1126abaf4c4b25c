//! `subak charter check`: what is wrong with a charter.

use std::path::PathBuf;

use charter::charter::Charter;
use charter::diagnostic::{Diagnostic, Severity};
use charter::render::render;
use clap::Args;

use super::text;
use crate::here::Here;
use crate::refusal::Refused;

/// Say what is wrong with a charter
#[derive(Debug, Args)]
pub struct Check {
    /// The charter, or - for what is piped in
    file: PathBuf,
}

impl Check {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let text = text(&self.file)?;
        let path = self.file.display().to_string();
        match Charter::read(&text) {
            Ok(charter) => {
                told(here, &text, &path, charter.warnings())?;
                here.screen.line(format_args!("`{path}` is understood."))
            }
            Err(wrong) => {
                told(here, &text, &path, &wrong)?;
                Err(failed(&path, &wrong))
            }
        }
    }
}

/// Shows diagnostics, each in its line.
pub fn told(here: &mut Here, text: &str, path: &str, told: &[Diagnostic]) -> Result<(), Refused> {
    for diagnostic in told {
        here.screen.text(&render(text, path, diagnostic))?;
        here.screen.line("")?;
    }
    Ok(())
}

/// The refusal of a charter with errors.
pub fn failed(path: &str, told: &[Diagnostic]) -> Refused {
    let errors = told.iter().filter(|it| it.severity == Severity::Error).count();
    let what = match errors {
        0 => "a guarantee is broken".to_owned(),
        1 => "1 error".to_owned(),
        errors => format!("{errors} errors"),
    };
    Refused::CheckFailed { path: path.to_owned(), what }
}
