//! Results as text: one file per kind of result. Nothing here writes.

use anstyle::{AnsiColor, Style};
use driftlock_core::{BaselineName, Change, DriftKind, Enforcement, Pause, ResourceDrift};
use driftlock_engine::RolledBack;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::outcome::Failure;

pub(crate) mod baseline;
mod change;
pub(crate) mod drift;
pub(crate) mod enforce;
pub(crate) mod history;

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const RED: Style = AnsiColor::Red.on_default();
pub(crate) const GREEN: Style = AnsiColor::Green.on_default();
pub(crate) const YELLOW: Style = AnsiColor::Yellow.on_default();
pub(crate) const CYAN: Style = AnsiColor::Cyan.on_default();

/// `text` in a style, for a writer that strips it where nobody wants colour.
pub(crate) fn styled(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Pretty JSON with a line end.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<String, Failure> {
    serde_json::to_string_pretty(value)
        .map(|text| text + "\n")
        .map_err(|error| Failure::new(format!("writing JSON: {error}"), "report this as a bug"))
}

/// A time to the second, in UTC.
pub(crate) fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// `1 resource`, `2 resources`.
pub(crate) fn counted(count: usize, what: &str) -> String {
    if count == 1 {
        format!("1 {what}")
    } else {
        format!("{count} {what}s")
    }
}

/// An error, its details and what to do.
pub(crate) fn failure(failure: &Failure) -> String {
    let mut text = format!("{} {}\n", styled(RED.bold(), "error:"), failure.message);
    for detail in &failure.details {
        text.push_str(&format!("  {detail}\n"));
    }
    if !failure.help.is_empty() {
        text.push_str(&format!(
            "{} {}\n",
            styled(CYAN.bold(), "help:"),
            failure.help
        ));
    }
    text
}

/// The sign of a kind of drift.
pub(crate) fn sign(kind: DriftKind) -> String {
    match kind {
        DriftKind::Changed => styled(YELLOW.bold(), "~"),
        DriftKind::Missing => styled(RED.bold(), "-"),
        DriftKind::Unmanaged => styled(GREEN.bold(), "+"),
        DriftKind::Unreadable => styled(RED.bold(), "?"),
    }
}

/// A drifted resource on one line.
pub(crate) fn one_line(drift: &ResourceDrift) -> String {
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

/// A drifted resource with all of its changes.
pub(crate) fn resource(drift: &ResourceDrift) -> String {
    described(drift, "is gone", "is in scope, but not in the baseline")
}

/// The same, with the words for an object that went and for one that came.
fn described(drift: &ResourceDrift, went: &str, came: &str) -> String {
    let name = drift
        .name
        .as_ref()
        .map(|name| format!(" \"{name}\""))
        .unwrap_or_default();
    let id = format!(
        "{} {}{name}, {}",
        drift.key.kind, drift.key.id, drift.key.region
    );
    let title = match &drift.address {
        Some(address) => format!("{}  {}", styled(BOLD, address), styled(DIM, id)),
        None => styled(BOLD, id),
    };
    let mut text = format!("{} {title}\n", sign(drift.kind));
    match drift.kind {
        DriftKind::Changed => text.push_str(&changes(&drift.changes)),
        DriftKind::Missing => text.push_str(&format!("    {went}\n")),
        DriftKind::Unmanaged => text.push_str(&format!("    {came}\n")),
        DriftKind::Unreadable => {
            let reason = drift.reason.as_deref().unwrap_or("unknown");
            text.push_str(&format!("    could not be read: {reason}\n"));
        }
    }
    text
}

fn changes(changes: &[Change]) -> String {
    let width = changes
        .iter()
        .map(|change| change.path.chars().count())
        .max()
        .unwrap_or_default();
    changes
        .iter()
        .map(|change| change::lines(change, width))
        .collect()
}

/// Settings and pauses.
pub(crate) fn enforcement(name: &BaselineName, settings: &Enforcement, pauses: &[Pause]) -> String {
    let mut text = format!(
        "{}: mode {}\n",
        styled(BOLD, name),
        styled(BOLD, settings.mode)
    );
    for rule in &settings.rules {
        text.push_str(&format!(
            "  {} is {}\n",
            rule.resource_types.join(", "),
            rule.mode
        ));
    }
    let rails = settings.guardrails;
    text.push_str(&format!(
        "  at most {} changes and {}% of the resources in one run\n",
        rails.max_changes, rails.max_percent
    ));
    text + &paused(pauses)
}

/// What a roll-back did.
pub(crate) fn rollback(done: &RolledBack) -> String {
    let id = &done.remediation.id;
    let mut text = match &done.restore {
        Some(restore) => enforce::restore(restore) + "\n",
        None => format!("it is as it was before remediation {id} already\n"),
    };
    if done.succeeded() {
        text.push_str(&format!(
            "{}: remediation {id} is {}\n",
            styled(BOLD, &done.baseline),
            styled(GREEN, "rolled back")
        ));
    }
    text + &paused(done.pause.as_slice())
}

/// One line for each pause.
pub(crate) fn paused(pauses: &[Pause]) -> String {
    let line = |pause: &Pause| {
        let until = time(pause.until);
        let what = pause
            .resource
            .as_ref()
            .map_or_else(String::new, |key| format!("{key} is "));
        let text = format!(
            "{what}paused until {until} by {}: {}",
            pause.owner, pause.reason
        );
        styled(YELLOW, text) + "\n"
    };
    pauses.iter().map(line).collect()
}

/// A value on one line; text in quotes.
pub(crate) fn value(value: &Value) -> String {
    match value {
        Value::Null => "(none)".to_owned(),
        other => other.to_string(),
    }
}
