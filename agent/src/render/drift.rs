//! Drift as text.

use driftlock_core::{Drift, DriftKind, Ignore, Ignored};
use driftlock_engine::{BaselineSummary, Detection};
use jiff::Timestamp;

use super::{
    BOLD, DIM, GREEN, RED, YELLOW, counted, described, pauses, proposal, resource, styled, time,
};

/// How ignored changes are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// Their number.
    Counted,
    /// Each of them.
    Listed,
}

/// What one look found.
pub(crate) fn report(
    found: &Detection,
    summary_of: &BaselineSummary,
    told: Told,
    now: Timestamp,
) -> String {
    let drift = &found.drift;
    let name = styled(BOLD, &drift.baseline);
    let total = found.approved.present();
    let mut text = if drift.in_sync {
        let all = counted(total, "resource");
        format!(
            "{name}: {} with revision {} ({all})\n",
            styled(GREEN, "in sync"),
            drift.revision
        )
    } else {
        let list: String = drift.resources.iter().map(|r| resource(r) + "\n").collect();
        format!(
            "{list}{name}: {} from revision {}\n",
            summary(drift),
            drift.revision
        )
    };
    if !drift.in_sync {
        text.push_str(&styled(
            DIM,
            "signs: + there, but not approved   - approved, but gone   ~ approved -> observed",
        ));
        text.push('\n');
    }
    text.push_str(&ignored(&drift.ignored, told));
    text.push_str(&expired(&found.revision.ignore, now));
    text.push_str(&not_held(found.revision.revision, &found.not_held));
    let waiting = proposal::waiting(&summary_of.proposals, &summary_of.quarantine);
    text + &pauses(&summary_of.pauses, summary_of.silent.as_ref(), now) + &waiting
}

/// Changes that are no drift.
fn ignored(all: &[Ignored], told: Told) -> String {
    let changes = all.iter().map(|one| one.drift.changes.len()).sum();
    if changes == 0 {
        return String::new();
    }
    let count = counted(changes, "change");
    match told {
        Told::Counted => styled(DIM, format!("ignored: {count}; `-v` shows them")) + "\n",
        Told::Listed => {
            let one = |one: &Ignored| {
                let reason = one.drift.reason.as_deref().unwrap_or_default();
                let by = styled(DIM, format!("    by {}: {reason}", one.ignored_by));
                format!("{}{by}\n", resource(&one.drift))
            };
            let list: String = all.iter().map(one).collect();
            format!("{}\n{list}", styled(BOLD, format!("ignored: {count}")))
        }
    }
}

/// Ignores that were to hold for a while.
fn expired(all: &[Ignore], now: Timestamp) -> String {
    let line = |ignore: &Ignore| {
        let expires = ignore.expires.filter(|_| !ignore.holds_at(now))?;
        let (path, time) = (&ignore.path, time(expires));
        let line = format!("expired: {path} was ignored until {time}; its changes are drift again");
        Some(styled(YELLOW, line) + "\n")
    };
    all.iter().filter_map(line).collect()
}

/// Types of which the revision says nothing, for a program that did not know them captured it.
pub(crate) fn not_held(revision: u64, types: &[&str]) -> String {
    if types.is_empty() {
        return String::new();
    }
    let line = format!(
        "revision {revision} holds none of these types, which are in scope; capture it again to hold them: {}\n",
        types.join(", ")
    );
    styled(DIM, line)
}

/// `2 changed, 1 missing`, in colour.
pub(crate) fn summary(drift: &Drift) -> String {
    let kinds = [
        (DriftKind::Changed, YELLOW),
        (DriftKind::Missing, RED),
        (DriftKind::Unmanaged, YELLOW),
        (DriftKind::Unreadable, RED),
    ];
    let parts: Vec<String> = kinds
        .into_iter()
        .map(|(kind, style)| (drift.count(kind), kind, style))
        .filter(|(count, ..)| *count > 0)
        .map(|(count, kind, style)| styled(style.bold(), format!("{count} {kind}")))
        .collect();
    parts.join(", ")
}

/// What changed from one revision to another.
pub(crate) fn between(drift: &Drift, from: u64, to: u64, told: Told) -> String {
    if drift.in_sync {
        return format!(
            "{}: revisions {from} and {to} hold the same\n",
            drift.baseline
        ) + &ignored(&drift.ignored, told);
    }
    let mut text = String::new();
    for one in &drift.resources {
        // Seen from revision to revision, what is unknown to the first was added by the second.
        let shown = described(one, "is no longer held", "is held from then on");
        text.push_str(&shown);
        text.push('\n');
    }
    let count = counted(drift.resources.len(), "resource");
    text + &format!(
        "{}: {count} changed from revision {from} to {to}\n",
        drift.baseline
    ) + &ignored(&drift.ignored, told)
}
