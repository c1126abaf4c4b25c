//! How far long work has come, on a terminal only.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar of so many steps.
#[must_use]
pub fn bar(steps: u64, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(steps);
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos} of {len}, {eta} left") {
        bar.set_style(style);
    }
    bar.with_message(what)
}

/// A wheel that turns while nobody knows how much is left.
#[must_use]
pub fn wheel(what: &'static str) -> ProgressBar {
    let wheel = ProgressBar::new_spinner().with_message(what);
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {pos}") {
        wheel.set_style(style);
    }
    wheel.enable_steady_tick(Duration::from_millis(100));
    wheel
}
