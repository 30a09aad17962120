//! Progress on a terminal; nothing elsewhere.

use std::time::Duration;

use driftlock_engine::{Copied, Step};
use indicatif::{ProgressBar, ProgressStyle};

/// Shows what is going on, on standard error, if that is a terminal.
pub(crate) struct Spinner(ProgressBar);

impl Spinner {
    pub(crate) fn new() -> Self {
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed:.dim}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        bar.set_message("reading");
        Self(bar)
    }

    pub(crate) fn hidden() -> Self {
        Self(ProgressBar::hidden())
    }

    pub(crate) fn show(&self, step: Step) {
        self.0.set_message(match step {
            Step::Waiting(by) => format!("waiting for {by}"),
            Step::Read(count) => format!("read {count} resources"),
            Step::Restoring(what) => format!("restoring {what}"),
            Step::Called(what) => what,
            Step::ReadingBack => "reading back".to_owned(),
        });
    }

    /// Shows how far a copy has come.
    pub(crate) fn show_copied(&self, so_far: Copied) {
        self.0.set_message(format!(
            "{} objects copied, {} there already",
            so_far.objects, so_far.present
        ));
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
