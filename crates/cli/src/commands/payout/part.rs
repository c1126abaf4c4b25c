//! The file of a batch, which gets its name only after the batch is booked.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use exchange::pain::Batch;

use crate::refusal::Refused;

/// How a batch is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// ISO 20022 pain.001.001.09, which banks take
    Pain,
    /// Rows with commas
    Csv,
}

/// A file that is written and does not have its name yet.
pub struct Part {
    part: PathBuf,
    path: PathBuf,
}

impl Part {
    /// Writes a batch beside its place, to the disk.
    pub fn write(path: &Path, batch: &Batch, format: Format) -> Result<Self, Refused> {
        if path.symlink_metadata().is_ok() {
            return Err(Refused::FileExists { path: path.display().to_string() });
        }
        let mut name = path.as_os_str().to_owned();
        name.push(".part");
        let this = Self { part: name.into(), path: path.to_owned() };
        this.fill(batch, format).map_err(|error| {
            let _ = std::fs::remove_file(&this.part);
            Refused::unwritable(path, error)
        })?;
        Ok(this)
    }

    fn fill(&self, batch: &Batch, format: Format) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        // Whose account is where is nobody else's business.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = BufWriter::new(options.open(&self.part)?);
        match format {
            Format::Pain => batch.write_pain(&mut out)?,
            Format::Csv => batch.write_csv(&mut out)?,
        }
        out.flush()?;
        out.get_ref().sync_all()
    }

    /// Gives it its name.
    pub fn publish(self) -> io::Result<()> {
        std::fs::rename(&self.part, &self.path)
    }

    /// Takes it away.
    pub fn discard(self) {
        let _ = std::fs::remove_file(&self.part);
    }
}
