//! `subak verify`: everything recomputed from the signed acts, and compared.

use std::time::{Duration, Instant};

use clap::Args;
use serde_json::json;

use crate::here::Here;
use crate::progress;
use crate::refusal::Refused;

/// Recompute everything from the signed acts and compare
#[derive(Debug, Args)]
pub struct Verify {}

impl Verify {
    pub fn run(self, here: &mut Here) -> Result<(), Refused> {
        let book = here.read()?;
        let bar = progress::bar(book.state().entries, "verifying");
        let began = Instant::now();
        let verified = book.verify(&mut |entries| bar.set_position(entries));
        bar.finish_and_clear();
        let verified = verified?;
        let (entries, root) = (verified.entries, verified.root.to_string());
        if here.global.json {
            let commons = book.commons().to_string();
            return here.screen.json(&json!({ "commons": commons, "entries": entries, "signatures": entries, "root": root }));
        }
        let rate = per_second(entries, began.elapsed());
        here.screen.line(format_args!("`{}` is as its members signed it.", book.state().name))?;
        here.screen.line(format_args!(
            "  {entries} entries: hashes, links, signatures, rules and effects, {rate} a second"
        ))?;
        here.screen.line("  the state in use is what they add up to")?;
        here.screen.line(format_args!("  root {root}"))
    }
}

fn per_second(entries: u64, time: Duration) -> u128 {
    u128::from(entries) * 1_000_000_000 / time.as_nanos().max(1)
}
