//! What a run of enforcement did.

use driftlock_core::{Disposition, Held, ResourceDrift};
use driftlock_engine::{Enforced, Restore, RestoreOutcome};
use serde_json::{Value, json};

use super::{BOLD, CYAN, DIM, GREEN, RED, YELLOW, counted, one_line, proposal, resource, styled};
use crate::outcome::Failure;

/// For people.
pub(crate) fn report(enforced: &Enforced, dry_run: bool) -> String {
    let name = styled(BOLD, &enforced.drift.baseline);
    let revision = enforced.drift.revision;
    if enforced.drift.in_sync {
        let state = styled(GREEN, "in sync");
        return format!("{name}: {state} with revision {revision}; nothing to restore\n");
    }
    let mut text: String = enforced
        .restores
        .iter()
        .map(|r| restore(r) + "\n")
        .collect();
    for one in &enforced.proposed {
        text.push_str(&(proposal::proposed(one, dry_run) + "\n"));
    }
    for (drift, held) in held(enforced) {
        let why = why(drift, held);
        let planned = enforced.plan.resources.iter().find(|p| p.key == drift.key);
        let proposal = planned.and_then(|planned| planned.proposal.as_ref());
        let proposal = proposal.map(|id| format!(" (proposal {id})"));
        text.push_str(&format!(
            "{}\n    {} {why}{}\n\n",
            one_line(drift),
            styled(DIM, "left as it is:"),
            proposal.unwrap_or_default()
        ));
    }
    if let Some(refusal) = &enforced.plan.refusal {
        text.push_str(&format!(
            "{} {refusal}\n",
            styled(YELLOW.bold(), "nothing was changed:")
        ));
        text.push_str(&format!(
            "{} {}\n",
            styled(CYAN.bold(), "help:"),
            refusal.help()
        ));
    }
    text.push_str(&format!(
        "{name}: {} (revision {revision})\n",
        summary(enforced, dry_run)
    ));
    if let (Some(first), false) = (enforced.proposed.first(), dry_run) {
        text.push_str(&format!(
            "{} `driftlock approve {}` carries the first one out; `driftlock proposals` shows all\n",
            styled(CYAN.bold(), "help:"),
            first.id
        ));
    }
    let observed_only = |held: &Option<Held>| *held == Some(Held::Observe);
    if held(enforced).iter().any(|(_, held)| observed_only(held)) {
        text.push_str(&format!(
            "{} `driftlock enforcement set {} --mode enforce` lets it restore; `--mode enforce` does so once\n",
            styled(CYAN.bold(), "help:"),
            enforced.drift.baseline
        ));
    }
    text
}

fn summary(enforced: &Enforced, dry_run: bool) -> String {
    let drifted = counted(enforced.drift.resources.len(), "resource");
    if dry_run {
        let planned = enforced.restores.len();
        let proposed = match enforced.proposed.len() {
            0 => String::new(),
            some => format!(", {some} would be proposed"),
        };
        return format!(
            "{drifted} drifted, {planned} would be restored{proposed}; this was a dry run"
        );
    }
    let restored = enforced.restored();
    let style = if enforced.in_sync() { GREEN } else { YELLOW };
    let mut text = format!(
        "{drifted} drifted, {}",
        styled(style.bold(), format!("{restored} restored"))
    );
    let waiting = enforced.proposed.len() + awaiting(enforced);
    if waiting > 0 {
        text.push_str(&format!(", {waiting} waiting for approval"));
    }
    text
}

/// How many resources wait for a person since an earlier run.
fn awaiting(enforced: &Enforced) -> usize {
    let waits = Disposition::Held(Held::AwaitsApproval);
    let planned = enforced.plan.resources.iter();
    planned.filter(|one| one.disposition == waits).count()
}

/// One restore: the drift, the calls and how it ended.
pub(crate) fn restore(restore: &Restore) -> String {
    let word = match restore.outcome {
        RestoreOutcome::Restored => styled(GREEN.bold(), "restored"),
        RestoreOutcome::Planned => styled(CYAN.bold(), "would be restored"),
        RestoreOutcome::Superseded => styled(YELLOW.bold(), "left as it is"),
        RestoreOutcome::Skipped => styled(YELLOW.bold(), "not reached"),
        RestoreOutcome::Failed => styled(RED.bold(), "not restored"),
    };
    let mut text = resource(&restore.drift);
    for (at, call) in restore.calls.iter().enumerate() {
        let made = restore.results.get(at);
        let mark = match (made, restore.outcome) {
            (Some(result), _) if result.error.is_some() => styled(RED, "failed"),
            (Some(_), _) => styled(GREEN, "done"),
            (None, RestoreOutcome::Planned) => styled(CYAN, "would call"),
            (None, _) => styled(YELLOW, "not made"),
        };
        text.push_str(&format!(
            "    {} {}  {mark}\n",
            styled(DIM, &call.action),
            call.summary
        ));
    }
    for left in &restore.unrestorable {
        text.push_str(&format!("    {}: {}\n", left.path, left.reason));
    }
    text.push_str(&format!("    {word}"));
    if let Some(error) = &restore.error {
        text.push_str(&format!(": {error}"));
    }
    text.push('\n');
    if let Some(help) = &restore.help {
        text.push_str(&format!("    {} {help}\n", styled(CYAN, "help:")));
    }
    text
}

/// Drift that this run left alone, with the reason where it is the resource's own.
fn held(enforced: &Enforced) -> Vec<(&ResourceDrift, Option<Held>)> {
    let planned = enforced
        .plan
        .resources
        .iter()
        .zip(&enforced.drift.resources);
    planned
        .filter_map(|(plan, drift)| match plan.disposition {
            Disposition::Held(held) => Some((drift, Some(held))),
            Disposition::Restore | Disposition::Propose if enforced.plan.refusal.is_some() => {
                Some((drift, None))
            }
            Disposition::Restore | Disposition::Propose => None,
        })
        .collect()
}

/// A run on one line, the same for two runs that found and did the same.
pub(crate) fn line(enforced: &Enforced) -> String {
    let revision = enforced.drift.revision;
    if enforced.drift.in_sync {
        return format!("in sync with revision {revision}");
    }
    let drifted: Vec<String> = enforced.drift.resources.iter().map(one_line).collect();
    let failed = enforced
        .restores
        .iter()
        .filter(|restore| restore.outcome == RestoreOutcome::Failed);
    let mut text = format!("{}; {}", summary(enforced, false), drifted.join("; "));
    for restore in failed {
        let why = restore.error.as_deref().unwrap_or("no reason given");
        text.push_str(&format!("; {} not restored: {why}", restore.drift.label()));
    }
    if let Some(refusal) = &enforced.plan.refusal {
        text.push_str(&format!("; nothing was changed: {refusal}"));
    }
    text
}

/// For programs.
pub(crate) fn json(enforced: &Enforced) -> Result<String, Failure> {
    super::json(&value(enforced))
}

/// Why a resource was left as it is; of one that is gone, what bringing it back would mean.
fn why(drift: &ResourceDrift, held: Option<Held>) -> &str {
    match (held, &drift.reason) {
        (Some(Held::Missing), Some(meaning)) => meaning,
        (Some(held), _) => held.reason(),
        (None, _) => "the whole run was refused",
    }
}

/// The report as a value.
pub(crate) fn value(enforced: &Enforced) -> Value {
    let restores: Vec<Value> = enforced.restores.iter().map(restore_json).collect();
    let held: Vec<Value> = held(enforced)
        .into_iter()
        .map(|(drift, held)| {
            json!({
                "type": drift.key.kind, "id": drift.key.id, "address": drift.address,
                "region": drift.key.region, "other_account": drift.key.account, "kind": drift.kind, "held": held,
                "reason": why(drift, held),
            })
        })
        .collect();
    json!({
        "version": 1,
        "baseline": enforced.drift.baseline,
        "revision": enforced.drift.revision,
        "in_sync": enforced.in_sync(),
        "restored": enforced.restored(),
        "refusal": enforced.plan.refusal,
        "restores": restores,
        "proposed": enforced.proposed,
        "held": held,
    })
}

pub(crate) fn restore_json(restore: &Restore) -> Value {
    json!({
        "remediation": restore.id,
        "type": restore.drift.key.kind,
        "id": restore.drift.key.id,
        "address": restore.drift.address,
        "region": restore.drift.key.region,
        "other_account": restore.drift.key.account,
        "outcome": match restore.outcome {
            RestoreOutcome::Restored => "restored",
            RestoreOutcome::Planned => "planned",
            RestoreOutcome::Superseded => "superseded",
            RestoreOutcome::Skipped => "skipped",
            RestoreOutcome::Failed => "failed",
        },
        "changes": restore.drift.changes,
        "calls": restore.calls,
        "results": restore.results,
        "unrestorable": restore.unrestorable,
        "error": restore.error,
        "help": restore.help,
    })
}
