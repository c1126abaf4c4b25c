//! `subak charter fmt`: one layout for every charter.

use std::path::{Path, PathBuf};

use charter::print::format;
use clap::Args;

use super::text;
use crate::here::Here;
use crate::refusal::Refused;

/// Lay a charter out as all charters are
#[derive(Debug, Args)]
pub struct Fmt {
    /// The file to lay out, or - for what is piped in, which is printed
    file: PathBuf,
    /// Only say whether it is laid out, and write nothing
    #[arg(long)]
    check: bool,
}

impl Fmt {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let text = text(&self.file)?;
        let path = self.file.display().to_string();
        let laid_out = match format(&text) {
            Ok(laid_out) => laid_out,
            Err(wrong) => {
                super::check::told(here, &text, &path, &wrong)?;
                return Err(super::check::failed(&path, &wrong));
            }
        };
        if self.check {
            return if laid_out == text { Ok(()) } else { Err(Refused::Unformatted { path }) };
        }
        if self.file == Path::new("-") {
            return here.screen.text(&laid_out);
        }
        if laid_out == text {
            return here.screen.line(format_args!("`{path}` is laid out already."));
        }
        std::fs::write(&self.file, laid_out)
            .map_err(|error| Refused::unwritable(&self.file, error))?;
        here.screen.line(format_args!("`{path}` is laid out."))
    }
}
