//! Drift as text.

use driftlock_core::{Drift, DriftKind};
use driftlock_engine::{BaselineSummary, Detection};
use jiff::Timestamp;

use super::{
    BOLD, DIM, GREEN, RED, YELLOW, counted, described, pauses, proposal, resource, styled,
};

/// What one look found.
pub(crate) fn report(found: &Detection, summary_of: &BaselineSummary, now: Timestamp) -> String {
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
    text.push_str(&not_held(found.revision.revision, &found.not_held));
    let waiting = proposal::waiting(&summary_of.proposals, &summary_of.quarantine);
    text + &pauses(&summary_of.pauses, summary_of.silent.as_ref(), now) + &waiting
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
pub(crate) fn between(drift: &Drift, from: u64, to: u64) -> String {
    if drift.in_sync {
        return format!(
            "{}: revisions {from} and {to} hold the same\n",
            drift.baseline
        );
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
    )
}
