//! Results as text: one file per kind of result. Nothing here writes.

use driftlock_core::{BaselineName, Change, DriftKind, Pause, ResourceDrift, Risk, Unreadable};
use driftlock_engine::{Advice, BaselineSummary, RolledBack};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;

use crate::outcome::Failure;

pub(crate) mod baseline;
mod change;
pub(crate) mod drift;
pub(crate) mod enforce;
pub(crate) mod history;
pub(crate) mod notify;
pub(crate) mod proposal;
pub(crate) mod scan;
pub(crate) mod waiver;

pub(crate) use driftlock_engine::words::{
    BOLD, CYAN, DIM, GREEN, RED, YELLOW, counted, one_line, sign, styled, time,
};

/// Pretty JSON with a line end.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<String, Failure> {
    serde_json::to_string_pretty(value)
        .map(|text| text + "\n")
        .map_err(|error| Failure::new(format!("writing JSON: {error}"), "report this as a bug"))
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
    let id = match drift.key.kind.as_str() {
        Unreadable::ALL => drift.key.to_string(),
        kind => format!("{kind} {}{name}, {}", drift.key.id, drift.key.place()),
    };
    let title = match &drift.address {
        Some(address) => format!("{}  {}", styled(BOLD, address), styled(DIM, id)),
        None => styled(BOLD, id),
    };
    let mut text = format!("{} {title}\n", sign(drift.kind));
    match drift.kind {
        DriftKind::Changed => text.push_str(&changes(&drift.changes)),
        DriftKind::Missing => {
            let meaning = drift.reason.as_ref().map(|reason| format!(": {reason}"));
            let meaning = meaning.unwrap_or_default();
            text.push_str(&format!("    {went}{meaning}\n"));
        }
        DriftKind::Unmanaged => {
            let maker = drift.made_by.as_ref().map(|by| format!("; made by {by}"));
            text.push_str(&format!("    {came}{}\n", maker.unwrap_or_default()));
        }
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

/// What a change, or a whole resource, puts at risk.
pub(crate) fn risk(risk: Option<Risk>) -> String {
    match risk {
        None => String::new(),
        Some(risk @ Risk::Cosmetic) => styled(DIM, risk.words()),
        Some(risk @ Risk::ServiceBroken) => styled(YELLOW, risk.words()),
        Some(risk) => styled(RED, risk.words()),
    }
}

/// A length of time in its largest units: `2d 3h`, `12m`, `40s`.
pub(crate) fn length(of: SignedDuration) -> String {
    let seconds = of.as_secs().max(0);
    let (days, hours) = (seconds / 86_400, seconds / 3_600 % 24);
    let (minutes, rest) = (seconds / 60 % 60, seconds % 60);
    let two = |a: i64, unit_a: &str, b: i64, unit_b: &str| match b {
        0 => format!("{a}{unit_a}"),
        b => format!("{a}{unit_a} {b}{unit_b}"),
    };
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{rest}s"),
        (0, 0, minutes) => format!("{minutes}m"),
        (0, hours, minutes) => two(hours, "h", minutes, "m"),
        (days, hours, _) => two(days, "d", hours, "h"),
    }
}

/// What is unwise about a store.
pub(crate) fn advice(advice: &Advice) -> String {
    format!(
        "{} {}\n{} {}\n",
        styled(YELLOW.bold(), "warning:"),
        advice.message,
        styled(CYAN.bold(), "help:"),
        advice.help
    )
}

/// Settings, pauses, what waits and what is fought over.
pub(crate) fn enforcement(
    name: &BaselineName,
    summary: &BaselineSummary,
    now: Timestamp,
) -> String {
    let settings = &summary.enforcement;
    let mut text = format!(
        "{}: mode {}\n",
        styled(BOLD, name),
        styled(BOLD, settings.mode)
    );
    for rule in &settings.rules {
        let types = match rule.resource_types.as_slice() {
            [] => "any type".to_owned(),
            types => types.join(", "),
        };
        let risk = rule
            .min_risk
            .map(|risk| format!(" from {} on", risk.words()));
        text.push_str(&format!(
            "  {types}{}: {}\n",
            risk.unwrap_or_default(),
            rule.mode
        ));
    }
    let rails = settings.guardrails;
    text.push_str(&format!(
        "  at most {} changes and {}% of the resources in one run\n",
        rails.max_changes, rails.max_percent
    ));
    text.push_str(&match rails.flap_limit {
        0 => "  no quarantine, however often an attribute is reverted\n".to_owned(),
        limit => format!(
            "  quarantine for what was reverted {} within {}\n",
            counted(usize::try_from(limit).unwrap_or(usize::MAX), "time"),
            length(rails.flap_window)
        ),
    });
    let allowed = [
        (
            rails.allow_delete,
            "objects that the baseline does not know may be deleted",
        ),
        (
            rails.allow_replace,
            "objects that are gone may be made anew",
        ),
    ];
    for (_, what) in allowed.iter().filter(|(allowed, _)| *allowed) {
        text.push_str(&format!("  {}\n", styled(YELLOW, what)));
    }
    text + &notify::wishes(&settings.notify)
        + &pauses(&summary.pauses, summary.silent.as_ref(), now)
        + &proposal::waiting(&summary.proposals, &summary.quarantine)
}

/// What a roll-back did.
pub(crate) fn rollback(done: &RolledBack, now: Timestamp) -> String {
    let id = &done.remediation.id;
    let mut text = match &done.restore {
        Some(restore) => enforce::restore(restore) + "\n",
        None => format!("it is as it was before remediation {id} already\n"),
    };
    if done.succeeded() && done.pause.is_some() {
        text.push_str(&format!(
            "{}: remediation {id} is {}\n",
            styled(BOLD, &done.baseline),
            styled(GREEN, "rolled back")
        ));
    }
    text + &paused(done.pause.as_slice(), now)
}

/// One line for each pause.
pub(crate) fn paused(pauses: &[Pause], now: Timestamp) -> String {
    let line = |pause: &Pause| {
        let what = pause
            .resource
            .as_ref()
            .map_or_else(String::new, |key| format!("{key} is "));
        let text = format!(
            "{what}paused {} ({}) by {}: {}",
            pause.how_long(),
            left(pause, now),
            pause.owner,
            pause.reason
        );
        styled(YELLOW, text) + "\n"
    };
    pauses.iter().map(line).collect()
}

fn left(pause: &Pause, now: Timestamp) -> String {
    let left = length(pause.until.duration_since(now));
    match pause.lease {
        None => format!("{left} left"),
        Some(lease) if pause.is_silent_at(now) => {
            format!("{left} left, and silent since {}", time(lease))
        }
        Some(_) => format!("{left} without a sign of life end it"),
    }
}

/// The pauses that hold, and the one that a failed deployment left behind.
pub(crate) fn pauses(pauses: &[Pause], silent: Option<&Pause>, now: Timestamp) -> String {
    let over = silent.filter(|pause| !pause.holds_at(now));
    let over = over.map(|pause| {
        let text = format!(
            "the last deployment fell silent, and its pause ended at {}; it was by {}: {}",
            time(pause.until),
            pause.owner,
            pause.reason
        );
        styled(YELLOW, text) + "\n"
    });
    paused(pauses, now) + &over.unwrap_or_default()
}

/// A value on one line; text in quotes.
pub(crate) fn value(value: &Value) -> String {
    match value {
        Value::Null => "(none)".to_owned(),
        other => other.to_string(),
    }
}
