//! What happened, in the words that people read: for the command line and for Terraform alike.
//!
//! Text carries styles, for a writer that strips them where nobody wants colour;
//! [`summary`] is plain.

mod event;
pub mod scan;

use anstyle::{AnsiColor, Style};
use driftlock_core::{DriftKind, ResourceDrift};
use jiff::Timestamp;

pub use event::{concerned, details, summary, title};

/// What a line is about.
pub const BOLD: Style = Style::new().bold();
/// What matters less.
pub const DIM: Style = Style::new().dimmed();
/// What is bad.
pub const RED: Style = AnsiColor::Red.on_default();
/// What is good.
pub const GREEN: Style = AnsiColor::Green.on_default();
/// What somebody should look at.
pub const YELLOW: Style = AnsiColor::Yellow.on_default();
/// What helps.
pub const CYAN: Style = AnsiColor::Cyan.on_default();

/// `text` in a style, for a writer that strips it where nobody wants colour.
#[must_use]
pub fn styled(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// A time to the second, in UTC.
#[must_use]
pub fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// `1 resource`, `2 resources`.
#[must_use]
pub fn counted(count: usize, what: &str) -> String {
    if count == 1 {
        format!("1 {what}")
    } else {
        format!("{count} {what}s")
    }
}

/// The sign of a kind of drift.
#[must_use]
pub fn sign(kind: DriftKind) -> String {
    match kind {
        DriftKind::Changed => styled(YELLOW.bold(), "~"),
        DriftKind::Missing => styled(RED.bold(), "-"),
        DriftKind::Unmanaged => styled(GREEN.bold(), "+"),
        DriftKind::Unreadable => styled(RED.bold(), "?"),
    }
}

/// A drifted resource on one line.
#[must_use]
pub fn one_line(drift: &ResourceDrift) -> String {
    let paths: Vec<&str> = drift
        .changes
        .iter()
        .map(|change| change.path.as_str())
        .collect();
    let what = match drift.kind {
        DriftKind::Changed => paths.join(", "),
        other => other.to_string(),
    };
    format!("{} {}: {what}", sign(drift.kind), drift.label())
}
