//! Events.

use std::collections::BTreeSet;

use driftlock_core::{CaptureRefusal, Event, EventKind, Key, Outcome, Quarantine, ResourceDrift};

use super::{GREEN, RED, YELLOW, counted, one_line, scan, styled, time};

/// Title and details on one line, without colour.
#[must_use]
pub fn summary(event: &Event) -> String {
    let what = &event.body.what;
    let mut parts = vec![title(what)];
    parts.extend(details(what));
    anstream::adapter::strip_str(&parts.join("; ")).to_string()
}

/// What happened, in a few words.
#[must_use]
pub fn title(what: &EventKind) -> String {
    match what {
        EventKind::BaselineCaptured { revision, .. } => format!("captured revision {revision}"),
        EventKind::EnforcementSet { settings } => format!("enforcement set to {}", settings.mode),
        EventKind::DriftDetected { .. } => styled(YELLOW, "drift detected"),
        EventKind::BackInSync { .. } => styled(GREEN, "back in sync"),
        EventKind::RestoreStarted { remediation } => {
            let label = remediation
                .address
                .clone()
                .unwrap_or_else(|| remediation.key.to_string());
            match &remediation.rolls_back {
                Some(_) => format!("rolling back {label}"),
                None => format!("restoring {label}"),
            }
        }
        EventKind::RestoreFinished { outcome, .. } => match outcome {
            Outcome::Restored => styled(GREEN, outcome),
            Outcome::Superseded => styled(YELLOW, outcome),
            Outcome::Failed => styled(RED, format!("restore {outcome}")),
        },
        EventKind::RestoreRefused { .. } => styled(YELLOW, "restore refused"),
        EventKind::CaptureRefused { .. } => styled(YELLOW, "capture refused"),
        EventKind::RevisionApproved {
            revision, same_as, ..
        } => format!("approved revision {revision}, the same as {same_as}"),
        EventKind::Proposed { proposal } => {
            styled(YELLOW, format!("proposed to restore {}", proposal.label()))
        }
        EventKind::ProposalApproved { .. } => styled(GREEN, "proposal approved"),
        EventKind::ProposalRejected { .. } => styled(YELLOW, "proposal rejected"),
        EventKind::ProposalVoided { .. } => "proposal void".to_owned(),
        EventKind::Quarantined { .. } => styled(RED, "in quarantine"),
        EventKind::QuarantineReleased { .. } => "released from quarantine".to_owned(),
        EventKind::Scanned { scan } => scan::title(scan),
        EventKind::Paused { .. } => styled(YELLOW, "paused"),
        EventKind::PauseExtended { .. } => styled(YELLOW, "pause extended"),
        EventKind::PauseExpired { .. } => "pause ended by itself".to_owned(),
        EventKind::Resumed { .. } => "resumed".to_owned(),
    }
}

/// What matters beside the title, line by line.
#[must_use]
pub fn details(what: &EventKind) -> Vec<String> {
    match what {
        EventKind::BaselineCaptured {
            resources,
            digest,
            reason,
            accepted,
            ignore,
            ..
        } => {
            let mut lines = vec![format!(
                "{}, sha256 {}",
                counted(*resources, "resource"),
                digest.short()
            )];
            lines.extend(reason.clone());
            let ignored = ignore.iter();
            lines.extend(ignored.map(|one| format!("ignores {}: {}", one.path, one.reason)));
            lines.extend(
                accepted
                    .iter()
                    .map(|drift| format!("approved {}", one_line(drift))),
            );
            lines
        }
        EventKind::DriftDetected { resources, .. } => resources.iter().map(one_line).collect(),
        EventKind::RestoreStarted { remediation } => {
            let mut lines = vec![format!("remediation {}", remediation.id)];
            let undone = remediation.rolls_back.iter();
            lines.extend(undone.map(|id| format!("rolls back remediation {id}")));
            let calls = remediation.calls.iter();
            lines.extend(calls.map(|call| format!("{} {}", call.action, call.summary)));
            lines
        }
        EventKind::RestoreFinished {
            remediation,
            results,
            error,
            ..
        } => {
            let mut lines = vec![format!("remediation {remediation}")];
            let ids: Vec<&str> = results
                .iter()
                .filter_map(|r| r.request_id.as_deref())
                .collect();
            if !ids.is_empty() {
                lines.push(format!("AWS request ids {}", ids.join(", ")));
            }
            lines.extend(error.clone());
            lines
        }
        EventKind::RestoreRefused { refusal } => vec![refusal.to_string()],
        EventKind::CaptureRefused { refusal } => refused(refusal),
        EventKind::RevisionApproved { digest, reason, .. } => {
            vec![format!("sha256 {}", digest.short()), reason.clone()]
        }
        EventKind::Proposed { proposal } => {
            let mut lines = vec![format!("proposal {}", proposal.id)];
            let calls = proposal.calls.iter();
            lines.extend(calls.map(|call| format!("{} {}", call.action, call.summary)));
            lines
        }
        EventKind::ProposalApproved { proposal, reason } => {
            let mut lines = vec![format!("proposal {proposal}")];
            lines.extend(reason.clone());
            lines
        }
        EventKind::ProposalRejected { proposal, reason }
        | EventKind::ProposalVoided { proposal, reason } => {
            vec![format!("proposal {proposal}"), reason.clone()]
        }
        EventKind::Quarantined { quarantine } => fight(quarantine),
        EventKind::QuarantineReleased { quarantine, reason } => {
            vec![place(quarantine), reason.clone()]
        }
        EventKind::Scanned { scan } => scan::details(scan),
        EventKind::Paused { pause } | EventKind::PauseExtended { pause } => {
            vec![format!("{}: {}", pause.how_long(), pause.reason)]
        }
        EventKind::PauseExpired { pause } => {
            let (since, owner) = (time(pause.since), &pause.owner);
            vec![format!("of {since} by {owner}: {}", pause.reason)]
        }
        EventKind::EnforcementSet { .. }
        | EventKind::BackInSync { .. }
        | EventKind::Resumed { .. } => Vec::new(),
    }
}

fn refused(refusal: &CaptureRefusal) -> Vec<String> {
    match refusal {
        CaptureRefusal::Drift { resources } => resources
            .iter()
            .map(|drift| format!("would have approved {}", one_line(drift)))
            .collect(),
        CaptureRefusal::NotCompliant { compliance } => compliance
            .findings
            .iter()
            .filter(|finding| finding.verdict == "fail")
            .map(|finding| {
                format!(
                    "{} {}: {}",
                    finding.policy, finding.resource, finding.message
                )
            })
            .collect(),
    }
}

fn place(quarantine: &Quarantine) -> String {
    let resource = quarantine
        .address
        .clone()
        .unwrap_or_else(|| quarantine.key.to_string());
    format!("{resource} {}", quarantine.path)
}

fn fight(quarantine: &Quarantine) -> Vec<String> {
    let times = counted(quarantine.reverted as usize, "time");
    let mut lines = vec![
        place(quarantine),
        format!("reverted {times} of late; it is left as it is from now on"),
    ];
    lines.extend(
        quarantine
            .others
            .iter()
            .map(|other| format!("also changed by {other}")),
    );
    lines
}

/// The resources that an event names: by Terraform address where that is known, else by type, id and
/// place. What only refers to an earlier event names none.
#[must_use]
pub fn concerned(what: &EventKind) -> Vec<String> {
    let of = |key: &Key, address: Option<&String>| {
        vec![address.cloned().unwrap_or_else(|| key.to_string())]
    };
    let all = |drift: &[ResourceDrift]| {
        let labels = drift
            .iter()
            .flat_map(|one| of(&one.key, one.address.as_ref()));
        labels.collect()
    };
    match what {
        EventKind::BaselineCaptured { accepted, .. } => all(accepted),
        EventKind::DriftDetected { resources, .. } => all(resources),
        EventKind::CaptureRefused { refusal } => match refusal {
            CaptureRefusal::Drift { resources } => all(resources),
            CaptureRefusal::NotCompliant { compliance } => {
                let failing = compliance
                    .findings
                    .iter()
                    .filter(|one| one.verdict == "fail");
                distinct(failing.map(|finding| &finding.resource))
            }
        },
        EventKind::RestoreStarted { remediation } => {
            of(&remediation.key, remediation.address.as_ref())
        }
        EventKind::Proposed { proposal } => of(&proposal.key, proposal.address.as_ref()),
        EventKind::Quarantined { quarantine }
        | EventKind::QuarantineReleased { quarantine, .. } => {
            of(&quarantine.key, quarantine.address.as_ref())
        }
        EventKind::Scanned { scan } => distinct(scan.findings.iter().map(|one| &one.resource)),
        EventKind::Paused { pause }
        | EventKind::PauseExtended { pause }
        | EventKind::PauseExpired { pause } => pause
            .resource
            .iter()
            .flat_map(|key| of(key, None))
            .collect(),
        EventKind::RestoreFinished { .. }
        | EventKind::RestoreRefused { .. }
        | EventKind::RevisionApproved { .. }
        | EventKind::EnforcementSet { .. }
        | EventKind::BackInSync { .. }
        | EventKind::ProposalApproved { .. }
        | EventKind::ProposalRejected { .. }
        | EventKind::ProposalVoided { .. }
        | EventKind::Resumed { .. } => Vec::new(),
    }
}

fn distinct<'a>(all: impl Iterator<Item = &'a String>) -> Vec<String> {
    let all: BTreeSet<&String> = all.collect();
    all.into_iter().cloned().collect()
}
